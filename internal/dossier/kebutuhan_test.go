package dossier_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// needsTables are the tables of a section of the needs, one after the other.
func needsTables(section *document.Section) string {
	var parts []string
	for _, block := range section.Blocks {
		if table, ok := block.(*document.Table); ok {
			parts = append(parts, strings.TrimSpace(table.Title+"\n"+shown(table)))
		}
	}
	return strings.Join(parts, "\n")
}

func TestNeedsStandByKategoriAndTieWithTheRAB(t *testing.T) {
	d := underWay(t).build(dossier.RekapKebutuhan, dossier.Options{})
	compare(t, needsTables(d.Sections[0]), `
		A. TENAGA KERJA
		1|Barang T.1|T.1|kg|15,992|120.000,00|1.918.980,00
		Jumlah Tenaga Kerja|1.918.980,00
		B. BAHAN
		1|Barang B.1|B.1|kg|100,000|700,00|70.000,00
		2|Barang B.2|B.2|kg|26,775|85.000,50|2.275.888,39
		3|Barang B.3|B.3|kg|16,000||0,00
		Jumlah Bahan|2.345.888,39
		C. PERALATAN
		1|Barang A.1|A.1|kg|6,375|90.000,00|573.750,00
		Jumlah Peralatan|573.750,00`)
	compare(t, needsTables(d.Sections[1]), `
		Tenaga Kerja|1|1.918.980,00
		Bahan|3|2.345.888,39
		Peralatan|1|573.750,00
		Lain-lain|0|0,00
		Seluruh kebutuhan|5|4.838.618,39
		di antaranya terjadwal|4.837.524,64
		di antaranya belum terjadwal|1.093,75
		Pembulatan harga satuan pekerjaan di RAB|0,13
		Biaya langsung RAB (harga satuan sebelum BUK × volume)|4.838.618,52`)
	for _, told := range []string{
		"1 pekerjaan belum punya volume dan tidak dihitung: P14 Pekerjaan 14", "1 item belum punya harga dan dihitung Rp 0: B.3 Barang B.3",
	} {
		if !strings.Contains(text(d), told) {
			t.Errorf("the document does not say %q:\n%s", told, text(d))
		}
	}
}

func TestNeedsOfATimeSayWhatLiesElsewhere(t *testing.T) {
	s := underWay(t)
	options := dossier.Options{
		Scope: schedule.RangeOf(schedule.WeeksOfProject, "W01", "W02"), PerPeriod: true, Needs: rab.NeedsFilter{Kategori: []ahsp.Kategori{ahsp.TK, ahsp.BHN}},
	}
	d := s.build(dossier.RekapKebutuhan, options)
	compare(t, needsTables(d.Sections[0]), `
		KEBUTUHAN PER MINGGU
		Tenaga Kerja
		1|Barang T.1|kg|2,500|6,214|8,713
		Bahan
		1|Barang B.1|kg|24,998|50,003|75,000
		2|Barang B.2|kg||3,826|3,826`)
	if column := d.Sections[0].Table().Columns[4]; column.Title != "2\n05/01" || column.Band != "Januari 2026" {
		t.Errorf("week 2 is headed %q under %q", column.Title, column.Band)
	}
	byMonth := s.build(dossier.RekapKebutuhan, dossier.Options{Scope: schedule.RangeOf(schedule.CalendarMonths, "2026-01", "2026-02"), PerPeriod: true})
	if column := byMonth.Sections[0].Table().Columns[4]; column.Title != "Feb" || column.Band != "2026" {
		t.Errorf("February is headed %q under %q", column.Title, column.Band)
	}
	var keys []string
	for _, section := range d.Sections {
		keys = append(keys, section.Key+" "+section.Sheet)
	}
	if got := strings.Join(keys, ", "); got != "kebutuhan Kebutuhan, kebutuhan-W01 Minggu 1, kebutuhan-W02 Minggu 2, kebutuhan-belum Belum terjadwal, kebutuhan-rekap Rekap kebutuhan" {
		t.Errorf("sections are %s", got)
	}
	compare(t, needsTables(sectionOf(t, d, "kebutuhan-rekap")), `
		Minggu 1 (01 Jan – 04 Jan 2026)|299.970,00|17.498,25|0,00|0,00|317.468,25
		Minggu 2 (05 Jan – 11 Jan 2026)|745.642,24|360.226,20|0,00|0,00|1.105.868,44
		Terjadwal pada 1–11 Januari 2026|1.045.612,24|377.724,45|0,00|0,00|1.423.336,69
		Terjadwal di periode lain|2.840.437,95
		Belum terjadwal|1.093,75
		Seluruh kebutuhan menurut saringan|4.264.868,39
		Di luar saringan|573.750,00
		Seluruh kebutuhan proyek|4.838.618,39
		Pembulatan harga satuan pekerjaan di RAB|0,13
		Biaya langsung RAB (harga satuan sebelum BUK × volume)|4.838.618,52`)
	if said := text(d); !strings.Contains(said, "Isi daftar: kelompok: Tenaga Kerja, Bahan; waktu: 1–11 Januari 2026.") {
		t.Errorf("the document does not say what it is narrowed to:\n%s", said)
	}
}

