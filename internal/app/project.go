package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// NewProject is what a person says about a project to be made. Path stands before the
// names of the fields in problems, such as "form-0".
type NewProject struct {
	rab.Header

	// ID is the id of a project of example data, which scripts may know beforehand; 0 is the
	// next one, as for every project that people make (rulings B15).
	ID     int64
	Preset string // of the pricing policy; "" is the default
	Path   string

	// fill puts further rows into the new project, which then has one line of history,
	// saying where they came from, instead of one for each row.
	fill   func(*rab.Draft) error
	origin string
}

// indexAttempts bounds how often public numbers are drawn again because another server
// took them.
const indexAttempts = 8

// CreateProjects makes projects that belong to the visitor, all or none. A project
// without any date starts today.
func (a *App) CreateProjects(ctx context.Context, v *Visit, inputs []NewProject) ([]*rab.Header, error) {
	if err := v.allowMaking(); err != nil {
		return nil, err
	}
	for range indexAttempts {
		headers, err := a.createProjects(ctx, v, inputs)
		if !errors.Is(err, store.ErrTaken) {
			return headers, err
		}
	}
	return nil, ErrBusy
}

func (a *App) createProjects(ctx context.Context, v *Visit, inputs []NewProject) ([]*rab.Header, error) {
	numbers, err := a.projectNumbers(ctx, v.Account.ID)
	if err != nil {
		return nil, err
	}
	if err := a.reserveChosen(ctx, inputs); err != nil {
		return nil, err
	}
	ids := a.store.IDs(ctx)
	var problems rab.Problems
	var headers []*rab.Header
	var commits []*store.Commit
	for _, in := range inputs {
		in.UID, in.OwnerID, in.IndexProject = ids.NextUID(), v.Account.ID, numbers()
		if in.TanggalMulai == "" && (in.TanggalSelesai == "" || in.DurasiHari == 0) {
			in.TanggalMulai = a.Today()
		}
		id := in.ID
		if id == 0 {
			id = ids.NextID()
		}
		base := rab.NewProject(id, a.library.get())
		draft := base.Edit(ids, a.instant(), v.Account.ID)
		err := draft.Found(in.Header, in.Preset, in.Path)
		if err == nil && in.fill != nil {
			err = in.fill(draft)
		}
		if err != nil {
			var invalid *rab.Invalid
			if !errors.As(err, &invalid) {
				return nil, fmt.Errorf("app: create project: %w", err)
			}
			problems = append(problems, invalid.Problems...)
			continue
		}
		commit, err := a.found(v, draft, in, ids)
		if err != nil {
			return nil, err
		}
		headers, commits = append(headers, draft.Project().Header()), append(commits, commit)
	}
	if err := errors.Join(problems.Err(), ids.Err()); err != nil {
		return nil, err
	}
	if err := a.store.CreateProjects(ctx, commits); err != nil {
		return nil, fmt.Errorf("app: create projects: %w", err)
	}
	a.visits.forget()
	return headers, nil
}

// reserveChosen makes sure that ids which were chosen are never handed out again.
func (a *App) reserveChosen(ctx context.Context, inputs []NewProject) error {
	highest := int64(0)
	for _, in := range inputs {
		highest = max(highest, in.ID)
	}
	if highest == 0 {
		return nil
	}
	if err := a.store.ReserveIDsAbove(ctx, highest); err != nil {
		return fmt.Errorf("app: reserve ids: %w", err)
	}
	return nil
}

// found returns what the store has to write for a new project. A project is archived, not
// undone, so that its operation keeps no rows.
func (a *App) found(v *Visit, draft *rab.Draft, in NewProject, ids rab.IDs) (*store.Commit, error) {
	if in.fill == nil {
		_, commit, err := a.prepare(v, draft, command{kind: "project.create"}, ids)
		if err != nil {
			return nil, err
		}
		commit.Operation.Changes = nil
		return commit, nil
	}
	draft.Stamp()
	summary := "Proyek dibuat " + in.origin + v.through()
	return &store.Commit{
		Project: draft.Base(), Delta: draft.Delta(), Standing: schedule.StandingOf(draft.Project()),
		Operation: store.Operation{
			ID: ids.NextID(), AccountID: v.Account.ID, Kind: "project.create", Summary: summary, CreatedAt: draft.At(),
		},
		Audit: []store.AuditEntry{{
			ID: ids.NextID(), AccountID: v.Account.ID, AccountName: v.Account.UserName,
			Action: rab.AuditCreate, TriggeredBy: rab.ByUser, Summary: summary,
		}},
	}, nil
}

// projectNumbers returns a source of public numbers: owner, day, and a running number of
// that owner on that day, from 0001.
func (a *App) projectNumbers(ctx context.Context, owner int64) (next func() string, err error) {
	today := a.Today()
	first := rab.ProjectIndex(owner, today, 0)
	highest, err := a.store.HighestProjectIndex(ctx, owner, first[:len(first)-len("0000")])
	if err != nil {
		return nil, fmt.Errorf("app: project number: %w", err)
	}
	return func() string {
		highest++
		return rab.ProjectIndex(owner, today, highest)
	}, nil
}

