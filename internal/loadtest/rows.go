package loadtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strconv"
	"strings"

	"takar/internal/loadtest/result"
)

// The addresses of a project in both versions of the interface.
const (
	P  = "/detail_project/api/project/{project}"
	V2 = "/detail_project/api/v2/project/{project}"
)

type volumesBody struct {
	Items []struct {
		Pekerjaan int64 `json:"pekerjaan_id"`
		Quantity  string
		State     string
	}
}

type formulasBody struct {
	Items []struct {
		Pekerjaan int64 `json:"pekerjaan_id"`
		Raw       string
	}
}

type planBody struct {
	Assignments []struct {
		Pekerjaan     int64           `json:"pekerjaan_id"`
		Week          int64           `json:"week_number"`
		Planned       json.Number     `json:"planned_proportion"`
		PlannedVolume json.RawMessage `json:"planned_volume"`
		ActualVolume  json.RawMessage `json:"actual_volume"`
	}
}

type pricesBody struct {
	Items []struct {
		ID    int64
		Kode  string  `json:"kode_item"`
		Harga *string `json:"harga_satuan"`
	}
}

type parametersBody struct {
	Parameters []struct {
		ID    int64
		Name  string
		Value string
	}
}

// findRows chooses the rows that users write in a project. Volumes that the plan depends on
// stay as they are, so that the sum of the plan does.
func (g *ground) findRows(p *project) error {
	var volumes volumesBody
	var formulas formulasBody
	var plan planBody
	var prices pricesBody
	var conversions struct {
		Profiles map[string]json.RawMessage
	}
	err := errors.Join(
		g.read(p, P+"/volume-pekerjaan/list/", &volumes), g.read(p, P+"/volume/formula/", &formulas), g.read(p, V2+"/assignments/", &plan),
		g.read(p, P+"/harga-items/list/", &prices), g.read(p, P+"/conversion-profiles/", &conversions),
	)
	if err != nil {
		return err
	}
	taken := map[int64]bool{}
	for _, f := range formulas.Items {
		taken[f.Pekerjaan] = true
	}
	for _, cell := range plan.Assignments {
		if string(cell.PlannedVolume) != "null" || string(cell.ActualVolume) != "null" {
			taken[cell.Pekerjaan] = true
		}
	}
	var alone, counted []row
	for _, v := range volumes.Items {
		value, ok := new(big.Rat).SetString(v.Quantity)
		switch {
		case taken[v.Pekerjaan] || v.State != "set" || !ok || value.Sign() <= 0:
		case len(alone) <= len(counted):
			alone = append(alone, row{id: v.Pekerjaan, value: value})
		default:
			counted = append(counted, row{id: v.Pekerjaan, value: value})
		}
	}
	p.volumes, p.formulas = newRows(alone), newRows(counted)
	var priced []row
	for _, item := range prices.Items {
		if _, bought := conversions.Profiles[item.Kode]; !bought && item.Harga != nil {
			priced = append(priced, row{id: item.ID})
		}
	}
	p.prices = newRows(priced)
	names := make([]row, mostNames)
	for i := range names {
		names[i].name = parameterPrefix + strconv.Itoa(i+1)
	}
	p.names = newRows(names)
	return nil
}

// Parameters made for the run: few, so that the lists of the projects stay as they are.
const (
	parameterPrefix = "uji_beban_"
	mostNames       = 24
)

