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
