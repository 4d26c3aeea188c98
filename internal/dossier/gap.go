package dossier

import (
	"fmt"
	"strings"

	"takar/internal/rab"
)

// Gap are the findings of one kind in what a document rests on.
type Gap struct {
	Finding // the only one; of several their sentence counts them, and no row is named

	Count int
}

// counted says how many findings of a kind there are.
var counted = map[rab.CheckKind]string{
	rab.CheckBrokenBundle:     "%d gabungan tidak dapat diurai.",
	rab.CheckFormulaFailing:   "%d formula volume gagal.",
	rab.CheckVolumeCleared:    "%d volume dikosongkan.",
	rab.CheckNoAnalysis:       "%d pekerjaan belum ada rincian analisa.",
	rab.CheckEmptyBundle:      "%d gabungan tanpa isi.",
	rab.CheckNoVolume:         "%d pekerjaan belum ada volume.",
	rab.CheckNoPrice:          "%d item belum ada harga.",
	rab.CheckSuspectKoefisien: "%d koefisien meragukan.",
	rab.CheckUnitMissing:      "%d satuan belum diisi.",
	rab.CheckLibraryFinding:   "%d temuan di pustaka AHSP.",
	rab.CheckZeroVolume:       "%d volume bernilai nol.",
	rab.CheckPaguExceeded:     "Total melebihi pagu.", // there is one total
	rab.CheckMarkupUnusual:    "%d BUK di luar kisaran lazim.",
	rab.CheckProgressOver:     "%d rencana atau realisasi melebihi 100%%.",
	rab.CheckPlanLate:         "%d pekerjaan direncanakan sesudah tanggal selesai.",
	rab.CheckWorkLate:         "%d pekerjaan dikerjakan sesudah akhir kontrak.",
	rab.CheckPlanIncomplete:   "%d pekerjaan belum direncanakan sampai 100%%.",
}

// Gaps sums Findings up by kind.
func Gaps(kind Kind, source *Source) []Gap {
	var gaps []Gap
	for _, finding := range Findings(kind, source) {
		if last := len(gaps) - 1; last < 0 || gaps[last].Kind != finding.Kind {
			gaps = append(gaps, Gap{Finding: finding, Count: 1})
			continue
		}
		gap := &gaps[len(gaps)-1]
		gap.Count++
		gap.PekerjaanID, gap.PriceItemID = 0, 0
		if gap.Sentence = counted[finding.Kind]; strings.Contains(gap.Sentence, "%d") {
			gap.Sentence = fmt.Sprintf(gap.Sentence, gap.Count)
		}
	}
	return gaps
}
