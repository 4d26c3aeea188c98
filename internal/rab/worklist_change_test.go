package rab

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
)

// listed is a project of two klasifikasi: K1 with K1.1 (A, B, C) and K1.2 (D), K2 with K2.1.
type listed struct {
	*builder

	k1, s11, s12, k2, s21 *Heading
	a, b, c, d            *Pekerjaan
}

func buildListed(t testing.TB) *listed {
	x := &listed{builder: build(t)}
	x.k1, x.s11 = x.klasifikasi, x.sub
	x.a, x.b, x.c = x.add("A"), x.add("B"), x.add("C")
	x.s12 = x.addSub("K1.2")
	x.d = x.add("D")
	x.k2, x.s21 = x.addKlasifikasi("K2"), x.addSub("K2.1")
	for _, q := range x.pekerjaan {
		q.Uraian = q.Kode
	}
	return x
}

func rowAt(id int64) *ListRow { return &ListRow{ID: id} }

func (x *listed) changed(p *Project, in ListInput) (*Project, TreeResult, []RowChange) {
	x.t.Helper()
	var result TreeResult
	next, changes := x.after(p, func(d *Draft) (err error) {
		result, err = d.ChangeList(in)
		return err
	})
	return next, result, changes
}

func TestRowsOfTheWorkListChangeOneByOne(t *testing.T) {
	x := buildListed(t)
	cases := []struct {
		name string
		in   ListInput
		want []string
		rows int // headings and pekerjaan that are written
	}{
		{
			"a row behind another",
			ListInput{Changes: []ListChange{{Kind: ListPekerjaan, After: rowAt(x.a.ID), SourceType: "custom", Uraian: pointer("baru")}}},
			[]string{"K1", "- K1.1: A baru B C", "- K1.2: D", "K2", "- K2.1:"},
			3,
		},
		{
			"a row before all",
			ListInput{Changes: []ListChange{{Kind: ListPekerjaan, Parent: rowAt(x.s11.ID), First: true, SourceType: "custom", Uraian: pointer("baru")}}},
			[]string{"K1", "- K1.1: baru A B C", "- K1.2: D", "K2", "- K2.1:"},
			4,
		},
		{"empty headings, one inside the other, and a row in them", ListInput{Changes: []ListChange{
			{Kind: ListKlasifikasi, TempID: "k"},
			{Kind: ListSub, TempID: "s", Parent: &ListRow{TempID: "k"}},
			{Kind: ListSub, Parent: &ListRow{TempID: "k"}, Name: pointer("Akhir")},
			{Kind: ListPekerjaan, Parent: &ListRow{TempID: "s"}, SourceType: "custom", Uraian: pointer("baru")},
		}}, []string{"K1", "- K1.1: A B C", "- K1.2: D", "K2", "- K2.1:", "Klasifikasi 3", "- 3.1: baru", "- Akhir:"}, 4},
		{"a row to the end of its heading", ListInput{Changes: []ListChange{{ID: &x.a.ID, After: rowAt(x.c.ID)}}}, []string{"K1", "- K1.1: B C A", "- K1.2: D", "K2", "- K2.1:"}, 1},
		{"a row to an empty heading", ListInput{Changes: []ListChange{{ID: &x.b.ID, Parent: rowAt(x.s21.ID)}}}, []string{"K1", "- K1.1: A C", "- K1.2: D", "K2", "- K2.1: B"}, 1},
		{"a sub to another klasifikasi", ListInput{Changes: []ListChange{{ID: &x.s12.ID, Parent: rowAt(x.k2.ID), First: true}}}, []string{"K1", "- K1.1: A B C", "K2", "- K1.2: D", "- K2.1:"}, 1},
		{"a klasifikasi before another", ListInput{Changes: []ListChange{{ID: &x.k2.ID, First: true}}}, []string{"K2", "- K2.1:", "K1", "- K1.1: A B C", "- K1.2: D"}, 2},
		{
			"to where it is",
			ListInput{Changes: []ListChange{{ID: &x.b.ID, After: rowAt(x.a.ID)}, {ID: &x.d.ID, Parent: rowAt(x.s12.ID), First: true}}},
			[]string{"K1", "- K1.1: A B C", "- K1.2: D", "K2", "- K2.1:"},
			0,
		},
		{
			"names and texts",
			ListInput{Changes: []ListChange{{ID: &x.k1.ID, Name: pointer(" Struktur ")}, {ID: &x.a.ID, Uraian: pointer("Galian"), Satuan: pointer("m3")}}},
			[]string{"Struktur", "- K1.1: Galian B C", "- K1.2: D", "K2", "- K2.1:"},
			2,
		},
		{"nothing but what is named goes", ListInput{Deleted: []ListDeletion{{ID: x.b.ID}, {ID: x.s12.ID}}}, []string{"K1", "- K1.1: A C", "K2", "- K2.1:"}, 0},
		{"what was moved out stays", ListInput{Changes: []ListChange{{ID: &x.a.ID, Parent: rowAt(x.s21.ID)}}, Deleted: []ListDeletion{{ID: x.k1.ID}}}, []string{"K2", "- K2.1: A"}, 1},
		{"nothing", ListInput{}, []string{"K1", "- K1.1: A B C", "- K1.2: D", "K2", "- K2.1:"}, 0},
	}
	before := x.project()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, result, changes := x.changed(before, c.in)
			sameOutline(t, p, c.want...)
			if len(result.Touched) != c.rows {
				t.Errorf("%d rows are written, want %d", len(result.Touched), c.rows)
			}
			back, _ := x.undo(p, changes)
			if text := difference(back, before); text != "" {
				t.Errorf("undo: %s", text)
			}
		})
	}
}

