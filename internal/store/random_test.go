package store

import (
	"math/big"
	"strings"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// awkward are texts that a store may trip over.
var awkward = []string{
	"", " ", "'", `"; DROP TABLE volume; --`, `\`, `\u0000`, `a\b`, "?", "$1", "{decimal}", "null", "NaN", "1e5", "0x10", "2026-01-01",
	"Beton mutu f'c = 21,7 MPa, 1 m³ 👷🏽‍♀️🧱", "é", "e\u0301", "بسم", "\u202e", "\ufeff", "\ufffd", "\U0010FFFF", "\r\n\t", "<b>&amp;</b>",
	strings.Repeat("panjang 📏 ", 20_000),
}

func drawText(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom(awkward),
		rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != '\uFFFD' }), 0, 40, -1),
	).Draw(t, name)
}

// drawDecimal draws a value of a field, its extremes included.
func drawDecimal(t *rapid.T, f decimal.Field) decimal.Decimal {
	most := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Digits)), nil)
	most.Sub(most, big.NewInt(1))
	digits := rapid.OneOf(
		rapid.SampledFrom([]string{"0", "1", most.String()}),
		rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), 1, f.Digits, -1),
	).Draw(t, f.Name)
	digits = strings.Repeat("0", max(0, f.Scale+1-len(digits))) + digits
	text := digits[:len(digits)-f.Scale] + "." + digits[len(digits)-f.Scale:]
	if f.Signed && rapid.Bool().Draw(t, "negative") {
		text = "-" + text
	}
	return decimal.MustParse(text)
}

func drawNull(t *rapid.T, f decimal.Field) decimal.Null {
	if rapid.Bool().Draw(t, "absent") {
		return decimal.Null{}
	}
	return decimal.Some(drawDecimal(t, f))
}

func drawDate(t *rapid.T, name string) rab.Date {
	return rapid.SampledFrom([]rab.Date{"", "1900-01-01", "2024-02-29", "2026-11-24", "2200-12-31"}).Draw(t, name)
}

// edits changes a project at random, the way commands do: a row goes with all that hangs
// off it.
type edits struct {
	t   *rapid.T
	d   *rab.Draft
	ids rab.IDs
}

// step makes one random change.
func (e *edits) step() {
	steps := []func(){
		e.heading, e.pekerjaan, e.pekerjaan, e.volume, e.priceItem, e.component, e.component, e.bundle, e.conversion, e.parameter,
		e.header, e.pricing, e.progress, e.progress, e.tahapan, e.member, e.scheduleSetting, e.contract, e.documents, e.logo, e.removeProgress, e.removePekerjaan, e.removePriceItem, e.removeParameter, e.removeHeading,
	}
	rapid.SampledFrom(steps).Draw(e.t, "step")()
}

func (e *edits) meta() rab.Meta { return rab.Meta{ID: e.ids.NextID()} }

// pick draws a row of a table as it now is.
func pick[R rab.Row](t *rapid.T, table rab.Table[R]) (R, bool) {
	if table.Len() == 0 {
		var none R
		return none, false
	}
	return rapid.SampledFrom(table.All()).Draw(t, "row"), true
}

func (e *edits) heading() {
	h := &rab.Heading{
		Meta: e.meta(), UID: e.ids.NextUID(), OriginUID: drawText(e.t, "origin"), Name: drawText(e.t, "name"),
		Position: rapid.IntRange(-5, 1_000_000).Draw(e.t, "position"), SMKK: rapid.Bool().Draw(e.t, "smkk"),
	}
	if parent, ok := pick(e.t, e.d.Project().Headings); ok && rapid.Bool().Draw(e.t, "sub") {
		id := parent.ID
		h.ParentID = &id
	}
	e.d.Headings.Put(h)
}

func (e *edits) pekerjaan() {
	heading, ok := pick(e.t, e.d.Project().Headings)
	if !ok {
		return
	}
	q := &rab.Pekerjaan{
		Meta: e.meta(), UID: e.ids.NextUID(), OriginUID: drawText(e.t, "origin"), HeadingID: heading.ID, Position: rapid.IntRange(0, 1<<40).Draw(e.t, "position"),
		SourceType: rab.SourceCustom, Kode: drawText(e.t, "kode"), Uraian: drawText(e.t, "uraian"), Satuan: drawText(e.t, "satuan"),
		Notes: drawText(e.t, "notes"), MarkupOverride: drawNull(e.t, decimal.Persen), BudgetedCost: drawDecimal(e.t, decimal.Anggaran),
	}
	e.d.Pekerjaan.Put(q)
	e.d.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: q.ID}, Touches: rapid.Int64Min(0).Draw(e.t, "touches")})
	if rapid.Bool().Draw(e.t, "with volume") {
		e.putVolume(q.ID)
	}
}

func (e *edits) putVolume(id int64) {
	e.d.Volumes.Put(&rab.Volume{
		Meta: rab.Meta{ID: id}, Quantity: drawNull(e.t, decimal.Volume), Formula: drawText(e.t, "formula"),
		IsFx: rapid.Bool().Draw(e.t, "fx"), Failure: drawText(e.t, "failure"), Cleared: rapid.Bool().Draw(e.t, "cleared"),
	})
}

func (e *edits) volume() {
	if q, ok := pick(e.t, e.d.Project().Pekerjaan); ok {
		e.putVolume(q.ID)
	}
}

func (e *edits) priceItem() {
	e.d.PriceItems.Put(&rab.PriceItem{
		Meta: e.meta(), UID: e.ids.NextUID(), Kode: drawText(e.t, "kode"), Kategori: rapid.SampledFrom(ahsp.Categories).Draw(e.t, "kategori"),
		Uraian: drawText(e.t, "uraian"), Satuan: drawText(e.t, "satuan"), Harga: drawNull(e.t, decimal.Harga),
		PriceSource: drawText(e.t, "source"), PriceDate: drawDate(e.t, "price date"), Region: drawText(e.t, "region"),
	})
}

func (e *edits) newComponent() (*rab.Component, bool) {
	q, ok := pick(e.t, e.d.Project().Pekerjaan)
	if !ok {
		return nil, false
	}
	return &rab.Component{
		Meta: e.meta(), UID: e.ids.NextUID(), PekerjaanID: q.ID, Position: rapid.IntRange(0, 99).Draw(e.t, "position"),
		Kategori: ahsp.BHN, Kode: drawText(e.t, "kode"), Uraian: drawText(e.t, "uraian"), Satuan: drawText(e.t, "satuan"),
		Koefisien: drawDecimal(e.t, decimal.Koefisien),
	}, true
}

func (e *edits) component() {
	item, ok := pick(e.t, e.d.Project().PriceItems)
	if !ok {
		return
	}
	if c, ok := e.newComponent(); ok {
		id := item.ID
		c.PriceItemID = &id
		e.d.Components.Put(c)
	}
}

func (e *edits) bundle() {
	target, ok := pick(e.t, e.d.Project().Pekerjaan)
	if !ok {
		return
	}
	if c, ok := e.newComponent(); ok && c.PekerjaanID < target.ID { // no circles
		id := target.ID
		c.Kategori, c.RefPekerjaanID = ahsp.LAIN, &id
		e.d.Components.Put(c)
	}
}

func (e *edits) conversion() {
	item, ok := pick(e.t, e.d.Project().PriceItems)
	if !ok {
		return
	}
	e.d.Conversions.Put(&rab.Conversion{
		Meta: e.meta(), PriceItemID: item.ID, MarketUnit: drawText(e.t, "unit"), MarketPrice: drawDecimal(e.t, decimal.Harga),
		FactorToBase: drawDecimal(e.t, decimal.Faktor), Density: drawNull(e.t, decimal.Faktor), CapacityM3: drawNull(e.t, decimal.Faktor),
		CapacityTon: drawNull(e.t, decimal.Faktor), Method: rapid.SampledFrom([]string{"direct", "calc", "hybrid"}).Draw(e.t, "method"),
	})
}

func (e *edits) parameter() {
	e.d.Parameters.Put(&rab.Parameter{
		Meta: e.meta(), UID: e.ids.NextUID(), Name: drawText(e.t, "name"), Value: drawDecimal(e.t, decimal.Parameter),
		Label: drawText(e.t, "label"), Unit: drawText(e.t, "unit"), Description: drawText(e.t, "description"),
	})
}

func (e *edits) header() {
	next := *e.d.Project().Header()
	next.Nama, next.Deskripsi, next.KetProject1 = drawText(e.t, "nama"), drawText(e.t, "deskripsi"), drawText(e.t, "ket")
	next.TanggalMulai, next.TanggalSelesai = drawDate(e.t, "mulai"), drawDate(e.t, "selesai")
	next.AnggaranOwner, next.IsActive = drawDecimal(e.t, decimal.Anggaran), rapid.Bool().Draw(e.t, "active")
	e.d.Headers.Put(&next)
}

func (e *edits) pricing() {
	next := *e.d.Project().Pricing()
	next.MarkupPercent, next.PPNPercent = drawDecimal(e.t, decimal.Persen), drawDecimal(e.t, decimal.Persen)
	next.RoundingBase = rapid.Int64Range(1, 1_000_000).Draw(e.t, "base")
	e.d.Pricings.Put(&next)
}

func (e *edits) progress() {
	item, ok := pick(e.t, e.d.Project().Pekerjaan)
	if !ok {
		return
	}
	e.d.Progress.Put(&rab.Progress{
		Meta: e.meta(), PekerjaanID: item.ID, Week: rapid.IntRange(1, 530).Draw(e.t, "week"),
		Planned: drawDecimal(e.t, decimal.Persen), PlannedByVolume: rapid.Bool().Draw(e.t, "by volume"),
		Actual: drawDecimal(e.t, decimal.Volume), ActualByVolume: rapid.Bool().Draw(e.t, "by volume"),
		ActualCost: drawNull(e.t, decimal.Harga), Notes: drawText(e.t, "notes"), ActualChangedAt: 7,
	})
}

func (e *edits) removeProgress() {
	if row, ok := pick(e.t, e.d.Project().Progress); ok {
		e.d.Progress.Delete(row.ID)
	}
}

func (e *edits) tahapan() {
	e.d.Tahapan.Put(&rab.Tahapan{
		Meta: e.meta(), UID: e.ids.NextUID(), Nama: drawText(e.t, "nama"), Urutan: rapid.IntRange(0, 99).Draw(e.t, "urutan"),
		Deskripsi: drawText(e.t, "deskripsi"), TanggalMulai: drawDate(e.t, "mulai"), TanggalSelesai: drawDate(e.t, "selesai"),
	})
}

func (e *edits) member() {
	phase, ok := pick(e.t, e.d.Project().Tahapan)
	if !ok {
		return
	}
	if item, ok := pick(e.t, e.d.Project().Pekerjaan); ok {
		e.d.TahapanMembers.Put(&rab.TahapanMember{Meta: e.meta(), TahapanID: phase.ID, PekerjaanID: item.ID, Catatan: drawText(e.t, "catatan")})
	}
}

func (e *edits) scheduleSetting() {
	next := *e.d.Project().Schedule()
	next.StatusDate, next.ClosedUntil, next.BudgetYearEnd = drawDate(e.t, "status"), drawDate(e.t, "closed"), drawDate(e.t, "year end")
	next.Holidays, next.CriticalFrom, next.RedSecond = drawText(e.t, "holidays"), drawDecimal(e.t, decimal.Persen), drawDecimal(e.t, decimal.Persen)
	next.BaselineID = rapid.SampledFrom([]*int64{nil, new(int64)}).Draw(e.t, "baseline")
	e.d.ScheduleSettings.Put(&next)
}

func (e *edits) contract() {
	next := *e.d.Project().Contract()
	next.NomorKontrak, next.TanggalSPMK, next.NilaiKontrak = drawText(e.t, "nomor"), drawDate(e.t, "spmk"), drawNull(e.t, decimal.Anggaran)
	next.UangMukaPercent, next.TahunAnggaran = drawNull(e.t, decimal.Persen), rapid.IntRange(0, 2100).Draw(e.t, "tahun")
	e.d.Contracts.Put(&next)
}

func (e *edits) documents() {
	next := *e.d.Project().Documents()
	next.Kop, next.Tanggal = drawText(e.t, "kop"), drawDate(e.t, "tanggal")
	for _, text := range next.Texts() {
		*text.Value = drawText(e.t, text.Path)
	}
	e.d.DocumentSettings.Put(&next)
}

func (e *edits) logo() {
	if e.d.Project().Logo() != nil && rapid.Bool().Draw(e.t, "none") {
		e.d.DocumentLogos.Delete(e.d.Project().ID)
		return
	}
	side := rapid.IntRange(1, rab.MaxLogoSide)
	e.d.DocumentLogos.Put(&rab.DocumentLogo{
		Meta: rab.Meta{ID: e.d.Project().ID}, Type: drawText(e.t, "type"), Width: side.Draw(e.t, "width"), Height: side.Draw(e.t, "height"), Data: drawText(e.t, "data"),
	})
}

func (e *edits) removePekerjaan() {
	if q, ok := pick(e.t, e.d.Project().Pekerjaan); ok {
		e.dropPekerjaan(q.ID)
	}
}

func (e *edits) dropPekerjaan(id int64) {
	for _, c := range e.d.Project().Components.All() {
		if c.PekerjaanID == id || (c.RefPekerjaanID != nil && *c.RefPekerjaanID == id) {
			e.d.Components.Delete(c.ID)
		}
	}
	for _, row := range e.d.Project().Progress.All() {
		if row.PekerjaanID == id {
			e.d.Progress.Delete(row.ID)
		}
	}
	for _, row := range e.d.Project().TahapanMembers.All() {
		if row.PekerjaanID == id {
			e.d.TahapanMembers.Delete(row.ID)
		}
	}
	e.d.Volumes.Delete(id)
	e.d.Analyses.Delete(id)
	e.d.Pekerjaan.Delete(id)
}

func (e *edits) removePriceItem() {
	item, ok := pick(e.t, e.d.Project().PriceItems)
	if !ok {
		return
	}
	p := e.d.Project()
	for _, c := range p.Components.All() {
		if c.PriceItemID != nil && *c.PriceItemID == item.ID {
			e.d.Components.Delete(c.ID)
		}
	}
	for _, c := range p.Conversions.All() {
		if c.PriceItemID == item.ID {
			e.d.Conversions.Delete(c.ID)
		}
	}
	e.d.PriceItems.Delete(item.ID)
}

func (e *edits) removeParameter() {
	if row, ok := pick(e.t, e.d.Project().Parameters); ok {
		e.d.Parameters.Delete(row.ID)
	}
}

func (e *edits) removeHeading() {
	if row, ok := pick(e.t, e.d.Project().Headings); ok {
		e.dropHeading(row.ID)
	}
}

func (e *edits) dropHeading(id int64) {
	p := e.d.Project()
	for _, child := range p.Headings.All() {
		if child.ParentID != nil && *child.ParentID == id {
			e.dropHeading(child.ID)
		}
	}
	for _, q := range p.Pekerjaan.All() {
		if q.HeadingID == id {
			e.dropPekerjaan(q.ID)
		}
	}
	e.d.Headings.Delete(id)
}
