package rab

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
)

// chain returns length+1 pekerjaan of which each bundles the next.
func chain(b *builder, length int) []*Pekerjaan {
	list := make([]*Pekerjaan, length+1)
	for i := range list {
		list[i] = b.add(fmt.Sprintf("P%d", i))
		b.row(list[i], ahsp.TK, fmt.Sprintf("TK.%d", i), "1", "100")
	}
	for i := range length {
		b.bundle(list[i], list[i+1], "1")
	}
	return list
}

func TestBundleCycleIsRefusedWithItsPath(t *testing.T) { // golden G14
	b := build(t)
	p := map[string]*Pekerjaan{}
	for _, kode := range []string{"A", "B", "C"} {
		p[kode] = b.add(kode)
		b.row(p[kode], ahsp.TK, "TK."+kode, "1", "1")
	}
	b.bundle(p["A"], p["B"], "1")
	b.bundle(p["B"], p["C"], "1")
	if problems := problemsOf(b.project(), []int64{p["A"].ID, p["B"].ID}); len(problems) != 0 {
		t.Fatalf("stored chain has problems %v", problems)
	}
	rows := len(b.rows)
	tests := []struct{ from, to, want string }{
		{"C", "A", "C → A → B → C"},
		{"A", "A", "A → A"},
		{"A", "C", ""},
	}
	for _, test := range tests {
		b.rows = b.rows[:rows]
		row := b.bundle(p[test.from], p[test.to], "1")
		row.Kode += " lagi"
		problems := problemsOf(b.project(), []int64{p[test.from].ID})
		if test.want == "" {
			if len(problems) != 0 {
				t.Errorf("%s → %s is refused: %v", test.from, test.to, problems)
			}
			continue
		}
		found := false
		for _, problem := range problems {
			found = found || (problem.ComponentID == row.ID && problem.PekerjaanID == p[test.from].ID && strings.Contains(problem.Message, test.want))
		}
		if !found {
			t.Errorf("%s → %s gives %v, want path %q", test.from, test.to, problems, test.want)
		}
	}
}

func TestBundleIntoACycleOfOthersNamesThatCycle(t *testing.T) {
	b := build(t)
	user, x, y := b.add("U"), b.add("X"), b.add("Y")
	b.bundle(user, x, "1")
	b.bundle(x, y, "1")
	b.bundle(y, x, "1")
	problems := problemsOf(b.project(), []int64{user.ID})
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "X → Y → X") {
		t.Errorf("got %v, want the cycle X → Y → X", problems)
	}
}

func TestBundleDepthTenIsTheLimitForEveryUser(t *testing.T) {
	b := build(t)
	list := chain(b, MaxBundleDepth)
	last := list[len(list)-1]
	if problems := problemsOf(b.project(), []int64{list[0].ID, last.ID}); len(problems) != 0 {
		t.Fatalf("depth %d is refused: %v", MaxBundleDepth, problems)
	}
	deeper := b.add("DEEPER")
	b.row(deeper, ahsp.TK, "TK.X", "1", "1")
	b.bundle(last, deeper, "1")
	problems := problemsOf(b.project(), []int64{last.ID})
	if len(problems) != 1 || problems[0].PekerjaanID != list[0].ID || !strings.Contains(problems[0].Message, "pekerjaan P0") {
		t.Errorf("got %v, want one problem at the user P0", problems)
	}
}

func TestBundleTargetMustExistAndHaveRows(t *testing.T) {
	b := build(t)
	user, empty := b.add("U"), b.add("KOSONG")
	row := b.bundle(user, empty, "1")
	lost := int64(99)
	missing := b.component(user, ahsp.LAIN, "HILANG", "1")
	missing.RefPekerjaanID = &lost
	lostAHSP := b.component(user, ahsp.LAIN, "HILANG-AHSP", "1")
	lostAHSP.RefAHSPID = &lost

	problems := problemsOf(b.project(), []int64{user.ID})
	byRow := map[int64]string{}
	for _, problem := range problems {
		byRow[problem.ComponentID] = problem.Message
	}
	if len(problems) != 3 || !strings.Contains(byRow[row.ID], "KOSONG belum punya rincian") ||
		!strings.Contains(byRow[missing.ID], "tidak ada lagi") || !strings.Contains(byRow[lostAHSP.ID], "pustaka") {
		t.Errorf("got %v", problems)
	}

	b.header.AllowBundleSoftErrors = true
	if problems := problemsOf(b.project(), []int64{user.ID}); len(problems) != 2 {
		t.Errorf("with soft errors allowed: %v, want only the two missing targets", problems)
	}
}

func TestReferenceCycleAndDepthAreSeen(t *testing.T) {
	b := build(t)
	r1, r2 := b.ref.add("R1"), b.ref.add("R2")
	b.ref.component(r1, ahsp.LAIN, "R2", "1")
	b.ref.component(r2, ahsp.LAIN, "R1", "1")
	user := b.add("U")
	b.bundleAHSP(user, r1, "1")
	problems := problemsOf(b.project(), []int64{user.ID})
	if len(problems) != 1 || !strings.Contains(problems[0].Message, "R1 → R2 → R1") {
		t.Errorf("got %v, want the cycle R1 → R2 → R1", problems)
	}
	if _, err := ReferenceLeaves(b.ref, r1); err == nil || !strings.Contains(err.Error(), "R1 → R2 → R1") {
		t.Errorf("ReferenceLeaves: %v", err)
	}
}

func TestReferenceLeavesReplacesNestedAnalyses(t *testing.T) {
	b := build(t)
	outer, inner := b.ref.add("R1"), b.ref.add("R2")
	b.ref.component(outer, ahsp.TK, "TK.1", "0.5")
	b.ref.component(outer, ahsp.LAIN, "R2", "2")
	b.ref.component(outer, ahsp.LAIN, "MOB", "1")
	b.ref.component(inner, ahsp.BHN, "BHN.1", "3")
	b.ref.component(inner, ahsp.TK, "TK.1", "0.25")
	leaves, err := ReferenceLeaves(b.ref, outer)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, leaf := range leaves {
		got = append(got, leaf.Kode)
	}
	if want := "TK.1 BHN.1 MOB"; strings.Join(got, " ") != want {
		t.Errorf("leaves %v, want %s", got, want)
	}
}

func TestBundleUsersAreNearestFirstAndOnce(t *testing.T) {
	b := build(t)
	list := chain(b, 3)
	b.bundle(list[0], list[3], "2")
	got := b.project().BundleUsers(list[3].ID)
	want := []int64{list[2].ID, list[0].ID, list[1].ID}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("users %v, want %v", got, want)
	}
}

func problemsOf(p *Project, changed []int64) []BundleProblem {
	return p.bundleProblems(changed, p.allowsEmptyBundles())
}
