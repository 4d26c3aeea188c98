package app_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"takar/internal/app"
	"takar/internal/rab"
)

func TestCommandThatChangesNothingBumpsNoRevision(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, pekerjaan, _ := s.project(owner, "Tetap")
		before := s.view(owner, project).Revision
		done := s.setVolume(owner, project, pekerjaan, "2.000")
		if done.Changed || done.Revision != before || done.OperationID != 0 {
			t.Errorf("got %+v at revision %d", done, before)
		}
		if done := s.setVolume(owner, project, pekerjaan, "2.5"); !done.Changed || done.Revision != before+1 {
			t.Errorf("a real change gave revision %d, want %d", done.Revision, before+1)
		}
	})
}

func TestRefusedCommandStoresNothing(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Utuh")
	before := s.view(owner, project).Revision
	_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, project), []rab.VolumeInput{volume(pekerjaan, "7"), volume(1<<40, "7")})
	var invalid *rab.Invalid
	if !errors.As(err, &invalid) || invalid.Problems[0].Path != "items[1].pekerjaan_id" {
		t.Fatalf("got %v", err)
	}
	if got := s.quantity(owner, project, pekerjaan); got != "2" {
		t.Errorf("volume is %s", got)
	}
	if after := s.view(owner, project).Revision; after != before {
		t.Errorf("revision went from %d to %d", before, after)
	}
}

func TestStaleVersionIsAConflictThatNamesWho(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner, editor := s.person("pemilik"), s.person("penyunting")
		project, pekerjaan, _ := s.project(owner, "Berdua")
		if err := s.Share(t.Context(), s.visit(owner, project), "penyunting", app.Editor, true); err != nil {
			t.Fatal(err)
		}
		row, _ := s.view(owner, project).Volumes.Get(pekerjaan)
		seen := row.Version
		s.setVolume(editor, project, pekerjaan, "4")
		input := volume(pekerjaan, "5")
		input.Version = &seen
		_, _, err := s.SaveVolumes(t.Context(), s.visit(owner, project), []rab.VolumeInput{input})
		var conflict *rab.Conflict
		if !errors.As(err, &conflict) {
			t.Fatalf("got %v, want a conflict", err)
		}
		if got := conflict.Rows[0].Who; got != "penyunting" {
			t.Errorf("who = %q", got)
		}
		if got := s.quantity(owner, project, pekerjaan); got != "4" {
			t.Errorf("volume is %s", got)
		}
	})
}

