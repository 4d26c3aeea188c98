package demo_test

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

// noon is a Wednesday.
var noon = time.Date(2026, 6, 17, 5, 0, 0, 0, time.UTC)

// openAt opens a store of its own at a fixed time: a SQLite file, or PostgreSQL by its address.
func openAt(t *testing.T, address string) *app.App {
	t.Helper()
	opened, err := store.Open(t.Context(), address, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Store: opened, Now: func() time.Time { return noon }})
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

// onBoth runs a test on a SQLite file and on PostgreSQL.
func onBoth(t *testing.T, run func(t *testing.T, a *app.App)) {
	t.Run("sqlite", func(t *testing.T) { run(t, openAt(t, "")) })
	t.Run("postgresql", func(t *testing.T) { run(t, openAt(t, testservice.Postgres(t))) })
}

const portfolioPassword = "pagi-hujan-berkabut"

func fillPortfolio(t *testing.T, a *app.App, p demo.Portfolio) *demo.Filled {
	t.Helper()
	p.Size = "small"
	filled, err := demo.FillPortfolio(t.Context(), a, portfolioPassword, p)
	if err != nil {
		t.Fatal(err)
	}
	return filled
}

// viewAs returns a project as somebody sees it who logs in by the password of the demo.
func viewAs(t *testing.T, a *app.App, email string, project int64) *app.View {
	t.Helper()
	token, err := a.LogIn(t.Context(), email, portfolioPassword, netip.IPv6Loopback(), "test")
	if err != nil {
		t.Fatal(err)
	}
	visit, err := a.Enter(t.Context(), token, project)
	if err != nil {
		t.Fatal(err)
	}
	view, err := a.View(t.Context(), visit)
	if err != nil {
		t.Fatalf("project %d as %s: %v", project, email, err)
	}
	return view
}

func TestEveryProjectOfAPortfolioHoldsEveryFeature(t *testing.T) {
	onBoth(t, func(t *testing.T, a *app.App) {
		filled := fillPortfolio(t, a, demo.Portfolio{Seed: 1})
		if len(filled.Projects) != demo.PortfolioProjects || len(filled.Accounts) != 0 {
			t.Fatalf("filled %+v", filled)
		}
		for _, project := range filled.Projects {
			view := viewAs(t, a, demo.People[0].Email, project.ID)
			wantWork(t, view)
			wantMoney(t, view)
			wantTime(t, a, view)
			if problems := view.Integrity(); len(problems) > 0 {
				t.Error(problems)
			}
			if said := view.Documents(); said.Kop == "" || said.Nomor == "" || said.Tempat == "" || said.Tanggal >= view.Header().TanggalMulai {
				t.Errorf("documents of %s say %+v", view.Header().TanggalMulai, said)
			}
		}
	})
}

// wantWork looks at the pekerjaan, their components and bundles.
func wantWork(t *testing.T, view *app.View) {
	t.Helper()
	sources := map[rab.SourceType]int{}
	bundles := 0
	names := map[string]bool{}
	for _, row := range view.Pekerjaan.All() {
		sources[row.SourceType]++
		rows := view.ComponentsOf(row.ID)
		if len(rows) != 8 {
			t.Errorf("%s has %d components, want 8", row.Name(), len(rows))
		}
		if slices.ContainsFunc(rows, (*rab.Component).Bundle) {
			bundles++
		}
		names[row.Uraian] = true
	}
	if n := view.Pekerjaan.Len(); n != 30 || bundles != n/10 || sources[rab.SourceRef] == 0 || sources[rab.SourceRefModified] == 0 || sources[rab.SourceCustom] == 0 {
		t.Errorf("%d pekerjaan, %d with a bundle, by source %v", n, bundles, sources)
	}
	if len(view.Klasifikasi()) != 10 || len(names) < 25 {
		t.Errorf("%d klasifikasi, %d different uraian", len(view.Klasifikasi()), len(names))
	}
}

