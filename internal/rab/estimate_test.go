package rab

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/spreadsheet"
)

// A ledger is a project made through the commands from analyses of a library, and beside it
// the same project written down as fractions, which it computes from the definitions of
// domain §6 and §7. That side shares no code with the package: it knows neither price items
// nor snapshots. What a component costs follows from what it is.
type ledger struct {
	*builder

	library *ahsp.Library
	p       *Project
	jobs    []*ledgerJob // in the order of the work list
	markup  *big.Rat
	tax     *big.Rat // of one rupiah
	base    int64    // rounded down
	hsp     int64
	bought  map[ledgerItem]*big.Rat // prices that follow from how an item is bought
}

// ledgerJob is a pekerjaan in the ledger.
type ledgerJob struct {
	q                *Pekerjaan
	klasifikasi, sub int
	rows             []ledgerRow
	volume           *big.Rat // nil: none
	override         *big.Rat
}

// ledgerRow is a component, or koefisien units of a job or of an analysis.
type ledgerRow struct {
	koefisien *big.Rat
	item      ledgerItem
	job       *ledgerJob
	analysis  *ahsp.Analysis
}

// ledgerItem is what a component is: one thing has one price.
type ledgerItem struct {
	kategori             ahsp.Kategori
	kode, uraian, satuan string
}

func itemOf(kategori ahsp.Kategori, kode, uraian, satuan string) ledgerItem {
	return ledgerItem{kategori, kode, ahsp.NormaliseText(uraian), ahsp.NormaliseUnit(satuan)}
}

// madeUp are the endings and codes that the program gives to items.
var madeUp = regexp.MustCompile(`#\d+$|^Unit-\d{4}$`)

// price makes up what a thing costs; one in fifty has no price.
func (e *ledger) price(item ledgerItem) *big.Rat {
	if price, ok := e.bought[item]; ok {
		return price
	}
	h := fnv.New64a()
	fmt.Fprint(h, item)
	n := h.Sum64()
	if n%50 == 0 {
		return nil
	}
	return big.NewRat(int64(n>>16%1_000_000_00)+25, 100)
}

// rowsOfAnalysis reads the components of an analysis: those of LAIN that name another
// analysis of the same edition stand for it.
func (e *ledger) rowsOfAnalysis(a *ahsp.Analysis) []ledgerRow {
	rows := make([]ledgerRow, len(a.Components))
	for i, c := range a.Components {
		rows[i] = ledgerRow{koefisien: rational(c.Koefisien.String()), item: itemOf(c.Kategori, c.Kode, c.Uraian, c.Satuan)}
		if nested, ok := e.library.ByKode(a.EditionID, c.Kode); ok && c.Kategori == ahsp.LAIN && c.Kode != "" {
			rows[i].analysis = nested
		}
	}
	return rows
}

func rational(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no number: " + text)
	}
	return r
}

// walk visits every base component of the rows with its amount per one unit.
func (e *ledger) walk(rows []ledgerRow, factor *big.Rat, visit func(ledgerItem, *big.Rat)) {
	for _, row := range rows {
		amount := new(big.Rat).Mul(factor, row.koefisien)
		switch {
		case row.job != nil:
			e.walk(row.job.rows, amount, visit)
		case row.analysis != nil:
			e.walk(e.rowsOfAnalysis(row.analysis), amount, visit)
		default:
			visit(row.item, amount)
		}
	}
}

// cost returns the money of one unit by kategori, and the sum.
func (e *ledger) cost(rows []ledgerRow) (perKategori map[ahsp.Kategori]*big.Rat, sum *big.Rat) {
	perKategori, sum = map[ahsp.Kategori]*big.Rat{}, new(big.Rat)
	for _, kategori := range ahsp.Categories {
		perKategori[kategori] = new(big.Rat)
	}
	e.walk(rows, big.NewRat(1, 1), func(item ledgerItem, amount *big.Rat) {
		if price := e.price(item); price != nil {
			cost := new(big.Rat).Mul(amount, price)
			perKategori[item.kategori].Add(perKategori[item.kategori], cost)
			sum.Add(sum, cost)
		}
	})
	return perKategori, sum
}

// ledgerLine is a line of the RAB in the ledger.
type ledgerLine struct {
	perKategori   map[ahsp.Kategori]*big.Rat
	d, e, f, g, t *big.Rat
}

