package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// mostPeriods is up to how many periods stand beside each other in one table.
const mostPeriods = 53

// perPeriod is a list for each period, behind what they need together.
func (n *needs) perPeriod() []*document.Section {
	title := needsTitle + " PER " + strings.ToUpper(unitName(n.options.Scope.First.Unit))
	overview := n.section(keyKebutuhan, title, "Kebutuhan", append(n.notes(), n.quantities()...)...)
	overview.Landscape = true
	n.layOut(overview)
	sections := []*document.Section{overview}
	add := func(key, title, sheet string, part *rab.PartNeeds) {
		if len(part.Rows) == 0 {
			return
		}
		section := n.section(key, title, sheet, n.lists(part)...)
		section.Kop, section.Landscape = false, n.options.Market
		n.layOut(section)
		sections = append(sections, section)
	}
	for i, period := range n.Periods {
		add(periodKey(period), "KEBUTUHAN "+strings.ToUpper(period.Label), shortPeriod(period), n.InPeriod(i))
	}
	add(keyKebutuhan+"-belum", "KEBUTUHAN BELUM TERJADWAL", "Belum terjadwal", n.Unscheduled())
	sections = n.closed(sections, n.costs())
	if n.money() {
		last := sections[len(sections)-1]
		last.Landscape = true
		n.layOut(last)
	}
	return sections
}

func periodKey(period schedule.Period) string { return keyKebutuhan + "-" + period.Code }

// unitName is the word for a period of a unit.
func unitName(unit schedule.PeriodUnit) string {
	if unit == schedule.CalendarMonths {
		return "bulan"
	}
	return "minggu"
}

// shortPeriod names a period where there is little room.
func shortPeriod(period schedule.Period) string {
	if period.Number > 0 {
		return "Minggu " + strconv.Itoa(period.Number)
	}
	month, year, _ := strings.Cut(period.Label, " ")
	return month[:3] + " " + year
}

// costs is what each period costs, by kategori, and with what it ties.
func (n *needs) costs() *document.Table {
	t := &document.Table{Columns: []document.Column{{Key: columnUraian, Title: "Periode", Width: 700}}}
	for _, kategori := range ahsp.Categories {
		t.Columns = append(t.Columns, document.Column{Key: string(kategori), Title: kategori.Label() + " (Rp)", Width: 360, Kind: document.Money})
	}
	t.Columns = append(t.Columns, document.Column{Key: columnJumlah, Title: "Jumlah (Rp)", Width: 400, Kind: document.Money})
	first, last := string(ahsp.Categories[0]), string(ahsp.Categories[len(ahsp.Categories)-1])
	line := func(key, label, section string, part *rab.PartNeeds) document.Row {
		row := document.Row{Key: key, Cells: []document.Cell{document.Words(label)}}
		for _, kategori := range ahsp.Categories {
			cell := document.Number(part.PerKategori[kategori].Cost)
			if section != "" && part.PerKategori[kategori].Count > 0 {
				cell = cell.By(document.Calculation("{0}", document.Ref{Section: section, Row: kategoriKey(kategori), Column: columnJumlah}))
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, document.Number(part.Total).By(document.Calculation("SUM({0})", document.Ref{Row: key, Column: first, ToColumn: last})))
		return row
	}
	for i, period := range n.Periods {
		t.Rows = append(t.Rows, line(period.Code, period.Label, periodKey(period), n.InPeriod(i)))
	}
	shown := line(rowJumlah, "Terjadwal pada "+n.time(), "", n.InScope())
	shown.Kind = document.Subtotal
	if len(n.Periods) > 0 {
		for i := range ahsp.Categories {
			shown.Cells[i+1] = shown.Cells[i+1].By(document.Calculation("SUM({0})", document.Ref{Row: t.Rows[0].Key, To: t.Rows[len(t.Rows)-1].Key}))
		}
	}
	t.Rows = append(t.Rows, shown)
	n.reconcile(t, len(ahsp.Categories))
	return t
}

// narrowed says that a filter left something out.
func (n *needs) narrowed() string {
	if n.options.Needs.Active() {
		return " menurut saringan"
	}
	return ""
}

// quantities are the needs with a column for each period.
func (n *needs) quantities() []document.Block {
	switch {
	case len(n.Periods) == 0:
		return []document.Block{&document.Note{Boxed: true, Text: "Proyek ini tidak punya periode dalam rentang yang diminta."}}
	case len(n.Periods) > mostPeriods:
		return []document.Block{&document.Note{Text: fmt.Sprintf("Tabel dengan satu kolom tiap %s dibuat untuk paling banyak %d %[1]s. Rincian tiap %[1]s ada di halaman berikutnya.",
			unitName(n.options.Scope.First.Unit), mostPeriods)}}
	}
	t := &document.Table{Title: "KEBUTUHAN PER " + strings.ToUpper(unitName(n.options.Scope.First.Unit)), Columns: []document.Column{
		{Key: columnNo, Title: "No", Width: 100, Stays: true},
		{Key: columnUraian, Title: "Uraian", Width: 560, Stays: true},
		{Key: columnSatuan, Title: "Satuan", Width: 150, Stays: true},
	}, Empty: "Tidak ada kebutuhan."}
	for _, period := range n.Periods {
		t.Columns = append(t.Columns, document.Column{Key: period.Code, Title: periodHead(period), Band: periodBand(period), Width: 220, Kind: document.VolumeKind})
	}
	t.Columns = append(t.Columns, document.Column{Key: columnJumlah, Title: "Jumlah", Width: 240, Kind: document.VolumeKind})
	first, last := n.Periods[0].Code, n.Periods[len(n.Periods)-1].Code
	var kategori ahsp.Kategori
	number := 0
	part := n.InScope()
	for i, need := range part.Rows {
		if need.Kategori != kategori {
			kategori, number = need.Kategori, 0
			t.Rows = append(t.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{document.Words(kategori.Label()).Over(len(t.Columns))}})
		}
		number++
		key := needKey(need, part.Of[i])
		row := document.Row{Key: "q" + key, Cells: []document.Cell{count(number), document.Words(need.Uraian), document.Words(need.Satuan)}}
		for j := range n.Periods {
			row.Cells = append(row.Cells, n.quantity(part.Of[i], j))
		}
		row.Cells = append(row.Cells, document.Number(need.Quantity).By(document.Calculation("SUM({0})", document.Ref{Row: row.Key, Column: first, ToColumn: last})))
		t.Rows = append(t.Rows, row)
	}
	return []document.Block{t}
}

