package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
)

// fuzzWrite sends any body to one address of a filled project. Whatever it is, the answer
// is a success or says what is wrong, and what is refused changes nothing. All bodies of a
// process meet one server.
func fuzzWrite(f *testing.F, method string, address func(*filled) string, seeds ...func(*filled) any) {
	f.Helper()
	s := newSite(f)
	project := s.fill()
	for _, seed := range seeds {
		f.Add([]byte(bodyText(f, seed(project))))
	}
	for _, text := range []string{``, `{}`, `[]`, `null`, `{"items":[{"id":1e400}]}`, `[{"id":-1,"quantity":"9"}]`, "{\"a\":\"\xff\"}"} {
		f.Add([]byte(text))
	}
	me, path := s.direct(owner), address(project)
	f.Fuzz(func(t *testing.T, body []byte) {
		before := revisionOf(t, s, me.token, project.Project)
		recorder := me.send(t.Context(), method, path, body)
		var answered map[string]any
		if err := json.Unmarshal(recorder.Body.Bytes(), &answered); err != nil {
			t.Fatalf("%d without JSON: %v", recorder.Code, err)
		}
		switch code := recorder.Code; {
		case code >= 200 && code < 300:
		case code >= 400 && code < 500:
			if ok, isBool := answered["ok"].(bool); ok || !isBool || answered["message"] == "" {
				t.Errorf("%d without the envelope: %s", code, recorder.Body)
			}
			if after := revisionOf(t, s, me.token, project.Project); after != before {
				t.Errorf("refused with %d, yet revision %d became %d", code, before, after)
			}
		default:
			t.Errorf("%d: %s", code, recorder.Body)
		}
	})
}

// revisionOf asks the application alone: a fuzz target must not use the site's own test.
func revisionOf(t *testing.T, s *site, token string, project int64) int64 {
	t.Helper()
	visit, err := s.Enter(context.WithoutCancel(t.Context()), token, project)
	must(t, err)
	return visit.Revision
}

func at(rest string) func(*filled) string {
	return func(f *filled) string { return p(f.Project, rest) }
}

func FuzzVolumeSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/volume-pekerjaan/save/"),
		func(f *filled) any { return items(row{"pekerjaan_id": f.Custom, "quantity": "5.5", "version": 1}) },
		func(f *filled) any {
			return []row{{"id": f.Bundled, "formula": "=panjang^2*sqrt(2)"}, {"id": f.Ref, "quantity_text": "1.234,5"}}
		},
		func(f *filled) any { return row{"volumes": []row{{"id": f.Custom, "quantity": nil}}} })
}

func FuzzFormulaSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/volume/formula/"),
		func(f *filled) any {
			return items(row{"pekerjaan_id": f.Bundled, "raw": "=round(panjang/3;2)", "is_fx": true})
		})
}

func FuzzTreeAppend(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/list-pekerjaan/save/"), func(*filled) any {
		return `{"klasifikasi":[{"name":"K","temp_id":"a","sub":[{"nama":"S","jobs":[{"source_type":"custom","snapshot_uraian":"U &amp; V"}]}]}]}`
	})
}

func FuzzTreeReplace(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/list-pekerjaan/upsert/"), func(f *filled) any {
		return row{"klasifikasi": []row{{"id": f.Klasifikasi, "name": "Baru", "sub": []row{{"id": f.Sub, "pekerjaan": []row{
			{"id": f.Ref, "source_type": "ref_modified"}, {"id": f.Bundled}, {"id": f.Custom, "source_type": "custom", "ordering_index": -3}, {"id": f.Modified},
		}}}}}}
	})
}

func FuzzAnalysisSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, func(f *filled) string { return p(f.Project, detail(f, "save/")) },
		func(f *filled) any {
			return row{"accept_unit": true, "rows": []row{
				{"kategori": "Bahan", "uraian": "Papan", "satuan": "m3", "koefisien": "0.000001"},
				plankRow("1.5"),
				{"kategori": "LAIN", "kode": "G", "uraian": "Gabungan", "koefisien": 2, "ref_kind": "job", "ref_id": f.Ref},
			}}
		},
		func(*filled) any { return `{"rows":[],"client_updated_at":"2026-01-01T00:00:00Z"}` })
}

func FuzzAnalysesSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/detail-ahsp/save/"), func(f *filled) any {
		return items(row{"pekerjaan_id": f.Custom, "rows": []row{plankRow("2")}}, row{"pekerjaan_id": f.Modified, "rows": []row{}})
	})
}

func FuzzPriceSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/harga-items/save/"), func(f *filled) any {
		return row{"items": []row{{"id": f.Conversion, "harga_satuan": "1500.005", "price_date": "2026-01-31"}, {"id": f.Orphan, "harga_satuan": nil}}, "markup_percent": 12}
	})
}

func FuzzPricePercent(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/harga-items/percent/"), func(f *filled) any {
		return row{"percent": "-2.5", "ids": []int64{f.Conversion}, "kategori": []string{"TK", "Bahan"}}
	})
}

func FuzzConversionSave(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/conversion-profile/save/"), func(f *filled) any {
		return row{"harga_item_id": f.Conversion, "market_unit": "truk", "market_price": "1200000", "capacity_m3": 6, "density": "1400.5", "method": "calc"}
	})
}

func FuzzParameterSync(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/parameters/sync/"),
		func(*filled) any {
			return `{"parameters":{"panjang":{"value":10,"label":"Panjang"},"lebar":"2.5"},"mode":"merge"}`
		},
		func(*filled) any { return `{"parameters":{},"mode":"replace"}` })
}

func FuzzParameterCreate(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/parameters/"), func(*filled) any { return `{"name":"tinggi","value":-3.25,"unit":"m"}` })
}

func FuzzPricing(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/pricing/"), func(*filled) any {
		return `{"markup_percent":"12.5","ppn_scheme":"12x11/12","rounding_mode":"up","rounding_base":1000,"hsp_rounding":100,"version":1}`
	})
}

func FuzzOrphanCleanup(f *testing.F) {
	fuzzWrite(f, http.MethodPost, at("/orphaned-items/cleanup/"), func(f *filled) any { return row{"item_ids": []int64{f.Orphan}, "confirm": true} })
}

// FuzzProject makes projects; its address lies outside of one.
func FuzzProject(f *testing.F) {
	fuzzWrite(f, http.MethodPost, func(*filled) string { return "/detail_project/api/projects/" }, func(*filled) any { return newProject() })
}
