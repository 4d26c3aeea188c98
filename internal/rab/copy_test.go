package rab

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// copyOf returns a new project filled from another one.
func copyOf(t testing.TB, ids IDs, source *Project, options CopyOptions) (*Project, CopyResult) {
	t.Helper()
	d := NewProject(projectID+1, source.Reference).Edit(ids, 1_800_000_000_000_000, 8)
	header := *source.Header()
	header.Nama, header.SumberDana, header.LokasiProject, header.NamaClient = "Salinan", "APBD", "Bandung", "Dinas"
	if err := d.Found(header, "", ""); err != nil {
		t.Fatal(err)
	}
	result, err := d.CopyFrom(source, options)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Finish(); err != nil {
		t.Fatal(err)
	}
	return NewProject(projectID+1, source.Reference).Apply(d.Delta(), 1, source.Reference), result
}

func TestCopyHasTheSameFigures(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		source, _, _ := drawOracle(rt).project(t)
		copied, result := copyOf(t, &countingIDs{last: 1 << 40}, source, CopyOptions{})
		if problems, before := copied.Integrity(), source.Integrity(); len(problems) != len(before) {
			rt.Fatalf("the copy has %d problems, its source %d: %s", len(problems), len(before), problems)
		}
		from, to := source.Figures(), copied.Figures()
		if result.Pekerjaan != source.Pekerjaan.Len() || result.Components != source.Components.Len() || len(to.Lines) != len(from.Lines) {
			rt.Fatalf("copied %+v", result)
		}
		for i, line := range from.Lines {
			got := to.Lines[i]
			if got.Pekerjaan.ID == line.Pekerjaan.ID || got.Pekerjaan.UID == line.Pekerjaan.UID || got.Pekerjaan.OriginUID != line.Pekerjaan.UID {
				rt.Fatalf("line %d is %+v", i, got.Pekerjaan.Meta)
			}
			for name, pair := range map[string][2]decimal.Decimal{
				"A": {got.A, line.A}, "LAIN": {got.Lain, line.Lain}, "G": {got.G, line.G}, "total": {got.Total, line.Total}, "bobot": {got.Bobot, line.Bobot},
			} {
				if !pair[0].Equal(pair[1]) {
					rt.Fatalf("%s of %s is %s, was %s", name, line.Pekerjaan.Kode, pair[0], pair[1])
				}
			}
		}
		if to.Totals != from.Totals {
			rt.Fatalf("totals %+v, were %+v", to.Totals, from.Totals)
		}
	})
}

func TestCopyLeavesOutWhatItIsAskedTo(t *testing.T) {
	b := build(t)
	q := b.add("P.1")
	b.row(q, "BHN", "B.1", "2", "500")
	q.MarkupOverride = decimal.Some(decimal.FromInt(0))
	v := b.volume(q, "12")
	v.Formula, v.IsFx = "=panjang*2", true
	b.parameters = append(b.parameters, &Parameter{Meta: b.meta(), UID: "u", Name: "panjang", Value: decimal.FromInt(6)})
	source := b.project()
	only := func(p *Project) (*Pekerjaan, *Volume, *PriceItem) {
		t.Helper()
		var volume *Volume
		if rows := p.Volumes.All(); len(rows) > 0 {
			volume = rows[0]
		}
		return p.Pekerjaan.All()[0], volume, p.PriceItems.All()[0]
	}
	whole, _ := copyOf(t, b.ids, source, CopyOptions{})
	if item, volume, price := only(whole); !item.MarkupOverride.Valid || volume.Formula == "" || volume.Failure != "" || !price.Harga.Valid {
		t.Errorf("a whole copy has %+v, %+v, %+v", item, volume, price)
	}
	if p, _ := copyOf(t, b.ids, source, CopyOptions{WithoutPrices: true}); p.PriceItems.All()[0].Harga.Valid {
		t.Error("a copy without prices has one")
	}
	if p, _ := copyOf(t, b.ids, source, CopyOptions{WithoutOverrides: true}); p.Pekerjaan.All()[0].MarkupOverride.Valid {
		t.Error("a copy without overrides has one")
	}
	if p, r := copyOf(t, b.ids, source, CopyOptions{WithoutVolumes: true}); p.Volumes.Len() != 0 || r.Volumes != 0 {
		t.Error("a copy without volumes has one")
	}
	if p, _ := copyOf(t, b.ids, source, CopyOptions{WithoutFormulas: true}); p.Volumes.All()[0].IsFx || p.Volumes.All()[0].Quantity.Decimal.String() != "12" {
		t.Errorf("a copy without formulas has %+v", p.Volumes.All()[0])
	}
	p, r := copyOf(t, b.ids, source, CopyOptions{WithoutParameters: true})
	if volume := p.Volumes.All()[0]; p.Parameters.Len() != 0 || volume.Failure == "" || volume.Quantity.Decimal.String() != "12" || len(r.Failing) != 1 {
		t.Errorf("a copy without parameters has %+v and reports %+v", volume, r.Failing)
	}
}

func TestRestoreKeepsWhoRowsAre(t *testing.T) {
	b := build(t)
	q := b.add("P.1")
	q.OriginUID = "ancestor"
	source := b.project()
	restored, _ := copyOf(t, b.ids, source, CopyOptions{KeepUIDs: true})
	if got := restored.Pekerjaan.All()[0]; got.UID != q.UID || got.OriginUID != "ancestor" {
		t.Errorf("got uid %q from %q", got.UID, got.OriginUID)
	}
	copied, _ := copyOf(t, b.ids, source, CopyOptions{})
	if got := copied.Pekerjaan.All()[0]; got.OriginUID != "ancestor" {
		t.Errorf("a copy of a copy comes from %q", got.OriginUID)
	}
}

func TestCopyGoesOnWithTheNumbersOfItsSource(t *testing.T) {
	b := build(t)
	b.state.CustomSequence, b.state.ItemSequence, b.state.ModifiedSequence = 7, 8, 9
	copied, _ := copyOf(t, b.ids, b.project(), CopyOptions{})
	if s := copied.State(); s.CustomSequence != 7 || s.ItemSequence != 8 || s.ModifiedSequence != 9 {
		t.Errorf("got %+v", s)
	}
}

func TestBrokenBundleStopsACopy(t *testing.T) {
	b := build(t)
	q, target := b.add("P.1"), b.add("P.2")
	gone := int64(1 << 40)
	b.bundle(q, target, "1").RefPekerjaanID = &gone
	source := b.project()
	d := NewProject(projectID+1, source.Reference).Edit(b.ids, 1, 1)
	header := *source.Header()
	header.SumberDana, header.LokasiProject, header.NamaClient = "a", "b", "c"
	if err := d.Found(header, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.CopyFrom(source, CopyOptions{}); err == nil || !strings.Contains(err.Error(), "tidak dapat disalin") {
		t.Errorf("got %v", err)
	}
}
