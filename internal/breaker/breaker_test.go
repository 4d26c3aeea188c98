package breaker

import (
	"testing"
	"time"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func TestBreakerRestsAfterFailuresInARowAndProbesWithOneCall(t *testing.T) {
	c := &clock{at: time.Unix(1_000, 0)}
	b := New(3, 5*time.Second, c.now)
	allow := func(want bool, when string) {
		t.Helper()
		if got := b.Allow(); got != want {
			t.Fatalf("%s: allowed %v, want %v", when, got, want)
		}
	}
	for range 2 {
		allow(true, "before")
		b.Failed()
	}
	allow(true, "two failures")
	b.Succeeded()
	for range 3 {
		allow(true, "failures count in a row only")
		b.Failed()
	}
	allow(false, "three failures in a row")
	if !b.Open() {
		t.Error("it does not say so")
	}
	c.at = c.at.Add(5*time.Second - 1)
	allow(false, "still resting")
	c.at = c.at.Add(1)
	allow(true, "the probe")
	allow(false, "beside the probe")
	b.Failed()
	allow(false, "after a failed probe")
	c.at = c.at.Add(5 * time.Second)
	allow(true, "the second probe")
	b.Abandoned()
	allow(true, "a probe that was given up leaves its place to the next")
	b.Succeeded()
	for range 2 {
		allow(true, "the service is back")
	}
	if b.Open() {
		t.Error("it still counts as failing")
	}
}

func TestFailureOfACallThatWasUnderWayRestsAgain(t *testing.T) {
	c := &clock{at: time.Unix(1_000, 0)}
	b := New(1, time.Second, c.now)
	for range 2 {
		if !b.Allow() {
			t.Fatal("a healthy service is asked by many")
		}
	}
	b.Failed()
	c.at = c.at.Add(time.Second)
	b.Failed()
	if b.Allow() {
		t.Error("asked again at once after a late failure")
	}
}
