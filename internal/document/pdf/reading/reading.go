// Package reading reads back what internal/document/pdf has written, for tests: the text of
// every page, bookmarks, fonts. It follows the file as a viewer does, from the trailer over
// the pages to their contents, and refuses what does not hold together; of the rest of the
// format it knows nothing.
package reading

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// File is what stands in a PDF.
type File struct {
	Pages     []Page
	Bookmarks []Bookmark
	Info      map[string]string // Title, Author, Subject, Creator, CreationDate …
	Embedded  int               // fonts whose file is embedded
	Fonts     int
}

// Page is one page.
type Page struct {
	Width, Height string   // in points, as written
	Runs          []string // pieces of text in the order of drawing
	Links         int
}

// Text is all text of a page, one piece to a line.
func (p Page) Text() string { return strings.Join(p.Runs, "\n") }

// Bookmark is a line of the outline.
type Bookmark struct {
	Text string
	Page int    // from 1
	Y    string // where on it, in points from its lower edge, as written
}

// Text is the text of all pages.
func (f *File) Text() string {
	var all strings.Builder
	for _, p := range f.Pages {
		all.WriteString(p.Text() + "\n")
	}
	return all.String()
}

var errBroken = errors.New("reading: not a PDF that holds together")

// reader knows where objects begin.
type reader struct {
	data    []byte
	offsets map[int]int
}

// Read reads a file.
func Read(data []byte) (*File, error) {
	r := &reader{data: data, offsets: make(map[int]int)}
	trailer, err := r.table()
	if err != nil {
		return nil, err
	}
	catalog, err := r.object(reference(trailer, "Root"))
	if err != nil {
		return nil, err
	}
	f := &File{Info: make(map[string]string)}
	if err := r.pages(f, catalog); err != nil {
		return nil, err
	}
	if info, err := r.object(reference(trailer, "Info")); err == nil {
		for _, name := range []string{"Title", "Author", "Subject", "Creator", "Producer", "CreationDate", "ModDate"} {
			f.Info[name] = text(info, name)
		}
	}
	for number := range r.offsets {
		object, err := r.object(number)
		if err != nil {
			return nil, err
		}
		if strings.Contains(object, "/Subtype /Type0") {
			f.Fonts++
		}
		if strings.Contains(object, "/FontFile2 ") {
			if _, err := r.stream(reference(object, "FontFile2")); err != nil {
				return nil, err
			}
			f.Embedded++
		}
	}
	return f, nil
}

// table reads the cross-reference table and returns the trailer.
func (r *reader) table() (string, error) {
	at := bytes.LastIndex(r.data, []byte("startxref"))
	if at < 0 || !bytes.HasPrefix(r.data, []byte("%PDF-1.")) {
		return "", errBroken
	}
	fields := strings.Fields(string(r.data[at:]))
	start, err := strconv.Atoi(fields[1])
	if err != nil || start >= len(r.data) || !bytes.HasPrefix(r.data[start:], []byte("xref\n")) {
		return "", fmt.Errorf("%w: startxref", errBroken)
	}
	lines := strings.Split(string(r.data[start:at]), "\n")
	for i, line := range lines[3:] {
		var offset, generation int
		if _, err := fmt.Sscanf(line, "%d %d n", &offset, &generation); err != nil {
			return strings.Join(lines[3+i:], "\n"), nil
		}
		number := i + 1
		if !bytes.HasPrefix(r.data[min(offset, len(r.data)):], []byte(strconv.Itoa(number)+" 0 obj")) {
			return "", fmt.Errorf("%w: object %d is not where the table says", errBroken, number)
		}
		r.offsets[number] = offset
	}
	return "", errBroken
}

// object returns the text of an object up to its stream or end.
func (r *reader) object(number int) (string, error) {
	offset, ok := r.offsets[number]
	if !ok {
		return "", fmt.Errorf("%w: no object %d", errBroken, number)
	}
	end := bytes.Index(r.data[offset:], []byte("endobj"))
	if end < 0 {
		return "", errBroken
	}
	body := r.data[offset : offset+end]
	if at := bytes.Index(body, []byte("\nstream\n")); at >= 0 {
		body = body[:at]
	}
	return string(body), nil
}

