package dossier

import (
	"strconv"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// rincianRAB is the flat list of the RAB: every component times the volume of its pekerjaan,
// and what leads from there to the RAB, to the last sen (rulings A3).
func (b *builder) rincianRAB() ([]*document.Section, error) {
	t := &rincianTable{builder: b, Table: &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 100},
			{Key: columnPekerjaan, Title: "Kode Pekerjaan", Width: 230},
			{Key: columnKategori, Title: "Kategori", Width: 200},
			{Key: columnKode, Title: "Kode", Width: 210},
			{Key: columnUraian, Title: "Uraian", Width: 700},
			{Key: columnSatuan, Title: "Satuan", Width: 130},
			{Key: columnKoefisien, Title: "Koefisien", Width: 210, Kind: document.Coefficient},
			{Key: columnVolume, Title: "Volume", Width: 200, Kind: document.VolumeKind},
			{Key: columnHarga, Title: "Harga Satuan\n(Rp)", Width: 310, Kind: document.Money},
			{Key: columnJumlah, Title: "Jumlah Harga\n(Rp)", Width: 360, Kind: document.Money},
		},
		Empty: "Belum ada pekerjaan.", Tail: 4, Carry: columnJumlah,
	}}
	rincian := b.Project.Rincian()
	for _, item := range rincian.Pekerjaan {
		t.pekerjaan(item)
	}
	if len(rincian.Pekerjaan) > 0 {
		t.foot(rincian)
	}
	section := b.section(keyRincian, "RINCIAN RENCANA ANGGARAN BIAYA", "Rincian RAB")
	if b.options.Landscape == nil {
		section.Landscape = true
	}
	section.Blocks = append(section.Blocks, t.Table, &document.Note{
		Text: "Jumlah harga = koefisien × volume × harga satuan, dibulatkan 2 desimal. Selisih pembulatan adalah bedanya dengan RAB, " +
			"yang membulatkan harga satuan pekerjaan lebih dahulu.", Small: true,
	})
	b.partial(RincianRAB, section)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return []*document.Section{section}, nil
}

// rincianTable is the list in the making.
type rincianTable struct {
	*document.Table
	*builder
}

// pekerjaan adds one pekerjaan: its components, BUK, what rounding left over, and its line
// of the RAB.
func (t *rincianTable) pekerjaan(item *rab.RincianPekerjaan) {
	line := item.Line
	key, kode := pekerjaanKey(line.Pekerjaan.ID), document.Words(line.Pekerjaan.Kode)
	t.Rows = append(t.Rows, document.Row{Kind: document.Subgroup, Cells: []document.Cell{
		{}, kode, document.Words(line.Pekerjaan.Uraian).Over(len(t.Columns) - 2),
	}})
	for i := range item.Rows {
		t.Rows = append(t.Rows, t.component(i+1, line, &item.Rows[i]))
	}
	first, last := document.Ref{}, document.Ref{}
	if n := len(item.Rows); n > 0 {
		first, last = document.Ref{Row: rincianKey(&item.Rows[0])}, document.Ref{Row: rincianKey(&item.Rows[n-1])}
	}
	extra := func(suffix, label string, amount decimal.Decimal) {
		if amount.IsZero() {
			return
		}
		last = document.Ref{Row: key + suffix}
		if first.Row == "" {
			first = last
		}
		t.Rows = append(t.Rows, document.Row{Key: last.Row, Cells: []document.Cell{
			{}, kode, {}, {}, document.Words(label).Over(5), document.Number(amount),
		}})
	}
	extra(".buk", "Biaya umum dan keuntungan "+line.Markup.Indonesian(0, 2)+"%", item.BUK)
	extra(".selisih", "Selisih pembulatan", item.SelisihPembulatan)
	total := document.Number(line.Total)
	if first.Row != "" {
		total = total.By(document.Calculation("SUM({0})", document.Ref{Row: first.Row, To: last.Row}))
	}
	t.Rows = append(t.Rows, marked(document.Row{Key: key, Kind: document.Subtotal, Cells: []document.Cell{
		{}, kode, {}, {}, document.Words("Jumlah").Over(5), total,
	}}, append(volumeFaults(line), priceFaults(line)...)))
}

// rincianKey is the key of a raw row.
func rincianKey(row *rab.RincianRow) string { return "c" + strconv.FormatInt(row.Component.ID, 10) }

func (t *rincianTable) component(number int, line *rab.Line, row *rab.RincianRow) document.Row {
	c, key := row.Component, rincianKey(row)
	harga, jumlah := document.Number(row.Harga), document.Number(row.Subtotal)
	var faults []string
	if row.State == rab.PriceMissing {
		harga, jumlah = blankly(harga), blankly(jumlah)
		faults = append(faults, "harga belum lengkap")
	}
	if !line.Volume.Valid {
		jumlah = blankly(jumlah)
	}
	at := func(column string) document.Ref { return document.Ref{Row: key, Column: column} }
	return marked(document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(line.Pekerjaan.Kode), document.Words(kategoriName(c)), document.Words(c.Kode), document.Words(c.Uraian),
		unit(c.Satuan), document.Number(c.Koefisien), document.Maybe(line.Volume), harga,
		jumlah.By(document.Calculation("ROUND({0}*{1}*{2},2)", at(columnKoefisien), at(columnVolume), at(columnHarga))),
	}}, faults)
}

// kategoriName is the kategori of a row; a bundle is a pekerjaan of its own.
func kategoriName(c *rab.Component) string {
	if c.Bundle() {
		return "Pekerjaan lain"
	}
	return c.Kategori.Label()
}

// foot sums the list up to T of the RAB.
func (t *rincianTable) foot(rincian *rab.Rincian) {
	add := func(key string, kind document.RowKind, label string, amount decimal.Decimal) {
		t.Rows = append(t.Rows, document.Row{Key: key, Kind: kind, Cells: []document.Cell{{}, document.Words(label).Over(8), document.Number(amount)}})
	}
	add("langsung", document.Subtotal, "Biaya langsung", rincian.TotalLangsung)
	add("buk", document.Subtotal, "Biaya umum dan keuntungan", rincian.BUK)
	add("selisih", document.Subtotal, "Selisih pembulatan", rincian.SelisihPembulatan)
	add(rowJumlah, document.Total, "JUMLAH (belum termasuk PPN)", rincian.GrandTotal)
	total := &t.Rows[len(t.Rows)-1].Cells[2]
	*total = total.By(document.Calculation("{0}+{1}+{2}", document.Ref{Row: "langsung"}, document.Ref{Row: "buk"}, document.Ref{Row: "selisih"}))
}
