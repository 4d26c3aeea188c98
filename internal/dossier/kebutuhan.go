package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Columns of the needs.
const (
	columnKebutuhan  = "kebutuhan"
	columnSatuanBeli = "satuan_beli"
	columnIsi        = "isi" // base units in one unit of purchase
	columnBeli       = "beli"
	columnBulat      = "bulat" // units of purchase, rounded up
	columnHargaBeli  = "harga_beli"
	columnBiayaBeli  = "biaya_beli"
	columnItem       = "item"
)

// rekapKebutuhan are the needs of a project, of all of it or of a time.
func (b *builder) rekapKebutuhan() ([]*document.Section, error) { return b.kebutuhanSections(), nil }

// kebutuhanSections are the needs as they were asked for: one list, or one for each period
// behind one over all of them.
func (b *builder) kebutuhanSections() []*document.Section {
	query := schedule.NeedsQuery{Filter: b.options.Needs, Unit: schedule.Undivided, Scope: b.options.Scope}
	perPeriod := b.options.PerPeriod && b.options.Scope != nil
	if perPeriod {
		query.Unit = b.options.Scope.First.Unit
	}
	n := &needs{builder: b, NeedsOverTime: schedule.NeedsOf(b.Project, query), check: b.Project.CheckNeeds()}
	n.timed = b.options.Scope != nil || b.options.Needs.Tahapan != 0
	if perPeriod {
		return n.perPeriod()
	}
	part := n.shown()
	section := n.section(keyKebutuhan, needsTitle, "Kebutuhan", append(n.notes(), n.lists(part)...)...)
	section.Landscape = b.options.Market
	n.layOut(section)
	return n.closed([]*document.Section{section}, n.summary(part))
}

const needsTitle = "REKAP KEBUTUHAN TENAGA KERJA, BAHAN DAN PERALATAN"

// needs are the needs of a document.
type needs struct {
	*builder
	*schedule.NeedsOverTime

	check *rab.NeedsCheck
	timed bool // only a part of the time was asked for
}

// shown are the needs of the time that was asked for.
func (n *needs) shown() *rab.PartNeeds {
	if n.timed {
		return n.InScope()
	}
	return n.Whole()
}

// closed ends a document: with its sums where prices are seen, what is missing, and who signs.
func (n *needs) closed(sections []*document.Section, summary *document.Table) []*document.Section {
	last := sections[len(sections)-1]
	if n.money() {
		last = n.section(keyKebutuhan+"-rekap", "REKAPITULASI KEBUTUHAN", "Rekap kebutuhan", append(n.told(), summary)...)
		last.Kop = false
		sections = append(sections, last)
	} else {
		last.Blocks = append(last.Blocks, n.told()...)
	}
	last.Blocks = append(last.Blocks, n.estimateSigned()...)
	return sections
}

// money reports whether amounts of money are shown.
func (n *needs) money() bool { return n.Source.Prices }

// lists are the needs of a part of the time: one table for each kategori, and their sums.
func (n *needs) lists(part *rab.PartNeeds) []document.Block {
	if len(part.Rows) == 0 {
		return []document.Block{&document.Note{Text: "Tidak ada kebutuhan.", Boxed: true}}
	}
	var blocks []document.Block
	letter := 'A'
	for _, kategori := range ahsp.Categories {
		if part.PerKategori[kategori].Count == 0 {
			continue
		}
		blocks = append(blocks, n.list(part, kategori, string(letter)))
		letter++
	}
	return blocks
}

// list is the table of one kategori.
func (n *needs) list(part *rab.PartNeeds, kategori ahsp.Kategori, letter string) *document.Table {
	t := &document.Table{Title: letter + ". " + strings.ToUpper(kategori.Label()), Columns: n.columns()}
	number := 0
	first, last := "", ""
	for i, need := range part.Rows {
		if need.Kategori != kategori {
			continue
		}
		number++
		row := n.row(needKey(need, part.Of[i]), number, need)
		if first == "" {
			first = row.Key
		}
		last = row.Key
		t.Rows = append(t.Rows, row)
	}
	if !n.money() {
		return t
	}
	label := document.Words("Jumlah " + kategori.Label())
	sum := document.Number(part.PerKategori[kategori].Cost).By(document.Calculation("SUM({0})", document.Ref{Row: first, To: last}))
	cells := []document.Cell{label.Over(6), sum}
	if n.options.Market {
		cells = append(cells, document.Cell{}.Over(5), n.bought(part, kategori).By(document.Calculation("SUM({0})", document.Ref{Row: first, To: last})))
	}
	t.Rows = append(t.Rows, document.Row{Key: kategoriKey(kategori), Kind: document.Subtotal, Cells: cells})
	return t
}

// needKey is the key of the row of an item; without one, of its place among all needs.
func needKey(need *rab.Need, place int) string {
	if need.Item != nil {
		return itemKey(need.Item.ID)
	}
	return "n" + strconv.Itoa(place)
}

// kategoriKey is the key of the sum of a kategori.
func kategoriKey(kategori ahsp.Kategori) string { return "jumlah-" + string(kategori) }

