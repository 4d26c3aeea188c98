package app_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/dossier"
	"takar/internal/rab"
)

// act is a use case on the project of a visit, with arguments that would succeed.
type act struct {
	name string
	need string // "read", "write", "prices" (write and prices) or "manage"
	run  func(s *site, v *app.Visit, pekerjaan, item int64) error
}

var acts = []act{
	{"View", "read", func(s *site, v *app.Visit, _, _ int64) error { _, err := s.View(s.t.Context(), v); return err }},
	{"Audit", "read", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.Audit(s.t.Context(), v, app.AuditFilter{Limit: 10})
		return err
	}},
	{"Trash", "read", func(s *site, v *app.Visit, _, _ int64) error { _, err := s.Trash(s.t.Context(), v); return err }},
	{"Members", "read", func(s *site, v *app.Visit, _, _ int64) error { _, err := s.Members(s.t.Context(), v); return err }},
	{"SaveVolumes", "write", func(s *site, v *app.Visit, pekerjaan, _ int64) error {
		_, _, err := s.SaveVolumes(s.t.Context(), v, []rab.VolumeInput{volume(pekerjaan, "3")})
		return err
	}},
	{"SaveFormulas", "write", func(s *site, v *app.Visit, pekerjaan, _ int64) error {
		_, _, err := s.SaveFormulas(s.t.Context(), v, []rab.FormulaInput{{PekerjaanID: pekerjaan, Raw: "=2*3", IsFx: true}})
		return err
	}},
	{"SyncParameters", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.SyncParameters(s.t.Context(), v, rab.SyncMerge, []rab.ParameterInput{{Name: "tinggi"}})
		return err
	}},
	{"CreateParameter", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.CreateParameter(s.t.Context(), v, rab.ParameterInput{Name: "lebar"})
		return err
	}},
	{"SaveAnalysis", "write", func(s *site, v *app.Visit, pekerjaan, _ int64) error {
		_, _, err := s.SaveAnalysis(s.t.Context(), v, pekerjaan, rab.SaveAnalysisInput{})
		return err
	}},
	{"SaveAnalyses", "write", func(s *site, v *app.Visit, pekerjaan, _ int64) error {
		_, _, err := s.SaveAnalyses(s.t.Context(), v, []rab.PekerjaanAnalysis{{PekerjaanID: pekerjaan}})
		return err
	}},
	{"AppendTree", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.AppendTree(s.t.Context(), v, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "K"}}})
		return err
	}},
	{"ReplaceTree", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.ReplaceTree(s.t.Context(), v, rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Name: "K"}}})
		return err
	}},
	{"EditProject", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.EditProject(s.t.Context(), v, app.ProjectEdit{Edit: func(h *rab.Header) { h.Nama = "Nama baru" }})
		return err
	}},
	{"EditDocuments", "write", func(s *site, v *app.Visit, _, _ int64) error {
		_, err := s.EditDocuments(s.t.Context(), v, func(d *rab.DocumentSetting) { d.Nomor = "1" }, nil)
		return err
	}},
	{"SetLogo", "write", func(s *site, v *app.Visit, _, _ int64) error {
		var logo bytes.Buffer
		if err := png.Encode(&logo, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			return err
		}
		_, err := s.SetLogo(s.t.Context(), v, logo.Bytes(), "file", nil)
		return err
	}},
	{"Issue", "prices", func(s *site, v *app.Visit, _, _ int64) error {
		_, err := s.Issue(s.t.Context(), v, app.IssueInput{Kind: dossier.RekapRAB, Formats: []dossier.Format{dossier.CSV}})
		return err
	}},
	{"SavePrices", "prices", func(s *site, v *app.Visit, _, item int64) error {
		harga := some("5")
		_, _, err := s.SavePrices(s.t.Context(), v, app.PriceSave{Items: []rab.PriceInput{{ID: item, Harga: &harga}}})
		return err
	}},
	{"ChangePricesByPercent", "prices", func(s *site, v *app.Visit, _, _ int64) error {
		_, _, err := s.ChangePricesByPercent(s.t.Context(), v, rab.PercentInput{Percent: decimal.FromInt(5)})
		return err
	}},
	{"SaveConversion", "prices", func(s *site, v *app.Visit, _, item int64) error {
		_, _, err := s.SaveConversion(s.t.Context(), v, rab.ConversionInput{PriceItemID: item, MarketUnit: "dus"})
		return err
	}},
	{"SavePricing", "prices", func(s *site, v *app.Visit, _, _ int64) error {
		markup := decimal.FromInt(12)
		_, err := s.SavePricing(s.t.Context(), v, rab.PricingInput{MarkupPercent: &markup})
		return err
	}},
	{"SetMarkupOverride", "prices", func(s *site, v *app.Visit, pekerjaan, _ int64) error {
		_, err := s.SetMarkupOverride(s.t.Context(), v, pekerjaan, some("0"), nil)
		return err
	}},
	{"DeleteOrphans", "prices", func(s *site, v *app.Visit, _, item int64) error {
		_, _, err := s.DeleteOrphans(s.t.Context(), v, []int64{item})
		return err
	}},
	{"Share", "manage", func(s *site, v *app.Visit, _, _ int64) error {
		return s.Share(s.t.Context(), v, "asing", app.Reader, true)
	}},
	{"Unshare", "manage", func(s *site, v *app.Visit, _, _ int64) error {
		err := s.Unshare(s.t.Context(), v, 1<<40)
		if errors.Is(err, app.ErrNotFound) && v.Rights.Manage {
			return nil // there is no such member, which the owner may learn
		}
		return err
	}},
	{"SetArchived", "manage", func(s *site, v *app.Visit, _, _ int64) error {
		_, err := s.SetArchived(s.t.Context(), v, true)
		return err
	}},
}

