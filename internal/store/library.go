package store

import (
	"context"
	"database/sql"
	"fmt"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/rab"
)

// analysisRow and componentRow are the stored forms of the reference library; the JSON
// names are the column names.
type analysisRow struct {
	ID             int64  `json:"id"`
	EditionID      int64  `json:"edition_id"`
	Kode           string `json:"kode"`
	Nama           string `json:"nama"`
	Klasifikasi    string `json:"klasifikasi"`
	SubKlasifikasi string `json:"sub_klasifikasi"`
	Satuan         string `json:"satuan"`
	SatuanFrom     string `json:"satuan_from"`
	Sheet          string `json:"sheet"`
	SourceRow      int    `json:"source_row"`
}

type componentRow struct {
	ID         int64           `json:"id"`
	AnalysisID int64           `json:"analysis_id"`
	Position   int             `json:"position"`
	Kategori   string          `json:"kategori"`
	Kode       string          `json:"kode"`
	Uraian     string          `json:"uraian"`
	Satuan     string          `json:"satuan"`
	Koefisien  decimal.Decimal `json:"koefisien"`
	Finding    string          `json:"finding"`
	Resolution string          `json:"resolution"`
	Others     string          `json:"others"` // further marks, as ahsp.FormatMarks writes them
	Original   string          `json:"original"`
	Sheet      string          `json:"sheet"`
	SourceRow  int             `json:"source_row"`
}

// AddEdition stores a whole edition as it is to be committed, all or nothing, and gives
// the edition, its analyses and components their ids. ErrTaken when this revision of the
// name exists.
func (s *Store) AddEdition(ctx context.Context, e *ahsp.Edition, analyses []ahsp.Analysis, by int64, at rab.Instant) error {
	ids := s.IDs(ctx)
	e.ID = ids.NextID()
	var analysisRows []analysisRow
	var componentRows []componentRow
	for i := range analyses {
		a := &analyses[i]
		a.ID, a.EditionID = ids.NextID(), e.ID
		analysisRows = append(analysisRows, analysisRow{
			ID: a.ID, EditionID: e.ID, Kode: a.Kode, Nama: a.Nama, Klasifikasi: a.Klasifikasi,
			SubKlasifikasi: a.SubKlasifikasi, Satuan: a.Satuan, SatuanFrom: string(a.SatuanFrom), Sheet: a.Sheet, SourceRow: a.Row,
		})
		for j := range a.Components {
			c := &a.Components[j]
			c.ID, c.AnalysisID = ids.NextID(), a.ID
			componentRows = append(componentRows, componentRow{
				ID: c.ID, AnalysisID: a.ID, Position: c.Position, Kategori: string(c.Kategori), Kode: c.Kode, Uraian: c.Uraian,
				Satuan: c.Satuan, Koefisien: c.Koefisien, Finding: string(c.Finding), Resolution: string(c.Resolution),
				Others: ahsp.FormatMarks(c.Others), Original: c.Original, Sheet: c.Sheet, SourceRow: c.Row,
			})
		}
	}
	if err := ids.Err(); err != nil {
		return err
	}
	analysisJSON, err := jsonText(analysisRows)
	if err != nil {
		return err
	}
	componentJSON, err := jsonText(componentRows)
	if err != nil {
		return err
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if _, err := tx.exec(ctx, `INSERT INTO edition (id, name, revision, file, sha256, committed_at, committed_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			e.ID, e.Name, e.Revision, e.File, e.SHA256, int64(at), by); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[analysisRow]("reference_analysis"), analysisJSON); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[componentRow]("reference_component"), componentJSON); err != nil {
			return err
		}
		_, err := tx.exec(ctx, `INSERT INTO setting (name, value) VALUES ('library_revision', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, fmt.Sprintf("%d-%d", e.ID, e.Revision))
		return err
	})
}

func (t *transaction) insertRows(ctx context.Context, m *mapping, rows string) error {
	_, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+") SELECT "+m.names("x.")+" FROM "+t.store.dialect.recordset(m.columns)+" WHERE true", rows)
	return err
}

// Library reads all committed editions.
func (s *Store) Library(ctx context.Context) (editions []ahsp.Edition, analyses []ahsp.Analysis, revision string, err error) {
	err = s.inRead(ctx, func(tx *transaction) error {
		if err := tx.queryRow(ctx, `SELECT COALESCE((SELECT value FROM setting WHERE name = 'library_revision'), '')`).Scan(&revision); err != nil {
			return fmt.Errorf("store: library revision: %w", err)
		}
		rows, err := tx.query(ctx, `SELECT id, name, revision, file, sha256 FROM edition ORDER BY id`)
		if err != nil {
			return err
		}
		if editions, err = collect(rows, func(r *sql.Rows) (ahsp.Edition, error) {
			var e ahsp.Edition
			err := r.Scan(&e.ID, &e.Name, &e.Revision, &e.File, &e.SHA256)
			return e, err
		}); err != nil {
			return err
		}
		analyses, err = tx.loadAnalyses(ctx)
		return err
	})
	return editions, analyses, revision, err
}

func (t *transaction) loadAnalyses(ctx context.Context) ([]ahsp.Analysis, error) {
	m := mappingOf[analysisRow]("reference_analysis")
	rows, err := t.query(ctx, "SELECT "+m.names("")+" FROM reference_analysis ORDER BY id")
	if err != nil {
		return nil, err
	}
	stored, err := scanRows[analysisRow](m, rows)
	if err != nil {
		return nil, err
	}
	list := make([]ahsp.Analysis, len(stored))
	at := make(map[int64]int, len(stored))
	for i, a := range stored {
		at[a.ID] = i
		list[i] = ahsp.Analysis{
			ID: a.ID, EditionID: a.EditionID, Kode: a.Kode, Nama: a.Nama, Klasifikasi: a.Klasifikasi, SubKlasifikasi: a.SubKlasifikasi,
			Satuan: a.Satuan, SatuanFrom: ahsp.Origin(a.SatuanFrom), Sheet: a.Sheet, Row: a.SourceRow,
		}
	}
	cm := mappingOf[componentRow]("reference_component")
	rows, err = t.query(ctx, "SELECT "+cm.names("")+" FROM reference_component ORDER BY analysis_id, position, id")
	if err != nil {
		return nil, err
	}
	components, err := scanRows[componentRow](cm, rows)
	if err != nil {
		return nil, err
	}
	for _, c := range components {
		others, err := ahsp.ParseMarks(c.Others)
		if err != nil {
			return nil, fmt.Errorf("store: component %d: %w", c.ID, err)
		}
		owner := &list[at[c.AnalysisID]]
		owner.Components = append(owner.Components, ahsp.Component{
			ID: c.ID, AnalysisID: c.AnalysisID, Position: c.Position, Kategori: ahsp.Kategori(c.Kategori), Kode: c.Kode, Uraian: c.Uraian,
			Satuan: c.Satuan, Koefisien: c.Koefisien, Finding: ahsp.FindingKind(c.Finding), Resolution: ahsp.Resolution(c.Resolution),
			Others: others, Original: c.Original, Sheet: c.Sheet, Row: c.SourceRow,
		})
	}
	return list, nil
}
