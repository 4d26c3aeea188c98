package rab

import (
	"cmp"
	"fmt"
	"slices"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/takeoff"
)

// Template is a work list with its analyses as it comes from elsewhere: without prices,
// volumes and ids (domain §12.4). Siblings are in their order. Analyses of the library are
// those of the project that it is appended to.
type Template struct {
	Klasifikasi []TemplateKlasifikasi
	Parameters  []TemplateParameter
}

// TemplateKlasifikasi is a first-level heading of a template.
type TemplateKlasifikasi struct {
	Path string // place in the file; all paths of a template are
	Name string // "" = "Klasifikasi n"
	SMKK bool   // costs of SMKK
	Sub  []TemplateSub
}

// TemplateSub is a second-level heading of a template.
type TemplateSub struct {
	Path      string
	Name      string // "" = "k.s"
	Pekerjaan []*TemplatePekerjaan
}

// TemplatePekerjaan is a pekerjaan of a template.
type TemplatePekerjaan struct {
	Path       string
	SourceType SourceType
	Analysis   *ahsp.Analysis // that it was taken from; nil when the library does not hold it
	Reference  string         // how the file names that analysis, for people
	Kode       string         // kept when it is free
	Uraian     string
	Satuan     string
	Notes      string
	Rows       []TemplateRow // none: those of Analysis
	Formula    TemplateFormula
}

// TemplateFormula is how the volume of a pekerjaan is computed; without a text it is not.
type TemplateFormula struct {
	Path string
	Text string
	IsFx bool
}

// TemplateRow is a component of a template: a base component with its price item, or a
// bundle with one of the two targets.
type TemplateRow struct {
	Path      string
	Kategori  ahsp.Kategori
	Kode      string // of the price item; "" = the next Unit-NNNN
	Uraian    string
	Satuan    string
	Koefisien decimal.Decimal
	// ItemUraian and ItemSatuan are the wording of the price item, where it is another one.
	ItemUraian, ItemSatuan string
	Analysis               *ahsp.Analysis     // of the library, that the row stands for
	Pekerjaan              *TemplatePekerjaan // of the template, that the row stands for
	Missing                string             // what a bundle stood for that nobody knows here; then it is a base component
}

// TemplateParameter is a parameter of a template.
type TemplateParameter struct {
	Path                     string
	Name                     string // as takeoff.OldName returns it
	Value                    decimal.Decimal
	Label, Unit, Description string
}

// TemplateOptions say how a template is appended.
type TemplateOptions struct {
	// OverwriteParameters gives parameters that exist the values of the template, and so
	// may change volumes of the project. Otherwise existing ones stay as they are.
	OverwriteParameters bool
}

// TemplateResult tells what appending a template did, or would do.
type TemplateResult struct {
	Klasifikasi, Sub, Pekerjaan, Components int
	Parameters                              int // new ones, and those that were overwritten
	Formulas                                int
	PriceItems                              int     // new ones, without a price
	CreatedIDs                              []int64 // of the pekerjaan, in the order of the template
	Volumes                                 []VolumeChange
	Warnings                                []Problem
}

// AppendTemplate adds the rows of a template after those of the project. Codes that are
// taken are replaced, price items are found by their identity, and what the library does
// not hold becomes custom; everything that differs from the template is told as a warning.
// Nothing that exists changes, but for parameters when asked to and formulas that use them.
func (d *Draft) AppendTemplate(t *Template, options TemplateOptions) (TemplateResult, error) {
	tree := d.editTree()
	e := &templateEdit{
		treeEdit: tree, options: options, ids: map[*TemplatePekerjaan]int64{}, kodes: map[string]bool{}, places: map[int64]string{},
		worded: tree.view.wordedItems(), withdrawn: map[string]int{},
	}
	e.reserve(t)
	changed := e.parameters(t.Parameters)
	e.workList(t)
	e.analyses()
	if err := e.problems.Err(); err != nil {
		return TemplateResult{}, err
	}
	if len(changed) > 0 {
		e.told.Volumes = d.reevaluate(func(_ *Volume, formula *takeoff.Formula) bool { return slices.ContainsFunc(changed, formula.Uses) })
	}
	e.formulas()
	return e.finish()
}

