package demo

import (
	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Names of pekerjaan that other tables of the village hall refer to.
const (
	sign          = "Papan nama proyek"
	reinforcement = "Pembesian tulangan beton"
	tieBeam       = "Sloof beton bertulang 15/20"
	column        = "Kolom beton bertulang 20/20"
	ringBeam      = "Ring balok beton bertulang 15/20"
	framedDoor    = "Pintu panel lengkap dengan kusen dan kunci"
)

// villageHall is a one-storey hall of 15 x 9 m: formulas with parameters, bundles two deep,
// an own BUK, a buying unit, an earlier state with a lower total, and one price and one
// volume that are still missing.
func villageHall() *project {
	return &project{
		header: rab.Header{
			Nama: "Pembangunan Balai Pertemuan Desa Sukamaju", SumberDana: "Dana Desa", LokasiProject: "Desa Sukamaju, Kabupaten Contoh",
			NamaClient: "Pemerintah Desa Sukamaju", JabatanClient: "Kepala Desa", NamaKontraktor: "CV Karya Contoh",
			NamaKonsultanPerencana: "Ratna Karya", InstansiKonsultanPerencana: "CV Rancang Contoh", NamaKonsultanPengawas: "Bagas Karya", InstansiKonsultanPengawas: "CV Awas Contoh",
			AnggaranOwner: decimal.FromInt(525_000_000), DurasiHari: 120, Kategori: "Gedung",
			Deskripsi: "Proyek contoh. Semua harga adalah harga contoh, bukan acuan untuk penawaran.",
		},
		work:       villageHallWork(),
		parameters: villageHallParameters(),
		analyses:   villageHallAnalyses(),
		prices:     map[string]string{"Papan nama cetak 80 x 120 cm": "275000"},
		unpriced:   []string{"B.2154"}, // the wash basin: the supplier has not answered yet
		overrides:  map[string]string{sign: "0"},
		bought: []bought{
			{kode: "B.1869", unit: "zak 50 kg", price: "77500", factor: "50"},
			{kode: "B.1213", unit: "truk 4 m3", price: "1140000", volume: "4"},
		},
		documents: rab.DocumentData{
			Kop:   "PEMERINTAH DESA SUKAMAJU\nKecamatan Contoh, Kabupaten Contoh\nJalan Contoh Nomor 1, Sukamaju",
			Nomor: "CONTOH/001/", Tempat: "Sukamaju", Kegiatan: "Pembangunan Sarana dan Prasarana Desa", JamPerHari: "7",
			HargaTermasuk: "Harga contoh, belum termasuk PPN", NIPClient: "NIP 00000000 000000 0 001",
			JabatanPerencana: "Tenaga ahli", NIPPerencana: "SKA 0.0.000.0.00.000001", JabatanPengawas: "Pengawas lapangan", JabatanPelaksana: "Direktur",
		},
		earlier: earlier{
			name: "RAB Awal", note: "Dibahas dalam musyawarah desa.",
			prices: map[string]string{"B.0112": "13900", "B.0526": "9000", "TK.0008": "115000"}, parameters: map[string]string{"panjang": "14", "luas_atap": "200"},
		},
		contract: "027/04/KTR/Sukamaju", began: 52, plan: villageHallPlan(),
	}
}

// villageHallPlan is seven weeks under way: the concrete work is late, the foundation cost
// more than it should.
func villageHallPlan() plan {
	return plan{reported: 7, closed: 6, bars: []bar{
		{sub: "Persiapan lahan", from: 1, to: 2, way: schedule.Even, pace: "100", overrun: "96"},
		{sub: "Galian dan urugan", from: 1, to: 4, way: schedule.Front, pace: "100", overrun: "101"},
		{sub: "Pondasi", from: 2, to: 5, way: schedule.Bell, pace: "100", overrun: "107"},
		{sub: "Beton", from: 4, to: 10, way: schedule.Bell, pace: "82", overrun: "103"},
		{sub: "Dinding", from: 7, to: 12, way: schedule.Even, pace: "60"},
		{sub: "Rangka dan penutup", from: 9, to: 13, way: schedule.Bell, pace: "0"},
		{sub: "Lantai dan plafon", from: 11, to: 15, way: schedule.Even, pace: "0"},
		{sub: "Kayu dan kunci", from: 12, to: 16, way: schedule.Back, pace: "0"},
		{sub: "Air bersih dan sanitasi", from: 10, to: 16, way: schedule.Even, pace: "0"},
		{sub: "Listrik", from: 12, to: 16, way: schedule.Even, pace: "0"},
		{sub: "Cat", from: 14, to: 17, way: schedule.Bell, pace: "0"},
		{sub: "Halaman", from: 15, to: 17, way: schedule.Even, pace: "0"},
	}}
}

func villageHallParameters() []rab.ParameterInput {
	parameter := func(name, value, unit, label string) rab.ParameterInput {
		number := decimal.MustParse(value)
		return rab.ParameterInput{Name: name, Value: &number, Unit: &unit, Label: &label}
	}
	return []rab.ParameterInput{
		parameter("panjang", "15", "m", "Panjang bangunan"),
		parameter("lebar", "9", "m", "Lebar bangunan"),
		parameter("tinggi", "3.5", "m", "Tinggi dinding"),
		parameter("panjang_pondasi", "66", "m", "Panjang pondasi menerus"),
		parameter("titik_kolom", "18", "titik", "Jumlah kolom"),
		parameter("luas_bukaan", "21.6", "m2", "Luas pintu dan jendela"),
		parameter("luas_atap", "212", "m2", "Luas bidang miring atap"),
	}
}

func villageHallWork() []klasifikasi {
	return []klasifikasi{
		{"Pekerjaan Persiapan", []sub{{"Persiapan lahan", []item{
			{uraian: sign, satuan: "buah", volume: "1"},
			{kode: "1.1.3.1", volume: "=(panjang + 4) * (lebar + 4)"},
			{kode: "1.1.4.2", volume: "=2 * (panjang + lebar + 4)"},
		}}}},
		{"Pekerjaan Tanah", []sub{{"Galian dan urugan", []item{
			{kode: "1.2.1.1.1", volume: "=panjang_pondasi * 0,8 * 0,9"},
			{kode: "1.3.1.1", volume: "=panjang_pondasi * 0,8 * 0,9 / 3"},
			{kode: "1.3.1.2", volume: "=panjang_pondasi * 0,8 * 0,05 + panjang * lebar * 0,1"},
			{kode: "1.3.2.2", volume: "=panjang * lebar * 0,25"},
		}}}},
		{"Pekerjaan Struktur", []sub{
			{"Pondasi", []item{
				{kode: "2.2.2.1.1", volume: "=panjang_pondasi * 0,8 * 0,2"},
				{kode: "2.2.2.1.6", volume: "=panjang_pondasi * (0,3 + 0,6) / 2 * 0,7"},
			}},
			{"Beton", []item{
				{uraian: reinforcement, satuan: "kg", volume: "85"},
				{uraian: tieBeam, satuan: "m3", volume: "=panjang_pondasi * 0,15 * 0,2"},
				{uraian: column, satuan: "m3", volume: "=titik_kolom * 0,2 * 0,2 * tinggi"},
				{uraian: ringBeam, satuan: "m3", volume: "=2 * (panjang + lebar) * 0,15 * 0,2"},
				{kode: "2.2.1.4.1", volume: "=panjang * lebar * 0,05"},
				{kode: "2.2.1.1.6", volume: "64.5"},
			}},
		}},
		{"Pekerjaan Dinding dan Lantai", []sub{
			{"Dinding", []item{
				{kode: "3.6.1.8", volume: "=2 * (panjang + lebar) * tinggi - luas_bukaan"},
				{kode: "3.7.4", volume: "=2 * (2 * (panjang + lebar) * tinggi - luas_bukaan)"},
				{kode: "3.7.8", volume: "=2 * (2 * (panjang + lebar) * tinggi - luas_bukaan)"},
			}},
			{"Lantai dan plafon", []item{
				{kode: "3.10.2.3", uraian: "Homogeneous tile lantai 60 x 60 cm", volume: "=panjang * lebar"},
				{kode: "3.10.1.4", volume: "18.4"},
				{kode: "3.5.2.1", volume: "=panjang * lebar"},
			}},
		}},
		{"Pekerjaan Pintu dan Jendela", []sub{{"Kayu dan kunci", []item{
			{kode: "3.11.3.4", volume: "38.6"},
			{kode: "3.11.1.12", volume: "3.2"},
			{uraian: framedDoor, satuan: "unit", volume: "4"},
			{kode: "3.11.4.5", volume: "24"},
		}}}},
		{"Pekerjaan Atap", []sub{{"Rangka dan penutup", []item{
			{kode: "2.1.1.1", volume: "=luas_atap"},
			{kode: "3.1.1.4", volume: "=luas_atap"},
			{kode: "3.1.1.8", volume: "=panjang + 1,6"},
			{kode: "3.3.4", volume: "=2 * (panjang + lebar) + 6,4"},
		}}}},
		{"Pekerjaan Pengecatan", []sub{{"Cat", []item{
			{kode: "3.8.10.1", volume: "=2 * (panjang + lebar) * tinggi - luas_bukaan + panjang * lebar"},
			{kode: "3.8.10.2", volume: "=2 * (panjang + lebar) * tinggi - luas_bukaan"},
			{kode: "3.8.4", volume: "42"},
		}}}},
		{"Pekerjaan Mekanikal dan Elektrikal", []sub{
			{"Air bersih dan sanitasi", []item{
				{kode: "3.18.1.1", volume: "2"},
				{kode: "3.18.3.1", volume: "2"},
				{kode: "3.18.6.1", volume: "3"},
				{kode: "3.18.6.2.1", volume: "5"},
				{kode: "6.4.1.1", volume: "36"},
				{kode: "6.4.1.22", volume: "24"},
				{kode: "6.1.1.18", volume: "1"},
				{kode: "6.3.1", volume: "3"},
			}},
			{"Listrik", []item{
				{kode: "5.3.1.3", volume: "16"},
				{kode: "5.3.1.30", volume: "6"},
				{kode: "5.1.5.1", volume: "8"},
				{kode: "5.1.5.9", volume: "10"},
			}},
		}},
		{"Pekerjaan Halaman", []sub{{"Halaman", []item{
			{kode: "7.1.1.1", volume: "=panjang * 4"},
			{kode: "4.1.6.2"}, // the garden is not drawn yet
		}}}},
	}
}

// villageHallAnalyses build on each other: reinforcement is part of every concrete member.
func villageHallAnalyses() []analysis {
	member := func(name, formwork, area, steel string) analysis {
		return analysis{of: name, rows: []component{
			{ahsp: "2.2.1.4.5", koefisien: "1"},
			{ahsp: formwork, koefisien: area},
			{job: reinforcement, satuan: "kg", koefisien: steel},
		}}
	}
	return []analysis{
		{of: sign, rows: []component{
			{kode: "TK.0008", koefisien: "0.5"},
			{kategori: ahsp.BHN, uraian: "Papan nama cetak 80 x 120 cm", satuan: "buah", koefisien: "1"},
		}},
		{of: reinforcement, rows: []component{
			{kode: "TK.0008", koefisien: "0.007"},
			{kode: "TK.0026", koefisien: "0.007"},
			{kode: "TK.0003", koefisien: "0.0007"},
			{kode: "TK.0006", koefisien: "0.0004"},
			{kode: "B.0112", koefisien: "1.05"},
			{kode: "B.0815", koefisien: "0.015"},
		}},
		member(tieBeam, "2.2.1.3.3", "13.334", "141"),
		member(column, "2.2.1.3.4", "20", "158"),
		member(ringBeam, "2.2.1.3.5", "13.334", "136"),
		{of: framedDoor, rows: []component{
			{ahsp: "3.11.3.4", koefisien: "5.2"},
			{ahsp: "3.11.1.11", koefisien: "1.89"},
			{ahsp: "3.11.4.2", koefisien: "1"},
			{ahsp: "3.11.4.5", koefisien: "3"},
		}},
	}
}
