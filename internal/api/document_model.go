package api

import (
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/serve"
)

// documentModel makes the JSON form of a document from what stands in it, so that its
// figures are those of the files (api §6.18).
type documentModel func(v *app.View, made *document.Document, q *query) any

// documentModels are the documents that scripts can read as JSON.
var documentModels = map[dossier.Kind]documentModel{
	dossier.RekapRAB: printable(
		printedSection{key: "rab", columns: []printedColumn{
			{"uraian", "Uraian Pekerjaan"},
			{"kode", "Kode AHSP"},
			{"satuan", "Satuan"},
			{"volume", "Volume"},
			{"harga", "Harga Satuan (Rp)"},
			{"jumlah", "Jumlah Harga (Rp)"},
		}},
		printedSection{key: "rekapitulasi", foot: true, columns: []printedColumn{{"no", "No"}, {"uraian", "Uraian Klasifikasi"}, {"jumlah", "Jumlah Harga (Rp)"}}},
	),
	dossier.Volume: printable(
		printedSection{key: "volume", columns: []printedColumn{
			{"no", "No"}, {"uraian", "Uraian Pekerjaan"}, {"rumus", "Formula"}, {"satuan", "Satuan"}, {"volume", "Volume"},
		}},
		printedSection{key: "parameter", columns: []printedColumn{{"no", "No"}, {"kode", "Kode Parameter"}, {"uraian", "Nama Parameter"}, {"nilai", "Nilai"}}},
	),
	dossier.RekapKebutuhan: needsModel,
	dossier.HargaItems:     priceListModel,
}

// sendModel answers with the JSON form of a document, kept like other reads.
func sendModel(r *serve.Request, order app.DocumentOrder, model documentModel, q *query) error {
	entry, _ := dossier.Find(order.Kind)
	name := entry.File + "_" + r.App.Local().Format("20060102_150405") + ".json"
	ctx, key := r.HTTP.Context(), order.Key()+"&"+q.text("week_basis")+"&"+q.text("market_rounding")
	return r.KeptJSONFile(key, name, func(v *app.View) (any, error) {
		made, err := r.App.DocumentModel(ctx, v, order)
		if err != nil {
			return nil, err
		}
		return model(v, made, q), nil
	})
}

// printedModel is the form of a document as scripts know it: texts as they are printed.
type printedModel struct {
	Title             string        `json:"title"`
	Project           string        `json:"project"`
	Stamp             string        `json:"stamp"`
	Pages             []printedPage `json:"pages"`
	IncludeSignatures bool          `json:"include_signatures"`
}

// printedPage is one table.
type printedPage struct {
	Title             string         `json:"title"`
	TableData         printedTable   `json:"table_data"`
	HierarchyLevels   map[string]int `json:"hierarchy_levels"` // of rows, by their number from 0
	RowTypes          []string       `json:"row_types"`
	ColWidths         []int          `json:"col_widths"`  // in tenths of a millimetre
	FooterRows        [][]string     `json:"footer_rows"` // label and value
	IncludeSignatures bool           `json:"include_signatures"`
}

type printedTable struct {
	Headers []string   `json:"headers"`
	Rows    [][]string `json:"rows"`
}

// printedSection says under which headings scripts know the columns of a section. The
// headings bind JSON alone; files have those of practice (rulings G43).
type printedSection struct {
	key     string
	columns []printedColumn
	foot    bool // what comes after the last item is the foot, else the total alone
}

type printedColumn struct{ key, title string }

// printable is the model of a document that is one table for each of some sections.
func printable(sections ...printedSection) documentModel {
	return func(_ *app.View, made *document.Document, _ *query) any {
		model := newPrintedModel(made)
		for _, wanted := range sections {
			for _, section := range made.Sections {
				if section.Key == wanted.key {
					model.add(section, wanted)
				}
			}
		}
		return model
	}
}

func newPrintedModel(made *document.Document) *printedModel {
	return &printedModel{Title: made.Title, Project: made.Project, Stamp: made.Stamp, Pages: []printedPage{}}
}

// add prints a section as one page: its tables one below the other.
func (m *printedModel) add(section *document.Section, as printedSection) {
	page := printedPage{Title: section.Title, HierarchyLevels: map[string]int{}, RowTypes: []string{}, FooterRows: [][]string{}}
	page.TableData.Rows = [][]string{}
	for _, column := range as.columns {
		page.TableData.Headers = append(page.TableData.Headers, column.title)
	}
	for _, block := range section.Blocks {
		switch block := block.(type) {
		case *document.Table:
			if slices.ContainsFunc(block.Columns, func(c document.Column) bool { return c.Key == as.columns[0].key }) {
				page.print(block, as)
			}
		case *document.Signatures:
			page.IncludeSignatures, m.IncludeSignatures = true, true
		}
	}
	m.Pages = append(m.Pages, page)
}

