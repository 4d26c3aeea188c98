package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// planned is a project of golden case G12, with a second pekerjaan that nobody planned.
type planned struct {
	*site

	project         int64
	work, unplanned int64
}

func plannedProject(t *testing.T, from, to rab.Date, weekStart int) *planned {
	t.Helper()
	s := &planned{site: newSite(t)}
	headers, err := s.CreateProjects(t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: "Gedung", TanggalMulai: from, TanggalSelesai: to, SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas", WeekStartDay: weekStart,
	}}})
	must(t, err)
	s.project = headers[0].ID
	visit := s.visit(owner, s.project)
	own := func(name string) rab.PekerjaanInput {
		return rab.PekerjaanInput{SourceType: "custom", Uraian: name, Satuan: "m3"}
	}
	tree, _, err := s.AppendTree(t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{
		{Name: "Struktur", Sub: []rab.SubInput{{Name: "Beton", Pekerjaan: []rab.PekerjaanInput{own("Cor"), own("Bongkar")}}}},
	}})
	must(t, err)
	s.work, s.unplanned = tree.CreatedIDs[0], tree.CreatedIDs[1]
	s.share(s.project)
	return s
}

// analyse gives a pekerjaan components such as "TK P.1 Pekerja OH 0.75 120000", and a volume.
func (s *planned) analyse(pekerjaan int64, volume string, components ...string) {
	s.t.Helper()
	visit, prices := s.visit(owner, s.project), map[string]string{}
	var in rab.SaveAnalysisInput
	for _, text := range components {
		var row rab.AnalysisRow
		var koefisien, harga string
		_, err := fmt.Sscan(text, &row.Kategori, &row.Kode, &row.Uraian, &row.Satuan, &koefisien, &harga)
		must(s.t, err)
		row.Koefisien, prices[row.Kode] = some(koefisien), harga
		in.Rows = append(in.Rows, row)
	}
	_, _, err := s.SaveAnalysis(s.t.Context(), visit, pekerjaan, in)
	must(s.t, err)
	_, _, err = s.SaveVolumes(s.t.Context(), visit, []rab.VolumeInput{{PekerjaanID: pekerjaan, Quantity: pointer(some(volume))}})
	must(s.t, err)
	view, err := s.View(s.t.Context(), s.visit(owner, s.project))
	must(s.t, err)
	var save []rab.PriceInput
	for _, item := range view.PriceItems.All() {
		if harga, ok := prices[item.Kode]; ok {
			save = append(save, rab.PriceInput{ID: item.ID, Harga: pointer(some(harga))})
		}
	}
	_, _, err = s.SavePrices(s.t.Context(), visit, app.PriceSave{Items: save})
	must(s.t, err)
}

// concrete is the analysis of golden case G12.
func (s *planned) concrete() *planned {
	s.t.Helper()
	s.analyse(s.work, "80", "TK P.1 Pekerja OH 0.75 120000", "BHN S.1 Semen zak 7.5 70000", "ALT M.1 Mixer hari 0.25 90000")
	return s
}

// plan enters percents of weeks of the first pekerjaan, from week 1 on; 0 leaves one out.
func (s *planned) plan(percents ...string) *planned {
	s.t.Helper()
	var entries []schedule.Entry
	for i, percent := range percents {
		if percent != "0" {
			entries = append(entries, schedule.Entry{
				PekerjaanID: s.work, Week: i + 1, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.MustParse(percent)},
			})
		}
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(owner, s.project), entries)
	must(s.t, err)
	return s
}

func (s *planned) needs(address, query string) *answer {
	s.t.Helper()
	return s.as(reader).get(p(s.project, "/"+address+"/") + query).want(http.StatusOK)
}

// figures shows rows of an answer as "Pekerja 24 2880000.00".
func (a *answer) figures(list string) string {
	a.t.Helper()
	var words []string
	for i := range a.list(list) {
		at := list + "." + itoa(i) + "."
		words = append(words, a.text(at+"uraian"), a.text(at+"quantity"), a.text(at+"harga_total"))
	}
	return strings.Join(words, " ")
}

const (
	firstYear = rab.Date("2025-01-01")
	march     = rab.Date("2025-03-31")
)

