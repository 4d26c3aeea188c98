package acceptance

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"takar/internal/dossier"
)

// directoryVariable names the directory for the documents and the pictures of their pages;
// unset, the tests that need LibreOffice and poppler are skipped. "make test-documents" sets it.
const directoryVariable = "TAKAR_TEST_DOCUMENTS"

// desk is where other programs judge documents.
type desk struct {
	t       testing.TB
	dir     string // of the files
	longest int64  // files above are not printed by LibreOffice; 0 = all are
	profile string // of LibreOffice: one that reckons every formula anew when it opens a file
}

func newDesk(t *testing.T, name string) *desk {
	t.Helper()
	dir := os.Getenv(directoryVariable)
	if dir == "" {
		t.Skip(directoryVariable + " is not set: make test-documents judges documents with LibreOffice and poppler")
	}
	d := &desk{t: t, dir: filepath.Join(dir, name), profile: t.TempDir()}
	must(t, os.MkdirAll(d.dir, 0o750))
	must(t, os.MkdirAll(filepath.Join(d.profile, "user"), 0o750))
	// 0 = always: the values in the file are not believed.
	setting := `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`
	must(t, os.WriteFile(filepath.Join(d.profile, "user", "registrymodifications.xcu"), []byte(setting), 0o600))
	return d
}

// run runs a program and returns what it says.
func (d *desk) run(program string, arguments ...string) string {
	d.t.Helper()
	var out, complaints bytes.Buffer
	command := exec.CommandContext(d.t.Context(), program, arguments...)
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil {
		d.t.Fatalf("%s %s: %v\n%s", program, strings.Join(arguments, " "), err, complaints.String())
	}
	return out.String()
}

// convert lets LibreOffice open files and write them as something else.
func (d *desk) convert(target, into string, files ...string) {
	d.t.Helper()
	if len(files) == 0 {
		return
	}
	start := time.Now()
	said := d.run("soffice", append([]string{
		"-env:UserInstallation=file://" + d.profile, "--headless", "--norestore", "--convert-to", target, "--outdir", into,
	}, files...)...)
	d.t.Logf("LibreOffice: %d files to %s in %v", len(files), target, time.Since(start).Round(time.Millisecond))
	if strings.Contains(said, "Error") {
		d.t.Errorf("LibreOffice: %s", said)
	}
}

// save makes a document and puts it on the desk.
func (d *desk) save(o *office, order order) string {
	d.t.Helper()
	start := time.Now()
	data := o.file(order)
	took := time.Since(start)
	path := filepath.Join(d.dir, order.name+"."+ending[order.Format])
	must(d.t, os.WriteFile(path, data, 0o600))
	if took > time.Second {
		d.t.Logf("%s: %v, %d KiB", filepath.Base(path), took.Round(time.Millisecond), len(data)>>10)
	}
	return path
}

var ending = map[dossier.Format]string{dossier.PDF: "pdf", dossier.Word: "docx", dossier.XLSX: "xlsx", dossier.CSV: "csv"}

// TestOfficeReadsTheDocumentsOfTheDemo judges every document of the demo project.
func TestOfficeReadsTheDocumentsOfTheDemo(t *testing.T) {
	d := newDesk(t, "demo")
	d.judge(hall(t), 3)
}

// TestOfficeReadsTheDocumentsOfALargeProject does so with 1,000 pekerjaan of ten components
// each over 104 weeks. LibreOffice needs minutes to lay out hundreds of pages of tables, so it
// prints the shorter texts alone.
func TestOfficeReadsTheDocumentsOfALargeProject(t *testing.T) {
	d := newDesk(t, "besar")
	d.longest = 128 << 10
	o := hall(t)
	o.build(1000)
	d.judge(o, 1)
}

// judge makes every document of a project and reads it as people do; pictures is how many
// pages of each are drawn.
func (d *desk) judge(o *office, pictures int) {
	texts, books := map[string]order{}, map[string]order{}
	for _, order := range orders() {
		path := d.save(o, order)
		switch order.Format {
		case dossier.PDF:
			d.judgePDF(path, o, order)
			d.draw(path, pictures)
		case dossier.Word:
			texts[path] = order
		case dossier.XLSX:
			books[path] = order
		}
	}
	for path, pdf := range d.print(texts) {
		d.judgePrinted(pdf, o, texts[path])
		d.draw(pdf, pictures)
	}
	for _, pdf := range d.print(books) {
		d.draw(pdf, pictures)
	}
	d.recalculate(books)
}

