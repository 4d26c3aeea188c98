package ahsp

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Query asks the library for analyses.
type Query struct {
	Text           string // as people type it; "" finds all
	Edition        int64  // 0 means the newest revision of every edition on offer
	Klasifikasi    string // exactly; "" does not ask
	SubKlasifikasi string
	Kelompok       string // a group of codes, such as "1.2", among analyses without a klasifikasi (see Class)
	Limit          int    // 0 or less means no limit
}

// Bounds of a query, so that nobody can make a search slow.
const (
	longestQuery = 200 // characters that count
	mostTerms    = 16  // words that count
)

// Search returns the analyses that a query is about, best first; without a text, all in
// natural order of kode. It forgives case, accents, typing errors, word order, abbreviations
// of the field, other spellings of units and numbers, and codes without their dots.
//
// The exact kode comes first, then codes that begin with the text, then the others by how
// much of the query they answer; among equals the shorter name, then the order of codes,
// newer editions first. An analysis that holds the text as it stands is always found.
func (l *Library) Search(q Query) []*Analysis {
	text := strings.TrimSpace(q.Text)
	if runes := []rune(text); len(runes) > longestQuery {
		text = string(runes[:longestQuery])
	}
	if text == "" {
		return q.cut(slices.DeleteFunc(l.All(q.Edition), func(a *Analysis) bool { return !q.about(a) }))
	}
	var hits []hit
	for _, e := range l.editions {
		if l.offers(e.ID, q.Edition) {
			hits = append(hits, l.indexes[e.ID]().find(newAsked(text), q)...)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(b.score-a.score, l.rank[a.analysis.ID]-l.rank[b.analysis.ID])
	})
	found := make([]*Analysis, len(hits))
	for i, h := range hits {
		found[i] = h.analysis
	}
	return q.cut(found)
}

func (q Query) cut(found []*Analysis) []*Analysis {
	if q.Limit > 0 && len(found) > q.Limit {
		return found[:q.Limit]
	}
	return found
}

func (q Query) about(a *Analysis) bool {
	return (q.Klasifikasi == "" || q.Klasifikasi == a.Klasifikasi) && (q.SubKlasifikasi == "" || q.SubKlasifikasi == a.SubKlasifikasi) &&
		(q.Kelompok == "" || (a.Klasifikasi == "" && inKodeGroup(a.Kode, q.Kelompok)))
}

// hit is an analysis that was found. The score orders all hits of a search.
type hit struct {
	analysis *Analysis
	score    int
}

// Scores: an answer in permille, and what lifts a hit above all answers.
const (
	wholeAnswer = 1000
	leastAnswer = 400 // with less of the query, a hit is chance
	exactKode   = 10_000
	kodeStart   = 5000
	asItStands  = 60 // the name holds the text as it was typed
	asPair      = 30 // two neighbours of the query are neighbours in the name
	asMeasure   = 80 // and the second is the number of the first: fc 20
	lengthCosts = 2  // for each word of the name, up to lengthMost
	lengthMost  = 40
)

// asked is a query made ready.
type asked struct {
	folded, compact string
	terms           []term
}

// term is a word of a query.
type term struct {
	token string
	key   string // what it counts as
	kode  string // the piece of the query that it is part of, when that may be a code
}

func newAsked(text string) *asked {
	a := &asked{folded: fold(text)}
	if strings.ContainsFunc(a.folded, unicode.IsDigit) {
		a.compact = compact(a.folded)
	}
	kodes := map[string]string{}
	for piece := range strings.FieldsSeq(a.folded) {
		if kodeForm.MatchString(piece) {
			piece = strings.Trim(piece, ".-")
			for _, token := range tokens(piece) {
				kodes[token] = piece
			}
		}
	}
	var idle []term
	for _, token := range tokens(a.folded) {
		switch t := (term{token, wordKey(token), kodes[token]}); {
		case len(a.terms)+len(idle) == mostTerms, slices.Contains(a.terms, t):
		case stops[token]:
			idle = append(idle, t)
		default:
			a.terms = append(a.terms, t)
		}
	}
	if len(a.terms) == 0 {
		a.terms = idle // nothing else was asked
	}
	return a
}

// find returns the hits of a query in one edition.
func (x *index) find(a *asked, q Query) []hit {
	terms := x.regroup(a.terms)
	answers, best := x.answers(terms), 0
	for i := range x.entries {
		if e := &x.entries[i]; q.about(e.analysis) {
			answers[i] = e.score(a, terms, answers[i])
			best = max(best, answers[i])
		}
	}
	least := max(leastAnswer-lengthMost, min(best, wholeAnswer)*2/3)
	var hits []hit
	for i := range x.entries {
		if e := &x.entries[i]; q.about(e.analysis) && (answers[i] >= least || e.holds(a)) {
			hits = append(hits, hit{e.analysis, answers[i]})
		}
	}
	return hits
}

