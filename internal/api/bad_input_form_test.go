package api_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
)

// kind is what a field of a body holds: it lists, as JSON, values that the field must not
// take.
type kind func(*workshop) []string

// form tells what a valid body of a route looks like and what its fields are, so that
// every one of them can be sent wrongly.
type form struct {
	body   func(*workshop) row
	fields map[string]kind // by path, such as items.0.quantity
	lists  []string        // lists of objects
	needed []string        // lists whose absence would delete, or leaves nothing to do
	wrong  []wrongBody     // whole bodies
	path   func(*workshop, string) string
	// bodyless routes read no body at all.
	bodyless bool
	// optional bodies may be empty.
	optional bool
	// accepts lists wrong top types that are harmless.
	accepts []string
	// most is how many MiB the body may have; 0 means 32.
	most int
}

// wrongBody is refused at a path; "" does not ask where.
type wrongBody struct {
	name, path string
	body       func(*workshop) any
	status     int // 0 means 400
}

// workshop is a stage with rows of other projects.
type workshop struct {
	*stage

	sibling *filled // another project of the owner
	phase   int64   // made by hand, without pekerjaan
	foreign struct{ project, heading, pekerjaan, component, item, parameter int64 }
}

func newWorkshop(on *site) *workshop {
	t := on.t
	w := &workshop{stage: stageOn(on)}
	w.sibling = w.fill()
	w.actor = owner
	w.phase = w.newPhase()
	headers, err := w.CreateProjects(t.Context(), w.visit(stranger, 0), []app.NewProject{{Header: rab.Header{
		Nama: "Proyek orang lain", SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas",
	}}})
	must(t, err)
	visit := w.visit(stranger, headers[0].ID)
	tree, _, err := w.AppendTree(t.Context(), visit, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{Pekerjaan: []rab.PekerjaanInput{
		{SourceType: "custom", Uraian: "Punya orang lain"},
	}}}}}})
	must(t, err)
	_, _, err = w.SaveAnalysis(t.Context(), visit, tree.CreatedIDs[0], rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{
		{Kategori: "TK", Kode: "T.1", Uraian: "Tukang", Satuan: "OH", Koefisien: some("1")},
	}})
	must(t, err)
	parameter, done, err := w.CreateParameter(t.Context(), visit, rab.ParameterInput{Name: "rahasia"})
	must(t, err)
	w.foreign.project, w.foreign.pekerjaan, w.foreign.parameter = headers[0].ID, tree.CreatedIDs[0], parameter.Parameter.ID
	w.foreign.heading, w.foreign.item = tree.IDs.Klasifikasi["k0"], done.Project.PriceItems.All()[0].ID
	w.foreign.component = done.Project.Components.All()[0].ID
	return w
}

var (
	notText    = []string{`123`, `true`, `[]`, `{}`, `["a"]`}
	notInteger = []string{`"abc"`, `1.5`, `"1.5"`, `true`, `[]`, `{}`, `1e3`, `99999999999999999999`, `"0x10"`}
	notNumber  = []string{
		`"abc"`, `true`, `[1]`, `{"a":1}`, `1e3`, `1E-3`, `"1e3"`, `"1.234,5"`, `"1,5"`, `"NaN"`, `"Infinity"`, `"-Infinity"`, `" 5"`, `"+5"`,
		`"0x1F"`, `"1_000"`, `"٣"`, `"5."`, `".5"`, `"--5"`, `1` + strings.Repeat("0", 25), `"` + strings.Repeat("9", 200) + `"`,
	}
)

func values(list ...[]string) kind { return func(*workshop) []string { return slices.Concat(list...) } }

var (
	integer      = values(notInteger)
	signedNumber = values(notNumber, []string{`""`})
	// number must also not be negative.
	number = values(notNumber, []string{`""`, `-1`, `"-0.01"`})
	// emptiable is a number whose empty text means none.
	emptiable = values(notNumber, []string{`-1`, `"-0.01"`})
	typed     = values([]string{`"abc"`, `"1.2.3,4,5"`, `"12x"`, `5`, `true`, `[]`}) // as people write it
	flag      = values([]string{`"true"`, `1`, `0`, `"x"`, `[]`, `{}`})
	label     = values(notText) // any text will do
	moment    = values(notText, []string{`"kemarin"`, `"2026-13-01T00:00:00Z"`, `"2026-01-01T25:00:00+00:00"`, `"1767225600"`})
	date      = values(notText, []string{`"01/02/2026"`, `"2026-02-30"`, `"0001-01-01"`, `"9999-01-01"`, `"besok"`})
	outside   = values(notText, []string{`"1899-12-31"`, `"2101-01-01"`, `"01/02/2026"`}) // of the years of a copy
	choice    = values(notText, []string{`"tidak-ada"`, `"\u0000"`})
	noList    = values([]string{`"x"`, `5`, `{}`, `true`})
	ids       = values([]string{`"abc"`, `5`, `{}`, `["a"]`, `[1.5]`, `[true]`, `[{}]`, `[1e3]`, `[99999999999999999999]`})
)

