package rab

import (
	"encoding/json"
	"strings"
	"testing"

	"takar/internal/ahsp"
	"takar/internal/decimal"
)

// measured is a project with the parameters of a room and one pekerjaan in each state of a
// volume: none, a number, a formula.
type measured struct {
	*builder

	none, typed, formula *Pekerjaan
	p                    *Project
}

func buildMeasured(t *testing.T) *measured {
	m := &measured{builder: build(t)}
	m.none, m.typed, m.formula = m.add("N"), m.add("T"), m.add("F")
	m.volume(m.typed, "12.5")
	row := m.volume(m.formula, "96")
	row.Formula, row.IsFx = "=panjang*lebar", true
	row.Version, row.ChangedBy = 4, 9
	for name, value := range map[string]string{"panjang": "12", "lebar": "8", "tinggi": "3"} {
		m.parameters = append(m.parameters, &Parameter{Meta: m.meta(), UID: m.ids.NextUID(), Name: name, Label: name, Value: decimal.MustParse(value)})
	}
	m.p = m.project()
	return m
}

func TestVolumeRowTakesQuantityFormulaOrNull(t *testing.T) {
	tests := []struct {
		name     string
		quantity *decimal.Null
		formula  *string
		want     Volume
	}{
		{"a quantity alone switches the formula off and keeps its text", pointer(amount("7")), nil, Volume{Quantity: amount("7"), Formula: "=panjang*lebar"}},
		{"a quantity is rounded half-up to 3 decimals", pointer(amount("7.0005")), nil, Volume{Quantity: amount("7.001"), Formula: "=panjang*lebar"}},
		{"zero is a quantity", pointer(amount("0")), nil, Volume{Quantity: amount("0"), Formula: "=panjang*lebar"}},
		{"the largest quantity", pointer(amount("999999999999999.999")), nil, Volume{Quantity: amount("999999999999999.999"), Formula: "=panjang*lebar"}},
		{"null clears both", &decimal.Null{}, nil, Volume{}},
		{"a formula writes the quantity", nil, pointer("=panjang*lebar*tinggi/7"), Volume{Quantity: amount("41.143"), Formula: "=panjang*lebar*tinggi/7", IsFx: true}},
		{"a formula may lack its =", nil, pointer("  PANJANG * 2 "), Volume{Quantity: amount("24"), Formula: "PANJANG * 2", IsFx: true}},
		{"a formula goes before a quantity", pointer(amount("7")), pointer("lebar"), Volume{Quantity: amount("8"), Formula: "lebar", IsFx: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := buildMeasured(t)
			var result VolumeResult
			p, changes := m.after(m.p, func(d *Draft) (err error) {
				result, err = d.SaveVolumes([]VolumeInput{{PekerjaanID: m.formula.ID, Quantity: test.quantity, Formula: test.formula}})
				return err
			})
			got, _ := p.Volumes.Get(m.formula.ID)
			test.want.ID = m.formula.ID
			if !sameContent(got, &test.want) || got.Version != 5 || got.ChangedBy != 7 || got.ChangedAt != commandTime {
				t.Errorf("stored %+v, want %+v as version 5", got, test.want)
			}
			if result.Saved != 1 || len(result.Changed) != 1 || !result.Changed[0].Old.Equal(amount("96")) || !result.Changed[0].New.Equal(test.want.Quantity) {
				t.Errorf("result %+v", result)
			}
			if count := tables(changes); len(count) != 2 || count["volume"] != 1 || count["project_state"] != 1 {
				t.Errorf("changed %v, want the volume and the time of the last volume change", count)
			}
			if state := p.State(); state.VolumeChangedAt != commandTime || state.ListChangedAt != 0 || state.PriceChangedAt != 0 {
				t.Errorf("times of change %+v", state)
			}
		})
	}
}

