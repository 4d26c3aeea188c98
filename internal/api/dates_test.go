package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

const boundaryAddress = api.V2 + "/week-boundary/"

func init() {
	samples["POST "+boundaryAddress] = sample{status: 200, body: func(s *stage) any {
		s.openAll()
		return row{"week_start_day": s.next() % 7}
	}}
	forms["POST "+boundaryAddress] = form{
		body:   body(row{"week_start_day": 1, "week_end_day": 0, "progress": "keep", "preview": false}),
		fields: map[string]kind{"week_start_day": integer, "week_end_day": integer, "progress": choice, "schedule": choice, "preview": flag}, optional: true,
	}
}

// dated makes a project from Kamis 1 January to 31 March 2026 with the plan 10, 20 and
// 70 in weeks 1, 2 and 13, and realisasi in week 2 if wanted; others are its members.
func (s *site) dated(name string, done bool) (project, pekerjaan int64) {
	s.t.Helper()
	headers, err := s.CreateProjects(s.t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: name, SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas", TanggalMulai: "2026-01-01", TanggalSelesai: "2026-03-31",
	}}})
	must(s.t, err)
	project = headers[0].ID
	s.share(project)
	visit := s.visit(owner, project)
	tree, _, err := s.AppendTree(s.t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "K", Sub: []rab.SubInput{{Name: "S", Pekerjaan: []rab.PekerjaanInput{
		{SourceType: "custom", Uraian: "Galian", Satuan: "m3"},
	}}}}}})
	must(s.t, err)
	pekerjaan = tree.CreatedIDs[0]
	_, _, err = s.SaveVolumes(s.t.Context(), visit, []rab.VolumeInput{{PekerjaanID: pekerjaan, Quantity: pointer(some("80"))}})
	must(s.t, err)
	entries := []schedule.Entry{}
	for week, percent := range map[int]string{1: "10", 2: "20", 13: "70"} {
		entries = append(entries, schedule.Entry{Path: "a", PekerjaanID: pekerjaan, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse(percent)}})
	}
	if done {
		cost := some("700.07")
		entries = append(entries, schedule.Entry{Path: "b", PekerjaanID: pekerjaan, Week: 2, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse("7")}, Cost: &cost})
	}
	_, _, err = s.SaveProgress(s.t.Context(), visit, entries)
	must(s.t, err)
	return project, pekerjaan
}

