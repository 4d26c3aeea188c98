package web

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/serve"
)

const uploadPath = "/dashboard/upload/"

// uploadBody is what the page for uploading projects shows.
type uploadBody struct {
	Megabytes, Most int
	Preset          *field
	Columns         []exchange.ProjectColumn
	Rest            []string // why the whole file is refused
	Found           *uploadPreview
}

// uploadPreview is what a file holds before anything is made of it.
type uploadPreview struct {
	*exchange.ProjectSheet

	Accepted []*exchange.SheetProject
	Refused  int // rows
	Problems []rab.Problem
	Warnings []rab.Problem
	Skipped  string
	Content  string // the file itself, to be sent again with the confirmation
}

// uploadContent is how a file travels in the confirmation of its preview: the server keeps
// nothing between the two.
var uploadContent = base64.RawURLEncoding

func (s *Site) uploadPage(r *serve.Request) error { return s.showUpload(r, newUploadBody("")) }

func newUploadBody(preset string) *uploadBody {
	field := presetField("")
	field.Value = preset
	return &uploadBody{Megabytes: app.UploadMegabytes, Most: exchange.MaxSheetProjects, Preset: field, Columns: exchange.ProjectColumns()}
}

func (s *Site) showUpload(r *serve.Request, body *uploadBody) error {
	return s.show(r, http.StatusOK, "upload", &page{Title: "Unggah proyek", Section: "projects", Body: body})
}

// upload makes projects of an uploaded file (documents I1). A file with a refused row, or
// one that was sent to be checked, is shown first; nothing is made before it is confirmed.
func (s *Site) upload(r *serve.Request) error {
	in, err := readUpload(r)
	if err != nil {
		return s.uploadRefused(r, in, err)
	}
	asked := in
	asked.DryRun = true
	found, err := r.App.UploadProjects(r.HTTP.Context(), r.Visit, asked)
	if err != nil {
		return s.uploadRefused(r, in, err)
	}
	if preview := newUploadPreview(found.ProjectSheet, in.Data); in.DryRun || len(preview.Accepted) == 0 || (preview.Refused > 0 && !in.AcceptedOnly) {
		body := newUploadBody(in.Preset)
		body.Found = preview
		return s.showUpload(r, body)
	}
	made, err := r.App.UploadProjects(r.HTTP.Context(), r.Visit, in)
	if err != nil {
		return s.uploadRefused(r, in, err)
	}
	s.leaveNotice(r, "created", len(made.Created))
	return redirect(r, dashboardPath)
}

// readUpload reads the form with the file, or the one that confirms its preview.
func readUpload(r *serve.Request) (app.ProjectUpload, error) {
	if strings.HasPrefix(r.HTTP.Header.Get("Content-Type"), "multipart/") {
		sent, err := r.Upload(app.UploadMegabytes, "file")
		if err != nil {
			return app.ProjectUpload{}, err
		}
		return app.ProjectUpload{
			Data: sent.Data, Preset: sent.Fields["preset"], DryRun: sent.Fields["dry_run"] != "", AcceptedOnly: sent.Fields["only_valid"] != "",
		}, nil
	}
	values, err := readForm(r)
	if err != nil {
		return app.ProjectUpload{}, err
	}
	data, err := uploadContent.DecodeString(values.Get("content"))
	if err != nil || len(data) == 0 {
		return app.ProjectUpload{}, rab.Refuse("file", "Pilih berkas yang diunggah.")
	}
	return app.ProjectUpload{Data: data, Preset: values.Get("preset"), AcceptedOnly: values.Get("only_valid") != ""}, nil
}

// uploadRefused shows why a file is refused as a whole.
func (s *Site) uploadRefused(r *serve.Request, in app.ProjectUpload, err error) error {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	body := newUploadBody(in.Preset)
	for _, problem := range invalid.Problems {
		body.Rest = append(body.Rest, sentence(problem.Message))
	}
	return s.showUpload(r, body)
}

func newUploadPreview(sheet *exchange.ProjectSheet, data []byte) *uploadPreview {
	preview := &uploadPreview{
		ProjectSheet: sheet, Accepted: sheet.Accepted(), Content: uploadContent.EncodeToString(data),
		Problems: sheet.Problems(), Skipped: strings.Join(rowNumbers(sheet.Skipped), ", "),
	}
	preview.Refused = len(sheet.Rows) - len(preview.Accepted)
	for _, row := range sheet.Rows {
		preview.Warnings = append(preview.Warnings, row.Warnings...)
	}
	return preview
}

func rowNumbers(rows []int) []string {
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = strconv.Itoa(row)
	}
	return texts
}
