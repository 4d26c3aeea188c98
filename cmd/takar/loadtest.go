package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"takar/internal/loadtest"
	"takar/internal/loadtest/report"
)

// loadFlags are the flags of a load test as they were typed.
type loadFlags struct {
	host, users, spawnRate, duration, mix, rate string
	accountFile, accounts, projects, seed       string
	csv, html, json, baseline, gate             string
	addresses                                   string
	saturate                                    bool
}

func loadtestCommand() *command {
	f := loadFlags{host: "http://" + defaultListen, users: "50", spawnRate: "2", duration: "300s"}
	return &command{
		name: "loadtest", summary: "uji beban server yang sedang berjalan",
		details: loadHelp,
		options: []option{
			{name: "host", value: "ALAMAT", text: &f.host, help: "server yang diuji, bawaan http://" + defaultListen},
			{name: "users", value: "N", text: &f.users, help: "jumlah pengguna, bawaan 50"},
			{name: "spawn-rate", value: "N", text: &f.spawnRate, help: "pengguna baru per detik, bawaan 2"},
			{name: "duration", value: "LAMA", text: &f.duration, help: "lama uji, misalnya 300s atau 5m (bawaan 300s)"},
			{name: "mix", value: "NAMA", text: &f.mix, help: strings.Join(loadtest.Mixes(), ", ") + " (bawaan full; dengan --saturate core)"},
			{name: "rate", value: "N", text: &f.rate, help: "mulai N tugas per detik, secepat apa pun jawabannya; waktu dihitung dari saat yang dijadwalkan"},
			{name: "saturate", on: &f.saturate, help: "tanpa jeda: sebanyak yang dapat dijawab server"},
			{name: "accounts", value: "BERKAS", text: &f.accountFile, help: "akun untuk masuk, satu per baris: email:kata-sandi"},
			{name: "account", value: "AKUN", text: &f.accounts, help: "akun untuk masuk: email:kata-sandi, beberapa dipisahkan koma"},
			{name: "projects", value: "ID", text: &f.projects, help: "id proyek yang dipakai, dipisahkan koma; bawaan lima milik akun pertama"},
			{name: "csv", value: "AWALAN", text: &f.csv, help: "tulis berkas CSV dengan awalan nama ini"},
			{name: "html", value: "BERKAS", text: &f.html, help: "tulis laporan HTML"},
			{name: "json", value: "BERKAS", text: &f.json, help: "tulis hasil lengkap sebagai JSON"},
			{name: "baseline", value: "BERKAS", text: &f.baseline, help: "bandingkan dengan hasil JSON dari uji sebelumnya"},
			{name: "gate", value: "BERKAS", text: &f.gate, help: "nilai dengan ambang dari berkas YAML; menentukan kode keluar"},
			{name: "addresses", value: "N", text: &f.addresses, help: "jangan uji: cetak N alamat dari campuran bacaan, untuk pembangkit beban lain"},
			{name: "seed", value: "N", text: &f.seed, help: "ulangi pilihan acak dari uji dengan angka yang sama"},
		},
		run: func(ctx context.Context, t *terminal, _ []string) error { return f.run(ctx, t) },
	}
}

const loadHelp = `Pengguna buatan masuk, membuka halaman, membaca, mengekspor, dan menulis, dengan jeda seperti orang.
Setiap jawaban diperiksa: statusnya, proyek dan revisinya, isinya. Setiap tulisan dibaca kembali.
Volume, harga, formula, dan parameter di proyek yang dipakai BERUBAH; rencana tidak. Panggilan yang
merusak jatuh pada salinan yang dibuat untuk uji ini dan diarsipkan sesudahnya. Pakai data contoh.
Ctrl+C mengakhiri uji dan laporannya tetap ditulis; Ctrl+C kedua menghentikan program.
Kode keluar: 0 ambang terpenuhi (tanpa --gate: tidak ada kegagalan), 1 tidak, 2 uji tidak dapat dijalankan.`

// missedError is a load test that was carried out and is not good enough.
type missedError string

// Error says what is not.
func (e missedError) Error() string { return string(e) }

