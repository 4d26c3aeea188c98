package api

import (
	"fmt"
	"net/http"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// phaseWritten answers a command on one phase made by hand (api §6.15).
type phaseWritten struct {
	written

	Message string     `json:"message"`
	Tahapan phaseSaved `json:"tahapan"`
}

// phaseSaved is a phase with what people say of it.
type phaseSaved struct {
	TahapanID      int64     `json:"tahapan_id"`
	Nama           string    `json:"nama"`
	Urutan         int       `json:"urutan"`
	Deskripsi      string    `json:"deskripsi"`
	TanggalMulai   *rab.Date `json:"tanggal_mulai"`
	TanggalSelesai *rab.Date `json:"tanggal_selesai"`
	Version        int64     `json:"version"` // 0 of phases that follow from the dates
}

func phaseSavedOf(p schedule.Phase) phaseSaved {
	from, to := p.Dates()
	saved := phaseSaved{
		TahapanID: p.ID, Nama: p.Nama, Urutan: p.Urutan, Deskripsi: p.Deskripsi, TanggalMulai: optionalDate(from), TanggalSelesai: optionalDate(to),
	}
	if p.Stored != nil {
		saved.Version = p.Stored.Version
	}
	return saved
}

// sendPhase answers with a phase as it is after a command.
func sendPhase(r *serve.Request, status int, done *app.Done, id int64, message string) error {
	phase, _ := schedule.PhaseOf(done.Project, id)
	return r.Send(status, phaseWritten{written: writtenBy(r, done), Message: message, Tahapan: phaseSavedOf(phase)})
}

func createTahapan(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := tahapanInput(body)
	if err := body.Err(); err != nil {
		return err
	}
	row, done, err := r.App.CreateTahapan(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return sendPhase(r, http.StatusCreated, done, row.ID, "Tahapan dibuat.")
}

// tahapanInput reads {nama, urutan, deskripsi, tanggal_mulai, tanggal_selesai, version}; an
// empty date is open.
func tahapanInput(body *serve.Object) schedule.TahapanInput {
	in := schedule.TahapanInput{
		Nama: body.OptionalText("nama"), Deskripsi: body.OptionalText("deskripsi"), Version: body.OptionalInt("version"),
		From: dateField(body, "tanggal_mulai"), To: dateField(body, "tanggal_selesai"),
	}
	if n := body.OptionalInt("urutan"); n != nil {
		urutan := int(max(-1, min(*n, schedule.MaxUrutan+1)))
		in.Urutan = &urutan
	}
	return in
}

func dateField(body *serve.Object, name string) *rab.Date {
	text := body.OptionalText(name)
	if text == nil {
		return nil
	}
	date := rab.Date(*text)
	return &date
}

// phaseBody reads which phase a command is about, and what it says.
func phaseBody(r *serve.Request) (id int64, body *serve.Object, err error) {
	if id, err = r.PathID("tahapan"); err != nil {
		return 0, nil, err
	}
	body, err = r.Object()
	return id, body, err
}

func updateTahapan(r *serve.Request) error {
	id, body, err := phaseBody(r)
	if err != nil {
		return err
	}
	in := tahapanInput(body)
	if err := body.Err(); err != nil {
		return err
	}
	_, done, err := r.App.UpdateTahapan(r.HTTP.Context(), r.Visit, id, in)
	if err != nil {
		return err
	}
	return sendPhase(r, http.StatusOK, done, id, "Tahapan tersimpan.")
}

// phasesWritten answers a command that has only a sentence to tell.
type phasesWritten struct {
	written

	Message string `json:"message"`
}

func deleteTahapan(r *serve.Request) error {
	id, err := r.PathID("tahapan")
	if err != nil {
		return err
	}
	version, err := queryVersion(r)
	if err != nil {
		return err
	}
	row, done, err := r.App.DeleteTahapan(r.HTTP.Context(), r.Visit, id, version)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, phasesWritten{written: writtenBy(r, done), Message: fmt.Sprintf("Tahapan %q dihapus.", row.Nama)})
}

// reorderTahapan gives the phases of {tahapan_order} their places in it.
func reorderTahapan(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	ids := body.IDs("tahapan_order")
	if !body.Has("tahapan_order") || body.Null("tahapan_order") {
		body.Bad("tahapan_order", "kirim daftar id tahapan dalam urutan yang baru")
	}
	if err := body.Err(); err != nil {
		return err
	}
	done, err := r.App.ReorderTahapan(r.HTTP.Context(), r.Visit, ids)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, phasesWritten{written: writtenBy(r, done), Message: "Urutan tahapan tersimpan."})
}

// phaseAssigned answers putting pekerjaan into a phase.
type phaseAssigned struct {
	written

	Created int           `json:"created"`
	Updated int           `json:"updated"`
	Errors  []rab.Problem `json:"errors"` // always empty: a refused request is an error answer
	Message string        `json:"message"`
}

// proporsiField is a share that clients send, and that has no effect: it follows from the
// plan (rulings F36).
var proporsiField = decimal.Field{Name: "proporsi", Digits: 5, Scale: 2}

// assignTahapan puts pekerjaan into a phase made by hand. A request without the list changes
// nothing.
func assignTahapan(r *serve.Request) error {
	id, body, err := phaseBody(r)
	if err != nil {
		return err
	}
	rows, _ := body.List("assignments")
	members := rowsOf(rows, func(row *serve.Object) schedule.MemberInput {
		share := row.Decimal("proporsi", proporsiField)
		if share.Valid && (share.Decimal.IsZero() || decimal.FromInt(100).Less(share.Decimal)) {
			row.Bad("proporsi", "isi 0.01 sampai 100")
		}
		return schedule.MemberInput{Path: row.Path, PekerjaanID: row.Int("pekerjaan_id"), Catatan: row.OptionalText("catatan")}
	})
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.AssignTahapan(r.HTTP.Context(), r.Visit, id, members)
	if err != nil {
		return err
	}
	message := "Tidak ada pekerjaan yang dikirim."
	if len(members) > 0 {
		message = fmt.Sprintf("%d pekerjaan dimasukkan, %d sudah ada di tahapan ini. Proporsinya mengikuti rencana mingguan.", result.Created, result.Updated)
	}
	return r.Send(http.StatusOK, phaseAssigned{written: writtenBy(r, done), Created: result.Created, Updated: result.Updated, Errors: []rab.Problem{}, Message: message})
}

// phaseUnassigned answers taking pekerjaan out of a phase.
type phaseUnassigned struct {
	phasesWritten

	Deleted int `json:"deleted"`
}

func unassignTahapan(r *serve.Request) error {
	id, body, err := phaseBody(r)
	if err != nil {
		return err
	}
	pekerjaan := body.IDs("pekerjaan_ids")
	if err := body.Err(); err != nil {
		return err
	}
	count, done, err := r.App.UnassignTahapan(r.HTTP.Context(), r.Visit, id, pekerjaan)
	if err != nil {
		return err
	}
	answer := phaseUnassigned{phasesWritten: phasesWritten{written: writtenBy(r, done)}, Deleted: count}
	answer.Message = fmt.Sprintf("%d pekerjaan dikeluarkan dari tahapan.", count)
	return r.Send(http.StatusOK, answer)
}
