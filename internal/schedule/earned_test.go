package schedule_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/schedule"
)

// works reads pekerjaan of golden cases: budget, planned per week, actual per week, cost per
// week; "-" is not entered.
func works(rows ...[4]string) []schedule.Work {
	var list []schedule.Work
	for i, row := range rows {
		work := schedule.Work{ID: int64(i + 1), Budget: decimal.MustParse(row[0])}
		planned, actual := shares(row[1]), shares(row[2])
		for week := range max(len(planned), len(actual)) {
			cell := schedule.Cell{Week: week + 1}
			if week < len(planned) {
				cell.Planned = planned[week]
			}
			if week < len(actual) {
				cell.Actual = actual[week]
			}
			work.Cells = append(work.Cells, cell)
		}
		for week, cost := range shares(row[3]) {
			if cost.Sign() >= 0 {
				work.Cells[week].Cost = decimal.Some(cost)
			}
		}
		list = append(list, work)
	}
	return list
}

// three are the pekerjaan of golden cases G9 and G11; a cost of -1 was not entered.
func three() []schedule.Work {
	return works(
		[4]string{"20000000", "60 40", "50 50", "11000000 10500000"},
		[4]string{"50000000", "0 20 40 40", "0 10 30", "-1 5500000"},
		[4]string{"30000000", "0 0 50 50", "0 0 20", ""},
	)
}

func none(n decimal.Null, places int) string {
	if !n.Valid {
		return "n/a"
	}
	return n.Decimal.Fixed(places)
}

func line(n schedule.Indices) string {
	return fmt.Sprintf("PV %s EV %s AC %s SV %s CV %s SPI %s CPI %s", n.PV.Fixed(0), n.EV.Fixed(0), n.AC.Fixed(0), n.SV.Fixed(0), none(n.CV, 0), none(n.SPI, 4), none(n.CPI, 4))
}

func final(n schedule.Indices) string {
	return fmt.Sprintf("EAC %s / %s / %s ETC %s VAC %s TCPI %s ES %s SPI(t) %s", none(n.EAC[0], 2), none(n.EAC[1], 2), none(n.EAC[2], 2),
		none(n.ETC, 2), none(n.VAC, 2), none(n.TCPI, 4), none(n.EarnedSchedule, 4), none(n.ScheduleTime, 4))
}

// Golden cases G9 and B8, with the status date of ruling F33 and the estimates of F41.
func TestEarnedValue(t *testing.T) {
	e := schedule.NewEarned(three(), 4, 3)
	for week, want := range []string{
		1: "PV 12000000 EV 10000000 AC 11000000 SV -2000000 CV -1000000 SPI 0.8333 CPI 0.9091",
		2: "PV 30000000 EV 25000000 AC 27000000 SV -5000000 CV -2000000 SPI 0.8333 CPI 0.9259",
		3: "PV 65000000 EV 46000000 AC 48000000 SV -19000000 CV -2000000 SPI 0.7077 CPI 0.9583",
	} {
		if got := line(e.At(week)); want != "" && got != want {
			t.Errorf("week %d: %s, want %s", week, got, want)
		}
	}
	want := "EAC 104347826.09 / 102000000.00 / 127621928.17 ETC 56347826.09 VAC -4347826.09 TCPI 1.0385 ES 2.4571 SPI(t) 0.8190"
	if got := final(e.At(3)); got != want || e.BAC.String() != "100000000" || e.Unweighted {
		t.Errorf("%s, want %s", got, want)
	}
	// Nothing more is done in week 4.
	if got := schedule.NewEarned(three(), 4, 4).At(4); none(got.EarnedSchedule, 4) != "2.4571" || none(got.ScheduleTime, 4) != "0.6143" || none(got.SPI, 4) != "0.4600" {
		t.Errorf("week 4: ES %s, SPI(t) %s, SPI %s", none(got.EarnedSchedule, 4), none(got.ScheduleTime, 4), none(got.SPI, 4))
	}
	// 3 + (4 − 2,4571) ÷ 0,8190; 3 + 54 ÷ 15,33; 54 % in the one week that is left.
	f := e.Forecast()
	if got := fmt.Sprintf("%d, %s, %s, %s", f.Planned, none(f.BySPI, 2), none(f.ByRecent, 2), none(f.Needed, 2)); got != "4, 4.88, 6.52, 54.00" {
		t.Errorf("forecast %s", got)
	}
}

