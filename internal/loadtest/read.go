package loadtest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"takar/internal/loadtest/result"
)

// any of the projects, as the reference does.
func (u *user) anyProject() *project {
	list := u.run.ground.projects
	return list[u.random.IntN(len(list))]
}

// first is the project that exports are made of and most is written into.
func (u *user) first() *project { return u.run.ground.projects[0] }

// pages are what browsing people open (api §5.3). The page of exports that the reference had
// for tests is the page of documents here.
var pageTasks = []task{
	{10, func(u *user) {
		u.ask(&request{name: "/dashboard/", group: result.Page, judge: func(a *answer) error { return dashboard(u, a) }})
	}},
	{5, page("list-pekerjaan")},
	{4, page("jadwal-pekerjaan")},
	{4, page("rekap-rab")},
	{4, page("rincian-ahsp")},
	{3, page("template-ahsp")},
	{3, page("harga-items")},
	{3, page("rekap-kebutuhan")},
	{3, page("rincian-rab")},
	{2, page("volume-pekerjaan")},
	{2, page("audit-trail")},
	{2, page("export-test")},
}

func page(name string) func(*user) {
	name = "/detail_project/{project}/" + name + "/"
	return func(u *user) {
		p := u.anyProject()
		mark := fmt.Appendf(nil, `data-project="%d"`, p.id)
		u.ask(&request{name: name, group: result.Page, project: p, judge: func(a *answer) error {
			if err := whole(a, "text/html", "</html>"); err != nil {
				return err
			}
			if !bytes.Contains(a.body, mark) {
				return errOtherProject
			}
			return nil
		}})
	}
}

// dashboard must show one of the projects at least: they stand on several pages of the list.
func dashboard(u *user, a *answer) error {
	if err := whole(a, "text/html", "</html>"); err != nil {
		return err
	}
	for _, p := range u.run.ground.projects {
		if bytes.Contains(a.body, fmt.Appendf(nil, `/detail_project/%d/`, p.id)) {
			return nil
		}
	}
	return errNoWord
}

// whole looks at the kind of an answer and at its end.
func whole(a *answer, kind, end string) error {
	if !strings.HasPrefix(a.header.Get("Content-Type"), kind) {
		return errKind
	}
	body := bytes.TrimSpace(a.body)
	if len(body) == 0 {
		return errEmpty
	}
	if !bytes.HasSuffix(body, []byte(end)) {
		return errCut
	}
	return nil
}

// expectation is what an answer in JSON must hold. In what it says {n} stands for the number
// of pekerjaan and {id} for the id of the project.
type expectation struct {
	words   []string
	each    string // stands once for each pekerjaan
	more    int    // and so many times more
	ids     string // where the ids of all pekerjaan stand in their order, such as rows.pekerjaan_id
	revised bool   // its revision is that of its mark
}

// fits looks for what is expected, and closely: at the JSON itself and at every id.
func (e *expectation) fits(p *project, a *answer) error {
	if err := whole(a, "application/json", "}"); err != nil {
		return err
	}
	fill := strings.NewReplacer("{n}", p.count, "{id}", fmt.Sprint(p.id))
	for _, word := range e.words {
		if !bytes.Contains(a.body, []byte(fill.Replace(word))) {
			if strings.Contains(word, "{n}") {
				return errCount
			}
			return errNoWord
		}
	}
	if e.revised && !bytes.Contains(a.body, fmt.Appendf(nil, `"revision":%d,`, a.revision)) {
		return errOldRevision
	}
	if e.each != "" && bytes.Count(a.body, []byte(e.each)) != len(p.pekerjaan)+e.more {
		return errCount
	}
	if !a.full {
		return nil
	}
	var body any
	if err := a.decode(&body); err != nil {
		return err
	}
	if e.ids != "" && !slices.Equal(textsAt(body, strings.Split(e.ids, ".")), p.texts) {
		return errOtherRows
	}
	return nil
}

