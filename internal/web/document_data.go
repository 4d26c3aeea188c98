package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// documentDataPage is the name of Data dokumen in the workspace.
const documentDataPage = "data-dokumen"

// documentDataBody is what Data dokumen shows: what the documents of a project say besides
// its figures.
type documentDataBody struct {
	*projectForm

	Header   *rab.Header
	Writable bool
	Version  int64
	Logo     *rab.DocumentLogo
	Picture  string // address of the logo
	LogoMost int    // MB of a file
	LogoBad  []string
	Rest     []string
	Clash    string // who changed the data meanwhile
	Signers  []signer
}

// signer is somebody who signs, as the project's own data name them, with the fields beside.
type signer struct {
	Title, Name string
	Fields      []*field
}

// documentHints say what a field is for.
var documentHints = map[string]string{
	"kop":            "Paling banyak 4 baris, misalnya nama instansi, bidang, alamat. Baris pertama dicetak lebih besar. Kosong: tanpa kop.",
	"nomor":          "Contoh: 027/12/HPS/2026",
	"tempat":         "Dicetak di atas tanda tangan. Kosong: titik-titik untuk diisi dengan tangan.",
	"tanggal":        "Dicetak di atas tanda tangan. Kosong: titik-titik untuk diisi dengan tangan.",
	"kegiatan":       "Dicetak di atas nama pekerjaan.",
	"jam_per_hari":   "Jam efektif untuk 1 OH: angkanya saja, misalnya 7.",
	"sumber_analisa": "Kosong: nama edisi AHSP yang dipakai.",
	"harga_termasuk": "Disambung setelah “Harga satuan”. Kosong: belum termasuk PPN.",
}

// newDocumentData shows what documents say.
func newDocumentData(view *app.View) *documentDataBody {
	setting, header := view.Documents(), view.Header()
	b := &documentDataBody{
		projectForm: &projectForm{}, Header: header, Writable: view.Visit.Rights.Write && header.IsActive, Version: setting.Version, Logo: view.Project.Logo(), LogoMost: app.LogoMegabytes,
	}
	if b.Logo != nil {
		b.Picture = fmt.Sprintf("/detail_project/api/v2/project/%d/documents/logo/?v=%d", view.ID, b.Logo.Version)
	}
	fields := map[string]*field{
		"kop":     {Name: "kop", Label: "Kop surat", Kind: "area", Wide: true, Limit: rab.MaxKopLines * (rab.MaxKopLine + 1), Value: setting.Kop, Hint: documentHints["kop"]},
		"tanggal": {Name: "tanggal", Label: "Tanggal dokumen", Kind: "date", Value: string(setting.Tanggal), Hint: documentHints["tanggal"]},
	}
	for _, text := range setting.Texts() {
		fields[text.Path] = &field{Name: text.Path, Label: text.Name, Kind: "text", Limit: text.Limit, Value: *text.Value, Hint: documentHints[text.Path]}
	}
	pick := func(names ...string) []*field {
		var picked []*field
		for _, name := range names {
			picked = append(picked, fields[name])
		}
		return picked
	}
	b.Groups = []formGroup{
		{Title: "Kop surat", Fields: pick("kop")},
		{Title: "Dokumen", Fields: pick("nomor", "tanggal", "tempat", "kegiatan")},
		{Title: "Keterangan analisa dan harga", Fields: pick("jam_per_hari", "sumber_analisa", "harga_termasuk")},
	}
	b.Signers = []signer{
		{"Pemilik pekerjaan", named(header.NamaClient, header.JabatanClient, header.InstansiClient), pick("nip_client")},
		{"Kontraktor", named(header.NamaKontraktor, header.InstansiKontraktor), pick("jabatan_pelaksana", "nip_pelaksana")},
		{"Konsultan perencana", named(header.NamaKonsultanPerencana, header.InstansiKonsultanPerencana), pick("jabatan_perencana", "nip_perencana")},
		{"Konsultan pengawas", named(header.NamaKonsultanPengawas, header.InstansiKonsultanPengawas), pick("jabatan_pengawas", "nip_pengawas")},
		{"Pihak lain", "", pick("peran_mengetahui", "nama_mengetahui", "instansi_mengetahui", "jabatan_mengetahui", "nip_mengetahui")},
	}
	fields["peran_mengetahui"].Hint = "Dicetak di atas tanda tangannya. Kosong: Mengetahui. Tanpa peran, nama, dan instansi, pihak ini tidak dicetak."
	return b
}

// named joins what is known of somebody.
func named(parts ...string) string {
	var known []string
	for _, part := range parts {
		if part != "" {
			known = append(known, part)
		}
	}
	return strings.Join(known, ", ")
}

