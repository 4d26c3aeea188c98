package auth

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAttemptsAreCountedWhetherTheySucceedOrNot(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	limit := NewAttemptLimit("sign-up", "pendaftaran", 2, time.Minute, FailureLimitOptions{Now: func() time.Time { return now }})
	for _, key := range []string{"a", " A ", "b"} { // spellings of one key
		if err := limit.Take(key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	now = now.Add(20 * time.Second)
	var tooMany *TooManyError
	if err := limit.Take("a"); !errors.As(err, &tooMany) || tooMany.RetryAfter != 40*time.Second || !strings.Contains(err.Error(), "Terlalu banyak pendaftaran. Coba lagi dalam 40 detik.") {
		t.Errorf("the third: %v", err)
	}
	now = now.Add(40 * time.Second)
	if err := limit.Take("a"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	off := NewAttemptLimit("sign-up", "pendaftaran", 1, time.Minute, FailureLimitOptions{Off: true})
	for range 3 {
		if err := off.Take("a"); err != nil {
			t.Errorf("switched off: %v", err)
		}
	}
}

func TestFullNames(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "  Ratna Karya, S.T. ": "Ratna Karya, S.T.", "Åsa O'Neil": "Åsa O'Neil", strings.Repeat("é", MaxFullNameLength): strings.Repeat("é", MaxFullNameLength),
	} {
		if got, err := CheckFullName(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"a\nb", "a\x00b", "\xff", "a\u2028b", strings.Repeat("é", MaxFullNameLength+1)} {
		var broken *RuleError
		if _, err := CheckFullName(text); !errors.As(err, &broken) || broken.Field != "full_name" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
