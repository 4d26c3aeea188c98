package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// document is a file being read. What is wrong with it gathers here, each with its place.
type document struct {
	problems rab.Problems
	rows     int // of all lists so far
}

// Limits of one file. The largest real project has 10,000 pekerjaan.
const (
	MaxBackupBytes = 64 << 20
	maxRows        = 500_000
	maxProblems    = 100 // more tell a person nothing
)

// broken reports whether so much is wrong that reading on is useless.
func (d *document) broken() bool { return len(d.problems) >= maxProblems }

func (d *document) bad(path, format string, args ...any) {
	if !d.broken() {
		d.problems.Add(path, format, args...)
	}
}

// object is one object of a document. Its path is put together only when it is told.
type object struct {
	document *document
	list     string // name of the list that it is a row of, or of the object itself; "" = the document
	row      int    // -1: no row
	fields   []member
}

// maxKeys is the most keys that an object of a file may have; ours have below 40.
const maxKeys = 500

// parse reads the outermost object of a file.
func parse(data []byte) (*object, error) {
	if len(data) > MaxBackupBytes {
		return nil, rab.Refuse("file", "Berkas terlalu besar: paling banyak %d MiB.", MaxBackupBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, rab.Refuse("file", "Isi berkas bukan teks UTF-8: pilih berkas JSON hasil ekspor, tanpa diubah.")
	}
	if !json.Valid(data) {
		return nil, rab.Refuse("file", "Isi berkas bukan JSON yang utuh (%s): pilih berkas JSON hasil ekspor, tanpa diubah atau terpotong.", jsonFault(data))
	}
	o := &object{document: &document{}, row: -1}
	if !o.read(bytes.TrimSpace(data)) {
		return nil, rab.Refuse("file", "Isi berkas bukan objek JSON: pilih berkas JSON hasil ekspor.")
	}
	return o, nil
}

// jsonFault says in a few words where a file stops being JSON.
func jsonFault(data []byte) string {
	var whole json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, &whole); !errors.As(err, &syntax) || syntax.Offset >= int64(len(data)) {
		return "terpotong di akhir berkas"
	}
	return fmt.Sprintf("salah di baris %d", 1+bytes.Count(data[:syntax.Offset], []byte("\n")))
}

// read takes the keys of an object; it reports false when value is none, or has too many.
func (o *object) read(value []byte) bool {
	if value[0] != '{' {
		return false
	}
	var all bool
	o.fields, all = members(value, maxKeys)
	return all
}

// at returns the path of a field.
func (o *object) at(name string) string {
	path := o.list
	if o.row >= 0 {
		path += "[" + strconv.Itoa(o.row) + "]"
	}
	switch {
	case path == "":
		return name
	case name == "":
		return path
	}
	return path + "." + name
}

func (o *object) bad(name, format string, args ...any) {
	o.document.bad(o.at(name), format, args...)
}

// value returns a field that is present and not null; of a key that stands twice, the last.
func (o *object) value(name string) ([]byte, bool) {
	for _, field := range slices.Backward(o.fields) {
		if field.is(name) {
			return field.value, string(field.value) != "null"
		}
	}
	return nil, false
}

// text returns a string of at most so many characters; absent and null are "".
func (o *object) text(name string, limit int) string {
	raw, ok := o.value(name)
	if !ok {
		return ""
	}
	text, isText := unquote(raw)
	switch {
	case !isText:
		o.bad(name, "harus berupa teks")
	case strings.ContainsRune(text, 0):
		o.bad(name, "berisi karakter yang tidak dapat disimpan")
	case len(text) > limit && utf8.RuneCountInString(text) > limit:
		o.bad(name, "terlalu panjang (%d karakter): paling banyak %d", utf8.RuneCountInString(text), limit)
	default:
		return text
	}
	return ""
}

// unquote returns the text of a JSON string.
func unquote(raw []byte) (text string, ok bool) {
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	return text, json.Unmarshal(raw, &text) == nil
}

// filled is text that must not be blank.
func (o *object) filled(name string, limit int) string {
	raw, given := o.value(name)
	if given {
		content, isText := unquote(raw)
		given = !isText || strings.TrimSpace(content) != ""
	}
	if !given {
		o.bad(name, "wajib diisi")
		return ""
	}
	return o.text(name, limit)
}

// decimal returns a number as it can be stored, or an absent value. A number that storing
// would change is a problem.
func (o *object) decimal(name string, field decimal.Field) decimal.Null {
	raw, ok := o.value(name)
	if !ok {
		return decimal.Null{}
	}
	var d decimal.Decimal
	if d.UnmarshalJSON(raw) != nil {
		o.bad(name, "harus berupa angka dengan titik desimal, misalnya \"1234.56\"")
		return decimal.Null{}
	}
	quantised, err := field.Quantise(d)
	if err != nil {
		o.bad(name, "%s", err)
		return decimal.Null{}
	}
	if !quantised.Equal(d) {
		o.bad(name, "%s paling banyak %d angka di belakang koma", field.Name, field.Scale)
	}
	return decimal.Some(quantised)
}

// number is a decimal that must be there.
func (o *object) number(name string, field decimal.Field) decimal.Decimal {
	n := o.decimal(name, field)
	if _, given := o.value(name); !given {
		o.bad(name, "wajib diisi")
	}
	return n.OrZero()
}

// integer returns a whole number between two bounds, or byDefault when it is absent.
func (o *object) integer(name string, least, most, byDefault int64) int64 {
	raw, ok := o.value(name)
	if !ok {
		return byDefault
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n < least || n > most {
		o.bad(name, "harus berupa bilangan bulat %d sampai %d", least, most)
		return byDefault
	}
	return n
}

// flag returns true or false, or byDefault when it is absent.
func (o *object) flag(name string, byDefault bool) bool {
	raw, ok := o.value(name)
	if !ok {
		return byDefault
	}
	switch string(raw) {
	case "true":
		return true
	case "false":
		return false
	}
	o.bad(name, "harus true atau false")
	return byDefault
}

// date returns an ISO date; "" when it is absent.
func (o *object) date(name string) rab.Date {
	date, err := rab.ParseDate(o.text(name, len("2006-01-02")))
	if err != nil {
		o.bad(name, "%s", err)
	}
	return date
}

// child returns a field that is an object; nil when it is absent.
func (o *object) child(name string) *object {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	child := &object{document: o.document, list: o.at(name), row: -1}
	if !child.read(raw) {
		o.bad(name, "harus berupa objek")
		return nil
	}
	return child
}

// rows returns a list of objects; an absent one is empty.
func (o *object) rows(name string) []*object {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	if raw[0] != '[' {
		o.bad(name, "harus berupa daftar")
		return nil
	}
	var list []*object
	path, number := o.at(name), -1
	elements(raw, func(element []byte) bool {
		number++
		if o.document.rows++; o.document.rows > maxRows {
			o.bad(name, "terlalu banyak baris: paling banyak %d dalam satu berkas", maxRows)
			return false
		}
		row := &object{document: o.document, list: path, row: number}
		if !row.read(element) {
			row.bad("", "harus berupa objek")
			return !o.document.broken()
		}
		list = append(list, row)
		return true
	})
	return list
}
