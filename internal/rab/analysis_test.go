package rab

// bundleRow is a request row that stands for an analysis or a pekerjaan.
func bundleRow(kode, kind string, target int64, koefisien string) AnalysisRow {
	return AnalysisRow{
		Kategori: "LAIN", Kode: kode, Uraian: "Gabungan " + kode, Satuan: "m2", Koefisien: amount(koefisien), RefKind: kind, RefID: &target,
	}
}
