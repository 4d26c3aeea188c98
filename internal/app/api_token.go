package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/store"
)

// APIToken lets a program act for a person, within bounds: what the token allows, of what
// the person may do in each project. It never looks after accounts, members, sessions, tokens
// or the library, whoever its person is.
type APIToken = store.APIToken

// MaxAPITokens is how many living tokens an account may have.
const MaxAPITokens = 20

// APITokenDays are the lives, in days, between which people choose. There is no token for
// ever: one that nobody renews is one that nobody needs.
var APITokenDays = []int{30, 90, 365}

// EndedByOwner is why a token ended that its owner revoked; the others are those of sessions.
const EndedByOwner = "revoked"

const (
	maxTokenName     = 60
	maxTokenProjects = 100
	// endedTokenDays is how long after its term a token is still listed as what it was.
	endedTokenDays = 90
	// tokensListed is how many tokens people see at most, those that ended included.
	tokensListed = 60
	// tokenUseStep is how exactly the last use of a token is known. Each note is a write.
	tokenUseStep = 24 * time.Hour
)

// NewAPIToken is what somebody says about a token that they want.
type NewAPIToken struct {
	Name     string
	Writes   bool
	Prices   bool
	Limited  bool // to Projects
	Projects []int64
	Days     int    // one of APITokenDays
	Password string // the present one of the account
}

// allowSelf is the one place that decides whether a visitor may look after their own account,
// their memberships and what they share: people may, programs may not.
func (v *Visit) allowSelf() error {
	if v.Token != nil {
		return ErrTokenScope
	}
	return nil
}

// allowMaking is the one place that decides whether a visitor may make something new beyond
// the projects there are, such as a project: people may, and programs that reach all of them.
func (v *Visit) allowMaking() error {
	if v.Token != nil && (!v.Token.Writes || v.Token.Limited) {
		return ErrTokenScope
	}
	return nil
}

// listed says which projects a list of the visitor's holds, and whether without their money.
func (v *Visit) listed() (token int64, blind bool) {
	if v.Token == nil {
		return 0, false
	}
	if v.Token.Limited {
		token = v.Token.ID
	}
	return token, !v.Token.Prices
}

// through names the token of a program, to stand behind what the history tells of its deeds.
func (v *Visit) through() string {
	if v.Token == nil {
		return ""
	}
	return " (lewat token " + v.Token.Name + ")"
}

// EnterByToken is Enter for a program that comes with an API token. It returns
// auth.ErrMistypedToken, ErrNoToken or *auth.TooManyError for one that opens nothing.
func (a *App) EnterByToken(ctx context.Context, token string, project int64, address netip.Addr) (*Visit, error) {
	if err := auth.CheckAPIToken(token); err != nil {
		return nil, err
	}
	hash := store.APITokenMark + auth.HashToken(token)
	if err := a.limits.tokens.Allow(address, hash); err != nil {
		return nil, err
	}
	visit, err := a.enter(ctx, hash, project, ErrNoToken)
	switch {
	case err == nil:
		a.limits.tokens.Opened(hash)
	case errors.Is(err, ErrNoToken):
		a.limits.tokens.Failed(address, hash)
	}
	return visit, err
}

