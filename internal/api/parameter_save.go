package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// parameterSaved answers a command on one parameter (api §6.6). Volumes are the quantities
// that it changed, and the formulas that fail now.
type parameterSaved struct {
	written

	Created   bool              `json:"created,omitempty"`
	Updated   bool              `json:"updated,omitempty"`
	Parameter *parameterRow     `json:"parameter,omitempty"`
	Deleted   bool              `json:"deleted,omitempty"`
	Name      string            `json:"name,omitempty"` // of a deleted one
	Volumes   []volumeChangeRow `json:"volumes"`
}

// volumeChangeRow is a volume that followed from a change of parameters.
type volumeChangeRow struct {
	PekerjaanID int64          `json:"pekerjaan_id"`
	Kode        string         `json:"kode"`
	Uraian      string         `json:"uraian"`
	Old         *decimal.Fixed `json:"old"`
	New         *decimal.Fixed `json:"new"`
	Failure     string         `json:"failure,omitempty"` // then the quantity is the last good one
}

func volumeChangeRowOf(c rab.VolumeChange) volumeChangeRow {
	return volumeChangeRow{
		PekerjaanID: c.PekerjaanID, Kode: c.Kode, Uraian: c.Uraian,
		Old: optionalDec(volumePlaces, c.Old), New: optionalDec(volumePlaces, c.New), Failure: c.Failure,
	}
}

func createParameter(r *serve.Request) error {
	in, err := parameterBody(r)
	if err != nil {
		return err
	}
	result, done, err := r.App.CreateParameter(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	answer := parameterSavedOf(r, result, done)
	answer.Created = true
	return r.Send(http.StatusCreated, answer)
}

func updateParameter(r *serve.Request) error {
	id, err := r.PathID("parameter")
	if err != nil {
		return err
	}
	in, err := parameterBody(r)
	if err != nil {
		return err
	}
	result, done, err := r.App.UpdateParameter(r.HTTP.Context(), r.Visit, id, in)
	if err != nil {
		return err
	}
	answer := parameterSavedOf(r, result, done)
	answer.Updated = true
	return r.Send(http.StatusOK, answer)
}

func deleteParameter(r *serve.Request) error {
	id, err := r.PathID("parameter")
	if err != nil {
		return err
	}
	version, err := queryVersion(r)
	if err != nil {
		return err
	}
	result, done, err := r.App.DeleteParameter(r.HTTP.Context(), r.Visit, id, version)
	if err != nil {
		return err
	}
	answer := parameterSavedOf(r, result, done)
	answer.Parameter, answer.Deleted, answer.Name = nil, true, result.Parameter.Name
	return r.Send(http.StatusOK, answer)
}

func parameterSavedOf(r *serve.Request, result rab.ParameterResult, done *app.Done) parameterSaved {
	row := parameterRowOf(result.Parameter)
	return parameterSaved{written: writtenBy(r, done), Parameter: &row, Volumes: rowsOf(result.Volumes, volumeChangeRowOf)}
}

func parameterBody(r *serve.Request) (rab.ParameterInput, error) {
	body, err := r.Object()
	if err != nil {
		return rab.ParameterInput{}, err
	}
	in := parameterInput(body)
	return in, body.Err()
}

func parameterInput(o *serve.Object) rab.ParameterInput {
	in := rab.ParameterInput{
		Path: o.Path, Name: o.Text("name"), Label: o.OptionalText("label"), Unit: o.OptionalText("unit"),
		Description: o.OptionalText("description"), Version: o.OptionalInt("version"),
	}
	if value := o.Decimal("value", decimal.Parameter); value.Valid {
		in.Value = &value.Decimal
	}
	return in
}

// parametersSynced answers a sync (api §6.6).
type parametersSynced struct {
	written

	Created      int               `json:"created"`
	Updated      int               `json:"updated"`
	Deleted      int               `json:"deleted"`
	Mode         rab.SyncMode      `json:"mode"`
	DeletedNames []string          `json:"deleted_names"`
	Volumes      []volumeChangeRow `json:"volumes"`
}

func syncParameters(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	mode := rab.SyncMode(body.Text("mode"))
	if mode == "" {
		mode = rab.SyncMerge
	}
	inputs := syncInputs(body, mode)
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SyncParameters(r.HTTP.Context(), r.Visit, mode, inputs)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, parametersSynced{
		written: writtenBy(r, done), Created: result.Created, Updated: result.Updated, Deleted: result.Deleted, Mode: mode,
		DeletedNames: listOf(result.DeletedNames), Volumes: rowsOf(result.Volumes, volumeChangeRowOf),
	})
}

// syncInputs reads {name: number | {value, label, unit, description, version}}. A request
// that replaces everything must say with what.
func syncInputs(body *serve.Object, mode rab.SyncMode) []rab.ParameterInput {
	parameters := body.Child("parameters")
	if parameters == nil {
		if mode == rab.SyncReplace {
			body.Bad("parameters", "kirim semua parameter yang tetap ada: yang tidak disebut akan dihapus")
		}
		return nil
	}
	var inputs []rab.ParameterInput
	for _, name := range parameters.Names() {
		if parameters.IsObject(name) {
			in := parameterInput(parameters.Child(name))
			in.Name = name
			inputs = append(inputs, in)
			continue
		}
		value := parameters.Decimal(name, decimal.Parameter)
		if parameters.Null(name) {
			parameters.Bad(name, "isi angka, atau objek dengan value")
		}
		inputs = append(inputs, rab.ParameterInput{Path: parameters.At(name), Name: name, Value: &value.Decimal})
	}
	return inputs
}
