package store

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// While servers are replaced one after the other, the new program has migrated and the old
// one still works: from this migration on, each only adds (docs/decisions/0007).
const firstAdditive = "00008"

// contracting are migrations that take something away after all, with the release from
// which on no program uses it any more.
var contracting = map[string]string{}

var (
	sqlComment  = regexp.MustCompile(`--[^\n]*`)
	spaces      = regexp.MustCompile(`\s+`)
	createTable = regexp.MustCompile(`^CREATE TABLE (?:IF NOT EXISTS )?(\w+) `)
	createIndex = regexp.MustCompile(`^CREATE (UNIQUE )?INDEX (?:IF NOT EXISTS )?\w+ ON (\w+) `)
	addColumn   = regexp.MustCompile(`^ALTER TABLE (\w+) ADD COLUMN \w+ [^,]*$`)
	insertInto  = regexp.MustCompile(`^INSERT INTO (\w+) `)
)

// notAdditive tells what in a migration the program before it would not survive.
func notAdditive(migration string) (problems []string) {
	var own []string // tables of this migration: nobody else uses them yet
	for _, statement := range strings.Split(sqlComment.ReplaceAllString(migration, ""), ";") {
		statement = strings.TrimSpace(spaces.ReplaceAllString(statement, " "))
		switch {
		case statement == "":
		case createTable.MatchString(statement):
			own = append(own, createTable.FindStringSubmatch(statement)[1])
		case createIndex.MatchString(statement):
			if m := createIndex.FindStringSubmatch(statement); m[1] != "" && !slices.Contains(own, m[2]) {
				problems = append(problems, "the program before may write rows that this refuses: "+statement)
			}
		case addColumn.MatchString(statement):
			if strings.Contains(statement, " UNIQUE") || strings.Contains(statement, " CHECK") ||
				strings.Contains(statement, " NOT NULL") && !strings.Contains(statement, " DEFAULT ") {
				problems = append(problems, "the program before writes rows without this column: "+statement)
			}
		case insertInto.MatchString(statement) && slices.Contains(own, insertInto.FindStringSubmatch(statement)[1]):
		default:
			problems = append(problems, "this does not only add: "+statement)
		}
	}
	return problems
}

func TestMigrationsOnlyAddSoThatThePreviousProgramGoesOn(t *testing.T) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, name := range names {
		base := filepath.Base(name)
		if base < firstAdditive || contracting[base] != "" {
			continue
		}
		judged++
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range notAdditive(string(text)) {
			t.Errorf("%s: %s", base, problem)
		}
	}
	if judged == 0 {
		t.Error("no migration was judged")
	}
}

func TestWhatAMigrationMayDo(t *testing.T) {
	for _, good := range []string{
		"CREATE TABLE a (id BIGINT PRIMARY KEY, b TEXT NOT NULL) {table}; CREATE UNIQUE INDEX a_b ON a (b); INSERT INTO a SELECT id, name FROM edition;",
		"CREATE INDEX job_kind ON job (kind);",
		"ALTER TABLE job ADD COLUMN note TEXT;",
		"-- DROP TABLE job;\nALTER TABLE job ADD COLUMN note TEXT NOT NULL DEFAULT '';",
	} {
		if problems := notAdditive(good); problems != nil {
			t.Errorf("%s: %v", good, problems)
		}
	}
	for _, bad := range []string{
		"DROP TABLE job;", "ALTER TABLE job DROP COLUMN kind;", "ALTER TABLE job RENAME TO task;", "ALTER TABLE job RENAME COLUMN kind TO sort;",
		"ALTER TABLE job ALTER COLUMN done TYPE TEXT;", "ALTER TABLE job ALTER COLUMN current SET NOT NULL;", "DROP INDEX job_state;",
		"ALTER TABLE job ADD COLUMN note TEXT NOT NULL;", "ALTER TABLE job ADD COLUMN note TEXT UNIQUE;", "CREATE UNIQUE INDEX job_kind ON job (kind);",
		"ALTER TABLE job ADD COLUMN a TEXT, DROP COLUMN kind;", "UPDATE job SET kind = 'x';", "DELETE FROM job;", "INSERT INTO setting VALUES ('a', 'b');",
		"ALTER TABLE job ADD CONSTRAINT c CHECK (done <= total);",
	} {
		if notAdditive(bad) == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

// Stores that open at the same moment on an empty database take turns: one makes the tables.
func TestStoresThatOpenAtOnceMakeTheTablesOnce(t *testing.T) {
	first := onPostgres(t)
	for _, statement := range []string{"DROP SCHEMA public CASCADE", "CREATE SCHEMA public"} {
		if _, err := first.write.ExecContext(first.ctx(), statement); err != nil {
			t.Fatal(err)
		}
	}
	opened := make(chan error)
	const stores = 3
	for range stores {
		go func() {
			s, err := first.open()
			if err == nil {
				err = s.Close()
			}
			opened <- err
		}()
	}
	for range stores {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
	if got := first.strings("SELECT count(*) || ' ' || count(DISTINCT version_id) FROM goose_db_version"); strings.Fields(got[0])[0] != strings.Fields(got[0])[1] {
		t.Errorf("migrations ran %s times", got)
	}
}
