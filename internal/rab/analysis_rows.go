package rab

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// analysisRows turns the rows of one request into components.
type analysisRows struct {
	*analysisEdit
	item      *Pekerjaan
	in        SaveAnalysisInput
	existing  []*Component
	matched   []*Component // the existing row of each request row, nil for a new one
	takenKode map[string]int
	failed    Problems
}

func (r *analysisRows) read() []*Component {
	before := len(r.problems)
	r.match()
	wanted := make([]*Component, 0, len(r.in.Rows))
	last := -1
	for i, row := range r.in.Rows {
		if next := r.component(i, row); next != nil {
			next.Position = nextPosition(next.Position, last)
			last = next.Position
			wanted = append(wanted, next)
			r.places[next.ID] = r.path(i, "")
		}
	}
	r.failed = r.problems[before:]
	return wanted
}

// path returns the place of a field of a request row; "" is the row itself.
func (r *analysisRows) path(i int, field string) string {
	row := at(r.in.Path, fmt.Sprintf("rows[%d]", i))
	if field == "" {
		return row
	}
	return row + "." + field
}

// match finds the existing row of every request row: by id; else by kode; else, for rows
// whose code was made by the program, by wording. Each is found once, in order, so that
// published analyses that name a code twice survive being sent back.
func (r *analysisRows) match() {
	r.matched = make([]*Component, len(r.in.Rows))
	byID := make(map[int64]*Component, len(r.existing))
	for _, c := range r.existing {
		byID[c.ID] = c
	}
	for i, row := range r.in.Rows {
		if row.ID == nil {
			continue
		}
		c, free := byID[*row.ID]
		if !free {
			r.problems.Add(r.path(i, "id"), "Baris %d: id %d bukan baris analisa ini atau dikirim dua kali: muat ulang halaman.", i+1, *row.ID)
			continue
		}
		r.matched[i] = c
		delete(byID, c.ID)
	}
	rest := map[ItemKey][]*Component{}
	add := func(key ItemKey, c *Component) { rest[key] = append(rest[key], c) }
	for _, c := range r.existing {
		if byID[c.ID] == nil {
			continue
		}
		add(ItemKey{Kode: c.Kode}, c)
		if _, generated := itemNumber(c.Kode); generated {
			key := KeyOf(c.Kategori, c.Kode, c.Uraian, c.Satuan)
			key.Kode = ""
			add(key, c)
		}
	}
	for i, row := range r.in.Rows {
		if row.ID != nil {
			continue
		}
		key := ItemKey{Kode: strings.TrimSpace(row.Kode)}
		if key.Kode == "" {
			kategori, _ := ahsp.ParseKategori(row.Kategori)
			key = KeyOf(kategori, "", row.Uraian, row.Satuan)
		}
		for _, c := range rest[key] {
			if byID[c.ID] != nil {
				r.matched[i] = c
				delete(byID, c.ID)
				break
			}
		}
	}
}

// component reads one row; nil when it has a problem.
func (r *analysisRows) component(i int, row AnalysisRow) *Component {
	before := len(r.problems)
	next := &Component{PekerjaanID: r.item.ID, Position: unplaced}
	old := r.matched[i]
	if old != nil {
		copied := *old
		next = &copied
	}
	r.readTexts(i, row, next, old)
	r.readKoefisien(i, row, next, old)
	r.readTarget(i, row, next, old)
	if len(r.problems) > before {
		return nil
	}
	if next.Bundle() {
		next.PriceItemID = nil
	} else if !r.readItem(i, next, old) {
		return nil
	}
	if r.duplicate(i, next, old) {
		return nil
	}
	if old == nil {
		next.Meta, next.UID = r.draft.NewRow(), r.draft.ids.NextUID()
	}
	return next
}

func (r *analysisRows) readTexts(i int, row AnalysisRow, next, old *Component) {
	kategori, err := ahsp.ParseKategori(row.Kategori)
	if err != nil {
		r.problems.Add(r.path(i, "kategori"), "Baris %d: %s.", i+1, err)
	}
	next.Kategori = kategori
	next.Kode = r.problems.Text(r.path(i, "kode"), "Kode", row.Kode, MaxKode)
	next.Uraian = r.problems.Text(r.path(i, "uraian"), "Uraian", row.Uraian, MaxUraian)
	next.Satuan = r.problems.Text(r.path(i, "satuan"), "Satuan", row.Satuan, MaxSatuan)
	if next.Uraian == "" {
		r.problems.Add(r.path(i, "uraian"), "Baris %d: isi uraian.", i+1)
	}
	if next.Kode != "" || err != nil {
		return
	}
	switch {
	case old != nil && old.Kategori == kategori:
		next.Kode = old.Kode
	case kategori == ahsp.LAIN:
		r.problems.Add(r.path(i, "kode"), "Baris %d: kategori Lain-lain harus memakai kode.", i+1)
	}
}

