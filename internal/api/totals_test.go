package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

func init() {
	badQueries["P/totals/"] = []string{"from=x", "from=1.000,5", "from=1e9", "from=%20-"}
}

// The bar of totals ties to the recap, and its parts to their sum.
func TestTotalsAreThoseOfTheRecap(t *testing.T) { // golden G6
	s := newSite(t)
	project, _ := s.lumpProject("10", 10_000, project160)
	f := s.fill()
	for _, id := range []int64{project, f.Project} {
		recap := s.as(owner).get(p(id, "/rekap/")).want(http.StatusOK)
		totals := s.as(owner).get(p(id, "/totals/")).want(http.StatusOK)
		for _, name := range []string{"jumlah", "ppn", "dibulatkan"} {
			totals.wantText("money."+name+".value", recap.text("meta.totals."+name))
		}
		for _, name := range []string{"no_volume", "no_price"} {
			totals.wantText(name, recap.text("meta.totals."+name))
		}
		sum := decimal.Zero
		for _, name := range []string{"biaya_langsung", "buk", "selisih_pembulatan"} {
			sum = sum.Add(decimal.MustParse(totals.text("money." + name + ".value")))
		}
		if got := sum.Fixed(2); got != totals.text("money.jumlah.value") {
			t.Errorf("the parts add up to %s of %s", got, totals.text("money.jumlah.value"))
		}
		totals.wantText("revision", recap.text("revision"))
		rincian := s.as(owner).get(p(id, "/rincian-rab/")).want(http.StatusOK)
		totals.wantText("money.selisih_pembulatan.value", rincian.text("meta.selisih_pembulatan"))
	}
	totals := s.as(owner).get(p(project, "/totals/"))
	for path, want := range map[string]string{
		"money.jumlah.value": "8012739980.96", "money.jumlah.text": "8.012.739.981", "money.dibulatkan.value": "8814010000.00",
		"money.dibulatkan.text": "8.814.010.000", "money.buk.text": "0", "whole": "true", "work": "29",
	} {
		totals.wantText(path, want)
	}
}

func TestTotalsTellHowFarTheTotalHasMoved(t *testing.T) {
	s := newSite(t)
	project, pekerjaan := s.lumpProject("0", 1, [][][]lumpSum{{{{"2", "1000", "2000.00"}}}})
	opened := s.as(owner).get(p(project, "/totals/")).want(http.StatusOK)
	if opened.at("selisih") != nil {
		t.Errorf("a difference from nothing: %s", opened.Body)
	}
	for volume, want := range map[string]string{"5": "+3.000", "1": "-1.000", "2": "0"} {
		_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, project), []rab.VolumeInput{{PekerjaanID: pekerjaan[0], Quantity: pointer(some(volume))}})
		must(t, err)
		s.as(owner).get(p(project, "/totals/?from="+opened.text("money.dibulatkan.value"))).wantText("selisih.text", want)
	}
}

