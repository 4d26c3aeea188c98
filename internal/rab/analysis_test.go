package rab

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// bundleRow is a request row that stands for an analysis or a pekerjaan.
func bundleRow(kode, kind string, target int64, koefisien string) AnalysisRow {
	return AnalysisRow{
		Kategori: "LAIN", Kode: kode, Uraian: "Gabungan " + kode, Satuan: "m2", Koefisien: amount(koefisien), RefKind: kind, RefID: &target,
	}
}

// typedRow is a request row as a person types it: without a code.
func typedRow(kategori, uraian, satuan, koefisien string) AnalysisRow {
	return AnalysisRow{Kategori: kategori, Uraian: uraian, Satuan: satuan, Koefisien: amount(koefisien)}
}

// coded returns the row with a code.
func (r AnalysisRow) coded(kode string) AnalysisRow {
	r.Kode = kode
	return r
}

// shownRows lists the components of a pekerjaan as "kategori kode koefisien".
func shownRows(p *Project, q *Pekerjaan) []string {
	var list []string
	for _, c := range p.ComponentsOf(q.ID) {
		list = append(list, fmt.Sprintf("%s %s %s", c.Kategori, c.Kode, c.Koefisien))
	}
	return list
}

// sameList fails the test unless both lists hold the same.
func sameList[T comparable](t *testing.T, name string, got, expected []T) {
	t.Helper()
	if !slices.Equal(got, expected) {
		t.Errorf("%s: %v, want %v", name, got, expected)
	}
}

func TestAnAnalysisTakesTheLabelsOfKategori(t *testing.T) {
	b := build(t)
	q := b.add("P")
	labels := []string{"Tenaga Kerja", "Tenaga", "TK", "Bahan", "bhn", "Peralatan", "Alat", "ALT", "Lain-lain", "Lainnya", " lain "}
	var rows []AnalysisRow
	for i, label := range labels {
		rows = append(rows, typedRow(label, fmt.Sprintf("Baris %d", i), "sat", "1").coded(fmt.Sprintf("K.%d", i)))
	}
	p, _ := b.after(b.project(), func(d *Draft) error { return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})) })
	var got []ahsp.Kategori
	for _, c := range p.ComponentsOf(q.ID) {
		got = append(got, c.Kategori)
	}
	sameList(t, "kategori", got, []ahsp.Kategori{
		ahsp.TK, ahsp.TK, ahsp.TK, ahsp.BHN, ahsp.BHN, ahsp.ALT, ahsp.ALT, ahsp.ALT, ahsp.LAIN, ahsp.LAIN, ahsp.LAIN,
	})
}

func TestBadAnalysisRowsAreNamedAndNothingIsStored(t *testing.T) {
	b := build(t)
	q, other := b.add("P"), b.add("O")
	kept := b.row(q, ahsp.TK, "T.1", "1", "5")
	foreign := b.row(other, ahsp.TK, "T.2", "1", "5")
	p := b.project()
	_, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{
		typedRow("Upah", "Tukang", "OH", "1"),
		typedRow("TK", "  ", "OH", "1"),
		{Kategori: "BHN", Uraian: "Tanpa koefisien"},
		typedRow("BHN", "Negatif", "kg", "-0.1"),
		typedRow("BHN", "Terlalu besar", "kg", "1000000000000"),
		typedRow("LAIN", "Tanpa kode", "ls", "1"),
		{ID: &foreign.ID, Kategori: "TK", Kode: "T.2", Uraian: "Item T.2", Satuan: "sat", Koefisien: amount("1")},
		{ID: &kept.ID, Kategori: "TK", Kode: "T.1", Uraian: "Item T.1", Satuan: "sat", Koefisien: amount("1")},
		{ID: &kept.ID, Kategori: "TK", Kode: "T.9", Uraian: "Dua kali", Koefisien: amount("1")},
		typedRow("ALT", "Satuan panjang", strings.Repeat("s", 51), "1").coded(strings.Repeat("k", 101)),
		typedRow("ALT", strings.Repeat("u", 2001), "jam", "1").coded("A\x00"),
		typedRow("ALT", "Kembar", "jam", "1").coded("T.1"),
	}})
	problems := refusedAt(t, err, "rows[6].id", "rows[8].id", "rows[0].kategori", "rows[1].uraian", "rows[2].koefisien", "rows[3].koefisien",
		"rows[4].koefisien", "rows[5].kode", "rows[9].kode", "rows[9].satuan", "rows[10].kode", "rows[10].uraian", "rows[11].kategori")
	says(t, problems[2].Message, "Baris 1", "Upah", "TK, BHN, ALT atau LAIN")
	says(t, problems[7].Message, "Baris 6", "kode")
}