// weeks shows the schedule of a project with its dates.
func (s *site) weeks(project int64) string {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(owner, project))
	must(s.t, err)
	h := view.Header()
	all := []string{fmt.Sprintf("%s/%s %d:", h.TanggalMulai, h.TanggalSelesai, h.WeekEndDay)}
	for _, work := range view.WorkList() {
		for _, row := range view.ProgressOf(work.ID) {
			text := fmt.Sprintf("W%d %s", row.Week, row.Planned)
			if !row.Actual.IsZero() || row.ActualCost.Valid {
				text += fmt.Sprintf(" (%s, Rp %s)", row.Actual, row.ActualCost.OrZero())
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

func TestMassEditAsksWhatBecomesOfSchedules(t *testing.T) {
	s := newSite(t)
	asked, _ := s.dated("Berjalan", true)
	quiet, _ := s.dated("Rencana saja", false)
	cut, _ := s.dated("Terpotong", false)
	before := s.weeks(asked) + s.weeks(quiet) + s.weeks(cut)
	rows := []row{
		{"id": quiet, "tanggal_mulai": "2026-01-08", "tanggal_selesai": "2026-04-07"},
		{"id": asked, "tanggal_mulai": "2025-12-25"},
		{"id": cut, "tanggal_selesai": "2026-03-26"},
	}
	refused := s.as(owner).post(massEditAddress, changes(rows...)).want(409)
	for path, want := range map[string]string{
		"code": "SCHEDULE_CHOICE", "saved": "0", "errors.0.path": "changes[1].schedule", "errors.1.path": "changes[2].schedule",
		"schedule_choices.0.nama": "Berjalan", "schedule_choices.0.path": "changes[1].schedule",
		"schedule_choices.0.choices.0.choice": "shift", "schedule_choices.0.choices.1.choice": "keep", "schedule_choices.0.choices.2.choice": "reset",
		"schedule_choices.0.choices.0.days": "-7", "schedule_choices.0.choices.0.plan_after.start": "2025-12-25",
		"schedule_choices.1.nama": "Terpotong", "schedule_choices.1.choices.0.choice": "keep", "schedule_choices.1.choices.0.cut.0.percent": "30",
	} {
		refused.wantText(path, want)
	}
	if after := s.weeks(asked) + s.weeks(quiet) + s.weeks(cut); after != before {
		t.Fatalf("something was stored: %s", after)
	}
	rows[2]["schedule"] = "keep"
	body := changes(rows...)
	body["schedule"] = "shift" // of the others
	edited := s.as(owner).post(massEditAddress, body).want(200)
	edited.wantText("updated_count", "3")
	edited.wantText("projects.0.schedule.days", "7")
	edited.wantText("projects.1.schedule.choice", "shift")
	edited.wantText("projects.2.schedule.cut.0.percent", "30")
	for project, want := range map[int64]string{
		asked: "2025-12-25/2026-03-31 6: W1 10 W2 20 W3 0 (7, Rp 700.07) W13 70",
		quiet: "2026-01-08/2026-04-07 6: W1 10 W2 20 W13 70",
		cut:   "2026-01-01/2026-03-26 6: W1 10 W2 20 W13 40",
	} {
		if got := s.weeks(project); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		s.as(owner).post(p(project, "/undo/"), "").want(200)
	}
	if after := s.weeks(asked) + s.weeks(quiet) + s.weeks(cut); after != before {
		t.Errorf("undone to %s", after)
	}
	late := s.as(owner).post(massEditAddress, changes(row{"id": asked, "tanggal_mulai": "2026-02-01", "schedule": "keep"})).want(400)
	late.wantText("errors.0.path", "changes[0].tanggal_mulai")
	if _, err := s.CloseWeek(t.Context(), s.visit(owner, asked), 1); err != nil {
		t.Fatal(err)
	}
	if message := s.as(owner).post(massEditAddress, changes(row{"id": asked, "tanggal_mulai": "2025-12-25", "schedule": "keep"})).want(400).text("message"); !strings.Contains(message, "buka dulu minggu yang ditutup") {
		t.Errorf("%s", message)
	}
}

func TestDatesAreMovedByThoseWhoMayWrite(t *testing.T) {
	s := newSite(t)
	project, _ := s.dated("Bersama", true)
	account, err := s.AddAccount(t.Context(), app.NewAccount{Email: blindEditor + "@contoh.id", UserName: blindEditor, Password: password})
	must(t, err)
	s.accounts[blindEditor] = account.ID
	must(t, s.Share(t.Context(), s.visit(owner, project), blindEditor, app.Editor, false))
	boundary := strings.ReplaceAll(boundaryAddress, "{project}", strconv.FormatInt(project, 10))
	before := s.weeks(project)
	for who, status := range map[string]int{owner: 200, editor: 200, blindEditor: 200, reader: 403, stranger: 404} {
		answer := s.as(who).post(boundary, row{"week_start_day": 6, "progress": "redistribute"}).want(status)
		edited := s.as(who).post(massEditAddress, changes(row{"id": project, "tanggal_mulai": "2025-12-25", "schedule": "keep"}))
		if status != 200 {
			edited.want(400)
			if after := s.weeks(project); after != before {
				t.Fatalf("%s moved it to %s", who, after)
			}
			continue
		}
		edited.want(200)
		if got, want := s.weeks(project), "2025-12-25/2026-03-31 5: W2 7.5 W3 19.64 (6, Rp 600.06) W4 2.86 (1, Rp 100.01) W14 60 W15 10"; got != want {
			t.Errorf("%s moved it to %s, want %s", who, got, want)
		}
		if strings.Contains(string(answer.Body), "700") || strings.Contains(string(edited.Body), "700") {
			t.Errorf("%s is told of costs", who)
		}
		s.as(who).post(p(project, "/undo/"), "").want(200)
		s.as(who).post(p(project, "/undo/"), "").want(200)
		if after := s.weeks(project); after != before {
			t.Fatalf("%s undid it to %s", who, after)
		}
	}
}

// The call of the load script, and those of clients that know the contract alone (api §6.16).
func TestWeekBoundaryOfTheContract(t *testing.T) {
	s := newSite(t)
	project, _ := s.dated("Minggu", true)
	boundary := strings.ReplaceAll(boundaryAddress, "{project}", strconv.FormatInt(project, 10))
	me := s.as(owner)
	tests := []struct {
		name       string
		body       any
		start, end string
		changed    bool
		want       string
	}{
		{"keys that are not used", row{"week_start": 1, "week_end": 10}, "0", "6", false, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"no body", "", "0", "6", false, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"a first day, numbers stay", row{"week_start_day": 8}, "1", "0", true, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"both disagree", row{"week_start_day": 6, "week_end_day": 2}, "6", "5", true, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"a last day", row{"week_end_day": 6}, "0", "6", true, "W1 10 W2 20 (7, Rp 700.07) W13 70"},
		{"days decide", row{"week_end_day": 5, "progress": "redistribute"}, "6", "5", true, "W1 7.5 W2 19.64 (6, Rp 600.06) W3 2.86 (1, Rp 100.01) W13 60 W14 10"},
	}
	for _, test := range tests {
		if preview, ok := test.body.(row); ok {
			asked := row{"preview": true}
			for key, value := range preview {
				asked[key] = value
			}
			before := s.weeks(project)
			choices := me.post(boundary, asked).want(200).list("choices")
			if len(choices) != map[bool]int{true: 2}[test.changed] || s.weeks(project) != before {
				t.Errorf("%s: %d choices; %s", test.name, len(choices), s.weeks(project))
			}
		}
		answer := me.post(boundary, test.body).want(200)
		answer.wantText("week_start_day", test.start)
		answer.wantText("week_end_day", test.end)
		answer.wantText("changed", strconv.FormatBool(test.changed))
		if got := s.weeks(project); !strings.HasSuffix(got, ": "+test.want) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	me.post(boundary, "{").want(400)
}

func TestCopiesCountTheirSchedule(t *testing.T) {
	s := newSite(t)
	project, _ := s.dated("Asli", true)
	me := s.as(owner)
	tests := []struct {
		body  row
		weeks string
		want  string
	}{
		{row{"new_name": "Sama"}, "3", "2026-01-01/2026-03-31 6: W1 10 W2 20 W13 70"},
		{row{"new_name": "Kelak", "new_tanggal_mulai": "2026-03-02"}, "4", "2026-03-02/2026-05-30 6: W1 18.57 W2 11.43 W12 30 W13 40"},
		{row{"new_name": "Tanpa", "copy_jadwal": false}, "0", "2026-01-01/2026-03-31 6:"},
	}
	for _, test := range tests {
		made := me.post(p(project, "/deep-copy/"), test.body).want(201)
		made.wantText("stats.jadwal_copied", test.weeks)
		if got := s.weeks(made.id("new_project.id")); got != test.want {
			t.Errorf("%s: %s, want %s", test.body["new_name"], got, test.want)
		}
	}
	batch := me.post(p(project, "/batch-copy/"), row{"base_name": "Banyak", "count": 2, "new_tanggal_mulai": "2026-01-29"}).want(201)
	for i := range batch.list("projects") {
		if got := s.weeks(batch.id(fmt.Sprintf("projects.%d.id", i))); got != "2026-01-29/2026-04-28 6: W1 10 W2 20 W13 70" {
			t.Errorf("copy %d of the batch: %s", i, got)
		}
	}
}

func TestWhatComesBackFromTheTrashFollowsTheDates(t *testing.T) {
	s := newSite(t)
	project, pekerjaan := s.dated("Berjalan", true)
	me := s.as(owner)
	deleted := me.post(p(project, "/list-pekerjaan/changes/"), row{"deleted_ids": []any{pekerjaan}}).want(200)
	restore := p(project, "/trash/"+deleted.text("operation_id")+"/restore/")
	me.post(restore, row{"schedule": "maju"}).want(400).wantText("errors.0.path", "schedule")
	me.post(massEditAddress, changes(row{"id": project, "tanggal_mulai": "2025-12-25"})).want(200)
	asked := me.post(restore, row{}).want(409)
	for path, want := range map[string]string{
		"code": "SCHEDULE_CHOICE", "errors.0.path": "schedule", "schedule_choices.0.path": "schedule", "schedule_choices.0.nama": "Berjalan",
		"schedule_choices.0.choices.0.choice": "shift", "schedule_choices.0.choices.1.choice": "keep", "schedule_choices.0.choices.2.choice": "reset",
	} {
		asked.wantText(path, want)
	}
	back := me.post(restore, row{"schedule": "keep"}).want(200)
	back.wantText("effect.choice", "keep")
	back.wantText("effect.done", "1")
	if got, want := s.weeks(project), "2025-12-25/2026-03-31 6: W2 10 W3 20 (7, Rp 700.07) W14 70"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
