package web

import (
	"errors"
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// schedulePage is the name of Jadwal Pekerjaan in the workspace.
const schedulePage = "jadwal-pekerjaan"

// scheduleBody is what Jadwal Pekerjaan shows before its script runs: how the work stands,
// and the first pekerjaan with what is planned and done of them.
type scheduleBody struct {
	*sheetBody

	Zone    string // in which days begin, such as Asia/Jakarta
	Failure string // why the project has no schedule; "" where it has one
	Weeks   int
	Lines   []scheduleLine // of the first window
	Empty   bool           // nothing is planned yet
	Facts   []footLine     // how the whole stands
	Basis   string         // by what pekerjaan are weighed, where that is not money
	Ways    []choice       // to fill a plan
}

// scheduleLine is a heading or a pekerjaan; figures in percent.
type scheduleLine struct {
	*recapRow

	Bobot, Planned, Actual, Left string
}

// schedules answers with Jadwal Pekerjaan. The page is the same for all with the same rights,
// so it is kept as bytes (rulings D24).
func (s *Site) schedules(r *serve.Request) error {
	return r.KeptPage("page "+schedulePage+" "+s.build, func(view *app.View) ([]byte, error) {
		body := newScheduleBody(view)
		body.Zone = r.App.Zone().String()
		analysis, err := r.App.Analysis(r.HTTP.Context(), view)
		var invalid *rab.Invalid
		switch {
		case errors.As(err, &invalid) && len(invalid.Problems) > 0:
			body.Failure = sentence(invalid.Problems[0].Message)
		case err != nil:
			return nil, err
		default:
			body.read(analysis)
		}
		rows := body.Recap.Work
		if body.Failure != "" {
			rows = 0
		}
		bar := s.workspaceBar(view, schedulePage)
		return s.execute("jadwal", &page{Title: "Jadwal Pekerjaan – " + bar.Name, Island: island("jadwal", rows), Sheet: true, Project: bar, Body: body})
	})
}

func newScheduleBody(view *app.View) *scheduleBody {
	body := &scheduleBody{sheetBody: newSheet(view, false)}
	for _, way := range schedule.Ways() {
		body.Ways = append(body.Ways, choice{Value: string(way), Text: wayNames[way]})
	}
	return body
}

// Weekdays lists the days of a week.
func (b *scheduleBody) Weekdays() []choice {
	return []choice{{"0", "Senin"}, {"1", "Selasa"}, {"2", "Rabu"}, {"3", "Kamis"}, {"4", "Jumat"}, {"5", "Sabtu"}, {"6", "Minggu"}}
}

// Limits lists from when on a contract is critical or early warned of.
func (b *scheduleBody) Limits() []choice {
	return []choice{
		{"critical_from", "Periode I sampai rencana (%)"},
		{"critical_first", "Kritis periode I: terlambat lebih dari (%)"},
		{"critical_second", "Kritis periode II: terlambat lebih dari (%)"},
		{"yellow_first", "Kuning periode I: deviasi (%)"},
		{"red_first", "Merah periode I: deviasi (%)"},
		{"yellow_second", "Kuning periode II: deviasi (%)"},
		{"red_second", "Merah periode II: deviasi (%)"},
	}
}

// contractField is a field of the data of the contract.
type contractField struct{ Name, Label, Kind, Hint string }

// Contract lists the fields of the data of the contract.
func (b *scheduleBody) Contract() []contractField {
	return []contractField{
		{"nomor_kontrak", "Nomor kontrak", "text", ""},
		{"tanggal_kontrak", "Tanggal kontrak", "date", ""},
		{"tanggal_spmk", "Tanggal SPMK", "date", ""},
		{"nilai_kontrak", "Nilai kontrak (Rp)", "money", ""},
		{"tahun_anggaran", "Tahun anggaran", "number", "Kosong: tahun proyek."},
		{"tanggal_pho", "Tanggal PHO", "date", ""},
		{"uang_muka_percent", "Uang muka (%)", "money", ""},
		{"retensi_percent", "Retensi (%)", "money", ""},
		{"masa_pemeliharaan", "Masa pemeliharaan (hari)", "number", ""},
	}
}

// wayNames say how a plan is spread over weeks.
var wayNames = map[schedule.Shape]string{
	schedule.Even: "Merata", schedule.Front: "Berat di depan", schedule.Back: "Berat di belakang", schedule.Bell: "Lonceng",
	schedule.FillRest: "Isi sisa di minggu kosong", schedule.FillRight: "Ulangi minggu pertama ke kanan",
}

// basisNames say by what pekerjaan are weighed where no money is known.
var basisNames = map[schedule.Basis]string{schedule.ByVolume: "volume", schedule.Evenly: "jumlah pekerjaan"}

// read prints the schedule.
func (b *scheduleBody) read(a *schedule.Analysis) {
	b.Weeks, b.Basis, b.Empty = a.Timeline.WeekCount(), basisNames[a.Curve.Basis], true
	works := make(map[int64]*schedule.Work, len(a.Works))
	for i := range a.Works {
		works[a.Works[i].ID] = &a.Works[i]
		planned, _ := a.Works[i].Sum()
		b.Empty = b.Empty && planned.IsZero()
	}
	rows := b.Recap.Rows[:min(firstRows, len(b.Recap.Rows))]
	for i := range rows {
		line := scheduleLine{recapRow: &rows[i], Bobot: rows[i].Bobot}
		if work := works[rows[i].ID]; rows[i].Level == 2 && work != nil {
			planned, actual := work.Sum()
			line.Planned, line.Actual = planned.Indonesian(0, schedule.PercentPlaces), actual.Indonesian(0, schedule.PercentPlaces)
			line.Left = decimal.FromInt(100).Sub(planned).Indonesian(0, schedule.PercentPlaces)
		}
		b.Lines = append(b.Lines, line)
	}
	b.stand(a)
}

// stand tells how the whole stands at the status date.
func (b *scheduleBody) stand(a *schedule.Analysis) {
	b.Facts = append(b.Facts, footLine{Label: "Waktu pelaksanaan", Amount: bilang(b.Weeks) + " minggu"})
	if a.Status == 0 {
		return
	}
	footer, at := a.Footer(), a.Status-1
	deviation := footer.Deviation[at]
	signed := persen(deviation.Abs()) + "%"
	switch deviation.Sign() {
	case 1:
		signed = "+" + signed
	case -1:
		signed = "−" + signed
	}
	b.Facts = append(b.Facts,
		footLine{Label: "Status", Amount: "minggu " + strconv.Itoa(a.Status) + ", " + tanggal(a.Timeline.Week(a.Status).To.Date())},
		footLine{Label: "Rencana", Amount: persen(footer.PlannedCumulative[at]) + "%"},
		footLine{Label: "Realisasi", Amount: persen(footer.ActualCumulative[at]) + "%"},
		footLine{Label: "Deviasi", Amount: signed, Strong: true},
		footLine{Label: "Keadaan", Amount: a.Standing.Label()})
}
