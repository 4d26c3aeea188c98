package ahsp

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
)

// Action says how findings are settled.
type Action string

// The actions.
const (
	Accept Action = "accept" // take what the program proposes
	Keep   Action = "keep"   // it is right as published
	Set    Action = "set"    // put a value in its place
	Divide Action = "divide" // a lost decimal point: divide what was published by a power of ten
)

// Rule settles one finding of an import, or all open ones of a kind that it describes.
type Rule struct {
	Finding  *int        // place in Imported.Findings; nil means all that the next fields describe
	Kind     FindingKind //
	Kategori Kategori    // of the component; "" means any
	Digits   int         // of the published whole number; 0 means any
	Action   Action
	Value    string // of Set and Divide; numbers in wire form
}

// Note reports whether findings of a kind only inform: there is nothing to settle.
func (k FindingKind) Note() bool { return k == MojibakeText || k == SuspectKode || k == SkippedRow }

// Staging is an imported file with the corrections made to it so far. Its findings stay
// what was found.
type Staging struct {
	*Imported

	now    []Analysis
	byKode map[string]*Analysis
	byRow  map[int]*Component
}

// Stage applies corrections to an import.
func Stage(in *Imported, corrections []Correction) (*Staging, error) {
	_, now, err := Apply(in.Edition, in.Analyses, corrections)
	if err != nil {
		return nil, err
	}
	s := &Staging{Imported: in, now: now, byKode: make(map[string]*Analysis, len(now)), byRow: map[int]*Component{}}
	for i := range now {
		s.byKode[now[i].Kode] = &now[i]
		for j := range now[i].Components {
			s.byRow[now[i].Components[j].Row] = &now[i].Components[j]
		}
	}
	return s, nil
}

// Now returns the analyses as they would be committed.
func (s *Staging) Now() []Analysis { return s.now }

// Analysis finds an analysis, as it would be committed, by its kode.
func (s *Staging) Analysis(kode string) (*Analysis, bool) {
	a, ok := s.byKode[kode]
	return a, ok
}

// Settled returns how a finding was settled; Unresolved also for notes, which need it not.
func (s *Staging) Settled(f *Finding) Resolution {
	switch f.Kind { //nolint:exhaustive // the others belong to one component
	case UnitFromName, UnitMissing:
		return s.unitSettled(f)
	case MojibakeText, SuspectKode, SkippedRow:
		return Unresolved
	}
	components := s.concerned(f)
	switch {
	case len(components) == 0 && f.Kind == CodeWithTwoNames:
		return Unresolved
	case len(components) == 0:
		return s.unitSettled(f) // two units of an analysis
	}
	settled := Suggested
	for _, c := range components {
		switch resolution := markOf(c, f.Kind); resolution {
		case Unresolved:
			return Unresolved
		case ByPerson:
			settled = ByPerson
		case Suggested:
		}
	}
	return settled
}

func (s *Staging) unitSettled(f *Finding) Resolution {
	a := s.byKode[f.Kode]
	switch {
	case a != nil && a.SatuanFrom == FromPerson:
		return ByPerson
	case a != nil && f.Kind == UnitFromName:
		return Suggested
	}
	return Unresolved
}

func markOf(c *Component, kind FindingKind) Resolution {
	for _, m := range c.Marks() {
		if m.Kind == kind {
			return m.Resolution
		}
	}
	return Unresolved
}

// concerned returns the components that a finding is about, with its mark on them.
func (s *Staging) concerned(f *Finding) []*Component {
	var list []*Component
	add := func(c *Component) {
		if c != nil && slices.ContainsFunc(c.Marks(), func(m Mark) bool { return m.Kind == f.Kind }) {
			list = append(list, c)
		}
	}
	switch a := s.byKode[f.Kode]; {
	case f.Kind == CodeWithTwoNames && a != nil:
		for i := range a.Components {
			add(&a.Components[i])
		}
	case len(f.Rows) > 0:
		for _, row := range f.Rows {
			add(s.byRow[row])
		}
	default:
		add(s.byRow[f.Row])
	}
	return list
}

// errNothing says that a rule meets no finding.
var errNothing = errors.New("tidak ada temuan terbuka yang cocok dengan aturan ini")

// Corrections returns what settles the findings of a rule, by who and why. A rule for many
// passes over the findings that it cannot settle: those without a proposal, or not divisible.
func (s *Staging) Corrections(rule Rule, who, why string) ([]Correction, error) {
	if rule.Finding != nil {
		if *rule.Finding < 0 || *rule.Finding >= len(s.Findings) {
			return nil, fmt.Errorf("temuan %d tidak ada di berkas ini", *rule.Finding)
		}
		return s.settle(&s.Findings[*rule.Finding], rule, who, why)
	}
	if _, known := findingLabels[rule.Kind]; !known || rule.Kind.Note() {
		return nil, fmt.Errorf("temuan %q tidak dapat diselesaikan dengan aturan", rule.Kind)
	}
	var all []Correction
	var passed error
	for i := range s.Findings {
		f := &s.Findings[i]
		if !s.meets(f, rule) {
			continue
		}
		list, err := s.settle(f, rule, who, why)
		if err != nil {
			passed = err
			continue
		}
		all = append(all, list...)
	}
	switch {
	case len(all) > 0:
		return all, nil
	case passed != nil:
		return nil, passed
	}
	return nil, errNothing
}

