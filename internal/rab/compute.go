package rab

// compute derives the figures of a snapshot.
func compute(p *Project) *Figures {
	return &Figures{lineOf: map[int64]*Line{}}
}
