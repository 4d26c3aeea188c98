package dossier

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
)

// place is where a cell stands.
type place struct {
	section     string
	row, column int // of all rows of the section, in the order of its tables
}

// built is a document with ways to its cells, and a small spreadsheet: it knows only what
// a workbook does with formulas, and nothing of estimates.
type built struct {
	*document.Document

	t       testing.TB
	cells   map[place]document.Cell
	columns map[string]int // by section and key
	rows    map[string]int
	names   map[string]document.Cell
	known   map[string]bool // sections
	changed map[place]*big.Rat
	found   map[place]*big.Rat
}

func newBuilt(t testing.TB, d *document.Document) *built {
	t.Helper()
	b := &built{
		Document: d, t: t, cells: map[place]document.Cell{}, columns: map[string]int{}, rows: map[string]int{}, names: map[string]document.Cell{},
		known: map[string]bool{}, changed: map[place]*big.Rat{}, found: map[place]*big.Rat{},
	}
	for _, section := range d.Sections {
		if b.known[section.Key] {
			t.Fatalf("two sections %q", section.Key)
		}
		b.known[section.Key] = true
		row := 0
		for _, block := range section.Blocks {
			switch block := block.(type) {
			case *document.Table:
				b.table(section.Key, block, &row)
			case *document.Facts:
				for _, group := range block.Groups {
					for _, fact := range group.Rows {
						b.name(fact.Value)
					}
				}
			}
		}
	}
	return b
}

func (b *built) table(section string, table *document.Table, row *int) {
	b.t.Helper()
	for i, column := range table.Columns {
		if at, known := b.columns[section+"/"+column.Key]; known && at != i {
			b.t.Fatalf("column %q of %q stands at %d and at %d", column.Key, section, at, i)
		}
		b.columns[section+"/"+column.Key] = i
	}
	for _, r := range table.Rows {
		if r.Key != "" {
			if _, known := b.rows[section+"/"+r.Key]; known {
				b.t.Fatalf("two rows %q in %q", r.Key, section)
			}
			b.rows[section+"/"+r.Key] = *row
		}
		if r.Faulty != (r.Fault != "") {
			b.t.Errorf("row %q of %q is faulty=%v: %q", r.Key, section, r.Faulty, r.Fault)
		}
		column := 0
		for _, cell := range r.Cells {
			b.cells[place{section, *row, column}] = cell
			b.name(cell)
			column += max(cell.Span, 1)
		}
		if column > len(table.Columns) {
			b.t.Errorf("row %q of %q covers %d of %d columns", r.Key, section, column, len(table.Columns))
		}
		*row++
	}
}

func (b *built) name(cell document.Cell) {
	b.t.Helper()
	if cell.Name == "" {
		return
	}
	if _, known := b.names[cell.Name]; known {
		b.t.Errorf("two cells are named %s", cell.Name)
	}
	b.names[cell.Name] = cell
}

// at returns where a row and a column meet.
func (b *built) at(section, row, column string) place {
	b.t.Helper()
	r, ok := b.rows[section+"/"+row]
	c, okay := b.columns[section+"/"+column]
	if !ok || !okay {
		b.t.Fatalf("no cell %s/%s/%s", section, row, column)
	}
	return place{section, r, c}
}

// cell returns the cell there.
func (b *built) cell(section, row, column string) document.Cell {
	b.t.Helper()
	return b.cells[b.at(section, row, column)]
}

// shows fails unless the cell shows a text.
func (b *built) shows(section, row, column, want string) {
	b.t.Helper()
	var kind document.Kind
	for _, s := range b.Sections {
		for _, block := range s.Blocks {
			if table, ok := block.(*document.Table); ok && s.Key == section {
				for _, c := range table.Columns {
					if c.Key == column {
						kind = c.Kind
					}
				}
			}
		}
	}
	if got := b.cell(section, row, column).Shown(kind); got != want {
		b.t.Errorf("%s/%s/%s shows %q, want %q", section, row, column, got, want)
	}
}

