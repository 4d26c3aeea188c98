package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/schedule"
)

// Columns of the table of projects, as Sederhana shows them.
const (
	namaColumn     = 1
	danaColumn     = 4
	anggaranColumn = 5
	mulaiColumn    = 6
)

// said waits until the last message holds a text.
func (b *tab) said(text string) {
	b.t.Helper()
	b.until(`document.querySelector(".notices")?.innerText.includes(` + quoted(text) + `)`)
}

// listReady waits until the script of the list is there: then the list needs no button.
func (b *tab) listReady() {
	b.t.Helper()
	b.until(`document.querySelector("[data-filter-form] button[type=submit][hidden]")`)
}

// wantProjects waits until the list shows exactly these projects, in this order.
func (b *tab) wantProjects(names ...string) {
	b.t.Helper()
	b.until(`[...document.querySelectorAll(".projects .title")].map((link) => link.innerText).join("|") === ` + quoted(strings.Join(names, "|")))
}

// 9: what was pasted from a spreadsheet landed in other columns than those in sight. Several
// projects are pasted from a focused cell, refused whole with their reasons, mended and made;
// then changed in one table, and changed back with one click.
func TestDefect09ProjectsArePastedByTheColumnsInSight(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.project(c, "Lama")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.listReady()
	b.tap("[data-create-table]")
	g := &grid{b}
	b.until(`document.querySelector(".table-dialog .slick-row") && document.activeElement?.closest(".table-dialog .grid")`)
	g.press("P", "a", "s", "a", "r", kb.Tab)
	g.wantCell(0, namaColumn, "Pasar")
	g.click(0, danaColumn)
	g.paste("APBN\tRp 1.500.000,50\t5 Januari 2026\r\nDana Desa\t900.000\tbesok\r\n")
	b.until(`document.querySelector(".question")?.innerText.includes("1 sel ditolak")`)
	b.tap(".question .btn-primary")
	g.wantCell(0, anggaranColumn, "1.500.000,5")
	g.wantCell(0, mulaiColumn, "05/01/2026")
	g.wantCell(1, danaColumn, "Dana Desa")
	g.wantCell(0, namaColumn, "Pasar")
	g.with(control, "z")
	g.wantCell(1, danaColumn, "")
	g.with(control, "y")
	g.wantCell(1, danaColumn, "Dana Desa")

	// A block that is longer than the table makes room for itself, and is one step to undo.
	g.click(1, danaColumn)
	g.paste(strings.Repeat("APBD\r\n", 40))
	g.until(`document.querySelector(".table-dialog .grid-status").innerText.startsWith("40 sel · 40 terisi")`)
	g.with(control, "z")
	g.wantCell(1, danaColumn, "Dana Desa")

	// Refused as a whole: every empty cell that the form requires is named where it is.
	b.tap(".table-dialog [data-save]")
	b.until(`document.querySelector(".table-dialog [data-said]").innerText.includes("tidak ada yang disimpan")`)
	b.expected = append(b.expected, "400")
	b.until(`document.querySelectorAll(".table-dialog .has-problem, .table-dialog [aria-invalid=true]").length > 0 || ` + cell(1, namaColumn) + `?.title !== ""`)
	if names := s.names(c); len(names) != 1 {
		t.Fatalf("stored %v", names)
	}
	b.inspect("dashboard-table")

	// What was typed survives a closed tab.
	b.open("/dashboard/")
	b.listReady()
	b.tap("[data-create-table]")
	g.wantCell(1, danaColumn, "Dana Desa")
	g.click(0, 2)
	g.paste("Bandung\tDinas PU")
	g.click(1, namaColumn)
	g.paste("Balai desa\tGarut\tDesa Sukamaju")
	g.click(1, mulaiColumn)
	g.press("1", "/", "2", "/", "2", "0", "2", "6", kb.Enter)
	g.wantCell(1, mulaiColumn, "01/02/2026")
	b.do(chromedp.SetValue(".table-dialog [data-preset] select", "tanpa-ppn"))
	b.tap(".table-dialog [data-save]")
	b.said("2 proyek dibuat.")
	if got := strings.Join(s.names(c), ","); got != "Balai desa,Lama,Pasar" {
		t.Errorf("stored %s", got)
	}
	b.until(`!document.querySelector(".table-dialog")`)
	made, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{Search: "pasar"})
	must(t, err)
	view, err := s.View(t.Context(), s.visit(c, made.Rows[0].ID))
	must(t, err)
	if scheme := view.Pricing().PPNScheme; scheme != "none" {
		t.Errorf("the pricing policy is %s", scheme)
	}

	// All three in one table: an empty cell clears, a required one cannot be emptied.
	b.tap("[data-pick-all]")
	b.tap("[data-edit-table]")
	b.until(`document.querySelector(".table-dialog .slick-row")`)
	b.tap(`[data-columns="full"]`)
	b.until(`document.querySelector(".table-dialog .slick-header-column.l18, .table-dialog .slick-header-columns-right")`)
	g.click(0, namaColumn)
	g.press(kb.Delete)
	b.until(`document.querySelector(".question")?.innerText.includes("wajib diisi")`)
	b.tap(".question .btn-outline-secondary")
	g.click(0, 2)
	g.paste("Kota A\r\nKota B\r\nKota C")
	g.wantCell(2, 2, "Kota C")
	b.tap(".table-dialog [data-save]")
	b.said("3 proyek diubah.")
	places := func() string {
		list, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{SortBy: "nama"})
		must(t, err)
		var places []string
		for _, row := range list.Rows {
			places = append(places, row.LokasiProject)
		}
		slices.Sort(places)
		return strings.Join(places, ",")
	}
	if got := places(); got != "Kota A,Kota B,Kota C" {
		t.Errorf("stored %s", got)
	}
	b.tap(".notices .btn")
	b.said("Perubahan 3 proyek diurungkan.")
	if got := places(); got != "Bandung,Garut,Kota Bandung" {
		t.Errorf("turned back to %s", got)
	}
}

