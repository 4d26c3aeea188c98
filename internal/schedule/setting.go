package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// EditSetting changes how a project reckons its schedule. Closed weeks, phases and the
// rencana kontrak have commands of their own. The status date becomes the last day of its
// week (rulings F33). version is the one that the client saw; nil overwrites.
func EditSetting(d *rab.Draft, edit func(*rab.ScheduleSetting), version *int64) error {
	current := d.View().Schedule()
	next := *current
	edit(&next)
	next.Meta, next.ClosedUntil, next.OpenedNote, next.BaselineID = current.Meta, current.ClosedUntil, current.OpenedNote, current.BaselineID
	next.TahapanMode = current.TahapanMode
	line, err := TimelineOf(d.View().Header())
	var problems rab.Problems
	if err != nil {
		problems.Add("tanggal_mulai", "Jadwal belum dapat diatur: %s.", err)
	}
	if problems = append(problems, judgeSetting(&next)...); len(problems) > 0 {
		return problems.Err()
	}
	if next.StatusDate != "" {
		if DayOf(next.StatusDate) < line.From {
			return rab.Refuse("status_date", "Tanggal status %s lebih awal dari tanggal mulai %s.", next.StatusDate, line.From)
		}
		next.StatusDate = line.Week(line.WeekOf(DayOf(next.StatusDate))).To.Date()
	}
	if version != nil && *version != current.Version {
		return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: current, Yours: &next, WhoID: current.ChangedBy, ChangedAt: current.ChangedAt}}}
	}
	if version == nil && current.Version > 0 {
		d.Overwrote()
	}
	if next != *current {
		d.ScheduleSettings.Put(&next)
	}
	return nil
}

func judgeSetting(s *rab.ScheduleSetting) rab.Problems {
	var problems rab.Problems
	for _, date := range []struct {
		path, name string
		date       rab.Date
	}{{"status_date", "tanggal status", s.StatusDate}, {"budget_year_end", "akhir tahun anggaran", s.BudgetYearEnd}} {
		if _, err := rab.ParseDate(string(date.date)); err != nil {
			problems.Add(date.path, "%s tidak sah: %v", date.name, err)
		}
	}
	var err error
	if s.OffWeekdays, err = offWeekdays(s.OffWeekdays); err != nil {
		problems.Add("off_weekdays", "%s", err)
	}
	holidays, found := ParseHolidays(s.Holidays)
	problems = append(problems, found...)
	if len(found) == 0 {
		s.Holidays = holidays
	}
	for _, limit := range []struct {
		path        string
		value       *decimal.Decimal
		least, most int64
	}{
		{"critical_from", &s.CriticalFrom, 0, 100},
		{"critical_first", &s.CriticalFirst, 0, 100},
		{"critical_second", &s.CriticalSecond, 0, 100},
		{"yellow_first", &s.YellowFirst, -100, 0},
		{"red_first", &s.RedFirst, -100, 0},
		{"yellow_second", &s.YellowSecond, -100, 0},
		{"red_second", &s.RedSecond, -100, 0},
	} {
		value := *limit.value
		if value.Less(decimal.FromInt(limit.least)) || decimal.FromInt(limit.most).Less(value) || !value.Equal(value.Round(PercentPlaces)) {
			problems.Add(limit.path, "isi angka dari %d sampai %d, paling banyak %d angka di belakang koma", limit.least, limit.most, PercentPlaces)
		}
	}
	return problems
}

func offWeekdays(text string) (string, error) {
	var off [7]bool
	count := 0
	for _, digit := range text {
		if digit < '0' || digit > '6' {
			return "", errors.New("hari libur mingguan diisi angka 0 (Senin) sampai 6 (Minggu)")
		}
		if !off[digit-'0'] {
			off[digit-'0'] = true
			count++
		}
	}
	if count == len(off) {
		return "", errors.New("sedikitnya satu hari dalam seminggu harus hari kerja")
	}
	var tidy strings.Builder
	for day, is := range off {
		if is {
			fmt.Fprint(&tidy, day)
		}
	}
	return tidy.String(), nil
}

// maxHolidays bounds the holidays of a project: thirty a year over ten years, and more.
const maxHolidays = 1000

// ParseHolidays reads holidays as people type or paste them: one a line, a date
// (2026-03-21 or 21/03/2026) and, behind a space, tab or semicolon, its name. It returns
// them in order of date, each once, in the form that a setting keeps.
func ParseHolidays(text string) (string, rab.Problems) {
	var problems rab.Problems
	names := map[rab.Date]string{}
	var dates []rab.Date
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		cut := strings.IndexAny(line, " \t;")
		typed, name := line, ""
		if cut >= 0 {
			typed, name = line[:cut], strings.Join(strings.Fields(strings.Trim(line[cut:], " \t;")), " ")
		}
		date, err := parseDay(typed)
		if err != nil {
			problems = append(problems, rab.Problem{Path: "holidays", Row: number, Message: fmt.Sprintf("baris %d: %q bukan tanggal. Tulis seperti 2026-03-21 atau 21/03/2026.", number, typed)})
			continue
		}
		name = problems.Text("holidays", fmt.Sprintf("Nama hari libur di baris %d", number), name, rab.MaxLabel)
		if _, twice := names[date]; !twice {
			dates = append(dates, date)
		}
		if name != "" || names[date] == "" {
			names[date] = name
		}
	}
	if len(dates) > maxHolidays {
		problems.Add("holidays", "paling banyak %d hari libur", maxHolidays)
	}
	if len(problems) > 0 {
		return "", problems
	}
	return holidayLines(dates, names), nil
}

