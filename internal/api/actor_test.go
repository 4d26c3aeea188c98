package api_test

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/decimal"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/serve"
)

// guest is a person that tests take into projects and out again; blindEditor may write but
// sees no prices.
const (
	guest       = "tamu"
	blindEditor = "penyunting-buta"
)

// stage is a filled project on which routes are called by one actor after the other.
type stage struct {
	*site
	*filled

	actor string // who is about to call
	count int    // of calls so far, for names that nobody has yet
}

func newStage(t testing.TB) *stage { return stageOn(newSite(t)) }

func stageOn(on *site) *stage {
	t := on.t
	s := &stage{site: on}
	s.filled = s.fill()
	for _, name := range []string{guest, blindEditor} {
		account, err := s.AddAccount(t.Context(), app.NewAccount{Email: name + "@contoh.id", UserName: name, Password: password})
		must(t, err)
		s.accounts[name] = account.ID
	}
	must(t, s.Share(t.Context(), s.visit(owner, s.Project), blindEditor, app.Editor, false))
	return s
}

// writer is the actor, or the owner when the actor may not write: what a call needs to be
// there must be there for the refusal to mean something.
func (s *stage) writer() *app.Visit {
	if s.actor == editor || s.actor == blindEditor {
		return s.visit(s.actor, s.Project)
	}
	return s.visit(owner, s.Project)
}

// path fills the ids of the project into a pattern.
func (s *stage) path(pattern string) string {
	ids := map[string]int64{
		"{project}": s.Project, "{pekerjaan}": s.Bundled, "{bundle}": s.Bundle, "{parameter}": s.Parameter,
		"{account}": s.accounts[guest], "{revision}": s.Saved, "{item}": s.Conversion, "{operation}": 0, "{template}": 0, "{tahapan}": weekOne,
		"{issued}": s.Issued,
	}
	for name, id := range ids {
		pattern = strings.ReplaceAll(pattern, name, strconv.FormatInt(id, 10))
	}
	return strings.NewReplacer("/documents/preview/", "/documents/preview/?kind=rab-kosong", "{document}", string(dossier.RABKosong), "{format}", string(dossier.CSV)).Replace(pattern)
}

// sample is a call of a route that succeeds for those who may make it.
type sample struct {
	status      int
	contentType string
	body        func(*stage) any
	path        func(s *stage, pattern string) string // default: stage.path
	// allowed replaces what the need of the route says about who may call it.
	allowed []string
	refused int // status for the others
	// archived routes change nothing of the project itself, and work on an archived one.
	archived bool
}

func fixed(body any) func(*stage) any { return func(*stage) any { return body } }

