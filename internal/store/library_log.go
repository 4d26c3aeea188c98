package store

import (
	"context"
	"fmt"

	"takar/internal/rab"
)

// LibraryEvent is a line of the log of the library's administration.
type LibraryEvent struct {
	ID          int64       `json:"id"`
	CreatedAt   rab.Instant `json:"created_at"`
	AccountID   int64       `json:"account_id"` // 0 is the program
	AccountName string      `json:"account_name"`
	Action      string      `json:"action"`
	EditionID   int64       `json:"edition_id"` // 0 when none is concerned
	Summary     string      `json:"summary"`
	Details     string      `json:"details"` // JSON, or ""
}

// log writes a line; nil writes none.
func (t *transaction) log(ctx context.Context, e *LibraryEvent) error {
	if e == nil {
		return nil
	}
	row, err := jsonText([]*LibraryEvent{e})
	if err != nil {
		return err
	}
	return t.insertRows(ctx, mappingOf[LibraryEvent]("library_log"), row)
}

// LogLibrary writes a line about something that changed nothing else, such as a file that
// was refused.
func (s *Store) LogLibrary(ctx context.Context, e *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error { return tx.log(ctx, e) })
}

// LibraryFilter chooses lines of the log.
type LibraryFilter struct {
	Action        string      // "" means all
	From, Until   rab.Instant // half-open
	Offset, Limit int
}

// LibraryLog returns the chosen lines, newest first, and how many there are.
func (s *Store) LibraryLog(ctx context.Context, f LibraryFilter) (list []*LibraryEvent, total int, err error) {
	if !storable(f.Action) {
		return nil, 0, nil
	}
	where, args := "created_at >= ? AND created_at < ?", []any{int64(f.From), int64(f.Until)}
	if f.Action != "" {
		where, args = "action = ? AND "+where, append([]any{f.Action}, args...)
	}
	m := mappingOf[LibraryEvent]("library_log")
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*) FROM library_log WHERE "+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count library log: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("")+" FROM library_log WHERE "+where+" ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?",
			append(args, f.Limit, f.Offset)...)
		if err != nil {
			return err
		}
		list, err = scanRows[LibraryEvent](m, rows)
		return err
	})
	return list, total, err
}
