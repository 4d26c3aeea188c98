package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
)

const scheduleAddress = api.V2 + "/schedule/"

func init() {
	cell := func(s *stage) any {
		return row{"mode": "actual", "cells": []any{row{"pekerjaan_id": s.Custom, "week_number": 1, "percent": strconv.Itoa(s.next() % 50)}}}
	}
	samples["POST "+scheduleAddress+"save/"] = sample{status: 200, body: cell}
	samples["POST "+scheduleAddress+"fill/"] = sample{status: 200, body: func(s *stage) any {
		return row{"pekerjaan_ids": []int64{s.Custom}, "from_week": 1, "to_week": 2 + s.next()%4, "way": "even"}
	}}
	samples["POST "+scheduleAddress+"setting/"] = sample{status: 200, body: func(s *stage) any { return row{"yellow_first": "-" + strconv.Itoa(s.next()%50)} }}
	samples["POST "+scheduleAddress+"close/"] = sample{status: 200, body: func(s *stage) any {
		s.openAll()
		return row{"week_number": 20}
	}}
	samples["POST "+scheduleAddress+"open/"] = sample{status: 200, body: func(s *stage) any {
		s.openAll()
		_, err := s.CloseWeek(s.t.Context(), s.visit(owner, s.Project), 20)
		must(s.t, err)
		return row{"week_number": 1, "reason": "Koreksi opname"}
	}}
	samples["POST "+scheduleAddress+"baseline/"] = sample{status: 200, body: fixed(row{"baseline_id": nil})}
	samples["POST "+scheduleAddress+"contract/"] = sample{status: 200, body: func(s *stage) any { return row{"nomor_kontrak": "K-" + strconv.Itoa(s.next())} }}

	mine := func(w *workshop) int64 { return w.Custom }
	week := values(notInteger, []string{`0`, `-1`, `531`})
	forms["POST "+scheduleAddress+"save/"] = form{
		body: func(w *workshop) row {
			return row{"mode": "actual", "cells": []any{row{"pekerjaan_id": mine(w), "week_number": 1, "percent": "5", "actual_cost": "100", "notes": "Hujan"}}}
		},
		lists: []string{"cells"}, needed: []string{"cells"},
		fields: map[string]kind{
			"mode": choice, "cells.0.pekerjaan_id": pekerjaanID, "cells.0.week_number": week, "cells.0.percent": number, "cells.0.actual_cost": number,
			"cells.0.notes": prose(4000),
		},
		wrong: []wrongBody{
			{name: "cost of a plan", path: "cells[0].actual_cost", body: func(w *workshop) any {
				return row{"mode": "planned", "cells": []any{row{"pekerjaan_id": mine(w), "week_number": 1, "actual_cost": "100"}}}
			}},
			{name: "more than all of it", body: func(w *workshop) any {
				return row{"mode": "planned", "cells": []any{
					row{"pekerjaan_id": mine(w), "week_number": 1, "percent": "60"}, row{"pekerjaan_id": mine(w), "week_number": 2, "percent": "40.01"},
				}}
			}},
			{name: "a week twice", path: "cells[1]", body: func(w *workshop) any {
				return row{"mode": "planned", "cells": []any{
					row{"pekerjaan_id": mine(w), "week_number": 1, "percent": "1"}, row{"pekerjaan_id": mine(w), "week_number": 1, "percent": "2"},
				}}
			}},
		},
	}
	forms["POST "+scheduleAddress+"fill/"] = form{
		body: func(w *workshop) row {
			return row{"pekerjaan_ids": []any{mine(w)}, "from_week": 1, "to_week": 3, "way": "even"}
		},
		fields: map[string]kind{"pekerjaan_ids": ids, "from_week": week, "to_week": week, "way": choice, "dry_run": flag},
		wrong: []wrongBody{
			{name: "no pekerjaan", path: "pekerjaan_ids", body: is(`{"pekerjaan_ids":[],"from_week":1,"to_week":2,"way":"even"}`)},
			{name: "a pekerjaan of somebody else", path: "pekerjaan_ids[0]", body: func(w *workshop) any {
				return row{"pekerjaan_ids": []int64{w.foreign.pekerjaan}, "from_week": 1, "to_week": 2, "way": "even"}
			}},
		},
	}
	forms["POST "+scheduleAddress+"setting/"] = form{
		body: body(row{"status_date": "2026-03-01", "off_weekdays": "6", "holidays": "2026-03-21 Idul Fitri"}),
		fields: map[string]kind{
			"status_date": date, "budget_year_end": date, "off_weekdays": values(notText, []string{`"7"`, `"0123456"`, `"x"`}),
			"holidays": values(notText, []string{`"besok"`, `"2026-02-30 Libur"`}), "critical_first": number, "version": integer,
		},
		wrong: []wrongBody{
			{name: "another version", status: 409, body: is(`{"off_weekdays":"5","version":99}`)},
			{name: "before the start", path: "status_date", body: is(`{"status_date":"1999-01-01"}`)},
		},
	}
	forms["POST "+scheduleAddress+"close/"] = form{body: body(row{"week_number": 1}), fields: map[string]kind{"week_number": week}}
	forms["POST "+scheduleAddress+"open/"] = form{
		body: body(row{"week_number": 1, "reason": "x"}), fields: map[string]kind{"week_number": week, "reason": values(notText, []string{`""`, `"  "`})},
		wrong: []wrongBody{{name: "a week that is open", path: "week_number", body: is(`{"week_number":9,"reason":"x"}`)}},
	}
	forms["POST "+scheduleAddress+"baseline/"] = form{
		body: body(row{"baseline_id": nil}), fields: map[string]kind{"baseline_id": integer},
		wrong: []wrongBody{
			{name: "nothing", path: "baseline_id", body: is(`{}`)},
			{name: "a state that is none", status: 404, body: is(`{"baseline_id":987654321}`)},
		},
	}
	forms["POST "+scheduleAddress+"contract/"] = form{
		body: body(row{"nomor_kontrak": "K-1", "nilai_kontrak": "1000"}),
		fields: map[string]kind{
			"nomor_kontrak": values(notText, []string{`"` + strings.Repeat("é", 201) + `"`}), "nilai_kontrak": number, "tanggal_kontrak": date, "tanggal_spmk": date, "tanggal_pho": date,
			"uang_muka_percent": number, "retensi_percent": number, "tahun_anggaran": values(notInteger, []string{`1`, `9999`}),
			"masa_pemeliharaan": values(notInteger, []string{`-1`, `99999`}), "version": integer,
		},
		wrong: []wrongBody{{name: "another version", status: 409, body: is(`{"nomor_kontrak":"K-2","version":99}`)}},
	}
}

