package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/exchange"
	"takar/internal/rab"
)

// house is a small project with two klasifikasi, made by commands.
func house(t testing.TB, library *ahsp.Library) *rab.Project {
	t.Helper()
	ids := &counting{last: 100}
	p := rab.NewProject(ids.NextID(), library)
	do := func(command func(d *rab.Draft) error) {
		t.Helper()
		d := p.Edit(ids, 1_780_000_000_123_456, 7)
		if err := command(d); err != nil {
			t.Fatal(err)
		}
		d.Stamp()
		p = p.Apply(d.Delta(), p.Revision+1, library)
	}
	do(func(d *rab.Draft) error {
		return d.Found(rab.Header{UID: "rumah", IndexProject: "PRJ-07-010326-0001", OwnerID: 7, Nama: "Rumah \"tipe\" <70>", TanggalMulai: "2026-03-01", SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas"}, "", "")
	})
	do(func(d *rab.Draft) error {
		plester, _ := library.ByKode(library.Editions()[0].ID, "N.2")
		_, err := d.AppendTree(rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{
			{Name: "Persiapan", Sub: []rab.SubInput{{Name: "Umum", Pekerjaan: []rab.PekerjaanInput{{SourceType: "custom", Uraian: "Papan nama\ufffd", Satuan: "buah"}}}}},
			{Name: "Dinding", Sub: []rab.SubInput{
				{Name: "Kosong"}, {Name: "Plesteran", Pekerjaan: []rab.PekerjaanInput{{SourceType: "ref", RefID: &plester.ID}, {SourceType: "ref_modified", RefID: &plester.ID}}},
			}},
		}})
		return err
	})
	do(func(d *rab.Draft) error {
		_, err := d.SaveAnalysis(p.WorkList()[0].ID, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
			{Kategori: "TK", Kode: "T.1", Uraian: "Tukang", Satuan: "OH", Koefisien: decimal.Some(decimal.MustParse("0.333333"))},
		}})
		return err
	})
	return p
}

func decoded(t testing.TB, data []byte, err error) map[string]any {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return object
}

// at returns what stands at a path such as "klasifikasi.0.sub".
func at(t testing.TB, value any, path string) any {
	t.Helper()
	for step := range strings.SplitSeq(path, ".") {
		switch holder := value.(type) {
		case map[string]any:
			value = holder[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(holder) {
				t.Fatalf("nothing at %s", path)
			}
			value = holder[i]
		default:
			t.Fatalf("nothing at %s", path)
		}
	}
	return value
}

func wantAll(t *testing.T, object map[string]any, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if got := fmt.Sprint(at(t, object, path)); got != text {
			t.Errorf("%s is %s, want %s", path, got, text)
		}
	}
}

func TestWorkListNestsPekerjaanUnderTheirHeadings(t *testing.T) {
	library := libraryOf(10, published(t)...)
	data, err := exchange.WriteWorkList(house(t, library))
	wantAll(t, decoded(t, data, err), map[string]string{
		"export_type": "list_pekerjaan", "export_version": "1.0", "project_id": "101", "project_name": `Rumah "tipe" <70>`,
		"export_date": "2026-05-28T20:26:40.123456+00:00", "klasifikasi.0.name": "Persiapan", "klasifikasi.0.ordering_index": "1",
		"klasifikasi.0.sub.0.pekerjaan.0.snapshot_kode": "CUST-0001", "klasifikasi.0.sub.0.pekerjaan.0.ref_ahsp_id": "<nil>",
		"klasifikasi.0.sub.0.pekerjaan.0.budgeted_cost": "0", "klasifikasi.1.sub.0.pekerjaan": "[]", "klasifikasi.1.sub.1.pekerjaan.0.source_type": "ref",
		"klasifikasi.1.sub.1.pekerjaan.0.ordering_index": "2", "klasifikasi.1.sub.1.pekerjaan.0.ref_ahsp_id": "13",
		"klasifikasi.1.sub.1.pekerjaan.0.ref_ahsp.sumber": "AHSP Uji", "klasifikasi.1.sub.1.pekerjaan.1.source_type": "ref_modified",
		"klasifikasi.1.sub.1.pekerjaan.1.ref_ahsp_id": "<nil>", // only what is as published
		"stats.total_klasifikasi":                     "2", "stats.total_sub": "3", "stats.total_pekerjaan": "3",
	})
}

