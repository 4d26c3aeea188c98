package exchange

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// MaxSheetProjects is the most projects that one sheet may hold (documents I1).
const MaxSheetProjects = 2000

// ErrNoProjectSheet says that a sheet has no row of titles that belongs to projects.
var ErrNoProjectSheet = errors.New("tidak ada baris judul kolom proyek")

// ProjectSheet is what a sheet of projects holds. Every row that is not empty is in one of
// the two lists.
type ProjectSheet struct {
	Name    string
	Rows    []SheetProject
	Skipped []int    // rows that name neither project, place nor source of funds (documents I1)
	Ignored []string // titles of columns that were not read
}

// SheetProject is one row of a sheet of projects.
type SheetProject struct {
	Row      int // from 1, as shown by Excel
	Header   rab.Header
	Problems rab.Problems // why the row is refused: each with its row and column
	Warnings rab.Problems // what somebody should look at

	titles map[string]string // of the columns, by field
}

// Warn notes what somebody should look at in the column of a field.
func (p *SheetProject) Warn(field, message string) {
	p.Warnings = append(p.Warnings, rab.Problem{Path: field, Message: message, Severity: "warning", Row: p.Row, Column: p.titles[field]})
}

// Problems lists what is wrong with all rows.
func (s *ProjectSheet) Problems() rab.Problems {
	var all rab.Problems
	for i := range s.Rows {
		all = append(all, s.Rows[i].Problems...)
	}
	return all
}

// Accepted lists the rows that nothing is wrong with.
func (s *ProjectSheet) Accepted() []*SheetProject {
	var list []*SheetProject
	for i := range s.Rows {
		if len(s.Rows[i].Problems) == 0 {
			list = append(list, &s.Rows[i])
		}
	}
	return list
}

// SheetDates says how a workbook counts the days of its date cells.
type SheetDates bool

// The two ways to count: from 1900, as nearly all workbooks do, or from 1904.
const (
	From1900 SheetDates = false
	From1904 SheetDates = true
)

// ReadProjectSheet reads the rows of a sheet as projects (documents I1): titles in any order
// and under any of their names, numbers and dates as cells or as people write them. Each
// row is judged as the project form is. ErrNoProjectSheet when no row holds the titles, an
// *rab.Invalid when columns are missing or twice there, or when the rows are too many.
func ReadProjectSheet(rows iter.Seq2[ahsp.Row, error], dates SheetDates) (*ProjectSheet, error) {
	r := sheetReader{dates: dates, names: map[string]int{}}
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		if err := r.row(row); err != nil {
			return nil, err
		}
	}
	if r.columns == nil {
		return nil, ErrNoProjectSheet
	}
	return &r.sheet, nil
}

// sheetReader is the reading of one sheet.
type sheetReader struct {
	dates   SheetDates
	sheet   ProjectSheet
	columns map[*ProjectColumn]int // where they stand; nil until the titles were found
	titles  map[string]string      // of all columns by field: as the file has them, else our own
	looked  int                    // rows in which the titles were not
	names   map[string]int
}

// titleRows is among how many rows that hold anything the titles are looked for: a sheet
// may begin with a heading.
const titleRows = 20

func (r *sheetReader) row(row ahsp.Row) error {
	if r.columns != nil {
		return r.project(row)
	}
	if r.looked++; r.looked > titleRows {
		return ErrNoProjectSheet
	}
	return r.findColumns(row)
}

// leastTitles is how many known titles make a row the one that names the columns.
const leastTitles = 3

// findColumns reads the row of titles; any other is passed over.
func (r *sheetReader) findColumns(row ahsp.Row) error {
	var problems rab.Problems
	columns, titles := map[*ProjectColumn]int{}, map[string]string{}
	var ignored []string
	for i, cell := range row.Cells {
		title := strings.Join(strings.Fields(cell.Text), " ")
		column := projectColumnOf(title)
		switch _, twice := columns[column]; {
		case title == "":
		case column == nil:
			ignored = append(ignored, title)
		case twice:
			problems = append(problems, rab.Problem{
				Path: "file", Row: row.Number, Column: title,
				Message: fmt.Sprintf("kolom %q dan %q sama artinya (%s): sisakan satu", titles[column.Field], title, column.Title),
			})
		default:
			columns[column], titles[column.Field] = i, title
		}
	}
	if len(columns) < leastTitles {
		return nil
	}
	for i := range projectColumns {
		column := &projectColumns[i]
		if _, found := columns[column]; found {
			continue
		}
		titles[column.Field] = column.Title
		if column.Required {
			problems = append(problems, rab.Problem{
				Path: "file", Row: row.Number, Column: column.Title,
				Message: fmt.Sprintf("kolom wajib %q tidak ada: tambahkan judul %q atau %q pada baris %d", column.Title, column.Title, column.Field, row.Number),
			})
		}
	}
	r.columns, r.titles, r.sheet.Ignored, r.sheet.Name = columns, titles, ignored, row.Sheet
	return problems.Err()
}

// project reads a row below the titles.
func (r *sheetReader) project(row ahsp.Row) error {
	entry := SheetProject{Row: row.Number, titles: r.titles}
	var unread rab.Problems
	empty := true
	for i := range projectColumns {
		column, cell := &projectColumns[i], ahsp.Cell{}
		if index, found := r.columns[column]; found && index < len(row.Cells) {
			cell = row.Cells[index]
		}
		if cell.Kind == ahsp.TextCell && strings.TrimSpace(cell.Text) == "" {
			cell = ahsp.Cell{}
		}
		empty = empty && cell.Kind == ahsp.EmptyCell
		if err := column.read(&entry.Header, cell, r.dates); err != nil {
			unread.Add(column.Field, "%s", err)
		}
	}
	switch h := &entry.Header; {
	case empty:
		return nil
	case h.Nama == "" && h.LokasiProject == "" && h.SumberDana == "":
		r.sheet.Skipped = append(r.sheet.Skipped, row.Number)
		return nil
	case len(r.sheet.Rows) == MaxSheetProjects:
		return rab.Refuse("file", "Lembar ini berisi lebih dari %d proyek: bagi menjadi beberapa berkas.", MaxSheetProjects)
	}
	entry.Problems = entry.Header.Judge(unread)
	for i := range entry.Problems {
		problem := &entry.Problems[i]
		problem.Row, problem.Column = row.Number, r.titles[problem.Path]
	}
	r.warn(&entry)
	r.sheet.Rows = append(r.sheet.Rows, entry)
	return nil
}

// warn notes a name that an earlier row has: nothing forbids it, but it is seldom meant.
func (r *sheetReader) warn(entry *SheetProject) {
	name := ahsp.NormaliseText(entry.Header.Nama)
	if name == "" {
		return
	}
	if before, taken := r.names[name]; taken {
		entry.Warn("nama", fmt.Sprintf("nama ini juga ada pada baris %d", before))
		return
	}
	r.names[name] = entry.Row
}
