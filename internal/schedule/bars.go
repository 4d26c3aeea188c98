package schedule

import (
	"fmt"
	"math/big"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Bar says where the plan of a pekerjaan is to lie, as one moves its bar in a Gantt chart.
// Weeks moves it as it is, later or, when negative, earlier: each week keeps its amount.
// Where Weeks is 0, From and To are its new first and last week: the plan is stretched or
// squeezed, in proportion to calendar days, and adds up to the same exactly. Was is the plan
// that the person saw; nil overwrites whatever stands there (rulings B11).
type Bar struct {
	PekerjaanID int64
	Weeks       int
	From, To    int
	Was         map[int]Typed
}

// Apply moves the plan, or refuses: nothing goes beyond the ends of the project, nor into or
// out of a closed week. Realisasi stays where it is. It returns what was saved.
func (b Bar) Apply(d *rab.Draft) ([]Saved, error) {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return nil, rab.Refuse("tanggal_mulai", "Rencana belum dapat digeser: %s.", err)
	}
	item, ok := view.Pekerjaan.Get(b.PekerjaanID)
	if !ok {
		return nil, rab.Refuse("pekerjaan_id", "Pekerjaan %d tidak ada dalam proyek ini: muat ulang halaman.", b.PekerjaanID)
	}
	plan := planOf(view, item.ID)
	if err := b.seen(view, plan); err != nil {
		return nil, err
	}
	if len(plan) == 0 {
		return nil, rab.Refuse("pekerjaan_id", "%s belum punya rencana yang dapat digeser. Isi dulu rencananya.", item.Name())
	}
	from, to := b.From, b.To
	if b.Weeks != 0 {
		limit := 2 * MaxWeeks // whatever is further is outside as well
		weeks := max(-limit, min(limit, b.Weeks))
		from, to = plan[0].Week+weeks, plan[len(plan)-1].Week+weeks
	}
	if err := judgeBar(line, line.closed(view.Schedule().ClosedUntil), item.Name(), plan[0].Week, from, to); err != nil {
		return nil, err
	}
	var moved []planned
	if b.Weeks != 0 {
		for _, week := range plan {
			moved = append(moved, planned{week.Week + b.Weeks, week.Typed})
		}
	} else if moved, err = stretch(view, item, line, plan, from, to); err != nil {
		return nil, err
	}
	return Save(d, barEntries(item.ID, plan, moved))
}

// planned is the plan of one week as it was typed.
type planned struct {
	Week int
	Typed
}

// planOf returns the weeks of a pekerjaan that hold a plan, in their order.
func planOf(view *rab.Project, pekerjaan int64) []planned {
	var plan []planned
	for _, row := range view.ProgressOf(pekerjaan) {
		if !row.Planned.IsZero() {
			plan = append(plan, planned{row.Week, typed(row, Planned)})
		}
	}
	return plan
}

// seen refuses when the plan is no longer the one that the person saw.
func (b Bar) seen(view *rab.Project, plan []planned) error {
	if b.Was == nil {
		return nil
	}
	now := make(map[int]Typed, len(plan))
	for _, week := range plan {
		now[week.Week] = week.Typed
	}
	var stale rab.Conflict
	for week := 1; week <= MaxWeeks; week++ {
		if now[week].same(b.Was[week]) {
			continue
		}
		row, ok := view.ProgressAt(b.PekerjaanID, week)
		if !ok {
			row = &rab.Progress{PekerjaanID: b.PekerjaanID, Week: week}
		}
		saw := b.Was[week]
		stale.Rows = append(stale.Rows, conflictRow(&Entry{Path: "was", Mode: Planned, Amount: &saw}, row))
	}
	if len(stale.Rows) > 0 {
		return &stale
	}
	return nil
}

// judgeBar refuses a place that a bar cannot have; first is the week that it begins in now.
func judgeBar(line Timeline, closed int, item string, first, from, to int) error {
	last := line.WeekCount()
	switch {
	case from > last:
		return rab.Refuse("from_week", "%s: rencana akan melewati tanggal selesai. Paling akhir minggu %d; perpanjang proyek bila perlu.", item, last)
	case to < from:
		return rab.Refuse("to_week", "%s: minggu terakhir (%d) lebih awal dari minggu pertama (%d).", item, to, from)
	case from < 1:
		return rab.Refuse("from_week", "%s: rencana akan mulai sebelum proyek mulai. Paling awal minggu 1.", item)
	case to > last:
		return rab.Refuse("to_week", "%s: rencana akan melewati tanggal selesai. Paling akhir minggu %d; perpanjang proyek bila perlu.", item, last)
	case first <= closed:
		return rab.Refuse("from_week", "%s: rencananya mulai di minggu %d, yang sudah ditutup. Buka dulu minggu itu untuk menggesernya.", item, first)
	case from <= closed:
		return rab.Refuse("from_week", "%s: minggu %d sudah ditutup. Paling awal minggu %d, atau buka dulu minggu itu.", item, from, closed+1)
	}
	return nil
}

