package schedule

import (
	"fmt"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Effect tells people what new dates do to a schedule, or what a choice would do.
type Effect struct {
	Schedule StartChoice // of moved dates, else ""
	Progress WeekChoice  // of weeks that end on another day, else ""
	Days     int         // by which the plan moves; negative is earlier

	Planned               int   // pekerjaan with a plan
	PlanBefore, PlanAfter Weeks // of all plans; none when First is 0
	Done                  int   // pekerjaan with realisasi or cost
	DoneBefore, DoneAfter Weeks
	Cleared               bool // the plan
	Cut                   []Cut
	Tahapan               int // phases whose dates move
}

// Weeks is a run of weeks and its days.
type Weeks struct {
	Span

	First, Last int
}

// Cut is what a pekerjaan loses of its plan, because it has no place any more.
type Cut struct {
	PekerjaanID int64
	Name        string
	Percent     decimal.Decimal // of the pekerjaan
}

// IsNone reports whether nothing of a schedule is touched.
func (e *Effect) IsNone() bool { return e.Planned+e.Done+e.Tahapan == 0 }

// Label is the choice that the effect belongs to.
func (e *Effect) Label() string { return e.Schedule.Label() + e.Progress.Label() }

// Choice is the value of the parameter that makes the choice.
func (e *Effect) Choice() string { return string(e.Schedule) + string(e.Progress) }

// count adds a pekerjaan to the figures.
func (e *Effect) count(m *moving, work movingWork, weeks map[int]*rab.Progress, cleared bool) {
	planned, done := false, false
	for _, row := range work.rows {
		if !row.Planned.IsZero() {
			planned = true
			e.PlanBefore.grow(m.from, row.Week)
		}
		if hasRealisasi(row) {
			done = true
			e.DoneBefore.grow(m.from, row.Week)
		}
	}
	for week, row := range weeks {
		if !row.Planned.IsZero() {
			e.PlanAfter.grow(m.to, week)
		}
		if hasRealisasi(row) {
			e.DoneAfter.grow(m.to, week)
		}
	}
	if planned {
		e.Planned++
		e.Cleared = cleared
	}
	if done {
		e.Done++
	}
}

// grow makes a run of weeks hold one more.
func (w *Weeks) grow(line Timeline, week int) {
	if w.First == 0 || week < w.First {
		w.First, w.From = week, line.Week(week).From
	}
	if week > w.Last {
		w.Last, w.To = week, line.Week(week).To
	}
}

func (w movingWork) cut(lost rab.WorkSum) Cut {
	return Cut{PekerjaanID: w.ID, Name: w.Name(), Percent: lost.PercentOf(w.volume)}
}

// numbers are the weeks as people read them, such as "minggu 3–5".
func (w Weeks) numbers() string {
	if w.First == w.Last {
		return fmt.Sprintf("minggu %d", w.First)
	}
	return fmt.Sprintf("minggu %d–%d", w.First, w.Last)
}

func (w Weeks) full() string { return w.numbers() + " (" + w.Span.Indonesian() + ")" }

// Sentences tells the effect, one thing a sentence.
func (e *Effect) Sentences() []string {
	if e.IsNone() {
		return []string{"Jadwal belum berisi rencana atau realisasi: tidak ada yang berubah."}
	}
	var all []string
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if e.Planned > 0 {
		say("%s", e.planSentence())
	}
	if e.Done > 0 {
		say("%s", e.doneSentence())
	}
	if e.Tahapan > 0 {
		say("Tanggal %d tahapan ikut bergeser.", e.Tahapan)
	}
	if len(e.Cut) > 0 {
		say("%s", e.cutSentence())
	}
	return all
}

func (e *Effect) planSentence() string {
	was, next := e.PlanBefore, e.PlanAfter
	switch {
	case e.Cleared:
		return fmt.Sprintf("Rencana %d pekerjaan di %s dikosongkan.", e.Planned, was.full())
	case next.First == 0:
		return fmt.Sprintf("Rencana %d pekerjaan di %s tidak punya tempat lagi.", e.Planned, was.full())
	case e.Progress == KeepWeeks && was.Last != next.Last:
		return fmt.Sprintf("Rencana %d pekerjaan tetap pada nomor minggunya; isi minggu %d digabungkan ke minggu %d.", e.Planned, was.Last, next.Last)
	case e.Progress == KeepWeeks:
		return fmt.Sprintf("Rencana %d pekerjaan tetap pada nomor minggunya: dari %s menjadi %s.", e.Planned, was.full(), next.full())
	case e.Progress == Redistribute:
		return fmt.Sprintf("Rencana %d pekerjaan dibagi ulang menurut hari: dari %s ke %s.", e.Planned, was.full(), next.full())
	case e.Days != 0:
		return fmt.Sprintf("Rencana %d pekerjaan bergeser %d hari %s: dari %s ke %s.", e.Planned, max(e.Days, -e.Days), direction(e.Days), was.full(), next.full())
	case was.First == next.First && was.Last == next.Last:
		return fmt.Sprintf("Rencana %d pekerjaan tetap pada tanggalnya, di %s.", e.Planned, next.full())
	}
	return fmt.Sprintf("Rencana %d pekerjaan tetap pada tanggalnya: %s menjadi %s.", e.Planned, was.numbers(), next.full())
}

func direction(days int) string {
	if days < 0 {
		return "lebih awal"
	}
	return "lebih lambat"
}

func (e *Effect) doneSentence() string {
	was, next := e.DoneBefore, e.DoneAfter
	switch {
	case e.Progress == KeepWeeks:
		return fmt.Sprintf("Realisasi %d pekerjaan tetap pada nomor minggunya, di %s.", e.Done, next.full())
	case was.First == next.First && was.Last == next.Last:
		return fmt.Sprintf("Realisasi %d pekerjaan tetap pada tanggalnya, di %s.", e.Done, next.full())
	}
	return fmt.Sprintf("Realisasi %d pekerjaan tetap pada tanggalnya: %s menjadi %s.", e.Done, was.numbers(), next.full())
}

// mostNamed is how many pekerjaan a sentence names.
const mostNamed = 5

func (e *Effect) cutSentence() string {
	var names []string
	for _, cut := range e.Cut[:min(mostNamed, len(e.Cut))] {
		names = append(names, fmt.Sprintf("%s (%s %%)", cut.Name, cut.Percent.Indonesian(0, PercentPlaces)))
	}
	text := strings.Join(names, ", ")
	if more := len(e.Cut) - mostNamed; more > 0 {
		text += fmt.Sprintf(" dan %d lainnya", more)
	}
	return fmt.Sprintf("Rencana yang jatuh sebelum tanggal mulai atau setelah tanggal selesai hilang, dari %d pekerjaan: %s.", len(e.Cut), text)
}
