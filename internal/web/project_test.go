package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takar/internal/app"
)

// team makes a project of the owner in which the others have their places.
func team(t *testing.T, s *site) (project int64, people map[string]*client) {
	t.Helper()
	people = map[string]*client{}
	for _, name := range []string{owner, editor, reader, blind, stranger} {
		people[name] = s.as(name)
	}
	project = s.project(people[owner], `Gedung "<script>alert(1)</script>"`)
	visit := s.visit(people[owner], project)
	must(t, s.Share(t.Context(), visit, editor, app.Editor, true))
	must(t, s.Share(t.Context(), visit, reader, app.Reader, true))
	must(t, s.Share(t.Context(), visit, blind, app.Reader, false))
	return project, people
}

func TestWhoMayOpenAndChangeAProject(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	base := fmt.Sprintf("/dashboard/project/%d/", project)
	tests := []struct {
		method, path string
		want         map[string]int // by person
	}{
		{"GET", base, map[string]int{owner: 200, editor: 200, reader: 200, blind: 200, stranger: 404}},
		{"GET", base + "edit/", map[string]int{owner: 200, editor: 200, reader: 403, blind: 403, stranger: 404}},
		{"POST", base + "edit/", map[string]int{owner: 302, editor: 302, reader: 403, blind: 403, stranger: 404}},
		{"GET", base + "delete/", map[string]int{owner: 200, editor: 403, reader: 403, blind: 403, stranger: 404}},
		{"POST", base + "delete/", map[string]int{editor: 403, reader: 403, blind: 403, stranger: 404}},
		{"POST", base + "restore/", map[string]int{owner: 302, editor: 403, reader: 403, blind: 403, stranger: 404}},
		{"GET", fmt.Sprintf("/detail_project/%d/rekap-rab/", project), map[string]int{owner: 200, editor: 200, reader: 200, blind: 200, stranger: 404}},
		{"GET", fmt.Sprintf("/detail_project/%d/", project), map[string]int{owner: 302, editor: 302, reader: 302, blind: 302, stranger: 404}},
		{"GET", "/dashboard/project/999999/", map[string]int{owner: 404}},
		{"GET", "/dashboard/project/abc/", map[string]int{owner: 404}},
	}
	for _, test := range tests {
		for name, want := range test.want {
			var got *answer
			if test.method == "GET" {
				got = people[name].get(test.path)
			} else {
				got = people[name].submit("/dashboard/", test.path, nil)
			}
			if got.status != want {
				t.Errorf("%s %s as %s: %d, want %d", test.method, test.path, name, got.status, want)
			}
			got.lacks(t, "<script>alert")
		}
	}
}

func TestPagesOfferOnlyWhatTheVisitorMayDo(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	edit, archive := fmt.Sprintf("/dashboard/project/%d/edit/", project), fmt.Sprintf("/dashboard/project/%d/delete/", project)
	for _, page := range []string{"/dashboard/", fmt.Sprintf("/dashboard/project/%d/", project)} {
		people[owner].get(page).holds(t, edit, archive, "1.650.000.000")
		people[editor].get(page).holds(t, edit)
		people[editor].get(page).lacks(t, archive)
		people[reader].get(page).lacks(t, edit, archive)
		people[blind].get(page).lacks(t, edit, archive, "1.650.000.000")
	}
}

func TestEditKeepsWhatTheFormDoesNotName(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	c := people[owner]
	got := c.submit(path, path, url.Values{"nama": {"Gedung B"}, "anggaran_owner": {"2.000"}, "next": {"/dashboard/?page=1"}})
	if got.status != http.StatusFound || got.location() != "/dashboard/?page=1" {
		t.Fatalf("%d to %q", got.status, got.location())
	}
	c.get("/dashboard/").holds(t, "Perubahan data proyek disimpan.", "Gedung B", "Kota Bandung")
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	if h := view.Header(); h.LokasiProject != "Kota Bandung" || h.AnggaranOwner.String() != "2000" || h.TanggalSelesai != "2026-12-20" {
		t.Errorf("stored %+v", h)
	}
	if got := c.submit(path, path, url.Values{"nama": {"Gedung B"}, "next": {"//jahat.example/"}}); got.location() != "/dashboard/" {
		t.Errorf("next leads to %q", got.location())
	}
	c.get("/dashboard/").holds(t, "Tidak ada yang berubah.")
}

