package rab

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// office is a project of four pekerjaan: A of two components, B that uses A twice, C with a
// BUK of its own, and D without a volume. Its BUK is 10 %.
type office struct {
	*builder

	a, b, c, d    *Pekerjaan
	semen, tukang *Component // of A
	useOfA        *Component // of B
}

func newOffice(t testing.TB) *office {
	o := &office{builder: build(t).markup("10")}
	o.a, o.b, o.c, o.d = o.add("A"), o.add("B"), o.add("C"), o.add("D")
	o.semen = o.row(o.a, ahsp.BHN, "SEMEN", "10", "1000")
	o.tukang = o.row(o.a, ahsp.TK, "TUKANG", "0.5", "100000")
	o.useOfA = o.bundle(o.b, o.a, "2")
	o.row(o.b, ahsp.BHN, "PAKU", "1", "500")
	o.row(o.c, ahsp.BHN, "SEMEN", "1", "")
	o.c.MarkupOverride = decimal.Some(decimal.FromInt(20))
	o.row(o.d, ahsp.BHN, "PAKU", "1", "")
	o.volume(o.a, "3")
	o.volume(o.b, "1")
	o.volume(o.c, "5")
	return o
}

// differences writes what a comparison tells, a line for each step and each change.
func differences(c *Comparison) string {
	var lines []string
	for _, step := range c.Steps {
		lines = append(lines, fmt.Sprintf("%s ×%d %s", step.Cause, step.Count, step.Effect))
	}
	for _, q := range c.Pekerjaan {
		name := "-"
		if q.Before != nil {
			name = q.Before.Kode
		}
		if q.After != nil {
			name += ">" + q.After.Kode
		}
		for _, change := range q.Changes {
			lines = append(lines, fmt.Sprintf("%s %s %s", name, change.Cause, change.Effect))
		}
	}
	for _, price := range c.Prices {
		lines = append(lines, fmt.Sprintf("harga %s %d %s", price.After.Kode, price.Pekerjaan, price.Effect))
	}
	return strings.Join(lines, "; ")
}

