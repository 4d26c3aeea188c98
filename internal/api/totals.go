package api

import (
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/serve"
)

// totalsAnswer is what every page of a workspace shows of the whole project, small enough
// to be read after each change.
type totalsAnswer struct {
	okay

	Revision   int64        `json:"revision"`
	Work       int          `json:"work"` // pekerjaan
	NoAnalysis int          `json:"no_analysis"`
	NoVolume   int          `json:"no_volume"`
	NoPrice    int          `json:"no_price"` // 0 without the right to prices
	Whole      bool         `json:"whole"`    // nothing is missing in the figures
	Done       []string     `json:"done"`     // pages of the complete steps
	Money      *totalsMoney `json:"money"`    // null without the right to prices, and while nothing is known
	Selisih    *amount      `json:"selisih"`  // of dibulatkan against the parameter from
}

// totalsMoney are the sums of meta.totals of the recap, with what the sum is made of.
type totalsMoney struct {
	BiayaLangsung     amount `json:"biaya_langsung"`
	BUK               amount `json:"buk"`
	SelisihPembulatan amount `json:"selisih_pembulatan"`
	Jumlah            amount `json:"jumlah"`
	PPN               amount `json:"ppn"`
	Dibulatkan        amount `json:"dibulatkan"`
}

// amount is money with 2 decimals, and as people read it in whole rupiah.
type amount struct {
	Value decimal.Fixed `json:"value"`
	Text  string        `json:"text"`
}

func amountOf(d decimal.Decimal) amount { return amount{Value: dec(2, d), Text: d.Indonesian(0, 0)} }

// getTotals takes the rounded total that a client saw before as the parameter from, and
// tells how far the present one is from it.
func getTotals(r *serve.Request) error {
	q := queryOf(r)
	from := q.money("from")
	if err := q.err(); err != nil {
		return err
	}
	if !from.Valid {
		return kept(r, "totals", func(v *app.View) *totalsAnswer { return totalsOf(v, from) })
	}
	return kept(r, "totals?from="+from.Decimal.String(), func(v *app.View) *totalsAnswer { return totalsOf(v, from) })
}

// money returns an amount written with a dot, absent when the parameter is.
func (q *query) money(name string) decimal.Null {
	text := q.text(name)
	if text == "" {
		return decimal.Null{}
	}
	d, err := decimal.Parse(text)
	if err != nil {
		q.problems.Add(name, "harus berupa angka dengan titik desimal, tanpa pemisah ribuan (contoh: 1234.56)")
		return decimal.Null{}
	}
	return decimal.Some(d)
}

func totalsOf(v *app.View, from decimal.Null) *totalsAnswer {
	t := v.Progress()
	answer := &totalsAnswer{
		okay: yes, Revision: v.Revision, Work: t.Work, NoAnalysis: t.NoAnalysis, NoVolume: t.NoVolume, NoPrice: t.NoPrice,
		Whole: t.Whole, Done: t.Done,
	}
	m := v.TotalMoney()
	if m == nil {
		return answer
	}
	answer.Money = &totalsMoney{
		BiayaLangsung: amountOf(m.Langsung), BUK: amountOf(m.BUK), SelisihPembulatan: amountOf(m.SelisihPembulatan),
		Jumlah: amountOf(m.Jumlah), PPN: amountOf(m.PPN), Dibulatkan: amountOf(m.Dibulatkan),
	}
	if from.Valid {
		difference := amountOf(m.Dibulatkan.Sub(from.Decimal))
		if difference.Value.Sign() > 0 {
			difference.Text = "+" + difference.Text
		}
		answer.Selisih = &difference
	}
	return answer
}
