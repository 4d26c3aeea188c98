package loadtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"takar/internal/loadtest/result"
)

// lies are ways in which a server can look well and be wrong, each with what users do and the
// cause under which it must be counted.
var lies = []struct {
	name string
	lie  liar
	do   func(*user)
	want string
}{
	{"the login page where a page was asked for", loginPage(false), page("rekap-rab"), errLoginPage.Error()},
	{"the login page where JSON was asked for", loginPage(false), readFirst(P+"/rekap/", words()), errLoginPage.Error()},
	{"the login page with the mark of the project", loginPage(true), page("rekap-rab"), errLoginPage.Error()},
	{"the login page as a file", loginPage(false), export("rekap-rab", "xlsx"), errLoginPage.Error()},
	{"a way to the login page", func(_ http.Handler, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, loginPath+"?next=/", http.StatusFound)
	}, page("rekap-rab"), errSentToLogin.Error()},
	{"an answer without a mark", marked(""), readFirst(P+"/rekap/", words()), errNoMark.Error()},
	{"the mark of another project", marked("1;999999999"), readFirst(P+"/rekap/", words()), errOtherProject.Error()},
	{"an older revision than was seen", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		id, _, _ := strings.Cut(answer.Header().Get("X-Takar-Project"), ";")
		answer.Header().Set("X-Takar-Project", id+";1")
		tell(w, answer, answer.Body.Bytes())
	}, readFirst(P+"/rekap/", words()), errOldRevision.Error()},
	{"an older body under a new mark", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		id, revision, _ := strings.Cut(answer.Header().Get("X-Takar-Project"), ";")
		answer.Header().Set("X-Takar-Project", id+";1"+revision)
		tell(w, answer, answer.Body.Bytes())
	}, recap, errOldRevision.Error()},
	{"the rows of another project under the right mark", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		right := recorded(h, r)
		other := recorded(h, plain(elsewhere(r, strings.Replace(r.URL.Path, site.first, site.second, 1))))
		other.Header().Set("X-Takar-Project", right.Header().Get("X-Takar-Project"))
		tell(w, other, other.Body.Bytes())
	}, tree, errCount.Error()},
	{"as many rows, but of another project", edited(func(body string) string {
		return strings.Replace(body, `"pekerjaan_id":`, `"pekerjaan_id":9`, 1)
	}), volumes, errOtherRows.Error()},
	{"a row too few", edited(func(body string) string {
		from := strings.Index(body, `{"pekerjaan_id"`)
		to := strings.Index(body[from:], "},") + from + 2
		return body[:from] + body[to:]
	}), volumes, errCount.Error()},
	{"half of a compressed body", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		tell(w, answer, answer.Body.Bytes()[:answer.Body.Len()/2])
	}, tree, errCut.Error()},
	{"half of a plain body", edited(func(body string) string { return body[:len(body)/2] }), readFirst(P+"/pricing/", words(`"markup_percent":"`)), errCut.Error()},
	{"a connection that ends too early", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		answer.Header().Set("Content-Length", fmt.Sprint(answer.Body.Len()))
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	}, tree, errCut.Error()},
	{"nothing", edited(func(string) string { return "" }), tree, errEmpty.Error()},
	{"text where JSON was asked for", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		answer.Header().Set("Content-Type", "text/plain")
		tell(w, answer, answer.Body.Bytes())
	}, tree, errKind.Error()},
	{"500", status(500), tree, "status 500, bukan 200"},
	{"503 for a page", status(503), page("rekap-rab"), "status 503, bukan 200"},
	{"403 for a write", status(403), func(u *user) { u.saveVolume(u.first()) }, "status 403, bukan 200"},
	{"a success for an id that does not exist", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		answer.Code = http.StatusOK
		tell(w, answer, answer.Body.Bytes())
	}, askMissing, errFound.Error()},
	{"a workbook without parts", sentFile(emptyZip()), export("rekap-rab", "xlsx"), errZip.Error()},
	{"a workbook that is none", sentFile([]byte("PK")), export("rekap-rab", "xlsx"), errZip.Error()},
	{"a workbook with a broken part", broken, export("rekap-rab", "xlsx"), errZip.Error()},
	{"a file of nothing", sentFile(nil), export("rekap-rab", "word"), errEmpty.Error()},
	{"a PDF without its end", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		tell(w, answer, answer.Body.Bytes()[:answer.Body.Len()-2000])
	}, export("rekap-rab", "pdf"), errPDF.Error()},
	{"a table of one line", sentFile([]byte("No;Uraian\n")), export("rekap-rab", "csv"), errCSV.Error()},
	{"half of a file of JSON", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		tell(w, answer, answer.Body.Bytes()[:answer.Body.Len()/2])
	}, export("full-backup", "json"), errCut.Error()},
	{"a form without a token", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		tell(w, answer, bytes.ReplaceAll(answer.Body.Bytes(), []byte("csrfmiddlewaretoken"), []byte("token")))
	}, func(u *user) { u.logIn() }, errNoToken.Error()},
	{"back to the login page after it", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			http.Redirect(w, r, loginPath, http.StatusFound)
			return
		}
		h.ServeHTTP(w, r)
	}, func(u *user) { u.logIn() }, errNotLoggedIn.Error()},
}

// What the lies are about, always of the first project.
var (
	recap   = readFirst(P+"/rekap/", expectation{each: `"pekerjaan_id":`, ids: "rows.pekerjaan_id", revised: true})
	tree    = readFirst(P+"/list-pekerjaan/tree/", expectation{each: `"snapshot_uraian":`, ids: "klasifikasi.sub.pekerjaan.id"})
	volumes = readFirst(P+"/volume-pekerjaan/list/", expectation{each: `"pekerjaan_id":`, ids: "items.pekerjaan_id"})
)

