package exchange

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// ColumnKind is what the cells of a column of projects hold.
type ColumnKind int

// The kinds of columns of projects.
const (
	TextColumn ColumnKind = iota
	DateColumn
	MoneyColumn
	DaysColumn
)

// ProjectColumn is a column of a sheet of projects. The same table serves the sheets that
// are read and those that are written.
type ProjectColumn struct {
	Field    string // of the project form (api §6.3); a title by itself
	Title    string
	Kind     ColumnKind
	Required bool
	Explain  string // what the cells take, for the sheet that explains
	Example  string

	others []string // further titles, as titleKey has them
}

// projectColumns are the fields of the project form in the order of our own sheets. A title
// may be the field, our own word for it, or another that people use.
var projectColumns = []ProjectColumn{
	{
		Field: "nama", Title: "Nama Project", Required: true, Explain: "Nama proyek, 3 sampai 200 huruf.", Example: "Pembangunan Gedung Serbaguna Desa Sukamaju",
		others: []string{"namaproyek", "namapaket", "namakegiatan", "proyek", "project", "projectname", "nameofproject"},
	},
	{
		Field: "lokasi_project", Title: "Lokasi", Required: true, Explain: "Tempat pekerjaan, paling banyak 255 huruf.", Example: "Desa Sukamaju, Kab. Bogor",
		others: []string{"lokasiproyek", "lokasiproject", "lokasipekerjaan", "tempat", "location", "projectlocation"},
	},
	{
		Field: "nama_client", Title: "Nama Client", Required: true, Explain: "Pemilik pekerjaan: orang atau instansi, paling banyak 255 huruf.", Example: "Pemerintah Desa Sukamaju",
		others: []string{"pemilikpekerjaan", "namapemilik", "pemilik", "namaowner", "owner", "ownername", "client", "clientname", "klien", "namaklien", "pemberitugas"},
	},
	{
		Field: "sumber_dana", Title: "Sumber Dana", Required: true, Explain: "Asal dana, misalnya APBN, APBD, Dana Desa atau swasta; paling banyak 255 huruf.", Example: "Dana Desa",
		others: []string{"asaldana", "fundingsource", "sourceoffunds", "sourceoffund"},
	},
	{
		Field: "anggaran_owner", Title: "Nilai Anggaran (Rp)", Kind: MoneyColumn, Required: true,
		Explain: "Angka, atau teks seperti Rp 1.500.000.000 atau 1,500,000,000.00; tidak negatif, paling banyak 2 desimal.", Example: "1.500.000.000",
		others: []string{"anggaran", "pagu", "paguanggaran", "nilaipagu", "totalanggaran", "budget", "ownerbudget"},
	},
	{
		Field: "tanggal_mulai", Title: "Tanggal Mulai", Kind: DateColumn, Required: true,
		Explain: "Tanggal Excel, atau teks seperti 05/01/2026, 5 Januari 2026 atau 2026-01-05. Urutannya hari, bulan, tahun.", Example: "05/01/2026",
		others: []string{"tglmulai", "mulai", "startdate", "start"},
	},
	{
		Field: "tanggal_selesai", Title: "Tanggal Selesai", Kind: DateColumn,
		Explain: "Boleh kosong: dihitung dari durasi, atau 31 Desember tahun mulai. Tidak boleh sebelum tanggal mulai.", Example: "30/06/2026",
		others: []string{"tglselesai", "selesai", "tanggalakhir", "tglakhir", "enddate", "end", "finishdate"},
	},
	{
		Field: "durasi_hari", Title: "Durasi (hari)", Kind: DaysColumn,
		Explain: "Hari kalender, hari pertama dan terakhir ikut dihitung. Bila kedua tanggal diisi, durasi dihitung ulang dari tanggal.", Example: "177",
		others: []string{"jangkawaktu", "waktupelaksanaan", "duration", "durationdays"},
	},
	{Field: "jabatan_client", Title: "Jabatan Client", Explain: optionalText, Example: "Kepala Desa", others: []string{"jabatanpemilik", "clientposition"}},
	{Field: "instansi_client", Title: "Instansi Client", Explain: optionalText, Example: "Pemerintah Desa Sukamaju", others: []string{"instansipemilik", "clientcompany"}},
	{Field: "nama_kontraktor", Title: "Nama Kontraktor", Explain: optionalText, Example: "Ir. Hasan Basri", others: []string{"kontraktor", "contractor", "contractorname"}},
	{Field: "instansi_kontraktor", Title: "Instansi Kontraktor", Explain: optionalText, Example: "CV Karya Bersama", others: []string{"perusahaankontraktor", "contractorcompany"}},
	{Field: "nama_konsultan_perencana", Title: "Nama Konsultan Perencana", Explain: optionalText, Example: "Dewi Lestari, S.T.", others: []string{"konsultanperencana", "perencana"}},
	{Field: "instansi_konsultan_perencana", Title: "Instansi Konsultan Perencana", Explain: optionalText, Example: "CV Rancang Mandiri", others: []string{"perusahaanperencana"}},
	{Field: "nama_konsultan_pengawas", Title: "Nama Konsultan Pengawas", Explain: optionalText, Example: "Agus Santoso, S.T.", others: []string{"konsultanpengawas", "pengawas"}},
	{Field: "instansi_konsultan_pengawas", Title: "Instansi Konsultan Pengawas", Explain: optionalText, Example: "CV Awas Teliti", others: []string{"perusahaanpengawas"}},
	{Field: "ket_project1", Title: "Keterangan 1", Explain: optionalText + " Tampil di kepala dokumen.", Example: "Tahap I", others: []string{"ket1", "ketproyek1"}},
	{Field: "ket_project2", Title: "Keterangan 2", Explain: optionalText + " Tampil di kepala dokumen.", Example: "Tahun tunggal", others: []string{"ket2", "ketproyek2"}},
	{Field: "kategori", Title: "Kategori", Explain: "Boleh kosong. Huruf, angka dan spasi saja, paling banyak 100.", Example: "Gedung", others: []string{"category"}},
	{Field: "deskripsi", Title: "Deskripsi", Explain: "Boleh kosong. Uraian bebas, paling banyak 20.000 huruf.", Example: "Gedung satu lantai 20 x 30 m dengan rangka atap baja ringan.", others: []string{"description"}},
}

