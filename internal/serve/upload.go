package serve

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"takar/internal/rab"
)

// Upload is a file that a client sent, with the other fields of its form.
type Upload struct {
	Name   string
	Data   []byte
	Fields map[string]string
}

// Bounds of the fields beside a file.
const (
	uploadFields     = 50
	uploadFieldBytes = 64 << 10
)

// Upload reads a multipart form with one file, under any of the given names, of at most so
// many MiB. The first name is the path of problems.
func (r *Request) Upload(megabytes int64, names ...string) (*Upload, error) {
	limit := megabytes << 20
	tooLarge := &Failure{
		Status: http.StatusRequestEntityTooLarge, Code: "TOO_LARGE", Message: fmt.Sprintf("Berkas terlalu besar: paling banyak %d MB.", megabytes),
	}
	if r.Exceeds(limit + uploadFields*uploadFieldBytes) {
		return nil, tooLarge
	}
	r.HTTP.Body = http.MaxBytesReader(r.Writer, r.HTTP.Body, limit+uploadFields*uploadFieldBytes)
	parts, err := r.HTTP.MultipartReader()
	if err != nil {
		return nil, rab.Refuse(names[0], "Kirim berkas sebagai formulir multipart dengan isian %s.", strings.Join(names, " atau "))
	}
	upload := &Upload{Fields: map[string]string{}}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, uploadError(err, tooLarge, names[0])
		}
		isFile := part.FileName() != "" && slices.Contains(names, part.FormName())
		most := int64(uploadFieldBytes)
		if isFile {
			most = limit
		}
		data, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return nil, uploadError(err, tooLarge, names[0])
		case int64(len(data)) > most && isFile:
			return nil, tooLarge
		case int64(len(data)) > most, n > uploadFields, !isFile && !utf8.Valid(data):
			return nil, rab.Refuse(part.FormName(), "isian formulir ini tidak dapat dibaca")
		case isFile && upload.Data != nil:
			return nil, rab.Refuse(names[0], "kirim satu berkas saja")
		case isFile:
			upload.Name, upload.Data = part.FileName(), data
		default:
			upload.Fields[part.FormName()] = string(data)
		}
	}
	if upload.Data == nil {
		return nil, rab.Refuse(names[0], "pilih berkas yang diunggah")
	}
	return upload, nil
}

func uploadError(err error, tooLarge *Failure, path string) error {
	var size *http.MaxBytesError
	if errors.As(err, &size) {
		return tooLarge
	}
	return rab.Refuse(path, "unggahan terputus atau rusak: coba lagi")
}
