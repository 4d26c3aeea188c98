package loadtest

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"takar/internal/loadtest/result"
)

// callTasks are the writes of clients of the interface (api §5.5), with payloads that are
// really stored. Those that change a whole project go to the copies.
var callTasks = []task{
	{2, func(u *user) { u.syncParameters(u.anyProject()) }},
	{2, func(u *user) { u.assign(false) }},
	{2, (*user).plan},
	{1, func(u *user) { u.assign(true) }},
	{1, wrecking((*user).reorder)},
	{1, wrecking((*user).regenerate)},
	{1, wrecking((*user).reset)},
	{1, wrecking((*user).moveWeeks)},
	{1, wrecking((*user).cleanUp)},
	{1, (*user).report},
}

// mutationTasks are what people do who write most of the time (api §5.7).
var mutationTasks = []task{
	{4, (*user).addPekerjaan},
	{3, func(u *user) { u.saveVolume(u.first()) }},
	{3, func(u *user) { u.savePrices(u.first()) }},
	{3, func(u *user) {
		u.ask(&request{name: "/detail_project/api/templates/", group: result.Read, judge: func(a *answer) error {
			e := words(`"templates":[`)
			return e.fits(u.first(), a)
		}})
	}},
	{3, readFirst(V2+"/assignments/", words(`"assignments":[`, `"count":`))},
	{3, readFirst(V2+"/chart-data/", words(`"totalPekerjaan":{n},`, `"curveData":`))},
	{2, func(u *user) { u.syncParameters(u.first()) }},
	{2, func(u *user) { u.saveFormula(u.first()) }},
	{2, (*user).makeTemplate},
	{2, readFirst(P+"/templates/export/", words(`"export_version":`, `"total_pekerjaan":{n},`))},
	{2, readFirst(P+"/tahapan/", words(`"tahapan":[`, `"count":`))},
	{2, (*user).plan},
	{1, (*user).makeOnePhase},
	{1, readFirst(P+"/tahapan/unassigned/", words(`"pekerjaan":[`, `"count":`))},
	{1, readFirst(P+"/tahapan/validate/", words(`"total_pekerjaan":{n},`))},
}

// plan stores the planned share of a week, in the copy whose plan is there to be changed.
func (u *user) plan() {
	p := u.run.ground.plans
	r, back := p.cells.take(u)
	defer back()
	if r == nil {
		return
	}
	share := u.between(new(big.Rat), r.value, 2)
	u.write(&writing{
		kind: "rencana mingguan",
		save: &request{name: V2 + "/assign-weekly/", project: p, json: map[string]any{
			"mode": "planned", "assignments": []any{map[string]any{"pekerjaan_id": r.id, "week_number": r.week, "planned_proportion": share}},
		}},
		back: from(&request{name: V2 + "/pekerjaan/{pekerjaan}/weekly-progress/", project: p, ids: []int64{r.id}}, func(a *answer) (bool, error) {
			var body struct {
				Weeks []struct {
					Week    int64       `json:"week_number"`
					Planned json.Number `json:"planned_proportion"`
				} `json:"weekly_progress"`
			}
			err := a.decode(&body)
			for _, week := range body.Weeks {
				if week.Week == r.week {
					return same(string(week.Planned), share), err
				}
			}
			return same(share, "0"), err
		}),
	})
}

// assign puts a pekerjaan into a phase of the copy, or into it and out of it again.
func (u *user) assign(out bool) {
	p := u.run.ground.plans
	r, back := p.hand.take(u)
	defer back()
	pekerjaan := p.pekerjaan[u.random.IntN(len(p.pekerjaan))]
	holds := func(want bool) func() []reading {
		return from(&request{name: P + "/tahapan/{tahapan}/", project: p, ids: []int64{r.id}}, func(a *answer) (bool, error) {
			var body struct {
				Tahapan struct {
					Pekerjaan []struct {
						ID int64 `json:"pekerjaan_id"`
					}
				}
			}
			err := a.decode(&body)
			there := false
			for _, one := range body.Tahapan.Pekerjaan {
				there = there || one.ID == pekerjaan
			}
			return there == want, err
		})
	}
	put := u.write(&writing{
		kind: "isi tahapan", back: holds(true),
		save: &request{name: P + "/tahapan/{tahapan}/assign/", project: p, ids: []int64{r.id}, json: map[string]any{
			"assignments": []any{map[string]any{"pekerjaan_id": pekerjaan, "proporsi": "100"}},
		}},
	})
	if put && out {
		u.write(&writing{
			kind: "isi tahapan dikeluarkan", back: holds(false),
			save: &request{name: P + "/tahapan/{tahapan}/unassign/", project: p, ids: []int64{r.id}, json: map[string]any{"pekerjaan_ids": []int64{pekerjaan}}},
		})
	}
}

