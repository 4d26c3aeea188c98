package rab

import "fmt"

// Integrity returns what is broken in the snapshot, as parts of sentences for people: rows
// whose heading, pekerjaan, price item or bundle target is missing, identities that two
// rows share, and bundles that cannot be expanded. Commands refuse to make such a snapshot;
// turning back an old command could. A bundle whose target was emptied later is whole: only
// a save is refused. Its cost is linear in the rows.
func (p *Project) Integrity() []string { return p.integrity(p, true) }

// Breaks returns what the draft breaks that was whole before it, as Integrity does, and the
// targets of bundles that it empties, unless the project allows that.
func (d *Draft) Breaks() []string {
	broken := d.Project().integrity(d.base, d.base.allowsEmptyBundles())
	if len(broken) == 0 {
		return nil
	}
	known := map[string]bool{}
	for _, problem := range d.base.integrity(d.base, false) {
		known[problem] = true
	}
	var fresh []string
	for _, problem := range broken {
		if !known[problem] {
			fresh = append(fresh, problem)
		}
	}
	return fresh
}

// integrity names rows that the snapshot itself no longer has by those of names.
func (p *Project) integrity(names *Project, allowEmpty bool) []string {
	c := &integrityCheck{p: p, names: names, allowEmpty: allowEmpty}
	c.headings()
	c.pekerjaan()
	c.components()
	c.items()
	c.conversions()
	c.parameters()
	c.bundles()
	c.schedule()
	return c.problems
}

type integrityCheck struct {
	p, names   *Project
	allowEmpty bool // bundles on pekerjaan without components are no problem
	problems   []string
}

func (c *integrityCheck) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *integrityCheck) headings() {
	for _, h := range c.p.Headings.All() {
		if h.ParentID == nil {
			continue
		}
		switch parent, ok := c.p.Headings.Get(*h.ParentID); {
		case !ok:
			c.add("klasifikasi dari sub-klasifikasi %s tidak ada lagi", clip(h.Name))
		case parent.ParentID != nil:
			c.add("sub-klasifikasi %s berada di bawah sub-klasifikasi lain (%s)", clip(h.Name), clip(parent.Name))
		}
	}
}

func (c *integrityCheck) pekerjaan() {
	for _, row := range c.p.Pekerjaan.All() {
		switch heading, ok := c.p.Headings.Get(row.HeadingID); {
		case !ok:
			c.add("sub-klasifikasi dari pekerjaan %s tidak ada lagi", row.Name())
		case heading.ParentID == nil:
			c.add("pekerjaan %s berada langsung di bawah klasifikasi %s", row.Name(), clip(heading.Name))
		}
	}
	for _, row := range c.p.Volumes.All() {
		if _, ok := c.p.Pekerjaan.Get(row.ID); !ok {
			c.add("pekerjaan %s sudah diisi volumenya", c.pekerjaanName(row.ID))
		}
	}
	for _, row := range c.p.Analyses.All() {
		if _, ok := c.p.Pekerjaan.Get(row.ID); !ok {
			c.add("pekerjaan %s masih punya analisa", c.pekerjaanName(row.ID))
		}
	}
}

func (c *integrityCheck) pekerjaanName(id int64) string {
	if row, ok := c.names.Pekerjaan.Get(id); ok {
		return row.Name()
	}
	return fmt.Sprintf("#%d", id)
}

func (c *integrityCheck) components() {
	told := map[int64]bool{}
	for _, row := range c.p.Components.All() {
		if _, ok := c.p.Pekerjaan.Get(row.PekerjaanID); !ok {
			if !told[row.PekerjaanID] {
				told[row.PekerjaanID] = true
				c.add("pekerjaan %s masih punya rincian (%s)", c.pekerjaanName(row.PekerjaanID), row.label())
			}
			continue
		}
		if row.PriceItemID == nil {
			continue
		}
		if _, ok := c.p.PriceItems.Get(*row.PriceItemID); !ok {
			c.add("item harga %s masih dipakai pekerjaan %s", row.label(), c.pekerjaanName(row.PekerjaanID))
		}
	}
}

func (c *integrityCheck) items() {
	kodes := make(map[string]bool, c.p.PriceItems.Len())
	keys := make(map[ItemKey]bool, c.p.PriceItems.Len())
	for _, item := range c.p.PriceItems.All() {
		switch key := item.key(); {
		case kodes[item.Kode]:
			c.add("kode %s dipakai dua item harga", item.Kode)
		case keys[key]:
			c.add("item harga %s ada dua kali dengan satuan yang sama", item.name())
		default:
			keys[key] = true
		}
		kodes[item.Kode] = true
	}
}

