package web

import (
	"slices"
	"strings"

	"takar/internal/decimal"
	"takar/internal/rab"
)

// tables lists the differences, sorted into one table for each kind.
func (w *comparison) tables() {
	effects := w.body.Rights.Prices
	table := func(cause rab.Cause, title, before, after string) *changeTable {
		t := &changeTable{Kind: kindOf[cause], Title: title, Before: before, After: after, WithoutEffects: !effects}
		if effects {
			t.Sum = signed(w.steps[cause].Effect, 2)
		}
		return t
	}
	byCause := map[rab.Cause]*changeTable{
		rab.CauseAdded:   table(rab.CauseAdded, "Pekerjaan baru", "", "Volume"),
		rab.CauseRemoved: table(rab.CauseRemoved, "Pekerjaan dihapus", "Volume", ""),
		rab.CauseVolume:  table(rab.CauseVolume, "Volume berubah", "Sebelum", "Sesudah"),
		rab.CausePrice:   w.prices(table(rab.CausePrice, "Harga berubah", "Sebelum (Rp)", "Sesudah (Rp)")),
		rab.CauseMarkup:  w.policy(table(rab.CauseMarkup, "Kebijakan harga berubah", "Sebelum", "Sesudah")),
	}
	for cause, title := range map[rab.Cause]string{
		rab.CauseCoefficient: "Koefisien berubah", rab.CauseComponent: "Komponen berubah", rab.CauseBundle: "Isi gabungan berubah",
		rab.CauseOverride: "BUK khusus pekerjaan berubah", rab.CauseSMKK: "SMKK tanpa BUK berubah", rab.CauseIdentity: "Nama, satuan atau letak berubah",
	} {
		byCause[cause] = table(cause, title, "Sebelum", "Sesudah")
	}
	byCause[rab.CauseIdentity].Texts = true
	for _, cause := range []rab.Cause{rab.CauseCoefficient, rab.CauseComponent, rab.CauseBundle} {
		byCause[cause].Component = true
	}
	for _, q := range w.c.Pekerjaan {
		for i := range q.Changes {
			if t := byCause[q.Changes[i].Cause]; t != nil && !t.Reached && t.Kind != kindPolicy {
				t.Rows = append(t.Rows, w.change(q, &q.Changes[i]))
			}
		}
	}
	var tables []*changeTable
	for _, cause := range rab.Causes {
		t := byCause[cause]
		if t == nil || len(t.Rows) == 0 {
			continue
		}
		if t.Kind != kindPolicy {
			slices.SortStableFunc(t.Rows, func(a, b changeRow) int { return b.effect.Abs().Cmp(a.effect.Abs()) })
		}
		tables = append(tables, t)
	}
	w.show(append(tables, w.otherTables()...))
}

// show puts the tables that hold anything onto the page, and links that narrow it to one.
func (w *comparison) show(tables []*changeTable) {
	all := 0
	for _, t := range tables {
		if len(t.Rows) == 0 {
			continue
		}
		if t.Subject == "" {
			t.Subject = "Pekerjaan"
		}
		all += len(t.Rows)
		w.body.Kinds = append(w.body.Kinds, kindLink{Text: t.Title, Address: w.address(t.Kind), Count: len(t.Rows), Current: w.kind == t.Kind})
		if w.kind != anyKind && w.kind != t.Kind {
			continue
		}
		if w.kind == anyKind && len(t.Rows) > tableRows {
			t.More, t.MoreAddress, t.Rows = len(t.Rows)-tableRows, w.address(t.Kind), t.Rows[:tableRows]
		}
		w.body.Tables = append(w.body.Tables, *t)
	}
	if len(w.body.Kinds) > 1 {
		w.body.Kinds = append([]kindLink{{Text: "Semua", Address: w.address(anyKind), Count: all, Current: w.kind == anyKind}}, w.body.Kinds...)
	}
}

// effect prints what a difference does to the sum before PPN.
func (w *comparison) effect(row *changeRow, effect decimal.Decimal) {
	if w.body.Rights.Prices {
		row.Effect, row.Less, row.effect = signed(effect, 2), effect.Sign() < 0, effect
	}
}

// cellPages are the pages on which a difference of a pekerjaan is looked at.
var cellPages = map[rab.Cause]string{
	rab.CauseAdded: rab.PageList, rab.CauseIdentity: rab.PageList, rab.CauseVolume: rab.PageVolume, rab.CauseCoefficient: rab.PageAnalysis,
	rab.CauseComponent: rab.PageAnalysis, rab.CauseBundle: rab.PageAnalysis, rab.CauseOverride: breakdownPage,
	rab.CauseSMKK: breakdownPage,
}

