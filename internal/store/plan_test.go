package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// allowance is a statement that may read a whole table.
type allowance struct {
	database string // "" = both
	query    string // a part of the statement
	reason   string
}

var allowances = []allowance{
	{"sqlite", "INSERT INTO reference_analysis", "rows that refer to it are looked for only while a reference of the transaction is open"},
	{"sqlite", "last_login_at) SELECT x.id, x.email", "as above: many accounts at once"},
	{"", " AS copied ", "a copy of the store reads every table as a whole, beside the writers"},
	{"", "FROM account AS a ORDER BY a.email", "the list of accounts shows all of them"},
	{"", "FROM account AS a WHERE TRUE", "the list of people searches in all of them, and shows a page in order"},
	{"", "FROM account_log AS g WHERE TRUE", "the log of all accounts is counted, and read backwards for a page"},
	{"", "EXISTS (SELECT 1 FROM account)", "stops at the first row"},
	{"", "EXISTS (SELECT 1 FROM id_block)", "the table has one row"},
	{"", "FROM edition ORDER BY id", "the library is read as a whole, into memory"},
	{"", "FROM edition AS e LEFT JOIN", "the list of editions shows all of them"},
	{"", "FROM job GROUP BY kind, state", "the jobs of the last day are counted"},
	{"", "FROM item_code ORDER BY name_key", "the registry of item codes is read as a whole when an edition is committed"},
	{"", "FROM item_code_counter", "the table has four rows"},
	{"postgresql", "FROM goose_db_version", "the table has a row for each migration"},
	{"", "FROM reference_analysis ORDER BY id", "the library is read as a whole, into memory"},
	{"", "FROM reference_component ORDER BY analysis_id", "the library is read as a whole, into memory"},
}

// notExplained are statements without a plan.
var notExplained = []string{"LOCK TABLE"}

// statements are distinct statements with the parameters of their first use, and the
// methods of Store that ran any.
type statements struct {
	database string
	list     sync.Map // statement → parameters
	methods  sync.Map // name → true
}

func (s *statements) add(query string, args []any) {
	s.list.LoadOrStore(query, append([]any(nil), args...))
	var callers [16]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if _, method, found := strings.Cut(frame.Function, "store.(*Store)."); found {
			method, _, _ = strings.Cut(method, ".")
			s.methods.Store(method, true)
		}
	}
}

// withoutStatements are the methods of Store that run nothing that could be explained.
var withoutStatements = []string{"Activity", "CheckReplica", "Close", "DataVersion", "IDs", "Listen", "Measure", "ReplicaReads", "Vendor"}

// All statements that the tests ran, and what is known of them.
var (
	sqliteStatements   = statements{database: sqliteDialect.name}
	postgresStatements = statements{database: postgresDialect.name}
	explained          sync.Map // database and statement → done
	usedAllowances     sync.Map // index into allowances → used
)

func seen(d dialect) *statements {
	if d.numbered {
		return &postgresStatements
	}
	return &sqliteStatements
}

// explain fails the test for every statement that reads a growing table as a whole.
func (s *site) explain() {
	s.t.Helper()
	seen(s.dialect).list.Range(func(key, value any) bool {
		query, args := key.(string), value.([]any)
		explained.Store(s.dialect.name+query, true)
		for _, prefix := range notExplained {
			if strings.HasPrefix(query, prefix) {
				return true
			}
		}
		scans, err := s.scans(query, args)
		if err != nil {
			s.t.Errorf("explain: %v\n%s", err, query)
		} else if len(scans) > 0 && !allowed(s.dialect.name, query) {
			s.t.Errorf("reads a whole table: %s\n%s", strings.Join(scans, "; "), query)
		}
		return true
	})
}

func allowed(database, query string) bool {
	for i, a := range allowances {
		if (a.database == "" || a.database == database) && strings.Contains(query, a.query) {
			usedAllowances.Store(i, true)
			return true
		}
	}
	return false
}

// reportPlans returns the exit code 1 when a statement ran somewhere but not in the suite,
// where it is explained, or when one that was allowed a scan no longer needs it.
func reportPlans() int {
	code := 0
	complain := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "plan_test.go: "+format+"\n", args...)
		code = 1
	}
	for _, s := range []*statements{&sqliteStatements, &postgresStatements} {
		s.list.Range(func(key, _ any) bool {
			if _, done := explained.Load(s.database + key.(string)); !done {
				complain("never explained on %s: %s", s.database, key)
			}
			return true
		})
	}
	for i, a := range allowances {
		if _, used := usedAllowances.Load(i); !used {
			complain("nothing needs the allowance for %q (%s)", a.query, a.reason)
		}
	}
	return code
}

// fill puts rows of others into the tables that grow, so that PostgreSQL plans as it does
// for an office that has worked a while. SQLite plans without knowing the sizes.
func (s *site) fill() {
	s.t.Helper()
	if !s.dialect.numbered {
		return
	}
	conn, err := s.write.Conn(s.ctx())
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	run := func(statement string) {
		s.t.Helper()
		if _, err := conn.ExecContext(s.ctx(), statement); err != nil {
			s.t.Fatal(err)
		}
	}
	run("SET session_replication_role = replica") // the rows refer to nothing
	defer run("RESET session_replication_role")
	for _, table := range s.tables() {
		if slices.Contains([]string{"goose_db_version", "id_block", "setting", "edition", "reference_analysis", "reference_component"}, table) {
			continue // small, or read as a whole
		}
		values := s.strings(`SELECT CASE
			WHEN column_name = 'project_id' THEN '1099511627776 + g % 97 * 41'
			WHEN column_name IN ('account_id', 'owner_id') THEN '1099511627776 + g % 89 * 44'
			WHEN data_type = 'bigint' THEN '1099511627776 + g'
			WHEN data_type = 'boolean' THEN 'g % 2 = 0'
			WHEN data_type = 'numeric' THEN 'g'
			WHEN data_type = 'bytea' THEN '''x''::bytea'
			ELSE quote_literal('x') || ' || g' END
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`, table)
		rows := 4000
		if table == "account" {
			rows = 40_000 // else reading all of them is cheaper than looking up the 100 that PostgreSQL expects in a JSON list
		}
		run("ALTER TABLE " + table + " SET (autovacuum_enabled = off)") // the plans do not depend on when it runs
		run(fmt.Sprintf("INSERT INTO %s SELECT %s FROM generate_series(1, %d) AS g", table, strings.Join(values, ", "), rows))
	}
	run("ANALYZE")
}

