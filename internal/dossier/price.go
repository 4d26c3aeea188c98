package dossier

import (
	"strings"

	"takar/internal/ahsp"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// hargaItems is the price list, with how things are bought.
func (b *builder) hargaItems() ([]*document.Section, error) { return b.priceList(), nil }

// priceList is the price list of what the project uses, by kategori, and the list of
// purchase units when there are any.
func (b *builder) priceList() []*document.Section {
	t := b.pricesTable()
	for _, kategori := range ahsp.Categories {
		items := b.itemsOf(kategori)
		if len(items) == 0 {
			continue
		}
		t.Rows = append(t.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{
			document.Words(strings.ToUpper(kategori.Label())).Over(len(t.Columns)),
		}})
		for i, item := range items {
			t.Rows = append(t.Rows, b.priceRow(i+1, item))
		}
	}
	section := b.section(keyHarga, "DAFTAR HARGA SATUAN DASAR", "Harga Satuan", t)
	b.endPrices(HargaItems, section)
	sections := []*document.Section{section}
	if conversions := b.conversions(); conversions != nil {
		sections = append(sections, conversions)
	}
	return sections
}

// upahBahanAlat is the price list as three lists.
func (b *builder) upahBahanAlat() ([]*document.Section, error) {
	var sections []*document.Section
	for _, list := range []struct {
		kategori   ahsp.Kategori
		key, title string
		sheet      string
	}{
		{ahsp.TK, "upah", "DAFTAR HARGA SATUAN UPAH", "Upah"},
		{ahsp.BHN, "bahan", "DAFTAR HARGA SATUAN BAHAN", "Bahan"},
		{ahsp.ALT, "alat", "DAFTAR HARGA SEWA PERALATAN", "Alat"},
		{ahsp.LAIN, "lain", "DAFTAR HARGA SATUAN LAIN-LAIN", "Lain-lain"},
	} {
		items := b.itemsOf(list.kategori)
		if list.kategori == ahsp.LAIN && len(items) == 0 {
			continue
		}
		t := b.pricesTable()
		for i, item := range items {
			t.Rows = append(t.Rows, b.priceRow(i+1, item))
		}
		sections = append(sections, b.section(list.key, list.title, list.sheet, t))
	}
	b.endPrices(UpahBahanAlat, sections[len(sections)-1])
	return sections, nil
}

func (b *builder) pricesTable() *document.Table {
	return &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 100},
			{Key: columnUraian, Title: "Uraian", Width: 530},
			{Key: columnKode, Title: "Kode", Width: 180},
			{Key: columnSatuan, Title: "Satuan", Width: 110},
			{Key: columnHarga, Title: "Harga Satuan\n(Rp)", Width: 260, Kind: document.Money},
			{Key: columnKeterangan, Title: "Keterangan\n(sumber harga)", Width: 620},
		},
		Empty: "Belum ada yang dipakai.", Tail: 3,
	}
}

// itemsOf returns the price items of a kategori that the project uses, by kode.
func (b *builder) itemsOf(kategori ahsp.Kategori) []*rab.PriceItem {
	if b.used == nil {
		b.used = map[ahsp.Kategori][]*rab.PriceItem{}
		uses := b.Project.UsedPriceItems()
		for _, item := range b.Project.PriceItems.All() {
			if uses[item.ID] {
				b.used[item.Kategori] = append(b.used[item.Kategori], item)
			}
		}
		for _, items := range b.used {
			rab.SortItems(items)
		}
	}
	return b.used[kategori]
}

// priceRow is one item. Without a price its cell is left blank, in a workbook to be filled
// in; a confirmed price of 0 is told.
func (b *builder) priceRow(number int, item *rab.PriceItem) document.Row {
	row := document.Row{Key: itemKey(item.ID), Cells: []document.Cell{
		count(number), document.Words(item.Uraian), document.Words(item.Kode), unit(item.Satuan), document.Maybe(item.Harga),
		document.Words(b.priceOrigin(item)),
	}}
	var faults []string
	if !item.Harga.Valid {
		faults = append(faults, "belum ada harga")
	}
	if item.Satuan == "" {
		faults = append(faults, "belum ada satuan")
	}
	return marked(row, faults)
}

