package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/takeoff"
)

// longestHeaderText bounds what is read of a project's own texts; rab.Header knows better.
const longestHeaderText = 100_000

// project reads the project's own data.
func (r *backupReader) project() {
	o := r.root.child("project")
	if o == nil {
		r.required("project")
		return
	}
	text := func(name string) string { return o.text(name, longestHeaderText) }
	before := len(o.document.problems)
	header := rab.Header{
		Nama: text("nama"), TanggalMulai: o.date("tanggal_mulai"), TanggalSelesai: o.date("tanggal_selesai"),
		DurasiHari: int(o.integer("durasi_hari", 0, 1<<31-1, 0)), SumberDana: text("sumber_dana"), LokasiProject: text("lokasi_project"),
		NamaClient: text("nama_client"), AnggaranOwner: o.decimal("anggaran_owner", decimal.Anggaran).OrZero(),
		KetProject1: text("ket_project1"), KetProject2: text("ket_project2"), JabatanClient: text("jabatan_client"), InstansiClient: text("instansi_client"),
		NamaKontraktor: text("nama_kontraktor"), InstansiKontraktor: text("instansi_kontraktor"),
		NamaKonsultanPerencana: text("nama_konsultan_perencana"), InstansiKonsultanPerencana: text("instansi_konsultan_perencana"),
		NamaKonsultanPengawas: text("nama_konsultan_pengawas"), InstansiKonsultanPengawas: text("instansi_konsultan_pengawas"),
		Deskripsi: text("deskripsi"), Kategori: text("kategori"), AllowBundleSoftErrors: o.flag("allow_bundle_soft_errors", false),
		WeekStartDay: int(o.integer("week_start_day", 0, 6, 0)),
	}
	days, weekEnd := header.DurasiHari, o.integer("week_end_day", 0, 6, int64(header.WeekStartDay+6)%7)
	if r.old {
		r.completeHeader(o, &header)
	}
	if len(o.document.problems) > before {
		return
	}
	var invalid *rab.Invalid
	if errors.As(r.draft.Found(header, "", "project"), &invalid) {
		for _, problem := range invalid.Problems {
			o.document.bad(problem.Path, "%s", problem.Message)
		}
		return
	}
	found, _ := r.draft.Headers.Get(projectID)
	if days != 0 && days != found.DurasiHari {
		r.report.change(o.at("durasi_hari"), fmt.Sprintf("Durasi %d hari tidak cocok dengan tanggalnya: menjadi %d hari.", days, found.DurasiHari))
	}
	if weekEnd != int64(found.WeekEndDay) {
		r.report.change(o.at("week_end_day"), fmt.Sprintf("Hari akhir minggu mengikuti hari awalnya: menjadi %d.", found.WeekEndDay))
	}
}

// completeHeader fills in what older files leave empty although a project needs it, with
// the words that their program used itself (domain §3).
func (r *backupReader) completeHeader(o *object, h *rab.Header) {
	for _, field := range []struct {
		name, standard string
		value          *string
	}{{"sumber_dana", "N/A", &h.SumberDana}, {"lokasi_project", "Tidak Ditentukan", &h.LokasiProject}, {"nama_client", "Client", &h.NamaClient}} {
		if strings.TrimSpace(*field.value) == "" {
			*field.value = field.standard
			r.report.change(o.at(field.name), fmt.Sprintf("Kosong di berkas: diisi %q.", field.standard))
		}
	}
}

// pricing reads the pricing policy. Files before version 3 know a part of it.
func (r *backupReader) pricing() {
	o := r.root.child("project_pricing")
	if o == nil {
		if !r.old {
			r.required("project_pricing")
			return
		}
		r.report.change("project_pricing", "Tidak ada kebijakan harga di berkas: pakai bawaan (BUK 10 %, PPN 11 %, pembulatan 10.000).")
		return
	}
	pricing := rab.DefaultPricing()
	pricing.ID = projectID
	pricing.MarkupPercent = o.decimal("markup_percent", decimal.Persen).OrZero()
	pricing.PPNPercent = o.decimal("ppn_percent", decimal.Persen).OrZero()
	pricing.RoundingBase = o.integer("rounding_base", 0, largestID, pricing.RoundingBase)
	pricing.HSPRounding = o.integer("hsp_rounding", 0, largestID, 0)
	pricing.PPNScheme = rab.PPNScheme(cmp.Or(o.text("ppn_scheme", longestUID), string(pricing.PPNScheme)))
	pricing.RoundingMode = decimal.Mode(cmp.Or(o.text("rounding_mode", longestUID), string(pricing.RoundingMode)))
	for _, problem := range pricing.Check() {
		o.bad(problem.Path, "%s", problem.Message)
	}
	r.draft.Pricings.Put(&pricing)
}

// sequences reads the counters of generated codes; without them they go on from the codes
// in use.
func (r *backupReader) sequences() {
	o := r.root.child("sequences")
	if o == nil {
		return
	}
	const most = 999_999_999
	r.draft.States.Put(&rab.State{
		Meta: rab.Meta{ID: projectID}, CustomSequence: o.integer("cust", 0, most, 0),
		ModifiedSequence: o.integer("mod", 0, most, 0), ItemSequence: o.integer("unit", 0, most, 0),
	})
}

// parameters reads the parameters of volume formulas.
func (r *backupReader) parameters() {
	if !r.old {
		r.required("project_parameters")
	}
	known := map[string]bool{}
	for _, o := range r.root.rows("project_parameters") {
		row := &rab.Parameter{
			Meta: r.newMeta(), UID: r.uid(o), Value: o.number("value", decimal.Parameter),
			Unit: o.text("unit", rab.MaxSatuan), Description: o.text("description", rab.MaxNotes),
		}
		name, err := takeoff.OldName(o.text("name", takeoff.MaxNameLength))
		switch {
		case err != nil:
			o.bad("name", "%s", err)
			continue
		case known[name]:
			o.bad("name", "parameter %s ada dua kali", name)
		}
		known[name] = true
		row.Name, row.Label = name, cmp.Or(o.text("label", rab.MaxLabel), name)
		r.draft.Parameters.Put(row)
	}
}
