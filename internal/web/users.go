package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// peoplePath is where administrators look after accounts.
const peoplePath = "/accounts/users/"

// peopleBody is what administrators see of all accounts.
type peopleBody struct {
	Search string
	Total  int
	Rows   []personRow
	Pager  []pageLink
	Open   bool // the form for a new person
	Fields []*field
	Rest   []string
	Log    logBody
}

// personRow is one account in words.
type personRow struct {
	*app.Person

	Address string
	Me      bool
	Waiting bool // has never chosen a password
	Last    string
	Made    string
}

// logBody is a part of the account log.
type logBody struct {
	Lines []logLine
	Total int
	Pager []pageLink
}

// logLine is one act in words.
type logLine struct{ Time, Who, What, Whom, Address, Detail string }

// acts say what was done, after who and before whom.
var acts = map[string]string{
	app.ActSetUp:      "membuat akun administrator pertama",
	app.ActSignUp:     "mendaftar sendiri",
	app.ActAdd:        "membuat akun",
	app.ActProfile:    "mengubah profil",
	app.ActPassword:   "mengganti kata sandi",
	app.ActReset:      "memakai tautan sekali pakai dan memilih kata sandi baru",
	app.ActLink:       "membuat tautan kata sandi untuk",
	app.ActAdmin:      "menjadikan administrator:",
	app.ActOrdinary:   "mencabut hak administrator dari",
	app.ActDeactivate: "menonaktifkan",
	app.ActReactivate: "mengaktifkan lagi",
	app.ActToken:      "membuat token API untuk",
	app.ActTokenEnd:   "mencabut token API dari",
}

// ownActs are the words where an administrator does it to themselves.
var ownActs = map[string]string{
	app.ActLink:       "membuat tautan kata sandi untuk diri sendiri",
	app.ActOrdinary:   "melepas hak administrator",
	app.ActDeactivate: "menonaktifkan akunnya sendiri",
	app.ActToken:      "membuat token API",
	app.ActTokenEnd:   "mencabut token API",
}

func newPersonFields(form url.Values) []*field {
	fields := append(nameFields(), &field{
		Name: "admin", Label: "Administrator: boleh mengurus akun dan pustaka AHSP", Kind: "check", Wide: true, Value: "false",
	})
	for _, f := range fields {
		f.Autocomplete = "off" // it is about somebody else
		if typed := lastValue(form, f.Name); typed != nil {
			f.Value = *typed
		}
	}
	return fields
}

func (s *Site) people(r *serve.Request) error {
	return s.showPeople(r, &peopleBody{Fields: newPersonFields(nil)})
}

// showPeople lists accounts and the log around what the body already holds.
func (s *Site) showPeople(r *serve.Request, body *peopleBody) error {
	query := r.HTTP.URL.Query()
	body.Search = strings.TrimSpace(query.Get("search"))
	list, err := r.App.People(r.HTTP.Context(), r.Visit, body.Search, number(query.Get("page")))
	if err != nil {
		return err
	}
	body.Total = list.Total
	for _, person := range list.Rows {
		body.Rows = append(body.Rows, rowOf(r, person))
	}
	body.Pager = pager(list.Page, list.Pages, func(n string) string {
		return "?" + url.Values{"search": {body.Search}, "page": {n}}.Encode()
	})
	if body.Log, err = accountLog(r, 0, "?log="); err != nil {
		return err
	}
	return s.show(r, http.StatusOK, "people", &page{Title: "Orang", Body: body})
}

// number reads the number of a page; a bad one is the first.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1
	}
	return n
}

func rowOf(r *serve.Request, person *app.Person) personRow {
	row := personRow{
		Person: person, Address: personPath(person.ID), Me: person.ID == r.Visit.Account.ID, Waiting: person.PasswordHash == "",
		Last: "belum pernah", Made: waktu(person.CreatedAt, r.App.Zone()),
	}
	if person.LastLoginAt != 0 {
		row.Last = waktu(person.LastLoginAt, r.App.Zone())
	}
	return row
}

func personPath(id int64) string { return peoplePath + strconv.FormatInt(id, 10) + "/" }

