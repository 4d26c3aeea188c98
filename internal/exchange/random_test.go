package exchange_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// counting hands out ids and uids; another start gives other ones.
type counting struct{ last int64 }

func (c *counting) NextID() int64 {
	c.last++
	return c.last
}

func (c *counting) NextUID() string { return fmt.Sprintf("uid-%d", c.NextID()) }

// published are the editions that tests use: one with analyses inside each other, whose
// components lack codes or stand twice, and the starter library.
func published(t testing.TB) []ahsp.Imported {
	t.Helper()
	starter, analyses, err := ahsp.Starter()
	if err != nil {
		t.Fatal(err)
	}
	row := func(kategori ahsp.Kategori, kode, uraian, satuan, koefisien string) ahsp.Component {
		return ahsp.Component{Kategori: kategori, Kode: kode, Uraian: uraian, Satuan: satuan, Koefisien: decimal.MustParse(koefisien)}
	}
	nested := []ahsp.Analysis{
		{Kode: "N.1", Nama: "Dinding \"lengkap\" & plester", Satuan: "m2", Components: []ahsp.Component{
			row(ahsp.TK, "", "Pekerja tanpa kode", "OH", "0.333333"), row(ahsp.BHN, "B.900", "Bata", "buah", "70"),
			row(ahsp.BHN, "B.900", "Bata", "buah", "70"), row(ahsp.LAIN, "N.2", "Plester", "m2", "2"),
		}},
		{Kode: "N.2", Nama: "Plester", Satuan: "m2", Components: []ahsp.Component{
			row(ahsp.ALT, "A.900", "Ayakan", "hari", "0.000003"), row(ahsp.LAIN, "L.900", "Air", "ls", "0.07"),
		}},
	}
	for i := range nested {
		for j := range nested[i].Components {
			nested[i].Components[j].Position = j
		}
	}
	return []ahsp.Imported{{Edition: ahsp.Edition{Name: "AHSP Uji", Revision: 1}, Analyses: nested}, {Edition: starter, Analyses: analyses}}
}

// libraryOf commits editions as a store does, under ids from first on.
func libraryOf(first int64, imported ...ahsp.Imported) *ahsp.Library {
	ids := &counting{last: first}
	var editions []ahsp.Edition
	var analyses []ahsp.Analysis
	for _, in := range imported {
		in.Edition.ID = ids.NextID()
		editions = append(editions, in.Edition)
		for _, a := range in.Analyses {
			a.ID, a.EditionID = ids.NextID(), in.Edition.ID
			analyses = append(analyses, a)
		}
	}
	return ahsp.NewLibrary(editions, analyses)
}

// generator makes a project by random commands.
type generator struct {
	t       *rapid.T
	ids     *counting
	library *ahsp.Library
	project *rab.Project
	at      rab.Instant
}

// drawProject draws a project that holds every feature.
func drawProject(t *rapid.T, library *ahsp.Library) *rab.Project {
	g := &generator{t: t, ids: &counting{last: 1000}, library: library, at: 1_780_000_000_000_000}
	g.project = rab.NewProject(g.ids.NextID(), library)
	g.must(g.found)
	g.must(g.tree)
	steps := []func(*rab.Draft) error{
		g.sources, g.analysis, g.analysis, g.bundles, g.parameters, g.formulas, g.volumes, g.prices, g.conversion, g.pricing, g.override, g.remarks,
		g.header, g.schedule, g.documents, g.smkk, g.dropParameter, g.drop, g.tree,
	}
	for _, step := range steps {
		g.try(step)
	}
	for range rapid.IntRange(0, 10).Draw(t, "more") {
		g.try(rapid.SampledFrom(steps).Draw(t, "step"))
	}
	return g.project
}

// try carries out a command; one that is refused changes nothing.
func (g *generator) try(command func(*rab.Draft) error) {
	g.at += 1_000_003
	d := g.project.Edit(g.ids, g.at, 7)
	err := command(d)
	var invalid *rab.Invalid
	switch {
	case errors.As(err, &invalid):
		return
	case err != nil:
		g.t.Fatal(err)
	}
	if _, err := d.Finish(); err != nil {
		g.t.Fatal(err)
	}
	g.project = g.project.Apply(d.Delta(), g.project.Revision+1, g.library)
}

