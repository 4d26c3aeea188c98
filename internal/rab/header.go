package rab

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"takar/internal/decimal"
)

// headerText is a text field of a project with its rules (domain §3).
type headerText struct {
	path, name string
	value      *string
	limit      int
	required   bool
}

func (h *Header) texts() []headerText {
	return []headerText{
		{"nama", "nama proyek", &h.Nama, 200, true},
		{"sumber_dana", "sumber dana", &h.SumberDana, 255, true},
		{"lokasi_project", "lokasi", &h.LokasiProject, 255, true},
		{"nama_client", "nama pemilik", &h.NamaClient, 255, true},
		{"ket_project1", "keterangan 1", &h.KetProject1, 255, false},
		{"ket_project2", "keterangan 2", &h.KetProject2, 255, false},
		{"jabatan_client", "jabatan pemilik", &h.JabatanClient, 255, false},
		{"instansi_client", "instansi pemilik", &h.InstansiClient, 255, false},
		{"nama_kontraktor", "nama kontraktor", &h.NamaKontraktor, 255, false},
		{"instansi_kontraktor", "instansi kontraktor", &h.InstansiKontraktor, 255, false},
		{"nama_konsultan_perencana", "nama konsultan perencana", &h.NamaKonsultanPerencana, 255, false},
		{"instansi_konsultan_perencana", "instansi konsultan perencana", &h.InstansiKonsultanPerencana, 255, false},
		{"nama_konsultan_pengawas", "nama konsultan pengawas", &h.NamaKonsultanPengawas, 255, false},
		{"instansi_konsultan_pengawas", "instansi konsultan pengawas", &h.InstansiKonsultanPengawas, 255, false},
		{"deskripsi", "deskripsi", &h.Deskripsi, maxDeskripsi, false},
		{"kategori", "kategori", &h.Kategori, 100, false},
	}
}

const (
	maxDeskripsi = 20_000 // characters
	minNama      = 3
)

// Tidy trims the texts of a project; Check judges what remains.
func (h *Header) Tidy() {
	for _, text := range h.texts() {
		*text.value = strings.TrimSpace(*text.value)
	}
}

// Check returns what is wrong with a project's own data, by field name. Dates are judged
// by CompleteTimeline.
func (h *Header) Check() Problems {
	var problems Problems
	for _, text := range h.texts() {
		length := utf8.RuneCountInString(strings.TrimSpace(*text.value))
		switch {
		case text.required && length == 0:
			problems.Add(text.path, "%s wajib diisi", text.name)
		case text.path == "nama" && length < minNama:
			problems.Add(text.path, "%s sedikitnya %d huruf", text.name, minNama)
		case length > text.limit:
			problems.Add(text.path, "%s terlalu panjang: %d huruf, paling banyak %d", text.name, length, text.limit)
		case !utf8.ValidString(*text.value) || strings.ContainsRune(*text.value, 0):
			problems.Add(text.path, "%s memuat huruf yang tidak sah", text.name)
		}
	}
	if strings.ContainsFunc(h.Kategori, outsideKategori) {
		problems.Add("kategori", "kategori hanya boleh berisi huruf, angka dan spasi")
	}
	switch quantised, err := decimal.Anggaran.Quantise(h.AnggaranOwner); {
	case err != nil:
		problems.Add("anggaran_owner", "%v", err)
	case !quantised.Equal(h.AnggaranOwner):
		problems.Add("anggaran_owner", "anggaran paling banyak %d angka di belakang koma", decimal.Anggaran.Scale)
	}
	if h.WeekStartDay < 0 || h.WeekStartDay > 6 {
		problems.Add("week_start_day", "hari awal minggu harus 0 (Senin) sampai 6 (Minggu)")
	}
	return problems
}

// Judge tidies typed project data, completes the dates and returns all that is wrong:
// unread, what could not be read of the fields it names, and what the rules refuse of the
// rest.
func (h *Header) Judge(unread Problems) Problems {
	bad := map[string]bool{}
	for _, problem := range unread {
		bad[problem.Path] = true
	}
	h.Tidy()
	found := h.Check()
	if !bad["tanggal_mulai"] && !bad["tanggal_selesai"] && !bad["durasi_hari"] {
		found = append(found, h.CompleteTimeline()...)
	}
	for _, problem := range found {
		if !bad[problem.Path] {
			unread = append(unread, problem)
		}
	}
	return unread
}

// TextField returns the text field of that name; nil when there is none.
func (h *Header) TextField(name string) *string {
	for _, text := range h.texts() {
		if text.path == name {
			return text.value
		}
	}
	return nil
}

func outsideKategori(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' '
}
