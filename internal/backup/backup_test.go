package backup

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

// One store gives the same bytes wherever it is: from SQLite to PostgreSQL and back.
func TestMovedThereAndBackGivesTheSameBytes(t *testing.T) {
	first, second, third := Place{Directory: t.TempDir()}, Place{DatabaseURL: testservice.Postgres(t)}, Place{Directory: t.TempDir()}
	company(t, first)
	want := streamOf(t, first)
	for _, step := range []struct{ from, to Place }{{first, second}, {second, third}} {
		contents, err := Move(t.Context(), step.from, step.to, program, noon, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(contents.Projects) != 2 || contents.Rows("account") != 3 {
			t.Errorf("moved %d projects, %d accounts", len(contents.Projects), contents.Rows("account"))
		}
		if got := streamOf(t, step.to); !bytes.Equal(got, want) {
			t.Errorf("moved, the stream is another one (%d bytes, %d before)", len(got), len(want))
		}
		source := opened(t, step.from)
		if where, err := source.Moved(t.Context()); err != nil || where == "" {
			t.Errorf("the source is not marked: %q, %v", where, err)
		}
		if err := source.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Move(t.Context(), step.from, Place{Directory: t.TempDir()}, program, noon, nil); err == nil || !strings.Contains(err.Error(), "sudah dipindahkan") {
			t.Errorf("moved twice: %v", err)
		}
	}
}

func TestNothingIsMovedUnderARunningServer(t *testing.T) {
	onBoth(t, func(t *testing.T, place func() Place) {
		from := place()
		company(t, from)
		running := opened(t, from)
		word := "masih dipakai"
		if from.DatabaseURL == "" {
			unlock, err := store.LockDirectory(from.Directory)
			if err != nil {
				t.Fatal(err)
			}
			defer unlock()
			word = "sedang dipakai"
		}
		if err := running.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		to := t.TempDir()
		if _, err := Move(t.Context(), from, Place{Directory: to}, program, noon, nil); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("moved: %v", err)
		}
		if left := names(t, to); len(left) != 0 {
			t.Errorf("left %v", left)
		}
	})
}

// What stood before the backup began is back, on either database; logins are not, and ids
// begin anew above what may have been given out.
func TestRestoredStoreIsTheSameAndGoesOn(t *testing.T) {
	from := Place{Directory: t.TempDir()}
	company(t, from)
	made := saved(t, from)
	before := opened(t, from)
	last := before.IDs(t.Context()).NextID()
	name, err := before.Incarnation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, place func() Place) {
		to := place()
		contents, err := Restore(t.Context(), made.Path, to, program, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(contents.Projects) != 2 || contents.AllRows() != made.AllRows() {
			t.Errorf("restored %+v, made %+v", contents, made.Contents)
		}
		if info, err := os.Stat(filepath.Join(to.Directory, store.FileName)); to.DatabaseURL == "" && (err != nil || info.Mode() != 0o600) {
			t.Errorf("others may read the restored store: %v", info.Mode())
		}
		after := opened(t, to)
		sums := sumsOf(t, before)
		if got := sumsOf(t, after); !reflect.DeepEqual(got, sums) {
			t.Errorf("restored %+v, were %+v", got, sums)
		}
		for _, sum := range sums {
			if sum.Failure != "" || len(sum.Broken) > 0 || sum.Hash == "" {
				t.Errorf("%+v", sum)
			}
		}
		ids := after.IDs(t.Context())
		if id := ids.NextID(); ids.Err() != nil || id < last+lost/2 {
			t.Errorf("the next id is %d, %d was given out before (%v)", id, last, ids.Err())
		}
		if again, err := after.Incarnation(t.Context()); err != nil || again == name {
			t.Errorf("the incarnation is still %q (%v)", again, err)
		}
		serving(t, after)
		if _, err := Restore(t.Context(), made.Path, to, program, nil); err == nil {
			t.Error("restored over a store that is in use")
		}
	})
}

// lost is how far apart ids are at least.
const lost = 1 << 20

// sumsOf describes the projects of a store.
func sumsOf(t *testing.T, s *store.Store) (sums []ProjectSum) {
	t.Helper()
	if err := s.ReadWhole(t.Context(), func(w *store.Whole) error {
		return w.Projects(t.Context(), func(id int64, p *rab.Project, err error) error {
			sums = append(sums, sumOf(id, p, err))
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	return sums
}

func TestLoginsAreNotRestored(t *testing.T) {
	from, to := Place{Directory: t.TempDir()}, Place{Directory: t.TempDir()}
	company(t, from)
	s := opened(t, from)
	a, err := app.New(background(t), app.Config{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	token, err := a.LogIn(t.Context(), "ratna", password, netip.IPv6Loopback(), "uji")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Enter(t.Context(), token, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), saved(t, from).Path, to, program, nil); err != nil {
		t.Fatal(err)
	}
	b, err := app.New(background(t), app.Config{Store: opened(t, to)})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if visit, err := b.Enter(t.Context(), token, 0); err == nil && visit.Account.ID != 0 {
		t.Error("a login of before serves in the restored store")
	}
}

// Backups that are made while people work hold every project as a whole, at a revision that
// is not older than what was acknowledged before.
func TestBackupsAmidWorkAreWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, place func() Place) {
		s := opened(t, place())
		const people = 3
		var acknowledged [people]atomic.Int64
		var workers [people]*worker
		for i := range workers {
			workers[i] = newWorker(t, s, 60)
			acknowledged[i].Store(1)
		}
		stop := make(chan struct{})
		var working sync.WaitGroup
		for i, w := range workers {
			working.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					revision, err := w.work(background(t))
					if err != nil {
						t.Error(err)
						return
					}
					acknowledged[i].Store(revision)
				}
			})
		}
		defer working.Wait()
		defer close(stop)
		directory := t.TempDir()
		for round := range 3 {
			var before [people]int64
			for i := range acknowledged {
				before[i] = acknowledged[i].Load()
			}
			made, err := maker(s).To(t.Context(), filepath.Join(directory, "uji.gz"), false)
			if err != nil {
				t.Fatal(err)
			}
			to := Place{Directory: t.TempDir()}
			if _, err := Restore(t.Context(), made.Path, to, program, nil); err != nil {
				t.Fatal(err)
			}
			restored := opened(t, to)
			for i, w := range workers {
				p, err := restored.LoadProject(t.Context(), w.p.ID, nil)
				if err != nil {
					t.Fatal(err)
				}
				judge(t, p)
				if p.Revision < before[i] {
					t.Errorf("round %d: revision %d was acknowledged before the backup began, %d is in it", round, before[i], p.Revision)
				}
			}
		}
		for i := range acknowledged {
			if acknowledged[i].Load() < 3 {
				t.Errorf("nobody worked meanwhile: revision %d", acknowledged[i].Load())
			}
		}
	})
}

