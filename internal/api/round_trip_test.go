package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

// TestEverythingThatWeEmitPostedBackChangesNothing is ruling A1: what a client reads it may
// send back, as numbers and as whole rows.
func TestEverythingThatWeEmitPostedBackChangesNothing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	get := func(rest string) *answer { return me.get(p(f.Project, rest)).want(200) }
	// Volumes in all states: none, typed, by a formula, by one that fails, with one that
	// is switched off.
	me.post(p(f.Project, "/parameters/"), `{"name":"habis","value":"0.000001"}`).want(201)
	me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"id": f.Ref, "formula": "=habis*2000000/3"})).want(200)
	me.post(p(f.Project, "/volume/formula/"), items(row{"pekerjaan_id": f.Custom, "raw": "catatan saja", "is_fx": false})).want(200)
	me.post(p(f.Project, "/pricing/"), `{"ppn_scheme":"12x11/12","rounding_mode":"down","hsp_rounding":100}`).want(200)
	me.write(http.MethodDelete, p(f.Project, fmt.Sprintf("/parameters/%d/", f.Parameter)), nil).want(200)

	var bare []row
	for _, item := range get("/volume-pekerjaan/list/").list("items") {
		if item.(row)["state"] != "missing" {
			bare = append(bare, row{"pekerjaan_id": item.(row)["pekerjaan_id"], "quantity": item.(row)["quantity"]})
		}
	}
	var working []any
	for _, item := range get("/volume/formula/").list("items") {
		if item.(row)["state"] != "formula_failed" {
			working = append(working, item)
		}
	}
	prices := get("/harga-items/list/")
	type post struct {
		method, rest string
		body         any
	}
	posts := []post{
		{"POST", "/volume-pekerjaan/save/", row{"items": get("/volume-pekerjaan/list/").at("items")}},
		{"POST", "/volume-pekerjaan/save/", bare},
		{"POST", "/volume/formula/", row{"items": working}},
		{"POST", "/harga-items/save/", row{"items": prices.at("items"), "markup_percent": prices.at("meta.markup_percent"), "client_updated_at": prices.at("meta.project_updated_at")}},
		{"POST", "/pricing/", get("/pricing/").JSON},
		{"POST", "/list-pekerjaan/upsert/", get("/list-pekerjaan/tree/").JSON},
	}
	sync := row{}
	for _, parameter := range get("/parameters/").list("parameters") {
		sync[fmt.Sprint(parameter.(row)["name"])] = parameter.(row)["value"]
		posts = append(posts, post{"PUT", fmt.Sprintf("/parameters/%v/", parameter.(row)["id"]), parameter})
	}
	posts = append(posts, post{"POST", "/parameters/sync/", row{"parameters": sync, "mode": "replace"}})
	for _, profile := range get("/conversion-profiles/").at("profiles").(row) {
		posts = append(posts, post{"POST", "/conversion-profile/save/", profile})
	}
	var analyses []row
	for _, id := range []int64{f.Modified, f.Custom, f.Bundled, f.Empty} {
		detail := get(fmt.Sprintf("/detail-ahsp/%d/", id))
		analyses = append(analyses, row{"pekerjaan_id": id, "rows": detail.at("items")})
		posts = append(posts, post{"POST", fmt.Sprintf("/detail-ahsp/%d/save/", id), row{
			"rows": detail.at("items"), "version": detail.at("version"), "client_updated_at": detail.at("pekerjaan.updated_at"),
		}})
		posts = append(posts, post{"POST", fmt.Sprintf("/pekerjaan/%d/pricing/", id), get(fmt.Sprintf("/pekerjaan/%d/pricing/", id)).JSON})
	}
	posts = append(posts, post{"POST", "/detail-ahsp/save/", row{"items": analyses}})
	before := s.stored(f.Project)
	for _, post := range posts {
		me.write(post.method, p(f.Project, post.rest), post.body).want(200).wantText("changed", "false")
		if s.stored(f.Project) != before {
			t.Fatalf("%s changed the project", post.rest)
		}
	}
}

// TestAFailingFormulaIsNotStoredAgain completes the round trip: a formula that no longer
// works is refused with its place, and its quantity stays.
func TestAFailingFormulaIsNotStoredAgain(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.write(http.MethodDelete, p(f.Project, fmt.Sprintf("/parameters/%d/", f.Parameter)), nil).want(200)
	before := s.stored(f.Project)
	refused := me.post(p(f.Project, "/volume/formula/"), row{"items": me.get(p(f.Project, "/volume/formula/")).want(200).at("items")}).want(400)
	refused.wantText("errors.0.path", "items[0].raw")
	refused.wantText("errors.0.position", "1")
	if s.stored(f.Project) != before {
		t.Error("something was stored")
	}
}
