// Package backup keeps whole stores safe and carries them from one place to another. One
// portable stream serves backups, putting them back, and moving between SQLite and
// PostgreSQL: lines of JSON, table by table as the schema has them, with counts and
// checksums, compressed. Everything is read from one consistent view while people work on,
// with memory for one row, and one project, at a time.
package backup

import (
	"time"

	"takar/internal/store"
)

// Name and version of the stream.
const (
	streamName    = "takar-backup"
	streamVersion = 1
)

// Head is the first line of a stream.
type Head struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Schema  int64  `json:"schema"`  // the last migration
	Store   string `json:"store"`   // incarnation of the store that it is of
	Program string `json:"program"` // version of the program that wrote it
	MadeAt  string `json:"made_at"` // in UTC
}

// Contents say what a stream holds.
type Contents struct {
	Head     Head
	Tables   []TableSum
	Projects []ProjectSum
	Bytes    int64 // of the compressed stream
}

// TableSum is how a table ends.
type TableSum struct {
	Name   string `json:"table_end"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of its lines
}

// ProjectSum is one project as it stands in a stream.
type ProjectSum struct {
	ID        int64    `json:"project"`
	Revision  int64    `json:"revision"`
	Pekerjaan int      `json:"pekerjaan"`
	Hash      string   `json:"hash,omitempty"`    // of its contents, as everywhere in the program
	Broken    []string `json:"broken,omitempty"`  // what its integrity check finds
	Failure   string   `json:"failure,omitempty"` // why it cannot be read
}

// Rows returns the number of rows of a table.
func (c *Contents) Rows(table string) int64 {
	for _, t := range c.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

// AllRows returns the number of rows of all tables.
func (c *Contents) AllRows() (rows int64) {
	for _, t := range c.Tables {
		rows += t.Rows
	}
	return rows
}

// endLine is the last line of a stream.
type endLine struct {
	End      string `json:"end"`
	Tables   int    `json:"tables"`
	Projects int    `json:"projects"`
}

// tableLine announces a table.
type tableLine struct {
	Name    string       `json:"table"`
	Columns []string     `json:"columns"`
	Kinds   []store.Kind `json:"kinds"`
}

// Progress tells how far long work is.
type Progress struct {
	Step  Step
	Table string // in work
	Rows  int64  // done so far
	Bytes int64  // written or read so far, compressed
}

// Step is a part of long work.
type Step int

// The steps.
const (
	StepWrite    Step = iota // rows are read from the store and written
	StepProjects             // the projects are hashed
	StepRead                 // rows are read from a stream and stored
	StepCompare              // what was stored is read back and compared
)

// progressRows is after how many rows progress is told again.
const progressRows = 5000

// notify tells progress to somebody, if there is somebody.
func notify(tell func(Progress), p Progress) {
	if tell != nil {
		tell(p)
	}
}

func utc(at time.Time) string { return at.UTC().Format(time.RFC3339) }
