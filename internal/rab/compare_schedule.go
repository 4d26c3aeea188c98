package rab

import (
	"bytes"
	"encoding/json"
	"slices"

	"takar/internal/decimal"
)

// ComparedSchedule is what two states of a project differ in over time. None of it moves the
// total: it stands beside the causes.
type ComparedSchedule struct {
	Works    []*ComparedWork   // in the order of the later work list, then removed ones
	Phases   []*ComparedPhase  // in the order of their names
	Settings []ComparedSetting // dates of the project, calendar, limits
	Contract []ComparedSetting
}

// Empty reports whether nothing differs.
func (c *ComparedSchedule) Empty() bool {
	return len(c.Works)+len(c.Phases)+len(c.Settings)+len(c.Contract) == 0
}

// ComparedWork is a pekerjaan whose weeks differ. Before is nil for an added pekerjaan, After
// for a removed one.
type ComparedWork struct {
	Before, After             *Pekerjaan
	PlaceBefore, PlaceAfter   Place
	PlanBefore, PlanAfter     WorkSpan
	ActualBefore, ActualAfter WorkSpan
	CostBefore, CostAfter     decimal.Null // rupiah, the sum of what was entered
	Weeks                     int          // that differ
}

// WorkSpan is what weeks add up to, in percent at full precision, and the first and last of
// them; 0 without any.
type WorkSpan struct {
	Percent     decimal.Decimal
	First, Last int
}

// ComparedPhase is a phase that differs; Before is nil for a new one, After for one that is
// gone. Members are pekerjaan; Moved says that others belong to it.
type ComparedPhase struct {
	Before, After               *Tahapan
	MembersBefore, MembersAfter int
	Moved                       bool
}

// ComparedSetting is a field that differs, as it stands in its row; "" where there is none.
type ComparedSetting struct {
	Field, Label  string
	Before, After string
}

func (c *comparer) schedule() *ComparedSchedule {
	s := &ComparedSchedule{Phases: c.phases()}
	for _, line := range c.after.Figures().Lines {
		var old *Pekerjaan
		if before := c.linesBefore[line.Pekerjaan.UID]; before != nil {
			old = before.Pekerjaan
		}
		s.keep(c.work(old, line.Pekerjaan))
	}
	for _, line := range c.before.Figures().Lines {
		if !c.uidsAfter[line.Pekerjaan.UID] {
			s.keep(c.work(line.Pekerjaan, nil))
		}
	}
	for _, field := range []string{"tanggal_mulai", "tanggal_selesai", "week_start_day"} {
		s.Settings = append(s.Settings, settingsThatDiffer(c.before.Header(), c.after.Header(), field)...)
	}
	s.Settings = append(s.Settings, settingsThatDiffer(c.before.Schedule(), c.after.Schedule(), "")...)
	s.Contract = settingsThatDiffer(c.before.Contract(), c.after.Contract(), "")
	return s
}

func (c *ComparedSchedule) keep(work *ComparedWork) {
	if work.Weeks > 0 {
		c.Works = append(c.Works, work)
	}
}

// work compares the weeks of a pekerjaan, by their numbers.
func (c *comparer) work(before, after *Pekerjaan) *ComparedWork {
	w := &ComparedWork{Before: before, After: after}
	var old, now []*Progress
	if before != nil {
		w.PlaceBefore, old = c.before.placeOf(before), c.before.ProgressOf(before.ID)
		w.PlanBefore, w.ActualBefore, w.CostBefore = c.before.spans(before.ID)
	}
	if after != nil {
		w.PlaceAfter, now = c.after.placeOf(after), c.after.ProgressOf(after.ID)
		w.PlanAfter, w.ActualAfter, w.CostAfter = c.after.spans(after.ID)
	}
	earlier := make(map[int]*Progress, len(old))
	for _, week := range old {
		earlier[week.Week] = week
	}
	for _, week := range now {
		if !sameWeek(earlier[week.Week], week) {
			w.Weeks++
		}
		delete(earlier, week.Week)
	}
	for _, week := range earlier {
		if !week.Empty() {
			w.Weeks++
		}
	}
	return w
}

