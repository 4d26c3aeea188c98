package rab

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// undo turns back changes that nothing stands in the way of.
func (b *builder) undo(p *Project, changes []RowChange) (*Project, []RowChange) {
	b.t.Helper()
	return b.after(p, func(d *Draft) error {
		blocked, err := d.Revert(changes)
		if err == nil && len(blocked) > 0 {
			err = fmt.Errorf("%d rows stand in the way, the first is %s %d", len(blocked), blocked[0].Table, blocked[0].ID)
		}
		return err
	})
}

// contents returns what a snapshot holds, row by row, without versions, times and authors,
// counters, and how often an analysis changed: none of these go back.
func contents(p *Project) map[string]string {
	rows := map[string]string{}
	tableContents(rows, "project", p.Headers)
	tableContents(rows, "pricing", p.Pricings)
	tableContents(rows, "heading", p.Headings)
	tableContents(rows, "pekerjaan", p.Pekerjaan)
	tableContents(rows, "volume", p.Volumes)
	tableContents(rows, "component", p.Components)
	tableContents(rows, "price_item", p.PriceItems)
	tableContents(rows, "conversion", p.Conversions)
	tableContents(rows, "parameter", p.Parameters)
	tableContents(rows, "progress", p.Progress)
	tableContents(rows, "tahapan", p.Tahapan)
	tableContents(rows, "tahapan_member", p.TahapanMembers)
	tableContents(rows, "schedule_setting", p.ScheduleSettings)
	tableContents(rows, "contract", p.Contracts)
	tableContents(rows, "document_setting", p.DocumentSettings)
	tableContents(rows, "document_logo", p.DocumentLogos)
	for _, row := range p.Analyses.All() {
		rows[fmt.Sprintf("analysis %d", row.ID)] = "present"
	}
	return rows
}

func tableContents[R Row](rows map[string]string, name string, t Table[R]) {
	for _, row := range t.All() {
		data, err := contentJSON(row)
		if err != nil {
			panic(err)
		}
		rows[fmt.Sprintf("%s %d", name, row.meta().ID)] = string(data)
	}
}

// difference names the first few rows in which two snapshots differ; "" when they hold the
// same and come to the same figures.
func difference(got, want *Project) string {
	a, b := contents(got), contents(want)
	var lines []string
	for key, row := range b {
		if a[key] != row {
			lines = append(lines, fmt.Sprintf("%s is %s, want %s", key, a[key], row))
		}
	}
	for key, row := range a {
		if _, ok := b[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s is %s, want none", key, row))
		}
	}
	f, g := got.Figures(), want.Figures()
	if f.Totals != g.Totals && !sameTotals(f.Totals, g.Totals) {
		lines = append(lines, fmt.Sprintf("totals %+v, want %+v", f.Totals, g.Totals))
	}
	for _, line := range g.Lines {
		if other, ok := f.LineOf(line.Pekerjaan.ID); !ok || !other.Total.Equal(line.Total) || !other.G.Equal(line.G) || other.State != line.State {
			lines = append(lines, fmt.Sprintf("the line of %s differs", line.Pekerjaan.Kode))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines[:min(len(lines), 5)], "\n")
}

func sameTotals(a, b Totals) bool {
	return a.Jumlah.Equal(b.Jumlah) && a.PPN.Equal(b.PPN) && a.Total.Equal(b.Total) && a.Dibulatkan.Equal(b.Dibulatkan) &&
		a.State == b.State && a.NoVolume == b.NoVolume && a.NoPrice == b.NoPrice
}

func TestUndoAndRedoOfEveryTable(t *testing.T) {
	x := buildBundled(t)
	analysis := x.ref.add("A.9")
	x.ref.component(analysis, ahsp.BHN, "M.55", "2")
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
	p, _ := x.after(x.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.other.ID, Formula: pointer("lebar*3")}}))
	})
	orphan := x.item(ahsp.BHN, "Z.99", "5")
	p, _ = x.after(p, func(d *Draft) error {
		d.PriceItems.Put(orphan)
		return done(d.SaveConversion(ConversionInput{PriceItemID: orphan.ID, MarketUnit: "zak", MarketPrice: amount("50"), FactorToBase: amount("10")}))
	})
	tree := func(change func(sub *SubInput)) func(*Draft) error {
		return func(d *Draft) error {
			in := treeOf(d.Project())
			change(&in.Klasifikasi[0].Sub[0])
			return done(d.ReplaceTree(in))
		}
	}
	tests := []struct {
		name    string
		command func(*Draft) error
		tables  string // that the command changes
	}{
		{"a volume", func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.target.ID, Quantity: &decimal.Null{}}}))
		}, "volume"},
		{"a deleted parameter", func(d *Draft) error { return done(d.DeleteParameter(x.parameters[0].ID, nil)) }, "volume parameter"},
		{"replaced parameters", func(d *Draft) error {
			return done(d.SyncParameters(SyncReplace, []ParameterInput{{Name: "tinggi", Value: number("4")}}))
		}, "volume parameter"},
		{"prices", func(d *Draft) error {
			return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.FromInt(7)}))
		}, "price_item"},
		{"orphans", func(d *Draft) error { d.DeleteOrphans([]int64{orphan.ID}); return nil }, "price_item conversion"},
		{"the pricing policy", func(d *Draft) error { return d.SavePricing(PricingInput{MarkupPercent: number("15")}) }, "pricing"},
		{"an own BUK", func(d *Draft) error { return d.SetMarkupOverride(x.user.ID, amount("0"), nil) }, "pekerjaan"},
		{"a klasifikasi of SMKK", func(d *Draft) error {
			return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &x.klasifikasi.ID, SMKK: pointer(true)}}}))
		}, "heading"},
		{"what documents say", func(d *Draft) error {
			return d.EditDocuments(func(s *DocumentSetting) { s.Kop, s.Nomor, s.Tanggal = "PEMERINTAH DESA", "1/HPS", "2026-02-03" }, nil)
		}, "document_setting"},
		{"a logo", func(d *Draft) error { return d.SetLogo(testLogo(3, 2), nil) }, "document_logo"},
		{"archiving", func(d *Draft) error { d.SetActive(false); return nil }, "project"},
		{"an analysis that others use", saveRows(x.target, plainRow(ahsp.TK, "L.80", "3")), "analysis component price_item"},
		{"a deleted pekerjaan", tree(func(s *SubInput) { s.Pekerjaan = s.Pekerjaan[:3] }), "pekerjaan volume analysis component"},
		{"everything deleted", func(d *Draft) error { return done(d.ReplaceTree(TreeInput{})) }, "heading pekerjaan volume analysis component"},
		{"a new pekerjaan from the library", tree(func(s *SubInput) {
			s.Pekerjaan = append(s.Pekerjaan, PekerjaanInput{SourceType: "ref", RefID: &analysis.ID})
		}), "pekerjaan analysis component price_item"},
		{"another source", tree(func(s *SubInput) {
			s.Pekerjaan[2].SourceType, s.Pekerjaan[2].RefID = "ref_modified", &analysis.ID
		}), "pekerjaan volume analysis component price_item"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			later, changes := x.after(p, test.command)
			got := tables(changes)
			delete(got, "project_state")
			for _, table := range strings.Fields(test.tables) {
				if got[table] == 0 {
					t.Errorf("the command changes no %s", table)
				}
				delete(got, table)
			}
			if len(got) > 0 {
				t.Errorf("the command also changes %v", got)
			}
			undone, undo := x.undo(later, changes)
			if text := difference(undone, p); text != "" {
				t.Errorf("undone: %s", text)
			}
			redone, redo := x.undo(undone, undo)
			if text := difference(redone, later); text != "" {
				t.Errorf("redone: %s", text)
			}
			again, _ := x.undo(redone, redo)
			if text := difference(again, p); text != "" {
				t.Errorf("undone again: %s", text)
			}
			versionsGrow(t, p, later, undone, redone, again)
			for _, project := range []*Project{undone, redone} {
				if problems := project.Integrity(); len(problems) > 0 {
					t.Errorf("broken: %v", problems)
				}
			}
		})
	}
}

// versionsGrow fails the test when a changed row of a later snapshot has no higher version
// than before, or an analysis whose figures changed was not moved on.
func versionsGrow(t *testing.T, snapshots ...*Project) {
	t.Helper()
	for i, p := range snapshots[1:] {
		before := snapshots[i]
		for _, row := range p.Components.All() {
			if old, ok := before.Components.Get(row.ID); ok && !sameContent(old, row) && row.Version <= old.Version {
				t.Errorf("component %d went from version %d to %d", row.ID, old.Version, row.Version)
			}
		}
		for _, line := range p.Figures().Lines {
			id := line.Pekerjaan.ID
			former, ok := before.Figures().LineOf(id)
			old, existed := before.Analyses.Get(id)
			now, _ := p.Analyses.Get(id)
			if ok && existed && len(former.Expanded) != len(line.Expanded) && now.Version <= old.Version {
				t.Errorf("step %d: the analysis of %s did not move on", i+1, line.Pekerjaan.Kode)
			}
		}
	}
}

