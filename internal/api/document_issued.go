package api

import (
	"fmt"
	"net/http"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/serve"
)

// issuedAnswer lists what was issued in a project, the newest first.
type issuedAnswer struct {
	okay

	Revision int64       `json:"revision"` // of the project
	Issued   []issuedRow `json:"issued"`
	Most     int         `json:"most"` // how many there may be
}

// issuedRow is a document as it was issued.
type issuedRow struct {
	ID          int64              `json:"id"`
	Kind        dossier.Kind       `json:"kind"`
	ReportType  dossier.ReportType `json:"report_type"` // "" = no report
	Number      int                `json:"number"`      // among those of its kind, and of its type of report
	Title       string             `json:"title"`
	Nomor       string             `json:"nomor"` // of the documents, when it was issued
	FirstPeriod int                `json:"first_period"`
	LastPeriod  int                `json:"last_period"` // 0 = of no weeks or months of its own
	Note        string             `json:"note"`
	Revision    int64              `json:"revision"` // of the project that it was made of
	Hash        string             `json:"hash"`
	IssuedAt    string             `json:"issued_at"`
	User        *person            `json:"user"` // who issued it
	Files       []issuedFile       `json:"files"`
}

// issuedFile is one of its formats.
type issuedFile struct {
	Format string `json:"format"`
	Name   string `json:"name"`
	Size   int    `json:"size"` // bytes
	URL    string `json:"url"`
}

func issuedRowOf(d *app.IssuedDocument) issuedRow {
	kind, report := app.IssuedKind(d)
	row := issuedRow{
		ID: d.ID, Kind: kind, ReportType: report, Number: d.Number, Title: d.Title, Nomor: d.Nomor, FirstPeriod: d.FirstPeriod, LastPeriod: d.LastPeriod,
		Note: d.Note, Revision: d.Revision, Hash: d.Hash, IssuedAt: d.IssuedAt.Contract(), User: personOf(d.IssuedBy, d.AccountName), Files: []issuedFile{},
	}
	for _, file := range d.Files {
		row.Files = append(row.Files, issuedFile{
			Format: file.Format, Name: file.Name, Size: file.Size,
			URL: fmt.Sprintf("/detail_project/api/v2/project/%d/documents/issued/%d/%s/", d.ProjectID, d.ID, file.Format),
		})
	}
	return row
}

// getIssued lists what was issued. It changes without the project, so that the answer is not
// one of its revision.
func getIssued(r *serve.Request) error {
	list, err := r.App.Issued(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, issuedAnswer{okay: yes, Revision: r.Visit.Revision, Issued: rowsOf(list, issuedRowOf), Most: app.MaxIssued})
}

// issueSaved answers the issue of a document, which does not change the project.
type issueSaved struct {
	okay

	Revision int64     `json:"revision"`
	Issued   issuedRow `json:"issued"`
}

// issueDocument issues {kind} with {options} as the next of its kind. With {revision} it is
// refused when the project is no longer at that one.
func issueDocument(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := app.IssueInput{
		Kind: dossier.Kind(body.Text("kind")), Title: body.Text("title"), Note: body.Text("note"), Revision: body.OptionalInt("revision"),
	}
	for _, format := range body.Texts("formats") {
		in.Formats = append(in.Formats, dossier.Format(format))
	}
	options := body.Child("options")
	if err := body.Err(); err != nil {
		return err
	}
	if in.Options, err = taskOptions(options, in.Kind); err != nil {
		return err
	}
	issued, err := r.App.Issue(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, issueSaved{okay: yes, Revision: r.Visit.Revision, Issued: issuedRowOf(issued)})
}

func getIssuedFile(r *serve.Request) error {
	id, err := r.PathID("issued")
	if err != nil {
		return err
	}
	file, err := r.App.IssuedFile(r.HTTP.Context(), r.Visit, id, dossier.Format(r.HTTP.PathValue("format")))
	if err != nil {
		return err
	}
	return r.SendFile(file)
}