func TestBadChangesOfTheWorkListAreNamed(t *testing.T) {
	x := buildListed(t)
	ref := x.ref.add("R.1")
	x.ref.component(ref, ahsp.BHN, "M.1", "1")
	custom := func(c ListChange) ListChange {
		c.Kind, c.SourceType, c.Uraian = ListPekerjaan, "custom", pointer("baru")
		return c
	}
	p, list := x.append(x.project(), PekerjaanInput{SourceType: "ref", RefID: &ref.ID})
	fixed := list[0]
	cases := map[string]struct {
		in    ListInput
		paths []string
	}{
		"rows that do not exist": {
			ListInput{Changes: []ListChange{{ID: pointer(int64(99_999))}, custom(ListChange{After: rowAt(99_999)}), custom(ListChange{Parent: rowAt(99_999)})}, Deleted: []ListDeletion{{ID: 99_998}}},
			[]string{"changes[0].id", "changes[1].after_id", "changes[2].parent_id", "deleted_ids[0]"},
		},
		"one row twice": {ListInput{Changes: []ListChange{{ID: &x.a.ID}, {ID: &x.a.ID}}}, []string{"changes[1].id"}},
		"no such kind":  {ListInput{Changes: []ListChange{{Kind: "bab"}}}, []string{"changes[0].kind"}},
		"a pekerjaan in a pekerjaan, a klasifikasi and nowhere": {ListInput{Changes: []ListChange{
			custom(ListChange{Parent: rowAt(x.a.ID)}), custom(ListChange{Parent: rowAt(x.k1.ID)}), custom(ListChange{}), {ID: &x.a.ID, Parent: rowAt(x.k1.ID)},
		}}, []string{"changes[0].parent_id", "changes[1].parent_id", "changes[2].parent_id", "changes[3].parent_id"}},
		"a sub in a sub, a klasifikasi in another": {
			ListInput{Changes: []ListChange{{ID: &x.s11.ID, Parent: rowAt(x.s12.ID)}, {ID: &x.k1.ID, Parent: rowAt(x.k2.ID)}}},
			[]string{"changes[0].parent_id", "changes[1].parent_id"},
		},
		"behind a row of another heading, behind itself": {
			ListInput{Changes: []ListChange{{ID: &x.a.ID, Parent: rowAt(x.s21.ID), After: rowAt(x.b.ID)}, {ID: &x.b.ID, After: rowAt(x.b.ID)}}},
			[]string{"changes[0].after_id", "changes[1].after_id"},
		},
		"a name of the client's twice, and one that is not there": {ListInput{Changes: []ListChange{
			{Kind: ListKlasifikasi, TempID: "k"}, {Kind: ListKlasifikasi, TempID: "k"}, {Kind: ListSub, Parent: &ListRow{TempID: "x"}},
		}}, []string{"changes[1].temp_id", "changes[2].parent_temp_id"}},
		"emptied texts": {ListInput{Changes: []ListChange{{ID: &x.k1.ID, Name: pointer(" ")}, {ID: &x.a.ID, Uraian: pointer("")}}}, []string{"changes[0].name", "changes[1].snapshot_uraian"}},
		"texts of the library": {
			ListInput{Changes: []ListChange{{ID: &fixed.ID, Uraian: pointer("lain"), Satuan: pointer("lain")}}},
			[]string{"changes[0].snapshot_uraian", "changes[0].snapshot_satuan"},
		},
		"a copy of a heading, and of nothing": {
			ListInput{Changes: []ListChange{{Kind: ListSub, CopyOf: &x.a.ID, Parent: rowAt(x.k1.ID)}, {Kind: ListPekerjaan, CopyOf: &x.k1.ID, Parent: rowAt(x.s11.ID)}}},
			[]string{"changes[0].copy_of", "changes[1].copy_of"},
		},
		"changed and deleted": {ListInput{Changes: []ListChange{{ID: &x.a.ID, Uraian: pointer("x")}}, Deleted: []ListDeletion{{ID: x.s11.ID}}}, []string{"deleted_ids[0]"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := x.draft(p).ChangeList(c.in)
			refusedAt(t, err, c.paths...)
		})
	}
}

