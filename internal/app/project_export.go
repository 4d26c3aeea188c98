package app

import (
	"context"
	"fmt"

	"takar/internal/decimal"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/spreadsheet"
	"takar/internal/store"
)

// ExportProjectsMost is the most projects of one exported list.
const ExportProjectsMost = 10_000

// ExportProjects returns all projects of the visitor's list that match a query, in its
// order, as a workbook (documents D14): money and days as numbers, budgets only where the
// visitor may see them. It goes over all pages.
func (a *App) ExportProjects(ctx context.Context, v *Visit, q ProjectQuery) (*File, error) {
	rows, err := a.exportedProjects(ctx, v, q)
	if err != nil {
		return nil, err
	}
	return a.projectWorkbook(ctx, "Project_Export_", rows)
}

// ExportProjectsCSV is ExportProjects as a CSV file.
func (a *App) ExportProjectsCSV(ctx context.Context, v *Visit, q ProjectQuery) (*File, error) {
	rows, err := a.exportedProjects(ctx, v, q)
	if err != nil {
		return nil, err
	}
	file := &File{Name: "Project_Export_" + string(a.Today()) + ".csv", Type: spreadsheet.CSVType}
	err = a.heavily(ctx, func() (err error) {
		file.Data, err = spreadsheet.WriteCSV(a.projectList(rows))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("app: export projects: %w", err)
	}
	return file, nil
}

func (a *App) exportedProjects(ctx context.Context, v *Visit, q ProjectQuery) ([]*ProjectRow, error) {
	filter := a.projectFilter(v, q)
	filter.Limit = ExportProjectsMost
	rows, total, err := a.store.Projects(ctx, filter)
	if err != nil {
		return nil, fmt.Errorf("app: export projects: %w", err)
	}
	if total > ExportProjectsMost {
		return nil, rab.Refuse("search", "Paling banyak %d proyek dalam satu berkas: persempit saringannya.", ExportProjectsMost)
	}
	return rows, nil
}

// ExportSelected returns chosen projects of the visitor's list, archived or not, as a
// workbook, in the order of the ids. An id that is not in the list is ErrNotFound.
func (a *App) ExportSelected(ctx context.Context, v *Visit, ids []int64) (*File, error) {
	switch {
	case len(ids) == 0:
		return nil, rab.Refuse("ids", "Pilih sedikitnya satu proyek.")
	case len(ids) > ExportProjectsMost:
		return nil, rab.Refuse("ids", "Paling banyak %d proyek dalam satu berkas.", ExportProjectsMost)
	}
	token, blind := v.listed()
	rows, _, err := a.store.Projects(ctx, store.ProjectFilter{Token: token, Blind: blind, Account: v.Account.ID, IDs: ids, Today: a.Today(), Limit: len(ids)})
	if err != nil {
		return nil, fmt.Errorf("app: export projects: %w", err)
	}
	byID := make(map[int64]*ProjectRow, len(rows))
	for _, row := range rows {
		byID[row.ID] = row
	}
	chosen := make([]*ProjectRow, 0, len(ids))
	for _, id := range ids {
		row, found := byID[id]
		if !found {
			return nil, ErrNotFound
		}
		chosen = append(chosen, row)
	}
	return a.projectWorkbook(ctx, "selected_projects_", chosen)
}

func (a *App) projectWorkbook(ctx context.Context, name string, rows []*ProjectRow) (*File, error) {
	return a.workbook(ctx, name+string(a.Today())+".xlsx", a.projectList(rows))
}

// projectList lays a list of projects out: what a project has beside the columns that an
// upload reads, those, and its progress.
func (a *App) projectList(rows []*ProjectRow) spreadsheet.Sheet {
	columns := exchange.ProjectColumns()
	list := spreadsheet.Sheet{Name: "Daftar Project", Header: 1, Widths: []int{24, 8, 18}, Rows: [][]spreadsheet.Value{heads("Index", "Tahun", "Status")}}
	for i := range columns {
		list.Rows[0] = append(list.Rows[0], spreadsheet.HeadValue(columns[i].Title))
		list.Widths = append(list.Widths, columnWidthOf(&columns[i]))
	}
	list.Rows[0] = append(list.Rows[0], heads("Realisasi (%)", "Rencana hari ini (%)", "Deviasi (%)")...)
	list.Widths = append(list.Widths, 14, 18, 14)
	today := a.Today()
	for _, row := range rows {
		status := row.TimelineStatus(row.Standing, today).Label()
		if !row.IsActive {
			status = "Diarsipkan"
		}
		cells := []spreadsheet.Value{
			spreadsheet.TextValue(row.IndexProject), spreadsheet.NumberValue(decimal.FromInt(int64(row.TahunProject))), spreadsheet.TextValue(status),
		}
		for i := range columns {
			if columns[i].Kind == exchange.MoneyColumn && !RowRights(row).Prices {
				cells = append(cells, spreadsheet.Value{})
				continue
			}
			cells = append(cells, columnValue(&columns[i], &row.Header))
		}
		list.Rows = append(list.Rows, append(cells, standingValues(row, today)...))
	}
	return list
}

// standingValues are realisasi, plan and deviation of a project on a day; without a plan
// the last two are empty, without both all are.
func standingValues(row *ProjectRow, today rab.Date) []spreadsheet.Value {
	values := make([]spreadsheet.Value, 3)
	due, planned := row.Due(&row.Header, today)
	if planned || row.Realisasi > 0 {
		values[0] = spreadsheet.NumberValue(row.Done())
	}
	if planned {
		values[1], values[2] = spreadsheet.NumberValue(due), spreadsheet.NumberValue(row.Done().Sub(due))
	}
	return values
}
