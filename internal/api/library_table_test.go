package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"

	"takar/internal/ahsp"
	"takar/internal/api"
	"takar/internal/app"
)

// libraryFile is an import with a finding of several kinds.
const libraryFile = `sumber_ahsp,kode_ahsp,nama_ahsp,klasifikasi,satuan_pekerjaan,kategori,kode_item,uraian_item,satuan_item,koefisien
AHSP UJI,1.1,Galian tanah,Tanah,m3,TK,,Pekerja,OH,0.75
,1.1,Galian tanah,,,TK,,Mandor,OH,0.025
,1.2,Pemasangan 1 m2 dinding bata,Dinding,,BHN,B.1,Bata merah,,70
,1.2,Pemasangan 1 m2 dinding bata,,,,X.1,Sewa alat,jam,0
,1.3,Papan nama,Persiapan,,BHN,B.2,Papan,lembar,1
`

// uploadForm is a form with a file, and its type.
func uploadForm(field, name, data string, fields ...string) (body, contentType string) {
	var form bytes.Buffer
	writer := multipart.NewWriter(&form)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = writer.WriteField(fields[i], fields[i+1])
	}
	part, err := writer.CreateFormFile(field, name)
	if err != nil {
		panic(err)
	}
	_, _ = part.Write([]byte(data))
	_ = writer.Close()
	return form.String(), writer.FormDataContentType()
}

// sampleForm is the upload of the tables; its boundary is drawn once.
var sampleForm, sampleFormType = uploadForm("excel_file", "uji.csv", libraryFile)

// offered is the starter library as it is on offer now.
func (s *site) offered() (*ahsp.Library, ahsp.Edition) {
	s.t.Helper()
	s.visit(admin, 0)
	library, _ := s.Library()
	edition, ok := library.Offered(ahsp.StarterName)
	if !ok {
		s.t.Fatal("the starter library is not on offer")
	}
	return library, edition
}

// someAnalysis is one of the starter library, always the same.
func (s *site) someAnalysis() *ahsp.Analysis {
	s.t.Helper()
	library, edition := s.offered()
	analysis, _ := library.ByKode(edition.ID, "3.6.1.8")
	return analysis
}

// staged is an uploaded file of the administrator.
func (s *site) staged() int64 {
	s.t.Helper()
	list, err := s.StagedImports(s.t.Context(), s.visit(admin, 0))
	must(s.t, err)
	if len(list) > 0 {
		return list[0].ID
	}
	staged, err := s.StageImport(s.t.Context(), s.visit(admin, 0), app.Upload{Name: "uji.csv", Data: []byte(libraryFile)})
	must(s.t, err)
	return staged.ID
}

// corrected collects a correction and returns it.
func (s *site) corrected(name string) *app.Corrected {
	s.t.Helper()
	done, err := s.CorrectLibrary(s.t.Context(), s.visit(admin, 0), app.CorrectionInput{
		Analysis: s.someAnalysis().ID, Field: ahsp.FieldNama, Value: name, Why: "uji",
	})
	must(s.t, err)
	return done
}

// editionToWithdraw commits an edition of its own and returns its name.
func (s *site) editionToWithdraw(name string) string {
	s.t.Helper()
	edition, err := s.CommitEdition(s.t.Context(), &ahsp.Imported{Edition: ahsp.Edition{Name: name}, Analyses: []ahsp.Analysis{{Kode: "1", Nama: "Galian"}}}, 0, false)
	must(s.t, err)
	return edition.Name
}

// libraryPath fills the ids of the library into a pattern.
func (s *stage) libraryPath(pattern string) string {
	ids := map[string]func() int64{
		"{analysis}":  func() int64 { return s.someAnalysis().ID },
		"{component}": func() int64 { return s.someAnalysis().Components[0].ID },
		"{edition}":   func() int64 { _, edition := s.offered(); return edition.ID },
		"{staging}":   s.staged,
	}
	for name, id := range ids {
		if strings.Contains(pattern, name) {
			pattern = strings.ReplaceAll(pattern, name, strconv.FormatInt(id(), 10))
		}
	}
	return s.path(pattern)
}

