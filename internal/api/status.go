package api

import (
	"cmp"
	"slices"
	"strconv"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// statusAnswer tells an open page what changed since it was loaded (api §6.22).
type statusAnswer struct {
	okay

	Revision               int64             `json:"revision"`
	AHSPChangedAt          *string           `json:"ahsp_changed_at"`
	HargaChangedAt         *string           `json:"harga_changed_at"`
	PekerjaanChangedAt     *string           `json:"pekerjaan_changed_at"`
	VolumeChangedAt        *string           `json:"volume_changed_at"`
	PricingChangedAt       *string           `json:"pricing_changed_at"`
	JadwalChangedAt        *string           `json:"jadwal_changed_at"`
	AffectedPekerjaanCount int               `json:"affected_pekerjaan_count"`
	RecentPekerjaan        []recentPekerjaan `json:"recent_pekerjaan"`
}

type recentPekerjaan struct {
	pekerjaanName

	LastModified string `json:"last_modified"`
}

// recentMost bounds the list of pekerjaan that changed last.
const recentMost = 10

func getChangeStatus(r *serve.Request) error {
	q := queryOf(r)
	since := q.moment("pekerjaan_since", r.App.Zone())
	q.moment("since_ahsp", r.App.Zone())
	q.moment("since_harga", r.App.Zone())
	if err := q.err(); err != nil {
		return err
	}
	return kept(r, "change-status?"+strconv.FormatInt(int64(since), 10), func(v *app.View) *statusAnswer { return statusOf(v, since) })
}

// statusOf counts the pekerjaan that changed after a moment, in their identity or their
// analysis, and lists the latest.
func statusOf(v *app.View, since rab.Instant) *statusAnswer {
	state := v.State()
	answer := &statusAnswer{
		okay: yes, Revision: v.Revision, AHSPChangedAt: moment(state.AnalysisChangedAt), HargaChangedAt: moment(state.PriceChangedAt),
		PekerjaanChangedAt: moment(state.ListChangedAt), VolumeChangedAt: moment(state.VolumeChangedAt),
		PricingChangedAt: moment(state.PricingChangedAt), JadwalChangedAt: moment(state.ScheduleChangedAt), RecentPekerjaan: []recentPekerjaan{},
	}
	type change struct {
		pekerjaan *rab.Pekerjaan
		at        rab.Instant
	}
	var changes []change
	for _, q := range v.WorkList() {
		at := q.ChangedAt
		if analysis, ok := v.Analyses.Get(q.ID); ok {
			at = max(at, analysis.ChangedAt)
		}
		if at > since {
			changes = append(changes, change{pekerjaan: q, at: at})
		}
	}
	answer.AffectedPekerjaanCount = len(changes)
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(b.at, a.at) })
	for _, c := range changes[:min(recentMost, len(changes))] {
		q := c.pekerjaan
		answer.RecentPekerjaan = append(answer.RecentPekerjaan, recentPekerjaan{
			pekerjaanName: pekerjaanName{ID: q.ID, Kode: optional(q.Kode), Uraian: optional(q.Uraian)}, LastModified: c.at.Contract(),
		})
	}
	return answer
}

// checklistAnswer lists what is missing or doubtful in a project and where to mend it
// (rulings E).
type checklistAnswer struct {
	okay

	Revision int64                `json:"revision"`
	Summary  map[rab.Severity]int `json:"summary"`
	Checks   []checkRow           `json:"checks"`
}

type checkRow struct {
	Kind        rab.CheckKind `json:"kind"`
	Severity    rab.Severity  `json:"severity"`
	PekerjaanID *int64        `json:"pekerjaan_id"`
	ComponentID *int64        `json:"component_id"`
	HargaItemID *int64        `json:"harga_item_id"`
	Kode        string        `json:"kode"`
	Message     string        `json:"message"`
	Page        string        `json:"page"` // part of the address of the page
	Field       string        `json:"field"`
}

func getChecklist(r *serve.Request) error { return kept(r, "checklist", checklistOf) }

// checklistOf leaves out what is said about prices where they are hidden.
func checklistOf(v *app.View) *checklistAnswer {
	answer := &checklistAnswer{
		okay: yes, Revision: v.Revision, Checks: []checkRow{},
		Summary: map[rab.Severity]int{rab.SeverityError: 0, rab.SeverityWarning: 0, rab.SeverityInfo: 0},
	}
	for _, c := range v.Checklist() {
		if c.Kind.OfMoney() && !v.Visit.Rights.Prices {
			continue
		}
		answer.Summary[c.Severity]++
		answer.Checks = append(answer.Checks, checkRow{
			Kind: c.Kind, Severity: c.Severity, PekerjaanID: optionalID(c.PekerjaanID), ComponentID: optionalID(c.ComponentID),
			HargaItemID: optionalID(c.PriceItemID), Kode: c.Kode, Message: c.Message, Page: c.Page, Field: c.Field,
		})
	}
	return answer
}

// optionalID is null for no row.
func optionalID(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
