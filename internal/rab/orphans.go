package rab

import (
	"slices"

	"takar/internal/ahsp"
)

// ItemUse counts the rows that use a price item.
type ItemUse struct {
	Raw       int // raw rows of analyses
	Expanded  int // base components, plain or inside bundles
	Pekerjaan int // pekerjaan with such a base component
}

// InUse reports whether anything uses the item.
func (u ItemUse) InUse() bool { return u.Raw > 0 || u.Expanded > 0 }

// ItemUses returns the use of every price item that is used at all.
func (p *Project) ItemUses() map[int64]ItemUse {
	uses := make(map[int64]ItemUse, p.PriceItems.Len())
	for _, row := range p.Components.All() {
		if row.PriceItemID != nil {
			use := uses[*row.PriceItemID]
			use.Raw++
			uses[*row.PriceItemID] = use
		}
	}
	lastLine := make(map[int64]int, p.PriceItems.Len())
	for i, line := range p.Figures().Lines {
		for _, e := range line.Expanded {
			if e.Item == nil {
				continue
			}
			use := uses[e.Item.ID]
			use.Expanded++
			if lastLine[e.Item.ID] != i+1 {
				lastLine[e.Item.ID] = i + 1
				use.Pekerjaan++
			}
			uses[e.Item.ID] = use
		}
	}
	return uses
}

// Orphans returns the price items that no raw and no expanded row uses, by kode
// (domain §11.7).
func (p *Project) Orphans() []*PriceItem {
	uses := p.ItemUses()
	var orphans []*PriceItem
	for _, item := range p.PriceItems.All() {
		if !uses[item.ID].InUse() {
			orphans = append(orphans, item)
		}
	}
	SortItems(orphans)
	return orphans
}

// ListedItems returns the price items that the price list shows, by kode: those that some
// base component uses, and those that nothing uses at all (domain §5.1).
func (p *Project) ListedItems() []*PriceItem {
	uses := p.ItemUses()
	var listed []*PriceItem
	for _, item := range p.PriceItems.All() {
		if use := uses[item.ID]; use.Expanded > 0 || !use.InUse() {
			listed = append(listed, item)
		}
	}
	SortItems(listed)
	return listed
}

// SortItems orders price items by kode, as people count.
func SortItems(items []*PriceItem) {
	slices.SortFunc(items, func(a, b *PriceItem) int { return ahsp.CompareKode(a.Kode, b.Kode) })
}
