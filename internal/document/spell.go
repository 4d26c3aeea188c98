package document

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"takar/internal/decimal"
)

// Spell writes an amount in Indonesian words, as under the total of a RAB: "delapan miliar
// delapan ratus empat belas juta sepuluh ribu rupiah". Sen are added only where there are
// some, rounded half-up; what is below zero begins with "minus".
func Spell(amount decimal.Decimal) string {
	sen := new(big.Int).Set(amount.Round(2).Mul(decimal.Hundred).Rat().Num())
	sign := ""
	if sen.Sign() < 0 {
		sign = "minus "
	}
	whole, rest := new(big.Int).QuoRem(sen.Abs(sen), big.NewInt(100), new(big.Int))
	switch {
	case rest.Sign() == 0:
		return sign + number(whole) + " rupiah"
	case whole.Sign() == 0:
		return sign + number(rest) + " sen"
	}
	return sign + number(whole) + " rupiah " + number(rest) + " sen"
}

// Sentence begins a text with a capital letter.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

var digits = [...]string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"}

// powers name the powers of a thousand, from the first.
var powers = [...]string{
	"ribu", "juta", "miliar", "triliun", "kuadriliun", "kuintiliun", "sekstiliun", "septiliun", "oktiliun", "noniliun", "desiliun",
}

var thousand = big.NewInt(1000)

// number spells a whole number that is not below zero.
func number(n *big.Int) string {
	if n.Sign() == 0 {
		return digits[0]
	}
	var groups []string // of three digits, from the right
	for power := 0; n.Sign() > 0; power++ {
		if power == len(powers) { // beyond the last name: so many of the last
			groups = append(groups, number(n)+" "+powers[power-1])
			break
		}
		rest := new(big.Int)
		n, rest = new(big.Int).QuoRem(n, thousand, rest)
		if text := group(int(rest.Int64()), power); text != "" {
			groups = append(groups, text)
		}
	}
	var words []string
	for i := len(groups) - 1; i >= 0; i-- {
		words = append(words, groups[i])
	}
	return strings.Join(words, " ")
}

// group spells n, below a thousand, times a power of a thousand; "" for nothing.
func group(n, power int) string {
	switch {
	case n == 0:
		return ""
	case power == 0:
		return hundreds(n)
	case power == 1 && n == 1:
		return "seribu"
	}
	return hundreds(n) + " " + powers[power-1]
}

// hundreds spells n, from 1 to 999.
func hundreds(n int) string {
	var words []string
	switch h := n / 100; {
	case h == 1:
		words = append(words, "seratus")
	case h > 1:
		words = append(words, digits[h], "ratus")
	}
	switch n %= 100; {
	case n == 0:
	case n < 10:
		words = append(words, digits[n])
	case n == 10:
		words = append(words, "sepuluh")
	case n == 11:
		words = append(words, "sebelas")
	case n < 20:
		words = append(words, digits[n-10], "belas")
	default:
		words = append(words, digits[n/10], "puluh")
		if n%10 > 0 {
			words = append(words, digits[n%10])
		}
	}
	return strings.Join(words, " ")
}
