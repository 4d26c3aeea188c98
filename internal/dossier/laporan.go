package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// laporan is a progress report: of the whole, or of weeks or months.
func (b *builder) laporan() ([]*document.Section, error) {
	if b.Schedule == nil {
		reason := "jadwal belum dapat dihitung"
		if _, err := schedule.TimelineOf(b.header); err != nil {
			reason = err.Error()
		}
		return nil, rab.Refuse("tanggal_mulai", "Laporan belum dapat dibuat: %s. Lengkapi tanggal di Data Proyek.", reason)
	}
	switch b.options.Report {
	case ReportMonthly, ReportWeekly:
		return b.periodReports()
	}
	return b.rekapReport(), nil
}

// rekapReport is the report of the whole.
func (b *builder) rekapReport() []*document.Section {
	t := b.timeSchedule(false, b.Schedule.Status)
	t.part, t.linked = true, b.options.Format == XLSX
	gantt := t.gantt()
	gantt.Blocks = append(gantt.Blocks, b.progressSigned()...)
	return []*document.Section{
		b.reportCover("sampul", "Sampul", "LAPORAN REKAPITULASI", t.standing(t.until)), b.contents(),
		t.overview(), t.grid(false), t.grid(true), t.sheet(keyJadwal, "TIME SCHEDULE DAN KURVA S", "Jadwal"), gantt,
	}
}

// reportCover is the front page of a report.
func (b *builder) reportCover(key, sheet, title string, facts []document.Fact) *document.Section {
	h, contract := b.header, b.Project.Contract()
	cover := &document.Cover{Over: "LAPORAN KEMAJUAN PEKERJAAN", Title: title, Name: h.Nama}
	add := func(label, value string) {
		if value = strings.TrimSpace(value); value != "" {
			cover.Facts = append(cover.Facts, document.Fact{Label: label, Value: document.Words(value)})
		}
	}
	if b.Number > 0 {
		add("Nomor laporan", strconv.Itoa(b.Number))
	}
	add("Lokasi", h.LokasiProject)
	add("Pemilik", joined(h.NamaClient, h.InstansiClient))
	add("Kontraktor", joined(h.NamaKontraktor, h.InstansiKontraktor))
	add("Pengawas", joined(h.NamaKonsultanPengawas, h.InstansiKonsultanPengawas))
	add("Sumber dana", h.SumberDana)
	add("Tahun anggaran", b.year())
	add("Nomor kontrak", contract.NomorKontrak)
	if b.Prices && contract.NilaiKontrak.Valid {
		add("Nilai kontrak", "Rp "+document.Money.Text(contract.NilaiKontrak.Decimal))
	}
	line := b.Schedule.Timeline
	add("Waktu pelaksanaan", fmt.Sprintf("%s (%d hari kalender)", line.Span.Indonesian(), line.Days()))
	cover.Facts = append(cover.Facts, facts...)
	if author := b.author(); author != "" {
		cover.Foot = append(cover.Foot, author)
	}
	cover.Foot = append(cover.Foot, b.year())
	section := &document.Section{Key: key, Title: title, Sheet: sheet, Paper: document.A4, Kop: true, Bare: true, Blocks: []document.Block{cover}}
	if b.options.Paper != "" && b.options.Paper != document.A3 {
		section.Paper = b.options.Paper
	}
	return section
}

// overview tells how the whole and its parts stand at the status date, and what is to be
// expected.
func (t *timeSchedule) overview() *document.Section {
	section := t.section("ringkasan", "RINGKASAN KEMAJUAN", "Ringkasan")
	section.Kop = false
	facts := &document.Facts{Groups: []document.FactGroup{
		{Title: "KEADAAN", Rows: t.standing(t.until)}, {Title: "PERKIRAAN", Rows: t.forecast()},
	}}
	section.Blocks = append(section.Blocks, facts, &document.Note{Boxed: true, Title: "Penilaian", Text: t.judgement()})
	if value := t.value(); len(value) > 0 {
		section.Blocks = append(section.Blocks, &document.Facts{Groups: []document.FactGroup{{Title: "NILAI PEKERJAAN", Rows: value}}})
	}
	section.Blocks = append(section.Blocks, t.groups())
	return section
}

