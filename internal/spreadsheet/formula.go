package spreadsheet

import (
	"bytes"
	"errors"
	"io"
	"regexp"
)

// A formula is never evaluated here; one that reaches outside the workbook is refused all
// the same, because the file would do harm to whoever opens it next.
var (
	quoted    = regexp.MustCompile(`"[^"]*"`)
	dangerous = regexp.MustCompile(`(?i)(?:^|[^A-Z0-9_])(WEBSERVICE|FILTERXML|HYPERLINK|CALL|EXEC|RTD|DDE|REGISTER(?:\.ID)?|IMAGE|IMPORT[A-Z]*)\s*\(`)
	dde       = regexp.MustCompile(`(?i)[A-Z0-9_]\s*\|\s*'`) // cmd|'/c calc'!A1
)

// dangerousFunction returns the function for which a formula is refused, or "".
func dangerousFunction(formula string) string {
	formula = quoted.ReplaceAllString(formula, `""`)
	if dde.MatchString(formula) {
		return "DDE"
	}
	if found := dangerous.FindStringSubmatch(formula); found != nil {
		return found[1]
	}
	return ""
}

func refuseFormula(function string) *Error {
	return refuse(DangerousFormula, "rumus %s tidak diizinkan karena menjangkau ke luar buku kerja: ganti rumus itu dengan nilainya", function)
}

// suspects are the words without which no formula can be dangerous.
var suspects = [][]byte{
	[]byte("WEBSERVICE"), []byte("FILTERXML"), []byte("HYPERLINK("), []byte("CALL"), []byte("EXEC"),
	[]byte("RTD"), []byte("DDE"), []byte("REGISTER"), []byte("IMAGE"), []byte("IMPORT"), []byte("|"),
}

// checkFormulas refuses dangerous formulas on every sheet, also on those that nobody will
// read. Only a sheet whose bytes hold a suspect word is parsed for it.
func (w *Workbook) checkFormulas() error {
	for _, s := range w.sheets {
		suspicious, err := suspicious(s)
		if err != nil {
			return err
		}
		if !suspicious {
			continue
		}
		for _, err := range w.Rows(s.name) {
			var refusal *Error
			if errors.As(err, &refusal) && refusal.Reason == DangerousFormula {
				return refusal
			}
		}
	}
	return nil
}

func suspicious(s sheet) (bool, error) {
	part, err := s.part.Open()
	if err != nil {
		return false, unreadable(err).at(s.name, "")
	}
	defer func() { _ = part.Close() }() // nothing was written
	const overlap = 16                  // longer than every suspect word
	buffer := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := io.ReadFull(part, buffer[kept:])
		window := bytes.ToUpper(buffer[:kept+n])
		for _, word := range suspects {
			if bytes.Contains(window, word) {
				return true, nil
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, unreadable(err).at(s.name, "")
		}
		kept = copy(buffer, buffer[kept+n-overlap:kept+n])
	}
}
