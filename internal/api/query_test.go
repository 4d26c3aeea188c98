package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"takar/internal/api"
)

// badQueries lists, for each read that takes parameters, values that cannot be read. The
// answer must name the parameter (rulings F37); nothing is left out in silence.
var badQueries = map[string][]string{
	"P/rekap-kebutuhan/":          needsQueries,
	"P/rekap-kebutuhan-enhanced/": needsQueries,
	"P/rekap-kebutuhan-timeline/": needsQueries,
	"P/rekap-kebutuhan/validate/": needsQueries,
	"P/rekap-kebutuhan/pareto/":   needsQueries,
	"P/rekap-kebutuhan/filters/":  {"week_basis=senin"},
	"V2/rekap-kebutuhan-weekly/":  needsQueries,
	"P/audit-trail/": {
		"page=x", "page=0", "page=-1", "page=1.5", "page=99999999999999999999", "page_size=x", "page_size=0", "entry_id=x", "entry_id=-1",
		"pekerjaan_id=x", "action=MAKE", "triggered_by=me", "date_from=2026-13-01", "date_from=kemarin", "date_to=2026-02-30", "date_to=1",
	},
	"P/export/rekap-kebutuhan/pdf/":  needsQueries,
	"P/export/rekap-kebutuhan/json/": needsQueries,
	"P/export/volume-pekerjaan/pdf/": {"paper=a5", "paper=A4", "orientation=miring", "status=DRAFT", "purpose=lelang"},
	"P/export/jadwal-pekerjaan/csv/": {"mode=daily", "paper=letter"},
	"P/change-status/":               {"pekerjaan_since=kemarin", "since_ahsp=1", "since_harga=2026-99-99"},
}

var needsQueries = []string{
	"klasifikasi=x", "klasifikasi=1,x", "sub_klasifikasi=1.5", "pekerjaan=99999999999999999999", "kategori=XX", "kategori=TK,XX",
	"unit_mode=beli", "unit_mode=MARKET", "market_rounding=down", "mode=minggu", "tahapan_id=x", "period_mode=year",
	"period_start=2026-3&period_mode=week", "period_start=2026-W54&period_mode=week", "period_start=2026-W00&period_mode=week",
	"period_start=2025-W53&period_mode=week", "period_start=W3-2026&period_mode=week", "period_start=2026-W3&period_mode=week_range",
	"period_start=2026-01&period_mode=week", "period_start=2026-W03&period_mode=month", "period_start=2026-13&period_mode=month",
	"period_start=9999-01&period_mode=month", "period_start=0000-W01&period_mode=week",
	"period_end=x&period_mode=week_range&period_start=2026-W03", "period_end=2026-W02&period_mode=week_range&period_start=2026-W03",
	"period_end=2025-12&period_mode=month_range&period_start=2026-01", "week_basis=PROJECT", "week_basis=x&period_mode=month&period_start=2026-01",
	"period_start=2026-W03&period_mode=week&week_basis=project", "period_start=W03&period_mode=week", "period_start=W531&period_mode=week&week_basis=project",
	"period_end=W02&period_mode=week_range&period_start=W03&week_basis=project", "period_end=W3&period_mode=week_range&period_start=W03&week_basis=project",
}

func TestParametersThatCannotBeReadAreNamed(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	long := strings.NewReplacer("P/", api.P+"/", "V2/", api.V2+"/")
	for pattern, queries := range badQueries {
		for _, query := range queries {
			name, _, _ := strings.Cut(query, "=")
			answer := s.as(reader).get(f.address(long.Replace(pattern)) + "?" + query)
			if answer.Status != http.StatusBadRequest {
				t.Errorf("%s?%s = %d, want 400", pattern, query, answer.Status)
				continue
			}
			answer.wantText("errors.0.path", name)
		}
	}
}

func TestPeriodsThatCanBeReadAreEchoed(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, row := range []struct{ query, mode, bucket, from, until string }{
		{"", "all", "week", "", ""},
		{"?period_mode=week", "all", "week", "", ""}, // nothing chosen yet
		{"?period_mode=week&period_start=2026-W01", "week", "week", "2025-12-29", "2026-01-04"},
		{"?period_mode=week&period_start=2026-W53", "week", "week", "2026-12-28", "2027-01-03"},
		{"?period_mode=week&period_start=2021-W01", "week", "week", "2021-01-04", "2021-01-10"},
		{"?period_mode=week_range&period_start=2026-W03&period_end=2026-W05", "week_range", "week", "2026-01-12", "2026-02-01"},
		{"?period_mode=week_range&period_start=W02&period_end=W03&week_basis=project", "week_range", "week", "2026-01-12", "2026-01-25"},
		{"?period_mode=month&period_start=2028-02", "month", "month", "2028-02-01", "2028-02-29"},
		{"?period_mode=month_range&period_start=2026-01&period_end=2026-12", "month_range", "month", "2026-01-01", "2026-12-31"},
		{"?period_mode=month_range&period_start=2026-06", "month_range", "month", "2026-06-01", "2026-06-30"},
	} {
		timeline := s.as(reader).get(p(f.Project, "/rekap-kebutuhan-timeline/"+row.query)).want(http.StatusOK)
		timeline.wantText("meta.time_scope.mode", row.mode)
		timeline.wantText("meta.bucket_mode", row.bucket)
		for path, want := range map[string]string{"start_date": row.from, "end_date": row.until} {
			if got := timeline.at("meta.time_scope." + path); (got == nil && want != "") || (got != nil && got != want) {
				t.Errorf("%s: %s = %v, want %q", row.query, path, got, want)
			}
		}
	}
}

