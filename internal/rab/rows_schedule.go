package rab

import (
	"cmp"
	"slices"

	"takar/internal/decimal"
)

// Progress is the plan and the realisasi of one pekerjaan in one week of its project: the
// only stored truth of a schedule (rulings F31). At most one row per pekerjaan and week.
// Amounts are those of the week itself, never cumulative, and stand as they were typed:
// percent of the pekerjaan with 2 decimal places, or volume in its unit with 3.
type Progress struct {
	Meta

	PekerjaanID     int64           `json:"pekerjaan_id"`
	Week            int             `json:"week"` // from 1, by the weeks of the project
	Planned         decimal.Decimal `json:"planned"`
	PlannedByVolume bool            `json:"planned_by_volume"`
	Actual          decimal.Decimal `json:"actual"`
	ActualByVolume  bool            `json:"actual_by_volume"`
	ActualCost      decimal.Null    `json:"actual_cost"` // rupiah; absent = not entered, 0 is a value
	Notes           string          `json:"notes"`
	CreatedAt       Instant         `json:"created_at"`
	ActualChangedAt Instant         `json:"actual_changed_at"` // moves only with realisasi or its cost; 0 = never entered
}

// Tahapan is a phase that people made by hand: a name, dates, and the pekerjaan in it.
// Phases for each day, week or month follow from the dates of the project and are not
// stored (rulings F36).
type Tahapan struct {
	Meta

	UID            string  `json:"uid"`
	Nama           string  `json:"nama"` // unique in the project
	Urutan         int     `json:"urutan"`
	Deskripsi      string  `json:"deskripsi"`
	TanggalMulai   Date    `json:"tanggal_mulai"`   // "" = open
	TanggalSelesai Date    `json:"tanggal_selesai"` // "" = open
	CreatedAt      Instant `json:"created_at"`
}

// TahapanMember says that a pekerjaan belongs to a tahapan; at most one row for both. How
// much of it is done there follows from its plan (rulings F36).
type TahapanMember struct {
	Meta

	TahapanID   int64  `json:"tahapan_id"`
	PekerjaanID int64  `json:"pekerjaan_id"`
	Catatan     string `json:"catatan"`
}

// TahapanMode says which phases a project has besides those made by hand.
type TahapanMode string

// The modes; custom is no other than those made by hand.
const (
	TahapanCustom  TahapanMode = "custom"
	TahapanDaily   TahapanMode = "daily"
	TahapanWeekly  TahapanMode = "weekly"
	TahapanMonthly TahapanMode = "monthly"
)

// ScheduleSetting is how a project reckons its schedule. Its id is the project id; a
// project without the row has DefaultScheduleSetting.
type ScheduleSetting struct {
	Meta

	StatusDate  Date        `json:"status_date"`  // until when realisasi is known; "" = last week with any (rulings F33)
	ClosedUntil Date        `json:"closed_until"` // last day of the closed weeks; "" = none (rulings F35)
	OpenedNote  string      `json:"opened_note"`  // why closed weeks were opened last
	OffWeekdays string      `json:"off_weekdays"` // days of the week without work as digits, 0 = Senin
	Holidays    string      `json:"holidays"`     // one a line: date in ISO form, a space, its name
	TahapanMode TahapanMode `json:"tahapan_mode"`
	BaselineID  *int64      `json:"baseline_id"` // saved state of the project that is its rencana kontrak (rulings F35)

	// Limits of the contract, in percent and percentage points (schedule §24.5, §24.9).
	BudgetYearEnd  Date            `json:"budget_year_end"` // "" = 31 December of the budget year
	CriticalFrom   decimal.Decimal `json:"critical_from"`   // of the plan; up to and with it periode I lasts
	CriticalFirst  decimal.Decimal `json:"critical_first"`
	CriticalSecond decimal.Decimal `json:"critical_second"`
	YellowFirst    decimal.Decimal `json:"yellow_first"`
	RedFirst       decimal.Decimal `json:"red_first"`
	YellowSecond   decimal.Decimal `json:"yellow_second"`
	RedSecond      decimal.Decimal `json:"red_second"`
}

