package exchange

import (
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

type listedAnalysis struct {
	Kode          string            `json:"kode"`
	Uraian        string            `json:"uraian"`
	Satuan        string            `json:"satuan"`
	SourceType    rab.SourceType    `json:"source_type"`
	OrderingIndex int               `json:"ordering_index"`
	Items         []listedComponent `json:"items"`
}

type listedComponent struct {
	Kategori  ahsp.Kategori  `json:"kategori"`
	Kode      string         `json:"kode"`
	Uraian    string         `json:"uraian"`
	Satuan    string         `json:"satuan"`
	Koefisien decimal.Number `json:"koefisien"`
}

type analysesStats struct {
	Pekerjaan      int  `json:"total_pekerjaan"`
	Items          int  `json:"total_items"`
	IsLimited      bool `json:"is_limited"` // never: all are listed
	Limit          *int `json:"limit"`
	TotalInProject int  `json:"total_in_project"`
}

// WriteAnalyses returns the components of all pekerjaan of a snapshot, in the order of the
// work list and without a limit (documents D4), dated by its revision. Bundles stand as
// one row.
func WriteAnalyses(p *rab.Project) ([]byte, error) {
	work := p.WorkList()
	stats := analysesStats{Pekerjaan: len(work), TotalInProject: len(work)}
	rows := make([]listedAnalysis, 0, len(work))
	for i, q := range work {
		row := listedAnalysis{
			Kode: readable(q.Kode), Uraian: readable(q.Uraian), Satuan: readable(q.Satuan), SourceType: q.SourceType, OrderingIndex: i + 1,
			Items: []listedComponent{},
		}
		for _, c := range p.ComponentsOf(q.ID) {
			row.Items = append(row.Items, listedComponent{
				Kategori: c.Kategori, Kode: readable(c.Kode), Uraian: readable(c.Uraian), Satuan: readable(c.Satuan),
				Koefisien: decimal.Number{Decimal: c.Koefisien},
			})
		}
		stats.Items += len(row.Items)
		rows = append(rows, row)
	}
	l := newLines()
	about(l, p, typeAnalyses, analysesVersion)
	list(l, "pekerjaan_list", rows)
	l.field("stats", stats)
	return l.end()
}

// readable drops the characters that stand for ones which an old file could not tell.
func readable(text string) string { return strings.ReplaceAll(text, "\ufffd", "") }
