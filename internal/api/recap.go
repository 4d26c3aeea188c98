package api

import (
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// recapAnswer is the RAB: one row per pekerjaan in the order of the work list, the sums of
// the headings and the lines at the foot (api §6.12, rulings A2, A6, E). Amounts are bare
// numbers: A to D and LAIN exact, the others with 2 decimals.
type recapAnswer struct {
	okay

	Revision int64      `json:"revision"`
	Rows     []recapRow `json:"rows"`
	Tree     []treeSum  `json:"tree"`
	Meta     recapMeta  `json:"meta"`
}

// recapRow keeps the letters of the contract: E and F are both the BUK, HSP and
// unit_price both the direct cost.
type recapRow struct {
	PekerjaanID   int64          `json:"pekerjaan_id"`
	Parent        int64          `json:"parent"` // sub-klasifikasi, an id in tree
	Kode          *string        `json:"kode"`
	Uraian        *string        `json:"uraian"`
	Satuan        *string        `json:"satuan"`
	SourceType    rab.SourceType `json:"source_type"`
	A             decimal.Number `json:"A"`
	B             decimal.Number `json:"B"`
	C             decimal.Number `json:"C"`
	Lain          decimal.Number `json:"LAIN"`
	D             decimal.Number `json:"D"`
	EBase         money          `json:"E_base"`
	E             money          `json:"E"`
	F             money          `json:"F"`
	G             money          `json:"G"`
	HSP           money          `json:"HSP"`
	UnitPrice     money          `json:"unit_price"`
	MarkupEff     decimal.Number `json:"markup_eff"`
	Volume        decimal.Number `json:"volume"`
	Total         money          `json:"total"`
	BiayaLangsung decimal.Number `json:"biaya_langsung"`
	Bobot         decimal.Number `json:"bobot"` // printed share in percent, adds up to 100.00
	State         rab.LineState  `json:"state"`
	MissingPrices int            `json:"missing_prices"`
	Version       int64          `json:"version"` // of the pekerjaan
}

// treeSum is a heading with its sum. Bobot is the sum of the printed leaves.
type treeSum struct {
	ID       int64          `json:"id"`
	Level    int            `json:"level"` // 0 klasifikasi, 1 sub-klasifikasi
	Parent   *int64         `json:"parent"`
	Name     string         `json:"name"`
	Subtotal money          `json:"subtotal"`
	Bobot    decimal.Number `json:"bobot"`
}

type recapMeta struct {
	MarkupPercent decimal.Fixed `json:"markup_percent"`
	PPNPercent    decimal.Fixed `json:"ppn_percent"`
	RoundingBase  int64         `json:"rounding_base"`
	Totals        recapTotals   `json:"totals"`
}

type recapTotals struct {
	Jumlah     money         `json:"jumlah"`
	DPP        money         `json:"dpp"`
	PPN        money         `json:"ppn"`
	Total      money         `json:"total"`
	Dibulatkan money         `json:"dibulatkan"`
	State      rab.LineState `json:"state"`
	NoVolume   int           `json:"no_volume"` // pekerjaan without a volume
	NoPrice    int           `json:"no_price"`  // price items in use without a price
}

func getRecap(r *serve.Request) error { return kept(r, "recap", recapOf) }

func recapOf(v *app.View) *recapAnswer {
	figures, pricing := v.Figures(), v.Pricing()
	answer := &recapAnswer{
		okay: yes, Revision: v.Revision, Rows: make([]recapRow, 0, len(figures.Lines)), Tree: make([]treeSum, 0, len(figures.Tree)),
		Meta: recapMeta{
			MarkupPercent: dec(percentPlaces, pricing.MarkupPercent), PPNPercent: dec(percentPlaces, pricing.PPNPercent),
			RoundingBase: pricing.RoundingBase, Totals: recapTotalsOf(figures.Totals),
		},
	}
	for _, line := range figures.Lines {
		answer.Rows = append(answer.Rows, recapRowOf(line))
	}
	for _, sum := range figures.Tree {
		answer.Tree = append(answer.Tree, treeSum{
			ID: sum.Heading.ID, Level: sum.Level, Parent: sum.Heading.ParentID, Name: sum.Heading.Name,
			Subtotal: money{sum.Total}, Bobot: number(sum.BobotPrinted),
		})
	}
	return answer
}

func recapRowOf(l *rab.Line) recapRow {
	q := l.Pekerjaan
	return recapRow{
		PekerjaanID: q.ID, Parent: q.HeadingID, Kode: optional(q.Kode), Uraian: optional(q.Uraian), Satuan: optional(q.Satuan), SourceType: q.SourceType,
		A: number(l.A), B: number(l.B), C: number(l.C), Lain: number(l.Lain), D: number(l.D), BiayaLangsung: number(l.D),
		EBase: money{l.E}, HSP: money{l.E}, UnitPrice: money{l.E}, E: money{l.F}, F: money{l.F}, G: money{l.G},
		MarkupEff: number(l.Markup), Volume: number(l.Volume.OrZero()), Total: money{l.Total}, Bobot: number(l.BobotPrinted),
		State: l.State, MissingPrices: l.MissingPrices, Version: q.Version,
	}
}

func recapTotalsOf(t rab.Totals) recapTotals {
	return recapTotals{
		Jumlah: money{t.Jumlah}, DPP: money{t.DPP}, PPN: money{t.PPN}, Total: money{t.Total}, Dibulatkan: money{t.Dibulatkan},
		State: t.State, NoVolume: t.NoVolume, NoPrice: t.NoPrice,
	}
}
