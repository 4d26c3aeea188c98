package api_test

import (
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// filled is a project of the owner that holds one of everything, shared with the editor,
// the reader and the price-blind reader.
type filled struct {
	Project            int64
	Klasifikasi, Sub   int64 // the first
	Ref, Modified      int64 // pekerjaan of the library
	Custom, Bundled    int64 // own ones; Bundled uses Custom and an analysis of the library
	Empty              int64 // without components, volume and unit
	Bundle             int64 // row of Bundled that stands for Custom
	Unpriced           int64 // price item in use without a price
	Parameter          int64
	Orphan, Conversion int64 // price items
	Saved              int64 // state of the project as it is
	Issued             int64 // its RAB as a table of text
}

// fill makes such a project. Its prices are long numbers that stand nowhere else.
func (s *site) fill() *filled {
	s.t.Helper()
	f := &filled{Project: s.project("Gedung <serbaguna> & taman")}
	visit := s.visit(owner, f.Project)
	s.fillWorkList(f, visit)
	s.fillAnalyses(f, visit)
	s.fillPrices(f, visit)
	s.fillVolumes(f, visit)
	s.fillSchedule(f, visit)
	_, err := s.SetMarkupOverride(s.t.Context(), visit, f.Modified, some("12.34"), nil)
	must(s.t, err)
	s.share(f.Project)
	f.Saved = s.saveRevision(f.Project, "RAB awal")
	f.Issued = s.issue(f.Project)
	_, err = s.SetLogo(s.t.Context(), visit, logoFile(3, 2), "file", nil)
	must(s.t, err)
	return f
}

func (s *site) fillWorkList(f *filled, visit *app.Visit) {
	library, _ := s.Library()
	refID := func(kode string) *int64 {
		analysis, ok := library.ByKode(library.Editions()[0].ID, kode)
		if !ok {
			s.t.Fatalf("the starter library has no analysis %s", kode)
		}
		return &analysis.ID
	}
	custom := func(uraian, satuan string) rab.PekerjaanInput {
		return rab.PekerjaanInput{SourceType: "custom", Uraian: uraian, Satuan: satuan}
	}
	tree, _, err := s.AppendTree(s.t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{
		{Name: "Pekerjaan struktur", Sub: []rab.SubInput{
			{Name: "Beton", Pekerjaan: []rab.PekerjaanInput{
				{SourceType: "ref", RefID: refID("2.2.1.4.1")}, {SourceType: "ref_modified", RefID: refID("1.3.1.2")},
			}},
			{Name: "Lain-lain", Pekerjaan: []rab.PekerjaanInput{custom("Papan nama \"proyek\"", "buah"), custom("Pagar & gerbang", "m")}},
		}},
		{Name: "Belum jelas", Sub: []rab.SubInput{{Name: "Nanti", Pekerjaan: []rab.PekerjaanInput{custom("Taman", ""), custom("Dihapus lagi", "ls")}}}},
	}})
	must(s.t, err)
	ids := tree.CreatedIDs
	f.Ref, f.Modified, f.Custom, f.Bundled, f.Empty = ids[0], ids[1], ids[2], ids[3], ids[4]
	f.Klasifikasi, f.Sub = tree.IDs.Klasifikasi["k0"], tree.IDs.Sub["s0_0"]
	s.dropLastPekerjaan(visit)
}

// dropLastPekerjaan leaves something in the trash.
func (s *site) dropLastPekerjaan(visit *app.Visit) {
	view, err := s.View(s.t.Context(), visit)
	must(s.t, err)
	var tree rab.TreeInput
	for _, k := range view.Klasifikasi() {
		top := rab.KlasifikasiInput{ID: &k.ID}
		for _, sub := range view.SubKlasifikasi(k.ID) {
			branch := rab.SubInput{ID: &sub.ID}
			for _, q := range view.PekerjaanOf(sub.ID) {
				if q.Uraian != "Dihapus lagi" {
					branch.Pekerjaan = append(branch.Pekerjaan, rab.PekerjaanInput{ID: &q.ID})
				}
			}
			top.Sub = append(top.Sub, branch)
		}
		tree.Klasifikasi = append(tree.Klasifikasi, top)
	}
	_, _, err = s.ReplaceTree(s.t.Context(), visit, tree)
	must(s.t, err)
}

