package loadtest

import (
	"context"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"takar/internal/loadtest/result"
)

type measure struct{ result.Run }

// causes lists what failed and why, one a line.
func (m *measure) causes() string {
	var lines []string
	for _, list := range [][]result.Failure{m.Failures, m.Exceptions} {
		for _, f := range list {
			lines = append(lines, f.Method+" "+f.Name+": "+f.Cause+" ("+f.Example+")")
		}
	}
	return strings.Join(lines, "\n")
}

// sound fails the test unless everything was answered as it should be.
func (m *measure) sound(t *testing.T) {
	t.Helper()
	if m.Total.Failures+m.Logins.Failures != 0 || len(m.Failures)+len(m.Exceptions) != 0 {
		t.Errorf("%d of %d requests failed:\n%s", m.Total.Failures, m.Total.Requests, m.causes())
	}
	for _, w := range m.Writes {
		if w.Sent == 0 || w.Sent != w.Acknowledged || w.Sent != w.Equal || w.Different != 0 {
			t.Errorf("writes of %s: %+v", w.Kind, w)
		}
	}
}

// Every task of the tables once, then once more: the second time much is known already, and
// what was written is written over.
func TestEveryTaskOfEveryClassIsAnsweredWithoutAFailure(t *testing.T) {
	r, u := ready(t, MixFull)
	tasks := 0
	for range 2 {
		for _, c := range mixes[MixFull] {
			u.class = c
			for i := range c.tasks {
				c.tasks[i].do(u.user)
				tasks++
			}
		}
	}
	m := r.measured()
	m.sound(t)
	if want := 2 * (12 + 34 + 10 + 28 + 15); tasks != want {
		t.Errorf("%d tasks, want %d", tasks, want)
	}
	if len(m.Writes) < 15 {
		t.Errorf("kinds of writes: %+v", m.Writes)
	}
	if m.Logins.Requests != 2 || m.Total.Requests < int64(tasks) {
		t.Errorf("%d requests, %d of logins, for %d tasks", m.Total.Requests, m.Logins.Requests, tasks)
	}
	copies := []int64{r.ground.plans.id, r.ground.wreck.id}
	for _, plan := range r.ground.leave(t.Context()) {
		if plan.Lost() || plan.Before == "" {
			t.Errorf("the plan of %d: %q before, %q after", plan.Project, plan.Before, plan.After)
		}
	}
	var projects struct {
		Projects []struct {
			ID     int64
			Active bool `json:"is_active"`
		}
	}
	if err := r.ground.read(nil, "/detail_project/api/projects/", &projects); err != nil {
		t.Fatal(err)
	}
	for _, p := range projects.Projects {
		if p.Active && slices.Contains(copies, p.ID) {
			t.Errorf("the copy %d is still in use", p.ID)
		}
	}
	var list parametersBody
	if err := r.ground.read(r.ground.projects[0], P+"/parameters/", &list); err != nil {
		t.Fatal(err)
	}
	for _, parameter := range list.Parameters {
		if strings.HasPrefix(parameter.Name, parameterPrefix) {
			t.Errorf("the parameter %s was left behind", parameter.Name)
		}
	}
}

func TestAChangedPlanOfAProjectIsTold(t *testing.T) {
	r, u := ready(t, MixFull)
	var cell row
	planned := r.ground.projects[0]
	for _, p := range r.ground.projects {
		var plan planBody
		if err := r.ground.read(p, V2+"/assignments/", &plan); err != nil {
			t.Fatal(err)
		}
		for _, c := range plan.Assignments {
			if c.Week > cell.week && c.Planned != "0" { // the last weeks are not closed
				planned, cell = p, row{id: c.Pekerjaan, week: c.Week, value: big.NewRat(1, 1)}
			}
		}
	}
	plans := r.ground.plans
	planned.cells = newRows([]row{cell})
	r.ground.plans = planned
	u.plan()
	r.ground.plans = plans
	lost := 0
	for _, plan := range r.ground.leave(t.Context()) {
		if plan.Lost() {
			lost++
		}
	}
	if lost != 1 {
		t.Errorf("%d plans changed, want 1: %s", lost, r.measured().causes())
	}
}

