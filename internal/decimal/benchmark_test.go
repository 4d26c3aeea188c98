package decimal_test

import (
	"testing"

	"takar/internal/decimal"
)

// Results go here so that the compiler keeps the work.
var kept decimal.Decimal

func BenchmarkMul(b *testing.B) {
	koefisien, price := decimal.MustParse("0.333333"), decimal.MustParse("123456.78")
	b.ReportAllocs()
	for b.Loop() {
		kept = koefisien.Mul(price)
	}
}

func BenchmarkAdd(b *testing.B) {
	total, line := decimal.MustParse("41152.21884774"), decimal.MustParse("472879.30")
	b.ReportAllocs()
	for b.Loop() {
		kept = total.Add(line)
	}
}

// One analysis row: koefisien × price added to a total, then rounded to rupiah and cents.
func BenchmarkMulAddRound(b *testing.B) {
	koefisien, price, total := decimal.MustParse("0.333333"), decimal.MustParse("123456.78"), decimal.MustParse("472879.30")
	b.ReportAllocs()
	for b.Loop() {
		kept = total.Add(koefisien.Mul(price)).Round(2)
	}
}

// A bundle five levels deep leaves the fast form.
func BenchmarkNestedMul(b *testing.B) {
	koefisien, price := decimal.MustParse("1.234567"), decimal.MustParse("123456.78")
	b.ReportAllocs()
	for b.Loop() {
		product := price
		for range 5 {
			product = product.Mul(koefisien)
		}
		kept = product.Round(2)
	}
}

func BenchmarkQuo(b *testing.B) {
	part, whole := decimal.MustParse("30130438.00"), decimal.MustParse("8012739980.96")
	b.ReportAllocs()
	for b.Loop() {
		share, err := part.Quo(whole)
		if err != nil {
			b.Fatal(err)
		}
		kept = share
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d, err := decimal.Parse("123456.78")
		if err != nil {
			b.Fatal(err)
		}
		kept = d
	}
}

func BenchmarkParseText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		n, err := decimal.Harga.ParseText("Rp 1.234.567,89")
		if err != nil {
			b.Fatal(err)
		}
		kept = n.Decimal
	}
}

func BenchmarkString(b *testing.B) {
	d := decimal.MustParse("8012739980.96")
	b.ReportAllocs()
	for b.Loop() {
		if d.String() == "" {
			b.Fatal("empty")
		}
	}
}

func BenchmarkIndonesian(b *testing.B) {
	d := decimal.MustParse("8012739980.96")
	b.ReportAllocs()
	for b.Loop() {
		if d.Indonesian(2, 2) == "" {
			b.Fatal("empty")
		}
	}
}
