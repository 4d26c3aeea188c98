package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"takar/internal/loadtest/report"
	"takar/internal/loadtest/result"
)

// loadReports are the files that a load test writes and those that it is held against. All of
// them are opened before the test begins: nobody waits for a test whose result has no place.
type loadReports struct {
	json  *os.File
	gates *report.Gates
}

func (f *loadFlags) open() (_ *loadReports, err error) {
	r := &loadReports{}
	if f.gate != "" {
		err = reading("ambang", f.gate, func(file io.Reader) error {
			gates, err := report.ReadGates(file)
			r.gates = &gates
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if f.json != "" {
		if r.json, err = os.Create(f.json); err != nil {
			return nil, usagef("loadtest", "berkas hasil tidak dapat dibuat: %v", err)
		}
	}
	return r, nil
}

func reading(what, name string, read func(io.Reader) error) error {
	file, err := os.Open(name) //nolint:gosec // the person at the terminal names the file
	if err != nil {
		return usagef("loadtest", "berkas %s tidak dapat dibuka: %v", what, err)
	}
	defer file.Close()
	if err := read(file); err != nil {
		return usagef("loadtest", "berkas %s %s: %v", what, name, err)
	}
	return nil
}

func (r *loadReports) close() {
	if r.json != nil {
		_ = r.json.Close() // what was written was closed before
	}
}

// write writes the reports and tells the essence; a test that is not good enough is an error.
func (r *loadReports) write(out io.Writer, run *result.Run) error {
	var errs []error
	if r.json != nil {
		errs = append(errs, report.WriteJSON(r.json, run), r.json.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("laporan tidak dapat ditulis: %w", err)
	}
	tell(out, run)
	if r.gates != nil {
		return r.judged(out, run)
	}
	if n := troubles(run); n > 0 {
		return missedError(fmt.Sprintf("%d kegagalan", n))
	}
	return nil
}

// judged tells which gates are missed.
func (r *loadReports) judged(out io.Writer, run *result.Run) error {
	verdict := report.Judge(run, *r.gates)
	if verdict.Met {
		fmt.Fprintf(out, "Ambang %s: terpenuhi semua (%d)\n", verdict.Name, len(verdict.Checks))
		return nil
	}
	missed := verdict.Missed()
	for _, c := range missed {
		fmt.Fprintf(out, "Ambang tidak terpenuhi: %s, %s %s, terukur %s %s\n", c.Part, c.Measure, c.Bound, c.Measured, c.Why)
	}
	return missedError(fmt.Sprintf("%d dari %d ambang tidak terpenuhi", len(missed), len(verdict.Checks)))
}

// troubles counts everything that makes a test bad whatever its times are.
func troubles(run *result.Run) int64 {
	n := run.Total.Failures + run.Logins.Failures
	for _, own := range run.Exceptions {
		n += own.Count
	}
	for _, plan := range run.Unharmed {
		if plan.Lost() {
			n++
		}
	}
	return n
}

// tell prints what was measured in a few lines.
func tell(out io.Writer, run *result.Run) {
	for _, s := range []*result.Stats{run.Total, run.Logins} {
		name := "Permintaan"
		if s == run.Logins {
			name = "Masuk     "
		}
		fmt.Fprintf(out, "%s %d, gagal %d, %.1f/detik, p50 %s, p95 %s, p99 %s, maks %s\n", name, s.Requests, s.Failures, s.PerSecond(run.Duration), s.Quantile(50), s.Quantile(95), s.Quantile(99), s.Max())
	}
	for _, w := range run.Writes {
		fmt.Fprintf(out, "Tulisan %s: %d dikirim, %d diterima, %d sama, %d berbeda\n", w.Kind, w.Sent, w.Acknowledged, w.Equal, w.Different)
	}
	for _, plan := range run.Unharmed {
		if plan.Lost() {
			fmt.Fprintf(out, "Rencana proyek %d berubah: %s menjadi %s\n", plan.Project, plan.Before, plan.After)
		}
	}
	for _, list := range [][]result.Failure{run.Failures, run.Exceptions} {
		for _, failure := range list[:min(len(list), 20)] {
			fmt.Fprintf(out, "%6d x %s %s: %s\n         %s\n", failure.Count, failure.Method, failure.Name, failure.Cause, failure.Example)
		}
	}
}
