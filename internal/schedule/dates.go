package schedule

import (
	"fmt"

	"takar/internal/rab"
)

// StartChoice says what becomes of the plan when the dates of its project move (rulings F34).
type StartChoice string

// The choices. Realisasi, its cost and notes stay on their dates with each of them.
const (
	Shift StartChoice = "shift" // the plan moves by as many days as the start, and so do dates of tahapan
	Keep  StartChoice = "keep"  // the plan stays on its dates
	Clear StartChoice = "reset" // the plan is cleared
)

// Label is what a person chooses.
func (c StartChoice) Label() string {
	switch c {
	case Shift:
		return "Geser rencana bersama tanggal mulai"
	case Keep:
		return "Rencana tetap pada tanggalnya"
	case Clear:
		return "Kosongkan rencana"
	}
	return ""
}

// WeekChoice says what becomes of the schedule when its weeks end on another weekday.
type WeekChoice string

// The choices.
const (
	KeepWeeks    WeekChoice = "keep"         // each week keeps its number and what it holds
	Redistribute WeekChoice = "redistribute" // plan, realisasi and cost stay on their days
)

// Label is what a person chooses.
func (c WeekChoice) Label() string {
	switch c {
	case KeepWeeks:
		return "Isi minggu tetap pada nomor minggunya"
	case Redistribute:
		return "Bagi ulang menurut hari"
	}
	return ""
}

// DateChoice is what a person said before they changed the dates of a project; "" is nothing.
type DateChoice struct {
	Schedule StartChoice
	Progress WeekChoice
}

// ParseDateChoice reads the two parameters of a request.
func ParseDateChoice(schedule, progress string) (DateChoice, error) {
	var problems rab.Problems
	choice := DateChoice{StartChoice(schedule), WeekChoice(progress)}
	if schedule != "" && choice.Schedule.Label() == "" {
		problems.Add("schedule", "Pilihan jadwal %q tidak dikenal: kirim %s, %s atau %s.", schedule, Shift, Keep, Clear)
	}
	if progress != "" && choice.Progress.Label() == "" {
		problems.Add("progress", "Pilihan isi minggu %q tidak dikenal: kirim %s atau %s.", progress, KeepWeeks, Redistribute)
	}
	return choice, problems.Err()
}

// ChoiceNeeded refuses new dates of a project until somebody says what becomes of its
// schedule. Effects tells what each choice would do.
type ChoiceNeeded struct{ Effects []Effect }

// Error is a sentence for people.
func (*ChoiceNeeded) Error() string {
	return "Jadwal proyek ini sudah berisi: pilih dulu apa yang terjadi dengan rencananya bila tanggal proyek berubah."
}

// FollowDates lets the schedule follow the project's own data, whose new state stands in the
// draft already; before is the state that the weeks of the schedule were counted by. Without
// a choice the plan moves with the start as long as there is no realisasi and nothing is lost;
// else the error is a *ChoiceNeeded. A start after a week with realisasi, and new dates of
// closed weeks, are refused. What is cut of the plan the effect names; all else adds up to
// what it was, exactly.
func FollowDates(d *rab.Draft, before *rab.Header, choice DateChoice) (Effect, error) {
	return newMoving(d, before.WeekDates(), d.View().WorkList()).follow(choice)
}

// FollowRestored is FollowDates for the pekerjaan that come back in a draft: before is what
// their weeks were counted by when they were deleted. Nothing else of the schedule is touched, and weeks
// that are closed get back what they held.
func FollowRestored(d *rab.Draft, before rab.WeekDates, choice DateChoice) (Effect, error) {
	var back []*rab.Pekerjaan
	for _, item := range d.View().WorkList() {
		if _, stayed := d.Base().Pekerjaan.Get(item.ID); !stayed {
			back = append(back, item)
		}
	}
	m := newMoving(d, before, back)
	m.restored = true
	return m.follow(choice)
}

func (m *moving) follow(choice DateChoice) (Effect, error) {
	if m.from == m.to {
		return Effect{}, nil
	}
	if err := m.refuse(); err != nil {
		return Effect{}, err
	}
	if m.from.Span == m.to.Span {
		if choice.Progress == "" {
			choice.Progress = KeepWeeks
		}
		return m.apply(m.otherWeekEnd(choice.Progress)), nil
	}
	if choice.Schedule != "" {
		return m.apply(m.otherDates(choice.Schedule)), nil
	}
	if usual := m.otherDates(m.choices()[0]); !usual.cuts() && (!m.hasRealisasi() || m.from.From == m.to.From) {
		return m.apply(usual), nil
	}
	return Effect{}, &ChoiceNeeded{Effects: m.effects()}
}

