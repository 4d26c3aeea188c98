package api

import (
	"fmt"
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// chartAnswer is one answer for grid, Gantt and kurva S (api §6.17).
type chartAnswer struct {
	Timescale string        `json:"timescale"`
	MonthMode string        `json:"month_mode,omitempty"` // of months: calendar ones, or four weeks each
	Columns   []chartColumn `json:"columns"`
	Rows      []chartRow    `json:"rows"`
	Curve     chartCurve    `json:"curveData"`
	Summary   chartSummary  `json:"summary"`
	Timestamp string        `json:"timestamp"` // of the revision
}

type chartColumn struct {
	ID          string   `json:"id"`
	Label       string   `json:"label"`
	Name        string   `json:"name"` // for people: Januari 2025
	StartDate   string   `json:"startDate"`
	EndDate     string   `json:"endDate"`
	Start       rab.Date `json:"start"`
	End         rab.Date `json:"end"`
	WeekNumber  int      `json:"weekNumber,omitempty"`
	MonthNumber int      `json:"monthNumber,omitempty"`
	ChildWeeks  []int    `json:"childWeeks,omitempty"`

	last int // week at whose end the curve is read, of blocks and weeks
}

type chartRow struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Level       int             `json:"level"`
	Volume      string          `json:"volume"`
	Unit        string          `json:"unit"`
	Bobot       *decimal.Number `json:"bobot,omitempty"`
	PekerjaanID int64           `json:"pekerjaanId,omitempty"`
	Cells       chartCells      `json:"cells"`
}

type chartCurve struct {
	Planned []chartPoint `json:"planned"`
	Actual  []chartPoint `json:"actual"` // up to the status date
}

type chartPoint struct {
	WeekNumber  int            `json:"weekNumber,omitempty"`
	MonthNumber int            `json:"monthNumber,omitempty"`
	Cumulative  decimal.Number `json:"cumulative"`
	Label       string         `json:"label"`
}

// chartSummary tells how much of the project is planned and done at the end of the columns.
// Deviation is realisasi less rencana at the status date; null without one.
type chartSummary struct {
	TotalPlanned   decimal.Number  `json:"totalPlanned"`
	TotalActual    decimal.Number  `json:"totalActual"`
	Variance       decimal.Number  `json:"variance"` // actual less planned
	TotalPekerjaan int             `json:"totalPekerjaan"`
	TotalWeeks     int             `json:"totalWeeks"`
	TotalMonths    int             `json:"totalMonths"`
	StatusWeek     int             `json:"statusWeek"` // 0: nothing is known of realisasi
	Deviation      *decimal.Number `json:"deviation"`
	Basis          schedule.Basis  `json:"basis"`      // by what pekerjaan are weighed
	Unweighted     bool            `json:"unweighted"` // not by money
	Baseline       bool            `json:"baseline"`   // rencana is that of the contract
}

// The time scales, and the kinds of months.
const (
	byWeek         = "weekly"
	byMonth        = "monthly"
	calendarMonths = "kalender"
	fourWeeks      = "4minggu"
)

// chartQuery is what a client asks of the chart.
type chartQuery struct {
	timescale, months string
	planned, actual   bool
}

// chartQueryOf reads {timescale, mode, month_mode}. What is unknown of the first two counts
// as absent (api §6.17).
func chartQueryOf(r *serve.Request) (chartQuery, error) {
	q := queryOf(r)
	asked := chartQuery{timescale: byWeek, planned: q.text("mode") != "actual", actual: q.text("mode") != "planned"}
	months := q.choice("month_mode", calendarMonths, fourWeeks)
	if q.text("timescale") == byMonth {
		asked.timescale, asked.months = byMonth, months
	}
	return asked, q.err()
}

func getChart(r *serve.Request) error {
	asked, err := chartQueryOf(r)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("chart?%s %s %v %v", asked.timescale, asked.months, asked.planned, asked.actual)
	return r.Kept(key, func(v *app.View) (any, error) {
		analysis, err := r.App.Analysis(r.HTTP.Context(), v)
		if err != nil {
			return nil, err
		}
		return chartOf(v, analysis, asked), nil
	})
}

func chartOf(v *app.View, a *schedule.Analysis, asked chartQuery) *chartAnswer {
	c := &chart{view: v, analysis: a, asked: asked}
	switch {
	case asked.timescale == byWeek:
		c.weeks()
	case asked.months == fourWeeks:
		c.blocks()
	default:
		c.months()
	}
	return &chartAnswer{
		Timescale: asked.timescale, MonthMode: asked.months, Columns: c.columns, Rows: c.rows(), Curve: c.curve, Summary: c.summary(),
		Timestamp: v.UpdatedAt().Contract(),
	}
}

