package schedule_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// need is one component of an analysis: "TK T.1 0.75 120000".
func (s *site) need(pekerjaan int64, components ...string) {
	s.t.Helper()
	prices := map[string]string{}
	s.change(func(d *rab.Draft) error {
		var in rab.SaveAnalysisInput
		for _, text := range components {
			var kategori, kode, koefisien, harga string
			if _, err := fmt.Sscan(text, &kategori, &kode, &koefisien, &harga); err != nil {
				return err
			}
			prices[kode] = harga
			in.Rows = append(in.Rows, rab.AnalysisRow{
				Kategori: kategori, Kode: kode, Uraian: "Barang " + kode, Satuan: "kg", Koefisien: decimal.Some(decimal.MustParse(koefisien)),
			})
		}
		_, err := d.SaveAnalysis(pekerjaan, in)
		return err
	})
	s.change(func(d *rab.Draft) error {
		var in []rab.PriceInput
		for _, item := range d.View().PriceItems.All() {
			if harga, ok := prices[item.Kode]; ok && harga != "-" {
				price := decimal.Some(decimal.MustParse(harga))
				in = append(in, rab.PriceInput{ID: item.ID, Harga: &price})
			}
		}
		_, err := d.SavePrices(in)
		return err
	})
}

// putHeader changes the project's own data, without what else comes of it.
func (s *site) putHeader(edit func(*rab.Header)) {
	s.t.Helper()
	s.change(func(d *rab.Draft) error {
		header := *d.View().Header()
		edit(&header)
		d.Headers.Put(&header)
		return nil
	})
}

func (s *site) endWeeksOn(day schedule.Weekday) {
	s.t.Helper()
	s.putHeader(func(h *rab.Header) { h.WeekEndDay, h.WeekStartDay = int(day), (int(day)+1)%7 })
}

