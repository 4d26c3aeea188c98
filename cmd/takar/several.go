package main

import (
	"context"
	"time"
)

// checkSeveral refuses settings for several servers that their data cannot have.
func (s *settings) checkSeveral() error {
	if s.databaseURL == "" && s.replicaURL != "" {
		return usagef("serve", "TAKAR_REPLICA_URL hanya untuk PostgreSQL: hapus, atau isi TAKAR_DATABASE_URL")
	}
	return nil
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
