package api_test

import (
	"fmt"
	"strconv"
	"testing"
)

func TestUndoAndRedoTurnOwnCommandsBack(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	quantity := func() string { return fmt.Sprint(volumeOf(s, f, "quantity")) }
	save := func(text string) {
		me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"id": f.Custom, "quantity": text})).want(200)
	}
	turn := func(what, want, did string) {
		t.Helper()
		answered := me.post(p(f.Project, "/"+what+"/"), "").want(200)
		answered.wantText("operation.summary", `1 volume diubah: CUST-0001 Papan nama "proyek" (`+did+`) (menimpa tanpa versi)`)
		answered.wantText("operation.kind", map[string]string{"undo": "volume.save", "redo": "undo"}[what])
		if got := quantity(); got != want {
			t.Errorf("%s leads to %s, want %s", what, got, want)
		}
	}
	save("10")
	save("20")
	turn("undo", "10.000", "10 → 20")
	turn("undo", "3.000", "3 → 10")
	turn("redo", "10.000", "3 → 10")
	turn("redo", "20.000", "10 → 20")
	me.post(p(f.Project, "/redo/"), "").want(409).wantText("code", "NOTHING")
	turn("undo", "10.000", "10 → 20")
	save("30")
	me.post(p(f.Project, "/redo/"), "").want(409).wantText("code", "NOTHING")
	turn("undo", "10.000", "10 → 30")
	s.as(editor).post(p(f.Project, "/undo/"), "").want(409).wantText("code", "NOTHING") // the editor did nothing
}

func TestUndoIsRefusedWhenSomebodyChangedTheRow(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"id": f.Custom, "quantity": 10}, row{"id": f.Ref, "quantity": 10})).want(200)
	s.theirs(f, "/volume-pekerjaan/save/", items(row{"id": f.Custom, "quantity": 20}))
	before := s.stored(f.Project)
	answered := me.post(p(f.Project, "/undo/"), "").want(409)
	answered.wantText("conflict", "true")
	answered.wantText("conflicts.0.path", "volume["+strconv.FormatInt(f.Custom, 10)+"]")
	answered.wantText("conflicts.0.current.quantity", "20")
	answered.wantText("conflicts.0.yours.quantity", "3") // as it was before what is to be undone
	answered.wantText("conflicts.0.who", editor)
	if s.stored(f.Project) != before {
		t.Error("a refused undo changed something")
	}
	s.as(editor).post(p(f.Project, "/undo/"), "").want(200)
	me.post(p(f.Project, "/undo/"), "").want(200) // the row stands again as it was left
	if got := fmt.Sprint(volumeOf(s, f, "quantity")); got != "3.000" {
		t.Errorf("quantity %s, want 3.000", got)
	}
}

func TestUndoIsRefusedWhenSomebodyDeletedTheRow(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.write("PUT", p(f.Project, "/parameters/"+f.text(f.Parameter)+"/"), `{"label":"Panjang bangunan"}`).want(200)
	theirs := s.as(editor)
	theirs.write("DELETE", p(f.Project, "/parameters/"+f.text(f.Parameter)+"/"), "").want(200)
	refused := me.post(p(f.Project, "/undo/"), "").want(409)
	refused.wantText("conflicts.0.path", "parameter["+f.text(f.Parameter)+"]")
	refused.wantText("conflicts.0.yours.name", "panjang")
	if refused.at("conflicts.0.current") != nil {
		t.Errorf("a deleted row is %v", refused.at("conflicts.0.current"))
	}
}

func TestADeletedPekerjaanComesBackFromTheTrashAsItWas(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	recap := me.get(p(f.Project, "/rekap/")).want(200)
	tree := me.get(p(f.Project, "/list-pekerjaan/tree/")).want(200).list("klasifikasi")
	tree[0].(row)["sub"] = tree[0].(row)["sub"].([]any)[:1] // Custom, and Bundled that uses it
	deleted := me.post(p(f.Project, "/list-pekerjaan/upsert/"), row{"klasifikasi": tree}).want(200)
	if rows := deleted.list("deleted.pekerjaan"); len(rows) != 2 || len(deleted.list("deleted.headings")) != 1 {
		t.Errorf("deleted %v", deleted.at("deleted"))
	}
	if rows := me.get(p(f.Project, "/rekap/")).want(200).list("rows"); len(rows) != 3 {
		t.Errorf("%d rows left in the recap, want 3", len(rows))
	}
	trash := me.get(p(f.Project, "/trash/")).want(200)
	trash.wantText("deletions.0.operation_id", deleted.text("operation_id"))
	group := trash.text("deletions.0.groups.0.key")
	restore := p(f.Project, "/trash/"+deleted.text("operation_id")+"/restore/")
	me.post(restore, row{"group": "klasifikasi:1"}).want(404)
	me.post(restore, row{"group": group}).want(200)
	after := me.get(p(f.Project, "/rekap/")).want(200)
	if stripped(after) != stripped(recap) {
		t.Errorf("the RAB is another one after the restore:\n%v\n%v", after.at("rows"), recap.at("rows"))
	}
	me.post(restore, row{}).want(400).wantText("errors.0.path", "group") // nothing of it is missing any more
}

// stripped is a recap without the versions of its rows.
func stripped(recap *answer) string {
	for _, r := range recap.list("rows") {
		delete(r.(row), "version")
	}
	return fmt.Sprint(recap.at("rows"), recap.at("meta"))
}

func TestAParameterThatGoesLeavesItsFormulasFailing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	address := p(f.Project, "/parameters/"+strconv.FormatInt(f.Parameter, 10)+"/")
	me.write("DELETE", address+"?version=77", nil).want(409).wantText("conflicts.0.path", "version")
	gone := me.write("DELETE", address, nil).want(200)
	gone.wantText("name", "panjang")
	gone.wantText("volumes.0.pekerjaan_id", strconv.FormatInt(f.Bundled, 10))
	if gone.text("volumes.0.failure") == "" {
		t.Error("the formula does not fail")
	}
	me.get(p(f.Project, "/volume-pekerjaan/list/")).want(200).wantText("items.3.state", "formula_failed")
	me.post(p(f.Project, "/undo/"), "").want(200)
	me.get(p(f.Project, "/volume-pekerjaan/list/")).want(200).wantText("items.3.state", "set")
}
