package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func trashPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/sampah/", project)
}

// drop deletes rows of the work list.
func (s *site) drop(c *client, project int64, ids ...int64) *app.Done {
	s.t.Helper()
	var in rab.ListInput
	for _, id := range ids {
		in.Deleted = append(in.Deleted, rab.ListDeletion{ID: id})
	}
	_, done, err := s.ChangeList(s.t.Context(), s.visit(c, project), in)
	must(s.t, err)
	return done
}

// heading returns the id of a klasifikasi or sub.
func (s *site) heading(c *client, project int64, name string) int64 {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	for _, h := range view.Headings.All() {
		if h.Name == name {
			return h.ID
		}
	}
	s.t.Fatalf("no heading %s", name)
	return 0
}

// Everybody of the project sees what was deleted, by whom, and never a price; who may write
// puts it back, and nobody while the project is archived.
func TestWhoSeesTheTrashAndMayRestore(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	c := people[owner]
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "77777", volume: "3", extra: "1"}, work{uraian: "Urugan", koefisien: "1", price: "500"})
	for _, name := range []string{owner, editor, reader, blind} {
		people[name].get(trashPath(project)).holds(t, "Tidak ada yang dapat dipulihkan.", "selama 30 hari")
	}
	s.drop(people[editor], project, ids[0])
	for name, writes := range map[string]bool{owner: true, editor: true, reader: false, blind: false} {
		got := people[name].get(trashPath(project))
		got.holds(t, "Galian", "beserta 2 baris analisa, 1 volume", editor, "masih 30 hari")
		got.lacks(t, "77.777", "77777", "Pulihkan semua", "diarsipkan")
		if shown := strings.Contains(got.body, "data-restore"); shown != writes {
			t.Errorf("%s is offered to restore: %v", name, shown)
		}
		if told := strings.Contains(got.body, "Yang boleh mengubah proyek ini dapat memulihkannya."); told == writes {
			t.Errorf("%s is told that others may restore: %v", name, told)
		}
	}
	if got := people[stranger].get(trashPath(project)); got.status != http.StatusNotFound || strings.Contains(got.body, "Galian") {
		t.Errorf("a stranger gets %d", got.status)
	}
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Editor, false))
	people[blind].get(trashPath(project)).holds(t, "data-restore")

	// A price comes back only to who may see it, as it went.
	item := s.item(c, project, "Urugana").ID
	_, _, err := s.SaveConversion(t.Context(), s.visit(c, project), rab.ConversionInput{
		PriceItemID: item, MarketUnit: "truk", MarketPrice: decimal.Some(decimal.FromInt(50)), FactorToBase: decimal.Some(decimal.FromInt(10)),
	})
	must(t, err)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	bought, _ := view.ConversionOf(item)
	_, _, err = s.SaveAnalysis(t.Context(), s.visit(c, project), ids[1], rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{}})
	must(t, err)
	_, done, err := s.DeleteOrphans(t.Context(), s.visit(c, project), []int64{item})
	must(t, err)
	button := fmt.Sprintf(`data-restore="%d"`, done.OperationID)
	c.get(trashPath(project)).holds(t, button)
	people[blind].get(trashPath(project)).lacks(t, button)
	for _, group := range []string{"", fmt.Sprintf("price_item:%d", item), fmt.Sprintf("conversion:%d", bought.ID)} {
		restoring := app.Restoring{Operation: done.OperationID, Group: group}
		if _, _, err := s.RestoreFromTrash(t.Context(), s.visit(people[blind], project), restoring); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%q without the right to prices: %v", group, err)
		}
	}
	c.get(fmt.Sprintf("/detail_project/%d/audit-trail/", project)).holds(t, `href="../sampah/"`)

	_, err = s.SetArchived(t.Context(), s.visit(c, project), true)
	must(t, err)
	archived := c.get(trashPath(project))
	archived.holds(t, "Galian", "Proyek ini diarsipkan")
	archived.lacks(t, "data-restore", "Yang boleh mengubah")
}

