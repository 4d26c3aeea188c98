package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/rab"
)

func projectExportCommand() *command {
	var s settings
	var data, project, output string
	return &command{
		name: "project export", summary: "tulis cadangan lengkap sebuah proyek ke berkas JSON",
		details: "Nomor proyek ada di alamat halamannya. Tanpa --output cadangan ditulis ke keluaran standar.\n" +
			"Perintah ini dapat dipakai selagi server berjalan.",
		options: []option{
			dataOption(&data),
			{name: "project", value: "NOMOR", text: &project, required: true, help: "nomor proyek"},
			{name: "output", value: "BERKAS", text: &output, help: "berkas hasil; yang sudah ada diganti"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			id, err := strconv.ParseInt(project, 10, 64)
			if err != nil || id < 1 {
				return usagef("project export", "isi --project NOMOR dengan nomor proyek, bukan %q", project)
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				backup, err := exportProject(ctx, a, id)
				if err != nil {
					return err
				}
				return t.deliver(output, backup)
			})
		},
	}
}

// exportProject returns the backup of a project with everything that its owner sees.
func exportProject(ctx context.Context, a *app.App, id int64) ([]byte, error) {
	visit, err := a.VisitOwner(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return nil, fmt.Errorf("tidak ada proyek nomor %d yang pemiliknya aktif", id)
	}
	if err != nil {
		return nil, err
	}
	return a.ExportBackup(ctx, visit)
}

// deliver writes a file as a whole or not at all, or to the standard output.
func (t *terminal) deliver(path string, content []byte) error {
	if path == "" {
		if _, err := t.out.Write(content); err != nil {
			return fmt.Errorf("cadangan tidak dapat ditulis: %w", err)
		}
		return nil
	}
	if err := replaceFile(path, content); err != nil {
		return fmt.Errorf("berkas %s tidak dapat ditulis: %w", path, err)
	}
	fmt.Fprintf(t.out, "Cadangan ditulis ke %s (%s byte).\n", path, count(len(content)))
	return nil
}

// replaceFile writes a file beside its place and then moves it there, so that a full disk
// leaves the file that was there.
func replaceFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

func projectImportCommand() *command {
	var s settings
	var data, owner string
	var in app.BackupImport
	return &command{
		name: "project import", arguments: "BERKAS", summary: "buat proyek baru dari berkas cadangan (versi 1.0, 1.1 atau 3.0)",
		details: "Semua isinya disimpan, atau tidak ada yang disimpan. Yang tidak diambil atau berubah dicetak.\n" +
			"Perintah ini dapat dipakai selagi server berjalan.",
		options: []option{
			dataOption(&data),
			{name: "owner", value: "ALAMAT", text: &owner, required: true, help: "e-mail atau nama pengguna pemilik proyek baru"},
			{name: "dry-run", on: &in.DryRun, help: "periksa saja, jangan simpan"},
			{name: "without-schedule", on: &in.WithoutSchedule, help: "tanpa jadwal: rencana, realisasi, tahapan dan kalender tidak diambil"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, arguments []string) error {
			backup, err := readBackupFile(arguments[0])
			if err != nil {
				return err
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				visit, err := a.VisitAs(ctx, owner)
				if errors.Is(err, app.ErrNotFound) {
					return fmt.Errorf("tidak ada akun aktif dengan e-mail atau nama pengguna %q; daftar akun: takar user list", owner)
				}
				if err != nil {
					return err
				}
				restored, err := a.ImportBackup(ctx, visit, backup, in)
				if err != nil {
					return refusedFile(arguments[0], err)
				}
				t.tellRestored(restored)
				return nil
			})
		},
	}
}

func readBackupFile(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the person at the terminal names the file
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("berkas %s tidak ada: periksa nama dan direktorinya", path)
	}
	if err != nil {
		return nil, fmt.Errorf("berkas %s tidak dapat dibuka: %w", path, err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, exchange.MaxBackupBytes+1))
	if err != nil {
		return nil, fmt.Errorf("berkas %s tidak dapat dibaca: %w", path, err)
	}
	return content, nil
}

// shownProblems is how many problems of a file are worth reading at once.
const shownProblems = 20

// refusedFile says what is wrong with a file, each problem with its place on a line.
func refusedFile(path string, err error) error {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	text := fmt.Sprintf("berkas %s ditolak, tidak ada yang disimpan:", path)
	for i, problem := range invalid.Problems {
		if i == shownProblems {
			text += fmt.Sprintf("\n  dan %d kesalahan lain", len(invalid.Problems)-i)
			break
		}
		text += "\n  " + placed(problem.Path, problem.Message)
	}
	return errors.New(text)
}

func placed(path, message string) string {
	if path == "" {
		return message
	}
	return path + ": " + message
}

// tellRestored prints what a backup holds, what is not as it says, and what became of it.
func (t *terminal) tellRestored(restored *app.Restored) {
	p := restored.Contents
	totals := p.Figures().Totals
	fmt.Fprintf(t.out, "Cadangan versi %s: %s, %s pekerjaan, %s item harga, jumlah sebelum PPN Rp %s.\n",
		restored.Report.Version, p.Header().Nama, count(p.Pekerjaan.Len()), count(p.PriceItems.Len()), totals.Jumlah.Indonesian(2, 2))
	t.tellNotes("Tidak diambil", restored.Report.Dropped, restored.Report.DroppedCount)
	t.tellNotes("Berubah atau tidak diketahui", restored.Report.Changed, restored.Report.ChangedCount)
	if h := restored.Header; h != nil {
		fmt.Fprintf(t.out, "Proyek %q dibuat: nomor %d, %s.\n", h.Nama, h.ID, h.IndexProject)
		return
	}
	fmt.Fprintln(t.out, "Belum ada yang disimpan. Untuk menyimpan, ulangi tanpa --dry-run.")
}

func (t *terminal) tellNotes(title string, notes []exchange.Note, all int) {
	if all == 0 {
		return
	}
	fmt.Fprintf(t.out, "%s (%s):\n", title, count(all))
	for _, note := range notes {
		fmt.Fprintln(t.out, "  "+placed(note.Path, note.Message))
	}
	if more := all - len(notes); more > 0 {
		fmt.Fprintf(t.out, "  dan %s lainnya\n", count(more))
	}
}
