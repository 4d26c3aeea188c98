package rab

import (
	"sync"
	"sync/atomic"

	"takar/internal/decimal"
)

// derived is what follows from the rows of a snapshot, each computed once, when first asked.
type derived struct {
	index    func() *index
	figures  func() *Figures
	costs    func() *CostSums
	progress func() map[int64][]*Progress
	members  func() map[int64][]*TahapanMember

	known *known
}

// known is what has been computed so far: the next snapshot may go on from it.
type known struct {
	figures atomic.Pointer[Figures]
	costs   atomic.Pointer[CostSums]
}

// Figures returns everything computed from the snapshot, computed at most once.
func (p *Project) Figures() *Figures { return p.figures() }

// Costs returns what the sum of the RAB is made of, computed at most once.
func (p *Project) Costs() *CostSums { return p.costs() }

// deriveLater arranges that what follows from the rows is computed when it is asked for.
func (p *Project) deriveLater() {
	p.known = &known{}
	p.index = sync.OnceValue(func() *index { return newIndex(p) })
	p.figuresBy(func() *Figures { return compute(p) })
	p.costsBy(func() *CostSums { return sumCosts(p) })
	p.progress = sync.OnceValue(func() map[int64][]*Progress { return progressByPekerjaan(p) })
	p.members = sync.OnceValue(func() map[int64][]*TahapanMember { return membersByPekerjaan(p) })
}

func (p *Project) figuresBy(compute func() *Figures) {
	into := p.known
	p.figures = sync.OnceValue(func() *Figures {
		figures := compute()
		into.figures.Store(figures)
		return figures
	})
}

func (p *Project) costsBy(sum func() *CostSums) {
	into := p.known
	p.costs = sync.OnceValue(func() *CostSums {
		costs := sum()
		into.costs.Store(costs)
		return costs
	})
}

// takeOver keeps of the snapshot before what a delta does not touch: a command changes few
// rows, and people wait for what follows from them.
func (p *Project) takeOver(before *Project, delta *Delta) {
	if delta.Progress.Empty() {
		p.progress = before.progress
	}
	if delta.TahapanMembers.Empty() {
		p.members = before.members
	}
	if delta.keepsIndex() {
		p.index = before.index
	}
	switch {
	case p.Reference != before.Reference || !delta.keepsPrices():
	case delta.Volumes.Empty():
		p.figures, p.costs, p.known = before.figures, before.costs, before.known
	case delta.keepsIndex():
		p.followVolumes(before, delta.Volumes)
	}
}

// keepsIndex reports whether nothing changes that the ways into a snapshot lead to.
func (d *Delta) keepsIndex() bool {
	return d.Headings.Empty() && d.Pekerjaan.Empty() && d.Components.Empty() && d.PriceItems.Empty() && d.Conversions.Empty() && d.Parameters.Empty()
}

// keepsPrices reports whether nothing but volumes changes of what the figures follow from,
// so that every unit price still holds.
func (d *Delta) keepsPrices() bool {
	return d.keepsIndex() && d.Headers.Empty() && d.Pricings.Empty() && d.Analyses.Empty()
}

// followVolumes arranges that figures follow from those of the snapshot before, where it has
// them already, and from the volumes that changed.
func (p *Project) followVolumes(before *Project, volumes TableDelta[*Volume]) {
	figures := before.known.figures.Load()
	if figures == nil {
		return
	}
	p.figuresBy(func() *Figures { return figures.withVolumes(p) })
	costs := before.known.costs.Load()
	if costs == nil {
		return
	}
	changed := append([]int64(nil), volumes.Delete...)
	for _, row := range volumes.Put {
		changed = append(changed, row.ID)
	}
	p.costsBy(func() *CostSums { return costs.moved(p, figures, changed) })
}

// withVolumes returns the figures of a snapshot that differs from that of f in volumes
// alone: the same unit prices times the volumes as they are now.
func (f *Figures) withVolumes(p *Project) *Figures {
	next := &Figures{Lines: make([]*Line, len(f.Lines)), Broken: f.Broken, lineOf: make(map[int64]*Line, len(f.Lines))}
	lines := make([]Line, len(f.Lines))
	policy := p.policy()
	for i, old := range f.Lines {
		line := &lines[i]
		*line = *old
		line.Volume, line.Bobot, line.BobotPrinted = p.QuantityOf(line.Pekerjaan.ID), decimal.Zero, decimal.Zero
		line.multiply()
		line.State = line.state(len(p.ComponentsOf(line.Pekerjaan.ID)))
		next.Lines[i] = line
		next.lineOf[line.Pekerjaan.ID] = line
	}
	next.recapitulate(p, policy)
	next.Totals.NoPrice = f.Totals.NoPrice
	return next
}

// moved returns the sums of a snapshot that differs from theirs in some volumes alone.
func (s *CostSums) moved(p *Project, before *Figures, changed []int64) *CostSums {
	next, after := *s, p.Figures()
	for _, id := range changed {
		if line, ok := before.LineOf(id); ok {
			next.take(p.rincianOf(line), -1)
		}
		if line, ok := after.LineOf(id); ok {
			next.take(p.rincianOf(line), 1)
		}
	}
	return &next
}
