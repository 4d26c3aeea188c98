package api

import (
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// treeAnswer is the work list with its headings (api §6.5). Version is that of its order.
type treeAnswer struct {
	okay

	Klasifikasi  []klasifikasiRow `json:"klasifikasi"`
	Version      int64            `json:"version"`
	SearchActive bool             `json:"search_active,omitempty"`
	MatchCount   *int             `json:"match_count,omitempty"`
}

type klasifikasiRow struct {
	ID            int64    `json:"id"`
	Number        string   `json:"number"` // I, II
	Name          string   `json:"name"`
	OrderingIndex int      `json:"ordering_index"`
	SMKK          bool     `json:"smkk"` // costs of SMKK: no BUK on what is under it
	Version       int64    `json:"version"`
	Sub           []subRow `json:"sub"`
}

type subRow struct {
	ID            int64          `json:"id"`
	Number        string         `json:"number"` // A, B
	Name          string         `json:"name"`
	OrderingIndex int            `json:"ordering_index"`
	Version       int64          `json:"version"`
	Pekerjaan     []pekerjaanRow `json:"pekerjaan"`
}

type pekerjaanRow struct {
	ID             int64          `json:"id"`
	Number         string         `json:"number"` // 1, 2, anew under each sub-klasifikasi
	SourceType     rab.SourceType `json:"source_type"`
	OrderingIndex  int            `json:"ordering_index"` // place in the whole list, from 1
	SnapshotKode   *string        `json:"snapshot_kode"`
	SnapshotUraian *string        `json:"snapshot_uraian"`
	SnapshotSatuan *string        `json:"snapshot_satuan"`
	RefID          *int64         `json:"ref_id"`
	BudgetedCost   money          `json:"budgeted_cost"`
	Version        int64          `json:"version"`
}

func getTree(r *serve.Request) error {
	q := queryOf(r)
	search := strings.ToLower(q.text("search"))
	if search == "" {
		search = strings.ToLower(q.text("q"))
	}
	return kept(r, "tree?"+search, func(v *app.View) *treeAnswer { return treeOf(v.Project, search) })
}

// treeOf lists the work list, or with a search (in lower case) its hits and the headings
// above them.
func treeOf(p *rab.Project, search string) *treeAnswer {
	answer := &treeAnswer{okay: yes, Klasifikasi: []klasifikasiRow{}, Version: p.State().TreeVersion, SearchActive: search != ""}
	place, matches := 0, 0
	for i, klasifikasi := range p.Klasifikasi() {
		top := klasifikasiRow{
			ID: klasifikasi.ID, Number: rab.HeadingNumber(0, i+1), Name: klasifikasi.Name, OrderingIndex: klasifikasi.Position, SMKK: klasifikasi.SMKK,
			Version: klasifikasi.Version, Sub: []subRow{},
		}
		for j, sub := range p.SubKlasifikasi(klasifikasi.ID) {
			branch := subRow{
				ID: sub.ID, Number: rab.HeadingNumber(1, j+1), Name: sub.Name, OrderingIndex: sub.Position, Version: sub.Version, Pekerjaan: []pekerjaanRow{},
			}
			for k, q := range p.PekerjaanOf(sub.ID) {
				place++
				if matchesSearch(p, q, search) {
					branch.Pekerjaan = append(branch.Pekerjaan, pekerjaanRowOf(q, k+1, place))
				}
			}
			if search == "" || len(branch.Pekerjaan) > 0 {
				matches += len(branch.Pekerjaan)
				top.Sub = append(top.Sub, branch)
			}
		}
		if search == "" || len(top.Sub) > 0 {
			answer.Klasifikasi = append(answer.Klasifikasi, top)
		}
	}
	if search != "" {
		answer.MatchCount = &matches
	}
	return answer
}

func pekerjaanRowOf(q *rab.Pekerjaan, number, place int) pekerjaanRow {
	return pekerjaanRow{
		ID: q.ID, Number: strconv.Itoa(number), SourceType: q.SourceType, OrderingIndex: place, SnapshotKode: optional(q.Kode), SnapshotUraian: optional(q.Uraian),
		SnapshotSatuan: optional(q.Satuan), RefID: q.RefID, BudgetedCost: money{q.BudgetedCost}, Version: q.Version,
	}
}

// matchesSearch looks for a lower-case text in what a pekerjaan is called, here and in
// the library.
func matchesSearch(p *rab.Project, q *rab.Pekerjaan, search string) bool {
	if search == "" {
		return true
	}
	names := []string{q.Kode, q.Uraian}
	if q.RefID != nil && p.Reference != nil {
		if analysis, ok := p.Reference.Analysis(*q.RefID); ok {
			names = append(names, analysis.Kode, analysis.Nama)
		}
	}
	for _, name := range names {
		if strings.Contains(strings.ToLower(name), search) {
			return true
		}
	}
	return false
}
