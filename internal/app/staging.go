package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"takar/internal/ahsp"
	"takar/internal/rab"
	"takar/internal/spreadsheet"
	"takar/internal/store"
)

// An uploaded file of the library is staged: its findings are shown and settled before it
// is committed as an edition (rulings C19).
const (
	stagingTime    = 24 * time.Hour   // after the last change
	stagingMost    = 5                // per account
	stagingReading = 45 * time.Second // for reading and checking one file
	stagingBytes   = 64 << 20         // of what was read, encoded
	stagingCache   = 3                // files kept decoded
	stagingChanges = 200_000          // corrections of one file
)

// StagingHead is an uploaded file without its rows.
type StagingHead struct {
	ID        int64
	Version   int64 // goes on with every correction; who commits sends it
	Edition   string
	File      string
	CreatedAt rab.Instant
	ExpiresAt rab.Instant
	Summary   ahsp.Summary
	// Known is the edition that was made of the same file, if any.
	Known *ahsp.Edition

	head *store.Staging
}

// StagedImport is an uploaded file with the corrections made to it so far.
type StagedImport struct {
	StagingHead
	*ahsp.Staging

	corrections int
}

// CorrectionCount tells how many values were set or confirmed so far.
func (g *StagedImport) CorrectionCount() int { return g.corrections }

// StagedCorrection is a value of an uploaded file that a person sets right; who and why are
// filled in where it is carried out.
type StagedCorrection = ahsp.Correction

// stagedCorrection is a correction of a staged file, and when it was made.
type stagedCorrection struct {
	ahsp.Correction

	At rab.Instant
}

// Upload is a file that an administrator sends.
type Upload struct {
	Name    string
	Data    []byte
	Edition string // name; "" takes the sumber that stands in the file
}

// StageImport reads an uploaded file and keeps it, with what was found in it, until it is
// committed, dropped or expires. A file that is refused leaves only a line in the log.
func (a *App) StageImport(ctx context.Context, v *Visit, u Upload) (*StagedImport, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	u.Name = clipText(u.Name, 100)
	var imported *ahsp.Imported
	var content []byte
	err := a.heavily(ctx, func() error {
		reading, cancel := context.WithTimeout(ctx, stagingReading)
		defer cancel()
		var err error
		if imported, err = readImport(reading, u); err != nil {
			return err
		}
		content, err = json.Marshal(imported)
		return err //nolint:wrapcheck // wrapped below
	})
	if err == nil && bytes.Contains(content, []byte(`\u0000`)) {
		err = rab.Refuse("file", "Berkas berisi karakter yang tidak dapat disimpan (NUL).")
	}
	if err == nil && len(content) > stagingBytes {
		err = rab.Refuse("file", "Isi berkas terlalu besar untuk diperiksa sekaligus: bagi menjadi beberapa berkas.")
	}
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = rab.Refuse("file", "Berkas ini terlalu lama dibaca: bagi menjadi beberapa berkas.")
	}
	if err != nil {
		return nil, a.refuseImport(ctx, v, u, err)
	}
	return a.stage(ctx, v, imported, string(content))
}

// readImport reads a workbook within limits.
func readImport(ctx context.Context, u Upload) (*ahsp.Imported, error) {
	workbook, err := spreadsheet.OpenBytes(u.Data, spreadsheet.DefaultLimits)
	if err != nil {
		return nil, importProblem(err)
	}
	rows := untilDone(ctx, spreadsheet.AHSPRows(workbook, ""))
	imported, err := ahsp.Import(rows, ahsp.Options{Edition: u.Edition, File: u.Name, SHA256: workbook.SHA256()})
	if err != nil {
		return nil, importProblem(err)
	}
	return imported, nil
}

