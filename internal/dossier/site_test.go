package dossier_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/decimal"
	"takar/internal/document"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
)

// site is a project under way that tests change step by step.
type site struct {
	t    testing.TB
	last int64
	now  rab.Instant
	*rab.Project
}

// NextID implements rab.IDs.
func (s *site) NextID() int64 { s.last++; return s.last }

// NextUID implements rab.IDs.
func (s *site) NextUID() string { return fmt.Sprintf("uid-%d", s.NextID()) }

// newSite is a project of eight weeks with four pekerjaan of 11 to 14 under two headings; the
// last has no volume.
func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{t: t, last: 100, now: 1_000, Project: rab.NewProject(1, nil)}
	header := rab.Header{
		Nama: "Pos ronda", SumberDana: "Dana Desa", LokasiProject: "Sukamaju", NamaClient: "Budi", NamaKontraktor: "Joko", NamaKonsultanPengawas: "Tuti",
		TanggalMulai: "2026-01-01", TanggalSelesai: "2026-02-25", WeekEndDay: 6,
	}
	s.change(func(d *rab.Draft) error {
		if err := d.Found(header, "", ""); err != nil {
			return err
		}
		for i, name := range []string{"Persiapan", "Struktur"} {
			top := int64(2 + 2*i)
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: top}, Name: name, Position: i})
			d.Headings.Put(&rab.Heading{Meta: rab.Meta{ID: top + 1}, ParentID: &top, Name: "Bagian " + name})
		}
		for i, volume := range []string{"10", "25.5", "8", "-"} {
			s.put(d, int64(11+i), int64(3+2*(i/2)), i, volume)
		}
		return nil
	})
	s.need(11, "TK T.1 0.75 120000", "BHN B.1 7.5 700")
	s.need(12, "TK T.1 0.333 120000", "BHN B.2 1.05 85000.5", "ALT A.1 0.25 90000")
	s.need(13, "BHN B.1 3.125 700", "BHN B.3 2 -")
	s.need(14, "TK T.1 1 120000")
	return s
}

func (s *site) put(d *rab.Draft, id, heading int64, position int, volume string) {
	d.Pekerjaan.Put(&rab.Pekerjaan{
		Meta: rab.Meta{ID: id}, UID: fmt.Sprintf("p-%d", id), HeadingID: heading, Position: position, SourceType: rab.SourceCustom,
		Kode: fmt.Sprintf("P%d", id), Uraian: fmt.Sprintf("Pekerjaan %d", id), Satuan: "m3",
	})
	row := &rab.Volume{Meta: rab.Meta{ID: id}}
	if volume != "-" {
		row.Quantity = decimal.Some(decimal.MustParse(volume))
	}
	d.Volumes.Put(row)
}

// change carries out a command that must not be refused.
func (s *site) change(command func(*rab.Draft) error) {
	s.t.Helper()
	s.now += 1_000
	draft := s.Edit(s, s.now, 7)
	if err := command(draft); err != nil {
		s.t.Fatal(err)
	}
	if _, err := draft.Finish(); err != nil {
		s.t.Fatal(err)
	}
	s.Project = s.Apply(draft.Delta(), s.Revision+1, nil)
}

// need gives a pekerjaan its components, as "TK T.1 0.75 120000"; the price "-" is none.
func (s *site) need(pekerjaan int64, components ...string) {
	s.t.Helper()
	prices := map[string]string{}
	s.change(func(d *rab.Draft) error {
		var in rab.SaveAnalysisInput
		for _, text := range components {
			var kategori, kode, koefisien, harga string
			if _, err := fmt.Sscan(text, &kategori, &kode, &koefisien, &harga); err != nil {
				return err
			}
			prices[kode] = harga
			in.Rows = append(in.Rows, rab.AnalysisRow{
				Kategori: kategori, Kode: kode, Uraian: "Barang " + kode, Satuan: "kg", Koefisien: decimal.Some(decimal.MustParse(koefisien)),
			})
		}
		_, err := d.SaveAnalysis(pekerjaan, in)
		return err
	})
	s.change(func(d *rab.Draft) error {
		var in []rab.PriceInput
		for _, item := range d.View().PriceItems.All() {
			if harga, ok := prices[item.Kode]; ok && harga != "-" {
				price := decimal.Some(decimal.MustParse(harga))
				in = append(in, rab.PriceInput{ID: item.ID, Harga: &price})
			}
		}
		_, err := d.SavePrices(in)
		return err
	})
}

