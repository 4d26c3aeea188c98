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
	columns []foundColumn // nil until the titles were found
	looked  int           // rows in which they were not
	names   map[string]int
}

// foundColumn is a known column and where it stands.
type foundColumn struct {
	*ProjectColumn

	index int
	title string // as the file has it
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
	columns, ignored, err := findProjectColumns(row)
	if err != nil {
		return err
	}
	r.columns, r.sheet.Ignored, r.sheet.Name = columns, ignored, row.Sheet
	return nil
}

// leastTitles is how many known titles make a row the one that names the columns.
const leastTitles = 3

// findProjectColumns reads a row of titles; nil when it is none.
func findProjectColumns(row ahsp.Row) (found []foundColumn, ignored []string, err error) {
	var problems rab.Problems
	at := map[*ProjectColumn]string{}
	for i, cell := range row.Cells {
		title := strings.Join(strings.Fields(cell.Text), " ")
		column := projectColumnOf(title)
		switch {
		case title == "":
		case column == nil:
			ignored = append(ignored, title)
		case at[column] != "":
			problems = append(problems, rab.Problem{
				Path: "file", Row: row.Number, Column: title,
				Message: fmt.Sprintf("kolom %q dan %q sama artinya (%s): sisakan satu", at[column], title, column.Title),
			})
		default:
			at[column] = title
			found = append(found, foundColumn{column, i, title})
		}
	}
	if len(found) < leastTitles {
		return nil, nil, nil
	}
	for i := range projectColumns {
		column := &projectColumns[i]
		if column.Required && at[column] == "" {
			problems = append(problems, rab.Problem{
				Path: "file", Row: row.Number, Column: column.Title,
				Message: fmt.Sprintf("kolom wajib %q tidak ada: tambahkan judul %q atau %q pada baris %d", column.Title, column.Title, column.Field, row.Number),
			})
		}
	}
	return found, ignored, problems.Err()
}

// project reads a row below the titles.
func (r *sheetReader) project(row ahsp.Row) error {
	entry := SheetProject{Row: row.Number}
	title := map[string]string{}
	var unread rab.Problems
	empty := true
	for i := range projectColumns {
		column, cell := &projectColumns[i], ahsp.Cell{}
		title[column.Field] = column.Title
		for _, found := range r.columns {
			if found.ProjectColumn != column {
				continue
			}
			title[column.Field] = found.title
			if found.index < len(row.Cells) {
				cell = row.Cells[found.index]
			}
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
		problem.Row, problem.Column = row.Number, title[problem.Path]
	}
	r.warn(&entry, title["nama"])
	r.sheet.Rows = append(r.sheet.Rows, entry)
	return nil
}

// warn notes a name that an earlier row has: nothing forbids it, but it is seldom meant.
func (r *sheetReader) warn(entry *SheetProject, column string) {
	name := ahsp.NormaliseText(entry.Header.Nama)
	if name == "" {
		return
	}
	if before, taken := r.names[name]; taken {
		entry.Warnings = append(entry.Warnings, rab.Problem{
			Path: "nama", Message: fmt.Sprintf("nama ini juga ada pada baris %d", before), Severity: "warning", Row: entry.Row, Column: column,
		})
		return
	}
	r.names[name] = entry.Row
}
