package tally

import (
	"testing"
	"time"

	"takar/internal/testservice"
)

// What one question to Redis costs, to hold beside BenchmarkAccess of the store: the one
// query of a request.
func BenchmarkQuestion(b *testing.B) {
	r, err := Open("redis://"+testservice.Redis(b), time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	for b.Loop() {
		if err := r.Ping(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
