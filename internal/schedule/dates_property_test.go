package schedule_test

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// walk counts the weeks of a project by going from day to day, long after its end. days
// holds the days of each week: those of the last one end with the project, those after it
// do not.
type walk struct {
	week map[schedule.Day]int
	days map[int][]schedule.Day

	whole map[int][]schedule.Day // without an end of the project
	last  int                    // week of the project
}

func walkThrough(h *rab.Header) walk {
	w := walk{week: map[schedule.Day]int{}, days: map[int][]schedule.Day{}, whole: map[int][]schedule.Day{}}
	from, to := schedule.DayOf(h.TanggalMulai), schedule.DayOf(h.TanggalSelesai)
	number := 1
	for day := from; day < from+1200; day++ {
		w.week[day] = number
		w.whole[number] = append(w.whole[number], day)
		if day == to {
			w.last = number
		}
		if day <= to || number != w.last {
			w.days[number] = append(w.days[number], day)
		}
		if day.Weekday() == schedule.Weekday(h.WeekEndDay) {
			number++
		}
	}
	return w
}

// spreadByDay is the oracle: what lies in which new week, exactly, when each old week is even over
// its days; sources counts the old weeks that came into a new one. Week 0 is no place.
func spreadByDay(was map[int]decimal.Decimal, from, to walk, shift int, late bool) (exact map[int]*big.Rat, sources map[int]int) {
	exact, sources = map[int]*big.Rat{}, map[int]int{}
	for week, value := range was {
		var places []int
		days := from.days[week]
		if last := days[len(days)-1] + schedule.Day(shift); late && to.week[last] == 0 {
			days = from.whole[week]
		}
		for _, day := range days {
			now := to.week[day+schedule.Day(shift)]
			if now > 0 && late || now > 0 && now <= to.last && contains(to.days[now], day+schedule.Day(shift)) {
				places = append(places, now)
			} else if !late {
				places = append(places, 0)
			}
		}
		came := map[int]bool{}
		for _, now := range places {
			if exact[now] == nil {
				exact[now] = new(big.Rat)
			}
			exact[now].Add(exact[now], new(big.Rat).Quo(value.Rat(), big.NewRat(int64(len(places)), 1)))
			came[now] = true
		}
		for now := range came {
			sources[now]++
		}
	}
	return exact, sources
}

func contains(days []schedule.Day, day schedule.Day) bool {
	return len(days) > 0 && days[0] <= day && day <= days[len(days)-1]
}

// side picks a side of the weeks of a pekerjaan.
func side(p *rab.Project, pekerjaan int64, pick func(*rab.Progress) decimal.Decimal) map[int]decimal.Decimal {
	all := map[int]decimal.Decimal{}
	for _, row := range p.ProgressOf(pekerjaan) {
		if value := pick(row); !value.IsZero() {
			all[row.Week] = value
		}
	}
	return all
}

func sumOf(all map[int]decimal.Decimal) decimal.Decimal {
	sum := decimal.Zero
	for _, value := range all {
		sum = sum.Add(value)
	}
	return sum
}

// agree compares what is stored with the oracle: no week is off by more than one unit of its
// last place for each old week that came into it.
func agree(t *rapid.T, what string, now map[int]decimal.Decimal, exact map[int]*big.Rat, sources map[int]int, places int64) {
	weeks := map[int]bool{}
	for week := range now {
		weeks[week] = true
	}
	for week := range exact {
		weeks[week] = week > 0
	}
	unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil))
	for week, counts := range weeks {
		if !counts {
			continue
		}
		want := exact[week]
		if want == nil {
			want = new(big.Rat)
		}
		off := new(big.Rat).Sub(now[week].Rat(), want)
		if off.Abs(off).Cmp(new(big.Rat).Mul(unit, big.NewRat(int64(sources[week]), 1))) > 0 {
			t.Fatalf("%s: week %d has %s, day by day %s", what, week, now[week], want.FloatString(5))
		}
	}
}

var sides = []struct {
	name   string
	plan   bool
	places int64
	pick   func(*rab.Progress) decimal.Decimal
}{
	{"plan", true, 0, func(row *rab.Progress) decimal.Decimal { return row.Planned }},
	{"realisasi", false, 0, func(row *rab.Progress) decimal.Decimal { return row.Actual }},
	{"cost", false, 2, func(row *rab.Progress) decimal.Decimal { return row.ActualCost.OrZero() }},
}

// drawProgress fills weeks of a pekerjaan at random, all in one unit.
func drawProgress(t *rapid.T, d *rab.Draft, pekerjaan int64, byVolume bool, weeks int) {
	places := uint8(2)
	if byVolume {
		places = 3
	}
	amount := func(name string) decimal.Decimal { return decimal.New(rapid.Int64Range(0, 999).Draw(t, name), places) }
	done := rapid.Bool().Draw(t, "done")
	for week := range weeks + 3 {
		row := &rab.Progress{Meta: d.NewRow(), PekerjaanID: pekerjaan, Week: week + 1, PlannedByVolume: byVolume, ActualByVolume: byVolume, CreatedAt: d.At()}
		if week < weeks {
			row.Planned = amount("planned")
		}
		if done && rapid.Bool().Draw(t, "worked") {
			row.Actual, row.ActualCost = amount("actual"), decimal.Some(decimal.New(rapid.Int64Range(0, 9_999).Draw(t, "cost"), 2))
			row.ActualChangedAt = d.At()
		}
		d.Progress.Put(row)
	}
}