// chart is an answer in the making.
type chart struct {
	view     *app.View
	analysis *schedule.Analysis
	asked    chartQuery
	columns  []chartColumn
	curve    chartCurve
	cells    func(place int) (planned, actual []decimal.Decimal) // of a work, one number for each column
}

// dayMonth is the day and the month of a date: 05/01.
func dayMonth(d schedule.Day) string { return d.Date().Time().Format("02/01") }

func column(scale string, number int, span schedule.Span) chartColumn {
	c := chartColumn{
		ID: scale + "_" + strconv.Itoa(number), StartDate: dayMonth(span.From), EndDate: dayMonth(span.To), Start: span.From.Date(), End: span.To.Date(),
	}
	if scale == "week" {
		c.WeekNumber, c.Label, c.Name = number, fmt.Sprintf("Week %d", number), fmt.Sprintf("Minggu %d", number)
	} else {
		c.MonthNumber, c.Label = number, fmt.Sprintf("Month %d", number)
	}
	return c
}

// weeks makes a column of each week.
func (c *chart) weeks() {
	a := c.analysis
	for number := 1; number <= a.Weeks; number++ {
		week := column("week", number, a.Timeline.Week(number))
		week.last = number
		c.columns = append(c.columns, week)
	}
	c.cells = func(place int) (planned, actual []decimal.Decimal) {
		planned, actual = make([]decimal.Decimal, a.Weeks), make([]decimal.Decimal, a.Weeks)
		for _, cell := range a.Works[place].Cells {
			planned[cell.Week-1], actual[cell.Week-1] = cell.Planned, cell.Actual
		}
		return planned, actual
	}
	c.readCurve()
}

// blocks makes a column of each four weeks.
func (c *chart) blocks() {
	a := c.analysis
	for first := 1; first <= a.Weeks; first += 4 {
		last := min(first+3, a.Weeks)
		block := column("month", len(c.columns)+1, schedule.Span{From: a.Timeline.Week(first).From, To: a.Timeline.Week(last).To})
		block.Name, block.last = fmt.Sprintf("Minggu %d–%d", first, last), last
		for week := first; week <= last; week++ {
			block.ChildWeeks = append(block.ChildWeeks, week)
		}
		c.columns = append(c.columns, block)
	}
	c.cells = func(place int) (planned, actual []decimal.Decimal) {
		return schedule.InBlocks(a.Works[place].Cells, a.Weeks)
	}
	c.readCurve()
}

// readCurve reads the kurva S at the ends of the columns; realisasi up to the one that holds
// the status date.
func (c *chart) readCurve() {
	a := c.analysis
	c.curve = chartCurve{Planned: []chartPoint{}, Actual: []chartPoint{}}
	before := 0
	for i := range c.columns {
		last := c.columns[i].last
		c.point(&c.curve.Planned, i, a.Curve.PlannedAt(last).Round(schedule.PercentPlaces), c.asked.planned)
		if before < a.Status {
			c.point(&c.curve.Actual, i, a.Curve.Actual[min(last, a.Status)].Round(schedule.PercentPlaces), c.asked.actual)
		}
		before = last
	}
}

func (c *chart) point(series *[]chartPoint, place int, cumulative decimal.Decimal, asked bool) {
	if !asked {
		return
	}
	at := &c.columns[place]
	*series = append(*series, chartPoint{WeekNumber: at.WeekNumber, MonthNumber: at.MonthNumber, Cumulative: number(cumulative), Label: at.Label})
}

// months makes a column of each calendar month of the project.
func (c *chart) months() {
	by := c.analysis.ByMonth()
	for i, month := range c.analysis.Timeline.Months() {
		at := column("month", i+1, month.Span)
		at.Name = month.Label()
		c.columns = append(c.columns, at)
	}
	c.cells = func(place int) (planned, actual []decimal.Decimal) {
		return by.Works[place].Planned, by.Works[place].Actual
	}
	c.curve = chartCurve{Planned: []chartPoint{}, Actual: []chartPoint{}}
	for i, value := range by.Footer.PlannedCumulative {
		c.point(&c.curve.Planned, i, value, c.asked.planned)
	}
	for i, value := range by.Footer.ActualCumulative {
		c.point(&c.curve.Actual, i, value, c.asked.actual)
	}
}

