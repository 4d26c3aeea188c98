package dossier

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Columns of the progress in a period.
const (
	columnLalu   = "lalu"
	columnIni    = "ini"
	columnSampai = "sampai"
)

// reportPeriod is the week or month of a report.
type reportPeriod struct {
	schedule.Span

	unit   string // "minggu" or "bulan"
	number int
	label  string       // of a month
	until  schedule.Day // the last day of which anything is known: that of the period, or of the status date
	known  bool         // the status date does not lie before it
}

func (p *reportPeriod) key() string { return p.unit + "-" + strconv.Itoa(p.number) }
func (p *reportPeriod) title() string {
	return strings.ToUpper(p.unit) + " KE-" + strconv.Itoa(p.number)
}
func (p *reportPeriod) short() string { return capital(p.unit) + " " + strconv.Itoa(p.number) }

// capital writes the first letter large.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// periodReports are reports of weeks or months, one after the other.
func (b *builder) periodReports() ([]*document.Section, error) {
	t := b.timeSchedule(false, b.Schedule.Status)
	t.part, t.linked = true, b.options.Format == XLSX && b.options.Report == ReportMonthly
	periods, err := t.reportPeriods()
	if err != nil {
		return nil, err
	}
	var sections []*document.Section
	for i := range periods {
		p := &periods[i]
		sections = append(sections,
			b.reportCover("sampul-"+p.key(), "Sampul "+p.short(), "LAPORAN "+p.title(), []document.Fact{{Label: "Periode", Value: document.Words(p.name())}}),
			t.progress(p))
		if p.unit == "minggu" {
			sections = append(sections, t.weekNotes(p)...)
			sections = append(sections, t.nextWeek(p)...)
		} else {
			sheet := b.timeSchedule(false, t.weekBefore(p.until))
			sheet.part, sheet.linked = true, t.linked
			sections = append(sections, sheet.sheet("kurva-"+p.key(), "KURVA S SAMPAI "+p.title(), "Kurva S "+p.short()))
		}
	}
	if t.linked { // what the kurva S of each month is reckoned from
		sections = append(sections, t.grid(false), t.grid(true))
	}
	return sections, nil
}

// name is the period as people read it.
func (p *reportPeriod) name() string {
	if p.label == "" {
		return p.Indonesian()
	}
	return p.label + " (" + p.Indonesian() + ")"
}

// weekBefore is the last week that ends on or before a day.
func (t *timeSchedule) weekBefore(day schedule.Day) int {
	week := min(t.a.Status, t.a.Timeline.WeekOf(day))
	for week > 0 && t.a.Timeline.Week(week).To > day {
		week--
	}
	return week
}

// reportPeriods are the periods that were asked for; without any that of the status date.
func (t *timeSchedule) reportPeriods() ([]reportPeriod, error) {
	all := t.allPeriods()
	parameter, unit := "weeks", "minggu"
	if t.options.Report == ReportMonthly {
		parameter, unit = "months", "bulan"
	}
	numbers := slices.Clone(t.options.Periods)
	if len(numbers) == 0 {
		numbers = []int{t.presentPeriod(all)}
	}
	slices.Sort(numbers)
	var periods []reportPeriod
	for _, number := range slices.Compact(numbers) {
		if number < 1 || number > len(all) {
			return nil, rab.Refuse(parameter, "Proyek ini tidak punya %s ke-%d: pilih 1 sampai %d.", unit, number, len(all))
		}
		periods = append(periods, all[number-1])
	}
	return periods, nil
}

// presentPeriod is the number of the period of the status date; the first before there is one.
func (t *timeSchedule) presentPeriod(all []reportPeriod) int {
	if t.a.Status == 0 {
		return 1
	}
	status := t.a.Timeline.Week(t.a.Status).To
	for i := range all {
		if status <= all[i].To {
			return i + 1
		}
	}
	return len(all)
}