func drawDates(t *rapid.T, h *rab.Header, first int) {
	h.TanggalMulai = schedule.Day(first).Date()
	h.TanggalSelesai = h.TanggalMulai.AddDays(rapid.IntRange(0, 90).Draw(t, "days"))
	h.WeekStartDay = rapid.IntRange(0, 6).Draw(t, "week start")
}

func TestSchedulesFollowDatesDayByDay(t *testing.T) {
	const origin = 20_000
	rapid.Check(t, func(rt *rapid.T) {
		s := newSite(t, "2025-01-01", "2025-03-31", "1000", "1000")
		s.change(func(d *rab.Draft) error {
			return d.EditHeader(func(h *rab.Header) { drawDates(rt, h, origin) }, nil)
		})
		from := walkThrough(s.Header())
		s.change(func(d *rab.Draft) error {
			drawProgress(rt, d, 11, false, from.last)
			drawProgress(rt, d, 12, true, from.last)
			return nil
		})
		before := s.Project
		choice := schedule.DateChoice{
			Schedule: rapid.SampledFrom([]schedule.StartChoice{schedule.Shift, schedule.Keep, schedule.Clear}).Draw(rt, "choice"),
			Progress: schedule.Redistribute,
		}
		shift := rapid.IntRange(-30, 30).Draw(rt, "start")
		onlyWeeks := rapid.Bool().Draw(rt, "only weeks")
		effect, err := s.follow(choice, func(h *rab.Header) {
			if onlyWeeks {
				h.WeekStartDay = rapid.IntRange(0, 6).Draw(rt, "another week start")
			} else {
				drawDates(rt, h, origin+shift)
			}
		})
		tooLate := false
		for _, row := range before.Progress.All() {
			if days := from.whole[row.Week]; (!row.Actual.IsZero() || row.ActualCost.Valid) && !onlyWeeks {
				tooLate = tooLate || days[len(days)-1] < schedule.Day(origin+shift)
			}
		}
		if tooLate != (err != nil) {
			rt.Fatalf("realisasi before the start: %v; error: %v", tooLate, err)
		}
		if err != nil {
			return
		}
		to := walkThrough(s.Header())
		if onlyWeeks || choice.Schedule != schedule.Shift {
			shift = 0
		}
		cut := map[int64]decimal.Decimal{}
		for _, one := range effect.Cut {
			cut[one.PekerjaanID] = one.Percent
		}
		for _, pekerjaan := range []int64{11, 12} {
			for _, one := range sides {
				was, now := side(before, pekerjaan, one.pick), side(s.Project, pekerjaan, one.pick)
				places := one.places
				if places == 0 {
					places = pekerjaan - 9 // percent has 2, volume 3
				}
				switch {
				case !one.plan:
					exact, sources := spreadByDay(was, from, to, 0, true)
					agree(rt, one.name, now, exact, sources, places)
					if !sumOf(was).Equal(sumOf(now)) {
						rt.Fatalf("%s was %s, is %s", one.name, sumOf(was), sumOf(now))
					}
				case choice.Schedule == schedule.Clear && !onlyWeeks && !sameDates(before, s.Project):
					if len(now) > 0 {
						rt.Fatalf("the plan was cleared, it is %v", now)
					}
				default:
					exact, sources := spreadByDay(was, from, to, shift, false)
					agree(rt, one.name, now, exact, sources, places)
					lost := cut[pekerjaan]
					if pekerjaan == 12 {
						lost = lost.Mul(decimal.FromInt(10)) // percent of a volume of 1000
					}
					if !sumOf(was).Equal(sumOf(now).Add(lost)) {
						rt.Fatalf("the plan was %s, is %s and lost %s", sumOf(was), sumOf(now), lost)
					}
				}
			}
		}
	})
}

func sameDates(a, b *rab.Project) bool {
	return a.Header().TanggalMulai == b.Header().TanggalMulai && a.Header().TanggalSelesai == b.Header().TanggalSelesai
}

