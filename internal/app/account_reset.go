package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Mailer sends one mail of plain text and returns once it was taken.
type Mailer interface {
	Send(ctx context.Context, to, subject, text string) error
}

// How long one-time links are good.
const (
	MailedLinkTime = time.Hour
	HandedLinkTime = 24 * time.Hour // of a link that an administrator passes on
)

// LinkPath is where one-time links lead; the token follows.
const LinkPath = "/accounts/password/reset/key/"

const (
	resetQueue = 100              // mails that wait at most
	resetTime  = 20 * time.Second // for finding the account and sending its mail
)

// SendsMail reports whether a forgotten password can be reset by mail.
func (a *App) SendsMail() bool { return a.mail != nil }

// RequestReset asks for a mail with a one-time link to the account of a login. It answers
// the same, and as fast, whether there is such an account: looking for it is part of what
// happens later. Errors are ErrNoMail, *auth.TooManyError, ErrBusy, and *rab.Invalid for a
// text that no login can be.
func (a *App) RequestReset(_ context.Context, login string, address netip.Addr) error {
	if a.mail == nil {
		return ErrNoMail
	}
	name, _, err := auth.NormaliseLogin(login)
	if err != nil {
		return rab.Refuse("email", "%s", err)
	}
	if err := a.limits.resets.Take(auth.AddressKey(address)); err != nil {
		return err
	}
	if err := a.limits.resetsOf.Take(name); err != nil {
		return err
	}
	select {
	case a.resets <- name:
		return nil
	default:
		return ErrBusy
	}
}

// sendResets sends the mails that were asked for, one after the other. One that is being
// sent when the server stops is finished.
func (a *App) sendResets(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case login := <-a.resets:
			work, cancel := context.WithTimeout(context.WithoutCancel(ctx), resetTime)
			if err := a.sendReset(work, login); err != nil {
				a.log.ErrorContext(ctx, "reset mail", "error", err)
			}
			cancel()
		}
	}
}

// sendReset sends the mail for a login; nothing when nobody active has it, or when the
// account was sent enough.
func (a *App) sendReset(ctx context.Context, login string) error {
	account, err := a.store.AccountByLogin(ctx, login)
	if errors.Is(err, store.ErrNotFound) || (err == nil && !account.IsActive) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("app: reset: %w", err)
	}
	if a.limits.resetMails.Take(strconv.FormatInt(account.ID, 10)) != nil {
		a.log.WarnContext(ctx, "reset mail: enough were sent to this account", "account", account.ID)
		return nil
	}
	link, err := a.newLink(ctx, account, MailedLinkTime)
	if err != nil {
		return err
	}
	subject, text := resetMail(account, link, a.public.Origin(), a.zone)
	if err := a.mail.Send(ctx, account.Email, subject, text); err != nil {
		return fmt.Errorf("account %d: %w", account.ID, err)
	}
	return nil
}

// resetMail is what a person reads who asked for a new password. It holds no text that a
// stranger could have chosen freely.
func resetMail(account *Account, link *Link, origin string, zone *time.Location) (subject, text string) {
	until := link.ExpiresAt.Time().In(zone).Format("15.04 MST")
	return "Atur ulang kata sandi Takar", "Seseorang, mungkin Anda, meminta kata sandi baru untuk akun Takar\n" +
		"dengan nama pengguna " + account.UserName + ".\n\n" +
		"Buka tautan ini untuk membuat kata sandi baru:\n\n" + link.Address + "\n\n" +
		"Tautan ini berlaku satu jam, sampai pukul " + until + ", dan hanya dapat dipakai\n" +
		"sekali. Sesudah dipakai, semua perangkat yang sedang masuk ke akun ini\n" +
		"dikeluarkan.\n\n" +
		"Bila bukan Anda yang meminta, abaikan pesan ini: kata sandi Anda tidak\n" +
		"berubah.\n\n" +
		"Takar, " + origin + "/\n"
}

// Link is a one-time link as it is handed on. Its address is shown once and stored nowhere.
type Link struct {
	Address   string // a path alone when the server knows no public address
	ExpiresAt rab.Instant
}

func (a *App) newLink(ctx context.Context, account *Account, life time.Duration, acts ...*store.AccountAct) (*Link, error) {
	token, hash := auth.NewToken()
	now := a.now()
	link := &store.AccountLink{TokenHash: hash, AccountID: account.ID, CreatedAt: rab.InstantOf(now), ExpiresAt: rab.InstantOf(now.Add(life))}
	if err := a.store.AddLink(ctx, link, acts...); err != nil {
		return nil, fmt.Errorf("app: new link: %w", err)
	}
	return &Link{Address: a.public.Link(LinkPath + token + "/"), ExpiresAt: link.ExpiresAt}, nil
}

// handLink makes a link that an administrator, or a command (actor 0), passes on.
func (a *App) handLink(ctx context.Context, account *Account, actor int64) (*Link, error) {
	if !account.IsActive {
		return nil, rab.Refuse("", "Akun ini nonaktif. Aktifkan dulu, lalu buat tautannya.")
	}
	act, err := a.act(ctx, actor, account.ID, ActLink, "")
	if err != nil {
		return nil, err
	}
	return a.newLink(ctx, account, HandedLinkTime, act)
}

// ResetLink makes a one-time link for the account of a login, for a command of the program;
// ErrNotFound.
func (a *App) ResetLink(ctx context.Context, login string) (*Account, *Link, error) {
	account, err := a.accountByLogin(ctx, login)
	if err != nil {
		return nil, nil, err
	}
	link, err := a.handLink(ctx, account, 0)
	return account, link, err
}

// LinkAccount returns whose password a one-time link sets; ErrNotFound when it is spent, too
// old, or none.
func (a *App) LinkAccount(ctx context.Context, token string) (*Account, error) {
	account, err := a.store.AccountByLink(ctx, auth.HashToken(token), a.instant())
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: link: %w", err)
	}
	return account, nil
}

// UseLink spends a one-time link for a new password, and ends all sessions, other links and
// API tokens of the account: whoever lost the password may have lost more. A refused password (*rab.Invalid) leaves the link good.
func (a *App) UseLink(ctx context.Context, token, password string, address netip.Addr) error {
	if err := a.limits.links.Take(auth.AddressKey(address)); err != nil {
		return err
	}
	account, err := a.LinkAccount(ctx, token)
	if err != nil {
		return err
	}
	_, err = a.setPassword(ctx, account, password, func(ctx context.Context, n store.NewPassword) (int, error) {
		act, err := a.act(ctx, account.ID, account.ID, ActReset, "")
		if err != nil {
			return 0, err
		}
		n.Ending.Reason, n.Tokens = EndedByReset, true
		return 0, a.store.UseLink(ctx, auth.HashToken(token), n, act)
	})
	return err
}
