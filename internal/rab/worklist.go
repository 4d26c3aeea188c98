package rab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// TreeInput is a work list as a request gives it.
type TreeInput struct {
	Klasifikasi []KlasifikasiInput
	Version     *int64 // State.TreeVersion the client saw; nil overwrites
}

// KlasifikasiInput is a first-level heading of a request.
type KlasifikasiInput struct {
	ID     *int64 // of an existing row; ReplaceTree only
	TempID string // the client's name for a new row; "" = k<i>
	Name   string // "" keeps the name, or gives a new row "Klasifikasi n"
	Order  *int   // ordering_index; nil = after the one before
	SMKK   *bool  // nil keeps; a new row is none
	Sub    []SubInput
}

// SubInput is a second-level heading of a request.
type SubInput struct {
	ID        *int64
	TempID    string // "" = s<i>_<j>
	Name      string // "" keeps the name, or gives a new row "k.s"
	Order     *int
	Pekerjaan []PekerjaanInput
}

// PekerjaanInput is a pekerjaan of a request.
type PekerjaanInput struct {
	ID         *int64
	TempID     string // "" = p<i>_<j>_<k>
	SourceType string // "" keeps that of an existing row
	RefID      *int64 // nil keeps that of an existing row
	Uraian     string // "" keeps
	Satuan     string // "" keeps
	Order      *int
	Version    *int64 // of the pekerjaan row the client saw
	// ClearPricing also clears the own BUK and the budgeted cost when the source changes.
	ClearPricing bool
}

// TreeResult tells what a change of the work list did.
type TreeResult struct {
	IDs            TreeIDs // ids of new and named rows by the client's temp ids
	Summary        TreeCount
	Deleted        TreeDeleted
	ReloadIDs      []int64 // existing pekerjaan whose components changed
	VolumeResetIDs []int64 // pekerjaan whose volume was cleared
	Cascaded       []int64 // pekerjaan that use changed ones by bundles
	Renamed        []RenamedItem
	Warnings       []Problem
	CreatedIDs     []int64 // new pekerjaan, in order
	Touched        []int64 // headings and pekerjaan that differ now; ChangeList only
}

// TreeIDs maps temp ids to ids.
type TreeIDs struct{ Klasifikasi, Sub, Pekerjaan map[string]int64 }

// TreeCount counts the rows of a request that were created or kept.
type TreeCount struct{ Klasifikasi, Sub, Pekerjaan int }

// TreeDeleted lists what was deleted, each row as it was.
type TreeDeleted struct {
	Headings  []*Heading
	Pekerjaan []*Pekerjaan
}

// TreeState is the order of the work list as a conflict shows it.
type TreeState struct {
	Version int64 `json:"version"`
}

// AppendTree creates everything in the request as new rows, after the existing ones and
// among themselves in the order of ordering_index. It changes and deletes nothing.
func (d *Draft) AppendTree(in TreeInput) (TreeResult, error) {
	e := d.editTree()
	for i := range in.Klasifikasi {
		in.Klasifikasi[i].refuseIDs(&e.problems, i)
	}
	if err := e.problems.Err(); err != nil {
		return TreeResult{}, err
	}
	e.tree(in, false)
	return e.finish("klasifikasi")
}

func (k *KlasifikasiInput) refuseIDs(problems *Problems, i int) {
	refuse := func(id *int64, path string) {
		if id != nil {
			problems.Add(path+".id", "Baris baru tidak boleh membawa id: pakai simpan seluruh daftar untuk mengubah baris yang ada.")
		}
	}
	path := fmt.Sprintf("klasifikasi[%d]", i)
	refuse(k.ID, path)
	for j, sub := range k.Sub {
		refuse(sub.ID, fmt.Sprintf("%s.sub[%d]", path, j))
		for n, row := range sub.Pekerjaan {
			refuse(row.ID, fmt.Sprintf("%s.sub[%d].pekerjaan[%d]", path, j, n))
		}
	}
}

// ReplaceTree makes the request the whole work list: rows are matched by id only, rows
// without an id are new, and rows that the request does not name are deleted with all
// that hangs on them. Deleting a pekerjaan that a remaining one uses as a bundle is
// refused.
func (d *Draft) ReplaceTree(in TreeInput) (TreeResult, error) {
	e := d.editTree()
	e.checkVersion(in.Version)
	e.tree(in, true)
	for _, h := range e.view.Headings.All() {
		if !e.kept[h.ID] {
			e.deleteHeading(h)
		}
	}
	for _, row := range e.view.Pekerjaan.All() {
		if !e.kept[row.ID] {
			e.deletePekerjaan(row)
		}
	}
	return e.finish("klasifikasi")
}

// treeEdit is a change of the work list in progress.
type treeEdit struct {
	draft     *Draft
	view      *Project
	numbers   *sequences
	prices    *priceBook
	problems  Problems
	conflicts conflicts
	result    TreeResult
	kept      map[int64]bool // rows that the request names (ids are unique in a project)
	changed   []int64        // existing pekerjaan whose components changed
}

