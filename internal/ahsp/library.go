package ahsp

import (
	"cmp"
	"slices"
	"strings"
)

// Library is an immutable set of committed editions with their analyses, kept in memory and
// safe for many readers at once. What it returns is shared: nobody may change it.
type Library struct {
	editions []Edition
	entries  []entry // in natural order of kode, newer editions first among equals
	byID     map[int64]*Analysis
	byKode   map[editionKode]*Analysis
	newest   map[int64]bool // editions that no later revision replaces
}

// entry is one analysis with the texts that a search looks at.
type entry struct {
	analysis   *Analysis
	kode, nama string // lower case
}

type editionKode struct {
	edition int64
	kode    string
}

// NewLibrary takes over editions and analyses. Of two analyses with one kode in one edition
// the first is found by it.
func NewLibrary(editions []Edition, analyses []Analysis) *Library {
	l := &Library{
		editions: slices.Clone(editions),
		entries:  make([]entry, len(analyses)),
		byID:     make(map[int64]*Analysis, len(analyses)),
		byKode:   make(map[editionKode]*Analysis, len(analyses)),
	}
	l.newest = newestRevisions(l.editions)
	for i := range analyses {
		a := &analyses[i]
		l.entries[i] = entry{analysis: a, kode: strings.ToLower(a.Kode), nama: strings.ToLower(a.Nama)}
		l.byID[a.ID] = a
		if key := (editionKode{a.EditionID, a.Kode}); l.byKode[key] == nil {
			l.byKode[key] = a
		}
	}
	slices.SortStableFunc(l.entries, func(x, y entry) int {
		if c := CompareKode(x.analysis.Kode, y.analysis.Kode); c != 0 {
			return c
		}
		return cmp.Compare(y.analysis.EditionID, x.analysis.EditionID)
	})
	return l
}

func newestRevisions(editions []Edition) map[int64]bool {
	last := map[string]Edition{}
	for _, e := range editions {
		if known, ok := last[e.Name]; !ok || known.Revision < e.Revision {
			last[e.Name] = e
		}
	}
	newest := make(map[int64]bool, len(last))
	for _, e := range last {
		newest[e.ID] = true
	}
	return newest
}

// Editions returns the editions in the order in which they were given.
func (l *Library) Editions() []Edition { return slices.Clone(l.editions) }

// Edition finds an edition by its id.
func (l *Library) Edition(id int64) (Edition, bool) {
	for _, e := range l.editions {
		if e.ID == id {
			return e, true
		}
	}
	return Edition{}, false
}

// Len returns the number of analyses.
func (l *Library) Len() int { return len(l.entries) }

// Analysis finds an analysis by its id.
func (l *Library) Analysis(id int64) (*Analysis, bool) {
	a, ok := l.byID[id]
	return a, ok
}

// ByKode finds an analysis of one edition by its exact kode.
func (l *Library) ByKode(editionID int64, kode string) (*Analysis, bool) {
	a, ok := l.byKode[editionKode{editionID, kode}]
	return a, ok
}

// All returns the analyses of one edition in natural order of kode; 0 means the newest
// revision of every edition.
func (l *Library) All(editionID int64) []*Analysis {
	var found []*Analysis
	for _, e := range l.entries {
		if l.within(e.analysis, editionID) {
			found = append(found, e.analysis)
		}
	}
	return found
}

// Search returns up to limit analyses whose kode or nama contains query, ignoring case: the
// exact kode first, then codes that begin with query, then the others, each in natural
// order of kode. An editionID of 0 means the newest revision of every edition. An empty
// query matches all; a limit of 0 or less means no limit.
func (l *Library) Search(query string, editionID int64, limit int) []*Analysis {
	query = strings.ToLower(strings.TrimSpace(query))
	var exact, prefix, rest []*Analysis
	for _, e := range l.entries {
		if !l.within(e.analysis, editionID) {
			continue
		}
		switch {
		case e.kode == query:
			exact = append(exact, e.analysis)
		case strings.HasPrefix(e.kode, query):
			prefix = append(prefix, e.analysis)
		case strings.Contains(e.kode, query), strings.Contains(e.nama, query):
			rest = append(rest, e.analysis)
		}
	}
	found := append(append(exact, prefix...), rest...)
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found
}

func (l *Library) within(a *Analysis, editionID int64) bool {
	if editionID == 0 {
		return l.newest[a.EditionID]
	}
	return a.EditionID == editionID
}

// Nested returns the analysis that a component of another stands for: a LAIN row whose kode
// is that of an analysis of the same edition (domain §5.5). Whether that leads in a circle
// is for the caller to see.
func (l *Library) Nested(component *Component, of *Analysis) (*Analysis, bool) {
	if component.Kategori != LAIN || component.Kode == "" {
		return nil, false
	}
	return l.ByKode(of.EditionID, component.Kode)
}