// Golden case G21 of the domain.
func TestEarnedValueOfOnePekerjaan(t *testing.T) {
	e := schedule.NewEarned(works([4]string{"1000000", "50 50", "40 60", "300000 450000"}), 2, 2)
	if got, want := line(e.At(1)), "PV 500000 EV 400000 AC 300000 SV -100000 CV 100000 SPI 0.8000 CPI 1.3333"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := final(e.At(2)), "EAC 750000.00 / 750000.00 / 750000.00 ETC 0.00 VAC 250000.00 TCPI 0.0000 ES 2.0000 SPI(t) 1.0000"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if f := e.Forecast(); none(f.BySPI, 2) != "2.00" || f.Needed.Valid {
		t.Errorf("forecast of what is done: %+v", f)
	}
}

// Golden case G10: no prices. Amounts are marked as none, and nothing is said about cost.
func TestEarnedValueWithoutPrices(t *testing.T) {
	list := works([4]string{"0", "25 40", "20 35", ""}, [4]string{"0", "", "", ""})
	e := schedule.NewEarned(list, 2, 2)
	if !e.Unweighted || e.BAC.String() != "2" || numbers(e.PV) != "0.00 0.25 0.65" || numbers(e.EV) != "0.00 0.20 0.55" {
		t.Errorf("BAC %s, PV %s, EV %s, unweighted %v", e.BAC, numbers(e.PV), numbers(e.EV), e.Unweighted)
	}
	if got := e.At(2); got.CPI.Valid || got.EAC[0].Valid || got.TCPI.Valid || none(got.SPI, 4) != "0.8462" {
		t.Errorf("indices %+v", got)
	}
	curve := schedule.NewCurve(list, 2, 2)
	if curve.Basis != schedule.ByVolume || numbers(curve.Planned) != "0.00 12.50 32.50" {
		t.Errorf("curve by %s: %s", curve.Basis, numbers(curve.Planned))
	}
}

func TestNothingIsKnownWithoutAStatusDate(t *testing.T) {
	e := schedule.NewEarned(three(), 4, 0)
	if got := e.At(0); got.SPI.Valid || got.CPI.Valid || got.EarnedSchedule.Valid || e.Forecast().BySPI.Valid {
		t.Errorf("indices before anything was done: %+v", got)
	}
	if curve := schedule.NewCurve(three(), 4, 0); curve.Actual != nil {
		t.Errorf("realisasi without a status date: %s", numbers(curve.Actual))
	}
	if e := schedule.NewEarned(nil, 3, 0); !e.BAC.IsZero() || numbers(e.PV) != "0.00 0.00 0.00 0.00" {
		t.Errorf("a project without work: %s", numbers(e.PV))
	}
}

// Golden case G11.
func TestCurve(t *testing.T) {
	c := schedule.NewCurve(three(), 4, 3)
	if got := numbers(c.Planned); got != "0.00 12.00 30.00 65.00 100.00" || c.Basis != schedule.ByHarga {
		t.Errorf("rencana %s", got)
	}
	if got := numbers(c.Actual); got != "0.00 10.00 25.00 46.00" {
		t.Errorf("realisasi %s", got)
	}
	for week, want := range []string{"0.00", "-2.00", "-5.00", "-19.00"} {
		if got, ok := c.Deviation(week); !ok || got.Fixed(2) != want {
			t.Errorf("deviasi of week %d is %s, want %s", week, got.Fixed(2), want)
		}
	}
	if _, ok := c.Deviation(4); ok {
		t.Error("a deviasi after the status date")
	}
	list := three()
	list[0].Volume, list[1].Volume = decimal.Some(decimal.FromInt(10)), decimal.Some(decimal.FromInt(100))
	for i := range list {
		list[i].Budget = decimal.Zero
	}
	if got := numbers(schedule.NewCurve(list, 4, 0).Planned[1:]); got != "5.41 27.03 63.51 100.00" {
		t.Errorf("by volume %s", got)
	}
}

