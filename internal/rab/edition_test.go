package rab

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// Editions of the library of these tests: the first and the second revision of one name,
// another name, and one that was withdrawn.
const (
	firstRevision = 901 + iota
	secondRevision
	otherEdition
	withdrawnEdition
)

func published(id, edition int64, kode, nama, satuan string, components ...ahsp.Component) ahsp.Analysis {
	for i := range components {
		components[i].ID, components[i].Position = id*100+int64(i), i
	}
	return ahsp.Analysis{ID: id, EditionID: edition, Kode: kode, Nama: nama, Satuan: satuan, Components: components}
}

func part(kategori ahsp.Kategori, kode, koefisien string) ahsp.Component {
	return ahsp.Component{Kategori: kategori, Kode: kode, Uraian: "Item " + kode, Satuan: "sat", Koefisien: decimal.MustParse(koefisien)}
}

func twoRevisions() *ahsp.Library {
	return ahsp.NewLibrary(
		[]ahsp.Edition{
			{ID: firstRevision, Name: "AHSP", Revision: 1},
			{ID: secondRevision, Name: "AHSP", Revision: 2},
			{ID: otherEdition, Name: "AHSP 2030", Revision: 1},
			{ID: withdrawnEdition, Name: "Lama", Revision: 1, Withdrawn: true},
		},
		[]ahsp.Analysis{
			published(11, firstRevision, "1.1", "Galian", "m3", part(ahsp.TK, "T.1", "0.75")),
			published(12, firstRevision, "1.2", "Dinding", "m2", part(ahsp.TK, "T.1", "0.5"), part(ahsp.BHN, "B.1", "70")),
			published(13, firstRevision, "1.3", "Papan", "buah", part(ahsp.BHN, "B.2", "1")),
			published(14, firstRevision, "1.4", "Pagar", "m", part(ahsp.LAIN, "1.1", "0.5"), part(ahsp.BHN, "B.2", "2")),
			published(15, firstRevision, "1.5", "Taman", "m2", part(ahsp.BHN, "B.2", "1")),
			published(16, firstRevision, "1.6", "Tiang", "buah", part(ahsp.BHN, "B.2", "3")),

			published(21, secondRevision, "1.1", "Galian tanah", "m3", part(ahsp.TK, "T.1", "0.8"), part(ahsp.ALT, "A.9", "0.1")),
			published(22, secondRevision, "1.2", "Dinding", "", part(ahsp.TK, "T.1", "0.5"), part(ahsp.BHN, "B.1", "70")),
			published(23, secondRevision, "1.3", "Papan", "m2", part(ahsp.BHN, "B.2", "2")),
			published(24, secondRevision, "1.4", "Pagar", "m", part(ahsp.LAIN, "1.1", "0.5"), part(ahsp.BHN, "B.2", "2")),
			published(25, secondRevision, "1.5", "Taman", "m2"),
			published(31, otherEdition, "1.1", "Galian 2030", "m3", part(ahsp.TK, "T.1", "0.5")),
		})
}

// pinned is a project whose references are those of the first revision.
type pinned struct {
	*builder

	p                                            *Project
	galian, diubah, dinding, papan, pagar, taman *Pekerjaan
	tiang, gabungan                              *Pekerjaan
	pemakai                                      *Pekerjaan // bundles galian
}

func buildPinned(t *testing.T) *pinned {
	x := &pinned{builder: build(t)}
	x.item(ahsp.TK, "T.1", "100")
	x.item(ahsp.BHN, "B.1", "10")
	x.item(ahsp.BHN, "B.2", "1000")
	library := twoRevisions()
	base := x.project()
	ref := func(id int64) PekerjaanInput { return PekerjaanInput{SourceType: "ref", RefID: &id} }
	p, created := x.append(base.Apply(&Delta{}, base.Revision, library),
		ref(11), PekerjaanInput{SourceType: "ref_modified", RefID: pointer(int64(11)), Uraian: "diubah"}, ref(12), ref(13), ref(14), ref(15), ref(16),
		customItem("gabungan"), customItem("pemakai"))
	x.galian, x.diubah, x.dinding, x.papan, x.pagar, x.taman, x.tiang, x.gabungan, x.pemakai = created[0], created[1], created[2], created[3],
		created[4], created[5], created[6], created[7], created[8]
	x.p, _ = x.after(p, func(d *Draft) error {
		if _, err := d.SaveAnalyses([]PekerjaanAnalysis{
			{PekerjaanID: x.diubah.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{plainRow(ahsp.TK, "T.1", "9")}}},
			{PekerjaanID: x.gabungan.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G1", RefAHSP, 11, "2"), bundleRow("G2", RefAHSP, 16, "1")}}},
			{PekerjaanID: x.pemakai.ID, SaveAnalysisInput: SaveAnalysisInput{Rows: []AnalysisRow{bundleRow("G3", RefJob, x.galian.ID, "4")}}},
		}); err != nil {
			return err
		}
		var volumes []VolumeInput
		for i, q := range created {
			volumes = append(volumes, VolumeInput{PekerjaanID: q.ID, Quantity: pointer(amount(fmt.Sprint(i + 1)))})
		}
		return done(d.SaveVolumes(volumes))
	})
	return x
}

