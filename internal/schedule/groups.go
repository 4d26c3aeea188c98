package schedule

import "takar/internal/decimal"

// Group is how far some pekerjaan are together, weighed against each other as in the kurva S:
// those under a heading of the work list, or those of a phase. Percents have 2 decimal places;
// they are not valid where the pekerjaan weigh nothing.
type Group struct {
	ID         int64        // of the heading or phase
	Planned    decimal.Null // by the whole plan
	PlannedNow decimal.Null // until the status date; not valid without one
	Actual     decimal.Null // the same, of realisasi
}

// Groups returns the headings that hold pekerjaan, in the order of the work list.
func (a *Analysis) Groups() []Group { return a.grouped(a.headings) }

// PhaseGroups returns the phases made by hand that pekerjaan were put into.
func (a *Analysis) PhaseGroups() []Group {
	return a.grouped(func(pekerjaan int64) []int64 {
		var phases []int64
		for _, member := range a.Project.MembershipsOf(pekerjaan) {
			phases = append(phases, member.TahapanID)
		}
		return phases
	})
}

// grouped adds up the pekerjaan by the groups that each belongs to, in the order in which
// these come.
func (a *Analysis) grouped(groupsOf func(pekerjaan int64) []int64) []Group {
	list, _ := weights(a.weighed[:len(a.Works)], ByVolume)
	var groups []Group
	at := map[int64]int{}
	sums := [][4]decimal.Decimal{} // weight, and weighted plan, plan until now, realisasi
	for i := range a.Works {
		work := &a.Works[i]
		planned, actual := work.Sum()
		now := decimal.Zero
		for _, cell := range work.Cells {
			if cell.Week <= a.Status {
				now = now.Add(cell.Planned)
			} else {
				actual = actual.Sub(cell.Actual) // known, but not yet at the status date
			}
		}
		for _, id := range groupsOf(work.ID) {
			if _, known := at[id]; !known {
				at[id] = len(groups)
				groups, sums = append(groups, Group{ID: id}), append(sums, [4]decimal.Decimal{})
			}
			sum := &sums[at[id]]
			for j, part := range []decimal.Decimal{decimal.One, planned, now, actual} {
				sum[j] = sum[j].Add(part.Mul(list[i]))
			}
		}
	}
	for i := range groups {
		groups[i].Planned = percentOfSum(sums[i][1], sums[i][0])
		if a.Status > 0 {
			groups[i].PlannedNow, groups[i].Actual = percentOfSum(sums[i][2], sums[i][0]), percentOfSum(sums[i][3], sums[i][0])
		}
	}
	return groups
}

func percentOfSum(sum, weight decimal.Decimal) decimal.Null {
	percent, err := sum.Quo(weight)
	if err != nil {
		return decimal.Null{}
	}
	return decimal.Some(percent.Round(PercentPlaces))
}

// headings returns the headings above a pekerjaan, the outermost first.
func (a *Analysis) headings(pekerjaan int64) []int64 {
	row, ok := a.Project.Pekerjaan.Get(pekerjaan)
	if !ok {
		return nil
	}
	var path []int64
	for id := row.HeadingID; id != 0; {
		heading, ok := a.Project.Headings.Get(id)
		if !ok {
			break
		}
		path = append([]int64{id}, path...)
		if heading.ParentID == nil {
			break
		}
		id = *heading.ParentID
	}
	return path
}
