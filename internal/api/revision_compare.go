package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// comparisonAnswer tells what two states of a project differ in. The effects of the causes
// add up to the difference of dibulatkan, those of the pekerjaan to that of jumlah. All
// money is null for those who may not see it.
type comparisonAnswer struct {
	okay

	Revision  int64               `json:"revision"` // of the project now
	From      revisionRow         `json:"from"`
	To        *revisionRow        `json:"to"` // null: the project as it is now
	Totals    *comparedTotals     `json:"totals"`
	Causes    []comparedCause     `json:"causes"` // the way from one total to the other, in its order
	Pekerjaan []comparedPekerjaan `json:"pekerjaan"`
	Prices    []comparedPrice     `json:"prices"`
	Policy    []comparedPolicy    `json:"policy"`
	Schedule  comparedSchedule    `json:"schedule"`
	Data      []comparedSetting   `json:"data"` // of the project, without dates, and of its documents
}

type comparedTotals struct {
	Before     *revisionSum `json:"before"`
	After      *revisionSum `json:"after"`
	Difference *revisionSum `json:"difference"`
}

type comparedCause struct {
	Cause  rab.Cause      `json:"cause"`
	Label  string         `json:"label"`
	Count  int            `json:"count"` // differences; 0 for PPN and rounding
	Effect *decimal.Fixed `json:"effect"`
}

// comparedPekerjaan is named as it is in the later state, a removed one as it was.
type comparedPekerjaan struct {
	UID         string           `json:"uid"`
	ID          *int64           `json:"id"`     // in the project as it is now; null in a saved state and when removed
	Status      string           `json:"status"` // added, removed or changed
	Kode        string           `json:"kode"`
	Uraian      string           `json:"uraian"`
	Satuan      string           `json:"satuan"`
	Klasifikasi string           `json:"klasifikasi"`
	Sub         string           `json:"sub_klasifikasi"`
	Was         *comparedName    `json:"was,omitempty"` // when it was called otherwise, or stood elsewhere
	Volume      comparedNumber   `json:"volume"`
	HSP         *comparedMoney   `json:"hsp"`
	Total       *comparedMoney   `json:"total"`
	Effect      *decimal.Fixed   `json:"effect"` // on jumlah
	Changes     []comparedChange `json:"changes"`
}

type comparedName struct {
	Kode        string `json:"kode"`
	Uraian      string `json:"uraian"`
	Satuan      string `json:"satuan"`
	Klasifikasi string `json:"klasifikasi"`
	Sub         string `json:"sub_klasifikasi"`
}

// comparedNumber is a number with its own digits before and after; null where there is
// none.
type comparedNumber struct {
	Before *string `json:"before"`
	After  *string `json:"after"`
}

type comparedMoney struct {
	Before *decimal.Fixed `json:"before"`
	After  *decimal.Fixed `json:"after"`
}

// comparedChange is one difference of a pekerjaan; its cause stands among causes, with its
// label. Kode to Satuan name the component that it is about; of a price item, which stands
// among prices, there is the kode alone, because a price may reach every pekerjaan.
type comparedChange struct {
	Cause    rab.Cause      `json:"cause"`
	Kategori string         `json:"kategori,omitempty"`
	Kode     string         `json:"kode,omitempty"`
	Uraian   string         `json:"uraian,omitempty"`
	Satuan   string         `json:"satuan,omitempty"`
	Status   string         `json:"status,omitempty"` // added or removed component
	Effect   *decimal.Fixed `json:"effect"`

	comparedNumber

	FormulaBefore string `json:"formula_before,omitempty"`
	FormulaAfter  string `json:"formula_after,omitempty"`
}

type comparedPrice struct {
	UID       string         `json:"uid"`
	Kategori  string         `json:"kategori"`
	Kode      string         `json:"kode"`
	Uraian    string         `json:"uraian"`
	Satuan    string         `json:"satuan"`
	Pekerjaan int            `json:"pekerjaan"` // that it reached
	Effect    *decimal.Fixed `json:"effect"`    // on jumlah

	comparedNumber
}

// comparedPolicy is a field of the pricing policy that differs, and the cause among causes
// that its effect belongs to.
type comparedPolicy struct {
	Field  string    `json:"field"`
	Label  string    `json:"label"`
	Before string    `json:"before"`
	After  string    `json:"after"`
	Cause  rab.Cause `json:"cause"`
}

// What became of a row.
const (
	statusAdded   = "added"
	statusRemoved = "removed"
	statusChanged = "changed"
)

// compareRevisions compares the saved states ?from=<id> and ?to=<id>. Without from it is the
// newest one, without to, or with to=now, the project as it is.
func compareRevisions(r *serve.Request) error {
	q := queryOf(r)
	if q.text("to") == "now" {
		q.values.Del("to")
	}
	from, to := q.id("from"), q.id("to")
	if err := q.err(); err != nil {
		return err
	}
	compared, err := r.App.CompareRevisions(r.HTTP.Context(), r.Visit, from, to)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, comparisonOf(r, compared))
}

