package takeoff

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaxNameLength is the number of characters that the code of a parameter may have.
const MaxNameLength = 100

var namePattern = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// CheckName returns the lower-case form of the code of a project parameter, or an error
// for people: bad characters, too long, or already the name of a function or constant.
func CheckName(name string) (lower string, err error) {
	if lower, err = OldName(name); err != nil {
		return "", err
	}
	if _, isFunction := functions[lower]; isFunction {
		return "", fmt.Errorf("kode parameter %q sudah menjadi nama fungsi: pilih nama lain", lower)
	}
	if _, isConstant := constants[lower]; isConstant {
		return "", fmt.Errorf("kode parameter %q sudah menjadi nama konstanta: pilih nama lain", lower)
	}
	return lower, nil
}

// OldName is CheckName for files of older systems, in which a parameter may bear the name
// of a function or constant; formulas find it before the constant.
func OldName(name string) (lower string, err error) {
	lower = lowerASCII(strings.TrimSpace(name))
	switch {
	case lower == "":
		return "", errors.New("kode parameter belum diisi")
	case utf8.RuneCountInString(lower) > MaxNameLength:
		return "", fmt.Errorf("kode parameter terlalu panjang: paling banyak %d karakter", MaxNameLength)
	case !namePattern.MatchString(lower):
		return "", fmt.Errorf("kode parameter %q tidak sah: gunakan huruf a-z, angka, dan garis bawah, dan jangan mulai dengan angka", lower)
	}
	return lower, nil
}

// primes spells out the signs that tell D4 from D4': without them both labels would get
// the same code.
var primes = strings.NewReplacer(
	"'", "_prime_", "`", "_prime_", "´", "_prime_", "ʹ", "_prime_", "ʼ", "_prime_",
	"‘", "_prime_", "’", "_prime_", "′", "_prime_", "″", "_prime_prime_", "‴", "_prime_prime_prime_",
)

var (
	outsideName = regexp.MustCompile(`[^A-Za-z0-9_]+`)
	underscores = regexp.MustCompile(`_+`)
)

// NameFromLabel makes the code of a parameter from what the user typed: "D4'" gives
// d4_prime, "Panjang (m)" gives panjang_m, "2 lantai" gives _2_lantai. The code may still
// be taken, too long or reserved: CheckName and the project tell.
func NameFromLabel(label string) string {
	name := outsideName.ReplaceAllString(primes.Replace(label), "_")
	name = strings.Trim(underscores.ReplaceAllString(lowerASCII(name), "_"), "_")
	switch {
	case name == "":
		return "_param"
	case isDigit(rune(name[0])):
		return "_" + name
	}
	return name
}
