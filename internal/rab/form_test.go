package rab

import (
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// TestFormsAddUpToTheirLines: the groups of a form are E of its line before rounding, and a
// bundle stands at the direct cost of its target to the last digit.
func TestFormsAddUpToTheirLines(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, list, _ := drawOracle(rt).project(t)
		forms := map[int64]*Form{}
		for _, q := range list {
			line, _ := p.Figures().LineOf(q.ID)
			forms[q.ID] = p.Form(line)
			sum := decimal.Zero
			for _, group := range forms[q.ID].Groups {
				rows := decimal.Zero
				for _, row := range group.Rows {
					rows = rows.Add(row.Koefisien.Mul(row.Harga))
				}
				sameRat(rt, "group "+string(group.Kategori), group.Jumlah, rows.Rat())
				sum = sum.Add(rows)
			}
			sameRat(rt, "direct cost of "+q.Kode, forms[q.ID].Direct, sum.Rat())
			sameRat(rt, "A to LAIN of "+q.Kode, sum, decimal.Sum(line.A, line.B, line.C, line.Lain).Rat())
			sameRat(rt, "E of "+q.Kode, line.E, halfUp(sum.Rat(), 2))
		}
		library := map[int64]*Form{}
		for _, form := range p.SupportingForms() {
			library[form.Analysis.ID] = &form.Form
		}
		check := func(form *Form) {
			for _, group := range form.Groups {
				for _, row := range group.Rows {
					switch {
					case row.Pekerjaan != 0:
						sameRat(rt, "bundle "+row.Kode, row.Harga, forms[row.Pekerjaan].Direct.Rat())
					case row.Analysis != 0 && library[row.Analysis] == nil:
						rt.Fatalf("bundle %s has no supporting form", row.Kode)
					case row.Analysis != 0:
						sameRat(rt, "bundle "+row.Kode, row.Harga, library[row.Analysis].Direct.Rat())
					case row.Bundle && !row.Harga.IsZero():
						rt.Fatalf("bundle %s stands for nothing and costs %s", row.Kode, row.Harga)
					case row.Item != nil && !row.Harga.Equal(row.Item.Harga.OrZero()):
						rt.Fatalf("%s costs %s", row.Kode, row.Harga)
					}
				}
			}
		}
		for _, form := range forms {
			check(form)
		}
		for _, form := range library {
			check(form)
		}
	})
}

func TestFormsOfBrokenAndEmptyBundlesStandForNothing(t *testing.T) {
	b := build(t)
	hollow := b.ref.add("R.0")
	leaf := b.ref.add("R.1")
	b.ref.component(leaf, ahsp.BHN, "B.1", "2")
	outer := b.ref.add("R.2")
	b.ref.component(outer, ahsp.LAIN, "R.1", "3")
	b.ref.component(outer, ahsp.BHN, "B.2", "1")
	b.ref.component(outer, ahsp.LAIN, "R.0", "1")
	unused := b.ref.add("R.3")
	b.ref.component(unused, ahsp.BHN, "B.1", "1")
	q := b.add("P")
	b.bundleAHSP(q, outer, "0.5")
	b.bundleAHSP(q, hollow, "1")
	b.component(q, ahsp.LAIN, "X", "1").RefPekerjaanID = pointer(int64(99_999))
	b.item(ahsp.BHN, "B.1", "10.5")
	b.item(ahsp.BHN, "B.2", "")
	p := b.project()
	form := p.Form(b.line(p, q))
	lain := form.Groups[3].Rows
	if len(lain) != 3 || lain[0].Analysis != outer.ID || lain[1].Analysis != 0 || lain[2].Pekerjaan != 0 {
		t.Fatalf("rows %+v", lain)
	}
	for i, want := range []PriceState{PriceMissing, PriceMissing, PriceMissing} {
		if lain[i].State != want || !lain[i].Bundle {
			t.Errorf("row %d: %+v", i, lain[i])
		}
	}
	if got := form.Direct.String(); got != "31.5" { // 0.5 × 3 × 2 × 10.5
		t.Errorf("direct cost %s", got)
	}
	var kodes []string
	for _, form := range p.SupportingForms() {
		kodes = append(kodes, form.Analysis.Kode+" "+form.Direct.String())
	}
	sameList(t, "supporting", kodes, []string{"R.1 21", "R.2 63"})
}
