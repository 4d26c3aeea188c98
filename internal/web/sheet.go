package web

import (
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// firstRows is how many rows a sheet's page holds itself: what the first window shows. The
// grid fetches the rest (rulings D23).
const firstRows = 40

// sheetBody is what the pages around a grid show before it is there.
type sheetBody struct {
	Header   *rab.Header
	Rights   app.Rights
	Writable bool // the visitor may change what the sheet holds
	Recap    *recapBody
	Begins   bool // the grid is there without any pekerjaan too: this is where they are made
}

// island names the script of a page. One that has no rows yet only waits for some.
func island(page string, rows int) string {
	if rows == 0 {
		return "live.js"
	}
	return page + ".js"
}

// FirstRows are headings, pekerjaan and figures of the first window.
func (b *sheetBody) FirstRows() []recapRow {
	return b.Recap.Rows[:min(firstRows, len(b.Recap.Rows))]
}

// newSheet prepares a page whose grid changes what comes with prices, or not.
func newSheet(view *app.View, priced bool) *sheetBody {
	rights := view.Visit.Rights
	return &sheetBody{
		Header: view.Header(), Rights: rights, Writable: rights.Write && (rights.Prices || !priced) && view.Header().IsActive, Recap: newRecap(view),
	}
}

// sheetPage answers with a page of the workspace around a grid; step is its name in the
// workspace, name that of its template and script. It is the same for all with the same
// rights, so it is kept as bytes (rulings D24).
func (s *Site) sheetPage(r *serve.Request, step, name, title string, priced bool) error {
	return s.gridPage(r, step, name, title, func(view *app.View) *sheetBody { return newSheet(view, priced) })
}

func (s *Site) gridPage(r *serve.Request, step, name, title string, body func(*app.View) *sheetBody) error {
	return r.KeptPage("page "+name+" "+s.build, func(view *app.View) ([]byte, error) {
		bar, content := s.workspaceBar(view, step), body(view)
		rows := content.Recap.Work
		if content.Begins {
			rows = max(1, rows)
		}
		return s.execute(name, &page{Title: title + " – " + bar.Name, Island: island(name, rows), Sheet: true, Project: bar, Body: content})
	})
}

// rincianPage is the name of Rincian RAB in the workspace.
const rincianPage = "rincian-rab"

// rincian answers with Rincian RAB.
func (s *Site) rincian(r *serve.Request) error {
	return s.readPage(r, rincianPage, rincianPage, "Rincian RAB")
}

// readPage is sheetPage for a grid in which nothing can be changed.
func (s *Site) readPage(r *serve.Request, step, name, title string) error {
	return s.gridPage(r, step, name, title, func(view *app.View) *sheetBody {
		body := newSheet(view, false)
		body.Writable = false
		return body
	})
}

// volumes answers with Volume Pekerjaan.
func (s *Site) volumes(r *serve.Request) error {
	return s.sheetPage(r, rab.PageVolume, "volume", "Volume Pekerjaan", false)
}
