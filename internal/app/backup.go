package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/store"
)

// Backup returns the full backup of the project as the visitor may see it.
func (v *View) Backup() ([]byte, error) {
	return exchange.WriteBackup(v.Project, exchange.BackupOptions{Prices: v.Visit.Rights.Prices})
}

// BackupWithoutSchedule is Backup without plan and realisasi, phases and calendar.
func (v *View) BackupWithoutSchedule() ([]byte, error) {
	return exchange.WriteBackup(v.Project, exchange.BackupOptions{Prices: v.Visit.Rights.Prices, WithoutSchedule: true})
}

// ExportBackup returns the full backup of the visit's project; that of a visitor who may
// not see prices holds none.
func (a *App) ExportBackup(ctx context.Context, v *Visit) ([]byte, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	return view.Backup()
}

// Restored tells what a backup holds and which project it became.
type Restored struct {
	Header   *rab.Header // of the new project; nil after a dry run
	Contents *rab.Project
	Report   exchange.Report
}

// BackupImport says what becomes of a backup.
type BackupImport struct {
	WithoutSchedule bool // neither plan and realisasi nor phases and calendar
	DryRun          bool // only tell
}

// ImportBackup makes a new project of the visitor from a backup, named "… (Import)" and
// under a number of its own; its rows stay who they were. Either all of it is stored or,
// with an error or a dry run, nothing.
func (a *App) ImportBackup(ctx context.Context, v *Visit, data []byte, in BackupImport) (*Restored, error) {
	var restored *Restored
	err := a.heavily(ctx, func() (err error) {
		library, _ := a.Library()
		backup, err := exchange.ReadBackup(data, library, exchange.ReadOptions{WithoutSchedule: in.WithoutSchedule})
		if err != nil {
			return err
		}
		restored = &Restored{Contents: backup.Project, Report: backup.Report}
		if in.DryRun {
			return nil
		}
		restored.Header, err = a.restore(ctx, v, backup.Project)
		return err
	})
	if err != nil {
		return nil, err
	}
	return restored, nil
}

func (a *App) restore(ctx context.Context, v *Visit, source *rab.Project) (*rab.Header, error) {
	header := *source.Header()
	header.Meta, header.Nama = rab.Meta{}, nameWith(header.Nama, " (Import)")
	headers, err := a.CreateProjects(ctx, v, []NewProject{{
		Header: header, Path: "project", origin: "dari berkas cadangan",
		fill: func(d *rab.Draft) error {
			_, err := d.CopyFrom(source, rab.CopyOptions{KeepUIDs: true, WithRealisasi: true})
			return err
		},
	}})
	if err != nil {
		return nil, err
	}
	return headers[0], nil
}

// nameWith names a restored project, within the length that a name may have.
func nameWith(nama, suffix string) string {
	const most = 200
	runes := []rune(nama)
	return strings.TrimSpace(string(runes[:min(len(runes), most-utf8.RuneCountInString(suffix))])) + suffix
}

// VisitAs returns a visit in the name of an account, found by e-mail or user name, for the
// program's own commands.
func (a *App) VisitAs(ctx context.Context, login string) (*Visit, error) {
	account, err := a.store.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: visit as: %w", err)
	}
	return a.visitFor(ctx, account.ID, 0)
}

// VisitOwner returns a visit of a project in the name of its owner, for the program's own
// commands.
func (a *App) VisitOwner(ctx context.Context, project int64) (*Visit, error) {
	members, err := a.store.Members(ctx, project)
	if err != nil {
		return nil, fmt.Errorf("app: visit owner: %w", err)
	}
	for _, member := range members {
		if Role(member.Role) == Owner {
			return a.visitFor(ctx, member.AccountID, project)
		}
	}
	return nil, ErrNotFound
}

// visitFor returns what an account may do in a project without a session.
func (a *App) visitFor(ctx context.Context, account, project int64) (*Visit, error) {
	access, err := a.store.AccountAccess(ctx, account, project)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: visit: %w", err)
	}
	if err := a.refreshLibrary(ctx, access.LibraryRevision); err != nil {
		return nil, err
	}
	return visitOf(access), nil
}

// Local returns the time in the configured zone, for the names of files.
func (a *App) Local() time.Time { return a.now().In(a.zone) }
