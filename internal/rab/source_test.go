package rab

import (
	"errors"
	"fmt"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// sourced is a project with two analyses in its library and one pekerjaan of every source
// type, each with a volume, a formula, a BUK of its own and a budget.
type sourced struct {
	*builder

	first, second            *ahsp.Analysis
	custom, ref, refModified *Pekerjaan
	user                     *Pekerjaan // bundles the custom one
	p                        *Project
}

func buildSourced(t *testing.T) *sourced {
	x := &sourced{builder: build(t)}
	x.first, x.second = x.publish("2.2.1.1"), x.publish("3.1")
	x.item(ahsp.TK, "T.2.2.1.1", "100")
	x.user = x.add("U")
	p, created := x.append(x.project(),
		customItem("kustom"), PekerjaanInput{SourceType: "ref", RefID: &x.first.ID},
		PekerjaanInput{SourceType: "ref_modified", RefID: &x.first.ID, Uraian: "diubah", Satuan: "kg"},
	)
	x.custom, x.ref, x.refModified = created[0], created[1], created[2]
	x.p, _ = x.after(p, func(d *Draft) error {
		if _, err := d.SaveAnalyses([]PekerjaanAnalysis{
			{PekerjaanID: x.custom.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{plainRow(ahsp.TK, "C.1", "2"), plainRow(ahsp.BHN, "C.2", "3")}}},
			{PekerjaanID: x.user.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G", RefJob, x.custom.ID, "4")}}},
			{PekerjaanID: x.refModified.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{plainRow(ahsp.TK, "T.2.2.1.1", "9"), plainRow(ahsp.ALT, "X.1", "1")}}},
		}); err != nil {
			return err
		}
		for _, q := range created {
			if err := d.SetMarkupOverride(q.ID, amount("5"), nil); err != nil {
				return err
			}
		}
		return done(d.SaveVolumes([]VolumeInput{
			{PekerjaanID: x.custom.ID, Formula: pointer("=50")},
			{PekerjaanID: x.ref.ID, Formula: pointer("=60")},
			{PekerjaanID: x.refModified.ID, Quantity: pointer(amount("70"))},
		}))
	})
	return x
}

// publish puts an analysis of two rows into the library.
func (x *sourced) publish(kode string) *ahsp.Analysis {
	a := x.builder.ref.add(kode)
	x.builder.ref.component(a, ahsp.TK, "T."+kode, "0.5")
	x.builder.ref.component(a, ahsp.BHN, "B."+kode, "1.5")
	return a
}

// change gives one pekerjaan of the work list another source.
func (x *sourced) change(d *Draft, q *Pekerjaan, in PekerjaanInput) (TreeResult, error) {
	tree := treeOf(x.p)
	in.ID = &q.ID
	for i := range tree.Klasifikasi {
		for j := range tree.Klasifikasi[i].Sub {
			rows := tree.Klasifikasi[i].Sub[j].Pekerjaan
			for n := range rows {
				if *rows[n].ID == q.ID {
					rows[n] = in
				}
			}
		}
	}
	return d.ReplaceTree(tree)
}

