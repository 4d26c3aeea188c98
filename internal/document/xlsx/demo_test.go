package xlsx_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/demo"
	"takar/internal/dossier"
	"takar/internal/store"
)

// TestDocumentsOfTheDemoRecalculate writes every document of the demo's village hall as a
// workbook: what a spreadsheet program makes of its formulas is what stands beside them.
// When TAKAR_LOOK names a directory they are left there, for people who want to see them.
func TestDocumentsOfTheDemoRecalculate(t *testing.T) {
	a, view := hall(t)
	for _, entry := range dossier.Catalogue() {
		if !entry.Offers(dossier.XLSX) {
			continue
		}
		t.Run(string(entry.Kind), func(t *testing.T) {
			d, err := a.DocumentModel(t.Context(), view, app.DocumentOrder{Kind: entry.Kind, Format: dossier.XLSX})
			if err != nil {
				t.Fatal(err)
			}
			data := written(t, d)
			if directory := os.Getenv("TAKAR_LOOK"); directory != "" {
				if err := os.WriteFile(filepath.Join(directory, string(entry.Kind)+".xlsx"), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			recalculated(t, opened(t, data))
		})
	}
}

// TestAPriceOfTheDemoReachesItsRecap changes a price in the package of the demo: analyses,
// HSP, RAB and rekapitulasi follow, over five sheets.
func TestAPriceOfTheDemoReachesItsRecap(t *testing.T) {
	a, view := hall(t)
	d, err := a.DocumentModel(t.Context(), view, app.DocumentOrder{Kind: dossier.Paket, Format: dossier.XLSX})
	if err != nil {
		t.Fatal(err)
	}
	file := opened(t, written(t, d))
	total := find(t, file, "Rekapitulasi", "JUMLAH (A)", 1)
	before, err := file.GetCellValue("Rekapitulasi", total)
	if err != nil {
		t.Fatal(err)
	}
	price := find(t, file, "Harga Satuan", "Semen Portland", 3)
	if err := file.SetCellDefault("Harga Satuan", price, "2000"); err != nil {
		t.Fatal(err)
	}
	after, err := file.CalcCellValue("Rekapitulasi", total, excelize.Options{RawCellValue: true})
	if err != nil || same(after, before) {
		t.Errorf("%s with another price: %s, %v", before, after, err)
	}
	if kept := "423970099.37"; before != kept {
		t.Errorf("the total is %s, want %s", before, kept)
	}
}

// hall is the village hall of the demo as its owner sees it.
func hall(t *testing.T) (*app.App, *app.View) {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Store: opened})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	password := auth.GeneratePassword()
	if err := demo.Fill(t.Context(), a, password); err != nil {
		t.Fatal(err)
	}
	token, err := a.LogIn(t.Context(), demo.People[0].Email, password, netip.IPv6Loopback(), "test")
	if err != nil {
		t.Fatal(err)
	}
	visit, err := a.Enter(t.Context(), token, 0)
	if err != nil {
		t.Fatal(err)
	}
	page, err := a.Projects(t.Context(), visit, app.ProjectQuery{Search: "Balai Pertemuan"})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("projects: %v, %v", page, err)
	}
	if visit, err = a.Enter(t.Context(), token, page.Rows[0].ID); err != nil {
		t.Fatal(err)
	}
	view, err := a.View(t.Context(), visit)
	if err != nil {
		t.Fatal(err)
	}
	return a, view
}
