package api_test

import (
	"net/http"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// need returns the place of a kode among the rows of an answer.
func (a *answer) need(kode string) string {
	a.t.Helper()
	for i, one := range a.list("rows") {
		if one.(map[string]any)["kode"] == kode {
			return "rows." + itoa(i) + "."
		}
	}
	a.t.Fatalf("no %s among the rows", kode)
	return ""
}

func TestNeedsAreShownInTheUnitsInWhichTheyAreBought(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	visit := s.visit(owner, f.Project)
	view, err := s.View(t.Context(), visit)
	must(t, err)
	item, _ := view.PriceItems.Get(f.Conversion)
	address := p(f.Project, "/rekap-kebutuhan/?search="+item.Kode)
	base := s.as(owner).get(address).want(http.StatusOK)
	at := base.need(item.Kode)
	quantity := decimal.MustParse(base.text(at + "quantity_decimal"))
	if _, told := base.at("rows").([]any)[0].(map[string]any)["purchase"]; told {
		t.Error("base units tell how an item is bought")
	}
	// 7 base units in a pack that costs 10,000.01: neither quantity nor price come out even.
	_, _, err = s.SaveConversion(t.Context(), visit, rab.ConversionInput{
		PriceItemID: item.ID, MarketUnit: "pak", MarketPrice: some("10000.01"), FactorToBase: some("7"),
	})
	must(t, err)
	packs, err := quantity.Quo(decimal.FromInt(7))
	must(t, err)
	price := decimal.MustParse("10000.01")
	for _, row := range []struct {
		query           string
		quantity, total decimal.Decimal
	}{
		{"&unit_mode=market", packs, packs.Mul(price)},
		{"&unit_mode=market&market_rounding=up", packs.Ceil(), packs.Ceil().Mul(price)},
	} {
		got := s.as(owner).get(address + row.query).want(http.StatusOK)
		at := got.need(item.Kode)
		got.wantText(at+"satuan", "pak")
		got.wantText(at+"quantity", row.quantity.Round(6).String())
		got.wantText(at+"quantity_decimal", row.quantity.String())
		got.wantText(at+"harga_satuan", "10000.01")
		got.wantText(at+"harga_total_decimal", base.text(base.need(item.Kode)+"harga_total_decimal"))
		got.wantText(at+"purchase.total", row.total.Fixed(2))
		got.wantText(at+"purchase.whole_quantity", packs.Ceil().String())
		got.wantText(at+"purchase.base_unit", item.Satuan)
		got.wantText(at+"purchase.base_quantity", quantity.String())
		got.wantText(at+"purchase.agrees", "false")
		got.wantText("meta.grand_total_cost", base.text("meta.grand_total_cost"))
		got.wantText("meta.unit_mode", "market")
		if got.text(at+"purchase.note") == "" {
			t.Error("nothing is said about a price that does not follow from the pack")
		}
	}
	again := s.as(owner).get(address + "&unit_mode=base").want(http.StatusOK)
	again.wantText(again.need(item.Kode)+"satuan", item.Satuan)
	timeline := s.as(owner).get(p(f.Project, "/rekap-kebutuhan-timeline/?unit_mode=market&pekerjaan="+f.text(f.Custom))).want(http.StatusOK)
	if len(timeline.list("periods")) == 0 {
		t.Error("no timeline in market units")
	}
}

func TestTheParetoTiesToTheNeeds(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, query := range []string{"", "?kategori=BHN,TK", "?pekerjaan=" + f.text(f.Custom), "?pekerjaan=" + f.text(f.Empty)} {
		needs := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/"+query)).want(http.StatusOK)
		pareto := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/pareto/"+query)).want(http.StatusOK)
		pareto.wantText("meta.grand_total_cost", needs.text("meta.grand_total_cost"))
		pareto.wantText("meta.n_rows", needs.text("meta.n_rows"))
		for _, list := range []string{"rows", "classes", "categories"} {
			cost, share := decimal.Zero, decimal.Zero
			key := "cost_decimal"
			if list == "rows" {
				key = "harga_total_decimal"
			}
			for i := range pareto.list(list) {
				at := list + "." + itoa(i) + "."
				cost, share = cost.Add(decimal.MustParse(pareto.text(at+key))), share.Add(decimal.MustParse(pareto.text(at+"share")))
			}
			if cost.String() != needs.text("meta.grand_total_cost") {
				t.Errorf("%s: %s add up to %s", query, list, cost)
			}
			if !cost.IsZero() && !share.Equal(decimal.Hundred) {
				t.Errorf("%s: the shares of %s add up to %s", query, list, share)
			}
		}
	}
	unseen := s.as(blind).get(p(f.Project, "/rekap-kebutuhan/pareto/?unit_mode=market")).want(http.StatusOK)
	unseen.wantText("meta.grand_total_cost", "0")
	unseen.wantText("classes.2.count", unseen.text("meta.n_rows"))
}
