package ahsp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every branch of the tree leads to as many analyses as it says, and all branches to all.
func TestClassesCountWhatTheyLeadTo(t *testing.T) {
	library := NewLibrary([]Edition{{ID: 1, Name: "A", Revision: 1}}, []Analysis{
		{ID: 1, EditionID: 1, Kode: "2.10.1", Nama: "Kesepuluh"},
		{ID: 2, EditionID: 1, Kode: "2.9.1", Nama: "Kesembilan"},
		{ID: 3, EditionID: 1, Kode: "2.9.1.1", Nama: "Bagiannya"},
		{ID: 4, EditionID: 1, Kode: "21.1", Nama: "Lain bab"},
		{ID: 5, EditionID: 1, Kode: "3.1", Nama: "Beton", Klasifikasi: "Struktur", SubKlasifikasi: "Beton"},
		{ID: 6, EditionID: 1, Kode: "3.2", Nama: "Baja", Klasifikasi: "Struktur"},
		{ID: 7, EditionID: 1, Kode: "X", Nama: "Tanpa titik"},
	})
	tree := library.Classes(1)
	want := []Class{
		{Kode: "2", Count: 3, First: "Kesembilan", Subs: []Class{{Kode: "2.9", Count: 2, First: "Kesembilan"}, {Kode: "2.10", Count: 1, First: "Kesepuluh"}}},
		{Name: "Struktur", Count: 2, First: "Beton", Subs: []Class{{Name: "Beton", Count: 1, First: "Beton"}}},
		{Kode: "21", Count: 1, First: "Lain bab", Subs: []Class{{Kode: "21.1", Count: 1, First: "Lain bab"}}},
		{Kode: "X", Count: 1, First: "Tanpa titik"},
	}
	if diff := cmp.Diff(want, tree); diff != "" {
		t.Error(diff)
	}
	all := 0
	for _, top := range tree {
		all += top.Count
		for _, branch := range append([]Class{top}, top.Subs...) {
			q := Query{Edition: 1, Klasifikasi: top.Name, Kelompok: branch.Kode}
			if branch.Name != top.Name {
				q.SubKlasifikasi = branch.Name
			}
			if found := library.Search(q); len(found) != branch.Count {
				t.Errorf("%s %s: %d found, %d counted", branch.Name, branch.Kode, len(found), branch.Count)
			}
		}
	}
	if all != library.Len() {
		t.Errorf("%d of %d analyses are counted", all, library.Len())
	}
}
