package schedule_test

import (
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func TestPrintedBobotAddUpToAHundred(t *testing.T) { // rulings A6
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 1_000_000_000).Draw(t, "n"), uint8(rapid.IntRange(0, 3).Draw(t, "places")))
		}), 1, 60).Draw(t, "parts")
		sum := decimal.Sum(rab.PrintedShares(parts)...)
		want := decimal.Hundred
		if decimal.Sum(parts...).IsZero() {
			want = decimal.Zero
		}
		if !sum.Equal(want) {
			t.Fatalf("shares of %s add up to %s, want %s", parts, sum, want)
		}
	})
}

func TestBarsAddUpToTheBobot(t *testing.T) { // rulings A7
	rapid.Check(t, func(t *rapid.T) {
		bobot := decimal.New(rapid.Int64Range(0, 100_00).Draw(t, "bobot"), 2)
		percents := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 9_00).Draw(t, "percent"), 2)
		}), 1, 20).Draw(t, "percents")
		percents = append(percents, decimal.Hundred.Sub(decimal.Sum(percents...)))
		if percents[len(percents)-1].Sign() < 0 {
			t.Skip("more than all of it")
		}
		parts := schedule.SpreadBobot(bobot, percents)
		if sum := decimal.Sum(parts...); !sum.Equal(bobot) {
			t.Fatalf("%s over %s is %s, together %s", bobot, percents, parts, sum)
		}
		for i, part := range parts {
			if part.Sub(bobot.Percent(percents[i])).Abs().Cmp(decimal.New(1, 2)) > 0 {
				t.Fatalf("%s of %s percent is printed as %s", bobot, percents[i], part)
			}
		}
	})
}

func TestWeightsAreThoseOfTheCurve(t *testing.T) {
	s := newSite(t, "2026-01-01", "2026-03-31", "3", "1", "-")
	s.change(func(d *rab.Draft) error { // by which a rencana kontrak knows them
		for _, row := range d.View().WorkList() {
			named := *row
			named.UID = row.Kode
			d.Pekerjaan.Put(&named)
		}
		return nil
	})
	plan, err := schedule.NewPlan(s.Project)
	if err != nil {
		t.Fatal(err)
	}
	baseline := schedule.NewBaseline(plan)
	s.change(func(d *rab.Draft) error { // agreed, and gone since
		d.Volumes.Delete(12)
		d.Analyses.Delete(12)
		d.Pekerjaan.Delete(12)
		return nil
	})
	plan, err = schedule.NewPlan(s.Project)
	if err != nil {
		t.Fatal(err)
	}
	w := schedule.NewAnalysis(plan, baseline).Weights()
	if got := decimal.Sum(w.Bobot...).Add(w.GoneBobot); !got.Equal(decimal.Hundred) || w.Basis != schedule.ByVolume || w.GoneBobot.String() != "20" || w.Bobot[0].String() != "60" {
		t.Fatalf("weights are %+v", w)
	}
}
