package rab

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// append adds pekerjaan under a new heading and returns them with the next snapshot.
func (b *builder) append(p *Project, items ...PekerjaanInput) (*Project, []*Pekerjaan) {
	b.t.Helper()
	var result TreeResult
	next, _ := b.after(p, func(d *Draft) (err error) {
		result, err = d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{{Sub: []SubInput{{Pekerjaan: items}}}}})
		return err
	})
	list := make([]*Pekerjaan, len(result.CreatedIDs))
	for i, id := range result.CreatedIDs {
		list[i], _ = next.Pekerjaan.Get(id)
	}
	return next, list
}

// customItem is a request row of a new custom pekerjaan.
func customItem(uraian string) PekerjaanInput {
	return PekerjaanInput{SourceType: "custom", Uraian: uraian, Satuan: "m2"}
}

// outline shows the work list: a line per heading, with the pekerjaan behind the subs.
func outline(p *Project) string {
	var lines []string
	for _, k := range p.Klasifikasi() {
		lines = append(lines, k.Name)
		for _, s := range p.SubKlasifikasi(k.ID) {
			line := "- " + s.Name + ":"
			for _, q := range p.PekerjaanOf(s.ID) {
				line += " " + q.Uraian
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// sameOutline fails the test unless the work list looks like this.
func sameOutline(t *testing.T, p *Project, expected ...string) {
	t.Helper()
	if got, want := outline(p), strings.Join(expected, "\n"); got != want {
		t.Errorf("work list\n%s\nwant\n%s", got, want)
	}
}

func TestAppendTreeAddsBehindWhatIsThere(t *testing.T) {
	b := build(t)
	b.add("A")
	before := b.project()
	var result TreeResult
	p, changes := b.after(before, func(d *Draft) (err error) {
		result, err = d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{
			{TempID: "kx", Order: pointer(9), Sub: []SubInput{
				{Name: "Kedua", Order: pointer(2), Pekerjaan: []PekerjaanInput{customItem("d"), customItem("e")}},
				{TempID: "sx", Order: pointer(1), Pekerjaan: []PekerjaanInput{
					{TempID: "px", SourceType: "custom", Uraian: "c", Order: pointer(7)}, {SourceType: "custom", Uraian: "b", Order: pointer(3)},
				}},
			}},
			{Name: "  Tanah &amp;amp; Pasir ", Order: pointer(4)},
		}})
		return err
	})
	sameOutline(t, p, "K1", "- K1.1: Pekerjaan A", "Tanah & Pasir", "Klasifikasi 2", "- 2.2: b c", "- Kedua: d e")
	if result.Summary != (TreeCount{Klasifikasi: 2, Sub: 2, Pekerjaan: 4}) || len(result.CreatedIDs) != 4 {
		t.Errorf("summary %+v", result.Summary)
	}
	name := func(ids map[string]int64, temp string) string {
		if h, ok := p.Headings.Get(ids[temp]); ok {
			return h.Name
		}
		q, _ := p.Pekerjaan.Get(ids[temp])
		return q.Uraian
	}
	for temp, expected := range map[string]string{"kx": "Klasifikasi 2", "k1": "Tanah & Pasir"} {
		if got := name(result.IDs.Klasifikasi, temp); got != expected {
			t.Errorf("temp id %s is %s, want %s", temp, got, expected)
		}
	}
	for temp, expected := range map[string]string{"s0_0": "Kedua", "sx": "2.2"} {
		if got := name(result.IDs.Sub, temp); got != expected {
			t.Errorf("temp id %s is %s, want %s", temp, got, expected)
		}
	}
	for temp, expected := range map[string]string{"p0_0_0": "d", "p0_0_1": "e", "px": "c", "p0_1_1": "b"} {
		if got := name(result.IDs.Pekerjaan, temp); got != expected {
			t.Errorf("temp id %s is %s, want %s", temp, got, expected)
		}
	}
	if p.State().TreeVersion != before.State().TreeVersion+1 || p.State().ListChangedAt != commandTime {
		t.Errorf("state %+v", p.State())
	}
	if count := tables(changes); count["heading"] != 4 || count["pekerjaan"] != 4 || count["analysis"] != 4 || count["volume"] != 0 {
		t.Errorf("changed %v", count)
	}
}

func TestAppendingNothingChangesNothing(t *testing.T) {
	b := build(t)
	_, changes := b.after(b.project(), func(d *Draft) error {
		result, err := d.AppendTree(TreeInput{})
		if result.IDs.Klasifikasi == nil || result.IDs.Sub == nil || result.IDs.Pekerjaan == nil {
			t.Error("the maps of ids are nil")
		}
		return err
	})
	if len(changes) != 0 {
		t.Errorf("changed %v", tables(changes))
	}
}

func TestBadTreeRowsAreNamedAndNothingIsStored(t *testing.T) {
	b := build(t)
	ref := b.ref.add("R.1")
	_, err := b.edit().AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{
		{Name: strings.Repeat("k", 256), Sub: []SubInput{{Name: "a\x00", Pekerjaan: []PekerjaanInput{
			{},
			{SourceType: "REF"},
			{SourceType: "ref"},
			{SourceType: "ref_modified", RefID: pointer(int64(99_999))},
			{SourceType: "custom", Uraian: " &nbsp; "},
			{SourceType: "custom", Uraian: strings.Repeat("u", 2001), Satuan: strings.Repeat("s", 51)},
			{SourceType: "ref", RefID: &ref.ID},
		}}}},
	}})
	problems := refusedAt(t, err,
		"klasifikasi[0].name", "klasifikasi[0].sub[0].name",
		"klasifikasi[0].sub[0].pekerjaan[0].source_type", "klasifikasi[0].sub[0].pekerjaan[1].source_type",
		"klasifikasi[0].sub[0].pekerjaan[2].ref_id", "klasifikasi[0].sub[0].pekerjaan[3].ref_id",
		"klasifikasi[0].sub[0].pekerjaan[4].snapshot_uraian",
		"klasifikasi[0].sub[0].pekerjaan[5].snapshot_uraian", "klasifikasi[0].sub[0].pekerjaan[5].snapshot_satuan")
	says(t, problems[4].Message, "analisa referensi")
	says(t, problems[5].Message, "99999")
	_, err = b.edit().AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{
		{ID: pointer(int64(1)), Sub: []SubInput{{ID: pointer(int64(2)), Pekerjaan: []PekerjaanInput{{ID: pointer(int64(3)), SourceType: "custom", Uraian: "a"}}}}},
	}})
	refusedAt(t, err, "klasifikasi[0].id", "klasifikasi[0].sub[0].id", "klasifikasi[0].sub[0].pekerjaan[0].id")
}

