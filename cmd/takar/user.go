package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"takar/internal/app"
	"takar/internal/auth"
)

func userAddCommand() *command {
	var s settings
	var n app.NewAccount
	var data string
	var fromInput bool
	return &command{
		name: "user add", summary: "buat akun",
		details: "Tanpa --password-stdin kata sandi dibuat oleh program dan dicetak sekali.\n" +
			"Perintah ini dapat dipakai selagi server berjalan.",
		options: []option{
			dataOption(&data),
			{name: "email", value: "ALAMAT", text: &n.Email, required: true, help: "alamat e-mail untuk masuk"},
			{name: "user-name", value: "NAMA", text: &n.UserName, help: "nama pengguna; tanpa ini bagian e-mail sebelum @"},
			{name: "name", value: "NAMA", text: &n.FullName, help: "nama lengkap"},
			{name: "password-stdin", on: &fromInput, help: "baca kata sandi dari masukan standar, satu baris"},
			{name: "admin", on: &n.Admin, help: "administrator"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			var err error
			if n.Password, err = t.password(fromInput); err != nil {
				return err
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				account, err := a.AddAccount(ctx, n)
				if err != nil {
					return err
				}
				kind := "Akun"
				if account.IsAdmin {
					kind = "Akun administrator"
				}
				fmt.Fprintf(t.out, "%s %s dibuat (nama pengguna %s).\n", kind, account.Email, account.UserName)
				t.tellPassword(fromInput, n.Password)
				return nil
			})
		},
	}
}

func userPasswordCommand() *command {
	var s settings
	var data, email string
	var fromInput bool
	return &command{
		name: "user password", summary: "ganti kata sandi sebuah akun",
		details: "Semua sesi akun itu berakhir: ia harus masuk lagi.\n" +
			"Tanpa --password-stdin kata sandi dibuat oleh program dan dicetak sekali.",
		options: []option{
			dataOption(&data),
			loginOption(&email),
			{name: "password-stdin", on: &fromInput, help: "baca kata sandi dari masukan standar, satu baris"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			password, err := t.password(fromInput)
			if err != nil {
				return err
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				err := a.SetPassword(ctx, email, password)
				if errors.Is(err, app.ErrNotFound) {
					return noAccount(email)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(t.out, "Kata sandi %s diganti.\n", email)
				t.tellPassword(fromInput, password)
				return nil
			})
		},
	}
}

func userResetLinkCommand() *command {
	var s settings
	var data, login string
	return &command{
		name: "user reset-link", summary: "buat tautan sekali pakai untuk memilih kata sandi baru",
		details: "Tautan berlaku 24 jam. Berikan kepada orangnya; ia memilih kata sandinya sendiri, dan semua sesinya berakhir.\n" +
			"Kata sandi yang sekarang berlaku sampai tautan itu dipakai. Perintah ini dapat dipakai selagi server berjalan.\n" +
			"Isi TAKAR_PUBLIC_URL seperti pada server, agar tautannya menunjuk ke alamat yang dipakai orang.",
		options: []option{
			dataOption(&data),
			loginOption(&login),
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			return withApp(ctx, &s, data, func(a *app.App) error {
				account, link, err := a.ResetLink(ctx, login)
				if errors.Is(err, app.ErrNotFound) {
					return noAccount(login)
				}
				if err != nil {
					return err
				}
				address := link.Address
				if s.publicURL == "" {
					address = "http://" + cmp.Or(s.listen, defaultListen) + address
				}
				fmt.Fprintf(t.out, "Tautan kata sandi untuk %s, berlaku sampai %s:\n  %s\n",
					account.Email, link.ExpiresAt.Time().In(a.Zone()).Format("2006-01-02 15.04 MST"), address)
				if s.publicURL == "" {
					fmt.Fprintln(t.out, "TAKAR_PUBLIC_URL tidak diisi: tautan ini hanya dapat dibuka di komputer server.")
				}
				return nil
			})
		},
	}
}

// noAccount says that a login is nobody's.
func noAccount(login string) error {
	return fmt.Errorf("tidak ada akun dengan e-mail atau nama pengguna %q; daftar akun: takar user list", login)
}

func userListCommand() *command {
	var s settings
	var data string
	return &command{
		name: "user list", summary: "daftar akun",
		options:  []option{dataOption(&data)},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			return withApp(ctx, &s, data, func(a *app.App) error {
				accounts, err := a.Accounts(ctx)
				if err != nil {
					return err
				}
				t.listAccounts(accounts)
				return nil
			})
		},
	}
}

func (t *terminal) listAccounts(accounts []*app.Account) {
	if len(accounts) == 0 {
		fmt.Fprintln(t.out, "Belum ada akun. Buat yang pertama: takar user add --email ALAMAT --admin")
		return
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "E-MAIL\tNAMA PENGGUNA\tNAMA\tKETERANGAN")
	for _, account := range accounts {
		var notes []string
		if account.IsAdmin {
			notes = append(notes, "administrator")
		}
		if !account.IsActive {
			notes = append(notes, "nonaktif")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", account.Email, account.UserName, account.FullName, strings.Join(notes, ", "))
	}
	_ = table.Flush()
}

// longestPasswordInput bounds what is read from standard input; longer texts are no
// password.
const longestPasswordInput = 4096

// password reads a password from standard input, or draws one.
func (t *terminal) password(fromInput bool) (string, error) {
	if !fromInput {
		return auth.GeneratePassword(), nil
	}
	line, err := bufio.NewReader(io.LimitReader(t.in, longestPasswordInput)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("kata sandi tidak terbaca dari masukan standar: %w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return "", errors.New("kata sandi kosong: kirim lewat masukan standar, satu baris")
	}
	return password, nil
}

// tellPassword prints a drawn password: it is shown this once and stored nowhere.
func (t *terminal) tellPassword(fromInput bool, password string) {
	if !fromInput {
		fmt.Fprintf(t.out, "Kata sandi: %s\n", password)
	}
}
