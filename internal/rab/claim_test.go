package rab

import (
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

func TestClaimedItemsAreFoundOrMadeWithoutAPrice(t *testing.T) {
	b := build(t)
	q := b.add("P.1")
	b.row(q, ahsp.BHN, "B.1", "1", "5000")
	analysis := b.ref.add("A.1")
	b.ref.component(analysis, ahsp.BHN, "B.1", "2")
	b.ref.component(analysis, ahsp.TK, "T.1", "3")
	d := b.edit()
	known, _ := d.Base().ItemByKode("B.1")

	claims := d.ClaimItems()
	if got := claims.Item(q.ID, ahsp.BHN, "B.1", "item b.1", "SAT"); got.ID != known.ID {
		t.Errorf("another item for the same component: %+v", got)
	}
	other := claims.Item(q.ID, ahsp.BHN, "B.1", "Batu", "m3")
	uncoded := claims.Item(q.ID, ahsp.ALT, "", "Palu", "buah")
	claims.Bundle(q.ID, analysis)
	renamed := claims.Finish()

	if other.Kode != "B.1#2" || other.Harga.Valid || len(renamed) != 1 || renamed[0].NewKode != "B.1#2" {
		t.Errorf("a clash of codes gives %+v, told as %+v", other, renamed)
	}
	after := d.Project()
	if uncoded.Kode != "Unit-0001" || after.State().ItemSequence != 1 {
		t.Errorf("generated %s, counter %d", uncoded.Kode, after.State().ItemSequence)
	}
	if item, ok := after.ItemByKode("T.1"); !ok || item.Harga.Valid || after.PriceItems.Len() != 4 {
		t.Errorf("%d items, T.1 is %+v", after.PriceItems.Len(), item)
	}
}

func TestRestoredRowsWithoutIdentityGetOne(t *testing.T) {
	b := build(t)
	q := b.add("P.1")
	row := b.row(q, ahsp.TK, "T.1", "1", "1")
	row.UID = ""
	b.parameters = append(b.parameters, &Parameter{Meta: b.meta(), UID: "kept", Name: "x", Value: decimal.One})
	copied, _ := copyOf(t, b.ids, b.project(), CopyOptions{KeepUIDs: true})
	if got := copied.Components.All()[0].UID; got == "" {
		t.Error("no identity")
	}
	if got := copied.Parameters.All()[0].UID; got != "kept" {
		t.Errorf("identity %q", got)
	}
}
