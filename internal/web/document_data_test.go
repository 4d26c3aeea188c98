package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"takar/internal/app"
	"takar/internal/rab"
)

func documentDataPath(project int64) string {
	return fmt.Sprintf("/detail_project/%d/data-dokumen/", project)
}

func TestWhatDocumentsSayIsEnteredInAForm(t *testing.T) {
	s := newSite(t)
	mine := s.as(owner)
	project := s.project(mine, "Gedung")
	path := documentDataPath(project)
	mine.get(path).holds(t, "Kop surat", "Penanda tangan", "Belum ada logo", "Simpan data dokumen")

	saved := mine.submit(path, path, url.Values{"kop": {"DINAS\r\nBIDANG"}, "nomor": {"1/HPS"}, "tanggal": {"2026-02-03"}, "version": {"0"}})
	if saved.status != http.StatusFound || saved.location() != path {
		t.Fatalf("saved: %d to %q\n%s", saved.status, saved.location(), mainOf(saved.body))
	}
	mine.get(path).holds(t, "Data dokumen disimpan.", "DINAS\nBIDANG", `value="1/HPS"`, `value="2026-02-03"`)
	if d := s.documents(mine, project); d.Kop != "DINAS\nBIDANG" || d.Tanggal != "2026-02-03" {
		t.Errorf("stored %+v", d)
	}

	wrong := mine.submit(path, path, url.Values{"kop": {"1\n2\n3\n4\n5"}, "nomor": {"2/HPS"}, "tanggal": {"besok"}, "version": {"1"}})
	if wrong.status != http.StatusOK {
		t.Fatalf("a bad form: %d", wrong.status)
	}
	wrong.holds(t, "paling banyak 4 baris", "Tanggal dokumen tidak sah", `id="kop-salah"`, `value="2/HPS"`)
	stale := mine.submit(path, path, url.Values{"nomor": {"3/HPS"}, "version": {"0"}})
	stale.holds(t, "sudah diubah oleh", `value="3/HPS"`, `name="version" value="1"`)
	if d := s.documents(mine, project); d.Nomor != "1/HPS" || d.Kop != "DINAS\nBIDANG" {
		t.Errorf("stored %+v", d)
	}
	mine.submit(path, path, url.Values{"nomor": {"3/HPS"}, "version": {"1"}})
	if d := s.documents(mine, project); d.Nomor != "3/HPS" || d.Kop != "DINAS\nBIDANG" {
		t.Errorf("what the form does not name is lost: %+v", d)
	}
}

func (s *site) documents(c *client, project int64) *rab.DocumentSetting {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(c, project))
	must(s.t, err)
	return view.Documents()
}

func TestReadersSeeWhatDocumentsSayAndChangeNothing(t *testing.T) {
	s := newSite(t)
	mine := s.as(owner)
	project := s.project(mine, "Gedung")
	path := documentDataPath(project)
	must(t, s.Share(t.Context(), s.visit(mine, project), stranger, app.Reader, false))
	theirs := s.as(stranger)
	theirs.get(path).holds(t, "Anda hanya membaca proyek ini", "<fieldset class=\"bare\" disabled>")
	theirs.get(path).lacks(t, "Simpan data dokumen", "Pasang logo")
	if got := theirs.submit("/dashboard/", path, url.Values{"nomor": {"x"}}); got.status != http.StatusForbidden {
		t.Errorf("a reader saves: %d", got.status)
	}
	for _, action := range []string{"logo/", "logo/hapus/"} {
		if got := theirs.submit("/dashboard/", path+action, nil); got.status != http.StatusForbidden {
			t.Errorf("a reader changes the logo: %d", got.status)
		}
	}
	must(t, s.Unshare(t.Context(), s.visit(mine, project), s.visit(theirs, project).Account.ID))
	if got := theirs.get(path); got.status != http.StatusNotFound {
		t.Errorf("a stranger: %d", got.status)
	}
}

