package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// The reasons why a typed value is refused before rab sees it.
var (
	errRequired  = errors.New("wajib diisi")
	errWholeDays = errors.New("durasi harus bilangan bulat, sedikitnya 1 hari")
)

// dashboardBody is what the list of projects shows.
type dashboardBody struct {
	Filter   *projectFilter
	Rows     []projectRow
	Total    int
	Page     int
	Pages    int
	Pager    []pageLink
	Cards    []card
	Charts   []chart
	Insights []insight
	Presets  []rab.Preset
	Forms    []*projectEntry
	Blank    *projectEntry // copied by the script for one more project
	Open     bool          // the form for new projects
	Rest     []string      // problems that belong to no field
	NoneYet  bool          // not even an archived project
}

// projectEntry is the form of one project to be made.
type projectEntry struct {
	*projectForm

	Number int
	Preset *field
	Drawn  template.HTML // as it is shown, of a form that nothing was typed into
}

// pageLink is one entry of the pager; an empty address is a gap.
type pageLink struct {
	Text, Address string
	Current       bool
}

// projectRow is one line of the list.
type projectRow struct {
	*app.ProjectRow

	Status   timelineBadge
	Progress *progressMark
	Role     string
	Rights   app.Rights
	Changed  string
}

func (s *Site) dashboard(r *serve.Request) error {
	filter := readProjectFilter(r.HTTP.URL.Query())
	return s.showDashboard(r, &dashboardBody{Filter: filter})
}

