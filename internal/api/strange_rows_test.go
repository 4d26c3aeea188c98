package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
)

// idKey recognises the keys of bodies that name a row, or several.
var idKey = regexp.MustCompile(`(^|[._])(ids?|copy_of)$`)

// notRows are keys that look like ids of rows and are names that a request gives itself.
var notRows = regexp.MustCompile(`(^|[._])temp_id$`)

// idPlaces lists where a valid body of a route, or a field that the route is known to read,
// names rows.
func (x *trial) idPlaces() []string {
	places := map[string]bool{}
	var walk func(at string, value any)
	walk = func(at string, value any) {
		switch value := value.(type) {
		case row:
			for key, inner := range value {
				path := strings.TrimPrefix(at+"."+key, ".")
				if _, list := inner.([]any); idKey.MatchString(key) && !notRows.MatchString(key) && (!list || strings.HasSuffix(key, "ids")) {
					places[path] = true
					continue
				}
				walk(path, inner)
			}
		case []any:
			for i, inner := range value {
				walk(strings.TrimPrefix(at+"."+strconv.Itoa(i), "."), inner)
			}
		}
	}
	if x.form.body != nil {
		var whole any
		must(x.T, json.Unmarshal([]byte(bodyText(x.T, x.form.body(x.workshop))), &whole))
		walk("", whole)
	}
	for field := range x.form.fields {
		if idKey.MatchString(field) && !notRows.MatchString(field) {
			places[field] = true
		}
	}
	return slices.Sorted(maps.Keys(places))
}

// rowsOfOthers are ids of every kind of row that the sender has no business to name here.
func (x *trial) rowsOfOthers() []int64 {
	f, s := x.foreign, x.sibling
	return []int64{f.project, f.heading, f.pekerjaan, f.component, f.item, f.parameter, s.Klasifikasi, s.Custom, s.Bundle, s.Conversion, s.Parameter, s.Saved, s.Issued}
}

// Whatever a body names by an id, an id of somebody else's project, or of another project of
// one's own, is refused, or passed over, as if there were no such row, and nothing is stored anywhere. The
// places are found in the bodies themselves, so that a new route cannot be forgotten.
func TestNoBodyReachesRowsOfOthers(t *testing.T) {
	oneByOne(t)
	w := newWorkshop(newSite(t))
	w.dear()
	places := 0
	for _, route := range api.Routes() {
		form := forms[route.Method+" "+route.Pattern]
		if route.Method == http.MethodGet || form.bodyless || strings.Contains(route.Pattern, "/import") {
			continue // the ids in a file are those of the file: what is made of it is new
		}
		t.Run(route.Method+" "+route.Pattern, func(t *testing.T) {
			trial := &trial{T: t, workshop: w, route: route, form: form}
			before := w.everything()
			for _, place := range trial.idPlaces() {
				places++
				for _, id := range trial.rowsOfOthers() {
					trial.namesStranger(place, id)
				}
			}
			if w.everything() != before {
				t.Error("something was stored")
			}
		})
	}
	if places < 25 {
		t.Errorf("only %d places name rows: this test does not find them", places)
	}
}

func (x *trial) namesStranger(place string, id int64) {
	x.Helper()
	value := strconv.FormatInt(id, 10)
	if strings.HasSuffix(place, "ids") {
		value = "[" + value + "]"
	}
	answered := x.as(x.sender()).write(x.route.Method, x.address(), x.with(place, value))
	ignored := answered.Status == http.StatusOK && strings.Contains(string(answered.Body), `"changed":false`) // what is not there cannot be taken away
	if answered.Status != http.StatusBadRequest && answered.Status != http.StatusNotFound && !ignored {
		x.Errorf("%s = %s: %d, want 400 or 404: %.300s", place, value, answered.Status, answered.Body)
	}
}
