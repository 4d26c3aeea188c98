package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/document"
	"takar/internal/document/pdf"
	"takar/internal/document/pdf/reading"
	"takar/internal/document/sample"
)

func write(t testing.TB, d *document.Document) ([]byte, *reading.File) {
	t.Helper()
	var file bytes.Buffer
	if err := pdf.Write(&file, d, nil); err != nil {
		t.Fatal(err)
	}
	read, err := reading.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), read
}

func TestEqualDocumentsGiveEqualBytes(t *testing.T) {
	first, _ := write(t, sample.Everything())
	for range 5 {
		if again, _ := write(t, sample.Everything()); !bytes.Equal(first, again) {
			t.Fatal("the file differs")
		}
	}
}

func TestEveryNumberStandsInTheFile(t *testing.T) {
	d := sample.Everything()
	_, file := write(t, d)
	counts := make(map[string]int)
	for _, p := range file.Pages {
		for _, run := range p.Runs {
			counts[run]++
		}
	}
	for _, section := range d.Sections {
		for _, block := range section.Blocks {
			table, ok := block.(*document.Table)
			if !ok {
				continue
			}
			for _, row := range table.Rows {
				column := 0
				for _, cell := range row.Cells {
					if cell.Holds == document.HoldsNumber {
						shown := cell.Shown(table.Columns[column].Kind)
						if counts[shown]--; counts[shown] < 0 {
							t.Fatalf("%s of row %q is missing", shown, row.Key)
						}
					}
					column += max(cell.Span, 1)
				}
			}
		}
	}
}

func TestPagesAreNumbered(t *testing.T) {
	d := sample.Everything()
	_, file := write(t, d)
	for i, p := range file.Pages {
		number := fmt.Sprintf("Halaman %d dari %d", i+1, len(file.Pages))
		if numbered := strings.Contains(p.Text(), number); numbered == (i == 0) {
			t.Errorf("page %d: numbered %v", i+1, numbered)
		}
		if i > 0 && (!strings.Contains(p.Text(), d.Stamp) || !strings.Contains(p.Text(), d.Project)) {
			t.Errorf("page %d does not say of what it is", i+1)
		}
	}
}

func TestTheWatermarkIsOnEveryPageBelowTheText(t *testing.T) {
	d := sample.Everything()
	_, file := write(t, d)
	for i, p := range file.Pages {
		if len(p.Runs) == 0 || p.Runs[0] != "DRAF" {
			t.Errorf("page %d begins with %.60q", i+1, p.Runs)
		}
	}
	d.Watermark = ""
	_, file = write(t, d)
	if strings.Contains(file.Text(), "DRAF") {
		t.Error("a watermark that nobody asked for")
	}
}

func TestBookmarksAndContentsLeadToTheirPages(t *testing.T) {
	d := sample.Everything()
	_, file := write(t, d)
	var names []string
	pages := make(map[string]int)
	for _, mark := range file.Bookmarks {
		names = append(names, mark.Text)
		pages[mark.Text] = mark.Page
		if mark.Page > 1 && !strings.Contains(file.Pages[mark.Page-1].Text(), mark.Text) {
			t.Errorf("%q is not on page %d", mark.Text, mark.Page)
		}
	}
	want := "Sampul, Daftar isi, RENCANA ANGGARAN BIAYA, ANALISA HARGA SATUAN PEKERJAAN, JADWAL PEKERJAAN DAN KURVA S, LAPORAN MINGGUAN, Bahan, Tanda khusus"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("bookmarks: %s", got)
	}
	for i, want := range map[int]string{2: "799.37", 4: "552.76", 5: "892.91"} { // 15 mm below the edge of A4, A4 across and F4
		if got := file.Bookmarks[i].Y; got != want {
			t.Errorf("%q leads to %s, not %s", file.Bookmarks[i].Text, got, want)
		}
	}
	contents := file.Pages[1]
	if contents.Links != 4 {
		t.Errorf("%d links in the contents", contents.Links)
	}
	for _, name := range names[2:6] {
		if at := strings.Index(contents.Text(), name); at < 0 || !strings.Contains(contents.Text(), fmt.Sprintf("\n%d", pages[name])) {
			t.Errorf("the contents do not lead to %q on page %d:\n%s", name, pages[name], contents.Text())
		}
	}
}