func (d *Draft) editTree() *treeEdit {
	view := d.View()
	numbers := d.sequences(view)
	return &treeEdit{
		draft: d, view: view, numbers: numbers, prices: d.priceBook(view, numbers), kept: map[int64]bool{},
		result: TreeResult{IDs: TreeIDs{
			Klasifikasi: map[string]int64{}, Sub: map[string]int64{}, Pekerjaan: map[string]int64{},
		}},
	}
}

func (e *treeEdit) checkVersion(version *int64) {
	if current := e.view.treeVersion(); e.draft.stale(version, current) {
		var changed Meta
		if state := e.view.State(); state != nil {
			changed = state.Meta
		}
		e.conflicts.add("version", changed, TreeState{Version: current}, TreeState{Version: *version})
	}
}

// tree stores the rows of a whole tree.
func (e *treeEdit) tree(in TreeInput, replace bool) {
	offset, last := 0, -1
	if list := e.view.Klasifikasi(); !replace && len(list) > 0 {
		offset, last = len(list), list[len(list)-1].Position
	}
	// Rows are stored in the order of the request, so that ids and codes rise with it, and
	// get their positions in the order of ordering_index.
	klasifikasi := make([]*Heading, len(in.Klasifikasi))
	for i, k := range in.Klasifikasi {
		path := fmt.Sprintf("klasifikasi[%d]", i)
		klasifikasi[i] = e.heading(path, k.ID, nil, k.Name, fmt.Sprintf("Klasifikasi %d", offset+i+1))
		if k.SMKK != nil {
			klasifikasi[i].SMKK = *k.SMKK
		}
		e.result.IDs.Klasifikasi[cmp.Or(k.TempID, fmt.Sprintf("k%d", i))] = klasifikasi[i].ID
		subs := make([]*Heading, len(k.Sub))
		for j, s := range k.Sub {
			path := fmt.Sprintf("%s.sub[%d]", path, j)
			subs[j] = e.heading(path, s.ID, &klasifikasi[i].ID, s.Name, fmt.Sprintf("%d.%d", offset+i+1, j+1))
			e.result.IDs.Sub[cmp.Or(s.TempID, fmt.Sprintf("s%d_%d", i, j))] = subs[j].ID
			items := make([]*Pekerjaan, len(s.Pekerjaan))
			for n, p := range s.Pekerjaan {
				items[n] = e.inputRow(fmt.Sprintf("%s.pekerjaan[%d]", path, n), p, subs[j].ID)
				e.result.IDs.Pekerjaan[cmp.Or(p.TempID, fmt.Sprintf("p%d_%d_%d", i, j, n))] = items[n].ID
			}
			e.placePekerjaan(inOrder(items, func(n int) *int { return s.Pekerjaan[n].Order }))
		}
		e.placeHeadings(inOrder(subs, func(j int) *int { return k.Sub[j].Order }), -1)
	}
	e.placeHeadings(inOrder(klasifikasi, func(i int) *int { return in.Klasifikasi[i].Order }), last)
}

