package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"takar/internal/store"
	"takar/internal/testservice"
)

// diagnosis is what the doctor says of each thing, worst first where it says more than one.
type diagnosis map[string][]finding

// diagnose runs the doctor and holds its exit code against what it says.
func diagnose(t *testing.T, i invocation) diagnosis {
	t.Helper()
	got := i.run(t)
	return readReport(t, got)
}

func readReport(t *testing.T, got outcome) diagnosis {
	t.Helper()
	var said struct {
		OK     bool      `json:"ok"`
		Checks []finding `json:"checks"`
	}
	if err := json.Unmarshal([]byte(got.out), &said); err != nil {
		t.Fatalf("%v: %s%s", err, got.out, got.err)
	}
	found, failed := diagnosis{}, false
	for _, f := range said.Checks {
		found[f.Name] = append(found[f.Name], f)
		failed = failed || f.State == stateFail
		if f.State != stateOK && f.Advice == "" {
			t.Errorf("no advice for %+v", f)
		}
	}
	if code := map[bool]int{false: 0, true: exitFailure}[failed]; got.code != code || said.OK == failed {
		t.Errorf("code %d, ok %v, failed %v", got.code, said.OK, failed)
	}
	return found
}

// want fails the test unless one finding under a name has a state and says something.
func (r diagnosis) want(t *testing.T, name, state, words string) {
	t.Helper()
	for _, f := range r[name] {
		if f.State == state && strings.Contains(f.Message, words) {
			return
		}
	}
	t.Errorf("%s: want %s with %q: %+v", name, state, words, r[name])
}

// examined runs the doctor in this process.
func examined(t *testing.T, environ []string, args ...string) diagnosis {
	t.Helper()
	return readReport(t, inProcess(t, environ, append([]string{"doctor", "--json", "--listen", "127.0.0.1:1"}, args...)...))
}

// filled makes a store and returns its directory.
func filled(t *testing.T) string {
	t.Helper()
	directory := filepath.Join(t.TempDir(), "data")
	opened, err := store.OpenSQLite(t.Context(), directory)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	return directory
}

