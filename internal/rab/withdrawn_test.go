package rab

import (
	"errors"
	"strings"
	"testing"

	"takar/internal/ahsp"
)

func TestNothingNewIsTakenFromAWithdrawnEdition(t *testing.T) {
	x := buildSourced(t)
	p := x.p
	x.builder.ref.withdrawn = true
	refused := func(name, path string, err error) {
		t.Helper()
		var invalid *Invalid
		if !errors.As(err, &invalid) || !strings.HasSuffix(invalid.Problems[0].Path, path) || !strings.Contains(invalid.Problems[0].Message, "AHSP UJI yang sudah ditarik") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := x.change(x.draft(p), x.custom, PekerjaanInput{SourceType: "ref", RefID: &x.second.ID})
	refused("a new source", "ref_id", err)
	_, err = x.change(x.draft(p), x.ref, PekerjaanInput{SourceType: "ref", RefID: &x.second.ID})
	refused("another analysis of it", "ref_id", err)
	_, err = x.draft(p).SaveAnalysis(x.custom.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G.1", RefAHSP, x.second.ID, "1")}})
	refused("a bundle", "ref_id", err)

	x.builder.ref.withdrawn = false
	p, _ = x.after(p, func(d *Draft) error {
		return done(d.SaveAnalysis(x.custom.ID, SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G.1", RefAHSP, x.second.ID, "1")}}))
	})
	x.builder.ref.withdrawn = true
	x.p = p
	if _, err := x.change(x.draft(p), x.ref, PekerjaanInput{SourceType: "ref_modified", RefID: &x.first.ID}); err != nil {
		t.Errorf("what stands on it already is refused: %v", err)
	}
	kept := p.ComponentsOf(x.custom.ID)[0]
	template := &Template{Klasifikasi: []TemplateKlasifikasi{{Name: "K", Sub: []TemplateSub{{Name: "S", Pekerjaan: []*TemplatePekerjaan{
		{SourceType: SourceRef, Kode: x.second.Kode, Uraian: "Dari pustaka", Analysis: x.second},
	}}}}}}
	if result, err := x.draft(p).AppendTemplate(template, TemplateOptions{}); err != nil || len(result.Warnings) != 1 || !strings.Contains(result.Warnings[0].Message, "AHSP UJI yang sudah ditarik") {
		t.Errorf("a template made from it: %+v, %v", result.Warnings, err)
	}
	again := AnalysisRow{ID: &kept.ID, Kategori: string(ahsp.LAIN), Kode: kept.Kode, Uraian: kept.Uraian, Satuan: kept.Satuan, Koefisien: amount("2"), RefKind: RefAHSP, RefID: &x.second.ID}
	if _, err := x.draft(p).SaveAnalysis(x.custom.ID, SaveAnalysisInput{Rows: []AnalysisRow{again}}); err != nil {
		t.Errorf("a bundle on it that was there is refused: %v", err)
	}
}
