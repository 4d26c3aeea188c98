package rab

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func TestIntegrityNamesWhatIsBroken(t *testing.T) {
	missing := pointer(int64(99999))
	tests := []struct {
		name   string
		damage func(x *bundled)
		want   []string
	}{
		{"a sub without its klasifikasi", func(x *bundled) { x.headings[1].ParentID = missing }, []string{"klasifikasi dari sub-klasifikasi K1.1"}},
		{"a sub under a sub", func(x *bundled) { x.addSub("K1.2").ParentID = &x.headings[1].ID }, []string{"K1.2", "K1.1"}},
		{"a pekerjaan without its sub", func(x *bundled) { x.other.HeadingID = *missing }, []string{"sub-klasifikasi dari pekerjaan O Pekerjaan O"}},
		{"a pekerjaan under a klasifikasi", func(x *bundled) { x.other.HeadingID = x.headings[0].ID }, []string{"O Pekerjaan O", "K1"}},
		{"a volume without its pekerjaan", func(x *bundled) { x.volumes[0].ID = *missing }, []string{"#99999", "volume"}},
		{"an analysis without its pekerjaan", func(x *bundled) { x.analyses[0].ID = *missing }, []string{"#99999", "analisa"}},
		{"components without their pekerjaan", func(x *bundled) {
			x.component(&Pekerjaan{Meta: Meta{ID: *missing}}, ahsp.TK, "L.88", "1")
			x.component(&Pekerjaan{Meta: Meta{ID: *missing}}, ahsp.TK, "L.89", "1")
		}, []string{"#99999", "rincian (L.88)"}},
		{"a component without its price item", func(x *bundled) { x.rows[0].PriceItemID = missing }, []string{"item harga L.01", "U Pekerjaan U"}},
		{"two items with one kode", func(x *bundled) { x.items[1].Kode = "L.01" }, []string{"kode L.01 dipakai dua"}},
		{"two items with one identity", func(x *bundled) {
			x.items = append(x.items, &PriceItem{Meta: x.meta(), Kode: "M.01#2", Kategori: ahsp.BHN, Uraian: "Item M.01", Satuan: "sat"})
		}, []string{"M.01#2", "dua kali"}},
		{"a buying unit without its item", func(x *bundled) {
			x.conversions = append(x.conversions, &Conversion{Meta: x.meta(), PriceItemID: *missing})
		}, []string{"#99999", "satuan beli"}},
		{"two buying units of one item", func(x *bundled) {
			for range 2 {
				x.conversions = append(x.conversions, &Conversion{Meta: x.meta(), PriceItemID: x.items[0].ID, FactorToBase: decimal.One})
			}
		}, []string{"L.01", "dua satuan beli"}},
		{"two parameters of one name", func(x *bundled) {
			for range 2 {
				x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), Name: "lebar"})
			}
		}, []string{"parameter lebar ada dua kali"}},
		{"a bundle on nothing", func(x *bundled) { x.rows[1].RefPekerjaanID = missing }, []string{"#99999", "tidak ada lagi", "U Pekerjaan U"}},
		{"a bundle on nothing in the library", func(x *bundled) {
			x.component(x.other, ahsp.LAIN, "A.7", "1").RefAHSPID = missing
		}, []string{"tidak ada di pustaka", "O Pekerjaan O"}},
		{"a bundle on the library without its items", func(x *bundled) {
			analysis := x.ref.add("A.7")
			x.ref.component(analysis, ahsp.BHN, "M.77", "1")
			x.bundleAHSP(x.other, analysis, "1")
		}, []string{"M.77", "AHSP A.7"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := buildBundled(t)
			if problems := x.p.Integrity(); len(problems) > 0 {
				t.Fatalf("the whole project has problems %v", problems)
			}
			test.damage(x)
			problems := x.project().Integrity()
			if len(problems) != 1 {
				t.Fatalf("problems %q, want one", problems)
			}
			says(t, problems[0], test.want...)
		})
	}
}