// The list follows what is typed, over all pages; archived projects come back with one click.
func TestTheListFollowsFiltersAndRestores(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.work(c, s.dated(c, "Jarum", -100, -5), "80", "62.5")
	s.work(c, s.dated(c, "Benang", -10, 300), "40", "100")
	for i := range 22 {
		s.dated(c, fmt.Sprintf("Jerami %02d", i), -10, 300)
	}
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.listReady()
	b.do(chromedp.SendKeys("#search", "jarum"))
	b.wantProjects("Jarum")
	b.until(`location.search === "?search=jarum" && document.querySelector(".chips")?.innerText.includes("Cari: jarum")`)
	b.tap(".chips a")
	b.until(`document.querySelectorAll(".projects .title").length === 20 && document.querySelector("#search").value === ""`)
	b.tap(`.pager a[data-key="page-2"]`)
	b.until(`location.search === "?page=2" && document.querySelectorAll(".projects .title").length === 4`)
	b.tap(`[data-cards] .card-bad`)
	b.wantProjects("Jarum")
	b.until(`document.querySelector("#status_timeline").value === "terlambat" && document.querySelector(".card-bad[aria-current]")`)
	b.until(`document.querySelector(".c-progress").innerText.includes("62,5%") && document.querySelector(".c-progress").innerText.includes("deviasi -17,50")`)
	b.do(chromedp.Evaluate[chromedp.Void](`void setTimeout(() => history.back())`))
	b.until(`document.querySelectorAll(".projects .title").length === 4 && document.querySelector("#status_timeline").value === ""`)

	// Archived from the menu of its row, taken back from the message, archived again.
	b.open("/dashboard/?search=jarum")
	b.listReady()
	b.tap(".projects [data-row-menu] summary")
	b.inspect("dashboard-menu")
	b.tap(".projects [data-archive]")
	b.said("Proyek Jarum diarsipkan.")
	b.until(`!document.querySelector(".projects") && document.querySelector(".empty").innerText.includes("arsip")`)
	b.tap(".notices .btn")
	b.wantProjects("Jarum")
	b.tap("[data-pick]")
	b.until(`document.querySelector("[data-bulk]:not([hidden]) [data-picked]").innerText === "1"`)
	b.tap("[data-archive-picked]")
	b.until(`document.querySelector("[data-bulk][hidden]")`)
	b.tap(`.states a[data-key="state-Diarsipkan"]`)
	b.wantProjects("Jarum")
	b.tap("[data-restore] button")
	b.said("Proyek Jarum dipulihkan.")
	b.until(`document.querySelector(".empty")`)

	// Chosen are those of all pages, where that is asked for.
	b.open("/dashboard/")
	b.listReady()
	b.tap("[data-pick-all]")
	b.until(`document.querySelector("[data-bulk] [data-picked]").innerText === "20"`)
	b.tap("[data-pick-matching]")
	b.until(`document.querySelector("[data-bulk] [data-picked]").innerText === "24" && document.querySelector("[data-pick-matching][hidden]")`)
	b.tap("[data-pick-none]")
	b.until(`document.querySelector("[data-bulk][hidden]")`)

	// The charts come when they are asked for, and their tables stay.
	b.tap("[data-analysis] summary")
	b.until(`document.querySelectorAll("[data-canvas] canvas").length === 4`)
	if got := b.text(`[data-chart="ring"]:last-child table`); got == "(nothing)" {
		t.Error("the charts have no tables")
	}
	b.inspect("dashboard-charts")
}

