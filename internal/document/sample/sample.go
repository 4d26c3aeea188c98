// Package sample makes documents for tests of the writers: one that has everything that a
// document can have, and long ones.
package sample

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"

	"takar/internal/decimal"
	"takar/internal/document"
)

// Signs are characters of real analyses and price lists that a font must have.
const Signs = "m² m³ φ ∅ Ø ± × ÷ – — ’ “ ” ½ ¼ ¾ ° µ • ✓ ▣ Σ ≤ ≥ √ … ≈ ′ ″ ← → ∆ π Ω é ® ™ §"

// Logo is a small picture.
func Logo() *document.Image {
	const side = 96
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			dx, dy := x-side/2, y-side/2
			if r := dx*dx + dy*dy; r < 46*46 && (r > 38*38 || (dx+dy)%14 < 7 && (dx+dy)%14 >= 0) {
				picture.SetNRGBA(x, y, color.NRGBA{R: 20, G: 70, B: 120, A: 255})
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		panic(err) // a picture in memory
	}
	return &document.Image{Type: "image/png", Data: file.Bytes(), Width: side, Height: side}
}

// Everything returns a document with every kind of block, with a table over several pages,
// and one that is wider than its page with a curve over it.
func Everything() *document.Document {
	return &document.Document{
		Title: "Paket dokumen RAB", Project: "Pembangunan Balai Pertemuan Desa Sukamaju Tahap II", Author: "CV Contoh Karya", Stamp: "Revisi 12 · 0a1b2c3d4e5f",
		Moment: "2026-01-05T03:04:05Z", Watermark: "DRAF",
		Kop: &document.Kop{Logo: Logo(), Lines: []string{
			"PEMERINTAH KABUPATEN SLEMAN", "DINAS PEKERJAAN UMUM, PERUMAHAN DAN KAWASAN PERMUKIMAN", "Jalan Magelang Km 10, Tridadi, Sleman 55511", "Telepon (0274) 868504 · dpu@contoh.go.id",
		}},
		Sections: []*document.Section{coverSection(), contentsSection(), Estimate(60), Analyses(4), Schedule(24, 30), reportSection()},
	}
}

func coverSection() *document.Section {
	return &document.Section{Key: "sampul", Title: "Sampul", Sheet: "Sampul", Paper: document.A4, Bare: true, Blocks: []document.Block{&document.Cover{
		Over: "Dokumen perencanaan", Title: "RENCANA ANGGARAN BIAYA", Name: "Pembangunan Balai Pertemuan Desa Sukamaju Tahap II",
		Facts: []document.Fact{
			{Label: "Kegiatan", Value: document.Words("Penyelenggaraan Bangunan Gedung di Wilayah Daerah Kabupaten")},
			{Label: "Lokasi", Value: document.Words("Desa Sukamaju, Kapanewon Mlati")},
			{Label: "Sumber dana", Value: document.Words("APBD")},
			{Label: "Tahun anggaran", Value: document.Words("2026")},
		},
		Foot: []string{"SLEMAN", "2026"},
	}}}
}

func contentsSection() *document.Section {
	return &document.Section{Key: "isi", Title: "Daftar isi", Sheet: "Isi", Paper: document.A4, Blocks: []document.Block{&document.Contents{}}}
}

// Identity is the head of a document.
func Identity() *document.Facts {
	return &document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{
		{Label: "Kegiatan", Value: document.Words("Penyelenggaraan Bangunan Gedung")},
		{Label: "Pekerjaan", Value: document.Words("Pembangunan Balai Pertemuan Desa Sukamaju Tahap II")},
		{Value: document.Words("termasuk pagar keliling dan halaman")},
		{Label: "Lokasi", Value: document.Words("Desa Sukamaju, Kapanewon Mlati")},
		{Label: "Tahun anggaran", Value: document.Words("2026")},
	}}}}
}