// accountLog puts what was done to an account (0: to any) into words. Its pager leads to
// address with the number of a page.
func accountLog(r *serve.Request, account int64, address string) (logBody, error) {
	list, err := r.App.AccountLog(r.HTTP.Context(), r.Visit, account, number(r.HTTP.URL.Query().Get("log")))
	if err != nil {
		return logBody{}, err
	}
	body := logBody{Total: list.Total}
	for _, act := range list.Rows {
		line := logLine{Time: waktu(act.CreatedAt, r.App.Zone()), Who: act.Actor, What: acts[act.Action], Detail: act.Detail}
		if act.ActorID == 0 {
			line.Who = "Takar (perintah di server)"
		}
		if own, ok := ownActs[act.Action]; ok && act.ActorID == act.AccountID {
			line.What = own
		}
		if act.ActorID != act.AccountID {
			line.Whom, line.Address = act.Account, personPath(act.AccountID)
		}
		body.Lines = append(body.Lines, line)
	}
	body.Pager = pager(list.Page, list.Pages, func(n string) string { return address + n + "#catatan" })
	return body, nil
}

// addPerson makes an account and shows the link with which its person chooses a password.
func (s *Site) addPerson(r *serve.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	fields := newPersonFields(form)
	account, link, err := r.App.AddPerson(r.HTTP.Context(), r.Visit, app.NewAccount{
		Email: form.Get("email"), UserName: form.Get("username"), FullName: form.Get("full_name"), Admin: fields[3].Value == "true",
	})
	if problems, ok := problemsOf(err, "password", "password"); ok {
		body := &peopleBody{Open: true, Fields: fields}
		body.Rest = complain(fields, "", problems)
		return s.showPeople(r, body)
	}
	if err != nil {
		return err
	}
	return s.showPerson(r, account.ID, &personBody{Link: handed(r, link)})
}

// personBody is what administrators see of one account.
type personBody struct {
	personRow

	Link    *handedLink
	Failure string
	Log     logBody
}

// handedLink is a one-time link to be passed on, shown this once.
type handedLink struct{ Address, Until string }

func handed(r *serve.Request, link *app.Link) *handedLink {
	return &handedLink{Address: absolute(r, link.Address), Until: waktu(link.ExpiresAt, r.App.Zone())}
}

func (s *Site) person(r *serve.Request) error {
	id, err := r.PathID("account")
	if err != nil {
		return err
	}
	return s.showPerson(r, id, &personBody{})
}

func (s *Site) showPerson(r *serve.Request, id int64, body *personBody) error {
	person, err := r.App.Person(r.HTTP.Context(), r.Visit, id)
	if err != nil {
		return err
	}
	body.personRow = rowOf(r, person)
	if body.Log, err = accountLog(r, id, personPath(id)+"?log="); err != nil {
		return err
	}
	p := &page{Title: person.UserName + " – Orang", Body: body}
	if body.Link != nil {
		p.Island = "account.js"
	}
	return s.show(r, http.StatusOK, "person", p)
}

// changePerson does to an account what a button says.
func (s *Site) changePerson(r *serve.Request) error {
	id, err := r.PathID("account")
	if err != nil {
		return err
	}
	form, err := readForm(r)
	if err != nil {
		return err
	}
	ctx, changed, action := r.HTTP.Context(), false, form.Get("action")
	switch action {
	case app.ActLink:
		link, err := r.App.LinkForPerson(ctx, r.Visit, id)
		if err == nil {
			return s.showPerson(r, id, &personBody{Link: handed(r, link)})
		}
		return s.refusedPerson(r, id, err)
	case app.ActAdmin, app.ActOrdinary:
		changed, err = r.App.SetAdmin(ctx, r.Visit, id, action == app.ActAdmin)
	case app.ActDeactivate, app.ActReactivate:
		changed, err = r.App.SetActive(ctx, r.Visit, id, action == app.ActReactivate)
	default:
		return &serve.Failure{Status: http.StatusBadRequest, Code: "BAD_FORM", Message: "Isian action harus link, admin, ordinary, deactivate atau reactivate."}
	}
	if err != nil {
		return s.refusedPerson(r, id, err)
	}
	if !changed {
		action = "same"
	}
	s.leaveNotice(r, action, 0)
	if action == app.ActOrdinary && id == r.Visit.Account.ID {
		return redirect(r, profilePath) // this page is not theirs any more
	}
	return redirect(r, personPath(id))
}

// refusedPerson shows the person with what could not be done.
func (s *Site) refusedPerson(r *serve.Request, id int64, err error) error {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	return s.showPerson(r, id, &personBody{Failure: sentence(invalid.Problems[0].Message)})
}
