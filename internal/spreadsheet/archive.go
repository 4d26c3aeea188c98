package spreadsheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// openArchive checks the archive as a whole, then reads what the rows will need: the list
// of sheets and the shared strings.
func (w *Workbook) openArchive(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return unreadable(err)
	}
	if err := w.checkArchive(archive, int64(len(data))); err != nil {
		return err
	}
	parts := make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		parts[partName(f.Name)] = f
	}
	if err := checkFormat(parts); err != nil {
		return err
	}
	book := workbookPart(parts)
	if parts[book] == nil {
		return refuse(Unsupported, "arsip ini bukan buku kerja Excel: pakai .xlsx atau .csv")
	}
	targets, err := relations(parts, book)
	if err != nil {
		return err
	}
	if err := w.readSheets(parts, book, targets); err != nil {
		return err
	}
	for _, target := range targets {
		if strings.HasSuffix(target.kind, "/sharedStrings") && parts[target.part] != nil {
			if err := w.readStrings(parts[target.part]); err != nil {
				return err
			}
		}
	}
	return w.checkFormulas()
}

func (w *Workbook) checkArchive(archive *zip.Reader, packed int64) error {
	if len(archive.File) > w.limits.Entries {
		return refuse(TooLarge, "arsip berisi lebih dari %d berkas", w.limits.Entries)
	}
	var total uint64
	for _, f := range archive.File {
		if f.Flags&1 != 0 {
			return refuse(Unsupported, "berkas terkunci kata sandi: simpan tanpa kata sandi")
		}
		// One part cannot pass the sum's limit, so the sum cannot wrap around.
		if f.UncompressedSize64 > uint64(w.limits.UncompressedBytes) { //nolint:gosec // limits are positive
			total = f.UncompressedSize64
			break
		}
		total += f.UncompressedSize64
	}
	if total > uint64(w.limits.UncompressedBytes) { //nolint:gosec // limits are positive
		return refuse(TooLarge, "isi berkas setelah dibuka lebih besar dari %d MB", w.limits.UncompressedBytes>>20)
	}
	if total > ratioFloor && total > uint64(packed)*uint64(w.limits.Ratio) { //nolint:gosec // both are positive
		return refuse(TooLarge, "berkas ini mengembang lebih dari %d kali ketika dibuka, seperti bom zip", w.limits.Ratio)
	}
	return nil
}

// checkFormat refuses archives that are spreadsheets of another kind or carry a program.
func checkFormat(parts map[string]*zip.File) error {
	for name := range parts {
		switch {
		case strings.Contains(path.Base(name), "vbaproject"), strings.HasPrefix(name, "xl/macrosheets/"):
			return refuse(Macro, "buku kerja memuat makro: simpan sebagai .xlsx tanpa makro")
		case name == "xl/workbook.bin":
			return refuse(Unsupported, "berkas .xlsb tidak didukung: simpan sebagai .xlsx")
		case name == "content.xml" && parts["mimetype"] != nil:
			return refuse(Unsupported, "berkas OpenDocument (.ods) tidak didukung: simpan sebagai .xlsx")
		}
	}
	return nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// relation is one line of a .rels part: the part that a relation id stands for.
type relation struct{ id, kind, part string }

// relations reads the relations of a part, "" meaning the whole archive; a part without
// any has none.
func relations(parts map[string]*zip.File, of string) ([]relation, error) {
	directory, base := path.Split(of)
	f := parts[directory+"_rels/"+base+".rels"]
	if f == nil {
		return nil, nil
	}
	var found []relation
	err := walk(f, func(token xml.Token) error {
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Relationship" {
			return nil
		}
		target := attribute(start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(directory, target)
		}
		found = append(found, relation{id: attribute(start, "Id"), kind: attribute(start, "Type"), part: partName(target)})
		return nil
	})
	return found, err
}

func workbookPart(parts map[string]*zip.File) string {
	targets, err := relations(parts, "")
	if err == nil {
		for _, t := range targets {
			if strings.HasSuffix(t.kind, "/officeDocument") {
				return t.part
			}
		}
	}
	return "xl/workbook.xml"
}

// readSheets lists the worksheets of the workbook part; charts and dialogs have no rows
// and are left out.
func (w *Workbook) readSheets(parts map[string]*zip.File, book string, targets []relation) error {
	byID := make(map[string]relation, len(targets))
	for _, t := range targets {
		byID[t.id] = t
	}
	seen := map[string]bool{}
	err := walk(parts[book], func(token xml.Token) error {
		start, ok := token.(xml.StartElement)
		if ok && start.Name.Local == "workbookPr" {
			flag := attribute(start, "date1904")
			w.from1904 = flag == "1" || flag == "true"
		}
		if !ok || start.Name.Local != "sheet" {
			return nil
		}
		target, known := byID[attribute(start, "id")]
		if !known || !strings.HasSuffix(target.kind, "/worksheet") {
			return nil
		}
		if seen[target.part] {
			return unreadable(errors.New("two sheets share one part"))
		}
		seen[target.part] = true
		state := attribute(start, "state")
		w.sheets = append(w.sheets, sheet{
			name:   attribute(start, "name"),
			hidden: state == "hidden" || state == "veryHidden",
			part:   parts[target.part],
		})
		return nil
	})
	if err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return refuse(Unreadable, "buku kerja tidak mempunyai lembar kerja")
	}
	for _, s := range w.sheets {
		if s.part == nil {
			return unreadable(errors.New("a worksheet part is missing")).at(s.name, "")
		}
	}
	return nil
}

// attribute returns an attribute by its local name.
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// walk calls visit for every token of a part and refuses what is not well-formed enough to
// be trusted. Tokens are only valid during the call.
func walk(f *zip.File, visit func(xml.Token) error) error {
	part, err := f.Open()
	if err != nil {
		return unreadable(err)
	}
	defer func() { _ = part.Close() }() // nothing was written
	decoder := xml.NewDecoder(&patient{reader: part})
	depth := 0
	for {
		token, err := decoder.RawToken() // no namespace work, no element stack
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return unreadable(io.ErrUnexpectedEOF)
			}
			return nil
		}
		if err != nil {
			var refusal *Error
			if errors.As(err, &refusal) {
				return refusal
			}
			return unreadable(err)
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.Directive:
			return unreadable(errors.New("a document type is not expected"))
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}
