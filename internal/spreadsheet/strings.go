package spreadsheet

import (
	"archive/zip"
	"encoding/xml"
	"strconv"
	"strings"
)

// readStrings reads the shared strings. Rich text is joined; phonetic hints are left out.
func (w *Workbook) readStrings(f *zip.File) error {
	var text strings.Builder
	var bytes int64
	inText, phonetic := false, false
	return walk(f, func(token xml.Token) error {
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				phonetic = true
			case "t":
				inText = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "si":
				bytes += int64(text.Len())
				if bytes > w.limits.StringBytes {
					return refuse(TooLarge, "teks di dalam berkas lebih besar dari %d MB", w.limits.StringBytes>>20)
				}
				w.strings = append(w.strings, unescape(text.String()))
			case "rPh":
				phonetic = false
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText && !phonetic {
				text.Write(t)
			}
		}
		return nil
	})
}

// unescape replaces the form _x000D_ in which OOXML writes control characters.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var out strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text) < i+7 {
			out.WriteString(text)
			return out.String()
		}
		code, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err != nil || text[i+6] != '_' {
			out.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		out.WriteString(text[:i])
		out.WriteRune(rune(code))
		text = text[i+7:]
	}
}
