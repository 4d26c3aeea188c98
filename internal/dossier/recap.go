package dossier

import (
	"fmt"
	"strconv"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// recapTitles are the titles of a rekapitulasi by what it is for.
var recapTitles = map[Purpose]string{
	ForRAB: "REKAPITULASI RENCANA ANGGARAN BIAYA", ForHPS: "REKAPITULASI HARGA PERKIRAAN SENDIRI", ForPenawaran: "REKAPITULASI HARGA PENAWARAN",
}

// rekapitulasi sums the RAB up: one line per klasifikasi, PPN, the rounded total, and that
// in words (documents 2.3).
func (b *builder) rekapitulasi() *document.Section {
	t := &recapTable{builder: b, bobot: b.options.Bobot, Table: &document.Table{
		Columns: []document.Column{
			{Key: columnNo, Title: "No", Width: 140},
			{Key: columnUraian, Title: "Uraian Pekerjaan", Width: 1160},
			{Key: columnJumlah, Title: "Jumlah Harga\n(Rp)", Width: 500, Kind: document.Money},
		},
		Empty: "Belum ada pekerjaan.", Tail: 5,
	}}
	if t.bobot {
		t.Columns = append(t.Columns, document.Column{Key: columnBobot, Title: "Bobot\n(%)", Width: 160, Kind: document.Percent})
	}
	if len(b.Project.Klasifikasi()) > 0 {
		t.fill()
	}
	section := b.section(keyRekapitulasi, recapTitles[b.purpose()], "Rekapitulasi", t.Table)
	section.Blocks = append(section.Blocks,
		&document.Note{Title: "Terbilang", Text: document.Sentence(document.Spell(b.figures.Totals.Dibulatkan)), Boxed: true, KeepWithTable: true},
		b.terms())
	b.partial(RekapRAB, section)
	for _, finding := range Findings(RekapRAB, b.Source) {
		if finding.Kind == rab.CheckPaguExceeded {
			section.Blocks = append(section.Blocks, &document.Note{Title: "Melebihi pagu", Text: finding.Sentence, Boxed: true})
		}
	}
	section.Blocks = append(section.Blocks, b.estimateSigned()...)
	return section
}

// recapTable is a rekapitulasi in the making.
type recapTable struct {
	*document.Table
	*builder

	bobot bool
}

func (t *recapTable) fill() {
	places := map[int64]int{}
	var fisik, smkk []*rab.Heading
	for i, top := range t.Project.Klasifikasi() {
		places[top.ID] = i + 1
		if top.SMKK {
			smkk = append(smkk, top)
		} else {
			fisik = append(fisik, top)
		}
	}
	var sum *document.Formula
	if len(fisik) == 0 || len(smkk) == 0 {
		sum = t.rows(append(fisik, smkk...), places)
	} else { // SMKK is a group of its own
		t.group(rowFisik, "Pekerjaan konstruksi", fisik, places)
		t.group(rowSMKK, "Penerapan SMKK", smkk, places)
		sum = document.Calculation("{0}+{1}", document.Ref{Row: rowFisik}, document.Ref{Row: rowSMKK})
	}
	t.foot(sum)
}

// group is a heading with its klasifikasi and their sum.
func (t *recapTable) group(key, name string, tops []*rab.Heading, places map[int64]int) {
	t.Rows = append(t.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{document.Words(name).Over(len(t.Columns))}})
	sum := t.rows(tops, places)
	total, bobot := decimal.Zero, decimal.Zero
	for _, top := range tops {
		subtotal := t.subtotal(top)
		total, bobot = total.Add(subtotal.Total), bobot.Add(subtotal.BobotPrinted)
	}
	t.end(key, document.Subtotal, "Jumlah "+name, document.Number(total).By(sum), bobot)
}

// rows adds one line per klasifikasi and returns the formula of their sum.
func (t *recapTable) rows(tops []*rab.Heading, places map[int64]int) *document.Formula {
	for _, top := range tops {
		subtotal := t.subtotal(top)
		row := document.Row{Key: headingKey(top), Cells: []document.Cell{
			document.Words(rab.HeadingNumber(0, places[top.ID])).At(document.Center), document.Words(top.Name),
			document.Number(subtotal.Total).By(document.Calculation("{0}", document.Ref{Section: keyRAB, Row: subtotalKey(top), Column: columnJumlah})),
		}}
		if t.bobot {
			row.Cells = append(row.Cells, document.Number(subtotal.BobotPrinted))
		}
		t.Rows = append(t.Rows, row)
	}
	return document.Calculation("SUM({0})", document.Ref{Row: headingKey(tops[0]), To: headingKey(tops[len(tops)-1])})
}

