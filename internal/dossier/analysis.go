package dossier

import (
	"fmt"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/rab"
)

// rincianAHSP are the analyses with their prices, in the form A to F (documents 2.4).
func (b *builder) rincianAHSP() ([]*document.Section, error) {
	return []*document.Section{b.analyses(true)}, nil
}

// templateAHSP are the analyses without prices.
func (b *builder) templateAHSP() ([]*document.Section, error) {
	return []*document.Section{b.analyses(false)}, nil
}

// analyses is one table per pekerjaan under the headings of the work list, and after them
// the analyses of the library that bundles stand for.
func (b *builder) analyses(priced bool) *document.Section {
	kind, title, sheet := TemplateAHSP, "TEMPLATE ANALISA", "Template AHSP"
	var blocks []document.Block
	if priced {
		kind, title, sheet = RincianAHSP, "ANALISA HARGA SATUAN PEKERJAAN", "Analisa"
		blocks = append(blocks, b.analysisTerms())
	}
	blocks = append(blocks, b.analysisNotes(priced)...)
	front := len(blocks)
	for i, top := range b.Project.Klasifikasi() {
		blocks = append(blocks, &document.Heading{Level: 1, Text: rab.HeadingNumber(0, i+1) + ". " + top.Name})
		for j, sub := range b.Project.SubKlasifikasi(top.ID) {
			blocks = append(blocks, &document.Heading{Level: 2, Text: rab.HeadingNumber(1, j+1) + ". " + sub.Name})
			for _, item := range b.Project.PekerjaanOf(sub.ID) {
				blocks = append(blocks, b.analysis(item, priced))
			}
		}
	}
	supporting := b.Project.SupportingForms()
	if len(supporting) > 0 {
		blocks = append(blocks, &document.Heading{Level: 1, Text: "Analisa pendukung"})
	}
	for _, form := range supporting {
		t := &analysisTable{builder: b, priced: priced, key: analysisKey(form.Analysis.ID)}
		blocks = append(blocks, t.table(form.Analysis.Kode, form.Analysis.Nama, form.Analysis.Satuan, &form.Form, nil))
	}
	section := b.section(keyAnalisa, title, sheet)
	section.Blocks = append(section.Blocks, blocks[:front]...)
	b.partial(kind, section)
	section.Blocks = append(section.Blocks, blocks[front:]...)
	if priced {
		section.Blocks = append(section.Blocks, b.estimateSigned()...)
	}
	return section
}

// analysisTerms holds the rate of BUK, the cell that formulas refer to.
func (b *builder) analysisTerms() *document.Facts {
	return &document.Facts{Groups: []document.FactGroup{{Rows: []document.Fact{{
		Label: "Biaya umum dan keuntungan (%)", Value: document.Number(b.policy.MarkupPercent).Named(nameBUK), Kind: document.Percent,
	}}}}}
}

// analysisNotes tell what the analyses rest on.
func (b *builder) analysisNotes(priced bool) []document.Block {
	var notes []document.Block
	note := func(text string) { notes = append(notes, &document.Note{Text: text, Small: true}) }
	note("Sumber analisa: " + b.analysisSource() + ".")
	if hours := b.setting.JamPerHari; hours != "" {
		note("1 OH (orang hari) = " + hours + " jam kerja efektif.")
	}
	if priced {
		note("Jumlah harga dihitung dari nilai penuh; yang dibulatkan hanya D, E dan F. Pekerjaan di dalam pekerjaan dihitung sebesar D-nya, " +
			"tanpa biaya umum dan keuntungan, dari nilai penuh. Harga satuan belum termasuk PPN.")
	}
	return notes
}

// analysisSource names what the analyses rest on: what somebody wrote, else the editions
// of the library that are used.
func (b *builder) analysisSource() string {
	if b.setting.SumberAnalisa != "" {
		return strings.TrimSuffix(b.setting.SumberAnalisa, ".")
	}
	var names []string
	for _, use := range b.Project.EditionsInUse() {
		names = append(names, fmt.Sprintf("%s (revisi %d)", use.Edition.Name, use.Edition.Revision))
	}
	for _, item := range b.Project.Pekerjaan.All() {
		if item.SourceType == rab.SourceCustom {
			names = append(names, "analisa sendiri")
			break
		}
	}
	if len(names) == 0 {
		return "belum ada"
	}
	return strings.Join(names, ", ")
}

// analysis is the table of one pekerjaan.
func (b *builder) analysis(item *rab.Pekerjaan, priced bool) *document.Table {
	line, _ := b.figures.LineOf(item.ID)
	t := &analysisTable{builder: b, priced: priced, key: pekerjaanKey(item.ID)}
	return t.table(item.Kode, item.Uraian, item.Satuan, b.Project.Form(line), line)
}

// analysisTable is an analysis in the making.
type analysisTable struct {
	document.Table
	*builder

	key    string // begins the keys of its rows; that of HSP is the key itself
	priced bool
}

