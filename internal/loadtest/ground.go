package loadtest

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"takar/internal/loadtest/result"
)

// ground is what users walk on: the projects with the ids of what is in them, and two copies
// made for the run. Everything that would do harm goes to the copies; they are archived after.
type ground struct {
	run      *run
	guide    *user // the first account: prepares and puts away, uncounted
	admin    bool  // the first account is an administrator
	projects []*project
	// Plans are changed and phases filled in the first copy, each user in rows of their own.
	// In the second one calls that change everything come one after another.
	plans, wreck *project
	wrecking     sync.Mutex
	stamp        string // tells what this run made from what others made
	before       map[int64]string
}

// project is what is known of a project. The numbers of its pekerjaan do not change while the
// test runs: users change volumes, prices, formulas and parameters there, nothing else.
type project struct {
	id         int64
	count      string  // of its pekerjaan, as text
	pekerjaan  []int64 // in the order of the work list
	texts      []string
	bundles    [][2]int64 // pekerjaan, and the component of it that is a bundle
	phases     []int64
	parameters []int64
	volumes    *rows // with a volume of its own that nothing else depends on
	formulas   *rows
	prices     *rows
	names      *rows // of parameters made for the run
	cells      *rows // weeks of pekerjaan in which something is planned; of a copy
	hand       *rows // phases made for the run; of a copy
	sub        int64 // a sub-klasifikasi
	own        int64 // a pekerjaan made for the run
}

// rows are what users write. A user holds a row while writing and reading it back, so that
// nobody else changes it in between.
type rows struct {
	list []row
	held []sync.Mutex
}

type row struct {
	id, week int64
	value    *big.Rat
	name     string
}

func newRows(list []row) *rows { return &rows{list: list, held: make([]sync.Mutex, len(list))} }

// take returns a row of which the user is the only one until it is given back: mostly the same
// one. Nil when there are no rows.
func (r *rows) take(u *user) (taken *row, back func()) {
	if len(r.list) == 0 {
		return nil, func() {}
	}
	if taken, back = r.another(u); taken != nil {
		return taken, back
	}
	first := u.number % len(r.list)
	u.lock(&r.held[first])
	return &r.list[first], r.held[first].Unlock
}

// another is take for who holds a row already: it does not wait, and so nobody waits for
// somebody who waits. Nil when nothing is free.
func (r *rows) another(u *user) (taken *row, back func()) {
	for i := range r.list {
		at := (u.number + i) % len(r.list)
		if r.held[at].TryLock() {
			return &r.list[at], r.held[at].Unlock
		}
	}
	return nil, func() {}
}

// prepare logs in, looks at the projects and makes the copies. Nothing of it is counted.
func (r *run) prepare(ctx context.Context) (*ground, error) {
	// Requests of the guide are judged as all others are, but counted apart.
	aside := &run{o: r.o, target: r.target, count: newCollector(time.Second), desk: r.desk, known: r.known}
	g := &ground{run: r, stamp: strconv.FormatInt(time.Now().UnixMilli(), 36), before: map[int64]string{}}
	g.guide = aside.newUser(0, entering)
	if !g.guide.logIn() {
		return nil, fmt.Errorf("akun %s tidak dapat masuk%s", r.o.Accounts[0].Email, aside.why())
	}
	steps := []func() error{g.findMe, g.findProjects}
	if writes(mixes[r.o.Mix]) {
		steps = append(steps, g.makeCopies)
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, errors.New("dihentikan sebelum mulai")
		}
		if err := step(); err != nil {
			return nil, fmt.Errorf("%w%s", err, aside.why())
		}
	}
	return g, nil
}

// why is the first failure of what was prepared.
func (r *run) why() string {
	var out result.Run
	r.count.into(&out)
	for _, failure := range append(out.Failures, out.Exceptions...) {
		return ": " + failure.Cause + " (" + failure.Example + ")"
	}
	return ""
}

func writes(list []*class) bool {
	for _, c := range list {
		if c == calling || c == mutating {
			return true
		}
	}
	return false
}

// read asks for JSON while the run is prepared or put away.
func (g *ground) read(p *project, name string, into any, ids ...int64) error {
	return g.send(&request{name: name, project: p, ids: ids, group: result.Read}, into)
}

func (g *ground) send(q *request, into any) error {
	q.anew = true
	q.judge = func(a *answer) error {
		if into == nil {
			return nil
		}
		return a.decode(into)
	}
	if !g.guide.ask(q) {
		return fmt.Errorf("%s tidak dijawab seperti yang diharapkan", q.address())
	}
	return nil
}

func (g *ground) findMe() error {
	var me struct {
		IsAdmin bool `json:"is_admin"`
	}
	err := g.read(nil, "/accounts/me/", &me)
	g.admin = me.IsAdmin
	return err
}

