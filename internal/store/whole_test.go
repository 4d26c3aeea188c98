package store

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"takar/internal/rab"
	"takar/internal/testservice"
)

var wholeBehaviours = []func(*testing.T, *site){everythingIsHandedOut, wholeViewStandsStillAmidCommits, incarnationStays, movedStoreSaysWhereTo}

// gathered keeps a whole copy in memory.
type gathered struct {
	tables []CopiedTable
	rows   map[string][][]any
}

func (g *gathered) Table(t CopiedTable) error {
	if g.rows == nil {
		g.rows = map[string][][]any{}
	}
	g.tables, g.rows[t.Name] = append(g.tables, t), [][]any{}
	return nil
}

func (g *gathered) Row(values []any) error {
	last := g.tables[len(g.tables)-1].Name
	g.rows[last] = append(g.rows[last], slices.Clone(values))
	return nil
}

// pour fills a database with what was gathered.
func (g *gathered) pour(s *site, f *Filling) error {
	for _, t := range g.tables {
		rows := g.rows[t.Name]
		if err := f.Table(s.ctx(), t, func() ([]any, error) {
			if len(rows) == 0 {
				return nil, io.EOF
			}
			row := slices.Clone(rows[0])
			rows = rows[1:]
			return row, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *site) gather() *gathered {
	s.t.Helper()
	var g gathered
	if err := s.ReadWhole(s.ctx(), func(w *Whole) error { return w.Tables(s.ctx(), &g) }); err != nil {
		s.t.Fatal(err)
	}
	return &g
}

func everythingIsHandedOut(t *testing.T, s *site) {
	p := s.project(s.owner())
	g := s.gather()
	held := map[string]CopiedTable{}
	for _, table := range g.tables {
		held[table.Name] = table
	}
	for _, name := range s.tables() {
		table, there := held[name]
		if _, out := LeftOut[name]; there == out {
			t.Errorf("table %s: copied %t, left out %t", name, there, out)
		}
		if !there {
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name)
		}
		slices.Sort(columns)
		if want := s.columns(name); !slices.Equal(columns, want) {
			t.Errorf("of %s the columns %v, want %v", name, columns, want)
		}
		if n := s.count("SELECT count(*) FROM " + name); n != len(g.rows[name]) {
			t.Errorf("of %s %d rows, want %d", name, len(g.rows[name]), n)
		}
	}
	for name := range LeftOut {
		if !slices.Contains(s.tables(), name) {
			t.Errorf("LeftOut names %s, which does not exist", name)
		}
	}
	newest, err := Newest()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ReadWhole(s.ctx(), func(w *Whole) error {
		if schema, err := w.Schema(s.ctx()); err != nil || schema != newest {
			t.Errorf("schema %d, %v, want %d", schema, err, newest)
		}
		found := false
		err := w.Projects(s.ctx(), func(id int64, loaded *rab.Project, err error) error {
			if id == p.ID {
				found = err == nil && dump(loaded) == dump(s.load(p.ID))
			}
			return nil
		})
		if !found {
			t.Error("the project was not handed out as it is")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func wholeViewStandsStillAmidCommits(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	if err := s.ReadWhole(s.ctx(), func(w *Whole) error {
		if _, err := w.Schema(s.ctx()); err != nil { // the view begins with the first read
			return err
		}
		if s.dialect.numbered { // a large store may take longer than other statements may
			var bound string
			if err := w.tx.tx.QueryRowContext(s.ctx(), "SHOW statement_timeout").Scan(&bound); err != nil || bound != "0" {
				t.Errorf("a statement may take %s (%v)", bound, err)
			}
		}
		s.change(p, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 3) }) // nobody waits
		return w.Projects(s.ctx(), func(id int64, loaded *rab.Project, err error) error {
			if id == p.ID && (err != nil || loaded.Revision != p.Revision || loaded.Pekerjaan.Len() != 0) {
				t.Errorf("a later revision is seen, or none: %v", err)
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
}

func incarnationStays(t *testing.T, s *site) {
	first, err := s.Incarnation(s.ctx())
	if err != nil || first == "" {
		t.Fatalf("%q, %v", first, err)
	}
	if again, err := s.again().Incarnation(s.ctx()); err != nil || again != first {
		t.Errorf("%q, %v, was %q", again, err, first)
	}
}

func movedStoreSaysWhereTo(t *testing.T, s *site) {
	for _, where := range []string{"", "ke PostgreSQL", "ke D", ""} {
		if err := s.SetMoved(s.ctx(), where); err != nil {
			t.Fatal(err)
		}
		if got, err := s.again().Moved(s.ctx()); err != nil || got != where {
			t.Errorf("%q, %v, want %q", got, err, where)
		}
	}
}

// fillEverything puts three rows into every table that a copy holds, with a value in every
// column, NULL where that is possible in one of them.
func (s *site) fillEverything() {
	s.t.Helper()
	tables, err := s.dialect.tables(s.ctx(), s.read)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, table := range tables {
		var names, marks []string
		for _, c := range table.columns {
			names, marks = append(names, c.name), append(marks, "?")
		}
		for row := range 3 {
			values := make([]any, len(table.columns))
			for i, c := range table.columns {
				values[i] = s.sample(table.name, c, row)
			}
			if _, err := s.write.ExecContext(s.ctx(), s.dialect.sql("INSERT INTO "+table.name+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")"), values...); err != nil {
				s.t.Fatalf("%s: %v", table.name, err)
			}
		}
	}
}

// sample returns the value of a column in the row of that number. Rows refer to those of the
// same number.
func (s *site) sample(table string, c wholeColumn, row int) any {
	if row == 2 && s.nullable(table, c.name) {
		return nil
	}
	switch word := words()[table+"."+c.name]; {
	case word == "bool" && s.dialect.numbered:
		return row == 1
	case word == "bool":
		return row % 2
	case c.kind == KindInteger:
		return []int64{1, 1 << 62, -3}[row]
	case c.kind == KindBytes:
		return [][]byte{{}, {0, 1, 255, 10, 13}, []byte(strings.Repeat("isi", 100_000))}[row]
	case word == "decimal":
		return []string{"0", "-12345678901234567890.1234567890", "1.500"}[row]
	}
	return c.name + []string{"", " \"'\\\n\u2028 é 👷 <b>", " " + strings.Repeat("panjang ", 2_000)}[row]
}

var columnWord = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)|^ALTER TABLE (\w+) ADD|(?:^ +| COLUMN )(\w+) +\{(\w+)\}`)

// words are the types that the migrations write in braces, by table and column: SQLite
// forgets them.
var words = sync.OnceValue(func() map[string]string {
	known := map[string]string{}
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql")
	for _, name := range names {
		text, _ := migrationFiles.ReadFile(name)
		table := ""
		for _, line := range strings.Split(string(text), "\n") {
			for _, found := range columnWord.FindAllStringSubmatch(line, -1) {
				table = cmp.Or(found[1], found[2], table)
				if found[3] != "" {
					known[table+"."+found[3]] = found[4]
				}
			}
		}
	}
	return known
})

func (s *site) nullable(table, column string) bool {
	if s.dialect.numbered {
		return s.count(`SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ? AND column_name = ? AND is_nullable = 'YES'`, table, column) == 1
	}
	return s.count(`SELECT count(*) FROM pragma_table_info(?) WHERE name = ? AND "notnull" = 0 AND pk = 0`, table, column) == 1
}

// Whatever stands in any column of any table comes through, and equally on both databases.
func TestEveryValueOfEveryColumnComesThrough(t *testing.T) {
	newest, err := Newest()
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, s *site) {
		s.fillEverything()
		g := s.gather()
		for name, rows := range g.rows {
			if len(rows) != 3 {
				t.Fatalf("%s: %d rows", name, len(rows))
			}
		}
		for _, target := range []*site{{t: t, directory: t.TempDir()}, {t: t, address: testservice.Postgres(t)}} {
			if err := Fill(s.ctx(), target.address, target.directory, newest, func(f *Filling) error {
				if err := g.pour(s, f); err != nil {
					return err
				}
				var back gathered
				if err := f.Tables(s.ctx(), &back); err != nil {
					return err
				}
				if !reflect.DeepEqual(&back, g) {
					t.Error("read back differently before the end")
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			target.Store = target.again()
			for name, rows := range target.gather().rows {
				if !reflect.DeepEqual(rows, g.rows[name]) {
					t.Errorf("%s on %s: %.300v, want %.300v", name, target.dialect.name, fmt.Sprint(rows), fmt.Sprint(g.rows[name]))
				}
			}
			err := Fill(s.ctx(), target.address, target.directory, newest, func(*Filling) error { return nil })
			wantError(t, err, ErrFilled)
		}
	})
}

// A copy that does not fit, or stops half way, leaves an empty database that can be filled.
func TestHalfACopyLeavesNothing(t *testing.T) {
	newest, err := Newest()
	if err != nil {
		t.Fatal(err)
	}
	source := onSQLite(t)
	source.project(source.owner())
	g := source.gather()
	for _, target := range []*site{{t: t, directory: t.TempDir()}, {t: t, address: testservice.Postgres(t)}} {
		fill := func(change func(*gathered)) error {
			other := &gathered{tables: slices.Clone(g.tables), rows: map[string][][]any{}}
			for name, rows := range g.rows {
				other.rows[name] = slices.Clone(rows)
			}
			change(other)
			return Fill(source.ctx(), target.address, target.directory, newest, func(f *Filling) error { return other.pour(source, f) })
		}
		wantError(t, fill(func(g *gathered) { g.tables = g.tables[:len(g.tables)-1] }), ErrShape)
		wantError(t, fill(func(g *gathered) { g.tables[3].Columns = g.tables[3].Columns[1:] }), ErrShape)
		wantError(t, fill(func(g *gathered) { g.tables[0], g.tables[1] = g.tables[1], g.tables[0] }), ErrShape)
		if err := fill(func(g *gathered) { g.rows["account"] = nil }); err == nil {
			t.Error("projects without their owner were stored")
		}
		if err := fill(func(*gathered) {}); err != nil {
			t.Fatal(err)
		}
	}
}
