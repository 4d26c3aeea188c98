package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"text/tabwriter"

	"takar/internal/auth"
	"takar/internal/demo"
)

func demoCommand() *command {
	var s settings
	var data, listen string
	var onlyFill bool
	return &command{
		name: "demo", summary: "jalankan perusahaan contoh, siap dilihat",
		details: `Tanpa --data, datanya ada di direktori sementara yang dihapus saat program berhenti.
Dengan --data, datanya tetap ada; jalankan lagi dengan takar serve.
Demo hanya menjawab di komputer ini dan selalu memakai SQLite; TAKAR_PUBLIC_URL dan TAKAR_TRUSTED_PROXIES tidak dipakai.`,
		options: []option{
			{name: "data", value: "DIREKTORI", text: &data, help: "simpan data di direktori ini, yang harus masih kosong"},
			{name: "listen", value: "ALAMAT", text: &listen, help: "alamat dan port di komputer ini, misalnya " + defaultListen + " (bawaan)"},
			{name: "no-serve", on: &onlyFill, help: "isi direktori data saja, tanpa menjalankan server"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			d := demoRun{settings: &s, data: cmp.Or(data, s.data), listen: cmp.Or(listen, s.listen, defaultListen), onlyFill: onlyFill}
			return d.run(ctx, t)
		},
	}
}

// demoRun is one run of the demo.
type demoRun struct {
	settings *settings
	data     string // "" = a directory of its own
	listen   string
	onlyFill bool
}

func (d *demoRun) run(ctx context.Context, t *terminal) (err error) {
	if !onLoopback(d.listen) {
		return usagef("demo", "demo hanya menjawab di komputer ini: pakai --listen 127.0.0.1:PORT, bukan %s", d.listen)
	}
	if d.onlyFill && d.data == "" {
		return usagef("demo", "--no-serve perlu --data DIREKTORI: tanpa itu datanya langsung terhapus")
	}
	directory := d.data
	if directory == "" {
		if directory, err = os.MkdirTemp("", "takar-demo-"); err != nil {
			return fmt.Errorf("direktori sementara tidak dapat dibuat: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(directory)) }()
	}
	server, err := newServer(ctx, serverOptions{
		place: place{directory: directory}, listen: d.listen, timeZone: d.settings.timeZone, limited: d.settings.limited(), signUp: d.settings.signUp != "off",
		// The terminal is for the address and the login: only trouble is told beside them.
		log: t.logger(d.settings, slog.LevelWarn),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	password := auth.GeneratePassword()
	err = demo.Fill(ctx, server.app, password)
	if errors.Is(err, demo.ErrFilled) {
		return fmt.Errorf("direktori data %s sudah berisi akun, jadi tidak diisi data contoh: jalankan dengan takar serve --data %s", directory, directory)
	}
	if err != nil {
		return err
	}
	d.announce(t, server, password)
	if d.onlyFill {
		return nil
	}
	return server.run(ctx)
}

// announce prints the address and the logins: names stand before a colon, one a line, so
// that a script finds them too.
func (d *demoRun) announce(t *terminal, s *server, password string) {
	fmt.Fprintln(t.out, "Takar dengan data contoh siap.")
	fmt.Fprintln(t.out)
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	if !d.onlyFill {
		fmt.Fprintf(table, "Alamat:\t%s/\n", s.address())
	}
	fmt.Fprintf(table, "Masuk:\t%s\n", demo.People[0].Email)
	fmt.Fprintf(table, "Kata sandi:\t%s\n", password)
	_ = table.Flush()
	fmt.Fprintln(t.out)
	fmt.Fprintln(t.out, "Kata sandi yang sama untuk semua:")
	for _, person := range demo.People {
		fmt.Fprintf(table, "  %s\t%s, %s\n", person.Email, person.FullName, person.Part)
	}
	_ = table.Flush()
	fmt.Fprintln(t.out)
	switch {
	case d.onlyFill:
		fmt.Fprintf(t.out, "Jalankan: takar serve --data %s\n", d.data)
	case d.data != "":
		fmt.Fprintf(t.out, "Ctrl+C menghentikan. Data tetap ada: takar serve --data %s\n", d.data)
	default:
		fmt.Fprintln(t.out, "Ctrl+C menghentikan dan menghapus data contoh.")
	}
}

// onLoopback reports whether an address can be reached from this machine only. What is no
// address at all is refused later, with the same words as for a server.
func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
