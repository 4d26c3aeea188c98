package ahsp

import (
	"slices"
	"strings"
)

// spellings lists words that are the same word to a search; the first stands for all.
// Words that share a stem (pasang, pasangan, pemasangan) need no line here, nor do simple
// typing errors.
var spellings = [][]string{
	{"fondasi", "pondasi", "fundasi"},
	{"urug", "uruk", "urugan", "urukan", "timbun", "timbunan"},
	{"bekisting", "begisting", "begesting", "bekesting"},
	{"plafon", "plafond", "langit", "ceiling"},
	{"pelat", "plat", "slab"},
	{"galvanis", "galvanized", "galvanised", "galvanize", "galpanis"},
	{"aluminium", "alumunium", "almunium", "aluminum"},
	{"gipsum", "gypsum", "gipsun", "gypsumboard"},
	{"vinil", "vinyl", "vynil", "vinnil"},
	{"homogen", "homogeneous", "homogenous", "homogenius"},
	{"kloset", "closet", "klosed"},
	{"kran", "keran"},
	{"lisplang", "lisplank", "listplang", "listplank"},
	{"kusen", "kosen", "kozen"},
	{"wastafel", "washtafel", "westafel", "wastafle"},
	{"tangki", "tanki", "tank"},
	{"septik", "septic"},
	{"bubung", "bubungan", "nok", "rabung"},
	{"bouwplank", "bowplank", "bouplank", "bouwplang"},
	{"plester", "pleseteran", "plesteran"},
	{"aci", "acian"},
	{"cor", "pengecoran", "coran", "ngecor"},
	{"ringan", "hebel", "citicon"},
	{"roster", "rooster"},
	{"wiremesh", "wermes"},
	{"multiplek", "multipleks", "multiplex", "plywood", "triplek", "tripleks"},
	{"waterproof", "waterproofing"},
	{"saklar", "sakelar"},
	{"buis", "gorong"},
	{"kanstin", "kansteen", "kanstein"},
	{"geotekstil", "geotextile", "geotextil"},
	{"inci", "inch", "inchi", "in", "dim"},
	{"diameter", "dia", "diam", "dn", "diamater"},
	{"maksimum", "maks", "max", "maksimal"},
	{"minimum", "min", "minimal"},
	{"kapasitas", "kap"},
	{"panjang", "pjg"},
	{"1/2", "setengah", "separuh"},
	{"1/4", "seperempat"},
	{"1", "satu"},
	{"2", "dua"},
	{"3", "tiga"},
	{"sampai", "sd", "hingga"},
}

// meanings lists what else a word of a query can mean: abbreviations of the field, and words
// that estimators use for one another. These count a little less than the word itself.
var meanings = map[string][]string{
	// abbreviations
	"bt": {"bata", "batu"}, "psg": {"pasang"}, "pas": {"pasang"}, "pemas": {"pasang"}, "pem": {"pasang"},
	"pek": {"kerja"}, "pkj": {"kerja"}, "pekj": {"kerja"}, "bet": {"beton"}, "btn": {"beton"}, "bks": {"bekisting"}, "bek": {"bekisting"},
	"tul": {"tulang"}, "tlg": {"tulang"}, "tnh": {"tanah"}, "psr": {"pasir"}, "krmk": {"keramik"}, "ker": {"keramik"}, "gal": {"gali"},
	"dd": {"dinding"}, "ddg": {"dinding"}, "dind": {"dinding"}, "lt": {"lantai"}, "plfn": {"plafon"}, "plf": {"plafon"}, "kc": {"kaca"},
	"pnt": {"pintu"}, "jdl": {"jendela"}, "jend": {"jendela"}, "gtg": {"genteng"}, "uk": {"ukur"}, "ukr": {"ukur"}, "tbl": {"tebal"},
	"tb": {"tebal"}, "lbr": {"lebar"}, "klm": {"kolom"}, "blk": {"balok"}, "fond": {"fondasi"}, "pond": {"fondasi"}, "bj": {"baja"},
	"urg": {"urug"}, "btk": {"batako"}, "pvg": {"paving"}, "inst": {"instalasi"}, "lmp": {"lampu"}, "sak": {"saklar"}, "sk": {"stop", "saklar"},
	"rgk": {"rangka"}, "atp": {"atap"}, "kls": {"kelas"}, "mnl": {"manual"}, "bgkr": {"bongkar"}, "ps": {"pasir", "pasang"}, "bk": {"batu"},
	// one for the other
	"besi": {"tulang", "baja"}, "cor": {"beton"}, "keramik": {"ubin"},
	"ubin": {"keramik"}, "tegel": {"ubin", "keramik"}, "granit": {"homogen"}, "lampu": {"downlight"}, "batu": {"bata"}, "kali": {"belah"},
	"toren": {"tangki"}, "wc": {"kloset"}, "rangka": {"kuda"}, "kolom": {"tiang"}, "tembok": {"dinding"}, "mortar": {"semen"},
	"interior": {"dalam"}, "dalam": {"interior"}, "eksterior": {"luar"}, "luar": {"eksterior"}, "bobok": {"bongkar"},
	"molen": {"mekanis"}, "readymix": {"ready", "siap"}, "siap": {"ready"}, "ready": {"siap"}, "conblock": {"paving"}, "genting": {"genteng"},
	"polos": {"bjtp"}, "ulir": {"bjts"}, "kedap": {"waterproof"}, "saluran": {"ditch"},
}

