package ahsp_test

import (
	"strings"
	"testing"

	"takar/internal/ahsp"
)

func coded(components ...ahsp.Component) []ahsp.Analysis {
	return []ahsp.Analysis{{Kode: "1.1", Components: components}, {Kode: "1.2"}}
}

func kodes(analyses []ahsp.Analysis) string {
	var list []string
	for _, c := range analyses[0].Components {
		list = append(list, c.Kode)
	}
	return strings.Join(list, " ")
}

func TestItemsKeepTheirCodesOverImports(t *testing.T) {
	first := coded(
		ahsp.Component{Kategori: ahsp.TK, Uraian: "Pekerja", Satuan: "OH"},
		ahsp.Component{Kategori: ahsp.TK, Uraian: "Mandor", Satuan: "OH", Kode: "TK-0007"}, // given: seven is taken
		ahsp.Component{Kategori: ahsp.BHN, Uraian: "Pasir", Satuan: "m3", Kode: "B.12"},
		ahsp.Component{Kategori: ahsp.BHN, Uraian: "pasir", Satuan: "M³"},
		ahsp.Component{Kategori: ahsp.ALT, Uraian: "Molen", Satuan: "jam"},
		ahsp.Component{Kategori: ahsp.LAIN, Uraian: "Angkutan", Satuan: "ls"},
		ahsp.Component{Kategori: ahsp.LAIN, Uraian: "Beton", Satuan: "m3", Kode: "1.2"}, // an analysis, no item
		ahsp.Component{Kategori: ahsp.BHN, Uraian: "Pekerja", Satuan: "OH"},             // another kategori is another item
	)
	registry := ahsp.NewRegistry(nil, nil)
	filled, added := registry.Register(first)
	if got, want := kodes(filled), "TK-0008 TK-0007 B.12 B.12 PR-0001 LN-0001 1.2 B-0001"; got != want {
		t.Errorf("codes %s, want %s", got, want)
	}
	if len(added) != 6 || first[0].Components[0].Kode != "" {
		t.Errorf("%d lines; the argument has %q", len(added), first[0].Components[0].Kode)
	}
	// Later, with what was stored: another order, other spellings, a new item.
	again, more := ahsp.NewRegistry(added, registry.Last()).Register(coded(
		ahsp.Component{Kategori: ahsp.ALT, Uraian: "Vibrator", Satuan: "jam"},
		ahsp.Component{Kategori: ahsp.ALT, Uraian: "MOLEN ", Satuan: "Jam"},
		ahsp.Component{Kategori: ahsp.TK, Uraian: "Pekerja", Satuan: "O.H"},
		ahsp.Component{Kategori: ahsp.BHN, Uraian: "Pasir", Satuan: "m3", Kode: "M.1"}, // a given code wins, the registry stays
		ahsp.Component{Kategori: ahsp.BHN, Uraian: "Pasir", Satuan: "m3"},
		ahsp.Component{Kategori: ahsp.TK, Uraian: "Tukang", Satuan: "OH"},
	))
	if got, want := kodes(again), "PR-0002 PR-0001 TK-0008 M.1 B.12 TK-0009"; got != want || len(more) != 2 {
		t.Errorf("codes %s, want %s; %d new lines", got, want, len(more))
	}
}

func TestAnomaliesAreNamed(t *testing.T) {
	a := ahsp.Analysis{}
	if got := strings.Join(a.Anomalies(), ", "); got != "tidak punya rincian, satuan kosong, klasifikasi kosong" {
		t.Errorf("empty analysis: %s", got)
	}
	imported := damagedFile(t)
	whole := &imported.Analyses[1]
	if got := strings.Join(whole.Anomalies(), ", "); got != "satuan kosong, klasifikasi kosong, 4 komponen dengan temuan yang belum diselesaikan" {
		t.Errorf("damaged analysis: %s", got)
	}
	if got := strings.Join(whole.Components[0].Anomalies(), ", "); got != "koefisien 0, satuan kosong, koefisien meragukan, komponen tanpa kategori" {
		t.Errorf("damaged component: %s", got)
	}
	if got := whole.Count(); got[ahsp.LAIN] != 2 || got[ahsp.TK] != 2 || got[ahsp.BHN] != 0 {
		t.Errorf("count %v", got)
	}
	sound := ahsp.Analysis{Satuan: "m2", Klasifikasi: "Lantai", Components: []ahsp.Component{{Satuan: "OH", Koefisien: imported.Analyses[0].Components[0].Koefisien}}}
	if len(sound.Anomalies())+len(sound.Components[0].Anomalies()) > 0 {
		t.Error("a sound analysis has anomalies")
	}
}
