package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/serve"
)

// dashboardPath is where a login lands that was not sent anywhere else (rulings D29).
const dashboardPath = "/dashboard/"

// home sends visitors to the login and everybody else to their projects.
func (s *Site) home(r *serve.Request) error {
	if r.Visit == nil {
		return redirect(r, serve.LoginPath)
	}
	return redirect(r, dashboardPath)
}

// redirect sends the client to another page with a GET.
func redirect(r *serve.Request, target string) error {
	http.Redirect(r.Writer, r.HTTP, target, http.StatusFound)
	return nil
}

// adminLogin keeps an old address of the login alive.
func adminLogin(r *serve.Request) error {
	next := r.HTTP.URL.Query().Get("next")
	if next == "" {
		next = "/admin/"
	}
	return redirect(r, serve.LoginPath+"?next="+url.QueryEscape(next))
}

// loginBody is what the login page shows.
type loginBody struct {
	Next    string
	Failure string
	Fields  []*field
}

func newLoginBody(login, next string) *loginBody {
	return &loginBody{Next: next, Fields: []*field{
		{
			Name: "login", Label: "E-mail atau nama pengguna", Kind: "text", Required: true, Focus: login == "", Value: login,
			Limit: auth.MaxEmailLength, Autocomplete: "username",
		},
		{Name: "password", Label: "Kata sandi", Kind: "password", Required: true, Focus: login != "", Autocomplete: "current-password"},
	}}
}

func (s *Site) loginPage(r *serve.Request) error {
	next := r.HTTP.URL.Query().Get("next")
	if r.Visit != nil {
		return redirect(r, landing(next))
	}
	return s.showLogin(r, http.StatusOK, newLoginBody("", next))
}

func (s *Site) showLogin(r *serve.Request, status int, body *loginBody) error {
	return s.show(r, status, "login", &page{Title: "Masuk", Guest: true, Body: body})
}

// landing is where a form leads: to next if that is a page of ours.
func landing(next string) string {
	if path, ok := auth.SafeNext(next); ok {
		return path
	}
	return dashboardPath
}

func (s *Site) login(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	next := form.Get("next")
	if next == "" {
		next = r.HTTP.URL.Query().Get("next")
	}
	if r.Visit != nil {
		return redirect(r, landing(next))
	}
	body := newLoginBody(form.Get("login"), next)
	for _, f := range body.Fields {
		if form.Get(f.Name) == "" {
			f.Errors = []string{"Wajib diisi."}
		}
	}
	if form.Get("login") == "" || form.Get("password") == "" {
		return s.showLogin(r, http.StatusOK, body)
	}
	token, err := r.App.LogIn(r.HTTP.Context(), form.Get("login"), form.Get("password"), r.Client(), r.HTTP.UserAgent())
	if err == nil {
		r.Cookies().Login(r.Writer, token)
		return redirect(r, landing(next))
	}
	return s.loginFailed(r, body, err)
}

// loginFailed shows the login page again: 200 for a wrong password, as the contract has
// it, 429 or 503 with the time to wait otherwise.
func (s *Site) loginFailed(r *serve.Request, body *loginBody, err error) error {
	var tooMany *auth.TooManyError
	status, wait := http.StatusOK, 0
	switch {
	case errors.Is(err, auth.ErrWrongPassword):
		body.Failure = sentence(err.Error())
	case errors.As(err, &tooMany):
		status, wait = http.StatusTooManyRequests, max(1, int(math.Ceil(tooMany.RetryAfter.Seconds())))
		body.Failure = tooMany.Error()
	case errors.Is(err, app.ErrBusy):
		status, wait = http.StatusServiceUnavailable, 2
		body.Failure = sentence(err.Error())
	default:
		return err
	}
	if wait > 0 {
		r.Writer.Header().Set("Retry-After", strconv.Itoa(wait))
	}
	return s.showLogin(r, status, body)
}

func (s *Site) logoutPage(r *serve.Request) error {
	if r.Visit == nil {
		return redirect(r, "/")
	}
	return s.show(r, http.StatusOK, "logout", &page{Title: "Keluar"})
}

func (s *Site) logout(r *serve.Request) error {
	if r.Visit == nil {
		return redirect(r, "/")
	}
	if err := r.App.LogOut(r.HTTP.Context(), r.Visit); err != nil {
		return err
	}
	r.Cookies().Logout(r.Writer)
	s.leaveNotice(r, "left", 0)
	return redirect(r, "/")
}
