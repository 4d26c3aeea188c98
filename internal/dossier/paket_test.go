package dossier

import (
	"slices"
	"strconv"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// TestThePackageOfTheGuardPost holds the figures of every sheet, and their links.
func TestThePackageOfTheGuardPost(t *testing.T) {
	b := guardPost()
	b.conversions = append(b.conversions, &rab.Conversion{
		Meta: b.meta(), PriceItemID: b.item(ahsp.BHN, "B.1", "").ID, MarketUnit: "zak", MarketPrice: decimal.FromInt(77_500), FactorToBase: decimal.FromInt(50),
	}, &rab.Conversion{
		Meta: b.meta(), PriceItemID: b.item(ahsp.BHN, "B.2", "").ID, MarketUnit: "pikap", MarketPrice: decimal.FromInt(1_000_000), FactorToBase: decimal.FromInt(900),
	})
	b.parameter("panjang", "12.5")
	b.parameter("unused", "1")
	formula := b.volumeOf(b.pekerjaan[1])
	formula.Formula, formula.IsFx = "= panjang * 0,3844", true // 4.805
	d := build(t, Paket, b.source(), Options{})

	var keys []string
	for _, section := range d.Sections {
		keys = append(keys, section.Key)
	}
	if want := []string{
		keyCover, keyPengesahan, keyDaftarIsi, keyRekapitulasi, keyRAB, keyHSP, keyAnalisa, keyHarga, keyKonversi, keyVolume, keyParameter, keyKebutuhan, keyKebutuhan + "-rekap", keyJadwal,
	}; !slices.Equal(keys, want) {
		t.Errorf("sections %v, want %v", keys, want)
	}
	dig, fill, brick, wall := b.keyOf("G.1"), b.keyOf("G.2"), b.keyOf("D.1"), "r2"
	for _, row := range []struct{ key, column, want string }{
		{groupKey(dig, ahsp.TK), columnJumlah, "94.750,00"},
		{groupKey(dig, ahsp.BHN), columnJumlah, "0,00"},
		{groupKey(dig, ahsp.ALT), columnJumlah, "0,00"},
		{dig + ".D", columnJumlah, "94.750,00"},
		{dig + ".E", columnKoefisien, "10,00"},
		{dig + ".E", columnJumlah, "9.475,00"},
		{dig, columnJumlah, "104.225,00"},
		{groupKey(fill, ahsp.LAIN), columnJumlah, "31.580,18"},
		{fill + ".D", columnJumlah, "61.580,18"},
		{fill + ".E", columnJumlah, "6.158,02"},
		{fill, columnJumlah, "67.738,20"},
		{groupKey(brick, ahsp.LAIN), columnJumlah, "65.047,88"},
		{brick + ".E", columnKoefisien, "12,50"},
		{brick + ".E", columnJumlah, "12.724,74"},
		{brick, columnJumlah, "114.522,62"},
		{wall, columnJumlah, "65.047,88"},
		{"r1", columnJumlah, "47.625,00"},
	} {
		d.shows(keyAnalisa, row.key, row.column, row.want)
	}
	d.shows(keyHSP, brick, columnHarga, "114.522,62")
	for _, c := range b.components {
		if c.RefPekerjaanID != nil { // the sub-analysis is found by its own kode
			d.shows(keyAnalisa, pekerjaanKey(c.PekerjaanID)+".c"+strconv.FormatInt(c.ID, 10), columnKode, "G.1")
		}
	}
	d.shows(keyHarga, itemKey(b.item(ahsp.ALT, "A.1", "").ID), columnHarga, "75.000,50")
	d.shows(keyKonversi, itemKey(b.item(ahsp.BHN, "B.1", "").ID), columnHarga, "1.550,00")
	d.shows(keyKonversi, itemKey(b.item(ahsp.BHN, "B.1", "").ID), columnKeterangan, "")
	d.shows(keyKonversi, itemKey(b.item(ahsp.BHN, "B.2", "").ID), columnHarga, "1.111,11")
	d.shows(keyKonversi, itemKey(b.item(ahsp.BHN, "B.2", "").ID), columnKeterangan, "harga dipakai: 900,00")
	d.shows(keyVolume, fill, columnRumus, "panjang * 0,3844")
	d.shows(keyVolume, fill, columnVolume, "4,805")
	d.shows(keyParameter, "xpanjang", columnNilai, "12,5")
	if _, shown := d.rows[keyParameter+"/xunused"]; shown {
		t.Error("a parameter that no formula uses is listed")
	}
	says(t, d.notes(keyAnalisa), "AHSP UJI (revisi 3), analisa sendiri", "dihitung dari nilai penuh")
	d.recalculate()
}

// TestAChangedPriceReachesTheRekapitulasi: the sheets are linked from the price list to the
// rounded total, as the program itself would reckon.
func TestAChangedPriceReachesTheRekapitulasi(t *testing.T) {
	b := guardPost()
	d := build(t, Paket, b.source(), Options{})
	for kode, price := range map[string]string{"TK.1": "131313.13", "B.1": "1600.07"} {
		item := b.item(ahsp.TK, kode, "")
		d.change(d.at(keyHarga, itemKey(item.ID), columnHarga), price)
		item.Harga = decimal.Some(decimal.MustParse(price))
	}
	d.change(d.at(keyVolume, b.keyOf("D.2"), columnVolume), "300.125")
	b.volumeOf(b.pekerjaan[3]).Quantity = decimal.Some(decimal.MustParse("300.125"))
	figures := b.source().Project.Figures()
	for row, want := range map[string]decimal.Decimal{
		rowJumlah: figures.Totals.Jumlah, rowPPN: figures.Totals.PPN, rowTotal: figures.Totals.Total, rowDibulatkan: figures.Totals.Dibulatkan,
	} {
		if got := d.value(d.at(keyRekapitulasi, row, columnJumlah)); got.Cmp(want.Rat()) != 0 {
			t.Errorf("%s is %s in the workbook and %s in the program", row, got.FloatString(2), want)
		}
	}
	for _, line := range figures.Lines {
		key := pekerjaanKey(line.Pekerjaan.ID)
		for section, column := range map[string]string{keyAnalisa: columnJumlah, keyHSP: columnHarga, keyRAB: columnHarga} {
			if got := d.value(d.at(section, key, column)); got.Cmp(line.G.Rat()) != 0 {
				t.Errorf("%s of %s is %s in the workbook and %s in the program", section, line.Pekerjaan.Kode, got.FloatString(2), line.G)
			}
		}
	}
}

// TestRatesAreNamed: BUK and PPN are changed in one cell each.
func TestRatesAreNamed(t *testing.T) {
	b := guardPost()
	b.pricing.PPNScheme, b.pricing.HSPRounding = rab.PPN12x11Per12, 100
	d := build(t, Paket, b.source(), Options{})
	if got := d.names[namePPN].Number.String(); got != "12" {
		t.Errorf("PPN %s", got)
	}
	d.recalculate()
	d.shows(keyAnalisa, b.keyOf("G.2"), columnJumlah, "67.700,00")
	d.shows(keyAnalisa, b.keyOf("G.2")+".F", columnJumlah, "67.738,20")
	changed := d.names[nameBUK]
	changed.Number = decimal.MustParse("15")
	d.names[nameBUK] = changed
	b.pricing.MarkupPercent = changed.Number
	clear(d.found)
	want := b.source().Project.Figures().Totals.Dibulatkan
	if got := d.value(d.at(keyRekapitulasi, rowDibulatkan, columnJumlah)); got.Cmp(want.Rat()) != 0 {
		t.Errorf("with BUK 15 %% the total is %s in the workbook and %s in the program", got.FloatString(2), want)
	}
}

func TestOnlyTheWholePackageIsSigned(t *testing.T) {
	d := build(t, Paket, guardPost().source(), Options{})
	var signed []string
	for _, section := range d.Sections {
		for _, block := range section.Blocks {
			if _, ok := block.(*document.Signatures); ok {
				signed = append(signed, section.Key)
			}
		}
	}
	if want := []string{keyPengesahan, keyRekapitulasi}; !slices.Equal(signed, want) {
		t.Errorf("signed: %v", signed)
	}
}

// TestWhatIsMissingIsLeftBlankInEveryTable: it is not zero, and can be filled in.
func TestWhatIsMissingIsLeftBlankInEveryTable(t *testing.T) {
	b := guardPost()
	b.item(ahsp.BHN, "B.2", "").Harga = decimal.Null{}
	b.volumes = b.volumes[1:]
	b.pekerjaan[0].Satuan = ""
	d := build(t, Paket, b.source(), Options{})
	item, brick, dig := itemKey(b.item(ahsp.BHN, "B.2", "").ID), b.keyOf("D.1"), b.keyOf("G.1")
	d.shows(keyHarga, item, columnHarga, "")
	for _, fault := range []struct{ section, row, want string }{
		{keyHarga, item, "belum ada harga"}, {keyVolume, dig, "belum ada volume, belum ada satuan"}, {keyRAB, brick, "1 item belum ada harga"}, {keyHSP, dig, "belum ada satuan"},
	} {
		if got := d.rowOf(fault.section, fault.row).Fault; got != fault.want {
			t.Errorf("%s/%s: %q, want %q", fault.section, fault.row, got, fault.want)
		}
	}
	for _, section := range []string{keyPengesahan, keyRekapitulasi, keyRAB, keyHSP, keyAnalisa, keyHarga, keyVolume} {
		says(t, d.title(section), "(SEBAGIAN)")
	}
	d.recalculate()
	// Somebody fills in the missing price and volume.
	d.change(d.at(keyHarga, item, columnHarga), "900")
	d.change(d.at(keyVolume, dig, columnVolume), "14.4")
	if got := d.value(d.at(keyRekapitulasi, rowJumlah, columnJumlah)).FloatString(2); got != "17423343.00" {
		t.Errorf("sum %s", got)
	}
}

func TestTheRincianTiesToTheRAB(t *testing.T) {
	b := guardPost()
	d := build(t, RincianRAB, b.source(), Options{})
	d.shows(keyRincian, rowJumlah, columnJumlah, "17.423.343,00")
	d.shows(keyRincian, b.keyOf("D.1"), columnJumlah, "12.895.247,01")
	if d.recalculate() == 0 {
		t.Error("no formulas")
	}
	whole := decimal.Zero
	for _, row := range d.Sections[0].Table().Rows {
		if row.Kind == document.Item {
			whole = whole.Add(row.Cells[len(row.Cells)-1].Number)
		}
	}
	if !whole.Equal(b.source().Project.Figures().Totals.Jumlah) {
		t.Errorf("items add up to %s", whole)
	}
}

func TestThreeListsOfPrices(t *testing.T) {
	d := build(t, UpahBahanAlat, guardPost().source(), Options{})
	var got []string
	for _, section := range d.Sections {
		for _, row := range section.Table().Rows {
			got = append(got, section.Sheet+" "+row.Cells[2].Text)
		}
	}
	if want := []string{"Upah TK.1", "Upah TK.2", "Bahan B.1", "Bahan B.2", "Alat A.1", "Lain-lain L.1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWhatAllPricesShareIsToldOnce: region and day stand under the list when they are the
// same everywhere, and in the rows when they are not.
func TestWhatAllPricesShareIsToldOnce(t *testing.T) {
	b := guardPost()
	for _, item := range b.items {
		item.PriceSource, item.Region, item.PriceDate = "survei", "Sleman", "2026-01-05"
	}
	odd := b.item(ahsp.BHN, "B.1", "")
	d := build(t, HargaItems, b.source(), Options{})
	d.shows(keyHarga, itemKey(odd.ID), columnKeterangan, "survei")
	says(t, d.notes(keyHarga), "Harga satuan belum termasuk PPN. Harga setempat: Sleman, 5 Januari 2026.")
	odd.Region = "Bantul"
	d = build(t, HargaItems, b.source(), Options{})
	d.shows(keyHarga, itemKey(odd.ID), columnKeterangan, "survei, Bantul, 5 Januari 2026")
	if got := d.notes(keyHarga); got != ": Harga satuan belum termasuk PPN." {
		t.Errorf("%q", got)
	}
}
