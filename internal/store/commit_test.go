package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

var commitBehaviours = []func(*testing.T, *site){
	scheduleIsStored, documentsAreStored,
	staleCommitStoresNothing, commitsOfSeveralProjectsAreStoredTogetherOrNotAtAll, failedCommitStoresNothing, rowsOfAnotherProjectAreNeverTouched, rowsThatAreNotThereCannotBeDeleted, numberOfStatementsDoesNotGrowWithTheRows, decimalsAndTextsComeBackExactly, textThatCannotBeStoredIsRefused, projectsAreCreatedTogetherOrNotAtAll, operationsKeepWhoDidWhat, everyTableOfADeltaHasAMapping, cancelledCommitStoresNothing,
}

func number(text string) decimal.Decimal { return decimal.MustParse(text) }

func staleCommitStoresNothing(t *testing.T, s *site) {
	owner := s.owner()
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), 2) })
	late, _ := s.decide(p, owner, func(d *rab.Draft) {
		setVolume(d, list[0], number("7"))
		header := *p.Header()
		header.Nama = "Terlambat"
		d.Headers.Put(&header)
		d.Volumes.Delete(list[1])
	})
	late.Audit = []AuditEntry{{ID: s.id(), Action: "UPDATE"}}
	want := dump(s.change(p, owner, func(d *rab.Draft) { setVolume(d, list[0], number("5")) }))
	_, err := s.Commit(s.ctx(), late)
	wantError(t, err, ErrStale)
	if got := dump(s.load(p.ID)); got != want {
		t.Errorf("something was stored:\n%s\nwant:\n%s", got, want)
	}
	for _, table := range []string{"tombstone", "audit_entry"} {
		if n := s.count("SELECT count(*) FROM "+table+" WHERE project_id = ?", p.ID); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	if n := s.count("SELECT count(*) FROM operation WHERE id = ?", late.Operation.ID); n != 0 {
		t.Error("the operation was stored")
	}
}

func commitsOfSeveralProjectsAreStoredTogetherOrNotAtAll(t *testing.T, s *site) {
	owner := s.owner()
	rename := func(p *rab.Project, name string) (*Commit, *rab.Project) {
		return s.decide(p, owner, func(d *rab.Draft) {
			header := *p.Header()
			header.Nama = name
			d.Headers.Put(&header)
		})
	}
	first, second := s.project(owner), s.project(owner)
	one, firstAfter := rename(first, "Satu")
	two, secondAfter := rename(second, "Dua")
	if err := s.CommitAll(s.ctx(), []*Commit{two, one}); err != nil {
		t.Fatal(err)
	}
	want := dump(firstAfter) + dump(secondAfter)
	if got := dump(s.load(first.ID)) + dump(s.load(second.ID)); got != want {
		t.Errorf("stored:\n%s\nwant:\n%s", got, want)
	}
	late, _ := rename(second, "Terlambat")
	good, _ := rename(firstAfter, "Ikut batal")
	wantError(t, s.CommitAll(s.ctx(), []*Commit{good, late}), ErrStale)
	if got := dump(s.load(first.ID)) + dump(s.load(second.ID)); got != want {
		t.Errorf("stored in part:\n%s", got)
	}
}

func failedCommitStoresNothing(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	want := dump(p)
	commit, _ := s.decide(p, owner, func(d *rab.Draft) {
		list := addPekerjaan(d, s.IDs(s.ctx()), 2)
		c := &rab.Component{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), PekerjaanID: list[0], Kategori: ahsp.TK, Koefisien: number("1")}
		c.PriceItemID = &c.ID // there is no such price item: refused when the transaction ends
		d.Components.Put(c)
	})
	if _, err := s.Commit(s.ctx(), commit); err == nil {
		t.Fatal("a component of nothing was stored")
	}
	if got := dump(s.load(p.ID)); got != want {
		t.Errorf("something was stored:\n%s", got)
	}
}

