package auth

import (
	"errors"
	"strings"
	"testing"
)

func TestPasswordRules(t *testing.T) {
	hints := []string{"Budi.Santoso@konsultan-jaya.id", "bsantoso", "Budi Santoso"}
	const (
		short, digits, common, alike, long, unreadable = "terlalu pendek", "hanya angka", "terlalu umum", "terlalu mirip", "terlalu panjang", "tidak dapat dibaca"
	)
	for _, test := range []struct {
		name, password string
		want           []string // a part of each message; none: accepted
	}{
		{"empty", "", []string{short, common}},
		{"seven characters", "k8Zq2vB", []string{short}},
		{"eight characters", "k8Zq2vBw", nil},
		{"eight characters of two bytes each", "çéñöüßàî", nil},
		{"256 characters", strings.Repeat("kebun 7 ", 32), nil},
		{"257 characters", strings.Repeat("kebun 7 ", 32) + "x", []string{long}},
		{"digits", "8264917350", []string{digits}},
		{"few digits", "8264", []string{short, digits}},
		{"Arabic digits", "٨٢٦٤٩١٧٣", []string{digits}},
		{"digits and a letter", "82649173x", nil},
		{"common", "passw0rd", []string{common}},
		{"common in capitals", "QWERTYUIOP", []string{common}},
		{"common in Indonesian", "bismillah", []string{common}},
		{"common with a year", "Indonesia2026", []string{common}},
		{"common with signs", "rahasia!!!", []string{common}},
		{"common word inside a sentence", "rahasia dapur nenek", nil},
		{"one letter repeated", "aaaaaaaaaa", []string{common}},
		{"two letters repeated", "abababababab", []string{common}},
		{"e-mail", "budi.santoso@konsultan-jaya.id", []string{alike}},
		{"user name with digits", "bsantoso99", []string{alike}},
		{"name in capitals", "SANTOSO2026", []string{alike}},
		{"name with changed letters", "budisant0so", []string{alike}},
		{"domain", "konsultan1!", []string{alike, common}},
		{"name with five characters around it", "q#budi7x2", []string{alike}},
		{"name with six characters around it", "q#budi7x2w", nil},
		{"name far inside a sentence", "atap rumah pak budi bocor lagi", nil},
		{"unrelated", "atap seng 0,30 mm", nil},
		{"broken UTF-8", "k8Zq2vBw\xff", []string{unreadable}},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := CheckPassword(test.password, hints...)
			if len(test.want) == 0 {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			var rule *RuleError
			if !errors.As(err, &rule) {
				t.Fatalf("error = %v, want a RuleError", err)
			}
			if rule.Field != "password" || len(rule.Messages) != len(test.want) {
				t.Errorf("field %q, messages %q; want parts %q", rule.Field, rule.Messages, test.want)
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("message %q does not say %q", err, part)
				}
			}
		})
	}
}

func TestPasswordRulesIgnoreEmptyAndShortHints(t *testing.T) {
	for _, hint := range []string{"", " ", "@", "Al", "q@id", "...."} {
		if err := CheckPassword("k8Zq2vBw", hint); err != nil {
			t.Errorf("hint %q: %v", hint, err)
		}
	}
}

func TestCommonPasswordsAreWrittenTheWayTheyAreLookedUp(t *testing.T) {
	seen := make(map[string]bool)
	for line := range strings.Lines(commonPasswordList) {
		word := strings.TrimSpace(line)
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		if word != strings.ToLower(word) || seen[word] {
			t.Errorf("%q is not in lower case or stands twice", word)
		}
		seen[word] = true
		if CheckPassword(word) == nil {
			t.Errorf("common password %q is accepted", word)
		}
	}
	if len(seen) < 200 {
		t.Errorf("only %d common passwords", len(seen))
	}
}

func TestGeneratedPasswordsAreReadableStrongAndDifferent(t *testing.T) {
	seen := make(map[string]bool)
	letters := make(map[rune]bool)
	for range 500 {
		password := GeneratePassword()
		groups := strings.Split(password, "-")
		if len(groups) != 4 {
			t.Fatalf("%q has not four groups", password)
		}
		for _, group := range groups {
			if len(group) != 4 || strings.Trim(group, readableAlphabet) != "" {
				t.Errorf("group %q of %q is not four readable characters", group, password)
			}
		}
		if strings.ContainsAny(password, "0o1il") {
			t.Errorf("%q holds characters that are misread", password)
		}
		if err := CheckPassword(password, "admin@takar.test"); err != nil {
			t.Errorf("%q breaks our own rules: %v", password, err)
		}
		if seen[password] {
			t.Errorf("%q was drawn twice", password)
		}
		seen[password] = true
		for _, r := range password {
			letters[r] = true
		}
	}
	if len(letters) != len(readableAlphabet)+1 {
		t.Errorf("only %d different characters in 500 passwords", len(letters))
	}
}
