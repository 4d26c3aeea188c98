package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/ahsp"
	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/serve"
)

// sendWorkbook uploads a file by the form of the page.
func (c *client) sendWorkbook(name string, data []byte) *answer {
	c.t.Helper()
	token := tokenField.FindStringSubmatch(c.get("/referensi/import/").body)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(c.t, form.WriteField("csrfmiddlewaretoken", token[1]))
	part, err := form.CreateFormFile("excel_file", name)
	must(c.t, err)
	_, err = part.Write(data)
	must(c.t, err)
	must(c.t, form.Close())
	return c.send(http.MethodPost, "/referensi/import/", &body, "Content-Type", form.FormDataContentType(), "Origin", c.base)
}

// staged uploads the small publication and returns the address of its page.
func (c *client) staged() string {
	c.t.Helper()
	a := c.sendWorkbook("uji.csv", []byte(libraryFile))
	if a.status != http.StatusFound || !regexp.MustCompile(`^/referensi/import/\d+/$`).MatchString(a.location()) {
		c.t.Fatalf("upload: %d to %q\n%s", a.status, a.location(), mainOf(a.body))
	}
	return a.location()
}

// version is what the forms of a page send back.
func (a *answer) version() string {
	return regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(a.body)[1]
}

func (s *site) offered() int {
	library, _ := s.Library()
	return len(library.OnOffer())
}