// allPeriods are the weeks or the calendar months of the project. Work after its end stands in
// the last month.
func (t *timeSchedule) allPeriods() []reportPeriod {
	var periods []reportPeriod
	if t.options.Report == ReportMonthly {
		for i, month := range t.a.Timeline.Months() {
			periods = append(periods, reportPeriod{Span: month.Span, unit: "bulan", number: i + 1, label: month.Label()})
		}
		last := &periods[len(periods)-1]
		last.To = max(last.To, t.a.Timeline.Week(t.a.Weeks).To)
	} else {
		for week := 1; week <= t.a.Weeks; week++ {
			periods = append(periods, reportPeriod{Span: t.a.Timeline.Week(week), unit: "minggu", number: week})
		}
	}
	for i := range periods {
		p := &periods[i]
		p.until = p.From - 1
		if t.a.Status > 0 {
			status := t.a.Timeline.Week(t.a.Status).To
			p.known = p.From <= status
			p.until = min(p.To, status)
		}
	}
	return periods
}

// progress is the page with what was done in a period.
func (t *timeSchedule) progress(p *reportPeriod) *document.Section {
	section := t.section(p.key(), "PROGRESS PELAKSANAAN PEKERJAAN "+p.title(), "Progress "+p.short())
	section.Landscape = true
	t.layOut(section)
	if head, ok := section.Blocks[0].(*document.Facts); ok {
		head.Groups[0].Title = "IDENTITAS PROYEK"
		head.Groups = append(head.Groups, document.FactGroup{Title: "RINGKASAN PROGRESS", Rows: t.periodFacts(p)})
	}
	if !p.known {
		section.Blocks = append(section.Blocks, &document.Note{Boxed: true, Text: "Belum ada realisasi pada periode ini: " + t.statusText() + "."})
	} else if p.until < p.To {
		section.Blocks = append(section.Blocks, &document.Note{Boxed: true, Text: "Periode ini belum selesai: realisasi diketahui sampai " + p.until.Indonesian() + ", rencana dihitung sampai hari yang sama."})
	}
	section.Blocks = append(section.Blocks, t.progressNote())
	table := t.progressTable(p)
	section.Blocks = append(section.Blocks, table)
	section.Blocks = append(section.Blocks, t.progressSigned()...)
	return section
}

func (t *timeSchedule) statusText() string {
	if t.a.Status == 0 {
		return "belum ada realisasi sama sekali"
	}
	return fmt.Sprintf("tanggal status adalah %s (minggu %d)", t.a.Timeline.Week(t.a.Status).To.Indonesian(), t.a.Status)
}

func (t *timeSchedule) progressNote() document.Block {
	text := basisTexts[t.weights.Basis]
	if !t.Prices {
		text = "Bobot menurut volume, bukan harga."
	}
	if t.a.Baseline != nil {
		text += " Rencana adalah rencana kontrak."
	}
	return &document.Note{Small: true, Text: text + " Progress tiap pekerjaan adalah realisasinya × bobot, dibulatkan; baris TOTAL dihitung dari nilai penuh seperti kurva S."}
}

// periodFacts are the figures of a period, and how the whole stands at its end.
func (t *timeSchedule) periodFacts(p *reportPeriod) []document.Fact {
	unit := p.unit + " ini"
	facts := []document.Fact{{Label: "Periode", Value: document.Words(p.name())}}
	percent := func(label string, value decimal.Decimal, kind document.Kind) {
		facts = append(facts, document.Fact{Label: label, Value: document.Number(value), Kind: kind})
	}
	if !p.known {
		percent("Rencana "+unit+" (%)", t.a.PlannedOn(p.To).Sub(t.a.PlannedOn(p.From-1)), document.Percent)
		percent("Rencana kumulatif (%)", t.a.PlannedOn(p.To), document.Percent)
		return facts
	}
	planned, actual := t.inPeriod(p)
	percent("Rencana "+unit+" (%)", planned, document.Percent)
	percent("Realisasi "+unit+" (%)", actual, document.Percent)
	deviation := actual.Sub(planned)
	percent("Deviasi "+unit+" (%)", deviation, document.Points)
	facts = append(facts, document.Fact{Label: "Penilaian " + unit, Value: document.Words(schedule.PeriodLabel(deviation))})
	return append(facts, t.reached(p.until)...)
}

// inPeriod is what was planned and done from the begin of a period to the last known day.
func (t *timeSchedule) inPeriod(p *reportPeriod) (planned, actual decimal.Decimal) {
	planned, actual, _ = t.a.Reached(p.until)
	plannedBefore, actualBefore, _ := t.a.Reached(p.From - 1)
	return planned.Sub(plannedBefore), actual.Sub(actualBefore)
}