func TestAnalysesListAllPekerjaanWithTheirComponents(t *testing.T) {
	library := libraryOf(10, published(t)...)
	data, err := exchange.WriteAnalyses(house(t, library))
	wantAll(t, decoded(t, data, err), map[string]string{
		"export_type": "template_ahsp", "export_version": "1.0", "pekerjaan_list.0.kode": "CUST-0001", "pekerjaan_list.0.uraian": "Papan nama",
		"pekerjaan_list.0.items.0.kategori": "TK", "pekerjaan_list.0.items.0.koefisien": "0.333333", "pekerjaan_list.1.kode": "N.2",
		"pekerjaan_list.1.ordering_index": "2", "pekerjaan_list.2.items.1.uraian": "Air", "stats.total_pekerjaan": "3", "stats.total_items": "5",
		"stats.is_limited": "false", "stats.limit": "<nil>", "stats.total_in_project": "3",
	})
	if !bytes.Contains(data, []byte(`"koefisien":0.333333}`)) {
		t.Error("the coefficient is no number")
	}
	large, err := exchange.WriteAnalyses(estimate(t, 1500, 1))
	if got := at(t, decoded(t, large, err), "pekerjaan_list").([]any); len(got) != 1500 {
		t.Errorf("%d of 1,500 pekerjaan", len(got))
	}
}

// old are the keys of version 1.1: files of version 3 have all of them but the colour of a
// phase and the share of a pekerjaan in it, which follows from the plan.
var old = map[string][]string{
	"klasifikasi": {"_export_id", "name", "ordering_index"}, "sub_klasifikasi": {"_export_id", "_klasifikasi_ref", "name", "ordering_index"},
	"harga_items":         {"_export_id", "kode_item", "uraian", "satuan", "kategori", "harga_satuan"},
	"conversion_profiles": {"_harga_item_ref", "market_unit", "market_price", "factor_to_base", "density", "capacity_m3", "capacity_ton", "method"},
	"pekerjaan": {
		"_export_id", "_sub_klasifikasi_ref", "source_type", "snapshot_kode", "snapshot_uraian", "snapshot_satuan", "ordering_index", "budgeted_cost", "ref_id",
	},
	"volume_pekerjaan": {"_pekerjaan_ref", "quantity"},
	"detail_ahsp": {
		"_export_id", "_pekerjaan_ref", "_harga_item_ref", "kategori", "kode", "uraian", "satuan", "koefisien", "ref_ahsp_id", "_ref_pekerjaan_ref",
	},
	"volume_formula_states": {"_pekerjaan_ref", "raw", "is_fx"}, "project_parameters": {"name", "value", "label", "unit", "description"},
	"tahap_pelaksanaan": {"_export_id", "nama", "urutan"}, "pekerjaan_tahapan": {"_tahap_ref", "_pekerjaan_ref"},
	"progress_weekly": {"_pekerjaan_ref", "week_number", "week_start_date", "week_end_date", "planned_proportion", "actual_proportion"},
}

func TestBackupHasAllThatVersion11Had(t *testing.T) {
	object := decoded(t, []byte(sample(t)), nil)
	earlier := decoded(t, []byte(oldFile(t)), nil)
	for name := range earlier {
		if _, ok := object[name]; !ok {
			t.Errorf("no %s", name)
		}
	}
	for _, name := range []string{"project", "project_pricing"} {
		for key := range earlier[name].(map[string]any) {
			if _, ok := object[name].(map[string]any)[key]; !ok {
				t.Errorf("no %s.%s", name, key)
			}
		}
	}
	for name, keys := range old {
		rows := object[name].([]any)
		if len(rows) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, row := range rows {
			for _, key := range keys {
				if _, ok := row.(map[string]any)[key]; !ok {
					t.Errorf("%s without %s: %v", name, key, row)
				}
			}
		}
	}
}

