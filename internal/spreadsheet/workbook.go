// Package spreadsheet reads workbooks that people upload: sheets, rows and typed cells,
// within limits. It streams, so a sheet costs the memory of one row and of the shared
// strings.
//
// XLSX is read straight from the archive, because the streaming reader of excelize gives
// neither the type of a cell nor whether it is a formula, and its cell access keeps the
// whole sheet in memory; both matter here: a coefficient that lost its decimal point is
// recognised by the type of its cell alone.
package spreadsheet

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Workbook is an opened file. It holds no resources that need closing and may be read by
// several goroutines.
type Workbook struct {
	sheets  []sheet
	strings []string // shared strings of an XLSX
	limits  Limits
	sum     string
	csv     string // the text of a CSV file

	from1904 bool
}

type sheet struct {
	name   string
	hidden bool
	part   *zip.File // nil in a CSV file
}

// Open reads a workbook (.xlsx) or a CSV file, recognised by content. Every refusal is an
// *Error.
func Open(reader io.Reader, limits Limits) (*Workbook, error) {
	limits = limits.withDefaults()
	data, err := io.ReadAll(io.LimitReader(reader, limits.FileBytes+1))
	if err != nil {
		return nil, refuse(Unreadable, "berkas tidak terbaca sampai selesai").because(err)
	}
	if int64(len(data)) > limits.FileBytes {
		return nil, refuse(TooLarge, "berkas lebih besar dari %d MB", limits.FileBytes>>20)
	}
	return OpenBytes(data, limits)
}

// OpenBytes is Open for a file that is already in memory. The workbook keeps data.
func OpenBytes(data []byte, limits Limits) (*Workbook, error) {
	limits = limits.withDefaults()
	if int64(len(data)) > limits.FileBytes {
		return nil, refuse(TooLarge, "berkas lebih besar dari %d MB", limits.FileBytes>>20)
	}
	sum := sha256.Sum256(data)
	w := &Workbook{limits: limits, sum: hex.EncodeToString(sum[:])}
	var err error
	switch {
	case len(data) == 0:
		return nil, refuse(Unreadable, "berkas kosong")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		err = w.openArchive(data)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuse(Unsupported, "berkas Excel lama (.xls) atau terkunci kata sandi: buka di Excel lalu simpan sebagai .xlsx tanpa kata sandi")
	case bytes.IndexByte(data, 0) >= 0:
		return nil, refuse(Unsupported, "jenis berkas tidak dikenal: pakai .xlsx atau .csv")
	default:
		err = w.openCSV(data)
	}
	if err != nil {
		return nil, err
	}
	return w, nil
}

// SHA256 returns the hash of the file in hexadecimal.
func (w *Workbook) SHA256() string { return w.sum }

// From1904 reports whether the workbook counts the days of its date cells from 1904.
func (w *Workbook) From1904() bool { return w.from1904 }

// Sheets returns the names of the visible sheets in their order, or of all sheets when
// every one is hidden. A CSV file has one sheet, "CSV".
func (w *Workbook) Sheets() []string {
	var visible, all []string
	for _, s := range w.sheets {
		all = append(all, s.name)
		if !s.hidden {
			visible = append(visible, s.name)
		}
	}
	if len(visible) == 0 {
		return all
	}
	return visible
}

// Rows streams the rows of a sheet that hold a value, "" meaning the first visible sheet.
// An error ends the sequence and is an *Error.
func (w *Workbook) Rows(name string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if name == "" {
			name = w.Sheets()[0]
		}
		for _, s := range w.sheets {
			if s.name != name {
				continue
			}
			if s.part == nil {
				w.csvRows(s.name, yield)
			} else {
				w.xlsxRows(s, yield)
			}
			return
		}
		yield(Row{}, refuse(NoSheet, "lembar %q tidak ada; yang ada: %s", name, strings.Join(w.Sheets(), ", ")))
	}
}

// checkLength refuses text above the limit on one cell.
func (w *Workbook) checkLength(text string) *Error {
	if len(text) > w.limits.CellRunes && utf8.RuneCountInString(text) > w.limits.CellRunes {
		return refuse(CellTooLong, "isi sel lebih dari %d karakter", w.limits.CellRunes)
	}
	return nil
}

func (w *Workbook) tooManyRows() *Error {
	return refuse(TooManyRows, "lebih dari %d baris: bagi berkas menjadi beberapa bagian", w.limits.Rows)
}

func (w *Workbook) tooManyColumns() *Error {
	return refuse(TooManyColumns, "lebih dari %d kolom: hapus kolom yang tidak dipakai", w.limits.Columns)
}
