package api_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

func init() {
	week := func(s *stage) any {
		s.openAll()
		return weeks(row{"pekerjaan_id": s.Bundled, "week_number": 1, "planned_proportion": s.next() % 100})
	}
	samples["POST "+api.V2+"/assign-weekly/"] = sample{status: 200, body: week}
	samples["POST "+api.V2+"/reset-progress/"] = sample{status: 200, body: func(s *stage) any { s.openAll(); return row{} }}
	samples["POST "+api.V2+"/regenerate-tahapan/"] = sample{status: 200, body: fixed(`{"mode":"weekly"}`)}

	percent := values(notNumber, []string{`""`, `-1`, `"-0.01"`, `100.01`, `1000`})
	one := func(more row) func(*workshop) row {
		return func(w *workshop) row {
			week := row{"pekerjaan_id": w.Custom, "week_number": 2}
			for key, value := range more {
				week[key] = value
			}
			return weeks(week)
		}
	}
	forms["POST "+api.V2+"/assign-weekly/"] = form{
		body: func(w *workshop) row {
			whole := weeks(
				row{"pekerjaan_id": w.Custom, "week_number": 2, "planned_proportion": 10, "notes": "x"},
				row{"pekerjaan_id": w.Custom, "week_number": 3, "planned_proportion_text": "12,5"},
				row{"pekerjaan_id": w.Custom, "week_number": 4, "planned_volume": 0.1, "was_volume": 0, "was_proportion": nil, "was_notes": ""},
			)
			whole["mode"] = "planned"
			return whole
		},
		fields: map[string]kind{
			"mode": choice, "assignments.0.pekerjaan_id": pekerjaanID, "assignments.0.week_number": values(notInteger, []string{`0`, `-1`, `531`, `9999999999`, `null`}),
			"assignments.0.planned_proportion": percent, "assignments.1.planned_proportion_text": typed, "assignments.2.planned_volume": number,
			"assignments.2.was_volume": number, "assignments.0.actual_cost_entered": flag, "assignments.0.notes": prose(4000), "assignments.2.was_notes": label,
		},
		lists: []string{"assignments"},
		wrong: []wrongBody{
			{name: "a cost of the plan", path: "assignments[0].actual_cost", body: func(w *workshop) any { return one(row{"planned_proportion": 1, "actual_cost": 0})(w) }},
			{name: "no amount", path: "assignments[0].planned_proportion", body: func(w *workshop) any { return one(row{"actual_proportion": 5, "notes": "x"})(w) }},
			{name: "a week twice", path: "assignments[1]", body: func(w *workshop) any {
				return weeks(row{"pekerjaan_id": w.Custom, "week_number": 2, "proportion": 1}, row{"pekerjaan_id": w.Custom, "week_number": 2, "proportion": 1})
			}},
			{name: "a plan after the end", path: "assignments[0].week_number", body: func(w *workshop) any { return one(row{"planned_proportion": 1, "week_number": 400})(w) }},
			{name: "more than all of it", path: "assignments[0]", body: func(w *workshop) any {
				return weeks(row{"pekerjaan_id": w.Custom, "week_number": 2, "proportion": 60}, row{"pekerjaan_id": w.Custom, "week_number": 3, "proportion": "40.01"})
			}},
			{name: "a pekerjaan without a volume", path: "assignments[0]", body: func(w *workshop) any { return one(row{"pekerjaan_id": w.Empty, "proportion": 5})(w) }},
		},
	}
	forms["POST "+api.V2+"/reset-progress/"] = form{body: body(row{"mode": "both"}), fields: map[string]kind{"mode": choice}, optional: true}
	weekday := values(notInteger, []string{`-1`, `7`})
	forms["POST "+api.V2+"/regenerate-tahapan/"] = form{
		body:   body(row{"mode": "weekly", "week_start_day": 0, "week_end_day": 6}),
		fields: map[string]kind{"mode": choice, "week_start_day": weekday, "week_end_day": weekday},
	}
}

func weeks(rows ...row) row { return row{"assignments": rows} }

// scheduled is a project of three pekerjaan that cost 20, 50 and 30 million, from Rabu 1
// January to Senin 31 March 2025: the one of golden cases G1 to G11.
type scheduled struct {
	*site

	Project int64
	A, B, C int64
}

func newScheduled(t testing.TB) *scheduled {
	t.Helper()
	s := &scheduled{site: newSite(t)}
	s.Project, s.A, s.B, s.C = s.threeWorks("20000000", "50000000", "30000000")
	s.share(s.Project)
	return s
}

