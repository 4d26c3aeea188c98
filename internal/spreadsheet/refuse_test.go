package spreadsheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"takar/internal/spreadsheet"
)

func TestFormulasThatReachOutsideAreRefusedWithTheirPlace(t *testing.T) {
	for _, formula := range []string{
		`WEBSERVICE("http://x")`, `_xlfn.WEBSERVICE("http://x")`, `1+hyperlink("x","y")`, `CALL("urlmon","x")`, `EXEC("x")`,
		`IMPORTXML("x","//a")`, `IMPORTDATA ("x")`, `RTD("x")`, `REGISTER.ID("x","y")`, `IF(TRUE,(IMAGE("http://x")),1)`, `cmd|' /c calc'!A0`,
	} {
		for _, sheet := range []string{"Sheet1", "Lampiran"} {
			data := build(t, func(f *excelize.File) error {
				_, err := f.NewSheet("Lampiran")
				return errors.Join(err, f.SetCellValue("Sheet1", "A1", 1), f.SetCellFormula(sheet, "C7", formula))
			})
			_, err := spreadsheet.OpenBytes(data, spreadsheet.Limits{})
			wantRefusal(t, sheet+" "+formula, err, spreadsheet.DangerousFormula, sheet, "C7")
		}
	}
	_, err := read([]byte("a,b\n1,\"=HYPERLINK(\"\"x\"\")\""), spreadsheet.Limits{}, "")
	wantRefusal(t, "csv", err, spreadsheet.DangerousFormula, "B2", "HYPERLINK")
}

func TestHarmlessFormulasAreRead(t *testing.T) {
	for _, formula := range []string{`J2`, `SUM(A1:A9)`, `"CALL(me)"&A1`, `RECALL(1)`, `SHEET_CALL2(1)`, `A1&"x | 'y"`} {
		data := build(t, func(f *excelize.File) error {
			return errors.Join(f.SetCellValue("Sheet1", "A1", "hubungi CALL (021) atau IMPORT(x)"), f.SetCellFormula("Sheet1", "B1", formula))
		})
		if _, err := read(data, spreadsheet.Limits{}, ""); err != nil {
			t.Errorf("%s: %v", formula, err)
		}
	}
}