func askMissing(u *user) {
	u.ask(&request{name: P + "/detail-ahsp/{pekerjaan}/", project: u.first(), ids: []int64{nowhere}, missing: true, group: result.Read})
}

func loginPage(withMark bool) liar {
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		stranger := plain(elsewhere(r, loginPath))
		stranger.Header.Del("Cookie")
		page, right := recorded(h, stranger), recorded(h, r)
		if withMark {
			page.Header().Set("X-Takar-Project", right.Header().Get("X-Takar-Project"))
		}
		tell(w, page, page.Body.Bytes())
	}
}

func marked(mark string) liar {
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, r)
		answer.Header().Set("X-Takar-Project", mark)
		tell(w, answer, answer.Body.Bytes())
	}
}

func edited(change func(string) string) liar {
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		tell(w, answer, []byte(change(answer.Body.String())))
	}
}

func status(code int) liar {
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := recorded(h, plain(r))
		answer.Code = code
		tell(w, answer, answer.Body.Bytes())
	}
}

func sentFile(body []byte) liar {
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) { tell(w, recorded(h, r), body) }
}

func emptyZip() []byte {
	var b bytes.Buffer
	_ = zip.NewWriter(&b).Close()
	return b.Bytes()
}

// broken changes one byte inside of a sheet.
func broken(h http.Handler, w http.ResponseWriter, r *http.Request) {
	answer := recorded(h, r)
	body := answer.Body.Bytes()
	const name = "xl/worksheets/sheet1.xml"
	body[bytes.Index(body, []byte(name))+len(name)+100] ^= 0xff
	tell(w, answer, body)
}

func TestEveryLieIsAFailure(t *testing.T) {
	r, u := ready(t, MixFull)
	site.name(r.ground)
	for _, row := range lies {
		t.Run(row.name, func(t *testing.T) {
			r.measured()
			r.known, u.seen = newVerified(), map[int64]int64{} // so that the next answers are looked at closely
			row.do(u.user)                                     // what is right is known before
			r.measured().sound(t)
			site.liar.Store(&row.lie)
			defer site.liar.Store(nil)
			row.do(u.user)
			m := r.measured()
			sum := m.Total
			if m.Logins.Requests > 0 {
				sum = m.Logins
			}
			if sum.Failures != 1 || len(m.Failures) != 1 || m.Failures[0].Cause != row.want || len(m.Exceptions) != 0 {
				t.Errorf("%d failures, want one by %q:\n%s", sum.Failures, row.want, m.causes())
			}
			site.liar.Store(nil)
			if !u.loggedIn && !u.logIn() {
				t.Fatal("no login")
			}
		})
	}
}

// TestNowAndThen500 lets the first and each fourth answer fail.
func TestFailuresNowAndThenAreCountedOneByOne(t *testing.T) {
	r, u := ready(t, MixCore)
	n := 0
	lie := liar(func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		if n++; n%4 == 1 {
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		h.ServeHTTP(w, r)
	})
	site.liar.Store(&lie)
	t.Cleanup(func() { site.liar.Store(nil) })
	r.measured()
	for range 8 {
		tree(u.user)
	}
	if m := r.measured(); m.Total.Requests != 8 || m.Total.Failures != 2 || m.Failures[0].Count != 2 || m.Failures[0].Example == "" {
		t.Errorf("%d of %d failed:\n%s", m.Total.Failures, m.Total.Requests, m.causes())
	}
}

// forgetful acknowledges everything and shows of what it was once asked for what it showed
// then, under the revision of now.
func forgetful() liar {
	var mu sync.Mutex
	shown := map[string]*httptest.ResponseRecorder{}
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		answer := recorded(h, plain(r))
		if r.Method == http.MethodGet && answer.Code == http.StatusOK {
			if old := shown[r.URL.Path]; old != nil {
				old.Header().Set("X-Takar-Project", answer.Header().Get("X-Takar-Project"))
				answer = old
			} else {
				shown[r.URL.Path] = answer
			}
		}
		tell(w, answer, answer.Body.Bytes())
	}
}

func TestWhatIsAcknowledgedAndLostIsAFailure(t *testing.T) {
	r, u := ready(t, MixFull)
	for kind, do := range map[string]func(*user){
		"volume":            func(u *user) { u.saveVolume(u.first()) },
		"formula":           func(u *user) { u.saveFormula(u.first()) },
		"harga":             func(u *user) { u.savePrices(u.first()) },
		"parameter":         func(u *user) { u.syncParameters(u.first()) },
		"rencana mingguan":  (*user).plan,
		"urutan tahapan":    wrecking((*user).reorder),
		"hari awal minggu":  wrecking((*user).moveWeeks),
		"pekerjaan dihapus": (*user).addPekerjaan,
		"rencana kembali":   wrecking((*user).reset),
		"analisa":           wrecking((*user).cleanUp),
	} {
		t.Run(kind, func(t *testing.T) { lost(t, r, u.user, kind, do) })
	}
}

// lost lets a write be stored, and then another one be forgotten.
func lost(t *testing.T, r *run, u *user, kind string, do func(*user)) {
	t.Helper()
	r.measured()
	lie := forgetful()
	site.liar.Store(&lie)
	defer site.liar.Store(nil)
	for range 3 { // the first one shows what is then shown for ever; chance may write the same twice
		do(u)
	}
	m := r.measured()
	for _, w := range m.Writes {
		if w.Kind == kind && w.Different > 0 && w.Acknowledged > w.Equal {
			if m.Total.Failures == 0 || !strings.Contains(m.causes(), errLost.Error()) {
				t.Errorf("%+v, but the failures are:\n%s", w, m.causes())
			}
			return
		}
	}
	t.Errorf("nothing is lost: %+v\n%s", m.Writes, m.causes())
}
