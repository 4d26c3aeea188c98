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

// LibraryCommit is a new edition, or revision of one, and everything that is stored with it.
type LibraryCommit struct {
	Edition  *ahsp.Edition   // gets its id
	Analyses []ahsp.Analysis // get theirs
	By       int64
	At       rab.Instant
	// Seen is the revision of the library on which the commit was decided.
	Seen string
	// Codes and Counters are new lines of the registry of item codes, and its counters.
	Codes    []ahsp.ItemCode
	Counters map[ahsp.Kategori]int
	// Staging is where the edition comes from, with the version that was seen; 0 is none.
	Staging, StagingVersion int64
	// Corrections were made while the edition was staged.
	Corrections []*Correction
	// Collected is the edition whose collected corrections become part of this one, with
	// the stamp of them that was seen; 0 is none.
	Collected int64
	Stamp     string
	Log       *LibraryEvent
}

// AddEdition stores a whole edition, all or nothing, and gives the edition, its analyses
// and components their ids. ErrTaken when this revision of the name exists; ErrStale when
// the library, the staging or the collected corrections are others than those seen.
func (s *Store) AddEdition(ctx context.Context, c *LibraryCommit) error {
	ids := s.IDs(ctx)
	analysisJSON, componentJSON, err := encodeEdition(c.Edition, c.Analyses, ids)
	if err != nil {
		return err
	}
	codes, err := jsonText(itemCodeRows(c.Codes, c.Edition.ID))
	if err != nil {
		return err
	}
	for _, k := range c.Corrections {
		k.EditionID, k.RevisionID = c.Edition.ID, &c.Edition.ID
	}
	corrections, err := jsonText(append([]*Correction{}, c.Corrections...)) // no list is an empty one
	if err != nil {
		return err
	}
	if c.Log != nil {
		c.Log.EditionID = c.Edition.ID
	}
	return s.inWrite(ctx, func(tx *transaction) error {
		if err := tx.moveLibrary(ctx, c.Seen, c.Edition.ID); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, `INSERT INTO edition (id, name, revision, file, sha256, committed_at, committed_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c.Edition.ID, c.Edition.Name, c.Edition.Revision, c.Edition.File, c.Edition.SHA256, int64(c.At), c.By); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[analysisRow]("reference_analysis"), analysisJSON); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[componentRow]("reference_component"), componentJSON); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[itemCodeRow]("item_code"), codes); err != nil {
			return err
		}
		if err := tx.insertRows(ctx, mappingOf[Correction]("correction"), corrections); err != nil {
			return err
		}
		if err := tx.setCounters(ctx, c.Counters); err != nil {
			return err
		}
		return tx.finishCommit(ctx, c)
	})
}

// encodeEdition gives everything its id and returns the rows as JSON parameters.
func encodeEdition(e *ahsp.Edition, analyses []ahsp.Analysis, ids *IDs) (analysisJSON, componentJSON string, err error) {
	e.ID = ids.NextID()
	analysisRows, componentRows := []analysisRow{}, []componentRow{}
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
		return "", "", err
	}
	if analysisJSON, err = jsonText(analysisRows); err != nil {
		return "", "", err
	}
	componentJSON, err = jsonText(componentRows)
	return analysisJSON, componentJSON, err
}

// finishCommit ends what an edition came from, and writes the log.
func (t *transaction) finishCommit(ctx context.Context, c *LibraryCommit) error {
	if c.Staging != 0 {
		n, err := t.exec(ctx, `DELETE FROM staging WHERE id = ? AND version = ?`, c.Staging, c.StagingVersion)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrStale
		}
	}
	if c.Collected != 0 {
		if err := t.moveSetting(ctx, correctionStamp, c.Stamp, fmt.Sprint(c.Edition.ID)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE correction SET revision_id = ? WHERE edition_id = ? AND revision_id IS NULL`, c.Edition.ID, c.Collected); err != nil {
			return err
		}
	}
	return t.log(ctx, c.Log)
}

// libraryRevision names the setting that changes whenever the library does.
const libraryRevision = "library_revision"

// moveLibrary tells every server that the library is another one than the one seen.
func (t *transaction) moveLibrary(ctx context.Context, seen string, id int64) error {
	return t.moveSetting(ctx, libraryRevision, seen, fmt.Sprint(id))
}

// moveSetting changes a setting, provided that it still has the value that was seen ("" when
// it was not there); else ErrStale. Of several at the same moment one succeeds.
func (t *transaction) moveSetting(ctx context.Context, name, seen, next string) error {
	n, err := t.exec(ctx, `INSERT INTO setting (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value = ?`, name, next, seen)
	if err == nil && n == 0 {
		return ErrStale
	}
	return err
}

// readSetting returns a setting, "" when it was never made.
func (s *Store) readSetting(ctx context.Context, name string) (value string, err error) {
	if err := s.queryRow(ctx, `SELECT COALESCE((SELECT value FROM setting WHERE name = ?), '')`, name).Scan(&value); err != nil {
		return "", fmt.Errorf("store: setting %s: %w", name, err)
	}
	return value, nil
}

// LibraryRevision returns a text that changes with the library.
func (s *Store) LibraryRevision(ctx context.Context) (string, error) {
	return s.readSetting(ctx, libraryRevision)
}

func (t *transaction) insertRows(ctx context.Context, m *mapping, rows string) error {
	_, err := t.exec(ctx, "INSERT INTO "+m.table+" ("+m.names("")+") SELECT "+m.names("x.")+" FROM "+t.store.dialect.recordset(m.columns)+" WHERE true", rows)
	return err
}

// Library reads all committed editions.
func (s *Store) Library(ctx context.Context) (editions []ahsp.Edition, analyses []ahsp.Analysis, revision string, err error) {
	err = s.inRead(ctx, func(tx *transaction) error {
		editions, analyses, revision, err = tx.library(ctx)
		return err
	})
	return editions, analyses, revision, err
}

func (t *transaction) library(ctx context.Context) (editions []ahsp.Edition, analyses []ahsp.Analysis, revision string, err error) {
	if err := t.queryRow(ctx, `SELECT COALESCE((SELECT value FROM setting WHERE name = 'library_revision'), '')`).Scan(&revision); err != nil {
		return nil, nil, "", fmt.Errorf("store: library revision: %w", err)
	}
	rows, err := t.query(ctx, `SELECT id, name, revision, file, sha256,
		EXISTS (SELECT 1 FROM edition_withdrawal AS w WHERE w.edition_id = edition.id) FROM edition ORDER BY id`)
	if err != nil {
		return nil, nil, "", err
	}
	if editions, err = collect(rows, func(r *sql.Rows) (ahsp.Edition, error) {
		var e ahsp.Edition
		err := r.Scan(&e.ID, &e.Name, &e.Revision, &e.File, &e.SHA256, &e.Withdrawn)
		return e, err
	}); err != nil {
		return nil, nil, "", err
	}
	analyses, err = t.loadAnalyses(ctx)
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
