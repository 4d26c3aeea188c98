package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"takar/internal/rab"
	"takar/internal/store"
)

// Place is where a store is: a PostgreSQL address, or else a directory.
type Place struct {
	DatabaseURL string
	Directory   string
	Options     []store.Option
}

func (p Place) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, p.DatabaseURL, p.Directory, p.Options...)
}

// scratchPrefix begins the names of directories in which stores are filled.
const scratchPrefix = ".takar-pulih-"

// Restore puts a backup back into an empty place: the whole of it, checked, or nothing. A
// backup of an older program is brought up to date. Logins end, and ids that the store may
// have given out since are skipped.
func Restore(ctx context.Context, path string, to Place, program string, tell func(Progress)) (*Contents, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names the file
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("berkas %s tidak ada: periksa nama dan direktorinya", path)
	}
	if err != nil {
		return nil, fmt.Errorf("berkas %s tidak dapat dibuka: %w", path, err)
	}
	defer file.Close()
	contents, err := into(ctx, to, file, program, (*store.Filling).Renew, tell)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return contents, nil
}

// into fills an empty place from a stream. after is called when everything stands there and
// was compared, before it counts.
func into(ctx context.Context, to Place, in io.Reader, program string, after func(*store.Filling, context.Context) error, tell func(Progress)) (*Contents, error) {
	if to.DatabaseURL != "" {
		return fillAndCheck(ctx, to, in, program, after, tell)
	}
	unlock, err := store.LockDirectory(to.Directory)
	if err != nil {
		return nil, err
	}
	defer unlock()
	final := filepath.Join(to.Directory, store.FileName)
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if _, err := os.Lstat(final + suffix); err == nil {
			return nil, fmt.Errorf("direktori %s sudah berisi data (%s): pakai direktori lain, atau pindahkan dulu berkas itu", to.Directory, store.FileName+suffix)
		}
	}
	if left, err := filepath.Glob(filepath.Join(to.Directory, scratchPrefix+"*")); err == nil {
		for _, directory := range left { // of a run that was killed: nobody else is here
			_ = os.RemoveAll(directory)
		}
	}
	scratch, err := os.MkdirTemp(to.Directory, scratchPrefix)
	if err != nil {
		return nil, fmt.Errorf("direktori %s tidak dapat ditulis: %w", to.Directory, err)
	}
	defer os.RemoveAll(scratch)
	contents, err := fillAndCheck(ctx, Place{Directory: scratch}, in, program, after, tell)
	if err != nil {
		return nil, explain(err, to.Directory)
	}
	if err := os.Rename(filepath.Join(scratch, store.FileName), final); err != nil {
		return nil, explain(err, to.Directory)
	}
	return contents, explain(syncDirectory(to.Directory), to.Directory)
}

// fillAndCheck fills an empty place and opens it as a server does: every project must load,
// with the contents that the stream names.
func fillAndCheck(ctx context.Context, to Place, in io.Reader, program string, after func(*store.Filling, context.Context) error, tell func(Progress)) (*Contents, error) {
	r, err := newReader(in, tell)
	if err != nil {
		return nil, err
	}
	head := r.contents.Head
	newest, err := store.Newest()
	if err != nil {
		return nil, err
	}
	err = store.Fill(ctx, to.DatabaseURL, to.Directory, head.Schema, func(f *store.Filling) error {
		if err := r.fill(ctx, f); err != nil || after == nil {
			return err
		}
		return after(f, ctx)
	})
	if errors.Is(err, store.ErrFilled) {
		return nil, errors.New("basis data tujuan tidak kosong: buat basis data baru yang belum berisi tabel")
	}
	if err != nil {
		return nil, err
	}
	opened, err := to.open(ctx)
	if err != nil {
		return nil, err
	}
	same := head.Schema == newest && head.Program == program
	return r.contents, errors.Join(checkProjects(ctx, opened, r.contents, same, tell), opened.Close())
}

// checkProjects loads every project. Hashes are compared when the same program made them: a
// later one may know more of a project.
func checkProjects(ctx context.Context, s *store.Store, said *Contents, same bool, tell func(Progress)) error {
	return s.ReadWhole(ctx, func(whole *store.Whole) error {
		at := 0
		err := whole.Projects(ctx, func(id int64, p *rab.Project, failure error) error {
			found := sumOf(id, p, failure)
			if at == len(said.Projects) || said.Projects[at].ID != id {
				return fmt.Errorf("proyek %d tidak ada di keterangan cadangan", id)
			}
			want := said.Projects[at]
			at++
			notify(tell, Progress{Step: StepProjects, Rows: int64(at)})
			switch {
			case found.Failure != "" && want.Failure == "":
				return fmt.Errorf("proyek %d tidak dapat dibaca lagi: %s", id, found.Failure)
			case found.Revision != want.Revision && want.Failure == "":
				return fmt.Errorf("proyek %d ada di revisi %d, seharusnya %d", id, found.Revision, want.Revision)
			case same && found.Hash != want.Hash:
				return fmt.Errorf("isi proyek %d tidak sama dengan yang dicadangkan", id)
			}
			return nil
		})
		if err == nil && at != len(said.Projects) {
			err = fmt.Errorf("proyek %d tidak ada lagi", said.Projects[at].ID)
		}
		return err
	})
}