func TestANewReferenceIsCloned(t *testing.T) {
	b := build(t)
	outer, inner := b.ref.add("2.2.1.1"), b.ref.add("2.9")
	outer.Satuan = ""
	b.ref.component(outer, ahsp.TK, "T.1", "0.5")
	b.ref.component(outer, ahsp.LAIN, "2.9", "2")
	b.ref.component(outer, ahsp.LAIN, "MOB", "1")
	b.ref.component(inner, ahsp.BHN, "B.1", "3")
	b.item(ahsp.TK, "T.1", "1000")
	p, created := b.append(b.project(),
		PekerjaanInput{SourceType: "ref", RefID: &outer.ID, Uraian: "tidak dipakai", Satuan: "m3"},
		PekerjaanInput{SourceType: "ref", RefID: &inner.ID, Satuan: "tidak dipakai"},
		PekerjaanInput{SourceType: "ref_modified", RefID: &outer.ID, Uraian: "Galian &lt;dalam&gt;", Satuan: "m3"},
		PekerjaanInput{SourceType: "ref_modified", RefID: &inner.ID, Uraian: "  "},
	)
	identity := func(q *Pekerjaan) string {
		return fmt.Sprintf("%s %s %s %s %d.%d", q.SourceType, q.Kode, q.Uraian, q.Satuan, *q.RefID, q.RefRevision)
	}
	for i, expected := range []string{
		"ref 2.2.1.1 Analisa 2.2.1.1 m3 1.3", // the publication has no unit: people fill it in (rulings C21)
		"ref 2.9 Analisa 2.9 m2 2.3",
		"ref_modified mod.1-2.2.1.1 Galian <dalam> m3 1.3",
		"ref_modified mod.2-2.9 Analisa 2.9 m2 2.3",
	} {
		if got := identity(created[i]); got != expected {
			t.Errorf("identity %s, want %s", got, expected)
		}
	}
	sameList(t, "rows", shownRows(p, created[0]), []string{"TK T.1 0.5", "LAIN 2.9 2", "LAIN MOB 1"})
	rows := p.ComponentsOf(created[0].ID)
	if rows[1].RefAHSPID == nil || *rows[1].RefAHSPID != inner.ID || rows[1].PriceItemID != nil || rows[2].Bundle() || rows[2].PriceItemID == nil {
		t.Errorf("rows %+v and %+v: a LAIN row that names an analysis is a bundle, another is not", rows[1], rows[2])
	}
	priced, _ := p.ItemByKode("T.1")
	leaf, ok := p.ItemByKode("B.1")
	if !ok || leaf.Harga.Valid || !priced.Harga.Equal(amount("1000")) || p.PriceItems.Len() != 3 {
		t.Errorf("items %v: each once, new ones without a price", p.PriceItems.All())
	}
	want(t, "A", b.line(p, created[0]).A, "500")
	if b.line(p, created[2]).MissingPrices != 2 {
		t.Errorf("%d missing prices", b.line(p, created[2]).MissingPrices)
	}
}

