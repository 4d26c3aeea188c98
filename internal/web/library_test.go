package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
)

// admin is an administrator of the library.
const admin = "pengelola"

// newLibrarySite is a site with the starter library and an administrator.
func newLibrarySite(t testing.TB) *site {
	t.Helper()
	s := newSite(t)
	must(t, s.EnsureStarter(t.Context()))
	_, err := s.AddAccount(t.Context(), app.NewAccount{Email: admin + "@contoh.id", UserName: admin, Password: password, Admin: true})
	must(t, err)
	return s
}

// libraryFile is a small publication: damage of several kinds, and no klasifikasi for 2.*.
const libraryFile = `sumber_ahsp,kode_ahsp,nama_ahsp,klasifikasi,sub_klasifikasi,satuan_pekerjaan,kategori,kode_item,uraian_item,satuan_item,koefisien
AHSP UJI,1.1,Galian tanah biasa,Tanah,Galian,m3,TK,,Pekerja,OH,0.75
,1.1,Galian tanah biasa,,,,TK,,Mandor,OH,0.025
,1.2,Pasangan dinding bata merah,Dinding,,m2,BHN,B.1,Bata merah,,70
,1.2,Pasangan dinding bata merah,,,,,X.1,Sewa alat,jam,0
,2.1.1,Papan nama <b>proyek</b>,,,,BHN,B.2,Papan,lembar,1
,2.2.1,Pagar sementara,,,buah,BHN,B.2,Papan,lembar,3
`

// commitLibrary imports a file as an administrator and commits it as it stands.
func (s *site) commitLibrary(c *client, file string) ahsp.Edition {
	s.t.Helper()
	v := s.visit(c, 0)
	staged, err := s.StageImport(s.t.Context(), v, app.Upload{Name: "uji.csv", Data: []byte(file)})
	must(s.t, err)
	edition, err := s.CommitStaged(s.t.Context(), v, staged.ID, staged.Version, "", true)
	must(s.t, err)
	s.visit(c, 0) // loads the library as it is now
	return edition
}

// analysisID finds an analysis that is on offer.
func (s *site) analysisID(sumber, kode string) int64 {
	s.t.Helper()
	library, _ := s.Library()
	edition, _ := library.Offered(sumber)
	analysis, ok := library.ByKode(edition.ID, kode)
	if !ok {
		s.t.Fatalf("no analysis %s in %q", kode, sumber)
	}
	return analysis.ID
}

// use takes an analysis into a project.
func (s *site) use(c *client, project, analysis int64) {
	s.t.Helper()
	tree := rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "Tanah", Sub: []rab.SubInput{{Name: "Galian", Pekerjaan: []rab.PekerjaanInput{
		{SourceType: "ref", RefID: &analysis},
	}}}}}}
	_, _, err := s.AppendTree(s.t.Context(), s.visit(c, project), tree)
	must(s.t, err)
}

func libraryEntry(id int64) string { return fmt.Sprintf("/referensi/ahsp/%d/", id) }

var hits = regexp.MustCompile(`data-hit>([^<]*)</a>`)

// found lists the names on a page of the library.
func (a *answer) found() []string {
	var names []string
	for _, match := range hits.FindAllStringSubmatch(a.body, -1) {
		names = append(names, match[1])
	}
	return names
}

