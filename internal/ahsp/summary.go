package ahsp

// Summary counts what an import read and found.
type Summary struct {
	Rows       int           `json:"rows"` // rows with content, the header apart
	Analyses   int           `json:"analyses"`
	Components int           `json:"components"`
	Findings   FindingCounts `json:"findings"`
}

// FindingCounts counts the findings of an import by kind.
type FindingCounts struct {
	LostDecimal        LostDecimalCounts `json:"lost_decimal"`
	MissingKategori    int               `json:"missing_kategori"`    // components
	MissingSatuan      int               `json:"missing_satuan"`      // components
	DuplicateComponent int               `json:"duplicate_component"` // groups of equal components in one analysis
	CodeWithTwoNames   int               `json:"code_with_two_names"` // analyses
	MojibakeTexts      int               `json:"mojibake_texts"`      // distinct texts
	UnitFromName       int               `json:"unit_from_name"`      // analyses
	UnitMissing        int               `json:"unit_missing"`        // analyses
}

// LostDecimalCounts counts the coefficients that lost their decimal point.
type LostDecimalCounts struct {
	Components int `json:"components"`
	Analyses   int `json:"analyses"`
	Proposed   int `json:"proposed"`  // with a value to propose
	Ambiguous  int `json:"ambiguous"` // left to a person
}

// summarise counts analyses as read, with the findings made on them.
func summarise(rows int, analyses []Analysis, findings []Finding) Summary {
	s := Summary{Rows: rows, Analyses: len(analyses)}
	damaged := map[string]bool{}
	for _, a := range analyses {
		s.Components += len(a.Components)
	}
	for _, f := range findings {
		counts := &s.Findings
		switch f.Kind {
		case LostDecimal:
			damaged[f.Kode] = true
			counts.LostDecimal.Components++
			if f.Proposal != "" {
				counts.LostDecimal.Proposed++
			} else {
				counts.LostDecimal.Ambiguous++
			}
		case MissingKategori:
			counts.MissingKategori++
		case MissingSatuan:
			counts.MissingSatuan++
		case DuplicateRow:
			counts.DuplicateComponent++
		case CodeWithTwoNames:
			counts.CodeWithTwoNames++
		case MojibakeText:
			counts.MojibakeTexts++
		case UnitFromName:
			counts.UnitFromName++
		case UnitMissing:
			counts.UnitMissing++
		case SuspectKoefisien, UnknownKategori, SuspectSatuan, SuspectKode, SkippedRow:
			// shown in the list of findings only
		}
	}
	s.Findings.LostDecimal.Analyses = len(damaged)
	return s
}