// quantity is what a period needs of an item; empty when nothing.
func (n *needs) quantity(row, period int) document.Cell {
	quantity := n.InPeriodQuantity(row, period)
	if quantity.IsZero() {
		return document.Cell{}
	}
	return document.Number(quantity)
}

// periodHead is a period above its column, periodBand what it shares with its neighbours.
func periodHead(period schedule.Period) string {
	if period.Number == 0 {
		return period.Label[:3] // of a month
	}
	return weekHead(period.Number, period.Span)
}

func periodBand(period schedule.Period) string {
	if period.Number == 0 {
		return strconv.Itoa(schedule.MonthOf(period.From).Year)
	}
	return schedule.MonthOf(period.To).Label()
}

// weekHead is the number of a week above its first day.
func weekHead(number int, week schedule.Span) string {
	return strconv.Itoa(number) + "\n" + shortDay(week.From)
}

// shortDay is a day as 05/01.
func shortDay(day schedule.Day) string {
	date := day.String() // 2006-01-02
	return date[8:] + "/" + date[5:7]
}

// notes say what the lists are narrowed to; nothing when to nothing.
func (n *needs) notes() []document.Block {
	var parts []string
	filter := n.options.Needs
	headings := func(what string, ids []int64) {
		var names []string
		for _, id := range ids {
			if heading, ok := n.Project.Headings.Get(id); ok {
				names = append(names, heading.Name)
			}
		}
		if len(ids) > 0 {
			parts = append(parts, what+": "+listed(names))
		}
	}
	headings("klasifikasi", filter.Klasifikasi)
	headings("sub-klasifikasi", filter.Sub)
	if len(filter.Pekerjaan) > 0 {
		var work []*rab.Pekerjaan
		for _, id := range filter.Pekerjaan {
			if row, ok := n.Project.Pekerjaan.Get(id); ok {
				work = append(work, row)
			}
		}
		parts = append(parts, "pekerjaan: "+listed(pekerjaanNames(work)))
	}
	var labels []string
	for _, kategori := range filter.Kategori {
		labels = append(labels, kategori.Label())
	}
	if len(labels) > 0 {
		parts = append(parts, "kelompok: "+strings.Join(labels, ", "))
	}
	if search := strings.TrimSpace(filter.Search); search != "" {
		parts = append(parts, "pencarian: “"+search+"”")
	}
	if n.timed {
		parts = append(parts, "waktu: "+n.time())
	}
	if n.options.Market {
		parts = append(parts, "dengan satuan beli")
	}
	if len(parts) == 0 {
		return nil
	}
	return []document.Block{&document.Note{Title: "Isi daftar", Text: strings.Join(parts, "; ") + "."}}
}

// time is the time that was asked for.
func (n *needs) time() string {
	var parts []string
	if phase, ok := schedule.PhaseOf(n.Project, n.options.Needs.Tahapan); ok {
		parts = append(parts, "tahapan "+phase.Nama)
	}
	if n.options.Scope != nil {
		if n.Scope.Days() > 0 {
			parts = append(parts, n.Scope.Indonesian())
		} else {
			parts = append(parts, "waktu di luar jadwal proyek")
		}
	}
	if len(parts) == 0 {
		return "tahapan yang diminta"
	}
	return strings.Join(parts, ", ")
}

// mostNamed is how many names a note lists.
const mostNamed = 12

// listed is a list of names, cut with a word of how many are left out.
func listed(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, "; ")
	}
	return strings.Join(names[:mostNamed], "; ") + fmt.Sprintf("; dan %d lainnya", len(names)-mostNamed)
}

func pekerjaanNames(list []*rab.Pekerjaan) []string {
	names := make([]string, len(list))
	for i, row := range list {
		names[i] = named(row.Kode, row.Uraian)
	}
	return names
}

// named is a code with what it is of.
func named(kode, uraian string) string { return strings.TrimSpace(kode + " " + uraian) }

// pieces is a number of things.
func pieces(n int) document.Cell { return document.Number(decimal.FromInt(int64(n))) }
