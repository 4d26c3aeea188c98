package exchange

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// BackupOptions say what a backup tells about itself.
type BackupOptions struct {
	// Prices is false for a snapshot that holds no prices because its reader may not see
	// them, so that nobody takes its missing prices for the project's.
	Prices bool
	// WithoutSchedule leaves out plan and realisasi, phases and calendar.
	WithoutSchedule bool
}

// WriteBackup returns the full backup of a snapshot, version 3 (rulings B15, documents
// D12): everything that the project holds, in an order that follows from the work list and
// from codes and never from ids, dated by its revision. Equal contents give equal bytes.
// People, history and whether the project is archived belong to the installation and are
// not part of it. It fails for a damaged snapshot that holds rows outside of its work list.
func WriteBackup(p *rab.Project, o BackupOptions) ([]byte, error) {
	w := newBackupWriter(p)
	w.identities, w.withoutSchedule = true, o.WithoutSchedule
	l := newLines()
	header := p.Header()
	l.field("export_type", typeBackup)
	l.field("export_version", BackupVersion)
	l.field("source_project_id", p.ID)
	l.field("source_project_uid", header.UID)
	l.field("source_index_project", header.IndexProject)
	l.field("export_date", p.UpdatedAt().Contract())
	l.field("include_progress", !o.WithoutSchedule)
	l.field("include_prices", o.Prices)
	if err := w.write(l); err != nil {
		return nil, err
	}
	return l.end()
}

