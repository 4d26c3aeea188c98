package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"syscall"
	"time"

	"takar/internal/backup"
	"takar/internal/store"
	"takar/internal/tally"
)

// integrityTime bounds the reading of a whole database.
const integrityTime = 10 * time.Minute

// checkDatabase looks at the database itself: whether it answers, whether it keeps what it
// acknowledges, whether it fits this program, whether it is whole.
func (d *doctor) checkDatabase(ctx context.Context) {
	const name = "basis data"
	ctx, cancel := context.WithTimeout(ctx, integrityTime)
	defer cancel()
	i, err := store.Inspect(ctx, d.where.databaseURL, d.where.directory)
	if err != nil {
		advice := "Periksa apakah PostgreSQL berjalan dan TAKAR_DATABASE_URL benar."
		if d.where.databaseURL == "" {
			advice = "Hentikan server, simpan salinan direktori data apa adanya, lalu pulihkan dari cadangan."
		}
		d.fail(name, advice, "tidak dapat dibaca: %s", err)
		return
	}
	for _, setting := range i.Unsafe {
		if d.where.unsafe {
			d.warn("ketahanan", "Nyalakan di postgresql.conf kecuali ini sistem percobaan.", "PostgreSQL berjalan dengan %s: simpanan dapat hilang bila server mati mendadak (diizinkan TAKAR_UNSAFE_DATABASE)", setting)
			continue
		}
		d.fail("ketahanan", "Nyalakan di postgresql.conf.", "PostgreSQL berjalan dengan %s: simpanan yang sudah dijawab dapat hilang, dan takar serve menolaknya", setting)
	}
	for _, damage := range i.Damage {
		d.fail("keutuhan", "SQLite: hentikan server dan pulihkan dari cadangan. PostgreSQL: REINDEX, lalu cari sebabnya di log server basis data.", "%s", damage)
	}
	switch {
	case i.Schema == 0:
		d.warn(name, "Tidak perlu apa-apa bila ini pemasangan baru: takar serve membuatnya.", "belum ada data Takar")
	case i.Schema > i.Newest:
		d.fail(name, "Pasang program yang baru.", "ditulis oleh Takar yang lebih baru (skema %d, program ini %d)", i.Schema, i.Newest)
	case i.Schema < i.Newest:
		d.warn(name, "Buat cadangan, lalu jalankan takar serve: skema dinaikkan saat mulai.", "skemanya %d, program ini %d", i.Schema, i.Newest)
	default:
		d.ok(name, "%s %s, skema %d, %s%s", i.Vendor, i.Version, i.Schema, inMiB(i.Bytes), whole(i))
	}
	d.checkDatabaseServer(i)
}

func whole(i *store.Inspection) string {
	if len(i.Damage) > 0 {
		return ""
	}
	return ", utuh"
}

// checkDatabaseServer compares the clock of a database server with ours, and looks at its room.
func (d *doctor) checkDatabaseServer(i *store.Inspection) {
	if i.Clock.IsZero() {
		return
	}
	if skew := time.Since(i.Clock).Abs(); skew > clockSkew {
		d.fail("jam", "Nyalakan sinkronisasi waktu di kedua mesin (timedatectl set-ntp true).", "jam mesin ini dan jam server basis data berbeda %s", skew.Round(time.Second))
	} else {
		d.ok("jam", "sama dengan server basis data (selisih %s)", skew.Round(time.Millisecond))
	}
	const need = 25 // those of one server, and some for its commands
	if free := i.ConnectionLimit - i.Connections; free < need {
		d.warn("koneksi basis data", "Naikkan max_connections di postgresql.conf, atau hentikan yang tidak perlu.", "tinggal %d dari %d: satu server memakai sampai %d", free, i.ConnectionLimit, need)
	}
}

func (d *doctor) checkReplica(ctx context.Context) {
	const name = "replika"
	if d.where.replicaURL == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	behind, err := store.InspectReplica(ctx, d.where.databaseURL, d.where.replicaURL)
	const late = 64 << 20
	switch {
	case err != nil:
		d.warn(name, "Takar berjalan tanpa replika; perbaiki replika atau hapus TAKAR_REPLICA_URL.", "%s", err)
	case behind > late:
		d.warn(name, "Periksa jaringan dan beban replika.", "tertinggal %s dari server utama; bacaan dilayani server utama", inMiB(behind))
	default:
		d.ok(name, "tertinggal %d bita", behind)
	}
}

