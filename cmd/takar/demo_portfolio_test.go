package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"takar/internal/testservice"
)

var demoProject = regexp.MustCompile(`(?m)^Proyek: +(\d+) `)

// portfolioIDs returns the ids that a script reads.
func portfolioIDs(printed string) (ids []string) {
	for _, line := range demoProject.FindAllStringSubmatch(printed, -1) {
		ids = append(ids, line[1])
	}
	return ids
}

func TestAPortfolioForLoadTestsIsFilledAndServed(t *testing.T) {
	data := filepath.Join(t.TempDir(), "beban")
	made := takar("demo", "--size", "small", "--no-serve", "--data", data, "--ids", "160,161,163,139,162", "--accounts", "3", "--password-stdin").
		reading("pagi-hujan-berkabut\n").succeed(t)
	if got := portfolioIDs(made); !slices.Equal(got, []string{"160", "161", "163", "139", "162"}) {
		t.Errorf("ids %v in:\n%s", got, made)
	}
	if strings.Contains(made, "hujan") || strings.Contains(made, "Kata sandi: ") {
		t.Errorf("the password was told:\n%s", made)
	}
	again := takar("demo", "--size", "small", "--no-serve", "--data", data).run(t)
	if again.code != exitFailure || !strings.Contains(again.err, "sudah berisi akun") {
		t.Errorf("a second run: code %d\n%s%s", again.code, again.out, again.err)
	}
	c := newClient(t, serveOn(t, data).address).login("user003@karya.example", "pagi-hujan-berkabut")
	if got := c.get("/detail_project/api/project/139/list-pekerjaan/tree/"); got.status != 200 || strings.Count(got.body, `"source_type"`) != 30 {
		t.Errorf("the tree of project 139: %d\n%.300s", got.status, got.body)
	}
}

func TestAPortfolioIsFilledIntoPostgreSQL(t *testing.T) {
	database := "TAKAR_DATABASE_URL=" + testservice.Postgres(t)
	made := takar("demo", "--size", "small", "--no-serve").with(database).succeed(t)
	ids, password := portfolioIDs(made), demoPassword.FindStringSubmatch(made)
	if len(ids) != 5 || password == nil {
		t.Fatalf("said:\n%s", made)
	}
	again := takar("demo", "--no-serve").with(database).run(t)
	if again.code != exitFailure || !strings.Contains(again.err, "PostgreSQL") || !strings.Contains(again.err, "sudah berisi akun") {
		t.Errorf("a second run: code %d\n%s%s", again.code, again.out, again.err)
	}
	server := takar("serve", "--listen", "127.0.0.1:0").with(database).start(t)
	c := newClient(t, server.address).login("ratna@karya.example", password[1])
	if got := c.get("/detail_project/api/project/" + ids[4] + "/rekap/"); got.status != 200 || !strings.Contains(got.body, `"no_price":1`) {
		t.Errorf("rekap: %d\n%.300s", got.status, got.body)
	}
}

func TestAPortfolioThatCannotBeIsRefusedInWords(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--size", "huge"}, "small, medium, atau large"},
		{[]string{"--ids", "1,2,3,4,5"}, "--size"},
		{[]string{"--size", "small", "--ids", "1,2,3"}, "isi 5"},
		{[]string{"--size", "small", "--ids", "1,2,3,4,4"}, "berbeda"},
		{[]string{"--size", "small", "--ids", "1,2,3,4,x"}, `"x"`},
		{[]string{"--size", "small", "--seed", "-1"}, "--seed"},
		{[]string{"--size", "small", "--accounts", "5001"}, "5000"},
		{[]string{"--size", "small"}, "--data"},
	} {
		got := takar(append([]string{"demo", "--no-serve"}, c.args...)...).run(t)
		if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%v: code %d\n%s%s", c.args, got.code, got.out, got.err)
		}
	}
}
