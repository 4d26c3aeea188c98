package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/serve"
)

// The two tables of the library.
const (
	tabJobs  = "pekerjaan"
	tabItems = "komponen"
)

// rowTable is a table of analyses or of components, of the library or of an uploaded file.
type rowTable struct {
	Items     bool // components
	Staged    bool // of an uploaded file
	Search    string
	Fields    []*field // beside the search
	Hidden    []choice // what the form sends beside them
	Filtered  bool
	Columns   []tableColumn
	Rows      []tableRow
	Total     int
	Pager     []pageLink
	Clear     string // address of the table without filters
	Anomalies string // address of the anomalies alone, or of all
}

// tableColumn is a heading; an address sorts by it.
type tableColumn struct {
	Label, Address string
	Sorted         string // "ascending" or "descending", "" when the table is not sorted by it
	Number         bool
}

// tableRow is an analysis or a component. A value with an address can be corrected there.
type tableRow struct {
	app.LibraryRow

	Subject string // what the row is about, for those who do not see the table
	Address string // of the analysis
	Items   string // address of its components
	Values  []tableValue
	Marks   []markLine
}

// tableValue is one value of a row.
type tableValue struct {
	Label, Text, Address string
	Number               bool
}

// tablePlace says where a table stands and how its values are corrected.
type tablePlace struct {
	path    string
	fixed   url.Values // what its address always holds, such as the tab
	correct func(row app.LibraryRow, field, next string) string
	analyse func(row app.LibraryRow) string
}

// readTable reads which rows are wanted, and makes the table around them.
func readTable(sent url.Values, place tablePlace, items, staged bool) (*rowTable, app.LibraryRowQuery, url.Values) {
	t := &rowTable{Items: items, Staged: staged, Search: strings.TrimSpace(sent.Get("search"))}
	values := url.Values{}
	keep := func(name string) string {
		value := strings.TrimSpace(sent.Get(name))
		if len(value) > maxSearch {
			value = strings.ToValidUTF8(value[:maxSearch], "")
		}
		if value != "" {
			values.Set(name, value)
		}
		return value
	}
	q := app.LibraryRowQuery{
		Search: keep("search"), Sumber: keep(keySumber), Kategori: keep("kategori"), Kode: keep("kode_ahsp"), AnomalyOnly: keep("anomaly_only") == "1",
		Sort: keep("sort"), Descending: keep("order") == "desc",
	}
	q.Job, _ = strconv.ParseInt(keep("job_id"), 10, 64)
	t.Filtered = len(values) > 0
	t.Clear = listAddress(place.path, place.fixed)
	for name := range place.fixed {
		t.Hidden = append(t.Hidden, choice{name, place.fixed.Get(name)})
	}
	for _, name := range []string{"job_id", "kode_ahsp", "sort", "order"} {
		if values.Has(name) {
			t.Hidden = append(t.Hidden, choice{name, values.Get(name)})
		}
	}
	slices.SortFunc(t.Hidden, func(a, b choice) int { return strings.Compare(a.Value, b.Value) })
	if items {
		t.Fields = append(t.Fields, kategoriField(q.Kategori))
	}
	t.Fields = append(t.Fields, &field{
		Name: "anomaly_only", Label: "Tampilkan", Kind: "choice", Choices: []choice{{"", "Semua baris"}, {"1", "Hanya anomali"}}, Value: values.Get("anomaly_only"),
	})
	for name, list := range place.fixed {
		values[name] = list
	}
	return t, q, values
}

// kategoriField chooses one of the four classes, or all.
func kategoriField(value string) *field {
	f := &field{Name: "kategori", Label: "Kategori", Kind: "choice", Value: value, Choices: []choice{{"", "Semua kategori"}}}
	for _, kategori := range ahsp.Categories {
		f.Choices = append(f.Choices, choice{string(kategori), kategori.Label()})
	}
	return f
}

// The columns of the tables: the name of the field, its sort, and its heading.
var (
	jobColumns = []struct{ field, sort, label string }{
		{"", "kode_ahsp", "Kode"},
		{"nama_ahsp", "nama_ahsp", "Pekerjaan"},
		{"klasifikasi", "klasifikasi", "Klasifikasi"},
		{"sub_klasifikasi", "sub_klasifikasi", "Sub-klasifikasi"},
		{"satuan", "satuan", "Satuan"},
	}
	itemColumns = []struct{ field, sort, label string }{
		{"", "ahsp__kode_ahsp", "Analisa"},
		{"kategori", "kategori", "Kategori"},
		{"kode_item", "kode_item", "Kode item"},
		{"uraian_item", "uraian_item", "Uraian"},
		{"satuan_item", "satuan_item", "Satuan"},
		{"koefisien", "koefisien", "Koefisien"},
	}
)

