package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// collector takes the parts of the workbook from excelize instead of an archive: the rows of
// the sheets are not in them yet.
type collector struct{ parts map[string]*bytes.Buffer }

// Create takes a part.
func (c *collector) Create(name string) (io.Writer, error) {
	part := &bytes.Buffer{}
	c.parts[name] = part
	return part, nil
}

// AddFS is not asked for.
func (*collector) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close ends nothing.
func (*collector) Close() error { return nil }

// write writes the archive: parts in the order of their names, all of one time, and the rows
// of the sheets as they are made.
func (b *book) write(w io.Writer) error {
	c := &collector{parts: map[string]*bytes.Buffer{}}
	b.file.ZipWriter = func(io.Writer) excelize.ZipWriter { return c }
	if _, err := b.file.WriteToBuffer(); err != nil {
		return err //nolint:wrapcheck // Write names the package
	}
	if types := c.parts[contentTypes]; types != nil {
		c.parts[contentTypes] = bytes.NewBuffer(inOrder(types.Bytes()))
	}
	if err := b.drawCurves(c.parts); err != nil {
		return err
	}
	sheets := make(map[string]*sheet, len(b.sheets))
	for i, s := range b.sheets {
		sheets[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = s
	}
	names := make([]string, 0, len(c.parts))
	for name := range c.parts {
		names = append(names, name)
	}
	slices.SortFunc(names, byRank)
	archive := zip.NewWriter(w)
	for _, name := range names {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.moment()})
		if err != nil {
			return err //nolint:wrapcheck // Write names the package
		}
		if s := sheets[name]; s != nil {
			err = b.writeSheet(part, s, c.parts[name].Bytes())
		} else {
			_, err = part.Write(c.parts[name].Bytes())
		}
		if err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err //nolint:wrapcheck // Write names the package
	}
	return b.progress.Tell(b.total, b.total)
}

const contentTypes = "[Content_Types].xml"

var defaultType = regexp.MustCompile(`<Default [^>]*></Default>`)

// inOrder sorts the types of files, which excelize lists in any order.
func inOrder(types []byte) []byte {
	found := defaultType.FindAll(types, -1)
	slices.SortFunc(found, bytes.Compare)
	sorted := bytes.Join(found, nil)
	first := true
	return defaultType.ReplaceAllFunc(types, func([]byte) []byte {
		if first {
			first = false
			return sorted
		}
		return nil
	})
}

// byRank orders the parts of an archive: what tells of the others first, sheets in their order.
func byRank(a, b string) int {
	if byFirst := rank(a) - rank(b); byFirst != 0 {
		return byFirst
	}
	if byLength := len(a) - len(b); byLength != 0 && strings.HasPrefix(a, "xl/worksheets/sheet") && strings.HasPrefix(b, "xl/worksheets/sheet") {
		return byLength
	}
	return strings.Compare(a, b)
}

func rank(name string) int {
	switch {
	case name == contentTypes:
		return 0
	case strings.HasPrefix(name, "_rels/"):
		return 1
	}
	return 2
}

// moment is the only time in the file; archives know none before 1980.
func (b *book) moment() time.Time {
	first := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	at, err := time.Parse(time.RFC3339, b.document.Moment)
	if err != nil || at.Before(first) || at.Year() > 2100 {
		return first
	}
	return at.UTC().Truncate(2 * time.Second) // what archives can tell apart
}

// rowWriter makes the XML of rows and hands it on in pieces.
type rowWriter struct {
	book  *book
	sheet *sheet
	out   io.Writer
	xml   []byte
	merge []byte
	count int // of merged ranges
	boxes []box
	names []string // letters of the columns
}

// chunk is how much XML is kept before it is handed on.
const chunk = 32 << 10