func (e *ledger) lineOf(job *ledgerJob) ledgerLine {
	var l ledgerLine
	var sum *big.Rat
	l.perKategori, sum = e.cost(job.rows)
	l.d = new(big.Rat).Sub(sum, l.perKategori[ahsp.LAIN])
	l.e = halfUp(sum, 2)
	percent := e.markup
	if job.override != nil {
		percent = job.override
	}
	l.f = halfUp(new(big.Rat).Quo(new(big.Rat).Mul(l.e, percent), big.NewRat(100, 1)), 2)
	l.g = new(big.Rat).Add(l.e, l.f)
	if e.hsp > 0 {
		l.g = toMultiple(l.g, e.hsp)
	}
	l.t = new(big.Rat)
	if job.volume != nil {
		l.t = halfUp(new(big.Rat).Mul(l.g, job.volume), 2)
	}
	return l
}

// plan makes the project through the commands: the analyses as pekerjaan (every third to
// be changed), custom ones that bundle them in nested ways, volumes, formulas, prices,
// buying units, own BUK and a policy.
func plan(t *testing.T, edition ahsp.Edition, analyses []ahsp.Analysis, chosen []int64) *ledger {
	e := &ledger{
		builder: build(t), library: ahsp.NewLibrary([]ahsp.Edition{edition}, analyses), bought: map[ledgerItem]*big.Rat{},
		markup: rational("12.5"), tax: big.NewRat(11, 100), base: 1000,
	}
	e.p = NewProject(projectID, e.library).Apply(&Delta{
		Headers: TableDelta[*Header]{Put: []*Header{e.header}}, Pricings: TableDelta[*Pricing]{Put: []*Pricing{e.pricing}},
		States: TableDelta[*State]{Put: []*State{e.state}},
	}, 1, e.library)
	e.list(chosen)
	e.modify()
	e.combine()
	e.measure()
	e.priceAll()
	e.buy()
	e.settlePolicy()
	e.reachesEverything()
	return e
}

// reachesEverything fails the test unless the project holds what it is meant to prove.
func (e *ledger) reachesEverything() {
	e.t.Helper()
	published, depth := 0, 0
	for _, line := range e.p.Figures().Lines {
		if line.Pekerjaan.SourceType != SourceCustom {
			published++
		}
		for _, row := range line.Expanded {
			depth = max(depth, row.Depth)
		}
	}
	byAnalysis, byJob := 0, 0
	for _, row := range e.p.Components.All() {
		if row.RefAHSPID != nil {
			byAnalysis++
		}
		if row.RefPekerjaanID != nil {
			byJob++
		}
	}
	if published < 30 || depth < 7 || byAnalysis < ledgerCustom || byJob < ledgerCustom || e.p.Conversions.Len() < 5 ||
		e.p.Figures().Totals.NoPrice == 0 {
		e.t.Fatalf("%d published pekerjaan, bundles %d deep, %d on analyses, %d on pekerjaan, %d buying units, %d without a price",
			published, depth, byAnalysis, byJob, e.p.Conversions.Len(), e.p.Figures().Totals.NoPrice)
	}
}

// do carries out a command on the project.
func (e *ledger) do(command func(*Draft) error) { e.p, _ = e.after(e.p, command) }

const ledgerCustom = 7

// list makes the work list: three klasifikasi of two subs, the chosen analyses dealt out
// among them, and custom pekerjaan in the last.
func (e *ledger) list(chosen []int64) {
	tree := TreeInput{Klasifikasi: make([]KlasifikasiInput, 3)}
	for k := range tree.Klasifikasi {
		tree.Klasifikasi[k].Sub = make([]SubInput, 2)
	}
	for i, id := range chosen {
		sub := &tree.Klasifikasi[i%3].Sub[i/3%2]
		row := PekerjaanInput{SourceType: "ref", RefID: &id}
		if i%3 == 0 {
			row.SourceType = "ref_modified"
		}
		sub.Pekerjaan = append(sub.Pekerjaan, row)
	}
	for i := range ledgerCustom {
		sub := &tree.Klasifikasi[2].Sub[1]
		sub.Pekerjaan = append(sub.Pekerjaan, customItem(fmt.Sprintf("Gabungan %d", i)))
	}
	e.do(func(d *Draft) error { return done(d.AppendTree(tree)) })
	for k, klasifikasi := range e.p.Klasifikasi() {
		for s, sub := range e.p.SubKlasifikasi(klasifikasi.ID) {
			for _, q := range e.p.PekerjaanOf(sub.ID) {
				job := &ledgerJob{q: q, klasifikasi: k, sub: 2*k + s}
				if q.RefID != nil {
					analysis, _ := e.library.Analysis(*q.RefID)
					job.rows = e.rowsOfAnalysis(analysis)
				}
				e.jobs = append(e.jobs, job)
			}
		}
	}
}

