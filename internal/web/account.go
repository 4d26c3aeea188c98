package web

import (
	"net/http"
	"net/url"

	"takar/internal/app"
	"takar/internal/serve"
)

// The pages of a person's own account.
const (
	profilePath        = "/accounts/profile/"
	sessionsPath       = "/accounts/profile/sessions/"
	changePasswordPath = "/accounts/password/change/"
)

// profileBody is what a person sees of their own account.
type profileBody struct {
	Admin    bool
	Since    string
	Fields   []*field
	Rest     []string
	Failure  string
	Sessions []sessionRow
	Others   int // sessions beside this one
}

// sessionRow is one login in words.
type sessionRow struct {
	Key                    string
	Device, Address, Since string
	Until                  string
	Current                bool
}

func (s *Site) profilePage(r *serve.Request) error {
	me := r.Visit.Account
	return s.showProfile(r, http.StatusOK, &profileBody{Fields: profileFields(url.Values{
		"full_name": {me.FullName}, "email": {me.Email}, "username": {me.UserName},
	})})
}

func profileFields(form url.Values) []*field {
	fields := append(nameFields(), &field{
		Name: "password", Label: "Kata sandi sekarang", Kind: "password", Autocomplete: "current-password",
		Hint: "Hanya perlu bila e-mail diganti.",
	})
	keepTyped(fields, form)
	fields[0].Focus = false // people come to read, too
	fields[2].Hint = "Dipakai untuk masuk, dan tampil di riwayat perubahan."
	fields[2].Required = true
	return fields
}

func (s *Site) showProfile(r *serve.Request, status int, body *profileBody) error {
	sessions, err := r.App.Sessions(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	zone := r.App.Zone()
	body.Admin, body.Since, body.Others = r.Visit.Admin(), waktu(r.Visit.Account.CreatedAt, zone), max(0, len(sessions)-1)
	for _, session := range sessions {
		body.Sessions = append(body.Sessions, sessionRow{
			Key: session.TokenHash, Device: perangkat(session.Agent), Address: session.Address,
			Since: waktu(session.CreatedAt, zone), Until: waktu(session.ExpiresAt, zone), Current: session.Current,
		})
	}
	return s.show(r, status, "profile", &page{Title: "Profil", Body: body})
}

func (s *Site) saveProfile(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	changed, err := r.App.SaveProfile(r.HTTP.Context(), r.Visit, app.Profile{
		Email: form.Get("email"), UserName: form.Get("username"), FullName: form.Get("full_name"), Password: form.Get("password"),
	}, r.Client())
	if err == nil {
		s.leaveNotice(r, map[bool]string{true: "profile", false: "same"}[changed], 0)
		return redirect(r, profilePath)
	}
	body := &profileBody{Fields: profileFields(form)}
	if problems, ok := problemsOf(err, "password", "password"); ok {
		body.Rest = complain(body.Fields, "", problems)
		return s.showProfile(r, http.StatusOK, body)
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showProfile(r, status, body)
}

// endSessions signs out one other device of the person, or all of them.
func (s *Site) endSessions(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	ended := 1
	if form.Get("all") != "" {
		ended, err = r.App.EndOtherSessions(r.HTTP.Context(), r.Visit)
	} else {
		err = r.App.EndSession(r.HTTP.Context(), r.Visit, form.Get("session"))
	}
	switch {
	case err == nil && ended > 0:
		s.leaveNotice(r, "signed-out", ended)
	case err == nil:
		s.leaveNotice(r, "signed-out-none", 0)
	case err != app.ErrNotFound: //nolint:errorlint // EndSession returns it unwrapped
		return err
	}
	// One that is gone already is what was asked for: the list shows it.
	return redirect(r, profilePath)
}

// passwordBody is what the page for a new password shows.
type passwordBody struct {
	Login   string
	Failure string
	Fields  []*field
	Rest    []string
}

// newPasswordBody asks for a new password, and whether the living API tokens end with the
// old one, if there are any.
func newPasswordBody(login string, tokens int) *passwordBody {
	fields := append([]*field{{
		Name: "oldpassword", Label: "Kata sandi sekarang", Kind: "password", Required: true, Focus: true, Autocomplete: "current-password",
	}}, newPasswordFields("password1", "password2")...)
	fields[1].Label, fields[2].Label = "Kata sandi baru", "Ulangi kata sandi baru"
	if tokens > 0 {
		fields = append(fields, &field{
			Name: "tokens", Label: "Cabut juga " + bilang(tokens) + " token API", Kind: "check", Value: "false",
			Hint: "Tanpa ini skrip Anda bekerja terus. Cabut bila kata sandi lama mungkin diketahui orang lain.",
		})
	}
	return &passwordBody{Login: login, Fields: fields}
}

func (s *Site) changePasswordPage(r *serve.Request) error {
	tokens, err := livingTokens(r)
	if err != nil {
		return err
	}
	return s.showPassword(r, http.StatusOK, newPasswordBody(r.Visit.Account.Email, tokens))
}

func livingTokens(r *serve.Request) (count int, err error) {
	tokens, err := r.App.APITokens(r.HTTP.Context(), r.Visit)
	now := r.App.Instant()
	for _, token := range tokens {
		if token.Alive(now) {
			count++
		}
	}
	return count, err
}

func (s *Site) showPassword(r *serve.Request, status int, body *passwordBody) error {
	return s.show(r, status, "password", &page{Title: "Ganti kata sandi", Body: body})
}

func (s *Site) changePassword(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	tokens, err := livingTokens(r)
	if err != nil {
		return err
	}
	session, ended, endTokens := "", 0, lastValue(form, "tokens")
	password, err := twice(form, "password1", "password2")
	if err == nil {
		change := app.NewPassword{Old: form.Get("oldpassword"), New: password, Tokens: endTokens != nil && *endTokens == "true"}
		session, ended, err = r.App.ChangePassword(r.HTTP.Context(), r.Visit, change, r.Client(), r.HTTP.UserAgent())
	}
	if err == nil {
		r.Cookies().Login(r.Writer, session)
		s.leaveNotice(r, map[bool]string{true: "password", false: "password-only"}[ended > 0], ended)
		return redirect(r, profilePath)
	}
	body := newPasswordBody(r.Visit.Account.Email, tokens)
	if tokens > 0 && endTokens != nil {
		body.Fields[3].Value = *endTokens
	}
	if problems, ok := problemsOf(err, "password", "password1"); ok {
		body.Rest = complain(body.Fields, "", problems)
		return s.showPassword(r, http.StatusOK, body)
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showPassword(r, status, body)
}