func TestNeedsInUnitsOfPurchase(t *testing.T) {
	s := underWay(t)
	s.change(func(d *rab.Draft) error {
		item, _ := d.View().ItemByKode("B.1")
		price := decimal.Some(decimal.MustParse("30000"))
		_, err := d.SaveConversion(rab.ConversionInput{PriceItemID: item.ID, MarketUnit: "sak", MarketPrice: price, FactorToBase: decimal.Some(decimal.FromInt(40))})
		return err
	})
	d := s.build(dossier.RekapKebutuhan, dossier.Options{Market: true, Needs: rab.NeedsFilter{Kategori: []ahsp.Kategori{ahsp.BHN}}})
	compare(t, needsTables(d.Sections[0]), `
		A. BAHAN
		1|Barang B.1|B.1|kg|100,000|700,00|70.000,00|sak|40|2,500|3|30.000,00|90.000,00
		2|Barang B.2|B.2|kg|26,775|85.000,50|2.275.888,39||||||2.275.888,39
		3|Barang B.3|B.3|kg|16,000||0,00||||||0,00
		Jumlah Bahan|2.345.888,39||2.365.888,39`)
	if fault := d.Sections[0].Table().Rows[0].Fault; fault != "harga satuan tidak sama dengan harga beli dibagi isi" {
		t.Errorf("the price does not follow from that of the sak, and the row says %q", fault)
	}
	if !d.Sections[0].Landscape || !strings.Contains(text(d), "dengan satuan beli") {
		t.Error("the list does not say in which units it is")
	}
}

// Who may not see prices sees no money, and no sums that could only be money.
func TestNeedsWithoutPrices(t *testing.T) {
	source := underWay(t).source(false)
	for _, options := range []dossier.Options{
		{}, {Market: true}, {Scope: schedule.RangeOf(schedule.CalendarMonths, "2026-01", "2026-02"), PerPeriod: true},
	} {
		d := built(t, dossier.RekapKebutuhan, source, options)
		noMoney(t, d)
		if strings.Contains(text(d), "harga") {
			t.Errorf("the document speaks of prices:\n%s", text(d))
		}
	}
	compare(t, needsTables(built(t, dossier.RekapKebutuhan, source, dossier.Options{}).Sections[0]), `
		A. TENAGA KERJA
		1|Barang T.1|T.1|kg|15,992
		B. BAHAN
		1|Barang B.1|B.1|kg|100,000
		2|Barang B.2|B.2|kg|26,775
		3|Barang B.3|B.3|kg|16,000
		C. PERALATAN
		1|Barang A.1|A.1|kg|6,375`)
}

// noMoney fails when a table has a column of money.
func noMoney(t *testing.T, d *document.Document) {
	t.Helper()
	for _, section := range d.Sections {
		for _, block := range section.Blocks {
			table, ok := block.(*document.Table)
			if !ok {
				continue
			}
			for _, column := range table.Columns {
				if column.Kind == document.Money || column.Kind == document.Rupiah || strings.Contains(column.Title, "Rp") {
					t.Errorf("%s has the column %q", section.Title, column.Title)
				}
			}
		}
	}
}

// Periods, other periods and what is not planned are together all needs, whatever is asked for
// (rulings F37).
func TestPeriodsOfNeedsAddUp(t *testing.T) {
	s := underWay(t)
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.IntRange(1, 9).Draw(t, "first")
		last := rapid.IntRange(first, 9).Draw(t, "last")
		options := dossier.Options{PerPeriod: true, Scope: schedule.RangeOf(schedule.WeeksOfProject, fmt.Sprintf("W%02d", first), fmt.Sprintf("W%02d", last))}
		d, err := dossier.Build(dossier.RekapKebutuhan, s.source(true), options)
		if err != nil {
			t.Fatal(err)
		}
		table := d.Sections[len(d.Sections)-1].Table()
		inScope := decimal.Zero
		at := map[string]decimal.Decimal{}
		for _, row := range table.Rows {
			at[row.Key] = row.Cells[len(row.Cells)-1].Number
			if strings.HasPrefix(row.Key, "W") {
				inScope = inScope.Add(at[row.Key])
			}
		}
		sum := decimal.Sum(inScope.Round(2), at["lain"], at["belum"])
		if !inScope.Equal(at["jumlah"]) || !sum.Equal(at["seluruh"]) || !sum.Add(at["pembulatan"]).Equal(at["rab"]) || at["rab"].String() != "4838618.52" {
			t.Fatalf("weeks %d to %d: %v, together %s", first, last, at, sum)
		}
	})
}
