package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"takar/internal/document"
	"takar/internal/spreadsheet"
)

// setUp makes everything of the workbook but the rows: its styles too, as excelize writes
// them before the rows are made.
//
//nolint:wrapcheck // Write names the package
func (b *book) setUp() error {
	d := b.document
	props := &excelize.DocProperties{
		Title: clean(d.Title), Subject: clean(d.Project), Creator: clean(d.Author), LastModifiedBy: clean(d.Author), Description: clean(d.Stamp),
		Created: b.moment().Format("2006-01-02T15:04:05Z"), Modified: b.moment().Format("2006-01-02T15:04:05Z"),
	}
	if err := b.file.SetDocProps(props); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "Takar"}); err != nil {
		return err
	}
	if err := b.file.SetDefaultFont(font); err != nil {
		return err
	}
	*b.file.Styles.Fonts.Font[0].Sz.Val = normal
	for i, s := range b.sheets {
		var err error
		if i == 0 {
			err = b.file.SetSheetName(b.file.GetSheetName(0), s.name)
		} else {
			_, err = b.file.NewSheet(s.name)
		}
		if err != nil {
			return err
		}
	}
	for _, s := range b.sheets {
		for _, step := range []func(*sheet) error{b.setColumns, b.setPage, b.setHeadFoot, b.setPanes, b.setNames, b.setLinks, b.setLogo, b.setCurves, b.setStyles} {
			if err := step(s); err != nil {
				return err
			}
		}
	}
	for _, name := range b.defined {
		if err := b.file.SetDefinedName(&excelize.DefinedName{Name: name.name, RefersTo: name.cell}); err != nil {
			return err
		}
	}
	return nil
}

// clean is a text without what XML cannot hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// characters turns tenths of a millimetre into the characters in which Excel measures columns.
func characters(tenths int) float64 {
	const pixelsPerTenth, perCharacter, beside = 96.0 / 254, 7, 5
	return min(max((float64(tenths)*pixelsPerTenth-beside)/perCharacter, 1), excelize.MaxColumnWidth)
}

//nolint:wrapcheck // Write names the package
func (b *book) setColumns(s *sheet) error {
	for i, width := range s.widths {
		column := spreadsheet.ColumnName(i)
		if err := b.file.SetColWidth(s.name, column, column, characters(width)); err != nil {
			return err
		}
	}
	hidden := false
	if err := b.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &hidden}); err != nil {
		return err
	}
	if s.rows == 0 {
		return nil
	}
	height, given := float64(usualHeight)/10, true
	if err := b.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &given}); err != nil {
		return err
	}
	return b.file.SetSheetDimension(s.name, "A1:"+reference(len(s.widths)-1, s.rows))
}

// paperSizes are the numbers of papers in workbooks; folio is the nearest one to F4.
var paperSizes = map[document.Paper]int{document.A4: 9, document.A3: 8, document.F4: 14}

// mostBreaks is how many page breaks a sheet may have.
const mostBreaks = 1000

//nolint:wrapcheck // Write names the package
func (b *book) setPage(s *sheet) error {
	yes, fit := true, !s.byPage()
	if err := b.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	size, known := paperSizes[s.section.Paper]
	if !known {
		size = paperSizes[document.A4]
	}
	orientation := "portrait"
	if s.section.Landscape {
		orientation = "landscape"
	}
	page := &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation}
	if fit {
		wide, high := s.pages()
		page.FitToWidth, page.FitToHeight = &wide, &high
	} else {
		scale := uint(s.scale())
		page.AdjustTo = &scale
	}
	if err := b.file.SetPageLayout(s.name, page); err != nil {
		return err
	}
	edge := float64(s.section.Edge()) / 254
	beside := edge / 2
	layout := &excelize.PageLayoutMarginsOptions{Left: &edge, Right: &edge, Top: &edge, Bottom: &edge, Header: &beside, Footer: &beside, Horizontally: &yes}
	if err := b.file.SetPageMargins(s.name, layout); err != nil {
		return err
	}
	for _, row := range s.breaks[:min(len(s.breaks), mostBreaks)] {
		if err := b.file.InsertPageBreak(s.name, reference(0, row)); err != nil {
			return err
		}
	}
	return nil
}

// longestInHead is how much of a text stands in a head or foot, in UTF-16 units: both may
// have 255 with all that is in them.
const longestInHead = 70

func inHead(text string) string {
	return strings.ReplaceAll(spreadsheet.Cut(clean(text), longestInHead), "&", "&&")
}

