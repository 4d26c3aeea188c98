package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"takar/internal/store"
)

// longestLine bounds a row: no database holds a larger value.
const longestLine = 1 << 30

// reader reads a stream.
type reader struct {
	frame    *frameReader
	lines    *bufio.Reader
	tell     func(Progress)
	contents *Contents
	table    tableSum
	columns  []store.CopiedColumn
	values   []any  // of the row, used again
	long     []byte // a line that is longer than the buffer of lines
	rows     int64
}

// newReader reads the head of a stream.
func newReader(in io.Reader, tell func(Progress)) (*reader, error) {
	frame, err := newFrameReader(in)
	if err != nil {
		return nil, err
	}
	r := &reader{frame: frame, lines: bufio.NewReaderSize(frame, 64<<10), tell: tell, contents: &Contents{}}
	line, err := r.line()
	if err != nil {
		return nil, err
	}
	head := &r.contents.Head
	if json.Unmarshal(line, head) != nil || head.Format != streamName || head.Schema < 1 {
		return nil, damaged("ini bukan cadangan Takar")
	}
	newest, err := store.Newest()
	if err != nil {
		return nil, err
	}
	if head.Version == streamVersion && head.Schema <= newest {
		return r, nil
	}
	if _, err := io.Copy(io.Discard, r.lines); err != nil {
		return nil, err // what it says of itself is not true
	}
	return nil, fmt.Errorf("cadangan ini dibuat Takar yang lebih baru (bentuk %d, skema %d; program ini %d, %d): pasang versi yang baru",
		head.Version, head.Schema, streamVersion, newest)
}

// line returns the next line with its end. It is valid until the next call.
func (r *reader) line() ([]byte, error) {
	line, err := r.lines.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, r.ended(err)
	}
	r.long = append(r.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(r.long) > longestLine {
			return nil, damaged("satu baris terlalu panjang")
		}
		line, err = r.lines.ReadSlice('\n')
		r.long = append(r.long, line...)
	}
	line = r.long
	if cap(r.long) > 1<<20 {
		r.long = nil // not kept beyond the row
	}
	return line, r.ended(err)
}

func (r *reader) ended(err error) error {
	if errors.Is(err, io.EOF) {
		return damaged("bagian akhirnya tidak ada")
	}
	return err
}

// next returns the next table, or nil behind the last one, when the stream was read to its
// end and is whole.
func (r *reader) next() (*store.CopiedTable, error) {
	for {
		line, err := r.line()
		if err != nil {
			return nil, err
		}
		var keys map[string]json.RawMessage
		if json.Unmarshal(line, &keys) != nil {
			return nil, damaged("sebuah baris tidak terbaca")
		}
		switch {
		case keys["table"] != nil:
			return r.begin(line)
		case keys["project"] != nil:
			var sum ProjectSum
			if json.Unmarshal(line, &sum) != nil {
				return nil, damaged("keterangan sebuah proyek tidak terbaca")
			}
			r.contents.Projects = append(r.contents.Projects, sum)
		case keys["end"] != nil:
			return nil, r.finish(line)
		default:
			return nil, damaged("sebuah baris tidak dikenal")
		}
	}
}

func (r *reader) begin(line []byte) (*store.CopiedTable, error) {
	var t tableLine
	if json.Unmarshal(line, &t) != nil || t.Name == "" || len(t.Columns) != len(t.Kinds) {
		return nil, damaged("awal sebuah tabel tidak terbaca")
	}
	r.table.begin(t.Name)
	r.columns, r.values = make([]store.CopiedColumn, len(t.Columns)), make([]any, len(t.Columns))
	for i, name := range t.Columns {
		r.columns[i] = store.CopiedColumn{Name: name, Kind: t.Kinds[i]}
	}
	r.progress()
	return &store.CopiedTable{Name: t.Name, Columns: r.columns}, nil
}

// row returns the next row of the table, or io.EOF behind the last one.
func (r *reader) row() ([]any, error) {
	line, err := r.line()
	if err != nil {
		return nil, err
	}
	if line[0] != '[' {
		return nil, r.endTable(line)
	}
	if err := parseRow(line, r.columns, r.values); err != nil {
		return nil, err
	}
	r.table.add(line)
	if r.rows++; r.rows%progressRows == 0 {
		r.progress()
	}
	return r.values, nil
}

func (r *reader) progress() {
	notify(r.tell, Progress{Step: StepRead, Table: r.table.name, Rows: r.rows, Bytes: r.frame.source.taken})
}

func (r *reader) endTable(line []byte) error {
	var said TableSum
	if json.Unmarshal(line, &said) != nil {
		return damaged("akhir tabel %s tidak terbaca", r.table.name)
	}
	found := r.table.end()
	if found != said {
		return damaged("isi tabel %s tidak cocok dengan jumlah periksanya", found.Name)
	}
	r.contents.Tables = append(r.contents.Tables, found)
	return io.EOF
}

func (r *reader) finish(line []byte) error {
	var end endLine
	if json.Unmarshal(line, &end) != nil || end.Tables != len(r.contents.Tables) || end.Projects != len(r.contents.Projects) {
		return damaged("jumlah tabel atau proyeknya tidak cocok")
	}
	if _, err := r.lines.ReadByte(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return damaged("ada isi lain di belakangnya")
	}
	r.contents.Bytes = r.frame.source.taken
	return nil
}

// fill puts all tables into a new database, and compares what then stands there with what
// the stream says.
func (r *reader) fill(ctx context.Context, f *store.Filling) error {
	for {
		t, err := r.next()
		if err != nil {
			return err
		}
		if t == nil {
			break
		}
		if err := f.Table(ctx, *t, r.row); err != nil {
			if errors.Is(err, store.ErrShape) {
				return damaged("tabel %s bukan milik skema %d (%s)", t.Name, r.contents.Head.Schema, err)
			}
			return err
		}
	}
	c := &comparison{said: r.contents.Tables, tell: r.tell}
	if err := f.Tables(ctx, c); err != nil {
		return err
	}
	return c.end()
}

// comparison holds tables against what a stream says of them.
type comparison struct {
	said   []TableSum
	tell   func(Progress)
	table  tableSum
	rows   int64
	buffer []byte
}

// Table ends the table before and begins another one.
func (c *comparison) Table(t store.CopiedTable) error {
	if err := c.endTable(); err != nil {
		return err
	}
	c.table.begin(t.Name)
	return nil
}

// Row takes a row.
func (c *comparison) Row(values []any) (err error) {
	if c.buffer, err = appendRow(c.buffer[:0], values); err != nil {
		return err
	}
	c.table.add(c.buffer)
	if cap(c.buffer) > 1<<20 {
		c.buffer = nil
	}
	if c.rows++; c.rows%progressRows == 0 {
		notify(c.tell, Progress{Step: StepCompare, Table: c.table.name, Rows: c.rows})
	}
	return nil
}

func (c *comparison) endTable() error {
	if c.table.name == "" {
		return nil
	}
	found := c.table.end()
	if len(c.said) == 0 || c.said[0] != found {
		return fmt.Errorf("tabel %s tidak sama sesudah disimpan: jangan pakai hasilnya, dan laporkan", found.Name)
	}
	c.said = c.said[1:]
	return nil
}

func (c *comparison) end() error {
	if err := c.endTable(); err != nil {
		return err
	}
	if len(c.said) > 0 {
		return fmt.Errorf("tabel %s tidak ada sesudah disimpan: jangan pakai hasilnya, dan laporkan", c.said[0].Name)
	}
	return nil
}
