package rab

import (
	"strings"
	"testing"

	"takar/internal/decimal"
)

func validHeader() *Header {
	return &Header{
		Nama: "Gedung A", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas PU",
		AnggaranOwner: decimal.MustParse("1500000000.50"), TanggalMulai: "2025-01-01",
	}
}

func TestHeaderCheckNamesTheField(t *testing.T) {
	tests := []struct {
		path   string
		change func(*Header)
	}{
		{"", func(*Header) {}},
		{"", func(h *Header) { h.Nama = "  abc  " }},
		{"", func(h *Header) { h.Nama = strings.Repeat("é", 200) }},
		{"", func(h *Header) { h.Kategori = "Gedung 2 lantai" }},
		{"nama", func(h *Header) { h.Nama = "" }},
		{"nama", func(h *Header) { h.Nama = " ab " }},
		{"nama", func(h *Header) { h.Nama = strings.Repeat("é", 201) }},
		{"nama", func(h *Header) { h.Nama = "ab\x00c" }},
		{"nama", func(h *Header) { h.Nama = "abc\xff" }},
		{"sumber_dana", func(h *Header) { h.SumberDana = " " }},
		{"lokasi_project", func(h *Header) { h.LokasiProject = "" }},
		{"nama_client", func(h *Header) { h.NamaClient = strings.Repeat("a", 256) }},
		{"ket_project2", func(h *Header) { h.KetProject2 = strings.Repeat("a", 256) }},
		{"kategori", func(h *Header) { h.Kategori = "a-b" }},
		{"anggaran_owner", func(h *Header) { h.AnggaranOwner = decimal.MustParse("-1") }},
		{"anggaran_owner", func(h *Header) { h.AnggaranOwner = decimal.MustParse("1000000000000000000") }},
		{"anggaran_owner", func(h *Header) { h.AnggaranOwner = decimal.MustParse("0.001") }},
		{"week_start_day", func(h *Header) { h.WeekStartDay = 7 }},
	}
	for _, test := range tests {
		h := validHeader()
		test.change(h)
		problems := h.Check()
		switch {
		case test.path == "" && len(problems) != 0:
			t.Errorf("refused: %v", problems)
		case test.path != "" && (len(problems) != 1 || problems[0].Path != test.path):
			t.Errorf("problems %v, want one at %s", problems, test.path)
		}
	}
}

func TestTidyTrimsEveryText(t *testing.T) {
	h := validHeader()
	h.Nama, h.Kategori = "  Gedung B ", "\tGedung\n"
	h.Tidy()
	if h.Nama != "Gedung B" || h.Kategori != "Gedung" {
		t.Errorf("got %q and %q", h.Nama, h.Kategori)
	}
}

func TestAFieldThatCouldNotBeReadIsNotJudgedAgain(t *testing.T) {
	h := validHeader()
	h.AnggaranOwner, h.TanggalMulai, h.Nama = decimal.MustParse("-1"), "", " ab "
	var unread Problems
	unread.Add("anggaran_owner", "bukan angka")
	unread.Add("tanggal_mulai", "bukan tanggal")
	var said []string
	for _, problem := range h.Judge(unread) {
		said = append(said, problem.Path)
	}
	if got := strings.Join(said, " "); got != "anggaran_owner tanggal_mulai nama" {
		t.Errorf("problems at %s", got)
	}
	h = validHeader()
	if problems := h.Judge(nil); len(problems) != 0 || h.TanggalSelesai != "2025-12-31" || h.DurasiHari != 365 {
		t.Errorf("%v, until %s, %d days", problems, h.TanggalSelesai, h.DurasiHari)
	}
}

func TestTextFieldsAreKnownByTheirNames(t *testing.T) {
	h := validHeader()
	*h.TextField("kategori") = "Gedung"
	if h.Kategori != "Gedung" || h.TextField("anggaran_owner") != nil || h.TextField("") != nil {
		t.Error("another field was meant")
	}
}