func TestLibraryIsBrowsedByEveryoneWithALogin(t *testing.T) {
	s := newLibrarySite(t)
	s.commitLibrary(s.as(admin), libraryFile)
	if a := s.browser().get("/referensi/"); a.status != http.StatusFound || !strings.HasPrefix(a.location(), "/accounts/login/") {
		t.Errorf("a visitor gets %d to %q", a.status, a.location())
	}
	c := s.as(stranger)
	page := c.get("/referensi/")
	page.holds(t, "69 analisa", "AHSP UJI", ahsp.StarterName, "Pekerjaan Tanah", "Kelompok 2")
	page.lacks(t, `<p><a href="/referensi/admin-portal/">`)
	s.as(admin).get("/referensi/").holds(t, `<p><a href="/referensi/admin-portal/">`)

	for query, want := range map[string]string{
		"sumber=AHSP+UJI":                                           "Galian tanah biasa|Pasangan dinding bata merah|Papan nama &lt;b&gt;proyek&lt;/b&gt;|Pagar sementara",
		"sumber=AHSP+UJI&klasifikasi=Tanah":                         "Galian tanah biasa",
		"sumber=AHSP+UJI&klasifikasi=Tanah&sub_klasifikasi=Lain":    "",
		"sumber=AHSP+UJI&kelompok=2":                                "Papan nama &lt;b&gt;proyek&lt;/b&gt;|Pagar sementara",
		"sumber=AHSP+UJI&kelompok=2.2":                              "Pagar sementara",
		"sumber=AHSP+UJI&q=dindng+bta":                              "Pasangan dinding bata merah",
		"sumber=AHSP+UJI&q=" + url.QueryEscape("1.2"):               "Pasangan dinding bata merah",
		"sumber=AHSP+UJI&klasifikasi=Tanah&q=bata":                  "",
		"sumber=AHSP+UJI&page=99":                                   "Galian tanah biasa|Pasangan dinding bata merah|Papan nama &lt;b&gt;proyek&lt;/b&gt;|Pagar sementara",
		"sumber=AHSP+UJI&page=x&q=" + strings.Repeat("%C3%A9", 300): "",
	} {
		if got := strings.Join(c.get("/referensi/?"+query).found(), "|"); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	c.get("/referensi/?sumber=Tidak+Ada").holds(t, "Edisi Tidak Ada tidak ditawarkan", "69 analisa")
	c.get("/referensi/?sumber=AHSP+UJI&q=zzzz").holds(t, "Tidak ada analisa yang cocok", `href="/referensi/?q=zzzz"`)
	first, second := c.get("/referensi/?sumber="+url.QueryEscape(ahsp.StarterName)), c.get("/referensi/?page=2&sumber="+url.QueryEscape(ahsp.StarterName))
	if len(first.found()) != 50 || len(second.found()) == 0 || first.found()[0] == second.found()[0] {
		t.Errorf("pages of %d and %d lines", len(first.found()), len(second.found()))
	}
}

// What is wrong with a publication is said in words, before and after it was settled; and a
// revision leads to the one on offer.
func TestAnalysisTellsItsSourceAndItsFindings(t *testing.T) {
	s := newLibrarySite(t)
	keeper := s.as(admin)
	s.commitLibrary(keeper, libraryFile)
	c := s.as(reader)
	old := s.analysisID("AHSP UJI", "1.2")
	page := c.get(libraryEntry(old))
	page.holds(t, "Pasangan dinding bata merah", "AHSP UJI, revisi 1", "uji.csv", "baris 4", "B. Bahan", "D. Lain-lain", "Komponen tanpa satuan: belum diperiksa",
		"Koefisien meragukan: belum diperiksa", "2 komponen punya temuan", "/referensi/export/single/")
	page.lacks(t, "Koreksi", "A. Tenaga Kerja")
	if a := c.get(fmt.Sprintf("/referensi/export/single/%d/excel/", old)); a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Disposition"), "AHSP_1.2") {
		t.Errorf("the file: %d %q", a.status, a.header.Get("Content-Disposition"))
	}
	library, _ := s.Library()
	analysis, _ := library.Analysis(old)
	v := s.visit(keeper, 0)
	done, err := s.CorrectLibrary(t.Context(), v, app.CorrectionInput{Component: analysis.Components[1].ID, Field: ahsp.FieldKoefisien, Value: "0.125", Why: "hal. 12"})
	must(t, err)
	_, err = s.Revise(t.Context(), v, done.Edition.ID, done.Stamp)
	must(t, err)
	c.get(libraryEntry(old)).holds(t, "Yang ditawarkan sekarang revisi 2", libraryEntry(s.analysisID("AHSP UJI", "1.2")))
	c.get(libraryEntry(s.analysisID("AHSP UJI", "1.2"))).holds(t, "0,125", "Koefisien meragukan: diperbaiki dari 0 oleh administrator", "AHSP UJI, revisi 2", "semua revisi", libraryEntry(old))

	_, err = s.Withdraw(t.Context(), v, app.Withdrawal{Sumber: "AHSP UJI"})
	must(t, err)
	c.get(libraryEntry(old)).holds(t, "Edisi ini sudah ditarik")
	for _, path := range []string{"/referensi/ahsp/999999/", "/referensi/ahsp/x/", "/referensi/ahsp/1'/"} {
		if a := c.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// The uses of an analysis are those in the projects that one may see, of every revision.
func TestAnalysisTellsWhereItIsUsed(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang Beras")
	analysis := s.analysisID(ahsp.StarterName, "1.2.1.1.1")
	s.use(c, project, analysis)
	c.get(libraryEntry(analysis)).holds(t, "Gudang Beras", fmt.Sprintf("/detail_project/%d/list-pekerjaan/#p", project))
	s.as(stranger).get(libraryEntry(analysis)).lacks(t, "Gudang Beras")
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))
	s.as(blind).get(libraryEntry(analysis)).holds(t, "Gudang Beras")
	_, err := s.SetArchived(t.Context(), s.visit(c, project), true)
	must(t, err)
	c.get(libraryEntry(analysis)).holds(t, "Gudang Beras", "Diarsipkan")
}

