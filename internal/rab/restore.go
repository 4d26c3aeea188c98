package rab

// RestoreDeleted puts back, with their ids, rows that an operation deleted: those of one
// group, or all when group is empty. Any deleted heading, pekerjaan, component, price item,
// conversion or parameter may be named, also one inside a larger group. What a row hangs on
// comes back with it when the same operation deleted it. Rows that are there again are left
// alone. It refuses when something that a row needs is gone for another reason, or its kode
// or name was given away.
func (d *Draft) RestoreDeleted(changes []RowChange, group string) error {
	deleted, err := readDeletion(changes)
	if err != nil {
		return err
	}
	r := &restoration{deletion: deleted, view: d.View(), chosen: map[rowID]bool{}, kodes: map[int64]map[string]bool{}, under: map[rowID][]rowID{}}
	for _, key := range deleted.order {
		if parent, ok := above(deleted.rows[key]); ok {
			r.under[parent] = append(r.under[parent], key)
		}
	}
	if !r.chooseGroup(group) {
		return ErrNotFound
	}
	if err := r.problems.Err(); err != nil {
		return err
	}
	if len(r.chosen) == 0 {
		return Refuse("group", "Semuanya sudah ada lagi: muat ulang halaman.")
	}
	return d.putBack(r)
}

func (d *Draft) putBack(r *restoration) error {
	var chosen []RowChange
	for _, key := range r.deletion.order {
		if r.chosen[key] {
			chosen = append(chosen, r.changes[key])
		}
	}
	blocked, err := d.Revert(chosen)
	if err != nil {
		return err
	}
	for _, change := range blocked {
		r.problems.Add("group", "%s %d sudah ada lagi: muat ulang halaman.", change.Table, change.ID)
	}
	if err := r.problems.Err(); err != nil {
		return err
	}
	if broken := d.Breaks(); len(broken) > 0 {
		return Refuse("group", "Tidak dapat dipulihkan: %s.", broken[0])
	}
	return nil
}

// restoration chooses what to put back.
type restoration struct {
	*deletion

	view     *Project
	under    map[rowID][]rowID // deleted rows by what they hang on
	chosen   map[rowID]bool
	kodes    map[int64]map[string]bool // of components, by pekerjaan; filled when asked
	problems Problems
}

// chooseGroup takes one group, or all; it reports false when there is none of that name.
func (r *restoration) chooseGroup(group string) bool {
	found := false
	for _, key := range r.order {
		top, ok := r.root(key)
		switch {
		case !ok:
		case group == "" && top == key, key.key() == group:
			found = true
			r.choose(key)
		}
	}
	return found
}

// choose takes a deleted thing with all that hung on it. Of a heading that is there again
// it takes what is still missing under it.
func (r *restoration) choose(key rowID) {
	if r.chosen[key] {
		return
	}
	if r.view.row(key.table, key.id) == nil {
		r.take(key)
	} else if key.table != "heading" {
		return
	}
	for _, child := range r.under[key] {
		switch child.table {
		case "heading", "pekerjaan":
			r.choose(child)
		case "tahapan_member":
			if member, ok := r.rows[child].(*TahapanMember); ok && r.view.row("tahapan", member.TahapanID) != nil {
				r.take(child) // of a phase that is there no more nobody is a member
			}
		default:
			r.take(child)
		}
	}
}

// take takes one row, and what it needs.
func (r *restoration) take(key rowID) {
	if r.chosen[key] {
		return
	}
	r.chosen[key] = true
	switch row := r.rows[key].(type) {
	case *Heading:
		if row.ParentID != nil {
			r.need(rowID{"heading", *row.ParentID}, "Sub-klasifikasi %s: klasifikasinya sudah dihapus. Pulihkan klasifikasi itu dahulu.", clip(row.Name))
		}
	case *Pekerjaan:
		r.need(rowID{"heading", row.HeadingID}, "Pekerjaan %s: sub-klasifikasinya sudah dihapus. Pulihkan sub-klasifikasi itu dahulu.", row.Name())
	case *Component:
		r.component(row)
	case *PriceItem:
		r.priceItem(row)
	case *Conversion:
		r.need(rowID{"price_item", row.PriceItemID}, "Satuan beli %s: item harganya sudah dihapus. Pulihkan item itu dahulu.", row.MarketUnit)
		if _, taken := r.view.ConversionOf(row.PriceItemID); taken {
			r.problems.Add("group", "Satuan beli %s: item harganya sudah punya satuan beli lain. Hapus dulu yang itu.", row.MarketUnit)
		}
	case *Parameter:
		if _, taken := r.view.ParameterByName(row.Name); taken {
			r.problems.Add("group", "Parameter %s sudah dibuat lagi: ganti namanya atau hapus dulu yang baru.", row.Name)
		}
	case *Tahapan:
		if _, taken := r.view.TahapanByName(row.Nama); taken {
			r.problems.Add("group", "Tahapan %s sudah dibuat lagi: ganti namanya atau hapus dulu yang baru.", row.Nama)
		}
	}
}

// need makes sure that a row which another one needs is there or comes along.
func (r *restoration) need(key rowID, missing, name string) {
	switch {
	case r.chosen[key] || r.view.row(key.table, key.id) != nil:
	case r.rows[key] == nil:
		r.problems.Add("group", missing, name)
	case key.table == "heading":
		r.take(key) // without the rest of what was under it
	default:
		r.choose(key)
	}
}

func (r *restoration) component(row *Component) {
	name := row.label()
	r.need(rowID{"pekerjaan", row.PekerjaanID}, "Baris %s: pekerjaannya sudah dihapus. Pulihkan pekerjaan itu dahulu.", name)
	if row.PriceItemID != nil {
		r.need(rowID{"price_item", *row.PriceItemID}, "Baris %s: item harganya sudah dihapus. Pulihkan item itu dahulu.", name)
	}
	if row.RefPekerjaanID != nil {
		r.need(rowID{"pekerjaan", *row.RefPekerjaanID}, "Baris %s: pekerjaan yang digabungkan sudah dihapus. Pulihkan pekerjaan itu dahulu.", name)
	}
	item, stayed := r.view.Pekerjaan.Get(row.PekerjaanID)
	switch {
	case !stayed:
	case item.SourceType == SourceRef:
		r.problems.Add("group", "Baris %s: %s sekarang memakai analisa referensi yang hanya dapat dibaca.", name, item.Name())
	case r.kodesOf(item.ID)[row.Kode]:
		r.problems.Add("group", "Baris %s: kode itu sudah dipakai lagi di %s. Hapus atau ganti dulu baris yang baru.", name, item.Name())
	}
}

// kodesOf returns the codes of the components that a pekerjaan has now.
func (r *restoration) kodesOf(pekerjaan int64) map[string]bool {
	kodes, known := r.kodes[pekerjaan]
	if !known {
		kodes = map[string]bool{}
		for _, c := range r.view.ComponentsOf(pekerjaan) {
			kodes[c.Kode] = true
		}
		r.kodes[pekerjaan] = kodes
	}
	return kodes
}

func (r *restoration) priceItem(row *PriceItem) {
	if other, taken := r.view.ItemByKode(row.Kode); taken {
		r.problems.Add("group", "Item harga %s: kodenya sudah dipakai %s. Item itu harus dihapus dahulu.", row.Kode, other.name())
	} else if other, taken := r.view.ItemByKey(row.key()); taken {
		r.problems.Add("group", "Item harga %s sudah ada lagi sebagai %s.", row.name(), other.name())
	}
}
