package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/serve"
)

// jsonFormat is the form in which scripts read a document; it is no file of the catalogue.
const jsonFormat = "json"

// exportDocument answers with a document as a file, or as JSON where the contract has it.
func exportDocument(r *serve.Request) error {
	kind, format := dossier.Kind(r.HTTP.PathValue("document")), r.HTTP.PathValue("format")
	return answerDocument(r, kind, format)
}

// exportSchedule is exportDocument of the schedule by POST: its options come in the body.
func exportSchedule(r *serve.Request) error {
	return answerDocument(r, dossier.JadwalPekerjaan, r.HTTP.PathValue("format"))
}

// exportReport answers with a report of progress; its format is a parameter (api §6.18, J2).
func exportReport(r *serve.Request) error {
	q, err := documentQuery(r)
	if err != nil {
		return err
	}
	format := q.choice("format", string(dossier.PDF), string(dossier.Word), string(dossier.XLSX))
	options, err := documentOptions(q, dossier.LaporanKemajuan)
	if err != nil {
		return err
	}
	return sendDocument(r, app.DocumentOrder{Kind: dossier.LaporanKemajuan, Format: dossier.Format(format), Options: options})
}

// exportRincian answers with the flat list of the RAB (api §6.13). Its numbers always have a
// decimal comma and no grouping: canon changes nothing.
func exportRincian(r *serve.Request) error {
	return answerDocument(r, dossier.RincianRAB, string(dossier.CSV))
}

func answerDocument(r *serve.Request, kind dossier.Kind, format string) error {
	model, asJSON := documentModels[kind]
	if format == jsonFormat && !asJSON {
		return app.ErrNotFound
	}
	if _, known := dossier.Find(kind); !known { // before its parameters are judged
		return app.ErrNotFound
	}
	q, err := documentQuery(r)
	if err != nil {
		return err
	}
	options, err := documentOptions(q, kind)
	if err != nil {
		return err
	}
	order := app.DocumentOrder{Kind: kind, Format: dossier.Format(format), Options: options}
	if format == jsonFormat {
		return sendModel(r, order, model, q)
	}
	return sendDocument(r, order)
}

// sendDocument answers with a document, or with 304 when the client has it.
func sendDocument(r *serve.Request, order app.DocumentOrder) error {
	ctx, known := r.HTTP.Context(), r.HTTP.Header.Get("If-None-Match")
	if r.HTTP.Method != http.MethodPost && known != "" {
		same, err := r.App.DocumentMatches(ctx, r.Visit, order, known)
		if err != nil {
			return err
		}
		if same {
			return r.NotModified(known)
		}
	}
	made, err := r.App.Document(ctx, r.Visit, order, nil)
	if err != nil {
		return err
	}
	return r.SendDocument(made)
}
