// Package demo fills an empty store with a made-up company and its projects, so that
// somebody who starts Takar for the first time sees work and not empty lists. It does so
// through the use cases, as people would: what the demo shows is what the program does.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// ErrFilled refuses a store in which somebody already has an account.
var ErrFilled = errors.New("demo: the store is not empty")

// Person is somebody of the demo company who may log in.
type Person struct {
	Email    string
	FullName string
	Part     string // what they may do, for people
}

// People are the persons of the demo company; the first owns its projects and is the
// administrator.
var People = []Person{
	{Email: "ratna@karya.example", FullName: "Ratna Karya", Part: "pemilik proyek, administrator"},
	{Email: "bagas@karya.example", FullName: "Bagas Karya", Part: "penyunting"},
	{Email: "wulan@karya.example", FullName: "Wulan Karya", Part: "pembaca tanpa harga"},
}

// Fill makes the company with its projects; everybody gets the same password. It refuses a
// store with accounts by ErrFilled. Today decides the dates of the projects and prices.
func Fill(ctx context.Context, a *app.App, password string) error {
	if err := fillPeople(ctx, a, password); err != nil {
		return err
	}
	err := asOwner(ctx, a, password, func(token string, owner *app.Visit) error {
		for _, p := range []*project{schoolRooms(), villageHall()} { // the list shows the last one first
			if _, err := p.make(ctx, a, token, owner); err != nil {
				return fmt.Errorf("project %s: %w", p.header.Nama, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// fillPeople makes the people of the company, beside the library that comes with the program.
func fillPeople(ctx context.Context, a *app.App, password string) error {
	empty, err := a.Empty(ctx)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if !empty {
		return ErrFilled
	}
	if err := a.EnsureStarter(ctx); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for i, person := range People {
		account := app.NewAccount{Email: person.Email, FullName: person.FullName, Password: password, Admin: i == 0}
		if _, err := a.AddAccount(ctx, account); err != nil {
			return fmt.Errorf("demo: account %s: %w", person.Email, err)
		}
	}
	return nil
}

// asOwner does something in the name of the owner, logged in for as long as that takes.
func asOwner(ctx context.Context, a *app.App, password string, work func(token string, owner *app.Visit) error) error {
	token, err := a.LogIn(ctx, People[0].Email, password, netip.IPv6Loopback(), "takar demo")
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	owner, err := a.Enter(ctx, token, 0)
	if err != nil {
		return fmt.Errorf("enter: %w", err)
	}
	if err := work(token, owner); err != nil {
		return err
	}
	if err := a.LogOut(ctx, owner); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}

// project is what the demo knows about one project.
type project struct {
	header     rab.Header
	preset     string
	work       []klasifikasi
	parameters []rab.ParameterInput
	analyses   []analysis
	offers     []component       // items that were priced and are used no more
	prices     map[string]string // by uraian, of what is not in the starter library
	unpriced   []string          // codes of items that are left without a price
	overrides  map[string]string // percent BUK by uraian
	bought     []bought
	documents  rab.DocumentData
	earlier    earlier // saved before; nothing where it has no name
	contract   string  // its number
	began      int     // days before today
	plan       plan    // nothing where it has no bars

	chosenID int64  // 0: the next one
	size     *sized // what a project of a portfolio has besides
}

// builder makes one project.
type builder struct {
	*project

	app   *app.App
	visit *app.Visit
	ids   map[string]int64 // pekerjaan by the key of their row
}

func (p *project) make(ctx context.Context, a *app.App, token string, owner *app.Visit) (*rab.Header, error) {
	p.header.TanggalMulai = p.start(a.Today())
	headers, err := a.CreateProjects(ctx, owner, []app.NewProject{{Header: p.header, Preset: p.preset, ID: p.chosenID}})
	if err != nil {
		return nil, err
	}
	visit, err := a.Enter(ctx, token, headers[0].ID)
	if err != nil {
		return nil, err
	}
	b := &builder{project: p, app: a, visit: visit}
	return headers[0], b.run(ctx, []step{
		{"daftar pekerjaan", b.addWork},
		{"analisa", b.addAnalyses},
		{"parameter", b.addParameters},
		{"volume", b.addVolumes},
		{"harga", b.addPrices},
		{"satuan beli", b.addConversions},
		{"BUK sendiri", b.addOverrides},
		{"isi dokumen", b.addDocuments},
		{"riwayat", b.addHistory},
		{"jadwal", b.addSchedule},
		{"tahapan", b.addPhases},
		{"anggota", b.share},
	})
}

// start is the first day of a project.
func (p *project) start(today rab.Date) rab.Date {
	start := today.AddDays(-p.began)
	if p.size == nil {
		return start
	}
	// The weeks of a portfolio are whole: the first begins on a Monday.
	return start.AddDays(-(int(start.Time().Weekday()) + 6) % 7)
}

func (b *builder) addParameters(ctx context.Context) error {
	if len(b.parameters) == 0 {
		return nil
	}
	_, _, err := b.app.SyncParameters(ctx, b.visit, rab.SyncMerge, b.parameters)
	return err
}

// addDocuments says what stands above and below the documents: dated two weeks before the
// work begins.
func (b *builder) addDocuments(ctx context.Context) error {
	date := b.start(b.app.Today()).AddDays(-14)
	_, err := b.app.EditDocuments(ctx, b.visit, func(s *rab.DocumentSetting) {
		s.DocumentData = b.documents
		s.Tanggal, s.Nomor = date, s.Nomor+string(date)[:4]
	}, nil)
	return err
}

// share lets the others of the company see the project, one of them without prices, and
// whoever else is to work on it.
func (b *builder) share(ctx context.Context) error {
	err := errors.Join(
		b.app.Share(ctx, b.visit, People[1].Email, app.Editor, true),
		b.app.Share(ctx, b.visit, People[2].Email, app.Reader, false),
	)
	if b.size == nil || len(b.size.others) == 0 {
		return err
	}
	return errors.Join(err, b.app.ShareMany(ctx, b.visit, b.size.others, app.Editor, true))
}

func (b *builder) addOverrides(ctx context.Context) error {
	for uraian, percent := range b.overrides {
		id, ok := b.ids[uraian]
		if !ok {
			return fmt.Errorf("no pekerjaan %q", uraian)
		}
		if _, err := b.app.SetMarkupOverride(ctx, b.visit, id, decimal.Some(decimal.MustParse(percent)), nil); err != nil {
			return err
		}
	}
	return nil
}

// reference finds an analysis of the starter library.
func (b *builder) reference(kode string) (*ahsp.Analysis, error) {
	library, _ := b.app.Library()
	for _, edition := range library.Editions() {
		if edition.Name == ahsp.StarterName {
			if found, ok := library.ByKode(edition.ID, kode); ok {
				return found, nil
			}
		}
	}
	return nil, fmt.Errorf("no analysis %s in the starter library", kode)
}
