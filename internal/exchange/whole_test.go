package exchange_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"takar/internal/app"
	"takar/internal/backup"
	"takar/internal/store"
	"takar/internal/testservice"
)

// exports returns what every project of a place exports.
func exports(t *testing.T, place backup.Place, projects []int64) (list [][]byte) {
	t.Helper()
	opened, err := store.Open(t.Context(), place.DatabaseURL, place.Directory)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	a, err := app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, id := range projects {
		visit, err := a.VisitOwner(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		data, err := a.ExportBackup(t.Context(), visit)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, data)
	}
	return list
}

// Random projects with every feature are the same to the byte after a backup, its restoration
// on the other database, and a move back.
func TestStoredProjectsSurviveBackupRestoreAndMove(t *testing.T) {
	first := backup.Place{Directory: t.TempDir()}
	second, third := backup.Place{DatabaseURL: testservice.Postgres(t)}, backup.Place{Directory: t.TempDir()}
	opened, err := store.OpenSQLite(t.Context(), first.Directory)
	if err != nil {
		t.Fatal(err)
	}
	here := install(t, opened)
	library := here.library()
	drawn := rapid.Custom(func(rt *rapid.T) []byte { return backupOf(t, drawProject(rt, library)) })
	var projects []int64
	for seed := range 20 {
		restored, err := here.ImportBackup(t.Context(), here.visit(0), drawn.Example(seed), app.BackupImport{})
		if err != nil {
			t.Fatal(err)
		}
		projects = append(projects, restored.Header.ID)
	}
	want := exports(t, first, projects)
	maker := &backup.Maker{Store: opened, Program: "uji", Now: time.Now}
	made, err := maker.To(t.Context(), t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Restore(t.Context(), made.Path, second, "uji", nil); err != nil {
		t.Fatal(err)
	}
	elsewhere := exports(t, second, projects)
	if _, err := backup.Move(t.Context(), second, third, "uji", time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	back := exports(t, third, projects)
	for i := range projects {
		if !bytes.Equal(elsewhere[i], want[i]) || !bytes.Equal(back[i], want[i]) {
			t.Errorf("project of seed %d exports otherwise", i)
		}
	}
}