func (s *site) fillAnalyses(f *filled, visit *app.Visit) {
	rows := []rab.AnalysisRow{
		{Kategori: "TK", Kode: "T.1", Uraian: "Tukang papan", Satuan: "OH", Koefisien: some("0.333333")},
		{Kategori: "BHN", Kode: "B.1", Uraian: "Papan", Satuan: "lembar", Koefisien: some("1.5")},
		{Kategori: "ALT", Kode: "A.1", Uraian: "Gergaji", Satuan: "hari", Koefisien: some("0.07")},
		{Kategori: "LAIN", Kode: "L.1", Uraian: "Pengiriman", Satuan: "ls", Koefisien: some("1")},
	}
	orphan := rab.AnalysisRow{Kategori: "BHN", Kode: "B.9", Uraian: "Tidak jadi dipakai", Satuan: "kg", Koefisien: some("2")}
	_, _, err := s.SaveAnalysis(s.t.Context(), visit, f.Custom, rab.SaveAnalysisInput{Rows: append(rows, orphan)})
	must(s.t, err)
	_, _, err = s.SaveAnalysis(s.t.Context(), visit, f.Custom, rab.SaveAnalysisInput{Rows: rows})
	must(s.t, err)
	view, err := s.View(s.t.Context(), s.visit(owner, f.Project))
	must(s.t, err)
	ref, _ := view.Pekerjaan.Get(f.Ref)
	_, _, err = s.SaveAnalysis(s.t.Context(), visit, f.Bundled, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
		{Kategori: "LAIN", Kode: "GAB.1", Uraian: "Papan nama", Satuan: "buah", Koefisien: some("0.25"), RefKind: rab.RefJob, RefID: &f.Custom},
		{Kategori: "LAIN", Kode: "GAB.2", Uraian: "Beton", Satuan: "m3", Koefisien: some("0.125"), RefKind: rab.RefAHSP, RefID: ref.RefID},
		{Kategori: "BHN", Kode: "B.2", Uraian: "Belum ada harganya", Satuan: "kg", Koefisien: some("3")},
	}})
	must(s.t, err)
}

// fillPrices prices everything but one item, and tells how one of them is bought.
func (s *site) fillPrices(f *filled, visit *app.Visit) {
	view, err := s.View(s.t.Context(), s.visit(owner, f.Project))
	must(s.t, err)
	f.Bundle = view.ComponentsOf(f.Bundled)[0].ID
	var prices []rab.PriceInput
	for i, item := range view.PriceItems.All() {
		switch item.Kode {
		case "B.2":
			f.Unpriced = item.ID
			continue
		case "B.9":
			f.Orphan = item.ID
		case "B.1":
			f.Conversion = item.ID
		}
		prices = append(prices, rab.PriceInput{ID: item.ID, Harga: pointer(some(strconv.Itoa(1234567+i*98765) + ".89")), Source: pointer("survei")})
	}
	_, _, err = s.SavePrices(s.t.Context(), visit, app.PriceSave{Items: prices})
	must(s.t, err)
	_, _, err = s.SaveConversion(s.t.Context(), visit, rab.ConversionInput{
		PriceItemID: f.Conversion, MarketUnit: "ikat", MarketPrice: some("87654321.98"), FactorToBase: some("12"),
	})
	must(s.t, err)
}

func (s *site) fillVolumes(f *filled, visit *app.Visit) {
	parameter, _, err := s.CreateParameter(s.t.Context(), visit, rab.ParameterInput{
		Name: "panjang", Value: pointer(decimal.MustParse("12.345678")), Unit: pointer("m"),
	})
	must(s.t, err)
	f.Parameter = parameter.Parameter.ID
	_, _, err = s.SaveVolumes(s.t.Context(), visit, []rab.VolumeInput{
		{PekerjaanID: f.Ref, Quantity: pointer(some("12.5"))},
		{PekerjaanID: f.Modified, Quantity: pointer(some("7.125"))},
		{PekerjaanID: f.Custom, Quantity: pointer(some("3"))},
		{PekerjaanID: f.Bundled, Formula: pointer("=panjang*2")},
	})
	must(s.t, err)
}

// fillSchedule plans a part in either unit, and tells what was done and what it cost.
func (s *site) fillSchedule(f *filled, visit *app.Visit) {
	planned := func(pekerjaan int64, week int, value string, byVolume bool) schedule.Entry {
		return schedule.Entry{PekerjaanID: pekerjaan, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse(value), ByVolume: byVolume}}
	}
	_, _, err := s.SaveProgress(s.t.Context(), visit, []schedule.Entry{
		planned(f.Ref, 1, "40", false), planned(f.Ref, 2, "60", false), planned(f.Modified, 2, "2.375", true),
		{
			PekerjaanID: f.Ref, Week: 1, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse("12.5")},
			Cost: pointer(some("7654321.87")), Notes: pointer("hujan"),
		},
	})
	must(s.t, err)
}

// text writes an id of the project as it stands in addresses.
func (f *filled) text(id int64) string { return strconv.FormatInt(id, 10) }
