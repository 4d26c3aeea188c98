package app

import (
	"regexp"
	"strings"

	"takar/internal/rab"
)

// fourDigits is a year as it stands in the name of a publication.
var fourDigits = regexp.MustCompile(`\b(19|20)\d\d\b`)

// EditionYear returns the year that stands in a name, "" when there is none.
func EditionYear(name string) string { return fourDigits.FindString(name) }

// NameEdition makes the name of an edition of its source and its year: what estimators choose
// an analysis by. Both are needed.
func NameEdition(sumber, tahun string) (string, error) {
	sumber, tahun = strings.Join(strings.Fields(sumber), " "), strings.TrimSpace(tahun)
	var problems rab.Problems
	if sumber == "" {
		problems.Add("edition", "isi sumber, misalnya \"AHSP SNI\": menurut itu orang memilih analisa")
	}
	if fourDigits.FindString(tahun) != tahun || tahun == "" {
		problems.Add("tahun", "isi tahun terbitnya dengan empat angka, misalnya 2025")
	}
	if err := problems.Err(); err != nil {
		return "", err
	}
	if !strings.Contains(sumber, tahun) {
		sumber += " " + tahun
	}
	return sumber, nil
}

// Gaps counts what estimators choose an analysis by and a file does not state.
type Gaps struct {
	NoUnit, NoClass int // analyses
	Open            int // findings that wait for somebody
}

// Any reports whether anything is missing.
func (g Gaps) Any() bool { return g.NoUnit+g.NoClass+g.Open > 0 }

// Gaps counts what the file would be committed without.
func (g *StagedImport) Gaps() Gaps {
	var gaps Gaps
	_, gaps.Open = g.FindingCounts()
	for i, analyses := 0, g.Now(); i < len(analyses); i++ {
		if analyses[i].Satuan == "" {
			gaps.NoUnit++
		}
		if analyses[i].Klasifikasi == "" {
			gaps.NoClass++
		}
	}
	return gaps
}
