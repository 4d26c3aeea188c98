package ahsp_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"takar/internal/ahsp"
)

func TestMojibakeIsRepairedAndOtherTextIsLeft(t *testing.T) {
	for _, c := range []struct {
		in, want string
		changed  bool
	}{
		{"mÂ²", "m²", true},
		{"Besi Ã˜ 10", "Besi Ø 10", true},
		{"tebal 5 â€“ 7 cm", "tebal 5 – 7 cm", true},
		{"Ï† 12", "φ 12", true},
		{"âˆ… 15 cm", "∅ 15 cm", true},
		{"Â± 25 mm", "± 25 mm", true},
		{"â€œatasâ€\u009d", "“atas”", true},
		{"m²", "m²", false},
		{"Ø 10", "Ø 10", false},
		{"∅ 15", "∅ 15", false},
		{"pasir", "pasir", false},
		{"", "", false},
	} {
		got, changed := ahsp.RepairText(c.in)
		if got != c.want || changed != c.changed {
			t.Errorf("RepairText(%q) = %q, %t; want %q, %t", c.in, got, changed, c.want, c.changed)
		}
	}
}

// The oracle is the library of the Go project, which we do not import outside tests.
func TestRepairUndoesAMisreading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		original := rapid.StringOf(rapid.RuneFrom([]rune("ab 1²³ØøφΔ≥≤–“”½°±∅€"))).Draw(t, "text")
		misread, err := charmap.Windows1252.NewDecoder().String(original)
		if err != nil {
			t.Skip("not readable as Windows-1252")
		}
		if !utf8.ValidString(misread) || misread == original {
			t.Skip("nothing to repair")
		}
		for _, r := range misread {
			if r == utf8.RuneError {
				t.Skip("a byte without a character")
			}
		}
		if got, _ := ahsp.RepairText(misread); got != original {
			t.Fatalf("%q misread as %q came back as %q", original, misread, got)
		}
	})
}

func TestDescriptionsAreTheSameWhateverTheirBlanksCaseAndQuotes(t *testing.T) {
	for _, pair := range [][2]string{
		{"  Semen   Portland ", "semen portland"},
		{"Pipa 1”", `pipa 1"`},
		{"fc’ 15\u00a0MPa", "FC' 15 mpa"},
		{"5 – 7", "5 - 7"},
	} {
		if a, b := ahsp.NormaliseText(pair[0]), ahsp.NormaliseText(pair[1]); a != b {
			t.Errorf("%q and %q differ: %q, %q", pair[0], pair[1], a, b)
		}
	}
	if ahsp.NormaliseText("pasir beton") == ahsp.NormaliseText("pasir pasang") {
		t.Error("different texts are the same")
	}
}
