package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"takar/internal/ahsp"
	"takar/internal/app"
	"takar/internal/rab"
)

// admin makes an administrator and enters as them.
func (s *site) admin(name string) *app.Visit {
	s.t.Helper()
	if _, err := s.AddAccount(s.t.Context(), app.NewAccount{Email: name + "@contoh.id", UserName: name, Password: password, Admin: true}); err != nil {
		s.t.Fatal(err)
	}
	return s.visit(s.login(name), 0)
}

// libraryFile is an import with one finding of several kinds.
const libraryFile = `sumber_ahsp,kode_ahsp,nama_ahsp,klasifikasi,satuan_pekerjaan,kategori,kode_item,uraian_item,satuan_item,koefisien
AHSP UJI,1.1,Galian tanah,Tanah,m3,TK,,Pekerja,OH,0.75
,1.1,Galian tanah,,,TK,,Mandor,OH,0.025
,1.2,Pemasangan 1 m2 dinding bata,Dinding,,BHN,B.1,Bata merah,,70
,1.2,Pemasangan 1 m2 dinding bata,,,,X.1,Sewa alat,jam,0
,1.3,Papan nama,Persiapan,,BHN,B.2,Papan,lembar,1
`

func (s *site) upload(v *app.Visit, name, data string) *app.StagedImport {
	s.t.Helper()
	staged, err := s.StageImport(s.t.Context(), v, app.Upload{Name: name, Data: []byte(data)})
	if err != nil {
		s.t.Fatal(err)
	}
	return staged
}

// openKinds lists the kinds of the findings that wait for somebody.
func openKinds(g *app.StagedImport) string {
	var kinds []string
	for i := range g.Findings {
		if f := &g.Findings[i]; !f.Kind.Note() && g.Settled(f) == ahsp.Unresolved {
			kinds = append(kinds, string(f.Kind))
		}
	}
	return strings.Join(kinds, " ")
}

func (s *site) commitFile(v *app.Visit, data string, newRevision bool) ahsp.Edition {
	s.t.Helper()
	staged := s.upload(v, "uji.csv", data)
	edition, err := s.CommitStaged(s.t.Context(), v, staged.ID, staged.Version, "", newRevision)
	if err != nil {
		s.t.Fatal(err)
	}
	s.visit(s.login(v.Account.UserName), 0) // sees the library as it is now
	return edition
}

func wantInvalid(t *testing.T, what string, err error, path, says string) {
	t.Helper()
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) || invalid.Problems[0].Path != path || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v, want a problem at %s that says %q", what, err, path, says)
	}
}

func wantConflict(t *testing.T, what string, err error) {
	t.Helper()
	var conflict *rab.Conflict
	if !errors.As(err, &conflict) {
		t.Errorf("%s: %v, want a conflict", what, err)
	}
}

