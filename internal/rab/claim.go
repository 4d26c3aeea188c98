package rab

import "takar/internal/ahsp"

// ItemClaims finds the price items of components that come into a project from elsewhere,
// and makes those that are missing, without a price (rulings C20).
type ItemClaims struct{ book *priceBook }

// ClaimItems starts to claim items; those that the draft holds already are known. Finish
// must be called at the end.
func (d *Draft) ClaimItems() *ItemClaims {
	view := d.Project()
	return &ItemClaims{book: d.priceBook(view, d.sequences(view))}
}

// Item returns the price item of a component of a pekerjaan. One whose code another item
// has gets a code of its own; one without a code the next Unit-NNNN.
func (c *ItemClaims) Item(pekerjaan int64, kategori ahsp.Kategori, kode, uraian, satuan string) *PriceItem {
	return c.book.claim(pekerjaan, kategori, kode, uraian, satuan)
}

// Bundle claims the items of everything that an analysis of the library consists of.
func (c *ItemClaims) Bundle(pekerjaan int64, analysis *ahsp.Analysis) {
	c.book.claimLeaves(pekerjaan, analysis)
}

// Finish stores the counters of generated codes and returns the components whose item has
// another code than they came with.
func (c *ItemClaims) Finish() []RenamedItem {
	c.book.numbers.save()
	return c.book.renamed
}