// show fills the table with a page of rows.
func (t *rowTable) show(rows []app.LibraryRow, q app.LibraryRowQuery, values, sent url.Values, place tablePlace) {
	columns := jobColumns
	if t.Items {
		columns = itemColumns
	}
	for _, c := range columns {
		head := tableColumn{Label: c.label, Number: c.field == "koefisien"}
		next := url.Values{}
		for name, list := range values {
			next[name] = list
		}
		next.Set("sort", c.sort)
		next.Del("order")
		if q.Sort == c.sort {
			head.Sorted = "descending"
			if !q.Descending {
				head.Sorted = "ascending"
				next.Set("order", "desc")
			}
		}
		head.Address = listAddress(place.path, next)
		t.Columns = append(t.Columns, head)
	}
	number, pages := pageWithin(libraryNumber(sent.Get(keyPage)), len(rows), adminPageSize)
	here := url.Values{}
	for name, list := range values {
		here[name] = list
	}
	if number > 1 {
		here.Set(keyPage, strconv.Itoa(number))
	}
	next := listAddress(place.path, here)
	for _, row := range cutPage(rows, number, adminPageSize) {
		t.Rows = append(t.Rows, t.row(row, next, place))
	}
	t.Total = len(rows)
	t.Pager = pager(number, pages, func(n string) string {
		values.Set(keyPage, n)
		return listAddress(place.path, values)
	})
}

func (t *rowTable) row(row app.LibraryRow, next string, place tablePlace) tableRow {
	r := tableRow{LibraryRow: row, Address: place.analyse(row), Subject: row.Analysis.Kode}
	columns := jobColumns
	if t.Items {
		columns = itemColumns
		r.Marks = markLines(row.Component)
		r.Subject += " " + row.Component.Uraian
	} else {
		items := url.Values{"tab": {tabItems}, "kode_ahsp": {row.Analysis.Kode}}
		if !t.Staged {
			items = url.Values{"tab": {tabItems}, "job_id": {strconv.FormatInt(row.Analysis.ID, 10)}}
		}
		r.Items = listAddress(place.path, items)
	}
	for _, c := range columns[1:] {
		value := tableValue{Label: c.label, Text: rowValue(row, c.field), Address: place.correct(row, c.field, next), Number: c.field == "koefisien"}
		if value.Number {
			value.Text = printed(value.Text)
		}
		r.Values = append(r.Values, value)
	}
	return r
}

// rowValue returns what a field of a row holds, numbers in wire form.
func rowValue(row app.LibraryRow, name string) string {
	if row.Component != nil {
		return row.Component.Value(libraryFields[name].field)
	}
	return row.Analysis.Value(libraryFields[name].field)
}

// databaseBody is what the tables of the library show.
type databaseBody struct {
	Nav      string
	Tabs     []pageLink
	Problems []string
	Waiting  int
	Table    *rowTable
}

// libraryDatabase answers with the analyses on offer, or with their components, as their next
// revision will be.
func (s *Site) libraryDatabase(r *serve.Request) error {
	sent := r.HTTP.URL.Query()
	items := sent.Get("tab") == tabItems
	place := tablePlace{
		path: databasePath, fixed: url.Values{"tab": {tabJobs}},
		correct: func(row app.LibraryRow, name, next string) string {
			values := url.Values{"field": {name}, "next": {next}, "analysis": {strconv.FormatInt(row.Analysis.ID, 10)}}
			if row.Component != nil {
				values.Set("component", strconv.FormatInt(row.Component.ID, 10))
			}
			return listAddress(correctPath, values)
		},
		analyse: func(row app.LibraryRow) string { return analysisAddress(row.Analysis.ID) },
	}
	list := r.App.LibraryJobs
	if items {
		place.fixed.Set("tab", tabItems)
		list = r.App.LibraryItems
	}
	table, q, values := readTable(sent, place, items, false)
	body := &databaseBody{Nav: "database", Table: table, Tabs: []pageLink{
		{Text: "Pekerjaan", Address: databasePath, Current: !items}, {Text: "Komponen", Address: databasePath + "?tab=" + tabItems, Current: items},
	}}
	rows, err := list(r.HTTP.Context(), r.Visit, q)
	if body.Problems, err = refusals(err); err != nil {
		return err
	}
	table.show(rows, q, values, sent, place)
	stats, err := r.App.LibraryStats(r.HTTP.Context(), r.Visit, "")
	if err != nil {
		return err
	}
	body.Waiting = stats.Waiting
	table.Fields = append([]*field{sourceField(stats.Sources, q.Sumber)}, table.Fields...)
	return s.adminPage(r, http.StatusOK, "library-database", "Isi pustaka", body)
}

func sourceField(sources []string, value string) *field {
	f := &field{Name: keySumber, Label: "Edisi", Kind: "choice", Value: value, Choices: []choice{{"", "Semua edisi"}}}
	for _, name := range sources {
		f.Choices = append(f.Choices, choice{name, name})
	}
	return f
}

// codesBody is what the register of item codes shows.
type codesBody struct {
	Nav    string
	Search string
	Fields []*field
	Rows   []ahsp.ItemCode
	Total  int
	Pager  []pageLink
}

func (s *Site) itemCodes(r *serve.Request) error {
	sent := r.HTTP.URL.Query()
	kategori, search := sent.Get("kategori"), strings.TrimSpace(sent.Get("search"))
	codes, err := r.App.FindItemCodes(r.HTTP.Context(), r.Visit, kategori, search)
	if err != nil {
		return err
	}
	number, pages := pageWithin(libraryNumber(sent.Get(keyPage)), len(codes), adminPageSize)
	body := &codesBody{Nav: "codes", Search: search, Fields: []*field{kategoriField(kategori)}, Rows: cutPage(codes, number, adminPageSize), Total: len(codes)}
	body.Pager = pager(number, pages, func(n string) string {
		return listAddress(codesPath, url.Values{"search": {search}, "kategori": {kategori}, keyPage: {n}})
	})
	return s.adminPage(r, http.StatusOK, "library-codes", "Kode item", body)
}
