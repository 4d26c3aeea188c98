package rab

import "takar/internal/decimal"

// Cause says why a total changed.
type Cause string

// The causes, in the order in which they are taken one after the other: each effect is that
// of its cause on top of those before it, so that the effects add up and nothing is counted
// twice. What two causes do together belongs to the later one.
const (
	CauseAdded          Cause = "added"           // a pekerjaan that was not there
	CauseRemoved        Cause = "removed"         // a pekerjaan that is gone
	CausePrice          Cause = "price"           // of a price item
	CauseCoefficient    Cause = "coefficient"     // of a component
	CauseComponent      Cause = "component"       // added, removed, or another one in its place
	CauseBundle         Cause = "bundle"          // what a bundle stands for
	CauseOverride       Cause = "override"        // own BUK of a pekerjaan
	CauseSMKK           Cause = "smkk"            // costs of SMKK carry no BUK
	CauseMarkup         Cause = "markup"          // BUK of the project
	CauseHSPRounding    Cause = "hsp_rounding"    // rounding of unit prices
	CauseVolume         Cause = "volume"          // quantity or formula
	CauseIdentity       Cause = "identity"        // code, wording, unit or heading: moves no money
	CausePPN            Cause = "ppn"             // the tax on all of the above, under the old policy
	CausePPNPolicy      Cause = "ppn_policy"      // scheme or percent of PPN
	CauseRoundingPolicy Cause = "rounding_policy" // rounding of the total
	CauseRounding       Cause = "rounding"        // what rounding to whole rupiah and of the total leaves
)

// Causes lists the causes in their order.
var Causes = []Cause{
	CauseAdded, CauseRemoved, CausePrice, CauseCoefficient, CauseComponent, CauseBundle, CauseOverride, CauseSMKK, CauseMarkup,
	CauseHSPRounding, CauseVolume, CauseIdentity, CausePPN, CausePPNPolicy, CauseRoundingPolicy, CauseRounding,
}

// Comparison tells what two states of one project differ in, and what each difference does
// to the total.
type Comparison struct {
	Before, After               Totals
	PricingBefore, PricingAfter *Pricing
	// Steps lead from the one rounded total to the other: their effects add up to the
	// difference of Dibulatkan, exactly. Those of the causes up to CauseVolume add up to the
	// difference of Jumlah.
	Steps []CauseStep
	// Pekerjaan are those that differ, in the order of the later work list, then the removed
	// ones in the order of the earlier.
	Pekerjaan []*ComparedPekerjaan
	// Prices are the items whose price differs, by kode. Their effects add up to the step of
	// CausePrice.
	Prices []*ComparedPrice
	// Schedule is what differs over time: it moves no money.
	Schedule *ComparedSchedule
	// Data is what differs in the project's own data, but for its dates, which are part of
	// Schedule, and in what its documents say.
	Data []ComparedSetting
}

// CauseStep is what one cause does to the total.
type CauseStep struct {
	Cause  Cause
	Count  int             // differences of this cause; 0 for PPN and rounding
	Effect decimal.Decimal // rupiah, at most 2 decimals
}

// ComparedPekerjaan is a pekerjaan that differs. Before is nil for an added one, After for a
// removed one; the lines likewise.
type ComparedPekerjaan struct {
	Before, After         *Pekerjaan
	LineBefore, LineAfter *Line
	PlaceBefore           Place
	PlaceAfter            Place
	Effect                decimal.Decimal // on its line total: Σ of its changes
	Changes               []CompareChange
}

// Place names the headings above a pekerjaan.
type Place struct{ Klasifikasi, Sub string }

// CompareChange is one difference of a pekerjaan with its effect on the line total.
type CompareChange struct {
	Cause  Cause
	Effect decimal.Decimal
	// Before and After are the values of a price, coefficient, volume or BUK percent.
	Before, After decimal.Null
	// Item is the price item of CausePrice, as it is later.
	Item *PriceItem
	// RowBefore and RowAfter are the component of CauseCoefficient, CauseComponent and
	// CauseBundle; nil where there is none.
	RowBefore, RowAfter *Component
	// VolumeBefore and VolumeAfter belong to CauseVolume; nil where there is none.
	VolumeBefore, VolumeAfter *Volume
}

// ComparedPrice is a price item whose price differs.
type ComparedPrice struct {
	Before, After *PriceItem
	Pekerjaan     int             // that it reached, also through bundles, before
	Effect        decimal.Decimal // on the sum before PPN
}

// Compare tells the difference between an earlier and a later state of one project. Rows are
// the same when their uid is; a component only within its pekerjaan.
func Compare(before, after *Project) *Comparison {
	c := newComparer(before, after)
	for _, line := range after.Figures().Lines {
		if old := c.linesBefore[line.Pekerjaan.UID]; old != nil {
			c.keep(c.changed(old, line))
		} else {
			c.keep(c.added(line))
		}
	}
	for _, line := range before.Figures().Lines {
		if !c.uidsAfter[line.Pekerjaan.UID] {
			c.keep(c.removed(line))
		}
	}
	c.finish()
	c.result.Schedule = c.schedule()
	c.result.Data = c.data()
	return c.result
}

// Same reports whether the two states differ in nothing that is compared.
func (c *Comparison) Same() bool { return len(c.Steps) == 0 && c.Schedule.Empty() && len(c.Data) == 0 }