// threeWorks makes a project of three pekerjaan with a volume of 1, each of one price; ""
// is no price.
func (s *site) threeWorks(prices ...string) (project, a, b, c int64) {
	s.t.Helper()
	headers, err := s.CreateProjects(s.t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: "Gedung tiga pekerjaan", TanggalMulai: "2025-01-01", TanggalSelesai: "2025-03-31", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas Contoh",
	}}})
	must(s.t, err)
	visit := s.visit(owner, headers[0].ID)
	var list []rab.PekerjaanInput
	for _, name := range []string{"A", "B", "C"} {
		list = append(list, rab.PekerjaanInput{SourceType: "custom", Uraian: "Pekerjaan " + name, Satuan: "ls"})
	}
	tree, _, err := s.AppendTree(s.t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "Struktur", Sub: []rab.SubInput{{Name: "Beton", Pekerjaan: list}}}}})
	must(s.t, err)
	ids := tree.CreatedIDs
	for i, id := range ids {
		_, _, err := s.SaveAnalysis(s.t.Context(), visit, id, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			{Kategori: "LAIN", Kode: fmt.Sprintf("L.%d", i), Uraian: fmt.Sprintf("Borongan %d", i), Satuan: "ls", Koefisien: some("1")},
		}})
		must(s.t, err)
		_, _, err = s.SaveVolumes(s.t.Context(), visit, []rab.VolumeInput{{PekerjaanID: id, Quantity: pointer(some("1"))}})
		must(s.t, err)
	}
	s.as(owner).post(p(visit.ProjectID, "/pricing/"), row{"markup_percent": 0}).want(200)
	view, err := s.View(s.t.Context(), s.visit(owner, visit.ProjectID))
	must(s.t, err)
	var inputs []rab.PriceInput
	for _, item := range view.PriceItems.All() {
		if i := int(item.Kode[len(item.Kode)-1] - '0'); prices[i] != "" {
			inputs = append(inputs, rab.PriceInput{ID: item.ID, Harga: pointer(some(prices[i]))})
		}
	}
	if len(inputs) > 0 {
		_, _, err = s.SavePrices(s.t.Context(), s.visit(owner, visit.ProjectID), app.PriceSave{Items: inputs})
		must(s.t, err)
	}
	return visit.ProjectID, ids[0], ids[1], ids[2]
}

// enter saves weeks of a pekerjaan as "W1 60, W2 40v 5000": percent, or volume with a v, and
// the cost behind it.
func (s *scheduled) enter(mode string, pekerjaan int64, text string) *answer {
	s.t.Helper()
	var rows []row
	for part := range strings.SplitSeq(text, ", ") {
		words := strings.Fields(part)
		number, err := strconv.Atoi(strings.TrimPrefix(words[0], "W"))
		must(s.t, err)
		week := row{"pekerjaan_id": pekerjaan, "week_number": number}
		if volume, byVolume := strings.CutSuffix(words[1], "v"); byVolume {
			week[mode+"_volume"] = volume
		} else {
			week[mode+"_proportion"] = words[1]
		}
		if len(words) > 2 {
			week["actual_cost"] = words[2]
		}
		rows = append(rows, week)
	}
	body := weeks(rows...)
	body["mode"] = mode
	return s.as(owner).post(v2(s.Project, "/assign-weekly/"), body)
}

// planned shows the weeks of a pekerjaan as the address of its weeks tells them.
func (s *scheduled) side(pekerjaan int64, name string) string {
	s.t.Helper()
	list := s.as(reader).get(v2(s.Project, fmt.Sprintf("/pekerjaan/%d/weekly-progress/", pekerjaan))).want(200)
	var parts []string
	for i := range list.list("weekly_progress") {
		at := fmt.Sprintf("weekly_progress.%d.", i)
		parts = append(parts, "W"+list.text(at+"week_number")+" "+list.text(at+name))
	}
	return strings.Join(parts, ", ")
}

func (s *scheduled) revision() int64 { return s.visit(owner, s.Project).Revision }

