package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"takar/internal/document"
	"takar/internal/document/svg"
	"takar/internal/dossier"
)

// NoPageError says that a document does not have the page that was asked for.
type NoPageError struct{ Pages int }

func (e *NoPageError) Error() string {
	return "dokumen ini hanya " + strconv.Itoa(e.Pages) + " halaman"
}

// DocumentPage returns a page of a document, from 1, as a picture of what its PDF shows. It
// is made and kept like a document; a page that there is not is a *NoPageError.
func (a *App) DocumentPage(ctx context.Context, v *Visit, order DocumentOrder, number int) (*Document, error) {
	order.Format = dossier.PDF
	_, view, err := a.ordered(ctx, v, order)
	if err != nil {
		return nil, err
	}
	key := pageKey(order, number)
	data, err := a.makeOnce(ctx, view, key, nil, func(ctx context.Context, _ document.Progress) ([]byte, error) {
		source, err := a.DocumentSource(ctx, view)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = a.heavily(ctx, func() error {
			made, err := buildDocument(source, order)
			if err != nil {
				return err
			}
			var none *svg.NoPageError
			err = svg.Write(&out, made, number)
			if errors.As(err, &none) {
				return &NoPageError{Pages: none.Pages}
			}
			if err != nil {
				return fmt.Errorf("app: page %d of %s: %w", number, order.Kind, err)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	})
	if err != nil {
		return nil, err
	}
	return &Document{
		File: File{Type: "image/svg+xml", Data: data}, ETag: a.answerTag(view, key), Project: view.ID, Revision: view.Revision,
	}, nil
}

// DocumentPageMatches reports whether a client that has tag already holds the page.
func (a *App) DocumentPageMatches(ctx context.Context, v *Visit, order DocumentOrder, number int, tag string) (bool, error) {
	order.Format = dossier.PDF
	_, view, err := a.ordered(ctx, v, order)
	if err != nil {
		return false, err
	}
	return tag == a.answerTag(view, pageKey(order, number)), nil
}

func pageKey(order DocumentOrder, number int) string { return order.Key() + "#" + strconv.Itoa(number) }
