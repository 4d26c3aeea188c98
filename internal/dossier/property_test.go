package dossier

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// drawNumber draws a number from 0 to most with at most places decimals.
func drawNumber(t *rapid.T, name string, places uint8, most int64) decimal.Decimal {
	scale := int64(1)
	for range places {
		scale *= 10
	}
	return decimal.New(rapid.Int64Range(0, most*scale).Draw(t, name), places)
}

// drawProject draws a project of every feature: bundles on pekerjaan and on nested analyses
// of the library, missing prices, volumes and units, own BUK, SMKK, and any policy.
func drawProject(t *rapid.T) *projectBuilder {
	b := newProject()
	b.pricing.MarkupPercent = drawNumber(t, "BUK", 2, 100)
	b.pricing.PPNScheme = rapid.SampledFrom([]rab.PPNScheme{rab.PPNPercent, rab.PPN12x11Per12, rab.PPNNone}).Draw(t, "scheme")
	b.pricing.PPNPercent = drawNumber(t, "PPN", 2, 100)
	b.pricing.RoundingMode = rapid.SampledFrom([]decimal.Mode{decimal.Nearest, decimal.Down, decimal.Up}).Draw(t, "mode")
	b.pricing.RoundingBase = rapid.SampledFrom([]int64{1, 3, 1000, 1_000_000}).Draw(t, "base")
	b.pricing.HSPRounding = rapid.SampledFrom([]int64{0, 0, 1, 7, 100}).Draw(t, "hsp")
	kategori := []ahsp.Kategori{ahsp.TK, ahsp.BHN, ahsp.ALT, ahsp.LAIN}
	items := rapid.IntRange(1, 6).Draw(t, "items")
	for i := range items {
		item := b.item(kategori[i%4], fmt.Sprintf("I.%d", i), "")
		if rapid.IntRange(0, 9).Draw(t, "priced") > 0 {
			item.Harga = decimal.Some(drawNumber(t, "price", 2, 5_000_000))
		}
	}
	item := func() (ahsp.Kategori, string) {
		i := rapid.IntRange(0, items-1).Draw(t, "item")
		return kategori[i%4], fmt.Sprintf("I.%d", i)
	}
	koefisien := func() string { return drawNumber(t, "koefisien", 6, 20).String() }
	var library []*ahsp.Analysis
	for i := range rapid.IntRange(0, 3).Draw(t, "analyses") {
		analysis := b.library.add(fmt.Sprintf("R.%d", i))
		for range rapid.IntRange(0, 3).Draw(t, "components") {
			of, kode := item()
			if i > 0 && rapid.IntRange(0, 2).Draw(t, "nested") == 0 {
				of, kode = ahsp.LAIN, fmt.Sprintf("R.%d", rapid.IntRange(0, i-1).Draw(t, "which"))
			}
			b.library.component(analysis, of, kode, koefisien())
		}
		library = append(library, analysis)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "klasifikasi") {
		b.klasifikasi(fmt.Sprintf("K%d", i)).SMKK = rapid.IntRange(0, 4).Draw(t, "SMKK") == 0
		for j := range rapid.IntRange(0, 2).Draw(t, "subs") {
			b.subKlasifikasi(fmt.Sprintf("K%d.%d", i, j))
			for range rapid.IntRange(0, 3).Draw(t, "pekerjaan") {
				b.drawPekerjaan(t, library, item, koefisien)
			}
		}
	}
	return b
}

func (b *projectBuilder) drawPekerjaan(t *rapid.T, library []*ahsp.Analysis, item func() (ahsp.Kategori, string), koefisien func() string) {
	volume := ""
	if rapid.IntRange(0, 9).Draw(t, "measured") > 0 {
		volume = drawNumber(t, "volume", 3, 10_000).String()
	}
	earlier := b.pekerjaan
	q := b.add(fmt.Sprintf("P.%d", len(earlier)), volume)
	if rapid.IntRange(0, 5).Draw(t, "own") == 0 {
		q.MarkupOverride = decimal.Some(drawNumber(t, "own BUK", 2, 100))
	}
	if rapid.IntRange(0, 9).Draw(t, "unit") == 0 {
		q.Satuan = ""
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		switch way := rapid.IntRange(0, 5).Draw(t, "row"); {
		case way == 0 && len(earlier) > 0:
			b.bundle(q, earlier[rapid.IntRange(0, len(earlier)-1).Draw(t, "target")], koefisien())
		case way == 1 && len(library) > 0:
			b.bundleAHSP(q, library[rapid.IntRange(0, len(library)-1).Draw(t, "analysis")], koefisien())
		case way == 2 && rapid.IntRange(0, 9).Draw(t, "broken") == 0:
			b.component(q, ahsp.LAIN, "X", koefisien()).RefPekerjaanID = new(int64) // which is not there
		default:
			kategori, kode := item()
			b.row(q, kategori, kode, koefisien(), "")
		}
	}
}

