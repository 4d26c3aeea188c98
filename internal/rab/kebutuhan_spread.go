package rab

import "takar/internal/decimal"

// Spread says how work is divided into buckets, which stand in the order of time.
type Spread struct {
	Buckets int
	// Whole is what the shares of a pekerjaan add up to, so that they need not be fractions.
	Whole decimal.Decimal
	// Parts returns the shares of a pekerjaan; together they must be Whole.
	Parts func(*Pekerjaan) []Part
	// ByPekerjaan keeps what each bucket needs for which pekerjaan.
	ByPekerjaan bool
}

// Part is a share of a pekerjaan in one bucket, counted from 0: of Whole, and what was said as
// a volume, times Whole. Volumes of a pekerjaan must add up to 0, so that they only move
// work between buckets.
type Part struct {
	Bucket int
	Share  decimal.Decimal
	Volume decimal.Decimal
}

// SpreadNeeds are needs with what each bucket has of them. A bucket's quantities are finite
// decimals: what is rounded is the running sum over the buckets, and only where it has no
// decimal form. So buckets always add up to the needs exactly, in quantities and in costs, and
// a bucket has the same whichever others stand beside it (rulings A7, F37).
type SpreadNeeds struct {
	*Needs

	until   [][]decimal.Decimal // of each row: the quantity up to and with each bucket
	forWork [][][]WorkNeed      // of each row, of each bucket
}

// WorkNeed is what one pekerjaan needs.
type WorkNeed struct {
	Pekerjaan int64
	Quantity  decimal.Decimal
}

// spreadPlaces is where a running sum without a decimal form is cut. Two decimals of a price
// still fit behind it into the fast form of a number.
const spreadPlaces = 17

// SpreadNeeds computes the needs and divides them.
func (p *Project) SpreadNeeds(filter NeedsFilter, spread Spread) *SpreadNeeds {
	s := &spreading{Spread: spread, rows: map[*Need]*spreadRow{}}
	n := &SpreadNeeds{Needs: p.gatherNeeds(filter, s.add)}
	n.until = make([][]decimal.Decimal, len(n.Rows))
	n.forWork = make([][][]WorkNeed, len(n.Rows))
	for i, need := range n.Rows {
		row := s.row(need) // empty while nothing was added
		n.until[i] = s.runningSums(row.shares, need.Quantity)
		n.forWork[i] = s.perWork(row.work)
	}
	return n
}

// spreading is a spread under way.
type spreading struct {
	Spread

	rows  map[*Need]*spreadRow
	of    *Pekerjaan // whose parts these are
	parts []Part
}

type spreadRow struct {
	shares []decimal.Decimal // of each bucket, times Whole
	work   [][]WorkNeed      // the same by pekerjaan
}

func (s *spreading) row(need *Need) *spreadRow {
	row, ok := s.rows[need]
	if !ok {
		row = &spreadRow{shares: make([]decimal.Decimal, s.Buckets)}
		if s.ByPekerjaan {
			row.work = make([][]WorkNeed, s.Buckets)
		}
		s.rows[need] = row
	}
	return row
}

// add divides what one component of a pekerjaan needs.
func (s *spreading) add(need *Need, of *Expanded, line *Line, quantity decimal.Decimal) {
	if line.Pekerjaan != s.of {
		s.of, s.parts = line.Pekerjaan, s.Parts(line.Pekerjaan)
	}
	row := s.row(need)
	for _, part := range s.parts {
		amount := quantity.Mul(part.Share)
		if !part.Volume.IsZero() {
			amount = amount.Add(of.Effective.Mul(part.Volume))
		}
		row.shares[part.Bucket] = row.shares[part.Bucket].Add(amount)
		if s.ByPekerjaan {
			row.note(part.Bucket, line.Pekerjaan.ID, amount)
		}
	}
}

// note adds to what a pekerjaan needs in a bucket; its components follow each other.
func (r *spreadRow) note(bucket int, pekerjaan int64, amount decimal.Decimal) {
	list := r.work[bucket]
	if last := len(list) - 1; last >= 0 && list[last].Pekerjaan == pekerjaan {
		list[last].Quantity = list[last].Quantity.Add(amount)
		return
	}
	r.work[bucket] = append(list, WorkNeed{pekerjaan, amount})
}

// runningSums divides last: most quotients are no decimals, and slow to reckon with. From the
// last bucket that has anything on, the sum is the whole quantity.
func (s *spreading) runningSums(shares []decimal.Decimal, whole decimal.Decimal) []decimal.Decimal {
	last := len(shares)
	for last > 0 && shares[last-1].IsZero() {
		last--
	}
	until := make([]decimal.Decimal, len(shares))
	running, now := decimal.Zero, decimal.Zero
	for i, share := range shares {
		switch {
		case i >= last-1:
			now = whole
		case !share.IsZero():
			running = running.Add(share)
			now = running.QuoCut(s.Whole, spreadPlaces)
		}
		until[i] = now
	}
	return until
}

func (s *spreading) perWork(work [][]WorkNeed) [][]WorkNeed {
	for _, list := range work {
		for i := range list {
			list[i].Quantity = list[i].Quantity.QuoCut(s.Whole, spreadPlaces)
		}
	}
	return work
}

// Quantity returns what the buckets from first to last have of a row.
func (n *SpreadNeeds) Quantity(row, first, last int) decimal.Decimal {
	if first > last {
		return decimal.Zero
	}
	if first == 0 {
		return n.until[row][last]
	}
	return n.until[row][last].Sub(n.until[row][first-1])
}

// ForWork returns what a bucket has of a row by pekerjaan, in the order of the work list, for a
// spread ByPekerjaan.
func (n *SpreadNeeds) ForWork(row, bucket int) []WorkNeed { return n.forWork[row][bucket] }

// PartNeeds are the needs of some buckets.
type PartNeeds struct {
	*Needs

	Of []int // of each row: the place of its item among the rows of all needs
}

// Whole returns all needs.
func (n *SpreadNeeds) Whole() *PartNeeds {
	part := &PartNeeds{Needs: n.Needs, Of: make([]int, len(n.Rows))}
	for i := range part.Of {
		part.Of[i] = i
	}
	return part
}

// Part returns the needs of the buckets from first to last. Items of which they have nothing
// are left out.
func (n *SpreadNeeds) Part(first, last int) *PartNeeds {
	return n.PartOf(func(row int) decimal.Decimal { return n.Quantity(row, first, last) })
}

// PartOf returns needs of given quantities of the rows.
func (n *SpreadNeeds) PartOf(quantity func(row int) decimal.Decimal) *PartNeeds {
	part := &PartNeeds{Needs: &Needs{NoVolume: n.NoVolume}}
	rows := make([]Need, 0, len(n.Rows))
	for i, whole := range n.Rows {
		q := quantity(i)
		if q.IsZero() {
			continue
		}
		row := *whole
		row.Quantity = q
		rows = append(rows, row)
		part.Of = append(part.Of, i)
	}
	part.Rows = make([]*Need, len(rows))
	for i := range rows {
		part.Rows[i] = &rows[i]
	}
	part.sum()
	return part
}
