package rab

import "strings"

// HeadingNumber is the number of a heading as a RAB prints it: I, II, III for the
// klasifikasi, A, B, C for the sub-klasifikasi, anew under each. Place counts from 1.
func HeadingNumber(level, place int) string {
	if level == 0 {
		return roman(place)
	}
	return alphabetic(place)
}

// roman prints n, at least 1, in Roman numerals.
func roman(n int) string {
	var out strings.Builder
	for _, step := range []struct {
		value int
		text  string
	}{
		{1000, "M"},
		{900, "CM"},
		{500, "D"},
		{400, "CD"},
		{100, "C"},
		{90, "XC"},
		{50, "L"},
		{40, "XL"},
		{10, "X"},
		{9, "IX"},
		{5, "V"},
		{4, "IV"},
		{1, "I"},
	} {
		for ; n >= step.value; n -= step.value {
			out.WriteString(step.text)
		}
	}
	return out.String()
}

// alphabetic prints n, at least 1, as columns of a spreadsheet are named: A to Z, then AA.
func alphabetic(n int) string {
	text := ""
	for ; n > 0; n = (n - 1) / 26 {
		text = string(rune('A'+(n-1)%26)) + text
	}
	return text
}
