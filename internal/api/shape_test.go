package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// widerShapes are places where the contract allows more than the sample that the shapes
// were taken from showed.
var widerShapes = map[string]string{
	"P/audit-trail/ results[].pekerjaan.id":                                  "null|num", // an entry about the whole project
	"P/audit-trail/ results[].pekerjaan.kode":                                "null|str",
	"P/audit-trail/ results[].pekerjaan.uraian":                              "null|str",
	"P/audit-trail/ results[].new_data":                                      "null|list",
	"P/audit-trail/ results[].old_data":                                      "null|list",
	"P/conversion-profiles/ profiles.*.density":                              "null|str",
	"P/conversion-profiles/ profiles.*.capacity_m3":                          "null|str",
	"P/conversion-profiles/ profiles.*.capacity_ton":                         "null|str",
	"P/detail-ahsp/{pekerjaan}/ items[].ref_pekerjaan_id":                    "null|num",
	"P/detail-ahsp/{pekerjaan}/ items[].harga_satuan":                        "null|str", // not priced
	"P/harga-items/list/ items[].harga_satuan":                               "null|str", // not priced
	"P/list-pekerjaan/tree/ klasifikasi[].sub[].pekerjaan[].snapshot_satuan": "null|str", // the unit is missing
	"P/rekap/ rows[].satuan":                                                 "null|str",
	"P/pekerjaan/{pekerjaan}/pricing/ override_markup":                       "null|str",
	"P/rekap-kebutuhan-timeline/ periods[].start_date":                       "null|str", // not scheduled
	"P/rekap-kebutuhan-timeline/ periods[].end_date":                         "null|str",
	"V2/assignments/ assignments[].actual_updated_at":                        "null|str", // realisasi was never entered
	"V2/kurva-s-harga/ evm.ev[]":                                             "null|num", // after the status date nobody knows
	"V2/kurva-s-harga/ evm.ac[]":                                             "null|num",
	"V2/kurva-s-harga/ evm.ev_percent[]":                                     "null|num",
	"V2/kurva-s-harga/ evm.ac_percent[]":                                     "null|num",
	"V2/kurva-s-harga/ evm.spi[]":                                            "null|num",
	"V2/kurva-s-harga/ evm.cpi[]":                                            "null|num",
	"V2/kurva-s-harga/ pekerjaanMeta.*.volume":                               "null|num", // none is entered
	"V2/kurva-s-harga/ pekerjaanMeta.*.unit_price":                           "null|num",
	"P/change-status/ jadwal_changed_at":                                     "null|str",
}

// shapes returns names and types of the answers of the contract by address.
func shapes(t *testing.T) map[string]any {
	t.Helper()
	data, err := os.ReadFile("testdata/shapes.json")
	must(t, err)
	var all map[string]any
	must(t, json.Unmarshal(data, &all))
	return all
}

func TestAnswersHoldTheNamesAndTypesOfTheContract(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	s.planCustom(f)
	short := strings.NewReplacer(api.P, "P", api.V2, "V2")
	for address, shape := range shapes(t) {
		name := short.Replace(address)
		t.Run(name, func(t *testing.T) {
			answer := s.as(owner).in(t).get(f.address(address)).want(http.StatusOK)
			for _, problem := range disagree(name, "", shape, answer.JSON) {
				t.Error(problem)
			}
		})
	}
}

// planCustom gives the pekerjaan whose addresses are asked a plan and realisasi.
func (s *site) planCustom(f *filled) {
	s.t.Helper()
	week := func(number int, mode schedule.Mode, percent string) schedule.Entry {
		return schedule.Entry{PekerjaanID: f.Custom, Week: number, Mode: mode, Amount: &schedule.Typed{Value: decimal.MustParse(percent)}}
	}
	_, _, err := s.SaveProgress(s.t.Context(), s.visit(owner, f.Project), []schedule.Entry{week(1, schedule.Planned, "60"), week(2, schedule.Planned, "40"), week(1, schedule.Actual, "50")})
	must(s.t, err)
	_, _, err = s.SetPhases(s.t.Context(), s.visit(owner, f.Project), app.PhaseSetting{Mode: rab.TahapanWeekly})
	must(s.t, err)
}

