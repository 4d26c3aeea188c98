package rab

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// binned is a project from which much was deleted by one command: klasifikasi K2 with two
// subs of one pekerjaan each, and pekerjaan T and its user M of K1.
type binned struct {
	*bundled

	second       *Heading
	subA, subB   *Heading
	inA, inB     *Pekerjaan
	before       *Project
	after        *Project
	changes      []RowChange
	middle, last *Pekerjaan // M and T
}

func buildBinned(t testing.TB) *binned {
	x := &binned{bundled: buildBundled(t)}
	x.middle, x.last = x.bundled.middle, x.target
	x.second = x.addKlasifikasi("K2")
	x.subA = x.addSub("K2.A")
	x.inA = x.add("A")
	x.row(x.inA, ahsp.TK, "L.01", "1", "")
	x.row(x.inA, ahsp.BHN, "M.02", "2", "")
	x.volume(x.inA, "5")
	x.subB = x.addSub("K2.B")
	x.inB = x.add("B")
	x.before = x.project()
	x.before, _ = x.builder.after(x.before, saveRows(x.user, plainRow(ahsp.TK, "L.01", "1"))) // lets go of M
	x.after, x.changes = x.builder.after(x.before, func(d *Draft) error {
		tree := treeOf(d.Project())
		tree.Klasifikasi = tree.Klasifikasi[:1]
		rows := tree.Klasifikasi[0].Sub[0].Pekerjaan
		tree.Klasifikasi[0].Sub[0].Pekerjaan = []PekerjaanInput{rows[0], rows[3]}
		return done(d.ReplaceTree(tree))
	})
	return x
}

// restore puts a group back and returns the next snapshot.
func (x *binned) restore(p *Project, changes []RowChange, group string) *Project {
	x.t.Helper()
	next, _ := x.builder.after(p, func(d *Draft) error { return d.RestoreDeleted(changes, group) })
	return next
}

func TestTrashGroupsWhatAPersonWouldRestore(t *testing.T) {
	x := buildBinned(t)
	groups := DeletedGroups(x.changes)
	want := []DeletedGroup{
		{Key: fmt.Sprintf("heading:%d", x.second.ID), Kind: TrashKlasifikasi, ID: x.second.ID, Name: "K2", Headings: 3, Pekerjaan: 2, Components: 2, Volumes: 1},
		{Key: fmt.Sprintf("pekerjaan:%d", x.middle.ID), Kind: TrashPekerjaan, ID: x.middle.ID, Kode: "M", Name: "Pekerjaan M", Pekerjaan: 1, Components: 2, Volumes: 1},
		{Key: fmt.Sprintf("pekerjaan:%d", x.last.ID), Kind: TrashPekerjaan, ID: x.last.ID, Kode: "T", Name: "Pekerjaan T", Pekerjaan: 1, Components: 3, Volumes: 1},
	}
	if len(groups) != len(want) {
		t.Fatalf("%d groups, want %d: %+v", len(groups), len(want), groups)
	}
	for i, group := range groups {
		if x.after.Holds(group) || !x.before.Holds(group) {
			t.Errorf("%s: the project before must hold it, the one after must not", group.Name)
		}
		group.rows = nil
		if fmt.Sprint(group) != fmt.Sprint(want[i]) {
			t.Errorf("group %+v\nwant  %+v", group, want[i])
		}
	}
}

