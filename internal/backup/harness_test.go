package backup

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/demo"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

const (
	program  = "uji"
	password = "kata-sandi-Uji-7"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// onBoth runs a test with an empty place of each database.
func onBoth(t *testing.T, run func(t *testing.T, place func() Place)) {
	t.Run("sqlite", func(t *testing.T) { run(t, func() Place { return Place{Directory: t.TempDir()} }) })
	t.Run("postgresql", func(t *testing.T) { run(t, func() Place { return Place{DatabaseURL: testservice.Postgres(t)} }) })
}

func background(t testing.TB) context.Context { return context.WithoutCancel(t.Context()) }

// opened opens a store until the test ends.
func opened(t testing.TB, p Place) *store.Store {
	t.Helper()
	s, err := p.open(background(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // a test may have closed it
	return s
}

// company fills a place with the demo company and closes it.
func company(t testing.TB, p Place) {
	t.Helper()
	s := opened(t, p)
	a, err := app.New(background(t), app.Config{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(background(t), a, password); err != nil {
		t.Fatal(err)
	}
	a.Close()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// streamOf returns the stream of a place.
func streamOf(t testing.TB, p Place) []byte {
	t.Helper()
	s := opened(t, p)
	defer s.Close()
	var out bytes.Buffer
	from := &source{store: s, program: program, madeAt: noon}
	if _, err := from.write(background(t), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func maker(s *store.Store) *Maker {
	return &Maker{Store: s, Program: program, Now: func() time.Time { return noon }}
}

// saved makes a backup of a place in a directory of its own.
func saved(t testing.TB, p Place) *Made {
	t.Helper()
	s := opened(t, p)
	defer s.Close()
	made, err := maker(s).To(background(t), filepath.Join(t.TempDir(), "cadangan"), false)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// serving opens the application on a store, in which somebody of the company can log in.
func serving(t testing.TB, s *store.Store) *app.App {
	t.Helper()
	a, err := app.New(background(t), app.Config{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	if _, err := a.LogIn(t.Context(), "ratna", password, netip.IPv6Loopback(), "uji"); err != nil {
		t.Errorf("the password does not serve: %v", err)
	}
	return a
}

// names lists a directory.
func names(t testing.TB, directory string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		list = append(list, entry.Name())
	}
	return list
}

// worker changes one project without end: every row of it follows the revision, so that half
// a command would show.
type worker struct {
	store *store.Store
	p     *rab.Project
}

// newWorker makes an account with a project of some pekerjaan.
func newWorker(t testing.TB, s *store.Store, rows int) *worker {
	t.Helper()
	ids := s.IDs(background(t))
	owner := &store.Account{ID: ids.NextID(), IsActive: true, PasswordHash: "x"}
	owner.Email, owner.UserName = fmt.Sprintf("a%d@contoh.id", owner.ID), fmt.Sprintf("a%d", owner.ID)
	if err := s.AddAccount(background(t), owner); err != nil {
		t.Fatal(err)
	}
	id := ids.NextID()
	w := &worker{store: s, p: rab.NewProject(id, nil)}
	commit := w.decide(background(t), owner.ID, func(d *rab.Draft) {
		d.Headers.Put(&rab.Header{
			Meta: rab.Meta{ID: id}, UID: store.NewUID(), OwnerID: owner.ID, IndexProject: fmt.Sprint(id), Nama: "Proyek", IsActive: true, WeekEndDay: 6,
		})
		d.Pricings.Put(&rab.Pricing{Meta: rab.Meta{ID: id}, PPNScheme: rab.PPNPercent, RoundingMode: decimal.Nearest, RoundingBase: 1})
		d.States.Put(&rab.State{Meta: rab.Meta{ID: id}})
		top := &rab.Heading{Meta: d.NewRow(), UID: store.NewUID(), Name: "Umum"}
		sub := &rab.Heading{Meta: d.NewRow(), UID: store.NewUID(), Name: "Umum", ParentID: &top.ID}
		d.Headings.Put(top)
		d.Headings.Put(sub)
		for i := range rows {
			q := &rab.Pekerjaan{Meta: d.NewRow(), UID: store.NewUID(), HeadingID: sub.ID, Position: i, SourceType: rab.SourceCustom, Kode: fmt.Sprint(i), Uraian: "Pekerjaan", Satuan: "m2"}
			d.Pekerjaan.Put(q)
			d.Analyses.Put(&rab.Analysis{Meta: rab.Meta{ID: q.ID}})
			d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: q.ID}, Quantity: decimal.Some(decimal.FromInt(1))})
		}
	})
	commit.Operation.Changes = nil
	if err := s.CreateProjects(background(t), []*store.Commit{commit}); err != nil {
		t.Fatal(err)
	}
	w.p = w.p.Apply(commit.Delta, 1, nil)
	return w
}

func (w *worker) decide(ctx context.Context, by int64, edit func(*rab.Draft)) *store.Commit {
	ids := w.store.IDs(ctx)
	draft := w.p.Edit(ids, rab.InstantOf(noon), by)
	edit(draft)
	changes, err := draft.Finish()
	if err != nil || ids.Err() != nil {
		panic(fmt.Sprint(err, ids.Err()))
	}
	return &store.Commit{Project: w.p, Delta: draft.Delta(), Operation: store.Operation{
		ID: ids.NextID(), AccountID: by, Kind: "test", CreatedAt: draft.At(), Changes: changes,
	}}
}

// work carries out one command and returns the revision that was acknowledged.
func (w *worker) work(ctx context.Context) (int64, error) {
	next := w.p.Revision + 1
	commit := w.decide(ctx, w.p.Header().OwnerID, func(d *rab.Draft) {
		for _, old := range w.p.Volumes.All() {
			volume := *old
			volume.Quantity = decimal.Some(decimal.FromInt(next))
			d.Volumes.Put(&volume)
		}
	})
	revision, err := w.store.Commit(ctx, commit)
	if err == nil {
		w.p = w.p.Apply(commit.Delta, revision, nil)
	}
	return revision, err
}

// judge fails the test unless a project stands as a whole at one revision of worker.
func judge(t testing.TB, p *rab.Project) {
	t.Helper()
	if broken := p.Integrity(); len(broken) > 0 {
		t.Errorf("project %d is broken: %v", p.ID, broken)
	}
	for _, volume := range p.Volumes.All() {
		if !volume.Quantity.Decimal.Equal(decimal.FromInt(p.Revision)) {
			t.Fatalf("project %d is at revision %d, a volume at %s", p.ID, p.Revision, volume.Quantity.Decimal)
		}
	}
}
