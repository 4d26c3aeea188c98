package docx_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/document"
	"takar/internal/document/docx"
	"takar/internal/document/sample"
)

// anyDocument is a random document: what the types allow, sensible or not.
func anyDocument(t *rapid.T) *document.Document {
	return sample.Random(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
}

func TestAnyDocumentIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		var file bytes.Buffer
		if err := docx.Write(&file, d, nil); err != nil {
			t.Fatal(err)
		}
		a, err := unpack(file.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for name, part := range a.parts {
			for _, fault := range disorder(part) {
				t.Errorf("%s: %s", name, fault)
			}
		}
		if sections := len(a.body().all("w:sectPr")); sections != max(1, len(d.Sections)) {
			t.Errorf("%d sections of %d", sections, len(d.Sections))
		}
		all := a.body().words()
		for _, section := range d.Sections {
			for _, block := range section.Blocks {
				table, ok := block.(*document.Table)
				if !ok || len(table.Columns) == 0 {
					continue
				}
				for _, row := range table.Rows {
					if cell := first(row); cell.Holds == document.HoldsNumber && !strings.Contains(all, cell.Shown(table.Columns[0].Kind)) {
						t.Errorf("%q is not in the text", cell.Shown(table.Columns[0].Kind))
					}
				}
			}
		}
	})
}

func first(row document.Row) document.Cell {
	if len(row.Cells) == 0 {
		return document.Cell{}
	}
	return row.Cells[0]
}
