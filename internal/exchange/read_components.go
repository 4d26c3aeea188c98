package exchange

import (
	"fmt"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// pendingComponent is a component before the price list stands.
type pendingComponent struct {
	object   *object
	row      *rab.Component
	item     *pendingItem   // nil when the file names none
	analysis *ahsp.Analysis // of the library, that it stands for
	copied   *copied        // an analysis that only the file has, that it stands for
	lost     bool           // it stood for something that is unknown
}

// components reads the analyses of the pekerjaan.
func (r *backupReader) components() {
	r.required("detail_ahsp")
	items := make(map[int64]*pendingItem, len(r.items))
	for _, item := range r.items {
		items[item.row.ID] = item
	}
	numbers, positions := places{}, map[int64]int{}
	for _, o := range r.root.rows("detail_ahsp") {
		pekerjaan, ok := r.parent(o, "_pekerjaan_ref", r.pekerjaan)
		if !ok {
			r.lose(o, "_pekerjaan_ref", "Baris "+componentName(o))
			continue
		}
		c := &pendingComponent{object: o, row: &rab.Component{
			Meta: r.register(o, numbers), UID: r.uid(o), PekerjaanID: pekerjaan, Position: positions[pekerjaan], Kategori: kategori(o),
			Kode: o.text("kode", rab.MaxKode), Uraian: o.text("uraian", rab.MaxUraian), Satuan: o.text("satuan", longestSatuan),
			Koefisien: o.number("koefisien", decimal.Koefisien),
		}}
		positions[pekerjaan]++
		if at := o.integer("_harga_item_ref", 1, largestID, 0); at != 0 {
			c.item = items[r.item[at]]
			r.dangling(o, "_harga_item_ref", c.item != nil)
		}
		r.target(c)
		r.rows = append(r.rows, c)
	}
}

func componentName(o *object) string {
	return strings.TrimSpace(o.text("kode", rab.MaxKode) + " " + o.text("uraian", rab.MaxUraian))
}

// dangling notes a reference to a row that the file lacks; in 1.x files the component
// stays without it.
func (r *backupReader) dangling(o *object, field string, found bool) {
	if !found && !r.old {
		o.bad(field, "menunjuk ke baris yang tidak ada di berkas")
	}
}

// target finds out what a component stands for, and marks its item as used.
func (r *backupReader) target(c *pendingComponent) {
	o := c.object
	job := o.integer("_ref_pekerjaan_ref", 1, largestID, 0)
	toAHSP := r.namesAHSP(o)
	switch {
	case job == 0 && !toAHSP:
		if c.item != nil {
			c.item.plain = true
			if c.item.row.Kategori != c.row.Kategori {
				o.bad("kategori", "kategori %s tidak sama dengan kategori item harga %s (%s)", c.row.Kategori, c.item.row.Kode, c.item.row.Kategori)
			}
		}
		return
	case job != 0 && toAHSP:
		o.bad("_ref_pekerjaan_ref", "satu baris tidak dapat menunjuk ke pekerjaan dan ke AHSP sekaligus")
	case c.row.Kategori != ahsp.LAIN:
		o.bad("kategori", "baris gabungan harus berkategori LAIN")
	case job != 0:
		if id, ok := r.pekerjaan[job]; ok {
			c.row.RefPekerjaanID = &id
		} else {
			r.dangling(o, "_ref_pekerjaan_ref", false)
		}
	default:
		c.analysis, c.copied = r.bundleOf(c)
	}
	c.lost = c.row.RefPekerjaanID == nil && c.analysis == nil && c.copied == nil
	if c.item != nil {
		c.item.bundle, c.item.lost = true, c.item.lost || c.lost
	}
	if c.lost {
		r.report.change(o.at(""), fmt.Sprintf("Gabungan %s menunjuk ke analisa yang tidak ada di pustaka ini atau di berkas: menjadi baris biasa, belum berharga.", componentName(o)))
	}
}

// assemble puts the price list and the components into the snapshot.
func (r *backupReader) assemble() {
	if r.root.document.broken() || len(r.root.document.problems) > 0 {
		return // what follows relies on sound rows
	}
	useless := 0
	for _, item := range r.items {
		if item.bundle && !item.plain {
			item.row.Harga = decimal.Null{} // what stood there was the price of a whole bundle
		}
		if item.bundle && !item.plain && !item.bought && !item.lost {
			useless++
			continue
		}
		r.draft.PriceItems.Put(item.row)
	}
	if useless > 0 {
		r.report.change("harga_items", fmt.Sprintf("%d item pengganti gabungan tidak diperlukan lagi: harga gabungan mengikuti isinya.", useless))
	}
	var claiming []*pendingComponent
	for _, c := range r.rows {
		r.origins[c.row.ID] = origin{c.object, ""}
		switch {
		case c.analysis != nil || c.copied != nil:
			claiming = append(claiming, c)
		case c.row.RefPekerjaanID != nil:
			r.draft.Components.Put(c.row)
		case c.item != nil && c.item.row.Kategori == c.row.Kategori:
			c.row.PriceItemID = &c.item.row.ID
			r.draft.Components.Put(c.row)
		default:
			claiming = append(claiming, c)
		}
	}
	r.claim(claiming)
}

// claim stores the components that need price items which the file does not name.
func (r *backupReader) claim(components []*pendingComponent) {
	claims := r.draft.ClaimItems()
	for _, c := range components {
		switch {
		case c.analysis != nil:
			c.row.RefAHSPID = &c.analysis.ID
			claims.Bundle(c.row.PekerjaanID, c.analysis)
		case c.copied != nil:
			id := r.copy(c.copied, claims)
			c.row.RefPekerjaanID = &id
		default:
			item := claims.Item(c.row.PekerjaanID, c.row.Kategori, c.row.Kode, c.row.Uraian, c.row.Satuan)
			c.row.PriceItemID = &item.ID
			if !c.lost {
				r.report.change(c.object.at("_harga_item_ref"),
					fmt.Sprintf("Baris %s tidak punya item harga di berkas: memakai item %s.", componentName(c.object), item.Kode))
			}
		}
		r.draft.Components.Put(c.row)
	}
	for _, renamed := range claims.Finish() {
		r.report.change("harga_items", fmt.Sprintf("Kode %s (%s) sudah dipakai item lain: menjadi %s.", renamed.Kode, renamed.Uraian, renamed.NewKode))
	}
}