func init() {
	for route, given := range map[string]sample{
		"PATCH " + api.R + "/jobs/{analysis}/": {
			status: 200, path: (*stage).libraryPath,
			body: func(s *stage) any {
				return row{"field": "nama_ahsp", "value": fmt.Sprint("Dinding ", s.next()), "why": "uji"}
			},
		},
		"PATCH " + api.R + "/items/{component}/": {
			status: 200, path: (*stage).libraryPath,
			body: func(s *stage) any {
				return row{"field": "koefisien", "value": fmt.Sprint("0.", 100+s.next()), "why": "uji"}
			},
		},
		"GET " + api.R + "/delete/preview": {status: 200, path: func(s *stage, pattern string) string {
			return pattern + "?sumber=" + s.editionToWithdraw(fmt.Sprint("Pratinjau", s.next()))
		}},
		"POST " + api.R + "/delete/execute": {status: 200, body: func(s *stage) any {
			return row{"sumber": s.editionToWithdraw(fmt.Sprint("Tarik", s.next())), "confirm": true}
		}},
		"POST " + api.R + "/editions/{edition}/revise/": {
			status: 201, path: (*stage).libraryPath,
			body: func(s *stage) any { return row{"stamp": s.corrected(fmt.Sprint("Dinding ", s.next())).Stamp} },
		},
		"POST " + api.R + "/editions/{edition}/restore/": {status: 200, path: (*stage).libraryPath},
		"GET " + api.R + "/corrections/":                 {status: 200, path: func(_ *stage, pattern string) string { return pattern + "?edition=1" }},
		"DELETE " + api.R + "/corrections/{correction}/": {status: 200, path: func(s *stage, pattern string) string {
			return strings.Replace(pattern, "{correction}", strconv.FormatInt(s.corrected(fmt.Sprint("Dinding ", s.next())).Correction.ID, 10), 1)
		}},
		"POST " + api.R + "/import/":          {status: 201, contentType: sampleFormType, body: fixed(sampleForm)},
		"GET " + api.R + "/import/{staging}/": {status: 200, path: (*stage).libraryPath},
		"DELETE " + api.R + "/import/{staging}/": {
			status: 200, path: (*stage).libraryPath,
		},
		"GET " + api.R + "/import/{staging}/findings/": {status: 200, path: (*stage).libraryPath},
		"GET " + api.R + "/import/{staging}/jobs/":     {status: 200, path: (*stage).libraryPath},
		"GET " + api.R + "/import/{staging}/items/":    {status: 200, path: (*stage).libraryPath},
		"POST " + api.R + "/import/{staging}/resolve/": {
			status: 200, path: (*stage).libraryPath,
			body: fixed(row{"why": "uji", "corrections": []row{{"kode_ahsp": "1.3", "field": "klasifikasi", "old_value": "Persiapan", "value": "Persiapan"}}}),
		},
		"POST " + api.R + "/import/{staging}/commit/": {
			status: 201, path: (*stage).libraryPath,
			body: func(s *stage) any {
				staged, err := s.StagedImport(s.t.Context(), s.visit(admin, 0), s.staged())
				must(s.t, err)
				return row{"version": staged.Version, "edition": fmt.Sprint("AHSP ", s.next())}
			},
		},
	} {
		samples[route] = given
	}
}

// libraryState is everything that a refused request must leave as it is: editions,
// corrections that wait, and uploaded files.
func (s *site) libraryState() string {
	s.t.Helper()
	s.staged() // there is one, so that none appears with its first use
	v := s.visit(admin, 0)
	editions, err := s.Editions(s.t.Context(), v)
	must(s.t, err)
	drafts, err := s.LibraryDrafts(s.t.Context(), v, "")
	must(s.t, err)
	files, err := s.StagedImports(s.t.Context(), v)
	must(s.t, err)
	var all []string
	for _, e := range editions {
		all = append(all, fmt.Sprint(e))
	}
	for _, d := range drafts {
		all = append(all, fmt.Sprint(d.Edition.ID, d.Stamp, len(d.Collected)))
	}
	for _, f := range files {
		all = append(all, fmt.Sprint(f.ID, f.Version))
	}
	return strings.Join(all, "\n")
}

func (w *workshop) atLibrary(pattern string) string { return w.libraryPath(pattern) }

