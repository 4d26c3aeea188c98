package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"takar/internal/api"
	"takar/internal/serve"
	"takar/internal/web"
)

// documentPath is the description of the interface, as tests of this package see it.
const documentPath = "../../docs/openapi.yaml"

// described is the description of the interface, ready to hold exchanges against.
type described struct {
	*openapi3.T

	operations map[string]*openapi3.Operation // by method and pattern
}

// document reads the description once for all tests. In it answers are closed: a key that
// is not described is an error, although clients must bear further ones.
var document = sync.OnceValues(func() (*described, error) {
	read, err := openapi3.NewLoader().LoadFromFile(documentPath)
	if err != nil {
		return nil, err
	}
	d := &described{T: read, operations: map[string]*openapi3.Operation{}}
	for pattern, item := range d.Paths.Map() {
		for method, operation := range item.Operations() {
			operation.Parameters = append(slices.Clone(item.Parameters), operation.Parameters...)
			d.operations[method+" "+pattern] = operation
		}
	}
	closing := closer{merged: map[*openapi3.Schema]bool{}, closed: map[*openapi3.Schema]bool{}}
	for _, operation := range d.operations {
		for _, response := range operation.Responses.Map() {
			for _, content := range response.Value.Content {
				closing.merge(content.Schema)
			}
		}
	}
	for schema := range closing.merged {
		closing.close(schema)
	}
	return d, nil
})

func theDocument(t testing.TB) *described {
	t.Helper()
	d, err := document()
	must(t, err)
	return d
}

// closer lets objects have no keys but the described ones.
type closer struct{ merged, closed map[*openapi3.Schema]bool }

// merge puts the properties of the parts of a schema into the schema itself, here and in
// everything below it: parts that are closed each for themselves would exclude each other.
func (c *closer) merge(ref *openapi3.SchemaRef) {
	if ref == nil || c.merged[ref.Value] {
		return
	}
	s := ref.Value
	c.merged[s] = true
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf, {s.Items}, {s.AdditionalProperties.Schema}} {
		for _, part := range list {
			c.merge(part)
		}
	}
	for _, property := range s.Properties {
		c.merge(property)
	}
	if len(s.AllOf) < 2 {
		return // one part is only a reference with a text of its own
	}
	all := openapi3.Schemas{}
	for _, part := range s.AllOf {
		maps.Copy(all, part.Value.Properties)
		s.Required = append(s.Required, part.Value.Required...)
	}
	maps.Copy(all, s.Properties)
	s.Properties, s.AllOf, s.Type = all, nil, &openapi3.Types{openapi3.TypeObject}
}

func (c *closer) close(s *openapi3.Schema) {
	if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
		s.AdditionalProperties.Has = new(bool)
	}
}

func TestTheDocumentIsValid(t *testing.T) {
	read, err := openapi3.NewLoader().LoadFromFile(documentPath)
	must(t, err)
	must(t, read.Validate(t.Context()))
}

// Of a key that stands twice the reader of the document would take the last, in silence.
func TestNothingStandsTwiceInTheDocument(t *testing.T) {
	data, err := os.ReadFile(documentPath)
	must(t, err)
	key := regexp.MustCompile(`^( *)('[^']+'|[A-Za-z/][\w/-]*):(?: |$)`)
	var open []string // keys around the present line, by depth
	seen, text := map[string]bool{}, -1
	for n, line := range strings.Split(string(data), "\n") {
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		if text >= 0 && (line == "" || depth > text) {
			continue // a text over several lines
		}
		text = -1
		if found := key.FindStringSubmatch(line); found != nil && depth <= len(open) {
			open = append(open[:depth], found[2])
			if place := strings.Join(open, " "); seen[place] && !slices.Contains(open, "example") {
				t.Errorf("line %d: %s stands twice", n+1, place)
			} else {
				seen[place] = true
			}
		}
		if strings.HasSuffix(line, ": >-") || strings.HasSuffix(line, ": |-") {
			text = depth
		}
	}
}

// staticFiles is the one address that no routing table holds.
const staticFiles = "GET /static/{file}"

