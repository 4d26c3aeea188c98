package acceptance

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"testing"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// office is a store with a project of which documents are made.
type office struct {
	*app.App

	t     testing.TB
	token string
	id    int64
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hall is the demo project that is seven weeks under way.
func hall(t testing.TB) *office {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), t.TempDir())
	must(t, err)
	a, err := app.New(t.Context(), app.Config{Store: opened})
	must(t, err)
	t.Cleanup(func() {
		a.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	password := auth.GeneratePassword()
	must(t, demo.Fill(t.Context(), a, password))
	token, err := a.LogIn(t.Context(), demo.People[0].Email, password, netip.IPv6Loopback(), "test")
	must(t, err)
	o := &office{App: a, t: t, token: token}
	page, err := a.Projects(t.Context(), o.visit(0), app.ProjectQuery{Search: "Balai Pertemuan"})
	must(t, err)
	if len(page.Rows) != 1 {
		t.Fatalf("%d projects of that name", len(page.Rows))
	}
	o.id = page.Rows[0].ID
	return o
}

func (o *office) visit(project int64) *app.Visit {
	o.t.Helper()
	visit, err := o.Enter(o.t.Context(), o.token, project)
	must(o.t, err)
	return visit
}

func (o *office) view() *app.View {
	o.t.Helper()
	view, err := o.View(o.t.Context(), o.visit(o.id))
	must(o.t, err)
	return view
}

// order is one document as it is asked for.
type order struct {
	app.DocumentOrder

	name string // of its file, without an ending
}

// weeks is a range of weeks of the project.
func weeks(first, last int) *schedule.PeriodRange {
	week := func(n int) schedule.PeriodRef { return schedule.PeriodRef{Unit: schedule.WeeksOfProject, Week: n} }
	return &schedule.PeriodRange{First: week(first), Last: week(last)}
}

func yes() *bool { b := true; return &b }

// orders lists every document of the catalogue in the ways in which it differs most.
func orders() []order {
	variants := map[dossier.Kind]map[string]dossier.Options{
		dossier.RekapRAB:        {"hps": {Purpose: dossier.ForHPS, Bobot: true, Paper: document.F4}, "penawaran": {Purpose: dossier.ForPenawaran, Draft: true, Landscape: yes()}},
		dossier.RekapKebutuhan:  {"market": {Market: true}, "weeks": {Scope: weeks(2, 5), PerPeriod: true}},
		dossier.JadwalPekerjaan: {"monthly": {Monthly: true}, "a4": {Paper: document.A4}},
		dossier.LaporanKemajuan: {"monthly": {Report: dossier.ReportMonthly}, "weekly": {Report: dossier.ReportWeekly, Draft: true}},
	}
	var all []order
	for _, entry := range dossier.Catalogue() {
		add := func(name string, options dossier.Options) {
			for _, format := range entry.Formats {
				all = append(all, order{DocumentOrder: app.DocumentOrder{Kind: entry.Kind, Format: format, Options: options}, name: name})
			}
		}
		add(string(entry.Kind), dossier.Options{})
		for _, variant := range slices.Sorted(maps.Keys(variants[entry.Kind])) {
			add(string(entry.Kind)+"-"+variant, variants[entry.Kind][variant])
		}
	}
	return all
}

// model is what stands in a document.
func (o *office) model(order order) *document.Document {
	o.t.Helper()
	made, err := o.DocumentModel(o.t.Context(), o.view(), order.DocumentOrder)
	if err != nil {
		o.t.Fatalf("%s as %s: %v", order.name, order.Format, err)
	}
	return made
}

// file is a document as people get it.
func (o *office) file(order order) []byte {
	o.t.Helper()
	made, err := o.Document(o.t.Context(), o.visit(o.id), order.DocumentOrder, nil)
	if errors.Is(err, app.ErrNotFound) {
		o.t.Errorf("%s is offered as %s, which nobody writes", order.name, order.Format)
		return nil
	}
	if err != nil {
		o.t.Fatalf("%s as %s: %v", order.name, order.Format, err)
	}
	return made.Data
}

// build makes a project of n pekerjaan of ten components each over 400 priced items, planned
// over 104 weeks with 20 weeks done, and works on that from now on.
func (o *office) build(n int) {
	o.t.Helper()
	ctx := o.t.Context()
	headers, err := o.CreateProjects(ctx, o.visit(0), []app.NewProject{{Header: rab.Header{
		Nama: "Gedung besar", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas PU", TanggalMulai: "2024-01-01", TanggalSelesai: "2025-12-28",
	}}})
	must(o.t, err)
	o.id = headers[0].ID
	var tree rab.TreeInput
	for i := range n {
		if i%200 == 0 {
			tree.Klasifikasi = append(tree.Klasifikasi, rab.KlasifikasiInput{Name: fmt.Sprintf("PEKERJAAN BAGIAN %d", i/200+1)})
		}
		top := &tree.Klasifikasi[len(tree.Klasifikasi)-1]
		if i%50 == 0 {
			top.Sub = append(top.Sub, rab.SubInput{Name: fmt.Sprintf("Bagian kecil %d", i/50+1)})
		}
		sub := &top.Sub[len(top.Sub)-1]
		sub.Pekerjaan = append(sub.Pekerjaan, rab.PekerjaanInput{SourceType: "custom", Uraian: fmt.Sprintf("Pekerjaan nomor %d dengan uraian sepanjang yang lazim di lapangan", i+1), Satuan: "m2"})
	}
	made, _, err := o.AppendTree(ctx, o.visit(o.id), tree)
	must(o.t, err)
	kategori := []string{"TK", "BHN", "BHN", "ALT"}
	var analyses []rab.PekerjaanAnalysis
	var volumes []rab.VolumeInput
	var entries []schedule.Entry
	for i, id := range made.CreatedIDs {
		in := rab.PekerjaanAnalysis{PekerjaanID: id}
		for r := range 10 {
			item := (i*7 + r*31) % 400
			in.Rows = append(in.Rows, rab.AnalysisRow{
				Kategori: kategori[item%4], Kode: fmt.Sprintf("K.%03d", item), Uraian: fmt.Sprintf("Barang nomor %d", item), Satuan: "kg",
				Koefisien: decimal.Some(decimal.New(int64(i*13+r*7919+1), 6)),
			})
		}
		analyses = append(analyses, in)
		quantity := decimal.Some(decimal.New(int64(i*7919+1000), 3))
		volumes = append(volumes, rab.VolumeInput{PekerjaanID: id, Quantity: &quantity})
		for week := 1 + i%90; week < 1+i%90+10; week++ {
			entries = append(entries, schedule.Entry{PekerjaanID: id, Week: week, Mode: schedule.Planned, Amount: &schedule.Typed{Value: decimal.FromInt(10)}})
			if week <= 20 {
				entries = append(entries, schedule.Entry{PekerjaanID: id, Week: week, Mode: schedule.Actual, Amount: &schedule.Typed{Value: decimal.MustParse("7.5")}})
			}
		}
	}
	_, _, err = o.SaveAnalyses(ctx, o.visit(o.id), analyses)
	must(o.t, err)
	_, _, err = o.SaveVolumes(ctx, o.visit(o.id), volumes)
	must(o.t, err)
	var prices []rab.PriceInput
	for i, item := range o.view().PriceItems.All() {
		price := decimal.Some(decimal.New(int64(100_050+i*97_711), 2))
		prices = append(prices, rab.PriceInput{ID: item.ID, Harga: &price})
	}
	_, _, err = o.SavePrices(ctx, o.visit(o.id), app.PriceSave{Items: prices})
	must(o.t, err)
	_, _, err = o.SaveProgress(ctx, o.visit(o.id), entries)
	must(o.t, err)
}
