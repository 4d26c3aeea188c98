package rab

import (
	"slices"
	"strings"
	"testing"

	"takar/internal/decimal"
)

func TestParameterNamesOfFunctionsAndConstantsAreRefused(t *testing.T) {
	m := buildMeasured(t)
	for name, part := range map[string]string{
		"pi": "konstanta", "E": "konstanta", "SUM": "fungsi", "round": "fungsi", "2kali": "", "": "", "a b": "", "é": "", "Panjang": "sudah ada",
		strings.Repeat("a", 101): "panjang",
	} {
		_, err := m.draft(m.p).CreateParameter(ParameterInput{Name: name, Value: number("1")})
		says(t, refusedAt(t, err, "name")[0].Message, part)
	}
	_, err := m.draft(m.p).SyncParameters(SyncMerge, []ParameterInput{{Name: "pi", Value: number("3")}})
	refusedAt(t, err, "parameters.pi.name")
}

func TestCreatedParameterHasDefaults(t *testing.T) {
	m := buildMeasured(t)
	var result ParameterResult
	p, _ := m.after(m.p, func(d *Draft) (err error) {
		result, err = d.CreateParameter(ParameterInput{Name: " Tebal_Plat ", Value: number("-0.1234565"), Unit: pointer(" m "), Label: pointer("  ")})
		return err
	})
	got, ok := p.ParameterByName("tebal_plat")
	if !ok || got.Label != "tebal_plat" || got.Unit != "m" || got.UID == "" || got.Version != 1 || result.Created != 1 || result.Parameter.ID != got.ID {
		t.Fatalf("stored %+v, result %+v", got, result)
	}
	want(t, "signed value of 6 decimals, rounded away from zero", got.Value, "-0.123457")
	if p, _ = m.after(m.p, func(d *Draft) error { return done(d.CreateParameter(ParameterInput{Name: "kosong"})) }); p.Parameters.Len() != 4 {
		t.Error("a parameter without a value is not stored as 0")
	}
}

func TestBadParameterFieldsAreNamed(t *testing.T) {
	m := buildMeasured(t)
	long := pointer(strings.Repeat("a", 5000))
	_, err := m.draft(m.p).CreateParameter(ParameterInput{
		Name: "x", Value: number("1000000000000"), Label: long, Unit: long, Description: pointer("a\x00"),
	})
	refusedAt(t, err, "value", "label", "unit", "description")
	lebar, _ := m.p.ParameterByName("lebar")
	_, err = m.draft(m.p).UpdateParameter(lebar.ID, ParameterInput{Path: "parameters.lebar", Value: number("-1000000000000")})
	refusedAt(t, err, "parameters.lebar.value")
	for _, err := range []error{
		done(m.draft(m.p).UpdateParameter(99_999, ParameterInput{})), done(m.draft(m.p).DeleteParameter(99_999, nil)),
	} {
		if err != ErrNotFound { //nolint:errorlint // commands return it as it is
			t.Errorf("error %v, want ErrNotFound", err)
		}
	}
}

func TestAChangedParameterReevaluatesEveryFormulaThatUsesIt(t *testing.T) {
	m := buildMeasured(t)
	other, off := m.add("O"), m.add("X")
	for q, formula := range map[*Pekerjaan]string{other: "=tinggi*2", off: "panjang"} {
		row := m.volume(q, "6")
		row.Formula, row.IsFx = formula, q == other
	}
	p := m.project()
	panjang, _ := p.ParameterByName("panjang")
	var result ParameterResult
	next, changes := m.after(p, func(d *Draft) (err error) {
		result, err = d.UpdateParameter(panjang.ID, ParameterInput{Name: "ignored", Value: number("12.0005")})
		return err
	})
	row, _ := next.Volumes.Get(m.formula.ID)
	want(t, "quantity", row.Quantity.Decimal, "96.004")
	if row.Version != 5 || row.Formula != "=panjang*lebar" {
		t.Errorf("row %+v", row)
	}
	if len(result.Volumes) != 1 || result.Volumes[0].Kode != "F" || !result.Volumes[0].Old.Equal(amount("96")) || !result.Volumes[0].New.Equal(amount("96.004")) ||
		len(result.Failing()) != 0 || result.Updated != 1 {
		t.Errorf("result %+v", result)
	}
	if count := tables(changes); count["volume"] != 1 || count["parameter"] != 1 {
		t.Errorf("changed %v: formulas that are off or use others must stay", count)
	}
	if got, _ := next.Parameters.Get(panjang.ID); got.Name != "panjang" {
		t.Errorf("the name changed to %s", got.Name)
	}
}

func TestALabelAloneReevaluatesNothing(t *testing.T) {
	m := buildMeasured(t)
	lebar, _ := m.p.ParameterByName("lebar")
	_, changes := m.after(m.p, func(d *Draft) error {
		result, err := d.UpdateParameter(lebar.ID, ParameterInput{Label: pointer("Lebar ruang"), Value: number("8.0000004")})
		if len(result.Volumes) != 0 {
			t.Errorf("volumes %+v", result.Volumes)
		}
		return err
	})
	if count := tables(changes); count["parameter"] != 1 || count["volume"] != 0 {
		t.Errorf("changed %v", count)
	}
}

