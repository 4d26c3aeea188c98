package api

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// comparedSchedule tells what two states of a project differ in over time; none of it moves
// the total.
type comparedSchedule struct {
	Pekerjaan []comparedWork    `json:"pekerjaan"`
	Tahapan   []comparedPhase   `json:"tahapan"`
	Settings  []comparedSetting `json:"settings"` // dates of the project, calendar, limits
	Contract  []comparedSetting `json:"contract"`
}

type comparedWork struct {
	UID       string         `json:"uid"`
	ID        *int64         `json:"id"` // in the project as it is now
	Status    string         `json:"status"`
	Kode      string         `json:"kode"`
	Uraian    string         `json:"uraian"`
	Weeks     int            `json:"weeks"` // that differ
	Planned   comparedSpans  `json:"planned"`
	Actual    comparedSpans  `json:"actual"`
	ActualSum *comparedMoney `json:"actual_cost"` // what was entered, in all
}

// comparedSpans are null where there is no such pekerjaan.
type comparedSpans struct {
	Before *comparedSpan `json:"before"`
	After  *comparedSpan `json:"after"`
}

type comparedSpan struct {
	Percent decimal.Fixed `json:"percent"`
	First   *int          `json:"first_week"`
	Last    *int          `json:"last_week"`
}

type comparedPhase struct {
	Status        string         `json:"status"`
	Nama          string         `json:"nama"`
	Before        *comparedDates `json:"before"`
	After         *comparedDates `json:"after"`
	MembersBefore int            `json:"members_before"`
	MembersAfter  int            `json:"members_after"`
	Moved         bool           `json:"moved"` // other pekerjaan belong to it
}

type comparedDates struct {
	Nama           string   `json:"nama"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
}

type comparedSetting struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func comparedSettingOf(row rab.ComparedSetting) comparedSetting { return comparedSetting(row) }

func (s comparing) schedule(c *rab.ComparedSchedule) comparedSchedule {
	return comparedSchedule{
		Pekerjaan: rowsOf(c.Works, s.work), Tahapan: rowsOf(c.Phases, comparedPhaseOf),
		Settings: rowsOf(c.Settings, comparedSettingOf), Contract: rowsOf(c.Contract, comparedSettingOf),
	}
}

func (s comparing) work(w *rab.ComparedWork) comparedWork {
	shown := w.After
	row := comparedWork{Status: becameOf(w.Before != nil, w.After != nil), Weeks: w.Weeks}
	if shown == nil {
		shown = w.Before
	} else if s.now {
		row.ID = &w.After.ID
	}
	row.UID, row.Kode, row.Uraian = shown.UID, shown.Kode, shown.Uraian
	if w.Before != nil {
		row.Planned.Before, row.Actual.Before = spanOf(w.PlanBefore), spanOf(w.ActualBefore)
	}
	if w.After != nil {
		row.Planned.After, row.Actual.After = spanOf(w.PlanAfter), spanOf(w.ActualAfter)
	}
	if s.prices {
		row.ActualSum = &comparedMoney{}
		if w.CostBefore.Valid {
			row.ActualSum.Before = s.money(w.CostBefore.Decimal)
		}
		if w.CostAfter.Valid {
			row.ActualSum.After = s.money(w.CostAfter.Decimal)
		}
	}
	return row
}

func spanOf(span rab.WorkSpan) *comparedSpan {
	row := &comparedSpan{Percent: dec(rab.PercentPlaces, span.Percent)}
	if span.First > 0 {
		row.First, row.Last = &span.First, &span.Last
	}
	return row
}

func comparedPhaseOf(p *rab.ComparedPhase) comparedPhase {
	dates := func(row *rab.Tahapan) *comparedDates {
		if row == nil {
			return nil
		}
		return &comparedDates{Nama: row.Nama, TanggalMulai: row.TanggalMulai, TanggalSelesai: row.TanggalSelesai}
	}
	return comparedPhase{
		Status: becameOf(p.Before != nil, p.After != nil), Nama: p.Name(), Before: dates(p.Before), After: dates(p.After),
		MembersBefore: p.MembersBefore, MembersAfter: p.MembersAfter, Moved: p.Moved,
	}
}

// becameOf says what became of a row that was there, and is there.
func becameOf(was, is bool) string {
	switch {
	case !was:
		return statusAdded
	case !is:
		return statusRemoved
	}
	return statusChanged
}