// recalculate fails unless every formula that can be reckoned gives the number of its cell,
// and every reference into the document leads to a cell. It returns how many there are.
func (b *built) recalculate() int {
	b.t.Helper()
	formulas := 0
	for at, cell := range b.cells {
		if cell.Formula == nil || !b.complete(at, cell.Formula) {
			continue
		}
		formulas++
		if cell.Holds != document.HoldsNumber {
			b.t.Errorf("%v has a formula and no number", at)
		}
		if got := b.value(at); got.Cmp(cell.Number.Rat()) != 0 {
			b.t.Errorf("%v: %s %v is %s, the cell says %s", at, cell.Formula.Text, cell.Formula.Refs, got.FloatString(12), cell.Number)
		}
	}
	return formulas
}

// complete reports whether all sections that a formula refers to are in the document; a
// reference into one of those must lead somewhere.
func (b *built) complete(at place, f *document.Formula) bool {
	b.t.Helper()
	whole := true
	for _, ref := range f.Refs {
		if ref.Name != "" {
			if _, ok := b.names[ref.Name]; !ok {
				whole = false
			}
			continue
		}
		section := ref.Section
		if section == "" {
			section = at.section
		}
		if !b.known[section] {
			whole = false
			continue
		}
		for _, row := range []string{ref.Row, ref.To} {
			if _, ok := b.rows[section+"/"+row]; row != "" && !ok {
				b.t.Errorf("%v refers to row %q of %q, which is not there", at, row, section)
				whole = false
			}
		}
		for _, column := range []string{ref.Column, ref.ToColumn} {
			if _, ok := b.columns[section+"/"+column]; column != "" && !ok {
				b.t.Errorf("%v refers to column %q of %q, which is not there", at, column, section)
				whole = false
			}
		}
	}
	return whole
}

// value is what a workbook shows in a cell after everything was recalculated.
func (b *built) value(at place) *big.Rat {
	b.t.Helper()
	if changed, ok := b.changed[at]; ok {
		return changed
	}
	if found, ok := b.found[at]; ok {
		if found == nil {
			b.t.Fatalf("%v depends on itself", at)
		}
		return found
	}
	cell := b.cells[at]
	result := cell.Number.Rat()
	if cell.Formula != nil && b.complete(at, cell.Formula) {
		b.found[at] = nil
		result = b.evaluate(at, cell.Formula)
	}
	b.found[at] = result
	return result
}

// change enters a number in a cell, as somebody with the workbook would.
func (b *built) change(at place, number string) {
	b.changed[at] = decimal.MustParse(number).Rat()
	clear(b.found)
}

func (b *built) evaluate(at place, f *document.Formula) *big.Rat {
	b.t.Helper()
	r := reader{built: b, at: at, formula: f, text: strings.ReplaceAll(f.Text, " ", "")}
	values := r.sum()
	if r.text != "" || len(values) != 1 {
		b.t.Fatalf("%v: cannot read %q at %q", at, f.Text, r.text)
	}
	return values[0]
}

// reader evaluates a formula. Everything is a list of values, a single one mostly.
type reader struct {
	*built

	at      place
	formula *document.Formula
	text    string // what is left
}

func (r *reader) takes(text string) bool {
	rest, ok := strings.CutPrefix(r.text, text)
	if ok {
		r.text = rest
	}
	return ok
}

func (r *reader) sum() []*big.Rat {
	left := r.product()
	for {
		switch {
		case r.takes("+"):
			left = []*big.Rat{new(big.Rat).Add(left[0], r.product()[0])}
		case r.takes("-"):
			left = []*big.Rat{new(big.Rat).Sub(left[0], r.product()[0])}
		default:
			return left
		}
	}
}

func (r *reader) product() []*big.Rat {
	left := r.power()
	for {
		switch {
		case r.takes("*"):
			left = []*big.Rat{new(big.Rat).Mul(left[0], r.power()[0])}
		case r.takes("/"):
			left = []*big.Rat{new(big.Rat).Quo(left[0], r.power()[0])}
		default:
			return left
		}
	}
}

// power groups from the left, as workbooks do.
func (r *reader) power() []*big.Rat {
	left := r.atom()
	for r.takes("^") {
		left = []*big.Rat{call(r.t, "POWER", [][]*big.Rat{left, r.atom()})}
	}
	return left
}

