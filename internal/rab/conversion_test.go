package rab

import (
	"errors"
	"testing"

	"takar/internal/decimal"
)

func TestBuyingUnits(t *testing.T) { // golden G18
	number := decimal.MustParse
	some := func(text string) decimal.Null { return decimal.Some(number(text)) }

	batang := &Conversion{MarketPrice: number("240000"), FactorToBase: number("10")}
	price, err := batang.BasePrice()
	if err != nil {
		t.Fatal(err)
	}
	want(t, "price per kg", price, "24000.00")
	quantity, err := batang.MarketQuantity(number("350"))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "batang", quantity, "35")
	want(t, "total", batang.MarketTotal(quantity), "8400000")
	bought, ok := batang.purchase(&Need{Item: &PriceItem{Harga: some("24000")}, Quantity: number("350.5")})
	if !ok || !bought.Agrees {
		t.Fatalf("bought %+v", bought)
	}
	want(t, "batang", bought.Quantity, "35.05")
	want(t, "their price", bought.Total, "8412000")
	want(t, "whole batang", bought.Whole, "36")
	want(t, "price of whole batang", bought.WholeTotal, "8640000")

	zak := &Conversion{MarketPrice: number("85000"), FactorToBase: number("50")}
	if price, err = zak.BasePrice(); err != nil {
		t.Fatal(err)
	}
	want(t, "price per kg from a zak", price, "1700.00")
	if !zak.Agrees(&PriceItem{Harga: some("1700")}) || zak.Agrees(&PriceItem{Harga: some("1699.99")}) || zak.Agrees(&PriceItem{}) {
		t.Error("a stored price agrees only when it is the one that follows")
	}

	truck := &Conversion{MarketPrice: number("1250000"), CapacityM3: some("7"), Density: some("1400")}
	factor, ok := truck.HelperFactor("Kg")
	if !ok {
		t.Fatal("no factor for a dump truck")
	}
	want(t, "factor of a dump truck", factor, "9800")
	truck.FactorToBase = factor
	if price, err = truck.BasePrice(); err != nil {
		t.Fatal(err)
	}
	want(t, "price per kg by truck", price, "127.55")
	truck.MarketPrice = number("1250048.8") // ÷ 9800 = 127.556: rounded, not cut
	if price, err = truck.BasePrice(); err != nil {
		t.Fatal(err)
	}
	want(t, "rounded price", price, "127.56")

	if _, err := (&Conversion{MarketPrice: number("1")}).BasePrice(); !errors.Is(err, decimal.ErrDivisionByZero) {
		t.Errorf("factor 0 gives %v", err)
	}
}

func TestFactorFromDensityAndCapacity(t *testing.T) {
	some := func(text string) decimal.Null { return decimal.Some(decimal.MustParse(text)) }
	tests := []struct {
		name       string
		conversion Conversion
		unit       string
		want       string // "" for none
	}{
		{"volume to mass", Conversion{CapacityM3: some("7"), Density: some("1400")}, "kg", "9800"},
		{"volume to volume", Conversion{CapacityM3: some("7"), Density: some("1400")}, "m3", "7"},
		{"ton to kg", Conversion{CapacityTon: some("8.5")}, "kg", "8500"},
		{"ton to ton", Conversion{CapacityTon: some("8.5")}, "ton", "8.5"},
		{"no density", Conversion{CapacityM3: some("7")}, "kg", ""},
		{"other unit", Conversion{CapacityM3: some("7")}, "buah", ""},
		{"zero capacity", Conversion{CapacityM3: some("0")}, "m3", ""},
	}
	for _, test := range tests {
		factor, ok := test.conversion.HelperFactor(test.unit)
		if ok != (test.want != "") {
			t.Errorf("%s: ok %v", test.name, ok)
		} else if ok {
			want(t, test.name, factor, test.want)
		}
	}
	helped := Conversion{Density: some("1400")}
	for method, got := range map[string]string{
		MethodDirect: (&Conversion{}).MethodOf(true), MethodCalc: helped.MethodOf(false), MethodHybrid: helped.MethodOf(true),
	} {
		if got != method {
			t.Errorf("method %s, want %s", got, method)
		}
	}
}

func TestAConversionGivesThePriceOnlyWhenAsked(t *testing.T) {
	tests := []struct {
		name           string
		market, factor string
		apply          bool
		price          string // that follows; "" for none
		stored         string // of the item afterwards
		refused        string // path
	}{
		{"told", "85000", "50", false, "1700", "1500", ""},
		{"applied", "85000", "50", true, "1700", "1700", ""},
		{"no market price", "", "50", false, "", "1500", ""},
		{"nothing to apply", "", "50", true, "", "", "market_price"},
		{"a price of nothing", "0", "50", true, "", "", "market_price"},
		{"less than can be stored", "0.01", "50", true, "", "", "factor_to_base"},
		{"more than can be stored", "9999999999999999", "0.000001", true, "", "", "factor_to_base"},
		{"more than can be stored, not applied", "9999999999999999", "0.000001", false, "", "1500", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := buildPriced(t)
			in := ConversionInput{PriceItemID: m.cement.ID, MarketUnit: "zak", FactorToBase: amount(test.factor), Apply: test.apply}
			if test.market != "" {
				in.MarketPrice = amount(test.market)
			}
			if test.refused != "" {
				_, err := m.draft(m.p).SaveConversion(in)
				refusedAt(t, err, test.refused)
				return
			}
			var result ConversionResult
			p, _ := m.after(m.p, func(d *Draft) (err error) {
				result, err = d.SaveConversion(in)
				return err
			})
			if result.Price.Valid != (test.price != "") || (result.Price.Valid && !result.Price.Equal(amount(test.price))) {
				t.Errorf("%v follows, want %q", result.Price, test.price)
			}
			if item, _ := p.PriceItems.Get(m.cement.ID); !item.Harga.Equal(amount(test.stored)) {
				t.Errorf("the item costs %v, want %s", item.Harga, test.stored)
			}
		})
	}
	m := buildPriced(t)
	_, err := m.draft(m.p).SaveConversion(ConversionInput{
		PriceItemID: m.cement.ID, MarketUnit: "zak", MarketPrice: amount("1"), Apply: true, PriceVersion: pointer(int64(4)),
	})
	conflictAt(t, err, "price_version")
}