// TestACloneMakesAClashingCodeFree reports it (rulings C20).
func TestACloneMakesAClashingCodeFree(t *testing.T) {
	b := build(t)
	user := b.add("U")
	b.row(user, ahsp.ALT, "X.1", "1", "5")
	b.row(user, ahsp.BHN, "X.2", "1", "6")
	first, second := b.ref.add("R.1"), b.ref.add("R.2")
	b.ref.component(first, ahsp.BHN, "X.1", "1")
	b.ref.component(first, ahsp.BHN, "X.2", "1").Uraian = "ITEM  x.2"
	b.ref.component(second, ahsp.BHN, "X.1", "2")
	b.ref.component(second, ahsp.BHN, "X.2", "2").Satuan = "kg"
	var result TreeResult
	p, _ := b.after(b.project(), func(d *Draft) (err error) {
		result, err = d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{{Sub: []SubInput{{Pekerjaan: []PekerjaanInput{
			{SourceType: "ref", RefID: &first.ID}, {SourceType: "ref", RefID: &second.ID},
		}}}}}})
		return err
	})
	var rows []string
	for _, id := range result.CreatedIDs {
		q, _ := p.Pekerjaan.Get(id)
		rows = append(rows, shownRows(p, q)...)
	}
	sameList(t, "rows", rows, []string{"BHN X.1#2 1", "BHN X.2 1", "BHN X.1#2 2", "BHN X.2#2 2"})
	if len(result.Renamed) != 2 || result.Renamed[0].NewKode != "X.1#2" || result.Renamed[0].PekerjaanID != result.CreatedIDs[0] || result.Renamed[1].NewKode != "X.2#2" {
		t.Errorf("renamed %+v", result.Renamed)
	}
}

func TestCodesOfPekerjaanAreNeverReused(t *testing.T) { // golden G24
	b := build(t)
	b.headings = nil
	b.ref.add("2.2.1.1")
	b.ref.component(b.ref.byKode["2.2.1.1"], ahsp.TK, "T.1", "1")
	modified := PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(1))}
	p, created := b.append(b.project(), customItem("a"), modified)
	sameList(t, "in an empty project", []string{created[0].Kode, created[1].Kode}, []string{"CUST-0001", "mod.1-2.2.1.1"})
	p, created = b.append(p, customItem("b"), modified)
	sameList(t, "the next", []string{created[0].Kode, created[1].Kode}, []string{"CUST-0002", "mod.2-2.2.1.1"})

	// Deleting one, and deleting the highest, gives no number back.
	for _, left := range []int{1, 0} {
		tree := treeOf(p)
		tree.Klasifikasi = tree.Klasifikasi[len(tree.Klasifikasi)-left:]
		p, _ = b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
	}
	if p.Pekerjaan.Len() != 0 {
		t.Fatalf("%d pekerjaan left", p.Pekerjaan.Len())
	}
	p, created = b.append(p, customItem("c"), modified)
	sameList(t, "after all were deleted", []string{created[0].Kode, created[1].Kode}, []string{"CUST-0003", "mod.3-2.2.1.1"})

	// A number that the counter does not know of, as after an import, counts as well.
	imported := *created[0]
	imported.Kode = "CUST-0041"
	p = p.Apply(&Delta{Pekerjaan: TableDelta[*Pekerjaan]{Put: []*Pekerjaan{&imported}}}, p.Revision+1, p.Reference)
	changed := *created[1]
	changed.Kode = "mod.17-3.4"
	p = p.Apply(&Delta{Pekerjaan: TableDelta[*Pekerjaan]{Put: []*Pekerjaan{&changed}}}, p.Revision+1, p.Reference)
	_, created = b.append(p, customItem("d"), modified)
	sameList(t, "above the highest in use", []string{created[0].Kode, created[1].Kode}, []string{"CUST-0042", "mod.18-2.2.1.1"})
}

