package api

import (
	"net/http"
	"slices"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// scheduleSaved answers every command of the page of the schedule: the pekerjaan that it was
// about as they are now, and what follows for the whole.
type scheduleSaved struct {
	written

	Works    []scheduleWork  `json:"works"`
	Timeline scheduleTime    `json:"timeline"`
	Footer   scheduleFooter  `json:"footer"`
	Summary  scheduleSummary `json:"summary"`
	Charts   scheduleCharts  `json:"charts"`
	Setting  scheduleSetting `json:"setting"`
	Contract contractAnswer  `json:"contract"`
}

// saveSchedule reads {mode, cells: [{pekerjaan_id, week_number, percent | volume, actual_cost,
// notes, was: {percent | volume}, was_actual_cost, was_notes}]}. A key that is absent stays; null clears.
func saveSchedule(r *serve.Request) error {
	rows, body, err := r.ListOf("cells")
	if err != nil {
		return err
	}
	mode := schedule.Mode(body.Text("mode"))
	if mode != schedule.Planned && mode != schedule.Actual {
		body.Bad("mode", "isi planned atau actual")
	}
	if len(rows) == 0 {
		body.Bad("cells", "kirim sedikitnya satu isian")
	}
	entries := rowsOf(rows, func(row *serve.Object) schedule.Entry { return scheduleEntry(row, mode) })
	if err := body.Err(); err != nil {
		return err
	}
	saved, done, err := r.App.SaveProgress(r.HTTP.Context(), r.Visit, entries)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, savedWorks(saved))
}

func scheduleEntry(row *serve.Object, mode schedule.Mode) schedule.Entry {
	e := schedule.Entry{
		Path: row.Path, PekerjaanID: row.Int("pekerjaan_id"), Week: int(row.Int("week_number")), Mode: mode,
		Amount: typedAmount(row), Notes: row.OptionalText("notes"), WasNotes: row.OptionalText("was_notes"),
	}
	if row.Has("actual_cost") || row.Has("actual_cost_text") {
		cost := row.Decimal("actual_cost", decimal.Anggaran)
		e.Cost = &cost
	}
	if row.Has("was_actual_cost") {
		cost := row.Decimal("was_actual_cost", decimal.Anggaran)
		e.WasCost = &cost
	}
	if was := row.Child("was"); was != nil {
		e.Was = typedAmount(was)
	}
	return e
}

// typedAmount reads percent or volume; null is nothing.
func typedAmount(o *serve.Object) *schedule.Typed {
	switch {
	case o.Has("volume") || o.Has("volume_text"):
		return &schedule.Typed{Value: o.Decimal("volume", decimal.Volume).OrZero(), ByVolume: true}
	case o.Has("percent") || o.Has("percent_text"):
		return &schedule.Typed{Value: o.Decimal("percent", decimal.Persen).OrZero()}
	}
	return nil
}

