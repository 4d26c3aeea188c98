package ahsp

import (
	"errors"
	"fmt"
	"strings"

	"takar/internal/decimal"
)

// Field names what a correction changes.
type Field string

// The fields that can be corrected. The first three belong to an analysis, the others to a
// component.
const (
	FieldNama        Field = "nama"
	FieldKlasifikasi Field = "klasifikasi"
	FieldSatuan      Field = "satuan"

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
}

// ErrStale is returned when a correction was made for another value than the one there.
var ErrStale = errors.New("nilainya sudah berubah")

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
			return Edition{}, nil, fmt.Errorf("koreksi %d (analisa %s, %s): %w", i+1, c.Kode, c.Field, err)
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
	component.settle(ByPerson, func(kind FindingKind) bool {
		for _, k := range settles[c.Field] {
			if k == kind {
				return true
			}
		}
		return false
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

func (c Correction) set(field *string) error {
	if *field != c.Old {
		return fmt.Errorf("%w: tertulis %q, bukan %q", ErrStale, *field, c.Old)
	}
	*field = tidy(c.New)
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
