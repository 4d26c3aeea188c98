package rab

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"takar/internal/decimal"
)

// Judge brings the setting into the form in which it is kept, and returns what is wrong with
// it. A status date is any day; whoever stores it makes it the end of a week.
func (s *ScheduleSetting) Judge() Problems {
	var problems Problems
	for _, date := range []struct {
		path, name string
		date       Date
	}{{"status_date", "tanggal status", s.StatusDate}, {"budget_year_end", "akhir tahun anggaran", s.BudgetYearEnd}} {
		if _, err := ParseDate(string(date.date)); err != nil {
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
func ParseHolidays(text string) (string, Problems) {
	var problems Problems
	names := map[Date]string{}
	var dates []Date
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
			problems = append(problems, Problem{Path: "holidays", Row: number, Message: fmt.Sprintf("baris %d: %q bukan tanggal. Tulis seperti 2026-03-21 atau 21/03/2026.", number, typed)})
			continue
		}
		name = problems.Text("holidays", fmt.Sprintf("Nama hari libur di baris %d", number), name, MaxLabel)
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

func holidayLines(dates []Date, names map[Date]string) string {
	slices.Sort(dates)
	lines := make([]string, len(dates))
	for i, date := range dates {
		lines[i] = strings.TrimSpace(string(date) + " " + names[date])
	}
	return strings.Join(lines, "\n")
}

// parseDay reads a date in ISO form or with the day first.
func parseDay(text string) (Date, error) {
	if parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' }); len(parts) == 3 {
		text = fmt.Sprintf("%s-%02s-%02s", parts[2], parts[1], parts[0])
	}
	date, err := ParseDate(text)
	if err == nil && date == "" {
		err = errors.New("tanggal kosong")
	}
	return date, err
}

// Judge is the same for what a contract says.
func (c *Contract) Judge() Problems {
	var problems Problems
	c.NomorKontrak = problems.Text("nomor_kontrak", "Nomor kontrak", c.NomorKontrak, MaxLabel)
	for _, date := range []struct {
		path, name string
		date       Date
	}{{"tanggal_kontrak", "tanggal kontrak", c.TanggalKontrak}, {"tanggal_spmk", "tanggal SPMK", c.TanggalSPMK}, {"tanggal_pho", "tanggal PHO", c.TanggalPHO}} {
		if _, err := ParseDate(string(date.date)); err != nil {
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