// TestEveryDifferenceIsToldWithItsEffect: at first A costs 66,000 a unit, B 132,550, C 1,200.
func TestEveryDifferenceIsToldWithItsEffect(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*office)
		want   string
	}{
		"nothing": {func(*office) {}, ""},
		"a volume": {
			func(o *office) { o.volumes[0].Quantity = decimal.Some(decimal.FromInt(4)) },
			"volume ×1 66000; A>A volume 66000",
		},
		"a volume that was missing": {
			func(o *office) { o.volume(o.d, "2") }, "volume ×1 1100; D>D volume 1100",
		},
		"a volume that is gone": {
			func(o *office) { o.volumes = o.volumes[1:] }, "volume ×1 -198000; A>A volume -198000",
		},
		"a formula of the same value": {
			func(o *office) { o.volumes[0].Formula, o.volumes[0].IsFx = "=1+2", true }, "volume ×1 0; A>A volume 0",
		},
		"a price, also through the bundle": {
			func(o *office) { o.item(ahsp.BHN, "SEMEN", "1100") },
			"price ×1 6100; A>A price 3300; B>B price 2200; C>C price 600; harga SEMEN 3 6100",
		},
		"a price, and every volume is gone": {
			func(o *office) { o.volumes = nil; o.item(ahsp.BHN, "SEMEN", "1100") },
			"price ×1 6100; volume ×3 -342650; A>A price 3300; A>A volume -201300; B>B price 2200; B>B volume -134750; C>C price 600; C>C volume -6600; harga SEMEN 3 6100",
		},
		"a coefficient, and the bundle that follows": {
			func(o *office) { o.semen.Koefisien = decimal.FromInt(11) },
			"coefficient ×1 3300; bundle ×1 2200; A>A coefficient 3300; B>B bundle 2200",
		},
		"a coefficient of a bundle together with what it stands for": {
			func(o *office) {
				o.semen.Koefisien, o.useOfA.Koefisien = decimal.FromInt(11), decimal.FromInt(3)
			},
			"coefficient ×2 69300; bundle ×1 3300; A>A coefficient 3300; B>B coefficient 66000; B>B bundle 3300",
		},
		"a component more": {
			func(o *office) { o.row(o.c, ahsp.BHN, "PAKU", "2", "") }, "component ×1 6000; C>C component 6000",
		},
		"a component less": {
			func(o *office) { o.rows = slices.DeleteFunc(o.rows, func(c *Component) bool { return c == o.tukang }) },
			"component ×1 -165000; bundle ×1 -110000; A>A component -165000; B>B bundle -110000",
		},
		"another item in the same place": {
			func(o *office) { o.tukang.PriceItemID = &o.item(ahsp.TK, "MANDOR", "120000").ID },
			"component ×1 33000; bundle ×1 22000; A>A component 33000; B>B bundle 22000",
		},
		"a klasifikasi of SMKK": {
			func(o *office) { o.klasifikasi.SMKK = true }, "smkk ×3 -30050; A>A smkk -18000; B>B smkk -12050; D>D smkk 0",
		},
		"SMKK, and the BUK that no longer reaches": {
			func(o *office) { o.klasifikasi.SMKK = true; o.markup("11") }, "smkk ×3 -30050; markup ×1 0; A>A smkk -18000; B>B smkk -12050; D>D smkk 0",
		},
		"SMKK under a BUK of its own": {
			func(o *office) { o.klasifikasi.SMKK = true; o.a.MarkupOverride = decimal.Some(decimal.FromInt(5)) },
			"override ×1 -9000; smkk ×2 -12050; A>A override -9000; B>B smkk -12050; D>D smkk 0",
		},
		"a heading of SMKK": {
			func(o *office) { o.addKlasifikasi("K2").SMKK = true; o.addSub("K2.1"); o.a.HeadingID = o.sub.ID },
			"smkk ×1 -18000; identity ×1 0; A>A smkk -18000; A>A identity 0",
		},
		"a BUK of its own": {
			func(o *office) { o.a.MarkupOverride = decimal.Some(decimal.Zero) }, "override ×1 -18000; A>A override -18000",
		},
		"the BUK of the project": {
			func(o *office) { o.markup("11") }, "markup ×1 3005; A>A markup 1800; B>B markup 1205",
		},
		"rounded unit prices": {
			func(o *office) { o.pricing.HSPRounding = 1000 },
			"hsp_rounding ×1 -550; B>B hsp_rounding 450; C>C hsp_rounding -1000",
		},
		"a pekerjaan more": {
			func(o *office) {
				e := o.add("E")
				o.row(e, ahsp.BHN, "PAKU", "1", "")
				o.volume(e, "10")
			}, "added ×1 5500; ->E added 5500",
		},
		"a pekerjaan less": {
			func(o *office) {
				o.pekerjaan, o.volumes = slices.Delete(o.pekerjaan, 2, 3), o.volumes[:2]
				o.rows = slices.Delete(o.rows, 4, 5)
			},
			"removed ×1 -6000; C removed -6000",
		},
		"other words": {func(o *office) { o.a.Uraian = "Dinding" }, "identity ×1 0; A>A identity 0"},
		"another heading": {
			func(o *office) { o.addSub("K1.2"); o.a.HeadingID = o.sub.ID }, "identity ×1 0; A>A identity 0",
		},
		"PPN": {func(o *office) { o.pricing.PPNPercent = decimal.FromInt(11) }, "ppn_policy ×1 37021"}, // 11 % of 336,550
		"the rounding of the total": {
			func(o *office) { o.pricing.RoundingBase, o.pricing.RoundingMode = 1000, decimal.Down }, "rounding_policy ×1 -550",
		},
		"sen": {
			func(o *office) { o.volumes[2].Quantity = decimal.Some(decimal.MustParse("5.002")) },
			"volume ×1 2.4; rounding ×0 -0.4; C>C volume 2.4",
		},
		"everything at once": {
			func(o *office) {
				o.item(ahsp.BHN, "SEMEN", "1100")
				o.semen.Koefisien = decimal.FromInt(11)
				o.volumes[0].Quantity = decimal.Some(decimal.FromInt(4))
				o.pricing.PPNPercent, o.pricing.RoundingBase = decimal.FromInt(11), 10_000
			},
			"price ×1 6100; coefficient ×1 3630; bundle ×1 2420; volume ×1 68310; ppn_policy ×1 45871; rounding_policy ×1 -2881; " +
				"A>A price 3300; A>A coefficient 3630; A>A volume 68310; B>B price 2200; B>B bundle 2420; C>C price 600; harga SEMEN 3 6100",
		},
	} {
		o := newOffice(t)
		saved := savedState(o.project())
		c.change(o)
		got := Compare(saved, o.project())
		sums(t, name, got)
		if differences(got) != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, differences(got), c.want)
		}
	}
}

