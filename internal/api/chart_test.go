package api_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// earned enters golden case G9.
func (s *scheduled) earned() {
	s.t.Helper()
	for pekerjaan, plan := range map[int64]string{s.A: "W1 60, W2 40", s.B: "W2 20, W3 40, W4 40", s.C: "W3 50, W4 50"} {
		s.enter("planned", pekerjaan, plan).want(200)
	}
	for pekerjaan, done := range map[int64]string{s.A: "W1 50 11000000, W2 50 10500000", s.B: "W2 10 5500000, W3 30", s.C: "W3 20"} {
		s.enter("actual", pekerjaan, done).want(200)
	}
}

// texts shows the list at a path.
func texts(a *answer, path string) string {
	a.t.Helper()
	var parts []string
	for _, item := range a.list(path) {
		parts = append(parts, fmt.Sprint(item))
	}
	return strings.Join(parts, " ")
}

// Golden case G9 at the status date of rulings F33 and F41, and B8.
func TestCurveOfCost(t *testing.T) {
	s := newScheduled(t)
	s.earned()
	curve := s.as(reader).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	for path, want := range map[string]string{
		"evm.labels": "W1 W2 W3 W4", "evm.pv": "12000000.00 30000000.00 65000000.00 100000000.00", "evm.ev": "10000000.00 25000000.00 46000000.00 <nil>",
		"evm.ac": "11000000.00 27000000.00 48000000.00 <nil>", "evm.pv_percent": "12 30 65 100", "evm.ev_percent": "10 25 46 <nil>", "evm.ac_percent": "11 27 48 <nil>",
		"evm.spi": "0.8333 0.8333 0.7077 <nil>", "evm.cpi": "0.9091 0.9259 0.9583 <nil>", "evm.summary.eac_methods": "104347826.09 102000000.00 127621928.17",
	} {
		if got := texts(curve, path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{
		"bac": "100000000.00", "planned_cost": "65000000.00", "earned_value": "46000000.00", "actual_cost": "48000000.00", "eac": "104347826.09", "etc": "56347826.09",
		"vac": "-4347826.09", "sv": "-19000000.00", "cv": "-2000000.00", "spi": "0.7077", "cpi": "0.9583", "tcpi": "1.0385", "earned_schedule": "2.4571", "spi_t": "0.819",
		"cost_entered": "true", "forecast.planned_finish_week": "4", "forecast.finish_week": "4.88",
	} {
		curve.wantText("evm.summary."+path, want)
	}
	for path, want := range map[string]string{
		"summary.total_project_cost": "100000000.00", "summary.total_weeks": "4", "summary.planned_cost": "100000000.00", "summary.actual_cost": "48000000.00",
		"summary.actual_vs_planned_percent": "48", "status_week": "3", "status_date": "2025-01-19", "basis": "harga", "unweighted": "false", "baseline": "false", "deviation": "-19",
		"weeklyData.planned.1.cost": "18000000.00", "weeklyData.planned.1.cumulative_cost": "30000000.00", "weeklyData.planned.1.cumulative_percent": "30",
		"weeklyData.planned.0.week_start": "2025-01-01", "weeklyData.planned.0.week_end": "2025-01-05", "weeklyData.earned.2.cost": "21000000.00", "weeklyData.actual.1.cost": "16000000.00",
		fmt.Sprintf("weeklyData.planned.1.pekerjaan_breakdown.%d", s.A): "8000000.00", fmt.Sprintf("weeklyData.actual.1.pekerjaan_breakdown.%d", s.B): "5500000.00",
		fmt.Sprintf("pekerjaanMeta.%d.total_cost", s.C): "30000000.00", fmt.Sprintf("pekerjaanMeta.%d.unit_price", s.C): "30000000.00", fmt.Sprintf("pekerjaanMeta.%d.volume", s.C): "1",
	} {
		curve.wantText(path, want)
	}
	if n := len(curve.list("weeklyData.earned")); n != 3 {
		t.Errorf("%d weeks are earned, want those up to the status date", n)
	}
	// The status date of the project counts, not the last week with realisasi.
	_, err := s.EditSchedule(t.Context(), s.visit(owner, s.Project), func(set *rab.ScheduleSetting) { set.StatusDate = "2025-02-02" }, nil)
	must(t, err)
	later := s.as(reader).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	if got := texts(later, "evm.ev"); got != "10000000.00 25000000.00 46000000.00 46000000.00 46000000.00" {
		t.Errorf("earned until W5: %s", got)
	}
	later.wantText("evm.summary.spi", "0.46")
}

// Golden case G10: without prices the curve is marked, and what nobody can tell is null.
func TestCurveWithoutPricesIsMarked(t *testing.T) {
	s := &scheduled{site: newSite(t)}
	s.Project, s.A, s.B, s.C = s.threeWorks("", "", "")
	s.share(s.Project)
	empty := s.as(owner).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	empty.wantText("summary.total_weeks", "0")
	empty.wantText("evm.summary.bac", "3.00")
	if empty.at("evm.summary.spi") != nil || empty.at("evm.summary.eac") != nil || len(empty.list("evm.labels")) != 0 || empty.at("status_date") != nil {
		t.Errorf("an empty schedule tells %s", empty.Body)
	}
	s.enter("planned", s.A, "W1 25, W2 40").want(200)
	s.enter("actual", s.A, "W1 20, W2 35").want(200)
	curve := s.as(owner).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	curve.wantText("unweighted", "true")
	curve.wantText("evm.summary.cost_entered", "false")
	if got := texts(curve, "evm.pv") + "; " + texts(curve, "evm.ev") + "; " + texts(curve, "evm.pv_percent") + "; " + texts(curve, "evm.cpi"); got != "0.25 0.65; 0.20 0.55; 8.33 21.67; <nil> <nil>" {
		t.Errorf("curve %s", got)
	}
	if curve.at("evm.summary.eac") != nil || curve.at("evm.summary.cv") != nil {
		t.Error("an estimate without any cost")
	}
}

// Golden case G11 over HTTP: points, shares, the deviation, levels and ids.
func TestChartByWeek(t *testing.T) {
	s := newScheduled(t)
	s.earned()
	chart := s.as(reader).get(v2(s.Project, "/chart-data/?timescale=yearly&mode=all")).want(200)
	var points []string
	for _, series := range []string{"planned", "actual"} {
		for i := range chart.list("curveData." + series) {
			points = append(points, chart.text(fmt.Sprintf("curveData.%s.%d.cumulative", series, i)))
		}
	}
	if got := strings.Join(points, " "); got != "12 30 65 100 100 100 100 100 100 100 100 100 100 100 10 25 46" {
		t.Errorf("points %s", got)
	}
	for path, want := range map[string]string{
		"timescale": "weekly", "columns.1.id": "week_2", "columns.1.label": "Week 2", "columns.1.startDate": "06/01", "columns.1.endDate": "12/01", "columns.1.weekNumber": "2",
		"columns.13.endDate": "31/03", "summary.totalPlanned": "100", "summary.totalActual": "46", "summary.variance": "-54", "summary.deviation": "-19", "summary.statusWeek": "3",
		"summary.totalPekerjaan": "3", "summary.totalWeeks": "14", "summary.totalMonths": "3", "summary.basis": "harga",
		"rows.0.type": "klasifikasi", "rows.0.level": "1", "rows.0.bobot": "100", "rows.1.level": "2", "rows.1.name": "Beton", "rows.2.level": "3", "rows.2.bobot": "20", "rows.3.bobot": "50",
		"rows.2.pekerjaanId": fmt.Sprint(s.A), "rows.2.id": fmt.Sprint(s.A), "rows.2.volume": "1,000", "rows.2.unit": "ls", "rows.3.cells.week_2.planned": "20", "rows.3.cells.week_2.actual": "10",
		"rows.3.cells.week_14.planned": "0",
	} {
		chart.wantText(path, want)
	}
	if chart.at("rows.0.id") == nil || len(chart.at("rows.0.cells").(map[string]any)) != 0 || len(chart.at("rows.2.cells").(map[string]any)) != 14 {
		t.Error("headings have no id or have cells, or a pekerjaan lacks some")
	}
	planned := s.as(reader).get(v2(s.Project, "/chart-data/?mode=planned")).want(200)
	if len(planned.list("curveData.actual")) != 0 || fmt.Sprint(planned.at("rows.3.cells.week_2")) != "map[planned:20]" {
		t.Errorf("only the plan: %v", planned.at("rows.3.cells.week_2"))
	}
	actual := s.as(reader).get(v2(s.Project, "/chart-data/?mode=actual")).want(200)
	if fmt.Sprint(actual.at("rows.3.cells.week_2")) != "map[actual:10]" {
		t.Errorf("only realisasi: %v", actual.at("rows.3.cells.week_2"))
	}
}

// Months have ids of their own and real days: calendar months, or blocks of four weeks (G5,
// G6, rulings F38).
func TestChartByMonth(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W1 10, W2 20, W3 15, W4 13, W5 14, W6 28").want(200)
	s.enter("actual", s.A, "W1 10, W2 10, W5 7").want(200)
	months := s.as(reader).get(v2(s.Project, "/chart-data/?timescale=monthly")).want(200)
	for path, want := range map[string]string{
		"month_mode": "kalender", "columns.0.id": "month_1", "columns.2.id": "month_3", "columns.1.label": "Month 2", "columns.1.name": "Februari 2025", "columns.1.startDate": "01/02",
		"columns.1.endDate": "28/02", "columns.1.monthNumber": "2", "rows.2.cells.month_1.planned": "68", "rows.2.cells.month_2.planned": "32", "rows.2.cells.month_3.planned": "0",
		"rows.2.cells.month_1.actual": "25", "rows.2.cells.month_2.actual": "2", "curveData.planned.0.cumulative": "13.6", "curveData.planned.1.cumulative": "20",
		"curveData.planned.1.monthNumber": "2", "curveData.actual.1.cumulative": "5.4", "summary.totalMonths": "3", "summary.totalWeeks": "14",
	} {
		months.wantText(path, want)
	}
	if n := len(months.list("curveData.actual")); n != 2 {
		t.Errorf("realisasi of %d months, want 2", n)
	}
	blocks := s.as(reader).get(v2(s.Project, "/chart-data/?timescale=monthly&month_mode=4minggu")).want(200)
	for path, want := range map[string]string{
		"columns.0.startDate": "01/01", "columns.0.endDate": "26/01", "rows.2.cells.month_1.planned": "58", "rows.2.cells.month_2.planned": "42", "rows.2.cells.month_2.actual": "7",
		"curveData.planned.0.cumulative": "11.6", "curveData.actual.1.cumulative": "5.4", "summary.totalMonths": "4",
	} {
		blocks.wantText(path, want)
	}
	if got := texts(blocks, "columns.1.childWeeks") + "; " + texts(blocks, "columns.3.childWeeks"); got != "5 6 7 8; 13 14" {
		t.Errorf("weeks of blocks %s", got)
	}
	s.as(reader).get(v2(s.Project, "/chart-data/?timescale=monthly&month_mode=lunar")).want(400).wantText("errors.0.path", "month_mode")
}

// Realisasi after the end of the project has columns of its own, and the last month has it.
func TestChartReachesAsFarAsRealisasi(t *testing.T) {
	s := newScheduled(t)
	s.enter("planned", s.A, "W14 100").want(200)
	s.enter("actual", s.A, "W14 90, W16 10").want(200)
	chart := s.as(owner).get(v2(s.Project, "/chart-data/")).want(200)
	chart.wantText("summary.totalWeeks", "16")
	chart.wantText("columns.15.startDate", "14/04")
	chart.wantText("rows.2.cells.week_16.actual", "10")
	months := s.as(owner).get(v2(s.Project, "/chart-data/?timescale=monthly")).want(200)
	months.wantText("rows.2.cells.month_3.actual", "100")
	months.wantText("curveData.actual.2.cumulative", "20")
	curve := s.as(owner).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	curve.wantText("summary.total_weeks", "16")
}

func TestDataForCurves(t *testing.T) {
	s := newScheduled(t)
	data := s.as(reader).get(v2(s.Project, "/kurva-s-data/")).want(200)
	id := fmt.Sprint(s.B)
	for path, want := range map[string]string{
		"hargaMap." + id: "50000000.00", "totalBiayaProject": "100000000.00", "volumeMap." + id: "1", "count": "3", "cached": "false",
		"pekerjaanMeta." + id + ".harga_satuan": "50000000.00", "pekerjaanMeta." + id + ".komponen.LAIN": "50000000", "pekerjaanMeta." + id + ".uraian": "Pekerjaan B",
	} {
		data.wantText(path, want)
	}
}

// Who may see no prices sees no money in curves, and nobody's costs.
func TestCurvesHideMoney(t *testing.T) {
	s := newScheduled(t)
	s.earned()
	curve := s.as(blind).get(v2(s.Project, "/kurva-s-harga/")).want(200)
	curve.wantText("unweighted", "true")
	curve.wantText("evm.summary.cost_entered", "false")
	curve.wantText("evm.summary.bac", "3.00")
	curve.wantText(fmt.Sprintf("pekerjaanMeta.%d.total_cost", s.A), "0.00")
	data := s.as(blind).get(v2(s.Project, "/kurva-s-data/")).want(200)
	data.wantText("totalBiayaProject", "0.00")
	chart := s.as(blind).get(v2(s.Project, "/chart-data/")).want(200)
	chart.wantText("rows.2.cells.week_1.actual", "50")
	chart.wantText("rows.2.bobot", "0")
	for _, a := range []*answer{curve, data, chart} {
		for _, secret := range []string{"20000000", "50000000", "11000000", "5500000"} {
			if strings.Contains(string(a.Body), secret) {
				t.Errorf("%s shows %s", a.path, secret)
			}
		}
	}
	for _, address := range []string{"/kurva-s-harga/", "/kurva-s-data/", "/chart-data/"} {
		s.as(stranger).get(v2(s.Project, address)).want(404)
		s.as(editor).get(v2(s.Project, address)).want(200)
		first := s.as(owner).get(v2(s.Project, address)).want(200)
		s.as(owner).get(v2(s.Project, address), "If-None-Match", first.Header.Get("ETag")).want(304)
		before := first.Header.Get("ETag")
		s.enter("planned", s.C, "W5 0.5").want(400)
		if s.as(owner).get(v2(s.Project, address)).Header.Get("ETag") != before {
			t.Error("a refused save changed the answer's tag")
		}
	}
}

// planned1000 is a project of 1,000 pekerjaan × 10 components × 12 planned weeks over 156
// weeks, with realisasi to week 20.
func (s *site) planned1000() int64 {
	s.t.Helper()
	project, pekerjaan := s.estimate(1000)
	visit := s.visit(owner, project)
	_, _, err := s.EditProject(s.t.Context(), visit, app.ProjectEdit{Edit: func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = "2024-01-01", "2026-12-27" }})
	must(s.t, err)
	var entries []schedule.Entry
	for i, id := range pekerjaan {
		first := 1 + i%145
		for week := first; week < first+12; week++ {
			share := decimal.MustParse("8.33")
			if week == first {
				share = decimal.MustParse("8.37")
			}
			entries = append(entries, schedule.Entry{PekerjaanID: id, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: share}})
			if week <= 20 {
				entries = append(entries, schedule.Entry{
					PekerjaanID: id, Week: week, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse("7.5")}, Cost: pointer(some("1234567.5")),
				})
			}
		}
	}
	_, _, err = s.SaveProgress(s.t.Context(), s.visit(owner, project), entries)
	must(s.t, err)
	return project
}