// Signed are three fields for signatures.
func Signed() *document.Signatures {
	return &document.Signatures{Place: "Sleman, 5 Januari 2026", Fields: []document.Signatory{
		{Role: "Mengetahui,", Title: "Kepala Bidang Cipta Karya", Name: "Ir. Suharti Wulandari, M.T.", Post: "Pembina Tingkat I", NIP: "NIP 19700101 199503 2 001"},
		{Role: "Disetujui oleh,", Title: "Pemilik Pekerjaan", Company: "Dinas Pekerjaan Umum"},
		{Role: "Dibuat oleh,", Title: "Konsultan Perencana", Company: "CV Contoh Karya", Name: "Bambang Sutejo, S.T.", Post: "Direktur"},
	}}
}

var works = []string{
	"Galian tanah biasa sedalam 1 m", "Urugan pasir t = 5 cm di bawah fondasi", "Pemasangan fondasi batu belah campuran 1SP : 5PP",
	"Pembuatan kolom beton bertulang (15 × 15) cm, mutu f’c = 21,7 MPa (K 250), termasuk bekisting dan pembesian Ø 12 mm",
	"Pemasangan dinding bata merah tebal ½ batu", "Pemasangan lantai keramik ukuran (40 × 40) cm", "Pemasangan rangka atap baja ringan C75 t ≤ 0,75 mm",
	"Pengecatan dinding tembok baru (1 lapis plamir, 1 lapis cat dasar, 2 lapis cat penutup)",
}

// Estimate is a section with a RAB of a number of lines, whose sum is carried.
func Estimate(lines int) *document.Section {
	t := &document.Table{
		Columns: []document.Column{
			{Key: "no", Title: "No", Width: 110},
			{Key: "uraian", Title: "Uraian Pekerjaan", Width: 700},
			{Key: "kode", Title: "Kode Analisa", Width: 240},
			{Key: "volume", Title: "Volume", Width: 200, Kind: document.VolumeKind},
			{Key: "satuan", Title: "Satuan", Width: 140},
			{Key: "harga", Title: "Harga Satuan (Rp)", Width: 280, Kind: document.Money},
			{Key: "jumlah", Title: "Jumlah Harga (Rp)", Width: 320, Kind: document.Money},
		},
		Carry: "jumlah", Tail: 3,
	}
	total, group := decimal.Zero, decimal.Zero
	sum := func(kind document.RowKind, label string, value decimal.Decimal) {
		t.Rows = append(t.Rows, document.Row{Kind: kind, Cells: []document.Cell{document.Words(label).Over(6).At(document.Right), document.Number(value)}})
	}
	for i := range lines {
		if i%12 == 0 {
			if i > 0 {
				sum(document.Subtotal, "Sub jumlah", group)
				group = decimal.Zero
			}
			t.Rows = append(t.Rows,
				document.Row{Kind: document.Group, Cells: []document.Cell{document.Words("IV"), document.Words("PEKERJAAN STRUKTUR DAN ARSITEKTUR").Over(6)}},
				document.Row{Kind: document.Subgroup, Level: 1, Cells: []document.Cell{document.Words("A"), document.Words("Pekerjaan lantai satu").Over(6)}})
		}
		volume, price := decimal.New(int64(1000+i*3717%90000), 3), decimal.New(int64(1234567+i*7654321%400000000), 2)
		amount := volume.Mul(price).Round(2)
		total, group = total.Add(amount), group.Add(amount)
		row := document.Row{Key: "p" + strconv.Itoa(i), Cells: []document.Cell{
			document.Words(strconv.Itoa(i%12 + 1)).At(document.Center), document.Words(works[i%len(works)]), document.Words(fmt.Sprintf("2.2.1.%d.%d", i%7, i)),
			document.Number(volume), document.Words("m³").At(document.Center), document.Number(price), document.Number(amount),
		}}
		if i%17 == 9 {
			row.Faulty, row.Fault = true, "harga bahan belum ada: Semen Portland"
			row.Cells[5], row.Cells[6] = document.Cell{}, document.Cell{}
			total, group = total.Sub(amount), group.Sub(amount)
		}
		t.Rows = append(t.Rows, row)
	}
	sum(document.Subtotal, "Sub jumlah", group)
	sum(document.Total, "JUMLAH", total)
	return &document.Section{
		Key: "rab", Title: "RENCANA ANGGARAN BIAYA", Sheet: "RAB", Paper: document.A4, Kop: true,
		Blocks: []document.Block{Identity(), t, &document.Note{Title: "Terbilang", Text: "satu miliar dua ratus tiga puluh empat juta lima ratus enam puluh tujuh ribu rupiah", Boxed: true, KeepWithTable: true}, Signed()},
	}
}

