package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// Account is a person who may log in.
type Account = store.Account

// NewAccount is what somebody says about a person who gets an account.
type NewAccount struct {
	Email    string
	UserName string // "" takes the part of the e-mail before the @
	FullName string
	Password string
	Admin    bool
}

// Errors of accounts that pages explain.
var (
	// ErrSignUpOff says that people cannot make themselves an account here.
	ErrSignUpOff = errors.New("pendaftaran dimatikan")
	// ErrNoAdminYet says that the first administrator has to be made before others.
	ErrNoAdminYet = errors.New("belum ada administrator")
	// ErrNoMail says that this server sends no mails.
	ErrNoMail = errors.New("server ini tidak mengirim e-mail")
)

// accountLimits bound what can be asked for without knowing a password (api §2.5).
type accountLimits struct {
	signUps    *auth.AttemptLimit // per client address
	resets     *auth.AttemptLimit // per client address
	resetsOf   *auth.AttemptLimit // per login that was typed, whether it exists or not
	tokens     *auth.TokenLimit   // per client address: API tokens that open nothing
	resetMails *auth.AttemptLimit // per account, so that nobody's mailbox is flooded
	links      *auth.AttemptLimit // per client address
}

func newAccountLimits(o auth.FailureLimitOptions) accountLimits {
	const asked = "permintaan atur ulang kata sandi"
	return accountLimits{
		signUps:    auth.NewAttemptLimit("sign-up-address", "pendaftaran dari jaringan ini", 20, time.Minute, o),
		resets:     auth.NewAttemptLimit("reset-address", asked, 20, time.Minute, o),
		resetsOf:   auth.NewAttemptLimit("reset-name", asked, 5, time.Minute, o),
		resetMails: auth.NewAttemptLimit("reset-mail", asked, 5, time.Hour, o),
		tokens:     auth.NewTokenLimit(o),
		links:      auth.NewAttemptLimit("link-address", "percobaan", 20, time.Minute, o),
	}
}

// AddAccount creates an account for a command of the program. Problems of the fields come
// back as *rab.Invalid.
func (a *App) AddAccount(ctx context.Context, n NewAccount) (*Account, error) {
	account, err := a.newAccount(ctx, n)
	if err != nil {
		return nil, err
	}
	return a.storeAccount(ctx, account, 0, ActAdd, a.store.AddAccount)
}

// AddAccounts creates many ordinary accounts of example data. They share one password, which
// is told to all of them anyway, and so its hash: hashing one for each would take minutes.
func (a *App) AddAccounts(ctx context.Context, password string, people []NewAccount) ([]*Account, error) {
	if len(people) == 0 {
		return nil, nil
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return nil, busy(err)
	}
	accounts, acts := make([]*Account, len(people)), make([]*AccountAct, len(people))
	for i, n := range people {
		account, problems := judgeAccount(n.Email, n.UserName, n.FullName)
		if err := auth.CheckPassword(password, n.Email, account.UserName, n.FullName); err != nil {
			problems.Add("password", "%s", err)
		}
		if err := problems.Err(); err != nil {
			return nil, err
		}
		account.PasswordHash = hash
		if accounts[i], err = a.identify(ctx, account); err != nil {
			return nil, err
		}
		if acts[i], err = a.act(ctx, 0, account.ID, ActAdd, account.Email); err != nil {
			return nil, err
		}
	}
	if err := a.store.AddAccounts(ctx, accounts, acts); err != nil {
		return nil, fmt.Errorf("app: add accounts: %w", err)
	}
	return accounts, nil
}

// SetUp creates the first account of an empty store, an administrator. ErrNotFound when
// there is an account already.
func (a *App) SetUp(ctx context.Context, n NewAccount) (*Account, error) {
	empty, err := a.Empty(ctx)
	if err != nil {
		return nil, err
	}
	if !empty {
		return nil, ErrNotFound
	}
	n.Admin = true
	account, err := a.newAccount(ctx, n)
	if err != nil {
		return nil, err
	}
	return a.storeAccount(ctx, account, account.ID, ActSetUp, a.store.AddFirstAccount)
}

// SignsUp reports whether the operator lets people make themselves an account.
func (a *App) SignsUp() bool { return a.signUp }

// SignUpOpen returns nil when people may make themselves an account, and ErrSignUpOff or
// ErrNoAdminYet otherwise: the first account is the administrator's, made by its own link.
func (a *App) SignUpOpen(ctx context.Context) error {
	if !a.signUp {
		return ErrSignUpOff
	}
	empty, err := a.Empty(ctx)
	if err != nil {
		return err
	}
	if empty {
		return ErrNoAdminYet
	}
	return nil
}

// SignUp makes an ordinary account for whoever asks and logs them in. It returns the errors
// of SignUpOpen, *auth.TooManyError, *rab.Invalid or ErrBusy.
func (a *App) SignUp(ctx context.Context, n NewAccount, address netip.Addr, agent string) (token string, err error) {
	if err := a.SignUpOpen(ctx); err != nil {
		return "", err
	}
	if err := a.limits.signUps.Take(auth.AddressKey(address)); err != nil {
		return "", err
	}
	n.Admin = false
	account, err := a.newAccount(ctx, n)
	if err != nil {
		return "", err
	}
	if account, err = a.storeAccount(ctx, account, account.ID, ActSignUp, a.store.AddAccount); err != nil {
		return "", err
	}
	return a.startSession(ctx, account.ID, address, agent)
}

// Empty reports whether nobody has an account yet.
func (a *App) Empty(ctx context.Context) (bool, error) {
	_, total, err := a.store.AccountPage(ctx, store.AccountFilter{Limit: 1})
	if err != nil {
		return false, fmt.Errorf("app: accounts: %w", err)
	}
	return total == 0, nil
}

