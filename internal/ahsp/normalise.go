package ahsp

import "strings"

// NormaliseText returns the form under which two descriptions are the same: lower case,
// single spaces, none at the ends.
func NormaliseText(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// NormaliseUnit returns the form under which two spellings of a unit are the same
// ("m²", "M2" and "m2"; "buah", "Bh" and "bh").
func NormaliseUnit(text string) string {
	return NormaliseText(text)
}
