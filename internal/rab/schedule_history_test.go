package rab

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// timed is a project with a schedule: A is planned and partly done, B planned by volume;
// both belong to the phase Fondasi.
type timed struct {
	*builder

	a, b  *Pekerjaan
	phase *Tahapan
	p     *Project
}

func buildTimed(t testing.TB) *timed {
	x := &timed{builder: build(t)}
	x.a, x.b = x.add("A"), x.add("B")
	for _, q := range []*Pekerjaan{x.a, x.b} {
		q.Satuan = "m3"
		x.row(q, ahsp.TK, "T.1", "1", "1000")
		x.volume(q, "10")
	}
	x.phase = &Tahapan{Meta: Meta{ID: x.ids.NextID()}, UID: "fondasi", Nama: "Fondasi"}
	x.p, _ = x.after(x.project(), func(d *Draft) error {
		d.Tahapan.Put(x.phase)
		for _, q := range []*Pekerjaan{x.a, x.b} {
			d.TahapanMembers.Put(&TahapanMember{Meta: d.NewRow(), TahapanID: x.phase.ID, PekerjaanID: q.ID})
		}
		x.enter(d, x.a, 1, func(w *Progress) {
			w.Planned, w.Actual, w.ActualCost, w.Notes = decimal.FromInt(40), decimal.FromInt(35), amount("987654"), "hujan"
		})
		x.enter(d, x.a, 2, func(w *Progress) { w.Planned = decimal.FromInt(60) })
		x.enter(d, x.b, 2, func(w *Progress) { w.Planned, w.PlannedByVolume = decimal.MustParse("2.5"), true })
		return nil
	})
	return x
}

// enter changes a week of a pekerjaan.
func (x *timed) enter(d *Draft, q *Pekerjaan, week int, edit func(*Progress)) {
	next := &Progress{PekerjaanID: q.ID, Week: week}
	if old, ok := d.View().ProgressAt(q.ID, week); ok {
		*next = *old
	} else {
		next.Meta = d.NewRow()
	}
	edit(next)
	d.Progress.Put(next)
}

// scheduled is everything that a schedule holds, in words.
func scheduled(p *Project) string {
	var rows []string
	for _, q := range p.WorkList() {
		for _, w := range p.ProgressOf(q.ID) {
			rows = append(rows, fmt.Sprintf("%s %d: %s %t %s %s %s", q.Kode, w.Week, w.Planned, w.PlannedByVolume, w.Actual, w.ActualCost.Indonesian(0, 2), w.Notes))
		}
	}
	for _, m := range p.TahapanMembers.All() {
		q, _ := p.Pekerjaan.Get(m.PekerjaanID)
		phase, _ := p.Tahapan.Get(m.TahapanID)
		rows = append(rows, phase.Nama+": "+q.Kode)
	}
	return strings.Join(rows, "\n")
}

// without is the work list without a pekerjaan.
func (x *timed) without(q *Pekerjaan) func(*Draft) error {
	return func(d *Draft) error {
		tree := treeOf(d.View())
		sub := &tree.Klasifikasi[0].Sub[0]
		sub.Pekerjaan = slices.DeleteFunc(sub.Pekerjaan, func(row PekerjaanInput) bool { return *row.ID == q.ID })
		return done(d.ReplaceTree(tree))
	}
}

func TestTheScheduleGoesAndComesWithItsPekerjaan(t *testing.T) {
	x := buildTimed(t)
	effect, err := x.draft(x.p).PreviewList(ListInput{Deleted: []ListDeletion{{ID: x.a.ID}}})
	if err != nil || effect.Weeks != 2 || x.p.DeletionConsequences(nil, []int64{x.a.ID}).Weeks != 2 {
		t.Errorf("two weeks would go: %+v, %v", effect, err)
	}
	gone, changes := x.after(x.p, x.without(x.a))
	if got := scheduled(gone); got != "B 2: 2.5 true 0 - \nFondasi: B" {
		t.Errorf("left\n%s", got)
	}
	if broken := gone.Integrity(); len(broken) > 0 {
		t.Errorf("broken: %v", broken)
	}
	groups := DeletedGroups(changes)
	if len(groups) != 1 || groups[0].Kind != TrashPekerjaan || groups[0].ID != x.a.ID {
		t.Fatalf("the trash offers %+v", groups)
	}
	if TouchesPrices(changes) {
		t.Error("whoever may change the work list may not turn back what they deleted")
	}
	back, _ := x.after(gone, func(d *Draft) error { return d.RestoreDeleted(changes, groups[0].Key) })
	if got, want := scheduled(back), scheduled(x.p); got != want {
		t.Errorf("restored\n%s\nwant\n%s", got, want)
	}
	if text := difference(back, x.p); text != "" {
		t.Errorf("restored: %s", text)
	}
	undone, again := x.undo(gone, changes)
	if text := difference(undone, x.p); text != "" {
		t.Errorf("undone: %s", text)
	}
	redone, _ := x.undo(undone, again)
	if text := difference(redone, gone); text != "" {
		t.Errorf("done again: %s", text)
	}
	// Of a phase that was deleted meanwhile nobody is a member.
	bare, phases := x.after(gone, func(d *Draft) error {
		d.Tahapan.Delete(x.phase.ID)
		for _, m := range gone.TahapanMembers.All() {
			d.TahapanMembers.Delete(m.ID)
		}
		return nil
	})
	if groups := DeletedGroups(phases); len(groups) != 1 || groups[0].Kind != TrashTahapan || groups[0].Name != "Fondasi" {
		t.Errorf("the trash offers %+v", groups)
	}
	back, _ = x.after(bare, func(d *Draft) error { return d.RestoreDeleted(changes, groups[0].Key) })
	if back.TahapanMembers.Len() != 0 || back.Progress.Len() != 3 {
		t.Errorf("restored without its phase\n%s", scheduled(back))
	}
}