func TestStaleRowsOfTheWorkListConflictOnlyWhenTheyWouldChange(t *testing.T) {
	x := buildListed(t)
	before := x.project()
	old := func(q Meta) *int64 { return pointer(q.Version) }
	p, _, _ := x.changed(before, ListInput{Changes: []ListChange{{ID: &x.a.ID, Uraian: pointer("punya orang lain")}, {ID: &x.k2.ID, Name: pointer("Lain")}}})
	// Versions come with storing; a later one stands for what somebody else saved.
	a, _ := p.Pekerjaan.Get(x.a.ID)
	k2, _ := p.Headings.Get(x.k2.ID)
	a.Version, k2.Version = 5, 5
	stale := map[string]ListInput{
		"changes[0]":     {Changes: []ListChange{{ID: &x.a.ID, Version: old(x.b.Meta), Uraian: pointer("punya saya")}}},
		"deleted_ids[0]": {Deleted: []ListDeletion{{ID: x.a.ID, Version: old(x.b.Meta)}}},
	}
	for path, in := range stale {
		var conflict *Conflict
		if _, err := x.draft(p).ChangeList(in); !errors.As(err, &conflict) || len(conflict.Rows) != 1 || conflict.Rows[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	for name, in := range map[string]ListInput{
		"the same text": {Changes: []ListChange{{ID: &x.a.ID, Version: old(x.b.Meta), Uraian: pointer("punya orang lain")}}},
		"another row":   {Changes: []ListChange{{ID: &x.b.ID, Version: old(x.b.Meta), Uraian: pointer("punya saya")}}},
	} {
		if _, err := x.draft(p).ChangeList(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var conflict *Conflict
	for name, in := range map[string]ListInput{
		"moved":   {Changes: []ListChange{{ID: &x.a.ID, Version: old(x.b.Meta), Parent: rowAt(x.s21.ID)}}},
		"renamed": {Changes: []ListChange{{ID: &x.k2.ID, Version: old(x.b.Meta), Name: pointer("Punya saya")}}},
		"heading": {Deleted: []ListDeletion{{ID: x.k1.ID}}, Version: pointer(p.State().TreeVersion - 1)},
	} {
		if _, err := x.draft(p).ChangeList(in); !errors.As(err, &conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADuplicateHasVolumeAndAnalysisOfItsOwn(t *testing.T) {
	x := buildListed(t)
	ref := x.ref.add("R.1")
	x.ref.component(ref, ahsp.BHN, "M.1", "1")
	x.volume(x.a, "7").Formula = "3+4"
	x.volumes[0].IsFx = true
	x.row(x.a, ahsp.TK, "L.01", "2", "1000")
	x.row(x.b, ahsp.TK, "L.01", "1", "")
	x.bundle(x.a, x.b, "3")
	x.a.MarkupOverride = amount("5")
	p, list := x.append(x.project(), PekerjaanInput{SourceType: "ref_modified", RefID: &ref.ID})
	next, result, changes := x.changed(p, ListInput{Changes: []ListChange{
		{Kind: ListPekerjaan, CopyOf: &x.a.ID, After: rowAt(x.a.ID)}, {Kind: ListPekerjaan, CopyOf: &list[0].ID, After: rowAt(list[0].ID)},
	}})
	copied, _ := next.Pekerjaan.Get(result.CreatedIDs[0])
	if copied.Uraian != "A" || copied.Kode != "CUST-0001" || copied.UID == x.a.UID || copied.OriginUID != x.a.UID || copied.MarkupOverride != x.a.MarkupOverride {
		t.Errorf("copy %+v", copied)
	}
	if modified, _ := next.Pekerjaan.Get(result.CreatedIDs[1]); modified.Kode != "mod.2-R.1" {
		t.Errorf("the copy of %s is %s", list[0].Kode, modified.Kode)
	}
	if got, want := len(next.ComponentsOf(copied.ID)), len(next.ComponentsOf(x.a.ID)); got != want || got != 2 {
		t.Errorf("%d components, want %d", got, want)
	}
	if volume, _ := next.Volumes.Get(copied.ID); volume == nil || volume.Formula != "3+4" || volume.Quantity.Decimal.String() != "7" {
		t.Errorf("volume %+v", volume)
	}
	one, _ := next.Figures().LineOf(x.a.ID)
	other, _ := next.Figures().LineOf(copied.ID)
	if !one.Total.Equal(other.Total) || one.Total.IsZero() {
		t.Errorf("totals %s and %s", one.Total, other.Total)
	}
	back, _ := x.undo(next, changes)
	if text := difference(back, p); text != "" {
		t.Errorf("undo: %s", text)
	}
}

func TestTheVolumeStaysWithTheUnitWhenTheSourceChanges(t *testing.T) {
	x := buildListed(t)
	ref := x.ref.add("R.1")
	x.ref.component(ref, ahsp.BHN, "M.1", "1")
	x.volume(x.a, "7")
	x.row(x.a, ahsp.TK, "L.01", "2", "1000")
	x.bundle(x.b, x.a, "1")
	cases := []struct {
		satuan string
		rule   VolumeRule
		stays  bool
	}{{"m2", VolumeClears, true}, {"M²", VolumeClears, true}, {"m3", VolumeClears, false}, {"m3", VolumeStays, true}, {"m2", VolumeIsEmptied, false}}
	for _, c := range cases {
		ref.Satuan = "m2"
		x.a.Satuan = c.satuan
		p := x.project()
		in := ListInput{Changes: []ListChange{{ID: &x.a.ID, SourceType: "ref", RefID: &ref.ID, Volume: c.rule}}}
		effect, err := x.draft(p).PreviewList(in)
		if err != nil {
			t.Fatal(err)
		}
		next, _, _ := x.changed(p, in)
		volume, _ := next.Volumes.Get(x.a.ID)
		if volume.Quantity.Valid != c.stays || (effect.VolumesKept == 1) != c.stays || (effect.Volumes == 0) != c.stays {
			t.Errorf("%+v: volume %+v, announced %+v", c, volume, effect.Consequences)
		}
		if effect.Components != 1 || len(effect.Followers) != 1 || effect.Followers[0].ID != x.b.ID || effect.Blocked {
			t.Errorf("%+v: effect %+v", c, effect)
		}
		if !effect.After.Jumlah.Equal(next.Figures().Totals.Jumlah) || !effect.Before.Jumlah.Equal(p.Figures().Totals.Jumlah) || effect.Before.Jumlah.IsZero() {
			t.Errorf("%+v: %s → %s announced", c, effect.Before.Jumlah, effect.After.Jumlah)
		}
	}
}

func TestAPreviewOfADeletionTellsWhatGoesAndWhatStopsIt(t *testing.T) {
	x := buildListed(t)
	x.volume(x.a, "7").Formula = "7"
	x.row(x.a, ahsp.TK, "L.01", "2", "1000")
	x.bundle(x.d, x.a, "1")
	p := x.project()
	whole, err := x.draft(p).PreviewList(ListInput{Deleted: []ListDeletion{{ID: x.k1.ID}}})
	if err != nil || whole.Blocked || whole.Headings != 3 || whole.Pekerjaan != 4 || whole.Components != 2 || whole.Volumes != 1 || whole.Formulas != 1 {
		t.Errorf("%+v, %v", whole, err)
	}
	if whole.Before.Jumlah.IsZero() || !whole.After.Jumlah.IsZero() {
		t.Errorf("money %s → %s", whole.Before.Jumlah, whole.After.Jumlah)
	}
	stopped, err := x.draft(p).PreviewList(ListInput{Deleted: []ListDeletion{{ID: x.s11.ID}}})
	if err != nil || !stopped.Blocked || len(stopped.Users) != 1 || stopped.Users[0].User.ID != x.d.ID || stopped.Users[0].Target.ID != x.a.ID {
		t.Errorf("%+v, %v", stopped, err)
	}
	_, err = x.draft(p).ChangeList(ListInput{Deleted: []ListDeletion{{ID: x.s11.ID}}})
	refusedAt(t, err, "deleted_ids")
}

// listLine is a row of the oracle: the work list as flat lines with their depth.
type listLine struct {
	id    int64
	depth int
	name  string
}

// oracle is the work list as flat lines: a row is moved by cutting out its block of lines.
type listOracle []listLine

func (o listOracle) find(id int64) int {
	return slices.IndexFunc(o, func(l listLine) bool { return l.id == id })
}

// end is behind the block of the line at i.
func (o listOracle) end(i int) int {
	for j := i + 1; j < len(o); j++ {
		if o[j].depth <= o[i].depth {
			return j
		}
	}
	return len(o)
}

// paste puts a block first below a parent (0: the list itself), or behind a sibling.
func (o listOracle) paste(block []listLine, parent, after int64) listOracle {
	at := 0
	if parent != 0 {
		at = o.find(parent) + 1
	}
	if after != 0 {
		at = o.end(o.find(after))
	}
	return slices.Insert(slices.Clone(o), at, block...)
}

func (o listOracle) cut(id int64) (rest listOracle, block []listLine) {
	i := o.find(id)
	j := o.end(i)
	return slices.Delete(slices.Clone(o), i, j), slices.Clone(o[i:j])
}

func (o listOracle) String() string {
	lines := make([]string, len(o))
	for i, l := range o {
		lines[i] = fmt.Sprintf("%s%d %s", strings.Repeat("  ", l.depth), l.id, l.name)
	}
	return strings.Join(lines, "\n")
}

func oracleOf(p *Project) listOracle {
	var o listOracle
	for _, k := range p.Klasifikasi() {
		o = append(o, listLine{k.ID, 0, k.Name})
		for _, s := range p.SubKlasifikasi(k.ID) {
			o = append(o, listLine{s.ID, 1, s.Name})
			for _, q := range p.PekerjaanOf(s.ID) {
				o = append(o, listLine{q.ID, 2, q.Uraian})
			}
		}
	}
	return o
}

// place draws a place for a row of a depth that is not below itself; parents come first.
func (o listOracle) place(t *rapid.T, depth int) (parent, after int64, ok bool) {
	if depth > 0 {
		var parents []int64
		for _, l := range o {
			if l.depth == depth-1 {
				parents = append(parents, l.id)
			}
		}
		if len(parents) == 0 {
			return 0, 0, false
		}
		parent = rapid.SampledFrom(parents).Draw(t, "parent")
	}
	siblings := []int64{0}
	from, to := 0, len(o)
	if parent != 0 {
		from, to = o.find(parent)+1, o.end(o.find(parent))
	}
	for _, l := range o[from:to] {
		if l.depth == depth {
			siblings = append(siblings, l.id)
		}
	}
	return parent, rapid.SampledFrom(siblings).Draw(t, "after"), true
}

func placed(c ListChange, parent, after int64) ListChange {
	if parent != 0 {
		c.Parent = rowAt(parent)
	}
	if after == 0 {
		c.First = true
	} else {
		c.After = rowAt(after)
	}
	return c
}

var listKinds = []ListKind{ListKlasifikasi, ListSub, ListPekerjaan}

func TestRandomChangesOfTheWorkListFollowAPlainModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := buildListed(t)
		p := x.project()
		for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			want := oracleOf(p)
			var in ListInput
			name := fmt.Sprintf("baru %d", step)
			line := -1
			if len(want) > 0 {
				line = rapid.IntRange(0, len(want)-1).Draw(rt, "line")
			}
			made := -1
			switch op := rapid.IntRange(0, 4).Draw(rt, "operation"); {
			case op == 0 || line < 0: // a new row
				depth := rapid.IntRange(0, 2).Draw(rt, "depth")
				parent, after, ok := want.place(rt, depth)
				if !ok {
					continue
				}
				c := placed(ListChange{Kind: listKinds[depth], Name: &name}, parent, after)
				if depth == 2 {
					c.SourceType, c.Uraian, c.Name = "custom", &name, nil
				}
				in.Changes = []ListChange{c}
				want = want.paste([]listLine{{-1, depth, name}}, parent, after)
				made = depth
			case op == 1: // a move
				id := want[line].id
				rest, block := want.cut(id)
				parent, after, ok := rest.place(rt, block[0].depth)
				if !ok {
					continue
				}
				in.Changes = []ListChange{placed(ListChange{ID: &id}, parent, after)}
				want = rest.paste(block, parent, after)
			case op == 2: // a name
				id := want[line].id
				c := ListChange{ID: &id, Name: &name}
				if want[line].depth == 2 {
					c.Name, c.Uraian = nil, &name
				}
				in.Changes = []ListChange{c}
				want[line].name = name
			case op == 3 && want[line].depth == 2: // a copy
				id := want[line].id
				in.Changes = []ListChange{{Kind: ListPekerjaan, CopyOf: &id, After: rowAt(id)}}
				want = want.paste([]listLine{{-1, 2, want[line].name}}, 0, id)
				made = 2
			default:
				in.Deleted = []ListDeletion{{ID: want[line].id}}
				want, _ = want.cut(want[line].id)
			}
			next, result, changes := x.changed(p, in)
			if made >= 0 {
				ids := []map[string]int64{result.IDs.Klasifikasi, result.IDs.Sub, result.IDs.Pekerjaan}[made]
				want[want.find(-1)].id = ids["changes[0]"]
			}
			if got := oracleOf(next); got.String() != want.String() {
				rt.Fatalf("after %+v the list is\n%s\nwant\n%s", in, got, want)
			}
			back, _ := x.undo(next, changes)
			if len(changes) > 0 && difference(back, p) != "" || oracleOf(back).String() != oracleOf(p).String() {
				rt.Fatalf("undo of %+v: %s", in, difference(back, p))
			}
			p = next
		}
	})
}
