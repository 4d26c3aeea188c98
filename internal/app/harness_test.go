package app_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

const password = "kata-sandi-Uji-7"

// site is an application on a store of its own, with people in it.
type site struct {
	*app.App

	t         testing.TB
	store     *store.Store
	directory string
	clock     *clock
}

// clock is the time of a site; it moves only when a test says so.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func newSite(t testing.TB, options ...func(*app.Config)) *site {
	t.Helper()
	return openSite(t, t.TempDir(), options...)
}

// openSite starts an application on a SQLite directory, beside others that may use it.
func openSite(t testing.TB, directory string, options ...func(*app.Config)) *site {
	t.Helper()
	opened, err := store.OpenSQLite(t.Context(), directory)
	if err != nil {
		t.Fatal(err)
	}
	return startSite(t, opened, directory, options...)
}

func startSite(t testing.TB, opened *store.Store, directory string, options ...func(*app.Config)) *site {
	t.Helper()
	s := &site{t: t, store: opened, directory: directory, clock: &clock{now: time.Date(2026, 3, 2, 3, 4, 5, 0, time.UTC)}}
	config := app.Config{Store: opened, Now: s.clock.Now, LoginLimit: true}
	for _, option := range options {
		option(&config)
	}
	var err error
	if s.App, err = app.New(context.WithoutCancel(t.Context()), config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, run func(t *testing.T, s *site)) {
	t.Run("sqlite", func(t *testing.T) { run(t, newSite(t)) })
	t.Run("postgresql", func(t *testing.T) {
		opened, err := store.OpenPostgres(t.Context(), testservice.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		run(t, startSite(t, opened, ""))
	})
}

// passwordHash is that of password, made once: hashing is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := auth.NewHasher(0).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// person makes an account with a session; the token is what later requests carry.
func (s *site) person(name string) (token string) {
	s.t.Helper()
	ids := s.store.IDs(s.t.Context())
	account := &store.Account{
		ID: ids.NextID(), Email: strings.ToLower(name) + "@contoh.id", UserName: name, PasswordHash: passwordHash(), IsActive: true, CreatedAt: 1,
	}
	if err := errors.Join(ids.Err(), s.store.AddAccount(s.t.Context(), account)); err != nil {
		s.t.Fatal(err)
	}
	return s.login(name)
}

// login gives a person a session without asking for the password.
func (s *site) login(name string) (token string) {
	s.t.Helper()
	account, err := s.store.AccountByLogin(s.t.Context(), strings.ToLower(name))
	if err != nil {
		s.t.Fatal(err)
	}
	token, hash := auth.NewToken()
	now := s.clock.Now()
	if err := s.store.AddSession(s.t.Context(), &store.Session{
		TokenHash: hash, AccountID: account.ID, CreatedAt: rab.InstantOf(now), ExpiresAt: rab.InstantOf(now.Add(auth.SessionLifetime)),
	}); err != nil {
		s.t.Fatal(err)
	}
	return token
}

// visit enters a project; it must succeed.
func (s *site) visit(token string, project int64) *app.Visit {
	s.t.Helper()
	v, err := s.Enter(s.t.Context(), token, project)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// subscribe listens to a project in the name of a person.
func (s *site) subscribe(token string, project int64) (stream <-chan app.Event, cancel func()) {
	s.t.Helper()
	stream, cancel, err := s.Subscribe(s.visit(token, project))
	if err != nil {
		s.t.Fatal(err)
	}
	return stream, cancel
}

// project makes a project of the person with one pekerjaan of one component, priced 1000,
// volume 2.
func (s *site) project(token, name string) (project, pekerjaan, item int64) {
	s.t.Helper()
	headers, err := s.CreateProjects(s.t.Context(), s.visit(token, 0), []app.NewProject{{Header: header(name)}})
	if err != nil {
		s.t.Fatal(err)
	}
	project = headers[0].ID
	v := s.visit(token, project)
	tree, _, err := s.AppendTree(s.t.Context(), v, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{
		Name: "Persiapan", Sub: []rab.SubInput{{Name: "Umum", Pekerjaan: []rab.PekerjaanInput{{
			SourceType: "custom", Uraian: "Papan nama", Satuan: "buah",
		}}}},
	}}})
	if err != nil {
		s.t.Fatal(err)
	}
	pekerjaan = tree.CreatedIDs[0]
	if _, _, err := s.SaveAnalysis(s.t.Context(), v, pekerjaan, rab.SaveAnalysisInput{Rows: []rab.AnalysisRow{{
		Kategori: "BHN", Kode: "B.1", Uraian: "Papan", Satuan: "lembar", Koefisien: some("1.5"),
	}}}); err != nil {
		s.t.Fatal(err)
	}
	view, err := s.View(s.t.Context(), s.visit(token, project))
	if err != nil {
		s.t.Fatal(err)
	}
	item = view.PriceItems.All()[0].ID
	s.setPrice(token, project, item, "1000")
	s.setVolume(token, project, pekerjaan, "2")
	return project, pekerjaan, item
}

func header(name string) rab.Header {
	return rab.Header{
		Nama: name, TanggalMulai: "2026-01-05", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas Contoh",
		AnggaranOwner: decimal.FromInt(1_000_000),
	}
}

func some(text string) decimal.Null { return decimal.Some(number(text)) }

func number(text string) decimal.Decimal {
	n, err := decimal.Parse(text)
	if err != nil {
		panic(err)
	}
	return n
}

func volume(pekerjaan int64, text string) rab.VolumeInput {
	quantity := some(text)
	return rab.VolumeInput{PekerjaanID: pekerjaan, Quantity: &quantity}
}

func (s *site) setVolume(token string, project, pekerjaan int64, text string) *app.Done {
	s.t.Helper()
	_, done, err := s.SaveVolumes(s.t.Context(), s.visit(token, project), []rab.VolumeInput{volume(pekerjaan, text)})
	if err != nil {
		s.t.Fatal(err)
	}
	return done
}

func (s *site) setPrice(token string, project, item int64, text string) *app.Done {
	s.t.Helper()
	harga := some(text)
	_, done, err := s.SavePrices(s.t.Context(), s.visit(token, project), app.PriceSave{Items: []rab.PriceInput{{ID: item, Harga: &harga}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return done
}

// view returns the project as the person sees it now.
func (s *site) view(token string, project int64) *app.View {
	s.t.Helper()
	view, err := s.View(s.t.Context(), s.visit(token, project))
	if err != nil {
		s.t.Fatal(err)
	}
	return view
}

// quantity returns the stored volume of a pekerjaan as text.
func (s *site) quantity(token string, project, pekerjaan int64) string {
	s.t.Helper()
	row, ok := s.view(token, project).Volumes.Get(pekerjaan)
	if !ok || !row.Quantity.Valid {
		return "none"
	}
	return row.Quantity.Decimal.String()
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
