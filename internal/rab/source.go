package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// ParseSourceType reads a source type.
func ParseSourceType(text string) (SourceType, bool) {
	switch s := SourceType(text); s {
	case SourceRef, SourceRefModified, SourceCustom:
		return s, true
	}
	return "", false
}

func (s SourceType) fromLibrary() bool { return s == SourceRef || s == SourceRefModified }

// clone makes the components of a pekerjaan from an analysis of the library (domain
// §10.3): price items without a price where the project has none, LAIN rows that name an
// analysis of the same edition as bundles.
func (d *Draft) clone(pekerjaan int64, analysis *ahsp.Analysis, prices *priceBook) []*Component {
	rows := make([]*Component, 0, len(analysis.Components))
	for i := range analysis.Components {
		c := &analysis.Components[i]
		row := &Component{
			PekerjaanID: pekerjaan, Position: i,
			Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien,
		}
		if nested, ok := nestedIn(prices.view.Reference, c, analysis); ok {
			row.RefAHSPID = &nested.ID
			prices.claimLeaves(pekerjaan, nested)
		} else {
			item := prices.claim(pekerjaan, c.Kategori, c.Kode, c.Uraian, c.Satuan)
			row.PriceItemID, row.Kode = &item.ID, item.Kode
		}
		rows = append(rows, row)
	}
	return rows
}

// addComponents stores cloned rows as new ones.
func (d *Draft) addComponents(rows []*Component) {
	for _, row := range rows {
		row.Meta, row.UID = d.NewRow(), d.ids.NextUID()
		d.Components.Put(row)
	}
}

// replaceComponents makes rows the components of a pekerjaan. Present rows of the same
// kategori and kode keep their ids, so that history shows what really changed.
func (d *Draft) replaceComponents(present, rows []*Component) (changed bool) {
	type name struct {
		kategori ahsp.Kategori
		kode     string
	}
	free := map[name][]*Component{}
	for _, row := range present {
		key := name{row.Kategori, row.Kode}
		free[key] = append(free[key], row)
	}
	for _, row := range rows {
		key := name{row.Kategori, row.Kode}
		if same := free[key]; len(same) > 0 {
			row.Meta, row.UID = same[0].Meta, same[0].UID
			free[key] = same[1:]
			changed = changed || !sameContent(same[0], row)
		} else {
			row.Meta, row.UID = d.NewRow(), d.ids.NextUID()
			changed = true
		}
		d.Components.Put(row)
	}
	for _, rest := range free {
		for _, row := range rest {
			d.Components.Delete(row.ID)
			changed = true
		}
	}
	return changed
}

// takeIdentity copies the identity of an analysis of the library into a pekerjaan. The
// code is given because a changed reference has one of its own.
func (e *treeEdit) takeIdentity(next *Pekerjaan, source SourceType, kode string, analysis *ahsp.Analysis) {
	id := analysis.ID
	next.SourceType, next.RefID, next.RefRevision = source, &id, 0
	if edition, ok := e.view.Reference.Edition(analysis.EditionID); ok {
		next.RefRevision = edition.Revision
	}
	next.Kode, next.Uraian, next.Satuan = kode, analysis.Nama, analysis.Satuan
}

// resetSource takes the components of a pekerjaan whose source changes (domain §11.1).
func (e *treeEdit) resetSource(row *Pekerjaan) {
	for _, c := range e.view.ComponentsOf(row.ID) {
		e.draft.Components.Delete(c.ID)
	}
	e.touched(row.ID)
}

// clearVolume takes volume and formula of a pekerjaan whose source changes; the volume row
// stays behind as "perlu cek".
func (e *treeEdit) clearVolume(row *Pekerjaan) {
	if volume, ok := e.view.Volumes.Get(row.ID); ok && (volume.Quantity.Valid || volume.Formula != "") {
		e.draft.Volumes.Put(&Volume{Meta: volume.Meta, Cleared: true})
		e.result.VolumeResetIDs = append(e.result.VolumeResetIDs, row.ID)
	}
}

// touched notes that the components of an existing pekerjaan change.
func (e *treeEdit) touched(id int64) {
	e.changed = append(e.changed, id)
	e.result.ReloadIDs = append(e.result.ReloadIDs, id)
}

// ResetResult tells what a reset to the reference did.
type ResetResult struct {
	Cloned   int // components of the reference
	Changed  bool
	Cascaded []int64
	Renamed  []RenamedItem
}

