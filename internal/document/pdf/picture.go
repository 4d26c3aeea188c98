package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // the forms of pictures that are decoded
	"image/png"

	"codeberg.org/go-pdf/fpdf"

	"takar/internal/document"
	"takar/internal/document/page"
)

// mostPixels is the size of a picture beyond which it is not decoded.
const mostPixels = 40_000_000

// picture draws an image, which is in the file once.
func (b *brush) picture(p page.Picture) {
	key := p.Image.Type + string(p.Image.Data)
	known, ok := b.pictures[key]
	if !ok {
		if b.pictures == nil {
			b.pictures = make(map[string]string)
		}
		known = b.register(p.Image, name(len(b.pictures)))
		b.pictures[key] = known
	}
	if known != "" {
		b.ImageOptions(known, p.X, p.Y, p.W, p.H, false, fpdf.ImageOptions{}, 0, "")
	}
}

// register puts an image into the file; "" when it cannot be read, then its place stays
// empty: a logo is judged when it is stored.
func (b *brush) register(i *document.Image, as string) string {
	data, form := i.Data, "jpg"
	if i.Type != "image/jpeg" {
		var err error
		if data, err = plain(i.Data); err != nil {
			return ""
		}
		form = "png"
	}
	if err := b.try(as, form, data); err != nil && form == "jpg" {
		if data, err = plain(i.Data); err != nil || b.try(as, "png", data) != nil {
			return ""
		}
	} else if err != nil {
		return ""
	}
	return as
}

// try registers an image without letting a refusal spoil the file.
func (b *brush) try(as, form string, data []byte) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", errPicture, fault)
		}
		if err == nil && b.Error() != nil {
			err = b.Error()
		}
		b.ClearError()
	}()
	b.RegisterImageOptionsReader(as, fpdf.ImageOptions{ImageType: form}, bytes.NewReader(data))
	return nil
}

// plain makes a PNG of the simplest form, 8 bits for each colour, which every reader
// knows: interlaced ones and those with 16 bits are refused by the library.
func plain(data []byte) ([]byte, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width*config.Height > mostPixels {
		return nil, errPicture
	}
	source, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	simple := image.NewNRGBA(image.Rect(0, 0, source.Bounds().Dx(), source.Bounds().Dy()))
	draw.Draw(simple, simple.Bounds(), source, source.Bounds().Min, draw.Src)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed} // the library packs it once more
	err = encoder.Encode(&out, reduced(simple))
	return out.Bytes(), err
}

// enough is how many pixels a side needs: 60 mm, the largest logo, with 400 to an inch.
const enough = 950

// reduced makes a picture smaller that has many more pixels than can be printed: each of
// its pixels is the mean of a square.
func reduced(source *image.NRGBA) *image.NRGBA {
	size := source.Bounds().Size()
	by := max(size.X, size.Y) / enough
	if by < 2 {
		return source
	}
	small := image.NewNRGBA(image.Rect(0, 0, (size.X+by-1)/by, (size.Y+by-1)/by))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			var sum [4]int // colours count as much as they are seen
			count := 0
			for sy := y * by; sy < min((y+1)*by, size.Y); sy++ {
				for sx := x * by; sx < min((x+1)*by, size.X); sx++ {
					p := source.Pix[source.PixOffset(sx, sy):]
					alpha := int(p[3])
					for i := range 3 {
						sum[i] += int(p[i]) * alpha
					}
					sum[3] += alpha
					count++
				}
			}
			p := small.Pix[small.PixOffset(x, y):]
			for i := range 3 {
				p[i] = byte(sum[i] / max(sum[3], 1)) //nolint:gosec // a mean of bytes
			}
			p[3] = byte(sum[3] / count) //nolint:gosec // a mean of bytes
		}
	}
	return small
}
