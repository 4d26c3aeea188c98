package ahsp_test

import (
	"strconv"
	"strings"
	"testing"

	"takar/internal/ahsp"
)

// damagedFile has one of every finding that can be settled.
func damagedFile(t *testing.T) *ahsp.Imported {
	t.Helper()
	return mustImport(t, usual(
		[]any{sumber, "1.1", "Pemasangan 1 m2 lantai", "TK", "TK.1", "Pekerja", "OH", number("1351")}, // row 2: four digits
		[]any{nil, "1.1", "Pemasangan 1 m2 lantai", "BHN", "B.1", "Pasir", "m3", number("83349")},     // five, no proposal
		[]any{nil, "1.1", "Pemasangan 1 m2 lantai", "TK", "TK.2", "Mandor", "OH", number("12045")},    // five
		[]any{nil, "1.2", "Patok per m'", nil, "", "Galian", "", "0"},                                 // row 5: no kategori, no unit, zero
		[]any{nil, "1.2", "Patok per m'", "Sewa", "S.1", "Truk", "jam", "1"},                          // unknown kategori
		[]any{nil, "1.2", "Patok per m'", "TK", "TK.1", "Pekerja", "OH", "2"},                         // rows 7 and 8: the same
		[]any{nil, "1.2", "Patok per m'", "TK", "TK.1", "Pekerja", "OH", "3"},
		[]any{nil, "1.3", "Papan", "BHN", "B.2", "Papan", strings.Repeat("x", 30), "1"}, // row 9: a unit too long
		[]any{nil, "1.3", "Papan lain", "BHN", "B.3", "Paku", "kg", "1"},                // a second name
		[]any{nil, "1.3", "Papan", "BHN", "B.4", "Cat", "kg", number("204457")},         // six digits
		[]any{nil, "1.4", "Kusen mÂ²", "TK", "TK.1", "Pekerja", "OH", "1"},              // a note
	))
}

