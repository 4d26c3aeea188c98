package rab

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// goldenCases are the golden cases of domain §13 without those of the schedule.
var goldenCases = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 23, 24, 25, 26}

// TestEveryGoldenCaseHasATest reads the tests of the packages that compute and looks for
// one that names each golden case, as in "golden G7".
func TestEveryGoldenCaseHasATest(t *testing.T) {
	named := regexp.MustCompile(`(?m)^func Test\w+\(.*// .*golden (.*)$`)
	single := regexp.MustCompile(`G(\d+)`)
	found := map[int][]string{}
	for _, directory := range []string{"decimal", "takeoff", "ahsp", "rab"} {
		files, err := filepath.Glob(filepath.Join("..", directory, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no tests in %s: %v", directory, err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range named.FindAllStringSubmatch(string(source), -1) {
				for _, number := range single.FindAllStringSubmatch(line[1], -1) {
					n, _ := strconv.Atoi(number[1])
					found[n] = append(found[n], file)
				}
			}
		}
	}
	for _, n := range goldenCases {
		if len(found[n]) == 0 {
			t.Errorf("no test names golden G%d", n)
		}
	}
	// The tables of §2.2, §2.3 and §8.3 are one case with three tests.
	if tables := found[25]; len(tables) < 3 || !slices.ContainsFunc(tables, inTakeoff) {
		t.Errorf("golden G25 is tested in %v, want the tables of numbers, rounding and formulas", tables)
	}
}

func inTakeoff(file string) bool { return filepath.Base(filepath.Dir(file)) == "takeoff" }
