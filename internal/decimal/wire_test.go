package decimal_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
)

// notWire holds texts that the wire refuses (rulings A1).
var notWire = []string{
	"", "-", "+1", "+", ".5", "5.", "-.5", "-5.", ".", "-.", "1,5", " 1", "1 ", "1 000", "1_000", "1.2.3", "1..2", "--1", "1-", "1e5",
	"1E5", "1e-5", "NaN", "nan", "Infinity", "-Infinity", "inf", "0x10", "1/2", "٣", "1\n", "\x00", "null", "true", "1.5f",
	strings.Repeat("1", 129), "0." + strings.Repeat("1", 127),
}

func TestParseRefusesWhatIsNotWire(t *testing.T) {
	for _, text := range notWire {
		if d, err := decimal.Parse(text); !errors.Is(err, decimal.ErrSyntax) || !d.IsZero() {
			t.Errorf("%q: got %s, %v", text, d, err)
		}
	}
}

func TestParseReadsWire(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "007": "7", "1234.56": "1234.56", "-1.500": "-1.5", "0.000": "0", "10": "10", "100.0": "100",
		"0.0000000000000000000000001":         "0.0000000000000000000000001",
		"9999999999999999999999999.000000001": "9999999999999999999999999.000000001",
		strings.Repeat("1", 128):              strings.Repeat("1", 128),
	} {
		if d, err := decimal.Parse(text); err != nil || d.String() != want {
			t.Errorf("%q: got %s, %v, want %s", text, d, err, want)
		}
	}
}

func TestMustParsePanicsOnBadText(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("went unnoticed")
		}
	}()
	decimal.MustParse("1,5")
}

func TestJSONTakesNumbersAndWireStrings(t *testing.T) {
	type row struct {
		Harga decimal.Decimal `json:"harga"`
	}
	for body, want := range map[string]string{
		`{"harga":1234.56}`: "1234.56", `{"harga":"1234.56"}`: "1234.56", `{"harga":-1}`: "-1", `{"harga":"-1.50"}`: "-1.5",
		`{"harga": 0.1 }`: "0.1", `{"harga":123456789012345678.123456}`: "123456789012345678.123456", `{"harga":"\u0031"}`: "1", `{}`: "0",
	} {
		var got row
		if err := json.Unmarshal([]byte(body), &got); err != nil || got.Harga.String() != want {
			t.Errorf("%s: got %s, %v, want %s", body, got.Harga, err, want)
		}
	}
	for _, body := range []string{
		`{"harga":1e5}`, `{"harga":1.5E2}`, `{"harga":null}`, `{"harga":true}`, `{"harga":[]}`, `{"harga":{}}`, `{"harga":""}`,
	} {
		got := row{Harga: decimal.One}
		if err := json.Unmarshal([]byte(body), &got); err == nil || !got.Harga.Equal(decimal.One) {
			t.Errorf("%s: got %s, %v, want an error and the value untouched", body, got.Harga, err)
		}
	}
	for _, text := range notWire {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		d, n := decimal.One, decimal.Some(decimal.One)
		if err := json.Unmarshal(quoted, &d); !errors.Is(err, decimal.ErrSyntax) || !d.Equal(decimal.One) {
			t.Errorf("%s: got %s, %v", quoted, d, err)
		}
		if err := json.Unmarshal(quoted, &n); !errors.Is(err, decimal.ErrSyntax) || !n.Equal(decimal.Some(decimal.One)) {
			t.Errorf("%s: got %v, %v", quoted, n, err)
		}
	}
}

func TestJSONForms(t *testing.T) {
	value := decimal.MustParse("1234.5")
	got, err := json.Marshal(map[string]any{
		"a_decimal": value, "b_number": decimal.Number{Decimal: value}, "c_fixed": decimal.Fixed{Decimal: value, Places: 2},
		"d_fixed": decimal.Fixed{Decimal: decimal.MustParse("0.005"), Places: 2}, "e_null": decimal.Null{}, "f_some": decimal.Some(value),
		"g_zero": decimal.Number{}, "h_large": decimal.Number{Decimal: decimal.MustParse("12345678901234567890.12")},
		"i_tiny": decimal.Number{Decimal: decimal.New(1, 19)}, "j_pointer": (*decimal.Decimal)(nil),
	})
	want := `{"a_decimal":"1234.5","b_number":1234.5,"c_fixed":"1234.50","d_fixed":"0.01","e_null":null,"f_some":"1234.5",` +
		`"g_zero":0,"h_large":12345678901234567890.12,"i_tiny":0.0000000000000000001,"j_pointer":null}`
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

// Rulings A1: every decimal that we emit, posted back, changes nothing.
func TestWhatIsEmittedReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawWire(t, rapid.SampledFrom([]string{"stored", "long"}).Draw(t, "kind"), "text")
		d := decimal.MustParse(text)
		for name, form := range map[string]any{"decimal": d, "number": decimal.Number{Decimal: d}, "null": decimal.Some(d)} {
			emitted, err := json.Marshal(form)
			if err != nil {
				t.Fatal(err)
			}
			var back decimal.Decimal
			if err := json.Unmarshal(emitted, &back); err != nil || !same(back, oracle(text)) {
				t.Fatalf("%s %s emitted as %s, read back as %s, %v", name, text, emitted, back, err)
			}
			var null decimal.Null
			if err := json.Unmarshal(emitted, &null); err != nil || !null.Equal(decimal.Some(d)) {
				t.Fatalf("%s %s emitted as %s, read back as %v, %v", name, text, emitted, null, err)
			}
		}
		places := rapid.IntRange(0, 8).Draw(t, "places")
		emitted, err := json.Marshal(decimal.Fixed{Decimal: d, Places: places})
		if err != nil {
			t.Fatal(err)
		}
		var back decimal.Decimal
		if err := json.Unmarshal(emitted, &back); err != nil || !same(back, roundTo(oracle(text), places)) {
			t.Fatalf("%s with %d decimals emitted as %s, read back as %s, %v", text, places, emitted, back, err)
		}
	})
}

