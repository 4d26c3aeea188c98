package loadtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/klauspost/compress/gzip"
)

// Causes of failures. They stand in the report: no ids, so that equal ones count together.
var (
	errLoginPage    = errors.New("halaman masuk, bukan yang diminta")
	errSentToLogin  = errors.New("dialihkan ke halaman masuk")
	errNoMark       = errors.New("tanpa tanda proyek (X-Takar-Project)")
	errOtherProject = errors.New("jawaban tentang proyek lain")
	errOldRevision  = errors.New("revisi mundur: keadaan yang lebih lama dari yang sudah dilihat")
	errCut          = errors.New("isi terpotong atau rusak")
	errKind         = errors.New("jenis isi bukan yang diminta")
	errEmpty        = errors.New("isi kosong")
	errCount        = errors.New("jumlah pekerjaan tidak cocok")
	errOtherRows    = errors.New("pekerjaan bukan milik proyek ini")
	errNoWord       = errors.New("isi tanpa hal yang diminta")
	errFound        = errors.New("id yang tidak ada dijawab seolah ada")
	errLost         = errors.New("tersimpan menurut server, tetapi tidak terbaca kembali")
)

// errStatus is the cause of an answer with another status than the expected one.
func errStatus(got, want int) error { return fmt.Errorf("status %d, bukan %d", got, want) }

// loginMarks are what only the login page holds (api §2.4).
var loginMarks = [][]byte{[]byte(`name="login"`), []byte(`action="/accounts/login/"`), []byte("account_login"), []byte("Masuk ke Sistem")}

const loginPath = "/accounts/login/"

// check judges an answer: status, mark and revision of every one, and the body unless exactly
// this body of this address was found right before. It returns the body as far as it could be
// read.
func (u *user) check(q *request, a *answer, raw []byte) (shown []byte, err error) {
	u.run.desk <- struct{}{}
	defer func() { <-u.run.desk }()
	want := q.status
	if want == 0 {
		want = http.StatusOK
	}
	if q.missing {
		want = http.StatusNotFound
	}
	zipped := a.header.Get("Content-Encoding") == "gzip"
	if a.status != want {
		body, _, _ := unpack(raw, zipped)
		switch {
		case a.status/100 == 3 && strings.Contains(a.header.Get("Location"), "login") && q.group != loginGroup:
			u.loggedIn = false
			return body, errSentToLogin
		case q.missing && a.status == http.StatusOK:
			return body, errFound
		}
		return body, errStatus(a.status, want)
	}
	if q.project != nil {
		if err := u.checkMark(q.project, a); err != nil {
			body, _, _ := unpack(raw, zipped)
			if holdsLogin(body) {
				err = errLoginPage
			}
			return body, err
		}
	}
	if q.judge == nil || q.missing {
		return nil, nil
	}
	key := u.run.known.key(q, a, raw)
	if !q.anew && u.run.known.has(key) {
		return nil, nil
	}
	body, again, err := unpack(raw, zipped)
	defer release(again)
	if err != nil {
		return nil, errCut
	}
	a.body, a.full = body, q.anew || u.run.known.closely(q.name)
	if q.group != loginGroup && holdsLogin(body) {
		return bytes.Clone(body[:min(len(body), 300)]), errLoginPage
	}
	if err := q.judge(a); err != nil {
		return bytes.Clone(body[:min(len(body), 300)]), err
	}
	u.run.known.add(key)
	return nil, nil
}

// checkMark compares the mark of an answer with the project that was asked for, and its
// revision with what this user has seen of the project.
func (u *user) checkMark(p *project, a *answer) error {
	mark := a.header.Get("X-Takar-Project")
	if mark == "" {
		return errNoMark
	}
	id, revision, _ := strings.Cut(mark, ";")
	if id != strconv.FormatInt(p.id, 10) {
		return errOtherProject
	}
	n, err := strconv.ParseInt(revision, 10, 64)
	if err != nil {
		return errNoMark
	}
	if n < u.seen[p.id] {
		return errOldRevision
	}
	u.seen[p.id], a.revision = n, n
	return nil
}

