package api

import (
	"errors"
	"net/http"
	"strings"

	"takar/internal/app"
	"takar/internal/decimal"
	"takar/internal/exchange"
	"takar/internal/rab"
	"takar/internal/serve"
)

// numberFields are the kinds of numbers that pages let people type, by the name that they
// have on the wire.
var numberFields = map[string]decimal.Field{
	"volume": decimal.Volume, "harga": decimal.Harga, "koefisien": decimal.Koefisien, "persen": decimal.Persen,
	"faktor": decimal.Faktor, "anggaran": decimal.Anggaran, "parameter": decimal.Parameter,
}

// dayField is the one kind of what is typed that is no number.
const dayField = "tanggal"

// judgedAnswer tells what typed texts mean, in the order of the question.
type judgedAnswer struct {
	okay

	Items []judgedRow `json:"items"`
}

// judgedRow is what a typed text means: a number with its own digits, null for nothing, and
// how it is printed; or what is wrong with it.
type judgedRow struct {
	Value    *string `json:"value"`
	Text     string  `json:"text"`
	Error    string  `json:"error,omitempty"`
	Position *int    `json:"position,omitempty"` // of a formula's mistake, in characters
}

// judgeNumbers reads {items: [{field, text}]} with the parser of all forms and files, for
// pages that show at once what will become of a typed or pasted text. A text that is no
// number is an answer here, not a failure.
func judgeNumbers(r *serve.Request) error {
	body, err := r.Object()
	if err != nil {
		return err
	}
	rows, _ := body.List("items")
	answer := judgedAnswer{okay: yes, Items: make([]judgedRow, 0, len(rows))}
	for _, row := range rows {
		if row.Text("field") == dayField {
			answer.Items = append(answer.Items, judgeDay(row.Text("text")))
			continue
		}
		field, known := numberFields[row.Text("field")]
		if !known {
			row.Bad("field", "jenis angka tidak dikenal: pakai volume, harga, koefisien, persen, faktor, anggaran, parameter, atau tanggal")
		}
		answer.Items = append(answer.Items, judge(field, row.Text("text")))
	}
	if err := body.Err(); err != nil {
		return err
	}
	return r.Send(http.StatusOK, answer)
}

func judge(field decimal.Field, text string) judgedRow {
	number, err := field.ParseText(text)
	switch {
	case err != nil:
		return judgedRow{Text: text, Error: serve.Sentence(err)}
	case !number.Valid:
		return judgedRow{}
	}
	value := number.Decimal.String()
	return judgedRow{Value: &value, Text: number.Decimal.Indonesian(0, field.Scale)}
}

// judgeDay reads a day as people write it; its value is of the form 2026-01-31.
func judgeDay(text string) judgedRow {
	if strings.TrimSpace(text) == "" {
		return judgedRow{}
	}
	day, err := exchange.ParseDay(text)
	if err != nil {
		return judgedRow{Text: text, Error: serve.Sentence(err)}
	}
	value := string(day)
	return judgedRow{Value: &value, Text: day.Time().Format("02/01/2006")}
}

// judgeVolumes tells what texts typed as volumes mean: numbers, or formulas after "=".
func judgeVolumes(v *app.View, texts []string) []judgedRow {
	rows := make([]judgedRow, 0, len(texts))
	for _, text := range texts {
		if !strings.HasPrefix(strings.TrimSpace(text), "=") {
			rows = append(rows, judge(decimal.Volume, text))
			continue
		}
		result, err := v.PreviewFormula(text, nil)
		var invalid *rab.Invalid
		if errors.As(err, &invalid) {
			problem := invalid.Problems[0]
			rows = append(rows, judgedRow{Text: text, Error: problem.Message, Position: problem.Position})
			continue
		}
		value := result.Quantity.String()
		rows = append(rows, judgedRow{Value: &value, Text: result.Quantity.Indonesian(0, volumePlaces)})
	}
	return rows
}
