package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// catalogue is what projects of a portfolio are made of.
type catalogue struct {
	trades []trade
	tools  []material
	prices map[string]string // of all own items, by uraian
	norm   map[string]*ahsp.Analysis
}

func newCatalogue() (*catalogue, error) {
	c := &catalogue{prices: map[string]string{}, norm: map[string]*ahsp.Analysis{}}
	var err error
	if c.trades, err = trades(); err != nil {
		return nil, err
	}
	if c.tools, err = tools(); err != nil {
		return nil, err
	}
	for _, m := range c.materials() {
		if _, taken := c.prices[m.uraian]; taken {
			return nil, fmt.Errorf("item %q is there twice", m.uraian)
		}
		c.prices[m.uraian] = m.price.String()
	}
	_, analyses, err := ahsp.Starter()
	if err != nil {
		return nil, err
	}
	for i := range analyses {
		c.norm[analyses[i].Kode] = &analyses[i]
	}
	return c, nil
}

// materials lists all own items.
func (c *catalogue) materials() []material {
	var all []material
	for _, t := range c.trades {
		all = append(all, t.material...)
	}
	return append(all, c.tools...)
}

// componentsEach is how many components every analysis has.
const componentsEach = 8

// noPrice is the one item of a project without a price: nobody has answered yet.
var noPrice = component{kategori: ahsp.BHN, kode: "M99.001", uraian: "Bahan khusus sesuai contoh dari pemilik", satuan: "set", koefisien: "1"}

// generator draws one project.
type generator struct {
	*catalogue
	*project

	random   *rand.Rand
	next     []int // material of each trade that comes next
	nextTool int
	used     map[string]bool // own items by kode
	count    int             // of pekerjaan
	gaps     struct{ price, volume, unit int }
}

// project draws the project of a number from 0.
func (c *catalogue) project(p *Portfolio, number int) (*project, error) {
	g := &generator{
		catalogue: c, project: &project{
			header: portfolioHeader(number), began: portfolioBegan, contract: fmt.Sprintf("027/%02d/KTR/Contoh", number+11), parameters: portfolioParameters(number),
			prices: c.prices, unpriced: []string{noPrice.kode}, documents: portfolioDocuments(number),
			size: &sized{portfolio: p, number: number + 1},
		},
		random: rand.New(rand.NewPCG(p.Seed, uint64(number))), //nolint:gosec // example data must come out alike
		next:   make([]int, len(c.trades)), used: map[string]bool{}, count: pekerjaanOf[p.Size],
	}
	if p.IDs != nil {
		g.chosenID = p.IDs[number]
	}
	ten := func(place int) int { return g.random.IntN(g.count/jobsOfATrade)*jobsOfATrade + place }
	g.gaps.price, g.gaps.volume, g.gaps.unit = ten(placeNoPrice), ten(placeNoVolume), ten(placeNoUnit)
	each := g.count / len(c.trades)
	for t := range c.trades {
		k := klasifikasi{name: c.trades[t].name}
		for j := range each {
			place := j / jobsOfATrade
			if j%jobsOfATrade == 0 {
				k.subs = append(k.subs, sub{name: fmt.Sprintf(c.trades[t].place, place+1)})
			}
			one := g.pekerjaan(t, t*each+j, place+1)
			k.subs[place].items = append(k.subs[place].items, one)
			if one.volume != "" { // else there is nothing to plan
				g.plan(t, t*each+j, one.name)
			}
		}
		g.work = append(g.work, k)
	}
	for _, m := range c.materials() {
		if !g.used[m.kode] {
			g.offers = append(g.offers, component{kategori: m.kategori, kode: m.kode, uraian: m.uraian, satuan: m.satuan, koefisien: "1"})
		}
	}
	g.buying()
	g.phasesOf(each)
	return g.project, nil
}

func keyOf(index int) string { return fmt.Sprintf("p%04d", index+1) }

// pekerjaan draws the pekerjaan of an index, with its volume and analysis.
func (g *generator) pekerjaan(t, index, place int) item {
	trade := &g.trades[t]
	job := trade.jobs[index%jobsOfATrade]
	i := item{name: keyOf(index), kode: job.kode, volume: g.volume(job.satuan, index)}
	if index == g.gaps.volume {
		i.volume = ""
	}
	if job.uraian != "" {
		i.uraian = fmt.Sprintf("%s, %s", job.uraian, strings.ToLower(fmt.Sprintf(trade.place, place)))
		i.satuan = job.satuan
	}
	if index == g.gaps.unit {
		i.satuan = ""
	}
	if job.uraian != "" {
		g.analyses = append(g.analyses, analysis{of: i.name, rows: g.rows(t, index, job.kode)})
	}
	return i
}