func TestTrashOfOtherRows(t *testing.T) {
	x := buildBinned(t)
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "Lebar ruang", Value: decimal.MustParse("2")})
	orphan := x.item(ahsp.BHN, "Z.99", "5")
	p, _ := x.builder.after(x.project(), func(d *Draft) error {
		return done(d.SaveConversion(ConversionInput{PriceItemID: orphan.ID, MarketUnit: "zak", MarketPrice: amount("50"), FactorToBase: amount("10")}))
	})
	conversion, _ := p.ConversionOf(orphan.ID)
	tests := []struct {
		name    string
		command func(*Draft) error
		want    DeletedGroup
	}{
		{
			"a component", saveRows(x.target, rowsOf(p, x.target)[1:]...),
			DeletedGroup{Kind: TrashComponent, ID: x.p.ComponentsOf(x.target.ID)[0].ID, Kode: "L.01", Name: "Item L.01", PekerjaanID: x.target.ID, Components: 1},
		},
		{
			"a price item with its buying unit", func(d *Draft) error { d.DeleteOrphans([]int64{orphan.ID}); return nil },
			DeletedGroup{Kind: TrashPriceItem, ID: orphan.ID, Kode: "Z.99", Name: "Item Z.99", priced: true},
		},
		{
			"a buying unit alone", func(d *Draft) error { d.Conversions.Delete(conversion.ID); return nil },
			DeletedGroup{Kind: TrashConversion, ID: conversion.ID, Name: "zak", PriceItemID: orphan.ID, priced: true},
		},
		{
			"a parameter", func(d *Draft) error { return done(d.DeleteParameter(x.parameters[0].ID, nil)) },
			DeletedGroup{Kind: TrashParameter, ID: x.parameters[0].ID, Kode: "lebar", Name: "Lebar ruang"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			after, changes := x.builder.after(p, test.command)
			if !DeletesRows(changes) {
				t.Error("the operation is not known as one that deletes")
			}
			groups := DeletedGroups(changes)
			if len(groups) != 1 {
				t.Fatalf("groups %+v", groups)
			}
			got := groups[0]
			test.want.Key, test.want.rows = fmt.Sprintf("%s:%d", test.want.Kind, test.want.ID), got.rows
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("group %+v\nwant  %+v", got, test.want)
			}
			back, _ := x.builder.after(after, func(d *Draft) error { return d.RestoreDeleted(changes, got.Key) })
			if text := difference(back, p); text != "" || !back.Holds(got) {
				t.Errorf("restored: %s", text)
			}
		})
	}
}

// What was put back and deleted again is offered once, as it was last; what only the older
// deletion holds stays on offer.
func TestTrashOffersAThingOnce(t *testing.T) {
	x := buildBinned(t)
	older := DeletedGroups(x.changes)
	p := x.restore(x.after, x.changes, older[0].Key)
	without := func(p *Project, heading int64) []RowChange {
		_, changes := x.builder.after(p, func(d *Draft) error {
			return done(d.ChangeList(ListInput{Deleted: []ListDeletion{{ID: heading}}}))
		})
		return changes
	}
	names := func(groups []DeletedGroup) (names []string) {
		for _, g := range groups {
			names = append(names, g.Name)
		}
		return names
	}
	for _, test := range []struct {
		name        string
		newer       []RowChange
		first, then []string
	}{
		{"all of it", without(p, x.second.ID), []string{"K2"}, []string{"Pekerjaan M", "Pekerjaan T"}},
		{"a part of it", without(p, x.subA.ID), []string{"K2.A"}, []string{"K2", "Pekerjaan M", "Pekerjaan T"}},
	} {
		latest := LatestGroups([][]DeletedGroup{DeletedGroups(test.newer), older})
		if !slices.Equal(names(latest[0]), test.first) || !slices.Equal(names(latest[1]), test.then) {
			t.Errorf("%s: %q, then %q", test.name, names(latest[0]), names(latest[1]))
		}
	}
	inside := LatestGroups([][]DeletedGroup{older, DeletedGroups(without(p, x.subA.ID))})
	if len(inside[0]) != len(older) || len(inside[1]) != 0 {
		t.Errorf("a sub that went again with its klasifikasi: %q, then %q", names(inside[0]), names(inside[1]))
	}
}

func TestRestoringEverythingGivesTheProjectBack(t *testing.T) {
	x := buildBinned(t)
	p := x.restore(x.after, x.changes, "")
	if text := difference(p, x.before); text != "" {
		t.Errorf("restored: %s", text)
	}
	for _, q := range []*Pekerjaan{x.inA, x.middle, x.last} {
		old, _ := x.before.Pekerjaan.Get(q.ID)
		now, _ := p.Pekerjaan.Get(q.ID)
		if now.Version <= old.Version || now.ChangedBy != 7 {
			t.Errorf("%s came back as version %d, want more than %d", q.Kode, now.Version, old.Version)
		}
	}
	for _, group := range DeletedGroups(x.changes) {
		if !p.Holds(group) {
			t.Errorf("the project does not hold %s again", group.Name)
		}
	}
	d := x.draft(p)
	refusedAt(t, d.RestoreDeleted(x.changes, ""), "group")
}