// golden is the pekerjaan of golden case G12 in the project of most of them.
func golden(t *testing.T, weekEnd schedule.Weekday, plan string) *site {
	t.Helper()
	s := newSite(t, "2025-01-01", "2025-03-31", "80")
	s.endWeeksOn(weekEnd)
	s.need(11, "TK P.1 0.75 120000", "BHN S.1 7.5 70000", "ALT M.1 0.25 90000")
	if plan != "" {
		if err := s.save(schedule.Planned, 11, plan); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// scope reads a scope such as "W01 W02", "2025-01" or "2024-W01".
func scope(unit schedule.PeriodUnit, text string) *schedule.PeriodRange {
	if text == "" {
		return nil
	}
	codes := strings.Fields(text)
	first, err := schedule.ParsePeriod(unit, codes[0])
	if err != nil {
		panic(err)
	}
	last, err := schedule.ParsePeriod(unit, codes[len(codes)-1])
	if err != nil {
		panic(err)
	}
	return &schedule.PeriodRange{First: first, Last: last}
}

// shown is "P.1 24 S.1 240 = 20400000" of each part.
func shown(parts ...*rab.PartNeeds) string {
	var list []string
	for _, part := range parts {
		var words []string
		for _, row := range part.Rows {
			words = append(words, row.Kode, row.Quantity.Round(6).String())
		}
		list = append(list, strings.Join(append(words, "=", part.Total.Round(2).String()), " "))
	}
	return strings.Join(list, " | ")
}

// Golden cases G12 to G15 of the schedule, and G17 of the domain as a weekly plan (rulings F36).
func TestNeedsOverTime(t *testing.T) {
	tests := []struct {
		name    string
		weekEnd schedule.Weekday
		plan    string
		unit    schedule.PeriodUnit
		scope   string
		periods string
		want    string // of each period; then elsewhere, not planned
	}{
		{
			"G12", schedule.Minggu, "W1 40, W2 60", schedule.WeeksISO, "2025-W01 2025-W02", "2025-W01 2025-W02",
			"P.1 24 S.1 240 M.1 8 = 20400000 | P.1 36 S.1 360 M.1 12 = 30600000 | = 0 | = 0",
		},
		{
			"G12 in weeks of the project", schedule.Minggu, "W1 40, W2 60", schedule.WeeksOfProject, "W01 W02", "W01 W02",
			"P.1 24 S.1 240 M.1 8 = 20400000 | P.1 36 S.1 360 M.1 12 = 30600000 | = 0 | = 0",
		},
		{
			"G13", schedule.Sabtu, "W1 40, W2 60", schedule.WeeksISO, "2025-W01 2025-W02", "2025-W01 2025-W02",
			"P.1 29.142857 S.1 291.428571 M.1 9.714286 = 24771428.57 | P.1 30.857143 S.1 308.571429 M.1 10.285714 = 26228571.43 | = 0 | = 0",
		},
		{
			"G13 in weeks of the project", schedule.Sabtu, "W1 40, W2 60", schedule.WeeksOfProject, "W02", "W02",
			"P.1 36 S.1 360 M.1 12 = 30600000 | P.1 24 S.1 240 M.1 8 = 20400000 | = 0",
		},
		{
			"G14 January", schedule.Minggu, "W4 30, W5 70", schedule.CalendarMonths, "2025-01", "2025-01",
			"P.1 48 S.1 480 M.1 16 = 40800000 | P.1 12 S.1 120 M.1 4 = 10200000 | = 0",
		},
		{
			"G14 February", schedule.Minggu, "W4 30, W5 70", schedule.CalendarMonths, "2025-02", "2025-02",
			"P.1 12 S.1 120 M.1 4 = 10200000 | P.1 48 S.1 480 M.1 16 = 40800000 | = 0",
		},
		{
			"G14 partly planned", schedule.Minggu, "W1 40", schedule.WeeksISO, "2025-W01", "2025-W01",
			"P.1 24 S.1 240 M.1 8 = 20400000 | = 0 | P.1 36 S.1 360 M.1 12 = 30600000",
		},
		{
			"a plan as a volume", schedule.Minggu, "W1 32v, W2 48v", schedule.WeeksOfProject, "W01 W02", "W01 W02",
			"P.1 24 S.1 240 M.1 8 = 20400000 | P.1 36 S.1 360 M.1 12 = 30600000 | = 0 | = 0",
		},
		{"nothing planned", schedule.Minggu, "", schedule.CalendarMonths, "2025-01", "2025-01", "= 0 | = 0 | P.1 60 S.1 600 M.1 20 = 51000000"},
		{"before the project", schedule.Minggu, "W1 40", schedule.WeeksISO, "2020-W01", "", "P.1 24 S.1 240 M.1 8 = 20400000 | P.1 36 S.1 360 M.1 12 = 30600000"},
		{"after the project", schedule.Minggu, "W1 40", schedule.CalendarMonths, "2027-01", "", "P.1 24 S.1 240 M.1 8 = 20400000 | P.1 36 S.1 360 M.1 12 = 30600000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := golden(t, test.weekEnd, test.plan)
			n := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Unit: test.unit, Scope: scope(test.unit, test.scope)})
			var parts []*rab.PartNeeds
			var codes []string
			for i, period := range n.Periods {
				parts = append(parts, n.InPeriod(i))
				codes = append(codes, period.Code)
			}
			if got := strings.Join(codes, " "); got != test.periods {
				t.Errorf("periods %s, want %s", got, test.periods)
			}
			if got := shown(append(parts, n.Elsewhere(), n.Unscheduled())...); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
			if n.IsPlanned() != (test.plan != "") {
				t.Error("planned or not?")
			}
		})
	}
}

