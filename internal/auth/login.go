package auth

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// ErrWrongPassword says that the login name or the password is wrong, without
// saying which.
var ErrWrongPassword = errors.New("e-mail/nama pengguna atau kata sandi salah")

// TooManyError says that an address or a login name failed, or tried, too often.
type TooManyError struct {
	What       string // what there was too much of; "": failed logins
	RetryAfter time.Duration
}

func (e *TooManyError) Error() string {
	seconds := int64((e.RetryAfter + time.Second - 1) / time.Second)
	what := e.What
	if what == "" {
		what = "percobaan masuk yang gagal"
	}
	return fmt.Sprintf("Terlalu banyak %s. Coba lagi dalam %d detik.", what, seconds)
}

// LoginAttempt is one try to log in. Hash is the stored hash of the account, or
// empty when nobody has this login name.
type LoginAttempt struct {
	Address  netip.Addr
	Login    string
	Hash     string
	Password string
}

// LoginCheck compares passwords under the limits of failed logins.
type LoginCheck struct {
	hasher *Hasher
	limit  *FailureLimit
}

// NewLoginCheck makes a LoginCheck.
func NewLoginCheck(hasher *Hasher, limit *FailureLimit) *LoginCheck {
	return &LoginCheck{hasher: hasher, limit: limit}
}

// Verify returns nil when the password is right. Otherwise it returns
// *TooManyError (429), ErrWrongPassword, ErrBusy (503), ErrMalformedHash or
// the error of the context.
//
// The limits are asked before queueing and again once the slot is held, and
// the outcome is charged before the slot is given back. So a thousand guesses
// sent at once fail like a thousand guesses sent one after the other.
func (c *LoginCheck) Verify(ctx context.Context, attempt LoginAttempt) error {
	if err := c.allow(attempt); err != nil {
		return err
	}
	stored := c.hasher.unknown
	if attempt.Hash != "" {
		var err error
		if stored, err = parsePasswordHash(attempt.Hash); err != nil {
			return err
		}
	}
	release, err := c.hasher.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := c.allow(attempt); err != nil {
		return err
	}
	matches := c.hasher.matches(stored, attempt.Password)
	if !matches || attempt.Hash == "" {
		c.limit.Failed(attempt.Address, attempt.Login)
		return ErrWrongPassword
	}
	c.limit.Succeeded(attempt.Login)
	return nil
}

func (c *LoginCheck) allow(attempt LoginAttempt) error {
	if retryAfter, ok := c.limit.Allow(attempt.Address, attempt.Login); !ok {
		return &TooManyError{RetryAfter: retryAfter}
	}
	return nil
}
