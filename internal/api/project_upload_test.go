package api_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"takar/internal/app"
	"takar/internal/exchange"
	"takar/internal/store"
	"takar/internal/testservice"
)

const (
	uploadAddress = "/detail_project/api/projects/upload/"
	sampleAddress = "/dashboard/upload/sample/"
)

// uploadText is a file of projects as text: the titles and one row.
func uploadText(name string) string {
	return "nama;lokasi;nama_client;sumber_dana;anggaran;tanggal_mulai\n" + name + ";Bandung;Dinas;APBD;Rp 1.000.000,50;5 Januari 2026\n"
}

func init() {
	samples["POST "+uploadAddress] = sample{status: 201, body: func(s *stage) any { return uploadText("Unggahan " + strconv.Itoa(s.next())) }}
	bad := func(name, path, text string) wrongBody {
		return wrongBody{name: name, path: path, body: is(text)}
	}
	forms["POST "+uploadAddress] = form{
		most: app.UploadMegabytes,
		wrong: []wrongBody{
			bad("titles alone", "file", strings.SplitAfter(uploadText("x"), "\n")[0]),
			bad("a title less", "file", strings.Replace(uploadText("Gedung"), "nama_client", "klien lama", 1)),
			bad("a title twice", "file", strings.Replace(uploadText("Gedung"), "nama_client", "lokasi", 1)),
			bad("a short name", "nama", uploadText("ab")),
			bad("no budget", "anggaran_owner", strings.Replace(uploadText("Gedung"), "Rp 1.000.000,50", "", 1)),
			bad("a negative budget", "anggaran_owner", strings.Replace(uploadText("Gedung"), "Rp 1", "-1", 1)),
			bad("no such day", "tanggal_mulai", strings.Replace(uploadText("Gedung"), "5 Januari", "31 Februari", 1)),
			bad("one bad row among good ones", "tanggal_mulai", uploadText("Gedung A")+"Gedung B;Bandung;Dinas;APBD;5;besok\n"),
			bad("2,001 rows", "file", uploadText("Gedung")+strings.Repeat("Gedung;Bandung;Dinas;APBD;5;2026-01-05\n", exchange.MaxSheetProjects)),
			bad("an old workbook", "file", "\xD0\xCF\x11\xE0"),
			bad("a broken workbook", "file", "PK\x03\x04rusak"),
		},
	}
}

// filledIn opens a workbook, changes it and saves it again, as a person with Excel does.
func filledIn(t *testing.T, data []byte, change func(*excelize.File)) []byte {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	change(file)
	out, err := file.WriteToBuffer()
	must(t, err)
	return out.Bytes()
}

// ownNames lists the projects of the owner by name.
func (s *site) ownNames() string {
	s.t.Helper()
	page, err := s.Projects(s.t.Context(), s.visit(owner, 0), app.ProjectQuery{PageSize: 200, SortBy: "nama"})
	must(s.t, err)
	var names []string
	for _, row := range page.Rows {
		names = append(names, row.Nama)
	}
	return strings.Join(names, ", ")
}

func TestTheSampleIsFilledInUploadedAndTellsWhatIsWrong(t *testing.T) {
	oneByOne(t)
	t.Run("sqlite", func(t *testing.T) { uploadGoesAllTheWay(t, newSite(t)) })
	t.Run("postgresql", func(t *testing.T) {
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		must(t, err)
		uploadGoesAllTheWay(t, siteOn(t, opened))
	})
}