// A phase takes the share that is planned within its days: of its members, or of all when it
// has none (golden case G15).
func TestNeedsOfATahapan(t *testing.T) {
	s := golden(t, schedule.Minggu, "W1 40, W2 60")
	s.change(func(d *rab.Draft) error {
		d.Pekerjaan.Put(&rab.Pekerjaan{Meta: rab.Meta{ID: 12}, HeadingID: 3, Position: 9, SourceType: rab.SourceCustom, Kode: "P2", Uraian: "Lain", Satuan: "m3"})
		d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: 12}, Quantity: decimal.Some(decimal.FromInt(10))})
		d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 51}, UID: "u51", Nama: "Kedua", TanggalMulai: "2025-01-06", TanggalSelesai: "2025-01-12"})
		d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 52}, UID: "u52", Nama: "Terbuka", TanggalMulai: "2025-01-05"})
		d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 53}, UID: "u53", Nama: "Anggota"})
		d.TahapanMembers.Put(&rab.TahapanMember{Meta: rab.Meta{ID: 61}, TahapanID: 53, PekerjaanID: 12})
		return nil
	})
	s.need(12, "TK P.1 1 120000")
	if err := s.save(schedule.Planned, 12, "W1 50"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		tahapan int64
		scope   string
		want    string // in scope, elsewhere, not planned
	}{
		{51, "", "P.1 36 S.1 360 M.1 12 = 30600000 | P.1 29 S.1 240 M.1 8 = 21000000 | P.1 5 = 600000"},
		{51, "2025-W01", "= 0 | P.1 65 S.1 600 M.1 20 = 51600000 | P.1 5 = 600000"},
		{52, "", "P.1 41.8 S.1 408 M.1 13.6 = 34800000 | P.1 23.2 S.1 192 M.1 6.4 = 16800000 | P.1 5 = 600000"},
		{52, "2025-W01", "P.1 5.8 S.1 48 M.1 1.6 = 4200000 | P.1 59.2 S.1 552 M.1 18.4 = 47400000 | P.1 5 = 600000"},
		{53, "", "P.1 5 = 600000 | = 0 | P.1 5 = 600000"},
		{0, "", "P.1 65 S.1 600 M.1 20 = 51600000 | = 0 | P.1 5 = 600000"},
	} {
		n := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Filter: rab.NeedsFilter{Tahapan: test.tahapan}, Scope: scope(schedule.WeeksISO, test.scope)})
		if got := shown(n.InScope(), n.Elsewhere(), n.Unscheduled()); got != test.want {
			t.Errorf("tahapan %d %s: %s\nwant %s", test.tahapan, test.scope, got, test.want)
		}
	}
}

func TestWhatIsNotPlannedIsCounted(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "10", "10", "-", "10", "10")
	for id := int64(11); id <= 15; id++ {
		s.need(id, "TK P.1 1 100")
	}
	for _, plan := range []struct {
		mode      schedule.Mode
		pekerjaan int64
		weeks     string
	}{{schedule.Planned, 11, "W1 100"}, {schedule.Planned, 12, "W1 30"}, {schedule.Actual, 14, "W1 5"}, {schedule.Planned, 15, "W1 8v"}} {
		if err := s.save(plan.mode, plan.pekerjaan, plan.weeks); err != nil {
			t.Fatal(err)
		}
	}
	s.change(func(d *rab.Draft) error { // less than was planned
		row, _ := d.Volumes.Get(15)
		less := *row
		less.Quantity = decimal.Some(decimal.FromInt(6))
		d.Volumes.Put(&less)
		return nil
	})
	n := schedule.NeedsOf(s.Project, schedule.NeedsQuery{})
	ids := func(list []*rab.Pekerjaan) (ids []int64) {
		for _, q := range list {
			ids = append(ids, q.ID)
		}
		return ids
	}
	if got := fmt.Sprint(ids(n.Unplanned), ids(n.Untouched), n.Partly, n.Over); got != "[13 14] [13] 1 1" {
		t.Errorf("unplanned, untouched, partly, over: %s", got)
	}
	// 36 are needed, 21 planned; what is planned beyond a volume is taken off what is not planned.
	if got := shown(n.InScope(), n.Unscheduled(), n.Part(0, 0)); got != "P.1 21 = 2100 | P.1 15 = 1500 | = 0" {
		t.Errorf("%s", got)
	}
}

// A project that can have no schedule has needs all the same.
func TestNeedsWithoutATimeline(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "10")
	s.need(11, "TK P.1 1 100")
	if err := s.save(schedule.Planned, 11, "W1 100"); err != nil {
		t.Fatal(err)
	}
	s.putHeader(func(h *rab.Header) { h.TanggalSelesai = "2040-01-01" })
	n := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Scope: scope(schedule.WeeksOfProject, "W01"), Unit: schedule.WeeksOfProject})
	if got := shown(n.InScope(), n.Elsewhere(), n.Unscheduled()); got != "= 0 | = 0 | P.1 10 = 1000" || len(n.Periods) > 0 {
		t.Errorf("%s", got)
	}
}

