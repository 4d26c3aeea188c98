package main

import (
	"context"
	"fmt"
	"time"
)

// mailTestTime is how long a mail server may take in a test.
const mailTestTime = 30 * time.Second

func mailTestCommand() *command {
	var s settings
	var to string
	return &command{
		name: "mail test", summary: "kirim satu e-mail percobaan lewat server SMTP",
		details: "Memakai TAKAR_SMTP_… dan TAKAR_PUBLIC_URL seperti takar serve; takar serve --help menjelaskannya.",
		options: []option{
			{name: "to", value: "ALAMAT", text: &to, required: true, help: "penerima"},
		},
		settings: &s,
		run: func(ctx context.Context, t *terminal, _ []string) error {
			sender, err := s.mailer()
			if err != nil {
				return err
			}
			if sender == nil {
				return usagef("serve", "TAKAR_SMTP_HOST kosong: isi nama server SMTP")
			}
			ctx, cancel := context.WithTimeout(ctx, mailTestTime)
			defer cancel()
			text := "Ini e-mail percobaan dari Takar di " + s.publicURL + ".\nTautan lupa kata sandi akan datang dengan cara yang sama.\n"
			if err := sender.Send(ctx, to, "Percobaan e-mail Takar", text); err != nil {
				return fmt.Errorf("e-mail tidak terkirim: %w", err)
			}
			fmt.Fprintf(t.out, "%s menerima e-mail untuk %s. Periksa kotak masuknya, juga folder spam.\n", s.smtp.host, to)
			return nil
		},
	}
}
