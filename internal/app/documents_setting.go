package app

import (
	"context"
	"encoding/base64"
	"errors"

	"takar/internal/picture"
	"takar/internal/rab"
)

// EditDocuments changes what the documents of the visit's project say.
func (a *App) EditDocuments(ctx context.Context, v *Visit, edit func(*rab.DocumentSetting), version *int64) (*Done, error) {
	return a.run(ctx, v, command{kind: "document.setting", need: writing, decide: func(d *rab.Draft) error {
		return d.EditDocuments(edit, version)
	}})
}

// LogoMegabytes bounds the file of a logo that is uploaded.
const LogoMegabytes = 1

// SetLogo makes a PNG or JPEG the logo in the head of the letter; none takes it away. The
// picture is drawn anew, small enough for a head of a letter. field is where the request
// has the file.
func (a *App) SetLogo(ctx context.Context, v *Visit, data []byte, field string, version *int64) (*Done, error) {
	if err := v.allow(writing); err != nil {
		return nil, err
	}
	var logo *rab.DocumentLogo
	if len(data) > 0 {
		var made *picture.Picture
		err := a.heavily(ctx, func() (err error) {
			made, err = picture.Fit(data, rab.MaxLogoSide, rab.MaxLogoBytes)
			return err
		})
		switch {
		case errors.Is(err, picture.ErrNoPicture), errors.Is(err, picture.ErrTooLarge):
			return nil, rab.Refuse(field, "%s: pilih gambar PNG atau JPEG lain", err)
		case err != nil:
			return nil, err
		}
		logo = &rab.DocumentLogo{Type: made.Type, Width: made.Width, Height: made.Height, Data: base64.StdEncoding.EncodeToString(made.Data)}
	}
	return a.run(ctx, v, command{kind: "document.logo", need: writing, decide: func(d *rab.Draft) error {
		return d.SetLogo(logo, version)
	}})
}

// Logo returns the logo of the visit's project as a file; ErrNotFound without one.
func (v *View) Logo() (*File, error) {
	logo := v.Project.Logo()
	if logo == nil {
		return nil, ErrNotFound
	}
	name := "logo.png"
	if logo.Type == rab.LogoJPEG {
		name = "logo.jpg"
	}
	return &File{Name: name, Type: logo.Type, Data: logo.File()}, nil
}