// fileRow is the number of a row of the same file.
var fileRow = values(notInteger, []string{`0`, `-1`, `9999`})

// prose is a text of at most so many characters.
func prose(most int) kind {
	return values(notText, []string{`"a\u0000b"`, `"` + strings.Repeat("é", most+1) + `"`})
}

// rowOf is the id of a row that must be one of the project: those of other projects, of
// another kind and of none at all are wrong.
func rowOf(others func(*workshop) []int64) kind {
	return func(w *workshop) []string {
		bad := slices.Clone(notInteger)
		for _, id := range append(others(w), 0, -5, 987654321, w.Project) {
			bad = append(bad, strconv.FormatInt(id, 10))
		}
		return bad
	}
}

var (
	pekerjaanID = rowOf(func(w *workshop) []int64 {
		return []int64{w.sibling.Custom, w.foreign.pekerjaan, w.Klasifikasi, w.Conversion}
	})
	headingID   = rowOf(func(w *workshop) []int64 { return []int64{w.sibling.Klasifikasi, w.foreign.heading, w.Custom} })
	itemID      = rowOf(func(w *workshop) []int64 { return []int64{w.sibling.Conversion, w.foreign.item, w.Custom} })
	componentID = rowOf(func(w *workshop) []int64 { return []int64{w.sibling.Bundle, w.foreign.component, w.Bundle} })
	analysisID  = rowOf(func(w *workshop) []int64 { return []int64{w.Custom} })
)

// typesOf leaves of the ids of rows only what is no id at all: the rest is not found.
func typesOf(kind) kind { return integer }

func (w *workshop) library(kode string) int64 {
	w.t.Helper()
	library, _ := w.Library()
	analysis, ok := library.ByKode(library.Editions()[0].ID, kode)
	if !ok {
		w.t.Fatalf("no analysis %s", kode)
	}
	return analysis.ID
}

func (w *workshop) customRows(more ...row) []any {
	rows := []any{
		row{"kategori": "TK", "kode": "T.1", "uraian": "Tukang papan", "satuan": "OH", "koefisien": "0.333333"},
		row{"kategori": "BHN", "kode": "B.1", "uraian": "Papan", "satuan": "lembar", "koefisien": "1.5"},
	}
	for _, r := range more {
		rows = append(rows, r)
	}
	return rows
}

func atCustom(w *workshop, pattern string) string {
	return w.path(strings.Replace(pattern, "{pekerjaan}", strconv.FormatInt(w.Custom, 10), 1))
}

func atModified(w *workshop, pattern string) string {
	return w.path(strings.Replace(pattern, "{pekerjaan}", strconv.FormatInt(w.Modified, 10), 1))
}

func body(value row) func(*workshop) row { return func(*workshop) row { return value } }

func is(value any) func(*workshop) any { return func(*workshop) any { return value } }