func TestACompletePlanEndsAtAHundred(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := drawTimeline(rt)
		var days []int
		for _, week := range line.Weeks() {
			days = append(days, week.Days())
		}
		var list []schedule.Work
		for range rapid.IntRange(1, 12).Draw(rt, "pekerjaan") {
			work := schedule.Work{Budget: decimal.New(rapid.Int64Range(1, 1e12).Draw(rt, "budget"), 2)}
			parts, _ := rapid.SampledFrom(schedule.Shapes()).Draw(rt, "shape").Distribute(decimal.FromInt(100), days)
			for i, part := range parts {
				work.Cells = append(work.Cells, schedule.Cell{Week: i + 1, Planned: part, Actual: part})
			}
			list = append(list, work)
		}
		weeks := line.WeekCount()
		c, e := schedule.NewCurve(list, weeks, weeks), schedule.NewEarned(list, weeks, weeks)
		if !c.Planned[weeks].Equal(decimal.FromInt(100)) || !c.Actual[weeks].Equal(c.Planned[weeks]) {
			rt.Fatalf("the curve ends at %s and %s", c.Planned[weeks], c.Actual[weeks])
		}
		if !e.PV[weeks].Equal(e.BAC) || !e.EV[weeks].Equal(e.BAC) {
			rt.Fatalf("PV %s and EV %s of %s", e.PV[weeks], e.EV[weeks], e.BAC)
		}
		for week := range weeks { // the curve by money is the earned value in percent
			percent, err := e.PV[week].Mul(decimal.FromInt(100)).Quo(e.BAC)
			if err != nil || !percent.Equal(c.Planned[week]) {
				rt.Fatalf("week %d: %s and %s", week, percent, c.Planned[week])
			}
		}
	})
}

// Golden case B5.
func TestStandingOfAContract(t *testing.T) {
	rule := schedule.DefaultCriticalRule()
	tests := []struct {
		planned, actual string
		passesYear      bool
		want            schedule.Standing
	}{
		{"45", "36", false, schedule.Late},
		{"45", "35", false, schedule.Late},
		{"45", "34.99", false, schedule.CriticalOne},
		{"70", "59.99", false, schedule.CriticalOne},
		{"70.01", "65", false, schedule.CriticalTwo},
		{"82", "77", false, schedule.Late},
		{"82", "76.9", false, schedule.CriticalTwo},
		{"90", "87", true, schedule.CriticalYear},
		{"90", "87", false, schedule.Late},
		{"90", "85", true, schedule.CriticalYear},
		{"90", "90", true, schedule.OnTime},
		{"45", "44", true, schedule.Late},
		{"30", "31", false, schedule.OnTime},
	}
	for _, test := range tests {
		if got := rule.Judge(decimal.MustParse(test.planned), decimal.MustParse(test.actual), test.passesYear); got != test.want {
			t.Errorf("rencana %s, realisasi %s, passes the year %v: %s, want %s", test.planned, test.actual, test.passesYear, got, test.want)
		}
	}
	for _, test := range []struct {
		planned, actual string
		want            schedule.Warning
	}{
		{"45", "42.01", schedule.NoWarning},
		{"45", "42", schedule.Yellow},
		{"45", "40.01", schedule.Yellow},
		{"45", "40", schedule.Red},
		{"70", "67.5", schedule.NoWarning},
		{"80", "78", schedule.Yellow},
		{"80", "76", schedule.Red},
		{"80", "81", schedule.NoWarning},
	} {
		if got := rule.Warn(decimal.MustParse(test.planned), decimal.MustParse(test.actual)); got != test.want {
			t.Errorf("rencana %s, realisasi %s: %q, want %q", test.planned, test.actual, got, test.want)
		}
	}
}

// BenchmarkCurves is kurva S and earned value of 1,000 pekerjaan with 12 weeks each, of 156.
func BenchmarkCurves(b *testing.B) {
	var list []schedule.Work
	for i := range 1000 {
		work := schedule.Work{ID: int64(i), Budget: decimal.New(int64(i+1)*123_457, 2)}
		for week := range 12 {
			share := decimal.New(833, 2)
			work.Cells = append(work.Cells, schedule.Cell{Week: (i+week)%156 + 1, Planned: share, Actual: share, Cost: decimal.Some(decimal.FromInt(1000))})
		}
		list = append(list, work)
	}
	b.ReportAllocs()
	for b.Loop() {
		curve, earned := schedule.NewCurve(list, 156, 80), schedule.NewEarned(list, 156, 80)
		if curve.Planned[156].IsZero() || !earned.At(80).SPI.Valid {
			b.Fatal("nothing is planned")
		}
	}
}