// templateEdit is a template being appended.
type templateEdit struct {
	*treeEdit

	options TemplateOptions
	order   []*TemplatePekerjaan
	ids     map[*TemplatePekerjaan]int64
	kodes   map[string]bool        // of pekerjaan, taken; of mod.n- codes also the first part
	places  map[int64]string       // in the template, of components
	worded  map[ItemKey]*PriceItem // items of the project with a code that the program made
	told    TemplateResult

	renamed   [][2]string    // codes of pekerjaan that are taken here, and what they become
	withdrawn map[string]int // analyses that are taken from withdrawn editions, by edition
}

// reserve keeps the numbers of codes that the template brings along from being handed out.
func (e *templateEdit) reserve(t *Template) {
	for _, row := range e.view.Pekerjaan.All() {
		e.take(row.SourceType, row.Kode)
	}
	e.numbers.scanPekerjaan()
	for _, k := range t.Klasifikasi {
		for _, s := range k.Sub {
			for _, in := range s.Pekerjaan {
				if in.SourceType != SourceRef {
					e.numbers.reservePekerjaan(in.Kode)
				}
				for _, row := range in.Rows {
					e.numbers.reserveItem(row.Kode)
				}
			}
		}
	}
}

func (e *templateEdit) take(source SourceType, kode string) {
	e.kodes[kode] = true
	if source == SourceRefModified {
		e.kodes[modifiedPrefix(kode)] = true
	}
}

// parameters stores the parameters and returns the names of those that have a value now
// that they had not before.
func (e *templateEdit) parameters(list []TemplateParameter) (changed []string) {
	for _, in := range list {
		next := &Parameter{Name: in.Name, Value: in.Value, Label: cmp.Or(in.Label, in.Name), Unit: in.Unit, Description: in.Description}
		current, exists := e.view.ParameterByName(in.Name)
		switch {
		case !exists:
			next.Meta, next.UID = e.draft.NewRow(), e.draft.ids.NextUID()
		case current.Value.Equal(in.Value):
			continue
		case !e.options.OverwriteParameters:
			e.warn(in.Path, "Parameter %s tetap %s (di template %s).", in.Name, current.Value, in.Value)
			continue
		default:
			next.Meta, next.UID = current.Meta, current.UID
			e.warn(in.Path, "Parameter %s berubah dari %s menjadi %s.", in.Name, current.Value, in.Value)
		}
		e.draft.Parameters.Put(next)
		e.told.Parameters++
		changed = append(changed, in.Name)
	}
	return changed
}

// workList stores headings and pekerjaan. All of them have their ids before the first
// component, because a bundle may stand before what it stands for.
func (e *templateEdit) workList(t *Template) {
	list, last := e.view.Klasifikasi(), -1
	if len(list) > 0 {
		last = list[len(list)-1].Position
	}
	tops := make([]*Heading, 0, len(t.Klasifikasi))
	for i, k := range t.Klasifikasi {
		number := len(list) + i + 1
		top := e.heading(k.Path, nil, nil, k.Name, fmt.Sprintf("Klasifikasi %d", number))
		top.SMKK = k.SMKK
		subs := make([]*Heading, 0, len(k.Sub))
		for j, s := range k.Sub {
			sub := e.heading(s.Path, nil, &top.ID, s.Name, fmt.Sprintf("%d.%d", number, j+1))
			rows := make([]*Pekerjaan, 0, len(s.Pekerjaan))
			for _, in := range s.Pekerjaan {
				rows = append(rows, e.pekerjaan(in, sub.ID))
			}
			e.placePekerjaan(rows)
			subs = append(subs, sub)
		}
		e.placeHeadings(subs, -1)
		tops = append(tops, top)
	}
	e.placeHeadings(tops, last)
}

