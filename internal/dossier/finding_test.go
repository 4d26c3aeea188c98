package dossier

import (
	"slices"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// TestEveryDocumentKnowsWhatItRestsOn: none is forgotten when kinds are added, and no entry
// of the checklist is without a document.
func TestEveryDocumentKnowsWhatItRestsOn(t *testing.T) {
	told := map[rab.CheckKind]bool{}
	for _, entry := range Catalogue() {
		if len(concerns[entry.Kind]) == 0 {
			t.Errorf("%s rests on nothing", entry.Kind)
		}
		for _, kind := range concerns[entry.Kind] {
			told[kind] = true
		}
	}
	for _, kind := range rab.CheckKinds() {
		if !told[kind] {
			t.Errorf("no document tells of %s", kind)
		}
	}
}

func TestFindingsAreThoseOfTheDocument(t *testing.T) {
	b := guardPost()
	b.header.AnggaranOwner = decimal.FromInt(1_000_000)
	b.pricing.MarkupPercent = decimal.FromInt(20)
	b.item(ahsp.BHN, "B.2", "").Harga = decimal.Null{}
	b.volumes = b.volumes[1:]
	b.pekerjaan[1].Satuan = ""
	b.row(b.pekerjaan[3], ahsp.TK, "TK.1", "1500", "")
	source := b.source()
	type told struct {
		kind     rab.CheckKind
		severity rab.Severity
		page     string
	}
	noVolume := told{rab.CheckNoVolume, rab.SeverityError, rab.PageVolume}
	noPrice := told{rab.CheckNoPrice, rab.SeverityError, rab.PagePrices}
	suspect := told{rab.CheckSuspectKoefisien, rab.SeverityWarning, rab.PageAnalysis}
	noUnit := told{rab.CheckUnitMissing, rab.SeverityWarning, rab.PageList}
	pagu := told{rab.CheckPaguExceeded, rab.SeverityWarning, rab.PageRecap}
	markup := told{rab.CheckMarkupUnusual, rab.SeverityInfo, rab.PageRecap}
	for kind, want := range map[Kind][]told{
		RekapRAB:      {noVolume, noPrice, suspect, noUnit, pagu, markup},
		Paket:         {noVolume, noPrice, suspect, noUnit, pagu, markup},
		RincianAHSP:   {noPrice, suspect, noUnit, markup},
		TemplateAHSP:  {suspect, noUnit},
		HargaItems:    {noPrice},
		Volume:        {noVolume, noUnit},
		RABKosong:     {noVolume, noUnit},
		ListPekerjaan: {noUnit},
	} {
		var got []told
		for _, finding := range Findings(kind, source) {
			got = append(got, told{finding.Kind, finding.Severity, finding.Page})
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	first := Findings(Volume, source)[0]
	if want := "G.1 Pekerjaan G.1 belum punya volume."; first.Sentence != want || first.PekerjaanID != b.pekerjaan[0].ID {
		t.Errorf("%+v, want %q", first, want)
	}
}