func TestNullTellsAbsentFromZero(t *testing.T) {
	var n decimal.Null
	if err := json.Unmarshal([]byte(`0`), &n); err != nil || !n.Valid || !n.Decimal.IsZero() {
		t.Errorf("0 is read as %v, %v", n, err)
	}
	if err := json.Unmarshal([]byte(`null`), &n); err != nil || n.Valid {
		t.Errorf("null is read as %v, %v", n, err)
	}
	one, absent := decimal.Some(decimal.One), decimal.Null{}
	for _, c := range []struct {
		a, b decimal.Null
		want bool
	}{
		{absent, absent, true},
		{one, decimal.Some(decimal.MustParse("1.00")), true},
		{decimal.Some(decimal.Zero), absent, false},
		{absent, decimal.Some(decimal.Zero), false},
		{one, decimal.Some(decimal.Hundred), false},
		{decimal.Null{Decimal: decimal.One}, absent, true},
	} {
		if c.a.Equal(c.b) != c.want {
			t.Errorf("%v and %v: equal is %v", c.a, c.b, !c.want)
		}
	}
	if !one.OrZero().Equal(decimal.One) || !(decimal.Null{Decimal: decimal.One}).OrZero().IsZero() {
		t.Error("OrZero")
	}
}

func TestStoreReadsWhatItWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawWire(t, rapid.SampledFrom([]string{"stored", "long"}).Draw(t, "kind"), "text")
		d := decimal.MustParse(text)
		stored, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		written, isText := stored.(string)
		if !isText || !canonical(written) {
			t.Fatalf("%s is stored as %v, a %T", text, stored, stored)
		}
		for _, source := range []any{written, []byte(written)} {
			var back decimal.Decimal
			var null decimal.Null
			if err := back.Scan(source); err != nil || !back.Equal(d) {
				t.Fatalf("%s is read back as %s, %v", text, back, err)
			}
			if err := null.Scan(source); err != nil || !null.Equal(decimal.Some(d)) {
				t.Fatalf("%s is read back as %v, %v", text, null, err)
			}
		}
	})
}

func TestScan(t *testing.T) {
	for _, c := range []struct {
		source any
		want   string
	}{
		{"1234.560", "1234.56"}, {[]byte("-0.5"), "-0.5"}, {int64(42), "42"}, {"0.000000", "0"},
	} {
		var d decimal.Decimal
		if err := d.Scan(c.source); err != nil || d.String() != c.want {
			t.Errorf("%v: got %s, %v, want %s", c.source, d, err, c.want)
		}
	}
	// A number that went through a binary float is not what was stored.
	for _, source := range []any{nil, 1.5, true, "NaN", "1e5", "", []byte(nil), 7} {
		d, n := decimal.One, decimal.Some(decimal.One)
		if err := d.Scan(source); err == nil || !d.Equal(decimal.One) {
			t.Errorf("%v: got %s, %v, want an error and the value untouched", source, d, err)
		}
		if source == nil {
			continue
		}
		if err := n.Scan(source); err == nil || !n.Equal(decimal.Some(decimal.One)) {
			t.Errorf("%v: got %v, %v, want an error and the value untouched", source, n, err)
		}
	}
	n := decimal.Some(decimal.One)
	if err := n.Scan(nil); err != nil || n.Valid {
		t.Errorf("NULL is read as %v, %v", n, err)
	}
	if stored, err := n.Value(); err != nil || stored != nil {
		t.Errorf("absent is stored as %v, %v", stored, err)
	}
	if stored, err := decimal.Some(decimal.New(150, 2)).Value(); err != nil || stored != "1.5" {
		t.Errorf("1.50 is stored as %v, %v", stored, err)
	}
}

var wirePattern = regexp.MustCompile(`\A-?[0-9]+(\.[0-9]+)?\z`)

func FuzzParse(f *testing.F) {
	for _, text := range notWire {
		f.Add(text)
	}
	for _, text := range []string{"0", "-0", "1234.56", "-1.500", "0.0000000000000000000000001", "340282366920938463463374607431768211456"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := decimal.Parse(text)
		if wanted := wirePattern.MatchString(text) && len(text) <= 128; wanted != (err == nil) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			return
		}
		if !same(d, oracle(text)) || !canonical(d.String()) {
			t.Fatalf("%q is read as %s", text, d)
		}
		if back, err := decimal.Parse(d.String()); err != nil || !back.Equal(d) {
			t.Fatalf("%q prints as %s, read back as %s, %v", text, d, back, err)
		}
	})
}
