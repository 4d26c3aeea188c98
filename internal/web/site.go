// Package web holds the pages for people: templates, embedded scripts and styles, and the
// handlers that fill them. Like the JSON side it decodes a request, calls one use case and
// renders what comes back.
package web

import (
	"bytes"
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"takar/docs/panduan"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/serve"
)

//go:embed templates
var templateFiles embed.FS

// staticFiles holds what "make web" built; in a fresh clone only a note (rulings D27).
//
//go:embed static
var staticFiles embed.FS

// Options set up a Site.
type Options struct {
	// Public decides whether cookies are Secure.
	Public auth.PublicURL
	// SetupToken reports whether token opens the one-time page of the first administrator
	// (rulings D30). nil: there is no such page.
	SetupToken func(token string) bool
}

// Site is the set of pages, with all templates parsed.
type Site struct {
	assets     *assets
	pages      map[string]*template.Template
	workspace  []workspacePage
	guide      *panduan.Guide
	build      string // changes with every template, script and style
	secure     bool
	setupToken func(string) bool
	empty      sync.Map // forms of new projects that nothing was typed into, by their prefix
}

// pageNames are the templates that the handlers fill.
var pageNames = []string{
	"login", "logout", "setup", "dashboard", "project", "edit", "archive", "duplicate", "members", "upload", "rekap", "list", "volume", "harga", "orphan", "ahsp", "rincian-ahsp", "kebutuhan", "kebutuhan-periode", "jadwal", "rincian-rab", "periksa", "dokumen", documentDataPage,
	"audit", "trash", "revisi", "banding", "guide", "error",
	"library", "library-analysis", "library-portal", "library-withdraw", "library-edition", "library-database", "library-correct", "library-codes", "library-log", "library-import",
	"library-staged",
	"signup", "reset", "reset-done", "newpassword", "profile", "tokens", "password", "people", "person",
}

// sharedNames are the templates whose blocks the others use.
var sharedNames = []string{"layout", "fields", "sheet", "jadwal-charts", "analysis-list", "compare-fields", "list-templates", "library-parts", "account", "progress", "jadwal-dialogs"}

// New reads templates and bundle. A template that is missing or broken is an error, and so
// is a bundle without a file that the pages name; no bundle at all is not.
func New(o Options) (*Site, error) { return newSite(o, templateFiles, staticFiles) }

func newSite(o Options, templates, static fs.FS) (*Site, error) {
	files, err := loadAssets(static)
	if err != nil {
		return nil, err
	}
	guide, err := loadGuide()
	if err != nil {
		return nil, err
	}
	s := &Site{assets: files, pages: map[string]*template.Template{}, workspace: workspacePages(), guide: guide, secure: o.Public.Secure(), setupToken: o.SetupToken}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(files.names())) // never fails
	shell := template.New("").Funcs(s.functions())
	for _, name := range append(slices.Clone(sharedNames), pageNames...) {
		text, err := fs.ReadFile(templates, "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("web: template %s: %w", name, err)
		}
		_, _ = sum.Write(text) // never fails
		set := shell
		if slices.Contains(pageNames, name) {
			if set, err = shell.Clone(); err != nil {
				return nil, fmt.Errorf("web: template %s: %w", name, err)
			}
			s.pages[name] = set
		}
		if _, err := set.New(name).Parse(string(text)); err != nil {
			return nil, fmt.Errorf("web: template %s: %w", name, err)
		}
	}
	s.build = strconv.FormatUint(sum.Sum64(), 36)
	return s, nil
}

// Bundled reports whether the scripts and styles are part of the program; without them
// pages work, but say that "make build" is missing (rulings D27).
func (s *Site) Bundled() bool { return s.assets.present() }

