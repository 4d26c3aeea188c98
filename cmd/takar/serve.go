package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"takar/internal/auth"
)

func serveCommand() *command {
	var s settings
	var data, listen, signUp, monitor, drain string
	var copies backupSettings
	return &command{
		name: "serve", summary: "jalankan server",
		details: `Pada penyimpanan kosong, server mencetak tautan sekali pakai untuk membuat administrator pertama.
Ctrl+C (atau SIGTERM): server menyatakan diri tidak siap selama --drain sambil tetap menjawab, lalu menunggu permintaan
yang sedang berjalan selesai; sinyal kedua menghentikan seketika.

Variabel lingkungan (pilihan di baris perintah lebih dulu):
  TAKAR_DATA, TAKAR_LISTEN   seperti --data dan --listen
  TAKAR_DATABASE_URL         postgres://… sebagai pengganti direktori data
  TAKAR_DATABASE_CONNECTIONS koneksi ke PostgreSQL paling banyak; tanpa ini 20
  TAKAR_REPLICA_URL          postgres://… replika streaming yang ikut melayani bacaan besar
  TAKAR_REDIS_URL            redis://… tempat beberapa server menghitung batas (gagal masuk, pendaftaran) bersama-sama
  TAKAR_UNSAFE_DATABASE      on menerima PostgreSQL yang dapat kehilangan simpanan (fsync=off dan sejenisnya)
  TAKAR_PUBLIC_URL           alamat yang diketik orang, misalnya https://takar.kantor.id
  TAKAR_TRUSTED_PROXIES      alamat atau jaringan proxy yang dipercaya, misalnya 127.0.0.1, 10.0.0.0/8
  TAKAR_TIME_ZONE            zona waktu untuk "hari ini"; tanpa ini Asia/Jakarta
  TAKAR_SIGNUP               seperti --signup
  TAKAR_SMTP_HOST            server SMTP untuk tautan lupa kata sandi; tanpa ini administrator yang membuat tautannya
  TAKAR_SMTP_SECURITY        starttls (bawaan), tls, atau none
  TAKAR_SMTP_PORT            tanpa ini 587, 465, atau 25 menurut keamanannya
  TAKAR_SMTP_USER, TAKAR_SMTP_PASSWORD
                             untuk masuk ke server SMTP; boleh kosong
  TAKAR_SMTP_FROM            pengirim, misalnya Takar <takar@kantor.id>
  TAKAR_LOGIN_LIMITS         off mematikan batas gagal masuk, untuk uji beban
  TAKAR_LOG                  text atau json; tanpa ini text di terminal, json di tempat lain
  TAKAR_LOG_LEVEL            info (bawaan), warn, atau error
  TAKAR_MONITOR              seperti --monitor
  TAKAR_BACKUP_TO, TAKAR_BACKUP_EVERY, TAKAR_BACKUP_KEEP
                             seperti --backup-to, --backup-every, --backup-keep
  TAKAR_DRAIN                seperti --drain
  TAKAR_MAX_REQUESTS         permintaan yang dikerjakan sekaligus; yang berikutnya dijawab 503 (bawaan 1000)
  TAKAR_CACHE                memori untuk proyek yang sedang dipakai, misalnya 256MiB; bawaan 512MiB, atau 40 % dari batas
                             memori (GOMEMLIMIT, atau batas kontainer dan layanan) bila itu lebih kecil`,
		options: slices.Concat([]option{
			dataOption(&data),
			{name: "listen", value: "ALAMAT", text: &listen, help: "alamat dan port, misalnya " + defaultListen + " (bawaan)"},
			{name: "monitor", value: "ALAMAT", text: &monitor, help: "alamat pribadi untuk /metrics (Prometheus) dan profil, misalnya 127.0.0.1:9090; bawaan: tidak ada"},
			{name: "drain", value: "LAMA", text: &drain, help: "berapa lama masih menjawab setelah diminta berhenti; bawaan 0s dengan SQLite, 5s dengan PostgreSQL"},
			{name: "signup", value: "on|off", text: &signUp, help: "orang boleh membuat akun sendiri (bawaan on), atau hanya administrator"},
		}, copies.options()),
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			if signUp != "" {
				if s.signUp = signUp; signUp != "on" && signUp != "off" {
					return usagef("serve", "--signup %q tidak dikenal: isi on atau off", signUp)
				}
			}
			s.monitor, s.drain = cmp.Or(monitor, s.monitor), cmp.Or(drain, s.drain)
			s.backup = copies.or(s.backup)
			return t.serve(ctx, &s, data, cmp.Or(listen, s.listen, defaultListen))
		},
	}
}

func (t *terminal) serve(ctx context.Context, s *settings, data, listen string) (err error) {
	where, err := s.place(data)
	if err != nil {
		return err
	}
	public, err := s.public()
	if err != nil {
		return err
	}
	proxies, err := s.proxies()
	if err != nil {
		return err
	}
	mailer, err := s.mailer()
	if err != nil {
		return err
	}
	memory, err := s.memory(t.environ)
	if err != nil {
		return err
	}
	memory.apply()
	requests, err := s.requests()
	if err != nil {
		return err
	}
	monitor, err := monitorAddress(ctx, s.monitor)
	if err != nil {
		return err
	}
	backups, err := s.backup.plan()
	if err != nil {
		return err
	}
	drain, err := s.drainFor(where)
	if err != nil {
		return err
	}
	setup, _ := auth.NewToken()
	server, err := newServer(ctx, serverOptions{
		place: where, listen: listen, public: public, proxies: proxies,
		timeZone: s.timeZone, limited: s.limited(), signUp: s.signUp != "off", mail: mailer, setup: setup, log: t.logger(s, slog.LevelInfo),
		monitor: monitor, maxRequests: requests, cache: memory.cache, drain: drain,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	if err := t.announce(ctx, server, public, where, setup); err != nil {
		return err
	}
	defer backups.beside(ctx, server.store, server.log)()
	return server.run(ctx)
}

// announce tells a person where the server is and how to get in the first time.
func (t *terminal) announce(ctx context.Context, s *server, public auth.PublicURL, where place, setup string) error {
	address := cmp.Or(public.Origin(), s.address())
	fmt.Fprintf(t.out, "Takar siap di %s/ (data: %s)\n", address, where)
	if s.monitor != nil {
		fmt.Fprintf(t.out, "Ukuran dan profil untuk pengelola: %s/metrics dan %[1]s/debug/pprof/\n", s.monitor.address())
	}
	if !public.IsSet() && s.beyondThisMachine() {
		fmt.Fprintln(t.out, "Tanpa TAKAR_PUBLIC_URL Takar hanya melayani komputer ini sendiri. Isi dengan alamat yang diketik orang di kantor.")
	}
	// Whoever is asked to stop already does so in order, as if it had come a moment later.
	empty, err := s.app.Empty(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	if empty {
		fmt.Fprintf(t.out, "Belum ada akun. Buka tautan sekali pakai ini untuk membuat administrator pertama:\n  %s/accounts/setup/%s/\n", address, setup)
	}
	return nil
}
