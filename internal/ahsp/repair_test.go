package ahsp_test

import (
	"reflect"
	"testing"

	"takar/internal/ahsp"
)

func TestRepairTakesOnlyTheProposals(t *testing.T) {
	row := func(item string, koefisien any) []any {
		return []any{sumber, "1.1", "Pasang 1 m2 x", nil, "", item, "kg", koefisien}
	}
	imported := mustImport(t, usual(row("Pasir", number("1351")), row("Kerikil", number("83349")), row("Semen", "1.5")))
	before := mustImport(t, usual(row("Pasir", number("1351")), row("Kerikil", number("83349")), row("Semen", "1.5")))
	repaired := imported.Repair()
	for i, want := range []struct{ koefisien, original, marks string }{
		{"1.351", "1351", "lost_decimal:suggested,missing_kategori:none"},
		{"83349", "", "lost_decimal:none,missing_kategori:none"},
		{"1.5", "", "missing_kategori:none"},
	} {
		c := repaired.Analyses[0].Components[i]
		if c.Koefisien.String() != want.koefisien || c.Original != want.original || ahsp.FormatMarks(c.Marks()) != want.marks {
			t.Errorf("component %d: %s, original %q, marks %s; want %+v", i, c.Koefisien, c.Original, ahsp.FormatMarks(c.Marks()), want)
		}
		if !c.Unsettled() {
			t.Errorf("component %d: its kategori still waits for a person", i)
		}
	}
	if !reflect.DeepEqual(imported.Analyses, before.Analyses) {
		t.Error("the import itself was changed")
	}
	if repaired.Summary != imported.Summary {
		t.Error("the summary must keep saying what was found")
	}
}

func TestMarksSurviveTheStore(t *testing.T) {
	for _, marks := range [][]ahsp.Mark{
		nil,
		{{Kind: ahsp.LostDecimal, Resolution: ahsp.Suggested}},
		{{Kind: ahsp.LostDecimal, Resolution: ahsp.ByPerson}, {Kind: ahsp.DuplicateRow, Resolution: ahsp.Unresolved}},
	} {
		got, err := ahsp.ParseMarks(ahsp.FormatMarks(marks))
		if err != nil || !reflect.DeepEqual(got, marks) {
			t.Errorf("%v came back as %v, %v", marks, got, err)
		}
	}
	if _, err := ahsp.ParseMarks("rubbish"); err == nil {
		t.Error("rubbish was read")
	}
}
