package web_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func revisionPath(project int64) string { return fmt.Sprintf("/detail_project/%d/revisi/", project) }

// change makes one difference of nearly every kind.
func (s *site) change(c *client, project int64, ids []int64) {
	s.t.Helper()
	ctx, visit := s.t.Context(), s.visit(c, project)
	quantity := decimal.Some(decimal.MustParse("20.5"))
	_, _, err := s.SaveVolumes(ctx, visit, []rab.VolumeInput{{PekerjaanID: ids[0], Quantity: &quantity}})
	must(s.t, err)
	s.analyse(c, project, ids[1], work{uraian: "Urugan", koefisien: "1.2", price: "125000"})
	_, _, err = s.ChangeList(ctx, visit, rab.ListInput{Deleted: []rab.ListDeletion{{ID: ids[2]}}})
	must(s.t, err)
	s.fill(c, project, work{uraian: "Beton", koefisien: "2", price: "900000", volume: "3"})
	base, markup := int64(1000), decimal.MustParse("12.5")
	_, err = s.SavePricing(ctx, visit, rab.PricingInput{RoundingBase: &base, MarkupPercent: &markup})
	must(s.t, err)
}

// three returns a project of three pekerjaan with its state saved.
func (s *site) three(c *client) (project int64, ids []int64, saved *app.SavedRevision) {
	s.t.Helper()
	project = s.project(c, "Gudang arsip")
	ids = s.fill(c, project,
		work{uraian: "Galian", koefisien: "1", price: "100000", volume: "12.5"},
		work{uraian: "Urugan", koefisien: "1.15", price: "100000", volume: "1"},
		work{uraian: "Papan nama", koefisien: "1", price: "50000", volume: "1"})
	saved, err := s.SaveRevision(s.t.Context(), s.visit(c, project), app.NewRevision{Name: "RAB Awal", Note: "Diserahkan ke dinas"})
	must(s.t, err)
	return project, ids, saved
}

func TestRevisionsAreListedForEveryActor(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, ids, _ := s.three(c)
	visit := s.visit(c, project)
	must(t, s.Share(t.Context(), visit, editor, app.Editor, true))
	must(t, s.Share(t.Context(), visit, reader, app.Reader, true))
	must(t, s.Share(t.Context(), visit, blind, app.Reader, false))
	c.get(revisionPath(project)).holds(t, "sama dengan RAB Awal", "sekarang sama")
	s.change(c, project, ids)
	deletes, saves := `data-state-do="delete"`, `data-state-do="save"`
	for _, actor := range []struct {
		name         string
		shows, hides []string
	}{
		{owner, []string{"RAB Awal", "Diserahkan ke dinas", "Rp 1.730.000", "Bandingkan dengan sekarang", saves, deletes}, nil},
		{editor, []string{"RAB Awal", saves, `data-state-do="rename"`}, []string{deletes, `data-state-do="lock"`}},
		{reader, []string{"Rp 1.730.000", `data-state-do="restore"`}, []string{saves, deletes}},
		{blind, []string{"RAB Awal"}, []string{"Rp 1.730.000", "Total dibulatkan", saves}},
	} {
		got := s.as(actor.name).get(revisionPath(project))
		got.holds(t, actor.shows...)
		got.lacks(t, actor.hides...)
	}
	for _, path := range []string{revisionPath(project), revisionPath(project) + "banding/"} {
		if got := s.as(stranger).get(path); got.status != 404 {
			t.Errorf("a stranger gets %d of %s", got.status, path)
		}
	}
	_, err := s.SetArchived(t.Context(), s.visit(c, project), true)
	must(t, err)
	archived := c.get(revisionPath(project))
	archived.holds(t, "RAB Awal", `data-state-do="restore"`)
	archived.lacks(t, saves, deletes)
}

// amountsIn reads the last figure of every row of a table.
func amountsIn(t *testing.T, body, class string) (rows []decimal.Decimal, sum decimal.Decimal) {
	t.Helper()
	table := regexp.MustCompile(`(?s)<table class="sheet ` + class + `">.*?</table>`).FindString(body)
	for _, row := range regexp.MustCompile(`(?s)<tr[ >].*?</tr>`).FindAllString(table, -1) {
		words := strings.Fields(plainText(row))
		amount, err := decimal.Parse(strings.NewReplacer(".", "", ",", ".", "+", "").Replace(words[len(words)-1]))
		if err != nil {
			continue
		}
		if strings.Contains(row, "Selisih total") {
			return rows, amount
		}
		rows = append(rows, amount)
	}
	t.Errorf("no sum below %s", class)
	return rows, sum
}

