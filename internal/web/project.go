package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/serve"
)

// projectBody is what the page of a project's own data shows.
type projectBody struct {
	Header   *rab.Header
	Status   timelineBadge
	Progress *progressMark
	Rights   app.Rights
	Role     string
	Groups   []factGroup
	Totals   rab.Totals
	Work     int // pekerjaan
	Pagu     string
	Changed  string
}

// factGroup lists filled-in fields under a heading.
type factGroup struct {
	Title string
	Facts []fact
}

type fact struct{ Label, Value string }

func (s *Site) project(r *serve.Request) error {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	header, standing, today := view.Header(), view.Standing(), r.App.Today()
	body := &projectBody{
		Header: header, Status: timelineBadges[header.TimelineStatus(standing, today)], Progress: progressOf(header, standing, today), Rights: r.Visit.Rights, Role: peran(r.Visit.Role),
		Groups: facts(header), Totals: view.Figures().Totals, Work: view.Pekerjaan.Len(), Changed: waktu(header.ChangedAt, r.App.Zone()),
	}
	if header.AnggaranOwner.Sign() > 0 && header.AnggaranOwner.Less(body.Totals.Dibulatkan) {
		body.Pagu = rupiah(body.Totals.Dibulatkan.Sub(header.AnggaranOwner))
	}
	return s.show(r, http.StatusOK, "project", &page{
		Title: header.Nama, Body: body,
	})
}

// facts lists the optional fields that are filled in.
func facts(h *rab.Header) []factGroup {
	var groups []factGroup
	for _, group := range particulars {
		shown := factGroup{Title: group.title}
		for _, f := range group.fields {
			if value := f.get(h); value != "" && f.kind != "check" {
				shown.Facts = append(shown.Facts, fact{f.label, value})
			}
		}
		if len(shown.Facts) > 0 {
			groups = append(groups, shown)
		}
	}
	return groups
}

// editBody is what the page to change a project's own data shows.
type editBody struct {
	*projectForm

	ID      int64
	Version int64
	Next    string
	Rest    []string
	Clash   string // who changed the data meanwhile
	Move    *moveQuestion
	Choice  *dateQuestion
}

// moveQuestion asks what becomes of the end of a project whose first day was moved alone.
type moveQuestion struct {
	Days            int
	Later           bool
	Moved, Kept     rab.Date // the end, moved along or where it was
	Duration        int      // as it is, and stays when the end moves along
	KeptDuration    int      // when the end stays
	KeptBeforeStart bool     // then it cannot stay
}

// The answers to a moveQuestion.
const (
	moveName  = "geser"
	moveAlong = "ikut"
)

// dateQuestion asks what becomes of the schedule when the dates of its project move. For are
// the dates that it was asked for: others are asked about anew.
type dateQuestion struct {
	For     string
	Choices []dateAnswer
}

type dateAnswer struct {
	Value, Label string
	Effect       []string
	Chosen       bool
}

// The answers to a dateQuestion.
const (
	choiceName = "schedule"
	choiceFor  = "jadwal_untuk"
)

// newDateQuestion proposes the usual answer, unless it costs a part of the plan.
func newDateQuestion(typed *rab.Header, effects []schedule.Effect) *dateQuestion {
	q := &dateQuestion{For: datesOf(string(typed.TanggalMulai), string(typed.TanggalSelesai))}
	for i := range effects {
		e := &effects[i]
		q.Choices = append(q.Choices, dateAnswer{Value: e.Choice(), Label: e.Label(), Effect: e.Sentences(), Chosen: i == 0 && len(e.Cut) == 0})
	}
	return q
}

func datesOf(start, end string) string { return start + "/" + end }

// forgetOldAnswers drops what was answered for other dates than those that are typed now.
func forgetOldAnswers(values url.Values) {
	if asked := values.Get(choiceFor); asked != "" && asked != datesOf(values.Get("tanggal_mulai"), values.Get("tanggal_selesai")) {
		values.Del(choiceName)
		values.Del(moveName)
	}
}

// moved returns the question that a form raises, nil for none: a moved first day under the
// same end and duration leaves open which of the two is meant to stay.
func moved(header *rab.Header, values url.Values) *moveQuestion {
	start, err := rab.ParseDate(values.Get("tanggal_mulai"))
	end, duration := values.Get("tanggal_selesai"), values.Get("durasi_hari")
	if err != nil || start == "" || start == header.TanggalMulai || values.Get(moveName) != "" ||
		(end != "" && end != string(header.TanggalSelesai)) || (duration != "" && duration != strconv.Itoa(header.DurasiHari)) || end+duration == "" {
		return nil
	}
	days := header.TanggalMulai.DaysTo(start) - 1
	q := &moveQuestion{
		Days: max(days, -days), Later: days > 0, Moved: header.TanggalSelesai.AddDays(days), Kept: header.TanggalSelesai,
		Duration: header.DurasiHari, KeptDuration: start.DaysTo(header.TanggalSelesai),
	}
	q.KeptBeforeStart = q.KeptDuration < 1
	return q
}

func (s *Site) editPage(r *serve.Request) error {
	header, err := s.header(r)
	if err != nil {
		return err
	}
	return s.showEdit(r, header, &editBody{
		projectForm: newProjectForm("", header, r.Visit.Rights.Prices), Version: header.Version, Next: r.HTTP.URL.Query().Get("next"),
	})
}

// header returns the project's own data as the visitor may see them.
func (s *Site) header(r *serve.Request) (*rab.Header, error) {
	view, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return nil, err
	}
	return view.Header(), nil
}

func (s *Site) showEdit(r *serve.Request, header *rab.Header, body *editBody) error {
	body.ID = header.ID
	return s.show(r, http.StatusOK, "edit", &page{Title: "Ubah data proyek", Body: body})
}

