package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/schedule"
)

func init() {
	samples["POST "+scheduleAddress+"move/"] = sample{status: 200, body: func(s *stage) any {
		s.openAll()
		s.plan(s.Custom, 2+s.next()%5)
		return row{"pekerjaan_id": s.Custom, "weeks": 1}
	}}
	// The plan of Ref is 40 percent in week 1 and 60 in week 2.
	forms["POST "+scheduleAddress+"move/"] = form{
		body: func(w *workshop) row {
			return row{"pekerjaan_id": w.Ref, "from_week": 4, "to_week": 6, "was": []any{row{"week_number": 1, "percent": "40"}, row{"week_number": 2, "percent": "60"}}}
		},
		fields: map[string]kind{
			"pekerjaan_id": pekerjaanID, "from_week": values(notInteger, []string{`0`, `-1`, `531`}), "to_week": values(notInteger, []string{`0`, `-1`, `3`, `531`}),
			"weeks": values(notInteger, []string{`0`, `2`}), "was.0.week_number": integer, "was.0.percent": number,
		},
		lists: []string{"was"},
		wrong: []wrongBody{
			{name: "nowhere", path: "to_week", body: func(w *workshop) any { return row{"pekerjaan_id": w.Ref, "from_week": 4} }},
			{name: "before the project", path: "from_week", body: func(w *workshop) any { return row{"pekerjaan_id": w.Ref, "weeks": -500} }},
			{name: "after the project", path: "from_week", body: func(w *workshop) any { return row{"pekerjaan_id": w.Ref, "weeks": 500} }},
			{name: "no plan", path: "pekerjaan_id", body: func(w *workshop) any { return row{"pekerjaan_id": w.Custom, "weeks": 1} }},
			{name: "a week without an amount", path: "was[0].percent", body: func(w *workshop) any {
				return row{"pekerjaan_id": w.Ref, "weeks": 1, "was": []any{row{"week_number": 1}}}
			}},
			{name: "a plan that is another by now", status: 409, body: func(w *workshop) any {
				return row{"pekerjaan_id": w.Ref, "weeks": 1, "was": []any{row{"week_number": 1, "percent": "40"}, row{"week_number": 2, "percent": "59"}}}
			}},
		},
	}
}

// plan puts all of a pekerjaan into one week.
func (s *stage) plan(pekerjaan int64, week int) {
	visit := s.visit(owner, s.Project)
	_, _, err := s.FillProgress(s.t.Context(), visit, schedule.Fill{Pekerjaan: []int64{pekerjaan}, From: 1, To: 8, Way: schedule.Even})
	must(s.t, err)
	_, _, err = s.MoveBar(s.t.Context(), visit, schedule.Bar{PekerjaanID: pekerjaan, From: week, To: week})
	must(s.t, err)
}

// A bar is moved, stretched and brought back, and the curve goes along; headings and amounts
// of the charts follow (golden case G9).
func TestAMovedBarMovesTheCurve(t *testing.T) {
	s, id, works := evm(t)
	web := s.as(owner)
	address := v2(id, "/schedule/")
	web.post(address+"save/", row{"mode": "planned", "cells": []any{
		entry(works[0], 1, "60"), entry(works[0], 2, "40"), entry(works[1], 2, "20"), entry(works[1], 3, "40"), entry(works[1], 4, "40"), entry(works[2], 3, "50"), entry(works[2], 4, "50"),
	}}).want(http.StatusOK)
	web.post(address+"save/", row{"mode": "actual", "cells": []any{entry(works[0], 1, "50"), entry(works[0], 2, "50"), entry(works[1], 2, "10"), entry(works[1], 3, "30"), entry(works[2], 3, "20")}}).want(http.StatusOK)

	moved := web.post(address+"move/", row{"pekerjaan_id": works[0], "weeks": 1, "was": []any{row{"week_number": 1, "percent": "60"}, row{"week_number": 2, "percent": "40"}}}).want(http.StatusOK)
	for path, want := range map[string]string{
		"footer.planned_cumulative": "[0.00 22.00 65.00 100.00]", "summary.spi": "0.7077", "works.0.pekerjaan_id": strconv.FormatInt(works[0], 10), "works.0.planned": "100",
		"charts.pv": "[0.00 22000000.00 65000000.00 100000000.00]", "charts.ev": "[10000000.00 25000000.00 46000000.00]", "charts.ac": "<nil>",
		"charts.groups.0.planned": "100", "charts.groups.0.planned_now": "65", "charts.groups.0.actual": "46", "charts.groups.1.actual": "46",
	} {
		moved.wantText(path, want)
	}
	web.post(address+"move/", row{"pekerjaan_id": works[0], "from_week": 1, "to_week": 4}).want(http.StatusOK).wantText("works.0.planned", "100")
	for range 2 {
		web.post(p(id, "/undo/"), nil).want(http.StatusOK)
	}
	web.get(address).want(http.StatusOK).wantText("footer.planned_cumulative", "[12.00 30.00 65.00 100.00]")

	web.post(address+"close/", row{"week_number": 1}).want(http.StatusOK)
	refused := web.post(address+"move/", row{"pekerjaan_id": works[0], "weeks": 1}).want(http.StatusBadRequest)
	if text := string(refused.Body); !strings.Contains(text, "sudah ditutup") || !strings.Contains(text, "from_week") {
		t.Errorf("moved out of a closed week: %s", text)
	}
	// Without prices the headings are weighed by volume, and there are no amounts.
	s.share(id)
	seen := s.as(blind).get(address).want(http.StatusOK)
	for _, path := range []string{"charts.pv", "charts.ev", "charts.ac"} {
		seen.wantText(path, "<nil>")
	}
	seen.wantText("charts.groups.0.actual", "53.33")
}
