// Package dossier says what stands in the documents of a project: it turns a snapshot and
// its schedule into document.Document. All figures come from rab and schedule, where they
// are reckoned once; nothing is added up here that is not added up there. It is pure.
package dossier

import (
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Kind names a document, as in addresses of exports.
type Kind string

// The documents.
const (
	ListPekerjaan   Kind = "list-pekerjaan"
	Volume          Kind = "volume-pekerjaan"
	HargaItems      Kind = "harga-items"      // the price list, with purchase units
	UpahBahanAlat   Kind = "upah-bahan-alat"  // the price list as three lists
	TemplateAHSP    Kind = "template-ahsp"    // analyses without prices
	RincianAHSP     Kind = "rincian-ahsp"     // analyses in the form A to F
	DaftarHSP       Kind = "daftar-hsp"       // unit prices of all pekerjaan
	RekapRAB        Kind = "rekap-rab"        // RAB and rekapitulasi
	RABKosong       Kind = "rab-kosong"       // the RAB without prices, for bidders
	RincianRAB      Kind = "rincian-rab"      // every component times its volume
	RekapKebutuhan  Kind = "rekap-kebutuhan"  // labour, material, equipment
	JadwalPekerjaan Kind = "jadwal-pekerjaan" // time schedule with kurva S over its bars
	LaporanKemajuan Kind = "laporan"          // rekap, weekly or monthly report
	Paket           Kind = "paket"            // all of them as one
)

// Format is a form of file.
type Format string

// The formats, as in addresses of exports.
const (
	PDF  Format = "pdf"
	Word Format = "word"
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Source is what documents are made of: one revision as its reader may see it.
type Source struct {
	Project  *rab.Project       // without prices for those who may not see them
	Schedule *schedule.Analysis // nil when the schedule cannot be reckoned, such as without dates
	Prices   bool               // the reader may see prices
	Hash     string             // first 12 hex digits of the content hash (rulings G44)
	// Number is that of an issued report; 0 for what was not issued.
	Number int

	checks []rab.Check // once they were asked for
}

// checklist is that of the project, reckoned once for all documents of a source.
func (s *Source) checklist() []rab.Check {
	if s.checks == nil {
		s.checks = append([]rab.Check{}, s.Project.Checklist()...)
	}
	return s.checks
}

// Purpose says what a RAB is for: its title and who signs differ, its tables do not.
type Purpose string

// The purposes.
const (
	ForRAB       Purpose = "rab"       // of the planner
	ForHPS       Purpose = "hps"       // of the owner
	ForPenawaran Purpose = "penawaran" // of the bidder
)

// ReportType says what a progress report is about.
type ReportType string

// The progress reports.
const (
	ReportRekap   ReportType = "rekap"
	ReportMonthly ReportType = "monthly"
	ReportWeekly  ReportType = "weekly"
)

// Options is what may be chosen. Its zero value is the usual document; what does not
// concern a document is ignored. Its JSON form is that of jobs and of cache keys.
type Options struct {
	Paper     document.Paper `json:"paper,omitempty"`     // "" = that of the document
	Landscape *bool          `json:"landscape,omitempty"` // nil = as the document is
	Draft     bool           `json:"draft,omitempty"`     // with the watermark
	Purpose   Purpose        `json:"purpose,omitempty"`   // "" = ForRAB
	Bobot     bool           `json:"bobot,omitempty"`     // a column with the share of each line
	Unsigned  bool           `json:"unsigned,omitempty"`  // without fields for signatures

	// Format is that of the file. A workbook gets sheets that its formulas rest on, which paper
	// does not show; without it the document has none.
	Format Format `json:"format,omitempty"`

	Needs  rab.NeedsFilter `json:"needs,omitzero"`   // of RekapKebutuhan
	Market bool            `json:"market,omitempty"` // in units of purchase
	// Scope narrows RekapKebutuhan to weeks or months; nil = the whole project. PerPeriod, with
	// a Scope, asks for one table per week or month of it.
	Scope     *schedule.PeriodRange `json:"scope,omitempty"`
	PerPeriod bool                  `json:"per_period,omitempty"`

	Report  ReportType `json:"report,omitempty"`  // of LaporanKemajuan; "" = ReportRekap
	Periods []int      `json:"periods,omitempty"` // numbers of weeks or months; none = that of the status date
	Monthly bool       `json:"monthly,omitempty"` // JadwalPekerjaan by months instead of weeks
}