func TestARefIsReadOnlyAndAnUnknownPekerjaanIsNotFound(t *testing.T) {
	b := build(t)
	q := b.add("P")
	q.SourceType = SourceRef
	_, err := b.edit().SaveAnalysis(q.ID, SaveAnalysisInput{})
	says(t, refusedAt(t, err, "source_type")[0].Message, "Referensi (Dimodifikasi)", "List Pekerjaan")
	if _, err = b.edit().SaveAnalysis(99_999, SaveAnalysisInput{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
	custom := b.add("C")
	_, err = b.edit().SaveAnalyses([]PekerjaanAnalysis{
		{PekerjaanID: custom.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[0]", Rows: []AnalysisRow{typedRow("TK", "Tukang", "OH", "1")}}},
		{PekerjaanID: custom.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[1]"}},
		{PekerjaanID: q.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[2]"}},
	})
	refusedAt(t, err, "items[1].pekerjaan_id", "items[2].source_type")
}

func TestGeneratedItemCodesAreNeverReused(t *testing.T) { // golden G24
	b := build(t)
	first, second := b.add("P"), b.add("Q")
	b.row(first, ahsp.TK, "Unit-0007", "1", "5")
	save := func(p *Project, q *Pekerjaan, rows ...AnalysisRow) *Project {
		next, _ := b.after(p, func(d *Draft) error { return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})) })
		return next
	}
	p := save(b.project(), second, typedRow("TK", "Tukang", "OH", "1"), typedRow("BHN", "Semen", "kg", "2"))
	sameList(t, "after Unit-0007", shownRows(p, second), []string{"TK Unit-0008 1", "BHN Unit-0009 2"})
	p = save(p, second, typedRow("ALT", "Molen", "jam", "1").coded("Unit-0011"), typedRow("TK", "Mandor", "OH", "1"), typedRow("TK", "Tukang", "OH", "1"))
	sameList(t, "a code of the same request is skipped, a row that comes back keeps its own", shownRows(p, second),
		[]string{"ALT Unit-0011 1", "TK Unit-0012 1", "TK Unit-0008 1"})
	p = save(p, second)
	p, _ = b.after(p, func(d *Draft) error {
		var ids []int64
		for _, item := range p.Orphans() {
			ids = append(ids, item.ID)
		}
		d.DeleteOrphans(ids)
		return nil
	})
	if p.PriceItems.Len() != 1 {
		t.Fatalf("%d items left", p.PriceItems.Len())
	}
	p = save(p, second, typedRow("TK", "Tukang", "OH", "1"))
	sameList(t, "after the highest was deleted", shownRows(p, second), []string{"TK Unit-0013 1"})
}

func TestTheItemCounterMovesOnlyIfRowsWereSaved(t *testing.T) {
	b := build(t)
	q := b.add("P")
	p := b.project()
	if _, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{typedRow("TK", "Tukang", "OH", "1"), typedRow("X", "", "", "1")}}); err == nil {
		t.Fatal("a bad row was accepted")
	}
	p, _ = b.after(p, func(d *Draft) error {
		return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{typedRow("TK", "Tukang", "OH", "1")}}))
	})
	sameList(t, "rows", shownRows(p, q), []string{"TK Unit-0001 1"})
	_, changes := b.after(p, func(d *Draft) error {
		return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{typedRow("TK", "Tukang", "OH", "1").coded("Unit-0001")}}))
	})
	if len(changes) != 0 {
		t.Errorf("a row that comes back changed %v", tables(changes))
	}
}

// TestCodesOfTheWholeRequestAreSkipped: a later pekerjaan of the request may bring the
// number that an earlier one would get.
func TestCodesOfTheWholeRequestAreSkipped(t *testing.T) {
	b := build(t)
	first, second := b.add("P"), b.add("Q")
	p, _ := b.after(b.project(), func(d *Draft) error {
		return done(d.SaveAnalyses([]PekerjaanAnalysis{
			{PekerjaanID: first.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{typedRow("TK", "Tukang", "OH", "1")}}},
			{PekerjaanID: second.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{typedRow("TK", "Mandor", "OH", "1").coded("Unit-0001")}}},
		}))
	})
	sameList(t, "first", shownRows(p, first), []string{"TK Unit-0002 1"})
	sameList(t, "second", shownRows(p, second), []string{"TK Unit-0001 1"})
	if p.PriceItems.Len() != 2 {
		t.Errorf("%d items, want 2", p.PriceItems.Len())
	}
}

func TestACodeTwiceInOneAnalysisIsRefused(t *testing.T) {
	b := build(t)
	q := b.add("P")
	_, err := b.edit().SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{
		typedRow("BHN", "Semen", "kg", "1").coded("B.1"), typedRow("BHN", "Pasir", "m3", "1").coded("B.2"), typedRow("BHN", "Semen", "kg", "2").coded(" B.1 "),
	}})
	says(t, refusedAt(t, err, "rows[2].kode")[0].Message, "B.1", "baris 1")
}

