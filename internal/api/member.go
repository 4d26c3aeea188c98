package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// rights are what somebody may do in a project.
type rights struct {
	Read   bool `json:"read"`
	Write  bool `json:"write"`
	Prices bool `json:"prices"`
	Manage bool `json:"manage"` // share, archive, restore
}

// meAnswer tells the pages, which are the same for everybody, who is looking at them
// (rulings D24). With ?project=<id> it adds what they may do there.
type meAnswer struct {
	okay

	ID       int64      `json:"id"`
	Email    string     `json:"email"`
	Username string     `json:"username"`
	FullName string     `json:"full_name"`
	IsAdmin  bool       `json:"is_admin"`
	Project  *meProject `json:"project,omitempty"`
	Token    *meToken   `json:"token,omitempty"`
}

// meToken tells a program what its API token allows.
type meToken struct {
	Name      string `json:"name"`
	Write     bool   `json:"write"`
	Prices    bool   `json:"prices"`
	Limited   bool   `json:"limited"` // to chosen projects
	ExpiresAt string `json:"expires_at"`
}

type meProject struct {
	ID       int64    `json:"id"`
	Role     app.Role `json:"role"`
	Rights   rights   `json:"rights"`
	IsActive bool     `json:"is_active"`
	Revision int64    `json:"revision"`
}

func getMe(r *serve.Request) error {
	q := queryOf(r)
	project := q.id("project")
	if err := q.err(); err != nil {
		return err
	}
	account := r.Visit.Account
	answer := meAnswer{
		okay: yes, ID: account.ID, Email: account.Email, Username: account.UserName, FullName: account.FullName, IsAdmin: r.Visit.Admin(),
	}
	if token := r.Visit.Token; token != nil {
		answer.Token = &meToken{Name: token.Name, Write: token.Writes, Prices: token.Prices, Limited: token.Limited, ExpiresAt: token.ExpiresAt.Contract()}
	}
	if project != 0 {
		visit, err := visitOf(r, project)
		if err != nil {
			return err
		}
		answer.Project = &meProject{
			ID: visit.ProjectID, Role: visit.Role, Rights: rights(visit.Rights), IsActive: visit.Active, Revision: visit.Revision,
		}
	}
	return r.Send(http.StatusOK, answer)
}

// visitOf looks again at who asks and what they may do in a project now.
func visitOf(r *serve.Request, project int64) (*app.Visit, error) {
	visit, err := r.Enter(project)
	if err != nil {
		return nil, err
	}
	return visit, r.App.Allow(visit, app.Rights{Read: true})
}

// membersAnswer lists the people of a project, the owner first (rulings E).
type membersAnswer struct {
	okay

	Members []memberRow `json:"members"`
}

type memberRow struct {
	ID       int64  `json:"id"`
	Email    string `json:"email"`
	Username string `json:"username"`
	FullName string `json:"full_name"`
	Role     string `json:"role"`
	Prices   bool   `json:"prices"`
}

func getMembers(r *serve.Request) error {
	members, err := r.App.Members(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	answer := membersAnswer{okay: yes, Members: make([]memberRow, 0, len(members))}
	for _, m := range members {
		answer.Members = append(answer.Members, memberRow{
			ID: m.AccountID, Email: m.Email, Username: m.UserName, FullName: m.FullName, Role: m.Role, Prices: m.Prices,
		})
	}
	return r.Send(http.StatusOK, answer)
}

// trashAnswer lists what commands of the last 30 days deleted and what is still missing,
// newest first (rulings B13, E).
type trashAnswer struct {
	okay

	Deletions []deletionRow `json:"deletions"`
	More      bool          `json:"more"` // older ones are not listed
}

type deletionRow struct {
	OperationID int64              `json:"operation_id"`
	Kind        string             `json:"kind"`
	Summary     string             `json:"summary"`
	DeletedAt   string             `json:"deleted_at"`
	User        *person            `json:"user"`
	Groups      []rab.DeletedGroup `json:"groups"` // each can be restored on its own, by its key
}

func getTrash(r *serve.Request) error {
	trash, err := r.App.Trash(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	answer := trashAnswer{okay: yes, Deletions: make([]deletionRow, 0, len(trash.Deletions)), More: trash.More}
	for _, d := range trash.Deletions {
		o := d.Operation
		answer.Deletions = append(answer.Deletions, deletionRow{
			OperationID: o.ID, Kind: o.Kind, Summary: o.Summary, DeletedAt: o.CreatedAt.Contract(), User: personOf(o.AccountID, trash.Names[o.AccountID]),
			Groups: d.Groups,
		})
	}
	return r.Send(http.StatusOK, answer)
}