func TestAFileIsStagedSettledAndCommitted(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		staged := s.upload(v, "uji.csv", libraryFile)
		if got := openKinds(staged); got != "missing_satuan suspect_koefisien missing_kategori unit_missing" || staged.Version != 1 || staged.Edition != "AHSP UJI" {
			t.Fatalf("open %s, version %d, edition %s", got, staged.Version, staged.Edition)
		}
		after, n, err := s.ResolveFindings(ctx, v, staged.ID, &staged.Version, []ahsp.Rule{
			{Kind: ahsp.MissingSatuan, Action: ahsp.Set, Value: "buah"}, {Kind: ahsp.MissingKategori, Action: ahsp.Keep},
		}, []ahsp.Correction{{Kode: "1.3", Field: ahsp.FieldSatuan, Old: "", New: "buah"}}, "cek dokumen hal. 12")
		if err != nil {
			t.Fatal(err)
		}
		if n != 3 || after.Version != 2 || openKinds(after) != "suspect_koefisien" {
			t.Errorf("%d values, version %d, open %s", n, after.Version, openKinds(after))
		}
		again, err := s.StagedImport(ctx, v, staged.ID)
		if err != nil || openKinds(again) != "suspect_koefisien" || again.Version != 2 {
			t.Errorf("read again: version %d, open %s, %v", again.Version, openKinds(again), err)
		}
		edition, err := s.CommitStaged(ctx, v, staged.ID, 2, "AHSP Kabupaten", false)
		if err != nil || edition.Name != "AHSP Kabupaten" || edition.Revision != 1 {
			t.Fatalf("%+v, %v", edition, err)
		}
		s.visit(s.login("admin"), 0)
		library, _ := s.Library()
		analysis, _ := library.ByKode(edition.ID, "1.2")
		unit, class := &analysis.Components[0], &analysis.Components[1]
		if unit.Satuan != "buah" || unit.Resolution != ahsp.ByPerson || class.Kategori != ahsp.LAIN || ahsp.FormatMarks(class.Marks()) != "suspect_koefisien:none,missing_kategori:person" {
			t.Errorf("components %+v, %+v", unit, class)
		}
		if first, _ := library.ByKode(edition.ID, "1.1"); first.Components[0].Kode != "TK-0001" || first.Components[1].Kode != "TK-0002" {
			t.Errorf("codes %s, %s", first.Components[0].Kode, first.Components[1].Kode)
		}
		if _, err := s.StagedImport(ctx, v, staged.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("the staged file is still there: %v", err)
		}
		made, total, err := s.Corrections(ctx, v, app.CorrectionFilter{EditionID: edition.ID, Made: true, Limit: 10})
		if err != nil || total != 3 || made[2].Why != "cek dokumen hal. 12" || made[2].AccountName != "admin" || made[2].NewValue != "buah" {
			t.Errorf("%d corrections, %+v, %v", total, made, err)
		}
		s.wantLog(v, "commit resolve stage")
	})
}

// wantLog compares the actions of the log, newest first.
func (s *site) wantLog(v *app.Visit, want string) {
	s.t.Helper()
	events, total, err := s.LibraryLog(s.t.Context(), v, app.LibraryFilter{Limit: 100})
	if err != nil || total != len(events) {
		s.t.Fatalf("%d of %d events, %v", len(events), total, err)
	}
	var actions []string
	for _, e := range events {
		actions = append(actions, e.Action)
	}
	if got := strings.Join(actions, " "); got != want {
		s.t.Errorf("log: %s, want %s", got, want)
	}
}

func TestItemCodesStayTheSameOverImports(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		v := s.admin("admin")
		first := s.commitFile(v, libraryFile, false)
		second := s.commitFile(v, strings.Replace(libraryFile, ",,Pekerja,OH", ",,Tukang gali,OH", 1)+",1.4,Urugan,Tanah,m3,TK,,pekerja,Oh,1\n", true)
		library, _ := s.Library()
		kode := func(e ahsp.Edition, analysis string, i int) string {
			a, _ := library.ByKode(e.ID, analysis)
			return a.Components[i].Kode
		}
		if a, b, c := kode(first, "1.1", 0), kode(second, "1.4", 0), kode(second, "1.1", 0); a != "TK-0001" || b != a || c != "TK-0003" {
			t.Errorf("Pekerja is %s, then %s; Tukang gali is %s", a, b, c)
		}
		codes, err := s.ItemCodes(t.Context(), v)
		if err != nil || len(codes) != 6 {
			t.Errorf("%d lines, %v", len(codes), err)
		}
	})
}

