package api

import (
	"takar/internal/schedule"
	"takar/internal/serve"
)

// moveSchedule reads {pekerjaan_id, weeks}, or {pekerjaan_id, from_week, to_week}, and was:
// [{week_number, percent | volume}], the plan that the person saw.
func moveSchedule(r *serve.Request) error {
	o, err := r.Object()
	if err != nil {
		return err
	}
	bar := schedule.Bar{PekerjaanID: o.Int("pekerjaan_id")}
	switch {
	case o.Has("weeks"):
		bar.Weeks = int(o.Int("weeks"))
		if bar.Weeks == 0 {
			o.Bad("weeks", "isi jumlah minggu: lebih dari 0 lebih lambat, kurang dari 0 lebih awal")
		}
		if o.Has("from_week") || o.Has("to_week") {
			o.Bad("weeks", "kirim weeks, atau from_week dan to_week, tidak keduanya")
		}
	default:
		bar.From, bar.To = int(o.Int("from_week")), int(o.Int("to_week"))
	}
	if rows, present := o.List("was"); present {
		bar.Was = map[int]schedule.Typed{}
		for _, row := range rows {
			amount, week := typedAmount(row), int(row.Int("week_number"))
			if amount == nil {
				row.Bad("percent", "isi percent atau volume")
				continue
			}
			bar.Was[week] = *amount
		}
	}
	if err := o.Err(); err != nil {
		return err
	}
	_, done, err := r.App.MoveBar(r.HTTP.Context(), r.Visit, bar)
	if err != nil {
		return err
	}
	return sendSchedule(r, done, []int64{bar.PekerjaanID})
}
