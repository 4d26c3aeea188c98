package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
)

func init() {
	samples["GET /referensi/api/ahsp/{analysis}/"] = sample{status: 200, path: (*stage).libraryPath}
}

// Every branch of the tree is listed by a search with what the branch says.
func TestLibraryTreeLeadsToItsAnalyses(t *testing.T) {
	s := newSite(t)
	c := s.as(stranger)
	tree := c.get("/referensi/api/tree/").want(http.StatusOK)
	editions := tree.list("editions")
	if len(editions) == 0 {
		t.Fatal("no edition is on offer")
	}
	for _, class := range editions[0].(map[string]any)["classes"].([]any) {
		branch := class.(map[string]any)
		query := url.Values{"klasifikasi": {fmt.Sprint(branch["klasifikasi"])}, "kelompok": {fmt.Sprint(branch["kelompok"])}}
		found := c.get("/referensi/api/search?" + query.Encode()).want(http.StatusOK).list("results")
		if want := fmt.Sprint(branch["jobs_count"]); fmt.Sprint(len(found)) != want {
			t.Errorf("%v finds %d, the tree says %s", query, len(found), want)
		}
	}
}

func TestLibraryAnalysisIsReadWhole(t *testing.T) {
	s := newSite(t)
	c := s.as(stranger)
	hit := c.get("/referensi/api/search?q=3.6.1.8").want(http.StatusOK)
	for path, want := range map[string]string{"kode_ahsp": "3.6.1.8", "satuan": "m2", "revision": "1"} {
		hit.wantText("results.0."+path, want)
	}
	one := c.get(fmt.Sprintf("/referensi/api/ahsp/%v/", hit.at("results.0.id"))).want(http.StatusOK)
	for path, want := range map[string]string{"job.kode_ahsp": "3.6.1.8", "withdrawn": "false", "uses_total": "0", "revisions.0.revision": "1"} {
		one.wantText(path, want)
	}
	if got, want := len(one.list("items")), fmt.Sprint(one.at("job.rincian_count")); fmt.Sprint(got) != want {
		t.Errorf("%d components, the analysis says %s", got, want)
	}
	c.get("/referensi/api/ahsp/999999/").want(http.StatusNotFound)
}