// noteUse remembers that a token was used, roughly. That it cannot be noted stops nobody.
func (a *App) noteUse(ctx context.Context, token *APIToken, now rab.Instant) {
	if token == nil || now.Time().Sub(token.UsedAt.Time()) < tokenUseStep {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := a.store.NoteAPITokenUse(ctx, token.ID, now); err != nil {
		a.log.WarnContext(ctx, "note the use of an API token", "token", token.ID, "error", err)
		return
	}
	token.UsedAt = now
}

// APITokens lists the visitor's tokens, those that live first.
func (a *App) APITokens(ctx context.Context, v *Visit) ([]*APIToken, error) {
	if err := v.allowSelf(); err != nil {
		return nil, err
	}
	return a.tokensOf(ctx, v.Account.ID)
}

func (a *App) tokensOf(ctx context.Context, account int64) ([]*APIToken, error) {
	list, err := a.store.APITokens(ctx, account, a.instant(), tokensListed)
	if err != nil {
		return nil, fmt.Errorf("app: API tokens: %w", err)
	}
	return list, nil
}

// AddAPIToken makes a token for the visitor's programs, who prove with their password that it
// is they who ask. The secret is shown this once and stored nowhere. Problems come back as
// *rab.Invalid.
func (a *App) AddAPIToken(ctx context.Context, v *Visit, n NewAPIToken, address netip.Addr) (token *APIToken, secret string, err error) {
	if err := v.allowSelf(); err != nil {
		return nil, "", err
	}
	if err := a.judgeToken(ctx, v.Account.ID, &n); err != nil {
		return nil, "", err
	}
	if err := a.checkPassword(ctx, v, n.Password, "password", address); err != nil {
		return nil, "", err
	}
	return a.addToken(ctx, v.Account.ID, v.Account.ID, n)
}

// APITokensOf, AddAPITokenFor and EndAPITokenOf do for commands of the program what people do
// on their page; login is an e-mail or a user name.

// APITokensOf lists the tokens of an account; ErrNotFound.
func (a *App) APITokensOf(ctx context.Context, login string) ([]*APIToken, error) {
	account, err := a.accountByLogin(ctx, login)
	if err != nil {
		return nil, err
	}
	return a.tokensOf(ctx, account.ID)
}

// AddAPITokenFor makes a token for an account without its password; ErrNotFound.
func (a *App) AddAPITokenFor(ctx context.Context, login string, n NewAPIToken) (token *APIToken, secret string, err error) {
	account, err := a.accountByLogin(ctx, login)
	if err != nil {
		return nil, "", err
	}
	if !account.IsActive {
		return nil, "", rab.Refuse("", "Akun ini nonaktif.")
	}
	if err := a.judgeToken(ctx, account.ID, &n); err != nil {
		return nil, "", err
	}
	return a.addToken(ctx, 0, account.ID, n)
}

// EndAPITokenOf revokes a token of an account; ErrNotFound when no such token lives.
func (a *App) EndAPITokenOf(ctx context.Context, login string, id int64) (*APIToken, error) {
	account, err := a.accountByLogin(ctx, login)
	if err != nil {
		return nil, err
	}
	return a.endToken(ctx, 0, account.ID, id)
}

// EndAPIToken revokes a token of the visitor at once; ErrNotFound when no such token lives.
func (a *App) EndAPIToken(ctx context.Context, v *Visit, id int64) (*APIToken, error) {
	if err := v.allowSelf(); err != nil {
		return nil, err
	}
	return a.endToken(ctx, v.Account.ID, v.Account.ID, id)
}

func (a *App) endToken(ctx context.Context, actor, account, id int64) (*APIToken, error) {
	list, err := a.tokensOf(ctx, account)
	if err != nil {
		return nil, err
	}
	now := a.instant()
	i := slices.IndexFunc(list, func(n *APIToken) bool { return n.ID == id && n.Alive(now) })
	if i < 0 {
		return nil, ErrNotFound
	}
	act, err := a.act(ctx, actor, account, ActTokenEnd, list[i].Name)
	if err != nil {
		return nil, err
	}
	ended, err := a.store.EndAPITokens(ctx, store.Ending{AccountID: account, Reason: EndedByOwner, At: now}, id, act)
	if err != nil {
		return nil, fmt.Errorf("app: end API token: %w", err)
	}
	a.visits.forget()
	if ended == 0 {
		return nil, ErrNotFound
	}
	return list[i], nil
}

// judgeToken checks and completes what was said about a new token of an account.
func (a *App) judgeToken(ctx context.Context, account int64, n *NewAPIToken) error {
	var problems rab.Problems
	n.Name = strings.TrimSpace(n.Name)
	switch {
	case n.Name == "":
		problems.Add("name", "Beri nama, misalnya menurut skrip yang memakainya.")
	case utf8.RuneCountInString(n.Name) > maxTokenName:
		problems.Add("name", "Nama token paling banyak %d huruf.", maxTokenName)
	case !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, func(r rune) bool { return !unicode.IsPrint(r) }):
		problems.Add("name", "Nama token berisi karakter yang tidak dapat ditampilkan. Ketik ulang.")
	}
	if !slices.Contains(APITokenDays, n.Days) {
		problems.Add("days", "Pilih masa berlaku: %d, %d, atau %d hari.", APITokenDays[0], APITokenDays[1], APITokenDays[2])
	}
	if !n.Limited {
		n.Projects = nil
	} else if err := a.judgeTokenProjects(ctx, account, n, &problems); err != nil {
		return err
	}
	return problems.Err()
}