func (g *generator) must(command func(*rab.Draft) error) {
	before := g.project.Revision
	if g.try(command); g.project.Revision == before {
		g.t.Fatal("a command that must succeed was refused")
	}
}

var words = []string{
	"Galian", "Beton \"K-225\"", "Kusen & pintu <kayu>", "Baja Ø 10", "m³ \u2028", "\\ \u202e \t ganti", "日本 👷🏽‍♀️", "Pekerjaan yang " +
		"namanya sangat panjang dan memuat koma, titik; serta 1.234,5 angka", "'", "null", "0",
}

func (g *generator) word() string { return rapid.SampledFrom(words).Draw(g.t, "word") }

func (g *generator) number(field decimal.Field, least int64) decimal.Decimal {
	most := int64(1)
	for range min(field.Digits, 15) {
		most *= 10
	}
	return decimal.New(rapid.Int64Range(least, most-1).Draw(g.t, field.Name), uint8(field.Scale))
}

func pick[R any](g *generator, list []R) (R, bool) {
	if len(list) == 0 {
		var none R
		return none, false
	}
	return rapid.SampledFrom(list).Draw(g.t, "row"), true
}

func pointer[T any](value T) *T { return &value }

func (g *generator) found(d *rab.Draft) error {
	return d.Found(rab.Header{
		UID: g.ids.NextUID(), IndexProject: "PRJ-01-010126-0001", OwnerID: 1, Nama: "Gedung " + g.word(), TanggalMulai: "2026-01-05", SumberDana: g.word(),
		LokasiProject: g.word(), NamaClient: g.word(), AnggaranOwner: g.number(decimal.Anggaran, 0),
	}, rapid.SampledFrom([]string{"", "dpp-11-12", "tanpa-ppn"}).Draw(g.t, "preset"), "")
}

func (g *generator) analysisOfLibrary() *int64 {
	all := g.library.All(0)
	edition := g.library.Editions()[0].ID
	if rapid.Bool().Draw(g.t, "nested") {
		all = g.library.All(edition)
	}
	return &rapid.SampledFrom(all).Draw(g.t, "analysis").ID
}

func (g *generator) pekerjaan() rab.PekerjaanInput {
	source := rapid.SampledFrom([]string{"custom", "ref", "ref_modified", "custom"}).Draw(g.t, "source")
	in := rab.PekerjaanInput{SourceType: source}
	if source == "custom" {
		in.Uraian, in.Satuan = g.word(), rapid.SampledFrom([]string{"", "m2", "ls"}).Draw(g.t, "satuan")
	} else {
		in.RefID = g.analysisOfLibrary()
	}
	return in
}

func (g *generator) tree(d *rab.Draft) error {
	in := rab.TreeInput{}
	for range rapid.IntRange(1, 3).Draw(g.t, "klasifikasi") {
		k := rab.KlasifikasiInput{Name: g.word()}
		for range rapid.IntRange(0, 2).Draw(g.t, "sub") {
			s := rab.SubInput{Name: g.word(), Order: pointer(rapid.IntRange(0, 5).Draw(g.t, "order"))}
			for range rapid.IntRange(0, 3).Draw(g.t, "pekerjaan") {
				s.Pekerjaan = append(s.Pekerjaan, g.pekerjaan())
			}
			k.Sub = append(k.Sub, s)
		}
		in.Klasifikasi = append(in.Klasifikasi, k)
	}
	in.Klasifikasi = append(in.Klasifikasi, rab.KlasifikasiInput{Name: "Pasti", Sub: []rab.SubInput{{Pekerjaan: []rab.PekerjaanInput{
		{SourceType: "custom", Uraian: "Dasar"},
		{SourceType: "custom", Uraian: "Pemakai"},
		{SourceType: "ref", RefID: g.analysisOfLibrary()},
		{SourceType: "ref_modified", RefID: g.analysisOfLibrary()},
	}}}})
	_, err := d.AppendTree(in)
	return err
}