// writeSheet writes a sheet: what excelize made of it, with the rows in their place.
func (b *book) writeSheet(out io.Writer, s *sheet, around []byte) error {
	before, after, found := bytes.Cut(around, []byte("<sheetData></sheetData>"))
	if !found {
		if before, after, found = bytes.Cut(around, []byte("<sheetData/>")); !found {
			return errors.New("no place for rows in the sheet")
		}
	}
	w := &rowWriter{book: b, sheet: s, out: out, names: make([]string, len(s.widths))}
	for i := range w.names {
		w.names[i] = spreadsheet.ColumnName(i)
	}
	w.xml = append(append(w.xml, before...), "<sheetData>"...)
	for _, part := range s.parts {
		if err := w.part(part); err != nil {
			return err
		}
	}
	w.xml = append(w.xml, "</sheetData>"...)
	if w.count > 0 {
		w.xml = append(w.xml, `<mergeCells count="`+strconv.Itoa(w.count)+`">`...)
		w.xml = append(append(w.xml, w.merge...), "</mergeCells>"...)
	}
	w.xml = append(w.xml, s.withoutWarnings(after)...)
	_, err := out.Write(w.xml)
	return err //nolint:wrapcheck // Write names the package
}

// withoutWarnings keeps Excel from marking running numbers, which are texts, and sums that
// leave the rows beside them out.
func (s *sheet) withoutWarnings(after []byte) []byte {
	if s.rows == 0 {
		return after
	}
	at := bytes.Index(after, []byte("<drawing"))
	if at < 0 {
		at = bytes.LastIndex(after, []byte("</worksheet>"))
	}
	if at < 0 {
		return after
	}
	const ignored = `<ignoredErrors><ignoredError sqref="A1:%s" numberStoredAsText="1" formula="1" formulaRange="1"/></ignoredErrors>`
	return slices.Concat(after[:at], fmt.Appendf(nil, ignored, reference(len(s.widths)-1, s.rows)), after[at:])
}

func (w *rowWriter) part(p part) error {
	for i := range p.lines {
		l := &p.lines[i]
		if err := w.row(p.first+i, l.height, true, l.cells, place{sheet: w.sheet}); err != nil {
			return err
		}
	}
	if p.table == nil {
		return nil
	}
	t := p.table.table
	for i := range t.Rows {
		if w.book.done%64 == 0 {
			if err := w.book.progress.Tell(w.book.done, w.book.total); err != nil {
				return err
			}
		}
		w.book.done++
		w.boxes = w.sheet.layRow(p.table, i, w.boxes)
		height, fixed := w.sheet.rowHeight(w.boxes)
		if err := w.row(p.first+i, height, fixed, w.boxes, place{sheet: w.sheet, table: p.table, row: i}); err != nil {
			return err
		}
	}
	return nil
}

// row writes one row. A height that is not fixed changes when the row is edited.
func (w *rowWriter) row(number, height int, fixed bool, boxes []box, at place) error {
	if height == 0 && len(boxes) == 0 {
		return nil
	}
	w.xml = append(append(w.xml, `<row r="`...), strconv.Itoa(number)...)
	if height > 0 {
		w.xml = append(w.xml, `" ht="`...)
		w.xml = strconv.AppendInt(w.xml, int64(height/10), 10)
		w.xml = append(w.xml, '.')
		w.xml = strconv.AppendInt(w.xml, int64(height%10), 10)
		if fixed {
			w.xml = append(w.xml, `" customHeight="1`...)
		}
	}
	w.xml = append(w.xml, `">`...)
	for i := range boxes {
		if err := w.box(number, &boxes[i], at); err != nil {
			return err
		}
	}
	w.xml = append(w.xml, "</row>"...)
	if len(w.xml) < chunk {
		return nil
	}
	_, err := w.out.Write(w.xml)
	w.xml = w.xml[:0]
	return err //nolint:wrapcheck // Write names the package
}

