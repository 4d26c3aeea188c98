package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// progress enters percents of weeks, the first of which is week 1.
func (s *site) progress(c *client, project, pekerjaan int64, mode schedule.Mode, percents ...string) {
	s.t.Helper()
	var entries []schedule.Entry
	for i, percent := range percents {
		amount := schedule.Typed{Value: decimal.MustParse(percent)}
		entries = append(entries, schedule.Entry{Path: fmt.Sprintf("cells[%d]", i), PekerjaanID: pekerjaan, Week: i + 1, Mode: mode, Amount: &amount})
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
}

// What each of the people of a project may do with its schedule, and see of it, stands on the
// page before any script has run.
func TestSchedulePageForEveryone(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	project := s.project(c, "Gudang")
	empty := c.get(schedulePath(project))
	empty.holds(t, "Belum ada pekerjaan di proyek ini.", "Susun daftar pekerjaan")
	empty.lacks(t, "data-sheet", "data-jadwal-tab")

	ids := s.fill(c, project, work{uraian: "Galian", koefisien: "1", price: "1000", volume: "4"}, work{uraian: "Urugan", koefisien: "1", price: "3000", volume: "4"})
	c.get(schedulePath(project)).holds(t, "Belum ada rencana.", "Isi rencana", "50 minggu")
	s.progress(c, project, ids[0], schedule.Planned, "60", "40")
	s.progress(c, project, ids[1], schedule.Planned, "0", "50.5")
	s.progress(c, project, ids[0], schedule.Actual, "30")
	must(t, s.Share(t.Context(), s.visit(c, project), editor, "editor", true))
	must(t, s.Share(t.Context(), s.visit(c, project), reader, "reader", true))
	must(t, s.Share(t.Context(), s.visit(c, project), blind, "reader", false))

	tools := []string{`data-do="fill"`, `data-do="close"`, `data-do="setting"`, `data-do="baseline"`, "data-fill-dialog", "data-writable"}
	money := []string{"Bobot (%)", `data-value="cost"`, "25,00", "data-prices"}
	for name, want := range map[string]struct{ tools, money, contract bool }{
		owner: {true, true, true}, editor: {true, true, true}, reader: {false, true, false}, blind: {},
	} {
		page := s.as(name).get(schedulePath(project))
		page.holds(t, "Jadwal Pekerjaan", "Galian", "100", "50,5", "49,5", `data-jadwal-tab="gantt"`, "data-jadwal-cards", "minggu 1, 11 Januari 2026")
		check := func(there bool, texts []string) {
			if there {
				page.holds(t, texts...)
				return
			}
			page.lacks(t, texts...)
		}
		check(want.tools, tools)
		check(want.money, money)
		check(want.contract, []string{`data-do="contract"`})
		check(!want.money, []string{"Harga tidak diketahui, jadi kurva dan kumulatif dihitung menurut volume."})
		check(want.money, []string{"−7,50%"}) // 30 % of a quarter was done, 60 % of it planned
	}
	if got := s.as(stranger).get(schedulePath(project)).status; got != http.StatusNotFound {
		t.Errorf("a stranger: %d", got)
	}

	_, err := s.SetArchived(t.Context(), s.visit(c, project), true)
	must(t, err)
	archived := c.get(schedulePath(project))
	archived.holds(t, "Proyek ini diarsipkan", "Hanya dibaca", "Galian")
	archived.lacks(t, tools...)
}

// A project whose dates give no schedule says so, and where they are mended.
func TestScheduleWithoutUsableDates(t *testing.T) {
	s := newSite(t)
	c := s.as(owner)
	long := header("Sangat lama")
	long.TanggalSelesai = "2040-12-31"
	headers, err := s.CreateProjects(t.Context(), s.visit(c, 0), []app.NewProject{{Header: long}})
	must(t, err)
	s.fill(c, headers[0].ID, work{uraian: "Galian"})
	page := c.get(schedulePath(headers[0].ID))
	page.holds(t, "530 minggu", "Lengkapi tanggal", fmt.Sprintf("/dashboard/project/%d/edit/", headers[0].ID))
	page.lacks(t, "data-sheet")
}

// large makes a project of 1,000 pekerjaan over so many weeks, 12 of them planned each.
func (s *site) large(c *client, weeks int) int64 {
	s.t.Helper()
	const count = 1000
	big := header("Besar")
	big.TanggalMulai, big.TanggalSelesai = "2024-01-01", rab.DateOf(rab.Date("2024-01-01").Time().AddDate(0, 0, 7*weeks-1))
	headers, err := s.CreateProjects(s.t.Context(), s.visit(c, 0), []app.NewProject{{Header: big}})
	must(s.t, err)
	project := headers[0].ID
	list := make([]work, count)
	for i := range list {
		list[i].uraian = fmt.Sprintf("Pekerjaan %d", i)
	}
	ids := s.fill(c, project, list...)
	volume := decimal.Some(decimal.MustParse("100"))
	volumes := make([]rab.VolumeInput, count)
	var entries []schedule.Entry
	for i, id := range ids {
		volumes[i] = rab.VolumeInput{PekerjaanID: id, Quantity: &volume}
		for week := range 12 {
			entries = append(entries, schedule.Entry{
				PekerjaanID: id, Week: 1 + (i*weeks/count+week)%weeks, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(int64(week%8 + 1))},
			})
		}
	}
	_, _, err = s.SaveVolumes(s.t.Context(), s.visit(c, project), volumes)
	must(s.t, err)
	_, _, err = s.SaveProgress(s.t.Context(), s.visit(c, project), entries)
	must(s.t, err)
	return project
}
