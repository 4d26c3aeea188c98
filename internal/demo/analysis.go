package demo

import (
	"cmp"
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
// of the project's own (with an uraian), or a bundle on an analysis of the library (ahsp) or
// on another pekerjaan (job, named by its key).
type component struct {
	kategori  ahsp.Kategori
	kode      string
	uraian    string
	satuan    string
	koefisien string
	ahsp      string
	job       string
}

// addAnalyses gives pekerjaan their analyses. What the project once priced and uses no more
// is in the first of them for a moment.
func (b *builder) addAnalyses(ctx context.Context) error {
	if len(b.offers) > 0 {
		first := analysis{of: b.analyses[0].of, rows: b.offers}
		if err := b.saveAnalyses(ctx, []analysis{first}); err != nil {
			return err
		}
	}
	return b.saveAnalyses(ctx, b.analyses)
}

func (b *builder) saveAnalyses(ctx context.Context, analyses []analysis) error {
	items, err := starterItems()
	if err != nil {
		return err
	}
	var inputs []rab.PekerjaanAnalysis
	for _, a := range analyses {
		id, ok := b.ids[a.of]
		if !ok {
			return fmt.Errorf("no pekerjaan %q", a.of)
		}
		in := rab.PekerjaanAnalysis{PekerjaanID: id}
		for i, c := range a.rows {
			row, err := b.analysisRow(c, items, i)
			if err != nil {
				return err
			}
			in.Rows = append(in.Rows, row)
		}
		inputs = append(inputs, in)
	}
	if len(inputs) == 0 {
		return nil
	}
	_, _, err = b.app.SaveAnalyses(ctx, b.visit, inputs)
	return err
}

func (b *builder) analysisRow(c component, items map[string]ahsp.Component, i int) (rab.AnalysisRow, error) {
	row := rab.AnalysisRow{Kategori: string(c.kategori), Kode: c.kode, Uraian: c.uraian, Satuan: c.satuan, Koefisien: number(c.koefisien)}
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
		row.Uraian = cmp.Or(c.uraian, c.job)
	case c.uraian == "":
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
