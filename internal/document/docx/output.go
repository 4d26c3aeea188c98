package docx

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"
)

// output writes XML. Errors of the writer below stay until end, which returns them.
type output struct {
	w *bufio.Writer
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func (o *output) begin(w io.Writer) {
	if o.w == nil {
		o.w = bufio.NewWriterSize(w, 64<<10)
		return
	}
	o.w.Reset(w)
}

func (o *output) end() error { return o.w.Flush() }

// raw writes markup.
func (o *output) raw(parts ...string) {
	for _, part := range parts {
		_, _ = o.w.WriteString(part) // kept by the writer and returned by end
	}
}

func (o *output) bytes(data []byte) {
	_, _ = o.w.Write(data) // kept by the writer and returned by end
}

// number writes an integer.
func (o *output) number(n int) {
	_, _ = o.w.Write(strconv.AppendInt(o.w.AvailableBuffer(), int64(n), 10)) // kept by the writer and returned by end
}

// value writes an integer between two pieces of markup.
func (o *output) value(before string, n int, after string) {
	o.raw(before)
	o.number(n)
	o.raw(after)
}

// escaped writes text as the content of an element or an attribute. Characters that XML
// cannot hold are left out.
func (o *output) escaped(text string) {
	start := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if replacement, replaced := escape(r, size); replaced {
			o.raw(text[start:i], replacement)
			start = i + size
		}
		i += size
	}
	o.raw(text[start:])
}

// escape returns what stands for a character instead of itself.
func escape(r rune, size int) (replacement string, replaced bool) {
	switch {
	case r == '&':
		return "&amp;", true
	case r == '<':
		return "&lt;", true
	case r == '>':
		return "&gt;", true
	case r == '"':
		return "&quot;", true
	case r == '\t', r == '\n', r == '\r':
		return " ", true
	case r < ' ', r == 0xFFFE, r == 0xFFFF, r == utf8.RuneError && size == 1:
		return "", true
	}
	return "", false
}