// plan enters percents of a pekerjaan, as "W1 60, W2 40".
func (s *site) plan(mode schedule.Mode, pekerjaan int64, text string) {
	s.t.Helper()
	s.change(func(d *rab.Draft) error {
		var list []schedule.Entry
		for i, part := range strings.Split(text, ", ") {
			var week int
			var value string
			if _, err := fmt.Sscanf(part, "W%d %s", &week, &value); err != nil {
				return err
			}
			value, byVolume := strings.CutSuffix(value, "v")
			amount := schedule.Typed{Value: decimal.MustParse(value), ByVolume: byVolume}
			list = append(list, schedule.Entry{Path: fmt.Sprintf("assignments[%d]", i), PekerjaanID: pekerjaan, Week: week, Mode: mode, Amount: &amount})
		}
		_, err := schedule.Save(d, list)
		return err
	})
}

// underWay is newSite with a plan, and realisasi of three weeks.
func underWay(t testing.TB) *site {
	t.Helper()
	s := newSite(t)
	s.plan(schedule.Planned, 11, "W1 33.33, W2 66.67")
	s.plan(schedule.Planned, 12, "W2 14.29, W3 14.29, W4 14.29, W5 14.29, W6 42.84")
	s.plan(schedule.Planned, 13, "W6 3v, W7 4.5v")
	s.plan(schedule.Actual, 11, "W1 30, W2 40, W3 30")
	s.plan(schedule.Actual, 12, "W3 10")
	return s
}

// source is what documents of the site are made of, as somebody sees them.
func (s *site) source(prices bool) *dossier.Source {
	s.t.Helper()
	project := s.Project
	if !prices {
		project = project.WithoutPrices()
	}
	source := &dossier.Source{Project: project, Prices: prices, Hash: "0123456789ab"}
	if plan, err := schedule.NewPlan(project); err == nil {
		source.Schedule = schedule.NewAnalysis(plan, nil)
	}
	return source
}

// build makes a document of the site.
func (s *site) build(kind dossier.Kind, options dossier.Options) *document.Document {
	s.t.Helper()
	return built(s.t, kind, s.source(true), options)
}

func built(t testing.TB, kind dossier.Kind, source *dossier.Source, options dossier.Options) *document.Document {
	t.Helper()
	d, err := dossier.Build(kind, source, options)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// shown is a table as people read it: one line for each row.
func shown(table *document.Table) string {
	var lines []string
	for i := range table.Rows {
		lines = append(lines, shownRow(table, &table.Rows[i]))
	}
	return strings.Join(lines, "\n")
}

func shownRow(table *document.Table, row *document.Row) string {
	var words []string
	column := 0
	for _, cell := range row.Cells {
		words = append(words, cell.Shown(table.Columns[column].Kind))
		column += max(1, cell.Span)
	}
	return strings.TrimRight(strings.Join(words, "|"), "|")
}

// text is all of a document that is no table.
func text(d *document.Document) string {
	var lines []string
	for _, section := range d.Sections {
		lines = append(lines, "# "+section.Title)
		for _, block := range section.Blocks {
			switch block := block.(type) {
			case *document.Note:
				lines = append(lines, strings.TrimPrefix(block.Title+": "+block.Text, ": "))
			case *document.Facts:
				for _, group := range block.Groups {
					for _, fact := range group.Rows {
						lines = append(lines, fact.Label+": "+fact.Value.Shown(fact.Kind))
					}
				}
			}
		}
	}
	return strings.Join(lines, "\n")
}

// sectionOf finds a section.
func sectionOf(t testing.TB, d *document.Document, key string) *document.Section {
	t.Helper()
	for _, section := range d.Sections {
		if section.Key == key {
			return section
		}
	}
	t.Fatalf("no section %q", key)
	return nil
}

// rowOf finds a row.
func rowOf(t testing.TB, table *document.Table, key string) *document.Row {
	t.Helper()
	for i := range table.Rows {
		if table.Rows[i].Key == key {
			return &table.Rows[i]
		}
	}
	t.Fatalf("no row %q", key)
	return nil
}

// compare fails unless a text is as wanted, line by line.
func compare(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimSpace(strings.ReplaceAll(want, "\t", ""))
	if got == want {
		return
	}
	t.Errorf("got\n%s\nwant\n%s", got, want)
}
