package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"takar/internal/auth"
	"takar/internal/mail"
	"takar/internal/store"
)

// settings is what the environment says. Flags go before it.
type settings struct {
	data           string
	databaseURL    string
	replicaURL     string
	redisURL       string
	connections    string
	unsafeDatabase string
	listen         string
	publicURL      string
	trustedProxies string
	timeZone       string
	loginLimits    string
	log            string
	signUp         string
	logLevel       string
	monitor        string
	maxRequests    string
	cache          string
	drain          string
	smtp           smtpSettings
	backup         backupSettings
}

// smtpSettings say how mails are sent.
type smtpSettings struct{ host, port, security, user, password, from string }

// testPrefix marks variables of the tests, which the program does not look at.
const testPrefix = "TAKAR_TEST_"

func (s *settings) variables() map[string]*string {
	return map[string]*string{
		"TAKAR_DATA":            &s.data,
		"TAKAR_DATABASE_URL":    &s.databaseURL,
		"TAKAR_REPLICA_URL":     &s.replicaURL,
		"TAKAR_REDIS_URL":       &s.redisURL,
		"TAKAR_UNSAFE_DATABASE": &s.unsafeDatabase,
		"TAKAR_LISTEN":          &s.listen,
		"TAKAR_PUBLIC_URL":      &s.publicURL,
		"TAKAR_TRUSTED_PROXIES": &s.trustedProxies,
		"TAKAR_TIME_ZONE":       &s.timeZone,
		"TAKAR_LOGIN_LIMITS":    &s.loginLimits,
		"TAKAR_LOG":             &s.log,
		"TAKAR_SIGNUP":          &s.signUp,
		"TAKAR_LOG_LEVEL":       &s.logLevel,
		"TAKAR_MONITOR":         &s.monitor,
		"TAKAR_MAX_REQUESTS":    &s.maxRequests,
		"TAKAR_CACHE":           &s.cache,
		"TAKAR_BACKUP_TO":       &s.backup.to,
		"TAKAR_BACKUP_EVERY":    &s.backup.every,
		"TAKAR_BACKUP_KEEP":     &s.backup.keep,
		"TAKAR_DRAIN":           &s.drain,
		"TAKAR_SMTP_HOST":       &s.smtp.host,
		"TAKAR_SMTP_PORT":       &s.smtp.port,
		"TAKAR_SMTP_SECURITY":   &s.smtp.security,
		"TAKAR_SMTP_USER":       &s.smtp.user,
		"TAKAR_SMTP_PASSWORD":   &s.smtp.password,
		"TAKAR_SMTP_FROM":       &s.smtp.from,

		"TAKAR_DATABASE_CONNECTIONS": &s.connections,
	}
}

// read takes the variables TAKAR_… and refuses those that the program does not know.
func (s *settings) read(environ []string) error {
	known := s.variables()
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, "TAKAR_") || strings.HasPrefix(name, testPrefix) {
			continue
		}
		variable, ok := known[name]
		if !ok {
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			slices.Sort(names)
			return usagef("serve", "variabel lingkungan %s tidak dikenal; yang paling dekat: %s", name, nearest(name, names))
		}
		*variable = strings.TrimSpace(value)
	}
	return s.check()
}

func (s *settings) check() error {
	if !slices.Contains([]string{"", "on", "off"}, s.unsafeDatabase) {
		return usagef("serve", "TAKAR_UNSAFE_DATABASE %q tidak dikenal: isi on atau off", s.unsafeDatabase)
	}
	if !slices.Contains([]string{"", "on", "off"}, s.loginLimits) {
		return usagef("serve", "TAKAR_LOGIN_LIMITS %q tidak dikenal: isi on atau off", s.loginLimits)
	}
	if !slices.Contains([]string{"", "text", "json"}, s.log) {
		return usagef("serve", "TAKAR_LOG %q tidak dikenal: isi text atau json", s.log)
	}
	if _, known := logLevels[s.logLevel]; !known && s.logLevel != "" {
		return usagef("serve", "TAKAR_LOG_LEVEL %q tidak dikenal: isi info, warn, atau error", s.logLevel)
	}
	if _, err := s.requests(); err != nil {
		return err
	}
	if _, err := s.cacheBytes(); err != nil {
		return err
	}
	if _, err := s.drainFor(place{}); err != nil {
		return err
	}
	if !slices.Contains([]string{"", "on", "off"}, s.signUp) {
		return usagef("serve", "TAKAR_SIGNUP %q tidak dikenal: isi on atau off", s.signUp)
	}
	if _, err := s.mailer(); err != nil {
		return err
	}
	public, err := s.public()
	if err != nil {
		return err
	}
	if public.Secure() && !s.limited() {
		return usagef("serve", "TAKAR_LOGIN_LIMITS=off hanya untuk uji beban: hapus, karena TAKAR_PUBLIC_URL menunjukkan server ini dipakai orang")
	}
	return nil
}

