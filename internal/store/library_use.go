package store

import (
	"context"
	"database/sql"
	"fmt"
)

// AnalysisUse is a pekerjaan that was taken from an analysis of the library.
type AnalysisUse struct {
	ProjectID   int64
	Project     string
	Active      bool // the project is not archived
	PekerjaanID int64
	Kode        string
	Uraian      string
	SourceType  string
	Revision    int // of the edition that was taken
}

// AnalysisUses lists the pekerjaan taken from any of the analyses, in the projects of an
// account, those that changed last first and archived ones at the end; and counts them all.
func (s *Store) AnalysisUses(ctx context.Context, account int64, analyses []int64, limit int) (list []AnalysisUse, total int, err error) {
	ids, err := jsonText(analyses)
	if err != nil {
		return nil, 0, err
	}
	from := ` FROM member AS m JOIN project AS p ON p.id = m.project_id JOIN pekerjaan AS w ON w.project_id = m.project_id
		WHERE m.account_id = ? AND w.ref_id IN (` + s.dialect.idset() + `)`
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, "SELECT count(*)"+from, account, ids).Scan(&total); err != nil {
			return fmt.Errorf("store: count uses: %w", err)
		}
		rows, err := tx.query(ctx, `SELECT p.id, p.nama, p.is_active, w.id, w.kode, w.uraian, w.source_type, w.ref_revision`+from+
			` ORDER BY p.is_active DESC, p.updated_at DESC, p.id DESC, w.id LIMIT ?`, account, ids, limit)
		if err != nil {
			return err
		}
		list, err = collect(rows, func(r *sql.Rows) (u AnalysisUse, err error) {
			err = r.Scan(&u.ProjectID, &u.Project, &u.Active, &u.PekerjaanID, &u.Kode, &u.Uraian, &u.SourceType, &u.Revision)
			return u, err
		})
		return err
	})
	return list, total, err
}
