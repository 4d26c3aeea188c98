package dossier

import (
	"fmt"
	"strconv"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Keys of the rows under a time schedule.
const (
	rowPlanned           = "rencana"
	rowPlannedCumulative = "rencana-kumulatif"
	rowActual            = "realisasi"
	rowActualCumulative  = "realisasi-kumulatif"
	rowDeviation         = "deviasi"
	rowGone              = "dihapus"
	rowWeighed           = "tertimbang" // of a grid: Σ dasar × percent of each week
	columnDasar          = "dasar"      // of a grid: what a pekerjaan weighs
)

// Keys of the sheets that formulas of a time schedule rest on.
const (
	keyRencana   = "rencana"
	keyRealisasi = "realisasi"
)

// jadwalPekerjaan is the time schedule with its kurva S.
func (b *builder) jadwalPekerjaan() ([]*document.Section, error) { return b.jadwalSections(), nil }

// jadwalSections are the time schedule on one sheet, and in a workbook the two sheets that it
// is reckoned from. Without dates it lists the pekerjaan and says what is missing.
func (b *builder) jadwalSections() []*document.Section {
	if b.Schedule == nil {
		return []*document.Section{b.undated()}
	}
	t := b.timeSchedule(b.options.Monthly, b.Schedule.Status)
	t.linked = b.options.Format == XLSX && !t.months
	section := t.sheet(keyJadwal, "TIME SCHEDULE DAN KURVA S", "Jadwal")
	section.Blocks = append(section.Blocks, b.scheduleSigned()...)
	sections := []*document.Section{section}
	if t.linked {
		sections = append(sections, t.grid(false), t.grid(true))
	}
	return sections
}

// scheduleSigned are the parties of the work once there is a contract or realisasi, and
// before that those of the estimate.
func (b *builder) scheduleSigned() []document.Block {
	if b.Schedule.Status > 0 || b.Project.Contract().NomorKontrak != "" {
		return b.progressSigned()
	}
	return b.estimateSigned()
}

// undated lists the pekerjaan of a project that has no weeks.
func (b *builder) undated() *document.Section {
	reason := "jadwal belum dapat dihitung"
	if _, err := schedule.TimelineOf(b.header); err != nil {
		reason = err.Error()
	}
	t := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 100},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 1000},
		{Key: columnVolume, Title: "Volume", Width: 220, Kind: document.VolumeKind},
		{Key: columnSatuan, Title: "Satuan", Width: 160},
	}, Empty: "Belum ada pekerjaan."}
	if b.Prices {
		t.Columns = append(t.Columns, document.Column{Key: columnJumlah, Title: "Jumlah Harga (Rp)", Width: 360, Kind: document.Money},
			document.Column{Key: columnBobot, Title: "Bobot (%)", Width: 160, Kind: document.Percent})
	}
	b.eachNumbered(len(t.Columns), func(row document.Row) { t.Rows = append(t.Rows, row) }, func(number int, item *rab.Pekerjaan) {
		line, _ := b.figures.LineOf(item.ID)
		cells := []document.Cell{count(number), document.Words(item.Uraian), document.Maybe(line.Volume), document.Words(item.Satuan)}
		if b.Prices {
			cells = append(cells, document.Number(line.Total), document.Number(line.BobotPrinted))
		}
		t.Rows = append(t.Rows, document.Row{Key: pekerjaanKey(item.ID), Cells: cells})
	})
	note := &document.Note{Boxed: true, Title: "Jadwal belum ada", Text: sentence(reason) + " Lengkapi di Data Proyek, lalu isi rencana mingguan di Jadwal Pekerjaan."}
	return b.section(keyJadwal, "TIME SCHEDULE DAN KURVA S", "Jadwal", note, t)
}

// eachNumbered walks the work list: rows of headings, and pekerjaan with their running number.
func (b *builder) eachNumbered(columns int, heading func(document.Row), visit func(number int, item *rab.Pekerjaan)) {
	number := 0
	b.eachHeading(func(level, place int, h *rab.Heading, items []*rab.Pekerjaan) {
		heading(headingRow(level, place, h, columns))
		for _, item := range items {
			number++
			visit(number, item)
		}
	})
}

// period is a column of a time schedule.
type period struct {
	schedule.Span

	key, title, band string
	late             bool // after the end of the project
}

// timeSchedule is a schedule as a sheet shows it.
type timeSchedule struct {
	*builder

	a       *schedule.Analysis
	months  bool
	until   int // number of the last period of which realisasi is shown
	periods []period
	weights schedule.Weights
	footer  schedule.Footer
	byMonth []schedule.MonthWork // by the order of the work list; nil by weeks
	part    bool                 // of a report
	linked  bool                 // its workbook has the grids that its formulas rest on
}

