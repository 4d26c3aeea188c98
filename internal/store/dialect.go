package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// dialect holds the few differences between the two databases. All other SQL is written
// once, with ? for parameters.
type dialect struct {
	name     string
	numbered bool              // parameters are $1, $2, …
	words    map[string]string // the words in braces of a migration
	position string            // function that finds a text in another, from 1; 0 = not in it
	among    [2]string         // around a subquery: what a column is compared with to be among its rows
	alone    string            // statement that lets nobody else add an account; "" where there is one writer anyway
}

var sqliteDialect = dialect{
	name:     "sqlite",
	words:    map[string]string{"{decimal}": "TEXT", "{bool}": "INTEGER", "{key}": "TEXT", "{bytes}": "BLOB", "{table}": "STRICT", "BIGINT": "INTEGER"},
	position: "instr", among: [2]string{"IN (", ")"},
}

var postgresDialect = dialect{
	name: "postgresql", numbered: true,
	words: map[string]string{"{decimal}": "NUMERIC", "{bool}": "BOOLEAN", "{key}": `TEXT COLLATE "C"`, "{bytes}": "BYTEA", "{table}": ""},
	// IN would let PostgreSQL walk all rows in order beside the few that are looked for.
	position: "strpos", among: [2]string{"= ANY (ARRAY(", "))"}, alone: "LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE",
}

// sql rewrites ? to $1, $2, … where the database wants that. Texts of this package hold
// no question mark in quotes; there are some hundred of them, each rewritten once.
func (d dialect) sql(query string) string {
	if !d.numbered {
		return query
	}
	if known, ok := numbered.Load(query); ok {
		return known.(string) //nolint:forcetypeassert // nothing else is kept
	}
	text := withNumbers(query)
	numbered.Store(query, text)
	return text
}

// numbered keeps statements with numbered parameters.
var numbered sync.Map

func withNumbers(query string) string {
	var out strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			out.WriteByte('$')
			out.WriteString(strconv.Itoa(n))
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// storable reports whether both databases can hold a text. What they cannot hold is never
// found in them either.
func storable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// storableText drops from a text what cannot be stored.
func storableText(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

// jsonText encodes a parameter of ids or rows.
func jsonText(value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("store: encode parameter: %w", err)
	}
	if holdsNUL(data) {
		return "", fmt.Errorf("store: encode parameter: %w", ErrText)
	}
	return string(data), nil
}

// holdsNUL looks for an escaped NUL in JSON, and not for the text of one: an even number
// of backslashes stands before it.
func holdsNUL(data []byte) bool {
	nul := []byte(`\u0000`)
	for from := 0; ; {
		at := bytes.Index(data[from:], nul)
		if at < 0 {
			return false
		}
		start := from + at
		before := start
		for before > 0 && data[before-1] == '\\' {
			before--
		}
		if (start-before)%2 == 0 {
			return true
		}
		from = start + len(nul)
	}
}

func (d dialect) schema(text string) string {
	for word, replacement := range d.words {
		text = strings.ReplaceAll(text, word, replacement)
	}
	return text
}

// columnKind is the kind of a column inside a JSON parameter.
type columnKind string

const (
	kindInt     columnKind = "bigint"
	kindText    columnKind = "text"
	kindBool    columnKind = "boolean"
	kindDecimal columnKind = "numeric"
)

type column struct {
	name string
	kind columnKind
}

// recordset returns a FROM item named x that reads one JSON parameter, an array of
// objects, as rows. So a command has the same number of statements for one row and for a
// thousand.
func (d dialect) recordset(columns []column) string {
	parts := make([]string, 0, len(columns))
	if d.numbered {
		for _, c := range columns {
			parts = append(parts, c.name+" "+string(c.kind))
		}
		return "jsonb_to_recordset(CAST(? AS jsonb)) AS x(" + strings.Join(parts, ", ") + ")"
	}
	for _, c := range columns {
		parts = append(parts, fmt.Sprintf("json_extract(value, '$.%s') AS %s", c.name, c.name))
	}
	return "(SELECT " + strings.Join(parts, ", ") + " FROM jsonb_each(?)) AS x"
}

// idset returns a sub-select of the ids in one JSON parameter, an array of numbers; its
// column is named id.
func (d dialect) idset() string {
	if d.numbered {
		return "SELECT CAST(value AS bigint) AS id FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS ids(value)"
	}
	return "SELECT value AS id FROM json_each(?)"
}

// textset returns a sub-select of the texts in one JSON parameter, an array of strings.
func (d dialect) textset() string {
	if d.numbered {
		return "SELECT value FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS texts(value)"
	}
	return "SELECT value FROM json_each(?)"
}
