package ahsp

import (
	"slices"
	"strings"
	"unicode"
)

// kategoriWords are the words by which a published class is recognised, tried in the order
// of Categories. Whole words count: "material" is bahan, "tkdn" is nothing.
var kategoriWords = map[Kategori][]string{
	TK:   {"tk", "tenaga", "upah", "labor", "labour", "pekerja"},
	BHN:  {"bhn", "bahan", "material", "mat"},
	ALT:  {"alt", "alat", "peralatan", "equipment", "mesin", "tools"},
	LAIN: {"lain", "lainnya", "lain2"},
}

// readKategori maps a published class; known is false for one that says none of the four,
// which counts as LAIN.
func readKategori(text string) (kategori Kategori, known bool) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, k := range Categories {
		for _, w := range words {
			if slices.Contains(kategoriWords[k], w) {
				return k, true
			}
		}
	}
	return LAIN, false
}