func (e *templateEdit) pekerjaan(in *TemplatePekerjaan, heading int64) *Pekerjaan {
	row := &Pekerjaan{Meta: e.draft.NewRow(), UID: e.draft.ids.NextUID(), HeadingID: heading, Position: unplaced, Notes: in.Notes}
	e.ids[in] = row.ID
	e.order = append(e.order, in)
	e.result.CreatedIDs = append(e.result.CreatedIDs, row.ID)
	e.draft.Analyses.Put(&Analysis{Meta: Meta{ID: row.ID}, Touches: 1})
	uraian := e.problems.decoded(in.Path+".snapshot_uraian", "Uraian", in.Uraian, MaxUraian)
	satuan := e.problems.decoded(in.Path+".snapshot_satuan", "Satuan", in.Satuan, MaxSatuan)
	e.problems.Text(in.Path+".notes", "Catatan", in.Notes, MaxNotes)
	source := e.sourceOf(in)
	if source.fromLibrary() {
		e.uses(in.Analysis)
	}
	switch source {
	case SourceRef:
		e.takeIdentity(row, source, in.Analysis.Kode, in.Analysis)
		overrideTexts(row, nil, &satuan)
	case SourceRefModified:
		e.takeIdentity(row, source, e.modifiedKode(in), in.Analysis)
		overrideTexts(row, &uraian, &satuan)
	default:
		if uraian == "" {
			e.problems.Add(in.Path+".snapshot_uraian", "Isi uraian pekerjaan.")
		}
		row.SourceType, row.Kode, row.Uraian, row.Satuan = SourceCustom, e.customKode(in), uraian, satuan
	}
	return row
}

// sourceOf returns what kind of pekerjaan a row of the template becomes: one that the
// library does not know is custom, and one that differs from the library was changed.
func (e *templateEdit) sourceOf(in *TemplatePekerjaan) SourceType {
	switch {
	case !in.SourceType.fromLibrary():
		return SourceCustom
	case in.Analysis == nil:
		e.warn(in.Path, "%s: analisa %s tidak ada di pustaka ini. Menjadi pekerjaan kustom dengan rincian dari template.", clip(in.Uraian), in.Reference)
		return SourceCustom
	case in.SourceType == SourceRef && len(in.Rows) > 0 && !e.asPublished(in):
		e.warn(in.Path, "%s: rinciannya berbeda dari analisa %s di pustaka ini. Menjadi Referensi (Dimodifikasi).", clip(in.Uraian), in.Analysis.Kode)
		return SourceRefModified
	}
	return in.SourceType
}

// asPublished reports whether the rows, if there are any, are those of the analysis.
func (e *templateEdit) asPublished(in *TemplatePekerjaan) bool {
	type said struct {
		kategori             ahsp.Kategori
		kode, uraian, satuan string
		koefisien, nested    string
	}
	rows := map[said]int{}
	for i := range in.Rows {
		row := &in.Rows[i]
		nested := ""
		if row.Analysis != nil {
			nested = row.Analysis.Kode
		}
		rows[said{row.Kategori, publishedKode(row.Kode), row.Uraian, row.Satuan, row.Koefisien.String(), nested}]++
	}
	for i := range in.Analysis.Components {
		c := &in.Analysis.Components[i]
		kode := ""
		if nested, ok := nestedIn(e.view.Reference, c, in.Analysis); ok {
			kode = nested.Kode
		}
		rows[said{c.Kategori, publishedKode(c.Kode), c.Uraian, c.Satuan, c.Koefisien.String(), kode}]--
	}
	for _, more := range rows {
		if more != 0 {
			return false
		}
	}
	return true
}

// publishedKode returns the code of a component as the library has it: without the mark of
// a clash, and none where the program made one.
func publishedKode(kode string) string {
	if _, generated := itemNumber(kode); generated {
		return ""
	}
	return baseKode(kode)
}

// modifiedKode keeps the code of a changed reference when its number is free.
func (e *templateEdit) modifiedKode(in *TemplatePekerjaan) string {
	kode, prefix := in.Kode, modifiedPrefix(in.Kode)
	if _, counted := numberAfter("mod.", prefix); !counted || e.kodes[prefix] || kode != prefix+"-"+in.Analysis.Kode {
		kode = e.numbers.modifiedKode(in.Analysis.Kode)
		e.rename(in.Kode, kode)
	}
	e.take(SourceRefModified, kode)
	return kode
}

// customKode keeps the code of a custom pekerjaan when it is free.
func (e *templateEdit) customKode(in *TemplatePekerjaan) string {
	kode := e.problems.Text(in.Path+".snapshot_kode", "Kode", in.Kode, MaxKode)
	if kode == "" || e.kodes[kode] {
		kode = e.numbers.customKode()
		e.rename(in.Kode, kode)
	}
	e.take(SourceCustom, kode)
	return kode
}