// wholeTree is the work list as a replacement of itself; change may alter or leave out
// pekerjaan.
func (g *generator) wholeTree(change func(*rab.Pekerjaan) *rab.PekerjaanInput) rab.TreeInput {
	var in rab.TreeInput
	for _, k := range g.project.Klasifikasi() {
		top := rab.KlasifikasiInput{ID: &k.ID}
		for _, s := range g.project.SubKlasifikasi(k.ID) {
			sub := rab.SubInput{ID: &s.ID}
			for _, q := range g.project.PekerjaanOf(s.ID) {
				if row := change(q); row != nil {
					sub.Pekerjaan = append(sub.Pekerjaan, *row)
				}
			}
			top.Sub = append(top.Sub, sub)
		}
		in.Klasifikasi = append(in.Klasifikasi, top)
	}
	return in
}

// sources gives a pekerjaan that has a volume another source, which clears the volume.
func (g *generator) sources(d *rab.Draft) error {
	q, _ := pick(g, g.project.WorkList())
	if _, err := d.SaveVolumes([]rab.VolumeInput{{PekerjaanID: q.ID, Quantity: pointer(decimal.Some(decimal.One))}}); err != nil {
		return err
	}
	_, err := d.ReplaceTree(g.wholeTree(func(row *rab.Pekerjaan) *rab.PekerjaanInput {
		in := &rab.PekerjaanInput{ID: &row.ID}
		if row.ID == q.ID {
			in.SourceType, in.RefID = "ref_modified", g.analysisOfLibrary()
		}
		return in
	}))
	return err
}

// drop deletes a pekerjaan, so that counters lie beyond the codes in use.
func (g *generator) drop(d *rab.Draft) error {
	q, _ := pick(g, g.project.WorkList())
	_, err := d.ReplaceTree(g.wholeTree(func(row *rab.Pekerjaan) *rab.PekerjaanInput {
		if row.ID == q.ID {
			return nil
		}
		return &rab.PekerjaanInput{ID: &row.ID}
	}))
	return err
}

func (g *generator) editable() []*rab.Pekerjaan {
	var list []*rab.Pekerjaan
	for _, q := range g.project.WorkList() {
		if q.SourceType == rab.SourceCustom {
			list = append(list, q)
		}
	}
	return list
}

func (g *generator) row(i int) rab.AnalysisRow {
	return rab.AnalysisRow{
		Kategori: rapid.SampledFrom([]string{"TK", "BHN", "ALT"}).Draw(g.t, "kategori"), Kode: rapid.SampledFrom([]string{"", fmt.Sprintf("K.%d", i), "B.900"}).Draw(g.t, "kode"),
		Uraian: g.word(), Satuan: rapid.SampledFrom([]string{"kg", "OH", "m3"}).Draw(g.t, "satuan"), Koefisien: decimal.Some(g.number(decimal.Koefisien, 1)),
	}
}

func (g *generator) analysis(d *rab.Draft) error {
	q, ok := pick(g, g.editable())
	if !ok {
		return nil
	}
	in := rab.SaveAnalysisInput{AcceptUnit: true}
	for i := range rapid.IntRange(0, 4).Draw(g.t, "rows") {
		in.Rows = append(in.Rows, g.row(i))
	}
	_, err := d.SaveAnalysis(q.ID, in)
	return err
}

// bundles makes one pekerjaan use another one and an analysis of the library.
func (g *generator) bundles(d *rab.Draft) error {
	list := g.editable()
	user, ok := pick(g, list)
	target, _ := pick(g, g.project.WorkList())
	if !ok || user.ID == target.ID {
		return nil
	}
	if target.SourceType == rab.SourceCustom && len(g.project.ComponentsOf(target.ID)) == 0 {
		if _, err := d.SaveAnalysis(target.ID, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{g.row(9)}, AcceptUnit: true}); err != nil {
			return err
		}
	}
	analysis, _ := g.library.Analysis(*g.analysisOfLibrary())
	_, err := d.SaveAnalysis(user.ID, rab.SaveAnalysisInput{AcceptUnit: true, Rows: []rab.AnalysisRow{
		g.row(7),
		{Kategori: "LAIN", Kode: "G.1", Uraian: target.Uraian, Koefisien: decimal.Some(g.number(decimal.Koefisien, 1)), RefKind: rab.RefJob, RefID: &target.ID},
		{Kategori: "LAIN", Kode: analysis.Kode, Uraian: analysis.Nama, Satuan: analysis.Satuan, Koefisien: decimal.Some(g.number(decimal.Koefisien, 1)), RefKind: rab.RefAHSP, RefID: &analysis.ID},
		{Kategori: "LAIN", Kode: "L.1", Uraian: "Lumpsum", Satuan: "ls", Koefisien: decimal.Some(decimal.One)},
	}})
	return err
}