// small is the stream of a store with one project of one pekerjaan.
func small(t *testing.T) []byte {
	t.Helper()
	p := Place{Directory: t.TempDir()}
	s := opened(t, p)
	newWorker(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return streamOf(t, p)
}

// drain reads a stream to its end.
func drain(in io.Reader) error {
	r, err := newReader(in, nil)
	for err == nil {
		var table *store.CopiedTable
		if table, err = r.next(); err != nil || table == nil {
			return err
		}
		for err == nil {
			_, err = r.row()
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	return err
}

// One changed bit anywhere, a missing end of any length, and anything behind the end are
// refused as damage.
func TestEveryChangedByteIsRefused(t *testing.T) {
	data := small(t)
	if err := drain(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	refused := func(what string, at int, changed []byte) {
		t.Helper()
		var found *Damaged
		if err := drain(bytes.NewReader(changed)); !errors.As(err, &found) {
			t.Fatalf("%s at byte %d of %d: %v", what, at, len(data), err)
		}
	}
	for at := range data {
		changed := bytes.Clone(data)
		changed[at] ^= 1 << (at % 8)
		refused("a flipped bit", at, changed)
		if at%16 == 0 || at > len(data)-40 {
			refused("cut", at, data[:at])
		}
	}
	refused("one byte more", len(data), append(bytes.Clone(data), 0))
	refused("twice", len(data), append(bytes.Clone(data), data...))
}

func TestDamagedBackupLeavesNothing(t *testing.T) {
	data := small(t)
	onBoth(t, func(t *testing.T, place func() Place) {
		to := place()
		path := filepath.Join(t.TempDir(), "rusak.gz")
		for _, at := range []int{9, len(data) / 2, len(data) - 1} {
			changed := bytes.Clone(data)
			changed[at]++
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Restore(t.Context(), path, to, program, nil)
			if err == nil || !strings.Contains(err.Error(), "rusak.gz: cadangan rusak") {
				t.Fatalf("byte %d: %v", at, err)
			}
			if to.DatabaseURL == "" {
				if left := names(t, to.Directory); len(left) != 1 || left[0] != "serve.lock" {
					t.Fatalf("left %v", left)
				}
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), path, to, program, nil); err != nil {
			t.Errorf("nothing was to be left, but: %v", err)
		}
	})
}

// A project that cannot be read any more does not keep all the others from being backed up.
func TestDamagedProjectIsToldAndKept(t *testing.T) {
	p := Place{Directory: t.TempDir()}
	s := opened(t, p)
	w := newWorker(t, s, 1)
	whole := newWorker(t, s, 1)
	commit := w.decide(t.Context(), w.p.Header().OwnerID, func(d *rab.Draft) {
		for _, old := range w.p.Pekerjaan.All() {
			astray := *old
			astray.HeadingID = w.p.Klasifikasi()[0].ID // no place for a pekerjaan
			d.Pekerjaan.Put(&astray)
		}
	})
	if _, err := s.Commit(t.Context(), commit); err != nil {
		t.Fatal(err)
	}
	made, err := maker(s).To(t.Context(), t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Projects) != 2 || len(made.Projects[0].Broken) == 0 || made.Projects[0].Failure == "" || len(made.Projects[1].Broken) != 0 || made.Projects[1].ID != whole.p.ID {
		t.Errorf("%+v", made.Projects)
	}
}

func TestBackupOfANewerProgramIsRefused(t *testing.T) {
	newest, err := store.Newest()
	if err != nil {
		t.Fatal(err)
	}
	for name, head := range map[string]Head{
		"schema": {Format: streamName, Version: streamVersion, Schema: newest + 1}, "form": {Format: streamName, Version: streamVersion + 1, Schema: 1},
	} {
		var out bytes.Buffer
		frame, err := newFrameWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		w := &writer{frame: frame, contents: &Contents{}}
		if err := errors.Join(w.line(head), w.line(endLine{End: streamName}), frame.Close()); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "baru.gz")
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), path, Place{Directory: t.TempDir()}, program, nil); err == nil || !strings.Contains(err.Error(), "Takar yang lebih baru") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
