package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
	"takar/internal/testservice"
)

const revisionAddress = api.P + "/revisions/{revision}/"

func init() {
	writers := []string{owner, editor, blindEditor}
	samples["POST "+api.P+"/revisions/"] = sample{
		status: 201, body: func(s *stage) any { return row{"name": "Revisi " + strconv.Itoa(s.next())} }, allowed: writers, refused: 403,
	}
	samples["PUT "+revisionAddress] = sample{status: 200, body: func(s *stage) any { return row{"note": "Catatan " + strconv.Itoa(s.next())} }, allowed: writers, refused: 403}
	mine := sample{status: 200, path: (*stage).newRevision, allowed: []string{owner}, refused: 403}
	samples["DELETE "+revisionAddress] = mine
	samples["POST "+revisionAddress+"lock/"] = mine
	samples["POST "+revisionAddress+"unlock/"] = mine
	samples["POST "+revisionAddress+"restore/"] = sample{archived: true, status: 201}

	name := values(notText, []string{`""`, `"  "`, `"a\nb"`, `"a\u0000b"`, `"` + strings.Repeat("é", 101) + `"`})
	named := func(*workshop) row { return row{"name": "Addendum", "note": ""} }
	forms["POST "+api.P+"/revisions/"] = form{
		body: named, fields: map[string]kind{"name": name, "note": prose(2000), "revision": integer},
		wrong: []wrongBody{
			{name: "no name", path: "name", body: is(`{"note":"x"}`)},
			{name: "a name that is taken", path: "name", body: is(`{"name":"rab AWAL"}`)},
			{name: "another revision of the project", status: 409, body: is(`{"name":"Addendum","revision":987654}`)},
		},
	}
	forms["PUT "+revisionAddress] = form{
		body: named, fields: map[string]kind{"name": name, "note": prose(2000), "version": integer},
		wrong: []wrongBody{
			{name: "nothing to change", path: "name", body: is(`{}`)},
			{name: "another version", status: 409, body: is(`{"name":"Addendum","version":7}`)},
		},
	}
	forms["DELETE "+revisionAddress] = form{bodyless: true}
	for _, action := range []string{"lock/", "unlock/"} {
		forms["POST "+revisionAddress+action] = form{
			body: body(row{}), fields: map[string]kind{"version": integer}, optional: true,
			wrong: []wrongBody{{name: "another version", status: 409, body: is(`{"version":7}`)}},
		}
	}
	forms["POST "+revisionAddress+"restore/"] = form{
		body: body(row{}), optional: true,
		fields: map[string]kind{"new_name": values(notText, []string{`"ab"`, `"` + strings.Repeat("é", 201) + `"`})},
		wrong: []wrongBody{{name: "a name that the owner uses", path: "new_name", body: func(w *workshop) any {
			view, err := w.View(w.t.Context(), w.visit(owner, w.Project))
			must(w.t, err)
			return row{"new_name": view.Header().Nama}
		}}},
	}
}

// saveRevision saves the present state of a project of the owner.
func (s *site) saveRevision(project int64, name string) int64 {
	s.t.Helper()
	saved, err := s.SaveRevision(s.t.Context(), s.visit(owner, project), app.NewRevision{Name: name})
	must(s.t, err)
	return saved.ID
}

// newRevision is the address of a saved state that nothing was done with yet; the oldest
// others make place for it.
func (s *stage) newRevision(pattern string) string {
	list, err := s.Revisions(s.t.Context(), s.visit(owner, s.Project))
	must(s.t, err)
	for _, saved := range list {
		if len(list) > 50 && !saved.Locked && saved.ID != s.Saved {
			_, err := s.DeleteRevision(s.t.Context(), s.visit(owner, s.Project), saved.ID, nil)
			must(s.t, err)
		}
	}
	id := s.saveRevision(s.Project, "Baru "+strconv.Itoa(s.next()))
	return s.path(strings.Replace(pattern, "{revision}", strconv.FormatInt(id, 10), 1))
}

func TestTheRiseOfATotalIsExplainedToTheRupiah(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { totalIsExplained(t, newSite(t)) })
	t.Run("postgresql", func(t *testing.T) {
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		must(t, err)
		totalIsExplained(t, siteOn(t, opened))
	})
}

