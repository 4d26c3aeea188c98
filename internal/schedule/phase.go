package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Phase is a tahapan as people see it: one that was made by hand, or one that follows from
// the dates of the project. It spans the project where its own dates are open.
type Phase struct {
	Span

	ID        int64
	Nama      string
	Urutan    int
	Deskripsi string
	Mode      rab.TahapanMode // custom: made by hand
	Stored    *rab.Tahapan    // nil unless made by hand
}

// Ids of phases that follow from dates lie above those of all rows and below 2^53, which
// scripts still tell apart: first the mode, then the number.
const (
	phaseIDs     = int64(1) << 52
	phaseModeIDs = int64(1) << 20 // of each mode; the longest project has 3,710 days
)

// derivedModes are the modes of phases that follow from dates, in the order of their ids.
var derivedModes = []rab.TahapanMode{rab.TahapanDaily, rab.TahapanWeekly, rab.TahapanMonthly}

// DerivedPhaseID reports whether an id is one of phases that follow from dates.
func DerivedPhaseID(id int64) bool { return id >= phaseIDs }

// ParseTahapanMode reads the name of a mode.
func ParseTahapanMode(text string) (rab.TahapanMode, error) {
	mode := rab.TahapanMode(text)
	if mode != rab.TahapanCustom && !slices.Contains(derivedModes, mode) {
		return "", fmt.Errorf("mode %q tidak dikenal: pakai daily, weekly, monthly, atau custom", text)
	}
	return mode, nil
}

// Phases returns a phase for each day, week or month of the project, all of them (schedule
// §5, Q8). Of custom there are none.
func (t Timeline) Phases(mode rab.TahapanMode) []Phase {
	spans := t.phaseSpans(mode)
	phases := make([]Phase, len(spans))
	for i, span := range spans {
		phases[i] = phaseFromDates(mode, i+1, span)
	}
	return phases
}

// phaseSpans returns the days of the phases of a mode.
func (t Timeline) phaseSpans(mode rab.TahapanMode) []Span {
	var spans []Span
	switch mode {
	case rab.TahapanDaily:
		for day := t.From; day <= t.To; day++ {
			spans = append(spans, Span{day, day})
		}
	case rab.TahapanWeekly:
		return t.Weeks()
	case rab.TahapanMonthly:
		for _, month := range t.Months() {
			spans = append(spans, month.Span)
		}
	case rab.TahapanCustom:
	}
	return spans
}

// phaseFromDates names a phase that follows from dates; the first of a mode has number 1.
func phaseFromDates(mode rab.TahapanMode, number int, span Span) Phase {
	p := Phase{
		Span: span, ID: phaseIDs + int64(slices.Index(derivedModes, mode))*phaseModeIDs + int64(number), Mode: mode,
		Urutan: number - 1, Deskripsi: fmt.Sprintf("%d hari", span.Days()),
	}
	from, to := span.From.short(), span.To.short()
	switch mode {
	case rab.TahapanDaily:
		p.Urutan, p.Nama, p.Deskripsi = number, fmt.Sprintf("Day %d", number), fmt.Sprintf("Hari ke-%d - %s (%s)", number, from, span.From.Weekday())
	case rab.TahapanWeekly:
		p.Nama = fmt.Sprintf("Week %d: %s (%s) - %s (%s)", number, from, span.From.Weekday(), to, span.To.Weekday())
	case rab.TahapanMonthly:
		at := span.From.time()
		p.Nama = fmt.Sprintf("%s: %s - %s", Month{Year: at.Year(), Month: at.Month()}.Label(), from, to)
	case rab.TahapanCustom:
	}
	return p
}

// short is the day and the month of a day: 05/01.
func (d Day) short() string { return d.time().Format("02/01") }