// progressTable lists what was done of each pekerjaan before and in a period, weighed by its
// bobot.
func (t *timeSchedule) progressTable(p *reportPeriod) *document.Table {
	unit := capital(p.unit)
	table := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 90},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 620},
		{Key: columnVolume, Title: "Volume", Width: 190, Kind: document.VolumeKind},
		{Key: columnSatuan, Title: "Satuan", Width: 120},
	}, Empty: "Belum ada pekerjaan."}
	if t.Prices {
		table.Columns = append(table.Columns, document.Column{Key: columnHarga, Title: "Harga Satuan (Rp)", Width: 270, Kind: document.Money},
			document.Column{Key: columnJumlah, Title: "Total Harga (Rp)", Width: 320, Kind: document.Money})
	}
	band := "Realisasi (bobot × realisasi, %)"
	table.Columns = append(table.Columns, document.Column{Key: columnBobot, Title: "Bobot (%)", Width: 130, Kind: document.Percent},
		document.Column{Key: columnLalu, Title: "s.d. " + unit + " Lalu", Band: band, Width: 170, Kind: document.Percent},
		document.Column{Key: columnIni, Title: unit + " Ini", Band: band, Width: 170, Kind: document.Percent},
		document.Column{Key: columnSampai, Title: "s.d. " + unit + " Ini", Band: band, Width: 170, Kind: document.Percent})
	work := 0
	t.eachNumbered(len(table.Columns), func(row document.Row) { table.Rows = append(table.Rows, row) }, func(number int, item *rab.Pekerjaan) {
		table.Rows = append(table.Rows, t.progressRow(p, number, item, work))
		work++
	})
	if work == 0 {
		table.Rows = nil
		return table
	}
	first, last := table.Rows[0].Key, table.Rows[len(table.Rows)-1].Key
	if !t.weights.GoneBobot.IsZero() {
		table.Rows = append(table.Rows, document.Row{Key: rowGone, Cells: []document.Cell{
			{}, document.Words("Pekerjaan rencana kontrak yang tidak ada lagi di proyek").Over(len(table.Columns) - 5), document.Number(t.weights.GoneBobot),
		}})
		last = rowGone
	}
	table.Rows = append(table.Rows, t.progressTotal(p, first, last))
	table.Tail = min(6, len(table.Rows))
	return table
}

func (t *timeSchedule) progressRow(p *reportPeriod, number int, item *rab.Pekerjaan, work int) document.Row {
	line, _ := t.figures.LineOf(item.ID)
	row := document.Row{Key: pekerjaanKey(item.ID), Cells: []document.Cell{
		count(number), document.Words(item.Uraian), document.Maybe(line.Volume), document.Words(item.Satuan),
	}}
	cell := func(column string) document.Ref { return document.Ref{Row: row.Key, Column: column} }
	if t.Prices {
		total := document.Number(line.Total)
		if line.Volume.Valid {
			total = total.By(document.Calculation("ROUND({0}*{1},2)", cell(columnVolume), cell(columnHarga)))
		}
		row.Cells = append(row.Cells, document.Number(line.G), total)
	}
	before, now := t.doneIn(work, p)
	parts := schedule.SpreadBobot(t.weights.Bobot[work], []decimal.Decimal{before, now})
	row.Cells = append(row.Cells, document.Number(t.weights.Bobot[work]), document.Number(parts[0]), document.Number(parts[1]),
		document.Number(parts[0].Add(parts[1])).By(document.Calculation("ROUND({0}+{1},2)", cell(columnLalu), cell(columnIni))))
	return row
}

// doneIn is what was done of a pekerjaan before a period and in it, as far as the status date,
// in percent of it. A week that two periods share is divided by its days.
func (t *timeSchedule) doneIn(work int, p *reportPeriod) (before, now decimal.Decimal) {
	earlier := schedule.Span{From: t.a.Timeline.From, To: p.From - 1}
	for _, cell := range t.a.Works[work].Cells {
		if cell.Week > t.a.Status || cell.Actual.IsZero() {
			continue
		}
		week := t.a.Timeline.Week(cell.Week)
		before, now = before.Add(partOf(cell.Actual, week, earlier)), now.Add(partOf(cell.Actual, week, p.Span))
	}
	return before, now
}

