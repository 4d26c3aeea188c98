package demo

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

// schoolRooms is a small, complete project under another pricing policy.
func schoolRooms() *project {
	return &project{
		header: rab.Header{
			Nama: "Rehabilitasi Dua Ruang Kelas SD Sukamaju", SumberDana: "APBD", LokasiProject: "Desa Sukamaju, Kabupaten Contoh",
			NamaClient: "Dinas Pendidikan Kabupaten Contoh", NamaKontraktor: "CV Karya Contoh",
			AnggaranOwner: decimal.FromInt(125_000_000), DurasiHari: 60, Kategori: "Rehabilitasi",
		},
		preset: "dpp-11-12",
		documents: rab.DocumentData{
			Kop:   "PEMERINTAH KABUPATEN CONTOH\nDINAS PENDIDIKAN\nJalan Contoh Nomor 2, Contoh",
			Nomor: "CONTOH/002/", Tempat: "Contoh", Kegiatan: "Rehabilitasi Ruang Kelas", NIPClient: "NIP 00000000 000000 0 002", JabatanPelaksana: "Direktur",
		},
		work: []klasifikasi{
			{"Pekerjaan Atap", []sub{{"Rangka dan penutup", []item{
				{kode: "2.1.1.1", volume: "148"},
				{kode: "3.1.1.4", volume: "148"},
				{kode: "3.1.1.8", volume: "15.5"},
			}}}},
			{"Pekerjaan Plafon dan Dinding", []sub{{"Plafon dan dinding", []item{
				{kode: "3.5.2.2.1", volume: "112"},
				{kode: "3.7.4", volume: "36"},
				{kode: "3.7.8", volume: "36"},
			}}}},
			{"Pekerjaan Pengecatan", []sub{{"Cat", []item{
				{kode: "3.8.10.1", volume: "310"},
				{kode: "3.8.10.2", volume: "124"},
				{kode: "3.8.4", volume: "28"},
			}}}},
			{"Pekerjaan Listrik", []sub{{"Instalasi", []item{
				{kode: "5.3.1.30", volume: "8"},
				{kode: "5.1.5.1", volume: "2"},
				{kode: "5.1.5.9", volume: "6"},
			}}}},
		},
	}
}
