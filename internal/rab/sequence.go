package rab

import (
	"fmt"
	"strconv"
	"strings"
)

// sequences hands out the running numbers of a project. The next number is one above both
// the stored counter and the highest number in use, so that no number comes twice, also
// not after the highest row was deleted (rulings B16).
type sequences struct {
	draft   *Draft
	view    *Project
	state   State
	scanned struct{ pekerjaan, items bool }
}

func (d *Draft) sequences(view *Project) *sequences {
	s := &sequences{draft: d, view: view, state: State{Meta: Meta{ID: d.base.ID}}}
	if current, ok := d.States.Get(d.base.ID); ok {
		s.state = *current
	}
	return s
}

// customKode returns the next CUST-NNNN.
func (s *sequences) customKode() string {
	s.scanPekerjaan()
	s.state.CustomSequence++
	return fmt.Sprintf("CUST-%04d", s.state.CustomSequence)
}

// modifiedKode returns the next mod.n- code of a changed reference.
func (s *sequences) modifiedKode(reference string) string {
	s.scanPekerjaan()
	s.state.ModifiedSequence++
	return fmt.Sprintf("mod.%d-%s", s.state.ModifiedSequence, reference)
}

// itemKode returns the next Unit-NNNN.
func (s *sequences) itemKode() string {
	s.scanItems()
	s.state.ItemSequence++
	return fmt.Sprintf("Unit-%04d", s.state.ItemSequence)
}

// reserveItem keeps the number of a code that a request brings itself from being handed
// out by the same request.
func (s *sequences) reserveItem(kode string) {
	if n, ok := itemNumber(kode); ok {
		s.state.ItemSequence = max(s.state.ItemSequence, n)
	}
}

// save stores the counters; without a number taken it changes nothing.
func (s *sequences) save() {
	current, ok := s.draft.States.Get(s.draft.base.ID)
	if ok && current.CustomSequence == s.state.CustomSequence && current.ModifiedSequence == s.state.ModifiedSequence &&
		current.ItemSequence == s.state.ItemSequence {
		return
	}
	next := s.state
	s.draft.States.Put(&next)
}

func (s *sequences) scanPekerjaan() {
	if s.scanned.pekerjaan {
		return
	}
	s.scanned.pekerjaan = true
	for _, row := range s.view.Pekerjaan.All() {
		s.reservePekerjaan(row.Kode)
	}
}

// reservePekerjaan keeps the number of a code that a pekerjaan has, or brings along, from
// being handed out.
func (s *sequences) reservePekerjaan(kode string) {
	if n, ok := numberAfter("CUST-", kode); ok {
		s.state.CustomSequence = max(s.state.CustomSequence, n)
	}
	if n, ok := numberAfter("mod.", modifiedPrefix(kode)); ok {
		s.state.ModifiedSequence = max(s.state.ModifiedSequence, n)
	}
}

// modifiedPrefix returns the part of a mod.n- code before the code of its reference.
func modifiedPrefix(kode string) string {
	prefix, _, _ := strings.Cut(kode, "-")
	return prefix
}

func (s *sequences) scanItems() {
	if s.scanned.items {
		return
	}
	s.scanned.items = true
	for _, item := range s.view.PriceItems.All() {
		s.reserveItem(item.Kode)
	}
	for _, c := range s.view.Components.All() {
		s.reserveItem(c.Kode)
	}
}

// itemNumber returns the number of a Unit-NNNN code.
func itemNumber(kode string) (int64, bool) { return numberAfter("Unit-", baseKode(kode)) }

// numberAfter reads a code that is prefix and digits. Numbers beyond what a project can
// reach by counting are somebody's own codes and do not count.
func numberAfter(prefix, kode string) (int64, bool) {
	digits, found := strings.CutPrefix(kode, prefix)
	if !found || digits == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}
