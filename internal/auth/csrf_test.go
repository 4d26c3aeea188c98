package auth

import (
	"strings"
	"testing"
)

func TestSecretAndEachMaskedFormMatch(t *testing.T) {
	seen := make(map[string]bool)
	for range 200 {
		secret := NewSecret()
		if !isSecret(secret, 32) {
			t.Fatalf("secret %q is not 32 letters and digits", secret)
		}
		if !Matches(secret, secret) {
			t.Errorf("secret %q does not match itself", secret)
		}
		first, second := Mask(secret), Mask(secret)
		for _, masked := range []string{first, second} {
			if !isSecret(masked, 64) || !Matches(secret, masked) {
				t.Errorf("masked form %q of %q does not match", masked, secret)
			}
			if strings.Contains(masked, secret) {
				t.Errorf("masked form %q shows the secret", masked)
			}
		}
		if first == second {
			t.Error("two masked forms are equal")
		}
		if seen[secret] {
			t.Error("a secret was drawn twice")
		}
		seen[secret] = true
	}
}

// A form masked by the scheme existing clients know: mask, then secret shifted
// by the mask along a-zA-Z0-9.
func TestMaskedFormsOfOtherProgramsMatch(t *testing.T) {
	const secret = "abcdefghijklmnopqrstuvwxyzABCDEF"
	for _, test := range []struct{ mask, cipher string }{
		{strings.Repeat("a", 32), secret},
		{strings.Repeat("b", 32), "bcdefghijklmnopqrstuvwxyzABCDEFG"},
		{strings.Repeat("9", 32), "9abcdefghijklmnopqrstuvwxyzABCDE"},
	} {
		if !Matches(secret, test.mask+test.cipher) {
			t.Errorf("mask %q with %q does not match", test.mask, test.cipher)
		}
	}
}

func TestForeignTokensNeverMatch(t *testing.T) {
	secret := NewSecret()
	masked := Mask(secret)
	swapped := byte('a')
	if masked[40] == 'a' {
		swapped = 'b'
	}
	for name, pair := range map[string][2]string{
		"both empty":            {"", ""},
		"empty token":           {secret, ""},
		"empty cookie":          {"", secret},
		"other secret":          {secret, NewSecret()},
		"mask of other secret":  {secret, Mask(NewSecret())},
		"first half only":       {secret, masked[:32]},
		"second half only":      {secret, masked[32:]},
		"one letter changed":    {secret, masked[:40] + string(swapped) + masked[41:]},
		"blank in front":        {secret, " " + secret},
		"line end behind":       {secret, secret + "\n"},
		"longer":                {secret, secret + "a"},
		"masked cookie":         {masked, masked},
		"short on both sides":   {"abc", "abc"},
		"odd letters":           {strings.Repeat("-", 32), strings.Repeat("-", 32)},
		"odd letters in mask":   {secret, strings.Repeat("-", 32) + secret},
		"odd letters in cipher": {secret, secret + strings.Repeat("\x00", 32)},
		"huge":                  {secret, strings.Repeat("a", 1<<20)},
	} {
		if Matches(pair[0], pair[1]) {
			t.Errorf("%s: %.40q matches %.40q", name, pair[1], pair[0])
		}
	}
}

func TestMaskOfNoSecretIsEmpty(t *testing.T) {
	for _, text := range []string{"", "abc", strings.Repeat("é", 16), strings.Repeat("a", 64)} {
		if got := Mask(text); got != "" {
			t.Errorf("Mask(%q) = %q", text, got)
		}
	}
}

func TestEachSessionHasItsOwnLastingSecret(t *testing.T) {
	seen := make(map[string]bool)
	letters := make(map[byte]bool)
	for range 500 {
		token, _ := NewToken()
		secret := SessionSecret(token)
		if secret != SessionSecret(token) || !isSecret(secret, secretLength) {
			t.Fatalf("secret of a session: %q, then %q", secret, SessionSecret(token))
		}
		if seen[secret] {
			t.Fatal("two sessions share a secret")
		}
		seen[secret] = true
		for i := range len(secret) {
			letters[secret[i]] = true
		}
	}
	if len(letters) != len(secretAlphabet) {
		t.Errorf("only %d of %d letters are used", len(letters), len(secretAlphabet))
	}
}

func FuzzMatches(f *testing.F) {
	f.Add("", "", []byte(nil))
	f.Add(NewSecret(), NewSecret(), []byte("x"))
	f.Add(NewSecret(), Mask(NewSecret()), []byte{0, 31, 255})
	f.Fuzz(func(t *testing.T, cookie, sent string, raw []byte) {
		// Nothing matches but the secret itself and what the plain rule of the
		// mask makes of it.
		want := false
		if isSecret(cookie, 32) {
			want = cookie == sent
			if len(sent) == 64 {
				want = unmaskOracle(sent) == cookie
			}
		}
		if got := Matches(cookie, sent); got != want {
			t.Errorf("Matches(%q, %q) = %v, want %v", cookie, sent, got, want)
		}
		// Any bytes, read as a secret, survive masking.
		secret := make([]byte, 32)
		for i := range secret {
			secret[i] = 'a'
			if i < len(raw) {
				secret[i] = secretAlphabet[int(raw[i])%62]
			}
		}
		if masked := Mask(string(secret)); !Matches(string(secret), masked) || unmaskOracle(masked) != string(secret) {
			t.Errorf("masked form %q of %q does not match", masked, secret)
		}
	})
}

// unmaskOracle searches, letter by letter, the one whose shift gives the cipher.
func unmaskOracle(masked string) string {
	place := make(map[byte]int)
	for i := range len(secretAlphabet) {
		place[secretAlphabet[i]] = i
	}
	var secret []byte
	for i := range 32 {
		mask, known := place[masked[i]]
		if _, cipherKnown := place[masked[32+i]]; !known || !cipherKnown {
			return ""
		}
		for candidate := range 62 {
			if secretAlphabet[(candidate+mask)%62] == masked[32+i] {
				secret = append(secret, secretAlphabet[candidate])
			}
		}
	}
	return string(secret)
}
