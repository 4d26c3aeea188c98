package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"takar/internal/document"
	"takar/internal/document/csv"
	"takar/internal/document/docx"
	"takar/internal/document/pdf"
	"takar/internal/document/xlsx"
	"takar/internal/dossier"
	"takar/internal/rab"
	"takar/internal/schedule"
	"takar/internal/spreadsheet"
)

// ErrPriceless refuses a document that says nothing without prices to a member who may not
// see them.
var ErrPriceless = errors.New("dokumen ini berisi harga, dan Anda tidak berhak melihat harga proyek ini: mintalah hak itu kepada pemilik proyek")

// ErrUnscheduled refuses a document that is about the schedule alone while there is none.
var ErrUnscheduled = errors.New("jadwal belum ada: lengkapi tanggal mulai dan selesai di Data Proyek")

// ofSchedule are the documents that are about the schedule alone.
var ofSchedule = []dossier.Kind{dossier.JadwalPekerjaan, dossier.LaporanKemajuan}

// DocumentRefusal returns why a document cannot be had of a project as it is, or nil.
func DocumentRefusal(entry *dossier.Entry, source *dossier.Source) error {
	switch {
	case entry.Money && !source.Prices:
		return ErrPriceless
	case source.Schedule == nil && slices.Contains(ofSchedule, entry.Kind):
		return ErrUnscheduled
	}
	return nil
}

// DocumentOrder says which document is wanted, and how. Its JSON form is the input of jobs.
type DocumentOrder struct {
	Kind    dossier.Kind    `json:"kind"`
	Format  dossier.Format  `json:"format"`
	Options dossier.Options `json:"options"`
}

// Document is a document as a file, of one revision. Its name holds the day on which it was
// asked for, which nothing in the file does.
type Document struct {
	File

	ETag     string
	Project  int64
	Revision int64
}

// documentWriter writes one format.
type documentWriter struct {
	kind, extension string // type of the content, ending of the name
	write           func(io.Writer, *document.Document, document.Progress) error
}