// Pages of the administration are for administrators: others get 403, visitors the login.
func TestLibraryAdministrationIsForAdministrators(t *testing.T) {
	s := newLibrarySite(t)
	keeper := s.as(admin)
	staged := keeper.staged()
	library, _ := s.Library()
	first := library.All(0)[0]
	fill := strings.NewReplacer("{edition}", fmt.Sprint(first.EditionID), "{staging}/", strings.TrimPrefix(staged, "/referensi/import/"), "{correction}", "1")
	with := map[string]string{
		"/referensi/admin/correct/": fmt.Sprintf("?field=satuan&analysis=%d", first.ID), "/referensi/import/{staging}/correct/": "?field=satuan&kode=1.1",
		"/referensi/admin/withdraw/": "?sumber=" + url.QueryEscape(ahsp.StarterName),
	}
	seen := 0
	for _, route := range s.routes {
		if route.Need != serve.Admin || !strings.HasPrefix(route.Pattern, "/referensi/") {
			continue
		}
		seen++
		path := fill.Replace(route.Pattern) + with[route.Pattern]
		for name, c := range map[string]*client{owner: s.as(owner), stranger: s.as(stranger)} {
			var got *answer
			if route.Method == http.MethodGet {
				got = c.get(path)
			} else {
				got = c.submit("/dashboard/", path, nil)
			}
			if got.status != http.StatusForbidden {
				t.Errorf("%s %s as %s: %d", route.Method, path, name, got.status)
			}
		}
		if got := s.browser().get(path); route.Method == http.MethodGet && (got.status != http.StatusFound || !strings.HasPrefix(got.location(), "/accounts/login/")) {
			t.Errorf("%s without a login: %d to %q", path, got.status, got.location())
		}
		if route.Method == http.MethodGet {
			if got := keeper.get(path); got.status != http.StatusOK && got.status != http.StatusFound {
				t.Errorf("%s as administrator: %d", path, got.status)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d routes", seen)
	}
	if s.offered() != 1 {
		t.Error("somebody without the right changed the library")
	}
	other := newAdministrator(s, "pengelola-lain")
	for _, path := range []string{staged, staged + "correct/?field=satuan&kode=1.1", "/referensi/import/999/"} {
		if got := other.get(path); got.status != http.StatusNotFound {
			t.Errorf("the file of another administrator: %s %d", path, got.status)
		}
	}
}

func newAdministrator(s *site, name string) *client {
	s.t.Helper()
	_, err := s.AddAccount(s.t.Context(), app.NewAccount{Email: name + "@contoh.id", UserName: name, Password: password, Admin: true})
	must(s.t, err)
	return s.as(name)
}

func TestPortalTellsHowTheLibraryStands(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	edition := s.commitLibrary(c, libraryFile)
	c.staged()
	c.get("/referensi/admin-portal/").holds(t, "AHSP UJI, revisi 1", ahsp.StarterName+", revisi 1", "Ditawarkan", "uji.csv", "Komponen tanpa satuan", "Koefisien meragukan",
		"Tanpa klasifikasi, ditelusuri menurut kodenya", admin)

	// Withdrawn after its consequences were read; offered again.
	page := "/referensi/admin/withdraw/?sumber=AHSP+UJI"
	c.get(page).holds(t, "4 analisa dengan 6 komponen", "AHSP UJI revisi 1", "Proyek yang sudah memakainya tidak berubah")
	c.submit(page, "/referensi/admin/withdraw/", url.Values{"sumber": {"AHSP UJI"}}).holds(t, "Centang dulu")
	if s.offered() != 2 {
		t.Fatal("withdrawn without a word")
	}
	if a := c.submit(page, "/referensi/admin/withdraw/", url.Values{"sumber": {"AHSP UJI"}, "confirm": {"true"}}); a.location() != "/referensi/admin-portal/" {
		t.Fatalf("withdraw: %d\n%s", a.status, mainOf(a.body))
	}
	c.get("/referensi/admin-portal/").holds(t, "Edisi ditarik: 4 analisa", "Ditarik", "Tawarkan lagi")
	c.get(page).holds(t, "Tidak ada edisi dengan sumber")
	path := fmt.Sprintf("/referensi/admin/editions/%d/", edition.ID)
	if a := c.submit("/referensi/import/", path+"restore/", nil); a.location() != "/referensi/admin-portal/" {
		t.Fatalf("restore: %d", a.status)
	}
	c.get("/referensi/admin-portal/").holds(t, "Revisi 1 ditawarkan lagi.")
	c.get("/referensi/?sumber=AHSP+UJI").holds(t, "4 analisa")
	c.get("/referensi/audit/logs/").holds(t, "Edisi ditarik", "Edisi ditawarkan lagi", "Berkas diunggah", admin)
	c.get("/referensi/audit/logs/?action=stage").lacks(t, "Ditarik: AHSP UJI")
	c.get("/referensi/audit/logs/?action=x&date_from=kemarin").holds(t, "Saringan diabaikan")
	c.get("/referensi/admin/item-codes/?search=mandor&kategori=TK").holds(t, "Mandor", "OH")
	for from, to := range map[string]string{"/referensi/admin/database/": "/referensi/admin/database-v2/", "/referensi/audit/": "/referensi/audit/logs/"} {
		if a := c.get(from); a.location() != to {
			t.Errorf("%s leads to %q", from, a.location())
		}
	}
}

// A correction waits, can be taken back, and becomes a revision; projects and searches do not
// see it before.
func TestCorrectionsBecomeARevision(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	edition := s.commitLibrary(c, libraryFile)
	library, _ := s.Library()
	analysis, _ := library.ByKode(edition.ID, "1.2")
	list := "/referensi/admin/database-v2/?tab=komponen&anomaly_only=1"
	c.get(list).holds(t, "Sewa alat", "kosong", "Koefisien meragukan: belum diperiksa")
	c.get("/referensi/admin/database-v2/?search=bta+mrah").holds(t, "Pasangan dinding bata merah", "3 analisa")
	c.get("/referensi/admin/database-v2/?sort=nama_ahsp&order=desc&sumber=AHSP+UJI").holds(t, `aria-sort="descending"`)
	c.get("/referensi/admin/database-v2/?sort=harga").holds(t, "tidak dapat diurutkan")

	query := url.Values{"field": {"koefisien"}, "analysis": {fmt.Sprint(analysis.ID)}, "component": {fmt.Sprint(analysis.Components[1].ID)}, "next": {list}}
	page := "/referensi/admin/correct/?" + query.Encode()
	c.get(page).holds(t, "Sewa alat", "baris 5", "menunggu revisi berikutnya")
	send := func(value, why string) *answer {
		form := url.Values{"value": {value}, "why": {why}, "old": {"0"}}
		for name, values := range query {
			form[name] = values
		}
		return c.submit(page, "/referensi/admin/correct/", form)
	}
	send("nol koma", "hal. 12").holds(t, `value="nol koma"`, "hal. 12", "note-bad")
	send("0,125", " ").holds(t, `value="0,125"`, "Sebutkan alasan koreksi")
	if a := send("0,125", "hal. 12"); a.location() != list {
		t.Fatalf("saved: %d to %q\n%s", a.status, a.location(), mainOf(a.body))
	}
	c.get(list).holds(t, "1 koreksi menunggu revisi berikutnya")
	send("0,5", "hal. 13").holds(t, "sudah berubah sejak halaman dibuka")
	c.get(libraryEntry(analysis.ID)).lacks(t, "0,125")

	path := fmt.Sprintf("/referensi/admin/editions/%d/", edition.ID)
	waiting := c.get(path)
	waiting.holds(t, "Koreksi yang menunggu revisi 2", "0,125", "hal. 12", "Terbitkan revisi 2")
	c.submit(path, path+"revise/", url.Values{"stamp": {"lama"}}).holds(t, "sudah berubah sejak halaman dibuka")
	discard := regexp.MustCompile(`/referensi/admin/corrections/\d+/discard/`).FindString(waiting.body)
	c.submit(path, discard, url.Values{"next": {path}})
	c.get(path).holds(t, "Belum ada. Koreksi dibuat di")
	send("0,2", "hal. 14")
	stamp := regexp.MustCompile(`name="stamp" value="([^"]+)"`).FindStringSubmatch(c.get(path).body)[1]
	revised := c.submit(path, path+"revise/", url.Values{"stamp": {stamp}})
	c.get(revised.location()).holds(t, "AHSP UJI, revisi 2", "Ditawarkan", "Koreksi di dalam revisi ini", "0,2", "hal. 14")
	c.get(libraryEntry(s.analysisID("AHSP UJI", "1.2"))).holds(t, "0,2", "diperbaiki dari 0 oleh administrator")
	for _, bad := range []string{"?field=koefisien&analysis=1", "?field=harga", "?field=satuan&analysis=x", ""} {
		if a := c.get("/referensi/admin/correct/" + bad); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
}

// The commit keeps source, unit and classification of the file, and demands them.
func TestDefect35CommitKeepsAndDemandsSourceUnitAndClassification(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	path := c.staged()
	commit := func(values ...string) *answer {
		form := url.Values{"version": {c.get(path).version()}}
		for i := 0; i+1 < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		return c.submit(path, path+"commit/", form)
	}
	c.get(path).holds(t, `value="AHSP UJI"`, "1 analisa tanpa satuan", "2 analisa tanpa klasifikasi")
	commit("edition", "", "tahun", "").holds(t, "Isi sumber", "Isi tahun terbitnya")
	commit("edition", "AHSP UJI", "tahun", "dua ribu", "gaps", "true").holds(t, "Isi tahun terbitnya", `value="dua ribu"`)
	commit("edition", "AHSP UJI", "tahun", "2025").holds(t, "Centang bahwa kekurangan")
	if s.offered() != 1 {
		t.Fatal("something was committed")
	}
	done := commit("edition", "AHSP UJI", "tahun", "2025", "gaps", "true")
	if done.status != http.StatusFound {
		t.Fatalf("commit: %d\n%s", done.status, mainOf(done.body))
	}
	c.get(done.location()).holds(t, "AHSP UJI 2025, revisi 1", "Edisi disimpan: 4 analisa")
	library, _ := s.Library()
	edition, ok := library.Offered("AHSP UJI 2025")
	analysis, found := library.ByKode(edition.ID, "1.1")
	if !ok || !found || analysis.Satuan != "m3" || analysis.Klasifikasi != "Tanah" || analysis.SubKlasifikasi != "Galian" || edition.File != "uji.csv" {
		t.Errorf("edition %+v, analysis %+v", edition, analysis)
	}

	// The name is taken: a second file becomes a revision only when that is asked for.
	path = c.staged()
	commit("edition", "AHSP UJI", "tahun", "2025", "gaps", "true").holds(t, "sudah ada (revisi 1)")
	again := commit("edition", "AHSP UJI", "tahun", "2025", "gaps", "true", "new_revision", "true")
	c.get(again.location()).holds(t, "AHSP UJI 2025, revisi 2")
	path = c.staged()
	c.get(path).holds(t, "Berkas yang sama sudah disimpan sebagai AHSP UJI 2025 revisi 2")
	if a := c.submit(path, path+"drop/", nil); a.location() != "/referensi/import/" {
		t.Errorf("drop: %d to %q", a.status, a.location())
	}
	if a := c.get(path); a.status != http.StatusNotFound {
		t.Errorf("dropped: %d", a.status)
	}
}

// What is settled while a file is checked is stored with it, and goes into the edition.
func TestDefect36SettledFindingsAreStored(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	path := c.staged()
	resolve := func(values ...string) *answer {
		form := url.Values{"version": {c.get(path).version()}, "why": {"hal. 7"}, "next": {path + "?state=open"}}
		for i := 0; i+1 < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		return c.submit(path, path+"resolve/", form)
	}
	open := func(a *answer) string { return regexp.MustCompile(`data-open>(\d+)<`).FindStringSubmatch(a.body)[1] }
	first := c.get(path)
	first.holds(t, "Komponen tanpa satuan", "Koefisien meragukan", "Komponen tanpa kategori", "Analisa tanpa satuan", "Baris 4, kolom satuan_item", "Komponen: <strong>Bata merah</strong>")
	if open(first) != "4" {
		t.Fatalf("%s open findings", open(first))
	}
	index := func(kind string) string {
		page := c.get(path + "?kind=" + kind + "&state=all")
		return regexp.MustCompile(`id="temuan-(\d+)"`).FindStringSubmatch(page.body)[1]
	}
	unit, number, class := index("missing_satuan"), index("suspect_koefisien"), index("missing_kategori")
	resolve("do", "values").holds(t, "Isi sedikitnya satu nilai")
	resolve("do", "values", "value-"+number, "0,1,2").holds(t, "baris 5", `value="0,1,2"`)
	resolve("do", "values", "value-"+unit, "buah", "why", "").holds(t, "Sebutkan alasan", `value="buah"`)
	if a := resolve("do", "values", "value-"+unit, "buah", "value-"+number, "0,125"); a.location() != path+"?state=open" {
		t.Fatalf("resolve: %d\n%s", a.status, mainOf(a.body))
	}
	c.get(path).holds(t, "2 nilai diperiksa dan tersimpan")
	resolve("do", "keep:"+class)
	if got := open(c.get(path)); got != "1" {
		t.Errorf("%s open findings after three were settled", got)
	}
	c.submit(path, path+"resolve/", url.Values{"version": {"1"}, "why": {"x"}, "do": {"keep:" + class}}).holds(t, "sudah berubah sejak halaman dibuka")
	resolve("do", "rule", "kind", "unit_missing", "action", "set", "value", "").holds(t, "Isi nilai barunya")
	resolve("do", "rule", "kind", "unit_missing", "action", "set", "value", "buah", "digits", "x").holds(t, "Banyak angka")
	resolve("do", "rule", "kind", "unit_missing", "action", "set", "value", "buah")
	c.get(path).holds(t, "Tidak ada temuan yang cocok", "berkas siap disimpan")
	c.get(path+"?tab=komponen&search=bata").holds(t, "buah", "Komponen tanpa satuan: sudah diperiksa administrator")

	// One value without a finding, in the tables of the file.
	correction := path + "correct/?field=nama_ahsp&kode=1.1&next=" + url.QueryEscape(path+"?tab=pekerjaan")
	c.get(correction).holds(t, "Galian tanah biasa", "Tersimpan pada berkas yang menunggu")
	form := url.Values{"field": {"nama_ahsp"}, "kode": {"1.1"}, "old": {"Galian tanah biasa"}, "value": {"Galian tanah biasa, manual"}, "why": {"hal. 1"}, "next": {path + "?tab=pekerjaan"}}
	if a := c.submit(correction, path+"correct/", form); a.location() != path+"?tab=pekerjaan" {
		t.Fatalf("correct: %d\n%s", a.status, mainOf(a.body))
	}
	form.Set("old", "lain")
	c.submit(correction, path+"correct/", form).holds(t, "sudah berubah sejak halaman dibuka")

	v := s.visit(c, 0)
	heads, err := s.StagedImports(t.Context(), v)
	must(t, err)
	edition, err := s.CommitStaged(t.Context(), v, heads[0].ID, heads[0].Version, "", false)
	must(t, err)
	s.visit(c, 0)
	library, _ := s.Library()
	analysis, _ := library.ByKode(edition.ID, "1.2")
	named, _ := library.ByKode(edition.ID, "1.1")
	if c := analysis.Components; c[0].Satuan != "buah" || c[1].Koefisien.String() != "0.125" || c[1].Resolution != ahsp.ByPerson || named.Nama != "Galian tanah biasa, manual" {
		t.Errorf("committed: %+v, %q", c, named.Nama)
	}
	c.get(fmt.Sprintf("/referensi/admin/editions/%d/", edition.ID)).holds(t, "5 koreksi", "hal. 7", "hal. 1")
}

// Every upload passes the guard: what it is, how large, how many rows, how far it unpacks.
func TestDefect37UploadsAreGuarded(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	var bomb bytes.Buffer
	packed := zip.NewWriter(&bomb)
	part, err := packed.Create("xl/worksheets/sheet1.xml")
	must(t, err)
	zeros := make([]byte, 1<<20)
	for range 600 {
		_, err = part.Write(zeros)
		must(t, err)
	}
	must(t, packed.Close())
	head, _, _ := strings.Cut(libraryFile, "\n")
	for name, file := range map[string]struct {
		data   []byte
		status int
		says   string
	}{
		"besar.xlsx":  {make([]byte, 51<<20), http.StatusRequestEntityTooLarge, "paling banyak 50 MB"},
		"bom.xlsx":    {bomb.Bytes(), http.StatusOK, "Berkas ditolak"},
		"panjang.csv": {[]byte(head + "\n" + strings.Repeat("A,1.1,Galian,Tanah,,m3,TK,,Pekerja,OH,1\n", 60_000)), http.StatusOK, "baris"},
		"gambar.xlsx": {[]byte("\x89PNG\r\n\x1a\n"), http.StatusOK, "Berkas ditolak"},
		"salah.csv":   {[]byte(head + "\nA,1.1,Galian,Tanah,,m3,TK,,Pekerja,OH,banyak\n"), http.StatusOK, "Baris 2"},
		"kosong.csv":  {nil, http.StatusOK, "Berkas ditolak"},
	} {
		a := c.sendWorkbook(name, file.data)
		if a.status != file.status || !strings.Contains(a.body, file.says) {
			t.Errorf("%s: %d, %s", name, a.status, mainOf(a.body))
		}
	}
	for range 5 {
		c.staged()
	}
	c.sendWorkbook("uji.csv", []byte(libraryFile)).holds(t, "Sudah ada 5 berkas yang menunggu")
	heads, err := s.StagedImports(t.Context(), s.visit(c, 0))
	must(t, err)
	if len(heads) != 5 || s.offered() != 1 {
		t.Errorf("%d files wait, %d editions", len(heads), s.offered())
	}
	c.get("/referensi/audit/logs/?action=reject").holds(t, "bom.xlsx", "panjang.csv", "Berkas ditolak")
}

// Nothing empties the library: no route is left of the one for debugging, and the words of the
// contract for a deletion withdraw.
func TestDefect38NothingWipesTheLibrary(t *testing.T) {
	s := newLibrarySite(t)
	c := s.as(admin)
	s.visit(c, 0) // sees the library as it is now
	before := len(s.libraryIDs())
	for _, path := range []string{"/referensi/debug/clear-data/", "/referensi/import/staging/clear/", "/referensi/debug/"} {
		if a := c.submit("/referensi/import/", path, url.Values{"confirm": {"true"}}); a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	for _, route := range append(s.routes, api.Routes()...) {
		if strings.HasPrefix(route.Pattern, "/referensi/") && regexp.MustCompile(`debug|clear|wipe|purge`).MatchString(route.Pattern) {
			t.Errorf("there is %s %s", route.Method, route.Pattern)
		}
	}
	c.submit("/referensi/import/", "/referensi/admin/withdraw/", url.Values{"sumber": {ahsp.StarterName}, "confirm": {"true"}})
	s.visit(c, 0)
	if after := len(s.libraryIDs()); s.offered() != 0 || after != before || before == 0 {
		t.Errorf("%d analyses of %d are left after a withdrawal", after, before)
	}
}

func (s *site) libraryIDs() []int64 {
	library, _ := s.Library()
	var ids []int64
	for _, e := range library.Editions() {
		for _, a := range library.All(e.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// An administrator uploads a workbook, settles what was found, commits it, corrects a value
// and publishes the revision.
func TestLibraryJourneyFromImportToRevision(t *testing.T) {
	s := newLibrarySite(t)
	file := filepath.Join(t.TempDir(), "uji.csv")
	must(t, os.WriteFile(file, []byte(libraryFile), 0o600))
	wrong := filepath.Join(t.TempDir(), "salah.csv")
	must(t, os.WriteFile(wrong, []byte(strings.Replace(libraryFile, ",0.025", ",banyak", 1)), 0o600))
	b := openTab(t, s.server.URL)
	b.logIn(admin)
	b.open("/referensi/admin-portal/")
	b.inspect("library-portal")
	b.do(chromedp.Click(`.admin-part a[href="/referensi/import/"]`))
	b.until(`document.querySelector("[data-upload]")`)
	b.settled()
	b.do(chromedp.SetUploadFiles("#excel_file", []string{wrong}), chromedp.Click("[data-upload] button"))
	b.until(`document.activeElement.matches(".note-bad") && document.activeElement.textContent.includes("aris 3")`)
	b.inspect("library-import-wrong")
	b.do(chromedp.SetUploadFiles("#excel_file", []string{file}), chromedp.Click("[data-upload] button"))
	b.until(`document.querySelector(".findings")`)
	b.settled()
	b.inspect("library-staged")

	// A typed value, and Enter, settles one; the list goes on without a new page.
	b.do(chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = "yes"`), chromedp.SendKeys("#why", "hal. 7"))
	b.do(chromedp.SendKeys(`.finding [inputmode="decimal"]`, "0,125"+kb.Enter))
	b.until(`document.querySelector("[data-open]").textContent === "3" && document.querySelector(".notice")`)
	b.do(chromedp.Click(`.finding button[value^="keep:"]`))
	b.until(`document.querySelector("[data-open]").textContent === "2" && document.body.dataset.same === "yes"`)

	b.do(chromedp.Click(`.library-tabs a[href$="tab=komponen"]`))
	b.until(`document.querySelector("[data-correct]")`)
	b.settled()
	b.do(chromedp.Click(`[data-correct][href*="field=satuan_item"][href*="row=4"]`))
	b.until(`document.activeElement.matches("dialog [name=value]")`)
	b.axe("library-correct")
	b.do(chromedp.KeyEvent("buah"), chromedp.SendKeys("dialog [name=why]", "hal. 8"+kb.Enter))
	b.until(`!document.querySelector("dialog") && document.querySelector("[data-open]").textContent === "1"`)
	b.do(chromedp.Click("[data-commit] summary"))
	b.inspect("library-commit")
	b.do(chromedp.SendKeys("#tahun", "2025"), chromedp.Click("#gaps"), chromedp.Click("[data-commit] button"))
	b.until(`location.pathname.startsWith("/referensi/admin/editions/") && document.querySelector("h1").textContent.includes("AHSP UJI 2025, revisi 1")`)
	b.settled()

	b.open("/referensi/admin/database-v2/?tab=komponen&search=mandor&sumber=AHSP+UJI+2025")
	b.inspect("library-database")
	b.tap(".number [data-correct]")
	b.until(`document.activeElement.matches("dialog [name=value]")`)
	b.do(chromedp.KeyEvent("0,03" + kb.Enter)) // the last reason is there already
	b.until(`!document.querySelector("dialog") && [...document.querySelectorAll(".number [data-correct]")].some((link) => link.textContent === "0,03")`)
	library, _ := s.Library()
	edition, _ := library.Offered("AHSP UJI 2025")
	b.open(fmt.Sprintf("/referensi/admin/editions/%d/", edition.ID))
	b.inspect("library-edition")
	b.tap(".revise button")
	b.until(`document.querySelector("h1").textContent.includes("revisi 2")`)
	b.settled()
	b.open("/referensi/audit/logs/")
	b.inspect("library-log")
	b.open("/referensi/admin/withdraw/?sumber=AHSP+UJI+2025")
	b.inspect("library-withdraw")
}
