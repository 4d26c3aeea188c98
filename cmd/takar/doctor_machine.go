package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"takar/internal/store"
)

// What a machine should have.
const (
	leastFiles  = 4096
	leastMemory = 256 << 20
	leastSpace  = 256 << 20 // below it a save may fail soon
	someSpace   = 1 << 30
	clockSkew   = 5 * time.Minute
)

// built is before every moment at which this program can run.
var built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// checkMachine looks at the limits that the system sets, and at its clock.
func (d *doctor) checkMachine() {
	memory, err := d.settings.memory(d.environ)
	switch {
	case err != nil: // told by checkSettings
	case memory.limit == 0:
		d.ok("memori", "tanpa batas; %s untuk proyek yang sedang dipakai", inMiB(memory.cache))
	case memory.limit < leastMemory:
		d.warn("memori", "Beri paling sedikit 256 MiB, lebih baik 1 GiB.", "batasnya hanya %s (%s)", inMiB(memory.limit), memory.source)
	case memory.cache > memory.limit/4*3:
		d.warn("memori", "Kecilkan TAKAR_CACHE, atau hapus.", "TAKAR_CACHE %s hampir sebesar batas memori %s (%s)", inMiB(memory.cache), inMiB(memory.limit), memory.source)
	default:
		d.ok("memori", "batas %s (%s); %s untuk proyek yang sedang dipakai", inMiB(memory.limit), memory.source, inMiB(memory.cache))
	}
	var files syscall.Rlimit
	switch err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); {
	case err != nil:
		d.warn("berkas terbuka", "", "batasnya tidak dapat dibaca: %s", err)
	case files.Max < leastFiles:
		d.warn("berkas terbuka", "Naikkan batasnya: LimitNOFILE=65536 di systemd, atau ulimit -n.", "paling banyak %d sekaligus; setiap orang yang membuka Takar memakai satu atau lebih", files.Max)
	default:
		d.ok("berkas terbuka", "paling banyak %d sekaligus", files.Max)
	}
	if now := time.Now(); now.Before(built) {
		d.fail("jam", "Nyalakan sinkronisasi waktu (timedatectl set-ntp true).", "jam mesin menunjukkan %s, sebelum program ini dibuat", now.Format(time.DateTime))
	}
}

// checkDirectory looks at the disk under the data directory.
func (d *doctor) checkDirectory(directory string) {
	const name = "direktori data"
	info, err := os.Stat(directory)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.warn(name, "Direktori dibuat saat server pertama kali berjalan. Bila seharusnya sudah ada data, periksa --data atau TAKAR_DATA.", "%s belum ada", directory)
		return
	case err != nil:
		d.fail(name, "Beri izin kepada pengguna yang menjalankan Takar.", "%s tidak dapat dibaca: %s", directory, cause(err))
		return
	case !info.IsDir():
		d.fail(name, "Perbaiki --data atau TAKAR_DATA.", "%s bukan direktori", directory)
		return
	}
	const write = 2
	if err := syscall.Access(directory, write); err != nil {
		d.fail(name, "Beri izin tulis kepada pengguna yang menjalankan Takar (chown), atau pasang disk tanpa hanya-baca.", "%s tidak dapat ditulis: %s", directory, cause(err))
		return
	}
	if info.Mode().Perm()&0o007 != 0 {
		d.warn(name, fmt.Sprintf("Jalankan chmod 750 %s.", directory), "%s dapat dibaca setiap pengguna mesin ini (%04o): di dalamnya ada harga dan sesi orang", directory, info.Mode().Perm())
	} else {
		d.ok(name, "%s, izin %04o", directory, info.Mode().Perm())
	}
	d.checkDisk(directory)
	if info, err := os.Stat(filepath.Join(directory, store.FileName)); err == nil && info.ModTime().After(time.Now().Add(clockSkew)) {
		d.warn("jam", "Nyalakan sinkronisasi waktu (timedatectl set-ntp true).", "data terakhir ditulis %s, di masa depan menurut jam mesin ini", info.ModTime().Format(time.DateTime))
	}
}

// remoteFileSystems are those on which SQLite cannot rely on locks, by their magic number.
var remoteFileSystems = map[uint32]string{
	0x6969: "NFS", 0x517B: "SMB", 0xFF534D42: "CIFS", 0xFE534D42: "SMB2", 0x00C36400: "Ceph", 0x5346414F: "AFS", 0x65735546: "FUSE", 0x01021997: "9p", 0x47504653: "GPFS", 0x0BD00BD0: "Lustre",
}

func (d *doctor) checkDisk(directory string) {
	const name = "disk"
	var disk syscall.Statfs_t
	if err := syscall.Statfs(directory, &disk); err != nil {
		d.warn(name, "", "keadaannya tidak dapat dibaca: %s", err)
		return
	}
	free := int64(disk.Bavail) * int64(disk.Bsize)                    //nolint:gosec,unconvert // sizes of disks fit; the types differ between systems
	if remote := remoteFileSystems[uint32(disk.Type)]; remote != "" { //nolint:gosec,unconvert // a magic number of 32 bits
		d.fail(name, "Pindahkan data ke disk mesin ini, atau pakai PostgreSQL.", "%s ada di %s: di sana SQLite dapat rusak", directory, remote)
		return
	}
	switch {
	case free < leastSpace || disk.Ffree < 100 && disk.Files > 0:
		d.fail(name, "Kosongkan disk, atau pindahkan data ke disk yang lebih besar.", "hanya %s yang bebas: simpanan dapat gagal", inMiB(free))
	case free < someSpace:
		d.warn(name, "Kosongkan disk sebelum penuh.", "tinggal %s yang bebas", inMiB(free))
	default:
		d.ok(name, "%s bebas, di disk mesin ini", inMiB(free))
	}
}

// serving reports whether a process holds the lock of a server on a directory. It reads the
// list of the system: trying the lock would turn away a server that starts just then.
func serving(root fs.FS, directory string) bool {
	info, err := os.Stat(filepath.Join(directory, "serve.lock"))
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	locks, err := fs.ReadFile(root, "proc/locks")
	if err != nil || !ok {
		return false
	}
	for line := range strings.Lines(string(locks)) { // 1: FLOCK ADVISORY WRITE 812 08:01:5767 0 EOF
		fields := strings.Fields(line)
		if len(fields) > 5 && fields[1] == "FLOCK" && strings.HasSuffix(fields[5], fmt.Sprintf(":%d", stat.Ino)) {
			return true
		}
	}
	return false
}

// cause is an error without the path that the sentence around it names already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