func TestUndoRefusesRowsThatSomebodyChanged(t *testing.T) {
	x := buildBundled(t)
	price := func(text string) func(*Draft) error {
		return func(d *Draft) error {
			return done(d.SavePrices([]PriceInput{{ID: x.items[0].ID, Harga: pointer(amount(text))}}))
		}
	}
	p, changes := x.after(x.p, price("1"))
	p, _ = x.after(p, price("2"))
	d := x.draft(p)
	blocked, err := d.Revert(changes)
	if err != nil || len(blocked) != 1 || blocked[0].Table != "price_item" || blocked[0].ID != x.items[0].ID {
		t.Errorf("blocked %+v, %v; want the price item", blocked, err)
	}
	p, _ = x.after(p, price("1"))
	if _, err := x.draft(p).Revert(changes); err != nil {
		t.Errorf("a row that stands again as the command left it blocks: %v", err)
	}
}

func TestUndoOfACreationAfterItsLaterChangesWereUndone(t *testing.T) {
	x := buildBundled(t)
	created, creation := x.after(x.p, func(d *Draft) error {
		return done(d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{{Sub: []SubInput{{
			Pekerjaan: []PekerjaanInput{{SourceType: "custom", Uraian: "Baru"}},
		}}}}}))
	})
	fresh := created.WorkList()[4]
	saved, save := x.after(created, saveRows(fresh, plainRow(ahsp.TK, "L.01", "1")))
	p, _ := x.undo(saved, save)
	p, undo := x.undo(p, creation)
	if text := difference(p, x.p); text != "" {
		t.Errorf("undone: %s", text)
	}
	p, _ = x.undo(p, undo)
	if text := difference(p, created); text != "" {
		t.Errorf("redone: %s", text)
	}
}

func TestUndoMovesOnWhoCameToUseTheAnalysisSince(t *testing.T) {
	x := buildBundled(t)
	p, changes := x.after(x.p, saveRows(x.target, append(rowsOf(x.p, x.target), plainRow(ahsp.TK, "L.50", "1"))...))
	p, _ = x.after(p, saveRows(x.other, append(rowsOf(p, x.other), bundleRow("GAB", RefJob, x.target.ID, "1"))...))
	undone, _ := x.undo(p, changes)
	for _, q := range []*Pekerjaan{x.other, x.target, x.middle, x.user} {
		before, _ := p.Analyses.Get(q.ID)
		after, _ := undone.Analyses.Get(q.ID)
		if after.Version != before.Version+1 {
			t.Errorf("analysis %s went from version %d to %d, want one more", q.Kode, before.Version, after.Version)
		}
	}
}

func TestUndoOfAParameterReachesFormulasWrittenSince(t *testing.T) {
	x := buildBundled(t)
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
	formula := func(q *Pekerjaan, text string) func(*Draft) error {
		return func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: q.ID, Formula: &text}}))
		}
	}
	quantity := func(p *Project, q *Pekerjaan) string {
		row, _ := p.Volumes.Get(q.ID)
		return row.Quantity.Indonesian(0, 3) + row.Failure
	}
	p, _ := x.after(x.project(), formula(x.other, "lebar*10"))
	p, changes := x.after(p, func(d *Draft) error {
		return done(d.SyncParameters(SyncMerge, []ParameterInput{{Name: "lebar", Value: number("5")}}))
	})
	p, _ = x.after(p, formula(x.target, "lebar+1"))
	p, _ = x.after(p, formula(x.other, "lebar*100"))
	if quantity(p, x.target) != "6" || quantity(p, x.other) != "500" {
		t.Fatalf("quantities %s and %s", quantity(p, x.target), quantity(p, x.other))
	}
	p, _ = x.undo(p, changes)
	if quantity(p, x.target) != "3" || quantity(p, x.other) != "200" {
		t.Errorf("quantities %s and %s, want those with lebar = 2", quantity(p, x.target), quantity(p, x.other))
	}
}

func TestUndoneVolumeFollowsTheParametersOfNow(t *testing.T) {
	x := buildBundled(t)
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
	p, _ := x.after(x.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.other.ID, Formula: pointer("lebar*10")}}))
	})
	p, changes := x.after(p, func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.other.ID, Quantity: pointer(amount("1"))}}))
	})
	p, _ = x.after(p, func(d *Draft) error {
		return done(d.SyncParameters(SyncMerge, []ParameterInput{{Name: "lebar", Value: number("7")}}))
	})
	p, _ = x.undo(p, changes)
	if row, _ := p.Volumes.Get(x.other.ID); !row.Quantity.Equal(amount("70")) {
		t.Errorf("quantity %s, want lebar*10 with lebar = 7", row.Quantity.Indonesian(0, 3))
	}
}

