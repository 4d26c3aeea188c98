package page

// The look of documents: dark text on white, fills so light that a black-and-white print
// stays readable, hairlines inside of tables and stronger ones around them.
var (
	ink       = Color{0x1A, 0x1F, 0x26}
	faint     = Color{0x5A, 0x63, 0x6E}
	hairline  = Color{0xA9, 0xB0, 0xB8}
	strong    = Color{0x3B, 0x44, 0x50}
	headFill  = Color{0xDD, 0xE3, 0xEA}
	groupFill = Color{0xE8, 0xEC, 0xF1}
	subFill   = Color{0xF2, 0xF4, 0xF7}
	sumFill   = Color{0xEC, 0xEF, 0xF3}
	zebraFill = Color{0xF8, 0xF9, 0xFB}
	faultFill = Color{0xFD, 0xF1, 0xD8}
	faultInk  = Color{0x8A, 0x3B, 0x00}
	planFill  = Color{0xCF, 0xE1, 0xF2}
	doneFill  = Color{0xF8, 0xDC, 0xAE}
	doneEdge  = Color{0xC4, 0x78, 0x1C} // below what is done: a print without colours shows it too
	offFill   = Color{0xE6, 0xE6, 0xE6}
	boxFill   = Color{0xFB, 0xFB, 0xF6}
	goodInk   = Color{0x1B, 0x6B, 0x35}
	warnInk   = Color{0x8A, 0x5A, 0x00}
	badInk    = Color{0xA8, 0x1C, 0x1C}
	planInk   = Color{0x12, 0x4E, 0x8C}
	doneInk   = Color{0xB0, 0x2A, 0x12}
)

// Sizes of text, in points.
const (
	titleSize   = 13
	coverSize   = 24
	headingSize = 10.5
	subSize     = 9
	bodySize    = 8
	tableSize   = 7.5
	smallSize   = 6.5
	footSize    = 6.5
	kopSize     = 13
	kopSmall    = 8.5
	leastSize   = 5
)

// leading is the height of a line of text, in font sizes; ascent how far below the top of
// a line its base line is.
const (
	leading = 1.24
	ascent  = 0.96
)

// Widths of lines, in points.
const (
	thin  = 0.35
	frame = 0.7
	heavy = 1.1
)

// Padding in cells, in points.
const (
	padX      = 2.6
	padY      = 1.7
	tightPadY = 0.9 // on a page that is made smaller
)
