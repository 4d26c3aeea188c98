package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
)

// entry is a form of the form set that can be stored.
func entry(number int, change map[string]string) url.Values {
	values := url.Values{}
	for name, value := range map[string]string{
		"nama": fmt.Sprintf("Proyek %d", number), "lokasi_project": "Bandung", "nama_client": "Dinas PU", "sumber_dana": "APBD",
		"anggaran_owner": "Rp 1.500.000,50", "tanggal_mulai": "2026-01-05",
	} {
		values.Set(fmt.Sprintf("form-%d-%s", number, name), value)
	}
	for name, value := range change {
		values.Set(fmt.Sprintf("form-%d-%s", number, name), value)
	}
	return values
}

// formSet puts forms together.
func formSet(forms ...url.Values) url.Values {
	set := url.Values{"form-TOTAL_FORMS": {fmt.Sprint(len(forms))}, "form-INITIAL_FORMS": {"0"}}
	for _, form := range forms {
		for name, list := range form {
			set[name] = list
		}
	}
	return set
}

func (s *site) names(c *client) []string {
	s.t.Helper()
	list, err := s.Projects(s.t.Context(), s.visit(c, 0), app.ProjectQuery{SortBy: "nama"})
	must(s.t, err)
	var names []string
	for _, row := range list.Rows {
		names = append(names, row.Nama)
	}
	return names
}

func TestFormSetMakesAllProjects(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	got := c.submit("/dashboard/", "/dashboard/", formSet(
		entry(0, map[string]string{"preset": "dpp-11-12", "durasi_hari": "30", "deskripsi": "a\r\nb", "allow_bundle_soft_errors": "true"}),
		entry(1, nil),
	))
	if got.status != http.StatusFound || got.location() != "/dashboard/" {
		t.Fatalf("%d to %q\n%s", got.status, got.location(), mainOf(got.body))
	}
	c.get("/dashboard/").holds(t, "2 proyek dibuat.", "Proyek 0", "Proyek 1", "1.500.001")
	list, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{SortBy: "nama"})
	must(t, err)
	first := list.Rows[0]
	if first.AnggaranOwner.String() != "1500000.5" || first.TanggalSelesai != "2026-02-03" || first.Deskripsi != "a\nb" || !first.AllowBundleSoftErrors {
		t.Errorf("stored %+v", first.Header)
	}
	view, err := s.View(t.Context(), s.visit(c, first.ID))
	must(t, err)
	if view.Pricing().RoundingMode != decimal.Down {
		t.Errorf("pricing %+v", view.Pricing())
	}
	if second := list.Rows[1]; second.TanggalSelesai != "2026-12-31" {
		t.Errorf("end %s", second.TanggalSelesai)
	}
}

func TestFormSetIsAllOrNothing(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	got := c.submit("/dashboard/", "/dashboard/", formSet(
		entry(0, map[string]string{"nama": `Gedung "A" <b>`}),
		entry(1, map[string]string{
			"nama": "ab", "anggaran_owner": "dua juta", "tanggal_mulai": "besok", "durasi_hari": "1,5", "kategori": "a-b", "lokasi_project": " ",
		}),
	))
	if got.status != http.StatusOK {
		t.Fatalf("status %d", got.status)
	}
	if names := s.names(c); len(names) != 0 {
		t.Errorf("stored %v", names)
	}
	got.holds(t,
		`value="Gedung &#34;A&#34; &lt;b&gt;"`, `value="dua juta"`, `value="besok"`, `value="1,5"`, `value="a-b"`,
		`id="form-1-nama-salah"`, `id="form-1-anggaran_owner-salah"`, `id="form-1-tanggal_mulai-salah"`, `id="form-1-durasi_hari-salah"`,
		`id="form-1-kategori-salah"`, `id="form-1-lokasi_project-salah"`, `aria-describedby="form-1-nama-salah"`,
		"Nama proyek sedikitnya 3 huruf.", `name="form-TOTAL_FORMS" value="2"`,
	)
	got.lacks(t, `id="form-0-nama-salah"`, "<b>")
	if n := strings.Count(got.body, " autofocus"); n != 1 {
		t.Errorf("%d fields want the focus", n)
	}
}

func TestFormSetNamesWhatIsMissing(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	got := c.submit("/dashboard/", "/dashboard/", url.Values{"form-TOTAL_FORMS": {"1"}})
	for _, name := range []string{"nama", "lokasi_project", "nama_client", "sumber_dana", "anggaran_owner", "tanggal_mulai"} {
		got.holds(t, `id="form-0-`+name+`-salah"`)
	}
	for _, total := range []string{"", "0", "-1", "101", "x"} {
		if got := c.submit("/dashboard/", "/dashboard/", url.Values{"form-TOTAL_FORMS": {total}}); got.status != http.StatusBadRequest {
			t.Errorf("TOTAL_FORMS %q: %d", total, got.status)
		}
	}
	if got := c.submit("/dashboard/", "/dashboard/", formSet(entry(0, map[string]string{"preset": "lain"}))); got.status != http.StatusOK || !strings.Contains(got.body, "form-0-preset-salah") {
		t.Errorf("an unknown preset: %d", got.status)
	}
	if names := s.names(c); len(names) != 0 {
		t.Errorf("stored %v", names)
	}
}

