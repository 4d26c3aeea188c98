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
	planned, actual, deviation := t.a.At(week)
	facts := []document.Fact{
		{Label: "Status", Value: document.Words("minggu " + strconv.Itoa(week) + ", " + t.a.Timeline.Week(week).To.Indonesian())},
		{Label: "Rencana kumulatif (%)", Value: document.Number(planned), Kind: document.Percent},
		{Label: "Realisasi kumulatif (%)", Value: document.Number(actual), Kind: document.Percent},
		{Label: "Deviasi (%)", Value: document.Number(deviation), Kind: document.Points, Tone: t.tone(planned, actual)},
	}
	standing := t.a.StandingAt(week)
	facts = append(facts, document.Fact{Label: "Keadaan", Value: document.Words(standing.Label()), Tone: t.tone(planned, actual)})
	if warning := t.a.Rule.Warn(planned, actual); warning != schedule.NoWarning {
		facts = append(facts, document.Fact{Label: "Peringatan dini", Value: document.Words(string(warning)), Tone: t.tone(planned, actual)})
	}
	return facts
}

// tone colours a deviasi by the limits of the contract.
func (t *timeSchedule) tone(planned, actual decimal.Decimal) document.Tone {
	standing, warning := t.a.Rule.Judge(planned, actual, false), t.a.Rule.Warn(planned, actual)
	switch {
	case warning == schedule.Red || standing == schedule.CriticalOne || standing == schedule.CriticalTwo:
		return document.Bad
	case standing == schedule.Late:
		return document.Warn
	}
	return document.Good
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