func TestSourceChangeInEveryDirection(t *testing.T) { // golden G26
	published := []string{"TK T.2.2.1.1 0.5", "BHN B.2.2.1.1 1.5"}
	other := []string{"TK T.3.1 0.5", "BHN B.3.1 1.5"}
	tests := []struct {
		name     string
		from     SourceType
		in       PekerjaanInput
		identity string // kode uraian satuan
		rows     []string
		reset    bool // volume and formula are cleared
	}{
		{"custom to ref", SourceCustom, PekerjaanInput{SourceType: "ref", RefID: pointer(int64(1)), Uraian: "x", Satuan: "y"}, "2.2.1.1 Analisa 2.2.1.1 m2", published, true},
		{"custom to ref_modified with overrides", SourceCustom, PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(1)), Uraian: "diketik", Satuan: "ton"}, "mod.2-2.2.1.1 diketik ton", published, true},
		{"ref to custom", SourceRef, PekerjaanInput{SourceType: "custom", Uraian: "diketik", Satuan: "ton"}, "CUST-0002 diketik ton", nil, true},
		{"ref_modified to custom without a unit", SourceRefModified, PekerjaanInput{SourceType: "custom", Uraian: "diketik"}, "CUST-0002 diketik ", nil, true},
		{"ref to another reference", SourceRef, PekerjaanInput{RefID: pointer(int64(2))}, "3.1 Analisa 3.1 m2", other, true},
		{"ref_modified to another reference", SourceRefModified, PekerjaanInput{RefID: pointer(int64(2))}, "mod.2-3.1 Analisa 3.1 m2", other, true},
		{"ref to ref_modified of another reference", SourceRef, PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(2)), Uraian: "diketik"}, "mod.2-3.1 diketik m2", other, true},
		{"ref_modified to ref of another reference", SourceRefModified, PekerjaanInput{SourceType: "ref", RefID: pointer(int64(2))}, "3.1 Analisa 3.1 m2", other, true},
		{"ref to ref_modified of the same reference", SourceRef, PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(1)), Satuan: "ton"}, "mod.2-2.2.1.1 Analisa 2.2.1.1 ton", published, false},
		{"ref to ref_modified without naming it", SourceRef, PekerjaanInput{SourceType: "ref_modified"}, "mod.2-2.2.1.1 Analisa 2.2.1.1 m2", published, false},
		{"ref_modified to ref of the same reference", SourceRefModified, PekerjaanInput{SourceType: "ref"}, "2.2.1.1 Analisa 2.2.1.1 m2", published, false},
		{"the same again", SourceRefModified, PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(1))}, "mod.1-2.2.1.1 diubah kg", []string{"TK T.2.2.1.1 9", "ALT X.1 1"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := buildSourced(t)
			q := map[SourceType]*Pekerjaan{SourceCustom: x.custom, SourceRef: x.ref, SourceRefModified: x.refModified}[test.from]
			if test.from == SourceCustom {
				x.p, _ = x.after(x.p, saveRows(x.user, plainRow(ahsp.TK, "C.1", "1"))) // nobody uses it
			}
			var result TreeResult
			p, _ := x.after(x.p, func(d *Draft) (err error) {
				result, err = x.change(d, q, test.in)
				return err
			})
			now, ok := p.Pekerjaan.Get(q.ID)
			if !ok {
				t.Fatal("the id is gone")
			}
			if got := fmt.Sprintf("%s %s %s", now.Kode, now.Uraian, now.Satuan); got != test.identity {
				t.Errorf("identity %q, want %q", got, test.identity)
			}
			sameList(t, "rows", shownRows(p, q), test.rows)
			if (now.SourceType == SourceCustom) != (now.RefID == nil) || (now.SourceType == SourceCustom) != (now.RefRevision == 0) {
				t.Errorf("reference %v, revision %d of a %s", now.RefID, now.RefRevision, now.SourceType)
			}
			if now.UID != q.UID || !now.MarkupOverride.Equal(amount("5")) {
				t.Errorf("uid or own BUK changed: %+v", now)
			}
			before, _ := x.p.Volumes.Get(q.ID)
			volume, _ := p.Volumes.Get(q.ID)
			cleared := Volume{Meta: Meta{ID: q.ID}, Cleared: true}
			if test.reset && !sameContent(volume, &cleared) || !test.reset && !sameContent(volume, before) {
				t.Errorf("volume %+v", volume)
			}
			var resets, reloads []int64
			if test.reset {
				resets = []int64{q.ID}
			}
			if test.reset || test.name == "ref_modified to ref of the same reference" {
				reloads = []int64{q.ID}
			}
			sameList(t, "volumes cleared", result.VolumeResetIDs, resets)
			sameList(t, "analyses to reload", result.ReloadIDs, reloads)
			if analysis, _ := p.Analyses.Get(q.ID); (analysis.Version > 1) != (len(reloads) > 0) && test.from == SourceRef {
				t.Errorf("analysis has version %d", analysis.Version)
			}
		})
	}
}

func TestSourceChangeClearsOwnPricingOnlyWhenAsked(t *testing.T) {
	x := buildSourced(t)
	budgeted := *x.ref
	budgeted.BudgetedCost = decimal.FromInt(99)
	budgeted.MarkupOverride = amount("5")
	x.p = x.p.Apply(&Delta{Pekerjaan: TableDelta[*Pekerjaan]{Put: []*Pekerjaan{&budgeted}}}, x.p.Revision+1, x.p.Reference)
	for _, ask := range []bool{false, true} {
		p, _ := x.after(x.p, func(d *Draft) error {
			return done(x.change(d, x.ref, PekerjaanInput{SourceType: "custom", Uraian: "a", ClearPricing: ask}))
		})
		now, _ := p.Pekerjaan.Get(x.ref.ID)
		if now.MarkupOverride.Valid == ask || now.BudgetedCost.IsZero() != ask {
			t.Errorf("asked %v: own BUK %v, budget %s", ask, now.MarkupOverride, now.BudgetedCost)
		}
	}
}

