package exchange

import "takar/internal/rab"

// What the documents of a project say, in a backup. A project that says nothing has no such
// keys, so that its content hash is that from before there were any. Reports that were
// issued are records of an installation and no part of a backup.

type logoForm struct {
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Data   string `json:"data"` // base64
}

func (w *backupWriter) documents(l *lines) {
	if row, ok := w.p.DocumentSettings.Get(w.p.ID); ok && (w.identities || !row.Empty()) {
		l.field("document_setting", row.DocumentData)
	}
	if logo := w.p.Logo(); logo != nil {
		l.field("document_logo", logoForm{Type: logo.Type, Width: logo.Width, Height: logo.Height, Data: logo.Data})
	}
}

// documents reads what the documents say.
func (r *backupReader) documents() {
	if o := r.root.child("document_setting"); o != nil {
		row := &rab.DocumentSetting{Meta: rab.Meta{ID: projectID}, DocumentData: rab.DocumentData{Kop: o.text("kop", longestHeaderText), Tanggal: o.date("tanggal")}}
		for _, text := range row.Texts() {
			*text.Value = o.text(text.Path, longestHeaderText)
		}
		o.judged(row.Judge())
		r.draft.DocumentSettings.Put(row)
	}
	if o := r.root.child("document_logo"); o != nil {
		row := &rab.DocumentLogo{
			Meta: rab.Meta{ID: projectID}, Type: o.text("type", longestUID), Width: int(o.integer("width", 0, mostWhole, 0)),
			Height: int(o.integer("height", 0, mostWhole, 0)), Data: o.text("data", longestLogo),
		}
		o.judged(row.Judge())
		r.draft.DocumentLogos.Put(row)
	}
}

// longestLogo bounds a logo in base64; rab knows better.
const longestLogo = 2 * rab.MaxLogoBytes
