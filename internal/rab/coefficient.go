package rab

import (
	"fmt"
	"slices"
	"strings"

	"takar/internal/ahsp"
)

// koefisien judges the coefficient of one raw row. A row that stands as the library
// published it is judged by what was found there and not yet settled; any row by what no
// unit analysis can hold: a coefficient of 0, or a thousand or more person-days or
// machine-hours for one unit of work.
func (l *checklist) koefisien(q *Pekerjaan, row *Component, published *ahsp.Component) {
	doubt := func(why string) {
		l.addRow(CheckSuspectKoefisien, row, "koefisien", fmt.Sprintf("koefisien %s untuk %s pada pekerjaan %s perlu diperiksa: %s",
			row.Koefisien.Indonesian(0, 6), shownRow(row), q.Kode, why))
	}
	coefficient, others := unsettled(published)
	switch {
	case len(coefficient) > 0:
		doubt(findingText[coefficient[0]])
	case row.Koefisien.IsZero():
		doubt("koefisien 0 membuat komponen ini tidak dihitung")
	case (row.Kategori == ahsp.TK || row.Kategori == ahsp.ALT) && !lumpSums[ahsp.NormaliseUnit(q.Satuan)] &&
		!row.Koefisien.Less(implausible):
		doubt("terlalu besar untuk satu satuan pekerjaan, mungkin koma desimalnya hilang")
	}
	for _, kind := range others {
		l.addRow(CheckLibraryFinding, row, "uraian", fmt.Sprintf("%s pada pekerjaan %s: %s", shownRow(row), q.Kode, findingText[kind]))
	}
}

// findingText says what a finding of the library means for a project.
var findingText = map[ahsp.FindingKind]string{
	ahsp.LostDecimal:      "koma desimalnya hilang di berkas AHSP",
	ahsp.SuspectKoefisien: "diragukan sejak impor AHSP",
	ahsp.DuplicateRow:     "baris ini tertulis lebih dari sekali di AHSP dan semuanya dihitung",
	ahsp.MissingKategori:  "kategorinya kosong di AHSP dan dianggap Lain-lain",
	ahsp.MissingSatuan:    "satuannya kosong di AHSP",
}

// unsettled returns the findings on a published component that still wait for a person:
// those that touch its coefficient or count, and the rest that a project cares about.
func unsettled(published *ahsp.Component) (coefficient, others []ahsp.FindingKind) {
	if published == nil {
		return nil, nil
	}
	for _, mark := range published.Marks() {
		switch {
		case mark.Resolution != ahsp.Unresolved || findingText[mark.Kind] == "":
		case mark.Kind == ahsp.LostDecimal || mark.Kind == ahsp.SuspectKoefisien:
			coefficient = append(coefficient, mark.Kind)
		default:
			others = append(others, mark.Kind)
		}
	}
	return coefficient, others
}

// publishedKey matches a raw row with the component that it was cloned from, as long as
// nobody changed its coefficient. A code that the program made up is not part of it.
type publishedKey struct {
	ItemKey

	koefisien string
}

func rowKey(row *Component) publishedKey {
	kode := row.Kode
	if _, generated := itemNumber(kode); generated {
		kode = ""
	}
	return publishedKey{KeyOf(row.Kategori, kode, row.Uraian, row.Satuan), row.Koefisien.String()}
}

// libraryRows returns the components with open findings of the analysis that a pekerjaan
// was cloned from.
func (l *checklist) libraryRows(q *Pekerjaan) map[publishedKey]*ahsp.Component {
	if q.RefID == nil {
		return nil
	}
	analysis, ok := l.expander.analysis(*q.RefID)
	if !ok {
		return nil
	}
	var rows map[publishedKey]*ahsp.Component
	for i := range analysis.Components {
		c := &analysis.Components[i]
		if coefficient, others := unsettled(c); len(coefficient)+len(others) == 0 {
			continue
		}
		if rows == nil {
			rows = map[publishedKey]*ahsp.Component{}
		}
		rows[publishedKey{KeyOf(c.Kategori, c.Kode, c.Uraian, c.Satuan), c.Koefisien.String()}] = c
	}
	return rows
}

// libraryBundle notes a bundle on the library that contains, at any depth, coefficients
// with open findings: they are not rows of the project, so they are mended there.
func (l *checklist) libraryBundle(row *Component, target node) {
	var kodes []string
	seen := map[int64]bool{}
	var walk func(a *ahsp.Analysis)
	walk = func(a *ahsp.Analysis) {
		if seen[a.ID] {
			return
		}
		seen[a.ID] = true
		for i := range a.Components {
			c := &a.Components[i]
			if coefficient, _ := unsettled(c); len(coefficient) > 0 || c.Koefisien.IsZero() {
				kodes = append(kodes, strings.TrimSpace(c.Kode+" "+c.Uraian))
			}
			if nested, ok := nestedIn(l.p.Reference, c, a); ok {
				walk(nested)
			}
		}
	}
	if analysis, ok := l.expander.analysis(target.id); ok {
		walk(analysis)
	}
	if len(kodes) == 0 {
		return
	}
	slices.Sort(kodes)
	kodes = slices.Compact(kodes)
	shown, more := kodes, ""
	if len(kodes) > 3 {
		shown, more = kodes[:3], fmt.Sprintf(" dan %d lainnya", len(kodes)-3)
	}
	l.addRow(CheckSuspectKoefisien, row, "target", fmt.Sprintf("%s memuat koefisien yang perlu diperiksa di pustaka: %s%s",
		l.expander.label(target), strings.Join(shown, ", "), more))
}
