package auth

import (
	"crypto/subtle"
	"errors"
	"hash/crc32"
	"net/http"
	"strings"
)

// An API token is the prefix, 43 letters and digits drawn at random (256 bits), and six more
// that are their checksum: scanners for secrets know it when they see it, and a token that
// was cut off or mistyped is told apart from one that is unknown.
const (
	APITokenPrefix = "tkr_"

	apiTokenDrawn = 43
	apiTokenCheck = 6
)

// ErrMistypedToken says that something is no API token, and cannot ever have been one.
var ErrMistypedToken = errors.New("token API ini salah ketik atau terpotong: token diawali " + APITokenPrefix + " dan panjangnya 53 karakter")

// NewAPIToken draws an API token. It is shown to its owner once and stored nowhere; see
// HashToken.
func NewAPIToken() string {
	token := APITokenPrefix + randomText(secretAlphabet, apiTokenDrawn)
	return token + apiTokenChecksum(token)
}

// CheckAPIToken returns nil for what NewAPIToken may have made, and ErrMistypedToken for
// anything else.
func CheckAPIToken(token string) error {
	drawn, check := len(APITokenPrefix)+apiTokenDrawn, len(APITokenPrefix)+apiTokenDrawn+apiTokenCheck
	if len(token) != check || !strings.HasPrefix(token, APITokenPrefix) || !isSecret(token[len(APITokenPrefix):], apiTokenDrawn+apiTokenCheck) ||
		subtle.ConstantTimeCompare([]byte(apiTokenChecksum(token[:drawn])), []byte(token[drawn:])) != 1 {
		return ErrMistypedToken
	}
	return nil
}

// apiTokenChecksum writes the CRC-32 of a token with the letters of tokens.
func apiTokenChecksum(token string) string {
	sum := crc32.ChecksumIEEE([]byte(token))
	var text [apiTokenCheck]byte
	for i := range text {
		text[len(text)-1-i] = secretAlphabet[sum%uint32(len(secretAlphabet))]
		sum /= uint32(len(secretAlphabet))
	}
	return string(text[:])
}

// BearerToken is the API token that a request carries, and whether it says that it comes with
// one. Such a request is a program's: its cookies are not looked at, so no page of somebody
// else's can make a browser send it. Other schemes of Authorization are a proxy's, and none of
// ours. Two headers are none that could be told apart: then the token is empty.
func BearerToken(r *http.Request) (token string, present bool) {
	for _, line := range r.Header.Values("Authorization") {
		scheme, rest, _ := strings.Cut(strings.TrimLeft(line, " \t"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			continue
		}
		if present {
			return "", true
		}
		token, present = strings.TrimSpace(rest), true
	}
	return token, present
}