func TestBadVolumeRowsAreNamedAndNothingIsStored(t *testing.T) {
	m := buildMeasured(t)
	quantity := func(text string) *decimal.Null { return pointer(amount(text)) }
	inputs := []VolumeInput{
		{PekerjaanID: m.none.ID, Quantity: quantity("1")},
		{PekerjaanID: m.none.ID, Quantity: quantity("2")},
		{PekerjaanID: 99_999, Quantity: quantity("2")},
		{PekerjaanID: m.typed.ID},
		{PekerjaanID: m.formula.ID, Quantity: quantity("-0.001"), Path: "volumes[7]"},
	}
	result, err := m.draft(m.p).SaveVolumes(inputs)
	problems := refusedAt(t, err, "items[1].pekerjaan_id", "items[2].pekerjaan_id", "items[3].quantity", "volumes[7].quantity")
	says(t, problems[0].Message, "N Pekerjaan N", "dua kali")
	says(t, problems[1].Message, "99999", "muat ulang")
	says(t, problems[3].Message, "F Pekerjaan F", "negatif")
	if result.Saved != 0 || result.Changed != nil {
		t.Errorf("a refused save says that it saved %+v", result)
	}
	_, err = m.draft(m.p).SaveVolumes([]VolumeInput{{PekerjaanID: m.none.ID, Quantity: quantity("1000000000000000")}})
	says(t, refusedAt(t, err, "items[0].quantity")[0].Message, "terlalu besar")
}

func TestBadFormulasAreRefusedWithTheirPosition(t *testing.T) {
	tests := []struct {
		name, formula string
		position      int // -1: none
		message       string
	}{
		{"ambiguous literal", "=lebar*1.000", 7, "bermakna ganda"},
		{"ambiguous literal behind spaces", "  =lebar*1.000", 9, "1000"},
		{"unknown parameter", "=panjang*tebal", 9, "tebal"},
		{"negative", "=5-10", -1, "negatif"},
		{"too large", "=1000000*1000000*1000", -1, "besar"},
		{"division by zero", "=1/(lebar-8)", 4, "nol"},
		{"empty", "  ", -1, "kosong"},
		{"not to be stored", "=1\x00", 2, "tidak dikenal"},
		{"too long", strings.Repeat("1+", 1000) + "1", 2000, "panjang"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := buildMeasured(t)
			_, err := m.draft(m.p).SaveVolumes([]VolumeInput{{PekerjaanID: m.typed.ID, Formula: &test.formula}})
			problem := refusedAt(t, err, "items[0].formula")[0]
			says(t, problem.Message, "T Pekerjaan T", test.message)
			if (problem.Position == nil) != (test.position < 0) || (problem.Position != nil && *problem.Position != test.position) {
				t.Errorf("position %v, want %d", problem.Position, test.position)
			}
			_, err = m.draft(m.p).SaveFormulas([]FormulaInput{{PekerjaanID: m.typed.ID, Raw: test.formula, IsFx: true}})
			if strings.TrimSpace(test.formula) != "" {
				refusedAt(t, err, "items[0].raw")
			} else if err != nil {
				t.Errorf("a switched-on formula without text is refused: %v", err)
			}
			_, err = m.p.PreviewFormula(test.formula, nil)
			preview := refusedAt(t, err, "formula")[0]
			if (preview.Position == nil) != (problem.Position == nil) || (preview.Position != nil && *preview.Position != test.position) {
				t.Errorf("preview has position %v, want %d", preview.Position, test.position)
			}
		})
	}
}

