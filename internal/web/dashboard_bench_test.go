package web_test

import (
	"fmt"
	"testing"
)

// BenchmarkDashboard opens the list of five projects: the page that is asked for most, and
// made for each who asks.
func BenchmarkDashboard(b *testing.B) {
	s := newSite(b)
	c := s.as(owner)
	for i := range 5 {
		s.fill(c, s.project(c, fmt.Sprintf("Gedung %d", i)), work{uraian: "Galian", koefisien: "1", price: "1000", volume: "2"})
	}
	for b.Loop() {
		c.get("/dashboard/")
	}
}