// timeSchedule reads the schedule, with realisasi up to the end of a week.
func (b *builder) timeSchedule(months bool, until int) *timeSchedule {
	a := b.Schedule
	t := &timeSchedule{builder: b, a: a, months: months, until: min(until, a.Status), weights: a.Weights()}
	if months {
		t.readMonths()
		return t
	}
	t.footer = a.Footer()
	for week := 1; week <= a.Weeks; week++ {
		days := a.Timeline.Week(week)
		t.periods = append(t.periods, period{
			Span: days, key: weekKey(week), title: weekHead(week, days), band: schedule.MonthOf(days.To).Label(), late: week > a.Timeline.WeekCount(),
		})
	}
	t.footer.Actual, t.footer.ActualCumulative = t.footer.Actual[:t.until], t.footer.ActualCumulative[:t.until]
	t.footer.Deviation = t.footer.Deviation[:t.until]
	return t
}

func weekKey(week int) string { return "m" + strconv.Itoa(week) }

func (t *timeSchedule) readMonths() {
	byMonth := t.a.ByMonth()
	t.byMonth, t.footer = byMonth.Works, byMonth.Footer
	for i, month := range t.a.Timeline.Months() {
		t.periods = append(t.periods, period{
			Span: month.Span, key: "b" + strconv.Itoa(i+1), title: strconv.Itoa(i+1) + "\n" + month.Label()[:3], band: strconv.Itoa(month.Year),
		})
	}
	t.until = len(t.footer.ActualCumulative)
}

// percents fills in what is planned and done of a pekerjaan in each period, in percent of it;
// realisasi after the last shown period is not known.
func (t *timeSchedule) percents(work int, planned, actual []decimal.Decimal) {
	clear(planned)
	clear(actual)
	if t.months {
		copy(planned, t.byMonth[work].Planned)
		copy(actual[:t.until], t.byMonth[work].Actual)
		return
	}
	for _, cell := range t.a.Works[work].Cells {
		planned[cell.Week-1] = cell.Planned
		if cell.Week <= t.until {
			actual[cell.Week-1] = cell.Actual
		}
	}
}

// hasPlan reports whether anything is planned.
func (t *timeSchedule) hasPlan() bool {
	for i := range t.a.Works {
		for _, cell := range t.a.Works[i].Cells {
			if !cell.Planned.IsZero() {
				return true
			}
		}
	}
	return false
}

// weighedByMoney reports whether the column of money is what pekerjaan are weighed by.
func (t *timeSchedule) weighedByMoney() bool { return t.Prices && t.weights.Basis == schedule.ByHarga }

// fixed is how many columns stand before those of the periods.
func (t *timeSchedule) fixed() int { return len(t.columns()) }

// columns are those before the periods.
func (t *timeSchedule) columns() []document.Column {
	columns := []document.Column{
		{Key: columnNo, Title: "No", Width: 90, Stays: true},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 640, Stays: true},
	}
	if t.weighedByMoney() {
		columns = append(columns, document.Column{Key: columnJumlah, Title: "Jumlah Harga (Rp)", Width: 320, Kind: document.Money, Stays: true})
	} else {
		columns = append(columns, document.Column{Key: columnVolume, Title: "Volume", Width: 200, Kind: document.VolumeKind, Stays: true},
			document.Column{Key: columnSatuan, Title: "Satuan", Width: 120, Stays: true})
	}
	return append(columns, document.Column{Key: columnBobot, Title: "Bobot (%)", Width: 130, Kind: document.Percent, Stays: true})
}

// sheet is the time schedule with the curve over its bars.
func (t *timeSchedule) sheet(key, title, sheet string) *document.Section {
	table := t.table()
	section := t.section(key, title, sheet, t.told()...)
	t.layOutWide(section, t.part)
	t.addStatus(section)
	section.Blocks = append(section.Blocks, table)
	return section
}

func (t *timeSchedule) table() *document.Table {
	table := &document.Table{Columns: t.columns(), Empty: "Belum ada pekerjaan."}
	width := 85
	if t.months {
		width = 120
	}
	for _, p := range t.periods {
		table.Columns = append(table.Columns, document.Column{Key: p.key, Title: p.title, Band: p.band, Width: width, Kind: document.Percent})
	}
	planned, actual := make([]decimal.Decimal, len(t.periods)), make([]decimal.Decimal, len(t.periods))
	work := 0
	t.eachNumbered(len(table.Columns), func(row document.Row) { table.Rows = append(table.Rows, row) }, func(number int, item *rab.Pekerjaan) {
		t.percents(work, planned, actual)
		table.Rows = append(table.Rows, t.row(number, item, work, planned, actual))
		work++
	})
	if work == 0 {
		table.Rows = nil
		return table
	}
	top, bottom := table.Rows[0].Key, table.Rows[len(table.Rows)-1].Key
	table.Rows = append(table.Rows, t.totals(top, bottom)...)
	table.Rows = append(table.Rows, t.foot()...)
	table.Tail = len(table.Rows) - tableRows(table, bottom)
	if len(t.periods) > 0 {
		table.Curve = t.curve(top, bottom)
	}
	return table
}