func (r *analysisRows) readKoefisien(i int, row AnalysisRow, next, old *Component) {
	path := r.path(i, "koefisien")
	if !row.Koefisien.Valid {
		r.problems.Add(path, "Baris %d: isi koefisien.", i+1)
		return
	}
	koefisien, err := decimal.Koefisien.Quantise(row.Koefisien.Decimal)
	if err != nil {
		r.problems.Add(path, "Baris %d: %s.", i+1, err)
		return
	}
	next.Koefisien = koefisien
	if koefisien.IsZero() && (old == nil || !old.Koefisien.IsZero()) {
		r.result.Warnings = append(r.result.Warnings, Problem{
			Path: path, Severity: "warning",
			Message: fmt.Sprintf("Baris %d: koefisien 0 membuat %s tidak ikut dihitung.", i+1, next.Uraian),
		})
	}
}

// readTarget sets what the row stands for (domain §11.3).
func (r *analysisRows) readTarget(i int, row AnalysisRow, next, old *Component) {
	path := r.path(i, "ref_kind")
	switch row.RefKind {
	case "":
		if next.Bundle() && next.Kategori != ahsp.LAIN {
			next.RefAHSPID, next.RefPekerjaanID = nil, nil
		}
		return
	case RefNone:
		next.RefAHSPID, next.RefPekerjaanID = nil, nil
		return
	case RefAHSP, RefJob:
	default:
		r.problems.Add(path, "Baris %d: jenis gabungan %q tidak dikenal: pakai ahsp atau job.", i+1, row.RefKind)
		return
	}
	if row.RefID == nil {
		r.problems.Add(r.path(i, "ref_id"), "Baris %d: pilih pekerjaan atau analisa yang digabungkan.", i+1)
		return
	}
	next.RefAHSPID, next.RefPekerjaanID = nil, nil
	if target := *row.RefID; row.RefKind == RefAHSP {
		next.RefAHSPID = &target
	} else {
		next.RefPekerjaanID = &target
	}
	inherited := old != nil && sameID(old.RefAHSPID, next.RefAHSPID) && sameID(old.RefPekerjaanID, next.RefPekerjaanID)
	switch {
	case next.Kategori != ahsp.LAIN && next.Kategori != "":
		r.problems.Add(path, "Baris %d: gabungan hanya boleh di kategori Lain-lain.", i+1)
	case inherited:
	case r.item.SourceType != SourceCustom:
		r.problems.Add(path, "Baris %d: gabungan baru hanya boleh di pekerjaan Kustom.", i+1)
	default:
		r.checkTarget(i, next)
	}
}

// checkTarget makes sure that a new target exists. Whether it has rows, and cycles and
// depth, are checked when all rows are known.
func (r *analysisRows) checkTarget(i int, next *Component) {
	if next.RefPekerjaanID != nil {
		if _, ok := r.view.Pekerjaan.Get(*next.RefPekerjaanID); !ok {
			r.problems.Add(r.path(i, "ref_id"), "Baris %d: pekerjaan %d tidak ada di proyek ini.", i+1, *next.RefPekerjaanID)
		}
		return
	}
	analysis, ok := r.view.analysis(*next.RefAHSPID)
	if !ok {
		r.problems.Add(r.path(i, "ref_id"), "Baris %d: analisa %d tidak ada di pustaka AHSP.", i+1, *next.RefAHSPID)
		return
	}
	if edition, withdrawn := r.view.withdrawn(analysis); withdrawn {
		r.problems.Add(r.path(i, "ref_id"), "Baris %d: analisa %s milik %s yang sudah ditarik dari pustaka: pilih dari edisi lain.", i+1, analysis.Kode, edition)
		return
	}
	r.prices.claimLeaves(r.item.ID, analysis)
}

// withdrawn reports whether the edition of an analysis was withdrawn, and names it. What a
// project took from it before stays; nothing more is taken.
func (p *Project) withdrawn(analysis *ahsp.Analysis) (edition string, withdrawn bool) {
	found, ok := p.Reference.Edition(analysis.EditionID)
	return found.Name, ok && found.Withdrawn
}

// analysis returns an analysis of the library.
func (p *Project) analysis(id int64) (*ahsp.Analysis, bool) {
	if p.Reference == nil {
		return nil, false
	}
	return p.Reference.Analysis(id)
}

