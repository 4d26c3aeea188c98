package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"takar/internal/testservice"
)

// A backup is made beside a server, put back on the other database, and moved there and back:
// people find their projects, with the same login.
func TestStoreGoesThroughBackupRestoreAndMove(t *testing.T) {
	data, copies := t.TempDir(), filepath.Join(t.TempDir(), "cadangan")
	addTester(t, "--data", data)
	server := serveOn(t, data)
	c := newClient(t, server.address).login(testEmail, testPassword)
	path, _ := c.newProject(3)
	said := takar("backup", "--data", data, "--to", copies).succeed(t)
	found := regexp.MustCompile(`\S+takar-\d{8}T\d{6}Z\.jsonl\.gz`).FindString(said)
	if found == "" || !strings.Contains(said, "ditulis dan diuji") || !strings.Contains(said, "1 akun, 1 proyek") {
		t.Fatalf("said %q", said)
	}
	server.kill()

	address := testservice.Postgres(t)
	database := "TAKAR_DATABASE_URL=" + address
	if said := takar("restore", found).with(database).succeed(t); !strings.Contains(said, "1 akun, 1 proyek") {
		t.Errorf("said %q", said)
	}
	if again := takar("restore", found).with(database).run(t); again.code != exitFailure || !strings.Contains(again.err, "tidak kosong") {
		t.Errorf("restored over a store: %+v", again)
	}
	back := filepath.Join(t.TempDir(), "kembali")
	takar("move", "--from", address, "--to", back).succeed(t)
	if refused := takar("serve", "--listen", "127.0.0.1:0").with(database).run(t); refused.code != exitFailure || !strings.Contains(refused.err, "sudah dipindahkan ke direktori "+back) {
		t.Errorf("a moved store is served: %+v", refused)
	}
	takar("move", "--from", address, "--reopen").succeed(t)
	for _, restored := range []*running{takar("serve", "--listen", "127.0.0.1:0").with(database).start(t), serveOn(t, back)} {
		c.address = restored.address
		if got := c.get(path + "/rekap/"); got.status == 200 {
			t.Error("a login of before serves")
		}
		newClient(t, restored.address).login(testEmail, testPassword).get(path+"/rekap/").into(t, 200, &struct{}{})
	}
}

// A server makes backups by itself; killed in the middle of one, it leaves nothing that looks
// like a backup, and the next start makes one.
func TestKilledBackupLeavesNothingThatLooksGood(t *testing.T) {
	data, copies := t.TempDir(), t.TempDir()
	takar("demo", "--no-serve", "--data", data).succeed(t)
	for round := range 6 {
		command := takar("backup", "--data", data, "--to", copies, "--every", "1h").command(t.Context())
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a backup begins", func() bool { return len(entries(t, copies)) > 0 })
		time.AfterFunc(time.Duration(round*30)*time.Millisecond, func() { _ = command.Process.Kill() })
		_ = command.Wait() // killed
		for _, name := range entries(t, copies) {
			if strings.HasPrefix(name, ".") {
				continue
			}
			takar("restore", filepath.Join(copies, name), "--data", filepath.Join(t.TempDir(), "d")).succeed(t) // it was finished before
			if err := os.Remove(filepath.Join(copies, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	server := serveOn(t, data, "TAKAR_BACKUP_TO="+copies, "TAKAR_BACKUP_KEEP=2")
	eventually(t, "the server makes a backup", func() bool { return strings.Contains(server.logged(), "backup made") })
	left := entries(t, copies)
	if len(left) != 1 || strings.HasPrefix(left[0], ".") {
		t.Errorf("left %v", left)
	}
}

func entries(t *testing.T, directory string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

func TestHealthAsksTheServer(t *testing.T) {
	server := serveOn(t, t.TempDir())
	listen := "TAKAR_LISTEN=0.0.0.0" + server.host()[strings.LastIndexByte(server.host(), ':'):]
	takar("health").with(listen).succeed(t)
	// It calls the server by the name that the settings give it, and this one knows no such name.
	if got := takar("health").with(listen, "TAKAR_PUBLIC_URL=https://takar.kantor.id").run(t); got.code != exitFailure || !strings.Contains(got.err, "belum siap") {
		t.Errorf("%+v", got)
	}
	server.kill()
	if got := takar("health").with(listen).run(t); got.code != exitFailure || !strings.Contains(got.err, "tidak menjawab") {
		t.Errorf("%+v", got)
	}
}
