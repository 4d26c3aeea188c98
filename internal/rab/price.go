package rab

import (
	"cmp"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// PriceInput is what one row of a price save asks for; nil means "leave as it is".
type PriceInput struct {
	Path    string // place of the row in the request; "" = items[i]
	ID      int64
	Harga   *decimal.Null // absent clears, 0 is a confirmed price
	Source  *string
	Date    *Date
	Region  *string
	Version *int64
}

// PriceChange is the price of an item before and after a command.
type PriceChange struct {
	ID       int64
	Kode     string
	Uraian   string
	Old, New decimal.Null
}

// PriceResult tells what a price save did.
type PriceResult struct {
	Updated int // rows that were not stored like this before
	Changed []PriceChange
}

// SavePrices stores prices and where they come from. Every item of the price list may be
// priced, used or not. A stale row that asks for what is stored already is no conflict.
func (d *Draft) SavePrices(inputs []PriceInput) (PriceResult, error) {
	view := d.View()
	var problems Problems
	var clashes conflicts
	var result PriceResult
	seen := make(map[int64]bool, len(inputs))
	for i, in := range inputs {
		path := cmp.Or(in.Path, fmt.Sprintf("items[%d]", i))
		current, ok := view.PriceItems.Get(in.ID)
		switch {
		case !ok:
			problems.Add(path+".id", "Item harga %d tidak ada di proyek ini: muat ulang halaman.", in.ID)
			continue
		case seen[in.ID]:
			problems.Add(path+".id", "Item %s dikirim dua kali: sisakan satu.", current.Kode)
			continue
		}
		seen[in.ID] = true
		next := *current
		if !fillPrice(&next, in, path, &problems) || sameContent(current, &next) {
			continue
		}
		if d.stale(in.Version, current.Version) {
			next.Version = *in.Version
			clashes.add(path, current.Meta, current, &next)
			continue
		}
		result.add(current, &next)
		d.PriceItems.Put(&next)
	}
	if err := refusal(problems, clashes); err != nil {
		return PriceResult{}, err
	}
	return result, nil
}

func (r *PriceResult) add(before, after *PriceItem) {
	r.Updated++
	r.Changed = append(r.Changed, PriceChange{
		ID: before.ID, Kode: before.Kode, Uraian: before.Uraian, Old: before.Harga, New: after.Harga,
	})
}

func fillPrice(next *PriceItem, in PriceInput, path string, problems *Problems) bool {
	noted := len(*problems)
	if in.Harga != nil {
		next.Harga = decimal.Null{}
		if in.Harga.Valid {
			harga, err := decimal.Harga.Quantise(in.Harga.Decimal)
			if err != nil {
				problems.Add(path+".harga_satuan", "%s: %s.", next.Kode, err)
			}
			next.Harga = decimal.Some(harga)
		}
	}
	if in.Source != nil {
		next.PriceSource = problems.Text(path+".price_source", "Sumber harga", *in.Source, MaxPriceSource)
	}
	if in.Date != nil {
		date, err := ParseDate(string(*in.Date))
		if err != nil {
			problems.Add(path+".price_date", "%s: %s.", next.Kode, err)
		}
		next.PriceDate = date
	}
	if in.Region != nil {
		next.Region = problems.Text(path+".region", "Wilayah", *in.Region, MaxPriceSource)
	}
	return len(*problems) == noted
}

// PercentInput asks for a change of many prices by a percentage.
type PercentInput struct {
	IDs      []int64         // items to change; empty = all
	Kategori []ahsp.Kategori // only these classes; empty = all
	Percent  decimal.Decimal // 5 raises by 5 %, −5 lowers
}

// ChangePricesByPercent raises or lowers prices, each rounded half-up to 2 decimals. Items
// without a price stay without one.
func (d *Draft) ChangePricesByPercent(in PercentInput) (PriceResult, error) {
	view := d.View()
	var problems Problems
	if in.Percent.Cmp(decimal.Hundred.Neg()) < 0 || in.Percent.Cmp(decimal.FromInt(1000)) > 0 {
		return PriceResult{}, Refuse("percent", "Perubahan harga harus antara -100 dan 1000 persen.")
	}
	items := view.PriceItems.All()
	if len(in.IDs) > 0 {
		items = make([]*PriceItem, 0, len(in.IDs))
		for i, id := range in.IDs {
			item, ok := view.PriceItems.Get(id)
			if !ok {
				problems.Add(fmt.Sprintf("ids[%d]", i), "Item harga %d tidak ada di proyek ini: muat ulang halaman.", id)
				continue
			}
			items = append(items, item)
		}
	}
	factor := decimal.One.Add(decimal.One.Percent(in.Percent))
	var result PriceResult
	seen := make(map[int64]bool, len(items))
	for _, current := range items {
		if seen[current.ID] || !current.Harga.Valid || (len(in.Kategori) > 0 && !slices.Contains(in.Kategori, current.Kategori)) {
			continue
		}
		seen[current.ID] = true
		next := *current
		harga, err := decimal.Harga.Quantise(current.Harga.Decimal.Mul(factor))
		if err != nil {
			problems.Add("percent", "%s: %s.", current.Kode, err)
			continue
		}
		next.Harga = decimal.Some(harga)
		if next.Harga.Equal(current.Harga) {
			continue
		}
		result.add(current, &next)
		d.PriceItems.Put(&next)
	}
	if err := problems.Err(); err != nil {
		return PriceResult{}, err
	}
	return result, nil
}

// OrphanResult tells which price items were deleted, and which ids were left alone
// because they are in use or no part of the project.
type OrphanResult struct {
	Deleted []*PriceItem
	Skipped []int64
}

// DeleteOrphans deletes those of the given price items that no analysis uses, also not by
// way of a bundle, with their conversions.
func (d *Draft) DeleteOrphans(ids []int64) OrphanResult {
	view := d.View()
	used := view.UsedPriceItems()
	var result OrphanResult
	seen := make(map[int64]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		item, ok := view.PriceItems.Get(id)
		if !ok || used[id] {
			result.Skipped = append(result.Skipped, id)
			continue
		}
		d.PriceItems.Delete(id)
		if conversion, ok := view.ConversionOf(id); ok {
			d.Conversions.Delete(conversion.ID)
		}
		result.Deleted = append(result.Deleted, item)
	}
	return result
}

// UsedPriceItems returns the ids of the price items that some analysis uses, as a row of
// its own or inside a bundle.
func (p *Project) UsedPriceItems() map[int64]bool {
	used := make(map[int64]bool, p.PriceItems.Len())
	for _, c := range p.Components.All() {
		if c.PriceItemID != nil {
			used[*c.PriceItemID] = true
		}
	}
	for id := range p.leafItems() {
		used[id] = true
	}
	return used
}

// leafItems returns the ids of the price items that bundles on the library use.
func (p *Project) leafItems() map[int64]bool {
	items := map[int64]bool{}
	walked := map[int64]bool{}
	expander := newExpander(p)
	var walk func(analysis *ahsp.Analysis)
	walk = func(analysis *ahsp.Analysis) {
		if walked[analysis.ID] {
			return
		}
		walked[analysis.ID] = true
		for i := range analysis.Components {
			c := &analysis.Components[i]
			if nested, ok := nestedIn(p.Reference, c, analysis); ok {
				walk(nested)
			} else if item := expander.itemOfLeaf(c); item != nil {
				items[item.ID] = true
			}
		}
	}
	for _, c := range p.Components.All() {
		if c.RefAHSPID == nil || p.Reference == nil || walked[*c.RefAHSPID] {
			continue
		}
		if analysis, ok := p.Reference.Analysis(*c.RefAHSPID); ok {
			walk(analysis)
		}
	}
	return items
}