// forecast is what the pace so far comes to.
func (t *timeSchedule) forecast() []document.Fact {
	a := t.a
	facts := []document.Fact{{Label: "Selesai menurut kontrak", Value: document.Words(a.Timeline.To.Indonesian())}}
	if a.Finish != "" {
		fact := document.Fact{Label: "Perkiraan selesai", Value: document.Words(schedule.DayOf(a.Finish).Indonesian()), Tone: document.Good}
		if a.Timeline.To.Date() < a.Finish {
			fact.Tone = document.Bad
		}
		facts = append(facts, fact)
	}
	if a.Forecast.Needed.Valid {
		facts = append(facts, document.Fact{Label: "Perlu tiap minggu (%)", Value: document.Number(a.Forecast.Needed.Decimal), Kind: document.Percent})
	}
	if a.Now != nil && a.Now.SPI.Valid {
		facts = append(facts, document.Fact{Label: "SPI", Value: document.Number(a.Now.SPI.Decimal), Kind: document.Exact})
	}
	if a.Now != nil && a.Now.CPI.Valid {
		facts = append(facts, document.Fact{Label: "CPI", Value: document.Number(a.Now.CPI.Decimal), Kind: document.Exact})
	}
	return facts
}

// value is how the whole stands in money; nothing when none is known, or seen.
func (t *timeSchedule) value() []document.Fact {
	a := t.a
	if !t.Prices || a.Earned.Unweighted || a.Now == nil {
		return nil
	}
	money := func(label string, amount decimal.Decimal) document.Fact {
		return document.Fact{Label: label, Value: document.Number(amount), Kind: document.Money}
	}
	facts := []document.Fact{
		money("Anggaran seluruh pekerjaan, BAC (Rp)", a.Earned.BAC), money("Nilai rencana, PV (Rp)", a.Now.PV), money("Nilai realisasi, EV (Rp)", a.Now.EV),
		money("Selisih jadwal, SV = EV − PV (Rp)", a.Now.SV),
	}
	if a.Earned.CostEntered {
		facts = append(facts, money("Biaya realisasi, AC (Rp)", a.Now.AC))
	}
	if a.Now.CV.Valid {
		facts = append(facts, money("Selisih biaya, CV = EV − AC (Rp)", a.Now.CV.Decimal))
	}
	return facts
}

// groups lists how far each klasifikasi and sub-klasifikasi is.
func (t *timeSchedule) groups() *document.Table {
	table := &document.Table{Title: "KEMAJUAN TIAP KELOMPOK (% dari kelompok)", Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 110},
		{Key: columnUraian, Title: "Uraian", Width: 800},
		{Key: columnBobot, Title: "Bobot (%)", Width: 180, Kind: document.Percent},
		{Key: "rencana", Title: "Rencana s.d. Status (%)", Width: 220, Kind: document.Percent},
		{Key: "realisasi", Title: "Realisasi s.d. Status (%)", Width: 220, Kind: document.Percent},
		{Key: "deviasi", Title: "Deviasi (%)", Width: 180, Kind: document.Points},
	}, Empty: "Belum ada pekerjaan."}
	known := make(map[int64]schedule.Group)
	for _, group := range t.a.Groups() {
		known[group.ID] = group
	}
	bobot := t.bobotOfHeadings()
	t.eachHeading(func(level, place int, heading *rab.Heading, _ []*rab.Pekerjaan) {
		group, ok := known[heading.ID]
		if !ok {
			return
		}
		row := document.Row{Key: headingKey(heading), Level: level, Cells: []document.Cell{
			document.Words(rab.HeadingNumber(level, place)).At(document.Center), document.Words(heading.Name), document.Number(bobot[heading.ID]),
			document.Maybe(group.PlannedNow), document.Maybe(group.Actual),
			{},
		}}
		if group.PlannedNow.Valid && group.Actual.Valid {
			row.Cells[5] = document.Number(group.Actual.Decimal.Sub(group.PlannedNow.Decimal)).By(document.Calculation("ROUND({0}-{1},2)",
				document.Ref{Row: row.Key, Column: "realisasi"}, document.Ref{Row: row.Key, Column: "rencana"}))
		}
		if level == 0 {
			for i := range row.Cells {
				row.Cells[i].Bold = true
			}
		}
		table.Rows = append(table.Rows, row)
	})
	return table
}

