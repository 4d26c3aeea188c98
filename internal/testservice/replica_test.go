package testservice

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestReplicaFollowsIsHeldBehindAndPromoted(t *testing.T) {
	primary := PostgresServer(t)
	address := primary.Database(t)
	execute(t, address, "CREATE TABLE kept (n int)")
	replica := primary.Replica(t)
	there := replica.Of(t, address)
	shows := func(want string) {
		t.Helper()
		if rows := ask(t, there, "SELECT count(*)::text FROM kept"); rows != want {
			t.Fatalf("the replica shows %s rows, want %s", rows, want)
		}
	}
	shows("0")
	execute(t, address, "INSERT INTO kept VALUES (1)")
	replica.Await(t)
	shows("1")
	if err := atServer(there, "INSERT INTO kept VALUES (2)"); err == nil {
		t.Fatal("a replica takes writes")
	}

	replica.Pause(t)
	execute(t, address, "INSERT INTO kept VALUES (2)")
	shows("1")
	replica.Resume(t)
	replica.Await(t)
	shows("2")

	replica.Stop(t, Fast)
	if _, err := pgx.Connect(t.Context(), there); err == nil {
		t.Fatal("a stopped replica answers")
	}
	execute(t, address, "INSERT INTO kept VALUES (3)")
	replica.Start(t)
	replica.Await(t)
	shows("3")

	primary.Stop(t, Immediate)
	replica.Promote(t)
	execute(t, there, "INSERT INTO kept VALUES (4)")
	shows("4")
}
