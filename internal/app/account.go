package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Account is a person who may log in.
type Account = store.Account

// NewAccount is what an administrator or the set-up page says about a person.
type NewAccount struct {
	Email    string
	UserName string // "" takes the part of the e-mail before the @
	FullName string
	Password string
	Admin    bool
}

// AddAccount creates an account. Problems of the fields come back as *rab.Invalid.
func (a *App) AddAccount(ctx context.Context, n NewAccount) (*store.Account, error) {
	return a.addAccount(ctx, n, a.store.AddAccount)
}

// SetUp creates the first account of an empty store, an administrator. ErrNotFound when
// there is an account already.
func (a *App) SetUp(ctx context.Context, n NewAccount) (*store.Account, error) {
	empty, err := a.Empty(ctx)
	if err != nil {
		return nil, err
	}
	if !empty {
		return nil, ErrNotFound
	}
	n.Admin = true
	return a.addAccount(ctx, n, a.store.AddFirstAccount)
}

// Empty reports whether nobody has an account yet.
func (a *App) Empty(ctx context.Context) (bool, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return false, fmt.Errorf("app: accounts: %w", err)
	}
	return len(accounts) == 0, nil
}

func (a *App) addAccount(ctx context.Context, n NewAccount, add func(context.Context, *store.Account) error) (*store.Account, error) {
	var problems rab.Problems
	email, err := auth.CheckEmail(n.Email)
	if err != nil {
		problems.Add("email", "%s", err)
	}
	if n.UserName == "" {
		n.UserName, _, _ = strings.Cut(email, "@")
	}
	userName, err := auth.CheckUserName(n.UserName)
	if err != nil {
		problems.Add("username", "%s", err)
	}
	if err := auth.CheckPassword(n.Password, n.Email, n.UserName, n.FullName); err != nil {
		problems.Add("password", "%s", err)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	hash, err := a.hasher.Hash(ctx, n.Password)
	if err != nil {
		return nil, busy(err)
	}
	ids := a.store.IDs(ctx)
	account := &store.Account{
		ID: ids.NextID(), Email: email, UserName: userName, FullName: strings.TrimSpace(n.FullName),
		PasswordHash: hash, IsAdmin: n.Admin, IsActive: true, CreatedAt: a.instant(),
	}
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: add account: %w", err)
	}
	err = add(ctx, account)
	if errors.Is(err, store.ErrTaken) {
		return nil, rab.Refuse("email", "e-mail atau nama pengguna ini sudah terdaftar")
	}
	if err != nil {
		return nil, fmt.Errorf("app: add account: %w", err)
	}
	return account, nil
}

// SetPassword changes the password of an account, found by e-mail or user name, and ends
// its sessions.
func (a *App) SetPassword(ctx context.Context, login, password string) error {
	account, err := a.store.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("app: set password: %w", err)
	}
	if err := auth.CheckPassword(password, account.Email, account.UserName, account.FullName); err != nil {
		return rab.Refuse("password", "%s", err)
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return busy(err)
	}
	if err := a.store.SetPassword(ctx, account.ID, hash); err != nil {
		return fmt.Errorf("app: set password: %w", err)
	}
	a.visits.forget()
	return nil
}

// Accounts lists all accounts, for the program's own commands.
func (a *App) Accounts(ctx context.Context) ([]*store.Account, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: accounts: %w", err)
	}
	return accounts, nil
}

// LogIn checks a login by e-mail or user name and starts a session. It returns
// *auth.TooManyError, auth.ErrWrongPassword or ErrBusy.
func (a *App) LogIn(ctx context.Context, login, password string, address netip.Addr, agent string) (token string, err error) {
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
	token, tokenHash := auth.NewToken()
	now := a.now()
	session := &store.Session{
		TokenHash: tokenHash, AccountID: account.ID, CreatedAt: rab.InstantOf(now),
		ExpiresAt: rab.InstantOf(now.Add(auth.SessionLifetime)), Address: address.String(), Agent: clipText(agent, 300),
	}
	if err := a.store.AddSession(ctx, session); err != nil {
		return "", fmt.Errorf("app: log in: %w", err)
	}
	return token, nil
}

// LogOut ends the visitor's session.
func (a *App) LogOut(ctx context.Context, v *Visit) error {
	if err := a.store.EndSession(ctx, v.TokenHash); err != nil {
		return fmt.Errorf("app: log out: %w", err)
	}
	a.visits.forget()
	return nil
}

func busy(err error) error {
	if errors.Is(err, auth.ErrBusy) {
		return ErrBusy
	}
	return err
}

func clipText(text string, most int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	if len(runes) > most {
		runes = runes[:most]
	}
	return string(runes)
}