// textsAt collects what stands at a path, through all lists on the way.
func textsAt(value any, path []string) []string {
	switch v := value.(type) {
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, textsAt(item, path)...)
		}
		return all
	case map[string]any:
		if len(path) > 0 {
			return textsAt(v[path[0]], path[1:])
		}
	case nil:
		return nil
	default:
		if len(path) == 0 {
			return []string{fmt.Sprint(v)}
		}
	}
	return nil
}

// read is a read of any project.
func read(name string, e expectation) func(*user) {
	return func(u *user) { u.read(u.anyProject(), name, &e) }
}

// readFirst is a read of the first project.
func readFirst(name string, e expectation) func(*user) {
	return func(u *user) { u.read(u.first(), name, &e) }
}

func (u *user) read(p *project, name string, e *expectation) bool {
	return u.ask(&request{name: name, group: result.Read, project: p, revised: e.revised, judge: func(a *answer) error { return e.fits(p, a) }})
}

// nowhere is an id that nothing has.
const nowhere = 9_000_000_000_000_000

// missEach says how many of the ids that are drawn are drawn to miss: one in so many.
const missEach = 20

// readOne is a read of one thing in any project: of one that is there, and now and then of one
// that is not. Projects without such a thing are asked for one that is not there.
func readOne(name string, ids func(*project) []int64, words ...string) func(*user) {
	return func(u *user) {
		p := u.anyProject()
		list := ids(p)
		q := &request{name: name, group: result.Read, project: p, missing: len(list) == 0 || u.random.IntN(missEach) == 0}
		if q.missing {
			q.ids = []int64{nowhere}
		} else {
			q.ids = []int64{list[u.random.IntN(len(list))]}
		}
		fill := strings.NewReplacer("{1}", fmt.Sprint(q.ids[0]))
		e := expectation{}
		for _, word := range words {
			e.words = append(e.words, fill.Replace(word))
		}
		q.judge = func(a *answer) error { return e.fits(p, a) }
		u.ask(q)
	}
}

func pekerjaanOf(p *project) []int64  { return p.pekerjaan }
func phasesOf(p *project) []int64     { return p.phases }
func parametersOf(p *project) []int64 { return p.parameters }

// words is an expectation of nothing but words.
func words(list ...string) expectation { return expectation{words: list} }

// readTasks are the reads of the JSON interface (api §5.4).
var readTasks = []task{
	{10, read(P+"/list-pekerjaan/tree/", expectation{each: `"snapshot_uraian":`, ids: "klasifikasi.sub.pekerjaan.id"})},
	{10, search},
	{8, read(P+"/rekap/", expectation{each: `"pekerjaan_id":`, ids: "rows.pekerjaan_id", revised: true})},
	{7, read(V2+"/chart-data/", words(`"totalPekerjaan":{n},`, `"curveData":`))},
	{6, read(P+"/harga-items/list/", words(`"items":[`, `"project_updated_at":`))},
	{6, read(P+"/pricing/", words(`"markup_percent":"`, `"ppn_percent":"`))},
	{5, read(P+"/rekap-kebutuhan/", words(`"n_rows":`, `"grand_total_cost":`))},
	{5, read(P+"/volume-pekerjaan/list/", expectation{each: `"pekerjaan_id":`, ids: "items.pekerjaan_id"})},
	{5, readOne(P+"/pekerjaan/{pekerjaan}/pricing/", pekerjaanOf, `"ok":true`)},
	{5, read(P+"/rekap-kebutuhan/validate/", words(`"snapshot_total":`))},
	{5, read(P+"/rincian-rab/", expectation{each: `"selisih_pembulatan":`, more: 1, ids: "pekerjaan.pekerjaan_id"})},
	{5, read(P+"/rekap-kebutuhan-enhanced/", words(`"n_rows":`, `"pekerjaan_without_progress":`))},
	{4, read(P+"/tahapan/", words(`"tahapan":[`, `"count":`))},
	{4, read(V2+"/assignments/", words(`"assignments":[`, `"count":`))},
	{4, read(P+"/volume/formula/", words(`"items":[`))},
	{4, read(V2+"/kurva-s-harga/", words(`"weeklyData":`, `"total_project_cost":`))},
	{4, read(V2+"/rekap-kebutuhan-weekly/", words(`"weeklyData":`, `"total_weeks":`))},
	{6, read(P+"/parameters/", words(`"parameters":[`))},
	{4, read(P+"/conversion-profiles/", words(`"profiles":`))},
	{4, readOne(V2+"/pekerjaan/{pekerjaan}/weekly-progress/", pekerjaanOf, `"pekerjaan_id":{1},`)},
	{3, read(V2+"/kurva-s-data/", words(`"hargaMap":`, `"totalBiayaProject":`))},
	{3, readOne(P+"/detail-ahsp/{pekerjaan}/", pekerjaanOf, `"pekerjaan":{"id":{1},`)},
	{3, read(P+"/audit-trail/", words(`"results":[`, `"pagination":`))},
	{3, bundle},
	{3, read(P+"/export/template-ahsp/json/", words(`"project_id": {id},`, `"total_pekerjaan":{n},`))},
	{3, readOne(P+"/tahapan/{tahapan}/", phasesOf, `"tahapan_id":{1},`)},
	{3, read(P+"/rekap-kebutuhan-timeline/", words(`"periods":[`, `"period_count":`))},
	{2, readOne(P+"/parameters/{parameter}/", parametersOf, `"id":{1},`)},
	{2, read(P+"/tahapan/unassigned/", words(`"pekerjaan":[`, `"count":`))},
	{2, read(P+"/rekap-kebutuhan/filters/", words(`"total_pekerjaan":{n}}`))},
	{2, read(P+"/orphaned-items/", words(`"orphaned_items":[`))},
	{1, read(P+"/tahapan/validate/", words(`"total_pekerjaan":{n},`))},
	{1, metrics("performance-metrics")},
	{1, metrics("deprecation-metrics")},
}

