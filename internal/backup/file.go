package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"takar/internal/store"
)

// suffix is how a backup's name ends.
const suffix = ".jsonl.gz"

// Names inside of a directory of backups. What is not finished has names of its own, so that
// nothing that looks like a backup was cut off.
var (
	finished   = regexp.MustCompile(`^takar-\d{8}T\d{6}Z\.jsonl\.gz$`)
	unfinished = regexp.MustCompile(`^\.takar-\d{8}T\d{6}Z\.jsonl\.gz\.(part|uji)$`)
)

// Maker makes backups of one store.
type Maker struct {
	Store   *store.Store
	Program string // version of this program
	Tell    func(Progress)
	Now     func() time.Time
}

// Made is a backup that was made and checked.
type Made struct {
	*Contents

	Path string
}

// To writes a backup: into a file if its name ends as those of backups do, else into a
// directory under the name of its time. It has its name when it is on the disk as a whole
// and, unless unchecked, was put back into a scratch store that holds the same.
func (m *Maker) To(ctx context.Context, to string, unchecked bool) (*Made, error) {
	at := m.Now().UTC()
	directory, name := to, "takar-"+at.Format("20060102T150405Z")+suffix
	if strings.HasSuffix(to, ".gz") {
		directory, name = filepath.Dir(to), filepath.Base(to)
	} else if err := os.MkdirAll(to, 0o700); err != nil {
		return nil, fmt.Errorf("direktori cadangan %s tidak dapat dibuat: %w", to, err)
	}
	clearUnfinished(directory)
	part := filepath.Join(directory, "."+name+".part")
	file, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the place
	if err != nil {
		return nil, explain(err, directory)
	}
	defer file.Close()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, fmt.Errorf("cadangan lain sedang ditulis ke %s", filepath.Join(directory, name))
	}
	made, err := m.write(ctx, file, at, unchecked)
	if err == nil {
		err = os.Rename(part, filepath.Join(directory, name))
	}
	if err == nil {
		err = syncDirectory(directory)
	}
	if err != nil {
		_ = os.Remove(part) // the failure is told
		return nil, explain(err, directory)
	}
	return &Made{Contents: made, Path: filepath.Join(directory, name)}, nil
}

// write fills the file, and proves it.
func (m *Maker) write(ctx context.Context, file *os.File, at time.Time, unchecked bool) (*Contents, error) {
	if err := file.Truncate(0); err != nil {
		return nil, err
	}
	out := bufio.NewWriterSize(file, 256<<10)
	from := &source{store: m.Store, program: m.Program, madeAt: at, tell: m.Tell}
	contents, err := from.write(ctx, out)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(out.Flush(), file.Sync()); err != nil || unchecked {
		return contents, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	scratch := strings.TrimSuffix(file.Name(), ".part") + ".uji"
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	if _, err := fillAndCheck(ctx, Place{Directory: scratch}, file, m.Program, nil, m.Tell); err != nil {
		return nil, fmt.Errorf("cadangan tidak dipakai karena gagal diuji: %w", err)
	}
	return contents, nil
}

// clearUnfinished removes what backups left that were killed. One that is being written holds
// the lock of its file.
func clearUnfinished(directory string) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return // what is wrong with the directory shows next
	}
	for _, entry := range entries {
		if !unfinished.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".uji") {
			continue
		}
		path := filepath.Join(directory, entry.Name())
		file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // a name of ours in the directory of the operator
		if err != nil {
			continue
		}
		if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(strings.TrimSuffix(path, ".part") + ".uji")
			_ = os.Remove(path)
		}
		_ = file.Close()
	}
}

// explain says what can be done about a disk.
func explain(err error, directory string) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("tempat di %s habis: kosongkan dulu; tidak ada berkas setengah jadi yang tertinggal (%w)", directory, err)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("direktori %s tidak boleh ditulis oleh pengguna ini: %w", directory, err)
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("direktori %s tidak ada: buat dulu (%w)", directory, err)
	}
	return err
}

// syncDirectory makes a new name as durable as its file.
func syncDirectory(path string) error {
	directory, err := os.Open(path) //nolint:gosec // the operator names the place
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
