package document

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// TestAmountsAreSpelledAsPeopleReadThem holds the values of practice (documents §2.10,
// rulings G45).
func TestAmountsAreSpelledAsPeopleReadThem(t *testing.T) {
	for amount, words := range map[string]string{
		"0":                             "nol rupiah",
		"1":                             "satu rupiah",
		"10":                            "sepuluh rupiah",
		"11":                            "sebelas rupiah",
		"15":                            "lima belas rupiah",
		"20":                            "dua puluh rupiah",
		"100":                           "seratus rupiah",
		"110":                           "seratus sepuluh rupiah",
		"111":                           "seratus sebelas rupiah",
		"1000":                          "seribu rupiah",
		"1001":                          "seribu satu rupiah",
		"1100":                          "seribu seratus rupiah",
		"2000":                          "dua ribu rupiah",
		"11000":                         "sebelas ribu rupiah",
		"21000":                         "dua puluh satu ribu rupiah",
		"100000":                        "seratus ribu rupiah",
		"101000":                        "seratus satu ribu rupiah",
		"1000000":                       "satu juta rupiah",
		"1001001":                       "satu juta seribu satu rupiah",
		"21011111":                      "dua puluh satu juta sebelas ribu seratus sebelas rupiah",
		"8814010000":                    "delapan miliar delapan ratus empat belas juta sepuluh ribu rupiah",
		"1000000000":                    "satu miliar rupiah",
		"999999999999999":               "sembilan ratus sembilan puluh sembilan triliun sembilan ratus sembilan puluh sembilan miliar sembilan ratus sembilan puluh sembilan juta sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan rupiah",
		"1000000000000000":              "satu kuadriliun rupiah",
		"1000000000000000000":           "satu kuintiliun rupiah",
		"1" + strings.Repeat("000", 11): "satu desiliun rupiah",
		"1" + strings.Repeat("000", 12): "seribu desiliun rupiah",
		"0.5":                           "lima puluh sen",
		"1200.05":                       "seribu dua ratus rupiah lima sen",
		"1200.004":                      "seribu dua ratus rupiah",
		"1199.995":                      "seribu dua ratus rupiah",
		"-1250":                         "minus seribu dua ratus lima puluh rupiah",
		"-0.004":                        "nol rupiah",
	} {
		if got := Spell(decimal.MustParse(amount)); got != words {
			t.Errorf("Spell(%s) = %q, want %q", amount, got, words)
		}
	}
}

func TestASentenceBeginsWithACapital(t *testing.T) {
	for text, want := range map[string]string{"": "", "seribu rupiah": "Seribu rupiah", "é": "É"} {
		if got := Sentence(text); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", text, got, want)
		}
	}
}

// values are what single words count; units multiply what stands before them.
var (
	values = map[string]int64{
		"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
		"sepuluh": 10, "sebelas": 11, "seratus": 100,
	}
	units = []string{"ribu", "juta", "miliar", "triliun", "kuadriliun", "kuintiliun", "sekstiliun"}
)

// heard reads spelled numbers the way somebody listens to them: word by word, adding up. It
// knows nothing of how Spell works.
func heard(t *rapid.T, words string) *big.Int {
	total, group := new(big.Int), int64(0)
	digit := int64(-1) // the digit that a following belas, puluh or ratus uses
	settle := func() {
		if digit >= 0 {
			group += digit
			digit = -1
		}
	}
next:
	for _, word := range strings.Fields(words) {
		switch value, known := values[word]; {
		case known && value < 10:
			settle()
			digit = value
		case known:
			settle()
			group += value
		case word == "belas":
			group, digit = group+10+digit, -1
		case word == "puluh":
			group, digit = group+10*digit, -1
		case word == "ratus":
			group, digit = group+100*digit, -1
		case word == "seribu":
			total.Add(total, big.NewInt(1000))
		default:
			settle()
			power := big.NewInt(1)
			for _, unit := range units {
				power.Mul(power, big.NewInt(1000))
				if unit == word {
					total.Add(total, power.Mul(power, big.NewInt(group)))
					group = 0
					continue next
				}
			}
			t.Fatalf("unknown word %q in %q", word, words)
		}
	}
	settle()
	return total.Add(total, big.NewInt(group))
}

// TestSpelledAmountsAreHeardAsTheyWere reads random amounts back.
func TestSpelledAmountsAreHeardAsTheyWere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[1-9][0-9]{0,22}`).Draw(rt, "rupiah")
		sen := rapid.Int64Range(0, 99).Draw(rt, "sen")
		amount := decimal.MustParse(text).Add(decimal.New(sen, 2))
		whole, fraction, _ := strings.Cut(Spell(amount), " rupiah")
		if got := heard(rt, whole).String(); got != text {
			rt.Fatalf("%s is heard as %s: %q", text, got, whole)
		}
		if got := heard(rt, strings.TrimSuffix(fraction, "sen")).Int64(); got != sen {
			rt.Fatalf("%d sen are heard as %d: %q", sen, got, fraction)
		}
		if strings.Contains(whole, "satu ribu ") && !strings.Contains(whole, "puluh satu ribu") && !strings.Contains(whole, "ratus satu ribu") {
			rt.Fatalf("%q says satu ribu", whole)
		}
	})
}
