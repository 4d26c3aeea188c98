package serve

import (
	"net/http"
	"strconv"

	"takar/internal/app"
)

// SendFile writes a file to be saved. It is not kept, and not compressed once more.
func (r *Request) SendFile(file *app.File) error {
	header := r.Writer.Header()
	header.Set("Content-Type", file.Type)
	header.Set("Content-Disposition", attachment(file.Name))
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Length", strconv.Itoa(len(file.Data)))
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(file.Data) // the client may be gone: nothing to tell anybody
	return nil
}

// SendPicture writes a picture to be shown. Browsers take it for nothing else.
func (r *Request) SendPicture(file *app.File) error {
	header := r.Writer.Header()
	header.Set("Content-Type", file.Type)
	header.Set("Cache-Control", "private, no-cache")
	header.Set("Content-Length", strconv.Itoa(len(file.Data)))
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(file.Data) // the client may be gone: nothing to tell anybody
	return nil
}

// SendDocument writes a document of a project to be saved. A browser asks again for it, and
// learns that it has the right one by its tag.
func (r *Request) SendDocument(made *app.Document) error {
	r.Writer.Header().Set("Content-Disposition", attachment(made.Name))
	return r.ShowDocument(made)
}

// ShowDocument is SendDocument of what a page shows instead of saving it.
func (r *Request) ShowDocument(made *app.Document) error {
	header := r.Writer.Header()
	header.Set("Content-Type", made.Type)
	header.Set("Cache-Control", "private, no-cache")
	header.Set("ETag", made.ETag)
	header.Set("X-Takar-Project", projectMark(made.Project, made.Revision))
	header.Add("Vary", "Cookie")
	header.Set("Content-Length", strconv.Itoa(len(made.Data)))
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(made.Data) // the client may be gone: nothing to tell anybody
	return nil
}
