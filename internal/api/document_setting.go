package api

import (
	"net/http"
	"strconv"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// documentSettingAnswer is what the documents of a project say besides its own data.
type documentSettingAnswer struct {
	okay

	Revision int64 `json:"revision"`
	documentSaid
}

// documentSettingSaved answers a change of it.
type documentSettingSaved struct {
	written
	documentSaid
}

type documentSaid struct {
	Setting documentSetting `json:"setting"`
	Logo    *documentLogo   `json:"logo"` // null for none
}

// documentSetting has the keys of what is sent. Version is 0 while nothing was said.
type documentSetting struct {
	rab.DocumentData

	Version int64 `json:"version"`
}

// documentLogo tells of the picture; the picture itself is at its address.
type documentLogo struct {
	Type    string `json:"type"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Version int64  `json:"version"`
	URL     string `json:"url"`
}

func documentSaidOf(p *rab.Project) documentSaid {
	s := p.Documents()
	said := documentSaid{Setting: documentSetting{DocumentData: s.DocumentData, Version: s.Version}}
	if logo := p.Logo(); logo != nil {
		said.Logo = &documentLogo{
			Type: logo.Type, Width: logo.Width, Height: logo.Height, Version: logo.Version,
			URL: "/detail_project/api/v2/project/" + strconv.FormatInt(p.ID, 10) + "/documents/logo/",
		}
	}
	return said
}

func getDocumentSetting(r *serve.Request) error {
	return kept(r, "document-setting", func(v *app.View) documentSettingAnswer {
		return documentSettingAnswer{okay: yes, Revision: v.Revision, documentSaid: documentSaidOf(v.Project)}
	})
}

// sendDocumentSetting answers a change with all that the documents say after it.
func sendDocumentSetting(r *serve.Request, done *app.Done) error {
	return r.Send(http.StatusOK, documentSettingSaved{written: writtenBy(r, done), documentSaid: documentSaidOf(done.Project)})
}

// saveDocumentSetting changes the keys that are present; null clears.
func saveDocumentSetting(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	version := body.OptionalInt("version")
	var asked rab.DocumentSetting
	asked.Kop, asked.Tanggal = body.Text("kop"), rab.Date(body.Text("tanggal"))
	texts := asked.Texts()
	for _, text := range texts {
		*text.Value = body.Text(text.Path)
	}
	if err := body.Err(); err != nil {
		return err
	}
	done, err := r.App.EditDocuments(r.HTTP.Context(), r.Visit, func(s *rab.DocumentSetting) {
		if body.Has("kop") {
			s.Kop = asked.Kop
		}
		if body.Has("tanggal") {
			s.Tanggal = asked.Tanggal
		}
		for i, text := range s.Texts() {
			if body.Has(text.Path) {
				*text.Value = *texts[i].Value
			}
		}
	}, version)
	if err != nil {
		return err
	}
	return sendDocumentSetting(r, done)
}

func getLogo(r *serve.Request) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	file, err := view.Logo()
	if err != nil {
		return err
	}
	return r.SendPicture(file)
}

// uploadLogo takes a picture as a form field or as the body itself.
func uploadLogo(r *serve.Request) error {
	version, err := queryVersion(r)
	if err != nil {
		return err
	}
	upload, err := r.UploadOrBody(app.LogoMegabytes, logoField)
	if err != nil {
		return err
	}
	if len(upload.Data) == 0 {
		return rab.Refuse(logoField, "berkas ini kosong: pilih gambar PNG atau JPEG")
	}
	done, err := r.App.SetLogo(r.HTTP.Context(), r.Visit, upload.Data, logoField, version)
	if err != nil {
		return err
	}
	return sendDocumentSetting(r, done)
}

const logoField = "file"

func deleteLogo(r *serve.Request) error {
	version, err := queryVersion(r)
	if err != nil {
		return err
	}
	done, err := r.App.SetLogo(r.HTTP.Context(), r.Visit, nil, logoField, version)
	if err != nil {
		return err
	}
	return sendDocumentSetting(r, done)
}