// modify changes the coefficients of the changed references, drops their last row and adds
// one, as one command.
func (e *ledger) modify() {
	var inputs []PekerjaanAnalysis
	for i, job := range e.jobs {
		if job.q.SourceType != SourceRefModified {
			continue
		}
		rows := rowsOf(e.p, job.q)
		koefisien := fmt.Sprintf("%d.%06d", i%3, i*7919+1)
		rows[0].Koefisien, job.rows[0].koefisien = amount(koefisien), rational(koefisien)
		if len(rows) > 2 {
			rows, job.rows = rows[:len(rows)-1], job.rows[:len(job.rows)-1]
		}
		rows = append(rows, typedRow("BHN", "Bahan tambahan", "kg", "0.75").coded("TAMBAHAN"))
		job.rows = append(job.rows, ledgerRow{koefisien: rational("0.75"), item: itemOf(ahsp.BHN, "TAMBAHAN", "Bahan tambahan", "kg")})
		inputs = append(inputs, PekerjaanAnalysis{PekerjaanID: job.q.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: rows}})
	}
	e.do(func(d *Draft) error { return done(d.SaveAnalyses(inputs)) })
}

// combine gives the custom pekerjaan their rows. Each bundles the one before it, a
// pekerjaan from the library and an analysis that is no pekerjaan; the last but one has
// tiny coefficients, and a component typed without a code.
func (e *ledger) combine() {
	first := len(e.jobs) - ledgerCustom
	for i, job := range e.jobs[first:] {
		var rows []AnalysisRow
		add := func(row AnalysisRow, entry ledgerRow) {
			entry.koefisien = rational(row.Koefisien.Decimal.String())
			rows, job.rows = append(rows, row), append(job.rows, entry)
		}
		if i > 0 {
			target := e.jobs[first+i-1]
			add(bundleRow("G-1", RefJob, target.q.ID, map[bool]string{true: "0.000333", false: "1.25"}[i == ledgerCustom-2]), ledgerRow{job: target})
		}
		target := e.jobs[i*4%first]
		add(bundleRow("G-2", RefJob, target.q.ID, fmt.Sprintf("%d.5", i+1)), ledgerRow{job: target})
		for n, analysis := range e.library.All(0) {
			if n == i*5 || strings.HasPrefix(analysis.Kode, "SUSUN") && n%ledgerCustom == i {
				add(bundleRow("G-"+analysis.Kode, RefAHSP, analysis.ID, "0.3125"), ledgerRow{analysis: analysis})
			}
		}
		add(typedRow("TK", "Pekerja pembantu", "OH", "0.0025").coded("BANTU"), ledgerRow{item: itemOf(ahsp.TK, "BANTU", "Pekerja pembantu", "OH")})
		add(typedRow("LAIN", "Mobilisasi", "ls", "1").coded("MOB"), ledgerRow{item: itemOf(ahsp.LAIN, "MOB", "Mobilisasi", "ls")})
		if i == ledgerCustom-2 {
			add(typedRow("ALT", "Alat bantu", "jam", "0.000001"), ledgerRow{item: itemOf(ahsp.ALT, "", "Alat bantu", "jam")})
		}
		e.do(func(d *Draft) error { return done(d.SaveAnalysis(job.q.ID, SaveAnalysisInput{Rows: rows})) })
	}
}

