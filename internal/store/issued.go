package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"takar/internal/rab"
)

// Issued is a document that was handed in. It never changes and is never deleted; its
// number counts the documents of its kind in its project, from 1.
type Issued struct {
	ID          int64
	ProjectID   int64
	Kind        string // what is counted together
	Number      int
	Title       string
	Nomor       string // of the documents of the project, when it was issued
	FirstPeriod int    // number of the first week or month that it is about; 0 = none
	LastPeriod  int
	Note        string
	Revision    int64  // of the project that it was made of
	Hash        string // of the content of the project
	IssuedAt    rab.Instant
	IssuedBy    int64
	AccountName string       // as it is now; not stored
	Files       []IssuedFile // by format; without their contents in lists
}

// IssuedFile is an issued document in one format.
type IssuedFile struct {
	Format  string
	Name    string
	Type    string
	Size    int
	Content []byte
}

// IssueLimit bounds what is issued in one project.
type IssueLimit struct {
	Count int
	Bytes int // of all files together
}

const issuedColumns = "id, project_id, kind, number, title, nomor, first_period, last_period, note, revision, hash, issued_at, issued_by"

// readIssued is followed by a condition.
const readIssued = `SELECT d.id, d.project_id, d.kind, d.number, d.title, d.nomor, d.first_period, d.last_period, d.note, d.revision, d.hash, d.issued_at, d.issued_by,
	a.user_name FROM issued_document AS d JOIN account AS a ON a.id = d.issued_by `

func (d *Issued) targets() []any {
	return []any{
		&d.ID, &d.ProjectID, &d.Kind, &d.Number, &d.Title, &d.Nomor, &d.FirstPeriod, &d.LastPeriod, &d.Note, &d.Revision, &d.Hash, &d.IssuedAt, &d.IssuedBy,
		&d.AccountName,
	}
}

// NextIssue returns the number that the next document of a kind gets: one above the
// highest.
func (s *Store) NextIssue(ctx context.Context, project int64, kind string) (int, error) {
	var next int
	if err := s.queryRow(ctx, nextIssue, project, kind).Scan(&next); err != nil {
		return 0, fmt.Errorf("store: next issue: %w", err)
	}
	return next, nil
}

const nextIssue = `SELECT CAST(coalesce(max(number), 0) + 1 AS BIGINT) FROM issued_document WHERE project_id = ? AND kind = ?`

// AddIssued stores a document with its files, and a line about it in the audit trail, under
// the number that its files bear. ErrStale when that is not the next one any more, ErrFull
// when the project has as much as the limit allows.
func (s *Store) AddIssued(ctx context.Context, d *Issued, limit IssueLimit, line *AuditEntry) error {
	err := s.inWrite(ctx, func(tx *transaction) error { return tx.addIssued(ctx, d, limit, line) })
	if errors.Is(err, ErrTaken) { // somebody issued at the same moment
		return ErrStale
	}
	return err
}

func (t *transaction) addIssued(ctx context.Context, d *Issued, limit IssueLimit, line *AuditEntry) error {
	var count, bytes, next int
	err := t.queryRow(ctx, `SELECT count(DISTINCT d.id), CAST(coalesce(sum(f.size), 0) AS BIGINT) FROM issued_document AS d
		JOIN issued_file AS f ON f.issued_id = d.id WHERE d.project_id = ?`, d.ProjectID).Scan(&count, &bytes)
	if err != nil {
		return fmt.Errorf("store: count issued documents: %w", err)
	}
	for _, file := range d.Files {
		bytes += len(file.Content)
	}
	if count >= limit.Count || bytes > limit.Bytes {
		return ErrFull
	}
	if err := t.queryRow(ctx, nextIssue, d.ProjectID, d.Kind).Scan(&next); err != nil {
		return fmt.Errorf("store: next issue: %w", err)
	}
	if d.Number != next {
		return ErrStale
	}
	if _, err := t.exec(ctx, `INSERT INTO issued_document (`+issuedColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.ProjectID, d.Kind, d.Number, d.Title, d.Nomor, d.FirstPeriod, d.LastPeriod, d.Note, d.Revision, d.Hash, int64(d.IssuedAt), d.IssuedBy); err != nil {
		return err
	}
	for i := range d.Files { // a document has four formats at most
		file := &d.Files[i]
		file.Size = len(file.Content)
		if _, err := t.exec(ctx, `INSERT INTO issued_file (issued_id, format, name, type, size, content) VALUES (?, ?, ?, ?, ?, ?)`,
			d.ID, file.Format, file.Name, file.Type, file.Size, file.Content); err != nil {
			return err
		}
	}
	return t.noteRevision(ctx, line, d.Revision)
}

// IssuedDocuments lists what was issued in a project, the newest first, without contents.
func (s *Store) IssuedDocuments(ctx context.Context, project int64) ([]*Issued, error) {
	rows, err := s.query(ctx, readIssued+`WHERE d.project_id = ? ORDER BY d.issued_at DESC, d.id DESC`, project)
	if err != nil {
		return nil, err
	}
	list, err := collect(rows, func(r *sql.Rows) (*Issued, error) {
		var d Issued
		return &d, r.Scan(d.targets()...)
	})
	if err != nil {
		return nil, err
	}
	known := make(map[int64]*Issued, len(list))
	for _, d := range list {
		known[d.ID] = d
	}
	rows, err = s.query(ctx, `SELECT f.issued_id, f.format, f.name, f.type, f.size FROM issued_document AS d
		JOIN issued_file AS f ON f.issued_id = d.id WHERE d.project_id = ? ORDER BY f.issued_id, f.format`, project)
	if err != nil {
		return nil, err
	}
	_, err = collect(rows, func(r *sql.Rows) (struct{}, error) {
		var id int64
		var file IssuedFile
		if err := r.Scan(&id, &file.Format, &file.Name, &file.Type, &file.Size); err != nil {
			return struct{}{}, err
		}
		if d := known[id]; d != nil { // another one may have been issued in between
			d.Files = append(d.Files, file)
		}
		return struct{}{}, nil
	})
	return list, err
}

// IssuedFile reads a document of a project in one format.
func (s *Store) IssuedFile(ctx context.Context, project, id int64, format string) (*IssuedFile, error) {
	var f IssuedFile
	const from = ` FROM issued_document AS d JOIN issued_file AS f ON f.issued_id = d.id WHERE d.id = ? AND d.project_id = ? AND f.format = ?`
	args := []any{id, project, format}
	err := s.readConstant(ctx, question{`SELECT d.issued_at, d.hash || ' ' || f.size` + from, args},
		question{`SELECT f.format, f.name, f.type, f.size, f.content` + from, args}, &f.Format, &f.Name, &f.Type, &f.Size, &f.Content)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("store: read issued file: %w", err)
	}
	return &f, nil
}
