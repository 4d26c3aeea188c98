package xlsx

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// What a formula of a workbook may have at most.
const (
	longestFormula = 8192
	mostArguments  = 255
)

func reference(column, row int) string { return spreadsheet.ColumnName(column) + strconv.Itoa(row) }

// absolute is a reference that does not move when a formula is copied.
func absolute(column, row int) string {
	return "$" + spreadsheet.ColumnName(column) + "$" + strconv.Itoa(row)
}

func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// place is where a formula stands.
type place struct {
	sheet  *sheet
	table  *placed // nil outside of tables
	row    int     // of the table
	column int     // of the table
}

// formula is a formula with addresses; "" when it cannot be written.
func (b *book) formula(f *document.Formula, at place) string {
	var out strings.Builder
	text := strings.TrimPrefix(f.Text, "=")
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			out.WriteString(text)
			break
		}
		out.WriteString(text[:open])
		number, rest, closed := strings.Cut(text[open+1:], "}")
		i, err := strconv.Atoi(number)
		if !closed || err != nil || i < 0 || i >= len(f.Refs) {
			return ""
		}
		address := b.resolve(&f.Refs[i], at)
		if address == "" {
			return ""
		}
		out.WriteString(address)
		text = rest
	}
	return allowed(out.String())
}

// resolve is the address of what a Ref names; "" when it is not in the workbook.
func (b *book) resolve(r *document.Ref, at place) string {
	if r.Name != "" {
		return b.names[r.Name]
	}
	target := at.sheet
	if r.Section != "" && (at.sheet == nil || r.Section != at.sheet.section.Key) {
		target = b.sections[r.Section]
	}
	if target == nil {
		return ""
	}
	from := address{at.table, at.row}
	if r.Row != "" || target != at.sheet {
		var found bool
		if from, found = target.keys[r.Row]; !found {
			return ""
		}
	}
	if from.table == nil {
		return ""
	}
	left, ok := columnOf(r.Column, from.table, at)
	if !ok {
		return ""
	}
	if r.To == "" && r.ToColumn == "" {
		var holds document.Holds
		if left, holds = covering(from.table.table, from.row, left); holds == document.HoldsText {
			return "" // would be an error when it is reckoned
		}
		if target == at.sheet {
			return reference(left, from.number())
		}
		return quoted(target.name) + "!" + absolute(left, from.number())
	}
	top, bottom, right := from.number(), from.number(), left
	if r.To != "" {
		to, found := target.keys[r.To]
		if !found {
			return ""
		}
		bottom = to.number()
	}
	if r.ToColumn != "" {
		if right, ok = columnOf(r.ToColumn, from.table, at); !ok {
			return ""
		}
	}
	top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
	if target == at.sheet {
		return reference(left, top) + ":" + reference(right, bottom)
	}
	return quoted(target.name) + "!" + absolute(left, top) + ":" + absolute(right, bottom)
}

// columnOf is the place of a column in a table; without a key that of the formula.
func columnOf(key string, in *placed, at place) (int, bool) {
	if key == "" {
		if at.table == nil || at.column >= len(at.table.table.Columns) {
			return 0, false
		}
		if in == at.table {
			return at.column, true
		}
		key = at.table.table.Columns[at.column].Key
	}
	column, ok := in.columns[key]
	return column, ok
}

// covering returns the column where the cell begins that covers a column of a row, and what
// it holds.
func covering(t *document.Table, row, column int) (int, document.Holds) {
	at := 0
	for _, cell := range t.Rows[row].Cells {
		next := at + max(cell.Span, 1)
		if column < next {
			return at, cell.Holds
		}
		at = next
	}
	return column, document.HoldsNothing
}

// allowed returns a formula that Excel takes, "" when it is too long. A SUM of more than 255
// things is made of sums.
func allowed(formula string) string {
	most, parts := arguments(formula)
	if most > mostArguments && len(parts) > mostArguments && len(parts) <= mostArguments*mostArguments {
		var out strings.Builder
		out.WriteString("SUM(")
		for i := 0; i < len(parts); i += mostArguments {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString("SUM(" + strings.Join(parts[i:min(i+mostArguments, len(parts))], ",") + ")")
		}
		formula = out.String() + ")"
		most, _ = arguments(formula)
	}
	if most > mostArguments || len(formula) >= longestFormula && len(utf16.Encode([]rune(formula))) >= longestFormula {
		return ""
	}
	return formula
}

// arguments tells how many arguments the function with most of them has; parts are those of a
// formula that is one SUM.
func arguments(formula string) (most int, parts []string) {
	sum := strings.HasPrefix(formula, "SUM(") && strings.HasSuffix(formula, ")")
	var counts []int
	var quote byte
	begin := len("SUM(")
	for i := range len(formula) {
		c := formula[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			counts = append(counts, 1)
		case c == ')' && len(counts) > 0:
			most = max(most, counts[len(counts)-1])
			counts = counts[:len(counts)-1]
			if len(counts) == 0 && sum {
				if i < len(formula)-1 { // more follows the SUM
					sum = false
					continue
				}
				parts = append(parts, formula[begin:i])
			}
		case c == ',' && len(counts) > 0:
			counts[len(counts)-1]++
			if len(counts) == 1 && sum {
				parts = append(parts, formula[begin:i])
				begin = i + 1
			}
		}
	}
	if !sum {
		parts = nil
	}
	return most, parts
}

var (
	nameOfBook = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]{0,200}$`)
	likeCell   = regexp.MustCompile(`(?i)^([a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*|true|false)$`)
)

// bookName is a name as workbooks take it; "" when it cannot be one.
func bookName(name string) string {
	if likeCell.MatchString(name) {
		name = "_" + name
	}
	if !nameOfBook.MatchString(name) {
		return ""
	}
	return name
}

// nameCells notes the names of a sheet's cells; the first one of a name counts.
func (b *book) nameCells(s *sheet) {
	for _, part := range s.parts {
		for i, line := range part.lines {
			for _, box := range line.cells {
				b.nameCell(s, &box.cell, box.from, part.first+i)
			}
		}
		if part.table == nil {
			continue
		}
		for i := range part.table.table.Rows {
			at := 0
			for j := range part.table.table.Rows[i].Cells {
				cell := &part.table.table.Rows[i].Cells[j]
				if at >= len(part.table.table.Columns) {
					break
				}
				b.nameCell(s, cell, at, part.first+i)
				at += max(cell.Span, 1)
			}
		}
	}
}

func (b *book) nameCell(s *sheet, cell *document.Cell, column, row int) {
	if cell.Name == "" || b.names[cell.Name] != "" {
		return
	}
	name := bookName(cell.Name)
	if name == "" {
		return
	}
	for _, other := range b.defined {
		if strings.EqualFold(other.name, name) {
			return
		}
	}
	b.names[cell.Name] = name
	b.defined = append(b.defined, definedName{name, quoted(s.name) + "!" + absolute(column, row)})
}