func (g *ground) findProjects() error {
	ids := g.run.o.Projects
	if len(ids) == 0 {
		var list struct {
			Projects []struct {
				ID     int64
				Nama   string
				Role   string
				Active bool `json:"is_active"`
			}
		}
		if err := g.read(nil, "/detail_project/api/projects/", &list); err != nil {
			return err
		}
		for _, p := range list.Projects {
			left := strings.HasPrefix(p.Nama, copyPrefix) // by a run that was killed
			if p.Active && (p.Role == "owner" || p.Role == "editor") && !left {
				ids = append(ids, p.ID)
			}
		}
		// In an order that writing does not change: runs are to be compared.
		slices.Sort(ids)
		ids = ids[:min(len(ids), mostProjects)]
	}
	if len(ids) == 0 {
		return errors.New("akun pertama tidak punya proyek aktif yang boleh diubahnya")
	}
	counts := map[string]int{}
	for _, id := range ids {
		p := &project{id: id}
		if err := g.explore(p); err != nil {
			return fmt.Errorf("proyek %d: %w", id, err)
		}
		g.projects = append(g.projects, p)
		g.run.out.Projects = append(g.run.out.Projects, id)
		counts[p.count]++
	}
	for i, p := range g.projects {
		if n := counts[p.count]; n > 0 {
			if i > 0 && g.run.out.DataSet != "" {
				g.run.out.DataSet += " + "
			}
			g.run.out.DataSet += strconv.Itoa(n) + " x " + p.count
			counts[p.count] = 0
		}
	}
	g.run.out.DataSet += " pekerjaan"
	return g.planSums(func(p *project, sum string) { g.before[p.id] = sum })
}

// explore learns the ids of what is in a project.
func (g *ground) explore(p *project) error {
	var tree treeBody
	if err := g.read(p, P+"/list-pekerjaan/tree/", &tree); err != nil {
		return err
	}
	for _, k := range tree.Klasifikasi {
		for _, s := range k.Sub {
			p.sub = s.ID
			for _, q := range s.Pekerjaan {
				p.pekerjaan = append(p.pekerjaan, q.ID)
				p.texts = append(p.texts, strconv.FormatInt(q.ID, 10))
			}
		}
	}
	if len(p.pekerjaan) == 0 {
		return errors.New("belum berisi pekerjaan")
	}
	p.count = strconv.Itoa(len(p.pekerjaan))
	var phases struct {
		Tahapan []struct {
			ID int64 `json:"tahapan_id"`
		}
	}
	var parameters struct {
		Parameters []struct{ ID int64 }
	}
	err := errors.Join(g.read(p, P+"/tahapan/", &phases), g.read(p, P+"/parameters/", &parameters))
	for _, t := range phases.Tahapan {
		p.phases = append(p.phases, t.ID)
	}
	for _, t := range parameters.Parameters {
		p.parameters = append(p.parameters, t.ID)
	}
	return errors.Join(err, g.findBundles(p), g.findRows(p))
}

type treeBody struct {
	Klasifikasi []struct {
		Sub []struct {
			ID        int64
			Pekerjaan []struct {
				ID     int64
				Uraian string `json:"snapshot_uraian"`
			}
		}
	}
}

// findBundles looks for components that stand for other analyses: of LAIN, and with an
// expansion.
func (g *ground) findBundles(p *project) error {
	var list struct {
		Rows []struct {
			Pekerjaan int64 `json:"pekerjaan_id"`
			Component int64 `json:"component_id"`
			Kategori  string
		}
	}
	if err := g.read(p, P+"/rincian-rab/", &list); err != nil {
		return err
	}
	const enough = 20
	tried := 0
	for _, row := range list.Rows {
		if row.Kategori != "LAIN" || len(p.bundles) >= enough || tried >= 2*enough {
			continue
		}
		tried++
		q := &request{name: P + "/detail-ahsp/{pekerjaan}/", project: p, ids: []int64{row.Pekerjaan}, group: result.Read}
		var detail struct {
			Items []struct {
				ID      int64
				Library *int64 `json:"ref_ahsp_id"`
				Other   *int64 `json:"ref_pekerjaan_id"`
			}
		}
		if err := g.send(q, &detail); err != nil {
			return err
		}
		for _, item := range detail.Items {
			if item.ID == row.Component && (item.Library != nil || item.Other != nil) {
				p.bundles = append(p.bundles, [2]int64{row.Pekerjaan, row.Component})
			}
		}
	}
	return nil
}

// noPlan is the sum of a plan in which there is nothing.
const noPlan = "0.00"

// planSums tells the sum of all planned shares of each project, exactly.
func (g *ground) planSums(tell func(*project, string)) error {
	for _, p := range g.projects {
		var plan planBody
		if err := g.read(p, V2+"/assignments/", &plan); err != nil {
			return err
		}
		sum := new(big.Rat)
		for _, cell := range plan.Assignments {
			value, ok := new(big.Rat).SetString(string(cell.Planned))
			if !ok {
				return fmt.Errorf("rencana %q bukan angka", cell.Planned)
			}
			sum.Add(sum, value)
		}
		tell(p, sum.FloatString(2))
	}
	return nil
}

// leave puts away what was made for the run and compares the plans of the projects that
// nothing was to happen to.
func (g *ground) leave(_ context.Context) []result.PlanSum {
	defer g.guide.close()
	var list []result.PlanSum
	err := g.planSums(func(p *project, sum string) {
		list = append(list, result.PlanSum{Project: p.id, Before: g.before[p.id], After: sum})
	})
	for _, p := range g.projects[len(list):] {
		list = append(list, result.PlanSum{Project: p.id, Before: g.before[p.id], After: "tidak terbaca"})
	}
	err = errors.Join(err, g.dropParameters(), g.archiveCopies())
	if err != nil {
		g.run.o.Log.Warn("load test left something behind", "error", err)
	}
	return list
}

// archiveCopies puts the copies out of sight; nothing of them is deleted.
func (g *ground) archiveCopies() error {
	var ids []int64
	for _, p := range []*project{g.plans, g.wreck} {
		if p != nil {
			ids = append(ids, p.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	g.plans, g.wreck = nil, nil
	return g.send(&request{method: http.MethodPost, name: "/dashboard/bulk/archive/", group: result.Save, json: map[string]any{"project_ids": ids}}, nil)
}
