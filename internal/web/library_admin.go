package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/serve"
)

// The addresses of the administration of the library.
const (
	portalPath     = libraryPath + "admin-portal/"
	databasePath   = libraryPath + "admin/database-v2/"
	correctPath    = libraryPath + "admin/correct/"
	withdrawPath   = libraryPath + "admin/withdraw/"
	editionPath    = libraryPath + "admin/editions/{edition}/"
	codesPath      = libraryPath + "admin/item-codes/"
	libraryLogPath = libraryPath + "audit/logs/"
	importPath     = libraryPath + "import/"
	stagedPath     = importPath + "{staging}/"
)

// adminPageSize is how many lines one page of the administration lists.
const adminPageSize = 50

// libraryRoutes lists the pages of the library and of its administration.
func (s *Site) libraryRoutes() []serve.Route {
	page := func(method, pattern string, handle func(*serve.Request) error) serve.Route {
		return serve.Route{Method: method, Pattern: pattern, Need: serve.Admin, Kind: serve.Page, Handle: handle}
	}
	open := func(pattern string, handle func(*serve.Request) error) serve.Route {
		return serve.Route{Method: http.MethodGet, Pattern: pattern, Need: serve.Session, Kind: serve.Page, Handle: handle}
	}
	leadTo := func(path string) func(*serve.Request) error {
		return func(r *serve.Request) error { return redirect(r, path) }
	}
	return []serve.Route{
		open(libraryPath, s.library),
		open(libraryPath+"ahsp/{analysis}/", s.libraryAnalysis),

		page(http.MethodGet, portalPath, s.portal),
		page(http.MethodGet, withdrawPath, s.withdrawPage),
		page(http.MethodPost, withdrawPath, s.withdraw),
		page(http.MethodGet, editionPath, s.edition),
		page(http.MethodPost, editionPath+"restore/", s.offerAgain),
		page(http.MethodPost, editionPath+"revise/", s.revise),
		page(http.MethodPost, libraryPath+"admin/corrections/{correction}/discard/", s.discardCorrection),

		page(http.MethodGet, libraryPath+"admin/database/", leadTo(databasePath)),
		page(http.MethodGet, databasePath, s.libraryDatabase),
		page(http.MethodGet, correctPath, s.correctPage),
		page(http.MethodPost, correctPath, s.correct),
		page(http.MethodGet, codesPath, s.itemCodes),
		page(http.MethodGet, libraryPath+"audit/", leadTo(libraryLogPath)),
		page(http.MethodGet, libraryLogPath, s.libraryLog),

		page(http.MethodGet, importPath, s.importPage),
		page(http.MethodPost, importPath, s.importFile),
		page(http.MethodGet, stagedPath, s.stagedPage),
		page(http.MethodPost, stagedPath+"resolve/", s.resolveStaged),
		page(http.MethodGet, stagedPath+"correct/", s.correctStagedPage),
		page(http.MethodPost, stagedPath+"correct/", s.correctStaged),
		page(http.MethodPost, stagedPath+"commit/", s.commitStaged),
		page(http.MethodPost, stagedPath+"drop/", s.dropStaged),
	}
}

// adminPage is a page of the administration.
func (s *Site) adminPage(r *serve.Request, status int, name, title string, body any) error {
	return s.show(r, status, name, &page{Title: title, Island: "library-admin.js", Section: "library", Body: body})
}

// refusals turns what a use case refuses into sentences for a page; any other error stays.
func refusals(err error) ([]string, error) {
	var invalid *rab.Invalid
	var conflict *rab.Conflict
	var failure *serve.Failure
	switch {
	case err == nil:
		return nil, nil
	case errors.As(err, &invalid):
		list := make([]string, len(invalid.Problems))
		for i, problem := range invalid.Problems {
			list[i] = sentence(problem.Message)
		}
		return list, nil
	case errors.As(err, &conflict):
		return []string{"Data ini sudah berubah sejak halaman dibuka. Di bawah ini keadaannya sekarang: periksa, lalu coba lagi."}, nil
	case errors.As(err, &failure) && failure.Status == http.StatusRequestEntityTooLarge:
		return []string{failure.Message}, nil
	}
	return nil, err
}

// backTo is where a form leads: the address that it names when that is a page of ours, else
// fallback.
func backTo(values url.Values, fallback string) string {
	if path, ok := auth.SafeNext(values.Get("next")); ok {
		return path
	}
	return fallback
}

// portalBody is what the first page of the administration shows.
type portalBody struct {
	Nav      string
	Problems []string
	Stats    *app.LibraryStats
	Offered  int // editions
	Open     int // findings
	Findings []findingStat
	Editions []editionLine
	Staged   int
}