// Routes lists every page.
func (s *Site) Routes() []serve.Route {
	page := func(method, pattern string, need serve.Need, write bool, handle func(*serve.Request) error) serve.Route {
		return serve.Route{Method: method, Pattern: pattern, Need: need, Kind: serve.Page, Write: write, Handle: handle}
	}
	const project = "/dashboard/project/{project}/"
	return append(slices.Concat(s.workspaceRoutes(), s.libraryRoutes(), s.guideRoutes()),
		page(http.MethodGet, "/", serve.Public, false, s.home),
		page(http.MethodGet, "/accounts/login/", serve.Public, false, s.loginPage),
		page(http.MethodPost, "/accounts/login/", serve.Public, false, s.login),
		page(http.MethodGet, "/accounts/logout/", serve.Public, false, s.logoutPage),
		page(http.MethodPost, "/accounts/logout/", serve.Public, false, s.logout),
		page(http.MethodGet, "/accounts/setup/{token}/", serve.Public, false, s.setupPage),
		page(http.MethodPost, "/accounts/setup/{token}/", serve.Public, false, s.setup),
		page(http.MethodGet, signUpPath, serve.Public, false, s.signUpPage),
		page(http.MethodPost, signUpPath, serve.Public, false, s.signUp),
		page(http.MethodGet, resetPath, serve.Public, false, s.resetPage),
		page(http.MethodPost, resetPath, serve.Public, false, s.reset),
		page(http.MethodGet, resetDonePath, serve.Public, false, s.resetDonePage),
		page(http.MethodGet, app.LinkPath+"{token}/", serve.Public, false, s.linkPage),
		page(http.MethodPost, app.LinkPath+"{token}/", serve.Public, false, s.useLink),
		page(http.MethodGet, profilePath, serve.Session, false, s.profilePage),
		page(http.MethodPost, profilePath, serve.Session, false, s.saveProfile),
		page(http.MethodPost, sessionsPath, serve.Session, false, s.endSessions),
		page(http.MethodGet, tokensPath, serve.Session, false, s.tokensPage),
		page(http.MethodPost, tokensPath, serve.Session, false, s.addToken),
		page(http.MethodPost, endTokenPath, serve.Session, false, s.endToken),
		page(http.MethodGet, changePasswordPath, serve.Session, false, s.changePasswordPage),
		page(http.MethodPost, changePasswordPath, serve.Session, false, s.changePassword),
		page(http.MethodGet, peoplePath, serve.Admin, false, s.people),
		page(http.MethodPost, peoplePath, serve.Admin, false, s.addPerson),
		page(http.MethodGet, peoplePath+"{account}/", serve.Admin, false, s.person),
		page(http.MethodPost, peoplePath+"{account}/", serve.Admin, false, s.changePerson),
		page(http.MethodGet, "/admin/login/", serve.Public, false, adminLogin),
		page(http.MethodPost, "/admin/login/", serve.Public, false, adminLogin),

		page(http.MethodGet, "/dashboard/", serve.Session, false, s.dashboard),
		page(http.MethodPost, "/dashboard/", serve.Session, false, s.createProjects),
		page(http.MethodGet, "/dashboard/export/excel/", serve.Session, false, exportProjects),
		page(http.MethodGet, "/dashboard/export/csv/", serve.Session, false, exportProjectsCSV),
		page(http.MethodGet, uploadPath, serve.Session, false, s.uploadPage),
		page(http.MethodPost, uploadPath, serve.Session, false, s.upload),
		page(http.MethodGet, "/detail_project/{project}/detail-ahsp/", serve.Project, false, s.analyses),
		page(http.MethodGet, "/detail_project/{project}/detail-ahsp-gabungan/", serve.Project, false, s.breakdown),
		page(http.MethodGet, "/detail_project/{project}/export-test/", serve.Project, false, s.documents), // under that name scripts know what can be exported
		page(http.MethodGet, "/detail_project/{project}/"+revisionPage+"/"+comparePath, serve.Project, false, s.compareRevisions),
		page(http.MethodPost, "/detail_project/{project}/"+documentDataPage+"/", serve.Project, true, s.saveDocumentData),
		page(http.MethodPost, "/detail_project/{project}/"+documentDataPage+"/logo/", serve.Project, true, s.uploadDocumentLogo),
		page(http.MethodPost, "/detail_project/{project}/"+documentDataPage+"/logo/hapus/", serve.Project, true, s.removeDocumentLogo),
		page(http.MethodGet, project+"edit/", serve.Project, true, s.editPage),
		page(http.MethodPost, project+"edit/", serve.Project, true, s.edit),
		page(http.MethodGet, project+"duplicate/", serve.Project, false, s.duplicatePage),
		page(http.MethodPost, project+"duplicate/", serve.Project, false, s.duplicate),
		page(http.MethodGet, project+"delete/", serve.Project, false, s.archivePage),
		page(http.MethodPost, project+"delete/", serve.Project, false, s.archive),
		page(http.MethodPost, project+"restore/", serve.Project, false, s.restore),
		page(http.MethodPost, project+"members/", serve.Project, false, s.share),
		page(http.MethodPost, project+"members/{account}/remove/", serve.Project, false, s.unshare),
	)
}