// Choosing another analysis for a pekerjaan leaves its plan, its realisasi and its phases.
func TestAnotherSourceLeavesTheSchedule(t *testing.T) {
	x := buildTimed(t)
	analysis := x.ref.add("R.1")
	x.ref.component(analysis, ahsp.BHN, "B.1", "2")
	for _, rule := range []VolumeRule{VolumeClears, VolumeStays, VolumeIsEmptied} {
		for _, source := range []string{"ref", "ref_modified"} {
			next, _ := x.after(x.p, func(d *Draft) error {
				return done(d.ChangeList(ListInput{Changes: []ListChange{{ID: &x.a.ID, SourceType: source, RefID: &analysis.ID, Volume: rule}}}))
			})
			if row, _ := next.Pekerjaan.Get(x.a.ID); string(row.SourceType) != source {
				t.Fatalf("the source is %s", row.SourceType)
			}
			if got, want := strings.ReplaceAll(scheduled(next), "R.1", "A"), scheduled(x.p); !strings.HasSuffix(got, "Fondasi: B") || next.Progress.Len() != 3 ||
				next.TahapanMembers.Len() != 2 {
				t.Errorf("%s, %q: the schedule is\n%s\nwas\n%s", source, rule, got, want)
			}
			for week := 1; week <= 2; week++ {
				old, _ := x.p.ProgressAt(x.a.ID, week)
				now, ok := next.ProgressAt(x.a.ID, week)
				if !ok || *now != *old {
					t.Errorf("%s, %q: week %d is %+v, was %+v", source, rule, week, now, old)
				}
			}
		}
	}
}