// openAll opens all weeks of the stage's project.
func (s *stage) openAll() {
	visit := s.visit(owner, s.Project)
	view, err := s.View(s.t.Context(), visit)
	must(s.t, err)
	if view.Schedule().ClosedUntil != "" {
		_, err := s.OpenWeek(s.t.Context(), visit, 1, "uji")
		must(s.t, err)
	}
}

// evm builds the project of golden case G9: three pekerjaan of 20, 50 and 30 million.
func evm(t *testing.T) (*site, int64, []int64) {
	t.Helper()
	s := newSite(t)
	headers, err := s.CreateProjects(t.Context(), s.visit(owner, 0), []app.NewProject{{Header: rab.Header{
		Nama: "Gedung G9", SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas", TanggalMulai: "2025-01-01", TanggalSelesai: "2025-01-26",
	}}})
	must(t, err)
	id := headers[0].ID
	visit := s.visit(owner, id)
	tree, _, err := s.AppendTree(t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "K", Sub: []rab.SubInput{{Name: "S", Pekerjaan: []rab.PekerjaanInput{
		{SourceType: "custom", Uraian: "A", Satuan: "ls"}, {SourceType: "custom", Uraian: "B", Satuan: "ls"}, {SourceType: "custom", Uraian: "C", Satuan: "ls"},
	}}}}}})
	must(t, err)
	works := tree.CreatedIDs
	var volumes []rab.VolumeInput
	for i, price := range []string{"20000000", "50000000", "30000000"} {
		_, _, err := s.SaveAnalysis(t.Context(), visit, works[i], rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			{Kategori: "BHN", Kode: "B." + strconv.Itoa(i), Uraian: "Bahan " + strconv.Itoa(i), Satuan: "ls", Koefisien: some("1")},
		}})
		must(t, err)
		one := some("1")
		volumes = append(volumes, rab.VolumeInput{PekerjaanID: works[i], Quantity: &one})
		view, err := s.View(t.Context(), s.visit(owner, id))
		must(t, err)
		item, _ := view.ItemByKode("B." + strconv.Itoa(i))
		_, _, err = s.SavePrices(t.Context(), s.visit(owner, id), app.PriceSave{Items: []rab.PriceInput{{ID: item.ID, Harga: pointer(some(price))}}})
		must(t, err)
	}
	_, err = s.SavePricing(t.Context(), s.visit(owner, id), rab.PricingInput{MarkupPercent: pointer(some("0").Decimal)})
	must(t, err)
	_, _, err = s.SaveVolumes(t.Context(), s.visit(owner, id), volumes)
	must(t, err)
	return s, id, works
}

