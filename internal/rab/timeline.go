package rab

import "fmt"

// The first and last day that a project may touch; they are also those of ParseDate.
const (
	firstDate Date = "1900-01-01"
	lastDate  Date = "2200-12-31"
)

// WeekDates are what the weeks of a schedule are counted by. Without dates there are no weeks.
type WeekDates struct {
	From, To Date // first and last day of the project
	WeekEnd  int  // last day of each week, from 0, Senin, to 6
}

// WeekDates returns what the weeks of the project are counted by; one that is being founded,
// nil, has none.
func (h *Header) WeekDates() WeekDates {
	if h == nil {
		return WeekDates{}
	}
	return WeekDates{h.TanggalMulai, h.TanggalSelesai, h.WeekEndDay}
}

// CompleteTimeline fills in what follows from the dates of a project: the missing one of
// start, end and duration, the year, and the last day of the week. Both dates given
// override a duration that disagrees; a start alone lasts to the end of its year, or a
// year when it is 31 December (domain §3). It runs on every save of the header.
func (h *Header) CompleteTimeline() Problems {
	var problems Problems
	for _, date := range []struct {
		path, name string
		date       Date
	}{{"tanggal_mulai", "tanggal mulai", h.TanggalMulai}, {"tanggal_selesai", "tanggal selesai", h.TanggalSelesai}} {
		if _, err := ParseDate(string(date.date)); err != nil {
			problems.Add(date.path, "%s tidak sah: %v", date.name, err)
		}
	}
	if h.DurasiHari < 0 {
		problems.Add("durasi_hari", "durasi harus sedikitnya 1 hari")
	}
	if len(problems) > 0 {
		return problems
	}
	switch {
	case h.TanggalMulai != "" && h.TanggalSelesai != "":
		if h.TanggalSelesai < h.TanggalMulai {
			problems.Add("tanggal_selesai", "tanggal selesai %s lebih awal dari tanggal mulai %s", h.TanggalSelesai, h.TanggalMulai)
			return problems
		}
	case h.TanggalMulai != "" && h.DurasiHari > 0:
		h.TanggalSelesai = h.addDays(h.TanggalMulai, h.DurasiHari-1, &problems)
	case h.TanggalSelesai != "" && h.DurasiHari > 0:
		h.TanggalMulai = h.addDays(h.TanggalSelesai, 1-h.DurasiHari, &problems)
	case h.TanggalMulai != "":
		h.TanggalSelesai = endOfYear(h.TanggalMulai)
	default:
		problems.Add("tanggal_mulai", "tanggal mulai wajib diisi")
	}
	if len(problems) > 0 {
		return problems
	}
	h.DurasiHari = h.TanggalMulai.DaysTo(h.TanggalSelesai)
	h.TahunProject = h.TanggalMulai.Time().Year()
	h.WeekEndDay = (h.WeekStartDay + 6) % 7
	return nil
}

// addDays adds days that stem from a typed duration.
func (h *Header) addDays(from Date, days int, problems *Problems) Date {
	// Years beyond the calendar would wrap around inside a date.
	if most := firstDate.DaysTo(lastDate); days > most || days < -most {
		problems.Add("durasi_hari", "durasi %d hari terlalu panjang", h.DurasiHari)
		return ""
	}
	date := from.AddDays(days)
	if date < firstDate || date > lastDate {
		problems.Add("durasi_hari", "durasi %d hari melewati tahun 1900 sampai 2200", h.DurasiHari)
		return ""
	}
	return date
}

func endOfYear(start Date) Date {
	end := Date(fmt.Sprintf("%04d-12-31", start.Time().Year()))
	if end > start {
		return end
	}
	return start.AddDays(365)
}

// TimelineStatus tells where a project stands in its time.
type TimelineStatus string

// The states of a timeline, as the list of projects filters by them.
const (
	NotStarted TimelineStatus = "belum_mulai"
	Running    TimelineStatus = "berjalan"
	Deadline   TimelineStatus = "deadline"  // ends within DeadlineDays
	Overdue    TimelineStatus = "terlambat" // behind its plan, or past its end and not complete
	Finished   TimelineStatus = "selesai"   // all work is done, whatever the day
)

// Label is the word for a status.
func (s TimelineStatus) Label() string { return timelineLabels[s] }

var timelineLabels = map[TimelineStatus]string{
	NotStarted: "Belum mulai", Running: "Berjalan", Deadline: "Deadline", Overdue: "Terlambat", Finished: "Selesai",
}

// DeadlineDays is how long before its end a project counts as near its deadline.
const DeadlineDays = 30

// TimelineStatus returns the status on the given day. A project that ends within 30 days
// is at its deadline, started or not, unless it is late already.
func (h *Header) TimelineStatus(s Standing, today Date) TimelineStatus {
	switch {
	case s.Complete():
		return Finished
	case h.TanggalSelesai < today, s.BehindFrom != "" && s.BehindFrom <= today:
		return Overdue
	case h.TanggalSelesai <= today.AddDays(DeadlineDays):
		return Deadline
	case h.TanggalMulai > today:
		return NotStarted
	}
	return Running
}

// ProjectIndex returns the public number of a project: owner, day and the running number
// n of that owner on that day, from 1.
func ProjectIndex(ownerID int64, day Date, n int) string {
	return fmt.Sprintf("PRJ-%02d-%s-%04d", ownerID, day.Time().Format("020106"), n)
}
