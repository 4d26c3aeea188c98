// Package picture makes pictures that people upload into ones that can be kept: it takes
// them apart and puts only what can be seen together again.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// maxPixels bounds what is unpacked: a small file may claim to be an endless picture.
const maxPixels = 16_000_000

// quality is that of pictures that were JPEG.
const quality = 90

// Errors for people.
var (
	ErrNoPicture = errors.New("berkas ini bukan gambar PNG atau JPEG yang utuh")
	ErrTooLarge  = fmt.Errorf("gambar ini terlalu besar: paling banyak %d juta titik", maxPixels/1_000_000)
)

// Picture is a picture as a file.
type Picture struct {
	Type          string // image/png or image/jpeg
	Width, Height int    // pixels
	Data          []byte
}

// Fit returns a PNG or JPEG made anew of what can be seen of one, so that nothing else that
// stood in the file stays: of the same type, of at most side pixels on its longer side, and
// of at most limit bytes, for which it is made smaller still.
func Fit(data []byte, side, limit int) (*Picture, error) {
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil || format != "png" && format != "jpeg" || size.Width < 1 || size.Height < 1:
		return nil, ErrNoPicture
	case size.Width > maxPixels/size.Height:
		return nil, ErrTooLarge
	}
	source, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrNoPicture
	}
	for {
		made, err := drawn(source, format, side)
		if err != nil || len(made.Data) <= limit {
			return made, err
		}
		side = side * 3 / 4
	}
}

// drawn draws a picture with at most side pixels on its longer side.
func drawn(source image.Image, format string, side int) (*Picture, error) {
	from := source.Bounds()
	width, height := from.Dx(), from.Dy()
	if longer := max(width, height); longer > side {
		width, height = max(1, width*side/longer), max(1, height*side/longer)
	}
	target := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(target, target.Bounds(), source, from, draw.Src, nil)
	made := &Picture{Type: "image/png", Width: width, Height: height}
	var out bytes.Buffer
	var err error
	if format == "jpeg" {
		made.Type, err = "image/jpeg", jpeg.Encode(&out, target, &jpeg.Options{Quality: quality})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, target)
	}
	if err != nil {
		return nil, fmt.Errorf("picture: encode: %w", err)
	}
	made.Data = out.Bytes()
	return made, nil
}
