package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// workspacePage is a page of a project's workspace.
type workspacePage struct {
	// Name is the last part of the address, and what marks the page as the present one.
	Name  string
	Label string
	// Step is the number among the eight steps from the work list to the schedule; 0 for
	// the tools beside them.
	Step int
	// Key is what finds the page at once in the palette.
	Key string
	// Help is what the user guide says about the page: a page of it, with an anchor if need be.
	Help string
	show func(*Site, *serve.Request) error
}

// dataPage is the page of the project's own data. It belongs to the list of projects, and
// leads on from the workspace.
const dataPage = "data-proyek"

// workspacePages lists the pages that exist: steps in their order, then tools. Routes, step
// bar, palette and links to the guide all follow from this one list.
func workspacePages() []workspacePage {
	return []workspacePage{
		{rab.PageList, "List", 1, "1", "list-pekerjaan", (*Site).list},
		{rab.PageVolume, "Volume", 2, "2", "volume-pekerjaan", (*Site).volumes},
		{rab.PageAnalysis, "Template AHSP", 3, "3", "template-ahsp", (*Site).analyses},
		{rab.PagePrices, "Harga", 4, "4", "harga-items", (*Site).prices},
		{breakdownPage, "Rincian AHSP", 5, "5", "rincian-ahsp", (*Site).breakdown},
		{rab.PageRecap, "Rekap RAB", 6, "6", "rekap-rab", (*Site).recap},
		{needsPage, "Kebutuhan", 7, "7", "rekap-kebutuhan", (*Site).needs},
		{schedulePage, "Jadwal", 8, "8", "jadwal-pekerjaan", (*Site).schedules},
		{documentPage, "Dokumen", 0, "dok", "dokumen", (*Site).documents},
		{documentDataPage, "Data dokumen", 0, "dd", "dokumen#kop-nomor-dan-penanda-tangan", (*Site).documentData},
		{rincianPage, "Rincian RAB", 0, "rr", "rincian-rab", (*Site).rincian},
		{checklistPage, "Daftar Periksa", 0, "cek", "daftar-periksa", (*Site).checklist},
		{revisionPage, "Revisi", 0, "rv", "revisi", (*Site).revisions},
		{auditPage, "Audit Trail", 0, "at", "audit-trail", (*Site).audit},
		{trashPage, "Sampah", 0, "sp", "sampah", (*Site).trash},
		{orphanPage, "Item tak terpakai", 0, "it", "item-tak-terpakai", (*Site).orphans},
		{dataPage, "Data proyek", 0, "dp", "data-proyek", (*Site).project},
		{membersPage, "Anggota", 0, "ag", "anggota", (*Site).members},
	}
}

// pattern returns the address of the page as routes have it.
func (p *workspacePage) pattern() string {
	switch p.Name {
	case dataPage:
		return "/dashboard/project/{project}/"
	case membersPage:
		return "/dashboard/project/{project}/members/"
	}
	return "/detail_project/{project}/" + p.Name + "/"
}

func (p *workspacePage) address(project int64) string {
	return strings.Replace(p.pattern(), "{project}", strconv.FormatInt(project, 10), 1)
}

// workspaceRoutes lists the pages of the workspace, with the address that leads to the
// first of them.
func (s *Site) workspaceRoutes() []serve.Route {
	page := func(pattern string, handle func(*serve.Request) error) serve.Route {
		return serve.Route{Method: http.MethodGet, Pattern: pattern, Need: serve.Project, Kind: serve.Page, Handle: handle}
	}
	routes := []serve.Route{page("/detail_project/{project}/", s.openProject)}
	for _, p := range s.workspace {
		routes = append(routes, page(p.pattern(), func(r *serve.Request) error { return p.show(s, r) }))
	}
	return routes
}

// openProject leads to the Rekap RAB, where one sees how a project stands.
func (s *Site) openProject(r *serve.Request) error {
	return redirect(r, fmt.Sprintf("/detail_project/%d/%s/", r.Visit.ProjectID, rab.PageRecap))
}

// projectBar is what all pages of a project show around their own content.
type projectBar struct {
	ID       int64
	Name     string
	Number   string
	Archived bool
	Steps    []workspaceLink
	Tools    []workspaceLink
	Tool     string // label of the present page when it is a tool
	Help     string // of the present page, in the user guide
	// The steps around the present one; nil at the ends.
	Before, After *workspaceLink
	// Of the pages that follow changes; 0 and nil on others.
	Revision int64
	Totals   *totalsBar
}

