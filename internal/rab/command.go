package rab

import (
	"html"
	"strings"
	"unicode/utf8"
)

// The commands of this package are methods of Draft. Each either does all that it was
// asked or returns *Invalid, *Conflict or ErrNotFound; a draft whose command failed must
// be thrown away. A command that finds nothing to change leaves the draft as it was.

// Longest texts, in characters (domain §4 and §5).
const (
	MaxName        = 255  // headings
	MaxKode        = 100  // pekerjaan, components, price items
	MaxSatuan      = 50   // units everywhere
	MaxUraian      = 2000 // pekerjaan and components
	MaxNotes       = 4000 // notes and descriptions
	MaxLabel       = 200  // parameters
	MaxPriceSource = 255  // where a price comes from, and its region
)

// entityPasses bounds how often HTML entities in a text are decoded (domain §4.2).
const entityPasses = 8

// View returns the project as the next command finds it. While the draft is untouched
// that is the base itself, whose indexes and figures are already computed.
func (d *Draft) View() *Project {
	if d.project == nil && d.untouched() {
		return d.base
	}
	return d.Project()
}

func (d *Draft) untouched() bool {
	return d.Headers.clean() && d.Pricings.clean() && d.States.clean() && d.Headings.clean() &&
		d.Pekerjaan.clean() && d.Volumes.clean() && d.Analyses.clean() && d.Components.clean() &&
		d.PriceItems.clean() && d.Conversions.clean() && d.Parameters.clean() && d.Progress.clean() && d.Tahapan.clean() &&
		d.TahapanMembers.clean() && d.ScheduleSettings.clean() && d.Contracts.clean() &&
		d.DocumentSettings.clean() && d.DocumentLogos.clean()
}

func (e *Edits[R]) clean() bool { return len(e.put) == 0 && len(e.deleted) == 0 }

// NewRow returns the meta fields of a row that does not exist yet.
func (d *Draft) NewRow() Meta { return Meta{ID: d.ids.NextID()} }

// NewUID returns an identity for a row that copies and backups keep.
func (d *Draft) NewUID() string { return d.ids.NextUID() }

// By returns the user id of the command.
func (d *Draft) By() int64 { return d.by }

// Overwrote notes that the command changed rows without saying which state of them it had
// seen (rulings B11).
func (d *Draft) Overwrote() { d.overwrites = true }

// stale reports whether a client that sent a version saw another state than the current.
// One that sent none overwrites whatever stands there, which the history tells (rulings
// B11).
func (d *Draft) stale(sent *int64, current int64) bool {
	if sent == nil {
		d.overwrites = d.overwrites || current > 0
		return false
	}
	return *sent != current
}

// Overwrites reports whether the command changed rows without saying which state of them
// it had seen.
func (d *Draft) Overwrites() bool { return d.overwrites }

// conflicts collects the rows of a command that somebody else changed.
type conflicts []ConflictRow

// add notes a stale row; changed tells who changed it last, and when.
func (c *conflicts) add(path string, changed Meta, current, yours any) {
	*c = append(*c, ConflictRow{Path: path, Current: current, Yours: yours, WhoID: changed.ChangedBy, ChangedAt: changed.ChangedAt})
}

// refusal returns what stops a command: problems first, because sending the same request
// again as an overwrite would not get past them.
func refusal(problems Problems, stale conflicts) error {
	if err := problems.Err(); err != nil {
		return err
	}
	if len(stale) > 0 {
		return &Conflict{Rows: stale}
	}
	return nil
}

// Text returns value without spaces around it, or notes why it cannot be stored.
func (p *Problems) Text(path, what, value string, limit int) string {
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		p.Add(path, "%s berisi karakter yang tidak dapat disimpan: ketik ulang isinya.", what)
		return ""
	}
	value = strings.TrimSpace(value)
	if n := utf8.RuneCountInString(value); n > limit {
		p.Add(path, "%s terlalu panjang (%d karakter): paling banyak %d.", what, n, limit)
	}
	return value
}

// decoded is Text for the fields whose HTML entities are decoded before storing.
func (p *Problems) decoded(path, what, value string, limit int) string {
	return p.Text(path, what, decodeEntities(value), limit)
}

func decodeEntities(text string) string {
	for range entityPasses {
		next := html.UnescapeString(text)
		if next == text {
			break
		}
		text = next
	}
	return text
}

// Name says which pekerjaan a message is about: its kode and the beginning of its uraian.
func (p *Pekerjaan) Name() string {
	if p.Kode == "" {
		return clip(p.Uraian)
	}
	return p.Kode + " " + clip(p.Uraian)
}

func clip(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}