func (n *needs) columns() []document.Column {
	columns := []document.Column{
		{Key: columnNo, Title: "No", Width: 100, Stays: true},
		{Key: columnUraian, Title: "Uraian", Width: 700, Stays: true},
		{Key: columnKode, Title: "Kode", Width: 240},
		{Key: columnSatuan, Title: "Satuan", Width: 150},
		{Key: columnKebutuhan, Title: "Kebutuhan", Width: 260, Kind: document.VolumeKind},
	}
	if n.money() {
		columns = append(columns,
			document.Column{Key: columnHarga, Title: "Harga Satuan (Rp)", Width: 300, Kind: document.Money},
			document.Column{Key: columnJumlah, Title: "Jumlah (Rp)", Width: 360, Kind: document.Money})
	}
	if !n.options.Market {
		return columns
	}
	columns = append(columns,
		document.Column{Key: columnSatuanBeli, Title: "Satuan Beli", Width: 170},
		document.Column{Key: columnIsi, Title: "Isi", Width: 170, Kind: document.Exact},
		document.Column{Key: columnBeli, Title: "Kebutuhan (satuan beli)", Width: 250, Kind: document.VolumeKind},
		document.Column{Key: columnBulat, Title: "Dibeli (utuh)", Width: 170, Kind: document.Count})
	if n.money() {
		columns = append(columns,
			document.Column{Key: columnHargaBeli, Title: "Harga Beli (Rp)", Width: 300, Kind: document.Money},
			document.Column{Key: columnBiayaBeli, Title: "Biaya Beli (Rp)", Width: 360, Kind: document.Money})
	}
	return columns
}

// row is one item.
func (n *needs) row(key string, number int, need *rab.Need) document.Row {
	row := document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(need.Uraian), document.Words(need.Kode), document.Words(need.Satuan), document.Number(need.Quantity),
	}}
	cell := func(column string) document.Ref { return document.Ref{Row: key, Column: column} }
	if n.money() {
		harga, cost := document.Cell{}, document.Number(need.Cost)
		if need.Harga.Valid {
			harga = document.Number(need.Harga.Decimal)
			cost = cost.By(document.Calculation("{0}*{1}", cell(columnKebutuhan), cell(columnHarga)))
			if need.Item != nil {
				harga = harga.By(document.Calculation("{0}", document.Ref{Section: keyHarga, Row: key, Column: columnHarga}))
			}
		} else {
			row.Faulty, row.Fault = true, "belum ada harga, dihitung Rp 0"
		}
		row.Cells = append(row.Cells, harga, cost)
	}
	if n.options.Market {
		row.Cells = append(row.Cells, n.purchase(&row, need)...)
	}
	return row
}

// purchase is how an item is bought. One without a unit of purchase is bought as it is
// needed, at its cost.
func (n *needs) purchase(row *document.Row, need *rab.Need) []document.Cell {
	cell := func(column string) document.Ref { return document.Ref{Row: row.Key, Column: column} }
	bought, ok := n.Project.PurchaseOf(need)
	if !ok {
		cells := make([]document.Cell, 4, 6)
		if n.money() {
			cells = append(cells, document.Cell{}, document.Number(need.Cost).By(document.Calculation("{0}", cell(columnJumlah))))
		}
		return cells
	}
	cells := []document.Cell{
		document.Words(bought.Conversion.MarketUnit), document.Number(bought.Conversion.FactorToBase),
		document.Number(bought.Quantity).By(document.Calculation("{0}/{1}", cell(columnKebutuhan), cell(columnIsi))), document.Number(bought.Whole),
	}
	if !n.money() {
		return cells
	}
	if need.Harga.Valid && !bought.Agrees {
		row.Faulty, row.Fault = true, "harga satuan tidak sama dengan harga beli dibagi isi"
	}
	return append(cells, document.Number(bought.Conversion.MarketPrice),
		document.Number(bought.WholeTotal).By(document.Calculation("{0}*{1}", cell(columnBulat), cell(columnHargaBeli))))
}

// bought is what a kategori costs in whole units of purchase.
func (n *needs) bought(part *rab.PartNeeds, kategori ahsp.Kategori) document.Cell {
	return document.Number(n.Project.PurchaseCost(part.Needs, kategori))
}

// summary adds up the kategori of a part of the needs, and shows that with what is left out
// they are the direct cost of the RAB (rulings A3, F37).
func (n *needs) summary(part *rab.PartNeeds) *document.Table {
	t := &document.Table{Columns: []document.Column{
		{Key: columnUraian, Title: "Uraian", Width: 1100},
		{Key: columnItem, Title: "Jumlah Item", Width: 200, Kind: document.Count},
		{Key: columnJumlah, Title: "Jumlah (Rp)", Width: 400, Kind: document.Money},
	}}
	for _, kategori := range ahsp.Categories {
		total := part.PerKategori[kategori]
		cost := document.Number(total.Cost)
		if total.Count > 0 {
			cost = cost.By(document.Calculation("{0}", document.Ref{Section: keyKebutuhan, Row: kategoriKey(kategori), Column: columnJumlah}))
		}
		t.Rows = append(t.Rows, document.Row{Key: "rekap-" + string(kategori), Cells: []document.Cell{document.Words(kategori.Label()), pieces(total.Count), cost}})
	}
	label := "Seluruh kebutuhan" + n.narrowed()
	if n.timed {
		label = "Terjadwal pada " + n.time()
	}
	t.Rows = append(t.Rows, document.Row{Key: rowJumlah, Kind: document.Subtotal, Cells: []document.Cell{
		document.Words(label), pieces(len(part.Rows)),
		document.Number(part.Total).By(document.Calculation("SUM({0})", document.Ref{Row: t.Rows[0].Key, To: t.Rows[len(t.Rows)-1].Key})),
	}})
	n.reconcile(t, 1)
	return t
}

