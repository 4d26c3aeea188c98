package main

import (
	"context"
	"errors"

	"takar/internal/app"
)

// dataOption is the flag that every command on a store has.
func dataOption(data *string) option {
	return option{
		name: "data", value: "DIREKTORI", text: data,
		help: "direktori data (SQLite); tanpa ini TAKAR_DATA, atau PostgreSQL dari TAKAR_DATABASE_URL",
	}
}

// loginOption is the flag of commands on one account.
func loginOption(login *string) option {
	return option{name: "email", value: "ALAMAT", text: login, required: true, help: "e-mail atau nama pengguna"}
}

// withApp opens the store beside a server that may be running, does its work, and closes.
func withApp(ctx context.Context, s *settings, data string, work func(*app.App) error) error {
	where, err := s.place(data)
	if err != nil {
		return err
	}
	public, err := s.public()
	if err != nil {
		return err
	}
	opened, err := where.open(ctx)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.Config{Store: opened, TimeZone: s.timeZone, LoginLimit: s.limited(), Public: public})
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	err = work(a)
	a.Close()
	return errors.Join(err, opened.Close())
}
