package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// mended are the defects of the system before (pages §13) that the pages of this package
// must not repeat; each has a test named TestDefect and its number.
var mended = []int{7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43}

func TestEveryMendedDefectHasItsTest(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	must(t, err)
	found := map[int]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, match := range regexp.MustCompile(`(?m)^func TestDefect(\d+)[A-Z]\w*\(t \*testing\.T\)`).FindAllStringSubmatch(string(text), -1) {
			number, err := strconv.Atoi(match[1])
			must(t, err)
			found[number] = true
			if !strings.Contains(string(text), "t.Skip") {
				continue
			}
			t.Errorf("%s: a defect's test is never skipped", file)
		}
	}
	for _, number := range mended {
		if !found[number] {
			t.Errorf("defect %d has no test", number)
		}
		delete(found, number)
	}
	for number := range found {
		t.Errorf("defect %d has a test, and is missing in the list", number)
	}
}
