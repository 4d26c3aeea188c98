package api_test

import (
	"testing"

	"takar/internal/api"
	"takar/internal/decimal"
)

const pricingPreview = "/pricing/preview/"

func init() {
	samples["POST "+api.P+pricingPreview] = sample{status: 200, body: fixed(`{"ppn_scheme":"none"}`)}
	forms["POST "+api.P+pricingPreview] = forms["POST "+api.P+"/pricing/"]
}

// What a preview tells is what a save does, and nothing is stored by it.
func TestAPolicyTellsItsEffectBeforeItIsSaved(t *testing.T) {
	s := newSite(t)
	f, me := s.fill(), s.as(owner)
	before, present := s.stored(f.Project), me.get(p(f.Project, "/rekap/")).want(200)
	change := row{"ppn_scheme": "12x11/12", "rounding_mode": "down", "rounding_base": 1000, "markup_percent_text": "12,5"}
	told := me.post(p(f.Project, pricingPreview), change).want(200)
	told.wantText("changed", "true")
	told.wantText("totals.before.jumlah", amount(present, "jumlah").Fixed(2))
	if s.stored(f.Project) != before {
		t.Error("a preview stored something")
	}
	me.post(p(f.Project, "/pricing/"), change).want(200)
	after := me.get(p(f.Project, "/rekap/")).want(200)
	for _, sum := range []string{"jumlah", "ppn", "total", "dibulatkan"} {
		difference := amount(after, sum).Sub(amount(present, sum))
		for path, want := range map[string]decimal.Decimal{"totals.after." + sum: amount(after, sum), "totals.difference." + sum: difference} {
			if got := decimal.MustParse(told.text(path)); !got.Equal(want) {
				t.Errorf("%s: told %s, became %s", path, got, want)
			}
		}
	}
	me.post(p(f.Project, pricingPreview), change).want(200).wantText("changed", "false")
	me.post(p(f.Project, pricingPreview), row{"ppn_percent": "101"}).want(400)
}
