package schedule

import (
	"cmp"
	"maps"
	"slices"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// moving is a schedule on its way from the weeks of one timeline into those of another.
type moving struct {
	draft     *rab.Draft
	view      *rab.Project
	from, to  Timeline
	works     []movingWork
	notesMove bool // with the plan; else they stay on their dates
	restored  bool // of pekerjaan that come back; all else has moved already
}

// movingWork is a pekerjaan that the schedule holds something of.
type movingWork struct {
	*rab.Pekerjaan

	rows   []*rab.Progress
	volume decimal.Null
}

// newMoving moves the weeks of the given pekerjaan, from those of before into those that the
// draft has.
func newMoving(d *rab.Draft, before rab.WeekDates, items []*rab.Pekerjaan) *moving {
	view := d.View()
	m := &moving{draft: d, view: view, from: lineOf(before), to: lineOf(view.Header().WeekDates())}
	if m.from == m.to {
		return m
	}
	for _, item := range items {
		rows := view.ProgressOf(item.ID)
		if !slices.ContainsFunc(rows, holds) {
			continue
		}
		work := movingWork{Pekerjaan: item, rows: rows}
		if row, ok := view.Volumes.Get(item.ID); ok {
			work.volume = row.Quantity
		}
		m.works = append(m.works, work)
	}
	return m
}

// holds reports whether a week of a pekerjaan says anything.
func holds(row *rab.Progress) bool { return !row.Empty() }

// hasRealisasi reports whether anything was done, or paid, in a week of a pekerjaan.
func hasRealisasi(row *rab.Progress) bool { return !row.Actual.IsZero() || row.ActualCost.Valid }

func (m *moving) hasRealisasi() bool {
	first, _ := m.realisasiWeeks()
	return first > 0
}

// realisasiWeeks returns the first and the last week with realisasi or cost, 0 for none.
func (m *moving) realisasiWeeks() (first, last int) {
	for _, work := range m.works {
		for _, row := range work.rows {
			if hasRealisasi(row) {
				if first == 0 || row.Week < first {
					first = row.Week
				}
				last = max(last, row.Week)
			}
		}
	}
	return first, last
}

// moved is a schedule as it will be, and the effect of that.
type moved struct {
	effect  Effect
	works   []map[int]*rab.Progress // weeks of moving.works
	tahapan []*rab.Tahapan
	setting *rab.ScheduleSetting // nil when it stays
}

func (r *moved) cuts() bool { return len(r.effect.Cut) > 0 }

// places says where each old week goes; nil is nowhere, and what stood there is cleared.
type places func(week int) place

// kept remembers the places of weeks, which are the same for every pekerjaan.
func kept(find places) places {
	known := map[int]place{}
	return func(week int) place {
		at, ok := known[week]
		if !ok {
			at = find(week)
			known[week] = at
		}
		return at
	}
}

// otherDates is the schedule after a choice for moved dates. A change of the week end that
// comes with it is one of dates too: days decide.
func (m *moving) otherDates(choice StartChoice) *moved {
	dates := Move{From: m.from, To: m.to, Late: true}
	plan := Move{From: m.from, To: m.to}
	if choice == Shift {
		plan.Days = int(m.to.From - m.from.From)
	}
	var planPlaces places
	if choice != Clear {
		planPlaces = kept(plan.place)
	}
	notes := dates
	if m.notesMove {
		notes.Days = plan.Days
	}
	result := m.move(planPlaces, kept(dates.realisasi), notes.weekOf)
	result.effect.Schedule, result.effect.Days = choice, plan.Days
	if plan.Days != 0 && !m.restored {
		result.tahapan = m.shiftTahapan(plan.Days)
		result.effect.Tahapan = len(result.tahapan)
	}
	result.setting = m.statusAt(func(status Day) Day {
		if status < m.to.From {
			return noDay
		}
		return m.to.Week(m.to.WeekOf(status)).To
	})
	return result
}

// otherWeekEnd is the schedule after a choice for another last day of weeks.
func (m *moving) otherWeekEnd(choice WeekChoice) *moved {
	count, was := m.to.WeekCount(), m.from.WeekCount()
	var result *moved
	if choice == Redistribute {
		plan, dates := Move{From: m.from, To: m.to}, Move{From: m.from, To: m.to, Late: true}
		result = m.move(kept(plan.place), kept(dates.realisasi), dates.weekOf)
		result.setting = m.statusAt(func(status Day) Day { return m.to.Week(m.to.WeekOf(status)).To })
	} else {
		// What stood in a last week that is no more joins the new last one; weeks after the
		// end of the project keep their numbers, for realisasi may be late.
		stay := func(week int) int {
			if week > count && week <= was {
				return count
			}
			return week
		}
		result = m.move(
			func(week int) place { return whole(min(week, count)) },
			func(week int) place { return whole(stay(week)) }, stay)
		result.setting = m.statusAt(func(status Day) Day { return m.to.Week(stay(m.from.WeekOf(status))).To })
	}
	result.effect.Progress = choice
	return result
}

// whole is the place of a week that goes into one other week altogether.
func whole(week int) place { return place{weeks: []int{week}, days: []int{1}} }

// weekOf returns the new week that holds the first day of an old one.
func (m Move) weekOf(week int) int { return m.To.WeekOf(m.From.Week(week).From + Day(m.Days)) }

// realisasi is the place of what was done in an old week. Of a week that begins before the
// project it was done on the days that are left; of one that the end of the old project cut
// short, when no other days are left, after that end.
func (m Move) realisasi(week int) place {
	p := m.place(week)
	if len(p.weeks) == 0 {
		p = m.placeOf(m.From.wholeWeek(week))
	}
	p.lost = 0
	return p
}

// move puts plan and realisasi of every pekerjaan into their new weeks.
func (m *moving) move(plan, realisasi places, noteWeek func(int) int) *moved {
	result := &moved{}
	e := &result.effect
	for _, work := range m.works {
		weeks := map[int]*rab.Progress{}
		at := func(week int) *rab.Progress {
			if weeks[week] == nil {
				weeks[week] = m.week(work, week)
			}
			return weeks[week]
		}
		planned, lost := work.side(Planned, plan, m.to.WeekCount())
		for week, amount := range planned {
			row := at(week)
			row.Planned, row.PlannedByVolume = amount.Value, amount.ByVolume
		}
		actual, _ := work.side(Actual, realisasi, 2*MaxWeeks) // after the project there is always room
		for week, amount := range actual {
			row := at(week)
			row.Actual, row.ActualByVolume = amount.Value, amount.ByVolume
		}
		work.moveCosts(realisasi, at)
		work.moveNotes(noteWeek, at)
		work.dateRealisasi(realisasi, weeks)
		result.works = append(result.works, weeks)
		e.count(m, work, weeks, plan == nil)
		if plan != nil && lost != (rab.WorkSum{}) {
			e.Cut = append(e.Cut, work.cut(lost))
		}
	}
	return result
}

// week returns an empty week of a pekerjaan, in the row that stands there already.
func (m *moving) week(work movingWork, week int) *rab.Progress {
	next := &rab.Progress{PekerjaanID: work.ID, Week: week, CreatedAt: m.draft.At()}
	if row, ok := m.view.ProgressAt(work.ID, week); ok {
		next.Meta, next.CreatedAt = row.Meta, row.CreatedAt
	}
	return next
}

// side puts one side of a pekerjaan into its new weeks, none after the last. What was typed
// as percent stays percent and what was typed as volume stays volume, so that each adds up
// to what it was: turning one into the other would round. A week holds one of them; where
// both come into the same one, the larger share of the pekerjaan stays and the other goes to
// the nearest week that has room for it.
func (w movingWork) side(mode Mode, to places, last int) (cells map[int]Typed, lost rab.WorkSum) {
	units := [2]map[int]decimal.Decimal{{}, {}} // percent, volume
	for _, row := range w.rows {
		amount := typed(row, mode)
		if to == nil {
			continue
		}
		unit, digits := 0, PercentPlaces
		if amount.ByVolume {
			unit, digits = 1, decimal.Volume.Scale
		}
		parts, outside := to(row.Week).divide(amount.Value, digits)
		for _, part := range parts {
			units[unit][part.Week] = units[unit][part.Week].Add(part.Value)
		}
		lost.Add(outside, amount.ByVolume)
	}
	for _, left := range w.homeless(units) {
		if week, ok := nearest(left.Week, last, units[1-left.unit]); ok {
			units[left.unit][week] = units[left.unit][week].Add(left.Value)
		} else {
			lost.Add(left.Value, left.unit == 1)
		}
	}
	cells = make(map[int]Typed, len(units[0])+len(units[1]))
	for unit, amounts := range units {
		for week, value := range amounts {
			cells[week] = Typed{value, unit == 1}
		}
	}
	return cells, lost
}

// unitAmount is an amount of percent (0) or of volume (1).
type unitAmount struct {
	Amount

	unit int
}

// homeless takes the smaller share out of each week that both units came into.
func (w movingWork) homeless(units [2]map[int]decimal.Decimal) []unitAmount {
	var list []unitAmount
	for _, week := range slices.Sorted(maps.Keys(units[0])) {
		volume, both := units[1][week]
		if !both {
			continue
		}
		unit, value := 1, volume
		if size := w.volume.OrZero(); size.Sign() > 0 && units[0][week].Mul(size).Less(volume.Mul(decimal.Hundred)) {
			unit, value = 0, units[0][week]
		}
		delete(units[unit], week)
		list = append(list, unitAmount{Amount{week, value}, unit})
	}
	return list
}

// nearest returns the week nearest to another that is not taken; of two the earlier.
func nearest(week, last int, taken map[int]decimal.Decimal) (int, bool) {
	for distance := 1; distance < max(week, last); distance++ {
		for _, near := range []int{week - distance, week + distance} {
			if _, full := taken[near]; near >= 1 && near <= last && !full {
				return near, true
			}
		}
	}
	return 0, false
}

// moveCosts puts costs into their new weeks. One of 0 was entered too, and stays so.
func (w movingWork) moveCosts(to places, at func(int) *rab.Progress) {
	for _, row := range w.rows {
		if !row.ActualCost.Valid {
			continue
		}
		where := to(row.Week)
		parts, _ := where.divide(row.ActualCost.Decimal, decimal.Anggaran.Scale)
		if len(parts) == 0 {
			parts = []Amount{{where.weeks[0], decimal.Zero}}
		}
		for _, part := range parts {
			next := at(part.Week)
			next.ActualCost = decimal.Some(next.ActualCost.OrZero().Add(part.Value))
		}
	}
}

// moveNotes puts each note into its new week, below one that stands there.
func (w movingWork) moveNotes(to func(int) int, at func(int) *rab.Progress) {
	for _, row := range w.rows {
		if row.Notes == "" {
			continue
		}
		if next := at(to(row.Week)); next.Notes == "" {
			next.Notes = row.Notes
		} else {
			next.Notes += "\n" + row.Notes
		}
	}
}

// dateRealisasi keeps when realisasi was entered last: moving it is not entering it.
func (w movingWork) dateRealisasi(to places, weeks map[int]*rab.Progress) {
	for _, row := range w.rows {
		if !hasRealisasi(row) {
			if next := weeks[row.Week]; next != nil && !hasRealisasi(next) {
				next.ActualChangedAt = row.ActualChangedAt
			}
			continue
		}
		for _, week := range to(row.Week).weeks {
			if next := weeks[week]; next != nil && hasRealisasi(next) {
				next.ActualChangedAt = max(next.ActualChangedAt, row.ActualChangedAt)
			}
		}
	}
}

// shiftTahapan moves the dates of phases.
func (m *moving) shiftTahapan(days int) []*rab.Tahapan {
	var list []*rab.Tahapan
	for _, row := range m.view.Tahapan.All() {
		next := *row
		for _, date := range []*rab.Date{&next.TanggalMulai, &next.TanggalSelesai} {
			if *date != "" {
				*date = date.AddDays(days)
			}
		}
		if next != *row {
			list = append(list, &next)
		}
	}
	return list
}

// noDay stands for no date.
const noDay Day = -1 << 40

// statusAt moves the status date, which is always the end of a week; nil when there is none
// or it stays.
func (m *moving) statusAt(move func(Day) Day) *rab.ScheduleSetting {
	setting := *m.view.Schedule()
	if setting.StatusDate == "" || m.restored {
		return nil
	}
	date := rab.Date("")
	if day := move(DayOf(setting.StatusDate)); day != noDay {
		date = day.Date()
	}
	if date == setting.StatusDate {
		return nil
	}
	setting.StatusDate = date
	return &setting
}

// apply puts a result into the draft.
func (m *moving) apply(result *moved) Effect {
	d := m.draft
	for i, work := range m.works {
		weeks := result.works[i]
		for _, row := range work.rows {
			if next := weeks[row.Week]; next == nil || !holds(next) {
				d.Progress.Delete(row.ID)
			}
		}
		for _, next := range slices.SortedFunc(maps.Values(weeks), func(a, b *rab.Progress) int { return cmp.Compare(a.Week, b.Week) }) {
			if !holds(next) {
				continue
			}
			if next.ID == 0 {
				next.Meta = d.NewRow()
			}
			d.Progress.Put(next)
		}
	}
	for _, row := range result.tahapan {
		d.Tahapan.Put(row)
	}
	if result.setting != nil {
		d.ScheduleSettings.Put(result.setting)
	}
	return result.effect
}
