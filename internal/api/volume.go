package api

import (
	"net/http"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// volumePlaces is the number of decimals of a volume on the wire.
const volumePlaces = 3

// volumesAnswer lists the volume of every pekerjaan (api §6.6).
type volumesAnswer struct {
	okay

	Items         []volumeRow `json:"items"`
	DecimalPlaces int         `json:"decimal_places"`
}

type volumeRow struct {
	PekerjaanID int64         `json:"pekerjaan_id"`
	Quantity    decimal.Fixed `json:"quantity"` // "0.000" while there is none: State tells
	State       volumeState   `json:"state"`
	Version     int64         `json:"version"` // 0 while there is no row
}

// volumeState tells an empty volume from a zero one (rulings E).
type volumeState string

const (
	volumeMissing       volumeState = "missing"
	volumeSet           volumeState = "set"
	volumeFormulaFailed volumeState = "formula_failed" // the quantity is the last good one
)

func stateOf(row *rab.Volume) volumeState {
	switch {
	case row.Failure != "":
		return volumeFormulaFailed
	case row.Quantity.Valid:
		return volumeSet
	}
	return volumeMissing
}

func getVolumes(r *serve.Request) error { return kept(r, "volumes", volumesOf) }

func volumesOf(v *app.View) *volumesAnswer {
	list := v.WorkList()
	answer := &volumesAnswer{okay: yes, Items: make([]volumeRow, 0, len(list)), DecimalPlaces: volumePlaces}
	for _, q := range list {
		answer.Items = append(answer.Items, volumeRowOf(v.Project, q.ID))
	}
	return answer
}

func volumeRowOf(p *rab.Project, pekerjaan int64) volumeRow {
	row, ok := p.Volumes.Get(pekerjaan)
	if !ok {
		row = &rab.Volume{}
	}
	return volumeRow{PekerjaanID: pekerjaan, Quantity: dec(volumePlaces, row.Quantity.OrZero()), State: stateOf(row), Version: row.Version}
}

// formulasAnswer lists the formulas that pekerjaan have (api §6.6).
type formulasAnswer struct {
	okay

	Items []formulaRow `json:"items"`
}

type formulaRow struct {
	PekerjaanID int64       `json:"pekerjaan_id"`
	Raw         string      `json:"raw"`
	IsFx        bool        `json:"is_fx"`
	State       volumeState `json:"state"`
	Failure     string      `json:"failure,omitempty"`
	Version     int64       `json:"version"` // of the volume row
}

func getFormulas(r *serve.Request) error { return kept(r, "formulas", formulasOf) }

func formulasOf(v *app.View) *formulasAnswer {
	answer := &formulasAnswer{okay: yes, Items: []formulaRow{}}
	for _, q := range v.WorkList() {
		if row, ok := v.Volumes.Get(q.ID); ok && row.Formula != "" {
			answer.Items = append(answer.Items, formulaRow{
				PekerjaanID: q.ID, Raw: row.Formula, IsFx: row.IsFx, State: stateOf(row), Failure: row.Failure, Version: row.Version,
			})
		}
	}
	return answer
}

// previewAnswer is what a formula would give (rulings E).
type previewAnswer struct {
	okay

	Quantity decimal.Fixed `json:"quantity"`
	Hints    []hint        `json:"hints"`
}

type hint struct {
	Code     string `json:"code"`
	Position int    `json:"position"` // in characters from the start
	Length   int    `json:"length"`
	Message  string `json:"message"`
}

// previewVolume evaluates {formula, parameters?: {name: number}} without storing
// anything, or {texts: [text]}: cells as somebody typed or pasted them, each a number or a
// formula. It is sent by POST because formulas are long; a reader may ask too.
func previewVolume(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	if body.Has("texts") {
		return judgeVolumeTexts(r, body)
	}
	formula, overrides := body.Text("formula"), map[string]decimal.Decimal{}
	if parameters := body.Child("parameters"); parameters != nil {
		for _, name := range parameters.Names() {
			if value := parameters.Decimal(name, decimal.Parameter); value.Valid {
				overrides[strings.ToLower(name)] = value.Decimal
			}
		}
	}
	if err := body.Err(); err != nil {
		return err
	}
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	result, err := view.PreviewFormula(formula, overrides)
	if err != nil {
		return err
	}
	answer := previewAnswer{okay: yes, Quantity: dec(volumePlaces, result.Quantity), Hints: []hint{}}
	for _, h := range result.Hints {
		answer.Hints = append(answer.Hints, hint(h))
	}
	return r.Send(http.StatusOK, answer)
}

func judgeVolumeTexts(r *serve.Request, body *serve.Object) error {
	texts := body.Texts("texts")
	if err := body.Err(); err != nil {
		return err
	}
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, judgedAnswer{okay: yes, Items: judgeVolumes(view, texts)})
}
