package exchange

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// scheduleLists are the lists of a schedule.
var scheduleLists = []string{"tahap_pelaksanaan", "pekerjaan_tahapan", "progress_weekly"}

// schedule reads the schedule, unless it is to stay out, and the contract.
func (r *backupReader) schedule() {
	r.contract()
	if r.options.WithoutSchedule {
		for _, name := range scheduleLists {
			if n := len(r.root.rows(name)); n > 0 {
				r.report.drop(name, fmt.Sprintf("%d baris jadwal tidak diambil: impor jadwal dan progres tidak dipilih.", n))
			}
		}
		return
	}
	r.scheduleSetting()
	r.phases()
	r.members()
	r.progress()
}

// contract reads what the contract says.
func (r *backupReader) contract() {
	o := r.root.child("contract")
	if o == nil {
		return
	}
	row := &rab.Contract{
		Meta: rab.Meta{ID: projectID}, NomorKontrak: o.text("nomor_kontrak", rab.MaxNotes), TanggalKontrak: o.date("tanggal_kontrak"),
		TanggalSPMK: o.date("tanggal_spmk"), NilaiKontrak: o.decimal("nilai_kontrak", decimal.Anggaran),
		TahunAnggaran: int(o.integer("tahun_anggaran", 0, mostWhole, 0)), TanggalPHO: o.date("tanggal_pho"),
		UangMukaPercent: o.decimal("uang_muka_percent", decimal.Persen), RetensiPercent: o.decimal("retensi_percent", decimal.Persen),
		MasaPemeliharaan: int(o.integer("masa_pemeliharaan", 0, mostWhole, 0)),
	}
	o.judged(row.Judge())
	r.draft.Contracts.Put(row)
}

// mostWhole bounds whole numbers that a row judges itself.
const mostWhole = 1 << 31

// judged notes what a row says is wrong with it.
func (o *object) judged(problems rab.Problems) {
	for _, problem := range problems {
		o.bad(problem.Path, "%s", problem.Message)
	}
}

// scheduleSetting reads how the schedule is reckoned.
func (r *backupReader) scheduleSetting() {
	o := r.root.child("schedule_setting")
	if o == nil {
		return
	}
	row := rab.DefaultScheduleSetting(projectID)
	row.StatusDate, row.ClosedUntil, row.BudgetYearEnd = o.date("status_date"), o.date("closed_until"), o.date("budget_year_end")
	row.OpenedNote, row.OffWeekdays = o.text("opened_note", rab.MaxNotes), o.text("off_weekdays", longestUID)
	row.Holidays = o.text("holidays", maxHolidaysText)
	row.TahapanMode = rab.TahapanMode(cmp.Or(o.text("tahapan_mode", longestUID), string(row.TahapanMode)))
	if !slices.Contains([]rab.TahapanMode{rab.TahapanCustom, rab.TahapanDaily, rab.TahapanWeekly, rab.TahapanMonthly}, row.TahapanMode) {
		o.bad("tahapan_mode", "harus custom, daily, weekly atau monthly")
	}
	limit := decimal.Field{Name: "batas", Digits: decimal.Persen.Digits, Scale: decimal.Persen.Scale, Signed: true}
	for _, part := range []struct {
		name  string
		value *decimal.Decimal
	}{
		{"critical_from", &row.CriticalFrom},
		{"critical_first", &row.CriticalFirst},
		{"critical_second", &row.CriticalSecond},
		{"yellow_first", &row.YellowFirst},
		{"red_first", &row.RedFirst},
		{"yellow_second", &row.YellowSecond},
		{"red_second", &row.RedSecond},
	} {
		*part.value = o.number(part.name, limit)
	}
	o.judged(row.Judge())
	r.draft.ScheduleSettings.Put(row)
}

// maxHolidaysText bounds the holidays of a project, in characters.
const maxHolidaysText = 250_000

// generated are names that programs gave to phases which follow from dates.
var generated = regexp.MustCompile(`^((Week|Day|Minggu|Hari) \d+(:|$)|\p{L}+ \d{4}: \d\d/\d\d - )`)

// phases reads the phases that were made by hand. Others follow from the dates.
func (r *backupReader) phases() {
	names := map[string]bool{}
	for _, o := range r.root.rows("tahap_pelaksanaan") {
		name := strings.TrimSpace(o.filled("nama", rab.MaxName))
		if r.old && (o.flag("is_auto_generated", false) || generated.MatchString(name)) {
			r.derived[o.integer("_export_id", 1, largestID, 0)] = true
			continue
		}
		row := &rab.Tahapan{
			Meta: r.register(o, r.tahapan), UID: r.uid(o), Nama: name, Urutan: int(orderingOf(o, "urutan")), Deskripsi: o.text("deskripsi", rab.MaxNotes),
			TanggalMulai: o.date("tanggal_mulai"), TanggalSelesai: o.date("tanggal_selesai"), CreatedAt: o.moment("created_at"),
		}
		switch {
		case names[name]:
			o.bad("nama", "tahapan %q ada dua kali", name)
		case row.TanggalMulai != "" && row.TanggalSelesai != "" && row.TanggalSelesai < row.TanggalMulai:
			o.bad("tanggal_selesai", "tanggal selesai lebih awal dari tanggal mulai")
		}
		names[name] = true
		r.draft.Tahapan.Put(row)
	}
	if n := len(r.derived); n > 0 {
		r.report.drop("tahap_pelaksanaan", fmt.Sprintf("%d tahapan otomatis (per hari, minggu atau bulan) tidak diambil: tahapan itu mengikuti tanggal proyek.", n))
	}
}

// members reads which pekerjaan belong to which phase. Shares of a pekerjaan in a phase are
// left out: they follow from its plan.
func (r *backupReader) members() {
	known := map[[2]int64]bool{}
	for _, o := range r.root.rows("pekerjaan_tahapan") {
		if r.derived[o.integer("_tahap_ref", 1, largestID, 0)] {
			continue
		}
		phase, found := r.parent(o, "_tahap_ref", r.tahapan)
		if !found {
			r.lose(o, "_tahap_ref", "Pekerjaan dalam tahapan")
			continue
		}
		pekerjaan, found := r.parent(o, "_pekerjaan_ref", r.pekerjaan)
		if !found {
			r.lose(o, "_pekerjaan_ref", "Pekerjaan dalam tahapan")
			continue
		}
		key := [2]int64{phase, pekerjaan}
		if known[key] {
			o.bad("_pekerjaan_ref", "pekerjaan ini ada dua kali dalam tahapan yang sama")
			continue
		}
		if r.old && len(known) == 0 {
			r.report.change("pekerjaan_tahapan", "Pekerjaan tetap dalam tahapannya; proporsi volumenya dihitung dari rencana mingguan.")
		}
		known[key] = true
		r.draft.TahapanMembers.Put(&rab.TahapanMember{Meta: r.newMeta(), TahapanID: phase, PekerjaanID: pekerjaan, Catatan: o.text("catatan", rab.MaxNotes)})
	}
}

// moment returns a time; 0 when it is absent.
func (o *object) moment(name string) rab.Instant {
	text := o.text(name, 40)
	if text == "" {
		return 0
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Year() < 1970 || at.Year() > 2200 {
		o.bad(name, "harus berupa waktu, misalnya 2026-03-02T08:00:00.000000+00:00")
		return 0
	}
	return rab.InstantOf(at)
}