func TestEditShowsErrorsUnderTheFieldsAndKeepsTheText(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	got := people[owner].submit(path, path, url.Values{
		"nama": {"x"}, "anggaran_owner": {"-5"}, "tanggal_mulai": {"2026-05-01"}, "tanggal_selesai": {"2026-04-01"}, "kategori": {"?"},
	})
	if got.status != http.StatusOK {
		t.Fatalf("status %d", got.status)
	}
	got.holds(t, `id="nama-salah"`, `id="anggaran_owner-salah"`, `id="tanggal_selesai-salah"`, `id="kategori-salah"`, `value="-5"`, `value="2026-04-01"`, `<details class="more" open>`)
	people[owner].get("/dashboard/").lacks(t, "2026-04-01")
}

func TestEditOfAStaleFormAsksBeforeItOverwrites(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	stale := url.Values{"nama": {"Nama saya"}, "version": {"1"}}
	if got := people[editor].submit(path, path, url.Values{"nama": {"Nama lain"}, "version": {"1"}}); got.status != http.StatusFound {
		t.Fatalf("first save: %d", got.status)
	}
	got := people[owner].submit(path, path, stale)
	if got.status != http.StatusOK {
		t.Fatalf("stale save: %d", got.status)
	}
	got.holds(t, "sudah diubah oleh", editor, `value="Nama saya"`, `name="version" value="2"`)
	stale.Set("version", "2")
	if got := people[owner].submit(path, path, stale); got.status != http.StatusFound {
		t.Errorf("the second time: %d", got.status)
	}
}

func TestEditorsWithoutPricesNeitherSeeNorChangeTheBudget(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	must(t, s.Share(t.Context(), s.visit(people[owner], project), editor, app.Editor, false))
	path := fmt.Sprintf("/dashboard/project/%d/edit/", project)
	people[editor].get(path).lacks(t, "anggaran_owner", "1.650.000.000")
	if got := people[editor].submit(path, path, url.Values{"nama": {"Gedung C"}, "anggaran_owner": {"1"}}); got.status != http.StatusFound {
		t.Fatalf("status %d\n%s", got.status, mainOf(got.body))
	}
	view, err := s.View(t.Context(), s.visit(people[owner], project))
	must(t, err)
	if got := view.Header().AnggaranOwner.String(); got != "1650000000" || view.Header().Nama != "Gedung C" {
		t.Errorf("budget %s, name %s", got, view.Header().Nama)
	}
}

func TestArchivedProjectsAreReadAndRestored(t *testing.T) {
	s := newSite(t)
	project, people := team(t, s)
	c := people[owner]
	base := fmt.Sprintf("/dashboard/project/%d/", project)
	if got := c.submit(base+"delete/", base+"delete/", nil); got.status != http.StatusFound || got.location() != "/dashboard/" {
		t.Fatalf("archive: %d to %q", got.status, got.location())
	}
	title := "Gedung &#34;&lt;script&gt;"
	got := c.get("/dashboard/")
	got.lacks(t, title)
	got.holds(t, "Proyek diarsipkan.", "Tidak ada proyek aktif.")
	c.get("/dashboard/?is_active=false").holds(t, title, base+"restore/")
	c.get(base).holds(t, "Proyek ini diarsipkan", "Pulihkan")
	c.get(fmt.Sprintf("/detail_project/%d/rekap-rab/", project)).holds(t, "Proyek ini diarsipkan")
	if got := c.submit(base, base+"edit/", url.Values{"nama": {"Lain"}}); got.status != http.StatusConflict || !strings.Contains(got.body, "diarsipkan") {
		t.Errorf("edit of an archived project: %d", got.status)
	}
	people[editor].get(base).lacks(t, base+"restore/")
	if got := c.submit(base, base+"restore/", nil); got.status != http.StatusFound {
		t.Fatalf("restore: %d", got.status)
	}
	c.get("/dashboard/").holds(t, title, "Proyek dipulihkan.")
}

