package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

// TestTheWholeMainJobOverHTTP makes a project, takes its work list from the library,
// measures, prices, and compares the RAB with one computed by hand:
//
//	1  Urugan pasir      A 0.3×120000 + 0.015×200000 = 39000; B 1.2×250000.50 = 300000.60
//	                     E 339000.60; F 10 % = 33900.06; G 372900.66; × 5.25 = 1957728.47
//	2  Urugan kembali    A 0.6×120000 + 0.025×200000 = 77000 = G at BUK 0; × 7.125 = 548625.00
//	3  Papan nama        0.333333×150000 + 1.5×85000 + 0.25×(39000 + 300000.60) = 262250.10
//	                     F 26225.01; G 288475.11; × 3 = 865425.33
//	T 3371778.80; PPN 12 % × 11/12 = 370896; 3742675; down to 3742000
func TestTheWholeMainJobOverHTTP(t *testing.T) {
	s := newSite(t)
	me := s.as(owner)
	created := me.post("/detail_project/api/projects/", row{
		"nama": "Pagar keliling", "tanggal_mulai": "2026-02-02", "durasi_hari": 30, "sumber_dana": "APBD", "lokasi_project": "Bandung",
		"nama_client": "Dinas Contoh", "anggaran_owner_text": "Rp 4.000.000,50", "preset": "dpp-11-12", "kategori": "Gedung 2",
	}).want(http.StatusCreated)
	project := created.id("id")
	created.wantText("tanggal_selesai", "2026-03-03")
	created.wantText("tahun_project", "2026")
	if index := created.text("index_project"); len(index) < len("PRJ-01-020226-0001") {
		t.Errorf("index_project %q", index)
	}

	found := func(term, kode string) string {
		for _, hit := range me.get(p(project, "/search-ahsp/?q="+term)).want(200).list("results") {
			if hit.(row)["kode_ahsp"] == kode {
				return fmt.Sprint(hit.(row)["id"])
			}
		}
		t.Fatalf("the search for %s does not find %s", term, kode)
		return ""
	}
	saved := me.post(p(project, "/list-pekerjaan/save/"), fmt.Sprintf(`{"klasifikasi":[
		{"nama":"Pekerjaan tanah","sub":[{"name":"Urugan","pekerjaan":[
			{"source_type":"ref","ref_id":%s,"temp_id":"pasir"},
			{"source_type":"ref_modified","ref_id":%s,"temp_id":"kembali","snapshot_uraian":"Urugan kembali dipadatkan"}]}]},
		{"nama":"Lain-lain","subs":[{"nama":"Umum","jobs":[
			{"source_type":"custom","snapshot_uraian":"Papan nama","snapshot_satuan":"buah","temp_id":"papan"}]}]}]}`,
		found("urugan", "1.3.1.2"), found("1.3.1.1", "1.3.1.1"))).want(200)
	saved.wantText("summary.klasifikasi", "2")
	saved.wantText("summary.pekerjaan", "3")
	sand, back, sign := saved.id("id_map.pekerjaan.pasir"), saved.id("id_map.pekerjaan.kembali"), saved.id("id_map.pekerjaan.papan")

	// Analyses: another koefisien, and a custom one with a bundle.
	rows := me.get(p(project, fmt.Sprintf("/detail-ahsp/%d/", back))).want(200).list("items")
	for _, r := range rows {
		if r.(row)["kode"] == "TK.0008" {
			r.(row)["koefisien"] = "0.6"
		}
	}
	me.post(p(project, fmt.Sprintf("/detail-ahsp/%d/save/", back)), row{"rows": rows}).want(200).wantText("saved_raw_rows", "2")
	analysis := me.post(p(project, fmt.Sprintf("/detail-ahsp/%d/save/", sign)), row{"rows": []row{
		{"kategori": "Tenaga Kerja", "kode": "T.1", "uraian": "Tukang papan", "satuan": "OH", "koefisien": 0.333333},
		{"kategori": "BHN", "kode": "", "uraian": "Papan", "satuan": "lembar", "koefisien_text": "1,5"},
		{"kategori": "LAIN", "kode": "GAB.1", "uraian": "Urugan pasir", "satuan": "m3", "koefisien": "0.25", "ref_kind": "job", "ref_id": sand},
	}}).want(200)
	analysis.wantText("saved_raw_rows", "3")
	analysis.wantText("saved_expanded_rows", "5")
	analysis.wantText("items.1.kode", "Unit-0001")

	// Volumes by formulas and parameters.
	me.post(p(project, "/parameters/"), row{"name": "Panjang", "value": 12.5, "unit": "m"}).want(http.StatusCreated).wantText("parameter.name", "panjang")
	me.post(p(project, "/parameters/sync/"), `{"parameters":{"lebar":4.0,"tebal":{"value":"0.1"}}}`).want(200).wantText("created", "2")
	volumes := me.post(p(project, "/volume-pekerjaan/save/"), []row{
		{"id": sand, "formula": "=panjang*lebar*tebal"}, {"id": back, "quantity": 7.1249}, {"pekerjaan_id": sign, "quantity_text": "3"},
	}).want(200)
	volumes.wantText("saved", "3")
	volumes.wantText("items.0.quantity", "5.000")
	volumes.wantText("items.1.quantity", "7.125")
	lebar := me.get(p(project, "/parameters/")).want(200).id("parameters.0.id")
	me.write(http.MethodPut, p(project, fmt.Sprintf("/parameters/%d/", lebar)), `{"value":"4.2"}`).want(200).wantText("volumes.0.new", "5.250")

	// Prices, one BUK of its own, and the RAB.
	prices := map[string]string{"TK.0008": "120000", "TK.0006": "200000", "B.1218": "250000.50", "T.1": "150000", "Unit-0001": "85000"}
	var priced []row
	for _, item := range me.get(p(project, "/harga-items/list/")).want(200).list("items") {
		item := item.(row)
		priced = append(priced, row{"id": item["id"], "harga_satuan": prices[fmt.Sprint(item["kode_item"])], "version": item["version"], "price_source": "survei"})
	}
	me.post(p(project, "/harga-items/save/"), row{"items": priced, "markup_percent": "10.00"}).want(200).wantText("updated", "5")
	me.post(p(project, fmt.Sprintf("/pekerjaan/%d/pricing/", back)), row{"override_markup": 0}).want(200).wantText("effective_markup", "0.00")

	recap := me.get(p(project, "/rekap/")).want(200)
	for path, want := range map[string]string{
		"rows.0.E_base": "339000.60", "rows.0.F": "33900.06", "rows.0.G": "372900.66", "rows.0.volume": "5.25", "rows.0.total": "1957728.47",
		"rows.1.A": "77000", "rows.1.F": "0.00", "rows.1.G": "77000.00", "rows.1.total": "548625.00", "rows.1.markup_eff": "0",
		"rows.2.A": "59749.95", "rows.2.B": "202500.15", "rows.2.E_base": "262250.10", "rows.2.G": "288475.11", "rows.2.total": "865425.33",
		"meta.totals.jumlah": "3371778.80", "meta.totals.ppn": "370896.00", "meta.totals.total": "3742675.00", "meta.totals.dibulatkan": "3742000.00",
		"meta.totals.state": "complete", "tree.0.subtotal": "2506353.47",
	} {
		recap.wantText(path, want)
	}
	if me.get(p(project, "/checklist/")).want(200).Body == nil {
		t.Error("no checklist")
	}
	audit := me.get(p(project, "/audit-trail/")).want(200)
	if len(audit.list("results")) < 5 {
		t.Errorf("the history has %d entries", len(audit.list("results")))
	}
}

