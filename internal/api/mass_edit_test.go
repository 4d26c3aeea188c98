package api_test

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
)

const massEditAddress = "/dashboard/mass-edit-bulk/"

func changes(rows ...row) row { return row{"changes": rows} }

func init() {
	samples["POST "+massEditAddress] = sample{
		status: 200, allowed: []string{owner}, refused: 400,
		body: func(s *stage) any {
			return changes(row{"id": s.project("Untuk diubah"), "nama": "Diubah " + strconv.Itoa(s.next())})
		},
	}
	fields := map[string]kind{"changes.0.id": rowOf(func(w *workshop) []int64 { return []int64{w.foreign.project, w.Custom} }), "changes.0.version": integer}
	for name, wrong := range forms["POST /detail_project/api/projects/"].fields {
		if name != "preset" {
			fields["changes.0."+name] = wrong
		}
	}
	// The project that is left out of those which the id must not be is the one that all
	// other calls are about.
	mine := fields["changes.0.id"]
	fields["changes.0.id"] = func(w *workshop) []string {
		var others []string
		for _, id := range mine(w) {
			if id != strconv.FormatInt(w.Project, 10) {
				others = append(others, id)
			}
		}
		return others
	}
	fields["changes.0.schedule"], fields["changes.0.progress"], fields["schedule"], fields["progress"] = choice, choice, choice, choice
	fields["changes.0.tanggal_selesai"] = values(notText, []string{`"2020-01-31"`, `"besok"`})
	fields["changes.0.durasi_hari"] = values(notInteger, []string{`0`, `-1`, `1000000000`})
	forms["POST "+massEditAddress] = form{
		body: func(w *workshop) row {
			change := newProject()
			change["id"], change["durasi_hari"] = w.sibling.Project, "90"
			delete(change, "tanggal_selesai")
			return changes(change, row{"id": w.Project, "ket_project1": "Tahap II"})
		},
		fields: fields, lists: []string{"changes"}, needed: []string{"changes"},
		wrong: []wrongBody{
			{name: "no changes", path: "changes", body: is(`{"changes":[]}`)},
			{name: "no id", path: "changes[0].id", body: is(`{"changes":[{"nama":"Gedung"}]}`)},
			{name: "one project twice", path: "changes[1].id", body: func(w *workshop) any {
				return changes(row{"id": w.Project, "nama": "Satu"}, row{"id": w.Project, "ket_project1": "x"})
			}},
			{name: "a bad row among good ones", path: "changes[1].sumber_dana", body: func(w *workshop) any {
				return changes(row{"id": w.Project, "nama": "Gedung lain"}, row{"id": w.sibling.Project, "sumber_dana": " "})
			}},
			{name: "a project of somebody else among one's own", path: "changes[1].id", body: func(w *workshop) any {
				return changes(row{"id": w.Project, "nama": "Gedung lain"}, row{"id": w.foreign.project, "nama": "Dibajak"})
			}},
			{name: "no budget", path: "changes[0].anggaran_owner", body: func(w *workshop) any { return changes(row{"id": w.Project, "anggaran_owner": nil}) }},
			{name: "an empty budget", path: "changes[0].anggaran_owner_text", body: func(w *workshop) any { return changes(row{"id": w.Project, "anggaran_owner_text": ""}) }},
			{name: "an end before the start", path: "changes[0].tanggal_selesai", body: func(w *workshop) any { return changes(row{"id": w.Project, "tanggal_mulai": "2199-01-01"}) }},
			{name: "201 projects", path: "changes", body: func(*workshop) any {
				rows := make([]row, app.EditProjectsMost+1)
				for i := range rows {
					rows[i] = row{"id": i + 1, "nama": "Gedung"}
				}
				return changes(rows...)
			}},
			{name: "a stale version among good ones", status: 409, body: func(w *workshop) any {
				return changes(row{"id": w.Project, "nama": "Gedung lain"}, row{"id": w.sibling.Project, "nama": "Terlambat", "version": 987654})
			}},
		},
	}
}

// header is what is stored of a project itself.
func (s *site) header(project int64) *rab.Header {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(owner, project))
	must(s.t, err)
	return view.Header()
}

func TestSeveralProjectsAreEditedByTheRulesOfTheForm(t *testing.T) {
	s := newSite(t)
	first, second, third := s.project("Satu"), s.project("Dua"), s.project("Tiga")
	me := s.as(owner)
	answered := me.post(massEditAddress, changes(
		row{"id": first, "version": s.header(first).Version, "nama": " Satu baru ", "anggaran_owner_text": "Rp 1.234.567,89", "kategori": "Gedung"},
		row{"id": second, "durasi_hari": "10"},
		row{"id": third, "nama": "Tiga"},
	)).want(200)
	answered.wantText("updated_count", "2")
	answered.wantText("projects.1.tanggal_selesai", "2026-01-14") // the end follows the duration
	answered.wantText("projects.2.changed", "false")
	if h := s.header(first); h.Nama != "Satu baru" || h.AnggaranOwner.String() != "1234567.89" || h.Kategori != "Gedung" || h.LokasiProject != "Bandung" || h.TanggalSelesai != "2026-12-31" {
		t.Errorf("stored %+v", h)
	}
	if s.header(third).Version != 1 || s.visit(owner, third).Revision != 1 {
		t.Error("a change of nothing was stored")
	}
	version := answered.at("projects.0.version")
	me.post(massEditAddress, changes(row{"id": first, "version": version, "kategori": "", "tanggal_mulai": "2026-02-01", "durasi_hari": ""})).want(200)
	if h := s.header(first); h.Kategori != "" || h.TanggalMulai != "2026-02-01" || h.TanggalSelesai != "2026-12-31" || h.DurasiHari != 334 {
		t.Errorf("stored %+v", h)
	}
	// The change has a line of its own in the history of each project, and can be undone.
	me.post(p(second, "/undo/"), "").want(200)
	if h := s.header(second); h.TanggalSelesai != "2026-12-31" {
		t.Errorf("undone to %s", h.TanggalSelesai)
	}
}