func TestPlanAndRealisasiAreSavedWeekByWeek(t *testing.T) {
	s := newScheduled(t)
	saved := s.enter("planned", s.A, "W1 60, W2 40").want(200)
	for path, want := range map[string]string{
		"created_count": "2", "updated_count": "0", "synced_assignments": "2", "synced_mode": "weekly", "progress_mode": "planned", "changed": "true",
		"assignments.0.proportion": "60", "assignments.0.planned_proportion": "60", "saved_assignments.1.week_number": "2",
		"assignments.0.week_start_date": "2025-01-01", "assignments.0.week_end_date": "2025-01-05", "assignments.1.week_start_date": "2025-01-06",
		"assignments.0.actual_cost": "0", "assignments.0.actual_cost_entered": "false", "assignments.0.notes": "", "nothing_to_save": "false",
	} {
		saved.wantText(path, want)
	}
	// The same again changes nothing.
	revision := s.revision()
	again := s.enter("planned", s.A, "W1 60, W2 40").want(200)
	again.wantText("created_count", "0")
	again.wantText("updated_count", "2")
	again.wantText("changed", "false")
	if s.revision() != revision {
		t.Error("saving what is there made a revision")
	}
	// The other side and the note stay; a cost of 0 is entered, null clears it (rulings F39).
	s.as(owner).post(v2(s.Project, "/assign-weekly/"), weeks(row{"pekerjaan_id": s.A, "week_number": 1, "proportion": "60", "notes": "mulai dari utara"})).want(200)
	done := s.enter("actual", s.A, "W1 50 0, W2 12.5").want(200)
	done.wantText("assignments.0.actual_proportion", "50")
	done.wantText("assignments.0.actual_cost_entered", "true")
	done.wantText("assignments.0.notes", "mulai dari utara")
	done.wantText("assignments.1.actual_cost_entered", "false")
	list := s.as(reader).get(v2(s.Project, "/assignments/")).want(200)
	list.wantText("count", "2")
	for path, want := range map[string]string{
		"planned_proportion": "60", "actual_proportion": "50", "proportion": "60", "actual_cost": "0", "actual_cost_entered": "true", "notes": "mulai dari utara", "budgeted_cost": "0",
	} {
		list.wantText("assignments.0."+path, want)
	}
	s.as(owner).post(v2(s.Project, "/assign-weekly/"), row{"mode": "actual", "assignments": []row{{"pekerjaan_id": s.A, "week_number": 1, "actual_cost": nil}}}).want(200).
		wantText("assignments.0.actual_cost_entered", "false")
	if got := s.side(s.A, "actual_proportion"); got != "W1 50, W2 12.5" {
		t.Errorf("realisasi %s", got)
	}
	total := s.as(reader).get(v2(s.Project, fmt.Sprintf("/pekerjaan/%d/weekly-progress/", s.A))).want(200)
	total.wantText("total_planned_proportion", "100")
	total.wantText("total_actual_proportion", "62.5")
	total.wantText("is_complete", "true")
}

// Golden case G8 over HTTP; the third row is refused by ruling F31.
func TestTotalsAboveAHundredPercentAreRefused(t *testing.T) {
	for _, c := range []struct{ before, sent, total string }{
		{"", "W1 60, W2 40", ""},
		{"", "W1 60, W2 40.01", "100.01"},
		{"W1 60", "W2 40.01", "100.01"},
		{"W1 60", "W1 30, W2 70", ""},
		{"W1 60, W2 40", "W3 5", "105"},
		{"W1 60, W2 40", "W2 35, W3 5", ""},
	} {
		t.Run(c.before+" + "+c.sent, func(t *testing.T) {
			s := newScheduled(t)
			if c.before != "" {
				s.enter("planned", s.A, c.before).want(200)
			}
			before := s.stored(s.Project)
			answered := s.enter("planned", s.A, c.sent)
			if c.total == "" {
				answered.want(200)
				return
			}
			answered.want(400)
			answered.wantText("validation_errors.0.total", c.total)
			answered.wantText("validation_errors.0.max_allowed", "100")
			answered.wantText("validation_errors.0.type", "percent_total")
			answered.wantText("validation_errors.0.pekerjaan_id", fmt.Sprint(s.A))
			answered.wantText("errors.0.pekerjaan_id", fmt.Sprint(s.A))
			answered.wantText("saved", "0")
			if len(answered.list("saved_assignments")) != 0 || s.stored(s.Project) != before {
				t.Error("something was stored")
			}
		})
	}
	s := newScheduled(t)
	_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, s.Project), []rab.VolumeInput{{PekerjaanID: s.A, Quantity: pointer(decimal.Null{}), Unset: true}, {PekerjaanID: s.B, Quantity: pointer(some("30"))}})
	must(t, err)
	none := s.enter("planned", s.A, "W1 0.02").want(400)
	none.wantText("validation_errors.0.type", "missing_capacity")
	none.wantText("validation_errors.0.capacity", "0")
	s.enter("planned", s.A, "W1 0.01").want(200)
	much := s.enter("planned", s.B, "W1 20v, W2 10.001v").want(400)
	much.wantText("validation_errors.0.type", "volume")
	much.wantText("validation_errors.0.capacity", "30")
	much.wantText("validation_errors.0.total", "100.003333")
}

