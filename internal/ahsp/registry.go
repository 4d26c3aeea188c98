package ahsp

import (
	"fmt"
	"strconv"
	"strings"
)

// ItemCode is a line of the registry: what an item is called, and its code.
type ItemCode struct {
	Kategori             Kategori
	Uraian, Satuan, Kode string
}

// Key returns what two mentions of the same item have in common.
func (c ItemCode) Key() string {
	return string(c.Kategori) + "\n" + NormaliseText(c.Uraian) + "\n" + NormaliseUnit(c.Satuan)
}

// Registry keeps the codes of items stable over imports: the same kategori, uraian and
// satuan always get the same code (domain §10.1).
type Registry struct {
	kodes map[string]string
	last  map[Kategori]int
}

// kodePrefixes begin the codes that the registry makes: TK-0001, B-0001, PR-0001, LN-0001.
var kodePrefixes = map[Kategori]string{TK: "TK-", BHN: "B-", ALT: "PR-", LAIN: "LN-"}

// NewRegistry returns the registry with the lines stored so far, and the highest number that
// was given or seen in each kategori.
func NewRegistry(lines []ItemCode, last map[Kategori]int) *Registry {
	r := &Registry{kodes: make(map[string]string, len(lines)), last: map[Kategori]int{}}
	for _, line := range lines {
		r.kodes[line.Key()] = line.Kode
	}
	for kategori, n := range last {
		r.last[kategori] = n
	}
	return r
}

// Last returns the highest number of each kategori so far. Numbers are never given twice.
func (r *Registry) Last() map[Kategori]int { return r.last }

// Register returns analyses with a code for every component that has none: the code under
// which the item is known, else a new one. Codes that are given stay, and are remembered for
// items that had none. Added holds the new lines. The argument does not change.
func (r *Registry) Register(analyses []Analysis) (coded []Analysis, added []ItemCode) {
	coded = cloneAnalyses(analyses)
	kodes := make(map[string]bool, len(coded))
	for i := range coded {
		kodes[coded[i].Kode] = true
	}
	visit := func(do func(c *Component, name string)) {
		for i := range coded {
			for j := range coded[i].Components {
				c := &coded[i].Components[j]
				do(c, ItemCode{Kategori: c.Kategori, Uraian: c.Uraian, Satuan: c.Satuan}.Key())
			}
		}
	}
	add := func(c *Component, name string) {
		r.kodes[name] = c.Kode
		added = append(added, ItemCode{c.Kategori, c.Uraian, c.Satuan, c.Kode})
	}
	visit(func(c *Component, name string) { // given codes first, so that none is given twice
		if c.Kode == "" || (c.Kategori == LAIN && kodes[c.Kode]) {
			return // the latter is an analysis, not an item
		}
		r.see(c.Kode)
		if _, known := r.kodes[name]; !known {
			add(c, name)
		}
	})
	visit(func(c *Component, name string) {
		if c.Kode != "" {
			return
		}
		if kode, known := r.kodes[name]; known {
			c.Kode = kode
			return
		}
		r.last[c.Kategori]++
		c.Kode = fmt.Sprintf("%s%04d", kodePrefixes[c.Kategori], r.last[c.Kategori])
		add(c, name)
	})
	return coded, added
}

// see notes the number of a code that looks as if the registry had made it.
func (r *Registry) see(kode string) {
	for kategori, prefix := range kodePrefixes {
		digits, ok := strings.CutPrefix(kode, prefix)
		if !ok || len(digits) > 9 {
			continue
		}
		if n, err := strconv.Atoi(digits); err == nil {
			r.last[kategori] = max(r.last[kategori], n)
		}
	}
}
