package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"takar/internal/ahsp"
)

// realWorkbook is the published workbook; it is no part of the project.
const realWorkbook = "../../../shared/data/SNI_2025_AHSP.xlsx"

// workbookOf writes a workbook in the layout of the publication and returns its path.
func workbookOf(t *testing.T, rows [][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	header := []any{"sumber_ahsp", "kode_ahsp", "nama_ahsp", "kategori", "kode_item", "item", "satuan", "koefisien"}
	for i, row := range append([][]any{header}, rows...) {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "AHSP.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// smallWorkbook writes a workbook with some of the damage of the publication.
func smallWorkbook(t *testing.T) string {
	t.Helper()
	return workbookOf(t, [][]any{
		{"AHSP 2025", "1.2.1", "Galian 1 m3 tanah biasa", "Tenaga Kerja", "TK.0008", "Pekerja", "OH", "0.75"},
		{"AHSP 2025", "1.2.1", "Galian 1 m3 tanah biasa", "Tenaga Kerja", "TK.0006", "Mandor", "OH", 38},
		{"AHSP 2025", "3.6.1", "Pemasangan 1 m2 dinding bata", "Tenaga Kerja", "TK.0015", "Tukang", "OH", 1000},
		{"AHSP 2025", "3.6.1", "Pemasangan 1 m2 dinding bata", "Bahan", "B.0146", "Bata merah", "buah", "71.91"},
		{"AHSP 2025", "3.6.1", "Pemasangan 1 m2 dinding bata", "Bahan", "B.1869", "Semen Ã¸ 1", "kg", "11.5"},
		{"AHSP 2025", "4.1.1", "Pekerjaan tanpa satuan", "", "B.1", "Kerikil", "", "12"},
	})
}

func TestFindingsComeFirstAndNothingIsStoredUnasked(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	addTester(t, "--data", data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	file := smallWorkbook(t)

	seen := takar("ahsp", "import", file, "--edition", "Uji", "--data", data).succeed(t)
	for _, want := range []string{
		`"Uji"`, "6 baris, 3 analisa, 6 komponen", "1 komponen tanpa kategori", "baris 7", "1 komponen tanpa satuan",
		"1 analisa tanpa satuan", "kehilangan tanda desimal", "--commit",
	} {
		if !strings.Contains(seen, want) {
			t.Errorf("the report lacks %q:\n%s", want, seen)
		}
	}
	if got := c.get("/referensi/api/sources"); strings.Contains(got.body, "Uji") {
		t.Errorf("stored without --commit: %s", got.body)
	}
}

func TestARunningServerSeesAnEditionCommittedBesideIt(t *testing.T) {
	data := t.TempDir()
	server := serveOn(t, data)
	addTester(t, "--data", data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	if got := c.get("/referensi/api/search?q=kerikil"); got.status != http.StatusOK || strings.Contains(got.body, "4.1.1") {
		t.Fatalf("search before: %d %s", got.status, got.body)
	}
	commit := func(more ...string) outcome {
		return takar(append([]string{"ahsp", "import", smallWorkbook(t), "--edition", "Uji", "--data", data, "--commit"}, more...)...).run(t)
	}
	if got := commit(); got.code != 0 || !strings.Contains(got.out, `edisi "Uji" revisi 1, 3 analisa`) {
		t.Fatalf("commit: code %d\n%s%s", got.code, got.out, got.err)
	}
	eventually(t, "the edition is seen", func() bool {
		return strings.Contains(c.get("/referensi/api/search?q=tanpa+satuan").body, "4.1.1")
	})
	if got := commit(); got.code != exitFailure || !strings.Contains(got.err, "revisi") {
		t.Errorf("the same name again: code %d\n%s", got.code, got.err)
	}
	if got := commit("--new-revision"); got.code != 0 || !strings.Contains(got.out, "revisi 2") {
		t.Errorf("a new revision: code %d\n%s%s", got.code, got.out, got.err)
	}
}

func TestOnlyProposedCoefficientsAreRepairedAndOnlyWhenAsked(t *testing.T) {
	data := t.TempDir()
	file := smallWorkbook(t)
	takar("ahsp", "import", file, "--edition", "Terbit", "--data", data, "--commit").succeed(t)
	repaired := takar("ahsp", "import", file, "--edition", "Diperbaiki", "--data", data, "--repair", "suggested", "--commit").succeed(t)
	if !strings.Contains(repaired, "1 koefisien memakai usulan") {
		t.Errorf("report:\n%s", repaired)
	}
	db := openDatabase(t, filepath.Join(data, "takar.db"))
	defer db.Close()
	for _, row := range []struct{ edition, item, want string }{
		{"Terbit", "TK.0015", "1000"},
		{"Diperbaiki", "TK.0015", "1"},
		{"Diperbaiki", "TK.0006", "38"},
		{"Diperbaiki", "B.0146", "71.91"},
	} {
		var got string
		err := db.QueryRowContext(t.Context(), `SELECT c.koefisien FROM reference_component AS c
			JOIN reference_analysis AS a ON a.id = c.analysis_id JOIN edition AS e ON e.id = a.edition_id
			WHERE e.name = ? AND c.kode = ?`, row.edition, row.item).Scan(&got)
		if err != nil || got != row.want {
			t.Errorf("%s, %s: %s, want %s (%v)", row.edition, row.item, got, row.want, err)
		}
	}
}

func TestAFileThatCannotBeImportedIsRefusedWithItsPlace(t *testing.T) {
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const header = "sumber_ahsp,kode_ahsp,nama_ahsp,kategori,kode_item,item,satuan,koefisien\n"
	for _, row := range []struct{ name, path, want string }{
		{"no file", filepath.Join(t.TempDir(), "none.xlsx"), "tidak ada"},
		{"a directory", t.TempDir(), "tidak terbaca"},
		{"no workbook", write("x.xlsx", "\x00\x01\x02"), "x.xlsx"},
		{"a missing column", write("x.csv", "kode_ahsp,nama_ahsp\n1,a\n"), "koefisien"},
		{"a coefficient that is no number", write("y.csv", header+"S,1.1,Galian 1 m3,Bahan,B.1,Batu,m3,banyak\n"), "baris 2, kolom koefisien"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := takar("ahsp", "import", row.path, "--commit", "--data", t.TempDir()).run(t)
			if got.code != exitFailure || !strings.Contains(got.err, row.want) || got.out != "" {
				t.Errorf("code %d: %s%s", got.code, got.out, got.err)
			}
		})
	}
}

func TestJSONIsTheObjectAloneEvenWhenStoring(t *testing.T) {
	got := takar("ahsp", "import", smallWorkbook(t), "--json", "--repair", "suggested", "--commit", "--data", t.TempDir()).run(t)
	if got.code != 0 || !strings.Contains(got.err, "Tersimpan") {
		t.Fatalf("code %d: %s", got.code, got.err)
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(got.out), &object); err != nil {
		t.Fatalf("%v: %s", err, got.out)
	}
	want := map[string]any{
		"rows": 6.0, "analyses": 3.0, "components": 6.0,
		"findings": map[string]any{
			"lost_decimal":     map[string]any{"components": 1.0, "analyses": 1.0, "proposed": 1.0, "ambiguous": 0.0},
			"missing_kategori": 1.0, "missing_satuan": 1.0, "duplicate_component": 0.0, "code_with_two_names": 0.0,
			"mojibake_texts": 1.0, "unit_from_name": 2.0, "unit_missing": 1.0,
		},
	}
	if diff := cmp.Diff(want, object); diff != "" {
		t.Error(diff)
	}
}

func TestTheRealWorkbookHoldsTheDamageThatIsKnown(t *testing.T) {
	if _, err := os.Stat(realWorkbook); err != nil {
		t.Skip("the published workbook is not beside this project:", err)
	}
	var got ahsp.Summary
	decoder := json.NewDecoder(strings.NewReader(takar("ahsp", "import", realWorkbook, "--edition", "AHSP 2025", "--json").succeed(t)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := ahsp.Summary{
		Rows: 13_899, Analyses: 2305, Components: 13_899,
		Findings: ahsp.FindingCounts{
			LostDecimal:     ahsp.LostDecimalCounts{Components: 725, Analyses: 486, Proposed: 561, Ambiguous: 164},
			MissingKategori: 37, MissingSatuan: 17, DuplicateComponent: 118, CodeWithTwoNames: 1, MojibakeTexts: 763,
			UnitFromName: 2221, UnitMissing: 84,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
