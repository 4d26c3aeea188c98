package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// The page of a person's API tokens.
const (
	tokensPath   = "/accounts/tokens/"
	endTokenPath = "/accounts/tokens/end/"
)

// tokensBody is what a person sees of their API tokens.
type tokensBody struct {
	Login    string
	Made     *madeToken
	Failure  string
	Fields   []*field
	Projects []tokenProject
	Chosen   bool // projects are chosen, or something is wrong with them
	Wrong    []string
	Rest     []string
	Alive    []tokenRow
	Ended    []tokenRow
	Most     int
	Full     bool // no more can be made
}

// madeToken is a new token, shown this once.
type madeToken struct{ Name, Secret, Until, Example string }

// tokenProject is a project to which a token can be limited.
type tokenProject struct {
	ID     int64
	Name   string
	Chosen bool
}

// tokenRow is one token in words.
type tokenRow struct {
	ID                                     int64
	Name, Ending, Scope, Reach             string
	Made, Until, Used, Ended, EndedBecause string
}

// tokenProjectsOffered is how many projects the form offers; who has more chooses among the
// ones that changed last.
const tokenProjectsOffered = 200

// tokenEnds says why a token ended before its time.
var tokenEnds = map[string]string{
	app.EndedByOwner:    "dicabut",
	app.EndedByPassword: "dicabut bersama kata sandi yang lama",
	app.EndedByReset:    "dicabut karena kata sandi diatur ulang",
	app.EndedByClosing:  "dicabut karena akun dinonaktifkan",
}

func (s *Site) tokensPage(r *serve.Request) error {
	return s.showTokens(r, http.StatusOK, &tokensBody{Fields: tokenFields(nil)}, nil)
}

func tokenFields(form url.Values) []*field {
	fields := []*field{
		{Name: "name", Label: "Nama", Kind: "text", Required: true, Limit: 60, Autocomplete: "off", Hint: "Sebut skrip atau komputer yang memakainya. Nama ini tampil di riwayat perubahan."},
		{Name: "days", Label: "Berlaku", Kind: "choice", Value: "365"},
		{Name: "writes", Label: "Boleh mengubah data", Kind: "check", Value: "false", Hint: "Membaca selalu boleh."},
		{Name: "prices", Label: "Boleh melihat harga dan biaya", Kind: "check", Value: "false"},
		{Name: "password", Label: "Kata sandi sekarang", Kind: "password", Required: true, Autocomplete: "current-password"},
	}
	for _, days := range app.APITokenDays {
		text := fmt.Sprintf("%d hari", days)
		if days == 365 {
			text = "1 tahun"
		}
		fields[1].Choices = append(fields[1].Choices, choice{Value: strconv.Itoa(days), Text: text})
	}
	for _, f := range fields[:4] {
		if typed := lastValue(form, f.Name); typed != nil {
			f.Value = *typed
		}
	}
	return fields
}

// showTokens lists the tokens around what the body already holds; chosen are the projects
// that were ticked.
func (s *Site) showTokens(r *serve.Request, status int, body *tokensBody, chosen []string) error {
	ctx := r.HTTP.Context()
	tokens, err := r.App.APITokens(ctx, r.Visit)
	if err != nil {
		return err
	}
	projects, err := r.App.Projects(ctx, r.Visit, app.ProjectQuery{PageSize: tokenProjectsOffered})
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, row := range projects.Rows {
		names[row.ID] = row.Nama
		ticked := slices.Contains(chosen, strconv.FormatInt(row.ID, 10))
		body.Projects = append(body.Projects, tokenProject{ID: row.ID, Name: row.Nama, Chosen: ticked})
	}
	now := r.App.Instant()
	for _, token := range tokens {
		row := tokenRowOf(r, token, names)
		if token.Alive(now) {
			body.Alive = append(body.Alive, row)
			continue
		}
		body.Ended = append(body.Ended, row)
	}
	body.Login, body.Most, body.Full = r.Visit.Account.Email, app.MaxAPITokens, len(body.Alive) >= app.MaxAPITokens
	body.Chosen = len(chosen) > 0 || len(body.Wrong) > 0
	p := &page{Title: "Token API", Body: body}
	if body.Made != nil {
		p.Island = "account.js"
	}
	return s.show(r, status, "tokens", p)
}

