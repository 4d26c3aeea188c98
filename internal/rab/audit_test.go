package rab

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// bundled is a project in which U bundles M and M bundles T; O stands alone.
type bundled struct {
	*builder

	user, middle, target, other *Pekerjaan
	p                           *Project
}

func buildBundled(t testing.TB) *bundled {
	x := &bundled{builder: build(t)}
	x.user, x.middle, x.target, x.other = x.add("U"), x.add("M"), x.add("T"), x.add("O")
	x.row(x.user, ahsp.TK, "L.01", "1", "100")
	x.bundle(x.user, x.middle, "2")
	x.row(x.middle, ahsp.BHN, "M.01", "1", "200")
	x.bundle(x.middle, x.target, "3")
	x.row(x.target, ahsp.TK, "L.01", "0.5", "")
	x.row(x.target, ahsp.BHN, "M.02", "1.25", "300")
	x.row(x.target, ahsp.ALT, "E.01", "0.1", "400")
	x.row(x.other, ahsp.TK, "L.01", "4", "")
	for i, q := range x.pekerjaan {
		x.volume(q, fmt.Sprint(i+1))
	}
	x.p = x.project()
	return x
}

// rowsOf returns the components of a pekerjaan as a page sends them back.
func rowsOf(p *Project, q *Pekerjaan) []AnalysisRow {
	var rows []AnalysisRow
	for _, c := range p.ComponentsOf(q.ID) {
		id := c.ID
		rows = append(rows, AnalysisRow{
			ID: &id, Kategori: string(c.Kategori), Kode: c.Kode, Uraian: c.Uraian, Satuan: c.Satuan, Koefisien: decimal.Some(c.Koefisien),
		})
	}
	return rows
}

// plainRow is a new row of a request.
func plainRow(kategori ahsp.Kategori, kode, koefisien string) AnalysisRow {
	return AnalysisRow{Kategori: string(kategori), Kode: kode, Uraian: "Item " + kode, Satuan: "sat", Koefisien: amount(koefisien)}
}

func saveRows(q *Pekerjaan, rows ...AnalysisRow) func(*Draft) error {
	return func(d *Draft) error { return done(d.SaveAnalysis(q.ID, SaveAnalysisInput{Rows: rows})) }
}

// treeOf returns the work list as a page sends it back.
func treeOf(p *Project) TreeInput {
	var tree TreeInput
	for _, k := range p.Klasifikasi() {
		klasifikasi := KlasifikasiInput{ID: pointer(k.ID), Name: k.Name}
		for _, s := range p.SubKlasifikasi(k.ID) {
			sub := SubInput{ID: pointer(s.ID), Name: s.Name}
			for _, q := range p.PekerjaanOf(s.ID) {
				sub.Pekerjaan = append(sub.Pekerjaan, PekerjaanInput{ID: pointer(q.ID)})
			}
			klasifikasi.Sub = append(klasifikasi.Sub, sub)
		}
		tree.Klasifikasi = append(tree.Klasifikasi, klasifikasi)
	}
	return tree
}

// entries carries out a command and returns its audit entries.
func (b *builder) entries(p *Project, command func(*Draft) error, own ...*Pekerjaan) []AuditEntry {
	b.t.Helper()
	after, changes := b.after(p, command)
	var ids []int64
	for _, q := range own {
		ids = append(ids, q.ID)
	}
	return AuditEntries(p, after, changes, ids)
}

