package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// noise is a picture that cannot be packed.
func noise(width, height int) *image.NRGBA {
	random := rand.New(rand.NewPCG(1, 2))
	made := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range made.Pix {
		made.Pix[i] = uint8(random.UintN(256))
	}
	return made
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withChunk puts a chunk of text into a PNG, behind its first one.
func withChunk(file []byte, text string) []byte {
	const head = 8 + 25
	chunk := append([]byte("tEXt"), text...)
	packed := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	packed = binary.BigEndian.AppendUint32(append(packed, chunk...), crc32.ChecksumIEEE(chunk))
	return append(append(append([]byte{}, file[:head]...), packed...), file[head:]...)
}

func TestAPictureIsMadeAnewOfWhatCanBeSeen(t *testing.T) {
	red := image.NewNRGBA(image.Rect(0, 0, 1200, 400))
	for i := range 1200 * 400 {
		red.SetNRGBA(i%1200, i/1200, color.NRGBA{R: 200, A: 128})
	}
	const secret = "Comment\x00rahasia <script>"
	file := append(withChunk(pngOf(t, red), secret), "behind the end rahasia"...)
	made, err := Fit(file, 600, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if made.Type != "image/png" || made.Width != 600 || made.Height != 200 || bytes.Contains(made.Data, []byte("rahasia")) {
		t.Errorf("%s of %d × %d, %d bytes", made.Type, made.Width, made.Height, len(made.Data))
	}
	seen, err := png.Decode(bytes.NewReader(made.Data))
	if err != nil {
		t.Fatal(err)
	}
	if got := color.NRGBAModel.Convert(seen.At(300, 100)); got != (color.NRGBA{R: 200, A: 128}) {
		t.Errorf("in the middle it is %v", got)
	}
	photo, err := Fit(append(jpegOf(t, red), "rahasia"...), 600, 1<<20)
	if err != nil || photo.Type != "image/jpeg" || photo.Width != 600 || bytes.Contains(photo.Data, []byte("rahasia")) {
		t.Errorf("a photo: %v", err)
	}
	small, err := Fit(pngOf(t, image.NewGray(image.Rect(0, 0, 30, 20))), 600, 1<<20)
	if err != nil || small.Width != 30 || small.Height != 20 {
		t.Errorf("a small one is %+v, %v", small, err)
	}
	thin, err := Fit(pngOf(t, image.NewGray(image.Rect(0, 0, 5000, 1))), 600, 1<<20)
	if err != nil || thin.Width != 600 || thin.Height != 1 {
		t.Errorf("a thin one is %+v, %v", thin, err)
	}
}

func TestAPictureThatCannotBePackedBecomesSmaller(t *testing.T) {
	made, err := Fit(pngOf(t, noise(600, 600)), 600, 400_000)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Data) > 400_000 || made.Width >= 600 || made.Width < 200 || made.Height != made.Width {
		t.Errorf("%d × %d of %d bytes", made.Width, made.Height, len(made.Data))
	}
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	whole := pngOf(t, noise(20, 20))
	var moving bytes.Buffer
	if err := gif.Encode(&moving, image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Black}), nil); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("halo"), "SVG": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "half": whole[:len(whole)/2], "a head": whole[:33],
		"half of a photo": jpegOf(t, noise(20, 20))[:200], "a GIF": moving.Bytes(),
	} {
		if _, err := Fit(data, 600, 1<<20); !errors.Is(err, ErrNoPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnEndlessPictureIsNotUnpacked(t *testing.T) {
	huge := pngOf(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	for _, size := range [][2]uint32{{100_000, 100_000}, {1 << 30, 1 << 30}, {16_000_001, 1}} {
		header := append([]byte{}, huge...)
		binary.BigEndian.PutUint32(header[16:], size[0])
		binary.BigEndian.PutUint32(header[20:], size[1])
		binary.BigEndian.PutUint32(header[29:], crc32.ChecksumIEEE(header[12:29]))
		if _, err := Fit(header, 600, 1<<20); err == nil {
			t.Errorf("%v is unpacked", size)
		}
	}
}

// FuzzFit looks for a file that breaks the reader; what it makes can be read again.
func FuzzFit(f *testing.F) {
	f.Add(pngOf(f, noise(8, 5)))
	f.Add(jpegOf(f, noise(8, 5)))
	f.Fuzz(func(t *testing.T, data []byte) {
		made, err := Fit(data, 16, 1<<20)
		if err != nil {
			return
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(made.Data))
		if err != nil || size.Width != made.Width || size.Height != made.Height || max(size.Width, size.Height) > 16 {
			t.Errorf("%d × %d, %v", made.Width, made.Height, err)
		}
	})
}