func (s *Site) edit(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	header, err := s.header(r)
	if err != nil {
		return err
	}
	forgetOldAnswers(values)
	if question := moved(header, values); question != nil {
		body := &editBody{projectForm: newProjectForm("", header, r.Visit.Rights.Prices), Version: seen(values, header), Next: values.Get("next"), Move: question}
		body.keep(values)
		return s.showEdit(r, header, body)
	}
	if values.Get(moveName) == moveAlong { // the end follows from the duration
		values.Set("tanggal_selesai", "")
		values.Set("durasi_hari", strconv.Itoa(header.DurasiHari))
	}
	effect, done, err := s.saveHeader(r, header, values)
	if err != nil {
		return s.editRefused(r, header, values, err)
	}
	r.Changed(done)
	switch {
	case !done.Changed:
		s.leaveNotice(r, "same", 0)
	case effect.Planned > 0 && effect.Days > 0:
		s.leaveNotice(r, "edited-later", effect.Days)
	case effect.Planned > 0 && effect.Days < 0:
		s.leaveNotice(r, "edited-earlier", -effect.Days)
	default:
		s.leaveNotice(r, "edited", 0)
	}
	return redirect(r, landing(values.Get("next")))
}

// saveHeader reads the form twice: over a copy, to show everything that is wrong at once,
// and inside the command over the project as it is then.
// A schedule whose start moves is never moved unasked.
func (s *Site) saveHeader(r *serve.Request, header *rab.Header, values url.Values) (effect schedule.Effect, done *app.Done, err error) {
	money := r.Visit.Rights.Prices
	typed := *header
	if err := typed.Judge(fill(&typed, "", values, money)).Err(); err != nil {
		return effect, nil, err
	}
	edit := app.ProjectEdit{Edit: func(h *rab.Header) { _ = fill(h, "", values, money) }}
	if edit.Choice, err = schedule.ParseDateChoice(values.Get(choiceName), ""); err != nil {
		return effect, nil, err
	}
	if values.Has("version") {
		version := seen(values, header)
		edit.Version = &version
	}
	if edit.Choice.Schedule == "" && typed.TanggalMulai != header.TanggalMulai {
		effects, err := r.App.DateEffects(r.HTTP.Context(), r.Visit, edit)
		if err != nil {
			return effect, nil, err
		}
		if len(effects) > 0 && effects[0].Planned+effects[0].Done > 0 {
			return effect, nil, &app.ScheduleChoice{Projects: []app.ProjectChoice{{Effects: effects}}}
		}
	}
	return r.App.EditProject(r.HTTP.Context(), r.Visit, edit)
}

// seen is the version of the data that the form was opened with: a question in between does
// not hide what others changed meanwhile.
func seen(values url.Values, header *rab.Header) int64 {
	if sent, err := strconv.ParseInt(values.Get("version"), 10, 64); err == nil {
		return sent
	}
	return header.Version
}

// askDates shows the form again with what was typed, its dates completed, and asks what
// becomes of the schedule.
func (s *Site) askDates(r *serve.Request, header *rab.Header, values url.Values, effects []schedule.Effect) error {
	typed := *header
	_ = typed.Judge(fill(&typed, "", values, r.Visit.Rights.Prices)) // it was judged before
	values.Set("tanggal_mulai", string(typed.TanggalMulai))
	values.Set("tanggal_selesai", string(typed.TanggalSelesai))
	values.Set("durasi_hari", strconv.Itoa(typed.DurasiHari))
	body := &editBody{
		projectForm: newProjectForm("", header, r.Visit.Rights.Prices), Version: seen(values, header), Next: values.Get("next"), Choice: newDateQuestion(&typed, effects),
	}
	body.keep(values)
	return s.showEdit(r, header, body)
}

// editRefused shows the form again with what was typed.
func (s *Site) editRefused(r *serve.Request, header *rab.Header, values url.Values, err error) error {
	body := &editBody{projectForm: newProjectForm("", header, r.Visit.Rights.Prices), Version: header.Version, Next: values.Get("next")}
	body.keep(values)
	var invalid *rab.Invalid
	var conflict *rab.Conflict
	var choice *app.ScheduleChoice
	switch {
	case errors.As(err, &choice):
		return s.askDates(r, header, values, choice.Projects[0].Effects)
	case errors.As(err, &invalid):
		body.Rest = body.complain(invalid.Problems)
	case errors.As(err, &conflict) && len(conflict.Rows) > 0:
		body.Clash = conflict.Rows[0].Who
		if body.Clash == "" {
			body.Clash = "pengguna lain"
		}
	default:
		return err
	}
	return s.showEdit(r, header, body)
}

// archiveBody is what the question before archiving shows.
type archiveBody struct {
	Header *rab.Header
	Next   string
}

func (s *Site) archivePage(r *serve.Request) error {
	if err := r.App.Allow(r.Visit, app.Rights{Manage: true}); err != nil {
		return err
	}
	header, err := s.header(r)
	if err != nil {
		return err
	}
	body := archiveBody{Header: header, Next: r.HTTP.URL.Query().Get("next")}
	return s.show(r, http.StatusOK, "archive", &page{Title: "Arsipkan proyek", Body: body})
}

func (s *Site) archive(r *serve.Request) error { return s.setArchived(r, true) }

func (s *Site) restore(r *serve.Request) error { return s.setArchived(r, false) }

func (s *Site) setArchived(r *serve.Request, archived bool) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	done, err := r.App.SetArchived(r.HTTP.Context(), r.Visit, archived)
	if err != nil {
		return err
	}
	r.Changed(done)
	word := "restored"
	if archived {
		word = "archived"
	}
	s.leaveNotice(r, word, 0)
	return redirect(r, landing(values.Get("next")))
}
