package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// lumpSum is a pekerjaan whose HSP is known as one figure: one LAIN row at that price.
type lumpSum struct{ volume, g, total string }

// lumpProject makes a project of lump sums by sub-klasifikasi, at BUK 0 %.
func (s *site) lumpProject(ppn string, base int64, klasifikasi [][][]lumpSum) (project int64, pekerjaan []int64) {
	s.t.Helper()
	project = s.project("Proyek 160")
	visit := s.visit(owner, project)
	var tree rab.TreeInput
	var lines []lumpSum
	for _, subs := range klasifikasi {
		var top rab.KlasifikasiInput
		for _, sub := range subs {
			var branch rab.SubInput
			for _, line := range sub {
				lines = append(lines, line)
				branch.Pekerjaan = append(branch.Pekerjaan, rab.PekerjaanInput{SourceType: "custom", Uraian: "Pekerjaan", Satuan: "ls"})
			}
			top.Sub = append(top.Sub, branch)
		}
		tree.Klasifikasi = append(tree.Klasifikasi, top)
	}
	made, _, err := s.AppendTree(s.t.Context(), visit, tree)
	must(s.t, err)
	var analyses []rab.PekerjaanAnalysis
	var volumes []rab.VolumeInput
	for i, id := range made.CreatedIDs {
		analyses = append(analyses, rab.PekerjaanAnalysis{PekerjaanID: id, SaveAnalysisInput: rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			{Kategori: "LAIN", Kode: fmt.Sprintf("L.%d", i), Uraian: "Borongan", Satuan: "ls", Koefisien: some("1")},
		}}})
		volumes = append(volumes, rab.VolumeInput{PekerjaanID: id, Quantity: pointer(some(lines[i].volume))})
	}
	_, _, err = s.SaveAnalyses(s.t.Context(), visit, analyses)
	must(s.t, err)
	_, _, err = s.SaveVolumes(s.t.Context(), visit, volumes)
	must(s.t, err)
	view, err := s.View(s.t.Context(), s.visit(owner, project))
	must(s.t, err)
	var prices []rab.PriceInput
	for i, id := range made.CreatedIDs {
		prices = append(prices, rab.PriceInput{ID: *view.ComponentsOf(id)[0].PriceItemID, Harga: pointer(some(lines[i].g))})
	}
	_, _, err = s.SavePrices(s.t.Context(), visit, app.PriceSave{Items: prices, Pricing: &rab.PricingInput{
		MarkupPercent: pointer(decimal.Zero), PPNPercent: pointer(decimal.MustParse(ppn)), RoundingBase: &base,
	}})
	must(s.t, err)
	return project, made.CreatedIDs
}

// project160 is a real project (domain golden G6).
var project160 = [][][]lumpSum{
	{
		{
			{"100", "301304.38", "30130438.00"},
			{"3000", "2298298.97", "6894896910.00"},
			{"9000", "69137.64", "622238760.00"},
			{"60", "259662.97", "15579778.20"},
			{"10", "217339.10", "2173391.00"},
		},
		{
			{"10", "255403.50", "2554035.00"},
			{"20", "34249.05", "684981.00"},
			{"30", "186065.00", "5581950.00"},
			{"40", "323213.00", "12928520.00"},
			{"50", "361878.00", "18093900.00"},
		},
	},
	{
		{{"60", "73568.00", "4414080.00"}, {"70", "92166.25", "6451637.50"}, {"80", "30054.75", "2404380.00"}, {"90", "62535.00", "5628150.00"}},
		{
			{"100", "1420.10", "142010.00"},
			{"110", "1995408.25", "219494907.50"},
			{"120", "19045.95", "2285514.00"},
			{"22", "24915.00", "548130.00"},
			{"11", "1180300.00", "12983300.00"},
			{"33", "2303688.97", "76021736.01"},
		},
	},
	{
		{
			{"44", "13365.00", "588060.00"},
			{"55", "22395.45", "1231749.75"},
			{"66", "8893.50", "586971.00"},
			{"77", "13365.00", "1029105.00"},
			{"56", "101574.00", "5688144.00"},
			{"65", "1783.10", "115901.50"},
			{"67", "72242.50", "4840247.50"},
			{"76", "586426.50", "44568414.00"},
			{"80", "235686.00", "18854880.00"},
		},
	},
}