func TestCommitsAndSettlementsAreOfWhatWasSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		staged := s.upload(v, "uji.csv", libraryFile)
		rules := []ahsp.Rule{{Kind: ahsp.MissingKategori, Action: ahsp.Keep}}
		if _, _, err := s.ResolveFindings(ctx, v, staged.ID, nil, rules, nil, "cek"); err != nil {
			t.Fatal(err)
		}
		_, _, err := s.ResolveFindings(ctx, v, staged.ID, &staged.Version, rules, nil, "cek")
		wantConflict(t, "an old version", err)
		_, err = s.CommitStaged(ctx, v, staged.ID, staged.Version, "", false)
		wantConflict(t, "a commit of an old version", err)
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, nil, []ahsp.Correction{
			{Kode: "1.3", Field: ahsp.FieldNama, Old: "Papan nama", New: "Papan"}, {Kode: "1.3", Field: ahsp.FieldNama, Old: "Papan nama", New: "Papan"},
		}, "cek")
		wantConflict(t, "a value that changed", err)
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, rules, nil, "cek")
		wantInvalid(t, "nothing open", err, "rules[0]", "tidak ada temuan")
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, []ahsp.Rule{{Kind: ahsp.MissingSatuan, Action: ahsp.Set, Value: strings.Repeat("x", 30)}}, nil, "cek")
		wantInvalid(t, "a bad value", err, "rules[0]", "20 karakter")
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, nil, []ahsp.Correction{{Kode: "9", Field: ahsp.FieldNama, New: "x"}}, "cek")
		wantInvalid(t, "an unknown analysis", err, "corrections[0]", "tidak ada")
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, nil, nil, "cek")
		wantInvalid(t, "nothing asked", err, "rules", "Sebutkan")
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, make([]ahsp.Rule, 51), nil, "cek")
		wantInvalid(t, "too many rules", err, "rules", "50")
		_, _, err = s.ResolveFindings(ctx, v, staged.ID, nil, rules, nil, " ")
		wantInvalid(t, "no reason", err, "why", "alasan")
		if now, err := s.StagedImport(ctx, v, staged.ID); err != nil || now.Version != 2 {
			t.Errorf("a refusal stored something: version %d, %v", now.Version, err)
		}
		if _, err := s.CommitStaged(ctx, v, staged.ID, 2, "", false); err != nil {
			t.Fatal(err)
		}
		next := s.upload(v, "uji.csv", libraryFile)
		if next.Known == nil || next.Known.Name != "AHSP UJI" {
			t.Errorf("the same file is not recognised: %+v", next.Known)
		}
		_, err = s.CommitStaged(ctx, v, next.ID, 1, "", false)
		wantInvalid(t, "a known name", err, "edition", "sudah ada")
		_, err = s.CommitStaged(ctx, v, next.ID, 1, strings.Repeat("x", 101), false)
		wantInvalid(t, "a long name", err, "edition", "100")
		if edition, err := s.CommitStaged(ctx, v, next.ID, 1, "", true); err != nil || edition.Revision != 2 {
			t.Errorf("%+v, %v", edition, err)
		}
	})
}

