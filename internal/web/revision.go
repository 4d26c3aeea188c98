package web

import (
	"net/http"
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// The names in the workspace of the saved states, and of the page below that compares two.
const (
	revisionPage = "revisi"
	comparePath  = "banding/"
)

// revisionBody is what Revisi shows: the project as it is now, and its saved states.
type revisionBody struct {
	Header     *rab.Header
	Rights     app.Rights
	Writable   bool // the visitor may save and rename
	Manageable bool // and lock and delete
	Total      string
	Partial    bool
	Pekerjaan  int
	Same       string // name of the newest saved state that the project is still at
	States     []savedState
	Choices    compareChoices
}

// savedState is one saved state, with its figures printed.
type savedState struct {
	ID, Version     int64
	Name, Note, Who string
	Time            string
	Pekerjaan       int
	Total           string
	Partial         bool
	Since           string // by how much the total differs now, "" when it does not
	Less            bool
	Locked          bool
	Unchanged       bool // nothing has changed since
}

// revisions answers with Revisi. Saved states come and go without a revision of the project,
// so the page is made anew each time.
func (s *Site) revisions(r *serve.Request) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	saved, err := r.App.Revisions(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body, err := s.execute("revisi", &page{
		Title: "Revisi – " + view.Header().Nama, Island: "revisi.js", Project: s.workspaceBar(view, revisionPage), Body: newRevisions(r, view, saved),
	})
	if err != nil {
		return err
	}
	return r.SendPage(http.StatusOK, body)
}

func newRevisions(r *serve.Request, view *app.View, saved []*app.SavedRevision) *revisionBody {
	recap, totals := newRecap(view), view.Figures().Totals
	rights, active := view.Visit.Rights, view.Header().IsActive
	b := &revisionBody{
		Header: view.Header(), Rights: rights, Writable: rights.Write && active, Manageable: rights.Manage && active,
		Total: recap.Rounded, Partial: !recap.Whole, Pekerjaan: recap.Work, Choices: chooseStates(r, saved, 0, 0),
	}
	for _, n := range saved {
		row := savedState{
			ID: n.ID, Version: n.Version, Name: n.Name, Note: n.Note, Who: n.AccountName, Time: waktu(n.CreatedAt, r.App.Zone()),
			Pekerjaan: n.Pekerjaan, Locked: n.Locked, Unchanged: n.Revision == view.Revision,
		}
		if row.Unchanged && b.Same == "" {
			b.Same = n.Name
		}
		if rights.Prices {
			difference := totals.Dibulatkan.Sub(n.Dibulatkan)
			row.Total, row.Partial = rupiah(n.Dibulatkan), n.State != rab.LineComplete
			if !difference.IsZero() {
				row.Since, row.Less = signed(difference, 0), difference.Sign() < 0
			}
		}
		b.States = append(b.States, row)
	}
	return b
}

// signed prints a difference with its sign.
func signed(d decimal.Decimal, places int) string {
	if d.Sign() > 0 {
		return "+" + d.Indonesian(places, places)
	}
	return d.Indonesian(places, places)
}

// compareChoices are the two states of the form that compares.
type compareChoices struct{ From, To []stateChoice }

type stateChoice struct {
	Value, Text string
	Chosen      bool
}

// chooseStates lists the states to compare; 0 is the newest saved one to start from, and the
// project as it is now to compare it with.
func chooseStates(r *serve.Request, saved []*app.SavedRevision, from, to int64) compareChoices {
	list := func(chosen int64, now bool) []stateChoice {
		var choices []stateChoice
		if now {
			choices = append(choices, stateChoice{Value: "now", Text: "Keadaan sekarang", Chosen: chosen == 0})
		}
		for _, n := range saved {
			choices = append(choices, stateChoice{
				Value: strconv.FormatInt(n.ID, 10), Text: n.Name + " (" + waktu(n.CreatedAt, r.App.Zone()) + ")", Chosen: n.ID == chosen,
			})
		}
		return choices
	}
	return compareChoices{From: list(from, false), To: list(to, true)}
}