func totalIsExplained(t *testing.T, s *site) {
	f, me := s.fill(), s.as(owner)
	before := me.get(p(f.Project, "/rekap/")).want(200)
	saved := me.post(p(f.Project, "/revisions/"), row{"name": "RAB Kontrak", "note": "ditandatangani", "revision": before.at("revision")}).want(201)
	id := saved.id("saved.id")
	saved.wantText("saved.user.username", owner)
	saved.wantText("saved.unchanged", "true")
	saved.wantText("saved.totals.jumlah", amount(before, "jumlah").Fixed(2))
	// A volume, a coefficient that a bundle passes on, a price and the PPN change.
	visit := s.visit(owner, f.Project)
	_, _, err := s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{{PekerjaanID: f.Ref, Quantity: pointer(some("20"))}})
	must(t, err)
	rows := me.get(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/", f.Custom))).want(200).list("items")
	rows[1].(row)["koefisien"] = "2.75"
	me.post(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/save/", f.Custom)), row{"rows": rows}).want(200)
	_, _, err = s.SavePrices(t.Context(), visit, app.PriceSave{Items: []rab.PriceInput{{ID: f.Conversion, Harga: pointer(some("1500000.25"))}}})
	must(t, err)
	me.post(p(f.Project, "/pricing/"), row{"ppn_percent": "12", "rounding_base": 1000}).want(200)

	// So does the schedule, which moves no money.
	_, _, err = s.SaveProgress(t.Context(), s.visit(owner, f.Project), []schedule.Entry{
		{PekerjaanID: f.Ref, Week: 2, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse("25")}},
		{PekerjaanID: f.Ref, Week: 4, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse("30")}},
		{PekerjaanID: f.Ref, Week: 1, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse("20")}, Cost: pointer(some("8000000"))},
	})
	must(t, err)

	after := me.get(p(f.Project, "/rekap/")).want(200)
	compared := me.get(p(f.Project, fmt.Sprintf("/revisions/compare/?from=%d&to=now", id))).want(200)
	compared.wantText("from.name", "RAB Kontrak")
	compared.wantText("from.unchanged", "false")
	if compared.at("to") != nil || compared.text("revision") != after.text("revision") {
		t.Errorf("to %v at %s", compared.at("to"), compared.text("revision"))
	}
	sum := func(list string) decimal.Decimal {
		total := decimal.Zero
		for _, item := range compared.list(list) {
			total = total.Add(decimal.MustParse(item.(row)["effect"].(string)))
		}
		return total
	}
	for name, pair := range map[string][2]decimal.Decimal{
		"Σ causes":    {sum("causes"), amount(after, "dibulatkan").Sub(amount(before, "dibulatkan"))},
		"Σ pekerjaan": {sum("pekerjaan"), amount(after, "jumlah").Sub(amount(before, "jumlah"))},
		"difference":  {decimal.MustParse(compared.text("totals.difference.dibulatkan")), amount(after, "dibulatkan").Sub(amount(before, "dibulatkan"))},
		"before":      {decimal.MustParse(compared.text("totals.before.dibulatkan")), amount(before, "dibulatkan")},
		"after":       {decimal.MustParse(compared.text("totals.after.jumlah")), amount(after, "jumlah")},
	} {
		if !pair[0].Equal(pair[1]) {
			t.Errorf("%s is %s, want %s", name, pair[0], pair[1])
		}
	}
	var causes []string
	for _, cause := range compared.list("causes") {
		causes = append(causes, fmt.Sprint(cause.(row)["cause"], cause.(row)["count"]))
	}
	if got := strings.Join(causes, " "); got != "price1 coefficient1 bundle1 volume1 ppn0 ppn_policy1 rounding_policy1 rounding0" {
		t.Errorf("causes %s", got)
	}
	compared.wantText("prices.0.kode", "B.1")
	compared.wantText("prices.0.after", "1500000.25")
	compared.wantText("prices.0.pekerjaan", "2") // through the bundle, too
	compared.wantText("policy.0.field", "ppn_percent")
	for path, want := range map[string]string{
		"id": f.text(f.Ref), "status": "changed", "weeks": "3", "planned.before.percent": "100.00", "planned.before.last_week": "2",
		"planned.after.percent": "95.00", "planned.after.last_week": "4", "actual.before.percent": "12.50", "actual.after.percent": "20.00",
		"actual_cost.before": "7654321.87", "actual_cost.after": "8000000.00",
	} {
		compared.wantText("schedule.pekerjaan.0."+path, want)
	}
	if n := len(compared.list("schedule.pekerjaan")); n != 1 {
		t.Errorf("%d pekerjaan have other weeks", n)
	}
	if blindly := s.as(blind).get(p(f.Project, fmt.Sprintf("/revisions/compare/?from=%d", id))).want(200); blindly.at("schedule.pekerjaan.0.actual_cost") != nil {
		t.Errorf("costs: %s", blindly.Body)
	}
	compared.wantText("pekerjaan.0.id", strconv.FormatInt(f.Ref, 10))
	compared.wantText("pekerjaan.0.volume.before", "12.5")
	compared.wantText("pekerjaan.0.volume.after", "20")
	compared.wantText("pekerjaan.1.changes.1.cause", "coefficient")
	compared.wantText("pekerjaan.1.changes.1.kode", "B.1")
	compared.wantText("pekerjaan.1.changes.1.after", "2.75")

	// The saved state shows, and becomes, what it was.
	kept := me.get(p(f.Project, fmt.Sprintf("/revisions/%d/", id))).want(200)
	restored := me.post(p(f.Project, fmt.Sprintf("/revisions/%d/restore/", id)), nil).want(201)
	again := me.get(p(restored.id("new_project.id"), "/rekap/")).want(200)
	for _, name := range []string{"jumlah", "ppn", "total", "dibulatkan"} {
		kept.wantText("recap.meta.totals."+name, before.text("meta.totals."+name))
		again.wantText("meta.totals."+name, before.text("meta.totals."+name))
	}
	restored.wantText("new_project.nama", "Gedung <serbaguna> & taman (RAB Kontrak)")
	restored.wantText("stats.pekerjaan_copied", "5")
	if now := me.get(p(f.Project, "/rekap/")).want(200); now.text("revision") != after.text("revision") {
		t.Error("restoring changed the project")
	}
}

