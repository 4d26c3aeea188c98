package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
)

func documentPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/dokumen/", project)
}

var downloadLink = regexp.MustCompile(`<a [^>]*href="([^"]+)"[^>]* download`)

// downloads returns the addresses of all files that a page offers.
func downloads(body string) (addresses []string) {
	for _, found := range downloadLink.FindAllStringSubmatch(body, -1) {
		addresses = append(addresses, found[1])
	}
	return addresses
}

// Every file is a plain link, and what is offered can be had, by everybody who sees it.
func TestDocumentsAreLinksThatWorkWithoutAScript(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.fillComplete(c)
	for _, name := range []string{editor, reader} {
		must(t, s.Share(t.Context(), s.visit(c, project), name, map[string]app.Role{editor: app.Editor, reader: app.Reader}[name], true))
	}
	must(t, s.Share(t.Context(), s.visit(c, project), blind, app.Reader, false))
	offered := map[string][]string{}
	for _, name := range []string{owner, editor, reader, blind} {
		c := s.as(name)
		page := c.get(documentPath(project))
		page.holds(t, "<h1>Dokumen</h1>", `id="daftar-hsp"`)
		offered[name] = downloads(page.body)
		for _, address := range offered[name] {
			got := c.get(address)
			if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || got.body == "" {
				t.Errorf("%s: %s answers %d, %q", name, address, got.status, got.header.Get("Content-Disposition"))
			}
		}
	}
	if got := strings.Join(offered[owner], " "); got != strings.Join(offered[reader], " ") || !strings.Contains(got, "full-backup/json/") {
		t.Errorf("the owner is offered %s, a reader %q", got, offered[reader])
	}
	unseen := s.as(blind).get(documentPath(project))
	unseen.holds(t, "tidak berhak melihat harga", "Dokumen berisi harga tidak tersedia")
	unseen.lacks(t, "/export/daftar-hsp/")
	if got := s.as(stranger).get(documentPath(project)); got.status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.status)
	}
	if got := s.browser().get(documentPath(project)); got.status != http.StatusFound {
		t.Errorf("a guest: %d", got.status)
	}
}

func TestDocumentsOfAnEmptyProjectLeadToTheWorkList(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	page := c.get(documentPath(s.project(c, "Kosong")))
	page.holds(t, "Belum ada pekerjaan di proyek ini", "Susun daftar pekerjaan")
	page.lacks(t, `class="docs"`)
}