// savedState returns a snapshot whose rows a test cannot change any more.
func savedState(p *Project) *Project {
	delta := &Delta{}
	clone(&delta.Headers, p.Headers)
	clone(&delta.Pricings, p.Pricings)
	clone(&delta.States, p.States)
	clone(&delta.Headings, p.Headings)
	clone(&delta.Pekerjaan, p.Pekerjaan)
	clone(&delta.Volumes, p.Volumes)
	clone(&delta.Analyses, p.Analyses)
	clone(&delta.Components, p.Components)
	clone(&delta.PriceItems, p.PriceItems)
	return NewProject(p.ID, p.Reference).Apply(delta, p.Revision, p.Reference)
}

func clone[R any, P interface {
	*R
	Row
}](delta *TableDelta[P], table Table[P]) {
	for _, row := range table.All() {
		next := *row
		delta.Put = append(delta.Put, &next)
	}
}

// failing is a test, or one try of a random one.
type failing interface {
	Helper()
	Errorf(format string, args ...any)
}

// sums checks that the effects add up wherever they should.
func sums(t failing, name string, c *Comparison) {
	t.Helper()
	want := func(what string, got, want decimal.Decimal) {
		t.Helper()
		if !got.Equal(want) {
			t.Errorf("%s: %s is %s, want %s", name, what, got, want)
		}
	}
	all, work := decimal.Zero, decimal.Zero
	steps := map[Cause]decimal.Decimal{}
	for _, step := range c.Steps {
		all = all.Add(step.Effect)
		steps[step.Cause] = step.Effect
		if slices.Index(Causes, step.Cause) <= slices.Index(Causes, CauseVolume) {
			work = work.Add(step.Effect)
		}
	}
	want("Σ steps", all, c.After.Dibulatkan.Sub(c.Before.Dibulatkan))
	want("Σ work", work, c.After.Jumlah.Sub(c.Before.Jumlah))
	want("PPN", steps[CausePPN].Add(steps[CausePPNPolicy]), c.After.PPN.Sub(c.Before.PPN))
	want("identity", steps[CauseIdentity], decimal.Zero)
	lines := decimal.Zero
	for _, q := range c.Pekerjaan {
		effect, change := decimal.Zero, decimal.Zero
		for _, ch := range q.Changes {
			effect = effect.Add(ch.Effect)
		}
		if q.LineAfter != nil {
			change = change.Add(q.LineAfter.Total)
		}
		if q.LineBefore != nil {
			change = change.Sub(q.LineBefore.Total)
		}
		want("Σ changes of a pekerjaan", effect, q.Effect)
		want("effect of a pekerjaan", q.Effect, change)
		lines = lines.Add(q.Effect)
	}
	want("Σ pekerjaan", lines, work)
	prices := decimal.Zero
	for _, price := range c.Prices {
		prices = prices.Add(price.Effect)
	}
	want("Σ prices", prices, steps[CausePrice])
}