// samples has a row for every route that is more than a read. Reads need none: their
// addresses follow from their patterns.
var samples = map[string]sample{
	"POST " + api.P + "/deep-copy/":                         {archived: true, status: 201, body: func(s *stage) any { return row{"new_name": "Salinan " + strconv.Itoa(s.next())} }},
	"POST " + api.P + "/batch-copy/":                        {archived: true, status: 201, body: func(s *stage) any { return row{"base_name": "Banyak " + strconv.Itoa(s.next()), "count": 2} }},
	"GET /detail_project/api/templates/{template}/":         {status: 200, path: (*stage).ownedTemplate, allowed: []string{owner}, refused: 404},
	"POST /detail_project/api/templates/{template}/delete/": {status: 200, path: (*stage).ownedTemplate, allowed: []string{owner}, refused: 404},
	"POST " + api.P + "/templates/create/": {
		archived: true, status: 200, body: func(s *stage) any { return row{"name": "Templat " + strconv.Itoa(s.next())} },
		allowed: []string{owner, editor, blindEditor}, refused: 403,
	},
	"POST " + api.P + "/templates/{template}/import/": {status: 200, path: (*stage).publicTemplate},
	"POST " + api.P + "/templates/import-file/":       {status: 200, body: func(*stage) any { return row{"content": templateContent()} }},
	"GET /detail_project/api/jobs/{job}/":             {status: 200, path: (*stage).ownedJob, allowed: []string{owner}, refused: 404},
	"POST /detail_project/api/jobs/{job}/cancel/":     {status: 200, path: (*stage).ownedJob, allowed: []string{owner}, refused: 404},
	"POST " + api.P + "/list-pekerjaan/save/":         {status: 200, body: fixed(`{"klasifikasi":[{"name":"Baru","sub":[{"pekerjaan":[{"source_type":"custom","snapshot_uraian":"Baru"}]}]}]}`)},
	"POST " + api.P + "/list-pekerjaan/upsert/": {status: 200, body: func(s *stage) any {
		return map[string]any{"klasifikasi": s.as(owner).get(p(s.Project, "/list-pekerjaan/tree/")).want(200).at("klasifikasi")}
	}},
	"POST " + api.P + "/volume-pekerjaan/save/": {status: 200, body: func(s *stage) any { return items(row{"pekerjaan_id": s.Custom, "quantity": s.next()}) }},
	"POST " + api.P + "/volume/formula/":        {status: 200, body: func(s *stage) any { return items(row{"pekerjaan_id": s.Bundled, "raw": "=panjang*3"}) }},
	"POST " + api.P + "/volume-formula-state/":  {status: 200, body: func(s *stage) any { return items(row{"pekerjaan_id": s.Bundled, "raw": "=panjang*3"}) }},
	"POST " + api.P + "/volume/preview/":        {archived: true, status: 200, body: fixed(`{"formula":"=panjang*2"}`)},
	"POST " + api.P + "/parameters/":            {status: 201, body: func(s *stage) any { return row{"name": "baru_" + strconv.Itoa(s.next()), "value": "1.5"} }},
	"PUT " + api.P + "/parameters/{parameter}/": {status: 200, body: func(s *stage) any { return row{"value": s.next()} }},
	"DELETE " + api.P + "/parameters/{parameter}/": {status: 200, path: func(s *stage, pattern string) string {
		return strings.Replace(s.path(strings.Replace(pattern, "{parameter}", "new", 1)), "new", strconv.FormatInt(s.newParameter(), 10), 1)
	}},
	"POST " + api.P + "/parameters/sync/":              {status: 200, body: fixed(`{"parameters":{"lebar":{"value":3}},"mode":"merge"}`)},
	"POST " + api.P + "/detail-ahsp/{pekerjaan}/save/": {status: 200, body: func(s *stage) any { return row{"rows": s.rowsAsTheyAre()} }},
	"POST " + api.P + "/detail-ahsp/{pekerjaan}/reset-to-ref/": {status: 200, path: func(s *stage, _ string) string {
		return p(s.Project, fmt.Sprintf("/detail-ahsp/%d/reset-to-ref/", s.Modified))
	}},
	"POST " + api.P + "/detail-ahsp/save/":    {status: 200, body: func(s *stage) any { return items(row{"pekerjaan_id": s.Bundled, "rows": s.rowsAsTheyAre()}) }},
	"POST " + api.P + "/harga-items/save/":    {status: 200, body: func(s *stage) any { return items(row{"id": s.Conversion, "harga_satuan": "1500.5"}) }},
	"POST " + api.P + "/harga-items/percent/": {status: 200, body: func(s *stage) any { return row{"percent": "0.01", "ids": []int64{s.Conversion}} }},
	"POST " + api.P + "/conversion-profile/save/": {status: 200, body: func(s *stage) any {
		return row{"harga_item_id": s.Conversion, "market_unit": "ikat", "market_price": 5, "factor_to_base": "2"}
	}},
	"POST " + api.P + "/orphaned-items/cleanup/":              {status: 200, body: func(s *stage) any { return row{"item_ids": []int64{s.Orphan}, "confirm": true} }},
	"POST " + api.P + "/pricing/":                             {status: 200, body: fixed(`{"markup_percent":"9.5"}`)},
	"POST " + api.P + "/pekerjaan/{pekerjaan}/pricing/":       {status: 200, body: fixed(`{"override_markup":"4.25"}`)},
	"POST " + api.P + "/undo/":                                {status: 200, path: func(s *stage, pattern string) string { s.change(); return s.path(pattern) }},
	"POST " + api.P + "/redo/":                                {status: 200, path: func(s *stage, pattern string) string { s.change(); s.undo(); return s.path(pattern) }},
	"POST " + api.P + "/trash/{operation}/restore/":           {status: 200, path: func(s *stage, _ string) string { return p(s.Project, fmt.Sprintf("/trash/%d/restore/", s.deletion())) }},
	"POST " + api.P + "/members/":                             {archived: true, status: 200, body: fixed(`{"login":"tamu","role":"reader"}`), allowed: []string{owner}, refused: 403},
	"DELETE " + api.P + "/members/{account}/":                 {archived: true, status: 200, path: func(s *stage, pattern string) string { s.invite(); return s.path(pattern) }, allowed: []string{owner}, refused: 403},
	"GET /detail_project/api/monitoring/deprecation-metrics/": {status: 200, allowed: []string{admin}, refused: 404},
	"POST " + api.ReportPath:                                  {status: 200, body: fixed(`{"type":"page_load","value":1}`)},
	"POST /detail_project/api/project/import/json/":           {status: 200, body: func(s *stage) any { return s.backup() }},
	"POST /detail_project/api/projects/":                      {status: 201, body: fixed(newProject())},
	"POST /dashboard/bulk/delete/":                            {status: 200, body: func(s *stage) any { return row{"project_ids": []int64{s.project("Untuk dihapus")}} }, allowed: []string{owner}, refused: 404},
	"POST /dashboard/bulk/archive/":                           {status: 200, body: func(s *stage) any { return row{"project_ids": []int64{s.project("Untuk diarsipkan")}} }, allowed: []string{owner}, refused: 404},
	"POST /dashboard/bulk/unarchive/":                         {status: 200, body: func(s *stage) any { return row{"project_ids": []int64{s.Project}} }, allowed: []string{owner}, refused: 404},
}