// What moved by whole weeks and back stands as it did, typed units and all.
func TestWholeWeeksForthAndBackChangeNothing(t *testing.T) {
	const origin = 20_000
	rapid.Check(t, func(rt *rapid.T) {
		s := newSite(t, "2025-01-01", "2025-03-31", "1000", "-")
		choice := schedule.DateChoice{Schedule: rapid.SampledFrom([]schedule.StartChoice{schedule.Shift, schedule.Keep}).Draw(rt, "choice")}
		s.change(func(d *rab.Draft) error {
			return d.EditHeader(func(h *rab.Header) {
				drawDates(rt, h, origin)
				if choice.Schedule == schedule.Keep { // a plan keeps its days: half a week cannot come back
					h.WeekStartDay = int(schedule.DayOf(h.TanggalMulai).Weekday())
				}
			}, nil)
		})
		weeks := walkThrough(s.Header()).last
		s.change(func(d *rab.Draft) error {
			for week := range weeks {
				drawCell(rt, d, week+1)
			}
			return nil
		})
		before := picture(s.Project)
		days := 7 * rapid.IntRange(0, 20).Draw(rt, "weeks")
		move := func(by, end int) {
			if _, err := s.follow(choice, func(h *rab.Header) {
				h.TanggalMulai, h.TanggalSelesai = h.TanggalMulai.AddDays(by), h.TanggalSelesai.AddDays(end)
			}); err != nil {
				rt.Fatal(err)
			}
		}
		end := -days
		if choice.Schedule == schedule.Keep {
			end = 0 // else the plan has no place
		}
		move(-days, end)
		move(days, -end)
		if after := picture(s.Project); after != before {
			rt.Fatalf("it was\n%s\nit is\n%s", before, after)
		}
	})
}

// drawCell fills a week at random, each side in either unit.
func drawCell(t *rapid.T, d *rab.Draft, week int) {
	row := &rab.Progress{Meta: d.NewRow(), PekerjaanID: 11, Week: week, CreatedAt: d.At()}
	if row.Planned = decimal.New(rapid.Int64Range(0, 99).Draw(t, "planned"), 2); !row.Planned.IsZero() {
		row.PlannedByVolume = rapid.Bool().Draw(t, "by volume")
	}
	if row.Actual = decimal.New(rapid.Int64Range(0, 99).Draw(t, "actual"), 2); !row.Actual.IsZero() {
		row.ActualByVolume, row.ActualChangedAt = rapid.Bool().Draw(t, "done by volume"), d.At()
	}
	row.Notes = rapid.SampledFrom([]string{"", "", "hujan", "libur"}).Draw(t, "notes")
	if row.Planned.IsZero() && row.Actual.IsZero() && row.Notes == "" {
		return
	}
	d.Progress.Put(row)
}

// picture is all that the weeks of a project say, without ids and versions.
func picture(p *rab.Project) string {
	var all strings.Builder
	for _, row := range p.ProgressOf(11) {
		next := *row
		next.Meta, next.CreatedAt = rab.Meta{}, 0
		all.WriteString(strings.Join([]string{
			decimal.FromInt(int64(next.Week)).String(), next.Planned.String(), mark(next.PlannedByVolume), next.Actual.String(), mark(next.ActualByVolume),
			next.Notes, next.ActualChangedAt.Contract(),
		}, " ") + "\n")
	}
	return all.String()
}

func mark(byVolume bool) string {
	if byVolume {
		return "v"
	}
	return "%"
}

// Percent and volume of one pekerjaan, mixed at random: neither sum changes but by what is cut.
func TestMixedUnitsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSite(t, "2025-01-01", "2025-03-31", "1000", "-")
		s.change(func(d *rab.Draft) error {
			for week := range 14 {
				drawCell(rt, d, week+1)
			}
			return nil
		})
		sums := func() [4]decimal.Decimal {
			var all [4]decimal.Decimal
			for _, row := range s.ProgressOf(11) {
				at := 0
				if row.PlannedByVolume {
					at = 1
				}
				all[at] = all[at].Add(row.Planned)
				at = 2
				if row.ActualByVolume {
					at = 3
				}
				all[at] = all[at].Add(row.Actual)
			}
			return all
		}
		was := sums()
		effect, err := s.follow(schedule.DateChoice{
			Schedule: rapid.SampledFrom([]schedule.StartChoice{schedule.Shift, schedule.Keep}).Draw(rt, "choice"),
			Progress: rapid.SampledFrom([]schedule.WeekChoice{schedule.KeepWeeks, schedule.Redistribute}).Draw(rt, "progress"),
		}, func(h *rab.Header) {
			if rapid.Bool().Draw(rt, "only weeks") {
				h.WeekStartDay = rapid.IntRange(0, 6).Draw(rt, "week start")
				return
			}
			h.TanggalMulai = h.TanggalMulai.AddDays(rapid.IntRange(-20, 3).Draw(rt, "start"))
			h.TanggalSelesai = h.TanggalSelesai.AddDays(rapid.IntRange(-60, 60).Draw(rt, "end"))
		})
		if err != nil {
			rt.Fatal(err)
		}
		weeks := walkThrough(s.Header()).last
		for _, row := range s.ProgressOf(11) {
			if row.Week > weeks && !row.Planned.IsZero() {
				rt.Fatalf("week %d of %d has a plan", row.Week, weeks)
			}
		}
		now := sums()
		lost := was[0].Sub(now[0]).Add(was[1].Sub(now[1]).Mul(decimal.MustParse("0.1"))) // percent of a volume of 1000
		cut := decimal.Zero
		for _, one := range effect.Cut {
			cut = cut.Add(one.Percent)
		}
		if !was[2].Equal(now[2]) || !was[3].Equal(now[3]) || !lost.Equal(cut) || was[0].Less(now[0]) || was[1].Less(now[1]) {
			rt.Fatalf("sums were %v, are %v, and %s is cut", was, now, cut)
		}
	})
}
