package store

import (
	"context"
	"database/sql"
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// EditionRecord is an edition with who committed it, and who withdrew it.
type EditionRecord struct {
	ahsp.Edition

	CommittedAt rab.Instant
	CommittedBy string      // name; "" is the program
	WithdrawnAt rab.Instant // 0: it is on offer, or replaced by a later revision
	WithdrawnBy string
}

// Editions lists all editions, the latest commit first.
func (s *Store) Editions(ctx context.Context) ([]EditionRecord, error) {
	rows, err := s.query(ctx, `SELECT e.id, e.name, e.revision, e.file, e.sha256, w.edition_id IS NOT NULL, e.committed_at,
			COALESCE(c.user_name, ''), COALESCE(w.withdrawn_at, 0), COALESCE(p.user_name, '')
		FROM edition AS e LEFT JOIN account AS c ON c.id = e.committed_by LEFT JOIN edition_withdrawal AS w ON w.edition_id = e.id
		LEFT JOIN account AS p ON p.id = w.withdrawn_by ORDER BY e.id DESC`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (EditionRecord, error) {
		var e EditionRecord
		err := r.Scan(&e.ID, &e.Name, &e.Revision, &e.File, &e.SHA256, &e.Withdrawn, &e.CommittedAt, &e.CommittedBy, &e.WithdrawnAt, &e.WithdrawnBy)
		return e, err
	})
}

// Withdraw takes editions off the offer; those that are off it already stay so. ErrStale
// when the library is another one than the one seen.
func (s *Store) Withdraw(ctx context.Context, editions []int64, seen string, log *LibraryEvent) error {
	list, err := jsonText(editions)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.moveLibrary(ctx, seen, log.ID); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `INSERT INTO edition_withdrawal (edition_id, withdrawn_at, withdrawn_by)
			SELECT gone.id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM (`+s.dialect.idset()+`) AS gone WHERE true ON CONFLICT (edition_id) DO NOTHING`,
			int64(log.CreatedAt), log.AccountID, list); err != nil {
			return err
		}
		return tx.log(ctx, log)
	})
}

// OfferAgain undoes the withdrawal of an edition. ErrStale as for Withdraw.
func (s *Store) OfferAgain(ctx context.Context, edition int64, seen string, log *LibraryEvent) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.moveLibrary(ctx, seen, log.ID); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `DELETE FROM edition_withdrawal WHERE edition_id = ?`, edition); err != nil {
			return err
		}
		return tx.log(ctx, log)
	})
}

// itemCodeRow is the stored form of a line of the registry of item codes.
type itemCodeRow struct {
	NameKey   string `json:"name_key"`
	Kategori  string `json:"kategori"`
	Uraian    string `json:"uraian"`
	Satuan    string `json:"satuan"`
	Kode      string `json:"kode"`
	EditionID int64  `json:"edition_id"`
}

func itemCodeRows(codes []ahsp.ItemCode, edition int64) []itemCodeRow {
	rows := make([]itemCodeRow, len(codes))
	for i, c := range codes {
		rows[i] = itemCodeRow{NameKey: c.Key(), Kategori: string(c.Kategori), Uraian: c.Uraian, Satuan: c.Satuan, Kode: c.Kode, EditionID: edition}
	}
	return rows
}

// ItemCodes returns the registry of item codes, in the order of their names, and the highest
// number of each kategori.
func (s *Store) ItemCodes(ctx context.Context) (codes []ahsp.ItemCode, last map[ahsp.Kategori]int, err error) {
	err = s.inRead(ctx, func(tx *transaction) error {
		rows, err := tx.query(ctx, `SELECT kategori, uraian, satuan, kode FROM item_code ORDER BY name_key`)
		if err != nil {
			return err
		}
		if codes, err = collect(rows, func(r *sql.Rows) (ahsp.ItemCode, error) {
			var c ahsp.ItemCode
			err := r.Scan(&c.Kategori, &c.Uraian, &c.Satuan, &c.Kode)
			return c, err
		}); err != nil {
			return err
		}
		last, err = tx.counters(ctx)
		return err
	})
	return codes, last, err
}

func (t *transaction) counters(ctx context.Context) (map[ahsp.Kategori]int, error) {
	rows, err := t.query(ctx, `SELECT kategori, last FROM item_code_counter ORDER BY kategori`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() // Err below reports what Close would
	last := map[ahsp.Kategori]int{}
	for rows.Next() {
		var kategori ahsp.Kategori
		var n int
		if err := rows.Scan(&kategori, &n); err != nil {
			return nil, fmt.Errorf("store: read counter: %w", err)
		}
		last[kategori] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read counters: %w", err)
	}
	return last, nil
}

func (t *transaction) setCounters(ctx context.Context, last map[ahsp.Kategori]int) error {
	for kategori, n := range last { // four at most
		if _, err := t.exec(ctx, `INSERT INTO item_code_counter (kategori, last) VALUES (?, ?)
			ON CONFLICT (kategori) DO UPDATE SET last = excluded.last`, string(kategori), n); err != nil {
			return err
		}
	}
	return nil
}
