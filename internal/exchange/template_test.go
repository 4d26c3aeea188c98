package exchange_test

import (
	"errors"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/decimal"
	"takar/internal/exchange"
	"takar/internal/rab"
)

func templateOf(t testing.TB, p *rab.Project) []byte {
	t.Helper()
	data, _, err := exchange.WriteTemplate(p, exchange.TemplateMeta{Name: "Uji", Category: "gedung"})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// founded is an empty project that takes bundles on pekerjaan without components, as random
// projects have them.
func founded(t testing.TB, library *ahsp.Library) *rab.Project {
	t.Helper()
	ids := &counting{last: 1 << 30}
	d := rab.NewProject(ids.NextID(), library).Edit(ids, 1_790_000_000_000_000, 8)
	if err := d.Found(rab.Header{UID: "u", Nama: "Baru", TanggalMulai: "2026-01-05", SumberDana: "APBD", LokasiProject: "Bogor", NamaClient: "Dinas", AllowBundleSoftErrors: true}, "", ""); err != nil {
		t.Fatal(err)
	}
	return rab.NewProject(d.Base().ID, library).Apply(d.Delta(), 1, library)
}

// appended reads a template and appends it to a project.
func appended(t testing.TB, p *rab.Project, data []byte, library *ahsp.Library, options rab.TemplateOptions) (*rab.Project, rab.TemplateResult, error) {
	t.Helper()
	file, err := exchange.ReadTemplate(data, "", library)
	if err != nil {
		return nil, rab.TemplateResult{}, err
	}
	d := p.Edit(&counting{last: int64(1<<31) + p.Revision<<20}, 1_790_000_001_000_000, 8)
	result, err := d.AppendTemplate(file.Template, options)
	if err != nil {
		return nil, result, err
	}
	if _, err := d.Finish(); err != nil {
		t.Fatal(err)
	}
	return p.Apply(d.Delta(), p.Revision+1, library), result, nil
}

// priced gives every item a price that follows from its wording, every pekerjaan a volume
// that follows from its place, and the project a policy.
func priced(t testing.TB, p *rab.Project, library *ahsp.Library) *rab.Project {
	t.Helper()
	d := p.Edit(&counting{last: 1 << 40}, 1_790_000_002_000_000, 8)
	for _, row := range p.PriceItems.All() {
		next := *row
		hash := fnv.New32a()
		fmt.Fprint(hash, row.Kategori, ahsp.NormaliseText(row.Uraian), ahsp.NormaliseUnit(row.Satuan))
		next.Harga = decimal.Some(decimal.New(int64(hash.Sum32()%9_999_999)+1, 2))
		d.PriceItems.Put(&next)
	}
	for i, row := range p.WorkList() {
		d.Volumes.Put(&rab.Volume{Meta: rab.Meta{ID: row.ID}, Quantity: decimal.Some(decimal.New(int64(i)*1237+1, 3))})
		next := *row
		next.MarkupOverride = decimal.Null{}
		d.Pekerjaan.Put(&next)
	}
	pricing := rab.DefaultPricing()
	pricing.ID = p.ID
	d.Pricings.Put(&pricing)
	return p.Apply(d.Delta(), p.Revision+1, library)
}

// hints are what differs between templates of equal contents: when, and ids.
var hints = regexp.MustCompile(`"export_date": .*|"ref_id":\d+|"bundle_ref_ahsp_id":\d+`)

func TestATemplateInAnEmptyProjectGivesTheSameAnalyses(t *testing.T) {
	library, elsewhere := libraryOf(10, published(t)...), libraryOf(5000, published(t)...)
	rapid.Check(t, func(rt *rapid.T) {
		source := drawProject(rt, library)
		if len(source.Figures().Broken) > 0 {
			rt.Skip("a gabungan that cannot be expanded has no figures to compare")
		}
		first := templateOf(t, source)
		copied, result, err := appended(t, founded(t, elsewhere), first, elsewhere, rab.TemplateOptions{})
		if err != nil {
			rt.Fatalf("%v in\n%s", err, first)
		}
		if got, want := hints.ReplaceAllString(string(templateOf(t, copied)), ""), hints.ReplaceAllString(string(first), ""); got != want {
			rt.Fatalf("exported again, with %v: %s", result.Warnings, cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
		}
		if problems := copied.Integrity(); len(problems) > 0 {
			rt.Fatalf("broken: %v", problems)
		}
		for _, item := range copied.PriceItems.All() {
			if item.Harga.Valid {
				rt.Fatal("a template carries a price")
			}
		}
		got, want := priced(t, copied, elsewhere).Figures().Totals, priced(t, source, library).Figures().Totals
		if fmt.Sprint(got) != fmt.Sprint(want) {
			rt.Fatalf("totals %+v, were %+v", got, want)
		}
	})
}

func TestATemplateTwiceGetsCodesOfItsOwnAndTheSamePriceItems(t *testing.T) {
	library := libraryOf(10, published(t)...)
	rapid.Check(t, func(rt *rapid.T) {
		source := drawProject(rt, library)
		if len(source.Figures().Broken) > 0 {
			rt.Skip("a gabungan that cannot be expanded has no figures to compare")
		}
		twice, result, err := appended(t, source, templateOf(t, source), library, rab.TemplateOptions{})
		if err != nil {
			rt.Fatal(err)
		}
		if result.PriceItems != 0 || twice.PriceItems.Len() != source.PriceItems.Len() {
			rt.Fatalf("%d new price items: %v", result.PriceItems, result.Warnings)
		}
		if twice.Pekerjaan.Len() != 2*source.Pekerjaan.Len() || twice.Components.Len() != 2*source.Components.Len() {
			rt.Fatalf("%+v", result)
		}
		kodes := map[string]bool{}
		for _, q := range twice.WorkList() {
			if q.SourceType != rab.SourceRef && kodes[q.Kode] {
				rt.Fatalf("%s stands twice", q.Kode)
			}
			kodes[q.Kode] = true
		}
		for i, q := range source.WorkList() {
			if twice.WorkList()[i].ID != q.ID {
				rt.Fatal("rows of the project moved")
			}
		}
		if problems := twice.Integrity(); len(problems) > len(source.Integrity()) {
			rt.Fatalf("broken: %v", problems)
		}
	})
}

const smallTemplate = `{"export_type":"project_template","export_version":"2.2","klasifikasi":[{"_export_id":1,"name":"K"}],
 "sub_klasifikasi":[{"_export_id":1,"_klasifikasi_ref":1,"name":"S"}],
 "pekerjaan":[{"_export_id":1,"_sub_klasifikasi_ref":1,"source_type":"custom","snapshot_kode":"CUST-0001","snapshot_uraian":"Satu","snapshot_satuan":"m"},
  {"_export_id":2,"_sub_klasifikasi_ref":1,"source_type":"custom","snapshot_kode":"CUST-0001","snapshot_uraian":"Dua"}],
 "detail_ahsp":[{"_export_id":1,"_pekerjaan_ref":1,"kategori":"TK","kode":"T.1","uraian":"Tukang","satuan":"OH","koefisien":"0.5","harga_item_kode":"T.1"},
  {"_export_id":2,"_pekerjaan_ref":2,"kategori":"LAIN","kode":"G","uraian":"Satu","koefisien":"2","bundle_type":"pekerjaan","bundle_ref_snapshot_kode":"CUST-0001","_ref_pekerjaan_ref":1}],
 "parameters":[{"name":"panjang","value":"3"}],
 "volume_formulas":[{"_pekerjaan_ref":1,"raw":"=panjang*2","is_fx":true},{"_pekerjaan_ref":2,"raw":"=tiada","is_fx":true}]}`

func TestBundlesOfATemplateGoByExportID(t *testing.T) {
	library := libraryOf(10, published(t)...)
	p, result, err := appended(t, founded(t, library), []byte(smallTemplate), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	list := p.WorkList()
	if target := p.ComponentsOf(list[1].ID)[0].RefPekerjaanID; target == nil || *target != list[0].ID {
		t.Errorf("the bundle stands for %v", target)
	}
	if list[0].Kode != "CUST-0001" || list[1].Kode != "CUST-0002" {
		t.Errorf("codes %s and %s", list[0].Kode, list[1].Kode)
	}
	one, _ := p.Volumes.Get(list[0].ID)
	two, _ := p.Volumes.Get(list[1].ID)
	if one.Quantity.OrZero().String() != "6" || one.Failure != "" || two.Quantity.Valid || two.Failure == "" {
		t.Errorf("volumes %+v and %+v", one, two)
	}
	if result.Parameters != 1 || result.Formulas != 2 || result.Components != 2 || len(result.Warnings) != 2 {
		t.Errorf("%+v", result)
	}
	if told := result.Warnings[1].Message; told != "1 kode pekerjaan sudah dipakai dan diganti: CUST-0001 menjadi CUST-0002." {
		t.Errorf("told of the code: %s", told)
	}
}

// A target that was emptied after the bundle was made is no reason to refuse a whole file.
func TestABundleOfATemplateOnAnEmptyPekerjaanIsTold(t *testing.T) {
	library := libraryOf(10, published(t)...)
	empty := regexp.MustCompile(`\{"_export_id":1,"_pekerjaan_ref":1,"kategori".*`).ReplaceAllString(smallTemplate, "")
	p, result, err := appended(t, founded(t, library), []byte(empty), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	told := slices.ContainsFunc(result.Warnings, func(w rab.Problem) bool { return strings.Contains(w.Message, "Gabungan G belum punya rincian") })
	if !told || p.Components.Len() != 1 {
		t.Errorf("%d components, told %v", p.Components.Len(), result.Warnings)
	}
	if problems := p.Integrity(); len(problems) > 0 {
		t.Errorf("broken: %v", problems)
	}
}

func TestParametersOfATemplateReplaceExistingOnesOnlyWhenAsked(t *testing.T) {
	library := libraryOf(10, published(t)...)
	base := founded(t, library)
	base, _, err := appended(t, base, []byte(smallTemplate), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	other := []byte(strings.Replace(smallTemplate, `"value":"3"`, `"value":"5"`, 1))
	for overwrite, want := range map[bool][2]string{false: {"3", "6"}, true: {"5", "10"}} {
		p, result, err := appended(t, base, other, library, rab.TemplateOptions{OverwriteParameters: overwrite})
		if err != nil {
			t.Fatal(err)
		}
		parameter, _ := p.ParameterByName("panjang")
		volume, _ := p.Volumes.Get(base.WorkList()[0].ID)
		if got := [2]string{parameter.Value.String(), volume.Quantity.OrZero().String()}; got != want {
			t.Errorf("overwriting %v gives %v, want %v", overwrite, got, want)
		}
		if !strings.Contains(fmt.Sprint(result.Warnings), "panjang") {
			t.Errorf("not told: %v", result.Warnings)
		}
	}
}

func TestAnotherItemUnderATakenCodeGetsACodeOfItsOwn(t *testing.T) {
	library := libraryOf(10, published(t)...)
	base, _, err := appended(t, founded(t, library), []byte(smallTemplate), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, result, err := appended(t, base, []byte(strings.Replace(smallTemplate, `"Tukang"`, `"Tukang las"`, 1)), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if item, ok := p.ItemByKode("T.1#2"); !ok || item.Uraian != "Tukang las" || !strings.Contains(fmt.Sprint(result.Warnings), "T.1#2") {
		t.Errorf("%v, %v", item, result.Warnings)
	}
}

func TestWhatTheLibraryLacksBecomesCustomAndIsTold(t *testing.T) {
	library := libraryOf(10, published(t)...)
	file := strings.NewReplacer(
		`"source_type":"custom","snapshot_kode":"CUST-0001","snapshot_uraian":"Satu"`,
		`"source_type":"ref","ref_id":77,"ref_ahsp":{"sumber":"Lain","revisi":1,"kode":"9.9"},"snapshot_kode":"9.9","snapshot_uraian":"Satu"`,
		`"bundle_type":"pekerjaan","bundle_ref_snapshot_kode":"CUST-0001","_ref_pekerjaan_ref":1`, `"bundle_type":"ahsp","bundle_ref_ahsp_id":99`,
	).Replace(smallTemplate)
	p, result, err := appended(t, founded(t, library), []byte(file), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, row := p.WorkList()[0], p.ComponentsOf(p.WorkList()[1].ID)[0]
	if first.SourceType != rab.SourceCustom || first.Kode != "9.9" || len(p.ComponentsOf(first.ID)) != 1 {
		t.Errorf("%+v", first)
	}
	if row.Bundle() || row.PriceItemID == nil || len(result.Warnings) != 3 {
		t.Errorf("%+v, %v", row, result.Warnings)
	}
}

func TestAReferenceThatDiffersFromTheLibraryIsAChangedOne(t *testing.T) {
	library := libraryOf(10, published(t)...)
	for _, koefisien := range []string{"0.000003", "0.9"} {
		file := `{"klasifikasi":[{"_export_id":1}],"sub_klasifikasi":[{"_export_id":1,"_klasifikasi_ref":1}],
		 "pekerjaan":[{"_export_id":1,"_sub_klasifikasi_ref":1,"source_type":"ref","snapshot_kode":"N.2","snapshot_uraian":"Plester"}],
		 "detail_ahsp":[{"_pekerjaan_ref":1,"kategori":"ALT","kode":"A.900","uraian":"Ayakan","satuan":"hari","koefisien":"` + koefisien + `"},
		  {"_pekerjaan_ref":1,"kategori":"LAIN","kode":"L.900","uraian":"Air","satuan":"ls","koefisien":"0.07"}]}`
		p, _, err := appended(t, founded(t, library), []byte(file), library, rab.TemplateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := rab.SourceRef
		if koefisien == "0.9" {
			want = rab.SourceRefModified
		}
		if q := p.WorkList()[0]; q.SourceType != want || q.RefID == nil {
			t.Errorf("%s: %+v", koefisien, q)
		}
	}
}

func TestTheOlderNestedFormTakesItsAnalysesFromTheLibrary(t *testing.T) {
	library := libraryOf(10, published(t)...)
	file := `{"export_type":"list_pekerjaan","export_version":"1.0","klasifikasi":[{"name":"K","ordering_index":2,"sub":[{"name":"S","pekerjaan":[
	 {"source_type":"custom","snapshot_uraian":"Kedua","ordering_index":2},
	 {"source_type":"ref","snapshot_kode":"N.1","snapshot_uraian":"Dinding","ordering_index":1,"ref_ahsp_id":4711,"budgeted_cost":"5.00"}]}]},
	 {"name":"Dahulu","ordering_index":1}]}`
	p, result, err := appended(t, founded(t, library), []byte(file), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	list := p.WorkList()
	if result.Klasifikasi != 2 || result.Sub != 1 || result.Pekerjaan != 2 || p.Klasifikasi()[0].Name != "Dahulu" {
		t.Errorf("%+v", result)
	}
	if list[0].SourceType != rab.SourceRef || len(p.ComponentsOf(list[0].ID)) != 4 || list[1].Kode != "CUST-0001" {
		t.Errorf("%+v, %+v", list[0], list[1])
	}
}

func TestAWorkListExportCanBeImportedAsATemplate(t *testing.T) {
	library := libraryOf(10, published(t)...)
	p, _, err := appended(t, founded(t, library), []byte(smallTemplate), library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	smkk := *p.Klasifikasi()[0]
	smkk.SMKK = true
	p = p.Apply(&rab.Delta{Headings: rab.TableDelta[*rab.Heading]{Put: []*rab.Heading{&smkk}}}, p.Revision+1, library)
	data, err := exchange.WriteWorkList(p)
	if err != nil {
		t.Fatal(err)
	}
	again, result, err := appended(t, founded(t, library), data, library, rab.TemplateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if result.Pekerjaan != 2 || again.WorkList()[1].Uraian != "Dua" || again.Components.Len() != 0 || !again.Klasifikasi()[0].SMKK {
		t.Errorf("%+v", result)
	}
}

func TestAProjectWithoutPekerjaanIsNoTemplate(t *testing.T) {
	var invalid *rab.Invalid
	if _, _, err := exchange.WriteTemplate(founded(t, libraryOf(10)), exchange.TemplateMeta{}); !errors.As(err, &invalid) {
		t.Error(err)
	}
}

func TestABadTemplateIsRefusedWhereItStands(t *testing.T) {
	library := libraryOf(10, published(t)...)
	for _, test := range []struct{ old, changed, path string }{
		{`"export_type":"project_template"`, `"export_type":"project_full_backup"`, "content.export_type"},
		{`"export_version":"2.2"`, `"export_version":"9.0"`, "content.export_version"},
		{`"_klasifikasi_ref":1`, `"_klasifikasi_ref":7`, "content.sub_klasifikasi[0]._klasifikasi_ref"},
		{`"_sub_klasifikasi_ref":1`, `"_sub_klasifikasi_ref":"x"`, "content.pekerjaan[0]._sub_klasifikasi_ref"},
		{`{"_export_id":2,"_sub`, `{"_export_id":1,"_sub`, "content.pekerjaan[1]._export_id"},
		{`"source_type":"custom"`, `"source_type":"lain"`, "content.pekerjaan[0].source_type"},
		{`"snapshot_uraian":"Satu"`, `"snapshot_uraian":"` + strings.Repeat("a", 2001) + `"`, "content.pekerjaan[0].snapshot_uraian"},
		{`"snapshot_uraian":"Satu"`, `"snapshot_uraian":"  "`, "content.pekerjaan[0].snapshot_uraian"},
		{`"kategori":"TK"`, `"kategori":"XX"`, "content.detail_ahsp[0].kategori"},
		{`"koefisien":"0.5"`, `"koefisien":-1`, "content.detail_ahsp[0].koefisien"},
		{`"koefisien":"0.5"`, `"koefisien":"0.0000001"`, "content.detail_ahsp[0].koefisien"},
		{`"_pekerjaan_ref":1,"kategori"`, `"_pekerjaan_ref":9,"kategori"`, "content.detail_ahsp[0]._pekerjaan_ref"},
		{`"bundle_type":"pekerjaan"`, `"bundle_type":"gedung"`, "content.detail_ahsp[1].bundle_type"},
		{`"_ref_pekerjaan_ref":1`, `"_ref_pekerjaan_ref":8`, "content.detail_ahsp[1]._ref_pekerjaan_ref"},
		{`"_ref_pekerjaan_ref":1`, `"_ref_pekerjaan_ref":2`, "content.detail_ahsp[1]"}, // itself
		{`"kategori":"LAIN"`, `"kategori":"TK"`, "content.detail_ahsp[1].kategori"},
		{`"name":"panjang"`, `"name":"1 x"`, "content.parameters[0].name"},
		{`"value":"3"`, `"value":"tiga"`, "content.parameters[0].value"},
		{`"raw":"=panjang*2"`, `"raw":"` + strings.Repeat("1", 5000) + `"`, "content.volume_formulas[0].raw"},
		{`{"_pekerjaan_ref":2,"raw"`, `{"_pekerjaan_ref":1,"raw"`, "content.volume_formulas[1]._pekerjaan_ref"},
		{`"name":"K"`, `"name":"a\u0000b"`, "content.klasifikasi[0].name"},
		{`"detail_ahsp":[`, `"detail_ahsp":[5,`, "content.detail_ahsp[0]"},
		{smallTemplate, `{"klasifikasi":[]}`, "content.pekerjaan"},
	} {
		file := strings.Replace(smallTemplate, test.old, test.changed, 1)
		read, err := exchange.ReadTemplate([]byte(file), "content", library)
		if err == nil {
			_, err = founded(t, library).Edit(&counting{last: 1 << 35}, 1, 8).AppendTemplate(read.Template, rab.TemplateOptions{})
		}
		var invalid *rab.Invalid
		if !errors.As(err, &invalid) || !slices.ContainsFunc(invalid.Problems, func(p rab.Problem) bool { return p.Path == test.path }) {
			t.Errorf("%.60s: %v, want a problem at %s", test.changed, err, test.path)
		}
	}
}