func TestSourceChangeNeedsWhatItNeeds(t *testing.T) {
	x := buildSourced(t)
	for name, test := range map[string]struct {
		q    *Pekerjaan
		in   PekerjaanInput
		path string
	}{
		"custom to ref without a reference": {x.custom, PekerjaanInput{SourceType: "ref"}, "ref_id"},
		"an unknown reference":              {x.ref, PekerjaanInput{RefID: pointer(int64(99_999))}, "ref_id"},
		"ref to custom without words":       {x.ref, PekerjaanInput{SourceType: "custom"}, "snapshot_uraian"},
		"an unknown source":                 {x.ref, PekerjaanInput{SourceType: "bundle"}, "source_type"},
	} {
		_, err := x.change(x.draft(x.p), test.q, test.in)
		var invalid *Invalid
		if !errors.As(err, &invalid) || len(invalid.Problems) != 1 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		says(t, invalid.Problems[0].Path, "klasifikasi[", "pekerjaan[", test.path)
	}
}

// TestAUnitThatPeopleFilledInSurvivesTheWayBack: the publication has none to put there.
func TestAUnitThatPeopleFilledInSurvivesTheWayBack(t *testing.T) { // rulings C21
	x := buildSourced(t)
	x.first.Satuan = ""
	for typed, unit := range map[string]string{"": "kg", "ton": "ton"} {
		p, _ := x.after(x.p, func(d *Draft) error {
			return done(x.change(d, x.refModified, PekerjaanInput{SourceType: "ref", Satuan: typed}))
		})
		if now, _ := p.Pekerjaan.Get(x.refModified.ID); now.Satuan != unit {
			t.Errorf("typed %q: the unit became %q, want %q", typed, now.Satuan, unit)
		}
	}
}

func TestSourceChangeReachesTheUsers(t *testing.T) {
	x := buildSourced(t)
	var result TreeResult
	p, _ := x.after(x.p, func(d *Draft) (err error) {
		result, err = x.change(d, x.custom, PekerjaanInput{SourceType: "ref", RefID: &x.first.ID})
		return err
	})
	sameList(t, "cascaded", result.Cascaded, []int64{x.user.ID})
	want(t, "A of the user: 4 × 0.5 × 100", x.line(p, x.user).A, "200")
	// A target may not become empty, as custom pekerjaan begin.
	x.p = p
	_, err := x.change(x.draft(p), x.custom, PekerjaanInput{SourceType: "custom", Uraian: "kosong"})
	says(t, refusedAt(t, err, "klasifikasi")[0].Message, "menjadi kosong", "U Pekerjaan U")
}

func TestGoingBackToRefNeedsTheReference(t *testing.T) {
	x := buildSourced(t)
	delete(x.builder.ref.analyses, x.first.ID)
	_, err := x.change(x.draft(x.p), x.refModified, PekerjaanInput{SourceType: "ref"})
	var invalid *Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("error %v", err)
	}
	says(t, invalid.Problems[0].Message, "tidak ada di pustaka")
	// Its words may still be changed.
	p, _ := x.after(x.p, func(d *Draft) error { return done(x.change(d, x.refModified, PekerjaanInput{Uraian: "baru"})) })
	if now, _ := p.Pekerjaan.Get(x.refModified.ID); now.Uraian != "baru" {
		t.Errorf("stored %+v", now)
	}
}

