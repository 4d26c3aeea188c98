package web

import (
	"fmt"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// The kinds of differences that move no money.
const (
	kindWeeks    = "jadwal"
	kindPhases   = "tahapan"
	kindCalendar = "waktu"
	kindContract = "kontrak"
	kindData     = "data"
)

// otherTables lists what differs over time, and in the data of the project. It moves no money, so
// that no table has a column of effects.
func (w *comparison) otherTables() []*changeTable {
	c := w.c.Schedule
	table := func(kind, title, subject string) *changeTable {
		return &changeTable{Kind: kind, Title: title, Subject: subject, Before: "Sebelum", After: "Sesudah", WithoutEffects: true}
	}
	weeks := table(kindWeeks, "Rencana dan realisasi berubah", "Pekerjaan")
	for _, work := range c.Works {
		weeks.Rows = append(weeks.Rows, w.work(work))
	}
	phases := table(kindPhases, "Tahapan berubah", "Tahapan")
	for _, phase := range c.Phases {
		phases.Rows = append(phases.Rows, changeRow{
			Name: phase.Name(), Before: phaseText(phase.Before, phase.MembersBefore), After: phaseText(phase.After, phase.MembersAfter),
			NoteAfter: movedNote(phase),
		})
	}
	calendar, contract := table(kindCalendar, "Waktu dan pengaturan jadwal berubah", "Ketentuan"), table(kindContract, "Data kontrak berubah", "Ketentuan")
	data := table(kindData, "Data proyek dan dokumen berubah", "Isian")
	data.Texts = true
	for _, part := range []struct {
		table *changeTable
		rows  []rab.ComparedSetting
		text  func(field, value string) string
	}{{calendar, c.Settings, settingText}, {contract, c.Contract, settingText}, {data, w.c.Data, dataText}} {
		for _, s := range part.rows {
			part.table.Rows = append(part.table.Rows, changeRow{
				Name: strings.ToUpper(s.Label[:1]) + s.Label[1:], Before: part.text(s.Field, s.Before), After: part.text(s.Field, s.After),
			})
		}
	}
	return []*changeTable{weeks, phases, calendar, contract, data}
}

func (w *comparison) work(c *rab.ComparedWork) changeRow {
	shown, place := c.After, c.PlaceAfter
	if shown == nil {
		shown, place = c.Before, c.PlaceBefore
	}
	row := changeRow{
		Kode: shown.Kode, Name: shown.Uraian, Place: place.Klasifikasi + " › " + place.Sub,
		Before: planText(c.PlanBefore), After: planText(c.PlanAfter), NoteBefore: w.doneText(c.ActualBefore, c.CostBefore),
		NoteAfter: w.doneText(c.ActualAfter, c.CostAfter),
	}
	if c.After != nil {
		row.Address = w.page(schedulePage, c.After.ID)
	}
	return row
}

func planText(span rab.WorkSpan) string {
	if span.First == 0 {
		return ""
	}
	return span.Percent.Indonesian(0, rab.PercentPlaces) + "%, " + weeksText(span)
}

func weeksText(span rab.WorkSpan) string {
	if span.First == span.Last {
		return fmt.Sprintf("minggu %d", span.First)
	}
	return fmt.Sprintf("minggu %d–%d", span.First, span.Last)
}

// doneText tells realisasi and, to those who may see it, its cost.
func (w *comparison) doneText(span rab.WorkSpan, cost decimal.Null) string {
	var parts []string
	if span.First > 0 {
		parts = append(parts, "realisasi "+planText(span))
	}
	if cost.Valid && w.body.Rights.Prices {
		parts = append(parts, "biaya Rp "+cost.Decimal.Indonesian(0, 2))
	}
	return strings.Join(parts, "; ")
}

func phaseText(phase *rab.Tahapan, members int) string {
	if phase == nil {
		return ""
	}
	text := fmt.Sprintf("%s pekerjaan", bilang(members))
	if phase.TanggalMulai != "" || phase.TanggalSelesai != "" {
		text += ", " + dateText(phase.TanggalMulai) + " – " + dateText(phase.TanggalSelesai)
	}
	return text
}

func dateText(date rab.Date) string {
	if date == "" {
		return "…"
	}
	return tanggal(date)
}

func movedNote(phase *rab.ComparedPhase) string {
	switch {
	case phase.Moved:
		return "pekerjaannya lain"
	case phase.Before != nil && phase.After != nil && phase.Before.Nama != phase.After.Nama:
		return "semula " + phase.Before.Nama
	}
	return ""
}

var modeNames = map[string]string{
	string(rab.TahapanCustom): "buatan sendiri", string(rab.TahapanDaily): "harian", string(rab.TahapanWeekly): "mingguan", string(rab.TahapanMonthly): "bulanan",
}

// settingText writes the value of a field for people.
func settingText(field, value string) string {
	switch field {
	case "week_start_day", "off_weekdays":
		var names []string
		for _, digit := range value {
			names = append(names, schedule.Weekday(digit-'0').String())
		}
		return strings.Join(names, ", ")
	case "holidays":
		if value == "" {
			return ""
		}
		return bilang(len(strings.Split(value, "\n"))) + " hari"
	case "tahapan_mode":
		return modeNames[value]
	case "nomor_kontrak", "tahun_anggaran":
		return value
	}
	if date, err := rab.ParseDate(value); err == nil && date != "" {
		return tanggal(date)
	}
	return printed(value)
}