func (g *generator) parameters(d *rab.Draft) error {
	var rows []rab.ParameterInput
	for _, name := range []string{"panjang", "lebar", "muka_air"} {
		value := g.number(decimal.Field{Name: name, Digits: 10, Scale: 6}, 0)
		if name == "muka_air" {
			value = value.Neg()
		}
		rows = append(rows, rab.ParameterInput{Name: name, Value: &value, Label: pointer(g.word()), Unit: pointer("m"), Description: pointer(g.word())})
	}
	_, err := d.SyncParameters(rab.SyncMerge, rows)
	return err
}

// dropParameter makes the formulas that use it fail.
func (g *generator) dropParameter(d *rab.Draft) error {
	row, ok := g.project.ParameterByName("lebar")
	if !ok {
		return nil
	}
	_, err := d.DeleteParameter(row.ID, nil)
	return err
}

func (g *generator) formulas(d *rab.Draft) error {
	q, _ := pick(g, g.project.WorkList())
	other, _ := pick(g, g.project.WorkList())
	formula := rapid.SampledFrom([]string{"= panjang * 2,5", "=lebar/3 + panjang", "10", "= lebar"}).Draw(g.t, "formula")
	if _, err := d.SaveVolumes([]rab.VolumeInput{{PekerjaanID: q.ID, Formula: &formula}}); err != nil || q.ID == other.ID {
		return err
	}
	_, err := d.SaveFormulas([]rab.FormulaInput{{PekerjaanID: other.ID, Raw: "catatan: lihat gambar", IsFx: false}})
	return err
}

func (g *generator) volumes(d *rab.Draft) error {
	var rows []rab.VolumeInput
	for _, q := range g.project.WorkList() {
		switch rapid.IntRange(0, 3).Draw(g.t, "volume") {
		case 0:
			rows = append(rows, rab.VolumeInput{PekerjaanID: q.ID, Quantity: pointer(decimal.Some(g.number(decimal.Field{Name: "volume", Digits: 9, Scale: 3}, 0)))})
		case 1:
			rows = append(rows, rab.VolumeInput{PekerjaanID: q.ID, Quantity: pointer(decimal.Null{})})
		}
	}
	_, err := d.SaveVolumes(rows)
	return err
}

func (g *generator) prices(d *rab.Draft) error {
	var rows []rab.PriceInput
	for _, item := range g.project.PriceItems.All() {
		in := rab.PriceInput{ID: item.ID}
		switch rapid.IntRange(0, 4).Draw(g.t, "price") {
		case 0:
			continue
		case 1:
			in.Harga = pointer(decimal.Some(decimal.Zero))
		default:
			in.Harga = pointer(decimal.Some(g.number(decimal.Field{Name: "harga", Digits: 10, Scale: 2}, 1)))
			in.Source, in.Date, in.Region = pointer(g.word()), pointer(rab.Date("2026-02-28")), pointer("Bandung")
		}
		rows = append(rows, in)
	}
	_, err := d.SavePrices(rows)
	return err
}

func (g *generator) conversion(d *rab.Draft) error {
	item, ok := pick(g, g.project.PriceItems.All())
	if !ok {
		return nil
	}
	_, err := d.SaveConversion(rab.ConversionInput{
		PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: decimal.Some(g.number(decimal.Harga, 0)),
		FactorToBase: decimal.Some(g.number(decimal.Faktor, 1)), Density: decimal.Some(g.number(decimal.Faktor, 0)),
	})
	return err
}

