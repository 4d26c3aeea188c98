package web

import (
	"net/url"
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// headerField connects a field of the project form with the project's own data. The rules
// of the values are those of rab.Header; here stands only how they are typed and shown.
type headerField struct {
	name, label, hint, kind string
	required, money         bool
	limit                   int
	get                     func(*rab.Header) string
	set                     func(*rab.Header, string) error
}

// headerGroup is a part of the form under one heading.
type headerGroup struct {
	title  string
	fields []headerField
}

func textField(name, label string, required bool, limit int, target func(*rab.Header) *string) headerField {
	return headerField{
		name: name, label: label, kind: "text", required: required, limit: limit,
		get: func(h *rab.Header) string { return *target(h) },
		set: func(h *rab.Header, text string) error { *target(h) = text; return nil },
	}
}

func dateField(name, label, hint string, required bool, target func(*rab.Header) *rab.Date) headerField {
	return headerField{
		name: name, label: label, hint: hint, kind: "date", required: required,
		get: func(h *rab.Header) string { return string(*target(h)) },
		set: func(h *rab.Header, text string) (err error) {
			*target(h), err = rab.ParseDate(strings.TrimSpace(text))
			return err
		},
	}
}

// essentials are the fields that every project needs, and those that belong beside them.
var essentials = headerGroup{fields: []headerField{
	textField("nama", "Nama proyek", true, 200, func(h *rab.Header) *string { return &h.Nama }),
	textField("lokasi_project", "Lokasi", true, 255, func(h *rab.Header) *string { return &h.LokasiProject }),
	textField("nama_client", "Pemilik pekerjaan", true, 255, func(h *rab.Header) *string { return &h.NamaClient }),
	textField("sumber_dana", "Sumber dana", true, 255, func(h *rab.Header) *string { return &h.SumberDana }),
	{
		name: "anggaran_owner", label: "Anggaran (Rp)", kind: "money", required: true, money: true,
		hint: "Contoh: 1.500.000.000",
		get: func(h *rab.Header) string {
			if h.ID == 0 {
				return ""
			}
			return strings.TrimSuffix(h.AnggaranOwner.Indonesian(2, 2), ",00")
		},
		set: setAnggaran,
	},
	dateField("tanggal_mulai", "Tanggal mulai", "", true, func(h *rab.Header) *rab.Date { return &h.TanggalMulai }),
	dateField("tanggal_selesai", "Tanggal selesai", "Boleh kosong: dihitung dari durasi, atau 31 Desember tahun mulai.", false,
		func(h *rab.Header) *rab.Date { return &h.TanggalSelesai }),
	{
		name: "durasi_hari", label: "Durasi (hari kalender)", kind: "number", hint: "Dihitung ulang bila kedua tanggal diisi.",
		get: func(h *rab.Header) string {
			if h.DurasiHari == 0 {
				return ""
			}
			return strconv.Itoa(h.DurasiHari)
		},
		set: setDurasi,
	},
}}

// particulars are the optional fields.
var particulars = []headerGroup{
	{"Pemilik pekerjaan", []headerField{
		textField("jabatan_client", "Jabatan", false, 255, func(h *rab.Header) *string { return &h.JabatanClient }),
		textField("instansi_client", "Instansi", false, 255, func(h *rab.Header) *string { return &h.InstansiClient }),
	}},
	{"Kontraktor", []headerField{
		textField("nama_kontraktor", "Nama kontraktor", false, 255, func(h *rab.Header) *string { return &h.NamaKontraktor }),
		textField("instansi_kontraktor", "Perusahaan kontraktor", false, 255, func(h *rab.Header) *string { return &h.InstansiKontraktor }),
	}},
	{"Konsultan", []headerField{
		textField("nama_konsultan_perencana", "Konsultan perencana", false, 255, func(h *rab.Header) *string { return &h.NamaKonsultanPerencana }),
		textField("instansi_konsultan_perencana", "Perusahaan perencana", false, 255, func(h *rab.Header) *string { return &h.InstansiKonsultanPerencana }),
		textField("nama_konsultan_pengawas", "Konsultan pengawas", false, 255, func(h *rab.Header) *string { return &h.NamaKonsultanPengawas }),
		textField("instansi_konsultan_pengawas", "Perusahaan pengawas", false, 255, func(h *rab.Header) *string { return &h.InstansiKonsultanPengawas }),
	}},
	{"Keterangan", []headerField{
		textField("ket_project1", "Keterangan 1", false, 255, func(h *rab.Header) *string { return &h.KetProject1 }),
		textField("ket_project2", "Keterangan 2", false, 255, func(h *rab.Header) *string { return &h.KetProject2 }),
		textField("kategori", "Kategori", false, 100, func(h *rab.Header) *string { return &h.Kategori }),
		{
			name: "deskripsi", label: "Deskripsi", kind: "area", limit: 20_000,
			get: func(h *rab.Header) string { return h.Deskripsi },
			set: func(h *rab.Header, text string) error {
				h.Deskripsi = strings.ReplaceAll(text, "\r\n", "\n")
				return nil
			},
		},
		{
			name: "allow_bundle_soft_errors", label: "Terima gabungan yang targetnya belum punya rincian (cukup diperingatkan)", kind: "check",
			get: func(h *rab.Header) string { return strconv.FormatBool(h.AllowBundleSoftErrors) },
			set: func(h *rab.Header, text string) error {
				h.AllowBundleSoftErrors = text == "true" || text == "on" || text == "1"
				return nil
			},
		},
	}},
}

func setAnggaran(h *rab.Header, text string) error {
	amount, err := decimal.Anggaran.ParseText(text)
	if err != nil {
		return err
	}
	if !amount.Valid {
		return errRequired
	}
	h.AnggaranOwner = amount.Decimal
	return nil
}

func setDurasi(h *rab.Header, text string) error {
	text = strings.TrimSpace(text)
	h.DurasiHari = 0
	if text == "" {
		return nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 {
		return errWholeDays
	}
	h.DurasiHari = days
	return nil
}

// projectForm is the form of one project, filled in or not.
type projectForm struct {
	Prefix string // before the names of all fields, such as "form-0-"
	Groups []formGroup
}

// formGroup is a part of the form as the page shows it.
type formGroup struct {
	Title    string
	Optional bool // folded away until it holds something
	Open     bool
	Fields   []*field
}

// newProjectForm shows a project's data; without money it leaves out what only people with
// the right to prices may see and change.
func newProjectForm(prefix string, h *rab.Header, money bool) *projectForm {
	form := &projectForm{Prefix: prefix, Groups: []formGroup{essentials.shown(prefix, h, money)}}
	for _, group := range particulars {
		form.Groups = append(form.Groups, group.shown(prefix, h, money))
	}
	return form
}

func (g headerGroup) shown(prefix string, h *rab.Header, money bool) formGroup {
	shown := formGroup{Title: g.title, Optional: g.title != ""}
	for _, f := range g.fields {
		if f.money && !money {
			continue
		}
		shown.Fields = append(shown.Fields, &field{
			Name: prefix + f.name, Label: f.label, Hint: f.hint, Kind: f.kind, Required: f.required, Limit: f.limit,
			Wide: f.name == "nama" || f.kind == "area" || f.kind == "check", Value: f.get(h),
		})
	}
	return shown
}

// Fields lists all fields in the order of the page.
func (f *projectForm) Fields() []*field {
	var list []*field
	for _, group := range f.Groups {
		list = append(list, group.Fields...)
	}
	return list
}

// keep puts back what was typed, so that a refused form loses nothing.
func (f *projectForm) keep(values url.Values) {
	for _, field := range f.Fields() {
		if typed := lastValue(values, field.Name); typed != nil {
			field.Value = *typed
		}
	}
}

// complain shows problems at their fields and opens the parts that hold any.
func (f *projectForm) complain(problems []rab.Problem) (rest []string) {
	rest = complain(f.Fields(), f.Prefix, problems)
	for i := range f.Groups {
		for _, field := range f.Groups[i].Fields {
			f.Groups[i].Open = f.Groups[i].Open || len(field.Errors) > 0
		}
	}
	return rest
}

// fill puts what was typed into h. Fields that the request does not name stay as they are.
// Problems come from the form's own point of view; rab judges the values.
func fill(h *rab.Header, prefix string, values url.Values, money bool) rab.Problems {
	var problems rab.Problems
	for _, group := range append([]headerGroup{essentials}, particulars...) {
		for _, f := range group.fields {
			typed := lastValue(values, prefix+f.name)
			if typed == nil || (f.money && !money) {
				continue
			}
			if err := f.set(h, *typed); err != nil {
				problems.Add(f.name, "%s", err)
			}
		}
	}
	return problems
}

// lastValue returns the last value of a field, because a ticked box comes after the hidden
// field that stands for an empty one; nil when the request does not name it.
func lastValue(values url.Values, name string) *string {
	if list := values[name]; len(list) > 0 {
		return &list[len(list)-1]
	}
	return nil
}
