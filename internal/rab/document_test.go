package rab

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// testLogo is an empty picture of a size.
func testLogo(width, height int) *DocumentLogo {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return &DocumentLogo{Type: LogoPNG, Width: width, Height: height, Data: base64.StdEncoding.EncodeToString(file.Bytes())}
}

func TestCostsOfSMKKCarryNoBUK(t *testing.T) {
	b := build(t).markup("10")
	b.klasifikasi.SMKK = true
	plain, own, atCost := b.add("P"), b.add("Q"), b.add("R")
	own.MarkupOverride, atCost.MarkupOverride = decimal.Some(decimal.MustParse("5")), decimal.Some(decimal.Zero)
	b.addKlasifikasi("K2")
	b.addSub("K2.1")
	usual := b.add("S")
	for _, q := range []*Pekerjaan{plain, own, atCost, usual} {
		b.row(q, ahsp.BHN, "APD", "1", "100000")
		b.volume(q, "2")
	}
	p := b.project()
	for _, test := range []struct {
		q             *Pekerjaan
		markup, total string
		other         bool
	}{{plain, "0", "200000", true}, {own, "5", "210000", true}, {atCost, "0", "200000", true}, {usual, "10", "220000", false}} {
		line := b.line(p, test.q)
		want(t, test.q.Kode+" BUK", line.Markup, test.markup)
		want(t, test.q.Kode+" total", line.Total, test.total)
		if line.OwnMarkup() != test.other {
			t.Errorf("%s has another BUK than the project's: %t", test.q.Kode, line.OwnMarkup())
		}
	}
	if got := p.Figures().OwnMarkups(); got != 3 {
		t.Errorf("%d lines have another BUK than the project's", got)
	}
}

func TestOnlyAKlasifikasiIsMarkedSMKK(t *testing.T) {
	x := buildBundled(t)
	p := x.project()
	marked, _ := x.after(p, func(d *Draft) error {
		return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &x.klasifikasi.ID, SMKK: pointer(true)}}}))
	})
	if k := marked.Klasifikasi()[0]; !k.SMKK || k.Version != 2 {
		t.Errorf("got %+v", k)
	}
	for name, change := range map[string]ListChange{
		"a sub": {ID: &x.sub.ID, SMKK: pointer(true)}, "a pekerjaan": {ID: &x.other.ID, SMKK: pointer(true)},
		"a new sub": {Kind: ListSub, Parent: &ListRow{ID: x.klasifikasi.ID}, SMKK: pointer(true)},
	} {
		_, err := p.Edit(x.ids, 1, 1).ChangeList(ListInput{Changes: []ListChange{change}})
		var invalid *Invalid
		if !errors.As(err, &invalid) || invalid.Problems[0].Path != "changes[0].smkk" {
			t.Errorf("%s: %v", name, err)
		}
	}
	made, _ := x.after(p, func(d *Draft) error {
		return done(d.ChangeList(ListInput{Changes: []ListChange{{Kind: ListKlasifikasi, Name: pointer("SMKK"), SMKK: pointer(true)}}}))
	})
	if list := made.Klasifikasi(); !list[len(list)-1].SMKK {
		t.Error("a new klasifikasi is not marked")
	}
	stale := int64(7)
	_, err := p.Edit(x.ids, 1, 1).ChangeList(ListInput{Changes: []ListChange{{ID: &x.klasifikasi.ID, SMKK: pointer(true), Version: &stale}}})
	var conflict *Conflict
	if !errors.As(err, &conflict) {
		t.Errorf("a stale mark: %v", err)
	}
	tree := treeOf(p)
	tree.Klasifikasi[0].SMKK = pointer(true)
	kept := treeOf(p)
	replaced, _ := x.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
	again, _ := x.after(replaced, func(d *Draft) error { return done(d.ReplaceTree(kept)) })
	if !replaced.Klasifikasi()[0].SMKK || !again.Klasifikasi()[0].SMKK {
		t.Error("a whole list does not mark, or forgets the mark that it does not name")
	}
}

