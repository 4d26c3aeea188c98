package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// dated makes a project that starts and ends so many days from today.
func (s *site) dated(c *client, name string, start, end int) int64 {
	s.t.Helper()
	own := header(name)
	own.TanggalMulai, own.TanggalSelesai = s.Today().AddDays(start), s.Today().AddDays(end)
	headers, err := s.CreateProjects(s.t.Context(), s.visit(c, 0), []app.NewProject{{Header: own}})
	must(s.t, err)
	return headers[0].ID
}

var (
	cardLink = regexp.MustCompile(`<a class="card-figure[^"]*" href="([^"]*)"[^>]*><span class="card-label">([^<]*)</span><b>([^<]*)</b>`)
	titles   = regexp.MustCompile(`class="title"[^>]*>([^<]*)<`)
)

// listed returns the names of the projects that a page lists.
func listed(page *answer) (names []string) {
	for _, match := range titles.FindAllStringSubmatch(page.body, -1) {
		names = append(names, html.UnescapeString(match[1]))
	}
	return names
}

// Every figure is that of the list which its card leads to.
func TestCardsLeadToTheProjectsThatTheyCount(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.dated(c, "Kelak", 40, 400)
	s.dated(c, "Jalan terus", -10, 300)
	s.dated(c, "Hampir habis", -10, 5)
	for i := range 7 {
		s.dated(c, fmt.Sprintf("Lewat %d", i), -900, -2)
	}
	archived := s.dated(c, "Arsip", -900, -2)
	c.submit("/dashboard/", fmt.Sprintf("/dashboard/project/%d/delete/", archived), nil)

	page := c.get("/dashboard/")
	found := map[string]string{}
	for _, match := range cardLink.FindAllStringSubmatch(page.body, -1) {
		found[match[2]] = match[3]
		list := c.get(html.UnescapeString(match[1]))
		if match[2] == "Total anggaran" {
			continue // leads to the projects by their budgets
		}
		if n := len(listed(list)); fmt.Sprint(n) != match[3] {
			t.Errorf("%s says %s, its list has %d", match[2], match[3], n)
		}
	}
	for label, want := range map[string]string{
		"Proyek aktif": "10", "Total anggaran": "Rp 16.500.000.000", "Berjalan": "1", "Deadline": "1", "Terlambat": "7", "Selesai": "0",
	} {
		if found[label] != want {
			t.Errorf("%s: %q, want %q", label, found[label], want)
		}
	}
	page.holds(t, "Aktif <span class=\"state-count\">10</span>", "Diarsipkan <span class=\"state-count\">1</span>")
	page.holds(t, `data-chart="bars"`, `data-chart="line"`, `data-chart="ring"`, "Tahun tersibuk", "7 dari 10 proyek (70%)")
}

func TestFiguresHoldOnlyTheMoneyThatOneMaySee(t *testing.T) {
	s := newSite(t)
	_, people := team(t, s)
	people[blind].get("/dashboard/").holds(t, "<b>tidak ditampilkan</b>", "Anda tidak diberi hak melihat anggaran")
	people[blind].get("/dashboard/").lacks(t, "1.650.000.000", "1650000000", "Rp 0")
	for query, want := range map[string]int{"search=1650000000": 0, "anggaran_min=1": 0, "search=bandung": 1, "search=2026": 1} {
		if got := listed(people[blind].get("/dashboard/?" + query)); len(got) != want {
			t.Errorf("who sees no prices finds %v by %s", got, query)
		}
	}
	people[reader].get("/dashboard/").holds(t, "Rp 1.650.000.000")
}

