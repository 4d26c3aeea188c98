package api

import (
	"net/http"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// volumesSaved answers a save of volumes (api §6.6). Items are the rows of the request as
// they are now.
type volumesSaved struct {
	written

	Saved         int           `json:"saved"`
	Updated       int           `json:"updated"` // rows that were not stored like this before
	Errors        []rab.Problem `json:"errors"`  // always empty: a refused save is an error answer
	Warnings      []rab.Problem `json:"warnings"`
	DecimalPlaces int           `json:"decimal_places"`
	Items         []volumeRow   `json:"items"`
}

func saveVolumes(r *serve.Request) error {
	rows, body, err := r.ListOf("items", "volumes")
	if err != nil {
		return err
	}
	inputs := rowsOf(rows, volumeInput)
	if len(inputs) == 0 {
		body.Bad("items", "kirim sedikitnya satu baris volume")
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SaveVolumes(r.HTTP.Context(), r.Visit, inputs)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, volumesSaved{
		written: writtenBy(r, done), Saved: result.Saved, Updated: len(result.Changed), Errors: []rab.Problem{},
		Warnings: listOf(result.Warnings), DecimalPlaces: volumePlaces,
		Items: rowsOf(inputs, func(in rab.VolumeInput) volumeRow { return volumeRowOf(done.Project, in.PekerjaanID) }),
	})
}

// volumeInput reads {pekerjaan_id, quantity | quantity_text | formula | null}. A blank
// formula, or is_fx false, leaves the quantity to stand for itself.
func volumeInput(row *serve.Object) rab.VolumeInput {
	in := rab.VolumeInput{
		Path: row.Path, PekerjaanID: row.Int(row.First("pekerjaan_id", "id")), Version: row.OptionalInt("version"),
		Unset: row.Text("state") == string(volumeMissing), FormulaOff: row.Has("formula") || !row.Bool("is_fx", true),
	}
	if formula := row.Text("formula"); strings.TrimSpace(formula) != "" && row.Bool("is_fx", true) {
		in.Formula = &formula
	}
	if row.Has("quantity") || row.Has("quantity_text") {
		quantity := row.Decimal("quantity", decimal.Volume)
		in.Quantity = &quantity
	}
	return in
}

// formulasSaved answers a save of formulas (api §6.6).
type formulasSaved struct {
	written

	Created  int           `json:"created"`
	Updated  int           `json:"updated"`
	Errors   []rab.Problem `json:"errors"` // always empty: a refused save is an error answer
	Warnings []rab.Problem `json:"warnings"`
	Items    []volumeRow   `json:"items"`
}

func saveFormulas(r *serve.Request) error {
	rows, body, err := r.ListOf("items")
	if err != nil {
		return err
	}
	inputs := rowsOf(rows, func(row *serve.Object) rab.FormulaInput {
		return rab.FormulaInput{
			Path: row.Path, PekerjaanID: row.Int(row.First("pekerjaan_id", "id")), Raw: row.Text("raw"),
			IsFx: row.Bool("is_fx", true), Version: row.OptionalInt("version"),
		}
	})
	if len(inputs) == 0 && (body.Null("items") || !body.Has("items")) {
		body.Bad("items", "kirim daftar formula")
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SaveFormulas(r.HTTP.Context(), r.Visit, inputs)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, formulasSaved{
		written: writtenBy(r, done), Created: result.Created, Updated: result.Updated, Errors: []rab.Problem{}, Warnings: listOf(result.Warnings),
		Items: rowsOf(inputs, func(in rab.FormulaInput) volumeRow { return volumeRowOf(done.Project, in.PekerjaanID) }),
	})
}
