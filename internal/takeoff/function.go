package takeoff

import (
	"maps"
	"math"
	"slices"
	"strings"

	"takar/internal/decimal"
)

// function is one entry of the function table of domain §8.1. Compute may rely on the
// argument count; places are those of the arguments, for its errors.
type function struct {
	least, most int
	compute     func(arguments []decimal.Decimal, places []span) (decimal.Decimal, *Error)
}

// maxRoundPlaces bounds the second argument of ROUND.
const maxRoundPlaces = 12

var functions = map[string]function{
	"min":   {1, math.MaxInt, folding(decimal.Min)},
	"max":   {1, math.MaxInt, folding(decimal.Max)},
	"sum":   {1, math.MaxInt, folding(decimal.Decimal.Add)},
	"avg":   {1, math.MaxInt, average},
	"abs":   {1, 1, mapping(decimal.Decimal.Abs)},
	"ceil":  {1, 1, mapping(decimal.Decimal.Ceil)},
	"floor": {1, 1, mapping(decimal.Decimal.Floor)},
	"round": {1, 2, round},
	"pow":   {2, 2, func(v []decimal.Decimal, at []span) (decimal.Decimal, *Error) { return power(v[0], v[1], at[0], at[1]) }},
	"sqrt":  {1, 1, squareRoot},
}

// constants carry 50 decimals, as many digits as roots and powers do.
var constants = map[string]decimal.Decimal{
	"pi": decimal.MustParse("3.14159265358979323846264338327950288419716939937511"),
	"e":  decimal.MustParse("2.71828182845904523536028747135266249775724709369996"),
}

func functionList() string {
	return strings.ToUpper(strings.Join(slices.Sorted(maps.Keys(functions)), ", "))
}

// accepts checks the number of arguments of a call.
func (f function) accepts(count int, name string, at span, c *call) *Error {
	if count >= f.least && count <= f.most {
		return nil
	}
	advice := ""
	if count < f.least && len(c.commas) > 0 {
		advice = "; gunakan ; untuk memisahkan argumen"
	}
	name = strings.ToUpper(name)
	switch {
	case f.most == math.MaxInt:
		return at.fail(CodeArgumentCount, "fungsi %s membutuhkan paling sedikit %d argumen%s", name, f.least, advice)
	case f.least == f.most:
		return at.fail(CodeArgumentCount, "fungsi %s membutuhkan %d argumen, bukan %d%s", name, f.least, count, advice)
	}
	return at.fail(CodeArgumentCount, "fungsi %s membutuhkan %d sampai %d argumen, bukan %d%s", name, f.least, f.most, count, advice)
}

func folding(join func(a, b decimal.Decimal) decimal.Decimal) func([]decimal.Decimal, []span) (decimal.Decimal, *Error) {
	return func(values []decimal.Decimal, places []span) (decimal.Decimal, *Error) {
		result := values[0]
		for i, v := range values[1:] {
			result = join(result, v)
			if err := bounded(result, places[i+1]); err != nil {
				return decimal.Zero, err
			}
		}
		return result, nil
	}
}

func mapping(change func(decimal.Decimal) decimal.Decimal) func([]decimal.Decimal, []span) (decimal.Decimal, *Error) {
	return func(values []decimal.Decimal, _ []span) (decimal.Decimal, *Error) { return change(values[0]), nil }
}

func average(values []decimal.Decimal, places []span) (decimal.Decimal, *Error) {
	total, failure := folding(decimal.Decimal.Add)(values, places)
	if failure != nil {
		return decimal.Zero, failure
	}
	mean, err := total.Quo(decimal.FromInt(int64(len(values))))
	if err != nil {
		return decimal.Zero, failWhole(CodeDivisionByZero, "pembagian dengan nol")
	}
	return mean, nil
}

func round(values []decimal.Decimal, places []span) (decimal.Decimal, *Error) {
	if len(values) == 1 {
		return values[0].Round(0), nil
	}
	digits, whole := values[1].Int64()
	if !whole || digits < 0 || digits > maxRoundPlaces {
		return decimal.Zero, places[1].fail(CodeBadArgument,
			"jumlah desimal ROUND harus bilangan bulat dari 0 sampai %d", maxRoundPlaces)
	}
	return values[0].Round(int(digits)), nil
}

func squareRoot(values []decimal.Decimal, places []span) (decimal.Decimal, *Error) {
	if values[0].Sign() < 0 {
		return decimal.Zero, places[0].fail(CodeNotFinite, "akar dari bilangan negatif tidak ada")
	}
	root, err := values[0].Sqrt()
	if err != nil {
		return decimal.Zero, places[0].fail(CodeNotFinite, "akar ini tidak dapat dihitung")
	}
	return root, nil
}

// power is shared by POW and the operator ^.
func power(base, exponent decimal.Decimal, basePlace, exponentPlace span) (decimal.Decimal, *Error) {
	if base.IsZero() && exponent.Sign() < 0 {
		return decimal.Zero, basePlace.fail(CodeDivisionByZero, "pembagian dengan nol: nol dipangkatkan bilangan negatif")
	}
	result, err := base.Pow(exponent)
	if err != nil {
		return decimal.Zero, span{basePlace.start, exponentPlace.end}.fail(CodeNotFinite,
			"hasil pangkat tidak terhingga atau bukan bilangan nyata")
	}
	return result, nil
}
