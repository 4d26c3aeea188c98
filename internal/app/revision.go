package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/store"
)

// SavedRevision is a state of a project that somebody saved under a name, without its
// content.
type SavedRevision = store.NamedRevision

// Bounds of the saved states of one project. The content of 10,000 pekerjaan is 3 MiB.
const (
	MaxRevisions         = 100
	maxRevisionBytes     = 16 << 20  // of one, compressed
	maxRevisionsBytes    = 128 << 20 // of all together
	longestRevisionName  = 100
	longestRevisionNote  = 2000
	longestRevisionShown = 60 // of its name in a sentence
)

// NewRevision says under what the state of a project is saved.
type NewRevision struct {
	Name     string // unique in the project, ignoring case
	Note     string
	Revision *int64 // of the project that the client saw; nil saves whatever is there now
}

// SaveRevision saves the present state of the visit's project, whole and with its prices,
// also when the visitor may not see them. The project itself does not change.
func (a *App) SaveRevision(ctx context.Context, v *Visit, in NewRevision) (*SavedRevision, error) {
	if err := v.allow(writing); err != nil {
		return nil, err
	}
	saved := &SavedRevision{ProjectID: v.ProjectID, Version: 1, CreatedAt: a.instant(), AccountID: v.Account.ID, AccountName: v.Account.UserName}
	if err := entitle(saved, &in.Name, &in.Note); err != nil {
		return nil, err
	}
	state, err := a.state(ctx, v.ProjectID, v.Revision)
	if err != nil {
		return nil, err
	}
	project := a.withLibrary(state.project)
	if in.Revision != nil && *in.Revision != project.Revision {
		return nil, &rab.Conflict{Rows: []rab.ConflictRow{{Path: "revision", Current: project.Revision, Yours: *in.Revision}}}
	}
	var content []byte
	err = a.heavily(ctx, func() (err error) {
		content, saved.Hash, err = a.packRevision(project)
		return err
	})
	if err != nil {
		return nil, err
	}
	totals := project.Figures().Totals
	saved.Revision, saved.Pekerjaan, saved.Size = project.Revision, project.Pekerjaan.Len(), len(content)
	saved.Jumlah, saved.PPN, saved.Total, saved.Dibulatkan, saved.State = totals.Jumlah, totals.PPN, totals.Total, totals.Dibulatkan, totals.State
	saved.ChangedAt, saved.ChangedBy = saved.CreatedAt, saved.AccountID
	ids := a.store.IDs(ctx)
	saved.ID = ids.NextID()
	line := a.revisionLine(v, ids, rab.AuditCreate, fmt.Sprintf("Revisi %q disimpan", clipText(saved.Name, longestRevisionShown)))
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: save revision: %w", err)
	}
	limit := store.RevisionLimit{Count: MaxRevisions, Bytes: maxRevisionsBytes}
	return saved, a.revisionRefusal(ctx, v, saved, a.store.AddNamedRevision(ctx, saved, revisionKey(saved.Name), content, limit, line))
}

// revisionLine is a line of the audit trail about a saved state.
func (a *App) revisionLine(v *Visit, ids rab.IDs, action, summary string) *AuditEntry {
	return &AuditEntry{
		ID: ids.NextID(), ProjectID: v.ProjectID, CreatedAt: a.instant(), AccountID: v.Account.ID, AccountName: v.Account.UserName,
		Action: action, TriggeredBy: rab.ByUser, Summary: summary,
	}
}

// packRevision returns the compressed backup of a project and the hash of its content. It
// proves first that what it returns can be read as that project again.
func (a *App) packRevision(project *rab.Project) (content []byte, hash string, err error) {
	data, err := exchange.WriteBackup(project, exchange.BackupOptions{Prices: true})
	if err != nil {
		return nil, "", err
	}
	if hash, err = exchange.ContentHash(project); err != nil {
		return nil, "", err
	}
	library, _ := a.Library()
	again, err := exchange.ReadBackup(data, library, exchange.ReadOptions{})
	if err != nil {
		return nil, "", err
	}
	if readHash, err := exchange.ContentHash(again.Project); err != nil || readHash != hash {
		return nil, "", errors.Join(fmt.Errorf("app: project %d is not read again as it was saved", project.ID), err)
	}
	if content, err = Compress(data); err != nil {
		return nil, "", err
	}
	if len(content) > maxRevisionBytes {
		return nil, "", rab.Refuse("project", "Proyek ini terlalu besar untuk disimpan sebagai revisi: paling banyak %d MiB.", maxRevisionBytes>>20)
	}
	return content, hash, nil
}

