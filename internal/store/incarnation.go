package store

import (
	"context"
	"fmt"
)

// Names of settings.
const (
	incarnation = "incarnation"
	movedTo     = "moved_to"
)

// Incarnation returns a name for the history of this store. It stays as long as revisions
// only go up; a store that was put back from a backup has another one.
func (s *Store) Incarnation(ctx context.Context) (string, error) {
	name, err := s.Setting(ctx, incarnation)
	if err != nil || name != "" {
		return name, err
	}
	return s.SettingOnce(ctx, incarnation, NewUID())
}

// Moved says where the contents of this store went to, "" while it is the one in use.
func (s *Store) Moved(ctx context.Context) (string, error) { return s.Setting(ctx, movedTo) }

// SetMoved notes where the contents of this store went to; "" takes it into use again.
func (s *Store) SetMoved(ctx context.Context, where string) error {
	err := s.inWrite(ctx, func(tx *transaction) error {
		if where == "" {
			_, err := tx.exec(ctx, `DELETE FROM setting WHERE name = ?`, movedTo)
			return err
		}
		_, err := tx.exec(ctx, `INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, movedTo, where)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: mark as moved: %w", err)
	}
	return nil
}

// Clients counts the programs of Takar that are connected to a PostgreSQL database. SQLite
// does not know them; its servers hold LockDirectory.
func Clients(ctx context.Context, databaseURL string) (connections int, err error) {
	db, err := connectPostgres(databaseURL)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()`).Scan(&connections)
	if err != nil {
		return 0, fmt.Errorf("basis data PostgreSQL tidak dapat dibuka: %w", err)
	}
	return connections, nil
}
