package rab

import (
	"fmt"
	"slices"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// flawed is a project with one thing of every kind that the checklist knows.
func flawed(t *testing.T) (p *Project, q map[string]*Pekerjaan) {
	b := build(t)
	b.header.AllowBundleSoftErrors, b.header.AnggaranOwner = true, decimal.FromInt(1000)
	analysis := b.ref.add("R.1")
	lost := b.ref.component(analysis, ahsp.BHN, "B.9", "326")
	lost.Finding, lost.Resolution = ahsp.LostDecimal, ahsp.Unresolved
	twice := b.ref.component(analysis, ahsp.BHN, "B.8", "2")
	twice.Finding, twice.Resolution = ahsp.DuplicateRow, ahsp.Unresolved
	settled := b.ref.component(analysis, ahsp.BHN, "B.7", "2")
	settled.Finding, settled.Resolution = ahsp.LostDecimal, ahsp.ByPerson
	for _, kode := range []string{"B.9", "B.8", "B.7"} {
		b.item(ahsp.BHN, kode, "1")
	}

	q = map[string]*Pekerjaan{}
	add := func(kode string) *Pekerjaan {
		q[kode] = b.add(kode)
		return q[kode]
	}
	sound := add("SOUND")
	b.row(sound, ahsp.TK, "T.1", "1", "1000")
	b.volume(sound, "1")

	broken := add("BROKEN")
	row := b.component(broken, ahsp.LAIN, "X", "1")
	row.RefPekerjaanID = pointer(int64(99_999))
	b.volume(broken, "1")

	failing := add("FAILING")
	b.row(failing, ahsp.TK, "T.1", "1", "")
	v := b.volume(failing, "1")
	v.Formula, v.IsFx, v.Failure = "=x", true, "parameter x tidak ada"

	cleared := add("CLEARED")
	b.row(cleared, ahsp.TK, "T.1", "1", "")
	v = b.volume(cleared, "1")
	v.Quantity, v.Cleared = decimal.Null{}, true

	hollow := add("NO-ANALYSIS")
	b.volume(hollow, "1")

	user := add("EMPTY-TARGET")
	b.bundle(user, hollow, "1")
	b.volume(user, "1")

	unmeasured := add("NO-VOLUME")
	b.row(unmeasured, ahsp.TK, "T.1", "1", "")

	for _, kode := range []string{"NO-PRICE-1", "NO-PRICE-2"} {
		unpriced := add(kode)
		b.row(unpriced, ahsp.BHN, "B.10", "1", "")
		b.row(unpriced, ahsp.BHN, "B.2", "1", "")
		b.volume(unpriced, "1")
	}

	suspect := add("SUSPECT")
	b.row(suspect, ahsp.TK, "T.1", "1000.5", "")
	b.row(suspect, ahsp.TK, "T.2", "0", "1")
	b.row(suspect, ahsp.BHN, "B.1", "2000", "1")
	b.volume(suspect, "1")

	lump := add("LUMP-SUM")
	lump.Satuan = "LS"
	b.row(lump, ahsp.TK, "T.1", "1000", "")
	b.volume(lump, "1")

	unitless := add("NO-UNIT")
	unitless.Satuan = ""
	b.row(unitless, ahsp.TK, "T.1", "1", "").Satuan = " "
	b.volume(unitless, "1")

	cloned := add("LIBRARY")
	cloned.SourceType, cloned.RefID = SourceRef, &analysis.ID
	for _, c := range analysis.Components {
		b.row(cloned, c.Kategori, c.Kode, c.Koefisien.String(), "")
	}
	b.bundleAHSP(cloned, analysis, "1")
	b.volume(cloned, "1")

	zero := add("ZERO")
	b.row(zero, ahsp.TK, "T.1", "1", "")
	b.volume(zero, "0")
	return b.project(), q
}

func TestTheChecklistNamesEveryKindOnceAndInOrder(t *testing.T) {
	p, q := flawed(t)
	checks := p.Checklist()
	var got []string
	for _, c := range checks {
		got = append(got, fmt.Sprintf("%s %s %s %s %s", c.Kind, c.Severity, c.Kode, c.Page, c.Field))
		if c.Message == "" {
			t.Errorf("%s has no message", c.Kind)
		}
	}
	sameList(t, "checks", got, []string{
		"broken_bundle error BROKEN template-ahsp target",
		"formula_failing error FAILING volume-pekerjaan formula",
		"volume_cleared error CLEARED volume-pekerjaan quantity",
		"no_analysis error NO-ANALYSIS template-ahsp components",
		"empty_bundle_target error EMPTY-TARGET template-ahsp target",
		"no_volume error NO-VOLUME volume-pekerjaan quantity",
		"no_price error B.2 harga-items harga",
		"no_price error B.10 harga-items harga",
		"suspect_koefisien warning SUSPECT template-ahsp koefisien",
		"suspect_koefisien warning SUSPECT template-ahsp koefisien",
		"suspect_koefisien warning LIBRARY template-ahsp koefisien",
		"suspect_koefisien warning LIBRARY template-ahsp target",
		"unit_missing warning NO-UNIT list-pekerjaan satuan",
		"unit_missing warning NO-UNIT template-ahsp satuan",
		"library_finding warning LIBRARY template-ahsp uraian",
		"zero_volume info ZERO volume-pekerjaan quantity",
		"pagu_exceeded warning  rekap-rab anggaran_owner",
		"markup_unusual info  rekap-rab markup_percent",
	})
	for _, kind := range checkOrder[:slices.Index(checkOrder, CheckProgressOver)] { // the others need a schedule
		if !slices.ContainsFunc(checks, func(c Check) bool { return c.Kind == kind }) {
			t.Errorf("no %s", kind)
		}
	}
	for _, c := range checks {
		place := c.PekerjaanID
		if c.Kind == CheckNoPrice && (place != 0 || c.PriceItemID == 0) || (c.Kind == CheckPaguExceeded || c.Kind == CheckMarkupUnusual) && place != 0 {
			t.Errorf("%s stands at %+v", c.Kind, c)
		}
		if c.Page == PageAnalysis && c.Field != "components" && c.ComponentID == 0 {
			t.Errorf("%s names no row", c.Kind)
		}
		if row, ok := p.Pekerjaan.Get(place); place != 0 && (!ok || row.Kode != c.Kode || q[c.Kode] != row) {
			t.Errorf("%s of %s stands at pekerjaan %d", c.Kind, c.Kode, place)
		}
	}
	says(t, checks[6].Message, "B.2", "2 pekerjaan")
	says(t, checks[8].Message, "1.000,5", "T.1", "SUSPECT", "koma desimal")
	says(t, checks[10].Message, "326", "B.9")
	says(t, checks[11].Message, "B.9")
	says(t, checks[14].Message, "B.8", "lebih dari sekali")
	total := p.Figures().Totals.Dibulatkan
	says(t, checks[16].Message, "1.000", total.Indonesian(0, 2), total.Sub(decimal.FromInt(1000)).Indonesian(0, 2))
}

func TestASoundProjectHasAnEmptyChecklist(t *testing.T) {
	b := build(t)
	q := b.markup("10").add("P")
	b.row(q, ahsp.TK, "T.1", "1", "1000")
	b.row(q, ahsp.BHN, "B.0", "1", "0") // a confirmed zero is a price
	b.volume(q, "1")
	b.header.AnggaranOwner = decimal.FromInt(1100) // exactly reached is not exceeded
	if checks := b.project().Checklist(); len(checks) != 0 {
		t.Errorf("checks %+v", checks)
	}
}

func TestTheChecklistNamesComponentsWithoutAPriceItem(t *testing.T) {
	b := build(t).markup("10")
	analysis := b.ref.add("R.1")
	b.ref.component(analysis, ahsp.BHN, "B.1", "2")
	for _, kode := range []string{"A", "B"} {
		q := b.add(kode)
		b.bundleAHSP(q, analysis, "3")
		b.volume(q, "1")
	}
	checks := b.project().Checklist()
	if len(checks) != 1 || checks[0].Kind != CheckNoPrice || checks[0].Kode != "A" || checks[0].ComponentID == 0 {
		t.Errorf("checks %+v, want the component once", checks)
	}
}

// TestAnUnusedItemNeedsNoPrice: what nothing uses is no gap in the RAB.
func TestAnUnusedItemNeedsNoPrice(t *testing.T) {
	b := build(t)
	b.item(ahsp.BHN, "B.1", "")
	if checks := b.project().Checklist(); len(checks) != 0 {
		t.Errorf("checks %+v", checks)
	}
}

// TestUnusualBUKIsTold: 10 to 15 percent are usual, and none at all is on purpose.
func TestUnusualBUKIsTold(t *testing.T) {
	for _, row := range []struct{ project, own, want string }{
		{"10", "", ""},
		{"15", "12.5", ""},
		{"9.99", "", "BUK proyek 9,99 % di luar kisaran lazim 10 sampai 15 %"},
		{"15.01", "", "BUK proyek 15,01 % di luar kisaran lazim 10 sampai 15 %"},
		{"0", "", "BUK proyek 0 % di luar kisaran lazim 10 sampai 15 %"},
		{"0", "12", ""}, // nobody has that of the project
		{"10", "0", ""}, // at cost
		{"10", "20", "BUK 20 % pada P Pekerjaan P di luar kisaran lazim 10 sampai 15 %"},
	} {
		b := build(t).markup(row.project)
		q := b.add("P")
		b.row(q, ahsp.TK, "T.1", "1", "1000")
		b.volume(q, "1")
		if row.own != "" {
			q.MarkupOverride = decimal.Some(decimal.MustParse(row.own))
		}
		got := ""
		for _, check := range b.project().Checklist() {
			got += check.Message
			if check.Kind != CheckMarkupUnusual || check.Severity != SeverityInfo {
				t.Errorf("%+v", check)
			}
		}
		if got != row.want {
			t.Errorf("project %s, own %s: %q, want %q", row.project, row.own, got, row.want)
		}
	}
	b := build(t).markup("0")
	b.klasifikasi.SMKK = true
	q := b.add("P")
	b.row(q, ahsp.TK, "T.1", "1", "1000")
	b.volume(q, "1")
	if checks := b.project().Checklist(); len(checks) != 0 {
		t.Errorf("SMKK: %+v", checks)
	}
}

func TestTheChecklistLooksAtTheSchedule(t *testing.T) {
	b := build(t).markup("10")
	b.header.TanggalMulai, b.header.TanggalSelesai, b.header.WeekEndDay = "2026-01-01", "2026-03-29", 6 // 13 weeks
	kodes := []string{"WHOLE", "PART", "NONE", "OVER", "SHRUNK", "LATE"}
	pekerjaan := map[string]*Pekerjaan{}
	for _, kode := range kodes {
		pekerjaan[kode] = b.add(kode)
		b.row(pekerjaan[kode], ahsp.TK, "T.1", "1", "1000")
		b.volume(pekerjaan[kode], "3")
	}
	if checks := b.project().Checklist(); len(checks) != 0 {
		t.Fatalf("nobody planned anything: %+v", checks)
	}
	p, _ := b.after(b.project(), func(d *Draft) error {
		week := func(kode string, week int, planned string, byVolume bool, actual string) {
			d.Progress.Put(&Progress{
				Meta: d.NewRow(), PekerjaanID: pekerjaan[kode].ID, Week: week, Planned: decimal.MustParse(planned), PlannedByVolume: byVolume, Actual: decimal.MustParse(actual),
			})
		}
		week("WHOLE", 1, "1", true, "0")
		week("WHOLE", 2, "2", true, "100")
		week("PART", 1, "79.99", false, "5")
		week("OVER", 1, "60", false, "60")
		week("OVER", 2, "40.01", false, "40.01")
		week("SHRUNK", 1, "3.6", true, "0")
		week("LATE", 13, "50", false, "20")
		week("LATE", 14, "50", false, "20")
		week("LATE", 15, "0", false, "20")
		return nil
	})
	var got []string
	for _, c := range p.Checklist() {
		got = append(got, fmt.Sprintf("%s %s %s %s: %s", c.Kind, c.Severity, c.Page, c.Field, c.Message))
	}
	sameList(t, "checks", got, []string{
		"progress_over warning jadwal-pekerjaan planned: jumlah rencana OVER Pekerjaan OVER 100,01 % melebihi 100 %: kurangi salah satu minggu",
		"progress_over warning jadwal-pekerjaan actual: jumlah realisasi OVER Pekerjaan OVER 100,01 % melebihi 100 %: kurangi salah satu minggu",
		"progress_over warning jadwal-pekerjaan planned: jumlah rencana SHRUNK Pekerjaan SHRUNK 120 % melebihi 100 % karena volumenya berubah: kurangi salah satu minggu",
		"plan_after_end warning jadwal-pekerjaan planned: rencana LATE Pekerjaan LATE minggu 14 melewati tanggal selesai (minggu 13): pindahkan, atau perpanjang proyek",
		"actual_after_end info jadwal-pekerjaan actual: realisasi LATE Pekerjaan LATE minggu 14 melewati kontrak, yang selesai di minggu 13",
		"plan_incomplete info jadwal-pekerjaan planned: rencana PART Pekerjaan PART baru 79,99 %: lengkapi sampai 100 %",
		"plan_incomplete info jadwal-pekerjaan planned: NONE Pekerjaan NONE belum direncanakan",
	})
}