func sameID(a, b *int64) bool {
	return a == b || (a != nil && b != nil && *a == *b)
}

// readItem finds or makes the price item of a plain row, and lets the item's wording
// follow the row (domain §5.1). A row that says what it said before keeps its item.
func (r *analysisRows) readItem(i int, next, old *Component) bool {
	if old != nil && old.PriceItemID != nil && old.Kategori == next.Kategori && sameWording(old, next) {
		return true
	}
	if next.Kode == "" {
		next.Kode = r.numbers.itemKode()
	}
	item, ok := r.prices.withKode(next.Kode)
	if !ok {
		item = r.prices.create(next.Kategori, next.Kode, next.Uraian, next.Satuan)
		next.PriceItemID = &item.ID
		return true
	}
	if twin, ok := r.prices.twin(next); ok && twin.Kode != item.Kode {
		item = twin
		r.rename(next, twin)
	}
	if item.Kategori != next.Kategori {
		r.problems.Add(r.path(i, "kategori"), "Baris %d: kode %s sudah dipakai untuk %s di kategori %s: pakai kode lain atau kategori itu.",
			i+1, next.Kode, item.Uraian, item.Kategori.Label())
		return false
	}
	if !fits(item, next) && !r.in.AcceptUnit {
		r.problems.Add(r.path(i, "satuan"),
			"Baris %d: satuan %s berbeda dari satuan item %s di daftar harga (%s): harganya per %s. Pakai satuan itu, pakai kode lain, atau setujui perubahan satuan.",
			i+1, shownUnit(next.Satuan), next.Kode, shownUnit(item.Satuan), shownUnit(item.Satuan))
		return false
	}
	r.reword(item, next)
	return true
}

func sameWording(a, b *Component) bool {
	return a.Kode == b.Kode && a.Uraian == b.Uraian && a.Satuan == b.Satuan
}

// rename gives the row the code of the item that it means, and reports that.
func (r *analysisRows) rename(row *Component, item *PriceItem) {
	r.prices.renamed = append(r.prices.renamed, RenamedItem{
		PekerjaanID: r.item.ID, Kode: row.Kode, NewKode: item.Kode, Uraian: row.Uraian,
	})
	row.Kode = item.Kode
}

// fits reports whether a row may use the item without a question.
func fits(item *PriceItem, row *Component) bool {
	return item.Kategori == row.Kategori && ahsp.NormaliseUnit(item.Satuan) == ahsp.NormaliseUnit(row.Satuan)
}

// reword points the row at its item, whose wording follows the row. An item that a bundle
// on the library finds by its wording keeps it: a row with another unit gets an item of its
// own then.
func (r *analysisRows) reword(item *PriceItem, next *Component) {
	next.PriceItemID = &item.ID
	if item.Uraian == next.Uraian && item.Satuan == next.Satuan {
		return
	}
	reworded := *item
	reworded.Uraian, reworded.Satuan = next.Uraian, next.Satuan
	if reworded.key() == item.key() || !r.prices.leaf(item) {
		r.prices.put(&reworded)
		return
	}
	if !fits(item, next) {
		item = r.prices.create(next.Kategori, r.prices.freeKode(next.Kode), next.Uraian, next.Satuan)
		next.PriceItemID = &item.ID
		r.rename(next, item)
	}
}

// duplicate refuses a code that an earlier row has, unless both rows had it before:
// published analyses name some codes twice, people may not.
func (r *analysisRows) duplicate(i int, next, old *Component) bool {
	first, taken := r.takenKode[next.Kode]
	if !taken {
		r.takenKode[next.Kode] = i
		return false
	}
	other := r.matched[first]
	if old != nil && other != nil && old.Kode == next.Kode && other.Kode == next.Kode {
		return false
	}
	r.problems.Add(r.path(i, "kode"), "Baris %d: kode %s sudah ada di baris %d: satukan keduanya atau pakai kode lain.", i+1, next.Kode, first+1)
	return true
}

func shownUnit(satuan string) string {
	if satuan == "" {
		return "(kosong)"
	}
	return satuan
}

// capitalised starts a sentence.
func capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// shortList joins names, at most three of them.
func shortList(names []string) string {
	return listNames(names[:min(len(names), namesShown)], len(names))
}

// namesShown is how many names a message lists before it only counts.
const namesShown = 3

// listNames joins names and says how many of all are not among them.
func listNames(names []string, all int) string {
	text := strings.Join(names, ", ")
	if all > len(names) {
		text = fmt.Sprintf("%s, dan %d lainnya", text, all-len(names))
	}
	return text
}
