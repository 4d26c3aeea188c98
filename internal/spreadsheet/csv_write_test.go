package spreadsheet_test

import (
	"testing"
	"time"

	"takar/internal/decimal"
	"takar/internal/spreadsheet"
)

func TestCSVIsWrittenForAnIndonesianExcel(t *testing.T) {
	data, err := spreadsheet.WriteCSV(spreadsheet.Sheet{Name: "A", Rows: [][]spreadsheet.Value{
		{spreadsheet.HeadValue("Nama"), spreadsheet.HeadValue("Pagu"), spreadsheet.HeadValue("Mulai")},
		{spreadsheet.TextValue("Gedung; \"A\"\nLantai 2"), spreadsheet.MoneyValue(decimal.MustParse("123456789012345678.91")), spreadsheet.DayValue(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))},
		{spreadsheet.TextValue("=1+1"), spreadsheet.NumberValue(decimal.MustParse("-5")), {}},
		nil,
		spreadsheet.TextValues("@x", "+62 811", "-", "\tx", "½", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffNama;Pagu;Mulai\r\n\"Gedung; \"\"A\"\"\r\nLantai 2\";123456789012345678,91;01/02/2026\r\n'=1+1;-5;\r\n\r\n'@x;'+62 811;-;'\tx;½;\r\n"
	if string(data) != want {
		t.Errorf("got  %q\nwant %q", data, want)
	}
}
