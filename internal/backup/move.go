package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"takar/internal/store"
)

// Move carries a whole store to an empty place: through the same stream as a backup, and with
// the same checks, without a file. No server may run on the source, which stays as it is but
// for a note that it is not the one in use any more. Logins end.
func Move(ctx context.Context, from, to Place, program string, now time.Time, tell func(Progress)) (contents *Contents, err error) {
	release, err := from.quiet(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	opened, err := from.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	if where, err := opened.Moved(ctx); err != nil {
		return nil, err
	} else if where != "" {
		return nil, fmt.Errorf("data ini sudah dipindahkan (%s)", where)
	}
	if contents, err = through(ctx, &source{store: opened, program: program, madeAt: now, tell: tell}, to, program, tell); err != nil {
		return nil, err
	}
	where := "ke PostgreSQL"
	if to.DatabaseURL == "" {
		where = "ke direktori " + to.Directory
	}
	return contents, opened.SetMoved(ctx, where+", "+utc(now))
}

// quiet makes sure that no server runs on a place: one that would start later on a directory is
// refused until release.
func (p Place) quiet(ctx context.Context) (release func(), err error) {
	if p.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(p.Directory, store.FileName)); err != nil {
			return nil, fmt.Errorf("di %s tidak ada data Takar (%s)", p.Directory, store.FileName)
		}
		return store.LockDirectory(p.Directory)
	}
	return func() {}, unused(ctx, p.DatabaseURL)
}

// PostgreSQL still counts the connections of a server that has just ended: they are looked at
// again until farewell has passed.
const (
	farewell      = 3 * time.Second
	farewellPause = 50 * time.Millisecond
)

// unused makes sure that no Takar is connected to a database.
func unused(ctx context.Context, address string) error {
	late := time.NewTimer(farewell)
	defer late.Stop()
	pause := time.NewTicker(farewellPause)
	defer pause.Stop()
	for {
		connections, err := store.Clients(ctx, address)
		if err != nil || connections == 0 {
			return err
		}
		select {
		case <-pause.C:
		case <-late.C:
			return fmt.Errorf("basis data sumber masih dipakai (%d sambungan Takar): hentikan dulu semua server", connections)
		}
	}
}

// through joins the writer of a stream with its reader.
func through(ctx context.Context, from *source, to Place, program string, tell func(Progress)) (*Contents, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, out := io.Pipe()
	written := make(chan error, 1)
	go func() {
		from := *from
		from.tell = nil // the reader tells
		_, err := from.write(ctx, out)
		written <- err
		_ = out.CloseWithError(err) // io.EOF when all is well
	}()
	contents, err := into(ctx, to, in, program, nil, tell)
	_ = in.CloseWithError(io.ErrClosedPipe) // a writer that still writes ends
	if writing := <-written; writing != nil && !errors.Is(writing, io.ErrClosedPipe) {
		return nil, writing
	}
	return contents, err
}
