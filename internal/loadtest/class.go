package loadtest

import (
	"math/rand/v2"
	"time"
)

// Mixes of users.
const (
	MixFull   = "full"   // all classes, with exports and writes
	MixCore   = "core"   // pages and reads of the JSON interface
	MixBrowse = "browse" // pages
	MixAPI    = "api"    // reads and writes of the JSON interface
	MixHeavy  = "heavy"  // exports
	MixWrite  = "write"  // writes
	MixLogin  = "login"  // nothing but logging in
)

// Mixes lists the names of the mixes.
func Mixes() []string {
	return []string{MixFull, MixCore, MixBrowse, MixAPI, MixHeavy, MixWrite, MixLogin}
}

// class is a kind of user: what they do how often, and how long they think in between.
type class struct {
	name              string
	weight            int
	shortest, longest time.Duration // of pauses
	tasks             []task
	sum               int // of the weights of the tasks
}

// task is something that users do in one go; most are one request.
type task struct {
	weight int
	do     func(*user)
}

func newClass(name string, weight int, shortest, longest time.Duration, tasks ...[]task) *class {
	c := &class{name: name, weight: weight, shortest: shortest, longest: longest}
	for _, list := range tasks {
		c.tasks = append(c.tasks, list...)
	}
	for _, t := range c.tasks {
		c.sum += t.weight
	}
	return c
}

// The classes of api §5.2, with their weights among all users and their pauses.
var (
	browsing = newClass("browsing", 6, 2*time.Second, 5*time.Second, pageTasks)
	looking  = newClass("looking", 3, time.Second, 3*time.Second, readTasks)
	calling  = newClass("api", 3, time.Second, 3*time.Second, readTasks, callTasks)
	heavy    = newClass("heavy", 1, 10*time.Second, 30*time.Second, exportTasks)
	mutating = newClass("mutation", 1, 5*time.Second, 15*time.Second, mutationTasks)
	entering = newClass("login", 1, time.Second, 2*time.Second)
)

var mixes = map[string][]*class{
	MixFull:   {browsing, calling, heavy, mutating},
	MixCore:   {browsing, looking},
	MixBrowse: {browsing},
	MixAPI:    {calling},
	MixHeavy:  {heavy},
	MixWrite:  {mutating},
	MixLogin:  {entering},
}

// classesOf spreads the classes over the users by their weights, so that any first part of the
// users has them in nearly the right proportion.
func classesOf(list []*class, users int) []*class {
	total := 0
	for _, c := range list {
		total += c.weight
	}
	credit := make([]int, len(list))
	of := make([]*class, users)
	for i := range of {
		best := 0
		for j, c := range list {
			credit[j] += c.weight
			if credit[j] > credit[best] {
				best = j
			}
		}
		credit[best] -= total
		of[i] = list[best]
	}
	return of
}

func countOf(list []*class, c *class) int {
	n := 0
	for _, other := range list {
		if other == c {
			n++
		}
	}
	return n
}

// draw picks a task by its weight.
func (c *class) draw(random *rand.Rand) *task {
	n := random.IntN(c.sum)
	for i := range c.tasks {
		if n -= c.tasks[i].weight; n < 0 {
			return &c.tasks[i]
		}
	}
	panic("loadtest: the weights of a class do not add up")
}

func (c *class) pause(random *rand.Rand) time.Duration {
	return c.shortest + time.Duration(random.Int64N(int64(c.longest-c.shortest)+1))
}