// TestEveryFormulaGivesItsFigure: every sheet of every random project says what rab
// reckons, alone and in the package, and its rows add up.
func TestEveryFormulaGivesItsFigure(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := drawProject(rt)
		source := b.source()
		figures := source.Project.Figures()
		for _, entry := range Catalogue() {
			d := build(t, entry.Kind, source, Options{Bobot: true, Format: XLSX})
			d.recalculate()
			for _, section := range d.Sections {
				if entry.Kind == RABKosong || section.Key != keyRAB && section.Key != keyRincian {
					continue
				}
				sum := decimal.Zero
				for _, row := range section.Table().Rows {
					if row.Kind == document.Item {
						for i, cell := range row.Cells {
							if i == len(row.Cells)-1-len(section.Table().Columns)+jumlahAt(section) {
								sum = sum.Add(cell.Number)
							}
						}
					}
				}
				if !sum.Equal(figures.Totals.Jumlah) {
					rt.Fatalf("%s: rows of %s add up to %s, not %s", entry.Kind, section.Key, sum, figures.Totals.Jumlah)
				}
			}
		}
		if t.Failed() {
			rt.FailNow()
		}
	})
}

// jumlahAt is the place of the column with the sums, from 1.
func jumlahAt(section *document.Section) int {
	for i, column := range section.Table().Columns {
		if column.Key == columnJumlah {
			return i + 1
		}
	}
	return 0
}

// TestAChangeInTheWorkbookIsAChangeInTheProgram: prices, volumes and BUK that are changed
// in the package give what the program gives for them.
func TestAChangeInTheWorkbookIsAChangeInTheProgram(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := drawProject(rt)
		d := build(t, Paket, b.source(), Options{})
		for _, item := range b.items {
			if _, listed := d.rows[keyHarga+"/"+itemKey(item.ID)]; listed && rapid.Bool().Draw(rt, "changed") {
				item.Harga = decimal.Some(drawNumber(rt, "price", 2, 5_000_000))
				d.change(d.at(keyHarga, itemKey(item.ID), columnHarga), item.Harga.Decimal.String())
			}
		}
		for _, volume := range b.volumes {
			volume.Quantity = decimal.Some(drawNumber(rt, "volume", 3, 10_000))
			d.change(d.at(keyVolume, pekerjaanKey(volume.ID), columnVolume), volume.Quantity.Decimal.String())
		}
		b.pricing.MarkupPercent = drawNumber(rt, "BUK", 2, 100)
		buk := d.names[nameBUK]
		buk.Number = b.pricing.MarkupPercent
		d.names[nameBUK] = buk
		clear(d.found)
		figures := b.source().Project.Figures()
		for _, line := range figures.Lines {
			key := pekerjaanKey(line.Pekerjaan.ID)
			for _, cell := range []struct {
				section, column string
				want            decimal.Decimal
			}{{keyAnalisa, columnJumlah, line.G}, {keyHSP, columnHarga, line.G}, {keyRAB, columnJumlah, line.Total}} {
				if got := d.value(d.at(cell.section, key, cell.column)); got.Cmp(cell.want.Rat()) != 0 {
					rt.Fatalf("%s of %s is %s in the workbook and %s in the program", cell.section, line.Pekerjaan.Kode, got.FloatString(4), cell.want)
				}
			}
		}
		if len(b.headings) == 0 {
			return
		}
		for row, want := range map[string]decimal.Decimal{
			rowJumlah: figures.Totals.Jumlah, rowPPN: figures.Totals.PPN, rowTotal: figures.Totals.Total, rowDibulatkan: figures.Totals.Dibulatkan,
		} {
			if got := d.value(d.at(keyRekapitulasi, row, columnJumlah)); got.Cmp(want.Rat()) != 0 {
				rt.Fatalf("%s is %s in the workbook and %s in the program", row, got.FloatString(2), want)
			}
		}
	})
}

// TestDocumentsForBlindReadersHoldNoMoney: what is not refused to them has neither columns
// nor texts of money.
func TestDocumentsForBlindReadersHoldNoMoney(t *testing.T) {
	b := guardPost()
	b.header.AnggaranOwner = decimal.FromInt(1)
	source := b.source()
	source.Project, source.Prices = source.Project.WithoutPrices(), false
	for _, entry := range Catalogue() {
		for _, finding := range Findings(entry.Kind, source) {
			if finding.Kind.OfMoney() {
				t.Errorf("%s: %s", entry.Kind, finding.Sentence)
			}
		}
		if entry.Money {
			continue
		}
		d := build(t, entry.Kind, source, Options{Bobot: true})
		for at, cell := range d.cells {
			if cell.Kind == document.Money || cell.Name != "" {
				t.Errorf("%s: %v holds money", entry.Kind, at)
			}
		}
		for _, section := range d.Sections {
			for _, block := range section.Blocks {
				table, ok := block.(*document.Table)
				if !ok || entry.Kind == RABKosong { // which others fill in
					continue
				}
				for _, column := range table.Columns {
					if column.Kind == document.Money || column.Kind == document.Rupiah {
						t.Errorf("%s: %s has a column %q", entry.Kind, section.Key, column.Title)
					}
				}
			}
		}
	}
}
