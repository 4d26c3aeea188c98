// Package docx writes documents as files of Word (Office Open XML, ECMA-376) that Word and
// LibreOffice open without a question. It is streamed: what is kept of a document while it
// is written does not grow with its rows.
package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"time"

	"takar/internal/document"
)

// Write writes a document as a DOCX file. Equal documents give equal bytes. An error of
// progress stops it and is returned.
//
// Word breaks pages itself, so the sums that a Table carries from page to page are left
// out; everything else of the model is in the file.
func Write(w io.Writer, d *document.Document, progress document.Progress) error {
	f := &file{doc: d, progress: progress, total: d.Rows(), zip: zip.NewWriter(w), moment: moment(d.Moment)}
	for _, section := range d.Sections {
		if section != nil {
			f.sections = append(f.sections, section)
		}
	}
	f.kop = d.Kop != nil
	f.logo = logoOf(d.Kop)
	f.charts = curvesOf(f.sections)
	if err := f.write(); err != nil {
		return fmt.Errorf("write docx: %w", err)
	}
	return nil
}

// file is a DOCX file that is being written.
type file struct {
	doc      *document.Document
	sections []*document.Section
	progress document.Progress
	done     int // rows
	total    int
	moment   time.Time

	zip  *zip.Writer
	out  output // the part that is open
	kop  bool
	logo *logo

	charts   []*document.Table // tables with a curve, in the order of their parts
	drawn    int               // charts that the body shows already
	drawings int               // ids of drawings
	begins   []int             // pages on which the sections probably begin; nil = not asked for yet
}

// write writes all parts; the content types come first, as readers expect.
func (f *file) write() error {
	parts := []struct {
		name  string
		write func() error
	}{
		{"[Content_Types].xml", f.contentTypes},
		{"_rels/.rels", f.packageRelations},
		{"docProps/core.xml", f.coreProperties},
		{"docProps/app.xml", f.appProperties},
		{"word/_rels/document.xml.rels", f.documentRelations},
		{"word/document.xml", f.body},
		{"word/styles.xml", f.styles},
		{"word/settings.xml", f.settings},
		{"word/fontTable.xml", f.fonts},
	}
	for _, part := range parts {
		if err := f.part(part.name, part.write); err != nil {
			return err
		}
	}
	for i, section := range f.sections {
		if err := f.sectionParts(i, section); err != nil {
			return err
		}
	}
	for i, table := range f.charts {
		if err := f.part("word/charts/chart"+strconv.Itoa(i+1)+".xml", func() error { f.chart(table); return nil }); err != nil {
			return err
		}
	}
	if f.logo != nil {
		if err := f.part("word/"+f.logo.target(), func() error { f.out.bytes(f.logo.image.Data); return nil }); err != nil {
			return err
		}
	}
	return f.zip.Close()
}

// part opens a part, lets it be written and closes it.
func (f *file) part(name string, write func() error) error {
	w, err := f.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: f.moment})
	if err != nil {
		return err
	}
	f.out.begin(w)
	if err := write(); err != nil {
		return err
	}
	return f.out.end()
}

// moment reads the time of a document; times that a zip archive cannot hold are the
// first one that it can.
func moment(text string) time.Time {
	first := time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Before(first) || at.Year() > 2100 {
		return first
	}
	return at.UTC().Truncate(time.Second)
}

// row counts one row that was written and tells of it.
func (f *file) row(first bool) error {
	if first {
		f.done++
	}
	if f.done%64 == 0 || f.done == f.total {
		return f.progress.Tell(f.done, f.total)
	}
	return nil
}