// Fields lists all fields in the order of the page.
func (b *documentDataBody) Fields() []*field {
	list := b.projectForm.Fields()
	for _, s := range b.Signers {
		list = append(list, s.Fields...)
	}
	return list
}

func (s *Site) documentData(r *serve.Request) error {
	return s.showDocumentData(r, func(*documentDataBody) {})
}

// showDocumentData shows the page as it is stored, after change has put into it what was
// typed and what is wrong with it.
func (s *Site) showDocumentData(r *serve.Request, change func(*documentDataBody)) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body := newDocumentData(view)
	change(body)
	return s.show(r, http.StatusOK, documentDataPage, &page{Title: "Data dokumen – " + body.Header.Nama, Island: "data-dokumen.js", Body: body})
}

// saveDocumentData stores the form. Fields that it does not name stay as they are.
func (s *Site) saveDocumentData(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	var version *int64
	if sent, err := strconv.ParseInt(values.Get("version"), 10, 64); err == nil {
		version = &sent
	}
	done, err := r.App.EditDocuments(r.HTTP.Context(), r.Visit, func(d *rab.DocumentSetting) { fillDocuments(d, values) }, version)
	if err != nil {
		return s.documentDataRefused(r, values, err)
	}
	r.Changed(done)
	word := "documents"
	if !done.Changed {
		word = "same"
	}
	s.leaveNotice(r, word, 0)
	return redirect(r, documentDataAddress(r.Visit.ProjectID))
}

func documentDataAddress(project int64) string {
	return fmt.Sprintf("/detail_project/%d/%s/", project, documentDataPage)
}

func fillDocuments(d *rab.DocumentSetting, values url.Values) {
	if typed := lastValue(values, "kop"); typed != nil {
		d.Kop = *typed
	}
	if typed := lastValue(values, "tanggal"); typed != nil {
		d.Tanggal = rab.Date(strings.TrimSpace(*typed))
	}
	for _, text := range d.Texts() {
		if typed := lastValue(values, text.Path); typed != nil {
			*text.Value = *typed
		}
	}
}

// documentDataRefused shows the form again with what was typed.
func (s *Site) documentDataRefused(r *serve.Request, values url.Values, err error) error {
	var invalid *rab.Invalid
	var conflict *rab.Conflict
	if !errors.As(err, &invalid) && !errors.As(err, &conflict) {
		return err
	}
	return s.showDocumentData(r, func(b *documentDataBody) {
		for _, field := range b.Fields() {
			if typed := lastValue(values, field.Name); typed != nil {
				field.Value = *typed
			}
		}
		if invalid != nil {
			b.Rest = complain(b.Fields(), "", invalid.Problems)
			return
		}
		if b.Clash = conflict.Rows[0].Who; b.Clash == "" {
			b.Clash = "pengguna lain"
		}
	})
}

// uploadDocumentLogo puts a picture into the head of the letter.
func (s *Site) uploadDocumentLogo(r *serve.Request) error {
	const name = "logo"
	upload, err := r.Upload(app.LogoMegabytes, name)
	var done *app.Done
	switch {
	case err == nil && len(upload.Data) == 0:
		err = rab.Refuse(name, "Pilih berkas gambar PNG atau JPEG.")
	case err == nil:
		done, err = r.App.SetLogo(r.HTTP.Context(), r.Visit, upload.Data, name, nil)
	}
	return s.logoDone(r, done, "logo", err)
}

// removeDocumentLogo takes the picture away.
func (s *Site) removeDocumentLogo(r *serve.Request) error {
	if _, err := readForm(r); err != nil {
		return err
	}
	done, err := r.App.SetLogo(r.HTTP.Context(), r.Visit, nil, "", nil)
	return s.logoDone(r, done, "logo-removed", err)
}

func (s *Site) logoDone(r *serve.Request, done *app.Done, word string, err error) error {
	var invalid *rab.Invalid
	var failure *serve.Failure
	switch {
	case errors.As(err, &invalid):
		return s.showDocumentData(r, func(b *documentDataBody) {
			for _, problem := range invalid.Problems {
				b.LogoBad = append(b.LogoBad, sentence(problem.Message))
			}
		})
	case errors.As(err, &failure) && failure.Status == http.StatusRequestEntityTooLarge:
		return s.showDocumentData(r, func(b *documentDataBody) { b.LogoBad = []string{sentence(failure.Message)} })
	case err != nil:
		return err
	}
	r.Changed(done)
	s.leaveNotice(r, word, 0)
	return redirect(r, documentDataAddress(r.Visit.ProjectID))
}