func rowsOfAnotherProjectAreNeverTouched(t *testing.T, s *site) {
	owner := s.owner()
	var foreign, own []int64
	victim := s.change(s.project(owner), owner, func(d *rab.Draft) { foreign = addPekerjaan(d, s.IDs(s.ctx()), 2) })
	p := s.change(s.project(owner), owner, func(d *rab.Draft) { own = addPekerjaan(d, s.IDs(s.ctx()), 2) })
	victimBefore, before := dump(victim), dump(p)
	for name, attack := range map[string]func(*rab.Delta){
		"write a row": func(d *rab.Delta) {
			row := rab.Volume{Meta: rab.Meta{ID: foreign[0], Version: 9}, Quantity: decimal.Some(number("666"))}
			d.Volumes.Put = append(d.Volumes.Put, &row)
		},
		"delete a row": func(d *rab.Delta) { d.Volumes.Delete = append(d.Volumes.Delete, foreign[1]) },
		"write the project": func(d *rab.Delta) {
			row := *victim.Header()
			row.Nama = "Dibajak"
			d.Headers.Put = append(d.Headers.Put, &row)
		},
		"write the pricing": func(d *rab.Delta) {
			row := *victim.Pricing()
			row.MarkupPercent = number("99")
			d.Pricings.Put = append(d.Pricings.Put, &row)
		},
		"delete the project":     func(d *rab.Delta) { d.Headers.Delete = append(d.Headers.Delete, victim.ID) },
		"delete the own project": func(d *rab.Delta) { d.Headers.Delete = append(d.Headers.Delete, p.ID) },
	} {
		commit, _ := s.decide(p, owner, func(d *rab.Draft) { setVolume(d, own[0], number("3")) })
		attack(commit.Delta)
		if _, err := s.Commit(s.ctx(), commit); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if got := dump(s.load(victim.ID)); got != victimBefore {
			t.Errorf("%s: the other project changed:\n%s", name, got)
		}
		if got := dump(s.load(p.ID)); got != before {
			t.Errorf("%s: stored in part:\n%s", name, got)
		}
	}
}

// A deletion of a row that is not there is refused, whatever its table.
func rowsThatAreNotThereCannotBeDeleted(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	before := dump(p)
	for _, m := range rowTables {
		if m.table == "pricing" || m.table == "project_state" {
			continue // a project is never without them
		}
		commit, _ := s.decide(p, owner, func(d *rab.Draft) {
			d.Parameters.Put(&rab.Parameter{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), Name: "p"})
		})
		commit.Delta.Remove(m.table, 404)
		if _, err := s.Commit(s.ctx(), commit); err == nil {
			t.Errorf("%s: accepted", m.table)
		}
		if got := dump(s.load(p.ID)); got != before {
			t.Errorf("%s: stored in part:\n%s", m.table, got)
		}
	}
}

func numberOfStatementsDoesNotGrowWithTheRows(t *testing.T, s *site) {
	alone(t)
	owner := s.owner()
	statements := func(rows int) (add, change, remove int) {
		var list []int64
		p := s.project(owner)
		var commit *Commit
		carryOut := func(edit func(*rab.Draft)) int {
			var after *rab.Project
			commit, after = s.decide(p, owner, edit)
			for i := range rows {
				pekerjaan := list[i]
				commit.Audit = append(commit.Audit, AuditEntry{ID: s.id(), PekerjaanID: &pekerjaan, Action: "UPDATE"})
			}
			n := s.counting(func() { p = s.commit(commit, after) })
			return n
		}
		add = carryOut(func(d *rab.Draft) { list = addPekerjaan(d, s.IDs(s.ctx()), rows) })
		change = carryOut(func(d *rab.Draft) {
			for _, id := range list {
				setVolume(d, id, number("2.5"))
			}
		})
		remove = carryOut(func(d *rab.Draft) {
			for _, id := range list {
				d.Volumes.Delete(id)
			}
		})
		if loads := s.counting(func() { s.load(p.ID) }); loads != 19 {
			t.Errorf("a cold load of %d rows runs %d statements, want 19", rows, loads)
		}
		return add, change, remove
	}
	addOne, changeOne, removeOne := statements(1)
	addMany, changeMany, removeMany := statements(1000)
	if addOne != addMany || changeOne != changeMany || removeOne != removeMany {
		t.Errorf("1 row: %d, %d, %d statements; 1,000 rows: %d, %d, %d", addOne, changeOne, removeOne, addMany, changeMany, removeMany)
	}
	if changeOne > 6 {
		t.Errorf("saving volumes takes %d statements", changeOne)
	}
}

