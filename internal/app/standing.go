package app

import (
	"takar/internal/rab"
	"takar/internal/schedule"
)

// Standing is how far the project of the view is: the same for everybody, since no money
// can be told from it.
func (v *View) Standing() rab.Standing { return schedule.StandingOf(v.state.project) }