// ResetToReference gives a changed reference the components of its analysis again, at the
// edition's present revision. Identity, code, volume and BUK stay (domain §10.4).
func (d *Draft) ResetToReference(pekerjaan int64, version *int64) (ResetResult, error) {
	view := d.View()
	row, ok := view.Pekerjaan.Get(pekerjaan)
	if !ok {
		return ResetResult{}, ErrNotFound
	}
	if row.SourceType != SourceRefModified {
		return ResetResult{}, Refuse("source_type", "Hanya Referensi (Dimodifikasi) yang dapat dikembalikan ke referensi.")
	}
	analysis, err := view.sourceOf(row)
	if err != nil {
		return ResetResult{}, err
	}
	if current, ok := view.Analyses.Get(pekerjaan); ok && d.stale(version, current.Version) {
		return ResetResult{}, &Conflict{Rows: []ConflictRow{{
			Path: "version", WhoID: current.ChangedBy, ChangedAt: current.ChangedAt,
			Current: AnalysisState{Version: current.Version, Rows: view.ComponentsOf(pekerjaan)},
			Yours:   AnalysisState{Version: *version},
		}}}
	}
	numbers := d.sequences(view)
	prices := d.priceBook(view, numbers)
	rows := d.clone(pekerjaan, analysis, prices)
	result := ResetResult{Cloned: len(rows)}
	result.Changed = d.replaceComponents(view.ComponentsOf(pekerjaan), rows)
	next := *row
	if edition, ok := view.Reference.Edition(analysis.EditionID); ok {
		next.RefRevision = edition.Revision
	}
	d.Pekerjaan.Put(&next)
	result.Renamed = prices.renamed
	numbers.save()
	if !result.Changed {
		return result, nil
	}
	settled := d.settle(view, []int64{pekerjaan}, view.allowsEmptyBundles(), func(int64, int64) string { return "ref" })
	result.Cascaded = settled.cascaded
	return result, settled.problems.Err()
}

// sourceOf returns the analysis that a pekerjaan was taken from, refusing one that is gone
// or empty.
func (p *Project) sourceOf(row *Pekerjaan) (*ahsp.Analysis, error) {
	if row.RefID == nil {
		return nil, Refuse("ref", "%s tidak lagi punya referensi.", row.Name())
	}
	analysis, ok := p.analysis(*row.RefID)
	if !ok {
		return nil, Refuse("ref", "Referensi %s tidak ada lagi di pustaka AHSP.", row.Name())
	}
	if len(analysis.Components) == 0 {
		return nil, Refuse("ref", "Referensi %s tidak punya rincian: rincian yang ada dibiarkan.", analysis.Kode)
	}
	return analysis, nil
}

// Consequences says what a deletion or a change of source would take away.
type Consequences struct {
	Headings   int
	Pekerjaan  int
	Components int
	Volumes    int
	Formulas   int
	Overrides  int         // own BUK percentages; a change of source takes them only when asked to
	Weeks      int         // of pekerjaan with plan or realisasi; a change of source takes none
	Users      []BundleUse // bundles of remaining pekerjaan on what goes: these stop a deletion
}

// BundleUse is a remaining pekerjaan that uses one that would go or become empty.
type BundleUse struct {
	User   *Pekerjaan
	Target *Pekerjaan
}

// DeletionConsequences counts what deleting headings, with all under them, and pekerjaan
// would take away. Unknown ids are passed over.
func (p *Project) DeletionConsequences(headings, pekerjaan []int64) Consequences {
	var c Consequences
	goneHeadings, gone := map[int64]bool{}, map[int64]bool{}
	for _, id := range headings {
		if _, ok := p.Headings.Get(id); !ok {
			continue
		}
		goneHeadings[id] = true
		for _, sub := range p.SubKlasifikasi(id) {
			goneHeadings[sub.ID] = true
		}
	}
	for id := range goneHeadings {
		for _, row := range p.PekerjaanOf(id) {
			gone[row.ID] = true
		}
	}
	for _, id := range pekerjaan {
		if _, ok := p.Pekerjaan.Get(id); ok {
			gone[id] = true
		}
	}
	c.Headings, c.Pekerjaan = len(goneHeadings), len(gone)
	for _, row := range p.WorkList() {
		if gone[row.ID] {
			c.count(p, row, gone)
			c.countWeeks(p, row)
		}
	}
	return c
}

func (c *Consequences) countWeeks(p *Project, row *Pekerjaan) {
	for _, week := range p.ProgressOf(row.ID) {
		if !week.Empty() {
			c.Weeks++
		}
	}
}

// SourceChangeConsequences counts what giving a pekerjaan another source would take away:
// nothing but changed rows when the reference stays the same.
func (p *Project) SourceChangeConsequences(pekerjaan int64, to SourceType, ref *int64) (Consequences, error) {
	row, ok := p.Pekerjaan.Get(pekerjaan)
	if !ok {
		return Consequences{}, ErrNotFound
	}
	var c Consequences
	sameReference := row.SourceType.fromLibrary() && to.fromLibrary() && (ref == nil || sameID(ref, row.RefID))
	switch {
	case row.SourceType == SourceCustom && to == SourceCustom:
	case sameReference && to == SourceRef && row.SourceType == SourceRefModified:
		c.Components = len(p.ComponentsOf(pekerjaan))
	case sameReference:
	default:
		c.count(p, row, map[int64]bool{pekerjaan: true})
	}
	return c, nil
}

func (c *Consequences) count(p *Project, row *Pekerjaan, gone map[int64]bool) {
	c.Components += len(p.ComponentsOf(row.ID))
	if volume, ok := p.Volumes.Get(row.ID); ok {
		if volume.Quantity.Valid {
			c.Volumes++
		}
		if volume.Formula != "" {
			c.Formulas++
		}
	}
	if !row.MarkupOverride.Equal(decimal.Null{}) {
		c.Overrides++
	}
	seen := map[int64]bool{}
	for _, use := range p.BundlesOn(row.ID) {
		if user, ok := p.Pekerjaan.Get(use.PekerjaanID); ok && !gone[user.ID] && !seen[user.ID] {
			seen[user.ID] = true
			c.Users = append(c.Users, BundleUse{User: user, Target: row})
		}
	}
}