// ownedJob is the address of a job that the owner has started.
func (s *stage) ownedJob(pattern string) string {
	job, err := s.StartCopies(s.t.Context(), s.visit(owner, s.Project), app.BatchCopy{Base: "Kelak", Count: 1})
	must(s.t, err)
	return strings.Replace(pattern, "{job}", strconv.FormatInt(job.ID, 10), 1)
}

// ownedTemplate is the address of a template that only the owner may see.
func (s *stage) ownedTemplate(pattern string) string { return s.template(pattern, false) }

// publicTemplate is the address of a template that everybody may see.
func (s *stage) publicTemplate(pattern string) string { return s.path(s.template(pattern, true)) }

func (s *stage) template(pattern string, public bool) string {
	template, _, err := s.CreateTemplate(s.t.Context(), s.visit(owner, s.Project), app.NewTemplate{Name: "Milik " + strconv.Itoa(s.next()), Public: public})
	must(s.t, err)
	return strings.Replace(pattern, "{template}", strconv.FormatInt(template.ID, 10), 1)
}

// templateContent is a small template file.
func templateContent() row {
	return row{
		"export_type": "project_template", "export_version": "2.2",
		"klasifikasi":     []any{row{"_export_id": 1, "name": "K", "ordering_index": 1}},
		"sub_klasifikasi": []any{row{"_export_id": 1, "_klasifikasi_ref": 1, "name": "S", "ordering_index": 1}},
		"pekerjaan":       []any{row{"_export_id": 1, "_sub_klasifikasi_ref": 1, "source_type": "custom", "snapshot_uraian": "Pagar", "snapshot_satuan": "m", "ordering_index": 1}},
		"detail_ahsp": []any{row{
			"_export_id": 1, "_pekerjaan_ref": 1, "kategori": "TK", "kode": "T.77", "uraian": "Tukang", "satuan": "OH", "koefisien": "0.5", "harga_item_kode": "T.77",
		}},
		"parameters":      []any{row{"name": "lebar_pagar", "value": "2", "label": "Lebar", "unit": "m"}},
		"volume_formulas": []any{row{"_pekerjaan_ref": 1, "raw": "=lebar_pagar*2", "is_fx": true}},
	}
}

// row is a JSON object of a request.
type row = map[string]any

func items(rows ...row) row { return row{"items": rows} }

func newProject() row {
	return row{
		"nama": "Gedung baru", "tanggal_mulai": "2026-02-01", "tanggal_selesai": "2026-08-31", "sumber_dana": "APBD",
		"lokasi_project": "Bandung", "nama_client": "Dinas Contoh", "anggaran_owner": "1500000000.50",
	}
}

func (s *stage) next() int {
	s.count++
	return s.count
}

// rowsAsTheyAre is the analysis of Bundled in the form of a save.
func (s *stage) rowsAsTheyAre() any {
	return s.as(owner).get(p(s.Project, fmt.Sprintf("/detail-ahsp/%d/", s.Bundled))).want(200).at("items")
}

