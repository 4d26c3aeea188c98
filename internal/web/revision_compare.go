package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// compareBody is what the comparison of two states shows: how much the total differs, what
// contributed to it, and every difference. Nothing of money is there for those who may not
// see any.
type compareBody struct {
	Header    *rab.Header
	Rights    app.Rights
	Choices   compareChoices
	Problems  []string
	From, To  string  // names of the states
	Partial   [2]bool // their totals leave something out
	Compared  bool
	Same      bool // nothing differs
	Sums      []sumLine
	Causes    []causeLine
	CauseSum  string
	Kinds     []kindLink
	Tables    []changeTable
	Narrowed  bool
	Presently bool // the later state is the project as it is
}

// sumLine is a line at the foot of a RAB, before and after.
type sumLine struct {
	Label, Before, After, Difference string
	Less, Strong                     bool
}

// causeLine is what one cause contributes to the difference, and where it lies on the way
// from the one total to the other, in thousandths of the whole way.
type causeLine struct {
	Label, Effect string
	Count         int
	Address       string // of its table; "" where there is none
	Less          bool
	Start, Length int64
}

// kindLink narrows the page to one kind of differences.
type kindLink struct {
	Text, Address string
	Count         int
	Current       bool
}

// changeTable lists the differences of one kind.
type changeTable struct {
	Kind, Title    string
	Before, After  string // headings
	Rows           []changeRow
	Sum            string
	More           int // rows that are left out
	MoreAddress    string
	Reached        bool // rows tell how many pekerjaan they reach
	Component      bool // rows are about a component of a pekerjaan
	WithoutEffects bool
}

// changeRow is one difference.
type changeRow struct {
	Kode, Name, Place, Component string
	Before, After, Effect        string
	NoteBefore, NoteAfter        string
	Pekerjaan                    int
	Less                         bool
	Address                      string // of its cell in the project as it is now

	effect decimal.Decimal
}

// tableRows is how many differences a table lists while all kinds are shown.
const tableRows = 100

// The kinds of differences that have a table, in its order.
const (
	kindPolicy = "kebijakan"
	anyKind    = ""
)

var kindOf = map[rab.Cause]string{
	rab.CauseAdded: "baru", rab.CauseRemoved: "dihapus", rab.CauseVolume: "volume", rab.CauseCoefficient: "koefisien", rab.CauseComponent: "komponen",
	rab.CauseBundle: "gabungan", rab.CausePrice: "harga", rab.CauseOverride: "buk", rab.CauseIdentity: "nama",
	rab.CauseMarkup: kindPolicy, rab.CauseHSPRounding: kindPolicy, rab.CausePPNPolicy: kindPolicy, rab.CauseRoundingPolicy: kindPolicy,
}

// compareRevisions answers with the comparison of the saved states ?from= and ?to=, "now" for
// the project as it is. ?kind= narrows it.
func (s *Site) compareRevisions(r *serve.Request) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	saved, err := r.App.Revisions(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	sent := r.HTTP.URL.Query()
	from, to := revisionID(sent.Get("from")), revisionID(sent.Get("to"))
	b := &compareBody{Header: view.Header(), Rights: r.Visit.Rights, Choices: chooseStates(r, saved, from, to)}
	compared, err := r.App.CompareRevisions(r.HTTP.Context(), r.Visit, from, to)
	var invalid *rab.Invalid
	switch {
	case errors.As(err, &invalid):
		b.Problems = append(b.Problems, sentence(invalid.Problems[0].Message))
	case errors.Is(err, app.ErrNotFound):
		b.Problems = append(b.Problems, "Revisi yang akan dibandingkan sudah tidak ada: pilih yang lain.")
	case err != nil:
		return err
	default:
		newComparison(b, compared, s, view.ID, sent.Get("kind")).fill()
	}
	body, err := s.execute("banding", &page{
		Title: "Perbandingan – " + view.Header().Nama, Island: "revisi.js", Project: s.workspaceBar(view, revisionPage), Body: b,
	})
	if err != nil {
		return err
	}
	return r.SendPage(http.StatusOK, body)
}