// measure gives volumes: numbers, formulas with parameters, and one none. Then a
// parameter changes.
func (e *ledger) measure() {
	e.do(func(d *Draft) error {
		return done(d.SyncParameters(SyncReplace, []ParameterInput{{Name: "panjang", Value: number("12.5")}, {Name: "lebar", Value: number("7")}}))
	})
	var inputs []VolumeInput
	for i, job := range e.jobs {
		in := VolumeInput{PekerjaanID: job.q.ID}
		switch i % 4 {
		case 0:
			in.Formula = pointer(fmt.Sprintf("=panjang*lebar*0,15/%d", i+1))
			exact := new(big.Rat).Mul(rational("12.5"), rational("8"))
			job.volume = halfUp(exact.Mul(exact, big.NewRat(15, int64(100*(i+1)))), 3)
		case 3:
			if i == 3 {
				continue
			}
			fallthrough
		default:
			text := fmt.Sprintf("%d.%03d", i*37%500, i*271%1000)
			in.Quantity, job.volume = pointer(amount(text)), rational(text)
		}
		inputs = append(inputs, in)
	}
	e.do(func(d *Draft) error { return done(d.SaveVolumes(inputs)) })
	lebar, _ := e.p.ParameterByName("lebar")
	e.do(func(d *Draft) error { return done(d.UpdateParameter(lebar.ID, ParameterInput{Value: number("8")})) })
}

// thing returns what a price item is, in the terms of the ledger.
func thing(item *PriceItem) ledgerItem {
	return itemOf(item.Kategori, madeUp.ReplaceAllString(item.Kode, ""), item.Uraian, item.Satuan)
}

func (e *ledger) priceAll() {
	var inputs []PriceInput
	for _, item := range e.p.PriceItems.All() {
		if price := e.price(thing(item)); price != nil {
			inputs = append(inputs, PriceInput{ID: item.ID, Harga: pointer(amount(price.FloatString(2)))})
		}
	}
	e.do(func(d *Draft) error { return done(d.SavePrices(inputs)) })
}

// buy says for every ninth item how it is bought, and takes the price that follows.
func (e *ledger) buy() {
	for i, item := range e.p.PriceItems.All() {
		if i%9 != 0 {
			continue
		}
		market, factor := fmt.Sprintf("%d", 85_000+i*1370), fmt.Sprintf("%d.%d", i%7+1, i%10)
		e.bought[thing(item)] = halfUp(new(big.Rat).Quo(rational(market), rational(factor)), 2)
		e.do(func(d *Draft) error {
			result, err := d.SaveConversion(ConversionInput{PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: amount(market), FactorToBase: amount(factor)})
			if err != nil {
				return err
			}
			price, err := result.Conversion.BasePrice()
			if err != nil {
				return err
			}
			return done(d.SavePrices([]PriceInput{{ID: item.ID, Harga: pointer(decimal.Some(price))}}))
		})
	}
}

func (e *ledger) settlePolicy() {
	scheme, mode := PPN12x11Per12, decimal.Down
	e.do(func(d *Draft) error {
		for i, percent := range []string{"0", "5", "20.25"} {
			job := e.jobs[i*9]
			job.override = rational(percent)
			if err := d.SetMarkupOverride(job.q.ID, amount(percent), nil); err != nil {
				return err
			}
		}
		return d.SavePricing(PricingInput{MarkupPercent: number("12.5"), PPNScheme: &scheme, RoundingMode: &mode, RoundingBase: &e.base})
	})
}

// exactly fails the test when a figure differs from the ledger.
func exactly(t *testing.T, name string, got decimal.Decimal, expected *big.Rat) {
	t.Helper()
	if got.Rat().Cmp(expected) != 0 {
		t.Errorf("%s = %s, the ledger says %s", name, got, expected.FloatString(30))
	}
}