// One bad row keeps all others out (Q4); the answer names its pekerjaan.
func TestABadWeekKeepsTheOthersOut(t *testing.T) {
	s := newScheduled(t)
	before := s.stored(s.Project)
	answered := s.as(owner).post(v2(s.Project, "/assign-weekly/"), weeks(
		row{"pekerjaan_id": s.A, "week_number": 1, "planned_proportion": 10}, row{"pekerjaan_id": s.B, "week_number": 0, "planned_proportion": 10},
		row{"pekerjaan_id": 987654321, "week_number": 1, "planned_proportion": 10},
	)).want(400)
	answered.wantText("errors.0.path", "assignments[1].week_number")
	answered.wantText("errors.0.pekerjaan_id", fmt.Sprint(s.B))
	answered.wantText("errors.1.path", "assignments[2].pekerjaan_id")
	answered.wantText("errors.1.error", answered.text("errors.1.message"))
	if s.stored(s.Project) != before {
		t.Error("something was stored")
	}
}

// What is read and sent back changes nothing, also of a week that was typed as a volume that
// is no round percent (rulings A1, F31).
func TestWeeksThatAreReadAndSentBackStayAsTheyWereTyped(t *testing.T) {
	s := newScheduled(t)
	_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, s.Project), []rab.VolumeInput{{PekerjaanID: s.A, Quantity: pointer(some("30"))}})
	must(t, err)
	s.enter("planned", s.A, "W1 10v, W2 10v, W3 10v").want(200)
	s.enter("actual", s.A, "W1 4v 1500.5").want(200)
	if got := s.side(s.A, "planned_proportion"); got != "W1 33.33, W2 33.33, W3 33.33" {
		t.Errorf("shown: %s", got)
	}
	s.as(reader).get(v2(s.Project, fmt.Sprintf("/pekerjaan/%d/weekly-progress/", s.A))).want(200).wantText("is_complete", "true")
	before := s.stored(s.Project)
	list := s.as(owner).get(v2(s.Project, "/assignments/")).want(200).list("assignments")
	whole := row{"mode": "actual", "assignments": list}
	s.as(owner).post(v2(s.Project, "/assign-weekly/"), whole).want(200)
	var percents []row // as a client sends that knows no volumes
	for _, item := range list {
		item := item.(row)
		percents = append(percents, row{"pekerjaan_id": item["pekerjaan_id"], "week_number": item["week_number"], "planned_proportion": item["planned_proportion"], "was_proportion": item["proportion"]})
	}
	s.as(owner).post(v2(s.Project, "/assign-weekly/"), weeks(percents...)).want(200)
	if s.stored(s.Project) != before {
		t.Error("something changed")
	}
	if got := s.side(s.A, "planned_volume"); got != "W1 10, W2 10, W3 10" {
		t.Errorf("volumes %s", got)
	}
}

// Two people on one cell: who saw it before the other one changed it is told what stands
// there (rulings B11); who wants the same as stands there is not.
func TestTwoSaversOfOneWeek(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 10").want(200)
	cell := func(value, was string) row {
		return weeks(row{"pekerjaan_id": s.A, "week_number": 1, "planned_proportion": value, "was_proportion": was})
	}
	s.as(editor).post(v2(s.Project, "/assign-weekly/"), cell("25", "10")).want(200)
	before := s.stored(s.Project)
	clash := s.as(owner).post(v2(s.Project, "/assign-weekly/"), cell("30", "10")).want(409)
	clash.wantText("conflicts.0.path", "assignments[0]")
	clash.wantText("conflicts.0.who", editor)
	clash.wantText("conflicts.0.current.planned", "25")
	clash.wantText("conflicts.0.yours.planned", "30")
	clash.wantText("saved", "0")
	if s.stored(s.Project) != before {
		t.Error("a stale save was stored")
	}
	s.as(owner).post(v2(s.Project, "/assign-weekly/"), cell("25", "10")).want(200).wantText("changed", "false")

	// At once: of two that saw the same, one wins, and nothing is lost unseen.
	var group sync.WaitGroup
	status := make([]int, 2)
	for i, who := range []string{owner, editor} {
		c := s.as(who)
		group.Go(func() { status[i] = c.post(v2(s.Project, "/assign-weekly/"), cell(itoa(50+i), "25")).Status })
	}
	group.Wait()
	slices.Sort(status)
	if status[0] != 200 || status[1] != 409 {
		t.Errorf("answers %v", status)
	}
}