// amount is a total of a recap.
func amount(recap *answer, name string) decimal.Decimal {
	return decimal.MustParse(recap.text("meta.totals." + name))
}

func TestComparisonOfTwoSavedStatesShowsWhatCameAndWent(t *testing.T) {
	s := newSite(t)
	f, me := s.fill(), s.as(owner)
	_, _, err := s.AppendTree(t.Context(), s.visit(owner, f.Project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "Tambahan", Sub: []rab.SubInput{{
		Name: "Baru", Pekerjaan: []rab.PekerjaanInput{{SourceType: "custom", Uraian: "Kolam", Satuan: "m2"}},
	}}}}})
	must(t, err)
	later := s.saveRevision(f.Project, "Addendum 1")
	for path, want := range map[string][2]string{fmt.Sprintf("from=%d&to=%d", f.Saved, later): {"added", "Tambahan"}, fmt.Sprintf("from=%d&to=%d", later, f.Saved): {"removed", "Tambahan"}} {
		compared := me.get(p(f.Project, "/revisions/compare/?"+path)).want(200)
		compared.wantText("pekerjaan.0.status", want[0])
		compared.wantText("pekerjaan.0.klasifikasi", want[1])
		compared.wantText("pekerjaan.0.uraian", "Kolam")
		if compared.at("pekerjaan.0.id") != nil || compared.at("to.id") == nil || len(compared.list("pekerjaan")) != 1 {
			t.Errorf("%s: %s", path, compared.Body)
		}
	}
	same := me.get(p(f.Project, "/revisions/compare/")).want(200) // the newest with now
	same.wantText("from.name", "Addendum 1")
	if len(same.list("causes"))+len(same.list("pekerjaan"))+len(same.list("prices"))+len(same.list("policy"))+len(same.list("data")) != 0 {
		t.Errorf("differs: %s", same.Body)
	}
	_, _, err = s.EditProject(t.Context(), s.visit(owner, f.Project), app.ProjectEdit{Edit: func(h *rab.Header) { h.NamaClient, h.AnggaranOwner = "Dinas Lain", decimal.FromInt(7) }})
	must(t, err)
	renamed := me.get(p(f.Project, "/revisions/compare/")).want(200)
	renamed.wantText("data.0.field", "nama_client")
	renamed.wantText("data.0.after", "Dinas Lain")
	renamed.wantText("data.1.after", "7")
	if unpriced := s.as(blind).get(p(f.Project, "/revisions/compare/")).want(200); len(unpriced.list("data")) != 1 {
		t.Errorf("without prices: %v", unpriced.at("data"))
	}
	for query, status := range map[string]int{"from=abc": 400, "to=kemarin": 400, "from=-1": 400, "from=987654321": 404, "to=987654321": 404} {
		me.get(p(f.Project, "/revisions/compare/?"+query)).want(status)
	}
	foreign := s.fill()
	me.get(p(f.Project, fmt.Sprintf("/revisions/compare/?from=%d", foreign.Saved))).want(404)
	me.get(p(f.Project, fmt.Sprintf("/revisions/%d/", foreign.Saved))).want(404)
}