// drawNeeds is a project of some pekerjaan with random components, volumes and plans.
func drawNeeds(t *testing.T, rt *rapid.T) *site {
	line := drawTimeline(rt)
	volumes := make([]string, rapid.IntRange(1, 5).Draw(rt, "pekerjaan"))
	for i := range volumes {
		volumes[i] = rapid.SampledFrom([]string{"-", "0", "80", "12.345", "3"}).Draw(rt, "volume")
	}
	s := newSite(t, line.From.Date(), line.To.Date(), volumes...)
	s.endWeeksOn(line.WeekEnd)
	for i := range volumes {
		id := int64(11 + i)
		var components []string
		for c := range rapid.IntRange(0, 4).Draw(rt, "components") {
			kode := c + rapid.IntRange(0, 2).Draw(rt, "item")*4
			price := []string{"-", "0", "100", "33.33", "7.07"}[kode%5]
			components = append(components, fmt.Sprintf("%s K.%d 0.%06d %s", []string{"TK", "BHN", "ALT", "LAIN"}[kode%4], kode, rapid.IntRange(1, 999_999).Draw(rt, "koefisien"), price))
		}
		s.need(id, components...)
	}
	s.change(func(d *rab.Draft) error {
		taken := map[[2]int]bool{}
		for i := range volumes {
			for w := range rapid.IntRange(0, 6).Draw(rt, "weeks") {
				row := &rab.Progress{Meta: d.NewRow(), PekerjaanID: int64(11 + i), Week: w + 1 + rapid.IntRange(0, line.WeekCount()/7).Draw(rt, "gap")*7}
				if taken[[2]int{i, row.Week}] {
					continue
				}
				taken[[2]int{i, row.Week}] = true
				row.Planned = decimal.New(rapid.Int64Range(0, 1600).Draw(rt, "planned"), 2)
				if row.PlannedByVolume = rapid.Bool().Draw(rt, "by volume"); row.PlannedByVolume {
					row.Planned = decimal.New(rapid.Int64Range(0, 500).Draw(rt, "volume"), 3)
				}
				d.Progress.Put(row)
			}
		}
		if rapid.Bool().Draw(rt, "tahapan") {
			from := line.From + schedule.Day(rapid.IntRange(-20, 40).Draw(rt, "from"))
			d.Tahapan.Put(&rab.Tahapan{Meta: rab.Meta{ID: 51}, UID: "u", Nama: "T", TanggalMulai: from.Date(), TanggalSelesai: (from + schedule.Day(rapid.IntRange(0, 200).Draw(rt, "days"))).Date()})
			if rapid.Bool().Draw(rt, "member") {
				d.TahapanMembers.Put(&rab.TahapanMember{Meta: rab.Meta{ID: 61}, TahapanID: 51, PekerjaanID: 11})
			}
		}
		return nil
	})
	return s
}

