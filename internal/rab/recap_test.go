package rab

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// project160 is golden G6: a real project, with every figure as its export printed it.
var project160 = []struct{ klasifikasi, sub, kode, volume, g, total, printed string }{
	{"K1", "K1.1", "3.6.1.1", "100", "301304.38", "30130438.00", "30.130.438"},
	{"K1", "K1.1", "2.2.1.4.5", "3000", "2298298.97", "6894896910.00", "6.894.896.910"},
	{"K1", "K1.1", "2.2.1.1.3", "9000", "69137.64", "622238760.00", "622.238.760"},
	{"K1", "K1.1", "2.2.1.3.5", "60", "259662.97", "15579778.20", "15.579.778"},
	{"K1", "K1.1", "2.2.2.3.14", "10", "217339.10", "2173391.00", "2.173.391"},
	{"K1", "K1.2", "2.2.1.3.1", "10", "255403.50", "2554035.00", "2.554.035"},
	{"K1", "K1.2", "1.4.1.12", "20", "34249.05", "684981.00", "684.981"},
	{"K1", "K1.2", "5.3.1.10", "30", "186065.00", "5581950.00", "5.581.950"},
	{"K1", "K1.2", "5.5.1.1", "40", "323213.00", "12928520.00", "12.928.520"},
	{"K1", "K1.2", "5.6.1.1", "50", "361878.00", "18093900.00", "18.093.900"},
	{"Klasifikasi 2", "2.1", "3.9.3.3", "60", "73568.00", "4414080.00", "4.414.080"},
	{"Klasifikasi 2", "2.1", "3.1.1.2", "70", "92166.25", "6451637.50", "6.451.638"},
	{"Klasifikasi 2", "2.1", "3.4.4", "80", "30054.75", "2404380.00", "2.404.380"},
	{"Klasifikasi 2", "2.1", "5.4.4.1", "90", "62535.00", "5628150.00", "5.628.150"},
	{"Klasifikasi 2", "2.2", "2.2.1.1.9", "100", "1420.10", "142010.00", "142.010"},
	{"Klasifikasi 2", "2.2", "10.1.1", "110", "1995408.25", "219494907.50", "219.494.908"},
	{"Klasifikasi 2", "2.2", "3.2.1", "120", "19045.95", "2285514.00", "2.285.514"},
	{"Klasifikasi 2", "2.2", "3.12.7", "22", "24915.00", "548130.00", "548.130"},
	{"Klasifikasi 2", "2.2", "1.1.2.1", "11", "1180300.00", "12983300.00", "12.983.300"},
	{"Klasifikasi 2", "2.2", "2.2.1.4.1", "33", "2303688.97", "76021736.01", "76.021.736"},
	{"K3", "K3.1", "1.6.9", "44", "13365.00", "588060.00", "588.060"},
	{"K3", "K3.1", "1.1.3.9", "55", "22395.45", "1231749.75", "1.231.750"},
	{"K3", "K3.1", "5.5.1.8", "66", "8893.50", "586971.00", "586.971"},
	{"K3", "K3.1", "1.3.1.4", "77", "13365.00", "1029105.00", "1.029.105"},
	{"K3", "K3.1", "1.2.1.1.7", "56", "101574.00", "5688144.00", "5.688.144"},
	{"K3", "K3.1", "2.2.1.9.1", "65", "1783.10", "115901.50", "115.902"},
	{"K3", "K3.1", "3.11.4.12", "67", "72242.50", "4840247.50", "4.840.248"},
	{"K3", "K3.1", "6.5.8.8", "76", "586426.50", "44568414.00", "44.568.414"},
	{"K3", "K3.1", "5.6.1.17", "80", "235686.00", "18854880.00", "18.854.880"},
}

func buildProject160(t *testing.T) *builder {
	b := build(t)
	b.headings = nil
	b.pricing.PPNPercent, b.pricing.RoundingBase = decimal.FromInt(10), 10_000
	klasifikasi, sub := "", ""
	for _, row := range project160 {
		if row.klasifikasi != klasifikasi {
			klasifikasi = row.klasifikasi
			b.addKlasifikasi(klasifikasi)
		}
		if row.sub != sub {
			sub = row.sub
			b.addSub(sub)
		}
		q := b.add(row.kode)
		b.volume(q, row.volume)
		b.row(q, ahsp.LAIN, "LS-"+row.kode, "1", row.g)
	}
	return b
}

