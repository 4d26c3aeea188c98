package docx

import (
	"unicode/utf8"
)

// Widths of the characters from space to tilde of Arial, in thousandths of its size; it
// is what decides how small a number must be to stand in its column unbroken.
var widths = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// width is the width of a text in thousandths of its size; bold text is a little wider.
func width(text string, bold bool) int {
	sum := 0
	for _, r := range text {
		if r >= ' ' && int(r-' ') < len(widths) {
			sum += widths[r-' ']
		} else {
			sum += 600
		}
	}
	if bold {
		sum += sum / 14
	}
	return sum
}

// widestWord is the width of the widest part of a text that is not broken.
func widestWord(text string, bold bool) int {
	most, start := 0, 0
	for i, r := range text {
		if r == ' ' || r == '\n' || r == '-' || r == '/' {
			most = max(most, width(text[start:i], bold))
			start = i + utf8.RuneLen(r)
		}
	}
	return max(most, width(text[start:], bold))
}

// Lengths of the model are tenths of a millimetre.

// twips converts to twentieths of a point.
func twips(tenths int) int { return tenths * 1440 / 254 }

// emus converts to the unit of drawings.
func emus(tenths int) int { return tenths * 3600 }

// fits returns the size in half points, at most usual, at which a text of a width of
// thousandths stands in a room of twips.
func fits(room, thousandths, usual int) int {
	if thousandths <= 0 {
		return usual
	}
	// A half point is 10 twips.
	size := room * 1000 / (thousandths * 10)
	return min(usual, max(size, smallest))
}

// Sizes below which nobody reads, in half points: numbers, which must not be broken, and
// words, which are broken instead.
const smallest, smallestWord = 8, 12
