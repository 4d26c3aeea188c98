package exchange

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// The rows of a schedule in a backup. Version 1.1 knew percents only; planned and actual
// are the amounts as they were typed, and what is read by. The share of a pekerjaan in a
// tahapan is not written: it follows from the plan.

type tahapanForm struct {
	ID             int      `json:"_export_id"`
	UID            string   `json:"uid,omitempty"`
	Nama           string   `json:"nama"`
	Urutan         int      `json:"urutan"`
	Deskripsi      string   `json:"deskripsi,omitempty"`
	TanggalMulai   rab.Date `json:"tanggal_mulai"`
	TanggalSelesai rab.Date `json:"tanggal_selesai"`
	CreatedAt      string   `json:"created_at,omitempty"`
}

type memberForm struct {
	TahapanRef   int    `json:"_tahap_ref"`
	PekerjaanRef int    `json:"_pekerjaan_ref"`
	Catatan      string `json:"catatan,omitempty"`
}

type progressForm struct {
	PekerjaanRef      int             `json:"_pekerjaan_ref"`
	WeekNumber        int             `json:"week_number"`
	WeekStart         rab.Date        `json:"week_start_date"`
	WeekEnd           rab.Date        `json:"week_end_date"`
	PlannedProportion decimal.Decimal `json:"planned_proportion"` // percent, rounded
	ActualProportion  decimal.Decimal `json:"actual_proportion"`
	Planned           decimal.Decimal `json:"planned"`
	PlannedByVolume   bool            `json:"planned_by_volume,omitempty"`
	Actual            decimal.Decimal `json:"actual"`
	ActualByVolume    bool            `json:"actual_by_volume,omitempty"`
	ActualCost        decimal.Null    `json:"actual_cost"` // null = not entered
	Notes             string          `json:"notes,omitempty"`
	CreatedAt         string          `json:"created_at,omitempty"`
	ActualUpdatedAt   string          `json:"actual_updated_at,omitempty"`
}

// settingForm is how a project reckons its schedule. Which saved state is its rencana
// kontrak is no part of it: that names a row of an installation.
type settingForm struct {
	StatusDate     rab.Date        `json:"status_date"`
	ClosedUntil    rab.Date        `json:"closed_until"`
	OpenedNote     string          `json:"opened_note"`
	OffWeekdays    string          `json:"off_weekdays"`
	Holidays       string          `json:"holidays"`
	TahapanMode    rab.TahapanMode `json:"tahapan_mode"`
	BudgetYearEnd  rab.Date        `json:"budget_year_end"`
	CriticalFrom   decimal.Decimal `json:"critical_from"`
	CriticalFirst  decimal.Decimal `json:"critical_first"`
	CriticalSecond decimal.Decimal `json:"critical_second"`
	YellowFirst    decimal.Decimal `json:"yellow_first"`
	RedFirst       decimal.Decimal `json:"red_first"`
	YellowSecond   decimal.Decimal `json:"yellow_second"`
	RedSecond      decimal.Decimal `json:"red_second"`
}

type contractForm struct {
	NomorKontrak     string       `json:"nomor_kontrak"`
	TanggalKontrak   rab.Date     `json:"tanggal_kontrak"`
	TanggalSPMK      rab.Date     `json:"tanggal_spmk"`
	NilaiKontrak     decimal.Null `json:"nilai_kontrak"`
	TahunAnggaran    int          `json:"tahun_anggaran"`
	TanggalPHO       rab.Date     `json:"tanggal_pho"`
	UangMukaPercent  decimal.Null `json:"uang_muka_percent"`
	RetensiPercent   decimal.Null `json:"retensi_percent"`
	MasaPemeliharaan int          `json:"masa_pemeliharaan"`
}
