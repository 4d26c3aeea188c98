package ahsp_test

import (
	"strings"
	"testing"

	"takar/internal/ahsp"
)

func TestStarterIsCompleteAndConsistent(t *testing.T) {
	edition, analyses, err := ahsp.Starter()
	if err != nil {
		t.Fatal(err)
	}
	if edition.Name != "Pustaka Contoh Takar" || edition.Revision != 1 {
		t.Errorf("edition %+v", edition)
	}
	if len(analyses) < 55 || len(analyses) > 70 {
		t.Errorf("%d analyses, about 60 are promised", len(analyses))
	}
	prices, err := ahsp.StarterPrices()
	if err != nil {
		t.Fatal(err)
	}
	kodes, used := map[string]bool{}, map[string]bool{}
	for _, a := range analyses {
		if kodes[a.Kode] || a.Nama == "" || a.Satuan == "" || a.Klasifikasi == "" || a.SubKlasifikasi == "" || len(a.Components) == 0 {
			t.Errorf("analysis %+v", a)
		}
		kodes[a.Kode] = true
		if ahsp.NormaliseUnit(a.Satuan) != a.Satuan {
			t.Errorf("%s: unit %q is not in its usual spelling", a.Kode, a.Satuan)
		}
		inAnalysis := map[string]bool{}
		for i, c := range a.Components {
			if c.Koefisien.Sign() <= 0 || c.Position != i || c.Uraian == "" || c.Satuan == "" || inAnalysis[c.Kode] || c.Finding != "" {
				t.Errorf("%s: component %+v", a.Kode, c)
			}
			if price, ok := prices[c.Kode]; !ok || price.Sign() <= 0 {
				t.Errorf("%s: item %s has no price", a.Kode, c.Kode)
			}
			inAnalysis[c.Kode], used[c.Kode] = true, true
		}
	}
	for kode := range prices {
		if !used[kode] {
			t.Errorf("item %s is used nowhere", kode)
		}
	}
	text := strings.Builder{}
	for _, a := range analyses {
		text.WriteString(strings.ToLower(a.Nama) + "\n")
	}
	for _, work := range []string{"bata", "plester", "beton", "tulangan", "bekisting", "galian", "urugan", "cat ", "keramik", "atap", "pintu", "kusen", "pipa", "titik lampu"} {
		if !strings.Contains(text.String(), work) {
			t.Errorf("no analysis for %q", work)
		}
	}
}
