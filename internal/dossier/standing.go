package dossier

import (
	"fmt"
	"strconv"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/schedule"
)

// addStatus puts how the work stands beside the identity of a sheet.
func (t *timeSchedule) addStatus(section *document.Section) {
	head, ok := section.Blocks[0].(*document.Facts)
	if !ok {
		return
	}
	rows := []document.Fact{{Label: "Waktu pelaksanaan", Value: document.Words(fmt.Sprintf("%s (%d minggu)", t.a.Timeline.Span.Indonesian(), t.a.Timeline.WeekCount()))}}
	if contract := t.Project.Contract().NomorKontrak; contract != "" {
		rows = append(rows, document.Fact{Label: "Nomor kontrak", Value: document.Words(contract)})
	}
	head.Groups = append(head.Groups, document.FactGroup{Rows: append(rows, t.standing(t.weekUntil())...)})
}

// weekUntil is the last week of which realisasi is shown.
func (t *timeSchedule) weekUntil() int {
	if t.months {
		return t.a.Status
	}
	return t.until
}

// standing tells how the whole stands at the end of a week; nothing before there is any
// realisasi.
func (t *timeSchedule) standing(week int) []document.Fact {
	if week == 0 {
		return []document.Fact{{Label: "Status", Value: document.Words("belum ada realisasi")}}
	}
	day := t.a.Timeline.Week(week).To
	return append([]document.Fact{{Label: "Status", Value: document.Words("minggu " + strconv.Itoa(week) + ", " + day.Indonesian())}}, t.reached(day)...)
}

// reached tells how the whole stands at the end of a day.
func (t *timeSchedule) reached(day schedule.Day) []document.Fact {
	planned, actual, deviation := t.a.Reached(day)
	tone := t.tone(day)
	facts := []document.Fact{
		{Label: "Rencana kumulatif (%)", Value: document.Number(planned), Kind: document.Percent},
		{Label: "Realisasi kumulatif (%)", Value: document.Number(actual), Kind: document.Percent},
		{Label: "Deviasi kumulatif (%)", Value: document.Number(deviation), Kind: document.Points, Tone: tone},
		{Label: "Keadaan", Value: document.Words(t.a.StandingAt(day).Label()), Tone: tone},
	}
	if warning := t.a.WarningAt(day); warning != schedule.NoWarning {
		facts = append(facts, document.Fact{Label: "Peringatan dini", Value: document.Words(string(warning)), Tone: tone})
	}
	return facts
}

// tone colours a deviasi by the limits of the contract.
func (t *timeSchedule) tone(day schedule.Day) document.Tone {
	standing := t.a.StandingAt(day)
	switch {
	case standing == schedule.OnTime:
		return document.Good
	case standing != schedule.Late || t.a.WarningAt(day) == schedule.Red:
		return document.Bad
	}
	return document.Warn
}

// judgement says in a sentence why the contract stands as it does at the status date.
func (t *timeSchedule) judgement() string {
	a := t.a
	if a.Status == 0 {
		return "Belum ada realisasi sampai tanggal status."
	}
	planned, _, deviation := a.Reached(a.Timeline.Week(a.Status).To)
	percent := func(d decimal.Decimal) string { return d.Abs().Indonesian(0, schedule.PercentPlaces) + "%" }
	late := "Terlambat " + percent(deviation)
	period, limit := "periode I (rencana sampai "+percent(a.Rule.Boundary)+")", a.Rule.LimitOne
	if a.Rule.Boundary.Less(planned) {
		period, limit = "periode II (rencana di atas "+percent(a.Rule.Boundary)+")", a.Rule.LimitTwo
	}
	ahead := ""
	if a.Crossing > a.Status {
		ahead = fmt.Sprintf(" Dengan laju sekarang kontrak menjadi kritis di minggu %d.", a.Crossing)
	}
	switch a.Standing {
	case schedule.OnTime:
		return "Tidak terlambat pada tanggal status." + ahead
	case schedule.Late:
		return fmt.Sprintf("%s, masih dalam batas %s untuk %s.%s", late, percent(limit), period, ahead)
	case schedule.CriticalYear:
		return fmt.Sprintf("%s di %s, dan perkiraan selesai melewati akhir tahun anggaran (%s).", late, period, schedule.DayOf(a.YearEnd).Indonesian())
	}
	return fmt.Sprintf("%s, lebih dari batas %s untuk %s.", late, percent(limit), period)
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	if last := text[len(text)-1]; last != '.' {
		text += "."
	}
	if first := text[0]; 'a' <= first && first <= 'z' {
		text = string(first-'a'+'A') + text[1:]
	}
	return text
}
