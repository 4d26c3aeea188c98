package loadtest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// What is drawn for another generator is what the users would read, in the same order for the
// same seed, and none of it is asked for.
func TestAddressesAreDrawnAndNotAskedFor(t *testing.T) {
	var asked atomic.Int64
	lie := liar(func(honest http.Handler, w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/rekap-rab/") || strings.HasSuffix(r.URL.Path, "/chart-data/") {
			asked.Add(1)
		}
		honest.ServeHTTP(w, r)
	})
	site.liar.Store(&lie)
	t.Cleanup(func() { site.liar.Store(nil) })
	const many = 800
	first, err := Addresses(t.Context(), options(MixCore), many)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Addresses(t.Context(), options(MixCore), many)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != many || !slices.Equal(first, again) {
		t.Errorf("%d and %d addresses, the same: %v", len(first), len(again), slices.Equal(first, again))
	}
	for _, end := range []string{"/dashboard/", "/rekap-rab/", "/chart-data/", "/list-pekerjaan/tree/"} {
		if !slices.ContainsFunc(first, func(a string) bool { return strings.HasSuffix(a, end) }) {
			t.Errorf("nothing ends with %s", end)
		}
	}
	if i := slices.IndexFunc(first, func(a string) bool { return !strings.HasPrefix(a, "/") || strings.Contains(a, "{") }); i >= 0 {
		t.Errorf("%q is no address", first[i])
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("%d of them were asked for", n)
	}
	for _, mix := range []string{MixFull, MixWrite, MixAPI, MixLogin} {
		if _, err := Addresses(t.Context(), options(mix), 1); !errors.Is(err, ErrNotRun) {
			t.Errorf("%s: %v", mix, err)
		}
	}
}