// wantMoney looks at prices, volumes, what is missing, and what the total is.
func wantMoney(t *testing.T, view *app.View) {
	t.Helper()
	missing := map[rab.CheckKind]int{}
	for _, check := range view.Checklist() {
		missing[check.Kind]++
	}
	if missing[rab.CheckNoPrice] != 1 || missing[rab.CheckNoVolume] != 1 || missing[rab.CheckUnitMissing] != 1 {
		t.Errorf("missing: %v; want one price, one volume and one unit", missing)
	}
	for _, kind := range []rab.CheckKind{rab.CheckBrokenBundle, rab.CheckFormulaFailing, rab.CheckNoAnalysis, rab.CheckEmptyBundle, rab.CheckPaguExceeded, rab.CheckZeroVolume, rab.CheckProgressOver} {
		if missing[kind] != 0 {
			t.Errorf("%d × %s", missing[kind], kind)
		}
	}
	priced, formulas := 0, 0
	for _, item := range view.PriceItems.All() {
		if item.Harga.Valid {
			priced++
		}
	}
	for _, volume := range view.Volumes.All() {
		if volume.IsFx {
			formulas++
		}
	}
	if priced < 300 || priced != view.PriceItems.Len()-1 || formulas < 3 || view.Parameters.Len() < 5 || view.Conversions.Len() < 5 {
		t.Errorf("%d of %d items priced, %d formulas, %d parameters, %d purchase units", priced, view.PriceItems.Len(), formulas, view.Parameters.Len(), view.Conversions.Len())
	}
	for _, c := range view.Conversions.All() {
		if item, _ := view.PriceItems.Get(c.PriceItemID); !c.Agrees(item) {
			t.Errorf("%s: the price of one unit does not follow from the price of one %s", item.Kode, c.MarketUnit)
		}
	}
	if total, least := view.Figures().Totals.Dibulatkan, decimal.FromInt(100_000_000); total.Less(least) {
		t.Errorf("total %s", total)
	}
}

// wantTime looks at plan, realisasi, baseline and phases.
func wantTime(t *testing.T, a *app.App, view *app.View) {
	t.Helper()
	analysis, err := a.Analysis(t.Context(), view)
	if err != nil {
		t.Fatal(err)
	}
	last, unplanned := 0, 0
	for _, row := range view.Pekerjaan.All() {
		weeks, sum := 0, decimal.Zero
		for _, cell := range view.ProgressOf(row.ID) {
			if !cell.Planned.IsZero() {
				weeks++
			}
			if !cell.Actual.IsZero() {
				last = max(last, cell.Week)
			}
			sum = sum.Add(cell.Planned)
		}
		switch {
		case weeks == 0:
			unplanned++
		case weeks != 12 || !sum.Equal(decimal.Hundred):
			t.Errorf("%s: %d weeks with %s %%", row.Name(), weeks, sum)
		}
	}
	if n := view.Header().Weeks().Count(); n != 40 || last != 20 || unplanned != 1 || analysis.Status != 20 {
		t.Errorf("%d weeks, realisasi to week %d, %d pekerjaan without a plan, status week %d", n, last, unplanned, analysis.Status)
	}
	if analysis.Baseline == nil || view.Tahapan.Len() != 3 || view.TahapanMembers.Len() != view.Pekerjaan.Len() || view.Schedule().ClosedUntil != "" {
		t.Errorf("baseline %v, %d phases with %d pekerjaan, closed until %q", analysis.Baseline != nil, view.Tahapan.Len(), view.TahapanMembers.Len(), view.Schedule().ClosedUntil)
	}
}

