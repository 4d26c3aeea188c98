package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Answer is an encoded answer of one revision, made once for all who may see the same.
type Answer struct {
	Body     []byte
	Gzip     []byte // nil when the body is too small to gain
	ETag     string
	Revision int64
	Project  int64
}

// gzipFrom is the size from which compressing pays for its header and its work.
const gzipFrom = 1024

type pendingAnswer struct {
	once   sync.Once
	answer *Answer
	err    error
}

// maxAnswerKey bounds the variants that a client can make us keep by query parameters.
const maxAnswerKey = 256

// keptShare is the part of the cache that the answers of one revision may take. What is asked
// beyond it, such as the needs of every range of weeks, is made anew each time.
const keptShare = 4

// Answer returns the JSON answer that build makes of the visit's view. It is encoded and
// compressed at most once per revision, key and rights; key names the endpoint and every
// option that changes the answer, "" keeps nothing.
func (a *App) Answer(ctx context.Context, v *Visit, key string, build func(*View) (any, error)) (*Answer, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	if key == "" || len(key) > maxAnswerKey {
		a.snapshots.answersMade.Add(1)
		return encodeAnswer(view, a.answerTag(view, key), build)
	}
	slotKey := v.Rights.key() + key
	slot, known := view.state.answers.Load(slotKey)
	if !known {
		if view.state.kept.Load() > a.snapshots.limit/keptShare {
			a.snapshots.answersMade.Add(1)
			return encodeAnswer(view, a.answerTag(view, key), build)
		}
		slot, _ = view.state.answers.LoadOrStore(slotKey, new(pendingAnswer))
	}
	pending := slot.(*pendingAnswer) //nolint:forcetypeassert // only pending answers are stored
	if known {
		a.snapshots.answersKept.Add(1)
	}
	pending.once.Do(func() {
		a.snapshots.answersMade.Add(1)
		pending.answer, pending.err = encodeAnswer(view, a.answerTag(view, key), build)
		if pending.err != nil {
			view.state.answers.Delete(slotKey) // names of rows that do not exist must not pile up
			return
		}
		size := int64(len(pending.answer.Body) + len(pending.answer.Gzip) + 256)
		view.state.kept.Add(size)
		view.state.bytes.Add(size)
		a.snapshots.account(a.snapshots.entry(v.ProjectID))
	})
	return pending.answer, pending.err
}

// Matches reports whether a client that has tag already holds the answer to key. It lets
// a handler answer 304 without computing anything.
func (a *App) Matches(ctx context.Context, v *Visit, key, tag string) (bool, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return false, err
	}
	return tag != "" && tag == a.answerTag(view, key), nil
}

func (a *App) answerTag(view *View, key string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(a.build + "\x00" + view.Visit.Rights.key() + "\x00" + key)) // never fails
	return `"` + strconv.FormatInt(view.ID, 10) + "-" + strconv.FormatInt(view.Revision, 10) + "-" + strconv.FormatUint(sum.Sum64(), 36) + `"`
}

// Encoded is a value for Answer that is a body already, such as a page.
type Encoded []byte

func encodeAnswer(view *View, etag string, build func(*View) (any, error)) (*Answer, error) {
	value, err := build(view)
	if err != nil {
		return nil, refusal(err)
	}
	body, ready := value.(Encoded)
	if !ready {
		if body, err = encodeJSON(value); err != nil {
			return nil, err
		}
	}
	answer := &Answer{Body: body, ETag: etag, Revision: view.Revision, Project: view.ID}
	if len(answer.Body) >= gzipFrom {
		if answer.Gzip, err = Compress(answer.Body); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

func encodeJSON(value any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // answers are application/json with nosniff; pages escape on their own
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("app: encode answer: %w", err)
	}
	return body.Bytes(), nil
}

// compressors are used again: the tables of one are larger than most answers.
var compressors = sync.Pool{New: func() any {
	writer, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level exists
	}
	return writer
}}

// Compress returns data as gzip. Somebody waits for it after every change, and the thorough
// levels take twice the time for a twentieth less.
func Compress(data []byte) ([]byte, error) {
	var out bytes.Buffer
	writer := compressors.Get().(*gzip.Writer) //nolint:forcetypeassert // the pool holds nothing else
	defer compressors.Put(writer)
	writer.Reset(&out)
	if _, err := writer.Write(data); err != nil {
		return nil, fmt.Errorf("app: compress: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("app: compress: %w", err)
	}
	return out.Bytes(), nil
}
