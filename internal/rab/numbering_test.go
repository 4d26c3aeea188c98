package rab

import "testing"

func TestHeadingsAreNumberedAsOnPaper(t *testing.T) {
	for level, numbers := range []map[int]string{
		{1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 99: "XCIX", 1994: "MCMXCIV"},
		{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 703: "AAA"},
	} {
		for place, want := range numbers {
			if got := HeadingNumber(level, place); got != want {
				t.Errorf("level %d, place %d: %s, want %s", level, place, got, want)
			}
		}
	}
}
