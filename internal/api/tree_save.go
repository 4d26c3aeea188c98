package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// treeSaved answers a change of the work list (api §6.5).
type treeSaved struct {
	written

	Errors   []rab.Problem `json:"errors"` // always empty: a refused save is an error answer
	Warnings []rab.Problem `json:"warnings"`
	IDMap    idMap         `json:"id_map"`
	Summary  treeSummary   `json:"summary"`
	Flags    *changeFlags  `json:"change_flags,omitempty"`
	Deleted  *deletedTree  `json:"deleted,omitempty"`
	Renamed  []renamedItem `json:"renamed_items"`
	Version  int64         `json:"version"` // of the order of the list
}

// idMap tells the ids of rows by the client's own names for them.
type idMap struct {
	Klasifikasi map[string]int64 `json:"klasifikasi"`
	Sub         map[string]int64 `json:"sub"`
	Pekerjaan   map[string]int64 `json:"pekerjaan"`
}

type treeSummary struct {
	Klasifikasi int `json:"klasifikasi"`
	Sub         int `json:"sub"`
	Pekerjaan   int `json:"pekerjaan"`
}

// changeFlags tells open pages what to read again.
type changeFlags struct {
	ReloadJobIDs      []int64 `json:"reload_job_ids"`
	VolumeResetJobIDs []int64 `json:"volume_reset_job_ids"`
}

// deletedTree lists what a replacing save deleted; the trash restores it.
type deletedTree struct {
	Headings  []deletedHeading   `json:"headings"`
	Pekerjaan []deletedPekerjaan `json:"pekerjaan"`
}

type deletedHeading struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type deletedPekerjaan struct {
	ID     int64  `json:"id"`
	Kode   string `json:"kode"`
	Uraian string `json:"uraian"`
}

// renamedItem is a component whose published code belongs to another price item.
type renamedItem struct {
	PekerjaanID int64  `json:"pekerjaan_id"`
	Kode        string `json:"kode"`
	NewKode     string `json:"new_kode"`
	Uraian      string `json:"uraian"`
}

func renamedItemOf(r rab.RenamedItem) renamedItem {
	return renamedItem{PekerjaanID: r.PekerjaanID, Kode: r.Kode, NewKode: r.NewKode, Uraian: r.Uraian}
}

// appendTree adds rows. A request without klasifikasi asks for nothing.
func appendTree(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	input := treeInput(body, false)
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.AppendTree(r.HTTP.Context(), r.Visit, input)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, treeSavedOf(r, result, done))
}

// replaceTree makes the request the whole work list.
func replaceTree(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	input := treeInput(body, true)
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.ReplaceTree(r.HTTP.Context(), r.Visit, input)
	if err != nil {
		return err
	}
	answer := treeSavedOf(r, result, done)
	answer.Flags = &changeFlags{ReloadJobIDs: listOf(result.ReloadIDs), VolumeResetJobIDs: listOf(result.VolumeResetIDs)}
	answer.Deleted = deletedTreeOf(result.Deleted)
	return r.Send(http.StatusOK, answer)
}

func deletedTreeOf(deleted rab.TreeDeleted) *deletedTree {
	return &deletedTree{
		Headings: rowsOf(deleted.Headings, func(h *rab.Heading) deletedHeading { return deletedHeading{ID: h.ID, Name: h.Name} }),
		Pekerjaan: rowsOf(deleted.Pekerjaan, func(q *rab.Pekerjaan) deletedPekerjaan {
			return deletedPekerjaan{ID: q.ID, Kode: q.Kode, Uraian: q.Uraian}
		}),
	}
}

func treeSavedOf(r *serve.Request, result rab.TreeResult, done *app.Done) treeSaved {
	return treeSaved{
		written: writtenBy(r, done), Errors: []rab.Problem{}, Warnings: listOf(result.Warnings), IDMap: idMap(result.IDs),
		Summary: treeSummary(result.Summary), Renamed: rowsOf(result.Renamed, renamedItemOf), Version: done.Project.State().TreeVersion,
	}
}

// treeInput reads a work list under any of the names of the contract.
func treeInput(body *serve.Object, replace bool) rab.TreeInput {
	rows := treeReader{replace: replace, tempIDs: map[string]bool{}}
	input := rab.TreeInput{Version: body.OptionalInt("version")}
	for _, row := range rows.list(body, replace, "klasifikasi") {
		input.Klasifikasi = append(input.Klasifikasi, rows.klasifikasi(row))
	}
	return input
}

// treeReader reads the rows of a work list.
type treeReader struct {
	replace bool
	tempIDs map[string]bool
}

// list reads the rows below a row. Where their absence would delete, it is a mistake and
// not an empty list (rulings B12).
func (t *treeReader) list(parent *serve.Object, needed bool, names ...string) []*serve.Object {
	name := parent.First(names...)
	rows, present := parent.List(name)
	if !present && needed {
		parent.Bad(name, "kirim daftarnya, kosong ([]) bila memang tidak ada isinya: yang tidak disebut akan dihapus")
	}
	return rows
}

func (t *treeReader) klasifikasi(row *serve.Object) rab.KlasifikasiInput {
	k := rab.KlasifikasiInput{
		ID: row.OptionalInt("id"), TempID: t.tempID(row, "k"), Name: row.Text(row.First("name", "nama")), Order: order(row),
		SMKK: optionalBool(row, "smkk"),
	}
	for _, sub := range t.list(row, t.replace && k.ID != nil, "sub", "subs") {
		k.Sub = append(k.Sub, t.sub(sub))
	}
	return k
}

func (t *treeReader) sub(row *serve.Object) rab.SubInput {
	s := rab.SubInput{
		ID: row.OptionalInt("id"), TempID: t.tempID(row, "s"), Name: row.Text(row.First("name", "nama")), Order: order(row),
	}
	for _, item := range t.list(row, t.replace && s.ID != nil, "pekerjaan", "jobs") {
		s.Pekerjaan = append(s.Pekerjaan, rab.PekerjaanInput{
			ID: item.OptionalInt("id"), TempID: t.tempID(item, "p"), SourceType: item.Text("source_type"),
			RefID: item.OptionalInt(item.First("ref_id", "ref_ahsp_id")), Uraian: item.Text("snapshot_uraian"), Satuan: item.Text("snapshot_satuan"),
			Order: order(item), Version: item.OptionalInt("version"), ClearPricing: item.Bool("clear_pricing", false),
		})
	}
	return s
}

// tempID reads the client's name for a row; two rows of a level cannot have the same one.
func (t *treeReader) tempID(row *serve.Object, level string) string {
	id := row.Text("temp_id")
	if id != "" && t.tempIDs[level+id] {
		row.Bad("temp_id", "temp_id %q dipakai dua baris: pakai nama lain", id)
	}
	t.tempIDs[level+id] = true
	return id
}

func order(row *serve.Object) *int {
	given := row.OptionalInt("ordering_index")
	if given == nil {
		return nil
	}
	place := int(*given)
	return &place
}
