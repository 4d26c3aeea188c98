package api_test

import (
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// scheduled makes a project of n pekerjaan × 10 components over 156 weeks, each planned in
// 12 of them and done in 4.
func (s *site) scheduled(n int) (project int64, pekerjaan []int64) {
	s.t.Helper()
	project, pekerjaan = s.estimate(n)
	_, _, err := s.EditProject(s.t.Context(), s.visit(owner, project), app.ProjectEdit{Edit: func(h *rab.Header) {
		h.TanggalMulai, h.TanggalSelesai = "2024-01-01", "2026-12-27"
	}})
	must(s.t, err)
	var entries []schedule.Entry
	for i, id := range pekerjaan {
		first := 1 + i%140
		for j := range 12 {
			amount := decimal.New(int64(700+j*20), 2)
			entries = append(entries, schedule.Entry{PekerjaanID: id, Week: first + j, Mode: schedule.Planned, Amount: &schedule.Typed{Value: amount}})
			if j < 4 {
				done := schedule.Typed{Value: amount}
				entries = append(entries, schedule.Entry{PekerjaanID: id, Week: first + j, Mode: schedule.Actual, Amount: &done})
			}
		}
	}
	_, _, err = s.SaveProgress(s.t.Context(), s.visit(owner, project), entries)
	must(s.t, err)
	return project, pekerjaan
}

// BenchmarkScheduleAfterAnEdit enters realisasi of one week among 1,000 pekerjaan × 12 weeks
// and reads the whole schedule anew (limit: 250 ms).
func BenchmarkScheduleAfterAnEdit(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.scheduled(1000)
	path := v2(project, "/schedule/")
	plain := s.as(owner).read(path, "identity")
	n := 0
	for b.Loop() {
		n++
		amount := schedule.Typed{Value: decimal.FromInt(int64(n % 50))}
		_, _, err := s.SaveProgress(b.Context(), s.visit(owner, project), []schedule.Entry{{PekerjaanID: pekerjaan[7], Week: 150, Mode: schedule.Actual, Amount: &amount}})
		must(b, err)
		s.as(owner).read(path, "gzip")
	}
	b.ReportMetric(float64(plain)/1024, "KiB/plain")
}

// BenchmarkScheduleEdit enters realisasi of one week over the interface of the page (limit:
// 200 ms).
func BenchmarkScheduleEdit(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.scheduled(1000)
	path := v2(project, "/schedule/save/")
	web := s.as(owner)
	n := 0
	for b.Loop() {
		n++
		web.post(path, row{"mode": "actual", "cells": []any{row{"pekerjaan_id": pekerjaan[7], "week_number": 150, "percent": n % 50}}}).want(200)
	}
}

// BenchmarkScheduleWarm reads the whole schedule as it is kept (limit: 2 ms).
func BenchmarkScheduleWarm(b *testing.B) {
	s := newSite(b)
	project, _ := s.scheduled(1000)
	path := v2(project, "/schedule/")
	packed := s.as(owner).read(path, "gzip")
	for b.Loop() {
		s.as(owner).read(path, "gzip")
	}
	b.ReportMetric(float64(packed)/1024, "KiB/gzip")
}

// BenchmarkAnalysis reckons the schedule of 1,000 pekerjaan × 12 weeks over 156 (limit: 60 ms).
func BenchmarkAnalysis(b *testing.B) {
	s := newSite(b)
	project, _ := s.scheduled(1000)
	view, err := s.View(b.Context(), s.visit(owner, project))
	must(b, err)
	view.Figures()
	for b.Loop() {
		plan, err := schedule.NewPlan(view.Project)
		must(b, err)
		schedule.NewAnalysis(plan, nil).Footer()
	}
}