func (c *integrityCheck) conversions() {
	seen := map[int64]bool{}
	for _, row := range c.p.Conversions.All() {
		item, ok := c.p.PriceItems.Get(row.PriceItemID)
		if !ok {
			item, ok = c.names.PriceItems.Get(row.PriceItemID)
			name := fmt.Sprintf("#%d", row.PriceItemID)
			if ok {
				name = item.name()
			}
			c.add("item harga %s masih punya satuan beli", name)
			continue
		}
		if seen[item.ID] {
			c.add("item harga %s punya dua satuan beli", item.name())
		}
		seen[item.ID] = true
	}
}

func (c *integrityCheck) parameters() {
	seen := make(map[string]bool, c.p.Parameters.Len())
	for _, row := range c.p.Parameters.All() {
		if seen[row.Name] {
			c.add("parameter %s ada dua kali", row.Name)
		}
		seen[row.Name] = true
	}
}

// bundles checks that every bundle can be expanded, and that the components of analyses of
// the library, inside bundles, have their price items.
func (c *integrityCheck) bundles() {
	var owners, analyses []int64
	last, known := map[int64]bool{}, map[int64]bool{}
	for _, row := range c.p.Components.All() {
		if !row.Bundle() {
			continue
		}
		if _, ok := c.p.Pekerjaan.Get(row.PekerjaanID); ok && !last[row.PekerjaanID] {
			last[row.PekerjaanID] = true
			owners = append(owners, row.PekerjaanID)
		}
		if row.RefAHSPID != nil && !known[*row.RefAHSPID] {
			known[*row.RefAHSPID] = true
			analyses = append(analyses, *row.RefAHSPID)
		}
	}
	for _, problem := range c.p.bundleProblems(owners, c.allowEmpty) {
		c.add("%s (di %s)", problem.Message, c.pekerjaanName(problem.PekerjaanID))
	}
	x := newExpander(c.p)
	for _, id := range analyses {
		c.leaves(x, id)
	}
}

func (c *integrityCheck) leaves(x *expander, id int64) {
	analysis, ok := x.analysis(id)
	if !ok {
		return
	}
	leaves, err := ReferenceLeaves(c.p.Reference, analysis)
	if err != nil {
		return
	}
	for i := range leaves {
		if x.itemOfLeaf(&leaves[i]) == nil {
			c.add("item harga %s %s masih dipakai gabungan AHSP %s", leaves[i].Kode, clip(leaves[i].Uraian), analysis.Kode)
		}
	}
}

func (c *integrityCheck) schedule() {
	type week struct {
		pekerjaan int64
		number    int
	}
	weeks := make(map[week]bool, c.p.Progress.Len())
	for _, row := range c.p.Progress.All() {
		key := week{row.PekerjaanID, row.Week}
		switch _, ok := c.p.Pekerjaan.Get(row.PekerjaanID); {
		case !ok:
			c.add("pekerjaan %s masih punya jadwal (minggu %d)", c.pekerjaanName(row.PekerjaanID), row.Week)
		case weeks[key]:
			c.add("pekerjaan %s punya dua catatan untuk minggu %d", c.pekerjaanName(row.PekerjaanID), row.Week)
		}
		weeks[key] = true
	}
	names := make(map[string]bool, c.p.Tahapan.Len())
	for _, row := range c.p.Tahapan.All() {
		if names[row.Nama] {
			c.add("tahapan %s ada dua kali", clip(row.Nama))
		}
		names[row.Nama] = true
	}
	members := make(map[[2]int64]bool, c.p.TahapanMembers.Len())
	for _, row := range c.p.TahapanMembers.All() {
		key := [2]int64{row.TahapanID, row.PekerjaanID}
		_, phase := c.p.Tahapan.Get(row.TahapanID)
		switch _, ok := c.p.Pekerjaan.Get(row.PekerjaanID); {
		case !ok:
			c.add("pekerjaan %s masih ada dalam sebuah tahapan", c.pekerjaanName(row.PekerjaanID))
		case !phase:
			c.add("tahapan dari pekerjaan %s tidak ada lagi", c.pekerjaanName(row.PekerjaanID))
		case members[key]:
			c.add("pekerjaan %s ada dua kali dalam satu tahapan", c.pekerjaanName(row.PekerjaanID))
		}
		members[key] = true
	}
}
