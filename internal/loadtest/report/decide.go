package report

import (
	"fmt"

	"takar/internal/loadtest/result"
)

// Scales are the numbers of users that are tried one after the other.
var scales = []int{50, 100, 500, 1000}

// Decision says whether the next scale may be tried.
type decision struct {
	Criteria []criterion
	Steps    []scale
	Words    string
}

type criterion struct {
	Name, Asked, Found string
	Met                bool
}

type scale struct {
	Users string
	State string
	Class string // met, missed, next, tight, later
}

// Room that the latencies of the total have to leave under their bounds before more users come.
const roomAsked = 2

// Decide weighs a verdict. A run of one scale proves it; the next one may be tried when nothing
// failed and answers took at most half of what they might.
func decide(run *result.Run, v Verdict) *decision {
	if len(v.Checks) == 0 || run.Mode != result.Closed || run.Mix == "login" {
		return nil
	}
	missed := len(v.Missed())
	d := &decision{Criteria: []criterion{
		{Name: "Semua ambang terpenuhi", Asked: fmt.Sprintf("%d dari %d", len(v.Checks), len(v.Checks)), Found: fmt.Sprintf("%d dari %d", len(v.Checks)-missed, len(v.Checks)), Met: v.Met},
		{Name: "Tidak ada yang gagal", Asked: "0 gagal", Found: count(run.Total.Failures+run.Logins.Failures) + " gagal", Met: run.Total.Failures+run.Logins.Failures == 0},
	}}
	room := true
	for _, c := range v.Checks {
		if c.Part != totalName || c.Room == 0 || c.Measure != string(P95) && c.Measure != string(P99) {
			continue
		}
		met := c.Room >= roomAsked
		room = room && met
		d.Criteria = append(d.Criteria, criterion{
			Name: "Ruang di bawah ambang " + c.Measure, Asked: fmt.Sprintf("≥ %d×", roomAsked), Found: number(c.Room, 1) + "×", Met: met,
		})
	}
	d.steps(run.Users, v.Met, room)
	return d
}

func (d *decision) steps(users int, met, room bool) {
	next := 0
	for _, n := range scales {
		s := scale{Users: count(int64(n))}
		switch {
		case n <= users && met:
			s.State, s.Class = "terbukti", "met"
		case n <= users:
			s.State, s.Class = "belum lulus", "missed"
		case next > 0:
			s.State, s.Class = fmt.Sprintf("setelah %s lulus", count(int64(next))), "later"
		case !met:
			s.State, s.Class = "perbaiki dahulu", "missed"
		case !room:
			s.State, s.Class = "coba bertahap", "tight"
		default:
			s.State, s.Class = "siap dicoba", "next"
		}
		if next == 0 && n > users {
			next = n
		}
		d.Steps = append(d.Steps, s)
	}
	switch {
	case !met:
		d.Words = fmt.Sprintf("Jangan naik dahulu: ambang untuk %s pengguna belum terpenuhi.", count(int64(users)))
	case next == 0:
		d.Words = fmt.Sprintf("%s pengguna terbukti; tidak ada skala yang lebih besar dalam daftar ini.", count(int64(users)))
	case !room:
		d.Words = fmt.Sprintf("%s pengguna terbukti, tetapi jawabannya sudah dekat dengan ambang. Naik ke %s bertahap.", count(int64(users)), count(int64(next)))
	default:
		d.Words = fmt.Sprintf("%s pengguna terbukti dengan ruang yang cukup. Lanjutkan ke %s.", count(int64(users)), count(int64(next)))
	}
}