func TestTotalsCountWhatIsMissingAndWhatIsDone(t *testing.T) {
	s := newSite(t)
	empty := s.project("Kosong")
	s.share(empty)
	s.as(owner).get(p(empty, "/totals/")).wantDone("")
	f := s.fill() // one pekerjaan without anything, one item without a price
	totals := s.as(owner).get(p(f.Project, "/totals/")).want(http.StatusOK)
	totals.wantDone("list-pekerjaan")
	for path, want := range map[string]string{"no_analysis": "1", "no_volume": "1", "no_price": "1", "whole": "false"} {
		totals.wantText(path, want)
	}
	visit := s.visit(owner, f.Project)
	_, _, err := s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{{PekerjaanID: f.Empty, Quantity: pointer(some("1"))}})
	must(t, err)
	s.as(owner).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan volume-pekerjaan")
	_, _, err = s.SaveAnalysis(t.Context(), visit, f.Empty, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
		{Kategori: "TK", Kode: "T.1", Uraian: "Tukang papan", Satuan: "OH", Koefisien: some("1")},
	}})
	must(t, err)
	s.as(owner).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan volume-pekerjaan template-ahsp")
	_, _, err = s.SavePrices(t.Context(), visit, app.PriceSave{Items: []rab.PriceInput{{ID: f.Unpriced, Harga: pointer(some("10"))}}})
	must(t, err)
	s.as(owner).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan volume-pekerjaan template-ahsp harga-items rincian-ahsp rekap-rab rekap-kebutuhan")
	s.as(blind).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan volume-pekerjaan template-ahsp rincian-ahsp rekap-rab rekap-kebutuhan")
	_, _, err = s.DeleteParameter(t.Context(), visit, f.Parameter, nil)
	must(t, err)
	s.as(owner).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan template-ahsp harga-items rincian-ahsp rekap-rab rekap-kebutuhan")
	view, err := s.View(t.Context(), s.visit(owner, f.Project))
	must(t, err)
	fill := schedule.Fill{From: 1, To: 3, Way: schedule.Even}
	for _, row := range view.WorkList() {
		fill.Pekerjaan = append(fill.Pekerjaan, row.ID)
	}
	_, _, err = s.FillProgress(t.Context(), s.visit(owner, f.Project), fill)
	must(t, err)
	s.as(owner).get(p(f.Project, "/totals/")).wantDone("list-pekerjaan template-ahsp harga-items rincian-ahsp rekap-rab rekap-kebutuhan jadwal-pekerjaan")
}

func (a *answer) wantDone(want string) {
	a.t.Helper()
	var done []string
	for _, page := range a.list("done") {
		done = append(done, page.(string))
	}
	if got := strings.Join(done, " "); got != want {
		a.t.Errorf("%s: done %q, want %q", a.path, got, want)
	}
}

func TestTotalsHoldNoMoneyWithoutTheRightToPrices(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	totals := s.as(blind).get(p(f.Project, "/totals/?from=1")).want(http.StatusOK)
	if totals.at("money") != nil || totals.at("selisih") != nil {
		t.Errorf("money is told: %s", totals.Body)
	}
	totals.wantText("no_price", "0")
	totals.wantText("no_volume", "1")
}

// Nothing known is not 0 rupiah.
func TestTotalsOfNothingKnownHoldNoMoney(t *testing.T) {
	s := newSite(t)
	project, _ := s.lumpProject("10", 10_000, [][][]lumpSum{{{{"1", "1000", "1000.00"}}}})
	view, err := s.View(t.Context(), s.visit(owner, project))
	must(t, err)
	item := view.PriceItems.All()[0].ID
	_, _, err = s.SavePrices(t.Context(), s.visit(owner, project), app.PriceSave{Items: []rab.PriceInput{{ID: item, Harga: &decimal.Null{}}}})
	must(t, err)
	for _, id := range []int64{project, s.project("Kosong")} {
		if totals := s.as(owner).get(p(id, "/totals/")); totals.at("money") != nil {
			t.Errorf("a total without any price: %s", totals.Body)
		}
	}
}

func TestProjectsAreListedForMenus(t *testing.T) {
	s := newSite(t)
	first, second, third := s.project("Gedung A"), s.project("Jalan B"), s.project("Gedung C")
	_, err := s.SetArchived(t.Context(), s.visit(owner, third), true)
	must(t, err)
	_, _, err = s.EditProject(t.Context(), s.visit(owner, first), app.ProjectEdit{Edit: func(h *rab.Header) { h.Nama = "Gedung A1" }})
	must(t, err)
	s.share(second)
	const address = "/detail_project/api/projects/"
	for _, row := range []struct {
		who, query string
		want       []int64
	}{
		{owner, "", []int64{first, second}},
		{owner, "?search=gedung", []int64{first}},
		{owner, "?search=%00", nil},
		{reader, "", []int64{second}},
		{stranger, "", nil},
	} {
		list := s.as(row.who).get(address + row.query).want(http.StatusOK)
		var got []int64
		for i := range list.list("projects") {
			got = append(got, list.id("projects."+itoa(i)+".id"))
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s%s: %v, want %v", row.who, row.query, got, row.want)
		}
		list.wantText("total", itoa(len(row.want)))
	}
}
