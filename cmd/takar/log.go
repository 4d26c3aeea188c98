package main

import (
	"io"
	"log/slog"
	"os"

	"takar/internal/journal"
)

// logger writes what is at least of the given level, or of that of TAKAR_LOG_LEVEL, to
// standard error: text on a terminal, JSON otherwise, or as TAKAR_LOG says.
func (t *terminal) logger(s *settings, least slog.Level) *slog.Logger {
	if s.logLevel != "" {
		least = logLevels[s.logLevel]
	}
	asText := s.log == "text" || (s.log == "" && interactive(t.err))
	return journal.New(t.err, !asText, least)
}

// logLevels are the values of TAKAR_LOG_LEVEL.
var logLevels = map[string]slog.Level{"info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// interactive reports whether a person watches what is written.
func interactive(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
