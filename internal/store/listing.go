package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// projectRow is the stored form of a project's own row: beside the row it has what the
// list of projects sorts and searches by, the same on both databases.
type projectRow struct {
	rab.Header
	rab.Standing

	AnggaranRupiah int64  `json:"anggaran_rupiah"` // the budget without its sen (rulings A8)
	NamaKey        string `json:"nama_key"`        // the name in lower case
	SearchText     string `json:"search_text"`     // everything that a search looks into, in lower case
}

func projectRowOf(h *rab.Header, standing rab.Standing) (projectRow, error) {
	rupiah, ok := h.AnggaranOwner.RoundPlaces(0, decimal.Down).Int64()
	if !ok {
		return projectRow{}, fmt.Errorf("store: project %d: budget %s is out of range", h.ID, h.AnggaranOwner)
	}
	return projectRow{Header: *h, Standing: standing, AnggaranRupiah: rupiah, NamaKey: strings.ToLower(h.Nama), SearchText: searchText(h)}, nil
}

// searchText puts every text of a project, its dates, year and duration, and the budget
// as stored and as people read it, on lines of their own.
func searchText(h *rab.Header) string {
	m := mappingOf[rab.Header]("project")
	parts := []string{
		strconv.Itoa(h.TahunProject), strconv.Itoa(h.DurasiHari),
		h.AnggaranOwner.Fixed(decimal.Anggaran.Scale), h.AnggaranOwner.Indonesian(0, decimal.Anggaran.Scale),
	}
	for i, value := range m.targets(h) {
		if m.columns[i].name == "uid" {
			continue
		}
		switch text := value.(type) {
		case *string:
			parts = append(parts, *text)
		case *rab.Date:
			parts = append(parts, string(*text))
		}
	}
	return strings.ToLower(strings.Join(parts, "\n"))
}

// ProjectFilter chooses projects of one account. Zero values do not filter.
type ProjectFilter struct {
	Account        int64  // member of the projects
	Search         string // part of any text, date, year, duration or budget, ignoring case
	SortBy         string // a key of ProjectSorts; any other means the newest change first
	SumberDana     string
	StatusTimeline string // a rab.TimelineStatus, as of Today
	TahunProject   int
	AnggaranMin    *int64 // whole rupiah; sen of the budgets do not count
	AnggaranMax    *int64
	From, Until    rab.Date // projects whose time overlaps these days, both included
	Active         *bool    // false: the archived ones
	IDs            []int64  // only these; nil: any
	Token          int64    // only those that this limited API token reaches; 0: any
	Blind          bool     // whoever asks sees no money, whatever the membership says
	Today          rab.Date
	Limit, Offset  int
}

// Neither order nor filter nor search may tell a member about money that they may not see.
const (
	seesPrices = "(m.prices OR m.role = 'owner')"
	seenBudget = "CASE WHEN " + seesPrices + " THEN p.anggaran_rupiah ELSE -1 END"
	// withoutMoney is what a search for figures alone looks into for who sees no prices.
	withoutMoney = `p.index_project || ' ' || p.nama || ' ' || p.lokasi_project || ' ' || p.nama_client || ' ' || p.tahun_project || ' ' ||
		p.durasi_hari || ' ' || p.tanggal_mulai || ' ' || p.tanggal_selesai`
)

// projectOrders are the orders of api §6.3. Equal projects follow by id, the newest first.
var projectOrders = map[string]string{
	"-updated_at":      "p.updated_at DESC",
	"updated_at":       "p.updated_at",
	"nama":             "p.nama_key",
	"-nama":            "p.nama_key DESC",
	"tahun_project":    "p.tahun_project",
	"-tahun_project":   "p.tahun_project DESC",
	"anggaran_owner":   seenBudget,
	"-anggaran_owner":  seenBudget + " DESC",
	"tanggal_selesai":  "p.tanggal_selesai",
	"-tanggal_selesai": "p.tanggal_selesai DESC",
	"realisasi":        "p.realisasi",
	"-realisasi":       "p.realisasi DESC",
}