// change runs SQL on the file of a store.
func change(t *testing.T, directory, statement string) {
	t.Helper()
	db := openDatabase(t, filepath.Join(directory, store.FileName))
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorReadsSettingsAsAServerDoes(t *testing.T) {
	data := filled(t)
	for _, row := range []struct {
		environ string
		name    string
		state   string
		words   string
	}{
		{"TAKAR_LISTN=:1", "pengaturan", stateFail, "TAKAR_LISTN"},
		{"TAKAR_TRUSTED_PROXIES=anybody", "pengaturan", stateFail, "anybody"},
		{"TAKAR_TIME_ZONE=Asia/Bandung", "pengaturan", stateFail, "Asia/Bandung"},
		{"TAKAR_MONITOR=0.0.0.0:9090", "pengaturan", stateFail, "0.0.0.0:9090"},
		{"TAKAR_REDIS_URL=redis://127.0.0.1:1", "pengaturan", stateOK, ""}, // --data goes before PostgreSQL, and Redis goes with that
		{"TAKAR_SMTP_HOST=mail.kantor.id", "pengaturan", stateFail, "TAKAR_PUBLIC_URL"},
		{"", "alamat resmi", stateWarn, "komputer ini sendiri"},
		{"TAKAR_PUBLIC_URL=http://takar.kantor.id", "alamat resmi", stateWarn, "tidak memakai https"},
		{"TAKAR_PUBLIC_URL=http://127.0.0.1:8080", "alamat resmi", stateOK, "127.0.0.1"},
		{"TAKAR_PUBLIC_URL=https://takar.kantor.id", "alamat resmi", stateWarn, "tidak ada proxy"},
		{"TAKAR_PUBLIC_URL=https://takar.kantor.id TAKAR_TRUSTED_PROXIES=127.0.0.1", "alamat resmi", stateOK, "https://takar.kantor.id"},
		{"TAKAR_LOGIN_LIMITS=off", "batas masuk", stateWarn, "TAKAR_LOGIN_LIMITS"},
		{"", "program", stateOK, "takar"},
		{"", "memori", stateOK, "MiB"},
		{"", "disk", stateOK, "bebas"},
	} {
		examined(t, strings.Fields(row.environ), "--data", data).want(t, row.name, row.state, row.words)
	}
	examined(t, nil).want(t, "pengaturan", stateFail, "--data")
	if got := inProcess(t, nil, "doctor", "--data", data); got.code != 0 || !strings.Contains(got.out, "baik   basis data: sqlite") || !strings.Contains(got.out, "AWAS   alamat resmi: ") || !strings.Contains(got.out, "→ Isi TAKAR_PUBLIC_URL") {
		t.Errorf("code %d: %s%s", got.code, got.out, got.err)
	}
}

func TestTheDoctorLooksAtTheDataAndLeavesThemAlone(t *testing.T) {
	healthy := filled(t)
	looks := func() string {
		entries, err := os.ReadDir(healthy)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(entry.Name(), info.Size(), info.ModTime(), info.Mode()))
		}
		return strings.Join(all, "\n")
	}
	before := looks()
	found := examined(t, nil, "--data", healthy)
	found.want(t, "direktori data", stateOK, healthy)
	found.want(t, "basis data", stateOK, "utuh")
	found.want(t, "server", stateOK, "tidak ada")
	if after := looks(); after != before {
		t.Errorf("the directory was\n%s\nand is\n%s", before, after)
	}

	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Chmod(healthy, 0o755))
	examined(t, nil, "--data", healthy).want(t, "direktori data", stateWarn, "0755")

	missing := filepath.Join(t.TempDir(), "tidak-ada")
	found = examined(t, nil, "--data", missing)
	found.want(t, "direktori data", stateWarn, "belum ada")
	found.want(t, "basis data", stateWarn, "belum ada data")
	if _, err := os.Stat(missing); err == nil {
		t.Error("the doctor made a directory")
	}
	file := filepath.Join(t.TempDir(), "berkas")
	must(os.WriteFile(file, nil, 0o600))
	examined(t, nil, "--data", file).want(t, "direktori data", stateFail, "bukan direktori")

	newer := filled(t)
	change(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	examined(t, nil, "--data", newer).want(t, "basis data", stateFail, "lebih baru (skema 9999")
	older := filled(t)
	change(t, older, `DELETE FROM goose_db_version WHERE version_id > 3`)
	examined(t, nil, "--data", older).want(t, "basis data", stateWarn, "skemanya 3")

	foreign := t.TempDir()
	must(os.WriteFile(filepath.Join(foreign, store.FileName), []byte(strings.Repeat("not a database. ", 512)), 0o600))
	examined(t, nil, "--data", foreign).want(t, "basis data", stateFail, "tidak dapat dibaca")
	damaged := filled(t)
	path := filepath.Join(damaged, store.FileName)
	content, err := os.ReadFile(path)
	must(err)
	copy(content[len(content)/2:], strings.Repeat("rusak", 2000))
	must(os.WriteFile(path, content, 0o600))
	examined(t, nil, "--data", damaged).want(t, "basis data", stateFail, "malformed")
	broken := filled(t)
	change(t, broken, `CREATE TABLE x (a); INSERT INTO x VALUES (NULL); PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = 'CREATE TABLE x (a NOT NULL)' WHERE name = 'x'`)
	examined(t, nil, "--data", broken).want(t, "keutuhan", stateFail, "x.a")
}

func TestTheDoctorFindsTheServer(t *testing.T) {
	data := filled(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listening := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	takar("serve", "--data", data, "--listen", listening).with("TAKAR_PUBLIC_URL=http://takar.kantor.id").start(t)
	beside := func(listen string) diagnosis {
		return diagnose(t, takar("doctor", "--json", "--data", data, "--listen", listen).with("TAKAR_PUBLIC_URL=http://takar.kantor.id"))
	}
	found := beside(listening)
	found.want(t, "server", stateOK, "dan siap")
	found.want(t, "basis data", stateOK, "utuh")
	beside("127.0.0.1:1").want(t, "server", stateFail, "tidak menjawab di 127.0.0.1:1")
	for _, row := range []struct {
		status      int
		body, state string
		words       string
	}{
		{http.StatusServiceUnavailable, `{"status":"error"}`, stateFail, "belum siap"},
		{http.StatusOK, `<html>Selamat datang`, stateWarn, "program lain"},
	} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(row.status)
			_, _ = fmt.Fprint(w, row.body)
		}))
		beside(strings.TrimPrefix(other.URL, "http://")).want(t, "server", row.state, row.words)
		other.Close()
	}
}

func TestTheDoctorKnowsTheLimitsOfTheProcess(t *testing.T) {
	data := filled(t)
	diagnose(t, takar("doctor", "--json", "--data", data).with("GOMEMLIMIT=100MiB")).want(t, "memori", stateWarn, "100 MiB")
	diagnose(t, takar("doctor", "--json", "--data", data).with("GOMEMLIMIT=1GiB", "TAKAR_CACHE=900MiB")).want(t, "memori", stateWarn, "TAKAR_CACHE")
	diagnose(t, takar("doctor", "--json", "--data", data).with("GOMEMLIMIT=1GiB")).want(t, "memori", stateOK, "409 MiB")
}

