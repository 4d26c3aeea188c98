package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"takar/internal/app"
	"takar/internal/rab"
	"takar/internal/serve"
)

// duplicateBody is what the page for copying a project shows.
type duplicateBody struct {
	ID     int64
	Fields []*field
	Rest   []string
}

// newDuplicateBody shows the form of a copy with a name that is still free to change.
func newDuplicateBody(source *rab.Header) *duplicateBody {
	start := "Boleh kosong: tanggal tetap seperti aslinya. Tanggal selesai ikut bergeser, begitu pula rencana dalam jadwal."
	return &duplicateBody{ID: source.ID, Fields: []*field{
		{Name: "nama", Label: "Nama proyek baru", Kind: "text", Required: true, Wide: true, Limit: 200, Value: copyName(source.Nama)},
		{Name: "tanggal_mulai", Label: "Tanggal mulai", Kind: "date", Hint: start},
		{Name: "salin_jadwal", Label: "Salin juga rencana jadwal dan tahapannya", Kind: "check", Wide: true, Value: "true"},
	}}
}

// copyName proposes a name for a copy, within the longest name that a project has.
func copyName(name string) string {
	const suffix, longest = " - Salinan", 200
	runes := []rune(name)
	return string(runes[:min(len(runes), longest-len(suffix))]) + suffix
}

func (s *Site) duplicatePage(r *serve.Request) error {
	header, err := s.header(r)
	if err != nil {
		return err
	}
	return s.showDuplicate(r, newDuplicateBody(header))
}

func (s *Site) showDuplicate(r *serve.Request, body *duplicateBody) error {
	return s.show(r, http.StatusOK, "duplicate", &page{Title: "Salin proyek", Body: body})
}

// duplicate makes a copy of the project with everything in it (domain §12.1, §12.2); the
// copy belongs to who makes it.
func (s *Site) duplicate(r *serve.Request) error {
	values, err := readForm(r)
	if err != nil {
		return err
	}
	header, err := s.header(r)
	if err != nil {
		return err
	}
	start, err := rab.ParseDate(values.Get("tanggal_mulai"))
	if err != nil {
		return s.duplicateRefused(r, header, values, rab.Refuse("tanggal_mulai", "%s", err))
	}
	made, _, err := r.App.CopyProject(r.HTTP.Context(), r.Visit, app.Copy{
		Name: values.Get("nama"), Start: start, Options: rab.CopyOptions{WithoutSchedule: lastOf(values, "salin_jadwal") == "false"},
	})
	if errors.Is(err, app.ErrNameTaken) {
		err = rab.Refuse("nama", "%s", err)
	}
	if err != nil {
		return s.duplicateRefused(r, header, values, err)
	}
	s.leaveNotice(r, "copied", 0)
	return redirect(r, "/dashboard/project/"+strconv.FormatInt(made.ID, 10)+"/")
}

// lastOf is the last value of a field, which is that of a box that is ticked; "" for none.
func lastOf(values url.Values, name string) string {
	if last := lastValue(values, name); last != nil {
		return *last
	}
	return ""
}

// duplicateRefused shows the form again with what was typed.
func (s *Site) duplicateRefused(r *serve.Request, header *rab.Header, values url.Values, err error) error {
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	body := newDuplicateBody(header)
	for _, f := range body.Fields {
		f.Value = lastOf(values, f.Name)
	}
	body.Rest = complain(body.Fields, "", invalid.Problems)
	return s.showDuplicate(r, body)
}
