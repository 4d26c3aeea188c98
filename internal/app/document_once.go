package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"takar/internal/document"
)

const (
	// documentKept is the largest file that is kept for the next who asks.
	documentKept = 8 << 20
	// documentTime bounds the making of one document, whoever waits for it.
	documentTime = 10 * time.Minute
	// documentTick is how often those who wait learn how far a document is.
	documentTick = 500 * time.Millisecond
)

// pendingDocuments are the documents of one revision that are being made or are kept.
type pendingDocuments struct {
	mutex sync.Mutex
	byKey map[string]*pendingDocument
}

// pendingDocument is a document for all who ask for it. It is made apart from their
// requests: whoever leaves takes nothing from the others, and when all have left it stops.
type pendingDocument struct {
	stop    context.CancelFunc
	waiting int // guarded by the mutex of its revision

	done, total atomic.Int64
	ended       chan struct{}
	data        []byte // once ended
	err         error
}

// makeOnce returns what work makes for a key of a view: the work of somebody who asked
// before, or what is kept of it, or its own.
func (a *App) makeOnce(ctx context.Context, view *View, key string, progress document.Progress, work func(context.Context, document.Progress) ([]byte, error)) ([]byte, error) {
	key = view.Visit.Rights.key() + key
	documents := &view.state.documents
	documents.mutex.Lock()
	pending, known := documents.byKey[key]
	if !known {
		making, stop := context.WithTimeout(a.lifetime, documentTime)
		pending = &pendingDocument{stop: stop, ended: make(chan struct{})}
		if documents.byKey == nil {
			documents.byKey = map[string]*pendingDocument{}
		}
		documents.byKey[key] = pending
		go func() {
			defer stop()
			pending.data, pending.err = a.makeSafely(making, work, pending.tell(making))
			a.keepDocument(view, key, pending)
			close(pending.ended)
		}()
	}
	pending.waiting++
	documents.mutex.Unlock()

	tick := time.NewTicker(documentTick)
	defer tick.Stop()
	for {
		select {
		case <-pending.ended:
			if pending.err != nil {
				return nil, pending.err
			}
			return pending.data, progress.Tell(int(pending.total.Load()), int(pending.total.Load()))
		case <-ctx.Done():
			documents.leave(key, pending)
			return nil, fmt.Errorf("app: wait for a document: %w", ctx.Err())
		case <-tick.C:
			if err := progress.Tell(int(pending.done.Load()), int(pending.total.Load())); err != nil {
				documents.leave(key, pending)
				return nil, err
			}
		}
	}
}

// makeSafely does the work. What breaks in it breaks this document alone.
func (a *App) makeSafely(ctx context.Context, work func(context.Context, document.Progress) ([]byte, error), tell document.Progress) (data []byte, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			a.log.ErrorContext(ctx, "document broke", "error", broken, "stack", string(debug.Stack()))
			data, err = nil, errors.New("app: a document broke")
		}
	}()
	return work(ctx, tell)
}

// tell notes how far a document is, and stops its writer when nobody waits any more.
func (p *pendingDocument) tell(ctx context.Context) document.Progress {
	return func(done, total int) error {
		p.done.Store(int64(done))
		p.total.Store(int64(total))
		return ctx.Err()
	}
}

// leave notes that somebody waits no longer. What nobody waits for is stopped, and made
// anew for whoever comes then.
func (d *pendingDocuments) leave(key string, pending *pendingDocument) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if pending.waiting--; pending.waiting > 0 {
		return
	}
	select {
	case <-pending.ended: // made meanwhile, and perhaps kept
	default:
		pending.stop()
		d.drop(key, pending)
	}
}

// drop forgets a document, unless another one has taken its place.
func (d *pendingDocuments) drop(key string, pending *pendingDocument) {
	if d.byKey[key] == pending {
		delete(d.byKey, key)
	}
}

// keepDocument keeps a document that has ended, if it was made and there is room for it.
func (a *App) keepDocument(view *View, key string, pending *pendingDocument) {
	documents, size := &view.state.documents, int64(len(pending.data))
	documents.mutex.Lock()
	defer documents.mutex.Unlock()
	if pending.err != nil || size > documentKept || view.state.kept.Load()+size > a.snapshots.limit/keptShare || documents.byKey[key] != pending {
		documents.drop(key, pending)
		return
	}
	view.state.kept.Add(size)
	view.state.bytes.Add(size)
	a.snapshots.account(a.snapshots.entry(view.ID))
}