// rowTypes name the kinds of rows.
var rowTypes = map[document.RowKind]string{
	document.Item: "item", document.Group: "klasifikasi", document.Subgroup: "sub_klasifikasi", document.Subtotal: "subtotal", document.Remark: "remark",
}

// print adds the rows of a table; totals go to the foot of the page.
func (p *printedPage) print(t *document.Table, as printedSection) {
	columns, last := as.columns, len(t.Rows)
	for last > 0 && as.foot && t.Rows[last-1].Kind != document.Item {
		last--
	}
	place := make([]int, len(columns))
	p.ColWidths = make([]int, len(columns))
	for i, column := range columns {
		place[i] = slices.IndexFunc(t.Columns, func(c document.Column) bool { return c.Key == column.key })
		if place[i] >= 0 {
			p.ColWidths[i] = t.Columns[place[i]].Width
		}
	}
	if t.Title != "" && len(t.Rows) > 0 {
		p.row("klasifikasi", 1, append([]string{t.Title}, make([]string, len(columns)-1)...))
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		texts, label, value := rowTexts(t, row)
		if row.Kind == document.Total || i >= last {
			p.FooterRows = append(p.FooterRows, []string{label, value})
			continue
		}
		cells := make([]string, len(columns))
		for j, at := range place {
			if at >= 0 {
				cells[j] = texts[at]
			}
		}
		if row.Kind != document.Item && !slices.Contains(cells, label) {
			cells[0] = label
		}
		level := map[document.RowKind]int{document.Group: 1, document.Subgroup: 2, document.Subtotal: 2}[row.Kind]
		if level == 0 {
			level = 3
		}
		p.row(rowTypes[row.Kind], level, cells)
	}
}

func (p *printedPage) row(kind string, level int, cells []string) {
	p.HierarchyLevels[strconv.Itoa(len(p.TableData.Rows))] = level
	p.RowTypes = append(p.RowTypes, kind)
	p.TableData.Rows = append(p.TableData.Rows, cells)
}

// rowTexts returns what is read in each column of a row, and of a heading or a sum its label
// and its last figure.
func rowTexts(t *document.Table, row *document.Row) (texts []string, label, value string) {
	texts = make([]string, len(t.Columns))
	at := 0
	for _, cell := range row.Cells {
		if at >= len(texts) {
			break
		}
		text := strings.ReplaceAll(cell.Shown(t.Columns[at].Kind), "\n", " ")
		texts[at] = text
		if cell.Holds == document.HoldsText && len(text) > len(label) {
			label = text
		}
		if cell.Holds == document.HoldsNumber {
			value = text
		}
		at += max(cell.Span, 1)
	}
	return texts, label, value
}

// needsPages is the form of a list of needs; one over several periods has a page for each.
type needsPages struct {
	*printedModel

	TableData     printedTable   `json:"table_data"`
	ColWidths     []int          `json:"col_widths"`
	FooterRows    [][]string     `json:"footer_rows"`
	IncludeCharts bool           `json:"include_charts"`
	ChartData     map[string]any `json:"chart_data"`
	UnitMode      string         `json:"unit_mode"`
	Meta          needsMeta      `json:"meta"`
}

// needsColumns are the headings of the needs.
var needsColumns = []printedColumn{
	{"no", "No"}, {"kode", "Kode"}, {"uraian", "Uraian"}, {"satuan", "Satuan"}, {"kebutuhan", "Qty"}, {"harga", "Harga Satuan"}, {"jumlah", "Total Harga"},
}

func needsModel(v *app.View, made *document.Document, q *query) any {
	model := newPrintedModel(made)
	for _, section := range made.Sections {
		model.add(section, printedSection{columns: needsColumns})
	}
	asked := needsQueryFrom(q)
	first := model.Pages[0]
	return &needsPages{
		printedModel: model, TableData: first.TableData, ColWidths: first.ColWidths, FooterRows: first.FooterRows, ChartData: map[string]any{},
		UnitMode: asked.unitMode(), Meta: needsOf(v, asked).Meta,
	}
}
