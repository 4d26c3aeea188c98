package auth

import (
	"errors"
	"strings"
	"testing"
)

func TestLoginIsFoldedForTheLookUp(t *testing.T) {
	for _, test := range []struct {
		text, want string
		email      bool
	}{
		{"Budi@Kantor.ID", "budi@kantor.id", true},
		{"  budi@kantor.id\n", "budi@kantor.id", true},
		{"B.Santoso_2-x", "b.santoso_2-x", false},
		{"\u212Aepala", "\u212Aepala", false}, // Kelvin sign: must not become "kepala"
		{"' OR 1=1 --", "' or 1=1 --", false},
	} {
		login, email, err := NormaliseLogin(test.text)
		if err != nil || login != test.want || email != test.email {
			t.Errorf("NormaliseLogin(%q) = %q, %v, %v; want %q, %v", test.text, login, email, err, test.want, test.email)
		}
	}
	for _, text := range []string{"", " \t ", "a\x00b", "a\nb", "\xff\xfe", strings.Repeat("a", 255), strings.Repeat("a", 1<<20)} {
		var rule *RuleError
		if login, _, err := NormaliseLogin(text); !errors.As(err, &rule) || rule.Field != "login" || login != "" {
			t.Errorf("NormaliseLogin(%.20q) = %q, %v; want a RuleError", text, login, err)
		}
	}
}

func TestEmailRules(t *testing.T) {
	longest := strings.Repeat("a", 64) + "@" + strings.Repeat("b.", 93) + "idn" // 254
	for text, want := range map[string]string{
		"Budi.Santoso+rab@Kantor-PU.go.id": "budi.santoso+rab@kantor-pu.go.id",
		" a@b.id ":                         "a@b.id",
		"admin@localhost":                  "admin@localhost",
		"o'brien_1@x1.co":                  "o'brien_1@x1.co",
		longest:                            longest,
	} {
		if got, err := CheckEmail(text); err != nil || got != want {
			t.Errorf("CheckEmail(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "budi", "@kantor.id", "budi@", "budi@kantor", "budi@@kantor.id", "a@b@c.id", "budi @kantor.id", "budi@kantor .id",
		".budi@kantor.id", "budi.@kantor.id", "bu..di@kantor.id", "budi@.id", "budi@kantor..id", "budi@kantor.id.", "budi@-kantor.id", "budi@kantor-.id",
		"budi@kantor_pu.id", "budi@[127.0.0.1]", "\"budi\"@kantor.id", "Budi <budi@kantor.id>", "budi@kantor.id,wati@kantor.id",
		"budi@kantor.id\r\nBcc: x@y.id", "budi\x00@kantor.id", "búdi@kantor.id", "budi@kántor.id", "\u212Aabag@kantor.id", "budi@kantor.id\u200b",
		strings.Repeat("a", 65) + "@kantor.id", "a@" + strings.Repeat("b", 64) + ".id", longest + "x", "\xff@kantor.id",
	} {
		var rule *RuleError
		if got, err := CheckEmail(text); !errors.As(err, &rule) || rule.Field != "email" || got != "" {
			t.Errorf("CheckEmail(%q) = %q, %v; want a RuleError", text, got, err)
		}
	}
}

func TestUserNameRules(t *testing.T) {
	for _, text := range []string{"budi", "B.Santoso_2-x", "007", "abc", strings.Repeat("a", 150)} {
		if got, err := CheckUserName(" " + text + " "); err != nil || got != text {
			t.Errorf("CheckUserName(%q) = %q, %v", text, got, err)
		}
	}
	for text, part := range map[string]string{
		"":                       "Isi nama",
		"   ":                    "Isi nama",
		"ab":                     "paling sedikit 3",
		strings.Repeat("a", 151): "paling banyak 150",
		"budi@kantor.id":         "tanda @",
		"budi santoso":           "hanya boleh berisi",
		"búdi":                   "hanya boleh berisi",
		"budi/../root":           "hanya boleh berisi",
		"<b>budi</b>":            "hanya boleh berisi",
		"budi\x00":               "hanya boleh berisi",
		"bu\u200bdi":             "hanya boleh berisi",
		"\u0430dmin":             "hanya boleh berisi", // Cyrillic a
		"\xff\xfe\xfd":           "hanya boleh berisi",
		"...":                    "diawali huruf",
		"-budi":                  "diawali huruf",
	} {
		var rule *RuleError
		got, err := CheckUserName(text)
		if !errors.As(err, &rule) || rule.Field != "username" || got != "" || !strings.Contains(err.Error(), part) {
			t.Errorf("CheckUserName(%q) = %q, %v; want a message with %q", text, got, err, part)
		}
	}
	if FoldUserName("B.Santoso") != FoldUserName("b.SANTOSO") {
		t.Error("capitals make another user")
	}
	if FoldUserName("\u212Aepala") == FoldUserName("kepala") {
		t.Error("a foreign letter meets the user of an ASCII one")
	}
}

func TestEveryUserNameAndEmailCanLogIn(t *testing.T) {
	for _, name := range []string{"B.Santoso_2-x", strings.Repeat("A", 150)} {
		stored, err := CheckUserName(name)
		if err != nil {
			t.Fatal(err)
		}
		if login, email, err := NormaliseLogin(name); err != nil || email || login != FoldUserName(stored) {
			t.Errorf("%q: login %q, %v, %v", name, login, email, err)
		}
	}
	for _, address := range []string{"Budi@Kantor.ID", strings.Repeat("A", 64) + "@kantor.id"} {
		stored, err := CheckEmail(address)
		if err != nil {
			t.Fatal(err)
		}
		if login, email, err := NormaliseLogin(address); err != nil || !email || login != stored {
			t.Errorf("%q: login %q, %v, %v", address, login, email, err)
		}
	}
}