func savedWorks(saved []schedule.Saved) []int64 {
	seen := map[int64]bool{}
	var ids []int64
	for _, s := range saved {
		if id := s.Row.PekerjaanID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// sendSchedule answers a command with the schedule after it, as the visitor may see it.
func sendSchedule(r *serve.Request, done *app.Done, pekerjaan []int64) error {
	told := writtenBy(r, done)
	visit := *r.Visit
	visit.Revision = done.Revision
	view, err := r.App.View(r.HTTP.Context(), &visit)
	if err != nil {
		return err
	}
	analysis, err := r.App.Analysis(r.HTTP.Context(), view)
	if err != nil {
		return err
	}
	answer := scheduleSaved{
		written: told, Works: []scheduleWork{}, Timeline: scheduleTimeOf(analysis), Footer: scheduleFooterOf(analysis),
		Summary: scheduleSummaryOf(analysis), Charts: scheduleChartsOf(analysis), Setting: scheduleSettingOf(view.Schedule()), Contract: contractAnswerOf(view.Contract()),
	}
	wanted := make(map[int64]bool, len(pekerjaan))
	for _, id := range pekerjaan {
		wanted[id] = true
	}
	for i := range analysis.Works {
		if wanted[analysis.Works[i].ID] {
			answer.Works = append(answer.Works, scheduleWorkOf(view, &analysis.Works[i]))
		}
	}
	return r.Send(http.StatusOK, answer)
}

// scheduleTrial tells what a filling would save, without saving it.
type scheduleTrial struct {
	okay

	DryRun  bool                `json:"dry_run"`
	Updated int                 `json:"updated"` // weeks of pekerjaan that would change
	Cells   []scheduleTrialCell `json:"cells"`   // of the first pekerjaan that would change
}

type scheduleTrialCell struct {
	PekerjaanID int64          `json:"pekerjaan_id"`
	Week        int            `json:"week"`
	Planned     decimal.Number `json:"planned"` // percent
}

// trialPekerjaan is how many pekerjaan a trial shows.
const trialPekerjaan = 5

func scheduleTrialOf(saved []schedule.Saved) *scheduleTrial {
	trial := &scheduleTrial{okay: yes, DryRun: true, Updated: len(saved), Cells: []scheduleTrialCell{}}
	shown := savedWorks(saved)
	shown = shown[:min(len(shown), trialPekerjaan)]
	for _, s := range saved {
		if slices.Contains(shown, s.Row.PekerjaanID) {
			trial.Cells = append(trial.Cells, scheduleTrialCell{s.Row.PekerjaanID, s.Row.Week, number(s.Row.Planned)})
		}
	}
	return trial
}

// fillSchedule reads {pekerjaan_ids, from_week, to_week, way, dry_run}. Shares are typed as
// percent, so that what a trial tells of them is what stands there afterwards.
func fillSchedule(r *serve.Request) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	fill := schedule.Fill{
		Pekerjaan: o.IDs("pekerjaan_ids"), From: int(o.Int("from_week")), To: int(o.Int("to_week")), Way: schedule.Shape(o.Text("way")),
	}
	dryRun := o.Bool("dry_run", false)
	if err := o.Err(); err != nil {
		return err
	}
	if dryRun {
		saved, err := r.App.PreviewFill(r.HTTP.Context(), r.Visit, fill)
		if err != nil {
			return err
		}
		return r.Send(http.StatusOK, scheduleTrialOf(saved))
	}
	_, done, err := r.App.FillProgress(r.HTTP.Context(), r.Visit, fill)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, fill.Pekerjaan)
}

// saveScheduleSetting changes the keys that are present.
func saveScheduleSetting(r *serve.Request) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	version := o.OptionalInt("version")
	edit := settingEdit(o)
	if err := o.Err(); err != nil {
		return err
	}
	done, err := r.App.EditSchedule(r.HTTP.Context(), r.Visit, edit, version)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, nil)
}

// settingEdit reads the change that a request asks for.
func settingEdit(o *serve.Object) func(*rab.ScheduleSetting) {
	asked := rab.ScheduleSetting{
		StatusDate: rab.Date(o.Text("status_date")), OffWeekdays: o.Text("off_weekdays"), Holidays: o.Text("holidays"),
		BudgetYearEnd: rab.Date(o.Text("budget_year_end")),
	}
	limits := map[string]decimal.Null{}
	for _, name := range []string{"critical_from", "critical_first", "critical_second", "yellow_first", "red_first", "yellow_second", "red_second"} {
		limits[name] = o.Decimal(name, decimal.Poin)
	}
	return func(s *rab.ScheduleSetting) {
		for _, field := range []struct {
			name string
			set  func()
		}{
			{"status_date", func() { s.StatusDate = asked.StatusDate }},
			{"off_weekdays", func() { s.OffWeekdays = asked.OffWeekdays }},
			{"holidays", func() { s.Holidays = asked.Holidays }},
			{"budget_year_end", func() { s.BudgetYearEnd = asked.BudgetYearEnd }},
		} {
			if o.Has(field.name) {
				field.set()
			}
		}
		for name, target := range map[string]*decimal.Decimal{
			"critical_from": &s.CriticalFrom, "critical_first": &s.CriticalFirst, "critical_second": &s.CriticalSecond,
			"yellow_first": &s.YellowFirst, "red_first": &s.RedFirst, "yellow_second": &s.YellowSecond, "red_second": &s.RedSecond,
		} {
			if limits[name].Valid {
				*target = limits[name].Decimal
			}
		}
	}
}