func init() {
	for route, given := range map[string]form{
		"PATCH " + api.R + "/jobs/{analysis}/": {
			path: (*workshop).atLibrary, body: body(row{"field": "nama_ahsp", "value": "Dinding", "why": "uji"}),
			fields: map[string]kind{
				"field": values(notText, []string{`""`, `null`, `"kode_ahsp"`, `"sumber"`, `"source_file"`, `"koefisien"`}),
				"value": values(notText, []string{`null`, `""`, `"  "`, `"a\u0000b"`, `"` + strings.Repeat("é", 2001) + `"`}),
				"why":   values(notText, []string{`""`, `null`, `"  "`, `"` + strings.Repeat("é", 501) + `"`}), "old_value": label,
			},
			wrong: []wrongBody{{name: "another old value", status: 409, body: is(`{"field":"nama_ahsp","value":"x","old_value":"bukan ini"}`)}},
		},
		"PATCH " + api.R + "/items/{component}/": {
			path: (*workshop).atLibrary, body: body(row{"field": "koefisien", "value": "0.5", "why": "uji"}),
			fields: map[string]kind{
				"field": values(notText, []string{`""`, `null`, `"nama_ahsp"`, `"harga"`}), "value": values(notNumber, []string{`-1`, `null`}), "value_text": typed,
			},
			wrong: []wrongBody{
				{name: "no kategori", path: "value", body: is(`{"field":"kategori","value":"XX"}`)},
				{name: "an empty uraian", path: "value", body: is(`{"field":"uraian_item","value":""}`)},
				{name: "a long unit", path: "value", body: is(`{"field":"satuan_item","value":"` + strings.Repeat("m", 21) + `"}`)},
			},
		},
		"POST " + api.R + "/delete/execute": {
			body:   body(row{"sumber": "tidak ada", "confirm": true}),
			fields: map[string]kind{"sumber": notTextOnly, "source_file": notTextOnly, "confirm": values([]string{`false`, `null`, `"true"`, `1`, `[]`})},
			wrong: []wrongBody{
				{name: "nothing named", path: "sumber", body: is(`{"confirm":true}`)}, {name: "an unknown source", path: "sumber", body: is(`{"sumber":"tidak ada","confirm":true}`)},
			},
		},
		"POST " + api.R + "/editions/{edition}/revise/": {
			path: (*workshop).atLibrary, body: body(row{"stamp": "x"}), fields: map[string]kind{"stamp": values(notText, []string{`""`, `null`})},
		},
		"POST " + api.R + "/editions/{edition}/restore/": {bodyless: true},
		"DELETE " + api.R + "/corrections/{correction}/": {bodyless: true},
		"POST " + api.R + "/import/":                     {bodyless: true}, // no JSON: see TestHostileUploadsAreRefused
		"DELETE " + api.R + "/import/{staging}/":         {bodyless: true},
		"POST " + api.R + "/import/{staging}/resolve/": {
			path: (*workshop).atLibrary,
			body: body(row{
				"version": 1, "why": "uji", "rules": []row{{"kind": "missing_kategori", "kategori": "LAIN", "digits": 5, "action": "keep"}, {"finding": 0, "action": "keep"}},
				"corrections": []row{
					{"kode_ahsp": "1.1", "source_row": 2, "field": "koefisien", "old_value": "0.75", "value": "0.5"},
					{"kode_ahsp": "1.1", "field": "nama_ahsp", "old_value": "Galian tanah", "value": "Galian"},
				},
			}),
			fields: map[string]kind{
				"version": integer, "why": values(notText, []string{`""`, `null`, `"` + strings.Repeat("é", 501) + `"`}), "rules.1.finding": values(notInteger),
				"rules.0.kind": values(notText), "rules.0.kategori": choice, "rules.0.digits": values(notInteger, []string{`0`, `41`, `-1`}),
				"rules.0.action": values(notText), "rules.0.value": label, "corrections.0.kode_ahsp": label, "corrections.0.source_row": integer,
				"corrections.0.field": choice, "corrections.0.old_value": label, "corrections.0.value": values(notNumber, []string{`-1`, `null`}),
				"corrections.0.value_text": typed, "corrections.1.value": values(notText, []string{`null`}),
			},
			lists: []string{"rules", "corrections"},
			wrong: []wrongBody{
				{name: "nothing asked", path: "rules", body: is(`{"why":"uji"}`)},
				{name: "an unknown finding", path: "rules[0]", body: is(`{"why":"uji","rules":[{"finding":999,"action":"keep"}]}`)},
				{name: "an unknown kind", path: "rules[0]", body: is(`{"why":"uji","rules":[{"kind":"x","action":"keep"}]}`)},
				{name: "an unknown action", path: "rules[0]", body: is(`{"why":"uji","rules":[{"kind":"missing_satuan","action":"x"}]}`)},
				{name: "51 rules", path: "rules", body: func(*workshop) any { return row{"why": "uji", "rules": slices.Repeat([]row{{}}, 51)} }, status: 400},
				{name: "an unknown analysis", path: "corrections[0]", body: is(`{"why":"uji","corrections":[{"kode_ahsp":"9","field":"nama_ahsp","value":"x"}]}`)},
				{name: "an unknown row", path: "corrections[0]", body: is(`{"why":"uji","corrections":[{"kode_ahsp":"1.1","source_row":99,"field":"koefisien","value":1}]}`)},
				{name: "another value", status: 409, body: is(`{"why":"uji","corrections":[{"kode_ahsp":"1.1","source_row":2,"field":"koefisien","old_value":"9","value":1}]}`)},
				{name: "an old version", status: 409, body: is(`{"why":"uji","version":77,"rules":[{"kind":"missing_kategori","action":"keep"}]}`)},
			},
		},
		"POST " + api.R + "/import/{staging}/commit/": {
			path: (*workshop).atLibrary, body: body(row{"version": 1}),
			fields: map[string]kind{"version": values(notInteger, []string{`null`}), "edition": values(notText, []string{`"  "`, `"` + strings.Repeat("é", 101) + `"`, `"a\u0000b"`}), "new_revision": flag},
			wrong: []wrongBody{
				{name: "an old version", status: 409, body: is(`{"version":77}`)},
				{name: "no version", path: "version", body: is(`{}`)},
				{name: "a name that exists", path: "edition", body: is(`{"version":1,"edition":"` + ahsp.StarterName + `"}`)},
			},
		},
	} {
		forms[route] = given
	}
}

// notTextOnly is a text that may be anything, but not another kind of value.
var notTextOnly = values(notText)