// comparer is a comparison in progress.
type comparer struct {
	before, after *Project
	result        *Comparison
	effects       map[Cause]decimal.Decimal
	counts        map[Cause]int

	linesBefore map[string]*Line      // by uid
	uidsAfter   map[string]bool       // of pekerjaan
	itemsAfter  map[string]*PriceItem // by uid
	prices      map[string]*ComparedPrice
}

func newComparer(before, after *Project) *comparer {
	c := &comparer{
		before: before, after: after, effects: map[Cause]decimal.Decimal{}, counts: map[Cause]int{},
		result: &Comparison{
			Before: before.Figures().Totals, After: after.Figures().Totals, PricingBefore: before.policy(), PricingAfter: after.policy(),
		},
		linesBefore: map[string]*Line{}, uidsAfter: map[string]bool{}, itemsAfter: map[string]*PriceItem{}, prices: map[string]*ComparedPrice{},
	}
	for _, line := range before.Figures().Lines {
		c.linesBefore[line.Pekerjaan.UID] = line
	}
	for _, line := range after.Figures().Lines {
		c.uidsAfter[line.Pekerjaan.UID] = true
	}
	for _, item := range after.PriceItems.All() {
		c.itemsAfter[item.UID] = item
	}
	for _, item := range before.PriceItems.All() {
		if later, ok := c.itemsAfter[item.UID]; ok && !later.Harga.Equal(item.Harga) {
			c.prices[item.UID] = &ComparedPrice{Before: item, After: later}
		}
	}
	return c
}

// keep takes a pekerjaan into the result, when there is anything to tell of it.
func (c *comparer) keep(q *ComparedPekerjaan) {
	if len(q.Changes) == 0 {
		return
	}
	for _, change := range q.Changes {
		q.Effect = q.Effect.Add(change.Effect)
		c.effects[change.Cause] = c.effects[change.Cause].Add(change.Effect)
		if change.Cause == CausePrice {
			price := c.prices[change.Item.UID]
			price.Effect = price.Effect.Add(change.Effect)
			price.Pekerjaan++
			continue // counted by item
		}
		c.counts[change.Cause]++
	}
	c.result.Pekerjaan = append(c.result.Pekerjaan, q)
}

func (c *comparer) added(line *Line) *ComparedPekerjaan {
	return &ComparedPekerjaan{
		After: line.Pekerjaan, LineAfter: line, PlaceAfter: c.after.placeOf(line.Pekerjaan),
		Changes: []CompareChange{{Cause: CauseAdded, Effect: line.Total}},
	}
}

func (c *comparer) removed(line *Line) *ComparedPekerjaan {
	return &ComparedPekerjaan{
		Before: line.Pekerjaan, LineBefore: line, PlaceBefore: c.before.placeOf(line.Pekerjaan),
		Changes: []CompareChange{{Cause: CauseRemoved, Effect: line.Total.Neg()}},
	}
}

// placeOf names the headings of a pekerjaan.
func (p *Project) placeOf(q *Pekerjaan) Place {
	heading, ok := p.Headings.Get(q.HeadingID)
	if !ok {
		return Place{}
	}
	place := Place{Sub: heading.Name}
	if heading.ParentID != nil {
		if top, ok := p.Headings.Get(*heading.ParentID); ok {
			place.Klasifikasi = top.Name
		}
	}
	return place
}

// finish lists the prices and adds the foot of the RAB to the steps.
func (c *comparer) finish() {
	var items []*PriceItem
	for _, price := range c.prices {
		items = append(items, price.After)
	}
	SortItems(items)
	for _, item := range items {
		c.result.Prices = append(c.result.Prices, c.prices[item.UID])
	}
	c.counts[CausePrice] = len(items)
	c.foot()
	for _, cause := range Causes {
		if c.counts[cause] > 0 || !c.effects[cause].IsZero() {
			c.result.Steps = append(c.result.Steps, CauseStep{Cause: cause, Count: c.counts[cause], Effect: c.effects[cause]})
		}
	}
}

// foot takes the tax and the rounding apart: first the old policy on the new sum, then the
// new PPN, then the new rounding. What is left belongs to rounding itself.
func (c *comparer) foot() {
	old, policy := c.result.PricingBefore, c.result.PricingAfter
	before, after := c.result.Before, c.result.After
	taxed := old.foot(after.Jumlah)
	rounded := *policy
	rounded.RoundingMode, rounded.RoundingBase = old.RoundingMode, old.RoundingBase
	unrounded := rounded.foot(after.Jumlah).Dibulatkan // under the old rounding

	c.effects[CausePPN] = taxed.PPN.Sub(before.PPN)
	c.effects[CausePPNPolicy] = after.PPN.Sub(taxed.PPN)
	c.effects[CauseRoundingPolicy] = after.Dibulatkan.Sub(unrounded)
	left := func(dibulatkan decimal.Decimal, t Totals) decimal.Decimal { return dibulatkan.Sub(t.Jumlah).Sub(t.PPN) }
	c.effects[CauseRounding] = left(unrounded, after).Sub(left(before.Dibulatkan, before))

	for cause, differs := range map[Cause]bool{
		CausePPNPolicy:      old.PPNScheme != policy.PPNScheme || !old.PPNPercent.Equal(policy.PPNPercent),
		CauseRoundingPolicy: old.RoundingMode != policy.RoundingMode || old.RoundingBase != policy.RoundingBase,
		CauseMarkup:         !old.MarkupPercent.Equal(policy.MarkupPercent),
		CauseHSPRounding:    old.HSPRounding != policy.HSPRounding,
	} {
		c.counts[cause] = 0 // one policy, however many lines it reaches
		if differs {
			c.counts[cause] = 1
		}
	}
}
