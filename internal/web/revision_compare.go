package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

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
	Subject        string // heading of what differs
	Before, After  string // headings
	Rows           []changeRow
	Sum            string
	More           int // rows that are left out
	MoreAddress    string
	Reached        bool // rows tell how many pekerjaan they reach
	Component      bool // rows are about a component of a pekerjaan
	WithoutEffects bool
	Texts          bool // before and after are words, maybe many
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
	rab.CauseBundle: "gabungan", rab.CausePrice: "harga", rab.CauseOverride: "buk", rab.CauseSMKK: "smkk", rab.CauseIdentity: "nama",
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
	for _, t := range w.otherTables() {
		if t.Kind == kind && len(t.Rows) > 0 {
			w.kind = kind
		}
	}
	b.Narrowed = w.kind != anyKind
	return w
}

func (w *comparison) fill() {
	w.tables()
	b := w.body
	b.Same = w.c.Same()
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
