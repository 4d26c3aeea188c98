package rab

import (
	"cmp"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// CheckKind names one kind of entry on the checklist.
type CheckKind string

// The kinds, in the order in which the checklist shows them.
const (
	CheckBrokenBundle     CheckKind = "broken_bundle"
	CheckFormulaFailing   CheckKind = "formula_failing"
	CheckVolumeCleared    CheckKind = "volume_cleared"
	CheckNoAnalysis       CheckKind = "no_analysis"
	CheckEmptyBundle      CheckKind = "empty_bundle_target"
	CheckNoVolume         CheckKind = "no_volume"
	CheckNoPrice          CheckKind = "no_price"
	CheckSuspectKoefisien CheckKind = "suspect_koefisien"
	CheckUnitMissing      CheckKind = "unit_missing"
	CheckLibraryFinding   CheckKind = "library_finding"
	CheckZeroVolume       CheckKind = "zero_volume"
	CheckPaguExceeded     CheckKind = "pagu_exceeded"
	CheckMarkupUnusual    CheckKind = "markup_unusual"   // BUK outside of what is usual
	CheckProgressOver     CheckKind = "progress_over"    // weeks add up to more than the whole
	CheckPlanLate         CheckKind = "plan_after_end"   // of the project
	CheckWorkLate         CheckKind = "actual_after_end" // realisasi after the end of the contract
	CheckPlanIncomplete   CheckKind = "plan_incomplete"
)

var checkOrder = []CheckKind{
	CheckBrokenBundle, CheckFormulaFailing, CheckVolumeCleared, CheckNoAnalysis, CheckEmptyBundle, CheckNoVolume, CheckNoPrice,
	CheckSuspectKoefisien, CheckUnitMissing, CheckLibraryFinding, CheckZeroVolume, CheckPaguExceeded, CheckMarkupUnusual,
	CheckProgressOver, CheckPlanLate, CheckWorkLate, CheckPlanIncomplete,
}

// CheckKinds returns all kinds, in their order.
func CheckKinds() []CheckKind { return slices.Clone(checkOrder) }

// OfMoney reports whether an entry says something of prices, and so is nothing for those who
// may not see them: where they are hidden, every price seems to be missing.
func (k CheckKind) OfMoney() bool {
	return k == CheckNoPrice || k == CheckPaguExceeded || k == CheckMarkupUnusual
}

// Severity says how much an entry matters.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // a figure is wrong or missing
	SeverityWarning Severity = "warning" // a figure may be wrong
	SeverityInfo    Severity = "info"    // worth a look
)

// severityOf fixes the severity of each kind.
var severityOf = map[CheckKind]Severity{
	CheckBrokenBundle: SeverityError, CheckFormulaFailing: SeverityError, CheckVolumeCleared: SeverityError,
	CheckNoAnalysis: SeverityError, CheckEmptyBundle: SeverityError, CheckNoVolume: SeverityError, CheckNoPrice: SeverityError,
	CheckSuspectKoefisien: SeverityWarning, CheckUnitMissing: SeverityWarning, CheckLibraryFinding: SeverityWarning,
	CheckZeroVolume: SeverityInfo, CheckPaguExceeded: SeverityWarning, CheckMarkupUnusual: SeverityInfo,
	CheckProgressOver: SeverityWarning, CheckPlanLate: SeverityWarning, CheckWorkLate: SeverityInfo, CheckPlanIncomplete: SeverityInfo,
}

// The pages on which entries are mended, as in the addresses of a project's pages.
const (
	PageList     = "list-pekerjaan"
	PageVolume   = "volume-pekerjaan"
	PageAnalysis = "template-ahsp"
	PagePrices   = "harga-items"
	PageRecap    = "rekap-rab"
	PageSchedule = "jadwal-pekerjaan"
)

// Check is one entry of the checklist: what is missing or doubtful, and where to mend it.
// Ids are 0 where they do not apply.
type Check struct {
	Kind        CheckKind
	Severity    Severity
	PekerjaanID int64
	ComponentID int64
	PriceItemID int64
	Kode        string // of the pekerjaan or price item
	Message     string
	Page        string
	Field       string
}