func TestAFormulaThatReadsACommaAsDecimalIsStoredWithAWarning(t *testing.T) {
	m := buildMeasured(t)
	result, err := m.draft(m.p).SaveVolumes([]VolumeInput{{PekerjaanID: m.none.ID, Formula: pointer("=min(1,2)")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Warnings) != 1 || result.Warnings[0].Path != "items[0].formula" || result.Warnings[0].Severity != "warning" ||
		result.Warnings[0].Position == nil || *result.Warnings[0].Position != 5 {
		t.Errorf("warnings %+v, want one at position 5", result.Warnings)
	}
	want(t, "quantity", result.Changed[0].New.Decimal, "1.2")
}

func TestPreviewTriesValuesThatAreNotStored(t *testing.T) {
	m := buildMeasured(t)
	result, err := m.p.PreviewFormula("=panjang*lebar + baru", map[string]decimal.Decimal{"Baru": decimal.One, "PANJANG": decimal.FromInt(2)})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "preview", result.Quantity, "17")
	if result, err = m.p.PreviewFormula("=panjang*lebar", nil); err != nil {
		t.Fatal(err)
	}
	want(t, "stored values afterwards", result.Quantity, "96")
}

func TestVolumeConflicts(t *testing.T) {
	m := buildMeasured(t)
	save := func(in ...VolumeInput) error {
		_, err := m.draft(m.p).SaveVolumes(in)
		return err
	}
	old, current, none := pointer(int64(3)), pointer(int64(4)), pointer(int64(0))
	rows := conflictAt(t, save(
		VolumeInput{PekerjaanID: m.formula.ID, Quantity: pointer(amount("5")), Version: old},
		VolumeInput{PekerjaanID: m.none.ID, Quantity: pointer(amount("5")), Version: none},
	), "items[0]")
	stored, yours := rows[0].Current.(*Volume), rows[0].Yours.(*Volume)
	if stored.Version != 4 || !stored.Quantity.Equal(amount("96")) || yours.Version != 3 || !yours.Quantity.Equal(amount("5")) {
		t.Errorf("conflict shows %+v and %+v", stored, yours)
	}
	for name, in := range map[string]VolumeInput{
		"the present version":          {PekerjaanID: m.formula.ID, Quantity: pointer(amount("5")), Version: current},
		"no version overwrites":        {PekerjaanID: m.formula.ID, Quantity: pointer(amount("5"))},
		"stale with the same content":  {PekerjaanID: m.formula.ID, Formula: pointer("=panjang*lebar"), Version: old},
		"a row that does not exist":    {PekerjaanID: m.none.ID, Quantity: pointer(amount("5")), Version: none},
		"clearing what is not there":   {PekerjaanID: m.none.ID, Quantity: &decimal.Null{}, Version: old},
		"the same quantity once again": {PekerjaanID: m.typed.ID, Quantity: pointer(amount("12.50")), Version: none},
	} {
		if err := save(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Problems go before conflicts: overwriting would not get past them.
	refusedAt(t, save(
		VolumeInput{PekerjaanID: m.formula.ID, Quantity: pointer(amount("5")), Version: old},
		VolumeInput{PekerjaanID: m.typed.ID, Quantity: pointer(amount("-5"))},
	), "items[1].quantity")
}

func TestSavingTheSameVolumesChangesNothing(t *testing.T) {
	m := buildMeasured(t)
	_, changes := m.after(m.p, func(d *Draft) error {
		result, err := d.SaveVolumes([]VolumeInput{
			{PekerjaanID: m.none.ID, Quantity: &decimal.Null{}},
			{PekerjaanID: m.typed.ID, Quantity: pointer(amount("12.500"))},
			{PekerjaanID: m.formula.ID, Formula: pointer("=panjang*lebar")},
		})
		if result.Saved != 3 || len(result.Changed) != 0 {
			t.Errorf("result %+v, want 3 saved and none changed", result)
		}
		return err
	})
	if len(changes) != 0 {
		t.Errorf("changed %v", tables(changes))
	}
}

func TestAVolumeListThatComesBackChangesNothing(t *testing.T) {
	m := buildMeasured(t)
	tests := []struct {
		name    string
		input   VolumeInput
		changes bool
	}{
		{"what the formula gives", VolumeInput{PekerjaanID: m.formula.ID, Quantity: pointer(amount("96.000"))}, false},
		{"what the formula gives, to stand without it", VolumeInput{PekerjaanID: m.formula.ID, Quantity: pointer(amount("96")), FormulaOff: true}, true},
		{"the zero that lists show for none", VolumeInput{PekerjaanID: m.none.ID, Quantity: pointer(amount("0.000")), Unset: true}, false},
		{"a typed zero", VolumeInput{PekerjaanID: m.none.ID, Quantity: pointer(amount("0"))}, true},
		{"a quantity typed over none", VolumeInput{PekerjaanID: m.none.ID, Quantity: pointer(amount("5")), Unset: true}, true},
		{"a zero typed over a quantity", VolumeInput{PekerjaanID: m.typed.ID, Quantity: pointer(amount("0")), Unset: true}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, changes := m.after(m.p, func(d *Draft) error { return done(d.SaveVolumes([]VolumeInput{test.input})) })
			if (len(changes) > 0) != test.changes {
				t.Errorf("changes %v", tables(changes))
			}
		})
	}
}

func TestFormulaSaveWritesTheQuantityAndSwitchedOffKeepsIt(t *testing.T) {
	m := buildMeasured(t)
	var result FormulaResult
	p, _ := m.after(m.p, func(d *Draft) (err error) {
		result, err = d.SaveFormulas([]FormulaInput{
			{PekerjaanID: m.none.ID, Raw: "=lebar", IsFx: true},
			{PekerjaanID: m.typed.ID, Raw: " bukan (rumus ", IsFx: false},
			{PekerjaanID: m.formula.ID, Raw: "", IsFx: true},
		})
		return err
	})
	expected := map[*Pekerjaan]Volume{
		m.none:    {Quantity: amount("8"), Formula: "=lebar", IsFx: true},
		m.typed:   {Quantity: amount("12.5"), Formula: "bukan (rumus"},
		m.formula: {Quantity: amount("96")},
	}
	for q, volume := range expected {
		volume.ID = q.ID
		if got, _ := p.Volumes.Get(q.ID); !sameContent(got, &volume) {
			t.Errorf("%s: stored %+v, want %+v", q.Kode, got, volume)
		}
	}
	if result.Created != 2 || result.Updated != 1 || result.Saved != 3 {
		t.Errorf("result %+v, want 2 created, 1 updated", result)
	}
}

func TestAVolumeThatWasClearedStaysMarkedUntilOneIsEntered(t *testing.T) {
	m := buildMeasured(t)
	m.volumes[0].Quantity, m.volumes[0].Cleared = decimal.Null{}, true
	p := m.project()
	p, _ = m.after(p, func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: m.typed.ID, Quantity: &decimal.Null{}}}))
	})
	if row, _ := p.Volumes.Get(m.typed.ID); !row.Cleared {
		t.Error("saving no volume takes the mark away")
	}
	p, _ = m.after(p, func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: m.typed.ID, Quantity: pointer(amount("0"))}}))
	})
	if row, _ := p.Volumes.Get(m.typed.ID); row.Cleared {
		t.Error("a saved volume is still marked")
	}
	p, _ = m.after(m.project(), func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: m.typed.ID, Formula: pointer("=lebar")}}))
	})
	if row, _ := p.Volumes.Get(m.typed.ID); row.Cleared {
		t.Error("a volume with a formula is still marked")
	}
}

