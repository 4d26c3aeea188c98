package acceptance

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"takar/internal/document"
	"takar/internal/document/csv"
	"takar/internal/document/docx"
	"takar/internal/document/pdf"
	"takar/internal/document/xlsx"
	"takar/internal/dossier"
)

// writers are the writers of the formats.
var writers = map[dossier.Format]func(io.Writer, *document.Document, document.Progress) error{
	dossier.PDF: pdf.Write, dossier.Word: docx.Write, dossier.XLSX: xlsx.Write, dossier.CSV: csv.Write,
}

// TestEveryFormatShowsTheNumbersOfTheProject makes every document of the demo project in
// every format and reads its numbers back (documents §3.6, 1 to 6 and 12). Nothing of the
// time, of chance or of the order of memory is in a file (rulings G44): written again it is
// the same.
func TestEveryFormatShowsTheNumbersOfTheProject(t *testing.T) {
	o := hall(t)
	paper := map[string][]string{} // numbers of each document as its first format shows them
	counted := 0
	for _, order := range orders() {
		t.Run(order.name+"."+string(order.Format), func(t *testing.T) {
			o.t = t
			file := o.file(order)
			if file == nil {
				return
			}
			model := o.model(order)
			var again bytes.Buffer
			if err := writers[order.Format](&again, model, nil); err != nil || !bytes.Equal(file, again.Bytes()) {
				t.Errorf("written again it is another file (%v)", err)
			}
			wanted := figuresOf(model)
			found, err := read(order.Format, file)
			if err != nil {
				t.Fatal(err)
			}
			counted += len(wanted)
			if faults := missing(wanted, found); len(faults) > 0 {
				t.Errorf("%d of %d numbers are missing:\n  %s", len(faults), len(wanted), few(faults))
			}
			if order.Format == dossier.XLSX { // which has sheets that its formulas rest on
				return
			}
			if first, made := paper[order.name]; made {
				if diff := cmp.Diff(first, texts(wanted)); diff != "" {
					t.Errorf("%s says something else than another format: %s", order.Format, diff)
				}
			}
			paper[order.name] = texts(wanted)
		})
	}
	t.Logf("%d numbers in %d files", counted, len(orders()))
	if counted < 10_000 {
		t.Errorf("only %d numbers were read back", counted)
	}
}
