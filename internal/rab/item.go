package rab

import (
	"fmt"

	"takar/internal/ahsp"
)

// RenamedItem reports a component that came with the code of another price item and was
// therefore given a code of its own (rulings C20).
type RenamedItem struct {
	PekerjaanID int64
	Kode        string // as it came
	NewKode     string
	Uraian      string
}

// priceBook finds and creates the price items of a command. It sees the items of the
// project as they were and those that the command made or changed.
type priceBook struct {
	draft   *Draft
	view    *Project
	numbers *sequences
	byKode  map[string]*PriceItem
	byKey   map[ItemKey]*PriceItem
	worded  map[ItemKey]*PriceItem // see wordedItems; nil until needed
	leaves  map[int64]bool         // analyses whose leaves have their items
	inUse   map[int64]bool         // items that bundles on the library used before; nil until needed
	claimed map[int64]bool         // items that they need now
	renamed []RenamedItem
}

func (d *Draft) priceBook(view *Project, numbers *sequences) *priceBook {
	return &priceBook{
		draft: d, view: view, numbers: numbers,
		byKode: map[string]*PriceItem{}, byKey: map[ItemKey]*PriceItem{}, leaves: map[int64]bool{}, claimed: map[int64]bool{},
	}
}

// withKode returns the item that has exactly this code now.
func (b *priceBook) withKode(kode string) (*PriceItem, bool) {
	if item, ok := b.byKode[kode]; ok {
		return item, true
	}
	item, ok := b.view.ItemByKode(kode)
	if !ok {
		return nil, false
	}
	return b.draft.PriceItems.Get(item.ID) // codes of items never change
}

// withKey returns the item that has this identity now.
func (b *priceBook) withKey(key ItemKey) (*PriceItem, bool) {
	if item, ok := b.byKey[key]; ok && item.key() == key {
		return item, true
	}
	item, ok := b.view.ItemByKey(key)
	if !ok {
		return nil, false
	}
	current, ok := b.draft.PriceItems.Get(item.ID)
	return current, ok && current.key() == key
}

// withWording returns the item with a generated code that has this wording now.
func (b *priceBook) withWording(wording ItemKey) (*PriceItem, bool) {
	if b.worded == nil {
		b.worded = b.view.wordedItems()
	}
	known, ok := b.worded[wording]
	if !ok {
		return nil, false
	}
	current, ok := b.draft.PriceItems.Get(known.ID)
	return current, ok && current.wording() == wording
}

// twin returns the item that is what a row says although it goes under another code: the
// "#2" of a clash or, for a code that the program made, one that a bundle on the library
// finds by this wording.
func (b *priceBook) twin(row *Component) (*PriceItem, bool) {
	key := KeyOf(row.Kategori, row.Kode, row.Uraian, row.Satuan)
	if item, ok := b.withKey(key); ok {
		return item, true
	}
	if _, generated := itemNumber(row.Kode); !generated {
		return nil, false
	}
	key.Kode = ""
	item, ok := b.withWording(key)
	return item, ok && b.leaf(item)
}

func (i *PriceItem) key() ItemKey { return KeyOf(i.Kategori, i.Kode, i.Uraian, i.Satuan) }

// wording is the key without the code.
func (i *PriceItem) wording() ItemKey { return KeyOf(i.Kategori, "", i.Uraian, i.Satuan) }

// wordedItems returns the items with a generated code by their wording: that is how a
// component published without a code finds its item. Of several the oldest counts.
func (p *Project) wordedItems() map[ItemKey]*PriceItem {
	items := map[ItemKey]*PriceItem{}
	for _, item := range p.PriceItems.All() {
		if _, generated := itemNumber(item.Kode); !generated {
			continue
		}
		if _, taken := items[item.wording()]; !taken {
			items[item.wording()] = item
		}
	}
	return items
}

// put stores an item and makes it known to the rest of the command.
func (b *priceBook) put(item *PriceItem) {
	b.draft.PriceItems.Put(item)
	b.byKode[item.Kode] = item
	b.byKey[item.key()] = item
}

// create adds an item without a price under a free code.
func (b *priceBook) create(kategori ahsp.Kategori, kode, uraian, satuan string) *PriceItem {
	item := &PriceItem{
		Meta: b.draft.NewRow(), UID: b.draft.ids.NextUID(),
		Kode: kode, Kategori: kategori, Uraian: uraian, Satuan: satuan,
	}
	b.put(item)
	return item
}

// freeKode returns kode#2, kode#3, … : the first that no item has.
func (b *priceBook) freeKode(kode string) string {
	for n := 2; ; n++ {
		free := fmt.Sprintf("%s#%d", baseKode(kode), n)
		if _, taken := b.withKode(free); !taken {
			return free
		}
	}
}

// claim returns the item of a component by its identity, and creates it when there is
// none. A code that belongs to another item is made free with "#2", which is reported; a
// component without a code gets the next Unit-NNNN.
func (b *priceBook) claim(pekerjaan int64, kategori ahsp.Kategori, kode, uraian, satuan string) *PriceItem {
	key := KeyOf(kategori, kode, uraian, satuan)
	if item, ok := b.withKey(key); ok {
		return item
	}
	if kode == "" {
		return b.claimUncoded(key, uraian, satuan)
	}
	if _, taken := b.withKode(kode); !taken {
		return b.create(kategori, kode, uraian, satuan)
	}
	item := b.create(kategori, b.freeKode(kode), uraian, satuan)
	b.renamed = append(b.renamed, RenamedItem{PekerjaanID: pekerjaan, Kode: kode, NewKode: item.Kode, Uraian: uraian})
	return item
}

// claimUncoded finds an item with a generated code by its wording.
func (b *priceBook) claimUncoded(key ItemKey, uraian, satuan string) *PriceItem {
	if item, ok := b.withWording(key); ok {
		return item
	}
	item := b.create(key.Kategori, b.numbers.itemKode(), uraian, satuan)
	b.worded[key] = item
	return item
}

// claimLeaves makes sure that all base components of an analysis of the library, through
// its nested analyses, have a price item.
func (b *priceBook) claimLeaves(pekerjaan int64, analysis *ahsp.Analysis) {
	if b.leaves[analysis.ID] {
		return
	}
	b.leaves[analysis.ID] = true
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if nested, ok := nestedIn(b.view.Reference, c, analysis); ok {
			b.claimLeaves(pekerjaan, nested)
			continue
		}
		b.claimed[b.claim(pekerjaan, c.Kategori, c.Kode, c.Uraian, c.Satuan).ID] = true
	}
}

// leaf reports whether a bundle on the library finds the item by its wording, which must
// then stay as it is.
func (b *priceBook) leaf(item *PriceItem) bool {
	if b.inUse == nil {
		b.inUse = b.view.leafItems()
	}
	return b.inUse[item.ID] || b.claimed[item.ID]
}
