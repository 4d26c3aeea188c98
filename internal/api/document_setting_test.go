package api_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/rab"
)

const (
	documentSetting = api.V2 + "/documents/setting/"
	documentLogo    = api.V2 + "/documents/logo/"
)

func init() {
	samples["POST "+documentSetting] = sample{status: 200, body: func(s *stage) any { return row{"nomor": s.text(int64(s.next())), "kop": "DINAS\nBIDANG"} }}
	samples["GET "+documentLogo] = sample{status: 200, contentType: "image/png"}
	samples["POST "+documentLogo] = sample{status: 200, body: func(s *stage) any { return string(logoFile(2+s.next()%50, 3)) }}
	samples["POST "+documentLogo+"delete/"] = sample{status: 200, path: (*stage).withLogo}
	fields := map[string]kind{"version": integer, "kop": values(notText, []string{`"1\n2\n3\n4\n5"`, `"a\u0000"`, `"` + strings.Repeat("a", rab.MaxKopLine+1) + `"`}), "tanggal": date}
	whole := row{"version": 0, "kop": "DINAS", "tanggal": "2026-02-03"}
	for _, text := range new(rab.DocumentSetting).Texts() {
		fields[text.Path], whole[text.Path] = prose(text.Limit), "isi"
	}
	forms["POST "+documentSetting] = form{body: body(whole), fields: fields}
	bad := func(name, data string) wrongBody { return wrongBody{name: name, path: "file", body: is(data)} }
	forms["POST "+documentLogo] = form{wrong: []wrongBody{
		bad("half a picture", string(logoFile(200, 200)[:80])), bad("a drawing", `<svg xmlns="http://www.w3.org/2000/svg"/>`), bad("an endless picture", endless()),
		{name: "2 MB", body: is(strings.Repeat("a", app.LogoMegabytes<<20+1)), status: http.StatusRequestEntityTooLarge},
	}}
	forms["POST "+documentLogo+"delete/"] = form{bodyless: true}
}

func logoFile(width, height int) []byte {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// endless is a small file that claims to be an endless picture.
func endless() string {
	file := logoFile(1, 1)
	copy(file[16:], "\x7f\xff\xff\xff\x7f\xff\xff\xff")
	return string(file)
}

// withLogo is an address of a project whose documents have a logo.
func (s *stage) withLogo(pattern string) string {
	_, err := s.SetLogo(s.t.Context(), s.writer(), logoFile(3, 2), "file", nil)
	must(s.t, err)
	return s.path(pattern)
}

func TestWhatDocumentsSayIsEnteredOverHTTP(t *testing.T) {
	s := newSite(t)
	project := s.project("Gedung")
	s.share(project)
	me, setting, logo := s.as(owner), v2(project, "/documents/setting/"), v2(project, "/documents/logo/")
	nothing := me.get(setting).want(200)
	nothing.wantText("setting.version", "0")
	nothing.wantText("setting.tanggal", "<nil>")
	nothing.wantText("logo", "<nil>")
	me.get(logo).want(404)

	saved := me.post(setting, `{"kop":" PEMERINTAH  DESA\r\nSUKAMAJU ","nomor":"1/HPS","tanggal":"2026-02-03","nip_client":"NIP 19","version":0}`).want(200)
	saved.wantText("setting.kop", "PEMERINTAH DESA\nSUKAMAJU")
	saved.wantText("setting.tanggal", "2026-02-03")
	saved.wantText("setting.version", "1")
	me.post(setting, `{"nomor":"2/HPS"}`).want(200).wantText("setting.nip_client", "NIP 19")
	me.post(setting, `{"tanggal":null,"version":2}`).want(200).wantText("setting.tanggal", "<nil>")
	me.post(setting, `{"nomor":"3/HPS","version":1}`).want(409).wantText("conflicts.0.current.nomor", "2/HPS")
	s.as(reader).get(setting).want(200).wantText("setting.nomor", "2/HPS")
	s.as(stranger).get(setting).want(404)
	s.as(stranger).get(logo).want(404)

	photo := bytes.Buffer{}
	must(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 1200, 300)), nil))
	put := me.upload(logo+"?version=0", append(photo.Bytes(), "rahasia"...), nil).want(200)
	put.wantText("logo.width", "600")
	put.wantText("logo.height", "150")
	shown := me.get(logo).want(200)
	if got, err := jpeg.Decode(bytes.NewReader(shown.Body)); err != nil || got.Bounds().Dx() != 600 || bytes.Contains(shown.Body, []byte("rahasia")) {
		t.Errorf("the logo is not the picture alone: %v", err)
	}
	if got := shown.Header.Get("Content-Type"); got != "image/jpeg" || shown.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("it is shown as %q", got)
	}
	me.upload(logo+"?version=0", logoFile(2, 2), nil).want(409)
	me.upload(logo, logoFile(2, 2), nil).want(200).wantText("logo.type", "image/png")
	s.as(reader).upload(logo, logoFile(2, 2), nil).want(403)
	me.post(logo+"delete/", nil).want(200).wantText("logo", "<nil>")
	me.post(p(project, "/undo/"), nil).want(200)
	me.get(setting).want(200).wantText("logo.width", "2")
}

func TestAKlasifikasiIsMarkedSMKKOverHTTP(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	me := s.as(owner)
	me.get(p(f.Project, "/list-pekerjaan/tree/")).want(200).wantText("klasifikasi.0.smkk", "false")
	me.post(p(f.Project, "/list-pekerjaan/changes/"), row{"changes": []any{row{"id": f.Klasifikasi, "smkk": true}}}).want(200)
	me.get(p(f.Project, "/list-pekerjaan/tree/")).want(200).wantText("klasifikasi.0.smkk", "true")
	priced := p(f.Project, "/pekerjaan/"+f.text(f.Custom)+"/pricing/")
	me.get(priced).want(200).wantText("effective_markup", "0.00")
	me.post(priced, `{"override_markup":"7"}`).want(200).wantText("effective_markup", "7.00")
	me.post(priced, `{"override_markup":null}`).want(200).wantText("effective_markup", "0.00")
	me.post(p(f.Project, "/undo/"), nil).want(200)
	me.post(p(f.Project, "/undo/"), nil).want(200)
	me.post(p(f.Project, "/undo/"), nil).want(200)
	me.get(priced).want(200).wantText("effective_markup", "10.00")
}
