package takeoff

import "fmt"

// Codes of Error. They are part of the HTTP answers: do not rename them.
const (
	CodeEmpty              = "empty"
	CodeTooLong            = "too_long"
	CodeTooDeep            = "too_deep"
	CodeTooComplex         = "too_complex"
	CodeUnknownCharacter   = "unknown_character"
	CodeMalformedNumber    = "malformed_number"
	CodeAmbiguousNumber    = "ambiguous_number"
	CodeUnknownParameter   = "unknown_parameter"
	CodeUnknownFunction    = "unknown_function"
	CodeArgumentCount      = "argument_count"
	CodeBadArgument        = "bad_argument"
	CodeSeparatorOutside   = "separator_outside_call"
	CodeUnbalanced         = "unbalanced_parenthesis"
	CodeOperandMissing     = "operand_missing"
	CodeOperatorMissing    = "operator_missing"
	CodeDivisionByZero     = "division_by_zero"
	CodeNotFinite          = "not_finite"
	CodeTooLarge           = "too_large"
	CodeNegative           = "negative"
	CodeCommaReadAsDecimal = "comma_read_as_decimal" // a Hint, not an Error
)

// noPlace is the position of an error that concerns the formula as a whole.
const noPlace = -1

// Error says what is wrong with a formula and where.
type Error struct {
	Code     string
	Position int    // offset in characters (runes) in the text as given; -1 when it has no place
	Length   int    // characters concerned, 0 when it has no place
	Message  string // a sentence for people
}

// Error returns the message, followed by the place when there is one.
func (e *Error) Error() string {
	if e.Position < 0 {
		return e.Message
	}
	return fmt.Sprintf("%s (karakter ke-%d)", e.Message, e.Position+1)
}

// Hint is a remark on a formula that is accepted but may not mean what was intended.
type Hint struct {
	Code     string
	Position int // as in Error
	Length   int
	Message  string // a sentence for people
}

// span is a stretch of the text in characters: from start up to, not including, end.
type span struct{ start, end int }

func (s span) fail(code, format string, args ...any) *Error {
	return &Error{Code: code, Position: s.start, Length: s.end - s.start, Message: fmt.Sprintf(format, args...)}
}

func failWhole(code, format string, args ...any) *Error {
	return &Error{Code: code, Position: noPlace, Message: fmt.Sprintf(format, args...)}
}
