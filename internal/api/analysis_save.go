package api

import (
	"net/http"

	"takar/internal/decimal"
	"takar/internal/rab"
	"takar/internal/serve"
)

// analysisSaved answers a save of one analysis (api §6.8).
type analysisSaved struct {
	written

	Success           bool           `json:"success"`
	UserMessage       string         `json:"user_message"`
	SavedRawRows      int            `json:"saved_raw_rows"`
	SavedRows         int            `json:"saved_rows"`
	SavedExpandedRows int            `json:"saved_expanded_rows"`
	Errors            []rab.Problem  `json:"errors"` // always empty: a refused save is an error answer
	Warnings          []rab.Problem  `json:"warnings"`
	Pekerjaan         savedPekerjaan `json:"pekerjaan"`
	DeletedRows       []deletedRow   `json:"deleted_rows"`
	Cascaded          []int64        `json:"cascaded_pekerjaan_ids"` // they use this one by bundles
	Renamed           []renamedItem  `json:"renamed_items"`
	Items             []componentRow `json:"items"` // as they are now
	Version           int64          `json:"version"`
}

type savedPekerjaan struct {
	ID        int64   `json:"id"`
	UpdatedAt *string `json:"updated_at"` // of the analysis
}

// deletedRow is a component that a replacing save left out; the trash restores it.
type deletedRow struct {
	ID     int64  `json:"id"`
	Kode   string `json:"kode"`
	Uraian string `json:"uraian"`
}

func deletedRowOf(c *rab.Component) deletedRow {
	return deletedRow{ID: c.ID, Kode: c.Kode, Uraian: c.Uraian}
}

func saveAnalysis(r *serve.Request) error {
	pekerjaan, err := r.PathID("pekerjaan")
	if err != nil {
		return err
	}
	body, err := r.Object()
	if err != nil {
		return err
	}
	in := analysisInput(body)
	if at := clientTime(body); at != 0 && in.Version == nil {
		view, err := r.App.View(r.HTTP.Context(), r.Visit)
		if err != nil {
			return err
		}
		if analysis, ok := view.Analyses.Get(pekerjaan); ok {
			in.Version = seen(analysis.Meta, at)
		}
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SaveAnalysis(r.HTTP.Context(), r.Visit, pekerjaan, in)
	if err != nil {
		return err
	}
	after, err := r.App.View(r.HTTP.Context(), r.Visit)
	if err != nil {
		return err
	}
	detail, err := detailOf(after, pekerjaan)
	if err != nil {
		return err
	}
	line, _ := after.Figures().LineOf(pekerjaan)
	return r.Send(http.StatusOK, analysisSaved{
		written: writtenBy(r, done), Success: true, UserMessage: "Analisa tersimpan.", SavedRawRows: result.Saved, SavedRows: result.Saved,
		SavedExpandedRows: len(line.Expanded), Errors: []rab.Problem{}, Warnings: listOf(result.Warnings),
		Pekerjaan:   savedPekerjaan{ID: pekerjaan, UpdatedAt: detail.Pekerjaan.UpdatedAt},
		DeletedRows: rowsOf(result.DeletedRows, deletedRowOf), Cascaded: listOf(result.Cascaded), Renamed: rowsOf(result.Renamed, renamedItemOf),
		Items: detail.Items, Version: detail.Version,
	})
}

// analysisInput reads the rows of one analysis; a request without rows names nothing that
// should stay, and is refused (rulings B12).
func analysisInput(o *serve.Object) rab.SaveAnalysisInput {
	rows, present := o.List("rows")
	if !present {
		o.Bad("rows", "kirim semua baris analisa, kosong ([]) bila memang tidak ada: yang tidak disebut akan dihapus")
	}
	return rab.SaveAnalysisInput{
		Path: o.Path, Rows: rowsOf(rows, analysisRow), AcceptUnit: o.Bool("accept_unit", false), Version: o.OptionalInt("version"),
	}
}

// analysisRow reads one component, with its target in any of the forms of the contract.
func analysisRow(o *serve.Object) rab.AnalysisRow {
	row := rab.AnalysisRow{
		ID: o.OptionalInt("id"), Kategori: o.Text("kategori"), Kode: o.Text("kode"), Uraian: o.Text("uraian"), Satuan: o.Text("satuan"),
		Koefisien: o.Decimal("koefisien", decimal.Koefisien), RefKind: o.Text("ref_kind"), RefID: o.OptionalInt("ref_id"),
	}
	if row.RefKind != "" {
		return row
	}
	if ahsp, job := o.OptionalInt("ref_ahsp_id"), o.OptionalInt("ref_pekerjaan_id"); ahsp != nil && job != nil {
		o.Bad("ref_pekerjaan_id", "satu baris hanya menggabungkan satu hal: kirim ref_ahsp_id atau ref_pekerjaan_id")
	} else if ahsp != nil {
		row.RefKind, row.RefID = rab.RefAHSP, ahsp
	} else if job != nil {
		row.RefKind, row.RefID = rab.RefJob, job
	}
	return row
}

// analysesSaved answers a save of several analyses (api §6.8).
type analysesSaved struct {
	written

	SavedRows   int           `json:"saved_rows"`
	Errors      []rab.Problem `json:"errors"` // always empty: a refused save is an error answer
	Warnings    []rab.Problem `json:"warnings"`
	DeletedRows []deletedRow  `json:"deleted_rows"`
	Cascaded    []int64       `json:"cascaded_pekerjaan_ids"`
	Renamed     []renamedItem `json:"renamed_items"`
}

func saveAnalyses(r *serve.Request) error {
	rows, body, err := r.ListOf("items")
	if err != nil {
		return err
	}
	inputs := rowsOf(rows, func(row *serve.Object) rab.PekerjaanAnalysis {
		return rab.PekerjaanAnalysis{PekerjaanID: row.Int("pekerjaan_id"), SaveAnalysisInput: analysisInput(row)}
	})
	if len(inputs) == 0 {
		body.Bad("items", "kirim sedikitnya satu pekerjaan")
	}
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.SaveAnalyses(r.HTTP.Context(), r.Visit, inputs)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, analysesSaved{
		written: writtenBy(r, done), SavedRows: result.Saved, Errors: []rab.Problem{}, Warnings: listOf(result.Warnings),
		DeletedRows: rowsOf(result.DeletedRows, deletedRowOf), Cascaded: listOf(result.Cascaded), Renamed: rowsOf(result.Renamed, renamedItemOf),
	})
}

// analysisReset answers a return to the reference (api §6.8).
type analysisReset struct {
	written

	ClonedCount int           `json:"cloned_count"`
	Cascaded    []int64       `json:"cascaded_pekerjaan_ids"`
	Renamed     []renamedItem `json:"renamed_items"`
}

func resetAnalysis(r *serve.Request) error {
	pekerjaan, err := r.PathID("pekerjaan")
	if err != nil {
		return err
	}
	body, err := r.OptionalObject()
	if err != nil {
		return err
	}
	version := body.OptionalInt("version")
	if err := body.Err(); err != nil {
		return err
	}
	result, done, err := r.App.ResetToReference(r.HTTP.Context(), r.Visit, pekerjaan, version)
	if err != nil {
		return err
	}
	return r.Send(http.StatusOK, analysisReset{
		written: writtenBy(r, done), ClonedCount: result.Cloned, Cascaded: listOf(result.Cascaded), Renamed: rowsOf(result.Renamed, renamedItemOf),
	})
}