func TestNumbersAreRoundedHalfUpToTheDigitsOfTheirField(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"pekerjaan_id": f.Custom, "quantity": "1.0005"})).want(200).wantText("items.0.quantity", "1.001")
	me.post(p(f.Project, "/harga-items/save/"), items(row{"id": f.Conversion, "harga_satuan": "10.005"})).want(200).wantText("items.0.harga_satuan", "10.01")
	me.post(p(f.Project, "/pricing/"), `{"markup_percent":"9.995"}`).want(200).wantText("markup_percent", "10.00")
	me.post(p(f.Project, fmt.Sprintf("/pekerjaan/%d/pricing/", f.Custom)), `{"override_markup":"3.335"}`).want(200).wantText("override_markup", "3.34")
	me.post(p(f.Project, "/parameters/"), `{"name":"tipis","value":"0.0000005"}`).want(201).wantText("parameter.value", "0.000001")
	me.post(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/save/", f.Custom)), `{"rows":[{"kategori":"TK","kode":"T.1","uraian":"Tukang papan","satuan":"OH","koefisien":"0.3333335"}]}`).
		want(200).wantText("items.0.koefisien", "0.333334")
}

func TestAReplacedAnalysisTellsWhatItDeleted(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	kept := me.get(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/", f.Custom))).want(200).list("items")[:3]
	saved := me.post(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/save/", f.Custom)), row{"rows": kept}).want(200)
	saved.wantText("deleted_rows.0.kode", "L.1")
	if users := saved.list("cascaded_pekerjaan_ids"); len(users) != 1 || fmt.Sprint(users[0]) != fmt.Sprint(f.Bundled) {
		t.Errorf("cascaded to %v, want %d", users, f.Bundled)
	}
	me.post(p(f.Project, fmt.Sprintf("/trash/%d/restore/", saved.id("operation_id"))), "").want(200)
	if rows := me.get(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/", f.Custom))).want(200).list("items"); len(rows) != 4 {
		t.Errorf("%d rows after the restore, want 4", len(rows))
	}
}

func TestResetTakesThePublishedComponentsAgain(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	address := p(f.Project, fmt.Sprintf("/detail-ahsp/%d/", f.Modified))
	before := me.get(address).want(200)
	me.post(address+"save/", `{"rows":[{"kategori":"TK","kode":"T.9","uraian":"Lain","satuan":"OH","koefisien":1}]}`).want(200)
	me.post(address+"reset-to-ref/", "").want(200).wantText("cloned_count", fmt.Sprint(len(before.list("items"))))
	after := me.get(address).want(200)
	if fmt.Sprint(kodes(after)) != fmt.Sprint(kodes(before)) {
		t.Errorf("components %v, want %v", kodes(after), kodes(before))
	}
	me.post(p(f.Project, fmt.Sprintf("/detail-ahsp/%d/reset-to-ref/", f.Custom)), "").want(400).wantText("errors.0.path", "source_type")
}

func kodes(detail *answer) (list []string) {
	for _, item := range detail.list("items") {
		list = append(list, fmt.Sprint(item.(row)["kode"], " ", item.(row)["koefisien"]))
	}
	return list
}

func TestOrphansInUseAreSkippedAndTheOthersDeleted(t *testing.T) {
	s := newSite(t)
	f, other := s.fill(), s.fill()
	answered := s.as(owner).post(p(f.Project, "/orphaned-items/cleanup/"), row{"item_ids": []int64{f.Orphan, f.Conversion, other.Orphan, f.Orphan}, "confirm": true}).want(200)
	answered.wantText("deleted_count", "1")
	answered.wantText("skipped_ids", fmt.Sprint([]int64{f.Conversion, other.Orphan}))
	if left := s.as(owner).get(p(f.Project, "/orphaned-items/")).want(200).text("orphaned_count"); left != "0" {
		t.Errorf("%s orphans left", left)
	}
	if left := s.as(owner).get(p(other.Project, "/orphaned-items/")).want(200).text("orphaned_count"); left != "1" {
		t.Errorf("%s orphans left in the other project, want 1", left)
	}
}

func TestProjectsAreArchivedTogether(t *testing.T) {
	s := newSite(t)
	first, second := s.project("Satu dari dua"), s.project("Dua dari dua")
	me := s.as(owner)
	answered := me.post("/dashboard/bulk/archive/", row{"project_ids": []int64{first, second, 987654321}}).want(200)
	answered.wantText("archived_count", "2")
	answered.wantText("success", "true")
	me.post("/dashboard/bulk/delete/", row{"project_ids": []int64{first}}).want(200).wantText("deleted_count", "0")
	me.post(p(first, "/pricing/"), `{"markup_percent":5}`).want(409)
	me.post("/dashboard/bulk/unarchive/", row{"project_ids": []int64{first}}).want(200).wantText("unarchived_count", "1")
	me.post(p(first, "/pricing/"), `{"markup_percent":5}`).want(200)
}

func TestPeopleComeAndGo(t *testing.T) {
	s := newSite(t)
	project := s.project("Dibagi")
	me := s.as(owner)
	address := p(project, "/pricing/")
	s.as(stranger).get(address).want(404)
	me.post(p(project, "/members/"), row{"login": stranger + "@contoh.id", "role": "editor", "prices": true}).want(200).wantText("members.1.role", "editor")
	s.as(stranger).post(address, `{"markup_percent":5}`).want(200)
	me.post(p(project, "/members/"), row{"login": stranger, "role": "reader"}).want(200).wantText("members.1.prices", "false")
	s.as(stranger).post(address, `{"markup_percent":6}`).want(403)
	s.as(stranger).post(p(project, "/members/"), row{"login": reader, "role": "reader"}).want(403)
	me.write(http.MethodDelete, p(project, fmt.Sprintf("/members/%d/", s.accounts[owner])), nil).want(404)
	s.as(stranger).write(http.MethodDelete, p(project, fmt.Sprintf("/members/%d/", s.accounts[stranger])), nil).want(200)
	s.as(stranger).get(address).want(404)
}