// entry is one week of golden case G9.
func entry(pekerjaan int64, week int, percent string) row {
	return row{"pekerjaan_id": pekerjaan, "week_number": week, "percent": percent}
}

// Golden case G9 over the interface of the page: plan, realisasi and cost are entered, and
// the figures of the status date follow.
func TestScheduleOfThePage(t *testing.T) {
	s, id, works := evm(t)
	a, b, c := works[0], works[1], works[2]
	web := s.as(owner)
	address := v2(id, "/schedule/")
	web.post(address+"save/", row{"mode": "planned", "cells": []any{
		entry(a, 1, "60"), entry(a, 2, "40"), entry(b, 2, "20"), entry(b, 3, "40"), entry(b, 4, "40"), entry(c, 3, "50"), entry(c, 4, "50"),
	}}).want(http.StatusOK)
	cost := func(e row, rupiah string) row { e["actual_cost"] = rupiah; return e }
	saved := web.post(address+"save/", row{"mode": "actual", "cells": []any{
		cost(entry(a, 1, "50"), "11000000"), cost(entry(a, 2, "50"), "10500000"), cost(entry(b, 2, "10"), "5500000"), entry(b, 3, "30"), entry(c, 3, "20"),
	}}).want(http.StatusOK)
	for path, want := range map[string]string{
		"footer.planned_cumulative": "[12.00 30.00 65.00 100.00]", "footer.actual_cumulative": "[10.00 25.00 46.00]", "footer.deviation": "[-2.00 -5.00 -19.00]",
		"summary.status_week": "3", "summary.spi": "0.7077", "summary.cpi": "0.9583", "summary.sv": "-19000000.00", "summary.cv": "-2000000.00",
		"summary.tcpi": "1.0385", "summary.eac": "[104347826.09 102000000.00 127621928.17]",
		"summary.earned_schedule": "2.4571", "summary.spi_time": "0.819", "summary.standing": "kritis_periode_1", "summary.warning": "merah",
		"summary.basis": "harga", "summary.baseline": "false",
		"works.0.budget": "20000000.00", "works.0.cost": "21500000.00", "works.0.over_budget": "true", "works.1.over_budget": "false", "works.2.cost": "<nil>",
	} {
		saved.wantText(path, want)
	}
	// A trial of a filling tells what would stand there, and stores nothing.
	trial := web.post(address+"fill/", row{"pekerjaan_ids": works, "from_week": 1, "to_week": 4, "way": "even", "dry_run": true}).want(http.StatusOK)
	for path, want := range map[string]string{"dry_run": "true", "updated": "12", "cells.0.planned": "18.18"} {
		trial.wantText(path, want)
	}
	web.get(address).want(http.StatusOK).wantText("works.0.cells.0.planned", "60")
	web.post(address+"contract/", row{"nilai_kontrak": "111000000", "uang_muka_percent": "20", "retensi_percent": "5"}).want(http.StatusOK).
		wantText("summary.penalty_per_day", "100000.00")
	months := web.get(address + "months/").want(http.StatusOK)
	months.wantText("payments.advance", "20000000.00")
	months.wantText("payments.months", "[map[gross:100000000.00 net:75000000.00 repayment:20000000.00 retention:5000000.00]]")
	// Everybody without prices sees the same work, weighed without money.
	s.share(id)
	seen := s.as(blind).get(address).want(http.StatusOK)
	for path, want := range map[string]string{"summary.bac": "<nil>", "summary.penalty": "<nil>", "contract.nilai_kontrak": "<nil>", "works.0.budget": "<nil>", "works.0.cost": "<nil>", "works.0.over_budget": "false", "works.0.total": "<nil>", "summary.basis": "volume"} {
		seen.wantText(path, want)
	}
	s.as(blind).get(address+"months/").want(http.StatusOK).wantText("payments", "<nil>")
	if strings.Contains(string(seen.Body), "11000000") {
		t.Error("a cost is shown to who may not see prices")
	}
}