func TestEmptyFormsOfASetAreSkipped(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	empty := url.Values{"form-1-nama": {" "}, "form-1-preset": {"baku"}, "form-1-allow_bundle_soft_errors": {"false"}}
	got := c.submit("/dashboard/", "/dashboard/", formSet(entry(0, nil), empty, entry(2, nil)))
	if got.status != http.StatusFound {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	if names := s.names(c); strings.Join(names, ",") != "Proyek 0,Proyek 2" {
		t.Errorf("stored %v", names)
	}
}

func TestMultipartFormsAreTakenToo(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	token := tokenField.FindStringSubmatch(c.get("/dashboard/").body)[1]
	var body strings.Builder
	set := formSet(entry(0, nil))
	set.Set("csrfmiddlewaretoken", token)
	for name, list := range set {
		fmt.Fprintf(&body, "--xx\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", name, list[0])
	}
	body.WriteString("--xx--\r\n")
	got := c.send(http.MethodPost, "/dashboard/", strings.NewReader(body.String()), "Content-Type", "multipart/form-data; boundary=xx")
	if got.status != http.StatusFound || len(s.names(c)) != 1 {
		t.Errorf("status %d, projects %v", got.status, s.names(c))
	}
}

func TestTooLargeFormsAreRefused(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	set := formSet(entry(0, map[string]string{"deskripsi": strings.Repeat("a", 9<<20)}))
	if got := c.submit("/dashboard/", "/dashboard/", set); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got.status)
	}
}

func TestListAnswersSearchFiltersAndPages(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	var forms []url.Values
	for i := range 25 {
		change := map[string]string{"nama": fmt.Sprintf("Jalan %02d", i), "anggaran_owner": fmt.Sprint(1000 * (i + 1))}
		if i == 7 {
			change["lokasi_project"], change["sumber_dana"], change["tanggal_mulai"] = "Garut <kota>", "Hibah & lain", "2030-01-01"
		}
		forms = append(forms, entry(i, change))
	}
	c.submit("/dashboard/", "/dashboard/", formSet(forms...))
	tests := []struct {
		query       string
		rows, total int
		says        string
	}{
		{"", 20, 25, "25 proyek, halaman 1 dari 2"},
		{"page=2", 5, 25, `aria-current="page" aria-label="Halaman 2"`},
		{"page=99", 5, 25, ""},
		{"page=x", 20, 25, ""},
		{"search=garut", 1, 1, "Garut &lt;kota&gt;"},
		{"search=" + url.QueryEscape(`"><script>`), 0, 0, "Tidak ada proyek yang cocok."},
		{"tahun_project=2030", 1, 1, "Tahun: 2030"},
		{"sumber_dana=" + url.QueryEscape("Hibah & lain"), 1, 1, "Sumber dana: Hibah &amp; lain"},
		{"anggaran_min=5.000&anggaran_max=7.000", 3, 3, ""},
		{"tanggal_mulai_from=2030-02-01&tanggal_mulai_to=2030-03-01", 1, 1, ""},
		{"anggaran_min=lima&tahun_project=x&tanggal_mulai_from=kemarin&sort_by=warna&is_active=mungkin", 20, 25, "Saringan diabaikan"},
		{"is_active=false", 0, 0, "Tidak ada proyek yang diarsipkan."},
		{"is_active=", 20, 25, ""},
		{"need_project=1", 20, 25, "Pilih dulu proyek"},
	}
	for _, test := range tests {
		got := c.get("/dashboard/?" + test.query)
		rows := strings.Count(got.body, `<a class="title"`)
		if got.status != http.StatusOK || rows != test.rows || !strings.Contains(got.body, fmt.Sprintf("%d proyek", test.total)) {
			t.Errorf("%s: status %d, %d rows, want %d of %d", test.query, got.status, rows, test.rows, test.total)
		}
		got.holds(t, test.says)
		got.lacks(t, "<script>\n", "<kota>", `"><script>`)
	}
	got := c.get("/dashboard/?sort_by=-anggaran_owner&search=jalan&is_active=&page=2")
	got.holds(t, `href="/dashboard/?is_active=&amp;page=1&amp;search=jalan&amp;sort_by=-anggaran_owner"`, `name="is_active" value=""`)
	if first := regexp.MustCompile(`class="title"[^>]*>([^<]*)<`).FindStringSubmatch(got.body); first == nil || first[1] != "Jalan 04" {
		t.Errorf("first row of the second page: %v", first)
	}
}

func TestListIsEmptyForStrangersAndSaysWhatToDo(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	s.project(c, "Rahasia")
	got := s.as(stranger).get("/dashboard/")
	got.lacks(t, "Rahasia")
	got.holds(t, "Anda belum punya proyek.", `<details class="panel create" id="baru" open>`)
}
