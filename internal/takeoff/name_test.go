package takeoff_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/takeoff"
)

func TestCheckName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"panjang", "panjang"},
		{"Panjang_Dinding", "panjang_dinding"},
		{"_2_lantai", "_2_lantai"},
		{" d4 ", "d4"},
		{"x", "x"},
		{"_", "_"},
		{"pi2", "pi2"},
		{"minimum", "minimum"},
		{strings.Repeat("a", 100), strings.Repeat("a", 100)},
	} {
		got, err := takeoff.CheckName(c.name)
		if err != nil || got != c.want {
			t.Errorf("%q: got %q, %v, want %q", c.name, got, err, c.want)
		}
	}
	for _, c := range []struct{ name, why string }{
		{"", "belum diisi"},
		{"  ", "belum diisi"},
		{"2lantai", "tidak sah"},
		{"panjang dinding", "tidak sah"},
		{"d4'", "tidak sah"},
		{"é", "tidak sah"},
		{"\u212a", "tidak sah"},
		{"a-b", "tidak sah"},
		{"a\nb", "tidak sah"},
		{"min", "fungsi"},
		{"SQRT", "fungsi"},
		{"Sum", "fungsi"},
		{"max", "fungsi"},
		{"avg", "fungsi"},
		{"abs", "fungsi"},
		{"ceil", "fungsi"},
		{"floor", "fungsi"},
		{"round", "fungsi"},
		{"pow", "fungsi"},
		{"pi", "konstanta"},
		{"E", "konstanta"},
		{strings.Repeat("a", 101), "terlalu panjang"},
	} {
		got, err := takeoff.CheckName(c.name)
		if err == nil || got != "" || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q: got %q, %v, want an error about %q", c.name, got, err, c.why)
		}
	}
}

func TestNameFromLabel(t *testing.T) {
	for _, c := range []struct{ label, want string }{
		{"Panjang", "panjang"},
		{"Panjang Dinding (m)", "panjang_dinding_m"},
		{"D4", "d4"},
		{"D4'", "d4_prime"},
		{"D4’", "d4_prime"},
		{"D4′ luar", "d4_prime_luar"},
		{"D4''", "d4_prime_prime"},
		{"D4″", "d4_prime_prime"},
		{"'", "prime"},
		{"2 lantai", "_2_lantai"},
		{"__a__b__", "a_b"},
		{"_2", "_2"},
		{"", "_param"},
		{" -- ", "_param"},
		{"___", "_param"},
		{"é", "_param"},
		{"Tinggi é 2", "tinggi_2"},
		{"L1+L2", "l1_l2"},
		{"\xffa", "a"},
	} {
		if got := takeoff.NameFromLabel(c.label); got != c.want {
			t.Errorf("%q: got %q, want %q", c.label, got, c.want)
		}
	}
}

// Whatever is typed, the code has the form that parameters need, and making a code from a
// code changes nothing (apart from the underscore in front of a digit, made anew).
func TestNameFromLabelIsAlwaysWellFormed(t *testing.T) {
	pattern := regexp.MustCompile(`^(_[0-9][a-z0-9_]*|_param|[a-z][a-z0-9_]*)$`)
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.String().Draw(t, "label")
		name := takeoff.NameFromLabel(label)
		if !pattern.MatchString(name) || strings.Contains(name, "__") || strings.HasSuffix(name, "_") {
			t.Fatalf("%q gives %q", label, name)
		}
		if again := takeoff.NameFromLabel(name); again != name && name != "_param" {
			t.Fatalf("%q gives %q, which gives %q", label, name, again)
		}
	})
}

func TestOldFilesMayNameParametersLikeFunctionsAndConstants(t *testing.T) {
	for name, want := range map[string]string{"PI": "pi", "e": "e", "Min": "min", " panjang ": "panjang"} {
		if got, err := takeoff.OldName(name); err != nil || got != want {
			t.Errorf("%q gives %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "2x", "a-b"} {
		if _, err := takeoff.OldName(name); err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
}
