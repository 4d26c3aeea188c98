package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Object reads the fields of a JSON object and notes what is wrong with them, each with
// its full path such as items[3].quantity. Unknown keys are ignored (rulings B9). All
// objects of one request share one list of problems; ask Err when everything is read.
type Object struct {
	Path    string
	fields  map[string]json.RawMessage
	request *reading
}

// reading is what the objects of one request share.
type reading struct {
	problems rab.Problems
	rows     int // of all lists so far
}

// maxRows bounds the rows of one request, those of nested lists together. The largest
// real one is a work list of 10,000 pekerjaan.
const maxRows = 50_000

// full counts further rows and reports whether they are too many.
func (r *reading) full(path string, more int) bool {
	if r.rows += more; r.rows <= maxRows {
		return false
	}
	r.problems.Add(path, "terlalu banyak baris: paling banyak %d dalam satu kiriman, bagi menjadi beberapa kiriman", maxRows)
	return true
}

func newObject(data json.RawMessage, path string, request *reading) (*Object, bool) {
	o := &Object{Path: path, request: request}
	if len(bytes.TrimSpace(data)) == 0 || bytes.TrimSpace(data)[0] != '{' {
		return o, false
	}
	return o, json.Unmarshal(data, &o.fields) == nil
}

// ListOf reads a body that is a list itself, or an object holding the list under one of
// the given names; the first of them that is present wins. Rows have paths like name[0],
// or [0] for a bare list.
func (r *Request) ListOf(names ...string) (rows []*Object, whole *Object, err error) {
	data, err := r.Body()
	if err != nil {
		return nil, nil, err
	}
	request := new(reading)
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '[' {
		whole = &Object{request: request}
		return whole.rows(trimmed, ""), whole, whole.Err()
	}
	whole, ok := newObject(data, "", request)
	if !ok {
		return nil, nil, fmt.Errorf("%w: diperlukan sebuah objek atau daftar", ErrBadJSON)
	}
	for _, name := range names {
		if whole.Has(name) {
			rows, _ = whole.List(name)
			return rows, whole, whole.Err()
		}
	}
	return nil, whole, nil
}

// Err returns what was found wrong so far, in this object and all others of the request.
func (o *Object) Err() error { return o.request.problems.Err() }

// Bad notes a problem at a field.
func (o *Object) Bad(name, format string, args ...any) {
	o.request.problems.Add(o.At(name), format, args...)
}

// At returns the full path of a field.
func (o *Object) At(name string) string {
	if o.Path == "" {
		return name
	}
	return o.Path + "." + name
}

// Has reports whether the key is present, even as null.
func (o *Object) Has(name string) bool {
	_, ok := o.fields[name]
	return ok
}

// Null reports whether the key is present as null.
func (o *Object) Null(name string) bool { return string(o.fields[name]) == "null" }

// First returns the first of the names that is present, or the first name.
func (o *Object) First(names ...string) string {
	for _, name := range names {
		if o.Has(name) {
			return name
		}
	}
	return names[0]
}

func (o *Object) value(name string) (json.RawMessage, bool) {
	raw, ok := o.fields[name]
	return raw, ok && string(raw) != "null"
}

// Raw returns a field as it stands, for values with a reader of their own; nil when it is
// absent or null.
func (o *Object) Raw(name string) json.RawMessage {
	raw, _ := o.value(name)
	if o.Null(name) {
		return nil
	}
	return raw
}

// Text returns a string field; absent and null are "".
func (o *Object) Text(name string) string {
	raw, ok := o.value(name)
	if !ok {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) != nil || !utf8.ValidString(text) {
		o.Bad(name, "harus berupa teks")
	}
	return text
}

// Texts returns a list of strings; absent and null are empty.
func (o *Object) Texts(name string) []string {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	var texts []string
	if json.Unmarshal(raw, &texts) != nil {
		o.Bad(name, "harus berupa daftar teks")
		return nil
	}
	if o.request.full(o.At(name), len(texts)) {
		return nil
	}
	return texts
}

// Blank reports whether a field holds nothing: absent, null or an empty string.
func (o *Object) Blank(name string) bool {
	raw, ok := o.value(name)
	return !ok || string(raw) == `""`
}

