// Package ahsp is the reference library: the published unit-price analyses (Analisa Harga
// Satuan Pekerjaan) by edition, what was found wrong with them on import, and how it was
// resolved. It is pure: no clock, no database, no files.
package ahsp

import (
	"fmt"
	"strings"

	"takar/internal/decimal"
)

// Kategori is the class of a component.
type Kategori string

// The four classes, in the order in which every list shows them.
const (
	TK   Kategori = "TK"   // tenaga kerja
	BHN  Kategori = "BHN"  // bahan
	ALT  Kategori = "ALT"  // alat
	LAIN Kategori = "LAIN" // lain-lain, and bundles
)

// Categories lists the four classes in their fixed order.
var Categories = []Kategori{TK, BHN, ALT, LAIN}

var labels = map[Kategori]string{TK: "Tenaga Kerja", BHN: "Bahan", ALT: "Peralatan", LAIN: "Lain-lain"}

// Label returns the name that people read.
func (k Kategori) Label() string { return labels[k] }

// Order returns 0 to 3 in the fixed order of the classes.
func (k Kategori) Order() int {
	for i, c := range Categories {
		if c == k {
			return i
		}
	}
	return len(Categories)
}

// ParseKategori accepts a code or one of the labels of domain §5.3, ignoring case.
func ParseKategori(text string) (Kategori, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "tk", "tenaga", "tenaga kerja":
		return TK, nil
	case "bhn", "bahan":
		return BHN, nil
	case "alt", "alat", "peralatan":
		return ALT, nil
	case "lain", "lain-lain", "lainnya":
		return LAIN, nil
	}
	return "", fmt.Errorf("kategori %q tidak dikenal: pakai TK, BHN, ALT atau LAIN", text)
}

// Edition is one published set of analyses under one name, at one revision. A committed
// revision never changes; corrections make the next one (rulings C18).
type Edition struct {
	ID       int64
	Name     string // "AHSP 2025"; the contract's sumber
	Revision int    // from 1
	File     string // name of the imported file
	SHA256   string // of the imported file, hex
	// Withdrawn editions are offered to nobody any more; projects that took them keep them.
	Withdrawn bool
}

// Analysis is one published unit-price analysis: coefficients without prices.
type Analysis struct {
	ID             int64
	EditionID      int64
	Kode           string // dotted code, unique within the edition
	Nama           string
	Klasifikasi    string
	SubKlasifikasi string
	Satuan         string // "" while the unit is missing
	SatuanFrom     Origin // where Satuan came from
	Sheet          string // provenance: sheet and first row in the imported file
	Row            int
	Components     []Component
}

// Origin says where the unit of an analysis came from.
type Origin string

// The origins of a unit. It is never taken from the first component.
const (
	FromFile    Origin = "file"   // a column of its own
	FromName    Origin = "name"   // read from the name of the analysis
	FromPerson  Origin = "person" // set by an administrator
	FromNowhere Origin = ""       // missing
)

// Component is one coefficient row of an analysis, as published, with what was found
// about it.
type Component struct {
	ID         int64
	AnalysisID int64
	Position   int // order within the analysis, from 0
	Kategori   Kategori
	Kode       string // item code; "" when the publication has none
	Uraian     string
	Satuan     string
	Koefisien  decimal.Decimal // per one unit of the analysis, at most 6 decimals
	Finding    FindingKind     // the weightiest finding on the row; "" when nothing was found
	Resolution Resolution      // of Finding; Unresolved when there is none
	Others     []Mark          // further findings on the same row, weightiest first
	Original   string          // the published text of the coefficient when Koefisien differs from it
	Sheet      string
	Row        int
}

// Resolution says who settled a finding.
type Resolution string

// How a finding was settled (rulings C19).
const (
	Unresolved Resolution = "none"
	Suggested  Resolution = "suggested" // the program's proposal was taken
	ByPerson   Resolution = "person"
)

// FindingKind names one kind of damage.
type FindingKind string

// The kinds of finding on an imported workbook.
const (
	LostDecimal      FindingKind = "lost_decimal"
	MissingKategori  FindingKind = "missing_kategori"
	MissingSatuan    FindingKind = "missing_satuan"
	DuplicateRow     FindingKind = "duplicate_component"
	CodeWithTwoNames FindingKind = "code_with_two_names"
	MojibakeText     FindingKind = "mojibake_texts"
	UnitFromName     FindingKind = "unit_from_name"
	UnitMissing      FindingKind = "unit_missing"
	SuspectKoefisien FindingKind = "suspect_koefisien" // empty, zero, or too fine for six decimals
	UnknownKategori  FindingKind = "unknown_kategori"  // a class that is none of the four
	SuspectSatuan    FindingKind = "suspect_satuan"    // far too long for a unit, or two units
	SuspectKode      FindingKind = "suspect_kode"      // a code stored as a number
	SkippedRow       FindingKind = "skipped_row"       // a row that belongs to nothing
)

// FindingKinds lists the kinds in the order in which they are shown: what changes money most
// comes first.
var FindingKinds = []FindingKind{
	LostDecimal, SuspectKoefisien, DuplicateRow, CodeWithTwoNames, MissingKategori, UnknownKategori, MissingSatuan,
	SuspectSatuan, SuspectKode, SkippedRow, UnitMissing, UnitFromName, MojibakeText,
}

var findingLabels = map[FindingKind]string{
	LostDecimal: "koefisien kehilangan tanda desimal", SuspectKoefisien: "koefisien meragukan", DuplicateRow: "kelompok komponen ganda",
	CodeWithTwoNames: "kode dengan dua nama", MissingKategori: "komponen tanpa kategori", UnknownKategori: "kategori tidak dikenal",
	MissingSatuan: "komponen tanpa satuan", SuspectSatuan: "satuan meragukan", SuspectKode: "kode meragukan", SkippedRow: "baris dilewati",
	UnitMissing: "analisa tanpa satuan", UnitFromName: "satuan analisa dibaca dari namanya",
	MojibakeText: "teks dengan huruf rusak, sudah diperbaiki",
}

// Label returns what people read.
func (k FindingKind) Label() string { return findingLabels[k] }

// Finding is one thing that is wrong or doubtful in an imported file, with its place and
// what the program proposes.
type Finding struct {
	Kind     FindingKind
	Sheet    string
	Row      int
	Column   string // header of the column
	Kode     string // analysis
	Text     string // what stands there
	Proposal string // what the program would put there; "" when a person must decide
	Message  string // a sentence for people
	Rows     []int  // rows of all components that are equal to the one on Row, itself included
}