// forms has a row for every route that takes a body or changes something.
var forms = map[string]form{
	"POST " + api.P + "/list-pekerjaan/save/": {
		body: func(w *workshop) row {
			return row{"klasifikasi": []any{row{"name": "K", "smkk": false, "sub": []any{row{"name": "S", "pekerjaan": []any{
				row{"source_type": "custom", "snapshot_uraian": "U", "snapshot_satuan": "m"}, row{"source_type": "ref", "ref_id": w.library("2.2.1.4.1")},
			}}}}}}
		},
		fields: map[string]kind{
			"version": integer, "klasifikasi.0.name": prose(255), "klasifikasi.0.ordering_index": integer, "klasifikasi.0.temp_id": label, "klasifikasi.0.smkk": flag,
			"klasifikasi.0.sub.0.name": prose(255), "klasifikasi.0.sub.0.ordering_index": integer, "klasifikasi.0.sub.0.temp_id": label,
			"klasifikasi.0.sub.0.pekerjaan.0.source_type": choice, "klasifikasi.0.sub.0.pekerjaan.0.snapshot_uraian": prose(2000),
			"klasifikasi.0.sub.0.pekerjaan.0.snapshot_satuan": prose(50), "klasifikasi.0.sub.0.pekerjaan.0.temp_id": label,
			"klasifikasi.0.sub.0.pekerjaan.0.ordering_index": integer, "klasifikasi.0.sub.0.pekerjaan.0.clear_pricing": flag,
			"klasifikasi.0.sub.0.pekerjaan.0.version": integer, "klasifikasi.0.sub.0.pekerjaan.1.ref_id": analysisID,
		},
		lists: []string{"klasifikasi", "klasifikasi.0.sub", "klasifikasi.0.sub.0.pekerjaan"},
		wrong: []wrongBody{
			{name: "an id, as if the row were there", path: "klasifikasi[0].id", body: func(w *workshop) any { return row{"klasifikasi": []any{row{"id": w.Klasifikasi}}} }},
			{name: "one temp_id twice", path: "klasifikasi[1].temp_id", body: is(`{"klasifikasi":[{"temp_id":"a"},{"temp_id":"a"}]}`)},
			{name: "no uraian", path: "klasifikasi[0].sub[0].pekerjaan[0].snapshot_uraian", body: is(`{"klasifikasi":[{"sub":[{"pekerjaan":[{"source_type":"custom"}]}]}]}`)},
			{name: "no reference", path: "klasifikasi[0].sub[0].pekerjaan[0].ref_id", body: is(`{"klasifikasi":[{"subs":[{"jobs":[{"source_type":"ref"}]}]}]}`)},
			{name: "100,000 rows in nested lists", path: "klasifikasi[1].sub", body: func(*workshop) any {
				sub := "[" + strings.Repeat(`{},`, 29_999) + "{}]"
				return `{"klasifikasi":[{"sub":` + sub + `},{"sub":` + sub + `}]}`
			}},
		},
	},
	"POST " + api.P + "/list-pekerjaan/upsert/": {
		body: func(w *workshop) row {
			return row{"klasifikasi": w.as(owner).get(p(w.Project, "/list-pekerjaan/tree/")).want(200).at("klasifikasi")}
		},
		fields: map[string]kind{
			"version": integer, "klasifikasi.0.id": headingID, "klasifikasi.0.sub.0.id": headingID, "klasifikasi.0.sub.0.pekerjaan.0.id": pekerjaanID,
			"klasifikasi.0.name": prose(255), "klasifikasi.0.sub.0.pekerjaan.0.source_type": choice, "klasifikasi.0.sub.0.pekerjaan.0.ref_id": analysisID,
			"klasifikasi.0.sub.1.pekerjaan.0.snapshot_uraian": prose(2000), "klasifikasi.0.sub.1.pekerjaan.0.snapshot_satuan": prose(50),
			"klasifikasi.0.sub.0.pekerjaan.0.version": integer, "klasifikasi.0.ordering_index": integer,
		},
		lists:  []string{"klasifikasi", "klasifikasi.0.sub", "klasifikasi.0.sub.0.pekerjaan"},
		needed: []string{"klasifikasi", "klasifikasi.0.sub", "klasifikasi.0.sub.0.pekerjaan"},
		wrong: []wrongBody{
			{name: "one row twice", path: "klasifikasi[1].id", body: func(w *workshop) any {
				return row{"klasifikasi": []any{row{"id": w.Klasifikasi, "sub": []any{}}, row{"id": w.Klasifikasi, "sub": []any{}}}}
			}},
			{name: "without a row that others use", path: "klasifikasi", body: func(w *workshop) any { return w.treeWithout(w.Custom) }},
		},
	},
	"POST " + api.P + "/volume-pekerjaan/save/": {
		body: func(w *workshop) row {
			return items(row{"pekerjaan_id": w.Custom, "quantity": "5"}, row{"pekerjaan_id": w.Bundled, "formula": "=panjang*4"}, row{"pekerjaan_id": w.Ref, "quantity_text": "1.234,5"})
		},
		fields: map[string]kind{
			"items.0.pekerjaan_id": pekerjaanID, "items.0.quantity": number, "items.0.version": integer, "items.0.state": label, "items.1.formula": prose(2000),
			"items.1.is_fx": flag, "items.2.quantity_text": typed,
		},
		lists: []string{"items"}, needed: []string{"items"},
		wrong: []wrongBody{
			{name: "one row twice", path: "[1].pekerjaan_id", body: func(w *workshop) any {
				return []any{row{"id": w.Custom, "quantity": 1}, row{"id": w.Custom, "quantity": 2}}
			}},
			{name: "no quantity", path: "volumes[0].quantity", body: func(w *workshop) any { return row{"volumes": []any{row{"id": w.Custom}}} }},
			{name: "no id", path: "items[0].pekerjaan_id", body: is(`{"items":[{"quantity":1}]}`)},
			{name: "a formula that divides by nothing", path: "items[0].formula", body: func(w *workshop) any { return items(row{"id": w.Custom, "formula": "=1/(panjang-panjang)"}) }},
			{name: "a formula with an unknown name", path: "items[0].formula", body: func(w *workshop) any { return items(row{"id": w.Custom, "formula": "=rahasia*2"}) }},
			{name: "no rows", path: "items", body: is(`{"items":[]}`)},
		},
	},
	"POST " + api.P + "/volume/formula/":       formulaForm,
	"POST " + api.P + "/volume-formula-state/": formulaForm,
	"POST " + api.P + "/volume/preview/": {
		body:   body(row{"formula": "=panjang*2", "parameters": row{"panjang": "3"}}),
		fields: map[string]kind{"formula": prose(2000), "parameters.panjang": signedNumber, "parameters": values([]string{`"x"`, `5`, `[]`, `true`})},
	},
	"POST " + api.P + "/parameters/": {
		body: body(row{"name": "baru", "value": "1.5", "label": "Baru", "unit": "m", "description": "-"}),
		fields: map[string]kind{
			"name":  values(notText, []string{`""`, `"1a"`, `"a b"`, `"a-b"`, `"sqrt"`, `"pi"`, `"panjang"`, `"PANJANG"`, `"a\u0000"`, `"` + strings.Repeat("a", 101) + `"`}),
			"value": signedNumber, "label": prose(200), "unit": prose(50), "description": prose(4000), "version": integer,
		},
	},
	"PUT " + api.P + "/parameters/{parameter}/": {
		body:   body(row{"value": "1.5"}),
		fields: map[string]kind{"value": signedNumber, "label": prose(200), "unit": prose(50), "description": prose(4000), "version": integer},
	},
	"DELETE " + api.P + "/parameters/{parameter}/": {bodyless: true},
	"POST " + api.P + "/parameters/sync/": {
		body: body(row{"parameters": row{"lebar": row{"value": "3", "label": "Lebar", "unit": "m"}, "tinggi": 4}, "mode": "merge"}),
		fields: map[string]kind{
			"parameters": values([]string{`"x"`, `5`, `[]`, `true`}), "mode": choice, "parameters.lebar.value": signedNumber, "parameters.lebar.label": prose(200),
			"parameters.lebar.unit": prose(50), "parameters.lebar.description": prose(4000), "parameters.lebar.version": integer,
			"parameters.tinggi": values([]string{`"abc"`, `true`, `[]`, `null`, `1e3`, `""`}),
		},
		wrong: []wrongBody{
			{name: "replace by nothing said", path: "parameters", body: is(`{"mode":"replace"}`)},
			{name: "replace by null", path: "parameters", body: is(`{"mode":"replace","parameters":null}`)},
			{name: "one name in two cases", path: "parameters.a", body: is(`{"parameters":{"a":1,"A":2}}`)},
			{name: "a bad name", path: "parameters.a b.name", body: is(`{"parameters":{"a b":1}}`)},
			{name: "100,000 names", path: "parameters", body: func(*workshop) any {
				var b strings.Builder
				for i := range 100_000 {
					fmt.Fprintf(&b, `,"p%d":1`, i)
				}
				return `{"parameters":{` + b.String()[1:] + `}}`
			}},
		},
	},
	"POST " + api.P + "/detail-ahsp/{pekerjaan}/save/": {
		path: atCustom,
		body: func(w *workshop) row {
			return row{"rows": w.customRows(
				row{"kategori": "LAIN", "kode": "X.1", "uraian": "Gabungan", "satuan": "m3", "koefisien": "1", "ref_kind": "job", "ref_id": w.Ref},
				row{"kategori": "LAIN", "kode": "X.2", "uraian": "Gabungan", "satuan": "m3", "koefisien": "1", "ref_ahsp_id": w.library("2.2.1.4.1")},
				row{"kategori": "LAIN", "kode": "X.3", "uraian": "Gabungan", "satuan": "m3", "koefisien": "1", "ref_pekerjaan_id": w.Modified},
			)}
		},
		fields: map[string]kind{
			"version": integer, "accept_unit": flag, "client_updated_at": moment, "rows.0.id": componentID, "rows.0.kategori": choice, "rows.0.kode": prose(100),
			"rows.0.uraian": prose(2000), "rows.0.satuan": prose(50), "rows.0.koefisien": number, "rows.2.ref_kind": choice, "rows.2.ref_id": pekerjaanID,
			"rows.3.ref_ahsp_id": typesOf(analysisID), "rows.4.ref_pekerjaan_id": typesOf(pekerjaanID), "rows.0.koefisien_text": typed,
		},
		lists: []string{"rows"}, needed: []string{"rows"},
		wrong: []wrongBody{
			{name: "one kode twice", path: "rows[2].kode", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "TK", "kode": "T.1", "uraian": "Tukang papan", "satuan": "OH", "koefisien": 1})}
			}},
			{name: "no koefisien", path: "rows[0].koefisien", body: is(`{"rows":[{"kategori":"TK","uraian":"Tukang","satuan":"OH"}]}`)},
			{name: "no uraian", path: "rows[0].uraian", body: is(`{"rows":[{"kategori":"TK","satuan":"OH","koefisien":1}]}`)},
			{name: "itself", path: "rows[2].ref_id", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "LAIN", "kode": "X.1", "uraian": "Diri sendiri", "koefisien": 1, "ref_kind": "job", "ref_id": w.Custom})}
			}},
			{name: "a circle", path: "rows[2].ref_id", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "LAIN", "kode": "X.1", "uraian": "Melingkar", "koefisien": 1, "ref_kind": "job", "ref_id": w.Bundled})}
			}},
			{name: "a target without rows", path: "rows[2].ref_id", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "LAIN", "kode": "X.1", "uraian": "Kosong", "koefisien": 1, "ref_kind": "job", "ref_id": w.Empty})}
			}},
			{name: "a target of another project", path: "rows[2].ref_id", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "LAIN", "kode": "X.1", "uraian": "Asing", "koefisien": 1, "ref_pekerjaan_id": w.foreign.pekerjaan})}
			}},
			{name: "two targets", path: "rows[2].ref_pekerjaan_id", body: func(w *workshop) any {
				return row{"rows": w.customRows(row{"kategori": "LAIN", "kode": "X.1", "uraian": "Dua", "koefisien": 1, "ref_pekerjaan_id": w.Ref, "ref_ahsp_id": 1})}
			}},
			{name: "a kode of another kategori", path: "rows[0].kategori", body: is(`{"rows":[{"kategori":"ALT","kode":"B.1","uraian":"Papan","satuan":"lembar","koefisien":1}]}`)},
			{name: "another unit", path: "rows[0].satuan", body: is(`{"rows":[{"kategori":"BHN","kode":"B.1","uraian":"Papan","satuan":"m3","koefisien":1}]}`)},
		},
	},
	"POST " + api.P + "/detail-ahsp/{pekerjaan}/reset-to-ref/": {path: atModified, body: body(row{}), fields: map[string]kind{"version": integer}, optional: true},
	"POST " + api.P + "/detail-ahsp/save/": {
		body: func(w *workshop) row { return items(row{"pekerjaan_id": w.Custom, "rows": w.customRows()}) },
		fields: map[string]kind{
			"items.0.pekerjaan_id": typesOf(pekerjaanID), "items.0.rows.0.koefisien": number, "items.0.rows.0.uraian": prose(2000), "items.0.version": integer,
		},
		lists: []string{"items", "items.0.rows"}, needed: []string{"items", "items.0.rows"},
		wrong: []wrongBody{
			{name: "one pekerjaan twice", path: "items[1].pekerjaan_id", body: func(w *workshop) any {
				return items(row{"pekerjaan_id": w.Custom, "rows": w.customRows()}, row{"pekerjaan_id": w.Custom, "rows": w.customRows()})
			}},
			{name: "a pekerjaan of the library", path: "items[0].source_type", body: func(w *workshop) any { return items(row{"pekerjaan_id": w.Ref, "rows": []any{}}) }},
			{name: "one of a sibling", status: 404, body: func(w *workshop) any { return items(row{"pekerjaan_id": w.sibling.Custom, "rows": []any{}}) }},
			{name: "one of a stranger", status: 404, body: func(w *workshop) any { return items(row{"pekerjaan_id": w.foreign.pekerjaan, "rows": []any{}}) }},
		},
	},
	"POST " + api.P + "/harga-items/save/": {
		body: func(w *workshop) row {
			return row{"items": []any{row{"id": w.Conversion, "harga_satuan": "1500"}}, "markup_percent": "9"}
		},
		fields: map[string]kind{
			"items.0.id": itemID, "items.0.harga_satuan": number, "items.0.price_source": prose(255), "items.0.price_date": date, "items.0.region": prose(255),
			"items.0.version": integer, "markup_percent": values(notNumber, []string{`-1`, `101`, `"100.01"`}), "pricing_version": integer, "client_updated_at": moment,
			"items.0.harga_satuan_text": typed,
		},
		lists: []string{"items"}, accepts: []string{`[]`},
		wrong: []wrongBody{
			{name: "one item twice", path: "items[1].id", body: func(w *workshop) any {
				return items(row{"id": w.Conversion, "harga_satuan": 1}, row{"id": w.Conversion, "harga_satuan": 2})
			}},
			{name: "no price", path: "items[0].harga_satuan", body: func(w *workshop) any { return items(row{"id": w.Conversion, "harga": 5}) }},
		},
	},
	"POST " + api.P + "/harga-items/percent/": {
		body: func(w *workshop) row {
			return row{"percent": "5", "ids": []int64{w.Conversion}, "kategori": []string{"BHN"}}
		},
		fields: map[string]kind{
			"percent": values(notNumber, []string{`null`, `""`, `-101`, `1001`}), "ids": ids, "kategori": values([]string{`"TK"`, `5`, `[5]`, `{}`}),
			"dry_run": values([]string{`"true"`, `1`, `[]`}),
		},
		wrong: []wrongBody{
			{name: "an item of a sibling", path: "ids[0]", body: func(w *workshop) any { return row{"percent": 5, "ids": []int64{w.sibling.Conversion}} }},
			{name: "an item of a stranger", path: "ids[1]", body: func(w *workshop) any { return row{"percent": 5, "ids": []int64{w.Conversion, w.foreign.item}} }},
			{name: "an unknown kategori", path: "kategori[1]", body: is(`{"percent":5,"kategori":["TK","XX"]}`)},
			{name: "a price that becomes too large", path: "percent", body: func(w *workshop) any { return row{"percent": 1000, "ids": []int64{w.dear()}} }},
			{name: "100,000 ids", path: "ids", body: func(*workshop) any { return `{"percent":1,"ids":` + manyIDs() + `}` }},
		},
	},
	"POST " + api.P + "/conversion-profile/save/": {
		body: func(w *workshop) row {
			return row{"harga_item_id": w.Conversion, "market_unit": "truk", "market_price": "1", "factor_to_base": "4"}
		},
		fields: map[string]kind{
			"harga_item_id": typesOf(itemID), "market_unit": values(notText, []string{`""`, `"  "`, `"a\u0000"`, `"` + strings.Repeat("a", 51) + `"`, `null`}), "market_price": number,
			"factor_to_base": values(notNumber, []string{`0`, `-1`, `"0.0000001"`, `10000000`}), "density": number, "capacity_m3": number, "capacity_ton": number,
			"method": choice, "version": integer, "market_price_text": typed, "price_version": integer, "apply": values([]string{`"true"`, `1`, `[]`}), "dry_run": values([]string{`"true"`, `1`, `[]`}),
		},
		wrong: []wrongBody{
			{name: "no item", path: "harga_item_id", body: is(`{"market_unit":"zak"}`)},
			{name: "nothing to apply", path: "market_price", body: func(w *workshop) any {
				return row{"harga_item_id": w.Conversion, "market_unit": "zak", "factor_to_base": 4, "apply": true}
			}},
			{name: "an item of a sibling", status: 404, body: func(w *workshop) any { return row{"harga_item_id": w.sibling.Conversion, "market_unit": "zak"} }},
			{name: "an item of a stranger", status: 404, body: func(w *workshop) any { return row{"harga_item_id": w.foreign.item, "market_unit": "zak"} }},
		},
	},
	"POST " + api.P + "/orphaned-items/cleanup/": {
		body:   func(w *workshop) row { return row{"item_ids": []int64{w.Orphan}, "confirm": true} },
		fields: map[string]kind{"item_ids": values([]string{`"abc"`, `5`, `{}`, `["a"]`, `[1.5]`, `[]`, `null`}), "confirm": values([]string{`false`, `null`, `"true"`, `1`, `[]`})},
		wrong: []wrongBody{
			{name: "100,000 ids", path: "item_ids", body: func(*workshop) any { return `{"confirm":true,"item_ids":` + manyIDs() + `}` }},
		},
	},
	"POST " + api.P + "/pricing/": {
		body: body(row{"markup_percent": "9"}),
		fields: map[string]kind{
			"markup_percent": values(notNumber, []string{`-1`, `"100.01"`}), "ppn_percent": values(notNumber, []string{`-1`, `101`}),
			"rounding_base": values(notInteger, []string{`0`, `-1`, `1000000001`}), "hsp_rounding": values(notInteger, []string{`-1`, `1000000001`}),
			"ppn_scheme": choice, "rounding_mode": choice, "version": integer, "markup_percent_text": typed,
		},
	},
	"POST " + api.P + "/pekerjaan/{pekerjaan}/pricing/": {
		body:   body(row{"override_markup": "4"}),
		fields: map[string]kind{"override_markup": emptiable, "version": integer},
		wrong:  []wrongBody{{name: "above 100", path: "override_markup", body: is(`{"override_markup":"100.01"}`)}},
	},
	"POST " + api.P + "/deep-copy/": {
		body: func(w *workshop) row { return row{"new_name": "Salinan " + strconv.Itoa(w.next())} },
		fields: map[string]kind{
			"new_name": values(notText, []string{`""`, `"  "`, `null`, `"a<b>"`, `"` + strings.Repeat("é", 201) + `"`, `"a\u0000bc"`}), "new_tanggal_mulai": outside,
			"copy_jadwal": flag, "copy_prices": flag, "copy_volumes": flag, "copy_formulas": flag, "copy_parameters": flag, "copy_overrides": flag,
		},
	},
	"POST " + api.P + "/batch-copy/": {
		body: func(w *workshop) row { return row{"base_name": "Banyak " + strconv.Itoa(w.next()), "count": 1} },
		fields: map[string]kind{
			"base_name": values(notText, []string{`""`, `"a<b>"`, `"` + strings.Repeat("é", 201) + `"`}), "count": values(notInteger, []string{`0`, `51`, `-1`}),
			"new_tanggal_mulai": date, "copy_jadwal": flag, "background": flag,
		},
	},
	"POST /detail_project/api/templates/{template}/delete/": {bodyless: true, path: func(w *workshop, pattern string) string { return w.ownedTemplate(pattern) }},
	"POST " + api.P + "/templates/create/": {
		body: func(w *workshop) row {
			return row{"name": "Templat " + strconv.Itoa(w.next()), "description": "-", "category": "ruko", "is_public": true}
		},
		fields: map[string]kind{
			"name":        values(notText, []string{`""`, `"  "`, `null`, `"` + strings.Repeat("é", 201) + `"`, `"a\u0000bc"`}),
			"description": prose(4000), "category": label, "is_public": flag,
		},
	},
	"POST " + api.P + "/templates/{template}/import/": {
		path: func(w *workshop, pattern string) string { return w.publicTemplate(pattern) },
		body: body(row{}), fields: map[string]kind{"dry_run": flag, "overwrite_parameters": flag}, optional: true,
	},
	"POST " + api.P + "/templates/import-file/": {
		body: func(*workshop) row { return row{"content": templateContent()} },
		fields: map[string]kind{
			"dry_run": flag, "overwrite_parameters": flag, "content": values([]string{`"x"`, `5`, `[]`, `null`, `true`}), "content.export_type": choice, "content.export_version": choice,
			"content.klasifikasi.0.name": prose(255), "content.klasifikasi.0._export_id": values(notInteger, []string{`0`, `-1`}), "content.klasifikasi.0.ordering_index": integer,
			"content.sub_klasifikasi.0._klasifikasi_ref": values(notInteger, []string{`0`, `2`}), "content.pekerjaan.0._sub_klasifikasi_ref": values(notInteger, []string{`2`}),
			"content.pekerjaan.0.source_type": choice, "content.pekerjaan.0.snapshot_uraian": prose(2000), "content.pekerjaan.0.snapshot_satuan": prose(50),
			"content.detail_ahsp.0._pekerjaan_ref": values(notInteger, []string{`2`}), "content.detail_ahsp.0.kategori": choice, "content.detail_ahsp.0.kode": prose(100),
			"content.detail_ahsp.0.uraian": prose(2000), "content.detail_ahsp.0.koefisien": number, "content.parameters.0.value": signedNumber,
			"content.volume_formulas.0.raw": prose(2000), "content.volume_formulas.0.is_fx": flag, "content.klasifikasi": noList, "content.sub_klasifikasi": noList,
			"content.pekerjaan": noList, "content.detail_ahsp": noList, "content.parameters": noList, "content.volume_formulas": noList,
		},
	},
	"POST /detail_project/api/jobs/{job}/cancel/": {bodyless: true, path: func(w *workshop, pattern string) string { return w.ownedJob(pattern) }},
	"POST " + api.P + "/undo/":                    {bodyless: true},
	"POST " + api.P + "/redo/":                    {bodyless: true},
	"POST " + api.P + "/trash/{operation}/restore/": {
		path: func(w *workshop, _ string) string {
			return p(w.Project, fmt.Sprintf("/trash/%d/restore/", w.trashed()))
		},
		body:   body(row{}),
		fields: map[string]kind{"group": label, "schedule": choice, "progress": choice}, optional: true,
		wrong: []wrongBody{{name: "a group that is not there", status: 404, body: is(`{"group":"tidak-ada"}`)}},
	},
	"POST " + api.P + "/members/": {
		body:   body(row{"login": guest, "role": "reader"}),
		fields: map[string]kind{"login": values(notText, []string{`""`, `"tidak-ada"`, `"a\u0000b"`, `"` + owner + `"`, `"` + strings.Repeat("a", 5000) + `"`}), "role": values(notText, []string{`""`, `"owner"`, `"raja"`}), "prices": flag},
	},
	"DELETE " + api.P + "/members/{account}/": {bodyless: true},
	"POST " + api.ReportPath:                  {body: body(row{"type": "page_load"})},
	"POST /detail_project/api/project/import/json/": {
		body: func(w *workshop) row { return w.backup() }, most: 64,
		fields: map[string]kind{
			"export_type": choice, "export_version": choice, "include_prices": flag, "project": values([]string{`"x"`, `5`, `[]`, `null`}), "project.nama": prose(200),
			"project.tanggal_mulai": date, "project.tanggal_selesai": values(notText, []string{`"2020-01-31"`, `"besok"`}), "project.anggaran_owner": number,
			"project.allow_bundle_soft_errors": flag, "project.week_start_day": values(notInteger, []string{`7`, `-1`}), "project.kategori": values(notText, []string{`"a/b"`}),
			"project_pricing.markup_percent": number, "project_pricing.rounding_mode": choice, "project_pricing.rounding_base": values(notInteger, []string{`0`, `-1`}),
			"klasifikasi": values([]string{`"x"`, `5`, `true`, `{}`, `null`}), "klasifikasi.0._export_id": values(notInteger, []string{`0`, `null`}), "klasifikasi.0.name": prose(255),
			"klasifikasi.0.ordering_index": integer, "klasifikasi.0.uid": values(notText, []string{`"A"`, `"a b"`}), "sub_klasifikasi.0._klasifikasi_ref": fileRow,
			"harga_items.0.kode_item": values(notText, []string{`""`, `null`}), "harga_items.0.kategori": choice, "harga_items.0.harga_satuan": number, "harga_items.0.price_date": date,
			"conversion_profiles.0._harga_item_ref": fileRow, "conversion_profiles.0.factor_to_base": values(notNumber, []string{`0`, `"-1"`, `null`}),
			"pekerjaan": values([]string{`"x"`, `5`, `{}`, `null`}), "pekerjaan.0._sub_klasifikasi_ref": fileRow, "pekerjaan.0.source_type": choice,
			"pekerjaan.0.snapshot_uraian": values(notText, []string{`""`, `"  "`, `null`}), "pekerjaan.0.markup_override_percent": number, "pekerjaan.0.budgeted_cost": number,
			"volume_pekerjaan.0._pekerjaan_ref": fileRow, "volume_pekerjaan.0.quantity": number, "volume_formula_states.0.raw": prose(2000),
			"volume_formula_states.0.is_fx": flag, "detail_ahsp.0._pekerjaan_ref": fileRow, "detail_ahsp.0._harga_item_ref": fileRow, "detail_ahsp.0.kategori": choice,
			"detail_ahsp.0.koefisien": number, "project_parameters.0.name": values(notText, []string{`""`, `"2x"`, `"a b"`}), "project_parameters.0.value": signedNumber,
		},
		wrong: []wrongBody{
			{name: "another version", path: "export_version", body: is(`{"export_type":"project_full_backup","export_version":"2.0"}`)},
			{name: "another file", path: "export_type", body: func(w *workshop) any {
				return w.as(owner).get(p(w.Project, "/export/list-pekerjaan/json/")).want(200).JSON
			}},
		},
	},
	"POST /detail_project/api/projects/": {
		body: func(*workshop) row { return newProject() },
		fields: map[string]kind{
			"nama": values(notText, []string{`""`, `"ab"`, `null`, `"a\u0000bc"`, `"` + strings.Repeat("a", 201) + `"`}), "sumber_dana": prose(255), "lokasi_project": prose(255),
			"nama_client": prose(255), "tanggal_mulai": date, "tanggal_selesai": values(notText, []string{`"2026-01-31"`, `"besok"`}),
			"durasi_hari": values(notInteger, []string{`0`, `-1`, `1000000000`}), "anggaran_owner": number, "ket_project1": prose(255), "ket_project2": prose(255),
			"jabatan_client": prose(255), "instansi_client": prose(255), "nama_kontraktor": prose(255), "instansi_kontraktor": prose(255),
			"nama_konsultan_perencana": prose(255), "instansi_konsultan_perencana": prose(255), "nama_konsultan_pengawas": prose(255),
			"instansi_konsultan_pengawas": prose(255), "deskripsi": prose(20_000), "kategori": values(notText, []string{`"a/b"`, `"` + strings.Repeat("a", 101) + `"`}),
			"allow_bundle_soft_errors": flag, "preset": choice, "anggaran_owner_text": typed,
		},
		wrong: []wrongBody{{name: "nothing", path: "nama", body: is(`{}`)}},
	},
	"POST /dashboard/bulk/delete/":    bulkForm,
	"POST /dashboard/bulk/archive/":   bulkForm,
	"POST /dashboard/bulk/unarchive/": bulkForm,
}

