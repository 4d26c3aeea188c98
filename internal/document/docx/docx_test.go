package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/docx"
)

// small is a document of one section with the blocks.
func small(blocks ...document.Block) *document.Document {
	return &document.Document{
		Title: "Judul", Project: "Proyek", Moment: "2026-01-05T00:00:00Z",
		Sections: []*document.Section{{Key: "a", Title: "BAGIAN", Paper: document.A4, Blocks: blocks}},
	}
}

func TestTextsAndNumbersStandInTheirOrder(t *testing.T) {
	table := &document.Table{
		Title: "Daftar",
		Columns: []document.Column{
			{Key: "no", Title: "No", Width: 100},
			{Key: "uraian", Title: "Uraian\nPekerjaan", Width: 700},
			{Key: "volume", Title: "Volume", Width: 200, Kind: document.VolumeKind, Band: "Kuantitas"},
			{Key: "jumlah", Title: "Jumlah", Width: 300, Kind: document.Money, Band: "Kuantitas"},
		},
		Rows: []document.Row{
			{Kind: document.Group, Cells: []document.Cell{document.Words("I"), document.Words("TANAH & <BATU>").Over(3)}},
			{Cells: []document.Cell{document.Words("1"), document.Words("Galian  “φ 12” m²"), number("1234.5"), number("98765432101.005")}},
			{Cells: []document.Cell{document.Words("2"), document.Words("Deviasi"), number("2").As(document.Points)}},
			{Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH").Over(3), number("98765432101.005")}},
		},
	}
	a := opened(t, written(t, small(
		&document.Heading{Text: "Satu", Level: 1},
		&document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{{Label: "Pagu", Value: number("350000000"), Kind: document.Rupiah}}}}},
		table,
		&document.Note{Title: "Terbilang", Text: "sembilan\nratus"},
		&document.Signatures{Place: "Sleman, 5 Januari 2026", Fields: []document.Signatory{{Role: "Dibuat,", Name: "Budi", NIP: "NIP 1"}, {Role: "Disetujui,"}}},
	)))
	want := []string{
		"BAGIAN", "Satu", "Pagu", ":", "350.000.000", "Daftar",
		"No", "Uraian\nPekerjaan", "Kuantitas", "Volume", "Jumlah",
		"I", "TANAH & <BATU>", "1", "Galian  “φ 12” m²", "1.234,500", "98.765.432.101,01", "2", "Deviasi", "+2,00", "JUMLAH", "98.765.432.101,01",
		"Terbilang: sembilan\nratus",
		"Sleman, 5 Januari 2026", "Dibuat,", "Disetujui,", "Budi", "……………………………", "NIP 1",
	}
	if diff := cmp.Diff(want, a.body().paragraphs()); diff != "" {
		t.Error(diff)
	}
}