// print lets LibreOffice print files, unless they are too long; it returns where.
func (d *desk) print(files map[string]order) map[string]string {
	d.t.Helper()
	into := filepath.Join(d.dir, "printed")
	printed := map[string]string{}
	for path := range files {
		info, err := os.Stat(path)
		must(d.t, err)
		if d.longest == 0 || info.Size() <= d.longest {
			kind := filepath.Ext(path)
			printed[path] = filepath.Join(into, strings.TrimPrefix(kind, "."), strings.TrimSuffix(filepath.Base(path), kind)+".pdf")
		}
	}
	paths := slices.Sorted(maps.Keys(printed))
	if len(paths) > 0 {
		d.convert("pdf", filepath.Dir(printed[paths[0]]), paths...)
	}
	for path, pdf := range printed {
		if _, err := os.Stat(pdf); err != nil {
			d.t.Errorf("LibreOffice did not print %s", filepath.Base(path))
			delete(printed, path)
		}
	}
	return printed
}

// words are the words of a PDF, as pdftotext reads them.
func (d *desk) words(path string) *content {
	d.t.Helper()
	found := &content{texts: map[string]int{}}
	for _, word := range strings.Fields(d.run("pdftotext", "-layout", path, "-")) {
		found.text(word)
	}
	return found
}

// judgePDF reads a PDF of ours: its numbers, its fonts, how many pages it says it has.
func (d *desk) judgePDF(path string, o *office, order order) {
	name := filepath.Base(path)
	if faults := missing(figuresOf(o.model(order)), d.words(path)); len(faults) > 0 {
		d.t.Errorf("%s: %d numbers are not in its text:\n  %s", name, len(faults), few(faults))
	}
	fonts := strings.Split(strings.TrimSpace(d.run("pdffonts", path)), "\n")
	if len(fonts) < 3 {
		d.t.Errorf("%s has no fonts", name)
	}
	for _, font := range fonts[min(2, len(fonts)):] {
		if fields := strings.Fields(font); len(fields) < 6 || fields[len(fields)-5] != "yes" || fields[len(fields)-3] != "yes" {
			d.t.Errorf("%s: a font is not embedded or cannot be copied from: %s", name, font)
		}
	}
	pages := d.pages(path)
	if last := fmt.Sprintf("dari %d", pages); pages > 1 && !strings.Contains(d.run("pdftotext", "-f", fmt.Sprint(pages), "-l", fmt.Sprint(pages), path, "-"), last) {
		d.t.Errorf("%s: page %d does not say %q", name, pages, last)
	}
}

// judgePrinted reads the numbers of a document that LibreOffice printed.
func (d *desk) judgePrinted(path string, o *office, order order) {
	if faults := missing(figuresOf(o.model(order)), d.words(path)); len(faults) > 0 {
		d.t.Errorf("%s as Word, printed: %d numbers are not in its text:\n  %s", order.name, len(faults), few(faults))
	}
}

func (d *desk) pages(path string) int {
	d.t.Helper()
	for line := range strings.Lines(d.run("pdfinfo", path)) {
		var pages int
		if _, err := fmt.Sscanf(line, "Pages: %d", &pages); err == nil {
			return pages
		}
	}
	d.t.Errorf("%s has no pages", filepath.Base(path))
	return 0
}

// draw makes pictures of the first pages and of the last one, to be looked at.
func (d *desk) draw(path string, pages int) {
	d.t.Helper()
	last := d.pages(path)
	into := strings.TrimSuffix(path, ".pdf")
	d.run("pdftoppm", "-r", "60", "-png", "-l", fmt.Sprint(min(pages, last)), path, into)
	if last > pages {
		d.run("pdftoppm", "-r", "60", "-png", "-f", fmt.Sprint(last), path, into)
	}
}