// The effects of all causes add up to the difference of the totals, and every difference is
// told with what it was before and after.
func TestAComparisonExplainsTheTotal(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, ids, saved := s.three(c)
	s.change(c, project, ids)
	compare := revisionPath(project) + "banding/"
	got := c.get(compare)
	got.body = html.UnescapeString(got.body)
	for text, want := range map[string]string{
		"Total dibulatkan": "Total dibulatkan 1.730.000 9.491.000 +7.761.000",
		"20,5":             "Galian CUST-0001 · Struktur › Tanah 12,5 20,5 +900.000,00",
		"1,15 1,2":         "Urugan CUST-0002 · Struktur › Tanah Urugana Bahan Urugan (kg) 1,15 1,2 +6.875,00",
		"100.000 125.000":  "Bahan Urugan Urugana · BHN · kg 1 pekerjaan 100.000 125.000 +31.625,00",
		"BUK (%)":          "BUK (%) 10 12,5 +35.000,00",
		"Pembulatan (Rp)":  "Pembulatan (Rp) 10.000 1.000",
	} {
		if row := rowOf(t, got.body, text); !strings.HasPrefix(row, want) {
			t.Errorf("row of %s: %q, want %q", text, row, want)
		}
	}
	if at, then := strings.Index(got.body, "Urugana · BHN"), strings.Index(got.body, "Gudang arsip"); at < 0 || then < 0 {
		t.Error("the project is not named on paper")
	}
	effects, sum := amountsIn(t, got.body, "compare-causes")
	added := decimal.Zero
	for _, effect := range effects {
		added = added.Add(effect)
	}
	if len(effects) < 6 || !added.Equal(sum) || sum.Indonesian(0, 0) != "7.761.000" {
		t.Errorf("%d effects add up to %s, the difference is %s", len(effects), added, sum)
	}
	for page, row := range map[string]int64{"volume-pekerjaan": ids[0], "template-ahsp": ids[1]} {
		got.holds(t, fmt.Sprintf(`href="/detail_project/%d/%s/#p%d"`, project, page, row))
	}
	narrowed := c.get(compare + fmt.Sprintf("?from=%d&to=now&kind=volume", saved.ID))
	narrowed.holds(t, `id="volume"`)
	narrowed.lacks(t, `id="koefisien"`, `id="baru"`)
	c.get(compare+fmt.Sprintf("?from=%d&to=%d", saved.ID, saved.ID)).holds(t, "Tidak ada perbedaan.")
	c.get(compare+"?from=987654").holds(t, "sudah tidak ada")
	c.get(revisionPath(s.project(c, "Tanpa revisi"))+"banding/").holds(t, "belum punya revisi")

	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	unpriced := s.as(blind).get(compare)
	unpriced.holds(t, "Galian", "12,5", "20,5")
	unpriced.lacks(t, "125.000", "900.000,00", "7.761.000", "Pengaruh (Rp)", "Harga berubah")
}

// What differs over time stands beside the causes: it moves no total.
func TestAComparisonTellsOfTheSchedule(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, ids, saved := s.three(c)
	cost := decimal.Some(decimal.FromInt(7654321))
	_, _, err := s.SaveProgress(t.Context(), s.visit(c, project), []schedule.Entry{
		{PekerjaanID: ids[0], Week: 1, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(40)}},
		{PekerjaanID: ids[0], Week: 3, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(55)}},
		{PekerjaanID: ids[0], Week: 1, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.FromInt(35)}, Cost: &cost},
	})
	must(t, err)
	compare := revisionPath(project) + "banding/"
	got := c.get(compare)
	got.body = html.UnescapeString(got.body)
	want := "Galian CUST-0001 · Struktur › Tanah – 95%, minggu 1–3 realisasi 35%, minggu 1; biaya Rp 7.654.321"
	if row := rowOf(t, got.body, "minggu 1–3"); row != want {
		t.Errorf("told %q, want %q", row, want)
	}
	got.holds(t, "Totalnya sama", "Rencana dan realisasi berubah")
	got.lacks(t, "Tidak ada perbedaan", "Apa yang menyebabkannya")
	narrowed := c.get(compare + fmt.Sprintf("?from=%d&to=now&kind=jadwal", saved.ID))
	narrowed.holds(t, `id="jadwal"`, fmt.Sprintf(`href="/detail_project/%d/jadwal-pekerjaan/#p%d"`, project, ids[0]))
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	unpriced := s.as(blind).get(compare)
	unpriced.holds(t, "realisasi 35%")
	unpriced.lacks(t, "7.654.321")
}