func TestFilesThatAreNoPlainWorkbookAreRefused(t *testing.T) {
	plain := build(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", 1) })
	with := func(name, content string) []byte {
		contents := minimal("")
		contents[name] = content
		return parts(t, contents)
	}
	without := minimal("")
	delete(without, "xl/worksheets/sheet1.xml")
	twice := minimal("")
	twice["xl/workbook.xml"] = strings.Replace(twice["xl/workbook.xml"], "</sheets>", `<sheet name="B" r:id="a"/></sheets>`, 1)
	for name, c := range map[string]struct {
		data   []byte
		reason spreadsheet.Reason
		says   string
	}{
		"empty":             {nil, spreadsheet.Unreadable, "kosong"},
		"old xls":           {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 …"), spreadsheet.Unsupported, ".xlsx"},
		"picture":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), spreadsheet.Unsupported, "jenis berkas"},
		"other archive":     {parts(t, map[string]string{"a.txt": "x"}), spreadsheet.Unsupported, "bukan buku kerja"},
		"cut archive":       {plain[:len(plain)/2], spreadsheet.Unreadable, "rusak"},
		"macros":            {with("xl/vbaProject.bin", "x"), spreadsheet.Macro, "makro"},
		"old macros":        {with("xl/macrosheets/sheet1.xml", "x"), spreadsheet.Macro, "makro"},
		"binary workbook":   {with("xl/workbook.bin", "x"), spreadsheet.Unsupported, ".xlsb"},
		"open document":     {parts(t, map[string]string{"mimetype": "x", "content.xml": "x"}), spreadsheet.Unsupported, ".ods"},
		"no sheets":         {with("xl/workbook.xml", "<workbook/>"), spreadsheet.Unreadable, "lembar"},
		"sheet part absent": {parts(t, without), spreadsheet.Unreadable, "rusak"},
		"one part twice":    {parts(t, twice), spreadsheet.Unreadable, "rusak"},
		"broken sheet":      {parts(t, minimal(`<row><c><v>1</row>`)), "", ""},
		"cut sheet":         {with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"), spreadsheet.Unreadable, "rusak"},
		"document type":     {with("xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>`), spreadsheet.Unreadable, "rusak"},
		"rows backwards":    {parts(t, minimal(`<row r="2"><c><v>1</v></c></row><row r="1"/>`)), spreadsheet.Unreadable, "rusak"},
		"cells backwards":   {parts(t, minimal(`<row><c r="B1"><v>1</v></c><c r="A1"/></row>`)), spreadsheet.Unreadable, "rusak"},
		"no such string":    {parts(t, minimal(`<row><c t="s"><v>5</v></c></row>`)), spreadsheet.Unreadable, "A1"},
		"row number absurd": {parts(t, minimal(`<row r="99999999999999999999"/>`)), spreadsheet.Unreadable, "rusak"},
	} {
		_, err := read(c.data, spreadsheet.Limits{}, "")
		if c.reason == "" {
			continue // whatever it gives, it must not panic
		}
		wantRefusal(t, name, err, c.reason, c.says)
	}
}

func TestLimitsAreClearErrors(t *testing.T) {
	wide := func(columns int) string {
		var row strings.Builder
		row.WriteString("<row>")
		for range columns {
			row.WriteString("<c><v>1</v></c>")
		}
		return row.String() + "</row>"
	}
	tall := strings.Repeat("<row><c><v>1</v></c></row>", 11)
	shared := minimal("")
	shared["xl/sharedStrings.xml"] = "<sst>" + strings.Repeat("<si><t>0123456789</t></si>", 11) + "</sst>"
	sparse := strings.Repeat("<row/>", 50) + `<row><c s="1"/></row>`
	for name, c := range map[string]struct {
		data   []byte
		limits spreadsheet.Limits
		reason spreadsheet.Reason
		says   string
	}{
		"100,000 columns":          {parts(t, minimal(wide(100_000))), spreadsheet.Limits{}, spreadsheet.TooManyColumns, "CW1: lebih dari 100 kolom"},
		"column beyond Excel":      {parts(t, minimal(`<row><c r="EQXD1"><v>1</v></c></row>`)), spreadsheet.Limits{}, spreadsheet.TooManyColumns, "100 kolom"},
		"column beyond counting":   {parts(t, minimal(`<row><c r="`+strings.Repeat("Z", 99)+`1"><v>1</v></c></row>`)), spreadsheet.Limits{}, spreadsheet.TooManyColumns, "100 kolom"},
		"100,000 columns in a CSV": {[]byte(strings.Repeat("1,", 100_000)), spreadsheet.Limits{}, spreadsheet.TooManyColumns, "100 kolom"},
		"rows":                     {parts(t, minimal(tall)), spreadsheet.Limits{Rows: 10}, spreadsheet.TooManyRows, "10 baris"},
		"rows in a CSV":            {[]byte(strings.Repeat("1\n", 11)), spreadsheet.Limits{Rows: 10}, spreadsheet.TooManyRows, "10 baris"},
		"empty rows do not count":  {parts(t, minimal(sparse)), spreadsheet.Limits{Rows: 10}, "", ""},
		"long cell":                {parts(t, minimal(`<row><c t="str"><v>`+strings.Repeat("x", 11)+`</v></c></row>`)), spreadsheet.Limits{CellRunes: 10}, spreadsheet.CellTooLong, "A1"},
		"letters, not bytes":       {parts(t, minimal(`<row><c t="str"><v>`+strings.Repeat("²", 10)+`</v></c></row>`)), spreadsheet.Limits{CellRunes: 10}, "", ""},
		"long cell in a CSV":       {[]byte("a\nb," + strings.Repeat("x", 11)), spreadsheet.Limits{CellRunes: 10}, spreadsheet.CellTooLong, "B2"},
		"shared strings":           {parts(t, shared), spreadsheet.Limits{StringBytes: 100}, spreadsheet.TooLarge, "teks"},
		"entries":                  {parts(t, minimal("")), spreadsheet.Limits{Entries: 2}, spreadsheet.TooLarge, "2 berkas"},
		"unpacked size":            {parts(t, minimal(tall)), spreadsheet.Limits{UncompressedBytes: 100}, spreadsheet.TooLarge, "setelah dibuka"},
		"file size":                {[]byte(strings.Repeat("x", 101)), spreadsheet.Limits{FileBytes: 100}, spreadsheet.TooLarge, "lebih besar"},
		"zip bomb":                 {parts(t, minimal(strings.Repeat(" ", 30<<20))), spreadsheet.Limits{}, spreadsheet.TooLarge, "bom zip"},
		"endless text":             {parts(t, minimal(`<row><c t="str"><v>`+strings.Repeat("x", 9<<20))), spreadsheet.Limits{Ratio: 1e6}, spreadsheet.CellTooLong, "MB"},
		"endless comment":          {parts(t, minimal(`<!--`+strings.Repeat("<>", 5<<20))), spreadsheet.Limits{Ratio: 1e6}, spreadsheet.CellTooLong, "MB"},
	} {
		_, err := read(c.data, c.limits, "")
		if c.reason == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		wantRefusal(t, name, err, c.reason, c.says)
	}
	_, err := spreadsheet.Open(io.LimitReader(zeros{}, 1<<40), spreadsheet.Limits{FileBytes: 1000})
	wantRefusal(t, "endless file", err, spreadsheet.TooLarge)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// An archive whose directory lies about the size of a part must not unpack beyond it.
func TestLyingArchiveIsRefused(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range minimal("") {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	inner := zip.NewWriter(&packed)
	part, err := inner.Create("x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("<si><t>x</t></si>"), 4<<20)); err != nil {
		t.Fatal(err)
	}
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	source, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := source.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	header := source.File[0].FileHeader
	header.Name, header.UncompressedSize64 = "xl/sharedStrings.xml", 100
	liar, err := w.CreateRaw(&header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(liar, raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = read(out.Bytes(), spreadsheet.Limits{}, "")
	wantRefusal(t, "lying size", err, spreadsheet.Unreadable)
}

func TestMemoryDoesNotGrowWithTheRows(t *testing.T) {
	heap := func(rows int) uint64 {
		var sheet strings.Builder
		for i := range rows {
			fmt.Fprintf(&sheet, `<row><c t="str"><v>baris %d</v></c><c><v>%d</v></c></row>`, i, i)
		}
		w, err := spreadsheet.OpenBytes(parts(t, minimal(sheet.String())), spreadsheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		sheet.Reset()
		var most uint64
		for row, err := range w.Rows("") {
			if err != nil {
				t.Fatal(err)
			}
			if row.Number%5000 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		return most
	}
	small, large := heap(5_000), heap(50_000)
	if large > small+8<<20 {
		t.Errorf("%d KB for 5,000 rows, %d KB for 50,000", small>>10, large>>10)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(build(f, func(file *excelize.File) error {
		return errors.Join(file.SetCellValue("Sheet1", "A1", "x"), file.SetCellValue("Sheet1", "B2", 1.5), file.SetCellFormula("Sheet1", "C3", "A1"))
	}))
	f.Add(parts(f, minimal(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`)))
	f.Add([]byte("kode;nama\n1;\"x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkReading(t, data)
	})
}

// FuzzSheet reaches the row reader directly, past the checksums of the archive.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="C2" t="str"><f>A1</f><v>x</v></c></row>`, `<si><t>_x000D_</t></si>`)
	f.Add(`<row><c t="s"><v>0</v></c><c t="b"/><c t="e"><v>#N/A</v></c></row>`, `<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		contents := minimal(sheet)
		contents["xl/sharedStrings.xml"] = "<sst>" + shared + "</sst>"
		checkReading(t, parts(t, contents))
	})
}

func checkReading(t *testing.T, data []byte) {
	limits := spreadsheet.Limits{UncompressedBytes: 8 << 20, Rows: 500, Columns: 50}
	w, err := spreadsheet.OpenBytes(data, limits)
	var refusal *spreadsheet.Error
	if err != nil {
		if !errors.As(err, &refusal) {
			t.Fatalf("not a refusal: %v", err)
		}
		return
	}
	last := 0
	for row, err := range w.Rows("") {
		if err != nil {
			if !errors.As(err, &refusal) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if row.Number <= last || row.Number > 500 || len(row.Cells) == 0 || len(row.Cells) > 50 {
			t.Fatalf("row %d after %d with %d cells", row.Number, last, len(row.Cells))
		}
		last = row.Number
	}
}
