package spreadsheet

import (
	"iter"

	"takar/internal/ahsp"
)

// AHSPRows gives a sheet, "" meaning the first visible one, to ahsp.Import or to whatever
// else takes its rows.
func AHSPRows(w *Workbook, sheet string) iter.Seq2[ahsp.Row, error] {
	return func(yield func(ahsp.Row, error) bool) {
		var cells []ahsp.Cell
		for row, err := range w.Rows(sheet) {
			if err != nil {
				yield(ahsp.Row{}, err)
				return
			}
			cells = cells[:0]
			for _, cell := range row.Cells {
				cells = append(cells, ahspCell(cell))
			}
			if !yield(ahsp.Row{Sheet: row.Sheet, Number: row.Number, Cells: cells}, nil) {
				return
			}
		}
	}
}

// ImportAHSP reads the first visible sheet of a workbook as a reference library.
func ImportAHSP(w *Workbook, edition, file string) (*ahsp.Imported, error) {
	return ahsp.Import(AHSPRows(w, ""), ahsp.Options{Edition: edition, File: file, SHA256: w.SHA256()})
}

var ahspKinds = map[Kind]ahsp.CellKind{
	Empty: ahsp.EmptyCell, Text: ahsp.TextCell, Number: ahsp.NumberCell, Bool: ahsp.BoolCell, ErrorValue: ahsp.ErrorCell,
}

func ahspCell(cell Cell) ahsp.Cell {
	if cell.Formula && cell.Kind == Empty {
		return ahsp.Cell{Kind: ahsp.ErrorCell, Text: "rumus tanpa hasil tersimpan"}
	}
	return ahsp.Cell{Kind: ahspKinds[cell.Kind], Text: cell.Text}
}
