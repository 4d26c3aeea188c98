package api_test

import (
	"net/http"
	"testing"

	"takar/internal/decimal"
)

// The rows of an analysis lead to the very unit price of the RAB: their amounts add up to the
// sums of their kategori, these to the direct cost, and BUK to the unit price.
func TestTheUnitPriceIsBuiltUpFromItsRows(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	recap := s.as(owner).get(p(f.Project, "/rekap/")).want(http.StatusOK)
	cent := decimal.MustParse("0.01")
	for _, pekerjaan := range []int64{f.Ref, f.Modified, f.Custom, f.Bundled, f.Empty} {
		detail := s.as(owner).get(p(f.Project, "/detail-ahsp/"+f.text(pekerjaan)+"/")).want(http.StatusOK)
		line := recap.find("rows", "pekerjaan_id", pekerjaan)
		for key, letter := range map[string]string{"langsung": "E_base", "buk_amount": "F", "hsp": "G"} {
			detail.wantText("build_up."+key, recap.text(line+letter))
		}
		all, sums := decimal.Zero, map[string]decimal.Decimal{}
		for i, item := range detail.list("items") {
			if item.(map[string]any)["jumlah"] != nil {
				kategori := detail.text("items." + itoa(i) + ".kategori")
				sums[kategori] = sums[kategori].Add(decimal.MustParse(detail.text("items." + itoa(i) + ".jumlah")))
			}
		}
		tolerance := cent.Mul(decimal.FromInt(int64(len(detail.list("items")) + 1)))
		for _, kategori := range []string{"TK", "BHN", "ALT", "LAIN"} {
			sum := decimal.MustParse(detail.text("build_up.per_kategori." + kategori))
			all = all.Add(sum)
			if off := sum.Sub(sums[kategori]).Abs(); tolerance.Less(off) {
				t.Errorf("pekerjaan %d: %s is %s, its rows add up to %s", pekerjaan, kategori, sum, sums[kategori])
			}
		}
		if off := all.Sub(decimal.MustParse(detail.text("build_up.langsung"))).Abs(); tolerance.Less(off) {
			t.Errorf("pekerjaan %d: the kategori add up to %s, the direct cost is %s", pekerjaan, all, detail.text("build_up.langsung"))
		}
	}
}

// Rows of the library tell what was published and where; a changed coefficient shows beside it.
func TestRowsOfTheLibraryTellWhatWasPublished(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	ref := s.as(owner).get(p(f.Project, "/detail-ahsp/"+f.text(f.Ref)+"/")).want(http.StatusOK)
	if ref.text("reference.edition") == "" || ref.text("reference.kode") == "" {
		t.Error("the reference has no name")
	}
	for i := range ref.list("items") {
		at := "items." + itoa(i) + "."
		ref.wantText(at+"published.koefisien", ref.text(at+"koefisien"))
	}
	own := s.as(owner).get(p(f.Project, "/detail-ahsp/"+f.text(f.Custom)+"/")).want(http.StatusOK)
	if own.at("reference") != nil || own.at("items.0.published") != nil {
		t.Error("an analysis of one's own says that it was published")
	}
}

// Whoever may not see prices sees no sum of them either.
func TestTheBuildUpIsForThoseWhoSeePrices(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	detail := s.as(blind).get(p(f.Project, "/detail-ahsp/"+f.text(f.Custom)+"/")).want(http.StatusOK)
	if detail.at("build_up") != nil || detail.at("items.0.jumlah") != nil {
		t.Errorf("told: %v, %v", detail.at("build_up"), detail.at("items.0.jumlah"))
	}
}

// A BUK of one pekerjaan may be typed as people write it.
func TestMarkupOfOnePekerjaanIsReadAsTyped(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	address := p(f.Project, "/pekerjaan/"+f.text(f.Custom)+"/pricing/")
	s.as(owner).post(address, row{"override_markup_text": "12,5"}).want(http.StatusOK).wantText("override_markup", "12.50")
	if cleared := s.as(owner).post(address, row{"override_markup_text": ""}).want(http.StatusOK); cleared.at("override_markup") != nil {
		t.Errorf("an empty text left %v", cleared.at("override_markup"))
	}
}