func (x *pinned) move(in EditionInput) (after *Project, changes []RowChange, move EditionMove) {
	x.t.Helper()
	after, changes = x.after(x.p, func(d *Draft) (err error) {
		move, err = d.MoveToEdition(in)
		return err
	})
	return after, changes, move
}

// told writes a move as "kode status difference of the total" lines.
func (m *EditionMove) told() string {
	var lines []string
	for _, row := range m.Rows {
		line := fmt.Sprintf("%s %s %s", row.Pekerjaan.Uraian, row.Status, row.DifferenceOfTotal)
		if len(row.Stuck) > 0 {
			line += " without " + strings.Join(row.Stuck, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestReferencesMoveToANewerRevisionAndTellTheMoney(t *testing.T) {
	x := buildPinned(t)
	after, changes, move := x.move(EditionInput{Edition: secondRevision, Revision: &x.p.Revision})
	want := "Galian changed 5; diubah kept 0; Dinding same 0; Papan unit 0; Pagar changed 12.5; Taman empty 0; Tiang missing 0; gabungan bundles 80 without 1.6; pemakai cascaded 180"
	if got := move.told(); got != want {
		t.Errorf("move tells\n%s, want\n%s", got, want)
	}
	if move.Moved != 5 || move.Edition.Revision != 2 {
		t.Errorf("%d moved to %+v", move.Moved, move.Edition)
	}
	if len(move.NewItems) != 1 || move.NewItems[0].Kode != "A.9" || move.NewItems[0].Harga.Valid {
		t.Errorf("new items %+v", move.NewItems)
	}
	first := move.Rows[0]
	if first.Moved.Uraian != "Galian tanah" || *first.Moved.RefID != 21 || first.Moved.RefRevision != 2 || first.MissingPricesAdded != 1 ||
		first.DifferenceOfG.String() != "5" || len(first.Before) != 1 || len(first.After) != 2 || first.Before[0].ID != first.After[0].ID {
		t.Errorf("Galian %+v", first)
	}
	dinding, _ := after.Pekerjaan.Get(x.dinding.ID)
	if *dinding.RefID != 22 || dinding.Satuan != "m2" { // the revision states no unit: the project's stays
		t.Errorf("Dinding %+v", dinding)
	}
	diubah, _ := after.Pekerjaan.Get(x.diubah.ID)
	if *diubah.RefID != 21 || diubah.Uraian != "diubah" || after.ComponentsOf(x.diubah.ID)[0].Koefisien.String() != "9" {
		t.Errorf("the changed reference %+v", diubah)
	}
	papan, _ := after.Pekerjaan.Get(x.papan.ID)
	if *papan.RefID != 13 || papan.RefRevision != 1 {
		t.Errorf("Papan moved: %+v", papan)
	}
	if rows := after.ComponentsOf(x.gabungan.ID); *rows[0].RefAHSPID != 21 || *rows[1].RefAHSPID != 16 {
		t.Errorf("bundles on %d and %d", *rows[0].RefAHSPID, *rows[1].RefAHSPID)
	}
	if nested := after.ComponentsOf(x.pagar.ID)[0]; *nested.RefAHSPID != 21 {
		t.Errorf("the nested row stands for %d", *nested.RefAHSPID)
	}
	for _, q := range after.Volumes.All() {
		if before, _ := x.p.Volumes.Get(q.ID); !sameContent(before, q) {
			t.Errorf("a volume changed: %+v", q)
		}
	}
	undone, _ := x.undo(after, changes)
	if diff := difference(undone, x.p); diff != "" {
		t.Errorf("undone: %s", diff)
	}
	if row, _ := undone.Pekerjaan.Get(x.galian.ID); *row.RefID != 11 || row.Uraian != "Galian" {
		t.Errorf("undone %+v", row)
	}
}

func TestDifferencesOfAMoveAddUp(t *testing.T) {
	x := buildPinned(t)
	for name, in := range map[string]EditionInput{
		"all":          {Edition: secondRevision},
		"forced":       {Edition: secondRevision, ResetModified: true, AcceptUnit: true},
		"another name": {Edition: otherEdition, From: firstRevision},
		"one":          {Edition: secondRevision, Pekerjaan: []int64{x.pagar.ID}},
	} {
		_, _, move := x.move(in)
		sum := decimal.Zero
		for _, row := range move.Rows {
			sum = sum.Add(row.DifferenceOfTotal)
		}
		if difference := move.After.Jumlah.Sub(move.Before.Jumlah); !sum.Equal(difference) {
			t.Errorf("%s: rows differ by %s, Jumlah by %s", name, sum, difference)
		}
	}
}

func TestMovesAreWhatIsAsked(t *testing.T) {
	x := buildPinned(t)
	for name, c := range map[string]struct {
		in   EditionInput
		want string
	}{
		"changed references too": {
			EditionInput{Edition: secondRevision, ResetModified: true, Pekerjaan: []int64{x.diubah.ID}}, "diubah changed -1640",
		},
		"a unit accepted": {EditionInput{Edition: secondRevision, AcceptUnit: true, Pekerjaan: []int64{x.papan.ID}}, "Papan changed 4000"},
		"one by name":     {EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.galian.ID}}, "Galian changed 5; pemakai cascaded 180"},
		"another name": {
			EditionInput{Edition: otherEdition, From: firstRevision},
			"Galian changed -25; diubah kept 0; Dinding missing 0; Papan missing 0; Pagar missing 0; Taman missing 0; Tiang missing 0; gabungan bundles -400 without 1.6; pemakai cascaded -900",
		},
		"nothing of that name": {EditionInput{Edition: otherEdition}, ""},
		"nothing from there":   {EditionInput{Edition: secondRevision, From: otherEdition}, ""},
	} {
		after, _, move := x.move(c.in)
		got := move.told()
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if c.want == "" && after.Revision != x.p.Revision+1 && move.Moved != 0 {
			t.Errorf("%s: something moved", name)
		}
	}
	if row, _ := x.p.Pekerjaan.Get(x.papan.ID); row.Satuan != "buah" {
		t.Error("the snapshot changed")
	}
	after, _, _ := x.move(EditionInput{Edition: secondRevision, AcceptUnit: true, Pekerjaan: []int64{x.papan.ID}})
	if row, _ := after.Pekerjaan.Get(x.papan.ID); row.Satuan != "m2" {
		t.Errorf("the accepted unit is %s", row.Satuan)
	}
}

func TestWrongMovesAreRefused(t *testing.T) {
	x := buildPinned(t)
	for name, c := range map[string]struct {
		in   EditionInput
		path string
	}{
		"no such edition":   {EditionInput{Edition: 1}, "edition"},
		"a withdrawn one":   {EditionInput{Edition: withdrawnEdition}, "edition"},
		"onto itself":       {EditionInput{Edition: secondRevision, From: secondRevision}, "from"},
		"one that is stuck": {EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.galian.ID, x.tiang.ID}}, "pekerjaan_ids[1]"},
		"no such pekerjaan": {EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.galian.ID, 987}}, "pekerjaan_ids[1]"},
		"a custom one":      {EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.pemakai.ID}}, "pekerjaan_ids[0]"},
		"another unit":      {EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.papan.ID}}, "pekerjaan_ids[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := x.draft(x.p).MoveToEdition(c.in)
			refusedAt(t, err, c.path)
		})
	}
	var conflict *Conflict
	if _, err := x.draft(x.p).MoveToEdition(EditionInput{Edition: secondRevision, Revision: pointer(int64(99))}); !errors.As(err, &conflict) {
		t.Errorf("another revision of the project: %v", err)
	}
}

func TestEditionsInUseAreCounted(t *testing.T) {
	x := buildPinned(t)
	after, _, _ := x.move(EditionInput{Edition: secondRevision, Pekerjaan: []int64{x.galian.ID}})
	var told []string
	for _, use := range after.EditionsInUse() {
		told = append(told, fmt.Sprintf("%s %d: %d + %d", use.Edition.Name, use.Edition.Revision, use.Pekerjaan, use.Bundles))
	}
	if got := strings.Join(told, "; "); got != "AHSP 1: 6 + 3; AHSP 2: 1 + 0" {
		t.Errorf("in use: %s", got)
	}
}
