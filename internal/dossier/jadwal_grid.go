package dossier

import (
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// grid lists what is planned or done of each pekerjaan in each week, in percent of the
// pekerjaan; realisasi as far as it is known. In a workbook it also holds what the time
// schedule is reckoned from: what each pekerjaan weighs, and what a week comes to.
func (t *timeSchedule) grid(actual bool) *document.Section {
	key, title, sheet, periods := keyRencana, "RENCANA TIAP PEKERJAAN (%)", "Rencana", t.periods
	if actual {
		key, title, sheet, periods = keyRealisasi, "REALISASI TIAP PEKERJAAN (%)", "Realisasi", t.periods[:t.until]
	}
	table := &document.Table{Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 90, Stays: true},
		{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 640, Stays: true},
	}, Empty: "Belum ada pekerjaan."}
	if t.linked {
		table.Columns = append(table.Columns, document.Column{Key: columnDasar, Title: "Dasar Bobot", Width: 320, Kind: t.weightKind(), Stays: true})
	}
	for _, p := range periods {
		table.Columns = append(table.Columns, document.Column{Key: p.key, Title: p.title, Band: p.band, Width: 85, Kind: document.Percent})
	}
	table.Columns = append(table.Columns, document.Column{Key: columnJumlah, Title: "Jumlah", Width: 130, Kind: document.Percent})
	t.fillGrid(table, actual, periods)
	note := "Persen dari tiap pekerjaan pada minggu itu."
	if actual {
		note = sentence(t.statusText()) + " " + note
	}
	if t.linked {
		note += " Lembar Jadwal dihitung dari lembar ini: baris terakhir adalah jumlah dasar bobot × persen."
	}
	section := t.section(key, title, sheet, &document.Note{Text: note, Small: true}, table)
	section.Kop = false
	t.layOutWide(section, t.part)
	return section
}

func (t *timeSchedule) weightKind() document.Kind {
	if t.weights.Basis == schedule.ByHarga {
		return document.Money
	}
	return document.VolumeKind
}

func (t *timeSchedule) fillGrid(table *document.Table, actual bool, periods []period) {
	planned, done := make([]decimal.Decimal, len(t.periods)), make([]decimal.Decimal, len(t.periods))
	values := planned
	if actual {
		values = done
	}
	values = values[:len(periods)]
	weighed := make([]decimal.Decimal, len(periods))
	work := 0
	t.eachNumbered(len(table.Columns), func(row document.Row) { table.Rows = append(table.Rows, row) }, func(number int, item *rab.Pekerjaan) {
		t.percents(work, planned, done)
		row := document.Row{Key: pekerjaanKey(item.ID), Cells: make([]document.Cell, 0, len(table.Columns))}
		row.Cells = append(row.Cells, count(number), document.Words(item.Uraian))
		if t.linked {
			row.Cells = append(row.Cells, document.Number(t.weights.Of[work]))
		}
		sum := decimal.Zero
		for i, value := range values {
			if value.IsZero() {
				row.Cells = append(row.Cells, document.Cell{})
				continue
			}
			sum = sum.Add(value)
			weighed[i] = weighed[i].Add(value.Mul(t.weights.Of[work]))
			row.Cells = append(row.Cells, document.Number(value).Filled(gridFill(actual)))
		}
		total := document.Number(sum)
		if len(values) > 0 {
			total = total.By(document.Calculation("SUM({0})", document.Ref{Row: row.Key, Column: periods[0].key, ToColumn: periods[len(periods)-1].key}))
		}
		row.Cells = append(row.Cells, total)
		table.Rows = append(table.Rows, row)
		work++
	})
	if work == 0 || len(periods) == 0 {
		return
	}
	top, bottom := table.Rows[0].Key, table.Rows[len(table.Rows)-1].Key
	if !t.linked {
		table.Rows = append(table.Rows, t.gridFoot(actual)...)
		return
	}
	if !t.weights.Gone.IsZero() {
		table.Rows = append(table.Rows, document.Row{Key: rowGone, Cells: []document.Cell{
			{}, document.Words("Pekerjaan rencana kontrak yang tidak ada lagi"), document.Number(t.weights.Gone),
		}})
		bottom = rowGone
	}
	whole := document.Ref{Row: top, To: bottom, Column: columnDasar}
	row := document.Row{Key: rowWeighed, Kind: document.Total, Cells: []document.Cell{
		document.Words("Jumlah dasar × persen").Over(2),
		document.Number(decimal.Sum(t.weights.Of...).Add(t.weights.Gone)).By(document.Calculation("SUM({0})", whole)),
	}}
	for i := range periods {
		column := document.Ref{Row: top, To: bottom, Column: periods[i].key}
		row.Cells = append(row.Cells, document.Number(weighed[i]).As(t.weightKind()).By(document.Calculation("SUMPRODUCT({0},{1})", whole, column)))
	}
	table.Rows = append(table.Rows, row)
}

func gridFill(actual bool) document.Fill {
	if actual {
		return document.ActualFill
	}
	return document.PlanFill
}

// gridFoot are the rows of the curve under a grid on paper.
func (t *timeSchedule) gridFoot(actual bool) []document.Row {
	weekly, cumulative := t.footer.Planned, t.footer.PlannedCumulative
	if actual {
		weekly, cumulative = t.footer.Actual, t.footer.ActualCumulative
	}
	line := func(key, label string, values []decimal.Decimal) document.Row {
		row := document.Row{Key: key, Kind: document.Subtotal, Cells: []document.Cell{document.Words(label).Over(2)}}
		for _, value := range values {
			row.Cells = append(row.Cells, document.Number(value))
		}
		return row
	}
	return []document.Row{line("minggu", "Proyek, mingguan (%)", weekly), line("kumulatif", "Proyek, kumulatif (%)", cumulative)}
}
