package main

import (
	"context"
	"net"
	"time"
)

// How long a server that is asked to stop still answers while it says that it is not ready:
// as long as a load balancer takes to notice. One that is alone has nobody to leave to.
const (
	drainTime    = 5 * time.Second
	maxDrainTime = 10 * time.Minute
)

// drainFor is how long to drain; "" stands for what is usual with the data.
func (s *settings) drainFor(where place) (time.Duration, error) {
	if s.drain == "" {
		if where.databaseURL == "" {
			return 0, nil
		}
		return drainTime, nil
	}
	given, err := time.ParseDuration(s.drain)
	if err != nil || given < 0 || given > maxDrainTime {
		return 0, usagef("serve", "lama --drain %q tidak sah: isi seperti 5s atau 1m, paling lama 10m; 0s tanpa jeda", s.drain)
	}
	return given, nil
}

// closingTime is how long connections that are on their way when the address is to be closed may
// take to arrive: longer than a round trip between servers of one place.
const closingTime = 50 * time.Millisecond

// stop ends the server without failing a request: first it says that it is not ready and
// still answers, then it takes no new connections, lets running requests finish and ends the
// event streams.
func (s *server) stop(ctx context.Context) error {
	s.app.Drain()
	if s.drain > 0 {
		s.log.Info("draining: not ready any more, requests are still answered", "for", s.drain.String())
		<-time.After(s.drain)
	}
	s.closeAddress()
	s.log.Info("stopping: running requests may finish")
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := s.http.Shutdown(patience); err != nil {
		s.log.Warn("requests were cut off", "after", stopTime.String(), "error", err)
		return s.http.Close()
	}
	s.log.Info("stopped")
	return nil
}

// closeAddress takes no new connections any more and answers all that were made: those that come
// now are refused, none is reset.
func (s *server) closeAddress() {
	if listener, ok := s.listener.(*net.TCPListener); ok && s.drain > 0 {
		if err := refuseNewConnections(listener); err != nil {
			s.log.Warn("a connection that is made at this moment may be reset", "error", err)
		}
		<-time.After(closingTime)
	}
	if err := s.listener.Close(); err != nil {
		s.log.Warn("close the address", "error", err)
	}
}
