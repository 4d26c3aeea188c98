package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
)

var listingBehaviours = []func(*testing.T, *site){
	projectsAreFiltered, projectsAreSorted, projectsArePaged, listFollowsTheProject, listShowsOnlyProjectsOfMembers,
	factsAreThoseOfTheAccount, statusOfTheListIsThatOfTheProject, projectNumbersRunOn, concurrentProjectNumbersCollideAtMostOnce,
	nameOfAnOwnProjectIsKnown, projectsAreChosenByTheirIDs,
}

// listed creates a project of owner after changing its header.
func (s *site) listed(owner int64, edit func(*rab.Header)) *rab.Project {
	s.t.Helper()
	h := s.header(owner)
	edit(h)
	commit, p := s.founding(h)
	if err := s.CreateProjects(s.ctx(), []*Commit{commit}); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// names returns the names of the chosen projects, in their order.
func (s *site) names(f ProjectFilter) (names []string, total int) {
	s.t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	list, total, err := s.Projects(s.ctx(), f)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range list {
		names = append(names, row.Nama)
	}
	return names, total
}

func projectsAreFiltered(t *testing.T, s *site) {
	owner := s.owner()
	add := func(name string, edit func(*rab.Header)) {
		s.listed(owner, func(h *rab.Header) {
			h.Nama, h.IndexProject = name, "PRJ-"+NewUID() // no digit 0, 1, 8 or 9 to be found by chance
			edit(h)
		})
	}
	add("gedung", func(h *rab.Header) {
		h.Nama, h.Deskripsi = "gedung", "Rehabilitasi Gedung É 100% _selesai_ 🏗"
		h.TanggalMulai, h.TanggalSelesai, h.DurasiHari, h.TahunProject = "2025-03-01", "2025-04-30", 61, 2025
		h.AnggaranOwner, h.SumberDana, h.InstansiKonsultanPengawas = number("1234567890.75"), "APBN", "CV Awas"
	})
	add("jalan", func(h *rab.Header) { h.IsActive, h.AnggaranOwner = false, number("999999999999999999.99") })
	add("irigasi", func(h *rab.Header) { h.AnggaranOwner, h.Kategori = decimal.Zero, "Pengairan" })
	million := func(n int64) *int64 { n *= 1_000_000; return &n }
	yes, no := true, false
	for name, c := range map[string]struct {
		filter ProjectFilter
		want   string // names in order of the alphabet
	}{
		"all":                     {ProjectFilter{}, "gedung irigasi jalan"},
		"active":                  {ProjectFilter{Active: &yes}, "gedung irigasi"},
		"archived":                {ProjectFilter{Active: &no}, "jalan"},
		"search description":      {ProjectFilter{Search: "REHABILITASI gedung"}, "gedung"},
		"search other letters":    {ProjectFilter{Search: "é"}, "gedung"},
		"search emoji":            {ProjectFilter{Search: "🏗"}, "gedung"},
		"search wildcard":         {ProjectFilter{Search: "%"}, "gedung"},
		"search underscore":       {ProjectFilter{Search: "_selesai_"}, "gedung"},
		"search quote":            {ProjectFilter{Search: "'"}, ""},
		"search firm":             {ProjectFilter{Search: "cv awas"}, "gedung"},
		"search category":         {ProjectFilter{Search: "pengair"}, "irigasi"},
		"search number":           {ProjectFilter{Search: "prj-"}, "gedung irigasi jalan"},
		"search year":             {ProjectFilter{Search: "2025"}, "gedung"},
		"search duration":         {ProjectFilter{Search: "61"}, "gedung"},
		"search date":             {ProjectFilter{Search: "2025-04-30"}, "gedung"},
		"search budget":           {ProjectFilter{Search: "1234567890.75"}, "gedung"},
		"search budget as read":   {ProjectFilter{Search: "1.234.567.890"}, "gedung"},
		"search does not join":    {ProjectFilter{Search: "APBNBandung"}, ""},
		"search what is not told": {ProjectFilter{Search: "\x00"}, ""},
		"search bad bytes":        {ProjectFilter{Search: "\xff"}, ""},
		"search long":             {ProjectFilter{Search: strings.Repeat("x", 200_000)}, ""},
		"source":                  {ProjectFilter{SumberDana: "APBN"}, "gedung"},
		"source is exact":         {ProjectFilter{SumberDana: "apbn"}, ""},
		"year":                    {ProjectFilter{TahunProject: 2026}, "irigasi jalan"},
		"budget from":             {ProjectFilter{AnggaranMin: million(1)}, "gedung jalan"},
		"budget to":               {ProjectFilter{AnggaranMax: million(1)}, "irigasi"},
		"budget zero to zero":     {ProjectFilter{AnggaranMin: million(0), AnggaranMax: million(0)}, "irigasi"},
		"budget without sen":      {ProjectFilter{AnggaranMin: rupiah(1_234_567_890), AnggaranMax: rupiah(1_234_567_890)}, "gedung"},
		"largest budget":          {ProjectFilter{AnggaranMin: rupiah(999_999_999_999_999_999)}, "jalan"},
		"time overlaps end":       {ProjectFilter{From: "2025-04-30", Until: "2025-12-31"}, "gedung"},
		"time overlaps start":     {ProjectFilter{From: "2020-01-01", Until: "2025-03-01"}, "gedung"},
		"time before":             {ProjectFilter{From: "2020-01-01", Until: "2025-02-28"}, ""},
		"time from":               {ProjectFilter{From: "2025-05-01"}, "irigasi jalan"},
		"time until":              {ProjectFilter{Until: "2025-12-31"}, "gedung"},
		"status":                  {ProjectFilter{StatusTimeline: "terlambat", Today: "2025-05-01"}, "gedung"},
		"all at once": {ProjectFilter{
			Active: &yes, Search: "gedung", SumberDana: "APBN", TahunProject: 2025, AnggaranMin: million(1), AnggaranMax: million(2000),
			From: "2025-01-01", Until: "2025-12-31", StatusTimeline: "deadline", Today: "2025-04-01",
		}, "gedung"},
	} {
		c.filter.Account = owner
		c.filter.SortBy = "nama"
		names, total := s.names(c.filter)
		if got := strings.Join(names, " "); got != c.want || total != len(names) {
			t.Errorf("%s: %q of %d, want %q", name, got, total, c.want)
		}
	}
}

func rupiah(n int64) *int64 { return &n }

func projectsAreSorted(t *testing.T, s *site) {
	owner := s.owner()
	for _, p := range []struct {
		name   string
		year   int
		budget string
		end    rab.Date
	}{
		{"b-1", 2024, "9.99", "2027-03-01"},
		{"A", 2026, "10", "2026-12-31"},
		{"aa", 2025, "1000000000000", "2027-01-31"},
		{"B.2", 2026, "9.50", "2028-01-01"},
	} {
		s.listed(owner, func(h *rab.Header) {
			h.Nama, h.TahunProject, h.AnggaranOwner, h.TanggalSelesai = p.name, p.year, number(p.budget), p.end
		})
	}
	for sortBy, want := range map[string]string{
		"":                 "B.2 aa A b-1",
		"-updated_at":      "B.2 aa A b-1",
		"updated_at":       "b-1 A aa B.2",
		"nama":             "A aa b-1 B.2",
		"-nama":            "B.2 b-1 aa A",
		"tahun_project":    "b-1 aa B.2 A",
		"-tahun_project":   "B.2 A aa b-1",
		"anggaran_owner":   "B.2 b-1 A aa",
		"-anggaran_owner":  "aa A B.2 b-1",
		"; DROP TABLE":     "B.2 aa A b-1",
		"tanggal_selesai":  "A aa b-1 B.2",
		"-tanggal_selesai": "B.2 b-1 aa A",
	} {
		names, _ := s.names(ProjectFilter{Account: owner, SortBy: sortBy})
		if got := strings.Join(names, " "); got != want {
			t.Errorf("by %q: %s, want %s", sortBy, got, want)
		}
	}
}

func projectsArePaged(t *testing.T, s *site) {
	owner := s.owner()
	for i := range 5 {
		s.listed(owner, func(h *rab.Header) { h.Nama = fmt.Sprint("p", i) })
	}
	for offset, want := range map[int]string{0: "p0 p1", 2: "p2 p3", 4: "p4", 6: ""} {
		names, total := s.names(ProjectFilter{Account: owner, SortBy: "nama", Limit: 2, Offset: offset})
		if got := strings.Join(names, " "); got != want || total != 5 {
			t.Errorf("from %d: %s of %d, want %s of 5", offset, got, total, want)
		}
	}
}

func listFollowsTheProject(t *testing.T, s *site) {
	owner := s.owner()
	p := s.project(owner)
	s.project(owner)
	p = s.change(p, owner, func(d *rab.Draft) {
		h := *p.Header()
		h.Nama, h.AnggaranOwner = "Nama Baru", number("77.77")
		d.Headers.Put(&h)
	})
	list, _, err := s.Projects(s.ctx(), ProjectFilter{Account: owner, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	first := list[0] // the newest change
	if first.Header != *p.Header() || first.Revision != 2 || first.UpdatedAt != s.now || first.Role != "owner" || !first.Prices {
		t.Errorf("row %+v", first)
	}
	for name, filter := range map[string]ProjectFilter{
		"search": {Search: "nama baru"}, "budget": {AnggaranMin: rupiah(77), AnggaranMax: rupiah(77)},
	} {
		filter.Account = owner
		if names, _ := s.names(filter); len(names) != 1 {
			t.Errorf("%s finds %v", name, names)
		}
	}
}

func listShowsOnlyProjectsOfMembers(t *testing.T, s *site) {
	owner, reader := s.owner(), s.account("Pembaca").ID
	p := s.project(owner)
	s.project(owner)
	if names, total := s.names(ProjectFilter{Account: reader}); len(names) != 0 || total != 0 {
		t.Errorf("a stranger sees %v of %d", names, total)
	}
	if err := s.SetMember(s.ctx(), p.ID, reader, "reader", false); err != nil {
		t.Fatal(err)
	}
	list, total, err := s.Projects(s.ctx(), ProjectFilter{Account: reader, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if total != 1 || list[0].ID != p.ID || list[0].Role != "reader" || list[0].Prices {
		t.Errorf("a reader sees %d: %+v", total, list)
	}
	// Who may not see prices learns nothing about them by asking for them.
	budget := p.Header().AnggaranOwner
	whole, _ := budget.RoundPlaces(0, decimal.Down).Int64()
	for name, c := range map[string]struct {
		filter       ProjectFilter
		owner, blind int
	}{
		"budget from":            {ProjectFilter{AnggaranMin: rupiah(0), IDs: []int64{p.ID}}, 1, 0},
		"budget to":              {ProjectFilter{AnggaranMax: rupiah(whole), IDs: []int64{p.ID}}, 1, 0},
		"search budget":          {ProjectFilter{Search: budget.Fixed(2), IDs: []int64{p.ID}}, 1, 0},
		"search budget as read":  {ProjectFilter{Search: budget.Indonesian(0, 2), IDs: []int64{p.ID}}, 1, 0},
		"search over two lines":  {ProjectFilter{Search: budget.Fixed(2) + "\n", IDs: []int64{p.ID}}, 0, 0},
		"search year":            {ProjectFilter{Search: strconv.Itoa(p.Header().TahunProject), IDs: []int64{p.ID}}, 1, 1},
		"search name":            {ProjectFilter{Search: p.Header().Nama, IDs: []int64{p.ID}}, 1, 1},
		"order by what is there": {ProjectFilter{SortBy: "anggaran_owner", IDs: []int64{p.ID}}, 1, 1},
	} {
		for account, want := range map[int64]int{owner: c.owner, reader: c.blind} {
			c.filter.Account = account
			if names, _ := s.names(c.filter); len(names) != want {
				t.Errorf("%s: account %d finds %v, want %d", name, account, names, want)
			}
		}
	}
	rich := s.listed(owner, func(h *rab.Header) { h.Nama, h.AnggaranOwner = "Kaya", number("9999999") })
	poor := s.listed(owner, func(h *rab.Header) { h.Nama, h.AnggaranOwner = "Miskin", number("1") })
	for _, id := range []int64{rich.ID, poor.ID} {
		if err := s.SetMember(s.ctx(), id, reader, "reader", false); err != nil {
			t.Fatal(err)
		}
	}
	ids := []int64{rich.ID, poor.ID}
	up, _ := s.names(ProjectFilter{Account: reader, SortBy: "anggaran_owner", IDs: ids})
	down, _ := s.names(ProjectFilter{Account: reader, SortBy: "-anggaran_owner", IDs: ids})
	if !slices.Equal(up, down) {
		t.Errorf("the order tells who is richer: %v, %v", up, down)
	}
}

func factsAreThoseOfTheAccount(t *testing.T, s *site) {
	owner, reader := s.owner(), s.account("Pembaca").ID
	s.project(s.owner())
	if facts, err := s.ProjectFacts(s.ctx(), owner); err != nil || len(facts) != 0 {
		t.Errorf("without projects: %v, %v", facts, err)
	}
	p := s.listed(owner, func(h *rab.Header) {
		h.TahunProject, h.SumberDana, h.AnggaranOwner = 2024, "apbd", number("999999999999999999.99")
		h.TanggalMulai, h.TanggalSelesai, h.IsActive = "2024-02-01", "2024-12-31", false
	})
	must := ProjectFact{
		TahunProject: 2024, SumberDana: "apbd", AnggaranOwner: number("999999999999999999.99"), TanggalMulai: "2024-02-01", TanggalSelesai: "2024-12-31",
		Role: "owner", Prices: true,
	}
	if facts, err := s.ProjectFacts(s.ctx(), owner); err != nil || len(facts) != 1 || facts[0] != must {
		t.Errorf("the owner: %+v, %v", facts, err)
	}
	if err := s.SetMember(s.ctx(), p.ID, reader, "reader", false); err != nil {
		t.Fatal(err)
	}
	must.Role, must.Prices = "reader", false
	if facts, err := s.ProjectFacts(s.ctx(), reader); err != nil || len(facts) != 1 || facts[0] != must {
		t.Errorf("a reader: %+v, %v", facts, err)
	}
}

// The windows of the list are those of the rule, on every day around a project's time.
func statusOfTheListIsThatOfTheProject(t *testing.T, s *site) {
	owner := s.owner()
	type listed struct {
		header   *rab.Header
		standing rab.Standing
	}
	var projects []listed
	for _, span := range [][2]rab.Date{{"2026-03-01", "2026-03-01"}, {"2026-01-01", "2026-12-31"}, {"2026-02-27", "2026-03-30"}} {
		for _, standing := range []rab.Standing{
			{}, {Realisasi: 9999, Rencana: "0 10000", BehindFrom: "2026-03-02"}, {Realisasi: 10000, Rencana: "0 10000"}, {Realisasi: 20, Rencana: "20"},
		} {
			p := s.listed(owner, func(h *rab.Header) { h.TanggalMulai, h.TanggalSelesai = span[0], span[1] })
			commit, after := s.decide(p, owner, func(d *rab.Draft) {
				state := *p.State()
				state.CustomSequence++
				d.States.Put(&state)
			})
			commit.Standing = standing
			projects = append(projects, listed{s.commit(commit, after).Header(), standing})
		}
	}
	list, _, err := s.Projects(s.ctx(), ProjectFilter{Account: owner, SortBy: "updated_at", Limit: 100})
	if err != nil || len(list) != len(projects) {
		t.Fatalf("%d projects, %v", len(list), err)
	}
	for i, row := range list {
		if row.Standing != projects[i].standing {
			t.Errorf("stored %+v, want %+v", row.Standing, projects[i].standing)
		}
	}
	statuses := []rab.TimelineStatus{rab.NotStarted, rab.Running, rab.Deadline, rab.Overdue, rab.Finished}
	check := func(t interface{ Errorf(string, ...any) }, today rab.Date) {
		for _, status := range statuses {
			var want []string
			for _, p := range projects {
				if p.header.TimelineStatus(p.standing, today) == status {
					want = append(want, p.header.Nama)
				}
			}
			got, _ := s.names(ProjectFilter{Account: owner, StatusTimeline: string(status), Today: today, SortBy: "updated_at"})
			if !slices.Equal(got, want) {
				t.Errorf("%s on %s: %v, want %v", status, today, got, want)
			}
		}
	}
	for _, today := range []rab.Date{"2026-03-01", "2026-03-02", "2026-03-03"} { // the first day behind the plan
		check(t, today)
	}
	rapid.Check(t, func(rt *rapid.T) {
		near := rapid.SampledFrom([]rab.Date{"2026-01-01", "2026-02-27", "2026-03-01", "2026-03-30", "2026-12-31"}).Draw(rt, "near")
		today := near.AddDays(rapid.OneOf(rapid.IntRange(-2, 2), rapid.IntRange(-32, -28), rapid.IntRange(-400, 400)).Draw(rt, "days"))
		check(rt, today)
	})
}

func projectNumbersRunOn(t *testing.T, s *site) {
	owner, neighbour := s.owner(), s.owner()
	prefix := func(owner int64) string { return fmt.Sprintf("PRJ-%02d-241126-", owner) }
	highest := func() int {
		t.Helper()
		n, err := s.HighestProjectIndex(s.ctx(), owner, prefix(owner))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := highest(); n != 0 {
		t.Errorf("without projects: %d", n)
	}
	for _, c := range []struct{ made, want int }{{1, 1}, {3, 3}, {2, 3}, {9999, 9999}, {10_000, 10_000}, {200, 10_000}} {
		s.listed(owner, func(h *rab.Header) { h.IndexProject = rab.ProjectIndex(owner, "2026-11-24", c.made) })
		s.listed(neighbour, func(h *rab.Header) { h.IndexProject = rab.ProjectIndex(neighbour, "2026-11-24", 20_000+c.made) })
		s.listed(owner, func(h *rab.Header) { h.IndexProject = rab.ProjectIndex(owner, "2026-11-25", 30_000+c.made) })
		if n := highest(); n != c.want {
			t.Errorf("after number %d: highest %d, want %d", c.made, n, c.want)
		}
	}
	if _, err := s.HighestProjectIndex(s.ctx(), owner, ""); err == nil {
		t.Error("an empty prefix was accepted")
	}
}

// Servers that draw the same number at the same time get one project each, and the others
// are told to draw again.
func concurrentProjectNumbersCollideAtMostOnce(t *testing.T, s *site) {
	owner := s.owner()
	handles := []*Store{s.Store, s.again()}
	const rivals, each = 6, 5
	var all sync.WaitGroup
	for i := range rivals {
		mine := s.on(handles[i%len(handles)])
		all.Go(func() {
			for range each {
				if err := createWithNextNumber(s.ctx(), mine, owner); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	n, err := s.HighestProjectIndex(s.ctx(), owner, numberPrefix(owner))
	if err != nil {
		t.Fatal(err)
	}
	if _, total := s.names(ProjectFilter{Account: owner}); n != rivals*each || total != n {
		t.Errorf("highest number %d of %d projects, want %d", n, total, rivals*each)
	}
}

func numberPrefix(owner int64) string {
	first := rab.ProjectIndex(owner, "2026-11-24", 0)
	return first[:len(first)-len("0000")]
}

func createWithNextNumber(ctx context.Context, s *site, owner int64) error {
	for {
		highest, err := s.HighestProjectIndex(ctx, owner, numberPrefix(owner))
		if err != nil {
			return err
		}
		h := s.header(owner)
		h.IndexProject = rab.ProjectIndex(owner, "2026-11-24", highest+1)
		commit, _ := s.founding(h)
		if err := s.CreateProjects(ctx, []*Commit{commit}); !errors.Is(err, ErrTaken) {
			return err
		}
	}
}

func nameOfAnOwnProjectIsKnown(t *testing.T, s *site) {
	owner, other := s.owner(), s.owner()
	s.listed(owner, func(h *rab.Header) { h.Nama, h.IsActive = "Gedung É", false })
	for name, c := range map[string]struct {
		account int64
		name    string
		want    bool
	}{
		"own, archived": {owner, "Gedung É", true},
		"other letters": {owner, "gedung É", false},
		"a part":        {owner, "Gedung", false},
		"another owner": {other, "Gedung É", false},
	} {
		got, err := s.OwnsProjectNamed(s.ctx(), c.account, c.name)
		if err != nil || got != c.want {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
	s.listed(owner, func(h *rab.Header) { h.Nama = `"Pasar", 'Baru'` })
	s.listed(owner, func(h *rab.Header) { h.Nama = `"Pasar", 'Baru'` })
	names, err := s.OwnedNames(s.ctx(), owner, []string{"Gedung", "Gedung É", "", `"Pasar", 'Baru'`})
	slices.Sort(names)
	if err != nil || !slices.Equal(names, []string{`"Pasar", 'Baru'`, "Gedung É"}) {
		t.Errorf("owned: %q, %v", names, err)
	}
}

func projectsAreChosenByTheirIDs(t *testing.T, s *site) {
	owner := s.owner()
	var ids []int64
	for _, name := range []string{"Satu", "Dua", "Tiga"} {
		ids = append(ids, s.listed(owner, func(h *rab.Header) { h.Nama = name }).ID)
	}
	foreign := s.project(s.owner())
	for _, test := range []struct {
		ids  []int64
		want string
	}{
		{nil, "Dua Satu Tiga"}, {[]int64{}, ""}, {[]int64{ids[2], ids[0], ids[2]}, "Satu Tiga"}, {[]int64{foreign.ID, 0, -1}, ""},
	} {
		names, total := s.names(ProjectFilter{Account: owner, IDs: test.ids, SortBy: "nama"})
		if strings.Join(names, " ") != test.want || total != len(names) {
			t.Errorf("%v: %v, %d in all", test.ids, names, total)
		}
	}
}