// TestACodeThatThePublicationNamesTwiceMayComeBack: people may not repeat a code, the
// published analyses do, and their rows count in full (rulings C19).
func TestACodeThatThePublicationNamesTwiceMayComeBack(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	for range 2 {
		b.ref.component(analysis, ahsp.BHN, "B.1", "0.5")
	}
	p, created := b.append(b.project(), PekerjaanInput{SourceType: "ref_modified", RefID: &analysis.ID})
	q := created[0]
	for _, withIDs := range []bool{true, false} {
		rows := rowsOf(p, q)
		for i := range rows {
			if !withIDs {
				rows[i].ID = nil
			}
		}
		if _, changes := b.after(p, saveRows(q, rows...)); len(changes) != 0 {
			t.Errorf("with ids %v: changed %v", withIDs, tables(changes))
		}
	}
	_, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: append(rowsOf(p, q), plainRow(ahsp.BHN, "B.1", "1"))})
	refusedAt(t, err, "rows[2].kode")
}

func TestAKategoriThatClashesWithThePriceListIsRefused(t *testing.T) {
	b := build(t)
	q, other := b.add("P"), b.add("O")
	b.row(other, ahsp.BHN, "B.1", "1", "5")
	_, err := b.edit().SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{typedRow("ALT", "Item B.1", "sat", "1").coded("B.1")}})
	says(t, refusedAt(t, err, "rows[0].kategori")[0].Message, "B.1", "Bahan")
}

func TestAChangedUnitMustBeAccepted(t *testing.T) {
	b := build(t)
	q, other := b.add("P"), b.add("O")
	mine := b.row(q, ahsp.BHN, "B.1", "1", "65000")
	b.row(other, ahsp.BHN, "B.1", "2", "")
	item := b.item(ahsp.BHN, "B.1", "")
	p := b.project()
	row := typedRow("BHN", "Semen", "kg", "1").coded("B.1")
	row.ID = &mine.ID
	_, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{row}})
	says(t, refusedAt(t, err, "rows[0].satuan")[0].Message, "satuan kg", "sat", "B.1", "setujui")

	accepted, _ := b.after(p, func(d *Draft) error {
		return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{row}, AcceptUnit: true}))
	})
	if got, _ := accepted.PriceItems.Get(item.ID); got.Satuan != "kg" || got.Uraian != "Semen" || !got.Harga.Equal(amount("65000")) {
		t.Errorf("item %+v, want the unit and the words of the row, and its price", got)
	}
	// The other analysis still says "sat". Sending it back asks nothing and changes nothing.
	if _, changes := b.after(accepted, saveRows(other, rowsOf(accepted, other)...)); len(changes) != 0 {
		t.Errorf("changed %v", tables(changes))
	}
	// New words would take the unit along, so they ask.
	reworded := rowsOf(accepted, other)
	reworded[0].Uraian = "Semen curah"
	_, err = b.draft(accepted).SaveAnalysis(other.ID, SaveAnalysisInput{Rows: reworded})
	refusedAt(t, err, "rows[0].satuan")
	row.Satuan = "SAT"
	if _, changes := b.after(p, saveRows(q, row)); tables(changes)["price_item"] != 1 {
		t.Errorf("another spelling of the same unit changed %v", tables(changes))
	}
}

// TestTheWordsOfAnItemFollowTheLastRow keeps the price (domain §5.1).
func TestTheWordsOfAnItemFollowTheLastRow(t *testing.T) {
	b := build(t)
	q := b.add("P")
	b.row(q, ahsp.BHN, "B.1", "1", "5")
	item := b.item(ahsp.BHN, "B.1", "")
	row := typedRow("BHN", "Semen Portland", "sat", "1").coded("B.1")
	p, _ := b.after(b.project(), saveRows(q, row))
	if got, _ := p.PriceItems.Get(item.ID); got.Uraian != "Semen Portland" || !got.Harga.Equal(amount("5")) || p.PriceItems.Len() != 1 {
		t.Errorf("item %+v of %d", got, p.PriceItems.Len())
	}
}