func TestTheDocumentAndTheRoutesAgree(t *testing.T) {
	d := theDocument(t)
	pages, err := web.New(web.Options{})
	must(t, err)
	served := map[string]bool{staticFiles: true}
	for _, route := range slices.Concat(api.Routes(), pages.Routes()) {
		name := route.Method + " " + route.Pattern
		served[name] = true
		operation, ok := d.operations[name]
		if !ok {
			t.Errorf("%s is served, but not described", name)
			continue
		}
		if needs, _ := operation.Extensions["x-needs"].(string); !slices.Contains(needsOf(route), needs) {
			t.Errorf("%s needs %s, the document says %q", name, strings.Join(needsOf(route), " or "), needs)
		}
		if use, _ := operation.Extensions["x-token"].(string); use != tokenUses[route.Token] || takesTokens(operation) != (use != "") {
			t.Errorf("%s opens to tokens: %q, the document says %q", name, tokenUses[route.Token], use)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.operations)) {
		if !served[name] {
			t.Errorf("%s is described, but not served", name)
		}
	}
}

var tokenUses = map[serve.TokenUse]string{serve.TokenReads: "reads", serve.TokenWrites: "writes", serve.TokenMakes: "makes"}

// takesTokens reports whether an operation names API tokens among what opens it.
func takesTokens(operation *openapi3.Operation) bool {
	if operation.Security == nil {
		return false
	}
	return slices.ContainsFunc(*operation.Security, func(all openapi3.SecurityRequirement) bool { return all["token"] != nil })
}

// needsOf lists what the document may say about who may call a route. Use cases ask for
// more rights than some routes do.
func needsOf(route serve.Route) []string {
	switch {
	case route.Need == serve.Public:
		return []string{"public"}
	case route.Need == serve.Session:
		return []string{"session"}
	case route.Need == serve.Admin:
		return []string{"admin"}
	case route.Prices:
		return []string{"prices"}
	case route.Write:
		return []string{"write"}
	}
	return []string{"read", "write", "manage"}
}

