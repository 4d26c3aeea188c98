package ahsp_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func damaged(t *testing.T) []ahsp.Analysis {
	t.Helper()
	imported := mustImport(t, usual(
		[]any{sumber, "1.1", "Patok tetap", nil, "", "Galian", "", number("10476")},
		[]any{nil, "1.1", "Patok tetap", "TK", "TK.1", "Pekerja", "OH", "1"},
		[]any{nil, "1.1", "Patok tetap", "TK", "TK.1", "Pekerja", "OH", "2"},
	))
	imported.Analyses[0].Components[1].ID = 77
	return imported.Analyses
}

func correct(kode string, row int, field ahsp.Field, old, value string) ahsp.Correction {
	return ahsp.Correction{Kode: kode, Row: row, Field: field, Old: old, New: value, Who: "sari", Why: "sesuai dokumen"}
}

func TestCorrectionsMakeTheNextRevision(t *testing.T) {
	analyses := damaged(t)
	byID := correct("1.1", 0, ahsp.FieldKoefisien, "1.0", "1")
	byID.ComponentID = 77
	edition, corrected, err := ahsp.Apply(ahsp.Edition{ID: 5, Name: "AHSP", Revision: 2, File: "a", SHA256: "b"}, analyses, []ahsp.Correction{
		correct("1.1", 2, ahsp.FieldKoefisien, "10476", "1.0476"),
		correct("1.1", 2, ahsp.FieldKoefisien, "1.0476", "1.05"),
		correct("1.1", 2, ahsp.FieldKategori, "LAIN", "Bahan"),
		correct("1.1", 2, ahsp.FieldSatuanKomponen, "", "m3"),
		correct("1.1", 0, ahsp.FieldSatuan, "", "buah"),
		correct("1.1", 0, ahsp.FieldNama, "Patok tetap", "Patok  tetap bantu"),
		byID, // confirmed as published
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (ahsp.Edition{Name: "AHSP", Revision: 3, File: "a", SHA256: "b"}); edition != want {
		t.Errorf("edition %+v", edition)
	}
	a := corrected[0]
	if a.Satuan != "buah" || a.SatuanFrom != ahsp.FromPerson || a.Nama != "Patok tetap bantu" {
		t.Errorf("analysis %+v", a)
	}
	c := a.Components[0]
	if c.Koefisien.String() != "1.05" || c.Original != "10476" || c.Kategori != ahsp.BHN || c.Satuan != "m3" || c.Unsettled() {
		t.Errorf("component %+v", c)
	}
	if confirmed := a.Components[1]; confirmed.Resolution != ahsp.ByPerson || confirmed.Original != "" {
		t.Errorf("confirmed component %+v", confirmed)
	}
	if other := a.Components[2]; !other.Unsettled() {
		t.Errorf("the other duplicate was settled too: %+v", other)
	}
	if !reflect.DeepEqual(analyses, damaged(t)) {
		t.Error("the old revision was changed")
	}
}

func TestWrongCorrectionsChangeNothing(t *testing.T) {
	anonymous := correct("1.1", 3, ahsp.FieldKoefisien, "1", "2")
	anonymous.Who = " "
	for name, c := range map[string]struct {
		correction ahsp.Correction
		says       string
	}{
		"stale number":      {correct("1.1", 3, ahsp.FieldKoefisien, "9", "2"), "sudah berubah"},
		"stale text":        {correct("1.1", 3, ahsp.FieldUraian, "Mandor", "Tukang"), "sudah berubah"},
		"stale kategori":    {correct("1.1", 3, ahsp.FieldKategori, "BHN", "ALT"), "sudah berubah"},
		"no such analysis":  {correct("9.9", 3, ahsp.FieldKoefisien, "1", "2"), "analisa tidak ada"},
		"no such row":       {correct("1.1", 99, ahsp.FieldKoefisien, "1", "2"), "baris 99"},
		"no such field":     {correct("1.1", 3, "harga", "1", "2"), "tidak dapat dikoreksi"},
		"negative":          {correct("1.1", 3, ahsp.FieldKoefisien, "1", "-2"), "negatif"},
		"human number":      {correct("1.1", 3, ahsp.FieldKoefisien, "1", "1,5"), "nilai baru"},
		"unknown kategori":  {correct("1.1", 3, ahsp.FieldKategori, "TK", "x"), "tidak dikenal"},
		"empty description": {correct("1.1", 3, ahsp.FieldUraian, "Pekerja", " "), "kosong"},
		"long class":        {correct("1.1", 0, ahsp.FieldSubKlasifikasi, "", strings.Repeat("é", 101)), "100 karakter"},
		"long unit":         {correct("1.1", 3, ahsp.FieldSatuanKomponen, "OH", strings.Repeat("o", 21)), "20 karakter"},
		"NUL":               {correct("1.1", 3, ahsp.FieldUraian, "Pekerja", "a\x00b"), "tidak dapat disimpan"},
		"no UTF-8":          {correct("1.1", 3, ahsp.FieldUraian, "Pekerja", "a\xffb"), "tidak dapat disimpan"},
		"nobody":            {anonymous, "siapa"},
	} {
		analyses := damaged(t)
		_, _, err := ahsp.Apply(ahsp.Edition{}, analyses, []ahsp.Correction{
			correct("1.1", 4, ahsp.FieldKoefisien, "2", "3"), c.correction,
		})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "koreksi 2") {
			t.Errorf("%s: error %v", name, err)
		}
		if strings.HasPrefix(name, "stale") != errors.Is(err, ahsp.ErrStale) {
			t.Errorf("%s: ErrStale is wrong for %v", name, err)
		}
		if !reflect.DeepEqual(analyses, damaged(t)) {
			t.Errorf("%s: something was changed", name)
		}
	}
}

func TestACorrectionSettlesNoMoreThanItSays(t *testing.T) {
	edition, analyses := ahsp.Edition{}, []ahsp.Analysis{{Kode: "1", Components: []ahsp.Component{{
		Row: 2, Kategori: ahsp.TK, Koefisien: decimal.FromInt(1351), Finding: ahsp.LostDecimal, Resolution: ahsp.Unresolved,
		Others: []ahsp.Mark{{Kind: ahsp.DuplicateRow, Resolution: ahsp.Unresolved}},
	}}}}
	change := correct("1", 2, ahsp.FieldKoefisien, "1351", "1.351")
	for name, c := range map[string]struct {
		finding   ahsp.FindingKind
		suggested bool
		want      string
	}{
		"all":                {"", false, "lost_decimal:person,duplicate_component:person"},
		"one":                {ahsp.LostDecimal, false, "lost_decimal:person,duplicate_component:none"},
		"what was proposed":  {ahsp.LostDecimal, true, "lost_decimal:suggested,duplicate_component:none"},
		"of another field":   {ahsp.MissingSatuan, false, "lost_decimal:none,duplicate_component:none"},
		"only the duplicate": {ahsp.DuplicateRow, false, "lost_decimal:none,duplicate_component:person"},
	} {
		change.Finding, change.Suggested = c.finding, c.suggested
		_, after, err := ahsp.Apply(edition, analyses, []ahsp.Correction{change})
		if err != nil {
			t.Fatal(name, err)
		}
		if got := ahsp.FormatMarks(after[0].Components[0].Marks()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