// newAccount judges what was said about a person and hashes the password. The account is
// not stored yet.
func (a *App) newAccount(ctx context.Context, n NewAccount) (*Account, error) {
	account, problems := judgeAccount(n.Email, n.UserName, n.FullName)
	if err := auth.CheckPassword(n.Password, n.Email, account.UserName, n.FullName); err != nil {
		problems.Add("password", "%s", err)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	hash, err := a.hasher.Hash(ctx, n.Password)
	if err != nil {
		return nil, busy(err)
	}
	account.PasswordHash, account.IsAdmin = hash, n.Admin
	return a.identify(ctx, account)
}

// identify gives a new account its id.
func (a *App) identify(ctx context.Context, account *Account) (*Account, error) {
	ids := a.store.IDs(ctx)
	account.ID, account.IsActive, account.CreatedAt = ids.NextID(), true, a.instant()
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: new account: %w", err)
	}
	return account, nil
}

// judgeAccount checks the names of a person. Without a user name it is the part of the
// e-mail before the @.
func judgeAccount(email, userName, fullName string) (*Account, rab.Problems) {
	var problems rab.Problems
	var account Account
	var err error
	if account.Email, err = auth.CheckEmail(email); err != nil {
		problems.Add("email", "%s", err)
	}
	if strings.TrimSpace(userName) == "" {
		userName, _, _ = strings.Cut(account.Email, "@")
	}
	if userName != "" || account.Email != "" { // else the e-mail is the one thing to mend
		if account.UserName, err = auth.CheckUserName(userName); err != nil {
			problems.Add("username", "%s", err)
		}
	}
	if account.FullName, err = auth.CheckFullName(fullName); err != nil {
		problems.Add("full_name", "%s", err)
	}
	return &account, problems
}

// storeAccount stores a new account with its line in the account log.
func (a *App) storeAccount(ctx context.Context, account *Account, actor int64, action string,
	add func(context.Context, *store.Account, ...*store.AccountAct) error,
) (*Account, error) {
	act, err := a.act(ctx, actor, account.ID, action, account.Email)
	if err != nil {
		return nil, err
	}
	err = add(ctx, account, act)
	if errors.Is(err, store.ErrTaken) {
		return nil, a.taken(ctx, account)
	}
	if err != nil {
		return nil, fmt.Errorf("app: add account: %w", err)
	}
	return account, nil
}

// taken says which of its names an account cannot have.
func (a *App) taken(ctx context.Context, account *Account) error {
	var problems rab.Problems
	for _, name := range []struct{ path, login, message string }{
		{"email", account.Email, "E-mail ini sudah terdaftar."},
		{"username", auth.FoldUserName(account.UserName), "Nama pengguna ini sudah dipakai. Pilih yang lain."},
	} {
		other, err := a.store.AccountByLogin(ctx, name.login)
		if err == nil && other.ID != account.ID {
			problems.Add(name.path, "%s", name.message)
		}
	}
	if len(problems) == 0 {
		problems.Add("email", "E-mail atau nama pengguna ini sudah terdaftar.")
	}
	return problems.Err()
}

// SetPassword changes the password of an account, found by e-mail or user name, for a
// command of the program, and ends its sessions, links and API tokens.
func (a *App) SetPassword(ctx context.Context, login, password string) error {
	account, err := a.accountByLogin(ctx, login)
	if err != nil {
		return err
	}
	_, err = a.setPassword(ctx, account, password, a.passwordStore(0, ActPassword, EndedByPassword, true))
	return err
}

// passwordStore stores new passwords with a line in the account log; tokens says that API
// tokens end too.
func (a *App) passwordStore(actor int64, action, reason string, tokens bool) func(context.Context, store.NewPassword) (int, error) {
	return func(ctx context.Context, n store.NewPassword) (int, error) {
		act, err := a.act(ctx, actor, n.Ending.AccountID, action, "")
		if err != nil {
			return 0, err
		}
		n.Ending.Reason, n.Tokens = reason, tokens
		return a.store.SetPassword(ctx, n, act)
	}
}

// setPassword judges and stores a new password, and ends the sessions of the account.
func (a *App) setPassword(ctx context.Context, account *Account, password string, set func(context.Context, store.NewPassword) (int, error)) (ended int, err error) {
	if err := auth.CheckPassword(password, account.Email, account.UserName, account.FullName); err != nil {
		return 0, rab.Refuse("password", "%s", err)
	}
	hash, err := a.hasher.Hash(ctx, password)
	if err != nil {
		return 0, busy(err)
	}
	ended, err = set(ctx, store.NewPassword{Hash: hash, Ending: store.Ending{AccountID: account.ID, At: a.instant()}})
	if errors.Is(err, store.ErrNotFound) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("app: set password: %w", err)
	}
	a.visits.forget()
	return ended, nil
}

// accountByLogin finds an account by what somebody types; ErrNotFound.
func (a *App) accountByLogin(ctx context.Context, login string) (*Account, error) {
	name, _, err := auth.NormaliseLogin(login)
	if err != nil {
		return nil, ErrNotFound
	}
	account, err := a.store.AccountByLogin(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: account: %w", err)
	}
	return account, nil
}

// Accounts lists all accounts, for the program's own commands.
func (a *App) Accounts(ctx context.Context) ([]*Account, error) {
	accounts, err := a.store.Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: accounts: %w", err)
	}
	return accounts, nil
}

func clipText(text string, most int) string {
	runes := []rune(strings.ToValidUTF8(text, ""))
	if len(runes) > most {
		runes = runes[:most]
	}
	return string(runes)
}