// foot adds what follows from the sum: PPN, total and rounded total.
func (t *recapTable) foot(sum *document.Formula) {
	totals, policy := &t.figures.Totals, t.policy
	jumlah, ppn, total := document.Ref{Row: rowJumlah}, document.Ref{Row: rowPPN}, document.Ref{Row: rowTotal}
	t.end(rowJumlah, document.Subtotal, "JUMLAH (A)", document.Number(totals.Jumlah).By(sum), t.wholeBobot())
	label, rate := taxLabel(policy), document.Ref{Name: namePPN}
	cell := document.Number(totals.PPN)
	switch policy.PPNScheme {
	case rab.PPN12x11Per12:
		t.end(rowDPP, document.Subtotal, "DPP nilai lain (11/12 × A)", document.Number(totals.DPP).By(document.Calculation("ROUND({0}*11/12,2)", jumlah)))
		cell = cell.By(document.Calculation("ROUND({0}*{1}/100*11/12,0)", jumlah, rate))
	case rab.PPNPercent:
		cell = cell.By(document.Calculation("ROUND({0}*{1}/100,0)", jumlah, rate))
	}
	t.end(rowPPN, document.Subtotal, label, cell)
	t.end(rowTotal, document.Total, "JUMLAH TOTAL (A + B)", document.Number(totals.Total).By(document.Calculation("ROUND({0},0)+{1}", jumlah, ppn)))
	t.end(rowDibulatkan, document.Total, "DIBULATKAN", document.Number(totals.Dibulatkan).By(roundedTotal(policy, total)))
}

// end is a line of the foot; bobot only where the line has one.
func (t *recapTable) end(key string, kind document.RowKind, label string, jumlah document.Cell, bobot ...decimal.Decimal) {
	row := document.Row{Key: key, Kind: kind, Cells: []document.Cell{{}, document.Words(label), jumlah}}
	if t.bobot && len(bobot) > 0 {
		row.Cells = append(row.Cells, document.Number(bobot[0]))
	} else if t.bobot {
		row.Cells = append(row.Cells, document.Cell{})
	}
	t.Rows = append(t.Rows, row)
}

// taxLabel is the label of the line with PPN, with its rate.
func taxLabel(policy *rab.Pricing) string {
	switch policy.PPNScheme {
	case rab.PPNNone:
		return "PPN tidak dikenakan (B)"
	case rab.PPN12x11Per12:
		return "PPN " + policy.StatedPPN().Indonesian(0, 2) + "% × DPP nilai lain (B)"
	}
	return "PPN " + policy.StatedPPN().Indonesian(0, 2) + "% (B)"
}

// roundings names the functions of workbooks that round a quotient as a policy does.
var roundings = map[decimal.Mode]struct{ function, words string }{
	decimal.Nearest: {"ROUND", "terdekat"}, decimal.Down: {"ROUNDDOWN", "ke bawah"}, decimal.Up: {"ROUNDUP", "ke atas"},
}

// roundedTotal is the formula of the rounded total. Total is a whole number of rupiah, so
// its quotient is exact enough everywhere.
func roundedTotal(policy *rab.Pricing, total document.Ref) *document.Formula {
	base := strconv.FormatInt(max(policy.RoundingBase, 1), 10)
	return document.Calculation(roundings[policy.RoundingMode].function+"({0}/"+base+",0)*"+base, total)
}

// terms are the policy that the foot follows. The rate of PPN is the cell that formulas
// refer to.
func (b *builder) terms() *document.Facts {
	policy := b.policy
	var rows []document.Fact
	if policy.PPNScheme != rab.PPNNone {
		rows = append(rows, document.Fact{Label: "Tarif PPN (%)", Value: document.Number(policy.StatedPPN()).Named(namePPN), Kind: document.Percent})
	}
	rounding := "tidak dibulatkan"
	if policy.RoundingBase > 1 {
		rounding = fmt.Sprintf("%s, kelipatan Rp %s", roundings[policy.RoundingMode].words, decimal.FromInt(policy.RoundingBase).Indonesian(0, 0))
	}
	return &document.Facts{Groups: []document.FactGroup{{Rows: append(rows,
		document.Fact{Label: "Pembulatan", Value: document.Words(rounding)},
		document.Fact{Label: "Harga satuan", Value: document.Words("sudah termasuk biaya umum dan keuntungan, belum termasuk PPN")},
	)}}}
}