func holdsLogin(body []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(body[:min(len(body), 100)]), []byte("<")) {
		return false // only pages: data may hold any text
	}
	for _, mark := range loginMarks {
		if bytes.Contains(body, mark) {
			return true
		}
	}
	return false
}

var readers = sync.Pool{New: func() any { return new(gzip.Reader) }}

// unpack returns a body as it was before it was compressed, in a buffer to be released.
func unpack(raw []byte, zipped bool) (body []byte, held *bytes.Buffer, err error) {
	held = buffers.Get().(*bytes.Buffer) //nolint:forcetypeassert // the pool holds nothing else
	if !zipped {
		return raw, held, nil
	}
	reader := readers.Get().(*gzip.Reader) //nolint:forcetypeassert // the pool holds nothing else
	defer readers.Put(reader)
	if err := reader.Reset(bytes.NewReader(raw)); err != nil {
		return nil, held, err
	}
	_, err = held.ReadFrom(reader)
	return held.Bytes(), held, err
}

// verified remembers bodies that were found right, by a hash of address and body. A server
// that answers reads from memory sends the same bytes again and again: judging them once is as
// good as judging them each time, and leaves the processor to the server.
type verified struct {
	seed maphash.Seed

	mu    sync.Mutex
	right map[uint64]struct{}
	turns map[string]int // new bodies of an endpoint so far
}

// Of the bodies of an endpoint that were not seen before, the first few and then each of so
// many are looked at closely; the others are unpacked and their marks and counts compared.
const (
	closelyFirst = 5
	closelyEach  = 8
	mostVerified = 1 << 18
)

func newVerified() *verified {
	return &verified{seed: maphash.MakeSeed(), right: map[uint64]struct{}{}, turns: map[string]int{}}
}

// key is of the address as well; of answers that tell their revision also of the one that the
// mark claims, since an old body under a new mark is another answer.
func (v *verified) key(q *request, a *answer, raw []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(v.seed)
	_, _ = h.WriteString(q.address())
	_ = h.WriteByte(0)
	_, _ = h.WriteString(a.header.Get("Content-Type"))
	_, _ = h.WriteString(a.header.Get("Content-Encoding"))
	if q.revised {
		_, _ = h.WriteString(strconv.FormatInt(a.revision, 10))
	}
	_ = h.WriteByte(0)
	_, _ = h.Write(raw)
	return h.Sum64()
}

func (v *verified) has(key uint64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, ok := v.right[key]
	return ok
}

func (v *verified) add(key uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.right) >= mostVerified {
		clear(v.right)
	}
	v.right[key] = struct{}{}
}

func (v *verified) closely(name string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.turns[name]++
	n := v.turns[name]
	return n <= closelyFirst || n%closelyEach == 0
}

// trouble tells what kept an answer from coming: whether it was the generator itself, and what
// to call it.
func trouble(err error) (own bool, cause string) {
	var network net.Error
	switch {
	case err == nil:
		return false, ""
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return true, "pembangkit kehabisan berkas terbuka (naikkan ulimit -n)"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return true, "pembangkit kehabisan port"
	case errors.Is(err, syscall.ENOBUFS), errors.Is(err, syscall.ENOMEM):
		return true, "pembangkit kehabisan memori jaringan"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return false, "tidak ada jawaban dalam " + strconv.Itoa(int(requestTime.Seconds())) + " detik"
	case errors.Is(err, syscall.ECONNREFUSED):
		return false, "sambungan ditolak"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return false, errCut.Error()
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF):
		return false, "sambungan diputus"
	}
	return false, "jawaban HTTP tidak dapat dibaca"
}

// decode reads a JSON body with its numbers as they were written.
func (a *answer) decode(into any) error {
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return errCut
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errCut
	}
	return nil
}
