package exchange_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/exchange"
	"takar/internal/rab"
)

// planned is a backup of version 3 of two pekerjaan and 13 weeks (Kamis 1 January to Rabu
// 1 April 2026) with the given weeks.
func planned(weeks ...string) string {
	text := strings.Replace(written(2, plain(1, 1)), `"tanggal_mulai":"2026-01-01"`, `"tanggal_mulai":"2026-01-01","tanggal_selesai":"2026-03-29"`, 1)
	return strings.Replace(text, `"volume_formula_states":[]`, `"volume_formula_states":[],"tahap_pelaksanaan":[{"_export_id":1,"nama":"Fondasi","urutan":1}],`+
		`"pekerjaan_tahapan":[{"_tahap_ref":1,"_pekerjaan_ref":2}],"progress_weekly":[`+strings.Join(weeks, ",")+`]`, 1)
}

func weekOf(pekerjaan, week int, says string) string {
	return fmt.Sprintf(`{"_pekerjaan_ref":%d,"week_number":%d,%s}`, pekerjaan, week, says)
}

// scheduleOf tells the schedule of a project in short lines.
func scheduleOf(p *rab.Project) []string {
	var told []string
	for _, q := range p.WorkList() {
		for _, row := range p.ProgressOf(q.ID) {
			told = append(told, fmt.Sprintf("%s %d: %s %t %s %t %s %s", q.Kode, row.Week, row.Planned, row.PlannedByVolume, row.Actual, row.ActualByVolume, row.ActualCost.Indonesian(0, 2), row.Notes))
		}
	}
	for _, row := range p.TahapanMembers.All() {
		phase, _ := p.Tahapan.Get(row.TahapanID)
		q, _ := p.Pekerjaan.Get(row.PekerjaanID)
		told = append(told, phase.Nama+": "+q.Kode)
	}
	return told
}

func TestScheduleOfVersion11IsRead(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(oldFile(t)), libraryOf(10, published(t)...), exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"N.2 13: 90 false 0 false - ", "N.2 14: 0 false 5 false - ", "N.2 15: 0 false 5 false - ",
		"CUST-0007 1: 40 false 35 false - ", "CUST-0007 2: 60.01 false 0 false 1.500.000,5 ", "Tahap 1: CUST-0007",
	}
	if got := scheduleOf(backup.Project); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	said := fmt.Sprint(backup.Report.Dropped)
	for _, text := range []string{"3 tahapan otomatis", "rencana minggu 14 (10 %) melewati tanggal selesai (minggu 13), tidak diambil", "_pekerjaan_ref menunjuk"} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not said in %s", text, said)
		}
	}
}

func TestScheduleStaysOutWhenItIsNotWanted(t *testing.T) {
	for name, text := range map[string]string{"1.1": oldFile(t), "3": sample(t), "wrong in its schedule": planned(weekOf(1, 0, `"planned":"x"`))} {
		backup, err := exchange.ReadBackup([]byte(text), libraryOf(10, published(t)...), exchange.ReadOptions{WithoutSchedule: true})
		if err != nil {
			t.Fatal(err)
		}
		p := backup.Project
		if p.Progress.Len()+p.Tahapan.Len()+p.TahapanMembers.Len()+p.ScheduleSettings.Len() > 0 {
			t.Errorf("%s: %q", name, scheduleOf(p))
		}
		if !slices.ContainsFunc(backup.Report.Dropped, func(n exchange.Note) bool {
			return n.Path == "progress_weekly" && strings.Contains(n.Message, "tidak dipilih")
		}) {
			t.Errorf("%s: nothing is said in %+v", name, backup.Report.Dropped)
		}
		if strings.HasPrefix(backup.Report.Version, "3") && strings.Contains(text, "nilai_kontrak") && p.Contracts.Len() != 1 {
			t.Errorf("%s: the contract is no part of the schedule", name)
		}
	}
}

