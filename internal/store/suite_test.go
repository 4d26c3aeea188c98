package store

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/testservice"
)

// The tests of this package state the behaviour of the store once and run on SQLite and on
// PostgreSQL. Every statement that they run is explained at the end of its test (see
// plan_test.go).

func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		os.Exit(runChild(job))
	}
	flag.Parse()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		_ = checks.Value.Set("12") // each check is many commits; set the flag for more
	}
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" {
		code = reportPlans()
	}
	os.Exit(code)
}

// start is the time of the first command of every test.
const start rab.Instant = 1_767_225_600_000_000

// site is a store of its own, open for one test.
type site struct {
	*Store

	t         testing.TB
	address   string      // of PostgreSQL
	replica   string      // of a replica of it; "" when there is none
	directory string      // of SQLite
	now       rab.Instant // moves on with every command
	made      int64
}

// TestStore runs the suite, each behaviour with accounts and projects of its own.
func TestStore(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		s.fill()
		for _, behaviour := range suite {
			t.Run(nameOf(behaviour), func(t *testing.T) { behaviour(t, s.in(t)) })
		}
	})
}

var suite = slices.Concat(
	schemaBehaviours, accountBehaviours, accountChangeBehaviours, manyPeopleBehaviours, sessionBehaviours, accessBehaviours, idBehaviours, libraryBehaviours, libraryAdminBehaviours, commitBehaviours, snapshotBehaviours, historyBehaviours,
	listingBehaviours, templateBehaviours, namedRevisionBehaviours, jobBehaviours, jobFileBehaviours, apiTokenBehaviours, issuedBehaviours, concurrentBehaviours, turnBehaviours, durableBehaviours, wholeBehaviours, noticeBehaviours, replicaBehaviours, planBehaviours, measureBehaviours,
)

func nameOf(behaviour func(*testing.T, *site)) string {
	name := runtime.FuncForPC(reflect.ValueOf(behaviour).Pointer()).Name()
	return name[strings.LastIndexByte(name, '.')+1:]
}

// onBoth runs a test on a SQLite file and on a PostgreSQL database.
func onBoth(t *testing.T, run func(t *testing.T, s *site)) {
	t.Run("sqlite", func(t *testing.T) { run(t, onSQLite(t)) })
	t.Run("postgresql", func(t *testing.T) { run(t, onPostgres(t)) })
}

func onSQLite(t testing.TB) *site {
	t.Helper()
	return newSite(t, "", t.TempDir())
}

func onPostgres(t testing.TB) *site {
	t.Helper()
	return newSite(t, testservice.Postgres(t), "")
}

func newSite(t testing.TB, address, directory string) *site {
	t.Helper()
	s := &site{t: t, address: address, directory: directory, now: start}
	s.Store = s.again()
	return s
}

// open opens the database once more.
func (s *site) open() (*Store, error) {
	var options []Option
	if s.replica != "" {
		options = append(options, WithReplica(s.replica))
	}
	return Open(s.ctx(), s.address, s.directory, options...)
}

// in returns the site as part of another test.
func (s *site) in(t testing.TB) *site {
	other := *s
	other.t = t
	return &other
}

// again opens the database once more, as another process would.
func (s *site) again() *Store {
	s.t.Helper()
	opened, err := s.open()
	if err != nil {
		s.t.Fatal(err)
	}
	opened.watch = seen(opened.dialect).add
	s.t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return opened
}

// on returns the site on another handle.
func (s *site) on(handle *Store) *site {
	other := *s
	other.Store = handle
	return &other
}

func (s *site) ctx() context.Context { return context.WithoutCancel(s.t.Context()) }

