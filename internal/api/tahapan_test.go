package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
)

const phaseAddress = api.P + "/tahapan/{tahapan}/"

// weekOne is the phase of the first week, which every project with dates has.
const weekOne = int64(1<<52 + 1<<20 + 1)

func init() {
	at := func(s *stage, pattern string) string {
		return s.path(strings.Replace(pattern, "{tahapan}", strconv.FormatInt(s.newPhase(), 10), 1))
	}
	samples["POST "+api.P+"/tahapan/"] = sample{status: 201, body: func(s *stage) any { return row{"nama": "Tahap " + strconv.Itoa(s.next())} }}
	samples["GET "+phaseAddress] = sample{path: func(s *stage, pattern string) string {
		return s.path(strings.Replace(pattern, "{tahapan}", itoa(int(weekOne)), 1))
	}}
	samples["PUT "+phaseAddress] = sample{status: 200, path: at, body: fixed(row{"tanggal_mulai": "2026-02-01", "tanggal_selesai": "2026-03-01"})}
	samples["DELETE "+phaseAddress] = sample{status: 200, path: at}
	samples["POST "+phaseAddress+"assign/"] = sample{status: 200, path: at, body: func(s *stage) any { return weeks(row{"pekerjaan_id": s.Custom}) }}
	samples["POST "+phaseAddress+"unassign/"] = sample{status: 200, path: at, body: func(s *stage) any { return row{"pekerjaan_ids": []int64{s.Custom}} }}
	samples["POST "+api.P+"/tahapan/reorder/"] = sample{status: 200, body: fixed(`{"tahapan_order":[3,2,1]}`)}
	samples["POST "+api.P+"/regenerate-tahapan/"] = sample{status: 200, body: fixed(`{"mode":"monthly"}`)}

	phase := func(w *workshop, pattern string) string {
		return w.path(strings.Replace(pattern, "{tahapan}", strconv.FormatInt(w.phase, 10), 1))
	}
	full := func(*workshop) row {
		return row{"nama": "Tahap uji", "urutan": 3, "deskripsi": "", "tanggal_mulai": "2026-02-01", "tanggal_selesai": "2026-03-01"}
	}
	fields := map[string]kind{
		"nama": values(notText, []string{`"  "`, `"a\u0000b"`, `"` + strings.Repeat("é", 201) + `"`}), "urutan": values(notInteger, []string{`-1`, `100001`}),
		"deskripsi": prose(4000), "tanggal_mulai": date, "tanggal_selesai": date,
	}
	backwards := wrongBody{name: "an end before the start", path: "tanggal_selesai", body: is(`{"nama":"Mundur","tanggal_mulai":"2026-03-01","tanggal_selesai":"2026-02-28"}`)}
	forms["POST "+api.P+"/tahapan/"] = form{body: full, fields: fields, wrong: []wrongBody{backwards, {name: "no name", path: "nama", body: is(`{"urutan":1}`)}}}
	changed := map[string]kind{"version": integer}
	for name, kind := range fields {
		changed[name] = kind
	}
	forms["PUT "+phaseAddress] = form{
		path: phase, body: full, fields: changed,
		wrong: []wrongBody{backwards, {name: "another version", status: 409, body: is(`{"nama":"Lain lagi","version":99}`)}},
	}
	forms["DELETE "+phaseAddress] = form{path: phase, bodyless: true}
	forms["POST "+phaseAddress+"assign/"] = form{
		path: phase, body: func(w *workshop) row {
			return weeks(row{"pekerjaan_id": w.Custom, "proporsi": 50, "catatan": ""})
		},
		fields: map[string]kind{
			"assignments.0.pekerjaan_id": pekerjaanID, "assignments.0.proporsi": values(notNumber, []string{`""`, `0`, `-1`, `100.01`}), "assignments.0.catatan": prose(4000),
		},
		lists: []string{"assignments"},
		wrong: []wrongBody{{name: "a pekerjaan twice", path: "assignments[1].pekerjaan_id", body: func(w *workshop) any {
			return weeks(row{"pekerjaan_id": w.Custom}, row{"pekerjaan_id": w.Custom})
		}}},
	}
	forms["POST "+phaseAddress+"unassign/"] = form{path: phase, body: func(w *workshop) row { return row{"pekerjaan_ids": []int64{w.Custom}} }, fields: map[string]kind{"pekerjaan_ids": ids}}
	forms["POST "+api.P+"/tahapan/reorder/"] = form{
		body: body(row{"tahapan_order": []int{3, 2, 1}}), fields: map[string]kind{"tahapan_order": ids},
		wrong: []wrongBody{{name: "no list", path: "tahapan_order", body: is(`{}`)}, {name: "a phase twice", path: "tahapan_order[1]", body: is(`{"tahapan_order":[5,5]}`)}},
	}
	forms["POST "+api.P+"/regenerate-tahapan/"] = forms["POST "+api.V2+"/regenerate-tahapan/"]
}

