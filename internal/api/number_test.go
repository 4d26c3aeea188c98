package api_test

import (
	"fmt"
	"strings"
	"testing"

	"takar/internal/api"
)

const numbersPath = "/detail_project/api/numbers/"

func init() {
	samples["POST "+numbersPath] = sample{status: 200, body: fixed(`{"items":[{"field":"harga","text":"1.000"}]}`)}
	forms["POST "+numbersPath] = form{
		body:   body(row{"items": []any{row{"field": "harga", "text": "Rp 1.000"}}}),
		fields: map[string]kind{"items.0.field": choice, "items.0.text": label},
		lists:  []string{"items"},
	}
	preview := "POST " + api.P + "/volume/preview/"
	given := forms[preview]
	given.wrong = append(given.wrong, wrongBody{name: "texts that are none", path: "texts", body: is(`{"texts":[5]}`)},
		wrongBody{name: "texts that are no list", path: "texts", body: is(`{"texts":"5"}`)})
	forms[preview] = given
}

func TestTypedNumbersAreJudgedInOneBlock(t *testing.T) {
	s := newSite(t)
	got := s.as(reader).post(numbersPath, map[string]any{"items": []any{
		row{"field": "volume", "text": "1.234,5"},
		row{"field": "harga", "text": "Rp 12.500"},
		row{"field": "koefisien", "text": "1.250"},
		row{"field": "persen", "text": ""},
		row{"field": "volume", "text": "-1"},
		row{"field": "harga", "text": "dua"},
		row{"field": "parameter", "text": "-0,25"},
		row{"field": "tanggal", "text": "5/1/2026"},
		row{"field": "tanggal", "text": "17 Agustus 2026"},
		row{"field": "tanggal", "text": "31/2/2026"},
		row{"field": "tanggal", "text": " "},
	}}).want(200)
	for i, want := range []struct{ value, text any }{
		{"1234.5", "1.234,5"},
		{"12500", "12.500"},
		{"1.25", "1,25"},
		{nil, ""},
		{nil, "-1"},
		{nil, "dua"},
		{"-0.25", "-0,25"},
		{"2026-01-05", "05/01/2026"},
		{"2026-08-17", "17/08/2026"},
		{nil, "31/2/2026"},
		{nil, ""},
	} {
		item := got.at("items").([]any)[i].(map[string]any)
		if item["value"] != want.value || item["text"] != want.text {
			t.Errorf("%d: %v, want %v", i, item, want)
		}
		if message, wrong := item["error"].(string); wrong != (i == 4 || i == 5 || i == 9) || (wrong && message[:1] != strings.ToUpper(message[:1])) {
			t.Errorf("%d: error %q", i, message)
		}
	}
}

func TestVolumeCellsAreJudgedAsNumbersOrFormulas(t *testing.T) {
	s := newSite(t)
	f := s.fill()
	got := s.as(reader).post(p(f.Project, "/volume/preview/"), map[string]any{"texts": []string{"2,5", "=panjang*2", "=panjang*tidak_ada", "abc", "", " = 1/3"}}).want(200)
	items := got.at("items").([]any)
	for i, want := range []any{"2.5", "24.691", nil, nil, nil, "0.333"} {
		if value := items[i].(map[string]any)["value"]; value != want {
			t.Errorf("%d: %v, want %v", i, items[i], want)
		}
	}
	if position := fmt.Sprint(items[2].(map[string]any)["position"]); position != "9" {
		t.Errorf("the mistake of %v stands at %v", items[2], position)
	}
}
