package ahsp

import (
	"regexp"
	"strings"
	"unicode"
)

// foldings turn a character into what a search looks for: no accents, no raised figures,
// fractions and diameters in plain letters.
var foldings = func() map[rune]string {
	table := map[rune]string{
		'¹': "1", '²': "2", '³': "3", '¼': " 1/4", '½': " 1/2", '¾': " 3/4", '×': "x", '⁄': "/",
		'ø': " diameter ", 'φ': " diameter ", 'ϕ': " diameter ", '∅': " diameter ", '⌀': " diameter ",
		'\'': "", '’': "", '‘': "", '`': "", '´': "", '′': "", '"': `"`, '”': `"`, '“': `"`, '″': `"`,
		'–': "-", '—': "-", '−': "-", 'ß': "ss", 'æ': "ae",
	}
	for plain, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćč", "e": "èéêëēėęě", "g": "ğ", "i": "ìíîïīıį", "n": "ñńň",
		"o": "òóôõöōő", "s": "śšş", "u": "ùúûüūůű", "y": "ýÿ", "z": "źżž",
	} {
		for _, r := range accented {
			table[r] = plain
		}
	}
	return table
}()

// fold returns text as a search compares it: lower case, plain letters, single blanks.
func fold(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.ReplaceAll(text, "''", `"`)) {
		plain, known := foldings[r]
		switch {
		case known:
			b.WriteString(plain)
		case r < 0x80, unicode.IsLetter(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent written apart
		default:
			b.WriteByte(' ')
		}
	}
	return tidy(b.String())
}

// wordedUnits are units of several words, and other wordings that a token cannot hold.
var wordedUnits = strings.NewReplacer(
	"meter persegi", "m2", "m persegi", "m2", "meter kubik", "m3", "m kubik", "m3", "meter lari", "m", "m lari", "m",
	"s.d.", " sampai ", "s.d", " sampai ", "s/d", " sampai ",
)

const numberForm = `\d+(?:\.\d+)?(?:/\d+)?`

// kindForm is an abbreviated material in a mixing ratio: SP, PC, PP, KR.
const kindForm = `\s*(?:[kps][a-z]{1,2}\b)?`

var (
	commaForm = regexp.MustCompile(`(\d),(\d)`)
	inchForm  = regexp.MustCompile(`(\d)\s*"`)
	mixedForm = regexp.MustCompile(`(^|[^\d.])(\d+)[ -](\d+/\d+)`)
	ratioForm = regexp.MustCompile(numberForm + kindForm + `(?:\s*:\s*` + numberForm + kindForm + `)+`)
	sizeForm  = regexp.MustCompile(numberForm + `\s*(?:cm|mm|m)?(?:\s*x\s*` + numberForm + `\s*(?:(?:cm|mm|m)\b)?)+`)
	numbers   = regexp.MustCompile(numberForm)
	tokenForm = regexp.MustCompile(`(?:mm|cm|m)[123]\b|\d+-\d+/\d+|\d+(?:\.\d+)*(?:/\d+)?(?:[:x]\d+(?:\.\d+)?(?:/\d+)?)*|\pL+`)
)

// numberSteps give numbers one form each. A step is taken only where its sign occurs,
// because most names need none.
var numberSteps = []struct {
	sign    string
	rewrite func(text string) string
}{
	{",", func(text string) string { return commaForm.ReplaceAllString(text, "$1.$2") }},
	{`"`, func(text string) string { return inchForm.ReplaceAllString(text, "$1 inci ") }},
	{"/", func(text string) string { return mixedForm.ReplaceAllString(text, "$1$2-$3") }},
	{":", func(text string) string { return ratioForm.ReplaceAllStringFunc(text, joined(":")) }},
	{"x", func(text string) string { return sizeForm.ReplaceAllStringFunc(text, joined("x")) }},
}

// tokens splits folded text into words, units and numbers. A mixing ratio ("1SP : 4PP") is
// the one number 1:4, a size ("60 cm x 60 cm") 60x60, "1 1/2" is 1-1/2; a count of one in
// front of a unit ("1 m2") says nothing and is left out.
func tokens(folded string) []string {
	text := wordedUnits.Replace(folded)
	for _, step := range numberSteps {
		if strings.Contains(text, step.sign) {
			text = step.rewrite(text)
		}
	}
	found := tokenForm.FindAllString(text, -1)
	kept := found[:0]
	for i, token := range found {
		if token == "1" && i+1 < len(found) && unitKeys[found[i+1]] != "" {
			continue
		}
		kept = append(kept, token)
	}
	return kept
}

// joined makes one number of the numbers in a text.
func joined(by string) func(text string) string {
	return func(text string) string { return " " + strings.Join(numbers.FindAllString(text, -1), by) + " " }
}

// compact returns the letters and figures of a code, so that it is found without its dots.
func compact(folded string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, folded)
}

// kodeForm is a piece of a query that may be a code or part of one.
var kodeForm = regexp.MustCompile(`^(?:[a-z]{0,3}[.-]?\d+(?:[.-][a-z0-9]{1,5})+|\d{3,})\.?$`)