// newPhase makes a phase that no pekerjaan belongs to.
func (s *stage) newPhase() int64 {
	name := "Tahap " + strconv.Itoa(s.next())
	row, _, err := s.CreateTahapan(s.t.Context(), s.writer(), schedule.TahapanInput{Nama: &name})
	must(s.t, err)
	return row.ID
}

// phases shows the list of phases: urutan, name and Σ of shares.
func (s *scheduled) phases() string {
	s.t.Helper()
	list := s.as(reader).get(p(s.Project, "/tahapan/")).want(200)
	var parts []string
	for i := range list.list("tahapan") {
		at := fmt.Sprintf("tahapan.%d.", i)
		parts = append(parts, fmt.Sprintf("%s %s %s×%s", list.text(at+"urutan"), list.text(at+"nama"), list.text(at+"jumlah_pekerjaan"), list.text(at+"total_assigned_proportion")))
	}
	return strings.Join(parts, "; ")
}

func TestPhasesMadeByHand(t *testing.T) {
	s := newScheduled(t)
	me := s.as(owner)
	address := p(s.Project, "/tahapan/")
	first := me.post(address, row{"nama": " Persiapan ", "tanggal_mulai": "2025-01-01", "tanggal_selesai": "2025-01-12", "keterangan": "diabaikan"}).want(201)
	first.wantText("tahapan.nama", "Persiapan")
	first.wantText("tahapan.urutan", "1")
	first.wantText("tahapan.tanggal_selesai", "2025-01-12")
	second := me.post(address, row{"nama": "Struktur", "deskripsi": "Beton"}).want(201)
	second.wantText("tahapan.urutan", "2")
	if second.at("tahapan.tanggal_mulai") != nil {
		t.Error("a date that was not said")
	}
	for name, body := range map[string]row{
		"nama": {"nama": "Persiapan"}, "tanggal_mulai": {"nama": "X", "tanggal_mulai": "01/02/2025"}, "tanggal_selesai": {"nama": "X", "tanggal_mulai": "2025-02-02", "tanggal_selesai": "2025-02-01"},
	} {
		me.post(address, body).want(400).wantText("errors.0.path", name)
	}
	// A date by PUT is answered, and kept (api §7 no. 10); an empty one is open.
	at := p(s.Project, fmt.Sprintf("/tahapan/%d/", second.id("tahapan.tahapan_id")))
	changed := me.write(http.MethodPut, at, row{"tanggal_mulai": "2025-01-13", "nama": "", "version": 1}).want(200)
	changed.wantText("tahapan.tanggal_mulai", "2025-01-13")
	changed.wantText("tahapan.nama", "Struktur")
	me.write(http.MethodPut, at, row{"tanggal_selesai": "2025-01-12"}).want(400).wantText("errors.0.path", "tanggal_selesai")
	me.write(http.MethodPut, at, row{"nama": "Persiapan"}).want(400).wantText("errors.0.path", "nama")
	clash := me.write(http.MethodPut, at, row{"nama": "Struktur bawah", "version": 1}).want(409)
	clash.wantText("conflicts.0.current.nama", "Struktur")
	me.write(http.MethodPut, at, row{"tanggal_mulai": ""}).want(200)
	me.write(http.MethodPut, at, row{"tanggal_mulai": ""}).want(200).wantText("changed", "false")

	// Membership: half of B lies in W3 and W4, 13 to 26 January, all of A before.
	s.enter("planned", s.A, "W1 60, W2 40").want(200)
	s.enter("planned", s.B, "W2 20, W3 40, W4 40").want(200)
	into := func(at string, ids ...int64) *answer {
		var list []row
		for _, id := range ids {
			list = append(list, row{"pekerjaan_id": id, "proporsi": 50})
		}
		return me.post(at+"assign/", weeks(list...)).want(200)
	}
	prep := p(s.Project, fmt.Sprintf("/tahapan/%d/", first.id("tahapan.tahapan_id")))
	put := into(prep, s.A, s.B)
	put.wantText("created", "2")
	put.wantText("ok", "true")
	into(prep, s.B).wantText("updated", "1")
	into(at, s.B, s.C)
	if got := s.phases(); got != "1 Persiapan 2×120; 2 Struktur 2×100" {
		t.Errorf("phases %s", got)
	}
	detail := s.as(reader).get(prep).want(200)
	detail.wantText("tahapan.jumlah_pekerjaan", "2")
	detail.wantText("tahapan.pekerjaan.0.proporsi", "100")
	detail.wantText("tahapan.pekerjaan.1.proporsi", "20")
	detail.wantText("tahapan.pekerjaan.1.volume_efektif", "0.2")
	// The plan did not move.
	if got := s.side(s.B, "planned_proportion"); got != "W2 20, W3 40, W4 40" {
		t.Errorf("the plan is %s", got)
	}
	// Struktur is open: B lies in it as a whole, and counts once.
	of := s.as(reader).get(p(s.Project, fmt.Sprintf("/pekerjaan/%d/assignments/", s.B))).want(200)
	of.wantText("total_assigned", "100")
	of.wantText("unassigned", "0")
	of.wantText("is_fully_assigned", "true")
	of.wantText("assignments.0.proporsi", "20")
	check := s.as(reader).get(p(s.Project, "/tahapan/validate/")).want(200)
	check.wantText("fully_assigned", "2")
	check.wantText("incomplete_list.0.pekerjaan_id", fmt.Sprint(s.C))
	check.wantText("incomplete_list.0.status", "unassigned")
	check.wantText("incomplete_list.0.sub_klasifikasi", "Beton")
	me.write(http.MethodPut, at, row{"tanggal_mulai": "2025-01-20"}).want(200)
	partly := s.as(reader).get(p(s.Project, "/tahapan/unassigned/")).want(200)
	partly.wantText("count", "2")
	partly.wantText("pekerjaan.0.assigned_proportion", "60")
	partly.wantText("pekerjaan.0.unassigned_proportion", "40")
	partly.wantText("pekerjaan.0.status", "partial")

	// Deleting waits for an empty phase; undo brings back what was deleted.
	me.write(http.MethodDelete, at, nil).want(400).wantText("errors.0.path", "tahapan_id")
	me.post(at+"unassign/", row{"pekerjaan_ids": []int64{s.B, s.C, 987654321}}).want(200).wantText("deleted", "2")
	me.post(p(s.Project, "/tahapan/reorder/"), row{"tahapan_order": []int64{second.id("tahapan.tahapan_id"), 987654321, first.id("tahapan.tahapan_id")}}).want(200)
	if got := s.phases(); got != "0 Struktur 0×0; 2 Persiapan 2×120" {
		t.Errorf("phases %s", got)
	}
	me.write(http.MethodDelete, at, nil).want(200)
	s.as(reader).get(at).want(404)
	me.post(p(s.Project, "/undo/"), nil).want(200)
	s.as(reader).get(at).want(200).wantText("tahapan.nama", "Struktur")
}