func (f *loadFlags) run(ctx context.Context, t *terminal) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	if f.addresses != "" {
		return f.printAddresses(ctx, t, o)
	}
	reports, err := f.open()
	if err != nil {
		return err
	}
	defer reports.close()
	line := progressLine{out: t.out, terminal: isTerminal(t.out), heading: fmt.Sprintf("Uji beban %s: %d pengguna, %s, seed %d", o.Host, o.Users, o.Duration, o.Seed)}
	if version != "dev" {
		o.Build = version
	}
	o.Watch, o.Log = line.show, slog.New(slog.NewTextHandler(t.err, nil))
	run, err := loadtest.Run(ctx, o)
	line.end()
	if err != nil {
		return usagef("loadtest", "%s", err)
	}
	return reports.write(t.out, run)
}

// options reads the flags.
func (f *loadFlags) options() (o loadtest.Options, err error) {
	o = loadtest.Options{Host: strings.TrimRight(f.host, "/"), Mix: f.mix, Saturate: f.saturate}
	number := func(name, text string, low float64) float64 {
		value, bad := strconv.ParseFloat(text, 64)
		if (bad != nil || !(value >= low) || math.IsInf(value, 0)) && err == nil {
			err = usagef("loadtest", "--%s %q bukan angka yang sah", name, text)
		}
		return value
	}
	o.Users, o.SpawnRate = int(number("users", f.users, 1)), number("spawn-rate", f.spawnRate, 0)
	if f.rate != "" {
		o.Rate = number("rate", f.rate, 0)
	}
	if err != nil {
		return o, err
	}
	if o.Duration, err = time.ParseDuration(f.duration); err != nil {
		return o, usagef("loadtest", "--duration %q tidak dimengerti: tulis seperti 300s atau 5m", f.duration)
	}
	if o.Seed, err = seedOf(f.seed); err != nil {
		return o, err
	}
	if o.Accounts, err = f.people(); err != nil {
		return o, err
	}
	for text := range strings.SplitSeq(f.projects, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id < 1 {
			return o, usagef("loadtest", "--projects: %q bukan id proyek", text)
		}
		o.Projects = append(o.Projects, id)
	}
	return o, nil
}

func seedOf(text string) (uint64, error) {
	if text == "" {
		return uint64(rand.Uint32()), nil //nolint:gosec // it is to be short and typed again, not to be secret
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, usagef("loadtest", "--seed %q bukan bilangan bulat", text)
	}
	return seed, nil
}

// people reads the accounts of both flags.
func (f *loadFlags) people() ([]loadtest.Account, error) {
	lines := strings.Split(f.accounts, ",")
	if f.accountFile != "" {
		file, err := os.ReadFile(f.accountFile)
		if err != nil {
			return nil, usagef("loadtest", "berkas akun tidak dapat dibaca: %v", err)
		}
		lines = append(lines, strings.Split(string(file), "\n")...)
	}
	var accounts []loadtest.Account
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		email, password, found := strings.Cut(line, ":")
		if !found || email == "" || password == "" {
			return nil, usagef("loadtest", "akun ke-%d tidak dimengerti: tulis email:kata-sandi", i+1)
		}
		accounts = append(accounts, loadtest.Account{Email: email, Password: password})
	}
	if len(accounts) == 0 {
		return nil, usagef("loadtest", "sebutkan akun untuk masuk: --account email:kata-sandi, atau --accounts BERKAS")
	}
	return accounts, nil
}

// progressLine shows how a test goes: on a terminal one line that is written over, otherwise a
// line now and then.
type progressLine struct {
	out      io.Writer
	terminal bool
	heading  string
	shown    int
}

// plainEach is after how many seconds a line is written where none can be written over.
const plainEach = 5

func (l *progressLine) show(s loadtest.Status) {
	if l.shown++; l.shown == 1 {
		fmt.Fprintln(l.out, l.heading)
	}
	text := report.Status(report.Progress{
		Users: s.Users, Requests: s.Requests, Failures: s.Failures, PerSecond: float64(s.Moment.Requests), P50: s.Moment.P50, P95: s.Moment.P95, Left: s.Left,
	})
	if s.Stopping {
		text += " · menunggu jawaban terakhir"
	}
	switch {
	case l.terminal:
		fmt.Fprint(l.out, "\r\x1b[K"+text)
	case l.shown%plainEach == 0:
		fmt.Fprintln(l.out, text)
	}
}

func (l *progressLine) end() {
	if l.terminal && l.shown > 0 {
		fmt.Fprintln(l.out)
	}
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