// groupTitles are the headings of the kategori, with their letters.
var groupTitles = map[ahsp.Kategori]struct{ letter, heading, name string }{
	ahsp.TK:   {"A", "TENAGA KERJA", "Tenaga Kerja"},
	ahsp.BHN:  {"B", "BAHAN", "Bahan"},
	ahsp.ALT:  {"C", "PERALATAN", "Peralatan"},
	ahsp.LAIN: {"", "PEKERJAAN LAIN", "Pekerjaan Lain"},
}

// table fills the table; line is nil for an analysis of the library, which ends with its
// direct cost.
func (t *analysisTable) table(kode, uraian, satuan string, form *rab.Form, line *rab.Line) *document.Table {
	shown := satuan
	if satuan == "" {
		shown = "belum diisi"
	}
	t.Title, t.Whole = strings.TrimSpace(kode+"  "+uraian)+" (satuan pembayaran: "+shown+")", true
	t.Columns = []document.Column{
		{Key: columnNo, Title: "No", Width: 90},
		{Key: columnUraian, Title: "Uraian", Width: 640},
		{Key: columnKode, Title: "Kode", Width: 210},
		{Key: columnSatuan, Title: "Satuan", Width: 110},
		{Key: columnKoefisien, Title: "Koefisien", Width: 190, Kind: document.Coefficient},
	}
	if t.priced {
		t.Columns = append(t.Columns,
			document.Column{Key: columnHarga, Title: "Harga Satuan\n(Rp)", Width: 260, Kind: document.Money},
			document.Column{Key: columnJumlah, Title: "Jumlah Harga\n(Rp)", Width: 300, Kind: document.Money},
		)
	}
	if satuan == "" {
		t.Rows = append(t.Rows, marked(document.Row{
			Kind: document.Remark, Cells: []document.Cell{document.Words("Satuan pembayaran belum diisi.").Over(len(t.Columns))},
		}, []string{"belum ada satuan"}))
	}
	for i := range form.Groups {
		t.group(&form.Groups[i])
	}
	if t.priced {
		t.foot(form, line)
	}
	return &t.Table
}

// group adds the rows of a kategori. TK, bahan and alat have their heading even when they
// are empty.
func (t *analysisTable) group(group *rab.FormGroup) {
	if group.Kategori == ahsp.LAIN && len(group.Rows) == 0 {
		return
	}
	title := groupTitles[group.Kategori]
	t.Rows = append(t.Rows, document.Row{Kind: document.Group, Cells: []document.Cell{
		document.Words(title.letter).At(document.Center), document.Words(title.heading).Over(len(t.Columns) - 1),
	}})
	for i := range group.Rows {
		t.Rows = append(t.Rows, t.row(i+1, &group.Rows[i]))
	}
	if !t.priced {
		return
	}
	jumlah := document.Number(group.Jumlah)
	if n := len(group.Rows); n > 0 {
		jumlah = jumlah.By(document.Calculation("SUM({0})", document.Ref{Row: t.rowKey(&group.Rows[0]), To: t.rowKey(&group.Rows[n-1])}))
	}
	t.end(groupKey(t.key, group.Kategori), document.Subtotal, "", "Jumlah Harga "+title.name, jumlah)
}

// rowKey is the key of a component; those of the library have numbers of their own.
func (t *analysisTable) rowKey(row *rab.FormRow) string {
	return t.key + ".c" + strconv.FormatInt(row.ID, 10)
}

// groupKey is the key of the row with the sum of a kategori.
func groupKey(analysis string, kategori ahsp.Kategori) string {
	return analysis + "." + string(kategori)
}

// row is one component.
func (t *analysisTable) row(number int, r *rab.FormRow) document.Row {
	key := t.rowKey(r)
	row := document.Row{Key: key, Cells: []document.Cell{
		count(number), document.Words(r.Uraian), document.Words(r.Kode), unit(r.Satuan), document.Number(r.Koefisien),
	}}
	var faults []string
	if t.priced {
		harga, jumlah := document.Number(r.Harga).By(t.priceOf(r)), document.Number(r.Jumlah)
		if r.State == rab.PriceMissing {
			harga, jumlah = blankly(harga), blankly(jumlah)
			faults = append(faults, rowFault(r))
		}
		row.Cells = append(row.Cells, harga, jumlah.By(document.Calculation("{0}*{1}",
			document.Ref{Row: key, Column: columnKoefisien}, document.Ref{Row: key, Column: columnHarga})))
	}
	if r.Satuan == "" {
		faults = append(faults, "belum ada satuan")
	}
	return marked(row, faults)
}

func rowFault(r *rab.FormRow) string {
	switch {
	case r.Bundle && r.Pekerjaan == 0 && r.Analysis == 0:
		return "gabungan kosong atau bermasalah"
	case r.Bundle:
		return "harga di dalamnya belum lengkap"
	}
	return "belum ada harga"
}

