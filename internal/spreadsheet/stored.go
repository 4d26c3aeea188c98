package spreadsheet

import (
	"regexp"
	"strings"
	"unicode/utf16"
)

// longestSheetName is the longest name that Excel takes, in UTF-16 units.
const longestSheetName = 31

// SheetName makes a name that Excel takes for a sheet: what it does not take is replaced, and
// what is too long is cut.
func SheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if name = strings.TrimSpace(Cut(name, longestSheetName)); name == "" {
		return "Lembar"
	}
	return name
}

// Cut shortens a text to a number of UTF-16 units, in which Excel counts characters.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > most {
			return text[:i]
		}
	}
	return text
}

// escaped is text that looks like the form in which OOXML writes control characters.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// Escaped is a text as a workbook stores it, so that it reads back as it was.
func Escaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllString(text, "_x005F$0")
}

// Guarded is a text that no spreadsheet program takes for a formula when it opens a text
// table: an apostrophe stands before it if need be, also where only spaces come first. A
// lone dash says that there is nothing, and is none.
func Guarded(text string) string {
	first := strings.TrimLeft(text, " \u00a0")
	if first == "" || text == "-" || !strings.ContainsRune("=+-@\t\r\n", rune(first[0])) {
		return text
	}
	return "'" + text
}