// Golden cases G1 and G3: phases for weeks, days and months, with names and places; they
// cannot be changed by hand.
func TestPhasesThatFollowFromTheDates(t *testing.T) {
	s := newScheduled(t)
	me := s.as(owner)
	s.enter("planned", s.A, "W1 60, W2 40").want(200)
	s.enter("planned", s.B, "W2 20, W3 40, W4 40").want(200)
	hand := me.post(p(s.Project, "/tahapan/"), row{"nama": "Sendiri", "urutan": 5}).want(201).id("tahapan.tahapan_id")
	old := me.post(p(s.Project, "/regenerate-tahapan/"), row{"mode": "weekly", "convert_assignments": true}).want(200)
	old.wantText("tahapan_created", "14")
	old.wantText("assignments_converted", "5")
	list := s.as(reader).get(p(s.Project, "/tahapan/")).want(200)
	list.wantText("count", "15")
	list.wantText("mode", "weekly")
	for path, want := range map[string]string{
		"nama": "Week 2: 06/01 (Senin) - 12/01 (Minggu)", "urutan": "1", "deskripsi": "7 hari", "jumlah_pekerjaan": "2", "total_assigned_proportion": "60",
		"is_auto_generated": "true", "generation_mode": "weekly", "tanggal_mulai": "2025-01-06",
	} {
		list.wantText("tahapan.1."+path, want)
	}
	if id := list.id("tahapan.1.tahapan_id"); id != weekOne+1 {
		t.Errorf("the id of week 2 is %d", id)
	}
	own := list.find("tahapan", "tahapan_id", hand)
	list.wantText(own+"is_auto_generated", "false")
	list.wantText(own+"generation_mode", "custom")
	at := p(s.Project, fmt.Sprintf("/tahapan/%d/", weekOne+1))
	detail := s.as(reader).get(at).want(200)
	detail.wantText("tahapan.jumlah_pekerjaan", "2")
	detail.wantText("tahapan.pekerjaan.1.proporsi", "20")
	for _, refused := range []*answer{
		me.write(http.MethodPut, at, row{"nama": "Lain"}), me.write(http.MethodDelete, at, nil), me.post(at+"assign/", row{"pekerjaan_ids": []int64{1}}), me.post(at+"unassign/", row{}),
	} {
		refused.want(400).wantText("errors.0.path", "tahapan_id")
	}
	s.as(reader).get(p(s.Project, fmt.Sprintf("/tahapan/%d/", weekOne+14))).want(404)
	check := s.as(reader).get(p(s.Project, "/tahapan/validate/")).want(200)
	check.wantText("fully_assigned", "2")
	check.wantText("is_complete", "false")

	me.post(p(s.Project, "/regenerate-tahapan/"), row{"mode": "monthly"}).want(200)
	months := s.as(reader).get(p(s.Project, "/tahapan/")).want(200)
	months.wantText("count", "4")
	months.wantText("tahapan.0.nama", "Januari 2025: 01/01 - 31/01")
	months.wantText("tahapan.0.deskripsi", "31 hari")
	months.wantText("tahapan.0.total_assigned_proportion", "200")
	me.post(p(s.Project, "/regenerate-tahapan/"), row{"mode": "daily"}).want(200)
	days := s.as(reader).get(p(s.Project, "/tahapan/")).want(200)
	days.wantText("count", "91")
	days.wantText("tahapan.0.nama", "Day 1")
	days.wantText("tahapan.0.urutan", "1")
	days.wantText("tahapan.0.deskripsi", "Hari ke-1 - 01/01 (Rabu)")
	days.wantText("tahapan.0.total_assigned_proportion", "12")
}

