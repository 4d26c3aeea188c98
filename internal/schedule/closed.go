package schedule

import "takar/internal/rab"

// KeepsClosed refuses a draft that changes, adds or removes weeks that are closed, of
// pekerjaan that were there before and still are, or moves their days (rulings F35). Commands that enter weeks
// judge theirs as they come; this is for those that turn earlier commands back.
func KeepsClosed(d *rab.Draft) error {
	base := d.Base()
	line, err := TimelineOf(base.Header())
	if err != nil {
		return nil //nolint:nilerr // a project without dates has no weeks
	}
	closed := line.closed(base.Schedule().ClosedUntil)
	if closed == 0 {
		return nil
	}
	if next, err := TimelineOf(d.View().Header()); err != nil || !line.keepsDays(closed, next) {
		return rab.Refuse("operation", "tidak dapat diurungkan: tanggal minggu 1 sampai %d yang sudah ditutup akan berubah. Buka dulu minggu itu di halaman Jadwal.", closed)
	}
	delta := d.Delta()
	rows := delta.Progress.Put
	for _, id := range delta.Progress.Delete {
		if row, ok := base.Progress.Get(id); ok {
			rows = append(rows, row)
		}
	}
	for _, row := range rows {
		item, was := base.Pekerjaan.Get(row.PekerjaanID)
		if _, is := d.Pekerjaan.Get(row.PekerjaanID); row.Week <= closed && was && is {
			return rab.Refuse("operation", "tidak dapat diurungkan: minggu %d dari %s sudah ditutup. Buka dulu minggu itu di halaman Jadwal.", row.Week, item.Name())
		}
	}
	return nil
}

// KeepsDays refuses a draft that turns an earlier command back and with it brings back weeks of a
// pekerjaan whose numbers stand for other days now; then is what weeks were counted by when that
// command came. Weeks that were there all the time moved with the dates.
func KeepsDays(d *rab.Draft, then rab.WeekDates) error {
	from, to := lineOf(then), lineOf(d.View().Header().WeekDates())
	for _, row := range d.Delta().Progress.Put {
		if _, stayed := d.Base().Pekerjaan.Get(row.PekerjaanID); stayed || row.Empty() || from.keepsDays(row.Week, to) {
			continue
		}
		item, _ := d.Pekerjaan.Get(row.PekerjaanID)
		return rab.Refuse("operation", "tidak dapat diurungkan: tanggal proyek berubah sesudah %s dihapus. Pulihkan di halaman Sampah: jadwalnya mengikuti tanggal yang baru.", item.Name())
	}
	return nil
}

// keepsDays reports whether the weeks up to a number have the same days in another timeline.
func (t Timeline) keepsDays(number int, other Timeline) bool {
	return t.From == other.From && t.WeekEnd == other.WeekEnd && t.Week(number) == other.Week(number)
}