// The estimator's search forgives: wrong and missing letters, the order of words, codes
// without their dots.
func TestDefect39SearchOfTheLibraryForgives(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(owner)
	estimating := fmt.Sprintf("/detail_project/api/project/%d/search-ahsp/?q=", s.project(c, "Gudang"))
	for _, typed := range []string{"dindng meraah", "merahh", "merah bata dinding", "3618"} {
		names := c.get("/referensi/?q=" + url.QueryEscape(typed)).found()
		near := strings.Join(names[:min(3, len(names))], "|")
		if !strings.Contains(strings.ToLower(near), "bata") {
			t.Errorf("%q finds %q first", typed, near)
		}
		for _, address := range []string{"/referensi/api/search?q=", estimating} {
			if a := c.get(address + url.QueryEscape(typed)); !strings.Contains(strings.ToLower(a.body), "bata merah") {
				t.Errorf("%s finds for %q: %s", address, typed, a.body)
			}
		}
	}
}

// A person looks for an analysis by the keyboard alone, and the address leads back to what
// was found.
func TestLibraryJourneyFromSearchToUse(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(owner)
	s.commitLibrary(s.as(admin), libraryFile)
	project := s.project(c, "Gudang Beras")
	s.use(c, project, s.analysisID("AHSP UJI", "1.2"))
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.find("pus") // the entry of the palette
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`location.pathname === "/referensi/"`)
	b.settled()
	b.inspect("library")

	b.do(chromedp.Evaluate[chromedp.Void](`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true}))`))
	b.until(`document.activeElement.matches("#cari")`)
	b.do(chromedp.KeyEvent("pasngan bta merah"))
	b.until(`location.search.includes("bta+merah") && document.querySelector("[data-hit]").textContent === "Pasangan dinding bata merah"`)
	b.inspect("library-found")
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.until(`document.activeElement === document.querySelector("[data-hit]")`)
	b.do(chromedp.KeyEvent(kb.ArrowUp))
	b.until(`document.activeElement.matches("#cari")`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.activeElement === document.querySelector("[data-hit]")`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`document.querySelector(".analysis-parts")`)
	b.settled()
	b.inspect("library-analysis")
	b.do(chromedp.Evaluate[chromedp.Void](`void setTimeout(() => history.back())`))
	b.until(`location.search.includes("bta+merah") && document.querySelector("#cari")?.value === "pasngan bta merah"`)
	b.settled()

	// From the page of an analysis to the work list of a project, where its place is chosen; a
	// project chosen in the palette has its own page.
	b.do(chromedp.Evaluate[chromedp.Void](`void setTimeout(() => history.forward())`))
	b.until(`document.querySelector("[data-use]:not([hidden])")`)
	b.settled()
	b.tap("[data-use]")
	b.until(`document.querySelectorAll(".palette-option").length === 1`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(fmt.Sprintf("location.pathname === '/detail_project/%d/list-pekerjaan/' && document.querySelector('#pustaka-cari')?.value === '1.2'", project))
	b.until(`document.querySelector(".library-hits input")`)
	b.open("/referensi/?q=pasngan+bta+merah")
	b.find("gudang beras")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(fmt.Sprintf("location.pathname.startsWith('/detail_project/%d/')", project))
	b.settled()
	b.open("/referensi/?q=pasngan+bta+merah")

	// The tree keeps the words.
	b.do(chromedp.Click(`.library-tree a[href*="klasifikasi=Tanah"]`))
	b.until(`location.search.includes("klasifikasi=Tanah") && document.querySelector(".empty")`)
	b.settled()
	b.do(chromedp.Click(".empty a"))
	b.until(`document.querySelector("[data-hit]")?.textContent === "Pasangan dinding bata merah"`)
	b.settled()
	b.do(chromedp.Click("[data-hit]"))
	b.until(`document.querySelector(".analysis-uses a")`)
	b.do(chromedp.Click(".analysis-uses a"))
	b.until(fmt.Sprintf("location.pathname === '/detail_project/%d/list-pekerjaan/'", project))
	g := &grid{b}
	g.until(`document.activeElement.classList.contains("grid-frame")`)
}
