package api

import (
	"net/http"

	"takar/internal/app"
	"takar/internal/serve"
)

// shareProject gives {login, role, prices} a place in the project; prices follow the role
// of an editor or reader only when they are given expressly.
func shareProject(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	login, role, prices := body.Text("login"), app.Role(body.Text("role")), body.Bool("prices", false)
	if login == "" {
		body.Bad("login", "isi e-mail atau nama pengguna")
	}
	if err := body.Err(); err != nil {
		return err
	}
	if err := r.App.Share(r.HTTP.Context(), r.Visit, login, role, prices); err != nil {
		return err
	}
	return getMembers(r)
}

// unshareProject ends a membership: anybody's by the owner, one's own by oneself.
func unshareProject(r *serve.Request) error {
	account, err := r.PathID("account")
	if err != nil {
		return err
	}
	if err := r.App.Unshare(r.HTTP.Context(), r.Visit, account); err != nil {
		return err
	}
	if account == r.Visit.Account.ID {
		return r.Send(http.StatusOK, yes) // the rest is no longer theirs to see
	}
	return getMembers(r)
}