var terms = []string{"beton", "semen", "pasir", "besi", "kayu", "cat", "pipa", "kabel"}

func search(u *user) {
	p := u.anyProject()
	e := words(`"results":[`)
	u.ask(&request{
		name: P + "/search-ahsp/", query: "?q=" + url.QueryEscape(terms[u.random.IntN(len(terms))]), group: result.Read, project: p,
		judge: func(a *answer) error { return e.fits(p, a) },
	})
}

func bundle(u *user) {
	p := u.anyProject()
	e := words(`"ok":true`)
	q := &request{name: P + "/pekerjaan/{pekerjaan}/bundle/{bundle}/expansion/", group: result.Read, project: p, judge: func(a *answer) error { return e.fits(p, a) }}
	q.missing = len(p.bundles) == 0 || u.random.IntN(missEach) == 0
	if q.missing {
		q.ids = []int64{p.pekerjaan[0], nowhere}
	} else {
		one := p.bundles[u.random.IntN(len(p.bundles))]
		q.ids = one[:]
	}
	u.ask(q)
}

// metrics are for administrators; for others there are no such addresses. Only of the first
// account it is known which of them it is: the others look at who they are, as every page does.
func metrics(name string) func(*user) {
	return func(u *user) {
		q := &request{name: "/detail_project/api/monitoring/" + name + "/", group: result.Read, missing: !u.run.ground.admin}
		if u.account != u.run.o.Accounts[0] {
			q = &request{name: "/accounts/me/", group: result.Read}
		}
		q.judge = func(a *answer) error { return whole(a, "application/json", "}") }
		u.ask(q)
	}
}

var errCSV = errors.New("CSV rusak atau tanpa baris")

// table reads a CSV file to its end; its first lines are a heading.
func table(body []byte, least int) error {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if len(body) == 0 {
		return errEmpty
	}
	reader := csv.NewReader(bytes.NewReader(body))
	reader.FieldsPerRecord = -1
	if bytes.Count(body, []byte(";")) > bytes.Count(body, []byte(",")) {
		reader.Comma = ';'
	}
	records, err := reader.ReadAll()
	if err != nil || len(records) < least {
		return errCSV
	}
	return nil
}
