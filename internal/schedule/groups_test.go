package schedule_test

import (
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Headings are as far as their pekerjaan, which weigh as in the kurva S: here by volume.
func TestHeadingsAreAsFarAsTheirPekerjaan(t *testing.T) {
	s := newSite(t, "2025-01-01", "2025-03-31", "10", "30", "60")
	s.change(func(d *rab.Draft) error {
		parent := int64(2)
		d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: 4}, ParentID: &parent, Name: "Baja"})
		last, _ := d.View().Pekerjaan.Get(13)
		moved := *last
		moved.HeadingID = 4
		d.Pekerjaan.Put(&moved)
		return nil
	})
	groups := func() string {
		plan, err := schedule.NewPlan(s.Project)
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, g := range schedule.NewAnalysis(plan, nil).Groups() {
			text = append(text, strings.Join([]string{decimal.FromInt(g.ID).String(), g.Planned.Indonesian(2, 2), g.PlannedNow.Indonesian(2, 2), g.Actual.Indonesian(2, 2)}, " "))
		}
		return strings.Join(text, "; ")
	}
	for pekerjaan, text := range map[int64]string{11: "W1 50, W2 50", 12: "W2 40", 13: "W4 100"} {
		if err := s.save(schedule.Planned, pekerjaan, text); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := groups(), "2 82,00 - -; 3 55,00 - -; 4 100,00 - -"; got != want {
		t.Errorf("without realisasi: %s, want %s", got, want)
	}
	if err := s.save(schedule.Actual, 12, "W1 10, W2 20"); err != nil {
		t.Fatal(err)
	}
	// until week 2: (10×100 + 30×40) ÷ 40 of heading 3; done (30×30) ÷ 40
	if got, want := groups(), "2 82,00 22,00 9,00; 3 55,00 55,00 22,50; 4 100,00 0,00 0,00"; got != want {
		t.Errorf("in week 2: %s, want %s", got, want)
	}
	if err := s.save(schedule.Actual, 12, "W3 5"); err != nil {
		t.Fatal(err)
	}
	s.change(func(d *rab.Draft) error {
		return schedule.EditSetting(d, func(setting *rab.ScheduleSetting) { setting.StatusDate = "2025-01-10" }, nil)
	})
	if got, want := groups(), "2 82,00 22,00 9,00; 3 55,00 55,00 22,50; 4 100,00 0,00 0,00"; got != want {
		t.Errorf("what is known beyond the status date counts: %s, want %s", got, want)
	}
}