// entitle gives a saved state a name and a note; nil leaves what is there.
func entitle(saved *SavedRevision, name, note *string) error {
	var problems rab.Problems
	if name != nil {
		saved.Name = strings.TrimSpace(*name)
		switch {
		case saved.Name == "":
			problems.Add("name", "Isi nama revisi, misalnya RAB Awal atau Addendum 1.")
		case utf8.RuneCountInString(saved.Name) > longestRevisionName:
			problems.Add("name", "Nama revisi paling banyak %d karakter.", longestRevisionName)
		case strings.ContainsFunc(saved.Name, func(c rune) bool { return c < ' ' }):
			problems.Add("name", "Nama revisi berisi karakter yang tidak terlihat: ketik ulang dalam satu baris.")
		}
	}
	if note != nil {
		saved.Note = strings.TrimSpace(*note)
		switch {
		case utf8.RuneCountInString(saved.Note) > longestRevisionNote:
			problems.Add("note", "Catatan revisi paling banyak %d karakter.", longestRevisionNote)
		case strings.ContainsRune(saved.Note, 0):
			problems.Add("note", "Catatan berisi karakter yang tidak dapat disimpan: ketik ulang isinya.")
		}
	}
	return problems.Err()
}

func revisionKey(name string) string { return strings.ToLower(name) }

// revisionRefusal puts what the store says about a saved state into words for people.
func (a *App) revisionRefusal(ctx context.Context, v *Visit, saved *SavedRevision, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrTaken):
		return rab.Refuse("name", "Proyek ini sudah punya revisi %q: pakai nama lain.", clipText(saved.Name, longestRevisionShown))
	case errors.Is(err, store.ErrFull):
		return rab.Refuse("revisions", "Tempat revisi proyek ini penuh (paling banyak %d revisi dan %d MiB): hapus revisi yang tidak dipakai lagi.",
			MaxRevisions, maxRevisionsBytes>>20)
	case errors.Is(err, store.ErrStale):
		now, readErr := a.revision(ctx, v, saved.ID)
		if readErr != nil {
			return readErr
		}
		return a.nameConflict(ctx, v, revisionConflict(now, saved.Version))
	}
	return fmt.Errorf("app: saved revision: %w", err)
}

// RevisionState is a saved state as a conflict shows it.
type RevisionState struct {
	Name    string `json:"name"`
	Note    string `json:"note"`
	Locked  bool   `json:"locked"`
	Version int64  `json:"version"`
}

func revisionConflict(now *SavedRevision, yours int64) error {
	state := RevisionState{Name: now.Name, Note: now.Note, Locked: now.Locked, Version: now.Version}
	return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: state, Yours: yours, WhoID: now.ChangedBy, ChangedAt: now.ChangedAt}}}
}

// Revisions lists the saved states of the visit's project, the newest first.
func (a *App) Revisions(ctx context.Context, v *Visit) ([]*SavedRevision, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, err
	}
	list, err := a.store.NamedRevisions(ctx, v.ProjectID)
	if err != nil {
		return nil, fmt.Errorf("app: saved revisions: %w", err)
	}
	return list, nil
}

// revision reads one saved state of the visit's project.
func (a *App) revision(ctx context.Context, v *Visit, id int64) (*SavedRevision, error) {
	saved, err := a.store.NamedRevision(ctx, v.ProjectID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: saved revision: %w", err)
	}
	return saved, nil
}

