package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/serve"
)

// templatePeopleAnswer lists with whom the maker of a template shares it, by e-mail.
type templatePeopleAnswer struct {
	okay

	People []templatePerson `json:"people"`
}

type templatePerson struct {
	ID       int64  `json:"id"`
	Email    string `json:"email"`
	Username string `json:"username"`
	FullName string `json:"full_name"`
}

// getTemplatePeople tells the maker of a template who else sees it while it is not public.
func getTemplatePeople(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	return sendTemplatePeople(r, id)
}

// shareTemplate lets {login} see and use a template; only its maker may.
func shareTemplate(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	login := body.Text("login")
	if login == "" {
		body.Bad("login", "isi e-mail atau nama pengguna")
	}
	if err := body.Err(); err != nil {
		return err
	}
	if err := r.App.ShareTemplate(r.HTTP.Context(), r.Visit, id, login); err != nil {
		return err
	}
	return sendTemplatePeople(r, id)
}

// unshareTemplate ends that somebody sees a template: anybody by its maker, oneself by
// oneself.
func unshareTemplate(r *serve.Request) error {
	id, err := r.PathID("template")
	if err != nil {
		return err
	}
	account, err := r.PathID("account")
	if err != nil {
		return err
	}
	if err := r.App.UnshareTemplate(r.HTTP.Context(), r.Visit, id, account); err != nil {
		return err
	}
	if account == r.Visit.Account.ID {
		return r.Send(http.StatusOK, yes) // the rest is no longer theirs to see
	}
	return sendTemplatePeople(r, id)
}

func sendTemplatePeople(r *serve.Request, id int64) error {
	people, err := r.App.TemplatePeople(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, templatePeopleAnswer{okay: yes, People: rowsOf(people, func(m *app.Member) templatePerson {
		return templatePerson{ID: m.AccountID, Email: m.Email, Username: m.UserName, FullName: m.FullName}
	})})
}
