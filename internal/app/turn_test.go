package app_test

import (
	"fmt"
	"sync"
	"testing"

	"takar/internal/rab"
	"takar/internal/store"
	"takar/internal/testservice"
)

// Each commit makes the decisions of other servers stale. With turns nobody is refused for
// being the slower one.
func TestServersThatWorkOnOneProjectAllGetTheirTurn(t *testing.T) {
	database := testservice.Postgres(t)
	servers := make([]*site, 3)
	for i := range servers {
		opened, err := store.OpenPostgres(t.Context(), database)
		if err != nil {
			t.Fatal(err)
		}
		servers[i] = startSite(t, opened, "")
	}
	owner := servers[0].person("pemilik")
	project, _, _ := servers[0].project(owner, "Bersama")
	var work []rab.PekerjaanInput
	for i := range servers {
		work = append(work, rab.PekerjaanInput{SourceType: "custom", Uraian: fmt.Sprint("Pekerjaan ", i), Satuan: "m3"})
	}
	tree, _, err := servers[0].AppendTree(t.Context(), servers[0].visit(owner, project), rab.TreeInput{Klasifikasi: []rab.KlasifikasiInput{{
		Name: "Struktur", Sub: []rab.SubInput{{Name: "Beton", Pekerjaan: work}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	before := servers[0].view(owner, project).Revision
	const each = 30
	var group sync.WaitGroup
	for i, s := range servers {
		visit := s.visit(owner, project)
		group.Go(func() {
			for n := range each {
				if _, _, err := s.SaveVolumes(t.Context(), visit, []rab.VolumeInput{volume(tree.CreatedIDs[i], fmt.Sprint(n+1))}); err != nil {
					t.Errorf("server %d: %v", i, err)
				}
			}
		})
	}
	group.Wait()
	for i := range servers {
		if got := servers[0].quantity(owner, project, tree.CreatedIDs[i]); got != fmt.Sprint(each) {
			t.Errorf("pekerjaan %d has %s, want %d", i, got, each)
		}
	}
	if after := servers[0].view(owner, project).Revision; after != before+each*int64(len(servers)) {
		t.Errorf("revision %d after %d commands from %d on", after, each*len(servers), before)
	}
}
