package api

import (
	"errors"
	"net/http"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// dateChoice reads what becomes of a schedule when dates of its project change; without it
// what is usual.
func dateChoice(o *serve.Object, usual schedule.DateChoice) schedule.DateChoice {
	choice, err := schedule.ParseDateChoice(o.Text("schedule"), o.Text("progress"))
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		for _, problem := range invalid.Problems {
			o.Bad(problem.Path, "%s", problem.Message)
		}
	}
	if choice.Schedule == "" {
		choice.Schedule = usual.Schedule
	}
	if choice.Progress == "" {
		choice.Progress = usual.Progress
	}
	return choice
}

// weekBoundaryAnswer tells the days between which weeks change (api §6.16), and what a change
// did to the schedule.
type weekBoundaryAnswer struct {
	written

	WeekStartDay int               `json:"week_start_day"`
	WeekEndDay   int               `json:"week_end_day"`
	Effect       *serve.DateEffect `json:"effect"` // null when nothing changed
}

// weekBoundaryPreview tells what a change would do, one effect for each choice.
type weekBoundaryPreview struct {
	okay

	Choices []serve.DateEffect `json:"choices"`
}

// setWeekBoundary reads {week_start_day, week_end_day, progress, preview}, all optional.
func setWeekBoundary(r *serve.Request) error {
	body, err := r.OptionalObject()
	if err != nil {
		return err
	}
	boundary := app.WeekBoundary{
		Start: body.OptionalInt("week_start_day"), End: body.OptionalInt("week_end_day"), Progress: dateChoice(body, schedule.DateChoice{}).Progress,
	}
	preview := body.Bool("preview", false)
	if err := body.Err(); err != nil {
		return err
	}
	if preview {
		effects, err := r.App.WeekBoundaryEffects(r.HTTP.Context(), r.Visit, boundary)
		if err != nil {
			return err
		}
		return r.Send(http.StatusOK, weekBoundaryPreview{okay: yes, Choices: serve.DateEffectsOf(effects)})
	}
	effect, done, err := r.App.SetWeekBoundary(r.HTTP.Context(), r.Visit, boundary)
	if err != nil {
		return err
	}
	header := done.Project.Header()
	answer := weekBoundaryAnswer{written: writtenBy(r, done), WeekStartDay: header.WeekStartDay, WeekEndDay: header.WeekEndDay}
	if done.Changed {
		sent := serve.DateEffectOf(&effect)
		answer.Effect = &sent
	}
	return r.Send(http.StatusOK, answer)
}