func TestWhoMaySeeAndSaveTheSchedule(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 10").want(200)
	s.enter("actual", s.A, "W1 5 7654321.5").want(200)
	address := v2(s.Project, "/assignments/")
	s.as(owner).get(address).want(200).wantText("assignments.0.actual_cost", "7654321.5")
	s.as(reader).get(address).want(200).wantText("assignments.0.actual_cost_entered", "true")
	hidden := s.as(blind).get(address).want(200)
	hidden.wantText("assignments.0.actual_cost", "0")
	hidden.wantText("assignments.0.actual_proportion", "5")
	hidden.wantText("assignments.0.actual_cost_entered", "false")
	s.as(stranger).get(address).want(404)
	change := weeks(row{"pekerjaan_id": s.A, "week_number": 2, "planned_proportion": 5})
	for who, status := range map[string]int{editor: 200, reader: 403, blind: 403, stranger: 404} {
		s.as(who).post(v2(s.Project, "/assign-weekly/"), change).want(status)
	}
	// An editor without the right to prices enters realisasi, but no cost, and clears none.
	must(t, s.Share(t.Context(), s.visit(owner, s.Project), blind, app.Editor, false))
	done := row{"mode": "actual", "assignments": []row{{"pekerjaan_id": s.A, "week_number": 1, "actual_proportion": 6}}}
	answered := s.as(blind).post(v2(s.Project, "/assign-weekly/"), done).want(200)
	answered.wantText("assignments.0.actual_cost", "0")
	done["assignments"] = []row{{"pekerjaan_id": s.A, "week_number": 1, "actual_proportion": 6, "actual_cost": 5}}
	s.as(blind).post(v2(s.Project, "/assign-weekly/"), done).want(403)
	s.as(blind).post(v2(s.Project, "/reset-progress/"), row{"mode": "actual"}).want(403)
	s.as(owner).get(address).want(200).wantText("assignments.0.actual_cost", "7654321.5")
}

// Golden case G16 over HTTP, with what ruling F32 adds.
func TestResetClearsOneSideAndNamesTheUndo(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 50, W2 50").want(200)
	s.enter("actual", s.A, "W1 10 5000").want(200)
	reset := s.as(owner).post(v2(s.Project, "/reset-progress/"), row{}).want(200)
	reset.wantText("updated_count", "2")
	reset.wantText("mode", "planned")
	if !strings.Contains(reset.text("message"), "Urungkan") {
		t.Errorf("message: %s", reset.text("message"))
	}
	if got := s.side(s.A, "planned_proportion") + "; " + s.side(s.A, "actual_proportion"); got != "W1 0, W2 0; W1 10, W2 0" {
		t.Errorf("after a reset of the plan %s", got)
	}
	s.as(owner).post(p(s.Project, "/undo/"), nil).want(200)
	if got := s.side(s.A, "planned_proportion"); got != "W1 50, W2 50" {
		t.Errorf("after the undo %s", got)
	}
	s.as(owner).post(v2(s.Project, "/reset-progress/"), row{"mode": "both"}).want(200)
	s.as(owner).post(v2(s.Project, "/reset-progress/"), nil).want(200).wantText("changed", "false")
	list := s.as(owner).get(v2(s.Project, "/assignments/")).want(200)
	list.wantText("assignments.0.actual_proportion", "0")
	list.wantText("assignments.0.actual_cost_entered", "false")

	// Closed weeks stay as they are, and the answer says so.
	s.enter("planned", s.A, "W1 30, W2 70").want(200)
	_, err := s.CloseWeek(t.Context(), s.visit(owner, s.Project), 1)
	must(t, err)
	kept := s.as(owner).post(v2(s.Project, "/reset-progress/"), row{}).want(200)
	kept.wantText("closed_week", "1")
	if got := s.side(s.A, "planned_proportion"); got != "W1 30, W2 0" || !strings.Contains(kept.text("message"), "sudah ditutup") {
		t.Errorf("plan %s: %s", got, kept.text("message"))
	}
}

