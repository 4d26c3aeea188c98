package rab

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// compute derives the figures of a snapshot.
func compute(p *Project) *Figures { return p.Recapitulate(p.policy()) }

// policy returns the pricing of the project. The row is made with the project; the
// default keeps damaged data readable.
func (p *Project) policy() *Pricing {
	if row := p.Pricing(); row != nil {
		return row
	}
	pricing := DefaultPricing()
	return &pricing
}

// Recapitulate computes the figures of the snapshot under a pricing policy, its own or one
// that is only tried out.
func (p *Project) Recapitulate(policy *Pricing) *Figures {
	work := p.WorkList()
	f := &Figures{Lines: make([]*Line, 0, len(work)), lineOf: make(map[int64]*Line, len(work))}
	e := estimator{
		p: p, policy: policy, expander: newExpander(p), figures: f,
		lines: make([]Line, len(work)), flat: make([]Expanded, 0, p.Components.Len()),
		list: make([]*Expanded, 0, p.Components.Len()), unpriced: map[missingPrice]bool{}, lineUnpriced: map[missingPrice]bool{},
	}
	for i, pekerjaan := range work {
		line := &e.lines[i]
		e.fill(line, pekerjaan)
		f.Lines = append(f.Lines, line)
		f.lineOf[pekerjaan.ID] = line
	}
	f.recapitulate(p, policy)
	f.Totals.NoPrice = len(e.unpriced)
	return f
}

// estimator computes lines. Rows of all lines share a few large blocks of memory, since
// they live and die with the figures.
type estimator struct {
	p            *Project
	policy       *Pricing
	expander     *expander
	figures      *Figures
	lines        []Line
	flat         []Expanded
	list         []*Expanded
	unpriced     map[missingPrice]bool // of the project
	lineUnpriced map[missingPrice]bool // of the line at hand
}

// missingPrice identifies what has no price: a price item, or the identity of a component
// for which the project has none.
type missingPrice struct {
	item int64
	key  ItemKey
}

func (e *estimator) fill(line *Line, pekerjaan *Pekerjaan) {
	rows := e.p.ComponentsOf(pekerjaan.ID)
	line.Pekerjaan = pekerjaan
	line.Expanded = e.expand(line, rows)
	clear(e.lineUnpriced)
	for _, row := range line.Expanded {
		e.addCost(line, row)
	}
	line.MissingPrices = len(e.lineUnpriced)

	line.SMKK = e.p.inSMKK(pekerjaan)
	line.Markup = pekerjaan.markup(e.policy, line.SMKK)
	line.D = line.A.Add(line.B).Add(line.C)
	line.Volume = e.p.QuantityOf(pekerjaan.ID)
	line.price(line.D.Add(line.Lain), e.policy)
	line.State = line.state(len(rows))
}

// markup returns the BUK of a pekerjaan in percent: its own, nothing for a cost of SMKK, or
// that of the project. The costs of SMKK are a bill of their own and never part of biaya
// umum; a BUK of its own that somebody gave such a pekerjaan still counts.
func (q *Pekerjaan) markup(policy *Pricing, smkk bool) decimal.Decimal {
	switch {
	case q.MarkupOverride.Valid:
		return q.MarkupOverride.Decimal
	case smkk:
		return decimal.Zero
	}
	return policy.MarkupPercent
}

// OwnMarkup reports whether the BUK of the line is another one than the project's.
func (l *Line) OwnMarkup() bool { return l.SMKK || l.Pekerjaan.MarkupOverride.Valid }

// OwnMarkups counts the lines whose BUK is another one than the project's.
func (f *Figures) OwnMarkups() int {
	own := 0
	for _, line := range f.Lines {
		if line.OwnMarkup() {
			own++
		}
	}
	return own
}

// inSMKK reports whether a pekerjaan stands under a klasifikasi of SMKK.
func (p *Project) inSMKK(q *Pekerjaan) bool {
	heading, ok := p.Headings.Get(q.HeadingID)
	if ok && heading.ParentID != nil {
		heading, ok = p.Headings.Get(*heading.ParentID)
	}
	return ok && heading.SMKK
}

// price works out what follows from the exact direct cost of a line, its effective BUK and
// its volume (domain §6.4).
func (l *Line) price(direct decimal.Decimal, policy *Pricing) {
	l.E = direct.Round(2)
	l.F = l.E.Percent(l.Markup).Round(2)
	l.G = policy.roundHSP(l.E.Add(l.F))
	l.multiply()
}

// multiply works out the total of a line from its unit price and its volume.
func (l *Line) multiply() { l.Total = l.G.Mul(l.Volume.OrZero()).Round(2) }

// expand returns the base components of the rows. They lie in blocks that many lines
// share; a block is never grown, because that would move what others point at.
func (e *estimator) expand(line *Line, rows []*Component) []*Expanded {
	start := len(e.list)
	for _, row := range rows {
		need, broken := e.expander.size(row)
		if broken != "" {
			e.figures.Broken = append(e.figures.Broken, BrokenBundle{Component: row, Message: broken})
		}
		if need == 0 {
			line.Unresolved++ // broken, or a bundle of nothing
			continue
		}
		if cap(e.flat)-len(e.flat) < need {
			e.flat = make([]Expanded, 0, max(need, flatBlock))
		}
		first := len(e.flat)
		e.flat = e.expander.appendRow(e.flat, row)
		for i := first; i < len(e.flat); i++ {
			e.list = append(e.list, &e.flat[i])
		}
	}
	return e.list[start:len(e.list):len(e.list)]
}

// flatBlock is the number of components in a block after the first.
const flatBlock = 1024

// addCost adds one component to the sums of its kategori.
func (e *estimator) addCost(line *Line, row *Expanded) {
	if row.Item == nil || !row.Item.Harga.Valid {
		var missing missingPrice
		if row.Item != nil {
			missing.item = row.Item.ID
		} else {
			missing.key = KeyOf(row.Kategori, row.Kode, row.Uraian, row.Satuan)
		}
		e.lineUnpriced[missing], e.unpriced[missing] = true, true
		return
	}
	cost := row.Effective.Mul(row.Item.Harga.Decimal)
	switch row.Kategori {
	case ahsp.TK:
		line.A = line.A.Add(cost)
	case ahsp.BHN:
		line.B = line.B.Add(cost)
	case ahsp.ALT:
		line.C = line.C.Add(cost)
	default:
		line.Lain = line.Lain.Add(cost)
	}
}

// state names the worst thing about a line. A bundle that is empty or cannot be expanded
// has no price, so its line is not complete either.
func (l *Line) state(rows int) LineState {
	switch {
	case rows == 0:
		return LineNoAnalysis
	case !l.Volume.Valid:
		return LineNoVolume
	case l.MissingPrices > 0 || l.Unresolved > 0:
		return LineNoPrice
	}
	return LineComplete
}