func closeWeek(r *serve.Request) error {
	return weekCommand(r, func(_ *serve.Object, week int) (*app.Done, error) {
		return r.App.CloseWeek(r.HTTP.Context(), r.Visit, week)
	})
}

func openWeek(r *serve.Request) error {
	return weekCommand(r, func(o *serve.Object, week int) (*app.Done, error) {
		return r.App.OpenWeek(r.HTTP.Context(), r.Visit, week, o.Text("reason"))
	})
}

// weekCommand reads {week_number}.
func weekCommand(r *serve.Request, act func(o *serve.Object, week int) (*app.Done, error)) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	week := int(o.Int("week_number"))
	if err := o.Err(); err != nil {
		return err
	}
	done, err := act(o, week)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, nil)
}

// setBaseline reads {baseline_id}: a saved state of the project, or null for none.
func setBaseline(r *serve.Request) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	if !o.Has("baseline_id") {
		o.Bad("baseline_id", "kirim id revisi, atau null untuk tanpa rencana kontrak")
	}
	id := o.OptionalInt("baseline_id")
	if err := o.Err(); err != nil {
		return err
	}
	done, err := r.App.SetBaseline(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, nil)
}

// saveContract changes the keys that are present; null clears.
func saveContract(r *serve.Request) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	version := o.OptionalInt("version")
	edit := contractEdit(o)
	if err := o.Err(); err != nil {
		return err
	}
	done, err := r.App.EditContract(r.HTTP.Context(), r.Visit, edit, version)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, nil)
}

func contractEdit(o *serve.Object) func(*rab.Contract) {
	asked := rab.Contract{
		NomorKontrak: o.Text("nomor_kontrak"), TanggalKontrak: rab.Date(o.Text("tanggal_kontrak")), TanggalSPMK: rab.Date(o.Text("tanggal_spmk")),
		NilaiKontrak: o.Decimal("nilai_kontrak", decimal.Anggaran), TanggalPHO: rab.Date(o.Text("tanggal_pho")),
		UangMukaPercent: o.Decimal("uang_muka_percent", decimal.Persen), RetensiPercent: o.Decimal("retensi_percent", decimal.Persen),
	}
	year, days := o.OptionalInt("tahun_anggaran"), o.OptionalInt("masa_pemeliharaan")
	return func(c *rab.Contract) {
		for _, field := range []struct {
			name string
			set  func()
		}{
			{"nomor_kontrak", func() { c.NomorKontrak = asked.NomorKontrak }},
			{"tanggal_kontrak", func() { c.TanggalKontrak = asked.TanggalKontrak }},
			{"tanggal_spmk", func() { c.TanggalSPMK = asked.TanggalSPMK }},
			{"tanggal_pho", func() { c.TanggalPHO = asked.TanggalPHO }},
			{"uang_muka_percent", func() { c.UangMukaPercent = asked.UangMukaPercent }},
			{"retensi_percent", func() { c.RetensiPercent = asked.RetensiPercent }},
			{"nilai_kontrak", func() { c.NilaiKontrak = asked.NilaiKontrak }},
			{"tahun_anggaran", func() { c.TahunAnggaran = whole(year) }},
			{"masa_pemeliharaan", func() { c.MasaPemeliharaan = whole(days) }},
		} {
			if o.Has(field.name) || o.Has(field.name+"_text") {
				field.set()
			}
		}
	}
}

// whole is a number that may be absent, which counts as 0.
func whole(n *int64) int {
	if n == nil {
		return 0
	}
	return int(*n)
}