func (r *reader) atom() []*big.Rat {
	switch {
	case r.takes("("):
		value := r.sum()
		r.takes(")")
		return value
	case r.takes("{"):
		index, rest, _ := strings.Cut(r.text, "}")
		r.text = rest
		n := 0
		for _, digit := range index {
			n = 10*n + int(digit-'0')
		}
		return r.resolve(r.formula.Refs[n])
	}
	for _, name := range []string{"ROUNDDOWN", "ROUNDUP", "ROUND", "SUMPRODUCT", "SUM", "INT", "ABS", "MIN", "MAX", "AVERAGE", "POWER"} {
		if r.takes(name + "(") {
			arguments := [][]*big.Rat{r.sum()}
			for r.takes(",") {
				arguments = append(arguments, r.sum())
			}
			if !r.takes(")") {
				r.t.Fatalf("%q: no end of %s", r.formula.Text, name)
			}
			return []*big.Rat{call(r.t, name, arguments)}
		}
	}
	end := len(r.text) - len(strings.TrimLeft(r.text, "0123456789."))
	value, ok := new(big.Rat).SetString(r.text[:end])
	if !ok {
		r.t.Fatalf("cannot read %q of %q", r.text, r.formula.Text)
	}
	r.text = r.text[end:]
	return []*big.Rat{value}
}

func (r *reader) resolve(ref document.Ref) []*big.Rat {
	if ref.Name != "" {
		return []*big.Rat{r.names[ref.Name].Number.Rat()}
	}
	section, column, last := ref.Section, ref.Column, ref.To
	if section == "" {
		section = r.at.section
	}
	c := r.at.column
	if column != "" {
		c = r.columns[section+"/"+column]
	}
	first := r.rows[section+"/"+ref.Row]
	to := first
	if last != "" {
		to = r.rows[section+"/"+last]
	}
	right := c
	if ref.ToColumn != "" {
		right = r.columns[section+"/"+ref.ToColumn]
	}
	var values []*big.Rat
	for row := first; row <= to; row++ {
		for column := c; column <= right; column++ {
			values = append(values, r.value(place{section, row, column}))
		}
	}
	return values
}

// call computes a function. Rounding is that of workbooks: half away from zero.
func call(t testing.TB, name string, arguments [][]*big.Rat) *big.Rat {
	values := slices.Concat(arguments...)
	result := new(big.Rat).Set(values[0])
	switch name {
	case "SUM", "AVERAGE":
		for _, value := range values[1:] {
			result.Add(result, value)
		}
		if name == "AVERAGE" {
			result.Quo(result, big.NewRat(int64(len(values)), 1))
		}
		return result
	case "SUMPRODUCT":
		total := new(big.Rat)
		for i := range arguments[0] {
			total.Add(total, new(big.Rat).Mul(arguments[0][i], arguments[1][i]))
		}
		return total
	case "MIN", "MAX":
		for _, value := range values[1:] {
			if (value.Cmp(result) < 0) == (name == "MIN") {
				result = value
			}
		}
		return result
	case "ABS":
		return result.Abs(result)
	case "INT": // down, also below zero
		return result.SetInt(new(big.Int).Div(result.Num(), result.Denom()))
	case "POWER":
		times := values[1].Num().Int64()
		power := big.NewRat(1, 1)
		for range max(times, -times) {
			power.Mul(power, result)
		}
		if times < 0 {
			power.Inv(power)
		}
		return power
	}
	places := arguments[1][0].Num().Int64()
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil))
	scaled := new(big.Rat).Mul(arguments[0][0], scale)
	negative := scaled.Sign() < 0
	scaled.Abs(scaled)
	switch name {
	case "ROUND":
		scaled.Add(scaled, big.NewRat(1, 2))
	case "ROUNDUP":
		if !scaled.IsInt() {
			scaled.Add(scaled, big.NewRat(1, 1))
		}
	case "ROUNDDOWN":
	default:
		t.Fatalf("no function %s", name)
	}
	whole := new(big.Rat).SetInt(new(big.Int).Quo(scaled.Num(), scaled.Denom()))
	if negative {
		whole.Neg(whole)
	}
	return whole.Quo(whole, scale)
}

// Recalculate reckons all formulas of a document as a workbook does; see built.recalculate.
func Recalculate(t testing.TB, d *document.Document) int {
	t.Helper()
	return newBuilt(t, d).recalculate()
}
