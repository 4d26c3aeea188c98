package svg_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/document"
	"takar/internal/document/sample"
	"takar/internal/document/svg"
)

func write(t testing.TB, d *document.Document, number int) string {
	t.Helper()
	var file bytes.Buffer
	if err := svg.Write(&file, d, number); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestPagesOfTheWholeDocument(t *testing.T) {
	d := sample.Everything()
	for number, want := range map[int]string{1: "RENCANA ANGGARAN BIAYA", 2: "Daftar isi", 3: "Galian tanah biasa", 8: "Bulan 1", 12: "Siti Aminah"} {
		picture := write(t, d, number)
		if !strings.Contains(picture, want) || !strings.Contains(picture, ">DRAF</text>") {
			t.Errorf("page %d lacks %q or its watermark", number, want)
		}
		wellFormed(t, picture)
	}
	if page := write(t, d, 3); !strings.Contains(page, "Halaman 3 dari 12") || !strings.Contains(page, "data:image/png;base64,") || strings.Contains(page, "<script") {
		t.Error("page 3 lacks its foot or its logo, or has a script")
	}
	if first, second := write(t, d, 3), write(t, d, 3); first != second {
		t.Error("the picture differs")
	}
}

func TestNoSuchPage(t *testing.T) {
	for _, number := range []int{-1, 0, 13} {
		var none *svg.NoPageError
		if err := svg.Write(io.Discard, sample.Everything(), number); !errors.As(err, &none) {
			t.Errorf("page %d: %v", number, err)
		}
	}
}

func TestALongDocumentIsNotLaidOutAsAWhole(t *testing.T) {
	d := &document.Document{Title: "Analisa", Sections: []*document.Section{sample.Analyses(300)}}
	if page := write(t, d, 2); !strings.Contains(page, ">Halaman 2<") {
		t.Error("the page is not numbered without the number of all pages")
	}
	made := testing.AllocsPerRun(3, func() { write(t, d, 1) })
	longer := &document.Document{Title: "Analisa", Sections: []*document.Section{sample.Analyses(900)}}
	if more := testing.AllocsPerRun(3, func() { write(t, longer, 1) }); more > made*1.1 {
		t.Errorf("the first page of a longer document takes %.0f allocations instead of %.0f", more, made)
	}
}

func TestTextsAreEscaped(t *testing.T) {
	evil := `</text><script>alert("1")</script>&amp;`
	d := &document.Document{Title: evil, Watermark: evil, Sections: []*document.Section{{Title: evil, Blocks: []document.Block{&document.Note{Text: evil}}}}}
	picture := write(t, d, 1)
	if strings.Contains(picture, "<script") {
		t.Error("a text is taken for elements")
	}
	if text := wellFormed(t, picture); !strings.Contains(text, evil) {
		t.Errorf("the text is not there: %s", text)
	}
}

func TestAnyDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := sample.Random(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
		var file bytes.Buffer
		if err := svg.Write(&file, d, 1); err != nil {
			t.Fatal(err)
		}
		if err := parse(file.String(), nil); err != nil {
			t.Fatal(err)
		}
	})
}

// wellFormed returns all text of a picture.
func wellFormed(t *testing.T, picture string) string {
	t.Helper()
	var text strings.Builder
	if err := parse(picture, &text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func parse(picture string, text *strings.Builder) error {
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if data, ok := token.(xml.CharData); ok && text != nil {
			text.Write(data)
		}
	}
}

// BenchmarkFirstPage draws the preview of the analyses of 1,000 pekerjaan.
func BenchmarkFirstPage(b *testing.B) {
	benchmark(b, sample.Analyses(1000))
}

// BenchmarkFirstPageOfTable draws the preview of one table of 1,000 pekerjaan.
func BenchmarkFirstPageOfTable(b *testing.B) {
	benchmark(b, sample.Estimate(1000))
}

// BenchmarkFirstPageOfSchedule draws the preview of a schedule of 1,000 pekerjaan.
func BenchmarkFirstPageOfSchedule(b *testing.B) {
	benchmark(b, sample.Schedule(1000, 52))
}

func benchmark(b *testing.B, s *document.Section) {
	b.ReportAllocs()
	d := &document.Document{Title: "Dokumen", Sections: []*document.Section{s}}
	for b.Loop() {
		write(b, d, 1)
	}
}
