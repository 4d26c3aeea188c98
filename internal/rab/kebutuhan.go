package rab

import (
	"cmp"
	"slices"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// NeedsFilter narrows the resource needs. Conditions are joined by AND; an empty list or
// text is no condition.
type NeedsFilter struct {
	Klasifikasi []int64
	Sub         []int64
	Pekerjaan   []int64
	Kategori    []ahsp.Kategori
	Search      string // part of a kode or uraian, ignoring case
	Tahapan     int64  // a phase: what belongs to it, and all while nothing does; 0 = no condition
}

// Active reports whether the filter leaves anything out.
func (f NeedsFilter) Active() bool {
	return len(f.Klasifikasi)+len(f.Sub)+len(f.Pekerjaan)+len(f.Kategori) > 0 || strings.TrimSpace(f.Search) != "" || f.Tahapan != 0
}

// Needs is the shopping list of a project: direct cost without BUK and PPN (domain §7).
type Needs struct {
	Rows        []*Need // by kategori, then kode, then uraian
	PerKategori map[ahsp.Kategori]NeedsTotal
	Total       decimal.Decimal // Σ cost, exact
	NoVolume    []*Pekerjaan    // in scope but without a volume, so not counted
	Unpriced    int             // rows without a price
}

// NeedsTotal sums the rows of one kategori. Quantity adds different units and only
// informs.
type NeedsTotal struct {
	Count    int
	Quantity decimal.Decimal
	Cost     decimal.Decimal
}

// Need is one component over all pekerjaan in scope. Quantity and Cost are exact.
type Need struct {
	Item                 *PriceItem // nil when the project has no such price item
	Kategori             ahsp.Kategori
	Kode, Uraian, Satuan string
	Quantity             decimal.Decimal
	Harga                decimal.Null // absent while there is no price
	Cost                 decimal.Decimal
}

// Needs sums effective coefficient × volume of every base component by price item.
// Components without a price item are told apart by their identity.
func (p *Project) Needs(filter NeedsFilter) *Needs {
	return p.gatherNeeds(filter, func(*Need, *Expanded, *Line, decimal.Decimal) {})
}

// gatherNeeds sums the needs, and tells of each quantity that goes into one: of which
// component, and of which pekerjaan, in the order of the work list.
func (p *Project) gatherNeeds(filter NeedsFilter, each func(need *Need, of *Expanded, line *Line, quantity decimal.Decimal)) *Needs {
	n := &Needs{}
	inScope := p.NeedsScope(filter)
	byItem := make(map[int64]*Need, p.PriceItems.Len())
	byKey := map[ItemKey]*Need{}
	for _, line := range p.Figures().Lines {
		if !inScope(line.Pekerjaan) {
			continue
		}
		if !line.Volume.Valid {
			n.NoVolume = append(n.NoVolume, line.Pekerjaan)
			continue
		}
		amount := line.Volume.Decimal
		if amount.IsZero() {
			continue
		}
		for _, e := range line.Expanded {
			need, quantity := needOf(e, byItem, byKey), e.Effective.Mul(amount)
			need.Quantity = need.Quantity.Add(quantity)
			each(need, e, line, quantity)
		}
	}
	search := strings.ToLower(strings.TrimSpace(filter.Search))
	keep := func(need *Need) {
		if len(filter.Kategori) > 0 && !slices.Contains(filter.Kategori, need.Kategori) {
			return
		}
		if search == "" || strings.Contains(strings.ToLower(need.Kode), search) || strings.Contains(strings.ToLower(need.Uraian), search) {
			n.Rows = append(n.Rows, need)
		}
	}
	for _, need := range byItem {
		keep(need)
	}
	for _, need := range byKey {
		keep(need)
	}
	n.order()
	n.sum()
	return n
}

// needOf returns the row to which an expanded component belongs.
func needOf(e *Expanded, byItem map[int64]*Need, byKey map[ItemKey]*Need) *Need {
	if e.Item != nil {
		need, ok := byItem[e.Item.ID]
		if !ok {
			need = &Need{
				Item: e.Item, Kategori: e.Item.Kategori, Kode: e.Item.Kode, Uraian: e.Item.Uraian, Satuan: e.Item.Satuan,
				Harga: e.Item.Harga,
			}
			byItem[e.Item.ID] = need
		}
		return need
	}
	key := KeyOf(e.Kategori, e.Kode, e.Uraian, e.Satuan)
	need, ok := byKey[key]
	if !ok {
		need = &Need{Kategori: e.Kategori, Kode: e.Kode, Uraian: e.Uraian, Satuan: e.Satuan}
		byKey[key] = need
	}
	return need
}

// order sorts the rows.
func (n *Needs) order() {
	slices.SortFunc(n.Rows, func(a, b *Need) int {
		return cmp.Or(
			cmp.Compare(a.Kategori.Order(), b.Kategori.Order()), ahsp.CompareKode(a.Kode, b.Kode),
			strings.Compare(a.Uraian, b.Uraian), strings.Compare(a.Satuan, b.Satuan), cmp.Compare(a.itemID(), b.itemID()),
		)
	})
}

// sum prices the rows, which stand in the order of their kategori, and adds them up.
func (n *Needs) sum() {
	n.PerKategori = make(map[ahsp.Kategori]NeedsTotal, len(ahsp.Categories))
	var kategori ahsp.Kategori
	var total NeedsTotal
	store := func() {
		if total.Count > 0 {
			n.PerKategori[kategori] = total
			n.Total = n.Total.Add(total.Cost)
		}
	}
	for _, need := range n.Rows {
		if need.Kategori != kategori {
			store()
			kategori, total = need.Kategori, NeedsTotal{}
		}
		need.Cost = need.Quantity.Mul(need.Harga.OrZero())
		if !need.Harga.Valid {
			n.Unpriced++
		}
		total.Count++
		total.Quantity = total.Quantity.Add(need.Quantity)
		total.Cost = total.Cost.Add(need.Cost)
	}
	store()
}

func (n *Need) itemID() int64 {
	if n.Item == nil {
		return 0
	}
	return n.Item.ID
}

// NeedsScope returns whether a pekerjaan is among those that the filter names.
func (p *Project) NeedsScope(filter NeedsFilter) func(*Pekerjaan) bool {
	klasifikasi, subs, pekerjaan := idSet(filter.Klasifikasi), idSet(filter.Sub), idSet(filter.Pekerjaan)
	members := p.TahapanMembersOf(filter.Tahapan)
	return func(q *Pekerjaan) bool {
		if len(members) > 0 && !members[q.ID] {
			return false
		}
		if len(subs) > 0 && !subs[q.HeadingID] {
			return false
		}
		if len(pekerjaan) > 0 && !pekerjaan[q.ID] {
			return false
		}
		return len(klasifikasi) == 0 || klasifikasi[p.klasifikasiOf(q)]
	}
}

// TahapanMembersOf returns the pekerjaan that belong to a phase.
func (p *Project) TahapanMembersOf(tahapan int64) map[int64]bool {
	members := map[int64]bool{}
	for _, row := range p.TahapanMembers.All() {
		if row.TahapanID == tahapan {
			members[row.PekerjaanID] = true
		}
	}
	return members
}

// klasifikasiOf returns the id of the first-level heading above a pekerjaan, 0 for none.
func (p *Project) klasifikasiOf(q *Pekerjaan) int64 {
	if sub, ok := p.Headings.Get(q.HeadingID); ok && sub.ParentID != nil {
		return *sub.ParentID
	}
	return 0
}

func idSet(ids []int64) map[int64]bool {
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// NeedsChoices is what the filters of the needs offer, in the order of the work list.
type NeedsChoices struct {
	Klasifikasi []KlasifikasiChoice
	Pekerjaan   []PekerjaanChoice
	SubCount    int
}

// KlasifikasiChoice is a klasifikasi with the number of pekerjaan under it.
type KlasifikasiChoice struct {
	Heading        *Heading
	PekerjaanCount int
	Sub            []SubChoice
}

// SubChoice is a sub-klasifikasi with its number of pekerjaan.
type SubChoice struct {
	Heading        *Heading
	PekerjaanCount int
}

// PekerjaanChoice is a pekerjaan with the headings above it.
type PekerjaanChoice struct {
	Pekerjaan     *Pekerjaan
	SubID         int64
	KlasifikasiID int64
	Tahapan       int // number of phases that it is a member of
}

// NeedsChoices lists what the filters of the needs offer.
func (p *Project) NeedsChoices() NeedsChoices {
	var choices NeedsChoices
	for _, klasifikasi := range p.Klasifikasi() {
		choice := KlasifikasiChoice{Heading: klasifikasi}
		for _, sub := range p.SubKlasifikasi(klasifikasi.ID) {
			items := p.PekerjaanOf(sub.ID)
			choice.Sub = append(choice.Sub, SubChoice{Heading: sub, PekerjaanCount: len(items)})
			choice.PekerjaanCount += len(items)
			for _, q := range items {
				choices.Pekerjaan = append(choices.Pekerjaan, PekerjaanChoice{Pekerjaan: q, SubID: sub.ID, KlasifikasiID: klasifikasi.ID, Tahapan: len(p.MembershipsOf(q.ID))})
			}
		}
		choices.SubCount += len(choice.Sub)
		choices.Klasifikasi = append(choices.Klasifikasi, choice)
	}
	return choices
}

// NeedsCheck compares the needs of the whole project with the direct cost of the RAB.
type NeedsCheck struct {
	Needs *Needs
	// Direct is Σ E × volume. E is rounded per unit and the needs are not, so the two
	// differ by at most Tolerance, Σ 0.005 × volume (rulings A3).
	Direct     decimal.Decimal
	Difference decimal.Decimal // Needs.Total − Direct
	Tolerance  decimal.Decimal
	Valid      bool
	Warnings   []string
}

// CheckNeeds computes the needs of the whole project and checks them.
func (p *Project) CheckNeeds() *NeedsCheck {
	figures := p.Figures()
	check := &NeedsCheck{Needs: p.Needs(NeedsFilter{})}
	for _, line := range figures.Lines {
		volume := line.Volume.OrZero()
		check.Direct = check.Direct.Add(line.E.Mul(volume))
		check.Tolerance = check.Tolerance.Add(volume.Mul(halfSen))
	}
	check.Difference = check.Needs.Total.Sub(check.Direct)
	check.Valid = !check.Tolerance.Less(check.Difference.Abs())
	warn := func(n int, text string) {
		if n > 0 {
			check.Warnings = append(check.Warnings, decimal.FromInt(int64(n)).Indonesian(0, 0)+" "+text)
		}
	}
	warn(len(check.Needs.NoVolume), "pekerjaan belum punya volume dan tidak dihitung")
	warn(check.Needs.Unpriced, "komponen belum punya harga dan dihitung Rp 0")
	warn(len(figures.Broken), "gabungan tidak bisa diurai dan dihitung Rp 0")
	return check
}

// halfSen is the most by which rounding to 2 decimals moves an amount.
var halfSen = decimal.New(5, 3)
