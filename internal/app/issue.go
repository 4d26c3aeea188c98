package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/store"
)

// IssuedDocument is a document that was handed in under a number. It stays as it was issued,
// whatever becomes of the project.
type IssuedDocument = store.Issued

// Bounds of what is issued in one project.
const (
	MaxIssued         = 1000
	maxIssuedBytes    = 1 << 30 // of all files together
	longestIssueTitle = 200
	longestIssueNote  = 2000
	issueAttempts     = 3 // when others issue at the same moment
)

// IssueInput says what is issued.
type IssueInput struct {
	Kind     dossier.Kind
	Options  dossier.Options
	Formats  []dossier.Format // none: all in which the document can be had
	Title    string           // "" = the name of the document and its periods
	Note     string
	Revision *int64 // of the project that the client saw; nil issues whatever is there now
}

// pricedWriting is the right to what shows money to others for good.
var pricedWriting = Rights{Write: true, Prices: true}

// Issue makes a document of the project as it is now, gives it the next number of its kind
// and keeps its files. The project itself does not change.
func (a *App) Issue(ctx context.Context, v *Visit, in IssueInput) (*IssuedDocument, error) {
	if err := v.allow(pricedWriting); err != nil {
		return nil, err
	}
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, err
	}
	issued, err := issueOf(view, &in)
	if err != nil {
		return nil, err
	}
	if in.Revision != nil && *in.Revision != view.Revision {
		return nil, &rab.Conflict{Rows: []rab.ConflictRow{{Path: "revision", Current: view.Revision, Yours: *in.Revision}}}
	}
	source, err := a.DocumentSource(ctx, view)
	if err != nil {
		return nil, err
	}
	issued.Hash, issued.IssuedAt, issued.IssuedBy, issued.AccountName = source.Hash, a.instant(), v.Account.ID, v.Account.UserName
	for range issueAttempts {
		if err = a.issueNext(ctx, v, source, &in, issued); !errors.Is(err, store.ErrStale) {
			break
		}
	}
	switch {
	case err == nil:
		return issued, nil
	case errors.Is(err, store.ErrStale):
		return nil, ErrBusy
	case errors.Is(err, store.ErrFull):
		return nil, rab.Refuse("issued", "Tempat laporan terbit proyek ini penuh: paling banyak %d laporan dan %d MiB. Terbitkan dalam lebih sedikit format.",
			MaxIssued, maxIssuedBytes>>20)
	}
	return nil, err
}

// issueOf judges what is to be issued.
func issueOf(view *View, in *IssueInput) (*IssuedDocument, error) {
	entry, known := dossier.Find(in.Kind)
	if !known {
		return nil, rab.Refuse("kind", "Dokumen %q tidak dikenal: pilih dari daftar dokumen.", clipText(string(in.Kind), longestRevisionShown))
	}
	if _, err := view.orders(DocumentOrder{Kind: in.Kind, Options: in.Options}); err != nil {
		return nil, err
	}
	var problems rab.Problems
	offered := DocumentFormats(entry)
	if len(in.Formats) == 0 {
		in.Formats = slices.Clone(offered)
	}
	for _, format := range in.Formats {
		if !slices.Contains(offered, format) {
			problems.Add("formats", "%s tidak dapat dibuat dalam format %q.", entry.Name, clipText(string(format), longestRevisionShown))
		}
	}
	slices.Sort(in.Formats)
	in.Formats = slices.Compact(in.Formats)
	in.Options.Draft = false // what is handed in is no draft
	if len(offered) == 0 {
		problems.Add("kind", "%s belum dapat diterbitkan.", entry.Name)
	}
	issued := &IssuedDocument{ProjectID: view.ID, Kind: in.counted(), Nomor: view.Documents().Nomor, Revision: view.Revision}
	if periods := in.Options.Periods; len(periods) > 0 {
		issued.FirstPeriod, issued.LastPeriod = slices.Min(periods), slices.Max(periods)
	}
	issued.Title = strings.Join(strings.Fields(problems.Text("title", "Judul", in.Title, longestIssueTitle)), " ")
	if issued.Title == "" {
		issued.Title = entry.Name + in.periods()
	}
	issued.Note = problems.Text("note", "Catatan", in.Note, longestIssueNote)
	return issued, problems.Err()
}

// counted names the documents that are numbered together: weekly and monthly reports apart.
func (in *IssueInput) counted() string {
	if in.Kind == dossier.LaporanKemajuan && in.Options.Report != "" {
		return string(in.Kind) + "-" + string(in.Options.Report)
	}
	return string(in.Kind)
}

