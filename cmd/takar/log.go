package main

import (
	"io"
	"log/slog"
	"os"
)

// logger writes what is at least of the given level to standard error: text on a terminal, JSON otherwise, or as TAKAR_LOG
// says.
func (t *terminal) logger(s *settings, least slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: least}
	if s.log == "text" || (s.log == "" && interactive(t.err)) {
		return slog.New(slog.NewTextHandler(t.err, options))
	}
	return slog.New(slog.NewJSONHandler(t.err, options))
}

// interactive reports whether a person watches what is written.
func interactive(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
