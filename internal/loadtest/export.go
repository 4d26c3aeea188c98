package loadtest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"takar/internal/loadtest/result"
)

// exportTasks are the files that people save (api §5.6).
var exportTasks = []task{
	{3, export("rekap-rab", "xlsx")},
	{2, export("rekap-rab", "csv")},
	{1, export("rekap-rab", "pdf")},
	{1, export("rekap-rab", "word")},
	{1, export("rekap-rab", "json")},
	{3, export("jadwal-pekerjaan", "pdf")},
	{2, export("jadwal-pekerjaan", "csv")},
	{2, export("jadwal-pekerjaan", "xlsx")},
	{1, export("jadwal-pekerjaan", "word")},
	{2, export("harga-items", "csv")},
	{2, export("harga-items", "pdf")},
	{2, export("harga-items", "xlsx")},
	{1, export("harga-items", "word")},
	{1, export("harga-items", "json")},
	{2, export("full-backup", "json")},
	{2, export("rincian-ahsp", "csv")},
	{2, export("rincian-ahsp", "xlsx")},
	{1, export("rincian-ahsp", "pdf")},
	{1, export("rincian-ahsp", "word")},
	{2, export("rekap-kebutuhan", "xlsx")},
	{1, export("rekap-kebutuhan", "pdf")},
	{1, export("rekap-kebutuhan", "word")},
	{1, export("rekap-kebutuhan", "json")},
	{1, export("volume-pekerjaan", "pdf")},
	{1, export("volume-pekerjaan", "word")},
	{1, export("volume-pekerjaan", "xlsx")},
	{1, export("volume-pekerjaan", "json")},
	{1, export("list-pekerjaan", "json")},
}

// The types of files.
const (
	workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	writtenType  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

var (
	errZip = errors.New("berkas zip tidak dapat dibuka atau tidak lengkap")
	errPDF = errors.New("PDF tanpa awal atau akhir")
)

func export(document, format string) func(*user) {
	name := P + "/export/" + document + "/" + format + "/"
	return func(u *user) {
		p := u.first()
		u.ask(&request{name: name, group: result.Export, project: p, judge: func(a *answer) error { return file(p, a, document, format) }})
	}
}

// file opens what was exported.
func file(p *project, a *answer, document, format string) error {
	kind := a.header.Get("Content-Type")
	switch format {
	case "xlsx":
		if kind != workbookType {
			return errKind
		}
		return parts(a.body, "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")
	case "word":
		if kind != writtenType {
			return errKind
		}
		return parts(a.body, "[Content_Types].xml", "word/document.xml")
	case "pdf":
		if !strings.HasPrefix(kind, "application/pdf") {
			return errKind
		}
		return paper(a.body)
	case "csv":
		if !strings.HasPrefix(kind, "text/csv") {
			return errKind
		}
		return table(a.body, len(p.pekerjaan)*leastRows(document))
	}
	a.full = true
	e := expectation{}
	switch document {
	case "list-pekerjaan":
		e = words(`"project_id": {id},`, `"total_pekerjaan":{n}}`)
	case "full-backup":
		e = words(`"source_project_id": {id},`)
	case "harga-items":
		e = words(`"project_id":{id},`, `"total_items":`)
	default:
		e = words(`"table_data":`, `"rows":[[`)
	}
	return e.fits(p, a)
}

// leastRows is how many lines a table has for each pekerjaan at least; prices and needs have
// a length of their own.
func leastRows(document string) int {
	if document == "harga-items" || document == "rekap-kebutuhan" {
		return 0
	}
	return 1
}

// parts opens a zip file and reads some of its parts to the end, where their sums are checked.
func parts(body []byte, names ...string) error {
	if len(body) == 0 {
		return errEmpty
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return errZip
	}
	for _, name := range names {
		part, err := archive.Open(name)
		if err != nil {
			return errZip
		}
		n, err := io.Copy(io.Discard, part)
		_ = part.Close()
		if err != nil || n == 0 {
			return errZip
		}
	}
	return nil
}

// paper looks at the beginning and the end of a PDF.
func paper(body []byte) error {
	const tail = 1024
	if len(body) == 0 {
		return errEmpty
	}
	end := body[max(0, len(body)-tail):]
	if !bytes.HasPrefix(body, []byte("%PDF-")) || !bytes.Contains(end, []byte("startxref")) || !bytes.Contains(end, []byte("%%EOF")) {
		return errPDF
	}
	return nil
}