func TestUndoGivesLibraryBundlesTheirItemsBack(t *testing.T) {
	x := buildBundled(t)
	analysis := x.ref.add("A.9")
	x.ref.component(analysis, ahsp.BHN, "M.55", "2")
	p, _ := x.after(x.p, saveRows(x.other, bundleRow("A.9", RefAHSP, analysis.ID, "1")))
	p, changes := x.after(p, saveRows(x.other, plainRow(ahsp.TK, "L.01", "1")))
	item, ok := p.ItemByKode("M.55")
	if !ok {
		t.Fatal("the bundle has no item")
	}
	p, _ = x.after(p, func(d *Draft) error { d.DeleteOrphans([]int64{item.ID}); return nil })
	p, _ = x.undo(p, changes)
	if _, ok := p.ItemByKode("M.55"); !ok || len(p.Integrity()) > 0 {
		t.Errorf("the component of the library has no price item: %v", p.Integrity())
	}
}

func TestUndoThatWouldBreakSomethingSaysWhat(t *testing.T) {
	x := buildBundled(t)
	analysis := x.ref.add("A.9")
	x.ref.component(analysis, ahsp.BHN, "M.55", "2")
	appendOne := func(d *Draft) error {
		return done(d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{{Name: "Baru", Sub: []SubInput{{
			Name: "Sub baru", Pekerjaan: []PekerjaanInput{{SourceType: "ref_modified", RefID: &analysis.ID}},
		}}}}}))
	}
	fresh := func(p *Project) *Pekerjaan { return p.WorkList()[4] }
	tests := []struct {
		name  string
		first func(*Draft) error               // what is undone
		since func(p *Project, d *Draft) error // what somebody did after it
		want  []string
	}{
		{
			"a pekerjaan that a bundle uses now", appendOne,
			func(p *Project, d *Draft) error {
				return saveRows(x.other, append(rowsOf(p, x.other), bundleRow("GAB", RefJob, fresh(p).ID, "1"))...)(d)
			},
			[]string{"yang tidak ada lagi", "O Pekerjaan O"},
		},
		{
			"a pekerjaan that has a volume now", appendOne,
			func(p *Project, d *Draft) error {
				return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: fresh(p).ID, Quantity: pointer(amount("1"))}}))
			},
			[]string{"mod.1-A.9", "volume"},
		},
		{
			"a pekerjaan that has more components now", appendOne,
			func(p *Project, d *Draft) error {
				return saveRows(fresh(p), append(rowsOf(p, fresh(p)), plainRow(ahsp.TK, "L.01", "1"))...)(d)
			},
			[]string{"mod.1-A.9", "L.01"},
		},
		{
			"a price item that somebody uses now", appendOne,
			func(_ *Project, d *Draft) error { return saveRows(x.other, plainRow(ahsp.BHN, "M.55", "1"))(d) },
			[]string{"M.55", "O Pekerjaan O"},
		},
		{
			"a price item that a bundle on the library uses now", appendOne,
			func(_ *Project, d *Draft) error {
				return saveRows(x.other, bundleRow("A.9", RefAHSP, analysis.ID, "1"))(d)
			},
			[]string{"M.55", "A.9"},
		},
		{
			"a heading with a pekerjaan in it now", appendOne,
			func(p *Project, d *Draft) error {
				tree := treeOf(p)
				tree.Klasifikasi[1].Sub[0].Pekerjaan = append(tree.Klasifikasi[1].Sub[0].Pekerjaan, PekerjaanInput{ID: &x.other.ID})
				tree.Klasifikasi[0].Sub[0].Pekerjaan = tree.Klasifikasi[0].Sub[0].Pekerjaan[:3]
				return done(d.ReplaceTree(tree))
			},
			[]string{"O Pekerjaan O", "sub-klasifikasi"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, changes := x.after(x.p, test.first)
			p, _ = x.after(p, func(d *Draft) error { return test.since(p, d) })
			d := x.draft(p)
			blocked, err := d.Revert(changes)
			if err != nil || len(blocked) > 0 {
				t.Fatalf("blocked %+v, %v", blocked, err)
			}
			problems := d.Breaks()
			if len(problems) == 0 {
				t.Fatal("the undo breaks nothing")
			}
			says(t, problems[0], test.want...)
		})
	}
}

func TestUndoRefusesToEmptyABundleTarget(t *testing.T) {
	x := buildBundled(t)
	empty := x.add("E")
	p, changes := x.after(x.project(), saveRows(empty, plainRow(ahsp.TK, "L.01", "1")))
	p, _ = x.after(p, saveRows(x.other, bundleRow("GAB", RefJob, empty.ID, "1")))
	d := x.draft(p)
	if blocked, err := d.Revert(changes); err != nil || len(blocked) > 0 {
		t.Fatal(blocked, err)
	}
	problems := d.Breaks()
	if len(problems) != 1 {
		t.Fatalf("problems %v, want the empty target", problems)
	}
	says(t, problems[0], "belum punya rincian", "O Pekerjaan O")
}

