package page

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/sample"
)

func lay(t *testing.T, sections ...*document.Section) *Layout {
	t.Helper()
	d := &document.Document{Title: "Dokumen", Project: "Proyek", Sections: sections}
	layout, err := Lay(d, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := faults(d, layout); len(found) > 0 {
		t.Fatal(strings.Join(found, "\n"))
	}
	return layout
}

// find returns the texts of a page that begin with a prefix.
func find(p *Page, prefix string) (found []Text) {
	for _, t := range p.Texts {
		if strings.HasPrefix(t.Text, prefix) {
			found = append(found, t)
		}
	}
	return found
}

func has(p *Page, prefix string) bool { return len(find(p, prefix)) > 0 }

// small returns a table of lines of the same height: "baris 1", "baris 2" …
func small(lines int) *document.Table {
	t := &document.Table{Columns: []document.Column{{Key: "a", Title: "Kepala", Width: 1400}, {Key: "b", Title: "Jumlah", Width: 400, Kind: document.Money}}}
	for i := range lines {
		t.Rows = append(t.Rows, document.Row{Key: fmt.Sprint("r", i), Cells: []document.Cell{document.Words(fmt.Sprintf("baris %d", i+1)), document.Number(decimal.FromInt(int64(i + 1)))}})
	}
	return t
}

func section(blocks ...document.Block) *document.Section {
	return &document.Section{Title: "Judul", Paper: document.A4, Blocks: blocks}
}

func TestTheHeaderRepeatsOnEveryPage(t *testing.T) {
	layout := lay(t, sample.Estimate(200))
	if len(layout.Pages) < 6 {
		t.Fatalf("%d pages", len(layout.Pages))
	}
	for _, p := range layout.Pages {
		if n := len(find(p, "Uraian Pekerjaan")); n != 1 {
			t.Errorf("page %d has %d headers", p.Number, n)
		}
	}
}

func TestBandsStandAboveTheirColumns(t *testing.T) {
	table := small(3)
	table.Columns = []document.Column{
		{Key: "a", Title: "Uraian", Width: 500}, {Key: "b", Title: "M1", Band: "Januari", Width: 200}, {Key: "c", Title: "M2", Band: "Januari", Width: 200}, {Key: "d", Title: "M3", Band: "Februari", Width: 200},
	}
	p := lay(t, section(table)).Pages[0]
	band, first, second := find(p, "Januari"), find(p, "M1"), find(p, "M2")
	if len(band) != 1 || band[0].Y >= first[0].Y || band[0].X < first[0].X || band[0].X+band[0].W > second[0].X+second[0].W {
		t.Errorf("%+v over %+v and %+v", band, first, second)
	}
	if !has(p, "Februari") || find(p, "Uraian")[0].Y <= band[0].Y {
		t.Error("the second band, or the column without one, does not stand where it should")
	}
}

// TestHeadingsStayWithTheirRows tries all places of a heading at the end of a page.
func TestHeadingsStayWithTheirRows(t *testing.T) {
	for lines := 30; lines < 60; lines++ {
		table := small(lines)
		table.Rows = append(
			table.Rows,
			document.Row{Kind: document.Group, Cells: []document.Cell{document.Words("GOLONGAN").Over(2)}},
			document.Row{Kind: document.Subgroup, Cells: []document.Cell{document.Words("bagian").Over(2)}},
			document.Row{Cells: []document.Cell{document.Words("isi")}},
			document.Row{Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH")}},
		)
		layout := lay(t, section(table, &document.Heading{Text: "Bab berikut", Level: 1}, &document.Table{Title: "Judul tabel", Columns: small(0).Columns, Rows: small(2).Rows}))
		for _, p := range layout.Pages {
			if has(p, "GOLONGAN") != has(p, "isi") || has(p, "bagian") != has(p, "isi") || has(p, "JUMLAH") != has(p, "isi") {
				t.Errorf("%d lines: the chain is torn on page %d", lines, p.Number)
			}
			if has(p, "Bab berikut") && (!has(p, "Judul tabel") || !has(p, "baris 1")) {
				t.Errorf("%d lines: the heading is alone on page %d", lines, p.Number)
			}
		}
	}
}

// TestSignaturesAreNeverAlone tries all places of signatures at the end of a page.
func TestSignaturesAreNeverAlone(t *testing.T) {
	for lines := 20; lines < 66; lines++ {
		table := small(lines)
		table.Tail = 3
		table.Rows = append(table.Rows, document.Row{Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH"), document.Number(decimal.FromInt(int64(lines)))}})
		note := &document.Note{Title: "Terbilang", Text: "seratus rupiah", KeepWithTable: true}
		blocks := []document.Block{table, note, sample.Signed()}
		if lines%2 == 1 { // with more between them
			blocks = slices.Insert(blocks, 2, document.Block(sample.Identity()), document.Block(&document.Note{Text: "Catatan lain.", Small: true}))
		}
		layout := lay(t, section(blocks...))
		p := layout.Pages[len(layout.Pages)-1]
		for _, want := range []string{"JUMLAH", fmt.Sprintf("baris %d", lines), fmt.Sprintf("baris %d", lines-1), "Terbilang", "Sleman, 5 Januari 2026", "Ir. Suharti", "Bambang Sutejo", "NIP 1970"} {
			if !has(p, want) {
				t.Errorf("%d lines: %q is not on the page of the signatures", lines, want)
			}
		}
	}
}

func TestSignaturesStandInTheirFields(t *testing.T) {
	names := []string{"Ani", "Budi", "Cici", "Dodi"}
	for count := 1; count <= 4; count++ {
		s := &document.Signatures{Place: "Sleman, 5 Januari 2026"}
		for _, name := range names[:count] {
			s.Fields = append(s.Fields, document.Signatory{Role: "Peran " + name, Name: name, Post: "Jabatan " + name, NIP: "NIP " + name})
		}
		s.Fields[0].Name = ""
		p := lay(t, section(small(1), s)).Pages[0]
		place, role := find(p, "Sleman, 5")[0], find(p, "Peran "+names[count-1])[0]
		if place.Y >= role.Y || math.Abs(place.X+place.W/2-role.X-role.W/2) > 0.1 {
			t.Errorf("%d fields: the place does not stand above the last one", count)
		}
		dotted := slices.IndexFunc(p.Rules, func(r Rule) bool { return r.Dotted })
		if dotted < 0 {
			t.Fatalf("%d fields: no line for the missing name", count)
		}
		for _, name := range names[1:count] {
			written := find(p, name)[0]
			under := slices.ContainsFunc(p.Rules, func(r Rule) bool {
				return math.Abs(r.X1-written.X) < 0.1 && math.Abs(r.X2-written.X-written.W) < 0.1 && r.Y1 > written.Y && r.Y1 < written.Y+3
			})
			if written.Face != Bold || !under || find(p, "NIP "+name)[0].Y <= written.Y || math.Abs(p.Rules[dotted].Y1-written.Y) > 3 {
				t.Errorf("%d fields: %s does not stand as a name does", count, name)
			}
		}
	}
}

func TestAWholeTableIsNotTorn(t *testing.T) {
	layout := lay(t, sample.Analyses(40))
	for i := range 40 {
		title := fmt.Sprintf("2.2.1.%d ", i)
		pages := 0
		for _, p := range layout.Pages {
			if titles := find(p, title); len(titles) > 0 {
				pages++
				below := slices.ContainsFunc(find(p, "Harga satuan pekerjaan"), func(end Text) bool { return end.Y > titles[0].Y })
				if !below {
					t.Errorf("table %d does not end on its page %d", i, p.Number)
				}
			}
		}
		if pages != 1 {
			t.Errorf("table %d begins on %d pages", i, pages)
		}
	}
	long := small(150)
	long.Whole = true
	if pages := lay(t, section(long)).Pages; len(pages) < 3 || !has(pages[0], "baris 20") {
		t.Errorf("a table longer than a page is not simply continued (%d pages)", len(pages))
	}
}

func TestSumsAreCarriedFromPageToPage(t *testing.T) {
	table := small(130)
	table.Carry = "b"
	for i := 20; i < len(table.Rows); i += 20 { // sub-totals do not count again
		table.Rows[i].Kind = document.Subtotal
	}
	layout := lay(t, section(table))
	sum, last := decimal.Zero, len(layout.Pages)-1
	for n, p := range layout.Pages {
		amounts := find(p, document.Money.Text(sum))
		if top := find(p, "Jumlah pindahan"); len(top) != min(n, 1) || n > 0 && !slices.ContainsFunc(amounts, func(a Text) bool { return math.Abs(a.Y-top[0].Y) < 1 }) {
			t.Errorf("page %d does not begin with %v", p.Number, sum)
		}
		for i := range table.Rows {
			if found := find(p, table.Rows[i].Cells[0].Text); table.Rows[i].Kind == document.Item && slices.ContainsFunc(found, func(f Text) bool { return f.Text == table.Rows[i].Cells[0].Text }) {
				sum = sum.Add(table.Rows[i].Cells[1].Number)
			}
		}
		amounts = find(p, document.Money.Text(sum))
		if bottom := find(p, "Jumlah dipindahkan"); n == last && len(bottom) > 0 || n < last && (len(bottom) != 1 || !slices.ContainsFunc(amounts, func(a Text) bool { return math.Abs(a.Y-bottom[0].Y) < 1 })) {
			t.Errorf("page %d does not end with %v", p.Number, sum)
		}
	}
	if sum.String() != "8089" { // 1 + … + 130 without 21, 41 … 121
		t.Errorf("all rows add up to %v", sum)
	}
}

func TestARowHigherThanAPageIsDivided(t *testing.T) {
	table := small(3)
	table.Rows[1].Cells[0].Text = strings.Repeat("uraian yang sangat panjang sekali ", 900)
	layout := lay(t, section(table))
	if len(layout.Pages) < 3 || !has(layout.Pages[1], "Kepala") || !has(layout.Pages[len(layout.Pages)-1], "baris 3") {
		t.Errorf("%d pages", len(layout.Pages))
	}
}

func TestFaultyRowsSaySo(t *testing.T) {
	table := small(3)
	table.Rows[1].Faulty, table.Rows[1].Fault = true, "harga belum ada"
	table.Rows[2].Faulty = true
	p := lay(t, section(table)).Pages[0]
	if !has(p, "⚠ harga belum ada") || !has(p, "⚠ belum lengkap") || !slices.ContainsFunc(p.Fills, func(r Rect) bool { return r.Color == faultFill }) {
		t.Error("a row with a fault looks like any other")
	}
}

func TestAnEmptyTableSaysSo(t *testing.T) {
	table := small(0)
	table.Empty = "Belum ada pekerjaan."
	if p := lay(t, section(table)).Pages[0]; !has(p, "Kepala") || !has(p, "Belum ada pekerjaan.") {
		t.Error("neither header nor hint")
	}
}

func TestEverySectionBeginsOnItsPaper(t *testing.T) {
	a3 := section(small(2))
	a3.Paper, a3.Landscape = document.A3, true
	bare := section(small(2))
	bare.Bare = true
	layout := lay(t, section(small(2)), a3, bare)
	if len(layout.Pages) != 3 {
		t.Fatalf("%d pages", len(layout.Pages))
	}
	if p := layout.Pages[1]; p.Width < 1190 || p.Width > 1191 || p.Height < 841 || p.Height > 842 {
		t.Errorf("A3 across is %.1f × %.1f", p.Width, p.Height)
	}
	if p := layout.Pages[2]; has(p, "Judul") || has(p, "Halaman") {
		t.Error("a bare section has a title or a foot")
	}
	if p := layout.Pages[1]; !has(p, "Judul") || !has(p, "Halaman 2 dari 3") {
		t.Error("no title or foot")
	}
}

func TestAPageBreakBeginsAPage(t *testing.T) {
	layout := lay(t, section(small(2), &document.PageBreak{}, &document.PageBreak{}, &document.Note{Text: "catatan"}, &document.PageBreak{}))
	if len(layout.Pages) != 2 || !has(layout.Pages[0], "baris 2") || !has(layout.Pages[1], "catatan") {
		t.Errorf("%d pages", len(layout.Pages))
	}
}

func TestNumbersAreNeitherCutNorBroken(t *testing.T) {
	table := small(1)
	table.Columns[1].Width = 60
	table.Rows[0].Cells[1] = document.Number(decimal.MustParse("123456789012345.67"))
	if p := lay(t, section(table)).Pages[0]; !has(p, "123.456.789.012.345,67") {
		t.Error("a long number is not whole")
	}
	crowd := &document.Table{Rows: []document.Row{{}}} // no column can give the others room
	for i := range 9 {
		crowd.Columns = append(crowd.Columns, document.Column{Key: fmt.Sprint(i), Title: "Jumlah", Width: 200, Kind: document.Money})
		crowd.Rows[0].Cells = append(crowd.Rows[0].Cells, document.Number(decimal.MustParse("123456789012345.67")))
	}
	if p := lay(t, section(crowd)).Pages[0]; len(find(p, "123.456.789.012.345,67")) != 9 {
		t.Error("long numbers beside each other are not whole")
	}
}

func TestColonsAndNumbersOfFactsAreAligned(t *testing.T) {
	facts := func(extra ...document.Fact) *document.Facts {
		return &document.Facts{Groups: []document.FactGroup{
			{Title: "Kiri", Rows: []document.Fact{{Label: "Pendek", Value: document.Words("a")}, {Label: "Jauh lebih panjang", Value: document.Words("b")}, {Value: document.Words("c")}}},
			{Title: "Kanan", Rows: append(extra, document.Fact{Label: "X", Value: document.Number(decimal.FromInt(9)), Kind: document.Money}, document.Fact{Label: "Y", Value: document.Number(decimal.FromInt(12345)), Kind: document.Money})},
		}}
	}
	p := lay(t, section(facts())).Pages[0]
	colons := find(p, ":")
	if len(colons) != 4 || colons[0].X != colons[2].X || find(p, "a")[0].X != find(p, "b")[0].X || find(p, "b")[0].X != find(p, "c")[0].X {
		t.Errorf("colons %+v", colons)
	}
	small, large := find(p, "9,00")[0], find(p, "12.345,00")[0]
	if math.Abs(small.X+small.W-large.X-large.W) > 0.01 || small.X < p.Width/2 {
		t.Errorf("%+v is not above %+v", small, large)
	}
	p = lay(t, section(facts(document.Fact{Label: "Status", Value: document.Words("minggu 7")}))).Pages[0]
	if small, words := find(p, "9,00")[0], find(p, "minggu 7")[0]; small.X != words.X {
		t.Errorf("%+v is not below %+v", small, words)
	}
}

func TestAKopStandsAboveTheTitle(t *testing.T) {
	d := sample.Everything()
	layout, err := Lay(d, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := layout.Pages[2]
	name, address, title := find(p, "PEMERINTAH KABUPATEN"), find(p, "Jalan Magelang"), find(p, "RENCANA ANGGARAN")
	if len(p.Pictures) != 1 || len(name) != 1 || name[0].Size <= address[0].Size || title[0].Y <= address[0].Y || math.Abs(title[0].X+title[0].W/2-p.Width/2) > 0.1 {
		t.Errorf("%+v, %+v, %+v and %d pictures", name, address, title, len(p.Pictures))
	}
	if p := layout.Pages[3]; has(p, "PEMERINTAH KABUPATEN") || len(p.Pictures) > 0 {
		t.Error("the second page of the section has a kop")
	}
}

func TestTheContentsLeadToTheirPages(t *testing.T) {
	d := sample.Everything()
	layout, err := Lay(d, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := layout.Pages[1]
	for i, title := range []string{"RENCANA ANGGARAN", "ANALISA HARGA", "JADWAL PEKERJAAN", "LAPORAN MINGGUAN"} {
		link := p.Links[i]
		if !has(layout.Pages[link.Page-1], title) {
			t.Errorf("%q is not on page %d", title, link.Page)
		}
		number := fmt.Sprint(link.Page)
		if !slices.ContainsFunc(find(p, number), func(n Text) bool { return n.Text == number && n.Y > link.Y && n.Y < link.Y+link.H }) {
			t.Errorf("%q does not name its page %d", title, link.Page)
		}
	}
}