// Each kind of thing says what it is, what it is a part of and where it will be found.
func TestTrashNamesWhatItHolds(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "2", price: "1000", extra: "1"}, work{uraian: "Urugan", koefisien: "1"}, work{uraian: "Pasir"})
	visit := func() *app.Visit { return s.visit(c, project) }
	ctx := t.Context()

	item := s.item(c, project, "Galiana").ID
	_, _, err := s.SaveConversion(ctx, visit(), rab.ConversionInput{
		PriceItemID: item, MarketUnit: "zak", MarketPrice: decimal.Some(decimal.MustParse("50")), FactorToBase: decimal.Some(decimal.MustParse("10")),
	})
	must(t, err)
	s.undo(c, project)
	page := c.get(trashPath(project))
	page.holds(t, "Satuan beli", "zak", "untuk item Galiana Bahan Galian", fmt.Sprintf("../harga-items/#p%d", item))

	width := decimal.MustParse("7.2")
	label, phase := "Lebar ruang", "Fondasi"
	made, _, err := s.CreateParameter(ctx, visit(), rab.ParameterInput{Name: "lebar", Value: &width, Label: &label})
	must(t, err)
	_, _, err = s.DeleteParameter(ctx, visit(), made.Parameter.ID, nil)
	must(t, err)
	tahapan, _, err := s.CreateTahapan(ctx, visit(), schedule.TahapanInput{Nama: &phase})
	must(t, err)
	_, _, err = s.DeleteTahapan(ctx, visit(), tahapan.ID, nil)
	must(t, err)
	_, _, err = s.SaveAnalysis(ctx, visit(), ids[0], rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{}})
	must(t, err)
	_, _, err = s.DeleteOrphans(ctx, visit(), []int64{item})
	must(t, err)
	page = c.get(trashPath(project))
	page.holds(t, "Parameter", "lebar", "Lebar ruang", "../volume-pekerjaan/", "Tahapan", "Fondasi", "../jadwal-pekerjaan/?tab=tahapan",
		"Baris analisa", "dari pekerjaan ", "2 baris analisa", "Pulihkan semua", fmt.Sprintf("../template-ahsp/#p%d", ids[0]),
		"Item harga", "Galiana", "untuk item harga yang juga sudah dihapus")
	if newest, oldest := strings.Index(page.body, ">Item harga<"), strings.Index(page.body, ">Satuan beli<"); newest < 0 || newest > oldest {
		t.Errorf("the newest deletion stands at %d, the oldest at %d", newest, oldest)
	}

	s.drop(c, project, ids[0], s.heading(c, project, "Struktur"))
	page = c.get(trashPath(project))
	page.holds(t, "Klasifikasi", "Struktur", "beserta 1 sub-klasifikasi, 3 pekerjaan", "dari pekerjaan yang juga sudah dihapus", "../list-pekerjaan/#h")

	// What was put back and deleted again is offered once.
	s.undo(c, project)
	s.drop(c, project, ids[1])
	s.undo(c, project)
	s.drop(c, project, ids[1])
	if n := strings.Count(c.get(trashPath(project)).body, "<strong>Urugan</strong>"); n != 1 {
		t.Errorf("Urugan is offered %d times", n)
	}
}

// The page counts down with the days, and what the application has let go is not offered.
func TestTrashCountsTheDays(t *testing.T) {
	var now atomic.Int64
	at := func(day, hour int) {
		now.Store(time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC).Unix())
	}
	at(2, 3) // 10.00 in Jakarta
	s := newSite(t, func(c *app.Config) { c.Now = func() time.Time { return time.Unix(now.Load(), 0) } })
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, work{uraian: "Galian"}, work{uraian: "Urugan"})
	s.drop(c, project, ids[0])
	for _, test := range []struct {
		day, hour int
		want      string
	}{
		{2, 4, "masih 30 hari"},
		{3, 4, "masih 29 hari"},
		{28, 16, "masih 4 hari"},
		{28, 17, "badge-warn\">masih 3 hari"},
		{31, 4, "masih 1 hari"},
		{32, 1, "sampai hari ini pukul 10.00"},
	} {
		at(test.day, test.hour)
		c = s.as(owner)
		c.get(trashPath(project)).holds(t, "Galian", "2 Maret 2026 10.00", test.want)
	}
	at(32, 4)
	c.get(trashPath(project)+"?buka=1").holds(t, "Tidak ada yang dapat dipulihkan.")
	at(33, 4)
	c.get(trashPath(project)).lacks(t, "Galian")
}

