package api

import (
	"encoding/json"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// needsQuery is what a client asks of the resource needs (api §6.14).
type needsQuery struct {
	schedule.NeedsQuery

	period   period
	market   bool // quantities in the units in which items are bought
	rounding string
}

// timed reports whether only a part of the time is asked for.
func (q *needsQuery) timed() bool { return q.Scope != nil || q.Filter.Tahapan != 0 }

// mode is how clients name the use of a phase.
func (q *needsQuery) mode() string {
	if q.Filter.Tahapan != 0 {
		return modeTahapan
	}
	return modeAll
}

func (q *needsQuery) tahapanID() *int64 {
	if q.Filter.Tahapan == 0 {
		return nil
	}
	return &q.Filter.Tahapan
}

// The needs of everything, or those of one phase.
const (
	modeAll     = "all"
	modeTahapan = "tahapan"
)

// How quantities in market units are shown: as they come out, or rounded up to the whole
// ones that are sold.
const (
	roundingExact = "exact"
	roundingUp    = "up"
)

// The units of quantities: those of the analyses, or those in which items are bought.
const (
	unitBase   = "base"
	unitMarket = "market"
)

func (q *needsQuery) unitMode() string {
	if q.market {
		return unitMarket
	}
	return unitBase
}

// needsQueryOf reads the common parameters. Those that cannot be read are problems of
// their own, never left out in silence (rulings F37).
func needsQueryOf(r *serve.Request) (*needsQuery, error) {
	q := queryOf(r)
	asked := needsQueryFrom(q)
	return asked, q.err()
}

func needsQueryFrom(q *query) *needsQuery {
	kategori := []ahsp.Kategori{}
	for _, part := range q.list("kategori") {
		k, err := ahsp.ParseKategori(part)
		if err != nil {
			q.problems.Add("kategori", "%s", err)
			continue
		}
		kategori = append(kategori, k)
	}
	slices.Sort(kategori)
	kategori = slices.Compact(kategori)
	asked := &needsQuery{}
	asked.period, asked.Scope = q.period()
	asked.Filter = rab.NeedsFilter{
		Klasifikasi: q.ids("klasifikasi"), Sub: q.ids("sub_klasifikasi"), Pekerjaan: q.ids("pekerjaan"), Kategori: kategori, Search: q.text("search"),
	}
	asked.market, asked.rounding = q.choice("unit_mode", unitBase, unitMarket) == unitMarket, q.choice("market_rounding", roundingExact, roundingUp)
	mode, tahapan := q.choice("mode", modeAll, modeTahapan), q.id("tahapan_id")
	if mode == modeTahapan { // without a phase: all, as clients send it before any is chosen
		asked.Filter.Tahapan = tahapan
	}
	return asked
}

// key names the answer of an endpoint to what was asked.
func (q *needsQuery) key(endpoint string) (string, error) {
	f := q.Filter
	text, err := json.Marshal([]any{f.Klasifikasi, f.Sub, f.Pekerjaan, f.Kategori, f.Search, f.Tahapan, q.period, q.market, q.rounding})
	if err != nil {
		return "", fmt.Errorf("api: key of needs: %w", err)
	}
	return endpoint + "?" + string(text), nil
}

// keptNeeds answers one of the endpoints of the needs.
func keptNeeds[T any](r *serve.Request, endpoint string, build func(*app.View, *needsQuery) T) error {
	asked, err := needsQueryOf(r)
	if err != nil {
		return err
	}
	key, err := asked.key(endpoint)
	if err != nil {
		return err
	}
	return r.Kept(key, func(v *app.View) (any, error) {
		if id := asked.Filter.Tahapan; id != 0 {
			if _, known := schedule.PhaseOf(v.Project, id); !known {
				return nil, app.ErrNotFound
			}
		}
		return build(v, asked), nil
	})
}