func TestOurOwnPlanBehindTheEndStaysAndIsTold(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(planned(weekOf(1, 13, `"planned":"60"`), weekOf(1, 14, `"planned":"40","actual":"1"`), weekOf(2, 15, `"actual":"3"`))), nil, exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"P.1 13: 60 false 0 false - ", "P.1 14: 40 false 1 false - ", "P.2 15: 0 false 3 false - ", "Fondasi: P.2"}
	if got := scheduleOf(backup.Project); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if r := backup.Report; r.ChangedCount != 1 || r.Changed[0].Path != "progress_weekly[1].planned" || !strings.Contains(r.Changed[0].Message, "minggu 14 (40 %)") {
		t.Errorf("%+v", r)
	}
}

func TestSchedulesThatCannotBeAreRefused(t *testing.T) {
	for name, row := range map[string]struct{ text, path, says string }{
		"a week twice":         {planned(weekOf(1, 2, `"planned":"1"`), weekOf(1, 2, `"actual":"1"`)), "progress_weekly[1].week_number", "dua kali"},
		"more than all of it":  {planned(weekOf(1, 2, `"planned":"60"`), weekOf(1, 3, `"planned":"40.02"`)), "progress_weekly[0].planned_proportion", "100,02 %"},
		"more realisasi":       {planned(weekOf(2, 2, `"actual_proportion":"60"`), weekOf(2, 3, `"actual":"40.02"`)), "progress_weekly[0].actual_proportion", "tanpa jadwal"},
		"a phase twice":        {strings.Replace(planned(), `"urutan":1}`, `"urutan":1},{"_export_id":2,"nama":" Fondasi"}`, 1), "tahap_pelaksanaan[1].nama", "dua kali"},
		"a phase backwards":    {strings.Replace(planned(), `"urutan":1}`, `"tanggal_mulai":"2026-02-01","tanggal_selesai":"2026-01-31"}`, 1), "tahap_pelaksanaan[0].tanggal_selesai", "lebih awal"},
		"a membership twice":   {strings.Replace(planned(), `"_pekerjaan_ref":2}]`, `"_pekerjaan_ref":2},{"_tahap_ref":1,"_pekerjaan_ref":2}]`, 1), "pekerjaan_tahapan[1]._pekerjaan_ref", "dua kali"},
		"a setting that is no": {strings.Replace(planned(), `"tahap_pelaksanaan"`, `"schedule_setting":[],"tahap_pelaksanaan"`, 1), "schedule_setting", "objek"},
	} {
		problems := problemsOf(t, row.text)
		if problems[0].Path != row.path || !strings.Contains(problems[0].Message, row.says) {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

// The volume of a pekerjaan may have shrunk since its plan was typed.
func TestPlanByVolumeBeyondTheVolumeIsRead(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(planned(weekOf(1, 1, `"planned":"7.125","planned_by_volume":true`), weekOf(1, 2, `"planned":"99"`))), nil, exchange.ReadOptions{})
	if err != nil || backup.Report.ChangedCount != 0 {
		t.Errorf("%+v, %v", backup, err)
	}
}

// A saved state from before there were schedules has none of their keys, and its content
// hash is what it was.
func TestProjectsWithoutAScheduleHashAsBeforeThereWereAny(t *testing.T) {
	library := libraryOf(10, published(t)...)
	p := house(t, library)
	with := string(backupOf(t, p))
	without := with
	for _, key := range []string{`"tahap_pelaksanaan": [],`, `"pekerjaan_tahapan": [],`, `"progress_weekly": [],`} {
		if !strings.Contains(without, key) {
			t.Fatalf("no %s in\n%s", key, with)
		}
		without = strings.Replace(without, "\n "+key, "", 1)
	}
	earlier, _ := restored(t, []byte(strings.Replace(without, `"include_progress": true`, `"include_progress": false`, 1)), library)
	if got := hashOf(t, earlier); got != hashOf(t, p) || got != knownHash {
		t.Errorf("hash %s", got)
	}
}

// knownHash was computed by the program before it knew schedules.
const knownHash = "7f34d8c992463eb95fbfd437541d744aa2a6f33d42335f622fc683247ec8906c"
