package exchange_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/exchange"
	"takar/internal/rab"
)

func oldFile(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "versi-1.1.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFileOfVersion11IsReadAsFarAsItTells(t *testing.T) {
	for _, version := range []string{"1.1", "1.0"} {
		library := libraryOf(10, published(t)...)
		backup, err := exchange.ReadBackup([]byte(strings.Replace(oldFile(t), `"1.1"`, `"`+version+`"`, 1)), library, exchange.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p := backup.Project
		if problems := p.Integrity(); len(problems) > 0 {
			t.Errorf("broken: %v", problems)
		}
		var rows []string
		for _, k := range p.Klasifikasi() {
			for _, s := range p.SubKlasifikasi(k.ID) {
				for _, q := range p.PekerjaanOf(s.ID) {
					line, _ := p.Figures().LineOf(q.ID)
					rows = append(rows, fmt.Sprintf("%s / %s / %s %s %s %s %s", k.Name, s.Name, q.SourceType, q.Kode, line.G, line.Total, line.State))
				}
			}
		}
		want := []string{
			"Persiapan / Sub-klasifikasi 1 / custom mod.3-9.9.9 0 0 no_price",
			"Persiapan / Sub-klasifikasi 1 / ref N.2 40500 1012500 complete",
			"Struktur / Beton / custom CUST-0002 648216 0 no_volume",
			"Struktur / Beton / custom CUST-0007 384804 4750405.38 no_price",
		}
		if !slices.Equal(rows, want) {
			t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
		}
		if got := p.Figures().Totals; got.Jumlah.String() != "5762905.38" || got.Dibulatkan.String() != "6339000" {
			t.Errorf("totals %+v", got)
		}
		if h := p.Header(); h.DurasiHari != 89 || h.LokasiProject != "Tidak Ditentukan" || h.WeekStartDay != 6 || h.WeekEndDay != 5 {
			t.Errorf("header %+v", h)
		}
	}
}

func TestPricesOfVersion11(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(oldFile(t)), libraryOf(10, published(t)...), exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var items []string
	for _, item := range backup.Project.PriceItems.All() {
		items = append(items, item.Kode+" "+string(item.State()))
	}
	slices.Sort(items)
	want := []string{ // without GAB and N.2, which only stood for bundles
		"9.9.9 missing", "A.900 missing", "E.01 zero_confirmed", "L.01 set", "L.900 missing", "M.01 set", "M.02 missing", "M.03 missing",
	}
	if !slices.Equal(items, want) {
		t.Errorf("items %v, want %v", items, want)
	}
	item, _ := backup.Project.ItemByKode("M.01")
	if c, ok := backup.Project.ConversionOf(item.ID); !ok || c.MarketUnit != "zak" || !c.Agrees(item) {
		t.Errorf("bought as %+v", c)
	}
}

func TestWhatAFileOfVersion11LosesIsReported(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(oldFile(t)), libraryOf(10, published(t)...), exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said := func(notes []exchange.Note) []string {
		list := []string{}
		for _, note := range notes {
			list = append(list, note.Path)
		}
		slices.Sort(list)
		return list
	}
	dropped := []string{
		"conversion_profiles[1]", "detail_ahsp[9]", "pekerjaan[4]", "progress_weekly[4].planned_proportion", "progress_weekly[6]", "sub_klasifikasi[2]", "tahap_pelaksanaan", "volume_pekerjaan[3]",
	}
	if got := said(backup.Report.Dropped); !slices.Equal(got, dropped) || backup.Report.DroppedCount != len(dropped) {
		t.Errorf("dropped %q, want %q", got, dropped)
	}
	changed := []string{
		"", "detail_ahsp[2]", "detail_ahsp[8]._harga_item_ref", "harga_items", "harga_items", "pekerjaan[3]", "pekerjaan_tahapan", "project.durasi_hari", "project.lokasi_project",
		"volume_formula_states[1].raw", "volume_formula_states[2].raw",
	}
	if got := said(backup.Report.Changed); !slices.Equal(got, changed) || backup.Report.ChangedCount != len(changed) {
		t.Errorf("changed %q, want %q", got, changed)
	}
	for _, note := range append(backup.Report.Dropped, backup.Report.Changed...) {
		if note.Message == "" {
			t.Errorf("nothing is said at %s", note.Path)
		}
	}
}

func TestFormulasOfVersion11NeverChangeAVolume(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(oldFile(t)), nil, exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range backup.Project.WorkList() {
		v, ok := backup.Project.Volumes.Get(q.ID)
		got = append(got, fmt.Sprint(q.Kode, " ", ok))
		if ok {
			got[len(got)-1] = fmt.Sprint(q.Kode, " ", v.Quantity.Decimal, " ", v.IsFx, " ", v.Failure != "")
		}
	}
	want := []string{"mod.3-9.9.9 7 true true", "N.2 25 false false", "CUST-0002 false", "CUST-0007 12.345 true false"}
	if !slices.Equal(got, want) {
		t.Errorf("volumes %q, want %q", got, want)
	}
}

// An id of another installation means nothing by itself.
func TestIDsOfVersion11CountOnlyWithTheirCode(t *testing.T) {
	library := libraryOf(10, published(t)...)
	plester, _ := library.ByKode(library.Editions()[0].ID, "N.2")
	other, _ := library.ByKode(library.Editions()[0].ID, "N.1")
	for _, row := range []struct {
		name, uraian string
		id           int64
		want         rab.SourceType
	}{
		{"id and code", "nama lain", plester.ID, rab.SourceRef},
		{"code and name", " PLESTER ", 999_999, rab.SourceRef},
		{"another's id", "nama lain", other.ID, rab.SourceCustom},
		{"code alone", "nama lain", 999_999, rab.SourceCustom},
	} {
		text := strings.NewReplacer(`"ref_id": 4711`, fmt.Sprintf(`"ref_id": %d`, row.id),
			`"snapshot_kode": "N.2", "snapshot_uraian": "Plester"`, `"snapshot_kode": "N.2", "snapshot_uraian": "`+row.uraian+`"`).Replace(oldFile(t))
		backup, err := exchange.ReadBackup([]byte(text), library, exchange.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range backup.Project.WorkList() {
			if q.Kode == "N.2" && (q.SourceType != row.want || (q.RefID != nil) != (row.want == rab.SourceRef)) {
				t.Errorf("%s: %+v", row.name, q)
			}
		}
	}
}

// TestUnknownReferencesKeepTheirCost restores where the library is empty, or holds another
// analysis under the same name.
func TestUnknownReferencesKeepTheirCost(t *testing.T) {
	library := libraryOf(10, published(t)...)
	changed := published(t)
	changed[0].Analyses[1].Components[0].Koefisien = changed[0].Analyses[1].Components[1].Koefisien
	places := map[string]*ahsp.Library{"empty": libraryOf(1), "other": libraryOf(5000, changed...), "starter only": libraryOf(7000, published(t)[1])}
	rapid.Check(t, func(rt *rapid.T) {
		source := drawProject(rt, library)
		data := backupOf(t, source)
		for name, elsewhere := range places {
			p, report := restored(t, data, elsewhere)
			if got, want := p.Figures().Totals, source.Figures().Totals; !got.Total.Equal(want.Total) || !got.Jumlah.Equal(want.Jumlah) || got.NoPrice != want.NoPrice {
				rt.Fatalf("%s: totals %+v, were %+v\n%+v", name, got, want, report.Changed)
			}
			for i, line := range source.Figures().Lines {
				q := p.Figures().Lines[i].Pekerjaan
				if !p.Figures().Lines[i].G.Equal(line.G) || q.Kode != line.Pekerjaan.Kode {
					rt.Fatalf("%s: line %d %s is %s, was %s %s", name, i, q.Kode, p.Figures().Lines[i].G, line.Pekerjaan.Kode, line.G)
				}
				if name == "empty" && (q.SourceType != rab.SourceCustom || len(p.ComponentsOf(q.ID)) != len(source.ComponentsOf(line.Pekerjaan.ID))) {
					rt.Fatalf("%s: %+v", name, q)
				}
			}
			again, _ := restored(t, backupOf(t, p), elsewhere)
			if hashOf(t, again) != hashOf(t, p) {
				rt.Fatalf("%s: restored again it differs", name)
			}
		}
	})
}

// sample is a backup of version 3 with one of everything.
func sample(t testing.TB) string {
	t.Helper()
	library := libraryOf(10, published(t)...)
	projects := rapid.Custom(func(rt *rapid.T) *rab.Project { return drawProject(rt, library) })
	for seed := range 500 {
		text := string(backupOf(t, projects.Example(seed)))
		if strings.Contains(text, `"market_unit"`) && strings.Contains(text, `"is_fx":true`) && strings.Contains(text, `"kode":"N.2","nama"`) &&
			regexp.MustCompile(`"_ref_pekerjaan_ref":\d`).MatchString(text) && regexp.MustCompile(`"ref_ahsp_id":\d`).MatchString(text) &&
			strings.Contains(text, `"_tahap_ref"`) && strings.Contains(text, `"planned_by_volume":true`) && strings.Count(text, `"name":"`) > 6 && strings.Count(text, `"quantity":"`) > 1 {
			return text
		}
	}
	t.Fatal("no such project")
	return ""
}

// problemsOf reads a file that must be refused.
func problemsOf(t *testing.T, text string) []rab.Problem {
	t.Helper()
	backup, err := exchange.ReadBackup([]byte(text), libraryOf(10, published(t)...), exchange.ReadOptions{})
	var invalid *rab.Invalid
	if backup != nil || !errors.As(err, &invalid) || len(invalid.Problems) == 0 {
		t.Fatalf("read as %v, %v", backup, err)
	}
	return invalid.Problems
}

func TestOtherFilesAreRefusedByName(t *testing.T) {
	for _, row := range []struct{ text, path, says string }{
		{`{"export_type":"project_full_backup","export_version":"2.0","project":{}}`, "export_version", "2.0"},
		{`{"export_type":"project_full_backup","export_version":"4.0"}`, "export_version", `"4.0"`},
		{`{"export_type":"project_full_backup"}`, "export_version", "3.0"},
		{`{"export_type":"project_template","export_version":"2.2"}`, "export_type", "template"},
		{`{"export_type":"list_pekerjaan","export_version":"1.0"}`, "export_type", "list_pekerjaan"},
		{`{"export_type":5}`, "export_type", "teks"},
		{`{}`, "export_type", "project_full_backup"},
		{`[]`, "file", "objek"},
		{`"x"`, "file", "objek"},
		{`null`, "file", "objek"},
		{``, "file", "terpotong"},
		{"{\"export_type\":\n\n x}", "file", "baris 3"},
		{"\xff\xfe{}", "file", "UTF-8"},
		{`{"a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`, "file", "JSON"},
	} {
		problem := problemsOf(t, row.text)[0]
		if problem.Path != row.path || !strings.Contains(problem.Message, row.says) {
			t.Errorf("%.60q: %+v", row.text, problem)
		}
	}
}

func TestTruncatedFilesAreRefused(t *testing.T) {
	text := strings.TrimSpace(sample(t))
	for at := 1; at < len(text); at += 1 + len(text)/300 {
		if problem := problemsOf(t, text[:at])[0]; problem.Path != "file" {
			t.Fatalf("cut at %d: %+v", at, problem)
		}
	}
}

// Every wrong value is refused at its place.
func TestWrongFieldsAreNamedWithTheirPath(t *testing.T) {
	text := sample(t)
	long := strings.Repeat("é", 2001)
	for _, row := range []struct{ pattern, by, path string }{
		{`"nama":"[^"]*`, `"nama":"`, "project.nama"},
		{`"nama":"[^"]*`, `"nama":"a\u0000b`, "project.nama"},
		{`"tanggal_mulai":"[^"]*"`, `"tanggal_mulai":"2026-02-30"`, "project.tanggal_mulai"},
		{`"tanggal_selesai":"[^"]*"`, `"tanggal_selesai":"2020-01-01"`, "project.tanggal_selesai"},
		{`"anggaran_owner":"[^"]*"`, `"anggaran_owner":"1.234"`, "project.anggaran_owner"},
		{`"anggaran_owner":"[^"]*"`, `"anggaran_owner":1e3`, "project.anggaran_owner"},
		{`"week_start_day":\d`, `"week_start_day":7`, "project.week_start_day"},
		{`"allow_bundle_soft_errors":(true|false)`, `"allow_bundle_soft_errors":1`, "project.allow_bundle_soft_errors"},
		{`"markup_percent":"[^"]*"`, `"markup_percent":"100.01"`, "project_pricing.markup_percent"},
		{`"ppn_scheme":"[^"]*"`, `"ppn_scheme":"x"`, "project_pricing.ppn_scheme"},
		{`"rounding_base":\d+`, `"rounding_base":0`, "project_pricing.rounding_base"},
		{`"rounding_mode":"[^"]*"`, `"rounding_mode":7`, "project_pricing.rounding_mode"},
		{`"cust":\d+`, `"cust":-1`, "sequences.cust"},
		{`"project_pricing": \{.*\},`, `"project_pricing": null,`, "project_pricing"},
		{`"project": \{.*\},`, ``, "project"},
		{`"klasifikasi": \[`, `"klasifikasi": 5, "x": [`, "klasifikasi"},
		{`"detail_ahsp": \[`, `"detail": [`, "detail_ahsp"},
		{`"volume_pekerjaan": \[`, `"volume": [`, "volume_pekerjaan"},
		{`(?s)("sub_klasifikasi": \[\s*)\{[^}]*\}`, `${1}5`, "sub_klasifikasi[0]"},
		{`(?s)("sub_klasifikasi": .*?"_klasifikasi_ref":)\d+`, `${1}999`, "sub_klasifikasi[0]._klasifikasi_ref"},
		{`(?s)("sub_klasifikasi": .*?"_klasifikasi_ref":)\d+`, `${1}"1"`, "sub_klasifikasi[0]._klasifikasi_ref"},
		{`(?s)("klasifikasi": .*?"_export_id":)1`, `${1}2`, "klasifikasi[1]._export_id"},
		{`(?s)("klasifikasi": .*?)"_export_id":1,`, `${1}`, "klasifikasi[0]._export_id"},
		{`(?s)("klasifikasi": .*?"uid":")[^"]*`, `${1}A B`, "klasifikasi[0].uid"},
		{`(?s)("klasifikasi": .*?"name":")[^"]*`, `${1}` + strings.Repeat("x", 256), "klasifikasi[0].name"},
		{`(?s)("pekerjaan": .*?"_sub_klasifikasi_ref":)\d+`, `${1}0`, "pekerjaan[0]._sub_klasifikasi_ref"},
		{`(?s)("pekerjaan": .*?"source_type":")[^"]*`, `${1}lain`, "pekerjaan[0].source_type"},
		{`(?s)("pekerjaan": .*?"snapshot_uraian":)"(?:[^"\\]|\\.)*"`, `${1}null`, "pekerjaan[0].snapshot_uraian"},
		{`(?s)("pekerjaan": .*?"markup_override_percent":)(null|"[^"]*")`, `${1}"100.5"`, "pekerjaan[0].markup_override_percent"},
		{`(?s)("pekerjaan": .*?"budgeted_cost":)"[^"]*"`, `${1}"-1"`, "pekerjaan[0].budgeted_cost"},
		{`(?s)("harga_items": .*?"kategori":")[^"]*`, `${1}XX`, "harga_items[0].kategori"},
		{`(?s)("harga_items": .*?"kode_item":")[^"]*`, `${1}`, "harga_items[0].kode_item"},
		{`(?s)("harga_items": .*?"harga_satuan":)(null|"[^"]*")`, `${1}"0.001"`, "harga_items[0].harga_satuan"},
		{`(?s)("harga_items": .*?"harga_satuan":)(null|"[^"]*")`, `${1}"1` + strings.Repeat("0", 17) + `"`, "harga_items[0].harga_satuan"},
		{`(?s)("harga_items": .*?"uraian":)"(?:[^"\\]|\\.)*"`, `${1}"` + long + `"`, "harga_items[0].uraian"},
		{`"_harga_item_ref":\d+,"market_unit"`, `"_harga_item_ref":4096,"market_unit"`, "conversion_profiles[0]._harga_item_ref"},
		{`"factor_to_base":"[^"]*"`, `"factor_to_base":"0"`, "conversion_profiles[0].factor_to_base"},
		{`"method":"[^"]*"`, `"method":"x"`, "conversion_profiles[0].method"},
		{`(?s)("volume_pekerjaan": .*?"_pekerjaan_ref":)\d+`, `${1}999`, "volume_pekerjaan[0]._pekerjaan_ref"},
		{`(?s)("volume_pekerjaan": .*?"quantity":)[^,}]*`, `${1}"0.0001"`, "volume_pekerjaan[0].quantity"},
		{`(?s)("volume_formula_states": .*?"is_fx":)(true|false)`, `${1}"ya"`, "volume_formula_states[0].is_fx"},
		{`(?s)("project_parameters": .*?"name":")[^"]*`, `${1}2 kali`, "project_parameters[0].name"},
		{`(?s)("project_parameters": .*?"name":")[^"]*`, `${1}panjang`, "project_parameters[1].name"},
		{`(?s)("project_parameters": .*?"value":)"[^"]*"`, `${1}null`, "project_parameters[0].value"},
		{`(?s)("detail_ahsp": .*?"_pekerjaan_ref":)\d+`, `${1}999`, "detail_ahsp[0]._pekerjaan_ref"},
		{`(?s)("detail_ahsp": .*?"koefisien":)"[^"]*"`, `${1}"0.0000001"`, "detail_ahsp[0].koefisien"},
		{`(?s)("detail_ahsp": .*?"_harga_item_ref":)\d+`, `${1}999`, "detail_ahsp[0]._harga_item_ref"},
		{`(?s)("tahap_pelaksanaan": .*?"nama":)"(?:[^"\\]|\\.)*"`, `${1}"  "`, "tahap_pelaksanaan[0].nama"},
		{`(?s)("tahap_pelaksanaan": .*?"tanggal_selesai":)"[^"]*"`, `${1}"2026-13-01"`, "tahap_pelaksanaan[0].tanggal_selesai"},
		{`(?s)("tahap_pelaksanaan": .*?"urutan":)-?\d+`, `${1}1.5`, "tahap_pelaksanaan[0].urutan"},
		{`(?s)("tahap_pelaksanaan": .*?"created_at":)"[^"]*"`, `${1}"kemarin"`, "tahap_pelaksanaan[0].created_at"},
		{`(?s)("pekerjaan_tahapan": .*?"_tahap_ref":)\d+`, `${1}999`, "pekerjaan_tahapan[0]._tahap_ref"},
		{`(?s)("pekerjaan_tahapan": .*?"_pekerjaan_ref":)\d+`, `${1}999`, "pekerjaan_tahapan[0]._pekerjaan_ref"},
		{`(?s)("progress_weekly": .*?"_pekerjaan_ref":)\d+`, `${1}999`, "progress_weekly[0]._pekerjaan_ref"},
		{`(?s)("progress_weekly": .*?"week_number":)\d+`, `${1}0`, "progress_weekly[0].week_number"},
		{`(?s)("progress_weekly": .*?"week_number":)\d+`, `${1}531`, "progress_weekly[0].week_number"},
		{`(?s)("progress_weekly": .*?)"week_number":\d+,`, `${1}`, "progress_weekly[0].week_number"},
		{`(?s)("progress_weekly": .*?"planned":)"[^"]*"`, `${1}"-1"`, "progress_weekly[0].planned"},
		{`(?s)("progress_weekly": .*?"planned":)"[^"]*"(,"planned_by_volume":true)?`, `${1}"1.005"`, "progress_weekly[0].planned"},
		{`(?s)("progress_weekly": .*?"planned":)"[^"]*"(,"planned_by_volume":true)?`, `${1}"100.02"`, "progress_weekly[0].planned_proportion"},
		{`(?s)("progress_weekly": .*?"planned":)"[^"]*"(,"planned_by_volume":true)?`, `${1}"1.0005","planned_by_volume":true`, "progress_weekly[0].planned"},
		{`(?s)("progress_weekly": .*?"actual_cost":)(null|"[^"]*")`, `${1}"-1"`, "progress_weekly[0].actual_cost"},
		{`(?s)("progress_weekly": .*?"actual_cost":)(null|"[^"]*")(,"notes":"(?:[^"\\]|\\.)*")?`, `${1}0,"notes":"` + strings.Repeat("x", 4001) + `"`, "progress_weekly[0].notes"},
		{`"closed_until":"[^"]*"`, `"closed_until":"x"`, "schedule_setting.closed_until"},
		{`"off_weekdays":"[^"]*"`, `"off_weekdays":"7"`, "schedule_setting.off_weekdays"},
		{`"off_weekdays":"[^"]*"`, `"off_weekdays":"0123456"`, "schedule_setting.off_weekdays"},
		{`"critical_from":"[^"]*"`, `"critical_from":"-1"`, "schedule_setting.critical_from"},
		{`"holidays":"[^"]*"`, `"holidays":"2026-03-20 a\nbesok"`, "schedule_setting.holidays"},
		{`"tahapan_mode":"[^"]*"`, `"tahapan_mode":"x"`, "schedule_setting.tahapan_mode"},
		{`"red_first":"[^"]*"`, `"red_first":"-100.01"`, "schedule_setting.red_first"},
		{`"red_first":"[^"]*"`, `"red_first":null`, "schedule_setting.red_first"},
		{`"tanggal_spmk":"[^"]*"`, `"tanggal_spmk":5`, "contract.tanggal_spmk"},
		{`"nilai_kontrak":"[^"]*"`, `"nilai_kontrak":"-1"`, "contract.nilai_kontrak"},
		{`"retensi_percent":"[^"]*"`, `"retensi_percent":"100.5"`, "contract.retensi_percent"},
		{`"masa_pemeliharaan":\d+`, `"masa_pemeliharaan":-1`, "contract.masa_pemeliharaan"},
		{`(?s)("referensi_ahsp": .*?"revisi":)\d+`, `${1}"1"`, "referensi_ahsp[0].revisi"},
		{`(?s)("referensi_ahsp": .*?"koefisien":)"[^"]*"`, `${1}"x"`, "referensi_ahsp[0].rincian[0].koefisien"},
	} {
		pattern := regexp.MustCompile(row.pattern)
		at := pattern.FindStringIndex(text)
		if at == nil {
			t.Errorf("the sample holds no %s", row.pattern)
			continue
		}
		wrong := text[:at[0]] + pattern.ReplaceAllString(text[at[0]:at[1]], row.by) + text[at[1]:]
		problems := problemsOf(t, wrong)
		if !slices.ContainsFunc(problems, func(p rab.Problem) bool { return p.Path == row.path && p.Message != "" }) {
			t.Errorf("%s → %.80s: %+v, want %s", row.pattern, row.by, problems, row.path)
		}
	}
}
