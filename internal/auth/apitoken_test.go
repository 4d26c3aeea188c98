package auth

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestAPITokensAreLongDifferentAndRecognisable(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		token := NewAPIToken()
		if len(token) != 53 || !strings.HasPrefix(token, "tkr_") || strings.Trim(token[4:], secretAlphabet) != "" {
			t.Fatalf("token %q", token)
		}
		if err := CheckAPIToken(token); err != nil || seen[token[:47]] {
			t.Fatalf("token %q: %v, drawn before: %v", token, err, seen[token[:47]])
		}
		seen[token[:47]] = true
	}
}

func TestMistypedAPITokensAreToldFromUnknownOnes(t *testing.T) {
	token := NewAPIToken()
	other := map[bool]byte{true: 'a', false: 'b'}
	mistyped := map[string]string{
		"": "", "cut off": token[:52], "longer": token + "a", "another prefix": "tkx_" + token[4:], "no prefix": token[4:], "capital prefix": "TKR_" + token[4:],
		"a blank": token[:20] + " " + token[21:], "a session token": strings.Repeat("A", 43), "huge": "tkr_" + strings.Repeat("a", 100_000),
		"strange letters": token[:20] + "é" + token[22:], "sql": "tkr_' OR 1=1 --" + token[15:], "two swapped": token[:4] + token[5:6] + token[4:5] + token[6:],
	}
	for i := 4; i < len(token); i++ {
		mistyped["letter "+string(rune('0'+i))] = token[:i] + string(other[token[i] != 'a']) + token[i+1:]
	}
	for name, text := range mistyped {
		if text == token {
			continue // two equal letters were swapped
		}
		if err := CheckAPIToken(text); !errors.Is(err, ErrMistypedToken) {
			t.Errorf("%s: %.60q is taken for a token: %v", name, text, err)
		}
	}
}

func TestBearerRequestsAreRecognised(t *testing.T) {
	for _, test := range []struct {
		name    string
		headers []string
		token   string
		present bool
	}{
		{"none", nil, "", false},
		{"bearer", []string{"Authorization: Bearer tkr_x"}, "tkr_x", true},
		{"scheme in other letters", []string{"Authorization: bEARER  tkr_x "}, "tkr_x", true},
		{"without a token", []string{"Authorization: Bearer"}, "", true},
		{"the password of a proxy", []string{"Authorization: Basic dTpw"}, "", false},
		{"beside the password of a proxy", []string{"Authorization: Basic dTpw", "Authorization: Bearer tkr_x"}, "tkr_x", true},
		{"two of them", []string{"Authorization: Bearer tkr_x", "Authorization: Bearer tkr_y"}, "", true},
		{"another scheme that begins so", []string{"Authorization: BearerX tkr_x"}, "", false},
	} {
		r := request("GET", "/", "", test.headers...)
		if token, present := BearerToken(r); token != test.token || present != test.present {
			t.Errorf("%s: %q, %v", test.name, token, present)
		}
	}
}

// A request with a token and a cookie is the token's: otherwise a write could pass the guard
// as one and be carried out as the other.
func TestCookiesBesideAnAPITokenAreNotLookedAt(t *testing.T) {
	session, _ := NewToken()
	guard, err := NewGuard(GuardOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bearer := range []string{NewAPIToken(), "tkr_salah", ""} {
		r := request(http.MethodPost, "/", "{}", "Authorization: Bearer "+bearer, "Cookie: sessionid="+session)
		if _, ok := SessionToken(r); ok {
			t.Errorf("Bearer %.10q: the session of the cookie counts", bearer)
		}
		if refusal := guard.Check(r); refusal != nil {
			t.Errorf("Bearer %.10q: a csrf token is asked for: %s", bearer, refusal.Reason)
		}
	}
	r := request(http.MethodPost, "/", "{}", "Authorization: Basic dTpw", "Cookie: sessionid="+session)
	if _, ok := SessionToken(r); !ok || guard.Check(r) == nil {
		t.Error("the password of a proxy opens the guard")
	}
}
