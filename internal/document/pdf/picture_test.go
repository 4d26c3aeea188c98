package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"takar/internal/document"
)

// TestLogosOfEveryForm writes logos in the forms in which people have them, and in some
// that nobody can read.
func TestLogosOfEveryForm(t *testing.T) {
	picture := func(m image.Image, encode func(*bytes.Buffer, image.Image) error) []byte {
		var file bytes.Buffer
		if err := encode(&file, m); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	asPNG := func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }
	asJPEG := func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
	box := image.Rect(0, 0, 40, 20)
	large := image.NewNRGBA(image.Rect(0, 0, 2000, 1400))
	for i := range large.Pix {
		large.Pix[i] = byte(i * i >> 7)
	}
	pale := image.NewPaletted(box, color.Palette{color.Transparent, color.Black})
	with := func(kind string, data []byte) int {
		d := &document.Document{Moment: "2026-01-05T00:00:00Z", Kop: &document.Kop{Logo: &document.Image{Type: kind, Data: data, Width: 40, Height: 20}, Lines: []string{"KANTOR"}}}
		d.Sections = []*document.Section{{Title: "Judul", Kop: true, Blocks: []document.Block{&document.Note{Text: "isi"}}}}
		raw, file := write(t, d)
		if len(file.Pages) != 1 || len(file.Pages[0].Runs) != 4 {
			t.Errorf("%d pages", len(file.Pages))
		}
		if again, _ := write(t, d); !bytes.Equal(raw, again) {
			t.Error("the file differs")
		}
		if len(raw) > 3<<20 {
			t.Errorf("%d bytes", len(raw))
		}
		return bytes.Count(raw, []byte("/Subtype /Image"))
	}
	for name, c := range map[string]struct {
		kind   string
		data   []byte
		images int // a mask is one of its own
	}{
		"rgba":         {"image/png", picture(image.NewNRGBA(box), asPNG), 2},
		"grey":         {"image/png", picture(image.NewGray(box), asPNG), 1},
		"16 bits":      {"image/png", picture(image.NewRGBA64(box), asPNG), 2},
		"palette":      {"image/png", picture(pale, asPNG), 2},
		"large":        {"image/png", picture(large, asPNG), 2},
		"jpeg":         {"image/jpeg", picture(image.NewRGBA(box), asJPEG), 1},
		"grey jpeg":    {"image/jpeg", picture(image.NewGray(box), asJPEG), 1},
		"wrong type":   {"image/jpeg", picture(image.NewGray(box), asPNG), 1},
		"not a png":    {"image/png", []byte("bukan gambar"), 0},
		"not a jpeg":   {"image/jpeg", []byte("bukan gambar"), 0},
		"broken png":   {"image/png", picture(large, asPNG)[:5000], 0},
		"unknown type": {"image/gif", []byte("GIF89a"), 0},
	} {
		if got := with(c.kind, c.data); got != c.images {
			t.Errorf("%s: %d images in the file, want %d", name, got, c.images)
		}
	}
}