func (f *ProjectFilter) order() string {
	order, ok := projectOrders[f.SortBy]
	if !ok || f.Blind && strings.Contains(order, seenBudget) {
		order = projectOrders["-updated_at"]
	}
	return order + ", p.id DESC"
}

// sees is the condition under which whoever asks may know of the money of a project.
func (f *ProjectFilter) sees() string {
	if f.Blind {
		return "FALSE"
	}
	return seesPrices
}

// conditions returns the WHERE clause and its parameters.
func (f *ProjectFilter) conditions(d dialect) (where string, args []any, err error) {
	where = "m.account_id = ?"
	args = []any{f.Account}
	add := func(use bool, condition string, values ...any) {
		if use {
			where += " AND " + condition
			args = append(args, values...)
		}
	}
	search := strings.ToLower(strings.ReplaceAll(f.Search, "\n", " ")) // no match reaches over the end of a text
	add(search != "", d.position+"(p.search_text, ?) > 0", search)
	add(search != "" && strings.Trim(search, "0123456789.,") == "", "("+f.sees()+" OR "+d.position+"("+withoutMoney+", ?) > 0)", search)
	add(f.AnggaranMin != nil || f.AnggaranMax != nil, f.sees())
	add(f.SumberDana != "", "p.sumber_dana = ?", f.SumberDana)
	add(f.TahunProject != 0, "p.tahun_project = ?", f.TahunProject)
	add(f.AnggaranMin != nil, "p.anggaran_rupiah >= ?", f.AnggaranMin)
	add(f.AnggaranMax != nil, "p.anggaran_rupiah <= ?", f.AnggaranMax)
	add(f.From != "", "p.tanggal_selesai >= ?", f.From)
	add(f.Until != "", "p.tanggal_mulai <= ?", f.Until)
	add(f.Active != nil, "p.is_active = ?", f.Active)
	if f.IDs != nil {
		ids, err := jsonText(f.IDs)
		if err != nil {
			return "", nil, err
		}
		add(true, "p.id IN ("+d.idset()+")", ids)
	}
	add(f.Token != 0, "EXISTS (SELECT 1 FROM api_token_project AS c WHERE c.token_id = ? AND c.project_id = p.id)", f.Token)
	const (
		complete = "p.realisasi >= 10000"
		late     = "(p.tanggal_selesai < ? OR COALESCE(p.behind_from <= ?, FALSE))"
		onTime   = "NOT " + complete + " AND NOT " + late + " AND "
	)
	deadline := f.Today.AddDays(rab.DeadlineDays)
	switch rab.TimelineStatus(f.StatusTimeline) {
	case rab.Finished:
		add(true, complete)
	case rab.Overdue:
		add(true, "NOT "+complete+" AND "+late, f.Today, f.Today)
	case rab.Deadline:
		add(true, onTime+"p.tanggal_selesai <= ?", f.Today, f.Today, deadline)
	case rab.NotStarted:
		add(true, onTime+"p.tanggal_selesai > ? AND p.tanggal_mulai > ?", f.Today, f.Today, deadline, f.Today)
	case rab.Running:
		add(true, onTime+"p.tanggal_selesai > ? AND p.tanggal_mulai <= ?", f.Today, f.Today, deadline, f.Today)
	}
	return where, args, nil
}

// ProjectRow is one line of a user's project list.
type ProjectRow struct {
	rab.Header
	rab.Standing

	Revision  int64
	UpdatedAt rab.Instant
	Role      string
	Prices    bool
}

const memberProjects = " FROM member AS m JOIN project AS p ON p.id = m.project_id WHERE "

