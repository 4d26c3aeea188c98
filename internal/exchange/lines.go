package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// lines writes a JSON object with one key a line, and of a list one row a line: people can
// read it, and two files can be compared line by line.
type lines struct {
	out     bytes.Buffer
	encoder *json.Encoder
	keys    int
	err     error
}

func newLines() *lines {
	l := &lines{}
	l.encoder = json.NewEncoder(&l.out)
	l.encoder.SetEscapeHTML(false) // files are not shown as pages
	l.out.WriteByte('{')
	return l
}

// key begins the next key of the object.
func (l *lines) key(name string) {
	if l.keys++; l.keys > 1 {
		l.out.WriteByte(',')
	}
	l.out.WriteString("\n ")
	l.value(name)
	l.out.WriteString(": ")
}

// value writes one value on the line at hand.
func (l *lines) value(value any) {
	if l.err != nil {
		return
	}
	if err := l.encoder.Encode(value); err != nil {
		l.err = fmt.Errorf("exchange: encode: %w", err)
		return
	}
	l.out.Truncate(l.out.Len() - 1) // the newline that Encode adds
}

// field writes a key with its value.
func (l *lines) field(name string, value any) {
	l.key(name)
	l.value(value)
}

// list writes a key with a list, one row a line.
func list[T any](l *lines, name string, rows []T) {
	l.key(name)
	l.out.WriteByte('[')
	for i := range rows {
		if i > 0 {
			l.out.WriteByte(',')
		}
		l.out.WriteString("\n  ")
		l.value(&rows[i])
	}
	if len(rows) > 0 {
		l.out.WriteString("\n ")
	}
	l.out.WriteByte(']')
}

// end closes the object and returns it.
func (l *lines) end() ([]byte, error) {
	l.out.WriteString("\n}\n")
	return l.out.Bytes(), l.err
}
