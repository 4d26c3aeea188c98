package schedule

import (
	"cmp"
	"slices"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Assigned tells how much of the plan of each pekerjaan lies in a phase of the project that
// it belongs to, in the order of the work list. What lies in two phases counts once. Phases
// that follow from dates cover the whole project, so that with them it is all that is
// planned.
func (p *Plan) Assigned() []decimal.Decimal {
	whole := p.Project.Schedule().TahapanMode != rab.TahapanCustom
	items := p.Project.WorkList()
	list := make([]decimal.Decimal, len(items))
	for i, item := range items {
		work, ok := p.Work(item.ID)
		if !ok {
			continue
		}
		parts := []Span{p.Timeline.Span}
		if !whole {
			parts = union(p.spansOf(item.ID))
		}
		for _, share := range p.Timeline.Shares(work.Cells, parts) {
			list[i] = list[i].Add(share)
		}
	}
	return list
}

// spansOf returns the days of the phases that a pekerjaan was put into.
func (p *Plan) spansOf(pekerjaan int64) []Span {
	var spans []Span
	for _, member := range p.Project.MembershipsOf(pekerjaan) {
		if row, ok := p.Project.Tahapan.Get(member.TahapanID); ok {
			spans = append(spans, phaseOf(row, p.Timeline.Span).Span)
		}
	}
	return spans
}

// union returns the days of all spans as spans that follow each other.
func union(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var merged []Span
	for _, span := range spans {
		if span.Days() <= 0 {
			continue
		}
		if n := len(merged); n > 0 && span.From <= merged[n-1].To+1 {
			merged[n-1].To = max(merged[n-1].To, span.To)
			continue
		}
		merged = append(merged, span)
	}
	return merged
}

// IsAssigned reports whether an assigned share is all of a pekerjaan, as closely as percents
// are entered (schedule §6.11).
func IsAssigned(share decimal.Decimal) bool { return Complete(share) }

// IsUnassigned reports whether an assigned share is none.
func IsUnassigned(share decimal.Decimal) bool { return share.Less(decimal.MustParse(tolerance)) }
