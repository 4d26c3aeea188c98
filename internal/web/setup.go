package web

import (
	"errors"
	"net/http"
	"net/url"

	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/rab"
	"takar/internal/serve"
)

// setupBody is what the page of the first administrator shows.
type setupBody struct {
	Fields []*field
	Rest   []string
}

func newSetupBody(form url.Values) *setupBody {
	body := &setupBody{Fields: []*field{
		{Name: "full_name", Label: "Nama lengkap", Kind: "text", Limit: 150, Autocomplete: "name"},
		{Name: "email", Label: "E-mail", Kind: "email", Required: true, Limit: auth.MaxEmailLength, Autocomplete: "email"},
		{
			Name: "username", Label: "Nama pengguna", Kind: "text", Limit: auth.MaxUserNameLength, Autocomplete: "username",
			Hint: "Boleh kosong: bagian e-mail di depan @ yang dipakai.",
		},
		{
			Name: "password", Label: "Kata sandi", Kind: "password", Required: true, Autocomplete: "new-password",
			Hint: "Sedikitnya 8 karakter, tidak hanya angka, dan bukan kata yang umum.",
		},
		{Name: "password2", Label: "Ulangi kata sandi", Kind: "password", Required: true, Autocomplete: "new-password"},
	}}
	for _, f := range body.Fields {
		if f.Kind != "password" {
			f.Value = form.Get(f.Name)
		}
	}
	body.Fields[0].Focus = true
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
	account := app.NewAccount{
		Email: form.Get("email"), UserName: form.Get("username"), FullName: form.Get("full_name"), Password: form.Get("password"),
	}
	if form.Get("password2") != account.Password {
		err = rab.Refuse("password2", "Kedua kata sandi tidak sama. Ketik ulang keduanya.")
	} else {
		_, err = r.App.SetUp(r.HTTP.Context(), account)
	}
	var invalid *rab.Invalid
	if errors.As(err, &invalid) {
		body := newSetupBody(form)
		body.Rest = complain(body.Fields, "", invalid.Problems)
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
