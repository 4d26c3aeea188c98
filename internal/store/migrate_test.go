package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"takar/internal/testservice"
)

var schemaBehaviours = []func(*testing.T, *site){numbersAreStoredExactly}

func TestMigrationsRunOnceHoweverManyOpen(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		for range 10 { // files are made so fast that one round may show nothing
			(&site{t: t, directory: t.TempDir()}).migratedOnce()
		}
	})
	t.Run("postgresql", func(t *testing.T) { (&site{t: t, address: testservice.Postgres(t)}).migratedOnce() })
}

// migratedOnce opens an empty database several times at once, as processes would that
// start together.
func (s *site) migratedOnce() {
	s.t.Helper()
	var all sync.WaitGroup
	gate := make(chan struct{})
	for range 4 {
		all.Go(func() {
			<-gate
			opened, err := s.open()
			if err != nil {
				s.t.Error(err)
				return
			}
			if err := opened.Ping(s.ctx()); err != nil {
				s.t.Error(err)
			}
			if err := opened.Close(); err != nil {
				s.t.Error(err)
			}
		})
	}
	close(gate)
	all.Wait()
	s.Store = s.again() // the second time nothing is left to do
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		s.t.Fatal(err)
	}
	for version := 1; version <= len(files); version++ {
		if n := s.count("SELECT count(*) FROM goose_db_version WHERE version_id = ? AND is_applied", version); n != 1 {
			s.t.Errorf("migration %d ran %d times", version, n)
		}
	}
	if n := s.count("SELECT count(*) FROM goose_db_version WHERE version_id > ?", len(files)); n != 0 {
		s.t.Errorf("%d unknown migrations", n)
	}
}

func TestStoreOfANewerProgramIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.owner()
		p := s.project(owner)
		if _, err := s.write.ExecContext(s.ctx(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, "+s.yes()+")"); err != nil {
			t.Fatal(err)
		}
		_, err := s.open()
		if err == nil {
			t.Fatal("opened")
		}
		for _, word := range []string{"lebih baru", "99", "pasang versi yang baru"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %q", err, word)
			}
		}
		if got := dump(s.load(p.ID)); got != dump(p) {
			t.Error("the refused program changed something")
		}
	})
}

func (s *site) yes() string {
	if s.dialect.numbered {
		return "true"
	}
	return "1"
}

func TestMigrationThatFailsLeavesNothingBehind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		// A store in the state of an empty one, but for a table in the way of the last one made.
		if _, err := s.write.ExecContext(s.ctx(), "DELETE FROM goose_db_version WHERE version_id > 0"); err != nil {
			t.Fatal(err)
		}
		for _, table := range s.tables() {
			if table == "goose_db_version" || table == "audit_entry" {
				continue
			}
			drop := "DROP TABLE " + table
			if s.dialect.numbered {
				drop += " CASCADE"
			}
			if _, err := s.write.ExecContext(s.ctx(), drop); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.open(); err == nil {
			t.Fatal("opened")
		}
		if got := s.tables(); !slices.Equal(got, []string{"audit_entry", "goose_db_version"}) {
			t.Errorf("tables %v", got)
		}
		if _, err := s.write.ExecContext(s.ctx(), "DROP TABLE audit_entry"); err != nil {
			t.Fatal(err)
		}
		s.on(s.again()).project(s.owner())
	})
}

// tables lists the tables of the database in order of their names. Foreign keys do not
// hold while a test drops them.
func (s *site) tables() []string {
	s.t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if s.dialect.numbered {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE "C"`
	}
	return s.strings(query)
}

// strings returns the texts that a query yields.
func (s *site) strings(query string, args ...any) []string {
	s.t.Helper()
	found, err := s.read.rows(s.ctx(), query, args)
	if err != nil {
		s.t.Fatal(err)
	}
	list, err := collect(found, func(r *sql.Rows) (text string, err error) {
		err = r.Scan(&text)
		return text, err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func numbersAreStoredExactly(t *testing.T, s *site) {
	if s.dialect.numbered {
		for _, column := range s.strings(`SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name <> 'goose_db_version'
			AND (data_type NOT IN ('bigint', 'text', 'numeric', 'boolean', 'bytea') OR numeric_scale IS NOT NULL AND data_type = 'numeric')`) {
			t.Errorf("column %s", column)
		}
		return
	}
	for _, table := range s.tables() {
		if table == "goose_db_version" {
			continue // made by goose itself; it holds no data of ours
		}
		if s.count("SELECT strict FROM pragma_table_list WHERE name = ? AND schema = 'main'", table) != 1 {
			t.Errorf("table %s is not STRICT", table)
		}
		for _, column := range s.strings("SELECT name || ' ' || type FROM pragma_table_info(?) WHERE type NOT IN ('INTEGER', 'TEXT', 'BLOB')", table) {
			t.Errorf("column %s.%s", table, column)
		}
	}
}

// A deleted row is looked for in the tables that refer to it: without an index that would
// read them whole for every deleted row.
func TestReferencesToDeletableRowsHaveAnIndex(t *testing.T) {
	s := onSQLite(t)
	kept := []string{"account", "edition", "reference_analysis", "project"} // their rows are never deleted
	checked := 0
	for _, table := range s.tables() {
		for _, reference := range s.strings(`SELECT "table" || ' ' || "from" FROM pragma_foreign_key_list(?)`, table) {
			parent, column, _ := strings.Cut(reference, " ")
			if slices.Contains(kept, parent) {
				continue
			}
			checked++
			indexed := s.count(`SELECT count(*) FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE i.seqno = 0 AND i.name = ?`, table, column) > 0
			primary := s.count(`SELECT count(*) FROM pragma_table_info(?) WHERE name = ? AND pk = 1`, table, column) > 0
			if !indexed && !primary {
				t.Errorf("%s.%s refers to %s and has no index", table, column, parent)
			}
		}
	}
	if checked == 0 {
		t.Fatal("no reference was checked")
	}
}

func TestDirectoryNamesAreTakenLiterally(t *testing.T) {
	for _, name := range []string{"data kantor", "50%25 #1?mode=memory", "dé'\"&=;"} {
		directory := filepath.Join(t.TempDir(), name)
		s, err := OpenSQLite(t.Context(), directory)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if _, err := s.SettingOnce(t.Context(), "a", "b"); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if info, err := os.Stat(filepath.Join(directory, FileName)); err != nil || info.Size() == 0 {
			t.Errorf("%q: no database in the directory: %v", name, err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "berkas")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, FileName), []byte(strings.Repeat("bukan basis data", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ url, directory, word string }{
		"other database":    {"mysql://localhost/takar", "", "TAKAR_DATABASE_URL"},
		"bad address":       {"postgres://%zz", "", "TAKAR_DATABASE_URL"},
		"nobody listens":    {"postgres://takar@127.0.0.1:1/takar?connect_timeout=1", "", "tidak dapat dibuka"},
		"directory is file": {"", file, "direktori data"},
		"not a database":    {"", broken, "tidak dapat dibuka"},
	} {
		s, err := Open(t.Context(), c.url, c.directory)
		if err == nil {
			t.Errorf("%s: opened %v", name, s.Close())
			continue
		}
		if !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %q does not say %q", name, err, c.word)
		}
	}
}

func TestSecondServerOnADirectoryIsRefused(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "data")
	unlock, err := LockDirectory(directory)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockDirectory(directory); err == nil || !strings.Contains(err.Error(), "sedang dipakai") {
		t.Errorf("second server: %v", err)
	}
	s, err := OpenSQLite(t.Context(), directory) // a command beside the server
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	unlock()
	again, err := LockDirectory(directory)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
