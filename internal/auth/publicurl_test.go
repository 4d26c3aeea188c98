package auth

import (
	"strings"
	"testing"
)

func TestPublicURLIsReadStrictly(t *testing.T) {
	for _, test := range []struct {
		text, origin string
		secure       bool
	}{
		{"", "", false},
		{"  ", "", false},
		{"https://takar.kantor.id", "https://takar.kantor.id", true},
		{" HTTPS://Takar.Kantor.ID:443/ ", "https://takar.kantor.id", true},
		{"https://takar.kantor.id:8443", "https://takar.kantor.id:8443", true},
		{"http://server:80", "http://server", false},
		{"http://192.168.1.5:8080/", "http://192.168.1.5:8080", false},
		{"http://[::1]:8080", "http://[::1]:8080", false},
		{"http://server_lantai2", "http://server_lantai2", false},
	} {
		public, err := ParsePublicURL(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
		if public.Origin() != test.origin || public.Secure() != test.secure || public.IsSet() != (test.origin != "") {
			t.Errorf("%q: origin %q, secure %v", test.text, public.Origin(), public.Secure())
		}
		if got := public.Link("/accounts/login/"); got != test.origin+"/accounts/login/" {
			t.Errorf("%q: link %q", test.text, got)
		}
	}
	for _, text := range []string{
		"takar.kantor.id", "//takar.kantor.id", "ftp://takar.kantor.id", "javascript:alert(1)", "https://", "https:///x", "https:takar",
		"https://takar.kantor.id/rab", "https://takar.kantor.id?x=1", "https://takar.kantor.id#x", "https://budi:x@takar.kantor.id",
		"https://takar kantor", "https://tákar.id", "https://*.kantor.id", "https://takar..id", "https://.id", "https://-a.id",
		"https://takar.id:0", "https://takar.id:65536", "https://takar.id:x", "https://a,b", "https://" + strings.Repeat("a", 300),
	} {
		if public, err := ParsePublicURL(text); err == nil {
			t.Errorf("%q is accepted as %q", text, public.Origin())
		} else if !strings.Contains(err.Error(), "https://takar.kantor.id") {
			t.Errorf("%q: %q shows no example", text, err)
		}
	}
}
