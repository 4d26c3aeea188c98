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
	json, html *os.File
	csv        string
	baseline   *result.Run
	gates      *report.Gates
}

func (f *loadFlags) open() (_ *loadReports, err error) {
	r := &loadReports{csv: f.csv}
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
	if f.baseline != "" {
		err = reading("pembanding", f.baseline, func(file io.Reader) (err error) {
			r.baseline, err = report.ReadJSON(file)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, one := range []struct {
		name string
		file **os.File
	}{{f.json, &r.json}, {f.html, &r.html}} {
		if one.name == "" {
			continue
		}
		if *one.file, err = os.Create(one.name); err != nil {
			r.close()
			return nil, usagef("loadtest", "berkas laporan tidak dapat dibuat: %v", err)
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

// close gives the files back when there was nothing to write; those that were written are closed.
func (r *loadReports) close() {
	for _, file := range []*os.File{r.json, r.html} {
		if file != nil {
			_ = file.Close()
		}
	}
}

// write writes the reports and tells the essence; a test that is not good enough is an error.
func (r *loadReports) write(out io.Writer, run *result.Run) error {
	gates := report.Gates{}
	if r.gates != nil {
		gates = *r.gates
	}
	verdict := report.Judge(run, gates)
	var errs []error
	if r.json != nil {
		errs = append(errs, report.WriteJSON(r.json, run), r.json.Close())
	}
	if r.html != nil {
		errs = append(errs, report.WriteHTML(r.html, run, r.baseline, verdict), r.html.Close())
	}
	if r.csv != "" {
		errs = append(errs, report.WriteCSV(r.csv, run))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("laporan tidak dapat ditulis: %w", err)
	}
	tell(out, run)
	switch {
	case r.gates != nil:
		return judged(out, verdict)
	case troubles(run) > 0:
		return missedError(fmt.Sprintf("%d kegagalan", troubles(run)))
	}
	return nil
}

// judged tells which gates are missed.
func judged(out io.Writer, verdict report.Verdict) error {
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