// counting returns how many statements run sends to the database.
func (s *site) counting(run func()) int {
	n, before := 0, s.watch
	s.watch = func(query string, args []any) {
		n++
		before(query, args)
	}
	defer func() { s.watch = before }()
	run()
	return n
}

func decimalsAndTextsComeBackExactly(t *testing.T, s *site) {
	alone(t)
	owner := s.owner()
	ids := s.IDs(s.ctx())
	numbers := []string{"0", "0.000001", "-999999999999.999999", "999999999999.999999", "123456789012.345678", "0.1", "1000000"}
	var list []int64
	p := s.change(s.project(owner), owner, func(d *rab.Draft) {
		header := *d.Project().Header()
		header.AnggaranOwner, header.Deskripsi = number("999999999999999999.99"), strings.Repeat("panjang 🧱\n", 100_000)
		d.Headers.Put(&header)
		for i, text := range numbers {
			row := &rab.Parameter{Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Name: awkward[i], Value: number(text), Label: "👷🏽‍♀️"}
			list = append(list, row.ID)
			d.Parameters.Put(row)
		}
		for _, harga := range []decimal.Null{{}, decimal.Some(decimal.Zero), decimal.Some(number("9999999999999999.99"))} {
			item := &rab.PriceItem{Meta: rab.Meta{ID: ids.NextID()}, UID: ids.NextUID(), Kategori: ahsp.TK, Harga: harga}
			d.PriceItems.Put(item)
			d.Conversions.Put(&rab.Conversion{
				Meta: rab.Meta{ID: ids.NextID()}, PriceItemID: item.ID, MarketUnit: "zak", MarketPrice: number("72500.25"), FactorToBase: number("0.02"), Density: harga, Method: "direct",
			})
		}
	})
	got := s.load(p.ID)
	for i, text := range numbers {
		row, _ := got.Parameters.Get(list[i])
		if row.Value.String() != text || row.Name != awkward[i] || row.Label != "👷🏽‍♀️" {
			t.Errorf("%s came back as %s, %q as %q", text, row.Value, awkward[i], row.Name)
		}
	}
	if budget := got.Header().AnggaranOwner.String(); budget != "999999999999999999.99" {
		t.Errorf("budget %s", budget)
	}
	items := got.PriceItems.All()
	if items[0].Harga.Valid || !items[1].Harga.Valid || items[1].PriceDate != "" {
		t.Errorf("a missing price and a price of zero became %v and %v", items[0].Harga, items[1].Harga)
	}
	if dump(got) != dump(p) {
		t.Error("the store holds something else than was committed")
	}
	if n := s.count("SELECT count(*) FROM price_item WHERE project_id = ? AND harga IS NULL", p.ID); n != 1 {
		t.Errorf("%d prices are NULL, want 1", n)
	}
}

