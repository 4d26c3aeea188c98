package rab

import (
	"cmp"
	"slices"
	"strings"

	"takar/internal/ahsp"
)

// index holds the ways into a snapshot that rows themselves do not offer.
type index struct {
	klasifikasi []*Heading             // in order
	subs        map[int64][]*Heading   // by klasifikasi, in order
	items       map[int64][]*Pekerjaan // by heading, in order
	ordered     []*Pekerjaan           // all, in the order of the work list
	components  map[int64][]*Component // by pekerjaan, in order of position
	users       map[int64][]*Component // bundle rows by the pekerjaan they point at
	itemByKode  map[string]*PriceItem  // by exact kode
	itemByKey   map[ItemKey]*PriceItem // by identity
	parameters  map[string]*Parameter  // by name
	conversions map[int64]*Conversion  // by price item
}

// ItemKey is the identity of a price item within a project, apart from the "#2" that a
// second item with the same published kode gets (rulings C20).
type ItemKey struct {
	Kode     string
	Kategori ahsp.Kategori
	Uraian   string
	Satuan   string
}

// KeyOf returns the identity under which a component finds its price item.
func KeyOf(kategori ahsp.Kategori, kode, uraian, satuan string) ItemKey {
	return ItemKey{
		Kode: baseKode(kode), Kategori: kategori,
		Uraian: ahsp.NormaliseText(uraian), Satuan: ahsp.NormaliseUnit(satuan),
	}
}

// baseKode drops the "#2" of a kode that was made free on a clash.
func baseKode(kode string) string {
	at := strings.LastIndexByte(kode, '#')
	if at <= 0 || at == len(kode)-1 {
		return kode
	}
	for _, r := range kode[at+1:] {
		if r < '0' || r > '9' {
			return kode
		}
	}
	return kode[:at]
}

func newIndex(p *Project) *index {
	x := &index{
		subs: map[int64][]*Heading{}, items: map[int64][]*Pekerjaan{},
		components: make(map[int64][]*Component, p.Pekerjaan.Len()), users: map[int64][]*Component{},
		itemByKode:  make(map[string]*PriceItem, p.PriceItems.Len()),
		itemByKey:   make(map[ItemKey]*PriceItem, p.PriceItems.Len()),
		parameters:  make(map[string]*Parameter, p.Parameters.Len()),
		conversions: make(map[int64]*Conversion, p.Conversions.Len()),
	}
	for _, h := range p.Headings.All() {
		if h.ParentID == nil {
			x.klasifikasi = append(x.klasifikasi, h)
		} else {
			x.subs[*h.ParentID] = append(x.subs[*h.ParentID], h)
		}
	}
	sortHeadings(x.klasifikasi)
	for _, subs := range x.subs {
		sortHeadings(subs)
	}
	for _, item := range p.Pekerjaan.All() {
		x.items[item.HeadingID] = append(x.items[item.HeadingID], item)
	}
	for _, items := range x.items {
		slices.SortFunc(items, func(a, b *Pekerjaan) int {
			return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
		})
	}
	x.ordered = make([]*Pekerjaan, 0, p.Pekerjaan.Len())
	for _, k := range x.klasifikasi {
		for _, s := range x.subs[k.ID] {
			x.ordered = append(x.ordered, x.items[s.ID]...)
		}
	}
	for _, c := range p.Components.All() {
		x.components[c.PekerjaanID] = append(x.components[c.PekerjaanID], c)
		if c.RefPekerjaanID != nil {
			x.users[*c.RefPekerjaanID] = append(x.users[*c.RefPekerjaanID], c)
		}
	}
	for _, rows := range x.components {
		slices.SortFunc(rows, func(a, b *Component) int {
			return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
		})
	}
	for _, item := range p.PriceItems.All() {
		x.itemByKode[item.Kode] = item
		key := KeyOf(item.Kategori, item.Kode, item.Uraian, item.Satuan)
		if _, taken := x.itemByKey[key]; !taken {
			x.itemByKey[key] = item
		}
	}
	for _, parameter := range p.Parameters.All() {
		x.parameters[parameter.Name] = parameter
	}
	for _, conversion := range p.Conversions.All() {
		x.conversions[conversion.PriceItemID] = conversion
	}
	return x
}

func sortHeadings(list []*Heading) {
	slices.SortFunc(list, func(a, b *Heading) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
}

// Klasifikasi returns the first-level headings in order.
func (p *Project) Klasifikasi() []*Heading { return p.index().klasifikasi }

// SubKlasifikasi returns the headings under a klasifikasi, in order.
func (p *Project) SubKlasifikasi(klasifikasi int64) []*Heading { return p.index().subs[klasifikasi] }

// PekerjaanOf returns the pekerjaan of a sub-klasifikasi, in order.
func (p *Project) PekerjaanOf(sub int64) []*Pekerjaan { return p.index().items[sub] }

// WorkList returns all pekerjaan in the order of the work list.
func (p *Project) WorkList() []*Pekerjaan { return p.index().ordered }

// ComponentsOf returns the raw rows of a pekerjaan in their order.
func (p *Project) ComponentsOf(pekerjaan int64) []*Component { return p.index().components[pekerjaan] }

// BundlesOn returns the bundle rows, of any pekerjaan, that point at the given pekerjaan.
func (p *Project) BundlesOn(pekerjaan int64) []*Component { return p.index().users[pekerjaan] }

// ItemByKode returns the price item with exactly this kode.
func (p *Project) ItemByKode(kode string) (*PriceItem, bool) {
	item, ok := p.index().itemByKode[kode]
	return item, ok
}

// ItemByKey returns the price item with this identity.
func (p *Project) ItemByKey(key ItemKey) (*PriceItem, bool) {
	item, ok := p.index().itemByKey[key]
	return item, ok
}

// ParameterByName returns the parameter with this lower-case name.
func (p *Project) ParameterByName(name string) (*Parameter, bool) {
	parameter, ok := p.index().parameters[name]
	return parameter, ok
}

// ConversionOf returns how a price item is bought.
func (p *Project) ConversionOf(priceItem int64) (*Conversion, bool) {
	conversion, ok := p.index().conversions[priceItem]
	return conversion, ok
}
