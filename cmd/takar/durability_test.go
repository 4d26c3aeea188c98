package main

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"takar/internal/testservice"
)

// Several people save volumes while the server is killed: what it acknowledged is there
// after the restart, and a save that got no answer is there whole or not at all.
func TestKillingTheServerLosesNothingThatItAcknowledged(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		data := t.TempDir()
		addTester(t, "--data", data)
		killDuringSaves(t, func() *running { return serveOn(t, data) })
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		database := "TAKAR_DATABASE_URL=" + testservice.Postgres(t)
		takar("user", "add", "--email", testEmail, "--password-stdin").with(database).reading(testPassword).succeed(t)
		killDuringSaves(t, func() *running { return takar("serve", "--listen", "127.0.0.1:0").with(database).start(t) })
	})
}

const (
	savers      = 6  // people who save at the same time
	savedRows   = 3  // pekerjaan of each, saved together
	killRounds  = 2  // kills
	savesToKill = 60 // acknowledged saves of all people before a kill
)

// saver is one person: the value that every one of their rows was acknowledged to have,
// and the one that they asked for last.
type saver struct {
	rows         []int64
	acknowledged int
	asked        int
}

func killDuringSaves(t *testing.T, start func() *running) {
	server := start()
	c := newClient(t, server.address).login(testEmail, testPassword)
	path, pekerjaan := c.newProject(savers * savedRows)
	people := make([]*saver, savers)
	for i := range people {
		people[i] = &saver{rows: pekerjaan[i*savedRows : (i+1)*savedRows]}
	}
	for range killRounds {
		saveUntilKilled(t, server, c, path, people)
		server = start()
		c.address = server.address // the session survives too
		c.judge(path, people)
	}
}

// saveUntilKilled lets all people save as fast as they can and kills the server amid it.
func saveUntilKilled(t *testing.T, server *running, c *client, path string, people []*saver) {
	t.Helper()
	var saves atomic.Int64
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
				if saves.Add(1) == savesToKill {
					_ = server.command.Process.Kill() // at this moment, while the others wait for their answers
				}
			}
		})
	}
	saving.Wait()
	server.kill()
	if got := saves.Load(); got < savesToKill {
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
