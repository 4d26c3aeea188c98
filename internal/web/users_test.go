package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takar/internal/app"
	"takar/internal/serve"
)

// does presses a button on the page of a person.
func (c *client) does(id int64, action string) *answer {
	c.t.Helper()
	return c.submit(personPage(id), personPage(id), url.Values{"action": {action}})
}

// Only administrators look after accounts; nobody else learns who has one.
func TestPeopleAreForAdministratorsAlone(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	id := s.accountID(stranger)
	guest, person := s.browser(), s.as(owner)
	former := s.as(reader)
	_, err := s.SetActive(t.Context(), s.visit(s.as(admin), 0), s.accountID(reader), false)
	must(t, err)
	for _, path := range []string{peoplePage, personPage(id), personPage(987654321)} {
		for _, test := range []struct {
			name   string
			c      *client
			token  string // a page that prints one
			status int
		}{
			{"guest", guest, serve.LoginPath, http.StatusFound},
			{"a person", person, profilePage, http.StatusForbidden},
			{"a deactivated person", former, serve.LoginPath, http.StatusFound},
		} {
			if got := test.c.get(path); got.status != test.status || strings.Contains(got.body, stranger) {
				t.Errorf("%s reads %s: %d", test.name, path, got.status)
			}
			form := newcomer(map[string]string{"action": app.ActAdmin})
			if got := test.c.submit(test.token, path, form); got.status != test.status {
				t.Errorf("%s posts to %s: %d", test.name, path, got.status)
			}
		}
	}
	if account, err := s.store.AccountByID(t.Context(), id); err != nil || account.IsAdmin {
		t.Errorf("account %+v, %v", account, err)
	}
	keeper := s.as(admin)
	keeper.get(peoplePage).holds(t, stranger+"@contoh.id", "6 akun")
	if got := keeper.get(personPage(987654321)); got.status != http.StatusNotFound {
		t.Errorf("nobody: %d", got.status)
	}
	if got := keeper.get(peoplePage + "x/"); got.status != http.StatusNotFound {
		t.Errorf("no id: %d", got.status)
	}
	keeper.get(profilePage).holds(t, `href="/accounts/users/"`)
	person.get(profilePage).lacks(t, `<i class="bi bi-people" aria-hidden="true"></i>Orang</a>
</div>`)
}

func TestAPersonIsAddedWithALinkAndChoosesThePassword(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	keeper := s.as(admin)
	refused := keeper.submit(peoplePage, peoplePage, url.Values{"email": {"pemilik@contoh.id"}, "full_name": {"Si Baru"}})
	refused.holds(t, "E-mail ini sudah terdaftar.", `value="Si Baru"`)
	made := keeper.submit(peoplePage, peoplePage, url.Values{"email": {"baru@contoh.id"}, "full_name": {"Si Baru"}, "admin": {"false", "true"}})
	if made.status != http.StatusOK {
		t.Fatalf("%d\n%s", made.status, mainOf(made.body))
	}
	made.holds(t, "Si Baru", "Belum memilih kata sandi", "Administrator", "pengelola</strong> membuat akun", s.server.URL+"/accounts/password/reset/key/")
	link := linkIn(t, made.body)
	for _, guess := range []string{"", password} {
		if s.tries("baru", guess) {
			t.Errorf("an account without a password lets %q in", guess)
		}
	}
	c := s.browser()
	c.get(link).holds(t, "baru@contoh.id")
	if got := c.submit(link, link, chosen(newPassword)); got.location() != serve.LoginPath {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	if !s.tries("baru", newPassword) {
		t.Error("the chosen password does not work")
	}
	id := s.accountID("baru")
	keeper.get(personPage(id)).lacks(t, "Belum memilih kata sandi", "/accounts/password/reset/key/")
	keeper.get(personPage(id)).holds(t, "memakai tautan sekali pakai")
}

func TestLinksOfAdministratorsWorkOnceAndEndWithTheAccount(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	keeper, id := s.as(admin), s.accountID(owner)
	inside := s.as(owner)
	first, second := linkIn(t, keeper.does(id, app.ActLink).body), linkIn(t, keeper.does(id, app.ActLink).body)
	if first == second || !inside.inside() {
		t.Error("two links are one, or making a link signed somebody out")
	}
	c := s.browser()
	if got := c.submit(second, second, chosen(newPassword)); got.location() != serve.LoginPath {
		t.Fatalf("%d", got.status)
	}
	if inside.inside() || c.get(first).status != http.StatusNotFound {
		t.Error("a session or another link of before is still good")
	}
	third := linkIn(t, keeper.does(id, app.ActLink).body)
	keeper.does(id, app.ActDeactivate)
	if got := c.get(third); got.status != http.StatusNotFound {
		t.Errorf("a link of a deactivated account: %d", got.status)
	}
	keeper.does(id, app.ActReactivate)
	if got := c.get(third); got.status != http.StatusNotFound {
		t.Errorf("the same after it came back: %d", got.status)
	}
	// A foreign name that points here opens no link.
	fourth := linkIn(t, keeper.does(id, app.ActLink).body)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+fourth, nil)
	must(t, err)
	request.Host = "takar.penipu.example"
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("under a foreign name: %d", answer.StatusCode)
	}
}