func (g *generator) pricing(d *rab.Draft) error {
	return d.SavePricing(rab.PricingInput{
		MarkupPercent: pointer(g.number(decimal.Field{Name: "buk", Digits: 4, Scale: 2}, 0)),
		RoundingMode:  pointer(rapid.SampledFrom([]decimal.Mode{decimal.Nearest, decimal.Down, decimal.Up}).Draw(g.t, "mode")),
		RoundingBase:  pointer(int64(rapid.SampledFrom([]int{1, 1000, 10_000}).Draw(g.t, "base"))), HSPRounding: pointer(int64(rapid.SampledFrom([]int{0, 100}).Draw(g.t, "hsp"))),
	})
}

func (g *generator) override(d *rab.Draft) error {
	q, _ := pick(g, g.project.WorkList())
	percent := rapid.SampledFrom([]string{"0", "12.34", "100"}).Draw(g.t, "percent")
	return d.SetMarkupOverride(q.ID, decimal.Some(decimal.MustParse(percent)), nil)
}

// remarks fills what no command of this step writes yet.
func (g *generator) remarks(d *rab.Draft) error {
	q, _ := pick(g, g.project.WorkList())
	next := *q
	next.Notes, next.BudgetedCost = g.word(), g.number(decimal.Anggaran, 0)
	next.OriginUID = "asal-" + q.UID
	d.Pekerjaan.Put(&next)
	return nil
}

func (g *generator) header(d *rab.Draft) error {
	return d.EditHeader(func(h *rab.Header) {
		h.Deskripsi, h.NamaKontraktor, h.Kategori = g.word()+"\nbaris dua", g.word(), "Gedung 2"
		h.AllowBundleSoftErrors, h.WeekStartDay = rapid.Bool().Draw(g.t, "soft"), rapid.IntRange(0, 6).Draw(g.t, "week")
	}, nil)
}

func (g *generator) documents(d *rab.Draft) error {
	err := d.EditDocuments(func(s *rab.DocumentSetting) {
		s.Kop, s.Tanggal = g.word()+"\n"+g.word(), rapid.SampledFrom([]rab.Date{"", "2026-03-02"}).Draw(g.t, "tanggal")
		for _, text := range s.Texts() {
			if rapid.Bool().Draw(g.t, text.Path) {
				*text.Value = rapid.StringMatching(`[A-Za-z0-9.,/ ]{0,40}`).Draw(g.t, "value") + g.word()
			}
		}
		s.JamPerHari = "7"
	}, nil)
	if err != nil {
		return err
	}
	return d.SetLogo(picture(rapid.IntRange(1, 4).Draw(g.t, "width"), 3, rapid.Bool().Draw(g.t, "jpeg")), nil)
}