// mailer returns what sends mails; nil without an SMTP server. Mails lead back here, so the
// public address must be known.
func (s *settings) mailer() (*mail.Sender, error) {
	m := s.smtp
	switch {
	case m == smtpSettings{}:
		return nil, nil
	case m.host == "":
		return nil, usagef("serve", "TAKAR_SMTP_HOST kosong: isi nama server SMTP, atau hapus variabel TAKAR_SMTP_… yang lain")
	case s.publicURL == "":
		return nil, usagef("serve", "TAKAR_SMTP_HOST perlu TAKAR_PUBLIC_URL: e-mail berisi tautan ke alamat itu")
	}
	sender, err := mail.New(mail.Config{
		Host: m.host, Port: m.port, Security: mail.Security(m.security), User: m.user, Password: m.password, From: m.from,
	})
	if err != nil {
		return nil, usagef("serve", "TAKAR_SMTP_…: %s", err)
	}
	return sender, nil
}

// requests is how many requests may be in work at a time; 0: as many as is usual.
func (s *settings) requests() (int, error) {
	if s.maxRequests == "" {
		return 0, nil
	}
	number, err := strconv.Atoi(s.maxRequests)
	if err != nil || number < 1 || number > 1_000_000 {
		return 0, usagef("serve", "TAKAR_MAX_REQUESTS %q tidak sah: isi jumlah permintaan yang boleh dikerjakan sekaligus, misalnya 1000", s.maxRequests)
	}
	return number, nil
}

// limited reports whether failed logins are charged.
func (s *settings) limited() bool { return s.loginLimits != "off" }

func (s *settings) public() (auth.PublicURL, error) {
	public, err := auth.ParsePublicURL(s.publicURL)
	if err != nil {
		return auth.PublicURL{}, usagef("serve", "TAKAR_PUBLIC_URL: %s", err)
	}
	return public, nil
}

func (s *settings) proxies() (auth.TrustedProxies, error) {
	proxies, err := auth.ParseTrustedProxies(s.trustedProxies)
	if err != nil {
		return nil, usagef("serve", "TAKAR_TRUSTED_PROXIES: %s", err)
	}
	return proxies, nil
}

// place is where the data is: a directory, or else a PostgreSQL address.
type place struct {
	directory   string
	databaseURL string
	replicaURL  string
	redisURL    string
	connections int  // of PostgreSQL at most; 0 is the usual number
	unsafe      bool // a PostgreSQL server that may lose what it acknowledged is accepted
}

// place applies a --data flag ("" when it was not given) to the settings.
func (s *settings) place(data string) (place, error) {
	switch {
	case data != "":
		return place{directory: data}, nil
	case s.data != "" && s.databaseURL != "":
		return place{}, usagef("serve", "TAKAR_DATA dan TAKAR_DATABASE_URL sama-sama diisi: pakai salah satu")
	case s.data == "" && s.databaseURL == "":
		return place{}, usagef("serve", "di mana datanya? Isi --data DIREKTORI, atau TAKAR_DATABASE_URL untuk PostgreSQL")
	}
	connections, err := s.checkSeveral()
	if err != nil {
		return place{}, err
	}
	return place{connections: connections, directory: s.data, databaseURL: s.databaseURL, replicaURL: s.replicaURL, redisURL: s.redisURL, unsafe: s.unsafeDatabase == "on"}, nil
}

// String names the place without revealing a password.
func (p place) String() string {
	if p.databaseURL != "" {
		return "PostgreSQL (TAKAR_DATABASE_URL)"
	}
	return p.directory
}

// open opens the store of the place.
func (p place) open(ctx context.Context) (*store.Store, error) {
	var options []store.Option
	if p.unsafe {
		options = append(options, store.AllowUnsafe())
	}
	if p.connections > 0 {
		options = append(options, store.WithConnections(p.connections))
	}
	if p.replicaURL != "" {
		options = append(options, store.WithReplica(p.replicaURL))
	}
	opened, err := store.Open(ctx, p.databaseURL, p.directory, options...)
	if err != nil {
		return nil, fmt.Errorf("data di %s tidak dapat dibuka: %w", p, err)
	}
	return opened, nil
}
