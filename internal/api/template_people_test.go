package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

const templatePeople = "/detail_project/api/templates/{template}/people/"

func init() {
	samples["GET "+templatePeople] = sample{status: 200, path: (*stage).ownedTemplate, allowed: []string{owner}, refused: 404}
	samples["POST "+templatePeople] = sample{
		status: 200, path: (*stage).ownedTemplate, body: fixed(`{"login":"tamu"}`), allowed: []string{owner}, refused: 404,
	}
	samples["DELETE "+templatePeople+"{account}/"] = sample{status: 200, path: (*stage).sharedTemplate, allowed: []string{owner}, refused: 404}
	forms["POST "+templatePeople] = form{
		path: func(w *workshop, pattern string) string { return w.ownedTemplate(pattern) },
		body: body(row{"login": guest}),
		fields: map[string]kind{
			"login": values(notText, []string{`""`, `null`, `"bukan-siapa-siapa"`, `"a\u0000b"`, `"` + owner + `"`}),
		},
	}
	forms["DELETE "+templatePeople+"{account}/"] = form{bodyless: true, path: func(w *workshop, pattern string) string { return w.sharedTemplate(pattern) }}
}

// sharedTemplate is the address of a place of the guest in a template of the owner.
func (s *stage) sharedTemplate(pattern string) string {
	path := s.ownedTemplate(pattern)
	id, err := strconv.ParseInt(strings.Split(path, "/")[4], 10, 64)
	must(s.t, err)
	must(s.t, s.ShareTemplate(s.t.Context(), s.visit(owner, 0), id, guest))
	return s.path(path)
}

func TestATemplateIsSharedWithChosenPeople(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	id := s.as(owner).post(p(f.Project, "/templates/create/"), `{"name":"Rumah tipe 36"}`).want(200).id("template_id")
	one := fmt.Sprint(templates, id, "/")
	s.as(owner).get(one).want(200).wantText("template.visibility", "private")

	s.as(owner).post(one+"people/", `{"login":"`+stranger+`"}`).want(200).wantText("people.0.username", stranger)
	if got := s.names(stranger, ""); got != "Rumah tipe 36" {
		t.Errorf("they see %q", got)
	}
	if got := s.names(reader, ""); got != "" {
		t.Errorf("others see %q", got)
	}
	seen := s.as(stranger).get(one).want(200)
	seen.wantText("template.visibility", "shared")
	seen.wantText("template.is_own", "false")
	s.as(stranger).get(one + "people/").want(403) // with whom else is the maker's to know
	s.as(stranger).post(one+"people/", `{"login":"`+reader+`"}`).want(403)
	s.as(stranger).post(one+"delete/", nil).want(403)
	s.as(admin).post(one+"delete/", nil).want(404)

	theirs := s.as(stranger).post("/detail_project/api/projects/", newProject()).want(201).id("id")
	if n := s.as(stranger).post(p(theirs, fmt.Sprintf("/templates/%d/import/", id)), nil).want(200).id("stats.pekerjaan"); n != 5 {
		t.Errorf("they imported %d pekerjaan", n)
	}

	s.as(stranger).write("DELETE", one+"people/"+f.text(s.accounts[owner])+"/", nil).want(403)
	s.as(stranger).write("DELETE", one+"people/"+f.text(s.accounts[stranger])+"/", nil).want(200)
	s.as(stranger).get(one).want(404)
	s.as(owner).post(one+"people/", `{"login":"`+stranger+`"}`).want(200)
	if n := len(s.as(owner).write("DELETE", one+"people/"+f.text(s.accounts[stranger])+"/", nil).want(200).list("people")); n != 0 {
		t.Errorf("%d people are left", n)
	}
	s.as(stranger).get(one).want(404)
	s.as(owner).write("DELETE", one+"people/"+f.text(s.accounts[stranger])+"/", nil).want(404)
	s.as(owner).post(one+"delete/", nil).want(200)
}
