package auth

import (
	"crypto/hmac"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/binary"
	"strings"
)

// A csrf secret is 32 letters and digits, the value of the csrftoken cookie.
// Its masked form has 64: a random mask, then the secret shifted by it letter
// by letter. Each printed form looks different, so that compressed pages do
// not give the secret away.
const (
	secretAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	secretLength   = 32
	maskedLength   = 2 * secretLength
)

// NewSecret draws a csrf secret for a visitor who is not logged in.
func NewSecret() string { return randomText(secretAlphabet, secretLength) }

// SessionSecret is the one csrf secret that belongs to a session. It is
// derived from the session token, which scripts cannot read and which cannot
// be found from it: nothing has to be stored, and a cookie planted by a
// neighbouring host never fits.
func SessionSecret(token string) string {
	code := hmac.New(sha512.New, []byte(token))
	code.Write([]byte("takar csrf secret 1"))
	sum := code.Sum(nil) // 64 bytes: two for each letter
	secret := make([]byte, secretLength)
	for i := range secret {
		secret[i] = secretAlphabet[int(binary.BigEndian.Uint16(sum[2*i:]))%len(secretAlphabet)]
	}
	return string(secret)
}

// Mask returns a fresh masked form of a secret, for a form field. It is empty
// when the secret is none.
func Mask(secret string) string {
	if !isSecret(secret, secretLength) {
		return ""
	}
	mask := NewSecret()
	return mask + shift(secret, mask, 1)
}

// Matches tells whether the sent token is the secret of the cookie, plain or
// masked. The time taken does not depend on how many letters agree.
func Matches(cookie, sent string) bool {
	if !isSecret(cookie, secretLength) {
		return false
	}
	if isSecret(sent, maskedLength) {
		sent = shift(sent[secretLength:], sent[:secretLength], -1)
	}
	return subtle.ConstantTimeCompare([]byte(cookie), []byte(sent)) == 1
}

// isSecret tells whether text is made of length letters of the alphabet.
func isSecret(text string, length int) bool {
	return len(text) == length && strings.Trim(text, secretAlphabet) == ""
}

// shift moves each letter of text along the alphabet by the matching letter of
// mask, forwards (1) or back (-1). Both hold only letters of the alphabet.
func shift(text, mask string, direction int) string {
	shifted := make([]byte, len(text))
	for i := range shifted {
		place := strings.IndexByte(secretAlphabet, text[i]) + direction*strings.IndexByte(secretAlphabet, mask[i])
		shifted[i] = secretAlphabet[(place+len(secretAlphabet))%len(secretAlphabet)]
	}
	return string(shifted)
}
