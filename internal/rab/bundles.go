package rab

import (
	"fmt"
	"slices"
	"strings"

	"takar/internal/ahsp"
)

// MaxBundleDepth is how many bundles may stand inside each other (domain §5.5).
const MaxBundleDepth = 10

// maxBundleRows bounds the base components of one bundle row. Real analyses stay below a
// hundred; without a bound, ten levels of a few bundles each would fill the memory.
const maxBundleRows = 10_000

// BundleProblem says why a bundle row may not be stored.
type BundleProblem struct {
	ComponentID int64
	PekerjaanID int64 // owner of the row
	Message     string
}

// node is what a bundle row can point at: a pekerjaan of the project, or an analysis of
// the library.
type node struct {
	reference bool
	id        int64
}

// targetOf returns what a bundle row stands for.
func targetOf(c *Component) (target node, ok bool) {
	switch {
	case c.RefPekerjaanID != nil:
		return node{id: *c.RefPekerjaanID}, true
	case c.RefAHSPID != nil:
		return node{reference: true, id: *c.RefAHSPID}, true
	}
	return node{}, false
}

// fault is a reason why a bundle cannot be expanded; the empty fault is none.
type fault string

const (
	faultMissing fault = "missing" // the target does not exist
	faultCycle   fault = "cycle"   // the target leads back to itself
	faultDeep    fault = "deep"    // more than MaxBundleDepth levels
	faultLarge   fault = "large"   // more than maxBundleRows base components
)

// allowsEmptyBundles tells whether a bundle may stand on a pekerjaan without components,
// which counts 0 until they are filled in.
func (p *Project) allowsEmptyBundles() bool {
	header := p.Header()
	return header != nil && header.AllowBundleSoftErrors
}

// bundleProblems checks the bundle rows of the given pekerjaan in the graph as it is in
// this snapshot, and the depth of everyone that uses them, directly or not. Commands call
// it on the project as it will be after them (domain §5.6, §11.3).
func (p *Project) bundleProblems(changed []int64, allowEmpty bool) []BundleProblem {
	x := newExpander(p)
	direct := idSet(changed)
	var problems []BundleProblem
	for _, id := range p.withUsers(changed) {
		own := direct[id]
		for _, row := range p.ComponentsOf(id) {
			target, bundle := targetOf(row)
			if !bundle {
				continue
			}
			reason := x.rowFault(row, target)
			var message string
			switch {
			case reason == "" && own && !allowEmpty && x.empty(target):
				message = fmt.Sprintf("%s belum punya rincian, jadi tidak bisa dipakai sebagai gabungan: isi rinciannya dahulu", x.label(target))
			case reason == "":
				continue
			case !own && reason != faultDeep && reason != faultLarge:
				continue // an older fault of a user, not caused by this change
			default:
				message = x.faultText(reason, row, target)
			}
			problems = append(problems, BundleProblem{ComponentID: row.ID, PekerjaanID: id, Message: message})
		}
	}
	return problems
}

// withUsers returns the given pekerjaan and, after them, all that use them by bundles,
// directly or not, nearest first and each once.
func (p *Project) withUsers(ids []int64) []int64 {
	seen := make(map[int64]bool, len(ids))
	var all []int64
	add := func(id int64) {
		if !seen[id] {
			seen[id] = true
			all = append(all, id)
		}
	}
	for _, id := range ids {
		add(id)
	}
	for i := 0; i < len(all); i++ {
		for _, row := range p.BundlesOn(all[i]) {
			add(row.PekerjaanID)
		}
	}
	return all
}

// BundleUsers returns the pekerjaan that use the given ones by bundles, directly or not,
// nearest first and without the given ones: those that a change of them cascades to.
func (p *Project) BundleUsers(ids ...int64) []int64 {
	given := idSet(ids)
	return slices.DeleteFunc(p.withUsers(ids), func(id int64) bool { return given[id] })
}

// rowFault says whether and why a bundle row cannot be expanded.
func (x *expander) rowFault(row *Component, target node) fault {
	if target == (node{id: row.PekerjaanID}) {
		return faultCycle
	}
	unit := x.unit(target)
	switch {
	case unit.fault != "":
		return unit.fault
	case unit.height+1 > MaxBundleDepth:
		return faultDeep
	}
	return ""
}

// faultText says in a sentence for people why a bundle row cannot be expanded.
func (x *expander) faultText(reason fault, row *Component, target node) string {
	owner := node{id: row.PekerjaanID}
	switch {
	case target == owner:
		return fmt.Sprintf("%s tidak boleh memakai dirinya sendiri sebagai gabungan (%s → %s)",
			x.label(owner), x.kode(owner), x.kode(owner))
	case reason == faultCycle:
		return "gabungan berputar: " + x.wayText(x.cycle(owner, target)) + ". Ubah atau hapus salah satu barisnya"
	case reason == faultDeep:
		return fmt.Sprintf("gabungan pada %s lebih dari %d tingkat: kurangi gabungan bersarang di bawah %s",
			x.label(owner), MaxBundleDepth, x.kode(target))
	case reason == faultLarge:
		return fmt.Sprintf("gabungan pada %s terurai menjadi lebih dari %d baris: sederhanakan %s",
			x.label(owner), maxBundleRows, x.kode(target))
	}
	return x.unit(target).message
}