func TestContentHashChangesWithContentsOnly(t *testing.T) {
	library := libraryOf(10, published(t)...)
	p := house(t, library)
	hash := hashOf(t, p)
	change := func(edit func(d *rab.Draft)) string {
		d := p.Edit(&counting{last: 9000}, 1_790_000_000_000_000, 9)
		edit(d)
		d.Stamp()
		return hashOf(t, p.Apply(d.Delta(), p.Revision+1, library))
	}
	header := func(edit func(h *rab.Header)) func(d *rab.Draft) {
		return func(d *rab.Draft) {
			next := *p.Header()
			edit(&next)
			d.Headers.Put(&next)
		}
	}
	for name, edit := range map[string]func(*rab.Draft){
		"name": header(func(h *rab.Header) { h.Nama = "Lain" }), "owner": header(func(h *rab.Header) { h.OwnerID = 99 }),
		"number": header(func(h *rab.Header) { h.IndexProject = "PRJ" }), "archive": header(func(h *rab.Header) { h.IsActive = false }),
		"uid":                func(d *rab.Draft) { next := *p.WorkList()[0]; next.UID = "lain"; d.Pekerjaan.Put(&next) },
		"counter":            func(d *rab.Draft) { next := *p.State(); next.CustomSequence = 50; d.States.Put(&next) },
		"a gap in the order": func(d *rab.Draft) { next := *p.WorkList()[2]; next.Position += 10; d.Pekerjaan.Put(&next) },
		"a week that says nothing": func(d *rab.Draft) {
			d.Progress.Put(&rab.Progress{Meta: d.NewRow(), PekerjaanID: p.WorkList()[0].ID, Week: 3, CreatedAt: 1})
		},
		"documents that say nothing": func(d *rab.Draft) { d.DocumentSettings.Put(&rab.DocumentSetting{Meta: rab.Meta{ID: p.ID}}) },
		"an empty volume":            func(d *rab.Draft) { d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: p.WorkList()[0].ID}}) },
	} {
		if change(edit) != hash {
			t.Errorf("%s changes the hash", name)
		}
	}
	for name, edit := range map[string]func(*rab.Draft){
		"start": header(func(h *rab.Header) { h.TanggalMulai = "2026-03-02" }), "notes": func(d *rab.Draft) { next := *p.WorkList()[0]; next.Notes = "x"; d.Pekerjaan.Put(&next) },
		"price": func(d *rab.Draft) {
			next := *p.PriceItems.All()[0]
			next.Harga = decimal.Some(decimal.Zero)
			d.PriceItems.Put(&next)
		},
		"plan": func(d *rab.Draft) {
			d.Progress.Put(&rab.Progress{Meta: d.NewRow(), PekerjaanID: p.WorkList()[0].ID, Week: 3, Planned: decimal.One})
		},
		"phase":    func(d *rab.Draft) { d.Tahapan.Put(&rab.Tahapan{Meta: d.NewRow(), Nama: "Tahap"}) },
		"calendar": func(d *rab.Draft) { d.ScheduleSettings.Put(rab.DefaultScheduleSetting(p.ID)) },
		"contract": func(d *rab.Draft) { d.Contracts.Put(&rab.Contract{Meta: rab.Meta{ID: p.ID}, TahunAnggaran: 2026}) },
		"number of documents": func(d *rab.Draft) {
			d.DocumentSettings.Put(&rab.DocumentSetting{Meta: rab.Meta{ID: p.ID}, DocumentData: rab.DocumentData{Nomor: "1/HPS"}})
		},
		"logo": func(d *rab.Draft) {
			logo := picture(2, 2, false)
			logo.ID = p.ID
			d.DocumentLogos.Put(logo)
		},
		"SMKK":   func(d *rab.Draft) { next := *p.Klasifikasi()[0]; next.SMKK = true; d.Headings.Put(&next) },
		"policy": func(d *rab.Draft) { next := *p.Pricing(); next.HSPRounding = 100; d.Pricings.Put(&next) },
		"order":  func(d *rab.Draft) { next := *p.WorkList()[1]; next.Position = 99; d.Pekerjaan.Put(&next) },
		"volume": func(d *rab.Draft) {
			d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: p.WorkList()[0].ID}, Quantity: decimal.Some(decimal.Zero)})
		},
	} {
		if change(edit) == hash {
			t.Errorf("%s does not change the hash", name)
		}
	}
	if len(hash) != 64 || strings.ToLower(hash) != hash {
		t.Errorf("hash %q", hash)
	}
}