func (s *site) id() int64 {
	s.t.Helper()
	ids := s.IDs(s.ctx())
	id := ids.NextID()
	if err := ids.Err(); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// account makes an active account with a name that begins as given.
func (s *site) account(name string) *Account {
	s.t.Helper()
	id := s.id()
	name = fmt.Sprintf("%s%d", name, id)
	a := &Account{
		ID: id, Email: strings.ToLower(name) + "@contoh.id", UserName: name, FullName: "Nama " + name,
		PasswordHash: "hash", IsActive: true, CreatedAt: s.now,
	}
	if err := s.AddAccount(s.ctx(), a); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// owner makes an account and returns its id.
func (s *site) owner() int64 {
	s.t.Helper()
	return s.account("Pemilik").ID
}

// header returns the own row of a project as the store takes it.
func (s *site) header(owner int64) *rab.Header {
	s.made++
	id := s.id()
	return &rab.Header{
		Meta: rab.Meta{ID: id}, UID: NewUID(), OwnerID: owner, IndexProject: fmt.Sprintf("PRJ-%02d-010126-%04d", owner, s.made),
		Nama: fmt.Sprintf("Proyek %d", id), TanggalMulai: "2026-01-01", TanggalSelesai: "2026-12-31", DurasiHari: 365, TahunProject: 2026,
		SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas", AnggaranOwner: decimal.FromInt(1_000_000),
		WeekEndDay: 6, IsActive: true, CreatedAt: s.now,
	}
}

// founding returns the commit that creates a project, and the project as it will be.
func (s *site) founding(h *rab.Header) (*Commit, *rab.Project) {
	s.t.Helper()
	commit, p := s.decide(rab.NewProject(h.ID, nil), h.OwnerID, func(d *rab.Draft) {
		d.Headers.Put(h)
		d.Pricings.Put(&rab.Pricing{Meta: rab.Meta{ID: h.ID}, PPNScheme: rab.PPNPercent, RoundingMode: decimal.Nearest, RoundingBase: 1})
		d.States.Put(&rab.State{Meta: rab.Meta{ID: h.ID}})
	})
	commit.Operation.Changes = nil // not undone
	return commit, p
}

// project creates a project that belongs to owner, with one heading and its sub.
func (s *site) project(owner int64) *rab.Project {
	s.t.Helper()
	commit, p := s.founding(s.header(owner))
	if err := s.CreateProjects(s.ctx(), []*Commit{commit}); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// decide makes the commit of one command, and returns the project as it will be after it.
func (s *site) decide(p *rab.Project, by int64, edit func(*rab.Draft)) (*Commit, *rab.Project) {
	s.t.Helper()
	s.now += 1_000_000
	ids := s.IDs(s.ctx())
	draft := p.Edit(ids, s.now, by)
	edit(draft)
	changes, err := draft.Finish()
	if err != nil {
		s.t.Fatal(err)
	}
	delta := draft.Delta()
	commit := &Commit{Project: p, Delta: delta, Operation: Operation{
		ID: ids.NextID(), AccountID: by, Kind: "test", CreatedAt: s.now, Deletes: rab.DeletesRows(changes), Weeks: p.Header().WeekDates(), Changes: changes,
	}}
	if err := ids.Err(); err != nil {
		s.t.Fatal(err)
	}
	return commit, p.Apply(delta, p.Revision+1, p.Reference)
}

// change carries out one command and returns the project after it.
func (s *site) change(p *rab.Project, by int64, edit func(*rab.Draft)) *rab.Project {
	s.t.Helper()
	commit, after := s.decide(p, by, edit)
	return s.commit(commit, after)
}

func (s *site) commit(c *Commit, after *rab.Project) *rab.Project {
	s.t.Helper()
	revision, err := s.Commit(s.ctx(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	if revision != after.Revision {
		s.t.Fatalf("revision %d, want %d", revision, after.Revision)
	}
	return after
}

// load reads a project from the store alone.
func (s *site) load(id int64) *rab.Project {
	s.t.Helper()
	p, err := s.LoadProject(s.ctx(), id, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// count asks for one number.
func (s *site) count(query string, args ...any) int {
	s.t.Helper()
	var n int
	if err := s.read.QueryRowContext(s.ctx(), s.dialect.sql(query), args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// addPekerjaan puts n custom pekerjaan with a volume into a draft, under headings of their
// own, and returns their ids.
func addPekerjaan(d *rab.Draft, ids rab.IDs, n int) []int64 {
	top := &rab.Heading{Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Name: "Persiapan"}
	parent := top.ID
	sub := &rab.Heading{Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Name: "Umum", ParentID: &parent}
	d.Headings.Put(top)
	d.Headings.Put(sub)
	list := make([]int64, n)
	for i := range n {
		list[i] = ids.NextID()
		d.Pekerjaan.Put(&rab.Pekerjaan{
			Meta: rab.Meta{ID: list[i]}, UID: ids.NextUID(), HeadingID: sub.ID, Position: i, SourceType: rab.SourceCustom,
			Kode: fmt.Sprintf("CUST-%04d", i+1), Uraian: "Pekerjaan", Satuan: "m2",
		})
		d.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: list[i]}})
		d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: list[i]}, Quantity: decimal.Some(decimal.FromInt(0))})
	}
	return list
}

// removePekerjaan removes a pekerjaan from a draft.
func removePekerjaan(d *rab.Draft, pekerjaan int64) {
	d.Pekerjaan.Delete(pekerjaan)
	d.Analyses.Delete(pekerjaan)
	d.Volumes.Delete(pekerjaan)
}

// setVolume changes the quantity of a pekerjaan in a draft.
func setVolume(d *rab.Draft, pekerjaan int64, quantity decimal.Decimal) {
	row, _ := d.Volumes.Get(pekerjaan)
	next := *row
	next.Quantity = decimal.Some(quantity)
	d.Volumes.Put(&next)
}

// dump writes everything that a snapshot holds, a row on several lines.
func dump(p *rab.Project) string {
	var out strings.Builder
	fmt.Fprintf(&out, "project %d at revision %d\n", p.ID, p.Revision)
	dumpRows(&out, "project", p.Headers)
	dumpRows(&out, "pricing", p.Pricings)
	dumpRows(&out, "project_state", p.States)
	dumpRows(&out, "heading", p.Headings)
	dumpRows(&out, "pekerjaan", p.Pekerjaan)
	dumpRows(&out, "volume", p.Volumes)
	dumpRows(&out, "analysis", p.Analyses)
	dumpRows(&out, "component", p.Components)
	dumpRows(&out, "price_item", p.PriceItems)
	dumpRows(&out, "conversion", p.Conversions)
	dumpRows(&out, "parameter", p.Parameters)
	dumpRows(&out, "progress", p.Progress)
	dumpRows(&out, "tahapan", p.Tahapan)
	dumpRows(&out, "tahapan_member", p.TahapanMembers)
	dumpRows(&out, "schedule_setting", p.ScheduleSettings)
	dumpRows(&out, "contract", p.Contracts)
	dumpRows(&out, "document_setting", p.DocumentSettings)
	dumpRows(&out, "document_logo", p.DocumentLogos)
	return out.String()
}

func dumpRows[R rab.Row](out *strings.Builder, table string, rows rab.Table[R]) {
	for _, row := range rows.All() {
		data, err := json.MarshalIndent(row, "", " ")
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(out, "%s %s\n", table, data)
	}
}

// wantError fails the test unless err is target.
func wantError(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("error %v, want %v", err, target)
	}
}