func TestRecapOfARealProjectHasEveryPrintedFigure(t *testing.T) { // golden G6
	s := newSite(t)
	project, pekerjaan := s.lumpProject("10", 10_000, project160)
	recap := s.as(owner).get(p(project, "/rekap/")).want(http.StatusOK)
	i := 0
	for _, subs := range project160 {
		for _, sub := range subs {
			for _, line := range sub {
				row := "rows." + itoa(i) + "."
				recap.wantText(row+"pekerjaan_id", strconv.FormatInt(pekerjaan[i], 10))
				recap.wantText(row+"volume", line.volume)
				recap.wantText(row+"G", line.g)
				recap.wantText(row+"total", line.total)
				recap.wantText(row+"state", "complete")
				i++
			}
		}
	}
	if got := len(recap.list("rows")); got != i {
		t.Errorf("%d rows, want %d", got, i)
	}
	for path, want := range map[string]string{
		"tree.0.subtotal": "7604862663.20", "tree.1.subtotal": "7565019277.20", "tree.2.subtotal": "39843386.00",
		"tree.3.subtotal": "330373845.01", "tree.4.subtotal": "18898247.50", "tree.5.subtotal": "311475597.51",
		"tree.6.subtotal": "77503472.75", "tree.7.subtotal": "77503472.75",
		"meta.totals.jumlah": "8012739980.96", "meta.totals.ppn": "801273998.00", "meta.totals.total": "8814013979.00",
		"meta.totals.dibulatkan": "8814010000.00", "meta.totals.state": "complete",
		"meta.markup_percent": "0.00", "meta.ppn_percent": "10.00", "meta.rounding_base": "10000",
		"rows.1.bobot": "86.05", "rows.0.markup_eff": "0",
	} {
		recap.wantText(path, want)
	}
	recap.wantText("tree.1.parent", recap.text("tree.0.id"))
	recap.wantText("tree.1.level", "1")
	recap.wantText("rows.0.parent", recap.text("tree.1.id"))
}

func TestRecapWritesEachFigureWithItsOwnDigits(t *testing.T) { // golden G1, G4
	s := newSite(t)
	project := s.project("Angka")
	visit := s.visit(owner, project)
	made, _, err := s.AppendTree(t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{
		Pekerjaan: []rab.PekerjaanInput{
			{SourceType: "custom", Uraian: "G1", Satuan: "m2"}, {SourceType: "custom", Uraian: "G4", Satuan: "m3"}, {SourceType: "custom", Uraian: "Kosong"},
		},
	}}}}})
	must(t, err)
	row := func(kategori, kode, koefisien string) rab.AnalysisRow {
		return rab.AnalysisRow{Kategori: kategori, Kode: kode, Uraian: "Barang " + kode, Satuan: "sat", Koefisien: some(koefisien)}
	}
	_, _, err = s.SaveAnalyses(t.Context(), visit, []rab.PekerjaanAnalysis{
		{PekerjaanID: made.CreatedIDs[0], SaveAnalysisInput: rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			row("TK", "T.1", "1"), row("BHN", "B.1", "2"), row("ALT", "A.1", "3"), row("LAIN", "L.1", "4"),
		}}},
		{PekerjaanID: made.CreatedIDs[1], SaveAnalysisInput: rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			row("TK", "T.2", "0.333333"), row("BHN", "B.2", "326"), row("BHN", "B.3", "0.52"),
		}}},
	})
	must(t, err)
	view, err := s.View(t.Context(), s.visit(owner, project))
	must(t, err)
	var prices []rab.PriceInput
	for kode, price := range map[string]string{
		"T.1": "100000", "B.1": "20000", "A.1": "50000", "L.1": "30000", "T.2": "123456.78", "B.2": "1450.55", "B.3": "275000",
	} {
		item, _ := view.ItemByKode(kode)
		prices = append(prices, rab.PriceInput{ID: item.ID, Harga: pointer(some(price))})
	}
	_, _, err = s.SavePrices(t.Context(), visit, app.PriceSave{Items: prices})
	must(t, err)
	_, err = s.SetMarkupOverride(t.Context(), visit, made.CreatedIDs[1], some("15"), nil)
	must(t, err)
	_, _, err = s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{
		{PekerjaanID: made.CreatedIDs[0], Quantity: pointer(some("1"))}, {PekerjaanID: made.CreatedIDs[1], Quantity: pointer(some("12.345"))},
	})
	must(t, err)

	recap := s.as(owner).get(p(project, "/rekap/")).want(http.StatusOK)
	for path, want := range map[string]string{
		"rows.0.A": "100000", "rows.0.B": "40000", "rows.0.C": "150000", "rows.0.LAIN": "120000", "rows.0.D": "290000",
		"rows.0.biaya_langsung": "290000", "rows.0.E_base": "410000.00", "rows.0.HSP": "410000.00", "rows.0.unit_price": "410000.00",
		"rows.0.E": "41000.00", "rows.0.F": "41000.00", "rows.0.G": "451000.00", "rows.0.total": "451000.00", "rows.0.markup_eff": "10",
		"rows.1.A": "41152.21884774", "rows.1.E_base": "657031.52", "rows.1.F": "98554.73", "rows.1.G": "755586.25",
		"rows.1.volume": "12.345", "rows.1.total": "9327712.26", "rows.1.markup_eff": "15",
		"rows.2.state": "no_analysis", "rows.2.volume": "0", "rows.2.total": "0.00",
		"meta.totals.jumlah": "9778712.26", "meta.totals.state": "no_analysis", "meta.totals.no_volume": "1",
	} {
		recap.wantText(path, want)
	}
}

