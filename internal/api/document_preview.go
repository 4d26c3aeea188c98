package api

import (
	"errors"
	"net/http"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/serve"
)

// previewDocument answers with a page of a document as a picture.
func previewDocument(r *serve.Request) error {
	q, ctx := queryOf(r), r.HTTP.Context()
	kind, number := dossier.Kind(q.text("kind")), q.integer("page", 1, 1)
	if _, known := dossier.Find(kind); !known {
		q.problems.Add("kind", "Tidak ada dokumen %q.", kind)
	}
	options, err := documentOptions(q, kind)
	if err != nil {
		return err
	}
	order := app.DocumentOrder{Kind: kind, Options: options}
	if known := r.HTTP.Header.Get("If-None-Match"); known != "" {
		same, err := r.App.DocumentPageMatches(ctx, r.Visit, order, number, known)
		if err != nil {
			return err
		}
		if same {
			return r.NotModified(known)
		}
	}
	picture, err := r.App.DocumentPage(ctx, r.Visit, order, number)
	var none *app.NoPageError
	if errors.As(err, &none) {
		return &serve.Failure{Status: http.StatusNotFound, Code: "NO_PAGE", Message: serve.Sentence(none)}
	}
	if err != nil {
		return err
	}
	return r.ShowDocument(picture)
}
