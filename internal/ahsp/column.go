package ahsp

import (
	"fmt"
	"strings"
)

// column is one column of the import layout.
type column int

const (
	colSumber column = iota
	colKode
	colNama
	colKlasifikasi
	colSubKlasifikasi
	colKategori
	colKodeItem
	colUraian
	colSatuan
	colKoefisien
	colSatuanAnalisa // after colSatuan, which has the first right to a header "satuan"
	columnCount
)

// layout names the headers under which a column is known, the longest text it takes, and
// whether a file can do without it.
var layout = [columnCount]struct {
	headers  []string
	longest  int
	required bool
}{
	colSumber:         {[]string{"sumber_ahsp"}, 100, true},
	colKode:           {[]string{"kode_ahsp", "kode"}, 50, true},
	colNama:           {[]string{"nama_ahsp", "nama"}, 2000, true},
	colKlasifikasi:    {[]string{"klasifikasi"}, 100, false},
	colSubKlasifikasi: {[]string{"sub_klasifikasi", "subklasifikasi"}, 100, false},
	colKategori:       {[]string{"kategori", "kelompok"}, 100, true},
	colKodeItem:       {[]string{"kode_item", "kode_item_lookup"}, 50, false},
	colUraian:         {[]string{"uraian_item", "item"}, 2000, true},
	colSatuan:         {[]string{"satuan_item", "satuan"}, 200, true},
	colKoefisien:      {[]string{"koefisien", "koef", "qty"}, 50, true},
	colSatuanAnalisa:  {[]string{"satuan_pekerjaan", "satuan_ahsp", "satuan_pekerjaan_ahsp", "satuan"}, 50, false},
}

// columns says where each column of the layout stands in a file.
type columns struct {
	index  [columnCount]int // -1 when absent
	header [columnCount]string
}

// findColumns reads the header row. One header serves one column only, so a lone "satuan"
// is the unit of the components and never that of the analysis.
func findColumns(row Row) (columns, []RowError) {
	places := map[string][]int{}
	for i, cell := range row.Cells {
		name := strings.ReplaceAll(strings.ToLower(tidy(cell.Text)), " ", "_")
		if name != "" {
			places[name] = append(places[name], i)
		}
	}
	var found columns
	var problems []RowError
	problem := func(name, format string, arguments ...any) {
		problems = append(problems, RowError{row.Sheet, row.Number, name, fmt.Sprintf(format, arguments...)})
	}
	taken := map[string]bool{}
	for c := range columnCount {
		found.index[c] = -1
		for _, name := range layout[c].headers {
			if len(places[name]) == 0 || taken[name] {
				continue
			}
			taken[name] = true
			if len(places[name]) > 1 {
				problem(name, "judul kolom ini ada %d kali: beri nama yang berbeda", len(places[name]))
			}
			found.index[c], found.header[c] = places[name][0], tidy(row.Cells[places[name][0]].Text)
			break
		}
		if found.index[c] < 0 && layout[c].required {
			problem(layout[c].headers[0], "kolom wajib tidak ada; judul yang dikenal: %s", strings.Join(layout[c].headers, ", "))
		}
	}
	return found, problems
}

// cell returns the cell of a column in a row.
func (c *columns) cell(row Row, which column) Cell {
	i := c.index[which]
	if i < 0 || i >= len(row.Cells) {
		return Cell{}
	}
	return row.Cells[i]
}

// name returns the header to name in a message.
func (c *columns) name(which column) string {
	if c.header[which] != "" {
		return c.header[which]
	}
	return layout[which].headers[0]
}
