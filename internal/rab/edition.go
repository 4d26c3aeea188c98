package rab

import (
	"cmp"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// EditionInput says to which edition of the library a project's references move. Projects
// pin the revision that they took (rulings C18): they move only when somebody asks.
type EditionInput struct {
	Edition int64 // id of the edition to move to
	// From is the id of the edition whose references move; 0 means those of every other
	// revision under the same name.
	From          int64
	Pekerjaan     []int64 // only these; nil means all that can
	ResetModified bool    // changed references take the new components and lose their own
	AcceptUnit    bool    // also those whose unit changes, although their volume stays
	Revision      *int64  // of the project whose effect the client saw
}

// EditionStatus says what becomes of a pekerjaan.
type EditionStatus string

// What can become of a pekerjaan.
const (
	EditionChanged EditionStatus = "changed"  // moves; its components change
	EditionSame    EditionStatus = "same"     // moves; its components stay the same
	EditionKept    EditionStatus = "kept"     // a changed reference moves and keeps its own components
	EditionBundles EditionStatus = "bundles"  // its bundles on the library move
	EditionCascade EditionStatus = "cascaded" // its price follows from a bundle on one that moves
	EditionMissing EditionStatus = "missing"  // the edition has no analysis of this kode: stays
	EditionEmpty   EditionStatus = "empty"    // the analysis there has no components: stays
	EditionUnit    EditionStatus = "unit"     // the unit there is another one: stays unless accepted
)

// Moves reports whether a pekerjaan of this status moves.
func (s EditionStatus) Moves() bool {
	return s == EditionChanged || s == EditionSame || s == EditionKept || s == EditionBundles
}

// EditionMove tells what a move does, pekerjaan by pekerjaan in the order of the work list.
// The differences of the totals add up to the difference of Jumlah.
type EditionMove struct {
	Edition  ahsp.Edition
	Revision int64 // of the project before it
	Rows     []*EditionRow
	Moved    int
	NewItems []*PriceItem // items that come with the move, without a price
	Renamed  []RenamedItem
	Before   Totals
	After    Totals
}

// EditionRow is one pekerjaan of a move: before it and after it.
type EditionRow struct {
	Status             EditionStatus
	Pekerjaan, Moved   *Pekerjaan     // before and after
	From, To           *ahsp.Analysis // nil for bundles and cascades; To also when there is none
	Before, After      []*Component   // the components that are not the same before and after
	Stuck              []string       // kodes of library bundles that the edition does not have
	LineBefore, Line   *Line
	DifferenceOfG      decimal.Decimal // HSP after − before
	DifferenceOfTotal  decimal.Decimal
	MissingPricesAdded int
}

// MoveToEdition moves the references of a project to an edition of the library: references
// take its components, changed references keep theirs unless asked otherwise, and bundles on
// the library follow. Identity in the work list, volumes, BUK and prices stay. What cannot
// move stays as it is and is told.
func (d *Draft) MoveToEdition(in EditionInput) (EditionMove, error) {
	view := d.View()
	edition, err := in.target(view)
	if err != nil {
		return EditionMove{}, err
	}
	if d.stale(in.Revision, d.base.Revision) {
		return EditionMove{}, &Conflict{Rows: []ConflictRow{{Path: "revision", Current: d.base.Revision, Yours: *in.Revision}}}
	}
	numbers := d.sequences(view)
	m := &editionMove{
		draft: d, view: view, in: in, edition: edition, numbers: numbers, prices: d.priceBook(view, numbers),
		wanted: map[int64]bool{}, rows: map[int64]*EditionRow{},
	}
	for i, id := range in.Pekerjaan {
		if _, ok := view.Pekerjaan.Get(id); !ok {
			return EditionMove{}, Refuse(fmt.Sprintf("pekerjaan_ids[%d]", i), "Pekerjaan %d tidak ada di proyek ini: muat ulang halaman.", id)
		}
		m.wanted[id] = true
	}
	for _, row := range view.WorkList() {
		if in.Pekerjaan == nil || m.wanted[row.ID] {
			m.move(row)
		}
	}
	return m.finish()
}

// target returns the edition to move to.
func (in EditionInput) target(view *Project) (ahsp.Edition, error) {
	if view.Reference == nil {
		return ahsp.Edition{}, Refuse("edition", "Pustaka AHSP kosong.")
	}
	edition, ok := view.Reference.Edition(in.Edition)
	switch {
	case !ok:
		return edition, Refuse("edition", "Edisi ini tidak ada di pustaka: pilih dari daftar edisi.")
	case edition.Withdrawn:
		return edition, Refuse("edition", "%s revisi %d sudah ditarik: pilih edisi lain.", edition.Name, edition.Revision)
	case in.From == in.Edition:
		return edition, Refuse("from", "Edisi asal sama dengan edisi tujuan.")
	}
	return edition, nil
}

// editionMove is a move in progress.
type editionMove struct {
	draft   *Draft
	view    *Project
	in      EditionInput
	edition ahsp.Edition
	numbers *sequences
	prices  *priceBook
	wanted  map[int64]bool
	rows    map[int64]*EditionRow
	changed []int64 // pekerjaan whose components changed
	moved   int
}

// concerns reports whether the move is about an analysis.
func (m *editionMove) concerns(analysis *ahsp.Analysis) bool {
	if m.in.From != 0 {
		return analysis.EditionID == m.in.From
	}
	edition, ok := m.view.Reference.Edition(analysis.EditionID)
	return ok && edition.ID != m.edition.ID && edition.Name == m.edition.Name
}

func (m *editionMove) move(row *Pekerjaan) {
	result := &EditionRow{Pekerjaan: row}
	keeps := true // its own components, which may hold bundles
	if row.RefID != nil && row.SourceType.fromLibrary() {
		from, ok := m.view.analysis(*row.RefID)
		if ok && m.concerns(from) {
			result.From = from
			result.To, _ = m.view.Reference.ByKode(m.edition.ID, from.Kode)
			keeps = m.moveReference(row, result)
		}
	}
	if keeps {
		m.moveBundles(row, result)
	}
	if result.Status == "" && len(result.Stuck) == 0 {
		return
	}
	if result.Status == "" {
		result.Status = EditionMissing
	}
	if result.Status.Moves() {
		m.moved++
	}
	m.rows[row.ID] = result
}

// moveReference moves a reference to its analysis in the edition; keeps reports whether it
// moves with its own components. One that stays behind stays as a whole.
func (m *editionMove) moveReference(row *Pekerjaan, result *EditionRow) (keeps bool) {
	to := result.To
	takes := row.SourceType == SourceRef || m.in.ResetModified
	switch {
	case to == nil:
		result.Status = EditionMissing
		return false
	case len(to.Components) == 0:
		result.Status = EditionEmpty
		return false
	case takes && m.unitDiffers(row, to) && !m.in.AcceptUnit:
		result.Status = EditionUnit
		return false
	}
	next := *row
	next.RefID, next.RefRevision = &to.ID, m.edition.Revision
	result.Status = EditionKept
	if takes {
		result.Status = EditionSame
		if m.draft.replaceComponents(m.view.ComponentsOf(row.ID), m.draft.clone(row.ID, to, m.prices)) {
			result.Status = EditionChanged
			m.changed = append(m.changed, row.ID)
		}
	}
	if row.SourceType == SourceRef { // what a changed reference says is the user's own
		next.Kode, next.Uraian, next.Satuan = to.Kode, to.Nama, cmp.Or(to.Satuan, row.Satuan)
	}
	m.draft.Pekerjaan.Put(&next)
	return !takes
}

// unitDiffers reports whether a pekerjaan would count in another unit. A unit that is
// missing on either side is no difference (rulings C21).
func (m *editionMove) unitDiffers(row *Pekerjaan, to *ahsp.Analysis) bool {
	return row.Satuan != "" && to.Satuan != "" && ahsp.NormaliseUnit(row.Satuan) != ahsp.NormaliseUnit(to.Satuan)
}

// moveBundles lets the bundles of a pekerjaan on the library follow.
func (m *editionMove) moveBundles(row *Pekerjaan, result *EditionRow) {
	moved := false
	for _, c := range m.view.ComponentsOf(row.ID) {
		if c.RefAHSPID == nil {
			continue
		}
		from, ok := m.view.analysis(*c.RefAHSPID)
		if !ok || !m.concerns(from) {
			continue
		}
		to, ok := m.view.Reference.ByKode(m.edition.ID, from.Kode)
		if !ok {
			result.Stuck = append(result.Stuck, from.Kode)
			continue
		}
		next := *c
		next.RefAHSPID = &to.ID
		m.draft.Components.Put(&next)
		m.prices.claimLeaves(row.ID, to)
		moved = true
	}
	if !moved {
		return
	}
	m.changed = append(m.changed, row.ID)
	if result.Status == "" {
		result.Status = EditionBundles
	}
}

// finish checks what was moved and tells its effect.
func (m *editionMove) finish() (EditionMove, error) {
	var problems Problems
	for i, id := range m.in.Pekerjaan {
		if row := m.rows[id]; row == nil || !row.Status.Moves() {
			item, _ := m.view.Pekerjaan.Get(id)
			problems.Add(fmt.Sprintf("pekerjaan_ids[%d]", i), "%s tidak dapat dipindahkan ke %s revisi %d.", item.Name(), m.edition.Name, m.edition.Revision)
		}
	}
	if err := problems.Err(); err != nil {
		return EditionMove{}, err
	}
	m.numbers.save()
	settled := m.draft.settle(m.view, m.changed, m.view.allowsEmptyBundles(), func(int64, int64) string { return "edition" })
	if err := settled.problems.Err(); err != nil {
		return EditionMove{}, err
	}
	return m.effect(), nil
}

// effect compares the figures before and after.
func (m *editionMove) effect() EditionMove {
	after := m.draft.Project()
	old, figures := m.view.Figures(), after.Figures()
	move := EditionMove{Edition: m.edition, Revision: m.draft.base.Revision, Moved: m.moved, Renamed: m.prices.renamed, Before: old.Totals, After: figures.Totals}
	for _, line := range figures.Lines {
		before, ok := old.LineOf(line.Pekerjaan.ID)
		if !ok {
			continue
		}
		row := m.rows[line.Pekerjaan.ID]
		if row == nil && line.G.Equal(before.G) && line.Total.Equal(before.Total) && line.MissingPrices == before.MissingPrices {
			continue
		}
		if row == nil {
			row = &EditionRow{Status: EditionCascade, Pekerjaan: before.Pekerjaan}
		}
		row.Moved, row.LineBefore, row.Line = line.Pekerjaan, before, line
		row.DifferenceOfG, row.DifferenceOfTotal = line.G.Sub(before.G), line.Total.Sub(before.Total)
		row.MissingPricesAdded = line.MissingPrices - before.MissingPrices
		row.Before, row.After = differing(m.view.ComponentsOf(row.Pekerjaan.ID), after.ComponentsOf(row.Pekerjaan.ID))
		move.Rows = append(move.Rows, row)
	}
	for _, item := range after.PriceItems.All() {
		if _, known := m.view.PriceItems.Get(item.ID); !known {
			move.NewItems = append(move.NewItems, item)
		}
	}
	return move
}

// differing leaves out the components that say the same before and after.
func differing(before, after []*Component) (gone, come []*Component) {
	says := func(list []*Component, c *Component) bool {
		return slices.ContainsFunc(list, func(d *Component) bool { return d.ID == c.ID && sameContent(d, c) })
	}
	for _, c := range before {
		if !says(after, c) {
			gone = append(gone, c)
		}
	}
	for _, c := range after {
		if !says(before, c) {
			come = append(come, c)
		}
	}
	return gone, come
}

// EditionUse counts what a project takes from one edition of the library.
type EditionUse struct {
	Edition   ahsp.Edition
	Pekerjaan int // references, changed ones too
	Bundles   int // components that stand for an analysis of it
}

// EditionsInUse lists the editions that a project takes from, in the order of their ids.
func (p *Project) EditionsInUse() []*EditionUse {
	byID := map[int64]*EditionUse{}
	use := func(analysis *int64) *EditionUse {
		if analysis == nil || p.Reference == nil {
			return new(EditionUse)
		}
		found, ok := p.analysis(*analysis)
		if !ok {
			return new(EditionUse)
		}
		if byID[found.EditionID] == nil {
			edition, _ := p.Reference.Edition(found.EditionID)
			byID[found.EditionID] = &EditionUse{Edition: edition}
		}
		return byID[found.EditionID]
	}
	for _, row := range p.Pekerjaan.All() {
		use(row.RefID).Pekerjaan++
	}
	for _, c := range p.Components.All() {
		use(c.RefAHSPID).Bundles++
	}
	list := make([]*EditionUse, 0, len(byID))
	for _, u := range byID {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b *EditionUse) int { return int(a.Edition.ID - b.Edition.ID) })
	return list
}