func TestStagedFilesBelongToTheirAdministratorAndEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v, other := t.Context(), s.admin("admin"), s.admin("lain")
		staged := s.upload(v, "uji.csv", libraryFile)
		for what, err := range map[string]error{
			"read":    second(s.StagedImport(ctx, other, staged.ID)),
			"resolve": third(s.ResolveFindings(ctx, other, staged.ID, nil, nil, nil, "x")),
			"commit":  second(s.CommitStaged(ctx, other, staged.ID, 1, "", false)),
			"drop":    s.DropStaged(ctx, other, staged.ID),
		} {
			if !errors.Is(err, app.ErrNotFound) {
				t.Errorf("%s by another administrator: %v", what, err)
			}
		}
		if list, err := s.StagedImports(ctx, other); err != nil || len(list) != 0 {
			t.Errorf("another administrator sees %d files, %v", len(list), err)
		}
		for range 4 {
			s.upload(v, "uji.csv", libraryFile)
		}
		_, err := s.StageImport(ctx, v, app.Upload{Name: "uji.csv", Data: []byte(libraryFile)})
		wantInvalid(t, "a sixth file", err, "file", "menunggu")
		if list, err := s.StagedImports(ctx, v); err != nil || len(list) != 5 || list[4].ID != staged.ID || list[4].Summary.Analyses != 3 {
			t.Errorf("%d files, %+v, %v", len(list), list, err)
		}
		if err := s.DropStaged(ctx, v, staged.ID); err != nil {
			t.Error(err)
		}
		s.clock.now = s.clock.now.Add(25 * time.Hour)
		if list, err := s.StagedImports(ctx, v); err != nil || len(list) != 0 {
			t.Errorf("%d files after a day, %v", len(list), err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func TestARefusedFileLeavesOnlyALineInTheLog(t *testing.T) {
	s := newSite(t)
	ctx, v := t.Context(), s.admin("admin")
	for name, c := range map[string]struct{ data, says string }{
		"empty.csv":   {"", "kosong"},
		"columns.csv": {"a,b\n1,2\n", "kolom wajib"},
		"number.csv":  {strings.Replace(libraryFile, "0.75", "abc", 1), "bukan angka"},
		"formula.csv": {strings.Replace(libraryFile, "Galian tanah", "\"=HYPERLINK(\"\"x\"\")\"", 1), "HYPERLINK"},
		"wide.csv":    {strings.Repeat("x,", 100_000) + "\n", "100 kolom"},
		"old.xls":     {"\xD0\xCF\x11\xE0 …", ".xls"},
		"zip.xlsx":    {"PK\x03\x04 tidak utuh", "rusak"},
	} {
		_, err := s.StageImport(ctx, v, app.Upload{Name: name, Data: []byte(c.data)})
		wantInvalid(t, name, err, "file", c.says)
	}
	if list, err := s.StagedImports(ctx, v); err != nil || len(list) != 0 {
		t.Errorf("%d files are staged, %v", len(list), err)
	}
	s.wantLog(v, strings.TrimSpace(strings.Repeat("reject ", 7)))
}

func TestOnlyAdministratorsAdministerTheLibrary(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	staged := s.upload(s.admin("admin"), "uji.csv", libraryFile)
	v := s.visit(s.person("orang"), 0)
	for what, err := range map[string]error{
		"StageImport":       second(s.StageImport(ctx, v, app.Upload{})),
		"StagedImports":     second(s.StagedImports(ctx, v)),
		"StagedImport":      second(s.StagedImport(ctx, v, staged.ID)),
		"ResolveFindings":   third(s.ResolveFindings(ctx, v, staged.ID, nil, nil, nil, "x")),
		"CommitStaged":      second(s.CommitStaged(ctx, v, staged.ID, 1, "", false)),
		"DropStaged":        s.DropStaged(ctx, v, staged.ID),
		"LibraryDrafts":     second(s.LibraryDrafts(ctx, v, "")),
		"CorrectLibrary":    second(s.CorrectLibrary(ctx, v, app.CorrectionInput{})),
		"DiscardCorrection": s.DiscardCorrection(ctx, v, 1),
		"Revise":            second(s.Revise(ctx, v, 1, "")),
		"Corrections":       third(s.Corrections(ctx, v, app.CorrectionFilter{})),
		"Editions":          second(s.Editions(ctx, v)),
		"PreviewWithdrawal": second(s.PreviewWithdrawal(ctx, v, app.Withdrawal{})),
		"Withdraw":          second(s.Withdraw(ctx, v, app.Withdrawal{})),
		"OfferAgain":        second(s.OfferAgain(ctx, v, 1)),
		"LibraryLog":        third(s.LibraryLog(ctx, v, app.LibraryFilter{})),
		"ItemCodes":         second(s.ItemCodes(ctx, v)),
	} {
		if !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestCollectedCorrectionsMakeARevisionThatProjectsDoNotFollow(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		edition := s.commitFile(v, libraryFile, false)
		library, _ := s.Library()
		analysis, _ := library.ByKode(edition.ID, "1.1")
		token := s.person("pemilik")
		project, _, _ := s.project(token, "Galian")
		tree, _, err := s.AppendTree(ctx, s.visit(token, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{
			Pekerjaan: []rab.PekerjaanInput{{SourceType: "ref", RefID: &analysis.ID}},
		}}}}})
		if err != nil {
			t.Fatal(err)
		}
		correct := func(in app.CorrectionInput) *app.Corrected {
			t.Helper()
			in.Why = "salah ketik"
			done, err := s.CorrectLibrary(ctx, v, in)
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		done := correct(app.CorrectionInput{Component: analysis.Components[0].ID, Field: ahsp.FieldKoefisien, Value: "0.8", Old: pointer("0.75")})
		if done.Old != "0.75" || done.Waiting != 1 || done.Correction.NewValue != "0.8" {
			t.Errorf("%+v", done)
		}
		if same := correct(app.CorrectionInput{Component: analysis.Components[0].ID, Field: ahsp.FieldKoefisien, Value: "0.80"}); same.Correction != nil || same.Waiting != 1 {
			t.Errorf("the same value again: %+v", same)
		}
		done = correct(app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldSubKlasifikasi, Value: "Galian"})
		drafts, err := s.LibraryDrafts(ctx, v, "AHSP UJI")
		if err != nil || len(drafts) != 1 || len(drafts[0].Collected) != 2 || drafts[0].Stamp != done.Stamp {
			t.Fatalf("%+v, %v", drafts, err)
		}
		if now := drafts[0].Analyses[0]; now.Components[0].Koefisien.String() != "0.8" || now.SubKlasifikasi != "Galian" || now.ID != analysis.ID {
			t.Errorf("draft %+v", now)
		}
		if library, _ := s.Library(); len(library.Search(ahsp.Query{SubKlasifikasi: "Galian"})) != 0 {
			t.Error("the library changed before its revision")
		}
		_, err = s.Revise(ctx, v, edition.ID, "lain")
		wantConflict(t, "a stamp of before", err)
		revised, err := s.Revise(ctx, v, edition.ID, done.Stamp)
		if err != nil || revised.Revision != 2 || revised.Name != "AHSP UJI" {
			t.Fatalf("%+v, %v", revised, err)
		}
		row := s.view(token, project).ComponentsOf(tree.CreatedIDs[0])[0]
		if row.Koefisien.String() != "0.75" {
			t.Errorf("the project has %s", row.Koefisien)
		}
		library, _ = s.Library()
		if next, ok := library.ByKode(revised.ID, "1.1"); !ok || next.Components[0].Koefisien.String() != "0.8" || next.Components[0].Original != "0.75" {
			t.Errorf("the revision has %+v", next)
		}
		if old, _ := library.Analysis(analysis.ID); old.Components[0].Koefisien.String() != "0.75" {
			t.Error("the old revision changed")
		}
		_, err = s.CorrectLibrary(ctx, v, app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: "x", Why: "x"})
		wantInvalid(t, "a replaced revision", err, "id", "tidak lagi ditawarkan")
		_, err = s.Revise(ctx, v, edition.ID, done.Stamp)
		wantInvalid(t, "revised again", err, "edition", "tidak lagi ditawarkan")
		_, err = s.Revise(ctx, v, revised.ID, done.Stamp)
		wantInvalid(t, "nothing collected", err, "edition", "Belum ada koreksi")
		s.wantLog(v, "revise correct correct commit stage")
	})
}

