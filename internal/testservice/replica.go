package testservice

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Replica is a hot standby that follows a server by streaming. A test may stop and start it,
// hold it behind, and promote it.
type Replica struct {
	*Server

	primary *Server
}

// Replica makes a streaming replica of the server as it is now; it is removed when the test
// ends. Only servers of their own can have one (PostgresServer), not the shared one.
func (s *Server) Replica(t testing.TB) *Replica {
	t.Helper()
	replica, err := s.startReplica()
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	t.Cleanup(func() {
		if err := replica.Discard(); err != nil {
			t.Errorf("testservice: %v", err)
		}
	})
	return replica
}

func (s *Server) startReplica() (*Replica, error) {
	account, err := postgresAccount()
	if err != nil {
		return nil, err
	}
	replica := &Replica{Server: &Server{programs: s.programs, password: s.password, fsync: s.fsync}, primary: s}
	if replica.process, err = newProcess("replica", account); err != nil {
		return nil, err
	}
	err = replica.process.run(replica.program("pg_basebackup"), "--dbname="+s.URL(), "--pgdata="+replica.data(),
		"--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync")
	if err == nil {
		err = replica.startSomewhere()
	}
	if err != nil {
		return nil, errors.Join(err, replica.Discard())
	}
	return replica, nil
}

// Of returns the address on the replica of a database of its primary.
func (r *Replica) Of(t testing.TB, address string) string {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatalf("testservice: %v", err)
	}
	return inDatabase(r.URL(), config.Database)
}

// Pause holds the replica at what it has replayed: it answers, and falls behind.
func (r *Replica) Pause(t testing.TB) {
	t.Helper()
	r.do(t, "SELECT pg_wal_replay_pause()")
	r.await(t, "pause", func(ctx context.Context) (paused bool, err error) {
		err = r.row(ctx, r.Server, "SELECT pg_get_wal_replay_pause_state() = 'paused'", &paused)
		return paused, err
	})
}

// Resume lets a paused replica follow again.
func (r *Replica) Resume(t testing.TB) {
	t.Helper()
	r.do(t, "SELECT pg_wal_replay_resume()")
}

// Await returns once the replica shows everything that its primary has committed by now.
func (r *Replica) Await(t testing.TB) {
	t.Helper()
	var written string
	if err := r.row(context.Background(), r.primary, "SELECT pg_current_wal_insert_lsn()::text", &written); err != nil {
		t.Fatalf("testservice: %v", err)
	}
	r.await(t, "follow", func(ctx context.Context) (reached bool, err error) {
		err = r.row(ctx, r.Server, "SELECT COALESCE(pg_last_wal_replay_lsn() >= '"+written+"'::pg_lsn, false)", &reached)
		return reached, err
	})
}

// Promote makes the replica a primary of its own, which takes writes.
func (r *Replica) Promote(t testing.TB) {
	t.Helper()
	r.do(t, "SELECT pg_promote(true)")
}

func (r *Replica) do(t testing.TB, statement string) {
	t.Helper()
	if err := atServer(r.URL(), statement); err != nil {
		t.Fatalf("testservice: %v", err)
	}
}

func (r *Replica) row(ctx context.Context, server *Server, query string, into any) error {
	connection, err := pgx.Connect(ctx, server.URL())
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	return connection.QueryRow(ctx, query).Scan(into)
}

// await asks until the answer is yes.
func (r *Replica) await(t testing.TB, what string, ask func(context.Context) (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		done, err := ask(ctx)
		if done && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("testservice: the replica does not %s: %v\n%s", what, err, r.process.log())
		case <-again.C:
		}
	}
}