// Projects lists the chosen projects, and counts how many match in all.
func (s *Store) Projects(ctx context.Context, f ProjectFilter) (list []*ProjectRow, total int, err error) {
	if !storable(f.Search) || !storable(f.SumberDana) {
		return nil, 0, nil
	}
	where, args, err := f.conditions(s.dialect)
	if err != nil {
		return nil, 0, err
	}
	m, standing := mappingOf[rab.Header]("project"), mappingOf[rab.Standing]("project")
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*)"+memberProjects+where, args...).Scan(&total); err != nil {
			return fmt.Errorf("store: count projects: %w", err)
		}
		rows, err := tx.query(ctx, "SELECT "+m.names("p.")+", "+standing.names("p.")+", p.revision, p.updated_at, m.role, m.prices"+memberProjects+
			where+" ORDER BY "+f.order()+" LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
		if err != nil {
			return err
		}
		list, err = collect(rows, func(r *sql.Rows) (*ProjectRow, error) {
			row := new(ProjectRow)
			targets := append(append(m.targets(&row.Header), standing.targets(&row.Standing)...), &row.Revision, &row.UpdatedAt, &row.Role, &row.Prices)
			return row, r.Scan(targets...)
		})
		return err
	})
	return list, total, err
}

// ProjectFact is what the overview of a person's projects is made of.
type ProjectFact struct {
	TahunProject                 int
	SumberDana                   string
	AnggaranOwner                decimal.Decimal
	TanggalMulai, TanggalSelesai rab.Date
	Standing                     rab.Standing
	IsActive                     bool
	Role                         string
	Prices                       bool
}

// ProjectFacts returns the facts of all projects that an account is a member of, archived
// ones included.
func (s *Store) ProjectFacts(ctx context.Context, account int64) ([]ProjectFact, error) {
	rows, err := s.query(ctx, `SELECT p.tahun_project, p.sumber_dana, p.anggaran_owner, p.tanggal_mulai, p.tanggal_selesai, p.realisasi, p.behind_from,
		p.is_active, m.role, m.prices`+memberProjects+"m.account_id = ?", account)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (f ProjectFact, err error) {
		err = r.Scan(&f.TahunProject, &f.SumberDana, &f.AnggaranOwner, &f.TanggalMulai, &f.TanggalSelesai, &f.Standing.Realisasi, &f.Standing.BehindFrom,
			&f.IsActive, &f.Role, &f.Prices)
		return f, err
	})
}

// HighestProjectIndex returns the highest running number among the public numbers of an
// owner that start with prefix, 0 when there is none. Two callers may get the same one;
// of the projects made with it the store takes the first, and ErrTaken tells the other.
func (s *Store) HighestProjectIndex(ctx context.Context, owner int64, prefix string) (int, error) {
	if prefix == "" {
		return 0, errors.New("store: a running number needs a prefix")
	}
	last := len(prefix) - 1
	after := prefix[:last] + string(prefix[last]+1) // the first text beyond all that start with prefix
	var highest int
	err := s.queryRow(ctx, `SELECT COALESCE(max(CAST(substr(index_project, CAST(? AS INTEGER)) AS BIGINT)), 0) FROM project
		WHERE owner_id = ? AND index_project >= ? AND index_project < ?`, len(prefix)+1, owner, prefix, after).Scan(&highest)
	if err != nil {
		return 0, fmt.Errorf("store: highest project index: %w", err)
	}
	return highest, nil
}

// OwnsProjectNamed reports whether an account owns a project of exactly this name.
func (s *Store) OwnsProjectNamed(ctx context.Context, owner int64, name string) (bool, error) {
	found, err := s.OwnedNames(ctx, owner, []string{name})
	return len(found) > 0, err
}

// OwnedNames returns those of the names that projects of an account have, each once.
func (s *Store) OwnedNames(ctx context.Context, owner int64, names []string) ([]string, error) {
	list, err := jsonText(names)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, `SELECT DISTINCT nama FROM project WHERE owner_id = ? AND nama IN (`+s.dialect.textset()+`)`, owner, list)
	if err != nil {
		return nil, fmt.Errorf("store: project names: %w", err)
	}
	return collect(rows, func(r *sql.Rows) (name string, err error) {
		err = r.Scan(&name)
		return name, err
	})
}