func TestHeadingsSortBothWays(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.dated(c, "Beta", -10, 10)
	s.dated(c, "Alfa", -10, 20)
	for query, want := range map[string]string{
		"sort_by=nama": "Alfa Beta", "sort_by=-nama": "Beta Alfa", "sort_by=tanggal_selesai": "Beta Alfa", "sort_by=-tanggal_selesai": "Alfa Beta",
	} {
		page := c.get("/dashboard/?search=a&" + query)
		if got := strings.Join(listed(page), " "); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
		page.holds(t, `aria-sort=`)
	}
	c.get("/dashboard/?search=a&sort_by=nama").holds(t, `aria-sort="ascending"><a class="sort" href="/dashboard/?search=a&amp;sort_by=-nama"`)
}

func TestFiltersTravelIntoPagesChipsAndFiles(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	for i := range 21 {
		s.dated(c, fmt.Sprintf("Lewat %02d", i), -90, -2)
	}
	s.dated(c, "Jalan", -10, 300)
	query := "is_active=&search=a&status_timeline=terlambat"
	page := c.get("/dashboard/?" + query)
	page.holds(t,
		`href="/dashboard/?is_active=&amp;page=2&amp;search=a&amp;status_timeline=terlambat"`, `href="/dashboard/?is_active=&amp;search=a"`,
		`href="/dashboard/export/excel/?`+html.EscapeString(query)+`"`, `data-matching="`+html.EscapeString(query)+`"`, "Status waktu: Terlambat", "Cari: a",
	)
	if file := c.get("/dashboard/export/csv/?" + query); strings.Count(file.body, "Lewat ") != 21 || strings.Contains(file.body, "Jalan") {
		t.Errorf("the file: %d\n%s", file.status, file.body)
	}
}

// 8: archived projects could not be reached by clicking.
func TestDefect08ArchivedProjectsAreReachedAndRestoredByClicking(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang lama")
	c.submit("/dashboard/", fmt.Sprintf("/dashboard/project/%d/delete/", project), nil)
	link := regexp.MustCompile(`href="([^"]*)"[^>]*>Diarsipkan`).FindStringSubmatch(c.get("/dashboard/").body)
	if link == nil {
		t.Fatal("nothing leads to the archive")
	}
	archive := c.get(html.UnescapeString(link[1]))
	action := regexp.MustCompile(`<form method="post" action="(/dashboard/project/\d+/restore/)"`).FindStringSubmatch(archive.body)
	if len(listed(archive)) != 1 || action == nil {
		t.Fatalf("the archive lists %v and offers %v", listed(archive), action)
	}
	c.submit("/dashboard/?is_active=false", action[1], nil)
	if got := listed(c.get("/dashboard/")); len(got) != 1 {
		t.Errorf("restored: %v", got)
	}
}

// 10: mass edit took what the form refuses, and could not empty an optional field.
func TestDefect10MassEditHasTheRulesOfTheForm(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	form := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	for name, value := range map[string]string{"nama": "", "sumber_dana": " ", "anggaran_owner": "-1", "tanggal_selesai": "2020-01-01", "kategori": "a/b", "durasi_hari": "besok"} {
		typed := c.submit(form, form, url.Values{name: {value}})
		if typed.status != http.StatusOK || !strings.Contains(typed.body, `id="`+name+`-salah"`) {
			t.Fatalf("the form takes %s = %q", name, value)
		}
		mass := c.post("/dashboard/mass-edit-bulk/", fmt.Sprintf(`{"changes":[{"id":%d,"ket_project1":"Tahap II","%s":%q}]}`, project, name, value))
		if mass.status != http.StatusBadRequest || !strings.Contains(mass.body, `"changes[0].`+name+`"`) {
			t.Errorf("mass edit takes %s = %q: %d %s", name, value, mass.status, mass.body)
		}
	}
	if stored := c.get(form); strings.Contains(stored.body, "Tahap II") {
		t.Error("a part of a refused change was stored")
	}
	for _, text := range []string{"Tahap II", ""} {
		c.post("/dashboard/mass-edit-bulk/", fmt.Sprintf(`{"changes":[{"id":%d,"ket_project1":%q}]}`, project, text))
		view, err := s.View(t.Context(), s.visit(c, project))
		must(t, err)
		if got := view.Header().KetProject1; got != text {
			t.Errorf("stored %q, want %q", got, text)
		}
	}
}