const optionalText = "Boleh kosong; paling banyak 255 huruf."

// ProjectColumns lists the columns of a sheet of projects in the order of our own sheets.
func ProjectColumns() []ProjectColumn { return projectColumns }

// Day returns the date of a project that a DateColumn holds.
func (c *ProjectColumn) Day(h *rab.Header) *rab.Date {
	if c.Field == "tanggal_selesai" {
		return &h.TanggalSelesai
	}
	return &h.TanggalMulai
}

// columnsByTitle finds a column by each of its titles.
var columnsByTitle = func() map[string]*ProjectColumn {
	found := map[string]*ProjectColumn{}
	for i := range projectColumns {
		column := &projectColumns[i]
		for _, title := range append([]string{titleKey(column.Field), titleKey(column.Title)}, column.others...) {
			found[title] = column
		}
	}
	return found
}()

func projectColumnOf(title string) *ProjectColumn { return columnsByTitle[titleKey(title)] }

// titleKey is a title without letter case, blanks, marks and what stands in brackets.
func titleKey(title string) string {
	var b strings.Builder
	depth := 0
	for _, r := range strings.ToLower(title) {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// errMissing refuses an empty cell whose value has no empty form.
var errMissing = errors.New("wajib diisi")

// read puts a cell into the field of its column. The error is a sentence for people.
func (c *ProjectColumn) read(h *rab.Header, cell ahsp.Cell, dates SheetDates) (err error) {
	switch {
	case cell.Kind == ahsp.ErrorCell:
		return fmt.Errorf("sel ini berisi %s: perbaiki rumusnya, atau ketik nilainya", beginningOf(cell.Text))
	case cell.Kind == ahsp.EmptyCell:
		if c.Kind == MoneyColumn {
			return errMissing
		}
		return nil
	case c.Kind == MoneyColumn:
		h.AnggaranOwner, err = readMoney(cell)
	case c.Kind == DaysColumn:
		h.DurasiHari, err = readDays(cell)
	case c.Kind == DateColumn:
		*c.Day(h), err = readDay(cell, dates)
	default:
		*h.TextField(c.Field) = c.text(cell)
	}
	return err
}

// text returns the text of a cell: of a number the digits that were typed, and one line but
// for a description.
func (c *ProjectColumn) text(cell ahsp.Cell) string {
	if number, ok := ahsp.StoredNumber(cell.Text); ok && cell.Kind == ahsp.NumberCell {
		return number.String()
	}
	text := strings.ReplaceAll(cell.Text, "\r\n", "\n")
	if c.Field != "deskripsi" {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	return strings.TrimSpace(text)
}

// readMoney reads a budget: a number cell, or text by the rules of domain §2.2. The dash
// behind whole rupiah ("Rp 5.000,-") means no sen.
func readMoney(cell ahsp.Cell) (decimal.Decimal, error) {
	if cell.Kind == ahsp.NumberCell {
		number, ok := ahsp.StoredNumber(cell.Text)
		if !ok {
			return decimal.Zero, fmt.Errorf("anggaran %q bukan angka", beginningOf(cell.Text))
		}
		return decimal.Anggaran.Quantise(number) //nolint:wrapcheck // already a sentence for people
	}
	text := strings.TrimSpace(cell.Text)
	for _, dash := range []string{",--", ",-", ".-"} {
		if whole, found := strings.CutSuffix(text, dash); found {
			text = whole
			break
		}
	}
	amount, err := decimal.Anggaran.ParseText(text)
	switch {
	case err != nil:
		return decimal.Zero, err //nolint:wrapcheck // already a sentence for people
	case !amount.Valid:
		return decimal.Zero, errMissing
	}
	return amount.Decimal, nil
}

// readDays reads a duration, with or without the word for days.
func readDays(cell ahsp.Cell) (int, error) {
	text := strings.ToLower(strings.TrimSpace(cell.Text))
	for _, word := range []string{"hari kalender", "hari", "days", "day"} {
		text = strings.TrimSpace(strings.TrimSuffix(text, word))
	}
	days, err := strconv.Atoi(text)
	if number, ok := ahsp.StoredNumber(text); ok && cell.Kind == ahsp.NumberCell {
		whole, isWhole := number.Int64()
		if days = int(whole); isWhole && int64(days) == whole {
			err = nil
		}
	}
	if err != nil || days < 1 {
		return 0, fmt.Errorf("durasi %q harus bilangan bulat, sedikitnya 1 hari", beginningOf(cell.Text))
	}
	return days, nil
}

// beginningOf cuts a text that a message repeats.
func beginningOf(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