// empty reports whether a target exists but has no rows.
func (x *expander) empty(target node) bool {
	if target.reference {
		analysis, ok := x.analysis(target.id)
		return ok && len(analysis.Components) == 0
	}
	_, ok := x.p.Pekerjaan.Get(target.id)
	return ok && len(x.p.ComponentsOf(target.id)) == 0
}

// children returns the targets of the bundle rows of a node, in their order.
func (x *expander) children(n node) []node {
	var targets []node
	if !n.reference {
		for _, row := range x.p.ComponentsOf(n.id) {
			if target, bundle := targetOf(row); bundle {
				targets = append(targets, target)
			}
		}
		return targets
	}
	analysis, ok := x.analysis(n.id)
	if !ok {
		return nil
	}
	for i := range analysis.Components {
		if nested, ok := nestedIn(x.p.Reference, &analysis.Components[i], analysis); ok {
			targets = append(targets, node{reference: true, id: nested.ID})
		}
	}
	return targets
}

// nestedIn returns the analysis that a component stands for; only LAIN rows can.
func nestedIn(ref Reference, c *ahsp.Component, owner *ahsp.Analysis) (*ahsp.Analysis, bool) {
	if ref == nil || c.Kategori != ahsp.LAIN {
		return nil, false
	}
	return ref.Nested(c, owner)
}

// cycle returns the shortest way from owner over target back to owner or, when owner only
// leads into a cycle of others, that cycle.
func (x *expander) cycle(owner, target node) []node {
	if way := x.way(target, owner); way != nil {
		return append([]node{owner}, way...)
	}
	var found, open []node
	seen := map[node]bool{}
	var walk func(n node)
	walk = func(n node) {
		if at := slices.Index(open, n); at >= 0 {
			found = append(slices.Clone(open[at:]), n)
		}
		if found != nil || seen[n] {
			return
		}
		seen[n] = true
		open = append(open, n)
		for _, next := range x.children(n) {
			walk(next)
		}
		open = open[:len(open)-1]
	}
	walk(target)
	return found
}

// way returns the shortest chain of bundles from one node to another, both included, or
// nil.
func (x *expander) way(from, to node) []node {
	before := map[node]node{from: from}
	for queue := []node{from}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			way := []node{to}
			for at := to; at != from; at = before[at] {
				way = append(way, before[at])
			}
			slices.Reverse(way)
			return way
		}
		for _, next := range x.children(queue[0]) {
			if _, seen := before[next]; !seen {
				before[next] = queue[0]
				queue = append(queue, next)
			}
		}
	}
	return nil
}

func (x *expander) wayText(way []node) string {
	kodes := make([]string, len(way))
	for i, n := range way {
		kodes[i] = x.kode(n)
	}
	return strings.Join(kodes, " → ")
}

// kode returns the code by which people know a node.
func (x *expander) kode(n node) string {
	if n.reference {
		if analysis, ok := x.analysis(n.id); ok {
			return analysis.Kode
		}
		return fmt.Sprintf("AHSP #%d", n.id)
	}
	if pekerjaan, ok := x.p.Pekerjaan.Get(n.id); ok {
		return pekerjaan.Kode
	}
	return fmt.Sprintf("#%d", n.id)
}

func (x *expander) label(n node) string {
	if n.reference {
		return "AHSP " + x.kode(n)
	}
	return "pekerjaan " + x.kode(n)
}

// ReferenceLeaves returns the base components of an analysis of the library with its
// nested analyses replaced by theirs, each identity once, in order: the components that
// need a price item. Coefficients stand as published in the analysis that they are from.
func ReferenceLeaves(ref Reference, analysis *ahsp.Analysis) ([]ahsp.Component, error) {
	var leaves []ahsp.Component
	known := map[ItemKey]bool{}
	done := map[int64]bool{}
	var walk func(a *ahsp.Analysis, way []string, open []int64) error
	walk = func(a *ahsp.Analysis, way []string, open []int64) error {
		way, open = append(slices.Clip(way), a.Kode), append(slices.Clip(open), a.ID)
		if len(way) > MaxBundleDepth+1 {
			return fmt.Errorf("analisa bersarang lebih dari %d tingkat: %s", MaxBundleDepth, strings.Join(way, " → "))
		}
		for i := range a.Components {
			c := &a.Components[i]
			nested, bundle := nestedIn(ref, c, a)
			switch {
			case bundle && slices.Contains(open, nested.ID):
				return fmt.Errorf("analisa berputar: %s → %s", strings.Join(way, " → "), nested.Kode)
			case bundle && !done[nested.ID]:
				if err := walk(nested, way, open); err != nil {
					return err
				}
			case !bundle:
				if key := KeyOf(c.Kategori, c.Kode, c.Uraian, c.Satuan); !known[key] {
					known[key] = true
					leaves = append(leaves, *c)
				}
			}
		}
		done[a.ID] = true
		return nil
	}
	if err := walk(analysis, nil, nil); err != nil {
		return nil, err
	}
	return leaves, nil
}
