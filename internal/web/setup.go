package web

import (
	"net/http"
	"net/url"

	"takar/internal/app"
	"takar/internal/serve"
)

// setupBody is what the page of the first administrator shows.
type setupBody struct {
	Fields []*field
	Rest   []string
}

func newSetupBody(form url.Values) *setupBody {
	body := &setupBody{Fields: append(nameFields(), newPasswordFields("password", "password2")...)}
	keepTyped(body.Fields, form)
	return body
}

// allowSetup hides the page from everybody without the token, and from everybody once
// there is an account.
func (s *Site) allowSetup(r *serve.Request) error {
	if s.setupToken == nil || !s.setupToken(r.HTTP.PathValue("token")) {
		return app.ErrNotFound
	}
	empty, err := r.App.Empty(r.HTTP.Context())
	if err != nil {
		return err
	}
	if !empty {
		return app.ErrNotFound
	}
	return nil
}

func (s *Site) setupPage(r *serve.Request) error {
	if err := s.allowSetup(r); err != nil {
		return err
	}
	return s.showSetup(r, newSetupBody(nil))
}

func (s *Site) showSetup(r *serve.Request, body *setupBody) error {
	return s.show(r, http.StatusOK, "setup", &page{Title: "Administrator pertama", Guest: true, Body: body})
}

// setup makes the first administrator and logs them in.
func (s *Site) setup(r *serve.Request) error {
	if err := s.allowSetup(r); err != nil {
		return err
	}
	form, err := readForm(r)
	if err != nil {
		return err
	}
	account := app.NewAccount{Email: form.Get("email"), UserName: form.Get("username"), FullName: form.Get("full_name")}
	if account.Password, err = twice(form, "password", "password2"); err == nil {
		_, err = r.App.SetUp(r.HTTP.Context(), account)
	}
	if problems, ok := problemsOf(err, "password", "password"); ok {
		body := newSetupBody(form)
		body.Rest = complain(body.Fields, "", problems)
		return s.showSetup(r, body)
	}
	if err != nil {
		return err
	}
	token, err := r.App.LogIn(r.HTTP.Context(), account.Email, account.Password, r.Client(), r.HTTP.UserAgent())
	if err != nil {
		return err
	}
	r.Cookies().Login(r.Writer, token)
	return redirect(r, dashboardPath)
}
