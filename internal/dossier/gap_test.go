package dossier

import (
	"strings"
	"testing"

	"takar/internal/rab"
)

// Every kind of finding that touches a document can be counted.
func TestEveryFindingCanBeCounted(t *testing.T) {
	for document, kinds := range concerns {
		for _, kind := range kinds {
			if sentence := counted[kind]; sentence == "" || kind != rab.CheckPaguExceeded && !strings.HasPrefix(sentence, "%d ") {
				t.Errorf("%s: %s is counted as %q", document, kind, sentence)
			}
		}
	}
}

// One finding leads to its row, several are counted and lead to their page.
func TestFindingsOfAKindAreSummedUp(t *testing.T) {
	b := newProject()
	b.klasifikasi("Struktur")
	b.subKlasifikasi("Tanah")
	first := b.add("A", "")
	source := &Source{Project: b.project(), Prices: true}
	one := gapOn(Gaps(Volume, source), rab.PageVolume)
	if one.Count != 1 || one.PekerjaanID != first.ID || !strings.Contains(one.Sentence, "A") || one.Severity != rab.SeverityError {
		t.Errorf("one pekerjaan without volume: %+v", one)
	}
	b.add("B", "")
	several := gapOn(Gaps(Volume, &Source{Project: b.project(), Prices: true}), rab.PageVolume)
	if several.Count != 2 || several.PekerjaanID != 0 || several.Sentence != "2 pekerjaan belum ada volume." {
		t.Errorf("two pekerjaan without volume: %+v", several)
	}
	if got := gapOn(Gaps(HargaItems, source), rab.PageVolume); got != (Gap{}) {
		t.Errorf("the price list is said to lack volumes: %+v", got)
	}
}

func gapOn(gaps []Gap, page string) Gap {
	for _, gap := range gaps {
		if gap.Page == page {
			return gap
		}
	}
	return Gap{}
}
