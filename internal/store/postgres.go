package store

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
)

// Nothing waits for ever: a server that cannot be reached, a connection whose other end is
// gone without a word, a statement, a lock, a transaction that somebody forgot. What the
// address (TAKAR_DATABASE_URL) says goes before.
const (
	connectTime   = 5 * time.Second
	silenceTime   = 20 * time.Second // after how long without an answer a connection is dead
	keepAliveIdle = 10 * time.Second
)

var postgresSettings = map[string]string{
	"timezone": "UTC", "application_name": "takar",
	"lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s", "statement_timeout": "10min",
}

// asTakar sets what every connection has.
func asTakar(config *pgx.ConnConfig) {
	for name, value := range postgresSettings {
		if _, chosen := config.RuntimeParams[name]; !chosen || name == "timezone" {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTime
	}
	dialer := &net.Dialer{
		Timeout: config.ConnectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: keepAliveIdle, Interval: keepAliveIdle / 2, Count: 2,
		},
		Control: boundSilence,
	}
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, fmt.Errorf("store: connect: %w", err)
		}
		return conn, nil
	}
}
