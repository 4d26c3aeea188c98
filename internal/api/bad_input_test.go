package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
	"takar/internal/store"
	"takar/internal/testservice"
)

func TestBadInputIsRefusedWhereItStandsAndChangesNothing(t *testing.T) {
	oneByOne(t)
	t.Run("sqlite", func(t *testing.T) {
		sendEverythingWrong(t, newSite(t), (*trial).fields, (*trial).numbersThatJSONDoesNotKnow, (*trial).wholeBodies, (*trial).missingLists, (*trial).sizes, (*trial).addresses)
	})
	t.Run("postgresql", func(t *testing.T) { // what reaches the database may be refused by it
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		must(t, err)
		sendEverythingWrong(t, siteOn(t, opened), (*trial).fields, (*trial).wholeBodies, (*trial).addresses)
	})
}

func sendEverythingWrong(t *testing.T, on *site, parts ...func(*trial)) {
	w := newWorkshop(on)
	w.dear()
	for _, route := range api.Routes() {
		if route.Method == http.MethodGet {
			continue
		}
		t.Run(route.Method+" "+route.Pattern, func(t *testing.T) {
			form, ok := forms[route.Method+" "+route.Pattern]
			if !ok {
				t.Fatal("this route has no row in forms: add what its body looks like")
			}
			trial := &trial{T: t, workshop: w, route: route, form: form}
			before := w.everything()
			for _, part := range parts {
				part(trial)
			}
			if w.everything() != before {
				t.Error("something was stored")
			}
		})
	}
}

// everything is what the database holds of all projects of the owner.
func (w *workshop) everything() string {
	projects, err := w.Projects(w.t.Context(), w.visit(owner, 0), app.ProjectQuery{PageSize: 200})
	must(w.t, err)
	all := []string{w.stored(w.Project), w.stored(w.sibling.Project), w.stored(w.foreign.project)}
	for _, row := range projects.Rows {
		all = append(all, fmt.Sprint(row.ID, row.Revision, row.IsActive))
	}
	members, err := w.Members(w.t.Context(), w.visit(owner, w.Project))
	must(w.t, err)
	for _, m := range members {
		all = append(all, fmt.Sprint(m.AccountID, m.Role, m.Prices))
	}
	revisions, err := w.Revisions(w.t.Context(), w.visit(owner, w.Project))
	must(w.t, err)
	for _, saved := range revisions {
		all = append(all, fmt.Sprint(saved.ID, saved.Version))
	}
	return strings.Join(append(all, w.libraryState()), "\n")
}

// trial sends one route everything that is wrong.
type trial struct {
	*testing.T
	*workshop

	route serve.Route
	form  form
}

func (x *trial) address() string {
	if x.form.path != nil {
		return x.form.path(x.workshop, x.route.Pattern)
	}
	return x.path(x.route.Pattern)
}

// sender is who may call the route.
func (x *trial) sender() string {
	if x.route.Need == serve.Admin {
		return admin
	}
	return owner
}

// refused sends a body and wants it refused, at a place unless path is "".
func (x *trial) refused(what string, body any, status int, path string) {
	x.Helper()
	answered := x.as(x.sender()).write(x.route.Method, x.address(), body)
	if problem := refusal(answered, status, path); problem != "" {
		x.Errorf("%s: %s: %.400s", what, problem, answered.Body)
	}
}

// refusal says what is wrong with the answer to something wrong.
func refusal(a *answer, status int, path string) string {
	var envelope struct {
		OK, Success *bool
		Status      string
		Code        string
		Message     string
		Errors      []rab.Problem
		Saved       int
	}
	switch err := json.Unmarshal(a.Body, &envelope); {
	case a.Status != status:
		return fmt.Sprintf("%d, want %d", a.Status, status)
	case err != nil:
		return err.Error()
	case envelope.OK == nil || *envelope.OK || envelope.Success == nil || *envelope.Success || envelope.Status != "error" || envelope.Code == "" ||
		envelope.Message == "" || envelope.Saved != 0:
		return "not the envelope of an error"
	case path == "":
		return ""
	}
	for _, problem := range envelope.Errors {
		if problem.Path == path && problem.Message != "" {
			return ""
		}
	}
	return "nothing is said at " + path
}

// fields sends every field everything that it must not take.
func (x *trial) fields() {
	for _, field := range slices.Sorted(maps.Keys(x.form.fields)) {
		for _, value := range x.form.fields[field](x.workshop) {
			x.refused(field+" = "+short(value), x.with(field, value), 400, place(field))
		}
	}
	for _, list := range x.form.lists {
		for _, value := range []string{`"x"`, `5`, `true`, `{}`} {
			x.refused(list+" = "+value, x.with(list, value), 400, place(list))
		}
		for _, value := range []string{`[1]`, `["a"]`, `[null]`, `[[]]`} {
			x.refused(list+" = "+value, x.with(list, value), 400, place(list)+"[0]")
		}
		x.refused(list+" of 100,000 rows", x.with(list, "["+strings.Repeat("{},", 99_999)+"{}]"), 400, place(list))
	}
}

