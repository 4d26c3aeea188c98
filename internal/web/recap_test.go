package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// rowOf returns the table row that holds a text, without its markup.
func rowOf(t *testing.T, body, text string) string {
	t.Helper()
	for _, row := range regexp.MustCompile(`(?s)<tr[ >].*?</tr>`).FindAllString(body, -1) {
		if plain := plainText(row); strings.Contains(plain, text) {
			return plain
		}
	}
	t.Errorf("no row holds %q", text)
	return ""
}

var tags = regexp.MustCompile(`<[^>]*>`)

func plainText(markup string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(markup, " ")), " ")
}

func recapPath(project int64) string { return fmt.Sprintf("/detail_project/%d/rekap-rab/", project) }

func TestRecapShowsEveryFigure(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	body := c.get(recapPath(project)).body
	for text, want := range map[string]string{
		"Struktur":                    "I Struktur 1.501.500 100,00",
		"Tanah":                       "A Tanah 1.501.500 100,00",
		"Galian":                      "1 Galian CUST-0001 m3 12,5 110.000,00 1.375.000 91,58",
		"Urugan":                      "2 Urugan CUST-0002 m3 1 126.500,00 126.500 8,42",
		"Jumlah (sebelum PPN)":        "Jumlah (sebelum PPN) 1.501.500",
		"DPP (dasar pengenaan pajak)": "DPP (dasar pengenaan pajak) 1.501.500",
		"PPN 11%":                     "PPN 11% 165.165",
		"Total termasuk PPN":          "Total termasuk PPN 1.666.665",
		"Dibulatkan":                  "Dibulatkan (terdekat, kelipatan Rp 10.000) 1.670.000",
	} {
		if got := rowOf(t, body, text); got != want {
			t.Errorf("row of %s: %q, want %q", text, got, want)
		}
	}
	for _, mark := range []string{"sebagian", "belum ada", `class="gaps"`} {
		if strings.Contains(body, mark) {
			t.Errorf("%q stands on a complete recap", mark)
		}
	}
}

// fillComplete makes a project in which nothing is missing.
func (s *site) fillComplete(c *client) int64 {
	s.t.Helper()
	project := s.project(c, "Lengkap")
	s.fill(c, project,
		work{uraian: "Galian", koefisien: "1", price: "100000", volume: "12.5"},
		work{uraian: "Urugan", koefisien: "1.15", price: "100000", volume: "1"})
	return project
}

func TestRecapNamesTheTaxScheme(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	scheme, mode, base := rab.PPN12x11Per12, decimal.Down, int64(1000)
	_, err := s.SavePricing(t.Context(), s.visit(c, project), rab.PricingInput{PPNScheme: &scheme, RoundingMode: &mode, RoundingBase: &base})
	must(t, err)
	body := c.get(recapPath(project)).body
	for text, want := range map[string]string{
		"DPP":        "DPP (11/12 × jumlah) 1.376.375",
		"PPN 12%":    "PPN 12% × DPP 165.165",
		"Dibulatkan": "Dibulatkan (ke bawah, kelipatan Rp 1.000) 1.666.000",
	} {
		if got := rowOf(t, body, text); got != want {
			t.Errorf("row of %s: %q, want %q", text, got, want)
		}
	}
	scheme = rab.PPNNone
	_, err = s.SavePricing(t.Context(), s.visit(c, project), rab.PricingInput{PPNScheme: &scheme})
	must(t, err)
	if got := rowOf(t, c.get(recapPath(project)).body, "PPN (tidak"); got != "PPN (tidak dikenakan) 0" {
		t.Errorf("without PPN: %q", got)
	}
}

// What is missing is marked and counted, and never printed as 0.
func TestRecapMarksWhatIsMissing(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Berlubang")
	s.fill(c, project,
		work{uraian: "Lengkap", koefisien: "1", price: "1000", volume: "2"},
		work{uraian: "Tanpa volume", koefisien: "1", price: "1000"},
		work{uraian: "Tanpa harga", koefisien: "1", volume: "3"},
		work{uraian: "Separuh harga", koefisien: "1", price: "500", volume: "4", extra: "2"},
		work{uraian: "Tanpa rincian", volume: "5"},
		work{uraian: "Nol sungguhan", koefisien: "1", price: "0", volume: "6"})
	got := c.get(recapPath(project))
	for text, want := range map[string]string{
		"Struktur":      "I Struktur 4 belum lengkap 4.400 100,00",
		"Lengkap CUST":  "1 Lengkap CUST-0001 m3 2 1.100,00 2.200 50,00",
		"Tanpa volume":  "2 Tanpa volume CUST-0002 m3 belum ada volume 1.100,00 – –",
		"Tanpa harga":   "3 Tanpa harga CUST-0003 m3 3 – 1 belum ada harga – –",
		"Separuh harga": "4 Separuh harga CUST-0004 m3 4 550,00 1 belum ada harga 2.200 sebagian 50,00",
		"Tanpa rincian": "5 Tanpa rincian belum ada rincian CUST-0005 m3 5 – – –",
		"Nol sungguhan": "6 Nol sungguhan CUST-0006 m3 6 0,00 0 0,00",
		"Jumlah (seb":   "sebagian Jumlah (sebelum PPN) 4.400",
	} {
		if row := rowOf(t, got.body, text); row != want {
			t.Errorf("row of %s: %q, want %q", text, row, want)
		}
	}
	text := plainText(got.body)
	for _, want := range []string{"1 pekerjaan belum ada rincian analisa", "1 pekerjaan belum ada volume", "2 komponen belum ada harga, di 2 pekerjaan", "Belum lengkap (4)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := strings.Count(got.body, " data-gap>"); n != 4 {
		t.Errorf("%d rows are marked", n)
	}
}

