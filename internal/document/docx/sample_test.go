package docx_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/document/docx"
)

func number(text string) document.Cell { return document.Number(decimal.MustParse(text)) }

// picture is a small logo.
func picture(t testing.TB) *document.Image {
	t.Helper()
	canvas := image.NewRGBA(image.Rect(0, 0, 40, 50))
	for x := range 40 {
		for y := range 50 {
			canvas.Set(x, y, color.RGBA{R: uint8(x * 6), G: 90, B: uint8(y * 5), A: 255})
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, canvas); err != nil {
		t.Fatal(err)
	}
	return &document.Image{Type: "image/png", Data: file.Bytes(), Width: 40, Height: 50}
}

// everything is a document in which each part of the model stands at least once.
func everything(t testing.TB) *document.Document {
	t.Helper()
	rab := &document.Table{
		Title: "A. Pekerjaan Persiapan",
		Columns: []document.Column{
			{Key: "no", Title: "No", Width: 120},
			{Key: "uraian", Title: "Uraian Pekerjaan", Width: 800},
			{Key: "volume", Title: "Volume", Width: 200, Kind: document.VolumeKind},
			{Key: "satuan", Title: "Satuan", Width: 150},
			{Key: "harga", Title: "Harga Satuan (Rp)", Width: 300, Kind: document.Money},
			{Key: "jumlah", Title: "Jumlah Harga (Rp)", Width: 320, Kind: document.Money},
		},
		Tail: 3, Carry: "jumlah",
	}
	rab.Rows = append(rab.Rows,
		document.Row{Kind: document.Group, Cells: []document.Cell{document.Words("I"), document.Words("PEKERJAAN TANAH & PONDASI <φ 12 – “besi”>").Over(5)}},
		document.Row{Kind: document.Subgroup, Level: 1, Cells: []document.Cell{document.Words("A"), document.Words("Galian").Over(5)}})
	for i := range 40 {
		n := strconv.Itoa(i + 1)
		rab.Rows = append(rab.Rows, document.Row{Key: "p" + n, Cells: []document.Cell{
			document.Words(n).At(document.Center), document.Words("Galian tanah biasa sedalam 1 m untuk pondasi batu belah mortar tipe N, buangan sejauh 30 m, nomor " + n),
			number(n + ".125"), document.Words("m³"), number("98765.43"), number("1234567" + n + ".99"),
		}})
	}
	rab.Rows = append(rab.Rows,
		document.Row{Faulty: true, Fault: "Harga pasir belum diisi", Cells: []document.Cell{
			document.Words("41").At(document.Center), document.Words("Urugan pasir"), number("3.6"), document.Words("m³"), {}, {},
		}},
		document.Row{Kind: document.Subtotal, Cells: []document.Cell{document.Words("Sub Jumlah A").Over(5), number("98765432101.25")}},
		document.Row{Kind: document.Total, Cells: []document.Cell{document.Words("JUMLAH").Over(5), number("98765432101.25").InBold()}},
		document.Row{Kind: document.Remark, Cells: []document.Cell{document.Words("Harga belum termasuk PPN.").Over(6)}})

	jadwal := &document.Table{
		Columns: []document.Column{
			{Key: "no", Title: "No", Width: 100, Stays: true},
			{Key: "uraian", Title: "Uraian", Width: 700, Stays: true},
			{Key: "bobot", Title: "Bobot\n(%)", Width: 140, Kind: document.Percent, Stays: true},
		},
		Curve: &document.Curve{First: "w1", Last: "w90", Top: "p1", Bottom: "p8"},
	}
	plan, actual := document.CurveLine{Title: "Rencana"}, document.CurveLine{Title: "Realisasi", Actual: true}
	for w := 1; w <= 90; w++ {
		n := strconv.Itoa(w)
		jadwal.Columns = append(jadwal.Columns, document.Column{Key: "w" + n, Title: n, Band: "Bulan " + strconv.Itoa((w+3)/4), Width: 70, Kind: document.Percent})
		plan.Points = append(plan.Points, decimal.New(int64(w)*10000/90, 2))
		if w < 30 {
			actual.Points = append(actual.Points, decimal.New(int64(w)*9000/90, 2))
		}
	}
	jadwal.Curve.Lines = []document.CurveLine{plan, actual}
	for p := 1; p <= 8; p++ {
		row := document.Row{Key: "p" + strconv.Itoa(p), Cells: []document.Cell{document.Words(strconv.Itoa(p)), document.Words("Pekerjaan ke-" + strconv.Itoa(p)), number("12.50")}}
		for w := 1; w <= 90; w++ {
			cell := document.Cell{}
			if w/10 == p {
				cell = number("10.25").Filled(document.PlanFill)
			} else if w > 85 {
				cell = document.Cell{Fill: document.OffFill}
			}
			row.Cells = append(row.Cells, cell)
		}
		jadwal.Rows = append(jadwal.Rows, row)
	}
	sign := &document.Signatures{Title: "LEMBAR PENGESAHAN", Place: "Sleman, 5 Januari 2026", Fields: []document.Signatory{
		{Role: "Disetujui oleh,", Title: "Pemilik Pekerjaan", Company: "Dinas PU", Name: "Ir. Siti Aminah", Post: "Pejabat Pembuat Komitmen", NIP: "NIP 19800101 200501 2 001"},
		{Role: "Diperiksa oleh,", Title: "Konsultan Pengawas", Company: "CV Awas"},
		{Role: "Dibuat oleh,", Title: "Konsultan Perencana", Company: "PT Rencana Karya", Name: "Budi Santoso, S.T.", Post: "Direktur"},
	}}
	identity := &document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{
		{Label: "Kegiatan", Value: document.Words("Pembangunan Balai Desa")},
		{Label: "", Value: document.Words("tahap kedua")},
		{Label: "Sumber dana", Value: document.Words("Dana Desa")},
		{Label: "Pagu", Value: number("350000000"), Kind: document.Rupiah},
	}}}}
	return &document.Document{
		Title: "RENCANA ANGGARAN BIAYA", Project: "Pembangunan Balai Desa Sukamaju", Author: "PT Rencana Karya", Stamp: "Revisi 12 · 0123456789ab",
		Moment: "2026-01-05T00:00:00Z", Watermark: "DRAF",
		Kop: &document.Kop{Logo: picture(t), Lines: []string{"PEMERINTAH KABUPATEN SLEMAN", "DINAS PEKERJAAN UMUM", "Jalan Magelang 10, Sleman", "Telepon 0274 000000"}},
		Sections: []*document.Section{
			{Key: "sampul", Title: "Sampul", Paper: document.A4, Bare: true, Kop: true, Blocks: []document.Block{&document.Cover{
				Over: "DOKUMEN", Title: "RENCANA ANGGARAN BIAYA", Name: "Pembangunan Balai Desa Sukamaju",
				Facts: []document.Fact{{Label: "Lokasi", Value: document.Words("Sukamaju")}, {Label: "Tahun", Value: document.Words("2026")}}, Foot: []string{"PT Rencana Karya", "2026"},
			}}},
			{Key: "isi", Title: "DAFTAR ISI", Paper: document.A4, Blocks: []document.Block{&document.Contents{}}},
			{Key: "rab", Title: "RENCANA ANGGARAN BIAYA", Paper: document.F4, Kop: true, Blocks: []document.Block{
				identity, rab,
				&document.Note{Title: "Terbilang", Text: "Sembilan puluh delapan miliar rupiah", KeepWithTable: true}, sign,
			}},
			{Key: "jadwal", Title: "JADWAL PELAKSANAAN", Paper: document.A3, Landscape: true, Margin: 120, Blocks: []document.Block{
				&document.Heading{Text: "Ringkasan", Level: 1},
				&document.Facts{Groups: []document.FactGroup{
					{Title: "IDENTITAS", Rows: []document.Fact{{Label: "Nama", Value: document.Words("Balai Desa")}}},
					{Title: "KEMAJUAN", Rows: []document.Fact{{Label: "Deviasi", Value: number("-2.5"), Kind: document.Points, Tone: document.Bad}, {Label: "Rencana", Value: number("40"), Kind: document.Percent, Tone: document.Good}}},
				}},
				jadwal, &document.Note{Text: "Satu nilai belum lengkap.\nPeriksa kembali.", Boxed: true}, &document.PageBreak{},
				&document.Heading{Text: "Lampiran", Level: 2},
				&document.Table{Columns: []document.Column{{Key: "a", Title: "Barang", Width: 500}}, Empty: "Belum ada barang."},
				&document.Note{Text: "Catatan kecil.", Small: true},
				&document.Signatures{Fields: sign.Fields[:1]},
			}},
		},
	}
}

func written(t testing.TB, d *document.Document) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := docx.Write(&file, d, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