// TestARowThatMeansTheItemOfAClashGetsItsCode: B.1#2 is what B.1 with these words means.
func TestARowThatMeansTheItemOfAClashGetsItsCode(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "B.1", "1").Satuan = "zak"
	q := b.add("P")
	b.row(q, ahsp.BHN, "B.1", "1", "5")
	p, created := b.append(b.project(), PekerjaanInput{SourceType: "ref_modified", RefID: &analysis.ID})
	sameList(t, "clone", shownRows(p, created[0]), []string{"BHN B.1#2 1"})

	var result AnalysisResult
	save := func(rows ...AnalysisRow) {
		p, _ = b.after(p, func(d *Draft) (err error) {
			result, err = d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})
			return err
		})
	}
	save(plainRow(ahsp.BHN, "B.1", "1"), typedRow("BHN", "item b.1", "Zak", "3").coded("B.1#2"))
	if len(result.Renamed) != 0 {
		t.Errorf("renamed %+v", result.Renamed)
	}
	save(typedRow("BHN", "Item B.1", "zak", "3").coded("B.1"))
	sameList(t, "rows", shownRows(p, q), []string{"BHN B.1#2 3"})
	if len(result.Renamed) != 1 || result.Renamed[0].Kode != "B.1" || result.Renamed[0].NewKode != "B.1#2" || result.Renamed[0].PekerjaanID != q.ID {
		t.Errorf("renamed %+v", result.Renamed)
	}
	if p.PriceItems.Len() != 2 {
		t.Errorf("%d items, want 2", p.PriceItems.Len())
	}
	if first, _ := p.ItemByKode("B.1"); first.Satuan != "sat" || !first.Harga.Equal(amount("5")) {
		t.Errorf("B.1 became %+v", first)
	}
}

// TestAnItemNeverTakesTheIdentityOfAnother: otherwise two items were the same thing, and a
// bundle would find the wrong price.
func TestAnItemNeverTakesTheIdentityOfAnother(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "B.1", "1").Uraian = "Semen putih"
	q, user := b.add("P"), b.add("U")
	b.row(q, ahsp.BHN, "B.1", "1", "5")
	p, _ := b.after(b.project(), func(d *Draft) error {
		return done(d.SaveAnalysis(user.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("R.1", RefAHSP, analysis.ID, "1")}}))
	})
	white, ok := p.ItemByKode("B.1#2")
	if !ok {
		t.Fatal("the leaf has no item of its own")
	}
	p, _ = b.after(p, func(d *Draft) error {
		return done(d.SavePrices([]PriceInput{{ID: white.ID, Harga: pointer(amount("9"))}}))
	})
	p, _ = b.after(p, saveRows(q, typedRow("BHN", "Semen putih", "sat", "1").coded("B.1")))
	sameList(t, "row", shownRows(p, q), []string{"BHN B.1#2 1"})
	want(t, "the bundle's price stays", b.line(p, user).B, "9")
	want(t, "the row's price", b.line(p, q).B, "9")
}

// TestALeafOfALibraryBundleKeepsItsWords, in every order of the rows of one request, and
// with a code or without.
func TestALeafOfALibraryBundleKeepsItsWords(t *testing.T) {
	for _, kode := range []string{"B.1", ""} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			t.Run(fmt.Sprintf("code %q order %v", kode, order), func(t *testing.T) {
				b := build(t)
				analysis := b.ref.add("R.1")
				leaf := b.ref.component(analysis, ahsp.BHN, kode, "2")
				leaf.Uraian, leaf.Satuan = "Pasir", "m3"
				q := b.add("P")
				first := "B.1"
				if kode == "" {
					first = "Unit-0001"
				}
				p, _ := b.after(b.project(), saveRows(q, typedRow("BHN", "Pasir", "m3", "1").coded(kode)))
				item, _ := p.ItemByKode(first)
				p, _ = b.after(p, func(d *Draft) error {
					return done(d.SavePrices([]PriceInput{{ID: item.ID, Harga: pointer(amount("100"))}}))
				})
				rows := []AnalysisRow{typedRow("BHN", "Batu", "m3", "1").coded(first), bundleRow("R.1", RefAHSP, analysis.ID, "3")}
				rows[0].ID = &p.ComponentsOf(q.ID)[0].ID
				sent := []AnalysisRow{rows[order[0]], rows[order[1]]}
				p, _ = b.after(p, saveRows(q, sent...))
				line := b.line(p, q)
				if line.MissingPrices != 0 && order[0] == 1 {
					t.Errorf("%d prices are missing after the bundle came first", line.MissingPrices)
				}
				for _, e := range line.Expanded {
					if e.Item == nil {
						t.Errorf("%s %s has no price item", e.Kode, e.Uraian)
					}
				}
			})
		}
	}
}

// TestAYoungerItemOfTheSameWordsTakesNoLeaf: a row without a code always makes an item.
func TestAYoungerItemOfTheSameWordsTakesNoLeaf(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "", "2").Uraian = "Pasir"
	user, q, older := b.add("U"), b.add("P"), b.add("O")
	p, _ := b.after(b.project(), saveRows(older, typedRow("BHN", "Batu", "sat", "1")))
	p, _ = b.after(p, func(d *Draft) error {
		return done(d.SaveAnalysis(user.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("R.1", RefAHSP, analysis.ID, "1")}}))
	})
	item, _ := p.ItemByKode("Unit-0002")
	p, _ = b.after(p, func(d *Draft) error {
		return done(d.SavePrices([]PriceInput{{ID: item.ID, Harga: pointer(amount("100"))}}))
	})
	p, _ = b.after(p, saveRows(q, typedRow("BHN", "Pasir", "sat", "1")))
	sameList(t, "new row", shownRows(p, q), []string{"BHN Unit-0003 1"})
	want(t, "the bundle after a younger item", b.line(p, user).B, "200")
	row := typedRow("BHN", "Pasir", "sat", "1").coded("Unit-0001")
	row.ID = &p.ComponentsOf(older.ID)[0].ID
	p, _ = b.after(p, saveRows(older, row))
	want(t, "the bundle after an older item was reworded", b.line(p, user).B, "200")
	sameList(t, "reworded row", shownRows(p, older), []string{"BHN Unit-0002 1"})
}

