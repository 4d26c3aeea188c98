//go:build !race

package store

import "testing"

// raced says that the race detector watches.
const raced = false

func alone(*testing.T) {}
