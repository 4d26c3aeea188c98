package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takar/internal/document"
	"takar/internal/rab"
)

// kitchen is an application that can make documents and nothing else, with a view for them.
func kitchen(t *testing.T) (*App, *View) {
	t.Helper()
	lifetime, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	a := &App{lifetime: lifetime, heavy: make(chan struct{}, 1), snapshots: newSnapshotCache(64 << 20), log: slog.New(slog.DiscardHandler)}
	p := rab.NewProject(7, nil)
	return a, &View{Project: p, Visit: &Visit{Rights: Rights{Read: true}}, state: newProjectState(p)}
}

// making is work that ends when it is told to, with the given bytes.
func making(times *atomic.Int32, end <-chan struct{}, data []byte) func(context.Context, document.Progress) ([]byte, error) {
	return func(ctx context.Context, tell document.Progress) ([]byte, error) {
		times.Add(1)
		for {
			if err := tell(3, 4); err != nil {
				return nil, err
			}
			select {
			case <-end:
				return data, nil
			case <-ctx.Done():
			case <-time.After(time.Millisecond):
			}
		}
	}
}

func TestADocumentIsMadeOnceForAllWhoWait(t *testing.T) {
	a, view := kitchen(t)
	var times atomic.Int32
	end := make(chan struct{})
	work := making(&times, end, []byte("satu"))
	impatient, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if data, err := a.makeOnce(t.Context(), view, "x", nil, work); err != nil || string(data) != "satu" {
				t.Errorf("%q, %v", data, err)
			}
		})
	}
	for range 3 {
		all.Go(func() {
			if _, err := a.makeOnce(impatient, view, "x", nil, work); !errors.Is(err, context.Canceled) {
				t.Errorf("who leaves: %v", err)
			}
		})
	}
	waiting(t, view, "x", 11)
	leave() // the others still wait
	waiting(t, view, "x", 8)
	close(end)
	all.Wait()
	if data, err := a.makeOnce(t.Context(), view, "x", nil, work); err != nil || string(data) != "satu" || times.Load() != 1 {
		t.Errorf("%q, %v, made %d times", data, err, times.Load())
	}
	if view.state.kept.Load() != 4 {
		t.Errorf("%d bytes are accounted for", view.state.kept.Load())
	}
	view.Visit.Rights.Prices = true
	if _, err := a.makeOnce(t.Context(), view, "x", nil, work); err != nil || times.Load() != 2 {
		t.Errorf("other rights: %v, made %d times", err, times.Load())
	}
}

// waiting waits until so many wait for a document.
func waiting(t *testing.T, view *View, key string, count int) {
	t.Helper()
	documents := &view.state.documents
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		documents.mutex.Lock()
		pending := documents.byKey[view.Visit.Rights.key()+key]
		reached := pending != nil && pending.waiting == count
		documents.mutex.Unlock()
		if reached {
			return
		}
	}
	t.Fatalf("never %d waiting for %s", count, key)
}

func TestADocumentThatNobodyWaitsForStops(t *testing.T) {
	a, view := kitchen(t)
	var times atomic.Int32
	stopped := make(chan error, 1)
	work := func(ctx context.Context, tell document.Progress) ([]byte, error) {
		data, err := making(&times, nil, nil)(ctx, tell)
		stopped <- err
		return data, err
	}
	enough := errors.New("enough")
	told := 0
	_, err := a.makeOnce(t.Context(), view, "x", func(done, total int) error {
		if told++; done != 3 || total != 4 {
			t.Errorf("told %d of %d", done, total)
		}
		return enough
	}, work)
	if !errors.Is(err, enough) || told != 1 {
		t.Errorf("%v after %d words", err, told)
	}
	if err := <-stopped; !errors.Is(err, context.Canceled) {
		t.Errorf("its writer ended with %v", err)
	}
	end := make(chan struct{})
	close(end)
	if data, err := a.makeOnce(t.Context(), view, "x", nil, making(&times, end, []byte("dua"))); err != nil || string(data) != "dua" {
		t.Errorf("who comes after: %q, %v", data, err)
	}
}

func TestWhatFailsBreaksOrIsLargeIsNotKept(t *testing.T) {
	a, view := kitchen(t)
	for name, work := range map[string]func(context.Context, document.Progress) ([]byte, error){
		"fails":  func(context.Context, document.Progress) ([]byte, error) { return nil, errors.New("no") },
		"breaks": func(context.Context, document.Progress) ([]byte, error) { panic("index out of range") },
		"is large": func(context.Context, document.Progress) ([]byte, error) {
			return bytes.Repeat([]byte{1}, documentKept+1), nil
		},
	} {
		data, err := a.makeOnce(t.Context(), view, name, nil, work)
		if (err == nil) != (name == "is large") || (err == nil) != (len(data) > 0) {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	if kept := view.state.kept.Load(); kept != 0 || len(view.state.documents.byKey) != 0 {
		t.Errorf("%d bytes of %d documents are kept", kept, len(view.state.documents.byKey))
	}
	if len(a.heavy) != 0 {
		t.Error("a place stays taken")
	}
}

func TestADocumentWaitsForItsTurnAndCanBeGivenUpMeanwhile(t *testing.T) {
	a, view := kitchen(t)
	a.heavy <- struct{}{} // somebody else works
	enough := errors.New("enough")
	var times atomic.Int32
	work := func(ctx context.Context, tell document.Progress) ([]byte, error) {
		return nil, a.heavily(ctx, func() error { _, err := making(&times, nil, nil)(ctx, tell); return err })
	}
	if _, err := a.makeOnce(t.Context(), view, "x", func(int, int) error { return enough }, work); !errors.Is(err, enough) {
		t.Error(err)
	}
	<-a.heavy
	if times.Load() != 0 {
		t.Error("it was begun")
	}
}