func comparisonOf(r *serve.Request, compared *app.ComparedRevisions) comparisonAnswer {
	c, show := compared.Comparison, comparing{prices: r.Visit.Rights.Prices, now: compared.To == nil}
	answer := comparisonAnswer{
		okay: yes, Revision: compared.Now, From: revisionRowOf(r, compared.From), Causes: rowsOf(c.Steps, show.cause),
		Pekerjaan: rowsOf(c.Pekerjaan, show.pekerjaan), Prices: rowsOf(c.Prices, show.price), Policy: policyOf(c.PricingBefore, c.PricingAfter),
		Schedule: show.schedule(c.Schedule), Data: rowsOf(c.Data, comparedSettingOf),
	}
	if compared.To != nil {
		row := revisionRowOf(r, compared.To)
		answer.To = &row
	}
	if show.prices {
		answer.Totals = comparedTotalsOf(c.Before, c.After)
	}
	return answer
}

func comparedTotalsOf(before, after rab.Totals) *comparedTotals {
	return &comparedTotals{Before: revisionSumOf(before), After: revisionSumOf(after), Difference: revisionSumOf(rab.Totals{
		Jumlah: after.Jumlah.Sub(before.Jumlah), PPN: after.PPN.Sub(before.PPN),
		Total: after.Total.Sub(before.Total), Dibulatkan: after.Dibulatkan.Sub(before.Dibulatkan),
	})}
}

// comparing knows what of a comparison the visitor may see.
type comparing struct {
	prices bool
	now    bool // the later state is the project as it is
}

func (s comparing) money(amount decimal.Decimal) *decimal.Fixed {
	if !s.prices {
		return nil
	}
	fixed := dec(2, amount)
	return &fixed
}

func (s comparing) cause(step rab.CauseStep) comparedCause {
	return comparedCause{Cause: step.Cause, Label: step.Cause.Label(), Count: step.Count, Effect: s.money(step.Effect)}
}

func (s comparing) pekerjaan(q *rab.ComparedPekerjaan) comparedPekerjaan {
	shown, place := q.After, q.PlaceAfter
	row := comparedPekerjaan{Status: statusChanged, Effect: s.money(q.Effect), Changes: rowsOf(q.Changes, s.change)}
	switch {
	case q.After == nil:
		row.Status, shown, place = statusRemoved, q.Before, q.PlaceBefore
	case q.Before == nil:
		row.Status = statusAdded
	case q.Changes[len(q.Changes)-1].Cause == rab.CauseIdentity:
		row.Was = &comparedName{
			Kode: q.Before.Kode, Uraian: q.Before.Uraian, Satuan: q.Before.Satuan, Klasifikasi: q.PlaceBefore.Klasifikasi, Sub: q.PlaceBefore.Sub,
		}
	}
	row.UID, row.Kode, row.Uraian, row.Satuan, row.Klasifikasi, row.Sub = shown.UID, shown.Kode, shown.Uraian, shown.Satuan, place.Klasifikasi, place.Sub
	if s.now && q.After != nil {
		row.ID = &q.After.ID
	}
	if s.prices {
		row.HSP, row.Total = new(comparedMoney), new(comparedMoney)
	}
	s.line(&row, q.LineBefore, q.LineAfter)
	return row
}

// line shows the figures of a pekerjaan before and after, where there are any.
func (s comparing) line(row *comparedPekerjaan, before, after *rab.Line) {
	if before != nil {
		row.Volume.Before = ownDigits(before.Volume)
		if s.prices {
			row.HSP.Before, row.Total.Before = s.money(before.G), s.money(before.Total)
		}
	}
	if after != nil {
		row.Volume.After = ownDigits(after.Volume)
		if s.prices {
			row.HSP.After, row.Total.After = s.money(after.G), s.money(after.Total)
		}
	}
}

// ownDigits is a number with its own digits; null when it is absent.
func ownDigits(n decimal.Null) *string {
	if !n.Valid {
		return nil
	}
	text := n.Decimal.String()
	return &text
}

func (s comparing) change(change rab.CompareChange) comparedChange {
	row := comparedChange{
		Cause: change.Cause, Effect: s.money(change.Effect),
		comparedNumber: comparedNumber{Before: ownDigits(change.Before), After: ownDigits(change.After)},
	}
	component := change.RowAfter
	switch {
	case component != nil && change.RowBefore == nil:
		row.Status = statusAdded
	case component == nil && change.RowBefore != nil:
		row.Status, component = statusRemoved, change.RowBefore
	}
	if component != nil {
		row.Kategori, row.Kode, row.Uraian, row.Satuan = string(component.Kategori), component.Kode, component.Uraian, component.Satuan
	}
	if item := change.Item; item != nil {
		row.Kode = item.Kode
	}
	row.FormulaBefore, row.FormulaAfter = change.VolumeBefore.ActiveFormula(), change.VolumeAfter.ActiveFormula()
	return row
}

func (s comparing) price(p *rab.ComparedPrice) comparedPrice {
	item := p.After
	return comparedPrice{
		UID: item.UID, Kategori: string(item.Kategori), Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, Pekerjaan: p.Pekerjaan,
		Effect: s.money(p.Effect), comparedNumber: comparedNumber{Before: ownDigits(p.Before.Harga), After: ownDigits(item.Harga)},
	}
}

// policyOf lists the fields of the pricing policy that differ, as they stand in a request.
func policyOf(before, after *rab.Pricing) []comparedPolicy {
	return rowsOf(rab.PolicyChanges(before, after), func(c rab.PolicyChange) comparedPolicy {
		return comparedPolicy{Field: c.Field, Label: c.Label, Before: c.Before, After: c.After, Cause: c.Cause}
	})
}
