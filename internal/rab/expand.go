package rab

import (
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// expander replaces bundles by base components. It keeps what one unit of a target
// consists of, so that a target used a thousand times is walked once.
type expander struct {
	p      *Project
	units  map[node]*unit
	worded map[ItemKey]*PriceItem // see wordedItems; nil until asked
}

// unit is what one unit of a bundle target consists of.
type unit struct {
	leaves  []leaf
	height  int // bundles below it: 0 when it has only base components
	open    bool
	fault   fault
	message string
}

// leaf is a base component of a unit.
type leaf struct {
	item                 *PriceItem
	kategori             ahsp.Kategori
	kode, uraian, satuan string
	koefisien            decimal.Decimal // per one unit of the target, exact
	depth                int             // bundles between the target and the component
}

func newExpander(p *Project) *expander { return &expander{p: p, units: map[node]*unit{}} }

func (x *expander) analysis(id int64) (*ahsp.Analysis, bool) {
	if x.p.Reference == nil {
		return nil, false
	}
	return x.p.Reference.Analysis(id)
}

// unit returns what one unit of n consists of. A node whose unit is being walked is part
// of a cycle, and so is everything that leads into it.
func (x *expander) unit(n node) *unit {
	if u, known := x.units[n]; known {
		if u.open {
			return &unit{fault: faultCycle}
		}
		return u
	}
	u := &unit{open: true}
	x.units[n] = u
	if n.reference {
		x.fillFromReference(u, n)
	} else {
		x.fillFromPekerjaan(u, n)
	}
	u.open = false
	return u
}

func (x *expander) fillFromPekerjaan(u *unit, n node) {
	if _, ok := x.p.Pekerjaan.Get(n.id); !ok {
		u.fault, u.message = faultMissing, fmt.Sprintf("gabungan menunjuk ke pekerjaan %s yang tidak ada lagi: pilih pekerjaan lain atau hapus barisnya", x.kode(n))
		return
	}
	rows := x.p.ComponentsOf(n.id)
	u.leaves = make([]leaf, 0, len(rows))
	for _, row := range rows {
		if target, bundle := targetOf(row); bundle {
			x.nest(u, target, row.Koefisien)
			continue
		}
		u.leaves = append(u.leaves, leaf{
			item: x.itemOf(row), kategori: row.Kategori, kode: row.Kode, uraian: row.Uraian, satuan: row.Satuan,
			koefisien: row.Koefisien,
		})
	}
}

func (x *expander) fillFromReference(u *unit, n node) {
	analysis, ok := x.analysis(n.id)
	if !ok {
		u.fault, u.message = faultMissing, fmt.Sprintf("gabungan menunjuk ke %s yang tidak ada di pustaka: pilih analisa lain atau hapus barisnya", x.kode(n))
		return
	}
	u.leaves = make([]leaf, 0, len(analysis.Components))
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if nested, bundle := nestedIn(x.p.Reference, c, analysis); bundle {
			x.nest(u, node{reference: true, id: nested.ID}, c.Koefisien)
			continue
		}
		u.leaves = append(u.leaves, leaf{
			item: x.itemOfLeaf(c), kategori: c.Kategori, kode: c.Kode, uraian: c.Uraian, satuan: c.Satuan, koefisien: c.Koefisien,
		})
	}
}

// nest adds koefisien units of target to u.
func (x *expander) nest(u *unit, target node, koefisien decimal.Decimal) {
	inner := x.unit(target)
	u.height = max(u.height, inner.height+1)
	switch {
	case inner.fault != "":
		u.take(inner.fault, inner.message)
	case u.height > MaxBundleDepth:
		u.take(faultDeep, "")
	case len(u.leaves)+len(inner.leaves) > maxBundleRows:
		u.take(faultLarge, "")
	default:
		for _, l := range inner.leaves {
			l.koefisien = l.koefisien.Mul(koefisien)
			l.depth++
			u.leaves = append(u.leaves, l)
		}
	}
}

// take keeps the first fault, except that a cycle, which spoils every way to it, wins.
func (u *unit) take(reason fault, message string) {
	if u.fault == "" || (reason == faultCycle && u.fault != faultCycle) {
		u.fault, u.message = reason, message
	}
}

// itemOf returns the price item of a base component.
func (x *expander) itemOf(row *Component) *PriceItem {
	if row.PriceItemID == nil {
		return nil
	}
	item, _ := x.p.PriceItems.Get(*row.PriceItemID)
	return item
}

// itemOfLeaf returns the price item of a component of the library. A component published
// without a code has an item with a generated one, and is known by its wording.
func (x *expander) itemOfLeaf(c *ahsp.Component) *PriceItem {
	key := KeyOf(c.Kategori, c.Kode, c.Uraian, c.Satuan)
	if item, ok := x.p.ItemByKey(key); ok || c.Kode != "" {
		return item
	}
	if x.worded == nil {
		x.worded = x.p.wordedItems()
	}
	return x.worded[key]
}

// size returns how many base components a raw row of a pekerjaan stands for. A bundle that
// cannot be expanded has none and says why.
func (x *expander) size(row *Component) (n int, broken string) {
	target, bundle := targetOf(row)
	if !bundle {
		return 1, ""
	}
	if reason := x.rowFault(row, target); reason != "" {
		return 0, x.faultText(reason, row, target)
	}
	return len(x.unit(target).leaves), ""
}

// appendRow appends the base components of a raw row that size found sound.
func (x *expander) appendRow(list []Expanded, row *Component) []Expanded {
	target, bundle := targetOf(row)
	if !bundle {
		return append(list, Expanded{
			Source: row, Item: x.itemOf(row),
			Kategori: row.Kategori, Kode: row.Kode, Uraian: row.Uraian, Satuan: row.Satuan,
			PerUnit: row.Koefisien, Effective: row.Koefisien,
		})
	}
	for _, l := range x.unit(target).leaves {
		list = append(list, Expanded{
			Source: row, Item: l.item,
			Kategori: l.kategori, Kode: l.kode, Uraian: l.uraian, Satuan: l.satuan,
			PerUnit: l.koefisien, Effective: l.koefisien.Mul(row.Koefisien), Depth: l.depth + 1,
		})
	}
	return list
}

// Expand returns the base components of one pekerjaan, its bundles replaced by what their
// targets consist of, in the order of its rows (domain §5.5). Bundles that cannot be
// expanded are returned as broken.
func Expand(p *Project, pekerjaan int64) (list []*Expanded, broken []BrokenBundle) {
	x := newExpander(p)
	var flat []Expanded
	for _, row := range p.ComponentsOf(pekerjaan) {
		need, message := x.size(row)
		if message != "" {
			broken = append(broken, BrokenBundle{Component: row, Message: message})
		}
		if need > 0 {
			flat = x.appendRow(flat, row)
		}
	}
	list = make([]*Expanded, len(flat))
	for i := range flat {
		list[i] = &flat[i]
	}
	return list, broken
}
