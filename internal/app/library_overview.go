package app

import (
	"context"
	"slices"
	"strings"

	"takar/internal/ahsp"
)

// EditionOverview is a revision of an edition with its figures.
type EditionOverview struct {
	EditionRecord

	OnOffer    bool
	Analyses   int
	Components int
	Open       int    // components with a finding that nobody settled
	Waiting    int    // corrections for the next revision; 0 unless on offer
	Stamp      string // to make the next revision with
}

// EditionOverviews lists all revisions of all editions, the latest commit first.
func (a *App) EditionOverviews(ctx context.Context, v *Visit) ([]EditionOverview, error) {
	records, err := a.Editions(ctx, v)
	if err != nil {
		return nil, err
	}
	drafts, err := a.LibraryDrafts(ctx, v, "")
	if err != nil {
		return nil, err
	}
	library, _ := a.Library()
	list := make([]EditionOverview, len(records))
	for i, record := range records {
		list[i] = EditionOverview{EditionRecord: record}
		list[i].count(library.All(record.ID))
		for _, draft := range drafts {
			if draft.Edition.ID == record.ID {
				list[i].OnOffer, list[i].Waiting, list[i].Stamp = true, len(draft.Collected), draft.Stamp
			}
		}
	}
	return list, nil
}

func (e *EditionOverview) count(analyses []*ahsp.Analysis) {
	e.Analyses = len(analyses)
	for _, analysis := range analyses {
		e.Components += len(analysis.Components)
		for i := range analysis.Components {
			if analysis.Components[i].Unsettled() {
				e.Open++
			}
		}
	}
}

// LibraryStats are the figures of the editions on offer, as their next revisions will be.
type LibraryStats struct {
	Sources, Klasifikasi            []string
	Analyses, Components, Anomalies int                      // of both, those with an anomaly
	Findings                        map[ahsp.FindingKind]int // components
	NoUnit, NoClass                 int                      // analyses
	Waiting                         int                      // corrections for the next revisions
}

// LibraryStats counts what is on offer; sumber chooses one edition, "" means all.
func (a *App) LibraryStats(ctx context.Context, v *Visit, sumber string) (*LibraryStats, error) {
	drafts, err := a.LibraryDrafts(ctx, v, sumber)
	if err != nil {
		return nil, err
	}
	s := &LibraryStats{Sources: []string{}, Klasifikasi: []string{}, Findings: map[ahsp.FindingKind]int{}}
	for _, draft := range drafts {
		s.Sources = append(s.Sources, draft.Edition.Name)
		s.Waiting += len(draft.Collected)
		for _, analysis := range draft.Analyses {
			s.count(analysis)
		}
	}
	slices.Sort(s.Klasifikasi)
	s.Klasifikasi = slices.Compact(s.Klasifikasi)
	slices.SortFunc(s.Sources, func(a, b string) int { return strings.Compare(b, a) })
	return s, nil
}

func (s *LibraryStats) count(analysis *ahsp.Analysis) {
	s.Analyses++
	s.Components += len(analysis.Components)
	if len(analysis.Anomalies()) > 0 {
		s.Anomalies++
	}
	if analysis.Satuan == "" {
		s.NoUnit++
	}
	if analysis.Klasifikasi == "" {
		s.NoClass++
	} else {
		s.Klasifikasi = append(s.Klasifikasi, analysis.Klasifikasi)
	}
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if len(c.Anomalies()) > 0 {
			s.Anomalies++
		}
		for _, m := range c.Marks() {
			if m.Resolution == ahsp.Unresolved {
				s.Findings[m.Kind]++
			}
		}
	}
}
