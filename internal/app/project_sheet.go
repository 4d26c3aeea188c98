package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/spreadsheet"
)

// Projects in sheets, one in each row: the sample to fill in, and the list that is handed
// out (documents I1, D14). Both have the columns that an upload reads.

// columnWidths are the widths of the columns of projects that hold long texts.
var columnWidths = map[string]int{"nama": 44, "lokasi_project": 30, "nama_client": 30, "deskripsi": 60, "anggaran_owner": 22}

const columnWidth = 18

var columnFormats = map[exchange.ColumnKind]spreadsheet.Format{exchange.DateColumn: spreadsheet.Day, exchange.MoneyColumn: spreadsheet.Money}

// columnChoices are offered where people write the same words again and again.
var columnChoices = map[string][]string{
	"sumber_dana": {"APBN", "APBD Provinsi", "APBD Kabupaten/Kota", "Dana Desa", "BLUD", "BUMN", "Swasta"},
}

// columnValue is what a project has in a column: money and days as numbers.
func columnValue(c *exchange.ProjectColumn, h *rab.Header) spreadsheet.Value {
	switch c.Kind {
	case exchange.DateColumn:
		return dayValue(*c.Day(h))
	case exchange.MoneyColumn:
		return spreadsheet.MoneyValue(h.AnggaranOwner)
	case exchange.DaysColumn:
		if h.DurasiHari == 0 {
			return spreadsheet.Value{}
		}
		return spreadsheet.NumberValue(decimal.FromInt(int64(h.DurasiHari)))
	case exchange.TextColumn:
	}
	if text := *h.TextField(c.Field); text != "" {
		return spreadsheet.TextValue(text)
	}
	return spreadsheet.Value{}
}

func dayValue(day rab.Date) spreadsheet.Value {
	if day == "" {
		return spreadsheet.Value{}
	}
	return spreadsheet.DayValue(day.Time())
}

// ProjectSample returns a workbook to fill in and upload: a sheet with examples, and one
// that explains its columns.
func (a *App) ProjectSample(ctx context.Context) (*File, error) {
	columns := exchange.ProjectColumns()
	list := spreadsheet.Sheet{Name: "Proyek", Header: 1, Rows: make([][]spreadsheet.Value, 1+len(sampleProjects))}
	explained := spreadsheet.Sheet{Name: "Petunjuk", Widths: []int{30, 10, 80, 50, 30}, Header: len(sampleRules) + 2}
	for _, rule := range sampleRules {
		explained.Rows = append(explained.Rows, spreadsheet.TextValues(rule))
	}
	explained.Rows = append(explained.Rows, nil, heads("Kolom", "Wajib", "Isi", "Contoh", "Nama lain yang dikenal"))
	for i := range columns {
		c := &columns[i]
		title, required := c.Title, "tidak"
		if c.Required {
			title, required = title+" *", "ya"
		}
		list.Rows[0] = append(list.Rows[0], spreadsheet.HeadValue(title))
		for j := range sampleProjects {
			list.Rows[j+1] = append(list.Rows[j+1], columnValue(c, &sampleProjects[j]))
		}
		list.Widths = append(list.Widths, columnWidthOf(c))
		list.Formats = append(list.Formats, columnFormats[c.Kind])
		list.Choices = append(list.Choices, columnChoices[c.Field])
		explained.Rows = append(explained.Rows, spreadsheet.TextValues(c.Title, required, c.Explain, c.Example, c.Field))
	}
	return a.workbook(ctx, "Contoh_Unggah_Proyek.xlsx", list, explained)
}

func columnWidthOf(c *exchange.ProjectColumn) int {
	if width, known := columnWidths[c.Field]; known {
		return width
	}
	return max(columnWidth, len(c.Title)+2)
}

func heads(texts ...string) []spreadsheet.Value {
	row := make([]spreadsheet.Value, len(texts))
	for i, text := range texts {
		row[i] = spreadsheet.HeadValue(text)
	}
	return row
}

// sampleRules stand above the table that explains the columns.
var sampleRules = []string{
	"Satu baris pada lembar Proyek menjadi satu proyek. Ganti atau hapus baris contoh sebelum mengunggah.",
	"Kolom bertanda * wajib ada dan diisi. Kolom lain boleh dihapus; urutan kolom bebas; kolom yang tidak dikenal diabaikan.",
	"Paling banyak 2.000 proyek dalam satu berkas. Sebelum disimpan, isi berkas ditampilkan dulu, dengan alasan untuk setiap baris yang ditolak.",
}

