package ahsp_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
)

func library() *ahsp.Library {
	return ahsp.NewLibrary(
		[]ahsp.Edition{{ID: 1, Name: "AHSP", Revision: 1}, {ID: 2, Name: "AHSP", Revision: 2}, {ID: 3, Name: "Lain", Revision: 1}},
		[]ahsp.Analysis{
			{ID: 10, EditionID: 1, Kode: "2.2.9", Nama: "Beton lama"},
			{ID: 20, EditionID: 2, Kode: "2.2.10", Nama: "Dinding Bata"},
			{ID: 21, EditionID: 2, Kode: "2.2.9", Nama: "Beton"},
			{ID: 22, EditionID: 2, Kode: "1.2.2.9", Nama: "Galian"},
			{ID: 23, EditionID: 2, Kode: "2.2.9.1", Nama: "Bekisting"},
			{ID: 30, EditionID: 3, Kode: "2.2.9", Nama: "Beton lain"},
		})
}

func ids(found []*ahsp.Analysis) string {
	var out []string
	for _, a := range found {
		out = append(out, fmt.Sprint(a.ID))
	}
	return strings.Join(out, " ")
}

func TestAllIsInNaturalOrderOfEveryEditionOnOffer(t *testing.T) {
	l := library()
	for edition, want := range map[int64]string{0: "22 30 21 23 20", 1: "10", 2: "22 21 23 20", 99: ""} {
		if got := ids(l.All(edition)); got != want {
			t.Errorf("All(%d) = %s, want %s", edition, got, want)
		}
	}
}

// A withdrawn revision uncovers the one before it; who took it still finds it.
func TestWithdrawnEditionsAreNotOnOffer(t *testing.T) {
	for _, c := range []struct{ withdrawn, want string }{{"", "21"}, {"2", "10"}, {"12", ""}, {"1", "21"}} {
		editions := []ahsp.Edition{{ID: 1, Name: "AHSP", Revision: 1}, {ID: 2, Name: "AHSP", Revision: 2}}
		for i := range editions {
			editions[i].Withdrawn = strings.Contains(c.withdrawn, fmt.Sprint(editions[i].ID))
		}
		l := ahsp.NewLibrary(editions, []ahsp.Analysis{{ID: 10, EditionID: 1, Kode: "1", Nama: "Beton"}, {ID: 21, EditionID: 2, Kode: "1", Nama: "Beton"}})
		if all, found := ids(l.All(0)), ids(l.Search(ahsp.Query{Text: "beton"})); all != c.want || found != c.want {
			t.Errorf("withdrawn %s: all %q, found %q, want %q", c.withdrawn, all, found, c.want)
		}
		if e, ok := l.Offered("AHSP"); ok != (c.want != "") || (ok && fmt.Sprint(e.ID) != c.want[:1]) || len(l.OnOffer()) != len(c.want)/2 {
			t.Errorf("withdrawn %s: %+v is on offer, %t", c.withdrawn, e, ok)
		}
		if got := ids(l.Search(ahsp.Query{Text: "beton", Edition: 1})); got != "10" {
			t.Errorf("withdrawn %s: the pinned revision has %q", c.withdrawn, got)
		}
		if _, ok := l.Analysis(10); !ok {
			t.Errorf("withdrawn %s: a pinned analysis is gone", c.withdrawn)
		}
	}
}

func TestLookUps(t *testing.T) {
	l := library()
	if a, ok := l.Analysis(20); !ok || a.Kode != "2.2.10" {
		t.Errorf("Analysis(20) = %+v, %t", a, ok)
	}
	if _, ok := l.Analysis(99); ok {
		t.Error("Analysis(99) was found")
	}
	if a, ok := l.ByKode(1, "2.2.9"); !ok || a.ID != 10 {
		t.Errorf("ByKode(1, 2.2.9) = %+v, %t", a, ok)
	}
	if _, ok := l.ByKode(1, "2.2.10"); ok {
		t.Error("a kode of another edition was found")
	}
	if e, ok := l.Edition(2); !ok || e.Revision != 2 {
		t.Errorf("Edition(2) = %+v, %t", e, ok)
	}
	if _, ok := l.Edition(9); ok {
		t.Error("Edition(9) was found")
	}
	if l.Len() != 6 || len(l.Editions()) != 3 {
		t.Errorf("%d analyses, %d editions", l.Len(), len(l.Editions()))
	}
}

func TestNestedIsALainRowWithAKodeOfTheSameEdition(t *testing.T) {
	l := library()
	of := &ahsp.Analysis{EditionID: 2}
	for _, c := range []struct {
		component ahsp.Component
		want      int64
	}{
		{ahsp.Component{Kategori: ahsp.LAIN, Kode: "2.2.10"}, 20},
		{ahsp.Component{Kategori: ahsp.BHN, Kode: "2.2.10"}, 0},
		{ahsp.Component{Kategori: ahsp.LAIN, Kode: ""}, 0},
		{ahsp.Component{Kategori: ahsp.LAIN, Kode: "7"}, 0},
	} {
		got, ok := l.Nested(&c.component, of)
		if ok != (c.want != 0) || ok && got.ID != c.want {
			t.Errorf("Nested(%+v) = %+v, %t", c.component, got, ok)
		}
	}
	if _, ok := l.Nested(&ahsp.Component{Kategori: ahsp.LAIN, Kode: "2.2.10"}, &ahsp.Analysis{EditionID: 3}); ok {
		t.Error("a row reached into another edition")
	}
}
