package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"takar/internal/backup"
	"takar/internal/store"
)

func backupCommand() *command {
	var s settings
	var data, to, every, keep string
	var unchecked bool
	return &command{
		name: "backup", summary: "cadangkan seluruh isi penyimpanan ke satu berkas, selagi server berjalan",
		details: `Berkasnya memuat semua akun, proyek, riwayat, pustaka dan laporan terbit, dari satu keadaan yang utuh,
sama bentuknya untuk SQLite dan PostgreSQL. Yang tidak ikut: sesi masuk, tautan kata sandi, dan tugas yang sedang berjalan.
Setiap cadangan diuji dengan memulihkannya ke tempat sementara di sebelahnya sebelum diberi nama.
Berkasnya memuat sandi yang sudah diacak dan hanya dapat dibaca pengguna ini (0600).
Pulihkan dengan takar restore.`,
		options: []option{
			dataOption(&data),
			{name: "to", value: "TEMPAT", text: &to, help: "direktori untuk cadangan bernama waktunya, atau berkas yang berakhir .gz (wajib)"},
			{name: "every", value: "JANGKA", text: &every, help: "jalan terus dan cadangkan setiap 24h, 6h atau 7d, dihitung dari cadangan terakhir di direktori itu"},
			{name: "keep", value: "N|UMUR", text: &keep, help: "hapus cadangan lama dari penyimpanan ini: simpan 14 yang terbaru, atau yang semuda 30d"},
			{name: "no-verify", on: &unchecked, help: "jangan uji cadangan dengan memulihkannya"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			plan, err := newBackupPlan("backup", to, every, keep)
			if err != nil {
				return err
			}
			if plan == nil {
				return usagef("backup", "isi --to TEMPAT, misalnya --to /var/backups/takar")
			}
			where, err := s.place(data)
			if err != nil {
				return err
			}
			plan.unchecked = unchecked
			opened, err := where.open(ctx)
			if err != nil {
				return err
			}
			if every == "" {
				return errors.Join(t.backupOnce(ctx, plan, opened), opened.Close())
			}
			return errors.Join(plan.repeat(ctx, opened, t.logger(&s, slog.LevelInfo)), opened.Close())
		},
	}
}

// backupPlan says where backups go, and how often.
type backupPlan struct {
	to        string
	every     time.Duration // 0: once
	keep      backup.Keep
	unchecked bool
}

// newBackupPlan reads the flags or variables of a plan; nil when there is none.
func newBackupPlan(command, to, every, keep string) (*backupPlan, error) {
	if to == "" {
		if every != "" || keep != "" {
			return nil, usagef(command, "jadwal cadangan perlu tempatnya: isi juga direktorinya")
		}
		return nil, nil
	}
	plan := &backupPlan{to: to}
	var err error
	if every != "" {
		if plan.every, err = backup.ParseAge(every); err != nil {
			return nil, usagef(command, "jangka cadangan: %s", err)
		}
	}
	if keep != "" {
		if plan.keep, err = backup.ParseKeep(keep); err != nil {
			return nil, usagef(command, "cadangan yang disimpan: %s", err)
		}
	}
	if (every != "" || keep != "") && strings.HasSuffix(to, ".gz") {
		return nil, usagef(command, "jadwal dan --keep perlu sebuah direktori, bukan berkas %s", to)
	}
	return plan, nil
}

// backupOnce makes one backup for a person who waits.
func (t *terminal) backupOnce(ctx context.Context, plan *backupPlan, s *store.Store) error {
	begun := time.Now()
	shown := t.copyProgress()
	maker := &backup.Maker{Store: s, Program: version, Tell: shown.tell, Now: time.Now}
	made, err := maker.To(ctx, plan.to, plan.unchecked)
	shown.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Cadangan %s: %s, %s byte, %s.\n", state(plan.unchecked), made.Path, count(int(made.Bytes)), took(begun))
	t.tellContents(made.Contents)
	removed, err := maker.Clear(ctx, plan.to, plan.keep)
	for _, name := range removed {
		fmt.Fprintf(t.out, "Cadangan lama dihapus: %s\n", name)
	}
	return err
}

func state(unchecked bool) string {
	if unchecked {
		return "ditulis, tidak diuji"
	}
	return "ditulis dan diuji"
}

// repeat makes backups until ctx ends. A failure is told, and tried again at the next turn.
func (p *backupPlan) repeat(ctx context.Context, s *store.Store, log *slog.Logger) error {
	maker := &backup.Maker{Store: s, Program: version, Now: time.Now}
	return maker.Repeat(ctx, p.to, p.every, func(ctx context.Context) {
		begun := time.Now()
		made, err := maker.To(ctx, p.to, p.unchecked)
		if err != nil {
			if ctx.Err() == nil {
				log.ErrorContext(ctx, "backup failed", "to", p.to, "error", err.Error())
			}
			return
		}
		log.InfoContext(ctx, "backup made", "file", made.Path, "bytes", made.Bytes, "rows", made.AllRows(), "projects", len(made.Projects),
			"verified", !p.unchecked, "took", time.Since(begun).Round(time.Millisecond).String())
		for _, project := range made.Projects {
			if project.Failure != "" || len(project.Broken) > 0 {
				log.WarnContext(ctx, "backup holds a damaged project", "project", project.ID, "failure", project.Failure, "broken", len(project.Broken))
			}
		}
		removed, err := maker.Clear(ctx, p.to, p.keep)
		for _, name := range removed {
			log.InfoContext(ctx, "old backup removed", "file", name)
		}
		if err != nil {
			log.ErrorContext(ctx, "old backups remain", "to", p.to, "error", err.Error())
		}
	})
}

// tellContents prints what a backup holds.
func (t *terminal) tellContents(c *backup.Contents) {
	fmt.Fprintf(t.out, "Isinya: %s akun, %s proyek, %s revisi tersimpan, %s laporan terbit, %s edisi pustaka; %s baris di %s tabel (skema %d).\n",
		count(int(c.Rows("account"))), count(len(c.Projects)), count(int(c.Rows("named_revision"))), count(int(c.Rows("issued_document"))), count(int(c.Rows("edition"))),
		count(int(c.AllRows())), count(len(c.Tables)), c.Head.Schema)
	for _, p := range c.Projects {
		switch {
		case p.Failure != "":
			fmt.Fprintf(t.out, "Perhatian: proyek %d tidak dapat dibaca (%s); barisnya tetap ikut.\n", p.ID, p.Failure)
		case len(p.Broken) > 0:
			fmt.Fprintf(t.out, "Perhatian: proyek %d rusak: %s; barisnya tetap ikut.\n", p.ID, strings.Join(p.Broken, "; "))
		}
	}
}

func took(begun time.Time) string {
	return strings.Replace(fmt.Sprintf("%.1f detik", time.Since(begun).Seconds()), ".", ",", 1)
}

// copyProgress shows on a terminal how far long work is.
type copyProgress struct {
	out   io.Writer // nil: nobody watches
	shown time.Time
	wide  int
}

func (t *terminal) copyProgress() *copyProgress {
	if !interactive(t.err) {
		return &copyProgress{}
	}
	return &copyProgress{out: t.err}
}

// copyPause is how long a line stays at least.
const copyPause = 200 * time.Millisecond

func (l *copyProgress) tell(p backup.Progress) {
	if l.out == nil || time.Since(l.shown) < copyPause {
		return
	}
	l.shown = time.Now()
	verb := map[backup.Step]string{
		backup.StepWrite: "Menulis", backup.StepProjects: "Memeriksa proyek", backup.StepRead: "Menyimpan", backup.StepCompare: "Membandingkan",
	}[p.Step]
	text := fmt.Sprintf("%s %s: %s baris", verb, p.Table, count(int(p.Rows)))
	if p.Bytes > 0 {
		text += fmt.Sprintf(", %s KB", count(int(p.Bytes>>10)))
	}
	fmt.Fprintf(l.out, "\r%-*s", l.wide, text)
	l.wide = len(text)
}

func (l *copyProgress) end() {
	if l.wide > 0 {
		fmt.Fprintf(l.out, "\r%-*s\r", l.wide, "")
	}
}

// backupSettings are the flags and variables of backups that a server makes by itself.
type backupSettings struct{ to, every, keep string }

func (b *backupSettings) options() []option {
	return []option{
		{name: "backup-to", value: "DIREKTORI", text: &b.to, help: "cadangkan semuanya ke sini selagi melayani; bawaan: tidak"},
		{name: "backup-every", value: "JANGKA", text: &b.every, help: "jarak antara dua cadangan, misalnya 6h (bawaan 24h)"},
		{name: "backup-keep", value: "N|UMUR", text: &b.keep, help: "cadangan yang disimpan: 14 yang terbaru (bawaan), atau yang semuda 30d"},
	}
}

// or fills what a flag did not say from the environment.
func (b backupSettings) or(environment backupSettings) backupSettings {
	return backupSettings{cmp.Or(b.to, environment.to), cmp.Or(b.every, environment.every), cmp.Or(b.keep, environment.keep)}
}

// plan returns when the server makes backups; nil when it makes none.
func (b backupSettings) plan() (*backupPlan, error) {
	if b.to != "" {
		b.every, b.keep = cmp.Or(b.every, "24h"), cmp.Or(b.keep, "14")
	}
	return newBackupPlan("serve", b.to, b.every, b.keep)
}

// beside makes backups of a store while a server serves it. The function returned ends them.
func (p *backupPlan) beside(ctx context.Context, s *store.Store, log *slog.Logger) (end func()) {
	if p == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := p.repeat(ctx, s, log); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "backups ended", "to", p.to, "error", err.Error())
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
