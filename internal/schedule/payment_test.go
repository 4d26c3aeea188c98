package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Golden case B4: uang muka is paid back and retensi kept in proportion, and everything
// together is the contract.
func TestPaymentsOfAContract(t *testing.T) {
	billion := decimal.FromInt(1_000_000_000)
	plan := schedule.PaymentsOf(billion, decimal.FromInt(20), decimal.FromInt(5), shares("10 35 75 100"))
	var got []string
	for _, p := range plan.Periods {
		got = append(got, fmt.Sprint(p.Gross, " − ", p.Repayment, " − ", p.Retention, " = ", p.Net))
	}
	want := "100000000 − 20000000 − 5000000 = 75000000; 250000000 − 50000000 − 12500000 = 187500000; " +
		"400000000 − 80000000 − 20000000 = 300000000; 250000000 − 50000000 − 12500000 = 187500000"
	if text := strings.Join(got, "; "); text != want {
		t.Errorf("got %s", text)
	}
	if plan.Advance.String() != "200000000" || plan.RetentionBack.String() != "50000000" {
		t.Errorf("uang muka %s, retensi back %s", plan.Advance, plan.RetentionBack)
	}
}

func TestPaymentsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := decimal.New(rapid.Int64Range(0, 1e14).Draw(t, "value"), 2)
		percent := func(name string) decimal.Decimal { return decimal.New(rapid.Int64Range(0, 10_000).Draw(t, name), 2) }
		var cumulative []decimal.Decimal
		done := int64(0)
		for done < 10_000 {
			done += rapid.Int64Range(1, 10_000-done).Draw(t, "work")
			cumulative = append(cumulative, decimal.New(done, 2))
		}
		plan := schedule.PaymentsOf(value, percent("uang muka"), percent("retensi"), cumulative)
		sum := plan.Advance.Add(plan.RetentionBack)
		for _, p := range plan.Periods {
			sum = sum.Add(p.Net)
			if p.Gross.Sign() < 0 || p.Repayment.Sign() < 0 || p.Retention.Sign() < 0 {
				t.Fatalf("a payment of %+v", p)
			}
		}
		if !sum.Equal(value) {
			t.Fatalf("payments add up to %s of %s", sum, value)
		}
	})
}

// Golden case B7, and what a forecast after the end comes to.
func TestPenaltyOfLateness(t *testing.T) {
	if p := schedule.PenaltyOf(decimal.FromInt(1_000_000_000), 12); p.PerDay.String() != "1000000" || p.Total.String() != "12000000" {
		t.Errorf("%+v", p)
	}
	s := contracted(t) // ends 26 January, forecast for 2 February
	s.realised()
	if _, ok := schedule.NewAnalysis(s.plan(), nil).Penalty(); ok {
		t.Error("a penalty without a contract")
	}
	s.change(func(d *rab.Draft) error {
		return schedule.EditContract(d, func(c *rab.Contract) { c.NilaiKontrak = decimal.Some(decimal.FromInt(1_110_000_000)) }, nil) // with 11 % PPN
	})
	p, ok := schedule.NewAnalysis(s.plan(), nil).Penalty()
	if !ok || p.Days != 7 || p.PerDay.String() != "1000000" || p.Total.String() != "7000000" {
		t.Errorf("%+v, %t", p, ok)
	}
	plan, ok := schedule.NewAnalysis(s.plan(), nil).Payments()
	if !ok || len(plan.Periods) != 1 || plan.Periods[0].Gross.String() != "1000000000" {
		t.Errorf("%+v, %t", plan, ok)
	}
}

// Golden case B6: after an addendum realised volume stays, and its percent follows; weights
// are those of the new values.
func TestAddendumKeepsRealisedVolume(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "200", "500", "300")
	value := func(id, million int64, volume string) {
		s.change(func(d *rab.Draft) error {
			row, _ := d.Pekerjaan.Get(id)
			next := *row
			next.BudgetedCost = decimal.FromInt(million * 1_000_000)
			d.Pekerjaan.Put(&next)
			d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: id}, Quantity: decimal.Some(decimal.MustParse(volume))})
			return nil
		})
	}
	value(11, 200, "200")
	value(12, 500, "500")
	value(13, 300, "300")
	for id, text := range map[int64]string{11: "W1 200v", 12: "W1 200v", 13: "W1 60v"} {
		if err := s.save(schedule.Actual, id, text); err != nil {
			t.Fatal(err)
		}
	}
	progress := func() string { return schedule.NewAnalysis(s.plan(), nil).Footer().ActualCumulative[0].String() }
	if got := progress(); got != "46" {
		t.Errorf("before the addendum %s %%, want 46", got)
	}
	value(12, 550, "550")
	value(13, 280, "280")
	s.change(func(d *rab.Draft) error {
		d.Pekerjaan.Put(&rab.Pekerjaan{Meta: rab.Meta{ID: 14}, HeadingID: 3, Position: 9, SourceType: rab.SourceCustom, Uraian: "Tambahan", BudgetedCost: decimal.FromInt(70_000_000)})
		return nil
	})
	if got := progress(); got != "41.82" {
		t.Errorf("after it %s %%, want 41.82", got)
	}
	plan := s.plan()
	for id, want := range map[int64]string{12: "36.3636", 13: "21.4286"} {
		for i := range plan.Works {
			if _, actual := plan.Works[i].Sum(); plan.Works[i].ID == id && actual.Round(4).String() != want {
				t.Errorf("pekerjaan %d is %s %%, want %s", id, actual.Round(4), want)
			}
		}
	}
}
