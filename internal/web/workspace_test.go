package web

import (
	"net/http"
	"slices"
	"testing"
)

// Whatever is in the list can be reached: each page has a route, and names of its own.
func TestWorkspacePagesAreInOrder(t *testing.T) {
	s, err := newSite(Options{}, templateFiles, bundle(""))
	if err != nil {
		t.Fatal(err)
	}
	patterns := map[string]bool{}
	for _, route := range s.Routes() {
		if route.Method == http.MethodGet {
			patterns[route.Pattern] = true
		}
	}
	seen := map[string]bool{}
	step := 0
	for _, p := range workspacePages() {
		if !patterns[p.pattern()] {
			t.Errorf("%s has no route", p.Name)
		}
		for _, name := range []string{"name " + p.Name, "label " + p.Label, "key " + p.Key, "help " + p.Help} {
			if seen[name] {
				t.Errorf("two pages have the %s", name)
			}
			seen[name] = true
		}
		if p.Label == "" || p.Key == "" || p.Help == "" {
			t.Errorf("%s lacks a label, a key or its place in the guide", p.Name)
		}
		if p.Step != 0 && p.Step <= step {
			t.Errorf("step %d stands after step %d", p.Step, step)
		}
		step = max(step, p.Step)
	}
}

func TestStepsLeadToTheirNeighbours(t *testing.T) {
	pages := []workspacePage{
		{Name: "list-pekerjaan", Label: "List Pekerjaan", Step: 1},
		{Name: "volume-pekerjaan", Label: "Volume", Step: 2},
		{Name: "rekap-rab", Label: "Rekap RAB", Step: 6},
		{Name: "audit-trail", Label: "Audit Trail"},
	}
	label := func(l *workspaceLink) string {
		if l == nil {
			return ""
		}
		return l.Label
	}
	for name, want := range map[string][3]string{
		"list-pekerjaan":   {"", "Volume", ""},
		"volume-pekerjaan": {"List Pekerjaan", "Rekap RAB", ""},
		"rekap-rab":        {"Volume", "", ""},
		"audit-trail":      {"", "", "Audit Trail"},
	} {
		b := &projectBar{ID: 7}
		b.list(pages, name, []string{"list-pekerjaan", "rekap-rab"})
		if got := [3]string{label(b.Before), label(b.After), b.Tool}; got != want {
			t.Errorf("around %s: %q, want %q", name, got, want)
		}
		var done []string
		for _, link := range b.Steps {
			if link.Done {
				done = append(done, link.Address)
			}
		}
		if !slices.Equal(done, []string{"/detail_project/7/list-pekerjaan/", "/detail_project/7/rekap-rab/"}) {
			t.Errorf("done: %v", done)
		}
	}
}
