package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
)

const templates = "/detail_project/api/templates/"

// names returns the names of the templates that an actor is shown.
func (s *site) names(actor, query string) string {
	s.t.Helper()
	var names []string
	for _, one := range s.as(actor).get(templates + query).want(200).list("templates") {
		names = append(names, one.(map[string]any)["name"].(string))
	}
	return strings.Join(names, ",")
}

func TestATemplateIsPrivateUntilItIsPublished(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	create := func(name, more string) int64 {
		return s.as(owner).post(p(f.Project, "/templates/create/"), `{"name":"`+name+`","category":"ruko"`+more+`}`).want(200).id("template_id")
	}
	private, public := create("Rumah tipe 36", ""), create("Ruko 2 lantai", `,"is_public":true`)
	if got := s.names(owner, ""); got != "Ruko 2 lantai,Rumah tipe 36" {
		t.Errorf("the owner sees %s", got)
	}
	if got := s.names(stranger, ""); got != "Ruko 2 lantai" {
		t.Errorf("a stranger sees %s", got)
	}
	if got := s.names(owner, "?q=TIPE&category=ruko"); got != "Rumah tipe 36" {
		t.Errorf("found %s", got)
	}
	if got := s.names(owner, "?category=rumah"); got != "" {
		t.Errorf("found %s", got)
	}
	s.as(stranger).get(fmt.Sprint(templates, private, "/")).want(404)
	s.as(stranger).post(fmt.Sprint(templates, private, "/delete/"), nil).want(404)
	s.as(stranger).post(fmt.Sprint(templates, public, "/delete/"), nil).want(403)
	shown := s.as(stranger).get(fmt.Sprint(templates, public, "/")).want(200)
	shown.wantText("template.content.export_version", "2.2")
	shown.wantText("template.content.template_meta.source_project", "")
	if n := shown.id("template.total_pekerjaan"); n != 5 {
		t.Errorf("it counts %d pekerjaan", n)
	}
	s.as(owner).post(p(f.Project, "/templates/create/"), `{"name":"ruko 2 LANTAI"}`).want(400)
	s.as(admin).post(fmt.Sprint(templates, public, "/delete/"), nil).want(200)
	s.as(owner).get(fmt.Sprint(templates, public, "/")).want(404)
}

func TestImportingATemplateIsToldFirstAndDoneAtOnce(t *testing.T) {
	s := newSite(t)
	f, empty := s.fill(), s.project("Kosong")
	id := s.as(owner).post(p(f.Project, "/templates/create/"), `{"name":"Serbaguna"}`).want(200).id("template_id")
	address, before := p(empty, fmt.Sprintf("/templates/%d/import/", id)), s.stored(empty)

	asked := s.as(owner).post(address, `{"dry_run":true}`).want(200)
	if n := asked.id("stats.pekerjaan"); n != 5 || s.stored(empty) != before {
		t.Errorf("a dry run tells %d pekerjaan, and the project changed: %v", n, s.stored(empty) != before)
	}
	done := s.as(owner).post(address, nil).want(200)
	if got, want := fmt.Sprint(done.at("stats")), fmt.Sprint(asked.at("stats")); got != want {
		t.Errorf("done %s, asked %s", got, want)
	}
	source, err := s.View(t.Context(), s.visit(owner, f.Project))
	must(t, err)
	copied, err := s.View(t.Context(), s.visit(owner, empty))
	must(t, err)
	if got, want := analysesOf(copied.Project), analysesOf(source.Project); got != want {
		t.Errorf("analyses\n%s\nwant\n%s", got, want)
	}
	if n := s.as(owner).get(fmt.Sprint(templates, id, "/")).want(200).id("template.usage_count"); n != 1 {
		t.Errorf("used %d times", n)
	}
	_, _, err = s.Undo(t.Context(), s.visit(owner, empty))
	must(t, err)
	if undone, err := s.View(t.Context(), s.visit(owner, empty)); err != nil || undone.Pekerjaan.Len()+undone.Headings.Len()+undone.Parameters.Len() != 0 {
		t.Errorf("undone: %v", err)
	}
}

// analysesOf is what the pekerjaan of a project consist of.
func analysesOf(p *rab.Project) string {
	var text strings.Builder
	for _, q := range p.WorkList() {
		fmt.Fprintln(&text, q.SourceType, q.Kode, q.Uraian, q.Satuan)
		for _, c := range p.ComponentsOf(q.ID) {
			fmt.Fprintln(&text, "-", c.Kategori, c.Kode, c.Uraian, c.Satuan, c.Koefisien, c.RefAHSPID != nil, c.RefPekerjaanID != nil)
		}
	}
	return text.String()
}

func TestAnExportedTemplateIsAFileThatCanBeImported(t *testing.T) {
	s := newSite(t)
	f, empty := s.fill(), s.project("Kosong")
	file := s.as(blind).get(p(f.Project, "/templates/export/?name=Berkas&category=rumah")).want(200)
	if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="template_Gedung__serbaguna____taman_`) {
		t.Errorf("it is called %s", got)
	}
	file.wantText("template_meta.name", "Berkas")
	for _, word := range []string{"harga_satuan", "quantity", "anggaran"} {
		if strings.Contains(string(file.Body), word) {
			t.Errorf("it holds %s", word)
		}
	}
	body := row{"content": json.RawMessage(file.Body)}
	if n := s.as(owner).post(p(empty, "/templates/import-file/"), body).want(200).id("stats.pekerjaan"); n != 5 {
		t.Errorf("imported %d", n)
	}
	s.as(owner).get(p(s.project("Tanpa isi"), "/templates/export/")).want(http.StatusBadRequest)
}

func TestATemplateThatCannotBeImportedChangesNothing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	template, _, err := s.CreateTemplate(t.Context(), s.visit(owner, f.Project), app.NewTemplate{Name: "Melingkar"})
	must(t, err)
	_, content, err := s.App.Template(t.Context(), s.visit(owner, 0), template.ID)
	must(t, err)
	broken := strings.ReplaceAll(string(content), `"_ref_pekerjaan_ref":3`, `"_ref_pekerjaan_ref":4`)
	before := s.stored(f.Project)
	answered := s.as(owner).post(p(f.Project, "/templates/import-file/"), `{"content":`+broken+`}`).want(400)
	if !strings.HasPrefix(answered.text("errors.0.path"), "content.detail_ahsp[") || s.stored(f.Project) != before {
		t.Errorf("%.400s", answered.Body)
	}
}
