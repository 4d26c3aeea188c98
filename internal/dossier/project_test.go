package dossier

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// projectBuilder puts a project together, row by row. Rows that it returns may be changed
// until project is called.
type projectBuilder struct {
	next        int64
	library     *library
	header      *rab.Header
	pricing     *rab.Pricing
	state       *rab.State
	setting     *rab.DocumentSetting
	headings    []*rab.Heading
	pekerjaan   []*rab.Pekerjaan
	volumes     []*rab.Volume
	analyses    []*rab.Analysis
	components  []*rab.Component
	items       []*rab.PriceItem
	conversions []*rab.Conversion
	parameters  []*rab.Parameter

	top, sub *rab.Heading // where the next pekerjaan goes
}

const projectID = 160

// newProject starts a project with BUK 10 %, PPN 11 % and a total rounded to the nearest
// 10,000.
func newProject() *projectBuilder {
	pricing := rab.DefaultPricing()
	pricing.ID = projectID
	return &projectBuilder{
		library: &library{analyses: map[int64]*ahsp.Analysis{}}, pricing: &pricing,
		header: &rab.Header{
			Meta: rab.Meta{ID: projectID}, Nama: "Pos ronda", SumberDana: "Dana Desa", LokasiProject: "Sukamaju", TahunProject: 2026,
			NamaClient: "Budi", InstansiClient: "Desa Sukamaju", NamaKonsultanPerencana: "Sari", NamaKontraktor: "Joko",
			TanggalMulai: "2026-01-05", TanggalSelesai: "2026-03-29", WeekEndDay: 6, IsActive: true,
		},
		state:   &rab.State{Meta: rab.Meta{ID: projectID, ChangedAt: 1_767_225_600_000_000}}, // 1 January 2026
		setting: &rab.DocumentSetting{Meta: rab.Meta{ID: projectID}},
	}
}

func (b *projectBuilder) meta() rab.Meta {
	b.next++
	return rab.Meta{ID: 1000 + b.next, Version: 1}
}

func (b *projectBuilder) klasifikasi(name string) *rab.Heading {
	b.top = &rab.Heading{Meta: b.meta(), Name: name, Position: len(b.headings)}
	b.headings = append(b.headings, b.top)
	return b.top
}

func (b *projectBuilder) subKlasifikasi(name string) *rab.Heading {
	parent := b.top.ID
	b.sub = &rab.Heading{Meta: b.meta(), ParentID: &parent, Name: name, Position: len(b.headings)}
	b.headings = append(b.headings, b.sub)
	return b.sub
}

// add adds a pekerjaan in m2; without a volume when that is empty.
func (b *projectBuilder) add(kode, volume string) *rab.Pekerjaan {
	item := &rab.Pekerjaan{
		Meta: b.meta(), HeadingID: b.sub.ID, Position: len(b.pekerjaan), SourceType: rab.SourceCustom, Kode: kode, Uraian: "Pekerjaan " + kode, Satuan: "m2",
	}
	b.pekerjaan = append(b.pekerjaan, item)
	b.analyses = append(b.analyses, &rab.Analysis{Meta: rab.Meta{ID: item.ID}})
	if volume != "" {
		b.volumes = append(b.volumes, &rab.Volume{Meta: rab.Meta{ID: item.ID}, Quantity: decimal.Some(decimal.MustParse(volume))})
	}
	return item
}

// item returns the price item of a kode, and prices it unless price is empty.
func (b *projectBuilder) item(kategori ahsp.Kategori, kode, price string) *rab.PriceItem {
	var found *rab.PriceItem
	for _, item := range b.items {
		if item.Kode == kode {
			found = item
		}
	}
	if found == nil {
		found = &rab.PriceItem{Meta: b.meta(), Kode: kode, Kategori: kategori, Uraian: "Item " + kode, Satuan: "sat"}
		b.items = append(b.items, found)
	}
	if price != "" {
		found.Harga = decimal.Some(decimal.MustParse(price))
	}
	return found
}

// row adds a base component.
func (b *projectBuilder) row(of *rab.Pekerjaan, kategori ahsp.Kategori, kode, koefisien, price string) *rab.Component {
	item := b.item(kategori, kode, price)
	c := b.component(of, kategori, kode, koefisien)
	c.PriceItemID, c.Uraian, c.Satuan = &item.ID, item.Uraian, item.Satuan
	return c
}

// bundle adds a row that stands for another pekerjaan.
func (b *projectBuilder) bundle(of, target *rab.Pekerjaan, koefisien string) *rab.Component {
	c := b.component(of, ahsp.LAIN, "GAB-1", koefisien)
	c.RefPekerjaanID, c.Uraian, c.Satuan = &target.ID, target.Uraian, target.Satuan
	return c
}

// bundleAHSP adds a row that stands for an analysis of the library.
func (b *projectBuilder) bundleAHSP(of *rab.Pekerjaan, target *ahsp.Analysis, koefisien string) *rab.Component {
	c := b.component(of, ahsp.LAIN, target.Kode, koefisien)
	c.RefAHSPID, c.Uraian, c.Satuan = &target.ID, target.Nama, target.Satuan
	return c
}

func (b *projectBuilder) component(of *rab.Pekerjaan, kategori ahsp.Kategori, kode, koefisien string) *rab.Component {
	c := &rab.Component{
		Meta: b.meta(), PekerjaanID: of.ID, Position: len(b.components), Kategori: kategori, Kode: kode, Koefisien: decimal.MustParse(koefisien),
	}
	b.components = append(b.components, c)
	return c
}