func TestAuditOfAnAnalysisHasItsRowsBeforeAndAfter(t *testing.T) {
	x := buildBundled(t)
	rows := rowsOf(x.p, x.target)
	rows[0].Koefisien = amount("0.75")
	rows[2] = plainRow(ahsp.BHN, "M.03", "1")
	entries := x.entries(x.p, saveRows(x.target, rows...), x.target)
	entry := entries[0]
	if entry.Action != AuditUpdate || entry.TriggeredBy != ByUser || *entry.PekerjaanID != x.target.ID || entry.Kode != "T" || entry.Uraian != "Pekerjaan T" {
		t.Errorf("entry %+v", entry)
	}
	if want := "1 baris ditambahkan: M.03; 1 baris dihapus: E.01; 1 baris diubah: L.01"; entry.Summary != want {
		t.Errorf("summary %q, want %q", entry.Summary, want)
	}
	if len(entry.OldData) != 3 || len(entry.NewData) != 3 || entry.OldData[0].Koefisien != "0.500000" || entry.NewData[0].Koefisien != "0.750000" {
		t.Errorf("rows before %+v, after %+v", entry.OldData, entry.NewData)
	}
	if entry.NewData[2].Kode != "M.03" || entry.Details != nil {
		t.Errorf("rows after %+v, details %v", entry.NewData, entry.Details)
	}
	kinds := x.entries(x.p, saveRows(x.user, append(rowsOf(x.p, x.user), plainRow(ahsp.TK, "L.09", "1"))...), x.user)
	data, err := json.Marshal(kinds[0].OldData)
	if err != nil {
		t.Fatal(err)
	}
	says(t, string(data),
		`"kategori":"TK","kode":"L.01","uraian":"Item L.01","satuan":"sat","koefisien":"1.000000","ref_kind":null,"ref_id":null`,
		fmt.Sprintf(`"koefisien":"2.000000","ref_kind":"job","ref_id":%d`, x.middle.ID))
}

func TestAuditActionFollowsTheRows(t *testing.T) {
	x := buildBundled(t)
	empty := x.add("E")
	p := x.project()
	filled, _ := x.after(p, saveRows(empty, plainRow(ahsp.TK, "L.01", "1"), plainRow(ahsp.TK, "L.02", "1")))
	moved := rowsOf(filled, empty)
	slices.Reverse(moved)
	tests := []struct {
		name, action, summary string
		p                     *Project
		rows                  []AnalysisRow
		old, new              int
	}{
		{"the first rows", AuditCreate, "2 baris ditambahkan: L.01, L.02", p, rowsOf(filled, empty)[:0:0], 0, 2},
		{"the last rows", AuditDelete, "2 baris dihapus: L.01, L.02", filled, nil, 2, 0},
		{"rows in another order", AuditUpdate, "1 baris dipindah: L.01", filled, moved, 2, 2},
		{
			"more than three rows", AuditUpdate, "5 baris ditambahkan: A.1, A.2, A.3, dan 2 lainnya", filled,
			append(rowsOf(filled, empty), plainRow(ahsp.TK, "A.1", "1"), plainRow(ahsp.TK, "A.2", "1"), plainRow(ahsp.TK, "A.3", "1"),
				plainRow(ahsp.TK, "A.4", "1"), plainRow(ahsp.TK, "A.5", "1")), 2, 7,
		},
	}
	tests[0].rows = []AnalysisRow{plainRow(ahsp.TK, "L.01", "1"), plainRow(ahsp.TK, "L.02", "1")}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			entry := x.entries(test.p, saveRows(empty, test.rows...), empty)[0]
			if entry.Action != test.action || entry.Summary != test.summary || len(entry.OldData) != test.old || len(entry.NewData) != test.new {
				t.Errorf("%s %q with %d and %d rows, want %s %q with %d and %d", entry.Action, entry.Summary, len(entry.OldData), len(entry.NewData),
					test.action, test.summary, test.old, test.new)
			}
			if (entry.OldData == nil) != (test.old == 0) || (entry.NewData == nil) != (test.new == 0) {
				t.Error("no rows are nil, not an empty list")
			}
		})
	}
}