// priceOrigin says where a price comes from, apart from what all prices share.
func (b *builder) priceOrigin(item *rab.PriceItem) string {
	shared := b.sharedOrigin()
	parts := []string{item.PriceSource}
	if shared == "" {
		parts = append(parts, placeAndDay(item))
	}
	if item.State() == rab.PriceZero {
		parts = append(parts, "tanpa biaya")
	}
	return strings.Join(known(parts...), ", ")
}

// sharedOrigin is the region and the day of all prices when they are the same, to be told
// once; "" when they differ.
func (b *builder) sharedOrigin() string {
	if b.origin == nil {
		shared := b.findOrigin()
		b.origin = &shared
	}
	return *b.origin
}

func (b *builder) findOrigin() string {
	shared, first := "", true
	for _, kategori := range ahsp.Categories {
		for _, item := range b.itemsOf(kategori) {
			if !item.Harga.Valid {
				continue
			}
			if !first && placeAndDay(item) != shared {
				return ""
			}
			shared, first = placeAndDay(item), false
		}
	}
	return shared
}

// placeAndDay is where and when a price holds.
func placeAndDay(item *rab.PriceItem) string {
	day := ""
	if item.PriceDate != "" {
		day = schedule.DayOf(item.PriceDate).Indonesian()
	}
	return strings.Join(known(item.Region, day), ", ")
}

// endPrices says on which basis prices stand and who answers for them.
func (b *builder) endPrices(kind Kind, section *document.Section) {
	basis := b.setting.HargaTermasuk
	if basis == "" {
		basis = "belum termasuk PPN"
	}
	basis = "Harga satuan " + strings.TrimSuffix(basis, ".") + "."
	if shared := b.sharedOrigin(); shared != "" {
		basis += " Harga setempat: " + shared + "."
	}
	section.Blocks = append(section.Blocks, &document.Note{Text: basis, Small: true})
	b.partial(kind, section)
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
}

// conversions lists how things are bought: the market unit, its price and what it holds;
// nil when nothing in use is bought in another unit.
func (b *builder) conversions() *document.Section {
	t := &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 90},
			{Key: columnUraian, Title: "Uraian", Width: 480},
			{Key: columnKode, Title: "Kode", Width: 200},
			{Key: "satuan-beli", Title: "Satuan Beli", Width: 180},
			{Key: "harga-beli", Title: "Harga Beli\n(Rp)", Width: 260, Kind: document.Money},
			{Key: "isi", Title: "Isi", Width: 160, Kind: document.Exact},
			{Key: columnSatuan, Title: "Satuan\nDasar", Width: 120},
			{Key: columnHarga, Title: "Harga per\nSatuan Dasar (Rp)", Width: 270, Kind: document.Money},
			{Key: columnKeterangan, Title: "Keterangan", Width: 240},
		},
		Empty: "Tidak ada.",
	}
	for _, kategori := range ahsp.Categories {
		for _, item := range b.itemsOf(kategori) {
			if conversion, ok := b.Project.ConversionOf(item.ID); ok {
				t.Rows = append(t.Rows, conversionRow(len(t.Rows)+1, item, conversion))
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return b.section(keyKonversi, "DAFTAR KONVERSI SATUAN BELI", "Konversi", t,
		&document.Note{Text: "Harga per satuan dasar = harga beli ÷ isi, dibulatkan 2 desimal. Yang dipakai dalam analisa adalah harga pada daftar harga satuan dasar.", Small: true})
}

func conversionRow(number int, item *rab.PriceItem, c *rab.Conversion) document.Row {
	key := itemKey(item.ID)
	row := document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(item.Uraian), document.Words(item.Kode), unit(c.MarketUnit),
		document.Number(c.MarketPrice), document.Number(c.FactorToBase), unit(item.Satuan),
	}}
	price, err := c.BasePrice()
	if err != nil { // a factor of 0, of damaged data
		row.Cells = append(row.Cells, document.Cell{}, document.Cell{})
		return marked(row, []string{"isi 0"})
	}
	remark := ""
	if !c.Agrees(item) {
		remark = "harga dipakai: belum ada"
		if item.Harga.Valid {
			remark = "harga dipakai: " + document.Money.Text(item.Harga.Decimal)
		}
	}
	row.Cells = append(row.Cells, document.Number(price).By(document.Calculation("ROUND({0}/{1},2)",
		document.Ref{Row: key, Column: "harga-beli"}, document.Ref{Row: key, Column: "isi"})), document.Words(remark))
	return row
}
