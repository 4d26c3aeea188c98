package pdf_test

import (
	"bytes"
	"os"
	"testing"

	"takar/internal/document/pdf"
	"takar/internal/document/sample"
)

// TestLook writes the document with everything to a file when TAKAR_LOOK names one, for
// people who want to see it: pdftoppm -r 60 -png FILE FILE.
func TestLook(t *testing.T) {
	var file bytes.Buffer
	if err := pdf.Write(&file, sample.Everything(), nil); err != nil {
		t.Fatal(err)
	}
	if name := os.Getenv("TAKAR_LOOK"); name != "" {
		if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