// A deletion of many things shows the first, and all on demand, also without a script.
func TestTrashFoldsALargeDeletion(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	ids := s.fill(c, project, numbered(1_013, "Pekerjaan %04d")...)
	done := s.drop(c, project, ids[:1_012]...)
	page := c.get(trashPath(project))
	page.holds(t, "1.012 pekerjaan", "Pekerjaan 0010<", "Tampilkan 1.002 lainnya", "Pulihkan semua")
	page.lacks(t, "Pekerjaan 0011<", "Ringkas lagi")
	path := fmt.Sprintf("?buka=%d", done.OperationID)
	page.holds(t, `href="`+path)
	open := c.get(trashPath(project) + path)
	open.holds(t, "Pekerjaan 0011<", "Pekerjaan 1000<", "Ringkas lagi", "12 lainnya muncul sesudah sebagian dipulihkan")
	open.lacks(t, "Pekerjaan 1001<")
	if open.header.Get("Etag") != "" || page.header.Get("Etag") == "" {
		t.Error("only the page as it is opened is kept")
	}
	c.get(trashPath(project)+"?buka=<x>").lacks(t, "Pekerjaan 0011<", "<x>")
}

// From the menu of the workspace to what was deleted, and back into the work list.
func TestWhatWasDeletedIsFoundAndRestored(t *testing.T) {
	l, ids := openList(t, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"}, work{uraian: "Urugan", koefisien: "1"}, work{uraian: "Pasir"})
	s, c, b := l.site, l.client, l.tab
	_, _, err := s.AppendTree(t.Context(), s.visit(c, l.project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "Atap", Sub: []rab.SubInput{{
		Name: "Rangka", Pekerjaan: []rab.PekerjaanInput{{SourceType: "custom", Uraian: "Kuda-kuda", Satuan: "kg"}, {SourceType: "custom", Uraian: "Gording", Satuan: "kg"}},
	}}}}})
	must(t, err)
	s.drop(c, l.project, ids[2])
	s.drop(c, l.project, ids[1], s.heading(c, l.project, "Rangka"))
	b.tap("[data-menu] summary") // the list behind it is being drawn anew
	b.until(`document.querySelector('[data-menu] [data-page="sampah"]').offsetParent`)
	b.tap(`[data-menu] [data-page="sampah"]`)
	b.until(`document.querySelectorAll(".trash > li").length === 2 && document.querySelector("[data-restore]")?.offsetParent`)
	if got := b.text(".trash > li:first-child"); !strings.Contains(got, "Sub-klasifikasi") || !strings.Contains(got, "beserta 2 pekerjaan") || !strings.Contains(got, "Urugan") {
		t.Errorf("the newest deletion: %s", got)
	}
	b.inspect("sampah")

	// One of the two comes back, and only that.
	button := `[aria-label="Pulihkan Sub-klasifikasi Rangka"]`
	b.do(chromedp.Focus(button))
	b.do(chromedp.KeyEvent("\r"))
	b.until(`!document.querySelector('` + button + `') && document.querySelector(".notice p")?.innerText === "Dipulihkan: Sub-klasifikasi Rangka."`)
	if got := b.text(".trash > li:first-child"); !strings.Contains(got, "Urugan") || strings.Contains(got, "Pulihkan semua") {
		t.Errorf("what is left: %s", got)
	}
	b.until(`document.activeElement?.dataset.restore`) // the next one, for who works by keys
	b.axe("restored")
	b.picture("sampah-dipulihkan")
	s.wantWork(c, l.project, "Galian", "Kuda-kuda", "Gording")
	b.do(chromedp.Click(".notice button.btn"))
	b.until(`document.querySelector('` + button + `') && [...document.querySelectorAll(".notice p")].some((said) => said.innerText.startsWith("Diurungkan"))`)
	s.wantWork(c, l.project, "Galian")

	// The link leads to the row; a refusal is told, and nothing is lost.
	b.tap(button)
	b.until(`document.querySelector(".notice a.btn")?.innerText === "Buka List Pekerjaan"`)
	b.do(chromedp.Click(".notice a.btn"))
	b.until(`location.hash.startsWith("#h") && document.querySelector(".grid-frame")`)
	l.wantCursor(4, listName)
	b.open(trashPath(l.project))
	s.drop(c, l.project, s.heading(c, l.project, "Struktur"))
	b.until(`document.querySelectorAll(".trash > li").length === 3`)
	b.expected = append(b.expected, "/restore/")
	b.tap(`[aria-label="Pulihkan Pekerjaan Urugan"]`)
	b.until(`document.querySelector(".notice-bad p")?.innerText.includes("sub-klasifikasinya sudah dihapus. Pulihkan sub-klasifikasi itu dahulu.")`)
	s.wantWork(c, l.project, "Kuda-kuda", "Gording")
}