// bobotOfHeadings sums the printed bobot of the pekerjaan under each heading (rulings A6).
func (t *timeSchedule) bobotOfHeadings() map[int64]decimal.Decimal {
	sums := map[int64]decimal.Decimal{}
	work := 0
	for _, top := range t.Project.Klasifikasi() {
		for _, sub := range t.Project.SubKlasifikasi(top.ID) {
			for range t.Project.PekerjaanOf(sub.ID) {
				bobot := t.weights.Bobot[work]
				sums[top.ID], sums[sub.ID] = sums[top.ID].Add(bobot), sums[sub.ID].Add(bobot)
				work++
			}
		}
	}
	return sums
}

// gantt shows the plan of each pekerjaan above what was done of it, as bars.
func (t *timeSchedule) gantt() *document.Section {
	table := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 90, Stays: true},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 640, Stays: true},
		{Key: columnBobot, Title: "Bobot (%)", Width: 130, Kind: document.Percent, Stays: true},
		{Key: "jenis", Title: "Jenis", Width: 150, Stays: true},
		{Key: "minggu", Title: "Minggu", Width: 130, Stays: true},
	}, Empty: "Belum ada pekerjaan."}
	for _, p := range t.periods {
		table.Columns = append(table.Columns, document.Column{Key: p.key, Title: p.title, Band: p.band, Width: 85})
	}
	planned, done := make([]decimal.Decimal, len(t.periods)), make([]decimal.Decimal, len(t.periods))
	work := 0
	t.eachNumbered(len(table.Columns), func(row document.Row) { table.Rows = append(table.Rows, row) }, func(number int, item *rab.Pekerjaan) {
		t.percents(work, planned, done)
		key := pekerjaanKey(item.ID)
		first := document.Row{Key: key, Cells: []document.Cell{count(number), document.Words(item.Uraian), document.Number(t.weights.Bobot[work]), document.Words("rencana")}}
		second := document.Row{Key: key + "-realisasi", Cells: []document.Cell{{}, {}, {}, document.Words("realisasi")}}
		first.Cells = append(append(first.Cells, weeksOf(planned)), t.bars(planned, document.PlanFill)...)
		second.Cells = append(append(second.Cells, weeksOf(done)), t.bars(done, document.ActualFill)...)
		table.Rows = append(table.Rows, first, second)
		work++
	})
	if work == 0 {
		table.Rows = nil
	}
	table.Tail = min(4, len(table.Rows))
	section := t.section("gantt", "DIAGRAM GANTT", "Gantt", table)
	section.Kop = false
	t.layOutWide(section, t.part)
	return section
}

// weeksOf is from when to when anything stands in a row, such as "3–7".
func weeksOf(values []decimal.Decimal) document.Cell {
	first, last := 0, 0
	for i, value := range values {
		if value.IsZero() {
			continue
		}
		if first == 0 {
			first = i + 1
		}
		last = i + 1
	}
	switch first {
	case 0:
		return document.Cell{}
	case last:
		return document.Words(strconv.Itoa(first)).At(document.Center)
	}
	return document.Words(fmt.Sprintf("%d–%d", first, last)).At(document.Center)
}

// bars colours the weeks in which anything stands.
func (t *timeSchedule) bars(values []decimal.Decimal, fill document.Fill) []document.Cell {
	cells := make([]document.Cell, len(t.periods))
	for i, value := range values {
		switch {
		case !value.IsZero():
			cells[i].Fill = fill
		case t.periods[i].late:
			cells[i].Fill = document.OffFill
		}
	}
	return cells
}
