package api

import (
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// filtersAnswer is what the filters of the needs offer (api §6.14, K4).
type filtersAnswer struct {
	okay

	Klasifikasi []klasifikasiChoice `json:"klasifikasi"`
	Stats       filterStats         `json:"stats"`
	Pekerjaan   []pekerjaanChoice   `json:"pekerjaan"`
	Periods     periodChoices       `json:"periods"`
}

type klasifikasiChoice struct {
	headingChoice

	Sub []headingChoice `json:"sub"`
}

type headingChoice struct {
	ID             int64  `json:"id"`
	Name           string `json:"name"`
	PekerjaanCount int    `json:"pekerjaan_count"`
}

type filterStats struct {
	TotalKlasifikasi    int `json:"total_klasifikasi"`
	TotalSubKlasifikasi int `json:"total_sub_klasifikasi"`
	TotalPekerjaan      int `json:"total_pekerjaan"`
}

type pekerjaanChoice struct {
	ID               int64   `json:"id"`
	Kode             *string `json:"kode"`
	Nama             string  `json:"nama"`
	SubKlasifikasiID int64   `json:"sub_klasifikasi_id"`
	KlasifikasiID    int64   `json:"klasifikasi_id"`
	TahapanCount     int     `json:"tahapan_count"` // phases that it is a member of, or that its plan touches
}

// periodChoices are the weeks and months of the project, as far as its plan goes.
type periodChoices struct {
	Weeks  []periodName `json:"weeks"`
	Months []periodName `json:"months"`
}

type periodName struct {
	Value     string   `json:"value"`
	Label     string   `json:"label"`
	StartDate rab.Date `json:"start_date"`
	EndDate   rab.Date `json:"end_date"`
}

func periodNameOf(p schedule.Period) periodName {
	return periodName{Value: p.Code, Label: p.Label, StartDate: p.From.Date(), EndDate: p.To.Date()}
}

// getNeedsFilters takes week_basis, for the weeks that it lists.
func getNeedsFilters(r *serve.Request) error {
	q := queryOf(r)
	basis := q.weekBasis()
	if err := q.err(); err != nil {
		return err
	}
	return kept(r, "needs-filters "+basis, func(v *app.View) *filtersAnswer { return needsFiltersOf(v, basis) })
}

func needsFiltersOf(v *app.View, basis string) *filtersAnswer {
	choices, touched := v.NeedsChoices(), phasesTouched(v)
	answer := &filtersAnswer{
		okay: yes, Klasifikasi: []klasifikasiChoice{}, Pekerjaan: make([]pekerjaanChoice, 0, len(choices.Pekerjaan)),
		Stats: filterStats{TotalKlasifikasi: len(choices.Klasifikasi), TotalSubKlasifikasi: choices.SubCount, TotalPekerjaan: len(choices.Pekerjaan)},
		Periods: periodChoices{
			Weeks:  rowsOf(schedule.PeriodsOf(v.Project, weeksOf(basis)), periodNameOf),
			Months: rowsOf(schedule.PeriodsOf(v.Project, schedule.CalendarMonths), periodNameOf),
		},
	}
	for _, k := range choices.Klasifikasi {
		top := klasifikasiChoice{headingChoice: headingChoice{ID: k.Heading.ID, Name: k.Heading.Name, PekerjaanCount: k.PekerjaanCount}, Sub: []headingChoice{}}
		for _, s := range k.Sub {
			top.Sub = append(top.Sub, headingChoice{ID: s.Heading.ID, Name: s.Heading.Name, PekerjaanCount: s.PekerjaanCount})
		}
		answer.Klasifikasi = append(answer.Klasifikasi, top)
	}
	for _, c := range choices.Pekerjaan {
		answer.Pekerjaan = append(answer.Pekerjaan, pekerjaanChoice{
			ID: c.Pekerjaan.ID, Kode: optional(c.Pekerjaan.Kode), Nama: c.Pekerjaan.Uraian, SubKlasifikasiID: c.SubID, KlasifikasiID: c.KlasifikasiID,
			TahapanCount: c.Tahapan + touched(c.Pekerjaan.ID),
		})
	}
	return answer
}

// phasesTouched returns of how many phases that follow from dates the plan of a pekerjaan has
// a part; of none while the project shows only those made by hand.
func phasesTouched(v *app.View) func(pekerjaan int64) int {
	mode := v.Schedule().TahapanMode
	plan, err := v.Plan()
	if err != nil || mode == rab.TahapanCustom {
		return func(int64) int { return 0 }
	}
	return func(pekerjaan int64) int { return len(plan.Parts(pekerjaan, mode)) }
}