func TestWrongCorrectionsOfTheLibraryAreRefused(t *testing.T) {
	s := newSite(t)
	ctx, v := t.Context(), s.admin("admin")
	edition := s.commitFile(v, libraryFile, false)
	library, _ := s.Library()
	analysis, _ := library.ByKode(edition.ID, "1.1")
	component := analysis.Components[0].ID
	for name, c := range map[string]struct {
		in         app.CorrectionInput
		path, says string
	}{
		"no number":    {app.CorrectionInput{Component: component, Field: ahsp.FieldKoefisien, Value: "1,5"}, "value", "nilai baru"},
		"no kategori":  {app.CorrectionInput{Component: component, Field: ahsp.FieldKategori, Value: "x"}, "value", "kategori"},
		"no name":      {app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: " "}, "value", "kosong"},
		"wrong field":  {app.CorrectionInput{Analysis: analysis.ID, Field: "harga", Value: "x"}, "value", "tidak dapat dikoreksi"},
		"other's":      {app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldUraian, Value: "x"}, "value", "tidak ada komponen"},
		"NUL":          {app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: "a\x00"}, "value", "karakter"},
		"long reason":  {app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: "x", Why: strings.Repeat("x", 501)}, "why", "500"},
		"blank reason": {app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: "x", Why: "\t"}, "why", "alasan"},
	} {
		if c.in.Why == "" {
			c.in.Why = "cek"
		}
		_, err := s.CorrectLibrary(ctx, v, c.in)
		wantInvalid(t, name, err, c.path, c.says)
	}
	_, err := s.CorrectLibrary(ctx, v, app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: "x", Old: pointer("lain"), Why: "cek"})
	wantConflict(t, "another old value", err)
	for _, in := range []app.CorrectionInput{{Analysis: 1}, {Component: 1}, {}} {
		in.Why = "cek"
		if _, err := s.CorrectLibrary(ctx, v, in); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	if drafts, err := s.LibraryDrafts(ctx, v, ""); err != nil || len(drafts[0].Collected) != 0 {
		t.Errorf("%d corrections were stored, %v", len(drafts[0].Collected), err)
	}
}

