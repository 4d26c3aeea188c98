package serve

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
)

// Envelope is the one form of an error answer, a superset of all forms that clients of
// the contract know (rulings B10).
type Envelope struct {
	OK          bool              `json:"ok"`
	Success     bool              `json:"success"`
	Status      string            `json:"status"`
	Code        string            `json:"code"`
	Error       any               `json:"error"` // a sentence, or the object of a server error
	Message     string            `json:"message"`
	UserMessage string            `json:"user_message"`
	Errors      []rab.Problem     `json:"errors"`
	Saved       int               `json:"saved"` // always 0: nothing is stored in part
	Conflict    bool              `json:"conflict,omitempty"`
	Conflicts   []rab.ConflictRow `json:"conflicts,omitempty"`
	// ServerUpdatedAt is the latest change of the rows in conflict (api §6.8).
	ServerUpdatedAt string `json:"server_updated_at,omitempty"`
	RetryAfter      int    `json:"retry_after,omitempty"`
	// Schedule asks what becomes of schedules whose projects get new dates (rulings F34).
	Schedule  []ScheduleChoice `json:"schedule_choices,omitempty"`
	ErrorCode int              `json:"error_code,omitempty"` // numbers of copies (api §6.21)
	ErrorType string           `json:"error_type,omitempty"`
}

type serverError struct {
	Code        string   `json:"code"`
	Message     string   `json:"message"`
	ErrorID     string   `json:"error_id"`
	Recoverable bool     `json:"recoverable"`
	Actions     []string `json:"actions"`
}

type refusedError struct{ refusal auth.Refusal }

func (e *refusedError) Error() string { return e.refusal.Reason }

// Failure is an answer with a status and code of its own, for the few cases that the
// mapping below does not know.
type Failure struct {
	Status  int
	Code    string
	Number  int // of the families of the contract that count their errors; then Code is their type
	Message string
	Errors  []rab.Problem
	// RetryAfter is after how many seconds it may go better; 0: nobody knows.
	RetryAfter int
}

// Error returns the message.
func (f *Failure) Error() string { return f.Message }

// challenges tell programs how to come, or what their token lacks (RFC 6750). No browser
// shows a window for them.
var challenges = map[string]string{ //nolint:gosec // codes and words of a header, no credentials
	"AUTH_REQUIRED": `Bearer realm="Takar"`,
	"TOKEN_INVALID": `Bearer realm="Takar", error="invalid_token"`,
	"TOKEN_SCOPE":   `Bearer realm="Takar", error="insufficient_scope"`,
}

// fail answers an error: a page, a redirect to the login, or the JSON envelope.
func (s *Server) fail(r *Request, err error) {
	status, envelope := s.explain(r, err)
	if status == 0 {
		return // the client is gone
	}
	wantsPage := r.Kind == Page || (r.Kind == JSON && status == http.StatusUnauthorized)
	if status == http.StatusUnauthorized && wantsPage && !auth.WantsJSON(r.HTTP) {
		http.Redirect(r.Writer, r.HTTP, loginTarget(r.HTTP), http.StatusFound)
		return
	}
	if challenge := challenges[envelope.Code]; challenge != "" {
		r.Writer.Header().Set("WWW-Authenticate", challenge)
	}
	if envelope.RetryAfter > 0 {
		r.Writer.Header().Set("Retry-After", strconv.Itoa(envelope.RetryAfter))
	}
	if r.Kind == Page && !auth.WantsJSON(r.HTTP) {
		s.errorPage(r.Writer, r.HTTP, status, envelope.Message)
		return
	}
	envelope.complete()
	if err := r.Send(status, envelope); err != nil {
		s.log.ErrorContext(r.HTTP.Context(), "send error", "error", err)
	}
}

// complete says the one message under all names that clients read.
func (e *Envelope) complete() {
	if e.Errors == nil {
		e.Errors = []rab.Problem{}
	}
	e.Status, e.UserMessage = "error", e.Message
	if e.Error == nil {
		e.Error = e.Message
	}
}