func TestSavedStatesHideMoneyFromThoseWithoutTheRight(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, f.Project), []rab.VolumeInput{{PekerjaanID: f.Ref, Quantity: pointer(some("20"))}})
	must(t, err)
	hers := s.as(blind)
	if list := hers.get(p(f.Project, "/revisions/")).want(200); list.at("revisions.0.totals") != nil {
		t.Errorf("%s", list.Body)
	}
	compared := hers.get(p(f.Project, "/revisions/compare/")).want(200)
	for _, path := range []string{"totals", "from.totals", "causes.0.effect", "pekerjaan.0.effect", "pekerjaan.0.hsp", "pekerjaan.0.total", "pekerjaan.0.changes.0.effect"} {
		if compared.at(path) != nil {
			t.Errorf("%s is %v", path, compared.at(path))
		}
	}
	compared.wantText("pekerjaan.0.changes.0.cause", "volume")
	compared.wantText("pekerjaan.0.changes.0.after", "20")
}

func TestLockedStatesAreRefusedInWords(t *testing.T) {
	s := newSite(t)
	f, me := s.fill(), s.as(owner)
	address := p(f.Project, fmt.Sprintf("/revisions/%d/", f.Saved))
	locked := me.post(address+"lock/", row{"version": 1}).want(200)
	locked.wantText("saved.locked", "true")
	me.post(address+"lock/", nil).want(200).wantText("saved.version", locked.text("saved.version"))
	me.write(http.MethodPut, address, row{"name": "Lain"}).want(400).wantText("errors.0.path", "locked")
	me.write(http.MethodDelete, address, nil).want(400).wantText("errors.0.path", "locked")
	me.post(address+"unlock/", nil).want(200).wantText("saved.locked", "false")
	me.write(http.MethodDelete, address+"?version=1", nil).want(409).wantText("conflicts.0.path", "version")
	me.write(http.MethodPut, address, row{"name": "Lain"}).want(200).wantText("saved.name", "Lain")
	me.write(http.MethodDelete, address, nil).want(200)
	me.get(address).want(404)
	me.get(p(f.Project, "/revisions/compare/")).want(400).wantText("errors.0.path", "from")
}

// BenchmarkSaveRevision2000 saves a project of 2,000 pekerjaan × 10 components.
func BenchmarkSaveRevision2000(b *testing.B) {
	s := newSite(b)
	project, _ := s.estimate(2000)
	visit := s.visit(owner, project)
	n, size := 0, 0
	for b.Loop() {
		n++
		saved, err := s.SaveRevision(b.Context(), visit, app.NewRevision{Name: "Revisi " + strconv.Itoa(n)})
		must(b, err)
		size = saved.Size
	}
	b.ReportMetric(float64(size)/1024, "KiB")
}

// BenchmarkCompareRevisions2000 asks over HTTP what a changed volume does to 2,000 pekerjaan
// × 10 components, and what a change of every price does.
func BenchmarkCompareRevisions2000(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.estimate(2000)
	first := s.saveRevision(project, "RAB Awal")
	_, _, err := s.SaveVolumes(b.Context(), s.visit(owner, project), []rab.VolumeInput{{PekerjaanID: pekerjaan[500], Quantity: pointer(some("7.25"))}})
	must(b, err)
	second := s.saveRevision(project, "Addendum 1")
	_, _, err = s.ChangePricesByPercent(b.Context(), s.visit(owner, project), rab.PercentInput{Percent: decimal.FromInt(5)})
	must(b, err)
	for name, query := range map[string]string{"one-volume": fmt.Sprintf("from=%d&to=%d", first, second), "all-prices": fmt.Sprintf("from=%d", second)} {
		b.Run(name, func(b *testing.B) {
			size := int64(0)
			for b.Loop() {
				size = s.as(owner).in(b).read(p(project, "/revisions/compare/?"+query), "gzip")
			}
			b.ReportMetric(float64(size)/1024, "KiB")
		})
	}
}