// What PostgreSQL cannot hold, SQLite does not take either.
func textThatCannotBeStoredIsRefused(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	commit, _ := s.decide(p, owner, func(d *rab.Draft) {
		d.Parameters.Put(&rab.Parameter{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), Name: "a\x00b"})
	})
	_, err := s.Commit(s.ctx(), commit)
	wantError(t, err, ErrText)
	wantError(t, s.AddAccount(s.ctx(), &Account{ID: s.id(), Email: "a\x00@contoh.id", UserName: "a"}), ErrText)
	wantError(t, s.AddAccount(s.ctx(), &Account{ID: s.id(), Email: "b@contoh.id", UserName: "\xff"}), ErrText)
	s.change(p, owner, func(d *rab.Draft) {
		d.Parameters.Put(&rab.Parameter{Meta: rab.Meta{ID: s.id()}, UID: NewUID(), Name: `a\u0000b`, Label: `\\u0000`})
	})
}

func projectsAreCreatedTogetherOrNotAtAll(t *testing.T, s *site) {
	owner := s.owner()
	first, p := s.founding(s.header(owner))
	second, _ := s.founding(s.header(owner))
	if err := s.CreateProjects(s.ctx(), []*Commit{first, second}); err != nil {
		t.Fatal(err)
	}
	if got := dump(s.load(p.ID)); got != dump(p) {
		t.Errorf("created:\n%s\nwant:\n%s", got, dump(p))
	}
	members, err := s.Members(s.ctx(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 1 || members[0].AccountID != owner || members[0].Role != "owner" || !members[0].Prices {
		t.Errorf("members %+v", members)
	}

	third, _ := s.founding(s.header(owner))
	twin := s.header(owner)
	twin.IndexProject = p.Header().IndexProject
	fourth, _ := s.founding(twin)
	wantError(t, s.CreateProjects(s.ctx(), []*Commit{third, fourth}), ErrTaken)
	_, err = s.LoadProject(s.ctx(), third.Project.ID, nil)
	wantError(t, err, ErrNotFound)

	taken := s.header(owner)
	taken.ID = p.ID // an id that somebody chose twice
	fifth, _ := s.founding(taken)
	if err := s.CreateProjects(s.ctx(), []*Commit{fifth}); err == nil {
		t.Error("a second project with the same id")
	}
	if got := dump(s.load(p.ID)); got != dump(p) {
		t.Errorf("the first one changed:\n%s", got)
	}
}

func operationsKeepWhoDidWhat(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	commit, after := s.decide(p, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 2) })
	commit.Operation.Summary = "2 pekerjaan 🧱"
	s.commit(commit, after)
	got, err := s.Operation(s.ctx(), p.ID, commit.Operation.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := commit.Operation
	want.ProjectID, want.Revision = p.ID, after.Revision
	if fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
		t.Errorf("operation\n%+v\nwant\n%+v", *got, want)
	}
	_, err = s.Operation(s.ctx(), p.ID+1, commit.Operation.ID)
	wantError(t, err, ErrNotFound)
}

// Every table that a command can change is known to the store.
func everyTableOfADeltaHasAMapping(t *testing.T, _ *site) {
	d := &rab.Delta{}
	for _, m := range rowTables {
		d.Remove(m.table, 404)
	}
	for _, table := range d.Tables() {
		if _, err := encodeTable(table, rab.Standing{}); err != nil {
			t.Error(err)
		}
	}
	if _, err := encodeTable(rab.DeltaTable{Name: "minggu"}, rab.Standing{}); err == nil {
		t.Error("rows of an unknown table were accepted")
	}
}

func cancelledCommitStoresNothing(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	commit, _ := s.decide(p, owner, func(d *rab.Draft) { addPekerjaan(d, s.IDs(s.ctx()), 2) })
	ctx, cancel := context.WithCancel(s.ctx())
	cancel()
	if _, err := s.Commit(ctx, commit); err == nil || errors.Is(err, ErrStale) {
		t.Fatalf("error %v", err)
	}
	if got := s.load(p.ID); got.Revision != p.Revision {
		t.Errorf("revision %d", got.Revision)
	}
	if err := s.Ping(s.ctx()); err != nil {
		t.Errorf("after a cancelled commit: %v", err)
	}
}
