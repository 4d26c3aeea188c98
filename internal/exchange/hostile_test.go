package exchange_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takar/internal/ahsp"
	"takar/internal/exchange"
	"takar/internal/rab"
)

// written is a backup of version 3 put together by hand: pekerjaan 1 to n in one heading
// with the given components.
func written(pekerjaan int, components ...string) string {
	var b strings.Builder
	b.WriteString(`{"export_type":"project_full_backup","export_version":"3.0","project":{"nama":"Uji","sumber_dana":"a","lokasi_project":"b","nama_client":"c",` +
		`"anggaran_owner":"0","tanggal_mulai":"2026-01-01"},"project_pricing":{"markup_percent":"10","ppn_percent":"11","rounding_base":1},` +
		`"klasifikasi":[{"_export_id":1}],"sub_klasifikasi":[{"_export_id":1,"_klasifikasi_ref":1}],"conversion_profiles":[],"volume_pekerjaan":[],` +
		`"volume_formula_states":[],"project_parameters":[],"harga_items":[{"_export_id":1,"kode_item":"T","uraian":"T","satuan":"OH","kategori":"TK","harga_satuan":"1"}],"pekerjaan":[`)
	for i := range pekerjaan {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"_export_id":%d,"_sub_klasifikasi_ref":1,"source_type":"custom","snapshot_kode":"P.%d","snapshot_uraian":"P"}`, i+1, i+1)
	}
	b.WriteString(`],"detail_ahsp":[` + strings.Join(components, ",") + `]}`)
	return b.String()
}

// plain is a base component, on a bundle row on another pekerjaan.
func plain(id, pekerjaan int) string {
	return fmt.Sprintf(`{"_export_id":%d,"_pekerjaan_ref":%d,"_harga_item_ref":1,"kategori":"TK","kode":"T","uraian":"T","satuan":"OH","koefisien":1}`, id, pekerjaan)
}

func on(id, pekerjaan, target int) string {
	return fmt.Sprintf(`{"_export_id":%d,"_pekerjaan_ref":%d,"_harga_item_ref":null,"kategori":"LAIN","kode":"G","uraian":"G","koefisien":"2","_ref_pekerjaan_ref":%d}`,
		id, pekerjaan, target)
}

func TestSoundBundlesAreRead(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(written(3, plain(1, 1), on(2, 2, 1), on(3, 3, 2))), nil, exchange.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	lines := backup.Project.Figures().Lines
	if got := lines[2].E.String(); got != "4" || backup.Report.ChangedCount != 0 {
		t.Errorf("E is %s, reported %+v", got, backup.Report)
	}
}

func TestBundlesThatCannotBeExpandedAreRefusedAtTheirPlace(t *testing.T) {
	deep := []string{plain(1, 1)}
	for i := 2; i <= 12; i++ {
		deep = append(deep, on(i, i, i-1))
	}
	for _, row := range []struct {
		name, text, path, says string
	}{
		{"itself", written(1, on(1, 1, 1)), "detail_ahsp[0]._ref_pekerjaan_ref", "dirinya sendiri"},
		{"a circle", written(3, on(1, 1, 2), on(2, 2, 3), on(3, 3, 1)), "detail_ahsp[0]._ref_pekerjaan_ref", "P.1 → P.2 → P.3 → P.1"},
		{"too deep", written(12, deep...), "detail_ahsp[11]._ref_pekerjaan_ref", "10 tingkat"},
		{"nowhere", written(1, on(1, 1, 7)), "detail_ahsp[0]._ref_pekerjaan_ref", "tidak ada"},
		{"a bundle of another kategori", written(2, strings.Replace(on(1, 1, 2), "LAIN", "TK", 1)), "detail_ahsp[0].kategori", "LAIN"},
		{"another kategori than its item", written(1, strings.Replace(plain(1, 1), `"kategori":"TK"`, `"kategori":"BHN"`, 1)), "detail_ahsp[0].kategori", "TK"},
		{"two targets", written(2, strings.Replace(on(1, 1, 2), `"kode":"G"`, `"ref_ahsp":{"sumber":"x","revisi":1,"kode":"y"}`, 1)), "detail_ahsp[0]._ref_pekerjaan_ref", "sekaligus"},
	} {
		problems := problemsOf(t, row.text)
		if problems[0].Path != row.path || !strings.Contains(problems[0].Message, row.says) {
			t.Errorf("%s: %+v", row.name, problems)
		}
	}
}

// A bundle on a pekerjaan that was emptied afterwards is sound data.
func TestBundleOnAnEmptiedPekerjaanIsRead(t *testing.T) {
	if _, err := exchange.ReadBackup([]byte(written(2, on(1, 1, 2))), nil, exchange.ReadOptions{}); err != nil {
		t.Error(err)
	}
}

// Ten pekerjaan of ten bundles each on the next stand for 10^10 rows.
func TestBundlesThatWouldFillTheMemoryAreRefused(t *testing.T) {
	var rows []string
	for level := range 9 {
		for range 10 {
			rows = append(rows, on(len(rows)+1, level+1, level+2))
		}
	}
	for range 10 {
		rows = append(rows, plain(len(rows)+1, 10))
	}
	if problem := problemsOf(t, written(10, rows...))[0]; problem.Path != "detail_ahsp" || !strings.Contains(problem.Message, "terurai") {
		t.Errorf("%+v", problem)
	}
}

func TestListsOfTooManyRowsAreRefused(t *testing.T) {
	text := strings.Replace(written(1), `"harga_items":[`, `"harga_items":[`+strings.Repeat("{},", 600_000), 1)
	if problems := problemsOf(t, text); len(problems) > 100 {
		t.Errorf("%d problems", len(problems))
	}
	text = strings.Replace(written(1), `"volume_formula_states":[]`, `"volume_formula_states":[],"progress_weekly":[`+strings.Repeat("{},", 600_000)+`{}]`, 1)
	if problem := problemsOf(t, text)[0]; problem.Path != "progress_weekly" || !strings.Contains(problem.Message, "500000") {
		t.Errorf("%+v", problem)
	}
	if problem := problemsOf(t, strings.Repeat(" ", exchange.MaxBackupBytes+1))[0]; problem.Path != "file" || !strings.Contains(problem.Message, "64 MiB") {
		t.Errorf("%+v", problem)
	}
	keys := strings.Repeat(`"a":1,`, 600)
	if problem := problemsOf(t, strings.Replace(written(1), `{"_export_id":1}`, `{`+keys+`"_export_id":1}`, 1))[0]; problem.Path != "klasifikasi[0]" {
		t.Errorf("%+v", problem)
	}
}

func TestNewerMinorVersionSaysThatItKnowsMore(t *testing.T) {
	backup, err := exchange.ReadBackup([]byte(strings.Replace(written(1), `"3.0"`, `"3.7"`, 1)), nil, exchange.ReadOptions{})
	if err != nil || backup.Report.Version != "3.7" || backup.Report.ChangedCount != 1 || backup.Report.Changed[0].Path != "export_version" {
		t.Errorf("%+v, %v", backup, err)
	}
}

// readOrRefused reads a file: whatever it holds, it is refused in words or gives a whole
// project that can be stored, written and read again.
func readOrRefused(t tester, data []byte, library *ahsp.Library) (refused bool) {
	t.Helper()
	backup, err := exchange.ReadBackup(data, library, exchange.ReadOptions{})
	if err != nil {
		if problems := problemsIn(err); len(problems) == 0 || backup != nil {
			t.Fatalf("refused with %v", err)
		}
		return true
	}
	copied, _ := restored(t, data, library)
	if got, want := hashOf(t, copied), hashOf(t, backup.Project); got != want {
		t.Fatal("the copy has another content hash than what was read")
	}
	again, report := restored(t, backupOf(t, copied), library)
	if hashOf(t, again) != hashOf(t, copied) || report.DroppedCount != 0 {
		t.Fatalf("written and read again it differs: %+v", report)
	}
	return false
}

func FuzzReadBackup(f *testing.F) {
	f.Add([]byte(oldFile(f)))
	f.Add([]byte(sample(f)))
	f.Add([]byte(written(3, plain(1, 1), on(2, 2, 1), on(3, 3, 2))))
	f.Add([]byte(planned(weekOf(1, 1, `"planned":"2.5","planned_by_volume":true,"actual":"30","actual_cost":"0"`), weekOf(2, 9, `"planned_proportion":"40.5","notes":"x"`))))
	for _, text := range []string{``, `{}`, `[]`, `{"export_type":"project_full_backup","export_version":"3.0","a":{"b":[{"\u0063":"\ud800"}]}}`, "{\"a\":\"\xff\"}"} {
		f.Add([]byte(text))
	}
	library := libraryOf(10, published(f)...)
	f.Fuzz(func(t *testing.T, data []byte) { readOrRefused(t, data, library) })
}

// odd are values that a field may hold after somebody edited a file.
var odd = []string{
	`null`, `0`, `1`, `2`, `3`, `4`, `-1`, `1.5`, `1e3`, `99999999999999999999`, `""`, `" "`, `"x"`, `"0"`, `"7"`, `"-5"`, `"0.0000001"`, `"99999999999999999"`, `true`, `false`,
	`[]`, `{}`, `[{}]`, `{"a":1}`, `"ref"`, `"custom"`, `"LAIN"`, `"TK"`, `"\u0000"`, `"\ud800"`, `"N.2"`, `"B.900"`, `"Unit-0001"`, `"= lebar"`, `"2026-02-30"`,
}

// TestOddValuesAnywhereAreReadOrRefused puts odd values where others stood, a few at a
// time, in files that are otherwise right.
func TestOddValuesAnywhereAreReadOrRefused(t *testing.T) {
	library := libraryOf(10, published(t)...)
	value := regexp.MustCompile(`": ?("(?:[^"\\]|\\.)*"|-?\d+|true|false|null)`)
	files := []string{planned(weekOf(1, 1, `"planned":"2.5","planned_by_volume":true,"actual":"30","actual_cost":"0"`), weekOf(2, 9, `"planned_proportion":"40.5"`)), sample(t), oldFile(t), written(4, plain(1, 1), on(2, 2, 1), on(3, 3, 2), plain(4, 3))}
	read := 0
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom(files).Draw(rt, "file")
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			places := value.FindAllStringSubmatchIndex(text, -1)
			at := rapid.SampledFrom(places).Draw(rt, "place")
			text = text[:at[2]] + rapid.SampledFrom(odd).Draw(rt, "value") + text[at[3]:]
		}
		if !readOrRefused(rt, []byte(text), library) {
			read++
		}
	})
	if read == 0 {
		t.Error("nothing was read: this test proves nothing about what is")
	}
}

func problemsIn(err error) []rab.Problem {
	if invalid, ok := err.(*rab.Invalid); ok { //nolint:errorlint // returned unwrapped
		return invalid.Problems
	}
	return nil
}
