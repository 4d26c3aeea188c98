//go:build race

package store

import "testing"

// raced says that the race detector watches, which makes everything many times slower.
const raced = true

// alone skips a long test that has nothing to show to the race detector.
func alone(t *testing.T) {
	t.Helper()
	t.Skip("long, and all in one goroutine: runs without the race detector")
}
