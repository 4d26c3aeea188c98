package api

import (
	"errors"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// phasesAnswer lists the phases of a project: those made by hand, and those that follow from
// its dates (api §6.15).
type phasesAnswer struct {
	okay

	Count   int             `json:"count"`
	Mode    rab.TahapanMode `json:"mode"` // of the phases that follow from the dates; custom: none do
	Tahapan []phaseRow      `json:"tahapan"`
}

type phaseRow struct {
	phaseName

	Deskripsi       string         `json:"deskripsi"`
	JumlahPekerjaan int            `json:"jumlah_pekerjaan"`
	TotalShare      decimal.Number `json:"total_assigned_proportion"`
	CreatedAt       string         `json:"created_at"`
	Version         int64          `json:"version"` // 0 of phases that follow from the dates
	// How far the pekerjaan of a phase made by hand are at the status date, in percent,
	// weighed as in the kurva S; null where nothing is known.
	Rencana   *decimal.Number `json:"rencana"`
	Realisasi *decimal.Number `json:"realisasi"`
}

// phasesOf returns the schedule of a view for its phases; of a project without dates those
// made by hand are known nevertheless.
func phasesOf(v *app.View) *schedule.Plan {
	plan, err := v.Plan()
	if err != nil {
		return &schedule.Plan{Project: v.Project}
	}
	return plan
}

func getTahapan(r *serve.Request) error {
	return r.Kept("tahapan", func(v *app.View) (any, error) {
		far := map[int64]schedule.Group{}
		analysis, err := r.App.Analysis(r.HTTP.Context(), v)
		var noDates *rab.Invalid
		if err != nil && !errors.As(err, &noDates) {
			return nil, err
		}
		if err == nil { // a project without dates has phases nevertheless
			for _, group := range analysis.PhaseGroups() {
				far[group.ID] = group
			}
		}
		return tahapanOf(v, far), nil
	})
}

func tahapanOf(v *app.View, far map[int64]schedule.Group) *phasesAnswer {
	answer := &phasesAnswer{okay: yes, Mode: v.Schedule().TahapanMode}
	answer.Tahapan = rowsOf(phasesOf(v).PhaseSums(), func(sum schedule.PhaseSum) phaseRow {
		row := phaseRow{
			phaseName: phaseNameOf(sum.Phase), Deskripsi: sum.Deskripsi, JumlahPekerjaan: sum.Pekerjaan, TotalShare: number(sum.Share),
			CreatedAt: v.Header().CreatedAt.Contract(),
			Rencana:   optionalNumber(far[sum.ID].PlannedNow), Realisasi: optionalNumber(far[sum.ID].Actual),
		}
		if sum.Stored != nil {
			row.CreatedAt, row.Version = sum.Stored.CreatedAt.Contract(), sum.Stored.Version
		}
		return row
	})
	answer.Count = len(answer.Tahapan)
	return answer
}

// phaseAnswer is one phase with its pekerjaan.
type phaseAnswer struct {
	okay

	Tahapan phaseDetail `json:"tahapan"`
}

type phaseDetail struct {
	phaseSaved

	JumlahPekerjaan int           `json:"jumlah_pekerjaan"`
	Pekerjaan       []phaseMember `json:"pekerjaan"`
}

// phaseMember is a pekerjaan in a phase; proporsi is the share of its plan that lies there.
type phaseMember struct {
	PekerjaanID   int64          `json:"pekerjaan_id"`
	Kode          *string        `json:"kode"`
	Uraian        *string        `json:"uraian"`
	Proporsi      decimal.Number `json:"proporsi"`
	VolumeEfektif decimal.Number `json:"volume_efektif"`
	Catatan       string         `json:"catatan"`
}

func getOneTahapan(r *serve.Request) error { return keptOf(r, "tahapan", "tahapan", oneTahapanOf) }

func oneTahapanOf(v *app.View, id int64) (*phaseAnswer, error) {
	phase, ok := schedule.PhaseOf(v.Project, id)
	if !ok {
		return nil, app.ErrNotFound
	}
	members := phasesOf(v).PhaseMembers(&phase)
	answer := &phaseAnswer{okay: yes, Tahapan: phaseDetail{phaseSaved: phaseSavedOf(phase), JumlahPekerjaan: len(members)}}
	answer.Tahapan.Pekerjaan = rowsOf(members, func(m schedule.PhaseMember) phaseMember {
		item, _ := v.Pekerjaan.Get(m.PekerjaanID)
		return phaseMember{
			PekerjaanID: item.ID, Kode: optional(item.Kode), Uraian: optional(item.Uraian), Proporsi: number(m.Share),
			VolumeEfektif: partOfVolume(v, item.ID, m.Share), Catatan: m.Catatan,
		}
	})
	return answer, nil
}

// partOfVolume is a percent of the volume of a pekerjaan.
func partOfVolume(v *app.View, pekerjaan int64, percent decimal.Decimal) decimal.Number {
	row, ok := v.Volumes.Get(pekerjaan)
	if !ok {
		return number(decimal.Zero)
	}
	return number(row.Quantity.OrZero().Percent(percent).Round(volumePlaces))
}

// assignedAnswer tells which phases a pekerjaan is in (api §6.15).
type assignedAnswer struct {
	okay

	Pekerjaan       assignedItem   `json:"pekerjaan"`
	Assignments     []assignedPart `json:"assignments"`
	TotalAssigned   decimal.Number `json:"total_assigned"` // what lies in two phases counts once
	Unassigned      decimal.Number `json:"unassigned"`
	IsFullyAssigned bool           `json:"is_fully_assigned"`
}

type assignedItem struct {
	PekerjaanID int64   `json:"pekerjaan_id"`
	Kode        *string `json:"kode"`
	Uraian      *string `json:"uraian"`
	Satuan      *string `json:"satuan"`
}

type assignedPart struct {
	TahapanID     int64          `json:"tahapan_id"`
	TahapanNama   string         `json:"tahapan_nama"`
	Proporsi      decimal.Number `json:"proporsi"`
	VolumeEfektif decimal.Number `json:"volume_efektif"`
	Catatan       string         `json:"catatan"`
}

func getAssignments(r *serve.Request) error {
	return keptOf(r, "tahapan-of-pekerjaan", "pekerjaan", assignmentsOf)
}

func assignmentsOf(v *app.View, id int64) (*assignedAnswer, error) {
	item, ok := v.Pekerjaan.Get(id)
	if !ok {
		return nil, app.ErrNotFound
	}
	plan := phasesOf(v)
	answer := &assignedAnswer{okay: yes, Pekerjaan: assignedItem{
		PekerjaanID: id, Kode: optional(item.Kode), Uraian: optional(item.Uraian), Satuan: optional(item.Satuan),
	}}
	answer.Assignments = rowsOf(plan.PartsOf(id), func(part schedule.Part) assignedPart {
		return assignedPart{
			TahapanID: part.Phase.ID, TahapanNama: part.Phase.Nama, Proporsi: number(part.Share), VolumeEfektif: partOfVolume(v, id, part.Share), Catatan: part.Catatan,
		}
	})
	total := decimal.Zero
	for i, other := range v.WorkList() {
		if other.ID == id {
			total = plan.Assigned()[i]
		}
	}
	answer.TotalAssigned, answer.Unassigned, answer.IsFullyAssigned = number(total), leftOver(total), schedule.IsAssigned(total)
	return answer, nil
}

func leftOver(assigned decimal.Decimal) decimal.Number {
	return number(decimal.FromInt(100).Sub(assigned))
}

// unassignedRow is a pekerjaan whose plan does not lie in phases as a whole.
type unassignedRow struct {
	PekerjaanID    int64          `json:"pekerjaan_id"`
	Kode           *string        `json:"kode"`
	Uraian         *string        `json:"uraian"`
	Assigned       decimal.Number `json:"assigned_proportion"`
	Unassigned     decimal.Number `json:"unassigned_proportion"`
	Status         string         `json:"status"`
	Klasifikasi    string         `json:"klasifikasi"`
	SubKlasifikasi string         `json:"sub_klasifikasi"`
}

// The states of such a pekerjaan.
const (
	phasedNowhere = "unassigned"
	phasedPartly  = "partial"
)

func unassignedOf(v *app.View) []unassignedRow {
	rows := []unassignedRow{}
	items := v.WorkList()
	for i, total := range phasesOf(v).Assigned() {
		if schedule.IsAssigned(total) {
			continue
		}
		item := items[i]
		row := unassignedRow{
			PekerjaanID: item.ID, Kode: optional(item.Kode), Uraian: optional(item.Uraian), Assigned: number(total), Unassigned: leftOver(total), Status: phasedPartly,
		}
		if schedule.IsUnassigned(total) {
			row.Status = phasedNowhere
		}
		if sub, ok := v.Headings.Get(item.HeadingID); ok {
			row.SubKlasifikasi = sub.Name
			if sub.ParentID != nil {
				if top, ok := v.Headings.Get(*sub.ParentID); ok {
					row.Klasifikasi = top.Name
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

type unassignedAnswer struct {
	okay

	Count     int             `json:"count"`
	Pekerjaan []unassignedRow `json:"pekerjaan"`
}

func getUnassigned(r *serve.Request) error {
	return kept(r, "tahapan-unassigned", func(v *app.View) *unassignedAnswer {
		rows := unassignedOf(v)
		return &unassignedAnswer{okay: yes, Count: len(rows), Pekerjaan: rows}
	})
}

type phaseCheck struct {
	okay

	TotalPekerjaan int             `json:"total_pekerjaan"`
	FullyAssigned  int             `json:"fully_assigned"`
	Incomplete     int             `json:"incomplete"`
	List           []unassignedRow `json:"incomplete_list"`
	IsComplete     bool            `json:"is_complete"`
}

func getPhaseCheck(r *serve.Request) error {
	return kept(r, "tahapan-validate", func(v *app.View) *phaseCheck {
		rows, count := unassignedOf(v), v.Pekerjaan.Len()
		return &phaseCheck{okay: yes, TotalPekerjaan: count, FullyAssigned: count - len(rows), Incomplete: len(rows), List: rows, IsComplete: len(rows) == 0}
	})
}
