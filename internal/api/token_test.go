package api_test

import (
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takar/internal/api"
	"takar/internal/app"
	"takar/internal/auth"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/serve"
	"takar/internal/store"
)

// newToken makes an API token of the owner.
func (s *stage) newToken(n app.NewAPIToken) (token *app.APIToken, secret string) {
	s.t.Helper()
	n.Name, n.Days = "Skrip "+strconv.Itoa(s.next()), 30
	token, secret, err := s.AddAPITokenFor(s.t.Context(), owner, n)
	must(s.t, err)
	return token, secret
}

// by makes a request one that comes with an API token. The cookies of whoever sends it stay,
// and must not matter; the token against requests of other sites goes.
func by(secret string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(auth.CSRFHeader)
		r.Header.Set("Authorization", "Bearer "+secret)
	}
}

// covers repeats in the words of a test what a token opens.
func covers(route serve.Route, n app.NewAPIToken) bool {
	switch {
	case route.Token == serve.NoToken, route.Prices && !n.Prices:
		return false
	case route.Token == serve.TokenMakes:
		return n.Writes && !n.Limited
	}
	return n.Writes || route.Token == serve.TokenReads
}

// expectedByToken is the status that the owner's program with a token should get.
func (s *stage) expectedByToken(route serve.Route, n app.NewAPIToken) int {
	here := !n.Limited || slices.Contains(n.Projects, s.Project)
	switch {
	case route.Need == serve.Public:
		return 200
	case route.Need == serve.Project && !here:
		return 404
	case !covers(route, n):
		return 403
	case strings.Contains(route.Pattern, "{job}"):
		return 404 // those of samples were begun by a person
	case !n.Prices && route.Need == serve.Project:
		return expected(route, blindEditor)
	}
	return expected(route, owner)
}

func TestEveryRouteKnowsWhichTokensMayCallIt(t *testing.T) {
	s := newStage(t)
	other := s.project("Proyek lain")
	tokens := map[string]app.NewAPIToken{
		"reads":                       {Prices: true},
		"reads no prices":             {},
		"writes":                      {Writes: true, Prices: true},
		"writes no prices":            {Writes: true},
		"writes here only":            {Writes: true, Prices: true, Limited: true, Projects: []int64{s.Project}},
		"writes another project only": {Writes: true, Prices: true, Limited: true, Projects: []int64{other}},
	}
	secrets := map[string]string{}
	for name, n := range tokens {
		_, secrets[name] = s.newToken(n)
	}
	dead := s.deadTokens()
	for _, route := range api.Routes() {
		t.Run(route.Method+" "+route.Pattern, func(t *testing.T) {
			needsSample(t, route)
			for name, n := range tokens {
				got, want := s.call(route, owner, by(secrets[name])), s.expectedByToken(route, n)
				if got.Status != want {
					t.Errorf("%s: %d, want %d: %.300s", name, got.Status, want, got.Body)
				}
				if want == 403 && !covers(route, n) && (!strings.Contains(string(got.Body), "TOKEN_SCOPE") || !strings.Contains(got.Header.Get("WWW-Authenticate"), "insufficient_scope")) {
					t.Errorf("%s: not told that the token does not cover it: %.300s", name, got.Body)
				}
			}
			if route.Need == serve.Public {
				return
			}
			for name, secret := range dead {
				got := s.call(route, owner, by(secret))
				if got.Status != 401 || !strings.Contains(string(got.Body), "TOKEN_INVALID") || !strings.Contains(got.Header.Get("WWW-Authenticate"), `Bearer realm="Takar", error="invalid_token"`) {
					t.Errorf("%s: %d, want 401 in JSON with a challenge: %.300s", name, got.Status, got.Body)
				}
			}
		})
	}
}

// deadTokens are texts that look like tokens of the owner and open nothing.
func (s *stage) deadTokens() map[string]string {
	s.t.Helper()
	revoked, revokedSecret := s.newToken(app.NewAPIToken{Writes: true, Prices: true})
	_, err := s.EndAPITokenOf(s.t.Context(), owner, revoked.ID)
	must(s.t, err)
	expired := auth.NewAPIToken()
	ids := s.store.IDs(s.t.Context())
	must(s.t, s.store.AddAPIToken(s.t.Context(), &store.APIToken{
		ID: ids.NextID(), AccountID: s.accounts[owner], TokenHash: store.APITokenMark + auth.HashToken(expired), Name: "Lama", Writes: true, Prices: true,
		CreatedAt: 1, ExpiresAt: rab.InstantOf(s.now()),
	}, app.MaxAPITokens))
	return map[string]string{"revoked": revokedSecret, "expired": expired, "unknown": auth.NewAPIToken(), "cut off": revokedSecret[:50], "empty": ""}
}