// OptionalText returns nil when the key is absent or null.
func (o *Object) OptionalText(name string) *string {
	if _, ok := o.value(name); !ok {
		return nil
	}
	text := o.Text(name)
	return &text
}

// OptionalInt returns a whole number, or nil when the key is absent or null.
func (o *Object) OptionalInt(name string) *int64 {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	n, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64)
	if err != nil {
		o.Bad(name, "harus berupa bilangan bulat")
		return nil
	}
	return &n
}

// Int returns a whole number; absent and null are a problem.
func (o *Object) Int(name string) int64 {
	n := o.OptionalInt(name)
	if n == nil {
		if _, given := o.value(name); !given {
			o.Bad(name, "wajib diisi")
		}
		return 0
	}
	return *n
}

// Bool returns a true or false field, or byDefault when the key is absent or null.
func (o *Object) Bool(name string, byDefault bool) bool {
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
	o.Bad(name, "harus true atau false")
	return byDefault
}

// Decimal returns a number, or an absent value when the key is absent or null. The key
// with "_text" behind it may hold it as people write it ("1.234,5"), judged by the
// field's rules (rulings A1).
func (o *Object) Decimal(name string, field decimal.Field) decimal.Null {
	if text := o.OptionalText(name + "_text"); text != nil && !o.Has(name) {
		n, err := field.ParseText(*text)
		if err != nil {
			o.Bad(name+"_text", "%s", err)
		}
		return n
	}
	raw, ok := o.value(name)
	if !ok {
		return decimal.Null{}
	}
	var d decimal.Decimal
	if err := d.UnmarshalJSON(raw); err != nil {
		o.Bad(name, "%s harus berupa angka dengan titik desimal, tanpa pemisah ribuan (contoh: 1234.56)", field.Name)
		return decimal.Null{}
	}
	d, err := field.Quantise(d)
	if err != nil {
		o.Bad(name, "%s", err)
		return decimal.Null{}
	}
	return decimal.Some(d)
}

// Child returns a field that is itself an object; nil when it is absent or null.
func (o *Object) Child(name string) *Object {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	child, isObject := newObject(raw, o.At(name), o.request)
	if !isObject {
		o.Bad(name, "harus berupa objek")
		return nil
	}
	return child
}

// Names returns the keys of the object, sorted. An object of more keys than a list may
// have rows gives none, and a problem.
func (o *Object) Names() []string {
	if o.request.full(o.Path, len(o.fields)) {
		return nil
	}
	return slices.Sorted(maps.Keys(o.fields))
}

// IsObject reports whether a field is itself an object.
func (o *Object) IsObject(name string) bool {
	raw, ok := o.value(name)
	return ok && raw[0] == '{'
}

// List returns a field that is a list of objects. Present reports whether the key stands
// there at all and is not null.
func (o *Object) List(name string) (rows []*Object, present bool) {
	raw, ok := o.value(name)
	if !ok {
		return nil, false
	}
	return o.rows(raw, o.At(name)), true
}

// rows reads a list element by element, so that a list of too many is not held in memory.
func (o *Object) rows(raw json.RawMessage, path string) []*Object {
	if raw[0] != '[' {
		o.request.problems.Add(path, "harus berupa daftar")
		return nil
	}
	items := json.NewDecoder(bytes.NewReader(raw))
	_, _ = items.Token() // the opening bracket
	var rows []*Object
	for i := 0; items.More(); i++ {
		var item json.RawMessage
		if items.Decode(&item) != nil || o.request.full(path, 1) {
			return nil
		}
		at := fmt.Sprintf("%s[%d]", path, i)
		row, isObject := newObject(item, at, o.request)
		if !isObject {
			o.request.problems.Add(at, "harus berupa objek")
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// IDs returns a list of ids.
func (o *Object) IDs(name string) []int64 {
	raw, ok := o.value(name)
	if !ok {
		return nil
	}
	var ids []int64
	if err := json.Unmarshal(raw, &ids); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			o.Bad(name, "harus berupa daftar bilangan bulat")
		} else {
			o.Bad(name, "harus berupa daftar")
		}
		return nil
	}
	if o.request.full(o.At(name), len(ids)) {
		return nil
	}
	return ids
}
