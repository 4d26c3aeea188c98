package store

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"sync"
)

// A process takes ids from the store in blocks. Blocks start small, so that a command
// that makes one account wastes few ids, and double, so that a copy of a large project
// needs few blocks. Ids left over when a process stops are never used: gaps are harmless,
// reuse would not be.
const (
	firstIDBlock   = 64
	largestIDBlock = 16384
)

// idBlocks hands out ids from blocks that the store has given to this process.
type idBlocks struct {
	store *Store
	mutex sync.Mutex
	next  int64
	end   int64
	size  int64 // of the last block
}

// IDs is a source of identities for one command. It reserves what it needs before the
// command's transaction begins.
type IDs struct {
	store *Store
	ctx   context.Context //nolint:containedctx // lives for one command only
	err   error
}

// IDs returns a source of ids; check Err after use.
func (s *Store) IDs(ctx context.Context) *IDs { return &IDs{store: s, ctx: ctx} }

// NextID returns a new id, unique over all tables of the store.
func (i *IDs) NextID() int64 {
	id, err := i.store.ids.take(i.ctx)
	if err != nil && i.err == nil {
		i.err = err
	}
	return id
}

// NextUID returns a random identity that stays with a row through export and copies.
func (i *IDs) NextUID() string { return NewUID() }

// Err returns the first failure to reserve ids.
func (i *IDs) Err() error { return i.err }

var uidEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewUID returns 128 random bits as 26 lower-case letters and digits.
func NewUID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	return strings.ToLower(uidEncoding.EncodeToString(raw[:]))
}

func (b *idBlocks) take(ctx context.Context) (int64, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.next >= b.end {
		size := min(max(2*b.size, firstIDBlock), largestIDBlock)
		end, err := b.store.reserveIDs(ctx, size)
		if err != nil {
			return 0, err
		}
		b.next, b.end, b.size = end-size, end, size
	}
	id := b.next
	b.next++
	return id, nil
}

// reserveIDs takes count ids and returns the end of the block (exclusive).
func (s *Store) reserveIDs(ctx context.Context, count int64) (end int64, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		return tx.queryRow(ctx, `INSERT INTO id_block (name, next) VALUES ('row', CAST(? AS BIGINT) + 1)
			ON CONFLICT (name) DO UPDATE SET next = id_block.next + excluded.next - 1 RETURNING next`, count).Scan(&end)
	})
	if err != nil {
		return 0, fmt.Errorf("store: reserve ids: %w", err)
	}
	return end, nil
}

// ReserveIDsAbove makes sure that every id handed out from now on is above floor, so that
// demo data may choose its own ids (rulings B15).
func (s *Store) ReserveIDsAbove(ctx context.Context, floor int64) error {
	s.ids.mutex.Lock()
	defer s.ids.mutex.Unlock()
	s.ids.next, s.ids.end = 0, 0
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `INSERT INTO id_block (name, next) VALUES ('row', CAST(? AS BIGINT) + 1)
			ON CONFLICT (name) DO UPDATE SET next = CASE WHEN id_block.next > excluded.next THEN id_block.next ELSE excluded.next END`, floor)
		return err
	})
}