func TestOldDamageDoesNotForbidAnUndo(t *testing.T) {
	x := buildBundled(t)
	x.rows[0].PriceItemID = pointer(int64(99999))
	p, changes := x.after(x.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.user.ID, Quantity: pointer(amount("9"))}}))
	})
	d := x.draft(p)
	if blocked, err := d.Revert(changes); err != nil || len(blocked) > 0 {
		t.Fatal(blocked, err)
	}
	if len(d.Project().Integrity()) == 0 || len(d.Breaks()) != 0 {
		t.Errorf("integrity %v, broken by the undo %v", d.Project().Integrity(), d.Breaks())
	}
}

func TestAnUnknownTableIsAnError(t *testing.T) {
	d := build(t).edit()
	if _, err := d.Revert([]RowChange{{Table: "ledger", ID: 1, After: json.RawMessage("{}")}}); err == nil {
		t.Error("an operation of an unknown table is turned back")
	}
	if _, err := d.Revert([]RowChange{{Table: "volume", ID: 1, After: json.RawMessage("{")}}); err == nil {
		t.Error("an operation that cannot be read is turned back")
	}
}

func TestRandomCommandsCanBeUndoneAndRedone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newRandomHistory(t, rt)
		var snapshots []*Project
		var operations [][]RowChange
		for range rapid.IntRange(1, 8).Draw(rt, "commands") {
			changes, ok := h.command()
			if !ok {
				continue
			}
			h.checkAudit(changes)
			h.checkWhole("a command")
			snapshots, operations = append(snapshots, h.before), append(operations, changes)
			h.checkBackAndForth(changes)
		}
		later := h.p
		var undone [][]RowChange
		for i := len(operations) - 1; i >= 0; i-- {
			undone = append(undone, h.turnBack(operations[i], snapshots[i], "undo"))
		}
		for i := len(undone) - 1; i >= 0; i-- {
			want := later
			if at := len(operations) - i; at < len(operations) {
				want = snapshots[at]
			}
			h.turnBack(undone[i], want, "redo")
		}
	})
}

// TestRandomCommandsOfOthersAreRespected turns back operations that are not the last: that
// is refused, or it leaves a whole project that can go forward again.
func TestRandomCommandsOfOthersAreRespected(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newRandomHistory(t, rt)
		for range rapid.IntRange(2, 8).Draw(rt, "commands") {
			h.command()
		}
		for range 3 {
			if len(h.done) == 0 {
				return
			}
			h.turnBackAny(rapid.SampledFrom(h.done).Draw(rt, "operation"))
		}
	})
}

func (h *randomHistory) turnBackAny(changes []RowChange) {
	d := h.draft(h.p)
	blocked, err := d.Revert(changes)
	if err != nil {
		h.rt.Fatal(err)
	}
	if len(blocked) > 0 || len(d.Breaks()) > 0 {
		return
	}
	reverse, err := d.Finish()
	if err != nil {
		h.rt.Fatal(err)
	}
	h.before, h.p = h.p, h.p.Apply(d.Delta(), h.p.Revision+1, h.p.Reference)
	h.checkWhole("undo")
	h.checkAudit(reverse)
	h.turnBack(reverse, h.before, "redo")
}

// checkWhole looks for what must hold in every project.
func (h *randomHistory) checkWhole(what string) {
	if problems := h.p.Integrity(); len(problems) > 0 {
		h.rt.Fatalf("%s leaves a broken project: %v", what, problems)
	}
	if broken := h.p.Figures().Broken; len(broken) > 0 {
		h.rt.Fatalf("%s leaves broken bundles: %+v", what, broken)
	}
	d := h.draft(h.p)
	for _, change := range d.reevaluate(func(*Volume, *takeoff.Formula) bool { return true }) {
		h.rt.Fatalf("%s leaves the formula of %s at %s instead of %s %s", what, change.Kode, change.Old.Indonesian(0, 3), change.New.Indonesian(0, 3), change.Failure)
	}
}

// randomHistory is a project under random commands.
type randomHistory struct {
	*builder

	rt        *rapid.T
	before, p *Project
	done      [][]RowChange // all operations
	analyses  []*ahsp.Analysis
}

func newRandomHistory(t *testing.T, rt *rapid.T) *randomHistory {
	x := buildBundled(t)
	h := &randomHistory{builder: x.builder, rt: rt}
	for i := range 3 {
		analysis := x.ref.add(fmt.Sprintf("A.%d", i))
		x.ref.component(analysis, ahsp.TK, "L.01", "1.5")
		x.ref.component(analysis, ahsp.BHN, fmt.Sprintf("M.6%d", i), "2")
		h.analyses = append(h.analyses, analysis)
	}
	x.ref.component(h.analyses[2], ahsp.LAIN, "A.0", "0.5")
	h.p = x.project()
	return h
}