// setHeadFoot puts the project and the title above each page, and below it of which state of
// the project it is and which page.
//
//nolint:wrapcheck // Write names the package
func (b *book) setHeadFoot(s *sheet) error {
	const plain = `&8&"Arial,Regular"&K5B6670`
	head, foot := "", ""
	if !s.section.Bare {
		title := s.section.Title
		if title == "" {
			title = b.document.Title
		}
		head = "&L" + plain + inHead(b.document.Project) + "&R" + plain + inHead(title)
		foot = "&L" + plain + inHead(b.document.Stamp) + "&R" + plain + "Halaman &P dari &N"
	}
	if b.document.Watermark != "" {
		head += `&C&12&"Arial,Bold"&K` + tones[document.Bad] + spreadsheet.Cut(inHead(b.document.Watermark), 20)
	}
	if head == "" && foot == "" {
		return nil
	}
	return b.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddHeader: head, OddFooter: foot})
}

// tallestFrozen is how high what stays in sight may be, in tenths of a point: on a small
// screen rows must be left to scroll.
const tallestFrozen = 3300

//nolint:wrapcheck // Write names the package
func (b *book) setPanes(s *sheet) error {
	panes := &excelize.Panes{Freeze: true, XSplit: s.stays, YSplit: s.headBottom}
	if s.frozenHeight > tallestFrozen {
		panes.YSplit = 0
	}
	switch {
	case panes.XSplit == 0 && panes.YSplit == 0:
		return nil
	case panes.XSplit == 0:
		panes.ActivePane = "bottomLeft"
	case panes.YSplit == 0:
		panes.ActivePane = "topRight"
	default:
		panes.ActivePane = "bottomRight"
	}
	panes.TopLeftCell = reference(panes.XSplit, panes.YSplit+1)
	return b.file.SetPanes(s.name, panes)
}

// setNames says what of a sheet is printed, and which of its rows and columns on each page.
//
//nolint:wrapcheck // Write names the package
func (b *book) setNames(s *sheet) error {
	if s.rows == 0 {
		return nil
	}
	sheet, top := quoted(s.name)+"!", 1
	if b.document.Watermark != "" && !s.section.Bare && s.rows > 1 {
		top = 2 // on paper the head says that it is a draft
	}
	area := sheet + absolute(0, top) + ":" + absolute(len(s.widths)-1, s.rows)
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: area, Scope: s.name}); err != nil {
		return err
	}
	var titles []string
	if s.stays > 0 {
		titles = append(titles, sheet+"$A:$"+spreadsheet.ColumnName(s.stays-1))
	}
	if s.headBottom > 0 {
		titles = append(titles, fmt.Sprintf("%s$%d:$%d", sheet, s.headTop, s.headBottom))
	}
	if titles == nil {
		return nil
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ","), Scope: s.name})
}

//nolint:wrapcheck // Write names the package
func (b *book) setLinks(s *sheet) error {
	for _, link := range s.links {
		if err := b.file.SetCellHyperLink(s.name, link.cell, quoted(link.to.name)+"!A1", "Location"); err != nil {
			return err
		}
	}
	return nil
}

// setLogo draws the logo at the left of the head of the letter. One that cannot be drawn is
// left out.
func (b *book) setLogo(s *sheet) error {
	if !s.logo {
		return nil
	}
	logo := b.document.Kop.Logo
	extension := ".png"
	if logo.Type == "image/jpeg" {
		extension = ".jpg"
	}
	if logo.Height <= 0 || logo.Width <= 0 {
		return nil
	}
	scale := min(float64(logoHeight)/float64(logo.Height), 3*float64(logoHeight)/float64(logo.Width))
	row := 1
	if b.document.Watermark != "" {
		row = 2
	}
	_ = b.file.AddPictureFromBytes(s.name, reference(0, row), &excelize.Picture{ // a damaged picture is no reason to be without the document
		Extension: extension, File: logo.Data,
		Format: &excelize.GraphicOptions{ScaleX: scale, ScaleY: scale, OffsetX: 2, OffsetY: 2, Positioning: "oneCell", AltText: "Logo"},
	})
	return nil
}

// setStyles makes the styles of all cells of a sheet.
func (b *book) setStyles(s *sheet) error {
	var boxes []box
	for _, part := range s.parts {
		for i := range part.lines {
			if err := b.stylesOf(part.lines[i].cells); err != nil {
				return err
			}
		}
		if part.table == nil {
			continue
		}
		for i := range part.table.table.Rows {
			boxes = s.layRow(part.table, i, boxes)
			if err := b.stylesOf(boxes); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *book) stylesOf(boxes []box) error {
	for i := range boxes {
		if _, err := b.style(boxes[i].look); err != nil {
			return err
		}
	}
	return nil
}
