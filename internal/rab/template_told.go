package rab

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"takar/internal/ahsp"
)

func (e *templateEdit) warn(path, format string, args ...any) {
	e.told.Warnings = append(e.told.Warnings, Problem{Path: path, Message: fmt.Sprintf(format, args...), Severity: "warning"})
}

// rename notes that a code of the template is taken here.
func (e *templateEdit) rename(kode, now string) {
	if kode != "" && kode != now {
		e.renamed = append(e.renamed, [2]string{kode, now})
	}
}

// uses notes that an analysis of the library comes with the template. One of a withdrawn
// edition is taken, because the template was made from it, but never without a word.
func (e *templateEdit) uses(analysis *ahsp.Analysis) {
	if edition, withdrawn := e.view.withdrawn(analysis); withdrawn {
		e.withdrawn[edition]++
	}
}

// codesTold is how many new codes of pekerjaan are told.
const codesTold = 3

// tellCodes tells which codes of pekerjaan are others than in the template.
func (e *templateEdit) tellCodes() {
	if len(e.renamed) == 0 {
		return
	}
	var told []string
	for _, pair := range e.renamed[:min(codesTold, len(e.renamed))] {
		told = append(told, pair[0]+" menjadi "+pair[1])
	}
	more := ""
	if len(e.renamed) > codesTold {
		more = " dan seterusnya"
	}
	e.warn("", "%d kode pekerjaan sudah dipakai dan diganti: %s%s.", len(e.renamed), strings.Join(told, ", "), more)
}

// finish judges the bundles by the project as it will be. One on a pekerjaan that is empty
// in the template, too, is taken as it is and told: it was sound where it came from.
func (e *templateEdit) finish() (TemplateResult, error) {
	e.numbers.save()
	settled := e.draft.settle(e.view, e.result.CreatedIDs, true, func(component, _ int64) string { return cmp.Or(e.places[component], "detail_ahsp") })
	if err := settled.problems.Err(); err != nil {
		return TemplateResult{}, err
	}
	for _, renamed := range e.prices.renamed {
		e.warn("", "Kode %s (%s) sudah dipakai item harga lain: menjadi %s.", renamed.Kode, clip(renamed.Uraian), renamed.NewKode)
	}
	e.tellCodes()
	for _, edition := range slices.Sorted(maps.Keys(e.withdrawn)) {
		e.warn("", "%d analisa berasal dari edisi %s yang sudah ditarik: isinya tetap dipakai, tetapi edisi itu tidak ditawarkan lagi.", e.withdrawn[edition], edition)
	}
	for _, change := range e.told.Volumes {
		e.warn("", "%s: volume berubah karena parameter template.", clip(change.Uraian))
	}
	e.told.Warnings = append(e.told.Warnings, settled.warnings...)
	e.told.Klasifikasi, e.told.Sub = e.result.Summary.Klasifikasi, e.result.Summary.Sub
	e.told.Pekerjaan, e.told.CreatedIDs = len(e.order), e.result.CreatedIDs
	e.told.PriceItems = e.draft.Project().PriceItems.Len() - e.view.PriceItems.Len()
	return e.told, nil
}