// Analyses is a section with a number of analyses, each a table that stays whole.
func Analyses(count int) *document.Section {
	s := &document.Section{Key: "analisa", Title: "ANALISA HARGA SATUAN PEKERJAAN", Sheet: "Analisa", Paper: document.A4, Kop: true, Blocks: []document.Block{Identity()}}
	for n := range count {
		t := &document.Table{
			Title: fmt.Sprintf("2.2.1.%d  %s", n, works[n%len(works)]), Whole: true,
			Columns: []document.Column{
				{Key: "no", Title: "No", Width: 100},
				{Key: "uraian", Title: "Uraian", Width: 650},
				{Key: "kode", Title: "Kode", Width: 180},
				{Key: "satuan", Title: "Satuan", Width: 140},
				{Key: "koefisien", Title: "Koefisien", Width: 200, Kind: document.Coefficient},
				{Key: "harga", Title: "Harga Satuan (Rp)", Width: 280, Kind: document.Money},
				{Key: "jumlah", Title: "Jumlah Harga (Rp)", Width: 280, Kind: document.Money},
			},
		}
		for i := range 10 {
			if i%4 == 0 {
				t.Rows = append(t.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{document.Words("A"), document.Words("TENAGA KERJA").Over(6)}})
			}
			price := decimal.New(int64(900000+n*13577+i*45311), 2)
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
				document.Words(strconv.Itoa(i + 1)).At(document.Center), document.Words(works[(n+i)%len(works)]), document.Words(fmt.Sprintf("B.%04d", n*7%3000+i)), document.Words("kg").At(document.Center),
				document.Number(decimal.New(int64(123456+i), 6)), document.Number(price), document.Number(price.Mul(decimal.New(int64(123456+i), 6)).Round(2)),
			}})
		}
		t.Rows = append(t.Rows, document.Row{Kind: document.Total, Cells: []document.Cell{document.Words("F"), document.Words("Harga satuan pekerjaan (D + E)").Over(5), document.Number(decimal.New(int64(n+1)*1234567, 2))}})
		s.Blocks = append(s.Blocks, t)
	}
	return s
}