// priceOf is the formula of the price of a row: the price list, or for a bundle the direct
// cost of its target before rounding, which is the sum of its groups.
func (t *analysisTable) priceOf(r *rab.FormRow) *document.Formula {
	var target string
	switch {
	case r.Item != nil:
		return document.Calculation("{0}", document.Ref{Section: keyHarga, Row: itemKey(r.Item.ID), Column: columnHarga})
	case r.Pekerjaan != 0:
		target = pekerjaanKey(r.Pekerjaan)
	case r.Analysis != 0:
		target = analysisKey(r.Analysis)
	default:
		return nil
	}
	return sumOf(t.groupRefs(target, t.hasLain(r)))
}

// hasLain reports whether the target of a bundle has rows under LAIN, and so a sum of them.
func (t *analysisTable) hasLain(r *rab.FormRow) bool {
	if r.Pekerjaan != 0 {
		for _, c := range t.Project.ComponentsOf(r.Pekerjaan) {
			if c.Kategori == ahsp.LAIN {
				return true
			}
		}
		return false
	}
	analysis, ok := t.Project.Reference.Analysis(r.Analysis)
	if !ok {
		return false
	}
	for i := range analysis.Components {
		if analysis.Components[i].Kategori == ahsp.LAIN {
			return true
		}
	}
	return false
}

// groupRefs are the sums of the groups of an analysis.
func (t *analysisTable) groupRefs(analysis string, lain bool) []document.Ref {
	refs := make([]document.Ref, 0, len(ahsp.Categories))
	for _, kategori := range ahsp.Categories {
		if kategori != ahsp.LAIN || lain {
			refs = append(refs, document.Ref{Row: groupKey(analysis, kategori), Column: columnJumlah})
		}
	}
	return refs
}

// foot adds direct cost, BUK and unit price (rulings G43).
func (t *analysisTable) foot(form *rab.Form, line *rab.Line) {
	lain := len(form.Groups[ahsp.LAIN.Order()].Rows) > 0
	label := "Jumlah harga tenaga kerja, bahan dan peralatan (A + B + C)"
	if lain {
		label = "Jumlah harga tenaga kerja, bahan, peralatan dan pekerjaan lain (A + B + C + lain)"
	}
	groups := sumOf(t.groupRefs(t.key, lain))
	if line == nil {
		t.end(t.key, document.Total, "D", label, document.Number(form.Direct).By(groups))
		return
	}
	direct, markup := document.Ref{Row: t.key + ".D", Column: columnJumlah}, document.Ref{Row: t.key + ".E", Column: columnJumlah}
	t.end(direct.Row, document.Subtotal, "D", label,
		document.Number(line.E).By(&document.Formula{Text: "ROUND(" + groups.Text + ",2)", Refs: groups.Refs}))
	t.markup(markup.Row, direct, line)
	sum := document.Calculation("{0}+{1}", direct, markup)
	base := t.policy.HSPRounding
	if base <= 0 {
		t.end(t.key, document.Total, "F", "Harga satuan pekerjaan (D + E)", document.Number(line.G).By(sum))
		return
	}
	text := strconv.FormatInt(base, 10)
	t.end(t.key+".F", document.Subtotal, "F", "Harga satuan pekerjaan (D + E)", document.Number(line.E.Add(line.F)).By(sum))
	t.end(t.key, document.Total, "G", "Dibulatkan ke kelipatan Rp "+decimal.FromInt(base).Indonesian(0, 0),
		document.Number(line.G).By(document.Calculation("ROUND({0}/"+text+",0)*"+text, document.Ref{Row: t.key + ".F", Column: columnJumlah})))
}

// markup is the line of BUK with its rate: that of the project, or the pekerjaan's own.
func (t *analysisTable) markup(key string, direct document.Ref, line *rab.Line) {
	rate := document.Number(line.Markup).As(document.Percent)
	label := "Biaya umum dan keuntungan (% × D)"
	switch {
	case line.SMKK && line.Markup.IsZero():
		label = "Biaya umum dan keuntungan (SMKK: tidak dikenakan)"
	case !line.OwnMarkup():
		rate = rate.By(document.Calculation("{0}", document.Ref{Name: nameBUK}))
	}
	t.Rows = append(t.Rows, document.Row{Key: key, Kind: document.Subtotal, Cells: []document.Cell{
		document.Words("E").At(document.Center), document.Words(label).Over(2), unit("%"), rate,
		{},
		document.Number(line.F).By(document.Calculation("ROUND({0}*{1}/100,2)", direct, document.Ref{Row: key, Column: columnKoefisien})),
	}})
}

func (t *analysisTable) end(key string, kind document.RowKind, letter, label string, jumlah document.Cell) {
	t.Rows = append(t.Rows, document.Row{Key: key, Kind: kind, Cells: []document.Cell{
		document.Words(letter).At(document.Center), document.Words(label).Over(5), jumlah,
	}})
}