// partOf is what of an amount of a week lies in a span, by days.
func partOf(amount decimal.Decimal, week, span schedule.Span) decimal.Decimal {
	days := week.Overlap(span)
	switch days {
	case 0:
		return decimal.Zero
	case week.Days():
		return amount
	}
	part, _ := amount.Mul(decimal.FromInt(int64(days))).Quo(decimal.FromInt(int64(week.Days()))) // a week has days
	return part
}

func (t *timeSchedule) progressTotal(p *reportPeriod, first, last string) document.Row {
	sum := func(amount decimal.Decimal) document.Cell {
		return document.Number(amount).By(document.Calculation("SUM({0})", document.Ref{Row: first, To: last}))
	}
	row := document.Row{Key: rowJumlah, Kind: document.Total, Cells: []document.Cell{document.Words("TOTAL").Over(4)}}
	if t.Prices {
		row.Cells = []document.Cell{document.Words("TOTAL").Over(5), sum(t.figures.Totals.Jumlah)}
	}
	row.Cells = append(row.Cells, sum(decimal.Sum(t.weights.Bobot...).Add(t.weights.GoneBobot)))
	if t.a.Status == 0 {
		return row
	}
	until := t.a.Timeline.Week(t.a.Status).To
	_, before, _ := t.a.Reached(min(p.From-1, until))
	_, now, _ := t.a.Reached(p.until)
	cell := func(column string) document.Ref { return document.Ref{Row: rowJumlah, Column: column} }
	row.Cells = append(row.Cells, document.Number(before), document.Number(now.Sub(before)),
		document.Number(now).By(document.Calculation("ROUND({0}+{1},2)", cell(columnLalu), cell(columnIni))))
	return row
}

// weekNotes are what was noted of a week; nothing when nothing was.
func (t *timeSchedule) weekNotes(p *reportPeriod) []*document.Section {
	table := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 100}, {Key: columnUraian, Title: "Pekerjaan", Width: 700}, {Key: "catatan", Title: "Catatan", Width: 1100},
	}}
	t.eachNumbered(0, func(document.Row) {}, func(number int, item *rab.Pekerjaan) {
		if row, ok := t.Project.ProgressAt(item.ID, p.number); ok && strings.TrimSpace(row.Notes) != "" {
			table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{
				count(number), document.Words(named(item.Kode, item.Uraian)), document.Words(strings.TrimSpace(row.Notes)),
			}})
		}
	})
	if len(table.Rows) == 0 {
		return nil
	}
	section := t.section("catatan-"+p.key(), "CATATAN "+p.title(), "Catatan "+p.short(), table)
	section.Kop = false
	return []*document.Section{section}
}

// nextWeek is what is planned for the week after that of a report; nothing when nothing is.
func (t *timeSchedule) nextWeek(p *reportPeriod) []*document.Section {
	week := p.number + 1
	table := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 100},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 900},
		{Key: columnVolume, Title: "Volume Rencana", Width: 260, Kind: document.VolumeKind},
		{Key: columnSatuan, Title: "Satuan", Width: 160},
		{Key: "persen", Title: "Persen Pekerjaan", Width: 220, Kind: document.Percent},
		{Key: columnBobot, Title: "Rencana (% bobot)", Width: 220, Kind: document.Percent},
	}}
	work := 0
	t.eachNumbered(0, func(document.Row) {}, func(number int, item *rab.Pekerjaan) {
		row, bobot := &t.a.Works[work], t.weights.Bobot[work]
		work++
		for _, cell := range row.Cells {
			if cell.Week != week || cell.Planned.IsZero() {
				continue
			}
			volume := document.Cell{}
			if row.Volume.Valid {
				volume = document.Number(row.Volume.Decimal.Percent(cell.Planned))
			}
			table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{
				count(number), document.Words(item.Uraian), volume, document.Words(item.Satuan), document.Number(cell.Planned), document.Number(bobot.Percent(cell.Planned)),
			}})
		}
	})
	if len(table.Rows) == 0 {
		return nil
	}
	days := &document.Note{Title: "Waktu", Text: t.a.Timeline.Week(week).Indonesian()}
	section := t.section("depan-"+p.key(), fmt.Sprintf("RENCANA MINGGU BERIKUTNYA (MINGGU KE-%d)", week), fmt.Sprintf("Rencana minggu %d", week), days, table)
	section.Kop = false
	return []*document.Section{section}
}
