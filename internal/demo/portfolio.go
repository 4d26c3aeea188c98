package demo

import (
	"context"
	"fmt"
	"slices"

	"takar/internal/app"
)

// Size is how large the projects of a portfolio are.
type Size string

// Sizes are the sizes there are, the smallest first.
var Sizes = []Size{"small", "medium", "large"}

// pekerjaanOf is how many pekerjaan each project of a size has.
var pekerjaanOf = map[Size]int{"small": 30, "medium": 150, "large": 1000}

// PortfolioProjects is how many projects a portfolio has.
const PortfolioProjects = 5

// Bounds of what a portfolio may be asked for.
const (
	MaxChosenID = 1_000_000_000
	MaxAccounts = 5000
)

// Portfolio says what FillPortfolio makes.
type Portfolio struct {
	Size     Size
	Seed     uint64
	IDs      []int64           // of the projects; nil: the next ones
	Accounts int               // further editors of all projects
	Progress func(step string) // is told what is being made; nil: nobody
}

// Filled tells what FillPortfolio made.
type Filled struct {
	Projects []FilledProject
	Accounts []string // e-mails of the further editors
}

// FilledProject is one project of a portfolio.
type FilledProject struct {
	ID        int64
	Nama      string
	Pekerjaan int
}

// ErrIDs refuses ids that projects cannot have.
var ErrIDs = fmt.Errorf("demo: %d different ids from 1 to %d are needed", PortfolioProjects, MaxChosenID)

func (p *Portfolio) check() error {
	if pekerjaanOf[p.Size] == 0 {
		return fmt.Errorf("demo: size %q is not known", p.Size)
	}
	if p.Accounts < 0 || p.Accounts > MaxAccounts {
		return fmt.Errorf("demo: %d accounts: at most %d", p.Accounts, MaxAccounts)
	}
	if p.IDs == nil {
		return nil
	}
	different := slices.Compact(slices.Sorted(slices.Values(p.IDs)))
	if len(p.IDs) != PortfolioProjects || len(different) != PortfolioProjects || different[0] < 1 || different[len(different)-1] > MaxChosenID {
		return ErrIDs
	}
	return nil
}

func (p *Portfolio) tell(format string, args ...any) {
	if p.Progress != nil {
		p.Progress(fmt.Sprintf(format, args...))
	}
}

// FillPortfolio makes the company of Fill, but with five projects of one size that are
// twenty weeks under way in the place of its two. They are the same for the same seed on
// the same day, whatever the store.
func FillPortfolio(ctx context.Context, a *app.App, password string, p Portfolio) (*Filled, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := fillPeople(ctx, a, password); err != nil {
		return nil, err
	}
	p.tell("akun")
	others, err := a.AddAccounts(ctx, password, p.people())
	if err != nil {
		return nil, fmt.Errorf("demo: accounts: %w", err)
	}
	catalogue, err := newCatalogue()
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	filled := &Filled{}
	err = asOwner(ctx, a, password, func(token string, owner *app.Visit) error {
		for i := range PortfolioProjects {
			project, err := catalogue.project(&p, i)
			if err != nil {
				return err
			}
			project.size.others = others
			header, err := project.make(ctx, a, token, owner)
			if err != nil {
				return fmt.Errorf("project %s: %w", project.header.Nama, err)
			}
			filled.Projects = append(filled.Projects, FilledProject{ID: header.ID, Nama: header.Nama, Pekerjaan: pekerjaanOf[p.Size]})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	for _, account := range others {
		filled.Accounts = append(filled.Accounts, account.Email)
	}
	return filled, nil
}

// people are the further editors.
func (p *Portfolio) people() []app.NewAccount {
	list := make([]app.NewAccount, p.Accounts)
	for i := range list {
		name := fmt.Sprintf("user%03d", i+1)
		list[i] = app.NewAccount{Email: name + "@karya.example", UserName: name, FullName: fmt.Sprintf("Penguji %03d", i+1)}
	}
	return list
}

// sized is what a project of a portfolio has besides that of the company.
type sized struct {
	portfolio *Portfolio
	number    int // from 1
	spans     []span
	phases    []phase
	others    []*app.Account
}

// step is one step of making a project, with its name for whoever waits.
type step struct {
	name string
	do   func(context.Context) error
}

// run carries out steps and tells about each.
func (b *builder) run(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if b.size != nil {
			b.size.portfolio.tell("proyek %d dari %d: %s", b.size.number, PortfolioProjects, s.name)
		}
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
