package api

import (
	"net/http"

	"takar/internal/rab"
	"takar/internal/serve"
)

// listChanged answers a change of some rows of the work list.
type listChanged struct {
	treeSaved

	Rows []rowVersion `json:"rows"` // headings and pekerjaan that were changed or made
}

type rowVersion struct {
	ID      int64 `json:"id"`
	Version int64 `json:"version"`
}

// changeList makes, changes, moves, copies and deletes rows; what the request does not name
// stays (rulings B12).
func changeList(r *serve.Request) error {
	input, err := listInput(r)
	if err != nil {
		return err
	}
	result, done, err := r.App.ChangeList(r.HTTP.Context(), r.Visit, input)
	if err != nil {
		return err
	}
	answer := listChanged{treeSaved: treeSavedOf(r, result, done), Rows: []rowVersion{}}
	answer.Flags = &changeFlags{ReloadJobIDs: listOf(result.ReloadIDs), VolumeResetJobIDs: listOf(result.VolumeResetIDs)}
	answer.Deleted = deletedTreeOf(result.Deleted)
	for _, id := range result.Touched {
		if h, ok := done.Project.Headings.Get(id); ok {
			answer.Rows = append(answer.Rows, rowVersion{ID: id, Version: h.Version})
		} else if row, ok := done.Project.Pekerjaan.Get(id); ok {
			answer.Rows = append(answer.Rows, rowVersion{ID: id, Version: row.Version})
		}
	}
	return r.Send(http.StatusOK, answer)
}

// listEffect tells what a change would take away. Money is null for those who may not see it.
type listEffect struct {
	okay

	Revision    int64          `json:"revision"` // of the project
	Headings    int            `json:"headings"`
	Pekerjaan   int            `json:"pekerjaan"`
	Components  int            `json:"components"`
	Volumes     int            `json:"volumes"`
	Formulas    int            `json:"formulas"`
	Overrides   int            `json:"overrides"` // own BUK percentages
	Weeks       int            `json:"weeks"`     // of pekerjaan, with plan or realisasi
	VolumesKept int            `json:"volumes_kept"`
	Followers   []listRow      `json:"followers"` // that use changed ones by bundles
	Blocked     bool           `json:"blocked"`   // what goes is used by what stays
	Users       []listUse      `json:"users"`
	Totals      *editionTotals `json:"totals"`
}

type listRow struct {
	ID     int64  `json:"id"`
	Kode   string `json:"kode"`
	Uraian string `json:"uraian"`
}

type listUse struct {
	User   listRow `json:"user"`
	Target listRow `json:"target"`
}

func listRowOf(q *rab.Pekerjaan) listRow { return listRow{ID: q.ID, Kode: q.Kode, Uraian: q.Uraian} }

// previewList tells the effect of a change without making it.
func previewList(r *serve.Request) error {
	input, err := listInput(r)
	if err != nil {
		return err
	}
	effect, err := r.App.PreviewList(r.HTTP.Context(), r.Visit, input)
	if err != nil {
		return err
	}
	answer := listEffect{
		okay: yes, Revision: r.Visit.Revision, Headings: effect.Headings, Pekerjaan: effect.Pekerjaan, Components: effect.Components,
		Volumes: effect.Volumes, Formulas: effect.Formulas, Overrides: effect.Overrides, Weeks: effect.Weeks, VolumesKept: effect.VolumesKept,
		Followers: rowsOf(effect.Followers, listRowOf), Blocked: effect.Blocked,
		Users: rowsOf(effect.Users, func(u rab.BundleUse) listUse { return listUse{User: listRowOf(u.User), Target: listRowOf(u.Target)} }),
	}
	if r.Visit.Rights.Prices {
		answer.Totals = editionTotalsOf(effect.Before, effect.After)
	}
	return r.Send(http.StatusOK, answer)
}

// listInput reads what a request changes in the work list.
func listInput(r *serve.Request) (rab.ListInput, error) {
	body, err := r.Object()
	if err != nil {
		return rab.ListInput{}, err
	}
	input := rab.ListInput{Version: body.OptionalInt("version")}
	rows, changes := body.List("changes")
	for _, row := range rows {
		input.Changes = append(input.Changes, listChange(row))
	}
	ids, versions := body.IDs("deleted_ids"), body.IDs("deleted_versions")
	if len(versions) > 0 && len(versions) != len(ids) {
		body.Bad("deleted_versions", "jumlahnya harus sama dengan deleted_ids: satu versi untuk tiap baris")
		versions = nil
	}
	for i, id := range ids {
		deletion := rab.ListDeletion{ID: id}
		if len(versions) > 0 {
			deletion.Version = &versions[i]
		}
		input.Deleted = append(input.Deleted, deletion)
	}
	if !changes && !body.Has("deleted_ids") {
		body.Bad("changes", "kirim changes, deleted_ids, atau keduanya")
	}
	return input, body.Err()
}

func listChange(row *serve.Object) rab.ListChange {
	c := rab.ListChange{
		ID: row.OptionalInt("id"), TempID: row.Text("temp_id"), Kind: rab.ListKind(row.Text("kind")), CopyOf: row.OptionalInt("copy_of"),
		Parent: listPlace(row, "parent"), After: listPlace(row, "after"), First: row.Null("after_id"), Version: row.OptionalInt("version"),
		Name: row.OptionalText("name"), SMKK: optionalBool(row, "smkk"), SourceType: row.Text("source_type"), RefID: row.OptionalInt("ref_id"),
		Uraian: row.OptionalText("snapshot_uraian"), Satuan: row.OptionalText("snapshot_satuan"),
		Volume: rab.VolumeRule(row.Text("volume")), ClearPricing: row.Bool("clear_pricing", false),
	}
	if c.Volume != "" && c.Volume != rab.VolumeStays && c.Volume != rab.VolumeIsEmptied {
		row.Bad("volume", "pakai keep atau clear")
	}
	return c
}

// optionalBool reads true or false; nil when it is not said.
func optionalBool(row *serve.Object, name string) *bool {
	if !row.Has(name) || row.Null(name) {
		return nil
	}
	value := row.Bool(name, false)
	return &value
}

// listPlace reads a row that a place is named by; nil when it is not said.
func listPlace(row *serve.Object, name string) *rab.ListRow {
	if temp := row.Text(name + "_temp_id"); temp != "" {
		return &rab.ListRow{TempID: temp}
	}
	if id := row.OptionalInt(name + "_id"); id != nil {
		return &rab.ListRow{ID: *id}
	}
	return nil
}
