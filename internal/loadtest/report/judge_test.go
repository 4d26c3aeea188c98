package report

import (
	"strings"
	"testing"
	"time"

	"takar/internal/loadtest/result"
)

const fiftyUsers = `
name: 50 pengguna
requests: 500
memory: 512MiB
total: {success: 99%, rps: 1.5, p50: 5ms, p95: 80ms, p99: 200ms, max: 2s}
logins: {failures: 0, p95: 1s}
groups: {export: {max: 1s}}
endpoints:
  GET /dashboard/: {p95: 20ms}
`

func gatesOf(t *testing.T, text string) Gates {
	t.Helper()
	g, err := ReadGates(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Healthy is a run that keeps every bound of fiftyUsers.
func healthy() *result.Run {
	run := small()
	run.Total.Failures, run.Endpoints[4].Failures, run.Failures = 0, 0, nil
	return run
}

func TestJudgeMeetsWhatIsWithinItsBounds(t *testing.T) {
	v := Judge(healthy(), gatesOf(t, fiftyUsers))
	if !v.Met || len(v.Missed()) > 0 {
		t.Errorf("not met: %+v", v.Missed())
	}
	if v.Name != "50 pengguna" || len(v.Checks) != 16 {
		t.Errorf("%d checks under %q", len(v.Checks), v.Name)
	}
}

// Each way to miss a gate is one change of a healthy run, and that gate alone says so.
func TestJudgeMissesEachGate(t *testing.T) {
	slow := func(s *result.Stats, n int, latency time.Duration) {
		for range n {
			s.Add(latency, 0)
		}
	}
	for name, c := range map[string]struct {
		harm    func(*result.Run)
		missed  string // part and measure
		because string
	}{
		"failures":       {func(r *result.Run) { r.Total.Failures = 6 }, "Semua permintaan berhasil", ""},
		"slow half":      {func(r *result.Run) { slow(r.Total, 600, 10*time.Millisecond) }, "Semua permintaan p50", ""},
		"slow twentieth": {func(r *result.Run) { slow(r.Total, 40, 90*time.Millisecond) }, "Semua permintaan p95", ""},
		"slow hundredth": {func(r *result.Run) { slow(r.Total, 10, 300*time.Millisecond) }, "Semua permintaan p99", ""},
		"one slow":       {func(r *result.Run) { slow(r.Total, 1, 3*time.Second) }, "Semua permintaan terlama", ""},
		"idle":           {func(r *result.Run) { r.Duration = time.Hour }, "Semua permintaan permintaan/detik", ""},
		"login failed":   {func(r *result.Run) { r.Logins.Failures = 1 }, "Login gagal", ""},
		"slow logins":    {func(r *result.Run) { slow(r.Logins, 10, 2*time.Second) }, "Login p95", ""},
		"few logins": {func(r *result.Run) {
			r.Logins = result.NewStats("", "logins", result.Login)
			slow(r.Logins, 19, time.Millisecond)
		}, "Login p95", "hanya 19 permintaan"},
		"slow export":           {func(r *result.Run) { slow(r.Endpoints[3], 1, 1100*time.Millisecond) }, "Ekspor terlama", ""},
		"slow page":             {func(r *result.Run) { slow(r.Endpoints[1], 40, 30*time.Millisecond) }, "GET /dashboard/ p95", ""},
		"page never asked for":  {func(r *result.Run) { r.Endpoints[1].Name = "/other/" }, "GET /dashboard/ permintaan", "tidak pernah diminta"},
		"few requests":          {func(r *result.Run) { r.Total.Requests = 499 }, "Uji ini permintaan", ""},
		"cut":                   {func(r *result.Run) { r.Cut = true }, "Uji ini lama", "dihentikan"},
		"write lost":            {func(r *result.Run) { r.Writes[0].Equal, r.Writes[0].Different = 37, 1 }, "Penyimpanan tidak terbaca kembali seperti dikirim", ""},
		"write never read back": {func(r *result.Run) { r.Writes[0].Equal = 37 }, "Penyimpanan tidak terbaca kembali seperti dikirim", ""},
		"plan of another":       {func(r *result.Run) { r.Unharmed[0].After = "99.99" }, "Proyek lain berubah", ""},
		"no free port":          {func(r *result.Run) { r.Exceptions = []result.Failure{{Cause: "no port", Count: 1}} }, "Pembangkit beban galat", ""},
		"memory":                {func(r *result.Run) { r.PeakMemory = 512<<20 + 1 }, "Server memori tertinggi", ""},
		"memory unknown":        {func(r *result.Run) { r.PeakMemory = 0 }, "Server memori tertinggi", "tidak diukur"},
	} {
		t.Run(name, func(t *testing.T) {
			run := healthy()
			c.harm(run)
			v := Judge(run, gatesOf(t, fiftyUsers))
			missed := v.Missed()
			if v.Met || len(missed) != 1 {
				t.Fatalf("met %v, missed %+v", v.Met, missed)
			}
			if got := missed[0].Part + " " + missed[0].Measure; got != c.missed || !strings.Contains(missed[0].Why, c.because) {
				t.Errorf("missed %q because %q, want %q because %q", got, missed[0].Why, c.missed, c.because)
			}
		})
	}
}

// Gates that are silent about failures do not allow them.
func TestFailuresAlwaysCount(t *testing.T) {
	gates := gatesOf(t, `endpoints: {GET /dashboard/: {max: 1s}}`)
	if v := Judge(healthy(), gates); !v.Met {
		t.Fatalf("%+v", v.Missed())
	}
	for name, harm := range map[string]func(*result.Run){
		"of all":    func(r *result.Run) { r.Total.Failures = 1 },
		"of logins": func(r *result.Run) { r.Logins.Failures = 1 },
		"no request": func(r *result.Run) {
			r.Total, r.Logins = result.NewStats("", "total", ""), result.NewStats("", "logins", "")
		},
	} {
		run := healthy()
		harm(run)
		if Judge(run, gates).Met {
			t.Errorf("failures %s: met", name)
		}
	}
}

// What is shown never looks better than it is.
func TestSuccessIsRoundedDown(t *testing.T) {
	run := healthy()
	run.Total.Requests, run.Total.Failures = 1_000_000, 1
	missed := Judge(run, gatesOf(t, `total: {success: 100%}`)).Missed()
	if len(missed) != 1 || missed[0].Measured != "99,99 % (1 gagal)" {
		t.Errorf("one failure of a million: %+v", missed)
	}
}

func TestGatesNameWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "kosong",
		"a: [":                                  "bukan YAML",
		"- total":                               "baris 1: seharusnya daftar",
		"name: x":                               "tidak berisi satu pun ambang",
		"total: {p50: 5ms}\nspeed: 3":           `baris 2: "speed" tidak dikenal`,
		"total:\n  p96: 5ms":                    `baris 2: "p96" tidak dikenal; yang ada: success, failures, rps, p50`,
		"total:\n  p95: 5ms\n  p95: 6ms":        `baris 3: "p95" ada dua kali`,
		"total: {p95: 5}":                       `p95: "5" bukan waktu`,
		"total: {max: 0s}":                      `max: "0s" bukan waktu`,
		"total: {success: 100}":                 `success: "100" bukan persen`,
		"total: {success: 101%}":                `bukan persen`,
		"total: {success: nan%}":                `bukan persen`,
		"total: {rps: 3,5}":                     `baris 1`,
		"total: {rps: fast}":                    `rps: "fast" bukan bilangan`,
		"total: {rps: -1}":                      `bukan bilangan`,
		"total: {rps: }":                        "seharusnya satu nilai",
		"total: 5ms":                            "seharusnya daftar",
		"groups: {exports: {max: 1s}}":          `kelompok "exports" tidak dikenal; yang ada: page, read, export, write`,
		"endpoints: {/dashboard/: {max: 1s}}":   `bukan "METODE /alamat/"`,
		"total: {max: 1s}\nrequests: many":      `baris 2: "many" bukan bilangan bulat`,
		"total: {max: 1s}\nmemory: 512":         `"512" bukan ukuran memori`,
		"total: {max: 1s}\n<<: {requests: 100}": "seharusnya kunci biasa",
	} {
		if _, err := ReadGates(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestStatusIsOneLine(t *testing.T) {
	got := Status(Progress{Users: 1000, Requests: 12345, PerSecond: 321.25, Failures: 2, P50: 1800 * time.Microsecond, P95: 1250 * time.Millisecond, Left: 61 * time.Second})
	want := "1.000 pengguna ·    12.345 permintaan ·   321,2/detik · 2 gagal · p50  1,8 ms · p95  1,25 s · sisa 01:01"
	if got != want {
		t.Errorf("\n%s\n%s", got, want)
	}
}
