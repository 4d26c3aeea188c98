package demo

import (
	"fmt"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// trade is a kind of work of a portfolio: a klasifikasi with ten pekerjaan that come back in
// every place, and the materials that they are made of.
type trade struct {
	name     string
	place    string // of a sub-klasifikasi, with its number
	worker   string // kode of its craftsman in the starter library
	bundle   string // kode of an analysis of the starter library that is part of its work
	jobs     []job
	material []material
}

// job is a pekerjaan of a trade: of the starter library by its kode, or an own one.
type job struct{ uraian, satuan, kode string }

// material is an item of a portfolio's own.
type material struct {
	kategori             ahsp.Kategori
	kode, uraian, satuan string
	price                decimal.Decimal // in rupiah, a made-up one
}

// jobsOfATrade is how many pekerjaan stand in a place.
const jobsOfATrade = 10

// The places of pekerjaan in their ten that have something particular; all of them are own
// pekerjaan in every trade.
const (
	placeNoVolume = 0
	placeNoPrice  = 5
	placeNoUnit   = 7
	placeTarget   = 8 // a part of the next one
	placeBundle   = 9
)

// trades reads the catalogue of the portfolios.
func trades() ([]trade, error) {
	list := make([]trade, 0, len(tradeTexts))
	for i, text := range tradeTexts {
		t := trade{name: text.name, place: text.place, worker: text.worker, bundle: text.bundle}
		for _, line := range lines(text.jobs) {
			f := strings.Split(line, "|")
			if len(f) != 3 {
				return nil, fmt.Errorf("pekerjaan %q: not three fields", line)
			}
			t.jobs = append(t.jobs, job{f[0], f[1], f[2]})
		}
		if len(t.jobs) != jobsOfATrade {
			return nil, fmt.Errorf("%s: %d pekerjaan", text.name, len(t.jobs))
		}
		var err error
		if t.material, err = materials(text.material, ahsp.BHN, fmt.Sprintf("M%02d", i+1)); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// tools reads the tools that all trades share.
func tools() ([]material, error) { return materials(toolText, ahsp.ALT, "A") }

// materials reads lines of "uraian|sizes|satuan|price of the smallest": each further size
// costs a fifth of that more.
func materials(text string, kategori ahsp.Kategori, prefix string) ([]material, error) {
	var list []material
	for _, line := range lines(text) {
		f := strings.Split(line, "|")
		if len(f) != 4 {
			return nil, fmt.Errorf("item %q: not four fields", line)
		}
		price, err := decimal.Parse(f[3])
		if err != nil {
			return nil, fmt.Errorf("item %q: %w", line, err)
		}
		for i, size := range strings.Split(f[1], ";") {
			more := price.Mul(decimal.FromInt(int64(i))).Percent(decimal.FromInt(20))
			list = append(list, material{
				kategori: kategori, kode: fmt.Sprintf("%s.%03d", prefix, len(list)+1),
				uraian: strings.TrimSpace(f[0] + " " + size), satuan: f[2], price: price.Add(more).Round(0),
			})
		}
	}
	return list, nil
}

func lines(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }
