package page

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-fonts/dejavu/dejavusanscondensed"
	"github.com/go-fonts/dejavu/dejavusanscondensedbold"
	"github.com/go-fonts/dejavu/dejavusanscondensedoblique"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is one of the cuts of the one font family that all documents are set in.
type Face uint8

// The faces.
const (
	Regular Face = iota
	Bold
	Oblique

	faces
)

// Family is the name of the font family.
const Family = "DejaVu Sans Condensed"

// TrueType returns the font file of a face.
func (f Face) TrueType() []byte {
	switch f {
	case Bold:
		return dejavusanscondensedbold.TTF
	case Oblique:
		return dejavusanscondensedoblique.TTF
	}
	return dejavusanscondensed.TTF
}

const (
	unknown  = 0xFFFF   // in a table of widths: the font has no such character
	instead  = '\u25A1' // stands for a character that the font does not have
	planeEnd = 0x10000
)

// widths are the widths of the characters of the basic plane, in thousandths of the font
// size, as they are rounded in a PDF.
type widths [planeEnd]uint16

var parsed [faces]struct {
	once   sync.Once
	widths *widths
}

// metrics returns the widths of a face, which are read from the font once.
func (f Face) metrics() *widths {
	p := &parsed[f]
	p.once.Do(func() { p.widths = readWidths(f.TrueType()) })
	return p.widths
}

func readWidths(file []byte) *widths {
	const em = 2048
	all := new(widths)
	for i := range all {
		all[i] = unknown
	}
	parsedFont, err := sfnt.Parse(file)
	if err != nil {
		panic("page: the embedded font cannot be read: " + err.Error()) // a test reads it
	}
	var buffer sfnt.Buffer
	for r := rune(' '); r < planeEnd-1; r++ {
		glyph, err := parsedFont.GlyphIndex(&buffer, r)
		if err != nil || glyph == 0 {
			continue
		}
		advance, err := parsedFont.GlyphAdvance(&buffer, glyph, fixed.I(em), font.HintingNone)
		if err != nil {
			continue
		}
		units := advance.Round() * em / int(parsedFont.UnitsPerEm())
		all[r] = uint16(min((units*1000+em/2)/em, unknown-1)) //nolint:gosec // bounded by the line
	}
	return all
}

// width returns the width of a clean text at a size of 1000.
func (f Face) width(text string) int {
	table, sum := f.metrics(), 0
	for _, r := range text {
		sum += table.of(r)
	}
	return sum
}

// of returns the width of a clean character.
func (w *widths) of(r rune) int {
	if r >= planeEnd || w[r] == unknown {
		return 0
	}
	return int(w[r])
}

// Width returns how wide a clean text is at a font size, in points.
func (f Face) Width(text string, size float64) float64 {
	return float64(f.width(text)) * size / 1000
}

// Clean makes a text such that each of its characters can be drawn: what the font does not
// have becomes a visible box, control characters go, and only line breaks remain of what
// moves the pen.
func Clean(text string) string {
	table, clean := Regular.metrics(), true
	for _, r := range text {
		if r != '\n' && (r >= planeEnd || r == utf8.RuneError || table[r] == unknown || invisible(r)) {
			clean = false
			break
		}
	}
	if clean {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case unicode.IsControl(r) || invisible(r):
		case r >= planeEnd || r == utf8.RuneError || table[r] == unknown:
			b.WriteRune(instead)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// invisible reports whether a character has no picture and no width: joiners, marks of
// direction, soft hyphens.
func invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == '\u2028' || r == '\u2029':
		return true // replaced, not dropped
	}
	return r == 0xAD || unicode.Is(unicode.Cf, r) || (r >= 0xFE00 && r <= 0xFE0F)
}

// line is a piece of text that stands on one line.
type line struct {
	text  string
	width float64
}

// wrap breaks a clean text into lines no wider than a width in points: between words,
// inside a word only when it is longer than a line. A line holds at least one character.
func wrap(text string, face Face, size, width float64) []line {
	if text == "" {
		return nil
	}
	limit := int(width*1000/size + 0.01)
	var lines []line
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = wrapParagraph(lines, strings.TrimRight(paragraph, " "), face.metrics(), size, limit)
	}
	return lines
}

func wrapParagraph(lines []line, text string, table *widths, size float64, limit int) []line {
	start, sum := 0, 0        // of the line that is being filled
	space, before := -1, 0    // its last space, and the width up to it
	soft, beforeSoft := -1, 0 // behind its last sign after which a long word may break
	put := func(end, width int) { lines = append(lines, line{text[start:end], float64(width) * size / 1000}) }
	for i := 0; i < len(text); {
		r, length := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, length = utf8.DecodeRuneInString(text[i:])
		}
		wide := table.of(r)
		if r == ' ' {
			if space != i-1 || space < 0 { // of several spaces the first one ends the line
				before = sum
			}
			space = i
		}
		if sum+wide > limit && i > start && r != ' ' {
			switch {
			case space > start && before > 0:
				end := space
				for end > start && text[end-1] == ' ' {
					end--
				}
				put(end, before)
				start = space + 1
			case soft > start && beforeSoft*2 > limit:
				put(soft, beforeSoft)
				start = soft
			default:
				put(i, sum)
				start = i
			}
			i, sum, space, soft = start, 0, -1, -1
			continue
		}
		sum += wide
		i += length
		if strings.ContainsRune("-/.,;:)_", r) {
			soft, beforeSoft = i, sum
		}
	}
	put(len(text), sum)
	return lines
}

// longestWord returns the width of the longest word at a size of 1000.
func (f Face) longestWord(text string) int {
	table, longest, sum := f.metrics(), 0, 0
	for _, r := range text {
		if r == ' ' || r == '\n' {
			longest, sum = max(longest, sum), 0
			continue
		}
		sum += table.of(r)
	}
	return max(longest, sum)
}

// shorten cuts a text to a width in points, with an ellipsis.
func shorten(text string, face Face, size, width float64) string {
	if face.Width(text, size) <= width {
		return text
	}
	limit, sum, table := int(width*1000/size)-face.width("…"), 0, face.metrics()
	for i, r := range text {
		if sum += table.of(r); sum > limit {
			return strings.TrimRight(text[:i], " ") + "…"
		}
	}
	return text
}
