package schedule

import "takar/internal/rab"

// SetPhases says which phases a project has besides those made by hand. Nobody's plan and
// realisasi change by it.
func SetPhases(d *rab.Draft, mode rab.TahapanMode) error {
	view := d.View()
	if _, err := TimelineOf(view.Header()); err != nil && mode != rab.TahapanCustom {
		return rab.Refuse("mode", "Tahapan belum dapat dibuat: %s. Lengkapi di Data Proyek.", err)
	}
	next := *view.Schedule()
	if next.TahapanMode != mode {
		next.TahapanMode = mode
		d.ScheduleSettings.Put(&next)
	}
	return nil
}
