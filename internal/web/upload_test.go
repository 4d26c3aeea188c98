package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
)

const uploadPath = "/dashboard/upload/"

// uploadFile sends a file by the form of the upload page.
func (c *client) uploadFile(name, content string, fields map[string]string) *answer {
	c.t.Helper()
	token := tokenField.FindStringSubmatch(c.get(uploadPath).body)
	if token == nil {
		c.t.Fatal("the upload page prints no csrf token")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(c.t, form.WriteField("csrfmiddlewaretoken", token[1]))
	for field, value := range fields {
		must(c.t, form.WriteField(field, value))
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		must(c.t, err)
		_, err = io.WriteString(part, content)
		must(c.t, err)
	}
	must(c.t, form.Close())
	return c.send(http.MethodPost, uploadPath, &body, "Content-Type", form.FormDataContentType(), "Referer", c.base+uploadPath)
}

const uploadTitles = "nama;lokasi;nama_client;sumber_dana;anggaran;tanggal_mulai;catatan\n"

func uploadRow(name, start string) string {
	return name + ";Bandung;Dinas PU;APBD;Rp 1.500.000,50;" + start + ";x\n"
}

func TestAnUploadIsShownBeforeItIsConfirmed(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	c.get(uploadPath).holds(t, `href="/dashboard/upload/sample/"`, "Nilai Anggaran (Rp)", "5 MB")
	file := uploadTitles + uploadRow("Gedung <A>", "5 Januari 2026") + uploadRow("Pasar", "besok") + ";;;;5;;\n"
	for _, fields := range []map[string]string{{"dry_run": "1"}, {}} {
		shown := c.uploadFile("proyek.csv", file, fields)
		if shown.status != http.StatusOK || len(s.names(c)) != 0 {
			t.Fatalf("%d with %v", shown.status, s.names(c))
		}
		shown.holds(t, "1 baris siap menjadi proyek, 1 baris ditolak", "Gedung &lt;A&gt;", "1.500.000,50<", "5 Januari 2026", "tidak terbaca", "tanggal_mulai", "catatan", "baris 4", "Buat 1 proyek")
	}
	content := regexp.MustCompile(`name="content" value="([^"]+)"`).FindStringSubmatch(c.uploadFile("proyek.csv", file, map[string]string{"dry_run": "1"}).body)
	if content == nil {
		t.Fatal("the preview cannot be confirmed")
	}
	confirmed := c.submit(uploadPath, uploadPath, url.Values{"content": {content[1]}, "only_valid": {"1"}, "preset": {"dpp-11-12"}})
	if confirmed.status != http.StatusFound || confirmed.location() != "/dashboard/" {
		t.Fatalf("%d to %q\n%s", confirmed.status, confirmed.location(), mainOf(confirmed.body))
	}
	c.get("/dashboard/").holds(t, "1 proyek dibuat.", "Gedung &lt;A&gt;", `href="/dashboard/export/excel/"`)
	list, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{})
	must(t, err)
	view, err := s.View(t.Context(), s.visit(c, list.Rows[0].ID))
	must(t, err)
	if view.Pricing().PPNScheme != "12x11/12" {
		t.Errorf("the preset is %s", view.Pricing().PPNScheme)
	}
}

func TestAnUploadWithoutAFaultMakesItsProjects(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	got := c.uploadFile("proyek.csv", uploadTitles+uploadRow("Gedung", "05/01/2026")+uploadRow("Pasar", "2026-01-05"), nil)
	if got.status != http.StatusFound || fmt.Sprint(s.names(c)) != "[Gedung Pasar]" {
		t.Errorf("%d with %v", got.status, s.names(c))
	}
}