// DefaultScheduleSetting is how a project reckons that said nothing else: work from Senin
// to Sabtu, and the limits of the usual contract.
func DefaultScheduleSetting(project int64) *ScheduleSetting {
	number := decimal.FromInt
	return &ScheduleSetting{
		Meta: Meta{ID: project}, OffWeekdays: "6", TahapanMode: TahapanCustom,
		CriticalFrom: number(70), CriticalFirst: number(10), CriticalSecond: number(5),
		YellowFirst: number(-3), RedFirst: number(-5), YellowSecond: number(-2), RedSecond: number(-4),
	}
}

// Contract is what the contract of a project says. Its id is the project id; a project
// without a contract has no row.
type Contract struct {
	Meta

	NomorKontrak     string       `json:"nomor_kontrak"`
	TanggalKontrak   Date         `json:"tanggal_kontrak"`
	TanggalSPMK      Date         `json:"tanggal_spmk"`
	NilaiKontrak     decimal.Null `json:"nilai_kontrak"`  // rupiah, PPN included
	TahunAnggaran    int          `json:"tahun_anggaran"` // 0 = the year of the project
	TanggalPHO       Date         `json:"tanggal_pho"`
	UangMukaPercent  decimal.Null `json:"uang_muka_percent"`
	RetensiPercent   decimal.Null `json:"retensi_percent"`
	MasaPemeliharaan int          `json:"masa_pemeliharaan"` // days; 0 = not said
}

// Schedule returns how the project reckons its schedule.
func (p *Project) Schedule() *ScheduleSetting {
	if row, ok := p.ScheduleSettings.Get(p.ID); ok {
		return row
	}
	return DefaultScheduleSetting(p.ID)
}

// Contract returns what the contract of the project says; an empty row when it says nothing.
func (p *Project) Contract() *Contract {
	if row, ok := p.Contracts.Get(p.ID); ok {
		return row
	}
	return &Contract{Meta: Meta{ID: p.ID}}
}

// ProgressOf returns the weeks of a pekerjaan in their order. The slice is shared: do not
// change it.
func (p *Project) ProgressOf(pekerjaan int64) []*Progress { return p.progress()[pekerjaan] }

// progressByPekerjaan sorts the weeks of each pekerjaan.
func progressByPekerjaan(p *Project) map[int64][]*Progress {
	rows := p.Progress.All()
	if len(rows) == 0 {
		return nil
	}
	list := make(map[int64][]*Progress, p.Pekerjaan.Len())
	for _, row := range rows {
		list[row.PekerjaanID] = append(list[row.PekerjaanID], row)
	}
	for _, weeks := range list {
		slices.SortFunc(weeks, func(a, b *Progress) int { return cmp.Compare(a.Week, b.Week) })
	}
	return list
}

// MembershipsOf returns what a pekerjaan belongs to of the phases made by hand. The slice is
// shared: do not change it.
func (p *Project) MembershipsOf(pekerjaan int64) []*TahapanMember { return p.members()[pekerjaan] }

func membersByPekerjaan(p *Project) map[int64][]*TahapanMember {
	list := make(map[int64][]*TahapanMember, p.TahapanMembers.Len())
	for _, row := range p.TahapanMembers.All() {
		list[row.PekerjaanID] = append(list[row.PekerjaanID], row)
	}
	return list
}

// ProgressAt returns the row of a pekerjaan in a week.
func (p *Project) ProgressAt(pekerjaan int64, week int) (*Progress, bool) {
	weeks := p.ProgressOf(pekerjaan)
	i, found := slices.BinarySearchFunc(weeks, week, func(row *Progress, week int) int { return cmp.Compare(row.Week, week) })
	if !found {
		return nil, false
	}
	return weeks[i], true
}

// TahapanByName finds a phase by its exact name.
func (p *Project) TahapanByName(nama string) (*Tahapan, bool) {
	for _, row := range p.Tahapan.All() {
		if row.Nama == nama {
			return row, true
		}
	}
	return nil, false
}