// altered returns a project with some of everything changed.
func altered(t *rapid.T, p *Project) *Project {
	delta := &Delta{Pricings: TableDelta[*Pricing]{}}
	some := func(what string) bool { return rapid.IntRange(0, 3).Draw(t, what) == 0 }
	if some("policy") {
		policy := drawPolicy(t)
		policy.Meta = p.Pricing().Meta
		delta.Pricings.Put = append(delta.Pricings.Put, policy)
	}
	for _, item := range p.PriceItems.All() {
		if some("price") {
			next := *item
			next.Harga = decimal.Null{}
			if !some("unpriced") {
				next.Harga = decimal.Some(decimal.FromRat(drawRat(t, "harga", 2, 1_000_000)))
			}
			delta.PriceItems.Put = append(delta.PriceItems.Put, &next)
		}
	}
	for _, q := range p.Pekerjaan.All() {
		switch {
		case some("removed"): // bundles on it are broken then
			delta.Pekerjaan.Delete = append(delta.Pekerjaan.Delete, q.ID)
			continue
		case some("replaced"):
			next := *q
			next.UID += "-lain"
			delta.Pekerjaan.Put = append(delta.Pekerjaan.Put, &next)
		case some("override"):
			next := *q
			next.MarkupOverride = decimal.Some(decimal.FromRat(drawRat(t, "own BUK", 2, 100)))
			delta.Pekerjaan.Put = append(delta.Pekerjaan.Put, &next)
		}
		if some("volume") {
			delta.Volumes.Put = append(delta.Volumes.Put, &Volume{Meta: Meta{ID: q.ID, Version: 2}, Quantity: decimal.Some(decimal.FromRat(drawRat(t, "quantity", 3, 1000)))})
		}
	}
	for _, heading := range p.Headings.All() {
		if heading.ParentID == nil && some("smkk") {
			next := *heading
			next.SMKK = !heading.SMKK
			delta.Headings.Put = append(delta.Headings.Put, &next)
		}
	}
	items := p.PriceItems.All()
	for _, row := range p.Components.All() {
		next := *row
		switch {
		case some("coefficient"):
			next.Koefisien = decimal.FromRat(drawRat(t, "koefisien", 6, 10))
		case some("row removed"):
			delta.Components.Delete = append(delta.Components.Delete, row.ID)
			continue
		case some("row replaced"):
			next.UID += "-lain"
		case some("another item") && len(items) > 0:
			next.RefAHSPID, next.RefPekerjaanID = nil, nil
			next.PriceItemID = &items[rapid.IntRange(0, len(items)-1).Draw(t, "item")].ID
		default:
			continue
		}
		delta.Components.Put = append(delta.Components.Put, &next)
	}
	return p.Apply(delta, p.Revision+1, p.Reference)
}

func TestEffectsAddUpToTheDifferenceOfTheTotals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before, _, _ := drawOracle(rt).project(t)
		after := altered(rt, before)
		sums(rt, "onwards", Compare(before, after))
		sums(rt, "back", Compare(after, before))
		other, _, _ := drawOracle(rt).project(t) // its rows are called alike by chance
		sums(rt, "another project", Compare(after, other))
		if same := Compare(after, after.Apply(&Delta{}, after.Revision+1, after.Reference)); len(same.Steps)+len(same.Pekerjaan)+len(same.Prices) > 0 {
			rt.Errorf("the same project differs: %s", differences(same))
		}
	})
}

func TestComparisonNamesWhatStandsWhere(t *testing.T) {
	o := newOffice(t)
	saved := savedState(o.project())
	o.item(ahsp.BHN, "SEMEN", "1100")
	o.semen.Koefisien = decimal.FromInt(11)
	o.volumes[0].Formula, o.volumes[0].IsFx, o.volumes[0].Quantity = "=2*2", true, decimal.Some(decimal.FromInt(4))
	c := Compare(saved, o.project())
	q := c.Pekerjaan[0]
	if q.PlaceBefore != (Place{"K1", "K1.1"}) || q.PlaceAfter != q.PlaceBefore || len(q.Changes) != 3 {
		t.Fatalf("%+v", q)
	}
	price, coefficient, volume := q.Changes[0], q.Changes[1], q.Changes[2]
	if price.Item.Kode != "SEMEN" || price.Before.Decimal.String() != "1000" || price.After.Decimal.String() != "1100" {
		t.Errorf("price %+v", price)
	}
	if coefficient.RowBefore.Kode != "SEMEN" || coefficient.Before.Decimal.String() != "10" || coefficient.After.Decimal.String() != "11" {
		t.Errorf("coefficient %+v", coefficient)
	}
	if volume.VolumeBefore.Formula != "" || volume.VolumeAfter.Formula != "=2*2" || volume.Before.Decimal.String() != "3" {
		t.Errorf("volume %+v", volume)
	}
}

// BenchmarkCompare2000 compares 2,000 pekerjaan of which each has another volume, with a
// tenth of the prices changed.
func BenchmarkCompare2000(b *testing.B) {
	build := estimate(b, 2000)
	before := savedState(build.project())
	for i, item := range build.items {
		if i%10 == 0 {
			item.Harga = decimal.Some(item.Harga.Decimal.Add(decimal.FromInt(25)))
		}
	}
	for _, v := range build.volumes {
		v.Quantity = decimal.Some(v.Quantity.Decimal.Add(decimal.One))
	}
	after := build.project()
	before.Figures()
	after.Figures()
	b.ReportAllocs()
	for b.Loop() {
		if c := Compare(before, after); len(c.Pekerjaan) != 2000 {
			b.Fatal(len(c.Pekerjaan))
		}
	}
}
