package ahsp

import (
	"strings"
	"unicode/utf8"
)

// windows1252 holds the characters that Windows-1252 puts at 0x80 to 0x9F; the five bytes
// without one pass through.
var windows1252 = map[rune]byte{
	'€': 0x80, '‚': 0x82, 'ƒ': 0x83, '„': 0x84, '…': 0x85, '†': 0x86, '‡': 0x87, 'ˆ': 0x88,
	'‰': 0x89, 'Š': 0x8A, '‹': 0x8B, 'Œ': 0x8C, 'Ž': 0x8E, '‘': 0x91, '’': 0x92, '“': 0x93,
	'”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97, '˜': 0x98, '™': 0x99, 'š': 0x9A, '›': 0x9B,
	'œ': 0x9C, 'ž': 0x9E, 'Ÿ': 0x9F,
	0x81: 0x81, 0x8D: 0x8D, 0x8F: 0x8F, 0x90: 0x90, 0x9D: 0x9D,
}

// RepairText undoes mojibake: UTF-8 that some program once read as Windows-1252 ("mÂ²" for
// "m²"). It reports whether anything was repaired; text that is not mojibake comes back
// as it is.
func RepairText(text string) (repaired string, changed bool) {
	ascii := true
	for i := range len(text) {
		ascii = ascii && text[i] < utf8.RuneSelf
	}
	if ascii {
		return text, false
	}
	bytes := make([]byte, 0, len(text))
	for _, r := range text {
		switch b, special := windows1252[r]; {
		case special:
			bytes = append(bytes, b)
		case r < 0x80 || (r >= 0xA0 && r <= 0xFF):
			bytes = append(bytes, byte(r)) //nolint:gosec // at most 0xFF
		default:
			return text, false // no byte stands for it, so nobody misread it
		}
	}
	if !utf8.Valid(bytes) {
		return text, false
	}
	return string(bytes), true
}

// tidy drops the blanks around a text and joins inner ones, line breaks and non-breaking
// spaces included, to single spaces.
func tidy(text string) string { return strings.Join(strings.Fields(text), " ") }

var plainMarks = strings.NewReplacer(
	"“", `"`, "”", `"`, "″", `"`, "’", "'", "‘", "'", "`", "'", "´", "'", "′", "'", "–", "-", "—", "-",
)

// NormaliseText returns the key under which two descriptions are the same: letter case,
// blanks and the shape of quotes and dashes do not count.
func NormaliseText(text string) string { return strings.ToLower(plainMarks.Replace(tidy(text))) }