func TestWhatTheFileSaysOfItself(t *testing.T) {
	d := sample.Everything()
	raw, file := write(t, d)
	for name, want := range map[string]string{
		"Title": d.Title, "Author": d.Author, "Subject": d.Project, "Creator": "Takar", "CreationDate": "D:20260105030405", "ModDate": "D:20260105030405",
	} {
		if file.Info[name] != want {
			t.Errorf("%s = %q, want %q", name, file.Info[name], want)
		}
	}
	if file.Fonts != 3 || file.Embedded != 3 {
		t.Errorf("%d fonts, %d embedded", file.Fonts, file.Embedded)
	}
	if len(raw) > 200_000 {
		t.Errorf("%d bytes: are the fonts subsets?", len(raw))
	}
	plain := &document.Document{Sections: []*document.Section{{Blocks: []document.Block{&document.Note{Text: "satu"}}}}}
	if _, file := write(t, plain); file.Fonts != 1 {
		t.Errorf("%d fonts for one style", file.Fonts)
	}
}

func TestSignsOfRealDataStandInTheFile(t *testing.T) {
	_, file := write(t, sample.Everything())
	text := strings.ReplaceAll(file.Text(), "\n", " ")
	for _, sign := range strings.Fields(sample.Signs) {
		if !strings.Contains(text, sign) {
			t.Errorf("%s is missing", sign)
		}
	}
	if !strings.Contains(text, "Karakter di luar fon: □ □, tanda kendali: [].") {
		t.Error("what the font does not hold is not replaced")
	}
}

func TestPagesHaveTheSizeOfTheirPaper(t *testing.T) {
	_, file := write(t, sample.Everything())
	for page, want := range map[int]string{1: "595.28 × 841.89", 8: "841.89 × 595.28", 12: "609.45 × 935.43"} {
		if got := file.Pages[page-1].Width + " × " + file.Pages[page-1].Height; got != want {
			t.Errorf("page %d: %s, want %s", page, got, want)
		}
	}
}

func TestProgressIsToldAndCanStop(t *testing.T) {
	d := sample.Everything()
	last, total := 0, 0
	err := pdf.Write(&bytes.Buffer{}, d, func(done, all int) error {
		if done < last {
			t.Errorf("progress goes back from %d to %d", last, done)
		}
		last, total = done, all
		return nil
	})
	if err != nil || last != d.Rows() || total != d.Rows() {
		t.Errorf("ended at %d of %d (%d rows), %v", last, total, d.Rows(), err)
	}
	stop := errors.New("stop")
	for at := range 5 {
		var file bytes.Buffer
		err := pdf.Write(&file, d, func(done, _ int) error {
			if done >= d.Rows()*at/5 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || file.Len() > 0 {
			t.Errorf("stopped at %d/5: %v, %d bytes", at, err, file.Len())
		}
	}
}

// FuzzAnyDocument writes random documents: each is a file that opens, with a foot on every
// page that has one. What bytes choose is the document.
func FuzzAnyDocument(f *testing.F) {
	for seed := range byte(20) {
		choices := make([]byte, 3000)
		for i := range choices {
			choices[i] = byte(i*i*int(seed+3)>>3) ^ seed*37
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		d := sample.Random(func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			chosen := int(choices[0])
			choices = choices[1:]
			return chosen * 7919 % n
		})
		_, file := write(t, d)
		for i, p := range file.Pages {
			foot := strings.Contains(p.Text(), fmt.Sprintf("Halaman %d dari %d", i+1, len(file.Pages)))
			if bare := len(d.Sections) == 0 || slices.ContainsFunc(d.Sections, func(s *document.Section) bool { return s.Bare }); !foot && !bare {
				t.Errorf("page %d has no foot", i+1)
			}
		}
	})
}
