package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// find returns the path of the row of a list that holds a value under a name.
func (a *answer) find(list, name string, value any) string {
	a.t.Helper()
	for i, item := range a.list(list) {
		if row, ok := item.(map[string]any); ok && shown(row[name]) == shown(value) {
			return list + "." + itoa(i) + "."
		}
	}
	a.t.Fatalf("%s: no row of %s has %s = %v", a.path, list, name, value)
	return ""
}

func shown(value any) string {
	switch value := value.(type) {
	case int64:
		return strconv.FormatInt(value, 10)
	case string:
		return value
	case interface{ String() string }:
		return value.String()
	}
	return ""
}

func TestWorkListIsFoundByWhatItsRowsAreCalled(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, row := range []struct {
		name, search string
		hits         []int64
	}{
		{"all", "", []int64{f.Ref, f.Modified, f.Custom, f.Bundled, f.Empty}},
		{"own text, another case", "PAPAN", []int64{f.Custom}},
		{"own text with a sign of HTML", "& gerbang", []int64{f.Bundled}},
		{"code of the library", "1.3.1.2", []int64{f.Modified}},
		{"name in the library", "lantai kerja", []int64{f.Ref}},
		{"own code", "cust-", []int64{f.Custom, f.Bundled, f.Empty}},
		{"nothing", "zzz", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			tree := s.as(reader).in(t).get(p(f.Project, "/list-pekerjaan/tree/?search="+url.QueryEscape(row.search))).want(http.StatusOK)
			var hits []int64
			for k := range tree.list("klasifikasi") {
				subs := "klasifikasi." + itoa(k) + ".sub"
				for j := range tree.list(subs) {
					rows := subs + "." + itoa(j) + ".pekerjaan"
					for i := range tree.list(rows) {
						hits = append(hits, tree.id(rows+"."+itoa(i)+".id"))
					}
				}
			}
			if !slices.Equal(hits, row.hits) {
				t.Errorf("hits %v, want %v", hits, row.hits)
			}
			if row.search != "" {
				tree.wantText("match_count", itoa(len(row.hits)))
				tree.wantText("search_active", "true")
			}
		})
	}
	branches := s.as(reader).get(p(f.Project, "/list-pekerjaan/tree/?q=papan")).want(http.StatusOK)
	if got := len(branches.list("klasifikasi")) + len(branches.list("klasifikasi.0.sub")); got != 2 {
		t.Errorf("a search shows headings without hits: %s", branches.Body)
	}
}

func TestListsTellMissingFromZero(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	volumes := s.as(owner).get(p(f.Project, "/volume-pekerjaan/list/")).want(http.StatusOK)
	empty, set := volumes.find("items", "pekerjaan_id", f.Empty), volumes.find("items", "pekerjaan_id", f.Bundled)
	volumes.wantText(empty+"quantity", "0.000")
	volumes.wantText(empty+"state", "missing")
	volumes.wantText(empty+"version", "0")
	volumes.wantText(set+"quantity", "24.691")
	volumes.wantText(set+"state", "set")

	prices := s.as(owner).get(p(f.Project, "/harga-items/list/?canon=1")).want(http.StatusOK)
	unpriced := prices.find("items", "id", f.Unpriced)
	prices.wantText(unpriced+"state", "missing")
	if prices.at(unpriced+"harga_satuan") != nil {
		t.Error("an item without a price shows one")
	}
	_, _, err := s.SavePrices(t.Context(), s.visit(owner, f.Project), app.PriceSave{Items: []rab.PriceInput{{ID: f.Unpriced, Harga: pointer(some("0"))}}})
	must(t, err)
	prices = s.as(owner).get(p(f.Project, "/harga-items/list/")).want(http.StatusOK)
	prices.wantText(prices.find("items", "id", f.Unpriced)+"state", "zero_confirmed")
	prices.wantText(prices.find("items", "id", f.Unpriced)+"harga_satuan", "0.00")
}