// rows draws an analysis: a published one with own rows behind it, or an own one.
func (g *generator) rows(t, index int, kode string) []component {
	var rows []component
	if norm := g.norm[kode]; norm != nil {
		for _, c := range norm.Components {
			rows = append(rows, component{kode: c.Kode, koefisien: c.Koefisien.String()})
		}
	} else {
		rows = append(rows,
			component{kode: "TK.0008", koefisien: g.number(80, 600, 3)}, component{kode: g.trades[t].worker, koefisien: g.number(50, 400, 3)},
			component{kode: "TK.0006", koefisien: g.number(5, 40, 3)}, g.tool(),
		)
	}
	if index%jobsOfATrade == placeBundle {
		rows = append(rows, g.part(t, index))
	}
	for len(rows) < componentsEach {
		rows = append(rows, g.material(t))
	}
	if index == g.gaps.price {
		rows[len(rows)-1] = noPrice
	}
	return rows
}

// part is the bundle in an analysis: in turn on the library and on the pekerjaan before.
func (g *generator) part(t, index int) component {
	each := g.count / len(g.trades)
	if (index/jobsOfATrade)%2 == 1 && (index-1)/each == t {
		before := g.trades[t].jobs[placeTarget]
		return component{job: keyOf(index - 1), uraian: before.uraian, satuan: before.satuan, koefisien: g.number(20, 90, 2)}
	}
	return component{ahsp: g.trades[t].bundle, koefisien: g.number(20, 90, 2)}
}

// material draws a row of the material of a trade that comes next, and tool one of a tool.
func (g *generator) material(t int) component {
	list := g.trades[t].material
	m := list[g.next[t]%len(list)]
	g.next[t]++
	return g.use(m)
}

func (g *generator) tool() component {
	m := g.tools[g.nextTool%len(g.tools)]
	g.nextTool++
	return g.use(m)
}

func (g *generator) use(m material) component {
	g.used[m.kode] = true
	row := component{kategori: m.kategori, kode: m.kode, uraian: m.uraian, satuan: m.satuan}
	switch m.satuan {
	case "m3", "unit", "hari", "m2":
		row.koefisien = g.number(10, 400, 3)
	case "kg":
		row.koefisien = g.number(200, 6000, 3)
	default:
		row.koefisien = g.number(50, 1500, 3)
	}
	return row
}

// number draws a number between two bounds, which count its last decimal place.
func (g *generator) number(from, to int, places uint8) string {
	return decimal.New(int64(from+g.random.IntN(to-from+1)), places).String()
}

// formulas are what some volumes are written as, by unit.
var formulas = map[string][]string{
	"m2": {"=panjang * lebar * 0,25", "=2 * (panjang + lebar) * tinggi - luas_bukaan", "=panjang * lebar"},
	"m3": {"=panjang * lebar * 0,12", "=jumlah_kolom * 0,3 * 0,3 * tinggi", "=2 * (panjang + lebar) * 0,2 * 0,3"},
	"m":  {"=2 * (panjang + lebar)", "=jumlah_kolom * tinggi"},
}

// volume draws a quantity for a unit; every third one is a formula where its unit has any.
func (g *generator) volume(satuan string, index int) string {
	if known := formulas[satuan]; known != nil && index%3 == 0 {
		return known[(index/3)%len(known)]
	}
	switch satuan {
	case "m2":
		return g.number(1500, 42000, 2)
	case "m3":
		return g.number(200, 6500, 2)
	case "m":
		return g.number(800, 24000, 2)
	case "kg":
		return g.number(5000, 420000, 2)
	default:
		return g.number(1, 48, 0)
	}
}

// buying says how some materials are bought: in packs at the price of what is in them.
func (g *generator) buying() {
	packs := map[string]struct {
		unit   string
		factor int64
	}{"kg": {"zak 25 kg", 25}, "liter": {"jeriken 20 liter", 20}, "buah": {"dus 50 buah", 50}, "m": {"rol 50 m", 50}}
	for _, t := range g.trades {
		for _, m := range t.material {
			pack, ok := packs[m.satuan]
			if !ok {
				continue
			}
			factor := decimal.FromInt(pack.factor)
			g.bought = append(g.bought, bought{kode: m.kode, unit: pack.unit, price: m.price.Mul(factor).String(), factor: factor.String()})
			break
		}
	}
}

// portfolioParameters are what the formulas of the volumes refer to.
func portfolioParameters(number int) []rab.ParameterInput {
	parameter := func(name string, value int, unit, label string) rab.ParameterInput {
		size := decimal.FromInt(int64(value))
		return rab.ParameterInput{Name: name, Value: &size, Unit: &unit, Label: &label}
	}
	return []rab.ParameterInput{
		parameter("panjang", 36+2*number, "m", "Panjang bangunan"), parameter("lebar", 18+number, "m", "Lebar bangunan"),
		parameter("tinggi", 4, "m", "Tinggi lantai"), parameter("luas_bukaan", 64+4*number, "m2", "Luas pintu dan jendela"),
		parameter("jumlah_kolom", 32+4*number, "titik", "Jumlah kolom"),
	}
}
