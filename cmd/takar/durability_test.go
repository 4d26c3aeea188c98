package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"takar/internal/store"
	"takar/internal/testservice"
)

// Several people save volumes while the server is killed: what it acknowledged is there
// after the restart, and a save that got no answer is there whole or not at all. "make
// test-faults" kills a hundred times, and looks at the start-ups as well.
func TestKillingTheServerLosesNothingThatItAcknowledged(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		data := t.TempDir()
		addTester(t, "--data", data)
		killDuringSaves(t, func() *running { return serveOn(t, data) })
		db := openDatabase(t, filepath.Join(data, store.FileName))
		defer db.Close()
		if got := oneText(t, db, "PRAGMA integrity_check"); got != "ok" {
			t.Errorf("the file after the kills: %s", got)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		address := testservice.Postgres(t)
		db, err := sql.Open("pgx", address)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
			if got := oneText(t, db, "SHOW "+setting); got != "on" {
				t.Fatalf("%s=%s: this would prove nothing", setting, got)
			}
		}
		database := "TAKAR_DATABASE_URL=" + address
		takar("user", "add", "--email", testEmail, "--password-stdin").with(database).reading(testPassword).succeed(t)
		killDuringSaves(t, func() *running { return takar("serve", "--listen", "127.0.0.1:0").with(database).start(t) })
	})
}

// oneText reads one value with plain SQL.
func oneText(t *testing.T, db *sql.DB, query string) (value string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

const (
	savers      = 6 // people who save at the same time
	savedRows   = 3 // pekerjaan of each, saved together
	killRounds  = 2 // kills of the short form
	manyKills   = 100
	savesToKill = 60 // the most saves of all people before a kill
	killSpread  = 3 * time.Millisecond
)

// saver is one person: the value that every one of their rows was acknowledged to have,
// and the one that they asked for last.
type saver struct {
	rows         []int64
	acknowledged int
	asked        int
}

func killDuringSaves(t *testing.T, start func() *running) {
	rounds := killRounds
	if faultsInFull() {
		rounds = manyKills
	}
	server := start()
	c := newClient(t, server.address).login(testEmail, testPassword)
	path, pekerjaan := c.newProject(savers * savedRows)
	people := make([]*saver, savers)
	for i := range people {
		people[i] = &saver{rows: pekerjaan[i*savedRows : (i+1)*savedRows]}
	}
	startUps := make([]time.Duration, 0, rounds)
	for range rounds {
		saveUntilKilled(t, server, c, path, people)
		began := time.Now()
		server = start()
		startUps = append(startUps, time.Since(began))
		c.address = server.address // the session survives too
		c.judge(path, people)
	}
	judgeStartUps(t, startUps)
	server.signal(syscall.SIGTERM)
	if code := server.wait(); code != 0 {
		t.Errorf("the last server ended with %d", code)
	}
}

// startUpLimit is how soon a server answers after a crash. Only the long form looks at it: on a
// machine that does something else as well a short test may not.
const startUpLimit = 2 * time.Second

func judgeStartUps(t *testing.T, all []time.Duration) {
	t.Helper()
	slices.Sort(all)
	median, longest := all[len(all)/2], all[len(all)-1]
	t.Logf("%d kills; start-up after one: median %s, longest %s", len(all), median.Round(time.Millisecond), longest.Round(time.Millisecond))
	if faultsInFull() && median > startUpLimit {
		t.Errorf("start-up takes %s, at most %s is allowed", median, startUpLimit)
	}
}

// saveUntilKilled lets all people save as fast as they can and kills the server amid it, at
// another moment each time: after some saves and some part of the next ones.
func saveUntilKilled(t *testing.T, server *running, c *client, path string, people []*saver) {
	t.Helper()
	var saves atomic.Int64
	after := 1 + rand.Int64N(savesToKill)
	pause := time.Duration(rand.Int64N(int64(killSpread)))
	var saving sync.WaitGroup
	for _, person := range people {
		saving.Go(func() {
			for {
				person.asked++
				got, err := c.saveVolumes(path, person)
				if err != nil {
					return // killed
				}
				if got.status != http.StatusOK {
					t.Errorf("a save: status %d: %s", got.status, got.body)
					return
				}
				person.acknowledged = person.asked
				if saves.Add(1) == after {
					time.AfterFunc(pause, func() { _ = server.command.Process.Kill() }) // while the others wait for their answers
				}
			}
		})
	}
	saving.Wait()
	server.kill()
	if got := saves.Load(); got < after {
		t.Fatalf("only %d saves were acknowledged:\n%s", got, server.logged())
	}
}

func (c *client) saveVolumes(path string, person *saver) (*answer, error) {
	items := make([]map[string]any, len(person.rows))
	for i, id := range person.rows {
		items[i] = map[string]any{"pekerjaan_id": id, "quantity": volumeOf(person.asked)}
	}
	return c.post(path+"/volume-pekerjaan/save/", map[string]any{"items": items})
}

// volumeOf is the volume of the n-th save of a person; before the first one there is none.
func volumeOf(n int) string {
	if n == 0 {
		return "0.000"
	}
	return fmt.Sprintf("%d.125", n)
}

// judge compares what the store holds with what was acknowledged, and goes on from there.
func (c *client) judge(path string, people []*saver) {
	c.t.Helper()
	var list struct {
		Items []struct {
			ID       int64  `json:"pekerjaan_id"`
			Quantity string `json:"quantity"`
		} `json:"items"`
	}
	c.get(path+"/volume-pekerjaan/list/").into(c.t, http.StatusOK, &list)
	stored := map[int64]string{}
	for _, item := range list.Items {
		stored[item.ID] = item.Quantity
	}
	for i, person := range people {
		first := stored[person.rows[0]]
		for _, id := range person.rows {
			if stored[id] != first {
				c.t.Errorf("person %d: a save is there in part: %s and %s", i, first, stored[id])
			}
		}
		switch first {
		case volumeOf(person.acknowledged):
		case volumeOf(person.asked): // stored, but killed before it could say so
			person.acknowledged = person.asked
		default:
			c.t.Errorf("person %d: %s is stored, %s was acknowledged and %s asked for", i, first, volumeOf(person.acknowledged), volumeOf(person.asked))
		}
	}
}
