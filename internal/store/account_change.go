package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// ErrLastAdmin refuses a change after which nobody could administer the installation.
var ErrLastAdmin = errors.New("store: no active administrator would be left")

// SaveAccount stores the e-mail, user name and full name of an account; ErrTaken when
// somebody else has the e-mail or user name. The links of an account whose e-mail changes
// end: they went to the old one.
func (s *Store) SaveAccount(ctx context.Context, a *Account, acts ...*AccountAct) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		var before string
		err := tx.queryRow(ctx, `SELECT email FROM account WHERE id = ?`, a.ID).Scan(&before)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("store: read account: %w", err)
		}
		if _, err := tx.exec(ctx, `UPDATE account SET email = ?, user_name = ?, user_key = ?, full_name = ? WHERE id = ?`,
			a.Email, a.UserName, userKey(a.UserName), a.FullName, a.ID); err != nil {
			return err
		}
		if before != a.Email {
			if err := tx.endLinks(ctx, a.ID); err != nil {
				return err
			}
		}
		return tx.remember(ctx, acts)
	})
}

// NewPassword is a new password of an account, with the logins that end by it.
type NewPassword struct {
	Hash   string
	Ending Ending // names the account
	Tokens bool   // its API tokens end too
}

// SetPassword changes a password, ends logins, every one-time link and, if asked to, the API
// tokens of the account, and returns how many logins ended.
func (s *Store) SetPassword(ctx context.Context, n NewPassword, acts ...*AccountAct) (ended int, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		ended, err = tx.setPassword(ctx, n, acts)
		return err
	})
	return ended, err
}

func (t *transaction) setPassword(ctx context.Context, n NewPassword, acts []*AccountAct) (ended int, err error) {
	found, err := t.exec(ctx, `UPDATE account SET password_hash = ? WHERE id = ?`, n.Hash, n.Ending.AccountID)
	if err != nil {
		return 0, err
	}
	if found == 0 {
		return 0, ErrNotFound
	}
	if err := t.endLinks(ctx, n.Ending.AccountID); err != nil {
		return 0, err
	}
	if ended, err = t.endSessions(ctx, n.Ending); err != nil {
		return 0, err
	}
	if n.Tokens {
		if _, err := t.endAPITokens(ctx, n.Ending, 0); err != nil {
			return 0, err
		}
	}
	return ended, t.remember(ctx, acts)
}

// SetAdmin makes an account an administrator or an ordinary one. It reports whether that
// changed anything; ErrLastAdmin when no active administrator would be left.
func (s *Store) SetAdmin(ctx context.Context, account int64, admin bool, acts ...*AccountAct) (changed bool, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		changed, err = tx.setFlag(ctx, "is_admin", account, admin)
		if err != nil || !changed {
			return err
		}
		return tx.remember(ctx, acts)
	})
	return changed, err
}

// SetActive opens or closes the account that e names, and reports whether that changed
// anything. Closing ends its logins, links and API tokens; ErrLastAdmin when no active administrator
// would be left.
func (s *Store) SetActive(ctx context.Context, active bool, e Ending, acts ...*AccountAct) (changed bool, err error) {
	err = s.inWrite(ctx, func(tx *transaction) error {
		changed, err = tx.setFlag(ctx, "is_active", e.AccountID, active)
		if err != nil || !changed {
			return err
		}
		if !active {
			if err := tx.endLinks(ctx, e.AccountID); err != nil {
				return err
			}
			if _, err := tx.endSessions(ctx, e); err != nil {
				return err
			}
			if _, err := tx.endAPITokens(ctx, e, 0); err != nil {
				return err
			}
		}
		return tx.remember(ctx, acts)
	})
	return changed, err
}

// setFlag sets is_admin or is_active of an account, unless no administrator would be left.
func (t *transaction) setFlag(ctx context.Context, flag string, account int64, value bool) (changed bool, err error) {
	if err := t.lockAccounts(ctx); err != nil {
		return false, err
	}
	var before bool
	err = t.queryRow(ctx, `SELECT `+flag+` FROM account WHERE id = ?`, account).Scan(&before)
	if errors.Is(err, sql.ErrNoRows) {
		return false, ErrNotFound
	}
	if err != nil {
		return false, fmt.Errorf("store: read account: %w", err)
	}
	if before == value {
		return false, nil
	}
	if _, err := t.exec(ctx, `UPDATE account SET `+flag+` = ? WHERE id = ?`, value, account); err != nil {
		return false, err
	}
	if value {
		return true, nil
	}
	var left bool
	if err := t.queryRow(ctx, `SELECT EXISTS (SELECT 1 FROM account WHERE is_admin = ? AND is_active = ?)`, true, true).Scan(&left); err != nil {
		return false, fmt.Errorf("store: look for administrators: %w", err)
	}
	if !left {
		return false, ErrLastAdmin
	}
	return true, nil
}

// AccountLink is a one-time link with which somebody chooses a password.
type AccountLink struct {
	TokenHash string
	AccountID int64
	CreatedAt rab.Instant
	ExpiresAt rab.Instant
}

// AddLink stores a link. Others of the account stay valid: whoever asks twice may use
// either mail.
func (s *Store) AddLink(ctx context.Context, l *AccountLink, acts ...*AccountAct) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		if _, err := tx.exec(ctx, `INSERT INTO account_link (token_hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)`,
			l.TokenHash, l.AccountID, int64(l.CreatedAt), int64(l.ExpiresAt)); err != nil {
			return err
		}
		return tx.remember(ctx, acts)
	})
}

// AccountByLink returns the active account that a live link belongs to.
func (s *Store) AccountByLink(ctx context.Context, tokenHash string, now rab.Instant) (*Account, error) {
	return s.account(ctx, `SELECT `+accountColumns+` FROM account_link AS l JOIN account AS a ON a.id = l.account_id
		WHERE l.token_hash = ? AND l.expires_at > ? AND a.is_active`, tokenHash, int64(now))
}

// UseLink spends a live link for a new password of its account. Of several at the same
// moment one succeeds; the others get ErrNotFound.
func (s *Store) UseLink(ctx context.Context, tokenHash string, n NewPassword, acts ...*AccountAct) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		spent, err := tx.exec(ctx, `DELETE FROM account_link WHERE token_hash = ? AND account_id = ? AND expires_at > ?`,
			tokenHash, n.Ending.AccountID, int64(n.Ending.At))
		if err != nil {
			return err
		}
		if spent == 0 {
			return ErrNotFound
		}
		_, err = tx.setPassword(ctx, n, acts)
		return err
	})
}

// PurgeLinks removes links that ended before now.
func (s *Store) PurgeLinks(ctx context.Context, now rab.Instant) error {
	return s.inWrite(ctx, func(tx *transaction) error {
		_, err := tx.exec(ctx, `DELETE FROM account_link WHERE expires_at <= ?`, int64(now))
		return err
	})
}

func (t *transaction) endLinks(ctx context.Context, account int64) error {
	_, err := t.exec(ctx, `DELETE FROM account_link WHERE account_id = ?`, account)
	return err
}