// revisionID reads the id of a saved state; "now", nothing and nonsense are 0.
func revisionID(text string) int64 {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// comparison fills the page of a comparison.
type comparison struct {
	body    *compareBody
	site    *Site
	project int64
	c       *rab.Comparison
	kind    string // the only one shown, or anyKind
	query   url.Values
	steps   map[rab.Cause]rab.CauseStep
}

func newComparison(b *compareBody, compared *app.ComparedRevisions, s *Site, project int64, kind string) *comparison {
	b.Compared, b.From, b.To, b.Presently = true, compared.From.Name, "Keadaan sekarang", compared.To == nil
	query := url.Values{"from": {strconv.FormatInt(compared.From.ID, 10)}, "to": {"now"}}
	if compared.To != nil {
		b.To = compared.To.Name
		query.Set("to", strconv.FormatInt(compared.To.ID, 10))
	}
	w := &comparison{body: b, site: s, project: project, c: compared.Comparison, query: query, steps: map[rab.Cause]rab.CauseStep{}}
	for _, step := range w.c.Steps {
		w.steps[step.Cause] = step
		if kindOf[step.Cause] == kind {
			w.kind = kind
		}
	}
	b.Narrowed = w.kind != anyKind
	return w
}

func (w *comparison) fill() {
	w.tables()
	b := w.body
	b.Same = len(w.c.Steps) == 0
	if !b.Rights.Prices {
		w.causes()
		return
	}
	before, after := w.c.Before, w.c.After
	b.Partial = [2]bool{before.State != rab.LineComplete, after.State != rab.LineComplete}
	for _, line := range []struct {
		label         string
		before, after decimal.Decimal
		places        int
	}{
		{"Jumlah (sebelum PPN)", before.Jumlah, after.Jumlah, 2},
		{"PPN", before.PPN, after.PPN, 0},
		{"Total termasuk PPN", before.Total, after.Total, 0},
		{"Total dibulatkan", before.Dibulatkan, after.Dibulatkan, 0},
	} {
		difference := line.after.Sub(line.before)
		b.Sums = append(b.Sums, sumLine{
			Label: line.label, Before: line.before.Indonesian(line.places, line.places), After: line.after.Indonesian(line.places, line.places),
			Difference: signed(difference, line.places), Less: difference.Sign() < 0, Strong: line.label == "Total dibulatkan",
		})
	}
	w.causes()
}

// causes lists what each cause contributes; the contributions add up to the difference of the
// rounded totals, which stands below them.
func (w *comparison) causes() {
	running, low, high := decimal.Zero, decimal.Zero, decimal.Zero
	for _, step := range w.c.Steps {
		running = running.Add(step.Effect)
		if running.Less(low) {
			low = running
		}
		if high.Less(running) {
			high = running
		}
	}
	width := high.Sub(low)
	thousandths := func(d decimal.Decimal) int64 {
		if share, err := d.Mul(decimal.FromInt(1000)).Quo(width); err == nil {
			if n, err := strconv.ParseInt(share.Round(0).String(), 10, 64); err == nil {
				return n
			}
		}
		return 0
	}
	at := decimal.Zero.Sub(low)
	for _, step := range w.c.Steps {
		line := causeLine{Label: step.Cause.Label(), Count: step.Count, Less: step.Effect.Sign() < 0}
		if kind := kindOf[step.Cause]; kind != "" {
			line.Address = w.address(kind) + "#" + kind
		}
		next := at.Add(step.Effect)
		if w.body.Rights.Prices {
			line.Effect = signed(step.Effect, 2)
			start, end := thousandths(at), thousandths(next)
			line.Start, line.Length = min(start, end), max(max(start, end)-min(start, end), 2)
		}
		at = next
		w.body.Causes = append(w.body.Causes, line)
	}
	w.body.CauseSum = signed(running, 2)
}

// address leads to the page narrowed to a kind.
func (w *comparison) address(kind string) string {
	query := url.Values{"from": w.query["from"], "to": w.query["to"]}
	if kind != anyKind {
		query.Set("kind", kind)
	}
	return "?" + query.Encode()
}

// page leads to a row of a page of the workspace, "" where the row is not of the project as
// it is now.
func (w *comparison) page(name string, row int64) string {
	if !w.body.Presently || row == 0 {
		return ""
	}
	for i := range w.site.workspace {
		if w.site.workspace[i].Name == name {
			return fmt.Sprintf("%s#p%d", w.site.workspace[i].address(w.project), row)
		}
	}
	return ""
}

// tables lists the differences, sorted into one table for each kind.
func (w *comparison) tables() {
	effects := w.body.Rights.Prices
	table := func(cause rab.Cause, title, before, after string) *changeTable {
		t := &changeTable{Kind: kindOf[cause], Title: title, Before: before, After: after, WithoutEffects: !effects}
		if effects {
			t.Sum = signed(w.steps[cause].Effect, 2)
		}
		return t
	}
	byCause := map[rab.Cause]*changeTable{
		rab.CauseAdded:   table(rab.CauseAdded, "Pekerjaan baru", "", "Volume"),
		rab.CauseRemoved: table(rab.CauseRemoved, "Pekerjaan dihapus", "Volume", ""),
		rab.CauseVolume:  table(rab.CauseVolume, "Volume berubah", "Sebelum", "Sesudah"),
		rab.CausePrice:   w.prices(table(rab.CausePrice, "Harga berubah", "Sebelum (Rp)", "Sesudah (Rp)")),
		rab.CauseMarkup:  w.policy(table(rab.CauseMarkup, "Kebijakan harga berubah", "Sebelum", "Sesudah")),
	}
	for cause, title := range map[rab.Cause]string{
		rab.CauseCoefficient: "Koefisien berubah", rab.CauseComponent: "Komponen berubah", rab.CauseBundle: "Isi gabungan berubah",
		rab.CauseOverride: "BUK khusus pekerjaan berubah", rab.CauseIdentity: "Nama, satuan atau letak berubah",
	} {
		byCause[cause] = table(cause, title, "Sebelum", "Sesudah")
	}
	for _, cause := range []rab.Cause{rab.CauseCoefficient, rab.CauseComponent, rab.CauseBundle} {
		byCause[cause].Component = true
	}
	for _, q := range w.c.Pekerjaan {
		for i := range q.Changes {
			if t := byCause[q.Changes[i].Cause]; t != nil && !t.Reached && t.Kind != kindPolicy {
				t.Rows = append(t.Rows, w.change(q, &q.Changes[i]))
			}
		}
	}
	all := 0
	for _, cause := range rab.Causes {
		t := byCause[cause]
		if t == nil || len(t.Rows) == 0 {
			continue
		}
		if t.Kind != kindPolicy {
			slices.SortStableFunc(t.Rows, func(a, b changeRow) int { return b.effect.Abs().Cmp(a.effect.Abs()) })
		}
		all += len(t.Rows)
		w.body.Kinds = append(w.body.Kinds, kindLink{Text: t.Title, Address: w.address(t.Kind), Count: len(t.Rows), Current: w.kind == t.Kind})
		if w.kind != anyKind && w.kind != t.Kind {
			continue
		}
		if w.kind == anyKind && len(t.Rows) > tableRows {
			t.More, t.MoreAddress, t.Rows = len(t.Rows)-tableRows, w.address(t.Kind), t.Rows[:tableRows]
		}
		w.body.Tables = append(w.body.Tables, *t)
	}
	if len(w.body.Kinds) > 1 {
		w.body.Kinds = append([]kindLink{{Text: "Semua", Address: w.address(anyKind), Count: all, Current: w.kind == anyKind}}, w.body.Kinds...)
	}
}

// effect prints what a difference does to the sum before PPN.
func (w *comparison) effect(row *changeRow, effect decimal.Decimal) {
	if w.body.Rights.Prices {
		row.Effect, row.Less, row.effect = signed(effect, 2), effect.Sign() < 0, effect
	}
}

// cellPages are the pages on which a difference of a pekerjaan is looked at.
var cellPages = map[rab.Cause]string{
	rab.CauseAdded: rab.PageList, rab.CauseIdentity: rab.PageList, rab.CauseVolume: rab.PageVolume, rab.CauseCoefficient: rab.PageAnalysis,
	rab.CauseComponent: rab.PageAnalysis, rab.CauseBundle: rab.PageAnalysis, rab.CauseOverride: breakdownPage,
}

func (w *comparison) change(q *rab.ComparedPekerjaan, change *rab.CompareChange) changeRow {
	shown, place := q.After, q.PlaceAfter
	if shown == nil {
		shown, place = q.Before, q.PlaceBefore
	}
	row := changeRow{
		Kode: shown.Kode, Name: shown.Uraian, Place: place.Klasifikasi + " › " + place.Sub, Before: ownNumber(change.Before), After: ownNumber(change.After),
		NoteBefore: formulaNote(change.VolumeBefore), NoteAfter: formulaNote(change.VolumeAfter),
	}
	if row.NoteBefore != "" && row.NoteBefore == row.NoteAfter {
		row.NoteAfter = "rumus sama, parameternya berubah"
	}
	w.effect(&row, change.Effect)
	if q.After != nil {
		row.Address = w.page(cellPages[change.Cause], q.After.ID)
	}
	component := change.RowAfter
	switch {
	case component == nil && change.RowBefore != nil:
		component, row.NoteAfter = change.RowBefore, "dihapus"
	case component != nil && change.RowBefore == nil:
		row.NoteBefore = "belum ada"
	}
	if component != nil {
		row.Component = strings.TrimSpace(component.Kode+" "+component.Uraian) + " (" + component.Satuan + ")"
	}
	switch change.Cause {
	case rab.CauseAdded:
		row.After = volumeText(q.LineAfter, shown)
	case rab.CauseRemoved:
		row.Before = volumeText(q.LineBefore, shown)
	case rab.CauseIdentity:
		row.Before, row.After = identityTexts(q)
	case rab.CauseOverride:
		row.Before, row.After = percentText(change.Before), percentText(change.After)
	}
	return row
}

// identityTexts tell only what differs of what a pekerjaan is called and where it stands.
func identityTexts(q *rab.ComparedPekerjaan) (before, after string) {
	var old, now []string
	for _, pair := range [][2]string{
		{q.Before.Kode, q.After.Kode},
		{q.Before.Uraian, q.After.Uraian},
		{q.Before.Satuan, q.After.Satuan},
		{q.PlaceBefore.Klasifikasi + " › " + q.PlaceBefore.Sub, q.PlaceAfter.Klasifikasi + " › " + q.PlaceAfter.Sub},
	} {
		if pair[0] != pair[1] {
			old, now = append(old, pair[0]), append(now, pair[1])
		}
	}
	return strings.Join(old, "; "), strings.Join(now, "; ")
}

func volumeText(line *rab.Line, q *rab.Pekerjaan) string {
	if line == nil || !line.Volume.Valid {
		return ""
	}
	return line.Volume.Indonesian(0, 3) + " " + q.Satuan
}

func percentText(n decimal.Null) string {
	if !n.Valid {
		return "BUK proyek"
	}
	return n.Indonesian(0, 2) + "%"
}

func ownNumber(n decimal.Null) string {
	if !n.Valid {
		return ""
	}
	return n.Indonesian(0, 6)
}

func formulaNote(v *rab.Volume) string {
	if formula := v.ActiveFormula(); formula != "" {
		return "= " + strings.TrimPrefix(formula, "=")
	}
	return ""
}

// prices lists the price items whose price differs.
func (w *comparison) prices(t *changeTable) *changeTable {
	t.Reached = true
	for _, p := range w.c.Prices {
		item := p.After
		row := changeRow{
			Kode: item.Kode, Name: item.Uraian, Place: string(item.Kategori) + " · " + item.Satuan, Before: ownNumber(p.Before.Harga), After: ownNumber(item.Harga),
			Pekerjaan: p.Pekerjaan, Address: w.page(rab.PagePrices, item.ID),
		}
		w.effect(&row, p.Effect)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// policy lists the fields of the pricing policy that differ. The effect of a cause stands on
// its first field.
func (w *comparison) policy(t *changeTable) *changeTable {
	told, sum := map[rab.Cause]bool{}, decimal.Zero
	for _, change := range rab.PolicyChanges(w.c.PricingBefore, w.c.PricingAfter) {
		row := changeRow{Name: change.Label, Before: policyValue(change.Field, change.Before), After: policyValue(change.Field, change.After)}
		if told[change.Cause] {
			row.NoteAfter = "pengaruhnya di baris di atas"
		} else {
			told[change.Cause] = true
			w.effect(&row, w.steps[change.Cause].Effect)
			sum = sum.Add(w.steps[change.Cause].Effect)
		}
		t.Rows = append(t.Rows, row)
	}
	if !t.WithoutEffects {
		t.Sum = signed(sum, 2)
	}
	return t
}

// policyWords are the values of the pricing policy that people do not read as they are.
var policyWords = map[string]string{
	string(rab.PPNPercent): "persen dari jumlah", string(rab.PPN12x11Per12): "12% × 11/12 (DPP nilai lain)", string(rab.PPNNone): "tidak dikenakan",
	string(decimal.Nearest): "terdekat", string(decimal.Down): "ke bawah", string(decimal.Up): "ke atas",
}

func policyValue(field, value string) string {
	if word, ok := policyWords[value]; ok {
		return word
	}
	if field == "hsp_rounding" && value == "0" {
		return "tanpa pembulatan"
	}
	return printed(value)
}
