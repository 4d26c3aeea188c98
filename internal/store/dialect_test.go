package store

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParametersAreNumberedForPostgres(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT 1":                              "SELECT 1",
		"SELECT a FROM b WHERE c = ?":           "SELECT a FROM b WHERE c = $1",
		"INSERT INTO é VALUES (?, ?)" + many(9): "INSERT INTO é VALUES ($1, $2)" + "$3$4$5$6$7$8$9$10$11",
	} {
		if got := postgresDialect.sql(query); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got := sqliteDialect.sql(query); got != query {
			t.Errorf("SQLite: %s, want %s", got, query)
		}
	}
}

func many(n int) string { return strings.Repeat("?", n) }

func TestEveryWordOfAMigrationIsTranslated(t *testing.T) {
	text, err := migrationFiles.ReadFile("migrations/00001_core.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []dialect{sqliteDialect, postgresDialect} {
		var statements []string
		for line := range strings.Lines(d.schema(string(text))) {
			if !strings.HasPrefix(line, "--") {
				statements = append(statements, line)
			}
		}
		if schema := strings.Join(statements, ""); strings.ContainsAny(schema, "{}") || strings.Contains(schema, "REAL") {
			t.Errorf("%s: %s", d.name, schema)
		}
	}
}

func TestNULIsFoundInJSON(t *testing.T) {
	for text, held := range map[string]bool{
		"":            false,
		"a":           false,
		"\x00":        true,
		"a\x00b":      true,
		"\\\x00":      true,
		`\u0000`:      false,
		`\\u0000`:     false,
		`\\\u0000`:    false,
		"\\u0000\x00": true,
		"\x01":        false,
	} {
		data, err := json.Marshal([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		if holdsNUL(data) != held {
			t.Errorf("%q in %s: found %t, want %t", text, data, !held, held)
		}
	}
}
