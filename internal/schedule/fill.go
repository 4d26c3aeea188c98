package schedule

import (
	"fmt"
	"slices"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Fill says how the plan of some pekerjaan is spread over a range of weeks (rulings F40).
// Way is a Shape, which spreads what is not planned outside of the range over its working
// days, in place of what the range held; FillRest, which keeps what the range holds and
// spreads what is left of the pekerjaan over its empty weeks; or FillRight, which repeats
// the amount of the first week as long as anything is left.
type Fill struct {
	Pekerjaan []int64
	From, To  int // weeks, both included
	Way       Shape
}

// The ways that are no curve.
const (
	FillRest  Shape = "rest"
	FillRight Shape = "right"
)

// Ways lists the ways to fill, the usual one first.
func Ways() []Shape { return append(Shapes(), FillRest, FillRight) }

// Apply fills the plan: all pekerjaan or none. Afterwards each of them adds up to 100.00
// exactly, unless FillRight has too few weeks for that. It returns what was saved.
func (f Fill) Apply(d *rab.Draft) ([]Saved, error) {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return nil, rab.Refuse("tanggal_mulai", "Jadwal belum dapat diisi: %s.", err)
	}
	var problems rab.Problems
	switch {
	case f.From < 1 || f.From > line.WeekCount():
		problems.Add("from_week", "Minggu %d tidak ada: pilih minggu 1 sampai %d.", f.From, line.WeekCount())
	case f.To < f.From || f.To > line.WeekCount():
		problems.Add("to_week", "Minggu %d sampai %d tidak ada: pilih sampai minggu %d sampai %d.", f.From, f.To, f.From, line.WeekCount())
	case len(f.Pekerjaan) == 0:
		problems.Add("pekerjaan_ids", "Pilih sedikitnya satu pekerjaan.")
	case !slices.Contains(Ways(), f.Way):
		problems.Add("way", "Cara mengisi %q tidak dikenal.", f.Way)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	calendar := CalendarOf(view.Schedule())
	days := make([]int, f.To-f.From+1)
	for i := range days {
		days[i] = calendar.WorkingDays(line.Week(f.From + i))
	}
	var entries []Entry
	seen := map[int64]bool{}
	for i, id := range f.Pekerjaan {
		path := fmt.Sprintf("pekerjaan_ids[%d]", i)
		item, ok := view.Pekerjaan.Get(id)
		if !ok {
			problems.Add(path, "Pekerjaan %d tidak ada dalam proyek ini: muat ulang halaman.", id)
			continue
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		parts := f.parts(view, item, path, days, &problems)
		for j, part := range parts {
			entries = append(entries, Entry{Path: path, PekerjaanID: id, Week: f.From + j, Mode: Planned, Amount: &Typed{Value: part}})
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return Save(d, f.changes(view, entries))
}

// parts returns the percent of each week of the range; none when a problem was noted.
func (f Fill) parts(view *rab.Project, item *rab.Pekerjaan, path string, days []int, problems *rab.Problems) []decimal.Decimal {
	volume := decimal.Null{}
	if row, ok := view.Volumes.Get(item.ID); ok {
		volume = row.Quantity
	}
	inside, outside := make([]decimal.Decimal, len(days)), decimal.Zero
	for _, row := range view.ProgressOf(item.ID) {
		percent := rab.PercentOf(row.Planned, row.PlannedByVolume, volume)
		if row.Week < f.From || row.Week > f.To {
			outside = outside.Add(percent)
			continue
		}
		inside[row.Week-f.From] = percent
	}
	left := decimal.Hundred.Sub(outside)
	if !left.Equal(left.Round(PercentPlaces)) {
		problems.Add(path, "%s: rencana di luar minggu yang dipilih diisi sebagai volume dan bukan persen bulat. Pilih semua minggunya.", item.Name())
		return nil
	}
	if left.Sign() < 0 {
		problems.Add(path, "%s: rencana di luar minggu yang dipilih sudah lebih dari 100 %%.", item.Name())
		return nil
	}
	parts, ok := f.spread(left, inside, days)
	if !ok {
		problems.Add(path, "%s: tidak ada hari kerja dalam minggu yang dapat diisi. Pilih minggu lain atau ubah kalender.", item.Name())
	}
	return parts
}

// spread divides what is left among the weeks; inside is what they hold now.
func (f Fill) spread(left decimal.Decimal, inside []decimal.Decimal, days []int) ([]decimal.Decimal, bool) {
	switch f.Way {
	case FillRight:
		parts := make([]decimal.Decimal, len(days))
		for i := range parts {
			parts[i] = decimal.Min(inside[0].Round(PercentPlaces), left)
			left = left.Sub(parts[i])
		}
		return parts, true
	case FillRest:
		free := make([]int, len(days))
		for i, value := range inside {
			left = left.Sub(value)
			if value.IsZero() {
				free[i] = days[i]
			}
		}
		if left.Sign() < 0 || !left.Equal(left.Round(PercentPlaces)) {
			return nil, false
		}
		if left.IsZero() {
			return inside, true
		}
		return Even.Distribute(left, free) // weeks that hold something are left alone by changes
	default:
		return f.Way.Distribute(left, days)
	}
}

// changes drops what stands there already, and empty weeks that hold nothing.
func (f Fill) changes(view *rab.Project, entries []Entry) []Entry {
	var list []Entry
	for _, e := range entries {
		row, stored := view.ProgressAt(e.PekerjaanID, e.Week)
		switch {
		case !stored && e.Amount.Value.IsZero():
		case stored && typed(row, Planned).same(*e.Amount):
		case stored && f.Way == FillRest && !row.Planned.IsZero():
		default:
			list = append(list, e)
		}
	}
	return list
}