// Golden cases G4 and G5: a day of W2 and the months of W5; parts add up (Q20, rulings A7).
func TestThePlanOfAPekerjaanByDayWeekAndMonth(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 10, W2 20, W3 15, W4 13, W5 14, W6 28").want(200)
	by := func(mode string) *answer {
		return s.as(reader).get(v2(s.Project, fmt.Sprintf("/pekerjaan/%d/assignments/?mode=%s", s.A, mode))).want(200)
	}
	months := by("monthly")
	months.wantText("assignments.0.proporsi", "68")
	months.wantText("assignments.0.tahapan_nama", "Januari 2025: 01/01 - 31/01")
	months.wantText("assignments.1.proporsi", "32")
	if len(months.list("assignments")) != 2 {
		t.Error("a month without any plan is listed")
	}
	days := by("daily")
	var shares []string
	for i := range 12 {
		shares = append(shares, days.text(fmt.Sprintf("assignments.%d.proporsi", i)))
	}
	if got := strings.Join(shares, " "); got != "2 2 2 2 2 2.86 2.85 2.86 2.86 2.86 2.85 2.86" {
		t.Errorf("days %s", got)
	}
	days.wantText("assignments.5.tahapan_nama", "Day 6")
	weekly := by("weekly")
	weekly.wantText("assignments.4.proporsi", "14")
	weekly.wantText("assignments.4.tahapan_nama", "Week 5: 27/01 (Senin) - 02/02 (Minggu)")
	weekly.wantText("assignments.4.urutan", "4")
	for _, mode := range []string{"daily", "weekly", "monthly", ""} {
		by(mode).wantText("total_proporsi", "100")
	}
	if custom := by("custom"); len(custom.list("assignments")) != 0 {
		t.Errorf("%s", custom.Body)
	}
	s.as(reader).get(v2(s.Project, fmt.Sprintf("/pekerjaan/%d/assignments/?mode=tahunan", s.A))).want(400).wantText("errors.0.path", "mode")
	s.as(reader).get(v2(s.Project, "/pekerjaan/987654321/assignments/")).want(404)
}

// Weekly, daily, weekly: the plan is as it was (G16).
func TestPhasesChangeAndThePlanStays(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 25, W2 75").want(200)
	regenerate := func(body row) *answer { return s.as(owner).post(v2(s.Project, "/regenerate-tahapan/"), body).want(200) }
	weekly := regenerate(row{"mode": "weekly"})
	for path, want := range map[string]string{
		"mode": "weekly", "tahapan_deleted": "0", "tahapan_created": "14", "assignments_synced": "2", "tahapan.0.nama": "Week 1: 01/01 (Rabu) - 05/01 (Minggu)",
		"tahapan.0.urutan": "0", "tahapan.13.tanggal_mulai": "2025-03-31", "tahapan.13.is_auto_generated": "true", "tahapan.0.generation_mode": "weekly",
	} {
		weekly.wantText(path, want)
	}
	daily := regenerate(row{"mode": "daily"})
	daily.wantText("tahapan_deleted", "14")
	daily.wantText("tahapan_created", "90")
	daily.wantText("assignments_synced", "12")
	again := regenerate(row{"mode": "weekly"})
	if again.text("tahapan.3.tahapan_id") != weekly.text("tahapan.3.tahapan_id") {
		t.Error("the ids of phases changed")
	}
	revision := s.revision()
	regenerate(row{"mode": "weekly", "week_end_day": 6}).wantText("changed", "false")
	if s.revision() != revision {
		t.Error("setting the same made a revision")
	}
	// Weeks that end on Sabtu (G1).
	saturday := regenerate(row{"mode": "weekly", "week_end_day": 5})
	saturday.wantText("tahapan_created", "14")
	saturday.wantText("tahapan.0.nama", "Week 1: 01/01 (Rabu) - 04/01 (Sabtu)")
	saturday.wantText("tahapan.12.tanggal_selesai", "2025-03-29")
	if got := s.side(s.A, "planned_proportion"); got != "W1 25, W2 75" {
		t.Errorf("the plan is %s", got)
	}
	custom := regenerate(row{})
	custom.wantText("mode", "custom")
	custom.wantText("tahapan_count", "0")
	s.as(owner).post(v2(s.Project, "/regenerate-tahapan/"), "").want(400)
	s.as(owner).post(v2(s.Project, "/regenerate-tahapan/"), row{"mode": "yearly"}).want(400).wantText("errors.0.path", "mode")
}