func TestACorrectionThatOthersBuildOnIsNotDiscarded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		edition := s.commitFile(v, libraryFile, false)
		library, _ := s.Library()
		analysis, _ := library.ByKode(edition.ID, "1.3")
		var ids []int64
		for i := range 3 {
			done, err := s.CorrectLibrary(ctx, v, app.CorrectionInput{Analysis: analysis.ID, Field: ahsp.FieldNama, Value: fmt.Sprint("Papan ", i), Why: "cek"})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, done.Correction.ID)
		}
		wantInvalid(t, "the first", s.DiscardCorrection(ctx, v, ids[0]), "id", "lebih baru")
		for _, id := range []int64{ids[2], ids[1]} {
			if err := s.DiscardCorrection(ctx, v, id); err != nil {
				t.Error(err)
			}
		}
		if err := s.DiscardCorrection(ctx, v, ids[2]); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("discarded twice: %v", err)
		}
		drafts, err := s.LibraryDrafts(ctx, v, "")
		if err != nil || len(drafts[0].Collected) != 1 || drafts[0].Analyses[2].Nama != "Papan 0" {
			t.Errorf("%+v, %v", drafts[0].Collected, err)
		}
	})
}

func TestWithdrawnEditionsAreFoundNoMoreButStayInProjects(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		first := s.commitFile(v, libraryFile, false)
		second := s.commitFile(v, libraryFile, true)
		library, _ := s.Library()
		analysis, _ := library.ByKode(second.ID, "1.1")
		token := s.person("pemilik")
		project, _, _ := s.project(token, "Galian")
		if _, _, err := s.AppendTree(ctx, s.visit(token, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{
			Pekerjaan: []rab.PekerjaanInput{{SourceType: "ref_modified", RefID: &analysis.ID}},
		}}}}}); err != nil {
			t.Fatal(err)
		}
		found := func() int {
			s.visit(token, 0)
			library, _ := s.Library()
			return len(library.Search(ahsp.Query{Text: "galian tanah"}))
		}
		if _, err := s.PreviewWithdrawal(ctx, v, app.Withdrawal{}); err == nil {
			t.Error("nothing named")
		}
		_, err := s.Withdraw(ctx, v, app.Withdrawal{Sumber: "tidak ada"})
		wantInvalid(t, "an unknown source", err, "sumber", "Tidak ada edisi")
		preview, err := s.PreviewWithdrawal(ctx, v, app.Withdrawal{Sumber: "AHSP UJI", File: "uji.csv"})
		if err != nil || len(preview.Editions) != 2 || preview.Analyses != 3 || preview.Components != 5 || len(preview.Uncovered) != 0 || found() != 1 {
			t.Errorf("%+v, %v", preview, err)
		}
		if _, err := s.Withdraw(ctx, v, app.Withdrawal{Sumber: "AHSP UJI"}); err != nil || found() != 0 {
			t.Errorf("%v; %d are found", err, found())
		}
		view := s.view(token, project)
		row := view.Pekerjaan.All()[1]
		if view.Figures().Broken != nil || row.Uraian != "Galian tanah" {
			t.Errorf("the project has %+v", row)
		}
		if _, _, err := s.ResetToReference(ctx, s.visit(token, project), row.ID, nil); err != nil {
			t.Errorf("the project lost its reference: %v", err)
		}
		if e, err := s.OfferAgain(ctx, v, first.ID); err != nil || e.Revision != 1 || found() != 1 {
			t.Errorf("%+v, %v; %d are found", e, err, found())
		}
		if _, err := s.OfferAgain(ctx, v, 1); !errors.Is(err, app.ErrNotFound) {
			t.Error(err)
		}
		list, err := s.Editions(ctx, v)
		if err != nil || len(list) != 2 || !list[0].Withdrawn || list[0].WithdrawnBy != "admin" || list[1].Withdrawn {
			t.Errorf("%+v, %v", list, err)
		}
		s.wantLog(v, "restore withdraw commit stage commit stage")
	})
}