func TestAFormulaMayUseEveryParameterOfTheSameDraft(t *testing.T) {
	m := buildMeasured(t)
	p, _ := m.after(m.p, func(d *Draft) error {
		if _, err := d.CreateParameter(ParameterInput{Name: "Tebal", Value: number("0.15")}); err != nil {
			return err
		}
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: m.none.ID, Formula: pointer("=panjang*lebar*tebal")}}))
	})
	row, _ := p.Volumes.Get(m.none.ID)
	want(t, "quantity", row.Quantity.Decimal, "14.4")
}

// TestAVolumeChangesNothingButItsLine guards the figures of the others.
func TestAVolumeChangesNothingButItsLine(t *testing.T) {
	m := buildMeasured(t)
	m.row(m.typed, ahsp.TK, "TK.1", "1", "1000")
	m.row(m.formula, ahsp.TK, "TK.1", "2", "")
	before := m.project()
	after, _ := m.after(before, func(d *Draft) error {
		return done(d.SaveVolumes([]VolumeInput{{PekerjaanID: m.typed.ID, Quantity: pointer(amount("2"))}}))
	})
	want(t, "changed line", m.line(after, m.typed).Total, "2000")
	want(t, "line before", m.line(before, m.typed).Total, "12500")
	want(t, "other line", m.line(after, m.formula).Total, "192000")
	want(t, "T", after.Figures().Totals.Jumlah, "194000")
	if data, err := json.Marshal(after.Volumes.All()); err != nil || !strings.Contains(string(data), `"quantity":"2"`) {
		t.Errorf("stored as %s, %v", data, err)
	}
}
