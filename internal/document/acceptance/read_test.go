package acceptance

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"takar/internal/decimal"
	"takar/internal/document/pdf/reading"
)

// readPDF reads the texts of a PDF: a number is one of them.
func readPDF(data []byte) (*content, error) {
	file, err := reading.Read(data)
	if err != nil {
		return nil, err
	}
	found := &content{texts: map[string]int{}}
	for _, page := range file.Pages {
		for _, run := range page.Runs {
			found.text(run)
		}
	}
	return found, nil
}

// readWord reads the texts of the paragraphs of a DOCX file.
func readWord(data []byte) (*content, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	found := &content{texts: map[string]int{}}
	body, err := archive.Open("word/document.xml")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	decoder := xml.NewDecoder(body)
	var paragraph strings.Builder
	inText := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "t"
		case xml.CharData:
			if inText {
				paragraph.Write(token)
			}
		case xml.EndElement:
			inText = false
			if token.Name.Local == "p" {
				found.text(paragraph.String())
				paragraph.Reset()
			}
		}
	}
}

// cells calls visit for every cell of a workbook that holds something, as it is stored.
func cells(book *excelize.File, visit func(sheet, cell, value string) error) error {
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		for r, row := range rows {
			for c, value := range row {
				if value == "" {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					return err
				}
				if err := visit(sheet, cell, value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// readWorkbook reads the numbers of a workbook; an error in a cell is one here.
func readWorkbook(data []byte) (*content, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	defer book.Close()
	found := &content{}
	return found, cells(book, func(sheet, cell, value string) error {
		if isError(value) {
			return fmt.Errorf("%s!%s holds %s", sheet, cell, value)
		}
		if number, err := decimal.Parse(value); err == nil {
			found.values = append(found.values, number)
		}
		return nil
	})
}

// isError reports whether a cell holds an error of a spreadsheet program.
func isError(value string) bool {
	return strings.HasPrefix(value, "#") && strings.ToUpper(value) == value && len(value) > 3 && !strings.Contains(value, " ") || strings.HasPrefix(value, "Err:")
}

// readCSV reads the numbers of a text table as an Indonesian Excel does.
func readCSV(data []byte) (*content, error) {
	text, marked := strings.CutPrefix(string(data), "\ufeff")
	if !marked || strings.Contains(text, "\ufeff") {
		return nil, errors.New("csv: not exactly one byte order mark")
	}
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		return nil, errors.New("csv: a line does not end with CRLF")
	}
	table := csv.NewReader(strings.NewReader(text))
	table.Comma, table.FieldsPerRecord = ';', -1
	records, err := table.ReadAll()
	if err != nil {
		return nil, err
	}
	found := &content{}
	for _, record := range records {
		for _, field := range record {
			if strings.HasPrefix(field, "=") || strings.HasPrefix(field, "@") {
				return nil, fmt.Errorf("csv: %q is a formula", field)
			}
			if number, err := decimal.Parse(strings.Replace(field, ",", ".", 1)); err == nil {
				found.values = append(found.values, number)
			}
		}
	}
	return found, nil
}
