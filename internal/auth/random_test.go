package auth

import (
	"math"
	"strings"
	"testing"
)

func TestEachLetterIsDrawnEquallyOften(t *testing.T) {
	for _, alphabet := range []string{secretAlphabet, readableAlphabet, "ab"} {
		const length = 200_000
		text := randomText(alphabet, length)
		if len(text) != length {
			t.Fatalf("%d characters, want %d", len(text), length)
		}
		share := 1 / float64(len(alphabet))
		// Eight standard deviations: a fair draw leaves them once in 10^15.
		tolerance := 8 * math.Sqrt(share*(1-share)/length)
		for _, letter := range alphabet {
			if got := float64(strings.Count(text, string(letter))) / length; math.Abs(got-share) > tolerance {
				t.Errorf("%q makes up %.5f of the text, want %.5f", letter, got, share)
			}
		}
	}
}
