package api

import (
	"errors"
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// revisionsAnswer lists the saved states of a project, the newest first.
type revisionsAnswer struct {
	okay

	Revision  int64         `json:"revision"` // of the project now
	Revisions []revisionRow `json:"revisions"`
	Most      int           `json:"max_revisions"`
}

// revisionRow is a saved state. Totals are null for those who may not see money.
type revisionRow struct {
	ID        int64        `json:"id"`
	Name      string       `json:"name"`
	Note      string       `json:"note"`
	Locked    bool         `json:"locked"`
	Version   int64        `json:"version"`
	SavedAt   int64        `json:"saved_revision"` // of the project when it was saved
	Unchanged bool         `json:"unchanged"`      // the project is still at that revision
	CreatedAt string       `json:"created_at"`
	User      *person      `json:"user"` // who saved it
	ChangedAt string       `json:"changed_at"`
	Pekerjaan int          `json:"pekerjaan"`
	Size      int          `json:"size"` // bytes that it takes
	Hash      string       `json:"hash"` // the same for the same content
	Totals    *revisionSum `json:"totals"`
}

// revisionSum is the foot of a RAB.
type revisionSum struct {
	Jumlah     decimal.Fixed `json:"jumlah"`
	PPN        decimal.Fixed `json:"ppn"`
	Total      decimal.Fixed `json:"total"`
	Dibulatkan decimal.Fixed `json:"dibulatkan"`
	State      rab.LineState `json:"state,omitempty"`
}

func revisionSumOf(t rab.Totals) *revisionSum {
	return &revisionSum{Jumlah: dec(2, t.Jumlah), PPN: dec(0, t.PPN), Total: dec(0, t.Total), Dibulatkan: dec(0, t.Dibulatkan), State: t.State}
}

// hashShown is how much of a hash people see (rulings G44).
const hashShown = 12

func revisionRowOf(r *serve.Request, n *app.SavedRevision) revisionRow {
	row := revisionRow{
		ID: n.ID, Name: n.Name, Note: n.Note, Locked: n.Locked, Version: n.Version, SavedAt: n.Revision, Unchanged: n.Revision == r.Visit.Revision,
		CreatedAt: n.CreatedAt.Contract(), User: personOf(n.AccountID, n.AccountName), ChangedAt: n.ChangedAt.Contract(), Pekerjaan: n.Pekerjaan,
		Size: n.Size, Hash: n.Hash[:min(len(n.Hash), hashShown)],
	}
	if r.Visit.Rights.Prices {
		row.Totals = revisionSumOf(rab.Totals{Jumlah: n.Jumlah, PPN: n.PPN, Total: n.Total, Dibulatkan: n.Dibulatkan, State: n.State})
	}
	return row
}

// getRevisions lists the saved states of a project. They change without it, so that the
// answer is not one of its revision.
func getRevisions(r *serve.Request) error {
	list, err := r.App.Revisions(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	row := func(n *app.SavedRevision) revisionRow { return revisionRowOf(r, n) }
	return r.Send(http.StatusOK, revisionsAnswer{okay: yes, Revision: r.Visit.Revision, Revisions: rowsOf(list, row), Most: app.MaxRevisions})
}

// revisionAnswer is one saved state after a command on it.
type revisionAnswer struct {
	okay

	Revision int64       `json:"revision"` // of the project, which such commands do not change
	Saved    revisionRow `json:"saved"`
}

func sendRevision(r *serve.Request, status int, n *app.SavedRevision, err error) error {
	if err != nil {
		return err
	}
	return r.Send(status, revisionAnswer{okay: yes, Revision: r.Visit.Revision, Saved: revisionRowOf(r, n)})
}

// saveRevision saves the project as it is under {name, note}. With {revision} it is refused
// when the project is no longer at that one.
func saveRevision(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := app.NewRevision{Name: body.Text("name"), Note: body.Text("note"), Revision: body.OptionalInt("revision")}
	if err := body.Err(); err != nil {
		return err
	}
	saved, err := r.App.SaveRevision(r.HTTP.Context(), r.Visit, in)
	return sendRevision(r, http.StatusCreated, saved, err)
}

// revisionContent is a saved state with its RAB. The ids in it are its own: its rows and
// those of the project are not the same.
type revisionContent struct {
	revisionAnswer

	Recap *recapAnswer `json:"recap"`
}

func getRevision(r *serve.Request) error {
	id, err := r.PathID("revision")
	if err != nil {
		return err
	}
	saved, view, err := r.App.Revision(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, revisionContent{
		revisionAnswer: revisionAnswer{okay: yes, Revision: r.Visit.Revision, Saved: revisionRowOf(r, saved)}, Recap: recapOf(view),
	})
}

// editRevision changes {name, note} of a saved state that is not locked; what is absent
// stays.
func editRevision(r *serve.Request) error {
	id, body, err := revisionBody(r)
	if err != nil {
		return err
	}
	in := app.RevisionEdit{Name: body.OptionalText("name"), Note: body.OptionalText("note"), Version: body.OptionalInt("version")}
	if in.Name == nil && in.Note == nil {
		body.Bad("name", "isi nama atau catatan yang baru")
	}
	if err := body.Err(); err != nil {
		return err
	}
	saved, err := r.App.EditRevision(r.HTTP.Context(), r.Visit, id, in)
	return sendRevision(r, http.StatusOK, saved, err)
}

// revisionBody reads the id in the address and a body that may be absent.
func revisionBody(r *serve.Request) (int64, *serve.Object, error) {
	id, err := r.PathID("revision")
	if err != nil {
		return 0, nil, err
	}
	body, err := r.OptionalObject()
	return id, body, err
}

// lockRevision keeps a saved state from being renamed and deleted.
func lockRevision(r *serve.Request) error { return setLock(r, true) }

// unlockRevision lets a saved state be renamed and deleted again.
func unlockRevision(r *serve.Request) error { return setLock(r, false) }

func setLock(r *serve.Request, locked bool) error {
	id, body, err := revisionBody(r)
	if err != nil {
		return err
	}
	version := body.OptionalInt("version")
	if err := body.Err(); err != nil {
		return err
	}
	saved, err := r.App.LockRevision(r.HTTP.Context(), r.Visit, id, locked, version)
	return sendRevision(r, http.StatusOK, saved, err)
}

// deleteRevision deletes a saved state for good; the project stays as it is.
func deleteRevision(r *serve.Request) error {
	id, err := r.PathID("revision")
	if err != nil {
		return err
	}
	version, err := queryVersion(r)
	if err != nil {
		return err
	}
	saved, err := r.App.DeleteRevision(r.HTTP.Context(), r.Visit, id, version)
	return sendRevision(r, http.StatusOK, saved, err)
}

// restoreRevision makes a new project of a saved state, called {new_name} or after both.
func restoreRevision(r *serve.Request) error {
	id, body, err := revisionBody(r)
	if err != nil {
		return err
	}
	name := body.Text("new_name")
	if err := body.Err(); err != nil {
		return err
	}
	header, result, err := r.App.RestoreRevision(r.HTTP.Context(), r.Visit, id, name)
	if err != nil {
		return restoreFailure(err)
	}
	return r.Send(http.StatusCreated, copyAnswer{okay: yes, NewProject: copiedProjectOf(header), Stats: copyStatsOf(result), Warnings: copyWarnings(result)})
}

// restoreFailure says of a name where it was given.
func restoreFailure(err error) error {
	var invalid *rab.Invalid
	switch {
	case errors.Is(err, app.ErrNameTaken):
		return rab.Refuse("new_name", "Anda sudah punya proyek dengan nama ini: pakai nama lain.")
	case errors.As(err, &invalid) && invalid.Problems[0].Path == "nama":
		return rab.Refuse("new_name", "%s", invalid.Problems[0].Message)
	}
	return err
}
