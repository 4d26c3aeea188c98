package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/testservice"
)

// The first schema that people's data was written under, and what they had.
const (
	firstSchema        = 1
	firstSchemaData    = "testdata/schema_00001.sql"
	firstSchemaProject = 2
	firstSchemaTotal   = 33_717_000 // rupiah
)

func TestDataOfTheFirstSchemaIsUpgradedWithoutLoss(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { (&site{t: t, now: start, directory: t.TempDir()}).upgraded() })
	t.Run("postgresql", func(t *testing.T) { (&site{t: t, now: start, address: testservice.Postgres(t)}).upgraded() })
}

// What people had before there were documents stays, says nothing of documents, and goes on.
func TestDataFromBeforeDocumentsIsUpgraded(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { (&site{t: t, now: start, directory: t.TempDir()}).upgradedToDocuments() })
	t.Run("postgresql", func(t *testing.T) {
		(&site{t: t, now: start, address: testservice.Postgres(t)}).upgradedToDocuments()
	})
}

const schemaBeforeDocuments = 6

func (s *site) upgradedToDocuments() {
	s.t.Helper()
	old := s.firstSchema()
	old.migrate(schemaBeforeDocuments)
	columns := map[string][]string{"heading": old.columns("heading"), "project_state": old.columns("project_state")}
	for _, table := range []string{"document_setting", "document_logo", "job_file", "issued_document", "issued_file"} {
		if len(old.columns(table)) > 0 {
			s.t.Errorf("%s was there before", table)
		}
	}
	before := old.rows(columns)
	if err := old.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.Store = s.again()
	if diff := cmp.Diff(before, s.rows(columns)); diff != "" {
		s.t.Errorf("the upgrade changed %s", diff)
	}
	p := s.load(firstSchemaProject)
	for _, heading := range p.Headings.All() {
		if heading.SMKK {
			s.t.Errorf("%s holds costs of SMKK", heading.Name)
		}
	}
	if p.State().DocumentChangedAt != 0 || p.Logo() != nil || !p.Documents().Empty() {
		s.t.Errorf("documents say %+v", p.Documents())
	}
	s.worksOn(p)
}

func (s *site) upgraded() {
	s.t.Helper()
	old := s.firstSchema()
	columns := map[string][]string{}
	for _, table := range old.tables() {
		if table == "goose_db_version" {
			continue
		}
		columns[table] = old.columns(table)
	}
	before := old.rows(columns)
	for table, rows := range before {
		if len(rows) == 0 {
			s.t.Errorf("nothing was in %s", table)
		}
	}
	if err := old.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.Store = s.again()
	if diff := cmp.Diff(before, s.rows(columns)); diff != "" {
		s.t.Errorf("the upgrade changed %s", diff)
	}
	s.worksOn(s.load(firstSchemaProject))
}

// worksOn lives on with a project that an older program wrote.
func (s *site) worksOn(p *rab.Project) {
	s.t.Helper()
	if got := p.Figures().Totals.Dibulatkan; !got.Equal(decimal.FromInt(firstSchemaTotal)) {
		s.t.Errorf("the RAB is %s, want %d", got, firstSchemaTotal)
	}
	owner := p.Header().OwnerID
	list, _, err := s.Projects(s.ctx(), ProjectFilter{Account: owner, IDs: []int64{p.ID}, SortBy: "nama", Limit: 1})
	if err != nil || len(list) != 1 || list[0].Standing != (rab.Standing{}) {
		s.t.Errorf("nobody entered a schedule: %+v, %v", list, err)
	}
	next := s.change(p, owner, func(d *rab.Draft) {
		first := p.WorkList()[0].ID
		setVolume(d, first, number("2"))
		d.Progress.Put(&rab.Progress{Meta: d.NewRow(), PekerjaanID: first, Week: 1, Planned: number("40"), Actual: number("1.5"), ActualByVolume: true})
		d.ScheduleSettings.Put(rab.DefaultScheduleSetting(p.ID))
		d.Contracts.Put(&rab.Contract{Meta: rab.Meta{ID: p.ID}, NomorKontrak: "1/SPK", TanggalSPMK: "2026-03-02"})
		d.DocumentSettings.Put(&rab.DocumentSetting{Meta: rab.Meta{ID: p.ID}, DocumentData: rab.DocumentData{Kop: "DESA SUKAMAJU", Tanggal: "2026-03-02"}})
		heading := *p.Klasifikasi()[0]
		heading.SMKK = true
		d.Headings.Put(&heading)
	})
	if got, want := dump(s.load(p.ID)), dump(next); got != want {
		s.t.Errorf("after a change\n%s, want\n%s", got, want)
	}
	if _, err := s.NextUndo(s.ctx(), p.ID, owner); err != nil {
		s.t.Error(err)
	}
	s.saved(next, "RAB Awal")
	s.project(s.owner()) // under ids that nobody has
}

// migrate brings a database that the first program left to a later schema.
func (s *site) migrate(version int64) {
	s.t.Helper()
	migrations, err := s.migrations()
	if err != nil {
		s.t.Fatal(err)
	}
	kind := goose.DialectSQLite3
	if s.dialect.numbered {
		kind = goose.DialectPostgres
	}
	provider, err := goose.NewProvider(kind, s.write.DB, nil, goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := provider.UpTo(s.ctx(), version); err != nil {
		s.t.Fatal(err)
	}
}

// firstSchema returns a database as the first program left it.
func (s *site) firstSchema() *site {
	s.t.Helper()
	dialect, driver, kind, address := sqliteDialect, "sqlite", goose.DialectSQLite3, ""
	if s.address != "" {
		dialect, driver, kind, address = postgresDialect, "pgx", goose.DialectPostgres, s.address
	} else {
		address = "file:" + filepath.Join(s.directory, FileName) + "?_pragma=journal_mode(WAL)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		s.t.Fatal(err)
	}
	pool := newPool(db, 4, sqliteWait)
	old := s.on(&Store{dialect: dialect, write: pool, read: pool})
	migrations, err := old.migrations()
	if err != nil {
		s.t.Fatal(err)
	}
	provider, err := goose.NewProvider(kind, db, nil, goose.WithGoMigrations(migrations[:firstSchema]...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := provider.Up(s.ctx()); err != nil {
		s.t.Fatal(err)
	}
	data, err := os.ReadFile(firstSchemaData)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := db.ExecContext(s.ctx(), string(data)); err != nil {
		s.t.Fatal(err)
	}
	return old
}

// columns lists the columns of a table in order of their names.
func (s *site) columns(table string) []string {
	s.t.Helper()
	if s.dialect.numbered {
		return s.strings(`SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY column_name`, table)
	}
	return s.strings("SELECT name FROM pragma_table_info(?) ORDER BY name", table)
}

// rows returns everything that stands in some columns of tables, as texts in order.
func (s *site) rows(columns map[string][]string) map[string][]string {
	s.t.Helper()
	all := map[string][]string{}
	for table, names := range columns {
		parts := make([]string, len(names))
		for i, name := range names {
			parts[i] = "'" + name + "=' || coalesce(CAST(" + name + " AS TEXT), 'NULL')"
		}
		all[table] = s.strings("SELECT " + strings.Join(parts, " || '; ' || ") + " AS row_text FROM " + table + " ORDER BY row_text")
	}
	return all
}