func TestReplaceTreeMatchesByIDOnly(t *testing.T) {
	b := build(t)
	first, second := b.add("A"), b.add("B")
	b.row(second, ahsp.TK, "T.1", "1", "5")
	p := b.project()
	tree := treeOf(p)
	sub := &tree.Klasifikasi[0].Sub[0]
	// Without an id a row is new, whatever stands at its place.
	sub.Pekerjaan[0] = customItem("baru")
	sub.Pekerjaan[0].Order = pointer(0)
	var result TreeResult
	next, _ := b.after(p, func(d *Draft) (err error) {
		result, err = d.ReplaceTree(tree)
		return err
	})
	sameOutline(t, next, "K1", "- K1.1: baru Pekerjaan B")
	if _, ok := next.Pekerjaan.Get(first.ID); ok || len(result.CreatedIDs) != 1 || result.CreatedIDs[0] == first.ID {
		t.Errorf("created %v, deleted %v", result.CreatedIDs, result.Deleted)
	}
	if got, _ := next.Pekerjaan.Get(second.ID); got.Version != 1 || len(next.ComponentsOf(second.ID)) != 1 {
		t.Errorf("the row that stayed became %+v", got)
	}
	if len(result.Deleted.Pekerjaan) != 1 || result.Deleted.Pekerjaan[0].Kode != "A" || len(result.Deleted.Headings) != 0 {
		t.Errorf("deleted %+v", result.Deleted)
	}
}

func TestATreeThatComesBackChangesNothing(t *testing.T) {
	b := build(t)
	ref := b.ref.add("R.1")
	b.ref.component(ref, ahsp.TK, "T.1", "1")
	p, _ := b.append(b.project(), customItem("a"), PekerjaanInput{SourceType: "ref", RefID: &ref.ID}, PekerjaanInput{SourceType: "ref_modified", RefID: &ref.ID})
	full := treeOf(p)
	for i := range full.Klasifikasi {
		for j := range full.Klasifikasi[i].Sub {
			for n := range full.Klasifikasi[i].Sub[j].Pekerjaan {
				row := &full.Klasifikasi[i].Sub[j].Pekerjaan[n]
				q, _ := p.Pekerjaan.Get(*row.ID)
				*row = PekerjaanInput{
					ID: &q.ID, SourceType: string(q.SourceType), RefID: q.RefID, Uraian: q.Uraian, Satuan: q.Satuan,
					Order: pointer(n + 1), Version: pointer(q.Version - 1),
				}
			}
		}
	}
	for name, tree := range map[string]TreeInput{"ids alone": treeOf(p), "every field, stale versions": full} {
		if _, changes := b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) }); len(changes) != 0 {
			t.Errorf("%s: changed %v", name, tables(changes))
		}
	}
}

func TestMovingRowsWritesOnlyWhatMoved(t *testing.T) {
	b := build(t)
	_, second, third := b.add("A"), b.add("B"), b.add("C")
	b.volume(third, "5")
	b.addKlasifikasi("K2")
	b.addSub("K2.1")
	last := b.add("D")
	p := b.project()
	tree := treeOf(p)
	from, to := &tree.Klasifikasi[0].Sub[0], &tree.Klasifikasi[1].Sub[0]
	// C to the front of the other sub, A behind B.
	to.Pekerjaan = []PekerjaanInput{from.Pekerjaan[2], to.Pekerjaan[0]}
	from.Pekerjaan = []PekerjaanInput{from.Pekerjaan[1], from.Pekerjaan[0]}
	var result TreeResult
	next, changes := b.after(p, func(d *Draft) (err error) {
		result, err = d.ReplaceTree(tree)
		return err
	})
	sameOutline(t, next, "K1", "- K1.1: Pekerjaan B Pekerjaan A", "K2", "- K2.1: Pekerjaan C Pekerjaan D")
	if moved, _ := next.Pekerjaan.Get(second.ID); moved.Version != 1 {
		t.Error("a row that only others passed was rewritten")
	}
	if row, _ := next.Volumes.Get(third.ID); row == nil || !row.Quantity.Equal(amount("5")) || len(result.ReloadIDs)+len(result.VolumeResetIDs) != 0 {
		t.Errorf("moving changed more than the place: %+v", result)
	}
	if count := tables(changes); count["pekerjaan"] > 3 || count["heading"] != 0 {
		t.Errorf("changed %v", count)
	}
	sameList(t, "order", []string{next.WorkList()[0].Kode, next.WorkList()[3].Kode}, []string{second.Kode, last.Kode})
}