// sameWeek reports whether two states of a week say the same; none says nothing.
func sameWeek(before, after *Progress) bool {
	if before == nil {
		return after.Empty()
	}
	amount := func(a decimal.Decimal, aByVolume bool, b decimal.Decimal, bByVolume bool) bool {
		return a.Equal(b) && (aByVolume == bByVolume || a.IsZero())
	}
	return amount(before.Planned, before.PlannedByVolume, after.Planned, after.PlannedByVolume) &&
		amount(before.Actual, before.ActualByVolume, after.Actual, after.ActualByVolume) &&
		before.ActualCost.Equal(after.ActualCost) && before.Notes == after.Notes
}

// spans returns what the weeks of a pekerjaan come to.
func (p *Project) spans(pekerjaan int64) (plan, actual WorkSpan, cost decimal.Null) {
	volume := p.QuantityOf(pekerjaan)
	planned, done := p.WorkSums(pekerjaan)
	plan.Percent, actual.Percent = planned.PercentOf(volume), done.PercentOf(volume)
	for _, week := range p.ProgressOf(pekerjaan) {
		if !week.Planned.IsZero() {
			plan.reach(week.Week)
		}
		if !week.Actual.IsZero() {
			actual.reach(week.Week)
		}
		if week.ActualCost.Valid {
			cost = decimal.Some(cost.OrZero().Add(week.ActualCost.Decimal))
		}
	}
	return plan, actual, cost
}

func (s *WorkSpan) reach(week int) {
	if s.First == 0 {
		s.First = week
	}
	s.Last = week
}

// phases compares the phases that were made by hand.
func (c *comparer) phases() []*ComparedPhase {
	before, after := c.before.membersByUID(), c.after.membersByUID()
	known := map[string]*Tahapan{}
	for _, row := range c.before.Tahapan.All() {
		known[row.UID] = row
	}
	var list []*ComparedPhase
	add := func(old, now *Tahapan, uid string) {
		phase := &ComparedPhase{Before: old, After: now, MembersBefore: len(before[uid]), MembersAfter: len(after[uid])}
		phase.Moved = old != nil && now != nil && !slices.Equal(before[uid], after[uid])
		if old == nil || now == nil || phase.Moved || old.Nama != now.Nama || old.TanggalMulai != now.TanggalMulai || old.TanggalSelesai != now.TanggalSelesai ||
			old.Deskripsi != now.Deskripsi {
			list = append(list, phase)
		}
	}
	for _, row := range c.after.Tahapan.All() {
		add(known[row.UID], row, row.UID)
		delete(known, row.UID)
	}
	for uid, row := range known {
		add(row, nil, uid)
	}
	slices.SortFunc(list, func(a, b *ComparedPhase) int { return bytes.Compare([]byte(a.Name()), []byte(b.Name())) })
	return list
}

// Name is what the phase is called, or was.
func (c *ComparedPhase) Name() string {
	if c.After != nil {
		return c.After.Nama
	}
	return c.Before.Nama
}

// membersByUID lists the uids of the pekerjaan of each phase, by its uid, in order.
func (p *Project) membersByUID() map[string][]string {
	members := map[string][]string{}
	for _, row := range p.TahapanMembers.All() {
		phase, known := p.Tahapan.Get(row.TahapanID)
		if item, ok := p.Pekerjaan.Get(row.PekerjaanID); ok && known {
			members[phase.UID] = append(members[phase.UID], item.UID)
		}
	}
	for _, list := range members {
		slices.Sort(list)
	}
	return members
}

// settingsThatDiffer compares two rows field by field, or one field of them. What names a
// saved state or a reason is no part of it.
func settingsThatDiffer(before, after any, only string) []ComparedSetting {
	old, err := json.Marshal(before)
	if err != nil {
		return nil
	}
	now, err := json.Marshal(after)
	if err != nil {
		return nil
	}
	was := rowFields(old)
	var list []ComparedSetting
	for _, field := range rowFields(now) {
		value := valueOf(was, field.name)
		if untold[field.name] || field.name == "baseline_id" || field.name == "opened_note" || only != "" && field.name != only || bytes.Equal(value, field.value) {
			continue
		}
		list = append(list, ComparedSetting{Field: field.name, Label: labelOf(field.name), Before: plainValue(field.name, value), After: plainValue(field.name, field.value)})
	}
	return list
}

// plainValue is a JSON value as text; null is nothing, and so is 0 but for a weekday.
func plainValue(field string, value json.RawMessage) string {
	var text string
	switch {
	case string(value) == "null", string(value) == "0" && field != "week_start_day":
		return ""
	case json.Unmarshal(value, &text) == nil:
		return text
	}
	return string(value)
}
