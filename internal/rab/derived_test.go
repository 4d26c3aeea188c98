package rab

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// fromRows returns the snapshot as it is loaded from a store: nothing of it is taken over.
func fromRows(p *Project) *Project {
	return NewProject(p.ID, p.Reference).Apply(&Delta{
		Headers: TableDelta[*Header]{Put: p.Headers.All()}, Pricings: TableDelta[*Pricing]{Put: p.Pricings.All()}, States: TableDelta[*State]{Put: p.States.All()},
		Headings: TableDelta[*Heading]{Put: p.Headings.All()}, Pekerjaan: TableDelta[*Pekerjaan]{Put: p.Pekerjaan.All()},
		Volumes: TableDelta[*Volume]{Put: p.Volumes.All()}, Analyses: TableDelta[*Analysis]{Put: p.Analyses.All()},
		Components: TableDelta[*Component]{Put: p.Components.All()}, PriceItems: TableDelta[*PriceItem]{Put: p.PriceItems.All()},
		Conversions: TableDelta[*Conversion]{Put: p.Conversions.All()}, Parameters: TableDelta[*Parameter]{Put: p.Parameters.All()},
		Progress: TableDelta[*Progress]{Put: p.Progress.All()}, TahapanMembers: TableDelta[*TahapanMember]{Put: p.TahapanMembers.All()},
	}, p.Revision, p.Reference)
}

// dumpFigures writes all that follows from a snapshot.
func dumpFigures(p *Project) string {
	var out strings.Builder
	f := p.Figures()
	fmt.Fprintf(&out, "%+v\n%+v\n", f.Totals, *p.Costs())
	for _, line := range f.Lines {
		found, _ := f.LineOf(line.Pekerjaan.ID)
		if found != line {
			fmt.Fprint(&out, "another line is found\n")
		}
		fmt.Fprintf(&out, "%d %s: %s %s %s = %s × %v = %s, %s %s, %s %d %d, %d rows\n", line.Pekerjaan.ID, line.Pekerjaan.Kode, line.E, line.F, line.Markup, line.G,
			line.Volume, line.Total, line.Bobot, line.BobotPrinted, line.State, line.MissingPrices, line.Unresolved, len(line.Expanded))
		for _, week := range p.ProgressOf(line.Pekerjaan.ID) {
			fmt.Fprintf(&out, "  week %d: %s\n", week.Week, week.Planned)
		}
	}
	for _, sum := range f.Tree {
		fmt.Fprintf(&out, "%d %s %s %s\n", sum.Heading.ID, sum.Total, sum.Bobot, sum.BobotPrinted)
	}
	for _, broken := range f.Broken {
		fmt.Fprintf(&out, "%d %s\n", broken.Component.ID, broken.Message)
	}
	return out.String()
}

// Whatever is taken over from the snapshot before, and whatever of that was computed, the
// figures are those that follow from the rows alone.
func TestFiguresThatFollowFromOthersAreThoseOfTheRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, _, _ := drawOracle(rt).project(t)
		for step := range rapid.IntRange(1, 4).Draw(rt, "steps") {
			if rapid.Bool().Draw(rt, "figures asked") {
				p.Figures()
			}
			if rapid.Bool().Draw(rt, "costs asked") {
				p.Costs()
			}
			p = p.Apply(drawDelta(rt, p, step), p.Revision+1, p.Reference)
		}
		if got, want := dumpFigures(p), dumpFigures(fromRows(p)); got != want {
			rt.Fatalf("figures\n%s\nwant\n%s", got, want)
		}
	})
}

// drawDelta draws a change of volumes, with one of something else in one of three.
func drawDelta(t *rapid.T, p *Project, step int) *Delta {
	delta := &Delta{}
	for _, q := range p.Pekerjaan.All() {
		switch rapid.IntRange(0, 3).Draw(t, "volume") {
		case 0:
			row := &Volume{Meta: Meta{ID: q.ID, Version: int64(step) + 2}}
			if rapid.Bool().Draw(t, "set") {
				row.Quantity = decimal.Some(decimal.FromRat(drawRat(t, "quantity", 3, 1000)))
			}
			delta.Volumes.Put = append(delta.Volumes.Put, row)
		case 1:
			if _, ok := p.Volumes.Get(q.ID); ok {
				delta.Volumes.Delete = append(delta.Volumes.Delete, q.ID)
			}
		}
	}
	switch rapid.IntRange(0, 8).Draw(t, "more") {
	case 0:
		if items := p.PriceItems.All(); len(items) > 0 {
			item := *rapid.SampledFrom(items).Draw(t, "item")
			item.Harga = decimal.Some(decimal.FromRat(drawRat(t, "price", 2, 100_000)))
			delta.PriceItems.Put = append(delta.PriceItems.Put, &item)
		}
	case 1:
		policy := *drawPolicy(t)
		policy.ID = p.ID
		delta.Pricings.Put = append(delta.Pricings.Put, &policy)
	case 2:
		for i, q := range p.Pekerjaan.All() {
			delta.Progress.Put = append(delta.Progress.Put, &Progress{Meta: Meta{ID: int64(1_000_000 + 1000*step + i)}, PekerjaanID: q.ID, Week: step + 1, Planned: decimal.FromInt(1)})
		}
	}
	return delta
}