// documentWriters are the formats that can be written.
var documentWriters = map[dossier.Format]documentWriter{
	dossier.PDF:  {"application/pdf", ".pdf", pdf.Write},
	dossier.Word: {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", docx.Write},
	dossier.XLSX: {spreadsheet.Type, ".xlsx", xlsx.Write},
	dossier.CSV:  {spreadsheet.CSVType, ".csv", csv.Write},
}

// DocumentFormats returns the formats in which a document can be had.
func DocumentFormats(entry *dossier.Entry) []dossier.Format {
	formats := []dossier.Format{}
	for _, format := range entry.Formats {
		if _, known := documentWriters[format]; known {
			formats = append(formats, format)
		}
	}
	return formats
}

// Document returns a document of the visit's project: made at most once for each revision,
// order and rights, and kept while there is room. Progress is told every moment how far the
// making is; an error of it, or the end of ctx, stops the making unless somebody else waits
// for the same document. Work that finds no room for ten seconds is ErrBusy.
func (a *App) Document(ctx context.Context, v *Visit, order DocumentOrder, progress document.Progress) (*Document, error) {
	entry, view, err := a.ordered(ctx, v, order)
	if err != nil {
		return nil, err
	}
	writer := documentWriters[order.Format]
	key := order.Key()
	data, err := a.makeOnce(ctx, view, key, progress, func(ctx context.Context, tell document.Progress) ([]byte, error) {
		// The rencana kontrak of the schedule is read in a turn of its own: asking for it inside of
		// ours would wait for ourselves.
		source, err := a.DocumentSource(ctx, view)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		write := func() error {
			made, err := buildDocument(source, order)
			if err != nil {
				return err
			}
			if err := tell(0, made.Rows()); err != nil {
				return err
			}
			if err := writer.write(&out, made, tell); err != nil {
				return fmt.Errorf("app: write %s as %s: %w", order.Kind, order.Format, err)
			}
			return nil
		}
		err = a.heavily(ctx, func() error {
			if entry.Long {
				return thriftily(write)
			}
			return write()
		})
		if err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	})
	if err != nil {
		return nil, err
	}
	return &Document{
		File: File{Name: order.fileName(entry) + "_" + a.Local().Format("20060102") + writer.extension, Type: writer.kind, Data: data},
		ETag: a.answerTag(view, key), Project: view.ID, Revision: view.Revision,
	}, nil
}

// DocumentMatches reports whether a client that has tag already holds the document. Whoever
// may not have it gets the same errors as from Document.
func (a *App) DocumentMatches(ctx context.Context, v *Visit, order DocumentOrder, tag string) (bool, error) {
	_, view, err := a.ordered(ctx, v, order)
	if err != nil {
		return false, err
	}
	return tag != "" && tag == a.answerTag(view, order.Key()), nil
}

// DocumentModel returns what stands in a document, before it is written in any format.
func (a *App) DocumentModel(ctx context.Context, view *View, order DocumentOrder) (*document.Document, error) {
	if _, err := view.orders(order); err != nil {
		return nil, err
	}
	source, err := a.DocumentSource(ctx, view)
	if err != nil {
		return nil, err
	}
	return buildDocument(source, order)
}

// ordered judges an order: whether there is such a document in such a format, and whether
// the visitor may have it.
func (a *App) ordered(ctx context.Context, v *Visit, order DocumentOrder) (*dossier.Entry, *View, error) {
	view, err := a.View(ctx, v)
	if err != nil {
		return nil, nil, err
	}
	entry, err := view.orders(order)
	if err != nil {
		return nil, nil, err
	}
	if _, written := documentWriters[order.Format]; !written || !entry.Offers(order.Format) {
		return nil, nil, ErrNotFound
	}
	return entry, view, nil
}

// orders judges what an order names.
func (v *View) orders(order DocumentOrder) (*dossier.Entry, error) {
	entry, known := dossier.Find(order.Kind)
	if !known {
		return nil, ErrNotFound
	}
	if entry.Money && !v.Visit.Rights.Prices {
		return nil, ErrPriceless
	}
	if id := order.Options.Needs.Tahapan; id != 0 {
		if _, known := schedule.PhaseOf(v.Project, id); !known {
			return nil, ErrNotFound
		}
	}
	return entry, nil
}

// fileName is the begin of the name of a file. That of a report says of which weeks or months
// it is, since several are fetched on one day (api §6.18).
func (o DocumentOrder) fileName(entry *dossier.Entry) string {
	if o.Kind != dossier.LaporanKemajuan {
		_, file := entry.Named(o.Options)
		return file
	}
	var what string
	switch o.Options.Report {
	case dossier.ReportWeekly:
		what = "_Minggu"
	case dossier.ReportMonthly:
		what = "_Bulan"
	default:
		return entry.File + "_Rekap"
	}
	periods := o.Options.Periods
	if len(periods) == 0 {
		return entry.File + what
	}
	what += "_" + strconv.Itoa(periods[0])
	if last := periods[len(periods)-1]; last != periods[0] {
		what += "-" + strconv.Itoa(last)
	}
	return entry.File + what
}

// Key names what an order makes, as answers are named. It is as long for every order.
func (o DocumentOrder) Key() string {
	options := sha256.New()
	_ = json.NewEncoder(options).Encode(o.Options) // texts, numbers and lists of them: never fails
	return "document/" + string(o.Kind) + "/" + string(o.Format) + "?" + hex.EncodeToString(options.Sum(nil)[:16])
}

func buildDocument(source *dossier.Source, order DocumentOrder) (*document.Document, error) {
	options := order.Options
	options.Format = order.Format
	made, err := dossier.Build(order.Kind, source, options)
	if err != nil {
		return nil, refusal(err)
	}
	return made, nil
}

// hashDigits is how much of the content hash stands in documents (rulings G44).
const hashDigits = 12

// DocumentSource is what documents of a view are made of.
func (a *App) DocumentSource(ctx context.Context, view *View) (*dossier.Source, error) {
	source := &dossier.Source{Project: view.Project, Prices: view.Visit.Rights.Prices}
	hash, err := view.state.hashes[view.sight()]()
	if err != nil {
		return nil, fmt.Errorf("app: hash of project %d: %w", view.ID, err)
	}
	source.Hash = hash[:hashDigits]
	var without *rab.Invalid
	switch source.Schedule, err = a.Analysis(ctx, view); {
	case errors.As(err, &without): // a project without dates has no schedule
		source.Schedule = nil
	case err != nil:
		return nil, err
	}
	return source, nil
}
