package app

import (
	"context"
	"errors"
	"fmt"

	"takar/internal/rab"
	"takar/internal/store"
)

// What the account log remembers.
const (
	ActSetUp      = "setup"      // the first administrator made themselves
	ActSignUp     = "signup"     // a person made themselves an account
	ActAdd        = "add"        // an account was made for a person
	ActProfile    = "profile"    // a person changed their names
	ActPassword   = "password"   // a password was changed
	ActReset      = "reset"      // a one-time link was used
	ActLink       = "link"       // a one-time link was made to be handed on
	ActAdmin      = "admin"      // became an administrator
	ActOrdinary   = "ordinary"   // is no administrator any more
	ActDeactivate = "deactivate" // may not log in any more
	ActReactivate = "reactivate" // may log in again
	ActToken      = "token"      // an API token was made
	ActTokenEnd   = "token-end"  // an API token was revoked
)

// AccountAct is one line of the account log.
type AccountAct = store.AccountAct

func (a *App) act(ctx context.Context, actor, account int64, action, detail string) (*AccountAct, error) {
	ids := a.store.IDs(ctx)
	act := &AccountAct{ID: ids.NextID(), CreatedAt: a.instant(), ActorID: actor, AccountID: account, Action: action, Detail: detail}
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: account log: %w", err)
	}
	return act, nil
}

// allowAdmin is the one place that decides whether a visitor may look after accounts.
func (v *Visit) allowAdmin() error {
	if !v.Admin() {
		return ErrForbidden
	}
	return nil
}

// Person is one line of the list of people.
type Person = store.AccountRow

// PeoplePage is a page of a list, and how much the whole list holds.
type PeoplePage struct {
	Rows        []*Person
	Total       int
	Page, Pages int
}

const (
	peoplePageSize = 30
	logPageSize    = 20
)

// People lists the accounts that hold a text, by e-mail. A page beyond the end is the last.
func (a *App) People(ctx context.Context, v *Visit, search string, number int) (*PeoplePage, error) {
	if err := v.allowAdmin(); err != nil {
		return nil, err
	}
	page := &PeoplePage{}
	offset, err := pageOf(number, peoplePageSize, &page.Page, &page.Pages, func(offset int) (total int, err error) {
		page.Rows, page.Total, err = a.store.AccountPage(ctx, store.AccountFilter{Search: clipText(search, 200), Limit: peoplePageSize, Offset: offset})
		return page.Total, err
	})
	if err != nil {
		return nil, fmt.Errorf("app: people from %d: %w", offset, err)
	}
	return page, nil
}

// pageOf reads a page of a list, and the last one when there is none of that number.
func pageOf(number, size int, page, pages *int, read func(offset int) (total int, err error)) (offset int, err error) {
	number = min(max(1, number), lastPage)
	for {
		offset = (number - 1) * size
		total, err := read(offset)
		if err != nil {
			return offset, err
		}
		*page, *pages = number, max(1, (total+size-1)/size)
		if number <= *pages {
			return offset, nil
		}
		number = *pages
	}
}

// Person returns one account as administrators see it.
func (a *App) Person(ctx context.Context, v *Visit, id int64) (*Person, error) {
	if err := v.allowAdmin(); err != nil {
		return nil, err
	}
	rows, _, err := a.store.AccountPage(ctx, store.AccountFilter{ID: id, Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("app: person: %w", err)
	}
	if len(rows) == 0 {
		return nil, ErrNotFound
	}
	return rows[0], nil
}

// LogPage is a page of the account log.
type LogPage struct {
	Rows        []*AccountAct
	Total       int
	Page, Pages int
}

// AccountLog lists who did what to an account (0: to any), the newest first.
func (a *App) AccountLog(ctx context.Context, v *Visit, account int64, number int) (*LogPage, error) {
	if err := v.allowAdmin(); err != nil {
		return nil, err
	}
	page := &LogPage{}
	offset, err := pageOf(number, logPageSize, &page.Page, &page.Pages, func(offset int) (total int, err error) {
		page.Rows, page.Total, err = a.store.AccountLog(ctx, account, logPageSize, offset)
		return page.Total, err
	})
	if err != nil {
		return nil, fmt.Errorf("app: account log from %d: %w", offset, err)
	}
	return page, nil
}

// AddPerson makes an account without a password, and the one-time link with which its
// person chooses one.
func (a *App) AddPerson(ctx context.Context, v *Visit, n NewAccount) (*Account, *Link, error) {
	if err := v.allowAdmin(); err != nil {
		return nil, nil, err
	}
	account, problems := judgeAccount(n.Email, n.UserName, n.FullName)
	if err := problems.Err(); err != nil {
		return nil, nil, err
	}
	account.IsAdmin = n.Admin
	account, err := a.identify(ctx, account)
	if err != nil {
		return nil, nil, err
	}
	if account, err = a.storeAccount(ctx, account, v.Account.ID, ActAdd, a.store.AddAccount); err != nil {
		return nil, nil, err
	}
	link, err := a.handLink(ctx, account, v.Account.ID)
	return account, link, err
}

// LinkForPerson makes a one-time link that the visitor passes on to a person.
func (a *App) LinkForPerson(ctx context.Context, v *Visit, id int64) (*Link, error) {
	person, err := a.Person(ctx, v, id)
	if err != nil {
		return nil, err
	}
	return a.handLink(ctx, &person.Account, v.Account.ID)
}

// SetAdmin makes a person an administrator or an ordinary one, and reports whether that
// changed anything. The last active administrator stays one.
func (a *App) SetAdmin(ctx context.Context, v *Visit, id int64, admin bool) (changed bool, err error) {
	if err := v.allowAdmin(); err != nil {
		return false, err
	}
	action := ActOrdinary
	if admin {
		action = ActAdmin
	}
	act, err := a.act(ctx, v.Account.ID, id, action, "")
	if err != nil {
		return false, err
	}
	changed, err = a.store.SetAdmin(ctx, id, admin, act)
	return a.changedPerson(changed, err)
}

// SetActive lets a person log in again, or ends their sessions and links and lets them not.
// It reports whether that changed anything. Their projects stay what they are: members work
// on. The last active administrator stays active.
func (a *App) SetActive(ctx context.Context, v *Visit, id int64, active bool) (changed bool, err error) {
	if err := v.allowAdmin(); err != nil {
		return false, err
	}
	action := ActDeactivate
	if active {
		action = ActReactivate
	}
	act, err := a.act(ctx, v.Account.ID, id, action, "")
	if err != nil {
		return false, err
	}
	changed, err = a.store.SetActive(ctx, active, store.Ending{AccountID: id, Reason: EndedByClosing, At: a.instant()}, act)
	return a.changedPerson(changed, err)
}

func (a *App) changedPerson(changed bool, err error) (bool, error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, ErrNotFound
	case errors.Is(err, store.ErrLastAdmin):
		return false, rab.Refuse("", "Ini administrator aktif yang terakhir. Jadikan orang lain administrator dulu.")
	case err != nil:
		return false, fmt.Errorf("app: change account: %w", err)
	}
	a.visits.forget()
	return changed, nil
}