func TestProject160GivesEveryPrintedFigure(t *testing.T) { // golden G6
	p := buildProject160(t).project()
	f := p.Figures()
	if len(f.Lines) != len(project160) {
		t.Fatalf("%d lines, want %d", len(f.Lines), len(project160))
	}
	for i, row := range project160 {
		line := f.Lines[i]
		if line.Pekerjaan.Kode != row.kode {
			t.Fatalf("line %d is %s, want %s", i, line.Pekerjaan.Kode, row.kode)
		}
		want(t, row.kode+" G", line.G, row.g)
		want(t, row.kode+" total", line.Total, row.total)
		if got := line.Total.Indonesian(0, 0); got != row.printed {
			t.Errorf("%s prints %s, want %s", row.kode, got, row.printed)
		}
	}
	subtotals := []struct{ name, exact, printed string }{
		{"K1", "7604862663.20", "7.604.862.663"},
		{"K1.1", "7565019277.20", "7.565.019.277"},
		{"K1.2", "39843386.00", "39.843.386"},
		{"Klasifikasi 2", "330373845.01", "330.373.845"},
		{"2.1", "18898247.50", "18.898.248"},
		{"2.2", "311475597.51", "311.475.598"},
		{"K3", "77503472.75", "77.503.473"},
		{"K3.1", "77503472.75", "77.503.473"},
	}
	if len(f.Tree) != len(subtotals) {
		t.Fatalf("%d headings, want %d", len(f.Tree), len(subtotals))
	}
	for i, expected := range subtotals {
		node := f.Tree[i]
		if node.Heading.Name != expected.name {
			t.Fatalf("heading %d is %s, want %s", i, node.Heading.Name, expected.name)
		}
		want(t, expected.name, node.Total, expected.exact)
		if got := node.Total.Indonesian(0, 0); got != expected.printed {
			t.Errorf("%s prints %s, want %s", expected.name, got, expected.printed)
		}
	}
	want(t, "T", f.Totals.Jumlah, "8012739980.96")
	want(t, "PPN", f.Totals.PPN, "801273998")
	want(t, "grand total", f.Totals.Total, "8814013979")
	want(t, "rounded", f.Totals.Dibulatkan, "8814010000")
	for got, expected := range map[string]string{
		f.Totals.Jumlah.Indonesian(0, 0):     "8.012.739.981",
		f.Totals.PPN.Indonesian(0, 0):        "801.273.998",
		f.Totals.Total.Indonesian(0, 0):      "8.814.013.979",
		f.Totals.Dibulatkan.Indonesian(0, 0): "8.814.010.000",
		f.Lines[0].Bobot.Indonesian(4, 4):    "0,3760",
		f.Lines[1].Bobot.Indonesian(4, 4):    "86,0492",
		f.Lines[26].G.Indonesian(2, 2):       "72.242,50",
		f.Lines[27].G.Indonesian(2, 2):       "586.426,50",
		f.Lines[26].G.Indonesian(0, 0):       "72.243",
		f.Lines[27].G.Indonesian(0, 0):       "586.427",
	} {
		if got != expected {
			t.Errorf("prints %s, want %s", got, expected)
		}
	}
	if f.Totals.State != LineComplete {
		t.Errorf("state %s", f.Totals.State)
	}
	checkPrintedShares(t, f)
}

// checkPrintedShares fails unless the printed shares of the leaves and of the first-level
// headings both add up to 100.00, or to 0 while the total is 0, and no leaf is moved by
// more than one hundredth from its exact share.
func checkPrintedShares(t interface{ Errorf(string, ...any) }, f *Figures) {
	expected := decimal.Hundred
	if f.Totals.Jumlah.IsZero() {
		expected = decimal.Zero
	}
	leaves, groups := decimal.Zero, decimal.Zero
	for _, line := range f.Lines {
		leaves = leaves.Add(line.BobotPrinted)
		if !line.BobotPrinted.Sub(line.Bobot).Abs().Less(decimal.New(1, 2)) {
			t.Errorf("share %s is printed as %s", line.Bobot, line.BobotPrinted)
		}
	}
	for _, node := range f.Tree {
		if node.Level == 0 {
			groups = groups.Add(node.BobotPrinted)
		}
	}
	if !leaves.Equal(expected) || !groups.Equal(expected) {
		t.Errorf("printed shares add up to %s (leaves) and %s (groups), want %s", leaves, groups, expected)
	}
}

func TestPrintedSharesGiveTheRestToTheLargestRemainderThenTheFirst(t *testing.T) { // rulings A6
	tests := []struct {
		name   string
		totals []string
		want   []string
	}{
		{"ties go by list order", []string{"1", "1", "1"}, []string{"33.34", "33.33", "33.33"}},
		{"the largest remainder first", []string{"1", "2", "4"}, []string{"14.29", "28.57", "57.14"}},
		{"nothing left over", []string{"1", "3"}, []string{"25", "75"}},
		{"a zero gets nothing", []string{"0", "1", "0"}, []string{"0", "100", "0"}},
		{"six of seven ties", []string{"1", "1", "1", "1", "1", "1", "1"}, []string{"14.29", "14.29", "14.29", "14.29", "14.28", "14.28", "14.28"}},
		{"a share below a hundredth", []string{"0.01", "1000000"}, []string{"0", "100"}},
		{"no money at all", []string{"0", "0"}, []string{"0", "0"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := build(t)
			for i, total := range test.totals {
				q := b.add(string(rune('a' + i)))
				b.row(q, ahsp.LAIN, "LS-"+q.Kode, "1", total)
				b.volume(q, "1")
			}
			f := b.project().Figures()
			for i, expected := range test.want {
				want(t, f.Lines[i].Pekerjaan.Kode, f.Lines[i].BobotPrinted, expected)
			}
			checkPrintedShares(t, f)
		})
	}
}

func TestHeadingsWithoutPekerjaanStayInTheTree(t *testing.T) {
	b := build(t)
	b.addKlasifikasi("Kosong")
	f := b.project().Figures()
	if len(f.Tree) != 3 || !f.Tree[2].Total.IsZero() || f.Totals.State != LineComplete {
		t.Errorf("tree of %d, state %s", len(f.Tree), f.Totals.State)
	}
}