func TestAFormulaThatFailsKeepsItsQuantityAndHeals(t *testing.T) {
	m := buildMeasured(t)
	lebar, _ := m.p.ParameterByName("lebar")
	var result ParameterResult
	broken, _ := m.after(m.p, func(d *Draft) (err error) {
		result, err = d.DeleteParameter(lebar.ID, pointer(lebar.Version))
		return err
	})
	row, _ := broken.Volumes.Get(m.formula.ID)
	want(t, "kept quantity", row.Quantity.Decimal, "96")
	says(t, row.Failure, "lebar")
	if failing := result.Failing(); len(failing) != 1 || failing[0].PekerjaanID != m.formula.ID || !failing[0].New.Equal(amount("96")) ||
		result.Deleted != 1 || !slices.Equal(result.DeletedNames, []string{"lebar"}) || result.Parameter.ID != lebar.ID {
		t.Errorf("result %+v", result)
	}
	healed, _ := m.after(broken, func(d *Draft) (err error) {
		result, err = d.CreateParameter(ParameterInput{Name: "LEBAR", Value: number("9")})
		return err
	})
	row, _ = healed.Volumes.Get(m.formula.ID)
	want(t, "quantity after the parameter came back", row.Quantity.Decimal, "108")
	if row.Failure != "" || len(result.Volumes) != 1 || len(result.Failing()) != 0 {
		t.Errorf("row %+v, result %+v", row, result)
	}
}

func TestANegativeResultOfAChangedParameterIsAFailureNotZero(t *testing.T) {
	m := buildMeasured(t)
	lebar, _ := m.p.ParameterByName("lebar")
	p, _ := m.after(m.p, func(d *Draft) error {
		return done(d.UpdateParameter(lebar.ID, ParameterInput{Value: number("-8")}))
	})
	row, _ := p.Volumes.Get(m.formula.ID)
	want(t, "kept quantity", row.Quantity.Decimal, "96")
	says(t, row.Failure, "negatif")
}

func TestSyncMergeKeepsAndReplaceDeletesTheRest(t *testing.T) {
	inputs := []ParameterInput{
		{Name: "Panjang", Value: number("10")},
		{Name: "tebal", Value: number("0.12"), Label: pointer("Tebal")},
		{Name: "lebar"},
	}
	for mode, rest := range map[SyncMode][]string{SyncMerge: {"lebar", "panjang", "tebal", "tinggi"}, SyncReplace: {"lebar", "panjang", "tebal"}} {
		m := buildMeasured(t)
		before, _ := m.p.ParameterByName("panjang")
		var result ParameterResult
		p, _ := m.after(m.p, func(d *Draft) (err error) {
			result, err = d.SyncParameters(mode, inputs)
			return err
		})
		var names []string
		for _, parameter := range p.Parameters.All() {
			names = append(names, parameter.Name)
		}
		slices.Sort(names)
		if !slices.Equal(names, rest) {
			t.Errorf("%s leaves %v, want %v", mode, names, rest)
		}
		after, _ := p.ParameterByName("panjang")
		if after.ID != before.ID || after.UID != before.UID || !after.Value.Equal(decimal.FromInt(10)) {
			t.Errorf("%s: panjang became %+v", mode, after)
		}
		if lebar, _ := p.ParameterByName("lebar"); !lebar.Value.Equal(decimal.FromInt(8)) || lebar.Version != 1 {
			t.Errorf("%s: a value that was not said changed to %+v", mode, lebar)
		}
		deleted := 4 - len(rest)
		if result.Created != 1 || result.Updated != 2 || result.Deleted != deleted || len(result.DeletedNames) != deleted || result.Parameter != nil {
			t.Errorf("%s: result %+v", mode, result)
		}
		row, _ := p.Volumes.Get(m.formula.ID)
		want(t, string(mode)+" quantity", row.Quantity.Decimal, "80")
	}
}

func TestSyncRefusesUnclearRequestsAsAWhole(t *testing.T) {
	m := buildMeasured(t)
	_, err := m.draft(m.p).SyncParameters("", nil)
	refusedAt(t, err, "mode")
	_, err = m.draft(m.p).SyncParameters(SyncReplace, []ParameterInput{
		{Name: "tebal", Value: number("1")},
		{Name: "Tebal", Value: number("2")},
		{Name: "1x", Value: number("2")},
		{Name: "lebar", Value: number("99999999999999")},
	})
	problems := refusedAt(t, err, "parameters.Tebal", "parameters.1x.name", "parameters.lebar.value")
	says(t, problems[0].Message, "dua kali")
	p, changes := m.after(m.p, func(d *Draft) error { return done(d.SyncParameters(SyncReplace, nil)) })
	if p.Parameters.Len() != 0 || tables(changes)["parameter"] != 3 {
		t.Errorf("replacing by nothing leaves %d", p.Parameters.Len())
	}
}

func TestParameterConflicts(t *testing.T) {
	m := buildMeasured(t)
	lebar := m.parameters[slices.IndexFunc(m.parameters, func(p *Parameter) bool { return p.Name == "lebar" })]
	lebar.Version, lebar.ChangedBy = 3, 9
	p := m.project()
	stale := pointer(int64(2))
	_, err := m.draft(p).UpdateParameter(lebar.ID, ParameterInput{Value: number("9"), Version: stale})
	rows := conflictAt(t, err, "version")
	if yours := rows[0].Yours.(*Parameter); yours.Version != 2 || !yours.Value.Equal(decimal.FromInt(9)) {
		t.Errorf("conflict shows %+v", yours)
	}
	_, err = m.draft(p).DeleteParameter(lebar.ID, stale)
	conflictAt(t, err, "version")
	_, err = m.draft(p).SyncParameters(SyncMerge, []ParameterInput{{Name: "lebar", Value: number("9"), Version: stale}})
	conflictAt(t, err, "parameters.lebar")
	for name, in := range map[string]ParameterInput{
		"same content": {Value: number("8.00"), Version: stale}, "present version": {Value: number("9"), Version: pointer(int64(3))},
		"no version": {Value: number("9")},
	} {
		if _, err := m.draft(p).UpdateParameter(lebar.ID, in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