// check compares every figure of the project with the ledger.
func (e *ledger) check(t *testing.T) {
	t.Helper()
	f := e.p.Figures()
	if len(f.Broken) != 0 || len(f.Lines) != len(e.jobs) {
		t.Fatalf("%d lines for %d jobs, broken: %v", len(f.Lines), len(e.jobs), f.Broken)
	}
	lines, jumlah := make([]ledgerLine, len(e.jobs)), new(big.Rat)
	for i, job := range e.jobs {
		lines[i] = e.lineOf(job)
		jumlah.Add(jumlah, lines[i].t)
	}
	if jumlah.Sign() == 0 {
		t.Fatal("the ledger costs nothing")
	}
	groups := map[string]*big.Rat{}
	for i, job := range e.jobs {
		line, expected := f.Lines[i], lines[i]
		if line.Pekerjaan.ID != job.q.ID {
			t.Fatalf("line %d is %s, want %s", i, line.Pekerjaan.Kode, job.q.Kode)
		}
		name := job.q.Kode
		exactly(t, name+" A", line.A, expected.perKategori[ahsp.TK])
		exactly(t, name+" B", line.B, expected.perKategori[ahsp.BHN])
		exactly(t, name+" C", line.C, expected.perKategori[ahsp.ALT])
		exactly(t, name+" LAIN", line.Lain, expected.perKategori[ahsp.LAIN])
		exactly(t, name+" D", line.D, expected.d)
		exactly(t, name+" E", line.E, expected.e)
		exactly(t, name+" F", line.F, expected.f)
		exactly(t, name+" G", line.G, expected.g)
		exactly(t, name+" total", line.Total, expected.t)
		exactly(t, name+" bobot", line.Bobot, percentOf(expected.t, jumlah))
		for _, group := range []string{fmt.Sprint("klasifikasi ", job.klasifikasi), fmt.Sprint("sub ", job.sub)} {
			if groups[group] == nil {
				groups[group] = new(big.Rat)
			}
			groups[group].Add(groups[group], expected.t)
		}
	}
	e.checkFoot(t, jumlah)
	e.checkGroups(t, groups, jumlah)
	e.checkShares(t, lines, jumlah)
	e.checkNeeds(t)
	e.checkRincian(t, lines)
}

func percentOf(part, whole *big.Rat) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).Mul(part, big.NewRat(100, 1)), whole)
}

func (e *ledger) checkFoot(t *testing.T, jumlah *big.Rat) {
	t.Helper()
	totals := e.p.Figures().Totals
	ppn := halfUp(new(big.Rat).Mul(jumlah, e.tax), 0)
	grand := new(big.Rat).Add(halfUp(jumlah, 0), ppn)
	exactly(t, "T", totals.Jumlah, jumlah)
	exactly(t, "DPP", totals.DPP, halfUp(new(big.Rat).Mul(jumlah, big.NewRat(11, 12)), 2))
	exactly(t, "PPN", totals.PPN, ppn)
	exactly(t, "grand total", totals.Total, grand)
	exactly(t, "rounded down", totals.Dibulatkan, wholeMultiple(grand, e.base, decimal.Down))
	if totals.NoVolume != 1 || totals.State != LineNoVolume {
		t.Errorf("state %s, %d without a volume; one has none", totals.State, totals.NoVolume)
	}
}

func (e *ledger) checkGroups(t *testing.T, groups map[string]*big.Rat, jumlah *big.Rat) {
	t.Helper()
	klasifikasi, sub := -1, -1
	for _, node := range e.p.Figures().Tree {
		var name string
		if node.Level == 0 {
			klasifikasi++
			name = fmt.Sprint("klasifikasi ", klasifikasi)
		} else {
			sub++
			name = fmt.Sprint("sub ", sub)
		}
		exactly(t, name, node.Total, groups[name])
		exactly(t, name+" bobot", node.Bobot, percentOf(groups[name], jumlah))
	}
	if klasifikasi != 2 || sub != 5 {
		t.Errorf("%d klasifikasi and %d subs", klasifikasi+1, sub+1)
	}
}

// checkShares gives the hundredths out anew: cut, then one more to the largest remainders.
func (e *ledger) checkShares(t *testing.T, lines []ledgerLine, jumlah *big.Rat) {
	t.Helper()
	type share struct {
		line, hundredths int64
		rest             *big.Rat
	}
	shares, open := make([]share, len(lines)), int64(10_000)
	for i, line := range lines {
		exact := new(big.Rat).Mul(percentOf(line.t, jumlah), big.NewRat(100, 1))
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		shares[i] = share{int64(i), whole.Int64(), new(big.Rat).Sub(exact, new(big.Rat).SetInt(whole))}
		open -= whole.Int64()
	}
	byRest := slices.Clone(shares)
	slices.SortStableFunc(byRest, func(a, b share) int { return b.rest.Cmp(a.rest) })
	for _, s := range byRest[:open] {
		shares[s.line].hundredths++
	}
	for i, line := range e.p.Figures().Lines {
		exactly(t, line.Pekerjaan.Kode+" printed bobot", line.BobotPrinted, big.NewRat(shares[i].hundredths, 100))
	}
}

