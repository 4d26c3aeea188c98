package web

import (
	"strconv"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// recap answers with the Rekap RAB. The page is the same for all with the same rights, so
// it is kept as bytes (rulings D24); the build in its key makes a new program show anew.
func (s *Site) recap(r *serve.Request) error {
	return r.KeptPage("page rekap-rab "+s.build, s.recapPage)
}

func (s *Site) recapPage(view *app.View) ([]byte, error) {
	bar := s.workspaceBar(view, rab.PageRecap)
	return s.execute("rekap", &page{
		Title: "Rekap RAB – " + bar.Name, Island: "rekap.js", Project: bar, Body: newRecap(view),
	})
}

// recapBody is what the Rekap RAB shows, with all figures printed.
type recapBody struct {
	Header *rab.Header
	Rights app.Rights
	Rows   []recapRow
	Foot   []footLine
	Buk    string // percent of the project
	Whole  bool   // nothing is missing
	// What is missing; each is counted on its own.
	NoAnalysis, NoVolume, NoPrice, NoPriceLines, Broken int
	Incomplete                                          int // pekerjaan with anything missing
	Work                                                int // pekerjaan
	Rounded                                             string
	Pagu                                                string // by how much the total exceeds the budget
	Policy                                              *policyBody
}

// recapRow is a heading or a pekerjaan. Figures that cannot be known are "", never 0.
type recapRow struct {
	Level      int // 0 klasifikasi, 1 sub-klasifikasi, 2 pekerjaan
	ID         int64
	Number     string
	Name       string
	SMKK       bool // a klasifikasi of SMKK
	Kode       string
	Satuan     string
	Volume     string
	HSP        string
	Jumlah     string
	Bobot      string
	Partial    bool // the figures leave something out
	NoAnalysis bool
	Unpriced   int    // price items without a price
	Broken     int    // bundles that count 0
	OwnBuk     string // percent, when it is not the project's
	Incomplete int    // of a heading: pekerjaan under it with anything missing
}

// footLine is a line at the foot of the table.
type footLine struct {
	Label, Amount string
	Strong        bool
}

func newRecap(view *app.View) *recapBody {
	figures := view.Figures()
	b := &recapBody{
		Header: view.Header(), Rights: view.Visit.Rights, Work: len(figures.Lines), Broken: len(figures.Broken),
		NoVolume: figures.Totals.NoVolume, NoPrice: figures.Totals.NoPrice, Rows: make([]recapRow, 0, len(figures.Tree)+len(figures.Lines)),
	}
	b.walk(view, figures)
	b.Whole = b.Incomplete == 0
	if !b.Rights.Prices {
		return b
	}
	policy := view.Pricing()
	b.Policy = newPolicy(view)
	b.Buk = policy.MarkupPercent.Indonesian(0, 2)
	jumlah := b.sum(figures.Totals.Jumlah, b.Incomplete)
	b.Foot = footLines(policy, figures.Totals, jumlah)
	if jumlah != "" {
		b.Rounded = rupiah(figures.Totals.Dibulatkan)
	}
	if pagu := b.Header.AnggaranOwner; pagu.Sign() > 0 && pagu.Less(figures.Totals.Dibulatkan) {
		b.Pagu = rupiah(figures.Totals.Dibulatkan.Sub(pagu))
	}
	return b
}

// walk lists headings and pekerjaan in the order of the work list. Numbers start anew
// under every heading: I, A, 1.
func (b *recapBody) walk(view *app.View, figures *rab.Figures) {
	places := make([]int, 0, len(figures.Tree)) // of the headings among the rows
	top, sub, klasifikasi := 0, 0, 0
	for _, subtotal := range figures.Tree {
		at := len(b.Rows)
		places = append(places, at)
		row := recapRow{Level: subtotal.Level, ID: subtotal.Heading.ID, Name: subtotal.Heading.Name, SMKK: subtotal.Heading.SMKK}
		if subtotal.Level == 0 {
			top, sub, klasifikasi = top+1, 0, at
			row.Number = rab.HeadingNumber(0, top)
			b.Rows = append(b.Rows, row)
			continue
		}
		sub++
		row.Number = rab.HeadingNumber(1, sub)
		b.Rows = append(b.Rows, row)
		for i, pekerjaan := range view.PekerjaanOf(subtotal.Heading.ID) {
			line, _ := figures.LineOf(pekerjaan.ID)
			b.Rows = append(b.Rows, b.line(i+1, line))
			if view.Incomplete(line) {
				b.Incomplete++
				b.Rows[at].Incomplete++
				b.Rows[klasifikasi].Incomplete++
			}
		}
	}
	for i, subtotal := range figures.Tree {
		b.heading(&b.Rows[places[i]], subtotal)
	}
}

// heading prints the sums of a heading once everything under it is counted.
func (b *recapBody) heading(row *recapRow, subtotal *rab.Subtotal) {
	row.Partial = row.Incomplete > 0
	if row.Jumlah = b.sum(subtotal.Total, row.Incomplete); row.Jumlah != "" {
		row.Bobot = persen(subtotal.BobotPrinted)
	}
}

// line prints a pekerjaan and counts what it misses.
func (b *recapBody) line(number int, line *rab.Line) recapRow {
	q := line.Pekerjaan
	row := recapRow{
		Level: 2, ID: q.ID, Number: strconv.Itoa(number), Name: q.Uraian, Kode: q.Kode, Satuan: q.Satuan, Broken: line.Unresolved,
		NoAnalysis: line.State == rab.LineNoAnalysis,
	}
	if line.Volume.Valid {
		row.Volume = line.Volume.Indonesian(0, 3)
	}
	if row.NoAnalysis {
		b.NoAnalysis++
	}
	if !b.Rights.Prices {
		return row
	}
	if row.Unpriced = line.MissingPrices; row.Unpriced > 0 {
		b.NoPriceLines++
	}
	if line.OwnMarkup() {
		row.OwnBuk = line.Markup.Indonesian(0, 2)
	}
	missing := row.Unpriced + row.Broken
	row.Partial = missing > 0
	if !row.NoAnalysis && (missing == 0 || line.G.Sign() > 0) {
		row.HSP = hargaSatuan(line.G)
		if line.Volume.Valid {
			row.Jumlah, row.Bobot = rupiah(line.Total), persen(line.BobotPrinted)
		}
	}
	return row
}

// sum prints a sum of lines; nothing at all is known of a sum of 0 that misses something.
func (b *recapBody) sum(total decimal.Decimal, incomplete int) string {
	if !b.Rights.Prices || (incomplete > 0 && total.IsZero()) {
		return ""
	}
	return rupiah(total)
}

// footLines prints the lines at the foot, always of the whole project (domain §6.3).
func footLines(policy *rab.Pricing, totals rab.Totals, jumlah string) []footLine {
	amount := func(d decimal.Decimal) string {
		if jumlah == "" {
			return ""
		}
		return rupiah(d)
	}
	lines := []footLine{{Label: "Jumlah (sebelum PPN)", Amount: jumlah}}
	percent := policy.PPNPercent.Indonesian(0, 2)
	switch policy.PPNScheme {
	case rab.PPNNone:
		lines = append(lines, footLine{Label: "PPN (tidak dikenakan)", Amount: amount(totals.PPN)})
	case rab.PPN12x11Per12:
		lines = append(lines, footLine{Label: "DPP (11/12 × jumlah)", Amount: amount(totals.DPP)},
			footLine{Label: "PPN 12% × DPP", Amount: amount(totals.PPN)})
	default:
		lines = append(lines, footLine{Label: "DPP (dasar pengenaan pajak)", Amount: amount(totals.DPP)},
			footLine{Label: "PPN " + percent + "%", Amount: amount(totals.PPN)})
	}
	return append(lines, footLine{Label: "Total termasuk PPN", Amount: amount(totals.Total), Strong: true},
		footLine{Label: "Dibulatkan" + rounding(policy), Amount: amount(totals.Dibulatkan), Strong: true})
}

// rounding names the way of rounding behind "Dibulatkan".
func rounding(policy *rab.Pricing) string {
	if policy.RoundingBase <= 1 {
		return " (tanpa pembulatan)"
	}
	way := map[decimal.Mode]string{decimal.Nearest: "terdekat", decimal.Down: "ke bawah", decimal.Up: "ke atas"}[policy.RoundingMode]
	return " (" + way + ", kelipatan Rp " + decimal.FromInt(policy.RoundingBase).Indonesian(0, 0) + ")"
}
