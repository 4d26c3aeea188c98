package ahsp

import (
	"slices"

	"takar/internal/decimal"
)

// Repair returns the import with every proposed coefficient put in place of the damaged
// one: the published text stays in Original and the finding is settled as Suggested.
// Coefficients without a proposal, and everything else, stay as published. The findings and
// the summary still say what was found. The receiver does not change.
func (in *Imported) Repair() *Imported {
	repaired := *in
	repaired.Analyses = cloneAnalyses(in.Analyses)
	proposals := map[int]Finding{}
	for _, f := range in.Findings {
		if f.Kind == LostDecimal && f.Proposal != "" {
			proposals[f.Row] = f
		}
	}
	for i := range repaired.Analyses {
		for j := range repaired.Analyses[i].Components {
			c := &repaired.Analyses[i].Components[j]
			f, found := proposals[c.Row]
			if !found || c.Sheet != f.Sheet {
				continue
			}
			value, err := decimal.Parse(f.Proposal)
			if err != nil {
				continue // a proposal of Import is always a number
			}
			c.Original, c.Koefisien = f.Text, value
			c.settle(Suggested, func(kind FindingKind) bool { return kind == LostDecimal })
		}
	}
	return &repaired
}

func cloneAnalyses(analyses []Analysis) []Analysis {
	clone := slices.Clone(analyses)
	for i := range clone {
		clone[i].Components = slices.Clone(clone[i].Components)
		for j := range clone[i].Components {
			clone[i].Components[j].Others = slices.Clone(clone[i].Components[j].Others)
		}
	}
	return clone
}