func (a *App) judgeTokenProjects(ctx context.Context, account int64, n *NewAPIToken, problems *rab.Problems) error {
	slices.Sort(n.Projects)
	n.Projects = slices.Compact(n.Projects)
	switch {
	case len(n.Projects) == 0:
		problems.Add("projects", "Pilih sedikitnya satu proyek, atau izinkan semua.")
		return nil
	case len(n.Projects) > maxTokenProjects:
		problems.Add("projects", "Sebuah token dapat dibatasi pada paling banyak %d proyek. Izinkan semua, atau buat beberapa token.", maxTokenProjects)
		return nil
	}
	_, found, err := a.store.Projects(ctx, store.ProjectFilter{Account: account, IDs: n.Projects, Today: a.Today(), Limit: 1})
	if err != nil {
		return fmt.Errorf("app: projects of an API token: %w", err)
	}
	if found != len(n.Projects) {
		problems.Add("projects", "Salah satu proyek yang dipilih tidak ada, atau bukan proyek akun ini.")
	}
	return nil
}

func (a *App) addToken(ctx context.Context, actor, account int64, n NewAPIToken) (token *APIToken, secret string, err error) {
	act, err := a.act(ctx, actor, account, ActToken, n.Name+": "+tokenScope(n))
	if err != nil {
		return nil, "", err
	}
	ids := a.store.IDs(ctx)
	secret = auth.NewAPIToken()
	now := a.now()
	token = &APIToken{
		ID: ids.NextID(), AccountID: account, TokenHash: store.APITokenMark + auth.HashToken(secret), Name: n.Name, Ending: secret[len(secret)-4:],
		Writes: n.Writes, Prices: n.Prices, Limited: n.Limited, Projects: n.Projects,
		CreatedAt: rab.InstantOf(now), ExpiresAt: rab.InstantOf(now.AddDate(0, 0, n.Days)),
	}
	if err := ids.Err(); err != nil {
		return nil, "", fmt.Errorf("app: new API token: %w", err)
	}
	err = a.store.AddAPIToken(ctx, token, MaxAPITokens, act)
	if errors.Is(err, store.ErrTooManyTokens) {
		return nil, "", rab.Refuse("", "Sudah ada %d token. Cabut yang tidak dipakai lagi, lalu buat yang baru.", MaxAPITokens)
	}
	if err != nil {
		return nil, "", fmt.Errorf("app: new API token: %w", err)
	}
	return token, secret, nil
}

// tokenScope tells in words what a token allows, for the account log.
func tokenScope(n NewAPIToken) string {
	parts := []string{"baca"}
	if n.Writes {
		parts = append(parts, "tulis")
	}
	if n.Prices {
		parts = append(parts, "harga")
	}
	reach := "semua proyek"
	if n.Limited {
		reach = fmt.Sprintf("%d proyek", len(n.Projects))
	}
	return fmt.Sprintf("%s; %s; %d hari", strings.Join(parts, ", "), reach, n.Days)
}
