package web

import (
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// projectFilter is what the list of projects was asked for, and how the page shows it.
type projectFilter struct {
	*serve.ProjectQuery

	Ignored  []string // what could not be read, in words
	Search   *field
	Sort     *field
	Fields   []*field
	Chips    []chip
	States   []stateLink
	Filtered bool // by anything but the state
}

// chip is an active filter with the address of the list without it.
type chip struct{ Text, Address string }

// stateLink switches between active and archived projects.
type stateLink struct {
	Text, Address string
	Count         int
	Current       bool
}

// maxSearch bounds a search text, in bytes.
const maxSearch = serve.MaxSearch

// sortNames are the orders of the list in words.
var sortNames = map[string]string{
	"-updated_at": "Terakhir diubah", "updated_at": "Paling lama tidak diubah", "nama": "Nama A–Z", "-nama": "Nama Z–A",
	"-tahun_project": "Tahun terbaru", "tahun_project": "Tahun terlama", "-anggaran_owner": "Anggaran terbesar", "anggaran_owner": "Anggaran terkecil",
	"tanggal_selesai": "Paling dulu berakhir", "-tanggal_selesai": "Paling akhir berakhir",
	"realisasi": "Realisasi terkecil", "-realisasi": "Realisasi terbesar",
}

func sortChoices() []choice {
	var list []choice
	for _, order := range serve.ProjectSorts {
		list = append(list, choice{order, sortNames[order]})
	}
	return list
}

// statusOrder lists the states of a project in the order of its life.
var statusOrder = []rab.TimelineStatus{rab.NotStarted, rab.Running, rab.Deadline, rab.Overdue, rab.Finished}

// readProjectFilter reads the query of the list. A value that cannot be read is left out
// and named; the others hold.
func readProjectFilter(sent url.Values) *projectFilter {
	f := &projectFilter{ProjectQuery: serve.ReadProjectQuery(sent)}
	for _, problem := range f.Problems {
		f.Ignored = append(f.Ignored, "Saringan diabaikan: "+strings.TrimSuffix(problem.Message, ".")+".")
	}
	if sent.Has("need_project") {
		f.Ignored = append(f.Ignored, "Pilih dulu proyek yang akan dibuka.")
	}
	return f
}

// with returns the address of the list with one value changed, on its first page.
func (f *projectFilter) with(name, value string) string {
	values := url.Values{}
	for key, list := range f.Values {
		if key != "page" && key != name {
			values[key] = list
		}
	}
	// An empty state means all projects; every other empty value means no filter.
	if value != "" || name == "is_active" {
		values.Set(name, value)
	}
	return listAddress(dashboardPath, values)
}

// only returns the address of the active projects under one condition.
func only(name, value string) string { return listAddress(dashboardPath, url.Values{name: {value}}) }

// Download returns the address of the listed projects as a file, those of all pages.
func (f *projectFilter) Download() string {
	return dashboardPath + "export/excel/" + strings.TrimPrefix(f.with("page", ""), dashboardPath)
}

// Matching returns the parameters of the list without its page, for asking for all of it.
func (f *projectFilter) Matching() string {
	return strings.TrimPrefix(strings.TrimPrefix(f.with("page", ""), dashboardPath), "?")
}

// Asked is the value of a parameter that the forms of the list have to send again; nil
// when the query did not name it.
func (f *projectFilter) Asked(name string) *string { return lastValue(f.Values, name) }

// sortLink is a heading that orders the list.
type sortLink struct {
	Address string
	Order   string // "ascending", "descending" or ""
}

// sortHeading is such a heading with its text.
type sortHeading struct {
	Text, Class string
	Link        sortLink
}

// EveryState returns the address of the list with archived projects among the others.
func (f *projectFilter) EveryState() string { return f.with("is_active", "") }

// Heading returns the link of a heading: by first, then the other way round.
func (f *projectFilter) Heading(first, second string) sortLink {
	order := func(by string) string {
		if strings.HasPrefix(by, "-") {
			return "descending"
		}
		return "ascending"
	}
	switch f.SortBy {
	case first:
		return sortLink{f.with("sort_by", second), order(first)}
	case second:
		return sortLink{f.with("sort_by", first), order(second)}
	}
	return sortLink{f.with("sort_by", first), ""}
}

// offer makes the fields of the filter, with the choices that occur among the projects.
func (f *projectFilter) offer(o *app.ProjectOverview) {
	f.States = []stateLink{
		{"Aktif", f.with("is_active", "true"), o.Projects, f.State == "true"},
		{"Diarsipkan", f.with("is_active", "false"), o.Archived, f.State == "false"},
		{"Semua", f.with("is_active", ""), o.Projects + o.Archived, f.State == ""},
	}
	f.Search = &field{Name: "search", Label: "Cari proyek", Kind: "search", Limit: maxSearch, Value: f.Values.Get("search")}
	f.Sort = &field{Name: "sort_by", Label: "Urutkan", Kind: "choice", Value: f.Values.Get("sort_by"), Choices: sortChoices()}
	status := &field{
		Name: "status_timeline", Label: "Status waktu", Kind: "choice", Choices: []choice{{"", "Semua status"}},
		Hint: "Terlambat: di belakang rencana, atau lewat tanggal selesai. Selesai: realisasi 100 %.",
	}
	for _, s := range statusOrder {
		status.Choices = append(status.Choices, choice{string(s), s.Label()})
	}
	year := &field{Name: "tahun_project", Label: "Tahun", Kind: "choice", Choices: []choice{{"", "Semua tahun"}}}
	for _, y := range o.Years {
		year.Choices = append(year.Choices, choice{strconv.Itoa(y), strconv.Itoa(y)})
	}
	fund := &field{Name: "sumber_dana", Label: "Sumber dana", Kind: "choice", Choices: []choice{{"", "Semua sumber"}}}
	for _, name := range o.Funds {
		fund.Choices = append(fund.Choices, choice{name, name})
	}
	f.Fields = []*field{
		status, year, fund,
		{Name: "anggaran_min", Label: "Anggaran dari (Rp)", Kind: "money"},
		{Name: "anggaran_max", Label: "Anggaran sampai (Rp)", Kind: "money"},
		{Name: "tanggal_mulai_from", Label: "Berlangsung sejak", Kind: "date"},
		{Name: "tanggal_mulai_to", Label: "Berlangsung sampai", Kind: "date"},
	}
	f.mark()
}

// mark puts the values of the query into the fields, and a chip above the list for each.
func (f *projectFilter) mark() {
	for _, part := range append([]*field{f.Search}, f.Fields...) {
		part.Value = f.Values.Get(part.Name)
		if part.Value == "" {
			continue
		}
		f.Filtered = true
		text := part.Label + ": " + part.shown()
		if part == f.Search {
			text = "Cari: " + part.Value
		}
		f.Chips = append(f.Chips, chip{Text: text, Address: f.with(part.Name, "")})
	}
}

// shown is the value of a field in the words of the page.
func (f *field) shown() string {
	for _, c := range f.Choices {
		if c.Value == f.Value {
			return c.Text
		}
	}
	return f.Value
}
