package loadtest

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"takar/internal/loadtest/result"
)

// spawn starts the users one after another at the spawn rate, without waiting for them.
func (r *run) spawn(ctx, working context.Context) {
	r.wait.Go(func() {
		for i := range r.o.Users {
			r.until(working, r.count.began.Add(time.Duration(float64(i)/r.o.SpawnRate*float64(time.Second))))
			if working.Err() != nil || ctx.Err() != nil {
				return
			}
			u := r.newUser(i, r.class[i])
			r.wait.Go(func() {
				r.count.joined(1)
				defer r.count.joined(-1)
				u.work(working)
			})
		}
	})
}

// watch keeps the timeline and tells the watcher each second. What it returns ends it.
func (r *run) watch(ctx context.Context) (end func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	tell := func(now time.Time, keep bool) {
		_, status := r.count.tick(now, keep)
		status.Left = max(0, r.o.Duration-status.After)
		status.Stopping = ctx.Err() != nil || status.Left == 0
		if r.o.Watch != nil {
			r.o.Watch(status)
		}
	}
	go func() {
		defer close(ended)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		kept := time.Now()
		for {
			select {
			case now := <-ticker.C:
				keep := now.Sub(kept) >= r.count.step-100*time.Millisecond
				if keep {
					kept = now
				}
				tell(now, keep)
			case <-done:
				tell(time.Now(), true)
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// lateness is from when on the generator says that it could not keep the rate, unless told
// otherwise.
const lateness = 100 * time.Millisecond

// backlog is how long a task may wait for somebody who is free before it is given up.
const backlog = 30 * time.Second

// arrive is the open loop: everybody logs in first, then tasks begin at the moments of a fixed
// rate, whether earlier ones have been answered or not. Who is free takes the task that has
// waited longest, and its latency counts from the moment at which it was due.
func (r *run) arrive(ctx, working context.Context, stop context.CancelFunc) {
	r.count.begin()
	lanes := r.lanes()
	watching := r.watch(ctx)
	ready := r.admit(ctx, lanes)
	if ready && ctx.Err() == nil {
		r.dispatch(ctx, working, lanes)
	}
	for _, lane := range lanes {
		close(lane.due)
	}
	r.wait.Wait()
	stop()
	watching()
}

// lane is a class whose tasks wait for its users.
type lane struct {
	class *class
	due   chan time.Time
	share float64 // of all arrivals, added up
}

// lanes gives each class the share of arrivals that its users would have with their pauses.
func (r *run) lanes() []*lane {
	var list []*lane
	total := 0.0
	for _, c := range mixes[r.o.Mix] {
		if countOf(r.class, c) == 0 {
			continue
		}
		total += float64(c.weight) / (c.shortest + c.longest).Seconds()
		room := int(r.o.Rate*backlog.Seconds()) + 1
		list = append(list, &lane{class: c, share: total, due: make(chan time.Time, room)})
	}
	for _, l := range list {
		l.share /= total
	}
	return list
}

// admit logs everybody in at the spawn rate, and has them wait for tasks.
func (r *run) admit(ctx context.Context, lanes []*lane) bool {
	for i := range r.o.Users {
		r.until(ctx, r.count.began.Add(time.Duration(float64(i)/r.o.SpawnRate*float64(time.Second))))
		if ctx.Err() != nil {
			return false
		}
		u := r.newUser(i, r.class[i])
		for _, l := range lanes {
			if l.class == u.class {
				r.wait.Go(func() { u.serve(ctx, l.due) })
			}
		}
	}
	return true
}

// serve does the tasks that are due until there are no more, or ctx ends.
func (u *user) serve(ctx context.Context, due <-chan time.Time) {
	u.run.count.joined(1)
	defer u.run.count.joined(-1)
	defer u.close()
	u.logIn()
	for at := range due {
		if ctx.Err() != nil || (!u.loggedIn && !u.logIn()) {
			continue
		}
		u.due = at
		u.class.draw(u.random).do(u)
		u.due = time.Time{}
	}
}

func (r *run) dispatch(ctx, working context.Context, lanes []*lane) {
	random := rand.New(rand.NewPCG(r.o.Seed, 1<<63)) //nolint:gosec // choices of a test that is to be repeated, no secrets
	began := time.Now()
	r.count.arrivals(began)
	arrivals := endpoint{"", "laju " + strconv.FormatFloat(r.o.Rate, 'f', -1, 64) + "/detik", result.Read}
	for i := 0; ; i++ {
		after := time.Duration(float64(i) / r.o.Rate * float64(time.Second))
		if after >= r.o.Duration {
			return
		}
		at := began.Add(after)
		if wait := time.Until(at); wait > 0 {
			r.until(ctx, at)
		} else if wait < -r.o.late {
			r.count.exception(arrivals, "pembangkit terlambat memulai tugas lebih dari 0,1 detik", "")
		}
		if ctx.Err() != nil || working.Err() != nil {
			return
		}
		draw := random.Float64()
		for _, l := range lanes {
			if draw >= l.share {
				continue
			}
			select {
			case l.due <- at:
			default:
				r.count.exception(arrivals, "semua pengguna sibuk: tugas yang menunggu lebih dari 30 detik dilepas (tambah --users)", "")
			}
			break
		}
	}
}