func TestResetToReference(t *testing.T) {
	x := buildSourced(t)
	x.p, _ = x.after(x.p, func(d *Draft) error {
		return done(d.SaveAnalysis(x.user.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G", RefJob, x.refModified.ID, "2")}}))
	})
	kept := x.p.ComponentsOf(x.refModified.ID)[0]
	before, _ := x.p.Pekerjaan.Get(x.refModified.ID)
	var result ResetResult
	p, changes := x.after(x.p, func(d *Draft) (err error) {
		result, err = d.ResetToReference(x.refModified.ID, nil)
		return err
	})
	sameList(t, "rows", shownRows(p, x.refModified), []string{"TK T.2.2.1.1 0.5", "BHN B.2.2.1.1 1.5"})
	if row := p.ComponentsOf(x.refModified.ID)[0]; row.ID != kept.ID || row.UID != kept.UID {
		t.Error("a row of the same code got another id")
	}
	after, _ := p.Pekerjaan.Get(x.refModified.ID)
	if !sameContent(before, after) {
		t.Errorf("identity %+v became %+v", before, after)
	}
	if volume, _ := p.Volumes.Get(x.refModified.ID); !volume.Quantity.Equal(amount("70")) {
		t.Errorf("volume %+v", volume)
	}
	if result.Cloned != 2 || !result.Changed || len(result.Cascaded) != 1 || result.Cascaded[0] != x.user.ID {
		t.Errorf("result %+v", result)
	}
	if count := tables(changes); count["component"] != 3 || count["analysis"] != 2 {
		t.Errorf("changed %v", count)
	}
	if _, changes := x.after(p, func(d *Draft) error { return done(d.ResetToReference(x.refModified.ID, nil)) }); len(changes) != 0 {
		t.Errorf("a second reset changed %v", tables(changes))
	}
}

func TestResetToReferenceIsRefused(t *testing.T) {
	x := buildSourced(t)
	reset := func(q *Pekerjaan, version *int64) error {
		return done(x.draft(x.p).ResetToReference(q.ID, version))
	}
	refusedAt(t, reset(x.custom, nil), "source_type")
	refusedAt(t, reset(x.ref, nil), "source_type")
	if err := reset(&Pekerjaan{Meta: Meta{ID: 99_999}}, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
	var conflict *Conflict
	if err := reset(x.refModified, pointer(int64(1))); !errors.As(err, &conflict) || conflict.Rows[0].Path != "version" {
		t.Errorf("error %v, want a conflict", err)
	}
	x.first.Components = nil
	says(t, refusedAt(t, reset(x.refModified, nil), "ref")[0].Message, "tidak punya rincian")
	delete(x.builder.ref.analyses, x.first.ID)
	says(t, refusedAt(t, reset(x.refModified, nil), "ref")[0].Message, "tidak ada lagi")
	lost := *x.refModified
	lost.RefID = nil
	x.p = x.p.Apply(&Delta{Pekerjaan: TableDelta[*Pekerjaan]{Put: []*Pekerjaan{&lost}}}, x.p.Revision+1, x.p.Reference)
	refusedAt(t, reset(x.refModified, nil), "ref")
}

func TestConsequencesOfADeletion(t *testing.T) {
	x := buildSourced(t)
	klasifikasi := x.p.Klasifikasi()
	subs := x.p.SubKlasifikasi(klasifikasi[1].ID)
	tests := []struct {
		name                string
		headings, pekerjaan []int64
		want                Consequences
	}{
		{"a klasifikasi with all under it", []int64{klasifikasi[1].ID}, nil, Consequences{Headings: 2, Pekerjaan: 3, Components: 6, Volumes: 3, Formulas: 2, Overrides: 3}},
		{"a sub, and a pekerjaan of it once", []int64{subs[0].ID}, []int64{x.ref.ID, x.ref.ID}, Consequences{Headings: 1, Pekerjaan: 3, Components: 6, Volumes: 3, Formulas: 2, Overrides: 3}},
		{"one pekerjaan", nil, []int64{x.ref.ID}, Consequences{Pekerjaan: 1, Components: 2, Volumes: 1, Formulas: 1, Overrides: 1}},
		{"a user with its target", nil, []int64{x.custom.ID, x.user.ID}, Consequences{Pekerjaan: 2, Components: 3, Volumes: 1, Formulas: 1, Overrides: 1}},
		{"nothing that exists", []int64{99_999}, []int64{99_998}, Consequences{}},
	}
	for _, test := range tests {
		got := x.p.DeletionConsequences(test.headings, test.pekerjaan)
		users := got.Users
		got.Users = nil
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
		usesCustom := test.name == "a klasifikasi with all under it" || test.name == "a sub, and a pekerjaan of it once"
		if usesCustom && (len(users) != 1 || users[0].User.ID != x.user.ID || users[0].Target.ID != x.custom.ID) || !usesCustom && len(users) != 0 {
			t.Errorf("%s: users %+v", test.name, users)
		}
	}
}

func TestConsequencesOfASourceChange(t *testing.T) {
	x := buildSourced(t)
	tests := []struct {
		name string
		q    *Pekerjaan
		to   SourceType
		ref  *int64
		want Consequences
	}{
		{"custom stays custom", x.custom, SourceCustom, nil, Consequences{}},
		{"ref to ref_modified of the same", x.ref, SourceRefModified, &x.first.ID, Consequences{}},
		{"ref stays ref", x.ref, SourceRef, nil, Consequences{}},
		{"ref_modified back to ref", x.refModified, SourceRef, nil, Consequences{Components: 2}},
		{"another reference", x.ref, SourceRef, &x.second.ID, Consequences{Components: 2, Volumes: 1, Formulas: 1, Overrides: 1}},
		{"ref to custom", x.ref, SourceCustom, nil, Consequences{Components: 2, Volumes: 1, Formulas: 1, Overrides: 1}},
	}
	for _, test := range tests {
		got, err := x.p.SourceChangeConsequences(test.q.ID, test.to, test.ref)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %+v, %v, want %+v", test.name, got, err, test.want)
		}
	}
	got, err := x.p.SourceChangeConsequences(x.custom.ID, SourceRef, &x.first.ID)
	if err != nil || len(got.Users) != 1 || got.Users[0].User.ID != x.user.ID || got.Components != 2 {
		t.Errorf("custom to ref: %+v, %v", got, err)
	}
	if _, err := x.p.SourceChangeConsequences(99_999, SourceRef, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}
