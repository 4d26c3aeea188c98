package schedule

import (
	"fmt"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// SetPhases says which phases a project has besides those made by hand. Nobody's plan and
// realisasi change by it.
func SetPhases(d *rab.Draft, mode rab.TahapanMode) error {
	view := d.View()
	if _, err := TimelineOf(view.Header()); err != nil && mode != rab.TahapanCustom {
		return rab.Refuse("mode", "Tahapan belum dapat dibuat: %s. Lengkapi di Data Proyek.", err)
	}
	next := *view.Schedule()
	if next.TahapanMode != mode {
		next.TahapanMode = mode
		d.ScheduleSettings.Put(&next)
	}
	return nil
}

// TahapanInput is what a request says about a phase made by hand; nil means "not said".
type TahapanInput struct {
	Nama, Deskripsi *string
	Urutan          *int
	From, To        *rab.Date // "" is open
	Version         *int64
}

// MaxUrutan bounds the place of a phase.
const MaxUrutan = 100_000

// CreateTahapan adds a phase, behind all others unless the request says where.
func CreateTahapan(d *rab.Draft, in TahapanInput) (*rab.Tahapan, error) {
	next := &rab.Tahapan{Meta: d.NewRow(), UID: d.NewUID(), CreatedAt: d.At()}
	for _, phase := range Phases(d.View()) {
		next.Urutan = max(next.Urutan, phase.Urutan)
	}
	next.Urutan++
	if in.Nama == nil {
		in.Nama = new(string)
	}
	if err := in.fill(d, next).Err(); err != nil {
		return nil, err
	}
	d.Tahapan.Put(next)
	return next, nil
}

// UpdateTahapan changes what the request says of a phase made by hand; an empty name stays.
func UpdateTahapan(d *rab.Draft, id int64, in TahapanInput) (*rab.Tahapan, error) {
	current, err := handmade(d, id, "diubah")
	if err != nil {
		return nil, err
	}
	next := *current
	if in.Nama != nil && *in.Nama == "" {
		in.Nama = nil
	}
	if err := in.fill(d, &next).Err(); err != nil {
		return nil, err
	}
	if next == *current {
		return current, nil
	}
	if err := judgeVersion(d, in.Version, current, &next); err != nil {
		return nil, err
	}
	d.Tahapan.Put(&next)
	return &next, nil
}

// fill writes what a request says into a row, and returns what is wrong with it.
func (in *TahapanInput) fill(d *rab.Draft, row *rab.Tahapan) rab.Problems {
	var problems rab.Problems
	if in.Nama != nil {
		row.Nama = problems.Text("nama", "Nama tahapan", *in.Nama, rab.MaxLabel)
		if other, taken := d.View().TahapanByName(row.Nama); taken && other.ID != row.ID {
			problems.Add("nama", "Tahapan %q sudah ada dalam proyek ini: pakai nama lain.", row.Nama)
		}
	}
	if row.Nama == "" && len(problems) == 0 {
		problems.Add("nama", "Isi nama tahapan.")
	}
	if in.Deskripsi != nil {
		row.Deskripsi = problems.Text("deskripsi", "Deskripsi tahapan", *in.Deskripsi, rab.MaxNotes)
	}
	if in.Urutan != nil {
		if row.Urutan = *in.Urutan; row.Urutan < 0 || row.Urutan > MaxUrutan {
			problems.Add("urutan", "Isi urutan dengan bilangan 0 sampai %d.", MaxUrutan)
		}
	}
	for _, date := range []struct {
		path string
		in   *rab.Date
		row  *rab.Date
	}{{"tanggal_mulai", in.From, &row.TanggalMulai}, {"tanggal_selesai", in.To, &row.TanggalSelesai}} {
		if date.in == nil {
			continue
		}
		if _, err := rab.ParseDate(string(*date.in)); err != nil {
			problems.Add(date.path, "%s.", err)
		}
		*date.row = *date.in
	}
	if len(problems) == 0 && row.TanggalMulai != "" && row.TanggalSelesai != "" && row.TanggalSelesai < row.TanggalMulai {
		problems.Add("tanggal_selesai", "Tanggal selesai %s lebih awal dari tanggal mulai %s.", row.TanggalSelesai, row.TanggalMulai)
	}
	return problems
}

// handmade returns a phase that can be changed; one that follows from the dates of the
// project is refused in words.
func handmade(d *rab.Draft, id int64, what string) (*rab.Tahapan, error) {
	if row, ok := d.View().Tahapan.Get(id); ok {
		return row, nil
	}
	if phase, ok := PhaseOf(d.View(), id); ok {
		return nil, rab.Refuse("tahapan_id", "Tahapan %q mengikuti tanggal proyek, jadi tidak dapat %s. Buat tahapan sendiri untuk itu.", phase.Nama, what)
	}
	return nil, rab.ErrNotFound
}

// judgeVersion refuses a change of a phase that somebody else changed since the client read
// it; without a version the change overwrites, and the history says so.
func judgeVersion(d *rab.Draft, version *int64, current, next *rab.Tahapan) error {
	if version == nil {
		d.Overwrote()
		return nil
	}
	if *version == current.Version {
		return nil
	}
	row := rab.ConflictRow{Path: "version", Current: current, WhoID: current.ChangedBy, ChangedAt: current.ChangedAt}
	if next != nil {
		row.Yours = next
	}
	return &rab.Conflict{Rows: []rab.ConflictRow{row}}
}

// DeleteTahapan deletes a phase made by hand that no pekerjaan belongs to.
func DeleteTahapan(d *rab.Draft, id int64, version *int64) (*rab.Tahapan, error) {
	current, err := handmade(d, id, "dihapus")
	if err != nil {
		return nil, err
	}
	count := 0
	for _, member := range d.View().TahapanMembers.All() {
		if member.TahapanID == id {
			count++
		}
	}
	if count > 0 {
		return nil, rab.Refuse("tahapan_id", "Tahapan %q masih berisi %d pekerjaan: keluarkan dulu pekerjaannya.", current.Nama, count)
	}
	if err := judgeVersion(d, version, current, nil); err != nil {
		return nil, err
	}
	d.Tahapan.Delete(id)
	return current, nil
}

// ReorderTahapan gives phases made by hand the places that a list has them at, from 0. Other
// ids in the list only count as places.
func ReorderTahapan(d *rab.Draft, ids []int64) error {
	seen := map[int64]int{}
	for i, id := range ids {
		if first, twice := seen[id]; twice {
			return rab.Refuse(fmt.Sprintf("tahapan_order[%d]", i), "Tahapan %d sudah ada di tempat ke-%d.", id, first+1)
		}
		seen[id] = i
		if row, ok := d.View().Tahapan.Get(id); ok && row.Urutan != i {
			next := *row
			next.Urutan = i
			d.Tahapan.Put(&next)
		}
	}
	return nil
}

// MemberInput puts a pekerjaan into a phase. Catatan that is nil stays.
type MemberInput struct {
	Path        string
	PekerjaanID int64
	Catatan     *string
}

// AssignTahapan puts pekerjaan into a phase made by hand, all or none: those that are in it
// keep their place. How much of them is done there follows from their plan (rulings F36).
func AssignTahapan(d *rab.Draft, id int64, members []MemberInput) (created, updated int, err error) {
	if _, err := handmade(d, id, "diisi pekerjaan"); err != nil {
		return 0, 0, err
	}
	stored := map[int64]*rab.TahapanMember{}
	for _, member := range d.View().TahapanMembers.All() {
		if member.TahapanID == id {
			stored[member.PekerjaanID] = member
		}
	}
	var problems rab.Problems
	seen := map[int64]bool{}
	for _, in := range members {
		item, ok := d.View().Pekerjaan.Get(in.PekerjaanID)
		switch {
		case !ok:
			problems.Add(in.Path+".pekerjaan_id", "Pekerjaan %d tidak ada dalam proyek ini: muat ulang halaman.", in.PekerjaanID)
			continue
		case seen[in.PekerjaanID]:
			problems.Add(in.Path+".pekerjaan_id", "%s dikirim dua kali.", item.Name())
			continue
		}
		seen[in.PekerjaanID] = true
		next, known := rab.TahapanMember{TahapanID: id, PekerjaanID: in.PekerjaanID}, stored[in.PekerjaanID]
		if known != nil {
			next = *known
			updated++
		} else {
			next.Meta = d.NewRow()
			created++
		}
		if in.Catatan != nil {
			next.Catatan = problems.Text(in.Path+".catatan", "Catatan "+item.Name(), *in.Catatan, rab.MaxNotes)
		}
		d.TahapanMembers.Put(&next)
	}
	return created, updated, problems.Err()
}

// UnassignTahapan takes pekerjaan out of a phase made by hand and returns how many were in
// it.
func UnassignTahapan(d *rab.Draft, id int64, pekerjaan []int64) (int, error) {
	if _, err := handmade(d, id, "dikosongkan"); err != nil {
		return 0, err
	}
	out := make(map[int64]bool, len(pekerjaan))
	for _, id := range pekerjaan {
		out[id] = true
	}
	count := 0
	for _, member := range d.View().TahapanMembers.All() {
		if member.TahapanID == id && out[member.PekerjaanID] {
			d.TahapanMembers.Delete(member.ID)
			count++
		}
	}
	return count, nil
}

// PhaseSum is a phase with how much of the plan lies in it.
type PhaseSum struct {
	Phase

	Pekerjaan int             // that belong to it, or whose plan touches it
	Share     decimal.Decimal // Σ of their shares: three pekerjaan that lie in it whole make 300
}

// PhaseSums returns all phases of the project in their order.
func (p *Plan) PhaseSums() []PhaseSum {
	phases := Phases(p.Project)
	sums := make([]PhaseSum, len(phases))
	places := make(map[int64]int, len(phases))
	var derived []int // places in sums, in order of time
	for i, phase := range phases {
		sums[i].Phase, places[phase.ID] = phase, i
		if phase.Stored == nil {
			derived = append(derived, i)
		}
	}
	for _, member := range p.Project.TahapanMembers.All() {
		sum := &sums[places[member.TahapanID]]
		sum.Pekerjaan++
		if work, ok := p.Work(member.PekerjaanID); ok {
			sum.Share = sum.Share.Add(p.Timeline.Share(work.Cells, sum.Span))
		}
	}
	spans := make([]Span, len(derived))
	for i, place := range derived {
		spans[i] = sums[place].Span
	}
	for i := range p.Works {
		last := -1
		p.Timeline.shares(p.Works[i].Cells, spans, func(span int, part decimal.Decimal) {
			sum := &sums[derived[span]]
			sum.Share = sum.Share.Add(part)
			if span != last {
				sum.Pekerjaan++
				last = span
			}
		})
	}
	return sums
}

// PhaseMember is a pekerjaan in a phase.
type PhaseMember struct {
	PekerjaanID int64
	Share       decimal.Decimal // percent of the pekerjaan, with 2 decimal places
	Catatan     string
}

// PhaseMembers returns the pekerjaan of a phase in the order of the work list: those that
// belong to one made by hand, or those whose plan touches one that follows from dates.
func (p *Plan) PhaseMembers(phase *Phase) []PhaseMember {
	notes := map[int64]*rab.TahapanMember{}
	for _, member := range p.Project.TahapanMembers.All() {
		if member.TahapanID == phase.ID {
			notes[member.PekerjaanID] = member
		}
	}
	var members []PhaseMember
	for _, item := range p.Project.WorkList() {
		member := PhaseMember{PekerjaanID: item.ID}
		if work, ok := p.Work(item.ID); ok {
			member.Share = p.Timeline.Share(work.Cells, phase.Span)
		}
		note, belongs := notes[item.ID]
		if belongs {
			member.Catatan = note.Catatan
		}
		if belongs || (phase.Stored == nil && !member.Share.IsZero()) {
			members = append(members, member)
		}
	}
	return members
}
