package demo_test

import (
	"errors"
	"net/netip"
	"testing"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

func open(t *testing.T) *app.App {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Store: opened})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		a.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// company is a filled store with the session of one of its people.
type company struct {
	*app.App

	password string
}

func fill(t *testing.T) *company {
	t.Helper()
	c := &company{App: open(t), password: auth.GeneratePassword()}
	if err := demo.Fill(t.Context(), c.App, c.password); err != nil {
		t.Fatal(err)
	}
	return c
}

// view returns the named project as one of the people sees it.
func (c *company) view(t *testing.T, person int, name string) *app.View {
	t.Helper()
	token, err := c.LogIn(t.Context(), demo.People[person].Email, c.password, netip.IPv6Loopback(), "test")
	if err != nil {
		t.Fatal(err)
	}
	visit, err := c.Enter(t.Context(), token, 0)
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.Projects(t.Context(), visit, app.ProjectQuery{Search: name})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("projects %q: %v, %v", name, page, err)
	}
	if visit, err = c.Enter(t.Context(), token, page.Rows[0].ID); err != nil {
		t.Fatal(err)
	}
	view, err := c.View(t.Context(), visit)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

func TestTheVillageHallLooksLikeWork(t *testing.T) {
	view := fill(t).view(t, 0, "Balai Pertemuan")
	if n, k := view.Pekerjaan.Len(), len(view.Klasifikasi()); n < 30 || k < 3 {
		t.Errorf("%d pekerjaan in %d klasifikasi", n, k)
	}
	states := map[rab.LineState]int{}
	formulas, overridden := 0, 0
	for _, line := range view.Figures().Lines {
		states[line.State]++
		if line.Pekerjaan.MarkupOverride.Valid {
			overridden++
		}
	}
	for _, volume := range view.Volumes.All() {
		if volume.IsFx {
			formulas++
		}
	}
	if states[rab.LineNoVolume] != 1 || states[rab.LineNoPrice] != 1 || states[rab.LineNoAnalysis] != 0 {
		t.Errorf("states of the lines: %v; one volume and one price are to be missing", states)
	}
	if formulas < 20 || overridden != 1 || view.Conversions.Len() != 2 {
		t.Errorf("%d formulas, %d own BUK, %d conversions", formulas, overridden, view.Conversions.Len())
	}
	totals := view.Figures().Totals
	if pagu := view.Header().AnggaranOwner; pagu.Less(totals.Dibulatkan) || totals.Dibulatkan.Less(pagu.Mul(decimal.MustParse("0.8"))) {
		t.Errorf("total %s of a budget of %s", totals.Dibulatkan.Indonesian(0, 0), pagu.Indonesian(0, 0))
	}
	if problems := view.Integrity(); len(problems) > 0 {
		t.Error(problems)
	}
}

// Documents of the demo look like those that are handed in: with a head, a number, a day and
// who signs.
func TestTheProjectsHaveAHeadForTheirDocuments(t *testing.T) {
	c := fill(t)
	for _, name := range []string{"Balai Pertemuan", "Ruang Kelas"} {
		view := c.view(t, 0, name)
		said := view.Documents()
		if said.Kop == "" || said.Nomor == "" || said.Tempat == "" || said.NIPClient == "" || said.Tanggal == "" || view.Header().TanggalMulai <= said.Tanggal {
			t.Errorf("%s: documents of %s say %+v", name, view.Header().TanggalMulai, said)
		}
	}
}

// A comparison with the state that is saved has something to explain.
func TestTheVillageHallHasAnEarlierState(t *testing.T) {
	c := fill(t)
	now := c.view(t, 0, "Balai Pertemuan")
	saved, err := c.Revisions(t.Context(), now.Visit)
	if err != nil || len(saved) != 2 {
		t.Fatalf("saved states %v: %v", saved, err)
	}
	_, before, err := c.Revision(t.Context(), now.Visit, saved[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if was, is := before.Figures().Totals.Jumlah, now.Figures().Totals.Jumlah; !was.Less(is) {
		t.Errorf("the sum was %s and is %s: nothing to explain", was.Indonesian(0, 0), is.Indonesian(0, 0))
	}
}

func TestEveryPriceSaysThatItIsAnExample(t *testing.T) {
	view := fill(t).view(t, 0, "Balai Pertemuan")
	for _, item := range view.PriceItems.All() {
		if item.Harga.Valid && item.PriceSource != "harga contoh" {
			t.Errorf("%s: source %q", item.Kode, item.PriceSource)
		}
	}
	for _, c := range view.Conversions.All() {
		if item, _ := view.PriceItems.Get(c.PriceItemID); !c.Agrees(item) {
			t.Errorf("%s: the price of one unit does not follow from the price of one %s", item.Kode, c.MarketUnit)
		}
	}
}

func TestTheSchoolRoomsAreComplete(t *testing.T) {
	view := fill(t).view(t, 0, "Ruang Kelas")
	if checks := view.Checklist(); len(checks) > 0 {
		t.Errorf("checklist: %+v", checks)
	}
	if view.Pricing().PPNScheme != rab.PPN12x11Per12 {
		t.Errorf("PPN %s", view.Pricing().PPNScheme)
	}
}

func TestEachPersonHasTheRightsOfTheirPart(t *testing.T) {
	c := fill(t)
	for person, want := range []app.Rights{
		{Read: true, Write: true, Prices: true, Manage: true},
		{Read: true, Write: true, Prices: true},
		{Read: true},
	} {
		view := c.view(t, person, "Balai Pertemuan")
		if view.Visit.Rights != want || view.Visit.Admin() != (person == 0) {
			t.Errorf("%s: %+v, administrator: %t", demo.People[person].Email, view.Visit.Rights, view.Visit.Admin())
		}
	}
}

func TestAFilledStoreIsRefused(t *testing.T) {
	a := open(t)
	if _, err := a.AddAccount(t.Context(), app.NewAccount{Email: "ada@kantor.id", Password: auth.GeneratePassword()}); err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(t.Context(), a, auth.GeneratePassword()); !errors.Is(err, demo.ErrFilled) {
		t.Fatalf("filled again: %v", err)
	}
	if accounts, err := a.Accounts(t.Context()); err != nil || len(accounts) != 1 {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
}

// The work of the hall is planned whole, but for what has no volume, and a little late.
func TestTheVillageHallIsUnderWay(t *testing.T) {
	c := fill(t)
	view := c.view(t, 0, "Balai Pertemuan")
	analysis, err := c.Analysis(t.Context(), view)
	if err != nil {
		t.Fatal(err)
	}
	open := 0
	for i := range analysis.Works {
		if planned, _ := analysis.Works[i].Sum(); !planned.Equal(decimal.FromInt(100)) {
			open++
		}
	}
	if analysis.Baseline == nil {
		t.Error("there is no rencana kontrak")
	}
	if open != 1 {
		t.Errorf("%d pekerjaan are not planned whole, want 1", open)
	}
	deviation, ok := analysis.Curve.Deviation(analysis.Status)
	if analysis.Status != 7 || analysis.Closed != 6 || !ok || deviation.Sign() >= 0 || analysis.Standing != schedule.Late || !analysis.Now.CPI.Valid {
		t.Errorf("status week %d, closed %d, deviasi %s, %s", analysis.Status, analysis.Closed, deviation.Round(2), analysis.Standing)
	}
}
