package rab

import (
	"fmt"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// builder puts together a project for a test, row by row. Rows that it returns may be
// changed until project is called.
type builder struct {
	t   testing.TB
	ids *countingIDs
	ref *fakeReference

	header      *Header
	pricing     *Pricing
	state       *State
	headings    []*Heading
	pekerjaan   []*Pekerjaan
	volumes     []*Volume
	analyses    []*Analysis
	rows        []*Component
	items       []*PriceItem
	conversions []*Conversion
	parameters  []*Parameter
	itemOf      map[ItemKey]*PriceItem

	klasifikasi, sub *Heading // where the next pekerjaan goes
}

// projectID is the id of every project that a builder makes.
const projectID = 160

// build starts a project with one klasifikasi "K1", one sub "K1.1", BUK 0 %, PPN 0 % and
// no rounding, so that a test sees only what it sets.
func build(t testing.TB) *builder {
	b := &builder{
		t: t, ids: &countingIDs{}, ref: newFakeReference(), itemOf: map[ItemKey]*PriceItem{},
		header: &Header{
			Meta: Meta{ID: projectID, Version: 1}, UID: "project", OwnerID: 1, Nama: "Proyek uji", IsActive: true,
			TanggalMulai: "2026-01-01", TanggalSelesai: "2026-12-31", DurasiHari: 365, TahunProject: 2026, WeekEndDay: 6,
		},
		pricing: &Pricing{
			Meta: Meta{ID: projectID, Version: 1}, PPNScheme: PPNPercent, RoundingMode: decimal.Nearest, RoundingBase: 1,
		},
		state: &State{Meta: Meta{ID: projectID, Version: 1}},
	}
	b.addKlasifikasi("K1")
	b.addSub("K1.1")
	return b
}

func (b *builder) meta() Meta { return Meta{ID: b.ids.NextID(), Version: 1} }

func (b *builder) addKlasifikasi(name string) *Heading {
	b.klasifikasi = &Heading{Meta: b.meta(), UID: b.ids.NextUID(), Name: name, Position: len(b.headings)}
	b.headings = append(b.headings, b.klasifikasi)
	b.sub = nil
	return b.klasifikasi
}

func (b *builder) addSub(name string) *Heading {
	parent := b.klasifikasi.ID
	b.sub = &Heading{Meta: b.meta(), UID: b.ids.NextUID(), ParentID: &parent, Name: name, Position: len(b.headings)}
	b.headings = append(b.headings, b.sub)
	return b.sub
}

// add adds a custom pekerjaan to the current sub-klasifikasi.
func (b *builder) add(kode string) *Pekerjaan {
	q := &Pekerjaan{
		Meta: b.meta(), UID: b.ids.NextUID(), HeadingID: b.sub.ID, Position: len(b.pekerjaan),
		SourceType: SourceCustom, Kode: kode, Uraian: "Pekerjaan " + kode, Satuan: "m2",
	}
	b.pekerjaan = append(b.pekerjaan, q)
	b.analyses = append(b.analyses, &Analysis{Meta: Meta{ID: q.ID, Version: 1}})
	return q
}

// volume gives a pekerjaan its quantity.
func (b *builder) volume(q *Pekerjaan, quantity string) *Volume {
	v := &Volume{Meta: Meta{ID: q.ID, Version: 1}, Quantity: decimal.Some(decimal.MustParse(quantity))}
	b.volumes = append(b.volumes, v)
	return v
}

// row adds a base component; its price item is made when first named. An empty price
// leaves the item as it is.
func (b *builder) row(q *Pekerjaan, kategori ahsp.Kategori, kode, koefisien, price string) *Component {
	item := b.item(kategori, kode, price)
	id := item.ID
	c := b.component(q, kategori, kode, koefisien)
	c.PriceItemID, c.Uraian, c.Satuan = &id, item.Uraian, item.Satuan
	return c
}

// item returns the price item of a kode, and sets its price unless price is empty.
func (b *builder) item(kategori ahsp.Kategori, kode, price string) *PriceItem {
	key := KeyOf(kategori, kode, "Item "+kode, "sat")
	item, known := b.itemOf[key]
	if !known {
		item = &PriceItem{Meta: b.meta(), UID: b.ids.NextUID(), Kode: kode, Kategori: kategori, Uraian: "Item " + kode, Satuan: "sat"}
		b.itemOf[key] = item
		b.items = append(b.items, item)
	}
	if price != "" {
		item.Harga = decimal.Some(decimal.MustParse(price))
	}
	return item
}

// bundle adds a row that stands for another pekerjaan.
func (b *builder) bundle(q, target *Pekerjaan, koefisien string) *Component {
	c := b.component(q, ahsp.LAIN, "GAB-"+target.Kode, koefisien)
	id := target.ID
	c.RefPekerjaanID, c.Uraian, c.Satuan = &id, target.Uraian, target.Satuan
	return c
}

// bundleAHSP adds a row that stands for an analysis of the library.
func (b *builder) bundleAHSP(q *Pekerjaan, target *ahsp.Analysis, koefisien string) *Component {
	c := b.component(q, ahsp.LAIN, target.Kode, koefisien)
	id := target.ID
	c.RefAHSPID, c.Uraian, c.Satuan = &id, target.Nama, target.Satuan
	return c
}

func (b *builder) component(q *Pekerjaan, kategori ahsp.Kategori, kode, koefisien string) *Component {
	c := &Component{
		Meta: b.meta(), UID: b.ids.NextUID(), PekerjaanID: q.ID, Position: len(b.rows),
		Kategori: kategori, Kode: kode, Koefisien: decimal.MustParse(koefisien),
	}
	b.rows = append(b.rows, c)
	return c
}

// markup sets the BUK percent of the project.
func (b *builder) markup(percent string) *builder {
	b.pricing.MarkupPercent = decimal.MustParse(percent)
	return b
}

// project returns the snapshot with everything added so far.
func (b *builder) project() *Project {
	b.t.Helper()
	return NewProject(projectID, b.ref).Apply(&Delta{
		Headers: TableDelta[*Header]{Put: []*Header{b.header}}, Pricings: TableDelta[*Pricing]{Put: []*Pricing{b.pricing}},
		States: TableDelta[*State]{Put: []*State{b.state}}, Headings: TableDelta[*Heading]{Put: b.headings},
		Pekerjaan: TableDelta[*Pekerjaan]{Put: b.pekerjaan}, Volumes: TableDelta[*Volume]{Put: b.volumes},
		Analyses: TableDelta[*Analysis]{Put: b.analyses}, Components: TableDelta[*Component]{Put: b.rows},
		PriceItems: TableDelta[*PriceItem]{Put: b.items}, Conversions: TableDelta[*Conversion]{Put: b.conversions},
		Parameters: TableDelta[*Parameter]{Put: b.parameters},
	}, 1, b.ref)
}

// edit starts a draft of the project as built so far, as user 7.
func (b *builder) edit() *Draft {
	b.t.Helper()
	return b.project().Edit(b.ids, 1_700_000_000_000_000, 7)
}

// line returns the computed line of a pekerjaan.
func (b *builder) line(p *Project, q *Pekerjaan) *Line {
	b.t.Helper()
	line, ok := p.Figures().LineOf(q.ID)
	if !ok {
		b.t.Fatalf("pekerjaan %s has no line", q.Kode)
	}
	return line
}

// countingIDs hands out ids from 1001 on.
type countingIDs struct{ last int64 }

func (c *countingIDs) NextID() int64 {
	c.last++
	return 1000 + c.last
}

func (c *countingIDs) NextUID() string {
	return fmt.Sprintf("uid-%d", c.NextID())
}

// fakeReference is a library of one edition in memory.
type fakeReference struct {
	analyses map[int64]*ahsp.Analysis
	byKode   map[string]*ahsp.Analysis

	withdrawn bool // the edition
}

func newFakeReference() *fakeReference {
	return &fakeReference{analyses: map[int64]*ahsp.Analysis{}, byKode: map[string]*ahsp.Analysis{}}
}

// add publishes an analysis; its components follow by component.
func (f *fakeReference) add(kode string) *ahsp.Analysis {
	a := &ahsp.Analysis{ID: int64(len(f.analyses) + 1), EditionID: fakeEdition, Kode: kode, Nama: "Analisa " + kode, Satuan: "m2"}
	f.analyses[a.ID], f.byKode[kode] = a, a
	return a
}

// component adds a row to an analysis, worded so that builder.item finds the same item.
func (f *fakeReference) component(a *ahsp.Analysis, kategori ahsp.Kategori, kode, koefisien string) *ahsp.Component {
	a.Components = append(a.Components, ahsp.Component{
		ID: a.ID*1000 + int64(len(a.Components)) + 1, AnalysisID: a.ID, Position: len(a.Components),
		Kategori: kategori, Kode: kode, Uraian: "Item " + kode, Satuan: "sat", Koefisien: decimal.MustParse(koefisien),
	})
	return &a.Components[len(a.Components)-1]
}

// Analysis implements Reference.
func (f *fakeReference) Analysis(id int64) (*ahsp.Analysis, bool) {
	a, ok := f.analyses[id]
	return a, ok
}

// Nested implements Reference: a LAIN row whose kode is the kode of an analysis.
func (f *fakeReference) Nested(c *ahsp.Component, _ *ahsp.Analysis) (*ahsp.Analysis, bool) {
	if c.Kategori != ahsp.LAIN {
		return nil, false
	}
	a, ok := f.byKode[c.Kode]
	return a, ok
}

// ByKode implements Reference.
func (f *fakeReference) ByKode(_ int64, kode string) (*ahsp.Analysis, bool) {
	a, ok := f.byKode[kode]
	return a, ok
}

// Edition implements Reference.
func (f *fakeReference) Edition(id int64) (ahsp.Edition, bool) {
	if id != fakeEdition {
		return ahsp.Edition{}, false
	}
	return ahsp.Edition{ID: fakeEdition, Name: "AHSP UJI", Revision: 3, Withdrawn: f.withdrawn}, true
}

// fakeEdition is the id of the edition of every fake analysis.
const fakeEdition = 500
