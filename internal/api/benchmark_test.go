package api_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

// estimate makes a project of n pekerjaan with 10 components each over 400 priced items.
func (s *site) estimate(n int) (project int64, pekerjaan []int64) {
	s.t.Helper()
	project = s.project("Ukuran besar")
	visit := s.visit(owner, project)
	var tree rab.TreeInput
	for i := range n {
		if i%200 == 0 {
			tree.Klasifikasi = append(tree.Klasifikasi, rab.KlasifikasiInput{})
		}
		top := &tree.Klasifikasi[len(tree.Klasifikasi)-1]
		if i%50 == 0 {
			top.Sub = append(top.Sub, rab.SubInput{})
		}
		sub := &top.Sub[len(top.Sub)-1]
		sub.Pekerjaan = append(sub.Pekerjaan, rab.PekerjaanInput{SourceType: "custom", Uraian: fmt.Sprintf("Pekerjaan nomor %d", i), Satuan: "m2"})
	}
	made, _, err := s.AppendTree(s.t.Context(), visit, tree)
	must(s.t, err)
	kategori := []string{"TK", "BHN", "BHN", "ALT"}
	var analyses []rab.PekerjaanAnalysis
	var volumes []rab.VolumeInput
	for i, id := range made.CreatedIDs {
		var in rab.SaveAnalysisInput
		for r := range 10 {
			item := (i*7 + r*31) % 400
			in.Rows = append(in.Rows, rab.AnalysisRow{
				Kategori: kategori[item%4], Kode: fmt.Sprintf("K.%03d", item), Uraian: fmt.Sprintf("Barang nomor %d", item), Satuan: "kg",
				Koefisien: some(fmt.Sprintf("0.%06d", i*13+r*7919+1)),
			})
		}
		analyses = append(analyses, rab.PekerjaanAnalysis{PekerjaanID: id, SaveAnalysisInput: in})
		volumes = append(volumes, rab.VolumeInput{PekerjaanID: id, Quantity: pointer(some(fmt.Sprintf("%d.%03d", i%900+1, i%1000)))})
	}
	_, _, err = s.SaveAnalyses(s.t.Context(), visit, analyses)
	must(s.t, err)
	_, _, err = s.SaveVolumes(s.t.Context(), visit, volumes)
	must(s.t, err)
	s.priceAll(project)
	return project, made.CreatedIDs
}

func (s *site) priceAll(project int64) {
	s.t.Helper()
	visit := s.visit(owner, project)
	view, err := s.View(s.t.Context(), visit)
	must(s.t, err)
	var prices []rab.PriceInput
	for i, item := range view.PriceItems.All() {
		prices = append(prices, rab.PriceInput{ID: item.ID, Harga: pointer(some(fmt.Sprintf("%d.50", 1000+i*977)))})
	}
	_, _, err = s.SavePrices(s.t.Context(), visit, app.PriceSave{Items: prices})
	must(s.t, err)
}

// read takes an answer as a browser does that is not interested in it.
func (c *client) read(path, encoding string) (bytes int64) {
	c.t.Helper()
	response, err := c.http.Do(c.request(http.MethodGet, path, nil, http.Header{"Accept-Encoding": {encoding}}))
	must(c.t, err)
	defer response.Body.Close()
	bytes, err = io.Copy(io.Discard, response.Body)
	must(c.t, err)
	if response.StatusCode != http.StatusOK {
		c.t.Fatalf("%s = %d", path, response.StatusCode)
	}
	return bytes
}

// BenchmarkRecapWarm reads the recap of 1,000 pekerjaan × 10 components as it is kept
// (limit: 2 ms).
func BenchmarkRecapWarm(b *testing.B) {
	onEach(b, func(b *testing.B, s *site) {
		project, _ := s.estimate(1000)
		path := p(project, "/rekap/")
		plain, packed := s.as(owner).read(path, "identity"), s.as(owner).read(path, "gzip")
		for b.Loop() {
			s.as(owner).read(path, "gzip")
		}
		b.ReportMetric(float64(plain)/1024, "KiB/plain")
		b.ReportMetric(float64(packed)/1024, "KiB/gzip")
	})
}

// BenchmarkUnchangedByMany asks at once, from many clients, for an answer that they have: what a
// request costs beside its answer. On PostgreSQL that is the one query.
func BenchmarkUnchangedByMany(b *testing.B) {
	onEach(b, func(b *testing.B, s *site) {
		path := p(s.project("Kecil"), "/rekap/")
		c := s.as(owner)
		mark := c.get(path).want(http.StatusOK).Header.Get("ETag")
		if mark == "" {
			b.Fatal("the answer has no mark")
		}
		c.http.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
		b.ResetTimer()
		b.SetParallelism(16)
		b.RunParallel(func(many *testing.PB) {
			for many.Next() {
				response, err := c.http.Do(c.request(http.MethodGet, path, nil, http.Header{"If-None-Match": {mark}}))
				if err != nil || response.StatusCode != http.StatusNotModified {
					b.Errorf("%v, %v", response, err)
					return
				}
				_ = response.Body.Close()
			}
		})
	})
}

// onEach runs a benchmark on both databases.
func onEach(b *testing.B, run func(b *testing.B, s *site)) {
	b.Run("sqlite", func(b *testing.B) { run(b, newSite(b)) })
	b.Run("postgresql", func(b *testing.B) {
		opened, err := store.OpenPostgres(b.Context(), testservice.Postgres(b))
		must(b, err)
		run(b, siteOn(b, opened))
	})
}

// BenchmarkRecapAfterAnEdit changes one volume and reads the recap of 1,000 pekerjaan anew.
func BenchmarkRecapAfterAnEdit(b *testing.B) {
	s := newSite(b)
	project, pekerjaan := s.estimate(1000)
	path := p(project, "/rekap/")
	s.as(owner).read(path, "gzip")
	n := 0
	for b.Loop() {
		n++
		_, _, err := s.SaveVolumes(b.Context(), s.visit(owner, project), []rab.VolumeInput{
			{PekerjaanID: pekerjaan[500], Quantity: pointer(some(fmt.Sprintf("%d.25", n)))},
		})
		must(b, err)
		s.as(owner).read(path, "gzip")
	}
}
