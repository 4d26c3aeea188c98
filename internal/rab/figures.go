package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// Figures is everything computed from one snapshot. It is computed once per revision and
// never changes.
type Figures struct {
	// Lines holds one line per pekerjaan, in the order of the work list.
	Lines []*Line
	// Totals are the lines at the foot of the RAB, always of the whole project.
	Totals Totals
	// Tree holds the subtotals of the headings, in the order of the work list.
	Tree []*Subtotal
	// Broken lists bundles that cannot be expanded (missing target, cycle, too deep).
	// Saves refuse them, so only damaged data has any; they are shown, never dropped.
	Broken []BrokenBundle

	lineOf map[int64]*Line
}

// Line is the RAB line of one pekerjaan, per one unit of it unless said otherwise
// (domain §6.2). A to LAIN are exact; E, F, G and Total are rounded to 2 decimals (§6.4).
type Line struct {
	Pekerjaan     *Pekerjaan
	Expanded      []*Expanded
	A, B, C, Lain decimal.Decimal
	D             decimal.Decimal // A + B + C
	E             decimal.Decimal // direct cost with LAIN, rounded
	SMKK          bool            // under a klasifikasi of SMKK
	Markup        decimal.Decimal // effective BUK percent
	F             decimal.Decimal // BUK in rupiah, rounded
	G             decimal.Decimal // HSP: E + F, then the policy's HSP rounding
	Volume        decimal.Null
	Total         decimal.Decimal // G × volume, rounded; 0 without a volume
	Bobot         decimal.Decimal // exact share of T in percent
	BobotPrinted  decimal.Decimal // 2 decimals, largest remainder (rulings A6)
	State         LineState
	MissingPrices int // distinct price items of the line without a price
	Unresolved    int // bundle rows that are broken or whose target is empty; they count 0
}

// LineState says whether a line's figure can be trusted.
type LineState string

// The states of a line, worst first.
const (
	LineNoAnalysis LineState = "no_analysis" // no components
	LineNoVolume   LineState = "no_volume"
	LineNoPrice    LineState = "no_price" // at least one component without a price
	LineComplete   LineState = "complete"
)

// Expanded is a base component of a pekerjaan after its bundles were replaced.
type Expanded struct {
	Source               *Component // the raw row that it comes from
	Item                 *PriceItem // nil when the project has no such price item
	Kategori             ahsp.Kategori
	Kode, Uraian, Satuan string
	PerUnit              decimal.Decimal // per one unit of the bundle, or of the pekerjaan for a plain row; exact
	Effective            decimal.Decimal // per one unit of the pekerjaan: PerUnit × the bundle's koefisien; exact
	Depth                int             // 0 for a plain row
}

// Price returns the price that counts: 0 while there is none.
func (e *Expanded) Price() decimal.Decimal {
	if e.Item == nil {
		return decimal.Zero
	}
	return e.Item.Harga.OrZero()
}

// Totals are the lines at the foot of the RAB (domain §6.3, rulings A5).
type Totals struct {
	Jumlah     decimal.Decimal // T: Σ line totals before PPN
	DPP        decimal.Decimal // assessment base of PPN, 2 decimals
	PPN        decimal.Decimal // whole rupiah
	Total      decimal.Decimal // round(T, 0) + PPN
	Dibulatkan decimal.Decimal
	State      LineState // complete only when every line is
	NoVolume   int       // pekerjaan without a volume
	NoPrice    int       // price items in use without a price
}

// Subtotal is a heading of the recap with its sum.
type Subtotal struct {
	Heading      *Heading
	Level        int // 0 klasifikasi, 1 sub-klasifikasi
	Total        decimal.Decimal
	Bobot        decimal.Decimal // exact
	BobotPrinted decimal.Decimal // Σ of the printed leaves
}

// BrokenBundle names a bundle row that cannot be expanded and why.
type BrokenBundle struct {
	Component *Component
	Message   string
}

// LineOf returns the line of one pekerjaan.
func (f *Figures) LineOf(pekerjaan int64) (*Line, bool) {
	line, ok := f.lineOf[pekerjaan]
	return line, ok
}