// holds reports whether the query stands in the entry as it was typed.
func (e *indexed) holds(a *asked) bool {
	return strings.Contains(e.nama, a.folded) || strings.Contains(e.kode, a.folded)
}

// score weighs the code and the wording of an entry beside what it answers.
func (e *indexed) score(a *asked, terms []term, answer int) int {
	undotted := len(a.compact) >= 3 // figures that may be a code with its dots left out
	switch {
	case e.kode == a.folded, undotted && e.compact == a.compact:
		return answer + exactKode
	case strings.HasPrefix(e.kode, a.folded), undotted && strings.HasPrefix(e.compact, a.compact):
		return kodeStart // all alike: they stand in the order of their codes
	case answer < leastAnswer:
		return answer
	}
	answer -= min(lengthMost, lengthCosts*len(e.words))
	if strings.Contains(e.nama, a.folded) {
		answer += asItStands
	}
	for i := 1; i < len(terms); i++ {
		if !e.neighbours(terms[i-1].key, terms[i].key) {
			continue
		}
		answer += asPair
		if isDigit(terms[i].token[0]) {
			answer += asMeasure - asPair
		}
	}
	return answer
}

// neighbours reports whether two words stand beside each other in the name.
func (e *indexed) neighbours(first, second string) bool {
	for i := 1; i < len(e.words); i++ {
		if e.words[i-1] == first && e.words[i] == second {
			return true
		}
	}
	return false
}

// answers returns how much of the terms every entry answers, in permille. When the query
// names a thing, an entry that shares only its numbers and small words answers nothing.
func (x *index) answers(terms []term) []int {
	sums, things := make([]int, len(x.entries)), make([]bool, len(x.entries))
	fits := make([]int, len(x.entries))
	total, named := 0, false
	for _, t := range terms {
		meant := x.meant(t.token)
		weight := x.weightOf(t.token, meant)
		thing := letters(t.token) && (weight >= commonWeight || weight == unknownWeight)
		total, named = total+weight*exactHit, named || thing
		clear(fits)
		for key, fit := range meant {
			for _, p := range x.postings[key] {
				fits[p.entry] = max(fits[p.entry], fit*p.weight/inName)
			}
		}
		for i := range fits {
			if t.kode != "" {
				fits[i] = max(fits[i], x.entries[i].kodeFit(t.kode))
			}
			sums[i] += weight * fits[i]
			things[i] = things[i] || fits[i] > 0 && (thing || t.kode != "")
		}
	}
	for i := range sums {
		sums[i] = sums[i] * wholeAnswer / max(total, 1)
		if named && !things[i] {
			sums[i] = 0
		}
	}
	return sums
}

// kodeFit says how well a piece of a query names the code.
func (e *indexed) kodeFit(piece string) int {
	at := strings.Index(e.kode, piece)
	switch plain := compact(piece); {
	case at == 0:
		return exactHit
	case at > 0 && e.kode[at-1] == '.':
		return firstTypo
	case len(plain) >= 3 && strings.HasPrefix(e.compact, plain):
		return firstTypo
	}
	return 0
}

// regroup joins words that are one in this edition ("con block") and parts one that is two
// ("floordrain").
func (x *index) regroup(terms []term) []term {
	var grouped []term
	for i := 0; i < len(terms); i++ {
		t := terms[i]
		if i+1 < len(terms) && letters(t.token) && letters(terms[i+1].token) {
			whole := t.token + terms[i+1].token
			if x.knows(whole) && (!x.knows(t.token) || !x.knows(terms[i+1].token)) {
				grouped = append(grouped, term{token: whole, key: wordKey(whole)})
				i++
				continue
			}
		}
		grouped = append(grouped, x.parted(t)...)
	}
	return grouped
}

func (x *index) parted(t term) []term {
	const shortest = 3
	if letters(t.token) && len(t.token) >= 2*shortest && !x.knows(t.token) && len(meantKeys[t.token]) == 0 {
		for at := shortest; at <= len(t.token)-shortest; at++ {
			if first, second := t.token[:at], t.token[at:]; x.knows(first) && x.knows(second) {
				return []term{{token: first, key: wordKey(first)}, {token: second, key: wordKey(second)}}
			}
		}
	}
	return []term{t}
}
