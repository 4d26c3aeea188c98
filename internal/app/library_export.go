package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/spreadsheet"
)

// File is a file to hand out.
type File struct {
	Name, Type string
	Data       []byte
}

// Bounds of exports of the library: of analyses in one file (documents D15).
const (
	ExportDefault = 1000
	ExportMost    = 10_000
)

// exportColumn is a column of a list of analyses.
type exportColumn struct {
	name, title string
	width       int
	value       func(ahsp.Edition, *ahsp.Analysis) string
}

// exportColumns are the columns of a list of analyses; a request may choose some.
var exportColumns = []exportColumn{
	{"sumber", "Sumber", 24, func(e ahsp.Edition, _ *ahsp.Analysis) string { return e.Name }},
	{"kode_ahsp", "Kode AHSP", 16, func(_ ahsp.Edition, a *ahsp.Analysis) string { return a.Kode }},
	{"nama_ahsp", "Nama Pekerjaan", 70, func(_ ahsp.Edition, a *ahsp.Analysis) string { return a.Nama }},
	{"satuan", "Satuan", 10, func(_ ahsp.Edition, a *ahsp.Analysis) string { return a.Satuan }},
	{"klasifikasi", "Klasifikasi", 24, func(_ ahsp.Edition, a *ahsp.Analysis) string { return a.Klasifikasi }},
	{"sub_klasifikasi", "Sub Klasifikasi", 24, func(_ ahsp.Edition, a *ahsp.Analysis) string { return a.SubKlasifikasi }},
}

// LibraryExport says what stands in an exported list of analyses.
type LibraryExport struct {
	Columns []string // names of columns, in their order; nil means all
	Rincian bool     // a second sheet with the components
}

// columns returns the chosen columns.
func (x LibraryExport) columns() ([]exportColumn, error) {
	if x.Columns == nil {
		return exportColumns, nil
	}
	var chosen []exportColumn
	for _, name := range x.Columns {
		at := slices.IndexFunc(exportColumns, func(c exportColumn) bool { return c.name == name })
		if at < 0 || slices.ContainsFunc(chosen, func(c exportColumn) bool { return c.name == name }) {
			names := make([]string, len(exportColumns))
			for i, c := range exportColumns {
				names[i] = c.name
			}
			return nil, rab.Refuse("columns", "Kolom %q tidak dikenal atau disebut dua kali: pilih dari %s.", clipText(name, 40), strings.Join(names, ", "))
		}
		chosen = append(chosen, exportColumns[at])
	}
	if len(chosen) == 0 {
		return nil, rab.Refuse("columns", "Pilih sedikitnya satu kolom.")
	}
	return chosen, nil
}

// ExportAnalysis returns one analysis of the library as a workbook (documents D15), its
// components with all digits of their coefficients.
func (a *App) ExportAnalysis(ctx context.Context, id int64, rincian bool) (*File, error) {
	library, _ := a.Library()
	analysis, ok := library.Analysis(id)
	if !ok {
		return nil, ErrNotFound
	}
	edition, _ := library.Edition(analysis.EditionID)
	sheet := spreadsheet.Sheet{Name: "AHSP", Widths: []int{18, 14, 16, 60, 10, 14}, Rows: [][]spreadsheet.Value{
		{spreadsheet.TitleValue("ANALISA HARGA SATUAN PEKERJAAN")},
		{},
		spreadsheet.TextValues("Sumber", edition.Name),
		{spreadsheet.TextValue("Revisi"), spreadsheet.NumberValue(decimal.FromInt(int64(edition.Revision)))},
		spreadsheet.TextValues("Kode", analysis.Kode),
		spreadsheet.TextValues("Nama", analysis.Nama),
		spreadsheet.TextValues("Satuan", analysis.Satuan),
		spreadsheet.TextValues("Klasifikasi", analysis.Klasifikasi),
		spreadsheet.TextValues("Sub Klasifikasi", analysis.SubKlasifikasi),
	}}
	if rincian {
		sheet.Header = 12
		sheet.Rows = append(sheet.Rows, nil, nil, titles("No", "Kategori", "Kode", "Uraian", "Satuan", "Koefisien"))
		for i := range analysis.Components {
			sheet.Rows = append(sheet.Rows, componentCells(i, &analysis.Components[i]))
		}
	}
	return a.workbook(ctx, "AHSP_"+analysis.Kode+".xlsx", sheet)
}

func titles(texts ...string) []spreadsheet.Value {
	row := make([]spreadsheet.Value, len(texts))
	for i, text := range texts {
		row[i] = spreadsheet.TitleValue(text)
	}
	return row
}

func componentCells(i int, c *ahsp.Component) []spreadsheet.Value {
	return []spreadsheet.Value{
		spreadsheet.NumberValue(decimal.FromInt(int64(i + 1))), spreadsheet.TextValue(c.Kategori.Label()), spreadsheet.TextValue(c.Kode),
		spreadsheet.TextValue(c.Uraian), spreadsheet.TextValue(c.Satuan), spreadsheet.NumberValue(c.Koefisien),
	}
}