func TestAuditTellsWhatChangedWithABundle(t *testing.T) {
	x := buildBundled(t)
	rows := rowsOf(x.p, x.target)
	rows[0].Koefisien = amount("9")
	entries := x.entries(x.p, saveRows(x.target, rows...), x.target)
	got := map[string]AuditEntry{}
	for _, entry := range entries {
		got[entry.Kode] = entry
	}
	if len(entries) != 3 || got["O"].Action != "" {
		t.Fatalf("entries %+v, want the target and its two users", entries)
	}
	for kode, cause := range map[string]string{"M": "T Pekerjaan T", "U": "M Pekerjaan M"} {
		entry := got[kode]
		if entry.Action != AuditCascade || entry.TriggeredBy != ByCascade || entry.OldData != nil || entry.NewData != nil {
			t.Errorf("entry of %s is %+v, want a cascade", kode, entry)
		}
		says(t, entry.Summary, "Ikut berubah karena gabungan "+cause)
	}
	for _, entry := range x.entries(x.p, saveRows(x.target, rows...), x.target, x.middle) {
		if entry.Kode == "M" && (entry.TriggeredBy != ByUser || entry.Action != AuditUpdate) {
			t.Errorf("a pekerjaan that the user saved himself is told as %+v", entry)
		}
	}
}

func TestAuditNamesASourceChange(t *testing.T) {
	x := buildBundled(t)
	analysis := x.ref.add("A.1.2")
	x.ref.component(analysis, ahsp.TK, "L.01", "1")
	change := func(to string) func(*Draft) error {
		return func(d *Draft) error {
			tree := treeOf(d.Project())
			row := &tree.Klasifikasi[0].Sub[0].Pekerjaan[3]
			row.SourceType, row.RefID, row.Uraian = to, &analysis.ID, "Kustom lagi"
			return done(d.ReplaceTree(tree))
		}
	}
	p, changes := x.after(x.p, change("ref"))
	entries := AuditEntries(x.p, p, changes, []int64{x.other.ID})
	if len(entries) != 2 || entries[1].Summary != "1 volume diubah: A.1.2 Analisa A.1.2 (4 → -)" {
		t.Errorf("entries %+v, want the source change and the emptied volume", entries)
	}
	entry := entries[0]
	if want := fmt.Sprintf("Source change: CUSTOM → REF#%d", analysis.ID); entry.Summary != want || entry.Action != AuditUpdate {
		t.Errorf("%s %q, want %q", entry.Action, entry.Summary, want)
	}
	if len(entry.OldData) != 1 || len(entry.NewData) != 1 || *entry.PekerjaanID != x.other.ID || entry.Kode != "A.1.2" {
		t.Errorf("entry %+v", entry)
	}
	if labels := entry.Details[0].labels(); !strings.Contains(labels, "sumber, referensi") {
		t.Errorf("details name %q", labels)
	}
	back := x.entries(p, change("ref_modified"), x.other)[0]
	if want := fmt.Sprintf("Source change: REF#%d → REF_MODIFIED#%d", analysis.ID, analysis.ID); back.Summary != want || back.OldData != nil {
		t.Errorf("%q with rows %v, want %q without", back.Summary, back.OldData, want)
	}
	if back := x.entries(p, change("custom"), x.other)[0]; back.Summary != fmt.Sprintf("Source change: REF#%d → CUSTOM", analysis.ID) || back.NewData != nil {
		t.Errorf("%q with rows %v, want none", back.Summary, back.NewData)
	}
}

func TestAuditOfAnAnalysisTellsOfTheIdentityToo(t *testing.T) {
	x := buildBundled(t)
	analysis := x.ref.add("A.1.2")
	x.ref.component(analysis, ahsp.TK, "L.01", "1")
	x.other.SourceType, x.other.RefID = SourceRefModified, &analysis.ID
	entries := x.entries(x.project(), func(d *Draft) error { return done(d.ResetToReference(x.other.ID, nil)) }, x.other)
	if want := "1 baris diubah: L.01; identitas diubah: revisi referensi"; len(entries) != 1 || entries[0].Summary != want || len(entries[0].Details) != 1 {
		t.Errorf("entries %+v, want one with %q", entries, want)
	}
}

// told is what a test looks at in an entry.
type told struct{ action, kode, summary string }

