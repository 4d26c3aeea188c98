package ahsp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"takar/internal/decimal"
)

// Field names what a correction changes.
type Field string

// The fields that can be corrected. The first four belong to an analysis, the others to a
// component. The kode of an analysis is who it is, from revision to revision, and stays.
const (
	FieldNama           Field = "nama"
	FieldKlasifikasi    Field = "klasifikasi"
	FieldSubKlasifikasi Field = "sub_klasifikasi"
	FieldSatuan         Field = "satuan"

	FieldKategori       Field = "kategori"
	FieldKode           Field = "kode_item"
	FieldUraian         Field = "uraian_item"
	FieldSatuanKomponen Field = "satuan_item"
	FieldKoefisien      Field = "koefisien"
)

// Correction is one value that a person sets right, or confirms when New equals Old. It
// names its target by kode and row of the imported file, which stay the same from revision
// to revision; ComponentID may stand in for Row. Numbers are in wire form.
type Correction struct {
	Kode        string // of the analysis
	Row         int    // of the component; 0 for a field of the analysis
	ComponentID int64  // of the component, instead of Row
	Field       Field
	Old, New    string
	Who, Why    string
	Finding     FindingKind // settles only this finding; "" all that the field can settle
	Suggested   bool        // New is what the program proposed
}

// ErrStale is returned when a correction was made for another value than the one there.
var ErrStale = errors.New("nilainya sudah berubah")

// CorrectionError says which of several corrections cannot be applied, and why.
type CorrectionError struct {
	Index      int // from 0
	Correction Correction
	Err        error // a sentence for people
}

// Error names the correction.
func (e *CorrectionError) Error() string {
	return fmt.Sprintf("koreksi %d (analisa %s, %s): %s", e.Index+1, e.Correction.Kode, e.Correction.Field, e.Err)
}

// Unwrap returns why.
func (e *CorrectionError) Unwrap() error { return e.Err }

// Apply returns the next revision of an edition with all corrections in it, in their order.
// The edition comes back with the next revision number and without an id; analyses and
// components keep theirs. On an error nothing is applied. The arguments do not change.
func Apply(edition Edition, analyses []Analysis, corrections []Correction) (Edition, []Analysis, error) {
	corrected := cloneAnalyses(analyses)
	byKode := make(map[string]*Analysis, len(corrected))
	for i := range corrected {
		byKode[corrected[i].Kode] = &corrected[i]
	}
	for i, c := range corrections {
		if err := c.apply(byKode[c.Kode]); err != nil {
			return Edition{}, nil, &CorrectionError{Index: i, Correction: c, Err: err}
		}
	}
	edition.ID = 0
	edition.Revision++
	return edition, corrected, nil
}

func (c Correction) apply(a *Analysis) error {
	switch {
	case a == nil:
		return errors.New("analisa tidak ada di edisi ini")
	case strings.TrimSpace(c.Who) == "" || strings.TrimSpace(c.Why) == "":
		return errors.New("sebutkan siapa yang mengoreksi dan alasannya")
	}
	switch c.Field {
	case FieldNama:
		return c.required(&a.Nama)
	case FieldKlasifikasi:
		return c.set(&a.Klasifikasi)
	case FieldSubKlasifikasi:
		return c.set(&a.SubKlasifikasi)
	case FieldSatuan:
		if err := c.required(&a.Satuan); err != nil {
			return err
		}
		a.SatuanFrom = FromPerson
		return nil
	case FieldKategori, FieldKode, FieldUraian, FieldSatuanKomponen, FieldKoefisien:
		return c.applyTo(a)
	}
	return fmt.Errorf("kolom %q tidak dapat dikoreksi", c.Field)
}

// settles says which findings a correction of a field settles.
var settles = map[Field][]FindingKind{
	FieldKategori:       {MissingKategori, UnknownKategori},
	FieldSatuanKomponen: {MissingSatuan, SuspectSatuan},
	FieldKoefisien:      {LostDecimal, SuspectKoefisien, DuplicateRow},
	FieldUraian:         {DuplicateRow, CodeWithTwoNames},
	FieldKode:           {DuplicateRow},
}

func (c Correction) applyTo(a *Analysis) error {
	component := c.component(a)
	if component == nil {
		return fmt.Errorf("tidak ada komponen pada baris %d", c.Row)
	}
	var err error
	switch c.Field { //nolint:exhaustive // apply sends the fields of a component only
	case FieldKategori:
		err = c.setKategori(component)
	case FieldKode:
		err = c.set(&component.Kode)
	case FieldUraian:
		err = c.required(&component.Uraian)
	case FieldSatuanKomponen:
		err = c.required(&component.Satuan)
	case FieldKoefisien:
		err = c.setKoefisien(component)
	}
	if err != nil {
		return err
	}
	resolution := ByPerson
	if c.Suggested {
		resolution = Suggested
	}
	component.settle(resolution, func(kind FindingKind) bool {
		return slices.Contains(settles[c.Field], kind) && (c.Finding == "" || c.Finding == kind)
	})
	return nil
}

