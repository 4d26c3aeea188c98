package demo

import (
	"context"
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/rab"
)

// analysis is the analysis of a custom pekerjaan, named by its uraian.
type analysis struct {
	of   string
	rows []component
}

// component is a row of an analysis: an item of the starter library (kode alone), an item
// of the project's own (uraian without kode), or a bundle on an analysis of the library
// (ahsp) or on another pekerjaan (job, named by its uraian).
type component struct {
	kategori  ahsp.Kategori
	kode      string
	uraian    string
	satuan    string
	koefisien string
	ahsp      string
	job       string
}

// addAnalyses gives the custom pekerjaan their analyses, in the order in which they build
// on each other.
func (b *builder) addAnalyses(ctx context.Context) error {
	items, err := starterItems()
	if err != nil {
		return err
	}
	for _, a := range b.analyses {
		id, ok := b.ids[a.of]
		if !ok {
			return fmt.Errorf("no pekerjaan %q", a.of)
		}
		var in rab.SaveAnalysisInput
		for i, c := range a.rows {
			row, err := b.analysisRow(c, items, i)
			if err != nil {
				return err
			}
			in.Rows = append(in.Rows, row)
		}
		if _, _, err := b.app.SaveAnalysis(ctx, b.visit, id, in); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) analysisRow(c component, items map[string]ahsp.Component, i int) (rab.AnalysisRow, error) {
	row := rab.AnalysisRow{Kategori: string(c.kategori), Uraian: c.uraian, Satuan: c.satuan, Koefisien: number(c.koefisien)}
	switch {
	case c.ahsp != "":
		target, err := b.reference(c.ahsp)
		if err != nil {
			return row, err
		}
		row.Kategori, row.Kode, row.RefKind, row.RefID = string(ahsp.LAIN), target.Kode, rab.RefAHSP, &target.ID
		row.Uraian, row.Satuan = target.Nama, target.Satuan
	case c.job != "":
		target, ok := b.ids[c.job]
		if !ok {
			return row, fmt.Errorf("no pekerjaan %q", c.job)
		}
		row.Kategori, row.Kode, row.RefKind, row.RefID = string(ahsp.LAIN), fmt.Sprintf("G.%d", i+1), rab.RefJob, &target
		row.Uraian = c.job
	case c.kode != "":
		known, ok := items[c.kode]
		if !ok {
			return row, fmt.Errorf("no item %s in the starter library", c.kode)
		}
		row.Kategori, row.Kode, row.Uraian, row.Satuan = string(known.Kategori), known.Kode, known.Uraian, known.Satuan
	}
	return row, nil
}

// starterItems returns the items of the starter library by kode.
func starterItems() (map[string]ahsp.Component, error) {
	_, analyses, err := ahsp.Starter()
	if err != nil {
		return nil, err
	}
	items := map[string]ahsp.Component{}
	for _, a := range analyses {
		for _, c := range a.Components {
			items[c.Kode] = c
		}
	}
	return items, nil
}