// meets reports whether a rule for many is about a finding.
func (s *Staging) meets(f *Finding, rule Rule) bool {
	if f.Kind != rule.Kind || s.Settled(f) == ByPerson || (s.Settled(f) == Suggested && f.Kind != UnitFromName) {
		return false
	}
	if rule.Digits != 0 && len(f.Text) != rule.Digits {
		return false
	}
	components := s.concerned(f)
	return rule.Kategori == "" || slices.ContainsFunc(components, func(c *Component) bool { return c.Kategori == rule.Kategori })
}

// settle returns the corrections that settle one finding.
func (s *Staging) settle(f *Finding, rule Rule, who, why string) ([]Correction, error) {
	if f.Kind.Note() {
		return nil, fmt.Errorf("temuan ini (%s) hanya pemberitahuan", f.Kind.Label())
	}
	components := s.concerned(f)
	value, err := f.value(rule)
	if err != nil {
		return nil, err
	}
	base := Correction{Kode: f.Kode, Who: who, Why: why, Finding: f.Kind, Suggested: rule.Action == Accept}
	switch {
	case len(components) == 0 && f.Kind == CodeWithTwoNames:
		return nil, errors.New("beri pekerjaan kedua kode sendiri di berkasnya, lalu unggah lagi")
	case len(components) == 0:
		return s.settleUnit(base, rule, value)
	}
	if len(components) > 1 && rule.Action != Keep {
		return nil, errors.New("temuan ini mengenai beberapa baris: pertahankan semuanya, atau koreksi barisnya satu per satu")
	}
	list := make([]Correction, len(components))
	for i, c := range components {
		list[i] = base
		list[i].Row, list[i].Field = c.Row, fieldOf[f.Kind]
		list[i].Old = c.Value(list[i].Field)
		list[i].New = value
		if rule.Action == Keep {
			list[i].New = list[i].Old
		}
		if list[i].New == "" {
			return nil, errors.New("tidak ada nilai yang dapat dipertahankan: isi nilainya")
		}
	}
	return list, nil
}

// settleUnit settles a finding on the unit of an analysis.
func (s *Staging) settleUnit(base Correction, rule Rule, value string) ([]Correction, error) {
	a, ok := s.byKode[base.Kode]
	if !ok {
		return nil, fmt.Errorf("analisa %s tidak ada di berkas ini", base.Kode)
	}
	base.Field, base.Old, base.New = FieldSatuan, a.Satuan, value
	if rule.Action == Keep {
		base.New = a.Satuan
	}
	if base.New == "" {
		return nil, errors.New("satuannya tidak ada: isi satuan")
	}
	return []Correction{base}, nil
}

// fieldOf is the field in which a finding on a component is settled.
var fieldOf = map[FindingKind]Field{
	LostDecimal: FieldKoefisien, SuspectKoefisien: FieldKoefisien, DuplicateRow: FieldKoefisien,
	MissingKategori: FieldKategori, UnknownKategori: FieldKategori,
	MissingSatuan: FieldSatuanKomponen, SuspectSatuan: FieldSatuanKomponen, CodeWithTwoNames: FieldUraian,
}

// value returns what a rule puts in place of a finding.
func (f *Finding) value(rule Rule) (string, error) {
	switch rule.Action {
	case Keep:
		return "", nil
	case Accept:
		if f.Proposal == "" {
			return "", errors.New("tidak ada usulan untuk temuan ini: isi nilainya")
		}
		return f.Proposal, nil
	case Set:
		if strings.TrimSpace(rule.Value) == "" {
			return "", errors.New("isi nilai barunya")
		}
		return rule.Value, nil
	case Divide:
		return f.divided(rule.Value)
	}
	return "", fmt.Errorf("tindakan %q tidak dikenal: pakai accept, keep, set atau divide", rule.Action)
}

// divided returns the published coefficient divided by a power of ten.
func (f *Finding) divided(by string) (string, error) {
	if f.Kind != LostDecimal {
		return "", errors.New("hanya koefisien yang kehilangan tanda desimal dapat dibagi")
	}
	zeros, ok := strings.CutPrefix(by, "1")
	if !ok || zeros == "" || len(zeros) > 6 || strings.Trim(zeros, "0") != "" {
		return "", fmt.Errorf("pembagi %q bukan pangkat sepuluh: pakai 10 sampai 1000000", by)
	}
	published, err := decimal.Parse(f.Text)
	if err != nil {
		return "", fmt.Errorf("koefisien %q bukan angka", f.Text)
	}
	return published.Mul(decimal.MustParse("0." + zeros[1:] + "1")).String(), nil
}
