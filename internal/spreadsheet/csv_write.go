package spreadsheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// CSVType is the media type of what WriteCSV makes.
const CSVType = "text/csv; charset=utf-8"

// WriteCSV returns the rows of a sheet as CSV that an Indonesian Excel opens in columns:
// semicolons, decimal commas without grouping, days as 31/01/2026, one byte order mark. An
// apostrophe stands before a text that would become a formula.
func WriteCSV(s Sheet) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	writer := csv.NewWriter(&out)
	writer.Comma, writer.UseCRLF = ';', true
	for _, row := range s.Rows {
		record := make([]string, max(1, len(row)))
		for i, value := range row {
			record[i] = value.csv()
		}
		if err := writer.Write(record); err != nil {
			return nil, fmt.Errorf("spreadsheet: write CSV: %w", err)
		}
	}
	writer.Flush()
	if err := writer.Error(); err != nil {
		return nil, fmt.Errorf("spreadsheet: write CSV: %w", err)
	}
	return out.Bytes(), nil
}

// csv is a cell as text.
func (v Value) csv() string {
	switch {
	case v.style.format == Day:
		if days, err := strconv.Atoi(v.text); err == nil {
			return serialStart.AddDate(0, 0, days).Format("02/01/2006")
		}
	case v.kind == Number:
		return strings.Replace(v.text, ".", ",", 1)
	}
	return Guarded(v.text)
}