// ContentHash returns the SHA-256, in hex, of the canonical form of a snapshot: its backup
// without what differs between a project and its restored copy. That is the name, ids and
// uids, the counters of generated codes, and the times of the project and of its rows;
// dates that are contents, such as the start of the work, count (rulings G44).
func ContentHash(p *rab.Project) (string, error) {
	l := newLines()
	if err := newBackupWriter(p).write(l); err != nil {
		return "", err
	}
	content, err := l.end()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// backupWriter gives the rows of a snapshot the ids of a file.
type backupWriter struct {
	p *rab.Project
	// identities says that rows are written with who they are.
	identities bool
	// withoutSchedule leaves the schedule out.
	withoutSchedule bool
	sub             map[int64]int // _export_id by id
	pekerjaan       map[int64]int
	item            map[int64]int
	items           []*rab.PriceItem // in their order
	weeks           int              // of pekerjaan, also those that say nothing
	stats           statsForm
}

func newBackupWriter(p *rab.Project) *backupWriter {
	w := &backupWriter{p: p, sub: map[int64]int{}, pekerjaan: map[int64]int{}, item: map[int64]int{}}
	for i, q := range p.WorkList() {
		w.pekerjaan[q.ID] = i + 1
	}
	w.items = slices.Clone(p.PriceItems.All())
	slices.SortStableFunc(w.items, func(a, b *rab.PriceItem) int { return cmp.Or(cmp.Compare(a.Kode, b.Kode), cmp.Compare(a.UID, b.UID)) })
	for i, item := range w.items {
		w.item[item.ID] = i + 1
	}
	return w
}

// write writes what a project is, without who and when.
func (w *backupWriter) write(l *lines) error {
	l.field("project", w.project())
	l.field("project_pricing", w.pricing())
	if w.identities {
		state := w.p.State()
		l.field("sequences", sequencesForm{Custom: state.CustomSequence, Modified: state.ModifiedSequence, Item: state.ItemSequence})
	}
	list(l, "referensi_ahsp", w.references())
	klasifikasi, sub := w.headings()
	list(l, "klasifikasi", klasifikasi)
	list(l, "sub_klasifikasi", sub)
	items, conversions := w.prices()
	list(l, "harga_items", items)
	list(l, "conversion_profiles", conversions)
	list(l, "pekerjaan", w.workList())
	volumes, formulas := w.volumes()
	list(l, "volume_pekerjaan", volumes)
	list(l, "detail_ahsp", w.components())
	list(l, "volume_formula_states", formulas)
	list(l, "project_parameters", w.parameters())
	w.schedule(l)
	w.documents(l)
	l.field("stats", w.stats)
	return w.complete()
}

// complete refuses to pass off a part of a damaged snapshot as its backup.
func (w *backupWriter) complete() error {
	kinds := []rowCount{
		{"klasifikasi", w.stats.Klasifikasi + w.stats.SubKlasifikasi, w.p.Headings.Len()},
		{"pekerjaan", w.stats.Pekerjaan, w.p.Pekerjaan.Len()},
		{"rincian", w.stats.Components, w.p.Components.Len()},
		{"satuan beli", w.stats.Conversions, w.p.Conversions.Len()},
	}
	if !w.withoutSchedule {
		kinds = append(kinds, rowCount{"jadwal", w.weeks, w.p.Progress.Len()}, rowCount{"tahapan", w.stats.Members, w.p.TahapanMembers.Len()})
	}
	for _, kind := range kinds {
		if kind.written != kind.rows {
			return rab.Refuse("project", "Proyek ini rusak: %d baris %s tidak punya induk. Cadangan tidak dibuat; hubungi administrator.", kind.rows-kind.written, kind.name)
		}
	}
	return nil
}

// rowCount compares the rows of a kind with those that were written.
type rowCount struct {
	name          string
	written, rows int
}

// identity returns a uid, or nothing when rows are written without.
func (w *backupWriter) identity(uid string) string {
	if w.identities {
		return uid
	}
	return ""
}

// hint returns an id of this installation, or nothing when rows are written without.
func (w *backupWriter) hint(id *int64) *int64 {
	if w.identities {
		return id
	}
	return nil
}

func (w *backupWriter) project() projectForm {
	h := w.p.Header()
	return projectForm{
		Nama: w.identity(h.Nama), SumberDana: h.SumberDana, LokasiProject: h.LokasiProject, NamaClient: h.NamaClient, AnggaranOwner: h.AnggaranOwner,
		TanggalMulai: h.TanggalMulai, TanggalSelesai: h.TanggalSelesai, DurasiHari: h.DurasiHari, KetProject1: h.KetProject1, KetProject2: h.KetProject2,
		JabatanClient: h.JabatanClient, InstansiClient: h.InstansiClient, NamaKontraktor: h.NamaKontraktor, InstansiKontraktor: h.InstansiKontraktor,
		NamaKonsultanPerencana: h.NamaKonsultanPerencana, InstansiKonsultanPerencana: h.InstansiKonsultanPerencana,
		NamaKonsultanPengawas: h.NamaKonsultanPengawas, InstansiKonsultanPengawas: h.InstansiKonsultanPengawas,
		Deskripsi: h.Deskripsi, Kategori: h.Kategori, AllowBundleSoftErrors: h.AllowBundleSoftErrors, WeekStartDay: h.WeekStartDay, WeekEndDay: h.WeekEndDay,
	}
}

func (w *backupWriter) pricing() pricingForm {
	p := w.p.Pricing()
	return pricingForm{
		MarkupPercent: p.MarkupPercent, PPNScheme: p.PPNScheme, PPNPercent: p.PPNPercent,
		RoundingMode: p.RoundingMode, RoundingBase: p.RoundingBase, HSPRounding: p.HSPRounding,
	}
}

func (w *backupWriter) headings() (klasifikasi, sub []headingForm) {
	for i, k := range w.p.Klasifikasi() {
		klasifikasi = append(klasifikasi, headingForm{
			ID: i + 1, UID: w.identity(k.UID), OriginUID: w.identity(k.OriginUID), Name: k.Name, OrderingIndex: i + 1, SMKK: k.SMKK,
		})
		for j, s := range w.p.SubKlasifikasi(k.ID) {
			w.sub[s.ID] = len(sub) + 1
			sub = append(sub, headingForm{
				ID: len(sub) + 1, UID: w.identity(s.UID), OriginUID: w.identity(s.OriginUID), KlasifikasiRef: i + 1, Name: s.Name, OrderingIndex: j + 1,
			})
		}
	}
	w.stats.Klasifikasi, w.stats.SubKlasifikasi = len(klasifikasi), len(sub)
	return klasifikasi, sub
}

func (w *backupWriter) prices() (items []itemForm, conversions []conversionForm) {
	for _, item := range w.items {
		items = append(items, itemForm{
			ID: w.item[item.ID], UID: w.identity(item.UID), KodeItem: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, Kategori: item.Kategori,
			HargaSatuan: item.Harga, PriceSource: item.PriceSource, PriceDate: item.PriceDate, Region: item.Region,
		})
		if c, ok := w.p.ConversionOf(item.ID); ok {
			conversions = append(conversions, conversionForm{
				ItemRef: w.item[item.ID], MarketUnit: c.MarketUnit, MarketPrice: c.MarketPrice, FactorToBase: c.FactorToBase,
				Density: c.Density, CapacityM3: c.CapacityM3, CapacityTon: c.CapacityTon, Method: c.Method,
			})
		}
	}
	w.stats.HargaItems, w.stats.Conversions = len(items), len(conversions)
	return items, conversions
}

func (w *backupWriter) workList() []pekerjaanForm {
	var rows []pekerjaanForm
	for i, q := range w.p.WorkList() {
		rows = append(rows, pekerjaanForm{
			ID: i + 1, UID: w.identity(q.UID), OriginUID: w.identity(q.OriginUID), SubRef: w.sub[q.HeadingID], SourceType: q.SourceType,
			RefID: w.hint(q.RefID), RefAHSP: keyOf(w.p, q.RefID), Kode: q.Kode, Uraian: q.Uraian, Satuan: q.Satuan, OrderingIndex: i + 1,
			BudgetedCost: q.BudgetedCost, MarkupOverride: q.MarkupOverride, Notes: q.Notes,
		})
	}
	w.stats.Pekerjaan = len(rows)
	return rows
}

// volumes returns what is known about quantities; a row that holds nothing is none.
func (w *backupWriter) volumes() (volumes []volumeForm, formulas []formulaForm) {
	for i, q := range w.p.WorkList() {
		v, ok := w.p.Volumes.Get(q.ID)
		if !ok {
			continue
		}
		if v.Quantity.Valid || v.Cleared {
			volumes = append(volumes, volumeForm{PekerjaanRef: i + 1, Quantity: v.Quantity, Cleared: v.Cleared})
		}
		if v.Formula != "" {
			formulas = append(formulas, formulaForm{PekerjaanRef: i + 1, Raw: v.Formula, IsFx: v.IsFx, Failure: v.Failure})
		}
	}
	w.stats.Volumes, w.stats.Formulas = len(volumes), len(formulas)
	return volumes, formulas
}

func (w *backupWriter) components() []componentForm {
	rows := make([]componentForm, 0, w.p.Components.Len())
	keys := map[int64]*referenceKey{}
	for i, q := range w.p.WorkList() {
		for _, c := range w.p.ComponentsOf(q.ID) {
			row := componentForm{
				ID: len(rows) + 1, UID: w.identity(c.UID), PekerjaanRef: i + 1, ItemRef: place(w.item, c.PriceItemID),
				Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien,
				RefAHSPID: w.hint(c.RefAHSPID), RefPekerjaan: place(w.pekerjaan, c.RefPekerjaanID),
			}
			if c.RefAHSPID != nil {
				key, known := keys[*c.RefAHSPID]
				if !known {
					key = keyOf(w.p, c.RefAHSPID)
					keys[*c.RefAHSPID] = key
				}
				row.RefAHSP = key
			}
			rows = append(rows, row)
		}
	}
	w.stats.Components = len(rows)
	return rows
}

// place returns the id within the file of a row that another one names.
func place(places map[int64]int, id *int64) *int {
	if id == nil {
		return nil
	}
	at, ok := places[*id]
	if !ok {
		return nil
	}
	return &at
}

func (w *backupWriter) parameters() []parameterForm {
	sorted := slices.Clone(w.p.Parameters.All())
	slices.SortStableFunc(sorted, func(a, b *rab.Parameter) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.UID, b.UID)) })
	var rows []parameterForm
	for _, row := range sorted {
		rows = append(rows, parameterForm{
			UID: w.identity(row.UID), Name: row.Name, Value: row.Value, Label: row.Label, Unit: row.Unit, Description: row.Description,
		})
	}
	w.stats.Parameters = len(rows)
	return rows
}