func (e *ledger) checkNeeds(t *testing.T) {
	t.Helper()
	expected := map[ledgerItem]*big.Rat{}
	for _, job := range e.jobs {
		if job.volume == nil || job.volume.Sign() == 0 {
			continue
		}
		e.walk(job.rows, job.volume, func(item ledgerItem, amount *big.Rat) {
			if expected[item] == nil {
				expected[item] = new(big.Rat)
			}
			expected[item].Add(expected[item], amount)
		})
	}
	needs := e.p.Needs(NeedsFilter{})
	total := new(big.Rat)
	for _, need := range needs.Rows {
		if need.Item == nil {
			t.Errorf("%s %s has no price item", need.Kode, need.Uraian)
			continue
		}
		item := thing(need.Item)
		amount, ok := expected[item]
		if !ok {
			t.Errorf("%s is needed, but not by the ledger, or twice", need.Kode)
			continue
		}
		delete(expected, item)
		exactly(t, need.Kode+" quantity", need.Quantity, amount)
		price := e.price(item)
		if (price == nil) == need.Harga.Valid {
			t.Errorf("%s: price %v, the ledger says %v", need.Kode, need.Harga, price)
		}
		if price != nil {
			cost := new(big.Rat).Mul(amount, price)
			exactly(t, need.Kode+" cost", need.Cost, cost)
			total.Add(total, cost)
		}
		if conversion, bought := e.p.ConversionOf(need.Item.ID); bought {
			quantity, err := conversion.MarketQuantity(need.Quantity)
			if err != nil {
				t.Fatal(err)
			}
			exactly(t, need.Kode+" in market units", quantity, new(big.Rat).Quo(amount, conversion.FactorToBase.Rat()))
		}
	}
	for item := range expected {
		t.Errorf("the ledger needs %v, the project does not", item)
	}
	exactly(t, "needs", needs.Total, total)
	if check := e.p.CheckNeeds(); !check.Valid || check.Tolerance.Less(check.Difference.Abs()) {
		t.Errorf("needs differ from Σ E × volume by %s, more than %s", check.Difference, check.Tolerance)
	}
}

func (e *ledger) checkRincian(t *testing.T, lines []ledgerLine) {
	t.Helper()
	r := e.p.Rincian()
	direct, buk, jumlah := new(big.Rat), new(big.Rat), new(big.Rat)
	for i, job := range e.jobs {
		item, volume := r.Pekerjaan[i], job.volume
		if volume == nil {
			volume = new(big.Rat)
		}
		if len(item.Rows) != len(job.rows) {
			t.Fatalf("%s has %d rows, the ledger %d", job.q.Kode, len(item.Rows), len(job.rows))
		}
		sum := new(big.Rat)
		for n, row := range job.rows {
			_, price := e.cost([]ledgerRow{{koefisien: big.NewRat(1, 1), item: row.item, job: row.job, analysis: row.analysis}})
			subtotal := halfUp(new(big.Rat).Mul(new(big.Rat).Mul(row.koefisien, volume), price), 2)
			name := fmt.Sprintf("%s row %d", job.q.Kode, n+1)
			exactly(t, name+" price", item.Rows[n].Harga, price)
			exactly(t, name, item.Rows[n].Subtotal, subtotal)
			sum.Add(sum, subtotal)
		}
		markup := halfUp(new(big.Rat).Mul(lines[i].f, volume), 2)
		exactly(t, job.q.Kode+" direct", item.Langsung, sum)
		exactly(t, job.q.Kode+" BUK", item.BUK, markup)
		exactly(t, job.q.Kode+" selisih", item.SelisihPembulatan, new(big.Rat).Sub(lines[i].t, new(big.Rat).Add(sum, markup)))
		direct.Add(direct, sum)
		buk.Add(buk, markup)
		jumlah.Add(jumlah, lines[i].t)
	}
	exactly(t, "total direct", r.TotalLangsung, direct)
	exactly(t, "total BUK", r.BUK, buk)
	exactly(t, "grand total of the rincian", r.GrandTotal, jumlah)
}

