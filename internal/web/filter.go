package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// projectFilter is what the list of projects was asked for.
type projectFilter struct {
	query    app.ProjectQuery
	values   url.Values // as they were sent, without those that could not be read
	Problems []string

	Search   *field
	Sort     *field
	Fields   []*field
	Chips    []chip
	States   []pageLink
	Filtered bool // by anything but the state
}

// chip is an active filter with the address of the list without it.
type chip struct{ Text, Address string }

// sortChoices are the orders of api §6.3.
var sortChoices = []choice{
	{"-updated_at", "Terakhir diubah"},
	{"updated_at", "Paling lama tidak diubah"},
	{"nama", "Nama A–Z"},
	{"-nama", "Nama Z–A"},
	{"-tahun_project", "Tahun terbaru"},
	{"tahun_project", "Tahun terlama"},
	{"-anggaran_owner", "Anggaran terbesar"},
	{"anggaran_owner", "Anggaran terkecil"},
}

// statusChoices are the timeline states of api §6.3 in the words of the list.
var statusChoices = []choice{
	{string(rab.NotStarted), timelineBadges[rab.NotStarted].Text},
	{string(rab.Running), timelineBadges[rab.Running].Text},
	{string(rab.Deadline), timelineBadges[rab.Deadline].Text},
	{string(rab.Ended), timelineBadges[rab.Ended].Text},
}

// stateChoices switch between current and archived projects; "" is the contract's word
// for all of them.
var stateChoices = []choice{{"true", "Aktif"}, {"false", "Diarsipkan"}, {"", "Semua"}}

// maxSearch bounds a search text, in bytes.
const maxSearch = 200

// readProjectFilter reads the query of the list. A value that cannot be read is left out
// and named; the others hold.
func readProjectFilter(sent url.Values) *projectFilter {
	f := &projectFilter{values: url.Values{}}
	read := func(name string, take func(string) error) {
		text := strings.TrimSpace(sent.Get(name))
		if text == "" {
			return
		}
		if err := take(text); err != nil {
			f.Problems = append(f.Problems, "Saringan diabaikan: "+err.Error()+".")
			return
		}
		f.values.Set(name, text)
	}
	read("search", func(text string) error {
		if len(text) > maxSearch {
			return fmt.Errorf("teks pencarian paling banyak %d huruf", maxSearch)
		}
		f.query.Search = text
		return nil
	})
	read("sort_by", oneOf("urutan", sortChoices, &f.query.SortBy))
	read("status_timeline", oneOf("status", statusChoices, &f.query.StatusTimeline))
	read("sumber_dana", func(text string) error { f.query.SumberDana = text; return nil })
	read("tahun_project", func(text string) (err error) {
		if f.query.TahunProject, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("tahun %q bukan bilangan", text)
		}
		return nil
	})
	read("anggaran_min", amount(&f.query.AnggaranMin))
	read("anggaran_max", amount(&f.query.AnggaranMax))
	read("tanggal_mulai_from", day(&f.query.From))
	read("tanggal_mulai_to", day(&f.query.Until))
	read("page", func(text string) error {
		f.query.Page, _ = strconv.Atoi(text) // a bad page is the nearest one (api §6.3)
		return nil
	})
	if sent.Has("need_project") {
		f.Problems = append(f.Problems, "Pilih dulu proyek yang akan dibuka.")
	}
	f.state(sent)
	return f
}

// state reads which projects are meant: current ones when the query does not say.
func (f *projectFilter) state(sent url.Values) {
	state := "true"
	if sent.Has("is_active") {
		state = strings.ToLower(strings.TrimSpace(sent.Get("is_active")))
		f.values.Set("is_active", state)
	}
	switch state {
	case "true", "false":
		active := state == "true"
		f.query.Active = &active
	case "":
	default:
		f.Problems = append(f.Problems, "Saringan diabaikan: is_active harus true, false atau kosong.")
		f.values.Del("is_active")
		state = "true"
		active := true
		f.query.Active = &active
	}
	for _, option := range stateChoices {
		f.States = append(f.States, pageLink{Text: option.Text, Address: f.with("is_active", option.Value), Current: option.Value == state})
	}
}

func oneOf(name string, choices []choice, target *string) func(string) error {
	return func(text string) error {
		for _, c := range choices {
			if c.Value == text {
				*target = text
				return nil
			}
		}
		return fmt.Errorf("%s %q tidak dikenal", name, text)
	}
}

func amount(target *decimal.Null) func(string) error {
	return func(text string) (err error) {
		*target, err = decimal.Anggaran.ParseText(text)
		return err
	}
}

func day(target *rab.Date) func(string) error {
	return func(text string) (err error) {
		*target, err = rab.ParseDate(text)
		return err
	}
}

// with returns the address of the list with one value changed, on its first page.
func (f *projectFilter) with(name, value string) string {
	values := url.Values{}
	for key, list := range f.values {
		if key != "page" && key != name {
			values[key] = list
		}
	}
	// An empty state means all projects; every other empty value means no filter.
	if value != "" || name == "is_active" {
		values.Set(name, value)
	}
	if len(values) == 0 {
		return dashboardPath
	}
	return dashboardPath + "?" + values.Encode()
}

// Download returns the address of the listed projects as a file, those of all pages.
func (f *projectFilter) Download() string {
	return dashboardPath + "export/excel/" + strings.TrimPrefix(f.with("page", ""), dashboardPath)
}

// without returns the address of the list with one filter less.
func (f *projectFilter) without(name string) string {
	address := f.with(name, "")
	if name == "is_active" {
		return strings.TrimSuffix(address, "is_active=")
	}
	return address
}

// State is the state that the forms of the list have to send again; nil when the query did
// not name one.
func (f *projectFilter) State() *string { return lastValue(f.values, "is_active") }

// offer makes the fields of the filter, with the choices that occur among the projects.
func (f *projectFilter) offer(years []int, funds []string) {
	f.Search = &field{Name: "search", Label: "Cari proyek", Kind: "search", Limit: maxSearch, Value: f.values.Get("search")}
	f.Sort = &field{Name: "sort_by", Label: "Urutkan", Kind: "choice", Value: f.values.Get("sort_by"), Choices: sortChoices}
	year := &field{Name: "tahun_project", Label: "Tahun", Kind: "choice", Choices: []choice{{"", "Semua tahun"}}}
	for _, y := range years {
		year.Choices = append(year.Choices, choice{strconv.Itoa(y), strconv.Itoa(y)})
	}
	fund := &field{Name: "sumber_dana", Label: "Sumber dana", Kind: "choice", Choices: []choice{{"", "Semua sumber"}}}
	for _, name := range funds {
		fund.Choices = append(fund.Choices, choice{name, name})
	}
	f.Fields = []*field{
		{Name: "status_timeline", Label: "Status waktu", Kind: "choice", Choices: append([]choice{{"", "Semua status"}}, statusChoices...)},
		year, fund,
		{Name: "anggaran_min", Label: "Anggaran dari (Rp)", Kind: "money"},
		{Name: "anggaran_max", Label: "Anggaran sampai (Rp)", Kind: "money"},
		{Name: "tanggal_mulai_from", Label: "Berlangsung sejak", Kind: "date"},
		{Name: "tanggal_mulai_to", Label: "Berlangsung sampai", Kind: "date"},
	}
	for _, part := range append([]*field{f.Search}, f.Fields...) {
		part.Value = f.values.Get(part.Name)
		if part.Value == "" {
			continue
		}
		f.Filtered = true
		if part != f.Search {
			f.Chips = append(f.Chips, chip{Text: part.Label + ": " + part.shown(), Address: f.without(part.Name)})
		}
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