func TestKoefisienLimits(t *testing.T) {
	b := build(t)
	q := b.add("P")
	var result AnalysisResult
	p, _ := b.after(b.project(), func(d *Draft) (err error) {
		result, err = d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: []AnalysisRow{
			typedRow("BHN", "A", "kg", "0.0000005").coded("A"), typedRow("BHN", "B", "kg", "999999999999.999999").coded("B"),
			typedRow("BHN", "C", "kg", "0").coded("C"), typedRow("BHN", "D", "kg", "0.0000004").coded("D"),
		}})
		return err
	})
	sameList(t, "rows", shownRows(p, q), []string{"BHN A 0.000001", "BHN B 999999999999.999999", "BHN C 0", "BHN D 0"})
	var paths []string
	for _, warning := range result.Warnings {
		paths = append(paths, warning.Path+" "+warning.Severity)
	}
	sameList(t, "warnings", paths, []string{"rows[2].koefisien warning", "rows[3].koefisien warning"})
	// A zero that stood there before is no news.
	if result, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rowsOf(p, q)}); err != nil || len(result.Warnings) != 0 {
		t.Errorf("warnings %v, %v", result.Warnings, err)
	}
}

func TestBundleTargetsByRule(t *testing.T) {
	b := build(t)
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.TK, "T.1", "1")
	custom, modified, target, empty := b.add("C"), b.add("M"), b.add("T"), b.add("E")
	modified.SourceType, modified.RefID = SourceRefModified, &analysis.ID
	b.row(target, ahsp.TK, "T.1", "1", "5")
	tests := []struct {
		name    string
		q       *Pekerjaan
		row     AnalysisRow
		path    string
		message string
	}{
		{"a pekerjaan", custom, bundleRow("G", RefJob, target.ID, "1"), "", ""},
		{"an analysis of the library", custom, bundleRow("G", RefAHSP, analysis.ID, "1"), "", ""},
		{"explicitly nothing", custom, AnalysisRow{Kategori: "LAIN", Kode: "G", Uraian: "Mobilisasi", Koefisien: amount("1"), RefKind: RefNone}, "", ""},
		{"not on a changed reference", modified, bundleRow("G", RefJob, target.ID, "1"), "rows[0].ref_kind", "Kustom"},
		{"not outside LAIN", custom, AnalysisRow{Kategori: "BHN", Kode: "G", Uraian: "G", Koefisien: amount("1"), RefKind: RefJob, RefID: &target.ID}, "rows[0].ref_kind", "Lain-lain"},
		{"unknown kind", custom, bundleRow("G", "bundle", target.ID, "1"), "rows[0].ref_kind", "ahsp atau job"},
		{"no target", custom, AnalysisRow{Kategori: "LAIN", Kode: "G", Uraian: "G", Koefisien: amount("1"), RefKind: RefJob}, "rows[0].ref_id", "pilih"},
		{"foreign pekerjaan", custom, bundleRow("G", RefJob, 99_999, "1"), "rows[0].ref_id", "99999"},
		{"unknown analysis", custom, bundleRow("G", RefAHSP, 99_999, "1"), "rows[0].ref_id", "pustaka"},
		{"an empty pekerjaan", custom, bundleRow("G", RefJob, empty.ID, "1"), "rows[0].ref_id", "belum punya rincian"},
		{"itself", custom, bundleRow("G", RefJob, custom.ID, "1"), "rows[0].ref_id", "dirinya sendiri"},
		{"a code is still needed", custom, bundleRow("", RefJob, target.ID, "1"), "rows[0].kode", "kode"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := b.edit()
			_, err := d.SaveAnalysis(test.q.ID, SaveAnalysisInput{Rows: []AnalysisRow{test.row}})
			if test.path != "" {
				says(t, refusedAt(t, err, test.path)[0].Message, test.message)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			row := d.Project().ComponentsOf(test.q.ID)[0]
			if row.Bundle() == (row.PriceItemID != nil) {
				t.Errorf("stored %+v: a bundle has no price item, anything else has one", row)
			}
		})
	}
}

