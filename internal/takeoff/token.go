package takeoff

import (
	"strings"
	"unicode"

	"takar/internal/decimal"
)

type kind int

const (
	end       kind = iota
	number         // 1.234,5
	word           // panjang
	operator       // + - * / ^
	separator      // ; or a comma that is not part of a number
	opening        // (
	closing        // )
)

type token struct {
	span

	kind  kind
	text  string // as written
	value decimal.Decimal
}

// is reports whether t is the operator written as one of the characters of set.
func (t token) is(set string) bool { return t.kind == operator && strings.Contains(set, t.text) }

// scanner cuts a formula into tokens. It works on runes, because positions are told in
// characters.
type scanner struct {
	text []rune
	at   int
}

// tokens returns the tokens of text, the last of kind end. A leading "=" is dropped.
func tokens(text []rune) ([]token, *Error) {
	s := scanner{text: text}
	s.skipSpace()
	if s.at < len(text) && text[s.at] == '=' {
		s.at++
	}
	var found []token
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		found = append(found, t)
		if t.kind == end {
			return found, nil
		}
	}
}

func (s *scanner) next() (token, *Error) {
	s.skipSpace()
	if s.at == len(s.text) {
		return token{span: span{s.at, s.at}, kind: end}, nil
	}
	switch c := s.text[s.at]; {
	case isDigit(c), (c == '.' || c == ',') && s.digitAt(s.at+1):
		return s.number()
	case isLetter(c):
		return s.word(), nil
	case strings.ContainsRune("+-*/^", c):
		return s.single(operator), nil
	case c == ';' || c == ',':
		return s.single(separator), nil
	case c == '(':
		return s.single(opening), nil
	case c == ')':
		return s.single(closing), nil
	case c == '.':
		return token{}, span{s.at, s.at + 1}.fail(CodeMalformedNumber, "titik tanpa angka: periksa penulisan angka")
	default:
		return token{}, span{s.at, s.at + 1}.fail(CodeUnknownCharacter, "karakter %q tidak dikenal%s", c, advice(c))
	}
}

// advice names the right spelling of characters that people copy from other programs.
func advice(c rune) string {
	switch c {
	case '×', '·', '•':
		return "; tulis * untuk perkalian"
	case '÷', ':':
		return "; tulis / untuk pembagian"
	case '−', '–', '—':
		return "; tulis - untuk pengurangan"
	case '%':
		return "; tulis /100 untuk persen"
	case '[', ']', '{', '}':
		return "; gunakan tanda kurung ( )"
	case '²', '³':
		return "; tulis ^2 atau ^3 untuk pangkat"
	}
	return ""
}

func (s *scanner) single(k kind) token {
	s.at++
	return s.token(k, s.at-1)
}

func (s *scanner) token(k kind, start int) token {
	return token{span: span{start, s.at}, kind: k, text: string(s.text[start:s.at])}
}

func (s *scanner) word() token {
	start := s.at
	for s.at < len(s.text) && (isLetter(s.text[s.at]) || isDigit(s.text[s.at])) {
		s.at++
	}
	return s.token(word, start)
}

// number reads a literal. A comma belongs to it when a digit follows; otherwise it
// separates arguments.
func (s *scanner) number() (token, *Error) {
	start := s.at
	for s.at < len(s.text) {
		c := s.text[s.at]
		if !isDigit(c) && c != '_' && c != '.' && (c != ',' || !s.digitAt(s.at+1)) {
			break
		}
		s.at++
	}
	t := s.token(number, start)
	digits := strings.ReplaceAll(t.text, "_", "")
	if decimal.AmbiguousDot(digits) {
		return t, t.fail(CodeAmbiguousNumber, "angka %s bermakna ganda: tulis %s untuk ribuan atau %s untuk desimal", t.text,
			strings.Replace(digits, ".", "", 1), strings.Replace(digits, ".", ",", 1))
	}
	wire, ok := decimal.Separators(digits, false)
	if !ok || misplacedUnderscore(t.text) {
		if strings.Count(t.text, ",") > 1 {
			return t, t.fail(CodeMalformedNumber, "angka %s tidak jelas: gunakan ; untuk memisahkan argumen", t.text)
		}
		return t, t.fail(CodeMalformedNumber, "angka %s tidak jelas: periksa tanda titik dan koma (contoh: 1.234,5)", t.text)
	}
	value, err := decimal.Parse(wire)
	if err != nil {
		return t, t.fail(CodeMalformedNumber, "angka ini terlalu panjang")
	}
	t.value = value
	return t, nil
}

// misplacedUnderscore reports an underscore that does not stand between digits.
func misplacedUnderscore(s string) bool {
	return strings.HasSuffix(s, "_") || strings.Contains(s, "_.") || strings.Contains(s, "_,") ||
		strings.Contains(s, "._") || strings.Contains(s, ",_")
}

func (s *scanner) digitAt(i int) bool { return i < len(s.text) && isDigit(s.text[i]) }

func (s *scanner) skipSpace() {
	for s.at < len(s.text) && unicode.IsSpace(s.text[s.at]) {
		s.at++
	}
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

func isLetter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