// showDashboard lists projects around what the body already holds.
func (s *Site) showDashboard(r *serve.Request, body *dashboardBody) error {
	list, err := r.App.Projects(r.HTTP.Context(), r.Visit, body.Filter.ProjectQuery.ProjectQuery)
	if err != nil {
		return err
	}
	overview, err := r.App.ProjectOverview(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body.Filter.offer(overview)
	body.list(r, list)
	body.NoneYet = overview.Projects+overview.Archived == 0
	body.Cards, body.Charts, body.Insights = cardsOf(overview, body.Filter), chartsOf(overview), insightsOf(overview)
	body.Presets = rab.Presets()
	if body.Blank, err = s.emptyEntry("form-__prefix__-", 0); err != nil {
		return err
	}
	if len(body.Forms) == 0 {
		first, err := s.emptyEntry("form-0-", 1)
		if err != nil {
			return err
		}
		body.Forms = []*projectEntry{first}
	}
	body.Open = body.Open || body.NoneYet
	return s.show(r, http.StatusOK, "dashboard", &page{Title: "Proyek", Island: "projects.js", Section: "projects", Body: body})
}

// list turns a page of projects into lines.
func (b *dashboardBody) list(r *serve.Request, list *app.ProjectPage) {
	today, zone := r.App.Today(), r.App.Zone()
	b.Total, b.Page, b.Pages = list.Total, list.Page, list.Pages
	for _, row := range list.Rows {
		b.Rows = append(b.Rows, projectRow{
			ProjectRow: row, Status: timelineBadges[row.TimelineStatus(row.Standing, today)], Progress: progressOf(&row.Header, row.Standing, today), Role: peran(app.Role(row.Role)),
			Rights: app.RowRights(row), Changed: waktu(row.UpdatedAt, zone),
		})
	}
	b.Pager = pager(list.Page, list.Pages, func(n string) string { return b.Filter.with("page", n) })
}

// pager links the first, the last and the neighbouring pages of a list.
func pager(current, pages int, address func(n string) string) []pageLink {
	if pages < 2 {
		return nil
	}
	var links []pageLink
	last := 0
	for n := 1; n <= pages; n++ {
		if n != 1 && n != pages && (n < current-1 || n > current+1) {
			continue
		}
		if n > last+1 {
			links = append(links, pageLink{Text: "…"})
		}
		links = append(links, pageLink{Text: strconv.Itoa(n), Address: address(strconv.Itoa(n)), Current: n == current})
		last = n
	}
	return links
}

// maxForms bounds how many projects one form makes.
const maxForms = 100

// newEntry shows one empty form, or what was typed into it.
func newEntry(prefix string, number int, values url.Values) *projectEntry {
	form := &projectEntry{projectForm: newProjectForm(prefix, &rab.Header{}, true), Number: number}
	form.Preset = presetField(prefix)
	form.Groups[0].Fields = append(form.Groups[0].Fields, form.Preset)
	form.keep(values)
	return form
}

// emptyEntry is an empty form. All are alike, and drawing their fields was most of the work
// of the page: it is done once.
func (s *Site) emptyEntry(prefix string, number int) (*projectEntry, error) {
	if known, ok := s.empty.Load(prefix); ok {
		return known.(*projectEntry), nil //nolint:forcetypeassert // nothing else is stored
	}
	entry := newEntry(prefix, number, nil)
	var out bytes.Buffer
	if err := s.pages["dashboard"].ExecuteTemplate(&out, "entry", entry); err != nil {
		return nil, fmt.Errorf("web: empty form: %w", err)
	}
	entry.Drawn = template.HTML(out.String()) //nolint:gosec // the template has escaped it
	s.empty.Store(prefix, entry)
	return entry, nil
}

// presetField is the choice of the pricing policy of new projects.
func presetField(prefix string) *field {
	f := &field{Name: prefix + "preset", Label: "Kebijakan harga", Kind: "choice", Wide: true, Hint: "Dapat diubah kapan saja."}
	for _, preset := range rab.Presets() {
		f.Choices = append(f.Choices, choice{Value: preset.Key, Text: preset.Name})
	}
	return f
}

// createProjects makes the projects of the posted form set, all or none (api §6.3).
func (s *Site) createProjects(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	total, err := strconv.Atoi(values.Get("form-TOTAL_FORMS"))
	if err != nil || total < 1 || total > maxForms {
		return &serve.Failure{
			Status: http.StatusBadRequest, Code: "BAD_FORM",
			Message: fmt.Sprintf("Isian form-TOTAL_FORMS harus bilangan bulat 1 sampai %d: jumlah proyek dalam kiriman ini.", maxForms),
		}
	}
	inputs, problems := readProjects(values, total)
	if len(problems) == 0 {
		var headers []*rab.Header
		headers, err = r.App.CreateProjects(r.HTTP.Context(), r.Visit, inputs)
		var invalid *rab.Invalid
		switch {
		case err == nil:
			s.leaveNotice(r, "created", len(headers))
			return redirect(r, dashboardPath)
		case !errors.As(err, &invalid):
			return err
		}
		problems = invalid.Problems
	}
	return s.showRefused(r, values, total, problems)
}

// readProjects reads the forms of a form set. A form that was left empty is skipped unless
// all are.
func readProjects(values url.Values, total int) (inputs []app.NewProject, problems rab.Problems) {
	for i := range total {
		prefix := fmt.Sprintf("form-%d-", i)
		if !typed(values, prefix) && (i > 0 || typedAny(values, total)) {
			continue
		}
		input := app.NewProject{Preset: values.Get(prefix + "preset"), Path: strings.TrimSuffix(prefix, "-")}
		if !values.Has(prefix + "anggaran_owner") {
			values.Set(prefix+"anggaran_owner", "") // not sent is not typed
		}
		unread := fill(&input.Header, prefix, values, true)
		judged := input.Header
		for _, problem := range judged.Judge(unread) {
			problem.Path = input.Path + "." + problem.Path
			problems = append(problems, problem)
		}
		inputs = append(inputs, input)
	}
	return inputs, problems
}

// typed reports whether a form of the set holds anything; a chosen preset alone does not
// count, because one is always chosen.
func typed(values url.Values, prefix string) bool {
	for name, list := range values {
		field, ok := strings.CutPrefix(name, prefix)
		if ok && field != "preset" && field != "allow_bundle_soft_errors" && strings.TrimSpace(strings.Join(list, "")) != "" {
			return true
		}
	}
	return false
}

func typedAny(values url.Values, total int) bool {
	for i := range total {
		if typed(values, fmt.Sprintf("form-%d-", i)) {
			return true
		}
	}
	return false
}

// showRefused shows the list again with everything that was typed and what is wrong.
func (s *Site) showRefused(r *serve.Request, values url.Values, total int, problems rab.Problems) error {
	body := &dashboardBody{Filter: readProjectFilter(nil), Open: true}
	byForm := map[string][]rab.Problem{}
	for _, problem := range problems {
		form, name, _ := strings.Cut(problem.Path, ".")
		problem.Path = name
		byForm[form] = append(byForm[form], problem)
	}
	focused := false
	for i := range total {
		path := fmt.Sprintf("form-%d", i)
		form := newEntry(path+"-", i+1, values)
		body.Rest = append(body.Rest, form.complain(byForm[path])...)
		for _, f := range form.Fields() {
			f.Focus = f.Focus && !focused
			focused = focused || f.Focus
		}
		body.Forms = append(body.Forms, form)
	}
	return s.showDashboard(r, body)
}
