package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"takar/internal/document"
	"takar/internal/document/sample"
	"takar/internal/document/xlsx"
)

// anyDocument is a random document: what the types allow, sensible or not.
func anyDocument(t *rapid.T) *document.Document {
	return sample.Random(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
}

// numbersOf are the numbers of the tables of a section that a sheet shows, and its facts that
// are numbers.
func numbersOf(section *document.Section) (numbers []string, facts []document.Fact) {
	add := func(rows []document.Fact) {
		for _, fact := range rows {
			if fact.Value.Holds == document.HoldsNumber {
				facts = append(facts, fact)
			}
		}
	}
	for _, block := range section.Blocks {
		switch b := block.(type) {
		case *document.Facts:
			for _, group := range b.Groups {
				add(group.Rows)
			}
		case *document.Cover:
			add(b.Facts)
		}
		table, ok := block.(*document.Table)
		if !ok {
			continue
		}
		for _, row := range table.Rows {
			at := 0
			for i := range row.Cells {
				if at >= len(table.Columns) {
					break
				}
				if row.Cells[i].Holds == document.HoldsNumber {
					numbers = append(numbers, row.Cells[i].Number.String())
				}
				at += max(row.Cells[i].Span, 1)
			}
		}
	}
	return numbers, facts
}

// checkWritten writes a document and reads it back: every part is XML, every number of its
// tables stands in its sheet with all its digits, and equal documents give equal bytes.
func checkWritten(t rapid.TB, d *document.Document) {
	var out, again bytes.Buffer
	if err := xlsx.Write(&out, d, nil); err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Write(&again, d, nil); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Fatalf("written again it differs: %v", err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(out.Bytes()), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	file.Pkg.Range(func(name, content any) bool {
		if strings.HasSuffix(name.(string), ".xml") {
			decoder := xml.NewDecoder(bytes.NewReader(content.([]byte)))
			for {
				if _, err := decoder.RawToken(); errors.Is(err, io.EOF) {
					return true
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
		return true
	})
	names := file.GetSheetList()
	for i, section := range d.Sections {
		var numbers []string
		rows, err := file.GetRows(names[i])
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				kind, _ := file.GetCellType(names[i], at)
				if row[x] != "" && kind == excelize.CellTypeUnset {
					numbers = append(numbers, row[x])
				}
			}
		}
		tables, facts := numbersOf(section)
		left := slices.Clone(numbers)
		take := func(number string) bool {
			at := slices.Index(left, number)
			if at >= 0 {
				left = slices.Delete(left, at, at+1)
			}
			return at >= 0
		}
		for _, number := range tables {
			if !take(number) {
				t.Fatalf("sheet %q holds %q, not all of %q", names[i], numbers, tables)
			}
		}
		for _, fact := range facts {
			if !take(fact.Value.Number.String()) && !shownInOneCell(rows, fact) {
				t.Fatalf("sheet %q holds %q and does not tell %q: %s", names[i], numbers, fact.Label, fact.Value.Number)
			}
		}
		left = slices.DeleteFunc(left, func(s string) bool { return s == "0" }) // those from which curves begin are not of the tables
		if len(left) > 0 {
			t.Fatalf("sheet %q holds %q, which are of nothing", names[i], left)
		}
	}
}

// shownInOneCell reports whether a fact stands in one cell with its label, as words: so it is
// where a sheet has no second column for it.
func shownInOneCell(rows [][]string, fact document.Fact) bool {
	value := fact.Value
	value.Kind = value.KindIn(fact.Kind)
	text := ": " + value.Shown(document.AsColumn)
	return slices.ContainsFunc(rows, func(row []string) bool {
		return slices.ContainsFunc(row, func(cell string) bool { return strings.HasSuffix(cell, text) })
	})
}

func TestRandomDocumentsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWritten(t, anyDocument(t)) })
}

func FuzzWrite(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) { checkWritten(t, anyDocument(t)) }))
}