// references returns the analyses of the library that bundles stand for, and those nested
// in them.
func (w *backupWriter) references() []analysisForm {
	var rows []analysisForm
	seen := map[int64]bool{}
	var add func(a *ahsp.Analysis)
	add = func(a *ahsp.Analysis) {
		if seen[a.ID] {
			return
		}
		seen[a.ID] = true
		key := keyOf(w.p, &a.ID)
		if key == nil {
			return
		}
		row := analysisForm{referenceKey: *key, Nama: a.Nama, Satuan: a.Satuan, Rincian: []rincianForm{}}
		for i := range a.Components {
			c := &a.Components[i]
			row.Rincian = append(row.Rincian, rincianForm{Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien})
			if nested, ok := w.p.Reference.Nested(c, a); ok {
				add(nested)
			}
		}
		rows = append(rows, row)
	}
	for _, c := range w.p.Components.All() {
		if c.RefAHSPID == nil || w.p.Reference == nil {
			continue
		}
		if a, ok := w.p.Reference.Analysis(*c.RefAHSPID); ok {
			add(a)
		}
	}
	slices.SortFunc(rows, func(a, b analysisForm) int { return a.compare(b.referenceKey) })
	return rows
}

// compare orders analyses by edition, revision and code.
func (k referenceKey) compare(other referenceKey) int {
	return cmp.Or(cmp.Compare(k.Sumber, other.Sumber), cmp.Compare(k.Revisi, other.Revisi), cmp.Compare(k.Kode, other.Kode))
}

// String names an analysis for people.
func (k referenceKey) String() string {
	return fmt.Sprintf("%s revisi %d, kode %s", k.Sumber, k.Revisi, k.Kode)
}