// Golden case G12 of the schedule: per week, merged, checked, and as a list for buying.
func TestNeedsPerWeek(t *testing.T) {
	s := plannedProject(t, firstYear, march, 0).concrete().plan("40", "60")
	week1, week2 := "Pekerja 24 2880000.00 Semen 240 16800000.00 Mixer 8 720000.00", "Pekerja 36 4320000.00 Semen 360 25200000.00 Mixer 12 1080000.00"
	for basis, codes := range map[string][]string{"": {"2025-W01", "2025-W02"}, "?week_basis=project": {"W01", "W02"}} {
		timeline := s.needs("rekap-kebutuhan-timeline", basis)
		for i, want := range []string{week1, week2} {
			at := "periods." + itoa(i)
			timeline.wantText(at+".value", codes[i])
			if got := timeline.figures(at + ".items"); got != want {
				t.Errorf("%s: %s, want %s", codes[i], got, want)
			}
		}
		timeline.wantText("periods.0.total_cost", "20400000.00")
		timeline.wantText("periods.1.total_cost_decimal", "30600000")
		timeline.wantText("meta.period_count", "2")
		timeline.wantText("meta.grand_total_cost", "51000000")
		timeline.wantText("meta.unplanned_pekerjaan", "1")
	}
	whole := s.needs("rekap-kebutuhan", "")
	whole.wantText("meta.grand_total_cost", "51000000")
	whole.wantText("rows.0.scheduled", "true")
	whole.wantText("rows.0.scheduled_quantity_decimal", "60")
	whole.wantText("rows.0.unscheduled_cost_decimal", "0")
	second := s.needs("rekap-kebutuhan", "?period_mode=week&period_start=2025-W02")
	if got := second.figures("rows"); got != week2 {
		t.Errorf("week 2: %s", got)
	}
	if got := second.figures("other_rows"); got != week1 {
		t.Errorf("other periods: %s", got)
	}
	for path, want := range map[string]string{"in_scope": "30600000", "other_periods": "20400000", "unscheduled": "0", "total": "51000000"} {
		second.wantText("meta.sums."+path, want)
	}
	second.wantText("meta.time_scope_active", "true")
	merged := s.needs("rekap-kebutuhan-timeline", "?aggregate=yes&period_mode=week_range&period_start=W01&period_end=W03&week_basis=project")
	merged.wantText("aggregated_items.0.quantity_decimal", "60")
	merged.wantText("aggregated_items.0.harga_total", "7200000.00")
	merged.wantText("aggregated_total", "51000000")
	merged.wantText("period_labels.1", "Minggu 2 (06 Jan – 12 Jan 2025)")
	merged.wantText("period_totals.1.total", "30600000")
	merged.wantText("period_totals.2.total", "0")
	merged.wantText("meta.time_scope.end_date", "2025-01-19")
	check := s.needs("rekap-kebutuhan/validate", "?period_mode=month&period_start=2025-02")
	check.wantText("validation.valid", "true")
	check.wantText("validation.difference", "0")
	check.wantText("validation.timeline_total", "51000000")
	check.wantText("validation.timeline_count", "3")
	weekly := s.as(reader).get(v2(s.project, "/rekap-kebutuhan-weekly/")).want(http.StatusOK)
	weekly.wantText("summary.total_weeks", "2")
	weekly.wantText("summary.total_items.BHN", "2")
	weekly.wantText("summary.total_quantity_by_kategori.TK", "60")
	weekly.wantText("weeklyData.1.week_number", "2")
	weekly.wantText("weeklyData.1.week_start", "2025-01-06")
	weekly.wantText("weeklyData.1.items.TK.0.quantity", "36")
	weekly.wantText("weeklyData.1.items.TK.0.pekerjaan_breakdown."+fmt.Sprint(s.work), "36")
	weekly.wantText("weeklyData.1.summary.LAIN", "0")
	enhanced := s.needs("rekap-kebutuhan-enhanced", "")
	if got := enhanced.list("meta.pekerjaan_without_progress"); len(got) != 1 {
		t.Errorf("without progress: %v", got)
	}
	enhanced.wantText("meta.pekerjaan_without_progress.0.id", fmt.Sprint(s.unplanned))
}