// Explain returns the status and the envelope of an error, for handlers that answer some of
// them with more keys than the others.
func (r *Request) Explain(err error) (int, *Envelope) {
	status, envelope := r.server.explain(r, err)
	envelope.complete()
	return status, envelope
}

// explain maps an error to a status and an envelope; status 0 means that nobody listens
// any more.
func (s *Server) explain(r *Request, err error) (int, *Envelope) {
	var invalid *rab.Invalid
	var conflict *rab.Conflict
	var choice *app.ScheduleChoice
	var failure *Failure
	var refused *refusedError
	var tooMany *auth.TooManyError
	switch {
	case errors.As(err, &invalid):
		return http.StatusBadRequest, &Envelope{Code: "INVALID", Message: firstMessage(invalid.Problems), Errors: invalid.Problems}
	case errors.As(err, &conflict):
		envelope := &Envelope{
			Code: "CONFLICT", Conflict: true, Conflicts: conflict.Rows,
			Message: "Data ini sudah diubah sejak Anda membukanya. Muat ulang, atau simpan lagi dengan versi terbaru untuk menimpanya.",
		}
		if at := conflict.ChangedAt(); at != 0 {
			envelope.ServerUpdatedAt = at.Contract()
		}
		return http.StatusConflict, envelope
	case errors.As(err, &choice):
		return http.StatusConflict, choiceEnvelope(choice)
	case errors.As(err, &failure):
		envelope := &Envelope{Code: failure.Code, Message: failure.Message, Errors: failure.Errors, RetryAfter: failure.RetryAfter}
		if failure.Number != 0 {
			envelope.ErrorCode, envelope.ErrorType = failure.Number, failure.Code
		}
		return failure.Status, envelope
	case errors.As(err, &refused):
		return refused.refusal.Status, &Envelope{Code: auth.CSRFCode, Message: refused.refusal.Message}
	case errors.As(err, &tooMany):
		return http.StatusTooManyRequests, &Envelope{
			Code: "RATE_LIMIT_EXCEEDED", Message: tooMany.Error(), RetryAfter: max(1, int(math.Ceil(tooMany.RetryAfter.Seconds()))),
		}
	case errors.Is(err, app.ErrNoSession):
		return http.StatusUnauthorized, &Envelope{Code: "AUTH_REQUIRED", Message: Sentence(app.ErrNoSession)}
	case errors.Is(err, app.ErrNoToken), errors.Is(err, auth.ErrMistypedToken):
		return http.StatusUnauthorized, &Envelope{Code: "TOKEN_INVALID", Message: Sentence(err)}
	case errors.Is(err, app.ErrTokenScope):
		return http.StatusForbidden, &Envelope{Code: "TOKEN_SCOPE", Message: Sentence(app.ErrTokenScope)}
	case errors.Is(err, app.ErrForbidden):
		return http.StatusForbidden, &Envelope{Code: "FORBIDDEN", Message: Sentence(app.ErrForbidden)}
	case errors.Is(err, app.ErrPriceless):
		return http.StatusForbidden, &Envelope{Code: "FORBIDDEN", Message: Sentence(app.ErrPriceless)}
	case errors.Is(err, app.ErrNotReady):
		return http.StatusBadRequest, &Envelope{Code: "NOT_READY", Message: Sentence(app.ErrNotReady)}
	case errors.Is(err, app.ErrNotFound):
		return http.StatusNotFound, &Envelope{Code: "NOT_FOUND", Message: Sentence(app.ErrNotFound)}
	case errors.Is(err, app.ErrArchived):
		return http.StatusConflict, &Envelope{Code: "ARCHIVED", Message: Sentence(app.ErrArchived)}
	case errors.Is(err, app.ErrNothing):
		return http.StatusConflict, &Envelope{Code: "NOTHING", Message: Sentence(app.ErrNothing)}
	case errors.Is(err, app.ErrBusy):
		return http.StatusServiceUnavailable, &Envelope{Code: "BUSY", Message: Sentence(app.ErrBusy), RetryAfter: 2}
	case errors.Is(err, app.ErrUnavailable), errors.Is(err, app.ErrNoSpace), errors.Is(err, app.ErrUnknown):
		return s.outage(r, err)
	case errors.Is(err, app.ErrStreams):
		return http.StatusServiceUnavailable, &Envelope{Code: "TOO_MANY_STREAMS", Message: Sentence(app.ErrStreams), RetryAfter: streamRetry}
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge, &Envelope{Code: "TOO_LARGE", Message: Sentence(ErrTooLarge)}
	case errors.Is(err, ErrBadJSON):
		return http.StatusBadRequest, &Envelope{Code: "BAD_JSON", Message: Sentence(ErrBadJSON)}
	case errors.Is(err, context.Canceled) && r.HTTP.Context().Err() != nil:
		return 0, nil
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout, s.unexpected(r, err, "TIMEOUT", "Permintaan ini terlalu lama dan dihentikan. Coba lagi.")
	}
	return http.StatusInternalServerError, s.unexpected(r, err, "SERVER_ERROR", "Terjadi kesalahan pada server. Data Anda tidak berubah; coba lagi.")
}

