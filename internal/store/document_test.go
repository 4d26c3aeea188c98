package store

import (
	"testing"

	"takar/internal/rab"
)

// What documents say, the logo and the mark of SMKK are stored as they are, changed, and
// deleted.
func documentsAreStored(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	ids := s.IDs(s.ctx())
	same := func(next *rab.Project) *rab.Project {
		t.Helper()
		if got, want := dump(s.load(p.ID)), dump(next); got != want {
			t.Errorf("stored\n%s\nwant\n%s", got, want)
		}
		return next
	}
	p = same(s.change(p, owner, func(d *rab.Draft) {
		addPekerjaan(d, ids, 1)
		row := &rab.DocumentSetting{Meta: rab.Meta{ID: p.ID}, DocumentData: rab.DocumentData{Kop: "PEMERINTAH KABUPATEN\nDINAS PEKERJAAN UMUM", Tanggal: "2026-03-02"}}
		for _, text := range row.Texts() {
			*text.Value = "isi " + text.Path
		}
		d.DocumentSettings.Put(row)
		d.DocumentLogos.Put(&rab.DocumentLogo{Meta: rab.Meta{ID: p.ID}, Type: rab.LogoPNG, Width: 30, Height: 20, Data: "aGFsbw=="})
	}))
	p = same(s.change(p, owner, func(d *rab.Draft) {
		row := *d.View().Documents()
		row.Tanggal, row.Kop = "", ""
		d.DocumentSettings.Put(&row)
		logo := *d.View().Logo()
		logo.Type, logo.Data = rab.LogoJPEG, ""
		d.DocumentLogos.Put(&logo)
		heading := *d.View().Klasifikasi()[0]
		heading.SMKK = true
		d.Headings.Put(&heading)
	}))
	if p.State().DocumentChangedAt != p.UpdatedAt() {
		t.Errorf("documents changed at %d, the project at %d", p.State().DocumentChangedAt, p.UpdatedAt())
	}
	same(s.change(p, owner, func(d *rab.Draft) {
		d.DocumentSettings.Delete(p.ID)
		d.DocumentLogos.Delete(p.ID)
		heading := *d.View().Klasifikasi()[0]
		heading.SMKK = false
		d.Headings.Put(&heading)
	}))
}
