package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// trouble is a failed request.
type trouble struct {
	method string
	status int // 0: no answer at all
	retry  string
	detail string
}

// allowed judges a failed request of a phase.
type allowed func(trouble) bool

// nothing: no request may fail.
func nothing(trouble) bool { return false }

// inFlightOnly: a save that was under way on a killed server has no answer but that of nginx. Reads
// are asked again of another server.
func inFlightOnly(f trouble) bool {
	return f.method == http.MethodPost && f.status == http.StatusBadGateway
}

// askToComeBack: while the database is down, everybody is told so.
func askToComeBack(f trouble) bool {
	return f.status == http.StatusServiceUnavailable && f.retry != ""
}

// The people of a crowd.
const (
	crowdReaders   = 4
	crowdListeners = 2
	crowdRows      = 3
	crowdPause     = 20 * time.Millisecond // after a failure, before the next try
)

// crowd is the people who work on the cluster until they are told to leave.
type crowd struct {
	*cluster

	saves  int // acknowledged saves that a phase waits for
	path   string
	people []*member

	working   sync.WaitGroup  // of those who save and read
	leaving   context.Context //nolint:containedctx // until when they work
	leaveWork context.CancelFunc
	listening sync.WaitGroup
	silence   context.Context //nolint:containedctx // until when the others listen
	endStream context.CancelFunc

	mutex    sync.Mutex
	phase    string
	allowed  allowed
	failures int            // of this phase
	wrong    map[string]int // failures that were not allowed, by what they were
	acked    atomic.Int64
	heard    [crowdListeners]atomic.Int64
}

// member is somebody who saves.
type member struct {
	saver

	client *client
	known  atomic.Int64 // acknowledged, for readers
	sent   atomic.Int64 // asked for, for readers
}

func (c *cluster) gather(saves int) *crowd {
	c.t.Helper()
	k := &crowd{cluster: c, saves: saves, phase: "calm", allowed: nothing, wrong: map[string]int{}}
	k.silence, k.endStream = context.WithCancel(context.WithoutCancel(c.t.Context()))
	k.leaving, k.leaveWork = context.WithCancel(k.silence)
	c.t.Cleanup(func() {
		k.endStream()
		k.working.Wait()
		k.listening.Wait()
	})
	first := newClient(c.t, c.address).login(testEmail, testPassword)
	path, rows := first.newProject(savers * crowdRows)
	k.path = path
	for i := range savers {
		person := &member{saver: saver{rows: rows[i*crowdRows : (i+1)*crowdRows]}, client: newClient(c.t, c.address).login(testEmail, testPassword)}
		k.people = append(k.people, person)
		k.working.Go(func() { k.save(person) })
	}
	for range crowdReaders {
		k.working.Go(func() { k.read(first) })
	}
	for i := range crowdListeners {
		k.listening.Go(func() { k.listen(first, &k.heard[i]) })
	}
	return k
}

// during begins a phase and lets the crowd work in it.
func (k *crowd) during(phase string, allowed allowed) {
	k.t.Helper()
	k.become(phase, allowed)
	k.work()
}

// become begins a phase.
func (k *crowd) become(phase string, allowed allowed) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.phase, k.allowed, k.failures = phase, allowed, 0
}

// work waits until the crowd has saved for a while.
func (k *crowd) work() {
	k.t.Helper()
	target := k.acked.Load() + int64(k.saves)
	k.await("saves go on", func() bool { return k.acked.Load() >= target })
}

// refused waits until somebody was asked to come back.
func (k *crowd) refused() {
	k.t.Helper()
	k.await("somebody is refused", func() bool {
		k.mutex.Lock()
		defer k.mutex.Unlock()
		return k.failures > 0
	})
}

func (k *crowd) await(what string, done func() bool) {
	k.t.Helper()
	const look = 10 * time.Millisecond
	again := time.NewTicker(look)
	defer again.Stop()
	limit := time.After(2 * patience)
	for !done() {
		select {
		case <-again.C:
		case <-limit:
			k.t.Fatalf("%s: %s: not within %s", k.phase, what, 2*patience)
		}
	}
}

// failed judges a failed request by the phase in which it came back.
func (k *crowd) failed(f trouble) {
	if k.leaving.Err() != nil {
		return
	}
	k.mutex.Lock()
	k.failures++
	if !k.allowed(f) {
		kind := fmt.Sprintf("%s: %s: status %d, Retry-After %q", k.phase, f.method, f.status, f.retry)
		if k.wrong[kind]++; k.wrong[kind] == 1 { // the first tells enough, how many there were stands at the end
			k.t.Errorf("%s: %.300s", kind, f.detail)
		}
	}
	k.mutex.Unlock()
	select {
	case <-k.leaving.Done():
	case <-time.After(crowdPause):
	}
}

