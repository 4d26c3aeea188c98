// Package mail sends the mails of the program through the SMTP server of the office. It is
// the one place that knows how; what is sent and when is decided elsewhere.
package mail

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security says how the connection to the SMTP server is protected.
type Security string

// The kinds of protection.
const (
	StartTLS Security = "starttls" // begins in the clear and must become TLS before anything is said
	TLS      Security = "tls"      // TLS from the first byte
	Plain    Security = "none"     // no protection, for a server on the same machine or network
)

// Config names the SMTP server and the sender.
type Config struct {
	Host     string
	Port     string   // "": the usual one of the security
	Security Security // "": StartTLS
	User     string   // "": no login
	Password string
	From     string // "takar@kantor.id" or "Takar <takar@kantor.id>"
}

// sendTime is how long an SMTP server may stay silent when the caller sets no deadline.
const sendTime = 15 * time.Second

// Sender sends mails. It keeps no connection open.
type Sender struct {
	host    string
	options []gomail.Option
	from    string
}

// New checks a configuration; nothing is sent. The error is a sentence for the operator and
// names the setting.
func New(c Config) (*Sender, error) {
	if c.Security == "" {
		c.Security = StartTLS
	}
	var options []gomail.Option
	port := 587
	switch c.Security {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		port = 465
		options = append(options, gomail.WithSSL())
	case Plain:
		port = 25
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("keamanan SMTP %q tidak dikenal: isi starttls, tls, atau none", c.Security)
	}
	if c.Port != "" {
		number, err := strconv.ParseUint(c.Port, 10, 16)
		if err != nil || number == 0 {
			return nil, fmt.Errorf("port SMTP %q tidak sah: isi bilangan 1 sampai 65535", c.Port)
		}
		port = int(number)
	}
	options = append(options, gomail.WithPort(port))
	if c.User != "" {
		if c.Security == Plain && !onThisMachine(c.Host) {
			return nil, fmt.Errorf("kata sandi SMTP tidak dikirim tanpa TLS ke %s: pakai starttls atau tls", c.Host)
		}
		kind := gomail.SMTPAuthAutoDiscover
		if c.Security == Plain {
			kind = gomail.SMTPAuthPlainNoEnc
		}
		options = append(options, gomail.WithSMTPAuth(kind), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	if _, err := gomail.NewClient(c.Host, options...); err != nil {
		return nil, fmt.Errorf("server SMTP %q tidak dapat dipakai: %w", c.Host, err)
	}
	if err := gomail.NewMsg().From(c.From); err != nil {
		return nil, fmt.Errorf("pengirim e-mail %q tidak sah: tulis seperti takar@kantor.id atau Takar <takar@kantor.id>", c.From)
	}
	return &Sender{host: c.Host, options: options, from: c.From}, nil
}

func onThisMachine(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// Send hands a mail of plain text to the SMTP server and returns once the server has taken
// it. A server that stays silent is given up at the deadline of ctx.
func (s *Sender) Send(ctx context.Context, to, subject, text string) error {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := message.From(s.from); err != nil {
		return fmt.Errorf("mail: sender: %w", err)
	}
	if err := message.To(to); err != nil {
		return fmt.Errorf("mail: recipient: %w", err)
	}
	message.Subject(subject)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // nobody's holiday note answers it
	message.SetBodyString(gomail.TypeTextPlain, text)
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, message); err != nil {
		return fmt.Errorf("mail: send: %w", err)
	}
	return nil
}

// Reach connects to the SMTP server as for a mail, logs in and leaves: nothing is sent.
func (s *Sender) Reach(ctx context.Context) error {
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail: reach: %w", err)
	}
	if err := client.Close(); err != nil {
		return fmt.Errorf("mail: reach: %w", err)
	}
	return nil
}

// client prepares a connection that ends at the deadline of ctx at the latest.
func (s *Sender) client(ctx context.Context) (*gomail.Client, error) {
	patience := sendTime
	if deadline, ok := ctx.Deadline(); ok {
		patience = max(time.Millisecond, min(patience, time.Until(deadline))) // the library wants more than none
	}
	client, err := gomail.NewClient(s.host, append(slices.Clone(s.options), gomail.WithTimeout(patience))...)
	if err != nil {
		return nil, fmt.Errorf("mail: client: %w", err)
	}
	return client, nil
}
