package dossier

import (
	"strconv"

	"takar/internal/rab"
)

// Keys of sections, by which formulas of one sheet refer to another.
const (
	keyRekapitulasi = "rekapitulasi"
	keyRAB          = "rab"
	keyHSP          = "hsp"
	keyAnalisa      = "analisa"
	keyHarga        = "harga"
	keyKonversi     = "konversi"
	keyVolume       = "volume"
	keyParameter    = "parameter"
	keyKebutuhan    = "kebutuhan"
	keyJadwal       = "jadwal"
	keyList         = "list"
	keyRincian      = "rincian"
	keyCover        = "sampul"
	keyPengesahan   = "pengesahan"
	keyDaftarIsi    = "daftar-isi"
)

// Keys of columns.
const (
	columnNo        = "no"
	columnUraian    = "uraian"
	columnKode      = "kode"
	columnSatuan    = "satuan"
	columnVolume    = "volume"
	columnKoefisien = "koefisien"
	columnHarga     = "harga"
	columnJumlah    = "jumlah"
	columnBobot     = "bobot"

	columnKeterangan = "keterangan"
	columnRumus      = "rumus"
	columnNilai      = "nilai"
	columnSumber     = "sumber"
	columnPekerjaan  = "pekerjaan"
	columnKategori   = "kategori"
)

// Keys of rows that stand for no row of the project.
const (
	rowJumlah     = "jumlah"
	rowDPP        = "dpp"
	rowPPN        = "ppn"
	rowTotal      = "total"
	rowDibulatkan = "dibulatkan"
	rowFisik      = "fisik" // all but SMKK
	rowSMKK       = "smkk"
)

// Names of cells of a workbook.
const (
	nameBUK = "BUK" // percent
	namePPN = "PPN" // percent
)

// Keys of rows: what they stand for.
func pekerjaanKey(id int64) string     { return "p" + strconv.FormatInt(id, 10) }
func headingKey(h *rab.Heading) string { return "h" + strconv.FormatInt(h.ID, 10) }

// subtotalKey is the row with the sum of a heading.
func subtotalKey(h *rab.Heading) string { return "s" + strconv.FormatInt(h.ID, 10) }

// analysisKey is an analysis of the library.
func analysisKey(id int64) string { return "r" + strconv.FormatInt(id, 10) }

func parameterKey(p *rab.Parameter) string { return "x" + p.Name }

func itemKey(id int64) string { return "i" + strconv.FormatInt(id, 10) }