func TestRestoringOneGroupLeavesTheOthers(t *testing.T) {
	x := buildBinned(t)
	groups := DeletedGroups(x.changes)
	p := x.restore(x.after, x.changes, groups[2].Key) // T, which M bundles
	if !p.Holds(groups[2]) || p.Holds(groups[0]) || p.Holds(groups[1]) {
		t.Error("want T back and nothing else")
	}
	if len(p.ComponentsOf(x.last.ID)) != 3 || p.Figures().Totals.Jumlah.IsZero() {
		t.Errorf("%d components of T", len(p.ComponentsOf(x.last.ID)))
	}
	if row, ok := p.Volumes.Get(x.last.ID); !ok || !row.Quantity.Equal(amount("3")) {
		t.Error("T came back without its volume")
	}
}

func TestRestoringBringsWhatTheSameOperationTookAlong(t *testing.T) {
	x := buildBinned(t)
	p := x.restore(x.after, x.changes, fmt.Sprintf("pekerjaan:%d", x.inA.ID))
	if _, ok := p.Headings.Get(x.second.ID); !ok || len(p.SubKlasifikasi(x.second.ID)) != 1 || len(p.PekerjaanOf(x.subA.ID)) != 1 {
		t.Error("want the pekerjaan under its headings, and nothing else of them")
	}
	if group := DeletedGroups(x.changes)[0]; p.Holds(group) {
		t.Error("the klasifikasi is complete although half of it is missing")
	} else if full := x.restore(p, x.changes, group.Key); !full.Holds(group) {
		t.Error("the rest of the klasifikasi does not come back")
	}
	p = x.restore(x.after, x.changes, fmt.Sprintf("pekerjaan:%d", x.middle.ID))
	if _, ok := p.Pekerjaan.Get(x.last.ID); !ok || len(p.Integrity()) > 0 {
		t.Errorf("M came back without T, which it bundles: %v", p.Integrity())
	}
}

func TestRestoringMovesOnTheAnalysesConcerned(t *testing.T) {
	x := &binned{bundled: buildBundled(t)}
	p, changes := x.builder.after(x.p, saveRows(x.target, rowsOf(x.p, x.target)[1:]...))
	back := x.restore(p, changes, "")
	for _, q := range []*Pekerjaan{x.target, x.bundled.middle, x.user} {
		old, _ := p.Analyses.Get(q.ID)
		now, _ := back.Analyses.Get(q.ID)
		if now.Version != old.Version+1 {
			t.Errorf("analysis %s went from version %d to %d, want one more", q.Kode, old.Version, now.Version)
		}
	}
	if back.State().AnalysisChangedAt != commandTime {
		t.Error("the time of the last change of analyses did not move")
	}
}

func TestRestoringLeavesAloneWhatIsThereAgain(t *testing.T) {
	x := buildBinned(t)
	key := fmt.Sprintf("pekerjaan:%d", x.last.ID)
	p := x.restore(x.after, x.changes, key)
	before, _ := x.before.Analyses.Get(x.last.ID)
	if row, _ := p.Analyses.Get(x.last.ID); row.Version != before.Version+1 {
		t.Errorf("the analysis came back as version %d, want one above %d", row.Version, before.Version)
	}
	p, _ = x.builder.after(p, saveRows(x.last, rowsOf(p, x.last)[1:]...))
	refusedAt(t, x.draft(p).RestoreDeleted(x.changes, key), "group")
	p = x.restore(p, x.changes, "")
	if rows := p.ComponentsOf(x.last.ID); len(rows) != 2 {
		t.Errorf("%d components of a pekerjaan that was there again, want the 2 that it has", len(rows))
	}
}