func (d *doctor) checkRedis(ctx context.Context) {
	const name = "Redis"
	if d.where.redisURL == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	redis, err := tally.Open(d.where.redisURL, tally.Patience)
	if err != nil {
		d.fail(name, "Perbaiki TAKAR_REDIS_URL.", "%s", err)
		return
	}
	defer redis.Close()
	if err := redis.Ping(ctx); err != nil {
		d.warn(name, "Takar berjalan tanpa Redis, tetapi tiap server menghitung batasnya sendiri; jalankan Redis atau hapus TAKAR_REDIS_URL.", "tidak menjawab: %s", err)
		return
	}
	d.ok(name, "menjawab")
}

// checkMail looks whether the SMTP server can be reached and knows us. No mail is sent.
func (d *doctor) checkMail(ctx context.Context) {
	const name = "e-mail"
	sender, err := d.settings.mailer()
	if err != nil || sender == nil {
		return // told by checkSettings, or not wanted
	}
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	if err := sender.Reach(ctx); err != nil {
		d.warn(name, "Periksa TAKAR_SMTP_…, lalu coba takar mail test. Sementara itu administrator membuat tautan kata sandi.", "server SMTP %s tidak dapat dipakai: %s", d.settings.smtp.host, err)
		return
	}
	d.ok(name, "server SMTP %s menjawab", d.settings.smtp.host)
}

// checkBackups looks whether the backups that the server makes by itself are made.
func (d *doctor) checkBackups(now time.Time) {
	const name = "cadangan"
	plan, err := d.settings.backup.plan()
	switch {
	case err != nil: // told by checkSettings
		return
	case plan == nil:
		d.warn(name, "Isi TAKAR_BACKUP_TO, atau pastikan takar backup dijalankan dengan cara lain, misalnya cron.", "server ini tidak mencadangkan sendiri")
		return
	}
	last, err := backup.Latest(plan.to)
	const advice = "Lihat log server, periksa direktori dan disk cadangan, lalu coba takar backup."
	switch age := now.Sub(last); {
	case err != nil:
		d.fail(name, advice, "%s", err)
	case last.IsZero():
		d.warn(name, "Yang pertama dibuat saat takar serve berjalan.", "belum ada di %s", plan.to)
	case age > 2*plan.every:
		d.fail(name, advice, "yang terakhir di %s berumur %s, padahal dijadwalkan setiap %s", plan.to, age.Round(time.Minute), plan.every)
	default:
		d.ok(name, "yang terakhir di %s berumur %s", plan.to, age.Round(time.Minute))
	}
}

// checkServer asks a server that may be running on this machine how it is.
func (d *doctor) checkServer(ctx context.Context) {
	const name = "server"
	locked := d.where.databaseURL == "" && serving(machine(), d.where.directory)
	status, answer, err := d.askHealth(ctx)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED) && locked:
		d.fail(name, "Sebutkan alamatnya dengan --listen atau TAKAR_LISTEN; bila memang macet, hentikan dan jalankan lagi.", "ada server yang memakai data ini, tetapi tidak menjawab di %s", d.listen)
	case errors.Is(err, syscall.ECONNREFUSED):
		d.ok(name, "tidak ada yang berjalan di %s", d.listen)
	case err != nil:
		d.warn(name, "Periksa alamatnya, atau lihat log server.", "%s tidak menjawab: %s", d.listen, err)
	case answer.Status == "":
		d.warn(name, "Pilih port lain untuk Takar, atau hentikan program itu.", "di %s menjawab program lain", d.listen)
	case status != http.StatusOK:
		d.fail(name, "Lihat log server.", "berjalan di %s, tetapi belum siap (%d, %s)", d.listen, status, answer.Status)
	default:
		d.ok(name, "berjalan di %s dan siap", d.listen)
	}
}

type healthStatus struct {
	Status string `json:"status"`
}

func (d *doctor) askHealth(ctx context.Context) (status int, answer healthStatus, err error) {
	ctx, cancel := context.WithTimeout(ctx, doctorTime)
	defer cancel()
	address, err := reachable(d.listen)
	if err != nil {
		return 0, answer, err
	}
	request, err := d.settings.healthRequest(ctx, address)
	if err != nil {
		return 0, answer, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, answer, err //nolint:wrapcheck // told to the operator as it is
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err == nil {
		_ = json.Unmarshal(data, &answer) // another program says something else
	}
	return response.StatusCode, answer, err //nolint:wrapcheck // as above
}
