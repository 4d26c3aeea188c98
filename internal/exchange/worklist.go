package exchange

import (
	"takar/internal/decimal"
	"takar/internal/rab"
)

type listedPekerjaan struct {
	SourceType    rab.SourceType  `json:"source_type"`
	Kode          string          `json:"snapshot_kode"`
	Uraian        string          `json:"snapshot_uraian"`
	Satuan        string          `json:"snapshot_satuan"`
	OrderingIndex int             `json:"ordering_index"`
	BudgetedCost  decimal.Decimal `json:"budgeted_cost"`
	RefAHSPID     *int64          `json:"ref_ahsp_id"`        // of this installation
	RefAHSP       *referenceKey   `json:"ref_ahsp,omitempty"` // the same everywhere
}

type listedSub struct {
	Name          string            `json:"name"`
	OrderingIndex int               `json:"ordering_index"`
	Pekerjaan     []listedPekerjaan `json:"pekerjaan"`
}

type listedKlasifikasi struct {
	Name          string      `json:"name"`
	OrderingIndex int         `json:"ordering_index"`
	SMKK          bool        `json:"smkk,omitempty"`
	Sub           []listedSub `json:"sub"`
}

type workListStats struct {
	Klasifikasi int `json:"total_klasifikasi"`
	Sub         int `json:"total_sub"`
	Pekerjaan   int `json:"total_pekerjaan"`
}

// WriteWorkList returns the work list of a snapshot as nested headings (documents D1),
// dated by its revision. Analyses are named where a pekerjaan is still as published.
func WriteWorkList(p *rab.Project) ([]byte, error) {
	stats := workListStats{Klasifikasi: len(p.Klasifikasi()), Pekerjaan: len(p.WorkList())}
	var rows []listedKlasifikasi
	number := 0
	for i, k := range p.Klasifikasi() {
		top := listedKlasifikasi{Name: k.Name, OrderingIndex: i + 1, SMKK: k.SMKK, Sub: []listedSub{}}
		for j, s := range p.SubKlasifikasi(k.ID) {
			sub := listedSub{Name: s.Name, OrderingIndex: j + 1, Pekerjaan: []listedPekerjaan{}}
			for _, q := range p.PekerjaanOf(s.ID) {
				number++
				sub.Pekerjaan = append(sub.Pekerjaan, listed(p, q, number))
			}
			top.Sub = append(top.Sub, sub)
		}
		stats.Sub += len(top.Sub)
		rows = append(rows, top)
	}
	l := newLines()
	about(l, p, typeWorkList, workListVersion)
	list(l, "klasifikasi", rows)
	l.field("stats", stats)
	return l.end()
}

func listed(p *rab.Project, q *rab.Pekerjaan, number int) listedPekerjaan {
	row := listedPekerjaan{
		SourceType: q.SourceType, Kode: q.Kode, Uraian: q.Uraian, Satuan: q.Satuan, OrderingIndex: number, BudgetedCost: q.BudgetedCost,
	}
	if q.SourceType == rab.SourceRef {
		row.RefAHSPID, row.RefAHSP = q.RefID, keyOf(p, q.RefID)
	}
	return row
}

// about writes what the exports of a project say of themselves.
func about(l *lines, p *rab.Project, kind, version string) {
	l.field("export_type", kind)
	l.field("export_version", version)
	l.field("project_id", p.ID)
	l.field("project_name", p.Header().Nama)
	l.field("export_date", p.UpdatedAt().Contract())
}
