package web

import (
	"strconv"

	"takar/internal/app"
	"takar/internal/rab"
)

// card is one figure above the list of projects; it leads to the projects that it counts.
type card struct {
	Label, Figure, Note, Address, Class string
	Current                             bool
}

// cardsOf lists the figures of the active projects. A count is that of the list which its
// link leads to.
func cardsOf(o *app.ProjectOverview, f *projectFilter) []card {
	year, anggaran := strconv.Itoa(o.Year), "Rp "+rupiah(o.Anggaran)
	if o.Priced == 0 && o.Projects > 0 {
		anggaran = "tidak ditampilkan"
	}
	cards := []card{
		{Label: "Proyek aktif", Figure: bilang(o.Projects), Address: dashboardPath, Current: !f.Filtered && f.State == "true" && f.SortBy != "-anggaran_owner"},
		{
			Label: "Total anggaran", Figure: anggaran, Note: ofPriced(o), Address: only("sort_by", "-anggaran_owner"), Class: "card-wide",
			Current: !f.Filtered && f.State == "true" && f.SortBy == "-anggaran_owner",
		},
		{Label: "Mulai tahun ini", Figure: bilang(o.Started), Note: year, Address: only("tahun_project", year), Current: f.TahunProject == o.Year},
	}
	for _, status := range []struct {
		of          rab.TimelineStatus
		note, class string
	}{
		{rab.Running, "", ""},
		{rab.Deadline, "berakhir dalam " + strconv.Itoa(rab.DeadlineDays) + " hari", "card-warn"},
		{rab.Overdue, "dari rencana atau waktunya", "card-bad"},
		{rab.Finished, "realisasi 100 %", ""},
	} {
		c := card{
			Label: status.of.Label(), Figure: bilang(o.ByStatus[status.of]), Note: status.note, Address: only("status_timeline", string(status.of)),
			Current: f.StatusTimeline == string(status.of),
		}
		if o.ByStatus[status.of] > 0 {
			c.Class = status.class
		}
		cards = append(cards, c)
	}
	return cards
}

// ofPriced says of how many projects a sum of money is, where that is not all.
func ofPriced(o *app.ProjectOverview) string {
	if o.Priced == o.Projects || o.Priced == 0 {
		return ""
	}
	return "dari " + bilang(o.Priced) + " proyek yang harganya dapat Anda lihat"
}

// chart is a table that a script draws. Exact holds what is drawn, Text what is read.
type chart struct {
	Title, Kind     string // Kind: bars, line or ring
	Heading, Column string // of the labels and of the values
	Caption, Empty  string
	Points          []point
}

// point is one value of a chart; its address lists the projects that it stands for.
type point struct{ Label, Exact, Text, Address, Colour string }

// statusColours are the tokens that the states of a project are drawn in.
var statusColours = map[rab.TimelineStatus]string{rab.NotStarted: "ink-soft", rab.Running: "good", rab.Deadline: "warn", rab.Overdue: "bad", rab.Finished: "accent"}

// mostFunds is how many sources of funds the ring shows apart.
const mostFunds = 10

// chartsOf lists the charts of pages §4.2.
func chartsOf(o *app.ProjectOverview) []chart {
	if o.Projects == 0 {
		return nil
	}
	counts := chart{Title: "Proyek per tahun", Kind: "bars", Heading: "Tahun", Column: "Proyek"}
	sums := chart{
		Title: "Total anggaran per tahun", Kind: "line", Heading: "Tahun", Column: "Anggaran (Rp)",
		Empty: "Anda tidak diberi hak melihat anggaran proyek-proyek ini.",
	}
	busiest := busiestYear(o)
	counts.Caption = "Terbanyak " + strconv.Itoa(busiest.Year) + ": " + bilang(busiest.Projects) + " proyek"
	for _, y := range o.ByYear {
		year := strconv.Itoa(y.Year)
		counts.Points = append(counts.Points, point{Label: year, Exact: strconv.Itoa(y.Projects), Text: bilang(y.Projects), Address: only("tahun_project", year)})
		if o.Priced > 0 {
			sums.Points = append(sums.Points, point{Label: year, Exact: y.Anggaran.String(), Text: rupiah(y.Anggaran), Address: only("tahun_project", year)})
		}
	}
	if o.Priced > 0 {
		sums.Caption = "Seluruhnya Rp " + rupiah(o.Anggaran)
	}
	funds := chart{Title: "Sumber dana", Kind: "ring", Heading: "Sumber dana", Column: "Proyek", Caption: bilang(len(o.ByFund)) + " sumber dana"}
	others := 0
	for i, fund := range o.ByFund {
		if i >= mostFunds {
			others += fund.Projects
			continue
		}
		funds.Points = append(funds.Points, point{Label: fund.Name, Exact: strconv.Itoa(fund.Projects), Text: bilang(fund.Projects), Address: only("sumber_dana", fund.Name)})
	}
	if others > 0 {
		funds.Points = append(funds.Points, point{Label: "Lainnya", Exact: strconv.Itoa(others), Text: bilang(others)})
	}
	status := chart{Title: "Status waktu", Kind: "ring", Heading: "Status", Column: "Proyek", Caption: bilang(o.ByStatus[rab.Finished]) + " selesai, " + bilang(o.ByStatus[rab.Overdue]) + " terlambat"}
	for _, s := range statusOrder {
		n := o.ByStatus[s]
		status.Points = append(status.Points, point{
			Label: s.Label(), Exact: strconv.Itoa(n), Text: bilang(n), Address: only("status_timeline", string(s)), Colour: statusColours[s],
		})
	}
	return []chart{counts, sums, funds, status}
}

func busiestYear(o *app.ProjectOverview) app.YearShare {
	var busiest app.YearShare
	for _, y := range o.ByYear {
		if y.Projects >= busiest.Projects { // of equal ones the latest
			busiest = y
		}
	}
	return busiest
}

// insight is one sentence that the charts come to.
type insight struct{ Label, Text string }

func insightsOf(o *app.ProjectOverview) []insight {
	if o.Projects == 0 {
		return nil
	}
	busiest := busiestYear(o)
	list := []insight{{"Tahun tersibuk", strconv.Itoa(busiest.Year) + ", " + bilang(busiest.Projects) + " proyek"}}
	if o.Priced > 0 {
		list = append(list, insight{"Rata-rata anggaran", "Rp " + rupiah(o.Average())})
	}
	fund, late := o.ByFund[0], o.ByStatus[rab.Overdue]
	return append(list,
		insight{"Sumber dana terbanyak", fund.Name + ", " + bilang(fund.Projects) + " proyek"},
		insight{"Terlambat", bilang(late) + " dari " + bilang(o.Projects) + " proyek (" + o.Percent(late).Indonesian(0, 1) + "%)"},
	)
}