// DateEffects tells, in the same draft and without changing it, what each choice would do.
// There are none when the dates and weeks stay as they are.
func DateEffects(d *rab.Draft, before *rab.Header) ([]Effect, error) {
	m := newMoving(d, before.WeekDates(), d.View().WorkList())
	if m.from == m.to {
		return nil, nil
	}
	if err := m.refuse(); err != nil {
		return nil, err
	}
	return m.effects(), nil
}

// ShiftCopy moves the schedule of a copied project, which has no realisasi yet, from the
// dates of its source to its own, with notes and tahapan.
func ShiftCopy(d *rab.Draft, source *rab.Header) Effect {
	m := newMoving(d, source.WeekDates(), d.View().WorkList())
	if m.from == m.to {
		return Effect{}
	}
	m.notesMove = true
	return m.apply(m.otherDates(Shift))
}

// lineOf returns the weeks of a project, however many: what stands in them must find a place
// in weeks that are fewer.
func lineOf(dates rab.WeekDates) Timeline {
	return Timeline{Span{DayOf(dates.From), DayOf(dates.To)}, Weekday(dates.WeekEnd).normal()}
}

// choices lists what may become of the plan, the usual first. When the start stays there is
// nothing to shift by.
func (m *moving) choices() []StartChoice {
	if m.from.From == m.to.From {
		return []StartChoice{Keep, Clear}
	}
	return []StartChoice{Shift, Keep, Clear}
}

func (m *moving) effects() []Effect {
	if m.from.Span == m.to.Span {
		return []Effect{m.otherWeekEnd(KeepWeeks).effect, m.otherWeekEnd(Redistribute).effect}
	}
	var effects []Effect
	for _, choice := range m.choices() {
		effects = append(effects, m.otherDates(choice).effect)
	}
	return effects
}

// refuse says what no choice can mend.
func (m *moving) refuse() error {
	if closed := m.from.closed(m.view.Schedule().ClosedUntil); closed > 0 && !m.restored {
		if !m.from.keepsDays(closed, m.to) {
			return rab.Refuse(m.changedField(), "Minggu 1 sampai %d sudah ditutup dan akan berubah tanggalnya: buka dulu minggu yang ditutup, di halaman Jadwal.", closed)
		}
	}
	if len(m.works) == 0 {
		return nil
	}
	if m.to.WeekCount() > MaxWeeks {
		return rab.Refuse("tanggal_selesai", "Proyek ini menjadi %d minggu; %s. Majukan tanggal selesai.", m.to.WeekCount(), ErrTooLong)
	}
	first, last := m.realisasiWeeks()
	if first == 0 {
		return nil
	}
	if week := m.from.wholeWeek(first); week.To < m.to.From {
		return rab.Refuse("tanggal_mulai", "Sudah ada realisasi di minggu %d (%s): tanggal mulai paling lambat %s.", first, week.Indonesian(), week.To.Indonesian())
	}
	if week := m.to.WeekOf(m.from.Week(last).To); week > MaxWeeks {
		return rab.Refuse("tanggal_mulai", "Realisasi terakhir (%s) akan berada di minggu %d, padahal %s.", m.from.Week(last).Indonesian(), week, ErrTooLong)
	}
	return nil
}

// changedField names the field that a refusal of new weeks belongs to.
func (m *moving) changedField() string {
	switch {
	case m.from.From != m.to.From:
		return "tanggal_mulai"
	case m.from.To != m.to.To:
		return "tanggal_selesai"
	}
	return "week_end_day"
}

// Indonesian is the day as people read it, such as "8 Januari 2025".
func (d Day) Indonesian() string {
	at := d.time()
	return fmt.Sprintf("%d %s %d", at.Day(), monthNames[at.Month()-1], at.Year())
}

// Indonesian is the span as people read it, such as "6–12 Januari 2025".
func (s Span) Indonesian() string {
	from, to := s.From.time(), s.To.time()
	switch {
	case s.From == s.To:
		return s.From.Indonesian()
	case from.Year() != to.Year():
		return s.From.Indonesian() + " – " + s.To.Indonesian()
	case from.Month() != to.Month():
		return fmt.Sprintf("%d %s – %s", from.Day(), monthNames[from.Month()-1], s.To.Indonesian())
	}
	return fmt.Sprintf("%d–%s", from.Day(), s.To.Indonesian())
}