// plan returns how the database would run a statement: a line for each step on SQLite,
// one JSON text on PostgreSQL.
func (s *site) plan(query string, args []any) (lines []string, err error) {
	tx, err := s.write.BeginTx(s.ctx(), nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // nothing was changed
	explain := "EXPLAIN QUERY PLAN "
	if s.dialect.numbered {
		explain = "EXPLAIN (FORMAT JSON) "
		// Where it is forbidden, a table is read from end to end only if no index serves. A merge
		// may look like that and end early.
		if _, err := tx.ExecContext(s.ctx(), "SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off"); err != nil {
			return nil, err
		}
	}
	found, err := tx.QueryContext(s.ctx(), explain+s.dialect.sql(query), args...) //nolint:rowserrcheck // collect does
	if err != nil {
		return nil, err
	}
	return collect(&rows{Rows: found, leave: func() {}}, func(r *sql.Rows) (string, error) {
		var line string
		if s.dialect.numbered {
			err := r.Scan(&line)
			return line, err
		}
		var id, parent, unused int
		err := r.Scan(&id, &parent, &unused, &line)
		return line, err
	})
}

// scans returns the steps of a statement's plan that read a whole table or index.
func (s *site) scans(query string, args []any) ([]string, error) {
	lines, err := s.plan(query, args)
	if err != nil {
		return nil, err
	}
	if s.dialect.numbered {
		var plans []struct{ Plan planNode }
		if err := json.Unmarshal([]byte(lines[0]), &plans); err != nil {
			return nil, err
		}
		return plans[0].Plan.scans(), nil
	}
	return slices.DeleteFunc(lines, func(line string) bool {
		return !strings.HasPrefix(line, "SCAN ") || strings.Contains(line, "VIRTUAL TABLE") || line == "SCAN CONSTANT ROW"
	}), nil
}

// planNode is one step of a PostgreSQL plan.
type planNode struct {
	Kind     string     `json:"Node Type"`
	Relation string     `json:"Relation Name"`
	Index    string     `json:"Index Name"`
	Cond     string     `json:"Index Cond"`
	Plans    []planNode `json:"Plans"`
}

func (n planNode) scans() []string {
	var list []string
	switch n.Kind {
	case "Seq Scan":
		list = append(list, n.Kind+" on "+n.Relation)
	case "Index Scan", "Index Only Scan", "Bitmap Index Scan":
		if n.Cond == "" {
			list = append(list, n.Kind+" without a condition on "+n.Index)
		}
	}
	for _, child := range n.Plans {
		list = append(list, child.scans()...)
	}
	return list
}

// planBehaviours run last: they explain what the others ran.
var planBehaviours = []func(*testing.T, *site){planOfAQueryWithoutAnIndexIsFound, everyStatementUsesAnIndex, everyMethodHasRun, historyIsNotReadAsAWhole}

func everyStatementUsesAnIndex(_ *testing.T, s *site) { s.explain() }

// A method that the suite leaves out would have statements that nobody has explained.
func everyMethodHasRun(t *testing.T, s *site) {
	if raced {
		t.Skip("the long behaviours were left out")
	}
	for method := range reflect.TypeFor[*Store]().Methods() {
		if _, ran := seen(s.dialect).methods.Load(method.Name); !ran && !slices.Contains(withoutStatements, method.Name) {
			t.Errorf("no behaviour of the suite describes %s", method.Name)
		}
	}
}

// Some statements of every command must not look at the whole history of a project.
func historyIsNotReadAsAWhole(t *testing.T, s *site) {
	for part, index := range map[string]string{
		"UPDATE operation SET changes = NULL WHERE project_id": "operation_kept",
		"AND undo_of IS NULL AND NOT undone ORDER BY":          "operation_command",
		"AND deletes AND created_at >= ?":                      "operation_trash",
	} {
		found := false
		seen(s.dialect).list.Range(func(key, value any) bool {
			query := key.(string)
			if !strings.Contains(query, part) {
				return true
			}
			found = true
			plan, err := s.plan(query, value.([]any))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(plan, "\n"), index) {
				t.Errorf("does not use %s: %s\n%s", index, query, plan)
			}
			return true
		})
		if !found {
			t.Errorf("no statement with %q has run", part)
		}
	}
}

func planOfAQueryWithoutAnIndexIsFound(t *testing.T, s *site) {
	for query, scanned := range map[string]bool{
		"SELECT id FROM account WHERE full_name = ?":                                                true,
		"SELECT count(*) FROM component WHERE kode = ?":                                             true,
		"UPDATE volume SET formula = '' WHERE formula = ?":                                          true,
		"SELECT id FROM account WHERE email = ?":                                                    false,
		"SELECT m.role FROM member AS m JOIN account AS a ON a.id = m.account_id WHERE a.email = ?": false,
	} {
		scans, err := s.scans(query, []any{"x"})
		if err != nil {
			t.Fatal(err)
		}
		if (len(scans) > 0) != scanned {
			t.Errorf("%s: scans %v", query, scans)
		}
	}
}