var formulaForm = form{
	body:   func(w *workshop) row { return items(row{"pekerjaan_id": w.Bundled, "raw": "=panjang*5"}) },
	fields: map[string]kind{"items.0.pekerjaan_id": pekerjaanID, "items.0.raw": prose(2000), "items.0.is_fx": flag, "items.0.version": integer},
	lists:  []string{"items"}, needed: []string{"items"},
	wrong: []wrongBody{
		{name: "a macro", path: "items[0].raw", body: func(w *workshop) any { return items(row{"pekerjaan_id": w.Bundled, "raw": `=cmd|'/c calc'!A1`}) }},
		{name: "one row twice", path: "items[1].pekerjaan_id", body: func(w *workshop) any {
			return items(row{"pekerjaan_id": w.Bundled, "raw": "=1"}, row{"pekerjaan_id": w.Bundled, "raw": "=2"})
		}},
	},
}

var bulkForm = form{
	body:   func(w *workshop) row { return row{"project_ids": []int64{w.sibling.Project}} },
	fields: map[string]kind{"project_ids": values([]string{`"abc"`, `5`, `{}`, `["a"]`, `[1.5]`, `[]`, `null`})},
	wrong: []wrongBody{
		{name: "projects of others", status: 404, body: func(w *workshop) any { return row{"project_ids": []int64{w.foreign.project, 987654321, 0, -1}} }},
		{name: "100,000 ids", path: "project_ids", body: func(*workshop) any { return `{"project_ids":` + manyIDs() + `}` }},
		{name: "1,001 ids", path: "project_ids", body: func(*workshop) any { return row{"project_ids": make([]int64, 1001)} }},
	},
}