// findingStat counts the open findings of one kind in the editions on offer.
type findingStat struct {
	Label, Of string
	Count     int
}

// editionLine is a revision of an edition with how it stands.
type editionLine struct {
	app.EditionOverview

	State, Class string // in words, and how they look
	When, Until  string
	Address      string // of its corrections
	Withdraw     string // address to take it off the offer, "" when it is not on it
	newest       int    // revision of the name
}

func (s *Site) portal(r *serve.Request) error { return s.showPortal(r, nil) }

func (s *Site) showPortal(r *serve.Request, problems []string) error {
	ctx := r.HTTP.Context()
	stats, err := r.App.LibraryStats(ctx, r.Visit, "")
	if err != nil {
		return err
	}
	editions, err := r.App.EditionOverviews(ctx, r.Visit)
	if err != nil {
		return err
	}
	staged, err := r.App.StagedImports(ctx, r.Visit)
	if err != nil {
		return err
	}
	body := &portalBody{Nav: "portal", Problems: problems, Stats: stats, Staged: len(staged)}
	for _, kind := range ahsp.FindingKinds {
		if count := stats.Findings[kind]; count > 0 {
			body.Open += count
			body.Findings = append(body.Findings, findingStat{sentenceStart(kind.Label()), "komponen", count})
		}
	}
	for _, gap := range []findingStat{{"Tanpa satuan", "analisa", stats.NoUnit}, {"Tanpa klasifikasi, ditelusuri menurut kodenya", "analisa", stats.NoClass}} {
		if gap.Count > 0 {
			body.Findings = append(body.Findings, gap)
		}
	}
	for _, e := range editions {
		line := newEditionLine(r, e)
		if e.OnOffer {
			body.Offered++
		}
		body.Editions = append(body.Editions, line)
	}
	return s.adminPage(r, http.StatusOK, "library-portal", "Kelola pustaka", body)
}

func newEditionLine(r *serve.Request, e app.EditionOverview) editionLine {
	line := editionLine{
		EditionOverview: e, State: "Digantikan", Class: "badge-quiet", When: waktu(e.CommittedAt, r.App.Zone()),
		Address: strings.Replace(editionPath, "{edition}", strconv.FormatInt(e.ID, 10), 1),
	}
	switch {
	case e.Withdrawn:
		line.State, line.Class, line.Until = "Ditarik", "badge-bad", waktu(e.WithdrawnAt, r.App.Zone())
	case e.OnOffer:
		line.State, line.Class = "Ditawarkan", "badge-good"
		line.Withdraw = listAddress(withdrawPath, url.Values{keySumber: {e.Name}})
	}
	return line
}

// withdrawBody is what the question before a withdrawal shows.
type withdrawBody struct {
	Nav      string
	Sumber   string
	Problems []string
	Preview  *app.Withdrawn
}

func (s *Site) withdrawPage(r *serve.Request) error {
	return s.showWithdrawal(r, strings.TrimSpace(r.HTTP.URL.Query().Get(keySumber)), nil)
}

func (s *Site) showWithdrawal(r *serve.Request, sumber string, problems []string) error {
	body := &withdrawBody{Nav: "portal", Sumber: sumber, Problems: problems}
	preview, err := r.App.PreviewWithdrawal(r.HTTP.Context(), r.Visit, app.Withdrawal{Sumber: sumber})
	said, err := refusals(err)
	if err != nil {
		return err
	}
	body.Preview, body.Problems = preview, append(body.Problems, said...)
	return s.adminPage(r, http.StatusOK, "library-withdraw", "Tarik edisi", body)
}

func (s *Site) withdraw(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	sumber := strings.TrimSpace(values.Get(keySumber))
	if !ticked(values, "confirm") {
		return s.showWithdrawal(r, sumber, []string{"Centang dulu bahwa Anda sudah membaca akibatnya."})
	}
	done, err := r.App.Withdraw(r.HTTP.Context(), r.Visit, app.Withdrawal{Sumber: sumber})
	said, err := refusals(err)
	if err != nil {
		return err
	}
	if said != nil {
		return s.showWithdrawal(r, sumber, nil) // the preview refuses it with the same words
	}
	s.leaveNotice(r, "withdrawn", done.Analyses)
	return redirect(r, portalPath)
}

func (s *Site) offerAgain(r *serve.Request) error {
	id, err := r.PathID("edition")
	if err != nil {
		return err
	}
	edition, err := r.App.OfferAgain(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	s.leaveNotice(r, "offered", edition.Revision)
	return redirect(r, portalPath)
}