// perDay is the oracle: what is needed of each kode on each day, by fractions, one day after
// the other. It knows neither buckets nor running sums.
func perDay(p *rab.Project, filter rab.NeedsFilter) (days map[string]map[schedule.Day]*big.Rat, all map[string]*big.Rat) {
	days, all = map[string]map[schedule.Day]*big.Rat{}, map[string]*big.Rat{}
	line, _ := schedule.TimelineOf(p.Header())
	inScope := p.NeedsScope(filter)
	add := func(to map[string]*big.Rat, key string, x *big.Rat) {
		if to[key] == nil {
			to[key] = new(big.Rat)
		}
		to[key].Add(to[key], x)
	}
	for _, q := range p.WorkList() {
		volume, _ := p.Volumes.Get(q.ID)
		if !inScope(q) || volume == nil || !volume.Quantity.Valid {
			continue
		}
		for _, c := range p.ComponentsOf(q.ID) {
			item, _ := p.PriceItems.Get(*c.PriceItemID)
			if len(filter.Kategori) > 0 && !slices.Contains(filter.Kategori, item.Kategori) {
				continue
			}
			need := new(big.Rat).Mul(c.Koefisien.Rat(), volume.Quantity.Decimal.Rat())
			add(all, item.Kode, need)
			if need.Sign() == 0 {
				continue
			}
			for _, row := range p.ProgressOf(q.ID) {
				week := line.Week(row.Week)
				amount := new(big.Rat).Mul(need, new(big.Rat).Quo(row.Planned.Rat(), big.NewRat(100, 1)))
				if row.PlannedByVolume {
					amount.Mul(c.Koefisien.Rat(), row.Planned.Rat())
				}
				amount.Quo(amount, big.NewRat(int64(week.Days()), 1))
				for day := week.From; day <= week.To; day++ {
					if days[item.Kode] == nil {
						days[item.Kode] = map[schedule.Day]*big.Rat{}
					}
					if days[item.Kode][day] == nil {
						days[item.Kode][day] = new(big.Rat)
					}
					days[item.Kode][day].Add(days[item.Kode][day], amount)
				}
			}
		}
	}
	return days, all
}

func drawScope(rt *rapid.T, line schedule.Timeline, unit schedule.PeriodUnit) *schedule.PeriodRange {
	if rapid.Bool().Draw(rt, "all of the time") {
		return nil
	}
	whole := schedule.Span{From: line.From, To: line.To}
	periods := line.Periods(unit, whole)
	first := rapid.IntRange(0, len(periods)-1).Draw(rt, "first")
	last := rapid.IntRange(first, len(periods)-1).Draw(rt, "last")
	return scope(unit, periods[first].Code+" "+periods[last].Code)
}

// In every view, what the periods need, what is planned outside of them and what is not
// planned are exactly all that is needed; and each is what a walk from day to day finds.
func TestNeedsOverTimeAreAllOfThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawNeeds(t, rt)
		line, err := schedule.TimelineOf(s.Header())
		if err != nil {
			rt.Fatal(err)
		}
		unit := rapid.SampledFrom([]schedule.PeriodUnit{schedule.WeeksISO, schedule.WeeksOfProject, schedule.CalendarMonths}).Draw(rt, "unit")
		query := schedule.NeedsQuery{Unit: unit, Scope: drawScope(rt, line, unit), ByPekerjaan: rapid.Bool().Draw(rt, "by pekerjaan")}
		if _, ok := s.Tahapan.Get(51); ok {
			query.Filter.Tahapan = 51
		}
		if rapid.Bool().Draw(rt, "one kategori") {
			query.Filter.Kategori = []ahsp.Kategori{ahsp.BHN}
		}
		n := schedule.NeedsOf(s.Project, query)
		plain := s.Needs(query.Filter)
		days, all := perDay(s.Project, query.Filter)
		near := func(what string, got decimal.Decimal, want *big.Rat) {
			if want == nil {
				want = new(big.Rat)
			}
			if diff := new(big.Rat).Sub(got.Rat(), want); diff.Abs(diff).Cmp(big.NewRat(1, 1e16)) > 0 {
				rt.Fatalf("%s: %s, the days say %s", what, got, want.FloatString(20))
			}
		}
		within := func(kode string, holds func(schedule.Day) bool) *big.Rat {
			sum := new(big.Rat)
			for day, x := range days[kode] {
				if holds(day) {
					sum.Add(sum, x)
				}
			}
			return sum
		}
		sum := func(parts []*rab.PartNeeds) (quantity map[string]decimal.Decimal, cost decimal.Decimal) {
			quantity = map[string]decimal.Decimal{}
			for _, part := range parts {
				for _, row := range part.Rows {
					quantity[row.Kode] = quantity[row.Kode].Add(row.Quantity)
				}
				cost = cost.Add(part.Total)
			}
			return quantity, cost
		}
		var periods []*rab.PartNeeds
		for i, period := range n.Periods {
			part := n.InPeriod(i)
			periods = append(periods, part)
			for _, row := range part.Rows {
				near(period.Code+" "+row.Kode, row.Quantity, within(row.Kode, func(day schedule.Day) bool { return period.Holds(day) && n.Scope.Holds(day) }))
			}
			for row := range n.Rows {
				if !query.ByPekerjaan {
					break
				}
				perWork := decimal.Zero
				for _, work := range n.ForPekerjaan(row, i) {
					perWork = perWork.Add(work.Quantity)
				}
				near(period.Code+" by pekerjaan", perWork, n.Quantity(row, 1+i, 1+i).Rat())
			}
		}
		inScope := n.InScope()
		for _, view := range [][]*rab.PartNeeds{append(slices.Clone(periods), n.Elsewhere(), n.Unscheduled()), {inScope, n.Elsewhere(), n.Unscheduled()}} {
			quantity, cost := sum(view)
			if !cost.Equal(plain.Total) {
				rt.Fatalf("together they cost %s, everything %s", cost, plain.Total)
			}
			for _, row := range plain.Rows {
				if !quantity[row.Kode].Equal(row.Quantity) {
					rt.Fatalf("%s: together %s, needed %s", row.Kode, quantity[row.Kode], row.Quantity)
				}
				near(row.Kode, row.Quantity, all[row.Kode])
			}
		}
		for i, row := range n.Rows {
			near("in scope "+row.Kode, n.Quantity(i, 1, len(n.Periods)), within(row.Kode, n.Scope.Holds))
			near("planned "+row.Kode, n.ScheduledQuantity(i), within(row.Kode, func(schedule.Day) bool { return true }))
		}
	})
}