// inOrder sorts rows by their ordering_index; a row without one stays after the row before
// it, and equal ones keep their order.
func inOrder[R any](rows []R, order func(i int) *int) []R {
	type ranked struct {
		row  R
		rank int
	}
	list := make([]ranked, len(rows))
	rank := -1
	for i, row := range rows {
		if given := order(i); given != nil {
			rank = *given
		}
		list[i] = ranked{row, rank}
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	sorted := make([]R, len(list))
	for i := range list {
		sorted[i] = list[i].row
	}
	return sorted
}

// heading returns the heading of a request row, to be placed: a changed copy of the
// existing one, or a new one.
func (e *treeEdit) heading(path string, id, parent *int64, name, standard string) *Heading {
	name = e.problems.decoded(path+".name", "Nama", name, MaxName)
	if parent == nil {
		e.result.Summary.Klasifikasi++
	} else {
		e.result.Summary.Sub++
	}
	if id == nil {
		return &Heading{
			Meta: e.draft.NewRow(), UID: e.draft.ids.NextUID(), ParentID: parent,
			Name: cmp.Or(name, standard), Position: unplaced,
		}
	}
	current, ok := e.view.Headings.Get(*id)
	if !ok || (current.ParentID == nil) != (parent == nil) || e.kept[*id] {
		e.problems.Add(path+".id", "Id %d %s.", *id, e.wrongID(ok && e.kept[*id], "judul"))
		return &Heading{Meta: Meta{ID: *id}, ParentID: parent, Position: unplaced}
	}
	e.kept[*id] = true
	next := *current
	next.Name = cmp.Or(name, current.Name)
	if !sameID(current.ParentID, parent) {
		next.ParentID, next.Position = parent, unplaced
	}
	return &next
}

func (e *treeEdit) wrongID(twice bool, what string) string {
	if twice {
		return "dikirim dua kali: sisakan satu"
	}
	return "bukan " + what + " dari proyek ini: muat ulang halaman"
}

// inputRow returns the pekerjaan of a request row, to be placed.
func (e *treeEdit) inputRow(path string, in PekerjaanInput, heading int64) *Pekerjaan {
	e.result.Summary.Pekerjaan++
	identity := identityInput{
		path: path, source: in.SourceType, ref: in.RefID, version: in.Version, clearPricing: in.ClearPricing,
	}
	if strings.TrimSpace(in.Uraian) != "" {
		identity.uraian = &in.Uraian
	}
	if strings.TrimSpace(in.Satuan) != "" {
		identity.satuan = &in.Satuan
	}
	if in.ID == nil {
		return e.newPekerjaan(identity, heading)
	}
	current, ok := e.view.Pekerjaan.Get(*in.ID)
	if !ok || e.kept[*in.ID] {
		e.problems.Add(path+".id", "Id %d %s.", *in.ID, e.wrongID(ok, "pekerjaan"))
		return &Pekerjaan{Meta: Meta{ID: *in.ID}, HeadingID: heading, Position: unplaced}
	}
	e.kept[*in.ID] = true
	next := *current
	e.changeIdentity(current, &next, identity)
	if next.HeadingID != heading {
		next.HeadingID, next.Position = heading, unplaced
	}
	return &next
}

// unplaced is the position of a row that is new among its siblings.
const unplaced = -1

// nextPosition keeps the position of a row when it is above that of the sibling before it,
// so that moving one row does not rewrite the others.
func nextPosition(present, before int) int {
	if present > before {
		return present
	}
	return before + 1
}

// placeHeadings gives siblings their positions, above last, and stores them.
func (e *treeEdit) placeHeadings(rows []*Heading, last int) {
	for _, row := range rows {
		row.Position = nextPosition(row.Position, last)
		last = row.Position
		e.draft.Headings.Put(row)
	}
}

// placePekerjaan gives siblings their positions and stores them.
func (e *treeEdit) placePekerjaan(rows []*Pekerjaan) {
	last := -1
	for _, row := range rows {
		row.Position = nextPosition(row.Position, last)
		last = row.Position
		e.draft.Pekerjaan.Put(row)
	}
}

func (e *treeEdit) deleteHeading(h *Heading) {
	e.draft.Headings.Delete(h.ID)
	e.result.Deleted.Headings = append(e.result.Deleted.Headings, h)
}

// deletePekerjaan deletes a pekerjaan with its volume and analysis. Price items stay.
func (e *treeEdit) deletePekerjaan(row *Pekerjaan) {
	e.draft.Pekerjaan.Delete(row.ID)
	e.draft.Volumes.Delete(row.ID)
	for _, week := range e.view.ProgressOf(row.ID) {
		e.draft.Progress.Delete(week.ID)
	}
	for _, member := range e.view.MembershipsOf(row.ID) {
		e.draft.TahapanMembers.Delete(member.ID)
	}
	e.draft.Analyses.Delete(row.ID)
	for _, c := range e.view.ComponentsOf(row.ID) {
		e.draft.Components.Delete(c.ID)
	}
	e.result.Deleted.Pekerjaan = append(e.result.Deleted.Pekerjaan, row)
}

// finish checks the project as it will be, and cascades. Problems that concern no single
// row of the request stand at path.
func (e *treeEdit) finish(path string) (TreeResult, error) {
	e.result.Renamed = e.prices.renamed
	if err := refusal(e.problems, e.conflicts); err != nil {
		return TreeResult{}, err
	}
	e.numbers.save()
	if len(e.result.Deleted.Pekerjaan) > 0 {
		after := e.draft.Project()
		for _, row := range e.result.Deleted.Pekerjaan {
			if users := after.BundlesOn(row.ID); len(users) > 0 {
				e.problems.Add(path, "%s tidak dapat dihapus karena dipakai sebagai gabungan oleh %s: hapus dulu gabungannya.",
					row.Name(), userNames(after, users))
			}
		}
	}
	if err := e.problems.Err(); err != nil {
		return TreeResult{}, err
	}
	if len(e.changed) > 0 || len(e.result.CreatedIDs) > 0 {
		settled := e.draft.settle(e.view, e.changed, e.view.allowsEmptyBundles(), func(int64, int64) string { return path })
		e.result.Cascaded, e.result.Warnings = settled.cascaded, append(e.result.Warnings, settled.warnings...)
		for _, problem := range e.draft.Project().bundleProblems(withBundles(e.draft.Project(), e.result.CreatedIDs), e.view.allowsEmptyBundles()) {
			settled.problems.Add(path, "%s.", capitalised(problem.Message))
		}
		if err := settled.problems.Err(); err != nil {
			return TreeResult{}, err
		}
	}
	return e.result, nil
}