func pointer[T any](value T) *T { return &value }

func TestAProjectMovesToTheNextRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		ctx, v := t.Context(), s.admin("admin")
		first := s.commitFile(v, libraryFile, false)
		library, _ := s.Library()
		analysis, _ := library.ByKode(first.ID, "1.1")
		token := s.person("pemilik")
		project, _, _ := s.project(token, "Galian")
		if _, _, err := s.AppendTree(ctx, s.visit(token, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{
			Pekerjaan: []rab.PekerjaanInput{{SourceType: "ref", RefID: &analysis.ID}},
		}}}}}); err != nil {
			t.Fatal(err)
		}
		next := s.commitFile(v, strings.Replace(libraryFile, "0.75", "0.5", 1), true)
		uses, err := s.EditionsInUse(ctx, s.visit(token, project))
		if err != nil || len(uses) != 1 || uses[0].Newer == nil || uses[0].Newer.ID != next.ID {
			t.Fatalf("%+v, %v", uses, err)
		}
		in := rab.EditionInput{Edition: next.ID}
		preview, err := s.PreviewEdition(ctx, s.visit(token, project), in)
		if err != nil || preview.Moved != 1 || preview.Rows[0].Status != rab.EditionChanged {
			t.Fatalf("%+v, %v", preview, err)
		}
		in.Revision = &preview.Revision
		move, done, err := s.MoveEdition(ctx, s.visit(token, project), in)
		if err != nil || !done.Changed || move.Moved != 1 {
			t.Fatalf("%+v, %v", move, err)
		}
		_, _, err = s.MoveEdition(ctx, s.visit(token, project), in)
		wantConflict(t, "a revision of before", err)
		row := s.view(token, project).Pekerjaan.All()[1]
		if *row.RefID != move.Rows[0].To.ID || s.view(token, project).ComponentsOf(row.ID)[0].Koefisien.String() != "0.5" {
			t.Errorf("moved to %+v", row)
		}
		if _, _, err := s.Undo(ctx, s.visit(token, project)); err != nil {
			t.Fatal(err)
		}
		if now, _ := s.view(token, project).Pekerjaan.Get(row.ID); *now.RefID != analysis.ID {
			t.Errorf("undone to %+v", now)
		}
		stranger := s.visit(s.person("orang"), project)
		if err := second(s.PreviewEdition(ctx, stranger, in)); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
}