// Checklist lists what is missing or doubtful in a project, by kind, and within a kind in
// the order of the work list (price items by kode).
func (p *Project) Checklist() []Check {
	l := checklist{p: p, expander: newExpander(p)}
	for _, broken := range p.Figures().Broken {
		l.addRow(CheckBrokenBundle, broken.Component, "target", broken.Message)
	}
	for _, line := range p.Figures().Lines {
		l.identity(line)
		l.volume(line)
		l.components(line)
	}
	l.prices()
	l.pagu()
	l.markup()
	l.schedule()
	slices.SortStableFunc(l.checks, func(a, b Check) int {
		return cmp.Compare(slices.Index(checkOrder, a.Kind), slices.Index(checkOrder, b.Kind))
	})
	return l.checks
}

type checklist struct {
	p        *Project
	expander *expander
	checks   []Check
}

func (l *checklist) add(c Check) {
	c.Severity = severityOf[c.Kind]
	l.checks = append(l.checks, c)
}

// addRow notes something about a raw row of an analysis.
func (l *checklist) addRow(kind CheckKind, row *Component, field, message string) {
	c := Check{
		Kind: kind, PekerjaanID: row.PekerjaanID, ComponentID: row.ID, Kode: l.expander.kode(node{id: row.PekerjaanID}),
		Message: message, Page: PageAnalysis, Field: field,
	}
	if row.PriceItemID != nil {
		c.PriceItemID = *row.PriceItemID
	}
	l.add(c)
}

func (l *checklist) identity(line *Line) {
	q := line.Pekerjaan
	if line.State == LineNoAnalysis {
		l.add(Check{
			Kind: CheckNoAnalysis, PekerjaanID: q.ID, Kode: q.Kode, Page: PageAnalysis, Field: "components",
			Message: fmt.Sprintf("%s belum punya rincian: isi komponennya", q.Name()),
		})
	}
	if ahsp.NormaliseUnit(q.Satuan) == "" {
		l.add(Check{
			Kind: CheckUnitMissing, PekerjaanID: q.ID, Kode: q.Kode, Page: PageList, Field: "satuan",
			Message: fmt.Sprintf("%s belum punya satuan", q.Name()),
		})
	}
}

func (l *checklist) volume(line *Line) {
	q := line.Pekerjaan
	note := func(kind CheckKind, field, message string) {
		l.add(Check{Kind: kind, PekerjaanID: q.ID, Kode: q.Kode, Page: PageVolume, Field: field, Message: message})
	}
	row, ok := l.p.Volumes.Get(q.ID)
	switch {
	case ok && row.Failure != "":
		note(CheckFormulaFailing, "formula", fmt.Sprintf("rumus volume %s gagal: %s", q.Name(), row.Failure))
	case ok && row.Cleared && !row.Quantity.Valid:
		note(CheckVolumeCleared, "quantity", fmt.Sprintf("volume %s dikosongkan karena sumber analisanya berganti: isi lagi", q.Name()))
	case !line.Volume.Valid:
		note(CheckNoVolume, "quantity", fmt.Sprintf("%s belum punya volume", q.Name()))
	case line.Volume.Decimal.IsZero():
		note(CheckZeroVolume, "quantity", fmt.Sprintf("volume %s adalah 0", q.Name()))
	}
}

func (l *checklist) components(line *Line) {
	library := l.libraryRows(line.Pekerjaan)
	for _, row := range l.p.ComponentsOf(line.Pekerjaan.ID) {
		target, bundle := targetOf(row)
		switch {
		case bundle && l.expander.empty(target):
			l.addRow(CheckEmptyBundle, row, "target", fmt.Sprintf("target kosong: %s belum punya rincian, jadi gabungannya dihitung Rp 0", l.expander.label(target)))
		case bundle && target.reference:
			l.libraryBundle(row, target)
		}
		if ahsp.NormaliseUnit(row.Satuan) == "" && !bundle {
			l.addRow(CheckUnitMissing, row, "satuan", fmt.Sprintf("komponen %s pada pekerjaan %s belum punya satuan", shownRow(row), line.Pekerjaan.Kode))
		}
		l.koefisien(line.Pekerjaan, row, library[rowKey(row)])
	}
}

