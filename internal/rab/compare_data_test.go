package rab

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
)

func TestComparisonTellsOfTheDataOfTheProject(t *testing.T) {
	x := build(t)
	logo := func(d *Draft, data string) {
		d.DocumentLogos.Put(&DocumentLogo{Meta: Meta{ID: projectID}, Type: "image/png", Width: 300, Height: 200, Data: data})
	}
	before, _ := x.after(x.project(), func(d *Draft) error {
		logo(d, "YQ==")
		d.DocumentSettings.Put(&DocumentSetting{Meta: Meta{ID: projectID}, DocumentData: DocumentData{Nomor: "1.5", NIPClient: "NIP 1"}})
		return nil
	})
	after, _ := x.after(before, func(d *Draft) error {
		logo(d, "Yg==")
		d.DocumentSettings.Put(&DocumentSetting{Meta: Meta{ID: projectID}, DocumentData: DocumentData{Nomor: "2.5", Kop: "DINAS\nBIDANG"}})
		header := *d.View().Header()
		header.NamaClient, header.AnggaranOwner = "Dinas Lain", decimal.FromInt(250)
		header.TanggalSelesai, header.DurasiHari, header.IsActive = "2030-12-31", 1, false // told elsewhere, or not at all
		d.Headers.Put(&header)
		return nil
	})
	told := func(c *Comparison) string {
		var lines []string
		for _, s := range c.Data {
			lines = append(lines, fmt.Sprintf("%s: %q → %q", s.Label, s.Before, s.After))
		}
		return strings.Join(lines, "\n")
	}
	c := Compare(before, after)
	want := strings.TrimSpace(`
nama pemilik: "` + before.Header().NamaClient + `" → "Dinas Lain"
anggaran: "0" → "250"
kop surat: "" → "DINAS\nBIDANG"
nomor dokumen: "1.5" → "2.5"
NIP pemilik: "NIP 1" → ""
logo: "PNG 300 × 200" → "PNG 300 × 200, gambar lain"`)
	if got := told(c); got != want || c.Same() || len(c.Steps) != 0 {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
	if c := Compare(after, after); told(c) != "" || !c.Same() {
		t.Errorf("a state differs from itself: %s", told(c))
	}
	if got := told(Compare(before.WithoutPrices(), after.WithoutPrices())); strings.Contains(got, "anggaran") {
		t.Errorf("without prices: %s", got)
	}
}