// streamRetry is after how many seconds a page may ask again to follow a project.
const streamRetry = 30

// outageRetry is after how many seconds clients may ask a database again that did not answer.
const outageRetry = 5

// outage explains that the database could not do its work, and what that means for what the
// client sent.
func (s *Server) outage(r *Request, err error) (int, *Envelope) {
	switch {
	case errors.Is(err, app.ErrUnknown):
		s.log.ErrorContext(r.HTTP.Context(), "outcome of a commit unknown", "method", r.HTTP.Method, "path", s.logged(r.HTTP), "error", err)
		return http.StatusServiceUnavailable, &Envelope{
			Code: "COMMIT_UNKNOWN", RetryAfter: outageRetry,
			Message: "Hubungan dengan basis data terputus saat menyimpan, sehingga belum diketahui apakah perubahan Anda tersimpan. Muat ulang dan periksa dulu sebelum mengulanginya.",
		}
	case errors.Is(err, app.ErrNoSpace):
		s.log.ErrorContext(r.HTTP.Context(), "the disk of the database is full", "path", s.logged(r.HTTP), "error", err)
		return http.StatusInsufficientStorage, &Envelope{
			Code: "STORE_FULL", Message: "Penyimpanan server penuh; perubahan Anda belum disimpan. Beri tahu pengelola server.",
		}
	}
	s.app.NoteOutage(err)
	message := "Basis data sedang tidak menjawab; perubahan Anda belum disimpan. Coba lagi sebentar lagi."
	if r.HTTP.Method == http.MethodGet || r.HTTP.Method == http.MethodHead {
		message = "Basis data sedang tidak menjawab. Coba lagi sebentar lagi."
	}
	return http.StatusServiceUnavailable, &Envelope{Code: "DATABASE_DOWN", Message: message, RetryAfter: outageRetry}
}

// unexpected logs what happened and tells the client only an id to ask about: that of the
// request, under which everything about it stands in the log.
func (s *Server) unexpected(r *Request, err error, code, message string) *Envelope {
	id := newID()
	if e, ok := exchangeOf(r.HTTP.Context()); ok {
		id = e.id()
	}
	s.log.ErrorContext(r.HTTP.Context(), "request failed", "error_id", id, "method", r.HTTP.Method, "path", s.logged(r.HTTP), "error", err)
	return &Envelope{
		Code: code, Message: message + " (" + id + ")",
		Error: serverError{Code: code, Message: message, ErrorID: id, Recoverable: true, Actions: []string{"retry"}},
	}
}

func newID() string {
	var raw [6]byte
	_, _ = rand.Read(raw[:]) // never fails (crypto/rand)
	return hex.EncodeToString(raw[:])
}

// firstMessage is the sentence that clients without a list of errors show.
func firstMessage(problems []rab.Problem) string {
	if len(problems) == 0 {
		return "Data tidak sah."
	}
	message := problems[0].Message
	if problems[0].Path != "" {
		message = problems[0].Path + ": " + message
	}
	if more := len(problems) - 1; more > 0 {
		message += " (dan " + strconv.Itoa(more) + " kesalahan lain)"
	}
	return message
}

// Sentence turns an error text into a sentence for people.
func Sentence(err error) string {
	text := err.Error()
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