func (w *comparison) change(q *rab.ComparedPekerjaan, change *rab.CompareChange) changeRow {
	shown, place := q.After, q.PlaceAfter
	if shown == nil {
		shown, place = q.Before, q.PlaceBefore
	}
	row := changeRow{
		Kode: shown.Kode, Name: shown.Uraian, Place: place.Klasifikasi + " › " + place.Sub, Before: ownNumber(change.Before), After: ownNumber(change.After),
		NoteBefore: formulaNote(change.VolumeBefore), NoteAfter: formulaNote(change.VolumeAfter),
	}
	if row.NoteBefore != "" && row.NoteBefore == row.NoteAfter {
		row.NoteAfter = "rumus sama, parameternya berubah"
	}
	w.effect(&row, change.Effect)
	if q.After != nil {
		row.Address = w.page(cellPages[change.Cause], q.After.ID)
	}
	component := change.RowAfter
	switch {
	case component == nil && change.RowBefore != nil:
		component, row.NoteAfter = change.RowBefore, "dihapus"
	case component != nil && change.RowBefore == nil:
		row.NoteBefore = "belum ada"
	}
	if component != nil {
		row.Component = strings.TrimSpace(component.Kode+" "+component.Uraian) + " (" + component.Satuan + ")"
	}
	switch change.Cause {
	case rab.CauseAdded:
		row.After = volumeText(q.LineAfter, shown)
	case rab.CauseRemoved:
		row.Before = volumeText(q.LineBefore, shown)
	case rab.CauseIdentity:
		row.Before, row.After = identityTexts(q)
	case rab.CauseOverride, rab.CauseSMKK:
		row.Before, row.After = percentText(change.Before), percentText(change.After)
	}
	return row
}

// identityTexts tell only what differs of what a pekerjaan is called and where it stands.
func identityTexts(q *rab.ComparedPekerjaan) (before, after string) {
	var old, now []string
	for _, pair := range [][2]string{
		{q.Before.Kode, q.After.Kode},
		{q.Before.Uraian, q.After.Uraian},
		{q.Before.Satuan, q.After.Satuan},
		{q.PlaceBefore.Klasifikasi + " › " + q.PlaceBefore.Sub, q.PlaceAfter.Klasifikasi + " › " + q.PlaceAfter.Sub},
	} {
		if pair[0] != pair[1] {
			old, now = append(old, pair[0]), append(now, pair[1])
		}
	}
	return strings.Join(old, "; "), strings.Join(now, "; ")
}

func volumeText(line *rab.Line, q *rab.Pekerjaan) string {
	if line == nil || !line.Volume.Valid {
		return ""
	}
	return line.Volume.Indonesian(0, 3) + " " + q.Satuan
}

func percentText(n decimal.Null) string {
	if !n.Valid {
		return "BUK proyek"
	}
	return n.Indonesian(0, 2) + "%"
}

func ownNumber(n decimal.Null) string {
	if !n.Valid {
		return ""
	}
	return n.Indonesian(0, 6)
}

func formulaNote(v *rab.Volume) string {
	if formula := v.ActiveFormula(); formula != "" {
		return "= " + strings.TrimPrefix(formula, "=")
	}
	return ""
}

// prices lists the price items whose price differs.
func (w *comparison) prices(t *changeTable) *changeTable {
	t.Reached, t.Subject = true, "Item harga"
	for _, p := range w.c.Prices {
		item := p.After
		row := changeRow{
			Kode: item.Kode, Name: item.Uraian, Place: string(item.Kategori) + " · " + item.Satuan, Before: ownNumber(p.Before.Harga), After: ownNumber(item.Harga),
			Pekerjaan: p.Pekerjaan, Address: w.page(rab.PagePrices, item.ID),
		}
		w.effect(&row, p.Effect)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// policy lists the fields of the pricing policy that differ. The effect of a cause stands on
// its first field.
func (w *comparison) policy(t *changeTable) *changeTable {
	t.Subject = "Ketentuan"
	told, sum := map[rab.Cause]bool{}, decimal.Zero
	for _, change := range rab.PolicyChanges(w.c.PricingBefore, w.c.PricingAfter) {
		row := changeRow{Name: change.Label, Before: policyValue(change.Field, change.Before), After: policyValue(change.Field, change.After)}
		if told[change.Cause] {
			row.NoteAfter = "pengaruhnya di baris di atas"
		} else {
			told[change.Cause] = true
			w.effect(&row, w.steps[change.Cause].Effect)
			sum = sum.Add(w.steps[change.Cause].Effect)
		}
		t.Rows = append(t.Rows, row)
	}
	if !t.WithoutEffects {
		t.Sum = signed(sum, 2)
	}
	return t
}

// policyWords are the values of the pricing policy that people do not read as they are.
var policyWords = map[string]string{
	string(rab.PPNPercent): "persen dari jumlah", string(rab.PPN12x11Per12): "12% × 11/12 (DPP nilai lain)", string(rab.PPNNone): "tidak dikenakan",
	string(decimal.Nearest): "terdekat", string(decimal.Down): "ke bawah", string(decimal.Up): "ke atas",
}

func policyValue(field, value string) string {
	if word, ok := policyWords[value]; ok {
		return word
	}
	if field == "hsp_rounding" && value == "0" {
		return "tanpa pembulatan"
	}
	return printed(value)
}