func TestAnEmptyTargetIsAWarningWhereTheProjectAllowsIt(t *testing.T) {
	b := build(t)
	user, target := b.add("U"), b.add("T")
	b.header.AllowBundleSoftErrors = true
	b.volume(user, "1")
	var result AnalysisResult
	p, _ := b.after(b.project(), func(d *Draft) (err error) {
		result, err = d.SaveAnalysis(user.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G", RefJob, target.ID, "1")}})
		return err
	})
	if len(result.Warnings) != 1 || result.Warnings[0].Path != "rows[0].ref_id" || result.Warnings[0].Severity != "warning" {
		t.Errorf("warnings %+v", result.Warnings)
	}
	if line := b.line(p, user); line.State != LineNoPrice || !line.Total.IsZero() {
		t.Errorf("line %s, %s", line.State, line.Total)
	}
	if checks := p.Checklist(); !slices.ContainsFunc(checks, func(c Check) bool { return c.Kind == CheckEmptyBundle && c.PekerjaanID == user.ID }) {
		t.Errorf("the checklist has no empty target: %v", checks)
	}
}

func TestATargetInUseMayNotBecomeEmpty(t *testing.T) {
	b := build(t)
	user, target := b.add("U"), b.add("T")
	b.row(target, ahsp.TK, "T.1", "1", "5")
	b.bundle(user, target, "2")
	_, err := b.edit().SaveAnalyses([]PekerjaanAnalysis{{PekerjaanID: target.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[0]"}}})
	says(t, refusedAt(t, err, "items[0].rows")[0].Message, "T Pekerjaan T", "U Pekerjaan U")
	b.header.AllowBundleSoftErrors = true
	result, err := b.edit().SaveAnalysis(target.ID, SaveAnalysisInput{})
	if err != nil || len(result.Warnings) != 1 || result.Warnings[0].Path != "rows" {
		t.Errorf("allowed: %+v, %v", result.Warnings, err)
	}
}

func TestACycleIsRefusedByTheGraphAsItWillBe(t *testing.T) { // golden G14
	b := build(t)
	p := map[string]*Pekerjaan{}
	for _, kode := range []string{"A", "B", "C"} {
		p[kode] = b.add(kode)
		b.row(p[kode], ahsp.TK, "T."+kode, "1", "5")
	}
	b.bundle(p["A"], p["B"], "1")
	b.bundle(p["B"], p["C"], "1")
	save := func(from, to string) error {
		rows := append(rowsOf(b.project(), p[from]), bundleRow("X", RefJob, p[to].ID, "1"))
		return done(b.edit().SaveAnalysis(p[from].ID, SaveAnalysisInput{Rows: rows}))
	}
	says(t, refusedAt(t, save("C", "A"), "rows[1].ref_id")[0].Message, "C → A → B → C")
	says(t, refusedAt(t, save("A", "A"), "rows[2].ref_id")[0].Message, "A → A")
	if err := save("A", "C"); err != nil {
		t.Errorf("A → C is refused: %v", err)
	}
	// Turning an edge around in one command is no cycle; making two halves of one is.
	turned := []PekerjaanAnalysis{
		{PekerjaanID: p["A"].ID, SaveAnalysisInput: SaveAnalysisInput{Rows: rowsOf(b.project(), p["A"])[:1]}},
		{PekerjaanID: p["C"].ID, SaveAnalysisInput: SaveAnalysisInput{Rows: append(rowsOf(b.project(), p["C"]), bundleRow("X", RefJob, p["A"].ID, "1"))}},
	}
	if _, err := b.edit().SaveAnalyses(turned); err != nil {
		t.Errorf("a cycle that the same command breaks is refused: %v", err)
	}
	d, e := b.add("D"), b.add("E")
	b.row(d, ahsp.TK, "T.D", "1", "5")
	b.row(e, ahsp.TK, "T.E", "1", "5")
	_, err := b.edit().SaveAnalyses([]PekerjaanAnalysis{
		{PekerjaanID: d.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[0]", Rows: []AnalysisRow{bundleRow("X", RefJob, e.ID, "1")}}},
		{PekerjaanID: e.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[1]", Rows: []AnalysisRow{bundleRow("Y", RefJob, d.ID, "1")}}},
	})
	refusedAt(t, err, "items[0].rows[0].ref_id", "items[1].rows[0].ref_id")
}

func TestBundlesDeeperThanTenAreRefusedForEveryUser(t *testing.T) {
	b := build(t)
	list := chain(b, MaxBundleDepth)
	last, deeper := list[len(list)-1], b.add("D")
	b.row(deeper, ahsp.TK, "TK.D", "1", "5")
	rows := append(rowsOf(b.project(), last), bundleRow("X", RefJob, deeper.ID, "1"))
	_, err := b.edit().SaveAnalysis(last.ID, SaveAnalysisInput{Rows: rows})
	says(t, refusedAt(t, err, "rows")[0].Message, "P0", "10 tingkat")
	rows = append(rowsOf(b.project(), list[1]), bundleRow("X", RefJob, deeper.ID, "1"))
	if _, err := b.edit().SaveAnalysis(list[1].ID, SaveAnalysisInput{Rows: rows}); err != nil {
		t.Errorf("a short way below a long one is refused: %v", err)
	}
}

func TestInheritedBundlesOfAChangedReferenceStay(t *testing.T) {
	b := build(t)
	outer, inner := b.ref.add("R.1"), b.ref.add("R.2")
	b.ref.component(outer, ahsp.TK, "T.1", "1")
	b.ref.component(outer, ahsp.LAIN, "R.2", "0.5")
	b.ref.component(inner, ahsp.BHN, "B.1", "4")
	b.item(ahsp.BHN, "B.1", "10")
	p, created := b.append(b.project(), PekerjaanInput{SourceType: "ref_modified", RefID: &outer.ID})
	q := created[0]
	before := p.ComponentsOf(q.ID)[1]
	if before.RefAHSPID == nil || *before.RefAHSPID != inner.ID || before.PriceItemID != nil {
		t.Fatalf("cloned as %+v", before)
	}
	for name, change := range map[string]func(*AnalysisRow){
		"by id":             func(*AnalysisRow) {},
		"by code":           func(r *AnalysisRow) { r.ID = nil },
		"named explicitly":  func(r *AnalysisRow) { r.RefKind, r.RefID = RefAHSP, &inner.ID },
		"named and by code": func(r *AnalysisRow) { r.ID, r.RefKind, r.RefID = nil, RefAHSP, &inner.ID },
	} {
		rows := rowsOf(p, q)
		rows[0].Koefisien = amount("2")
		change(&rows[1])
		next, _ := b.after(p, saveRows(q, rows...))
		after := next.ComponentsOf(q.ID)[1]
		if after.ID != before.ID || after.RefAHSPID == nil || *after.RefAHSPID != inner.ID || after.Version != before.Version {
			t.Errorf("%s: %+v became %+v", name, before, after)
		}
		want(t, name, b.line(next, q).B, "20")
	}
	rows := rowsOf(p, q)
	rows[1].RefKind, rows[1].RefID = RefAHSP, &outer.ID
	_, err := b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})
	refusedAt(t, err, "rows[1].ref_kind")
}

func TestAChangeCascadesToEveryUser(t *testing.T) { // golden G15
	b := build(t)
	leaf, user, top, apart := b.add("L"), b.add("U"), b.add("T"), b.add("X")
	b.row(leaf, ahsp.TK, "T.1", "5.0", "10")
	b.bundle(user, leaf, "3")
	b.bundle(top, user, "2")
	b.row(apart, ahsp.TK, "T.1", "1", "")
	p := b.project()
	want(t, "effective before", b.line(p, user).Expanded[0].Effective, "15")
	rows := rowsOf(p, leaf)
	rows[0].Koefisien = amount("8.0")
	var result AnalysisResult
	next, changes := b.after(p, func(d *Draft) (err error) {
		result, err = d.SaveAnalysis(leaf.ID, SaveAnalysisInput{Rows: rows})
		return err
	})
	want(t, "effective after", b.line(next, user).Expanded[0].Effective, "24")
	want(t, "A of the user's user", b.line(next, top).A, "480")
	sameList(t, "changed", result.Changed, []int64{leaf.ID})
	sameList(t, "cascaded, nearest first", result.Cascaded, []int64{user.ID, top.ID})
	for q, version := range map[*Pekerjaan]int64{leaf: 2, user: 2, top: 2, apart: 1} {
		if row, _ := next.Analyses.Get(q.ID); row.Version != version {
			t.Errorf("analysis of %s has version %d, want %d", q.Kode, row.Version, version)
		}
	}
	if result.Version != 2 || result.Updated != 1 || result.Saved != 1 {
		t.Errorf("result %+v", result)
	}
	if count := tables(changes); count["component"] != 1 || count["analysis"] != 3 {
		t.Errorf("changed %v", count)
	}
}

func TestAnalysesSavedTogetherCascadeOnce(t *testing.T) {
	b := build(t)
	leaf, user, top := b.add("L"), b.add("U"), b.add("T")
	b.row(leaf, ahsp.TK, "T.1", "5", "10")
	b.bundle(user, leaf, "3")
	b.bundle(top, user, "2")
	p := b.project()
	doubled := func(q *Pekerjaan) PekerjaanAnalysis {
		rows := rowsOf(p, q)
		rows[0].Koefisien = amount("7")
		return PekerjaanAnalysis{PekerjaanID: q.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: rows}}
	}
	var result AnalysisResult
	next, _ := b.after(p, func(d *Draft) (err error) {
		result, err = d.SaveAnalyses([]PekerjaanAnalysis{doubled(user), doubled(leaf)})
		return err
	})
	sameList(t, "changed", result.Changed, []int64{user.ID, leaf.ID})
	sameList(t, "cascaded", result.Cascaded, []int64{top.ID})
	for _, q := range []*Pekerjaan{leaf, user, top} {
		if row, _ := next.Analyses.Get(q.ID); row.Version != 2 {
			t.Errorf("analysis of %s has version %d, want 2", q.Kode, row.Version)
		}
	}
	want(t, "A", b.line(next, top).A, "980")
}

func TestRowsThatDoNotChangeKeepTheirIDsAndVersions(t *testing.T) {
	b := build(t)
	q := b.add("P")
	for _, kode := range []string{"T.1", "T.2", "T.3", "T.4"} {
		b.row(q, ahsp.TK, kode, "1", "5")
	}
	p := b.project()
	before := p.ComponentsOf(q.ID)
	rows := rowsOf(p, q)
	rows[1].ID, rows[3].ID, rows[3].Koefisien = nil, nil, amount("2")
	rows = []AnalysisRow{rows[1], rows[2], plainRow(ahsp.TK, "T.5", "1"), rows[3]}
	var result AnalysisResult
	next, changes := b.after(p, func(d *Draft) (err error) {
		result, err = d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})
		return err
	})
	after := next.ComponentsOf(q.ID)
	sameList(t, "rows", shownRows(next, q), []string{"TK T.2 1", "TK T.3 1", "TK T.5 1", "TK T.4 2"})
	sameList(t, "ids", []int64{after[0].ID, after[1].ID, after[3].ID}, []int64{before[1].ID, before[2].ID, before[3].ID})
	sameList(t, "versions", []int64{after[0].Version, after[1].Version, after[2].Version, after[3].Version}, []int64{1, 1, 1, 2})
	if result.Created != 1 || result.Updated != 1 || result.Deleted != 1 || len(result.DeletedRows) != 1 || result.DeletedRows[0].Kode != "T.1" || result.Saved != 4 {
		t.Errorf("result %+v", result)
	}
	if count := tables(changes); count["component"] != 3 {
		t.Errorf("changed %v, want only the new, the changed and the deleted row", count)
	}
}

func TestAnalysisConflicts(t *testing.T) {
	b := build(t)
	q := b.add("P")
	b.row(q, ahsp.TK, "T.1", "1", "5")
	b.analyses[0].Version, b.analyses[0].ChangedBy = 3, 9
	p := b.project()
	save := func(version *int64, koefisien string) error {
		rows := rowsOf(p, q)
		rows[0].Koefisien = amount(koefisien)
		return done(b.draft(p).SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows, Version: version}))
	}
	conflict := conflictAt(t, save(pointer(int64(2)), "4"), "version")[0]
	current, yours := conflict.Current.(AnalysisState), conflict.Yours.(AnalysisState)
	if current.Version != 3 || yours.Version != 2 || !current.Rows[0].Koefisien.Equal(decimal.One) || !yours.Rows[0].Koefisien.Equal(decimal.FromInt(4)) {
		t.Errorf("conflict shows %+v and %+v", current, yours)
	}
	for name, err := range map[string]error{
		"present version": save(pointer(int64(3)), "4"), "no version": save(nil, "4"), "stale with the same content": save(pointer(int64(2)), "1.000"),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := b.draft(p).SaveAnalyses([]PekerjaanAnalysis{{
		PekerjaanID: q.ID, SaveAnalysisInput: SaveAnalysisInput{Path: "items[0]", Version: pointer(int64(2))},
	}})
	conflictAt(t, err, "items[0].version")
}

