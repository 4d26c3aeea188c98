package ahsp

import "strings"

// Class is a branch of the tree by which a library is browsed: a klasifikasi with its
// sub-klasifikasi or, where the publication states none, a group of codes with its parts.
type Class struct {
	Name  string // of the klasifikasi; "" for a group of codes
	Kode  string // what the codes of the group begin with, such as "1.2"; "" for a klasifikasi
	Count int    // analyses
	First string // name of the first of them
	Subs  []Class
}

// Classes returns the tree of one edition, in the order of codes. Every analysis is counted
// in exactly one branch of the top.
func (l *Library) Classes(edition int64) []Class {
	var tree []Class
	for _, a := range l.All(edition) {
		top, sub := Class{Name: a.Klasifikasi}, Class{Name: a.SubKlasifikasi}
		if a.Klasifikasi == "" {
			top.Kode, sub.Kode = kodeGroup(a.Kode, 1), kodeGroup(a.Kode, 2)
			sub.Name = ""
		}
		branch := countIn(&tree, top, a)
		if sub.Name != "" || sub.Kode != top.Kode {
			countIn(&branch.Subs, sub, a)
		}
	}
	return tree
}

// countIn adds an analysis to a branch of a list, which it makes at need.
func countIn(list *[]Class, wanted Class, a *Analysis) *Class {
	for i := len(*list) - 1; i >= 0; i-- { // codes come in their order: the last is the likeliest
		if c := &(*list)[i]; c.Name == wanted.Name && c.Kode == wanted.Kode {
			c.Count++
			return c
		}
	}
	wanted.Count, wanted.First = 1, a.Nama
	*list = append(*list, wanted)
	return &(*list)[len(*list)-1]
}

// kodeGroup returns the first parts of a code, fewer when it has not as many.
func kodeGroup(kode string, parts int) string {
	end := 0
	for range parts {
		at := strings.IndexByte(kode[end:], '.')
		if at < 0 {
			return kode
		}
		end += at + 1
	}
	return kode[:end-1]
}

// inKodeGroup reports whether a code belongs to a group.
func inKodeGroup(kode, group string) bool {
	rest, ok := strings.CutPrefix(kode, group)
	return ok && (rest == "" || rest[0] == '.')
}