func TestEveryCommandLeavesAnEntry(t *testing.T) {
	x := buildBundled(t)
	x.parameters = append(x.parameters, &Parameter{Meta: x.meta(), UID: "p", Name: "lebar", Label: "lebar", Value: decimal.MustParse("2")})
	x.add("E")
	p, _ := x.after(x.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.other.ID, Formula: pointer("lebar*3")}}))
	})
	p, _ = x.after(p, func(d *Draft) error {
		return done(d.SaveConversion(ConversionInput{PriceItemID: x.items[2].ID, MarketUnit: "zak", MarketPrice: amount("50"), FactorToBase: amount("2")}))
	})
	orphan := x.item(ahsp.BHN, "Z.99", "5")
	p, _ = x.after(p, func(d *Draft) error { d.PriceItems.Put(orphan); return nil })
	tests := []struct {
		name    string
		command func(*Draft) error
		want    []told
	}{
		{"a volume", func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: x.target.ID, Quantity: pointer(amount("7.5"))}}))
		}, []told{{AuditUpdate, "T", "1 volume diubah: T Pekerjaan T (3 → 7,5)"}}},
		{"volumes", func(d *Draft) error {
			return done(d.SaveVolumes([]VolumeInput{
				{PekerjaanID: x.target.ID, Quantity: pointer(amount("7"))}, {PekerjaanID: x.user.ID, Quantity: &decimal.Null{}},
			}))
		}, []told{{AuditUpdate, "", "2 volume diubah: U Pekerjaan U (1 → -), T Pekerjaan T (3 → 7)"}}},
		{"the text of a formula", func(d *Draft) error {
			return done(d.SaveFormulas([]FormulaInput{{PekerjaanID: x.target.ID, Raw: "lebar"}}))
		}, []told{{AuditUpdate, "T", "1 volume diubah: T Pekerjaan T (formula)"}}},
		{"a parameter and the volumes that follow", func(d *Draft) error {
			return done(d.SyncParameters(SyncMerge, []ParameterInput{{Name: "lebar", Value: number("2.5")}, {Name: "tinggi", Value: number("1")}}))
		}, []told{
			{AuditUpdate, "", "1 parameter ditambahkan: tinggi; 1 parameter diubah: lebar (2 → 2,5)"},
			{AuditCascade, "O", "1 volume diubah: O Pekerjaan O (6 → 7,5)"},
		}},
		{"prices", func(d *Draft) error { return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.FromInt(10)})) }, []told{{
			AuditUpdate, "", "5 item harga diubah: L.01 Item L.01 (harga), M.01 Item M.01 (harga), M.02 Item M.02 (harga), dan 2 lainnya",
		}}},
		{"a buying unit", func(d *Draft) error {
			return done(d.SaveConversion(ConversionInput{PriceItemID: x.items[2].ID, MarketUnit: "sak", MarketPrice: amount("60"), FactorToBase: amount("2")}))
		}, []told{
			{AuditUpdate, "", "1 satuan beli diubah: M.02 Item M.02 (satuan beli, harga beli)"},
		}},
		{"orphans", func(d *Draft) error { d.DeleteOrphans([]int64{orphan.ID}); return nil }, []told{
			{AuditDelete, "", "1 item harga dihapus: Z.99 Item Z.99"},
		}},
		{"the pricing policy", func(d *Draft) error {
			return d.SavePricing(PricingInput{MarkupPercent: number("12"), PPNPercent: number("11")})
		}, []told{{AuditUpdate, "", "Kebijakan harga diubah: BUK, PPN"}}},
		{"an own BUK", func(d *Draft) error { return d.SetMarkupOverride(x.target.ID, amount("5"), nil) }, []told{
			{AuditUpdate, "T", "1 pekerjaan diubah: T Pekerjaan T (BUK)"},
		}},
		{"the project's own data", func(d *Draft) error {
			return d.EditHeader(func(h *Header) {
				h.Nama, h.LokasiProject, h.SumberDana, h.NamaClient = "Gedung", "Bogor", "APBD", "Dinas"
			}, nil)
		}, []told{{AuditUpdate, "", "Data proyek diubah: nama proyek, sumber dana, lokasi, nama pemilik"}}},
		{"archiving", func(d *Draft) error { d.SetActive(false); return nil }, []told{{AuditUpdate, "", "Proyek diarsipkan"}}},
		{"headings", func(d *Draft) error {
			tree := treeOf(d.Project())
			tree.Klasifikasi[0].Name = "Struktur"
			tree.Klasifikasi = append(tree.Klasifikasi, KlasifikasiInput{Name: "Atap", Sub: []SubInput{{Name: "Rangka"}}})
			return done(d.ReplaceTree(tree))
		}, []told{{AuditUpdate, "", "2 judul ditambahkan: Atap, Rangka; 1 judul diubah: Struktur (semula K1)"}}},
		{"a new pekerjaan", func(d *Draft) error {
			tree := treeOf(d.Project())
			rows := &tree.Klasifikasi[0].Sub[0].Pekerjaan
			*rows = append(*rows, PekerjaanInput{SourceType: "custom", Uraian: "Galian"})
			return done(d.ReplaceTree(tree))
		}, []told{{AuditCreate, "CUST-0001", "1 pekerjaan ditambahkan: CUST-0001 Galian"}}},
		{"another order", func(d *Draft) error {
			tree := treeOf(d.Project())
			rows := tree.Klasifikasi[0].Sub[0].Pekerjaan
			rows[2], rows[3] = rows[3], rows[2]
			return done(d.ReplaceTree(tree))
		}, []told{{AuditUpdate, "", "2 pekerjaan dipindah: T Pekerjaan T, E Pekerjaan E"}}},
		{"a deleted pekerjaan", func(d *Draft) error {
			tree := treeOf(d.Project())
			rows := tree.Klasifikasi[0].Sub[0].Pekerjaan
			tree.Klasifikasi[0].Sub[0].Pekerjaan = append(rows[:3:3], rows[4])
			return done(d.ReplaceTree(tree))
		}, []told{
			{AuditDelete, "O", "1 pekerjaan dihapus: O Pekerjaan O"},
			{AuditDelete, "O", "1 baris dihapus: L.01"},
			{AuditDelete, "O", "1 volume dihapus: O Pekerjaan O"},
		}},
		{"a deleted pekerjaan without an analysis", func(d *Draft) error {
			tree := treeOf(d.Project())
			tree.Klasifikasi[0].Sub[0].Pekerjaan = tree.Klasifikasi[0].Sub[0].Pekerjaan[:4]
			return done(d.ReplaceTree(tree))
		}, []told{{AuditDelete, "E", "1 pekerjaan dihapus: E Pekerjaan E"}}},
		{"a pekerjaan and its words", func(d *Draft) error {
			tree := treeOf(d.Project())
			tree.Klasifikasi[0].Sub[0].Pekerjaan[3].Uraian = "Lain"
			return done(d.ReplaceTree(tree))
		}, []told{{AuditUpdate, "O", "1 pekerjaan diubah: O Lain (uraian)"}}},
		{"an analysis with a new price item", saveRows(x.other, plainRow(ahsp.TK, "L.77", "1")), []told{
			{AuditUpdate, "O", "1 baris ditambahkan: L.77; 1 baris dihapus: L.01"},
			{AuditCreate, "", "1 item harga ditambahkan: L.77 Item L.77"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []told
			for _, entry := range x.entries(p, test.command, x.other) {
				got = append(got, told{entry.Action, entry.Kode, entry.Summary})
				if len(entry.Details) == 0 && entry.OldData == nil && entry.NewData == nil {
					t.Errorf("%q has neither rows nor details", entry.Summary)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("entries\n%+v\nwant\n%+v", got, test.want)
			}
		})
	}
}

