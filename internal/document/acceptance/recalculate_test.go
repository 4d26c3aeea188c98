package acceptance

import (
	"cmp"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
)

// cellValue is a cell of a workbook: what it holds, and whether by a formula.
type cellValue struct {
	text    string
	formula bool
}

// cellsOf reads all cells of a workbook by sheet and address.
func (d *desk) cellsOf(path string) map[string]cellValue {
	d.t.Helper()
	book, err := excelize.OpenFile(path)
	must(d.t, err)
	defer book.Close()
	all := map[string]cellValue{}
	must(d.t, cells(book, func(sheet, cell, value string) error {
		formula, err := book.GetCellFormula(sheet, cell)
		all[sheet+"!"+cell] = cellValue{text: value, formula: formula != ""}
		return err
	}))
	return all
}

// sameNumber compares two values to more digits than any kind shows.
func sameNumber(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return a == b
	}
	return math.Abs(x-y) <= math.Max(1e-7, 1e-12*math.Abs(x))
}

// recalculate lets LibreOffice reckon all formulas of workbooks anew: the values must be
// those that we wrote beside them, without an error (documents §3.6, 4).
func (d *desk) recalculate(books map[string]order) {
	var paths []string
	for path := range books {
		paths = append(paths, path)
	}
	again := filepath.Join(d.dir, "recalculated")
	d.convert("xlsx:Calc MS Excel 2007 XML", again, paths...)
	for path, order := range books {
		ours, theirs := d.cellsOf(path), d.cellsOf(filepath.Join(again, filepath.Base(path)))
		formulas, wrong := 0, 0
		for cell, our := range ours {
			if !our.formula {
				continue
			}
			formulas++
			their := theirs[cell]
			if !their.formula || isError(their.text) || !sameNumber(our.text, their.text) {
				if wrong++; wrong < 5 {
					d.t.Errorf("%s: %s is %s, recalculated %s (a formula: %v)", order.name, cell, our.text, their.text, their.formula)
				}
			}
		}
		d.t.Logf("%s.xlsx: %d formulas, %d wrong", order.name, formulas, wrong)
	}
}

// TestOfficeRecalculatesAChangedPrice changes one price in the workbook of the package:
// every cell with a formula must become what the program reckons with that price.
func TestOfficeRecalculatesAChangedPrice(t *testing.T) {
	d := newDesk(t, "harga")
	o := hall(t)
	paket := order{DocumentOrder: app.DocumentOrder{Kind: dossier.Paket, Format: dossier.XLSX}, name: "paket"}
	item, price := o.important(), decimal.MustParse("123456.75")
	old := d.save(o, paket)
	edited := filepath.Join(d.dir, "diubah.xlsx")
	d.setPrice(old, edited, o.model(paket), item, price)

	_, _, err := o.SavePrices(t.Context(), o.visit(o.id), app.PriceSave{Items: []rab.PriceInput{{ID: item.ID, Harga: &decimal.Null{Decimal: price, Valid: true}}}})
	must(t, err)
	paket.name = "program"
	program := d.cellsOf(d.save(o, paket))

	again := filepath.Join(d.dir, "recalculated")
	d.convert("xlsx:Calc MS Excel 2007 XML", again, edited)
	before, recalculated := d.cellsOf(old), d.cellsOf(filepath.Join(again, "diubah.xlsx"))
	changed, wrong := 0, 0
	for cell, value := range program {
		if !value.formula {
			continue
		}
		if before[cell].text != value.text {
			changed++
		}
		if got := recalculated[cell]; !sameNumber(got.text, value.text) && !d.restsOnAState(cell, old, before, program) {
			if wrong++; wrong < 10 {
				t.Errorf("%s: the program says %s, the changed workbook %s (before %s)", cell, value.text, got.text, before[cell].text)
			}
		}
	}
	t.Logf("%d cells with formulas changed, %d wrong", changed, wrong)
	if changed < 10 {
		t.Errorf("only %d cells follow the price of %s", changed, item.Uraian)
	}
	o.totalFollows(paket, recalculated)
}

var reference = regexp.MustCompile(`(?:'([^']+)'!|(\w+)!)?\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?`)

// restsOnAState reports whether a cell adds up a figure that is said of one state of the
// project, such as the rounding of its unit prices: a number without a formula, which is
// another one in the program's own workbook.
func (d *desk) restsOnAState(cell, path string, before, program map[string]cellValue) bool {
	d.t.Helper()
	book, err := excelize.OpenFile(path)
	must(d.t, err)
	defer book.Close()
	sheet, address, _ := strings.Cut(cell, "!")
	formula, err := book.GetCellFormula(sheet, address)
	must(d.t, err)
	for _, m := range reference.FindAllStringSubmatch(formula, -1) {
		target := cmp.Or(m[1], m[2], sheet) + "!" + m[3] + m[4]
		if was, is := before[target], program[target]; was.text != "" && !was.formula && !is.formula && !sameNumber(was.text, is.text) {
			d.t.Logf("%s adds up %s, which is of one state: %s, then %s", cell, target, was.text, is.text)
			return true
		}
	}
	return false
}

// important is the item without a purchase unit that stands in most analyses.
func (o *office) important() *rab.PriceItem {
	o.t.Helper()
	project := o.view().Project
	uses := map[int64]int{}
	for _, component := range project.Components.All() {
		if component.PriceItemID != nil {
			uses[*component.PriceItemID]++
		}
	}
	var best *rab.PriceItem
	for _, item := range project.PriceItems.All() {
		if _, bought := project.Conversions.Get(item.ID); bought || !item.Harga.Valid {
			continue
		}
		if best == nil || uses[item.ID] > uses[best.ID] {
			best = item
		}
	}
	return best
}

// setPrice writes a price into the price list of a workbook, as its reader would.
func (d *desk) setPrice(from, to string, model *document.Document, item *rab.PriceItem, price decimal.Decimal) {
	d.t.Helper()
	book, err := excelize.OpenFile(from)
	must(d.t, err)
	defer book.Close()
	number, err := strconv.ParseFloat(price.String(), 64)
	must(d.t, err)
	old := document.Money.Text(item.Harga.Decimal)
	for _, section := range model.Sections {
		if section.Key != "harga" {
			continue
		}
		rows, err := book.GetRows(section.Sheet, excelize.Options{RawCellValue: true})
		must(d.t, err)
		for r, row := range rows {
			named := false
			for c, value := range row {
				named = named || value == item.Kode
				parsed, err := decimal.Parse(value)
				if !named || err != nil || document.Money.Text(parsed) != old {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(c+1, r+1)
				must(d.t, err)
				must(d.t, book.SetCellValue(section.Sheet, cell, number))
				must(d.t, book.SaveAs(to))
				return
			}
		}
	}
	d.t.Fatalf("the price of %s (%s, %s) is not in the price list", item.Kode, item.Uraian, old)
}

// totalFollows: the rounded total of the program is among the recalculated cells.
func (o *office) totalFollows(paket order, recalculated map[string]cellValue) {
	o.t.Helper()
	total := o.view().Figures().Totals.Dibulatkan.String()
	for _, value := range recalculated {
		if value.formula && sameNumber(value.text, total) {
			return
		}
	}
	o.t.Errorf("%s: no formula gives the rounded total %s", paket.name, total)
}