func (b *projectBuilder) parameter(name, value string) {
	b.parameters = append(b.parameters, &rab.Parameter{Meta: b.meta(), Name: name, Label: "Label " + name, Value: decimal.MustParse(value), Unit: "m"})
}

// volumeOf returns the volume of a pekerjaan that has one.
func (b *projectBuilder) volumeOf(item *rab.Pekerjaan) *rab.Volume {
	for _, volume := range b.volumes {
		if volume.ID == item.ID {
			return volume
		}
	}
	return nil
}

func (b *projectBuilder) project() *rab.Project {
	return rab.NewProject(projectID, b.library).Apply(&rab.Delta{
		Headers: put(b.header), Pricings: put(b.pricing), States: put(b.state), DocumentSettings: put(b.setting),
		Headings: put(b.headings...), Pekerjaan: put(b.pekerjaan...), Volumes: put(b.volumes...), Analyses: put(b.analyses...),
		Components: put(b.components...), PriceItems: put(b.items...), Conversions: put(b.conversions...), Parameters: put(b.parameters...),
	}, 7, b.library)
}

func (b *projectBuilder) source() *Source {
	p := b.project()
	plan, err := schedule.NewPlan(p)
	if err != nil {
		panic(err)
	}
	return &Source{Project: p, Schedule: schedule.NewAnalysis(plan, nil), Prices: true, Hash: "0123456789ab"}
}

func put[T rab.Row](rows ...T) rab.TableDelta[T] { return rab.TableDelta[T]{Put: rows} }

// library is a library of one edition in memory.
type library struct{ analyses map[int64]*ahsp.Analysis }

const libraryEdition = 500

// add publishes an analysis in m2.
func (l *library) add(kode string) *ahsp.Analysis {
	a := &ahsp.Analysis{ID: int64(len(l.analyses) + 1), EditionID: libraryEdition, Kode: kode, Nama: "Analisa " + kode, Satuan: "m2"}
	l.analyses[a.ID] = a
	return a
}

// component adds a row to an analysis, worded as the price items of projectBuilder.item.
func (l *library) component(a *ahsp.Analysis, kategori ahsp.Kategori, kode, koefisien string) {
	a.Components = append(a.Components, ahsp.Component{
		ID: a.ID*1000 + int64(len(a.Components)) + 1, AnalysisID: a.ID, Position: len(a.Components),
		Kategori: kategori, Kode: kode, Uraian: "Item " + kode, Satuan: "sat", Koefisien: decimal.MustParse(koefisien),
	})
}

// Analysis implements rab.Reference.
func (l *library) Analysis(id int64) (*ahsp.Analysis, bool) {
	a, ok := l.analyses[id]
	return a, ok
}

// Nested implements rab.Reference: a LAIN row whose kode is the kode of an analysis.
func (l *library) Nested(c *ahsp.Component, _ *ahsp.Analysis) (*ahsp.Analysis, bool) {
	if c.Kategori != ahsp.LAIN {
		return nil, false
	}
	return l.ByKode(libraryEdition, c.Kode)
}

// ByKode implements rab.Reference.
func (l *library) ByKode(_ int64, kode string) (*ahsp.Analysis, bool) {
	for _, a := range l.analyses {
		if a.Kode == kode {
			return a, true
		}
	}
	return nil, false
}

// Edition implements rab.Reference.
func (l *library) Edition(id int64) (ahsp.Edition, bool) {
	return ahsp.Edition{ID: id, Name: "AHSP UJI", Revision: 3}, id == libraryEdition
}

// guardPost is the small project of known figures: worked out by hand in golden_test.go.
// Its analyses use each other, a bundle two deep on the library, and SMKK without BUK.
func guardPost() *projectBuilder {
	b := newProject()
	mortar := b.library.add("M.1")
	b.library.component(mortar, ahsp.TK, "TK.1", "0.3")
	b.library.component(mortar, ahsp.BHN, "B.1", "7.5")
	wall := b.library.add("W.1")
	b.library.component(wall, ahsp.BHN, "B.2", "70")
	b.library.component(wall, ahsp.LAIN, "M.1", "0.043")

	b.klasifikasi("Pekerjaan Tanah")
	b.subKlasifikasi("Galian")
	dig := b.add("G.1", "14.4")
	b.row(dig, ahsp.TK, "TK.1", "0.75", "120000")
	b.row(dig, ahsp.TK, "TK.2", "0.025", "190000")
	fill := b.add("G.2", "4.805")
	b.row(fill, ahsp.TK, "TK.1", "0.25", "")
	b.bundle(fill, dig, "0.3333")

	b.klasifikasi("Pekerjaan Dinding")
	b.subKlasifikasi("Bata")
	brick := b.add("D.1", "112.6")
	b.row(brick, ahsp.TK, "TK.1", "0.3", "")
	b.bundleAHSP(brick, wall, "1")
	b.row(brick, ahsp.ALT, "A.1", "0.01", "75000.5")
	b.item(ahsp.BHN, "B.1", "1550")
	b.item(ahsp.BHN, "B.2", "900")
	brick.MarkupOverride = decimal.Some(decimal.MustParse("12.5"))
	b.subKlasifikasi("Plesteran")
	plaster := b.add("D.2", "225.2")
	b.row(plaster, ahsp.BHN, "B.1", "6.24", "")
	b.row(plaster, ahsp.LAIN, "L.1", "1", "1234.56")
	return b
}

func build(t testing.TB, kind Kind, source *Source, options Options) *built {
	t.Helper()
	d, err := Build(kind, source, options)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return newBuilt(t, d)
}