func stage(t *testing.T, in *ahsp.Imported, corrections ...ahsp.Correction) *ahsp.Staging {
	t.Helper()
	s, err := ahsp.Stage(in, corrections)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// open lists the kinds of the findings that wait for somebody.
func open(s *ahsp.Staging) string {
	var kinds []string
	for i := range s.Findings {
		if f := &s.Findings[i]; !f.Kind.Note() && s.Settled(f) == ahsp.Unresolved {
			kinds = append(kinds, string(f.Kind))
		}
	}
	return strings.Join(kinds, " ")
}

func TestFindingsAreSettledByRules(t *testing.T) {
	in := damagedFile(t)
	all := "lost_decimal lost_decimal lost_decimal suspect_koefisien missing_kategori missing_satuan unit_missing unknown_kategori " +
		"duplicate_component suspect_satuan unit_missing code_with_two_names lost_decimal unit_missing"
	if got := open(stage(t, in)); got != all {
		t.Fatalf("open at first: %s", got)
	}
	for name, c := range map[string]struct {
		rule   ahsp.Rule
		rows   string // "row field old > new" of the corrections
		settle string // kind that is open less often afterwards
		times  int
	}{
		"proposals":      {ahsp.Rule{Kind: ahsp.LostDecimal, Action: ahsp.Accept}, "2 koefisien 1351 > 1.351", "lost_decimal", 1},
		"all divided":    {ahsp.Rule{Kind: ahsp.LostDecimal, Action: ahsp.Divide, Value: "1000"}, "2 koefisien 1351 > 1.351; 3 koefisien 83349 > 83.349; 4 koefisien 12045 > 12.045; 11 koefisien 204457 > 204.457", "lost_decimal", 4},
		"labour only":    {ahsp.Rule{Kind: ahsp.LostDecimal, Kategori: ahsp.TK, Digits: 5, Action: ahsp.Divide, Value: "10000"}, "4 koefisien 12045 > 1.2045", "lost_decimal", 1},
		"no kategori":    {ahsp.Rule{Kind: ahsp.MissingKategori, Action: ahsp.Keep}, "5 kategori LAIN > LAIN", "missing_kategori", 1},
		"a kategori":     {ahsp.Rule{Kind: ahsp.UnknownKategori, Action: ahsp.Set, Value: "ALT"}, "6 kategori LAIN > ALT", "unknown_kategori", 1},
		"a unit":         {ahsp.Rule{Kind: ahsp.MissingSatuan, Action: ahsp.Set, Value: "m3"}, "5 satuan_item  > m3", "missing_satuan", 1},
		"a long unit":    {ahsp.Rule{Kind: ahsp.SuspectSatuan, Action: ahsp.Keep}, "9 satuan_item " + strings.Repeat("x", 30) + " > " + strings.Repeat("x", 30), "suspect_satuan", 1},
		"zero":           {ahsp.Rule{Kind: ahsp.SuspectKoefisien, Action: ahsp.Keep}, "5 koefisien 0 > 0", "suspect_koefisien", 1},
		"duplicates":     {ahsp.Rule{Kind: ahsp.DuplicateRow, Action: ahsp.Keep}, "7 koefisien 2 > 2; 8 koefisien 3 > 3", "duplicate_component", 1},
		"two names":      {ahsp.Rule{Kind: ahsp.CodeWithTwoNames, Action: ahsp.Keep}, "10 uraian_item Paku > Paku", "code_with_two_names", 1},
		"units proposed": {ahsp.Rule{Kind: ahsp.UnitMissing, Action: ahsp.Accept}, "0 satuan  > m", "unit_missing", 1},
		"units confirmed": {
			ahsp.Rule{Kind: ahsp.UnitFromName, Action: ahsp.Keep}, "0 satuan m2 > m2", "unit_from_name", 0, // taken from the name: not open before
		},
	} {
		corrections, err := stage(t, in).Corrections(c.rule, "sari", "dari buku")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var rows []string
		for _, k := range corrections {
			rows = append(rows, strconv.Itoa(k.Row)+" "+string(k.Field)+" "+k.Old+" > "+k.New)
		}
		if got := strings.Join(rows, "; "); got != c.rows {
			t.Errorf("%s: corrections %s, want %s", name, got, c.rows)
		}
		before, after := open(stage(t, in)), open(stage(t, in, corrections...))
		if lost := strings.Count(before, c.settle) - strings.Count(after, c.settle); lost != c.times || len(strings.Fields(before))-len(strings.Fields(after)) != c.times {
			t.Errorf("%s: open %s, before %s", name, after, before)
		}
	}
}

func TestOneFindingIsSettledAndCanBeSettledAnew(t *testing.T) {
	in := damagedFile(t)
	at := func(kind ahsp.FindingKind) *int {
		for i, f := range in.Findings {
			if f.Kind == kind {
				return &i
			}
		}
		t.Fatal("no finding", kind)
		return nil
	}
	first, err := stage(t, in).Corrections(ahsp.Rule{Finding: at(ahsp.LostDecimal), Action: ahsp.Accept}, "sari", "usulan")
	if err != nil {
		t.Fatal(err)
	}
	s := stage(t, in, first...)
	if s.Settled(&in.Findings[*at(ahsp.LostDecimal)]) != ahsp.Suggested {
		t.Error("a proposal that was taken is not told from a decision")
	}
	if _, err := s.Corrections(ahsp.Rule{Kind: ahsp.LostDecimal, Digits: 4, Action: ahsp.Accept}, "sari", "lagi"); err == nil {
		t.Error("a rule settles what is settled")
	}
	second, err := s.Corrections(ahsp.Rule{Finding: at(ahsp.LostDecimal), Action: ahsp.Set, Value: "0.1351"}, "budi", "cek dokumen")
	if err != nil {
		t.Fatal(err)
	}
	s = stage(t, in, append(first, second...)...)
	c := s.Now()[0].Components[0]
	if c.Koefisien.String() != "0.1351" || c.Original != "1351" || c.Resolution != ahsp.ByPerson || s.Settled(&in.Findings[*at(ahsp.LostDecimal)]) != ahsp.ByPerson {
		t.Errorf("component %+v", c)
	}
	if a, ok := s.Analysis("1.1"); !ok || a.Components[0].Koefisien.String() != "0.1351" {
		t.Error("the analysis is not found as it is now")
	}
	if in.Analyses[0].Components[0].Koefisien.String() != "1351" {
		t.Error("the import was changed")
	}
}

func TestRulesThatDoNotFitSaySo(t *testing.T) {
	in := damagedFile(t)
	s := stage(t, in)
	number := func(n int) *int { return &n }
	var note, duplicate int
	for i, f := range in.Findings {
		switch f.Kind {
		case ahsp.MojibakeText:
			note = i
		case ahsp.DuplicateRow:
			duplicate = i
		}
	}
	for name, c := range map[string]struct {
		rule ahsp.Rule
		says string
	}{
		"no such finding":      {ahsp.Rule{Finding: number(999), Action: ahsp.Keep}, "tidak ada di berkas"},
		"before the first":     {ahsp.Rule{Finding: number(-1), Action: ahsp.Keep}, "tidak ada di berkas"},
		"a note":               {ahsp.Rule{Finding: &note, Action: ahsp.Keep}, "pemberitahuan"},
		"notes":                {ahsp.Rule{Kind: ahsp.MojibakeText, Action: ahsp.Keep}, "aturan"},
		"unknown kind":         {ahsp.Rule{Kind: "x", Action: ahsp.Keep}, "aturan"},
		"unknown action":       {ahsp.Rule{Kind: ahsp.LostDecimal, Action: "x"}, "tidak dikenal"},
		"nothing to accept":    {ahsp.Rule{Kind: ahsp.MissingSatuan, Action: ahsp.Accept}, "usulan"},
		"nothing to keep":      {ahsp.Rule{Kind: ahsp.MissingSatuan, Action: ahsp.Keep}, "isi nilainya"},
		"no value":             {ahsp.Rule{Kind: ahsp.MissingSatuan, Action: ahsp.Set, Value: " "}, "isi nilai"},
		"no power of ten":      {ahsp.Rule{Kind: ahsp.LostDecimal, Action: ahsp.Divide, Value: "20"}, "pangkat sepuluh"},
		"by one":               {ahsp.Rule{Kind: ahsp.LostDecimal, Action: ahsp.Divide, Value: "1"}, "pangkat sepuluh"},
		"divided far too much": {ahsp.Rule{Kind: ahsp.LostDecimal, Action: ahsp.Divide, Value: "1" + strings.Repeat("0", 9)}, "pangkat sepuluh"},
		"divided otherwise":    {ahsp.Rule{Kind: ahsp.SuspectKoefisien, Action: ahsp.Divide, Value: "10"}, "dapat dibagi"},
		"several rows":         {ahsp.Rule{Finding: &duplicate, Action: ahsp.Set, Value: "1"}, "satu per satu"},
		"nothing of the kind":  {ahsp.Rule{Kind: ahsp.LostDecimal, Digits: 9, Action: ahsp.Keep}, "tidak ada temuan"},
	} {
		if list, err := s.Corrections(c.rule, "sari", "x"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, %d corrections", name, err, len(list))
		}
	}
}

func TestNationalFindingsAreSettledByAFewRules(t *testing.T) {
	in := nationalImport(t)
	s := stage(t, in)
	var all []ahsp.Correction
	for _, rule := range []ahsp.Rule{
		{Kind: ahsp.LostDecimal, Action: ahsp.Accept},
		{Kind: ahsp.LostDecimal, Kategori: ahsp.TK, Digits: 5, Action: ahsp.Divide, Value: "10000"},
		{Kind: ahsp.LostDecimal, Kategori: ahsp.BHN, Digits: 5, Action: ahsp.Divide, Value: "1000"},
		{Kind: ahsp.DuplicateRow, Action: ahsp.Keep},
		{Kind: ahsp.MissingKategori, Action: ahsp.Keep},
	} {
		list, err := s.Corrections(rule, "sari", "aturan")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, list...)
		s = stage(t, in, all...)
	}
	count := map[string]int{}
	for kind := range strings.FieldsSeq(open(s)) {
		count[kind]++
	}
	if count["lost_decimal"] == 0 || count["lost_decimal"] > 20 || count["duplicate_component"] != 0 || count["missing_kategori"] != 0 || count["unit_missing"] != 84 {
		t.Errorf("open: %v", count)
	}
	if got := in.Summary.Findings.LostDecimal.Proposed; got != 561 {
		t.Errorf("%d proposals", got)
	}
}