// prices lists the price items in use without a price, each once, by kode.
func (l *checklist) prices() {
	uses := l.p.ItemUses()
	var missing []*PriceItem
	for _, item := range l.p.PriceItems.All() {
		if uses[item.ID].Expanded > 0 && !item.Harga.Valid {
			missing = append(missing, item)
		}
	}
	SortItems(missing)
	for _, item := range missing {
		l.add(Check{
			Kind: CheckNoPrice, PriceItemID: item.ID, Kode: item.Kode, Page: PagePrices, Field: "harga",
			Message: fmt.Sprintf("%s %s belum punya harga, dipakai di %d pekerjaan", item.Kode, item.Uraian, uses[item.ID].Pekerjaan),
		})
	}
	known := map[ItemKey]bool{}
	for _, line := range l.p.Figures().Lines {
		for _, e := range line.Expanded {
			if e.Item != nil {
				continue
			}
			if key := KeyOf(e.Kategori, e.Kode, e.Uraian, e.Satuan); !known[key] {
				known[key] = true
				l.addRow(CheckNoPrice, e.Source, "harga", fmt.Sprintf("komponen %s %s tidak ada di daftar harga: simpan ulang analisanya", e.Kode, e.Uraian))
			}
		}
	}
}

// pagu compares the rounded total with the owner's budget; 0 means that none is known.
func (l *checklist) pagu() {
	header := l.p.Header()
	if header == nil || header.AnggaranOwner.Sign() <= 0 {
		return
	}
	total := l.p.Figures().Totals.Dibulatkan
	if !header.AnggaranOwner.Less(total) {
		return
	}
	l.add(Check{
		Kind: CheckPaguExceeded, Page: PageRecap, Field: "anggaran_owner",
		Message: fmt.Sprintf("total RAB Rp %s melebihi pagu Rp %s sebesar Rp %s",
			total.Indonesian(0, 2), header.AnggaranOwner.Indonesian(0, 2), total.Sub(header.AnggaranOwner).Indonesian(0, 2)),
	})
}

// Owners take BUK from 10 to 15 percent for usual (documents 2.4).
var leastMarkup, mostMarkup = decimal.FromInt(10), decimal.FromInt(15)

// markup notes BUK outside of what is usual: that of the project once, and each pekerjaan
// with an unusual one of its own. None at all, as of SMKK or of what is passed on at cost,
// is on purpose.
func (l *checklist) markup() {
	unusual := func(percent decimal.Decimal) bool { return percent.Less(leastMarkup) || mostMarkup.Less(percent) }
	shared := false
	for _, line := range l.p.Figures().Lines {
		q := line.Pekerjaan
		switch {
		case !line.OwnMarkup():
			shared = true
		case !line.Markup.IsZero() && unusual(line.Markup):
			l.add(Check{
				Kind: CheckMarkupUnusual, PekerjaanID: q.ID, Kode: q.Kode, Page: PageRecap, Field: "markup_override",
				Message: fmt.Sprintf("BUK %s %% pada %s di luar kisaran lazim 10 sampai 15 %%", line.Markup.Indonesian(0, 2), q.Name()),
			})
		}
	}
	if percent := l.p.policy().MarkupPercent; shared && unusual(percent) {
		l.add(Check{
			Kind: CheckMarkupUnusual, Page: PageRecap, Field: "markup_percent",
			Message: fmt.Sprintf("BUK proyek %s %% di luar kisaran lazim 10 sampai 15 %%", percent.Indonesian(0, 2)),
		})
	}
}

// shownRow names a component for people.
func shownRow(row *Component) string {
	if row.Kode == "" {
		return row.Uraian
	}
	return row.Kode + " " + row.Uraian
}

// implausible is where the coefficient of labour or equipment stops being believable for
// one unit of work: a thousand person-days or machine-hours for one m² or m³. It is what a
// coefficient like 1.234 looks like once its decimal point was taken for a separator of
// thousands. Materials do reach it (sand in kg, bricks in pieces), so for them only what
// the library itself marked is doubted.
var implausible = decimal.FromInt(1000)

// lumpSums are the units of pekerjaan whose analyses may hold any number of person-days.
var lumpSums = map[string]bool{"ls": true, "lumpsum": true, "lump sum": true, "paket": true, "pkt": true, "lot": true, "unit": true}