// IssuedKind tells what an issued document is, and of a report which.
func IssuedKind(d *IssuedDocument) (dossier.Kind, dossier.ReportType) {
	if report, found := strings.CutPrefix(d.Kind, string(dossier.LaporanKemajuan)+"-"); found {
		return dossier.LaporanKemajuan, dossier.ReportType(report)
	}
	return dossier.Kind(d.Kind), ""
}

// periods says which weeks or months a report is about, behind its name.
func (in *IssueInput) periods() string {
	unit, weekly := map[dossier.ReportType]string{dossier.ReportWeekly: "minggu", dossier.ReportMonthly: "bulan"}[in.Options.Report]
	if !weekly || in.Kind != dossier.LaporanKemajuan {
		return ""
	}
	switch periods := in.Options.Periods; len(periods) {
	case 0:
		return " " + unit + "an"
	case 1:
		return fmt.Sprintf(" %s ke-%d", unit, periods[0])
	default:
		return fmt.Sprintf(" %s ke-%d sampai ke-%d", unit, slices.Min(periods), slices.Max(periods))
	}
}

// issueNext issues a document under the number that is next now.
func (a *App) issueNext(ctx context.Context, v *Visit, source *dossier.Source, in *IssueInput, issued *IssuedDocument) error {
	next, err := a.store.NextIssue(ctx, v.ProjectID, issued.Kind)
	if err != nil {
		return fmt.Errorf("app: issue: %w", err)
	}
	issued.Number, issued.Files = next, nil
	numbered := *source
	numbered.Number = next
	err = a.heavily(ctx, func() error {
		for _, format := range in.Formats {
			file, err := issueFile(&numbered, in, format)
			if err != nil {
				return err
			}
			file.Name = issueName(issued, file.Name)
			issued.Files = append(issued.Files, file)
		}
		return nil
	})
	if err != nil {
		return err
	}
	ids := a.store.IDs(ctx)
	issued.ID = ids.NextID()
	line := a.revisionLine(v, ids, rab.AuditCreate, fmt.Sprintf("%s diterbitkan sebagai nomor %d", clipText(issued.Title, longestRevisionShown), issued.Number))
	if err := ids.Err(); err != nil {
		return fmt.Errorf("app: issue: %w", err)
	}
	limit := store.IssueLimit{Count: MaxIssued, Bytes: maxIssuedBytes}
	if err := a.store.AddIssued(ctx, issued, limit, line); err != nil {
		return fmt.Errorf("app: issue: %w", err)
	}
	return nil
}

// issueFile makes a document in one format. Its name is still the ending alone.
func issueFile(source *dossier.Source, in *IssueInput, format dossier.Format) (store.IssuedFile, error) {
	options := in.Options
	options.Format = format
	made, err := dossier.Build(in.Kind, source, options)
	if err != nil {
		return store.IssuedFile{}, refusal(err)
	}
	writer := documentWriters[format]
	var out bytes.Buffer
	if err := writer.write(&out, made, nil); err != nil {
		return store.IssuedFile{}, fmt.Errorf("app: issue %s as %s: %w", in.Kind, format, err)
	}
	return store.IssuedFile{Format: string(format), Name: writer.extension, Type: writer.kind, Content: out.Bytes()}, nil
}

// issueName names a file of an issued document, which never changes.
func issueName(issued *IssuedDocument, extension string) string {
	return fmt.Sprintf("%s_%03d%s", strings.ReplaceAll(clipText(issued.Title, longestRevisionShown), " ", "_"), issued.Number, extension)
}

// pricedReading is the right to what shows money.
var pricedReading = Rights{Read: true, Prices: true}

// Issued lists what was issued in the visit's project, the newest first.
func (a *App) Issued(ctx context.Context, v *Visit) ([]*IssuedDocument, error) {
	if err := v.allow(pricedReading); err != nil {
		return nil, err
	}
	list, err := a.store.IssuedDocuments(ctx, v.ProjectID)
	if err != nil {
		return nil, fmt.Errorf("app: issued documents: %w", err)
	}
	return list, nil
}

// IssuedFile returns a document as it was issued, in one of its formats.
func (a *App) IssuedFile(ctx context.Context, v *Visit, id int64, format dossier.Format) (*File, error) {
	if err := v.allow(pricedReading); err != nil {
		return nil, err
	}
	file, err := a.store.IssuedFile(ctx, v.ProjectID, id, string(format))
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("app: issued document: %w", err)
	}
	return &File{Name: file.Name, Type: file.Type, Data: file.Content}, nil
}