func (s *stage) newParameter() int64 {
	result, _, err := s.CreateParameter(s.t.Context(), s.writer(), rab.ParameterInput{Name: fmt.Sprintf("p%d", s.next())})
	must(s.t, err)
	return result.Parameter.ID
}

// change leaves the actor something to undo.
func (s *stage) change() {
	quantity := decimal.Some(decimal.FromInt(int64(1000 + s.next())))
	_, _, err := s.SaveVolumes(s.t.Context(), s.writer(), []rab.VolumeInput{{PekerjaanID: s.Custom, Quantity: &quantity}})
	must(s.t, err)
}

func (s *stage) undo() {
	_, _, err := s.Undo(s.t.Context(), s.writer())
	must(s.t, err)
}

// deletion leaves something in the trash.
func (s *stage) deletion() int64 {
	id := s.newParameter()
	_, done, err := s.DeleteParameter(s.t.Context(), s.writer(), id, nil)
	must(s.t, err)
	return done.OperationID
}

func (s *stage) invite() {
	must(s.t, s.Share(s.t.Context(), s.visit(owner, s.Project), guest, app.Reader, false))
}

// call makes the sample call of a route as an actor.
func (s *stage) call(route serve.Route, actor string, change func(*http.Request)) *answer {
	s.t.Helper()
	s.actor = actor
	given, path := samples[route.Method+" "+route.Pattern], ""
	if given.path != nil {
		path = given.path(s, route.Pattern)
	} else {
		path = s.path(route.Pattern)
	}
	if strings.Contains(path, "{") {
		s.t.Fatalf("%s names a row that no sample has", route.Pattern)
	}
	var body any
	if given.body != nil {
		body = given.body(s)
	}
	c := s.as(actor)
	if actor == "" {
		c.get(serve.LoginPath).want(200) // the csrf cookie
	}
	request := c.request(route.Method, path, strings.NewReader(bodyText(s.t, body)), http.Header{"Content-Type": {cmp.Or(given.contentType, "text/plain")}})
	if change != nil {
		change(request)
	}
	return c.exchange(request)
}

// exchange sends a request and reads the answer if it ends.
func (c *client) exchange(request *http.Request) *answer {
	c.t.Helper()
	response, err := c.http.Do(request)
	must(c.t, err)
	defer response.Body.Close()
	answered := &answer{t: c.t, path: request.Method + " " + request.URL.Path, Status: response.StatusCode, Header: response.Header}
	if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		answered.Body, err = io.ReadAll(response.Body)
		must(c.t, err)
	}
	return answered
}

// asJSON makes a request one that clearly asks for JSON.
func asJSON(r *http.Request) { r.Header.Set("Accept", "application/json") }

// expected is the status that an actor should get.
func expected(route serve.Route, actor string) int {
	given := samples[route.Method+" "+route.Pattern]
	success := max(given.status, 200)
	member := slices.Contains([]string{owner, editor, reader, blind, blindEditor}, actor)
	writes := actor == owner || actor == editor || actor == blindEditor
	switch {
	case route.Need == serve.Project && !member:
		return 404
	case route.Need == serve.Admin && actor != admin:
		return 403
	case given.allowed != nil && !slices.Contains(given.allowed, actor):
		return given.refused
	case route.Write && !writes, route.Prices && actor == blindEditor:
		return 403
	}
	return success
}

func TestEveryRouteKnowsWhoMayCallIt(t *testing.T) {
	s := newStage(t)
	actors := []string{stranger, admin, reader, blind, blindEditor, editor, owner}
	for _, route := range api.Routes() {
		t.Run(route.Method+" "+route.Pattern, func(t *testing.T) {
			needsSample(t, route)
			for _, actor := range actors {
				if got := s.call(route, actor, nil); got.Status != expected(route, actor) {
					t.Errorf("%s: %d, want %d: %.300s", actor, got.Status, expected(route, actor), got.Body)
				}
			}
			anonymousIsAskedToLogIn(t, s, route)
		})
	}
}

// needsSample fails for a route that changes something and has no row in samples.
func needsSample(t *testing.T, route serve.Route) {
	t.Helper()
	if _, ok := samples[route.Method+" "+route.Pattern]; !ok && route.Method != http.MethodGet {
		t.Fatal("this route has no row in samples: add how it is called")
	}
}

