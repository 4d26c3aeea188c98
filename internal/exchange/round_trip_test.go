package exchange_test

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/exchange"
	"takar/internal/rab"
)

// tester is a test, or one try of a random one.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// restored reads a backup and founds a project from it, under ids of its own.
func restored(t tester, data []byte, library *ahsp.Library) (*rab.Project, exchange.Report) {
	t.Helper()
	backup, err := exchange.ReadBackup(data, library, exchange.ReadOptions{})
	if err != nil {
		t.Fatalf("%v in\n%.3000s", err, data)
	}
	ids := &counting{last: 1 << 30}
	d := rab.NewProject(ids.NextID(), library).Edit(ids, 1_790_000_000_000_000, 8)
	header := *backup.Project.Header()
	header.UID, header.IndexProject, header.OwnerID, header.Nama = ids.NextUID(), "PRJ-02-020226-0009", 2, "Pulihan"
	if err := d.Found(header, "", ""); err != nil {
		t.Fatal(err)
	}
	if _, err := d.CopyFrom(backup.Project, rab.CopyOptions{KeepUIDs: true, WithRealisasi: true}); err != nil {
		t.Fatal(err)
	}
	d.Stamp()
	return rab.NewProject(d.Base().ID, library).Apply(d.Delta(), 1, library), backup.Report
}

func backupOf(t tester, p *rab.Project) []byte {
	t.Helper()
	data, err := exchange.WriteBackup(p, exchange.BackupOptions{Prices: true})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// differing are the lines in which a backup of a restored project may differ: who and when
// it is, its name, and ids of the installation.
var differing = regexp.MustCompile(`(?m)^ "(source_project_id|source_project_uid|source_index_project|export_date)": .*$|` +
	`"nama":"(?:[^"\\]|\\.)*","sumber_dana"|"ref_id":\d+|"ref_ahsp_id":\d+`)

// alike is a backup without these.
func alike(data []byte) string { return string(differing.ReplaceAll(data, []byte("-"))) }

func hashOf(t tester, p *rab.Project) string {
	t.Helper()
	hash, err := exchange.ContentHash(p)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestRestoredProjectExportsAsItsSource(t *testing.T) {
	library, elsewhere := libraryOf(10, published(t)...), libraryOf(5000, published(t)...)
	rapid.Check(t, func(rt *rapid.T) {
		source := drawProject(rt, library)
		first := backupOf(t, source)
		if !bytes.Equal(first, backupOf(t, source)) {
			rt.Fatal("the same snapshot gives other bytes")
		}
		copied, report := restored(t, first, elsewhere)
		if report.DroppedCount != 0 || report.ChangedCount != 0 {
			rt.Fatalf("reported %+v", report)
		}
		second := backupOf(t, copied)
		if got, want := alike(second), alike(first); got != want {
			rt.Fatalf("exported again\n%s\nwas\n%s", got, want)
		}
		if got, want := fmt.Sprintf("%+v", copied.Figures().Totals), fmt.Sprintf("%+v", source.Figures().Totals); got != want {
			rt.Fatalf("totals %s, were %s", got, want)
		}
		if hashOf(t, copied) != hashOf(t, source) {
			rt.Fatal("another content hash")
		}
		if got := copied.Schedule().BaselineID; got != nil {
			rt.Fatalf("the rencana kontrak is a saved state of another project: %d", *got)
		}
		if problems := copied.Integrity(); len(problems) > len(source.Integrity()) {
			rt.Fatalf("broken: %v", problems)
		}
	})
}

// The round trips prove something only about what the random projects hold.
func TestRandomProjectsHoldEveryFeature(t *testing.T) {
	library := libraryOf(10, published(t)...)
	features := map[string]*regexp.Regexp{}
	for name, pattern := range map[string]string{
		"an unpriced item": `"harga_satuan":null`, "a free item": `"harga_satuan":"0"`, "a priced item": `"price_source":"[^"]+.*"price_date":"2026-02-28","region":"Bandung"`,
		"a buying unit": `"market_unit":"zak"`, "a bundle on a pekerjaan": `"_ref_pekerjaan_ref":\d`, "a bundle on the library": `"ref_ahsp_id":\d`,
		"an analysis inside another": `"kode":"N\.2","nama"`, "a generated code": `"kode_item":"Unit-\d{4}"`, "a code that clashed": `"kode_item":"[^"]+#2"`,
		"a cleared volume": `"cleared":true`, "a formula": `"is_fx":true`, "a formula that is off": `"is_fx":false`, "a formula that fails": `"failure":"[^"]+"`,
		"an own BUK": `"markup_override_percent":"12\.34"`, "an own BUK of 0": `"markup_override_percent":"0"`, "notes": `"notes":"[^"]+"`,
		"a budget": `"budgeted_cost":"[1-9]`, "an origin": `"origin_uid":"asal-`, "ref": `"source_type":"ref"`, "ref_modified": `"source_type":"ref_modified"`,
		"another PPN": `"ppn_scheme":"12x11/12"`, "another rounding": `"rounding_mode":"up"`, "HSP rounding": `"hsp_rounding":100`,
		"a negative parameter": `"value":"-`, "soft errors": `"allow_bundle_soft_errors":true`, "another week": `"week_start_day":[1-6]`,
		"a phase": `"urutan":-?\d,"deskripsi":"[^"]+.*"tanggal_mulai":"2026-02-03","tanggal_selesai":"2026-04-30"`, "a phase without a start": `"tanggal_mulai":null,"tanggal_selesai":"2026-04-30"`,
		"a membership": `"_tahap_ref":\d+,"_pekerjaan_ref":\d+`, "a note on it": `"catatan":"bersama"`, "a plan by volume": `"planned_by_volume":true`,
		"a plan by percent": `"planned":"[1-9][^"]*","actual"`, "realisasi by volume": `"actual_by_volume":true`, "a cost": `"actual_cost":"[1-9]`, "a cost of 0": `"actual_cost":"0"`,
		"no cost": `"actual_cost":null`, "a note of a week": `"actual_cost":[^,]*,"notes":"`, "a time of realisasi": `"actual_updated_at":"2`,
		"a closed week": `"closed_until":"2026-02-01"`, "holidays": `"holidays":"2026-03-20 Nyepi`, "generated phases": `"tahapan_mode":"monthly"`,
		"a negative limit": `"red_first":"-`, "a contract": `"nilai_kontrak":"[1-9].*"uang_muka_percent":"20"`,
		"costs of SMKK": `"smkk":true`, "what documents say": `"kop":"[^"]+\\n[^"]+".*"tanggal":"2026-03-02".*"jam_per_hari":"7"`, "documents without a date": `"tanggal":null,"kegiatan"`,
		"a logo": `"document_logo": \{"type":"image/png","width":[1-4],"height":3,"data":"i`, "a photo as logo": `"type":"image/jpeg"`,
	} {
		features[name] = regexp.MustCompile(pattern)
	}
	projects := rapid.Custom(func(rt *rapid.T) *rab.Project { return drawProject(rt, library) })
	for seed := 0; seed < 200 && len(features) > 0; seed++ {
		data := backupOf(t, projects.Example(seed))
		for name, pattern := range features {
			if pattern.Match(data) {
				delete(features, name)
			}
		}
	}
	for name := range features {
		t.Errorf("no project holds %s", name)
	}
}
