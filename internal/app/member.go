package app

import (
	"context"
	"errors"
	"fmt"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Member is one person of a project.
type Member = store.Member

// Members lists the people of the project, the owner first.
func (a *App) Members(ctx context.Context, v *Visit) ([]*Member, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	members, err := a.store.Members(ctx, v.ProjectID)
	if err != nil {
		return nil, fmt.Errorf("app: members: %w", err)
	}
	return members, nil
}

// Share gives somebody with an account a role in the project, or another one than they
// had. Only the owner may, and ownership itself is not given away.
func (a *App) Share(ctx context.Context, v *Visit, login string, role Role, prices bool) error {
	if err := v.allow(Rights{Manage: true}); err != nil {
		return err
	}
	if role != Editor && role != Reader {
		return rab.Refuse("role", "Peran %q tidak dikenal: pilih editor atau reader.", role)
	}
	account, err := a.accountFor(ctx, login)
	if err != nil {
		return err
	}
	err = a.store.SetMember(ctx, v.ProjectID, account.ID, string(role), prices)
	if errors.Is(err, store.ErrNotFound) {
		return rab.Refuse("login", "Pemilik proyek tidak dapat diberi peran lain.")
	}
	if err != nil {
		return fmt.Errorf("app: share: %w", err)
	}
	a.visits.forget()
	return nil
}

// ShareMany is Share for many accounts at once.
func (a *App) ShareMany(ctx context.Context, v *Visit, accounts []*Account, role Role, prices bool) error {
	if err := v.allow(Rights{Manage: true}); err != nil {
		return err
	}
	ids := make([]int64, len(accounts))
	for i, account := range accounts {
		ids[i] = account.ID
	}
	if err := a.store.SetMembers(ctx, v.ProjectID, ids, string(role), prices); err != nil {
		return fmt.Errorf("app: share: %w", err)
	}
	a.visits.forget()
	return nil
}

// Unshare ends somebody's membership. The owner may end anybody's but their own; others
// may leave the project.
func (a *App) Unshare(ctx context.Context, v *Visit, account int64) error {
	if err := v.allowSelf(); err != nil {
		return err
	}
	need := Rights{Manage: true}
	if account == v.Account.ID {
		need = Rights{Read: true}
	}
	if err := v.allow(need); err != nil {
		return err
	}
	err := a.store.RemoveMember(ctx, v.ProjectID, account)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("app: unshare: %w", err)
	}
	a.visits.forget()
	return nil
}

// accountFor returns the account that somebody names to share something with.
func (a *App) accountFor(ctx context.Context, login string) (*store.Account, error) {
	name, _, err := auth.NormaliseLogin(login)
	if err != nil {
		return nil, rab.Refuse("login", "%s", err)
	}
	account, err := a.store.AccountByLogin(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, rab.Refuse("login", "Tidak ada akun dengan e-mail atau nama pengguna %q.", clipText(login, 60))
	}
	if err != nil {
		return nil, fmt.Errorf("app: share: %w", err)
	}
	return account, nil
}
