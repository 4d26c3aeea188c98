package auth

import "strings"

// RuleError says which rules an entered value breaks. Field is the name of the
// form field; Messages are whole Indonesian sentences for the person who typed
// it, each saying what to do.
type RuleError struct {
	Field    string
	Messages []string
}

func (e *RuleError) Error() string { return strings.Join(e.Messages, " ") }

func ruleError(field string, messages ...string) error {
	return &RuleError{Field: field, Messages: messages}
}
