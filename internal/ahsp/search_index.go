package ahsp

import (
	"math/bits"
	"slices"
	"strings"
)

// index is what a search knows of one edition. It is built once and never changes.
type index struct {
	entries  []indexed // in natural order of kode
	words    []word    // every word and number that occurs, sorted
	postings map[string][]posting
}

// indexed is one analysis with the texts that a search looks at.
type indexed struct {
	analysis      *Analysis
	kode, compact string   // folded; compact has letters and figures only
	nama          string   // folded
	words         []string // keys of the name in their order
}

// word is a word as it is written, or as people may write it, and what it counts as.
type word struct{ text, key string }

// posting says that an analysis holds a word, and how much that counts, in percent.
type posting struct{ entry, weight int }

// Weights of the places where a word stands, in percent.
const (
	inName  = 100
	inClass = 40
)

// newIndex builds the index of analyses that stand in their natural order.
func newIndex(analyses []*Analysis) *index {
	x := &index{entries: make([]indexed, len(analyses)), postings: map[string][]posting{}}
	seen := map[string]string{}
	for i, a := range analyses {
		name, _, _ := strings.Cut(fold(a.Nama), "(lihat ") // what follows is a rule, not the work
		e := indexed{analysis: a, kode: fold(a.Kode), nama: fold(a.Nama)}
		e.compact = compact(e.kode)
		weights := map[string]int{}
		note := func(text string, weight int) (keys []string) {
			for _, token := range tokens(text) {
				if stops[token] {
					continue
				}
				key := wordKey(token)
				seen[token] = key
				weights[key] = max(weights[key], weight)
				keys = append(keys, key)
			}
			return keys
		}
		e.words = note(name, inName)
		note(fold(a.Satuan), inName)
		note(fold(a.Klasifikasi), inClass)
		note(fold(a.SubKlasifikasi), inClass)
		for key, weight := range weights {
			x.postings[key] = append(x.postings[key], posting{i, weight})
		}
		x.entries[i] = e
	}
	for _, group := range spellings {
		for _, text := range group {
			if len(x.postings[group[0]]) > 0 {
				seen[text] = group[0]
			}
		}
	}
	for text, key := range seen {
		x.words = append(x.words, word{text, key})
	}
	slices.SortFunc(x.words, func(a, b word) int { return strings.Compare(a.text, b.text) })
	return x
}

// knows reports whether a word occurs exactly like this, or counts as one that does.
func (x *index) knows(token string) bool { return len(x.postings[wordKey(token)]) > 0 }

// How much of a word a query must have hit, in percent of an exact hit.
const (
	exactHit   = 100
	meaningHit = 85
	firstTypo  = 80 // one letter wrong, missing, doubled or swapped
	secondTypo = 62
	prefixHit  = 58 // and up to 95, the more of the word is there
	partHit    = 80 // a number that begins a size or a ratio
	typoPrefix = 52
	insideHit  = 50
)

// meant returns the keys that a token of a query can mean, each with how well it fits.
func (x *index) meant(token string) map[string]int {
	fits := map[string]int{}
	note := func(key string, fit int) {
		if len(x.postings[key]) > 0 {
			fits[key] = max(fits[key], fit)
		}
	}
	key := wordKey(token)
	note(key, exactHit)
	for _, also := range meantKeys[token] {
		note(also, meaningHit)
	}
	for _, also := range meantKeys[key] {
		note(also, meaningHit)
	}
	if !letters(token) {
		x.numbersLike(token, note)
		return fits
	}
	x.beginning(token, note)
	if len(fits) == 0 || (fits[key] == 0 && len(meantKeys[token]) == 0) {
		x.misspelt(token, note)
	}
	return fits
}

// numbersLike notes sizes and ratios that begin with a number, and a size written as 3/20.
func (x *index) numbersLike(token string, note func(string, int)) {
	note(strings.Replace(token, "/", "x", 1), meaningHit)
	for _, by := range []string{"x", ":"} {
		for _, w := range x.from(token + by) {
			note(w.key, partHit)
		}
	}
}