// stream returns the content of a stream, inflated.
func (r *reader) stream(number int) ([]byte, error) {
	head, err := r.object(number)
	if err != nil {
		return nil, err
	}
	length := integer(head, "Length")
	start := r.offsets[number] + len(head) + len("\nstream\n")
	if length < 0 || start+length > len(r.data) {
		return nil, errBroken
	}
	content := r.data[start : start+length]
	if !strings.Contains(head, "/FlateDecode") {
		return content, nil
	}
	inflate, err := zlib.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%w: stream %d: %w", errBroken, number, err)
	}
	return io.ReadAll(inflate)
}

func (r *reader) pages(f *File, catalog string) error {
	root, err := r.object(reference(catalog, "Pages"))
	if err != nil {
		return err
	}
	numbers := make(map[int]int) // page by its object
	kids := between(root, "/Kids [", "]")
	for _, kid := range strings.Split(strings.TrimSpace(kids), " 0 R") {
		number, err := strconv.Atoi(strings.TrimSpace(kid))
		if err != nil {
			continue
		}
		object, err := r.object(number)
		if err != nil {
			return err
		}
		content, err := r.stream(reference(object, "Contents"))
		if err != nil {
			return err
		}
		box := strings.Fields(between(object+root, "/MediaBox [", "]"))
		if len(box) != 4 {
			return fmt.Errorf("%w: page %d has no size", errBroken, len(f.Pages)+1)
		}
		f.Pages = append(f.Pages, Page{Width: box[2], Height: box[3], Runs: runs(content), Links: strings.Count(object, "/Subtype /Link")})
		numbers[number] = len(f.Pages)
	}
	if integer(root, "Count") != len(f.Pages) {
		return fmt.Errorf("%w: number of pages", errBroken)
	}
	return r.outline(f, catalog, numbers)
}

// outline reads the bookmarks in the order of the file.
func (r *reader) outline(f *File, catalog string, numbers map[int]int) error {
	number := reference(catalog, "Outlines")
	if number == 0 {
		return nil
	}
	root, err := r.object(number)
	if err != nil {
		return err
	}
	for n := reference(root, "First"); n < number; n++ {
		object, err := r.object(n)
		if err != nil {
			return err
		}
		target := strings.Fields(between(object, "/Dest [", "]"))
		if len(target) != 7 {
			return fmt.Errorf("%w: bookmark %s", errBroken, object)
		}
		page, _ := strconv.Atoi(target[0])
		f.Bookmarks = append(f.Bookmarks, Bookmark{Text: text(object, "Title"), Page: numbers[page], Y: target[5]})
	}
	return nil
}

var shown = regexp.MustCompile(`(?s)\((?:[^\\()]|\\.)*\) Tj`)

// runs returns the pieces of text of a content stream.
func runs(content []byte) (all []string) {
	for _, found := range shown.FindAll(content, -1) {
		all = append(all, decode(found[1:len(found)-len(") Tj")]))
	}
	return all
}

// decode reads a string of two bytes to a character.
func decode(raw []byte) string {
	var units []uint16
	var pair []byte
	for i := 0; i < len(raw); i++ {
		b := raw[i]
		if b == '\\' && i+1 < len(raw) {
			i++
			if b = raw[i]; b == 'r' {
				b = '\r'
			}
		}
		if pair = append(pair, b); len(pair) == 2 {
			units = append(units, uint16(pair[0])<<8|uint16(pair[1]))
			pair = pair[:0]
		}
	}
	return string(utf16.Decode(units))
}

// text reads a string of a dictionary.
func text(object, name string) string {
	at := strings.Index(object, "/"+name+" (")
	if at < 0 {
		return ""
	}
	raw := []byte(object[at+len(name)+3:])
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' {
			i++
			continue
		}
		if raw[i] == ')' {
			raw = raw[:i]
			break
		}
	}
	if bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) {
		return decode(raw[2:])
	}
	return string(raw)
}

func between(text, from, to string) string {
	_, rest, ok := strings.Cut(text, from)
	if !ok {
		return ""
	}
	inner, _, _ := strings.Cut(rest, to)
	return inner
}

// reference returns the object that a name of a dictionary refers to, 0 for none.
func reference(object, name string) int { return max(integer(object, name), 0) }

// integer returns the number behind a name of a dictionary, -1 for none.
func integer(object, name string) int {
	found := regexp.MustCompile(`/` + name + `\s+(\d+)`).FindStringSubmatch(object)
	if found == nil {
		return -1
	}
	number, err := strconv.Atoi(found[1])
	if err != nil {
		return -1
	}
	return number
}