// numbered gives analyses that no store has seen their ids.
func numbered(edition ahsp.Edition, analyses []ahsp.Analysis) (ahsp.Edition, []ahsp.Analysis) {
	edition.ID = 40
	for i := range analyses {
		analyses[i].ID, analyses[i].EditionID = int64(i+1), edition.ID
	}
	return edition, analyses
}

// composed adds analyses that stand on others of the library: SUSUN.3 on SUSUN.2 on
// SUSUN.1 on two published ones.
func composed(analyses []ahsp.Analysis) []ahsp.Analysis {
	nested := func(of ahsp.Analysis, koefisien string) ahsp.Component {
		return ahsp.Component{Kategori: ahsp.LAIN, Kode: of.Kode, Uraian: of.Nama, Satuan: of.Satuan, Koefisien: decimal.MustParse(koefisien)}
	}
	below := []ahsp.Analysis{analyses[4], analyses[11]}
	for i := range 3 {
		a := ahsp.Analysis{Kode: fmt.Sprintf("SUSUN.%d", i+1), Nama: fmt.Sprintf("Analisa bersusun %d", i+1), Satuan: "m2"}
		for n, of := range below {
			a.Components = append(a.Components, nested(of, fmt.Sprintf("0.0%d5", n+1)))
		}
		a.Components = append(a.Components, ahsp.Component{
			Kategori: ahsp.BHN, Kode: "SUSUN", Uraian: "Bahan susunan", Satuan: "kg", Koefisien: decimal.MustParse("0.000333"),
		})
		analyses = append(analyses, a)
		below = []ahsp.Analysis{a}
	}
	return analyses
}

func TestAnEstimateOfTheStarterLibraryAgreesWithTheLedger(t *testing.T) {
	edition, analyses, err := ahsp.Starter()
	if err != nil {
		t.Fatal(err)
	}
	edition, analyses = numbered(edition, composed(analyses))
	var chosen []int64
	for i := 0; i < len(analyses) && len(chosen) < 40; i++ {
		chosen = append(chosen, analyses[len(analyses)-1-i].ID)
	}
	e := plan(t, edition, analyses, chosen)
	e.check(t)
	t.Run("with HSP rounded to hundreds", func(t *testing.T) {
		e.hsp = 100
		e.do(func(d *Draft) error { return d.SavePricing(PricingInput{HSPRounding: &e.hsp}) })
		e.check(t)
	})
	t.Run("after prices rose by a percentage", func(t *testing.T) {
		e.do(func(d *Draft) error {
			return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.MustParse("3.35")}))
		})
		for _, item := range e.p.PriceItems.All() {
			if price := e.price(thing(item)); price != nil {
				e.bought[thing(item)] = halfUp(new(big.Rat).Mul(price, rational("1.0335")), 2)
			}
		}
		e.check(t)
	})
}

// TestAnEstimateOfTheNationalLibraryAgreesWithTheLedger takes analyses from all over the
// published workbook, with its uncoded and its repeated components.
func TestAnEstimateOfTheNationalLibraryAgreesWithTheLedger(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "data", "SNI_2025_AHSP.xlsx")
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the national workbook is not here: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	workbook, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	imported, err := spreadsheet.ImportAHSP(workbook, "AHSP 2025", filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	imported = imported.Repair()
	edition, analyses := numbered(imported.Edition, composed(imported.Analyses))
	e := plan(t, edition, analyses, nationalChoice(analyses))
	e.check(t)
}

// nationalChoice takes every sixtieth analysis, ten with uncoded components and ten that
// name a component twice.
func nationalChoice(analyses []ahsp.Analysis) []int64 {
	var chosen, uncoded, repeated []int64
	for i, a := range analyses {
		seen := map[string]bool{}
		var lacksCode, twice bool
		for _, c := range a.Components {
			lacksCode, twice = lacksCode || c.Kode == "", twice || seen[c.Kode]
			seen[c.Kode] = true
		}
		switch {
		case len(a.Components) == 0:
		case lacksCode && len(uncoded) < 10:
			uncoded = append(uncoded, a.ID)
		case twice && len(repeated) < 10:
			repeated = append(repeated, a.ID)
		case i%60 == 0:
			chosen = append(chosen, a.ID)
		}
	}
	chosen = slices.Concat(chosen, uncoded, repeated)
	slices.SortFunc(chosen, func(a, b int64) int { return cmp.Compare(a*7919%2311, b*7919%2311) })
	return chosen
}