// untilDone ends a sequence of rows with the context.
func untilDone(ctx context.Context, rows iter.Seq2[ahsp.Row, error]) iter.Seq2[ahsp.Row, error] {
	return func(yield func(ahsp.Row, error) bool) {
		for row, err := range rows {
			if ctx.Err() != nil {
				yield(ahsp.Row{}, ctx.Err())
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// importProblem turns what is wrong with a file into problems with their places.
func importProblem(err error) error {
	var unfit *ahsp.ImportError
	var refusal *spreadsheet.Error
	switch {
	case errors.As(err, &unfit):
		invalid := &rab.Invalid{}
		for _, p := range unfit.Errors {
			invalid.Problems = append(invalid.Problems, rab.Problem{Path: "file", Message: p.Error(), Row: p.Row, Column: p.Column})
		}
		return invalid
	case errors.As(err, &refusal):
		return rab.Refuse("file", "%s", refusal)
	}
	return err
}

// refuseImport notes in the log that a file was refused.
func (a *App) refuseImport(ctx context.Context, v *Visit, u Upload, err error) error {
	if !refused(err) {
		return fmt.Errorf("app: stage import: %w", err)
	}
	event, logErr := a.libraryEvent(ctx, v, LogReject, fmt.Sprintf("Berkas %q ditolak: %s", u.Name, clipText(err.Error(), 500)), nil)
	if logErr == nil {
		logErr = a.store.LogLibrary(ctx, event)
	}
	if logErr != nil {
		return errors.Join(err, fmt.Errorf("app: stage import: %w", logErr))
	}
	return err
}

func (a *App) stage(ctx context.Context, v *Visit, imported *ahsp.Imported, content string) (*StagedImport, error) {
	summary, err := json.Marshal(imported.Summary)
	if err != nil {
		return nil, fmt.Errorf("app: stage import: %w", err)
	}
	ids := a.store.IDs(ctx)
	now := a.instant()
	head := &store.Staging{
		ID: ids.NextID(), AccountID: v.Account.ID, Version: 1, Edition: imported.Edition.Name, File: imported.Edition.File,
		SHA256: imported.Edition.SHA256, CreatedAt: now, ExpiresAt: a.stagingEnd(), Summary: string(summary), Corrections: "[]",
	}
	if err := ids.Err(); err != nil {
		return nil, fmt.Errorf("app: stage import: %w", err)
	}
	event, err := a.libraryEvent(ctx, v, LogStage, fmt.Sprintf("Berkas %q diunggah: %d analisa, %d temuan.", head.File, len(imported.Analyses), len(imported.Findings)), imported.Summary)
	if err != nil {
		return nil, err
	}
	err = a.store.AddStaging(ctx, head, content, stagingMost, event)
	switch {
	case errors.Is(err, store.ErrTaken):
		return nil, rab.Refuse("file", "Sudah ada %d berkas yang menunggu: simpan atau hapus dulu salah satunya.", stagingMost)
	case err != nil:
		return nil, fmt.Errorf("app: stage import: %w", err)
	}
	a.staged.put(head.ID, imported)
	return a.unpack(ctx, head)
}

func (a *App) stagingEnd() rab.Instant { return rab.InstantOf(a.now().Add(stagingTime)) }

// StagedImports lists the visitor's uploaded files, the newest first.
func (a *App) StagedImports(ctx context.Context, v *Visit) ([]StagingHead, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	stored, err := a.store.Stagings(ctx, v.Account.ID, a.instant())
	if err != nil {
		return nil, fmt.Errorf("app: staged imports: %w", err)
	}
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]StagingHead, len(stored))
	for i, head := range stored {
		if list[i], err = stagingHead(head, library); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func stagingHead(head *store.Staging, library *loadedLibrary) (StagingHead, error) {
	h := StagingHead{
		ID: head.ID, Version: head.Version, Edition: head.Edition, File: head.File, CreatedAt: head.CreatedAt, ExpiresAt: head.ExpiresAt, head: head,
	}
	if err := json.Unmarshal([]byte(head.Summary), &h.Summary); err != nil {
		return h, fmt.Errorf("app: staging %d: %w", head.ID, err)
	}
	for _, e := range library.Editions() {
		if e.SHA256 == head.SHA256 {
			h.Known = &e
		}
	}
	return h, nil
}

// StagedImport returns an uploaded file of the visitor with its rows and findings.
func (a *App) StagedImport(ctx context.Context, v *Visit, id int64) (*StagedImport, error) {
	if err := v.administer(); err != nil {
		return nil, err
	}
	head, err := a.store.Staging(ctx, v.Account.ID, id, a.instant())
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: staged import: %w", err)
	}
	return a.unpack(ctx, head)
}

// unpack puts a staged file and its corrections together.
func (a *App) unpack(ctx context.Context, head *store.Staging) (*StagedImport, error) {
	imported, err := a.stagedContent(ctx, head.ID)
	if err != nil {
		return nil, err
	}
	corrections, err := stagedCorrections(head)
	if err != nil {
		return nil, err
	}
	values := make([]ahsp.Correction, len(corrections))
	for i, c := range corrections {
		values[i] = c.Correction
	}
	staging, err := ahsp.Stage(imported, values)
	if err != nil {
		return nil, fmt.Errorf("app: staging %d: %w", head.ID, err)
	}
	library, err := a.currentLibrary(ctx)
	if err != nil {
		return nil, err
	}
	h, err := stagingHead(head, library)
	return &StagedImport{StagingHead: h, Staging: staging, corrections: len(corrections)}, err
}

func stagedCorrections(head *store.Staging) ([]stagedCorrection, error) {
	var corrections []stagedCorrection
	if err := json.Unmarshal([]byte(head.Corrections), &corrections); err != nil {
		return nil, fmt.Errorf("app: staging %d: %w", head.ID, err)
	}
	return corrections, nil
}

// stagedContent returns what was read from a file, decoded once while people work on it.
func (a *App) stagedContent(ctx context.Context, id int64) (*ahsp.Imported, error) {
	if imported, ok := a.staged.get(id); ok {
		return imported, nil
	}
	var imported ahsp.Imported
	err := a.heavily(ctx, func() error {
		content, err := a.store.StagingContent(ctx, id)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(content), &imported) //nolint:wrapcheck // wrapped below
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: staging %d: %w", id, err)
	}
	a.staged.put(id, &imported)
	return &imported, nil
}

// ResolveFindings settles findings of an uploaded file by rules, and corrects single values,
// all or nothing. It returns how many values were set or confirmed.
func (a *App) ResolveFindings(ctx context.Context, v *Visit, id int64, version *int64, rules []ahsp.Rule, singles []ahsp.Correction, because string) (*StagedImport, int, error) {
	staged, err := a.StagedImport(ctx, v, id)
	if err != nil {
		return nil, 0, err
	}
	if version != nil && *version != staged.Version {
		return nil, 0, stagedConflict(staged.Version, *version)
	}
	if because, err = reason(because); err != nil {
		return nil, 0, err
	}
	changes, err := decide(staged.Staging, rules, singles, v.Account.UserName, because)
	if err != nil {
		return nil, 0, err
	}
	corrections, err := stagedCorrections(staged.head)
	if err != nil {
		return nil, 0, err
	}
	for _, c := range changes {
		corrections = append(corrections, stagedCorrection{c, a.instant()})
	}
	if len(corrections) > stagingChanges {
		return nil, 0, rab.Refuse("rules", "Terlalu banyak koreksi untuk satu berkas: perbaiki berkasnya lalu unggah lagi.")
	}
	encoded, err := json.Marshal(corrections)
	if err != nil {
		return nil, 0, fmt.Errorf("app: resolve findings: %w", err)
	}
	event, err := a.libraryEvent(ctx, v, LogResolve, fmt.Sprintf("Berkas %q: %d nilai diperiksa. Alasan: %s", staged.File, len(changes), because), rules)
	if err != nil {
		return nil, 0, err
	}
	head := *staged.head
	head.Corrections, head.ExpiresAt = string(encoded), a.stagingEnd()
	err = a.store.SaveStaging(ctx, &head, event)
	if errors.Is(err, store.ErrStale) {
		return nil, 0, stagedConflict(staged.Version+1, staged.Version)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("app: resolve findings: %w", err)
	}
	after, err := a.unpack(ctx, &head)
	return after, len(changes), err
}

// mostRules bounds the rules of one request; each looks at the whole file.
const mostRules = 50

// decide turns rules and single corrections into corrections, each rule on top of those
// before.
func decide(staged *ahsp.Staging, rules []ahsp.Rule, singles []ahsp.Correction, who, because string) ([]ahsp.Correction, error) {
	switch {
	case len(rules)+len(singles) == 0:
		return nil, rab.Refuse("rules", "Sebutkan aturan atau koreksi yang diminta.")
	case len(rules) > mostRules:
		return nil, rab.Refuse("rules", "Paling banyak %d aturan dalam satu kiriman.", mostRules)
	}
	now := &ahsp.Imported{Edition: staged.Edition, Analyses: staged.Now(), Findings: staged.Findings}
	var all []ahsp.Correction
	for i, rule := range rules {
		path := fmt.Sprintf("rules[%d]", i)
		step, err := ahsp.Stage(now, all)
		if err != nil {
			return nil, rab.Refuse(fmt.Sprintf("rules[%d]", i-1), "%s", why(err))
		}
		list, err := step.Corrections(rule, who, because)
		if err != nil {
			return nil, rab.Refuse(path, "%s", err)
		}
		all = append(all, list...)
	}
	ruled := len(all)
	for _, c := range singles {
		c.Who, c.Why = who, because
		all = append(all, c)
	}
	_, err := ahsp.Stage(now, all)
	if err == nil {
		return all, nil
	}
	path := fmt.Sprintf("rules[%d]", len(rules)-1)
	var unfit *ahsp.CorrectionError
	if errors.As(err, &unfit) && unfit.Index >= ruled {
		path = fmt.Sprintf("corrections[%d]", unfit.Index-ruled)
	}
	if errors.Is(err, ahsp.ErrStale) {
		return nil, &rab.Conflict{Rows: []rab.ConflictRow{{Path: path, Current: why(err).Error()}}}
	}
	return nil, rab.Refuse(path, "%s", why(err))
}

func stagedConflict(current, yours int64) error {
	return &rab.Conflict{Rows: []rab.ConflictRow{{Path: "version", Current: current, Yours: yours}}}
}

// CommitStaged stores an uploaded file as it was when version was seen. Edition replaces the
// name; "" keeps it. The corrections stay with the edition.
func (a *App) CommitStaged(ctx context.Context, v *Visit, id, version int64, edition string, newRevision bool) (ahsp.Edition, error) {
	staged, err := a.StagedImport(ctx, v, id)
	if err != nil {
		return ahsp.Edition{}, err
	}
	if version != staged.Version {
		return ahsp.Edition{}, stagedConflict(staged.Version, version)
	}
	corrections, err := stagedCorrections(staged.head)
	if err != nil {
		return ahsp.Edition{}, err
	}
	rows := make([]*Correction, len(corrections))
	for i, c := range corrections {
		if rows[i], err = a.correctionRow(ctx, v, c.Correction, 0, i+1); err != nil {
			return ahsp.Edition{}, err
		}
		rows[i].CreatedAt = c.At
	}
	base := staged.Imported.Edition
	if edition != "" {
		base.Name = edition
	}
	var committed ahsp.Edition
	err = a.heavily(ctx, func() error {
		committed, err = a.commitEdition(ctx, newEdition{
			edition: base, analyses: staged.Now(), by: v.Account.ID, newRevision: newRevision,
			complete: func(c *store.LibraryCommit) error {
				c.Staging, c.StagingVersion, c.Corrections = id, version, rows
				var err error
				c.Log, err = a.libraryEvent(ctx, v, LogCommit, fmt.Sprintf("Edisi %q revisi %d disimpan dari %q: %d analisa, %d koreksi.",
					c.Edition.Name, c.Edition.Revision, base.File, len(c.Analyses), len(rows)), staged.Summary)
				return err
			},
		})
		return err
	})
	if errors.Is(err, store.ErrStale) {
		return ahsp.Edition{}, stagedConflict(version+1, version)
	}
	return committed, err
}

// DropStaged throws an uploaded file of the visitor away.
func (a *App) DropStaged(ctx context.Context, v *Visit, id int64) error {
	if err := v.administer(); err != nil {
		return err
	}
	event, err := a.libraryEvent(ctx, v, LogDrop, fmt.Sprintf("Berkas unggahan %d dihapus.", id), nil)
	if err != nil {
		return err
	}
	err = a.store.DropStaging(ctx, v.Account.ID, id, event)
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("app: drop staging: %w", err)
	}
	return nil
}