// addPekerjaan adds a row to the work list of the copy and deletes it again.
func (u *user) addPekerjaan() {
	p := u.run.ground.plans
	uraian := fmt.Sprintf("Uji beban %s-%d-%d", u.run.ground.stamp, u.number, u.random.IntN(1e9))
	var made struct {
		IDs struct {
			Pekerjaan map[string]int64
		} `json:"id_map"`
	}
	listed := func(want bool) func() []reading {
		q := &request{name: P + "/list-pekerjaan/tree/", query: "?search=" + url.QueryEscape(uraian), project: p}
		return from(q, func(a *answer) (bool, error) {
			var tree treeBody
			err := a.decode(&tree)
			there := false
			for _, k := range tree.Klasifikasi {
				for _, s := range k.Sub {
					for _, one := range s.Pekerjaan {
						there = there || (one.ID == made.IDs.Pekerjaan["baru"] && one.Uraian == uraian)
					}
				}
			}
			return there == want, err
		})
	}
	added := u.write(&writing{
		kind: "pekerjaan baru", back: listed(true), made: func(a *answer) error { return a.decode(&made) },
		save: &request{name: P + "/list-pekerjaan/changes/", project: p, json: map[string]any{"changes": []any{newPekerjaan(p, uraian)}}},
	})
	if id := made.IDs.Pekerjaan["baru"]; added && id != 0 {
		u.write(&writing{
			kind: "pekerjaan dihapus", back: listed(false),
			save: &request{name: P + "/list-pekerjaan/changes/", project: p, json: map[string]any{"deleted_ids": []int64{id}}},
		})
	}
}

// makeTemplate keeps the first project as a template, and deletes it again.
func (u *user) makeTemplate() {
	p := u.first()
	name := fmt.Sprintf("LoadTest_Template_%s_%d_%d", u.run.ground.stamp, u.number, u.random.IntN(1e9))
	var made struct {
		ID int64 `json:"template_id"`
	}
	stored := u.write(&writing{
		kind: "template", made: func(a *answer) error { return a.decode(&made) },
		save: &request{name: P + "/templates/create/", project: p, json: map[string]any{"name": name, "description": "Uji beban", "category": "gedung"}},
		back: func() []reading {
			return []reading{{&request{name: "/detail_project/api/templates/{template}/", ids: []int64{made.ID}}, func(a *answer) (bool, error) {
				var body struct {
					Template struct {
						Name      string
						Pekerjaan int `json:"total_pekerjaan"`
					}
				}
				err := a.decode(&body)
				return body.Template.Name == name && body.Template.Pekerjaan == len(p.pekerjaan), err
			}}}
		},
	})
	if stored {
		u.write(&writing{
			kind: "template dihapus",
			save: &request{name: "/detail_project/api/templates/{template}/delete/", ids: []int64{made.ID}, json: map[string]any{}},
			back: func() []reading {
				return []reading{{request: &request{name: "/detail_project/api/templates/{template}/", ids: []int64{made.ID}}}}
			},
		})
	}
}

// makeOnePhase makes a phase in the copy and deletes it again.
func (u *user) makeOnePhase() {
	p := u.run.ground.plans
	name := fmt.Sprintf("Tahap LoadTest %d", u.random.IntN(1e9))
	var made struct {
		Tahapan struct {
			ID int64 `json:"tahapan_id"`
		}
	}
	one := func() *request {
		return &request{name: P + "/tahapan/{tahapan}/", project: p, ids: []int64{made.Tahapan.ID}}
	}
	stored := u.write(&writing{
		kind: "tahapan", made: func(a *answer) error { return a.decode(&made) },
		save: &request{name: P + "/tahapan/", project: p, status: http.StatusCreated, json: map[string]any{
			"nama": name, "tanggal_mulai": "2026-01-01", "tanggal_selesai": "2026-02-01", "deskripsi": "Uji beban",
		}},
		back: func() []reading {
			return []reading{{one(), func(a *answer) (bool, error) {
				var body struct {
					Tahapan struct {
						Nama string
						From string `json:"tanggal_mulai"`
						To   string `json:"tanggal_selesai"`
					}
				}
				err := a.decode(&body)
				return body.Tahapan.Nama == name && body.Tahapan.From == "2026-01-01" && body.Tahapan.To == "2026-02-01", err
			}}}
		},
	})
	if stored {
		q := one()
		q.method = http.MethodDelete
		u.write(&writing{kind: "tahapan dihapus", save: q, back: func() []reading { return []reading{{request: one()}} }})
	}
}

// wrecking makes a task of what changes all of a project: one after another, in the copy that
// is there for it.
func wrecking(do func(*user, *project)) func(*user) {
	return func(u *user) {
		u.lock(&u.run.ground.wrecking)
		defer u.run.ground.wrecking.Unlock()
		do(u, u.run.ground.wreck)
	}
}

