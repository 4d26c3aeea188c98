package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"takar/internal/backup"
	"takar/internal/store"
)

func restoreCommand() *command {
	var s settings
	var data string
	return &command{
		name: "restore", arguments: "BERKAS", summary: "pulihkan cadangan ke direktori atau basis data yang kosong",
		details: `BERKAS dibuat oleh takar backup, dari SQLite maupun PostgreSQL; tujuannya boleh yang mana saja, asal kosong.
Semua isinya kembali dan diperiksa, atau tidak ada yang tertinggal. Cadangan dari Takar yang lebih lama sekaligus diperbarui.
Semua orang harus masuk lagi: sesi masuk tidak ikut dicadangkan.`,
		options:  []option{dataOption(&data)},
		settings: &s,
		run: func(ctx context.Context, t *terminal, arguments []string) error {
			where, err := s.place(data)
			if err != nil {
				return err
			}
			begun := time.Now()
			shown := t.copyProgress()
			contents, err := backup.Restore(ctx, arguments[0], where.forBackup(), version, shown.tell)
			shown.end()
			if err != nil {
				return err
			}
			fmt.Fprintf(t.out, "Cadangan tanggal %s dipulihkan ke %s dan diperiksa, %s.\n", contents.Head.MadeAt, where, took(begun))
			t.tellContents(contents)
			fmt.Fprintln(t.out, "Jalankan lagi servernya dengan takar serve. Semua orang perlu masuk lagi.")
			return nil
		},
	}
}

func moveCommand() *command {
	var s settings
	var from, to string
	var reopen bool
	return &command{
		name: "move", summary: "pindahkan seluruh isi antara SQLite dan PostgreSQL",
		details: `TEMPAT adalah direktori data, atau alamat postgres://…; tujuannya harus kosong. Hentikan dulu servernya.
Setiap tabel dan proyek dibandingkan sesudah dipindahkan. Sumbernya tetap utuh, tetapi ditandai: takar serve menolaknya,
supaya tidak ada yang bekerja di data lama. --reopen menghapus tanda itu.`,
		options: []option{
			{name: "from", value: "TEMPAT", text: &from, help: "sumber (wajib)"},
			{name: "to", value: "TEMPAT", text: &to, help: "tujuan yang kosong (wajib)"},
			{name: "reopen", on: &reopen, help: "pakai lagi data di --from yang pernah dipindahkan, tanpa memindahkan apa pun"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			if from == "" || (to == "") != reopen {
				return usagef("move", "isi --from TEMPAT dan --to TEMPAT, atau --from TEMPAT --reopen")
			}
			source := s.placeAt(from)
			if reopen {
				return t.reopen(ctx, source)
			}
			target := s.placeAt(to)
			begun := time.Now()
			shown := t.copyProgress()
			contents, err := backup.Move(ctx, source.forBackup(), target.forBackup(), version, begun, shown.tell)
			shown.end()
			if err != nil {
				return err
			}
			fmt.Fprintf(t.out, "Semua dipindahkan dari %s ke %s dan dibandingkan, %s.\n", source.plain(), target.plain(), took(begun))
			t.tellContents(contents)
			fmt.Fprintln(t.out, "Data lama tetap ada dan ditandai sudah pindah. Jalankan server pada data yang baru. Semua orang perlu masuk lagi.")
			return nil
		},
	}
}

// placeAt is the place that a flag names outright.
func (s *settings) placeAt(name string) place {
	where := place{unsafe: s.unsafeDatabase == "on"}
	if strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://") {
		where.databaseURL = name
	} else {
		where.directory = name
	}
	return where
}

// plain names a place that a flag named.
func (p place) plain() string {
	if p.databaseURL != "" {
		return "PostgreSQL"
	}
	return p.directory
}

func (p place) forBackup() backup.Place {
	b := backup.Place{DatabaseURL: p.databaseURL, Directory: p.directory}
	if p.unsafe {
		b.Options = []store.Option{store.AllowUnsafe()}
	}
	return b
}

// reopen takes a store into use again that was moved elsewhere.
func (t *terminal) reopen(ctx context.Context, where place) error {
	opened, err := where.open(ctx)
	if err != nil {
		return err
	}
	defer opened.Close()
	if err := opened.SetMoved(ctx, ""); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Data di %s dapat dipakai lagi dengan takar serve.\n", where.plain())
	return nil
}

// refuseMoved refuses to serve a store whose contents went elsewhere.
func refuseMoved(ctx context.Context, s *store.Store, where place) error {
	moved, err := s.Moved(ctx)
	if err != nil {
		return err
	}
	if moved != "" {
		return fmt.Errorf("data di %s sudah dipindahkan %s: jalankan server pada data yang baru, "+
			"atau pakai lagi data lama ini dengan takar move --from TEMPAT --reopen", where, moved)
	}
	return nil
}
