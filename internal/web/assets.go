package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/serve"
)

// assetNames are the files of the bundle that pages name.
var assetNames = []string{"app.css", "app.js", "theme.js", "rekap.js", "projects.js", "events-worker.js", "icon.svg"}

// assets is the bundle in memory.
type assets struct {
	manifest map[string]string // name → file name with a hash; empty without a bundle
	files    map[string]*asset // by file name
}

type asset struct {
	contentType string
	body        []byte
	gzip        []byte // nil for what is compressed already
}

// hashed matches the names that "make web" gives: they change with the content.
var hashed = regexp.MustCompile(`^[\w.-]+-[A-Z0-9]{8}\.[a-z0-9]+$`)

// contentTypes are those of the bundle; others come from the machine's table.
var contentTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2",
}

func loadAssets(static fs.FS) (*assets, error) {
	a := &assets{manifest: map[string]string{}, files: map[string]*asset{}}
	manifest, err := fs.ReadFile(static, "static/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err == nil {
		err = json.Unmarshal(manifest, &a.manifest)
	}
	if err != nil {
		return nil, fmt.Errorf("web: static/manifest.json: %w", err)
	}
	entries, err := fs.ReadDir(static, "static")
	if err != nil {
		return nil, fmt.Errorf("web: static: %w", err)
	}
	for _, entry := range entries {
		if hashed.MatchString(entry.Name()) {
			if a.files[entry.Name()], err = loadAsset(static, entry.Name()); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range assetNames {
		if a.files[a.manifest[name]] == nil {
			return nil, fmt.Errorf("web: the bundle lacks %s: run make web", name)
		}
	}
	return a, nil
}

func loadAsset(static fs.FS, name string) (*asset, error) {
	body, err := fs.ReadFile(static, "static/"+name)
	if err != nil {
		return nil, fmt.Errorf("web: static: %w", err)
	}
	extension := path.Ext(name)
	file := &asset{contentType: contentTypes[extension], body: body}
	if file.contentType == "" {
		file.contentType = mime.TypeByExtension(extension)
	}
	if extension == ".woff2" {
		return file, nil
	}
	packed, err := app.Compress(body)
	if err != nil {
		return nil, fmt.Errorf("web: static: %w", err)
	}
	if len(packed) < len(body) {
		file.gzip = packed
	}
	return file, nil
}

// present reports whether "make web" has run.
func (a *assets) present() bool { return len(a.manifest) > 0 }

// url returns the address of a file of the bundle, "" without a bundle.
func (a *assets) url(name string) (string, error) {
	if !a.present() {
		return "", nil
	}
	file, ok := a.manifest[name]
	if !ok {
		return "", fmt.Errorf("web: %s is not part of the bundle", name)
	}
	return "/static/" + file, nil
}

// names lists the bundle; it differs when any file does.
func (a *assets) names() string {
	return strings.Join(slices.Sorted(maps.Keys(a.files)), " ")
}

// Static serves the bundle below /static/: names carry a hash of the content, so browsers
// may keep the files. Everything else there is not found.
func (s *Site) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := s.assets.files[strings.TrimPrefix(r.URL.Path, "/static/")]
		if !ok {
			s.ErrorPage(w, r, http.StatusNotFound, notFound)
			return
		}
		header := w.Header()
		header.Set("Content-Type", file.contentType)
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
		header.Set("Vary", "Accept-Encoding")
		body := file.body
		if file.gzip != nil && serve.AcceptsGzip(r) {
			header.Set("Content-Encoding", "gzip")
			body = file.gzip
		}
		header.Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(body) // the client may be gone: nothing to tell anybody
	})
}
