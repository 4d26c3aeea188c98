package ahsp

import (
	"regexp"
	"strings"
)

// unitSpellings is the one table of unit spellings: the spelling that is shown, and the
// others that mean the same. Only spellings stand here, never conversions: "zak" is not
// "kg" and "OJ" is not "OH". A metre run is a metre.
var unitSpellings = [][]string{
	{"OH", "o.h", "orang hari", "orang/hari", "org hari", "org/hari", "orang-hari"},
	{"OJ", "o.j", "orang jam", "orang/jam", "org jam", "org/jam", "orang-jam"},
	{"OB", "o.b", "orang bulan", "orang/bulan", "org bulan", "org/bulan", "orang-bulan"},
	{"m", "m'", "m1", "m¹", "meter", "mtr", "m lari", "meter lari", "m'lari"},
	{"m2", "m²", "m^2", "m 2", "meter persegi", "meter2", "m persegi"},
	{"m3", "m³", "m^3", "m 3", "meter kubik", "meter3", "m kubik"},
	{"cm"},
	{"mm"},
	{"km", "kilometer"},
	{"ha", "hektar", "hektare"},
	{"kg", "kilogram", "kgs"},
	{"gram", "gr", "g"},
	{"ton"},
	{"liter", "ltr", "lt", "l", "litre"},
	{"buah", "bh"},
	{"unit", "unt"},
	{"set", "sets"},
	{"lot"},
	{"ls", "lumpsum", "lump sum", "lump-sum"},
	{"titik", "ttk"},
	{"batang", "btg"},
	{"lembar", "lbr", "lmbr"},
	{"zak", "sak", "zk"},
	{"dus", "dos"},
	{"roll", "rol"},
	{"pasang", "psg"},
	{"kaleng", "klg"},
	{"jam"},
	{"hari", "hr"},
	{"minggu", "mgg"},
	{"bulan", "bln"},
	{"%", "persen"},
}

var unitKeys = func() map[string]string {
	keys := map[string]string{}
	for _, group := range unitSpellings {
		for _, spelling := range group {
			keys[strings.ToLower(spelling)] = group[0]
		}
	}
	return keys
}()

// NormaliseUnit returns the spelling under which two units are the same ("M²" and "m2" are
// "m2", "Bh" is "buah", "m'" is "m"). An unknown unit keeps its words in lower case.
func NormaliseUnit(text string) string {
	key := NormaliseText(text)
	if known, ok := unitKeys[key]; ok {
		return known
	}
	if known, ok := unitKeys[strings.TrimSuffix(key, ".")]; ok {
		return known
	}
	return key
}

// The names of the publication state their unit as "1 m2", "1 Buah", "1 titik". These are
// the units for which that can be taken at its word.
var (
	statedUnit = unitPattern(`1\s*(?:\(satu\)\s*)?`, `unit|m2|m3|m²|m³|buah|m|titik|kg|hari|set|batang|ton`)
	hintedUnit = unitPattern(`(?:1|per(?:\s|-))\s*`, `unit|m2|m3|m²|m³|buah|m|titik|kg|hari|set|batang|ton|ha|tunggul|pohon|jam|lembar|liter|ls|kali`)
)

// unitPattern matches a unit after before; the count must not be the end of another number
// or word, nor the unit the beginning of another word.
func unitPattern(before, units string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL\d.,])` + before + `(` + units + `)(?:$|[^\pL\d²³])`)
}

// StatedUnit reads the unit that the name of an analysis states ("Pemasangan 1 m2 …").
func StatedUnit(name string) (unit string, ok bool) { return matchUnit(statedUnit, name) }

// hintUnit finds a unit that the name suggests in a weaker form ("per m'", "1 Ha"): good
// enough to propose, not to decide.
func hintUnit(name string) string {
	unit, _ := matchUnit(hintedUnit, name)
	return unit
}

func matchUnit(pattern *regexp.Regexp, name string) (string, bool) {
	found := pattern.FindStringSubmatch(name)
	if found == nil {
		return "", false
	}
	return NormaliseUnit(found[1]), true
}