func TestRecapOfNothingKnownShowsNoZero(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Kosong harga")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", volume: "3"})
	got := c.get(recapPath(project))
	for _, line := range []string{"Jumlah (sebelum PPN)", "PPN 11%", "Total termasuk PPN", "Dibulatkan ("} {
		if row := rowOf(t, got.body, line); !strings.HasSuffix(row, " –") {
			t.Errorf("%s is shown as %q", line, row)
		}
	}
	got.holds(t, "belum dapat dihitung")
}

func TestRecapWithoutTheRightToPricesShowsNoMoney(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	got := s.as(blind).get(recapPath(project))
	got.holds(t, "Galian", "12,5", "belum memberi Anda hak melihat harga")
	got.lacks(t, "110.000", "1.375.000", "1.501.500", "Jumlah (Rp)", "belum ada harga", "sebagian", "tfoot", "1.650.000.000")
}

func TestRecapOfAnEmptyProjectSaysWhatToDo(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Kosong")
	got := c.get(recapPath(project))
	got.holds(t, "Belum ada pekerjaan di proyek ini.", fmt.Sprintf(`href="/detail_project/%d/list-pekerjaan/"`, project), "Susun daftar pekerjaan")
	got.lacks(t, "<table")
}

func TestRecapEscapesEveryText(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	const evil = `<script>alert("x")</script>'&`
	project := s.project(c, evil)
	s.fill(c, project, work{uraian: evil, koefisien: "1", price: "1", volume: "1"})
	got := c.get(recapPath(project))
	got.lacks(t, "<script>alert", `alert("x")`)
	got.holds(t, "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;&#39;&amp;")
}

// Pages of a workspace hold nothing of a session: all with the same rights get the same
// bytes, kept per revision (rulings D24).
func TestRecapIsKeptPerRevisionAndRights(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	visit := s.visit(c, project)
	must(t, s.Share(t.Context(), visit, editor, app.Editor, true))
	must(t, s.Share(t.Context(), visit, reader, app.Reader, true))
	must(t, s.Share(t.Context(), visit, blind, app.Reader, true))
	first := s.as(reader).get(recapPath(project))
	second := s.as(blind).get(recapPath(project))
	if first.body != second.body || first.header.Get("ETag") == "" || first.header.Get("ETag") != second.header.Get("ETag") {
		t.Error("two people with the same rights get different pages")
	}
	if other := s.as(editor).get(recapPath(project)); other.header.Get("ETag") == first.header.Get("ETag") {
		t.Error("other rights have the same ETag")
	}
	first.lacks(t, "csrf", "Si pembaca", reader+"@")
	if got := first.header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control %q", got)
	}
	if mark := fmt.Sprintf("%d;%d", project, visit.Revision); first.header.Get("X-Takar-Project") != mark {
		t.Errorf("X-Takar-Project %q, want %q", first.header.Get("X-Takar-Project"), mark)
	}
	first.holds(t, fmt.Sprintf(`data-project="%d" data-revision="%d"`, project, visit.Revision))
	known := s.as(reader).get(recapPath(project), "If-None-Match", first.header.Get("ETag"))
	if known.status != http.StatusNotModified || known.body != "" {
		t.Errorf("a known page: %d", known.status)
	}
	_, err := s.SetMarkupOverride(t.Context(), visit, s.firstPekerjaan(c, project), decimal.Some(decimal.Zero), nil)
	must(t, err)
	changed := s.as(reader).get(recapPath(project), "If-None-Match", first.header.Get("ETag"))
	if changed.status != http.StatusOK {
		t.Fatalf("a changed page: %d", changed.status)
	}
	changed.holds(t, "BUK 0%", "100.000,00")
}

func (s *site) firstPekerjaan(c *client, project int64) int64 {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	return view.WorkList()[0].ID
}
