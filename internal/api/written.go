package api

import (
	"time"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// written is what the answer to every command tells besides the keys of the contract.
type written struct {
	okay

	Revision    int64 `json:"revision"`               // of the project, after the command
	Changed     bool  `json:"changed"`                // false: everything was stored like this already
	OperationID int64 `json:"operation_id,omitempty"` // what the trash restores by
}

// writtenBy is told by a command, also in the header that names the revision.
func writtenBy(r *serve.Request, done *app.Done) written {
	r.Changed(done)
	return written{okay: yes, Revision: done.Revision, Changed: done.Changed, OperationID: done.OperationID}
}

// rowsOf makes an answer's list of a result's; JSON shows an empty one as [].
func rowsOf[From, To any](list []From, row func(From) To) []To {
	rows := make([]To, 0, len(list))
	for _, from := range list {
		rows = append(rows, row(from))
	}
	return rows
}

// listOf shows a list as it is, an empty one as [].
func listOf[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// queryVersion reads the version that a request without a body carries in its address.
func queryVersion(r *serve.Request) (*int64, error) {
	q := queryOf(r)
	if q.text("version") == "" {
		return nil, nil //nolint:nilnil // no version is a value: it overwrites
	}
	version := q.id("version")
	return &version, q.err()
}

// clientTime reads client_updated_at, the time of what a client last read; without an
// offset it is UTC, 0 when it is absent.
func clientTime(body *serve.Object) rab.Instant {
	text := body.Text("client_updated_at")
	if text == "" {
		return 0
	}
	at, ok := parseMoment(text, time.UTC)
	if !ok {
		body.Bad("client_updated_at", "waktu tidak sah: kirim kembali waktu dari jawaban server, misalnya 2026-01-10T03:00:00.123456+00:00")
	}
	return at
}

// seen turns the time of what a client last read into the version of a row that it saw:
// the present one, or one before when the row has changed since (api §7 no. 18).
func seen(row rab.Meta, at rab.Instant) *int64 {
	version := row.Version
	if row.ChangedAt > at {
		version--
	}
	return &version
}
