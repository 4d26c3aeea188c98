package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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
	Ended   string // why the session ended that this browser still holds
	SignUp  bool
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
	body := newLoginBody("", next)
	if token, ok := auth.SessionToken(r.HTTP); ok {
		reason, at, err := r.App.EndOfSession(r.HTTP.Context(), token)
		if err != nil {
			return err
		}
		body.Ended = strings.Replace(endings[reason], "#", waktu(at, r.App.Zone()), 1)
	}
	return s.showLogin(r, http.StatusOK, body)
}

// endings tell a browser why its session ended before its time; # stands for the moment.
var endings = map[string]string{
	app.EndedByPassword: "Kata sandi akun ini diganti pada #, jadi perangkat ini dikeluarkan. Masuk lagi dengan kata sandi yang baru.",
	app.EndedByReset:    "Kata sandi akun ini diatur ulang pada #, jadi semua perangkat dikeluarkan. Masuk lagi dengan kata sandi yang baru.",
	app.EndedElsewhere:  "Perangkat ini dikeluarkan dari perangkat lain pada #. Masuk lagi untuk melanjutkan.",
	app.EndedByClosing:  "Akun ini dinonaktifkan pada #. Hubungi administrator Takar di kantor Anda.",
}

func (s *Site) showLogin(r *serve.Request, status int, body *loginBody) error {
	body.SignUp = r.App.SignsUp()
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
	if errors.Is(err, auth.ErrWrongPassword) {
		body.Failure = sentence(err.Error())
		return s.showLogin(r, http.StatusOK, body)
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showLogin(r, status, body)
}

// later says that something may be tried again after a while, and tells the client when. ok
// is false for every other error.
func later(r *serve.Request, err error) (status int, message string, ok bool) {
	var tooMany *auth.TooManyError
	wait := 2
	switch {
	case errors.As(err, &tooMany):
		status, message, wait = http.StatusTooManyRequests, tooMany.Error(), max(1, int(math.Ceil(tooMany.RetryAfter.Seconds())))
	case errors.Is(err, app.ErrBusy):
		status, message = http.StatusServiceUnavailable, sentence(err.Error())
	default:
		return 0, "", false
	}
	r.Writer.Header().Set("Retry-After", strconv.Itoa(wait))
	return status, message, true
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