// Golden case G13: weeks of the project that end on Sabtu, cut into ISO weeks by days.
func TestNeedsOfWeeksThatAreCut(t *testing.T) {
	s := plannedProject(t, firstYear, march, 6).concrete().plan("40", "60")
	timeline := s.needs("rekap-kebutuhan-timeline", "")
	want := "Pekerja 29.142857 3497142.86 Semen 291.428571 20400000.00 Mixer 9.714286 874285.71"
	if got := timeline.figures("periods.0.items"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	timeline.wantText("periods.0.total_cost", "24771428.57")
	timeline.wantText("periods.1.total_cost", "26228571.43")
	sum := decimal.Sum(decimal.MustParse(timeline.text("periods.0.total_cost_decimal")), decimal.MustParse(timeline.text("periods.1.total_cost_decimal")))
	if !sum.Equal(decimal.FromInt(51_000_000)) {
		t.Errorf("the exact costs of the weeks add up to %s", sum)
	}
	own := s.needs("rekap-kebutuhan-timeline", "?week_basis=project")
	own.wantText("periods.0.end_date", "2025-01-04")
	own.wantText("periods.0.total_cost", "20400000.00")
	choices := s.needs("rekap-kebutuhan/filters", "?week_basis=project")
	choices.wantText("periods.weeks.1.value", "W02")
	choices.wantText("periods.weeks.1.label", "Minggu 2 (05 Jan – 11 Jan 2025)")
	choices.wantText("periods.months.2.value", "2025-03")
	s.needs("rekap-kebutuhan/filters", "").wantText("periods.weeks.0.start_date", "2024-12-30")
}

// Golden cases G14 and G15: months cut weeks by days, a phase takes its share once, what is
// not planned is told.
func TestNeedsOfMonthsAndPhases(t *testing.T) {
	s := plannedProject(t, firstYear, march, 0).concrete().plan("0", "0", "0", "30", "70")
	for month, want := range map[string]string{"2025-01": "48", "2025-02": "12"} {
		scoped := s.needs("rekap-kebutuhan", "?period_mode=month&period_start="+month)
		scoped.wantText("rows.0.quantity", want)
		s.needs("rekap-kebutuhan/pareto", "?period_mode=month&period_start="+month).wantText("meta.grand_total_cost", scoped.text("meta.grand_total_cost"))
	}
	_, _, err := s.ResetProgress(t.Context(), s.visit(owner, s.project), schedule.Planned)
	must(t, err)
	s.plan("40")
	timeline := s.needs("rekap-kebutuhan-timeline", "")
	timeline.wantText("periods.0.items.0.quantity", "24")
	timeline.wantText("periods.1.value", "unscheduled")
	timeline.wantText("periods.1.items.0.quantity", "36")
	timeline.wantText("meta.partly_planned_pekerjaan", "1")

	s.plan("40", "60")
	line, err := schedule.NewTimeline(firstYear, march, schedule.Minggu)
	must(t, err)
	second := fmt.Sprintf("?mode=tahapan&tahapan_id=%d", line.Phases(rab.TahapanWeekly)[1].ID)
	s.needs("rekap-kebutuhan", second).wantText("rows.0.quantity", "36")
	phase := s.needs("rekap-kebutuhan-timeline", second)
	phase.wantText("periods.0.items.0.quantity", "36")
	phase.wantText("other_periods.items.0.quantity", "24")
	phase.wantText("meta.mode", "tahapan")
	enhanced := s.needs("rekap-kebutuhan-enhanced", second)
	enhanced.wantText("meta.tahapan.jumlah_pekerjaan", "2")
	enhanced.wantText("meta.sums.total", "51000000")
	s.needs("rekap-kebutuhan/validate", second).wantText("validation.valid", "true")
	// One made by hand cuts a week by days, and leaves only its members.
	made := s.as(owner).post(p(s.project, "/tahapan/"), map[string]any{"nama": "Awal", "tanggal_mulai": "2025-01-04", "tanggal_selesai": "2025-01-06"}).want(http.StatusCreated)
	byHand := "?mode=tahapan&tahapan_id=" + made.text("tahapan.tahapan_id")
	s.needs("rekap-kebutuhan", byHand).wantText("rows.0.quantity", "14.742857") // 2/5 of week 1, 1/7 of week 2
	s.needs("rekap-kebutuhan/filters", "").wantText("pekerjaan.1.tahapan_count", "0")
	s.as(owner).post(p(s.project, "/tahapan/"+made.text("tahapan.tahapan_id")+"/assign/"), map[string]any{
		"assignments": []map[string]any{{"pekerjaan_id": s.unplanned, "proporsi": "100"}},
	}).want(http.StatusOK)
	s.needs("rekap-kebutuhan", byHand).wantText("meta.n_rows", "0")
	s.needs("rekap-kebutuhan-enhanced", byHand).wantText("meta.tahapan.jumlah_pekerjaan", "1")
	s.needs("rekap-kebutuhan/filters", "").wantText("pekerjaan.1.tahapan_count", "1")
	for _, address := range []string{"rekap-kebutuhan", "rekap-kebutuhan-timeline", "rekap-kebutuhan/validate", "rekap-kebutuhan/pareto", "rekap-kebutuhan-enhanced"} {
		s.as(reader).get(p(s.project, "/"+address+"/?mode=tahapan&tahapan_id=987654")).want(http.StatusNotFound)
	}
}

// Golden cases G16 and G17 of the domain, the second as weekly plans (rulings F36).
func TestNeedsOfTheDomainsGoldenCases(t *testing.T) {
	s := plannedProject(t, firstYear, "2025-01-10", 0)
	s.analyse(s.work, "5", "BHN B.1 Paku kg 0.125 1")
	s.needs("rekap-kebutuhan", "").wantText("rows.0.quantity", "0.625")
	s.needs("rekap-kebutuhan", "").wantText("rows.0.harga_total_decimal", "0.625")
	s.analyse(s.work, "100", "BHN B.1 Paku kg 0.5 1")
	s.plan("50", "50")
	for query, want := range map[string]string{
		"?period_mode=week&period_start=2025-W01": "25", "?period_mode=week&period_start=2025-W02": "25", "?period_mode=month&period_start=2025-01": "50",
	} {
		s.needs("rekap-kebutuhan", query).wantText("rows.0.quantity", want)
	}
	s.plan("30", "30")
	timeline := s.needs("rekap-kebutuhan-timeline", "")
	var got []string
	for i := range timeline.list("periods") {
		got = append(got, timeline.text("periods."+itoa(i)+".items.0.quantity"))
	}
	if !slices.Equal(got, []string{"15", "15", "20"}) {
		t.Errorf("two weeks and what is not planned: %v", got)
	}
}

// Filters and searches hold in every view, and an id that the project does not have leaves
// nothing.
func TestEveryViewOfTheNeedsIsFiltered(t *testing.T) {
	s := plannedProject(t, firstYear, march, 0).concrete().plan("40", "60")
	s.analyse(s.unplanned, "10", "TK P.1 Pekerja OH 2 120000")
	for query, want := range map[string]string{
		"kategori=TK": "9600000", "search=PEKERJA": "9600000", "kategori=ALT,BHN": "43800000", "search=semen&kategori=TK": "0",
		"pekerjaan=" + fmt.Sprint(s.unplanned): "2400000", "pekerjaan=987654": "0",
	} {
		s.needs("rekap-kebutuhan", "?"+query).wantText("meta.grand_total_cost", want)
		s.needs("rekap-kebutuhan-timeline", "?"+query).wantText("meta.grand_total_cost", want)
		s.needs("rekap-kebutuhan-timeline", "?aggregate=1&"+query).wantText("meta.sums.total", want)
		s.needs("rekap-kebutuhan/pareto", "?"+query).wantText("meta.grand_total_cost", want)
		s.needs("rekap-kebutuhan/validate", "?"+query).wantText("validation.snapshot_total", want)
		s.needs("rekap-kebutuhan/validate", "?"+query).wantText("validation.difference", "0")
	}
	weekly := s.as(reader).get(v2(s.project, "/rekap-kebutuhan-weekly/?search=semen")).want(http.StatusOK)
	weekly.wantText("summary.total_items.TK", "0")
	weekly.wantText("summary.total_items.BHN", "2")
	nothing := s.needs("rekap-kebutuhan-timeline", "?aggregate=1&pekerjaan="+fmt.Sprint(s.unplanned))
	nothing.wantText("meta.reason", "no_schedule")
	nothing.wantText("periods.0.value", "unscheduled")
	s.needs("rekap-kebutuhan-timeline", "?aggregate=1&pekerjaan=987654").wantText("meta.reason", "no_scope")
}

// Who may not see prices sees quantities over time, and no money.
func TestNeedsOverTimeWithoutPrices(t *testing.T) {
	s := plannedProject(t, firstYear, march, 0).concrete().plan("40")
	for _, address := range []string{"/rekap-kebutuhan-timeline/", "/rekap-kebutuhan-timeline/?aggregate=1", "/rekap-kebutuhan/?period_mode=month&period_start=2025-01"} {
		unseen := s.as(blind).get(p(s.project, address)).want(http.StatusOK)
		unseen.wantText("meta.sums.total", "0")
		for _, figure := range []string{"120000", "70000", "51000000", "20400000"} {
			if strings.Contains(string(unseen.Body), figure) {
				t.Errorf("%s shows %s", address, figure)
			}
		}
	}
	s.as(blind).get(p(s.project, "/rekap-kebutuhan-timeline/")).wantText("periods.0.items.0.quantity", "24")
	s.as(stranger).get(p(s.project, "/rekap-kebutuhan-timeline/")).want(http.StatusNotFound)
}

// A change of the plan is a new revision: nothing kept of the old one is answered.
func TestNeedsFollowThePlan(t *testing.T) {
	s := plannedProject(t, firstYear, march, 0).concrete().plan("40")
	before := s.needs("rekap-kebutuhan-timeline", "")
	tag := before.Header.Get("ETag")
	if got := s.as(reader).get(p(s.project, "/rekap-kebutuhan-timeline/"), "If-None-Match", tag); got.Status != http.StatusNotModified {
		t.Errorf("the same again: %d", got.Status)
	}
	if other := s.needs("rekap-kebutuhan-timeline", "?week_basis=project").Header.Get("ETag"); other == tag {
		t.Error("weeks of the project have the tag of ISO weeks")
	}
	s.plan("40", "60")
	after := s.as(reader).get(p(s.project, "/rekap-kebutuhan-timeline/"), "If-None-Match", tag).want(http.StatusOK)
	after.wantText("meta.sums.unscheduled", "0")
}