func TestTheOwnerSharesAndOthersSeeWhoIsIn(t *testing.T) {
	s := newSite(t)
	project := s.project(s.as(owner), "Gudang")
	path := fmt.Sprintf("/dashboard/project/%d/members/", project)
	people := map[string]*client{}
	for _, name := range []string{owner, editor, reader, blind, stranger} {
		people[name] = s.as(name)
	}
	c := people[owner]
	for _, place := range []struct{ login, place string }{
		{editor + "@contoh.id", "editor"}, {strings.ToUpper(reader), "reader"}, {blind, "reader-tanpa-harga"},
	} {
		if got := c.submit(path, path, url.Values{"person": {place.login}, "place": {place.place}}); got.status != http.StatusFound || got.location() != path {
			t.Fatalf("%s: %d\n%s", place.login, got.status, mainOf(got.body))
		}
	}
	c.get(path).holds(t, "Hak anggota disimpan.", "4 orang", `<option value="editor" selected>`, `<option value="reader-tanpa-harga" selected>`, "Keluarkan Si pembaca")
	for _, name := range []string{editor, reader, blind} {
		page := people[name].get(path)
		page.holds(t, "Si pemilik", "Pembaca tanpa harga", "Keluar dari proyek", "Hanya pemilik proyek")
		page.lacks(t, "Bagikan proyek ini", "Keluarkan Si")
		people[name].get("/dashboard/").holds(t, "Gudang", ">Anggota</a>")
		if got := people[name].submit(path, path, url.Values{"person": {stranger}, "place": {"reader"}}); got.status != http.StatusForbidden {
			t.Errorf("%s shares: %d", name, got.status)
		}
	}
	if got := people[stranger].get(path); got.status != http.StatusNotFound {
		t.Errorf("a stranger sees the members: %d", got.status)
	}
	if got := people[stranger].submit("/dashboard/", path, url.Values{"person": {stranger}, "place": {"editor"}}); got.status != http.StatusNotFound {
		t.Errorf("a stranger shares: %d", got.status)
	}
	people[blind].get(fmt.Sprintf("/dashboard/project/%d/", project)).lacks(t, "1.650.000.000")
	if got := people[reader].get(fmt.Sprintf("/dashboard/project/%d/edit/", project)); got.status != http.StatusForbidden {
		t.Errorf("a reader edits: %d", got.status)
	}

	// Another place, and none at all.
	c.submit(path, path, url.Values{"person": {reader + "@contoh.id"}, "place": {"editor-tanpa-harga"}})
	people[reader].get(fmt.Sprintf("/dashboard/project/%d/edit/", project)).lacks(t, "anggaran_owner")
	id := func(name string) int64 { return s.visit(people[name], 0).Account.ID }
	remove := func(name string) string { return fmt.Sprintf("%s%d/remove/", path, id(name)) }
	for _, test := range []struct {
		by, whom string
		want     int
	}{{editor, blind, 403}, {stranger, blind, 404}, {owner, owner, 404}, {owner, stranger, 404}, {owner, blind, 302}, {editor, editor, 302}} {
		if got := people[test.by].submit("/dashboard/", remove(test.whom), nil); got.status != test.want {
			t.Errorf("%s removes %s: %d, want %d", test.by, test.whom, got.status, test.want)
		}
	}
	for _, name := range []string{editor, blind} {
		if got := people[name].get(path); got.status != http.StatusNotFound {
			t.Errorf("%s is still in: %d", name, got.status)
		}
	}
	people[editor].get("/dashboard/").lacks(t, "Gudang")
}

func TestSharingSaysWhatIsWrongAtTheField(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	path := fmt.Sprintf("/dashboard/project/%d/members/", s.project(c, "Gudang"))
	for login, says := range map[string]string{"": "Isi e-mail", "tidak-ada": "Tidak ada akun", owner: "Pemilik proyek tidak dapat diberi peran lain", "a b": "wrong"} {
		page := c.submit(path, path, url.Values{"person": {login}, "place": {"editor"}})
		if page.status != http.StatusOK {
			t.Errorf("%q: status %d", login, page.status)
		}
		page.holds(t, `id="person-salah"`, says, `value="`+login+`"`, `<option value="editor" selected>`)
	}
	if page := c.submit(path, path, url.Values{"person": {reader}, "place": {"raja"}}); page.status != http.StatusOK || !strings.Contains(page.body, "note-bad") {
		t.Errorf("an unknown place: %d", page.status)
	}
	c.get(path).holds(t, "1 orang")
}
