package app

import (
	"context"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// EditionUse is what a project takes from one edition of the library.
type EditionUse struct {
	rab.EditionUse

	Newer *ahsp.Edition // the revision of the same name that is on offer, when it is another one
}

// EditionsInUse lists the editions that the visit's project takes from.
func (a *App) EditionsInUse(ctx context.Context, v *Visit) ([]EditionUse, error) {
	project, err := a.inLibrary(ctx, v)
	if err != nil {
		return nil, err
	}
	library, _ := a.Library()
	list := []EditionUse{}
	for _, use := range project.EditionsInUse() {
		next := EditionUse{EditionUse: *use}
		if offered, ok := library.Offered(use.Edition.Name); ok && offered.ID != use.Edition.ID {
			next.Newer = &offered
		}
		list = append(list, next)
	}
	return list, nil
}

// PreviewEdition tells what a move to another edition of the library would do to the visit's
// project, and to its money; without the right to prices there is none.
func (a *App) PreviewEdition(ctx context.Context, v *Visit, in rab.EditionInput) (rab.EditionMove, error) {
	project, err := a.inLibrary(ctx, v)
	if err != nil {
		return rab.EditionMove{}, err
	}
	move, err := project.Edit(&passingIDs{}, a.instant(), v.Account.ID).MoveToEdition(in)
	return move, a.nameConflict(ctx, v, refusal(err))
}

// inLibrary returns the project as the visitor sees it, with the library as it is now.
func (a *App) inLibrary(ctx context.Context, v *Visit) (*rab.Project, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	return a.withLibrary(view.Project), nil
}

// passingIDs gives the rows of a draft that is thrown away ids that no row has.
type passingIDs struct{ last int64 }

// NextID counts downwards from -1.
func (p *passingIDs) NextID() int64 {
	p.last--
	return p.last
}

// NextUID returns none.
func (p *passingIDs) NextUID() string { return "" }

// MoveEdition moves the visit's project to another edition of the library. It can be undone.
func (a *App) MoveEdition(ctx context.Context, v *Visit, in rab.EditionInput) (rab.EditionMove, *Done, error) {
	var own []int64
	c := command{kind: "edition.move", need: writing, own: func() []int64 { return own }}
	return carryOut(ctx, a, v, c, func(d *rab.Draft) (rab.EditionMove, error) {
		move, err := d.MoveToEdition(in)
		own = own[:0]
		for _, row := range move.Rows {
			if row.Status.Moves() {
				own = append(own, row.Pekerjaan.ID)
			}
		}
		return move, err
	})
}