// A pekerjaan with realisasi comes back to a project whose dates have changed: what becomes of
// its weeks is asked first.
func TestAnOldPekerjaanComesBackToNewDates(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.drop(c, project, s.scheduled(c, project, true))
	edit := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	dates := url.Values{"nama": {"Gudang"}, "tanggal_mulai": {"2025-12-22"}, "tanggal_selesai": {"2026-12-20"}, "geser": {"tetap"}}
	if got := c.submit(edit, edit, dates); got.status != http.StatusFound {
		t.Fatalf("new dates: %d\n%s", got.status, mainOf(got.body))
	}
	b := openTab(t, s.server.URL)
	b.expected = append(b.expected, "/restore/")
	b.logIn(owner)
	b.open(trashPath(project))
	button := `[aria-label="Pulihkan Pekerjaan Galian"]`
	b.tap(button)
	b.until(`document.querySelector(".schedule-choice")?.innerText.includes("Belum ada yang dipulihkan.")`)
	b.axe("what becomes of the schedule")
	b.picture("sampah-jadwal")
	b.do(chromedp.Click(".schedule-choice .btn-outline-secondary"))
	b.until(`document.querySelector(".notice p")?.innerText === "Belum ada yang dipulihkan: jadwalnya belum dipilih."`)
	if got, want := s.weeks(c, project), "2025-12-22/2026-12-20:"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.tap(button)
	b.until(`document.querySelector(".schedule-choice")`)
	b.do(chromedp.Click(`.schedule-choice [value="keep"]`), chromedp.Click(".schedule-choice .btn-primary"))
	b.until(`document.querySelector(".empty") && [...document.querySelectorAll(".notice p")].some((said) => said.innerText.startsWith("Dipulihkan: Pekerjaan Galian. Rencana "))`)
	b.picture("sampah-jadwal-sesudah")
	if got, want := s.weeks(c, project), "2025-12-22/2026-12-20: W3 10 W4 0 (7) W52 90"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A large deletion is opened in place, and stays open while things leave it.
func TestALargeDeletionIsOpenedInPlace(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	list := numbered(13, "Pekerjaan %02d")
	s.drop(c, project, s.fill(c, project, list...)...)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(trashPath(project))
	shown := func(count int) string {
		return fmt.Sprintf(`document.querySelectorAll(".trash-groups > li").length === %d`, count)
	}
	b.until(shown(10))
	b.tap("a[data-fold]")
	b.until(shown(13) + ` && document.activeElement === document.querySelectorAll(".trash-groups > li")[10]`)
	b.axe("opened")
	b.picture("sampah-terbuka")
	b.tap(`[aria-label="Pulihkan Pekerjaan Pekerjaan 12"]`)
	b.until(shown(12) + ` && document.querySelector(".notice a.btn")`)
	b.open(b.address()) // which says what is open
	b.until(shown(12))
	b.tap("a[data-fold]")
	b.until(shown(10) + ` && location.search === ""`)
	b.tap(`[aria-label^="Pulihkan semua"]`)
	b.until(`document.querySelector(".empty") && document.querySelector(".notice p").innerText === "Dipulihkan: 12 pekerjaan."`)
	var names []string
	for _, w := range list {
		names = append(names, w.uraian)
	}
	s.wantWork(c, project, names...)
}

// numbered are so many pekerjaan with names of that form.
func numbered(count int, form string) []work {
	list := make([]work, count)
	for i := range list {
		list[i].uraian = fmt.Sprintf(form, i+1)
	}
	return list
}

// wantWork fails unless these are the pekerjaan of a project.
func (s *site) wantWork(c *client, project int64, want ...string) {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	var got []string
	for _, q := range view.WorkList() {
		got = append(got, q.Uraian)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		s.t.Errorf("the work list is %q, want %q", got, want)
	}
}