func TestDamagedProjectIsNotPassedOffAsWhole(t *testing.T) {
	library := libraryOf(10, published(t)...)
	p := house(t, library)
	d := p.Edit(&counting{last: 9000}, 1, 1)
	d.Headings.Delete(p.WorkList()[0].HeadingID)
	if _, err := exchange.WriteBackup(d.Project(), exchange.BackupOptions{Prices: true}); err == nil || !strings.Contains(err.Error(), "tidak punya induk") {
		t.Errorf("got %v", err)
	}
}

// estimate is a project of n pekerjaan with so many components each over 400 priced items.
func estimate(t testing.TB, n, components int) *rab.Project {
	t.Helper()
	ids := &counting{last: 100}
	d := rab.NewProject(ids.NextID(), ahsp.NewLibrary(nil, nil)).Edit(ids, 1_780_000_000_000_000, 7)
	if err := d.Found(rab.Header{UID: "besar", Nama: "Besar", TanggalMulai: "2026-03-01", SumberDana: "a", LokasiProject: "b", NamaClient: "c"}, "", ""); err != nil {
		t.Fatal(err)
	}
	var items []*rab.PriceItem
	for i := range 400 {
		item := &rab.PriceItem{
			Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Kode: fmt.Sprintf("K.%03d", i), Kategori: ahsp.BHN, Uraian: fmt.Sprintf("Bahan bangunan nomor %d dengan nama yang lazim", i),
			Satuan: "kg", Harga: decimal.Some(decimal.New(int64(100_000+i*977), 2)),
		}
		items = append(items, item)
		d.PriceItems.Put(item)
	}
	var sub int64
	for i := range n {
		if i%50 == 0 {
			top := ids.NextID()
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: top}, UID: ids.NextUID(), Name: fmt.Sprintf("Bagian %d", i), Position: i})
			sub = ids.NextID()
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: sub}, UID: ids.NextUID(), ParentID: &top, Name: "Umum", Position: 0})
		}
		q := &rab.Pekerjaan{
			Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), HeadingID: sub, Position: i, SourceType: rab.SourceCustom, Kode: fmt.Sprintf("CUST-%04d", i),
			Uraian: fmt.Sprintf("Pekerjaan nomor %d dengan uraian sepanjang yang lazim di lapangan", i), Satuan: "m2",
		}
		d.Pekerjaan.Put(q)
		d.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: q.ID}})
		d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: q.ID}, Quantity: decimal.Some(decimal.New(int64(1000+i), 3))})
		for r := range components {
			item := items[(i*7+r*31)%400]
			d.Components.Put(&rab.Component{
				Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), PekerjaanID: q.ID, Position: r, PriceItemID: &item.ID, Kategori: item.Kategori,
				Kode: item.Kode, Uraian: item.Uraian, Satuan: item.Satuan, Koefisien: decimal.New(int64(1+i*13+r*7919), 6),
			})
		}
	}
	d.Stamp()
	return d.Project()
}

// BenchmarkBackup writes 2,000 pekerjaan × 10 components (limit: 1 s).
func BenchmarkBackup(b *testing.B) {
	p := estimate(b, 2000, 10)
	size := len(backupOf(b, p))
	for b.Loop() {
		backupOf(b, p)
	}
	b.ReportMetric(float64(size)/(1<<20), "MiB")
}

// BenchmarkReadBackup reads the same, which includes computing its RAB.
func BenchmarkReadBackup(b *testing.B) {
	data := backupOf(b, estimate(b, 2000, 10))
	for b.Loop() {
		if _, err := exchange.ReadBackup(data, nil, exchange.ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkContentHash hashes the same.
func BenchmarkContentHash(b *testing.B) {
	p := estimate(b, 2000, 10)
	for b.Loop() {
		hashOf(b, p)
	}
}