// workspaceLink leads to a page of the workspace.
type workspaceLink struct {
	Name, Label, Key, Address string
	Step                      int
	Current, Done             bool
}

// bar returns the bar of a project's page that does not follow changes.
func (s *Site) bar(view *app.View, name string) *projectBar {
	header := view.Header()
	b := &projectBar{ID: view.ID, Name: header.Nama, Number: header.IndexProject, Archived: !header.IsActive}
	b.list(s.workspace, name, view.Progress().Done)
	return b
}

// workspaceBar returns the bar of a workspace's page, with the totals of the project.
func (s *Site) workspaceBar(view *app.View, name string) *projectBar {
	progress := view.Progress()
	header := view.Header()
	b := &projectBar{ID: view.ID, Name: header.Nama, Number: header.IndexProject, Archived: !header.IsActive, Revision: view.Revision}
	b.list(s.workspace, name, progress.Done)
	b.Totals = newTotalsBar(view, progress, append(slices.Clone(b.Steps), b.Tools...))
	return b
}

// list sorts the pages into steps and tools, around the present one.
func (b *projectBar) list(pages []workspacePage, name string, done []string) {
	for _, p := range pages {
		link := workspaceLink{
			Name: p.Name, Label: p.Label, Key: p.Key, Address: p.address(b.ID), Step: p.Step,
			Current: p.Name == name, Done: slices.Contains(done, p.Name),
		}
		if link.Current {
			b.Help = p.Help
		}
		if p.Step > 0 {
			b.Steps = append(b.Steps, link)
			continue
		}
		b.Tools = append(b.Tools, link)
		if link.Current {
			b.Tool = p.Label
		}
	}
	at := slices.IndexFunc(b.Steps, func(l workspaceLink) bool { return l.Current })
	if at > 0 {
		b.Before = &b.Steps[at-1]
	}
	if at >= 0 && at+1 < len(b.Steps) {
		b.After = &b.Steps[at+1]
	}
}

// totalsBar shows the sums of the project and what is missing in them. A script keeps it at
// the newest revision; all figures are printed here and in the answer that it reads.
type totalsBar struct {
	Money   bool // the visitor may see prices
	Sums    []totalsSum
	Partial bool // something is missing
	Gaps    []totalsGap
	Rounded string // exact, for the change since the page was opened
}

// totalsSum is one sum; Text is "" while nothing is known.
type totalsSum struct {
	Key, Label, Text string
}

// totalsGap counts what is missing of one kind; Address leads to where it is entered.
type totalsGap struct {
	Key, Label, Address string
	Count               int
}

func newTotalsBar(view *app.View, t *app.Progress, pages []workspaceLink) *totalsBar {
	b := &totalsBar{Money: view.Visit.Rights.Prices, Partial: !t.Whole}
	money := view.TotalMoney()
	text := func(sum func(*app.TotalMoney) decimal.Decimal) string {
		if money == nil {
			return ""
		}
		return rupiah(sum(money))
	}
	if b.Money {
		b.Sums = []totalsSum{
			{"biaya_langsung", "Biaya langsung", text(func(m *app.TotalMoney) decimal.Decimal { return m.Langsung })},
			{"buk", "BUK", text(func(m *app.TotalMoney) decimal.Decimal { return m.BUK })},
			{"ppn", "PPN", text(func(m *app.TotalMoney) decimal.Decimal { return m.PPN })},
			{"dibulatkan", "Total dibulatkan", text(func(m *app.TotalMoney) decimal.Decimal { return m.Dibulatkan })},
		}
	}
	if money != nil {
		b.Rounded = money.Dibulatkan.Fixed(2)
	}
	b.Gaps = []totalsGap{
		{"no_analysis", "tanpa rincian", mendedOn(pages, rab.PageAnalysis), t.NoAnalysis},
		{"no_volume", "tanpa volume", mendedOn(pages, rab.PageVolume), t.NoVolume},
		{"no_price", "tanpa harga", mendedOn(pages, rab.PagePrices), t.NoPrice},
	}
	return b
}

// mendedOn returns where a gap is filled: on the named page, or by way of the checklist; ""
// where the visitor is there already.
func mendedOn(pages []workspaceLink, name string) string {
	for _, page := range []string{name, checklistPage} {
		at := slices.IndexFunc(pages, func(l workspaceLink) bool { return l.Name == page })
		if at < 0 {
			continue
		}
		if pages[at].Current {
			return ""
		}
		return pages[at].Address
	}
	return ""
}
