package xlsx_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
)

func number(text string) decimal.Decimal { return decimal.MustParse(text) }

func cell(text string) document.Cell { return document.Number(number(text)) }

// linked is a book of sheets that refer to each other as those of a RAB do: prices →
// analyses → RAB → rekapitulasi, with BUK and PPN as names.
func linked(t testing.TB) *document.Document {
	t.Helper()
	var items []document.Row
	for i, item := range []struct{ kode, uraian, satuan, harga string }{
		{"L.01", "Pekerja", "OH", "120000"}, {"L.02", "Tukang batu", "OH", "150000"}, {"M.01", "Semen Portland", "kg", "1550.75"}, {"M.02", "Pasir pasang", "m³", "285000.5"},
	} {
		items = append(items, document.Row{Key: item.kode, Cells: []document.Cell{
			document.Words(fmt.Sprint(i + 1)).At(document.Center), document.Words(item.kode), document.Words(item.uraian), document.Words(item.satuan), cell(item.harga),
		}})
	}
	prices := &document.Section{Key: "harga", Title: "DAFTAR HARGA SATUAN DASAR", Sheet: "Harga", Kop: true, Blocks: []document.Block{identity(), &document.Table{
		Columns: []document.Column{{Key: "no", Title: "No", Width: 100}, {Key: "kode", Title: "Kode", Width: 200}, {Key: "uraian", Title: "Uraian", Width: 800}, {Key: "satuan", Title: "Satuan", Width: 150}, {Key: "harga", Title: "Harga Satuan (Rp)", Width: 350, Kind: document.Money}},
		Rows:    items,
	}}}

	price := func(kode string) *document.Formula {
		return document.Calculation("{0}", document.Ref{Section: "harga", Row: kode, Column: "harga"})
	}
	product := document.Calculation("{0}*{1}", document.Ref{Column: "koefisien"}, document.Ref{Column: "harga"})
	component := func(key, kode, uraian, koefisien, harga, jumlah string) document.Row {
		return document.Row{Key: key, Level: 1, Cells: []document.Cell{
			document.Words(kode), document.Words(uraian), cell(koefisien), cell(harga).By(price(kode)), cell(jumlah).By(product),
		}}
	}
	sum := func(key, label, from, to, amount string) document.Row {
		return document.Row{Key: key, Kind: document.Subtotal, Cells: []document.Cell{
			document.Words(label).Over(4), cell(amount).By(document.Calculation("SUM({0})", document.Ref{Row: from, To: to})),
		}}
	}
	analyses := &document.Section{Key: "analisa", Title: "ANALISA HARGA SATUAN PEKERJAAN", Sheet: "Analisa", Blocks: []document.Block{
		&document.Note{Title: "Biaya umum dan keuntungan", Text: "dihitung dari nilai penuh, lalu dibulatkan dua angka di belakang koma pada baris E dan F.", Small: true},
		&document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{{Label: "BUK (%)", Value: cell("10").Named("BUK"), Kind: document.Percent}}}}},
		&document.Table{
			Title:   "P.01 Pasangan bata merah tebal ½ bata, campuran 1 SP : 4 PP, per m²",
			Columns: []document.Column{{Key: "kode", Title: "Kode", Width: 200}, {Key: "uraian", Title: "Uraian", Width: 700}, {Key: "koefisien", Title: "Koefisien", Width: 200, Kind: document.Coefficient}, {Key: "harga", Title: "Harga Satuan\n(Rp)", Width: 300, Kind: document.Money}, {Key: "jumlah", Title: "Jumlah Harga\n(Rp)", Width: 300, Kind: document.Money}},
			Rows: []document.Row{
				{Kind: document.Group, Cells: []document.Cell{document.Words("A").At(document.Center), document.Words("TENAGA KERJA").Over(4)}},
				component("1a", "L.01", "Pekerja", "0.3", "120000", "36000"),
				component("1b", "L.02", "Tukang batu", "0.1", "150000", "15000"),
				sum("1A", "Jumlah harga tenaga kerja", "1a", "1b", "51000"),
				{Kind: document.Group, Cells: []document.Cell{document.Words("B").At(document.Center), document.Words("BAHAN").Over(4)}},
				component("1c", "M.01", "Semen Portland", "11.5", "1550.75", "17833.625"),
				component("1d", "M.02", "Pasir pasang", "0.043", "285000.5", "12255.0215"),
				sum("1B", "Jumlah harga bahan", "1c", "1d", "30088.6465"),
				{Key: "1D", Kind: document.Subtotal, Cells: []document.Cell{document.Words("D = A + B").Over(4), cell("81088.6465").By(document.Calculation("{0}+{1}", document.Ref{Row: "1A"}, document.Ref{Row: "1B"}))}},
				{Key: "1E", Kind: document.Subtotal, Cells: []document.Cell{document.Words("E = biaya umum dan keuntungan").Over(4), cell("8108.86").By(document.Calculation("ROUND({0}*{1}/100,2)", document.Ref{Row: "1D"}, document.Ref{Name: "BUK"}))}},
				{Key: "1F", Kind: document.Total, Cells: []document.Cell{document.Words("F = harga satuan pekerjaan (D + E)").Over(4), cell("89197.51").By(document.Calculation("ROUND({0}+{1},2)", document.Ref{Row: "1D"}, document.Ref{Row: "1E"}))}},
			},
		},
	}}

	line := document.Calculation("ROUND({0}*{1},2)", document.Ref{Column: "volume"}, document.Ref{Column: "harga"})
	rab := &document.Section{Key: "rab", Title: "RENCANA ANGGARAN BIAYA", Sheet: "RAB: A/B", Kop: true, Blocks: []document.Block{identity(), &document.Table{
		Columns: []document.Column{{Key: "no", Title: "No", Width: 100, Stays: true}, {Key: "uraian", Title: "Uraian Pekerjaan", Width: 700, Stays: true}, {Key: "volume", Title: "Volume", Width: 200, Kind: document.VolumeKind}, {Key: "satuan", Title: "Satuan", Width: 150}, {Key: "harga", Title: "Harga Satuan (Rp)", Width: 300, Kind: document.Money}, {Key: "jumlah", Title: "Jumlah (Rp)", Width: 350, Kind: document.Money}},
		Rows: []document.Row{
			{Key: "h1", Kind: document.Group, Cells: []document.Cell{document.Words("I").At(document.Center), document.Words("PEKERJAAN DINDING").Over(5)}},
			{Key: "p1", Cells: []document.Cell{
				document.Words("1").At(document.Center), document.Words("Pasangan bata merah tebal ½ bata, campuran 1 SP : 4 PP, termasuk pembasahan bata, siar, dan pembersihan bekas pekerjaan setiap hari"),
				cell("112.6"), document.Words("m²"),
				cell("89197.51").By(document.Calculation("{0}", document.Ref{Section: "analisa", Row: "1F", Column: "jumlah"})), cell("10043639.63").By(line),
			}},
			{Key: "p2", Faulty: true, Fault: "Belum ada harga", Cells: []document.Cell{document.Words("2").At(document.Center), document.Words("Plesteran"), cell("225.2"), document.Words("m²"), {}, {}}},
			{Key: "j1", Kind: document.Subtotal, Cells: []document.Cell{document.Words("Sub jumlah I").Over(5), cell("10043639.63").By(document.Calculation("SUM({0})", document.Ref{Row: "p1", To: "p2"}))}},
		},
	}, signatures()}}

	recap := &document.Section{Key: "rekap", Title: "REKAPITULASI", Sheet: "Rekapitulasi", Kop: true, Blocks: []document.Block{
		identity(),
		&document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{{Label: "PPN (%)", Value: cell("11").Named("PPN"), Kind: document.Percent}}}}},
		&document.Table{
			Columns: []document.Column{{Key: "no", Title: "No", Width: 150}, {Key: "uraian", Title: "Uraian Pekerjaan", Width: 900}, {Key: "jumlah", Title: "Jumlah Harga (Rp)", Width: 500, Kind: document.Money}},
			Rows: []document.Row{
				{Key: "h1", Cells: []document.Cell{document.Words("I").At(document.Center), document.Words("PEKERJAAN DINDING"), cell("10043639.63").By(document.Calculation("{0}", document.Ref{Section: "rab", Row: "j1", Column: "jumlah"}))}},
				{Key: "A", Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH (A)").Over(2), cell("10043639.63").By(document.Calculation("SUM({0})", document.Ref{Row: "h1", To: "h1"}))}},
				{Key: "B", Kind: document.Total, Cells: []document.Cell{document.Words("PPN 11% (B)").Over(2), cell("1104800.36").By(document.Calculation("ROUND({0}*{1}/100,2)", document.Ref{Row: "A"}, document.Ref{Name: "PPN"}))}},
				{Key: "T", Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH TOTAL (A + B)").Over(2), cell("11148439.99").By(document.Calculation("{0}+{1}", document.Ref{Row: "A"}, document.Ref{Row: "B"}))}},
				{Key: "R", Kind: document.Total, Cells: []document.Cell{document.Words("DIBULATKAN").Over(2), cell("11148000").By(document.Calculation("FLOOR({0},1000)", document.Ref{Row: "T"}))}},
			}, Tail: 3,
		},
		&document.Note{Title: "Terbilang", Text: "sebelas juta seratus empat puluh delapan ribu rupiah", Boxed: true, KeepWithTable: true},
		signatures(),
	}}
	cover := &document.Section{Key: "sampul", Title: "Sampul", Sheet: "Sampul", Bare: true, Blocks: []document.Block{&document.Cover{
		Over: "PEMERINTAH DESA SUKAMAJU", Title: "RENCANA ANGGARAN BIAYA", Name: "Pembangunan Balai Pertemuan Desa Sukamaju",
		Facts: []document.Fact{{Label: "Lokasi", Value: document.Words("Desa Sukamaju, Sleman")}, {Label: "Tahun anggaran", Value: document.Words("2026")}}, Foot: []string{"CV Cipta Karya", "2026"},
	}}}
	contents := &document.Section{Key: "isi", Title: "DAFTAR ISI", Sheet: "Daftar Isi", Blocks: []document.Block{&document.Contents{}}}
	return &document.Document{
		Title: "Paket dokumen RAB", Project: "Pembangunan Balai Pertemuan Desa Sukamaju", Author: "CV Cipta Karya", Stamp: "Revisi 12 · 0123456789ab", Moment: "2026-01-05T08:30:00Z",
		Kop:      &document.Kop{Logo: logo(t), Lines: []string{"CV CIPTA KARYA", "Konsultan Perencana dan Pengawas", "Jalan Kaliurang Km 9, Sleman, telepon 0274 880000"}},
		Sections: []*document.Section{cover, contents, recap, rab, analyses, prices, timetable()},
	}
}