// ExportAnalyses returns chosen analyses of the library as a workbook, in the order of the
// ids. An unknown id is ErrNotFound.
func (a *App) ExportAnalyses(ctx context.Context, ids []int64, x LibraryExport) (*File, error) {
	switch {
	case len(ids) == 0:
		return nil, rab.Refuse("job_ids", "Pilih sedikitnya satu analisa.")
	case len(ids) > ExportMost:
		return nil, rab.Refuse("job_ids", "Paling banyak %d analisa dalam satu berkas.", ExportMost)
	}
	library, _ := a.Library()
	analyses := make([]*ahsp.Analysis, len(ids))
	for i, id := range ids {
		var ok bool
		if analyses[i], ok = library.Analysis(id); !ok {
			return nil, ErrNotFound
		}
	}
	sheets, err := x.sheets(library, "AHSP List", nil, analyses)
	if err != nil {
		return nil, err
	}
	return a.workbook(ctx, "AHSP_Export_"+strconv.Itoa(len(ids))+"_jobs.xlsx", sheets...)
}

// ExportSearch returns what a search of the library finds as a workbook, best first.
func (a *App) ExportSearch(ctx context.Context, sumber string, q ahsp.Query, x LibraryExport) (*File, error) {
	if strings.TrimSpace(q.Text) == "" {
		return nil, rab.Refuse("q", "Isi kata yang dicari.")
	}
	if q.Limit < 1 || q.Limit > ExportMost {
		return nil, rab.Refuse("limit", "Batas harus 1 sampai %d.", ExportMost)
	}
	library, _ := a.Library()
	var found []*ahsp.Analysis
	offered, ok := library.Offered(sumber)
	if q.Edition = offered.ID; sumber == "" || ok {
		found = library.Search(q)
	}
	head := [][]spreadsheet.Value{
		{spreadsheet.TitleValue("HASIL PENCARIAN AHSP")},
		spreadsheet.TextValues("Pencarian", strings.TrimSpace(q.Text)),
		spreadsheet.TextValues("Sumber", orAll(sumber)),
		spreadsheet.TextValues("Klasifikasi", orAll(q.Klasifikasi)),
		spreadsheet.TextValues("Diekspor", a.now().In(a.zone).Format(time.DateTime)),
		{spreadsheet.TextValue("Jumlah"), spreadsheet.NumberValue(decimal.FromInt(int64(len(found))))},
		nil,
	}
	sheets, err := x.sheets(library, "Search Results", head, found)
	if err != nil {
		return nil, err
	}
	return a.workbook(ctx, "AHSP_Search_"+clipText(strings.TrimSpace(q.Text), 60)+".xlsx", sheets...)
}

func orAll(filter string) string {
	if filter == "" {
		return "semua"
	}
	return filter
}

// sheets lays a list of analyses out, under a head, and their components on a second sheet.
func (x LibraryExport) sheets(library *ahsp.Library, name string, head [][]spreadsheet.Value, analyses []*ahsp.Analysis) ([]spreadsheet.Sheet, error) {
	columns, err := x.columns()
	if err != nil {
		return nil, err
	}
	list := spreadsheet.Sheet{Name: name, Rows: head, Header: len(head) + 1}
	var header []spreadsheet.Value
	for _, c := range columns {
		list.Widths = append(list.Widths, c.width)
		header = append(header, spreadsheet.TitleValue(c.title))
	}
	list.Rows = append(list.Rows, header)
	rincian := spreadsheet.Sheet{
		Name: "Rincian", Header: 1, Widths: []int{16, 50, 6, 14, 16, 60, 10, 14},
		Rows: [][]spreadsheet.Value{titles("Kode AHSP", "Nama Pekerjaan", "No", "Kategori", "Kode", "Uraian", "Satuan", "Koefisien")},
	}
	for _, analysis := range analyses {
		edition, _ := library.Edition(analysis.EditionID)
		row := make([]spreadsheet.Value, len(columns))
		for i, c := range columns {
			row[i] = spreadsheet.TextValue(c.value(edition, analysis))
		}
		list.Rows = append(list.Rows, row)
		for i := range analysis.Components {
			rincian.Rows = append(rincian.Rows, append(spreadsheet.TextValues(analysis.Kode, analysis.Nama), componentCells(i, &analysis.Components[i])...))
		}
	}
	if !x.Rincian {
		return []spreadsheet.Sheet{list}, nil
	}
	return []spreadsheet.Sheet{list, rincian}, nil
}

// workbook writes a workbook apart from the work that pages wait for.
func (a *App) workbook(ctx context.Context, name string, sheets ...spreadsheet.Sheet) (*File, error) {
	file := &File{Name: name, Type: spreadsheet.Type}
	err := a.heavily(ctx, func() (err error) {
		file.Data, err = spreadsheet.Write(sheets...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("app: export: %w", err)
	}
	return file, nil
}
