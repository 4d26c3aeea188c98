package api

import (
	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// rincianAnswer is the flat list of the RAB (api §6.13, rulings A3): the rows, the lines
// per pekerjaan that lead from them to its total, and sums that tie to the RAB exactly.
type rincianAnswer struct {
	okay

	Rows      []rincianRow       `json:"rows"`
	Pekerjaan []rincianPekerjaan `json:"pekerjaan"`
	Meta      rincianMeta        `json:"meta"`
}

type rincianRow struct {
	PekerjaanID     int64          `json:"pekerjaan_id"`
	PekerjaanKode   *string        `json:"pekerjaan_kode"`
	PekerjaanUraian string         `json:"pekerjaan_uraian"`
	ComponentID     int64          `json:"component_id"`
	Kategori        ahsp.Kategori  `json:"kategori"`
	Kode            string         `json:"kode"`
	Uraian          string         `json:"uraian"`
	Satuan          *string        `json:"satuan"`
	Koefisien       decimal.Fixed  `json:"koefisien"`
	Volume          decimal.Fixed  `json:"volume"`
	HargaSatuan     decimal.Fixed  `json:"harga_satuan"` // of a bundle: of one unit of it, shown with 2 decimals
	Subtotal        decimal.Fixed  `json:"subtotal"`
	State           rab.PriceState `json:"state"`
}

type rincianPekerjaan struct {
	PekerjaanID       int64         `json:"pekerjaan_id"`
	Langsung          decimal.Fixed `json:"langsung"` // Σ subtotals
	BUK               decimal.Fixed `json:"buk_amount"`
	SelisihPembulatan decimal.Fixed `json:"selisih_pembulatan"`
	Total             decimal.Fixed `json:"total"`
	State             rab.LineState `json:"state"`
}

type rincianMeta struct {
	TotalPerKategori  map[ahsp.Kategori]decimal.Fixed `json:"total_per_kategori"`
	TotalLangsung     decimal.Fixed                   `json:"total_langsung"`
	MarkupPercent     decimal.Fixed                   `json:"markup_percent"`
	BUKAmount         decimal.Fixed                   `json:"buk_amount"`
	SelisihPembulatan decimal.Fixed                   `json:"selisih_pembulatan"`
	GrandTotal        decimal.Fixed                   `json:"grand_total"`
}

func getRincian(r *serve.Request) error { return kept(r, "rincian", rincianOf) }

func rincianOf(v *app.View) *rincianAnswer {
	rincian := v.Rincian()
	amount := func(d decimal.Decimal) decimal.Fixed { return dec(pricePlaces, d) }
	answer := &rincianAnswer{
		okay: yes, Rows: make([]rincianRow, 0, v.Components.Len()), Pekerjaan: make([]rincianPekerjaan, 0, len(rincian.Pekerjaan)),
		Meta: rincianMeta{
			TotalPerKategori: perKategori(func(k ahsp.Kategori) decimal.Fixed { return amount(rincian.PerKategori[k]) }),
			TotalLangsung:    amount(rincian.TotalLangsung), MarkupPercent: dec(percentPlaces, rincian.MarkupPercent),
			BUKAmount: amount(rincian.BUK), SelisihPembulatan: amount(rincian.SelisihPembulatan), GrandTotal: amount(rincian.GrandTotal),
		},
	}
	for _, item := range rincian.Pekerjaan {
		for _, row := range item.Rows {
			answer.Rows = append(answer.Rows, rincianRowOf(item.Line, row))
		}
		answer.Pekerjaan = append(answer.Pekerjaan, rincianPekerjaan{
			PekerjaanID: item.Line.Pekerjaan.ID, Langsung: amount(item.Langsung), BUK: amount(item.BUK),
			SelisihPembulatan: amount(item.SelisihPembulatan), Total: amount(item.Line.Total), State: item.Line.State,
		})
	}
	return answer
}

func rincianRowOf(line *rab.Line, row rab.RincianRow) rincianRow {
	q, c := line.Pekerjaan, row.Component
	return rincianRow{
		PekerjaanID: q.ID, PekerjaanKode: optional(q.Kode), PekerjaanUraian: q.Uraian, ComponentID: c.ID, Kategori: c.Kategori, Kode: c.Kode,
		Uraian: c.Uraian, Satuan: optional(c.Satuan), Koefisien: dec(koefisienPlaces, c.Koefisien), Volume: dec(volumePlaces, line.Volume.OrZero()),
		HargaSatuan: dec(pricePlaces, row.Harga), Subtotal: dec(pricePlaces, row.Subtotal), State: row.State,
	}
}