func TestStaleRowsRefuseTheWholeEdit(t *testing.T) {
	s := newSite(t)
	first, second, third := s.project("Satu"), s.project("Dua"), s.project("Tiga")
	s.share(second)
	stale := s.header(second).Version
	s.as(editor).post(massEditAddress, changes(row{"id": second, "nama": "Dua oleh penyunting"})).want(200)
	s.as(owner).post(massEditAddress, changes(row{"id": third, "nama": "Tiga lagi"})).want(200)
	refused := s.as(owner).post(massEditAddress, changes(
		row{"id": first, "version": 1, "nama": "Satu lagi"}, row{"id": second, "version": stale, "nama": "Dua lagi"}, row{"id": third, "version": stale, "nama": "Tiga lain"},
	)).want(409)
	refused.wantText("conflicts.0.path", "changes[1].version")
	refused.wantText("conflicts.0.who", editor)
	refused.wantText("conflicts.0.current.nama", "Dua oleh penyunting")
	refused.wantText("conflicts.1.path", "changes[2].version")
	if s.ownNames() != "Dua oleh penyunting, Satu, Tiga lagi" {
		t.Errorf("stored in part: %s", s.ownNames())
	}
}

func TestWhoMayNotEditIsToldAtTheRow(t *testing.T) {
	s := newSite(t)
	first, archived := s.project("Satu"), s.project("Dua")
	s.share(first)
	_, err := s.SetArchived(t.Context(), s.visit(owner, archived), true)
	must(t, err)
	must(t, s.Share(t.Context(), s.visit(owner, first), stranger, app.Editor, false)) // writes, but sees no prices
	for actor, word := range map[string]string{reader: "hak", admin: "tidak ditemukan"} {
		refused := s.as(actor).post(massEditAddress, changes(row{"id": first, "nama": "Lain"})).want(400)
		if refused.wantText("errors.0.path", "changes[0].id"); !strings.Contains(refused.text("errors.0.message"), word) {
			t.Errorf("%s: %s", actor, refused.Body)
		}
	}
	refused := s.as(owner).post(massEditAddress, changes(row{"id": first, "nama": "Lain"}, row{"id": archived, "nama": "Lain"})).want(400)
	refused.wantText("errors.0.path", "changes[1].id")
	answered := s.as(stranger).post(massEditAddress, changes(row{"id": first, "nama": "Oleh buta", "anggaran_owner": "5"})).want(200)
	if h := s.header(first); h.Nama != "Oleh buta" || h.AnggaranOwner.String() != "7654321987.65" || strings.Contains(string(answered.Body), "7654321987") {
		t.Errorf("stored %s with %s; answered %s", h.Nama, h.AnggaranOwner, answered.Body)
	}
	stale := s.as(stranger).post(massEditAddress, changes(row{"id": first, "version": 1, "nama": "Lagi"})).want(409)
	if strings.Contains(string(stale.Body), "7654321987") {
		t.Errorf("the conflict shows the budget: %s", stale.Body)
	}
}

func TestEditsOfTheSameProjectsAtOnceAllEndOrConflict(t *testing.T) {
	s := newSite(t)
	var ids []int64
	for i := range 6 {
		ids = append(ids, s.project(fmt.Sprint("Proyek ", i)))
	}
	me := s.as(owner)
	done := make(chan *answer)
	for n := range 8 {
		go func() {
			var rows []row
			for i := range ids {
				rows = append(rows, row{"id": ids[(i*(n%2*4+1)+n)%len(ids)], "ket_project1": fmt.Sprint("oleh ", n)}) // in many orders
			}
			done <- me.post(massEditAddress, changes(rows...))
		}()
	}
	for range 8 {
		(<-done).want(200)
	}
	words := map[string]bool{}
	for _, id := range ids {
		words[s.header(id).KetProject1] = true
	}
	if len(words) != 1 {
		t.Errorf("edits are mixed: %v", maps.Keys(words))
	}
}

func TestTwoHundredProjectsAreEditedAtOnce(t *testing.T) {
	oneByOne(t)
	s := newSite(t)
	var rows []row
	for i := range app.EditProjectsMost {
		rows = append(rows, row{"id": s.project(fmt.Sprint("Proyek ", i)), "ket_project1": "Tahap II"})
	}
	started := s.now()
	s.as(owner).post(massEditAddress, changes(rows...)).want(200).wantText("updated_count", itoa(app.EditProjectsMost))
	t.Logf("%d projects in %s", app.EditProjectsMost, s.now().Sub(started))
}