func TestASubMayMoveToAnotherKlasifikasi(t *testing.T) {
	b := build(t)
	b.add("A")
	b.addKlasifikasi("K2")
	b.addSub("K2.1")
	b.add("B")
	p := b.project()
	tree := treeOf(p)
	tree.Klasifikasi[1].Sub = append(tree.Klasifikasi[0].Sub, tree.Klasifikasi[1].Sub...)
	tree.Klasifikasi[1].Sub[1].Name = "Nama baru"
	tree.Klasifikasi[0].Sub = nil
	next, _ := b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
	sameOutline(t, next, "K1", "K2", "- K1.1: Pekerjaan A", "- Nama baru: Pekerjaan B")
	// Deleting the klasifikasi that a sub left takes nothing else with it.
	tree = treeOf(next)
	tree.Klasifikasi = tree.Klasifikasi[1:]
	var result TreeResult
	next, _ = b.after(next, func(d *Draft) (err error) {
		result, err = d.ReplaceTree(tree)
		return err
	})
	sameOutline(t, next, "K2", "- K1.1: Pekerjaan A", "- Nama baru: Pekerjaan B")
	if len(result.Deleted.Headings) != 1 || len(result.Deleted.Pekerjaan) != 0 {
		t.Errorf("deleted %+v", result.Deleted)
	}
}

func TestReplaceTreeRefusesForeignAndDoubleIDs(t *testing.T) {
	b := build(t)
	q := b.add("A")
	p := b.project()
	k, s := p.Klasifikasi()[0], p.SubKlasifikasi(p.Klasifikasi()[0].ID)[0]
	row := func(id int64) PekerjaanInput { return PekerjaanInput{ID: &id} }
	_, err := b.draft(p).ReplaceTree(TreeInput{Klasifikasi: []KlasifikasiInput{
		{ID: &k.ID, Sub: []SubInput{{ID: &s.ID, Pekerjaan: []PekerjaanInput{row(q.ID), row(q.ID), row(99_999), row(s.ID)}}, {ID: &s.ID}, {ID: &k.ID}, {ID: &q.ID}}},
		{ID: &k.ID},
		{ID: &s.ID},
		{ID: pointer(int64(99_998))},
	}})
	problems := refusedAt(t, err,
		"klasifikasi[0].sub[0].pekerjaan[1].id", "klasifikasi[0].sub[0].pekerjaan[2].id", "klasifikasi[0].sub[0].pekerjaan[3].id",
		"klasifikasi[0].sub[1].id", "klasifikasi[0].sub[2].id", "klasifikasi[0].sub[3].id",
		"klasifikasi[1].id", "klasifikasi[2].id", "klasifikasi[3].id")
	says(t, problems[0].Message, "dua kali")
	says(t, problems[1].Message, "99999", "pekerjaan")
	says(t, problems[3].Message, "dua kali")
	says(t, problems[5].Message, "judul")
	says(t, problems[8].Message, "99998")
	_, err = b.draft(p).ReplaceTree(TreeInput{Klasifikasi: []KlasifikasiInput{{ID: &s.ID, Sub: []SubInput{{ID: &k.ID}}}}})
	refusedAt(t, err, "klasifikasi[0].id", "klasifikasi[0].sub[0].id")
}

