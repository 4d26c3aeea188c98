package api

import (
	"slices"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// parameterRow is a parameter of a project (api §6.6). Value has at least 3 decimals, and
// as many as are stored.
type parameterRow struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Value       string `json:"value"`
	Label       string `json:"label"`
	Unit        string `json:"unit"`
	Description string `json:"description"`
	Version     int64  `json:"version"`
}

func parameterRowOf(p *rab.Parameter) parameterRow {
	return parameterRow{
		ID: p.ID, Name: p.Name, Value: plain(3, p.Value), Label: p.Label, Unit: p.Unit, Description: p.Description, Version: p.Version,
	}
}

type parametersAnswer struct {
	okay

	Parameters []parameterRow `json:"parameters"`
}

type parameterAnswer struct {
	okay

	Parameter parameterRow `json:"parameter"`
}

func getParameters(r *serve.Request) error { return kept(r, "parameters", parametersOf) }

func parametersOf(v *app.View) *parametersAnswer {
	answer := &parametersAnswer{okay: yes, Parameters: make([]parameterRow, 0, v.Parameters.Len())}
	for _, p := range v.Parameters.All() {
		answer.Parameters = append(answer.Parameters, parameterRowOf(p))
	}
	slices.SortFunc(answer.Parameters, func(a, b parameterRow) int { return strings.Compare(a.Name, b.Name) })
	return answer
}

func getParameter(r *serve.Request) error { return keptOf(r, "parameters", "parameter", parameterOf) }

func parameterOf(v *app.View, id int64) (*parameterAnswer, error) {
	parameter, ok := v.Parameters.Get(id)
	if !ok {
		return nil, app.ErrNotFound
	}
	return &parameterAnswer{okay: yes, Parameter: parameterRowOf(parameter)}, nil
}
