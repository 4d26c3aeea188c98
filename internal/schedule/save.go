package schedule

import (
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// Mode says which side of a week a command is about.
type Mode string

// The two sides; commands that clear may name both.
const (
	Planned Mode = "planned"
	Actual  Mode = "actual"
	Both    Mode = "both"
)

// Name is the word for a side.
func (m Mode) Name() string {
	if m == Actual {
		return "realisasi"
	}
	return "rencana"
}

// Typed is an amount of work in one week as a person typed it: percent with 2 decimal
// places, or volume with 3 (rulings F31).
type Typed struct {
	Value    decimal.Decimal
	ByVolume bool
}

// Entry is what somebody enters of one pekerjaan in one week. What is nil stays as it is.
// Was is what the person saw before; where it is nil the entry overwrites whatever stands
// there (rulings B11).
type Entry struct {
	Path        string // of the entry in problems and conflicts
	PekerjaanID int64
	Week        int
	Mode        Mode // Planned or Actual
	Amount      *Typed
	Shown       bool          // percents are as readers show them: one that a week typed by volume shows stands for that volume
	Cost        *decimal.Null // of realisasi; not valid clears it (rulings F39)
	Notes       *string
	Was         *Typed
	WasCost     *decimal.Null
	WasNotes    *string
}

// MaxEntries bounds one command: 1,000 pekerjaan over three years are pasted in one go.
const MaxEntries = 200_000

// Saved is what a save did to one week of a pekerjaan.
type Saved struct {
	Row     *rab.Progress
	Created bool
}

// Save enters plan or realisasi: all or nothing (rulings B9). An entry that stands there
// already changes nothing. Weeks that are closed, plans after the end of the project, and
// totals above 100 percent are refused; so are entries that somebody else changed since,
// unless they come to the same.
func Save(d *rab.Draft, entries []Entry) ([]Saved, error) {
	s, err := newSaving(d)
	if err != nil {
		return nil, err
	}
	if len(entries) > MaxEntries {
		return nil, rab.Refuse("assignments", "Terlalu banyak isian (%d): kirim paling banyak %d sekaligus.", len(entries), MaxEntries)
	}
	for i := range entries {
		s.enter(&entries[i])
	}
	if len(s.problems) == 0 {
		s.judgeTotals()
	}
	if len(s.totals) > 0 {
		return nil, &OverTotal{Invalid: rab.Invalid{Problems: s.problems}, Totals: s.totals}
	}
	if err := s.problems.Err(); err != nil {
		return nil, err
	}
	if len(s.stale.Rows) > 0 {
		return nil, &s.stale
	}
	return s.store(), nil
}

// weekKey names a week of a pekerjaan.
type weekKey struct {
	pekerjaan int64
	week      int
}

// side names one side of a week of a pekerjaan, and of a whole pekerjaan in week 0.
type side struct {
	weekKey

	mode Mode
}

// saving is a save in progress.
type saving struct {
	draft    *rab.Draft
	view     *rab.Project
	line     Timeline
	closed   int
	rows     map[weekKey]*rab.Progress // as they will be
	order    []weekKey                 // of rows, as they came
	entered  map[side]bool
	touched  map[side]string // path of the first entry of a side of a pekerjaan
	sides    []side          // of touched, in their order
	problems rab.Problems
	totals   []Total
	stale    rab.Conflict
}

func newSaving(d *rab.Draft) (*saving, error) {
	view := d.View()
	line, err := TimelineOf(view.Header())
	if err != nil {
		return nil, rab.Refuse("tanggal_mulai", "Jadwal belum dapat diisi: %s. Lengkapi di Data Proyek.", err)
	}
	return &saving{
		draft: d, view: view, line: line, closed: line.closed(view.Schedule().ClosedUntil),
		rows: map[weekKey]*rab.Progress{}, entered: map[side]bool{}, touched: map[side]string{},
	}, nil
}

// row returns the week of a pekerjaan as it will be, a copy that may be changed.
func (s *saving) row(key weekKey) *rab.Progress {
	if row, ok := s.rows[key]; ok {
		return row
	}
	next := &rab.Progress{PekerjaanID: key.pekerjaan, Week: key.week, CreatedAt: s.draft.At()}
	if stored, ok := s.view.ProgressAt(key.pekerjaan, key.week); ok {
		*next = *stored
	}
	s.rows[key] = next
	s.order = append(s.order, key)
	return next
}

// enter takes one entry, or notes why it is refused.
func (s *saving) enter(e *Entry) {
	item, ok := s.view.Pekerjaan.Get(e.PekerjaanID)
	if !ok {
		s.problems.Add(e.Path+".pekerjaan_id", "Pekerjaan %d tidak ada dalam proyek ini: muat ulang halaman.", e.PekerjaanID)
		return
	}
	if !s.judge(e, item.Name()) {
		return
	}
	key := weekKey{e.PekerjaanID, e.Week}
	at := side{key, e.Mode}
	if s.entered[at] {
		s.problems.Add(e.Path, "%s minggu %d diisi dua kali: gabungkan isiannya.", item.Name(), e.Week)
		return
	}
	s.entered[at] = true
	before := s.stored(key)
	if e.Shown {
		s.readShown(e, before)
	}
	if s.clashes(e, before) {
		s.stale.Rows = append(s.stale.Rows, conflictRow(e, before))
		return
	}
	row := s.row(key)
	e.write(row, s.draft.At())
	whole := side{weekKey{e.PekerjaanID, 0}, e.Mode}
	if _, known := s.touched[whole]; !known && e.Amount != nil {
		s.touched[whole] = e.Path
		s.sides = append(s.sides, whole)
	}
}

// readShown puts the volume that was typed in the place of the percent that a reader saw of
// it, so that what is read and sent back changes nothing (rulings A1).
func (s *saving) readShown(e *Entry, now *rab.Progress) {
	stored := typed(now, e.Mode)
	if !stored.ByVolume {
		return
	}
	shown := rab.PercentOf(stored.Value, true, s.volume(e.PekerjaanID)).Round(PercentPlaces)
	for _, amount := range []**Typed{&e.Amount, &e.Was} {
		if *amount != nil && !(*amount).ByVolume && (*amount).Value.Equal(shown) {
			*amount = &stored
		}
	}
}

func (s *saving) volume(pekerjaan int64) decimal.Null {
	if row, ok := s.view.Volumes.Get(pekerjaan); ok {
		return row.Quantity
	}
	return decimal.Null{}
}

// stored returns the week as it stands, an empty one when nothing does.
func (s *saving) stored(key weekKey) *rab.Progress {
	if row, ok := s.view.ProgressAt(key.pekerjaan, key.week); ok {
		return row
	}
	return &rab.Progress{PekerjaanID: key.pekerjaan, Week: key.week}
}

// judge reports whether an entry by itself may be stored, and notes what is wrong with it.
func (s *saving) judge(e *Entry, item string) bool {
	count := len(s.problems)
	switch last := s.line.WeekCount(); {
	case e.Week < 1 || e.Week > MaxWeeks:
		s.problems.Add(e.Path+".week_number", "%s: minggu %d tidak ada. Isi minggu 1 sampai %d.", item, e.Week, last)
		return false
	case e.Week <= s.closed:
		s.problems.Add(e.Path+".week_number", "%s: minggu %d sudah ditutup. Buka dulu minggu itu untuk mengubahnya.", item, e.Week)
	case e.Mode == Planned && e.Week > last && e.Amount != nil && !e.Amount.Value.IsZero():
		s.problems.Add(e.Path+".week_number", "%s: rencana minggu %d melewati tanggal selesai (minggu %d). Perpanjang proyek atau pilih minggu lain.", item, e.Week, last)
	}
	if e.Amount != nil {
		s.judgeAmount(e, item)
	}
	if e.Cost != nil {
		s.judgeCost(e, item)
	}
	if e.Notes != nil {
		notes := s.problems.Text(e.Path+".notes", fmt.Sprintf("Catatan %s minggu %d", item, e.Week), *e.Notes, rab.MaxNotes)
		e.Notes = &notes
	}
	return len(s.problems) == count
}

func (s *saving) judgeAmount(e *Entry, item string) {
	field, places := e.Path+"."+string(e.Mode)+"_proportion", PercentPlaces
	if e.Amount.ByVolume {
		field, places = e.Path+"."+string(e.Mode)+"_volume", decimal.Volume.Scale
	}
	value := e.Amount.Value
	switch {
	case value.Sign() < 0:
		s.problems.Add(field, "%s minggu %d: %s tidak boleh negatif.", item, e.Week, e.Mode.Name())
	case !value.Equal(value.Round(places)):
		s.problems.Add(field, "%s minggu %d: %s paling banyak %d angka di belakang koma.", item, e.Week, e.Mode.Name(), places)
	case !e.Amount.ByVolume && decimal.Hundred.Less(value):
		s.problems.Add(field, "%s minggu %d: %s %s %% melebihi 100 %%.", item, e.Week, e.Mode.Name(), value.Indonesian(0, PercentPlaces))
	}
}

func (s *saving) judgeCost(e *Entry, item string) {
	cost := e.Cost.OrZero()
	switch quantised, err := decimal.Anggaran.Quantise(cost); {
	case e.Mode == Planned:
		s.problems.Add(e.Path+".actual_cost", "%s minggu %d: biaya hanya dapat diisi untuk realisasi.", item, e.Week)
	case cost.Sign() < 0:
		s.problems.Add(e.Path+".actual_cost", "%s minggu %d: biaya tidak boleh negatif.", item, e.Week)
	case err != nil || !quantised.Equal(cost):
		s.problems.Add(e.Path+".actual_cost", "%s minggu %d: biaya paling banyak %d angka di belakang koma.", item, e.Week, decimal.Anggaran.Scale)
	}
}

// clashes reports whether somebody else changed what the entry is about to something that
// is neither what the person saw nor what they want (rulings B11). Without knowing what
// they saw, an entry overwrites.
func (s *saving) clashes(e *Entry, now *rab.Progress) bool {
	stored := typed(now, e.Mode)
	clash := false
	if e.Amount != nil {
		switch {
		case e.Was == nil:
			s.overwrites(now, !stored.Value.IsZero())
		case !stored.same(*e.Was) && !stored.same(*e.Amount):
			clash = true
		}
	}
	if e.Cost != nil {
		switch {
		case e.WasCost == nil:
			s.overwrites(now, now.ActualCost.Valid)
		case !now.ActualCost.Equal(*e.WasCost) && !now.ActualCost.Equal(*e.Cost):
			clash = true
		}
	}
	if e.Notes != nil {
		switch {
		case e.WasNotes == nil:
			s.overwrites(now, now.Notes != "")
		case now.Notes != *e.WasNotes && now.Notes != *e.Notes:
			clash = true
		}
	}
	return clash
}

func (s *saving) overwrites(now *rab.Progress, filled bool) {
	if filled && now.ChangedBy != s.draft.By() {
		s.draft.Overwrote()
	}
}

// typed returns one side of a week as it was typed.
func typed(row *rab.Progress, mode Mode) Typed {
	if mode == Actual {
		return Typed{row.Actual, row.ActualByVolume}
	}
	return Typed{row.Planned, row.PlannedByVolume}
}

// amount is what was typed, for what adds it up.
func (t Typed) amount() (decimal.Decimal, bool) { return t.Value, t.ByVolume }

// same reports whether two amounts were typed alike; nothing is nothing in any unit.
func (t Typed) same(other Typed) bool {
	return t.Value.Equal(other.Value) && (t.ByVolume == other.ByVolume || t.Value.IsZero())
}

func conflictRow(e *Entry, now *rab.Progress) rab.ConflictRow {
	yours := *now
	e.write(&yours, now.ActualChangedAt)
	return rab.ConflictRow{Path: e.Path, Current: now, Yours: &yours, WhoID: now.ChangedBy, ChangedAt: now.ChangedAt}
}

// write puts an entry into its row.
func (e *Entry) write(row *rab.Progress, at rab.Instant) {
	if e.Amount != nil && !typed(row, e.Mode).same(*e.Amount) {
		amount := *e.Amount
		if amount.Value.IsZero() {
			amount.ByVolume = false
		}
		if e.Mode == Actual {
			row.Actual, row.ActualByVolume, row.ActualChangedAt = amount.Value, amount.ByVolume, at
		} else {
			row.Planned, row.PlannedByVolume = amount.Value, amount.ByVolume
		}
	}
	if e.Cost != nil && !row.ActualCost.Equal(*e.Cost) {
		row.ActualCost, row.ActualChangedAt = *e.Cost, at
	}
	if e.Notes != nil {
		row.Notes = *e.Notes
	}
}

// store puts the rows into the draft.
func (s *saving) store() []Saved {
	saved := make([]Saved, 0, len(s.order))
	for _, key := range s.order {
		row := s.rows[key]
		created := row.ID == 0
		if created {
			row.Meta = s.draft.NewRow()
		}
		s.draft.Progress.Put(row)
		saved = append(saved, Saved{Row: row, Created: created})
	}
	return saved
}