// TestAnAnalysisThatComesBackChangesNothing, also with bundles and generated codes.
func TestAnAnalysisThatComesBackChangesNothing(t *testing.T) {
	b := build(t)
	outer, inner := b.ref.add("R.1"), b.ref.add("R.2")
	b.ref.component(outer, ahsp.TK, "T.1", "0.25")
	b.ref.component(outer, ahsp.LAIN, "R.2", "0.5")
	b.ref.component(outer, ahsp.BHN, "", "0.125").Uraian = "Tanpa kode"
	b.ref.component(inner, ahsp.BHN, "B.1", "4")
	target := b.add("T")
	b.row(target, ahsp.TK, "T.1", "1", "5")
	q := b.add("P")
	b.row(q, ahsp.BHN, "B.9", "0.000001", "7")
	b.bundle(q, target, "3")
	b.bundleAHSP(q, inner, "3")
	p, created := b.append(b.project(), PekerjaanInput{SourceType: "ref_modified", RefID: &outer.ID})
	for _, q := range []*Pekerjaan{q, created[0]} {
		version := pointer(int64(0)) // stale: the same content is no conflict
		_, changes := b.after(p, func(d *Draft) error {
			return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rowsOf(p, q), Version: version}))
		})
		if len(changes) != 0 {
			t.Errorf("%s: changed %v", q.Kode, tables(changes))
		}
	}
}
