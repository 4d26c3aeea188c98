package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/serve"
)

// libraryPath is where everybody with a login browses the reference library.
const libraryPath = "/referensi/"

// libraryPageSize is how many lines one page of the library lists.
const libraryPageSize = 50

// libraryBody is what the page of the library shows.
type libraryBody struct {
	Admin    bool
	Text     string
	Hidden   []choice // what the form of the search sends beside the text
	Chips    []chip
	Problems []string
	Tree     []libraryEdition
	Rows     []libraryLine
	Total    int
	Sources  bool // the lines tell their edition
	Scoped   bool // the list is not of the whole library
	Pager    []pageLink
	Export   string // address of all that was found as a file
}

// libraryEdition is an edition of the tree.
type libraryEdition struct {
	Name, Address string
	Revision      int
	Count         int
	Open, Current bool
	Classes       []libraryClass
}

// libraryClass is a branch of the tree, of either level.
type libraryClass struct {
	Label, Hint, Address string
	Count                int
	Open, Current        bool
	Subs                 []libraryClass
}

// libraryLine is an analysis in a list.
type libraryLine struct {
	*ahsp.Analysis

	Edition ahsp.Edition
	Path    string // klasifikasi and sub-klasifikasi
	Open    int    // components with a finding that nobody settled
}

// libraryQuery is what the list was asked for.
type libraryQuery struct {
	ahsp.Query

	sumber  string
	number  int
	problem []string
}

// The keys of the address of the list.
const (
	keyText        = "q"
	keySumber      = "sumber"
	keyKlasifikasi = "klasifikasi"
	keySub         = "sub_klasifikasi"
	keyKelompok    = "kelompok"
	keyPage        = "page"
)

func readLibraryQuery(sent url.Values, library *ahsp.Library) *libraryQuery {
	q := &libraryQuery{number: max(1, libraryNumber(sent.Get(keyPage)))}
	q.Text = strings.TrimSpace(sent.Get(keyText))
	if len(q.Text) > maxSearch {
		q.Text = strings.ToValidUTF8(q.Text[:maxSearch], "")
	}
	if q.sumber = strings.TrimSpace(sent.Get(keySumber)); q.sumber != "" {
		edition, ok := library.Offered(q.sumber)
		if !ok {
			q.problem, q.sumber = append(q.problem, "Edisi "+q.sumber+" tidak ditawarkan. Yang tampil adalah seluruh pustaka."), ""
			return q
		}
		q.Edition = edition.ID
	}
	q.Klasifikasi, q.SubKlasifikasi, q.Kelompok = sent.Get(keyKlasifikasi), sent.Get(keySub), sent.Get(keyKelompok)
	return q
}

// libraryNumber reads a number of a page; a bad one is the first.
func libraryNumber(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1
	}
	return min(n, 1_000_000)
}

// values returns the address of the list in parts, without its page.
func (q *libraryQuery) values() url.Values {
	values := url.Values{}
	for key, value := range map[string]string{
		keyText: q.Text, keySumber: q.sumber, keyKlasifikasi: q.Klasifikasi, keySub: q.SubKlasifikasi, keyKelompok: q.Kelompok,
	} {
		if value != "" {
			values.Set(key, value)
		}
	}
	return values
}

// at returns the address of a branch of the tree, with the same text.
func (q *libraryQuery) at(edition, klasifikasi, sub, kelompok string) string {
	next := *q
	next.sumber, next.Klasifikasi, next.SubKlasifikasi, next.Kelompok = edition, klasifikasi, sub, kelompok
	return listAddress(libraryPath, next.values())
}