// No cap: 157 weeks of three years (rulings F42), all days and months of them.
func TestPhasesOfALongProjectAreAllThere(t *testing.T) {
	s := newSite(t)
	headers, err := s.CreateProjects(t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: "Tiga tahun", TanggalMulai: "2024-01-01", TanggalSelesai: "2026-12-31", SumberDana: "APBN", LokasiProject: "Bandung", NamaClient: "Dinas Contoh",
	}}})
	must(t, err)
	for mode, count := range map[string]string{"weekly": "157", "daily": "1096", "monthly": "36"} {
		s.as(owner).post(v2(headers[0].ID, "/regenerate-tahapan/"), row{"mode": mode}).want(200).wantText("tahapan_created", count)
		s.as(owner).get(p(headers[0].ID, "/tahapan/")).want(200).wantText("count", count)
	}
}

func TestDeprecatedAddressesSaySoAndWork(t *testing.T) {
	s := newScheduled(t)
	successors := map[string]string{
		fmt.Sprintf("GET %s", p(s.Project, fmt.Sprintf("/pekerjaan/%d/assignments/", s.A))): v2(s.Project, fmt.Sprintf("/pekerjaan/%d/assignments/", s.A)),
		"POST " + p(s.Project, "/regenerate-tahapan/"):                                      v2(s.Project, "/regenerate-tahapan/"),
		"POST " + p(s.Project, "/tahapan/5/assign/"):                                        v2(s.Project, "/assign-weekly/"),
		"POST " + p(s.Project, "/tahapan/5/unassign/"):                                      v2(s.Project, "/assign-weekly/"),
	}
	for call, successor := range successors {
		method, path, _ := strings.Cut(call, " ")
		header := s.as(owner).write(method, path, row{}).Header
		for name, want := range map[string]string{
			"X-Api-Deprecated": "true", "X-Api-Sunset": "2025-02-14", "X-Api-Migration-Endpoint": successor, "Link": "<" + successor + `>; rel="deprecation"`,
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", call, name, got, want)
			}
		}
		if header.Get("X-Api-Deprecation-Info") == "" || header.Get("X-Api-Deprecation-Reason") == "" {
			t.Errorf("%s does not say why", call)
		}
	}
	counted := s.as(admin).get("/detail_project/api/monitoring/deprecation-metrics/").want(200)
	counted.wantText("summary.total_calls", "4")
	if got := s.as(owner).get(v2(s.Project, "/assignments/")).Header.Get("X-Api-Deprecated"); got != "" {
		t.Error("an address of the second version is deprecated")
	}
}

func TestWhoMayChangePhases(t *testing.T) {
	s := newScheduled(t)
	for who, status := range map[string]int{editor: 201, reader: 403, blind: 403, stranger: 404, owner: 201} {
		s.as(who).post(p(s.Project, "/tahapan/"), row{"nama": "Tahap " + who}).want(status)
	}
	for who, status := range map[string]int{editor: 200, reader: 200, blind: 200, stranger: 404, owner: 200} {
		s.as(who).get(p(s.Project, "/tahapan/")).want(status)
		s.as(who).get(p(s.Project, "/tahapan/validate/")).want(status)
	}
	// A phase of another project is none.
	other, _, _, _ := s.threeWorks("1", "1", "1")
	foreign := s.as(owner).post(p(other, "/tahapan/"), row{"nama": "Lain"}).want(201).id("tahapan.tahapan_id")
	at := p(s.Project, fmt.Sprintf("/tahapan/%d/", foreign))
	s.as(owner).get(at).want(404)
	s.as(owner).write(http.MethodPut, at, row{"nama": "X"}).want(404)
	s.as(owner).write(http.MethodDelete, at, nil).want(404)
	s.as(owner).post(at+"assign/", weeks(row{"pekerjaan_id": s.A})).want(404)
}