func TestAFailingFormulaIsMarkedAndKeepsItsLastQuantity(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	_, _, err := s.DeleteParameter(t.Context(), s.visit(owner, f.Project), f.Parameter, nil)
	must(t, err)
	formulas := s.as(reader).get(p(f.Project, "/volume/formula/")).want(http.StatusOK)
	row := formulas.find("items", "pekerjaan_id", f.Bundled)
	formulas.wantText(row+"raw", "=panjang*2")
	formulas.wantText(row+"state", "formula_failed")
	if formulas.text(row+"failure") == "" {
		t.Error("it is not said why")
	}
	volumes := s.as(reader).get(p(f.Project, "/volume-pekerjaan/list/")).want(http.StatusOK)
	volumes.wantText(volumes.find("items", "pekerjaan_id", f.Bundled)+"quantity", "24.691")
	volumes.wantText(volumes.find("items", "pekerjaan_id", f.Bundled)+"state", "formula_failed")
	if s.as(reader).get(p(f.Project, "/volume-formula-state/")).text("items.0.raw") != "=panjang*2" {
		t.Error("the old address answers otherwise")
	}
}

func TestParametersKeepAllTheirDecimals(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	_, _, err := s.CreateParameter(t.Context(), s.visit(owner, f.Project), rab.ParameterInput{Name: "lebar", Value: pointer(decimal.MustParse("2.5"))})
	must(t, err)
	list := s.as(reader).get(p(f.Project, "/parameters/")).want(http.StatusOK)
	list.wantText("parameters.0.name", "lebar")
	list.wantText("parameters.0.value", "2.500")
	list.wantText("parameters.1.value", "12.345678")
	one := s.as(reader).get(p(f.Project, "/parameters/"+f.text(f.Parameter)+"/")).want(http.StatusOK)
	one.wantText("parameter.name", "panjang")
	one.wantText("parameter.version", "1")
}

func TestAnalysesShowBundlesWithThePriceOfOneUnit(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	detail := func(pekerjaan int64) *answer {
		return s.as(owner).get(p(f.Project, "/detail-ahsp/"+strconv.FormatInt(pekerjaan, 10)+"/")).want(http.StatusOK)
	}
	bundled := detail(f.Bundled)
	row := bundled.find("items", "id", f.Bundle)
	bundled.wantText(row+"ref_pekerjaan_id", f.text(f.Custom))
	bundled.wantText(row+"price_state", "set")
	expansion := s.as(owner).get(p(f.Project, "/pekerjaan/"+f.text(f.Bundled)+"/bundle/"+f.text(f.Bundle)+"/expansion/"))
	expansion.want(http.StatusOK).wantText("total", bundled.text(row+"harga_satuan"))
	expansion.wantText("component_count", "4")
	expansion.wantText("components.0.koefisien", "0.333333")
	expansion.wantText("components.0.expansion_depth", "1")
	expansion.wantText("components.0.source_bundle_kode", "GAB.1")
	recap := s.as(owner).get(p(f.Project, "/rekap/"))
	if e := recap.text(recap.find("rows", "pekerjaan_id", f.Custom) + "E_base"); e != bundled.text(row+"harga_satuan") {
		t.Errorf("one unit of the bundle costs %s, the pekerjaan itself %s", bundled.text(row+"harga_satuan"), e)
	}
	unpriced := bundled.find("items", "kode", "B.2")
	if bundled.at(unpriced+"harga_satuan") != nil || bundled.text(unpriced+"price_state") != "missing" {
		t.Errorf("a row without a price: %v", bundled.at(strings.TrimSuffix(unpriced, ".")))
	}
	detail(f.Ref).wantText("meta.read_only", "true")
	detail(f.Custom).wantText("meta.read_only", "false")
	detail(f.Custom).wantText("pekerjaan.detail_ready", "true")
	detail(f.Empty).wantText("pekerjaan.detail_ready", "false")
	if got := len(detail(f.Empty).list("items")); got != 0 {
		t.Errorf("%d rows in an empty analysis", got)
	}
}

func TestABundleIsFoundOnlyUnderItsOwnPekerjaan(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	expansion := func(pekerjaan, row int64) *answer {
		return s.as(owner).get(p(f.Project, "/pekerjaan/"+strconv.FormatInt(pekerjaan, 10)+"/bundle/"+strconv.FormatInt(row, 10)+"/expansion/"))
	}
	expansion(f.Bundled, f.Bundle).want(http.StatusOK)
	expansion(f.Custom, f.Bundle).want(http.StatusNotFound)
	expansion(f.Bundled, f.Bundle+1_000_000).want(http.StatusNotFound)
}

