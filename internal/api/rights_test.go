package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// reads lists every route of the interface that reads one project, event streams apart.
func (s *site) reads() []serve.Route {
	var list []serve.Route
	for _, route := range s.routes {
		project := strings.HasPrefix(route.Pattern, api.P) || strings.HasPrefix(route.Pattern, api.V2)
		if project && route.Method == http.MethodGet && route.Kind == serve.JSON {
			list = append(list, route)
		}
	}
	return list
}

func TestReadsAreForMembersOnly(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	if len(s.reads()) < 20 {
		t.Fatalf("%d reads", len(s.reads()))
	}
	for _, route := range s.reads() {
		address := f.address(route.Pattern)
		for who, status := range map[string]int{owner: 200, editor: 200, reader: 200, blind: 200, stranger: 404, admin: 404} {
			if allowed := samples["GET "+route.Pattern].allowed; status == http.StatusOK && allowed != nil && !slices.Contains(allowed, who) {
				status = http.StatusForbidden
			}
			answer := s.as(who).get(address)
			if answer.Status != status {
				t.Errorf("%s as %s = %d, want %d", address, who, answer.Status, status)
			}
			if status == http.StatusNotFound && answer.Header.Get("X-Takar-Project") != "" {
				t.Errorf("%s tells %s the revision", address, who)
			}
		}
		if to := s.as("").get(address).want(http.StatusFound).Header.Get("Location"); !strings.HasPrefix(to, serve.LoginPath+"?next=") {
			t.Errorf("%s leads to %s", address, to)
		}
		s.as("").get(address, "Accept", "application/json").want(http.StatusUnauthorized).wantText("code", "AUTH_REQUIRED")
	}
}

func TestUnknownRowsAreNotFound(t *testing.T) {
	s := newSite(t)
	f, other := s.fill(), s.fill()
	strange := *f
	strange.Custom, strange.Bundled, strange.Bundle, strange.Parameter, strange.Conversion = other.Custom, other.Bundled, other.Bundle, other.Parameter, other.Conversion
	strange.Saved, strange.Issued = other.Saved, other.Issued
	for _, route := range s.reads() {
		if !strings.Contains(strings.NewReplacer("{project}", "", "{document}", "", "{format}", "").Replace(route.Pattern), "{") {
			continue // documents have no ids: TestUnknownDocumentsAreNotFound
		}
		if !strings.Contains(route.Pattern, "{tahapan}") { // phases of days, weeks and months have the same ids in all projects
			foreign := s.as(owner).get(strange.address(route.Pattern))
			foreign.want(http.StatusNotFound).wantText("code", "NOT_FOUND")
		}
		for _, id := range []string{"0", "999999999", "abc", "-1", "1.5", "99999999999999999999", "%00"} {
			address := regexp.MustCompile(`\{(pekerjaan|parameter|bundle|item|revision|tahapan|issued)\}`).ReplaceAllString(route.Pattern, id)
			s.as(owner).get(f.address(address)).want(http.StatusNotFound)
		}
	}
}

// money collects every amount of a project as it may be written, apart from those so short
// that they stand everywhere.
func money(view *rab.Project) map[string]string {
	texts := map[string]string{}
	add := func(what string, d decimal.Decimal) {
		if d.Less(decimal.FromInt(10_000)) {
			return
		}
		texts[d.String()], texts[d.Fixed(2)], texts[d.Fixed(0)], texts[d.Indonesian(0, 2)], texts[d.Indonesian(0, 0)] = what, what, what, what, what
	}
	for _, item := range view.PriceItems.All() {
		add("price of "+item.Kode, item.Harga.OrZero())
	}
	for _, c := range view.Conversions.All() {
		add("market price", c.MarketPrice)
	}
	add("budget", view.Header().AnggaranOwner)
	figures := view.Figures()
	for _, l := range figures.Lines {
		for _, d := range []decimal.Decimal{l.A, l.B, l.C, l.Lain, l.D, l.E, l.F, l.G, l.Total, l.Pekerjaan.BudgetedCost} {
			add("figure of "+l.Pekerjaan.Kode, d)
		}
	}
	for _, sum := range figures.Tree {
		add("subtotal of "+sum.Heading.Name, sum.Total)
	}
	for _, d := range []decimal.Decimal{figures.Totals.Jumlah, figures.Totals.DPP, figures.Totals.PPN, figures.Totals.Total, figures.Totals.Dibulatkan} {
		add("total", d)
	}
	for _, row := range view.Rincian().Pekerjaan {
		add("direct cost", row.Langsung)
		add("BUK", row.BUK)
	}
	for _, week := range view.Progress.All() {
		add("cost of a week", week.ActualCost.OrZero())
	}
	for _, need := range view.Needs(rab.NeedsFilter{}).Rows {
		add("need of "+need.Kode, need.Cost)
	}
	return texts
}

func TestNoMoneyReachesAReaderWithoutPrices(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	visit := s.visit(owner, f.Project)
	_, _, err := s.EditProject(t.Context(), visit, app.ProjectEdit{Edit: func(h *rab.Header) { h.AnggaranOwner = decimal.MustParse("123456") }})
	must(t, err)
	_, _, err = s.ChangePricesByPercent(t.Context(), visit, rab.PercentInput{Percent: decimal.FromInt(5)})
	must(t, err)
	view, err := s.View(t.Context(), s.visit(owner, f.Project))
	must(t, err)
	texts := money(view.Project)
	digits := regexp.MustCompile(`[0-9][0-9.,]*[0-9]|[0-9]`)
	seen := 0
	for _, route := range s.reads() {
		address := f.address(route.Pattern)
		for _, found := range digits.FindAllString(string(s.as(owner).get(address).want(http.StatusOK).Body), -1) {
			if texts[found] != "" {
				seen++
			}
		}
		if samples["GET "+route.Pattern].refused == http.StatusForbidden { // it is nothing but money
			s.as(blind).get(address).want(http.StatusForbidden)
			continue
		}
		for _, found := range digits.FindAllString(string(s.as(blind).get(address).want(http.StatusOK).Body), -1) {
			if what := texts[found]; what != "" {
				t.Errorf("%s shows the %s: %s", address, what, found)
			}
		}
	}
	if seen < 100 {
		t.Errorf("the owner saw only %d amounts: this test cannot find leaks", seen)
	}
}

func TestChecklistOfAReaderWithoutPricesSaysNothingOfPrices(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	list := s.as(blind).get(p(f.Project, "/checklist/")).want(http.StatusOK)
	for _, check := range list.list("checks") {
		if kind := check.(map[string]any)["kind"]; kind == "no_price" || kind == "pagu_exceeded" {
			t.Errorf("it names %v", check)
		}
	}
	if list.at("summary.error").(json.Number) == "0" {
		t.Error("it says nothing at all")
	}
}
