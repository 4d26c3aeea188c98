package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/dossier"
	"takar/internal/rab"
)

// exported begins to make a document and waits until that has ended.
func (s *site) exported(who string, project int64, body any) *answer {
	s.t.Helper()
	begun := s.as(who).post(p(project, "/export-async/"), body).want(http.StatusAccepted)
	s.ended(who, begun.id("task_id"))
	return s.as(who).get(begun.text("status_url")).want(http.StatusOK)
}

func TestADocumentIsOrderedWatchedAndFetched(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for format, want := range fileTypes {
		task := s.exported(reader, f.Project, row{"export_type": "rekap-rab", "format": format, "options": row{"paper": "f4", "status": "draft"}})
		task.wantText("status", "SUCCESS")
		task.wantText("progress.progress", "100")
		task.wantText("progress.total", "100")
		if task.text("progress.done") != task.text("progress.rows") || len(task.text("progress.rows")) < 2 {
			t.Errorf("%s of %s rows", task.text("progress.done"), task.text("progress.rows"))
		}
		file := s.as(reader).get(task.text("result.download_url")).want(http.StatusOK)
		if file.Header.Get("Content-Type") != want.contentType || !strings.Contains(file.Header.Get("Content-Disposition"), "_20260303"+want.extension) {
			t.Errorf("%s: %v", format, file.Header)
		}
		task.wantText("result.file_size", itoa(len(file.Body)))
		direct := s.as(reader).get(p(f.Project, fmt.Sprintf("/export/rekap-rab/%s/?paper=f4&status=draft", format))).want(http.StatusOK)
		if !bytes.Equal(direct.Body, file.Body) {
			t.Errorf("%s: the file of the job is another one", format)
		}
	}
	pdf := s.exported(owner, f.Project, row{"export_type": "volume-pekerjaan", "unknown": 1})
	pdf.wantText("result.format", "pdf")
}

// Somebody's documents are nobody else's, whatever they may see of the project.
func TestDocumentsOfOthersAreOutOfReach(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	task := s.exported(reader, f.Project, row{"export_type": "rekap-rab", "format": "xlsx"})
	for _, who := range []string{owner, editor, blind, stranger, admin} {
		for _, address := range []string{"status_url", "download_url"} {
			s.as(who).get(task.text(address)).want(http.StatusNotFound)
		}
		s.as(who).post(task.text("cancel_url"), nil).want(http.StatusNotFound)
	}
	for _, bad := range []string{"0", "-1", "abc", "987654321", "1.5", "%00"} {
		s.as(reader).get("/detail_project/api/export-status/async/" + bad + "/").want(http.StatusNotFound)
		s.as(reader).get("/detail_project/api/export-download/async/" + bad + "/").want(http.StatusNotFound)
	}
	copying, err := s.StartCopies(t.Context(), s.visit(reader, f.Project), app.BatchCopy{Base: "Kelak", Count: 1})
	must(t, err)
	s.ended(reader, copying.ID)
	s.as(reader).get(fmt.Sprintf("/detail_project/api/export-status/async/%d/", copying.ID)).want(http.StatusNotFound)
	s.as(reader).get(fmt.Sprintf("/detail_project/api/export-download/async/%d/", copying.ID)).want(http.StatusNotFound)

	// Rights are those of now.
	must(t, s.Share(t.Context(), s.visit(owner, f.Project), reader, app.Reader, false))
	refused := s.as(reader).get(task.text("download_url")).want(http.StatusForbidden)
	if !strings.Contains(refused.text("message"), "harga") {
		t.Errorf("refused with %s", refused.text("message"))
	}
	must(t, s.Share(t.Context(), s.visit(owner, f.Project), reader, app.Reader, true))
	s.as(reader).get(task.text("download_url")).want(http.StatusOK)
	must(t, s.Unshare(t.Context(), s.visit(owner, f.Project), s.accounts[reader]))
	s.as(reader).get(task.text("download_url")).want(http.StatusNotFound)
}

func TestADocumentIsNotFetchedBeforeItIsMade(t *testing.T) {
	s := newSite(t)
	f, me := s.fill(), s.as(owner)
	visit := s.visit(owner, f.Project)
	s.App.Close() // nobody runs jobs now
	waiting := me.post(p(f.Project, "/export-async/"), row{"export_type": "rekap-rab"}).want(http.StatusAccepted)
	waiting.wantText("status", "PENDING")
	me.get(waiting.text("download_url")).want(http.StatusBadRequest).wantText("code", "NOT_READY")
	now := rab.InstantOf(s.now())
	job, err := s.store.TakeJob(t.Context(), now, now-1)
	must(t, err)
	job.Done, job.Total = 30, 120
	_, err = s.store.JobProgress(t.Context(), job, now)
	must(t, err)
	running := me.get(waiting.text("status_url")).want(http.StatusOK)
	for path, want := range map[string]string{"status": "PROCESSING", "progress.progress": "25", "progress.done": "30", "progress.rows": "120"} {
		running.wantText(path, want)
	}
	me.get(waiting.text("download_url")).want(http.StatusBadRequest)
	me.post(waiting.text("cancel_url"), nil).want(http.StatusOK)

	second, err := s.StartExport(t.Context(), visit, app.DocumentOrder{Kind: dossier.RekapRAB, Format: dossier.PDF})
	must(t, err)
	me.post(fmt.Sprintf("/detail_project/api/jobs/%d/cancel/", second.ID), nil).want(http.StatusOK).wantText("state", "cancelled")
	cancelled := me.get(fmt.Sprintf("/detail_project/api/export-status/async/%d/", second.ID)).want(http.StatusOK)
	cancelled.wantText("status", "REVOKED")
	me.get(cancelled.text("download_url")).want(http.StatusBadRequest)
}

// loadScriptExports are the files that the load script fetches (api §5.6).
var loadScriptExports = strings.Fields(`
	rekap-rab/xlsx rekap-rab/csv rekap-rab/pdf rekap-rab/word rekap-rab/json
	jadwal-pekerjaan/pdf jadwal-pekerjaan/csv jadwal-pekerjaan/xlsx jadwal-pekerjaan/word
	harga-items/csv harga-items/pdf harga-items/xlsx harga-items/word harga-items/json full-backup/json
	rincian-ahsp/csv rincian-ahsp/xlsx rincian-ahsp/pdf rincian-ahsp/word
	rekap-kebutuhan/xlsx rekap-kebutuhan/pdf rekap-kebutuhan/word rekap-kebutuhan/json
	volume-pekerjaan/pdf volume-pekerjaan/word volume-pekerjaan/xlsx volume-pekerjaan/json list-pekerjaan/json template-ahsp/json`)

func TestTheExportsOfTheLoadScriptSucceed(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for _, name := range loadScriptExports {
		file := s.as(owner).get(p(f.Project, "/export/"+name+"/"), "Accept", "*/*").want(http.StatusOK)
		if len(file.Body) < 100 || file.Header.Get("Content-Disposition") == "" {
			t.Errorf("%s: %d bytes, %v", name, len(file.Body), file.Header)
		}
	}
}