// command carries out one random command; it reports false when the command was refused or
// changed nothing.
func (h *randomHistory) command() ([]RowChange, bool) {
	commands := []func(*Draft) error{
		h.volumes, h.parametersSync, h.parameterDelete, h.prices, h.percent, h.orphans, h.conversion, h.pricing, h.override,
		h.analysis, h.analysis, h.tree, h.tree, h.appendTree, h.reset, h.restore, h.restore, h.week, h.week, h.phase, h.calendar,
		h.documents, h.logo, h.smkk,
	}
	d := h.draft(h.p)
	if rapid.SampledFrom(commands).Draw(h.rt, "command")(d) != nil {
		return nil, false
	}
	changes, err := d.Finish()
	if err != nil {
		h.rt.Fatal(err)
	}
	if len(changes) == 0 {
		return nil, false
	}
	h.before, h.p = h.p, h.p.Apply(d.Delta(), h.p.Revision+1, h.p.Reference)
	h.done = append(h.done, changes)
	return changes, true
}

// turnBack undoes or redoes an operation and compares the result.
func (h *randomHistory) turnBack(changes []RowChange, want *Project, what string) []RowChange {
	d := h.draft(h.p)
	blocked, err := d.Revert(changes)
	if err != nil || len(blocked) > 0 {
		h.rt.Fatalf("%s: blocked by %+v, %v", what, blocked, err)
	}
	if problems := d.Breaks(); len(problems) > 0 {
		h.rt.Fatalf("%s breaks %v", what, problems)
	}
	reverse, err := d.Finish()
	if err != nil {
		h.rt.Fatal(err)
	}
	h.before, h.p = h.p, h.p.Apply(d.Delta(), h.p.Revision+1, h.p.Reference)
	h.checkAudit(reverse)
	if text := difference(h.p, want); text != "" {
		h.rt.Fatalf("%s: %s", what, text)
	}
	return reverse
}

// checkBackAndForth undoes and redoes the last operation.
func (h *randomHistory) checkBackAndForth(changes []RowChange) {
	earlier, later := h.before, h.p
	undo := h.turnBack(changes, earlier, "undo")
	h.turnBack(undo, later, "redo")
}

// checkAudit looks for what every list of entries has.
func (h *randomHistory) checkAudit(changes []RowChange) {
	entries := AuditEntries(h.before, h.p, changes, ChangedPekerjaan(changes))
	counted := tables(changes)
	delete(counted, "project_state")
	if len(entries) == 0 && len(counted) > 0 {
		h.rt.Fatalf("changes of %v leave no entry", counted)
	}
	for _, entry := range entries {
		if entry.Summary == "" || entry.Action == "" || entry.TriggeredBy == "" {
			h.rt.Fatalf("entry %+v says nothing", entry)
		}
	}
}

// week fills, changes or empties one week.
func (h *randomHistory) week(d *Draft) error {
	q := h.anyPekerjaan()
	if q.ID == 0 {
		return nil
	}
	number := rapid.IntRange(1, 3).Draw(h.rt, "week")
	next := Progress{PekerjaanID: q.ID, Week: number}
	if old, ok := h.p.ProgressAt(q.ID, number); ok {
		next = *old
	} else {
		next.Meta = d.NewRow()
	}
	next.Planned, next.PlannedByVolume = h.amount("planned").OrZero(), rapid.Bool().Draw(h.rt, "by volume")
	next.Actual, next.ActualCost = h.amount("actual").OrZero(), h.amount("cost")
	d.Progress.Put(&next)
	return nil
}

func (h *randomHistory) documents(d *Draft) error {
	return d.EditDocuments(func(s *DocumentSetting) {
		texts := s.Texts()
		*texts[rapid.IntRange(0, len(texts)-1).Draw(h.rt, "text")].Value = rapid.SampledFrom([]string{"", "Kepala Dinas", "NIP 19800101"}).Draw(h.rt, "value")
		s.Tanggal = rapid.SampledFrom([]Date{"", "2026-03-02"}).Draw(h.rt, "tanggal")
	}, nil)
}

func (h *randomHistory) logo(d *Draft) error {
	if rapid.Bool().Draw(h.rt, "none") {
		return d.SetLogo(nil, nil)
	}
	return d.SetLogo(testLogo(rapid.IntRange(1, 3).Draw(h.rt, "width"), 2), nil)
}

