package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"takar/internal/app"
)

const listHint = "daftar token: takar token list --email ALAMAT"

func tokenAddCommand() *command {
	var s settings
	var data, login, days, projects string
	var n app.NewAPIToken
	return &command{
		name: "token add", summary: "buat token API untuk skrip sebuah akun",
		details: "Token dicetak sekali dan tidak disimpan. Membaca selalu boleh; hak lain hanya bila diminta, dan tidak pernah lebih dari hak akunnya.\n" +
			"Perintah ini dapat dipakai selagi server berjalan.",
		options: []option{
			dataOption(&data),
			loginOption(&login),
			{name: "name", value: "NAMA", text: &n.Name, help: "nama token, tampil di riwayat perubahan (wajib)"},
			{name: "write", on: &n.Writes, help: "boleh mengubah data"},
			{name: "prices", on: &n.Prices, help: "boleh melihat harga dan biaya"},
			{name: "projects", value: "ID,ID", text: &projects, help: "hanya proyek ini; tanpa ini semua proyek akun"},
			{name: "days", value: "HARI", text: &days, help: "masa berlaku: 30, 90, atau 365 (bawaan 365)"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) (err error) {
			if n.Days, err = daysOf(days); err != nil {
				return err
			}
			if n.Limited, n.Projects, err = projectsOf(projects); err != nil {
				return err
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				token, secret, err := a.AddAPITokenFor(ctx, login, n)
				if errors.Is(err, app.ErrNotFound) {
					return noAccount(login)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(t.out, "Token %q dibuat, nomor %d, berlaku sampai %s:\n%s\n", token.Name, token.ID,
					token.ExpiresAt.Time().In(a.Zone()).Format("2006-01-02 15.04 MST"), secret)
				return nil
			})
		},
	}
}

func daysOf(text string) (int, error) {
	if text == "" {
		return app.APITokenDays[len(app.APITokenDays)-1], nil
	}
	days, err := strconv.Atoi(text)
	if err != nil {
		return 0, usagef("token add", "--days %q bukan jumlah hari: isi 30, 90, atau 365", text)
	}
	return days, nil
}

func projectsOf(text string) (limited bool, ids []int64, err error) {
	if text == "" {
		return false, nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil {
			return false, nil, usagef("token add", "--projects %q bukan daftar nomor proyek seperti 12,15", text)
		}
		ids = append(ids, id)
	}
	return true, ids, nil
}

func tokenListCommand() *command {
	var s settings
	var data, login string
	return &command{
		name: "token list", summary: "daftar token API sebuah akun",
		options: []option{
			dataOption(&data),
			loginOption(&login),
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			return withApp(ctx, &s, data, func(a *app.App) error {
				tokens, err := a.APITokensOf(ctx, login)
				if errors.Is(err, app.ErrNotFound) {
					return noAccount(login)
				}
				if err != nil {
					return err
				}
				t.listTokens(a, tokens)
				return nil
			})
		},
	}
}

func (t *terminal) listTokens(a *app.App, tokens []*app.APIToken) {
	if len(tokens) == 0 {
		fmt.Fprintln(t.out, "Akun ini belum punya token API.")
		return
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NOMOR\tNAMA\tTOKEN\tHAK\tPROYEK\tSAMPAI\tDIPAKAI\tKEADAAN")
	day := func(token *app.APIToken) string { return token.ExpiresAt.Time().In(a.Zone()).Format("2006-01-02") }
	for _, token := range tokens {
		rights, reach, used, state := []string{"baca"}, "semua", "belum", "berlaku"
		if token.Writes {
			rights = append(rights, "tulis")
		}
		if token.Prices {
			rights = append(rights, "harga")
		}
		if token.Limited {
			reach = strings.Trim(strings.ReplaceAll(fmt.Sprint(token.Projects), " ", ","), "[]")
		}
		if token.UsedAt != 0 {
			used = token.UsedAt.Time().In(a.Zone()).Format("2006-01-02")
		}
		switch {
		case token.EndedAt != 0:
			state = "dicabut"
		case !token.Alive(a.Instant()):
			state = "kedaluwarsa"
		}
		fmt.Fprintf(table, "%d\t%s\ttkr_…%s\t%s\t%s\t%s\t%s\t%s\n", token.ID, token.Name, token.Ending, strings.Join(rights, ","), reach, day(token), used, state)
	}
	_ = table.Flush()
}

func tokenRevokeCommand() *command {
	var s settings
	var data, login string
	return &command{
		name: "token revoke", arguments: "NOMOR", summary: "cabut sebuah token API seketika",
		options: []option{
			dataOption(&data),
			loginOption(&login),
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, arguments []string) error {
			id, err := strconv.ParseInt(arguments[0], 10, 64)
			if err != nil {
				return usagef("token revoke", "%q bukan nomor token; %s", arguments[0], listHint)
			}
			return withApp(ctx, &s, data, func(a *app.App) error {
				token, err := a.EndAPITokenOf(ctx, login, id)
				if errors.Is(err, app.ErrNotFound) {
					return fmt.Errorf("akun %q tidak punya token nomor %d yang masih berlaku; %s", login, id, listHint)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(t.out, "Token %q dicabut.\n", token.Name)
				return nil
			})
		},
	}
}