// Revision returns a saved state of the visit's project with its content as the visitor may
// see it. Ids in it are its own: rows are known by their uid.
func (a *App) Revision(ctx context.Context, v *Visit, id int64) (*SavedRevision, *View, error) {
	if err := v.allow(Rights{Read: true}); err != nil {
		return nil, nil, err
	}
	saved, err := a.revision(ctx, v, id)
	if err != nil {
		return nil, nil, err
	}
	var view *View
	err = a.heavily(ctx, func() (err error) {
		view, err = a.unpackRevision(ctx, v, saved)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return saved, view, nil
}

// unpackRevision reads the content of a saved state; without the right to prices there are
// none in it.
func (a *App) unpackRevision(ctx context.Context, v *Visit, saved *SavedRevision) (*View, error) {
	content, err := a.store.NamedRevisionContent(ctx, v.ProjectID, saved.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound // deleted meanwhile
	}
	if err != nil {
		return nil, fmt.Errorf("app: saved revision %d: %w", saved.ID, err)
	}
	data, err := decompress(content, exchange.MaxBackupBytes)
	if err != nil {
		return nil, fmt.Errorf("app: saved revision %d: %w", saved.ID, err)
	}
	library, _ := a.Library()
	backup, err := exchange.ReadBackup(data, library, exchange.ReadOptions{})
	if err != nil {
		return nil, fmt.Errorf("app: saved revision %d is damaged: %s", saved.ID, err.Error()) // not the visitor's mistake
	}
	project := backup.Project.Apply(&rab.Delta{}, saved.Revision, backup.Project.Reference)
	if !v.Rights.Prices {
		project = project.WithoutPrices()
	}
	return &View{Project: project, Visit: v}, nil
}

// decompress undoes Compress, for a result of at most so many bytes.
func decompress(content []byte, most int64) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("app: decompress: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(reader, most))
	if err != nil {
		return nil, fmt.Errorf("app: decompress: %w", err)
	}
	return data, nil
}

// RevisionEdit changes what a saved state is called; nil leaves it as it is.
type RevisionEdit struct {
	Name    *string
	Note    *string
	Version *int64
}

// EditRevision changes the name or note of a saved state that is not locked.
func (a *App) EditRevision(ctx context.Context, v *Visit, id int64, in RevisionEdit) (*SavedRevision, error) {
	return a.changeRevision(ctx, v, id, writing, in.Version, func(saved *SavedRevision) error {
		if saved.Locked {
			return lockedRefusal(saved)
		}
		return entitle(saved, in.Name, in.Note)
	})
}

// LockRevision locks a saved state or unlocks it; only the owner may. A locked one cannot be
// renamed or deleted.
func (a *App) LockRevision(ctx context.Context, v *Visit, id int64, locked bool, version *int64) (*SavedRevision, error) {
	return a.changeRevision(ctx, v, id, managing, version, func(saved *SavedRevision) error {
		saved.Locked = locked
		return nil
	})
}

// managing is the right of the owner to what others only read.
var managing = Rights{Write: true, Manage: true}

func lockedRefusal(saved *SavedRevision) error {
	return rab.Refuse("locked", "Revisi %q terkunci: pemilik proyek harus membuka kuncinya dulu.", clipText(saved.Name, longestRevisionShown))
}

// changeRevision lets change alter a saved state, and stores it when it did.
func (a *App) changeRevision(ctx context.Context, v *Visit, id int64, need Rights, version *int64, change func(*SavedRevision) error) (*SavedRevision, error) {
	saved, err := a.revisionToChange(ctx, v, id, need, version)
	if err != nil {
		return nil, err
	}
	before := *saved
	if err := change(saved); err != nil {
		return nil, err
	}
	if *saved == before {
		return saved, nil
	}
	saved.ChangedAt, saved.ChangedBy = a.instant(), v.Account.ID
	ids := a.store.IDs(ctx)
	line := a.revisionLine(v, ids, rab.AuditUpdate, changeOfRevision(&before, saved))
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: saved revision: %w", err)
	}
	return saved, a.revisionRefusal(ctx, v, saved, a.store.SaveNamedRevision(ctx, saved, revisionKey(saved.Name), line, v.Revision))
}

// changeOfRevision tells what became of a saved state.
func changeOfRevision(before, after *SavedRevision) string {
	name := clipText(before.Name, longestRevisionShown)
	switch {
	case after.Locked && !before.Locked:
		return fmt.Sprintf("Revisi %q dikunci", name)
	case before.Locked && !after.Locked:
		return fmt.Sprintf("Kunci revisi %q dibuka", name)
	case before.Name != after.Name:
		return fmt.Sprintf("Revisi %q menjadi %q", name, clipText(after.Name, longestRevisionShown))
	}
	return fmt.Sprintf("Catatan revisi %q diubah", name)
}

// revisionToChange reads a saved state that the visitor may change and has seen as it is.
func (a *App) revisionToChange(ctx context.Context, v *Visit, id int64, need Rights, version *int64) (*SavedRevision, error) {
	if err := v.allow(need); err != nil {
		return nil, err
	}
	saved, err := a.revision(ctx, v, id)
	if err != nil {
		return nil, err
	}
	if version != nil && *version != saved.Version {
		return nil, a.nameConflict(ctx, v, revisionConflict(saved, *version))
	}
	return saved, nil
}

// DeleteRevision deletes a saved state that is not locked, for good; only the owner may.
func (a *App) DeleteRevision(ctx context.Context, v *Visit, id int64, version *int64) (*SavedRevision, error) {
	saved, err := a.revisionToChange(ctx, v, id, managing, version)
	if err != nil {
		return nil, err
	}
	if saved.Locked {
		return nil, lockedRefusal(saved)
	}
	state, err := a.state(ctx, v.ProjectID, v.Revision)
	if err != nil {
		return nil, err
	}
	if active := state.project.Schedule().BaselineID; active != nil && *active == id {
		return nil, rab.Refuse("revision", "Revisi %q adalah rencana kontrak. Pilih rencana kontrak lain di Jadwal dulu, baru hapus revisi ini.", clipText(saved.Name, longestRevisionShown))
	}
	ids := a.store.IDs(ctx)
	line := a.revisionLine(v, ids, rab.AuditDelete, fmt.Sprintf("Revisi %q dihapus", clipText(saved.Name, longestRevisionShown)))
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: delete revision: %w", err)
	}
	return saved, a.revisionRefusal(ctx, v, saved, a.store.DeleteNamedRevision(ctx, saved, line, v.Revision))
}
