package dossier_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Whatever is planned and done, also after the end of the project and beyond the whole, by
// percent or volume, with or without prices: every document can be made, its rows fit their
// columns, and its formulas give what it shows.
func TestProgressOfAnyProject(t *testing.T) {
	base := newSite(t)
	rapid.Check(t, func(r *rapid.T) {
		s := &site{t: t, last: 1_000, now: base.now, Project: base.Project}
		s.change(func(d *rab.Draft) error {
			for _, item := range d.View().WorkList() {
				for week := 1; week <= 12; week++ {
					row := &rab.Progress{Meta: rab.Meta{ID: s.NextID()}, PekerjaanID: item.ID, Week: week, PlannedByVolume: rapid.Bool().Draw(r, "by volume")}
					if week <= 9 && rapid.Bool().Draw(r, "planned") {
						row.Planned = decimal.New(rapid.Int64Range(1, 40_00).Draw(r, "plan"), 2)
					}
					if rapid.Bool().Draw(r, "done") {
						row.Actual = decimal.New(rapid.Int64Range(1, 30_00).Draw(r, "realisasi"), 2)
					}
					if !row.Planned.IsZero() || !row.Actual.IsZero() {
						d.Progress.Put(row)
					}
				}
			}
			if days := rapid.IntRange(0, 100).Draw(r, "status"); days > 0 {
				setting := *rab.DefaultScheduleSetting(s.ID)
				setting.StatusDate = rab.Date("2026-01-01").AddDays(days - 1)
				d.ScheduleSettings.Put(&setting)
			}
			return nil
		})
		source := s.source(rapid.Bool().Draw(r, "prices"))
		report := rapid.SampledFrom([]dossier.ReportType{dossier.ReportRekap, dossier.ReportWeekly, dossier.ReportMonthly}).Draw(r, "report")
		period := rapid.IntRange(1, 2).Draw(r, "period")
		first := fmt.Sprintf("W%02d", rapid.IntRange(1, 9).Draw(r, "first"))
		for _, test := range []struct {
			kind    dossier.Kind
			options dossier.Options
		}{
			{dossier.LaporanKemajuan, dossier.Options{Report: report, Periods: []int{period}}},
			{dossier.JadwalPekerjaan, dossier.Options{Monthly: rapid.Bool().Draw(r, "monthly")}},
			{dossier.RekapKebutuhan, dossier.Options{Scope: schedule.RangeOf(schedule.WeeksOfProject, first, "W12"), PerPeriod: true, Market: rapid.Bool().Draw(r, "market")}},
		} {
			test.options.Format = rapid.SampledFrom([]dossier.Format{dossier.PDF, dossier.XLSX}).Draw(r, "format")
			d, err := dossier.Build(test.kind, source, test.options)
			if err != nil {
				r.Fatalf("%s: %v", test.kind, err)
			}
			dossier.Recalculate(t, d)
			bobotAddUp(r, d)
		}
		if t.Failed() {
			r.Fatal("a document is wrong")
		}
	})
}

// bobotAddUp fails unless the bobot of a time schedule are 100.
func bobotAddUp(t *rapid.T, d *document.Document) {
	for _, section := range d.Sections {
		if section.Key != "jadwal" {
			continue
		}
		sum := decimal.Zero
		for _, row := range section.Table().Rows {
			for i, column := 0, 0; row.Kind == document.Item && i < len(row.Cells); i++ {
				if section.Table().Columns[column].Key == "bobot" {
					sum = sum.Add(row.Cells[i].Number)
				}
				column += max(1, row.Cells[i].Span)
			}
		}
		if !sum.Equal(decimal.Hundred) {
			t.Fatalf("bobot add up to %s", sum)
		}
	}
}