func tokenRowOf(r *serve.Request, token *app.APIToken, names map[int64]string) tokenRow {
	zone := r.App.Zone()
	row := tokenRow{
		ID: token.ID, Name: token.Name, Ending: token.Ending, Scope: "Membaca", Reach: "semua proyek",
		Made: waktu(token.CreatedAt, zone), Until: waktu(token.ExpiresAt, zone), Used: "belum pernah dipakai",
		Ended: waktu(token.ExpiresAt, zone), EndedBecause: "lewat masa berlakunya",
	}
	switch {
	case token.Writes && token.Prices:
		row.Scope = "Membaca dan mengubah, dengan harga"
	case token.Writes:
		row.Scope = "Membaca dan mengubah, tanpa harga"
	case token.Prices:
		row.Scope = "Membaca, dengan harga"
	default:
		row.Scope = "Membaca, tanpa harga"
	}
	if token.UsedAt != 0 {
		row.Used = "terakhir dipakai sekitar " + tanggal(rab.DateOf(token.UsedAt.Time().In(zone)))
	}
	if token.Limited {
		var list []string
		for _, id := range token.Projects {
			if name, known := names[id]; known {
				list = append(list, name)
			}
		}
		if more := len(token.Projects) - len(list); more > 0 {
			list = append(list, bilang(more)+" proyek lain")
		}
		row.Reach = strings.Join(list, ", ")
	}
	if token.EndedAt != 0 {
		row.Ended, row.EndedBecause = waktu(token.EndedAt, zone), tokenEnds[token.Reason]
	}
	return row
}

// addToken makes a token and shows it, this once.
func (s *Site) addToken(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	fields := tokenFields(form)
	wanted := app.NewAPIToken{Name: form.Get("name"), Writes: fields[2].Value == "true", Prices: fields[3].Value == "true", Password: form.Get("password")}
	wanted.Days, _ = strconv.Atoi(form.Get("days")) // 0 is refused like any other number that is not offered
	for _, text := range form["projects"] {
		id, _ := strconv.ParseInt(text, 10, 64) // 0 is nobody's project
		wanted.Limited, wanted.Projects = true, append(wanted.Projects, id)
	}
	body := &tokensBody{Fields: fields}
	token, secret, err := r.App.AddAPIToken(r.HTTP.Context(), r.Visit, wanted, r.Client())
	if err == nil {
		body.Fields = tokenFields(nil)
		body.Made = &madeToken{
			Name: token.Name, Secret: secret, Until: waktu(token.ExpiresAt, r.App.Zone()),
			Example: `curl -H "Authorization: Bearer $TOKEN" ` + s.origin(r) + "/detail_project/api/projects/",
		}
		return s.showTokens(r, http.StatusOK, body, nil)
	}
	if problems, ok := problemsOf(err, "password", "password"); ok {
		problems = slices.DeleteFunc(problems, func(problem rab.Problem) bool {
			if problem.Path == "projects" {
				body.Wrong = append(body.Wrong, sentence(problem.Message))
			}
			return problem.Path == "projects"
		})
		body.Rest = complain(fields, "", problems)
		return s.showTokens(r, http.StatusOK, body, form["projects"])
	}
	status, message, ok := later(r, err)
	if !ok {
		return err
	}
	body.Failure = message
	return s.showTokens(r, status, body, form["projects"])
}

// origin is where this person reached the server, for examples to be typed elsewhere.
func (s *Site) origin(r *serve.Request) string {
	if s.secure {
		return "https://" + r.HTTP.Host
	}
	return "http://" + r.HTTP.Host
}

// endToken revokes a token. One that is gone already is what was asked for.
func (s *Site) endToken(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(form.Get("token"), 10, 64) // 0 is nobody's token
	_, err = r.App.EndAPIToken(r.HTTP.Context(), r.Visit, id)
	switch {
	case err == nil:
		s.leaveNotice(r, "token-ended", 0)
	case err != app.ErrNotFound: //nolint:errorlint // EndAPIToken returns it unwrapped
		return err
	}
	return redirect(r, tokensPath)
}