func TestDeletingAPekerjaanTakesAllThatHangsOnIt(t *testing.T) {
	b := build(t)
	q := b.add("A")
	b.row(q, ahsp.TK, "T.1", "1", "5")
	b.volume(q, "3")
	b.add("B")
	p := b.project()
	tree := treeOf(p)
	tree.Klasifikasi[0].Sub[0].Pekerjaan = tree.Klasifikasi[0].Sub[0].Pekerjaan[1:]
	next, changes := b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
	if count := tables(changes); count["pekerjaan"] != 1 || count["component"] != 1 || count["volume"] != 1 || count["analysis"] != 1 || count["price_item"] != 0 {
		t.Errorf("changed %v", count)
	}
	if next.PriceItems.Len() != 1 || next.Components.Len()+next.Volumes.Len() != 0 || next.Analyses.Len() != 1 {
		t.Error("something is left, or the price item is gone")
	}
	next, _ = b.after(next, func(d *Draft) error { return done(d.ReplaceTree(TreeInput{})) })
	if next.Headings.Len()+next.Pekerjaan.Len()+next.Analyses.Len() != 0 {
		t.Error("replacing by nothing leaves something")
	}
}

func TestABundleTargetMayNotBeDeleted(t *testing.T) {
	b := build(t)
	target := b.add("T")
	b.row(target, ahsp.TK, "T.1", "1", "5")
	for i := range 5 {
		b.bundle(b.add(fmt.Sprintf("U%d", i)), target, "1")
	}
	p := b.project()
	tree := treeOf(p)
	rows := tree.Klasifikasi[0].Sub[0].Pekerjaan
	tree.Klasifikasi[0].Sub[0].Pekerjaan = rows[1:]
	_, err := b.draft(p).ReplaceTree(tree)
	says(t, refusedAt(t, err, "klasifikasi")[0].Message, "T Pekerjaan T", "U0 Pekerjaan U0", "U2", "dan 2 lainnya")
	tree.Klasifikasi[0].Sub[0].Pekerjaan = nil
	if _, err := b.draft(p).ReplaceTree(tree); err != nil {
		t.Errorf("a target that goes with its users is refused: %v", err)
	}
}

func TestTreeVersionIsThatOfTheOrderAndTheHeadings(t *testing.T) {
	b := build(t)
	q := b.add("A")
	b.add("B")
	p := b.project()
	for name, x := range map[string]struct {
		change func(*TreeInput)
		moves  bool
	}{
		"text of a pekerjaan": {func(in *TreeInput) { in.Klasifikasi[0].Sub[0].Pekerjaan[0].Uraian = "Lain" }, false},
		"name of a heading":   {func(in *TreeInput) { in.Klasifikasi[0].Name = "Lain" }, true},
		"order":               {func(in *TreeInput) { slices.Reverse(in.Klasifikasi[0].Sub[0].Pekerjaan) }, true},
		"deletion": {func(in *TreeInput) {
			in.Klasifikasi[0].Sub[0].Pekerjaan = in.Klasifikasi[0].Sub[0].Pekerjaan[:1]
		}, true},
		"nothing": {func(*TreeInput) {}, false},
	} {
		tree := treeOf(p)
		for i := range tree.Klasifikasi[0].Sub[0].Pekerjaan {
			tree.Klasifikasi[0].Sub[0].Pekerjaan[i].Order = nil
		}
		x.change(&tree)
		next, _ := b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
		if got := next.State().TreeVersion > p.State().TreeVersion; got != x.moves {
			t.Errorf("%s moves the version: %v, want %v", name, got, x.moves)
		}
	}
	next, _ := b.after(p, func(d *Draft) error { return d.SetMarkupOverride(q.ID, decimal.Some(decimal.FromInt(3)), nil) })
	if next.State().TreeVersion != p.State().TreeVersion || next.State().ListChangedAt != commandTime {
		t.Errorf("an own BUK gives state %+v", next.State())
	}
}