// listAddress joins an address and its query.
func listAddress(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// library answers with the library: its tree, and what a search finds in a part of it.
func (s *Site) library(r *serve.Request) error {
	library, _ := r.App.Library()
	q := readLibraryQuery(r.HTTP.URL.Query(), library)
	found := library.Search(q.Query)
	body := &libraryBody{
		Admin: r.Visit.Admin(), Text: q.Text, Problems: q.problem, Total: len(found), Chips: q.chips(), Tree: libraryTree(library, q),
		Scoped: len(q.values()) > 0,
	}
	for _, c := range []choice{{keySumber, q.sumber}, {keyKlasifikasi, q.Klasifikasi}, {keySub, q.SubKlasifikasi}, {keyKelompok, q.Kelompok}} {
		if c.Text != "" {
			body.Hidden = append(body.Hidden, c)
		}
	}
	body.Sources = q.sumber == "" && len(body.Tree) > 1
	if q.Text != "" && len(found) > 0 && q.SubKlasifikasi == "" && q.Kelompok == "" {
		body.Export = listAddress("/referensi/export/search/excel/", q.values())
	}
	number, pages := pageWithin(q.number, len(found), libraryPageSize)
	body.Pager = pager(number, pages, func(n string) string {
		values := q.values()
		values.Set(keyPage, n)
		return listAddress(libraryPath, values)
	})
	for _, analysis := range cutPage(found, number, libraryPageSize) {
		body.Rows = append(body.Rows, newLibraryLine(library, analysis))
	}
	return s.show(r, http.StatusOK, "library", &page{Title: "Pustaka AHSP", Island: "library.js", Section: "library", Body: body})
}

func newLibraryLine(library *ahsp.Library, analysis *ahsp.Analysis) libraryLine {
	line := libraryLine{Analysis: analysis, Path: classPath(analysis)}
	line.Edition, _ = library.Edition(analysis.EditionID)
	for i := range analysis.Components {
		if analysis.Components[i].Unsettled() {
			line.Open++
		}
	}
	return line
}

// classPath names where an analysis stands in the publication, "" when it does not say.
func classPath(analysis *ahsp.Analysis) string {
	if analysis.SubKlasifikasi == "" {
		return analysis.Klasifikasi
	}
	return analysis.Klasifikasi + " › " + analysis.SubKlasifikasi
}

// pageWithin returns the page of a list that is nearest to the one asked for, and how many
// there are.
func pageWithin(number, total, size int) (page, pages int) {
	pages = max(1, (total+size-1)/size)
	return min(max(1, number), pages), pages
}

// cutPage returns one page of a list.
func cutPage[T any](list []T, number, size int) []T {
	from := min(len(list), (number-1)*size)
	return list[from:min(len(list), from+size)]
}

// chips are the parts of the query that narrow the list, each with the address without it.
func (q *libraryQuery) chips() []chip {
	var list []chip
	if q.sumber != "" {
		list = append(list, chip{q.sumber, q.at("", "", "", "")})
	}
	switch {
	case q.Klasifikasi != "":
		list = append(list, chip{q.Klasifikasi, q.at(q.sumber, "", "", "")})
		if q.SubKlasifikasi != "" {
			list = append(list, chip{q.SubKlasifikasi, q.at(q.sumber, q.Klasifikasi, "", "")})
		}
	case q.Kelompok != "":
		list = append(list, chip{"Kelompok " + q.Kelompok, q.at(q.sumber, "", "", "")})
	}
	return list
}

// libraryTree lists the editions on offer, the latest first, with their classes; what leads
// to the present list is open.
func libraryTree(library *ahsp.Library, q *libraryQuery) []libraryEdition {
	offered := library.OnOffer()
	slices.Reverse(offered)
	var tree []libraryEdition
	for i, edition := range offered {
		mine := edition.ID == q.Edition
		e := libraryEdition{
			Name: edition.Name, Revision: edition.Revision, Address: q.at(edition.Name, "", "", ""), Open: mine || (q.Edition == 0 && i == 0),
			Current: mine && q.Klasifikasi == "" && q.Kelompok == "",
		}
		for _, class := range library.Classes(edition.ID) {
			e.Count += class.Count
			e.Classes = append(e.Classes, q.branch(edition.Name, mine, class))
		}
		tree = append(tree, e)
	}
	return tree
}

// branch shows a class of the top with its parts.
func (q *libraryQuery) branch(edition string, mine bool, class ahsp.Class) libraryClass {
	top := libraryClass{Label: class.Name, Address: q.at(edition, class.Name, "", class.Kode), Count: class.Count}
	top.Current = mine && q.Klasifikasi == class.Name && q.Kelompok == class.Kode && q.SubKlasifikasi == ""
	if class.Kode != "" {
		top.Label, top.Hint = "Kelompok "+class.Kode, class.First
	}
	top.Open = top.Current
	for _, sub := range class.Subs {
		part := libraryClass{Label: sub.Name, Address: q.at(edition, class.Name, sub.Name, sub.Kode), Count: sub.Count}
		part.Current = mine && q.Klasifikasi == class.Name && q.Kelompok == sub.Kode && q.SubKlasifikasi == sub.Name
		if sub.Kode != "" {
			part.Label, part.Hint = sub.Kode, sub.First
		}
		top.Open = top.Open || part.Current
		top.Subs = append(top.Subs, part)
	}
	return top
}