// tableRows returns the number of rows up to and with one.
func tableRows(table *document.Table, key string) int {
	for i := range table.Rows {
		if table.Rows[i].Key == key {
			return i + 1
		}
	}
	return len(table.Rows)
}

// row is one pekerjaan with its bars.
func (t *timeSchedule) row(number int, item *rab.Pekerjaan, work int, planned, actual []decimal.Decimal) document.Row {
	key, bobot := pekerjaanKey(item.ID), t.weights.Bobot[work]
	row := document.Row{Key: key, Cells: make([]document.Cell, 0, 5+len(t.periods))}
	row.Cells = append(append(row.Cells, count(number), document.Words(item.Uraian)), t.valueCells(item, work)...)
	row.Cells = append(row.Cells, document.Number(bobot))
	parts := schedule.SpreadBobot(bobot, planned)
	for i, part := range parts {
		cell := document.Cell{}
		if !planned[i].IsZero() {
			cell = document.Number(part).As(document.Blank).Filled(document.PlanFill) // a bar of less than 0.005 is only coloured
			if t.linked {
				cell = cell.By(t.bar(key, i))
			}
		}
		switch {
		case !actual[i].IsZero():
			cell = cell.Filled(document.ActualFill)
		case t.periods[i].late && planned[i].IsZero():
			cell = cell.Filled(document.OffFill)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// valueCells are what a pekerjaan is worth, or how much of it there is.
func (t *timeSchedule) valueCells(item *rab.Pekerjaan, work int) []document.Cell {
	line, _ := t.figures.LineOf(item.ID)
	if !t.weighedByMoney() {
		return []document.Cell{document.Maybe(line.Volume), document.Words(item.Satuan)}
	}
	value := document.Number(t.weights.Of[work])
	if t.a.Baseline == nil && t.weights.Of[work].Equal(line.Total) { // what was agreed does not follow prices that change later
		value = value.By(document.Calculation("{0}", document.Ref{Section: keyRAB, Row: pekerjaanKey(item.ID), Column: columnJumlah}))
	}
	return []document.Cell{value}
}

// bar is the bobot of a pekerjaan in a period: what its plan comes to until then, less what
// stands before. So its bars add up to its bobot whatever is rounded.
func (t *timeSchedule) bar(row string, i int) *document.Formula {
	first, this := t.periods[0].key, t.periods[i].key
	until := document.Ref{Section: keyRencana, Row: row, Column: first, ToColumn: this}
	bobot := document.Ref{Row: row, Column: columnBobot}
	if i == 0 {
		until.ToColumn = ""
		return document.Calculation("ROUND({0}*{1}/100,2)", until, bobot)
	}
	before := document.Ref{Row: row, Column: first}
	if i > 1 {
		before.ToColumn = t.periods[i-1].key
	}
	return document.Calculation("ROUND(ROUND(SUM({0})*{1}/100,2)-SUM({2}),2)", until, bobot, before)
}

// told says how the sheet is to be read, and what is missing in it.
func (t *timeSchedule) told() []document.Block {
	var blocks []document.Block
	if !t.hasPlan() {
		blocks = append(blocks, &document.Note{Boxed: true, Text: "Belum ada rencana: isi rencana mingguan di Jadwal Pekerjaan."})
	}
	text := basisTexts[t.weights.Basis]
	if !t.Prices {
		text = "Bobot menurut volume, bukan harga."
	}
	if t.a.Baseline != nil {
		text += " Baris rencana dan kurva mengikuti rencana kontrak; batang adalah rencana yang sedang disusun."
	}
	text += " Sel berisi bobot pekerjaan pada periode itu; batang rencana berganti warna setelah ada realisasinya. Isi tiap baris tepat berjumlah bobotnya; baris rencana dan realisasi dihitung dari nilai penuh."
	if t.linked && t.a.Baseline != nil {
		text += " Rencana kumulatif dari rencana kontrak ditulis sebagai angka, tanpa rumus."
	}
	blocks = append(blocks, &document.Note{Text: text, Small: true})
	var light []string
	for i := range t.a.Works {
		if t.weights.Of[i].IsZero() {
			row, _ := t.Project.Pekerjaan.Get(t.a.Works[i].ID)
			light = append(light, named(row.Kode, row.Uraian))
		}
	}
	if len(light) > 0 && t.weighedByMoney() {
		blocks = append(blocks, &document.Note{Boxed: true, Title: fmt.Sprintf("%d pekerjaan belum bernilai sehingga bobotnya 0", len(light)), Text: listed(light)})
	}
	return blocks
}

// basisTexts say by what pekerjaan are weighed.
var basisTexts = map[schedule.Basis]string{
	schedule.ByHarga:  "Bobot menurut harga.",
	schedule.ByVolume: "Harga belum ada: bobot menurut volume, jadi persennya bukan persen biaya.",
	schedule.Evenly:   "Harga dan volume belum ada: semua pekerjaan berbobot sama.",
}