func TestRestoredParameterFeedsItsFormulas(t *testing.T) {
	x := &binned{bundled: buildBundled(t)}
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
	p, _ := x.builder.after(x.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.other.ID, Formula: pointer("lebar*10")}}))
	})
	p, changes := x.builder.after(p, func(d *Draft) error { return done(d.DeleteParameter(x.parameters[0].ID, nil)) })
	if row, _ := p.Volumes.Get(x.other.ID); row.Failure == "" {
		t.Fatal("the formula does not fail")
	}
	p = x.restore(p, changes, "")
	if row, _ := p.Volumes.Get(x.other.ID); row.Failure != "" || !row.Quantity.Equal(amount("20")) {
		t.Errorf("volume %+v", row)
	}
}

func TestRestoringIsRefusedWithTheReason(t *testing.T) {
	deleteHeading := func(id int64) func(*Draft) error {
		return func(d *Draft) error { d.Headings.Delete(id); return nil }
	}
	tests := []struct {
		name  string
		first func(x *binned) func(*Draft) error // deletes
		since func(x *binned) func(*Draft) error // stands in the way
		want  []string
	}{
		{
			"the heading is gone",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					tree := treeOf(d.Project())
					tree.Klasifikasi[1].Sub[1].Pekerjaan = nil
					return done(d.ReplaceTree(tree))
				}
			},
			func(x *binned) func(*Draft) error { return deleteHeading(x.subB.ID) },
			[]string{"B Pekerjaan B", "sub-klasifikasinya sudah dihapus"},
		},
		{
			"the klasifikasi is gone",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					tree := treeOf(d.Project())
					tree.Klasifikasi[1].Sub = tree.Klasifikasi[1].Sub[:1]
					return done(d.ReplaceTree(tree))
				}
			},
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					tree := treeOf(d.Project())
					tree.Klasifikasi = tree.Klasifikasi[:1]
					return done(d.ReplaceTree(tree))
				}
			},
			[]string{"K2.B", "klasifikasinya sudah dihapus"},
		},
		{
			"the pekerjaan of a component is gone",
			func(x *binned) func(*Draft) error { return saveRows(x.inA, rowsOf(x.before, x.inA)[1:]...) },
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					tree := treeOf(d.Project())
					tree.Klasifikasi = tree.Klasifikasi[:1]
					return done(d.ReplaceTree(tree))
				}
			},
			[]string{"L.01", "pekerjaannya sudah dihapus"},
		},
		{
			"the price item is gone",
			func(x *binned) func(*Draft) error {
				return saveRows(x.target, append(rowsOf(x.before, x.target)[:2:2], rowsOf(x.before, x.target)[3:]...)...)
			},
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().ItemByKode("E.01")
					d.DeleteOrphans([]int64{item.ID})
					return nil
				}
			},
			[]string{"E.01", "item harganya sudah dihapus"},
		},
		{
			"the bundle target is gone",
			func(x *binned) func(*Draft) error {
				return saveRows(x.bundled.middle, rowsOf(x.before, x.bundled.middle)[:1]...)
			},
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					tree := treeOf(d.Project())
					rows := tree.Klasifikasi[0].Sub[0].Pekerjaan
					tree.Klasifikasi[0].Sub[0].Pekerjaan = append(rows[:2:2], rows[3])
					return done(d.ReplaceTree(tree))
				}
			},
			[]string{"GAB-T", "pekerjaan yang digabungkan sudah dihapus"},
		},
		{
			"the bundle would be part of a cycle",
			func(x *binned) func(*Draft) error {
				return saveRows(x.bundled.middle, rowsOf(x.before, x.bundled.middle)[:1]...)
			},
			func(x *binned) func(*Draft) error {
				return saveRows(x.target, append(rowsOf(x.before, x.target), bundleRow("GAB-M", RefJob, x.bundled.middle.ID, "1"))...)
			},
			[]string{"Tidak dapat dipulihkan: gabungan berputar", "T → M"},
		},
		{
			"the kode of a component is taken",
			func(x *binned) func(*Draft) error { return saveRows(x.target, rowsOf(x.before, x.target)[1:]...) },
			func(x *binned) func(*Draft) error {
				return saveRows(x.target, append(rowsOf(x.before, x.target)[1:], plainRow(ahsp.TK, "L.01", "9"))...)
			},
			[]string{"L.01", "sudah dipakai lagi", "T Pekerjaan T"},
		},
		{
			"the analysis is read-only now",
			func(x *binned) func(*Draft) error { return saveRows(x.inA, rowsOf(x.before, x.inA)[1:]...) },
			func(x *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().Pekerjaan.Get(x.inA.ID)
					next := *item
					next.SourceType = SourceRef
					d.Pekerjaan.Put(&next)
					return nil
				}
			},
			[]string{"L.01", "hanya dapat dibaca"},
		},
		{
			"the kode of a price item is taken",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().ItemByKode("Z.99")
					d.DeleteOrphans([]int64{item.ID})
					return nil
				}
			},
			func(x *binned) func(*Draft) error {
				row := plainRow(ahsp.BHN, "Z.99", "1")
				row.Uraian = "Yang lain"
				return saveRows(x.inB, row)
			},
			[]string{"Z.99", "Yang lain"},
		},
		{
			"the wording of a price item is taken",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().ItemByKode("Z.99")
					d.DeleteOrphans([]int64{item.ID})
					return nil
				}
			},
			func(x *binned) func(*Draft) error {
				row := plainRow(ahsp.BHN, "Z.99#2", "1")
				row.Uraian = "Item Z.99"
				return saveRows(x.inB, row)
			},
			[]string{"Z.99", "sudah ada lagi sebagai Z.99#2"},
		},
		{
			"a buying unit is taken",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().ItemByKode("L.01")
					conversion, _ := d.Base().ConversionOf(item.ID)
					d.Conversions.Delete(conversion.ID)
					return nil
				}
			},
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					item, _ := d.Base().ItemByKode("L.01")
					return done(d.SaveConversion(ConversionInput{PriceItemID: item.ID, MarketUnit: "hari", MarketPrice: amount("1"), FactorToBase: amount("1")}))
				}
			},
			[]string{"zak", "sudah punya satuan beli"},
		},
		{
			"the name of a parameter is taken",
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error { return done(d.SyncParameters(SyncReplace, nil)) }
			},
			func(_ *binned) func(*Draft) error {
				return func(d *Draft) error {
					return done(d.CreateParameter(ParameterInput{Name: "lebar", Value: number("9")}))
				}
			},
			[]string{"lebar", "sudah dibuat lagi"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := buildBinned(t)
			x.item(ahsp.BHN, "Z.99", "5")
			x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
			x.before, _ = x.builder.after(x.project(), func(d *Draft) error {
				item, _ := d.Base().ItemByKode("L.01")
				return done(d.SaveConversion(ConversionInput{PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: amount("50"), FactorToBase: amount("10")}))
			})
			p, changes := x.builder.after(x.before, test.first(x))
			groups := DeletedGroups(changes)
			if len(groups) != 1 {
				t.Fatalf("groups %+v", groups)
			}
			p, _ = x.builder.after(p, test.since(x))
			for _, key := range []string{groups[0].Key, ""} {
				problems := refusedAt(t, x.draft(p).RestoreDeleted(changes, key), "group")
				says(t, problems[0].Message, test.want...)
			}
		})
	}
}

func TestRestoringWhatWasNotDeletedIsNotFound(t *testing.T) {
	x := buildBinned(t)
	for _, key := range []string{fmt.Sprintf("pekerjaan:%d", x.user.ID), "pekerjaan:", "volume:1", "x"} {
		if err := x.draft(x.after).RestoreDeleted(x.changes, key); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v, want not found", key, err)
		}
	}
	if err := x.draft(x.after).RestoreDeleted([]RowChange{{Table: "volume", ID: 1, Before: json.RawMessage("{}")}}, "volume:1"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a volume alone is restored: %v", err)
	}
}

func TestRestoringCanBeUndone(t *testing.T) {
	x := buildBinned(t)
	p, changes := x.builder.after(x.after, func(d *Draft) error { return d.RestoreDeleted(x.changes, "") })
	p, _ = x.undo(p, changes)
	if text := difference(p, x.after); text != "" {
		t.Errorf("undone: %s", text)
	}
	says(t, AuditEntries(x.after, x.restore(x.after, x.changes, ""), changes, nil)[0].Summary, "3 judul dikembalikan: K2, K2.A, K2.B")
}