// Schedule is a section with a time schedule of lines over weeks, and a kurva S.
func Schedule(lines, weeks int) *document.Section {
	t := &document.Table{Columns: []document.Column{
		{Key: "no", Title: "No", Width: 90, Stays: true}, {Key: "uraian", Title: "Uraian Pekerjaan", Width: 620, Stays: true}, {Key: "bobot", Title: "Bobot (%)", Width: 140, Kind: document.Percent, Stays: true},
	}}
	for w := range weeks {
		t.Columns = append(t.Columns, document.Column{Key: "w" + strconv.Itoa(w+1), Title: strconv.Itoa(w+1) + "\n" + fmt.Sprintf("%02d/%02d", 1+w%28, w/4%12+1), Band: "Bulan " + strconv.Itoa(w/4+1), Width: 105, Kind: document.Percent})
	}
	for i := range lines {
		if i%8 == 0 {
			t.Rows = append(t.Rows, document.Row{Key: "h" + strconv.Itoa(i), Kind: document.Group, Cells: []document.Cell{document.Words("I"), document.Words("PEKERJAAN TANAH DAN FONDASI")}})
		}
		row := document.Row{Key: "r" + strconv.Itoa(i), Cells: []document.Cell{document.Words(strconv.Itoa(i + 1)).At(document.Center), document.Words(works[i%len(works)]), document.Number(decimal.New(int64(10000/lines), 2))}}
		for w := range weeks {
			cell := document.Cell{}
			if from := i * (weeks - 4) / lines; w >= from && w < from+5 {
				cell = document.Number(decimal.New(int64(10000/lines/5+i), 2)).Filled(document.PlanFill)
				if w < weeks/2 && w < from+3 {
					cell = cell.Filled(document.ActualFill)
				}
			} else if w >= weeks-2 {
				cell = cell.Filled(document.OffFill)
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Curve = &document.Curve{First: "w1", Last: "w" + strconv.Itoa(weeks), Top: t.Rows[0].Key, Bottom: t.Rows[len(t.Rows)-1].Key}
	t.Curve.Lines = []document.CurveLine{{Title: "Rencana"}, {Title: "Realisasi", Actual: true}}
	cumulative := document.Row{Key: "kumulatif", Kind: document.Total, Cells: []document.Cell{document.Words(""), document.Words("Rencana kumulatif (%)").Over(2)}}
	for w := range weeks {
		x := int64(w+1) * 10000 / int64(weeks)
		plan := decimal.New(3*x*x/10000-2*x*x/10000*x/10000, 2)
		t.Curve.Lines[0].Points = append(t.Curve.Lines[0].Points, plan)
		if w < weeks/2 {
			t.Curve.Lines[1].Points = append(t.Curve.Lines[1].Points, plan.Mul(decimal.New(85, 2)).Round(2))
		}
		cumulative.Cells = append(cumulative.Cells, document.Number(plan))
	}
	t.Rows = append(t.Rows, cumulative)
	return &document.Section{Key: "jadwal", Title: "JADWAL PEKERJAAN DAN KURVA S", Sheet: "Jadwal", Paper: document.A4, Landscape: true, Blocks: []document.Block{Identity(), t, Signed()}}
}

func reportSection() *document.Section {
	return &document.Section{Key: "laporan", Title: "LAPORAN MINGGUAN", Sheet: "Laporan", Paper: document.F4, Kop: true, Blocks: []document.Block{
		&document.Facts{Groups: []document.FactGroup{
			{Title: "Identitas project", Rows: Identity().Groups[0].Rows},
			{Title: "Ringkasan kemajuan", Rows: []document.Fact{
				{Label: "Rencana minggu ini (%)", Value: document.Number(decimal.New(512, 2)), Kind: document.Percent},
				{Label: "Realisasi minggu ini (%)", Value: document.Number(decimal.New(12345, 2)), Kind: document.Percent},
				{Label: "Deviasi", Value: document.Number(decimal.New(-234, 2)), Kind: document.Points, Tone: document.Bad},
				{Label: "Status", Value: document.Words("Terlambat"), Tone: document.Warn},
			}},
		}},
		&document.Heading{Text: "Bahan", Level: 1},
		&document.Table{Title: "Bahan di lapangan", Columns: []document.Column{{Key: "a", Title: "Uraian", Width: 900}, {Key: "b", Title: "Jumlah", Width: 300, Kind: document.Exact}}, Empty: "Belum ada bahan yang dicatat."},
		&document.Heading{Text: "Tanda khusus", Level: 2},
		&document.Note{Text: Signs + "\nKarakter di luar fon: 漢 😀, tanda kendali: [\x07\x1b]."},
		&document.Note{Title: "Dasar", Text: "Analisa menurut AHSP SE Dirjen Bina Konstruksi 30/SE/Dk/2025. Satu OH = 7 jam kerja efektif.", Small: true},
		&document.Signatures{Title: "LEMBAR PENGESAHAN", Place: "Sleman, ……………………", Fields: []document.Signatory{{Role: "Ditetapkan oleh,", Title: "Pejabat Pembuat Komitmen", Name: "Siti Aminah, S.T., M.Eng.", NIP: "NIP 19800101 200501 2 003"}}},
	}}
}
