package rab

import (
	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// CopyOptions say what a copy of a project leaves out. Its work list, analyses, buying
// units and pricing policy always come along (domain §12.2).
type CopyOptions struct {
	WithoutPrices     bool // items come along, unpriced
	WithoutVolumes    bool // formulas too
	WithoutFormulas   bool // volumes come along as plain quantities
	WithoutParameters bool // formulas that use them are marked as failing
	WithoutOverrides  bool // own BUK and budgeted cost of pekerjaan
	WithoutSchedule   bool // neither plan, phases nor calendar
	// WithRealisasi takes along what was done and what it cost, closed weeks, the status date,
	// and number and date of the documents: for a restore. A copy begins anew, with the plan
	// alone (domain §12.2).
	WithRealisasi bool
	// KeepUIDs leaves rows who they were, for a restore of the same project; otherwise, and
	// when the source does not know who they are, each row is somebody new that remembers
	// where it came from.
	KeepUIDs bool
}

// CopyResult counts the rows of a copy.
type CopyResult struct {
	Klasifikasi, Sub, Pekerjaan, Volumes, Formulas  int
	PriceItems, Conversions, Components, Parameters int
	Analyses                                        int            // pekerjaan with components
	Tahapan, Progress                               int            // phases, and weeks of pekerjaan
	Failing                                         []VolumeChange // formulas that cannot be evaluated in the copy
}

// CopyFrom fills the draft of a new project, whose own data stands already, with the rows
// of another one under ids of their own. A bundle whose target is missing stops it.
func (d *Draft) CopyFrom(source *Project, options CopyOptions) (CopyResult, error) {
	if broken := source.Figures().Broken; len(broken) > 0 {
		return CopyResult{}, Refuse("project", "Proyek ini tidak dapat disalin: %s", broken[0].Message)
	}
	c := copying{draft: d, source: source, options: options, ids: map[int64]int64{}}
	c.policy()
	c.parameters()
	c.workList()
	c.prices()
	c.analyses()
	if !options.WithoutVolumes {
		c.volumes()
		c.result.Failing = d.reevaluate(func(*Volume, *takeoff.Formula) bool { return options.WithoutParameters })
	}
	if !options.WithoutSchedule {
		c.schedule()
	}
	c.documents()
	return c.result, nil
}

// copying is a copy in progress.
type copying struct {
	draft   *Draft
	source  *Project
	options CopyOptions
	ids     map[int64]int64 // of a source row to that of its copy
	result  CopyResult
}

// meta returns the meta fields of the copy of a row.
func (c *copying) meta(source Meta) Meta {
	meta := c.draft.NewRow()
	c.ids[source.ID] = meta.ID
	return meta
}

func (c *copying) uid(source string) string {
	if c.options.KeepUIDs && source != "" {
		return source
	}
	return c.draft.ids.NextUID()
}

// origin returns the origin of a copied row: the first one that it can be traced to.
func (c *copying) origin(uid, origin string) string {
	if c.options.KeepUIDs || origin != "" {
		return origin
	}
	return uid
}

func (c *copying) target(id *int64) *int64 {
	if id == nil {
		return nil
	}
	copied := c.ids[*id]
	return &copied
}

func (c *copying) policy() {
	pricing := *c.source.Pricing()
	pricing.Meta = Meta{ID: c.draft.base.ID}
	c.draft.Pricings.Put(&pricing)
	state, _ := c.draft.States.Get(c.draft.base.ID)
	next, counted := *state, c.source.State()
	next.CustomSequence, next.ModifiedSequence, next.ItemSequence = counted.CustomSequence, counted.ModifiedSequence, counted.ItemSequence
	c.draft.States.Put(&next)
}

func (c *copying) parameters() {
	if c.options.WithoutParameters {
		return
	}
	for _, row := range c.source.Parameters.All() {
		next := *row
		next.Meta, next.UID = c.meta(row.Meta), c.uid(row.UID)
		c.draft.Parameters.Put(&next)
		c.result.Parameters++
	}
}

// workList copies headings and pekerjaan. All headings get their ids first, because a
// parent may be younger than its child.
func (c *copying) workList() {
	headings := c.source.Headings.All()
	for _, row := range headings {
		c.ids[row.ID] = c.draft.ids.NextID()
	}
	for _, row := range headings {
		next := *row
		next.Meta, next.ParentID = Meta{ID: c.ids[row.ID]}, c.target(row.ParentID)
		next.UID, next.OriginUID = c.uid(row.UID), c.origin(row.UID, row.OriginUID)
		c.draft.Headings.Put(&next)
		if row.ParentID == nil {
			c.result.Klasifikasi++
		} else {
			c.result.Sub++
		}
	}
	for _, row := range c.source.Pekerjaan.All() {
		next := *row
		next.Meta, next.HeadingID = c.meta(row.Meta), c.ids[row.HeadingID]
		next.UID, next.OriginUID = c.uid(row.UID), c.origin(row.UID, row.OriginUID)
		if c.options.WithoutOverrides {
			next.MarkupOverride, next.BudgetedCost = decimal.Null{}, decimal.Zero
		}
		c.draft.Pekerjaan.Put(&next)
		c.result.Pekerjaan++
	}
}

func (c *copying) prices() {
	for _, row := range c.source.PriceItems.All() {
		next := *row
		next.Meta, next.UID = c.meta(row.Meta), c.uid(row.UID)
		if c.options.WithoutPrices {
			next.Harga, next.PriceSource, next.PriceDate = decimal.Null{}, "", ""
		}
		c.draft.PriceItems.Put(&next)
		c.result.PriceItems++
	}
	for _, row := range c.source.Conversions.All() {
		next := *row
		next.Meta, next.PriceItemID = c.meta(row.Meta), c.ids[row.PriceItemID]
		if c.options.WithoutPrices {
			next.MarketPrice = decimal.Zero
		}
		c.draft.Conversions.Put(&next)
		c.result.Conversions++
	}
}

func (c *copying) analyses() {
	for _, row := range c.source.Analyses.All() {
		c.draft.Analyses.Put(&Analysis{Meta: Meta{ID: c.ids[row.ID]}})
	}
	filled := map[int64]bool{}
	for _, row := range c.source.Components.All() {
		next := *row
		next.Meta, next.UID, next.PekerjaanID = c.meta(row.Meta), c.uid(row.UID), c.ids[row.PekerjaanID]
		next.PriceItemID, next.RefPekerjaanID = c.target(row.PriceItemID), c.target(row.RefPekerjaanID)
		c.draft.Components.Put(&next)
		c.result.Components++
		filled[next.PekerjaanID] = true
	}
	c.result.Analyses = len(filled)
}

func (c *copying) volumes() {
	for _, row := range c.source.Volumes.All() {
		next := *row
		next.Meta = Meta{ID: c.ids[row.ID]}
		if c.options.WithoutFormulas {
			next.Formula, next.IsFx, next.Failure = "", false, ""
		}
		c.draft.Volumes.Put(&next)
		if next.Quantity.Valid {
			c.result.Volumes++
		}
		if next.Formula != "" {
			c.result.Formulas++
		}
	}
}

// schedule copies the plan week by week, as it is numbered. Dates that a copy gets move it.
func (c *copying) schedule() {
	for _, row := range c.source.Progress.All() {
		next := *row
		next.Meta, next.PekerjaanID = c.meta(row.Meta), c.ids[row.PekerjaanID]
		if !c.options.WithRealisasi {
			next.Actual, next.ActualByVolume, next.ActualCost, next.ActualChangedAt = decimal.Zero, false, decimal.Null{}, 0
			next.CreatedAt = c.draft.at
			if next.Planned.IsZero() && next.Notes == "" {
				continue
			}
		}
		next.stampUnknown(c.draft.at)
		c.draft.Progress.Put(&next)
		c.result.Progress++
	}
	for _, row := range c.source.Tahapan.All() {
		next := *row
		next.Meta, next.UID = c.meta(row.Meta), c.uid(row.UID)
		if next.CreatedAt == 0 {
			next.CreatedAt = c.draft.at
		}
		c.draft.Tahapan.Put(&next)
		c.result.Tahapan++
	}
	for _, row := range c.source.TahapanMembers.All() {
		next := *row
		next.Meta, next.TahapanID, next.PekerjaanID = c.meta(row.Meta), c.ids[row.TahapanID], c.ids[row.PekerjaanID]
		c.draft.TahapanMembers.Put(&next)
	}
	for _, row := range c.source.ScheduleSettings.All() {
		next := *row
		next.Meta, next.BaselineID = Meta{ID: c.draft.base.ID}, nil
		if !c.options.WithRealisasi {
			next.StatusDate, next.ClosedUntil = "", ""
		}
		c.draft.ScheduleSettings.Put(&next)
	}
	if !c.options.WithRealisasi {
		return // a copy is another contract
	}
	for _, row := range c.source.Contracts.All() {
		next := *row
		next.Meta = Meta{ID: c.draft.base.ID}
		c.draft.Contracts.Put(&next)
	}
}

// documents copies what documents say. A copy is another document: it gets a number and a
// date of its own.
func (c *copying) documents() {
	for _, row := range c.source.DocumentSettings.All() {
		next := *row
		next.Meta = Meta{ID: c.draft.base.ID}
		if !c.options.WithRealisasi {
			next.Nomor, next.Tanggal = "", ""
		}
		c.draft.DocumentSettings.Put(&next)
	}
	if logo := c.source.Logo(); logo != nil {
		next := *logo
		next.Meta = Meta{ID: c.draft.base.ID}
		c.draft.DocumentLogos.Put(&next)
	}
}

// stampUnknown fills in times that the source did not tell: as far as is known here, the
// row begins with the copy.
func (w *Progress) stampUnknown(at Instant) {
	if w.CreatedAt == 0 {
		w.CreatedAt = at
	}
	if w.ActualChangedAt == 0 && (!w.Actual.IsZero() || w.ActualCost.Valid) {
		w.ActualChangedAt = at
	}
}