// reconcile goes on from the sum of what a table lists, whose key is rowJumlah, to the direct
// cost of the RAB, rounded so that it adds up as it is printed. between is how many columns
// stand between the label and the money.
func (n *needs) reconcile(t *document.Table, between int) {
	running := decimal.Running{Places: 2}
	running.Next(n.shown().Total)
	var addends []document.Ref
	add := func(key string, kind document.RowKind, label string, amount decimal.Decimal) {
		cell := document.Number(amount.Round(2))
		if kind == document.Item {
			cell = document.Number(running.Next(amount))
		} else {
			cell = cell.By(document.Calculation("ROUND("+sumOf(addends).Text+",2)", addends...))
			addends = nil
		}
		t.Rows = append(t.Rows, document.Row{Key: key, Kind: kind, Cells: []document.Cell{document.Words(label).Over(1 + between), cell}})
		addends = append(addends, document.Ref{Row: key, Column: columnJumlah})
	}
	addends = append(addends, document.Ref{Row: rowJumlah, Column: columnJumlah})
	scheduled, unscheduled := n.InScope().Total, n.Unscheduled().Total
	switch {
	case n.timed:
		add("lain", document.Item, "Terjadwal di periode lain", n.Elsewhere().Total)
		add("belum", document.Item, "Belum terjadwal", unscheduled)
		add("seluruh", document.Subtotal, "Seluruh kebutuhan"+n.narrowed(), n.Total)
	case !scheduled.IsZero():
		parts := decimal.Running{Places: 2}
		for _, part := range []struct {
			label  string
			amount decimal.Decimal
		}{{"di antaranya terjadwal", scheduled}, {"di antaranya belum terjadwal", unscheduled}} {
			t.Rows = append(t.Rows, document.Row{Kind: document.Remark, Level: 1, Cells: []document.Cell{
				document.Words(part.label).Over(1 + between), document.Number(parts.Next(part.amount)),
			}})
		}
	}
	if n.options.Needs.Active() {
		add("luar", document.Item, "Di luar saringan", n.check.Needs.Total.Sub(n.Total))
		add("proyek", document.Subtotal, "Seluruh kebutuhan proyek", n.check.Needs.Total)
	}
	add("pembulatan", document.Item, "Pembulatan harga satuan pekerjaan di RAB", n.check.Difference.Neg())
	add("rab", document.Total, "Biaya langsung RAB (harga satuan sebelum BUK × volume)", n.check.Direct)
	t.Tail = 3
}

// told says how the figures came about, and what is missing in them.
func (n *needs) told() []document.Block {
	text := "Kebutuhan = koefisien × volume, tidak dibulatkan."
	if n.money() {
		text += " Jumlah dihitung dari angka penuh, sebelum BUK dan PPN; yang tercetak dibulatkan."
	}
	if n.options.Market && n.money() {
		text += " Jumlah proyek dihitung dari satuan dan harga dasar. Biaya beli adalah perkiraan belanja menurut satuan beli utuh; item tanpa satuan beli dihitung menurut kebutuhannya."
	}
	return append([]document.Block{&document.Note{Text: text, Small: true}}, n.missing()...)
}

// missing names what is not counted.
func (n *needs) missing() []document.Block {
	var blocks []document.Block
	tell := func(what string, names []string) {
		if len(names) > 0 {
			blocks = append(blocks, &document.Note{Boxed: true, Title: fmt.Sprintf("%d %s", len(names), what), Text: listed(names)})
		}
	}
	tell("pekerjaan belum punya volume dan tidak dihitung", pekerjaanNames(n.NoVolume))
	var unpriced []string
	for _, need := range n.Rows {
		if n.money() && !need.Harga.Valid {
			unpriced = append(unpriced, named(need.Kode, need.Uraian))
		}
	}
	tell("item belum punya harga dan dihitung Rp 0", unpriced)
	if broken := len(n.figures.Broken); broken > 0 {
		blocks = append(blocks, &document.Note{Boxed: true, Text: fmt.Sprintf("%d gabungan tidak dapat diurai dan tidak dihitung.", broken)})
	}
	if n.timed {
		tell("pekerjaan belum punya rencana, kebutuhannya belum terjadwal", pekerjaanNames(n.Unplanned))
	}
	if n.Over > 0 {
		blocks = append(blocks, &document.Note{Boxed: true, Text: fmt.Sprintf("%d pekerjaan direncanakan lebih dari volumenya.", n.Over)})
	}
	return blocks
}
