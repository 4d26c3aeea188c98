package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keep says which backups stay: the newest so many, or those that are young enough. The zero
// value keeps all.
type Keep struct {
	Count int
	Age   time.Duration
}

// ParseKeep reads a number of backups, such as 14, or an age, such as 30d or 72h.
func ParseKeep(text string) (Keep, error) {
	if count, err := strconv.Atoi(text); err == nil && count > 0 {
		return Keep{Count: count}, nil
	}
	if age, err := ParseAge(text); err == nil {
		return Keep{Age: age}, nil
	}
	return Keep{}, fmt.Errorf("%q tidak dimengerti: tulis banyaknya, misalnya 14, atau umurnya, misalnya 30d", text)
}

// ParseAge reads a time span as Go writes it, and days as 30d.
func ParseAge(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n < 100_000 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	age, err := time.ParseDuration(text)
	if err != nil || age < time.Minute {
		return 0, fmt.Errorf("%q tidak dimengerti: tulis misalnya 24h, 30m atau 7d, paling sedikit 1m", text)
	}
	return age, nil
}

// Clear removes old backups of one store from a directory and returns the names of those that
// went. What another store or somebody else put there stays, and so does the newest backup.
func (k Keep) Clear(directory, incarnation string, now time.Time) (removed []string, err error) {
	if k == (Keep{}) {
		return nil, nil
	}
	own, err := backupsIn(directory, incarnation)
	if err != nil {
		return nil, err
	}
	for i, name := range own {
		switch {
		case i == 0, k.Count > 0 && i < k.Count, k.Age > 0 && now.Sub(timeOf(name)) <= k.Age:
			continue
		}
		if err := os.Remove(filepath.Join(directory, name)); err != nil {
			return removed, explain(err, directory)
		}
		removed = append(removed, name)
	}
	return removed, nil
}

// backupsIn lists the backups of one store in a directory, the newest first. The names tell
// the time.
func backupsIn(directory, incarnation string) ([]string, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, explain(err, directory)
	}
	var own []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !finished.MatchString(entry.Name()) {
			continue
		}
		if head, err := HeadOf(filepath.Join(directory, entry.Name())); err == nil && head.Store == incarnation {
			own = append(own, entry.Name())
		}
	}
	slices.Sort(own)
	slices.Reverse(own)
	return own, nil
}

// Latest returns when the newest backup in a directory was made, of whichever store; the zero
// time when there is none.
func Latest(directory string) (time.Time, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return time.Time{}, explain(err, directory)
	}
	var newest time.Time
	for _, entry := range entries {
		at := timeOf(entry.Name())
		if !at.After(newest) {
			continue
		}
		if _, err := HeadOf(filepath.Join(directory, entry.Name())); err == nil {
			newest = at
		}
	}
	return newest, nil
}

// HeadOf reads the head of a backup, without looking at the rest of it.
func HeadOf(path string) (Head, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names the place
	if err != nil {
		return Head{}, err
	}
	defer file.Close()
	r, err := newReader(file, nil)
	if err != nil {
		return Head{}, err
	}
	return r.contents.Head, nil
}

func timeOf(name string) time.Time {
	at, err := time.Parse("takar-20060102T150405Z"+suffix, name)
	if err != nil {
		return time.Time{} // not a name of ours
	}
	return at
}
