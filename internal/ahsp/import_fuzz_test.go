package ahsp_test

import (
	"errors"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// FuzzImport feeds rows of arbitrary cells: lines are rows, tabs separate cells, and a
// leading # makes a number cell, ! an error cell. Whatever comes in, the importer gives an
// error for people or a result whose counts agree with its rows.
func FuzzImport(f *testing.F) {
	header := "sumber_ahsp\tkode_ahsp\tnama_ahsp\tkategori\tkode_item\titem\tsatuan\tkoefisien\n"
	f.Add(header + "AHSP\t1.1\tPasang 1 m2 x\tTK\tTK.1\tPekerja\tOH\t#1351")
	f.Add(header + "AHSP\t#1.1\tPasang 1 mÂ² x\t\t\tPekerja\t\t1e-5\n\t1.1\ty\tTK\t\tPekerja\tOH\t!#N/A")
	f.Add(header + "AHSP\t1\tx\tTK\t\ty\tOH\t1,5\n\t\t\tTK\t\ty\tOH\t1.500,5")
	f.Add("kode\tsatuan\tsatuan\n\n\t")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip("too long to be of use")
		}
		rows := func(yield func(ahsp.Row, error) bool) {
			for i, line := range strings.Split(text, "\n") {
				row := ahsp.Row{Sheet: "x", Number: i + 1}
				for _, cell := range strings.Split(line, "\t") {
					kind := ahsp.TextCell
					switch {
					case cell == "":
						kind = ahsp.EmptyCell
					case cell[0] == '#':
						kind, cell = ahsp.NumberCell, cell[1:]
					case cell[0] == '!':
						kind, cell = ahsp.ErrorCell, cell[1:]
					}
					row.Cells = append(row.Cells, ahsp.Cell{Kind: kind, Text: cell})
				}
				if !yield(row, nil) {
					return
				}
			}
		}
		imported, err := ahsp.Import(rows, ahsp.Options{})
		if err != nil {
			var refused *ahsp.ImportError
			if !errors.As(err, &refused) || len(refused.Errors) == 0 || err.Error() == "" {
				t.Fatalf("error without a place: %v", err)
			}
			return
		}
		check(t, imported)
		check(t, imported.Repair())
	})
}

func check(t *testing.T, imported *ahsp.Imported) {
	components, seen := 0, map[string]bool{}
	for _, a := range imported.Analyses {
		if a.Kode == "" || a.Nama == "" || seen[a.Kode] {
			t.Fatalf("analysis %+v", a)
		}
		seen[a.Kode] = true
		for i, c := range a.Components {
			components++
			if _, err := decimal.Koefisien.Quantise(c.Koefisien); err != nil || c.Position != i || c.Uraian == "" || c.Kategori.Order() > 3 {
				t.Fatalf("component %+v: %v", c, err)
			}
		}
	}
	s := imported.Summary
	if s.Components != components || s.Analyses != len(imported.Analyses) || s.Rows < components || s.Findings.UnitFromName+s.Findings.UnitMissing > s.Analyses ||
		s.Findings.LostDecimal.Proposed+s.Findings.LostDecimal.Ambiguous != s.Findings.LostDecimal.Components {
		t.Fatalf("summary %+v of %d components", s, components)
	}
}