// everything is the span of a phase without dates in a project without any.
var everything = Span{DayOf("1900-01-01"), Day(time.Date(2200, 12, 31, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)}

// phaseOf is a phase that was made by hand.
func phaseOf(row *rab.Tahapan, project Span) Phase {
	p := Phase{Span: project, ID: row.ID, Nama: row.Nama, Urutan: row.Urutan, Deskripsi: row.Deskripsi, Mode: rab.TahapanCustom, Stored: row}
	if row.TanggalMulai != "" {
		p.From = DayOf(row.TanggalMulai)
	}
	if row.TanggalSelesai != "" {
		p.To = DayOf(row.TanggalSelesai)
	}
	return p
}

// Phases returns the phases of a project in their order: those made by hand, and those of
// its mode. A project without dates has only the former.
func Phases(p *rab.Project) []Phase {
	span, phases := everything, []Phase(nil)
	if line, err := TimelineOf(p.Header()); err == nil {
		span, phases = line.Span, line.Phases(p.Schedule().TahapanMode)
	}
	for _, row := range p.Tahapan.All() {
		phases = append(phases, phaseOf(row, span))
	}
	slices.SortFunc(phases, func(a, b Phase) int { return cmp.Or(cmp.Compare(a.Urutan, b.Urutan), cmp.Compare(a.ID, b.ID)) })
	return phases
}

// PhaseOf finds a phase of a project by its id; one that follows from dates also while the
// project shows those of another mode.
func PhaseOf(p *rab.Project, id int64) (Phase, bool) {
	line, err := TimelineOf(p.Header())
	span := line.Span
	if err != nil {
		span = everything
	}
	if row, ok := p.Tahapan.Get(id); ok {
		return phaseOf(row, span), true
	}
	mode, number := (id-phaseIDs)/phaseModeIDs, (id-phaseIDs)%phaseModeIDs
	if err != nil || id < phaseIDs || mode >= int64(len(derivedModes)) {
		return Phase{}, false
	}
	spans := line.phaseSpans(derivedModes[mode])
	if number < 1 || number > int64(len(spans)) {
		return Phase{}, false
	}
	return phaseFromDates(derivedModes[mode], int(number), spans[number-1]), true
}

// Share tells how much of the plan of a pekerjaan lies in a span of days, in percent with 2
// decimal places, as if work were even within a week. It is the difference of the rounded
// running plan, so that spans side by side add up to the span of both (rulings A7).
func (t Timeline) Share(cells []Cell, span Span) decimal.Decimal {
	share := decimal.Zero
	t.shares(cells, []Span{span}, func(_ int, part decimal.Decimal) { share = share.Add(part) })
	return share
}

// Shares is Share of many spans, which must follow each other.
func (t Timeline) Shares(cells []Cell, spans []Span) []decimal.Decimal {
	list := make([]decimal.Decimal, len(spans))
	t.shares(cells, spans, func(i int, part decimal.Decimal) { list[i] = list[i].Add(part) })
	return list
}

// shares calls visit with each part of the plan that lies in one of the spans.
func (t Timeline) shares(cells []Cell, spans []Span, visit func(span int, part decimal.Decimal)) {
	running := decimal.Zero
	for _, cell := range cells {
		if cell.Planned.IsZero() {
			continue
		}
		week := t.Week(cell.Week)
		until := func(day Day) decimal.Decimal { // rounded plan at the end of a day of the week
			days := int64(Span{week.From, day}.Days())
			part, _ := cell.Planned.Mul(decimal.FromInt(days)).Quo(decimal.FromInt(int64(week.Days()))) // a week has a day
			return running.Add(part).Round(PercentPlaces)
		}
		first, _ := slices.BinarySearchFunc(spans, week.From, func(s Span, day Day) int { return cmp.Compare(s.To, day) })
		for i := first; i < len(spans) && spans[i].From <= week.To; i++ {
			inside := Span{max(spans[i].From, week.From), min(spans[i].To, week.To)}
			if inside.Days() <= 0 {
				continue // a phase that begins after it ends
			}
			if part := until(inside.To).Sub(until(inside.From - 1)); !part.IsZero() {
				visit(i, part)
			}
		}
		running = running.Add(cell.Planned)
	}
}

// Part is how much of the plan of a pekerjaan lies in a phase.
type Part struct {
	Phase   Phase
	Share   decimal.Decimal // percent, with 2 decimal places
	Catatan string          // of the membership, in phases made by hand
}

// PartsOf returns the phases of the project with what the plan of a pekerjaan has in each: those
// that follow from the dates, then those made by hand.
func (p *Plan) PartsOf(pekerjaan int64) []Part {
	var parts []Part
	if mode := p.Project.Schedule().TahapanMode; mode != rab.TahapanCustom {
		parts = p.Parts(pekerjaan, mode)
	}
	return append(parts, p.Parts(pekerjaan, rab.TahapanCustom)...)
}

// Parts returns the phases of a mode with what the plan of a pekerjaan has in each: every
// day, week or month that it touches, or every phase made by hand that it belongs to.
func (p *Plan) Parts(pekerjaan int64, mode rab.TahapanMode) []Part {
	work, ok := p.Work(pekerjaan)
	if !ok {
		return nil
	}
	if mode == rab.TahapanCustom {
		var parts []Part
		members := map[int64]*rab.TahapanMember{}
		for _, member := range p.Project.MembershipsOf(pekerjaan) {
			members[member.TahapanID] = member
		}
		for _, phase := range Phases(p.Project) {
			if member, in := members[phase.ID]; in {
				parts = append(parts, Part{Phase: phase, Share: p.Timeline.Share(work.Cells, phase.Span), Catatan: member.Catatan})
			}
		}
		return parts
	}
	var parts []Part
	spans := p.Timeline.phaseSpans(mode)
	for i, share := range p.Timeline.Shares(work.Cells, spans) {
		if !share.IsZero() {
			parts = append(parts, Part{Phase: phaseFromDates(mode, i+1, spans[i]), Share: share})
		}
	}
	return parts
}

// Dates returns the first and the last day of a phase as they were typed; "" is open.
func (p *Phase) Dates() (from, to rab.Date) {
	if p.Stored != nil {
		return p.Stored.TanggalMulai, p.Stored.TanggalSelesai
	}
	return p.From.Date(), p.To.Date()
}

// PartCount counts how often the plan of a pekerjaan touches a phase of a mode, or a
// pekerjaan belongs to one made by hand.
func (p *Plan) PartCount(mode rab.TahapanMode) int {
	if mode == rab.TahapanCustom {
		return p.Project.TahapanMembers.Len()
	}
	spans, count := p.Timeline.phaseSpans(mode), 0
	for i := range p.Works {
		last := -1
		p.Timeline.shares(p.Works[i].Cells, spans, func(span int, _ decimal.Decimal) {
			if span != last {
				count, last = count+1, span
			}
		})
	}
	return count
}
