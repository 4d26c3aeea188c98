package auth

import (
	_ "embed" // the list of common passwords
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Length limits of a password, in characters.
const (
	MinPasswordLength = 8
	MaxPasswordLength = 256
)

//go:embed common_passwords.txt
var commonPasswordList string

// commonPasswords is read once, at the first password that is checked.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	set := make(map[string]bool)
	for line := range strings.Lines(commonPasswordList) {
		word := strings.TrimSpace(line)
		if word != "" && !strings.HasPrefix(word, "#") {
			set[word] = true
		}
	}
	return set
})

// CheckPassword applies the rules for a new password: 8 to 256 characters, not
// only digits, not a common one, not like one of the hints (e-mail address,
// user name, full name). All broken rules are named in one *RuleError for the
// field "password".
func CheckPassword(password string, hints ...string) error {
	if !utf8.ValidString(password) {
		return ruleError("password", "Kata sandi berisi karakter yang tidak dapat dibaca. Ketik ulang kata sandi.")
	}
	length := utf8.RuneCountInString(password)
	if length > MaxPasswordLength {
		// The other rules compare whole texts: they are not run on novels.
		return ruleError("password", "Kata sandi terlalu panjang. Pakai paling banyak 256 karakter.")
	}
	var messages []string
	if length < MinPasswordLength {
		messages = append(messages, "Kata sandi terlalu pendek. Pakai paling sedikit 8 karakter.")
	}
	if onlyDigits(password) {
		messages = append(messages, "Kata sandi tidak boleh hanya angka. Tambahkan huruf.")
	}
	if isCommonPassword(password) {
		messages = append(messages, "Kata sandi ini terlalu umum dan mudah ditebak. Pilih yang lain.")
	}
	for _, hint := range hints {
		if resemblesHint(password, hint) {
			messages = append(messages, "Kata sandi terlalu mirip dengan e-mail atau nama Anda. Pilih yang lain.")
			break
		}
	}
	if len(messages) > 0 {
		return ruleError("password", messages...)
	}
	return nil
}

func onlyDigits(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// isCommonPassword also sees through capitals and through digits or signs put
// behind a common word: "Rahasia2026!" is as easy to guess as "rahasia".
func isCommonPassword(password string) bool {
	folded := strings.ToLower(password)
	if commonPasswords()[folded] || distinctRunes(folded) <= 2 {
		return true
	}
	word := strings.TrimRightFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	return word != "" && commonPasswords()[word]
}

func distinctRunes(text string) int {
	seen := make(map[rune]bool)
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

// A password is like a hint when the two share most of their characters in
// order, or when it is the hint with only a few characters around it.
const (
	minHintLength   = 4
	maxAroundHint   = 5
	similarityLimit = 70 // percent
)

func resemblesHint(password, hint string) bool {
	folded := []rune(strings.ToLower(password))
	hint = strings.ToLower(hint)
	parts := strings.FieldsFunc(hint, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, part := range append(parts, hint) {
		runes := []rune(part)
		if len(runes) < minHintLength || len(runes) > 2*MaxPasswordLength {
			continue
		}
		around := len(folded) - len(runes)
		if around >= 0 && around <= maxAroundHint && strings.Contains(string(folded), part) {
			return true
		}
		if 200*commonInOrder(folded, runes) >= similarityLimit*(len(folded)+len(runes)) {
			return true
		}
	}
	return false
}

// commonInOrder is the length of the longest common subsequence.
func commonInOrder(a, b []rune) int {
	row := make([]int, len(b)+1)
	for _, letter := range a {
		diagonal := 0
		for i := range b {
			above := row[i+1]
			if letter == b[i] {
				row[i+1] = diagonal + 1
			} else {
				row[i+1] = max(above, row[i])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// readableAlphabet leaves out what is misread on paper or on the phone:
// 0 and o, 1, i and l.
const readableAlphabet = "abcdefghjkmnpqrstuvwxyz23456789"

// GeneratePassword draws a password of four groups of four readable
// characters (79 bits), for instance "h7kq-m2xw-9tfd-vr4s".
func GeneratePassword() string {
	letters := randomText(readableAlphabet, 16)
	return letters[:4] + "-" + letters[4:8] + "-" + letters[8:12] + "-" + letters[12:]
}
