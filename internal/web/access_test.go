package web_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/serve"
)

// Every page knows who may open it: nobody is asked to log in, a stranger learns nothing of a
// project, an ordinary person does not administer, and no API token opens a page at all. The
// pages come from the routes.
func TestEveryPageKnowsWhoMayOpenIt(t *testing.T) {
	s, pages := newDemo(t)
	_, err := s.AddAccount(t.Context(), app.NewAccount{Email: stranger + "@contoh.id", Password: password})
	must(t, err)
	_, secret, err := s.AddAPITokenFor(t.Context(), demo.People[0].Email, app.NewAPIToken{Name: "Semua", Writes: true, Prices: true, Days: 30})
	must(t, err)
	nobody, other := s.browser(), s.as(stranger+"@contoh.id")
	seen := map[serve.Need]int{}
	for _, p := range pages {
		if p.route.Need == serve.Public {
			continue
		}
		seen[p.route.Need]++
		if got := nobody.get(p.path); got.status != http.StatusFound || !strings.HasPrefix(got.location(), serve.LoginPath+"?next=") {
			t.Errorf("%s for nobody: %d to %q", p.path, got.status, got.location())
		}
		if got := nobody.get(p.path, "Authorization", "Bearer "+secret); got.status != http.StatusForbidden || !strings.Contains(got.body, "TOKEN_SCOPE") {
			t.Errorf("%s by a token: %d %.200s", p.path, got.status, got.body)
		}
		want := map[serve.Need]int{serve.Session: http.StatusOK, serve.Project: http.StatusNotFound, serve.Admin: http.StatusForbidden}[p.route.Need]
		if got := other.get(p.path); got.status != want {
			t.Errorf("%s for a stranger: %d, want %d", p.path, got.status, want)
		}
	}
	if seen[serve.Session] < 5 || seen[serve.Project] < 15 || seen[serve.Admin] < 8 {
		t.Errorf("too few pages: %v", seen)
	}
	for _, route := range s.routes { // what is posted to
		if route.Method != http.MethodPost || route.Need == serve.Public {
			continue
		}
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(strings.Replace(route.Pattern, "{project}", pages[0].project, 1), "1")
		if got := nobody.submit(serve.LoginPath, path, nil); got.status != http.StatusFound || !strings.HasPrefix(got.location(), serve.LoginPath) {
			t.Errorf("POST %s by nobody: %d to %q", path, got.status, got.location())
		}
		if got := nobody.send(http.MethodPost, path, nil, "Authorization", "Bearer "+secret); got.status != http.StatusForbidden {
			t.Errorf("POST %s by a token: %d", path, got.status)
		}
		if got := other.submit("/accounts/profile/", path, nil); route.Need == serve.Project && got.status != http.StatusNotFound || route.Need == serve.Admin && got.status != http.StatusForbidden {
			t.Errorf("POST %s by a stranger: %d", path, got.status)
		}
	}
}

// No page tells anybody without the right to prices what something costs.
func TestNoPageShowsMoneyWithoutTheRight(t *testing.T) {
	s, pages := newDemo(t)
	mine := s.asDemo()
	id := pages[0].project
	hers := s.as(demo.People[2].Email)
	amounts := amountsOf(t, s, mine, id)
	figure := regexp.MustCompile(`[0-9][0-9.,]*[0-9]`)
	shown, looked := 0, 0
	for _, p := range pages {
		if p.route.Need != serve.Project && !strings.HasPrefix(p.path, "/dashboard/") {
			continue
		}
		for _, text := range figure.FindAllString(plainText(mine.get(p.path).body), -1) {
			if amounts[text] != "" {
				shown++
			}
		}
		got := hers.get(p.path)
		if got.status != http.StatusOK && got.status != http.StatusForbidden {
			t.Errorf("%s without prices: %d", p.path, got.status)
		}
		if got.status == http.StatusOK {
			looked++
		}
		for _, text := range figure.FindAllString(got.body, -1) {
			if what := amounts[text]; what != "" {
				t.Errorf("%s shows the %s: %s", p.path, what, text)
			}
		}
	}
	if shown < 50 || looked < 12 {
		t.Errorf("the owner saw %d amounts, and %d pages open without prices: this test cannot find leaks", shown, looked)
	}
}

// amountsOf lists the money of a project as it may be written, apart from what is so short that
// it stands everywhere.
func amountsOf(t *testing.T, s *site, c *client, id string) map[string]string {
	t.Helper()
	project, err := strconv.ParseInt(id, 10, 64)
	must(t, err)
	view, err := s.View(t.Context(), s.visit(c, project))
	must(t, err)
	texts := map[string]string{}
	add := func(what string, d decimal.Decimal) {
		if d.Less(decimal.FromInt(10_000)) {
			return
		}
		for _, text := range []string{d.String(), d.Fixed(2), d.Fixed(0), d.Indonesian(0, 2), d.Indonesian(0, 0), d.Indonesian(2, 2)} {
			texts[text] = what
		}
	}
	add("budget", view.Header().AnggaranOwner)
	for _, item := range view.PriceItems.All() {
		add("price of "+item.Kode, item.Harga.OrZero())
	}
	figures := view.Figures()
	for _, line := range figures.Lines {
		add("unit price of "+line.Pekerjaan.Kode, line.G)
		add("total of "+line.Pekerjaan.Kode, line.Total)
	}
	for _, sum := range figures.Tree {
		add("subtotal of "+sum.Heading.Name, sum.Total)
	}
	for _, d := range []decimal.Decimal{figures.Totals.Jumlah, figures.Totals.DPP, figures.Totals.PPN, figures.Totals.Total, figures.Totals.Dibulatkan} {
		add("total of the project", d)
	}
	return texts
}