// A program with a token is a client without cookies that asks for nothing in particular.
func TestAProgramWorksWithATokenAlone(t *testing.T) {
	s := newStage(t)
	_, secret := s.newToken(app.NewAPIToken{Writes: true, Prices: true})
	program := s.browser() // nobody logs in there
	with := []string{"Authorization", "Bearer " + secret}

	me := program.get("/accounts/me/?project="+strconv.FormatInt(s.Project, 10), with...).want(200)
	me.wantText("email", owner+"@contoh.id")
	me.wantText("token.write", "true")
	me.wantText("project.rights.write", "true")
	me.wantText("project.rights.manage", "false")
	if cookies := me.Header.Values("Set-Cookie"); len(cookies) > 0 {
		t.Errorf("it gets cookies: %v", cookies)
	}
	program.get("/detail_project/api/projects/", with...).want(200).wantText("projects.0.nama", s.as(owner).get("/detail_project/api/projects/").text("projects.0.nama"))

	save := row{"items": []any{row{"pekerjaan_id": s.Custom, "quantity": "12.5"}}}
	program.post(p(s.Project, "/volume-pekerjaan/save/"), save, with...).want(200)
	if told := s.as(owner).get(p(s.Project, "/audit-trail/")).want(200); !strings.Contains(string(told.Body), "(lewat token Skrip") {
		t.Errorf("the history does not name the token: %.600s", told.Body)
	}
	program.post(p(s.Project, "/volume-pekerjaan/save/"), save).want(403) // without it the guard asks for a csrf token
	for _, page := range []string{"/dashboard/", "/accounts/profile/", "/accounts/password/change/", "/"} {
		if got := program.get(page, with...).want(403); !strings.Contains(string(got.Body), "TOKEN_SCOPE") {
			t.Errorf("%s: %.200s", page, got.Body)
		}
	}
	program.get(serve.LoginPath, "Authorization", "Bearer tkr_salah").want(401).wantText("code", "TOKEN_INVALID")
	program.get("/health/ready/", with...).want(200)
}

func TestALimitedTokenListsItsProjectsOnly(t *testing.T) {
	s := newStage(t)
	s.project("Proyek lain")
	_, secret := s.newToken(app.NewAPIToken{Limited: true, Projects: []int64{s.Project}})
	list := s.as(owner).get("/detail_project/api/projects/", "Authorization", "Bearer "+secret).want(200)
	list.wantText("total", "1")
	list.wantText("projects.0.id", strconv.FormatInt(s.Project, 10))
	all := s.as(owner).get("/detail_project/api/projects/?anggaran_min=1", "Authorization", "Bearer "+secret).want(200)
	all.wantText("total", "0") // a filter of budgets tells nothing to who sees no money
}