func holidayLines(dates []rab.Date, names map[rab.Date]string) string {
	slices.Sort(dates)
	lines := make([]string, len(dates))
	for i, date := range dates {
		lines[i] = strings.TrimSpace(string(date) + " " + names[date])
	}
	return strings.Join(lines, "\n")
}

// parseDay reads a date in ISO form or with the day first.
func parseDay(text string) (rab.Date, error) {
	if parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' }); len(parts) == 3 {
		text = fmt.Sprintf("%s-%02s-%02s", parts[2], parts[1], parts[0])
	}
	date, err := rab.ParseDate(text)
	if err == nil && date == "" {
		err = errors.New("tanggal kosong")
	}
	return date, err
}

// CloseWeek closes a week and all before it: nothing of them changes until they are opened
// again (rulings F35).
func CloseWeek(d *rab.Draft, week int) error {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return rab.Refuse("tanggal_mulai", "Minggu belum dapat ditutup: %s.", err)
	}
	next := *view.Schedule()
	closed := line.closed(next.ClosedUntil)
	switch {
	case week < 1 || week > MaxWeeks:
		return rab.Refuse("week_number", "Minggu %d tidak ada.", week)
	case week <= closed:
		return rab.Refuse("week_number", "Minggu %d sudah ditutup.", week)
	}
	next.ClosedUntil, next.OpenedNote = line.Week(week).To.Date(), ""
	d.ScheduleSettings.Put(&next)
	return nil
}

// OpenWeek opens a closed week and all after it, for a reason that the history keeps.
func OpenWeek(d *rab.Draft, week int, reason string) error {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return rab.Refuse("tanggal_mulai", "Minggu belum dapat dibuka: %s.", err)
	}
	next := *view.Schedule()
	var problems rab.Problems
	if reason = problems.Text("reason", "Alasan", reason, rab.MaxLabel); reason == "" && len(problems) == 0 {
		problems.Add("reason", "Isi alasan membuka minggu %d: alasannya tersimpan di riwayat.", week)
	}
	if week < 1 || week > line.closed(next.ClosedUntil) {
		problems.Add("week_number", "Minggu %d tidak tertutup.", week)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	next.ClosedUntil, next.OpenedNote = "", reason
	if week > 1 {
		next.ClosedUntil = line.Week(week - 1).To.Date()
	}
	d.ScheduleSettings.Put(&next)
	return nil
}

// SetBaseline makes a saved state of the project its rencana kontrak; nil for none.
func SetBaseline(d *rab.Draft, saved *int64) {
	current := d.View().Schedule()
	next := *current
	next.BaselineID = saved
	if next != *current {
		d.ScheduleSettings.Put(&next)
	}
}

// EditContract changes what the contract of a project says. version is the one that the
// client saw; nil overwrites.
func EditContract(d *rab.Draft, edit func(*rab.Contract), version *int64) error {
	current := d.View().Contract()
	next := *current
	edit(&next)
	next.Meta = current.Meta
	if err := judgeContract(&next).Err(); err != nil {
		return err
	}
	if version != nil && *version != current.Version {
		return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: current, Yours: &next, WhoID: current.ChangedBy, ChangedAt: current.ChangedAt}}}
	}
	if version == nil && current.Version > 0 {
		d.Overwrote()
	}
	if next != *current {
		d.Contracts.Put(&next)
	}
	return nil
}

func judgeContract(c *rab.Contract) rab.Problems {
	var problems rab.Problems
	c.NomorKontrak = problems.Text("nomor_kontrak", "Nomor kontrak", c.NomorKontrak, rab.MaxLabel)
	for _, date := range []struct {
		path, name string
		date       rab.Date
	}{{"tanggal_kontrak", "tanggal kontrak", c.TanggalKontrak}, {"tanggal_spmk", "tanggal SPMK", c.TanggalSPMK}, {"tanggal_pho", "tanggal PHO", c.TanggalPHO}} {
		if _, err := rab.ParseDate(string(date.date)); err != nil {
			problems.Add(date.path, "%s tidak sah: %v", date.name, err)
		}
	}
	if value := c.NilaiKontrak; value.Valid {
		if quantised, err := decimal.Anggaran.Quantise(value.Decimal); err != nil || !quantised.Equal(value.Decimal) || value.Decimal.Sign() < 0 {
			problems.Add("nilai_kontrak", "nilai kontrak tidak boleh negatif, paling banyak %d angka di belakang koma", decimal.Anggaran.Scale)
		}
	}
	if c.TahunAnggaran != 0 && (c.TahunAnggaran < 1900 || c.TahunAnggaran > 2200) {
		problems.Add("tahun_anggaran", "tahun anggaran diisi tahun 1900 sampai 2200")
	}
	for _, part := range []struct {
		path, name string
		value      decimal.Null
	}{{"uang_muka_percent", "uang muka", c.UangMukaPercent}, {"retensi_percent", "retensi", c.RetensiPercent}} {
		value := part.value.OrZero()
		if value.Sign() < 0 || decimal.Hundred.Less(value) || !value.Equal(value.Round(PercentPlaces)) {
			problems.Add(part.path, "%s diisi 0 sampai 100 %%, paling banyak %d angka di belakang koma", part.name, PercentPlaces)
		}
	}
	if c.MasaPemeliharaan < 0 || c.MasaPemeliharaan > 3660 {
		problems.Add("masa_pemeliharaan", "masa pemeliharaan diisi 0 sampai 3660 hari")
	}
	return problems
}
