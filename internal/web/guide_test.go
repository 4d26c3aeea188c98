package web

import (
	"slices"
	"testing"
)

// Pages, the list of the workspace and the guide go together: a new page needs its part of
// the guide.
func TestEveryHelpButtonLeadsIntoTheGuide(t *testing.T) {
	guide, err := loadGuide()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range workspacePages() {
		if !guide.Leads(page.Help) {
			t.Errorf("%s: the guide has no %q", page.Name, page.Help)
		}
	}
	for name, reference := range helpOn {
		if !slices.Contains(pageNames, name) {
			t.Errorf("%s is no template", name)
		}
		if reference != "" && !guide.Leads(reference) {
			t.Errorf("%s: the guide has no %q", name, reference)
		}
	}
}

func TestGuideAddresses(t *testing.T) {
	for reference, want := range map[string]string{
		"": "/panduan/", "volume-pekerjaan": "/panduan/volume-pekerjaan/", "mulai#masuk": "/panduan/mulai/#masuk",
	} {
		if got := guideAddress(reference); got != want {
			t.Errorf("%q is at %q, want %q", reference, got, want)
		}
	}
}
