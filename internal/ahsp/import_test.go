package ahsp_test

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"takar/internal/ahsp"
)

// cell kinds in the tables below: plain text is a text cell, number(…) a number cell.
type number string

const sumber = "AHSP 2025"

var usualHeader = []any{"sumber_ahsp", "kode_ahsp", "nama_ahsp", "kategori", "kode_item", "item", "satuan", "koefisien"}

func table(rows ...[]any) iter.Seq2[ahsp.Row, error] {
	return func(yield func(ahsp.Row, error) bool) {
		for i, row := range rows {
			r := ahsp.Row{Sheet: "Data", Number: i + 1}
			for _, value := range row {
				switch v := value.(type) {
				case nil:
					r.Cells = append(r.Cells, ahsp.Cell{})
				case string:
					r.Cells = append(r.Cells, ahsp.Cell{Kind: ahsp.TextCell, Text: v})
				case number:
					r.Cells = append(r.Cells, ahsp.Cell{Kind: ahsp.NumberCell, Text: string(v)})
				case ahsp.Cell:
					r.Cells = append(r.Cells, v)
				}
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// usual puts rows below the usual header.
func usual(rows ...[]any) iter.Seq2[ahsp.Row, error] {
	return table(append([][]any{usualHeader}, rows...)...)
}

func mustImport(t *testing.T, rows iter.Seq2[ahsp.Row, error]) *ahsp.Imported {
	t.Helper()
	imported, err := ahsp.Import(rows, ahsp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return imported
}

func kinds(findings []ahsp.Finding) string {
	var names []string
	for _, f := range findings {
		names = append(names, string(f.Kind))
	}
	return strings.Join(names, " ")
}

func TestRowsOfOneCodeMakeOneAnalysis(t *testing.T) {
	imported, err := ahsp.Import(usual(
		[]any{sumber, "1.1", "Galian 1 m3  tanah ", "Tenaga Kerja", "TK.0008", "Pekerja", "OH", "0.75"},
		[]any{nil, "1.1", "Galian 1 m3  tanah ", "Bahan", "B.0001", "Kayu", "m3", "0,5"},
		[]any{},
		[]any{nil, "1.2", "Pasang 1 buah pintu", "Peralatan", "PR.0001", "Palu", "hari", number("0.001")},
		[]any{nil, nil, nil, "Lain-lain", nil, "Angkut", "ls", "1e-2"},
		[]any{nil, "1.1", "Galian 1 m3  tanah ", "upah tenaga", "TK.0006", "Mandor", "OH", number("26.405999999999999")},
	), ahsp.Options{File: "a.xlsx", SHA256: "ab"})
	if err != nil {
		t.Fatal(err)
	}
	if got := imported.Edition; got != (ahsp.Edition{Name: sumber, Revision: 1, File: "a.xlsx", SHA256: "ab"}) {
		t.Errorf("edition %+v", got)
	}
	if s := imported.Summary; s.Rows != 5 || s.Analyses != 2 || s.Components != 5 {
		t.Errorf("summary %+v", s)
	}
	a := imported.Analyses[0]
	if a.Kode != "1.1" || a.Nama != "Galian 1 m3 tanah" || a.Satuan != "m3" || a.SatuanFrom != ahsp.FromName || a.Row != 2 || a.Sheet != "Data" {
		t.Errorf("analysis %+v", a)
	}
	want := []struct {
		kategori        ahsp.Kategori
		kode, koefisien string
		row, position   int
	}{{ahsp.TK, "TK.0008", "0.75", 2, 0}, {ahsp.BHN, "B.0001", "0.5", 3, 1}, {ahsp.TK, "TK.0006", "26.406", 7, 2}}
	if len(a.Components) != len(want) {
		t.Fatalf("components %+v", a.Components)
	}
	for i, w := range want {
		c := a.Components[i]
		if c.Kategori != w.kategori || c.Kode != w.kode || c.Koefisien.String() != w.koefisien || c.Row != w.row || c.Position != w.position || c.Original != "" {
			t.Errorf("component %d: %+v, want %+v", i, c, w)
		}
	}
	if b := imported.Analyses[1].Components; len(b) != 2 || b[0].Kategori != ahsp.ALT || b[1].Kategori != ahsp.LAIN || b[1].Koefisien.String() != "0.01" {
		t.Errorf("second analysis %+v", b)
	}
	if got := kinds(imported.Findings); got != "unit_from_name unit_from_name" {
		t.Errorf("findings %s", got)
	}
}

func TestUnitOfAnAnalysisIsNeverThatOfAComponent(t *testing.T) {
	for name, c := range map[string]struct {
		header []any
		row    []any
		want   string
		from   ahsp.Origin
	}{
		"a lone satuan is the component's": {
			[]any{"sumber_ahsp", "kode", "nama", "kategori", "item", "satuan", "koef"},
			[]any{sumber, "1.1", "Patok", "TK", "Pekerja", "OH", "1"},
			"", ahsp.FromNowhere,
		},
		"satuan beside satuan_item is the job's": {
			[]any{"sumber_ahsp", "kode", "nama", "kategori", "item", "satuan", "koef", "satuan_item"},
			[]any{sumber, "1.1", "Patok", "TK", "Pekerja", "m2", "1", "OH"},
			"m2", ahsp.FromFile,
		},
		"satuan_pekerjaan is the job's": {
			[]any{"sumber_ahsp", "kode", "nama", "kategori", "item", "satuan", "koef", "Satuan Pekerjaan"},
			[]any{sumber, "1.1", "Pasang 1 m3 batu", "TK", "Pekerja", "OH", "1", "m2"},
			"m2", ahsp.FromFile,
		},
	} {
		imported := mustImport(t, table(c.header, c.row))
		a := imported.Analyses[0]
		if a.Satuan != c.want || a.SatuanFrom != c.from || a.Components[0].Satuan != "OH" {
			t.Errorf("%s: got %q from %q, component %q", name, a.Satuan, a.SatuanFrom, a.Components[0].Satuan)
		}
	}
}

func TestHeadingRowOpensAnAnalysisWithoutAComponent(t *testing.T) {
	imported := mustImport(t, table(
		[]any{"SUMBER_AHSP", "Kode AHSP", "nama_ahsp", "klasifikasi", "sub klasifikasi", "kelompok", "uraian_item", "satuan_item", "qty"},
		[]any{sumber, "1.1", "Pasang 1 m2 dinding", "Dinding", "Bata"},
		[]any{nil, nil, nil, nil, nil, "bahan", "Bata", "bh", "70"},
	))
	a := imported.Analyses[0]
	if a.Klasifikasi != "Dinding" || a.SubKlasifikasi != "Bata" || len(a.Components) != 1 || a.Components[0].Uraian != "Bata" {
		t.Errorf("%+v", a)
	}
}

func TestEveryKindOfFinding(t *testing.T) {
	first := []any{sumber, "1.1", "Pasang 1 m2 dinding", "TK", "TK.1", "Pekerja", "OH", "1.5"}
	row := func(rest ...any) []any { return append([]any{nil, "1.1", "Pasang 1 m2 dinding"}, rest...) }
	for _, c := range []struct {
		name     string
		row      []any
		kind     ahsp.FindingKind
		column   string
		text     string
		proposal string
		value    string // of the coefficient as kept; "" when there is no component
	}{
		{"four digits in a number cell", row("BHN", "B.1", "Pasir", "kg", number("1351")), ahsp.LostDecimal, "koefisien", "1351", "1.351", "1351"},
		{"thousand in a number cell", row("BHN", "B.1", "Pasir", "kg", number("1000")), ahsp.LostDecimal, "koefisien", "1000", "1", "1000"},
		{"five digits in a number cell", row("BHN", "B.1", "Pasir", "kg", number("83349")), ahsp.LostDecimal, "koefisien", "83349", "", "83349"},
		{"six digits in a number cell", row("BHN", "B.1", "Pasir", "kg", number("2.04457E+5")), ahsp.LostDecimal, "koefisien", "2.04457E+5", "", "204457"},
		{"thousand as text is meant", row("BHN", "B.1", "Kerikil", "kg", "1009.0"), "", "", "", "", "1009"},
		{"a fraction in a number cell is meant", row("BHN", "B.1", "Kerikil", "kg", number("1009.5")), "", "", "", "", "1009.5"},
		{"999 in a number cell is meant", row("BHN", "B.1", "Kerikil", "kg", number("999")), "", "", "", "", "999"},
		{"blank kategori", row(nil, "B.1", "Pasir", "kg", "1"), ahsp.MissingKategori, "kategori", "Pasir", "", "1"},
		{"unknown kategori", row("tkdn", "B.1", "Pasir", "kg", "1"), ahsp.UnknownKategori, "kategori", "tkdn", "", "1"},
		{"blank satuan", row("BHN", "B.1", "Pasir", "  ", "1"), ahsp.MissingSatuan, "satuan", "Pasir", "", "1"},
		{"endless satuan", row("BHN", "B.1", "Pasir", "bulan hari orang hari m2", "1"), ahsp.SuspectSatuan, "satuan", "bulan hari orang hari m2", "", "1"},
		{"blank koefisien", row("BHN", "B.1", "Pasir", "kg", " "), ahsp.SuspectKoefisien, "koefisien", "", "", "0"},
		{"zero koefisien", row("BHN", "B.1", "Pasir", "kg", "0"), ahsp.SuspectKoefisien, "koefisien", "0", "", "0"},
		{"koefisien below six decimals", row("BHN", "B.1", "Pasir", "kg", "0.0000004"), ahsp.SuspectKoefisien, "koefisien", "0.0000004", "", "0"},
		{"mojibake", row("BHN", "B.1", "Besi Ã˜10", "kg", "1"), ahsp.MojibakeText, "item", "Besi Ã˜10", "Besi Ø10", "1"},
		{"no uraian", row("BHN", "B.1", nil, "kg", "1"), ahsp.SkippedRow, "item", "B.1 1", "", ""},
		{"second name", []any{nil, "1.1", "Potong 1 m pipa", "BHN", "B.1", "Pipa", "m", "1"}, ahsp.CodeWithTwoNames, "nama_ahsp", "Potong 1 m pipa", "", "1"},
		{"a duplicate", row("TK", "TK.1", "Pekerja", "OH", "2"), ahsp.DuplicateRow, "item", "Pekerja", "", "2"},
	} {
		imported := mustImport(t, usual(first, c.row))
		var found []ahsp.Finding
		for _, f := range imported.Findings {
			if f.Kind != ahsp.UnitFromName {
				found = append(found, f)
			}
		}
		components := imported.Analyses[0].Components
		if c.value == "" {
			if len(components) != 1 {
				t.Errorf("%s: the row was taken: %+v", c.name, components[1])
			}
		} else if got := components[1]; got.Koefisien.String() != c.value || got.Resolution != ahsp.Unresolved {
			t.Errorf("%s: component %+v", c.name, got)
		} else if c.kind != ahsp.MojibakeText && got.Finding != c.kind {
			t.Errorf("%s: marked %q, want %q", c.name, got.Finding, c.kind)
		}
		if c.kind == "" {
			if len(found) > 0 {
				t.Errorf("%s: found %+v", c.name, found)
			}
			continue
		}
		if len(found) != 1 {
			t.Errorf("%s: found %+v", c.name, found)
			continue
		}
		f := found[0]
		wantRow := 3
		if c.kind == ahsp.DuplicateRow {
			wantRow = 2
		}
		if f.Kind != c.kind || f.Column != c.column || f.Text != c.text || f.Proposal != c.proposal || f.Row != wantRow || f.Sheet != "Data" || f.Kode != "1.1" || f.Message == "" {
			t.Errorf("%s: finding %+v", c.name, f)
		}
	}
}

func TestBlankKategoriCountsAsLain(t *testing.T) {
	imported := mustImport(t, usual([]any{sumber, "1.1", "Patok", nil, nil, "Galian tanah", "m3", number("10476")}))
	c := imported.Analyses[0].Components[0]
	if c.Kategori != ahsp.LAIN || c.Kode != "" {
		t.Errorf("%+v", c)
	}
	if got := ahsp.FormatMarks(c.Marks()); got != "lost_decimal:none,missing_kategori:none" {
		t.Errorf("marks %s", got)
	}
}

func TestDuplicatesAreCountedInGroupsAndKept(t *testing.T) {
	row := func(kode, item, koefisien string) []any {
		return []any{sumber, kode, "Pasang 1 m2 x", "TK", "TK.1", item, "OH", koefisien}
	}
	imported := mustImport(t, usual(
		row("1.1", "Pekerja", "1"), row("1.1", "Pekerja", "2"), row("1.1", "Mandor", "1"),
		row("1.2", "Pekerja", "1"), row("1.1", "Pekerja", "1"), row("1.2", "pekerja", "1"),
	))
	if imported.Summary.Findings.DuplicateComponent != 1 || imported.Summary.Components != 6 {
		t.Errorf("%+v", imported.Summary)
	}
	marked := 0
	for _, a := range imported.Analyses {
		for _, c := range a.Components {
			if c.Finding == ahsp.DuplicateRow {
				marked++
			}
		}
	}
	if marked != 3 {
		t.Errorf("%d rows marked, want 3", marked)
	}
	if f := imported.Findings[0]; !strings.Contains(f.Message, "2, 3, 6") {
		t.Errorf("message does not name the rows: %s", f.Message)
	}
}

func TestMissingUnitIsProposedWhereTheNameHints(t *testing.T) {
	imported := mustImport(t, usual(
		[]any{sumber, "1.1", "Per-m' penetrasi tiang", "TK", "", "Pekerja", "OH", "1"},
		[]any{sumber, "1.2", "Patok tetap", "TK", "", "Pekerja", "OH", "1"},
		[]any{sumber, "1.3", "Cat 1 mÂ² tembok", "TK", "", "Pekerja", "OH", "1"},
	))
	if got := kinds(imported.Findings); got != "unit_missing unit_missing mojibake_texts unit_missing" {
		t.Fatal(got)
	}
	for i, want := range map[int]string{0: "m", 1: "", 3: "m2"} {
		if got := imported.Findings[i].Proposal; got != want {
			t.Errorf("finding %d proposes %q, want %q", i, got, want)
		}
	}
	for _, a := range imported.Analyses {
		if a.Satuan != "" || a.SatuanFrom != ahsp.FromNowhere {
			t.Errorf("%s has the unit %q", a.Kode, a.Satuan)
		}
	}
	if s := imported.Summary.Findings; s.UnitMissing != 3 || s.UnitFromName != 0 {
		t.Errorf("%+v", s)
	}
}

func TestNumericCodeAndOrphanRowsAreReported(t *testing.T) {
	imported := mustImport(t, usual(
		[]any{sumber, nil, nil, "TK", "", "Pekerja", "OH", "1"},
		[]any{nil, number("1.1"), "Pasang 1 m2 x", "TK", "", "Pekerja", "OH", "1"},
		[]any{nil, number("1.1"), "Pasang 1 m2 x", "TK", "", "Mandor", "OH", "1"},
	))
	if got := kinds(imported.Findings); got != "skipped_row suspect_kode unit_from_name" {
		t.Error(got)
	}
}

func TestUnusableFilesAreRefusedWithTheirPlace(t *testing.T) {
	good := []any{sumber, "1.1", "Pasang 1 m2 x", "TK", "TK.1", "Pekerja", "OH", "1"}
	with := func(column int, value any) []any {
		row := append([]any{}, good...)
		row[column] = value
		return row
	}
	long := strings.Repeat("x", 101)
	for name, c := range map[string]struct {
		rows iter.Seq2[ahsp.Row, error]
		want []string
	}{
		"nothing":              {table(), []string{"tidak ada satu pun analisa"}},
		"header only":          {usual(), []string{"tidak ada satu pun analisa"}},
		"missing columns":      {table([]any{"kode", "nama", "item", "satuan", "koef"}, good), []string{"baris 1, kolom sumber_ahsp: kolom wajib", "baris 1, kolom kategori: kolom wajib"}},
		"header twice":         {table(append(append([]any{}, usualHeader...), "Satuan"), good), []string{"kolom satuan: judul kolom ini ada 2 kali"}},
		"no sumber":            {usual(with(0, nil)), []string{"baris 2, kolom sumber_ahsp: sumber kosong"}},
		"two sumber":           {usual(good, with(0, "SNI 2016")), []string{`baris 3, kolom sumber_ahsp: sumber "SNI 2016" berbeda`}},
		"negative":             {usual(with(7, "-1")), []string{"baris 2, kolom koefisien:", "negatif"}},
		"negative number cell": {usual(with(7, number("-1"))), []string{"baris 2, kolom koefisien:", "negatif"}},
		"not a number":         {usual(with(7, "abc")), []string{"baris 2, kolom koefisien:", `"abc"`}},
		"infinity":             {usual(with(7, "Infinity")), []string{"kolom koefisien:"}},
		"huge exponent":        {usual(with(7, "1e999999999")), []string{"kolom koefisien:"}},
		"too large":            {usual(with(7, "1e13")), []string{"kolom koefisien:", "terlalu besar"}},
		"error cell":           {usual(with(7, ahsp.Cell{Kind: ahsp.ErrorCell, Text: "#N/A"})), []string{"kolom koefisien:", "#N/A"}},
		"error in text":        {usual(with(5, ahsp.Cell{Kind: ahsp.ErrorCell, Text: "#REF!"})), []string{"kolom item:", "#REF!"}},
		"true":                 {usual(with(7, ahsp.Cell{Kind: ahsp.BoolCell, Text: "TRUE"})), []string{"kolom koefisien:", "TRUE"}},
		"kode too long":        {usual(with(1, long)), []string{"kolom kode_ahsp: isi lebih dari 50"}},
		"sumber too long":      {usual(with(0, long)), []string{"kolom sumber_ahsp: isi lebih dari 100"}},
		"kode item too long":   {usual(with(4, long)), []string{"kolom kode_item: isi lebih dari 50"}},
		"nama without kode":    {usual(with(1, nil)), []string{"kolom kode_ahsp: kode kosong"}},
		"kode without nama":    {usual(with(2, nil)), []string{"kolom nama_ahsp: nama kosong"}},
		"two errors":           {usual(with(7, "x"), with(7, "y")), []string{"2 kesalahan", "baris 2", "baris 3"}},
	} {
		_, err := ahsp.Import(c.rows, ahsp.Options{})
		var refused *ahsp.ImportError
		if !errors.As(err, &refused) {
			t.Errorf("%s: error %v", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", name, err, want)
			}
		}
	}
}

func TestEndlessErrorsStopTheImport(t *testing.T) {
	read := 0
	rows := func(yield func(ahsp.Row, error) bool) {
		for row, err := range usual() {
			yield(row, err)
		}
		for row, err := range table([]any{sumber, "1.1", "x", "TK", "", "Pekerja", "OH", "bad"}) {
			for yield(row, err) {
				read++
			}
		}
	}
	_, err := ahsp.Import(rows, ahsp.Options{})
	var refused *ahsp.ImportError
	if !errors.As(err, &refused) || len(refused.Errors) > 60 || read > 60 {
		t.Errorf("read %d rows, error %v", read, err)
	}
}

func TestErrorOfTheRowsIsPassedOn(t *testing.T) {
	broken := errors.New("disk")
	_, err := ahsp.Import(func(yield func(ahsp.Row, error) bool) { yield(ahsp.Row{}, broken) }, ahsp.Options{})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
