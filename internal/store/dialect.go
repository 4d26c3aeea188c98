package store

import (
	"fmt"
	"strconv"
	"strings"
)

// dialect holds the few differences between the two databases. All other SQL is written
// once, with ? for parameters.
type dialect struct {
	name      string
	numbered  bool              // parameters are $1, $2, …
	words     map[string]string // the words in braces of a migration
	forUpdate string            // row lock of a SELECT inside a command
}

var sqliteDialect = dialect{
	name:  "sqlite",
	words: map[string]string{"{decimal}": "TEXT", "{bool}": "INTEGER", "{table}": "STRICT", "BIGINT": "INTEGER"},
}

var postgresDialect = dialect{
	name: "postgresql", numbered: true, forUpdate: " FOR UPDATE",
	words: map[string]string{"{decimal}": "NUMERIC", "{bool}": "BOOLEAN", "{table}": ""},
}

// sql rewrites ? to $1, $2, … where the database wants that. Texts of this package hold
// no question mark in quotes.
func (d dialect) sql(query string) string {
	if !d.numbered || !strings.Contains(query, "?") {
		return query
	}
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
	return "(SELECT " + strings.Join(parts, ", ") + " FROM json_each(?)) AS x"
}

// idset returns a sub-select of the ids in one JSON parameter, an array of numbers.
func (d dialect) idset() string {
	if d.numbered {
		return "SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(CAST(? AS jsonb)) AS ids(value)"
	}
	return "SELECT value FROM json_each(?)"
}

// wholeOf returns an expression for the whole part of a decimal column, cut towards zero.
func (d dialect) wholeOf(expression string) string {
	if d.numbered {
		return "trunc(" + expression + ")"
	}
	return expression // SQLite's cast of decimal text to an integer stops at the dot
}
