package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/decimal"
	"takar/internal/schedule"
)

// scheduled gives a project, from Senin 5 January to 20 December 2026, one pekerjaan with the
// plan 10 and 90 in weeks 1 and 50, and 7 percent of realisasi in week 2 if wanted.
func (s *site) scheduled(c *client, project int64, done bool) (pekerjaan int64) {
	s.t.Helper()
	pekerjaan = s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "80"})[0]
	cell := func(mode schedule.Mode, week int, percent string) schedule.Entry {
		return schedule.Entry{Path: "a", PekerjaanID: pekerjaan, Week: week, Mode: mode, Amount: &schedule.Typed{Value: decimal.MustParse(percent)}}
	}
	entries := []schedule.Entry{cell(schedule.Planned, 1, "10"), cell(schedule.Planned, 50, "90")}
	if done {
		entries = append(entries, cell(schedule.Actual, 2, "7"))
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
	return pekerjaan
}

// weeks shows the schedule of a project with its dates; realisasi in brackets.
func (s *site) weeks(c *client, project int64) string {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	all := []string{fmt.Sprintf("%s/%s:", view.Header().TanggalMulai, view.Header().TanggalSelesai)}
	for _, work := range view.WorkList() {
		for _, row := range view.ProgressOf(work.ID) {
			text := fmt.Sprintf("W%d %s", row.Week, row.Planned)
			if !row.Actual.IsZero() {
				text += fmt.Sprintf(" (%s)", row.Actual)
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

func (s *site) undo(c *client, project int64) {
	s.t.Helper()
	_, _, err := s.Undo(s.t.Context(), s.visit(c, project))
	must(s.t, err)
}

func TestDefect15TheFormAsksWhatBecomesOfTheSchedule(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	c := people[owner]
	s.scheduled(c, project, true)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	before := s.weeks(c, project)
	form := url.Values{"nama": {"Nama baru"}, "ket_project1": {"Tahap II"}, "tanggal_mulai": {"2025-12-22"}, "tanggal_selesai": {"2026-12-20"}, "geser": {"ikut"}}
	asked := c.submit(path, path, form)
	asked.holds(t, "Apa yang terjadi dengan jadwalnya?", `value="shift"`, `value="keep"`, `value="reset"`, `name="jadwal_untuk" value="2025-12-22/2026-12-06"`,
		"Rencana 1 pekerjaan bergeser 14 hari lebih awal: dari minggu 1–50 (5 Januari – 20 Desember 2026) ke minggu 1–50 (22 Desember 2025 – 6 Desember 2026).",
		"Realisasi 1 pekerjaan tetap pada tanggalnya: minggu 2 menjadi minggu 4 (12–18 Januari 2026).",
		"hilang, dari 1 pekerjaan", `value="Nama baru"`, `value="Tahap II"`, `value="2026-12-06"`)
	if got := s.weeks(c, project); got != before {
		t.Fatalf("stored before it was answered: %s", got)
	}
	form.Del("geser")
	form.Set("tanggal_selesai", "2026-12-06")
	form.Set("jadwal_untuk", "2025-12-22/2026-12-06")
	for _, test := range []struct{ choice, want, told string }{
		{"shift", "2025-12-22/2026-12-06: W1 10 W4 0 (7) W50 90", "bergeser 14 hari lebih awal"},
		{"keep", "2025-12-22/2026-12-06: W3 10 W4 0 (7)", "Perubahan data proyek disimpan."},
		{"reset", "2025-12-22/2026-12-06: W4 0 (7)", "Perubahan data proyek disimpan."},
	} {
		form.Set("schedule", test.choice)
		if got := c.submit(path, path, form); got.status != http.StatusFound {
			t.Fatalf("%s: %d\n%s", test.choice, got.status, mainOf(got.body))
		}
		c.get("/dashboard/").holds(t, test.told, "Nama baru")
		if got := s.weeks(c, project); got != test.want {
			t.Errorf("%s: %s, want %s", test.choice, got, test.want)
		}
		s.undo(c, project)
		if got := s.weeks(c, project); got != before {
			t.Fatalf("%s undone: %s", test.choice, got)
		}
	}

	// An answer counts for the dates that it was asked for.
	form.Set("tanggal_mulai", "2025-12-29")
	c.submit(path, path, form).holds(t, "bergeser 7 hari lebih awal", `name="jadwal_untuk" value="2025-12-29/2026-12-06"`)
	// What no choice allows is told at its field.
	form.Set("tanggal_mulai", "2026-02-02")
	c.submit(path, path, form).holds(t, `id="tanggal_mulai-salah"`, "tanggal mulai paling lambat 18 Januari 2026")
	form.Set("tanggal_mulai", "2025-12-22")
	form.Set("schedule", "geser")
	c.submit(path, path, form).holds(t, "tidak dikenal")
	if got := s.weeks(c, project); got != before {
		t.Errorf("stored %s", got)
	}
}

func TestTheFormAsksOnlyWhenTheScheduleIsAtStake(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	tests := []struct {
		name string
		done bool
		plan bool
		form url.Values
		asks bool
	}{
		{"an empty schedule", false, false, url.Values{"tanggal_mulai": {"2026-02-02"}}, false},
		{"a plan is never moved unasked", false, true, url.Values{"tanggal_mulai": {"2026-02-02"}}, true},
		{"a later end", true, true, url.Values{"tanggal_selesai": {"2027-01-31"}}, false},
		{"an end that cuts the plan", false, true, url.Values{"tanggal_selesai": {"2026-12-01"}}, true},
		{"other data", true, true, url.Values{"nama": {"Nama lain"}}, false},
	}
	for _, test := range tests {
		project := s.project(c, "Gudang "+test.name)
		if test.plan {
			s.scheduled(c, project, test.done)
		}
		path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
		form := url.Values{"geser": {"tetap"}}
		for name, values := range test.form {
			form[name] = values
		}
		got := c.submit(path, path, form)
		if asks := strings.Contains(got.body, "Apa yang terjadi dengan jadwalnya?"); asks != test.asks || !asks && got.status != http.StatusFound {
			t.Errorf("%s: %d, asks: %v", test.name, got.status, asks)
		}
	}
}

// The questions in between do not hide what somebody else changed since the form was opened.
func TestQuestionsAboutDatesKeepTheVersionOfTheForm(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	s.scheduled(people[owner], project, true)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	if got := people[editor].submit(path, path, url.Values{"nama": {"Nama lain"}, "version": {"1"}}); got.status != http.StatusFound {
		t.Fatalf("%d", got.status)
	}
	form := url.Values{"nama": {"Nama saya"}, "version": {"1"}, "tanggal_mulai": {"2025-12-22"}, "tanggal_selesai": {"2026-12-20"}, "durasi_hari": {"350"}}
	people[owner].submit(path, path, form).holds(t, `name="geser" value="ikut"`, `name="version" value="1"`)
	form.Set("geser", "ikut")
	people[owner].submit(path, path, form).holds(t, "sudah diubah oleh", editor, `name="version" value="2"`)
}

func TestThePageThatCopiesTakesTheScheduleAlong(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.scheduled(c, project, true)
	path := fmt.Sprintf("/dashboard/project/%d/duplicate/", project)
	c.get(path).holds(t, "jadwal rencana")
	for form, want := range map[string]string{
		"false": "2026-02-02/2027-01-17:", "true": "2026-02-02/2027-01-17: W1 10 W50 90",
	} {
		got := c.submit(path, path, url.Values{"nama": {"Salinan " + form + "."}, "tanggal_mulai": {"2026-02-02"}, "salin_jadwal": {"false", form}})
		var copied int64
		if _, err := fmt.Sscanf(got.location(), "/dashboard/project/%d/", &copied); err != nil {
			t.Fatalf("%d to %q", got.status, got.location())
		}
		if weeks := s.weeks(c, copied); weeks != want {
			t.Errorf("%s, want %s", weeks, want)
		}
	}
}

// The form without any script of ours at work, then the table of the dashboard, whose dialog
// asks the same.
func TestNewDatesAskForTheScheduleFirst(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.scheduled(c, project, true)
	before := s.weeks(c, project)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	for i, test := range []struct{ choice, want string }{
		{"shift", "2025-12-22/2026-12-06: W1 10 W4 0 (7) W50 90"},
		{"keep", "2025-12-22/2026-12-06: W3 10 W4 0 (7)"},
		{"reset", "2025-12-22/2026-12-06: W4 0 (7)"},
	} {
		b.open(path)
		b.do(chromedp.SetValue("#tanggal_mulai", "2025-12-22"), chromedp.SetValue("#ket_project1", "Tahap II"))
		b.tap("main form [type=submit]")
		b.until(`document.querySelector("[name=geser]")?.type === "radio"`)
		b.tap("main form [type=submit]")
		b.until(`document.querySelectorAll("[name=schedule]").length === 3 && document.querySelector("#tanggal_selesai").value === "2026-12-06"`)
		if typed := ask[string](b, `document.querySelector("#ket_project1").value`); typed != "Tahap II" || s.weeks(c, project) != before {
			t.Fatalf("%q was typed; %s is stored", typed, s.weeks(c, project))
		}
		if i == 0 {
			b.inspect("dates-form")
		}
		b.tap(`[name=schedule][value="` + test.choice + `"]`)
		b.tap("main form [type=submit]")
		b.until(`location.pathname === "/dashboard/"`)
		if got := s.weeks(c, project); got != test.want {
			t.Errorf("%s: %s, want %s", test.choice, got, test.want)
		}
		s.undo(c, project)
	}

	b.listReady()
	b.tap("[data-pick-all]")
	b.tap("[data-edit-table]")
	g := &grid{b}
	b.until(`document.querySelector(".table-dialog .slick-row")`)
	g.click(0, mulaiColumn)
	g.paste("22/12/2025")
	g.wantCell(0, mulaiColumn, "22/12/2025")
	b.expected = append(b.expected, "409")
	b.tap(".table-dialog [data-save]")
	b.until(`document.querySelectorAll(".schedule-choice [type=radio]").length === 3`)
	if told := b.text(".schedule-choice"); !strings.Contains(told, "Gudang") || !strings.Contains(told, "Rencana 1 pekerjaan bergeser 14 hari lebih awal") {
		t.Errorf("asked %q", told)
	}
	b.inspect("dates-dialog")
	b.tap(".schedule-choice .btn-outline-secondary")
	b.until(`document.querySelector(".table-dialog [data-said]").innerText.includes("Belum ada yang disimpan")`)
	if got := s.weeks(c, project); got != before {
		t.Fatalf("stored %s", got)
	}
	b.tap(".table-dialog [data-save]")
	b.until(`document.querySelector(".schedule-choice")`)
	b.tap(`.schedule-choice [value="keep"]`)
	b.tap(".schedule-choice .btn-primary")
	b.said("1 proyek diubah.")
	if got, want := s.weeks(c, project), "2025-12-22/2026-12-20: W3 10 W4 0 (7) W52 90"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.tap(".notices .btn")
	b.said("Perubahan 1 proyek diurungkan.")
	if got := s.weeks(c, project); got != before {
		t.Errorf("turned back to %s", got)
	}
}

// Weeks end on another day from the page of the schedule, after both ways were shown.
func TestTheEndOfWeeksChangesOnTheSchedule(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	s.scheduled(c, project, true)
	before := s.weeks(c, project)
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	g := b.openSchedule(project, "")
	g.wantCell(2, firstWeek, "10")
	b.tap(".jadwal-menu summary")
	b.tap("[data-do=weekend]")
	b.until(`document.querySelector(".schedule-choice [data-result]").innerText.includes("sudah berakhir pada hari ini") && document.querySelector(".schedule-choice [data-apply]").disabled`)
	b.do(chromedp.SetValue("#weekend-day", "4"))
	ask[bool](b, `document.querySelector("#weekend-day").dispatchEvent(new Event("input", { bubbles: true }))`)
	b.until(`document.querySelectorAll(".schedule-choice [name=progress]").length === 2 && !document.querySelector(".schedule-choice [data-apply]").disabled`)
	if told := b.text(".schedule-choice"); !strings.Contains(told, "Rencana 1 pekerjaan dibagi ulang menurut hari: dari minggu 1–50") {
		t.Errorf("told %q", told)
	}
	b.inspect("dates-weekend")
	b.tap(`.schedule-choice [value="redistribute"]`)
	b.until(`!document.querySelector(".schedule-choice [data-apply]").disabled`)
	b.tap(".schedule-choice [data-apply]")
	b.said("Hari akhir minggu diubah.")
	g.wantCell(2, firstWeek, "7,14")
	g.wantCell(2, firstWeek+1, "2,86")
	if got, want := s.weeks(c, project), "2026-01-05/2026-12-20: W1 7.14 W2 2.86 (5) W3 0 (2) W50 64.29 W51 25.71"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.tap(".notices .btn")
	g.wantCell(2, firstWeek, "10")
	if got := s.weeks(c, project); got != before {
		t.Errorf("turned back to %s", got)
	}
}
