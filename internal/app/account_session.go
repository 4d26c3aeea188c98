package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Why sessions end before their time.
const (
	EndedByPassword = "password"   // their owner, or a command of the program, changed the password
	EndedByReset    = "reset"      // somebody used a one-time link
	EndedElsewhere  = "signed_out" // their owner signed them out from another device
	EndedByClosing  = "closed"     // an administrator closed the account
)

// LogIn checks a login by e-mail or user name and starts a session. It returns
// *auth.TooManyError, auth.ErrWrongPassword or ErrBusy.
func (a *App) LogIn(ctx context.Context, login, password string, address netip.Addr, agent string) (token string, err error) {
	defer func() { a.measured.login(err) }()
	name, _, err := auth.NormaliseLogin(login)
	if err != nil {
		return "", auth.ErrWrongPassword
	}
	account, err := a.store.AccountByLogin(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("app: log in: %w", err)
	}
	hash := ""
	if account != nil && account.IsActive {
		hash = account.PasswordHash
	}
	if err := a.logins.Verify(ctx, auth.LoginAttempt{Address: address, Login: name, Hash: hash, Password: password}); err != nil {
		return "", busy(err)
	}
	return a.startSession(ctx, account.ID, address, agent)
}

// startSession logs an account in without asking further.
func (a *App) startSession(ctx context.Context, account int64, address netip.Addr, agent string) (token string, err error) {
	token, tokenHash := auth.NewToken()
	now := a.now()
	session := &store.Session{
		TokenHash: tokenHash, AccountID: account, CreatedAt: rab.InstantOf(now),
		ExpiresAt: rab.InstantOf(now.Add(auth.SessionLifetime)), Address: address.String(), Agent: clipText(agent, 300),
	}
	if err := a.store.AddSession(ctx, session); err != nil {
		return "", fmt.Errorf("app: log in: %w", err)
	}
	return token, nil
}

// LogOut ends the visitor's session.
func (a *App) LogOut(ctx context.Context, v *Visit) error {
	if err := v.allowSelf(); err != nil {
		return err
	}
	if err := a.store.EndSession(ctx, v.TokenHash); err != nil {
		return fmt.Errorf("app: log out: %w", err)
	}
	a.visits.forget()
	return nil
}

// Session is one login of a person as they see it.
type Session struct {
	*store.Session

	Current bool // the one that asks
}

// Sessions lists the visitor's own logins, this one first and then the newest.
func (a *App) Sessions(ctx context.Context, v *Visit) ([]Session, error) {
	if err := v.allowSelf(); err != nil {
		return nil, err
	}
	stored, err := a.store.Sessions(ctx, v.Account.ID, a.instant())
	if err != nil {
		return nil, fmt.Errorf("app: sessions: %w", err)
	}
	list := make([]Session, 0, len(stored))
	for _, session := range stored {
		one := Session{Session: session, Current: session.TokenHash == v.TokenHash}
		if one.Current {
			list = append([]Session{one}, list...)
			continue
		}
		list = append(list, one)
	}
	return list, nil
}

// EndSession signs out one other login of the visitor; ErrNotFound when they have no such.
func (a *App) EndSession(ctx context.Context, v *Visit, tokenHash string) error {
	if tokenHash == "" {
		return ErrNotFound
	}
	ended, err := a.endSessions(ctx, v, tokenHash)
	if err == nil && ended == 0 {
		return ErrNotFound
	}
	return err
}

// EndOtherSessions signs out all logins of the visitor but this one, and returns how many.
func (a *App) EndOtherSessions(ctx context.Context, v *Visit) (int, error) {
	return a.endSessions(ctx, v, "")
}

func (a *App) endSessions(ctx context.Context, v *Visit, only string) (int, error) {
	if err := v.allowSelf(); err != nil {
		return 0, err
	}
	ended, err := a.store.EndSessions(ctx, store.Ending{
		AccountID: v.Account.ID, Only: only, Keep: v.TokenHash, Reason: EndedElsewhere, At: a.instant(),
	})
	if err != nil {
		return 0, fmt.Errorf("app: end sessions: %w", err)
	}
	a.visits.forget()
	return ended, nil
}

// EndOfSession tells the browser that still holds the token of a session why, and when, it
// ended before its time; "" when it did not.
func (a *App) EndOfSession(ctx context.Context, token string) (reason string, at rab.Instant, err error) {
	reason, at, err = a.store.EndOfSession(ctx, auth.HashToken(token))
	if errors.Is(err, store.ErrNotFound) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("app: end of session: %w", err)
	}
	return reason, at, nil
}

func busy(err error) error {
	if errors.Is(err, auth.ErrBusy) {
		return ErrBusy
	}
	return err
}
