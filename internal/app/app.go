// Package app holds the use cases of Takar: who may do what, commands in one transaction
// each, snapshots and everything kept per revision, history, undo and events. Handlers
// decode a request, call one use case and render what comes back; no rule lives there.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // "today" must not depend on files of the machine

	"takar/internal/ahsp"
	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/store"
)

// Config is what the program tells the application.
type Config struct {
	Store      *store.Store
	TimeZone   string           // of "today" and day filters; default Asia/Jakarta
	Now        func() time.Time // the clock; nil means time.Now
	Logger     *slog.Logger
	CacheBytes int64 // bound of snapshots and answers kept in memory; default 512 MiB
	LoginLimit bool  // charge failed logins (off only for load tests)
	Hasher     *auth.Hasher
	SignUp     bool           // strangers may make themselves an account
	Public     auth.PublicURL // where links in mails lead
	Mail       Mailer         // nil: no mails are sent
	Shared     Shared         // what several servers count together; nil: each counts its own
	// Build names the program that makes the answers, so that a browser never keeps one
	// that an older program made; "" is a name for this process alone.
	Build string
	// Version is what the operator knows the program by.
	Version string
}

// App runs the use cases on one store.
type App struct {
	store     *store.Store
	now       func() time.Time
	zone      *time.Location
	log       *slog.Logger
	hasher    *auth.Hasher
	logins    *auth.LoginCheck
	limits    accountLimits
	signUp    bool
	public    auth.PublicURL
	mail      Mailer
	shared    Shared
	resets    chan string // logins for which a mail was asked
	snapshots *snapshotCache
	baselines recent[baselineKey, *schedule.Baseline]
	visits    *visitCache
	build     string
	library   libraryCache
	staged    recent[int64, *ahsp.Imported]
	events    *events
	heavy     chan struct{} // one place for each heavy work that may run at a time
	jobWaits  chan struct{}
	measured  measured
	outages   chan error // what told first that the database does not answer
	draining  atomic.Bool
	version   string

	lifetime context.Context // until Close: of work that no single request waits for
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// DefaultTimeZone is the zone of "today" unless configured otherwise (rulings B17).
const DefaultTimeZone = "Asia/Jakarta"

const defaultCacheBytes = 512 << 20

// New prepares the application and starts its watchers; Close stops them. It does not
// own the store.
func New(ctx context.Context, c Config) (*App, error) {
	if c.TimeZone == "" {
		c.TimeZone = DefaultTimeZone
	}
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("TAKAR_TIME_ZONE %q tidak dikenal (contoh: Asia/Jakarta, Asia/Makassar)", c.TimeZone)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.CacheBytes <= 0 {
		c.CacheBytes = defaultCacheBytes
	}
	if c.Build == "" {
		c.Build = store.NewUID()
	}
	if c.Hasher == nil {
		c.Hasher = auth.NewHasher(0)
	}
	// Revisions of a store that was put back from a backup are given out a second time: a browser
	// that kept an answer of the first time must not be told that it is still good.
	incarnation, err := c.Store.Incarnation(ctx)
	if err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	c.Build += " " + incarnation
	limit := auth.FailureLimitOptions{Now: c.Now, Off: !c.LoginLimit}
	if c.Shared != nil {
		limit.Share = c.Shared
	}
	a := &App{
		store: c.Store, now: c.Now, zone: zone, log: c.Logger,
		hasher: c.Hasher, logins: auth.NewLoginCheck(c.Hasher, auth.NewFailureLimit(limit)), limits: newAccountLimits(limit),
		signUp: c.SignUp, public: c.Public, mail: c.Mail, shared: c.Shared, resets: make(chan string, resetQueue),
		snapshots: newSnapshotCache(c.CacheBytes), visits: newVisitCache(), events: newEvents(),
		staged: recent[int64, *ahsp.Imported]{limit: stagingCache}, baselines: recent[baselineKey, *schedule.Baseline]{limit: maxBaselines},
		build: c.Build, heavy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), jobWaits: make(chan struct{}, 1), measured: measured{since: rab.InstantOf(c.Now()), jobs: newJobTimes()},
		outages: make(chan error, 1), version: c.Version,
	}
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.lifetime, a.stop = watch, stop
	if _, watched, err := a.store.DataVersion(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("app: watch the store: %w", err)
	} else if watched {
		a.visits.enabled = true
		a.running.Go(func() { a.watchStore(watch) })
	}
	a.running.Go(func() { a.watchOutages(watch) })
	a.running.Go(func() { a.listen(watch) })
	a.running.Go(func() { a.purge(watch) })
	a.running.Go(func() { a.runJobs(watch) })
	if a.mail != nil {
		a.running.Go(func() { a.sendResets(watch) })
	}
	return a, nil
}

// Close ends event streams and watchers.
func (a *App) Close() {
	a.events.close()
	a.stop()
	a.running.Wait()
}

// Today returns the calendar day in the configured zone.
func (a *App) Today() rab.Date { return rab.DateOf(a.now().In(a.zone)) }

// Instant returns the time by the clock of the application.
func (a *App) Instant() rab.Instant { return a.instant() }

// Zone returns the zone in which days begin and end.
func (a *App) Zone() *time.Location { return a.zone }

func (a *App) instant() rab.Instant { return rab.InstantOf(a.now()) }

// TrashDays is how long deleted rows can be restored (rulings B13).
const TrashDays = 30

// purge removes what has passed its time, once an hour.
func (a *App) purge(ctx context.Context) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			now := a.now()
			a.troubled(ctx, "purge sessions", a.store.PurgeSessions(ctx, rab.InstantOf(now)))
			a.troubled(ctx, "purge links", a.store.PurgeLinks(ctx, rab.InstantOf(now)))
			a.troubled(ctx, "purge API tokens", a.store.PurgeAPITokens(ctx, rab.InstantOf(now.AddDate(0, 0, -endedTokenDays))))
			a.troubled(ctx, "purge jobs", a.store.PurgeJobs(ctx, rab.InstantOf(now.Add(-jobKeep))))
			a.troubled(ctx, "purge stagings", a.store.PurgeStagings(ctx, rab.InstantOf(now)))
			a.troubled(ctx, "purge trash", a.store.PurgeTrash(ctx, rab.InstantOf(now.AddDate(0, 0, -TrashDays))))
		}
	}
}
