package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Length limits of login names, in characters.
const (
	MaxEmailLength    = 254
	MinUserNameLength = 3
	MaxUserNameLength = 150
	MaxFullNameLength = 150
)

const (
	asciiLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	asciiDigits  = "0123456789"
	// emailSigns may stand in front of the @ beside letters, digits and dots.
	emailSigns = "!#$%&'*+/=?^_`{|}~-"
)

// NormaliseLogin turns what was typed into the login field into the form to
// look up: without blanks around it and in lower case. isEmail tells e-mail
// addresses (with an @) from user names, which are stored with a lower-case
// copy for this look-up. The error is a *RuleError for the field "login"; it
// is returned for texts that no account can have.
func NormaliseLogin(text string) (login string, isEmail bool, err error) {
	login = strings.TrimSpace(text)
	if login == "" {
		return "", false, ruleError("login", "Isi e-mail atau nama pengguna.")
	}
	if len(login) > MaxEmailLength || !utf8.ValidString(login) || strings.ContainsFunc(login, unicode.IsControl) {
		return "", false, ruleError("login", "E-mail atau nama pengguna tidak sah. Periksa kembali tulisannya.")
	}
	return lowerASCII(login), strings.Contains(login, "@"), nil
}

// CheckEmail returns the address in the form to store, in lower case. The
// error is a *RuleError for the field "email".
func CheckEmail(text string) (email string, err error) {
	email = lowerASCII(strings.TrimSpace(text))
	local, domain, found := strings.Cut(email, "@")
	switch {
	case email == "":
		return "", ruleError("email", "Isi alamat e-mail.")
	case len(email) > MaxEmailLength:
		return "", ruleError("email", "Alamat e-mail terlalu panjang. Pakai paling banyak 254 karakter.")
	case !found || !isEmailLocal(local) || !isEmailDomain(domain):
		return "", ruleError("email", "Alamat e-mail tidak sah. Tulis seperti nama@kantor.id.")
	}
	return email, nil
}

func isEmailLocal(local string) bool {
	return local != "" && len(local) <= 64 &&
		strings.Trim(local, asciiLetters+asciiDigits+emailSigns+".") == "" &&
		!strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.Contains(local, "..")
}

// isEmailDomain wants at least two labels, except for localhost.
func isEmailDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.Trim(label, asciiLetters+asciiDigits+"-") != "" ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return len(labels) > 1 || domain == "localhost"
}

// CheckUserName returns the user name to store, as it was written but without
// blanks around it; FoldUserName gives the form that must be unique. The error
// is a *RuleError for the field "username".
func CheckUserName(text string) (name string, err error) {
	name = strings.TrimSpace(text)
	var messages []string
	length := utf8.RuneCountInString(name)
	switch {
	case name == "":
		return "", ruleError("username", "Isi nama pengguna.")
	case length < MinUserNameLength:
		messages = append(messages, "Nama pengguna terlalu pendek. Pakai paling sedikit 3 karakter.")
	case length > MaxUserNameLength:
		messages = append(messages, "Nama pengguna terlalu panjang. Pakai paling banyak 150 karakter.")
	}
	switch {
	case strings.Contains(name, "@"):
		messages = append(messages, "Nama pengguna tidak boleh memakai tanda @.")
	case !isUserName(name):
		messages = append(messages, "Nama pengguna hanya boleh berisi huruf a-z, angka, titik, garis bawah dan tanda hubung.")
	case !strings.Contains(asciiLetters+asciiDigits, name[:1]):
		messages = append(messages, "Nama pengguna harus diawali huruf atau angka.")
	}
	if len(messages) > 0 {
		return "", ruleError("username", messages...)
	}
	return name, nil
}

func isUserName(name string) bool {
	return strings.Trim(name, asciiLetters+asciiDigits+"._-") == ""
}

// CheckFullName returns a person's name as it was written but without blanks around it; it
// may be empty. The error is a *RuleError for the field "full_name".
func CheckFullName(text string) (name string, err error) {
	name = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) }):
		return "", ruleError("full_name", "Nama lengkap berisi karakter yang tidak dapat ditampilkan. Ketik ulang.")
	case utf8.RuneCountInString(name) > MaxFullNameLength:
		return "", ruleError("full_name", "Nama lengkap terlalu panjang. Pakai paling banyak 150 karakter.")
	}
	return name, nil
}

// FoldUserName is the lower-case form under which a user name is unique and
// looked up.
func FoldUserName(name string) string { return lowerASCII(name) }

// lowerASCII leaves all but A-Z alone: strings.ToLower makes ASCII out of some
// foreign letters (the Kelvin sign becomes k), so that two different texts
// would meet in one account.
func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, text)
}
