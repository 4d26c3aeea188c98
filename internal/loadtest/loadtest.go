// Package loadtest is the load generator: people made up by it log in, read, export and write
// as people do, and every answer is judged. An answer counts as a success only when its status
// is the expected one and its body carries the mark of what was asked for; what was written is
// read back and compared. It knows the server by its HTTP contract alone.
package loadtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"takar/internal/loadtest/result"
)

// Account is somebody who may log in.
type Account struct {
	Email    string
	Password string
}

// Options say what to run. Zero values get their defaults from Run.
type Options struct {
	Host      string
	Users     int
	SpawnRate float64 // users started each second
	Duration  time.Duration
	Mix       string  // one of Mixes; "": full, or core when Saturate is set
	Rate      float64 // tasks begun each second whatever the answers take; 0: closed loop
	Saturate  bool    // no pauses
	Accounts  []Account
	Projects  []int64 // those to use; none: up to five of the first account
	Seed      uint64
	Build     string // of the program, where it was built without knowing its commit
	// Watch is told what is going on each second, from one goroutine; nil for nobody.
	Watch func(Status)
	// Log is told what is not part of the result, such as what could not be cleaned up.
	Log *slog.Logger

	pause func(time.Duration) time.Duration // changes the pauses of users; nil leaves them
	late  time.Duration                     // from when on the generator says that it is late; 0: lateness
}

// Status is a run at one moment.
type Status struct {
	After    time.Duration // since the first request
	Left     time.Duration // until no new requests begin
	Users    int
	Requests int64
	Failures int64
	Moment   result.Moment // the last second
	Stopping bool          // users finish what they have begun
}

// ErrNotRun is the cause of every error of Run: nothing was measured.
var ErrNotRun = errors.New("uji beban tidak dapat dijalankan")

// Limits of what can be asked for.
const (
	mostUsers    = 20_000
	mostProjects = 5
)

// requestTime is how long an answer may take.
const requestTime = 60 * time.Second

// Run carries out a load test. It ends after its duration, or when ctx ends: users finish the
// request that they have begun, what was made for the run is put away, and the result is
// returned as well. An error wraps ErrNotRun.
func Run(ctx context.Context, o Options) (*result.Run, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	r, err := newRun(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRun, err)
	}
	// What was made is put away even when the run was cut.
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*requestTime)
	defer cancel()
	if ctx.Err() == nil {
		r.drive(ctx)
	}
	return r.finish(ctx, lasting), nil
}

func (o *Options) complete() error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.pause == nil {
		o.pause = func(d time.Duration) time.Duration { return d }
	}
	if o.late == 0 {
		o.late = lateness
	}
	if o.Mix == "" {
		o.Mix = MixFull
		if o.Saturate {
			o.Mix = MixCore
		}
	}
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrNotRun, fmt.Sprintf(format, args...))
	}
	switch {
	case o.Users < 1 || o.Users > mostUsers:
		return refuse("jumlah pengguna harus 1 sampai %d", mostUsers)
	case o.SpawnRate <= 0:
		return refuse("pengguna baru per detik harus lebih dari 0")
	case o.Duration < time.Second:
		return refuse("lama uji sedikitnya 1 detik")
	case o.Rate < 0 || (o.Rate > 0 && o.Saturate):
		return refuse("pilih laju tetap atau tanpa jeda, bukan keduanya")
	case o.Mix == MixLogin && (o.Rate > 0 || o.Saturate):
		return refuse("campuran %s hanya untuk pengguna dengan jeda", MixLogin)
	case len(o.Accounts) == 0:
		return refuse("sebutkan sedikitnya satu akun")
	}
	if _, known := mixes[o.Mix]; !known {
		return refuse("campuran %q tidak dikenal", o.Mix)
	}
	return nil
}

// run is one load test while it goes on.
type run struct {
	o      Options
	target *target
	ground *ground // nil while only logging in is tested
	count  *collector
	desk   chan struct{} // places at which answers are judged: more at once would not be faster
	known  *verified
	class  []*class // of each user
	wait   sync.WaitGroup
	out    *result.Run
}

func newRun(ctx context.Context, o Options) (*run, error) {
	r := &run{o: o, count: newCollector(o.Duration), desk: make(chan struct{}, runtime.GOMAXPROCS(0)), known: newVerified()}
	var err error
	if r.target, err = reach(ctx, o.Host); err != nil {
		return nil, err
	}
	r.class = classesOf(mixes[o.Mix], o.Users)
	r.out = &result.Run{
		Host: o.Host, Mix: o.Mix, Mode: result.Closed, Users: o.Users, SpawnRate: o.SpawnRate, Rate: o.Rate, Seed: o.Seed,
		Asked: o.Duration, Machine: thisMachine(ctx), Commit: cmp.Or(commit(), o.Build),
	}
	switch {
	case o.Rate > 0:
		r.out.Mode = result.Open
	case o.Saturate:
		r.out.Mode = result.Saturate
	}
	if err := r.health(ctx); err != nil {
		return nil, err
	}
	if o.Mix == MixLogin {
		return r, nil
	}
	r.ground, err = r.prepare(ctx)
	return r, err
}

// drive lets the users work until the time is over or ctx ends, and waits for them.
func (r *run) drive(ctx context.Context) {
	working, stop := context.WithCancel(context.Background())
	defer stop()
	if r.out.Mode == result.Open {
		r.arrive(ctx, working, stop)
	} else {
		r.count.begin()
		watching := r.watch(ctx)
		r.spawn(ctx, working)
		r.until(ctx, r.count.began.Add(r.o.Duration))
		stop()
		r.wait.Wait()
		watching()
	}
}

// until waits for a moment, or for ctx.
func (r *run) until(ctx context.Context, end time.Time) {
	timer := time.NewTimer(time.Until(end))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// finish puts away what was made for the run and returns what was measured.
func (r *run) finish(ctx, lasting context.Context) *result.Run {
	r.count.into(r.out)
	r.out.Cut = ctx.Err() != nil
	r.out.Memory, r.out.PeakMemory = memoryOf(r.target.address)
	if r.ground != nil {
		r.out.Unharmed = r.ground.leave(lasting)
	}
	return r.out
}
