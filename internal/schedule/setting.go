package schedule

import (
	"takar/internal/rab"
)

// EditSetting changes how a project reckons its schedule. Closed weeks, phases and the
// rencana kontrak have commands of their own. The status date becomes the last day of its
// week (rulings F33). version is the one that the client saw; nil overwrites.
func EditSetting(d *rab.Draft, edit func(*rab.ScheduleSetting), version *int64) error {
	current := d.View().Schedule()
	next := *current
	edit(&next)
	next.Meta, next.ClosedUntil, next.OpenedNote, next.BaselineID = current.Meta, current.ClosedUntil, current.OpenedNote, current.BaselineID
	next.TahapanMode = current.TahapanMode
	line, err := TimelineOf(d.View().Header())
	var problems rab.Problems
	if err != nil {
		problems.Add("tanggal_mulai", "Jadwal belum dapat diatur: %s.", err)
	}
	if problems = append(problems, next.Judge()...); len(problems) > 0 {
		return problems.Err()
	}
	if next.StatusDate != "" {
		if DayOf(next.StatusDate) < line.From {
			return rab.Refuse("status_date", "Tanggal status %s lebih awal dari tanggal mulai %s.", next.StatusDate, line.From)
		}
		next.StatusDate = line.Week(line.WeekOf(DayOf(next.StatusDate))).To.Date()
	}
	if version != nil && *version != current.Version {
		return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: current, Yours: &next, WhoID: current.ChangedBy, ChangedAt: current.ChangedAt}}}
	}
	if version == nil && current.Version > 0 {
		d.Overwrote()
	}
	if next != *current {
		d.ScheduleSettings.Put(&next)
	}
	return nil
}

// CloseWeek closes a week and all before it: nothing of them changes until they are opened
// again (rulings F35).
func CloseWeek(d *rab.Draft, week int) error {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return rab.Refuse("tanggal_mulai", "Minggu belum dapat ditutup: %s.", err)
	}
	next := *view.Schedule()
	closed := line.closed(next.ClosedUntil)
	switch {
	case week < 1 || week > MaxWeeks:
		return rab.Refuse("week_number", "Minggu %d tidak ada.", week)
	case week <= closed:
		return rab.Refuse("week_number", "Minggu %d sudah ditutup.", week)
	}
	next.ClosedUntil, next.OpenedNote = line.Week(week).To.Date(), ""
	d.ScheduleSettings.Put(&next)
	return nil
}

// OpenWeek opens a closed week and all after it, for a reason that the history keeps.
func OpenWeek(d *rab.Draft, week int, reason string) error {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return rab.Refuse("tanggal_mulai", "Minggu belum dapat dibuka: %s.", err)
	}
	next := *view.Schedule()
	var problems rab.Problems
	if reason = problems.Text("reason", "Alasan", reason, rab.MaxLabel); reason == "" && len(problems) == 0 {
		problems.Add("reason", "Isi alasan membuka minggu %d: alasannya tersimpan di riwayat.", week)
	}
	if week < 1 || week > line.closed(next.ClosedUntil) {
		problems.Add("week_number", "Minggu %d tidak tertutup.", week)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	next.ClosedUntil, next.OpenedNote = "", reason
	if week > 1 {
		next.ClosedUntil = line.Week(week - 1).To.Date()
	}
	d.ScheduleSettings.Put(&next)
	return nil
}

// SetBaseline makes a saved state of the project its rencana kontrak; nil for none.
func SetBaseline(d *rab.Draft, saved *int64) {
	current := d.View().Schedule()
	next := *current
	next.BaselineID = saved
	if next != *current {
		d.ScheduleSettings.Put(&next)
	}
}

// EditContract changes what the contract of a project says. version is the one that the
// client saw; nil overwrites.
func EditContract(d *rab.Draft, edit func(*rab.Contract), version *int64) error {
	current := d.View().Contract()
	next := *current
	edit(&next)
	next.Meta = current.Meta
	if err := next.Judge().Err(); err != nil {
		return err
	}
	if version != nil && *version != current.Version {
		return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: current, Yours: &next, WhoID: current.ChangedBy, ChangedAt: current.ChangedAt}}}
	}
	if version == nil && current.Version > 0 {
		d.Overwrote()
	}
	if next != *current {
		d.Contracts.Put(&next)
	}
	return nil
}
