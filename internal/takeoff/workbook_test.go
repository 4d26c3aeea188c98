package takeoff

import (
	"strings"
	"testing"
)

func TestFormulasAsWorkbooksReckonThem(t *testing.T) {
	refer := func(name string) (string, bool) { return "{" + name + "}", name == "p" || name == "l_2" }
	for formula, want := range map[string]string{
		"=P * l_2":                       "ROUND(({p}*{l_2}),3)",
		"1.234,5 + 2":                    "ROUND((1234.5+2),3)",
		"2*(p+4)":                        "ROUND((2*({p}+4)),3)",
		"p - -3":                         "ROUND(({p}-(0-3)),3)",
		"-2^2":                           "ROUND((0-(2^2)),3)", // a workbook takes -2^2 for 4
		"2^3^2":                          "ROUND((2^(3^2)),3)", // and groups powers from the left
		"p^-1":                           "ROUND(({p}^(0-1)),3)",
		"ceil(p/3)":                      "ROUND((0-INT(0-({p}/3))),3)",
		"floor(-p)":                      "ROUND(INT((0-{p})),3)",
		"round(p)":                       "ROUND(ROUND({p},0),3)",
		"round(p; 1)":                    "ROUND(ROUND({p},1),3)",
		"avg(1; 2; p)":                   "ROUND(AVERAGE(1,2,{p}),3)",
		"sqrt(p) + Pow(p; 2) + abs(p)":   "ROUND(((SQRT({p})+POWER({p},2))+ABS({p})),3)",
		"min(1;p) + max(1;p) + sum(p;1)": "ROUND(((MIN(1,{p})+MAX(1,{p}))+SUM({p},1)),3)",
		"pi * e":                         "ROUND((PI()*EXP(1)),3)",
	} {
		f, err := Parse(formula)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := f.Workbook(refer); got != want || !ok {
			t.Errorf("%s is %s, %v, want %s", formula, got, ok, want)
		}
	}
	for _, formula := range []string{"q + 1", "sum(1" + strings.Repeat(";1", 300) + ")", "p" + strings.Repeat("+p", 999)} {
		f, err := Parse(formula)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := f.Workbook(refer); ok {
			t.Errorf("%.20s… is %.60s…", formula, got)
		}
	}
}

// TestAParameterNamedAsAConstantGoesBefore: as when it is evaluated.
func TestAParameterNamedAsAConstantGoesBefore(t *testing.T) {
	f, err := Parse("pi * 2")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := f.Workbook(func(string) (string, bool) { return "{0}", true }); got != "ROUND(({0}*2),3)" || !ok {
		t.Errorf("%s, %v", got, ok)
	}
}