func TestWhatDocumentsSayIsJudged(t *testing.T) {
	row := &DocumentSetting{DocumentData: DocumentData{Kop: "\r\n  PEMERINTAH   KABUPATEN \r\nDINAS\n\n", Nomor: " 1/HPS ", Tanggal: "2026-02-03"}}
	if problems := row.Judge(); len(problems) > 0 || row.Kop != "PEMERINTAH KABUPATEN\nDINAS" || row.Nomor != "1/HPS" {
		t.Errorf("kept %+v, %v", row, problems)
	}
	if full := (&DocumentSetting{DocumentData: DocumentData{Kop: "1\n2\n3\n4"}}); len(full.Judge()) > 0 {
		t.Error("four lines are refused")
	}
	for path, row := range map[string]*DocumentSetting{
		"kop":          {DocumentData: DocumentData{Kop: "1\n2\n3\n4\n5"}},
		"nomor":        {DocumentData: DocumentData{Nomor: strings.Repeat("x", MaxLabel+1)}},
		"tanggal":      {DocumentData: DocumentData{Tanggal: "2026-02-30"}},
		"nip_client":   {DocumentData: DocumentData{NIPClient: "19\x0880"}},
		"kegiatan":     {DocumentData: DocumentData{Kegiatan: "rusak \xff"}},
		"jam_per_hari": {DocumentData: DocumentData{JamPerHari: strings.Repeat("7", MaxSatuan+1)}},
	} {
		if problems := row.Judge(); len(problems) != 1 || problems[0].Path != path {
			t.Errorf("%s: %v", path, problems)
		}
	}
	if long := (&DocumentSetting{DocumentData: DocumentData{Kop: strings.Repeat("x", MaxKopLine+1)}}); len(long.Judge()) == 0 {
		t.Error("an endless line is kept")
	}
}

func TestALogoIsAWholePicture(t *testing.T) {
	if problems := testLogo(MaxLogoSide, 1).Judge(); len(problems) > 0 {
		t.Errorf("a logo is refused: %v", problems)
	}
	changed := func(edit func(l *DocumentLogo)) *DocumentLogo {
		logo := testLogo(30, 20)
		edit(logo)
		return logo
	}
	for name, logo := range map[string]*DocumentLogo{
		"nothing":      {},
		"no base64":    changed(func(l *DocumentLogo) { l.Data = "%" }),
		"too wide":     testLogo(MaxLogoSide+1, 1),
		"another size": changed(func(l *DocumentLogo) { l.Width = 31 }),
		"another type": changed(func(l *DocumentLogo) { l.Type = LogoJPEG }),
		"unknown type": changed(func(l *DocumentLogo) { l.Type = "image/svg+xml" }),
		"half of it":   changed(func(l *DocumentLogo) { l.Data = l.Data[:len(l.Data)/2/4*4] }),
		"too large": changed(func(l *DocumentLogo) {
			l.Data = base64.StdEncoding.EncodeToString(append(l.File(), make([]byte, MaxLogoBytes)...))
		}),
	} {
		if len(logo.Judge()) == 0 {
			t.Errorf("%s is kept", name)
		}
	}
}