func identity() *document.Facts {
	return &document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{
		{Label: "Pekerjaan", Value: document.Words("Pembangunan Balai Pertemuan Desa Sukamaju")},
		{Label: "Lokasi", Value: document.Words("Desa Sukamaju, Kabupaten Sleman, Daerah Istimewa Yogyakarta")},
		{Label: "Sumber dana", Value: document.Words("Dana Desa")},
		{Label: "Tahun anggaran", Value: document.Words("2026")},
		{Label: "Pagu anggaran (Rp)", Value: cell("12000000"), Kind: document.Money, Tone: document.Good},
	}}}}
}

func signatures() *document.Signatures {
	return &document.Signatures{Place: "Sleman, 5 Januari 2026", Fields: []document.Signatory{
		{Role: "Disetujui oleh,", Title: "Pejabat Pembuat Komitmen", Company: "Pemerintah Desa Sukamaju", Name: "Suparman, S.T.", NIP: "NIP 19800101 200501 1 001"},
		{Role: "Dibuat oleh,", Title: "Konsultan Perencana", Company: "CV Cipta Karya", Post: "Direktur"},
	}}
}

func logo(t testing.TB) *document.Image {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 120, 120))
	for y := range 120 {
		for x := range 120 {
			if (x-60)*(x-60)+(y-60)*(y-60) < 3000 {
				picture.Set(x, y, color.RGBA{R: 31, G: 95, B: 174, A: 255})
			}
		}
	}
	var data bytes.Buffer
	if err := png.Encode(&data, picture); err != nil {
		t.Fatal(err)
	}
	return &document.Image{Type: "image/png", Data: data.Bytes(), Width: 120, Height: 120}
}

