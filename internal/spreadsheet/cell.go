package spreadsheet

// Kind is what the file says a cell holds. A number that was typed as text is Text.
type Kind int

// The kinds of a cell. A formula has the kind of its stored result.
const (
	Empty Kind = iota
	Text
	Number
	Bool
	ErrorValue // #N/A, #DIV/0! and the like
)

// Cell is one cell as stored in the file.
type Cell struct {
	Kind    Kind
	Text    string // the stored text: digits with a dot for a Number, never formatted
	Formula bool   // the cell is a formula and Text its stored result; Kind is Empty when none was stored
}

// Row is one row that holds a value. Cells[0] is column A. The row and its cells are only
// valid until the next one is asked for.
type Row struct {
	Sheet  string
	Number int // from 1, as shown by Excel
	Cells  []Cell
}

// ColumnName returns the letters of a column: 0 is A, 26 is AA.
func ColumnName(index int) string {
	name := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// columnIndex reads the letters at the start of a cell reference such as "AB12"; ok is
// false when there are none. Anything past a million columns comes back as a million.
func columnIndex(reference string) (index int, ok bool) {
	const far = 1_000_000
	n := 0
	for i := range len(reference) {
		c := reference[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = min(n*26+int(c-'A')+1, far)
	}
	return n - 1, n > 0
}
