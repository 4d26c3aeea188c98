package mail

import (
	"context"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"takar/internal/testservice"
)

func senderTo(t *testing.T, s *testservice.SMTPServer, change func(*Config)) *Sender {
	t.Helper()
	c := Config{Host: s.Host, Port: s.Port, Security: Plain, From: "Takar <takar@kantor.id>"}
	if change != nil {
		change(&c)
	}
	sender, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestMailArrivesAsWritten(t *testing.T) {
	server := testservice.SMTP(t, testservice.SMTPBehaviour{})
	sender := senderTo(t, server, func(c *Config) { c.User, c.Password = "takar", "rahasia-smtp" })
	text := "Buka tautan ini:\n\nhttps://takar.kantor.id/" + strings.Repeat("a", 120) + "/\n\nSelesai – titik.\n.\nakhir\n"
	if err := sender.Send(t.Context(), "budi@kantor.id", "Atur ulang – Takar", text); err != nil {
		t.Fatal(err)
	}
	message, err := mail.ReadMessage(strings.NewReader(<-server.Mails))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(string(body), "\r\n", "\n"); strings.TrimRight(got, "\n") != strings.TrimRight(text, "\n") {
		t.Errorf("body %q, want %q", got, text)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil || subject != "Atur ulang – Takar" {
		t.Errorf("subject %q, %v", subject, err)
	}
	for name, want := range map[string]string{
		"To": "<budi@kantor.id>", "From": `"Takar" <takar@kantor.id>`, "Auto-Submitted": "auto-generated", "Content-Type": "text/plain; charset=UTF-8",
	} {
		if got := message.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"Date", "Message-ID"} {
		if message.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if len(server.Logins) != 1 {
		t.Error("the sender did not log in")
	}
}

func TestMailThatIsNotTakenIsAnError(t *testing.T) {
	refusing := testservice.SMTP(t, testservice.SMTPBehaviour{Refuse: "550 no such person"})
	if err := senderTo(t, refusing, nil).Send(t.Context(), "budi@kantor.id", "a", "b"); err == nil || !strings.Contains(err.Error(), "550") {
		t.Errorf("a refused recipient: %v", err)
	}
	fine := testservice.SMTP(t, testservice.SMTPBehaviour{})
	secure := senderTo(t, fine, func(c *Config) { c.Security = StartTLS })
	if err := secure.Send(t.Context(), "budi@kantor.id", "a", "b"); err == nil || len(fine.Mails) != 0 {
		t.Errorf("without the TLS that is asked for: %v, %d mails", err, len(fine.Mails))
	}
	for _, to := range []string{"", "budi", "budi@kantor.id\r\nBcc: semua@kantor.id"} {
		if err := senderTo(t, fine, nil).Send(t.Context(), to, "a", "b"); err == nil {
			t.Errorf("recipient %q is accepted", to)
		}
	}
	if len(fine.Mails) != 0 {
		t.Error("a mail to nobody was sent")
	}
}

func TestASilentServerEndsWithTheDeadline(t *testing.T) {
	sender := senderTo(t, testservice.SMTP(t, testservice.SMTPBehaviour{Silent: true}), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := sender.Send(ctx, "budi@kantor.id", "a", "b"); err == nil {
		t.Error("sent")
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestSettingsThatCannotWorkAreRefused(t *testing.T) {
	good := Config{Host: "mail.kantor.id", From: "takar@kantor.id"}
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"fine":                         {func(*Config) {}, ""},
		"a name of the sender":         {func(c *Config) { c.From = "Takar <takar@kantor.id>" }, ""},
		"a login under TLS":            {func(c *Config) { c.User, c.Security = "takar", TLS }, ""},
		"a login on the same machine":  {func(c *Config) { c.Host, c.User, c.Security = "127.0.0.1", "takar", Plain }, ""},
		"no host":                      {func(c *Config) { c.Host = "" }, "server SMTP"},
		"an unknown protection":        {func(c *Config) { c.Security = "ssl" }, "starttls, tls, atau none"},
		"no port":                      {func(c *Config) { c.Port = "smtp" }, "port SMTP"},
		"port 0":                       {func(c *Config) { c.Port = "0" }, "port SMTP"},
		"no sender":                    {func(c *Config) { c.From = "" }, "pengirim"},
		"a sender without an @":        {func(c *Config) { c.From = "takar" }, "pengirim"},
		"a password in the clear":      {func(c *Config) { c.User, c.Security = "takar", Plain }, "tanpa TLS"},
		"a port that is out of bounds": {func(c *Config) { c.Port = "65536" }, "port SMTP"},
	} {
		config := good
		c.change(&config)
		_, err := New(config)
		if (c.says == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