func (h *randomHistory) smkk(d *Draft) error {
	list := h.p.Klasifikasi()
	if len(list) == 0 {
		return ErrNotFound
	}
	k := rapid.SampledFrom(list).Draw(h.rt, "klasifikasi")
	return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &k.ID, SMKK: pointer(!k.SMKK)}}}))
}

// phase makes a phase, fills it, or deletes it with its members.
func (h *randomHistory) phase(d *Draft) error {
	q, phases := h.anyPekerjaan(), h.p.Tahapan.All()
	if len(phases) == 0 || q.ID == 0 {
		d.Tahapan.Put(&Tahapan{Meta: d.NewRow(), UID: d.NewUID(), Nama: fmt.Sprint("Tahap ", h.p.Revision)})
		return nil
	}
	phase := phases[0]
	member := false
	for _, row := range h.p.TahapanMembers.All() {
		member = member || row.TahapanID == phase.ID && row.PekerjaanID == q.ID
	}
	if !member {
		d.TahapanMembers.Put(&TahapanMember{Meta: d.NewRow(), TahapanID: phase.ID, PekerjaanID: q.ID})
		return nil
	}
	d.Tahapan.Delete(phase.ID)
	for _, row := range h.p.TahapanMembers.All() {
		if row.TahapanID == phase.ID {
			d.TahapanMembers.Delete(row.ID)
		}
	}
	return nil
}

// calendar closes weeks and opens them.
func (h *randomHistory) calendar(d *Draft) error {
	next := *h.p.Schedule()
	next.ClosedUntil = rapid.SampledFrom([]Date{"", "2026-01-04", "2026-02-01"}).Draw(h.rt, "closed")
	next.OffWeekdays = rapid.SampledFrom([]string{"6", "56"}).Draw(h.rt, "off")
	d.ScheduleSettings.Put(&next)
	return nil
}

func (h *randomHistory) anyPekerjaan() *Pekerjaan {
	if h.p.Pekerjaan.Len() == 0 {
		return &Pekerjaan{}
	}
	return rapid.SampledFrom(h.p.Pekerjaan.All()).Draw(h.rt, "pekerjaan")
}

func (h *randomHistory) amount(name string) decimal.Null {
	if rapid.IntRange(0, 5).Draw(h.rt, name+" absent") == 0 {
		return decimal.Null{}
	}
	return decimal.Some(decimal.FromInt(int64(rapid.IntRange(1, 99).Draw(h.rt, name))))
}

func (h *randomHistory) volumes(d *Draft) error {
	in := VolumeInput{PekerjaanID: h.anyPekerjaan().ID}
	if rapid.Bool().Draw(h.rt, "formula") {
		in.Formula = pointer(rapid.SampledFrom([]string{"a*2", "b+1", "a*b", "7/2"}).Draw(h.rt, "text"))
	} else {
		in.Quantity = pointer(h.amount("quantity"))
	}
	return done(d.SaveVolumes([]VolumeInput{in}))
}

func (h *randomHistory) parametersSync(d *Draft) error {
	var inputs []ParameterInput
	for _, name := range []string{"a", "b"} {
		if rapid.Bool().Draw(h.rt, name) {
			inputs = append(inputs, ParameterInput{Name: name, Value: pointer(decimal.FromInt(int64(rapid.IntRange(1, 9).Draw(h.rt, "value"))))})
		}
	}
	mode := rapid.SampledFrom([]SyncMode{SyncMerge, SyncReplace}).Draw(h.rt, "mode")
	return done(d.SyncParameters(mode, inputs))
}

func (h *randomHistory) parameterDelete(d *Draft) error {
	if h.p.Parameters.Len() == 0 {
		return ErrNotFound
	}
	return done(d.DeleteParameter(h.p.Parameters.All()[0].ID, nil))
}

func (h *randomHistory) anyItem() *PriceItem {
	if h.p.PriceItems.Len() == 0 {
		return &PriceItem{}
	}
	return rapid.SampledFrom(h.p.PriceItems.All()).Draw(h.rt, "item")
}

func (h *randomHistory) prices(d *Draft) error {
	return done(d.SavePrices([]PriceInput{{ID: h.anyItem().ID, Harga: pointer(h.amount("harga")), Region: pointer("Bogor")}}))
}

func (h *randomHistory) percent(d *Draft) error {
	return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.FromInt(int64(rapid.IntRange(-20, 20).Draw(h.rt, "percent")))}))
}

func (h *randomHistory) orphans(d *Draft) error {
	var ids []int64
	for _, item := range h.p.Orphans() {
		ids = append(ids, item.ID)
	}
	d.DeleteOrphans(ids)
	return nil
}

func (h *randomHistory) conversion(d *Draft) error {
	return done(d.SaveConversion(ConversionInput{
		PriceItemID: h.anyItem().ID, MarketUnit: "zak", MarketPrice: h.amount("market price"), FactorToBase: amount("2"),
	}))
}