func anonymousIsAskedToLogIn(t *testing.T, s *stage, route serve.Route) {
	t.Helper()
	plain, json := 302, 401
	switch {
	case route.Need == serve.Public:
		plain, json = 200, 200
	case route.Kind == serve.Plain:
		plain = 401
	}
	got := s.call(route, "", nil)
	if got.Status != plain || (plain == 302 && !strings.HasPrefix(got.Header.Get("Location"), serve.LoginPath+"?next=")) {
		t.Errorf("nobody: %d to %s, want %d: %.300s", got.Status, got.Header.Get("Location"), plain, got.Body)
	}
	if got := s.call(route, "", asJSON); got.Status != json || (json == 401 && !strings.Contains(string(got.Body), "AUTH_REQUIRED")) {
		t.Errorf("nobody, asking for JSON: %d, want %d: %.300s", got.Status, json, got.Body)
	}
}

func TestNoRouteShowsMoneyToThoseWithoutTheRight(t *testing.T) {
	s := newStage(t)
	view, err := s.View(t.Context(), s.visit(owner, s.Project))
	must(t, err)
	secrets := []string{view.Header().AnggaranOwner.String(), "87654321.98", "7654321.87", `"12.34"`}
	for _, item := range view.PriceItems.All() {
		if item.Harga.Valid {
			secrets = append(secrets, item.Harga.Decimal.String())
		}
	}
	for _, route := range api.Routes() {
		if route.Need != serve.Project {
			continue
		}
		for _, actor := range []string{blind, blindEditor} {
			answered := s.call(route, actor, nil)
			for _, secret := range secrets {
				if strings.Contains(string(answered.Body), secret) {
					t.Errorf("%s shows %s to %s", answered.path, secret, actor)
				}
			}
		}
	}
}

func TestAnArchivedProjectIsReadButNotChanged(t *testing.T) {
	s := newStage(t)
	operation := strconv.FormatInt(s.deletion(), 10)
	_, err := s.SetArchived(t.Context(), s.visit(owner, s.Project), true)
	must(t, err)
	for _, route := range api.Routes() {
		if route.Need != serve.Project {
			continue
		}
		path := s.path(strings.Replace(route.Pattern, "{operation}", operation, 1))
		if samples[route.Method+" "+route.Pattern].archived {
			continue
		}
		c := s.as(owner)
		answered := c.exchange(c.request(route.Method, path, strings.NewReader("{}"), http.Header{}))
		switch {
		case route.Method == http.MethodGet:
			if answered.Status != 200 {
				t.Errorf("%s cannot be read: %d %.300s", answered.path, answered.Status, answered.Body)
			}
		case answered.Status != 409 || !strings.Contains(string(answered.Body), "ARCHIVED"):
			t.Errorf("%s: %d, want 409 that says archived: %.300s", answered.path, answered.Status, answered.Body)
		}
	}
}

func TestAWriteTellsTheRevisionThatItLedTo(t *testing.T) {
	s := newStage(t)
	for _, route := range api.Routes() {
		if !route.Write {
			continue
		}
		answered := s.call(route, owner, nil)
		want := fmt.Sprintf("%d;%d", s.Project, s.visit(owner, s.Project).Revision)
		if got := answered.Header.Get("X-Takar-Project"); got != want {
			t.Errorf("%s tells %q, want %q", answered.path, got, want)
		}
		if !strings.Contains(string(answered.Body), `"revision":`+strings.SplitAfter(want, ";")[1]) {
			t.Errorf("%s does not tell the revision: %.300s", answered.path, answered.Body)
		}
	}
}

func TestAWriteWithoutItsTokenIsRefused(t *testing.T) {
	s := newStage(t)
	without := func(r *http.Request) {
		asJSON(r)
		r.Header.Del(auth.CSRFHeader)
	}
	for _, route := range api.Routes() {
		if route.Method == http.MethodGet || route.Pattern == api.ReportPath {
			continue
		}
		answered := s.call(route, owner, without)
		if answered.Status != 403 || !strings.Contains(string(answered.Body), auth.CSRFCode) || !strings.Contains(string(answered.Body), `"ok":false`) {
			t.Errorf("%s: %d, want 403 in JSON: %.300s", answered.path, answered.Status, answered.Body)
		}
	}
}
