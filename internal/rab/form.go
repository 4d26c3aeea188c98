package rab

import (
	"cmp"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// Form is an analysis as its form shows it: its own rows by kategori, a bundle as one row
// at the direct cost of its target (rulings G43). Nothing in it is rounded.
type Form struct {
	Groups []FormGroup     // all four, in the order of ahsp.Categories
	Direct decimal.Decimal // their sum; rounded it is E of the line
}

// FormGroup are the rows of one kategori. Bundles are LAIN.
type FormGroup struct {
	Kategori ahsp.Kategori
	Rows     []FormRow
	Jumlah   decimal.Decimal
}

// FormRow is one row of a form.
type FormRow struct {
	ID                   int64 // of the component, of the project or of the library
	Kode, Uraian, Satuan string
	Koefisien            decimal.Decimal
	Item                 *PriceItem // nil for a bundle, and for what the price list does not have
	Bundle               bool
	Pekerjaan            int64           // that the bundle stands for; 0 also when that counts nothing
	Analysis             int64           // of the library that it stands for, likewise
	Harga                decimal.Decimal // price, for a bundle the direct cost of its target
	Jumlah               decimal.Decimal // koefisien × Harga
	State                PriceState      // missing when anything in the row has no price
}

// SupportingForm is the form of an analysis of the library that bundles stand for. It has
// no pekerjaan of its own.
type SupportingForm struct {
	Form

	Analysis *ahsp.Analysis
}

// Form returns the form of a line.
func (p *Project) Form(line *Line) *Form {
	form := newForm()
	for _, row := range p.rincianOf(line).Rows {
		c := row.Component
		next := FormRow{
			ID: c.ID, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien, Bundle: c.Bundle(), Harga: row.Harga, State: row.State,
		}
		switch {
		case c.PriceItemID != nil:
			next.Item, _ = p.PriceItems.Get(*c.PriceItemID)
		case row.Empty:
		case c.RefPekerjaanID != nil:
			next.Pekerjaan = *c.RefPekerjaanID
			if target, ok := p.Pekerjaan.Get(next.Pekerjaan); ok {
				next.Kode = target.Kode // by which the target is found in the same document
			}
		case c.RefAHSPID != nil:
			next.Analysis = *c.RefAHSPID
		}
		form.add(c.Kategori, next)
	}
	return form
}

func newForm() *Form {
	form := &Form{Groups: make([]FormGroup, len(ahsp.Categories))}
	for i, kategori := range ahsp.Categories {
		form.Groups[i].Kategori = kategori
	}
	return form
}

func (f *Form) add(kategori ahsp.Kategori, row FormRow) {
	row.Jumlah = row.Koefisien.Mul(row.Harga)
	group := &f.Groups[min(kategori.Order(), len(f.Groups)-1)]
	group.Rows = append(group.Rows, row)
	group.Jumlah = group.Jumlah.Add(row.Jumlah)
	f.Direct = f.Direct.Add(row.Jumlah)
}

// SupportingForms returns the forms of the analyses of the library that bundles of the
// project stand for, directly or inside each other, by edition and kode.
func (p *Project) SupportingForms() []*SupportingForm {
	x := newExpander(p)
	forms := map[int64]*SupportingForm{}
	var visit func(analysis *ahsp.Analysis)
	visit = func(analysis *ahsp.Analysis) {
		if forms[analysis.ID] != nil || len(analysis.Components) == 0 {
			return
		}
		forms[analysis.ID] = &SupportingForm{Analysis: analysis, Form: *x.form(analysis)}
		for i := range analysis.Components {
			if nested, ok := nestedIn(p.Reference, &analysis.Components[i], analysis); ok {
				visit(nested)
			}
		}
	}
	for _, row := range p.Components.All() {
		if row.RefAHSPID == nil || row.RefPekerjaanID != nil {
			continue
		}
		if n, _ := x.size(row); n == 0 { // broken or empty
			continue
		}
		if analysis, ok := x.analysis(*row.RefAHSPID); ok {
			visit(analysis)
		}
	}
	list := make([]*SupportingForm, 0, len(forms))
	for _, form := range forms {
		list = append(list, form)
	}
	slices.SortFunc(list, func(a, b *SupportingForm) int {
		return cmp.Or(cmp.Compare(a.Analysis.EditionID, b.Analysis.EditionID), ahsp.CompareKode(a.Analysis.Kode, b.Analysis.Kode), cmp.Compare(a.Analysis.ID, b.Analysis.ID))
	})
	return list
}

// form returns the form of an analysis of the library that can be expanded.
func (x *expander) form(analysis *ahsp.Analysis) *Form {
	form := newForm()
	for i := range analysis.Components {
		c := &analysis.Components[i]
		row := FormRow{ID: c.ID, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien, State: PriceSet}
		if nested, ok := nestedIn(x.p.Reference, c, analysis); ok {
			row.Bundle = true
			leaves := x.unit(node{reference: true, id: nested.ID}).leaves
			if len(leaves) > 0 {
				row.Analysis = nested.ID
			}
			row.priceLeaves(leaves)
		} else {
			row.Item = x.itemOfLeaf(c)
			row.priceLeaves([]leaf{{item: row.Item, koefisien: decimal.One}})
		}
		form.add(c.Kategori, row)
	}
	return form
}

// priceLeaves prices a row from what one unit of it consists of.
func (r *FormRow) priceLeaves(leaves []leaf) {
	if len(leaves) == 0 {
		r.State = PriceMissing
	}
	for _, l := range leaves {
		if l.item == nil || !l.item.Harga.Valid {
			r.State = PriceMissing
			continue
		}
		r.Harga = r.Harga.Add(l.koefisien.Mul(l.item.Harga.Decimal))
	}
	if r.State == PriceSet && r.Harga.IsZero() {
		r.State = PriceZero
	}
}
