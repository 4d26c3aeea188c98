package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/spreadsheet"
)

// repairSuggested is the only kind of repair: taking what the program proposes.
const repairSuggested = "suggested"

// ahspImport holds the flags of the import.
type ahspImport struct {
	settings    settings
	data        string
	edition     string
	repair      string
	asJSON      bool
	commit      bool
	newRevision bool
}

func ahspImportCommand() *command {
	var in ahspImport
	return &command{
		name: "ahsp import", arguments: "BERKAS", summary: "periksa lalu simpan pustaka AHSP dari berkas XLSX atau CSV",
		details: `Temuan dicetak lebih dulu. Tanpa --commit tidak ada yang disimpan.
Setiap baris disimpan seperti terbit, dengan temuannya; hanya --repair suggested yang mengganti koefisien,
dan hanya yang punya usulan. Perintah ini dapat dipakai selagi server berjalan.`,
		options: []option{
			{name: "edition", value: "NAMA", text: &in.edition, help: "nama edisi; tanpa ini sumber yang tertulis di berkas"},
			{name: "repair", value: repairSuggested, text: &in.repair, help: "pakai usulan untuk koefisien yang kehilangan tanda desimal"},
			{name: "commit", on: &in.commit, help: "simpan ke pustaka"},
			{name: "new-revision", on: &in.newRevision, help: "simpan sebagai revisi baru bila edisi ini sudah ada"},
			{name: "json", on: &in.asJSON, help: "cetak hanya jumlahnya, sebagai JSON"},
			dataOption(&in.data),
		},
		settings: &in.settings,
		run: func(ctx context.Context, t *terminal, arguments []string) error {
			return in.run(ctx, t, arguments[0])
		},
	}
}

func (in *ahspImport) run(ctx context.Context, t *terminal, path string) error {
	if in.repair != "" && in.repair != repairSuggested {
		return usagef("ahsp import", "--repair %q tidak dikenal: satu-satunya nilai adalah %s", in.repair, repairSuggested)
	}
	imported, err := readWorkbook(path, in.edition)
	if err != nil {
		return err
	}
	if err := in.report(t, imported); err != nil {
		return err
	}
	if in.repair == repairSuggested {
		imported = imported.Repair()
		in.note(t, fmt.Sprintf("%s koefisien memakai usulan; yang lain tetap seperti terbit.", count(imported.Summary.Findings.LostDecimal.Proposed)))
	}
	if !in.commit {
		in.note(t, "Belum ada yang disimpan. Untuk menyimpan, ulangi dengan --commit.")
		return nil
	}
	return withApp(ctx, &in.settings, in.data, func(a *app.App) error {
		edition, err := a.CommitEdition(ctx, imported, 0, in.newRevision)
		if err != nil {
			return err
		}
		in.note(t, fmt.Sprintf("Tersimpan: edisi %q revisi %d, %s analisa.", edition.Name, edition.Revision, count(len(imported.Analyses))))
		return nil
	})
}

func readWorkbook(path, edition string) (*ahsp.Imported, error) {
	file, err := os.Open(path) //nolint:gosec // the person at the terminal names the file
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("berkas %s tidak ada: periksa nama dan direktorinya", path)
	}
	if err != nil {
		return nil, fmt.Errorf("berkas %s tidak dapat dibuka: %w", path, err)
	}
	defer file.Close()
	workbook, err := spreadsheet.Open(file, spreadsheet.DefaultLimits)
	if err != nil {
		return nil, fmt.Errorf("berkas %s: %w", path, err)
	}
	imported, err := spreadsheet.ImportAHSP(workbook, edition, filepath.Base(path))
	if err != nil {
		return nil, fmt.Errorf("berkas %s: %w", path, err)
	}
	return imported, nil
}

// report prints the counts as JSON, or all findings for people.
func (in *ahspImport) report(t *terminal, imported *ahsp.Imported) error {
	if !in.asJSON {
		printFindings(t.out, imported)
		return nil
	}
	encoder := json.NewEncoder(t.out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(imported.Summary); err != nil {
		return fmt.Errorf("hasil tidak dapat dicetak: %w", err)
	}
	return nil
}

// note tells a person what happened to the store; with --json it stays out of the output.
func (in *ahspImport) note(t *terminal, text string) {
	out := t.out
	if in.asJSON {
		out = t.err
	}
	fmt.Fprintln(out, text)
}
