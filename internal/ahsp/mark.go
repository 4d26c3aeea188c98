package ahsp

import (
	"fmt"
	"slices"
	"strings"
)

// Mark is one finding on a component and how it was settled.
type Mark struct {
	Kind       FindingKind
	Resolution Resolution
}

// weight orders the findings on one row: what changes money most comes first.
var weight = []FindingKind{
	LostDecimal, SuspectKoefisien, CodeWithTwoNames, DuplicateRow,
	UnknownKategori, MissingKategori, MissingSatuan, SuspectSatuan,
}

// Marks returns all findings on the component, weightiest first.
func (c *Component) Marks() []Mark {
	if c.Finding == "" {
		return nil
	}
	return append([]Mark{{c.Finding, c.Resolution}}, c.Others...)
}

// setMarks is the inverse of Marks.
func (c *Component) setMarks(marks []Mark) {
	c.Finding, c.Resolution, c.Others = "", Unresolved, nil
	if len(marks) == 0 {
		return
	}
	slices.SortStableFunc(marks, func(a, b Mark) int {
		return slices.Index(weight, a.Kind) - slices.Index(weight, b.Kind)
	})
	c.Finding, c.Resolution = marks[0].Kind, marks[0].Resolution
	if len(marks) > 1 {
		c.Others = slices.Clone(marks[1:])
	}
}

// mark adds an unresolved finding.
func (c *Component) mark(kind FindingKind) {
	marks := c.Marks()
	if !slices.ContainsFunc(marks, func(m Mark) bool { return m.Kind == kind }) {
		c.setMarks(append(marks, Mark{kind, Unresolved}))
	}
}

// settle records who settled the findings that settles names.
func (c *Component) settle(resolution Resolution, settles func(FindingKind) bool) {
	marks := c.Marks()
	for i := range marks {
		if settles(marks[i].Kind) {
			marks[i].Resolution = resolution
		}
	}
	c.setMarks(marks)
}

// Unsettled reports whether any finding on the component still waits for a person.
func (c *Component) Unsettled() bool {
	return slices.ContainsFunc(c.Marks(), func(m Mark) bool { return m.Resolution == Unresolved })
}

// FormatMarks writes marks as one text for the store: "kind:resolution,…".
func FormatMarks(marks []Mark) string {
	parts := make([]string, len(marks))
	for i, m := range marks {
		parts[i] = string(m.Kind) + ":" + string(m.Resolution)
	}
	return strings.Join(parts, ",")
}

// ParseMarks reads what FormatMarks wrote.
func ParseMarks(text string) ([]Mark, error) {
	if text == "" {
		return nil, nil
	}
	var marks []Mark
	for part := range strings.SplitSeq(text, ",") {
		kind, resolution, found := strings.Cut(part, ":")
		if !found || kind == "" {
			return nil, fmt.Errorf("ahsp: %q is not a mark", part)
		}
		marks = append(marks, Mark{FindingKind(kind), Resolution(resolution)})
	}
	return marks, nil
}