func TestAComparisonTellsOfTheDataOfTheProject(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project, _, saved := s.three(c)
	_, _, err := s.EditProject(t.Context(), s.visit(c, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.NamaClient, h.AnggaranOwner, h.Deskripsi = "2024.5", decimal.FromInt(7654321), strings.Repeat("panjang ", 100)
	}})
	must(t, err)
	compare := revisionPath(project) + "banding/"
	got := c.get(compare)
	got.holds(t, "Data proyek dan dokumen berubah", "2024.5", "Rp 7.654.321", "panjang panj …", "Totalnya sama")
	got.lacks(t, "Tidak ada perbedaan", strings.Repeat("panjang ", 50))
	c.get(compare+fmt.Sprintf("?from=%d&to=now&kind=data", saved.ID)).holds(t, `id="data"`)
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	unpriced := s.as(blind).get(compare)
	unpriced.holds(t, "2024.5")
	unpriced.lacks(t, "7.654.321")
}

// From a first saved state to the reason of a new total, and back to how it was.
func TestRevisionsAreSavedComparedLockedAndRestored(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(revisionPath(project))
	b.do(chromedp.Click(`.empty [data-state-do=save]`), chromedp.WaitVisible("#state-name"), chromedp.SendKeys("#state-name", "RAB Awal\r"))
	b.until(`!document.querySelector("dialog") && document.querySelector("[data-state] strong")?.innerText === "RAB Awal"`)
	b.until(`document.querySelector(".since")?.innerText === "sekarang sama"`)

	// A name that is taken is told at its field, and nothing that was typed is lost.
	b.expected = append(b.expected, "400")
	b.do(chromedp.Click(`[data-focus=save]`), chromedp.WaitVisible("#state-name"), chromedp.SendKeys("#state-name", "rab awal\r"))
	b.until(`document.querySelector("[data-wrong=name]")?.innerText.includes("sudah punya revisi")`)
	b.axe("saving a state")
	b.picture("revisi-simpan")
	b.do(chromedp.Click("dialog [data-close]"))

	// Somebody changes the project; the list follows without a reload.
	s.change(c, project, s.fill(c, project, work{uraian: "Pasir"}, work{uraian: "Urugan lagi"}, work{uraian: "Pagar"}))
	s.work(c, project, "40", "10")
	_, _, err := s.EditProject(t.Context(), s.visit(c, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.Deskripsi = strings.Repeat("Gedung dua lantai di lahan kosong. ", 20) + strings.Repeat("x", 90) // has room on no page
	}})
	must(t, err)
	b.until(`document.querySelector(".since:not(.is-same)")`)
	b.do(chromedp.SendKeys(`[data-state-do=lock]`, "\r"))
	b.until(`document.querySelector(".badge-good") && document.activeElement?.dataset.focus?.startsWith("lock-")`)
	b.inspect("revisi")

	b.tap(`[data-state] a`)
	b.until(`document.querySelector(".compare-causes")`)
	if got := b.text("#kebijakan"); !strings.Contains(got, "BUK (%)") {
		t.Errorf("the policy: %q", got)
	}
	b.until(`document.querySelector("#data")`)
	b.inspect("banding")

	b.open(revisionPath(project))
	b.tap(`[data-state-do=restore]`)
	b.do(chromedp.WaitVisible("#restore-name"), chromedp.SendKeys("#restore-name", "Kembali ke awal\r"))
	b.until(`location.pathname.endsWith("/rekap-rab/") && document.querySelector(".switcher-text")?.innerText === "Kembali ke awal"`)
}
