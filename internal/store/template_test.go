package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var templateBehaviours = []func(*testing.T, *site){
	templatesAreSeenByTheirMakerUntilPublished, sharedTemplatesAreSeenByChosenPeople, templateNamesAreTakenOnce, usedTemplatesComeFirst,
}

// template stores a template of an account.
func (s *site) template(account int64, name string, public bool) *Template {
	s.t.Helper()
	s.now += 1_000_000
	m := &Template{
		ID: s.id(), AccountID: account, Name: name, Description: "Uji", Category: "ruko", Public: public, Klasifikasi: 1, Sub: 2, Pekerjaan: 3, CreatedAt: s.now,
	}
	if err := s.AddTemplate(s.ctx(), m, name, `{"a":1}`); err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *site) templates(account int64, category, part string) ([]*Template, int) {
	s.t.Helper()
	list, total, err := s.Templates(s.ctx(), account, category, part, 2)
	if err != nil {
		s.t.Fatal(err)
	}
	return list, total
}

func templatesAreSeenByTheirMakerUntilPublished(t *testing.T, s *site) {
	maker, other, name := s.owner(), s.owner(), NewUID()
	private, public := s.template(maker, name+" a", false), s.template(maker, name+" b", true)
	for account, want := range map[int64][]*Template{maker: {public, private}, other: {public}} {
		list, total := s.templates(account, "ruko", name)
		if diff := cmp.Diff(want, list); diff != "" || total != len(want) {
			t.Errorf("%d of %s", total, diff)
		}
	}
	_, _, err := s.Template(s.ctx(), other, private.ID)
	wantError(t, err, ErrNotFound)
	got, content, err := s.Template(s.ctx(), maker, private.ID)
	if diff := cmp.Diff(private, got); diff != "" || content != `{"a":1}` || err != nil {
		t.Errorf("%s, %s, %v", diff, content, err)
	}
	if list, _ := s.templates(maker, "rumah", name); len(list) != 0 {
		t.Errorf("in another category: %v", list)
	}
	if list, total := s.templates(maker, "", "\x00"); len(list) != 0 || total != 0 {
		t.Errorf("under a name that cannot be: %v", list)
	}
}

func sharedTemplatesAreSeenByChosenPeople(t *testing.T, s *site) {
	maker, chosen, other, name := s.owner(), s.owner(), s.owner(), NewUID()
	shared := s.template(maker, name, false)
	for range 2 { // the second time changes nothing
		if err := s.ShareTemplate(s.ctx(), shared.ID, chosen); err != nil {
			t.Fatal(err)
		}
	}
	shared.People = 1
	for account, want := range map[int64][]*Template{maker: {shared}, chosen: {shared}, other: nil} {
		list, total := s.templates(account, "", name)
		if diff := cmp.Diff(append([]*Template{}, want...), append([]*Template{}, list...)); diff != "" || total != len(want) {
			t.Errorf("%d of %s", total, diff)
		}
		if _, _, err := s.Template(s.ctx(), account, shared.ID); (err == nil) != (want != nil) {
			t.Errorf("read: %v", err)
		}
	}
	people, err := s.TemplatePeople(s.ctx(), shared.ID)
	if err != nil || len(people) != 1 || people[0].AccountID != chosen || people[0].Email == "" {
		t.Errorf("shared with %v, %v", people, err)
	}
	if err := s.UnshareTemplate(s.ctx(), shared.ID, chosen); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.UnshareTemplate(s.ctx(), shared.ID, chosen), ErrNotFound)
	_, _, err = s.Template(s.ctx(), chosen, shared.ID)
	wantError(t, err, ErrNotFound)
	if err := s.ShareTemplate(s.ctx(), shared.ID, chosen); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteTemplate(s.ctx(), shared.ID); err != nil { // with what was shared
		t.Error(err)
	}
}

func templateNamesAreTakenOnce(t *testing.T, s *site) {
	first := s.template(s.owner(), NewUID(), false)
	second := *first
	second.ID, second.AccountID = s.id(), s.owner()
	wantError(t, s.AddTemplate(s.ctx(), &second, first.Name, "{}"), ErrTaken)
	if err := s.DeleteTemplate(s.ctx(), first.ID); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.DeleteTemplate(s.ctx(), first.ID), ErrNotFound)
	if err := s.AddTemplate(s.ctx(), &second, first.Name, "{}"); err != nil {
		t.Error(err)
	}
}

func usedTemplatesComeFirst(t *testing.T, s *site) {
	account, name := s.owner(), NewUID()
	var made []*Template
	for i := range 3 {
		made = append(made, s.template(account, fmt.Sprint(name, i), false))
	}
	if err := s.UseTemplate(s.ctx(), made[0].ID); err != nil {
		t.Fatal(err)
	}
	list, total := s.templates(account, "", name)
	if total != 3 || len(list) != 2 || list[0].ID != made[0].ID || list[0].UsageCount != 1 || list[1].ID != made[2].ID {
		t.Errorf("%d: %+v", total, list)
	}
}