func TestEveryRelationLeadsToAPartOfAKnownType(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	if a.names[0] != "[Content_Types].xml" {
		t.Errorf("the first part is %s", a.names[0])
	}
	types := map[string]bool{}
	for _, n := range a.parts["[Content_Types].xml"].children {
		types[strings.TrimPrefix(n.attributes["PartName"], "/")] = true
		types["."+n.attributes["Extension"]] = true
	}
	reached := map[string]bool{"[Content_Types].xml": true}
	for name, part := range a.parts {
		if !types[name] && name != "[Content_Types].xml" && path.Ext(name) != ".rels" {
			t.Errorf("%s has no type of its own", name)
		}
		if path.Ext(name) != ".rels" {
			used := map[string]bool{}
			part.walk(func(n *node) {
				for _, attribute := range []string{"r:id", "r:embed"} {
					if id := n.attributes[attribute]; id != "" {
						used[id] = true
					}
				}
			})
			relations := a.parts[path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")]
			for id := range used {
				if relations == nil || !slices.ContainsFunc(relations.children, func(n *node) bool { return n.attributes["Id"] == id }) {
					t.Errorf("%s uses %s, which leads nowhere", name, id)
				}
			}
			continue
		}
		reached[name] = true
		base := path.Dir(path.Dir(name))
		for _, relation := range part.children {
			target := path.Join(base, relation.attributes["Target"])
			if a.raw[target] == nil {
				t.Errorf("%s names %s, which is not there", name, target)
			}
			reached[target] = true
		}
	}
	for _, name := range a.names {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
		if !types[name] && !types[path.Ext(name)] {
			t.Errorf("%s has no type", name)
		}
	}
	if !slices.Contains(a.names, "word/media/logo.png") || !slices.Contains(a.names, "word/charts/chart1.xml") {
		t.Errorf("parts %q", a.names)
	}
}

func TestPagesOfSections(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	sections := a.body().all("w:sectPr")
	var got [][3]string
	for _, s := range sections {
		size := s.child("w:pgSz").attributes
		got = append(got, [3]string{size["w:w"], size["w:h"], size["w:orient"]})
	}
	want := [][3]string{{"11905", "16837", ""}, {"11905", "16837", ""}, {"12188", "18708", ""}, {"23811", "16837", "landscape"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if margin := sections[3].child("w:pgMar").attributes["w:left"]; margin != "680" {
		t.Errorf("margin %s, want 12 mm", margin)
	}
	if sections[2].child("w:titlePg") == nil || sections[3].child("w:titlePg") != nil {
		t.Error("the head of the letter stands on first pages of other sections than it should")
	}
	kop := a.parts["word/headerFirst3.xml"]
	if got := kop.paragraphs(); len(got) != 4 || got[0] != "PEMERINTAH KABUPATEN SLEMAN" || len(kop.all("pic:pic")) != 1 {
		t.Errorf("head of the letter %q", got)
	}
	for _, name := range a.names {
		if strings.HasPrefix(name, "word/header") {
			if marks := a.parts[name].all("v:textpath"); len(marks) != 2 || marks[1].attributes["string"] != "DRAF" {
				t.Errorf("%s has no watermark", name)
			}
		}
	}
	foot := a.parts["word/footer3.xml"]
	if diff := cmp.Diff([]string{"Pembangunan Balai Desa Sukamaju · RENCANA ANGGARAN BIAYA", "Revisi 12 · 0123456789ab · Halaman 1 dari 1"}, foot.paragraphs()); diff != "" {
		t.Error(diff)
	}
	var fields []string
	for _, n := range foot.all("w:instrText") {
		fields = append(fields, strings.TrimSpace(n.text))
	}
	if diff := cmp.Diff([]string{"PAGE", "NUMPAGES"}, fields); diff != "" {
		t.Error(diff)
	}
	if cover := a.parts["word/footer1.xml"].paragraphs(); cover != nil {
		t.Errorf("the cover has a foot: %q", cover)
	}
	if got := a.body().paragraphs(); got[0] != "DOKUMEN" || slices.Contains(got, "Sampul") {
		t.Errorf("the cover begins with %q", got[0])
	}
}

func TestContentsLeadToTheSections(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	marks := map[string]bool{}
	for _, n := range a.body().all("w:bookmarkStart") {
		marks[n.attributes["w:name"]] = true
	}
	links := a.body().all("w:hyperlink")
	if len(links) != 2 {
		t.Fatalf("%d lines, want one for each section after the contents", len(links))
	}
	for _, link := range links {
		if !marks[link.attributes["w:anchor"]] {
			t.Errorf("%q leads nowhere", link.words())
		}
		if instruction := link.all("w:instrText")[0].text; !strings.Contains(instruction, "PAGEREF "+link.attributes["w:anchor"]+" ") {
			t.Errorf("field %q", instruction)
		}
	}
	// The RAB begins behind cover and contents, and is two pages long as LibreOffice and Word lay
	// it out.
	for i, want := range []string{"RENCANA ANGGARAN BIAYA3", "JADWAL PELAKSANAAN5"} {
		if got := links[i].words(); got != want {
			t.Errorf("line %q, want %q", got, want)
		}
	}
}

func kept(row *node) bool {
	for _, p := range row.all("w:p") {
		if p.child("w:pPr").child("w:keepNext") == nil {
			return false
		}
	}
	return true
}

func TestRowsStayTogether(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	var table *node
	for _, n := range a.body().all("w:tbl") {
		if len(n.all("w:tr")) > 40 {
			table = n
		}
	}
	rows := table.all("w:tr")
	for i, row := range rows {
		properties := row.child("w:trPr")
		if properties.child("w:cantSplit") == nil {
			t.Errorf("row %d may be split", i)
		}
		if header := properties.child("w:tblHeader") != nil; header != (i == 0) {
			t.Errorf("row %d header: %v", i, header)
		}
	}
	// Header, group, subgroup, 41 items of which the last stays with the sub total, then the tail.
	var keeps []int
	for i, row := range rows[1:] {
		if kept(row) {
			keeps = append(keeps, i)
		}
	}
	if diff := cmp.Diff([]int{0, 1, 42, 43, 44, 45}, keeps); diff != "" {
		t.Error(diff)
	}
	if fill := rows[1].all("w:shd")[0].attributes["w:fill"]; fill != "E4E7EB" {
		t.Errorf("group shaded %s", fill)
	}
	if faulty := rows[43]; faulty.all("w:shd")[0].attributes["w:fill"] != "FFF0D6" || !strings.Contains(faulty.words(), "Harga pasir belum diisi") {
		t.Errorf("faulty row %q", faulty.words())
	}
	whole := opened(t, written(t, small(&document.Table{
		Whole: true, Columns: []document.Column{{Key: "a", Width: 100}}, Rows: []document.Row{{}, {}, {}},
	}))).body().all("w:tr")
	if !kept(whole[1]) || !kept(whole[2]) || kept(whole[3]) {
		t.Error("a whole table is not kept on one page")
	}
}

func TestWideTablesGoOnBesideThemselves(t *testing.T) {
	a := opened(t, written(t, everything(t)))
	var parts []*node
	for _, table := range a.body().all("w:tbl") {
		if strings.Contains(table.words(), "Pekerjaan ke-1") {
			parts = append(parts, table)
		}
	}
	if len(parts) < 2 {
		t.Fatalf("%d parts", len(parts))
	}
	weeks := map[string]int{}
	for _, part := range parts {
		rows := part.all("w:tr")
		if got := rows[2].all("w:tc")[1].words(); got != "Pekerjaan ke-1" {
			t.Errorf("a part begins with %q", got)
		}
		if merges := len(rows[0].all("w:vMerge")); merges != 3 {
			t.Errorf("%d titles without a band, want 3", merges)
		}
		for _, cell := range rows[1].all("w:tc")[3:] {
			weeks[cell.words()]++
		}
		sum := 0
		for _, column := range part.child("w:tblGrid").children {
			width, _ := strconv.Atoi(column.attributes["w:w"])
			sum += width
		}
		if sum > 22450 || sum < 22440 { // 396 mm
			t.Errorf("a part is %d wide", sum)
		}
	}
	for w := 1; w <= 90; w++ {
		if weeks[strconv.Itoa(w)] != 1 {
			t.Errorf("week %d stands %d times", w, weeks[strconv.Itoa(w)])
		}
	}
	if fill := parts[0].all("w:tr")[2].all("w:tc")[12].all("w:shd"); len(fill) != 1 || fill[0].attributes["w:fill"] != "BBD7F2" {
		t.Error("a planned week is not coloured")
	}
}

func TestCurveIsAChartWithItsValues(t *testing.T) {
	chart := opened(t, written(t, everything(t))).parts["word/charts/chart1.xml"]
	series := chart.all("c:ser")
	if len(series) != 2 {
		t.Fatalf("%d lines", len(series))
	}
	for i, want := range []struct {
		title, last string
		points      int
	}{{"Rencana", "100", 91}, {"Realisasi", "29", 30}} {
		values := series[i].child("c:val").all("c:pt")
		if len(values) != want.points || values[0].child("c:v").text != "0" || values[len(values)-1].child("c:v").text != want.last {
			t.Errorf("%s: %d points to %s", want.title, len(values), values[len(values)-1].child("c:v").text)
		}
		if title := series[i].child("c:tx").child("c:v").text; title != want.title {
			t.Errorf("title %q", title)
		}
		if categories := series[i].child("c:cat").all("c:pt"); len(categories) != 91 || categories[90].child("c:v").text != "90" {
			t.Errorf("%d categories", len(categories))
		}
	}
}

func TestEqualDocumentsGiveEqualBytes(t *testing.T) {
	if !bytes.Equal(written(t, everything(t)), written(t, everything(t))) {
		t.Error("two writes differ")
	}
	file := written(t, everything(t))
	reader, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range reader.File {
		if at := entry.Modified.UTC().Format(time.RFC3339); at != "2026-01-05T00:00:00Z" {
			t.Errorf("%s is of %s", entry.Name, at)
		}
	}
	core := opened(t, file).parts["docProps/core.xml"]
	if at := core.child("dcterms:created").text; at != "2026-01-05T00:00:00Z" {
		t.Errorf("created %s", at)
	}
}

func TestControlCharactersAreLeftOut(t *testing.T) {
	text := "a\x00b\x1bc\x0b\ufffed\xffe\tf"
	a := opened(t, written(t, small(&document.Note{Text: text})))
	if got := a.body().paragraphs()[1]; got != "abcde f" {
		t.Errorf("got %q", got)
	}
}

func TestProgressTellsOfRowsAndStops(t *testing.T) {
	d := large(200)
	last, calls := 0, 0
	err := docx.Write(io.Discard, d, func(done, total int) error {
		if done < last || total != d.Rows() {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
		return nil
	})
	if err != nil || last != d.Rows() || calls < 20 {
		t.Errorf("%v after %d of %d rows in %d calls", err, last, d.Rows(), calls)
	}
	enough := errors.New("enough")
	err = docx.Write(io.Discard, d, func(done, _ int) error {
		if done > 500 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Errorf("error %v, want that of progress", err)
	}
}

type broken struct{ left int }

var errFull = errors.New("disk full")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAFullDiskIsReported(t *testing.T) {
	if err := docx.Write(&broken{left: 5000}, large(50), nil); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

// large is a document of analyses: pekerjaan with ten components each, and a list of them.
func large(pekerjaan int) *document.Document {
	section := &document.Section{Key: "analisa", Title: "ANALISA HARGA SATUAN PEKERJAAN", Paper: document.A4}
	columns := []document.Column{
		{Key: "no", Title: "No", Width: 100},
		{Key: "uraian", Title: "Uraian", Width: 700},
		{Key: "kode", Title: "Kode", Width: 200},
		{Key: "satuan", Title: "Satuan", Width: 130},
		{Key: "koefisien", Title: "Koefisien", Width: 200, Kind: document.Coefficient},
		{Key: "harga", Title: "Harga Satuan (Rp)", Width: 280, Kind: document.Money},
		{Key: "jumlah", Title: "Jumlah (Rp)", Width: 280, Kind: document.Money},
	}
	for p := range pekerjaan {
		table := &document.Table{Title: "Analisa " + strconv.Itoa(p+1), Columns: columns, Whole: true}
		for c := range 10 {
			n := int64(p*10 + c + 1)
			table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{
				document.Words(strconv.Itoa(c + 1)).At(document.Center), document.Words("Semen Portland tipe I kemasan 50 kg nomor " + strconv.FormatInt(n, 10)), document.Words("B.0146"), document.Words("kg"),
				document.Number(decimal.New(n*137, 4)), document.Number(decimal.New(n*1550, 2)), document.Number(decimal.New(n*n*21, 2)),
			}})
		}
		section.Blocks = append(section.Blocks, table)
	}
	d := small()
	d.Sections = []*document.Section{section}
	return d
}

func BenchmarkWrite(b *testing.B) {
	d := large(1000)
	b.ReportAllocs()
	for b.Loop() {
		if err := docx.Write(io.Discard, d, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNumbersAndWordsAreNotBrokenInNarrowColumns(t *testing.T) {
	table := &document.Table{
		Columns: []document.Column{{Key: "a", Title: "Satuan", Width: 105}, {Key: "b", Title: "Jumlah", Width: 150, Kind: document.Money}, {Key: "c", Title: "Uraian", Width: 1545}},
		Rows:    []document.Row{{Cells: []document.Cell{document.Words("lembaran"), number("12345678.90"), document.Words("Panjang")}}, {Cells: []document.Cell{document.Words("m2")}}},
	}
	row := opened(t, written(t, small(table))).body().all("w:tr")[1].all("w:tc")
	size := func(cell *node) int {
		n, _ := strconv.Atoi(cell.all("w:r")[0].value("w:rPr", "w:sz"))
		return n
	}
	if got := size(row[0]); got < 12 || got > 14 {
		t.Errorf("a long word in a narrow column is of size %d, want a smaller one", got)
	}
	if got := size(row[1]); got < 8 || got > 14 {
		t.Errorf("a long number in a narrow column is of size %d, want a smaller one", got)
	}
	if got := size(row[2]); got != 0 {
		t.Errorf("a word in a wide column is of size %d, want the usual one", got)
	}
}
