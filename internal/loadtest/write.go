package loadtest

import (
	"fmt"
	"math/big"
	"net/http"
	"strconv"

	"takar/internal/loadtest/result"
)

// writing is one command and the question whether it was really stored.
type writing struct {
	kind string // for the report
	save *request
	// made reads what the answer says, such as a new id; nil when nothing is needed.
	made func(*answer) error
	// back says where to look for what was written, once it is acknowledged.
	back func() []reading
}

// reading asks another address for what was written; found says whether it is there as it was
// sent. Without found it is to be gone: the request is to miss.
type reading struct {
	request *request
	found   func(*answer) (bool, error)
}

// write sends a command and reads back what it stored. False when any of it failed.
func (u *user) write(w *writing) bool {
	u.run.count.write(w.kind, func(c *result.Write) { c.Sent++ })
	save := w.save
	save.group, save.anew = result.Save, true
	if save.method == "" {
		save.method = http.MethodPost
	}
	save.judge = func(a *answer) error {
		if err := whole(a, "application/json", "}"); err != nil {
			return err
		}
		if w.made == nil {
			return nil
		}
		return w.made(a)
	}
	if !u.ask(save) {
		return false
	}
	u.run.count.write(w.kind, func(c *result.Write) { c.Acknowledged++ })
	for _, back := range w.back() {
		read, equal, shown := u.readBack(back)
		if !read {
			return false
		}
		if !equal {
			u.run.count.write(w.kind, func(c *result.Write) { c.Different++ })
			u.run.count.betray(save.endpoint(), errLost.Error(), fmt.Sprintf("%s %s, dibaca dari %s: %s", save.method, save.address(), back.request.address(), shown))
			return false
		}
	}
	u.run.count.write(w.kind, func(c *result.Write) { c.Equal++ })
	return true
}

// readBack tells whether it could read at all, whether what it looked for is there, and if not
// what is there instead.
func (u *user) readBack(back reading) (read, equal bool, shown string) {
	q := back.request
	q.group, q.anew = result.Read, true
	if back.found == nil {
		q.missing = true
		read = u.ask(q)
		return read, read, ""
	}
	q.judge = func(a *answer) (err error) {
		if equal, err = back.found(a); !equal {
			shown = fmt.Sprintf("%.300q", a.body)
		}
		return err
	}
	read = u.ask(q)
	return read, equal, shown
}

// from is a reading of one address.
func from(q *request, found func(*answer) (bool, error)) func() []reading {
	return func() []reading { return []reading{{q, found}} }
}

// between is a number from low to high with so many decimals, as text.
func (u *user) between(low, high *big.Rat, decimals int) string {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
	steps := new(big.Rat).Mul(new(big.Rat).Sub(high, low), unit)
	most := new(big.Int).Quo(steps.Num(), steps.Denom()).Int64()
	value := new(big.Rat).SetInt64(u.random.Int64N(max(1, most)))
	return value.Quo(value, unit).Add(value, low).FloatString(decimals)
}

// same compares numbers, however many zeros they end with.
func same(a, b string) bool {
	x, okA := new(big.Rat).SetString(a)
	y, okB := new(big.Rat).SetString(b)
	return okA && okB && x.Cmp(y) == 0
}

// saveVolume stores a volume of a row of the user's own, and reads the list of volumes.
func (u *user) saveVolume(p *project) {
	r, back := p.volumes.take(u)
	defer back()
	if r == nil {
		return
	}
	quantity := u.between(r.value, new(big.Rat).Mul(r.value, big.NewRat(2, 1)), 3)
	u.write(&writing{
		kind: "volume",
		save: &request{name: P + "/volume-pekerjaan/save/", project: p, json: items(map[string]any{"pekerjaan_id": r.id, "quantity": quantity})},
		back: func() []reading { return []reading{volumeIs(p, r.id, quantity)} },
	})
}

// items is a body with a list of rows.
func items(list ...map[string]any) map[string]any { return map[string]any{"items": list} }