func TestARunInEachMode(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*Options)
		mode   result.Mode
	}{
		{"people who think", func(*Options) {}, result.Closed},
		{"a fixed rate", func(o *Options) { o.Rate, o.Mix = 60, MixFull }, result.Open},
		{"as much as goes", func(o *Options) { o.Saturate, o.Mix, o.Users = true, "", 3 }, result.Saturate},
		{"only logins", func(o *Options) { o.Mix, o.Users = MixLogin, 2 }, result.Closed},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := options(MixFull)
			row.change(&o)
			told := 0
			o.Watch = func(Status) { told++ }
			got, err := Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			(&measure{*got}).sound(t)
			if got.Mode != row.mode || got.Cut || told == 0 || len(got.Timeline) == 0 || got.Duration <= 0 {
				t.Errorf("%s, cut %t, told %d times, %d moments, %s", got.Mode, got.Cut, told, len(got.Timeline), got.Duration)
			}
			if got.Logins.Requests < int64(2*o.Users) || (got.Total.Requests == 0) != (o.Mix == MixLogin) {
				t.Errorf("%d requests, %d of logins", got.Total.Requests, got.Logins.Requests)
			}
			if got.Database != "sqlite" || got.Version == "" || got.Machine.Cores == 0 || (got.DataSet == "") != (o.Mix == MixLogin) || (len(got.Projects) == 0) != (o.Mix == MixLogin) {
				t.Errorf("about the run: %+v", got.Machine)
			}
			if runtime.GOOS == "linux" && (got.PeakMemory < got.Memory || got.Memory == 0) {
				t.Errorf("memory of the server: %d, at most %d", got.Memory, got.PeakMemory)
			}
			if o.Rate > 0 && float64(got.Total.Requests) < 0.9*o.Rate {
				t.Errorf("%d requests in a second at %g a second", got.Total.Requests, o.Rate)
			}
		})
	}
}

func TestARunThatIsCutStillTells(t *testing.T) {
	ctx, cut := context.WithCancel(t.Context())
	defer cut()
	o := options(MixFull)
	o.Duration, o.Users = time.Hour, 4
	o.Watch = func(s Status) {
		if s.Requests > 0 {
			cut()
		}
	}
	got, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	(&measure{*got}).sound(t)
	if !got.Cut || got.Total.Requests == 0 || len(got.Unharmed) == 0 {
		t.Errorf("cut %t after %d requests", got.Cut, got.Total.Requests)
	}
}

func TestWhatCannotBeRunIsSaid(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*Options)
		want   string
	}{
		{"nobody there", func(o *Options) { o.Host = "http://127.0.0.1:1" }, "tidak menjawab"},
		{"no address", func(o *Options) { o.Host = "127.0.0.1:8080" }, "tulis seperti http://"},
		{"a wrong password", func(o *Options) { o.Accounts[0].Password = "salah" }, "tidak dapat masuk: status 200, bukan 302"},
		{"somebody else's project", func(o *Options) { o.Projects = []int64{1} }, "proyek 1"},
		{"no accounts", func(o *Options) { o.Accounts = nil }, "akun"},
		{"no users", func(o *Options) { o.Users = 0 }, "pengguna"},
		{"an unknown mix", func(o *Options) { o.Mix = "some" }, `"some"`},
		{"two modes", func(o *Options) { o.Rate, o.Saturate = 5, true }, "bukan keduanya"},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := options(MixFull)
			row.change(&o)
			if _, err := Run(t.Context(), o); !errors.Is(err, ErrNotRun) || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%v, want %q", err, row.want)
			}
		})
	}
}

func TestUsersAndTheirChoicesAreTheSameForASeed(t *testing.T) {
	r := &run{o: options(MixFull), target: &target{base: &url.URL{}}}
	draws := func(number int) (list []int) {
		u := r.newUser(number, calling)
		for range 50 {
			list = append(list, u.class.draw(u.random).weight, int(u.class.pause(u.random)))
		}
		return list
	}
	equal := func(a, b []int) bool {
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	if first := draws(1); !equal(first, draws(1)) || equal(first, draws(2)) {
		t.Error("the choices of a user do not follow from seed and number")
	}
	of := classesOf(mixes[MixFull], 1100)
	for _, c := range mixes[MixFull] {
		if got := countOf(of, c); got != 100*c.weight {
			t.Errorf("%d users of %s, want %d", got, c.name, 100*c.weight)
		}
	}
	for _, c := range mixes[MixFull] {
		if countOf(of[:11], c) != c.weight {
			t.Errorf("the first 11 users hold %d of %s", countOf(of[:11], c), c.name)
		}
	}
}

// A place answered by nobody is the generator's trouble only when it says so itself.
func TestNoAnswerIsAFailureOfTheServer(t *testing.T) {
	r, u := ready(t, MixCore)
	lie := liar(func(_ http.Handler, _ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	site.liar.Store(&lie)
	t.Cleanup(func() { site.liar.Store(nil) })
	r.measured()
	page("rekap-rab")(u.user)
	if m := r.measured(); m.Total.Failures != 1 || len(m.Exceptions) != 0 || m.Failures[0].Cause != "sambungan diputus" {
		t.Errorf("%d failures: %s", m.Total.Failures, m.causes())
	}
}
