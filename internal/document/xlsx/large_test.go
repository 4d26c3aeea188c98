package xlsx_test

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/xlsx"
)

// large is a book of 1,000 pekerjaan with 10 components each: prices, analyses, RAB and
// rekapitulasi, linked.
func large(pekerjaan, components int) *document.Document {
	const items = 400
	words := document.Words
	prices := &document.Table{Columns: []document.Column{{Key: "kode", Title: "Kode", Width: 200}, {Key: "uraian", Title: "Uraian", Width: 900}, {Key: "satuan", Title: "Satuan", Width: 150}, {Key: "harga", Title: "Harga", Width: 350, Kind: document.Money}}}
	for i := range items {
		prices.Rows = append(prices.Rows, document.Row{Key: "i" + strconv.Itoa(i), Cells: []document.Cell{words(fmt.Sprintf("M.%04d", i)), words("Bahan bangunan nomor " + strconv.Itoa(i)), words("kg"), document.Number(decimal.New(int64(1000+i), 0))}})
	}
	analysisColumns := []document.Column{{Key: "no", Title: "No", Width: 100}, {Key: "uraian", Title: "Uraian", Width: 700}, {Key: "kode", Title: "Kode", Width: 250}, {Key: "satuan", Title: "Satuan", Width: 150}, {Key: "koefisien", Title: "Koefisien", Width: 200, Kind: document.Coefficient}, {Key: "harga", Title: "Harga Satuan (Rp)", Width: 250, Kind: document.Money}, {Key: "jumlah", Title: "Jumlah (Rp)", Width: 300, Kind: document.Money}}
	analyses := &document.Section{Key: "analisa", Title: "Analisa", Sheet: "Analisa"}
	rab := &document.Table{Columns: []document.Column{{Key: "no", Title: "No", Width: 100}, {Key: "uraian", Title: "Uraian", Width: 800}, {Key: "volume", Title: "Volume", Width: 200, Kind: document.VolumeKind}, {Key: "satuan", Title: "Satuan", Width: 150}, {Key: "harga", Title: "Harga Satuan (Rp)", Width: 300, Kind: document.Money}, {Key: "jumlah", Title: "Jumlah (Rp)", Width: 350, Kind: document.Money}}}
	product := document.Calculation("{0}*{1}", document.Ref{Column: "koefisien"}, document.Ref{Column: "harga"})
	line := document.Calculation("ROUND({0}*{1},2)", document.Ref{Column: "volume"}, document.Ref{Column: "harga"})
	koefisien, total := decimal.New(125, 4), decimal.Decimal{}
	for p := range pekerjaan {
		key := "p" + strconv.Itoa(p)
		analysis := &document.Table{Title: "Analisa " + key, Columns: analysisColumns, Whole: true}
		analyses.Blocks = append(analyses.Blocks, analysis)
		analysis.Rows = append(analysis.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{words(strconv.Itoa(p + 1)), words("Pekerjaan beton bertulang mutu K-225 dengan besi ulir dan bekisting dua kali pakai, termasuk pembongkaran").Over(6)}})
		direct := decimal.Decimal{}
		for c := range components {
			item := (p*7 + c*13) % items
			price := decimal.New(int64(1000+item), 0)
			amount := koefisien.Mul(price)
			direct = direct.Add(amount)
			analysis.Rows = append(analysis.Rows, document.Row{Key: key + "." + strconv.Itoa(c), Cells: []document.Cell{
				words(strconv.Itoa(c + 1)), words("Bahan bangunan nomor " + strconv.Itoa(item)), words(fmt.Sprintf("M.%04d", item)), words("kg"), document.Number(koefisien),
				document.Number(price).By(document.Calculation("{0}", document.Ref{Section: "harga", Row: "i" + strconv.Itoa(item), Column: "harga"})), document.Number(amount).By(product),
			}})
		}
		analysis.Rows = append(analysis.Rows, document.Row{Key: key, Kind: document.Total, Cells: []document.Cell{words("Harga satuan pekerjaan").Over(6), document.Number(direct.Round(2)).By(
			document.Calculation("ROUND(SUM({0}),2)", document.Ref{Row: key + ".0", To: key + "." + strconv.Itoa(components-1)}))}})
		amount := direct.Round(2).Mul(decimal.New(12, 0))
		total = total.Add(amount)
		rab.Rows = append(rab.Rows, document.Row{Key: key, Cells: []document.Cell{
			words(strconv.Itoa(p + 1)), words("Pekerjaan beton bertulang mutu K-225 dengan besi ulir dan bekisting dua kali pakai"), document.Number(decimal.New(12, 0)), words("m³"),
			document.Number(direct.Round(2)).By(document.Calculation("{0}", document.Ref{Section: "analisa", Row: key, Column: "jumlah"})), document.Number(amount).By(line),
		}})
	}
	rab.Rows = append(rab.Rows, document.Row{Key: "total", Kind: document.Total, Cells: []document.Cell{words("JUMLAH").Over(5), document.Number(total).By(
		document.Calculation("SUM({0})", document.Ref{Row: "p0", To: "p" + strconv.Itoa(pekerjaan-1)}))}})
	section := func(key, title string, t *document.Table) *document.Section {
		return &document.Section{Key: key, Title: title, Sheet: title, Blocks: []document.Block{t}}
	}
	return &document.Document{Moment: "2026-01-05T00:00:00Z", Sections: []*document.Section{section("rab", "RAB", rab), analyses, section("harga", "Harga", prices)}}
}

// held reads how much memory the process holds, or held at most, in KiB.
func held(b *testing.B, field string) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("needs /proc")
	}
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, field+":"); found {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	b.Skip("no " + field)
	return 0
}

func BenchmarkWrite1000(b *testing.B) {
	d := large(1000, 10)
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak counts from here
	before, size := held(b, "VmRSS"), &counter{}
	b.ReportAllocs()
	for b.Loop() {
		size.n = 0
		if err := xlsx.Write(size, d, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(held(b, "VmHWM")-before)/1024, "MiB-peak")
	b.ReportMetric(float64(size.n)/1024, "KiB-file")
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

var _ io.Writer = (*counter)(nil)