// BenchmarkCharts answers the curves of 1,000 pekerjaan × 10 components × 12 planned weeks
// over 156 weeks: anew after an edit (limit: 250 ms with encoding), and as they are kept
// (limit: 2 ms).
func BenchmarkCharts(b *testing.B) {
	s := newSite(b)
	project := s.planned1000()
	view := func() *app.View {
		view, err := s.View(b.Context(), s.visit(owner, project))
		must(b, err)
		return view
	}
	pekerjaan := view().WorkList()[500].ID
	n := 0
	change := func() {
		n++
		notes := itoa(n)
		_, _, err := s.SaveProgress(b.Context(), s.visit(owner, project), []schedule.Entry{{PekerjaanID: pekerjaan, Week: 150, Mode: schedule.Planned, Notes: &notes}})
		must(b, err)
		view().Figures()
	}
	for _, path := range []string{"/chart-data/", "/chart-data/?timescale=monthly", "/kurva-s-harga/"} {
		path = v2(project, path)
		b.Run("anew"+path[strings.LastIndex(strings.TrimSuffix(path, "/"), "/"):], func(b *testing.B) {
			size, plain := int64(0), s.as(owner).in(b).read(path, "identity")
			for b.Loop() {
				b.StopTimer()
				change()
				b.StartTimer()
				size = s.as(owner).in(b).read(path, "gzip")
			}
			b.ReportMetric(float64(plain)/1024, "KiB/plain")
			b.ReportMetric(float64(size)/1024, "KiB/gzip")
		})
		b.Run("kept"+path[strings.LastIndex(strings.TrimSuffix(path, "/"), "/"):], func(b *testing.B) {
			for b.Loop() {
				s.as(owner).in(b).read(path, "gzip")
			}
		})
	}
}