func (w *rowWriter) box(row int, b *box, at place) error {
	style, err := w.book.style(b.look)
	if err != nil {
		return err
	}
	at.column = b.from
	w.open(b.from, row, style)
	w.content(b, at)
	for column := b.from + 1; column <= b.to; column++ {
		w.open(column, row, style)
		if b.zero && column == b.to {
			w.xml = append(w.xml, "><v>0</v></c>"...)
			continue
		}
		w.xml = append(w.xml, "/>"...)
	}
	if b.to > b.from || b.down > 0 {
		w.count++
		w.merge = append(w.merge, `<mergeCell ref="`+w.names[b.from]+strconv.Itoa(row)+":"+w.names[b.to]+strconv.Itoa(row+b.down)+`"/>`...)
	}
	return nil
}

// open begins a cell: its end is still to be written.
func (w *rowWriter) open(column, row, style int) {
	w.xml = append(append(w.xml, `<c r="`...), w.names[column]...)
	w.xml = strconv.AppendInt(w.xml, int64(row), 10)
	if style > 0 {
		w.xml = append(w.xml, `" s="`...)
		w.xml = strconv.AppendInt(w.xml, int64(style), 10)
	}
	w.xml = append(w.xml, '"')
}

// mostDigits is how many digits before the point a number of a workbook may have.
const mostDigits = 300

// content ends a cell with what is in it. A number is stored by its digits.
func (w *rowWriter) content(b *box, at place) {
	switch cell := &b.cell; cell.Holds {
	case document.HoldsNumber:
		digits := cell.Number.String()
		if whole, _, _ := strings.Cut(digits, "."); len(whole) > mostDigits {
			w.text(b, "", digits)
			return
		}
		w.xml = append(w.xml, '>')
		if cell.Formula != nil {
			if formula := w.book.formula(cell.Formula, at); formula != "" {
				w.xml = append(escape(append(w.xml, "<f>"...), formula), "</f>"...)
			}
		}
		w.xml = append(append(append(w.xml, "<v>"...), digits...), "</v></c>"...)
	case document.HoldsText:
		w.text(b, b.bold, cell.Text)
	default:
		switch {
		case b.bold != "":
			w.text(b, b.bold, "")
		case b.zero && b.from == b.to:
			w.xml = append(w.xml, "><v>0</v></c>"...)
		default:
			w.xml = append(w.xml, "/>"...)
		}
	}
}

// text ends a cell with a text, which may begin in bold.
func (w *rowWriter) text(b *box, bold, text string) {
	text = spreadsheet.Cut(text, excelize.TotalCellChars)
	w.xml = append(w.xml, ` t="inlineStr"><is>`...)
	if bold == "" {
		w.xml = append(w.xml, `<t xml:space="preserve">`...)
	} else {
		const run = `<r><rPr>%s<sz val="%d"/><color rgb="FF` + ink + `"/><rFont val="` + font + `"/></rPr><t xml:space="preserve">`
		w.xml = fmt.Appendf(w.xml, run, "<b/>", b.look.points())
		w.xml = append(escape(w.xml, spreadsheet.Escaped(bold)), "</t></r>"...)
		w.xml = fmt.Appendf(w.xml, run, "", b.look.points())
	}
	w.xml = append(escape(w.xml, spreadsheet.Escaped(text)), "</t>"...)
	if bold != "" {
		w.xml = append(w.xml, "</r>"...)
	}
	w.xml = append(w.xml, "</is></c>"...)
}

// escape appends a text to XML, without what XML cannot hold.
func escape(xml []byte, text string) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != 0xfffe && r != 0xffff && (r != utf8.RuneError || size > 1) {
				xml = append(xml, text[i:i+size]...)
			}
			i += size
			continue
		}
		i++
		switch {
		case c == '&':
			xml = append(xml, "&amp;"...)
		case c == '<':
			xml = append(xml, "&lt;"...)
		case c == '>':
			xml = append(xml, "&gt;"...)
		case c >= ' ' || c == '\n' || c == '\t':
			xml = append(xml, c)
		}
	}
	return xml
}