// A project is shared with a reader, who sees it and cannot change it, and leaves again.
func TestAReaderSeesASharedProjectAndLeaves(t *testing.T) {
	s := newSite(t)
	project := s.project(s.as(owner), "Gudang")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.listReady()
	b.tap(".projects [data-row-menu] summary")
	b.tap(`.projects a[href$="/members/"]`)
	b.until(`document.querySelector("form.share")`)
	b.settled()
	b.do(chromedp.SendKeys("#person", "siapa@contoh.id\r"))
	b.until(`document.querySelector("#person-salah") && document.activeElement.id === "person"`)
	b.settled()
	b.do(chromedp.SetValue("#person", blind), chromedp.SetValue("#place", "reader-tanpa-harga"), chromedp.Click("form.share [type=submit]"))
	b.until(`document.querySelector(".note-good") && document.querySelectorAll(".members tbody tr").length === 2`)
	b.settled()
	b.inspect("members")
	b.open("/accounts/logout/")
	b.tap("main form button")
	b.until(`location.pathname === "/accounts/login/"`)
	b.logIn(blind)
	b.wantProjects("Gudang")
	b.listReady()
	b.tap(".projects [data-row-menu] summary")
	if menu := b.text(".projects .menu"); strings.Contains(menu, "Ubah data") || strings.Contains(menu, "Arsipkan") || !strings.Contains(menu, "Anggota") {
		t.Errorf("the reader is offered %q", menu)
	}
	b.tap("[data-pick]")
	b.until(`document.querySelector("[data-bulk]:not([hidden])") && document.querySelector("[data-edit-table][hidden]") && document.querySelector("[data-archive-picked][hidden]")`)
	b.open(fmt.Sprintf("/dashboard/project/%d/members/", project))
	b.tap("form[data-confirm] button")
	b.until(`document.querySelector(".question")?.innerText.includes("Keluar dari proyek ini?")`)
	b.tap(".question .btn-danger")
	b.until(`location.pathname === "/dashboard/" && document.querySelector(".note-good")`)
	if got := b.text(".projects"); got != "(nothing)" {
		t.Errorf("they still see %s", got)
	}
}

// Copies are made with their progress in sight, and the rest can be stopped; a backup is told before it becomes a project.
func TestCopiesShowTheirProgress(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	s.project(c, "Pasar")
	large := make([]work, 2000) // copying it takes long enough to be watched
	for i := range large {
		large[i] = work{uraian: fmt.Sprint("Galian ", i)}
	}
	s.fill(c, s.project(c, "Stadion"), large...)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.listReady()
	b.tap("[data-pick-all]")
	b.tap("[data-copy]")
	b.until(`document.querySelector("dialog #copy-count")`)
	b.do(chromedp.SetValue("#copy-count", "30"), chromedp.SetValue("#copy-start", "2027-01-04"))
	b.tap("dialog form [type=submit]")
	b.until(`(({ value, max }) => value > 0 && value < max)(document.querySelector("dialog [data-progress]"))`)
	b.tap("dialog [data-cancel]")
	b.until(`document.querySelector("dialog [data-state]").innerText.startsWith("Dihentikan")`)
	made := ask[int](b, `document.querySelectorAll("dialog [data-results] a").length`)
	b.inspect("dashboard-copies")
	b.tap("dialog [data-running] [data-close]")
	b.until(`Number(document.querySelector("[data-list]").dataset.total) === ` + fmt.Sprint(3+made))
	list, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{Search: "stadion - copy 1", SortBy: "nama"})
	must(t, err)
	if made < 1 || made > 89 || list.Total == 0 || list.Rows[0].TanggalMulai != "2027-01-04" || list.Rows[0].DurasiHari != 350 {
		t.Fatalf("copied %d: %+v", made, list.Rows)
	}

	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	_, _, err = s.SaveProgress(t.Context(), s.visit(c, project), []schedule.Entry{{
		PekerjaanID: view.WorkList()[0].ID, Week: 1, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(40)},
	}})
	must(t, err)
	view, err = s.View(t.Context(), s.visit(c, project))
	must(t, err)
	backup, err := view.Backup()
	must(t, err)
	good, bad := filepath.Join(t.TempDir(), "cadangan.json"), filepath.Join(t.TempDir(), "lain.json")
	must(t, os.WriteFile(good, backup, 0o600))
	must(t, os.WriteFile(bad, []byte(`{"a":1}`), 0o600))
	b.expected = append(b.expected, "400")
	b.tap("[data-import]")
	b.do(chromedp.SetUploadFiles("dialog #import-file", []string{bad}))
	b.until(`document.querySelector("dialog [data-report] .wrong") && document.querySelector("dialog [type=submit]").disabled`)
	b.do(chromedp.SetUploadFiles("dialog #import-file", []string{good}))
	b.until(`document.querySelector("dialog [data-report]").innerText.includes("1 pekerjaan") && !document.querySelector("dialog [type=submit]").disabled`)
	b.tap("dialog #import-progress")
	b.until(`document.querySelector("dialog [data-report]").innerText.includes("baris jadwal tidak diambil")`)
	b.tap("dialog #import-progress")
	b.until(`document.querySelector("dialog [data-report]").innerText.includes("1 minggu jadwal") && !document.querySelector("dialog [type=submit]").disabled`)
	b.inspect("dashboard-import")
	b.tap("dialog [type=submit]")
	b.said("dibuat dari cadangan.")
	b.until(`[...document.querySelectorAll(".projects .title")].some((link) => link.innerText === "Gudang (Import)")`)
}
