package dossier

import (
	"fmt"

	"takar/internal/document"
	"takar/internal/rab"
)

// rekapRAB is the rekapitulasi with the RAB that it sums up.
func (b *builder) rekapRAB() ([]*document.Section, error) {
	return []*document.Section{b.rekapitulasi(), b.rab()}, nil
}

// rabTitles are the titles of a RAB by what it is for.
var rabTitles = map[Purpose]string{
	ForRAB: "RENCANA ANGGARAN BIAYA", ForHPS: "HARGA PERKIRAAN SENDIRI", ForPenawaran: "DAFTAR KUANTITAS DAN HARGA",
}

// purpose is what the RAB is for.
func (b *builder) purpose() Purpose {
	if b.options.Purpose == "" {
		return ForRAB
	}
	return b.options.Purpose
}

// rab is the RAB with its prices (documents 2.5).
func (b *builder) rab() *document.Section {
	section := b.section(keyRAB, rabTitles[b.purpose()], "RAB", b.rabTable(false))
	b.partial(RekapRAB, section)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return section
}

// rabKosong is the RAB for bidders: its prices are left open, and a workbook reckons with
// those that are filled in.
func (b *builder) rabKosong() ([]*document.Section, error) {
	section := b.section(keyRAB, rabTitles[ForPenawaran], "RAB Kosong", b.rabTable(true))
	b.partial(RABKosong, section)
	if !b.options.Unsigned {
		bidder := document.Signatory{Role: "Diajukan oleh,", Title: "Penyedia"}
		section.Blocks = append(section.Blocks, &document.Signatures{Place: dottedPlace + ", " + dottedDate, Fields: []document.Signatory{bidder}})
	}
	return []*document.Section{section}, nil
}

// rabTable is a RAB in the making.
type rabTable struct {
	*document.Table
	*builder

	open  bool // without prices
	bobot bool
}

// rabTable is the table of a RAB; open leaves all prices to whoever fills them in.
func (b *builder) rabTable(open bool) *document.Table {
	t := &rabTable{builder: b, open: open, bobot: b.options.Bobot && !open, Table: &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 100},
			{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 610},
			{Key: columnKode, Title: "Kode Analisa", Width: 220},
			{Key: columnVolume, Title: "Volume", Width: 180, Kind: document.VolumeKind},
			{Key: columnSatuan, Title: "Satuan", Width: 110},
			{Key: columnHarga, Title: "Harga Satuan\n(Rp)", Width: 270, Kind: document.Money},
			{Key: columnJumlah, Title: "Jumlah Harga\n(Rp)", Width: 310, Kind: document.Money},
		},
		Empty: "Belum ada pekerjaan.", Tail: 3,
	}}
	if t.bobot {
		t.Columns = append(t.Columns, document.Column{Key: columnBobot, Title: "Bobot\n(%)", Width: 120, Kind: document.Percent})
	}
	if !open {
		t.Carry = columnJumlah
	}
	if b.Project.Headings.Len() > 0 {
		t.fill()
	}
	return t.Table
}

// fill adds the headings with their pekerjaan and, on lines of their own, their sums.
func (t *rabTable) fill() {
	var tops []document.Ref
	for i, top := range t.Project.Klasifikasi() {
		t.Rows = append(t.Rows, headingRow(0, i+1, top, len(t.Columns)))
		var subs []document.Ref
		for j, sub := range t.Project.SubKlasifikasi(top.ID) {
			t.Rows = append(t.Rows, headingRow(1, j+1, sub, len(t.Columns)))
			items := t.Project.PekerjaanOf(sub.ID)
			for n, item := range items {
				t.Rows = append(t.Rows, t.line(n+1, item))
			}
			t.end(sub, "Sub Jumlah "+rab.HeadingNumber(1, j+1)+". "+sub.Name, sumOver(items))
			subs = append(subs, document.Ref{Row: subtotalKey(sub)})
		}
		t.end(top, "Jumlah "+rab.HeadingNumber(0, i+1)+". "+top.Name, sumOf(subs))
		tops = append(tops, document.Ref{Row: subtotalKey(top)})
	}
	t.Rows = append(t.Rows, t.sum(rowJumlah, document.Total, "JUMLAH (belum termasuk PPN)",
		t.figures.Totals.Jumlah, t.wholeBobot(), sumOf(tops)))
}

// line is the row of one pekerjaan. What is not known is left blank, and marked.
func (t *rabTable) line(number int, item *rab.Pekerjaan) document.Row {
	line, _ := t.figures.LineOf(item.ID)
	key := pekerjaanKey(item.ID)
	volume, harga, jumlah := document.Number(line.Volume.OrZero()), document.Number(line.G), document.Number(line.Total)
	faults := volumeFaults(line)
	if t.open {
		harga, jumlah = document.Cell{}, document.Number(zero).As(document.Blank)
	} else {
		faults = append(faults, priceFaults(line)...)
		harga = harga.By(document.Calculation("{0}", document.Ref{Section: keyHSP, Row: key, Column: columnHarga}))
	}
	if !line.Volume.Valid {
		volume = volume.As(document.Blank)
	}
	if len(faults) > 0 {
		harga, jumlah = blankly(harga), blankly(jumlah)
	}
	row := document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(item.Uraian), document.Words(item.Kode),
		volume.By(document.Calculation("{0}", document.Ref{Section: keyVolume, Row: key, Column: columnVolume})),
		unit(item.Satuan), harga,
		jumlah.By(document.Calculation("ROUND({0}*{1},2)", document.Ref{Row: key, Column: columnVolume}, document.Ref{Row: key, Column: columnHarga})),
	}}
	if t.bobot {
		row.Cells = append(row.Cells, document.Number(line.BobotPrinted))
	}
	return marked(row, faults)
}

// end is the line with the sum of a heading.
func (t *rabTable) end(heading *rab.Heading, label string, by *document.Formula) {
	subtotal := t.subtotal(heading)
	t.Rows = append(t.Rows, t.sum(subtotalKey(heading), document.Subtotal, label, subtotal.Total, subtotal.BobotPrinted, by))
}

func (t *rabTable) sum(key string, kind document.RowKind, label string, total, bobot number, by *document.Formula) document.Row {
	cell := document.Number(total)
	if t.open {
		cell = document.Number(zero).As(document.Blank)
	}
	row := document.Row{Key: key, Kind: kind, Cells: []document.Cell{{}, document.Words(label).Over(5), cell.By(by)}}
	if t.bobot {
		row.Cells = append(row.Cells, document.Number(bobot))
	}
	return row
}

// volumeFaults says what a pekerjaan lacks apart from its price.
func volumeFaults(line *rab.Line) []string {
	var faults []string
	switch {
	case !line.Volume.Valid:
		faults = append(faults, "belum ada volume")
	case line.Volume.Decimal.IsZero():
		faults = append(faults, "volume 0")
	}
	if line.Pekerjaan.Satuan == "" {
		faults = append(faults, "belum ada satuan")
	}
	return faults
}

// priceFaults says what the price of a pekerjaan lacks.
func priceFaults(line *rab.Line) []string {
	var faults []string
	switch {
	case len(line.Expanded) == 0 && line.Unresolved == 0:
		return []string{"belum ada rincian analisa"}
	case line.Unresolved > 0:
		faults = append(faults, "gabungan bermasalah")
	}
	switch {
	case line.MissingPrices > 0:
		faults = append(faults, fmt.Sprintf("%d item belum ada harga", line.MissingPrices))
	case line.G.IsZero() && len(faults) == 0:
		faults = append(faults, "harga 0")
	}
	return faults
}
