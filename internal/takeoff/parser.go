package takeoff

import "strings"

// parser reads the grammar of domain §8.1 by recursive descent.
type parser struct {
	tokens []token
	at     int
	depth  int // open parentheses
	calls  []*call
	hints  []Hint
}

// call is a function call whose arguments are being read.
type call struct {
	commas    []token // numbers with a glued comma among the arguments
	semicolon bool    // the arguments are separated by ";", so a glued comma is no accident
}

func (p *parser) formula() (node, *Error) {
	if p.peek().kind == end {
		return nil, failWhole(CodeEmpty, "rumus masih kosong")
	}
	root, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != end {
		return nil, p.unexpected()
	}
	return root, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) sum() (node, *Error) { return p.chain("+-", p.product) }

func (p *parser) product() (node, *Error) { return p.chain("*/", p.signed) }

// chain reads operands joined by operators of equal rank, grouping from the left.
func (p *parser) chain(operators string, operand func() (node, *Error)) (node, *Error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for p.peek().is(operators) {
		sign := p.take()
		right, err := operand()
		if err != nil {
			return nil, err
		}
		left = &binaryNode{operator: sign.text[0], left: left, right: right}
	}
	return left, nil
}

func (p *parser) signed() (node, *Error) {
	start, negative := p.peek().start, false
	for p.peek().is("+-") {
		if p.take().text == "-" {
			negative = !negative
		}
	}
	value, err := p.power()
	if err != nil || !negative {
		return value, err
	}
	return &negativeNode{span: span{start, value.place().end}, of: value}, nil
}

func (p *parser) power() (node, *Error) {
	base, err := p.atom()
	if err != nil || !p.peek().is("^") {
		return base, err
	}
	p.take()
	exponent, err := p.signed()
	if err != nil {
		return nil, err
	}
	return &binaryNode{operator: '^', left: base, right: exponent}, nil
}

func (p *parser) atom() (node, *Error) {
	switch t := p.peek(); t.kind {
	case number:
		p.take()
		p.noteComma(t)
		return &numberNode{span: t.span, number: t.value}, nil
	case word:
		p.take()
		if p.peek().kind == opening {
			return p.call(t)
		}
		return &nameNode{span: t.span, name: lowerASCII(t.text), written: t.text}, nil
	case opening:
		return p.group()
	default:
		return nil, p.operandMissing()
	}
}

func (p *parser) group() (node, *Error) {
	open, err := p.open()
	if err != nil {
		return nil, err
	}
	p.calls = append(p.calls, nil) // separators do not belong to the call around the group
	inner, err := p.sum()
	if err != nil {
		return nil, err
	}
	if err := p.closes(open); err != nil {
		return nil, err
	}
	return inner, nil
}

func (p *parser) call(name token) (node, *Error) {
	known, found := functions[lowerASCII(name.text)]
	if !found {
		return nil, name.fail(CodeUnknownFunction,
			"fungsi %s tidak dikenal; yang ada: %s. Untuk perkalian tulis %s*(…)", name.text, functionList(), name.text)
	}
	open, err := p.open()
	if err != nil {
		return nil, err
	}
	current := &call{}
	p.calls = append(p.calls, current)
	var arguments []node
	for more := p.peek().kind != closing; more; {
		argument, err := p.sum()
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, argument)
		if more = p.peek().kind == separator; more {
			current.semicolon = p.take().text == ";" || current.semicolon
		}
	}
	if err := p.closes(open); err != nil {
		return nil, err
	}
	whole := span{name.start, p.tokens[p.at-1].end}
	if err := known.accepts(len(arguments), name.text, whole, current); err != nil {
		return nil, err
	}
	if len(arguments) < known.most {
		p.hintCommas(current)
	}
	return &callNode{span: whole, name: lowerASCII(name.text), function: known, arguments: arguments}, nil
}

func (p *parser) open() (token, *Error) {
	t := p.take()
	if p.depth++; p.depth > MaxNesting {
		return t, t.fail(CodeTooDeep, "tanda kurung terlalu dalam: paling banyak %d tingkat", MaxNesting)
	}
	return t, nil
}

// closes takes the parenthesis that belongs to open.
func (p *parser) closes(open token) *Error {
	switch p.peek().kind {
	case closing:
		p.take()
		p.depth--
		p.calls = p.calls[:len(p.calls)-1]
		return nil
	case end:
		return open.fail(CodeUnbalanced, "tanda kurung buka ini belum ditutup")
	default:
		return p.unexpected()
	}
}

// unexpected explains a token where a value has just ended.
func (p *parser) unexpected() *Error {
	t := p.peek()
	switch {
	case t.kind == closing:
		return t.fail(CodeUnbalanced, "tanda kurung tutup tanpa pasangan")
	case t.kind == separator:
		return t.fail(CodeSeparatorOutside, "pemisah %s hanya boleh di dalam kurung sebuah fungsi", t.text)
	case t.kind == number && strings.HasPrefix(t.text, ","):
		return t.fail(CodeOperatorMissing, "%s dibaca sebagai angka desimal: gunakan ; untuk memisahkan argumen", t.text)
	case t.kind == word && strings.EqualFold(t.text, "x"):
		return t.fail(CodeOperatorMissing, "dua nilai tanpa operator: tulis * untuk perkalian, bukan %s", t.text)
	}
	return t.fail(CodeOperatorMissing, "dua nilai tanpa operator: tulis +, -, *, / atau ^ sebelum %s", t.text)
}

// operandMissing explains a token, or the end, where a value was expected.
func (p *parser) operandMissing() *Error {
	t := p.peek()
	switch {
	case t.kind == closing && p.depth == 0:
		return p.unexpected()
	case t.kind == separator && (len(p.calls) == 0 || p.calls[len(p.calls)-1] == nil):
		return p.unexpected()
	case t.kind == end && p.at > 0:
		last := p.tokens[p.at-1]
		return last.fail(CodeOperandMissing, "rumus terputus: tulis nilai sesudah %s", last.text)
	}
	return t.fail(CodeOperandMissing, "nilai belum ditulis sebelum %s", t.text)
}

// noteComma remembers a number whose comma may have been meant to separate arguments.
func (p *parser) noteComma(t token) {
	if !strings.Contains(strings.TrimPrefix(t.text, ","), ",") {
		return
	}
	for i := len(p.calls) - 1; i >= 0; i-- {
		if around := p.calls[i]; around != nil {
			around.commas = append(around.commas, t)
			return
		}
	}
}

func (p *parser) hintCommas(c *call) {
	if c.semicolon {
		return
	}
	for _, t := range c.commas {
		p.hints = append(p.hints, Hint{
			Code: CodeCommaReadAsDecimal, Position: t.start, Length: t.end - t.start,
			Message: t.text + " dibaca sebagai satu angka, " + t.value.Indonesian(0, 20) +
				"; gunakan ; untuk memisahkan argumen",
		})
	}
}
