package web

import (
	"testing"

	"takar/internal/dossier"
)

// Whatever is in the catalogue has its place on Dokumen, once, with what it is for.
func TestEveryDocumentHasItsPlace(t *testing.T) {
	places := map[dossier.Kind]int{}
	for _, shelf := range bookshelves {
		for _, listed := range shelf.documents {
			places[listed.kind]++
			if listed.purpose == "" {
				t.Errorf("%s: nothing says what it is for", listed.kind)
			}
		}
	}
	for _, entry := range dossier.Catalogue() {
		if places[entry.Kind] != 1 {
			t.Errorf("%s stands on %d places of Dokumen", entry.Kind, places[entry.Kind])
		}
	}
}