func TestTheDoctorAsksTheMailServerWithoutSendingAnything(t *testing.T) {
	data := filled(t)
	environ := func(port string) []string {
		return []string{"TAKAR_PUBLIC_URL=https://takar.kantor.id", "TAKAR_SMTP_HOST=127.0.0.1", "TAKAR_SMTP_PORT=" + port, "TAKAR_SMTP_SECURITY=none", "TAKAR_SMTP_FROM=takar@kantor.id"}
	}
	smtp := testservice.SMTP(t, testservice.SMTPBehaviour{})
	examined(t, environ(smtp.Port), "--data", data).want(t, "e-mail", stateOK, "menjawab")
	examined(t, environ("1"), "--data", data).want(t, "e-mail", stateWarn, "tidak dapat dipakai")
}

func TestTheDoctorLooksAtPostgreSQLAndWhatStandsBesideIt(t *testing.T) {
	address := testservice.Postgres(t)
	redis := testservice.RedisServer(t)
	environ := []string{"TAKAR_DATABASE_URL=" + address, "TAKAR_REDIS_URL=redis://" + redis.Addr()}
	examined(t, environ).want(t, "basis data", stateWarn, "belum ada data")

	opened, err := store.OpenPostgres(t.Context(), address, store.AllowUnsafe())
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	found := examined(t, append(environ, "TAKAR_UNSAFE_DATABASE=on"))
	found.want(t, "basis data", stateOK, "postgresql")
	found.want(t, "jam", stateOK, "server basis data")
	found.want(t, "Redis", stateOK, "menjawab")
	redis.Stop(t)
	found = examined(t, append(environ, "TAKAR_REPLICA_URL="+address))
	found.want(t, "Redis", stateWarn, "tidak menjawab")
	found.want(t, "replika", stateWarn, "bukan replika")

	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET synchronous_commit = off'; END $$`,
		`CREATE TABLE dua (nilai TEXT)`, `INSERT INTO dua VALUES ('sama'), ('sama')`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(t.Context(), `CREATE UNIQUE INDEX CONCURRENTLY dua_nilai ON dua (nilai)`); err == nil {
		t.Fatal("two equal values have a unique index")
	}
	found = examined(t, environ)
	found.want(t, "ketahanan", stateFail, "synchronous_commit=off")
	found.want(t, "keutuhan", stateFail, "dua_nilai")
	examined(t, append(environ, "TAKAR_UNSAFE_DATABASE=on")).want(t, "ketahanan", stateWarn, "synchronous_commit=off")

	examined(t, []string{"TAKAR_DATABASE_URL=postgres://nobody@127.0.0.1:1/takar"}).want(t, "basis data", stateFail, "tidak dapat dibaca")
	examined(t, []string{"TAKAR_DATABASE_URL=mysql://127.0.0.1/takar"}).want(t, "basis data", stateFail, "")
}

func TestTheDoctorKnowsHowOldTheBackupsAre(t *testing.T) {
	data, copies := filled(t), t.TempDir()
	environ := []string{"TAKAR_BACKUP_TO=" + copies, "TAKAR_BACKUP_EVERY=6h"}
	examined(t, nil, "--data", data).want(t, "cadangan", stateWarn, "tidak mencadangkan sendiri")
	examined(t, environ, "--data", data).want(t, "cadangan", stateWarn, "belum ada")
	takar("backup", "--data", data, "--to", copies).succeed(t)
	examined(t, environ, "--data", data).want(t, "cadangan", stateOK, copies)
	made, err := filepath.Glob(filepath.Join(copies, "takar-*"))
	if err != nil || len(made) != 1 {
		t.Fatalf("%v, %v", made, err)
	}
	stamp := regexp.MustCompile(`\d{8}T\d{6}Z`)
	old := stamp.ReplaceAllString(made[0], "20260101T000000Z")
	if err := os.Rename(made[0], old); err != nil {
		t.Fatal(err)
	}
	examined(t, environ, "--data", data).want(t, "cadangan", stateFail, "dijadwalkan setiap 6h")
	unfinished := stamp.ReplaceAllString(made[0], "20990101T000000Z")
	if err := os.WriteFile(unfinished, []byte("not a backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	examined(t, environ, "--data", data).want(t, "cadangan", stateFail, "dijadwalkan setiap 6h")
	examined(t, []string{"TAKAR_BACKUP_TO=" + filepath.Join(copies, "hilang")}, "--data", data).want(t, "cadangan", stateFail, "hilang")
}
