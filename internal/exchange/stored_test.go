package exchange_test

import (
	"context"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/store"
	"takar/internal/testservice"
)

// installation is an application with a library of its own and one person.
type installation struct {
	*app.App

	t     testing.TB
	token string
}

func install(t testing.TB, opened *store.Store) *installation {
	t.Helper()
	a, err := app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	const password = "kata-sandi-Uji-7"
	if _, err := a.AddAccount(t.Context(), app.NewAccount{Email: "sari@contoh.id", Password: password}); err != nil {
		t.Fatal(err)
	}
	for _, edition := range published(t) {
		if _, err := a.CommitEdition(t.Context(), &edition, 0, false); err != nil {
			t.Fatal(err)
		}
	}
	token, err := a.LogIn(t.Context(), "sari", password, netip.IPv6Loopback(), "test")
	if err != nil {
		t.Fatal(err)
	}
	return &installation{App: a, t: t, token: token}
}

func (i *installation) visit(project int64) *app.Visit {
	i.t.Helper()
	v, err := i.Enter(i.t.Context(), i.token, project)
	if err != nil {
		i.t.Fatal(err)
	}
	return v
}

// library returns the editions as they are committed.
func (i *installation) library() *ahsp.Library {
	i.visit(0) // which looks for a newer library
	library, _ := i.Library()
	return library
}

// imported stores a backup and returns what the new project exports, read back from the
// store by an application that has never seen it.
func (i *installation) imported(data []byte, reopen func() *app.App) []byte {
	i.t.Helper()
	restored, err := i.ImportBackup(i.t.Context(), i.visit(0), data, app.BackupImport{})
	if err != nil {
		i.t.Fatal(err)
	}
	if restored.Report.ChangedCount != 0 || restored.Report.DroppedCount != 0 {
		i.t.Fatalf("reported %+v", restored.Report)
	}
	again := reopen()
	defer again.Close()
	visit, err := again.Enter(i.t.Context(), i.token, restored.Header.ID)
	if err != nil {
		i.t.Fatal(err)
	}
	out, err := again.ExportBackup(i.t.Context(), visit)
	if err != nil {
		i.t.Fatal(err)
	}
	return out
}

func TestStoredProjectsExportAsTheyWereImported(t *testing.T) {
	onStores(t, func(t *testing.T, opened *store.Store) {
		here := install(t, opened)
		library := here.library()
		reopen := func() *app.App {
			a, err := app.New(context.WithoutCancel(t.Context()), app.Config{Store: opened})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		projects := rapid.Custom(func(rt *rapid.T) []byte { return backupOf(t, drawProject(rt, library)) })
		for seed := range 20 {
			source := projects.Example(seed)
			first := here.imported(source, reopen)
			second := here.imported(first, reopen)
			if got, want := alike(first), alike(source); got != want {
				t.Fatalf("seed %d: stored and exported\n%s\nwas\n%s", seed, got, want)
			}
			if got, want := alike(second), alike(source); got != want {
				t.Fatalf("seed %d: stored twice and exported\n%s\nwas\n%s", seed, got, want)
			}
		}
	})
}

func onStores(t *testing.T, run func(t *testing.T, opened *store.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		opened, err := store.OpenSQLite(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		run(t, opened)
	})
	t.Run("postgresql", func(t *testing.T) {
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		run(t, opened)
	})
}
