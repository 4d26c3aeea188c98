package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Profile is what a person says about themselves.
type Profile struct {
	Email    string
	UserName string
	FullName string
	Password string // the present one, needed for another e-mail: links that open the account go there
}

// SaveProfile changes the visitor's own names. It reports whether there was anything to
// change; problems come back as *rab.Invalid.
func (a *App) SaveProfile(ctx context.Context, v *Visit, p Profile, address netip.Addr) (changed bool, err error) {
	if err := v.allowSelf(); err != nil {
		return false, err
	}
	next, problems := judgeAccount(p.Email, p.UserName, p.FullName)
	if err := problems.Err(); err != nil {
		return false, err
	}
	next.ID = v.Account.ID
	detail := differences(&v.Account, next)
	if detail == "" {
		return false, nil
	}
	if next.Email != v.Account.Email {
		if err := a.checkPassword(ctx, v, p.Password, "password", address); err != nil {
			return false, err
		}
	}
	act, err := a.act(ctx, v.Account.ID, v.Account.ID, ActProfile, detail)
	if err != nil {
		return false, err
	}
	err = a.store.SaveAccount(ctx, next, act)
	if errors.Is(err, store.ErrTaken) {
		return false, a.taken(ctx, next)
	}
	if err != nil {
		return false, fmt.Errorf("app: save profile: %w", err)
	}
	a.visits.forget()
	return true, nil
}

// differences tells what changed between two states of an account, for its log.
func differences(before, after *Account) string {
	var parts []string
	for _, f := range []struct{ name, before, after string }{
		{"e-mail", before.Email, after.Email},
		{"nama pengguna", before.UserName, after.UserName},
		{"nama lengkap", before.FullName, after.FullName},
	} {
		if f.before != f.after {
			parts = append(parts, fmt.Sprintf("%s: %s → %s", f.name, orNone(f.before), orNone(f.after)))
		}
	}
	return strings.Join(parts, "; ")
}

func orNone(text string) string {
	if text == "" {
		return "(kosong)"
	}
	return text
}

// NewPassword is what somebody says who changes their own password.
type NewPassword struct {
	Old, New string
	Tokens   bool // their API tokens end too; else programs that work go on
}

// ChangePassword gives the visitor a new password, and ends their sessions and links. The one
// that asks goes on under a new session token: whoever holds a copy of the old one is out. It
// returns that token, and how many other sessions ended.
func (a *App) ChangePassword(ctx context.Context, v *Visit, n NewPassword, address netip.Addr, agent string) (token string, ended int, err error) {
	if err := v.allowSelf(); err != nil {
		return "", 0, err
	}
	if err := auth.CheckPassword(n.New, v.Account.Email, v.Account.UserName, v.Account.FullName); err != nil {
		return "", 0, rab.Refuse("password", "%s", err)
	}
	if err := a.checkPassword(ctx, v, n.Old, "oldpassword", address); err != nil {
		return "", 0, err
	}
	if n.Old == n.New {
		return "", 0, rab.Refuse("password", "Kata sandi baru sama dengan yang lama. Pilih yang lain.")
	}
	ended, err = a.setPassword(ctx, &v.Account, n.New, a.passwordStore(v.Account.ID, ActPassword, EndedByPassword, n.Tokens))
	if err != nil {
		return "", 0, err
	}
	token, err = a.startSession(ctx, v.Account.ID, address, agent)
	return token, max(0, ended-1), err
}

// checkPassword asks the visitor for their present password. Wrong ones are limited like
// failed logins, but lock nobody out of the login itself.
func (a *App) checkPassword(ctx context.Context, v *Visit, password, path string, address netip.Addr) error {
	if password == "" {
		return rab.Refuse(path, "Isi kata sandi Anda yang sekarang.")
	}
	err := a.logins.Verify(ctx, auth.LoginAttempt{
		Address: address, Login: "kata sandi " + strconv.FormatInt(v.Account.ID, 10), Hash: v.Account.PasswordHash, Password: password,
	})
	if errors.Is(err, auth.ErrWrongPassword) {
		return rab.Refuse(path, "Kata sandi ini bukan kata sandi Anda yang sekarang.")
	}
	return busy(err)
}
