package serve

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// ProjectQuery is what the list of projects is asked for in an address (api §6.3).
type ProjectQuery struct {
	app.ProjectQuery

	// Values are the parameters that could be read, without empty ones.
	Values url.Values
	// State is "true" for the active projects, "false" for the archived ones, "" for all.
	State string
	// Problems name the parameters that could not be read; the others hold.
	Problems rab.Problems
}

// ProjectSorts are the orders of the list, the one that holds without any first.
var ProjectSorts = []string{
	"-updated_at", "updated_at", "nama", "-nama", "-tahun_project", "tahun_project", "-anggaran_owner", "anggaran_owner", "tanggal_selesai", "-tanggal_selesai",
	"realisasi", "-realisasi",
}

// MaxSearch bounds a search text, in bytes.
const MaxSearch = 200

// ReadProjectQuery reads the parameters of the list of projects, for the page, its files
// and the interface alike.
func ReadProjectQuery(sent url.Values) *ProjectQuery {
	q := &ProjectQuery{Values: url.Values{}}
	q.read(sent, "search", func(text string) error {
		if len(text) > MaxSearch {
			return fmt.Errorf("teks pencarian paling banyak %d huruf", MaxSearch)
		}
		q.Search = text
		return nil
	})
	q.read(sent, "sort_by", OneOf("urutan", ProjectSorts, &q.SortBy))
	statuses := []string{string(rab.NotStarted), string(rab.Running), string(rab.Deadline), string(rab.Overdue), string(rab.Finished)}
	q.read(sent, "status_timeline", OneOf("status", statuses, &q.StatusTimeline))
	q.read(sent, "sumber_dana", func(text string) error { q.SumberDana = text; return nil })
	q.read(sent, "tahun_project", func(text string) (err error) {
		if q.TahunProject, err = strconv.Atoi(text); err != nil {
			return fmt.Errorf("tahun %q bukan bilangan", text)
		}
		return nil
	})
	q.read(sent, "anggaran_min", amount(&q.AnggaranMin))
	q.read(sent, "anggaran_max", amount(&q.AnggaranMax))
	q.read(sent, "tanggal_mulai_from", Day(&q.From))
	q.read(sent, "tanggal_mulai_to", Day(&q.Until))
	q.read(sent, "page", func(text string) error {
		q.Page, _ = strconv.Atoi(text) // a bad page is the nearest one (api §6.3)
		return nil
	})
	q.readState(sent)
	return q
}

func (q *ProjectQuery) read(sent url.Values, name string, take func(string) error) {
	text := strings.TrimSpace(sent.Get(name))
	if text == "" {
		return
	}
	if err := take(text); err != nil {
		q.Problems.Add(name, "%s", err)
		return
	}
	q.Values.Set(name, text)
}

// readState reads which projects are meant: active ones when the query does not say.
func (q *ProjectQuery) readState(sent url.Values) {
	q.State = "true"
	if sent.Has("is_active") {
		state := strings.ToLower(strings.TrimSpace(sent.Get("is_active")))
		if !slices.Contains([]string{"true", "false", ""}, state) {
			q.Problems.Add("is_active", "is_active harus true, false atau kosong")
		} else {
			q.State = state
			q.Values.Set("is_active", state)
		}
	}
	if q.State != "" {
		active := q.State == "true"
		q.Active = &active
	}
}

// OneOf takes one of the given values, or says what is not known; name is what they are.
func OneOf(name string, values []string, target *string) func(string) error {
	return func(text string) error {
		if !slices.Contains(values, text) {
			return fmt.Errorf("%s %q tidak dikenal", name, text)
		}
		*target = text
		return nil
	}
}

func amount(target *decimal.Null) func(string) error {
	return func(text string) (err error) {
		*target, err = decimal.Anggaran.ParseText(text)
		return err
	}
}

// Day takes a day.
func Day(target *rab.Date) func(string) error {
	return func(text string) (err error) {
		*target, err = rab.ParseDate(text)
		return err
	}
}
