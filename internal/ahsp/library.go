package ahsp

import (
	"cmp"
	"slices"
	"sync"
)

// Library is an immutable set of committed editions with their analyses, kept in memory and
// safe for many readers at once. What it returns is shared: nobody may change it.
type Library struct {
	editions []Edition
	analyses []*Analysis   // in natural order of kode, newer editions first among equals
	rank     map[int64]int // place of an analysis in that order, by id
	byID     map[int64]*Analysis
	byKode   map[editionKode]*Analysis
	newest   map[int64]bool          // editions on offer
	indexes  map[int64]func() *index // by edition
}

type editionKode struct {
	edition int64
	kode    string
}

// NewLibrary takes over editions and analyses, and makes the editions on offer ready to be
// searched. Of two analyses with one kode in one edition the first is found by it.
func NewLibrary(editions []Edition, analyses []Analysis) *Library {
	l := &Library{
		editions: slices.Clone(editions),
		analyses: make([]*Analysis, len(analyses)),
		rank:     make(map[int64]int, len(analyses)),
		byID:     make(map[int64]*Analysis, len(analyses)),
		byKode:   make(map[editionKode]*Analysis, len(analyses)),
		indexes:  make(map[int64]func() *index, len(editions)),
	}
	l.newest = newestRevisions(l.editions)
	for i := range analyses {
		a := &analyses[i]
		l.analyses[i] = a
		l.byID[a.ID] = a
		if key := (editionKode{a.EditionID, a.Kode}); l.byKode[key] == nil {
			l.byKode[key] = a
		}
	}
	slices.SortStableFunc(l.analyses, func(x, y *Analysis) int {
		return cmp.Or(CompareKode(x.Kode, y.Kode), cmp.Compare(y.EditionID, x.EditionID))
	})
	l.makeSearchable()
	return l
}

// makeSearchable builds the index of every edition: of those on offer now, of the others
// when somebody searches them.
func (l *Library) makeSearchable() {
	byEdition := make(map[int64][]*Analysis, len(l.editions))
	for i, a := range l.analyses {
		l.rank[a.ID] = i
		byEdition[a.EditionID] = append(byEdition[a.EditionID], a)
	}
	for _, e := range l.editions {
		l.indexes[e.ID] = sync.OnceValue(func() *index { return newIndex(byEdition[e.ID]) })
		if l.newest[e.ID] {
			l.indexes[e.ID]()
		}
	}
}

// newestRevisions returns the editions on offer: of every name the newest revision that was
// not withdrawn.
func newestRevisions(editions []Edition) map[int64]bool {
	last := map[string]Edition{}
	for _, e := range editions {
		if known, ok := last[e.Name]; !e.Withdrawn && (!ok || known.Revision < e.Revision) {
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

// OnOffer returns the editions that are offered: of every name the newest revision that was
// not withdrawn.
func (l *Library) OnOffer() []Edition {
	return slices.DeleteFunc(l.Editions(), func(e Edition) bool { return !l.newest[e.ID] })
}

// Offered returns the revision of a name that is on offer.
func (l *Library) Offered(name string) (Edition, bool) {
	for _, e := range l.OnOffer() {
		if e.Name == name {
			return e, true
		}
	}
	return Edition{}, false
}

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
func (l *Library) Len() int { return len(l.analyses) }

// Analysis finds an analysis by its id.
func (l *Library) Analysis(id int64) (*Analysis, bool) {
	a, ok := l.byID[id]
	return a, ok
}

// Row finds an analysis by its id or, when a component is given, the analysis that has it.
func (l *Library) Row(analysis, component int64) (*Analysis, *Component, bool) {
	if component == 0 {
		found, ok := l.byID[analysis]
		return found, nil, ok
	}
	for _, a := range l.analyses {
		for i := range a.Components {
			if a.Components[i].ID == component {
				return a, &a.Components[i], true
			}
		}
	}
	return nil, nil, false
}

// ByKode finds an analysis of one edition by its exact kode.
func (l *Library) ByKode(editionID int64, kode string) (*Analysis, bool) {
	a, ok := l.byKode[editionKode{editionID, kode}]
	return a, ok
}

// All returns the analyses of one edition in natural order of kode; 0 means all editions on
// offer.
func (l *Library) All(editionID int64) []*Analysis {
	var found []*Analysis
	for _, a := range l.analyses {
		if l.offers(a.EditionID, editionID) {
			found = append(found, a)
		}
	}
	return found
}

// offers reports whether a list for one edition, or for 0, shows the analyses of another.
func (l *Library) offers(edition, asked int64) bool {
	if asked == 0 {
		return l.newest[edition]
	}
	return edition == asked
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