func TestDocumentsKnowWhoElseChangedThem(t *testing.T) {
	x := buildBundled(t)
	saved, _ := x.after(x.project(), func(d *Draft) error {
		if err := d.SetLogo(testLogo(2, 2), pointer(int64(0))); err != nil {
			return err
		}
		return d.EditDocuments(func(s *DocumentSetting) { s.Nomor = "1" }, pointer(int64(0)))
	})
	if saved.State().DocumentChangedAt == 0 || saved.UpdatedAt() != saved.State().DocumentChangedAt {
		t.Errorf("the project does not know when: %+v", saved.State())
	}
	edit := func(s *DocumentSetting) { s.Nomor = "2" }
	var conflict *Conflict
	if err := x.draft(saved).EditDocuments(edit, pointer(int64(0))); !errors.As(err, &conflict) {
		t.Errorf("a stale edit: %v", err)
	}
	if err := x.draft(saved).SetLogo(nil, pointer(int64(0))); !errors.As(err, &conflict) || conflict.Rows[0].Current != (LogoState{1, LogoPNG, 2, 2}) {
		t.Errorf("a stale removal: %v, %+v", err, conflict)
	}
	for name, command := range map[string]func(d *Draft) error{
		"the same words": func(d *Draft) error {
			return d.EditDocuments(func(s *DocumentSetting) { s.Nomor = " 1 " }, pointer(int64(0)))
		},
		"the same logo": func(d *Draft) error { return d.SetLogo(testLogo(2, 2), pointer(int64(0))) },
	} {
		d := x.draft(saved)
		if err := command(d); err != nil || !d.untouched() {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := x.draft(saved)
	if err := d.EditDocuments(edit, nil); err != nil || !d.Overwrites() {
		t.Errorf("an overwrite is not noted: %v", err)
	}
}

func TestTheHistoryTellsOfDocuments(t *testing.T) {
	x := buildBundled(t)
	p := x.project()
	logo, _ := x.after(p, func(d *Draft) error { return d.SetLogo(testLogo(2, 2), nil) })
	marked, _ := x.after(p, func(d *Draft) error {
		return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &x.klasifikasi.ID, SMKK: pointer(true)}}}))
	})
	mark := func(smkk bool) func(d *Draft) error {
		return func(d *Draft) error {
			return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &x.klasifikasi.ID, SMKK: &smkk}}}))
		}
	}
	for _, test := range []struct {
		from    *Project
		command func(d *Draft) error
		want    string
	}{
		{p, func(d *Draft) error {
			return d.EditDocuments(func(s *DocumentSetting) { s.Kop, s.Nomor, s.NIPClient = "DESA", "1", "19" }, nil)
		}, "Data dokumen diubah: kop surat, nomor dokumen, NIP pemilik"},
		{p, func(d *Draft) error { return d.SetLogo(testLogo(2, 2), nil) }, "Logo kop surat dipasang"},
		{logo, func(d *Draft) error { return d.SetLogo(testLogo(3, 2), nil) }, "Logo kop surat diganti"},
		{logo, func(d *Draft) error { return d.SetLogo(nil, nil) }, "Logo kop surat dilepas"},
		{p, mark(true), "1 judul diubah: K1 (ditandai SMKK, tanpa BUK)"},
		{marked, mark(false), "1 judul diubah: K1 (bukan SMKK lagi)"},
	} {
		after, changes := x.after(test.from, test.command)
		var told []string
		for _, entry := range AuditEntries(test.from, after, changes, nil) {
			told = append(told, entry.Summary)
			for _, detail := range entry.Details {
				for _, field := range detail.Fields {
					if field.Field == "data" {
						t.Errorf("%s: the history shows the bytes of a picture", test.want)
					}
				}
			}
		}
		if !slices.Equal(told, []string{test.want}) {
			t.Errorf("told %q\nwant %q", told, test.want)
		}
	}
}

func TestACopyGetsANumberAndADateOfItsOwn(t *testing.T) {
	b := build(t)
	source, _ := b.after(b.project(), func(d *Draft) error {
		if err := d.SetLogo(testLogo(2, 2), nil); err != nil {
			return err
		}
		return d.EditDocuments(func(s *DocumentSetting) {
			s.Kop, s.Nomor, s.Tanggal, s.JabatanPelaksana, s.NIPPelaksana = "DESA", "1", "2026-02-03", "Direktur", "19"
		}, nil)
	})
	copied, _ := copyOf(t, b.ids, source, CopyOptions{WithoutSchedule: true})
	if s := copied.Documents(); s.ID != copied.ID || s.Kop != "DESA" || s.JabatanPelaksana != "Direktur" || s.NIPPelaksana != "19" || s.Nomor != "" || s.Tanggal != "" {
		t.Errorf("the copy says %+v", s)
	}
	if logo := copied.Logo(); logo == nil || logo.ID != copied.ID || logo.Data != source.Logo().Data {
		t.Errorf("the copy shows %+v", logo)
	}
	restored, _ := copyOf(t, b.ids, source, CopyOptions{KeepUIDs: true, WithRealisasi: true})
	if s := restored.Documents(); s.Nomor != "1" || s.Tanggal != "2026-02-03" {
		t.Errorf("a restored project says %+v", s)
	}
}