// beginning notes the words that begin with a token.
func (x *index) beginning(token string, note func(string, int)) {
	if len(token) < 2 {
		return
	}
	for _, w := range x.from(token) {
		note(w.key, prefixHit+(95-prefixHit)*len(token)/len(w.text))
	}
}

// from returns the words that begin with a text.
func (x *index) from(text string) []word {
	start, _ := slices.BinarySearchFunc(x.words, text, func(w word, text string) int { return strings.Compare(w.text, text) })
	end := start
	for end < len(x.words) && strings.HasPrefix(x.words[end].text, text) {
		end++
	}
	return x.words[start:end]
}

// misspelt notes the words that a token of at least four letters may be meant to be.
func (x *index) misspelt(token string, note func(string, int)) {
	if len(token) < 4 {
		return
	}
	most := 1
	if len(token) >= 7 {
		most = 2
	}
	var d distance
	for _, w := range x.words {
		if len(w.text) < 4 || len(w.text) < len(token)-most || !letters(w.text) {
			continue
		}
		whole, start := d.between(token, w.text)
		switch {
		case whole == 1:
			note(w.key, firstTypo)
		case whole == 2 && most == 2:
			note(w.key, secondTypo)
		case start <= 1 && len(token) >= 6 && w.text[0] == token[0]:
			note(w.key, typoPrefix)
		case strings.Contains(w.text, token):
			note(w.key, insideHit)
		}
	}
}

// distance counts typing errors between words. It keeps its rows from call to call.
type distance struct{ before, last, row []int }

// between returns how many letters must be put in, left out, replaced or swapped with their
// neighbour to make word of typed, and the same for the beginning of word that is nearest.
func (d *distance) between(typed, word string) (whole, start int) {
	n := len(word) + 1
	if len(d.row) < n {
		d.before, d.last, d.row = make([]int, n), make([]int, n), make([]int, n)
	}
	for j := range n {
		d.last[j] = j
	}
	for i := 1; i <= len(typed); i++ {
		d.row[0] = i
		for j := 1; j < n; j++ {
			cost := 1
			if typed[i-1] == word[j-1] {
				cost = 0
			}
			best := min(d.last[j]+1, d.row[j-1]+1, d.last[j-1]+cost)
			if i > 1 && j > 1 && typed[i-1] == word[j-2] && typed[i-2] == word[j-1] {
				best = min(best, d.before[j-2]+1)
			}
			d.row[j] = best
		}
		d.before, d.last, d.row = d.last, d.row, d.before
	}
	return d.last[n-1], slices.Min(d.last[:n])
}

// meantKeys is the table of meanings by token and by what it counts as.
var meantKeys = func() map[string][]string {
	keys := make(map[string][]string, len(meanings))
	for token, list := range meanings {
		also := make([]string, len(list))
		for i, meaning := range list {
			also[i] = wordKey(meaning)
		}
		keys[token], keys[wordKey(token)] = also, also
	}
	return keys
}()

// weightOf says how much a word tells: one that few analyses hold tells most.
func (x *index) weightOf(token string, fits map[string]int) int {
	key, best := "", 0
	for k, fit := range fits {
		if fit > best || fit == best && (len(x.postings[k]) > len(x.postings[key]) || len(x.postings[k]) == len(x.postings[key]) && k < key) {
			key, best = k, fit
		}
	}
	switch {
	case best == 0:
		return unknownWeight
	case lights[key] || lights[token] || len(token) == 1 && letters(token):
		return lightWeight
	case unitKeys[token] != "":
		return unitWeight
	}
	return commonWeight + bits.Len(uint(len(x.entries)/len(x.postings[key])))
}

// Weights of the words of a query.
const (
	lightWeight   = 2
	unitWeight    = 4
	commonWeight  = 7 // of a word that every analysis holds; the rarest weigh three times that
	unknownWeight = 3 // of a word that none holds
)