func TestNeedsAreFiltered(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	kodes := func(query string) []string {
		answer := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?"+query)).want(http.StatusOK)
		list := []string{}
		for _, row := range answer.list("rows") {
			list = append(list, row.(map[string]any)["kode"].(string))
		}
		return list
	}
	custom := f.text(f.Custom)
	for _, row := range []struct {
		query string
		want  []string
	}{
		{"pekerjaan=" + custom, []string{"T.1", "B.1", "A.1", "L.1"}},
		{"pekerjaan=" + custom + "&kategori=TK,Bahan", []string{"T.1", "B.1"}},
		{"pekerjaan=" + custom + "&search=PAPAN", []string{"T.1", "B.1"}},
		{"pekerjaan=" + f.text(f.Empty), []string{}},
		{"klasifikasi=" + f.text(f.Klasifikasi) + "&kategori=ALT", []string{"A.1"}},
		{"sub_klasifikasi=" + f.text(f.Sub) + "&kategori=LAIN", []string{}},
	} {
		if got := kodes(row.query); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.query, got, row.want)
		}
	}
	filtered := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?kategori=ALT&search=gergaji"))
	filtered.wantText("meta.filters_applied", "true")
	filtered.wantText("meta.filters.kategori_items.0", "ALT")
	filtered.wantText("meta.search", "gergaji")
	s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?mode=tahapan&tahapan_id=1")).want(http.StatusNotFound)
	s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?mode=tahapan")).want(http.StatusOK).wantText("meta.filters_applied", "false")
	weekly := s.as(owner).get(v2(f.Project, "/rekap-kebutuhan-weekly/")).want(http.StatusOK)
	weekly.wantText("summary.total_weeks", "2")
	weekly.wantText("metadata.project_name", "Gedung <serbaguna> & taman")
}

func TestHistoryIsPagedAndFiltered(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	trail := func(query string) *answer {
		return s.as(reader).get(p(f.Project, "/audit-trail/"+query)).want(http.StatusOK)
	}
	all := trail("?page_size=100")
	total := len(all.list("results"))
	all.wantText("pagination.total_count", itoa(total))
	all.wantText("pagination.has_next", "false")
	if total < 8 {
		t.Fatalf("%d entries", total)
	}
	first := trail("?page=1&page_size=3")
	first.wantText("pagination.has_next", "true")
	first.wantText("pagination.total_pages", itoa((total+2)/3))
	second := trail("?page=2&page_size=3")
	second.wantText("results.0.id", all.text("results.3.id"))
	trail("?page=999").wantText("pagination.has_next", "false")
	trail("?page_size=500").wantText("pagination.page_size", "100")

	about := trail("?pekerjaan_id=" + f.text(f.Custom))
	for i := range about.list("results") {
		about.wantText("results."+itoa(i)+".pekerjaan.id", f.text(f.Custom))
	}
	created := trail("?action=create&triggered_by=USER&pekerjaan_id=" + f.text(f.Custom))
	created.wantText("pagination.total_count", "1")
	created.wantText("results.0.new_data.0.kode", "T.1")
	created.wantText("results.0.user.username", owner)
	one := trail("?entry_id=" + created.text("results.0.id"))
	one.wantText("result.id", created.text("results.0.id"))
	brief := trail("?include_diff=0&entry_id=" + created.text("results.0.id"))
	for _, name := range []string{"old_data", "new_data", "details"} {
		if _, present := brief.at("result").(map[string]any)[name]; present {
			t.Errorf("%s without being asked for", name)
		}
	}
	s.as(reader).get(p(f.Project, "/audit-trail/?entry_id=999999999")).want(http.StatusNotFound).wantText("ok", "false")
}

func TestDaysOfTheHistoryAreThoseOfTheConfiguredZone(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	count := func(query string) string {
		return s.as(reader).get(p(f.Project, "/audit-trail/?"+query)).want(http.StatusOK).text("pagination.total_count")
	}
	today, total := s.Today(), count("")
	if today != "2026-03-03" {
		t.Fatalf("today is %s", today)
	}
	for query, want := range map[string]string{
		"date_from=" + string(today):                                          total, // both ends count
		"date_to=" + string(today):                                            total,
		"date_from=" + string(today.AddDays(1)):                               "0",
		"date_to=" + string(today.AddDays(-1)):                                "0",
		"date_from=" + string(today) + "&date_to=" + string(today):            total,
		"date_from=" + string(today.AddDays(-9)) + "&date_to=" + "2200-12-31": total,
	} {
		if got := count(query); got != want {
			t.Errorf("%s: %s entries, want %s", query, got, want)
		}
	}
}