// rows lists headings and pekerjaan in the order of the work list.
func (c *chart) rows() []chartRow {
	v := c.view
	rows := make([]chartRow, 0, len(c.analysis.Works)+v.Headings.Len())
	shares := make(map[int64]decimal.Decimal, v.Headings.Len())
	for _, sum := range v.Figures().Tree {
		shares[sum.Heading.ID] = sum.BobotPrinted
	}
	text := newCellText(c.columns, c.asked)
	heading := func(h *rab.Heading, kind string, level int) {
		bobot := number(shares[h.ID])
		rows = append(rows, chartRow{ID: h.ID, Name: h.Name, Type: kind, Level: level, Bobot: &bobot, Cells: chartCells("{}")})
	}
	place := 0
	for _, top := range v.Klasifikasi() {
		heading(top, "klasifikasi", 1)
		for _, sub := range v.SubKlasifikasi(top.ID) {
			heading(sub, "sub_klasifikasi", 2)
			for _, item := range v.PekerjaanOf(sub.ID) {
				rows = append(rows, c.row(item, place, text))
				place++
			}
		}
	}
	return rows
}

func (c *chart) row(item *rab.Pekerjaan, place int, text *cellText) chartRow {
	row := chartRow{ID: item.ID, Name: item.Uraian, Type: "pekerjaan", Level: 3, Unit: item.Satuan, PekerjaanID: item.ID}
	if line, ok := c.view.Figures().LineOf(item.ID); ok {
		bobot := number(line.BobotPrinted)
		row.Bobot = &bobot
		if line.Volume.Valid {
			row.Volume = line.Volume.Indonesian(volumePlaces, volumePlaces)
		}
	}
	row.Cells = text.of(c.cells(place))
	return row
}

func (c *chart) summary() chartSummary {
	a := c.analysis
	s := chartSummary{
		TotalPekerjaan: len(a.Works), TotalWeeks: a.Weeks, TotalMonths: len(a.Timeline.Months()), StatusWeek: a.Status, Basis: a.Curve.Basis,
		Unweighted: a.Curve.Basis != schedule.ByHarga, Baseline: a.Baseline != nil,
	}
	if c.asked.months == fourWeeks {
		s.TotalMonths = len(c.columns)
	}
	planned, actual := a.Curve.PlannedAt(a.Weeks).Round(schedule.PercentPlaces), decimal.Zero
	if a.Status > 0 {
		actual = a.Curve.Actual[a.Status].Round(schedule.PercentPlaces)
		s.Deviation = numberOf(actual.Sub(a.Curve.PlannedAt(a.Status).Round(schedule.PercentPlaces)))
	}
	s.TotalPlanned, s.TotalActual, s.Variance = number(planned), number(actual), number(actual.Sub(planned))
	return s
}

// chartCells are the cells of a row as JSON: they are most of the answer, and most of them
// are zeros.
type chartCells []byte

// MarshalJSON writes the cells as they stand.
func (c chartCells) MarshalJSON() ([]byte, error) { return c, nil }

// cellText writes cells.
type cellText struct {
	asked chartQuery
	names [][]byte // "week_1":
	zeros [][]byte // "week_1":{"planned":0,"actual":0}
	size  int      // of a row of zeros
}

func newCellText(columns []chartColumn, asked chartQuery) *cellText {
	t := &cellText{asked: asked, size: 2}
	for _, c := range columns {
		name := []byte(strconv.Quote(c.ID) + ":")
		t.names = append(t.names, name)
		zero := t.cell(name[:len(name):len(name)], decimal.Zero, decimal.Zero)
		t.zeros = append(t.zeros, zero)
		t.size += len(zero) + 1
	}
	return t
}

func (t *cellText) cell(out []byte, planned, actual decimal.Decimal) []byte {
	out = append(out, '{')
	if t.asked.planned {
		out = append(append(out, `"planned":`...), planned.Round(schedule.PercentPlaces).String()...)
	}
	if t.asked.planned && t.asked.actual {
		out = append(out, ',')
	}
	if t.asked.actual {
		out = append(append(out, `"actual":`...), actual.Round(schedule.PercentPlaces).String()...)
	}
	return append(out, '}')
}

// of writes the cells of one row.
func (t *cellText) of(planned, actual []decimal.Decimal) chartCells {
	out := append(make([]byte, 0, t.size+256), '{')
	for i := range t.names {
		if i > 0 {
			out = append(out, ',')
		}
		if planned[i].IsZero() && actual[i].IsZero() {
			out = append(out, t.zeros[i]...)
			continue
		}
		out = t.cell(append(out, t.names[i]...), planned[i], actual[i])
	}
	return append(out, '}')
}
