package api

import (
	"context"
	"net/http"

	"takar/internal/app"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// turnedBack answers an undo or a redo: what it turned back.
type turnedBack struct {
	written

	Operation operationRow `json:"operation"`
}

type operationRow struct {
	ID        int64  `json:"id"`
	Kind      string `json:"kind"`
	Summary   string `json:"summary"`
	CreatedAt string `json:"created_at"`
}

func undo(r *serve.Request) error { return turnBack(r, r.App.Undo) }

func redo(r *serve.Request) error { return turnBack(r, r.App.Redo) }

func turnBack(r *serve.Request, command func(context.Context, *app.Visit) (*app.Done, *app.Operation, error)) error {
	done, operation, err := command(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, turnedBack{written: writtenBy(r, done), Operation: operationRow{
		ID: operation.ID, Kind: operation.Kind, Summary: operation.Summary, CreatedAt: operation.CreatedAt.Contract(),
	}})
}

// undeletedAnswer tells what coming back did to a schedule whose dates have changed since.
type undeletedAnswer struct {
	written

	Effect *serve.DateEffect `json:"effect"` // null when the weeks are what they were
}

// restoreFromTrash reads {group, schedule, progress}, all optional, and puts back what a command
// deleted: one group of it, or all.
func restoreFromTrash(r *serve.Request) error {
	operation, err := r.PathID("operation")
	if err != nil {
		return err
	}
	body, err := r.OptionalObject()
	if err != nil {
		return err
	}
	restoring := app.Restoring{Operation: operation, Group: body.Text("group"), Choice: dateChoice(body, schedule.DateChoice{})}
	if err := body.Err(); err != nil {
		return err
	}
	effect, done, err := r.App.RestoreFromTrash(r.HTTP.Context(), r.Visit, restoring)
	if err != nil {
		return err
	}
	answer := undeletedAnswer{written: writtenBy(r, done)}
	if !effect.IsNone() {
		sent := serve.DateEffectOf(&effect)
		answer.Effect = &sent
	}
	return r.Send(http.StatusOK, answer)
}
