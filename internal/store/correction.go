package store

import (
	"context"
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// Correction is one value of the library that a person set right, for good.
type Correction struct {
	ID          int64       `json:"id"`
	EditionID   int64       `json:"edition_id"`  // the revision that it corrects
	RevisionID  *int64      `json:"revision_id"` // the one that it is part of; nil while it is collected
	Position    int         `json:"position"`    // order in which corrections of an edition apply
	Kode        string      `json:"kode"`
	SourceRow   int         `json:"source_row"`
	Field       string      `json:"field"`
	OldValue    string      `json:"old_value"`
	NewValue    string      `json:"new_value"`
	Finding     string      `json:"finding"`
	Suggested   bool        `json:"suggested"`
	Why         string      `json:"why"`
	AccountID   int64       `json:"account_id"`
	AccountName string      `json:"account_name"`
	CreatedAt   rab.Instant `json:"created_at"`
}

// Value returns the correction as the library applies it.
func (c *Correction) Value() ahsp.Correction {
	return ahsp.Correction{
		Kode: c.Kode, Row: c.SourceRow, Field: ahsp.Field(c.Field), Old: c.OldValue, New: c.NewValue, Who: c.AccountName, Why: c.Why,
		Finding: ahsp.FindingKind(c.Finding), Suggested: c.Suggested,
	}
}

// correctionStamp names the setting that changes whenever collected corrections do.
const correctionStamp = "library_corrections"

// Collected returns the corrections of an edition that wait for its next revision, in their
// order, and a stamp that changes with those of any edition.
func (s *Store) Collected(ctx context.Context, edition int64) (list []*Correction, stamp string, err error) {
	m := mappingOf[Correction]("correction")
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, `SELECT COALESCE((SELECT value FROM setting WHERE name = ?), '')`, correctionStamp).Scan(&stamp); err != nil {
			return fmt.Errorf("store: correction stamp: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("")+" FROM correction WHERE edition_id = ? AND revision_id IS NULL ORDER BY position, id", edition)
		if err != nil {
			return err
		}
		list, err = scanRows[Correction](m, rows)
		return err
	})
	return list, stamp, err
}

// Collect adds corrections to those that wait. ErrStale when others came since the stamp.
func (s *Store) Collect(ctx context.Context, list []*Correction, stamp string, log *LibraryEvent) error {
	rows, err := jsonText(list)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.moveSetting(ctx, correctionStamp, stamp, fmt.Sprint(log.ID)); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[Correction]("correction"), rows); err != nil {
			return err
		}
		return tx.log(ctx, log)
	})
}

// Discard removes a correction that still waits. ErrStale as for Collect.
func (s *Store) Discard(ctx context.Context, id int64, stamp string, log *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.moveSetting(ctx, correctionStamp, stamp, fmt.Sprint(log.ID)); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `DELETE FROM correction WHERE id = ? AND revision_id IS NULL`, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		return tx.log(ctx, log)
	})
}

// CorrectionFilter chooses corrections of an edition: those made to it, or those that it was
// made by.
type CorrectionFilter struct {
	EditionID     int64
	Made          bool // that the edition was made by, staged ones included
	Offset, Limit int
}

// Corrections returns the chosen corrections, newest first, and how many match in all.
func (s *Store) Corrections(ctx context.Context, f CorrectionFilter) (list []*Correction, total int, err error) {
	where := "edition_id = ?"
	if f.Made {
		where = "revision_id = ?"
	}
	m := mappingOf[Correction]("correction")
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*) FROM correction WHERE "+where, f.EditionID).Scan(&total); err != nil {
			return fmt.Errorf("store: count corrections: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("")+" FROM correction WHERE "+where+" ORDER BY position DESC, id DESC LIMIT ? OFFSET ?",
			f.EditionID, f.Limit, f.Offset)
		if err != nil {
			return err
		}
		list, err = scanRows[Correction](m, rows)
		return err
	})
	return list, total, err
}
