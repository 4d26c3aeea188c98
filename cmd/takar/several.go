package main

import (
	"context"
	"strconv"
	"time"

	"takar/internal/tally"
)

// checkSeveral refuses settings for several servers that their data cannot have, and returns
// how many connections of PostgreSQL there may be (0: as usual).
func (s *settings) checkSeveral() (connections int, err error) {
	switch {
	case s.databaseURL != "":
		return s.poolSize()
	case s.replicaURL != "":
		return 0, usagef("serve", "TAKAR_REPLICA_URL hanya untuk PostgreSQL: hapus, atau isi TAKAR_DATABASE_URL")
	case s.redisURL != "":
		return 0, usagef("serve", "TAKAR_REDIS_URL hanya untuk beberapa server di satu PostgreSQL: hapus, atau isi TAKAR_DATABASE_URL")
	case s.connections != "":
		return 0, usagef("serve", "TAKAR_DATABASE_CONNECTIONS hanya untuk PostgreSQL: hapus, atau isi TAKAR_DATABASE_URL")
	}
	return 0, nil
}

func (s *settings) poolSize() (int, error) {
	if s.connections == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s.connections)
	if err != nil || n < 2 || n > 1000 {
		return 0, usagef("serve", "TAKAR_DATABASE_CONNECTIONS %q tidak sah: isi angka dari 2 sampai 1000", s.connections)
	}
	return n, nil
}

// replicaCheckTime bounds the look at the replica at the start.
const replicaCheckTime = 5 * time.Second

// checkReplica says in the log when the replica is of no use as it is. That is no reason not
// to start: without it everything is read from the primary.
func (s *server) checkReplica(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, replicaCheckTime)
	defer cancel()
	if _, err := s.store.CheckReplica(ctx); err != nil {
		s.log.WarnContext(ctx, "replica is not used", "error", err)
	}
}

// openRedis prepares the counting with other servers. A Redis that is away is no reason not to
// start: until it answers this server counts for itself.
func (s *server) openRedis(ctx context.Context, address string) (err error) {
	if address == "" {
		return nil
	}
	if s.redis, err = tally.Open(address, tally.Patience); err != nil {
		return usagef("serve", "%s", err)
	}
	if err := s.redis.Ping(ctx); err != nil {
		s.log.WarnContext(ctx, "redis does not answer: this server counts for itself", "error", err)
	}
	return nil
}