func uploadGoesAllTheWay(t *testing.T, s *site) {
	me := s.as(owner)
	downloaded := me.get(sampleAddress).want(200)
	if got := downloaded.Header.Get("Content-Disposition"); got != `attachment; filename="Contoh_Unggah_Proyek.xlsx"` {
		t.Errorf("the sample is sent as %s", got)
	}
	// As it is, the sample would make its examples.
	preview := me.upload(uploadAddress, downloaded.Body, map[string]string{"dry_run": "1"}).want(200)
	preview.wantText("rows.0.nama", "Pembangunan Gedung Serbaguna Desa Sukamaju")
	preview.wantText("rows.1.tanggal_selesai", "2026-07-29") // from the duration
	preview.wantText("rows.1.anggaran_owner", "847250500.75")
	preview.wantText("rows.2.tanggal_selesai", "2026-12-31")
	if len(preview.list("rows")) != 3 || len(preview.list("errors")) != 0 || preview.at("rows.0.id") != nil || s.ownNames() != "" {
		t.Fatalf("the preview says %s; stored: %s", preview.Body, s.ownNames())
	}
	// Somebody fills it in with four projects, two of them wrong, and leaves a note below.
	file := filledIn(t, downloaded.Body, func(f *excelize.File) {
		for cell, value := range map[string]any{
			"A2": "Puskesmas Cibiru", "E2": 1234567890.25, "A3": "Jembatan Cikapundung", "E3": "Rp 2.500.000.000,-", "F3": "1 Maret 2026",
			"A4": "ab", "E4": "sejuta", "A5": "Pasar Baru", "B5": "Bandung", "C5": "Dinas Pasar", "D5": "Swasta", "E5": 5, "F5": "31/02/2026", "E9": 99,
		} {
			must(t, f.SetCellValue("Proyek", cell, value))
		}
	})
	refused := me.upload(uploadAddress, file, nil).want(400)
	refused.wantText("saved", "0")
	var places []string
	for _, e := range refused.list("errors") {
		p := e.(row)
		if p["message"] == "" {
			t.Error("a row is refused without a reason")
		}
		places = append(places, fmt.Sprint(p["row"], " ", p["column"], " ", p["path"]))
	}
	if got, want := strings.Join(places, "; "), "4 Nilai Anggaran (Rp) * anggaran_owner; 4 Nama Project * nama; 5 Tanggal Mulai * tanggal_mulai"; got != want {
		t.Errorf("refused at %s, want %s", got, want)
	}
	if s.ownNames() != "" {
		t.Fatalf("stored in part: %s", s.ownNames())
	}
	// They choose to go on without the wrong ones.
	created := me.upload(uploadAddress+"?only_valid=1", file, map[string]string{"preset": ""}).want(201)
	created.wantText("created_count", "2")
	created.wantText("refused_count", "2")
	created.wantText("skipped_rows.0", "9")
	created.wantText("rows.1.tanggal_mulai", "2026-03-01")
	created.wantText("rows.1.anggaran_owner", "2500000000.00")
	if s.ownNames() != "Jembatan Cikapundung, Puskesmas Cibiru" {
		t.Errorf("stored: %s", s.ownNames())
	}
	me.get(p(created.id("rows.0.id"), "/pricing/")).want(200).wantText("markup_percent", "10.00")
	// The same file again: what has become a project is told.
	again := me.upload(uploadAddress+"?dry_run=1", file, nil).want(200)
	again.wantText("warnings.0.row", "2")
	again.wantText("warnings.0.column", "Nama Project *")
	if len(again.list("warnings")) != 2 {
		t.Errorf("warnings: %v", again.list("warnings"))
	}
	// The list that is handed out can be taken in again.
	s.as(stranger).upload(uploadAddress, me.get("/dashboard/export/excel/").want(200).Body, nil).want(201).wantText("created_count", "2")
}

func TestUploadKnowsItsPresetAndItsLimits(t *testing.T) {
	s := newSite(t)
	me := s.as(owner)
	me.upload(uploadAddress, []byte(uploadText("Gedung")), map[string]string{"preset": "tidak-ada"}).want(400).wantText("errors.0.path", "preset")
	me.upload(uploadAddress, bytes.Repeat([]byte("a"), app.UploadMegabytes<<20+1), nil).want(413)
	me.upload(uploadAddress+"?dry_run=1", []byte(uploadText("ab")), nil).want(200).wantText("errors.0.row", "2")
	me.upload(uploadAddress+"?only_valid=1", []byte(uploadText("ab")), nil).want(400).wantText("errors.0.path", "nama")
	twice := me.upload(uploadAddress+"?dry_run=1", []byte(uploadText("Gedung")+"gedung;Bandung;Dinas;APBD;5;2026-01-05\n"), nil).want(200)
	twice.wantText("warnings.0.row", "3")
	if s.ownNames() != "" {
		t.Errorf("stored: %s", s.ownNames())
	}
}

func TestTwoThousandProjectsAreUploadedAtOnce(t *testing.T) {
	oneByOne(t)
	s := newSite(t)
	me := s.as(owner)
	file := filledIn(t, me.get(sampleAddress).want(200).Body, func(f *excelize.File) {
		for i := range exchange.MaxSheetProjects {
			must(t, f.SetSheetRow("Proyek", fmt.Sprint("A", i+2), &[]any{
				fmt.Sprint("Proyek ke-", i+1), "Bandung", "Dinas", "APBD", i, time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC), nil, 90,
			}))
		}
	})
	started := s.now()
	answered := me.upload(uploadAddress, file, nil).want(201)
	answered.wantText("created_count", itoa(exchange.MaxSheetProjects))
	answered.wantText("rows.1999.tanggal_mulai", "2031-06-23")
	answered.wantText("rows.1999.anggaran_owner", "1999.00")
	t.Logf("%d projects in %s", exchange.MaxSheetProjects, s.now().Sub(started))
	page, err := s.Projects(t.Context(), s.visit(owner, 0), app.ProjectQuery{})
	must(t, err)
	if page.Total != exchange.MaxSheetProjects {
		t.Errorf("%d projects", page.Total)
	}
}