// picture is a logo without anything on it.
func picture(width, height int, asJPEG bool) *rab.DocumentLogo {
	var file bytes.Buffer
	row := &rab.DocumentLogo{Type: rab.LogoPNG, Width: width, Height: height}
	encode := png.Encode
	if asJPEG {
		row.Type, encode = rab.LogoJPEG, func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }
	}
	if err := encode(&file, image.NewRGBA(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	row.Data = base64.StdEncoding.EncodeToString(file.Bytes())
	return row
}

// smkk marks a klasifikasi, or takes the mark away.
func (g *generator) smkk(d *rab.Draft) error {
	k, _ := pick(g, g.project.Klasifikasi())
	_, err := d.ChangeList(rab.ListInput{Changes: []rab.ListChange{{ID: &k.ID, SMKK: pointer(!k.SMKK)}}})
	return err
}

// schedule fills what has commands elsewhere: weeks, phases, calendar and contract.
func (g *generator) schedule(d *rab.Draft) error {
	phase := &rab.Tahapan{
		Meta: d.NewRow(), UID: d.NewUID(), Nama: fmt.Sprintf("%s %d", g.word(), g.at), Urutan: rapid.IntRange(-2, 5).Draw(g.t, "urutan"), Deskripsi: g.word(),
		TanggalMulai: rapid.SampledFrom([]rab.Date{"", "2026-02-03"}).Draw(g.t, "from"), TanggalSelesai: "2026-04-30", CreatedAt: g.at,
	}
	d.Tahapan.Put(phase)
	for _, q := range g.project.WorkList() {
		if rapid.Bool().Draw(g.t, "member") {
			d.TahapanMembers.Put(&rab.TahapanMember{Meta: d.NewRow(), TahapanID: phase.ID, PekerjaanID: q.ID, Catatan: rapid.SampledFrom([]string{"", "bersama"}).Draw(g.t, "catatan")})
		}
		for week := range 4 {
			if _, known := g.project.ProgressAt(q.ID, week*3+1); !known {
				d.Progress.Put(g.week(d, q.ID, week*3+1))
			}
		}
	}
	g.calendar(d)
	return nil
}

func (g *generator) week(d *rab.Draft, pekerjaan int64, number int) *rab.Progress {
	row := &rab.Progress{Meta: d.NewRow(), PekerjaanID: pekerjaan, Week: number, CreatedAt: g.at}
	amount := func(name string) (decimal.Decimal, bool) {
		switch rapid.IntRange(0, 3).Draw(g.t, name) {
		case 0:
			return g.number(decimal.Field{Name: name, Digits: 9, Scale: 3}, 1), true
		case 1:
			return decimal.Zero, false
		}
		return decimal.New(rapid.Int64Range(1, 2500).Draw(g.t, name), 2), false
	}
	row.Planned, row.PlannedByVolume = amount("planned")
	if row.Actual, row.ActualByVolume = amount("actual"); !row.Actual.IsZero() {
		row.ActualChangedAt = g.at
	}
	switch rapid.IntRange(0, 2).Draw(g.t, "cost") {
	case 0:
		row.ActualCost, row.ActualChangedAt = decimal.Some(decimal.Zero), g.at
	case 1:
		row.ActualCost, row.ActualChangedAt = decimal.Some(g.number(decimal.Anggaran, 1)), g.at
	}
	if rapid.Bool().Draw(g.t, "noted") {
		row.Notes = g.word()
	}
	return row
}

func (g *generator) calendar(d *rab.Draft) {
	limit := func(name string) decimal.Decimal { return decimal.New(rapid.Int64Range(0, 10_000).Draw(g.t, name), 2) }
	warning := func(name string) decimal.Decimal { return decimal.New(-rapid.Int64Range(0, 10_000).Draw(g.t, name), 2) }
	other := int64(99)
	d.ScheduleSettings.Put(&rab.ScheduleSetting{
		Meta: rab.Meta{ID: g.project.ID}, StatusDate: "2026-03-01", ClosedUntil: "2026-02-01", OpenedNote: g.word(), OffWeekdays: rapid.SampledFrom([]string{"", "6", "56"}).Draw(g.t, "off"),
		Holidays: "2026-03-20 Nyepi\n2026-03-21 Idulfitri & cuti", TahapanMode: rapid.SampledFrom([]rab.TahapanMode{rab.TahapanCustom, rab.TahapanMonthly}).Draw(g.t, "mode"),
		BaselineID: &other, BudgetYearEnd: "2026-12-15", CriticalFrom: limit("from"), CriticalFirst: limit("first"), CriticalSecond: limit("second"),
		YellowFirst: warning("yellow first"), RedFirst: warning("red first"), YellowSecond: warning("yellow second"), RedSecond: warning("red second"),
	})
	d.Contracts.Put(&rab.Contract{
		Meta: rab.Meta{ID: g.project.ID}, NomorKontrak: strings.TrimSpace(g.word()), TanggalKontrak: "2026-01-02", TanggalSPMK: "2026-01-05", NilaiKontrak: decimal.Some(g.number(decimal.Anggaran, 0)),
		TahunAnggaran: 2026, TanggalPHO: "2026-12-01", UangMukaPercent: decimal.Some(decimal.FromInt(20)), RetensiPercent: decimal.Some(decimal.FromInt(5)), MasaPemeliharaan: 180,
	})
}