func TestRincianTiesToTheRecapToTheLastDigit(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	recap := s.as(owner).get(p(f.Project, "/rekap/")).want(http.StatusOK)
	rincian := s.as(owner).get(p(f.Project, "/rincian-rab/")).want(http.StatusOK)
	rincian.wantText("meta.grand_total", recap.text("meta.totals.jumlah"))
	number := func(a *answer, path string) decimal.Decimal { return decimal.MustParse(a.text(path)) }
	sum := decimal.Sum(number(rincian, "meta.total_langsung"), number(rincian, "meta.buk_amount"), number(rincian, "meta.selisih_pembulatan"))
	if !sum.Equal(number(rincian, "meta.grand_total")) {
		t.Errorf("langsung + BUK + selisih = %s, want %s", sum, rincian.text("meta.grand_total"))
	}
	subtotals, perKategori := decimal.Zero, decimal.Zero
	for i := range rincian.list("rows") {
		subtotals = subtotals.Add(number(rincian, "rows."+itoa(i)+".subtotal"))
	}
	for _, kategori := range []string{"TK", "BHN", "ALT", "LAIN"} {
		perKategori = perKategori.Add(number(rincian, "meta.total_per_kategori."+kategori))
	}
	if langsung := number(rincian, "meta.total_langsung"); !subtotals.Equal(langsung) || !perKategori.Equal(langsung) {
		t.Errorf("Σ subtotals %s, Σ per kategori %s, total langsung %s", subtotals, perKategori, langsung)
	}
	for i := range rincian.list("pekerjaan") {
		row := itoa(i)
		rincian.wantText("pekerjaan."+row+".pekerjaan_id", recap.text("rows."+row+".pekerjaan_id"))
		rincian.wantText("pekerjaan."+row+".total", recap.text("rows."+row+".total"))
	}
}

func TestNeedsAreExactAndTheirBucketsAddUp(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	needs := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/")).want(http.StatusOK)
	sum := decimal.Zero
	for i := range needs.list("rows") {
		row := "rows." + itoa(i) + "."
		cost := decimal.MustParse(needs.text(row + "quantity_decimal")).Mul(decimal.MustParse(needs.text(row + "harga_satuan_decimal")))
		needs.wantText(row+"harga_total_decimal", cost.String())
		needs.wantText(row+"harga_total", cost.Fixed(2))
		sum = sum.Add(cost)
	}
	needs.wantText("meta.grand_total_cost", sum.String())
	needs.wantText("meta.unpriced", "1")
	needs.wantText("meta.no_volume", "1")
	timeline := s.as(owner).get(p(f.Project, "/rekap-kebutuhan-timeline/?aggregate=true")).want(http.StatusOK)
	spread := decimal.Zero
	for _, list := range []string{"aggregated_items", "unscheduled_items", "other_items"} {
		for i := range timeline.list(list) {
			spread = spread.Add(decimal.MustParse(timeline.text(list + "." + itoa(i) + ".harga_total_decimal")))
		}
	}
	if timeline.wantText("meta.sums.total", sum.String()); !spread.Equal(sum) {
		t.Errorf("planned and not planned cost %s, everything %s", spread, sum)
	}
	check := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/validate/")).want(http.StatusOK)
	check.wantText("validation.valid", "true")
	check.wantText("validation.snapshot_total", sum.String())
	check.wantText("validation.difference", "0")
}