func TestPricingTellsPolicyAndOwnBUK(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	pricing := s.as(reader).get(p(f.Project, "/pricing/")).want(http.StatusOK)
	for path, want := range map[string]string{
		"markup_percent": "10.00", "ppn_percent": "11.00", "rounding_base": "10000", "ppn_scheme": "percent", "rounding_mode": "nearest", "version": "1",
	} {
		pricing.wantText(path, want)
	}
	markup := s.as(reader).get(p(f.Project, "/pekerjaan/"+f.text(f.Modified)+"/pricing/")).want(http.StatusOK)
	markup.wantText("project_markup", "10.00")
	markup.wantText("override_markup", "12.34")
	markup.wantText("effective_markup", "12.34")
	plain := s.as(reader).get(p(f.Project, "/pekerjaan/"+f.text(f.Ref)+"/pricing/")).want(http.StatusOK)
	plain.wantText("effective_markup", "10.00")
	if plain.at("override_markup") != nil {
		t.Error("an override where none was set")
	}
}

func TestUnusedItemsAndBuyingUnitsAreListed(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	orphans := s.as(owner).get(p(f.Project, "/orphaned-items/")).want(http.StatusOK)
	orphans.wantText("orphaned_count", "1")
	orphans.wantText("orphaned_items.0.id", f.text(f.Orphan))
	orphans.wantText("total_value", orphans.text("orphaned_items.0.harga_satuan"))
	conversions := s.as(owner).get(p(f.Project, "/conversion-profiles/")).want(http.StatusOK)
	conversions.wantText("count", "1")
	profile, ok := conversions.at("profiles").(map[string]any)["B.1"].(map[string]any)
	if !ok || profile["market_price"] != "87654321.98" || profile["factor_to_base"] != "12.000000" || profile["base_unit"] != "lembar" {
		t.Errorf("profile of B.1 = %v", profile)
	}
}

func TestSearchOfTheLibrary(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	picker := func(query string) *answer {
		return s.as(reader).get(p(f.Project, "/search-ahsp/?"+query)).want(http.StatusOK)
	}
	hits := picker("q=BETON&limit=3")
	hits.wantText("total", "3")
	for i := range hits.list("results") {
		if name := hits.text("results." + itoa(i) + ".nama_ahsp"); !strings.Contains(strings.ToLower(name), "beton") {
			t.Errorf("%q is no hit", name)
		}
	}
	hits.wantText("results.0.sumber", "Pustaka Contoh Takar")
	if text := hits.text("results.0.text"); !strings.HasPrefix(text, hits.text("results.0.kode_ahsp")+" — ") {
		t.Errorf("text = %q", text)
	}
	picker("q=").wantText("total", "20")
	for _, limit := range []string{"0", "51", "x", "-1"} {
		picker("limit="+limit).wantText("total", "20")
	}
	picker("q=zzyzx%20qwerty").wantText("total", "0")
	picker("q=pasngan%20bata%201/2%20bt").wantText("results.0.kode_ahsp", "3.6.1.8")
	picker("q=beton&klasifikasi=Pekerjaan+Atap&sub_klasifikasi=Rangka").wantText("total", "1")
	picker("q=beton&sumber=lain").wantText("total", "0")

	sources := s.as(stranger).get("/referensi/api/sources").want(http.StatusOK)
	sources.wantText("default", "Pustaka Contoh Takar")
	if got := len(s.as(stranger).get("/referensi/api/search?q=beton&sumber=Pustaka+Contoh+Takar").want(http.StatusOK).list("results")); got == 0 {
		t.Error("nothing is found in the source")
	}
	if got := len(s.as(stranger).get("/referensi/api/search?q=beton&sumber=lain").want(http.StatusOK).list("results")); got != 0 {
		t.Errorf("%d hits in a source that does not exist", got)
	}
	if got := len(s.as(stranger).get("/referensi/api/search").want(http.StatusOK).list("results")); got != 30 {
		t.Errorf("%d hits, want at most 30", got)
	}
}

