package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"takar/internal/api"
)

const listChanges = "/list-pekerjaan/changes/"

func init() {
	samples["POST "+api.P+listChanges] = sample{status: 200, body: func(s *stage) any {
		return row{"changes": []any{row{"kind": "pekerjaan", "after_id": s.Ref, "source_type": "custom", "snapshot_uraian": fmt.Sprintf("Sela %d", s.next())}}}
	}}
	samples["POST "+api.P+listChanges+"preview/"] = sample{archived: true, status: 200, body: func(s *stage) any { return row{"deleted_ids": []int64{s.Empty}} }}
	for _, route := range []string{listChanges, listChanges + "preview/"} {
		forms["POST "+api.P+route] = form{
			body: func(w *workshop) row {
				return row{
					"changes": []any{
						row{"id": w.Klasifikasi, "name": "Struktur", "smkk": true},
						row{"id": w.Bundled, "snapshot_uraian": "Pagar", "snapshot_satuan": "m", "parent_id": w.Sub, "after_id": w.Ref},
						row{"kind": "pekerjaan", "temp_id": "a", "parent_id": w.Sub, "source_type": "ref", "ref_id": w.library("2.2.1.4.1")},
						row{"kind": "pekerjaan", "copy_of": w.Custom, "after_temp_id": "a"},
						row{"kind": "sub", "parent_id": w.Klasifikasi, "after_id": w.Sub, "name": "Sela"},
						row{"id": w.Modified, "source_type": "ref", "volume": "keep", "clear_pricing": false},
					},
					"deleted_ids": []int64{w.Empty},
				}
			},
			fields: map[string]kind{
				"version": integer, "changes.0.id": rowOf(func(w *workshop) []int64 { return []int64{w.sibling.Klasifikasi, w.foreign.heading, w.Conversion} }),
				"changes.0.name": values(notText, []string{`""`, `" "`, `"a\u0000b"`}), "changes.0.version": integer, "changes.0.smkk": flag,
				"changes.1.id":              rowOf(func(w *workshop) []int64 { return []int64{w.sibling.Custom, w.foreign.pekerjaan, w.Conversion} }),
				"changes.1.snapshot_uraian": prose(2000), "changes.1.snapshot_satuan": prose(50),
				"changes.1.parent_id": rowOf(func(w *workshop) []int64 {
					return []int64{w.sibling.Sub, w.foreign.heading, w.Klasifikasi, w.Custom}
				}),
				"changes.1.after_id": rowOf(func(w *workshop) []int64 {
					return []int64{w.sibling.Ref, w.foreign.pekerjaan, w.Bundled, w.Empty, w.Sub}
				}),
				"changes.2.kind": choice, "changes.2.temp_id": values(notText), "changes.2.source_type": choice, "changes.2.ref_id": analysisID,
				"changes.3.copy_of": pekerjaanID, "changes.3.after_temp_id": values(notText, []string{`"tidak-ada"`}),
				"changes.4.name": prose(255), "changes.5.volume": values(notText, []string{`"entah"`}), "changes.5.clear_pricing": flag,
				"deleted_ids": values(notInteger[:1], []string{`5`, `{}`, `["a"]`, `[1.5]`}), "deleted_versions": values([]string{`"abc"`, `5`, `{}`, `["a"]`, `[1,2]`}),
			},
			lists: []string{"changes"},
			wrong: []wrongBody{
				{name: "nothing named", path: "changes", body: is(`{}`)},
				{name: "one row twice", path: "changes[1].id", body: func(w *workshop) any {
					return row{"changes": []any{row{"id": w.Custom}, row{"id": w.Custom}}}
				}},
				{name: "changed and deleted", path: "deleted_ids[0]", body: func(w *workshop) any {
					return row{"changes": []any{row{"id": w.Empty, "snapshot_uraian": "x"}}, "deleted_ids": []int64{w.Empty}}
				}},
				{name: "a text of the library", path: "changes[0].snapshot_uraian", body: func(w *workshop) any {
					return row{"changes": []any{row{"id": w.Ref, "snapshot_uraian": "lain"}}}
				}},
				{name: "one of a stranger", path: "deleted_ids[0]", body: func(w *workshop) any { return row{"deleted_ids": []int64{w.foreign.pekerjaan}} }},
				{name: "a good change before a bad one", path: "changes[1].kind", body: func(w *workshop) any {
					return row{"changes": []any{row{"id": w.Custom, "snapshot_uraian": "x"}, row{"kind": "bab"}}}
				}},
			},
		}
	}
}

