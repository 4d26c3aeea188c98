// Package pdf writes documents as PDF: pages that internal/document/page has laid out, with
// the fonts embedded, bookmarks, links and a title. Equal documents give equal bytes.
//
// To look at a document while you build it:
//
//	var file bytes.Buffer
//	err := pdf.Write(&file, document, nil)
//	os.WriteFile("/tmp/x.pdf", file.Bytes(), 0o600) // then: pdftoppm -r 60 -png /tmp/x.pdf /tmp/x
package pdf

import (
	"errors"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"takar/internal/document"
	"takar/internal/document/page"
)

// Write writes a document as PDF. An error of progress stops it and is returned.
func Write(w io.Writer, d *document.Document, progress document.Progress) (err error) {
	layout, err := page.Lay(d, 0, progress)
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if err := render(w, d, layout, progress); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

// render writes pages. The library beneath reports some mistakes by a panic.
func render(w io.Writer, d *document.Document, layout *page.Layout, progress document.Progress) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("drawing: %v", fault)
		}
	}()
	file := newFile(d)
	b := &brush{Fpdf: file, lastHeight: layout.Pages[len(layout.Pages)-1].Height, links: make(map[int]int)}
	b.addFonts(layout)
	b.target(layout)
	rows := d.Rows()
	for i, p := range layout.Pages {
		b.page(p)
		done := rows - rows/2 + rows/2*(i+1)/len(layout.Pages)
		if i+1 == len(layout.Pages) {
			done = rows
		}
		if err := progress.Tell(done, rows); err != nil {
			return err
		}
	}
	if b.fault != nil {
		return b.fault
	}
	return file.Output(w)
}

// newFile begins a file with what is said of the document.
func newFile(d *document.Document) *fpdf.Fpdf {
	file := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "pt", Size: fpdf.SizeType{Wd: 595.28, Ht: 841.89}})
	file.SetCatalogSort(true) // else fonts come in the order of a map
	file.SetCompression(true)
	file.SetMargins(0, 0, 0)
	file.SetAutoPageBreak(false, 0)
	say := func(text string, set func(string, bool)) {
		if text = page.Clean(text); text != "" {
			set(text, true)
		}
	}
	say(d.Title, file.SetTitle)
	say(d.Project, file.SetSubject)
	say(d.Author, file.SetAuthor)
	file.SetCreator("Takar", true)
	file.SetProducer("Takar", true)
	file.SetLang("id")
	moment, err := time.Parse(time.RFC3339, d.Moment)
	if err != nil {
		moment = time.Unix(0, 0)
	}
	file.SetCreationDate(moment.UTC())
	file.SetModificationDate(moment.UTC())
	return file
}

var errPicture = errors.New("gambar tidak dapat dibaca")
