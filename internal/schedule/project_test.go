package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// counting hands out ids in order.
type counting struct{ last int64 }

func (c *counting) NextID() int64 { c.last++; return c.last }

func (c *counting) NextUID() string { c.last++; return fmt.Sprintf("uid-%d", c.last) }

// site is a project that tests change step by step.
type site struct {
	t   testing.TB
	ids *counting
	now rab.Instant
	*rab.Project
}

// person is who changes the project in tests.
const person = 7

// newSite returns a project of some days with pekerjaan of the given volumes ("-" is none),
// whose ids are 11, 12 and so on. Weeks end on Minggu.
func newSite(t testing.TB, from, to rab.Date, volumes ...string) *site {
	t.Helper()
	s := &site{t: t, ids: &counting{last: 100}, now: 1_000, Project: rab.NewProject(1, nil)}
	header := rab.Header{Nama: "Gedung", SumberDana: "APBD", LokasiProject: "Bandung", NamaClient: "Dinas", TanggalMulai: from, TanggalSelesai: to}
	s.change(func(d *rab.Draft) error {
		if err := d.Found(header, "", ""); err != nil {
			return err
		}
		parent := int64(2)
		d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: parent}, Name: "Struktur"})
		d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: 3}, ParentID: &parent, Name: "Beton"})
		for i, volume := range volumes {
			id := int64(11 + i)
			d.Pekerjaan.Put(&rab.Pekerjaan{
				Meta: rab.Meta{ID: id}, HeadingID: 3, Position: i, SourceType: rab.SourceCustom,
				Kode: fmt.Sprintf("P%d", i+1), Uraian: "Pekerjaan", Satuan: "m3",
			})
			row := &rab.Volume{Meta: rab.Meta{ID: id}}
			if volume != "-" {
				row.Quantity = decimal.Some(decimal.MustParse(volume))
			}
			d.Volumes.Put(row)
		}
		return nil
	})
	return s
}

// try carries out a command; what it refuses is stored nowhere.
func (s *site) try(command func(*rab.Draft) error) error {
	s.t.Helper()
	s.now += 1_000
	draft := s.Edit(s.ids, s.now, person)
	if err := command(draft); err != nil {
		return err
	}
	if _, err := draft.Finish(); err != nil {
		s.t.Fatal(err)
	}
	s.Project = s.Apply(draft.Delta(), s.Revision+1, nil)
	if broken := s.Integrity(); len(broken) > 0 {
		s.t.Fatalf("the command broke: %s", broken)
	}
	return nil
}

// change carries out a command that must not be refused.
func (s *site) change(command func(*rab.Draft) error) {
	s.t.Helper()
	if err := s.try(command); err != nil {
		s.t.Fatal(err)
	}
}

// save enters percents of one pekerjaan, as "W1 60, W2 40".
func (s *site) save(mode schedule.Mode, pekerjaan int64, text string) error {
	s.t.Helper()
	return s.try(func(d *rab.Draft) error {
		_, err := schedule.Save(d, entries(mode, pekerjaan, text))
		return err
	})
}

// entries reads "W1 60, W2 12.5v": percents, or volumes with a v behind them.
func entries(mode schedule.Mode, pekerjaan int64, text string) []schedule.Entry {
	var list []schedule.Entry
	for i, part := range strings.Split(text, ", ") {
		var week int
		var value string
		if _, err := fmt.Sscanf(part, "W%d %s", &week, &value); err != nil {
			panic(err)
		}
		value, byVolume := strings.CutSuffix(value, "v")
		amount := schedule.Typed{Value: decimal.MustParse(value), ByVolume: byVolume}
		list = append(list, schedule.Entry{Path: fmt.Sprintf("assignments[%d]", i), PekerjaanID: pekerjaan, Week: week, Mode: mode, Amount: &amount})
	}
	return list
}

// weeks shows what is stored of one side of a pekerjaan, as entries reads it.
func (s *site) weeks(mode schedule.Mode, pekerjaan int64) string {
	var parts []string
	for _, row := range s.ProgressOf(pekerjaan) {
		value, byVolume := row.Planned, row.PlannedByVolume
		if mode == schedule.Actual {
			value, byVolume = row.Actual, row.ActualByVolume
		}
		text := fmt.Sprintf("W%d %s", row.Week, value)
		if byVolume {
			text += "v"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
