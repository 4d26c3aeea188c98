package dossier

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// drawFormula draws a formula as estimators write them.
func drawFormula(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"panjang", "Lebar", "2", "0,75", "3,125", "1.250", "12"}).Draw(t, "operand")
	}
	a, b := drawFormula(t, depth-1), drawFormula(t, rapid.IntRange(0, depth-1).Draw(t, "depth"))
	form := rapid.SampledFrom([]string{
		"%s + %s", "(%s - %s)", "%s * %s", "(%s) / (%s)", "max(%s; %s)", "min(%s; %s)", "sum(%s; %s)", "avg(%s; %s)", "ceil(%s) * %s", "floor(%s) + %s",
		"round(%s; 1) * %s", "abs(%s - (%s))", "round(%s) + %s", "-(%s) + 3 * (%s)", "(%s)^2 - %s", "-2^2 + (%s) * (%s)",
	}).Draw(t, "form")
	return fmt.Sprintf(form, a, b)
}

// TestFormulasOfVolumesLiveInTheWorkbook: they give the volume that the program gave, and
// after a parameter changed, the one that it would give.
func TestFormulasOfVolumesLiveInTheWorkbook(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newProject()
		b.parameter("panjang", drawNumber(rt, "panjang", 2, 50).String())
		b.parameter("lebar", drawNumber(rt, "lebar", 3, 20).String())
		b.klasifikasi("K")
		b.subKlasifikasi("S")
		item := b.add("P.1", "1")
		volume := b.volumeOf(item)
		volume.Formula, volume.IsFx = "= "+drawFormula(rt, 3), true
		reckon := func() bool {
			result, err := b.project().PreviewFormula(volume.Formula, map[string]decimal.Decimal{
				"panjang": b.parameters[0].Value, "lebar": b.parameters[1].Value,
			})
			volume.Quantity = decimal.Some(result.Quantity)
			return err == nil
		}
		if !reckon() {
			rt.Skip("no volume")
		}
		d := build(t, Volume, b.source(), Options{})
		cell := d.cell(keyVolume, pekerjaanKey(item.ID), columnVolume)
		if cell.Formula == nil {
			rt.Fatalf("%s has no formula", volume.Formula)
		}
		if d.recalculate(); t.Failed() {
			rt.Fatalf("%s became %s", volume.Formula, cell.Formula.Text)
		}
		for _, parameter := range b.parameters {
			parameter.Value = drawNumber(rt, "changed", 2, 50)
			if _, listed := d.rows[keyParameter+"/"+parameterKey(parameter)]; listed {
				d.change(d.at(keyParameter, parameterKey(parameter), columnNilai), parameter.Value.String())
			}
		}
		if !reckon() {
			rt.Skip("no volume")
		}
		if got := d.value(d.at(keyVolume, pekerjaanKey(item.ID), columnVolume)); got.Cmp(volume.Quantity.Decimal.Rat()) != 0 {
			rt.Fatalf("%s is %s in the workbook and %s in the program", volume.Formula, got.FloatString(4), volume.Quantity.Decimal)
		}
	})
}

// TestAVolumeThatIsNoResultHasNoFormula: a typed one, a failing one, an unknown parameter.
func TestAVolumeThatIsNoResultHasNoFormula(t *testing.T) {
	b := newProject()
	b.klasifikasi("K")
	b.subKlasifikasi("S")
	var items []*rab.Pekerjaan
	for range 3 {
		items = append(items, b.add("P", "2"))
	}
	b.volumes[0].Formula = "=1+1" // switched off
	b.volumes[1].Formula, b.volumes[1].IsFx, b.volumes[1].Failure = "=1+1/0", true, "pembagian dengan nol"
	b.volumes[2].Formula, b.volumes[2].IsFx = "=x", true
	d := build(t, Volume, b.source(), Options{})
	for _, item := range items {
		if cell := d.cell(keyVolume, pekerjaanKey(item.ID), columnVolume); cell.Formula != nil {
			t.Errorf("%+v", cell.Formula)
		}
	}
	if got := d.rowOf(keyVolume, pekerjaanKey(items[1].ID)).Fault; got != "rumus gagal: pembagian dengan nol" {
		t.Errorf("fault %q", got)
	}
}