func TestATokenEndsAtOnceWithWhatItStandsOn(t *testing.T) {
	for name, end := range map[string]func(*stage, *app.APIToken){
		"revoked": func(s *stage, token *app.APIToken) {
			_, err := s.EndAPIToken(s.t.Context(), s.visit(owner, 0), token.ID)
			must(s.t, err)
		},
		"password changed, tokens too": func(s *stage, _ *app.APIToken) {
			_, _, err := s.ChangePassword(s.t.Context(), s.visit(owner, 0), app.NewPassword{Old: password, New: "sandi-baru-Uji-8", Tokens: true}, netip.Addr{}, "")
			must(s.t, err)
		},
		"password set by the program": func(s *stage, _ *app.APIToken) { must(s.t, s.SetPassword(s.t.Context(), owner, "sandi-baru-Uji-8")) },
		"one-time link": func(s *stage, _ *app.APIToken) {
			_, link, err := s.ResetLink(s.t.Context(), owner)
			must(s.t, err)
			must(s.t, s.UseLink(s.t.Context(), strings.TrimSuffix(strings.TrimPrefix(link.Address, app.LinkPath), "/"), "sandi-baru-Uji-8", netip.Addr{}))
		},
		"account closed": func(s *stage, _ *app.APIToken) {
			_, err := s.SetActive(s.t.Context(), s.visit(admin, 0), s.accounts[owner], false)
			must(s.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			token, secret := s.newToken(app.NewAPIToken{Prices: true})
			other := s.as(editor) // no request of the owner comes between
			other.get(p(s.Project, "/rekap/"), "Authorization", "Bearer "+secret).want(200)
			end(s, token)
			other.get(p(s.Project, "/rekap/"), "Authorization", "Bearer "+secret).want(401).wantText("code", "TOKEN_INVALID")
		})
	}
	s := newStage(t)
	_, secret := s.newToken(app.NewAPIToken{Prices: true})
	_, _, err := s.ChangePassword(t.Context(), s.visit(owner, 0), app.NewPassword{Old: password, New: "sandi-baru-Uji-8"}, netip.Addr{}, "")
	must(t, err)
	s.as(editor).get(p(s.Project, "/rekap/"), "Authorization", "Bearer "+secret).want(200)
}

func TestAJobOfATokenHasTheRightsOfTheToken(t *testing.T) {
	s := newStage(t)
	me := s.as(owner)
	_, blindSecret := s.newToken(app.NewAPIToken{Writes: true})
	_, other := s.newToken(app.NewAPIToken{Writes: true, Prices: true})
	_, here := s.newToken(app.NewAPIToken{Writes: true, Prices: true, Limited: true, Projects: []int64{s.Project}})
	with := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	order := row{"export_type": "daftar-hsp", "format": "csv"}

	me.post(p(s.Project, "/export-async/"), order, with(blindSecret)...).want(403)
	begun := me.post(p(s.Project, "/export-async/"), row{"export_type": "rab-kosong", "format": "csv"}, with(blindSecret)...).want(202)
	s.ended(owner, begun.id("task_id"))
	me.get(begun.text("download_url"), with(blindSecret)...).want(200)
	me.get(begun.text("download_url"), with(other)...).want(404)
	me.get(begun.text("download_url")).want(200) // its person sees it

	mine := me.post(p(s.Project, "/export-async/"), order).want(202)
	s.ended(owner, mine.id("task_id"))
	for _, secret := range []string{blindSecret, other} {
		me.get(mine.text("download_url"), with(secret)...).want(404)
		me.post("/detail_project/api/jobs/"+mine.text("task_id")+"/cancel/", "{}", with(secret)...).want(404)
	}

	me.post(p(s.Project, "/batch-copy/"), row{"base_name": "Salinan", "count": 1}, with(here)...).want(403)
	token, dying := s.newToken(app.NewAPIToken{Prices: true})
	visit, err := s.EnterByToken(t.Context(), dying, s.Project, netip.Addr{})
	must(t, err)
	_, err = s.EndAPIToken(t.Context(), s.visit(owner, 0), token.ID)
	must(t, err)
	late, err := s.StartExport(t.Context(), visit, app.DocumentOrder{Kind: dossier.DaftarHSP, Format: dossier.CSV})
	must(t, err)
	s.ended(owner, late.ID)
	job, err := s.Job(t.Context(), s.visit(owner, 0), late.ID)
	must(t, err)
	if job.State != app.JobFailed || !strings.Contains(job.Failure, "dicabut") {
		t.Errorf("a job of a revoked token: %s %s", job.State, job.Failure)
	}
}

func TestUnknownTokensAreLimitedByAddress(t *testing.T) {
	s := newStage(t)
	_, secret := s.newToken(app.NewAPIToken{})
	me := s.as(owner)
	me.get(p(s.Project, "/rekap/"), "Authorization", "Bearer "+secret).want(200)
	for range 30 {
		me.get("/accounts/me/", "Authorization", "Bearer "+auth.NewAPIToken()).want(401)
	}
	me.get("/accounts/me/", "Authorization", "Bearer "+auth.NewAPIToken()).want(429).wantText("code", "RATE_LIMIT_EXCEEDED")
	me.get(p(s.Project, "/rekap/"), "Authorization", "Bearer "+secret).want(200) // it is known already
	me.get("/accounts/me/").want(200)
}
