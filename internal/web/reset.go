package web

import (
	"errors"
	"net/http"
	"net/url"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/serve"
)

// The pages of a forgotten password.
const (
	resetPath     = "/accounts/password/reset/"
	resetDonePath = resetPath + "done/"
)

// resetBody is what the page of a forgotten password shows.
type resetBody struct {
	Mail    bool // this server sends mails
	Failure string
	Fields  []*field
	Rest    []string
}

func newResetBody(mail bool, login string) *resetBody {
	return &resetBody{Mail: mail, Fields: []*field{{
		Name: "email", Label: "E-mail atau nama pengguna", Kind: "text", Required: true, Focus: true, Value: login,
		Limit: auth.MaxEmailLength, Autocomplete: "username",
	}}}
}

func (s *Site) resetPage(r *serve.Request) error {
	return s.showReset(r, http.StatusOK, newResetBody(r.App.SendsMail(), ""))
}

func (s *Site) showReset(r *serve.Request, status int, body *resetBody) error {
	return s.show(r, status, "reset", &page{Title: "Lupa kata sandi", Guest: r.Visit == nil, Body: body})
}

// reset asks for a mail. The answer is the same whether the account exists or not.
func (s *Site) reset(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	err = r.App.RequestReset(r.HTTP.Context(), form.Get("email"), r.Client())
	if err == nil {
		return redirect(r, resetDonePath)
	}
	body := newResetBody(r.App.SendsMail(), form.Get("email"))
	if problems, ok := problemsOf(err, "password", "password"); ok {
		body.Rest = complain(body.Fields, "", problems)
		return s.showReset(r, http.StatusOK, body)
	}
	if errors.Is(err, app.ErrNoMail) {
		return s.showReset(r, http.StatusOK, body)
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showReset(r, status, body)
}

func (s *Site) resetDonePage(r *serve.Request) error {
	return s.show(r, http.StatusOK, "reset-done", &page{Title: "Periksa e-mail Anda", Guest: r.Visit == nil})
}

// linkBody is what a one-time link shows.
type linkBody struct {
	Spent   bool // used, too old, or none
	Login   string
	Failure string
	Fields  []*field
	Rest    []string
}

func newLinkBody(account *app.Account) *linkBody {
	body := &linkBody{Login: account.Email, Fields: newPasswordFields("password1", "password2")}
	body.Fields[0].Focus = true
	return body
}

// hideAddress keeps the token of the address out of what browsers tell about where they
// come from: even this server's own proxies see the host alone.
func hideAddress(r *serve.Request) { r.Writer.Header().Set("Referrer-Policy", "strict-origin") }

// linkPage shows the form of a one-time link. Looking at it spends nothing: mail programs
// do that by themselves.
func (s *Site) linkPage(r *serve.Request) error {
	account, err := r.App.LinkAccount(r.HTTP.Context(), r.HTTP.PathValue("token"))
	return s.showLink(r, account, err, nil)
}

// useLink stores the new password.
func (s *Site) useLink(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	token := r.HTTP.PathValue("token")
	account, err := r.App.LinkAccount(r.HTTP.Context(), token)
	if err != nil {
		return s.showLink(r, nil, err, nil)
	}
	password, err := twice(form, "password1", "password2")
	if err == nil {
		err = r.App.UseLink(r.HTTP.Context(), token, password, r.Client())
	}
	if err != nil {
		return s.showLink(r, account, nil, err)
	}
	s.leaveNotice(r, "reset", 0)
	return redirect(r, serve.LoginPath)
}

// showLink shows a link whose account was looked for (missing), and what went wrong with
// its form (refused).
func (s *Site) showLink(r *serve.Request, account *app.Account, missing, refused error) error {
	hideAddress(r)
	p := &page{Title: "Kata sandi baru", Guest: true}
	if errors.Is(missing, app.ErrNotFound) || errors.Is(refused, app.ErrNotFound) {
		p.Title, p.Body = "Tautan tidak berlaku", &linkBody{Spent: true}
		return s.show(r, http.StatusNotFound, "newpassword", p)
	}
	if missing != nil {
		return missing
	}
	body := newLinkBody(account)
	p.Body = body
	if refused == nil {
		return s.show(r, http.StatusOK, "newpassword", p)
	}
	if problems, ok := problemsOf(refused, "password", "password1"); ok {
		body.Rest = complain(body.Fields, "", problems)
		return s.show(r, http.StatusOK, "newpassword", p)
	}
	status, message, ok := later(r, refused)
	if !ok {
		return refused
	}
	body.Failure = message
	return s.show(r, status, "newpassword", p)
}

// absolute completes the address of a link where the server knows no public one: it then
// answers its own machine only, under the name by which it was asked.
func absolute(r *serve.Request, address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.IsAbs() {
		return address
	}
	return "http://" + r.HTTP.Host + address
}
