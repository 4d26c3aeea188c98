package exchange

import (
	"takar/internal/rab"
)

const (
	typeTemplate = "project_template"
	// TemplateVersion is that of WriteTemplate; ReadTemplate also reads older ones.
	TemplateVersion = "2.2"
)

// WriteTemplate returns the work list of a snapshot with its analyses, parameters and
// formulas as a template, without prices and quantities (documents D13). Equal contents
// give equal bytes. A project without pekerjaan is refused.
func WriteTemplate(p *rab.Project, meta TemplateMeta) ([]byte, TemplateStats, error) {
	if len(p.WorkList()) == 0 {
		return nil, TemplateStats{}, rab.Refuse("project", "Proyek ini belum punya pekerjaan: isi List Pekerjaan dahulu.")
	}
	meta.Category, _ = TemplateCategory(meta.Category)
	w := &templateWriter{p: p, sub: map[int64]int{}, pekerjaan: map[int64]int{}}
	for i, q := range p.WorkList() {
		w.pekerjaan[q.ID] = i + 1
	}
	l := newLines()
	l.field("export_type", typeTemplate)
	l.field("export_version", TemplateVersion)
	l.field("export_date", p.UpdatedAt().Contract())
	l.field("template_meta", meta)
	klasifikasi, sub := w.headings()
	list(l, "klasifikasi", klasifikasi)
	list(l, "sub_klasifikasi", sub)
	list(l, "pekerjaan", w.workList())
	list(l, "detail_ahsp", w.components())
	list(l, "parameters", w.parameters())
	list(l, "volume_formulas", w.formulas())
	l.field("stats", w.stats)
	data, err := l.end()
	return data, w.stats, err
}

// templateWriter gives the rows of a snapshot the ids of a file.
type templateWriter struct {
	p         *rab.Project
	sub       map[int64]int // _export_id by id
	pekerjaan map[int64]int
	stats     TemplateStats
}

func (w *templateWriter) headings() (klasifikasi, sub []headingForm) {
	for i, k := range w.p.Klasifikasi() {
		klasifikasi = append(klasifikasi, headingForm{ID: i + 1, Name: k.Name, OrderingIndex: i + 1, SMKK: k.SMKK})
		for j, s := range w.p.SubKlasifikasi(k.ID) {
			w.sub[s.ID] = len(sub) + 1
			sub = append(sub, headingForm{ID: len(sub) + 1, KlasifikasiRef: i + 1, Name: s.Name, OrderingIndex: j + 1})
		}
	}
	w.stats.Klasifikasi, w.stats.Sub = len(klasifikasi), len(sub)
	return klasifikasi, sub
}

func (w *templateWriter) workList() []templatePekerjaanForm {
	rows := make([]templatePekerjaanForm, 0, len(w.p.WorkList()))
	for i, q := range w.p.WorkList() {
		rows = append(rows, templatePekerjaanForm{
			ID: i + 1, SubRef: w.sub[q.HeadingID], SourceType: q.SourceType, RefID: q.RefID, RefAHSP: keyOf(w.p, q.RefID),
			Kode: q.Kode, Uraian: q.Uraian, Satuan: q.Satuan, OrderingIndex: i + 1, Notes: q.Notes,
		})
	}
	w.stats.Pekerjaan = len(rows)
	return rows
}

func (w *templateWriter) components() []templateRowForm {
	rows := make([]templateRowForm, 0, w.p.Components.Len())
	for i, q := range w.p.WorkList() {
		for _, c := range w.p.ComponentsOf(q.ID) {
			row := templateRowForm{
				ID: len(rows) + 1, PekerjaanRef: i + 1, Kategori: c.Kategori, Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: c.Koefisien,
			}
			w.target(&row, c)
			rows = append(rows, row)
		}
	}
	w.stats.Detail = len(rows)
	return rows
}

// target says what a component stands for: a pekerjaan, an analysis of the library, or
// itself by its price item.
func (w *templateWriter) target(row *templateRowForm, c *rab.Component) {
	switch {
	case c.RefPekerjaanID != nil:
		at := w.pekerjaan[*c.RefPekerjaanID]
		row.BundleType, row.BundleRef = bundlePekerjaan, &at
		if q, ok := w.p.Pekerjaan.Get(*c.RefPekerjaanID); ok {
			row.BundleKode = q.Kode
		}
	case c.RefAHSPID != nil:
		row.BundleType, row.BundleAHSPID, row.RefAHSP = bundleAHSP, c.RefAHSPID, keyOf(w.p, c.RefAHSPID)
	case c.PriceItemID != nil:
		item, ok := w.p.PriceItems.Get(*c.PriceItemID)
		if !ok {
			return
		}
		row.ItemKode = item.Kode
		if item.Uraian != c.Uraian {
			row.ItemUraian = item.Uraian
		}
		if item.Satuan != c.Satuan {
			row.ItemSatuan = item.Satuan
		}
	}
}

func (w *templateWriter) parameters() []parameterForm {
	var rows []parameterForm
	for _, row := range w.p.Parameters.All() {
		rows = append(rows, parameterForm{Name: row.Name, Value: row.Value, Label: row.Label, Unit: row.Unit, Description: row.Description})
	}
	w.stats.Parameters = len(rows)
	return rows
}

func (w *templateWriter) formulas() []templateFormulaForm {
	var rows []templateFormulaForm
	for i, q := range w.p.WorkList() {
		if v, ok := w.p.Volumes.Get(q.ID); ok && v.Formula != "" {
			rows = append(rows, templateFormulaForm{PekerjaanRef: i + 1, Raw: v.Formula, IsFx: v.IsFx})
		}
	}
	w.stats.Formulas = len(rows)
	return rows
}