// logoPicture writes a picture as people have them: wide, with something on it.
func logoPicture(t *testing.T) string {
	t.Helper()
	drawn := image.NewNRGBA(image.Rect(0, 0, 900, 450))
	for y := range 450 {
		for x := range 900 {
			if (x/90+y/90)%2 == 0 {
				drawn.SetNRGBA(x, y, color.NRGBA{R: 20, G: 90, B: 160, A: 255})
			}
		}
	}
	var file bytes.Buffer
	must(t, png.Encode(&file, drawn))
	path := filepath.Join(t.TempDir(), "logo kantor.png")
	must(t, os.WriteFile(path, file.Bytes(), 0o600))
	return path
}

// From an empty page to a head of a letter with a logo, and to what a refused file says.
func TestAHeadOfALetterIsMade(t *testing.T) {
	s := newSite(t)
	mine := s.as(owner)
	project := s.project(mine, "Gedung")
	b := openTab(t, s.server.URL)
	b.logIn(owner)
	b.open(documentDataPath(project))
	b.do(chromedp.WaitVisible("#kop"), chromedp.SendKeys("#kop", "PEMERINTAH KABUPATEN\nDINAS PEKERJAAN UMUM"), chromedp.SendKeys("#nomor", "027/12/HPS/2026"))
	b.until(`(() => { const event = new Event("beforeunload", { cancelable: true }); dispatchEvent(event); return event.defaultPrevented; })()`)
	b.do(chromedp.Click(`form[data-guard] button[type=submit]`))
	b.until(`document.body.innerText.includes("Data dokumen disimpan.")`)
	b.until(`(() => { const event = new Event("beforeunload", { cancelable: true }); dispatchEvent(event); return !event.defaultPrevented; })()`)

	broken := filepath.Join(t.TempDir(), "rusak.png")
	must(t, os.WriteFile(broken, []byte("bukan gambar"), 0o600))
	b.do(chromedp.SetUploadFiles("#logo", []string{broken}), chromedp.Click(`form[enctype] button[type=submit]`))
	b.until(`document.querySelector("#logo-salah")?.innerText.includes("bukan gambar PNG atau JPEG")`)
	b.do(chromedp.SetUploadFiles("#logo", []string{logoPicture(t)}), chromedp.Click(`form[enctype] button[type=submit]`))
	b.until(`document.querySelector(".logo-parts img")?.naturalWidth === 600`)
	if d := s.documents(mine, project); d.Kop != "PEMERINTAH KABUPATEN\nDINAS PEKERJAAN UMUM" || d.Nomor != "027/12/HPS/2026" {
		t.Errorf("stored %+v", d)
	}
	b.inspect("data-dokumen")
}

// A klasifikasi is marked SMKK and unmarked: its pekerjaan lose their BUK and get it back.
func TestAKlasifikasiIsMarkedSMKKInTheList(t *testing.T) {
	l, ids := openList(t, work{uraian: "APD", koefisien: "1", price: "1000", volume: "2"})
	markup := func(want string) {
		t.Helper()
		l.wantSaved()
		view, err := l.site.View(t.Context(), l.site.visit(l.client, l.project))
		must(t, err)
		if line, _ := view.Figures().LineOf(ids[0]); line.Markup.String() != want {
			t.Errorf("BUK is %s, want %s", line.Markup, want)
		}
	}
	l.click(2, listName)
	l.do(chromedp.Click(`.tools-buttons [data-do="smkk"]`))
	l.wantCell(0, listSource, "SMKK")
	markup("0")
	l.inspect("list-smkk")
	l.with(control, "z")
	l.wantCell(0, listSource, "")
	markup("10")
	l.click(0, listName)
	l.do(chromedp.Click(`.tools-buttons [data-do="smkk"]`))
	l.wantCell(0, listSource, "SMKK")
	page := l.client.get(strings.Replace(listPath(l.project), "list-pekerjaan", "rekap-rab", 1))
	page.holds(t, `source-badge is-smkk`)
}