func TestFormulaPreview(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	preview := func(body any) *answer { return s.as(reader).post(p(f.Project, "/volume/preview/"), body) }
	revision := s.visit(owner, f.Project).Revision
	preview(map[string]any{"formula": "=panjang*2"}).want(http.StatusOK).wantText("quantity", "24.691")
	preview(map[string]any{"formula": "=Panjang*lebar", "parameters": map[string]any{"PANJANG": "3", "lebar": 0.5}}).want(http.StatusOK).wantText("quantity", "1.500")
	hinted := preview(map[string]any{"formula": "=min(1,2)"}).want(http.StatusOK)
	if len(hinted.list("hints")) == 0 {
		t.Error("an ambiguous comma goes without a hint")
	}
	bad := preview(map[string]any{"formula": "panjang * tinggi"}).want(http.StatusBadRequest)
	bad.wantText("errors.0.path", "formula")
	bad.wantText("errors.0.position", "10")
	preview(map[string]any{"formula": "1", "parameters": map[string]any{"a": "x"}}).want(http.StatusBadRequest).wantText("errors.0.path", "parameters.a")
	preview(map[string]any{"formula": 1}).want(http.StatusBadRequest).wantText("errors.0.path", "formula")
	preview("[]").want(http.StatusBadRequest).wantText("code", "BAD_JSON")
	preview(map[string]any{}).want(http.StatusBadRequest)
	if now := s.visit(owner, f.Project).Revision; now != revision {
		t.Error("a preview changed the project")
	}
}

func TestChecklistLeadsToWhatIsMissing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	list := s.as(owner).get(p(f.Project, "/checklist/")).want(http.StatusOK)
	noVolume := list.find("checks", "kind", "no_volume")
	list.wantText(noVolume+"pekerjaan_id", f.text(f.Empty))
	list.wantText(noVolume+"page", "volume-pekerjaan")
	list.wantText(list.find("checks", "kind", "no_price")+"harga_item_id", f.text(f.Unpriced))
	list.find("checks", "kind", "unit_missing")
	list.find("checks", "kind", "no_analysis")
	errors := 0
	for i := range list.list("checks") {
		if list.text("checks."+itoa(i)+".severity") == "error" {
			errors++
		}
	}
	list.wantText("summary.error", itoa(errors))
}

func TestChangeStatusCountsWhatChangedSince(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	status := func(query string) *answer {
		return s.as(reader).get(p(f.Project, "/change-status/"+query)).want(http.StatusOK)
	}
	before := status("")
	before.wantText("affected_pekerjaan_count", "5")
	if len(before.list("recent_pekerjaan")) != 5 || before.at("jadwal_changed_at") == nil {
		t.Errorf("%s", before.Body)
	}
	since := before.text("recent_pekerjaan.0.last_modified")
	_, err := s.SetMarkupOverride(t.Context(), s.visit(owner, f.Project), f.Ref, some("5"), nil)
	must(t, err)
	after := status("?pekerjaan_since=" + strings.ReplaceAll(since, "+", "%2B"))
	after.wantText("affected_pekerjaan_count", "1")
	after.wantText("recent_pekerjaan.0.id", f.text(f.Ref))
	status("?pekerjaan_since=2999-01-01").wantText("affected_pekerjaan_count", "0")
}

func TestTrashOffersWhatWasDeleted(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	trash := s.as(reader).get(p(f.Project, "/trash/")).want(http.StatusOK)
	tree := trash.find("deletions", "kind", "list.replace")
	trash.wantText(tree+"groups.0.name", "Dihapus lagi")
	trash.wantText(tree+"groups.0.kind", "pekerjaan")
	trash.wantText(tree+"user.username", owner)
	_, _, err := s.RestoreFromTrash(t.Context(), s.visit(owner, f.Project), app.Restoring{Operation: trash.id(tree + "operation_id")})
	must(t, err)
	for _, deletion := range s.as(reader).get(p(f.Project, "/trash/")).list("deletions") {
		if deletion.(map[string]any)["kind"] == "list.replace" {
			t.Error("what was restored is still offered")
		}
	}
}

func TestMembersAndOwnRights(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	members := s.as(blind).get(p(f.Project, "/members/")).want(http.StatusOK)
	members.wantText("members.0.username", owner)
	members.wantText(members.find("members", "username", blind)+"prices", "false")
	me := s.as(blind).get("/accounts/me/?project=" + f.text(f.Project)).want(http.StatusOK)
	for path, want := range map[string]string{
		"username": blind, "email": blind + "@contoh.id", "is_admin": "false", "project.role": "reader",
		"project.rights.read": "true", "project.rights.write": "false", "project.rights.prices": "false", "project.rights.manage": "false",
	} {
		me.wantText(path, want)
	}
	s.as(stranger).get("/accounts/me/?project=" + f.text(f.Project)).want(http.StatusNotFound)
	s.as(stranger).get("/accounts/me/?project=x").want(http.StatusBadRequest).wantText("errors.0.path", "project")
	s.as(admin).get("/accounts/me/").want(http.StatusOK).wantText("is_admin", "true")
}
