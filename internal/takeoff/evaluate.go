package takeoff

import (
	"strings"

	"takar/internal/decimal"
)

// maxBits bounds the exact fractions inside one evaluation (about 4,900 digits), so that
// no formula of the permitted length keeps a server busy.
const maxBits = 1 << 14

// node is a part of a parsed formula. Nodes are never changed after parsing.
type node interface {
	place() span
	value(parameters map[string]decimal.Decimal) (decimal.Decimal, *Error)
}

func (s span) place() span { return s }

type numberNode struct {
	span

	number decimal.Decimal
}

func (n *numberNode) value(map[string]decimal.Decimal) (decimal.Decimal, *Error) {
	return n.number, nil
}

// nameNode is a parameter or a constant.
type nameNode struct {
	span

	name    string // lower-case
	written string
}

func (n *nameNode) value(parameters map[string]decimal.Decimal) (decimal.Decimal, *Error) {
	if v, found := parameters[n.name]; found {
		return v, nil
	}
	if v, found := constants[n.name]; found {
		return v, nil
	}
	if _, found := functions[n.name]; found {
		return decimal.Zero, n.fail(CodeUnknownParameter,
			"fungsi %s harus diikuti tanda kurung berisi argumennya", strings.ToUpper(n.written))
	}
	return decimal.Zero, n.fail(CodeUnknownParameter,
		"parameter %s tidak ada di proyek ini: periksa ejaannya atau tambahkan parameternya", n.written)
}

type negativeNode struct {
	span

	of node
}

func (n *negativeNode) value(parameters map[string]decimal.Decimal) (decimal.Decimal, *Error) {
	v, err := n.of.value(parameters)
	if err != nil {
		return decimal.Zero, err
	}
	return v.Neg(), nil
}

type binaryNode struct {
	operator    byte
	left, right node
}

func (n *binaryNode) place() span { return span{n.left.place().start, n.right.place().end} }

func (n *binaryNode) value(parameters map[string]decimal.Decimal) (decimal.Decimal, *Error) {
	left, err := n.left.value(parameters)
	if err != nil {
		return decimal.Zero, err
	}
	right, err := n.right.value(parameters)
	if err != nil {
		return decimal.Zero, err
	}
	result, err := n.join(left, right)
	if err != nil {
		return decimal.Zero, err
	}
	return result, bounded(result, n.place())
}

func (n *binaryNode) join(left, right decimal.Decimal) (decimal.Decimal, *Error) {
	switch n.operator {
	case '+':
		return left.Add(right), nil
	case '-':
		return left.Sub(right), nil
	case '*':
		return left.Mul(right), nil
	case '^':
		return power(left, right, n.left.place(), n.right.place())
	}
	quotient, err := left.Quo(right)
	if err != nil {
		return decimal.Zero, n.right.place().fail(CodeDivisionByZero, "pembagian dengan nol")
	}
	return quotient, nil
}

type callNode struct {
	span

	name      string // lower-case
	function  function
	arguments []node
}

func (n *callNode) value(parameters map[string]decimal.Decimal) (decimal.Decimal, *Error) {
	values, places := make([]decimal.Decimal, len(n.arguments)), make([]span, len(n.arguments))
	for i, argument := range n.arguments {
		v, err := argument.value(parameters)
		if err != nil {
			return decimal.Zero, err
		}
		values[i], places[i] = v, argument.place()
	}
	result, err := n.function.compute(values, places)
	if err != nil {
		return decimal.Zero, err
	}
	return result, bounded(result, n.span)
}

// bounded refuses a fraction that has grown beyond all use.
func bounded(d decimal.Decimal, at span) *Error {
	if d.Bits() <= maxBits {
		return nil
	}
	return at.fail(CodeTooComplex, "hitungan ini terlalu rumit: pecah menjadi beberapa parameter atau bulatkan dengan ROUND")
}
