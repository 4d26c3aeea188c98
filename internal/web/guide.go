package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"takar/docs/panduan"
	"takar/internal/app"
	"takar/internal/serve"
)

// guidePath is where the user guide is, for everybody.
const guidePath = "/panduan/"

// helpOn names what the guide says about a template; pages of the workspace that are not
// named here have it in their own list. "" is the contents.
var helpOn = map[string]string{ //nolint:gosec // names of templates, no credentials
	"login": "mulai#masuk", "logout": "mulai#keluar", "setup": "mulai#pengaturan-pertama", "dashboard": "dashboard",
	"edit": "data-proyek#mengubah-data-proyek", "archive": "data-proyek#mengarsipkan-proyek", "duplicate": "data-proyek#menyalin-proyek", "members": "anggota",
	"upload": "dashboard#mengunggah-proyek-dari-excel", "library": "referensi", "library-analysis": "referensi#membaca-sebuah-analisa", "banding": "revisi#membandingkan", "error": "", "guide": "",
	"library-portal": "kelola-pustaka", "library-import": "kelola-pustaka#mengimpor-buku-kerja", "library-staged": "kelola-pustaka#memeriksa-temuan",
	"library-database": "kelola-pustaka#mengoreksi-dan-menerbitkan-revisi", "library-correct": "kelola-pustaka#mengoreksi-dan-menerbitkan-revisi",
	"library-edition": "kelola-pustaka#mengoreksi-dan-menerbitkan-revisi", "library-withdraw": "kelola-pustaka#menarik-edisi",
	"library-codes": "kelola-pustaka#kode-item", "library-log": "kelola-pustaka#catatan",
	"signup": "akun#daftar", "reset": "akun#lupa-kata-sandi", "reset-done": "akun#lupa-kata-sandi", "newpassword": "akun#lupa-kata-sandi",
	"profile": "akun#profil", "tokens": "akun#token-api", "password": "akun#mengganti-kata-sandi", "people": "akun#mengurus-orang", "person": "akun#mengurus-orang",
}

// guideRoutes lists the pages of the guide and its pictures.
func (s *Site) guideRoutes() []serve.Route {
	route := func(pattern string, kind serve.Kind, handle func(*serve.Request) error) serve.Route {
		return serve.Route{Method: http.MethodGet, Pattern: pattern, Need: serve.Public, Kind: kind, Handle: handle}
	}
	return []serve.Route{
		route(guidePath, serve.Page, s.guideContents),
		route(guidePath+"{page}/", serve.Page, s.guidePage),
		route(guidePath+"gambar/{picture}", serve.Plain, s.guidePicture),
	}
}

// guideBody is a page of the guide with the way to all others.
type guideBody struct {
	*panduan.Page

	Groups        []panduan.Group
	Before, After *panduan.Page
}

func (s *Site) guideContents(r *serve.Request) error {
	return s.showGuide(r, &guideBody{Page: s.guide.Contents, After: s.guide.Pages[0]})
}

func (s *Site) guidePage(r *serve.Request) error {
	page, before, after := s.guide.Page(r.HTTP.PathValue("page"))
	if page == nil {
		return app.ErrNotFound
	}
	return s.showGuide(r, &guideBody{Page: page, Before: before, After: after})
}

func (s *Site) showGuide(r *serve.Request, body *guideBody) error {
	body.Groups = s.guide.Groups
	title := body.Title
	if body.Name != "" {
		title += " – Panduan"
	}
	page, err := s.execute("guide", &page{Title: title, Island: "guide.js", Guest: r.Visit == nil, Section: "guide", Body: body})
	if err != nil {
		return err
	}
	return r.SendPage(http.StatusOK, page)
}

// guidePicture answers with a picture. Its name stays when the program changes, so browsers
// ask whether it is still the same.
func (s *Site) guidePicture(r *serve.Request) error {
	picture, ok := s.guide.Pictures[r.HTTP.PathValue("picture")]
	if !ok {
		return app.ErrNotFound
	}
	header := r.Writer.Header()
	header.Set("ETag", `"`+s.build+`"`)
	header.Set("Cache-Control", "public, no-cache")
	if r.HTTP.Header.Get("If-None-Match") == header.Get("ETag") {
		r.Writer.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", "image/webp")
	header.Set("Content-Length", strconv.Itoa(len(picture)))
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(picture) // the client may be gone: nothing to tell anybody
	return nil
}

// helpFor returns the address of what the guide says about a page; "" on the guide itself.
func helpFor(name string, project *projectBar) string {
	if name == "guide" {
		return ""
	}
	reference, known := helpOn[name]
	if !known && project != nil {
		reference = project.Help
	}
	return guideAddress(reference)
}

// guideAddress turns a reference such as "mulai#masuk" into an address.
func guideAddress(reference string) string {
	page, anchor, cut := strings.Cut(reference, "#")
	switch {
	case page == "":
		return guidePath
	case cut:
		return guidePath + page + "/#" + anchor
	}
	return guidePath + page + "/"
}

// loadGuide reads the guide of this program.
func loadGuide() (*panduan.Guide, error) {
	guide, err := panduan.Load(guidePath)
	if err == nil && len(guide.Pages) == 0 {
		err = errors.New("panduan: no pages")
	}
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return guide, nil
}