// post sends JSON as a page does.
func (c *client) post(path, body string) *answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/json", "Origin", c.base, "X-CSRFToken", c.cookie("csrftoken"))
}

// 11: a project that was finished and one that was late were both "Selesai".
func TestDefect11LateProjectsAreNotCalledFinished(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	id := s.dated(c, "Lewat", -100, -1)
	s.dated(c, "Besok habis", -100, 1)
	rows := func(page *answer) string { return page.body[strings.Index(page.body, "<tbody>"):] }
	page := c.get("/dashboard/")
	if body := rows(page); !strings.Contains(body, ">Terlambat</span>") || !strings.Contains(body, ">Deadline</span>") || strings.Contains(body, ">Selesai</span>") {
		t.Errorf("the list says %s", mainOf(page.body))
	}
	c.get(fmt.Sprintf("/dashboard/project/%d/", id)).holds(t, ">Terlambat</span>")
	if got := listed(c.get("/dashboard/?status_timeline=selesai")); len(got) != 0 {
		t.Errorf("finished are %v", got)
	}
	// Finished is what has all its work done, and late what has less done than was due.
	s.work(c, id, "100", "100")
	behind := s.dated(c, "Tertinggal", -30, 300)
	s.work(c, behind, "40", "10")
	page = c.get("/dashboard/?sort_by=-realisasi")
	for status, want := range map[string]string{"selesai": "Lewat", "terlambat": "Tertinggal", "deadline": "Besok habis", "berjalan": ""} {
		if got := strings.Join(listed(c.get("/dashboard/?status_timeline="+status)), " "); got != want {
			t.Errorf("%s finds %q, want %q", status, got, want)
		}
	}
	page.holds(t, ">Selesai</span>", "<b>10%</b>", "rencana 40%", "deviasi -30,00")
	c.get(fmt.Sprintf("/dashboard/project/%d/", behind)).holds(t, ">Terlambat</span>", "deviasi -30,00")
}

// work plans so much of one pekerjaan of a project in its first week, and does so much of it.
func (s *site) work(c *client, project int64, planned, actual string) {
	s.t.Helper()
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	entry := func(mode schedule.Mode, percent string) schedule.Entry {
		return schedule.Entry{PekerjaanID: view.WorkList()[0].ID, Week: 1, Mode: mode, Amount: &schedule.Typed{Value: decimal.MustParse(percent)}}
	}
	_, _, err = s.SaveProgress(s.t.Context(), s.visit(c, project), []schedule.Entry{entry(schedule.Planned, planned), entry(schedule.Actual, actual)})
	must(s.t, err)
}

// 12: the quick search looked at the rows of one page.
func TestDefect12SearchLooksAtEveryPage(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.dated(c, "Jarum", -10, 300)
	for i := range 25 {
		s.dated(c, fmt.Sprintf("Jerami %d", i), -10, 300)
	}
	if first := listed(c.get("/dashboard/")); len(first) != 20 {
		t.Fatalf("%d rows on the first page", len(first))
	}
	if got := strings.Join(listed(c.get("/dashboard/?search=jarum")), " "); got != "Jarum" {
		t.Errorf("found %q", got)
	}
}

// 13: the column "Nama Owner" held the client, and counts of late projects ended at five.
func TestDefect13ColumnsHoldWhatTheirHeadingsSay(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	for i := range 8 {
		s.dated(c, fmt.Sprintf("Lewat %d", i), -100, -1)
	}
	page := c.get("/dashboard/")
	page.lacks(t, "Nama Owner")
	page.holds(t, "<b>8</b>")
	column := regexp.MustCompile(`(?s)<tr data-row=.*?<td class="c-client">([^<]*)</td>`).FindStringSubmatch(page.body)
	head := regexp.MustCompile(`(?s)<thead>.*?</thead>`).FindString(page.body[strings.Index(page.body, `class="sheet projects"`):])
	if column == nil || column[1] != "Dinas PU" || !strings.Contains(head, `<th scope="col">Pemilik pekerjaan</th>`) {
		t.Errorf("the column holds %v", column)
	}
}

