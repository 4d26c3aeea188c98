// Package journal writes the log. What a context knows about its request or job stands in
// every line that is written with it.
package journal

import (
	"context"
	"io"
	"log/slog"
)

type contextKey struct{}

// Note is what a context knows. A Note may learn more while its work goes on.
type Note interface {
	// Attributes are added to every line.
	Attributes() []slog.Attr
}

// With returns a context whose lines hold the note's attributes instead of those of ctx.
func With(ctx context.Context, note Note) context.Context {
	return context.WithValue(ctx, contextKey{}, note)
}

// Fixed is a Note that never changes.
type Fixed []slog.Attr

// Attributes returns the note.
func (f Fixed) Attributes() []slog.Attr { return f }

// Of returns the note of a context, nil when it has none.
func Of(ctx context.Context) Note {
	note, _ := ctx.Value(contextKey{}).(Note)
	return note
}

// New returns a logger that writes lines of at least the given level, as JSON or as text.
func New(out io.Writer, asJSON bool, least slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: least}
	if asJSON {
		return slog.New(handler{slog.NewJSONHandler(out, options)})
	}
	return slog.New(handler{slog.NewTextHandler(out, options)})
}

// handler adds what the context knows.
type handler struct{ slog.Handler }

// Handle writes one line.
func (h handler) Handle(ctx context.Context, record slog.Record) error {
	if note := Of(ctx); note != nil {
		record.AddAttrs(note.Attributes()...)
	}
	return h.Handler.Handle(ctx, record) //nolint:wrapcheck // the error is the logger's own
}

// WithAttrs returns the handler with more attributes.
func (h handler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attributes)}
}

// WithGroup returns the handler with a group.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