func volumeIs(p *project, pekerjaan int64, quantity string) reading {
	return reading{&request{name: P + "/volume-pekerjaan/list/", project: p}, func(a *answer) (bool, error) {
		var body volumesBody
		if err := a.decode(&body); err != nil {
			return false, err
		}
		for _, item := range body.Items {
			if item.Pekerjaan == pekerjaan {
				return item.State == "set" && same(item.Quantity, quantity), nil
			}
		}
		return false, nil
	}}
}

// saveFormula stores a formula, and reads it and the volume that it gives.
func (u *user) saveFormula(p *project) {
	r, back := p.formulas.take(u)
	defer back()
	if r == nil {
		return
	}
	const longest = 90
	long, wide := 1+u.random.IntN(longest), 1+u.random.IntN(longest)
	raw := fmt.Sprintf("=%d*%d", long, wide)
	u.write(&writing{
		kind: "formula",
		save: &request{name: P + "/volume/formula/", project: p, json: items(map[string]any{"pekerjaan_id": r.id, "raw": raw, "is_fx": true})},
		back: func() []reading {
			return []reading{volumeIs(p, r.id, strconv.Itoa(long*wide)), {&request{name: P + "/volume/formula/", project: p}, func(a *answer) (bool, error) {
				var body formulasBody
				err := a.decode(&body)
				for _, item := range body.Items {
					if item.Pekerjaan == r.id {
						return item.Raw == raw, err
					}
				}
				return false, err
			}}}
		},
	})
}

// savePrices stores two prices, or one when nobody else leaves a second, and reads the list.
func (u *user) savePrices(p *project) {
	first, back := p.prices.take(u)
	defer back()
	if first == nil {
		return
	}
	second, back := p.prices.another(u)
	defer back()
	wanted := map[int64]string{}
	var list []map[string]any
	for _, r := range []*row{first, second} {
		if r != nil {
			wanted[r.id] = u.between(big.NewRat(500, 1), big.NewRat(900_000, 1), 2)
			list = append(list, map[string]any{"id": r.id, "harga_satuan": wanted[r.id]})
		}
	}
	u.write(&writing{
		kind: "harga",
		save: &request{name: P + "/harga-items/save/", project: p, json: items(list...)},
		back: from(&request{name: P + "/harga-items/list/", project: p}, func(a *answer) (bool, error) {
			var body pricesBody
			err := a.decode(&body)
			equal := 0
			for _, item := range body.Items {
				if harga, asked := wanted[item.ID]; asked && item.Harga != nil && same(*item.Harga, harga) {
					equal++
				}
			}
			return equal == len(wanted), err
		}),
	})
}

// syncParameters stores parameters whose names only this user holds.
func (u *user) syncParameters(p *project) {
	first, back := p.names.take(u)
	defer back()
	second, back := p.names.another(u)
	defer back()
	wanted, sent := map[string]string{}, map[string]any{}
	for _, r := range []*row{first, second} {
		if r != nil {
			wanted[r.name] = u.between(big.NewRat(1, 1), big.NewRat(1000, 1), 3)
			sent[r.name] = map[string]any{"value": wanted[r.name], "label": "Parameter uji beban"}
		}
	}
	u.write(&writing{
		kind: "parameter",
		save: &request{name: P + "/parameters/sync/", project: p, json: map[string]any{"parameters": sent, "mode": "merge"}},
		back: from(&request{name: P + "/parameters/", project: p}, func(a *answer) (bool, error) {
			var body parametersBody
			err := a.decode(&body)
			equal := 0
			for _, parameter := range body.Parameters {
				if value, asked := wanted[parameter.Name]; asked && same(parameter.Value, value) {
					equal++
				}
			}
			return equal == len(wanted), err
		}),
	})
}

// report sends a measurement of a page. It is counted by the server and not kept, so that
// there is nothing to read back.
func (u *user) report() {
	u.ask(&request{
		method: http.MethodPost, name: "/detail_project/api/monitoring/report-client-metric/", group: result.Save,
		json:  map[string]any{"type": "page_load", "value": u.random.IntN(3000)},
		judge: func(a *answer) error { return whole(a, "application/json", "}") },
	})
}
