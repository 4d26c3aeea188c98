package rab

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
)

// told writes the differences over time, one a line.
func (c *ComparedSchedule) told() string {
	var lines []string
	span := func(s WorkSpan) string { return fmt.Sprintf("%s%% %d-%d", s.Percent.Round(2), s.First, s.Last) }
	for _, w := range c.Works {
		shown := w.After
		if shown == nil {
			shown = w.Before
		}
		lines = append(lines, fmt.Sprintf("%s, %d weeks: plan %s → %s, done %s → %s, cost %s → %s", shown.Kode, w.Weeks, span(w.PlanBefore), span(w.PlanAfter),
			span(w.ActualBefore), span(w.ActualAfter), w.CostBefore.Indonesian(0, 2), w.CostAfter.Indonesian(0, 2)))
	}
	for _, p := range c.Phases {
		lines = append(lines, fmt.Sprintf("%s: %t → %t, %d → %d, moved %t", p.Name(), p.Before != nil, p.After != nil, p.MembersBefore, p.MembersAfter, p.Moved))
	}
	for _, list := range [][]ComparedSetting{c.Settings, c.Contract} {
		for _, s := range list {
			lines = append(lines, fmt.Sprintf("%s: %q → %q", s.Field, s.Before, s.After))
		}
	}
	return strings.Join(lines, "\n")
}

func TestComparisonTellsWhatDiffersOverTime(t *testing.T) {
	x := buildTimed(t)
	if c := Compare(x.p, x.p); !c.Same() || c.Schedule.told() != "" {
		t.Errorf("a state differs from itself: %s", c.Schedule.told())
	}
	next, _ := x.after(x.p, func(d *Draft) error {
		x.enter(d, x.a, 1, func(w *Progress) { w.Actual, w.ActualCost = decimal.FromInt(38), decimal.Null{} })
		x.enter(d, x.a, 2, func(w *Progress) { w.Planned = decimal.Zero })
		x.enter(d, x.a, 5, func(w *Progress) { w.Planned = decimal.FromInt(60) })
		x.enter(d, x.b, 9, func(*Progress) {}) // a week that says nothing
		for _, m := range x.p.TahapanMembers.All() {
			if m.PekerjaanID == x.b.ID {
				d.TahapanMembers.Delete(m.ID)
			}
		}
		d.Tahapan.Put(&Tahapan{Meta: d.NewRow(), UID: "atap", Nama: "Atap"})
		setting := *x.p.Schedule()
		setting.Holidays, setting.ClosedUntil, setting.BaselineID, setting.OpenedNote = "2026-03-20 Nyepi", "2026-01-04", pointer(int64(7)), "x"
		d.ScheduleSettings.Put(&setting)
		d.Contracts.Put(&Contract{Meta: Meta{ID: projectID}, NomorKontrak: "1/SPK", NilaiKontrak: amount("1500.5"), TanggalSPMK: "2026-01-05"})
		header := *d.View().Header()
		header.TanggalSelesai, header.WeekStartDay = "2027-01-31", 6
		d.Headers.Put(&header)
		return nil
	})
	want := strings.TrimSpace(`
A, 3 weeks: plan 100% 1-2 → 100% 1-5, done 35% 1-1 → 38% 1-1, cost 987.654 → -
Atap: false → true, 0 → 0, moved false
Fondasi: true → true, 2 → 1, moved true
tanggal_selesai: "2026-12-31" → "2027-01-31"
week_start_day: "0" → "6"
closed_until: "" → "2026-01-04"
holidays: "" → "2026-03-20 Nyepi"
nomor_kontrak: "" → "1/SPK"
tanggal_spmk: "" → "2026-01-05"
nilai_kontrak: "" → "1500.5"`)
	c := Compare(x.p, next)
	if got := c.Schedule.told(); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
	if len(c.Steps) != 0 || c.Same() {
		t.Errorf("the schedule moves money: %+v", c.Steps)
	}
	if blind := Compare(x.p.WithoutPrices(), next.WithoutPrices()).Schedule.told(); strings.Contains(blind, "987.654") || strings.Contains(blind, "1500.5") {
		t.Errorf("without the right to prices it tells\n%s", blind)
	}
	gone, _ := x.after(next, x.without(x.a))
	if got := Compare(next, gone).Schedule.told(); !strings.HasPrefix(got, "A, 2 weeks: plan 100% 1-5 → 0% 0-0, done 38% 1-1 → 0% 0-0") {
		t.Errorf("a pekerjaan that is gone: %s", got)
	}
}