func TestDeactivatedPeopleAreOutAndTheirProjectsStay(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	keeper, id := s.as(admin), s.accountID(owner)
	c, colleague := s.as(owner), s.as(editor)
	project := s.project(c, "Gedung")
	must(t, s.Share(t.Context(), s.visit(c, project), editor, app.Editor, true))
	keeper.get(personPage(id)).holds(t, "1 proyek miliknya tidak berubah")
	if got := keeper.does(id, app.ActDeactivate); got.location() != personPage(id) {
		t.Fatalf("%d\n%s", got.status, mainOf(got.body))
	}
	keeper.get(personPage(id)).holds(t, "Akun ini dinonaktifkan", "Nonaktif</span>")
	if c.inside() {
		t.Error("a session is still in")
	}
	c.get(serve.LoginPath).holds(t, "Akun ini dinonaktifkan pada")
	right := s.browser().submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {owner}, "password": {password}})
	wrong := s.browser().submit(serve.LoginPath, serve.LoginPath, url.Values{"login": {owner}, "password": {"salah"}})
	masked := func(a *answer) string {
		return tokenField.ReplaceAllString(regexp.MustCompile(`csrf-token" content="\w+"`).ReplaceAllString(a.body, ""), "")
	}
	if right.status != http.StatusOK || masked(right) != masked(wrong) {
		t.Errorf("the right password of a deactivated account is answered otherwise: %d", right.status)
	}
	if got := colleague.get(recapPath(project)); got.status != http.StatusOK {
		t.Errorf("a member of the project: %d", got.status)
	}
	s.fill(colleague, project, work{uraian: "Galian", koefisien: "1"}) // and works on
	if got := keeper.does(id, app.ActLink); !strings.Contains(got.body, "Akun ini nonaktif.") {
		t.Errorf("a link for a deactivated account: %d", got.status)
	}
	keeper.does(id, app.ActReactivate)
	if !s.tries(owner, password) {
		t.Error("the account does not come back")
	}
	keeper.get(personPage(id)).holds(t, "menonaktifkan <a", "mengaktifkan lagi <a")
}

func TestTheLastAdministratorCannotGo(t *testing.T) {
	s := newSite(t)
	me := s.withAdmin()
	keeper, id := s.as(admin), s.accountID(owner)
	for _, action := range []string{app.ActOrdinary, app.ActDeactivate} {
		got := keeper.does(me, action)
		got.holds(t, "Ini administrator aktif yang terakhir.")
	}
	if got := keeper.does(id, app.ActAdmin); got.location() != personPage(id) {
		t.Fatalf("%d", got.status)
	}
	other := s.as(owner)
	if got := other.get(peoplePage); got.status != http.StatusOK {
		t.Errorf("the new administrator: %d", got.status)
	}
	if got := keeper.does(me, app.ActOrdinary); got.location() != profilePage {
		t.Errorf("giving the right back: %d to %q", got.status, got.location())
	}
	if got := keeper.get(peoplePage); got.status != http.StatusForbidden {
		t.Errorf("the former administrator: %d", got.status)
	}
	if got := other.does(id, "hapus"); got.status != http.StatusBadRequest {
		t.Errorf("an unknown act: %d", got.status)
	}
	other.get(peoplePage).holds(t, "pengelola</strong> melepas hak administrator<", "menjadikan administrator: <a")
}

func TestPeopleAreFoundAndPaged(t *testing.T) {
	s := newSite(t)
	s.withAdmin()
	for i := range 30 {
		_, err := s.AddAccount(t.Context(), app.NewAccount{Email: "orang" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@banyak.id", UserName: "", Password: password})
		must(t, err)
	}
	keeper := s.as(admin)
	keeper.get(peoplePage).holds(t, "36 akun", `href="?page=2&amp;search="`)
	second := keeper.get(peoplePage + "?page=2")
	second.holds(t, "pengelola@contoh.id")
	if got := keeper.get(peoplePage + "?page=99"); mainOf(got.body) != mainOf(second.body) {
		t.Errorf("a page beyond the end is not the last: %s", mainOf(got.body))
	}
	found := keeper.get(peoplePage + "?search=SI+PEMBACA")
	found.holds(t, "1 akun cocok", "pembaca@contoh.id")
	keeper.get(peoplePage+"?search=%25").holds(t, "Tidak ada orang yang cocok.")
	keeper.get(peoplePage+"?log=2").holds(t, "Takar (perintah di server)</strong> membuat akun")
}
