// Package takeoff reads and evaluates volume formulas ("= panjang * lebar * 0,2") and
// rules the names of the project parameters they use. Numbers are written as Indonesian
// estimators write them; results are exact until the one rounding at the end.
package takeoff

import (
	"slices"
	"strings"

	"takar/internal/decimal"
)

// Limits of a formula.
const (
	MaxLength  = 2000 // characters
	MaxNesting = 50   // parentheses inside one another
)

// Formula is a parsed volume formula. It is immutable and safe for concurrent use.
type Formula struct {
	root  node
	names []string // all names used, lower-case, sorted, constants included
	hints []Hint
}

// Parse reads a formula; a leading "=" is optional. The error is an *Error.
func Parse(text string) (*Formula, error) {
	runes := []rune(text)
	if len(runes) > MaxLength {
		return nil, span{MaxLength, len(runes)}.fail(CodeTooLong, "rumus terlalu panjang: paling banyak %d karakter", MaxLength)
	}
	found, failure := tokens(runes)
	if failure != nil {
		return nil, failure
	}
	p := parser{tokens: found}
	root, failure := p.formula()
	if failure != nil {
		return nil, failure
	}
	slices.SortStableFunc(p.hints, func(a, b Hint) int { return a.Position - b.Position })
	return &Formula{root: root, names: p.names(), hints: p.hints}, nil
}

// names lists what the tokens use as parameters or constants.
func (p *parser) names() []string {
	var names []string
	for i, t := range p.tokens {
		if t.kind == word && p.tokens[i+1].kind != opening {
			names = append(names, lowerASCII(t.text))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Names returns the names of the parameters that the formula uses, lower-case and sorted.
// The constants pi and e are left out; for a project with a parameter of such a name (old
// files) ask Uses.
func (f *Formula) Names() []string {
	return slices.DeleteFunc(slices.Clone(f.names), func(name string) bool {
		_, constant := constants[name]
		return constant
	})
}

// Uses reports whether the value of the formula may depend on a parameter of this name,
// also when it is the name of a constant.
func (f *Formula) Uses(name string) bool {
	_, found := slices.BinarySearch(f.names, lowerASCII(name))
	return found
}

// Hints returns remarks on readings that may not be what was meant, in order of place.
func (f *Formula) Hints() []Hint { return slices.Clone(f.hints) }

// Evaluate computes the volume, rounded half-up to 3 decimals. Parameters are found under
// their lower-case names; one named like a constant wins over it. The error is an *Error;
// a negative volume and one too large for the volume field are errors.
func (f *Formula) Evaluate(parameters map[string]decimal.Decimal) (decimal.Decimal, error) {
	exact, failure := f.root.value(parameters)
	if failure != nil {
		return decimal.Zero, failure
	}
	volume := exact.Round(decimal.Volume.Scale)
	if volume.Sign() < 0 {
		return decimal.Zero, failWhole(CodeNegative,
			"hasil rumus negatif (%s): volume tidak boleh negatif, periksa rumus atau parameternya", shown(volume))
	}
	volume, err := decimal.Volume.Quantise(volume)
	if err != nil {
		return decimal.Zero, failWhole(CodeTooLarge, "hasil rumus: %s", err)
	}
	return volume, nil
}

// shown prints a result for a message, whatever its size.
func shown(d decimal.Decimal) string {
	text := d.Indonesian(0, decimal.Volume.Scale)
	if len(text) > 40 {
		return text[:40] + "…"
	}
	return text
}

// Result is an evaluated formula.
type Result struct {
	Quantity decimal.Decimal // 3 decimals, not negative
	Hints    []Hint
}

// Evaluate parses and evaluates text. The error is an *Error.
func Evaluate(text string, parameters map[string]decimal.Decimal) (Result, error) {
	f, err := Parse(text)
	if err != nil {
		return Result{}, err
	}
	quantity, err := f.Evaluate(parameters)
	if err != nil {
		return Result{}, err
	}
	return Result{Quantity: quantity, Hints: f.Hints()}, nil
}

// lowerASCII lowers A to Z only: other letters have no place in a name, and some of them
// would turn into one (the Kelvin sign becomes k).
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
