package xlsx

import "strings"

// Widths of the characters of Arial, and of what takes its place elsewhere, in thousandths of
// the size.
var asciiWidths = func() (widths [128]int) {
	for i := range widths {
		widths[i] = 556 // as the digits
	}
	for _, group := range []struct {
		width      int
		characters string
	}{
		{222, "ijl'"},
		{278, " tf.,:;!/I[]|\\"},
		{334, "r()-`{}\"*"},
		{500, "cksvxyzJ"},
		{584, "+=<>~"},
		{611, "FTZ"},
		{667, "ABEKPSVXY&"},
		{722, "CDHNRUw"},
		{778, "GOQ"},
		{833, "mM"},
		{889, "%"},
		{944, "W"},
		{1015, "@"},
	} {
		for i := range len(group.characters) {
			widths[group.characters[i]] = group.width
		}
	}
	return widths
}()

func runeWidth(r rune) int {
	switch {
	case r < 128:
		return asciiWidths[r]
	case r >= 0x2e80:
		return 1000
	}
	return 600
}

// emTenths turns thousandths of a size in points into tenths of a millimetre, in millionths,
// with some room to spare: programs do not all have the same fonts.
const emTenths = 3704

// measured is the width of a text of a size in points, in tenths of a millimetre.
func measured(text string, size int, bold bool) int {
	units := 0
	for _, r := range text {
		units += runeWidth(r)
	}
	return scaled(units, size, bold)
}

func scaled(units, size int, bold bool) int {
	width := units * size * emTenths / 1_000_000
	if bold {
		width += width / 16
	}
	return width
}

// padding is what a cell keeps free beside its text, in tenths of a millimetre.
const padding = 16

// wrapped is how many lines a text takes in a width in tenths of a millimetre.
func wrapped(text string, width, size int, bold bool) int {
	if text == "" {
		return 1
	}
	width = max(width-padding, 10)
	lines := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines++
		if measured(paragraph, size, bold) <= width {
			continue
		}
		used := 0
		for word := range strings.SplitSeq(paragraph, " ") {
			needed := measured(word, size, bold)
			space := measured(" ", size, bold)
			switch {
			case used == 0:
				used = needed
			case used+space+needed <= width:
				used += space + needed
			default:
				lines++
				used = needed
			}
			for used > width { // a word that is broken
				lines++
				used -= width
			}
		}
	}
	return lines
}

// tallest is the highest row that Excel has, in tenths of a point.
const tallest = 4090

// heightOf is the height of a row with a number of lines, in tenths of a point: whole pixels
// of screens, so that programs do not round it.
func heightOf(lines, size int) int {
	const twoPixels = 15
	return min((lines*size*12+25+twoPixels-1)/twoPixels*twoPixels, tallest)
}
