package api_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"takar/internal/store"
	"takar/internal/testservice"
)

// oddTexts are what people and programs put into a parameter that was not made for it; the
// first ones are those that a database may take amiss.
var oddTexts = []string{
	"' OR '1'='1' --", "\x00", "\xff\xfe", `%\_$1?`, "99999999999999999999", "9223372036854775807",
	"a\nb\r\nX-Evil: 1", `"><script>alert(1)</script><img src=x onerror=alert(1)>`, "../../../etc/passwd", "-1", "1e309", "[]", "\u202e\u2066", strings.Repeat("a", 5_000),
}

const forDatabases = 6

// Whatever stands in a parameter, the answer is one that was meant: never a server's error,
// and never the text itself as a part of the page. The parameters are those that the
// description of the interface knows.
func TestOddTextsInParametersAreOnlyTexts(t *testing.T) {
	oneByOne(t)
	t.Run("sqlite", func(t *testing.T) { askOddly(t, newSite(t), oddTexts) })
	t.Run("postgresql", func(t *testing.T) {
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		must(t, err)
		askOddly(t, siteOn(t, opened), oddTexts[:forDatabases])
	})
}

func askOddly(t *testing.T, on *site, texts []string) {
	w := newWorkshop(on)
	askers := map[string]direct{}
	for _, who := range []string{owner, admin} {
		asker := w.direct(who)
		if beside, watched := asker.handler.(*witness); watched {
			asker.handler = beside.next // what is asked here is not what the description offers
		}
		askers[who] = asker
	}
	asked := 0
	for _, name := range slices.Sorted(maps.Keys(theDocument(t).operations)) {
		method, pattern, _ := strings.Cut(name, " ")
		operation := theDocument(t).operations[name]
		if method != http.MethodGet || strings.Contains(pattern, "/events/") {
			continue
		}
		for _, parameter := range queryOfOperation(operation) {
			for _, odd := range texts {
				asked++
				w.askOne(askers, pattern, parameter, odd)
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d questions: the parameters are not found", asked)
	}
}

func queryOfOperation(operation *openapi3.Operation) (names []string) {
	for _, parameter := range operation.Parameters {
		if parameter.Value.In == openapi3.ParameterInQuery {
			names = append(names, parameter.Value.Name)
		}
	}
	return names
}

func (w *workshop) askOne(askers map[string]direct, pattern, parameter, odd string) {
	w.t.Helper()
	path := w.path(pattern)
	if strings.Contains(path, "{") {
		return // pages of rows that this stage has none of: their parameters are those of others
	}
	path, _, _ = strings.Cut(path, "?")
	who := owner
	if strings.HasPrefix(pattern, "/referensi/api/") || strings.HasPrefix(pattern, "/referensi/admin") || strings.HasPrefix(pattern, "/accounts/users/") {
		who = admin
	}
	answered := askers[who].send(w.t.Context(), http.MethodGet, path+"?"+url.Values{parameter: {odd}}.Encode(), nil)
	body := answered.Body.String()
	if answered.Code >= 500 {
		w.t.Errorf("%s?%s=%.40q: %d %.300s", path, parameter, odd, answered.Code, body)
	}
	html := strings.HasPrefix(answered.Header().Get("Content-Type"), "text/html")
	if html && (strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x")) {
		w.t.Errorf("%s?%s=%.40q is a part of the page", path, parameter, odd)
	}
	if answered.Header().Get("X-Evil") != "" {
		w.t.Errorf("%s?%s=%.40q sets a header", path, parameter, odd)
	}
}