// reset clears the plan of the copy, and brings it back so that there is one to be cleared.
func (u *user) reset(p *project) {
	planned := func(want bool) func() []reading {
		return from(&request{name: V2 + "/assignments/", project: p}, func(a *answer) (bool, error) {
			var body planBody
			err := a.decode(&body)
			some := false
			for _, cell := range body.Assignments {
				some = some || !same(string(cell.Planned), "0")
			}
			return some == want, err
		})
	}
	var done struct{ Changed bool }
	cleared := u.write(&writing{
		kind: "rencana dikosongkan", back: planned(false), made: func(a *answer) error { return a.decode(&done) },
		save: &request{name: V2 + "/reset-progress/", project: p, json: map[string]any{}},
	})
	if cleared && done.Changed {
		u.write(&writing{kind: "rencana kembali", back: planned(true), save: &request{name: P + "/undo/", project: p, json: map[string]any{}}})
	}
}

// regenerate changes which phases follow from the dates.
func (u *user) regenerate(p *project) {
	mode := []string{"weekly", "monthly", "custom"}[u.random.IntN(3)]
	u.write(&writing{
		kind: "tahapan dari tanggal",
		save: &request{name: V2 + "/regenerate-tahapan/", project: p, json: map[string]any{"mode": mode}},
		back: from(&request{name: P + "/tahapan/", project: p}, func(a *answer) (bool, error) {
			var body struct{ Mode string }
			err := a.decode(&body)
			return body.Mode == mode, err
		}),
	})
}

// moveWeeks changes the day on which weeks begin.
func (u *user) moveWeeks(p *project) {
	start := u.random.IntN(7)
	u.write(&writing{
		kind: "hari awal minggu",
		save: &request{name: V2 + "/week-boundary/", project: p, json: map[string]any{"week_start_day": start, "progress": "keep"}},
		back: from(&request{name: V2 + "/schedule/", project: p}, func(a *answer) (bool, error) {
			var body struct {
				Timeline struct {
					End int `json:"week_end_day"`
				}
			}
			err := a.decode(&body)
			return body.Timeline.End == (start+6)%7, err
		}),
	})
}

// reorder gives the phases made for the run another order.
func (u *user) reorder(p *project) {
	order := make([]int64, 0, len(p.hand.list))
	for _, at := range u.random.Perm(len(p.hand.list)) {
		order = append(order, p.hand.list[at].id)
	}
	u.write(&writing{
		kind: "urutan tahapan",
		save: &request{name: P + "/tahapan/reorder/", project: p, json: map[string]any{"tahapan_order": order}},
		back: from(&request{name: P + "/tahapan/", project: p}, func(a *answer) (bool, error) {
			var body struct {
				Tahapan []struct {
					ID int64 `json:"tahapan_id"`
				}
			}
			err := a.decode(&body)
			var found []int64
			for _, t := range body.Tahapan {
				if slices.Contains(order, t.ID) {
					found = append(found, t.ID)
				}
			}
			return slices.Equal(found, order), err
		}),
	})
}

// cleanUp leaves a price item unused, by writing it into an analysis and out of it again, and
// deletes it.
func (u *user) cleanUp(p *project) {
	kode := "UB." + strconv.Itoa(u.random.IntN(1e9))
	components := func(rows ...map[string]any) *request {
		if rows == nil {
			rows = []map[string]any{}
		}
		return &request{name: P + "/detail-ahsp/{pekerjaan}/save/", project: p, ids: []int64{p.own}, json: map[string]any{"rows": rows}}
	}
	holds := func(count int) func() []reading {
		return from(&request{name: P + "/detail-ahsp/{pekerjaan}/", project: p, ids: []int64{p.own}}, func(a *answer) (bool, error) {
			var body struct{ Items []struct{ Kode string } }
			err := a.decode(&body)
			return len(body.Items) == count && (count == 0 || body.Items[0].Kode == kode), err
		})
	}
	one := map[string]any{"kategori": "BHN", "kode": kode, "uraian": "Bahan " + kode, "satuan": "kg", "koefisien": "1.5"}
	var item int64
	orphan := func(want bool) func() []reading {
		return from(&request{name: P + "/orphaned-items/", project: p}, func(a *answer) (bool, error) {
			var body struct {
				Items []struct {
					ID   int64
					Kode string `json:"kode_item"`
					Code string `json:"kode"`
				} `json:"orphaned_items"`
			}
			err := a.decode(&body)
			there := false
			for _, one := range body.Items {
				if one.Kode == kode || one.Code == kode {
					there, item = true, one.ID
				}
			}
			return there == want, err
		})
	}
	if !u.write(&writing{kind: "analisa", save: components(one), back: holds(1)}) {
		return
	}
	emptied := u.write(&writing{kind: "analisa", save: components(), back: func() []reading { return append(holds(0)(), orphan(true)()...) }})
	if emptied && item != 0 {
		u.write(&writing{
			kind: "item tak terpakai dihapus", back: orphan(false),
			save: &request{name: P + "/orphaned-items/cleanup/", project: p, json: map[string]any{"item_ids": []int64{item}, "confirm": true}},
		})
	}
}