// Scripts with fixed ids run: ids are as chosen, and what is made later never gets them.
func TestAPortfolioHasTheIDsThatAreAskedFor(t *testing.T) {
	onBoth(t, func(t *testing.T, a *app.App) {
		want := []int64{160, 161, 163, 139, 162}
		filled := fillPortfolio(t, a, demo.Portfolio{Seed: 1, IDs: want, Accounts: 12})
		for i, project := range filled.Projects {
			if project.ID != want[i] || project.Pekerjaan != 30 {
				t.Errorf("project %+v, want id %d", project, want[i])
			}
			if view := viewAs(t, a, filled.Accounts[11], project.ID); view.Header().Nama != project.Nama || view.Visit.Rights != (app.Rights{Read: true, Write: true, Prices: true}) {
				t.Errorf("user012 sees %q with %+v", view.Header().Nama, view.Visit.Rights)
			}
		}
		if len(filled.Accounts) != 12 || filled.Accounts[0] != "user001@karya.example" {
			t.Errorf("accounts %v", filled.Accounts)
		}
		owner := viewAs(t, a, demo.People[0].Email, 160).Visit
		more, err := a.CreateProjects(t.Context(), owner, []app.NewProject{{Header: rab.Header{
			Nama: "Berikutnya", SumberDana: "APBD", LokasiProject: "Contoh", NamaClient: "Contoh", AnggaranOwner: decimal.FromInt(1), DurasiHari: 7,
		}}})
		if err != nil || more[0].ID <= 163 {
			t.Errorf("next project %+v: %v", more, err)
		}
	})
}

func TestAPortfolioFollowsFromItsSeed(t *testing.T) {
	hashes := func(p demo.Portfolio) (list []string) {
		a := openAt(t, "")
		for _, project := range fillPortfolio(t, a, p).Projects {
			hash, err := exchange.ContentHash(viewAs(t, a, demo.People[0].Email, project.ID).Project)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, hash)
		}
		return list
	}
	first, again, other := hashes(demo.Portfolio{Seed: 7}), hashes(demo.Portfolio{Seed: 7, IDs: []int64{5, 4, 3, 2, 1}}), hashes(demo.Portfolio{Seed: 8})
	if !slices.Equal(first, again) {
		t.Errorf("the same seed gives %v and %v", first, again)
	}
	for i, hash := range first {
		if slices.Contains(other, hash) || slices.Contains(first[:i], hash) {
			t.Errorf("project %d is that of another seed or number", i+1)
		}
	}
}

func TestAPortfolioIsMadeOnce(t *testing.T) {
	a := openAt(t, "")
	filled := fillPortfolio(t, a, demo.Portfolio{Seed: 1})
	if _, err := demo.FillPortfolio(t.Context(), a, portfolioPassword, demo.Portfolio{Size: "small", Accounts: 3}); !errors.Is(err, demo.ErrFilled) {
		t.Fatalf("filled again: %v", err)
	}
	accounts, err := a.Accounts(t.Context())
	if err != nil || len(accounts) != len(demo.People) {
		t.Errorf("%d accounts, %v", len(accounts), err)
	}
	if page, err := a.Projects(t.Context(), viewAs(t, a, demo.People[0].Email, filled.Projects[0].ID).Visit, app.ProjectQuery{}); err != nil || page.Total != demo.PortfolioProjects {
		t.Errorf("projects %+v, %v", page, err)
	}
}

func TestWhatNoPortfolioCanBeIsRefused(t *testing.T) {
	for name, p := range map[string]demo.Portfolio{
		"no size": {}, "another size": {Size: "huge"}, "four ids": {Size: "small", IDs: []int64{1, 2, 3, 4}},
		"an id twice": {Size: "small", IDs: []int64{1, 2, 3, 4, 4}}, "no id": {Size: "small", IDs: []int64{0, 1, 2, 3, 4}},
		"too many accounts": {Size: "small", Accounts: demo.MaxAccounts + 1},
	} {
		a := openAt(t, "")
		if _, err := demo.FillPortfolio(t.Context(), a, portfolioPassword, p); err == nil {
			t.Errorf("%s: was filled", name)
		}
		if empty, err := a.Empty(t.Context()); err != nil || !empty {
			t.Errorf("%s: left something behind (%v)", name, err)
		}
	}
	a := openAt(t, "")
	var invalid *rab.Invalid
	if _, err := demo.FillPortfolio(t.Context(), a, "pendek", demo.Portfolio{Size: "small"}); !errors.As(err, &invalid) {
		t.Errorf("a weak password: %v", err)
	}
}