func TestTheWorkListIsBuiltMovedAndEmptiedInSingleOperations(t *testing.T) {
	s := newSite(t)
	me := s.as(owner)
	f := &filled{Project: s.project("Gudang")}
	s.share(f.Project)
	library, edition := s.offered()
	analysis, _ := library.ByKode(edition.ID, "2.2.1.4.1")
	made := me.post(p(f.Project, listChanges), row{"changes": []any{
		row{"kind": "klasifikasi", "temp_id": "k", "name": "Struktur"},
		row{"kind": "sub", "temp_id": "s", "parent_temp_id": "k", "name": "Beton"},
		row{"kind": "pekerjaan", "temp_id": "satu", "parent_temp_id": "s", "source_type": "ref", "ref_id": analysis.ID},
		row{"kind": "pekerjaan", "temp_id": "dua", "after_id": nil, "parent_temp_id": "s", "source_type": "custom", "snapshot_uraian": "Papan nama"},
		row{"kind": "sub", "temp_id": "kosong", "parent_temp_id": "k"},
	}}).want(http.StatusOK)
	k, sub, one, two := made.id("id_map.klasifikasi.k"), made.id("id_map.sub.s"), made.id("id_map.pekerjaan.satu"), made.id("id_map.pekerjaan.dua")
	empty := made.id("id_map.sub.kosong")
	tree := me.get(p(f.Project, "/list-pekerjaan/tree/")).want(http.StatusOK)
	tree.wantText("klasifikasi.0.sub.0.pekerjaan.0.snapshot_uraian", "Papan nama")
	tree.wantText("klasifikasi.0.sub.1.name", "1.2") // an empty heading is kept
	version := tree.id("klasifikasi.0.sub.0.pekerjaan.0.version")

	// Somebody else changed the row: nothing of the request is stored.
	s.as(editor).post(p(f.Project, listChanges), row{"changes": []any{row{"id": two, "version": version, "snapshot_uraian": "Papan proyek"}}}).want(http.StatusOK)
	clash := me.post(p(f.Project, listChanges), row{"changes": []any{row{"id": k, "name": "Tidak jadi"}, row{"id": two, "version": version, "snapshot_uraian": "Plang"}}}).want(http.StatusConflict)
	clash.wantText("conflicts.0.path", "changes[1]")
	clash.wantText("conflicts.0.current.uraian", "Papan proyek")
	me.get(p(f.Project, "/list-pekerjaan/tree/")).want(http.StatusOK).wantText("klasifikasi.0.name", "Struktur")

	// A move and a copy answer the versions that they led to.
	moved := me.post(p(f.Project, listChanges), row{"changes": []any{
		row{"id": two, "version": version + 1, "parent_id": empty}, row{"kind": "pekerjaan", "temp_id": "c", "copy_of": one, "after_id": one},
	}}).want(http.StatusOK)
	if got := moved.texts("rows", "id"); got != fmt.Sprintf("%d %d", two, moved.id("id_map.pekerjaan.c")) {
		t.Errorf("changed rows: %s", got)
	}

	// The effect of a deletion is told first, without money to those who see none.
	me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"pekerjaan_id": one, "quantity": "4"})).want(http.StatusOK)
	before := s.stored(f.Project)
	effect := me.post(p(f.Project, listChanges+"preview/"), row{"deleted_ids": []int64{sub}}).want(http.StatusOK)
	effect.wantText("pekerjaan", "2")
	effect.wantText("volumes", "1")
	effect.wantText("blocked", "false")
	s.as(blind).post(p(f.Project, listChanges+"preview/"), row{"deleted_ids": []int64{sub}}).want(http.StatusOK).wantText("totals", "<nil>")
	if s.stored(f.Project) != before {
		t.Fatal("a preview stored something")
	}
	gone := me.post(p(f.Project, listChanges), row{"deleted_ids": []int64{sub}}).want(http.StatusOK)
	gone.wantText("deleted.headings.0.name", "Beton")
	me.get(p(f.Project, "/list-pekerjaan/tree/")).want(http.StatusOK).wantText("klasifikasi.0.sub.0.pekerjaan.0.snapshot_uraian", "Papan proyek")
	me.post(p(f.Project, "/undo/"), "").want(http.StatusOK)
	back := me.get(p(f.Project, "/list-pekerjaan/tree/")).want(http.StatusOK)
	back.wantText("klasifikasi.0.sub.0.pekerjaan.0.id", fmt.Sprint(one))
	me.get(p(f.Project, "/volume-pekerjaan/list/")).want(http.StatusOK).wantText("items.0.quantity", "4.000")
}