func TestWhoMayDoWhat(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	actors := []struct {
		name   string
		token  string
		role   app.Role
		prices bool
		may    map[string]bool
		refuse error
	}{
		{"owner", owner, "", true, map[string]bool{"read": true, "write": true, "prices": true, "manage": true}, nil},
		{"editor", s.person("penyunting"), app.Editor, true, map[string]bool{"read": true, "write": true, "prices": true}, app.ErrForbidden},
		{"editor without prices", s.person("penyunting-buta"), app.Editor, false, map[string]bool{"read": true, "write": true}, app.ErrForbidden},
		{"reader", s.person("pembaca"), app.Reader, true, map[string]bool{"read": true}, app.ErrForbidden},
		{"stranger", s.person("asing"), "", false, nil, app.ErrNotFound},
	}
	for _, actor := range actors {
		for _, act := range acts {
			t.Run(actor.name+"/"+act.name, func(t *testing.T) {
				project, pekerjaan, item := s.project(owner, "Proyek "+act.name)
				if actor.role != "" {
					account := s.visit(actor.token, 0).Account
					if err := s.Share(t.Context(), s.visit(owner, project), account.Email, actor.role, actor.prices); err != nil {
						t.Fatal(err)
					}
				}
				before := s.view(owner, project).Revision
				err := act.run(s, s.visit(actor.token, project), pekerjaan, item)
				if actor.may[act.need] {
					if err != nil {
						t.Fatalf("refused: %v", err)
					}
					return
				}
				if !errors.Is(err, actor.refuse) {
					t.Fatalf("got %v, want %v", err, actor.refuse)
				}
				if after := s.view(owner, project).Revision; after != before {
					t.Errorf("revision went from %d to %d", before, after)
				}
			})
		}
	}
}

func TestArchivedProjectCanBeReadButNotChanged(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, item := s.project(owner, "Gudang")
	if _, err := s.SetArchived(t.Context(), s.visit(owner, project), true); err != nil {
		t.Fatal(err)
	}
	for _, act := range acts {
		err := act.run(s, s.visit(owner, project), pekerjaan, item)
		switch act.need {
		case "write", "prices":
			if !errors.Is(err, app.ErrArchived) {
				t.Errorf("%s: got %v, want ErrArchived", act.name, err)
			}
		case "read":
			if err != nil {
				t.Errorf("%s: %v", act.name, err)
			}
		}
	}
	if _, _, err := s.Undo(t.Context(), s.visit(owner, project)); !errors.Is(err, app.ErrArchived) {
		t.Errorf("undo: got %v, want ErrArchived", err)
	}
	if _, err := s.SetArchived(t.Context(), s.visit(owner, project), false); err != nil {
		t.Fatal(err)
	}
	if got := s.setVolume(owner, project, pekerjaan, "9"); !got.Changed {
		t.Error("a restored project cannot be changed")
	}
}

func TestMembersWithoutPricesSeeNone(t *testing.T) {
	s := newSite(t)
	owner, reader := s.person("pemilik"), s.person("pembaca")
	project, _, item := s.project(owner, "Rahasia")
	if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, false); err != nil {
		t.Fatal(err)
	}
	if row, _ := s.view(owner, project).PriceItems.Get(item); !row.Harga.Valid {
		t.Fatal("the owner sees no price")
	}
	view := s.view(reader, project)
	if row, _ := view.PriceItems.Get(item); row.Harga.Valid {
		t.Errorf("price %s is shown", row.Harga.Decimal)
	}
	if total := view.Figures().Totals.Total; !total.IsZero() {
		t.Errorf("total %s is shown", total)
	}
	entries, _, err := s.Audit(t.Context(), s.visit(reader, project), app.AuditFilter{Limit: 100})
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for _, entry := range entries {
		if entry.Details != nil {
			t.Errorf("entry %q shows details", entry.Summary)
		}
	}
}

func TestMembershipEndsAtOnce(t *testing.T) {
	s := newSite(t)
	owner, editor := s.person("pemilik"), s.person("penyunting")
	project, _, _ := s.project(owner, "Bersama")
	if err := s.Share(t.Context(), s.visit(owner, project), "PENYUNTING@contoh.id", app.Editor, true); err != nil {
		t.Fatal(err)
	}
	account := s.visit(editor, project).Account.ID
	if !s.visit(editor, project).Rights.Write {
		t.Fatal("the editor may not write")
	}
	if err := s.Unshare(t.Context(), s.visit(owner, project), account); err != nil {
		t.Fatal(err)
	}
	if _, err := s.View(t.Context(), s.visit(editor, project)); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	var invalid *rab.Invalid
	if err := s.Share(t.Context(), s.visit(owner, project), "tidak-ada", app.Reader, true); !errors.As(err, &invalid) {
		t.Errorf("unknown person: %v", err)
	}
	if err := s.Share(t.Context(), s.visit(owner, project), "pemilik", app.Reader, true); !errors.As(err, &invalid) {
		t.Errorf("own role of the owner: %v", err)
	}
	if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Owner, true); !errors.As(err, &invalid) {
		t.Errorf("a second owner: %v", err)
	}
}