func (c Correction) component(a *Analysis) *Component {
	for i := range a.Components {
		component := &a.Components[i]
		if c.ComponentID != 0 && component.ID == c.ComponentID || c.ComponentID == 0 && component.Row == c.Row {
			return component
		}
	}
	return nil
}

// longestCorrected bounds what a person may write, in characters (domain §10.1). What was
// published may be longer and can be confirmed.
var longestCorrected = map[Field]int{
	FieldNama: 2000, FieldKlasifikasi: 100, FieldSubKlasifikasi: 100, FieldSatuan: 50,
	FieldKode: 50, FieldUraian: 2000, FieldSatuanKomponen: longestUnit,
}

func (c Correction) set(field *string) error {
	value := tidy(c.New)
	switch longest := longestCorrected[c.Field]; {
	case *field != c.Old:
		return fmt.Errorf("%w: tertulis %q, bukan %q", ErrStale, *field, c.Old)
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return errors.New("nilai baru berisi karakter yang tidak dapat disimpan")
	case utf8.RuneCountInString(value) > longest && value != c.Old:
		return fmt.Errorf("nilai baru lebih dari %d karakter", longest)
	}
	*field = value
	return nil
}

func (c Correction) required(field *string) error {
	if tidy(c.New) == "" {
		return errors.New("nilai baru kosong")
	}
	return c.set(field)
}

func (c Correction) setKategori(component *Component) error {
	kategori, err := ParseKategori(c.New)
	if err != nil {
		return err
	}
	if string(component.Kategori) != c.Old {
		return fmt.Errorf("%w: tertulis %q, bukan %q", ErrStale, component.Kategori, c.Old)
	}
	component.Kategori = kategori
	return nil
}

// setKoefisien keeps what was published in Original, through any number of corrections.
func (c Correction) setKoefisien(component *Component) error {
	before, err := decimal.Parse(c.Old)
	if err != nil {
		return fmt.Errorf("nilai lama: %w", err)
	}
	after, err := decimal.Parse(c.New)
	if err != nil {
		return fmt.Errorf("nilai baru: %w", err)
	}
	if after, err = decimal.Koefisien.Quantise(after); err != nil {
		return fmt.Errorf("nilai baru: %w", err)
	}
	if !component.Koefisien.Equal(before) {
		return fmt.Errorf("%w: tertulis %s, bukan %s", ErrStale, component.Koefisien, c.Old)
	}
	if component.Original == "" && !after.Equal(component.Koefisien) {
		component.Original = component.Koefisien.String()
	}
	component.Koefisien = after
	return nil
}

// Value returns what a field of the component holds, in wire form; "" for a field of an
// analysis.
func (c *Component) Value(field Field) string {
	switch field { //nolint:exhaustive // the others belong to an analysis
	case FieldKategori:
		return string(c.Kategori)
	case FieldKode:
		return c.Kode
	case FieldUraian:
		return c.Uraian
	case FieldSatuanKomponen:
		return c.Satuan
	case FieldKoefisien:
		return c.Koefisien.String()
	}
	return ""
}

// Value returns what a field of the analysis itself holds; "" for one of a component.
func (a *Analysis) Value(field Field) string {
	switch field { //nolint:exhaustive // the others belong to a component
	case FieldNama:
		return a.Nama
	case FieldKlasifikasi:
		return a.Klasifikasi
	case FieldSubKlasifikasi:
		return a.SubKlasifikasi
	case FieldSatuan:
		return a.Satuan
	}
	return ""
}

// Same reports whether two states of an analysis say the same, findings included.
func (a *Analysis) Same(b *Analysis) bool {
	return a.Kode == b.Kode && a.Nama == b.Nama && a.Klasifikasi == b.Klasifikasi && a.SubKlasifikasi == b.SubKlasifikasi &&
		a.Satuan == b.Satuan && a.SatuanFrom == b.SatuanFrom && slices.EqualFunc(a.Components, b.Components, Component.same)
}

func (c Component) same(d Component) bool {
	return c.Kategori == d.Kategori && c.Kode == d.Kode && c.Uraian == d.Uraian && c.Satuan == d.Satuan && c.Koefisien.Equal(d.Koefisien) &&
		slices.Equal(c.Marks(), d.Marks())
}