// page is what the layout shows around the body of every page.
type page struct {
	Title   string
	Island  string // script of this page alone, such as "rekap.js"
	Token   string // csrf token; "" on pages that print none
	Guest   bool   // nobody is logged in: no account menu
	Sheet   bool   // the page is as wide and high as the window
	Section string // entry of the main navigation that is marked as the present one
	Project *projectBar
	Help    string // address of what the user guide says about the page
	Notice  string // outcome of the request before
	Body    any
}

func (s *Site) execute(name string, p *page) ([]byte, error) {
	p.Help = helpFor(name, p.Project)
	var out bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&out, "layout", p); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// show answers with a page of one person, which is never kept. Pages about a project get
// its bar.
func (s *Site) show(r *serve.Request, status int, name string, p *page) error {
	if r.Visit != nil && r.Visit.ProjectID != 0 {
		view, err := r.App.View(r.HTTP.Context(), r.Visit)
		if err != nil {
			return err
		}
		p.Project = s.bar(view, barPage(name))
	}
	p.Token = r.FormToken()
	if p.Notice == "" {
		p.Notice = s.takeNotice(r)
	}
	body, err := s.execute(name, p)
	if err != nil {
		return err
	}
	return r.SendPage(status, body)
}

// barPage names the page of the workspace that a template of one person belongs to.
func barPage(name string) string {
	switch name {
	case "members":
		return membersPage
	case documentDataPage:
		return documentDataPage
	}
	return dataPage
}

// notFound says nothing about whether there is something that belongs to others.
const notFound = "Alamat ini tidak ada, atau bukan milik Anda."

// errorTitles are the headings of error pages.
var errorTitles = map[int]string{
	http.StatusBadRequest:            "Permintaan tidak dapat dibaca",
	http.StatusForbidden:             "Tidak diizinkan",
	http.StatusNotFound:              "Halaman tidak ditemukan",
	http.StatusConflict:              "Tidak dapat dilakukan sekarang",
	http.StatusRequestEntityTooLarge: "Kiriman terlalu besar",
	http.StatusTooManyRequests:       "Terlalu banyak percobaan",
	http.StatusServiceUnavailable:    "Server sedang sibuk",
	http.StatusGatewayTimeout:        "Terlalu lama",
	http.StatusInsufficientStorage:   "Penyimpanan penuh",
}

// errorBody is what an error page says.
type errorBody struct {
	Title, Message string
	LoggedIn       bool
}

// ErrorPage answers with an error for people.
func (s *Site) ErrorPage(w http.ResponseWriter, r *http.Request, status int, message string) {
	title, known := errorTitles[status]
	if !known {
		title = "Terjadi kesalahan"
	}
	if status == http.StatusNotFound {
		message = notFound
	}
	_, loggedIn := auth.SessionToken(r)
	body, err := s.execute("error", &page{Title: title, Guest: !loggedIn, Body: errorBody{Title: title, Message: message, LoggedIn: loggedIn}})
	if err != nil {
		http.Error(w, message, status)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone: nothing to tell anybody
}
