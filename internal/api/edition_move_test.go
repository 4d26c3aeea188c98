package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/api"
	"takar/internal/app"
)

func init() {
	samples["POST "+api.P+"/edition/preview/"] = sample{archived: true, status: 200, body: func(s *stage) any { return row{"edition": s.editionID()} }}
	samples["POST "+api.P+"/edition/move/"] = sample{status: 200, body: func(s *stage) any { return row{"edition": s.editionID()} }}
	for _, route := range []string{"/edition/preview/", "/edition/move/"} {
		forms["POST "+api.P+route] = form{
			body: func(w *workshop) row {
				return row{"edition": w.editionID(), "from": 0, "reset_modified": false, "accept_unit": false}
			},
			fields: map[string]kind{
				"edition": values(notInteger, []string{`null`, `0`, `-5`, `987654321`}), "from": integer, "reset_modified": flag, "accept_unit": flag,
				"revision": integer, "pekerjaan_ids": values([]string{`"abc"`, `5`, `{}`, `["a"]`, `[1.5]`, `[]`}),
			},
			wrong: []wrongBody{
				{name: "no edition", path: "edition", body: is(`{}`)},
				{name: "onto itself", path: "from", body: func(w *workshop) any { return row{"edition": w.editionID(), "from": w.editionID()} }},
				{name: "another revision of the project", status: 409, body: func(w *workshop) any { return row{"edition": w.editionID(), "revision": 987654} }},
				{name: "one that is not of the library", path: "pekerjaan_ids[0]", body: func(w *workshop) any {
					return row{"edition": w.editionID(), "pekerjaan_ids": []int64{w.Empty}}
				}},
				{name: "one of a sibling", path: "pekerjaan_ids[0]", body: func(w *workshop) any {
					return row{"edition": w.editionID(), "pekerjaan_ids": []int64{w.sibling.Ref}}
				}},
				{name: "one of a stranger", path: "pekerjaan_ids[0]", body: func(w *workshop) any {
					return row{"edition": w.editionID(), "pekerjaan_ids": []int64{w.foreign.pekerjaan}}
				}},
				{name: "100,000 ids", path: "pekerjaan_ids", body: func(w *workshop) any {
					return `{"edition":` + strconv.FormatInt(w.editionID(), 10) + `,"pekerjaan_ids":` + manyIDs() + `}`
				}},
			},
		}
	}
}

// editionID is the revision of the starter library that is on offer.
func (s *site) editionID() int64 {
	_, edition := s.offered()
	return edition.ID
}

// revised makes a revision of the starter library with another coefficient in one analysis.
func (s *site) revised(kode, koefisien string) ahsp.Edition {
	s.t.Helper()
	v := s.visit(admin, 0)
	library, edition := s.offered()
	analysis, _ := library.ByKode(edition.ID, kode)
	done, err := s.CorrectLibrary(s.t.Context(), v, app.CorrectionInput{
		Component: analysis.Components[0].ID, Field: ahsp.FieldKoefisien, Value: koefisien, Why: "uji",
	})
	must(s.t, err)
	next, err := s.Revise(s.t.Context(), v, edition.ID, done.Stamp)
	must(s.t, err)
	return next
}

func TestAProjectMovesToARevisionOnceItsEffectWasSeen(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	before := s.stored(f.Project)
	edition := s.revised("2.2.1.4.1", "3.5")
	me := s.as(owner)
	uses := me.get(p(f.Project, "/edition/")).want(http.StatusOK)
	uses.wantText("editions.0.revision", "1")
	uses.wantText("editions.0.newer.revision", "2")
	uses.wantText("editions.0.pekerjaan", "2")
	uses.wantText("offered.0.revision", "2")
	target := uses.id("editions.0.newer.id")
	if target != edition.ID {
		t.Fatalf("newer is %d, want %d", target, edition.ID)
	}
	preview := me.post(p(f.Project, "/edition/preview/"), row{"edition": target}).want(http.StatusOK)
	if got := preview.texts("rows", "status"); got != "changed kept bundles" {
		t.Errorf("rows: %s", got)
	}
	preview.wantText("moved", "3")
	preview.wantText("rows.0.components_before.0.koefisien", "1.65")
	preview.wantText("rows.0.components_after.0.koefisien", "3.5")
	if s.stored(f.Project) != before {
		t.Fatal("a preview stored something")
	}
	blindly := s.as(blind).post(p(f.Project, "/edition/preview/"), row{"edition": target}).want(http.StatusOK)
	for _, path := range []string{"totals", "rows.0.hsp", "rows.0.total", "rows.0.missing_prices_added"} {
		blindly.wantText(path, "<nil>")
	}
	me.post(p(f.Project, "/edition/move/"), row{"edition": target, "revision": preview.id("revision") - 1}).want(http.StatusConflict)
	s.as(reader).post(p(f.Project, "/edition/move/"), row{"edition": target}).want(http.StatusForbidden)

	moved := s.as(editor).post(p(f.Project, "/edition/move/"), row{"edition": target, "revision": preview.id("revision")}).want(http.StatusOK)
	moved.wantText("changed", "true")
	moved.wantText("totals.after.jumlah", preview.text("totals.after.jumlah"))
	rekap := me.get(p(f.Project, "/rekap/")).want(http.StatusOK)
	if jumlah := rekap.text("meta.totals.jumlah"); jumlah != preview.text("totals.after.jumlah") {
		t.Errorf("the RAB is %s, %s was announced", jumlah, preview.text("totals.after.jumlah"))
	}
	if preview.text("totals.difference.jumlah") == "0.00" {
		t.Error("the move has no effect")
	}
	if entries := me.get(p(f.Project, "/audit-trail/")).want(http.StatusOK).list("results"); len(entries) < 2 {
		t.Errorf("%d entries in the history", len(entries))
	}
	me.get(p(f.Project, "/edition/")).want(http.StatusOK).wantText("editions.0.newer", "<nil>")
	again := me.post(p(f.Project, "/edition/move/"), row{"edition": target}).want(http.StatusOK)
	again.wantText("changed", "false")
	again.wantText("moved", "0")

	s.as(editor).post(p(f.Project, "/undo/"), "").want(http.StatusOK)
	me.get(p(f.Project, "/rekap/")).want(http.StatusOK).wantText("meta.totals.jumlah", preview.text("totals.before.jumlah"))
	me.get(p(f.Project, "/edition/")).want(http.StatusOK).wantText("editions.0.revision", "1")
	if !strings.Contains(string(moved.Body), `"message":"Pindah; komponennya berubah."`) {
		t.Errorf("no word for people: %.300s", moved.Body)
	}
}