// EditProject changes the project's own data. Dates that follow from others are completed,
// and the schedule follows the dates, which the effect tells; *ScheduleChoice asks how.
func (a *App) EditProject(ctx context.Context, v *Visit, edit ProjectEdit) (schedule.Effect, *Done, error) {
	return carryOut(ctx, a, v, command{kind: "project.edit", need: writing}, func(d *rab.Draft) (schedule.Effect, error) {
		return v.editProject(d, edit)
	})
}

// editing is an edit of a project's own data as far as the visitor may make it.
func (v *Visit) editing(edit func(*rab.Header)) func(*rab.Header) {
	return func(h *rab.Header) {
		budget := h.AnggaranOwner
		edit(h)
		if !v.Rights.Prices {
			h.AnggaranOwner = budget // who may not see it cannot mean to change it
		}
	}
}

// SetArchived archives the visit's project or restores it; only its owner may. An
// archived project can be read but not changed.
func (a *App) SetArchived(ctx context.Context, v *Visit, archived bool) (*Done, error) {
	kind := "project.restore"
	if archived {
		kind = "project.archive"
	}
	return a.run(ctx, v, command{kind: kind, need: Rights{Manage: true}, decide: func(d *rab.Draft) error {
		if d.Base().Header().IsActive == archived {
			d.SetActive(!archived)
		}
		return nil
	}})
}

// SetArchivedMany archives or restores those of the given projects that the visitor owns,
// and returns the ids of those that changed. ErrNotFound when none of them is theirs.
func (a *App) SetArchivedMany(ctx context.Context, v *Visit, ids []int64, archived bool) (changed []int64, err error) {
	found := false
	for _, id := range ids {
		visit, err := a.visit(ctx, v, id)
		if err != nil {
			return nil, err
		}
		if !visit.Rights.Manage {
			continue
		}
		found = true
		done, err := a.SetArchived(ctx, visit, archived)
		if err != nil {
			return nil, err
		}
		if done.Changed {
			changed = append(changed, id)
		}
	}
	if !found {
		return nil, ErrNotFound
	}
	return changed, nil
}

// visit returns what the same person may do in another project.
func (a *App) visit(ctx context.Context, v *Visit, project int64) (*Visit, error) {
	access, err := a.access(ctx, v.TokenHash, project)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("app: visit: %w", err)
	}
	return visitOf(access), nil
}

// ProjectRow is one line of a person's project list.
type ProjectRow = store.ProjectRow

// ProjectQuery chooses projects of the visitor's list. Zero values do not filter.
type ProjectQuery struct {
	Search         string // part of any text, year, duration, date or budget, ignoring case
	SortBy         string // a key of api §6.3; "" is the newest change first
	SumberDana     string
	StatusTimeline string // a rab.TimelineStatus
	TahunProject   int
	AnggaranMin    decimal.Null
	AnggaranMax    decimal.Null
	From, Until    rab.Date // projects whose time overlaps
	Active         *bool    // false: the archived ones; nil: all
	IDs            []int64  // only these; nil: any
	Page           int      // from 1; beyond the last one the last is meant
	PageSize       int      // default 20
}

// ProjectPage is one page of the visitor's project list.
type ProjectPage struct {
	Rows        []*ProjectRow
	Total       int // of all pages
	Page, Pages int
}

const (
	projectPageSize    = 20
	maxProjectPageSize = 200
	lastPage           = 1_000_000 // beyond every list
)

// Projects lists the projects that the visitor is a member of.
func (a *App) Projects(ctx context.Context, v *Visit, q ProjectQuery) (*ProjectPage, error) {
	filter := a.projectFilter(v, q)
	filter.Limit = projectPageSize
	if q.PageSize > 0 {
		filter.Limit = min(q.PageSize, maxProjectPageSize)
	}
	page := min(max(q.Page, 1), lastPage)
	for {
		filter.Offset = (page - 1) * filter.Limit
		rows, total, err := a.store.Projects(ctx, filter)
		if err != nil {
			return nil, fmt.Errorf("app: projects: %w", err)
		}
		pages := max(1, (total+filter.Limit-1)/filter.Limit)
		if page <= pages {
			return &ProjectPage{Rows: rows, Total: total, Page: page, Pages: pages}, nil
		}
		page = pages
	}
}

func (a *App) projectFilter(v *Visit, q ProjectQuery) store.ProjectFilter {
	token, blind := v.listed()
	return store.ProjectFilter{
		Token: token, Blind: blind, Account: v.Account.ID, Search: q.Search, SortBy: q.SortBy, SumberDana: q.SumberDana, StatusTimeline: q.StatusTimeline,
		TahunProject: q.TahunProject, AnggaranMin: wholeRupiah(q.AnggaranMin, decimal.Up), AnggaranMax: wholeRupiah(q.AnggaranMax, decimal.Down),
		From: q.From, Until: q.Until, Active: q.Active, IDs: q.IDs, Today: a.Today(),
	}
}

// wholeRupiah returns a bound in whole rupiah, which is what the store compares; a budget
// with sen lies beyond its whole rupiah.
func wholeRupiah(bound decimal.Null, mode decimal.Mode) *int64 {
	if !bound.Valid {
		return nil
	}
	rupiah, ok := bound.Decimal.RoundPlaces(0, mode).Int64()
	if !ok {
		rupiah = math.MaxInt64
	}
	return &rupiah
}

// DayStart returns the moment at which a calendar day begins in the configured zone.
func (a *App) DayStart(day rab.Date) rab.Instant {
	t := day.Time()
	return rab.InstantOf(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, a.zone))
}
