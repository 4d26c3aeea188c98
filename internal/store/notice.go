package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Notice is what a server tells the others that share its PostgreSQL database. It is sent
// in the transaction that it tells of, so that nobody hears of what is not stored.
type Notice struct {
	Project  int64 // the project that has a new revision; 0 when a job waits
	Revision int64
}

// ErrAlone says that no other server can tell anything: SQLite has one.
var ErrAlone = errors.New("store: no other server uses this database")

// noticeChannel carries the notices of all servers.
const noticeChannel = "takar"

// farewellTime bounds how long the end of a connection may take.
const farewellTime = time.Second

// Listen hands over what other servers tell, and nothing that this store told itself, until
// the connection is lost or ctx ends. It has a connection of its own. What was told before
// ready is called is missed: whoever listens reads then what may have changed.
func (s *Store) Listen(ctx context.Context, ready func(), hear func(Notice)) error {
	if s.listening == nil {
		return ErrAlone
	}
	conn, err := pgx.ConnectConfig(ctx, s.listening.Copy())
	if err != nil {
		return fmt.Errorf("store: listen: %w", translate(err))
	}
	defer func() {
		farewell, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewellTime)
		defer cancel()
		_ = conn.Close(farewell) // it is not used any more
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+noticeChannel); err != nil {
		return fmt.Errorf("store: listen: %w", translate(err))
	}
	ready()
	for {
		heard, err := conn.WaitForNotification(ctx)
		if err != nil {
			return fmt.Errorf("store: listen: %w", translate(err))
		}
		if notice, ok := s.understand(heard.Payload); ok {
			hear(notice)
		}
	}
}

// A notice travels as three words: who sends it, and its two numbers.

func (s *Store) worded(n Notice) string {
	return s.name + " " + strconv.FormatInt(n.Project, 10) + " " + strconv.FormatInt(n.Revision, 10)
}

// understand reads a notice of somebody else. Words of a newer program that this one does
// not know are passed over.
func (s *Store) understand(text string) (n Notice, ok bool) {
	words := strings.Fields(text)
	if len(words) != 3 || words[0] == s.name {
		return n, false
	}
	var projectErr, revisionErr error
	n.Project, projectErr = strconv.ParseInt(words[1], 10, 64)
	n.Revision, revisionErr = strconv.ParseInt(words[2], 10, 64)
	return n, projectErr == nil && revisionErr == nil
}

// tell adds a notice to a transaction. Where nobody else can listen it costs nothing.
func (t *transaction) tell(n Notice) {
	if t.store.listening != nil {
		t.notices = append(t.notices, t.store.worded(n))
	}
}

// Revisions returns the present revisions of those projects that exist.
func (s *Store) Revisions(ctx context.Context, projects []int64) ([]Notice, error) {
	ids, err := jsonText(projects)
	if err != nil {
		return nil, err
	}
	found, err := s.query(ctx, `SELECT id, revision FROM project WHERE id `+s.dialect.among[0]+s.dialect.idset()+s.dialect.among[1], ids)
	if err != nil {
		return nil, err
	}
	return collect(found, func(r *sql.Rows) (n Notice, err error) {
		err = r.Scan(&n.Project, &n.Revision)
		return n, err
	})
}
