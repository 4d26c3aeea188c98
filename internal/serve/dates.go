package serve

import (
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// ScheduleChoice is a project whose new dates wait for a choice: Path names the parameter to
// send, Choices what it may be.
type ScheduleChoice struct {
	Path    string       `json:"path"`
	ID      int64        `json:"id"`
	Nama    string       `json:"nama"`
	Choices []DateEffect `json:"choices"`
}

// DateEffect is what a choice does, or did, to a schedule. Text tells it in sentences.
type DateEffect struct {
	Choice     string     `json:"choice"`
	Label      string     `json:"label"`
	Text       []string   `json:"text"`
	Days       int        `json:"days"`    // by which the plan moves, negative is earlier
	Planned    int        `json:"planned"` // pekerjaan with a plan
	PlanBefore *DateWeeks `json:"plan_before"`
	PlanAfter  *DateWeeks `json:"plan_after"`
	Done       int        `json:"done"` // pekerjaan with realisasi or cost
	DoneBefore *DateWeeks `json:"done_before"`
	DoneAfter  *DateWeeks `json:"done_after"`
	Tahapan    int        `json:"tahapan"` // whose dates move
	Cut        []DateCut  `json:"cut"`
}

// DateWeeks is a run of weeks.
type DateWeeks struct {
	First int      `json:"first"`
	Last  int      `json:"last"`
	Start rab.Date `json:"start"`
	End   rab.Date `json:"end"`
}

// DateCut is what a pekerjaan loses of its plan, in percent.
type DateCut struct {
	PekerjaanID int64          `json:"pekerjaan_id"`
	Name        string         `json:"name"`
	Percent     decimal.Number `json:"percent"`
}

// DateEffectOf is the effect as it is sent.
func DateEffectOf(e *schedule.Effect) DateEffect {
	sent := DateEffect{
		Choice: e.Choice(), Label: e.Label(), Text: e.Sentences(), Days: e.Days, Planned: e.Planned, Done: e.Done, Tahapan: e.Tahapan,
		PlanBefore: dateWeeksOf(e.PlanBefore), PlanAfter: dateWeeksOf(e.PlanAfter),
		DoneBefore: dateWeeksOf(e.DoneBefore), DoneAfter: dateWeeksOf(e.DoneAfter), Cut: []DateCut{},
	}
	for _, cut := range e.Cut {
		sent.Cut = append(sent.Cut, DateCut{cut.PekerjaanID, cut.Name, decimal.Number{Decimal: cut.Percent.Round(rab.PercentPlaces)}})
	}
	return sent
}

// DateEffectsOf are the effects of all choices.
func DateEffectsOf(effects []schedule.Effect) []DateEffect {
	sent := make([]DateEffect, len(effects))
	for i := range effects {
		sent[i] = DateEffectOf(&effects[i])
	}
	return sent
}

func dateWeeksOf(w schedule.Weeks) *DateWeeks {
	if w.First == 0 {
		return nil
	}
	return &DateWeeks{First: w.First, Last: w.Last, Start: w.From.Date(), End: w.To.Date()}
}

// choiceEnvelope asks what becomes of schedules.
func choiceEnvelope(choice *app.ScheduleChoice) *Envelope {
	envelope := &Envelope{Code: "SCHEDULE_CHOICE", Message: choice.Error()}
	for _, project := range choice.Projects {
		envelope.Errors = append(envelope.Errors, rab.Problem{Path: project.Path, Message: choice.Error()})
		envelope.Schedule = append(envelope.Schedule, ScheduleChoice{
			Path: project.Path, ID: project.ID, Nama: project.Nama, Choices: DateEffectsOf(project.Effects),
		})
	}
	return envelope
}