func TestTreeConflicts(t *testing.T) {
	b := build(t)
	q := b.add("A")
	q.Version, q.ChangedBy = 4, 9
	b.state.TreeVersion, b.state.ChangedBy = 6, 9
	p := b.project()
	tree := treeOf(p)
	row := &tree.Klasifikasi[0].Sub[0].Pekerjaan[0]
	replace := func() error { return done(b.draft(p).ReplaceTree(tree)) }

	tree.Version = pointer(int64(5))
	conflict := conflictAt(t, replace(), "version")[0]
	if conflict.Current.(TreeState).Version != 6 || conflict.Yours.(TreeState).Version != 5 {
		t.Errorf("conflict shows %+v", conflict)
	}
	tree.Version = pointer(int64(6))
	row.Version, row.Uraian = pointer(int64(3)), "Lain"
	conflict = conflictAt(t, replace(), "klasifikasi[0].sub[0].pekerjaan[0]")[0]
	if conflict.Current.(*Pekerjaan).Uraian != "Pekerjaan A" || conflict.Yours.(*Pekerjaan).Uraian != "Lain" || conflict.Yours.(*Pekerjaan).Version != 3 {
		t.Errorf("conflict shows %+v and %+v", conflict.Current, conflict.Yours)
	}
	row.Uraian = "Pekerjaan A"
	if err := replace(); err != nil {
		t.Errorf("a stale row with the same content: %v", err)
	}
	row.Version, row.Uraian = pointer(int64(4)), "Lain"
	if err := replace(); err != nil {
		t.Errorf("present versions: %v", err)
	}
	row.Version, tree.Version = nil, nil
	if err := replace(); err != nil {
		t.Errorf("no versions: %v", err)
	}
}

func TestTextsOfAnExistingPekerjaanFollowItsSource(t *testing.T) {
	b := build(t)
	with, without := b.ref.add("R.1"), b.ref.add("R.2")
	without.Satuan = ""
	b.ref.component(with, ahsp.TK, "T.1", "1")
	b.ref.component(without, ahsp.TK, "T.1", "1")
	p, created := b.append(b.project(),
		customItem("asal"), PekerjaanInput{SourceType: "ref_modified", RefID: &with.ID},
		PekerjaanInput{SourceType: "ref", RefID: &with.ID}, PekerjaanInput{SourceType: "ref", RefID: &without.ID},
	)
	change := func(p *Project, uraian, satuan string) *Project {
		tree := treeOf(p)
		rows := tree.Klasifikasi[1].Sub[0].Pekerjaan
		for i := range rows {
			rows[i].Uraian, rows[i].Satuan = uraian, satuan
		}
		next, _ := b.after(p, func(d *Draft) error { return done(d.ReplaceTree(tree)) })
		return next
	}
	texts := func(p *Project) []string {
		var list []string
		for _, q := range created {
			now, _ := p.Pekerjaan.Get(q.ID)
			list = append(list, now.Uraian+", "+now.Satuan)
		}
		return list
	}
	typed := change(p, "a &amp;amp;amp; b", " m&sup3; ")
	sameList(t, "typed", texts(typed), []string{"a & b, m³", "a & b, m³", "Analisa R.1, m2", "Analisa R.2, m³"})
	sameList(t, "blank keeps", texts(change(typed, "  ", "")), []string{"a & b, m³", "a & b, m³", "Analisa R.1, m2", "Analisa R.2, m³"})
	sameList(t, "a filled-in unit may be corrected", texts(change(typed, "", "kg")), []string{"a & b, kg", "a & b, kg", "Analisa R.1, m2", "Analisa R.2, kg"})
}

// TestEntitiesAreDecodedAtMostEightTimes keeps a text that somebody nested on purpose from
// costing more than that.
func TestEntitiesAreDecodedAtMostEightTimes(t *testing.T) {
	nested := "&" + strings.Repeat("amp;", 7) + "#x27;"
	if got := decodeEntities(nested); got != "'" {
		t.Errorf("eight levels give %q", got)
	}
	if got := decodeEntities("&" + strings.Repeat("amp;", 8) + "#x27;"); got != "&#x27;" {
		t.Errorf("nine levels give %q", got)
	}
}

func TestClonesOfOneRequestShareTheirItems(t *testing.T) {
	b := build(t)
	ref := b.ref.add("R.1")
	b.ref.component(ref, ahsp.TK, "", "1").Uraian = "Tanpa kode"
	b.ref.component(ref, ahsp.TK, "T.1", "1")
	items := make([]PekerjaanInput, 40)
	for i := range items {
		items[i] = PekerjaanInput{SourceType: "ref", RefID: &ref.ID}
	}
	p, created := b.append(b.project(), items...)
	if p.PriceItems.Len() != 2 {
		t.Fatalf("%d items, want 2", p.PriceItems.Len())
	}
	sameList(t, "rows", shownRows(p, created[39]), []string{"TK Unit-0001 1", "TK T.1 1"})
	want(t, "needs", p.Needs(NeedsFilter{}).Total, "0")
	if !b.line(p, created[0]).Total.Equal(decimal.Zero) {
		t.Error("a clone without volume costs something")
	}
}