// Every sentence of the history is one that people can read, and names no money.
func TestTheHistoryTellsOfTheSchedule(t *testing.T) {
	x := buildTimed(t)
	enter := func(edits ...func(d *Draft)) func(*Draft) error {
		return func(d *Draft) error {
			for _, edit := range edits {
				edit(d)
			}
			return nil
		}
	}
	week := func(q *Pekerjaan, number int, edit func(*Progress)) func(*Draft) {
		return func(d *Draft) { x.enter(d, q, number, edit) }
	}
	setting := func(edit func(*ScheduleSetting)) func(*Draft) error {
		return func(d *Draft) error {
			next := *d.View().Schedule()
			edit(&next)
			d.ScheduleSettings.Put(&next)
			return nil
		}
	}
	member := x.p.TahapanMembers.All()[0]
	closed, _ := x.after(x.p, setting(func(s *ScheduleSetting) { s.ClosedUntil = "2026-01-18" })) // three weeks
	emptied, cleared := x.after(x.p, enter(week(x.a, 2, func(w *Progress) { w.Planned = decimal.Zero })))
	_ = cleared
	tests := []struct {
		name    string
		p       *Project
		command func(*Draft) error
		want    string
	}{
		{"a plan", x.p, enter(week(x.b, 3, func(w *Progress) { w.Planned, w.PlannedByVolume = decimal.MustParse("1.25"), true })), "Rencana 1 minggu diisi: B Pekerjaan B minggu 3 (rencana 1,25 m3)"},
		{"another plan", x.p, enter(
			week(x.a, 1, func(w *Progress) { w.Planned = decimal.FromInt(45) }),
			week(x.b, 2, func(w *Progress) { w.Planned, w.PlannedByVolume = decimal.FromInt(30), false }),
		), "Rencana 2 minggu diubah: A Pekerjaan A minggu 1 (rencana 40% → 45%), B Pekerjaan B minggu 2 (rencana 2,5 m3 → 30%)"},
		{
			"realisasi, cost and note", x.p, enter(week(x.a, 1, func(w *Progress) { w.Actual, w.ActualCost, w.Notes = decimal.FromInt(38), amount("1234567"), "terang" })),
			"Realisasi, biaya dan catatan 1 minggu diubah: A Pekerjaan A minggu 1 (realisasi 35% → 38%, biaya, catatan)",
		},
		{"emptied", x.p, enter(week(x.a, 2, func(w *Progress) { w.Planned = decimal.Zero })), "Rencana 1 minggu dikosongkan: A Pekerjaan A minggu 2 (rencana 60% → 0%)"},
		{"filled again", emptied, enter(week(x.a, 2, func(w *Progress) { w.Planned = decimal.FromInt(60) })), "Rencana 1 minggu diisi: A Pekerjaan A minggu 2 (rencana 60%)"},
		{"many", x.p, enter(func(d *Draft) {
			for number := 3; number < 15; number++ {
				x.enter(d, x.a, number, func(w *Progress) { w.Planned = decimal.One })
			}
		}), "Rencana 12 minggu diisi: A Pekerjaan A minggu 3 (rencana 1%), A Pekerjaan A minggu 4 (rencana 1%), A Pekerjaan A minggu 5 (rencana 1%), dan 9 lainnya"},
		{"with its pekerjaan", x.p, x.without(x.b), "Jadwal 1 minggu dihapus bersama pekerjaannya: B Pekerjaan B minggu 2 (rencana 2,5 m3 → 0%)"},
		{"out of a phase", x.p, enter(func(d *Draft) { d.TahapanMembers.Delete(member.ID) }), "1 pekerjaan dikeluarkan dari tahapan: A Pekerjaan A (Fondasi)"},
		{"a phase", x.p, enter(func(d *Draft) { d.Tahapan.Put(&Tahapan{Meta: d.NewRow(), Nama: "Atap"}) }), "1 tahapan ditambahkan: Atap"},
		{"closing", x.p, setting(func(s *ScheduleSetting) { s.ClosedUntil = "2026-01-04" }), "Minggu 1 ditutup"},
		{"closing more", closed, setting(func(s *ScheduleSetting) { s.ClosedUntil = "2026-02-01" }), "Minggu 4 sampai 5 ditutup"},
		{"opening", closed, setting(func(s *ScheduleSetting) { s.ClosedUntil, s.OpenedNote = "2026-01-04", "salah catat" }), "Minggu 2 sampai 3 dibuka: salah catat"},
		{"opening all", closed, setting(func(s *ScheduleSetting) { s.ClosedUntil, s.OpenedNote = "", "salah catat" }), "Minggu 1 sampai 3 dibuka: salah catat"},
		{"a first setting", x.p, setting(func(s *ScheduleSetting) { s.OffWeekdays, s.Holidays = "56", "2026-03-20 Nyepi" }), "Pengaturan jadwal diubah: hari libur mingguan, hari libur"},
		{"a contract", x.p, enter(func(d *Draft) {
			d.Contracts.Put(&Contract{Meta: Meta{ID: projectID}, NomorKontrak: "1/SPK", NilaiKontrak: amount("123456789")})
		}), "Data kontrak diubah: nomor kontrak, nilai kontrak"},
	}
	for _, test := range tests {
		after, changes := x.after(test.p, test.command)
		var told []string
		for _, entry := range AuditEntries(test.p, after, changes, nil) {
			told = append(told, entry.Summary)
			for _, money := range []string{"987654", "987.654", "1234567", "1.234.567", "123456789", "123.456.789"} {
				if strings.Contains(entry.Summary, money) {
					t.Errorf("%s: %q names money", test.name, entry.Summary)
				}
			}
		}
		if !slices.Contains(told, test.want) {
			t.Errorf("%s: told %q\nwant %q", test.name, told, test.want)
		}
		if undone, _ := x.undo(after, changes); difference(undone, test.p) != "" {
			t.Errorf("%s: undone: %s", test.name, difference(undone, test.p))
		}
	}
}

func TestTheScheduleHidesItsMoney(t *testing.T) {
	x := buildTimed(t)
	p, _ := x.after(x.p, func(d *Draft) error {
		d.Contracts.Put(&Contract{Meta: Meta{ID: projectID}, NomorKontrak: "1/SPK", NilaiKontrak: amount("123456789")})
		return nil
	})
	blind := p.WithoutPrices()
	if week, _ := blind.ProgressAt(x.a.ID, 1); week.ActualCost.Valid || !week.Actual.Equal(decimal.FromInt(35)) || week.Notes != "hujan" {
		t.Errorf("the week shows %+v", week)
	}
	if c := blind.Contract(); c.NilaiKontrak.Valid || c.NomorKontrak != "1/SPK" {
		t.Errorf("the contract shows %+v", c)
	}
	week, _ := p.ProgressAt(x.a.ID, 1)
	conflict := &Conflict{Rows: []ConflictRow{{Current: week, Yours: week}, {Current: p.Contract(), Yours: p.Contract()}}}
	conflict.HidePrices()
	shown, err := json.Marshal(conflict.Rows)
	if err != nil || strings.Contains(string(shown), "987654") || strings.Contains(string(shown), "123456789") || !strings.Contains(string(shown), "hujan") {
		t.Errorf("a conflict shows %s, %v", shown, err)
	}
	if !week.ActualCost.Valid || !p.Contract().NilaiKontrak.Valid {
		t.Error("the rows themselves were changed")
	}
}