// 14: a refused edit looked as if nothing had happened.
func TestDefect14EditSaysWhatIsWrongAtTheField(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", s.project(c, "Gudang"))
	page := c.submit(path, path, url.Values{"nama": {"Gudang"}, "lokasi_project": {""}, "kategori": {"?"}})
	page.holds(t, `id="lokasi_project-salah"`, `id="kategori-salah"`, `aria-describedby="lokasi_project-salah"`)
	field := regexp.MustCompile(`<input[^>]*autofocus[^>]*>`).FindAllString(page.body, -1)
	if len(field) != 1 || !strings.Contains(field[0], `id="lokasi_project"`) {
		t.Errorf("the focus goes to %v", field)
	}
}

// 15: a new start wiped work without asking; now the effect is shown first.
func TestDefect15ANewStartShowsItsEffectFirst(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang") // from 2026-01-05 to 2026-12-20, 350 days
	s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	before, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	form := url.Values{"tanggal_mulai": {"2026-02-04"}, "tanggal_selesai": {"2026-12-20"}, "durasi_hari": {"350"}}
	asked := c.submit(path, path, form)
	asked.holds(t, "Tanggal mulai bergeser 30 hari", "19 Januari 2027", "20 Desember 2026", "320 hari", `name="geser" value="ikut"`, `value="2026-02-04"`)
	if h := s.stored(c, project); h.TanggalMulai != "2026-01-05" {
		t.Fatalf("stored before it was answered: %+v", h)
	}
	for _, answered := range []struct {
		way      string
		end      rab.Date
		duration int
	}{{"ikut", "2027-01-19", 350}, {"tetap", "2027-01-19", 360}} {
		form.Set("geser", answered.way)
		if got := c.submit(path, path, form); got.status != http.StatusFound {
			t.Fatalf("%s: %d\n%s", answered.way, got.status, mainOf(got.body))
		}
		if h := s.stored(c, project); h.TanggalSelesai != answered.end || h.DurasiHari != answered.duration {
			t.Errorf("%s: %s, %d days", answered.way, h.TanggalSelesai, h.DurasiHari)
		}
		form = url.Values{"tanggal_mulai": {"2026-01-25"}, "tanggal_selesai": {"2027-01-19"}, "durasi_hari": {"350"}}
	}
	after, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if was, is := before.Figures().Totals, after.Figures().Totals; was.Jumlah.String() != is.Jumlah.String() || after.Volumes.Len() != 1 {
		t.Errorf("the work changed: %s to %s", was.Jumlah, is.Jumlah)
	}
}

func (s *site) stored(c *client, project int64) *rab.Header {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	return view.Header()
}

// 16: nothing led to the page that copies a project.
func TestDefect16EveryRowLeadsToItsCopy(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	address := fmt.Sprintf("/dashboard/project/%d/duplicate/", project)
	for _, name := range []string{owner, editor, reader, blind} {
		people[name].get("/dashboard/").holds(t, `href="`+address+`"`)
		people[name].get(address).holds(t, "Tanggal selesai ikut bergeser")
	}
}

// 43: of an uploaded sheet the wrong rows were dropped in silence when others were right.
func TestDefect43EveryRefusedRowOfAnUploadIsReported(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	sheet := uploadTitles + uploadRow("Gedung A", "2026-01-05") + uploadRow("Gedung B", "besok") + uploadRow("x", "2026-01-05")
	page := c.uploadFile("proyek.csv", sheet, nil)
	page.holds(t, "1 baris siap menjadi proyek, 2 baris ditolak", "Baris 3", "Baris 4", "Belum ada yang disimpan")
	if names := s.names(c); len(names) != 0 {
		t.Errorf("stored %v", names)
	}
}