func TestCommandsOfManyAtOnceAllCount(t *testing.T) {
	onBoth(t, func(t *testing.T, s *site) {
		owner := s.person("pemilik")
		project, _, _ := s.project(owner, "Ramai")
		var items []rab.PekerjaanInput
		const people, each = 6, 5
		for i := range people {
			items = append(items, rab.PekerjaanInput{SourceType: "custom", Uraian: fmt.Sprintf("Pekerjaan %d", i), Satuan: "m"})
		}
		tree, _, err := s.AppendTree(t.Context(), s.visit(owner, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{Sub: []rab.SubInput{{Pekerjaan: items}}}}})
		if err != nil {
			t.Fatal(err)
		}
		before := s.view(owner, project).Revision
		var group sync.WaitGroup
		for i := range people {
			visit := s.visit(owner, project)
			group.Go(func() {
				for n := range each {
					_, _, err := s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{volume(tree.CreatedIDs[i], fmt.Sprint(100*i+n+1))})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		for i, id := range tree.CreatedIDs {
			if got, want := s.quantity(owner, project, id), fmt.Sprint(100*i+each); got != want {
				t.Errorf("pekerjaan %d has %s, want %s", i, got, want)
			}
		}
		if after := s.view(owner, project).Revision; after != before+people*each {
			t.Errorf("revision %d, want %d", after, before+people*each)
		}
	})
}

func TestTwoProgramsOnOneStoreSeeEachOther(t *testing.T) {
	first := newSite(t)
	second := openSite(t, first.directory)
	owner := first.person("pemilik")
	project, pekerjaan, _ := first.project(owner, "Bersama")
	if got := second.quantity(owner, project, pekerjaan); got != "2" {
		t.Fatalf("the second program sees %s", got)
	}
	second.setVolume(owner, project, pekerjaan, "8")
	// The first decides on an older snapshot, is told so, and decides again.
	item, _ := first.view(owner, project).PriceItems.All()[0], 0
	first.setPrice(owner, project, item.ID, "750")
	if got := first.quantity(owner, project, pekerjaan); got != "8" {
		t.Errorf("the first program overwrote the volume with %s", got)
	}
	stored, err := second.store.LoadProject(t.Context(), project, first.view(owner, project).Reference)
	if err != nil {
		t.Fatal(err)
	}
	volume, _ := stored.Volumes.Get(pekerjaan)
	price, _ := stored.PriceItems.Get(item.ID)
	if volume.Quantity.Decimal.String() != "8" || price.Harga.Decimal.String() != "750" {
		t.Errorf("stored volume %v and price %v", volume.Quantity, price.Harga)
	}
}

func TestSmallCacheStillAnswersRight(t *testing.T) {
	s := newSite(t, func(c *app.Config) { c.CacheBytes = 1 })
	owner := s.person("pemilik")
	type known struct{ project, pekerjaan int64 }
	var all []known
	for i := range 4 {
		project, pekerjaan, _ := s.project(owner, fmt.Sprintf("Proyek %d", i))
		s.setVolume(owner, project, pekerjaan, fmt.Sprint(i+10))
		all = append(all, known{project, pekerjaan})
	}
	for i, k := range all {
		if got := s.quantity(owner, k.project, k.pekerjaan); got != fmt.Sprint(i+10) {
			t.Errorf("project %d shows %s", i, got)
		}
	}
}

func TestAnswerIsMadeOncePerRevisionAndRights(t *testing.T) {
	s := newSite(t)
	owner, reader := s.person("pemilik"), s.person("pembaca")
	project, pekerjaan, _ := s.project(owner, "Jawaban")
	if err := s.Share(t.Context(), s.visit(owner, project), "pembaca", app.Reader, false); err != nil {
		t.Fatal(err)
	}
	made := 0
	ask := func(token, key string) *app.Answer {
		t.Helper()
		answer, err := s.Answer(t.Context(), s.visit(token, project), key, func(v *app.View) (any, error) {
			made++
			return map[string]string{"total": v.Figures().Totals.Total.String()}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	first, again := ask(owner, "rekap"), ask(owner, "rekap")
	if made != 1 || first.ETag != again.ETag {
		t.Errorf("made %d times, tags %s and %s", made, first.ETag, again.ETag)
	}
	if other := ask(owner, "rekap?canon=1"); other.ETag == first.ETag || made != 2 {
		t.Error("another option shares the answer")
	}
	if blind := ask(reader, "rekap"); blind.ETag == first.ETag || string(blind.Body) == string(first.Body) {
		t.Errorf("a reader without prices gets %s", blind.Body)
	}
	s.setVolume(owner, project, pekerjaan, "3")
	if next := ask(owner, "rekap"); next.ETag == first.ETag || string(next.Body) == string(first.Body) {
		t.Error("a new revision shares the answer")
	}
	if same, err := s.Matches(t.Context(), s.visit(owner, project), "rekap", first.ETag); same || err != nil {
		t.Errorf("the old tag still matches: %v", err)
	}
}

func TestListenersGetTheLatestRevision(t *testing.T) {
	s := newSite(t)
	owner := s.person("pemilik")
	project, pekerjaan, _ := s.project(owner, "Langsung")
	stream, cancel := s.subscribe(owner, project)
	defer cancel()
	s.setVolume(owner, project, pekerjaan, "5")
	last := s.setVolume(owner, project, pekerjaan, "6")
	if event := <-stream; event.Revision != last.Revision || event.Project != project {
		t.Errorf("got %+v, want revision %d", event, last.Revision)
	}
	s.Close()
	if _, open := <-stream; open {
		t.Error("the stream outlives the server")
	}
	s.setVolume(owner, project, pekerjaan, "7") // publishing to nobody is harmless
}