// address fills the ids of a filled project into an address of the shapes.
func (f *filled) address(pattern string) string {
	pekerjaan := f.Custom
	if strings.Contains(pattern, "{bundle}") {
		pekerjaan = f.Bundled
	}
	id := func(n int64) string { return strconv.FormatInt(n, 10) }
	return strings.NewReplacer(
		"/documents/preview/", "/documents/preview/?kind=rab-kosong",
		"{project}", id(f.Project), "{pekerjaan}", id(pekerjaan), "{bundle}", id(f.Bundle), "{parameter}", id(f.Parameter), "{item}", id(f.Conversion),
		"{revision}", id(f.Saved), "{issued}", id(f.Issued), "{tahapan}", id(weekOne), "{document}", string(dossier.RABKosong), "{format}", string(dossier.CSV),
	).Replace(pattern)
}

// disagree lists where an answer lacks names of a shape or has other types.
func disagree(address, path string, shape, got any) []string {
	at := strings.TrimPrefix(path, ".")
	if wider, ok := widerShapes[address+" "+at]; ok {
		if got == nil || strings.Contains(wider, kindName(got)) {
			if list, isList := shape.([]any); isList && got != nil {
				return disagreeList(address, path, list, got)
			}
			return nil
		}
		shape = wider
	}
	switch shape := shape.(type) {
	case string:
		if !slices.Contains(strings.Split(shape, "|"), kindName(got)) {
			return []string{fmt.Sprintf("%s is %s, want %s", at, kindName(got), shape)}
		}
		return nil
	case []any:
		return disagreeList(address, path, shape, got)
	case map[string]any:
		return disagreeObject(address, path, shape, got)
	}
	return []string{fmt.Sprintf("%s: a shape of an unknown kind %T", at, shape)}
}

func disagreeList(address, path string, shape []any, got any) []string {
	list, ok := got.([]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %s, want a list", path, kindName(got))}
	}
	if len(shape) == 0 {
		return nil
	}
	var problems []string
	for _, item := range list {
		problems = append(problems, disagree(address, path+"[]", shape[0], item)...)
	}
	slices.Sort(problems)
	return slices.Compact(problems)
}

func disagreeObject(address, path string, shape map[string]any, got any) []string {
	object, ok := got.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %s, want an object", path, kindName(got))}
	}
	var problems []string
	for name, part := range shape {
		if name == "*" {
			for _, item := range object {
				problems = append(problems, disagree(address, path+".*", part, item)...)
			}
			continue
		}
		name, optional := strings.CutSuffix(name, "?")
		item, present := object[name]
		switch {
		case present:
			problems = append(problems, disagree(address, path+"."+name, part, item)...)
		case !optional:
			problems = append(problems, fmt.Sprintf("%s.%s is missing", path, name))
		}
	}
	return problems
}

func kindName(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case json.Number:
		return "num"
	case string:
		return "str"
	case []any:
		return "list"
	}
	return "object"
}

// The comparison itself must be able to fail.
func TestShapesDisagreeWithWrongAnswers(t *testing.T) {
	shape := map[string]any{"ok": "bool", "rows": []any{map[string]any{"id": "num", "name?": "null|str"}}, "map": map[string]any{"*": "num"}}
	for _, row := range []struct {
		name, answer string
		problems     int
	}{
		{"agrees", `{"ok":true,"rows":[{"id":1,"name":null},{"id":2}],"map":{"x":1},"more":1}`, 0},
		{"a name is missing", `{"rows":[],"map":{}}`, 1},
		{"a type differs", `{"ok":"yes","rows":[],"map":{}}`, 1},
		{"a row differs", `{"ok":true,"rows":[{"id":1},{"id":"2","name":3}],"map":{}}`, 2},
		{"a value of a map differs", `{"ok":true,"rows":[],"map":{"a":1,"b":"c"}}`, 1},
		{"no list", `{"ok":true,"rows":{},"map":{}}`, 1},
		{"no object", `[]`, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			decoder := json.NewDecoder(strings.NewReader(row.answer))
			decoder.UseNumber()
			var got any
			must(t, decoder.Decode(&got))
			if problems := disagree("test", "", shape, got); len(problems) != row.problems {
				t.Errorf("%d problems, want %d: %q", len(problems), row.problems, problems)
			}
		})
	}
}