func TestAuditOfANewProject(t *testing.T) {
	b := build(t)
	entries := b.entries(NewProject(161, b.ref), func(d *Draft) error {
		return d.Found(Header{
			Nama: "Gedung", SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas", TanggalMulai: "2026-01-01", DurasiHari: 90, WeekEndDay: 6,
		}, "", "")
	})
	if len(entries) != 2 || entries[0].Summary != "Proyek dibuat" || entries[0].Action != AuditCreate || entries[1].Summary != "Kebijakan harga ditetapkan" {
		t.Errorf("entries %+v", entries)
	}
}

func TestCountersAloneLeaveNoEntry(t *testing.T) {
	x := buildBundled(t)
	entries := x.entries(x.p, func(d *Draft) error {
		state := *d.Base().State()
		state.CustomSequence++
		d.States.Put(&state)
		return nil
	})
	if len(entries) != 0 {
		t.Errorf("entries %+v", entries)
	}
}

func TestAuditDetailsHaveFieldsBeforeAndAfter(t *testing.T) {
	x := buildBundled(t)
	entries := x.entries(x.p, func(d *Draft) error {
		return done(d.SavePrices([]PriceInput{{ID: x.items[0].ID, Harga: pointer(amount("150.5")), Source: pointer("Survei")}}))
	})
	data, err := json.Marshal(entries[0].Details)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`[{"table":"price_item","id":%d,"name":"L.01 Item L.01","fields":[`+
		`{"field":"harga","label":"harga","before":"100","after":"150.5"},`+
		`{"field":"price_source","label":"sumber harga","before":"","after":"Survei"}]}]`, x.items[0].ID)
	if string(data) != want {
		t.Errorf("details %s\nwant %s", data, want)
	}
	deleted := x.entries(x.p, func(d *Draft) error { d.PriceItems.Delete(x.items[0].ID); return nil })
	fields := deleted[0].Details[0].Fields
	if len(fields) == 0 || string(fields[0].Before) != `"L.01"` || string(fields[0].After) != "null" {
		t.Errorf("fields of a deleted row %+v", fields)
	}
	for _, field := range fields {
		if unset(field.Before) {
			t.Errorf("the empty field %s of a deleted row is told", field.Field)
		}
	}
}