func TestTheWitnessNoticesWhatTheDocumentDoesNotSay(t *testing.T) {
	d := theDocument(t)
	const good = `{"ok":true,"message":"Diterima."}`
	for name, c := range map[string]struct {
		query, body, answer string
		status              int
		wrong               bool
	}{
		"as described":             {body: `{"type":"a"}`, answer: good, status: 200},
		"another status":           {body: `{"type":"a"}`, answer: good, status: 201, wrong: true},
		"a further key":            {body: `{"type":"a"}`, answer: `{"ok":true,"message":"","count":1}`, status: 200, wrong: true},
		"a missing key":            {body: `{"type":"a"}`, answer: `{"ok":true}`, status: 200, wrong: true},
		"another type":             {body: `{"type":"a"}`, answer: `{"ok":true,"message":5}`, status: 200, wrong: true},
		"a body of another type":   {body: `{"type":5}`, answer: good, status: 200, wrong: true},
		"no body":                  {answer: good, status: 200, wrong: true},
		"a parameter of the query": {query: "a=1", body: `{"type":"a"}`, answer: good, status: 200, wrong: true},
		"a refusal of its own":     {body: `{"type":5}`, answer: `{"ok":false,"error":"x"}`, status: 400, wrong: true},
	} {
		seen := &witnessed{
			operation: "POST " + api.ReportPath, query: mustQuery(t, c.query), sent: []byte(c.body), whole: true, status: c.status,
			header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, answered: []byte(c.answer),
		}
		if problems := d.judge(seen); (len(problems) > 0) != c.wrong {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func mustQuery(t *testing.T, text string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(text)
	must(t, err)
	return values
}

// witnessed is a request with its answer, as the server saw them.
type witnessed struct {
	operation string // method and pattern
	query     url.Values
	sentType  string
	sent      []byte
	whole     bool // sent is the whole body
	status    int
	header    http.Header
	answered  []byte // uncompressed; nil when it is not to be judged
}

// judge says in what an exchange and the document disagree. Requests that were refused may
// be anything.
func (d *described) judge(e *witnessed) []string {
	operation := d.operations[e.operation]
	problems := judgeAnswer(operation, e)
	if e.status >= http.StatusOK && e.status < http.StatusMultipleChoices {
		problems = append(problems, judgeQuery(operation, e.query)...)
		problems = append(problems, judgeBody(operation, e)...)
	}
	for i, problem := range problems {
		problems[i] = fmt.Sprintf("%s (%d): %s", e.operation, e.status, problem)
	}
	return problems
}

func judgeAnswer(operation *openapi3.Operation, e *witnessed) (problems []string) {
	response := operation.Responses.Status(e.status)
	if response == nil {
		return []string{"this status is not described"}
	}
	for name := range response.Value.Headers {
		if e.header.Get(name) == "" && name != "Retry-After" {
			problems = append(problems, "the header "+name+" is described, but missing")
		}
	}
	if len(e.answered) == 0 || e.status == http.StatusFound || e.status == http.StatusNotModified {
		return problems
	}
	content := response.Value.Content.Get(e.header.Get("Content-Type"))
	if content == nil {
		return append(problems, "an answer of type "+e.header.Get("Content-Type")+" is not described")
	}
	if strings.HasPrefix(e.header.Get("Content-Type"), "application/json") {
		problems = append(problems, judgeJSON("answer", content.Schema, e.answered, openapi3.VisitAsResponse())...)
	}
	return problems
}

func judgeJSON(what string, schema *openapi3.SchemaRef, data []byte, option openapi3.SchemaValidationOption) []string {
	var value any
	var outOfRange *json.UnmarshalTypeError
	switch err := json.Unmarshal(data, &value); {
	case errors.As(err, &outOfRange):
		return nil // a number that no float64 holds, under a key that nobody reads
	case err != nil:
		return []string{fmt.Sprintf("the %s is no JSON: %v", what, err)}
	}
	if err := schema.Value.VisitJSON(value, option, openapi3.SetSchemaErrorMessageCustomizer(where)); err != nil {
		return []string{what + ": " + err.Error()}
	}
	return nil
}

// where says of a mistake only what and where it is: schemas and values are long.
func where(err *openapi3.SchemaError) string {
	text := strings.Join(err.JSONPointer(), ".") + ": " + err.Reason
	if err.Origin != nil {
		text += fmt.Sprintf(" (%.200s)", err.Origin)
	}
	switch err.Value.(type) {
	case map[string]any, []any, nil:
		return text
	}
	return fmt.Sprintf("%s: %.80v", text, err.Value)
}

func judgeQuery(operation *openapi3.Operation, query url.Values) (problems []string) {
	for name, values := range query {
		parameter := operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
		if parameter == nil {
			problems = append(problems, "the parameter "+name+" is not described")
			continue
		}
		for _, text := range values {
			if err := visitText(parameter.Schema.Value, text); err != nil && text != "" {
				problems = append(problems, fmt.Sprintf("parameter %s: %v", name, err))
			}
		}
	}
	for _, parameter := range operation.Parameters {
		if p := parameter.Value; p.In == openapi3.ParameterInQuery && p.Required && !query.Has(p.Name) {
			problems = append(problems, "the parameter "+p.Name+" is described as required")
		}
	}
	return problems
}

// visitText judges a value of an address or a form.
func visitText(schema *openapi3.Schema, text string) error {
	if schema.Type.Is(openapi3.TypeArray) {
		schema = schema.Items.Value
	}
	var value any = text
	if schema.Type.Is(openapi3.TypeInteger) && json.Unmarshal([]byte(text), &value) != nil {
		value = text
	}
	return schema.VisitJSON(value, openapi3.VisitAsRequest(), openapi3.SetSchemaErrorMessageCustomizer(where))
}

func judgeBody(operation *openapi3.Operation, e *witnessed) []string {
	if operation.RequestBody == nil || !e.whole {
		return nil
	}
	body := operation.RequestBody.Value
	if len(e.sent) == 0 {
		if body.Required {
			return []string{"a body is described as required"}
		}
		return nil
	}
	kind, _, _ := strings.Cut(e.sentType, ";")
	content := body.Content[kind]
	if content == nil {
		content = body.Content["application/json"] // whatever it is called
	}
	if content == nil {
		content = body.Content["application/octet-stream"]
	}
	switch content {
	case nil:
		return []string{"a body of type " + e.sentType + " is not described"}
	case body.Content["application/json"]:
		return judgeJSON("body", content.Schema, e.sent, openapi3.VisitAsRequest())
	case body.Content["application/x-www-form-urlencoded"]:
		values, err := url.ParseQuery(string(e.sent))
		if err != nil {
			return []string{"the form cannot be read: " + err.Error()}
		}
		return judgeForm(content.Schema.Value, slices.Collect(maps.Keys(values)))
	case body.Content["multipart/form-data"]:
		names, err := fieldsOf(e)
		if err != nil {
			return []string{"the form cannot be read: " + err.Error()}
		}
		return judgeForm(content.Schema.Value, names)
	}
	return nil // a file
}

// judgeForm compares the names of a form with those that are described.
func judgeForm(schema *openapi3.Schema, names []string) (problems []string) {
	for _, name := range names {
		if schema.Properties[name] == nil && schema.AdditionalProperties.Schema == nil {
			problems = append(problems, "the field "+name+" of the form is not described")
		}
	}
	for _, name := range schema.Required {
		if !slices.Contains(names, name) {
			problems = append(problems, "the field "+name+" of the form is described as required")
		}
	}
	return problems
}
