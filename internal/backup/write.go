package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/store"
)

// source is the store that is read, and what stands in the head of the stream.
type source struct {
	store   *store.Store
	program string
	madeAt  time.Time
	tell    func(Progress)
}

// write streams the store to out from one consistent view of it.
func (s *source) write(ctx context.Context, out io.Writer) (*Contents, error) {
	name, err := s.store.Incarnation(ctx)
	if err != nil {
		return nil, err
	}
	frame, err := newFrameWriter(out)
	if err != nil {
		return nil, err
	}
	w := &writer{frame: frame, tell: s.tell, contents: &Contents{}}
	err = s.store.ReadWhole(ctx, func(whole *store.Whole) error {
		schema, err := whole.Schema(ctx)
		if err != nil {
			return err
		}
		w.contents.Head = Head{Format: streamName, Version: streamVersion, Schema: schema, Store: name, Program: s.program, MadeAt: utc(s.madeAt)}
		if err := w.line(w.contents.Head); err != nil {
			return err
		}
		if err := whole.Tables(ctx, w); err != nil {
			return err
		}
		if err := w.endTable(); err != nil {
			return err
		}
		return whole.Projects(ctx, w.project)
	})
	if err == nil {
		err = w.line(endLine{End: streamName, Tables: len(w.contents.Tables), Projects: len(w.contents.Projects)})
	}
	if err == nil {
		err = frame.Close()
	}
	if err != nil {
		return nil, err
	}
	w.contents.Bytes = frame.bytes
	return w.contents, nil
}

// writer turns tables and projects into lines.
type writer struct {
	frame    *frameWriter
	tell     func(Progress)
	contents *Contents
	table    tableSum
	rows     int64
	buffer   []byte
}

func (w *writer) line(value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_, err = w.frame.Write(append(text, '\n'))
	return err
}

// Table ends the table before and begins another one.
func (w *writer) Table(t store.CopiedTable) error {
	if err := w.endTable(); err != nil {
		return err
	}
	w.table.begin(t.Name)
	line := tableLine{Name: t.Name}
	for _, c := range t.Columns {
		line.Columns, line.Kinds = append(line.Columns, c.Name), append(line.Kinds, c.Kind)
	}
	w.progress(StepWrite)
	return w.line(line)
}

// Row writes a row.
func (w *writer) Row(values []any) (err error) {
	if w.buffer, err = appendRow(w.buffer[:0], values); err != nil {
		return fmt.Errorf("%w (%s)", err, w.table.name)
	}
	w.table.add(w.buffer)
	if w.rows++; w.rows%progressRows == 0 {
		w.progress(StepWrite)
	}
	_, err = w.frame.Write(w.buffer)
	if cap(w.buffer) > 1<<20 {
		w.buffer = nil // a large file is not kept
	}
	return err
}

func (w *writer) progress(step Step) {
	notify(w.tell, Progress{Step: step, Table: w.table.name, Rows: w.rows, Bytes: w.frame.bytes})
}

func (w *writer) endTable() error {
	if w.table.name == "" {
		return nil
	}
	sum := w.table.end()
	w.contents.Tables = append(w.contents.Tables, sum)
	return w.line(sum)
}

func (w *writer) project(id int64, p *rab.Project, failure error) error {
	sum := sumOf(id, p, failure)
	w.contents.Projects = append(w.contents.Projects, sum)
	w.progress(StepProjects)
	return w.line(sum)
}

// sumOf describes a project as it was read.
func sumOf(id int64, p *rab.Project, failure error) ProjectSum {
	if failure != nil {
		return ProjectSum{ID: id, Failure: failure.Error()}
	}
	sum := ProjectSum{ID: id, Revision: p.Revision, Pekerjaan: p.Pekerjaan.Len(), Broken: p.Integrity()}
	var err error
	if sum.Hash, err = exchange.ContentHash(p); err != nil {
		sum.Failure = err.Error()
	}
	return sum
}

// tableSum counts and hashes the lines of a table.
type tableSum struct {
	name string
	rows int64
	sum  hash.Hash
}

func (t *tableSum) begin(name string) { *t = tableSum{name: name, sum: sha256.New()} }

func (t *tableSum) add(line []byte) {
	t.rows++
	t.sum.Write(line)
}

func (t *tableSum) end() TableSum {
	sum := TableSum{Name: t.name, Rows: t.rows, SHA256: hex.EncodeToString(t.sum.Sum(nil))}
	t.name = ""
	return sum
}