func TestAuditDetailsAreBounded(t *testing.T) {
	b := build(t)
	for i := range maxAuditDetails + 30 {
		b.item(ahsp.BHN, fmt.Sprintf("M.%03d", i), "10")
	}
	entries := b.entries(b.project(), func(d *Draft) error {
		return done(d.ChangePricesByPercent(PercentInput{Percent: decimal.FromInt(10)}))
	})
	details := entries[0].Details
	if len(entries) != 1 || len(details) != maxAuditDetails+1 || details[maxAuditDetails].More != 30 || details[0].More != 0 {
		t.Errorf("%d entries, %d details, the last %+v", len(entries), len(details), details[len(details)-1])
	}
	says(t, entries[0].Summary, "230 item harga diubah", "dan 227 lainnya")
}

func TestAuditSummariesNameNoMoney(t *testing.T) {
	x := buildBundled(t)
	secret := func(d *Draft) error {
		if err := d.SetMarkupOverride(x.other.ID, amount("77.77"), nil); err != nil {
			return err
		}
		item, _ := d.Pekerjaan.Get(x.other.ID)
		budgeted := *item
		budgeted.BudgetedCost = decimal.MustParse("777777")
		d.Pekerjaan.Put(&budgeted)
		header := *d.Base().Header()
		header.AnggaranOwner = decimal.MustParse("777777")
		d.Headers.Put(&header)
		if err := done(d.SaveConversion(ConversionInput{PriceItemID: x.items[0].ID, MarketUnit: "zak", MarketPrice: amount("777777"), FactorToBase: amount("1")})); err != nil {
			return err
		}
		return done(d.SavePrices([]PriceInput{{ID: x.items[1].ID, Harga: pointer(amount("777777"))}}))
	}
	entries := x.entries(x.p, secret)
	if len(entries) != 4 {
		t.Errorf("%d entries, want project, pekerjaan, price items and buying unit", len(entries))
	}
	for _, entry := range entries {
		if strings.Contains(entry.Summary, "77") {
			t.Errorf("summary %q names money", entry.Summary)
		}
	}
}
