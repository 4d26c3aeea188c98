package web

import (
	"net/http"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// membersPage shows who belongs to a project.
const membersPage = "anggota"

// place is a place in a project as the page offers it: a role, with or without prices.
type place struct {
	value, text string
	role        app.Role
	prices      bool
}

var places = []place{
	{"editor", "Penyunting", app.Editor, true},
	{"editor-tanpa-harga", "Penyunting tanpa harga", app.Editor, false},
	{"reader", "Pembaca", app.Reader, true},
	{"reader-tanpa-harga", "Pembaca tanpa harga", app.Reader, false},
}

// placeExplained says under the field what the places mean.
const placeExplained = "Penyunting mengubah isi proyek, pembaca hanya melihat. Tanpa harga: semua harga, jumlah dan anggaran tidak ditampilkan."

func placeChoices() []choice {
	var list []choice
	for _, p := range places {
		list = append(list, choice{p.value, p.text})
	}
	return list
}

// membersBody is what the page about the people of a project shows.
type membersBody struct {
	Header  *rab.Header
	Manage  bool // the visitor is the owner
	Members []memberLine
	Login   *field
	Place   *field
	Rest    []string
}

// memberLine is one person of the project.
type memberLine struct {
	ID                int64
	Name, Email, User string
	Text              string // of the place
	Place             *field // nil for the owner
	Self              bool
}

func (s *Site) members(r *serve.Request) error { return s.showMembers(r, newMembersBody()) }

func newMembersBody() *membersBody {
	return &membersBody{
		Login: &field{Name: "person", Label: "E-mail atau nama pengguna", Kind: "text", Required: true, Limit: 254, Autocomplete: "off"},
		Place: &field{Name: "place", Label: "Sebagai", Kind: "choice", Choices: placeChoices(), Value: places[2].value, Hint: placeExplained},
	}
}

// showMembers lists the people around what the body already holds.
func (s *Site) showMembers(r *serve.Request, body *membersBody) error {
	header, err := s.header(r)
	if err != nil {
		return err
	}
	people, err := r.App.Members(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	body.Header, body.Manage = header, r.Visit.Rights.Manage
	for _, m := range people {
		line := memberLine{ID: m.AccountID, Name: m.FullName, Email: m.Email, User: m.UserName, Self: m.AccountID == r.Visit.Account.ID, Text: peran(app.Role(m.Role))}
		if line.Name == "" {
			line.Name = m.UserName
		}
		for _, p := range places {
			if p.role == app.Role(m.Role) && p.prices == m.Prices {
				line.Text = p.text
				line.Place = &field{Name: "place", Label: "Hak " + line.Name, Kind: "choice", Choices: placeChoices(), Value: p.value}
			}
		}
		body.Members = append(body.Members, line)
	}
	return s.show(r, http.StatusOK, "members", &page{Title: "Anggota – " + header.Nama, Island: "members.js", Body: body})
}

// share gives somebody a place in the project, or another one.
func (s *Site) share(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	login, chosen := strings.TrimSpace(values.Get("person")), place{}
	for _, p := range places {
		if p.value == values.Get("place") {
			chosen = p
		}
	}
	if login == "" {
		err = rab.Refuse("person", "Isi e-mail atau nama pengguna.")
	} else {
		err = r.App.Share(r.HTTP.Context(), r.Visit, login, chosen.role, chosen.prices)
	}
	if problems, ok := problemsOf(err, "login", "person"); ok && r.Visit.Rights.Manage {
		body := newMembersBody()
		body.Login.Value, body.Place.Value = login, chosen.value
		body.Rest = complain([]*field{body.Login, body.Place}, "", problems)
		return s.showMembers(r, body)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(r, "shared", 0)
	return redirect(r, membersAddress(r.Visit.ProjectID))
}

// unshare ends somebody's place in the project, or one's own.
func (s *Site) unshare(r *serve.Request) error {
	if _, err := readForm(r); err != nil {
		return err
	}
	account, err := r.PathID("account")
	if err != nil {
		return err
	}
	if err := r.App.Unshare(r.HTTP.Context(), r.Visit, account); err != nil {
		return err
	}
	if account == r.Visit.Account.ID {
		s.leaveNotice(r, "gone", 0)
		return redirect(r, dashboardPath)
	}
	s.leaveNotice(r, "unshared", 0)
	return redirect(r, membersAddress(r.Visit.ProjectID))
}

func membersAddress(project int64) string {
	p := workspacePage{Name: membersPage}
	return p.address(project)
}