func (k *crowd) answered(method string, got *answer, err error) bool {
	switch {
	case err != nil:
		k.failed(trouble{method: method, detail: err.Error()})
	case got.status != http.StatusOK:
		k.failed(trouble{method: method, status: got.status, retry: got.header.Get("Retry-After"), detail: got.body})
	default:
		return true
	}
	return false
}

// save stores a higher value again and again.
func (k *crowd) save(m *member) {
	for k.leaving.Err() == nil {
		m.asked++
		m.sent.Store(int64(m.asked))
		got, err := m.client.saveVolumes(k.path, &m.saver)
		if !k.answered(http.MethodPost, got, err) {
			continue
		}
		m.acknowledged = m.asked
		m.known.Store(int64(m.acknowledged))
		k.acked.Add(1)
	}
}

// read looks at what all have stored: never less than they were told is stored, never in part.
func (k *crowd) read(c *client) {
	for k.leaving.Err() == nil {
		before := make([]int64, len(k.people))
		for i, m := range k.people {
			before[i] = m.known.Load()
		}
		got, err := c.tryGet(k.leaving, k.path+"/volume-pekerjaan/list/")
		if !k.answered(http.MethodGet, got, err) {
			continue
		}
		stored, err := volumesOf(got)
		if err != nil {
			k.t.Errorf("a wrong answer: %v: %.300s", err, got.body)
			continue
		}
		for i, m := range k.people {
			k.judge(fmt.Sprintf("person %d", i), m, stored, before[i])
		}
	}
}

// judge compares the stored rows of a person with what is known of them.
func (k *crowd) judge(who string, m *member, stored map[int64]string, least int64) {
	first := stored[m.rows[0]]
	for _, id := range m.rows {
		if stored[id] != first {
			k.t.Errorf("%s: a save is there in part: %s and %s", who, first, stored[id])
		}
	}
	whole, _, _ := strings.Cut(first, ".")
	value, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || value < least || value > m.sent.Load() {
		k.t.Errorf("%s: %s is stored, %d was acknowledged and %d sent", who, first, least, m.sent.Load())
	}
}

func volumesOf(got *answer) (map[int64]string, error) {
	var list struct {
		Items []struct {
			ID       int64  `json:"pekerjaan_id"`
			Quantity string `json:"quantity"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(got.body), &list); err != nil {
		return nil, err
	}
	stored := map[int64]string{}
	for _, item := range list.Items {
		stored[item.ID] = item.Quantity
	}
	return stored, nil
}

// listen hears of every revision and comes back when a stream ends.
func (k *crowd) listen(c *client, heard *atomic.Int64) {
	for k.silence.Err() == nil {
		if err := k.hear(c, heard); err != nil && !errors.Is(err, io.EOF) {
			select {
			case <-k.silence.Done():
			case <-time.After(crowdPause):
			}
		}
	}
}

func (k *crowd) hear(c *client, heard *atomic.Int64) error {
	request, err := http.NewRequestWithContext(k.silence, http.MethodGet, c.address+k.path+"/events/", nil)
	if err != nil {
		return err
	}
	endless := *c.http
	endless.Timeout = 0
	response, err := endless.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		id, found := strings.CutPrefix(lines.Text(), "id: ")
		if !found {
			continue
		}
		revision, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return err
		}
		heard.Store(revision)
	}
	return lines.Err()
}

// leave ends the work and judges what is stored on every server.
func (k *crowd) leave() {
	k.t.Helper()
	k.become("the end", nothing)
	k.work()
	last := newClient(k.t, k.address).login(testEmail, testPassword)
	k.leaveWork()
	k.working.Wait()
	got := last.get(k.path + "/volume-pekerjaan/list/")
	stored, err := volumesOf(got)
	if err != nil {
		k.t.Fatal(err)
	}
	for i, m := range k.people {
		k.judge(fmt.Sprintf("at the end, person %d", i), m, stored, m.known.Load())
	}
	_, text, _ := strings.Cut(got.header.Get("X-Takar-Project"), ";")
	revision, err := strconv.ParseInt(text, 10, 64)
	if err != nil || revision < k.acked.Load() {
		k.t.Errorf("revision %q after %d acknowledged saves", text, k.acked.Load())
	}
	for i := range k.heard {
		k.await("listeners hear of the last save", func() bool { return k.heard[i].Load() == revision })
	}
	for kind, count := range k.wrong {
		k.t.Errorf("%d x %s", count, kind)
	}
	k.t.Logf("%d saves were acknowledged; the project is at revision %d", k.acked.Load(), revision)
}