// What a period needs does not depend on the periods that are asked for beside it, nor on
// whether its time is divided.
func TestAPeriodNeedsTheSameAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawNeeds(t, rt)
		unit := rapid.SampledFrom([]schedule.PeriodUnit{schedule.WeeksISO, schedule.WeeksOfProject, schedule.CalendarMonths}).Draw(rt, "unit")
		all := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Unit: unit})
		first := rapid.IntRange(0, len(all.Periods)-1).Draw(rt, "first")
		last := rapid.IntRange(first, len(all.Periods)-1).Draw(rt, "last")
		asked := scope(unit, all.Periods[first].Code+" "+all.Periods[last].Code)
		alone := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Unit: unit, Scope: asked})
		undivided := schedule.NeedsOf(s.Project, schedule.NeedsQuery{Unit: schedule.Undivided, Scope: asked})
		for row, need := range alone.Rows {
			want := all.Quantity(row, 1+first, 1+last)
			if got := alone.InScopeQuantity(row); !got.Equal(want) {
				rt.Fatalf("%s from %s: %s alone, %s among all", need.Kode, all.Periods[first].Code, got, want)
			}
			if got := undivided.InScopeQuantity(row); !got.Equal(want) {
				rt.Fatalf("%s from %s: %s undivided, %s by period", need.Kode, all.Periods[first].Code, got, want)
			}
		}
	})
}

func TestPeriodsAreNamed(t *testing.T) {
	line := first2025(t, schedule.Sabtu)
	for _, test := range []struct {
		unit  schedule.PeriodUnit
		count int
		third string
	}{
		{schedule.WeeksISO, 14, "2025-W03 Minggu 3 (13 Jan – 19 Jan 2025) 2025-01-13 2025-01-19"},
		{schedule.WeeksOfProject, 14, "W03 Minggu 3 (12 Jan – 18 Jan 2025) 2025-01-12 2025-01-18"},
		{schedule.CalendarMonths, 3, "2025-03 Maret 2025 2025-03-01 2025-03-31"},
	} {
		periods := line.Periods(test.unit, line.Span)
		third := periods[2]
		if got := fmt.Sprint(third.Code, " ", third.Label, " ", third.From, " ", third.To); got != test.third || len(periods) != test.count {
			t.Errorf("%d periods, the third is %s, want %s", len(periods), got, test.third)
		}
	}
	for _, code := range []string{"W0", "W1", "W00", "W531", "3", "w03", "W-1", "2026-W03"} {
		if _, err := schedule.ParsePeriod(schedule.WeeksOfProject, code); err == nil {
			t.Errorf("%s is a week of the project", code)
		}
	}
}
