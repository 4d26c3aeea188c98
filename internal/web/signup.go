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

// signUpPath is where people make themselves an account.
const signUpPath = "/accounts/signup/"

// passwordHint tells the rules of package auth.
const passwordHint = "Sedikitnya 8 karakter, tidak hanya angka, dan bukan kata yang umum." //nolint:gosec // a sentence, no credential

// nameFields are the names of a person who gets an account.
func nameFields() []*field {
	return []*field{
		{Name: "full_name", Label: "Nama lengkap", Kind: "text", Limit: auth.MaxFullNameLength, Autocomplete: "name"},
		{Name: "email", Label: "E-mail", Kind: "email", Required: true, Limit: auth.MaxEmailLength, Autocomplete: "email"},
		{
			Name: "username", Label: "Nama pengguna", Kind: "text", Limit: auth.MaxUserNameLength, Autocomplete: "username",
			Hint: "Boleh kosong: bagian e-mail di depan @ yang dipakai.",
		},
	}
}

// newPasswordFields ask for a new password twice, under names of the contract.
func newPasswordFields(first, second string) []*field {
	return []*field{
		{Name: first, Label: "Kata sandi", Kind: "password", Required: true, Autocomplete: "new-password", Hint: passwordHint},
		{Name: second, Label: "Ulangi kata sandi", Kind: "password", Required: true, Autocomplete: "new-password"},
	}
}

// keepTyped puts back what was typed, but never a password, and starts in the first field.
func keepTyped(fields []*field, form url.Values) {
	for _, f := range fields {
		if f.Kind != "password" {
			f.Value = form.Get(f.Name)
		}
	}
	fields[0].Focus = true
}

// twice returns the new password of a form, or a problem when it was typed differently.
func twice(form url.Values, first, second string) (string, error) {
	if form.Get(first) != form.Get(second) {
		return "", rab.Refuse(second, "Kedua kata sandi tidak sama. Ketik ulang keduanya.")
	}
	return form.Get(first), nil
}

// problemsOf returns what is wrong with the values of a form, with one of them under the name
// that its field has there; ok is false for every other error.
func problemsOf(err error, name, field string) (problems []rab.Problem, ok bool) {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return nil, false
	}
	for _, problem := range invalid.Problems {
		if problem.Path == name {
			problem.Path = field
		}
		problems = append(problems, problem)
	}
	return problems, true
}

// signUpBody is what the page for new people shows.
type signUpBody struct {
	Closed  string // why nobody can sign up here
	Failure string
	Fields  []*field
	Rest    []string
}

func newSignUpBody(form url.Values) *signUpBody {
	body := &signUpBody{Fields: append(nameFields(), newPasswordFields("password1", "password2")...)}
	keepTyped(body.Fields, form)
	return body
}

func (s *Site) signUpPage(r *serve.Request) error {
	if r.Visit != nil {
		return redirect(r, dashboardPath)
	}
	if err := r.App.SignUpOpen(r.HTTP.Context()); err != nil {
		return s.signUpFailed(r, nil, err)
	}
	return s.showSignUp(r, http.StatusOK, newSignUpBody(nil))
}

func (s *Site) showSignUp(r *serve.Request, status int, body *signUpBody) error {
	return s.show(r, status, "signup", &page{Title: "Daftar", Guest: true, Body: body})
}

// signUp makes an account and logs its person in.
func (s *Site) signUp(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	if r.Visit != nil {
		return redirect(r, dashboardPath)
	}
	account := app.NewAccount{Email: form.Get("email"), UserName: form.Get("username"), FullName: form.Get("full_name")}
	if account.Password, err = twice(form, "password1", "password2"); err == nil {
		var token string
		token, err = r.App.SignUp(r.HTTP.Context(), account, r.Client(), r.HTTP.UserAgent())
		if err == nil {
			r.Cookies().Login(r.Writer, token)
			s.leaveNotice(r, "welcome", 0)
			return redirect(r, dashboardPath)
		}
	}
	return s.signUpFailed(r, form, err)
}

// signUpFailed shows the page again: 200 with problems at their fields, 403 where nobody
// can sign up, 429 or 503 with the time to wait.
func (s *Site) signUpFailed(r *serve.Request, form url.Values, err error) error {
	body := newSignUpBody(form)
	if problems, ok := problemsOf(err, "password", "password1"); ok {
		body.Rest = complain(body.Fields, "", problems)
		return s.showSignUp(r, http.StatusOK, body)
	}
	switch {
	case errors.Is(err, app.ErrSignUpOff):
		body.Closed = "Di sini orang tidak mendaftar sendiri. Minta administrator Takar di kantor Anda membuatkan akun."
		return s.showSignUp(r, http.StatusForbidden, body)
	case errors.Is(err, app.ErrNoAdminYet):
		body.Closed = "Takar ini belum punya administrator. Orang yang menjalankannya membuat akun pertama lewat tautan yang dicetak di terminal."
		return s.showSignUp(r, http.StatusForbidden, body)
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showSignUp(r, status, body)
}
