package backup

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/store"
)

// schemaBeforeTokens is that of the programs which knew no API tokens.
const schemaBeforeTokens = 7

// laterColumns are those that came after it, by table.
var laterColumns = map[string][]string{
	"job":       {"token_hash"},
	"operation": {"weeks_from", "weeks_to", "weeks_end"},
}

// olderWriter writes what a program of that schema wrote: without the tables of tokens and the
// columns that came later.
type olderWriter struct {
	*writer

	unknown bool   // the table that is read
	columns []bool // those of it that were there
}

// Table passes on a table that was there.
func (w *olderWriter) Table(t store.CopiedTable) error {
	if w.unknown = strings.HasPrefix(t.Name, "api_token"); w.unknown {
		return nil
	}
	w.columns = w.columns[:0]
	for _, c := range t.Columns {
		w.columns = append(w.columns, !slices.Contains(laterColumns[t.Name], c.Name))
	}
	t.Columns = known(w, t.Columns)
	return w.writer.Table(t)
}

// Row passes on a row of it.
func (w *olderWriter) Row(values []any) error {
	if w.unknown {
		return nil
	}
	return w.writer.Row(known(w, values))
}

// known leaves of the parts of a row those whose columns were there.
func known[T any](w *olderWriter, parts []T) []T {
	var kept []T
	for i, part := range parts {
		if w.columns[i] {
			kept = append(kept, part)
		}
	}
	return kept
}

// olderBackup is a backup of a store as an older program made it.
func olderBackup(t *testing.T, s *store.Store) (path string) {
	t.Helper()
	var out bytes.Buffer
	frame, err := newFrameWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := &olderWriter{writer: &writer{frame: frame, contents: &Contents{}}}
	steps := []func() error{
		func() error {
			return w.line(Head{Format: streamName, Version: streamVersion, Schema: schemaBeforeTokens, Store: "lama", Program: "lama", MadeAt: "2026-01-02T03:04:05Z"})
		},
		func() error {
			return s.ReadWhole(t.Context(), func(whole *store.Whole) error {
				if err := whole.Tables(t.Context(), w); err != nil {
					return err
				}
				if err := w.endTable(); err != nil {
					return err
				}
				return whole.Projects(t.Context(), w.project)
			})
		},
		func() error {
			return w.line(endLine{End: streamName, Tables: len(w.contents.Tables), Projects: len(w.contents.Projects)})
		},
		frame.Close,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	path = filepath.Join(t.TempDir(), "lama.gz")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A backup that an older program made is put back as it was made and then brought up to date.
func TestBackupOfAnOlderProgramIsRestoredAndGoesOn(t *testing.T) {
	from := Place{Directory: t.TempDir()}
	company(t, from)
	before := opened(t, from)
	path, sums := olderBackup(t, before), sumsOf(t, before)
	onBoth(t, func(t *testing.T, place func() Place) {
		to := place()
		if _, err := Restore(t.Context(), path, to, program, nil); err != nil {
			t.Fatal(err)
		}
		after := opened(t, to)
		if got := sumsOf(t, after); !reflect.DeepEqual(got, sums) {
			t.Errorf("restored %+v, were %+v", got, sums)
		}
		newest, err := store.Newest()
		if err != nil {
			t.Fatal(err)
		}
		if err := after.ReadWhole(t.Context(), func(whole *store.Whole) error {
			schema, err := whole.Schema(t.Context())
			if schema != newest {
				t.Errorf("schema %d, want %d", schema, newest)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		a := serving(t, after)
		if _, _, err := a.AddAPITokenFor(t.Context(), "ratna", app.NewAPIToken{Name: "skrip", Days: app.APITokenDays[0]}); err != nil {
			t.Errorf("what is new does not work: %v", err)
		}
	})
}
