package schedule

import "takar/internal/decimal"

// Standing is how late a contract is.
type Standing string

// The standings, from good to bad.
const (
	OnTime       Standing = "sesuai"
	Late         Standing = "terlambat"
	CriticalOne  Standing = "kritis_periode_1"
	CriticalTwo  Standing = "kritis_periode_2"
	CriticalYear Standing = "kritis_tahun_anggaran" // little late, but beyond the end of the budget year
)

// Label is the word for a standing.
func (s Standing) Label() string { return standingLabels[s] }

var standingLabels = map[Standing]string{
	OnTime: "Sesuai rencana", Late: "Terlambat", CriticalOne: "Kontrak kritis (periode I)", CriticalTwo: "Kontrak kritis (periode II)",
	CriticalYear: "Kontrak kritis (melewati tahun anggaran)",
}

// CriticalRule says from when on a contract counts as critical. The clause stands in the
// contract itself ("Keterlambatan Pelaksanaan Pekerjaan dan Kontrak Kritis"), so its limits
// are settings of the project.
type CriticalRule struct {
	Boundary  decimal.Decimal // percent of the plan up to which, itself included, periode I lasts
	LimitOne  decimal.Decimal // percentage points; more is critical in periode I
	LimitTwo  decimal.Decimal // the same in periode II
	YellowOne decimal.Decimal // deviasi at which, and below which, an early warning is shown
	RedOne    decimal.Decimal
	YellowTwo decimal.Decimal
	RedTwo    decimal.Decimal
}

// DefaultCriticalRule are the usual limits: 10 points until 70 percent, 5 after it (schedule
// §24.5), and early warnings before them (schedule §24.9).
func DefaultCriticalRule() CriticalRule {
	number := decimal.FromInt
	return CriticalRule{
		Boundary: number(70), LimitOne: number(10), LimitTwo: number(5),
		YellowOne: number(-3), RedOne: number(-5), YellowTwo: number(-2), RedTwo: number(-4),
	}
}

// Judge returns the standing at cumulative rencana and realisasi, in percent. passesYear says
// that the work will not be done within the budget year (rulings F41).
func (r CriticalRule) Judge(planned, actual decimal.Decimal, passesYear bool) Standing {
	late := planned.Sub(actual)
	second := r.Boundary.Less(planned)
	switch {
	case late.Sign() <= 0:
		return OnTime
	case !second && r.LimitOne.Less(late):
		return CriticalOne
	case second && r.LimitTwo.Less(late):
		return CriticalTwo
	case second && passesYear:
		return CriticalYear
	}
	return Late
}

// Warning is an early word before a contract becomes critical.
type Warning string

// The warnings.
const (
	NoWarning Warning = ""
	Yellow    Warning = "kuning"
	Red       Warning = "merah"
)

// Warn returns the early warning at cumulative rencana and realisasi, in percent.
func (r CriticalRule) Warn(planned, actual decimal.Decimal) Warning {
	deviation := actual.Sub(planned)
	yellow, red := r.YellowOne, r.RedOne
	if r.Boundary.Less(planned) {
		yellow, red = r.YellowTwo, r.RedTwo
	}
	switch {
	case !red.Less(deviation):
		return Red
	case !yellow.Less(deviation):
		return Yellow
	}
	return NoWarning
}

// PeriodLabel is the word for what the realisasi of one period alone is ahead or behind its
// rencana, in percentage points. It is another thing than Standing and Warning, which judge
// the whole until then (rulings F41).
func PeriodLabel(deviation decimal.Decimal) string {
	switch {
	case !deviation.Less(decimal.FromInt(5)):
		return "Lebih cepat"
	case deviation.Sign() >= 0:
		return "Sesuai rencana"
	case decimal.FromInt(-10).Less(deviation):
		return "Terlambat"
	}
	return "Sangat terlambat"
}
