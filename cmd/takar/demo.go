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

	"takar/internal/app"
	"takar/internal/demo"
	"takar/internal/rab"
	"takar/internal/store"
)

func demoCommand() *command {
	var s settings
	d := demoRun{settings: &s}
	var listen string
	return &command{
		name: "demo", summary: "jalankan perusahaan contoh, siap dilihat",
		details: `Tanpa --data, datanya ada di direktori sementara yang dihapus saat program berhenti.
Dengan --data, datanya tetap ada; jalankan lagi dengan takar serve.
Demo hanya menjawab di komputer ini dan memakai SQLite; TAKAR_PUBLIC_URL dan TAKAR_TRUSTED_PROXIES tidak dipakai.
Dengan --no-serve dan tanpa --data, PostgreSQL dari TAKAR_DATABASE_URL yang diisi.

--size menggantikan dua proyek contoh dengan lima proyek seukuran, untuk uji beban: small 30, medium 150, large 1.000
pekerjaan tiap proyek, masing-masing 8 komponen, tiap pekerjaan kesepuluh dengan gabungan, rencana 12 minggu dari 40 minggu,
realisasi sampai minggu 20; satu harga, satu volume, dan satu satuan belum diisi. --seed yang sama pada hari yang sama
menghasilkan isi yang sama.`,
		options: []option{
			{name: "data", value: "DIREKTORI", text: &d.data, help: "simpan data di direktori ini, yang harus masih kosong"},
			{name: "listen", value: "ALAMAT", text: &listen, help: "alamat dan port di komputer ini, misalnya " + defaultListen + " (bawaan)"},
			{name: "no-serve", on: &d.onlyFill, help: "isi data saja, tanpa menjalankan server"},
			{name: "size", value: "UKURAN", text: &d.portfolio.size, help: "lima proyek seukuran: small, medium, atau large"},
			{name: "seed", value: "ANGKA", text: &d.portfolio.seed, help: "benih isi kelima proyek (bawaan 1)"},
			{name: "ids", value: "ID,ID,ID,ID,ID", text: &d.portfolio.ids, help: "id kelima proyek, misalnya 160,161,163,139,162"},
			{name: "accounts", value: "JUMLAH", text: &d.portfolio.accounts, help: "akun tambahan user001@karya.example … yang menyunting kelima proyek"},
			{name: "password-stdin", on: &d.fromInput, help: "baca kata sandi semua akun dari masukan standar, satu baris"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			d.listen = cmp.Or(listen, s.listen, defaultListen)
			return d.run(ctx, t)
		},
	}
}

// demoRun is one run of the demo.
type demoRun struct {
	settings  *settings
	data      string // what --data says
	listen    string
	onlyFill  bool
	fromInput bool // the password comes from standard input
	portfolio portfolioOptions

	where    place
	password string
	filled   *demo.Filled // nil without a size
}

func (d *demoRun) run(ctx context.Context, t *terminal) (err error) {
	if !onLoopback(d.listen) {
		return usagef("demo", "demo hanya menjawab di komputer ini: pakai --listen 127.0.0.1:PORT, bukan %s", d.listen)
	}
	if err := d.portfolio.read(t); err != nil {
		return err
	}
	if d.where, err = d.place(); err != nil {
		return err
	}
	if d.password, err = t.password(d.fromInput); err != nil {
		return err
	}
	if d.onlyFill {
		return d.fillOnly(ctx, t)
	}
	if d.where.directory == "" {
		if d.where.directory, err = os.MkdirTemp("", "takar-demo-"); err != nil {
			return fmt.Errorf("direktori sementara tidak dapat dibuat: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(d.where.directory)) }()
	}
	server, err := newServer(ctx, serverOptions{
		place: d.where, listen: d.listen, timeZone: d.settings.timeZone, limited: d.settings.limited(), signUp: d.settings.signUp != "off",
		// The terminal is for the address and the login: only trouble is told beside them.
		log: t.logger(d.settings, slog.LevelWarn),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	if err := d.fill(ctx, server.app); err != nil {
		return err
	}
	d.announce(t, server.address())
	return server.run(ctx)
}

// place says which data are filled: a directory, "" for one of its own, or a database that is
// only filled and not served.
func (d *demoRun) place() (place, error) {
	directory := cmp.Or(d.data, d.settings.data)
	switch {
	case !d.onlyFill || directory != "":
		return place{directory: directory}, nil
	case d.settings.databaseURL == "":
		return place{}, usagef("demo", "--no-serve perlu --data DIREKTORI (atau TAKAR_DATABASE_URL): tanpa itu datanya langsung terhapus")
	}
	return d.settings.place("")
}

// fillOnly fills the data without a server.
func (d *demoRun) fillOnly(ctx context.Context, t *terminal) error {
	if d.where.databaseURL == "" {
		unlock, err := store.LockDirectory(d.where.directory)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if err := withApp(ctx, d.settings, d.where.directory, func(a *app.App) error { return d.fill(ctx, a) }); err != nil {
		return err
	}
	d.announce(t, "")
	return nil
}

// fill makes the data, or says why not.
func (d *demoRun) fill(ctx context.Context, a *app.App) (err error) {
	if d.portfolio.chosen == nil {
		err = demo.Fill(ctx, a, d.password)
	} else {
		d.filled, err = demo.FillPortfolio(ctx, a, d.password, *d.portfolio.chosen)
	}
	d.portfolio.status.end()
	var invalid *rab.Invalid
	switch {
	case err == nil:
		return nil
	case errors.Is(err, demo.ErrFilled) && d.where.databaseURL != "":
		return fmt.Errorf("%s sudah berisi akun, jadi tidak diisi data contoh: pakai database yang masih kosong", d.where)
	case errors.Is(err, demo.ErrFilled):
		return fmt.Errorf("direktori data %s sudah berisi akun, jadi tidak diisi data contoh: jalankan dengan takar serve --data %s", d.where, d.where)
	case errors.As(err, &invalid): // the password is none
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("dihentikan di tengah pengisian: %s berisi sebagian data contoh, hapus isinya sebelum mengulang", d.where)
	}
	return fmt.Errorf("data contoh di %s tidak selesai dibuat, hapus isinya sebelum mengulang: %w", d.where, err)
}

// announce prints the address ("" without a server) and the logins: names stand before a
// colon, one a line, so that a script finds them too.
func (d *demoRun) announce(t *terminal, address string) {
	fmt.Fprintln(t.out, "Takar dengan data contoh siap.")
	fmt.Fprintln(t.out)
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	if address != "" {
		fmt.Fprintf(table, "Alamat:\t%s/\n", address)
	}
	fmt.Fprintf(table, "Masuk:\t%s\n", demo.People[0].Email)
	if !d.fromInput {
		fmt.Fprintf(table, "Kata sandi:\t%s\n", d.password)
	}
	_ = table.Flush()
	fmt.Fprintln(t.out)
	fmt.Fprintln(t.out, "Kata sandi yang sama untuk semua:")
	for _, person := range demo.People {
		fmt.Fprintf(table, "  %s\t%s, %s\n", person.Email, person.FullName, person.Part)
	}
	if d.filled != nil && len(d.filled.Accounts) > 0 {
		list := d.filled.Accounts
		fmt.Fprintf(table, "  %s\tsampai %s, penyunting kelima proyek\n", list[0], list[len(list)-1])
	}
	_ = table.Flush()
	fmt.Fprintln(t.out)
	if d.filled != nil {
		for _, p := range d.filled.Projects {
			fmt.Fprintf(table, "Proyek:\t%d\t%s, %d pekerjaan\n", p.ID, p.Nama, p.Pekerjaan)
		}
		_ = table.Flush()
		fmt.Fprintln(t.out)
	}
	switch {
	case d.where.databaseURL != "":
		fmt.Fprintln(t.out, "Jalankan dengan TAKAR_DATABASE_URL yang sama: takar serve")
	case d.onlyFill:
		fmt.Fprintf(t.out, "Jalankan: takar serve --data %s\n", d.where)
	case cmp.Or(d.data, d.settings.data) != "":
		fmt.Fprintf(t.out, "Ctrl+C menghentikan. Data tetap ada: takar serve --data %s\n", d.where)
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
