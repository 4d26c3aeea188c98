package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
)

func TestAnAnswerIsSentOnceUntilTheProjectChanges(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	address := p(f.Project, "/rekap/")
	first := s.as(reader).get(address).want(http.StatusOK)
	tag := first.Header.Get("ETag")
	if tag == "" || first.Header.Get("Cache-Control") != "private, no-cache" || !strings.Contains(first.Header.Get("Vary"), "Cookie") {
		t.Fatalf("header %v", first.Header)
	}
	again := s.as(reader).get(address, "If-None-Match", tag).want(http.StatusNotModified)
	if len(again.Body) != 0 || again.Header.Get("ETag") != tag {
		t.Errorf("304 with %d bytes and the tag %q", len(again.Body), again.Header.Get("ETag"))
	}
	if mark := first.Header.Get("X-Takar-Project"); mark == "" || mark != again.Header.Get("X-Takar-Project") {
		t.Errorf("marks %q and %q", mark, again.Header.Get("X-Takar-Project"))
	}
	_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, f.Project), []rab.VolumeInput{{PekerjaanID: f.Ref, Quantity: pointer(some("99"))}})
	must(t, err)
	changed := s.as(reader).get(address, "If-None-Match", tag).want(http.StatusOK)
	if changed.Header.Get("ETag") == tag || bytes.Equal(changed.Body, first.Body) {
		t.Error("the old answer after a change")
	}
	changed.wantText("rows.0.volume", "99")
}

// The history has entries that make no revision, such as a saved state.
func TestTheHistoryIsSentOnceUntilSomethingNewIsListed(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	address := p(f.Project, "/audit-trail/")
	first := s.as(reader).get(address).want(http.StatusOK)
	tag := first.Header.Get("ETag")
	s.as(reader).get(address, "If-None-Match", tag).want(http.StatusNotModified)
	before := s.visit(owner, f.Project).Revision
	s.saveRevision(f.Project, "Penawaran")
	if after := s.visit(owner, f.Project).Revision; after != before {
		t.Fatalf("saving a state made revision %d of %d", after, before)
	}
	changed := s.as(reader).get(address, "If-None-Match", tag).want(http.StatusOK)
	if changed.Header.Get("ETag") == tag || bytes.Equal(changed.Body, first.Body) {
		t.Error("the old answer after a state was saved")
	}
}

// The same address under other rights or options is another answer.
func TestRightsAndOptionsAreSeparateAnswers(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	tags := map[string]string{}
	note := func(name string, a *answer) {
		t.Helper()
		tag := a.want(http.StatusOK).Header.Get("ETag")
		for other, known := range tags {
			if known == tag {
				t.Errorf("%s and %s have one tag", name, other)
			}
		}
		tags[name] = tag
	}
	needs := p(f.Project, "/rekap-kebutuhan/")
	for _, who := range []string{owner, reader, blind} {
		note("needs of the "+who, s.as(who).get(needs))
	}
	for _, query := range []string{
		"?kategori=TK", "?kategori=TK,BHN", "?search=semen", "?search=pasir", "?pekerjaan=1", "?klasifikasi=1", "?sub_klasifikasi=1",
		"?period_mode=week&period_start=2026-W03", "?period_mode=week&period_start=2026-W04",
	} {
		note("needs "+query, s.as(owner).get(needs+query))
	}
	note("enhanced", s.as(owner).get(p(f.Project, "/rekap-kebutuhan-enhanced/")))
	note("tree", s.as(owner).get(p(f.Project, "/list-pekerjaan/tree/")))
	note("tree with a search", s.as(owner).get(p(f.Project, "/list-pekerjaan/tree/?search=beton")))

	same := s.as(owner).get(needs + "?kategori=bahan,tk,TK").want(http.StatusOK)
	if same.Header.Get("ETag") != tags["needs ?kategori=TK,BHN"] {
		t.Error("two ways to say the same are two answers")
	}
	if got := s.as(blind).get(needs, "If-None-Match", tags["needs of the "+owner]); got.Status != http.StatusOK {
		t.Errorf("another's tag gives %d", got.Status)
	}
}

func TestLongAnswersAreCompressedOnRequest(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	address := p(f.Project, "/rekap/")
	plain := s.as(reader).get(address, "Accept-Encoding", "identity").want(http.StatusOK)
	if plain.Header.Get("Content-Encoding") != "" {
		t.Error("compressed without being asked")
	}
	packed := s.as(reader).get(address, "Accept-Encoding", "gzip").want(http.StatusOK)
	if packed.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("not compressed")
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed.Body))
	must(t, err)
	unpacked, err := io.ReadAll(reader)
	must(t, err)
	if !bytes.Equal(unpacked, plain.Body) {
		t.Error("another answer when compressed")
	}
}

func TestHeadAnswersLikeGetWithoutABody(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	address := p(f.Project, "/pricing/")
	get := s.as(reader).get(address).want(http.StatusOK)
	head := s.as(reader).send(http.MethodHead, address, nil, http.Header{}).want(http.StatusOK)
	if len(head.Body) != 0 || head.Header.Get("ETag") != get.Header.Get("ETag") {
		t.Errorf("HEAD gives %d bytes and the tag %q", len(head.Body), head.Header.Get("ETag"))
	}
}

func TestAWrongMethodIsToldWhichOnesThereAre(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	for address, allowed := range map[string]string{
		p(f.Project, "/rekap/"):                   "GET, HEAD",
		p(f.Project, "/rekap"):                    "GET, HEAD",
		p(f.Project, "/volume/preview/"):          "POST",
		"/health/live/":                           "GET, HEAD",
		v2(f.Project, "/rekap-kebutuhan-weekly/"): "GET, HEAD",
	} {
		wrong := s.as(owner).write(http.MethodPatch, address, "{}").want(http.StatusMethodNotAllowed)
		if got := wrong.Header.Get("Allow"); got != allowed {
			t.Errorf("%s allows %q, want %q", address, got, allowed)
		}
		if wrong.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: %s", address, wrong.Body)
			continue
		}
		wrong.wantText("code", "METHOD_NOT_ALLOWED")
	}
}

func TestAddressesWithoutTheirSlashAnswerToo(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	with := s.as(owner).get(p(f.Project, "/rekap-kebutuhan/?kategori=TK")).want(http.StatusOK)
	without := s.as(owner).get(p(f.Project, "/rekap-kebutuhan?kategori=TK")).want(http.StatusOK)
	if !bytes.Equal(with.Body, without.Body) {
		t.Error("another answer")
	}
	s.as(owner).get("/referensi/api/search/").want(http.StatusNotFound) // this one has no slash
}

func TestReadsChangeNothing(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	before := s.visit(owner, f.Project).Revision
	for _, route := range s.reads() {
		s.as(reader).get(f.address(route.Pattern)).want(http.StatusOK)
	}
	visit := s.visit(owner, f.Project)
	if visit.Revision != before {
		t.Errorf("revision %d, was %d", visit.Revision, before)
	}
	if _, total, err := s.Audit(t.Context(), visit, app.AuditFilter{Limit: 1}); err != nil || total == 0 {
		t.Errorf("history: %d, %v", total, err)
	}
}