// lightWords say what nearly every name says. They hardly count.
var lightWords = []string{"kerja", "pasang", "buat", "adakan", "ada", "laksana", "cm", "mm", "m", "diameter", "ukur", "secara", "cara", "tebal"}

// stopWords say nothing, in a name or in a query.
var stopWords = []string{
	"dan", "atau", "dengan", "dgn", "untuk", "utk", "di", "ke", "dari", "yang", "yg", "per", "pada", "oleh", "tiap", "setiap", "the", "of",
}

var (
	spelledAs = spellingKeys()
	stops     = setOf(stopWords)
	lights    = setOf(lightWords)
)

func setOf(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

func spellingKeys() map[string]string {
	keys := map[string]string{}
	for _, group := range spellings {
		for _, word := range group {
			keys[word] = group[0]
		}
	}
	return keys
}

// wordKey returns what a token counts as: its unit, its usual spelling, or its stem.
func wordKey(token string) string {
	if key, ok := spelledAs[token]; ok {
		return key
	}
	if unit, ok := unitKeys[token]; ok {
		return strings.ToLower(unit)
	}
	root := stem(token)
	if key, ok := spelledAs[root]; ok {
		return key
	}
	return root
}

// prefixes of Indonesian words, the longest first, with the letter that they swallow in
// front of a vowel.
var prefixes = []struct{ prefix, swallowed string }{
	{"penge", ""},
	{"menge", ""},
	{"peng", ""},
	{"meng", ""},
	{"peny", "s"},
	{"meny", "s"},
	{"pem", "p"},
	{"mem", "p"},
	{"pen", "t"},
	{"men", "t"},
	{"per", ""},
	{"ber", ""},
	{"ter", ""},
	{"pe", ""},
	{"me", ""},
	{"di", ""},
}

// shortestRoot is how much of a word must be left when an ending or a beginning is taken off.
const shortestRoot = 4

// stem takes the common beginnings and endings off an Indonesian word, so that pasang,
// pasangan, pemasangan and dipasang are one. It is only as good as a search needs: the same
// for both sides.
func stem(word string) string {
	if len(word) <= shortestRoot || !letters(word) {
		return word
	}
	root := word
	for _, ending := range []string{"nya", "kan", "an"} {
		if rest, ok := strings.CutSuffix(root, ending); ok && len(rest) >= shortestRoot {
			root = rest
			break
		}
	}
	for _, p := range prefixes {
		rest, ok := strings.CutPrefix(root, p.prefix)
		if !ok || len(rest) < 3 || (len(rest) < shortestRoot && root == word) {
			continue
		}
		if strings.HasPrefix(p.prefix, "me") && len(rest) > shortestRoot {
			rest = strings.TrimSuffix(rest, "i") // menyirami
		}
		switch {
		case strings.HasSuffix(p.prefix, "nge") && syllables(rest) != 1:
			continue // only cat, cor, bor and their like take it
		case p.swallowed != "" && strings.ContainsRune("aiueo", rune(rest[0])):
			return p.swallowed + rest
		}
		return rest
	}
	return root
}

func syllables(word string) int {
	n := 0
	for _, r := range word {
		if strings.ContainsRune("aiueo", r) {
			n++
		}
	}
	return n
}

func letters(word string) bool {
	return !slices.ContainsFunc([]byte(word), func(c byte) bool { return c < 'a' || c > 'z' })
}