// dropParameters deletes the parameters that were made for the run.
func (g *ground) dropParameters() error {
	if g.plans == nil {
		return nil
	}
	for _, p := range g.projects {
		var list parametersBody
		if err := g.read(p, P+"/parameters/", &list); err != nil {
			return err
		}
		for _, parameter := range list.Parameters {
			if !strings.HasPrefix(parameter.Name, parameterPrefix) {
				continue
			}
			q := &request{method: http.MethodDelete, name: P + "/parameters/{parameter}/", project: p, ids: []int64{parameter.ID}, group: result.Save}
			if err := g.send(q, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeCopies makes the projects that destructive calls go to, and what these need in them.
func (g *ground) makeCopies() (err error) {
	if g.plans, err = g.copyOf("rencana"); err != nil {
		return err
	}
	if g.wreck, err = g.copyOf("seluruhnya"); err != nil {
		return err
	}
	if err := g.findCells(g.plans); err != nil {
		return err
	}
	for _, p := range []*project{g.plans, g.wreck} {
		var list []row
		for i := range 6 {
			id, err := g.makePhase(p, fmt.Sprintf("Uji beban %s-%d", g.stamp, i+1))
			if err != nil {
				return err
			}
			list = append(list, row{id: id})
		}
		p.hand = newRows(list)
		if err := g.invite(p); err != nil {
			return err
		}
	}
	var made struct {
		IDs struct {
			Pekerjaan map[string]int64
		} `json:"id_map"`
	}
	add := map[string]any{"changes": []any{newPekerjaan(g.wreck, "Analisa uji beban")}}
	if err := g.send(&request{method: http.MethodPost, name: P + "/list-pekerjaan/changes/", project: g.wreck, group: result.Save, json: add}, &made); err != nil {
		return err
	}
	g.wreck.own = made.IDs.Pekerjaan["baru"]
	return nil
}

// copyPrefix is how the names of copies begin.
const copyPrefix = "Uji beban "

func (g *ground) copyOf(what string) (*project, error) {
	var made struct {
		Project struct{ ID int64 } `json:"new_project"`
	}
	name := copyPrefix + g.stamp + " " + what
	source := g.projects[0]
	for _, p := range g.projects {
		if g.before[p.id] != noPlan { // there should be something to be destroyed
			source = p
			break
		}
	}
	q := &request{
		method: http.MethodPost, name: P + "/deep-copy/", project: source, group: result.Save, status: http.StatusCreated,
		json: map[string]any{"new_name": name},
	}
	if err := g.send(q, &made); err != nil {
		return nil, err
	}
	p := &project{id: made.Project.ID}
	return p, g.explore(p)
}

// invite lets the other accounts write in a copy.
func (g *ground) invite(p *project) error {
	known := map[string]bool{g.run.o.Accounts[0].Email: true}
	for _, account := range g.run.o.Accounts {
		if known[account.Email] {
			continue
		}
		known[account.Email] = true
		q := &request{
			method: http.MethodPost, name: P + "/members/", project: p, group: result.Save,
			json: map[string]any{"login": account.Email, "role": "editor", "prices": true},
		}
		if err := g.send(q, nil); err != nil {
			return err
		}
	}
	return nil
}

func (g *ground) makePhase(p *project, name string) (int64, error) {
	var made struct {
		Tahapan struct {
			ID int64 `json:"tahapan_id"`
		}
	}
	q := &request{
		method: http.MethodPost, name: P + "/tahapan/", project: p, group: result.Save, status: http.StatusCreated, json: map[string]any{"nama": name},
	}
	err := g.send(q, &made)
	return made.Tahapan.ID, err
}

// findCells chooses the weeks of pekerjaan in which users change the plan of a copy, one for
// each pekerjaan: between nothing and what is planned there, so that no sum grows beyond all
// of the work.
func (g *ground) findCells(p *project) error {
	var plan planBody
	if err := g.read(p, V2+"/assignments/", &plan); err != nil {
		return err
	}
	var list []row
	chosen := map[int64]bool{}
	for _, cell := range plan.Assignments {
		value, ok := new(big.Rat).SetString(string(cell.Planned))
		if ok && value.Sign() > 0 && !chosen[cell.Pekerjaan] && string(cell.PlannedVolume) == "null" {
			chosen[cell.Pekerjaan] = true
			list = append(list, row{id: cell.Pekerjaan, week: cell.Week, value: value})
		}
	}
	if len(list) == 0 { // nothing is planned: there is room for all
		for _, v := range p.volumes.list {
			list = append(list, row{id: v.id, week: 1, value: big.NewRat(50, 1)})
		}
	}
	p.cells = newRows(list)
	return nil
}

func newPekerjaan(p *project, uraian string) map[string]any {
	return map[string]any{
		"temp_id": "baru", "kind": "pekerjaan", "parent_id": p.sub, "source_type": "custom", "snapshot_uraian": uraian, "snapshot_satuan": "ls",
	}
}