func TestAFileThatCannotBeReadIsRefusedOnThePage(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	for name, test := range map[string]struct{ content, says string }{
		"no titles":  {"a;b;c\n1;2;3\n", "Tidak ada lembar dengan judul kolom proyek"},
		"no rows":    {uploadTitles, "tidak berisi proyek"},
		"an old xls": {"\xD0\xCF\x11\xE0", ".xlsx"},
		"a column":   {strings.Replace(uploadTitles, "anggaran;", "", 1), "Nilai Anggaran"},
		"all wrong":  {uploadTitles + uploadRow("ab", "x"), "Yang harus diperbaiki"},
	} {
		got := c.uploadFile("proyek.csv", test.content, nil)
		if got.status != http.StatusOK || !strings.Contains(got.body, test.says) {
			t.Errorf("%s: %d: %s", name, got.status, mainOf(got.body))
		}
	}
	if got := c.uploadFile("", "", nil); got.status != http.StatusOK || !strings.Contains(got.body, "ilih berkas") {
		t.Errorf("no file: %d", got.status)
	}
	for _, content := range []string{"", "***", "a"} {
		if got := c.submit(uploadPath, uploadPath, url.Values{"content": {content}}); got.status != http.StatusOK || !strings.Contains(got.body, "ilih berkas") {
			t.Errorf("a confirmation of %q: %d", content, got.status)
		}
	}
	if got := c.uploadFile("proyek.csv", uploadTitles+uploadRow("Gedung", "2026-01-05"), map[string]string{"preset": "x"}); got.status != http.StatusOK || !strings.Contains(got.body, "tidak dikenal") {
		t.Errorf("an unknown preset: %d", got.status)
	}
	if got := c.uploadFile("proyek.csv", strings.Repeat("a", app.UploadMegabytes<<20+1), nil); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", got.status)
	}
	if names := s.names(c); len(names) != 0 {
		t.Errorf("stored %v", names)
	}
	if got := s.browser().get(uploadPath); got.status != http.StatusFound {
		t.Errorf("nobody: %d", got.status)
	}
}

func TestAProjectIsDuplicatedWithItsContents(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	c.submit("/dashboard/", "/dashboard/", formSet(entry(0, map[string]string{"preset": "dpp-11-12"})))
	list, err := s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{})
	must(t, err)
	id := list.Rows[0].ID
	address := fmt.Sprintf("/dashboard/project/%d/duplicate/", id)
	c.get(fmt.Sprintf("/dashboard/project/%d/", id)).holds(t, address)
	c.get(address).holds(t, `value="Proyek 0 - Salinan"`)
	for name, test := range map[string]struct{ nama, mulai, says string }{
		"a taken name": {"Proyek 0", "", "sudah dipakai"}, "a short name": {"ab", "", "sedikitnya 3"}, "no name": {" ", "", "wajib diisi"}, "no such day": {"Baru", "2026-02-30", "tidak sah"},
	} {
		got := c.submit(address, address, url.Values{"nama": {test.nama}, "tanggal_mulai": {test.mulai}})
		if got.status != http.StatusOK || !strings.Contains(got.body, test.says) {
			t.Errorf("%s: %d: %s", name, got.status, mainOf(got.body))
		}
	}
	got := c.submit(address, address, url.Values{"nama": {"Proyek lain"}, "tanggal_mulai": {"2027-02-01"}})
	list, err = s.Projects(t.Context(), s.visit(c, 0), app.ProjectQuery{SortBy: "nama"})
	must(t, err)
	if got.status != http.StatusFound || len(list.Rows) != 2 || got.location() != fmt.Sprintf("/dashboard/project/%d/", list.Rows[1].ID) {
		t.Fatalf("%d to %s: %s", got.status, got.location(), mainOf(got.body))
	}
	copied := list.Rows[1]
	if copied.Nama != "Proyek lain" || copied.TanggalMulai != "2027-02-01" || copied.DurasiHari != list.Rows[0].DurasiHari {
		t.Errorf("copied %+v", copied.Header)
	}
	view, err := s.View(t.Context(), s.visit(c, copied.ID))
	must(t, err)
	if view.Pricing().PPNScheme != "12x11/12" {
		t.Errorf("the policy of the copy is %s", view.Pricing().PPNScheme)
	}
	if got := s.as(stranger).get(address); got.status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.status)
	}
}

func TestTheDownloadOfTheListKeepsItsFilters(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	c.submit("/dashboard/", "/dashboard/", formSet(entry(0, nil)))
	c.get("/dashboard/?search=proyek&page=1&sort_by=nama").holds(t, `href="/dashboard/export/excel/?search=proyek&amp;sort_by=nama"`)
	got := c.get("/dashboard/export/excel/?tahun_project=x")
	if got.status != http.StatusBadRequest || !strings.Contains(got.body, "bukan bilangan") {
		t.Errorf("a bad filter: %d", got.status)
	}
}