// with is the valid body with one field replaced by JSON.
func (x *trial) with(field, value string) string {
	const mark = `"@@"`
	var whole any
	must(x.T, json.Unmarshal([]byte(bodyText(x.T, x.form.body(x.workshop))), &whole))
	steps := strings.Split(field, ".")
	holder := whole
	for _, step := range steps[:len(steps)-1] {
		switch at := holder.(type) {
		case row:
			holder = at[step]
		case []any:
			i, _ := strconv.Atoi(step)
			holder = at[i]
		}
	}
	last := steps[len(steps)-1]
	holder.(row)[last] = "@@"
	if name, isText := strings.CutSuffix(last, "_text"); isText {
		delete(holder.(row), name)
	}
	return strings.Replace(bodyText(x.T, whole), mark, value, 1)
}

// place turns items.0.quantity into items[0].quantity.
func place(field string) string {
	var b strings.Builder
	for i, step := range strings.Split(field, ".") {
		if _, err := strconv.Atoi(step); err == nil {
			b.WriteString("[" + step + "]")
			continue
		}
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

func short(text string) string {
	if len(text) > 60 {
		return text[:60] + "…"
	}
	return text
}

// numbersThatJSONDoesNotKnow are no JSON at all.
func (x *trial) numbersThatJSONDoesNotKnow() {
	for _, field := range slices.Sorted(maps.Keys(x.form.fields)) {
		for _, value := range []string{`NaN`, `Infinity`, `-Infinity`, `1.`, `.5`, `+1`, `01`, `0x10`, `'a'`, "\"\xff\""} {
			x.refused(field+" = "+value, x.with(field, value), 400, "")
		}
	}
}

// wholeBodies are no objects, or wrong as a whole.
func (x *trial) wholeBodies() {
	for _, wrong := range x.form.wrong {
		status := wrong.status
		if status == 0 {
			status = 400
		}
		x.refused(wrong.name, wrong.body(x.workshop), status, wrong.path)
	}
	if x.form.bodyless {
		return
	}
	for _, text := range []string{
		``, `[]`, `"x"`, `5`, `null`, `true`, `{`, `{"a":}`, `bukan json`, `{}{}`, "\xff{}", "{\"a\":\"\xc3\x28\"}", `[1,2]`, `[[]]`, "\x00",
		strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), `{"a":` + strings.Repeat(`{"a":`, 20_000) + `1` + strings.Repeat("}", 20_001),
	} {
		if slices.Contains(x.form.accepts, text) || (text == "" && x.form.optional) {
			continue
		}
		x.refused("body "+short(text), text, 400, "")
	}
}

// missingLists are refused where their absence would delete.
func (x *trial) missingLists() {
	for _, list := range x.form.needed {
		x.refused(list+" = null", x.with(list, `null`), 400, place(list))
		missing := strings.Replace(x.with(list, `[]`), strconv.Quote(list[strings.LastIndex(list, ".")+1:])+":", `"lain":`, 1)
		x.refused(list+" missing", missing, 400, place(list))
	}
}

// underRace is set when the race detector watches, which makes everything many times slower.
var underRace bool

// oneByOne skips a long test whose requests come one after the other: the race detector
// learns nothing from it.
func oneByOne(t *testing.T) {
	t.Helper()
	if underRace {
		t.Skip("long, and one request after the other: runs without the race detector")
	}
}

// sizes are beyond what a request may have.
func (x *trial) sizes() {
	if x.form.bodyless {
		return
	}
	most := max(x.form.most, 32)
	x.refused(itoa(most+1)+" MiB", `{"a":"`+strings.Repeat("a", (most+1)<<20)+`"}`, 413, "")
}

// addresses name rows that are not there.
func (x *trial) addresses() {
	others := map[string][]int64{
		"{pekerjaan}": {x.sibling.Custom, x.foreign.pekerjaan, x.Klasifikasi, 0, 987654321},
		"{parameter}": {x.sibling.Parameter, x.foreign.parameter, x.Custom, 0, 987654321},
		"{operation}": {0, 987654321, x.Custom}, "{account}": {0, 987654321, x.accounts[stranger]},
		"{revision}": {x.sibling.Saved, 0, 987654321, x.Custom}, "{tahapan}": {0, 987654321, x.Custom},
		"{project}": {x.foreign.project + 900_000, 0}, "{analysis}": {0, 987654321, x.Custom}, "{component}": {0, 987654321, x.Bundle},
		"{edition}": {0, 987654321, x.Project}, "{correction}": {0, 987654321, x.Project}, "{staging}": {0, 987654321, x.Project},
	}
	var valid any
	if x.form.body != nil {
		valid = x.form.body(x.workshop)
	}
	for name, list := range others {
		if !strings.Contains(x.route.Pattern, name) {
			continue
		}
		for _, id := range list {
			x.noSuchAddress(strings.Replace(x.route.Pattern, name, strconv.FormatInt(id, 10), 1), valid)
		}
		for _, bad := range []string{"abc", "-1", "1.5", "99999999999999999999", "%00", "1%2F2", "٣", "+1"} {
			x.noSuchAddress(strings.Replace(x.route.Pattern, name, bad, 1), valid)
		}
	}
}

func (x *trial) noSuchAddress(pattern string, body any) {
	x.Helper()
	answered := x.as(x.sender()).write(x.route.Method, x.path(pattern), body)
	if problem := refusal(answered, 404, ""); problem != "" {
		x.Errorf("%s: %s: %.300s", answered.path, problem, answered.Body)
	}
}