func manyIDs() string { return "[" + strings.Repeat("1,", 99_999) + "1]" }

// treeWithout is the whole work list but for one pekerjaan.
func (w *workshop) treeWithout(id int64) row {
	tree := w.as(owner).get(p(w.Project, "/list-pekerjaan/tree/")).want(200).at("klasifikasi")
	for _, k := range tree.([]any) {
		for _, sub := range k.(row)["sub"].([]any) {
			list := sub.(row)["pekerjaan"].([]any)
			sub.(row)["pekerjaan"] = slices.DeleteFunc(list, func(q any) bool { return fmt.Sprint(q.(row)["id"]) == strconv.FormatInt(id, 10) })
		}
	}
	return row{"klasifikasi": tree}
}

// trashed is the operation that filling the project left in its trash.
func (w *workshop) trashed() int64 {
	return w.as(owner).get(p(w.Project, "/trash/")).want(200).id("deletions.0.operation_id")
}

// dear gives an item the highest price that there is, and returns the item.
func (w *workshop) dear() int64 {
	_, _, err := w.SavePrices(w.t.Context(), w.visit(owner, w.Project), app.PriceSave{Items: []rab.PriceInput{{ID: w.Orphan, Harga: pointer(some("9999999999999999"))}}})
	must(w.t, err)
	return w.Orphan
}