// timetable is a schedule of twelve weeks with a kurva S over its bars.
func timetable() *document.Section {
	const weeks = 12
	table := &document.Table{Columns: []document.Column{
		{Key: "no", Title: "No", Width: 100, Stays: true}, {Key: "uraian", Title: "Uraian Pekerjaan", Width: 700, Stays: true}, {Key: "bobot", Title: "Bobot (%)", Width: 180, Kind: document.Percent, Stays: true},
	}}
	for week := range weeks {
		table.Columns = append(table.Columns, document.Column{Key: fmt.Sprintf("w%d", week+1), Title: fmt.Sprintf("%d\n%02d/%02d", week+1, 5+week*7%28, 1+week/4), Band: []string{"Januari 2026", "Februari 2026", "Maret 2026"}[week/4], Width: 140, Kind: document.Percent})
	}
	for task := range 8 {
		row := document.Row{Key: fmt.Sprintf("t%d", task), Cells: []document.Cell{document.Words(fmt.Sprint(task + 1)).At(document.Center), document.Words(fmt.Sprintf("Pekerjaan ke-%d", task+1)), cell("12.5")}}
		for week := range weeks {
			if week >= task && week < task+5 {
				row.Cells = append(row.Cells, cell("2.5").Filled(document.PlanFill))
			} else {
				row.Cells = append(row.Cells, document.Cell{})
			}
		}
		table.Rows = append(table.Rows, row)
	}
	weekly := document.Row{Key: "plan", Kind: document.Subtotal, Cells: []document.Cell{document.Words("Rencana mingguan (%)").Over(3)}}
	cumulative := document.Row{Key: "planned", Kind: document.Subtotal, Cells: []document.Cell{document.Words("Rencana kumulatif (%)").Over(3)}}
	actual := document.Row{Key: "done", Kind: document.Subtotal, Cells: []document.Cell{document.Words("Realisasi kumulatif (%)").Over(3)}}
	var planned, done []decimal.Decimal
	so := decimal.Decimal{}
	for week := range weeks {
		tasks := 0
		for task := range 8 {
			if week >= task && week < task+5 {
				tasks++
			}
		}
		share := decimal.New(int64(tasks)*25, 1)
		so = so.Add(share)
		planned = append(planned, so)
		column := fmt.Sprintf("w%d", week+1)
		weekly.Cells = append(weekly.Cells, document.Number(share).By(document.Calculation("SUM({0})", document.Ref{Row: "t0", To: "t7"})))
		formula := document.Calculation("{0}+{1}", document.Ref{Row: "planned", Column: fmt.Sprintf("w%d", week)}, document.Ref{Row: "plan", Column: column})
		if week == 0 {
			formula = document.Calculation("{0}", document.Ref{Row: "plan", Column: column})
		}
		cumulative.Cells = append(cumulative.Cells, document.Number(so).By(formula))
		if week < 5 {
			done = append(done, so.Mul(number("0.8")))
			actual.Cells = append(actual.Cells, document.Number(so.Mul(number("0.8"))))
		}
	}
	table.Rows = append(table.Rows, weekly, cumulative, actual)
	table.Curve = &document.Curve{First: "w1", Last: "w12", Top: "t0", Bottom: "t7", Lines: []document.CurveLine{
		{Title: "Rencana", Points: planned, Row: "planned"}, {Title: "Realisasi", Actual: true, Points: done, Row: "done"},
	}}
	return &document.Section{Key: "jadwal", Title: "JADWAL PELAKSANAAN", Sheet: "Jadwal", Paper: document.A3, Landscape: true, Blocks: []document.Block{identity(), table, signatures()}}
}
