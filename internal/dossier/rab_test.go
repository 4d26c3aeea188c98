package dossier

import (
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// keyOf returns the key of the row of a pekerjaan.
func (b *projectBuilder) keyOf(kode string) string {
	for _, item := range b.pekerjaan {
		if item.Kode == kode {
			return pekerjaanKey(item.ID)
		}
	}
	return ""
}

// sumKeyOf returns the key of the row with the sum of a heading.
func (b *projectBuilder) sumKeyOf(name string) string {
	for _, heading := range b.headings {
		if heading.Name == name {
			return subtotalKey(heading)
		}
	}
	return ""
}

// notes returns the texts of the notes of a section.
func (b *built) notes(section string) string {
	var all []string
	for _, s := range b.Sections {
		for _, block := range s.Blocks {
			if note, ok := block.(*document.Note); ok && s.Key == section {
				all = append(all, note.Title+": "+note.Text)
			}
		}
	}
	return strings.Join(all, "\n")
}

func (b *built) title(section string) string {
	for _, s := range b.Sections {
		if s.Key == section {
			return s.Title
		}
	}
	return ""
}

func TestTheRABOfTheGuardPost(t *testing.T) {
	b := guardPost()
	d := build(t, RekapRAB, b.source(), Options{Bobot: true})
	for _, row := range []struct{ kode, volume, harga, jumlah, bobot string }{
		{"G.1", "14,400", "104.225,00", "1.500.840,00", "8,61"},
		{"G.2", "4,805", "67.738,20", "325.482,05", "1,87"},
		{"D.1", "112,600", "114.522,62", "12.895.247,01", "74,01"},
		{"D.2", "225,200", "11.997,22", "2.701.773,94", "15,51"},
	} {
		key := b.keyOf(row.kode)
		d.shows(keyRAB, key, columnKode, row.kode)
		d.shows(keyRAB, key, columnVolume, row.volume)
		d.shows(keyRAB, key, columnSatuan, "m2")
		d.shows(keyRAB, key, columnHarga, row.harga)
		d.shows(keyRAB, key, columnJumlah, row.jumlah)
		d.shows(keyRAB, key, columnBobot, row.bobot)
	}
	for name, sum := range map[string]string{
		"Galian": "1.826.322,05", "Pekerjaan Tanah": "1.826.322,05", "Bata": "12.895.247,01", "Plesteran": "2.701.773,94", "Pekerjaan Dinding": "15.597.020,95",
	} {
		d.shows(keyRAB, b.sumKeyOf(name), columnJumlah, sum)
	}
	d.shows(keyRAB, rowJumlah, columnJumlah, "17.423.343,00")
	d.shows(keyRAB, rowJumlah, columnBobot, "100,00")

	d.shows(keyRekapitulasi, rowJumlah, columnJumlah, "17.423.343,00")
	d.shows(keyRekapitulasi, rowPPN, columnUraian, "PPN 11% (B)")
	d.shows(keyRekapitulasi, rowPPN, columnJumlah, "1.916.568,00")
	d.shows(keyRekapitulasi, rowTotal, columnJumlah, "19.339.911,00")
	d.shows(keyRekapitulasi, rowDibulatkan, columnJumlah, "19.340.000,00")
	says(t, d.notes(keyRekapitulasi), "Terbilang: Sembilan belas juta tiga ratus empat puluh ribu rupiah")
	if strings.Contains(d.title(keyRAB), "SEBAGIAN") || strings.Contains(d.notes(keyRekapitulasi), "pagu") {
		t.Errorf("%s\n%s", d.title(keyRAB), d.notes(keyRekapitulasi))
	}
	if formulas := d.recalculate(); formulas != 4+5+1+2+4 {
		t.Errorf("%d live formulas", formulas)
	}
}

func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

// TestTheNumbersOfTheRABBeginAnewInEachGroup: I, A, 1.
func TestTheNumbersOfTheRABBeginAnewInEachGroup(t *testing.T) {
	d := build(t, RekapRAB, guardPost().source(), Options{})
	var got []string
	for _, row := range d.Sections[1].Table().Rows {
		got = append(got, row.Cells[0].Text)
	}
	want := []string{"I", "A", "1", "2", "", "", "II", "A", "1", "", "B", "1", "", "", ""}
	if !slices.Equal(got, want) {
		t.Errorf("numbers %q, want %q", got, want)
	}
}

// TestTheFootFollowsThePolicy holds every scheme of PPN and way of rounding (rulings A5),
// of T = 17,423,343.00.
func TestTheFootFollowsThePolicy(t *testing.T) {
	for name, row := range map[string]struct {
		scheme            rab.PPNScheme
		percent           string
		mode              decimal.Mode
		base              int64
		label, dpp        string
		ppn, total, round string
	}{
		"11 %, nearest": {rab.PPNPercent, "11", decimal.Nearest, 10_000, "PPN 11% (B)", "", "1.916.568,00", "19.339.911,00", "19.340.000,00"},
		"12x11/12 down": {rab.PPN12x11Per12, "11", decimal.Down, 1000, "PPN 12% × DPP nilai lain (B)", "15.971.397,75", "1.916.568,00", "19.339.911,00", "19.339.000,00"},
		"12 % up":       {rab.PPNPercent, "12", decimal.Up, 100_000, "PPN 12% (B)", "", "2.090.801,00", "19.514.144,00", "19.600.000,00"},
		"2,5 % to 1":    {rab.PPNPercent, "2.5", decimal.Up, 1, "PPN 2,5% (B)", "", "435.584,00", "17.858.927,00", "17.858.927,00"},
		"none, million": {rab.PPNNone, "11", decimal.Down, 1_000_000, "tidak dikenakan", "", "0,00", "17.423.343,00", "17.000.000,00"},
	} {
		t.Run(name, func(t *testing.T) {
			b := guardPost()
			b.pricing.PPNScheme, b.pricing.PPNPercent, b.pricing.RoundingMode, b.pricing.RoundingBase = row.scheme, decimal.MustParse(row.percent), row.mode, row.base
			d := build(t, RekapRAB, b.source(), Options{})
			says(t, d.cell(keyRekapitulasi, rowPPN, columnUraian).Text, row.label)
			d.shows(keyRekapitulasi, rowPPN, columnJumlah, row.ppn)
			d.shows(keyRekapitulasi, rowTotal, columnJumlah, row.total)
			d.shows(keyRekapitulasi, rowDibulatkan, columnJumlah, row.round)
			if _, shown := d.rows[keyRekapitulasi+"/"+rowDPP]; shown != (row.dpp != "") {
				t.Errorf("DPP shown: %v", shown)
			} else if shown {
				d.shows(keyRekapitulasi, rowDPP, columnJumlah, row.dpp)
			}
			d.recalculate()
		})
	}
}

func TestSMKKIsAGroupOfItsOwn(t *testing.T) {
	b := guardPost()
	b.klasifikasi("Biaya SMKK").SMKK = true
	b.subKlasifikasi("APD")
	b.row(b.add("S.1", "1"), ahsp.BHN, "B.9", "2", "50000")
	b.klasifikasi("Pekerjaan Atap")
	d := build(t, RekapRAB, b.source(), Options{})
	smkk := b.source().Project.Figures().Tree[len(b.headings)-3].Total // the last klasifikasi has no subs
	if got := d.cell(keyRekapitulasi, rowSMKK, columnJumlah).Number; !got.Equal(smkk) || got.Sign() <= 0 {
		t.Errorf("SMKK is %s, want %s", got, smkk)
	}
	d.shows(keyRekapitulasi, rowFisik, columnJumlah, "17.423.343,00")
	var numbers []string
	for _, row := range d.Sections[0].Table().Rows {
		numbers = append(numbers, row.Cells[0].Text)
	}
	if want := []string{"Pekerjaan konstruksi", "I", "II", "IV", "", "Penerapan SMKK", "III", "", "", "", "", ""}; !slices.Equal(numbers, want) {
		t.Errorf("%q, want %q", numbers, want)
	}
	d.recalculate()
}

// TestAPartialRABSaysSo: what is missing is not zero.
func TestAPartialRABSaysSo(t *testing.T) {
	b := guardPost()
	b.header.AnggaranOwner = decimal.FromInt(19_000_000)
	b.subKlasifikasi("Lain")
	b.add("N.1", "3")                                 // no analysis
	b.row(b.add("N.2", ""), ahsp.TK, "TK.1", "1", "") // no volume
	b.row(b.add("N.3", "2"), ahsp.BHN, "B.7", "1", "")
	unitless := b.add("N.4", "0")
	unitless.Satuan = ""
	b.row(unitless, ahsp.TK, "TK.1", "1", "")
	d := build(t, RekapRAB, b.source(), Options{})
	for kode, fault := range map[string]string{
		"N.1": "belum ada rincian analisa", "N.2": "belum ada volume", "N.3": "1 item belum ada harga", "N.4": "volume 0, belum ada satuan", "G.1": "",
	} {
		if got := d.rowOf(keyRAB, b.keyOf(kode)).Fault; got != fault {
			t.Errorf("%s: %q, want %q", kode, got, fault)
		}
	}
	for kode, shown := range map[string][3]string{"N.1": {"3,000", "", ""}, "N.2": {"", "132.000,00", ""}, "N.3": {"2,000", "", ""}, "N.4": {"0,000", "132.000,00", ""}} {
		for i, column := range []string{columnVolume, columnHarga, columnJumlah} {
			d.shows(keyRAB, b.keyOf(kode), column, shown[i])
		}
	}
	for _, section := range []string{keyRekapitulasi, keyRAB} {
		says(t, d.title(section), "(SEBAGIAN)")
		says(t, d.notes(section), "3 hal belum lengkap", "N.1 Pekerjaan N.1 belum punya rincian", "N.2 Pekerjaan N.2 belum punya volume", "B.7 Item B.7 belum punya harga")
	}
	says(t, d.notes(keyRekapitulasi), "Melebihi pagu: Total RAB Rp 19.340.000 melebihi pagu Rp 19.000.000 sebesar Rp 340.000.")
	d.recalculate()
}

func (b *built) rowOf(section, key string) document.Row {
	for _, s := range b.Sections {
		for _, block := range s.Blocks {
			if table, ok := block.(*document.Table); ok && s.Key == section {
				for _, row := range table.Rows {
					if row.Key == key {
						return row
					}
				}
			}
		}
	}
	b.t.Helper()
	b.t.Fatalf("no row %s in %s", key, section)
	return document.Row{}
}

func TestTitlesAndSignaturesFollowThePurpose(t *testing.T) {
	for purpose, want := range map[Purpose]struct {
		name, recap, rab string
		titles           []string
	}{
		"":           {"Rencana anggaran biaya", "REKAPITULASI RENCANA ANGGARAN BIAYA", "RENCANA ANGGARAN BIAYA", []string{"Pemilik Pekerjaan", "Konsultan Perencana"}},
		ForRAB:       {"Rencana anggaran biaya", "REKAPITULASI RENCANA ANGGARAN BIAYA", "RENCANA ANGGARAN BIAYA", []string{"Pemilik Pekerjaan", "Konsultan Perencana"}},
		ForHPS:       {"Harga perkiraan sendiri", "REKAPITULASI HARGA PERKIRAAN SENDIRI", "HARGA PERKIRAAN SENDIRI", []string{"Pemilik Pekerjaan"}},
		ForPenawaran: {"Penawaran harga", "REKAPITULASI HARGA PENAWARAN", "DAFTAR KUANTITAS DAN HARGA", []string{"Kontraktor Pelaksana"}},
	} {
		d := build(t, RekapRAB, guardPost().source(), Options{Purpose: purpose})
		if d.Document.Title != want.name {
			t.Errorf("%q: the file is called %q", purpose, d.Document.Title)
		}
		if d.title(keyRekapitulasi) != want.recap || d.title(keyRAB) != want.rab {
			t.Errorf("%q: %q, %q", purpose, d.title(keyRekapitulasi), d.title(keyRAB))
		}
		for _, section := range d.Sections {
			blocks := section.Blocks
			signatures, ok := blocks[len(blocks)-1].(*document.Signatures)
			if !ok {
				t.Fatalf("%q: %s ends with %T", purpose, section.Key, blocks[len(blocks)-1])
			}
			var titles []string
			for _, field := range signatures.Fields {
				titles = append(titles, field.Title)
			}
			if !slices.Equal(titles, want.titles) {
				t.Errorf("%q: signed by %q", purpose, titles)
			}
		}
	}
}

func TestTheEmptyRABHasNoPrice(t *testing.T) {
	b := guardPost()
	source := b.source()
	source.Project, source.Prices = source.Project.WithoutPrices(), false
	for _, source := range []*Source{b.source(), source} {
		d := build(t, RABKosong, source, Options{Bobot: true})
		for _, row := range d.Sections[0].Table().Rows {
			for i, cell := range row.Cells {
				if cell.Holds == document.HoldsNumber && cell.KindIn(document.Money) != document.Blank && i != 3 {
					t.Errorf("row %s tells %s", row.Key, cell.Number)
				}
			}
		}
		d.shows(keyRAB, b.keyOf("G.1"), columnVolume, "14,400")
		d.shows(keyRAB, b.keyOf("G.1"), columnJumlah, "")
		if strings.Contains(d.title(keyRAB), "SEBAGIAN") {
			t.Error("prices are missing on purpose")
		}
		d.recalculate()
		// A bidder fills in prices, and the sheet reckons.
		d.change(d.at(keyRAB, b.keyOf("G.1"), columnHarga), "1000.01")
		d.change(d.at(keyRAB, b.keyOf("D.2"), columnHarga), "0.015")
		if got := d.value(d.at(keyRAB, rowJumlah, columnJumlah)).FloatString(2); got != "14403.52" { // 14400.144 and 3.378, each rounded
			t.Errorf("sum %s", got)
		}
	}
}

func TestAProjectWithoutPekerjaanHasItsDocuments(t *testing.T) {
	for _, entry := range Catalogue() {
		for _, format := range entry.Formats {
			build(t, entry.Kind, newProject().source(), Options{Format: format}).recalculate()
		}
	}
}