func (h *randomHistory) pricing(d *Draft) error {
	return d.SavePricing(PricingInput{MarkupPercent: pointer(h.amount("markup").OrZero())})
}

func (h *randomHistory) override(d *Draft) error {
	return d.SetMarkupOverride(h.anyPekerjaan().ID, h.amount("override"), nil)
}

func (h *randomHistory) analysis(d *Draft) error {
	q := h.anyPekerjaan()
	var rows []AnalysisRow
	for _, row := range rowsOf(h.p, q) {
		switch rapid.IntRange(0, 3).Draw(h.rt, "row") {
		case 0: // dropped
		case 1:
			row.Koefisien = decimal.Some(decimal.FromInt(int64(rapid.IntRange(1, 9).Draw(h.rt, "koefisien"))))
			rows = append(rows, row)
		default:
			rows = append(rows, row)
		}
	}
	for range rapid.IntRange(0, 2).Draw(h.rt, "new rows") {
		switch rapid.IntRange(0, 3).Draw(h.rt, "kind") {
		case 0:
			rows = append(rows, bundleRow(fmt.Sprintf("GAB.%d", len(rows)), RefJob, h.anyPekerjaan().ID, "2"))
		case 1:
			rows = append(rows, bundleRow(fmt.Sprintf("GAB.%d", len(rows)), RefAHSP, rapid.SampledFrom(h.analyses).Draw(h.rt, "analysis").ID, "3"))
		default:
			row := plainRow(ahsp.BHN, rapid.SampledFrom([]string{"", "M.01", "M.70", "M.71", "M.60"}).Draw(h.rt, "kode"), "1")
			row.Uraian = "Item " + row.Kode + rapid.SampledFrom([]string{"", " lain"}).Draw(h.rt, "words")
			rows = append(rows, row)
		}
	}
	return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows}))
}

func (h *randomHistory) randomRow() PekerjaanInput {
	row := PekerjaanInput{SourceType: rapid.SampledFrom([]string{"custom", "ref", "ref_modified"}).Draw(h.rt, "source"), Uraian: "Baru"}
	row.RefID = &rapid.SampledFrom(h.analyses).Draw(h.rt, "reference").ID
	return row
}

// tree drops, moves, renames and adds rows of the work list, and changes their sources.
func (h *randomHistory) tree(d *Draft) error {
	tree := treeOf(h.p)
	for i := range tree.Klasifikasi {
		for j := range tree.Klasifikasi[i].Sub {
			sub := &tree.Klasifikasi[i].Sub[j]
			var kept []PekerjaanInput
			for _, row := range sub.Pekerjaan {
				switch rapid.IntRange(0, 7).Draw(h.rt, "fate") {
				case 0: // dropped
				case 1:
					kept = append([]PekerjaanInput{row}, kept...)
				case 2:
					changed := h.randomRow()
					changed.ID = row.ID
					kept = append(kept, changed)
				case 3:
					row.Uraian = "Diganti"
					kept = append(kept, row)
				default:
					kept = append(kept, row)
				}
			}
			if rapid.Bool().Draw(h.rt, "add") {
				kept = append(kept, h.randomRow())
			}
			sub.Pekerjaan = kept
		}
		if rapid.IntRange(0, 3).Draw(h.rt, "rename") == 0 {
			tree.Klasifikasi[i].Name = "Diganti"
		}
	}
	if len(tree.Klasifikasi) > 0 && rapid.IntRange(0, 9).Draw(h.rt, "drop all") == 0 {
		tree.Klasifikasi = tree.Klasifikasi[1:]
	}
	return done(d.ReplaceTree(tree))
}

func (h *randomHistory) appendTree(d *Draft) error {
	return done(d.AppendTree(TreeInput{Klasifikasi: []KlasifikasiInput{{Sub: []SubInput{{Pekerjaan: []PekerjaanInput{h.randomRow()}}}}}}))
}

func (h *randomHistory) reset(d *Draft) error {
	return done(d.ResetToReference(h.anyPekerjaan().ID, nil))
}

// restore puts back something from the trash.
func (h *randomHistory) restore(d *Draft) error {
	var keys []string
	var origins [][]RowChange
	for _, changes := range h.done {
		for _, group := range DeletedGroups(changes) {
			if !h.p.Holds(group) {
				keys, origins = append(keys, group.Key, ""), append(origins, changes, changes)
			}
		}
	}
	if len(keys) == 0 {
		return ErrNotFound
	}
	i := rapid.IntRange(0, len(keys)-1).Draw(h.rt, "group")
	return d.RestoreDeleted(origins[i], keys[i])
}
