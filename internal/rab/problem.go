package rab

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound says that a row named by a request is not part of the project.
var ErrNotFound = errors.New("data tidak ditemukan")

// Problem is one thing wrong with a request: where, and a sentence that says what to do.
type Problem struct {
	Path     string `json:"path"`
	Message  string `json:"message"`
	Severity string `json:"severity,omitempty"` // "warning" when the request is still stored
	Row      int    `json:"row,omitempty"`      // row of a pasted block or file, from 1
	Column   string `json:"column,omitempty"`
	Position *int   `json:"position,omitempty"` // offset in a formula, in characters
}

// Invalid refuses a command: nothing of it is stored.
type Invalid struct{ Problems []Problem }

// Error joins the messages.
func (e *Invalid) Error() string {
	texts := make([]string, 0, len(e.Problems))
	for _, p := range e.Problems {
		texts = append(texts, p.Path+": "+p.Message)
	}
	return strings.Join(texts, "; ")
}

// Refuse returns an Invalid with one problem.
func Refuse(path, format string, args ...any) error {
	return &Invalid{Problems: []Problem{{Path: path, Message: fmt.Sprintf(format, args...)}}}
}

// Problems collects what is wrong with a request, so that a user sees everything at once.
type Problems []Problem

// Add notes one problem.
func (p *Problems) Add(path, format string, args ...any) {
	*p = append(*p, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Err returns nil when nothing was noted, else an Invalid.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Invalid{Problems: p}
}

// ConflictRow is one row that somebody else changed since the client read it.
type ConflictRow struct {
	Path    string `json:"path"`
	Current any    `json:"current"` // state in the store, with its version
	Yours   any    `json:"yours"`
	WhoID   int64  `json:"-"` // user id of the last change
	Who     string `json:"who"`

	ChangedAt Instant `json:"-"` // of the last change
}

// Conflict refuses a command whose versions are stale: nothing of it is stored.
type Conflict struct{ Rows []ConflictRow }

// ChangedAt returns the latest change of the rows, 0 when it is not known.
func (e *Conflict) ChangedAt() Instant {
	var latest Instant
	for _, row := range e.Rows {
		latest = max(latest, row.ChangedAt)
	}
	return latest
}

// Error names the rows.
func (e *Conflict) Error() string {
	paths := make([]string, 0, len(e.Rows))
	for _, row := range e.Rows {
		paths = append(paths, row.Path)
	}
	return "data sudah diubah pengguna lain: " + strings.Join(paths, ", ")
}