// sampleProjects are the examples of the sample: what people may leave out is left out once.
var sampleProjects = []rab.Header{
	{
		Nama: "Pembangunan Gedung Serbaguna Desa Sukamaju", LokasiProject: "Desa Sukamaju, Kab. Bogor", NamaClient: "Pemerintah Desa Sukamaju", SumberDana: "Dana Desa",
		AnggaranOwner: decimal.FromInt(1_500_000_000), TanggalMulai: "2026-01-05", TanggalSelesai: "2026-06-30", DurasiHari: 177,
		JabatanClient: "Kepala Desa", InstansiClient: "Pemerintah Desa Sukamaju", NamaKontraktor: "Ir. Hasan Basri", InstansiKontraktor: "CV Karya Bersama",
		NamaKonsultanPerencana: "Dewi Lestari, S.T.", InstansiKonsultanPerencana: "CV Rancang Mandiri", NamaKonsultanPengawas: "Agus Santoso, S.T.",
		InstansiKonsultanPengawas: "CV Awas Teliti", KetProject1: "Tahap I", KetProject2: "Tahun tunggal", Kategori: "Gedung",
		Deskripsi: "Gedung satu lantai 20 x 30 m dengan rangka atap baja ringan.",
	},
	{
		Nama: "Rehabilitasi Jaringan Irigasi Cikahuripan", LokasiProject: "Kec. Cianjur, Kab. Cianjur", NamaClient: "Dinas Pekerjaan Umum Kab. Cianjur",
		SumberDana: "APBD Kabupaten/Kota", AnggaranOwner: decimal.New(84_725_050_075, 2), TanggalMulai: "2026-03-02", DurasiHari: 150,
		InstansiClient: "Dinas Pekerjaan Umum Kab. Cianjur", Kategori: "Irigasi",
	},
	{
		Nama: "Renovasi Ruko Jalan Merdeka 12", LokasiProject: "Kota Bandung", NamaClient: "Ibu Ratna Sari", SumberDana: "Swasta",
		AnggaranOwner: decimal.FromInt(350_000_000), TanggalMulai: "2026-02-16",
	},
}

// ProjectUpload is a file with one project in each row, and what is to become of it.
type ProjectUpload struct {
	Data   []byte
	Preset string // of the pricing policy of all projects; "" is the default
	// DryRun only tells what would be made, with every refused row.
	DryRun bool
	// AcceptedOnly makes the projects of the accepted rows; without it one refused row
	// refuses the file.
	AcceptedOnly bool
}

// UploadedProjects is what a file holds, and what was made of it.
type UploadedProjects struct {
	*exchange.ProjectSheet

	Created []*rab.Header // in the order of the accepted rows; nil when nothing was made
}

// uploadLimits are those of files of projects; the rows are counted while they are read.
var uploadLimits = spreadsheet.Limits{
	FileBytes: UploadMegabytes << 20, UncompressedBytes: 100 << 20, StringBytes: 32 << 20, Rows: 10 * exchange.MaxSheetProjects,
}

// UploadMegabytes bounds a file of projects.
const UploadMegabytes = 5

// UploadProjects makes projects of the rows of a workbook or a CSV file, all or none
// (documents I1): the first sheet that has the titles of the columns counts. A file that
// cannot be read, and one with refused rows that were not set aside, is an *rab.Invalid.
func (a *App) UploadProjects(ctx context.Context, v *Visit, in ProjectUpload) (*UploadedProjects, error) {
	if _, known := rab.PresetPricing(in.Preset); !known {
		return nil, rab.Refuse("preset", "Kebijakan harga %q tidak dikenal: pilih dari daftar.", clipText(in.Preset, 40))
	}
	var uploaded *UploadedProjects
	err := a.heavily(ctx, func() error {
		sheet, err := readProjects(ctx, in.Data)
		if err != nil {
			return err
		}
		uploaded = &UploadedProjects{ProjectSheet: sheet}
		accepted, problems := sheet.Accepted(), sheet.Problems()
		switch {
		case len(sheet.Rows) == 0:
			return rab.Refuse("file", "Berkas ini tidak berisi proyek: isi baris di bawah judul kolom pada lembar %q.", sheet.Name)
		case !in.DryRun && (len(accepted) == 0 || (len(problems) > 0 && !in.AcceptedOnly)):
			return problems.Err()
		}
		if err := a.warnOfNames(ctx, v, accepted); err != nil || in.DryRun {
			return err
		}
		inputs := make([]NewProject, len(accepted))
		for i, row := range accepted {
			inputs[i] = NewProject{Header: row.Header, Preset: in.Preset}
		}
		uploaded.Created, err = a.CreateProjects(ctx, v, inputs)
		return err
	})
	if err != nil {
		return nil, err
	}
	return uploaded, nil
}

// warnOfNames notes the names that projects of the visitor have already: mostly a file that
// is uploaded a second time.
func (a *App) warnOfNames(ctx context.Context, v *Visit, rows []*exchange.SheetProject) error {
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row.Header.Nama
	}
	owned, err := a.store.OwnedNames(ctx, v.Account.ID, names)
	if err != nil {
		return fmt.Errorf("app: upload projects: %w", err)
	}
	for _, row := range rows {
		if slices.Contains(owned, row.Header.Nama) {
			row.Warn("nama", "Anda sudah punya proyek dengan nama ini")
		}
	}
	return nil
}

// readProjects reads the first sheet of a file that names the columns of projects.
func readProjects(ctx context.Context, data []byte) (*exchange.ProjectSheet, error) {
	workbook, err := spreadsheet.OpenBytes(data, uploadLimits)
	if err != nil {
		return nil, importProblem(err)
	}
	for _, name := range workbook.Sheets() {
		sheet, err := exchange.ReadProjectSheet(untilDone(ctx, spreadsheet.AHSPRows(workbook, name)), exchange.SheetDates(workbook.From1904()))
		switch {
		case err == nil:
			return sheet, nil
		case !errors.Is(err, exchange.ErrNoProjectSheet):
			return nil, importProblem(err)
		}
	}
	var needed []string
	for _, c := range exchange.ProjectColumns() {
		if c.Required {
			needed = append(needed, c.Title)
		}
	}
	return nil, rab.Refuse("file", "Tidak ada lembar dengan judul kolom proyek. Beri satu baris judul dengan sedikitnya: %s; atau mulai dari berkas contoh.", strings.Join(needed, ", "))
}