// analyses stores the components of all pekerjaan: those of the template, and where it
// brings none those of the library. Base components come first: bundles and the library
// then find the items that the template names, instead of making others.
func (e *templateEdit) analyses() {
	var rest []func()
	for _, in := range e.order {
		id := e.ids[in]
		row, _ := e.draft.Pekerjaan.Get(id)
		if len(in.Rows) == 0 && row.SourceType.fromLibrary() {
			rest = append(rest, func() {
				rows := e.draft.clone(id, in.Analysis, e.prices)
				e.draft.addComponents(rows)
				e.told.Components += len(rows)
			})
			continue
		}
		for i := range in.Rows {
			c := e.component(id, i, &in.Rows[i])
			if c.Bundle() {
				rest = append(rest, func() { e.bundle(c, &in.Rows[i]) })
			} else {
				e.item(c, &in.Rows[i])
			}
		}
		e.told.Components += len(in.Rows)
	}
	for _, store := range rest {
		store()
	}
}

// component reads what a row says; what it stands for is not stored yet.
func (e *templateEdit) component(pekerjaan int64, position int, in *TemplateRow) *Component {
	row := &Component{
		Meta: e.draft.NewRow(), UID: e.draft.ids.NextUID(), PekerjaanID: pekerjaan, Position: position, Kategori: in.Kategori,
		Kode: e.problems.Text(in.Path+".kode", "Kode", in.Kode, MaxKode), Uraian: e.problems.Text(in.Path+".uraian", "Uraian", in.Uraian, MaxUraian),
		Satuan: e.problems.Text(in.Path+".satuan", "Satuan", in.Satuan, MaxSatuan), Koefisien: in.Koefisien,
	}
	e.places[row.ID] = in.Path
	switch {
	case in.Analysis != nil:
		row.RefAHSPID = &in.Analysis.ID
	case in.Pekerjaan != nil:
		target := e.ids[in.Pekerjaan]
		row.RefPekerjaanID = &target
	}
	return row
}

func (e *templateEdit) bundle(row *Component, in *TemplateRow) {
	if in.Analysis != nil {
		e.uses(in.Analysis)
		e.prices.claimLeaves(row.PekerjaanID, in.Analysis)
	}
	e.draft.Components.Put(row)
}

// item stores a base component with its price item.
func (e *templateEdit) item(row *Component, in *TemplateRow) {
	item := e.itemOf(row, cmp.Or(in.ItemUraian, row.Uraian), cmp.Or(in.ItemSatuan, row.Satuan))
	row.PriceItemID, row.Kode = &item.ID, item.Kode
	if in.Missing != "" {
		e.warn(in.Path, "Gabungan %s menunjuk ke %s yang tidak ada di sini: menjadi baris biasa dengan item harga %s.", clip(row.Uraian), in.Missing, item.Kode)
	}
	e.draft.Components.Put(row)
}

// itemOf finds or makes a price item. A code that the program made means nothing in another
// project: there the wording decides.
func (e *templateEdit) itemOf(row *Component, uraian, satuan string) *PriceItem {
	_, generated := itemNumber(row.Kode)
	_, known := e.prices.withKey(KeyOf(row.Kategori, row.Kode, uraian, satuan))
	if !generated || known {
		return e.prices.claim(row.PekerjaanID, row.Kategori, row.Kode, uraian, satuan)
	}
	wording := KeyOf(row.Kategori, "", uraian, satuan)
	if item, ok := e.worded[wording]; ok {
		return item
	}
	kode := row.Kode
	if _, taken := e.prices.withKode(kode); taken {
		kode = e.numbers.itemKode()
	}
	item := e.prices.create(row.Kategori, kode, uraian, satuan)
	if _, ok := e.prices.withWording(wording); !ok {
		e.prices.worded[wording] = item
	}
	return item
}

// formulas stores the formulas of the new pekerjaan and evaluates those that are on.
func (e *templateEdit) formulas() {
	parameters := e.draft.Project().parameterValues()
	for _, in := range e.order {
		if in.Formula.Text == "" {
			continue
		}
		volume := &Volume{Meta: Meta{ID: e.ids[in]}, Formula: in.Formula.Text, IsFx: in.Formula.IsFx}
		if volume.IsFx {
			result, err := takeoff.Evaluate(volume.Formula, parameters)
			if err != nil {
				volume.Failure = err.Error()
				e.warn(in.Formula.Path, "%s: formula volume belum dapat dihitung (%s).", clip(in.Uraian), err)
			} else {
				volume.Quantity = decimal.Some(result.Quantity)
			}
		}
		e.draft.Volumes.Put(volume)
		e.told.Formulas++
	}
}
