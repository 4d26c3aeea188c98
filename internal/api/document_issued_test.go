package api_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/dossier"
)

const documentIssued = api.V2 + "/documents/issued/"

func init() {
	samples["GET "+documentIssued] = sample{status: 200, allowed: withPrices, refused: 403}
	samples["GET "+documentIssued+"{issued}/{format}/"] = sample{status: 200, allowed: withPrices, refused: 403}
	samples["POST "+documentIssued] = sample{
		status: 201, body: func(s *stage) any {
			return row{"kind": "rekap-rab", "formats": []string{"csv"}, "title": "RAB " + strconv.Itoa(s.next())}
		},
	}
	forms["POST "+documentIssued] = form{
		body: func(w *workshop) row {
			return row{
				"kind": "rekap-rab", "formats": []string{"csv"}, "title": "RAB tender", "note": "-", "options": row{"paper": "f4"},
				"revision": w.visit(owner, w.Project).Revision,
			}
		},
		fields: map[string]kind{
			"kind": values(notText, []string{`""`, `"surat"`, `"laporan-harian"`}), "formats": values([]string{`5`, `{}`, `[1]`, `["exe"]`, `"csv"`}),
			"title": prose(200), "note": prose(2000), "options.paper": choice, "options": values([]string{`"x"`, `5`, `[]`}), "revision": integer,
		},
		wrong: []wrongBody{{name: "nothing", path: "kind", body: is(`{}`)}},
	}
}

// issue issues the RAB of a project.
func (s *site) issue(project int64) int64 {
	s.t.Helper()
	issued, err := s.Issue(s.t.Context(), s.visit(owner, project), app.IssueInput{Kind: dossier.RekapRAB, Formats: []dossier.Format{dossier.CSV}})
	must(s.t, err)
	return issued.ID
}

func TestReportsAreIssuedOverHTTP(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me, issued := s.as(owner), v2(f.Project, "/documents/issued/")
	revision := me.get(issued).want(200).text("revision")

	made := me.post(issued, row{"kind": "laporan", "options": row{"report_type": "weekly", "weeks": "1,2"}, "formats": []string{"xlsx", "pdf"}}).want(201)
	made.wantText("issued.number", "1")
	made.wantText("issued.report_type", "weekly")
	made.wantText("issued.first_period", "1")
	made.wantText("issued.last_period", "2")
	made.wantText("issued.files.1.format", "xlsx")
	made.wantText("revision", revision)
	file := me.get(made.text("issued.files.0.url")).want(200)
	if !bytes.HasPrefix(file.Body, []byte("%PDF-")) || !strings.Contains(file.Header.Get("Content-Disposition"), "_001.pdf") {
		t.Errorf("the file is %.20q, %s", file.Body, file.Header.Get("Content-Disposition"))
	}
	me.post(issued, row{"kind": "laporan", "options": row{"report_type": "monthly"}, "formats": []string{"xlsx"}}).want(201).wantText("issued.number", "1")
	me.post(issued, row{"kind": "laporan", "options": row{"report_type": "weekly", "period": 2}, "formats": []string{"xlsx"}}).want(201).wantText("issued.number", "2")
	me.post(issued, row{"kind": "rekap-rab", "formats": []string{"csv"}}).want(201).wantText("issued.number", "2") // that of the site is the first
	if n := len(me.get(issued).want(200).list("issued")); n != 5 {
		t.Errorf("%d are listed", n)
	}

	me.post(p(f.Project, "/volume-pekerjaan/save/"), items(row{"pekerjaan_id": f.Custom, "quantity": 77})).want(200)
	if again := me.get(made.text("issued.files.0.url")).want(200); !bytes.Equal(again.Body, file.Body) {
		t.Error("it changed with the project")
	}
	me.post(issued, fmt.Sprintf(`{"kind":"rekap-rab","revision":%s}`, revision)).want(409)
}
