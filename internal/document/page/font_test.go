package page

import (
	"strings"
	"testing"

	"takar/internal/document/sample"
)

func TestEveryFaceHasTheSignsOfRealData(t *testing.T) {
	for face := range faces {
		table := face.metrics()
		for _, r := range sample.Signs + "□⚠ABCXYZabcxyz0123456789.,:;()[]{}<>/\\|!?@#$%^&*-_=+~`'\"" {
			if r != ' ' && (table[r] == unknown || table[r] == 0) {
				t.Errorf("face %d has no %c (%U)", face, r, r)
			}
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"Galian 1 m³":          "Galian 1 m³",
		"a\r\nb\nc\rd":         "a\nb\nc\nd",
		"a\tb":                 "a b",
		"a\x00b\x1b[31mc\x7f":  "ab[31mc",
		"漢 😀":                  "□ □",
		"\xff":                 "□",
		"soft\u00adhyphen":     "softhyphen",
		"no\u200bwidth\ufeff":  "nowidth",
		"\u202eterbalik":       "terbalik",
		"tak\u00a0terpisah":    "tak\u00a0terpisah",
		"baris\u2028berikut":   "baris\nberikut",
		strings.Repeat("a", 9): "aaaaaaaaa",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	width := func(text string) float64 { return Regular.Width(text, 8) }
	for _, c := range []struct {
		text  string
		width float64
		want  string
	}{
		{"", 100, ""},
		{"satu dua tiga", 1000, "satu dua tiga"},
		{"satu dua tiga", width("satu dua"), "satu dua|tiga"},
		{"satu   dua", width("satu"), "satu|dua"},
		{"satu\ndua", 1000, "satu|dua"},
		{"satu\n\ndua", 1000, "satu||dua"},
		{"abcdef", width("abc"), "abc|def"},
		{"ab abcdef", width("abc"), "ab|abc|def"},
		{"2.2.1/4.5", width("2.2.1/4"), "2.2.1/|4.5"},
		{"abc", 0.1, "a|b|c"},
		{"m²m²", width("m²"), "m²|m²"},
	} {
		var got []string
		for _, l := range wrap(c.text, Regular, 8, c.width) {
			got = append(got, l.text)
			if diff := l.width - width(l.text); diff > 0.01 || diff < -0.01 {
				t.Errorf("%q: %q is %.3f wide, not %.3f", c.text, l.text, width(l.text), l.width)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}
