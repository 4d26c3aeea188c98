package rab

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
)

// pointer returns the address of a value, for optional fields of requests.
func pointer[T any](value T) *T { return &value }

// amount returns a present number, for fields that may be absent.
func amount(text string) decimal.Null { return decimal.Some(decimal.MustParse(text)) }

// number returns the address of a number.
func number(text string) *decimal.Decimal { return pointer(decimal.MustParse(text)) }

// commandTime is the time of every command that a test carries out.
const commandTime Instant = 1_700_000_000_000_000

// draft starts a command on a snapshot, as user 7.
func (b *builder) draft(p *Project) *Draft { return p.Edit(b.ids, commandTime, 7) }

// after carries out a command that must succeed and returns the next snapshot, and what
// the command changed.
func (b *builder) after(p *Project, command func(*Draft) error) (*Project, []RowChange) {
	b.t.Helper()
	d := b.draft(p)
	if err := command(d); err != nil {
		b.t.Fatal(err)
	}
	changes, err := d.Finish()
	if err != nil {
		b.t.Fatal(err)
	}
	return p.Apply(d.Delta(), p.Revision+1, p.Reference), changes
}

// done drops the result of a command, for after.
func done[R any](_ R, err error) error { return err }

// refusedAt fails the test unless the command was refused with one problem at each of the
// paths, in this order, and returns the problems.
func refusedAt(t *testing.T, err error, paths ...string) []Problem {
	t.Helper()
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("error %v, want a refusal at %v", err, paths)
	}
	var got []string
	for _, problem := range invalid.Problems {
		got = append(got, problem.Path)
		if problem.Message == "" {
			t.Errorf("no message at %s", problem.Path)
		}
	}
	if !slices.Equal(got, paths) {
		t.Fatalf("problems at %q, want %q: %v", got, paths, err)
	}
	return invalid.Problems
}

// conflictAt fails the test unless the command found rows at these paths changed by user
// 9, and returns the rows.
func conflictAt(t *testing.T, err error, paths ...string) []ConflictRow {
	t.Helper()
	var conflict *Conflict
	if !errors.As(err, &conflict) {
		t.Fatalf("error %v, want a conflict at %v", err, paths)
	}
	var got []string
	for _, row := range conflict.Rows {
		got = append(got, row.Path)
		if row.WhoID != 9 {
			t.Errorf("%s was changed by %d, want 9", row.Path, row.WhoID)
		}
	}
	if !slices.Equal(got, paths) {
		t.Fatalf("conflicts at %q, want %q", got, paths)
	}
	return conflict.Rows
}

// says fails the test unless a message holds every one of the parts.
func says(t *testing.T, message string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(message, part) {
			t.Errorf("%q does not say %q", message, part)
		}
	}
}

// tables counts the changed rows of a command by table.
func tables(changes []RowChange) map[string]int {
	count := map[string]int{}
	for _, change := range changes {
		count[change.Table]++
	}
	return count
}
