package backup

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"takar/internal/store"
)

func TestOnlyOwnOldBackupsAreRemoved(t *testing.T) {
	s := opened(t, Place{Directory: t.TempDir()})
	other := opened(t, Place{Directory: t.TempDir()})
	directory := t.TempDir()
	at := func(s *store.Store, day int) string {
		m := &Maker{Store: s, Program: program, Now: func() time.Time { return noon.AddDate(0, 0, day) }}
		made, err := m.To(t.Context(), directory, true)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Base(made.Path)
	}
	foreign := at(other, -40)
	var own []string
	for day := range 6 {
		own = append(own, at(s, day-6))
	}
	for _, name := range []string{"takar-20200101T000000Z.jsonl.gz", "catatan.txt", "takar-lama.jsonl.gz"} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte("punya orang"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all := names(t, directory)
	for _, step := range []struct {
		keep Keep
		left int // own backups
	}{
		{Keep{}, 6}, {Keep{Count: 9}, 6}, {Keep{Count: 4}, 4}, {Keep{Age: 72 * time.Hour}, 3}, {Keep{Age: time.Minute}, 1}, {Keep{Count: 1}, 1},
	} {
		if _, err := maker(s).Clear(t.Context(), directory, step.keep); err != nil {
			t.Fatal(err)
		}
		want := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(own[:len(own)-step.left], name) })
		if got := names(t, directory); !slices.Equal(got, want) {
			t.Errorf("%+v leaves %v, want %v", step.keep, got, want)
		}
	}
	if !slices.Contains(names(t, directory), foreign) {
		t.Error("the backup of another store is gone")
	}
}

func TestKeepIsReadFromText(t *testing.T) {
	for text, want := range map[string]Keep{"14": {Count: 14}, "30d": {Age: 720 * time.Hour}, "36h": {Age: 36 * time.Hour}} {
		if got, err := ParseKeep(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "0d", "-3d", "1s", "d", "1,5", "99999999d", "semua"} {
		if got, err := ParseKeep(text); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestPlacesThatCannotBeWrittenAreNamed(t *testing.T) {
	s := opened(t, Place{Directory: t.TempDir()})
	file := filepath.Join(t.TempDir(), "berkas")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{filepath.Join(file, "dir"), filepath.Join(t.TempDir(), "tidak", "ada.gz"), file} {
		if _, err := maker(s).To(t.Context(), to, false); err == nil || !strings.Contains(err.Error(), filepath.Dir(to)) {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// What a killed backup left is cleared by the next one, and only that.
func TestLeftoversAreCleared(t *testing.T) {
	s := opened(t, Place{Directory: t.TempDir()})
	directory := t.TempDir()
	for _, name := range []string{".takar-20261129T120000Z.jsonl.gz.part", ".catatan.part"} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte("setengah"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(directory, ".takar-20261129T120000Z.jsonl.gz.uji"), 0o700); err != nil {
		t.Fatal(err)
	}
	made, err := maker(s).To(t.Context(), directory, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, directory), []string{".catatan.part", filepath.Base(made.Path)}; !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
	info, err := os.Stat(made.Path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// Backups are due by the age of the newest one: at once when there is none.
func TestRepeatWaitsForTheNewestBackup(t *testing.T) {
	s := opened(t, Place{Directory: t.TempDir()})
	directory := t.TempDir()
	ctx, stop := context.WithCancel(background(t))
	m := &Maker{Store: s, Program: program, Now: time.Now}
	made := 0
	err := m.Repeat(ctx, directory, time.Hour, func(context.Context) {
		made++
		if _, err := m.To(t.Context(), directory, true); err != nil {
			t.Error(err)
		}
		stop()
	})
	if err != nil || made != 1 {
		t.Fatalf("%d backups, %v", made, err)
	}
	ctx, stop = context.WithTimeout(background(t), time.Second)
	defer stop()
	if err := m.Repeat(ctx, directory, time.Hour, func(context.Context) { t.Error("not due") }); err != nil {
		t.Fatal(err)
	}
}