// stretch lays a plan over other weeks. A plan in both units is stretched in percent, which
// must be possible without a rest.
func stretch(view *rab.Project, item *rab.Pekerjaan, line Timeline, plan []planned, from, to int) ([]planned, error) {
	amounts := make([]Amount, len(plan))
	byVolume, mixed := plan[0].ByVolume, false
	for i, week := range plan {
		amounts[i] = Amount{week.Week, week.Value}
		mixed = mixed || week.ByVolume != byVolume
	}
	if mixed {
		byVolume = false
		total := decimal.Zero
		volume := decimal.Null{}
		if row, ok := view.Volumes.Get(item.ID); ok {
			volume = row.Quantity
		}
		for i, week := range plan {
			amounts[i].Value = rab.PercentOf(week.Value, week.ByVolume, volume)
			total = total.Add(amounts[i].Value)
		}
		if !total.Equal(total.Round(PercentPlaces)) {
			return nil, rab.Refuse("pekerjaan_id", "%s: rencananya diisi dalam persen dan volume yang jumlahnya bukan persen bulat. Samakan satuannya dulu.", item.Name())
		}
	}
	places := PercentPlaces
	if byVolume {
		places = decimal.Volume.Scale
	}
	moved := make([]planned, 0, to-from+1)
	for _, part := range line.Stretch(amounts, from, to, places) {
		moved = append(moved, planned{part.Week, Typed{part.Value, byVolume && !part.Value.IsZero()}})
	}
	return moved, nil
}

// Stretch lays amounts, which are in the order of their weeks, over the weeks from one to
// another, as if each were even over the days of its week: the first day of the first week
// comes to lie on the first day of the new first week, the last on the last. What is rounded
// is the running sum, so that the parts add up to the amounts exactly. Amounts must
// themselves, together, have no more than the given number of places.
func (t Timeline) Stretch(amounts []Amount, from, to, places int) []Amount {
	origin := t.Week(amounts[0].Week).From
	old := Span{origin, t.Week(amounts[len(amounts)-1].Week).To}
	next := Span{t.Week(from).From, t.Week(to).To}
	parts := make([]Amount, 0, to-from+1)
	done, before, at := new(big.Rat), decimal.Zero, 0
	for week := from; week <= to; week++ {
		// So many days of the old weeks lie before the end of the new one.
		days := big.NewRat(int64(Span{next.From, t.Week(week).To}.Days())*int64(old.Days()), int64(next.Days()))
		for ; at < len(amounts) && big.NewRat(int64(t.Week(amounts[at].Week).To-origin)+1, 1).Cmp(days) <= 0; at++ {
			done.Add(done, amounts[at].Value.Rat())
		}
		running := new(big.Rat).Set(done)
		if at < len(amounts) {
			span := t.Week(amounts[at].Week)
			if into := new(big.Rat).Sub(days, big.NewRat(int64(span.From-origin), 1)); into.Sign() > 0 {
				share := into.Quo(into, big.NewRat(int64(span.Days()), 1))
				running.Add(running, share.Mul(share, amounts[at].Value.Rat()))
			}
		}
		now := decimal.FromRat(running).Round(places)
		parts = append(parts, Amount{week, now.Sub(before)})
		before = now
	}
	return parts
}

// barEntries enters a plan in the place of another.
func barEntries(pekerjaan int64, plan, moved []planned) []Entry {
	next := map[int]Typed{}
	for _, week := range plan {
		next[week.Week] = Typed{}
	}
	for _, week := range moved {
		next[week.Week] = week.Typed
	}
	for _, week := range plan {
		if next[week.Week].same(week.Typed) {
			delete(next, week.Week)
		}
	}
	var entries []Entry
	for week := 1; week <= MaxWeeks; week++ {
		if amount, ok := next[week]; ok {
			entries = append(entries, Entry{Path: fmt.Sprintf("weeks[%d]", week), PekerjaanID: pekerjaan, Week: week, Mode: Planned, Amount: &amount})
		}
	}
	return entries
}
