package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"takar/internal/store"
)

// appendRow writes a row as one line: a JSON array with numbers, texts, bytes in base 64, and
// null.
func appendRow(line []byte, values []any) ([]byte, error) {
	line = append(line, '[')
	for i, value := range values {
		if i > 0 {
			line = append(line, ',')
		}
		switch v := value.(type) {
		case nil:
			line = append(line, "null"...)
		case int64:
			line = strconv.AppendInt(line, v, 10)
		case string:
			var err error
			if line, err = appendText(line, v); err != nil {
				return nil, err
			}
		case []byte:
			line = append(line, '"')
			line = base64.StdEncoding.AppendEncode(line, v)
			line = append(line, '"')
		default:
			return nil, fmt.Errorf("backup: a value of type %T", value)
		}
	}
	return append(line, ']', '\n'), nil
}

func appendText(line []byte, text string) ([]byte, error) {
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("backup: the text %q is not UTF-8", text)
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, err := json.Marshal(text)
			if err != nil {
				return nil, fmt.Errorf("backup: %w", err)
			}
			return append(line, quoted...), nil
		}
	}
	line = append(line, '"')
	line = append(line, text...)
	return append(line, '"'), nil
}

// parseRow reads a line of appendRow into values, one for each column.
func parseRow(line []byte, columns []store.CopiedColumn, values []any) error {
	rest, ok := bytes.CutPrefix(line, []byte("["))
	for i := range columns {
		if !ok {
			return damaged("satu baris tidak lengkap")
		}
		var err error
		if values[i], rest, err = parseValue(rest, columns[i].Kind); err != nil {
			return err
		}
		if i < len(columns)-1 {
			rest, ok = bytes.CutPrefix(rest, []byte(","))
		}
	}
	if !ok || string(rest) != "]\n" {
		return damaged("satu baris terlalu panjang atau tidak lengkap")
	}
	return nil
}

func parseValue(line []byte, kind store.Kind) (value any, rest []byte, err error) {
	if rest, isNull := bytes.CutPrefix(line, []byte("null")); isNull {
		return nil, rest, nil
	}
	if kind == store.KindInteger {
		end := bytes.IndexAny(line, ",]")
		number, err := strconv.ParseInt(string(line[:max(0, end)]), 10, 64)
		if err != nil {
			return nil, nil, damaged("sebuah angka tidak terbaca")
		}
		return number, line[end:], nil
	}
	text, rest, err := parseText(line)
	if err != nil || kind == store.KindText {
		return text, rest, err
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, nil, damaged("sebuah isi berkas tidak terbaca")
	}
	return data, rest, nil
}

func parseText(line []byte) (text string, rest []byte, err error) {
	if len(line) == 0 || line[0] != '"' {
		return "", nil, damaged("sebuah teks tidak terbaca")
	}
	plain := true
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			plain = false
			i++
		case '"':
			if plain {
				return string(line[1:i]), line[i+1:], nil
			}
			if err := json.Unmarshal(line[:i+1], &text); err != nil {
				return "", nil, damaged("sebuah teks tidak terbaca")
			}
			return text, line[i+1:], nil
		}
	}
	return "", nil, damaged("sebuah teks tidak selesai")
}
